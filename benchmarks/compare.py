"""Everything that is measured, as one table of ratios: `make compare`, or

    python benchmarks/compare.py [--write] [days] [start] [plans] [reading] [phrases] [bulk] [files [MILLIONS ...]]

MILLIONS says how many rows the files for `followcal bulk` have (1 4); `files 1 10 100` takes half an hour and some GB.

A ratio above 1 means: that many times faster than what it was measured against; in the lines about starting, the
cost beside that of the libraries. `--write` puts the table into docs/performance.md. What is not installed is left out,
and said. Processor time is counted, not the clock's.
"""

from __future__ import annotations

import csv
import platform
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from random import Random
from statistics import median
from zoneinfo import ZoneInfo

from run import HERE, INVITATION, NOW, cost_of, processor_time, race, ratio, spend

import followcal

PAGE = HERE.parent / "docs" / "performance.md"
BEGIN, END = "<!-- begin: made by benchmarks/compare.py --write -->", "<!-- end -->"


@dataclass(frozen=True)
class Line:
    """One comparison."""

    area: str
    what: str
    ours: str
    against: str
    ratio: float
    aim: str = ""


def main() -> None:
    sections: dict[str, Callable[[], Iterator[Line]]] = {
        "days": days,
        "start": start,
        "plans": plans,
        "reading": reading,
        "phrases": phrases,
        "bulk": bulk,
        "files": lambda: files([int(word) for word in sys.argv[1:] if word.isdecimal()] or [1, 4]),
    }
    wanted = [word for word in sys.argv[1:] if word != "--write" and not word.isdecimal()] or list(sections)
    lines: list[Line] = []
    missing: list[str] = []
    for name in wanted:
        try:
            for line in sections[name]():
                lines.append(line)
                print(f"{line.area}: {line.what}: {line.ratio:.3g} x {line.against}", file=sys.stderr, flush=True)
        except ModuleNotFoundError as error:
            missing.append(f"{name}: needs {error.name}, which is not installed")
    text = table(lines, missing)
    print(text)
    if "--write" in sys.argv:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", encoding="utf-8")


def table(lines: list[Line], missing: list[str]) -> str:
    """Return the lines as a table of a Markdown page."""
    head = ("what", "cost", "measured against", "ratio", "aim")
    rows = [(line.what, line.ours, line.against, f"{line.ratio:.3g}", line.aim) for line in lines]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    text, area = [], ""
    for line, row in zip(lines, rows, strict=True):
        if line.area != area:
            area = line.area
            text += ["", f"**{area}**", "", _row(head, widths), _row(["-" * width for width in widths], widths)]
        text.append(_row(row, widths))
    packages = ("holidays", "icalendar", "numpy", "pandas", "polars", "pyarrow", "QuantLib")
    known = ", ".join(f"{name} {found}" for name in packages if (found := _version(name)))
    note = f"{platform.python_implementation()} {platform.python_version()}, {known}."
    return "\n".join([*text[1:], "", note, *missing, ""])


def _row(cells, widths) -> str:
    return "| " + " | ".join(f"{cell:{width}}" for cell, width in zip(cells, widths, strict=True)) + " |"


def _version(name: str) -> str:
    try:
        return version(name)
    except ModuleNotFoundError:
        return ""


def days() -> Iterator[Line]:
    """Two business days later, one day in a call."""
    import holidays
    import numpy
    import QuantLib

    dice, first = Random(20_260_101), date(2019, 1, 1)
    some = [first + timedelta(dice.randint(0, 4700)) for _ in range(10_000)]
    calendar, plain, two = followcal.business_calendar("US"), holidays.US(), followcal.BusinessDays(2)
    busday = numpy.busdaycalendar(holidays=sorted(holidays.US(years=range(2018, 2033))))
    numpy_days = [numpy.datetime64(day) for day in some]
    quantlib, ql_days = (
        QuantLib.UnitedStates(QuantLib.UnitedStates.Settlement),
        [QuantLib.Date.from_date(d) for d in some],
    )
    costs = race(
        {
            "ours": lambda: [calendar.offset(day, two) for day in some],
            "numpy busday_offset": lambda: [
                numpy.busday_offset(day, 2, roll="backward", busdaycal=busday) for day in numpy_days
            ],
            "QuantLib advance": lambda: [quantlib.advance(day, 2, QuantLib.Days) for day in ql_days],
            "holidays get_nth_working_day": lambda: [plain.get_nth_working_day(day, 2) for day in some],
        },
        7,
        processor_time,
    )
    cost = f"{median(costs['ours']) / len(some) * 1e9:.0f} ns a date"
    aims = {"numpy busday_offset": "10", "holidays get_nth_working_day": "20"}
    for name in list(costs)[1:]:
        yield Line("Business days", "2 business days later", cost, name, ratio(costs, name, "ours"), aims.get(name, ""))


def start() -> Iterator[Line]:
    """Whole commands, cold and warm caches apart."""
    command = str(Path(sysconfig.get_path("scripts"), "followcal"))
    with tempfile.TemporaryDirectory() as folder:
        number = iter(range(10**6))

        def plan(output: str) -> list[str]:
            return [command, "plan", str(INVITATION), "-o", output, "--now", NOW.isoformat()]

        kept = f"{folder}/kept.ics"
        spend(plan(kept))
        floor = [sys.executable, str(HERE / "floor.py"), str(INVITATION), f"{folder}/floor.ics"]
        costs = race(
            {
                "plan, a new file": lambda: plan(f"{folder}/{next(number)}.ics"),
                "plan, nothing changed": lambda: plan(kept),
                "--version": lambda: [command, "--version"],
                "floor": lambda: floor,
                "bare": lambda: [sys.executable, "-c", "pass"],
            },
            9,
            lambda work: spend(work()),
        )
    for name in ("plan, a new file", "plan, nothing changed"):
        cost = f"{median(costs[name]) * 1e3:.0f} ms"
        yield Line(
            "Starting (smaller is better)", name, cost, "the libraries alone", ratio(costs, name, "floor"), "0.6"
        )
    cost = f"{median(costs['--version']) * 1e3:.0f} ms"
    against = "python -c pass"
    yield Line("Starting (smaller is better)", "--version", cost, against, ratio(costs, "--version", "bare"), "")


def plans() -> Iterator[Line]:
    """Planning and placing, and how they grow."""
    zone = ZoneInfo("America/New_York")
    office = followcal.Office((followcal.Region("US"),))
    calendars = {office: followcal.business_calendar("US")}

    def search(size: int) -> list[followcal.Interview]:
        found = []
        for number in range(size):
            end = NOW.astimezone(zone) + timedelta(hours=7 * number)
            found.append(
                followcal.Interview(uid=str(number), start=end, end=end, company=f"Company {number}", office=office)
            )
        return found

    sizes = (100, 400, 1600)
    searches = {size: search(size) for size in sizes}
    costs = race(
        {str(size): lambda s=size: followcal.plan(searches[s], now=NOW, calendars=calendars) for size in sizes},
        3,
        processor_time,
    )
    for size in sizes[1:]:
        cost = f"{median(costs[str(size)]) / size * 1e6:.0f} us each"
        growth = ratio(costs, str(size), "100") * 100 / size
        yield Line(
            "Planning and placing", f"{size:,} interviews at once", cost, "the cost of each of 100", 1 / growth, ""
        )


def reading() -> Iterator[Line]:
    """Find one interview in an export."""
    from exports import NOW as MOMENT
    from exports import write_export

    command = str(Path(sysconfig.get_path("scripts"), "followcal"))
    with tempfile.TemporaryDirectory() as folder:
        for events in (1_000, 10_000):
            path = Path(folder, f"{events}.ics")
            write_export(events, path)
            ours = [command, "find", str(path), "--now", MOMENT.isoformat(), "--me", "jo.seeker@gmail.com"]
            bare = [sys.executable, str(HERE / "exports.py"), "--bare", str(path)]
            seconds, theirs = cost_of(ours)[0], cost_of(bare)[0]
            aim = "20 at 50,000" if events == 10_000 else ""
            what = f"an export of {events:,} events"
            yield Line("Reading", what, f"{seconds:.2f} s", "icalendar, expanded", theirs / seconds, aim)


def phrases() -> Iterator[Line]:
    """Read what employers say; how rightly, `make phrases` says."""
    import dateparser.search

    with (HERE.parent / "tests" / "data" / "phrases.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["phrase"] for row in csv.DictReader(file) if row["country"] not in ("DE", "FR", "ES")][:150]
    calendar, day = followcal.business_calendar("US"), date(2026, 11, 18)
    costs = race(
        {
            "ours": lambda: [followcal.read_timeline(text, day, calendar=calendar) for text in texts],
            "dateparser search_dates": lambda: [dateparser.search.search_dates(text, ["en"]) for text in texts],
        },
        3,
        processor_time,
    )
    cost = f"{median(costs['ours']) / len(texts) * 1e6:.0f} us each"
    name = "dateparser search_dates"
    yield Line("Phrases", "what an employer said", cost, name, ratio(costs, name, "ours"), "")


def bulk() -> Iterator[Line]:
    """Three dates for a million rows, in one run."""
    from bulk import ROWS, entrants, scale

    area = "Bulk: three dates for each of a million interviews"
    costs = race(entrants(), 7, processor_time)
    costs = {name: [cost * scale(name) for cost in spent] for name, spent in costs.items()}
    each = {name: f"{median(spent) / ROWS * 1e9:.1f} ns a row" for name, spent in costs.items()}
    others = [name for name in costs if name.startswith(("numpy", "polars", "pandas"))]
    gather, zones = "a plain gather of three dates", "  of it: instants to local days"
    for ours in ("followcal, one calendar", "followcal, eight calendars"):
        for name in others:
            aim = "10" if name.startswith("numpy") else ""
            yield Line(
                area, f"{ours}, from instants", each[ours], f"{name}: {each[name]}", ratio(costs, name, ours), aim
            )
    without = {"days": [a - b for a, b in zip(costs["followcal, eight calendars"], costs[zones], strict=True)]}
    cost = f"{median(without['days']) / ROWS * 1e9:.1f} ns a row"
    numpy_name = others[0]
    without["numpy"], without["gather"] = costs[numpy_name], costs[gather]
    yield Line(area, "eight calendars, without the zones", cost, numpy_name, ratio(without, "numpy", "days"), "10")
    yield Line(area, "eight calendars, without the zones", cost, gather, ratio(without, "gather", "days"), "0.33")
    yield Line(area, "instants to local days, eight zones", each[zones], gather, ratio(costs, gather, zones), "")
    name = "followcal, all columns"
    yield Line(
        area,
        "all 18 windows and the flags",
        each[name],
        "three dates",
        ratio(costs, "followcal, eight calendars", name),
    )


def files(millions: list[int]) -> Iterator[Line]:
    """Three dates for each row of a file: whole commands, and the most memory that they took."""
    from bulk import ROWS, streamed

    for million in millions:
        ours, copy, folder = streamed(million * ROWS)
        with folder:
            (seconds, memory), (bare, bare_memory) = cost_of(ours), cost_of(copy)
        what, cost = f"bulk, Parquet of {million:,} million rows", f"{seconds:.1f} s, {memory:.0f} MB"
        against = f"copying the file: {bare:.1f} s, {bare_memory:.0f} MB"
        yield Line("Bulk: files", what, cost, against, bare / seconds, "flat memory")


if __name__ == "__main__":
    main()
