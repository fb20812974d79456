"""What a batch of interviews says: its columns as numbers, and what is wrong with each row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from followcal.arrays.planning import SILENCE
from followcal.arrays.tables import Anchor
from followcal.arrays.units import DAY, FIRST_DAY, LAST_DAY, Codes, Rows, day_of
from followcal.arrays.zones import ZoneTables
from followcal.errors import FollowcalError, UsageError

READ = ("end", "zone", "calendar", "policy", "start", "stated", "stated_day", "no_calls", "no_contact")
STATED = {"answer-by": Anchor.ANSWER, "invited": Anchor.INVITED, "silence-means-no": SILENCE}
STATED |= {"undated": 0, "not-understood": 0, "no-calls": 4, "no-contact": 5, "": 0}
"""The kinds of what was said, as `followcal when --format json` prints them."""
_WISHES = {"no_calls": 4, "no_contact": 5}
"""Those that say what a column of their own may say as well."""

MOMENT = pa.timestamp("us", "UTC")
MOST_NAMES = 10_000
"""Names of one kind that are remembered; so many zones, calendars or policies there are not."""

_NO_DAY = np.int32(-(2**31))
_EPOCH = date(1970, 1, 1)
_YES, _NO = ("true", "yes", "1"), ("false", "no", "0", "")


class Names:
    """Names in a column, and the numbers that they stand for."""

    def __init__(self, number: Callable[[str], int]) -> None:
        self._number = number
        self._known: dict[str, int | str] = {}

    def __getitem__(self, name: str) -> int | str:
        """Return the number of a name, or why it has none."""
        known = self._known.get(name)
        if known is None:
            try:
                known = self._number(name)
            except FollowcalError as error:
                known = str(error)
            if len(self._known) < MOST_NAMES:
                self._known[name] = known
        return known


class Reader:
    """The columns of a batch as numbers, and what is wrong with each row."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self._batch = batch
        self.size = batch.num_rows
        self.errors: dict[int, str] = {}

    def blocks(self, size: int) -> Iterator[Rows]:
        """Yield the rows that have no error so far, block by block."""
        if not self.errors:
            yield from (slice(at, min(at + size, self.size)) for at in range(0, self.size, size))
            return
        good = np.ones(self.size, bool)
        good[list(self.errors)] = False
        places = np.flatnonzero(good)
        yield from (places[at : at + size] for at in range(0, len(places), size))

    def refuse(self, rows: Any, why: str) -> None:
        """Note an error for these rows; the first one of a row stays."""
        for row in np.flatnonzero(rows).tolist():
            self.errors.setdefault(row, why)

    def error_column(self) -> pa.Array:
        """Return what is wrong with each row."""
        if not self.errors:
            return pa.nulls(self.size, pa.string())
        return pa.array([self.errors.get(row) for row in range(self.size)], pa.string())

    def codes(self, name: str, names: Names) -> Codes | int:
        """Return the numbers that the names in a column stand for."""
        column = self._column(name)
        if column is None:
            return self._single(names[""], name)
        try:
            encoded = column if pa.types.is_dictionary(column.type) else column.cast(pa.string()).dictionary_encode()
        except pa.ArrowException:
            raise UsageError(f"column {name!r} holds {column.type}: write text") from None
        values = [names["" if value is None else str(value)] for value in encoded.dictionary.to_pylist()]
        if encoded.null_count:
            values.append(names[""])
        if len(values) == 1:
            return self._single(values[0], name)
        indices = encoded.indices
        if encoded.null_count:
            indices = pc.fill_null(indices.cast(pa.int64()), len(values) - 1)
        indices = indices.to_numpy(zero_copy_only=False)
        for number, value in enumerate(values):
            if isinstance(value, str):
                self.refuse(indices == number, value)
        return Codes(np.array([value if isinstance(value, int) else 0 for value in values], np.int64), indices)

    def _single(self, value: int | str, name: str) -> int:
        if isinstance(value, str):
            self.refuse(np.ones(self.size, bool), value)
            return 0
        return value

    def moments(self, name: str, zones: ZoneTables, zone: Any, *, needed: bool = False) -> Any:
        """Return a column of moments; times without an offset are those of the clocks in the row's zone."""
        column, walls = self._column(name), None
        if column is None:
            if not needed:
                return None
            column = pa.nulls(self.size, MOMENT)
        if _is_text(column):
            column, walls = self._moments_in_text(column, name)
        if not pa.types.is_timestamp(column.type):
            raise UsageError(
                f"column {name!r} holds {column.type}: write timestamps, or text such as 2026-11-18T15:30-05:00"
            )
        has_walls = column.type.tz is None
        if column.type.unit != "us":
            column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
        if column.null_count:
            if needed:
                self.refuse(~column.is_valid().to_numpy(zero_copy_only=False), f"{name} is missing")
            column = pc.fill_null(column, pa.scalar(0, column.type))
        values = column.to_numpy(zero_copy_only=False).view(np.int64)
        if values.size and not FIRST_DAY + 1 <= values.min() // DAY <= values.max() // DAY < LAST_DAY:
            outside = (values < (FIRST_DAY + 1) * DAY) | (values >= LAST_DAY * DAY)
            self.refuse(outside, f"{name} lies outside {day_of(FIRST_DAY).year} to {day_of(LAST_DAY).year}")
            values = np.where(outside, 0, values)
        if walls is None:
            return zones.instants(values, zone) if has_walls else values
        values = values.copy()
        values[walls] = zones.instants(values[walls], zone if isinstance(zone, int) else zone.rows(walls))
        return values

    def _moments_in_text(self, column: pa.Array, name: str) -> tuple[pa.Array, Any]:
        """Return moments written as text, and, if only some have no offset, which."""
        for kind in (MOMENT, pa.timestamp("us")):
            with suppress(pa.ArrowInvalid):
                return column.cast(kind), None
        found: list[datetime | None] = []
        walls: list[int] = []
        for row, text in enumerate(column.to_pylist()):
            try:
                moment = datetime.fromisoformat(text) if text else None
                if moment and moment.tzinfo:
                    moment = moment.astimezone(UTC).replace(tzinfo=None)
                elif moment:
                    walls.append(row)
                found.append(moment)
            except (ValueError, OverflowError):
                self.errors.setdefault(row, f"{name} is no moment: write it as 2026-11-18T15:30-05:00")
                found.append(None)
        return pa.array(found, pa.timestamp("us")), np.array(walls, np.intp)

    def is_given(self, name: str) -> Any:
        """Return where a column holds something."""
        return self._column(name).is_valid().to_numpy(zero_copy_only=False)

    def flags(self, name: str) -> Any:
        """Return where a column says yes; None: nowhere."""
        column = self._column(name)
        if column is None or column.null_count == self.size:
            return None
        if _is_text(column):
            words = pc.fill_null(pc.utf8_lower(pc.utf8_trim_whitespace(column.cast(pa.string()))), "")
            unknown = pc.invert(pc.is_in(words, pa.array([*_YES, *_NO])))
            self.refuse(unknown.to_numpy(zero_copy_only=False), f"{name} is neither true nor false")
            column = pc.is_in(words, pa.array(_YES))
        if not pa.types.is_boolean(column.type):
            raise UsageError(f"column {name!r} holds {column.type}: write true or false")
        values = pc.fill_null(column, False).to_numpy(zero_copy_only=False)
        return values if values.any() else None

    def stated(self) -> tuple[Any, Any, dict[str, Any]]:
        """Return what was said, the day that was named, and where contact or calls are not wanted, by column."""
        column, days = self._column("stated"), self._column("stated_day")
        if column is None or column.null_count == self.size:
            return 0, None, {}
        names = Names(_stated_number)
        codes = self.codes("stated", names)
        kinds = np.full(self.size, codes) if isinstance(codes, int) else codes.values.take(codes.indices)
        there = {codes} if isinstance(codes, int) else set(codes.values.tolist())
        wishes = {wish: kinds == number for wish, number in _WISHES.items() if number in there}
        if wishes:
            kinds = np.where(kinds > SILENCE, 0, kinds)
        named = np.full(self.size, _NO_DAY)
        if days is not None:
            if _is_text(days):
                days = self._days_in_text(days)
            try:
                valid = days.cast(pa.date32()).fill_null(_EPOCH).cast(pa.int32()).to_numpy(zero_copy_only=False)
            except pa.ArrowException:
                raise UsageError(f"column 'stated_day' holds {days.type}: write dates, such as 2026-12-04") from None
            named = np.where(days.is_valid().to_numpy(zero_copy_only=False), valid, _NO_DAY)
        self.refuse(((kinds == 1) | (kinds == 2)) & (named == _NO_DAY), "what they said names no stated_day")
        outside = (kinds > 0) & (named != _NO_DAY) & ((named < FIRST_DAY) | (named > LAST_DAY))
        self.refuse(outside, f"stated_day lies outside {day_of(FIRST_DAY).year} to {day_of(LAST_DAY).year}")
        return kinds.astype(np.int32), np.where(kinds > 0, named, _NO_DAY).astype(np.int32), wishes

    def _days_in_text(self, column: pa.Array) -> pa.Array:
        found: list[date | None] = []
        for row, text in enumerate(column.to_pylist()):
            try:
                found.append(date.fromisoformat(text.strip()) if text and text.strip() else None)
            except ValueError:
                self.errors.setdefault(row, "stated_day is no date: write it as 2026-12-04")
                found.append(None)
        return pa.array(found, pa.date32())

    def _column(self, name: str) -> Any:
        if name not in self._batch.schema.names:
            return None
        column = self._batch.column(name)
        return None if pa.types.is_null(column.type) else column


def _is_text(column: pa.Array) -> bool:
    kinds = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return any(is_kind(column.type) for is_kind in kinds)


def _stated_number(name: str) -> int:
    if name not in STATED:
        raise UsageError(f"unknown kind of what they said {name[:40]!r}: {', '.join(filter(None, STATED))}")
    return int(STATED[name])
