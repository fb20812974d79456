"""The form in the debrief event, read back from whatever a phone or a web calendar made of it.

A line that cannot be read is quoted back; nothing is guessed. Of a line typed twice the last one counts.

The text of an invitation is the employer's (`Author.EMPLOYER`): it gives company, role, names and a stated timeline,
never an outcome, a promise or a deadline.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum

from msgspec import Struct, field
from msgspec.structs import replace

from followcal.core.business_days import BusinessCalendar
from followcal.core.facts import Fact, NoteSent, Promised, Said
from followcal.core.interview import Interview, Person, unique_people
from followcal.core.timeline import StatedTimeline
from followcal.core.wording import day_text, list_text, printable
from followcal.errors import FollowcalError
from followcal.formats.form_lines import MOST, Entry, Label, Seen, entries
from followcal.formats.form_words import says_nothing
from followcal.formats.typed import ARROW, typed
from followcal.formats.understood import fact_text, harmless, timeline_text

PhraseReader = Callable[[str, date, Interview], StatedTimeline]
"""Reads a stated timeline, said on a day after an interview. What it refuses with an error counts as not understood."""

_LONGEST = 500
"""Characters of one answer that are read: what is longer is a story."""


class Author(Enum):
    """Whose text it is."""

    USER = "user"
    EMPLOYER = "employer"


_OF_EMPLOYER = frozenset({Label.REPLY, Label.CONTACT, Label.INTERVIEWERS, Label.COMPANY, Label.ROLE})


class Corrections(Struct, frozen=True):
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


class Answered(Struct, frozen=True):
    """A line of the form and what was understood."""

    entry: Entry
    text: str
    understood: bool = True


class Form(Struct, frozen=True):
    """What a form says."""

    facts: frozenset[Fact] = frozenset()
    corrections: Corrections = Corrections()
    answers: tuple[Answered, ...] = ()
    unread: tuple[str, ...] = ()
    """What was not understood, to be quoted in the plan."""

    seen: Mapping[str, date] = field(default_factory=dict)
    """When each answer was first seen: to be remembered."""


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


class _Reader:
    """Reads the entries of one form, and gathers what they say."""

    def __init__(self, interview: Interview, read_phrase: PhraseReader, calendar: BusinessCalendar | None) -> None:
        self.interview = interview
        self.facts: list[Fact] = []
        self.corrections = Corrections()
        self._read_phrase = read_phrase
        self._calendar = calendar

    def read(self, entry: Entry, day: date) -> Answered:
        """Read what was typed, as told on `day`; of several lines, those that are understood from the first one on."""
        answer = self._read(entry, day)
        lines = entry.value.split("\n")
        for count in range(len(lines) - 1, 0, -1):
            if answer.understood or entry.label not in (Label.SENT, Label.OUTCOME):
                break
            part = self._read(replace(entry, value="\n".join(lines[:count])), day)
            if part.understood:
                rest = harmless(" ".join(lines[count:]))
                return Answered(entry, f"{part.text}; not understood: {rest}", understood=False)
        return answer

    def _read(self, entry: Entry, day: date) -> Answered:
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
            timeline = replace(self._read_phrase(entry.value, day, self.interview), said_on=day)
        except FollowcalError as error:
            return Answered(entry, f"not understood: {printable(str(error))[:200]}", understood=False)
        if timeline.kind == "not-understood":
            return Answered(entry, "not understood: write a day, such as by 4 December", understood=False)
        self.facts.append(Said(self.interview.key, timeline))
        return Answered(entry, timeline_text(timeline, self._calendar))

    def _people(self, entry: Entry) -> Answered:
        interview = self.interview
        known = unique_people((*interview.interviewers, *([interview.contact] if interview.contact else ())))
        from followcal.formats.told_people import read_people

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
        if len(promised) > MOST:
            return Answered(entry, "not understood: too many things", understood=False)
        self.facts += [Promised(self.interview.key, self.interview.day, what) for what in promised]
        return Answered(entry, f"to send: {list_text(promised)}")

    def _sent(self, entry: Entry, day: date) -> Answered:
        from followcal.formats.told import read_sent

        sent = read_sent(entry.value, day, self._known())
        if sent is None or not all(self.interview.day <= on <= day for _, on in sent):
            hint = "write to whom and when, such as Ann, 20 November; name new people under Interviewers"
            return Answered(entry, f"not understood: {hint}", understood=False)
        self.facts += [NoteSent(self.interview.key, on, to) for to, on in sent]
        return Answered(entry, list_text([f"{harmless(to or 'all')} on {day_text(on, day)}" for to, on in sent]))

    def _outcome(self, entry: Entry, day: date) -> Answered:
        from followcal.formats.told import Asker, read_outcome

        told = read_outcome(entry.value, day, Asker(self.interview.key, self.interview.day, self._known()))
        if told is None:
            hint = "write heard, rejected, offer or withdrawn, and the day, such as 2026-12-04"
            return Answered(entry, f"not understood: {hint}", understood=False)
        self.facts += told
        return Answered(entry, "; ".join(fact_text(fact, day) for fact in told))

    def _known(self) -> tuple[Person, ...]:
        corrected = self.corrections.applied(self.interview)
        people = (*corrected.interviewers, *self.interview.interviewers)
        return unique_people((*people, *([corrected.contact] if corrected.contact else ())))


def _full(person: Person) -> str:
    return f"{person.name} ({person.email})" if person.name and person.email else person.label


def answer_line(answer: Answered) -> str:
    """Return an answer as it is written under its line."""
    return f"{ARROW} {answer.text}"
