"""Days that words denote: values, and the arithmetic on weeks, months, quarters and years as employers mean them.

A week is the working week of the employer, Monday to Friday unless its calendar says otherwise. Where a name can mean
two spans ("this week" on its last day, "next week" on a Sunday), the later one is taken and the other one is kept.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from math import ceil
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from followcal.core.business_days import BusinessCalendar, BusinessDays, DayOff
from followcal.core.wording import day_text, span_text

DAY = timedelta(days=1)
LOOSE = BusinessDays(2)
"""What a couple of anything adds."""

GIVEN = BusinessDays(5)
"""What is given to somebody who only said "after"."""

Unit = Literal["hour", "business-hour", "day", "business-day", "week", "fortnight", "month", "quarter", "year"]
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
_DAYS_OF = {"day": 1, "week": 7, "fortnight": 14}
_LONGEST = {"hour": 2400, "business-hour": 800, "day": 400, "business-day": 280, "week": 57, "fortnight": 28,
            "month": 13, "quarter": 4, "year": 1}  # fmt: skip
_WORKING_DAY_HOURS, _DAY_HOURS, _MONTH_DAYS = 8, 24, 30
_SHORT_HOURS = 6
"""Up to so many hours end on the day that they begin."""


class When(Struct, frozen=True):
    """The days from `first` to `last`, both included; `other`: the last one of the other sane reading."""

    first: date
    last: date
    other: date | None = None
    unit: str = "day"
    notes: tuple[str, ...] = ()
    amount: Amount | None = None
    """The span of time that it was counted from the day it was said, and could be counted from another."""

    follows: bool = False
    """Whether it is "the following" one: the one after whatever was named before."""

    is_whole: bool = True
    """Whether it is all of its unit, not a part of it such as "early"."""

    parts: tuple[tuple[date, date], ...] = ()
    """The first and the last day of each, where several are told: "on the 24th, and from the 28th to the 30th"."""

    @property
    def each(self) -> tuple[tuple[date, date], ...]:
        """The first and the last day of each of its parts, or of all of it."""
        return self.parts or ((self.first, self.last),)

    def with_parts_of(self, first: When, second: When, how: str) -> When:
        """Return the same days, those of which it was joined being its parts: "and" leaves out what lies between."""
        parts = (*first.each, *second.each) if how in ("and", "or") else ()
        if how == "to" and first.parts:
            parts = (*first.parts[:-1], (first.parts[-1][0], second.last))
        return replace(self, parts=parts)

    def noting(self, *notes: str) -> When:
        """Return the same days with more to be said about them."""
        return replace(self, notes=(*self.notes, *notes))


class Amount(Struct, frozen=True):
    """A span of time: from `low` to `high` units."""

    low: float
    high: float
    unit: Unit
    is_choice: bool = False
    """Whether it was "one or two": then the lower number is the other reading."""

    vague: str | None = None
    """few, couple or several, where no number was said."""

    @property
    def is_of_business_days(self) -> bool:
        """Whether it leaves out days off by itself."""
        return self.unit in ("business-day", "business-hour") or (self.vague is not None and self.unit == "day")

    @property
    def ends_that_day(self) -> bool:
        """Whether it is over on the day that it begins: "in half an hour", "in a few hours"."""
        return self.unit == "hour" and self.high <= _SHORT_HOURS

    @property
    def is_sane(self) -> bool:
        """Whether an employer could mean it."""
        return 0 < self.low <= self.high <= _LONGEST[self.unit]

    def after(self, day: date, calendar: BusinessCalendar) -> When:
        """Return the days that lie so long after `day`."""
        if self.vague and self.unit == "day":
            return self._vague_days(day, calendar)
        first, last = (_plus(day, number, self.unit, calendar) for number in (self.low, self.high))
        notes = _counting_notes(self, day, last, calendar)
        other = first if self.is_choice else None
        if self.unit == "business-hour":
            other = calendar.offset(day, BusinessDays(ceil(self.high / _DAY_HOURS)))
            notes = ("a business hour is one of eight in a business day",)
        if self.vague and not self.ends_that_day:
            last, other = calendar.offset(last, LOOSE), last
            notes = (f"“{self.vague}” is loose: two business days more",)
        return When(first, last, other if other != last else None, self.unit, notes, amount=self)

    def _vague_days(self, day: date, calendar: BusinessCalendar) -> When:
        other = day + timedelta(days=self.high)
        last = max(calendar.offset(day, BusinessDays(int(self.high))), other)
        if self.vague == "couple":
            last = calendar.offset(last, LOOSE)
        first = day + timedelta(days=self.low)
        note = f"a {self.vague} days: {day_text(last)} at the latest"
        return When(min(first, last), last, other if other != last else None, "day", (note,), amount=self)


def _plus(day: date, number: float, unit: Unit, calendar: BusinessCalendar) -> date:
    if unit == "hour":
        return day + timedelta(days=ceil(number / _DAY_HOURS) if number > _SHORT_HOURS else 0)
    if unit == "business-hour":
        return calendar.offset(day, BusinessDays(ceil(number / _WORKING_DAY_HOURS)))
    if unit == "business-day":
        return calendar.offset(day, BusinessDays(ceil(number)))
    if unit in _MONTHS_OF:
        months = number * _MONTHS_OF[unit]
        return _months_later(day, int(months)) + timedelta(days=ceil(months % 1 * _MONTH_DAYS))
    return day + timedelta(days=ceil(number * _DAYS_OF[unit]))


def _counting_notes(amount: Amount, day: date, last: date, calendar: BusinessCalendar) -> tuple[str, ...]:
    if amount.unit == "business-day":
        off = _runs([off for off in calendar.days_off(day, last) if not off.is_weekend])
        return ("business days count from the day after" + (f", not {', '.join(off)}" if off else ""),)
    if amount.unit == "hour":
        return ("so few hours end on that day" if amount.ends_that_day else "hours run on through weekends",)
    return ("the larger number",) if amount.is_choice else ()


def _runs(off: list[DayOff]) -> list[str]:
    """Return days off in words, those in a row that have one name in common as one: a closure of two weeks."""
    found: list[tuple[DayOff, DayOff, set[str]]] = []
    for each in off:
        names = set(each.name.split("; "))
        first, last, common = found[-1] if found else (each, each, set())
        if each.day - last.day == DAY and common & names:
            found[-1] = (first, each, common & names)
        else:
            found.append((each, each, names))
    return [
        f"{span_text(first.day, last.day)} ({first.name if first is last else '; '.join(sorted(common))})"
        for first, last, common in found
    ]


def _months_later(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class Said(Struct, frozen=True):
    """The day on which it was said, and the employer's business days: what names of days are read against."""

    day: date
    calendar: BusinessCalendar
    month_first: bool | None = None
    """Whether 4/12 is the 12th of April; None: it may be either."""

    country: str = ""
    """What the words of the country mean: "fin de semaine" is the weekend in Canada."""

    closed: frozenset[date] = frozenset()
    """The days on which the employer is closed, as they say."""

    is_unread: bool = False
    """Whether they say of days that were not read that they are closed."""

    week_start: int = 0
    week_days: int = 5

    @classmethod
    def on(cls, day: date, calendar: BusinessCalendar, month_first: bool | None, country: str = "") -> Said:
        """Return it with the working week of the calendar around `day`."""
        around = calendar.days_off(day - 14 * DAY, day + 14 * DAY)
        weekend = {off.day.weekday() for off in around if off.is_weekend}
        ends = [off for off in weekend if (off + 1) % 7 not in weekend]
        start = (ends[-1] + 1) % 7 if ends else 0
        return cls(day, calendar, month_first, country, week_start=start, week_days=7 - len(weekend) or 7)

    def week(self, shift: int, day: date | None = None) -> When:
        """Return the working week of `day` (the day it was said), or one `shift` weeks later."""
        origin = day or self.day
        start = origin - (origin.weekday() - self.week_start) % 7 * DAY + 7 * shift * DAY
        return When(start, start + (self.week_days - 1) * DAY, unit="week")

    def loosely(self, day: date) -> date:
        """Return the day that "about" `day` comes to: two days of the working week later, holidays counted as well."""
        for _ in range(LOOSE.count):
            day += DAY
            while not self.week(0, day).first <= day <= self.week(0, day).last:
                day += DAY
        return day

    def this_week(self) -> When:
        """Return the week that is not over yet; on its last day, the next one."""
        return self.not_over(self.week(0), lambda: self.week(1), "the week")

    def next_week(self, more: int = 0) -> When:
        """Return the week after this one, or `more` weeks later; on a Sunday, the later of two."""
        if self.week(0, self.day + DAY).first > self.week(0).first:  # tomorrow another week begins
            sane = self.week(1 + more)
            later = self.week(2 + more)
            note = f"said the day before a week begins: the later week, not the one to {day_text(sane.last)}"
            return replace(later, other=sane.last).noting(note)
        return self.week(1 + more)

    def weekday(self, weekday: int) -> When:
        """Return the next such weekday; named on that weekday, the later one."""
        ahead = (weekday - self.day.weekday()) % 7
        if ahead:
            return single_day(self.day + ahead * DAY)
        later = self.day + 7 * DAY
        return When(later, later, self.day, notes=("said on that weekday: the next one",))

    def next_weekday(self, weekday: int) -> When:
        """Return that weekday of the next week; the nearer one is the other reading."""
        near = self.day + ((weekday - self.day.weekday() - 1) % 7 + 1) * DAY
        week = self.next_week()
        day = week.first + (weekday - self.week_start) % 7 * DAY
        if day <= near:
            return single_day(near)
        return When(day, day, near, notes=(f"“next” is the one of next week, not {day_text(near)}",))

    def weekday_in(self, weekday: int, week: When) -> When:
        """Return that weekday of a week."""
        shift = week.first + (weekday - week.first.weekday()) % 7 * DAY - week.first
        other = week.other and self.week(0, week.other).first + shift
        return When(week.first + shift, week.first + shift, other, notes=week.notes)

    def month(self, shift: int) -> When:
        """Return this month, or one `shift` months later."""
        return whole_month(_months_later(self.day.replace(day=1), shift))

    def quarter(self, shift: int) -> When:
        """Return this quarter, or one `shift` quarters later."""
        first = date(self.day.year, (self.day.month - 1) // 3 * 3 + 1, 1)
        return months(_months_later(first, 3 * shift), 3, "quarter")

    def year(self, shift: int) -> When:
        """Return this year, or one `shift` years later."""
        return months(date(self.day.year + shift, 1, 1), 12, "year")

    def weekend(self, shift: int) -> When:
        """Return the weekend that is not over yet, or one `shift` weeks later; on its last day, the next one."""
        week = self.week(shift)
        last = week.first + 6 * DAY
        first = min(week.last + DAY, last)  # there may be none
        if last <= self.day and not shift:
            return replace(self.weekend(1), other=self.day if last == self.day else None)
        return When(first, last, unit="weekend")

    def not_over(self, span: When, following: Callable[[], When], name: str) -> When:
        """Return `span`, or the following one where it is over, or ends on the day it was said."""
        if span.last > self.day:
            return span
        later = following()
        if span.last < self.day:
            return later
        return replace(later, other=self.day).noting(f"said on the last day of {name}: the next one")


def single_day(day: date) -> When:
    """Return one day."""
    return When(day, day)


def at_the_turn(when: When) -> When:
    """Return New Year's Day for the new year, as in "after New Year"; "in the new year" is January."""
    return replace(when, last=when.first, notes=()) if when.unit == "new-year" and when.is_whole else when


def months(first: date, count: int, unit: str) -> When:
    """Return whole months."""
    return When(first, _months_later(first, count) - DAY, unit=unit)


def whole_month(day: date) -> When:
    """Return the month of `day`."""
    return months(day.replace(day=1), 1, "month")


def part_of(span: When, part: str) -> When:
    """Return the early, middle, late, last, first or second part of a span."""
    if span.unit == "new-year" and part == "early":
        return span
    bounds = _WEEK_PARTS if span.unit == "week" else _MONTH_PARTS if span.unit == "month" else _THIRDS
    first, last = bounds(span, part)
    other = None
    notes: tuple[str, ...] = ()
    if part == "mid" and span.unit == "month":
        other = span.first + 14 * DAY
        notes = (f"the middle of a month: days 11 to 20, or {day_text(other)}",)
    elif span.other:
        other = span.other if last == span.last else span.other - (span.last - last)
    elif part in ("early", "mid") and span.unit in ("week", "month"):
        notes = (f"{'early' if part == 'early' else 'the middle'}: up to {day_text(last)}",)
    return replace(span, first=first, last=last, other=other, notes=(*span.notes, *notes), is_whole=False)


_Bounds = tuple[date, date]


_WEEK_PART_DAYS = {"early": (0, 1), "mid": (1, 2), "first-half": (0, 2), "first-two": (0, 2), "last-two": (1, 9)}
_MONTH_PART_DAYS = {"early": (1, 10), "mid": (11, 20), "first-half": (1, 15), "second-half": (16, 31),
                    "first-two": (1, 20), "last-two": (11, 31)}  # fmt: skip


def _WEEK_PARTS(span: When, part: str) -> _Bounds:  # noqa: N802
    days = _WEEK_PART_DAYS.get(part, (2, 9))
    return span.first + days[0] * DAY, min(span.first + days[1] * DAY, span.last)


def _MONTH_PARTS(span: When, part: str) -> _Bounds:  # noqa: N802
    days = _MONTH_PART_DAYS.get(part, (21, 31))
    return span.first + (days[0] - 1) * DAY, min(span.first + (days[1] - 1) * DAY, span.last)


def _THIRDS(span: When, part: str) -> _Bounds:  # noqa: N802
    if span.unit == "year" and part == "early":
        return span.first, _months_later(span.first, 3) - DAY
    size = (span.last - span.first).days + 1
    pieces = {"early": (0, 1, 3), "mid": (1, 2, 3), "first-half": (0, 1, 2), "second-half": (1, 2, 2),
              "first-two": (0, 2, 3), "last-two": (1, 3, 3)}  # fmt: skip
    start, end, of = pieces.get(part, (2, 3, 3))
    first = span.first + size * start // of * DAY
    return first, min(span.first + (size * end + of - 1) // of * DAY - DAY, span.last)
