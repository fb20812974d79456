"""Spans of time, and the first moment that is free."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


def first_fit(
    allowed: Iterable[Period], taken: Sequence[Period], length: timedelta, first: datetime, last: datetime
) -> datetime | None:
    """Return the first moment in [first, last] at which `length` fits into `allowed` and meets nothing `taken`.

    `allowed` comes in order; None: there is no such moment. Returned in UTC.
    """
    first, last = first.astimezone(UTC), last.astimezone(UTC)
    for span in allowed:
        moment = max(span.start, first)
        while moment <= last and moment + length <= span.end:
            blocking = [p.end for p in taken if p.start < moment + length and moment < p.end]
            if not blocking:
                return moment
            moment = max(blocking)
        if span.start > last:
            return None
    return None
