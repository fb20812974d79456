"""What a user tells in a sentence: "rejected by Acme", "Acme: they will decide by Friday".

The grammar is closed. A name may be cut short where it stays clear which application is meant; where it does not, the
choices are given. What is not understood is said to be so, with the names that come near, and never guessed at. A fact
is one about the last round held of that application, as if it had been typed into the form of that round.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from followcal.core.facts import Application, Fact, InterviewKey, NoteSent, OtherOffer, Promised, Said
from followcal.core.interview import Interview, unique_people
from followcal.errors import FollowcalError
from followcal.formats.form import PhraseReader
from followcal.formats.told import Asker, read_outcome, read_sent
from followcal.formats.typed import key_of, plain
from followcal.formats.understood import fact_text, harmless

_LONGEST = 300
_SMALL = frozenset("the a an at for as role position job application about in of".split())
"""Words of a name that do not tell it from another."""

_UNDO = re.compile(r"(?:took|take) back\s*:?\s*", re.IGNORECASE)
_SAYS = "rejected|rejection|heard(?: back)?|offer|withdraw|withdrew|withdrawn"
_PATTERNS = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("outcome", rf"(?P<say>{_SAYS})(?: by| from)?\s+(?P<who>.+)"),
        ("outcome", r"(?P<who>.+?) (?P<say>rejected|offered|withdrew)(?: me the job| the job| me)?(?P<rest>\s.+|,.+)?"),
        ("outcome", r"(?P<who>.+?) (?:made|sent)(?: me)? an (?P<say>offer)(?P<rest>\s.+|,.+)?"),
        ("outcome", r"(?P<who>.+?) (?P<say>said no|replied|answered)(?P<rest>\s.+)?"),
        ("outcome", r"(?P<who>.+?) (?P<say>asked (?:me to (?:call|write|email)|for a call|for a mail))(?P<rest>\s.+)?"),
        ("outcome", r"(?P<say>(?:nobody|no one) (?:came|showed up)) (?:at|from) (?P<who>.+)"),
        ("promised", r"(?:i )?promised (?P<who>.+)"),
        ("sent", r"sent (?:the |a )?(?:thank-you )?(?:notes?|mail|email)(?: to (?P<to>.+?))? (?:at|to) (?P<who>.+)"),
        ("sent", r"thanked (?:(?P<to>.+?) at )?(?P<who>.+)"),
    )
)


@dataclass(frozen=True, slots=True)
class Told:
    """What was told, and whether it is taken back."""

    facts: frozenset[Fact]
    text: str
    """How it was understood."""

    rounds: frozenset[InterviewKey] = frozenset()
    """All rounds of the application; none for an offer from elsewhere."""

    undo: bool = False


@dataclass(frozen=True, slots=True)
class Unclear:
    """It may mean several applications: the `choices`, as they can be named."""

    text: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotTold:
    """It was not understood; `near` are names that come near."""

    text: str
    near: tuple[str, ...] = ()


Telling = Told | Unclear | NotTold


def read_telling(
    text: str, interviews: Iterable[Interview], *, today: date, read_phrase: PhraseReader, undo: bool = False
) -> Telling:
    """Return what a sentence tells about the applications that the interviews belong to.

    `undo` marks the facts as taken back, as a sentence does that begins with "took back:"; see `taken_back`.
    """
    sentence = plain(text)[: _LONGEST + 1].strip(" .!")
    taken = _UNDO.match(sentence)
    if taken:
        sentence = sentence[taken.end() :]
    if not sentence or len(sentence) > _LONGEST:
        return NotTold("nothing to read, or too much: tell one thing, such as 'rejected by Acme'")
    reader = _Reader(tuple(interviews), today, read_phrase)
    told = reader.read(sentence)
    return replace(told, undo=undo or bool(taken)) if isinstance(told, Told) else told


def taken_back(told: Told, facts: Iterable[Fact], today: date) -> frozenset[Fact]:
    """Return those of the facts that are taken back by what was `told`.

    What was not said again (the day, the deadline, to whom) may be any; of two that fit, both go.
    """
    return frozenset(fact for fact in facts if any(_is_meant(mine, fact, told.rounds, today) for mine in told.facts))


def _is_meant(mine: Fact, fact: Fact, rounds: frozenset[InterviewKey], today: date) -> bool:
    if type(mine) is not type(fact):
        return False
    for field in fields(mine):
        said, there = getattr(mine, field.name), getattr(fact, field.name)
        if field.name == "about":
            same = said == there or there in rounds
        elif field.name == "timeline":
            same = key_of(said.text) == key_of(there.text)
        else:
            same = said == there or said is None or (field.name == "on" and said == today)
        if not same:
            return False
    return True


@dataclass(frozen=True, slots=True)
class Named:
    """An application as it can be named: its last round held, and all its rounds."""

    name: str
    application: Application
    last: Interview
    rounds: tuple[Interview, ...]


def applications(interviews: Iterable[Interview], today: date) -> tuple[Named, ...]:
    """Return the applications that have a name, by name. A round without a role belongs to the only role there is."""
    in_order = [
        each
        for each in sorted(interviews, key=lambda each: (each.end.timestamp(), each.key))
        if each.company and each.employer
    ]
    roles: dict[str, dict[str, None]] = {}
    for interview in in_order:
        if interview.role:
            roles.setdefault(interview.employer, {})[key_of(interview.role)] = None
    found: dict[tuple[str, str], list[Interview]] = {}
    for interview in in_order:
        there = roles.get(interview.employer, {})
        role = key_of(interview.role or "") or (next(iter(there)) if len(there) == 1 else "")
        found.setdefault((interview.employer, role), []).append(interview)
    named = []
    for rounds in found.values():
        held = [each for each in rounds if each.day <= today and not each.cancelled]
        last = (held or rounds)[-1 if held else 0]
        said = Application(last.company or "", next((each.role for each in reversed(rounds) if each.role), None))
        named.append(Named(harmless(f"{said.company} {said.role or ''}"), said, last, tuple(rounds)))
    return tuple(sorted(named, key=lambda each: each.name.casefold()))


def matching(name: str, known: Sequence[Named]) -> tuple[Named, ...]:
    """Return the applications that a name means: whole words first, then names that are cut short."""
    words = _words(name)
    if not words:
        return ()
    for cut_short in (False, True):
        found = tuple(each for each in known if _means(words, each, cut_short=cut_short))
        if found:
            whole = [each for each in found if _words(each.name) == words]
            return tuple(whole) or found
    return ()


def _means(words: Sequence[str], named: Named, *, cut_short: bool) -> bool:
    """Return whether words name an employer, and then nothing but words of the role."""
    employer, role = _words(named.last.employer), _words(named.application.role or "")
    legal = _words(named.application.company)[len(employer) :]
    for count in range(min(len(words), len(employer)), 0, -1):
        whole = count == len(employer) or cut_short
        rest = [word for word in words[count:] if not any(_is(word, other, cut_short) for other in legal)]
        if whole and _same(words[:count], employer[:count], cut_short) and _among(rest, role, cut_short):
            return True
    return False


def _same(words: Sequence[str], others: Sequence[str], cut_short: bool) -> bool:
    return all(_is(one, other, cut_short) for one, other in zip(words, others, strict=True))


def _among(words: Sequence[str], role: Sequence[str], cut_short: bool) -> bool:
    return all(any(_is(word, other, cut_short) for other in role) for word in words)


def _is(word: str, other: str, cut_short: bool) -> bool:
    return word == other or (cut_short and len(word) > 1 and other.startswith(word))


def _words(name: str) -> list[str]:
    return [word for word in re.findall(r"\w+", key_of(name)) if word not in _SMALL]


class _Reader:
    """Reads one sentence."""

    def __init__(self, interviews: Sequence[Interview], today: date, read_phrase: PhraseReader) -> None:
        self._known = applications(interviews, today)
        self._today = today
        self._read_phrase = read_phrase

    def read(self, sentence: str) -> Telling:
        """Return the facts, or why there are none."""
        elsewhere = read_outcome(sentence, self._today, Asker(("", ""), self._today))
        if elsewhere and all(isinstance(fact, OtherOffer) and fact.about is None for fact in elsewhere):
            return _told(elsewhere)
        unclear: Unclear | NotTold | None = None
        for kind, name, value in _readings(sentence):
            found = self._about(kind, name, value)
            if isinstance(found, Told):
                return found
            unclear = unclear if isinstance(unclear, Unclear) else found
        return unclear or NotTold(
            "not understood: tell it as 'rejected by Acme', 'Acme: they will decide by Friday', 'offer from Acme, "
            "decide by 4 December', 'heard from Acme', 'withdraw Acme', 'promised Acme a portfolio' or 'sent the note "
            "to Ann at Acme'"
        )

    def _about(self, kind: str, name: str, value: str) -> Telling:
        """Return what is told about the application `name`; its end may belong to what is told."""
        choices: tuple[Named, ...] = ()
        failed: NotTold | None = None
        for who, rest in _cuts(name):
            found = matching(who, self._known)
            if not found:
                continue
            facts = self._facts(kind, found[0], f"{value} {rest}".strip())
            if facts and len(found) == 1:
                return _told(facts, found[0].rounds)
            if facts:
                choices = choices or found
            failed = failed or NotTold(f"not understood of {found[0].name}: {harmless(f'{value} {rest}'.strip())}")
        if choices:
            return Unclear(f"{harmless(name)} may be one of several", tuple(each.name for each in choices))
        if kind == "outcome" and not failed:
            other = self._offer_elsewhere(name, value)
            if other:
                return other
        return failed or self._unknown(name)

    def _offer_elsewhere(self, name: str, value: str) -> Told | None:
        """Return an offer with a deadline from somebody of whom there is no interview, and no name that comes near."""
        who, found, rest = name.partition(",")
        if not found or key_of(value) not in ("offer", "offered") or self._near(who):
            return None
        told = read_outcome(f"other offer, {rest}", self._today, Asker(("", ""), self._today))
        return _told(told) if told else None

    def _unknown(self, name: str) -> NotTold:
        return NotTold(f"no application is known by the name {harmless(name)}", self._near(name))

    def _near(self, name: str) -> tuple[str, ...]:
        names = {key_of(each.name): each.name for each in self._known}
        names |= {each.last.employer: each.name for each in self._known}
        near = difflib.get_close_matches(key_of(name.partition(",")[0]), names, n=3, cutoff=0.6)
        return tuple(dict.fromkeys(names[key] for key in near))

    def _facts(self, kind: str, named: Named, value: str) -> frozenset[Fact] | None:
        last = named.last
        people = unique_people([person for each in named.rounds for person in each.interviewers])
        asker = Asker(last.key, min(last.day, self._today), people)
        facts: Iterable[Fact] | None = None
        if kind in ("outcome", "any"):
            facts = read_outcome(value, self._today, asker)
        if not facts and kind in ("sent", "any"):
            about = re.sub(r"^sent\b", "", value) if kind == "any" else value
            sent = read_sent(about, self._today, people) if kind == "sent" or about != value else None
            facts = [NoteSent(last.key, on, to) for to, on in sent] if sent else None
        if not facts and kind in ("promised", "any"):
            what = re.sub(r"^(?:i )?promised\b", "", value) if kind == "any" else value
            things = [thing.strip(" -") for thing in re.split("[,;]", what) if re.search(r"\w", thing)]
            if kind == "promised" or what != value:
                facts = [Promised(last.key, last.day, harmless(thing)) for thing in things]
        if not facts and kind == "any":
            facts = self._said(value, last)
        return frozenset(facts) if facts else None

    def _said(self, value: str, last: Interview) -> list[Fact] | None:
        day = max(self._today, last.day)
        try:
            timeline = replace(self._read_phrase(value, day), said_on=day)
        except FollowcalError:
            return None
        return None if timeline.kind == "not-understood" else [Said(last.key, timeline)]


def _told(facts: Iterable[Fact], rounds: Iterable[Interview] = ()) -> Told:
    found = frozenset(facts)
    return Told(found, "; ".join(sorted(map(fact_text, found))), frozenset(each.key for each in rounds))


def _readings(sentence: str) -> Iterator[tuple[str, str, str]]:
    """Yield kind, name and value of each way to read a sentence."""
    name, colon, value = sentence.partition(":")
    if colon:
        yield "any", name.strip(), value.strip()
    for kind, pattern in _PATTERNS:
        if match := pattern.fullmatch(sentence):
            parts = match.groupdict()
            say = parts.get("say") or parts.get("to") or ("yes" if kind == "sent" else "")
            say = {"offered": "offer", "withdraw": "withdrawn"}.get(say.casefold(), say)
            yield kind, f"{match['who']}{parts.get('rest') or ''}".strip(), say


def _cuts(name: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to cut a name from what follows it, the longest name first."""
    words = name.split()
    for count in range(len(words), 0, -1):
        if key_of(words[count - 1]) not in _SMALL and ";" not in "".join(words[:count]):
            yield " ".join(words[:count]).rstrip(" ,"), " ".join(words[count:])
