"""Business-day arithmetic on dates.

Counting starts on the day after the given day, business day or not (B2):

    Fri + 1 = Mon        Sat + 1 = Mon        Sat + 2 = Tue

as in QuantLib, pandas and `holidays`; numpy's ``roll="forward"`` says Sat + 2 = Wed.

A calendar is a row of year pages, made when they are first needed. A page lists the business days of its year
and, for each day, the last business day up to it, so that every question is one or two look-ups.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import pairwise
from operator import index
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import force_setattr

from followcal.errors import InvalidValueError, OutsideCalendarError

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
SATURDAY_SUNDAY = frozenset({SAT, SUN})
EVERY_DAY = frozenset(range(7))
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Convention(Enum):
    """Where a day that is no business day moves to (ISDA)."""

    FOLLOWING = "following"
    PRECEDING = "preceding"


class BusinessDays(Struct, frozen=True):
    """A number of business days, counted in some calendar; negative: before."""

    count: int

    def __post_init__(self) -> None:
        if self.count.__class__ is not int:
            _make_whole(self)


class CalendarDays(Struct, frozen=True):
    """A number of days of any kind; negative: before."""

    count: int

    def __post_init__(self) -> None:
        if self.count.__class__ is not int:
            _make_whole(self)


def _make_whole(offset: BusinessDays | CalendarDays) -> None:
    try:
        force_setattr(offset, "count", index(offset.count))
    except TypeError:
        raise InvalidValueError(f"days are counted in whole numbers: {offset.count!r} is none") from None


def checked_weekend(weekend: Collection[int]) -> frozenset[int]:
    """Return the weekdays of a weekend, Monday being 0. Raises InvalidValueError where one is none."""
    found = frozenset(weekend)
    if not found <= EVERY_DAY:
        named = ", ".join(sorted(map(str, found - EVERY_DAY)))
        raise InvalidValueError(f"a weekend is made of weekdays, from 0 (Monday) to 6: {named} is none")
    return found


Offset = BusinessDays | CalendarDays
Move = Offset | Convention
"""One step of a count: so many days on, or to a business day."""

_DAY = timedelta(days=1)
_NEXT, _LAST = BusinessDays(1), BusinessDays(-1)


class YearDays(Struct, frozen=True):
    """What is known about the days of one year, before the employer's own closures.

    `is_open` has one byte per day, 1 January first: 1 for a business day, else 0.
    """

    year: int
    is_open: bytes
    holidays: Mapping[date, str] = field(default_factory=dict)
    """Public holidays by name, also those that fall on a weekend."""

    make_up: Mapping[date, str] = field(default_factory=dict)
    """Days of a weekend that are worked officially, by name."""

    estimated: frozenset[date] = frozenset()
    """Holidays whose date may still move by a day."""

    incomplete: str | None = None
    """Why more holidays or make-up days are still to be expected, or None."""


class DayOff(NamedTuple):
    """A day that is no business day, and why."""

    day: date
    name: str
    is_weekend: bool


_Page = tuple[int, list[int], list[date], int]
"""A year made ready for look-ups: `(origin, last, days, size)`.

`origin` is the ordinal of the day before 1 January, so that `day.toordinal() - origin` is the day of the year;
`last[i]` is the index in `days` of the last business day up to the i-th day of the year (-1: none yet);
`days` are the business days, in order, and `size` is their number. A bare tuple, as a named one unpacks at
half the speed.
"""


class BusinessCalendar:
    """The business days of an employer (B1), for the years from `first_year` to `last_year`.

    A day counts if it is in `opened`; else not if it is in `closed`; else as its year's data say.
    Asking about a year outside the range raises OutsideCalendarError, never "no holidays" (B5).

    >>> calendar = BusinessCalendar.of({date(2026, 11, 26): "Thanksgiving Day"})
    >>> str(calendar.offset(date(2026, 11, 25), BusinessDays(1)))
    '2026-11-27'
    """

    def __init__(
        self,
        load: Callable[[int], YearDays],
        *,
        first_year: int = date.min.year,
        last_year: int = date.max.year,
        name: str = "this calendar",
        closed: Collection[date] = (),
        opened: Collection[date] = (),
    ) -> None:
        self.first_year = first_year
        self.last_year = last_year
        self.name = name
        self.closed = frozenset(closed)
        self.opened = frozenset(opened)
        self._load = load
        self._years: dict[int, YearDays] = {}
        self._pages: dict[int, _Page] = {}

    @classmethod
    def of(
        cls,
        holidays: Mapping[date, str] | Iterable[date] = (),
        *,
        weekend: Collection[int] = SATURDAY_SUNDAY,
        make_up: Iterable[date] = (),
        first_year: int = date.min.year,
        last_year: int = date.max.year,
        name: str = "this calendar",
    ) -> BusinessCalendar:
        """Return a calendar with these holidays, and no others, in every year of the range.

        `weekend` holds weekdays, Monday being 0. `make_up` days are worked, whatever else falls on them.
        """
        named = dict(holidays) if isinstance(holidays, Mapping) else {day: "holiday" for day in holidays}
        off = checked_weekend(weekend)
        worked = {day: "make-up working day" for day in make_up if day.weekday() in off or day in named}

        def load(year: int) -> YearDays:
            days = list(_days_of(year))
            is_open = bytes(day in worked or (day.weekday() not in off and day not in named) for day in days)
            return YearDays(
                year,
                is_open,
                {day: text for day, text in named.items() if day.year == year},
                {day: text for day, text in worked.items() if day.year == year},
            )

        return cls(load, first_year=first_year, last_year=last_year, name=name)

    def joint(self, *others: BusinessCalendar) -> BusinessCalendar:
        """Return the calendar of the days that are business days here and in all `others`.

        A make-up working day of one country is a business day only if it is one in the others, too.
        """
        calendars = (self, *others)

        def load(year: int) -> YearDays:
            years = [calendar.year(year) for calendar in calendars]
            flags = [calendar.is_open(year) for calendar in calendars]
            return YearDays(
                year,
                bytes(map(min, zip(*flags, strict=True))),
                _joined([y.holidays for y in years]),
                _joined([calendar.worked(year) for calendar in calendars]),
                frozenset().union(*(y.estimated for y in years)),
                "; ".join(y.incomplete for y in years if y.incomplete) or None,
            )

        return BusinessCalendar(
            load,
            first_year=max(calendar.first_year for calendar in calendars),
            last_year=min(calendar.last_year for calendar in calendars),
            name=" and ".join(calendar.name for calendar in calendars),
            closed=frozenset().union(*(calendar.closed - calendar.opened for calendar in calendars)),
        )

    def is_business_day(self, day: date) -> bool:
        """Return whether `day` counts (B1)."""
        try:
            origin, last, _, _ = self._pages[day.year]
        except KeyError:
            origin, last, _, _ = self._page(day.year)
        index = day.toordinal() - origin
        return last[index] != last[index - 1]

    def offset(self, day: date, by: Offset) -> date:
        """Return the date that lies `by` after `day` (before it, if negative) (B2).

        A count of zero returns `day` itself, business day or not. Calendar days are added as they are: adjust
        the result where a business day is wanted.

        >>> calendar, saturday = BusinessCalendar.of(), date(2025, 6, 14)
        >>> str(calendar.offset(saturday, BusinessDays(2)))
        '2025-06-17'
        >>> str(calendar.offset(saturday, BusinessDays(-1)))
        '2025-06-13'
        """
        count = by.count
        if by.__class__ is CalendarDays:
            return self._plus(day, count)
        try:
            origin, last, days, size = self._pages[day.year]
        except KeyError:
            origin, last, days, size = self._page(day.year)
        if count > 0:
            index = last[day.toordinal() - origin] + count
            if index < size:
                return days[index]
        elif count == 0:
            return day
        else:
            index = last[day.toordinal() - origin - 1] + count + 1
            if index >= 0:
                return days[index]
        return self._in_another_year(day.year, index)

    def adjust(self, day: date, convention: Convention) -> date:
        """Return `day` if it is a business day, else the next or the last one (B3).

        >>> str(BusinessCalendar.of().adjust(date(2025, 6, 14), Convention.PRECEDING))
        '2025-06-13'
        """
        if self.is_business_day(day):
            return day
        return self.offset(day, _NEXT if convention is Convention.FOLLOWING else _LAST)

    def reached(self, day: date, moves: Iterable[Move]) -> date:
        """Return the day that `moves` lead to from `day`, one after the other.

        >>> str(BusinessCalendar.of().reached(date(2025, 6, 7), (CalendarDays(7), Convention.FOLLOWING)))
        '2025-06-16'
        """
        for move in moves:
            day = self.adjust(day, move) if isinstance(move, Convention) else self.offset(day, move)
        return day

    def count(self, after: date, until: date) -> int:
        """Return the number of business days in (after, until] (B4); negative if `until` comes first.

        >>> BusinessCalendar.of().count(date(2025, 6, 13), date(2025, 6, 17))
        2
        """
        if after.year == until.year:
            origin, last, _, _ = self._page(after.year)
            return last[until.toordinal() - origin] - last[after.toordinal() - origin]
        if until < after:
            return -self.count(until, after)
        whole_years = sum(self._page(year)[3] for year in range(after.year, until.year))
        return whole_years + self._last(until) - self._last(after)

    def days_off(self, after: date, until: date) -> tuple[DayOff, ...]:
        """Return the days in (after, until] that are no business days, each with its name.

        Raises InvalidValueError for moments: which days they mean depends on a zone.
        """
        refuse_moments(after, until)
        if self.count(after, until) == (until - after).days:
            return ()
        return tuple(
            DayOff(day, *self._why_off(day)) for day in _days_between(after, until) if not self.is_business_day(day)
        )

    def worked_against_the_rule(self, after: date, until: date) -> tuple[DayOff, ...]:
        """Return the days in (after, until] that count only as make-up days, or as the employer's open days."""
        years = range(after.year, until.year + 1)
        worked = {day: name for year in years for day, name in self.worked(year).items() if after < day <= until}
        return tuple(DayOff(day, name, day not in self.year(day.year).holidays) for day, name in sorted(worked.items()))

    def worked(self, year: int) -> dict[date, str]:
        """Return the days of `year` that would be off but for an official make-up day or the employer's own."""
        known = self.year(year)
        opened = (day for day in self.opened if day.year == year)
        off = self.closed | known.make_up.keys()
        would_be_off = (day for day in opened if day in off or not known.is_open[_index(day)])
        official = {day: name for day, name in known.make_up.items() if day not in self.closed}
        return official | dict.fromkeys(would_be_off, "open, as the employer says")

    def doubts(self, after: date, until: date) -> tuple[str, ...]:
        """Return, by name, what may still change among the days in (after, until] (B5).

        An estimated holiday may move by a day, so a day on either side is looked at as well.
        """
        if until <= after:
            return ()
        years = [self.year(year) for year in range((after + _DAY).year, until.year + 1)]
        estimated = sorted(day for year in years for day in year.estimated if after <= day and day - _DAY <= until)
        names = [f"{self.year(day.year).holidays[day]}, {day.isoformat()}" for day in estimated]
        return (*names, *(year.incomplete for year in years if year.incomplete))

    def fingerprint(self, first_year: int, last_year: int) -> str:
        """Return a short hash of all business days of these years: equal if and only if the days are (B6)."""
        digest = hashlib.sha256()
        for year in range(first_year, last_year + 1):
            digest.update(b"%d:%b;" % (year, self.is_open(year)))
        return digest.hexdigest()[:16]

    def year(self, year: int) -> YearDays:
        """Return what is known about `year`, without the employer's own days."""
        known = self._years.get(year)
        if known is None:
            if not self.first_year <= year <= self.last_year:
                raise OutsideCalendarError(year, self.name, self.first_year, self.last_year)
            known = self._years[year] = self._load(year)
        return known

    def is_open(self, year: int) -> bytes:
        """Return one byte per day of `year`, 1 for a business day, the employer's own days included."""
        _, last, _, _ = self._page(year)
        return bytes(after - before for before, after in pairwise(last))

    def _page(self, year: int) -> _Page:
        page = self._pages.get(year)
        return self._make_page(year) if page is None else page

    def _make_page(self, year: int) -> _Page:
        # Two threads may make the same page twice: both are equal, and either may stay.
        known = self.year(year)
        last, days = [-1], []
        for day, is_open in zip(_days_of(year), known.is_open, strict=True):
            if day in self.opened or (is_open and day not in self.closed):
                days.append(day)
            last.append(len(days) - 1)
        page = self._pages[year] = (date(year, 1, 1).toordinal() - 1, last, days, len(days))
        return page

    def _in_another_year(self, year: int, index: int) -> date:
        while index < 0:
            year -= 1
            index += self._page(year)[3]
        while index >= self._page(year)[3]:
            index -= self._page(year)[3]
            year += 1
        return self._page(year)[2][index]

    def _last(self, day: date) -> int:
        origin, last, _, _ = self._page(day.year)
        return last[day.toordinal() - origin]

    def _why_off(self, day: date) -> tuple[str, bool]:
        if day in self.closed:
            return "closed, as the employer says", False
        name = self.year(day.year).holidays.get(day)
        return (name, False) if name else (_WEEKDAYS[day.weekday()], True)

    def _plus(self, day: date, count: int) -> date:
        try:
            return day + timedelta(days=count)
        except OverflowError:
            year = date.max.year + 1 if count > 0 else date.min.year - 1
            raise OutsideCalendarError(year, self.name, self.first_year, self.last_year) from None


def refuse_moments(*days: date | None) -> None:
    """Raise InvalidValueError where a day is a moment: a datetime is a date to Python, but compares with none."""
    for day in days:
        if isinstance(day, datetime):
            raise InvalidValueError("a day is meant, not a moment: take its date()")


def _days_of(year: int) -> Iterable[date]:
    first = date(year, 1, 1).toordinal()
    length = 366 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 365
    return map(date.fromordinal, range(first, first + length))


def _index(day: date) -> int:
    """Return the place of `day` in its year: 0 for 1 January."""
    return day.toordinal() - date(day.year, 1, 1).toordinal()


def _days_between(after: date, until: date) -> Iterable[date]:
    return map(date.fromordinal, range(after.toordinal() + 1, until.toordinal() + 1))


def _joined(names: list[Mapping[date, str]]) -> dict[date, str]:
    joined: dict[date, str] = {}
    for mapping in names:
        for day, name in mapping.items():
            joined[day] = f"{joined[day]}; {name}" if day in joined and joined[day] != name else name
    return joined
