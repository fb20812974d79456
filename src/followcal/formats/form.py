"""The form in the debrief event, read back from whatever a phone or a web calendar made of it.

Each line is a label, a colon and what the user typed, behind it or below it. Labels are known in five languages, in any
order, case and look. A line that cannot be read is quoted back; nothing is guessed. Of a line typed twice the last one
counts. What followcal itself wrote (names it knew, its answers) is told apart by `Seen`, and never read as the user's.

The text of an invitation is the employer's (`Author.EMPLOYER`): it gives company, role, names and a stated timeline,
never an outcome, a promise or a deadline.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum, StrEnum
from functools import cache
from itertools import pairwise

from followcal.core.business_days import BusinessCalendar
from followcal.core.facts import Fact, NoteSent, Promised, Said
from followcal.core.interview import Interview, Person, unique_people
from followcal.core.timeline import StatedTimeline
from followcal.core.wording import day_text, list_text, printable
from followcal.errors import FollowcalError
from followcal.formats.told import Asker, form_words, read_outcome, read_people, read_sent, says_nothing
from followcal.formats.typed import ARROW, Line, Typed, key_of, mark_of, plain, typed, without_bullet
from followcal.formats.understood import fact_text, harmless, timeline_text

PhraseReader = Callable[[str, date], StatedTimeline]
"""Reads a stated timeline, said on a day. What it refuses with an error counts as not understood."""

_LONGEST = 500
"""Characters of one answer that are read: what is longer is a story."""

_MOST = 20
_BULLET = re.compile(r"^[\s>|•·◦▪‣*+☐☑✓✔□■●○-]+")
_DAYS = re.compile(r"([0-9a-f]{10})=([0-9]{8})")
_MARKS = re.compile(r"([+>])([0-9a-f]{10})")


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


class Author(Enum):
    """Whose text it is."""

    USER = "user"
    EMPLOYER = "employer"


_OF_EMPLOYER = frozenset({Label.REPLY, Label.CONTACT, Label.INTERVIEWERS, Label.COMPANY, Label.ROLE})
_LISTS = frozenset({Label.INTERVIEWERS, Label.PROMISED, Label.SENT, Label.OUTCOME})
"""Lines under which more may be typed, one thing a line."""


@dataclass(frozen=True, slots=True)
class Seen:
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


@dataclass(frozen=True, slots=True)
class Corrections:
    """What the form says about the interview itself; None: nothing."""

    company: str | None = None
    role: str | None = None
    contact: Person | None = None
    interviewers: tuple[Person, ...] | None = None

    def applied(self, interview: Interview) -> Interview:
        """Return the interview as it is, according to the form."""
        return replace(
            interview,
            company=self.company or interview.company,
            role=self.role or interview.role,
            contact=self.contact or interview.contact,
            interviewers=interview.interviewers if self.interviewers is None else self.interviewers,
        )


@dataclass(frozen=True, slots=True)
class Entry:
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


@dataclass(frozen=True, slots=True)
class Answered:
    """A line of the form and what was understood."""

    entry: Entry
    text: str
    understood: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """What a form says."""

    facts: frozenset[Fact] = frozenset()
    corrections: Corrections = Corrections()
    answers: tuple[Answered, ...] = ()
    unread: tuple[str, ...] = ()
    """What was not understood, to be quoted in the plan."""

    seen: Mapping[str, date] = field(default_factory=dict)
    """When each answer was first seen: to be remembered."""


def blank_form(interview: Interview) -> str:
    """Return the form with what is known already, as it is written into the event."""
    known = {
        Label.CONTACT: interview.contact.label if interview.contact else "",
        Label.INTERVIEWERS: ", ".join(harmless(person.label) for person in interview.interviewers),
        Label.COMPANY: interview.company or "",
        Label.ROLE: interview.role or "",
    }
    return "\n".join(f"{label.text} {harmless(known.get(label, ''))}".rstrip() for label in Label)


def read_form(
    text: str,
    interview: Interview,
    *,
    today: date,
    read_phrase: PhraseReader,
    seen: Seen | None = None,
    author: Author = Author.USER,
    calendar: BusinessCalendar | None = None,
) -> Form:
    """Return what a description says in the lines of the form, about the round `interview`.

    An answer that was not `seen` before is noted as seen on `today`: a relative phrase counts from there, or from the
    interview day if that is later; in the employer's text, from the interview day. The `calendar` is for telling from
    when contact is right.
    """
    known = seen or Seen()
    lines = typed(text)
    found = entries(lines, known)
    last = {entry.label: entry for entry in found if entry.value}
    first_seen = {entry.mark: known.lines.get(entry.mark, today) for entry in found if entry.value}
    reader = _Reader(interview, read_phrase, calendar)
    answers, unread = [], []
    in_order = sorted(last.values(), key=lambda entry: (entry.label not in _OF_EMPLOYER, entry.line))
    readings: dict[Label, Answered] = {}
    for entry in in_order:  # names first: others refer to them
        if author is Author.USER or entry.label in _OF_EMPLOYER:
            day = interview.day if author is Author.EMPLOYER else max(interview.day, first_seen[entry.mark])
            readings[entry.label] = reader.read(entry, day)
    for entry in found:
        reading = readings.get(entry.label)
        if reading is None:
            continue
        if reading.entry is entry:
            answers.append(reading)
            if not reading.understood:
                unread.append(f"{entry.label.text} {printable(entry.value)}")
        elif entry.value:
            answers.append(Answered(entry, f"not counted: {entry.label.text[:-1]} stands twice, the last one counts"))
            unread.append(f"{entry.label.text} {printable(entry.value)} (stands twice: the last one counts)")
        unread += [printable(loose) for loose in entry.loose]
    return Form(
        frozenset(reader.facts),
        reader.corrections,
        tuple(answers) if author is Author.USER else (),
        tuple(dict.fromkeys(unread)),
        first_seen if author is Author.USER else {},
    )


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
        elif entry.answer is None and (not values or entry.label in _LISTS) and len(values) < _MOST:
            values.append(_bare(_BULLET.sub("", plain(line.text))))
            found[-1], place = replace(entry, last=number, value="\n".join(values)), number
        elif more_labels[number] and len(entry.loose) < _MOST:
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


class _Reader:
    """Reads the entries of one form, and gathers what they say."""

    def __init__(self, interview: Interview, read_phrase: PhraseReader, calendar: BusinessCalendar | None) -> None:
        self.interview = interview
        self.facts: list[Fact] = []
        self.corrections = Corrections()
        self._read_phrase = read_phrase
        self._calendar = calendar

    def read(self, entry: Entry, day: date) -> Answered:
        """Read what was typed, as told on `day`."""
        if len(entry.value) > _LONGEST:
            return Answered(entry, "not understood: too long", understood=False)
        if says_nothing(entry.value):
            return Answered(entry, "nothing is noted")
        match entry.label:
            case Label.REPLY:
                return self._reply(entry, day)
            case Label.CONTACT | Label.INTERVIEWERS:
                return self._people(entry)
            case Label.PROMISED:
                return self._promised(entry)
            case Label.SENT:
                return self._sent(entry, day)
            case Label.OUTCOME:
                return self._outcome(entry, day)
            case _:  # company or role: notes are no entry
                return self._name(entry)

    def _name(self, entry: Entry) -> Answered:
        name = harmless(entry.value)
        if entry.label is Label.COMPANY:
            self.corrections = replace(self.corrections, company=name)
        else:
            self.corrections = replace(self.corrections, role=name)
        return Answered(entry, name)

    def _reply(self, entry: Entry, day: date) -> Answered:
        try:
            timeline = replace(self._read_phrase(entry.value, day), said_on=day)
        except FollowcalError as error:
            return Answered(entry, f"not understood: {printable(str(error))[:200]}", understood=False)
        if timeline.kind == "not-understood":
            return Answered(entry, "not understood: write a day, such as by 4 December", understood=False)
        self.facts.append(Said(self.interview.key, timeline))
        return Answered(entry, timeline_text(timeline, self._calendar))

    def _people(self, entry: Entry) -> Answered:
        interview = self.interview
        known = unique_people((*interview.interviewers, *([interview.contact] if interview.contact else ())))
        people = read_people(entry.value, known)
        unread = list(people.unread)
        named = people.people
        if entry.label is Label.CONTACT and len(named) > 1:
            return Answered(entry, "not understood: one person, please", understood=False)
        if named and entry.label is Label.CONTACT:
            self.corrections = replace(self.corrections, contact=named[0])
        elif named:
            self.corrections = replace(self.corrections, interviewers=named)
        parts = [list_text([harmless(_full(person)) for person in named])] if named else []
        parts += [f"not understood: {list_text([harmless(name) for name in unread])}"] if unread else []
        return Answered(entry, "; ".join(parts), understood=not unread)

    def _promised(self, entry: Entry) -> Answered:
        things = [thing.strip(" .-*") for thing in re.split(r"[,;\n]", entry.value)]
        promised = [harmless(thing) for thing in things if re.search(r"\w", thing) and not says_nothing(thing)]
        if len(promised) > _MOST:
            return Answered(entry, "not understood: too many things", understood=False)
        self.facts += [Promised(self.interview.key, self.interview.day, what) for what in promised]
        return Answered(entry, f"to send: {list_text(promised)}")

    def _sent(self, entry: Entry, day: date) -> Answered:
        sent = read_sent(entry.value, day, self._known())
        if sent is None or not all(self.interview.day <= on <= day for _, on in sent):
            hint = "write to whom and when, such as Ann, 20 November; name new people under Interviewers"
            return Answered(entry, f"not understood: {hint}", understood=False)
        self.facts += [NoteSent(self.interview.key, on, to) for to, on in sent]
        return Answered(entry, list_text([f"{harmless(to or 'all')} on {day_text(on)}" for to, on in sent]))

    def _outcome(self, entry: Entry, day: date) -> Answered:
        told = read_outcome(entry.value, day, Asker(self.interview.key, self.interview.day, self._known()))
        if told is None:
            hint = "write heard, rejected, offer or withdrawn, and the day, such as 2026-12-04"
            return Answered(entry, f"not understood: {hint}", understood=False)
        self.facts += told
        return Answered(entry, "; ".join(fact_text(fact) for fact in told))

    def _known(self) -> tuple[Person, ...]:
        corrected = self.corrections.applied(self.interview)
        people = (*corrected.interviewers, *self.interview.interviewers)
        return unique_people((*people, *([corrected.contact] if corrected.contact else ())))


def _full(person: Person) -> str:
    return f"{person.name} ({person.email})" if person.name and person.email else person.label


def answer_line(answer: Answered) -> str:
    """Return an answer as it is written under its line."""
    return f"{ARROW} {answer.text}"
