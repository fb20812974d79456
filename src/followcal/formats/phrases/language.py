"""The words of one language, read from its data file when a phrase is first read in it.

A table of the file is a sense (`unit`), its keys are values (`week`), and each phrase below a key carries that sense
with that value; one phrase may carry several. Alternatives in round brackets are written out: ``(a|b) c`` is two
phrases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache
from typing import Any

from msgspec import Struct, field

from followcal.formats.phrases.tokens import Token, plain, words_of
from followcal.formats.plain_toml import tables_in
from followcal.package_data import package_data
from followcal.regex import regex

Senses = Mapping[str, str]
Tables = Mapping[str, Mapping[str, Sequence[str]]]

_BEFORE_ANOTHER = {"u": ("a", "e", "q")}
"""Behind these, two letters that begin with "u" are no letter that a keyboard lacks: "neue", "Frauen", "quer"."""

FIRST = "en"
"""The language of a text without words, and of one that two languages know as well."""

_SIGN = regex(r"([()|])")
_INSIDE_A_WORD = regex(r"[^ (|)]\(|[^ (|](?:\|[^()]*)?\)[^ )|]")
"""Where alternatives meet a word, or others, without a blank between: "montag(mittag|abend)"."""

_Piece = str | list[Any]
"""A word, or alternatives."""

_Rest = tuple[_Piece, "_Rest"] | str | None
"""Words and alternatives, one behind the other; a text where nobody has looked yet."""


class Phrases:
    """Phrases by their words: what follows a word, and what the phrase means that ends with it.

    Alternatives are written out only as far as somebody asks: most words of a language stand in no text.
    """

    __slots__ = ("_following", "_senses", "_waiting")

    def __init__(self) -> None:
        """Start with no phrase."""
        self._following: dict[str, Phrases] = {}
        self._senses: dict[str, str] = {}
        self._waiting: list[tuple[_Rest, str, str]] = []

    @property
    def following(self) -> dict[str, Phrases]:
        """The phrases that go on from here, by their next word."""
        if self._waiting:
            self._go_on()
        return self._following

    @property
    def senses(self) -> dict[str, str]:
        """What the phrase means that ends here; empty: none does."""
        if self._waiting:
            self._go_on()
        return self._senses

    def add(self, written: str, sense: str, value: str) -> None:
        """Add a sense to a phrase as it is written; the first value that a phrase has in it counts."""
        first, _, rest = written.partition(" ")
        if first.isalpha():
            self._following.setdefault(plain(first), Phrases())._waiting.append((rest or None, sense, value))
            return
        choices = _choices(written)
        for choice in choices:
            self.add(choice, sense, value)
        if not choices:
            self._place(written, sense, value)

    def _go_on(self) -> None:
        waiting, self._waiting = self._waiting, []
        for pieces, sense, value in waiting:
            self._place(pieces, sense, value)

    def _place(self, pieces: _Rest, sense: str, value: str) -> None:
        if isinstance(pieces, str):
            pieces = _before(_pieces(pieces), None)
        if pieces is None or isinstance(pieces, str):
            self._senses.setdefault(sense, value)
            return
        first, rest = pieces
        if isinstance(first, str):
            self._following.setdefault(first, Phrases())._waiting.append((rest, sense, value))
            return
        for alternative in first:
            self._place(_before(alternative, rest), sense, value)


def _choices(written: str) -> list[str]:
    """Return the phrases that a first group of words stands for, the rest as it is written; none: it is no such one.

    >>> _choices("(we|i) (do|will)"), _choices("(our |)team"), _choices("(mon|tues)day")
    (['we (do|will)', 'i (do|will)'], ['our team', 'team'], [])
    """
    group, _, rest = written.removeprefix("(").partition(")")
    choices = group.split("|")
    is_inside_a_word = rest[:1] not in ("", " ") and any(choice[-1:] not in ("", " ") for choice in choices)
    if not written.startswith("(") or "(" in group or is_inside_a_word:
        return []
    return [(choice + rest).strip() for choice in choices]


def _before(words: Sequence[_Piece], rest: _Rest) -> _Rest:
    for word in reversed(words):
        rest = (word, rest)
    return rest


class Language(Struct, frozen=True):
    """The phrases of one language."""

    code: str
    phrases: Phrases
    regional: Mapping[str, Tables] = field(default_factory=dict)
    """Tables of words that mean something else in a country, by its code."""

    spelling: Mapping[str, str] = field(default_factory=dict)
    """Words as they are typed in haste, each with the word that is meant: "ya" is "you"."""

    letters: Mapping[str, str] = field(default_factory=dict)
    """Letters that are written as two where a keyboard lacks them: "ae" is "a", as accents do not matter."""

    endings: Mapping[str, Senses] = field(default_factory=dict)
    """What a word that is not known means by its ending: "Schulbeginn" is a start."""

    interview: Mapping[str, Set[str]] = field(default_factory=dict)
    """Words by which a sentence is known to tell of the candidate's interview, each with what it tells."""

    parentheses: Phrases = field(default_factory=Phrases)
    """What may be put in between the words of a sentence and changes nothing: "however", "I'm afraid"."""

    is_dotted: bool = False
    """Whether a dot makes an ordinal of a number: "am 4. Dezember"."""

    def knows(self, word: str) -> bool:
        """Return whether a phrase begins with `word`."""
        known = self.phrases.following
        return self.spelling.get(word, word) in known or (bool(self.letters) and self.in_its_letters(word) in known)

    def as_meant(self, found: Sequence[Token]) -> Sequence[Token]:
        """Return the words of a text as they are meant, where they are typed in haste."""
        if self.spelling.keys().isdisjoint(token.text for token in found):
            return found
        return [token._replace(text=self.spelling.get(token.text, token.text)) for token in found]

    def in_its_letters(self, word: str) -> str:
        """Return a word with the letters that were written as two: "spaeter" as "spater", but "neuen" as it is."""
        for two, one in self.letters.items():
            parts = word.split(two)
            word = parts[0]
            for part in parts[1:]:
                word += (two if word.endswith(_BEFORE_ANOTHER.get(two[0], ())) else one) + part
        return word

    def by_ending(self, word: str) -> Senses:
        """Return what a word that is not known means, if its ending tells."""
        if not word.endswith(tuple(self.endings)):
            return {}
        return next((senses for end, senses in self.endings.items() if word.endswith(end)), {})


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of all languages: one for each data file, `FIRST` first."""
    codes = sorted(
        file.name.removesuffix(".toml")
        for file in package_data("formats", "phrases", "words").iterdir()
        if file.name.endswith(".toml")
    )
    return (FIRST, *(code for code in codes if code != FIRST))


@cache
def language(code: str) -> Language:
    """Return the words of a language, one of `languages`."""
    text = package_data("formats", "phrases", "words", f"{code}.toml").read_text(encoding="utf-8")
    tables = tables_in(text)
    regional = {name: tables.pop(name) for name in [name for name in tables if name.isupper()]}
    is_dotted = tables.pop("dotted", None) is not None
    meant = tables.pop("spelling", {})
    spelling = {plain(typed): plain(word) for word, all_typed in meant.items() for typed in all_typed}
    letters = {two: one for one, written in tables.pop("letters", {}).items() for two in written}
    endings = {plain(end): {sense: "any"} for sense, ends in tables.pop("ending", {}).items() for end in ends}
    interview: dict[str, frozenset[str]] = {}
    for value, all_of in tables.pop("interview", {}).items():
        interview |= {plain(word): interview.get(plain(word), frozenset()) | {value} for word in all_of}
    parentheses = phrases_of({"parenthesis": tables.pop("parenthesis", {})})
    return Language(code, phrases_of(tables), regional, spelling, letters, endings, interview, parentheses, is_dotted)


def phrases_of(tables: Tables) -> Phrases:
    """Return all phrases of a file's tables.

    >>> phrases_of({"unit": {"day": ["(calendar |)days"]}}).following["days"].senses
    {'unit': 'day'}
    """
    phrases = Phrases()
    for sense, values in tables.items():
        for value, written in values.items():
            for text in written:
                phrases.add(text, sense, value)
    return phrases


def _pieces(text: str) -> Sequence[_Piece]:
    """Return the words of a phrase, and its alternatives, each with its own words and alternatives."""
    if "(" not in text:
        return words_of(text)
    text = text.replace("( ", " (")  # "call( back|)": what is left out goes with its blank, and is no part of a word
    if _INSIDE_A_WORD.search(text):
        return [[words_of(phrase) for phrase in _written_out(text)]]
    return _sequence(_SIGN.split(text), 0)[0]


def _sequence(parts: Sequence[str], place: int) -> tuple[list[_Piece], int]:
    """Return the pieces of a sequence up to the bar or bracket that ends it, and the place of that."""
    found: list[_Piece] = []
    while place < len(parts) and parts[place] not in ("|", ")"):
        if parts[place] != "(":
            found += words_of(parts[place])
        else:
            alternatives = []
            while place < len(parts) and parts[place] != ")":
                alternative, place = _sequence(parts, place + 1)
                alternatives.append(alternative)
            found.append(alternatives)
        place += 1
    return found, place


def _written_out(text: str) -> list[str]:
    """Return all phrases that alternatives stand for; a group may hold groups."""
    return _alternatives(iter(_SIGN.split(text)))


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
