"""Whether a word is spelt right, and if not, which one is meant; offline.

A word of a dictionary is right, and so is one that only differs in the British manner, a compound or a derivation of
known words, and a name that was told. A word that is near to a common one is misspelt, and so are two without a blank.
One that is near to none may be a term of the trade, and is only asked about, or a short form. The dictionaries are
those of `pyspellchecker`, read when the first word is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from followcal.formats.note_lists import NoteWords, note_words
from followcal.formats.word_lists import plain
from followcal.regex import regex

if TYPE_CHECKING:
    from spellchecker import SpellChecker

_COMMON = 500
"""How often the dictionary's texts hold a word that may be meant: near to a rarer one is many a term of a trade."""

_PART = 1000
"""How often a word must be held to be taken for a part of a compound."""

_SHORT = 5
_VERY_COMMON = 25_000
"""A short word is near to many: only a very common one is taken to be meant."""

_USUAL = 10_000
"""What a misspelt word with a capital is near to at least: else it may be a name."""

_TOO_COMMON = 1_000_000
"""A word of three letters that is held more often stands for itself: ``whos`` is no plural."""

_SHORT_FORM = 4
"""A word so short that is near to none is a short form: ``etcd``; one other letter makes it another word."""

_DOUBLES = regex(r"(?:^|[^aeiou])[aeiou][^aeiouwxy]$|[^aeiou]y$|[aeiou]$")
"""A stem to which no ending is just added."""

_ACUTE = str.maketrans("áéíóú", "aeiou")
_LONGEST = 40
_MIN_PART = 4
_MOST_PARTS = 4
_CLOSE = 0.85
_COMPOUNDING = frozenset({"de"})
"""Languages that write compounds of many parts as one word, with an s between them at times; others, of two."""


class Misspelt(Struct, frozen=True):
    """A word that is in no dictionary."""

    word: str
    meant: str | None
    """The common word that it is near to; None: none."""

    @property
    def is_sure(self) -> bool:
        """Whether it can hardly be right: a word as short as ``plat`` has too many neighbours of one other letter."""
        if self.meant is None or len(self.word) > _SHORT_FORM or len(self.word) != len(self.meant):
            return self.meant is not None
        return sorted(self.word.casefold()) == sorted(self.meant)


def has_dictionary(language: str) -> bool:
    """Return whether spelling can be checked in a language."""
    from spellchecker import SpellChecker

    return language in SpellChecker.languages()


class Speller:
    """Answers for one language, with the names that are known to be right."""

    def __init__(self, language: str, names: Iterable[str] = ()) -> None:
        self._lists = note_words(language)
        self._dictionary = _dictionary(language)
        self._names = frozenset(plain(name) for name in names)
        self._misspelt = dict(self._lists.pairs("spelling.misspelt"))
        self._apart = frozenset(self._lists.entries("spelling.apart"))
        self._usual = frozenset(self._lists.entries("spelling.usual"))
        self._known = frozenset(word.lower() for word in self._lists.entries("spelling.known"))

    def look_up(self, word: str) -> Misspelt | None:
        """Return None for a word that is right."""
        folded = word.lower()  # no casefold: a ß is one letter
        if len(folded) > _LONGEST or plain(word) in self._names:
            return None
        if folded in self._misspelt:
            return Misspelt(word, self._misspelt[folded])
        if self._is_word(folded):
            return None
        meant = self._meant(folded) or self._run_together(folded)
        if meant is None and (len(folded) <= _SHORT_FORM or self._is_compound_of_short(folded)):
            return None
        return Misspelt(word, meant)

    def is_word(self, word: str) -> bool:
        """Return whether a word is in the dictionary, names aside."""
        return self._is_word(word.lower())

    def is_usual(self, word: str) -> bool:
        """Return whether a word, or each of several, stands in letters often."""
        return all(self._count(part) >= _USUAL for part in word.split())

    def _is_word(self, word: str) -> bool:
        return (
            self._is_listed(word)
            or any(self._is_listed(other) for other in _american(word, self._lists))
            or self._is_form(word)
            or self._is_conjugated(word)
            or any(self._carries(word, clitic) for clitic in self._lists.entries("spelling.clitics"))
            or any(self._is_derived(word, prefix) for prefix in self._lists.entries("spelling.prefixes"))
            or self._is_compound(word, _MOST_PARTS)
        )

    def _is_listed(self, word: str) -> bool:
        return (
            word in self._dictionary
            or word in self._known
            or word in self._usual
            or plain(word) in self._known
            or (word.endswith("s") and self._has_plural(word[:-1]))
        )

    def _has_plural(self, word: str) -> bool:
        count = self._dictionary.get(word, 0)
        return count > 0 if len(word) >= _MIN_PART else len(word) == _MIN_PART - 1 and _PART <= count < _TOO_COMMON

    def _is_form(self, word: str) -> bool:
        """Return whether a word is a regular form of a verb: not one that would have to double its last letter."""
        for ending in self._lists.entries("spelling.forms"):
            stem = word.removesuffix(ending)
            if stem != word and len(stem) >= _MIN_PART:
                return not _DOUBLES.search(stem) and any(form in self._dictionary for form in (stem, f"{stem}e"))
        return False

    def _is_conjugated(self, word: str) -> bool:
        """Return whether the dictionary has the infinitive of a form: ``organizábamos``."""
        for ending, infinitive in self._lists.pairs("spelling.forms_of"):
            if word.endswith(ending):
                stem = word[: -len(ending)]
                forms = (form + infinitive for form in (stem, *self._with_other_vowel(stem)))
                if any(form in self._dictionary or form in self._known for form in forms):
                    return True
        return False

    def _with_other_vowel(self, stem: str) -> Iterator[str]:
        """Yield the stems of the infinitive whose vowel a form changes: ``apriet`` of ``apretar``."""
        for said, meant in self._lists.pairs("spelling.stems"):
            head, found, tail = stem.rpartition(said)
            if found:
                yield head + meant + tail

    def _carries(self, word: str, clitic: str) -> bool:
        """Return whether a word is a verb with pronouns behind it, which may bring an accent: ``tómese``."""
        stem = word.removesuffix(clitic)
        forms = (stem, stem.translate(_ACUTE))
        return (
            stem != word and len(stem) > 2 and any(self._is_listed(form) or self._is_conjugated(form) for form in forms)
        )

    def _is_derived(self, word: str, prefix: str) -> bool:
        rest = word.removeprefix(prefix)
        is_sure = len(prefix) >= _MIN_PART or len(rest) > _MIN_PART or self._is_part(rest)
        return rest != word and len(rest) >= _MIN_PART and is_sure and self._is_listed(rest)

    def _is_compound(self, word: str, parts: int) -> bool:
        """Return whether a word is made of two common ones of four letters or more, or of many, as in German."""
        if parts < 2 or len(word) < 2 * _MIN_PART:
            return False
        is_free = self._lists.language in _COMPOUNDING
        for cut in range(_MIN_PART, len(word) - _MIN_PART + 1):
            if not self._is_part(word[:cut]):
                continue
            rest = word[cut:]
            for tail in (rest, rest[1:]) if is_free and rest[0] == "s" else (rest,):
                if self._is_part(tail) or (is_free and self._is_compound(tail, parts - 1)):
                    return True
        return False

    def _is_compound_of_short(self, word: str) -> bool:
        """Return whether a word that is near to none is a compound that begins with three letters: ``websocket``."""
        first, rest = word[: _MIN_PART - 1], word[_MIN_PART - 1 :]
        return first not in self._apart and self._count(first) >= _PART and self._is_part(rest)

    def _run_together(self, word: str) -> str | None:
        """Return two words that lack their blank: one of them is none that compounds are made of."""
        for cut in range(_MIN_PART - 1, len(word) - _MIN_PART + 2):
            both = word[:cut], word[cut:]
            if any(part in self._apart for part in both) and all(self._count(part) >= _VERY_COMMON for part in both):
                return " ".join(both)
        return None

    def _is_part(self, word: str) -> bool:
        return len(word) >= _MIN_PART and word not in self._apart and self._dictionary.get(word, 0) >= _PART

    def _meant(self, word: str) -> str | None:
        near = [(self._count(other), other) for other in _one_edit_from(word, self._lists.language)]
        if len(word) <= _SHORT_FORM:
            near = [each for each in near if _is_slip(word, *each)] or near
        count, best = max(near, default=(0, ""))
        if count >= (_COMMON if len(word) > _SHORT else _VERY_COMMON):
            return best
        if len(word) < 7:
            return None
        bucket = [other for size in range(-2, 3) for other in _bucket(self._lists.language, word[0], len(word) + size)]
        close = get_close_matches(word, bucket, n=1, cutoff=_CLOSE)
        return close[0] if close else None

    def _count(self, word: str) -> int:
        if word in self._usual:
            return _TOO_COMMON
        return _COMMON if word in self._known else self._dictionary.get(word, 0)


def _is_slip(word: str, count: int, other: str) -> bool:
    """Return whether a short word is another one with two letters swapped, or a very common one with one left out."""
    least = _VERY_COMMON if sorted(other) == sorted(word) else _TOO_COMMON
    return count >= least and (len(other) != len(word) or least == _VERY_COMMON)


def _american(word: str, lists: NoteWords) -> Iterable[str]:
    """Yield how a word would be spelt in American English, as far as that differs."""
    for british, american in lists.pairs("spelling.endings"):
        if word.endswith(british):
            yield word[: -len(british)] + american
    for british, american in lists.pairs("spelling.inside"):
        pieces = word.split(british)
        if len(pieces) > 2:
            yield word.replace(british, american)
        for cut in range(1, len(pieces)):
            yield british.join(pieces[:cut]) + american + british.join(pieces[cut:])


def _one_edit_from(word: str, language: str) -> Iterable[str]:
    return _checker(language).edit_distance_1(word)


@cache
def _checker(language: str) -> SpellChecker:
    from spellchecker import SpellChecker

    return SpellChecker(language=language, distance=1)


@cache
def _dictionary(language: str) -> Mapping[str, int]:
    return _checker(language).word_frequency.dictionary


@cache
def _buckets(language: str) -> Mapping[tuple[str, int], list[str]]:
    """Return the common words by first letter and length."""
    found: dict[tuple[str, int], list[str]] = {}
    for word, count in _dictionary(language).items():
        if count >= _COMMON:
            found.setdefault((word[0], len(word)), []).append(word)
    return found


def _bucket(language: str, first: str, length: int) -> list[str]:
    return _buckets(language).get((first, length), [])
