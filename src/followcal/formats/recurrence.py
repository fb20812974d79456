"""A series of events to its instances, through recurring-ical-events, each series in its own boundary.

A rule may be a bomb: what has too many instances to be an interview, or would take too long to find out, is refused
before it is expanded, and its first time is kept. A component that goes in holds times only, all of one kind (dates,
or moments in one zone), so that what other programs wrote carelessly (UNTIL as a date, RECURRENCE-ID in another zone
or without a time) compares as it was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from followcal.core.interview import recurrence_id_text
from followcal.core.wording import printable
from followcal.formats.content import Component, Property
from followcal.formats.times import Clock, Times, UnusableError

MAX_INSTANCES = 50
"""More instances of one series than this within a year are no interviews."""

REACH = timedelta(days=366)
"""How far a series is followed where no other limit is set."""

_MAX_STEPS = 20_000
"""Repetitions between the start of a series and the days in question that are counted through."""

_SAME_YEARS = 28
"""After so many years the same dates fall on the same weekdays: a rule that found none until then finds none."""

_UNITS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 28, "YEARLY": 365}
_PART = re.compile(r"([A-Z]+)=([A-Z0-9,+-]+)", re.IGNORECASE)
_RARE = frozenset({"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"})
_PARTS = frozenset(_RARE | {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYDAY", "WKST", "BYHOUR", "BYMINUTE", "BYSECOND"})


@dataclass(frozen=True, slots=True)
class Instance:
    """One event of a series."""

    event: Component
    """Where its words stand: the series itself, or the event that takes the place of this instance."""

    recurrence_id: str
    start: datetime
    end: datetime


@dataclass(slots=True)
class Series:
    """A series and the events that take the place of its instances."""

    master: Component
    times: Times
    overrides: Sequence[tuple[Component, Times]]
    clock: Clock
    problems: list[tuple[int, str]] = field(default_factory=list)
    """What was refused or could not be read, with the line."""

    def instances(self, since: date | None, until: date | None) -> Iterator[Instance]:
        """Yield the instances from `since` to `until`, in order; without limits, a year of them."""
        first = max(since or self.times.start.date(), self.times.start.date())
        last = until or first + REACH
        by_id = {self.id_of(override): (override, times) for override, times in self.overrides}
        try:
            starts = self._starts(first, last)
        except UnusableError as error:
            self.problems.append((self.master.line, f"{error}: only its first time is read"))
            starts = [self.times.start]
        length = self.times.end.timestamp() - self.times.start.timestamp()
        for start in starts:
            recurrence_id = self._id(start)
            if recurrence_id not in by_id:
                end = (start.astimezone(UTC) + timedelta(seconds=length)).astimezone(start.tzinfo)
                if self.times.all_day:
                    end = datetime.combine(start.date() + (self.times.end.date() - self.times.start.date()),
                                           self.times.end.time(), tzinfo=start.tzinfo)
                yield Instance(self.master, recurrence_id, start, end)
        for recurrence_id, (override, times) in by_id.items():
            yield Instance(override, recurrence_id, times.start, times.end)

    def id_of(self, override: Component) -> str:
        """Return the RECURRENCE-ID of an override as it is stored: in UTC, a date where the series has dates."""
        each = override.first("RECURRENCE-ID")
        if each is None:
            raise UnusableError("has no RECURRENCE-ID")
        found = self.clock.aware(each, self._zone)
        if isinstance(found, datetime):
            return self._id(found)
        return self._id(datetime.combine(found, self.times.start.time(), tzinfo=self._zone))

    @property
    def _zone(self) -> tzinfo:
        zone = self.times.start.tzinfo
        if zone is None:
            raise UnusableError("has no time zone")
        return zone

    def _id(self, start: datetime) -> str:
        return f"{start.astimezone(self._zone):%Y%m%d}" if self.times.all_day else recurrence_id_text(start)

    def _starts(self, first: date, last: date) -> list[datetime]:
        """Return when the instances start, from `first` to `last`."""
        from icalendar import Calendar, Event
        from recurring_ical_events import of  # slow to import: only for a series

        skeleton = Event()
        skeleton.add("UID", "series")
        skeleton.add("DTSTART", self._plain(self.times.start))
        for rule in self._rules(last):
            skeleton.add("RRULE", rule)
        for name in ("RDATE", "EXDATE"):
            dates = [found for each in self.master.all(name) for found in self._dates(each, first, last)]
            if name == "RDATE" and len(set(dates)) > MAX_INSTANCES:
                raise UnusableError(f"repeats on {len(set(dates))} days: that is no interview")
            if dates:
                skeleton.add(name, dates)
        calendar = Calendar()
        calendar.add_component(skeleton)
        begin = datetime.combine(first, time(0), tzinfo=self._zone)
        end = datetime.combine(last + timedelta(days=1), time(0), tzinfo=self._zone)
        try:
            found = of(calendar).between(begin, end)
        except Exception as error:
            raise UnusableError(f"its repetition cannot be read ({printable(str(error))[:80]})") from None
        if len(found) > MAX_INSTANCES:
            raise UnusableError(f"repeats {len(found)} times within {(last - first).days} days: that is no interview")
        starts = (event["DTSTART"].dt for event in found)
        return sorted({self._whole(start) for start in starts}, key=datetime.timestamp)

    def _plain(self, start: datetime) -> date | datetime:
        return start.date() if self.times.all_day else start

    def _whole(self, start: date | datetime) -> datetime:
        if isinstance(start, datetime):
            return start.astimezone(UTC).astimezone(self._zone)
        return datetime.combine(start, time(0), tzinfo=self._zone)

    def _rules(self, last: date) -> Iterator[dict[str, object]]:
        for each in self.master.all("RRULE"):
            yield _checked(each, self._until(each), self._plain(self.times.start), last)

    def _until(self, rule: Property) -> date | datetime | None:
        """Return the end of a rule; where it is a date, that whole day belongs to the series."""
        match = re.search(r"UNTIL=([0-9TZ:-]+)", rule.value.upper())
        if not match:
            return None
        until = self.clock.aware(Property("UNTIL", {}, match[1], rule.line), self._zone)
        if self.times.all_day:
            return until.date() if isinstance(until, datetime) else until
        if isinstance(until, datetime):
            return until.astimezone(UTC)
        return datetime.combine(until, time(23, 59, 59), tzinfo=self._zone).astimezone(UTC)

    def _dates(self, each: Property, first: date, last: date) -> Iterator[date | datetime]:
        """Yield the dates of an RDATE or EXDATE that lie in question; one that cannot be read is told and left out."""
        near = f"{first - timedelta(days=2):%Y%m%d}", f"{last + timedelta(days=2):%Y%m%d}"
        for text in each.value.split(","):
            value = text.strip().partition("/")[0]  # a period counts from its start
            if value[:8].isdigit() and not near[0] <= value[:8] <= near[1]:
                continue
            try:
                found = self.clock.aware(Property(each.name, each.params, value, each.line), self._zone)
            except UnusableError as error:
                self.problems.append((each.line, f"a date {error}: passed over"))
                continue
            if isinstance(found, datetime):
                yield self._plain(found)
            elif self.times.all_day:
                yield found
            else:
                yield datetime.combine(found, self.times.start.time(), tzinfo=self._zone)


def _checked(rule: Property, until: date | datetime | None, start: date | datetime, last: date) -> dict[str, object]:
    """Return a rule that can be expanded in bounded time. Raises UnusableError for any other."""
    parts = {name.upper(): value.upper() for name, value in _PART.findall(rule.value)}
    unknown = set(parts) - _PARTS
    frequency = parts.get("FREQ", "")
    if unknown or frequency not in (*_UNITS, "HOURLY", "MINUTELY", "SECONDLY"):
        raise UnusableError(f"its rule is not understood ({printable(rule.value)[:60]!r})")
    several = any("," in parts.get(part, "") for part in ("BYHOUR", "BYMINUTE", "BYSECOND"))
    if frequency not in _UNITS or several:
        raise UnusableError("repeats several times a day: that is no interview")
    interval = _number(parts.get("INTERVAL", "1"))
    if interval < 1:
        raise UnusableError(f"its rule is not understood ({printable(rule.value)[:60]!r})")
    day = start.date() if isinstance(start, datetime) else start
    if (last - day).days / (_UNITS[frequency] * interval) > _MAX_STEPS:
        raise UnusableError(f"repeats since {day}: that is no interview")
    from icalendar import vRecur

    try:
        found = dict(vRecur.from_ical(";".join(f"{name}={value}" for name, value in parts.items() if name != "UNTIL")))
    except ValueError as error:
        raise UnusableError(f"its rule is not understood ({printable(str(error))[:60]})") from None
    if _RARE & parts.keys() or re.search(r"[1-9]", parts.get("BYDAY", "")):
        _require_a_match(found, day)
    if until is not None:
        found.pop("COUNT", None)
        found["UNTIL"] = [until]
    return found


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 6 else 0


def _require_a_match(rule: dict[str, object], day: date) -> None:
    """Raise UnusableError for a rule that never comes true: looking for it would take until the year 9999.

    It is tried in those last years of the calendar whose weekdays are those of `day`'s year.
    """
    from dateutil.rrule import rrulestr
    from icalendar import vRecur

    text = vRecur({name: value for name, value in rule.items() if name not in ("UNTIL", "COUNT")}).to_ical().decode()
    leap = (day.month, day.day) == (2, 29)
    for year in range(9999 - 2 * _SAME_YEARS, 9999 - _SAME_YEARS):
        alike = date(year, 3, 1).weekday() == date(day.year, 3, 1).weekday() and _is_leap(year) == _is_leap(day.year)
        if alike:
            start = datetime(year, day.month, day.day - leap)  # noqa: DTZ001: only dates matter
            try:
                following = iter(rrulestr(text, dtstart=start))
                if next(following, None) is not None:
                    return
            except Exception as error:  # dateutil has no error of its own for a rule that it cannot count
                raise UnusableError(f"its rule is not understood ({printable(str(error))[:60]})") from None
            break
    raise UnusableError("its rule never comes true")


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def repeats(event: Component) -> bool:
    """Return whether an event is a series."""
    return bool(event.first("RRULE") or event.first("RDATE"))


def is_endless(event: Component) -> bool:
    """Return whether a series has no end."""
    return any(not re.search(r"COUNT=|UNTIL=", each.value.upper()) for each in event.all("RRULE"))


def unique_problems(problems: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return problems without repetition, in order."""
    return list(dict.fromkeys(problems))
