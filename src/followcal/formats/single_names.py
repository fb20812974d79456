"""People whom a text names by one name: ``Yusra from Acme``, ``area manager Dawn``, ``Colette, Store Manager`` (I6).

One word says little, so what stands beside it must say that it is somebody: where they are from, or what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from followcal.core.interview import Person
from followcal.formats.names import PART, is_first_name
from followcal.formats.titles import Link, noise, pieces_of
from followcal.formats.word_lists import as_words, words

_MAX_HITS = 30
_ENDS = r"(?=\s+[a-zà-ÿ(&+/-]|\s*[.,;:)\n]|\s*$)"
_ARTICLE = r"(?:the|our|el|la|le|l['’]|o|a|der|die|dem|notre|nuestr[oa]|mi|mein|my|his|her)?\s*"
_BEFORE_COMMA = re.compile(rf"(?<![^\W_])({PART})\s?(?:,|\()\s?{_ARTICLE}(?=\w)")
_ALONE = re.compile(rf"\s*({PART})\s*(?:$|[,(–-])")


def from_title(title: str) -> Iterator[Person]:
    """Yield who a title begins with, where they are said to be of a company or to call: ``Greg from Acme calling``."""
    pieces = pieces_of(title)
    for before, piece in zip(pieces, pieces[1:], strict=False):
        is_first = before is pieces[0] and piece.link in (Link.FROM, Link.AT, Link.BRACKET)
        if is_first and re.fullmatch(PART, before.text) and may_be_name(before.text):
            yield Person(before.text)


def by_duty(text: str) -> Iterator[Person]:
    """Yield who is named by one name beside what they are: ``owner Connor``, ``Cacho, el capataz``, ``GF Sudau``."""
    parts = as_words(text)
    for hit in islice(words("title.leader", "title.rank", "title.role").hits(parts), _MAX_HITS):
        named = re.match(rf"[^\S\n]+({PART}){_ENDS}", text[hit.stop : hit.stop + 60])
        is_word = hit.text.islower() or (hit.text.isupper() and len(hit.text) < 5)
        if named and (is_word or is_first_name(named[1])) and may_be_name(named[1]):
            yield Person(named[1])
    for match in islice(_BEFORE_COMMA.finditer(text), _MAX_HITS):
        duty = text[match.end() : match.end() + 40].partition("\n")[0]
        before = re.search(r"(\S+)[^\S\n]+$", text[max(match.start() - 40, 0) : match.start()])
        is_family_name = before is not None and before[1][:1].isupper() and before[1][-1] not in ":;,!?"
        says_what = words("title.leader", "title.rank", "title.role").match(duty)
        if says_what and not is_family_name and may_be_name(match[1]):
            yield Person(match[1])


def alone(text: str) -> Person | None:
    """Return who is named by one name where a list of people stands: ``Colette, Store Manager``."""
    match = _ALONE.match(text[:80])
    return Person(match[1]) if match and may_be_name(match[1]) else None


def may_be_name(word: str) -> bool:
    """Return whether one word may be a name: a usual first name, or no word that is known to be something else."""
    if is_first_name(word):
        return True
    known = words(
        "title.business", "title.institution", "title.role", "title.leader", "title.rank", "title.team", "title.agency",
        "title.department", "person.desk", "person.recruiter", "medium.place", "medium.video", "text.break", "text.job",
        "text.greeting", "text.contact", "title.honorific",
    )  # fmt: skip
    is_name = len(word) > 2 and word[:1].isupper() and not word.isupper() and not any(map(str.isdigit, word))
    return is_name and not known.search(word) and not noise().search(word)
