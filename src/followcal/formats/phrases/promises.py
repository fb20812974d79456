"""What a time expression promises: from when, until when, and the other reading.

"By X" and "until X" include X, "before X" excludes it, "after X" is only a lower bound: five business days are given,
and it is flagged. "About X" and "or so" are two days more.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from followcal.core.wording import day_text, span_text
from followcal.formats.phrases.days import DAY, GIVEN, Said, When
from followcal.formats.phrases.times import Timed


class Promised(Struct, frozen=True):
    """What a time expression promises, if it does."""

    not_before: date
    due: date
    other: date | None = None
    notes: tuple[str, ...] = ()
    is_vague: bool = False
    is_behind: bool = False
    """Whether it only comes after something of a day, and may come on that day: "after the meeting tonight"."""


def promised(timed: Timed, said: Said, *, negated: bool = False) -> Promised | None:
    """Return what the employer promises with a time expression; None where that lies before the day it was said."""
    when, relation = timed.when, _negated(timed.relation) if negated else timed.relation
    soonest = said.day if when.amount and when.amount.unit == "hour" else said.day + DAY
    if relation in ("after", "past", "not-before", "at-least", "more-than", "until-then"):
        found = _lower_bound(when, relation, said)
        return replace(found, is_behind=timed.relation == "after" and not negated)
    due, other, notes = when.last, when.other, when.notes
    not_before = max(when.first, soonest) if relation == "on" else soonest
    if relation in ("before", "this-side"):
        due, other, notes = _day_before(when)
    elif relation in ("by", "within"):
        due, other, notes = _ends(when)
    if timed.is_around and not (when.amount and (when.amount.vague or when.amount.ends_that_day)):
        other, due = due, said.loosely(due)
        notes = (*notes, f"“about” is loose: two days of a working week more than {day_text(other)}")
    if due < said.day:
        return None
    kept = other if other and other != due and other >= said.day else None
    return Promised(min(not_before, due), due, kept, notes or (_plainly(relation, when, due),))


def _plainly(relation: str, when: When, due: date) -> str:
    if relation in ("by", "within"):
        return f"all of {day_text(due)} is theirs"
    return f"{span_text(when.first, due)}, the last day included"


_NEGATED = {
    "on": "after",
    "within": "after",
    "after": "after",
    "past": "by",
    "more-than": "within",
    "this-side": "after",
}
"""What a relation comes to behind "not"; else only a lower bound is left."""


def _negated(relation: str) -> str:
    return _NEGATED.get(relation, "not-before")


def _lower_bound(when: When, relation: str, said: Said) -> Promised:
    calendar = said.calendar
    if relation in ("after", "past") or (when.amount and relation == "more-than"):
        first, base = when.last + DAY, when.last
    else:
        first, base = when.first, when.first if when.is_whole and not when.amount else when.last
    due = max(calendar.offset(base, GIVEN), when.last)
    other = when.last if relation == "until-then" else None
    note = f"not before {day_text(first)}, until when was not said: five business days are given"
    return Promised(min(max(first, said.day + DAY), due), due, other, (*when.notes, note), is_vague=True)


def _day_before(when: When) -> tuple[date, date | None, tuple[str, ...]]:
    if not when.is_whole:
        return when.last, when.other, (*when.notes, "“before” the end of something: its last day")
    last = when.first - DAY
    is_by_its_end = when.unit == "weekend" and when.other and when.other.weekday() == when.last.weekday()
    other = when.other - (when.last - last if is_by_its_end else DAY) if when.other else None
    if when.amount:
        return when.last, None, when.notes
    return last, other if other != last else None, (*when.notes, "“before” excludes the day")


def _ends(when: When) -> tuple[date, date | None, tuple[str, ...]]:
    """Return the last day of a span that something happens by; of a whole one its first day is the other reading."""
    if when.unit in ("week", "month", "quarter", "year", "weekend", "new-year") and when.is_whole and not when.amount:
        if when.unit == "new-year":
            return when.first, None, ("by the new year: New Year's Day",)
        return (
            when.last,
            when.other or when.first,
            (*when.notes, f"by the end of it; or by {day_text(when.first)}, when it begins"),
        )
    return when.last, when.other, when.notes


def counted_from(timed: Timed, day: date, said: Said) -> Timed:
    """Return a span of time counted from another day, its own end as the other reading.

    Not "two weeks from today", unless that seems to end before that day.
    """
    if timed.is_from_today and timed.when.last >= day:
        return timed
    if timed.when.follows:
        later = said.week(1, day)
    elif timed.when.amount:
        later = timed.when.amount.after(day, said.calendar)
    else:
        return timed
    when = replace(later, other=min(timed.when.last, later.last)).noting(
        f"counted from {day_text(day)}; or from the day it was said"
    )
    return replace(timed, when=when)
