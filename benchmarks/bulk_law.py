"""Compare bulk plans with the planner's own, row by row, on generated interviews.

    python benchmarks/bulk_law.py [ROWS] [DISTINCT] [SEED]

DISTINCT interviews are planned by the planner, one by one; ROWS rows of them, each interview as often as the others
and in any order, are planned in bulk. By default all million rows are distinct, which takes the planner a while; the
last line says how many were. Each distinct interview has an end of its own, to the second, in one of 12 zones (a tenth
near a clock change), one of 12 calendars, one of 4 policies, and any stated timeline. Compared are all windows, as
moments, the channel of the check-in, and whether there is an error. It stops at the first piece in which they differ.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import followcal
from followcal.arrays.planning import ENDS, STEPS
from followcal.bulk import BulkPlanner
from followcal.core.interview import Interview, Office
from followcal.core.planning import plan
from followcal.core.policy import DEFAULT_POLICY
from followcal.core.timeline import AnswerBy, ContactInvited, SilenceMeansNo, StatedTimeline, Undated
from followcal.errors import FollowcalError

PIECE = 5_000
CALENDARS = ["US", "US-CA", "DE-BY", "GB-ENG", "JP", "FR", "BR", "IN", "CN", "AE", "IL", "LK"]
ZONES = [
    *("America/New_York", "America/Los_Angeles", "Europe/Berlin", "Europe/London", "Asia/Tokyo", "Asia/Kolkata"),
    *("Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns", "Africa/Casablanca", "America/Santiago", "UTC"),
]
CHANGES = [
    datetime(year, month, day, tzinfo=UTC)
    for year in (2024, 2025, 2026)
    for month, day in (
        (3, 8),
        (3, 9),
        (3, 29),
        (3, 30),
        (4, 5),
        (4, 6),
        (9, 6),
        (10, 4),
        (10, 25),
        (10, 26),
        (11, 1),
        (11, 2),
    )
]
KINDS = ["", "answer-by", "invited", "silence-means-no", "undated"]
MOMENT = pa.timestamp("us", "UTC")
FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)


def generated(dice: np.random.Generator, count: int) -> list[dict]:
    """Return interviews of three years."""
    seconds = dice.integers(0, int((LAST - FIRST).total_seconds()), count).tolist()
    near = dice.integers(-6 * 3600, 30 * 3600, count).tolist()
    numbers = dice.integers(0, 2**31, (8, count)).tolist()
    rows = []
    for row in range(count):
        zone, calendar, policy, kind, later, calls, length, change = (column[row] for column in numbers)
        end = FIRST + timedelta(seconds=seconds[row])
        if change % 10 == 0:
            end = CHANGES[change // 10 % len(CHANGES)] + timedelta(seconds=near[row])
        end = end.astimezone(ZoneInfo(ZONES[zone % len(ZONES)]))
        rows.append(
            {
                "end": end,
                "start": (end.astimezone(UTC) - timedelta(seconds=length % 20_000)).astimezone(end.tzinfo),
                "zone": str(end.tzinfo),
                "calendar": CALENDARS[calendar % len(CALENDARS)],
                "policy": ["", "email-only", "same-day", "law-callbacks"][policy % 4],
                "stated": KINDS[kind % len(KINDS)],
                "stated_day": end.date() + timedelta(days=later % 40 - 1),
                "no_calls": calls % 5 == 0,
                "no_contact": calls % 17 == 0,
            }
        )
    return rows


def promise(kind: str, day: date):
    return {
        "": None,
        "answer-by": AnswerBy(day),
        "invited": ContactInvited(day),
        "silence-means-no": SilenceMeansNo(day),
        "undated": Undated(),
    }[kind]


def input_table(rows: list[dict]) -> pa.Table:
    fields = {name: [row[name] for row in rows] for name in rows[0]}
    for name in ("end", "start"):
        fields[name] = pa.array([moment.astimezone(UTC) for moment in fields[name]], MOMENT)
    return pa.table(fields)


def one_by_one(row: dict, calendars: dict, policies: dict, now: datetime) -> dict | None:
    """Return the row's windows by the planner; None: it refuses."""
    timeline = StatedTimeline(
        promise(row["stated"], row["stated_day"]), no_calls=row["no_calls"], no_contact=row["no_contact"]
    )
    interview = Interview(uid="1", start=row["start"], end=row["end"], timeline=timeline)
    calendar = {Office(): calendars[row["calendar"]]}
    try:
        found = plan([interview], calendar, now=now, policy=policies[row["policy"]])
    except FollowcalError:
        return None
    expected: dict = {"check_in_by": None}
    for step in (*found.steps, *found.over):
        name = step.kind.value.replace("-", "_")
        window = (step.window.earliest, step.window.due, step.window.latest)
        expected |= {f"{name}_{end}": at.astimezone(UTC) for end, at in zip(ENDS, window, strict=True)}
        if name == "check_in":
            expected["check_in_by"] = step.channel.value
    return expected


def main() -> None:
    given = [int(text) for text in sys.argv[1:]]
    count = given[0] if given else 1_000_000
    distinct = given[1] if len(given) > 1 else count
    dice = np.random.default_rng(given[2] if len(given) > 2 else 20_261_129)
    calendars = {name: followcal.business_calendar(name) for name in CALENDARS}
    policies = {"": DEFAULT_POLICY} | {n: followcal.load_policy(n) for n in ("email-only", "same-day", "law-callbacks")}
    now = datetime(2025, 6, 15, 12, tzinfo=UTC)
    planner = BulkPlanner(calendars=calendars, policies=policies, now=now, moments=True)
    names = [f"{step}_{end}" for step in STEPS for end in ENDS]
    kinds = pa.schema([*((name, MOMENT) for name in names), ("check_in_by", pa.string()), ("refused", pa.bool_())])
    done, asked, refused, begin = 0, 0, 0, process_time()
    while asked < distinct:
        rows = generated(dice, min(PIECE, distinct - asked))
        single = [one_by_one(row, calendars, policies, now) for row in rows]
        plans = [{**(plan or {}), "refused": plan is None} for plan in single]
        expected = pa.Table.from_pylist(plans, schema=kinds)
        asked += len(rows)
        repeated = dice.permutation(np.tile(np.arange(len(rows)), count // distinct))
        batches = input_table(rows).take(repeated).to_batches()
        found = pa.Table.from_batches([planner.plan(batch) for batch in batches])
        found = found.append_column("refused", found.column("error").is_valid()).select(kinds.names).cast(kinds)
        wanted = expected.take(repeated)
        if not found.equals(wanted):
            pairs = zip(found.to_pylist(), wanted.to_pylist(), repeated.tolist(), strict=True)
            bulk, plan_of_it, place = next(pair for pair in pairs if pair[0] != pair[1])
            raise SystemExit(f"they differ: {rows[place]}\n  bulk: {bulk}\n  planner: {plan_of_it}")
        done += found.num_rows
        refused += pc.sum(found.column("refused")).as_py()
        spent = process_time() - begin
        print(f"{done:,} rows are equal, {asked:,} distinct; {refused:,} refused by both ({spent:,.0f} s)", flush=True)


main()
