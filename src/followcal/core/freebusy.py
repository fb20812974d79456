"""Spans of time, and the first moment that is free."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Protocol

from msgspec import Struct
from msgspec.structs import force_setattr

from followcal.errors import InvalidValueError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant(moment: datetime) -> timedelta:
    """Return what aware moments are compared by: two of one zone would be compared by their clocks.

    That is wrong where these change. Raises TypeError for a moment without a time zone.
    """
    return moment - _EPOCH


class Period(Struct, frozen=True):
    """Half-open span of time [start, end), as RFC 5545 PERIOD. Both ends are aware, and are kept in UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if not (self.start.tzinfo is UTC and self.end.tzinfo is UTC):
            if self.start.utcoffset() is None or self.end.utcoffset() is None:
                raise InvalidValueError(f"period without a time zone: {self.start} to {self.end}")
            # Two moments of one zone would be compared by their clocks, which is wrong when these change.
            force_setattr(self, "start", self.start.astimezone(UTC))
            force_setattr(self, "end", self.end.astimezone(UTC))
        if self.end < self.start:
            raise InvalidValueError(f"the period ends {self.end}, before it starts {self.start}")


def moment_at(day: date, at: time, zone: tzinfo | None) -> datetime:
    """Return, in UTC, the moment at which clocks in `zone` show `at` on `day`.

    A time that a change of the clocks leaves out lies as much later; of a time that comes twice, the first one is
    meant.
    """
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


class Taken(Protocol):
    """Time in which nothing else can lie."""

    def free_from(self, moment: datetime, length: timedelta) -> datetime:
        """Return the first moment from `moment` on at which `length` meets nothing that is taken."""

    def taken_from(self, moment: datetime) -> datetime | None:
        """Return the first start of something that is taken, from `moment` on."""


class Busy:
    """Spans of time that are taken: kept in order and apart, so that each question costs one look-up."""

    def __init__(self, periods: Iterable[Period] = ()) -> None:
        self._starts: list[datetime] = []
        self._ends: list[datetime] = []
        self.add_all(periods)

    def __bool__(self) -> bool:
        return bool(self._starts)

    def add(self, period: Period) -> None:
        """Take `period`, too. Spans that touch become one."""
        if not self._ends or self._ends[-1] < period.start:
            self._starts.append(period.start)
            self._ends.append(period.end)
            return
        first, last = bisect_left(self._ends, period.start), bisect_right(self._starts, period.end)
        touched = slice(first, last)
        self._starts[touched] = [min([period.start, *self._starts[touched]])]
        self._ends[touched] = [max([period.end, *self._ends[touched]])]

    def add_all(self, periods: Iterable[Period]) -> None:
        """Take all of `periods`, too."""
        for period in sorted(periods, key=lambda period: period.start):
            self.add(period)

    def free(self, period: Period) -> None:
        """Take `period` no more, whatever took it."""
        first, last = bisect_right(self._ends, period.start), bisect_left(self._starts, period.end)
        if first == last:
            return
        before = [(self._starts[first], period.start)] if self._starts[first] < period.start else []
        after = [(period.end, self._ends[last - 1])] if period.end < self._ends[last - 1] else []
        self._starts[first:last] = [start for start, _ in (*before, *after)]
        self._ends[first:last] = [end for _, end in (*before, *after)]

    def meets(self, period: Period) -> bool:
        """Return whether `period` has a moment in common with what is taken."""
        index = bisect_right(self._ends, period.start)
        return index < len(self._ends) and self._starts[index] < period.end

    def ends_at(self, moment: datetime) -> bool:
        """Return whether what is taken ends just at `moment`."""
        index = bisect_left(self._ends, moment)
        return index < len(self._ends) and self._ends[index] == moment

    def between(self, start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
        """Return the spans that are taken and reach into [start, end), in order."""
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end)
        return tuple(zip(self._starts[first:last], self._ends[first:last], strict=True))

    def free_from(self, moment: datetime, length: timedelta) -> datetime:
        """Return the first moment from `moment` on at which `length` meets nothing that is taken."""
        starts, ends = self._starts, self._ends
        index = bisect_right(ends, moment)
        while index < len(ends) and starts[index] < moment + length:
            moment = ends[index]
            index += 1
        return moment

    def taken_from(self, moment: datetime) -> datetime | None:
        """Return the first start of something that is taken, from `moment` on."""
        index = bisect_left(self._starts, moment)
        return self._starts[index] if index < len(self._starts) else None


class Apart(Busy):
    """Spans of time that are taken, with a pause before and after each."""

    def __init__(self, periods: Iterable[Period], pause: timedelta) -> None:
        super().__init__(periods)
        self._pause = pause

    def meets(self, period: Period) -> bool:
        """Return whether `period` comes closer to what is taken than the pause."""
        return super().meets(Period(period.start - self._pause, period.end + self._pause))

    def between(self, start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
        """Return the spans that are taken and reach into [start, end) with their pauses, in order."""
        pause = self._pause
        return tuple((a - pause, b + pause) for a, b in super().between(start - pause, end + pause))

    def free_from(self, moment: datetime, length: timedelta) -> datetime:
        """Return the first moment from `moment` on at which `length` keeps its distance to all that is taken."""
        return super().free_from(moment - self._pause, length + 2 * self._pause) + self._pause

    def taken_from(self, moment: datetime) -> datetime | None:
        """Return the first start of a pause before something that is taken, from `moment` on."""
        start = super().taken_from(moment + self._pause)
        return None if start is None else start - self._pause


class Together(Struct, frozen=True):
    """What is taken by any of several."""

    parts: tuple[Busy, ...]

    def free_from(self, moment: datetime, length: timedelta) -> datetime:
        """Return the first moment from `moment` on at which `length` meets nothing that is taken."""
        before = None
        while moment != before:
            before = moment
            for part in self.parts:
                moment = part.free_from(moment, length)
        return moment

    def taken_from(self, moment: datetime) -> datetime | None:
        """Return the first start of something that is taken, from `moment` on."""
        starts = (part.taken_from(moment) for part in self.parts)
        return min((start for start in starts if start is not None), default=None)


def overlaps(some: Iterable[Period], others: Iterable[Period]) -> Iterator[Period]:
    """Yield what two rows of periods, each in order and apart, have in common."""
    rest = iter(others)
    other = next(rest, None)
    for each in some:
        while other is not None and other.start < each.end:
            if other.end > each.start:
                yield Period(max(each.start, other.start), min(each.end, other.end))
            if other.end > each.end:
                break
            other = next(rest, None)
        if other is None:
            return


def free_starts(
    allowed: Iterable[Period], taken: Taken, length: timedelta, first: datetime, last: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Yield from when until when `length` may start, within [first, last], inside `allowed` and outside of `taken`.

    `allowed` comes in order. In UTC.
    """
    first, last = first.astimezone(UTC), last.astimezone(UTC)
    for span in allowed:
        latest = min(last, span.end - length)
        moment = taken.free_from(max(span.start, first), length)
        while moment <= latest:
            stop = taken.taken_from(moment)
            yield moment, latest if stop is None else min(latest, stop - length)
            if stop is None:
                break
            moment = taken.free_from(stop, length)
        if span.start > last:
            return


def first_fit(
    allowed: Iterable[Period], taken: Taken, length: timedelta, first: datetime, last: datetime
) -> datetime | None:
    """Return the first moment in [first, last] at which `length` fits into `allowed` and meets nothing `taken`.

    `allowed` comes in order; None: there is no such moment. Returned in UTC.
    """
    return next((start for start, _ in free_starts(allowed, taken, length, first, last)), None)
