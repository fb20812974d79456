"""People whom a text names by one name: ``Yusra from Acme``, ``area manager Dawn``, ``Colette, Store Manager`` (I6).

One word says little, so what stands beside it must say that it is somebody: where they are from, or what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise

from followcal.core.interview import Person
from followcal.formats.names import PART, is_first_name
from followcal.formats.noise import noise
from followcal.formats.titles import Link, halves, pieces_of
from followcal.formats.word_lists import as_words, words
from followcal.regex import regex

_MAX_HITS, _FEW = 30, 3
_ENDS = r"(?=\s+[a-zà-ÿ(&+/-]|\s*[.,;:)\n]|\s*$)"
_ARTICLE = r"(?:the|our|el|la|le|l['’]|o|a|der|die|dem|notre|nuestr[oa]|mi|mein|my|his|her)?\s*"
_BEFORE_COMMA = regex(rf"(?<![^\W_])({PART})\s?(?:,|\()\s?{_ARTICLE}(?=\w)")
_FROM_DESK = regex(
    rf"(?<![^\W_])({PART})\s+(?:from|in|aus|vom|von|de|del|da|do|du)\s+(?:(?:the|der|la|le|l['’])\s?)?(?=\w)"
)
_CALL = regex(r"^[^\W\d_]+\s+(?:(?:de|del|da|do|du|der|von|vom|from|by)\s+)?")
_BESIDE = regex(rf"({PART})[^\S\n]+(?:and|und|et|y|e|&|\+)[^\S\n]+$")
_ALONE = regex(rf"\s*({PART})\s*(?:$|[,(–-])")


def from_title(title: str) -> Iterator[Person]:
    """Yield who a title begins with, where they are said to be of a company or to call: ``Greg from Acme calling``."""
    pieces = pieces_of(title)[:2]
    for before, piece in pairwise(pieces):
        is_of_firm = piece.link in (Link.FROM, Link.AT, Link.BRACKET)
        if words("signal.meal").covers(before.text):
            continue  # a breakfast with somebody
        if not is_of_firm and not (words("title.agency").search(piece.text) and " " in before.text):
            continue
        called = _CALL.sub("", before.text) if _is_call(before.text) else before.text
        for each in halves(called):
            if re.fullmatch(rf"{PART}(?:\s{PART})?", each) and all(map(may_be_name, each.split())):
                yield Person(each)


def by_first_name(text: str) -> Iterator[Person]:
    """Yield who is named by a usual first name, the first one only: ``a Ingrid explica tudo``."""
    for match in islice(re.finditer(rf"(?<![^\W_])({PART}){_ENDS}", text), _MAX_HITS):
        before = re.search(r"(\S+)[^\S\n]+$", text[max(match.start() - 40, 0) : match.start()])
        is_alone = before is None or not before[1][:1].isupper() or before[1][-1] in ".:;,!?"
        if is_alone and is_first_name(match[1]) and may_be_name(match[1]):
            yield Person(match[1])
            return


def politely(text: str) -> Iterator[Person]:
    """Yield who is named behind a title in small letters: ``ver al ing. Salgado``, ``seu Jurandir``."""
    for hit in islice(words("title.honorific").hits(as_words(text)), _MAX_HITS):
        is_short = len(hit.text) < _FEW or hit.text in _PRONOUNS
        if not hit.text.islower() or (is_short and text[hit.stop : hit.stop + 1] != "."):
            continue
        named = re.match(rf"\.?ª?º?[^\S\n]+({PART})(?:[^\S\n]+({PART}))?", text[hit.stop : hit.stop + 90])
        if named and may_be_name(named[1]):
            family = named[2] if named[2] and is_first_name(named[1]) and may_be_name(named[2]) else ""
            dot = text[hit.stop : hit.stop + 1].strip(" ª\u00ba")
            is_given = is_first_name(named[1]) and not family
            yield Person(named[1] if is_given else f"{hit.text}{dot} {named[1]} {family}".strip())


_PRONOUNS = frozenset(("dom", "mag", "padre", "père", "mère", "profe"))


def introduced(text: str) -> Iterator[Person]:
    """Yield who says their name in a text: ``with me, Chef Nate``, ``Antonio here, I run the kitchen``."""
    for match in islice(_INTRODUCED.finditer(text), _MAX_HITS):
        name = next(filter(None, match.groups()))
        if may_be_name(name):
            yield Person(name)


_INTRODUCED = regex(
    rf"\b(?:with|mit|avec|con|com|to)\s+(?:me|mir|moi),\s?(?:[Cc]hef\s)?({PART})(?=[\s,.;!)\"”])"
    rf"|\b(?:con|com)igo,\s?(?:[oa]\s|el\s|la\s)?(?:[Cc]hef\s)?({PART})(?=[\s,.;!)\"”])"
    rf"|(?<![^\W_])({PART})\s(?:here|hier|ici|aquí|aqui|por aquí|falando)(?=,|\.\s+I\b|\s+from)"
    r"|\b(?:[Tt]his is|[Hh]ier ist|[Hh]ier spricht|[Ii]ci c['’]est|[Aa]quí|[Ss]oy|[Aa]qui é [oa]|[Ss]ou [oa]"
    r"|[Mm]y name is|[Ii]ch bin)"
    rf"\s({PART})(?=\s?,\s?[a-zß-öø-ÿI])"
)


def _is_call(text: str) -> bool:
    """Return whether a text begins with one word for a call or a meeting: ``Anruf Ann Lee``."""
    hit = words("signal.meeting", "signal.interview").match(text)
    return hit is not None and hit.last == 1


def by_duty(text: str) -> Iterator[Person]:
    """Yield who is named by one name beside what they are: ``owner Connor``, ``Cacho, el capataz``, ``GF Sudau``."""
    parts = as_words(text)
    for hit in islice(words("title.leader", "title.rank", "title.role").hits(parts), _MAX_HITS):
        named = re.match(rf"[^\S\n]+({PART}){_ENDS}", text[hit.stop : hit.stop + 60])
        is_short = hit.text.isupper() and len(hit.text) < 5 and not words("person.recruiter").covers(hit.text)
        is_word = hit.text.islower() or is_short
        if named and (is_word or is_first_name(named[1])) and may_be_name(named[1]):
            yield Person(named[1])
    for match in islice(_FROM_DESK.finditer(text), _MAX_HITS):
        if words("person.recruiter", "title.department", "title.team").match(text[match.end() :]) and may_be_name(
            match[1]
        ):
            beside = _BESIDE.search(text[max(match.start() - 60, 0) : match.start()])
            if beside and may_be_name(beside[1]):
                yield Person(beside[1])
            yield Person(match[1])
    for match in islice(_BEFORE_COMMA.finditer(text), _MAX_HITS):
        duty = re.split(r"[\n,.;()]", text[match.end() : match.end() + 40], maxsplit=1)[0]
        before = re.search(r"(\S+)[^\S\n]+$", text[max(match.start() - 40, 0) : match.start()])
        is_family_name = before is not None and before[1][:1].isupper() and before[1][-1] not in ":;,!?"
        what = words("title.leader", "title.rank", "title.role").search(duty)
        says_what = what is not None and what.first < _FEW
        if says_what and not is_family_name and may_be_name(match[1]):
            yield Person(match[1])


def alone(text: str) -> Person | None:
    """Return who is named by one name where a list of people stands: ``Colette, Store Manager``."""
    match = _ALONE.match(text[:80])
    return Person(match[1]) if match and may_be_name(match[1]) else None


@lru_cache(maxsize=2048)
def may_be_name(word: str) -> bool:
    """Return whether one word may be a name: a usual first name, or no word that is known to be something else."""
    if words("title.pronoun").covers(word):
        return False
    if is_first_name(word):
        return True
    known = words(
        "title.business", "title.institution", "title.role", "title.leader", "title.rank", "title.team", "title.agency",
        "title.department", "person.desk", "person.recruiter", "medium.place", "medium.video", "text.break", "text.job",
        "text.greeting", "text.contact", "title.honorific",
    )  # fmt: skip
    is_name = len(word) > 2 and word[:1].isupper() and not word.isupper() and not any(map(str.isdigit, word))
    return is_name and not known.search(word) and not noise().search(word)
