"""What the text and the place of an invitation say that may be a company's name."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from followcal.formats.company_forms import BEHIND, MAX_HITS, OF, PART, PROPER, is_house, whole
from followcal.formats.company_names import (
    is_like,
    is_of,
    is_whole,
)
from followcal.formats.known_names import Names
from followcal.formats.names import is_first_name, is_known
from followcal.formats.noise import without_noise
from followcal.formats.people import people_in
from followcal.formats.plaintext import labelled
from followcal.formats.roles import is_role
from followcal.formats.titles import Link, Piece, halves
from followcal.formats.word_lists import as_words, words
from followcal.regex import regex

_FIRM = regex(rf"\s*(?:\([^()\n]{{0,60}}\)\s*)?,?[^\S\n]{{0,3}}{BEHIND}({PROPER.pattern})")


_FROM_FIRM = regex(rf"\b({PART})(?:[^\S\n]+{PART})?[^\S\n]+(?:from|von|de chez|da|de)[^\S\n]+({PROPER.pattern})")


_DUTY = regex(rf",[^\S\n]?([\w &-]{{2,40}}?)[^\S\n]{BEHIND}({PROPER.pattern})")


_HOLDS_POST = regex(
    rf"{PART}[^\S\n](?:is|ist|est|es|é)[^\S\n](?:the |an? |our )?([\w &-]{{2,40}}?)[^\S\n]{BEHIND}({PROPER.pattern})"
)
"""``Ann Lee is VP Sales at Acme``."""


_SKIPPED = regex(
    r"[\s:,„“\"«]{1,3}|(?:is|ist|est|es|é|the|our|client|der|die|das|dem|den|firma|la|le|l['’]|el|los|a|o|empresa|entreprise|société|"
    r"company|team at|team of)(?=[\s:])",
    re.IGNORECASE,
)


def behind_role(text: str) -> Iterator[str]:
    """Yield what stands behind a labelled role, parted by a dash: ``Function: Nurse - Valbrune Hospital (A-26)``."""
    for label, value in labelled(text):
        head, dash, name = re.sub(r"\([^()]{0,20}\)", "", value).partition(" - ")
        if dash and words("text.role").search(label) and is_role(head) and PROPER.fullmatch(name.strip(" .")):
            yield name.strip(" .")


def at_stage(text: str) -> Iterator[str]:
    """Yield where a stage or a job is said to be: ``tech stage 2 at Tidewell``, ``growth lead @ Tidepool Pets``."""
    parts = as_words(text)
    for hit in itertools.islice(words("title.at").hits(parts), MAX_HITS):
        before = range(max(hit.first - 2, 0), hit.first)
        said = words("text.round", "text.job", "signal.round", "signal.interview", "title.role")
        if any(said.length_at(parts, at) for at in before) and (found := PROPER.match(text, hit.stop + 1)):
            yield whole(found[0])
    for match in itertools.islice(re.finditer(rf"(?<!\w)@[^\S\n]*({PROPER.pattern})", text), MAX_HITS):
        yield whole(match[1])


def opening(text: str) -> Iterator[str]:
    """Yield what a text begins with, where a name is all that its first sentence is: ``Oakridge Services. With …``."""
    found = PROPER.match(text)
    behind = text[found.end() : found.end() + 2] if found else ""
    is_said = found and (whole(found[0]) != found[0] or re.match(r"[.;,–(]|\s[-–(]", behind))
    is_code = found is not None and (re.search(r"\s\d+$", found[0]) or found[0].isupper())
    if (
        found
        and is_said
        and not is_code
        and not words("text.greeting", "signal.interview", "signal.meeting").match(found[0])
    ):
        first = whole(found[0])
        is_led = words("title.at", "title.for", "title.from").match(first) is not None
        if not is_known(first) and not is_role(first) and not is_led:
            yield first


def inviting(text: str) -> Iterator[str]:
    """Yield the names before words such as ``has invited you``: of a company, where they are no person's."""
    for hit in itertools.islice(words("text.invites").hits(as_words(text)), MAX_HITS):
        before = re.split(r"[\n.!?]\s", text[max(hit.begin - 90, 0) : hit.begin].rstrip())[-1]
        before = re.sub(r"\s*\([^()]{1,40}\)$", "", before)
        names = [_behind_person(match[0]) for match in PROPER.finditer(before)]
        if names and before.endswith(names[-1]) and not is_known(names[-1]) and " " in names[-1]:
            yield names[-1]


def _behind_person(name: str) -> str:
    """Return the firm behind a person in one name: ``Flora Sosa de Molinos del Salado``."""
    firm = re.match(rf"{PART} {PART} (?:from|of|von|de|da|do) (?=\S)", name)
    return name[firm.end() :] if firm and is_first_name(name) else name


def _is_field(led_by: str, name: str) -> bool:
    """Return whether a leader is of a field and no firm: ``Jefe de Compras``, ``Manager of Enforcement``."""
    is_bare = re.match(r"\s+(?:de|of|für|for|en|em)\s", led_by) is not None
    return is_bare and " " not in name and not words("title.business").search(name)


def of_leaders(text: str) -> Iterator[str]:
    """Yield whose leader or team somebody is said to be: ``o gestor da Metalúrgica Tupã``."""
    for hit in itertools.islice(words("title.leader", "title.team").hits(as_words(text)), MAX_HITS):
        found = _LED.match(text, hit.stop)
        if (
            found
            and not words("title.institution").length_at(as_words(text), hit.first)
            and not _is_field(found[0], whole(found[1]))
        ):
            yield whole(found[1])


_LED = regex(
    rf"(?:[^\S\n]+(?:de |d['’])?[a-zß-öø-ÿ]{{3,20}}){{0,2}}[^\S\n]+"
    rf"(?:{OF}|bei der|de la|de chez|chez)[^\S\n]+({PROPER.pattern})"
)


def of_people(pieces: tuple[Piece, ...], text: str, names: Names) -> Iterator[str]:
    """Yield the firms that are written behind people's names, in the text or in brackets in the title."""
    for person in (*(person.name or "" for person in people_in(text)[:10]), *_people_of_title(pieces, names)):
        yield from _behind(person, text)
    for match in itertools.islice(_FROM_FIRM.finditer(text), MAX_HITS):
        if words("title.first_name").length_at(as_words(match[1]), 0):
            yield whole(match[2])
    for match in itertools.islice(_HOLDS_POST.finditer(text), MAX_HITS):
        if words("title.leader", "title.role", "person.recruiter").search(match[1]):
            yield whole(match[2])
    for before, piece in itertools.pairwise(pieces):
        is_one_word = len(as_words(without_noise(before.text))) == 1
        meeting = words("signal.meeting").match(before.text)
        is_with = before.link is not Link.START or (
            meeting is not None and meeting.last == 1 and meeting.text.islower()
        )
        is_name = piece.text[:1].isupper() or piece.text[:1].isdigit() or before.text.islower()
        if piece.link is Link.BRACKET and is_one_word and is_with and is_name and not is_role(piece.text):
            yield without_noise(piece.text)


def _people_of_title(pieces: tuple[Piece, ...], names: Names) -> list[str]:
    found = (without_noise(half) for piece in pieces for half in halves(piece.text))
    return [name for name in found if name and names.is_person(name) and not names.is_user(name)]


def signed(text: str, labels: Sequence[str]) -> Iterator[str]:
    """Yield what a line of its own or the end of one says, if it is like a domain: ``Talent Team, Acme``."""
    for line in text.split("\n")[:200]:
        parts = re.split(r"[,|·•;]\s*|\s[-–—]\s", line.strip()) if len(line) <= 120 else []
        for part in parts:
            if PROPER.fullmatch(part) and any(is_of(part, label) or is_like(part, label) for label in labels):
                is_sure = any(is_whole(part, label) for label in labels) or part[:1].isdigit()
                name = part if is_sure else without_noise(part)
                if name:
                    yield name


def _behind(person: str, text: str) -> Iterator[str]:
    """Yield what is written behind a person's name as their firm: ``Ann Lee from Acme``."""
    at = text.find(person) if person else -1
    if at >= 0:
        found = _FIRM.match(text[at + len(person) : at + len(person) + 160])
        remark = re.match(rf"\s?\(({PROPER.pattern})\)", text[at + len(person) : at + len(person) + 80])
        if found:
            yield whole(found[1])
        elif remark and is_house(remark[1]) and not is_role(remark[1]):
            yield remark[1]
        else:
            duty = _DUTY.match(text[at + len(person) : at + len(person) + 160])
            if duty and words("person.recruiter").search(duty[1]):
                yield whole(duty[2])


def after_words(name: str, text: str) -> Iterator[str]:
    """Yield what is written like a name behind words such as ``interview with``, also behind a person's."""
    parts = as_words(text)
    for number, hit in enumerate(words(name).hits(parts)):
        if number >= MAX_HITS:
            return
        start = hit.stop
        while (skip := _skip(text, start)) > start:
            start = skip
        found = PROPER.match(text, start)
        if found and _is_within(hit.text, found, text):
            continue
        if found:
            yield whole(found[0])
            behind = _FIRM.match(text[found.end() : found.end() + 160])
            if behind:
                yield whole(behind[1])


def _is_within(led_by: str, found: re.Match[str], text: str) -> bool:
    """Return whether a name is of a field or a branch: ``manager of Enforcement``, ``the Leeds depot``."""
    head, _, last = led_by.rpartition(" ")
    is_headed = head and words("title.leader", "title.role").covers(head)
    if is_headed and _is_field(f" {last} ", whole(found[0])):
        return True
    behind = re.match(r"[^\S\n]([a-zß-öø-ÿ]+)", text[found.end() : found.end() + 30])
    return behind is not None and words("title.site").covers(behind[1])


def _skip(text: str, start: int) -> int:
    match = _SKIPPED.match(text, start)
    return match.end() if match else start
