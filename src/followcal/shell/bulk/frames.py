"""An Arrow table of interviews in, an Arrow table with their plans out.

Columns that are read: `end` (needed), `zone`, `calendar`, `policy`, `start`, `stated`, `stated_day`, `no_calls` and
`no_contact`. All others are handed through. A row that cannot be planned has its reason in `error`, and no dates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from followcal.arrays.planning import WINDOWS, Column, Interviews, Planning
from followcal.arrays.tables import Anchor, DayTable, Rules
from followcal.arrays.units import DAY, FIRST_DAY, LAST_DAY, Codes, day_of, moment_number
from followcal.arrays.zones import ZoneTables
from followcal.core.business_days import BusinessCalendar
from followcal.core.policy import DEFAULT_POLICY, Policy
from followcal.errors import FollowcalError, UsageError
from followcal.formats.zones import zone_named

BLOCK = 1 << 17
"""Rows that are worked on at once: what is looked at together stays in the processor's cache."""

READ = ("end", "zone", "calendar", "policy", "start", "stated", "stated_day", "no_calls", "no_contact")
EXTRA = ("check_in_by", "flags", "error")
STATED = {"answer-by": Anchor.ANSWER, "invited": Anchor.INVITED, "silence-means-no": 3} | dict.fromkeys(
    ("undated", "not-understood", "no-calls", "no-contact", ""), 0
)
"""The kinds of what was said, as `followcal when --format json` prints them."""

_MOST_NAMES = 10_000
"""Names of one kind that are remembered; so many zones, calendars or policies there are not."""

_NO_DAY = np.int32(-(2**31))
_MOMENT = pa.timestamp("us", "UTC")
_CHANNELS = pa.array(["email", "phone"])


class BulkPlanner:
    """Plans batch after batch. What it asked the planner once, it keeps: its memory grows with days, not with rows."""

    def __init__(
        self,
        *,
        calendars: Mapping[str, BusinessCalendar] | None = None,
        policies: Mapping[str, Policy] | None = None,
        now: datetime | None = None,
        columns: Sequence[str] | None = None,
        moments: bool = False,
    ) -> None:
        """Take what the names in the columns `calendar` and `policy` mean; other names are regions and packs.

        `now` is when the plans are made (default: at the end of each interview). `columns` says what to work out
        (default: all); windows are dates where the interview is, or moments in UTC if `moments` is true.
        Raises UsageError.
        """
        known = (*WINDOWS, *EXTRA)
        wanted = known if columns is None else tuple(columns)
        wrong = [name for name in wanted if name not in known]
        if wrong:
            raise UsageError(f"no such column: {wrong[0]}: there are {', '.join(known)}")
        if now is not None and now.utcoffset() is None:
            raise UsageError(f"now has no time zone: {now}")
        self.columns = (*(name for name in wanted if name != "error"), "error")
        self._moments = moments
        self._now = None if now is None else moment_number(now)
        self._zones, self._table = ZoneTables(), DayTable()
        self._rules: dict[tuple[int, int], int] = {}
        self._policies: list[Policy] = []
        self._calendars: list[BusinessCalendar] = []
        self._zone = _Names(self._number_of_zone)
        self._calendar = _Names(lambda name: _append(self._calendars, _calendar(name, calendars or {})))
        self._policy = _Names(lambda name: _append(self._policies, _policy(name, policies or {})))

    def schema(self, before: pa.Schema) -> pa.Schema:
        """Return the columns that come out where those of `before` go in."""
        kept = [field for field in before if field.name not in self.columns]
        return pa.schema([*kept, *(pa.field(name, self._type(name)) for name in self.columns)])

    def plan(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the batch with its plans. Raises UsageError for columns that cannot be what they should be."""
        blocks = [self._block(batch.slice(at, BLOCK)) for at in range(0, max(batch.num_rows, 1), BLOCK)]
        kept = [(name, batch.column(name)) for name in batch.schema.names if name not in self.columns]
        made = [
            (name, blocks[0][name] if len(blocks) == 1 else pa.concat_arrays([block[name] for block in blocks]))
            for name in self.columns
        ]
        return pa.RecordBatch.from_arrays([array for _, array in (*kept, *made)], schema=self.schema(batch.schema))

    def _number_of_zone(self, name: str) -> int:
        zone = zone_named(name or "UTC")
        if zone is None:
            raise UsageError(f"unknown time zone {name[:40]!r}")
        return self._zones.number(zone)

    def _type(self, name: str) -> pa.DataType:
        if name == "error":
            return pa.string()
        if name == "check_in_by":
            return pa.dictionary(pa.int8(), pa.string())
        if name == "flags":
            return pa.int32()
        return _MOMENT if self._moments else pa.date32()

    def _block(self, batch: pa.RecordBatch) -> dict[str, pa.Array]:
        reader = _Reader(batch)
        zone = reader.codes("zone", self._zone)
        end = reader.moments("end", self._zones, zone, needed=True)
        columns = dict(
            end=end,
            zone=zone,
            policy=reader.codes("policy", self._policy),
            calendar=reader.codes("calendar", self._calendar),
            start=reader.moments("start", self._zones, zone),
            no_calls=reader.flags("no_calls"),
            no_contact=reader.flags("no_contact"),
        )
        columns["anchor"], columns["stated"] = reader.stated()
        if columns["start"] is not None:
            columns["has_start"] = reader.is_given("start")
            reader.refuse(columns["has_start"] & (columns["start"] > end), "it ends before it starts")
            columns["start"] = np.where(columns["has_start"], columns["start"], end)
        good = reader.good()
        rows = self._interviews(columns, good)
        planning = self._planning(rows)
        if planning.refused is not None:
            refused = planning.refused
            places = np.arange(batch.num_rows) if good is None else good
            for row in np.flatnonzero(refused).tolist():
                reader.errors[int(places[row])] = planning.why_refused(row)
            good = places[~refused]
            planning = self._planning(self._interviews(columns, good))
        return {name: self._column(name, planning, good, reader) for name in self.columns}

    def _interviews(self, columns: dict[str, Any], good: Any) -> Interviews:
        """Return the rows that can be planned."""
        taken = columns if good is None else {name: _rows(value, good) for name, value in columns.items()}
        rule = self._rule(taken["policy"], taken["calendar"])
        return Interviews(rule=rule, **{name: value for name, value in taken.items() if name != "calendar"})

    def _rule(self, policy: Codes | int, calendar: Codes | int) -> Codes | int:
        """Return the number of each row's rules in the table."""
        if isinstance(policy, int) and isinstance(calendar, int):
            return self._rule_number(policy, calendar)
        if isinstance(policy, int):
            assert isinstance(calendar, Codes)
            return Codes(np.array([self._rule_number(policy, each) for each in calendar.values]), calendar.indices)
        if isinstance(calendar, int):
            return Codes(np.array([self._rule_number(each, calendar) for each in policy.values]), policy.indices)
        pairs = policy.indices * len(calendar.values) + calendar.indices
        numbers = [0] * (len(policy.values) * len(calendar.values))
        for pair in np.flatnonzero(np.bincount(pairs)).tolist():
            first, second = divmod(pair, len(calendar.values))
            numbers[pair] = self._rule_number(policy.values[first], calendar.values[second])
        return Codes(np.array(numbers), pairs)

    def _rule_number(self, policy: int | np.int64, calendar: int | np.int64) -> int:
        policy, calendar = int(policy), int(calendar)
        if (policy, calendar) not in self._rules:
            rules = Rules(self._policies[policy], self._calendars[calendar])
            self._rules[policy, calendar] = self._table.number(rules)
        return self._rules[policy, calendar]

    def _planning(self, rows: Interviews) -> Planning:
        return Planning(rows, self._policies, self._table, self._zones, self._now)

    def _column(self, name: str, planning: Planning, good: Any, reader: _Reader) -> pa.Array:
        if name == "error":
            return reader.error_column()
        if name == "flags":
            return _spread(Column(planning.flags), good, reader.size, pa.int32())
        if name == "check_in_by":
            holds = planning.day_column("check_in_latest").holds
            codes = _spread(Column(planning.by_phone.astype(np.int32), holds), good, reader.size, pa.int8())
            return pa.DictionaryArray.from_arrays(codes, _CHANNELS)
        column = planning.moment_column(name) if self._moments else planning.day_column(name)
        return _spread(column, good, reader.size, self._type(name))


def plan_table(table: Any, **options: Any) -> pa.Table:
    """Return a table (of Arrow, Polars, pandas, or whatever speaks Arrow) with the plans beside each row.

    `options` are those of `BulkPlanner`. Polars: `polars.from_arrow(...)`; pandas: `.to_pandas()`.
    """
    planner = BulkPlanner(**options)
    found = table if isinstance(table, pa.Table) else pa.table(table)
    batches = found.to_batches(max_chunksize=BLOCK)
    return pa.Table.from_batches(map(planner.plan, batches), planner.schema(found.schema))


class _Names:
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
            if len(self._known) < _MOST_NAMES:
                self._known[name] = known
        return known


class _Reader:
    """The columns of a block as numbers, and what is wrong with each row."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self._batch = batch
        self.size = batch.num_rows
        self.errors: dict[int, str] = {}

    def good(self) -> Any:
        """Return the rows without an error; None: all."""
        if not self.errors:
            return None
        good = np.ones(self.size, bool)
        good[list(self.errors)] = False
        return np.flatnonzero(good)

    def refuse(self, rows: Any, why: str) -> None:
        """Note an error for these rows; the first one of a row stays."""
        for row in np.flatnonzero(rows).tolist():
            self.errors.setdefault(row, why)

    def error_column(self) -> pa.Array:
        if not self.errors:
            return pa.nulls(self.size, pa.string())
        return pa.array([self.errors.get(row) for row in range(self.size)], pa.string())

    def codes(self, name: str, names: _Names) -> Codes | int:
        """Return the numbers that the names in a column stand for."""
        column = self._column(name)
        if column is None:
            return self._single(names[""], name)
        encoded = column if pa.types.is_dictionary(column.type) else column.cast(pa.string()).dictionary_encode()
        values = [names["" if value is None else str(value)] for value in encoded.dictionary.to_pylist()]
        if encoded.null_count:
            values.append(names[""])
        if len(values) == 1:
            return self._single(values[0], name)
        indices = pc.fill_null(encoded.indices, len(values) - 1) if encoded.null_count else encoded.indices
        indices = indices.to_numpy(zero_copy_only=False).astype(np.intp, copy=False)
        for number, value in enumerate(values):
            if isinstance(value, str):
                self.refuse(indices == number, value)
        return Codes(np.array([value if isinstance(value, int) else 0 for value in values]), indices)

    def _single(self, value: int | str, name: str) -> int:
        if isinstance(value, str):
            self.refuse(np.ones(self.size, bool), value)
            return 0
        return value

    def moments(self, name: str, zones: ZoneTables, zone: Any, *, needed: bool = False) -> Any:
        """Return a column of moments; times without an offset are those of the clocks in the row's zone."""
        column = self._column(name)
        if column is None:
            if needed:
                raise UsageError(f"there is no column {name!r}: the end of each interview")
            return None
        if _is_text(column):
            column = self._moments_in_text(column, name)
        if not pa.types.is_timestamp(column.type):
            raise UsageError(
                f"column {name!r} holds {column.type}: write timestamps, or text such as 2026-11-18T15:30-05:00"
            )
        is_wall = column.type.tz is None
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
        return zones.instants(values, zone) if is_wall else values

    def _moments_in_text(self, column: pa.Array, name: str) -> pa.Array:
        """Return moments written as text. Those of a block have offsets, or have none."""
        for kind in (_MOMENT, pa.timestamp("us")):
            with suppress(pa.ArrowInvalid):
                return column.cast(kind)
        found: list[datetime | None] = []
        for row, text in enumerate(column.to_pylist()):
            try:
                found.append(datetime.fromisoformat(text) if text else None)
            except ValueError:
                self.errors.setdefault(row, f"{name} is no moment: write it as 2026-11-18T15:30-05:00")
                found.append(None)
        aware = [moment is not None and moment.tzinfo is not None for moment in found]
        if any(aware):
            for row, moment in enumerate(found):
                if moment is not None and not aware[row]:
                    self.errors.setdefault(row, f"{name} has no offset from UTC, others have")
                    found[row] = None
            return pa.array([None if each is None else each.astimezone(UTC) for each in found], _MOMENT)
        return pa.array(found, pa.timestamp("us"))

    def is_given(self, name: str) -> Any:
        """Return where a column holds something."""
        return self._column(name).is_valid().to_numpy(zero_copy_only=False)

    def flags(self, name: str) -> Any:
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

    def stated(self) -> tuple[Any, Any]:
        """Return what was said, and the day that was named."""
        column, days = self._column("stated"), self._column("stated_day")
        if column is None or column.null_count == self.size:
            return 0, None
        names = _Names(_stated_number)
        codes = self.codes("stated", names)
        kinds = np.full(self.size, codes) if isinstance(codes, int) else codes.values.take(codes.indices)
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
        return kinds.astype(np.int32), np.where(kinds > 0, named, _NO_DAY).astype(np.int32)

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


_EPOCH = date(1970, 1, 1)


_YES, _NO = ("true", "yes", "1"), ("false", "no", "0", "")


def _is_text(column: pa.Array) -> bool:
    kinds = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return any(is_kind(column.type) for is_kind in kinds)


def _stated_number(name: str) -> int:
    if name not in STATED:
        raise UsageError(f"unknown kind of what they said {name[:40]!r}: {', '.join(filter(None, STATED))}")
    return int(STATED[name])


def _spread(column: Column, good: Any, size: int, kind: pa.DataType) -> pa.Array:
    """Return a column over all rows; what does not hold, or was not planned, is null."""
    values, holds = column.values, column.holds
    if good is not None:
        all_values, all_hold = np.zeros(size, values.dtype), np.zeros(size, bool)
        all_values[good], all_hold[good] = values, True if holds is None else holds
        values, holds = all_values, all_hold
    if kind == _MOMENT:
        values = values.view("datetime64[us]")
    elif kind == pa.date32():
        values = np.ascontiguousarray(values, np.int32)
        return pa.array(values, pa.int32(), mask=None if holds is None else ~holds).view(kind)
    return pa.array(values, kind, mask=None if holds is None else ~holds)


def _rows(value: Any, rows: Any) -> Any:
    """Return some rows of a column."""
    if isinstance(value, Codes):
        return value.rows(rows)
    return value[rows] if isinstance(value, np.ndarray) else value


def _append(items: list[Any], item: Any) -> int:
    if len(items) >= _MOST_NAMES:
        raise UsageError(f"more than {_MOST_NAMES:,} different ones")
    items.append(item)
    return len(items) - 1


def _calendar(name: str, known: Mapping[str, BusinessCalendar]) -> BusinessCalendar:
    from followcal.shell.holiday_data import business_calendar

    if name in known:
        return known[name]
    return business_calendar(*(part for part in name.split(",") if part.strip()))


def _policy(name: str, known: Mapping[str, Policy]) -> Policy:
    from followcal.shell.policies import load_policy, pack_names

    if name in known:
        return known[name]
    if not name:
        return DEFAULT_POLICY
    if name not in pack_names():
        raise UsageError(f"unknown policy {name[:40]!r}: there are {', '.join(sorted({*known, *pack_names()}))}")
    return load_policy(name)
