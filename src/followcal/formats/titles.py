"""Titles of invitations, taken apart: ``Chat with Grace from Acme: Data Engineer`` into its pieces.

What a piece is (company, role, person, noise) is decided by those who look for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache

from msgspec import Struct

from followcal.formats.known_names import Names
from followcal.formats.noise import without_noise
from followcal.formats.word_lists import Text, as_words, words
from followcal.regex import regex

MAX_TITLE = 500


_SEPARATOR = regex(
    r"\s*(?:<\s*[-=~]?\s*>|<-+>|[↔⇄⟷×|·•→]|//|\+\+)\s*|\s+[xX]\s+|\s*[–—]\s*|\s+[-/]\s*|[-]\s+|\s+@\s*|:\s+|:$|(?:^|\s+)[(\[]|(?<!\w\(\w)(?<!\w\(\w\w)[)\]](?=\s|$|[-–:,.])\s*|[,;]\s+|\s+/\s+"
)


_SLASH = regex(r"(?<=\w\w)/(?=\w{3})")


_BOTH = regex(r"<\s*[-=~]?\s*>|<-+>|[↔⇄⟷×]|^\s+[xX]\s+$|/")


_WHEN = regex(r"\s@\s[^\W\d_]{2,4}\.?,?\s[^@\n]{4,30}\b\d{4}\b.*$")
"""When a mail about an event says that it is: ``@ Mon Nov 30, 2026 10am (jo@...)``."""


_CLOCK = regex(
    r"(?<![\w.])\d{1,2}(?:(?::\d{2}|[h.]\d{2}(?!\d))[^\S\n]?(?:[ap]m|h|hs|hrs|uhr)?|[^\S\n]?(?:[ap]m|h|hs|hrs|uhr))\b"
    r"|[!?]+(?=\s|$)|[\u2600-\u27bf\ufe0f\U0001f300-\U0001faff]+",
    re.IGNORECASE,
)
"""What parts a short note: a time of the day, marks, pictures."""


_EDGE = " \t.!?-–—:;,\"'“”„‘’()[]#*_"


class Link(Enum):
    """What comes before a piece."""

    START = "start"
    BREAK = "break"
    BOTH = "both"
    """A sign that stands between two parties: ``<>``, ``x``, ``/``."""

    AND = "and"
    AT = "at"
    FROM = "from"
    FOR = "for"
    BRACKET = "bracket"
    """In brackets: the firm of whoever stands before it, or a remark."""


class Piece(Struct, frozen=True):
    """A part of a title, and how it hangs on what comes before it."""

    link: Link
    text: str


@lru_cache(maxsize=32)
def pieces_of(title: str) -> tuple[Piece, ...]:
    """Return the pieces of a title, in order.

    >>> [(piece.link.value, piece.text) for piece in pieces_of("Chat with Grace from Acme")]
    [('start', 'Chat'), ('at', 'Grace'), ('from', 'Acme')]
    """
    title = _CLOCK.sub(" · ", _WHEN.sub("", _without_prefixes(title[:MAX_TITLE])))
    title = re.sub(r"\bw/\s*", "with ", re.sub(r"(?<![\w/])[cC]/\s*(?=[^\W\d_])", "con ", title))
    found: list[Piece] = []
    at, link = 0, Link.START
    for match in [*_SEPARATOR.finditer(title), None]:
        part = title[at : match.start() if match else len(title)]
        if part.strip(_EDGE):
            found += _inside(part, link)
            link = Link.BREAK
        if match:
            sign = match[0]
            link = _link_of(sign) if found else link
            at = match.end()
    return tuple(piece for piece in found if piece.text)


def _link_of(sign: str) -> Link:
    if "@" in sign:
        return Link.AT
    if "(" in sign or "[" in sign:
        return Link.BRACKET
    return Link.BOTH if _BOTH.search(sign) else Link.BREAK


def _without_prefixes(title: str) -> str:
    """Return a title without what mail and calendar programs put before it."""
    for _ in range(4):
        hit = words("title.prefix").match(title)
        rest = title[hit.end() :].lstrip() if hit and not title[: hit.begin].strip(" [(") else ""
        if not rest or rest[0] not in ":]":
            break
        title = rest[1:].strip()
    return title


def _inside(part: str, link: Link) -> Iterator[Piece]:
    """Yield the pieces of a part without separators: it is parted at words such as with, from and for."""
    text = as_words(part)
    begin = index = 0
    while index < len(text):
        found = _link_at(text, index, begin, is_led=link is Link.AT)
        if found is None:
            index += 1
            continue
        kind, length = found
        yield Piece(link, _tidy(text, begin, index))
        link, begin = kind, index + length
        index += length
    if begin < len(text):
        start = text.spans[begin][0]
        yield Piece(link, part[start:].strip(_EDGE) if begin else part.strip(_EDGE))


def _link_at(text: Text, index: int, begin: int, *, is_led: bool) -> tuple[Link, int] | None:
    if text.part(index, index + 1) == "Chez" and index > begin:
        return None  # a restaurant
    for name, link in (("title.for", Link.FOR), ("title.at", Link.AT), ("title.from", Link.FROM)):
        length = words(name).length_at(text, index)
        if not length or index + length >= len(text) or not _is_free(text, index, index + length):
            continue
        if link is Link.FROM and not (
            _is_person_before(text, begin, index) or (is_led and _is_like_a_person(text, begin, index))
        ):
            continue
        if link is Link.FOR and _is_within_body(text, index, index + length):
            continue
        return link, length
    return None


def _is_within_body(text: Text, index: int, last: int) -> bool:
    """Return whether ``for`` belongs to the name of a house: ``Institut für Zellphysik``, ``Centre for Ageing``."""
    before, after = text.part(index - 1, index) if index else "", text.part(last, last + 1)
    return before[:1].isupper() and after[:1].isupper() and words("title.institution").length_at(text, index - 1) > 0


def _is_person_before(text: Text, begin: int, index: int) -> bool:
    """Return whether what comes before ``of`` or ``de`` is a person: elsewhere these words belong to names."""
    if not begin < index <= begin + 3:
        return False
    if text.words[index] in _PARTICLES and len(text) == index + 2 and words("title.honorific").length_at(text, begin):
        return False  # Dr. Nogueira da Costa
    first = words("title.honorific").length_at(text, begin)
    called = begin + words("signal.meeting").length_at(text, begin)
    is_called = begin < called == index - 1 and bool(words("title.first_name").length_at(text, called))
    is_person = bool((first and begin + first < index) or words("title.first_name").length_at(text, begin))
    return is_person or is_called or text.words[index] in ("from", "von")


_PARTICLES = frozenset(("da", "das", "do", "dos"))


def _is_like_a_person(text: Text, begin: int, index: int) -> bool:
    """Return whether two capital words stand behind ``with`` and before ``de``, none of them a company's."""
    said = [text.part(at, at + 1) for at in range(begin, index)]
    other = words("title.business", "title.institution", "title.noise", "title.agency", "title.role")
    is_name = len(said) == 2 and all(word[:1].isupper() and not word.isupper() for word in said)
    return is_name and not any(other.length_at(text, at) for at in range(begin, index))


def _is_free(text: Text, first: int, last: int) -> bool:
    """Return whether blanks stand around some words, so that they are no part of a name such as AT&T."""
    start, end = text.spans[first][0], text.spans[last - 1][1]
    before, after = text.source[:start][-1:], text.source[end : end + 1]
    return (not before or before.isspace()) and (after.isspace() or after in "'’")


def _tidy(text: Text, first: int, last: int) -> str:
    start = 0 if first == 0 else text.spans[first][0]
    return text.source[start : text.spans[last][0]].strip(_EDGE) if first < last else ""


def halves(text: str) -> list[str]:
    """Return the parties that a piece joins with ``and`` or ``&``, or with a slash.

    >>> halves("Jo Seeker and Tessa Marlowe"), halves("Acme")
    (['Jo Seeker', 'Tessa Marlowe'], ['Acme'])
    """
    marked = _SLASH.sub(" & ", text)
    spans = [
        hit for hit in words("title.and").hits(as_words(marked)) if _is_free(as_words(marked), hit.first, hit.last)
    ]
    signs = [(match.start(), match.end()) for match in re.finditer(r"\s+[&+]\s+", marked)]
    cuts = sorted([(hit.begin, hit.stop) for hit in spans] + signs)
    parts, at = [], 0
    for start, end in [*cuts, (len(marked), len(marked))]:
        parts.append(marked[at:start].strip(_EDGE))
        at = end
    return [part for part in parts if part]


def is_joint_name(text: str, names: Names) -> bool:
    """Return whether a sign such as & joins the words of one name rather than two parties: ``Ernst & Young``."""
    sides = re.split(r"\s+[&+]\s+", text)
    if len(sides) < 2 or (text[:1].isupper() and any(side[:1].islower() for side in sides)):
        return False
    parties = [(side, without_noise(side)) for side in sides]
    if any(not bare or names.is_user(side) or names.is_user(bare) for side, bare in parties):
        return False
    people = sum(names.is_person(bare) for _, bare in parties)
    full = any(names.is_person(bare) and len(as_words(bare)) > 1 for _, bare in parties)
    return people < len(sides) and not full
