"""Moments and days as numbers: microseconds, and days, since 1970-01-01; with or without a zone in mind."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Moments = NDArray[np.int64]
Days = NDArray[np.int32]
Flags = NDArray[np.bool_]

Rows = slice | NDArray[np.intp]
"""Some of the rows."""

Span = tuple[int, int]
"""The first and the last of some days, or of some moments."""


class Codes(Struct, frozen=True):
    """A number for each row, by way of a few distinct ones: row i has `values[indices[i]]`."""

    values: NDArray[np.int64]
    indices: NDArray[np.integer]
    """All of them within the values."""

    def of(self, table: Moments) -> Moments:
        """Return what the table holds for the number of each row."""
        return table.take(self.values).take(self.indices.astype(np.intp, copy=False), mode="wrap")

    def rows(self, rows: Rows) -> Codes:
        """Return the numbers of some rows."""
        return Codes(self.values, self.indices[rows])


def number_of(codes: Codes | int, table: Moments) -> Moments | int:
    """Return what the table holds for the number of each row, or of all rows."""
    return int(table[codes]) if isinstance(codes, int) else codes.of(table)


MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1) // MICROSECOND
FIRST_YEAR, LAST_YEAR = 1901, 2198
"""Interviews before and after are refused: no calendar reaches further, and no day leaves the range of dates."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_ORDINAL = date(1970, 1, 1).toordinal()


def microseconds(span: timedelta | time) -> int:
    """Return a span of time, or a time of day, in microseconds."""
    if isinstance(span, time):
        span = timedelta(hours=span.hour, minutes=span.minute, seconds=span.second, microseconds=span.microsecond)
    return span // MICROSECOND


def day_number(day: date) -> int:
    """Return the days from 1970-01-01 to `day`."""
    return day.toordinal() - _FIRST_ORDINAL


def day_of(number: int) -> date:
    """Return the date that lies `number` days after 1970-01-01."""
    return date.fromordinal(int(number) + _FIRST_ORDINAL)


def moment_number(moment: datetime) -> int:
    """Return the microseconds from 1970-01-01T00:00Z to an aware moment."""
    return (moment - _EPOCH) // MICROSECOND


FIRST_DAY, LAST_DAY = day_number(date(FIRST_YEAR, 1, 1)), day_number(date(LAST_YEAR, 12, 31))
