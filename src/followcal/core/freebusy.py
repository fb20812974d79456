"""Spans of time, and the first moment that is free."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """Half-open span of time [start, end), as RFC 5545 PERIOD. Both ends are aware, and are kept in UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.utcoffset() is None or self.end.utcoffset() is None:
            raise ValueError(f"period without a time zone: {self.start} to {self.end}")
        # Two moments of one zone would be compared by their clocks, which is wrong when these change.
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))


class Busy:
    """Spans of time that are taken: kept in order and apart, so that each question costs one look-up."""

    def __init__(self, periods: Iterable[Period] = ()) -> None:
        self._starts: list[datetime] = []
        self._ends: list[datetime] = []
        for period in periods:
            self.add(period)

    def add(self, period: Period) -> None:
        """Take `period`, too. Spans that touch become one."""
        first, last = bisect_left(self._ends, period.start), bisect_right(self._starts, period.end)
        touched = slice(first, last)
        self._starts[touched] = [min([period.start, *self._starts[touched]])]
        self._ends[touched] = [max([period.end, *self._ends[touched]])]

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
        for index in range(bisect_right(self._ends, moment), len(self._ends)):
            if self._starts[index] >= moment + length:
                break
            moment = self._ends[index]
        return moment


def first_fit(
    allowed: Iterable[Period], taken: Busy, length: timedelta, first: datetime, last: datetime
) -> datetime | None:
    """Return the first moment in [first, last] at which `length` fits into `allowed` and meets nothing `taken`.

    `allowed` comes in order; None: there is no such moment. Returned in UTC.
    """
    first, last = first.astimezone(UTC), last.astimezone(UTC)
    for span in allowed:
        moment = taken.free_from(max(span.start, first), length)
        if moment <= last and moment + length <= span.end:
            return moment
        if span.start > last:
            return None
    return None
