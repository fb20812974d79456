"""The lines of a description as a reader sees them, and where each stands, to be changed without touching the others.

A description comes back from a phone or a web calendar as plain text or as HTML: with `<br>`, blocks, entities,
non-breaking blanks, line ends of all kinds. A line here has the text that is seen and its places in the source. What
is changed is changed at these places alone: every other character stays as it was.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from followcal.regex import regex

ARROW = "->"
"""What an answer of ours begins with."""

_BLOCKS = (
    "p div li ul ol dl dt dd tr table tbody thead h1 h2 h3 h4 h5 h6 blockquote hr body html head title pre section "
    "article center"
)
_INLINE = (
    "span b i u a em strong font s small sub sup code mark img meta link style label tt big td th html-blob o:p "
    "strike del ins"
)
_TOKEN = regex(
    rf"</?(?P<tag>br|{'|'.join(f'{_BLOCKS} {_INLINE}'.split())})(?=[\s/>])[^<>]{{0,2000}}>"
    r"|<!(?=--|doctype|\[)[^<>]{0,2000}>"
    r"|(?P<break>\r\n|[\n\r\v\f\x85\u2028\u2029])",
    re.IGNORECASE,
)
_IN_BLOCKS = frozenset(_BLOCKS.split())
_DOCUMENT = regex(r"<(?:html|body|head|!doctype)\b", re.IGNORECASE)
_ENTITY = regex(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LINKS = regex(r"<(?:mailto|https?):[^<>\s]{0,500}>|\[(?P<text>[^\[\]]{1,200})\]\((?:mailto|https?):[^()\s]{0,500}\)")
_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("：﹕︰∶", ":"),
    }
)
_BEFORE = regex(r"^[\W_]*(?:\d{1,2}[.)]\s+)?[\W_]*(?:à\s+)?")
"""Quote marks, bullets, numbers and arrows; Outlook's own arrow is an à of another font."""

_QUOTES = regex(r"^[\s>|]*")
_ANSWER = regex(r"^[^\w<>]*(?:-{1,2}>|[→➔➜⇒]|à\s)")


class Line(Struct, frozen=True):
    """One line as it is seen: blanks are single ones, entities are characters, marks of formatting are gone."""

    text: str
    start: int
    end: int
    """Where it stands in the source, tags included, the break after it not."""

    pieces: tuple[tuple[int, int], ...]
    """The places of what is seen of it."""

    before: tuple[int, int] | None
    """The place of the line break in front of it, if that is one that can be taken away."""

    mark: str
    """A short hash, the same for what only looks different; empty for a line without a letter or digit."""

    @property
    def looks_like_answer(self) -> bool:
        """Whether it begins with an arrow, as our answers do, in quotes or behind a bullet."""
        return bool(_ANSWER.match(_QUOTES.sub("", self.text)))


class Typed(Struct, frozen=True):
    """A description in its lines."""

    source: str
    lines: tuple[Line, ...]
    is_html: bool
    new_line: str
    """The line break of this text."""

    def written(self, text: str) -> str:
        """Return `text` as it must be written to be seen in this description."""
        from html import escape

        return escape(text, quote=False) if self.is_html else text


@lru_cache(maxsize=2)  # one item's description is asked for by its reader, its writer and those that compare
def typed(source: str) -> Typed:
    r"""Return a description in its lines.

    >>> [line.text for line in typed("<p>Outcome:&nbsp;<b>offer</b></p>Role:\r\n").lines]
    ['Outcome: offer', 'Role:', '']
    """
    wraps = bool(_DOCUMENT.search(source))
    lines: list[Line] = []
    pieces: list[tuple[int, int]] = []
    start = place = 0
    before: tuple[int, int] | None = None
    is_html = has_breaks = seen = False

    for token in _TOKEN.finditer(source):
        if token.start() > place:
            pieces.append((place, token.start()))
            seen = seen or not source[place : token.start()].isspace()
        place = token.end()
        if token["break"] and wraps:
            pieces.append(token.span())
            continue
        name = (token["tag"] or "").lower()
        is_html = is_html or not token["break"]
        has_breaks = has_breaks or name == "br" or name in _IN_BLOCKS
        if token["break"] or name == "br" or (name in _IN_BLOCKS and seen):
            lines.append(_line(source, start, token.start(), pieces, before))
            start, pieces, seen = token.end(), [], False
            before = None if name in _IN_BLOCKS else token.span()
    if place < len(source):
        pieces.append((place, len(source)))
    lines.append(_line(source, start, len(source), pieces, before))
    found = re.search(r"\r\n|\n", source)
    new_line = "<br>" if has_breaks else found[0] if found else "\n"
    return Typed(source, tuple(lines), is_html, new_line)


def _line(source: str, start: int, end: int, pieces: Iterable[tuple[int, int]], before: tuple[int, int] | None) -> Line:
    places = tuple(pieces)
    text = seen_text("".join(source[first:last] for first, last in places))
    return Line(text, start, end, places, before, mark_of(text))


def seen_text(text: str) -> str:
    """Return `text` as it is seen: entities decoded, blanks single, characters of no width gone.

    >>> seen_text(" by&nbsp;&#8220;Friday&#8221;  or so ")
    'by “Friday” or so'
    """
    if "&" in text:
        from html import unescape

        text = _ENTITY.sub(lambda entity: unescape(entity[0]), text)
    if not (text.isascii() and text.isprintable()):
        text = "".join(char for char in text if char.isspace() or unicodedata.category(char) not in ("Cf", "Cc", "Cs"))
    return " ".join(text.split())


def plain(text: str) -> str:
    r"""Return one spelling for what only looks different: quotes, dashes, wide characters, links beside their text.

    >>> plain("Ａnn’s “CV” – bo@acme.com<mailto:bo@acme.com>")
    'Ann\'s "CV" - bo@acme.com'
    """
    if "<" in text or "[" in text:
        text = _LINKS.sub(lambda link: link["text"] or "", text)
    if text.isascii() and "`" not in text:
        return " ".join(text.split())
    text = text.translate(_SAME)  # before it is normalized, too: that makes blanks of some of them
    return " ".join(unicodedata.normalize("NFKC", text).translate(_SAME).split())


def key_of(text: str) -> str:
    """Return what tells words apart: neither case, accents nor looks do.

    >>> key_of("RÉPONSE")
    'reponse'
    """
    letters = plain(text).casefold()
    if letters.isascii():
        return letters
    letters = unicodedata.normalize("NFKD", letters)
    return "".join(char for char in letters if not unicodedata.combining(char))


def without_bullet(text: str) -> str:
    """Return a line without what mail and phones put in front of it: quote marks, bullets, numbers.

    >>> without_bullet("> • 1. Outcome: offer")
    'Outcome: offer'
    """
    return _BEFORE.sub("", text)


def mark_of(text: str) -> str:
    """Return a short hash of a line, the same for what only looks different; empty if no letter or digit is in it."""
    words = "".join(key_of(without_bullet(plain(text))).split())
    return hashlib.sha256(words.encode()).hexdigest()[:10] if words else ""


class Edit(Struct, frozen=True):
    """A change of a text: what stands from `start` to `end` becomes `new`."""

    start: int
    end: int
    new: str


def edited(source: str, edits: Iterable[Edit]) -> str:
    """Return the text with all edits made; of two at one place, the first one stands first."""
    parts, place = [], 0
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        parts += [source[place : edit.start], edit.new]
        place = max(place, edit.end)
    return "".join((*parts, source[place:]))


def added(text: Typed, after: Line, new: Iterable[str]) -> list[Edit]:
    """Return the edits that put new lines under a line."""
    return [Edit(after.end, after.end, "".join(text.new_line + text.written(line) for line in new))]


def replaced(text: Typed, line: Line, new: str) -> list[Edit]:
    """Return the edits that make another text of a line that is seen; the tags around it stay."""
    (start, end), *others = line.pieces
    return [Edit(start, end, text.written(new)), *(Edit(first, last, "") for first, last in others)]


def removed(text: Typed, line: Line) -> list[Edit]:
    """Return the edits that take a line away, with the break in front of it; foreign tags stay."""
    source = text.source
    gone = [Edit(first, last, "") for first, last in line.pieces]
    if line.before:
        return [Edit(*line.before, ""), *gone]
    opening = re.fullmatch(r"\s*<(p|div|li)\b[^<>]{0,2000}>\s*", source[line.start : line.pieces[-1][0]], re.IGNORECASE)
    closing = opening and re.compile(rf"</{opening[1]}>", re.IGNORECASE).match(source, line.end)
    if closing and line.pieces[-1][1] == line.end:
        return [Edit(line.start, closing.end(), "")]
    following = re.compile(r"\r\n|[\n\r]|<br\s?/?>", re.IGNORECASE).match(source, line.end)
    return [*gone, Edit(*following.span(), "")] if following else gone
