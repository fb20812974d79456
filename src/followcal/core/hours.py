"""When somebody may be reached: spans of a day, on all days, on some weekdays, on a date of each year or on one date.

What says most exactly which day it means holds for that day alone: a date before a date of each year, before
weekdays, before all days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from followcal.core.freebusy import Period, moment_at
from followcal.errors import InvalidValueError

Span = tuple[time, time]
"""From when until when on one day."""

Days = frozenset[int] | tuple[int, int] | date | None
"""Weekdays (0 is Monday), month and day of each year, one date; None: all days."""

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_IN_ORDER = "hours are one or more spans in order, such as 10:00-12:00, 14:00-16:00"
_NEEDED = timedelta(days=8)
"""Within so many days an hour that comes each week has come."""


class HoursLine(Struct, frozen=True):
    """One span, or that there is none (`None`), on some days."""

    span: Span | None
    days: Days = None

    def __post_init__(self) -> None:
        if self.span and self.span[0] >= self.span[1]:
            raise InvalidValueError(_IN_ORDER)

    @property
    def exactness(self) -> int:
        """How exactly it says which day it means."""
        match self.days:
            case date():
                return 3
            case tuple():
                return 2
            case frozenset():
                return 1
            case None:
                return 0

    def is_on(self, day: _Day) -> bool:
        """Return whether it speaks of `day`."""
        match self.days:
            case date():
                return self.days == day.day
            case tuple():
                return self.days == day.of_year
            case frozenset():
                return day.weekday in self.days
            case None:
                return True

    def __str__(self) -> str:
        hours = f"{self.span[0]:%H:%M}-{self.span[1]:%H:%M}" if self.span else "closed"
        return f"{days_text(self.days)} {hours}".strip()


class _Day(Struct, frozen=True):
    """A day, as far as lines can tell it from others."""

    weekday: int
    of_year: tuple[int, int] | None = None
    day: date | None = None

    @classmethod
    def of(cls, day: date) -> _Day:
        return cls(day.weekday(), (day.month, day.day), day)


class Hours(Struct, frozen=True):
    """When somebody may be reached; without lines: at any hour."""

    lines: tuple[HoursLine, ...]
    business_days_only: bool = False

    def __post_init__(self) -> None:
        if self.lines and not any(line.span for line in self.lines):
            raise InvalidValueError(_IN_ORDER)
        for day in _days_of(self.lines):
            ends = [moment for span in _spans(self.lines, day) for moment in span]
            if any(a >= b for a, b in pairwise(ends)):
                raise InvalidValueError(_IN_ORDER)

    @classmethod
    def daily(cls, *spans: Span, business_days_only: bool = False) -> Hours:
        """Return the same hours on all days.

        >>> print(Hours.daily((time(10), time(12)), (time(14), time(16))))
        10:00-12:00, 14:00-16:00
        """
        return cls(tuple(HoursLine(span) for span in spans), business_days_only)

    def on(self, day: date) -> tuple[Span, ...]:
        """Return the spans of a day, in order.

        >>> hours = Hours((HoursLine((time(9), time(17))), HoursLine((time(9), time(12)), (12, 24))))
        >>> [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in hours.on(date(2026, 12, 24))]
        ['09:00-12:00']
        """
        return _spans_on(self.lines, day)

    def opening(self, day: date) -> time:
        """Return the first hour of a day; of a day without any, the first one of the other days."""
        spans = self.on(day)
        return spans[0][0] if spans else min(line.span[0] for line in self.lines if line.span)

    def only_opening(self) -> time | None:
        """Return the first hour, if it is the same on every day that has any."""
        openings = {spans[0][0] for day in _days_of(self.lines) if (spans := _spans(self.lines, day))}
        return openings.pop() if len(openings) == 1 else None

    def longest(self) -> timedelta:
        """Return the length of the longest span."""
        return max(_until(line.span[1]) - _until(line.span[0]) for line in self.lines if line.span)

    def periods(self, first: datetime, last: datetime, zone: tzinfo | None) -> Iterator[Period]:
        """Yield the hours that lie in `zone` between two moments, or over one of them, in order."""
        day, end = first.astimezone(zone).date(), last.astimezone(zone).date()
        while day <= end:
            yield from self.periods_on(day, zone)
            day += timedelta(days=1)

    def periods_on(self, day: date, zone: tzinfo | None) -> tuple[Period, ...]:
        """Return the hours of one day in `zone`. What a change of the clocks leaves out is not there."""
        return _periods(self.lines, day, zone)

    def around(self, first: datetime, last: datetime, zone: tzinfo | None) -> list[Period]:
        """Return the hours between two moments and the nearest ones before and after."""
        return list(self.periods(first - _NEEDED, last + _NEEDED, zone))

    def text(self, day: date | None = None) -> str:
        """Return the hours of a day in words, or all lines where that day has none or no day is meant."""
        text = _text(self.lines, day)
        return f"{text} on business days" if self.business_days_only else text

    def __str__(self) -> str:
        return self.text()


def days_text(days: Days) -> str:
    """Return which days are meant, as they are written in a policy.

    >>> days_text(frozenset({0, 1, 2, 4})), days_text((12, 24))
    ('mon-wed,fri', '12-24')
    """
    match days:
        case None:
            return ""
        case date():
            return days.isoformat()
        case tuple():
            return f"{days[0]:02}-{days[1]:02}"
        case _:
            return ",".join(_runs(sorted(days)))


def weekdays(text: str) -> frozenset[int]:
    """Return the weekdays of a text such as `mon-wed,fri`. Raises ValueError.

    >>> sorted(weekdays("Sat-Mon"))
    [0, 5, 6]
    """
    found: set[int] = set()
    for part in text.casefold().split(","):
        first, dash, last = (word.strip() for word in part.partition("-"))
        begin = _WEEKDAYS.index(first)
        end = _WEEKDAYS.index(last) if dash else begin
        found |= {day % 7 for day in range(begin, end + 1 if end >= begin else end + 8)}
    return frozenset(found)


def lie_within(narrow: tuple[HoursLine, ...], wide: tuple[HoursLine, ...]) -> bool:
    """Return whether all hours of `narrow` lie within those of `wide`, on every day."""
    return all(
        any(opens <= start and end <= closes for opens, closes in _spans(wide, day))
        for day in _days_of((*narrow, *wide))
        for start, end in _spans(narrow, day)
    )


def _spans(lines: Iterable[HoursLine], day: _Day) -> list[Span]:
    there = [line for line in lines if line.is_on(day)]
    most = max((line.exactness for line in there), default=0)
    return [line.span for line in there if line.exactness == most and line.span]


# The hours of a day are asked for by each step that may lie on it.


@lru_cache(maxsize=4096)
def _spans_on(lines: tuple[HoursLine, ...], day: date) -> tuple[Span, ...]:
    return tuple(_spans(lines, _Day.of(day)))


@lru_cache(maxsize=4096)
def _text(lines: tuple[HoursLine, ...], day: date | None) -> str:
    spans = _spans_on(lines, day) if day else ()
    return ", ".join(map(str, [HoursLine(span) for span in spans] or lines))


@lru_cache(maxsize=4096)
def _periods(lines: tuple[HoursLine, ...], day: date, zone: tzinfo | None) -> tuple[Period, ...]:
    moments = ((moment_at(day, opens, zone), moment_at(day, closes, zone)) for opens, closes in _spans_on(lines, day))
    return tuple(Period(start, stop) for start, stop in moments if start < stop)


def _days_of(lines: Iterable[HoursLine]) -> Iterator[_Day]:
    """Yield a day of each sort that lines tell apart."""
    named = {line.days for line in lines}
    for weekday in range(7):
        yield _Day(weekday)
        yield from (_Day(weekday, days) for days in named if isinstance(days, tuple))
    yield from (_Day.of(days) for days in named if isinstance(days, date))


def _runs(days: list[int]) -> Iterator[str]:
    """Yield weekdays that follow each other as one."""
    start = 0
    for index, day in enumerate(days):
        if index + 1 == len(days) or days[index + 1] != day + 1:
            first, last = _WEEKDAYS[days[start]], _WEEKDAYS[day]
            yield first if first == last else f"{first}-{last}"
            start = index + 1


def _until(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)
