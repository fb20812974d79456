"""The lines of the form: each is a label, a colon and what the user typed, behind it or below it.

Labels are known in five languages, in any order, case and look. What followcal itself wrote (names it knew, its
answers) is told apart by `Seen`, and never taken for the user's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from followcal.core.interview import Interview
from followcal.formats.form_words import form_words
from followcal.formats.typed import Line, Typed, key_of, mark_of, plain, without_bullet
from followcal.formats.understood import harmless
from followcal.regex import regex

MOST = 20
"""Lines, or things, of one answer that are read."""

_BULLET = regex(r"^[\s>|•·◦▪‣*+☐☑✓✔□■●○-]+")
_DAYS = regex(r"([0-9a-f]{10})=([0-9]{8})")
_MARKS = regex(r"([+>])([0-9a-f]{10})")


class Label(StrEnum):
    """The lines of the form, by their names in `form.toml`."""

    REPLY = "reply"
    CONTACT = "contact"
    INTERVIEWERS = "interviewers"
    PROMISED = "promised"
    SENT = "sent"
    OUTCOME = "outcome"
    COMPANY = "company"
    ROLE = "role"
    NOTES = "notes"
    """What stands below it is the user's and is not read."""

    @property
    def text(self) -> str:
        """How followcal writes it."""
        return f"{form_words()['labels'][self.value][0]}:"


LISTS = frozenset({Label.INTERVIEWERS, Label.PROMISED, Label.SENT, Label.OUTCOME})
"""Lines under which more may be typed, one thing a line."""


class Seen(Struct, frozen=True):
    """What is remembered of a description: when each answer was first seen, and which lines are followcal's own."""

    lines: Mapping[str, date] = field(default_factory=dict)
    """The day on which each answer of the user was first seen, by its mark."""

    ours: tuple[str, ...] = ()
    """The marks of the lines that followcal wrote last."""

    answers: frozenset[str] = frozenset()
    """The marks of the answers that followcal wrote."""

    def encoded(self) -> str:
        """Return this as words of ASCII in which no calendar program has anything to escape.

        >>> Seen({"0123456789": date(2026, 11, 19)}, ("abcdefabcd",)).encoded()
        '0123456789=20261119 +abcdefabcd'
        """
        days = [f"{mark}={day:%Y%m%d}" for mark, day in sorted(self.lines.items())]
        return " ".join((*days, *(f"+{mark}" for mark in self.ours), *(f">{mark}" for mark in sorted(self.answers))))

    @classmethod
    def decoded(cls, text: str) -> Seen:
        """Return what `encoded` wrote. What is damaged is left out: its line counts as seen today.

        >>> Seen.decoded("0123456789=20261119 +abcdefabcd 0123456789=2026").ours
        ('abcdefabcd',)
        """
        lines: dict[str, date] = {}
        marks: dict[str, list[str]] = {"+": [], ">": []}
        for word in text.split():
            if day := _DAYS.fullmatch(word):
                try:
                    lines[day[1]] = date(int(day[2][:4]), int(day[2][4:6]), int(day[2][6:]))
                except ValueError:
                    continue
            elif mark := _MARKS.fullmatch(word):
                marks[mark[1]].append(mark[2])
        return cls(lines, tuple(marks["+"]), frozenset(marks[">"]))


class Entry(Struct, frozen=True):
    """One line of the form that holds something: where it stands and what was typed."""

    label: Label
    line: int
    """Number of the line with the label."""

    last: int
    """Number of the last line that belongs to it."""

    value: str
    """What was typed; several lines are separated by line breaks."""

    answer: int | None = None
    """Number of the line with the answer that was given before."""

    loose: tuple[str, ...] = ()
    """Lines below it, before the next label, that belong to nothing."""

    @property
    def mark(self) -> str:
        """A short hash that tells what was typed, in whatever way a calendar shows it."""
        return mark_of(f"{self.label} {self.value}")


def blank_form(interview: Interview) -> str:
    """Return the form with what is known already, as it is written into the event."""
    known = {
        Label.CONTACT: interview.contact.label if interview.contact else "",
        Label.INTERVIEWERS: ", ".join(harmless(person.label) for person in interview.interviewers),
        Label.COMPANY: interview.company or "",
        Label.ROLE: interview.role or "",
    }
    return "\n".join(f"{label.text} {harmless(known.get(label, ''))}".rstrip() for label in Label)


@cache
def _labels() -> Mapping[str, Label]:
    return {key_of(word): label for label in Label for word in form_words()["labels"][label.value]}


def label_of(text: str) -> tuple[Label, str] | None:
    """Return the label of a line, and what stands behind it.

    >>> label_of("• RÉPONSE : vendredi")
    (<Label.REPLY: 'reply'>, 'vendredi')
    """
    line = without_bullet(plain(text))
    for separator in (":", "=", " - "):
        head, found, value = line.partition(separator)
        label = _labels().get(key_of(head).strip(" *_")) if found and len(head) <= 60 else None
        if label:
            return label, _bare(value)
    return None


def _bare(value: str) -> str:
    """Return a value without marks of formatting and quotes around it; what holds no letter or digit is empty."""
    value = value.strip(" *_")
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1].strip()
    return value if re.search(r"\w", value) else ""


def entries(lines: Typed, seen: Seen) -> list[Entry]:
    """Return the lines of the form in a description, in order; those that followcal filled in have no value."""
    labels = _labels_of(lines.lines)
    spacing = _spacing(lines.lines, labels)
    ours = frozenset(seen.ours)
    more_labels = _before_a_label(lines.lines, labels, ours)
    found: list[Entry] = []
    values: list[str] = []
    place = 0
    for number, line in enumerate(lines.lines):
        label = labels[number]
        if label:
            found.append(Entry(label[0], number, number, "" if line.mark in ours else label[1]))
            values, place = [label[1]] if label[1] else [], number
            continue
        if not found or found[-1].label is Label.NOTES or not line.mark:
            continue
        entry, near = found[-1], number - place <= spacing or more_labels[number]
        if line.looks_like_answer:
            if line.mark in seen.answers and near and entry.answer is None:
                found[-1], place = replace(entry, answer=number), number
        elif line.mark in ours or not near:
            place = -len(lines.lines)  # the form is over: nothing is near any more
        elif entry.answer is None and (not values or entry.label in LISTS) and len(values) < MOST:
            values.append(_bare(_BULLET.sub("", plain(line.text))))
            found[-1], place = replace(entry, last=number, value="\n".join(values)), number
        elif more_labels[number] and len(entry.loose) < MOST:
            found[-1] = replace(entry, loose=(*entry.loose, line.text))
    return [entry for entry in found if entry.label is not Label.NOTES]


def _labels_of(lines: Sequence[Line]) -> list[tuple[Label, str] | None]:
    """Return the label of each line; below the notes, only labels that do not stand above them."""
    found: list[tuple[Label, str] | None] = []
    above: set[Label] = set()
    in_notes = False
    for line in lines:
        label = None if line.looks_like_answer else label_of(line.text)
        if label and in_notes and label[0] in above:
            label = None
        if label and label[0] is Label.NOTES:
            in_notes = True
        if label and not (in_notes and label[0] is not Label.NOTES):
            above.add(label[0])
        found.append(label)
    return found


def _spacing(lines: Sequence[Line], labels: Sequence[object]) -> int:
    """Return how many lines on the next one is: two or more where a calendar doubled the line breaks."""
    numbers = [number for number, line in enumerate(lines) if line.text]
    steps = [after - before for before, after in pairwise(numbers) if labels[before] or labels[after]]
    return min(steps, default=1)


def _before_a_label(lines: Sequence[Line], labels: Sequence[object], ours: frozenset[str]) -> list[bool]:
    """Return for each line whether a label follows it, with no other text of ours in between."""
    follows, found = False, []
    for line, label in zip(reversed(lines), reversed(labels), strict=True):
        found.append(follows)
        if label:
            follows = True
        elif line.mark in ours:
            follows = False
    return found[::-1]
