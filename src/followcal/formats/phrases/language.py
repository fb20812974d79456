"""The words of one language, read from its data file when a phrase is first read in it.

A table of the file is a sense (`unit`), its keys are values (`week`), and each phrase below a key carries that sense
with that value; one phrase may carry several. Alternatives in round brackets are written out: ``(a|b) c`` is two phrases.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from followcal.formats.phrases.tokens import words_of

Senses = Mapping[str, str]
Phrases = dict[str, list[tuple[tuple[str, ...], Senses]]]
"""By their first word, the longest first."""

LANGUAGES = ("en", "de", "fr", "es")
_SIGN = re.compile(r"([()|])")


@dataclass(frozen=True, slots=True)
class Language:
    """The phrases of one language."""

    code: str
    phrases: Phrases

    def knows(self, word: str) -> bool:
        """Return whether a phrase begins with `word`."""
        return word in self.phrases


@cache
def language(code: str) -> Language:
    """Return the words of a language, one of LANGUAGES."""
    text = (files("followcal.formats.phrases") / "words" / f"{code}.toml").read_text(encoding="utf-8")
    return Language(code, phrases_of(tomllib.loads(text)))


def phrases_of(tables: Mapping[str, Mapping[str, Any]]) -> Phrases:
    """Return all phrases of a file's tables.

    >>> phrases_of({"unit": {"day": ["(calendar |)days"]}})["days"]
    [(('days',), {'unit': 'day'})]
    """
    senses: dict[tuple[str, ...], dict[str, str]] = {}
    for sense, values in tables.items():
        for value, written in values.items():
            for text in written:
                for phrase in _written_out(text):
                    senses.setdefault(tuple(words_of(phrase)), {}).setdefault(sense, value)
    return by_first_word(senses)


def by_first_word(senses: Mapping[tuple[str, ...], Senses]) -> Phrases:
    """Return phrases in the order in which they are looked for."""
    phrases: Phrases = {}
    for words in sorted(senses, key=len, reverse=True):
        phrases.setdefault(words[0], []).append((words, senses[words]))
    return phrases


def _written_out(text: str) -> list[str]:
    """Return all phrases that alternatives stand for; a group may hold groups."""
    pieces = _SIGN.split(text)
    return _alternatives(iter(pieces))


def _alternatives(pieces: Iterator[str]) -> list[str]:
    done: list[str] = []
    open_ones = [""]
    for piece in pieces:
        if piece == ")":
            break
        if piece == "|":
            done, open_ones = done + open_ones, [""]
            continue
        endings = _alternatives(pieces) if piece == "(" else [piece]
        open_ones = [one + ending for one in open_ones for ending in endings]
    return done + open_ones
