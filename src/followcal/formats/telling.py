"""What a user tells in a sentence: "rejected by Acme", "Acme: they will decide by Friday".

The grammar is closed. A name may be cut short where it stays clear which application is meant; where it does not, the
choices are given. What is not understood is said to be so, with the names that come near, and never guessed at. A fact
is one about the last round held of that application, as if it had been typed into the form of that round.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from followcal.core.facts import (
    Fact,
    HeardBack,
    InterviewKey,
    NoteSent,
    OtherOffer,
    Promised,
    Said,
    Standing,
    StepDone,
    StepSkipped,
)
from followcal.core.interview import Interview, unique_people
from followcal.core.policy import Kind
from followcal.core.step import ASKED
from followcal.core.wording import day_text
from followcal.errors import FollowcalError
from followcal.formats.application_names import SMALL, Named, applications, matching
from followcal.formats.form import PhraseReader
from followcal.formats.form_words import keys
from followcal.formats.told import Asker, read_outcome, read_sent
from followcal.formats.told_days import read_day
from followcal.formats.typed import key_of, plain
from followcal.formats.understood import fact_text, harmless
from followcal.regex import regex

_LONGEST = 300
_ELIDED = regex(r"\b[dD]['’](?=\w)")
_UNDO = regex(r"(?:took|take) back\s*:?\s*", re.IGNORECASE)
_STEPS = {
    "call": Kind.CHECK_IN,
    "check-in": Kind.CHECK_IN,
    "last mail": Kind.CLOSING,
    "closing": Kind.CLOSING,
    "notes": Kind.THANK_YOU,
    "note": Kind.THANK_YOU,
    "thank-you": Kind.THANK_YOU,
    "references": Kind.REFERENCES,
    "debrief": Kind.DEBRIEF,
}
_STEP = "|".join(_STEPS)
_OUTCOMES = ("heard", "rejected", "offer", "withdrawn", "asked", "no-show")
"""The lists of words in `form.toml` that say how it went, whoever is meant."""

_PATTERNS = tuple(
    (name, regex(pattern, re.IGNORECASE))
    for name, pattern in (
        ("outcome", r"(?P<who>.+?) (?P<say>rejected|offered|withdrew)(?: me the job| the job| me)?(?P<rest>\s.+|,.+)?"),
        ("outcome", r"(?P<who>.+?) (?:made|sent)(?: me)? an (?P<say>offer)(?P<rest>\s.+|,.+)?"),
        ("promised", r"(?:i )?promised (?P<who>.+)"),
        ("sent", r"sent (?:the |a )?(?:thank-you )?(?:notes?|mail|email)(?: to (?P<to>.+?))? (?:at|to) (?P<who>.+)"),
        ("done", r"(?:called|phoned|checked in with) (?P<who>.+)"),
        ("done", rf"(?:did|done):?(?: the)? (?P<say>{_STEP})(?: to| at| with| about| of)? (?P<who>.+)"),
        ("skip", rf"(?:skip|leave out):?(?: the)? (?P<say>{_STEP})(?: to| at| with| about| of)? (?P<who>.+)"),
        ("sent", r"thanked (?:(?P<to>.+?) at )?(?P<who>.+)"),
    )
)


class Told(Struct, frozen=True):
    """What was told, and whether it is taken back."""

    facts: frozenset[Fact]
    text: str
    """How it was understood."""

    rounds: frozenset[InterviewKey] = frozenset()
    """All rounds of the application; none for an offer from elsewhere."""

    undo: bool = False


class Unclear(Struct, frozen=True):
    """It may mean several applications: the `choices`, as they can be named."""

    text: str
    choices: tuple[str, ...]


class NotTold(Struct, frozen=True):
    """It was not understood; `near` are names that come near."""

    text: str
    near: tuple[str, ...] = ()


Telling = Told | Unclear | NotTold


def read_telling(
    text: str,
    interviews: Iterable[Interview],
    *,
    today: date,
    read_phrase: PhraseReader,
    undo: bool = False,
    standing: Iterable[Standing] = (),
) -> Telling:
    """Return what a sentence tells about the applications that the interviews belong to.

    `standing` are the steps in the calendar: one of them is meant by "called Acme" or "skip the call to Acme".
    `undo` marks the facts as taken back, as a sentence does that begins with "took back:"; see `taken_back`.
    """
    sentence = plain(text)[: _LONGEST + 1].strip(" .!")
    taken = _UNDO.match(sentence)
    if taken:
        sentence = sentence[taken.end() :]
    if not sentence or len(sentence) > _LONGEST:
        return NotTold("nothing to read, or too much: tell one thing, such as 'rejected by Acme'")
    undo = undo or bool(taken)
    reader = _Reader(tuple(interviews), today, read_phrase, tuple(standing), undo=undo)
    told = reader.read(sentence)
    return replace(told, undo=undo) if isinstance(told, Told) else told


def told_text(fact: Fact, kinds: Mapping[str, Kind], seen_from: date) -> str:
    """Return what a fact says; `kinds` tells, by UID, what the steps are that are done or left out."""
    kind = kinds.get(fact.uid) if isinstance(fact, StepDone | StepSkipped) else None
    return f"{kind.value} {fact_text(fact, seen_from)}" if kind else fact_text(fact, seen_from)


def taken_back(told: Told, facts: Iterable[Fact], today: date) -> frozenset[Fact]:
    """Return those of the facts that are taken back by what was `told`.

    What was not said again (the day, the deadline, to whom) may be any; of two that fit, both go.
    """
    return frozenset(fact for fact in facts if any(_is_meant(mine, fact, told.rounds, today) for mine in told.facts))


def _is_meant(mine: Fact, fact: Fact, rounds: frozenset[InterviewKey], today: date) -> bool:
    if type(mine) is not type(fact):
        return False
    for name in mine.__struct_fields__:
        said, there = getattr(mine, name), getattr(fact, name)
        if name == "about":
            same = said == there or there in rounds
        elif name == "timeline":
            same = key_of(said.text) == key_of(there.text)
        else:
            same = said == there or said is None or (name == "on" and said == today)
        if not same:
            return False
    return True


class _Reader:
    """Reads one sentence."""

    def __init__(
        self,
        interviews: Sequence[Interview],
        today: date,
        read_phrase: PhraseReader,
        standing: Sequence[Standing],
        *,
        undo: bool,
    ) -> None:
        self._known = applications(interviews, today)
        self._standing = standing
        self._today = today
        self._read_phrase = read_phrase
        self._undo = undo
        """Whether a fact is looked for: the interview may have moved since it was told."""

    def read(self, sentence: str) -> Telling:
        """Return the facts, or why there are none."""
        elsewhere = read_outcome(sentence, self._today, Asker(("", ""), self._today))
        if elsewhere and all(isinstance(fact, OtherOffer) and fact.about is None for fact in elsewhere):
            return self._told(elsewhere)
        unclear: Unclear | NotTold | None = None
        for kind, name, value in _readings(sentence):
            found = self._about(kind, name, value)
            if isinstance(found, Told):
                return found
            if unclear is None or (isinstance(found, Unclear) and not isinstance(unclear, Unclear)):
                unclear = found
        return unclear or NotTold(
            "not understood: tell it as 'rejected by Acme', 'Acme: they will decide by Friday', 'offer from Acme, "
            "decide by 4 December', 'heard from Acme', 'withdraw Acme', 'promised Acme a portfolio', 'sent the note "
            "to Ann at Acme', 'called Acme' or 'skip the call to Acme'"
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
                told = self._told(facts, found[0].rounds)
                is_ahead = any(fact.on == found[0].last.day > self._today for fact in facts)
                return replace(told, text=f"{told.text}, the day of the interview") if is_ahead else told
            if facts:
                choices = choices or found
            failed = failed or NotTold(
                f"not understood of {found[0].name}, with an interview on {day_text(found[0].last.day)}: "
                f"{harmless(f'{value} {rest}'.strip())}"
            )
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
        if not found or key_of(value) not in keys("outcomes", "offer") or self._near(who):
            return None
        told = read_outcome(f"other offer, {rest}", self._today, Asker(("", ""), self._today))
        return self._told(told) if told else None

    def _unknown(self, name: str) -> NotTold:
        return NotTold(f"no application is known by the name {harmless(name)}", self._near(name))

    def _near(self, name: str) -> tuple[str, ...]:
        names = {key_of(each.name): each.name for each in self._known}
        names |= {each.last.employer: each.name for each in self._known}
        import difflib

        near = difflib.get_close_matches(key_of(name.partition(",")[0]), names, n=3, cutoff=0.6)
        return tuple(dict.fromkeys(names[key] for key in near))

    def _facts(self, kind: str, named: Named, value: str) -> frozenset[Fact] | None:
        last = named.last
        if kind in ("done", "skip"):
            return self._step(kind, named, value)
        people = unique_people([person for each in named.rounds for person in each.interviewers])
        day = max(self._today, last.day)  # as in the form: nothing of it is known before the interview
        asker = Asker(last.key, last.day, people)
        facts: Iterable[Fact] | None = None
        if kind in ("outcome", "any"):
            facts = read_outcome(value, day, asker)
            if facts and last.day > self._today and any(isinstance(fact, HeardBack) for fact in facts):
                return frozenset(facts) if self._undo else None
        if not facts and kind in ("sent", "any"):
            about = re.sub(r"^sent\b", "", value) if kind == "any" else value
            sent = read_sent(about, day, people) if kind == "sent" or about != value else None
            held = [self._last_held(named, on) for _, on in sent or ()]
            if sent and len(held) == len(sent) and None not in held:
                facts = [NoteSent(round_.key, on, to) for round_, (to, on) in zip(held, sent, strict=True) if round_]
        if not facts and kind in ("promised", "any"):
            what = re.sub(r"^(?:i )?promised\b", "", value) if kind == "any" else value
            things = [thing.strip(" -") for thing in re.split("[,;]", what) if re.search(r"\w", thing)]
            if kind == "promised" or what != value:
                facts = [Promised(last.key, last.day, harmless(thing)) for thing in things]
        if not facts and kind == "any":
            facts = self._said(value, last)
        return frozenset(facts) if facts else None

    def _last_held(self, named: Named, on: date) -> Interview | None:
        """Return the round that a note of that day is about; None: no note can have been sent."""
        found = (each for each in reversed(named.rounds) if each.day <= on <= self._today and not each.cancelled)
        return next(found, named.last if self._undo else None)

    def _step(self, kind: str, named: Named, value: str) -> frozenset[Fact] | None:
        """Return that a step in the calendar is done or left out: of several, the one that comes last.

        What follows an interview was not done before it: a call of another day was another call.
        """
        word = next((word for word in _STEPS if value.casefold().startswith(word)), "")
        rest = value[len(word) :].strip(" ,")
        on = read_day(rest, self._today) if rest else self._today
        days = {each.key: each.day for each in named.rounds}
        step = _STEPS[word or "call"]
        found = [each for each in self._standing if each.interview in days and each.kind is step]
        if on is None or on > self._today:
            return None
        if kind == "done" and step is not Kind.REFERENCES and not self._undo:
            found = [each for each in found if days[each.interview] <= on or each.about.startswith(ASKED)]
        if not found:
            return None
        uid = max(found, key=lambda each: each.period.start).uid
        return frozenset({StepDone(uid, on) if kind == "done" else StepSkipped(uid, on)})

    def _said(self, value: str, last: Interview) -> list[Fact] | None:
        day = max(self._today, last.day)
        try:
            timeline = replace(self._read_phrase(value, day, last), said_on=day)
        except FollowcalError:
            return None
        return None if timeline.kind == "not-understood" else [Said(last.key, timeline)]

    def _told(self, facts: Iterable[Fact], rounds: Iterable[Interview] = ()) -> Told:
        found, kinds = frozenset(facts), {each.uid: each.kind for each in self._standing}
        text = "; ".join(sorted(told_text(fact, kinds, self._today) for fact in found))
        return Told(found, text, frozenset(each.key for each in rounds))


def _readings(sentence: str) -> Iterator[tuple[str, str, str]]:
    """Yield kind, name and value of each way to read a sentence."""
    name, colon, value = sentence.partition(":")
    if colon:
        yield "any", name.strip(), value.strip()
    for kind, pattern in _PATTERNS:
        if match := pattern.fullmatch(sentence):
            parts = match.groupdict()
            say = parts.get("say") or parts.get("to") or ("yes" if kind == "sent" else "")
            yield kind, f"{match['who']}{parts.get('rest') or ''}".strip(), say
    for written in dict.fromkeys((sentence, _ELIDED.sub("de ", sentence))):
        yield from _outcomes(written.split())


def _outcomes(words: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the same for how it went in the words of the form, before a name or behind it: "Absage von Acme"."""
    small = keys("telling", "of")
    said = frozenset[str]().union(*(keys("outcomes", name) for name in _OUTCOMES))
    longest = max(len(word.split()) for word in (*said, *keys("outcomes", "absent")))
    for start in range(len(words)):
        for end in range(min(start + longest, len(words)), start, -1):
            say, before, after = " ".join(words[start:end]), words[:start], words[end:]
            is_led = bool(after) and key_of(after[0]) in small
            if key_of(say) in said:
                name = [*before[bool(before) and key_of(before[0]) in small :], *after[is_led and not before :]]
                if name:
                    yield "outcome", " ".join(name), say
            elif before and is_led and after[1:] and key_of(say) in keys("outcomes", "absent"):
                yield "outcome", " ".join(after[1:]), " ".join((*before, say))


def _cuts(name: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to cut a name from what follows it, the longest name first."""
    words = name.split()
    for count in range(len(words), 0, -1):
        if key_of(words[count - 1]) not in SMALL and ";" not in "".join(words[:count]):
            yield " ".join(words[:count]).rstrip(" ,"), " ".join(words[count:])
