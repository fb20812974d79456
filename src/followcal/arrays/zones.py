"""Offsets of time zones as tables, so that a column of moments in many zones is converted at once.

There is an offset for each slot of 19 hours. A slot in which it changes is marked in the table and looked up by its
moment. What a zone says is asked of the zone itself, slot by slot, when the slot first comes up.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

import numpy as np

from followcal.arrays.units import MICROSECOND, Codes, Moments, Span, number_of

_SLOT = 36
"""Bits: a slot is 2**36 microseconds, as a shift takes half the time of a division."""

_ROOM = 512
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

    def local(self, instants: Moments, zones: Codes | int, span: Span | None = None) -> Moments:
        """Return what the clocks of each zone show at each instant; all lie within `span`, where that is known."""
        offsets = self._by_instant.offsets(instants, zones, span)
        return np.add(instants, offsets, out=offsets)

    def instants(self, wall: Moments, zones: Codes | int) -> Moments:
        """Return the moments at which the clocks of each zone show `wall`.

        As in the planner: what a change leaves out lies as much later; of what comes twice, the first is meant.
        """
        offsets = self._by_wall.offsets(wall, zones)
        return np.subtract(wall, offsets, out=offsets)


class _OffsetTable:
    """For each zone and each slot the offset in microseconds, or a mark."""

    def __init__(self) -> None:
        self._functions: list[Callable[[int], int]] = []
        self._first, self._slots = 0, 1
        self._table = np.empty((0, 1), np.int64)
        self._changes: list[tuple[int, int, int]] = []
        """Of each slot with a change: its moment, and the offsets before and after."""

        self._change_table = np.empty((0, 3), np.int64)

    def add(self, function: Callable[[int], int]) -> None:
        """Add a zone, known by what its offset is at a moment."""
        self._functions.append(function)
        self._table = np.vstack((self._table, np.full((1, self._slots), _UNKNOWN)))

    def offsets(self, moments: Moments, zones: Codes | int, span: Span | None = None) -> Moments:
        """Return the offset of each moment."""
        if not moments.size:
            return moments.copy()
        first, last = span or (int(moments.min()), int(moments.max()))
        self._reach(first >> _SLOT, last >> _SLOT)
        places = moments >> _SLOT
        places += number_of(zones, np.arange(len(self._functions)) * self._slots - self._first)
        found = self._table.reshape(-1).take(places, mode="wrap")
        marked = np.flatnonzero(found >= _UNKNOWN)
        if marked.size:
            found[marked] = self._look_up(moments[marked], places[marked])
        return found

    def _reach(self, first: int, last: int) -> None:
        """Make room for the slots from `first` to `last`, for about a year at once."""
        before, after = max(self._first - first, 0), max(last - self._first - self._slots + 1, 0)
        if before or after:
            room = [-(-count // _ROOM) * _ROOM for count in (before, after)]
            self._table = np.pad(self._table, ((0, 0), room), constant_values=_UNKNOWN)
            self._first, self._slots = self._first - room[0], self._table.shape[1]

    def _look_up(self, moments: Moments, places: Moments) -> Moments:
        """Return the offsets of moments whose places are marked."""
        table = self._table.reshape(-1)
        unknown = places[table[places] == _UNKNOWN]
        if unknown.size:
            for place in np.unique(unknown).tolist():
                table[place] = self._asked(*divmod(place, self._slots))
            self._change_table = np.array(self._changes, np.int64).reshape(-1, 3)
        found = table[places]
        changing = np.flatnonzero(found >= _CHANGES)
        if changing.size:
            changes = self._change_table[found[changing] - _CHANGES]
            before = moments[changing] < changes[:, 0]
            found[changing] = np.where(before, changes[:, 1], changes[:, 2])
        return found

    def _asked(self, zone: int, slot: int) -> int:
        """Return the offset of a zone in a slot, or a mark that says how it changes."""
        offset_at = self._functions[zone]
        start, end = ((slot + self._first + after << _SLOT) // _SECOND * _SECOND for after in (0, 1))
        before, after = offset_at(start), offset_at(end)
        if before == after:  # no zone has changed twice and back in a day for a century
            return before
        self._changes.append((_first_with(offset_at, after, start, end), before, after))
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
