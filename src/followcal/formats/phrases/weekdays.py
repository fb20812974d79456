"""Weekdays, and days of a month, that are named without saying which: the one behind a day, or that of a week."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from msgspec.structs import replace

from followcal.core.wording import day_text
from followcal.formats.phrases.days import DAY
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.times import Timed

_NEAR, _FAR = timedelta(days=10), timedelta(days=21)
"""How soon a day of the month comes behind a closure or a day of the same month, and behind anything else."""


def in_week(line: Line, timed: Timed, week: Timed) -> Timed:
    """Return a weekday as that of a week."""
    when = line.said.weekday_in(timed.when.last.weekday(), line.said.week(0, week.when.last))
    return replace(timed, when=when if when.last >= week.when.first else timed.when)


def is_before_what_was_named(line: Line, timed: Timed) -> bool:
    """Return whether a day is told by what comes behind it: "the Friday before", "the Friday before that"."""
    inside = range(timed.start + 1, timed.end)
    return any(line.sense(place, "relation") == "before" for place in inside) and timed.relation != "before"


def is_bare_weekday(line: Line, timed: Timed) -> bool:
    """Return whether it is a weekday, and no more is said of which."""
    marks = [line.at(place) for place in range(timed.start, timed.end)]
    if is_before_what_was_named(line, timed):
        return False  # "closed from the 26th to the 6th, I'll ring you the Friday before"
    return any("weekday" in mark.senses for mark in marks) and not any(
        mark.kind == "number" or {"which", "unit", "month", "ordinal"} & mark.senses.keys() for mark in marks
    )


def _is_bare_weekend(line: Line, timed: Timed) -> bool:
    is_named = any("which" in line.at(place).senses for place in range(timed.start, timed.end))
    return timed.when.unit == "weekend" and not is_named


def weekday_after(timed: Timed, day: date, line: Line) -> Timed:
    """Return a weekday that comes too soon as the next one from `day` on: "we meet on the 30th and decide by Friday".

    A weekend of the week before likewise: "the last interview is on Monday, and you'll hear before the weekend".
    """
    is_weekend = _is_bare_weekend(line, timed) and day - timed.when.last <= timedelta(days=7)
    if not (is_weekend or is_bare_weekday(line, timed)) or not timed.is_known or timed.when.last >= day:
        return timed
    shift = -((timed.when.last - day).days // 7) * 7 * DAY
    later = timed.when.last + shift
    when = replace(timed.when, first=timed.when.first + shift, last=later, other=timed.when.first)
    return replace(timed, when=when.noting(f"the first one from {day_text(day)} on; or {day_text(timed.when.last)}"))


def is_bare_number(line: Line, timed: Timed) -> bool:
    """Return whether it is a day of a month, or two, and no more is said of which: "by the 7th", "am 7. oder 8."."""
    marks = [line.at(place) for place in range(timed.start, timed.end)]
    if any({"weekday", "which", "unit", "month", "ordinal"} & mark.senses.keys() for mark in marks):
        return False
    when = timed.when
    days = {str(when.first.day), str(when.last.day)}
    numbers = {mark.text for mark in marks if mark.kind == "number"}
    return numbers == days and when.unit == "day" and not when.amount and when.first.month == when.last.month


def number_after(timed: Timed, event: Timed, line: Line) -> Timed:
    """Return a day of the month that comes too soon as the one behind an event: "closed till Jan 2. By the 7th"."""
    end, day = event.over_on, timed.when.last
    if not timed.is_known or day >= end or not is_bare_number(line, timed):
        return timed
    later = day
    while later < end:
        first = (later.replace(day=1) + timedelta(days=32)).replace(day=1)
        if day.day > monthrange(first.year, first.month)[1]:
            return timed
        later = first.replace(day=day.day)
    is_near = event.when.first in line.said.closed or (end.year, end.month) == (day.year, day.month)
    if later - end > (_NEAR if is_near else _FAR):
        return timed  # "we're closed on the 25th. You'll hear by the 18th"
    begin = later.replace(day=timed.when.first.day)
    when = replace(timed.when, first=begin, last=later, other=day, parts=())
    return replace(timed, when=when.noting(f"the first one behind {day_text(end)}; or {day_text(day)}"))
