"""What notes say and must not say, by language: data files in `note_words/`. A new language is a file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from msgspec import Struct, field

from followcal.formats.word_lists import WordList, as_words
from followcal.package_data import package_data


class NoteWords(Struct, frozen=True):
    """The lists of one language."""

    language: str
    _lists: Mapping[str, Mapping[str, str]]
    _entries: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _pairs: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    _known: dict[str, WordList] = field(default_factory=dict)
    _tokens: dict[str, frozenset[str]] = field(default_factory=dict)
    _groups: dict[str, tuple[frozenset[str], ...]] = field(default_factory=dict)

    def entries(self, name: str) -> tuple[str, ...]:
        """Return the entries of a list, such as ``salary.phrases``; none where the language has no such list."""
        if name not in self._entries:
            section, _, key = name.partition(".")
            text = self._lists.get(section, {}).get(key, "")
            self._entries[name] = tuple(filter(None, map(str.strip, text.replace("\n", " ").split(","))))
        return self._entries[name]

    def tokens(self, name: str) -> frozenset[str]:
        """Return the single words of a list, as `Text.words` has them: without case and accents."""
        if name not in self._tokens:
            found = (as_words(entry).words for entry in self.entries(name))
            self._tokens[name] = frozenset(words[0] for words in found if len(words) == 1)
        return self._tokens[name]

    @property
    def name(self) -> str:
        """What the language is called, in English."""
        return self._lists["language"]["name"]

    def words(self, name: str) -> WordList:
        """Return what finds the entries of a list."""
        if name not in self._known:
            self._known[name] = WordList(self.entries(name))
        return self._known[name]

    def groups(self, name: str) -> tuple[frozenset[str], ...]:
        """Return the words of each entry of a list, without case and accents."""
        if name not in self._groups:
            self._groups[name] = tuple(as_words(entry).unique for entry in self.entries(name))
        return self._groups[name]

    def words_of(self, entry: str) -> WordList:
        """Return what finds one entry."""
        return self._known.setdefault(f"={entry}", WordList([entry]))

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return a list of entries such as ``alot: a lot``."""
        if name not in self._pairs:
            pairs = (entry.partition(":") for entry in self.entries(name))
            self._pairs[name] = tuple((left.strip(), right.strip()) for left, _, right in pairs)
        return self._pairs[name]


@cache
def note_languages() -> tuple[str, ...]:
    """Return the codes of the languages in which notes are checked."""
    folder = package_data("formats", "note_words")
    return tuple(sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")))


@cache
def note_words(language: str) -> NoteWords:
    """Return the lists of a language, one of `note_languages()`."""
    file = package_data("formats", "note_words", f"{language}.toml")
    return NoteWords(language, tomllib.loads(file.read_text(encoding="utf-8")))


def language_of(text: str) -> str | None:
    """Return in which of our languages a text is: the one that has most of its small words; None: in none of them.

    English, where it has as many as another one, or where there are too few words to tell.

    >>> language_of("Thank you for the conversation about the role.")
    'en'
    """
    found = as_words(text[:5000]).words
    counts = {code: _count(found, note_words(code).tokens("language.is_in")) for code in note_languages()}
    best = max(counts, key=lambda code: (counts[code], code == "en"))
    if counts[best] < _LEAST_SHARE * len(found) and len(found) >= _FEW:
        return None
    return best


_LEAST_SHARE, _FEW = 0.1, 8
"""How many words of a text are small ones at least; of fewer words nothing can be told."""


def _count(found: list[str], small: frozenset[str]) -> int:
    return sum(word in small for word in found)
