"""The words of one language, read from its data file when a phrase is first read in it.

A table of the file is a sense (`unit`), its keys are values (`week`), and each phrase below a key carries that sense
with that value; one phrase may carry several. Alternatives in round brackets are written out: ``(a|b) c`` is two
phrases.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from followcal.formats.phrases.tokens import words_of

Senses = Mapping[str, str]

FIRST = "en"
"""The language of a text without words, and of one that two languages know as well."""

_SIGN = re.compile(r"([()|])")


@dataclass(slots=True)
class Phrases:
    """Phrases by their words: what follows a word, and what the phrase means that ends with it."""

    following: dict[str, Phrases] = field(default_factory=dict)
    senses: dict[str, str] = field(default_factory=dict)

    def add(self, words: Sequence[str], sense: str, value: str) -> None:
        """Add a sense to a phrase; the first value that a phrase has in it counts."""
        node = self
        for word in words:
            node = node.following.setdefault(word, Phrases())
        node.senses.setdefault(sense, value)


@dataclass(frozen=True, slots=True)
class Language:
    """The phrases of one language."""

    code: str
    phrases: Phrases

    def knows(self, word: str) -> bool:
        """Return whether a phrase begins with `word`."""
        return word in self.phrases.following


def _folder() -> Traversable:
    return files("followcal.formats.phrases") / "words"


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of all languages: one for each data file, `FIRST` first."""
    codes = sorted(file.name.removesuffix(".toml") for file in _folder().iterdir() if file.name.endswith(".toml"))
    return (FIRST, *(code for code in codes if code != FIRST))


@cache
def language(code: str) -> Language:
    """Return the words of a language, one of `languages`."""
    text = (_folder() / f"{code}.toml").read_text(encoding="utf-8")
    return Language(code, phrases_of(tomllib.loads(text)))


def phrases_of(tables: Mapping[str, Mapping[str, Any]]) -> Phrases:
    """Return all phrases of a file's tables.

    >>> phrases_of({"unit": {"day": ["(calendar |)days"]}}).following["days"].senses
    {'unit': 'day'}
    """
    phrases = Phrases()
    for sense, values in tables.items():
        for value, written in values.items():
            for text in written:
                for phrase in _written_out(text):
                    phrases.add(words_of(phrase), sense, value)
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
