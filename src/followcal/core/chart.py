"""The plan at a glance: applications as rows, windows as bars over days, the most urgent application first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta

from msgspec import Struct

from followcal.core.business_days import BusinessCalendar
from followcal.core.facts import Status
from followcal.core.interview import Interview, Office
from followcal.core.policy import Kind
from followcal.core.schedule import Schedule, Step
from followcal.errors import OutsideCalendarError

_DAY = timedelta(days=1)
_BACK, _AHEAD = timedelta(days=35), timedelta(days=182)
"""How far from today the days reach, where there is more."""

OPEN = (Status.PLANNED, Status.OVERDUE)


class Bar(Struct, frozen=True):
    """One event: its window in days, and the day that it stands on. Both lie in the zone of the interview."""

    steps: tuple[Step, ...]
    first: date
    last: date
    day: date
    status: Status

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.status in OPEN

    @property
    def urgency(self) -> tuple[bool, bool, float]:
        """What open events are put in order by: late ones first, what is late least before all, then by the last day.

        As in the agenda: what is late by a day can still be made good.
        """
        late, step = self.status is Status.OVERDUE, self.steps[0]
        latest = step.window.latest.timestamp()
        return not late, step.optional, -latest if late else latest


class Row(Struct, frozen=True):
    """One application: its rounds, its events in order of time, and the days on which the employer does not work."""

    name: str
    interviews: tuple[Interview, ...]
    bars: tuple[Bar, ...]
    off: Mapping[date, str]
    """Days off by name; a weekend has none."""

    @property
    def next(self) -> Bar | None:
        """The most urgent of its open events."""
        return min((bar for bar in self.bars if bar.is_open), key=lambda bar: bar.urgency, default=None)


class Chart(Struct, frozen=True):
    """All rows, and the days over which they are drawn: whole weeks from a Monday to a Sunday."""

    first: date
    last: date
    today: date
    rows: tuple[Row, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """All days, in order."""
        return tuple(self.first + _DAY * n for n in range((self.last - self.first).days + 1))


def chart(schedule: Schedule, calendars: Mapping[Office, BusinessCalendar]) -> Chart:
    """Return the plan as rows of bars; what was withdrawn is left out.

    The days reach over all that is planned, but no further than five weeks back and half a year ahead.
    """
    today = schedule.now.date()
    groups: dict[tuple[str, str], list[Interview]] = {}
    for interview in schedule.interviews:
        groups.setdefault(interview.application, []).append(interview)
    bars: dict[tuple[str, str], list[Bar]] = {}
    for event in schedule.events():
        if event[0].status is not Status.WITHDRAWN:
            bars.setdefault(event[0].interview.application, []).append(_bar(event))
    first, last = _span(today, schedule.interviews, [bar for found in bars.values() for bar in found])
    rows = [
        Row(
            name_of(found),
            tuple(found),
            tuple(bars.get(key, ())),
            _off(calendars.get(found[-1].office), first, last),
        )
        for key, found in groups.items()
    ]
    return Chart(first, last, today, tuple(sorted(rows, key=_urgency)))


def name_of(interviews: Sequence[Interview]) -> str:
    """Return what to call an application."""
    known = interviews[-1]
    role = next((each.role for each in interviews if each.role), None)
    return ", ".join(filter(None, (known.company or known.summary or "Interview", role)))


def _bar(event: Sequence[Step]) -> Bar:
    waiting = next((step for step in event if step.status in OPEN), event[0])
    latest = waiting.interview.start if waiting.kind is Kind.PREP else waiting.window.latest
    first, last = waiting.window.earliest.date(), max(latest.date(), waiting.window.earliest.date())
    return Bar(tuple(event), first, last, waiting.start.date(), waiting.status)


def _span(today: date, interviews: Iterable[Interview], bars: Sequence[Bar]) -> tuple[date, date]:
    days = [today, *(interview.day for interview in interviews)]
    days += [day for bar in bars for day in (bar.first, bar.last, bar.day)]
    first, last = max(min(days), today - _BACK), min(max(days), today + _AHEAD)
    return first - _DAY * first.weekday(), last + _DAY * (6 - last.weekday())


def _off(calendar: BusinessCalendar | None, first: date, last: date) -> dict[date, str]:
    return dict(_days_off(calendar, first, last)) if calendar else {}


def _days_off(calendar: BusinessCalendar, first: date, last: date) -> Iterator[tuple[date, str]]:
    day = first
    while day <= last:
        until = min(last, date(day.year, 12, 31))
        with suppress(OutsideCalendarError):  # nothing is planned in a year that is not known
            yield from ((off.day, "" if off.is_weekend else off.name) for off in calendar.days_off(day - _DAY, until))
        day = until + _DAY


def _urgency(row: Row) -> tuple[bool, tuple[bool, bool, float], float]:
    """Return what rows are put in order by: as their next events; those with nothing to do come last."""
    following = row.next
    return following is None, following.urgency if following else _NONE, -row.interviews[-1].end.timestamp()


_NONE = (False, False, 0.0)
