"""The words of invitations, by language: data files in `words/`, all languages read as one.

A calendar mixes languages, so no language is guessed: a word counts in whichever it stands. A new language is a file.
Texts are compared word by word, without case, accents and curly quotes; a hyphen is as good as a blank. Nothing here
searches a text with a long pattern, so the time that a text costs grows with its length only.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Generic, TypeVar

_WORD = re.compile(r"[^\W_]+")
_ENTRY = re.compile(r"(?:\*|[^\W_])+")
_WITHIN = re.compile(r"[\s\-‐‑'’ʼ/:+&·]{0,4}|\.")
_MAX_KNOWN = 20_000
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


T = TypeVar("T", bound=Sized)


@dataclass(frozen=True, slots=True)
class Hit:
    """Words of a list, as found in a text."""

    text: str
    first: int
    last: int
    """The words of the text from `first` up to but without `last`."""

    begin: int
    stop: int

    def start(self) -> int:
        """Return where it begins."""
        return self.begin

    def end(self) -> int:
        """Return where it ends."""
        return self.stop

    def __getitem__(self, group: int) -> str:
        """Return its text, as a match of a pattern does."""
        return (self.text,)[group]


class Text:
    """A text as words."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.words = [word.lower() if word.isascii() else plain(word) for word in _WORD.findall(source)]

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where each word begins and ends."""
        return [match.span() for match in _WORD.finditer(self.source)]

    def part(self, first: int, last: int) -> str:
        """Return the text from the word `first` to the one before `last`."""
        last = min(last, len(self.spans))
        return self.source[self.spans[first][0] : self.spans[last - 1][1]] if first < last else ""

    def is_joined(self, first: int, last: int) -> bool:
        """Return whether the words from `first` up to `last` may be one expression: no full stop or bracket parts them.

        One behind the last word is parted from it.
        """
        if last > len(self.words):
            return False
        for index in range(first, last - 1):
            gap = self.source[self.spans[index][1] : self.spans[index + 1][0]]
            if not _WITHIN.fullmatch(gap) and not (gap == ". " and self.words[index].isdigit()):  # 2. Runde
                return False
        return True

    @cached_property
    def _starts(self) -> dict[str, dict[str, list[int]]]:
        return {}

    def _starts_of(self, section: str) -> dict[str, list[int]]:
        """Return at which places entries of the lists of a section may begin, by the list's name."""
        found = self._starts.get(section)
        if found is None:
            found = self._starts[section] = {}
            words = self.words
            for index, (word, following) in enumerate(zip(words, [*words[1:], ""], strict=False)):
                for name, seconds in _openings(section, word):
                    if seconds is None or following in seconds:
                        found.setdefault(name, []).append(index)
        return found

    def starts(self, names: Sequence[str]) -> Sequence[int]:
        """Return at which places an entry of one of these lists may begin, in order."""
        starts = [self._starts_of(_section(name)).get(name) for name in names]
        known = [each for each in starts if each]
        return sorted(set().union(*known)) if len(known) > 1 else known[0] if known else ()


@lru_cache(maxsize=64)
def as_words(source: str) -> Text:
    """Return a text as words; the same text costs once."""
    return Text(source)


@lru_cache(maxsize=4096)
def plain(word: str) -> str:
    """Return a word without case and accents.

    >>> plain("Développeur"), plain("GESPRÄCH"), plain("Straße")
    ('developpeur', 'gesprach', 'strasse')
    """
    word = word.casefold()
    if word.isascii():
        return word
    return "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))


class WordList:
    """Words and expressions to look for. A ``*`` in the data stands for any letters."""

    def __init__(self, entries: Iterable[str], names: tuple[str, ...] = ()) -> None:
        self._names = names
        """The lists of the data that the entries are from."""

        self._entries: _Index[tuple[str, ...]] = _Index()
        for entry in dict.fromkeys(entries):
            for words in _spellings(entry):
                self._entries.add(words[0], words)

    def length_at(self, text: Text, index: int) -> int:
        """Return of how many words the longest entry is that stands at a word of `text`; 0: none."""
        for entry in self._entries.like(text.words[index]):
            if len(entry) == 1 or _stands_at(entry, text, index):
                return len(entry)
        return 0

    def hits(self, text: Text) -> Iterator[Hit]:
        """Yield what of the list is found in a text, from left to right, none twice."""
        index = 0
        for at in text.starts(self._names) if self._names else range(len(text)):
            length = self.length_at(text, at) if at >= index else 0
            if length:
                index = at + length
                begin, stop = text.spans[at][0], text.spans[index - 1][1]
                yield Hit(text.source[begin:stop], at, index, begin, stop)

    def search(self, source: str) -> Hit | None:
        """Return the first one in a text, or None."""
        return next(self.hits(as_words(source)), None)

    def match(self, source: str) -> Hit | None:
        """Return the one that a text begins with, or None."""
        hit = self.search(source)
        return hit if hit and hit.first == 0 else None

    def covers(self, source: str) -> bool:
        """Return whether a text holds words and numbers of the list only, or no word at all."""
        text = as_words(source)
        index = 0
        while index < len(text):
            length = self.length_at(text, index) or int(text.words[index].isdigit())
            if not length:
                return False
            index += length
        return True


def _spellings(entry: str) -> Iterable[tuple[str, ...]]:
    """Return an entry as words, with umlauts and written without them."""
    if entry.isascii():
        spelled = {tuple(_ENTRY.findall(entry.lower()))}
    else:
        spelled = {tuple(map(plain, _ENTRY.findall(each))) for each in (entry, entry.translate(_UMLAUTS))}
    return filter(None, spelled)


class _Index(Generic[T]):
    """What belongs to words that may have a ``*`` at either end."""

    def __init__(self) -> None:
        self._whole: dict[str, list[T]] = {}
        self._parts: dict[str, list[tuple[str, T]]] = {}
        """By the three letters that a word must begin or end with; those that may stand anywhere, by none."""

        self._known: dict[str, tuple[T, ...]] = {}

    def add(self, wanted: str, belongs: T) -> None:
        """Take in what belongs to the words like `wanted`."""
        if "*" not in wanted:
            self._whole.setdefault(wanted, []).append(belongs)
        else:
            key = wanted[:3] if wanted[0] != "*" else wanted[-3:] if wanted[-1] != "*" else ""
            self._parts.setdefault(key, []).append((wanted, belongs))

    def like(self, word: str) -> tuple[T, ...]:
        """Return what belongs to a word, the longest first; asked again, it is known."""
        known = self._known.get(word)
        if known is None:
            parts = (self._parts.get(key, ()) for key in {word[:3], word[-3:], ""})
            like = (belongs for part in parts for wanted, belongs in part if _is_like(wanted, word))
            known = tuple(sorted(dict.fromkeys((*self._whole.get(word, ()), *like)), key=len, reverse=True))
            if len(self._known) < _MAX_KNOWN:
                self._known[word] = known
        return known


def _stands_at(entry: tuple[str, ...], text: Text, index: int) -> bool:
    found = text.words[index : index + len(entry)]
    if len(found) < len(entry) or (found[1] != entry[1] and "*" not in entry[1]):
        return False
    return all(map(_is_like, entry, found)) and text.is_joined(index, index + len(entry))


def _is_like(wanted: str, word: str) -> bool:
    if wanted[-1] == "*":
        return wanted[1:-1] in word if wanted[0] == "*" else word.startswith(wanted[:-1])
    return word.endswith(wanted[1:]) if wanted[0] == "*" else word == wanted


@cache
def _section(name: str) -> str:
    """Return with which lists a list is looked for: those of its section; first names, which are many, alone."""
    return name if name == "title.first_name" else name.partition(".")[0]


@lru_cache(maxsize=_MAX_KNOWN)
def _openings(section: str, word: str) -> tuple[tuple[str, frozenset[str] | None], ...]:
    """Return in which lists of a section an entry begins with a word, and with which second words; None: with any."""
    found: dict[str, set[str] | None] = {}
    for name, second in _first_words(section).like(word):
        seconds = found.setdefault(name, set())
        if second is None:
            found[name] = None
        elif seconds is not None:
            seconds.add(second)
    return tuple((name, None if seconds is None else frozenset(seconds)) for name, seconds in found.items())


@cache
def _first_words(section: str) -> _Index[tuple[str, str | None]]:
    """Return the lists of a section by the first words of their entries: a text is looked through once for all."""
    index: _Index[tuple[str, str | None]] = _Index()
    for name, entries in word_lists().items():
        if _section(name) == section:
            firsts = {(words[0], *words[1:2]) for entry in entries for words in _spellings(entry)}
            for first, *second in firsts:
                index.add(first, (name, second[0] if second and "*" not in second[0] else None))
    return index


@cache
def word_lists() -> Mapping[str, tuple[str, ...]]:
    """Return the lists of all languages by section and key, such as ``signal.interview``."""
    found: dict[str, dict[str, None]] = {}
    folder = files("followcal.formats") / "words"
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            for section, lists in tomllib.loads(file.read_text(encoding="utf-8")).items():
                for key, text in lists.items():
                    words = (word.strip() for word in text.replace("\n", " ").split(","))
                    found.setdefault(f"{section}.{key}", {}).update(dict.fromkeys(filter(None, words)))
    return {name: tuple(words) for name, words in found.items()}


@cache
def words(*names: str) -> WordList:
    """Return what finds the words of one list or several.

    >>> words("signal.interview").search("Second-round Interviews, Acme")[0]
    'Interviews'
    """
    return WordList((word for name in names for word in word_lists()[name]), names)


def sections(name: str) -> list[str]:
    """Return the keys of a section, in the order of the files.

    >>> sorted(sections("medium"))[:2]
    ['onsite', 'phone']
    """
    return [key.partition(".")[2] for key in word_lists() if key.startswith(f"{name}.")]
