"""Text as words, numbers and signs, each with its place. Case, accents, quotes and blanks are no matter.

One pass over the text, and no expression that could try a place twice: the time is linear in the length.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from unicodedata import combining, normalize

from followcal.regex import regex

_TOKEN = regex(
    r"(?P<number>\d+)"
    r"|(?P<word>[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*)"
    r"|(?P<line>[\r\n][\s]*)"
    r"|(?P<sign>[^\w\s])"
)
_QUOTES = frozenset("'\"\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a`\u00b4*~\u02bc\u00a1\u00bf")
_DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212")
_FIRST_PICTURE = "\u2600"
_FIRST_FACE, _LAST_FACE = "\U0001f600", "\U0001f64f"
_JOINERS = frozenset("\u200d\ufe0e\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_MOST_DIGITS = 6
MOST_TOKENS = 2_500
"""Of a text; so many stand in 10,000 letters of no language."""


class Token(NamedTuple):
    """A word, a number, a sign or a line's end, as it is compared (`text`), and its place."""

    text: str
    kind: str
    start: int
    end: int
    is_capital: bool = False
    """Whether it begins with a capital letter, and is not all in capitals."""


def tokens(text: str) -> list[Token]:
    """Return the first 2,500 tokens of `text`, quotes left out.

    >>> [token.text for token in tokens("Don\u2019t call by the 4th!")]
    ['don', 't', 'call', 'by', 'the', '4', 'th', '!']
    """
    return list(islice(_tokens(text), MOST_TOKENS))


def words_of(phrase: str) -> list[str]:
    """Return what `phrase` is compared by."""
    letters = phrase.replace("'", " ").replace("-", " ")
    if letters.replace(" ", "").isalpha():
        return [plain(word) for word in letters.split()]
    return [token.text for token in _tokens(phrase) if token.text != "-"]


def _tokens(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        found, kind = match[0], match.lastgroup or ""
        if kind == "sign":
            if found in _QUOTES or combining(found) or found in _JOINERS:
                continue
            found = _as_compared(found)
        elif kind == "line":
            found = "\n\n" if found.count("\n") > 1 or (found.count("\r") > 1 and "\n" not in found) else "\n"
        else:
            found = plain(found)
        yield Token(found, kind, match.start(), match.end(), normalize("NFC", match[0]).istitle())


def _as_compared(sign: str) -> str:
    """Return a sign as it is compared; a picture ends a sentence, a face only parts what it stands between."""
    if sign >= _FIRST_PICTURE:
        return "," if _FIRST_FACE <= sign <= _LAST_FACE else "."
    return "-" if sign in _DASHES else "." if sign == "\u2026" else sign


@lru_cache(maxsize=4096)
def plain(word: str) -> str:
    """Return a word as it is compared: without case and accents."""
    if word.isascii():
        return word.lower()
    letters = normalize("NFKD", word.casefold())
    return "".join(char for char in letters if not combining(char)).casefold()


def number_of(token: Token) -> int:
    """Return the number that a token writes; a very long one is only very large.

    >>> number_of(tokens("0042")[0])
    42
    """
    digits = token.text
    return int(digits) if len(digits) <= _MOST_DIGITS else 10**_MOST_DIGITS
