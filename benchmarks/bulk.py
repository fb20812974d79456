"""Dates for a million interviews: bulk plans beside what else could be used. Called by compare.py and run.py."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import followcal
from followcal.arrays.units import Codes
from followcal.arrays.zones import ZoneTables
from followcal.bulk import BulkPlanner, plan_table
from followcal.formats.zones import zone_named
from followcal.shell.bulk.frames import BLOCK

ROWS = 1_000_000
DATES = ["thank_you_latest", "check_in_earliest", "check_in_latest"]
PLACES = {
    "US": "America/New_York",
    "DE": "Europe/Berlin",
    "GB-ENG": "Europe/London",
    "JP": "Asia/Tokyo",
    "FR": "Europe/Paris",
    "BR": "America/Sao_Paulo",
    "IN": "Asia/Kolkata",
    "CN": "Asia/Shanghai",
}
_DAY = 86_400_000_000
_PANDAS_ROWS = 5_000
"""pandas takes 10 us a date: it gets that many rows, and its time is multiplied."""


def interviews(rows: int, places: int) -> pa.Table:
    """Return interviews at random seconds of 2024 to 2026, at that many places."""
    dice = np.random.default_rng(20_261_129)
    first, last = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (2024, 2027))
    which = dice.integers(0, places, rows).astype(np.int8)
    return pa.table(
        {
            "end": pa.array(dice.integers(first, last, rows) * 1_000_000).cast(pa.timestamp("us", "UTC")),
            "zone": pa.DictionaryArray.from_arrays(which, list(PLACES.values())[:places]),
            "calendar": pa.DictionaryArray.from_arrays(which, list(PLACES)[:places]),
        }
    )


def planned(planner: BulkPlanner, table: pa.Table) -> pa.Table:
    return pa.Table.from_batches([planner.plan(batch) for batch in table.to_batches()])


def entrants() -> dict:
    """Return who gives three dates for a million rows, all answers compared before."""
    import pandas
    import polars

    one, eight = interviews(ROWS, 1), interviews(ROWS, 8)
    ends = one.column("end").to_numpy().view(np.int64)
    calendar = followcal.business_calendar("US")
    holidays = [day for year in range(2023, 2029) for day in calendar.year(year).holidays]
    busday = np.busdaycalendar(holidays=holidays)
    first_dates, all_columns = BulkPlanner(columns=DATES), BulkPlanner()
    zones = ZoneTables()
    zone = zones.number(zone_named(PLACES["US"]))
    days = np.floor_divide(zones.local(ends, zone), _DAY)
    numpy_days = days.astype("datetime64[D]")
    polars_days = polars.Series(numpy_days)
    polars_holidays = polars.Series(sorted(holidays))
    pandas_days = pandas.DatetimeIndex(numpy_days[:_PANDAS_ROWS].astype("datetime64[ns]"))
    table, place = np.zeros((3, 1 << 11), np.int32), days - days.min()
    codes = np.random.default_rng(1).integers(0, 8, ROWS).astype(np.int8)
    numbers = Codes(np.array([zones.number(zone_named(name)) for name in PLACES.values()], np.int64), codes)

    def by_numpy():
        return (
            np.busday_offset(numpy_days, 2, roll="backward", busdaycal=busday),
            np.busday_offset(numpy_days + 7, 0, roll="forward", busdaycal=busday),
            np.busday_offset(numpy_days + 10, 0, roll="backward", busdaycal=busday),
        )

    def by_polars():
        def add(series, count, roll):
            return series.dt.add_business_days(count, holidays=polars_holidays, roll=roll)

        week, ten = polars.duration(days=7), polars.duration(days=10)
        frame = polars.select(day=polars_days).select(
            a=polars.col("day"), b=polars.col("day") + week, c=polars.col("day") + ten
        )
        return add(frame["a"], 2, "backward"), add(frame["b"], 0, "forward"), add(frame["c"], 0, "backward")

    def by_pandas():
        two, none = (pandas.offsets.CustomBusinessDay(count, calendar=busday) for count in (2, 0))
        week, ten = pandas.Timedelta(days=7), pandas.Timedelta(days=10)
        back = [(day if none.is_on_offset(day) else none.rollback(day)) for day in pandas_days + ten]
        return [[day + two for day in pandas_days], [none.rollforward(day) for day in pandas_days + week], back]

    def local_days():
        blocks = [slice(at, at + BLOCK) for at in range(0, ROWS, BLOCK)]
        return [np.floor_divide(zones.local(ends[rows], numbers.rows(rows)), _DAY) for rows in blocks]

    ours = planned(first_dates, one)
    for name, found in zip(DATES, zip(by_numpy(), by_polars(), by_pandas(), strict=True), strict=True):
        expected = ours.column(name).to_numpy()
        by_np, by_pl, by_pd = found
        same = (by_np == expected).all() and (by_pl.to_numpy().astype("datetime64[D]") == expected).all()
        short = expected[:_PANDAS_ROWS]
        if not same or not (pandas.DatetimeIndex(by_pd).to_numpy().astype("datetime64[D]") == short).all():
            raise SystemExit(f"{name}: they differ")
    return {
        "followcal, one calendar": lambda: planned(first_dates, one),
        "followcal, eight calendars": lambda: planned(first_dates, eight),
        "  of it: instants to local days": local_days,
        "followcal, all columns": lambda: planned(all_columns, eight),
        "a plain gather of three dates": lambda: [row.take(place, mode="clip") for row in table],
        "numpy busday_offset, from local days": by_numpy,
        "polars add_business_days, from local days": by_polars,
        "pandas CustomBusinessDay, from local days": by_pandas,
    }


def scale(name: str) -> float:
    """Return by what the time of an entrant is multiplied."""
    return ROWS / _PANDAS_ROWS if name.startswith("pandas") else 1.0


def streamed(rows: int) -> tuple[list[str], list[str], tempfile.TemporaryDirectory]:
    """Return the command that plans a Parquet file, one that only copies it, and the folder of both."""
    import sys
    import sysconfig

    folder = tempfile.TemporaryDirectory()
    path = Path(folder.name, "in.parquet")
    with pq.ParquetWriter(path, interviews(1, 8).schema) as writer:
        for _ in range(rows // ROWS):
            writer.write_table(interviews(ROWS, 8), row_group_size=1 << 18)
    ours = [str(Path(sysconfig.get_path("scripts"), "followcal")), "bulk", str(path), f"{folder.name}/out.parquet"]
    ours += ["--columns", ",".join(DATES)]
    copy = (
        "import sys, pyarrow.parquet as pq; f = pq.ParquetFile(sys.argv[1]); "
        "w = pq.ParquetWriter(sys.argv[2], f.schema_arrow, compression='zstd'); "
        "[w.write_batch(b) for b in f.iter_batches(65536)]; w.close()"
    )
    return ours, [sys.executable, "-c", copy, str(path), f"{folder.name}/copy.parquet"], folder


def once(rows: int) -> pa.Table:
    """Plan once, tables included: what the first run of a process pays."""
    return plan_table(interviews(rows, 8), columns=DATES)
