"""The words of invitations, by language: data files in `words/`, all languages read as one.

A calendar mixes languages, so no language is guessed: a word counts in whichever it stands. A new language is a file.
Texts are compared word by word, without case, accents and curly quotes; a hyphen is as good as a blank. Nothing here
searches a text with a long pattern, so the time that a text costs grows with its length only.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from typing import TypeAlias

from msgspec import Struct

from followcal.package_data import package_data
from followcal.regex import regex

_WORD = regex(r"[^\W_]+")
_WITHIN = regex(r"[\s\-‐‑'’ʼ/:+&·]{0,4}|\.")
_MAX_KNOWN = 20_000
_UMLAUT = regex("[äöü]")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


Entry: TypeAlias = tuple[str, ...]
"""The words of an expression."""

Made: TypeAlias = Sequence[str]
"""What was made of a list, as in `made_of`."""

_given: dict[str, Made] = {}
_made_here: dict[str, Made] = {}


class Hit(Struct, frozen=True):
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
        self.words = (
            _WORD.findall(source.lower()) if source.isascii() else [plain(word) for word in _WORD.findall(source)]
        )

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def unique(self) -> frozenset[str]:
        """The words, each once."""
        return frozenset(self.words)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each word stands, by the number of words before it."""
        found: dict[str, list[int]] = {}
        for at, word in enumerate(self.words):
            found.setdefault(word, []).append(at)
        return found

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


@lru_cache(maxsize=256)
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

    def __init__(self, entries: Iterable[str] = (), of: Iterable[WordList] = (), made: Made = ()) -> None:
        single, longer, parts = made or made_of(", ".join(entries))
        self._of = tuple(of)
        """The lists that it joins."""

        self._known: dict[str, tuple[Entry, ...]] = {}
        self._first: set[str] = set()
        """Words that were looked for, and begin an entry."""

        self._none: set[str] = set()
        """Words that were looked for, and begin none."""

        self._by_second: dict[str, dict[str, tuple[Entry, ...]]] = {}
        """The entries that begin with a word, by their second word."""

        self._single = frozenset(single.split(","))
        """Entries of one word."""

        self._longer = longer.split(",") if longer else []
        """Entries of several words, in order."""

        self._parts: dict[str, list[Entry]] = {}
        """Entries whose first word has a ``*``, by the three letters that a word must begin or end with, or by none."""

        for entry in parts.split(",") if parts else ():
            words = tuple(entry.split())
            first = words[0]
            key = first[:3] if first[0] != "*" else first[-3:] if first[-1] != "*" else ""
            self._parts.setdefault(key, []).append(words)

    def _beginning_with(self, word: str) -> tuple[Entry, ...]:
        """Return the entries whose first word is like `word`, the longest first; asked again, they are known."""
        if word in self._none:
            return ()
        known = self._known.get(word)
        if known is not None:
            return known
        found = [entry for each in self._of for entry in each._beginning_with(word)]
        beginning = f"{word} "
        place = bisect(self._longer, beginning)
        while place < len(self._longer) and self._longer[place].startswith(beginning):
            found.append(tuple(self._longer[place].split()))
            place += 1
        if word in self._single:
            found.append((word,))
        if self._parts:
            for key in {word[:3], word[-3:], ""}:
                found += (entry for entry in self._parts.get(key, ()) if _is_like(entry[0], word))
        known = tuple(sorted(found, key=len, reverse=True)) if len(found) > 1 else tuple(found)
        if len(self._known) + len(self._none) >= _MAX_KNOWN:
            return known
        if known:
            self._known[word] = known
            self._first.add(word)
        else:
            self._none.add(word)
        return known

    def length_at(self, text: Text, index: int) -> int:
        """Return of how many words the longest entry is that stands at a word of `text`; 0: none."""
        word = text.words[index]
        by_second = self._by_second.get(word)
        if by_second is None:
            known = self._beginning_with(word)
            if not known:
                return 0
            by_second = _by_second(known)
            if len(self._by_second) < _MAX_KNOWN:
                self._by_second[word] = by_second
        longest = int(_ALONE in by_second)
        if len(by_second) == longest or index + 1 == len(text.words):
            return longest
        for entry in (*by_second.get(text.words[index + 1], ()), *by_second.get(_ANY, ())):
            if len(entry) > longest and _stands_at(entry, text, index):
                longest = len(entry)
        return longest

    def hits(self, text: Text) -> Iterator[Hit]:
        """Yield what of the list is found in a text, from left to right, none twice."""
        first_words = text.unique & self._first
        if unknown := text.unique - self._none - first_words:
            first_words |= {word for word in unknown if self._beginning_with(word)}
        if not first_words:
            return
        index = 0
        places = text.places
        for at in sorted([at for word in first_words for at in places[word]]):
            if at < index:
                continue
            length = self.length_at(text, at)
            if length:
                index = at + length
                yield self._hit(text, at, index)

    def _hit(self, text: Text, first: int, last: int) -> Hit:
        begin, stop = text.spans[first][0], text.spans[last - 1][1]
        return Hit(text.source[begin:stop], first, last, begin, stop)

    def search(self, source: str) -> Hit | None:
        """Return the first one in a text, or None."""
        return next(self.hits(as_words(source)), None)

    def match(self, source: str) -> Hit | None:
        """Return the one that a text begins with, or None."""
        text = as_words(source)
        length = self.length_at(text, 0) if text.words else 0
        return self._hit(text, 0, length) if length else None

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


_ALONE, _ANY = "", "*"
"""Instead of a second word: there is none, or one that is like several."""


def _by_second(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    """Return entries of one first word by the second: few of them are then compared."""
    found: dict[str, tuple[Entry, ...]] = {}
    for entry in entries:
        second = _ALONE if len(entry) == 1 else _ANY if "*" in entry[1] else entry[1]
        found[second] = (*found.get(second, ()), entry)
    return found


def made_of(text: str) -> list[str]:
    """Return what a list is made of: its words, its expressions in order, and those whose first word has a ``*``."""
    spelled = _plain_entries(text)
    single: list[str] = []
    longer: list[str] = []
    parts: list[str] = []
    for entry in spelled:
        kind = parts if "*" in entry.partition(" ")[0] else longer if " " in entry else single
        kind.append(entry)
    return [",".join(single), ",".join(sorted(longer)), ",".join(parts)]


def _plain_entries(text: str) -> list[str]:
    """Return entries as plain words with a blank between them, those with umlauts also as spelled without them.

    All are made plain at once, letter by letter of those that occur: a run of the command needs thousands of them.
    """
    text = text.casefold()
    text = ",".join((text, *_without_umlauts(text)))
    for char in set(text):
        if not char.isascii() and char.isalnum():
            text = text.replace(char, plain(char))
        elif not (char.isalnum() or char in "*, "):
            text = text.replace(char, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text.replace(", ", ",").replace(" ,", ",").strip(" ,").split(",")


def _without_umlauts(text: str) -> Iterator[str]:
    """Yield the entries with umlauts as they are spelled without them."""
    done = 0
    for match in _UMLAUT.finditer(text):
        if match.start() >= done:
            end = text.find(",", match.end())
            done = end if end >= 0 else len(text)
            yield text[text.rfind(",", 0, match.start()) + 1 : done].translate(_UMLAUTS)


def _stands_at(entry: Entry, text: Text, index: int) -> bool:
    found = text.words[index : index + len(entry)]
    if len(found) < len(entry) or (found[1] != entry[1] and "*" not in entry[1]):
        return False
    return all(map(_is_like, entry, found)) and text.is_joined(index, index + len(entry))


def _is_like(wanted: str, word: str) -> bool:
    if wanted[-1] == "*":
        return wanted[1:-1] in word if wanted[0] == "*" else word.startswith(wanted[:-1])
    return word.endswith(wanted[1:]) if wanted[0] == "*" else word == wanted


@cache
def _lists() -> Mapping[str, str]:
    """Return the lists of all languages by section and key, such as ``signal.interview``, each as it is written."""
    found: dict[str, list[str]] = {}
    folder = package_data("formats", "words")
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            for name, text in lists_in(file.read_text(encoding="utf-8")):
                found.setdefault(name, []).append(text.strip(" \n,"))
    return {name: ",".join(filter(None, texts)) for name, texts in found.items()}


def lists_in(source: str) -> Iterator[tuple[str, str]]:
    r"""Yield the lists of a file by name, as they are written.

    The files are TOML of sections and strings only. Read as any TOML, they would cost a run a tenth of its time.

    >>> dict(lists_in("[signal]\njob = 'role, post'  # in a title\n"))
    {'signal.job': 'role, post'}
    """
    section = key = ""
    for number, part in enumerate(source.split("'''")):
        if number % 2:
            yield f"{section}.{key}", part
            continue
        for line in part.split("\n"):
            if line[:1] == "[":
                section = line[1:].partition("]")[0]
            elif line[:1] not in ("#", ""):
                name, _, value = line.partition(" = ")
                key = name.strip("\"' ")
                if value:
                    yield f"{section}.{key}", value[1:].partition(value[0])[0]


def give(made: Mapping[str, Made]) -> None:
    """Give what `made_new` returned in another run with the same files: then it is not made, and no file is read."""
    _given.update({name: found for name, found in made.items() if name[:6] != "words " or len(found) == 3})


def made_new() -> dict[str, Made]:
    """Return all that was made of the files since the last call."""
    new = dict(_made_here)
    _made_here.clear()
    return new


def _made(name: str, make: Callable[[str], Made]) -> Made:
    found = _given.get(name)
    if found is None:
        found = _made_here[name] = make(name.partition(" ")[2])
    return found


@cache
def entries(name: str) -> tuple[str, ...]:
    """Return the entries of a list of all languages, as they are written, each once.

    >>> entries("round.case")[:2]
    ('fallstudie*', 'case study')
    """
    return tuple(_made(f"entries {name}", _entries))


def _entries(name: str) -> Made:
    return list(dict.fromkeys(filter(None, map(str.strip, _lists()[name].split(",")))))


@cache
def words(*names: str) -> WordList:
    """Return what finds the words of one list or several.

    >>> words("signal.interview").search("Second-round Interviews, Acme")[0]
    'Interviews'
    """
    if len(names) > 1:
        return WordList(of=map(words, names))
    return WordList(made=_made(f"words {names[0]}", lambda name: made_of(_lists()[name])))


@cache
def sections(name: str) -> Sequence[str]:
    """Return the keys of a section, in the order of the files.

    >>> sorted(sections("medium"))[:2]
    ['onsite', 'phone']
    """
    return _made(f"keys {name}", _keys)


def _keys(section: str) -> Made:
    return [key.partition(".")[2] for key in _lists() if key.startswith(f"{section}.")]
