"""Offsets of time zones as tables by day, so that a column of moments in many zones is converted at once.

A day on which the offset changes is marked in the table and looked up by its moment. What a zone says is asked of the
zone itself, day by day, when the day first comes up.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

import numpy as np

from followcal.arrays.units import DAY, MICROSECOND, Codes, Moments, number_of

_UNKNOWN, _CHANGES = np.int64(2**62), np.int64(2**62 + 1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WALL_EPOCH = _EPOCH.replace(tzinfo=None)
_SECOND = timedelta(seconds=1) // MICROSECOND


class ZoneTables:
    """The offsets of zones, each known by its number."""

    def __init__(self) -> None:
        self._by_instant, self._by_wall = _OffsetTable(), _OffsetTable()
        self._numbers: dict[tzinfo, int] = {}

    def number(self, zone: tzinfo) -> int:
        """Return the number of a zone."""
        if zone not in self._numbers:
            self._numbers[zone] = len(self._numbers)
            self._by_instant.add(_at_instant(zone))
            self._by_wall.add(_on_wall(zone))
        return self._numbers[zone]

    def local(self, instants: Moments, zones: Codes | int) -> Moments:
        """Return what the clocks of each zone show at each instant."""
        return instants + self._by_instant.offsets(instants, zones)

    def instants(self, wall: Moments, zones: Codes | int) -> Moments:
        """Return the moments at which the clocks of each zone show `wall`.

        As in the planner: what a change leaves out lies as much later; of what comes twice, the first is meant.
        """
        return wall - self._by_wall.offsets(wall, zones)


class _OffsetTable:
    """For each zone and each day the offset in microseconds, or a mark."""

    def __init__(self) -> None:
        self._functions: list[Callable[[int], int]] = []
        self._first, self._days = 0, 1
        self._table = np.empty((0, 1), np.int64)
        self._changes: list[tuple[int, int, int]] = []
        """Of each day with a change: its moment, and the offsets before and after."""

    def add(self, function: Callable[[int], int]) -> None:
        """Add a zone, known by what its offset is at a moment."""
        self._functions.append(function)
        self._table = np.vstack((self._table, np.full((1, self._days), _UNKNOWN)))

    def offsets(self, moments: Moments, zones: Codes | int) -> Moments:
        """Return the offset of each moment."""
        if not moments.size:
            return moments
        index = np.floor_divide(moments, DAY)
        self._reach(int(index.min()), int(index.max()))
        index += number_of(zones, np.arange(len(self._functions)) * self._days - self._first)
        found = self._table.reshape(-1).take(index, mode="clip")
        marked = np.flatnonzero(found >= _UNKNOWN)
        if marked.size:
            self._look_up(moments, index, found, marked)
        return found

    def _reach(self, first: int, last: int) -> None:
        """Make room for the days from `first` to `last`, in years of leap length."""
        before, after = max(self._first - first, 0), max(last - self._first - self._days + 1, 0)
        if before or after:
            room = [-(-count // 366) * 366 for count in (before, after)]
            self._table = np.pad(self._table, ((0, 0), room), constant_values=_UNKNOWN)
            self._first, self._days = self._first - room[0], self._table.shape[1]

    def _look_up(self, moments: Moments, index: Moments, found: Moments, marked: Moments) -> None:
        table = self._table.reshape(-1)
        places = np.unique(index[marked])
        for place in places[table[places] == _UNKNOWN].tolist():
            table[place] = self._asked(*divmod(place, self._days))
        marks = table.take(index[marked])
        found[marked] = marks
        changing = marked[marks >= _CHANGES]
        if changing.size:
            changes = np.array(self._changes, np.int64)[found[changing] - _CHANGES]
            before = moments[changing] < changes[:, 0]
            found[changing] = np.where(before, changes[:, 1], changes[:, 2])

    def _asked(self, zone: int, day: int) -> int:
        """Return the offset of a zone on a day, or a mark that says how it changes."""
        offset_at = self._functions[zone]
        start = (day + self._first) * DAY
        before, after = offset_at(start), offset_at(start + DAY - _SECOND)
        if before == after:  # no zone has changed twice and back in a day for a century
            return before
        self._changes.append((_first_with(offset_at, after, start, start + DAY - _SECOND), before, after))
        return int(_CHANGES) + len(self._changes) - 1


def _first_with(offset_at: Callable[[int], int], offset: int, before: int, until: int) -> int:
    """Return the first whole second after `before` at which the offset is `offset`."""
    while until - before > _SECOND:
        middle = before + (until - before) // 2 // _SECOND * _SECOND
        before, until = (before, middle) if offset_at(middle) == offset else (middle, until)
    return until


def _at_instant(zone: tzinfo) -> Callable[[int], int]:
    def offset(moment: int) -> int:
        at = (_EPOCH + timedelta(microseconds=moment)).astimezone(zone).utcoffset()
        return (at or timedelta()) // MICROSECOND

    return offset


def _on_wall(zone: tzinfo) -> Callable[[int], int]:
    def offset(moment: int) -> int:
        at = (_WALL_EPOCH + timedelta(microseconds=moment)).replace(tzinfo=zone).utcoffset()
        return (at or timedelta()) // MICROSECOND

    return offset
