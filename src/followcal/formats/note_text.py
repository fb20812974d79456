"""A note as it is checked: one text, in which each place knows its line and known names are masked."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property

from msgspec import Struct

from followcal.formats.note_lists import NoteWords, language_of, note_words
from followcal.formats.notes import Note
from followcal.formats.word_lists import Text, WordList, as_words, plain
from followcal.regex import regex

MASK = "§"
_HALF_SENTENCE = 500
_ADDRESS = regex(r"[\w.+'-]{1,64}@[\w.-]{1,253}|(?:https?://|www\.)[^\s<>]{1,500}", re.IGNORECASE)
_SENTENCE = regex(r"[.!?](?=\s)|\n\s*\n")
_SIGN_LINES, _SIGN_WORDS = 6, 8
_NAME = regex(r"[^\W\d_][\w'’-]{0,40}\.?")

OPEN_PLACE = regex(
    r"\[[^\[\]\n]{1,200}\]|\{\{?[^{}\n]{0,200}\}\}?|<(?![^<>\n]{0,200}@)[^\W\d][^<>\n/:]{0,80}>"
    r"|_{3,}|\b[Xx]{3,}\b|\bTODO\b|\bTBA\b|\(insert\b[^()\n]{0,80}\)|\?{3,}"
    r"|\bXYZ\b|%[^\W\d]\w{1,40}%|\$[^\W\d]\w{2,40}|\((?:add|fill in|put|name|mention)\b[^()\n]{0,80}\bhere\)"
)
"""A place that is still to be filled in."""


class About(Struct, frozen=True):
    """What is true about the interview that a note is about, as far as known."""

    people: tuple[str, ...] = ()
    """Whom it may go to, by name."""

    company: str | None = None
    role: str | None = None
    others: tuple[str, ...] = ()
    """Other names that may be right in it: of colleagues, of the user."""

    @property
    def names(self) -> tuple[str, ...]:
        """All names that are no words to be checked."""
        bare_role = re.split(r"[(\[,|]", self.role)[0].strip() if self.role else None
        return tuple(filter(None, (*self.people, self.company, self.role, bare_role, *self.others)))


NOTHING = About()
"""Nothing is known."""


def note_language(note: Note) -> str | None:
    """Return in which of our languages a note is; None: in none of them."""
    return language_of(f"{note.subject} {note.text}")


class NoteText:
    """A note with what is known about its interview."""

    def __init__(self, note: Note, about: About, language: str | None = None) -> None:
        self.note = note
        self.about = about
        told = language or note_language(note)
        self.is_understood = told is not None
        """Whether the note is in a language that there are lists for."""
        self.lists: NoteWords = note_words(told or "en")
        self._numbers = [note.subject_line, *(number for number, _ in note.lines)]
        lines = [note.subject, *(line for _, line in note.lines)]
        self.source = "\n".join(lines)
        self._starts = [0]
        for line in lines[:-1]:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self.body_start = len(note.subject) + 1 if note.lines else len(note.subject)

    def words(self, name: str) -> WordList:
        """Return a list of the note's language."""
        return self.lists.words(name)

    def line_at(self, offset: int) -> int:
        """Return the number of the line in which a place lies."""
        return self._numbers[bisect_right(self._starts, offset) - 1]

    @cached_property
    def text(self) -> Text:
        """The words of the note."""
        return as_words(self.source)

    @cached_property
    def masked(self) -> str:
        """The note without addresses, links and the names that are known: what is left are the user's own words."""
        source = _ADDRESS.sub(lambda match: MASK * len(match[0]), self.source)
        for name in self.about.names:
            pieces, at = [], 0
            for hit in WordList([name[:300].replace("*", " ")]).hits(as_words(source)):
                pieces += [source[at : hit.start()], MASK * (hit.end() - hit.start())]
                at = hit.end()
            source = "".join((*pieces, source[at:]))
        return source

    @cached_property
    def masked_words(self) -> Text:
        """The words of the masked note."""
        return as_words(self.masked)

    @cached_property
    def paragraphs(self) -> list[tuple[int, str]]:
        """The lines of the text that are not blank, each with its place."""
        starts = self._starts[1:]
        return [(start, line) for start, (_, line) in zip(starts, self.note.lines, strict=True) if line.strip()]

    @cached_property
    def sign_start(self) -> int:
        """Where the signature begins, else the end: at a known valediction, or at a name below which no sentence is."""
        last = self.paragraphs[-_SIGN_LINES:]
        for place, line in last:
            said = line[:80].strip(" ,!.")
            if said[:1].isalpha() and self.words("letter.sign").covers(said):
                return place
        start = len(self.source)
        for place, line in reversed(last):
            if (line.rstrip()[-1] in ".!?:" and not _is_name(line)) or len(line[:500].split()) > _SIGN_WORDS:
                break
            if _is_name(line) and place > self.paragraphs[0][0]:
                start = place
        return self._valediction(start)

    def _valediction(self, start: int) -> int:
        """Return where the line above a name begins, if it is one that takes leave."""
        above = [(place, line) for place, line in self.paragraphs[1:] if place < start]
        if above and start < len(self.source):
            place, line = above[-1]
            if len(line[:500].split()) <= _SIGN_WORDS and line.rstrip()[-1] not in ".?:;":
                return place
        return start

    @cached_property
    def sender(self) -> tuple[str, ...]:
        """The words of the names in the signature: who writes."""
        below = [line for place, line in self.paragraphs if place >= self.sign_start]
        return tuple(name_tokens(*(line for line in below if _is_name(line))))

    @cached_property
    def _sentence_ends(self) -> list[int]:
        return [match.start() for match in _SENTENCE.finditer(self.masked)]

    def sentence_at(self, offset: int) -> str:
        """Return the sentence of the masked note in which a place lies."""
        index = bisect_right(self._sentence_ends, offset)
        start = self._sentence_ends[index - 1] if index else 0
        stop = self._sentence_ends[index] if index < len(self._sentence_ends) else len(self.masked)
        return self.masked[max(start, offset - _HALF_SENTENCE) : min(stop, offset + _HALF_SENTENCE)]

    def tokens(self) -> frozenset[str]:
        """Return the words of the note without case and accents."""
        return frozenset(self.text.words)


def _is_name(line: str) -> bool:
    """Return whether a line is nothing but a name: ``Oisín Mac Giolla Bríde, RGN``."""
    words = line[:200].split()
    return (
        0 < len(words) <= 6
        and all(_NAME.fullmatch(word.rstrip(",")) and (word[0].isupper() or len(word) <= 3) for word in words)
        and words[0][0].isupper()
    )


def name_tokens(*names: str | None) -> list[str]:
    """Return the words of names, without case, accents and doubles.

    >>> name_tokens("Zoë O'Hara-Núñez")
    ['zoe', 'o', 'hara', 'nunez']
    """
    return list(dict.fromkeys(plain(word) for name in names if name for word in re.findall(r"[^\W_]+", name[:300])))


def is_near(one: str, other: str, least: float = 0.8) -> bool:
    """Return whether two words are nearly the same, and not the same.

    >>> is_near("whitfeild", "whitfield"), is_near("dana", "dana"), is_near("dana", "tom")
    (True, False, False)
    """
    from difflib import SequenceMatcher

    if one == other or abs(len(one) - len(other)) > 3:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= least


def kin(word: str, others: Iterable[str]) -> bool:
    """Return whether a word has the stem of one of the others: ``nursing`` and ``nurse``.

    >>> kin("nursing", ["nurse"]), kin("marketing", ["manager"])
    (True, False)
    """
    return any(word == other or _stem(word, other) for other in others)


def _stem(one: str, other: str) -> bool:
    length = min(len(one), len(other))
    same = next((at for at in range(length) if one[at] != other[at]), length)
    return same >= 4 and same >= 0.7 * length


def _is_one_name(parts: Text, index: int) -> bool:
    """Return whether a word and the one before it may be of one name: ``Brown & Sons``, not ``Acme: I``."""
    between = parts.source[parts.spans[index - 1][1] : parts.spans[index][0]]
    return len(between) < 4 and not set(between) - set(" -&.'’") and not between.startswith(". ")


def capitalised_runs(text: NoteText, joined: WordList) -> Iterator[tuple[int, int]]:
    """Yield the spans (first word, one behind the last) of capitalised words that stand together."""
    parts, index = text.text, 0
    while index < len(parts):
        if not parts.source[parts.spans[index][0]].isupper():
            index += 1
            continue
        last = index + 1
        while last < len(parts) and last - index < 6 and _is_one_name(parts, last):
            if parts.source[parts.spans[last][0]].isupper() or parts.words[last].isdigit():
                last += 1
            elif (
                joined.length_at(parts, last)
                and last + 1 < len(parts)
                and parts.source[parts.spans[last + 1][0]].isupper()
            ):
                last += 2
            else:
                break
        yield index, last
        index = last
