"""Text in columns of a terminal: wrapped, never wider than asked, with what a terminal would obey taken out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from unicodedata import combining, east_asian_width

from followcal.core.wording import printable

MIN_WIDTH = 20
BOLD, DIM, RED, RESET = "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[0m"


def block(text: str, width: int, first: str, rest: str, style: str) -> Iterator[str]:
    """Yield `text` in lines, the first one after `first`, the others after `rest`."""
    for number, line in enumerate(_wrapped(printable(text), first, rest, width)):
        lead = rest if number else first
        yield f"{lead}{style}{line}{RESET}" if style else f"{lead}{line}"


def _wrapped(text: str, first: str, rest: str, width: int) -> Iterator[str]:
    line, used, lead = "", 0, first
    for word in _words(text, max(width - max(columns(first), columns(rest)), 1)):
        size = columns(word)
        if line and columns(lead) + used + 1 + size > width:
            yield line
            line, used, lead = "", 0, rest
        line, used = (f"{line} {word}", used + 1 + size) if line else (word, size)
    yield line


def _words(text: str, limit: int) -> Iterable[str]:
    """Yield the words of `text`, those wider than `limit` in pieces."""
    for word in text.split(" "):
        piece = ""
        for char in word:
            if columns(piece + char) > limit:
                yield piece
                piece = ""
            piece += char
        yield piece


def columns(text: str) -> int:
    """Return how many columns `text` takes on a terminal.

    >>> columns("Acme"), columns("面接")
    (4, 4)
    """
    if text.isascii():
        return len(text)
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)
