"""The words of invitations, by language: data files in `words/`, all languages read as one.

A calendar mixes languages, so no language is guessed: a word counts in whichever it stands. A new language is a file.
Texts are compared word by word, without case, accents and curly quotes; a hyphen is as good as a blank. Nothing here
searches a text with a long pattern, so the time that a text costs grows with its length only.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files

_WORD = re.compile(r"[^\W_]+")
_WITHIN = re.compile(r"[\s\-‐‑'’ʼ/:+&·]{0,4}|\.")
_MAX_KNOWN = 20_000
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


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
        self.spans = [match.span() for match in _WORD.finditer(source)]
        self.words = [plain(source[start:end]) for start, end in self.spans]

    def __len__(self) -> int:
        return len(self.words)

    def part(self, first: int, last: int) -> str:
        """Return the text from the word `first` to the one before `last`."""
        last = min(last, len(self.spans))
        return self.source[self.spans[first][0] : self.spans[last - 1][1]] if first < last else ""

    @cached_property
    def _joined(self) -> list[bool]:
        """Whether each word and the next one may belong to one expression: no full stop or bracket parts them."""
        ends = zip(self.spans, self.spans[1:], strict=False)
        return [bool(_WITHIN.fullmatch(self.source, one[1], two[0])) for one, two in ends] + [False]

    def is_joined(self, first: int, last: int) -> bool:
        """Return whether the words from `first` up to `last` may be one expression."""
        return last == first + 1 or all(self._joined[first : last - 1])


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

    def __init__(self, entries: Iterable[str]) -> None:
        self._whole: dict[str, list[tuple[str, ...]]] = {}
        self._parts: list[tuple[str, ...]] = []
        self._known: dict[str, list[tuple[str, ...]]] = {}
        for entry in dict.fromkeys(entries):
            for spelled in {entry, entry.translate(_UMLAUTS)}:
                words = tuple(plain(word) for word in re.findall(r"(?:\*|[^\W_])+", spelled))
                if not words:
                    continue
                if words[0].startswith("*"):
                    self._parts.append(words)
                else:
                    key = words[0][:3] + "*" if words[0].endswith("*") else words[0]
                    self._whole.setdefault(key, []).append(words)

    def length_at(self, text: Text, index: int) -> int:
        """Return of how many words the longest entry is that stands at a word of `text`; 0: none."""
        longest = 0
        for entry in self._beginning_with(text.words[index]):
            if len(entry) > longest and (len(entry) == 1 or _stands_at(entry, text, index)):
                longest = len(entry)
        return longest

    def _beginning_with(self, word: str) -> list[tuple[str, ...]]:
        """Return the entries whose first word is like `word`; asked again, it is known."""
        known = self._known.get(word)
        if known is None:
            lists = (self._whole.get(word), self._whole.get(f"{word[:3]}*"), self._parts)
            known = [entry for entries in lists for entry in entries or () if _is_like(entry[0], word)]
            if len(self._known) < _MAX_KNOWN:
                self._known[word] = known
        return known

    def hits(self, text: Text) -> Iterator[Hit]:
        """Yield what of the list is found in a text, from left to right, none twice."""
        index = 0
        for at, word in enumerate(text.words):
            if at < index or not self._beginning_with(word):
                continue
            length = self.length_at(text, at)
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


def _stands_at(entry: tuple[str, ...], text: Text, index: int) -> bool:
    last = index + len(entry)
    if last > len(text):
        return False
    return all(map(_is_like, entry, text.words[index:last])) and text.is_joined(index, last)


def _is_like(wanted: str, word: str) -> bool:
    if wanted[-1] == "*":
        return wanted[1:-1] in word if wanted[0] == "*" else word.startswith(wanted[:-1])
    return word.endswith(wanted[1:]) if wanted[0] == "*" else word == wanted


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
    return WordList(word for name in names for word in word_lists()[name])


def sections(name: str) -> list[str]:
    """Return the keys of a section, in the order of the files.

    >>> sorted(sections("medium"))[:2]
    ['onsite', 'phone']
    """
    return [key.partition(".")[2] for key in word_lists() if key.startswith(f"{name}.")]
