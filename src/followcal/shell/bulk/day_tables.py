"""The plan as a table: for each calendar and day the windows of each step, for any engine that can join.

There is a row for each anchor: what is counted from the day of the interview; from the day on which they answer; from
the day after which contact is welcome.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from followcal import __version__
from followcal.arrays.tables import FAILED, Anchor, DayTable, Flag, Rules
from followcal.arrays.units import Moments, day_number, day_of
from followcal.core.business_days import BusinessCalendar
from followcal.core.policy import Kind, Policy
from followcal.errors import OutsideCalendarError, UsageError
from followcal.shell.files import write_bytes
from followcal.shell.holiday_data import holidays_version

ANCHORS = {Anchor.INTERVIEW: "interview", Anchor.ANSWER: "answer-by", Anchor.INVITED: "invited"}
COLUMNS = (
    "thank_you_earliest",
    "thank_you_latest",
    "references_earliest",
    "references_due",
    "references_latest",
    "check_in_earliest",
    "check_in_due",
    "check_in_latest",
    "closing_earliest",
    "closing_due",
    "closing_latest",
)
_SOURCES = {"thank_you_latest": "note_latest"}
_PROVISIONAL = int(
    Flag.NOTE_PROVISIONAL | Flag.REFERENCES_PROVISIONAL | Flag.CHECK_IN_PROVISIONAL | Flag.CLOSING_PROVISIONAL
)
Progress = Callable[[str, int, int], None]


def day_table(
    calendars: dict[str, BusinessCalendar], policy: Policy, years: Sequence[int], *, progress: Progress
) -> pa.Table:
    """Return the windows of each day of these years, in each calendar, by a policy.

    A day whose windows reach into a year that is not known has none, and says why. What they rest on stands in the
    metadata of the schema (B6).
    """
    first, last = day_number(date(years[0], 1, 1)), day_number(date(years[-1], 12, 31))
    days = np.arange(first, last + 1, dtype=np.int64)
    table, total = DayTable(), len(calendars) * len(ANCHORS)
    pieces: list[pa.Table] = []
    for name, calendar in calendars.items():
        rules = Rules(policy, calendar)
        table.number(rules)
        table.cover((first, last))
        for anchor in ANCHORS:
            progress("planning each day", len(pieces), total)
            pieces.append(_piece(name, anchor, table, days, rules))
    known = {name: _fingerprint(calendar, years) for name, calendar in calendars.items()}
    facts = {
        "followcal": __version__,
        "holidays": holidays_version(),
        "years": [years[0], years[-1]],
        "calendars": known,
        "thank_you_due_hours": policy.thank_you.due.total_seconds() / 3600,
        "opens": policy.opens.isoformat("minutes"),
        "closes": policy.closes.isoformat("minutes"),
        "check_in_by": policy.check_in_channel.value,
    }
    return pa.concat_tables(pieces).replace_schema_metadata({"followcal": json.dumps(facts)})


def _piece(name: str, anchor: Anchor, table: DayTable, days: Moments, rules: Rules) -> pa.Table:
    policy = rules.policy
    places = table.anchored(table.places(days, table.number(rules)), np.full(days.size, anchor, np.int32))
    size, of_round = days.size, anchor is Anchor.INTERVIEW
    touches = table.take("check_in_latest", places)
    failed = touches == FAILED
    if of_round:
        failed |= table.take("note_latest", places) == FAILED
    columns: dict[str, pa.Array] = {
        "calendar": pa.DictionaryArray.from_arrays(np.zeros(size, np.int16), [name]),
        "anchor": pa.DictionaryArray.from_arrays(np.zeros(size, np.int8), [ANCHORS[anchor]]),
        "day": pa.array(days.astype(np.int32)).view(pa.date32()),
    }
    flags = table.take("touch_flags", places) | (table.take("round_flags", places) if of_round else 0)
    for column in COLUMNS:
        step = column.rpartition("_")[0]
        is_touch = step in ("check_in", "closing")
        if not (is_touch or of_round) or (is_touch and not policy.allows(Kind(step.replace("_", "-")))):
            columns[column] = pa.nulls(size, pa.date32())
            continue
        source = _SOURCES.get(column, column.replace("_due", "_latest"))
        values = days.astype(np.int32) if column == "thank_you_earliest" else table.take(source, places)
        columns[column] = pa.array(values, pa.int32(), mask=failed).view(pa.date32())
    columns["provisional"] = pa.array((flags & _PROVISIONAL) != 0, mask=failed)
    why = {row: table.refusal(int(places[row])) for row in np.flatnonzero(failed).tolist()}
    columns["error"] = pa.array([why.get(row) for row in range(size)], pa.string())
    return pa.table(columns)


def _fingerprint(calendar: BusinessCalendar, years: Sequence[int]) -> str:
    known = [year for year in years if calendar.first_year <= year <= calendar.last_year]
    try:
        return calendar.fingerprint(known[0], known[-1]) if known else ""
    except OutsideCalendarError:
        return ""


def write_day_table(table: pa.Table, path: Path | None) -> bytes | None:
    """Write the table as its file is named, .parquet or .csv; without a path return it as CSV."""
    import io

    import pyarrow.csv as pa_csv
    import pyarrow.parquet as pq

    out = io.BytesIO()
    if path is not None and path.suffix.lower() in (".parquet", ".pq"):
        pq.write_table(table, out, compression="zstd", row_group_size=1 << 16)
    elif path is None or path.suffix.lower() == ".csv":
        text = pa.string()
        text = pa.string()
        plain = [each.with_type(text) if pa.types.is_dictionary(each.type) else each for each in table.schema]
        pa_csv.write_csv(table.cast(pa.schema(plain)), out)
    else:
        raise UsageError(f"{path}: neither .parquet nor .csv")
    if path is None:
        return out.getvalue()
    write_bytes(path, out.getvalue())
    return None


def first_and_last(text: str) -> range:
    """Return the years that `text` names: 2026, or 2026..2028. Raises UsageError.

    >>> first_and_last("2026..2028")
    range(2026, 2029)
    """
    first, dots, last = text.partition("..")
    try:
        years = range(int(first), int(last if dots else first) + 1)
    except ValueError:
        raise UsageError(f"--years {text}: write them as 2026 or 2026..2028") from None
    if not years or not day_of(0).year - 69 <= years[0] <= years[-1] <= 2198 or len(years) > 50:
        raise UsageError(f"--years {text}: from 1 to 50 years, between 1901 and 2198")
    return years
