"""Answers before a closure or an event that was told of: "closed from the 26th to the 6th; you'll hear before that"."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from followcal.formats.phrases.days import DAY, Said, When
from followcal.formats.phrases.findings import Saying
from followcal.formats.phrases.line import NOT_KNOWN, Line
from followcal.formats.phrases.times import Timed
from followcal.formats.phrases.weekdays import is_bare_weekday

_WEEK = 7


def taken_beforehand(line: Line, result: Saying) -> list[tuple[Timed, bool]]:
    """Take the answers out of a sentence that come before what was told of, and return them with their days.

    "Before that", behind a closure, is before its first day; so is "the Friday before", the last one before it.
    """
    found = [(_placed(line, result, timed), timed, negated) for timed, negated in result.answers if not negated]
    taken = [timed for placed, timed, _ in found if placed]
    ends = [timed.end for timed in taken]
    result.answers = [(timed, negated) for timed, negated in result.answers if timed not in taken]
    return [(placed, negated) for placed, timed, negated in found if placed and timed.start not in ends]


def _placed(line: Line, result: Saying, timed: Timed) -> Timed | None:
    """Return a time before what was told of, with its day; None where it is none."""
    is_the_weekday = _is_a_weekday_before(line, timed)
    if not is_the_weekday and not _is_before_that(line, timed):
        return None
    day = _first_day(line, result, timed)
    if day is None:
        return None
    if not is_the_weekday:
        return replace(timed, when=When(day, day)) if day in line.said.closed else timed
    last = day - ((day - timed.when.last).days % _WEEK or _WEEK) * DAY
    return replace(timed, when=When(last, last) if last > line.said.day else NOT_KNOWN)


def _is_a_weekday_before(line: Line, timed: Timed) -> bool:
    """Return whether it is "the Friday before", or "the Friday before that"."""
    if line.sense(timed.end, "relation") != "before" or timed.relation not in ("on", "by"):
        return False
    is_that = line.is_over(timed.end + 1) or _is_that(line, timed.end + 1)
    return timed.is_known and is_that and is_bare_weekday(line, timed)


def _is_before_that(line: Line, timed: Timed) -> bool:
    return timed.relation == "before" and timed.is_known and _is_that(line, timed.end - 1)


def _is_that(line: Line, place: int) -> bool:
    return line.sense(place, "which") == "that" or line.sense(place, "day") == "then"


def _first_day(line: Line, result: Saying, timed: Timed) -> date | None:
    """Return the first day of what was told of last, before `timed`."""
    events = [one.when.first for one in result.events if one.is_known and one.end <= timed.start]
    day = events[-1] if events else line.then
    return _first_of_the_closure(day, line.said) if day and day > line.said.day else None


def _first_of_the_closure(day: date, said: Said) -> date:
    """Return the first of the days off that end with `day`, which may begin with days off of all."""
    first = day
    while day > said.day and (day in said.closed or not said.calendar.is_business_day(day)):
        first = day if day in said.closed else first
        day -= DAY
    return first
