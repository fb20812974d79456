"""The day of the candidate's own interview, which "within five days of the interview" counts from.

It is remembered through the whole text, whatever other days are named behind it: "Your interview is on the 15th. The
job starts on 4 October." What a sentence must say, the table `interview` of a language holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from followcal.core.wording import day_text
from followcal.formats.phrases.findings import Saying
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.marks import Mark
from followcal.formats.phrases.promises import counted_from
from followcal.formats.phrases.times import Timed

_ON = ("on", "not-before")
"""How its day may be led: "on the 15th", "la cita del 15"."""

_TAILS = ("from-talk", "from-event")
_LABELLED = 4
"""Words before the colon of a label: "Date of your interview: 24 May"."""


class Interview(Struct):
    """What a text has said of the interview so far."""

    is_counted_from: bool = False
    """Whether anything in the text counts from it; else nothing is noted."""

    timed: Timed | None = None
    """The day that it is on."""

    rank: int = 0
    """How surely that is its day."""

    is_ahead: bool = False
    """Whether it is still to come: "you are invited to interview"."""

    is_held: bool = False
    """Whether it is over: "thank you for coming to interview today"."""

    is_day_named: bool = False
    """Whether any day to come was named."""

    def note(self, line: Line, one: Saying, words: Mapping[str, Set[str]], before: Timed | None) -> None:
        """Note what a sentence says of the interview, and count its spans from there if they are of the interview.

        `before`: what they have been counted from already.
        """
        if not self.is_counted_from:
            return
        said = words.keys() & {word for mark in line.marks for word in mark.text.split()}
        told = set().union(*[words[word] for word in said])
        senses = set().union(*[mark.senses for mark in line.marks])
        # "thanks for the interview on Wednesday": it is over; "your trial is on Wednesday": it is not
        is_thanks = bool([m for m in line.marks if "background" in m.senses and "anchor" not in m.senses])
        days = [t for t in _days(one) if t.when.last > line.said.day]
        days = [t for t in days if not (is_thanks and t.is_relative and "booked" not in told)]
        answers = [t for t, _ in one.answers if t.is_known and not t.when.amount and t.when.last > line.said.day]
        is_lost = (self.is_day_named or self.is_ahead) and not self.is_held
        is_soon = "soon" in senses and "talk" in told and not (one.answers or is_thanks)
        self.is_held |= (is_thanks or "was" in senses) and bool({"talk", "met"} & told) and _is_of_today(line.marks)
        self.is_day_named |= bool(days or answers)
        self.is_ahead |= "ahead" in told or is_soon
        is_labelled = ":" in [mark.text for mark in line.marks[: _LABELLED + 1]]
        self._note_its_day(days, _rank(told, is_labelled=is_labelled))
        if is_of_the_talk(line.marks):
            self._count(line, one, before, is_lost=is_lost)

    def _note_its_day(self, days: Sequence[Timed], rank: int) -> None:
        """Note the last of the days that are told more surely than the one before, or as surely, and are later."""
        days = [t for t in days if t.relation in _ON and t.when.first == t.when.last and not t.is_of_each_week]
        if not days or not rank or rank < self.rank:
            return
        last = max(days, key=lambda timed: timed.when.last)
        if self.timed is None or rank > self.rank or last.when.last > self.timed.when.last:
            self.timed, self.rank = last, rank

    def _count(self, line: Line, one: Saying, before: Timed | None, *, is_lost: bool) -> None:
        """Count the spans of a sentence from a day that itself has told; without any day, leave them."""
        held = [t.when.last for t in one.overs if t.is_known and t.relation == "on" and not t.when.amount]
        if len(held) == 1:  # "within 21 days of your interview, which took place on 2 August"
            one.answers = [(_counted_only(t, held[0], line), negated) for t, negated in one.answers]
        elif self.timed is not None:
            day = self.timed.when.last
            if before is None or day > before.when.last:
                one.answers = [(_counted(t, day, line), negated) for t, negated in one.answers]
        elif before is None and not [t for t in one.events if t.is_known]:
            is_lost |= bool([mark for mark in line.marks if mark.senses.get("tail") == "from-event"])
            one.not_understood |= is_lost and bool([t for t, _ in one.answers if t.when.amount])


def _counted(timed: Timed, day: date, line: Line) -> Timed:
    """Return a span counted from a day, unless it is already."""
    later = counted_from(timed, day, line.said)
    return later if later.when.last != timed.when.last else timed


def _counted_only(timed: Timed, day: date, line: Line) -> Timed:
    """Return a span counted from a day of the past, which leaves no other reading."""
    if timed.when.amount is None:
        return timed
    when = timed.when.amount.after(day, line.said.calendar)
    return replace(timed, when=replace(when, notes=(f"counted from {day_text(day)}",)))


def is_of_the_talk(sentence: Sequence[Mark]) -> bool:
    """Return whether a sentence counts from the interview, whose day an invitation's head names: "of the interview"."""
    if [mark for mark in sentence if mark.senses.get("tail") in _TAILS]:
        return True
    week_of = [mark for mark in sentence if mark.senses.get("period") == "week-of"]  # "within a week of" is one phrase
    return bool(week_of and [mark for mark in sentence if "said-at" in mark.senses])


def _rank(told: set[str], *, is_labelled: bool) -> int:
    """Return how surely the day of a sentence with such words is that of the candidate's own interview; 0: it is not.

    "Your interview is on the 15th" tells more than "You are down for the 15th", and that more than "15th confirmed".
    """
    is_booked = bool({"booked", "met"} & told)
    if "talk" in told and ("yours" in told or is_labelled or is_booked):
        return 3
    if is_booked or (is_labelled and "label" in told):
        return 2 if "yours" in told or is_labelled else 1
    return 0


def _days(one: Saying) -> Iterable[Timed]:
    times = (*one.starts, *one.events, *one.contacts, *one.left, *(timed for timed, _ in one.bare))
    return [timed for timed in times if timed.is_known and not timed.when.amount]


def _is_of_today(marks: Sequence[Mark]) -> bool:
    return bool([mark for mark in marks if mark.senses.get("day") in ("today", "past")])
