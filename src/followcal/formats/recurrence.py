"""A series of events to its instances, through recurring-ical-events, each series in its own boundary.

A rule may be a bomb: what has too many instances to be an interview, or would take too long to find out, is refused
before it is expanded, and its first time is kept. A component that goes in holds times only, all of one kind (dates,
or moments in one zone), so that what other programs wrote carelessly (UNTIL as a date, RECURRENCE-ID in another zone
or without a time) compares as it was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from math import prod
from typing import Any

from msgspec import Struct, field

from followcal.core.interview import recurrence_id_text
from followcal.core.wording import printable
from followcal.formats.content import Component, Property
from followcal.formats.repeating import Budget
from followcal.formats.times import Clock, Times, UnusableError, later
from followcal.formats.timezones import LAST_YEAR
from followcal.regex import regex

REACH = timedelta(days=366)
"""How far a series is followed where no other limit is set."""

_MAX_STEPS = 20_000
"""Repetitions between the start of a series and the days in question that are counted through."""

_SAME_YEARS = 28
"""After so many years the same dates fall on the same weekdays: a rule that found none until then finds none."""

_STEPS_OF_SERIES = 300
_STEPS_OF_RARE = 3_000
"""What a series costs whatever its rule, and to find out whether a rare day ever comes."""

_HOUR = 1 / 24
_DAYS = {
    **{"SECONDLY": _HOUR / 3600, "MINUTELY": _HOUR / 60, "HOURLY": _HOUR},
    **{"DAILY": 1, "WEEKLY": 7, "MONTHLY": 28, "YEARLY": 365},
}
"""The days between two steps of a rule."""
_PART = regex(r"([A-Z]+)=([A-Z0-9,+-]+)", re.IGNORECASE)
_RARE = frozenset({"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"})
_PARTS = frozenset(
    _RARE | {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYDAY", "WKST", "BYHOUR", "BYMINUTE", "BYSECOND"}
)

_POSITION = r"[+-]?0*[1-9]\d{0,2}"
_WEEKDAY = rf"(?:{_POSITION})?(?:MO|TU|WE|TH|FR|SA|SU)"
_NUMBERS = {
    "COUNT": regex(r"0*[1-9]\d{0,20}"),
    **{
        name: regex(rf"(?:{one})(?:,(?:{one}))*")
        for name, one in (
            ("BYHOUR", r"0?\d|1\d|2[0-3]"),
            ("BYMINUTE", r"[0-5]?\d"),
            ("BYSECOND", r"[0-5]?\d|60"),
            ("BYDAY", _WEEKDAY),
            *((name, _POSITION) for name in _RARE),
        )
    },
}
"""What the parts of a rule that count may hold."""


class Limits(Struct, frozen=True):
    """How much of one series is followed; of one that has more only the first time is read."""

    instances: int
    """How often it may take place within the days in question."""

    shortest: float
    """The days that must lie between two steps of its rule."""

    verdict: str
    """What is told of one that has more."""

    cost: int = 0
    """What each time that it takes place costs: nothing where there are few, and few series that are followed."""


INTERVIEWS = Limits(50, 1, "that is no interview")
APPOINTMENTS = Limits(3_000, _HOUR, "that is more than is followed", cost=10)
"""The limits of a series that may be an interview, and of one that takes time."""


class Instance(Struct, frozen=True):
    """One event of a series."""

    event: Component
    """Where its words stand: the series itself, or the event that takes the place of this instance."""

    recurrence_id: str
    start: datetime
    end: datetime


class Series(Struct):
    """A series and the events that take the place of its instances."""

    master: Component
    times: Times
    overrides: Sequence[tuple[Component, Times]]
    clock: Clock
    budget: Budget = field(default_factory=Budget)
    limits: Limits = INTERVIEWS
    problems: list[tuple[int, str]] = field(default_factory=list)
    """What was refused or could not be read, with the line."""

    _lengths: dict[float, timedelta] = {}
    """How long those instances are whose RDATE says so, by their start."""

    counted_in: tzinfo = UTC
    """The zone that the rule counts in: what is written in UTC keeps its time there, wherever it is shown."""

    def __post_init__(self) -> None:
        start = self.master.first("DTSTART")
        is_shown = self.times.zone_is_own and not self.times.all_day
        is_in_utc = start is not None and is_shown and self.clock.is_in_utc(start)
        self.counted_in = UTC if is_in_utc or self.times.start.tzinfo is None else self.times.start.tzinfo

    def instances(self, since: date | None, until: date | None) -> Iterator[Instance]:
        """Yield the instances from `since` to `until`, in order; without limits, a year of them."""
        start = _wall(self.times.start, self.counted_in).date()
        first = since or start
        last = until or max(first, start) + REACH
        by_id: dict[str, tuple[Component, Times]] = {}
        for override, times in self.overrides:
            try:
                by_id[self.id_of(override)] = (override, times)
            except UnusableError as error:
                self.problems.append((override.line, str(error)))
        try:
            starts = self._starts(first, last)
        except UnusableError as error:
            self.problems.append((self.master.line, f"{error}: only its first time is read"))
            starts = [self.times.start]
        changes = self._changes(by_id)
        for start in starts:
            recurrence_id = self.id_at(start)
            if recurrence_id not in by_id:
                since_then = [change for change in changes if change.since <= start.timestamp()]
                yield since_then[-1].instance(start) if since_then else self._instance(start, recurrence_id)
        for recurrence_id, (override, times) in by_id.items():
            yield Instance(override, recurrence_id, times.start, times.end)

    def _instance(self, start: datetime, recurrence_id: str) -> Instance:
        return Instance(self.master, recurrence_id, start, self.end(start, start, self.times))

    def end(self, start: datetime, instead_of: datetime, like: Times) -> datetime:
        """Return the end of an instance: as its RDATE says, else as long as `like`."""
        length = self._lengths.get(instead_of.timestamp())
        return _end(start, like) if length is None else later(start, 0, length)

    def _changes(self, by_id: dict[str, tuple[Component, Times]]) -> list[_Change]:
        """Return the overrides that hold for all later instances, too (RANGE=THISANDFUTURE), in order."""
        found = []
        for override, times in by_id.values():
            each = override.first("RECURRENCE-ID")
            if each and each.params.get("RANGE", "").upper() == "THISANDFUTURE":
                moment = self._moment_of(each)
                found.append(
                    _Change(
                        moment.timestamp(),
                        _wall(times.start, self.counted_in) - _wall(moment, self.counted_in),
                        override,
                        times,
                        self,
                    )
                )
        return sorted(found, key=lambda change: change.since)

    def id_of(self, override: Component) -> str:
        """Return the RECURRENCE-ID of an override as it is stored: in UTC, a date where the series has dates."""
        return self.id_at(self._moment_of(override.all("RECURRENCE-ID")[0]))

    def _moment_of(self, recurrence_id: Property) -> datetime:
        found = self.clock.aware(recurrence_id, self.counted_in)
        if isinstance(found, datetime):
            return found
        return self._on(found)

    def _on(self, day: date) -> datetime:
        """Return the moment of an instance of which only the day is written."""
        return datetime.combine(day, _wall(self.times.start, self.counted_in).time(), tzinfo=self.counted_in)

    def id_at(self, start: datetime) -> str:
        """Return the RECURRENCE-ID, as it is stored, of the instance that starts at `start`."""
        return f"{start.astimezone(self.counted_in):%Y%m%d}" if self.times.all_day else recurrence_id_text(start)

    def _starts(self, first: date, last: date) -> list[datetime]:
        """Return when the instances start, from `first` to `last`."""
        from icalendar import Calendar, Event
        from recurring_ical_events import of  # slow to import: only for a series

        skeleton = Event()
        skeleton.add("UID", "series")
        skeleton.add("DTSTART", self._plain(self.times.start))
        self.budget.spend(_STEPS_OF_SERIES)
        for rule in self._rules(first, last):
            skeleton.add("RRULE", rule)
        for name in ("RDATE", "EXDATE"):
            dates = [found for each in self.master.all(name) for found in self._dates(each, first, last)]
            if name == "RDATE" and len(set(dates)) > self.limits.instances:
                raise UnusableError(f"repeats on {len(set(dates))} days: {self.limits.verdict}")
            if dates:
                skeleton.add(name, dates)
        calendar = Calendar()
        calendar.add_component(skeleton)
        begin = datetime.combine(first, time(0), tzinfo=self.counted_in)
        end = datetime.combine(last + timedelta(days=1), time(0), tzinfo=self.counted_in)
        try:
            found = of(calendar).between(begin, end)
        except Exception as error:
            raise UnusableError(f"its repetition cannot be read ({printable(str(error))[:80]})") from None
        if len(found) > self.limits.instances:
            text = f"repeats {len(found)} times within {(last - first).days} days: {self.limits.verdict}"
            raise UnusableError(text)
        starts = (event["DTSTART"].dt for event in found)
        return sorted({self._whole(start) for start in starts}, key=datetime.timestamp)

    def _plain(self, start: datetime) -> date | datetime:
        return start.date() if self.times.all_day else start.astimezone(self.counted_in)

    def _whole(self, start: date | datetime) -> datetime:
        if isinstance(start, datetime):
            return start.astimezone(UTC).astimezone(self.times.start.tzinfo)
        return datetime.combine(start, time(0), tzinfo=self.counted_in)

    def _rules(self, first: date, last: date) -> Iterator[dict[str, object]]:
        start = self._plain(self.times.start)
        day = start.date() if isinstance(start, datetime) else start
        for each in self.master.all("RRULE"):
            until = self._until(each)
            yield _checked(each, until, start, last, (self.budget, self.limits))
            end = until.date() if isinstance(until, datetime) else until or last
            span = (min(last, end) - max(first, day)).days + 1
            self.budget.spend(max(0.0, span * _times_a_day(each)) * self.limits.cost)

    def _until(self, rule: Property) -> date | datetime | None:
        """Return the end of a rule; where it is a date, that whole day belongs to the series."""
        match = re.search(r"UNTIL=([0-9TZ:-]+)", rule.value.upper())
        if not match:
            return None
        if match[1][:4].isdigit() and int(match[1][:4]) > LAST_YEAR:
            return None  # a way to say: for ever
        until = self.clock.aware(Property("UNTIL", {}, match[1], rule.line), self.counted_in)
        if self.times.all_day:
            return until.date() if isinstance(until, datetime) else until
        if isinstance(until, datetime):
            return until.astimezone(UTC)
        return datetime.combine(until, time(23, 59, 59), tzinfo=self.counted_in).astimezone(UTC)

    def _dates(self, each: Property, first: date, last: date) -> Iterator[date | datetime]:
        """Yield the dates of an RDATE or EXDATE that lie in question; one that cannot be read is told and left out."""
        near = f"{first - timedelta(days=2):%Y%m%d}", f"{last + timedelta(days=2):%Y%m%d}"
        for text in filter(str.strip, each.value.split(",")):
            value = text.strip()[:100]
            if value[:8].isdigit() and not near[0] <= value[:8] <= near[1]:
                continue
            try:
                found, length = self.clock.period(each, value, self.counted_in)
            except UnusableError as error:
                self.problems.append((each.line, f"a date {error}: passed over"))
                continue
            if isinstance(found, datetime):
                if length is not None and each.name == "RDATE":
                    self._lengths[found.timestamp()] = length
                yield self._plain(found)
            else:
                yield found if self.times.all_day else self._on(found)


class _Change(Struct, frozen=True):
    """What holds for the instances of a series from one on."""

    since: float
    later: timedelta
    event: Component
    times: Times
    series: Series

    def instance(self, start: datetime) -> Instance:
        """Return the instance that would start at `start`."""
        zone = self.series.counted_in
        moved = (_wall(start, zone) + self.later).replace(tzinfo=zone).astimezone(UTC).astimezone(start.tzinfo)
        return Instance(self.event, self.series.id_at(start), moved, self.series.end(moved, start, self.times))


def _wall(moment: datetime, zone: tzinfo | None) -> datetime:
    """Return what a clock in `zone` shows."""
    return moment.astimezone(zone).replace(tzinfo=None)


def _end(start: datetime, like: Times) -> datetime:
    """Return the end of an instance that is as long as `like`."""
    if like.all_day:
        return datetime.combine(
            start.date() + (like.end.date() - like.start.date()), like.end.time(), tzinfo=start.tzinfo
        )
    rest = like.end.timestamp() - later(like.start, like.days, timedelta(0)).timestamp()
    return later(start, like.days, timedelta(seconds=rest))


def _checked(
    rule: Property, until: date | datetime | None, start: date | datetime, last: date, within: tuple[Budget, Limits]
) -> dict[str, object]:
    """Return a rule that can be expanded in bounded time. Raises UnusableError for any other."""
    budget, limits = within
    parts = {name.upper(): value.upper() for name, value in _PART.findall(rule.value)}
    if parts.get("RSCALE") == "GREGORIAN":  # as all are that do not say so (RFC 7529)
        parts = {name: value for name, value in parts.items() if name not in ("RSCALE", "SKIP")}
    unit = None if set(parts) - _PARTS else _DAYS.get(parts.get("FREQ", ""))
    if unit is None:
        raise UnusableError(f"its rule is not understood ({printable(rule.value)[:60]!r})")
    a_day = prod(parts.get(part, "").count(",") + 1 for part in ("BYHOUR", "BYMINUTE", "BYSECOND"))
    if unit < limits.shortest or (a_day > 1 and limits.shortest >= 1):
        raise UnusableError(f"repeats several times {'a day' if limits.shortest >= 1 else 'an hour'}: {limits.verdict}")
    interval = _number(parts.get("INTERVAL", "1"))
    numbers_are_right = all(_NUMBERS[name].fullmatch(value) for name, value in parts.items() if name in _NUMBERS)
    months = parts.get("BYMONTH", "1").split(",")
    if interval < 1 or not numbers_are_right or not all(1 <= _number(month) <= 12 for month in months):
        raise UnusableError(f"its rule is not understood ({printable(rule.value)[:60]!r})")
    day = start.date() if isinstance(start, datetime) else start
    steps = (last - day).days * a_day / (unit * interval)
    if steps > _MAX_STEPS:
        raise UnusableError(f"repeats since {day}: {limits.verdict}")
    is_rare = bool(_RARE & parts.keys() or re.search(r"[1-9]", parts.get("BYDAY", "")))
    budget.spend(steps + is_rare * _STEPS_OF_RARE)
    from icalendar import vRecur

    try:
        found = dict(vRecur.from_ical(";".join(f"{name}={value}" for name, value in parts.items() if name != "UNTIL")))
    except ValueError as error:
        raise UnusableError(f"its rule is not understood ({printable(str(error))[:60]})") from None
    if is_rare:
        _require_a_match(found, day)
    if until is not None:
        if until < start:
            raise UnusableError("its repetition ends before it begins")
        found.pop("COUNT", None)
        found["UNTIL"] = [until]
    return found


def _times_a_day(rule: Property) -> float:
    """Return how often a rule that was checked comes true, at most and roughly: what it costs must be known before."""
    parts = {name.upper(): value.upper() for name, value in _PART.findall(rule.value)}
    many = {name: value.count(",") + 1 for name, value in parts.items()}
    unit = _DAYS[parts["FREQ"]]
    times = 1.0
    if "BYDAY" in parts:
        every_week = unit > 7 and not re.search(r"\d", parts["BYDAY"])
        times = many["BYDAY"] * (unit / 7 if every_week else 1)
    elif _RARE & parts.keys():
        times = sum(many.get(name, 0) for name in _RARE) * (12 if parts["FREQ"] == "YEARLY" else 1)
    times = max(times * many.get("BYMONTH", 1), 1) if unit > 28 else times
    a_day: int = prod(many.get(part, 1) for part in ("BYHOUR", "BYMINUTE", "BYSECOND"))
    return float(min(times, max(unit, 1))) * a_day / (unit * _number(parts.get("INTERVAL", "1")))


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 6 else 0


def _require_a_match(rule: dict[str, object], day: date) -> None:
    """Raise UnusableError for a rule that never comes true: looking for it would take until the year 9999.

    It is tried in those last years of the calendar whose weekdays are those of `day`'s year.
    """
    from dateutil.rrule import rrulestr
    from icalendar import vRecur

    plain: Any = vRecur({name: value for name, value in rule.items() if name not in ("UNTIL", "COUNT")})
    text = plain.to_ical().decode()
    leap = (day.month, day.day) == (2, 29)
    last_years = range(9999 - 2 * _SAME_YEARS, 9999 - _SAME_YEARS)
    year = next(year for year in last_years if _have_same_days(year, day.year))
    start = datetime(year, day.month, day.day - leap)  # noqa: DTZ001
    try:
        following = next(iter(rrulestr(text, dtstart=start)), None)
    except Exception as error:  # dateutil has no error of its own for a rule that it cannot count
        raise UnusableError(f"its rule is not understood ({printable(str(error))[:60]})") from None
    if following is None:
        raise UnusableError("its rule never comes true")


def _have_same_days(one: int, other: int) -> bool:
    """Return whether the dates of two years fall on the same weekdays."""
    return date(one, 3, 1).weekday() == date(other, 3, 1).weekday() and _is_leap(one) == _is_leap(other)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
