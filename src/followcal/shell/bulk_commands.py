"""The arguments of `followcal bulk` and `followcal table`. What the commands need is imported when they run."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from followcal.errors import MissingPackageError, UsageError
from followcal.shell.options import add_office, add_rules

if TYPE_CHECKING:
    from followcal.core.policy import Policy
    from followcal.shell.request import Request

Progress = Callable[[str, int, int], None]
_MOST_SHOWN = 10


@contextmanager
def _packages() -> Iterator[None]:
    """Say which packages are missing, where they are."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in ("numpy", "pyarrow"):
            raise
        raise MissingPackageError("bulk", error.name) from None


def add_bulk(commands: Any) -> None:
    """Add the command."""
    text = "plan for a whole file of interviews (Parquet or CSV), or for a folder with a calendar per person"
    bulk = commands.add_parser("bulk", help=text, description=text)
    add = bulk.add_argument
    add("source", metavar="IN", help="a .parquet or .csv file; with --per-file a folder of .ics files")
    add("target", metavar="OUT", help="the file to write; with --per-file a folder")
    add("--per-file", action="store_true", help="one plan for each .ics file, in parallel")
    add("--columns", metavar="NAMES", help="what to work out, such as check_in_earliest,check_in_latest (default: all)")
    add("--moments", action="store_true", help="moments in UTC in place of dates where the interview is")
    add("--jobs", metavar="N", help="with --per-file: how many at once (default: one per processor)")
    add(
        "--me",
        metavar="ADDRESS",
        action="append",
        default=[],
        help="with --per-file: addresses that are no interviewer",
    )
    add("--since", metavar="DATE", help="with --per-file: leave out interviews before this day (default: 90 days ago)")
    add("--timezone", metavar="ZONE", help="with --per-file: the zone of the interviews, such as Europe/Berlin")
    add(
        "--now",
        metavar="ISO-8601",
        help="as if it were this moment (default: the clock; of a file: each interview's end)",
    )
    add_office(bulk)
    add_rules(bulk)


def add_table(commands: Any) -> None:
    """Add the command."""
    text = "print the plan of every day as a table, to be joined by DuckDB, Polars, Spark or a spreadsheet"
    table = commands.add_parser("table", help=text, description=text)
    add = table.add_argument
    add(
        "--country",
        metavar="CODE",
        action="append",
        default=[],
        help="a calendar: US, GB or US-CA; several times: several",
    )
    add("--years", metavar="YEAR[..YEAR]", help="the years of the table (default: this one and the next)")
    add("-o", "--output", metavar="FILE", help="plan.parquet or plan.csv (default: CSV to standard output)")
    add("--now", metavar="ISO-8601", help="as if it were this moment (default: the clock)")
    add_rules(table)


def bulk_output(
    args: argparse.Namespace, policy: Policy, request: Callable[[], Request], progress: Progress, now: datetime | None
) -> tuple[list[str], list[str], bool]:
    """Return what `followcal bulk` shows, what it notes, and whether there is something that could not be planned."""
    if args.per_file:
        lines, is_partial = _per_file(args, request(), progress)
        return lines, [], is_partial
    with _packages():
        from followcal.shell.bulk.frames import BulkPlanner
        from followcal.shell.bulk.streams import MEANT, plan_file
    from followcal.shell.holiday_data import holidays_version

    given = [f"--{name}" for name in ("jobs", "since", "timezone", "subdivision", "weekend") if getattr(args, name)]
    given += [f"--{name}" for name in ("me", "country", "closed", "open") if getattr(args, name)]
    if given:
        raise UsageError(f"{given[0]} needs --per-file; a file has columns for zone, calendar and policy")
    columns = [name.strip() for name in args.columns.split(",")] if args.columns else None
    planner = BulkPlanner(now=now, columns=columns, moments=args.moments, policies={"": policy})
    options = f"{args.columns} {args.moments} {now} {holidays_version()} {policy!r}"
    source, target = _paths(args)
    summary = plan_file(source, target, planner, options=options, progress=progress)
    resumed = f", {summary.resumed:,} of them by an earlier run" if summary.resumed else ""
    wrong = summary.errors.total()
    lines = [f"{target}: {summary.rows:,} rows{resumed}, {wrong:,} without a plan"]
    if summary.replaced:
        lines.append(f"  columns of the input, replaced by those of the plan: {', '.join(summary.replaced)}")
    notes = [f"{source}: the column '{name}' is not read: name it '{MEANT[name]}'" for name in summary.unread]
    if summary.is_guessed:
        notes.append(
            f"{source}: not in UTF-8: read as Windows-1252; if letters in it are wrong, save it as CSV in UTF-8"
        )
    return [*lines, *_reasons(summary.errors)], notes, wrong > 0


def _per_file(args: argparse.Namespace, request: Request, progress: Progress) -> tuple[list[str], bool]:
    import os

    from followcal.shell.bulk.folders import LEFT, PLANNED, RESULTS, plan_folder

    if args.columns or args.moments:
        raise UsageError("--columns and --moments are for tables: leave them out with --per-file")
    source, target = _paths(args)
    for path in (source, target):
        if path.exists() and not path.is_dir():
            raise UsageError(f"{path}: is no folder, as --per-file needs it")
    try:
        workers = int(args.jobs) if args.jobs else os.cpu_count() or 1
    except ValueError:
        workers = 0
    if not 1 <= workers <= 64:
        raise UsageError(f"--jobs {args.jobs}: a number from 1 to 64")
    results = plan_folder(source, target, request, workers=workers, progress=progress)
    resumed = f", {results.resumed:,} of them by an earlier run" if results.resumed else ""
    total = results.by_outcome.total() - results.by_outcome[LEFT]
    lines = [f"{target}: {total:,} files{resumed}, {results.failed:,} without a whole plan: see {RESULTS}"]
    others = Counter({why: count for why, count in results.by_outcome.items() if why != PLANNED})
    return [*lines, *_reasons(others)], results.failed > 0


def _paths(args: argparse.Namespace) -> tuple[Path, Path]:
    source, target = Path(args.source), Path(args.target)
    if not source.exists():
        raise UsageError(f"{source}: no such file or folder")
    if target.exists() and source.resolve() == target.resolve():
        raise UsageError(f"{target}: is the input itself: name another file")
    return source, target


def _reasons(counted: Counter[str]) -> list[str]:
    lines = [f"  {count:,}: {reason}" for reason, count in counted.most_common(_MOST_SHOWN)]
    return [*lines, *(["  ..."] if len(counted) > _MOST_SHOWN else [])]


def table_output(
    args: argparse.Namespace, policy: Policy, now: datetime, progress: Progress
) -> tuple[bytes | None, list[str], bool]:
    """Return the table as CSV for standard output, what `followcal table` shows, and whether days lack a plan."""
    with _packages():
        from followcal.shell.bulk.day_tables import day_table, first_and_last, write_day_table
    from followcal.shell.holiday_data import business_calendar

    names: Sequence[str] = args.country or [""]
    calendars = {name: business_calendar(*(part for part in name.split(",") if part.strip())) for name in names}
    years = first_and_last(args.years) if args.years else range(now.year, now.year + 2)
    path = None if args.output in (None, "-") else Path(args.output)
    table = day_table(calendars, policy, years, progress=progress)
    csv = write_day_table(table, path)
    wrong = table.num_rows - table.column("error").null_count
    lines = [] if path is None else [f"{path}: {table.num_rows:,} rows, {wrong:,} without a plan"]
    return csv, lines, wrong > 0
