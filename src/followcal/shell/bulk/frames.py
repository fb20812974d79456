"""An Arrow table of interviews in, an Arrow table with their plans out.

Columns that are read: `end` (needed), `zone`, `calendar`, `policy`, `start`, `stated`, `stated_day`, `no_calls` and
`no_contact`. All others are handed through, but for those named as one that is worked out. A row that cannot be planned
has its reason in `error`, and no dates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from followcal.arrays.planning import WINDOWS, Column, Interviews, Planning
from followcal.arrays.tables import DayTable, Rules
from followcal.arrays.units import Codes, Rows, moment_number
from followcal.arrays.zones import ZoneTables
from followcal.core.business_days import BusinessCalendar
from followcal.core.policy import DEFAULT_POLICY, Policy
from followcal.errors import UsageError
from followcal.formats.zones import zone_named
from followcal.shell.bulk.reader import MOMENT, MOST_NAMES, READ, Names, Reader

BLOCK = 1 << 16
"""Rows that are worked on at once: what is looked at together stays in the processor's cache."""

EXTRA = ("check_in_by", "flags", "error")
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
        self._zones.number(UTC)  # the first one stands for those that are not known
        self._rules: dict[tuple[int, int], int] = {}
        self._policies: list[Policy] = []
        self._calendars: list[BusinessCalendar] = []
        self._zone = Names(self._number_of_zone)
        self._calendar = Names(lambda name: _append(self._calendars, _calendar(name, calendars or {})))
        self._policy = Names(lambda name: _append(self._policies, _policy(name, policies or {})))

    def schema(self, before: pa.Schema) -> pa.Schema:
        """Return the columns that come out where those of `before` go in. Raises UsageError."""
        if "end" not in before.names:
            raise UsageError("there is no column 'end': the end of each interview")
        twice = [name for name in READ if before.names.count(name) > 1]
        if twice:
            raise UsageError(f"there are several columns {twice[0]!r}: leave one")
        kept = [field for field in before if field.name not in self.columns]
        return pa.schema([*kept, *(pa.field(name, self._type(name)) for name in self.columns)])

    def plan(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the batch with its plans. Raises UsageError for columns that cannot be what they should be."""
        schema, reader = self.schema(batch.schema), Reader(batch)
        read = self._read(reader)
        made = {name: _Made(self._type(name), batch.num_rows) for name in self.columns if name != "error"}
        for rows in reader.blocks(BLOCK):
            self._plan_rows(rows, read, reader, made)
        named = zip(batch.schema.names, batch.columns, strict=True)
        kept = [column for name, column in named if name not in self.columns]
        without = np.array(list(reader.errors), np.intp)
        arrays = [*kept, *(column.array(without) for column in made.values()), reader.error_column()]
        return pa.RecordBatch.from_arrays(arrays, schema=schema)

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
        return MOMENT if self._moments else pa.date32()

    def _read(self, reader: Reader) -> dict[str, Any]:
        """Return what the batch says, as fields of `Interviews`; where it is wrong, the reader has an error."""
        zone = reader.codes("zone", self._zone)
        policy, calendar = reader.codes("policy", self._policy), reader.codes("calendar", self._calendar)
        end = reader.moments("end", self._zones, zone, needed=True)
        read = dict(
            end=end,
            zone=zone,
            policy=policy,
            start=reader.moments("start", self._zones, zone),
        )
        read["anchor"], read["stated"], wishes = reader.stated()
        for name in ("no_calls", "no_contact"):
            asked = [flags for flags in (reader.flags(name), wishes.get(name)) if flags is not None]
            read[name] = np.logical_or.reduce(asked) if asked else None
        if read["start"] is not None:
            read["has_start"] = reader.is_given("start")
            reader.refuse(read["has_start"] & (read["start"] > end), "it ends before it starts")
            read["start"] = np.where(read["has_start"], read["start"], end)
        if len(reader.errors) < reader.size:
            read["rule"] = self._rule(policy, calendar)
        return read

    def _plan_rows(self, rows: Rows, read: dict[str, Any], reader: Reader, made: dict[str, _Made]) -> None:
        """Work out the columns for some rows."""
        planning = self._planning(rows, read)
        if planning.refused is not None:
            places = np.arange(reader.size)[rows]
            for row in np.flatnonzero(planning.refused).tolist():
                reader.errors[int(places[row])] = planning.why_refused(row)
            rows = places[~planning.refused]
            if not rows.size:
                return
            planning = self._planning(rows, read)
        for name, column in made.items():
            column.write(rows, self._column(name, planning))

    def _planning(self, rows: Rows, read: dict[str, Any]) -> Planning:
        some = Interviews(**{name: _some(value, rows) for name, value in read.items()})
        return Planning(some, self._policies, self._table, self._zones, self._now)

    def _rule(self, policy: Codes | int, calendar: Codes | int) -> Codes | int:
        """Return the number of each row's rules in the table."""
        if isinstance(policy, int) and isinstance(calendar, int):
            return self._rule_number(policy, calendar)
        if isinstance(policy, int):
            assert isinstance(calendar, Codes)
            return Codes(np.array([self._rule_number(policy, each) for each in calendar.values]), calendar.indices)
        if isinstance(calendar, int):
            return Codes(np.array([self._rule_number(each, calendar) for each in policy.values]), policy.indices)
        pairs = policy.indices.astype(np.intp) * len(calendar.values) + calendar.indices
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

    def _column(self, name: str, planning: Planning) -> Column:
        if name == "flags":
            return Column(planning.flags)
        if name == "check_in_by":
            return Column(planning.by_phone.astype(np.int32), planning.day_column("check_in_latest").holds)
        return planning.moment_column(name) if self._moments else planning.day_column(name)


def plan_table(table: Any, **options: Any) -> pa.Table:
    """Return a table (of Arrow, Polars, pandas, or whatever speaks Arrow) with the plans beside each row.

    `options` are those of `BulkPlanner`. Polars: `polars.from_arrow(...)`; pandas: `.to_pandas()`. Raises UsageError.
    """
    planner = BulkPlanner(**options)
    found = table if isinstance(table, pa.Table) else pa.table(table)
    batches = found.to_batches(max_chunksize=16 * BLOCK)
    return pa.Table.from_batches(map(planner.plan, batches), planner.schema(found.schema))


class _Made:
    """A column of the output, written block by block; in Arrow's memory, so that nothing is copied."""

    def __init__(self, kind: pa.DataType, size: int) -> None:
        self._kind, self._size = kind, size
        width = kind.bit_width // 8
        self._data = pa.allocate_buffer(size * width)
        self._values = np.frombuffer(self._data, f"i{width}")
        self._holds: Any = None

    def write(self, rows: Rows, column: Column) -> None:
        self._values[rows] = column.values
        if column.holds is not None:
            self._hold(rows, column.holds)

    def array(self, without: Any) -> pa.Array:
        """Return the column; the rows `without` have nothing in it."""
        if without.size:
            self._values[without] = 0
            self._hold(without, False)
        valid = None if self._holds is None else pa.array(self._holds).buffers()[1]
        if not pa.types.is_dictionary(self._kind):
            return pa.Array.from_buffers(self._kind, self._size, [valid, self._data])
        codes = pa.Array.from_buffers(self._kind.index_type, self._size, [valid, self._data])
        return pa.DictionaryArray.from_arrays(codes, _CHANNELS)

    def _hold(self, rows: Any, holds: Any) -> None:
        if self._holds is None:
            self._holds = np.ones(self._size, bool)
        self._holds[rows] = holds


def _some(value: Any, rows: Rows) -> Any:
    """Return some rows of a column."""
    if isinstance(value, Codes):
        return value.rows(rows)
    return value[rows] if isinstance(value, np.ndarray) else value


def _append(items: list[Any], item: Any) -> int:
    if len(items) >= MOST_NAMES:
        raise UsageError(f"more than {MOST_NAMES:,} different ones")
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
        names = sorted(filter(None, {*known, *pack_names()}))
        raise UsageError(f"unknown policy {name[:40]!r}: there are {', '.join(names)}")
    return load_policy(name)
