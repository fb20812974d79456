"""How fast followcal is, beside what else could be used.

`python benchmarks/run.py [days] [process] [plans] [life] [reading] [placing] [sync]`

All competitors of a table take turns in every round, in a new order each time, so that whatever else the machine does
hits them alike. Processor time is counted, not the clock's. Times differ from machine to machine: read the ratios.
Each is the median, over the rounds, of a competitor's cost divided by that of the reference in the same round.
"""

from __future__ import annotations

import gc
import os
import platform
import random
import resource
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from statistics import median
from time import process_time
from zoneinfo import ZoneInfo

import followcal
from followcal.shell.cli import COLLECT_AFTER

HERE = Path(__file__).parent
INVITATION = HERE.parent / "examples" / "interview.ics"
NOW = datetime(2026, 11, 18, 21, tzinfo=UTC)
SHUFFLE = random.Random(1)
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Started commands may keep their compiled modules, as they do wherever they are installed."""

Work = Callable[[], object]
Costs = dict[str, list[float]]


def main() -> None:
    sections = {
        **{"days": business_days, "process": processes, "plans": plans, "life": life, "reading": reading},
        **{"placing": placing, "sync": syncing},
    }
    print(f"followcal {followcal.__version__}, {platform.python_implementation()} {platform.python_version()}")
    for name in sys.argv[1:] or sections:
        sections[name]()


def race(entrants: dict[str, Work], rounds: int, cost: Callable[[Work], float]) -> Costs:
    """Run all entrants in turn in every round, the first one unmeasured, and return the costs of each."""
    costs: Costs = {name: [] for name in entrants}
    for number in range(rounds + 1):
        for name in SHUFFLE.sample(list(entrants), len(entrants)):
            spent = cost(entrants[name])
            if number:
                costs[name].append(spent)
    return costs


def processor_time(work: Work) -> float:
    gc.collect()
    before = process_time()
    work()
    return process_time() - before


def show(title: str, costs: Costs, unit: str, scale: float, *references: str) -> None:
    """Print a line per entrant; `scale` turns a cost in seconds into `unit` per piece of work."""
    rounds = len(next(iter(costs.values())))
    width = max(map(len, costs))
    print(f"\n{title} ({rounds} rounds)\n")
    print(f"  {'':{width}}  {'median':>9}  {'minimum':>9}" + "".join(f"  {f'x {name}':>16}" for name in references))
    for name, spent in costs.items():
        ratios = (ratio(costs, name, reference) for reference in references)
        times = f"{median(spent) * scale:9.4g}  {min(spent) * scale:9.4g}"
        print(f"  {name:{width}}  {times}" + "".join(f"  {x:16.3g}" for x in ratios) + f"  {unit}")


def ratio(costs: Costs, name: str, reference: str) -> float:
    return median(a / b for a, b in zip(costs[name], costs[reference], strict=True))


# --- Business days: 20,000 dates, prepared in the type that each library likes best


def business_days() -> None:
    """Compare single questions about one day; the answers of all libraries must be equal."""
    import holidays
    import numpy
    import pandas
    import QuantLib

    rounds = 15
    dice = random.Random(20_260_101)
    first, span = date(2019, 1, 1), (date(2031, 12, 31) - date(2019, 1, 1)).days
    days = [first + timedelta(dice.randint(0, span)) for _ in range(20_000)]
    pairs = [(day, day + timedelta(dice.randint(0, 60))) for day in days]

    calendar = followcal.business_calendar("US")
    plain = holidays.US()
    known = holidays.US(years=range(2018, 2033))
    np_calendar = numpy.busdaycalendar(holidays=sorted(known))
    np_days = [numpy.datetime64(day) for day in days]
    np_pairs = [(numpy.datetime64(a) + 1, numpy.datetime64(b) + 1) for a, b in pairs]
    stamps = [pandas.Timestamp(day) for day in days]
    ql_calendar = QuantLib.UnitedStates(QuantLib.UnitedStates.Settlement)
    ql_calendar.addHoliday(QuantLib.Date(18, 6, 2021))  # the first Juneteenth, which QuantLib leaves out
    ql_days = [QuantLib.Date.from_date(day) for day in days]
    ql_pairs = [(QuantLib.Date.from_date(a), QuantLib.Date.from_date(b)) for a, b in pairs]
    packages = ("holidays", "numpy", "pandas", "QuantLib")
    print("\nBusiness days of the US, single calls on 20,000 random dates 2019 to 2031, against")
    print(", ".join(f"{name} {version(name)}" for name in packages))
    print("All answers were compared before. numpy and pandas know the days of `holidays`, QuantLib its own.")

    def nothing(day: date, by: object) -> date:
        return day

    for count in (2, 10):
        by, pandas_days, unit = (
            followcal.BusinessDays(count),
            pandas.offsets.CustomBusinessDay(count, calendar=np_calendar),
            QuantLib.Days,
        )
        # Loop variables are bound as defaults, so that each function keeps those of its own round.
        entrants: dict[str, Work] = {
            "followcal offset": lambda by=by: [calendar.offset(day, by) for day in days],
            "followcal, BusinessDays made in the call": lambda n=count: [
                calendar.offset(day, followcal.BusinessDays(n)) for day in days
            ],
            "numpy busday_offset": lambda n=count: [
                numpy.busday_offset(day, n, roll="backward", busdaycal=np_calendar) for day in np_days
            ],
            "numpy, from and to date": lambda n=count: [
                numpy.busday_offset(day, n, roll="backward", busdaycal=np_calendar).item() for day in days
            ],
            "QuantLib advance": lambda n=count, unit=unit: [ql_calendar.advance(day, n, unit) for day in ql_days],
            "holidays get_nth_working_day": lambda n=count: [plain.get_nth_working_day(day, n) for day in days],
            "pandas CustomBusinessDay": lambda by=pandas_days: [stamp + by for stamp in stamps],
        }
        check_equal(entrants)
        entrants["(a call that does nothing)"] = lambda by=by: [nothing(day, by) for day in days]
        costs = race(entrants, rounds, processor_time)
        show(f"The date {count} business days later", costs, "ns", 1e9 / len(days), "followcal offset")
        if count == 2:
            numpy_ratio, holidays_ratio = (
                ratio(costs, name, "followcal offset")
                for name in ("numpy busday_offset", "holidays get_nth_working_day")
            )
            print(f"\n  Aim: numpy at least 10 x: {numpy_ratio:.3g}; holidays at least 20 x: {holidays_ratio:.3g}")

    entrants = {
        "followcal is_business_day": lambda: [calendar.is_business_day(day) for day in days],
        "numpy is_busday": lambda: [numpy.is_busday(day, busdaycal=np_calendar) for day in np_days],
        "QuantLib isBusinessDay": lambda: [ql_calendar.isBusinessDay(day) for day in ql_days],
        "holidays is_working_day": lambda: [plain.is_working_day(day) for day in days],
        "pandas is_on_offset": lambda: [pandas_days.is_on_offset(stamp) for stamp in stamps],
    }
    check_equal(entrants)
    costs = race(entrants, rounds, processor_time)
    show("Is it a business day?", costs, "ns", 1e9 / len(days), "followcal is_business_day")

    entrants = {
        "followcal count": lambda: [calendar.count(after, until) for after, until in pairs],
        "numpy busday_count": lambda: [numpy.busday_count(a, b, busdaycal=np_calendar) for a, b in np_pairs],
        "QuantLib businessDaysBetween": lambda: [
            ql_calendar.businessDaysBetween(after, until, False, True) for after, until in ql_pairs
        ],
        "holidays get_working_days_count": lambda: [
            plain.get_working_days_count(after, until) - plain.is_working_day(after) for after, until in pairs
        ],
    }
    check_equal(entrants)
    costs = race(entrants, 7, processor_time)
    show("Business days within 0 to 60 days", costs, "ns", 1e9 / len(days), "followcal count")


def check_equal(entrants: dict[str, Work]) -> None:
    """Stop unless all entrants give the same answers."""
    (first, expected), *others = ((name, [plain_value(x) for x in work()]) for name, work in entrants.items())
    for name, answers in others:
        wrong = [(a, b) for a, b in zip(expected, answers, strict=True) if a != b]
        if wrong:
            raise SystemExit(f"{first} and {name} differ {len(wrong)} times, first {wrong[0]}")


def plain_value(value: object) -> object:
    """Return an answer of any library as a date, a bool or an int of Python's own."""
    for method in ("to_pydatetime", "to_date", "item"):  # pandas, QuantLib, numpy
        if hasattr(value, method):
            value = getattr(value, method)()
    return value.date() if isinstance(value, datetime) else value


# --- Whole commands: processor time of the process, user and system, with all that it starts


def processes() -> None:
    """Compare whole commands with an empty Python, and with a script that only calls the libraries."""
    python = sys.executable
    command = str(Path(sysconfig.get_path("scripts"), "followcal"))
    with tempfile.TemporaryDirectory() as folder:
        number = iter(range(10**6))
        kept, floor = f"{folder}/kept.ics", f"{folder}/floor.ics"

        def plan(output: str) -> list[str]:
            return [command, "plan", str(INVITATION), "-o", output, "--now", NOW.isoformat()]

        spend(plan(kept))
        entrants: dict[str, Work] = {
            "python -c pass": lambda: [python, "-c", "pass"],
            "floor.py": lambda: [python, str(HERE / "floor.py"), str(INVITATION), floor],
            "followcal plan, new file": lambda: plan(f"{folder}/{next(number)}.ics"),
            "followcal plan, nothing changed": lambda: plan(kept),
            "followcal --help": lambda: [command, "--help"],
            "followcal --version": lambda: [command, "--version"],
        }
        costs = race(entrants, 25, lambda work: spend(work()))
    print(f"\nWhole commands, icalendar {version('icalendar')}, holidays {version('holidays')}. floor.py is what a")
    print("person would write with these two libraries: read the invitation, one year of holidays, write five events.")
    show("One invitation", costs, "ms", 1e3, "python -c pass", "floor.py")
    new, again = (ratio(costs, f"followcal plan, {which}", "floor.py") for which in ("new file", "nothing changed"))
    print(f"\n  Aim: plan at most 0.6 x floor.py; here {new:.3g}, and {again:.3g} where nothing changed")


# --- Reading: exports of ten years, the whole command against the libraries alone


def reading() -> None:
    """Find one interview among up to 200,000 events; the libraries alone get no more than 50,000."""
    from exports import NOW as MOMENT
    from exports import write_export

    command = str(Path(sysconfig.get_path("scripts"), "followcal"))
    libraries = f"icalendar {version('icalendar')} and recurring-ical-events {version('recurring-ical-events')}"
    print(f"\nReading: find one interview in an export of ten years, against {libraries}\n")
    print(f"  {'events':>8}  {'MB':>6}  {'followcal':>18}  {'libraries alone':>18}  {'ratio':>6}  {'per event':>10}")
    with tempfile.TemporaryDirectory() as folder:
        for events, rounds in ((1_000, 5), (10_000, 3), (50_000, 1), (200_000, 1)):
            path = Path(folder, f"{events}.ics")
            write_export(events, path)
            ours = [command, "find", str(path), "--now", MOMENT.isoformat(), "--me", "jo.seeker@gmail.com"]
            bare = [sys.executable, str(HERE / "exports.py"), "--bare", str(path)]
            pairs = [(cost_of(ours), cost_of(bare) if events <= 50_000 else None) for _ in range(rounds)]
            seconds, memory = (median(pair[0][which] for pair in pairs) for which in (0, 1))
            theirs = [pair[1] for pair in pairs if pair[1]]
            row = f"  {events:8,}  {path.stat().st_size / 1e6:6.1f}  {seconds:7.2f} s {memory:6.0f} MB"
            if theirs:
                times = median(pair[1][0] / pair[0][0] for pair in pairs if pair[1])
                row += f"  {median(t[0] for t in theirs):7.2f} s {median(t[1] for t in theirs):6.0f} MB  {times:6.1f}"
            else:
                row += f"  {'':18}  {'':6}"
            print(f"{row}  {seconds / events * 1e6:7.1f} us")
    print("\n  Aim: 20 times faster at 50,000; growth linear, memory flat beyond the events of the days in question")


_COUNTING = """
import os, sys
silent = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
_, status, usage = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=silent), 0)
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def cost_of(command: list[str]) -> tuple[float, float]:
    """Run a command and return its processor time and its peak memory in MB.

    Linux counts the memory of who starts a process as the process's own: here it is a small process that starts it.
    """
    counting = [sys.executable, "-S", "-c", _COUNTING, *command]
    done = subprocess.run(counting, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {done.returncode}")
    seconds, megabytes = map(float, done.stdout.split())
    return seconds, megabytes


def spend(command: list[str]) -> float:
    """Run a command and return the processor time that it took."""
    usage = run_alone(command)
    return usage.ru_utime + usage.ru_stime


def run_alone(command: list[str]) -> resource.struct_rusage:
    """Run a command and return what it used."""
    silent = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
    pid = os.posix_spawn(command[0], command, ENVIRONMENT, file_actions=silent)
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)}: exit code {os.waitstatus_to_exitcode(status)}")
    return usage


# --- Planning, reading and writing without the start of a process


def life() -> None:
    """Time a plan of a whole search: interviews over three years, with facts, and all that was written before."""
    from followcal.core import facts as told
    from followcal.core.freebusy import Period
    from followcal.core.planning import plan
    from followcal.core.schedule import schedule
    from followcal.core.timeline import AnswerBy, StatedTimeline

    zone = ZoneInfo("America/New_York")
    office = followcal.Office((followcal.Region("US"),))
    calendars = {office: followcal.business_calendar("US")}
    begin = datetime(2024, 1, 2, 9, tzinfo=zone)

    def search(size: int):
        """Two rounds at each employer, and a fact about every second interview."""
        found, facts = [], set()
        for number in range(size):
            start = begin + timedelta(days=number * 1095 // size + 7 * (number % 2), hours=number % 8)
            key, on = (str(number), ""), start.date() + timedelta(days=3)
            found.append(
                followcal.Interview(
                    uid=key[0],
                    start=start,
                    end=start + timedelta(hours=1),
                    company=f"Company {number // 2} Inc.",
                    role="Data Engineer",
                    interviewers=(followcal.Person("Ann Lee"), followcal.Person("Bo Chen")),
                    office=office,
                )
            )
            said = StatedTimeline(AnswerBy(on + timedelta(days=9)), said_on=on)
            kinds = (
                told.HeardBack(key, on),
                told.Rejected(told.Application(f"COMPANY {number // 2}"), on),
                told.Said(key, said),
                told.Promised(key, on, "portfolio"),
                told.NoteSent(key, on, "Ann Lee"),
            )
            if number % 2:
                facts.add(kinds[number // 2 % len(kinds)])
        facts.add(told.OtherOffer(None, begin.date() + timedelta(days=900), begin.date() + timedelta(days=914)))
        return found, frozenset(facts)

    def planned(found, facts, now):
        return schedule(plan(found, calendars, now=now, facts=facts), calendars)

    def written(found, facts):
        """Return what stands in the calendar after a run at the beginning."""
        return {
            step.uid: told.Standing(
                step.uid,
                step.kind,
                step.interview.key,
                step.interview.end,
                Period(step.start, step.end),
                step.window,
                about=step.about,
            )
            for step in planned(found, told.Facts(told=facts), begin).steps
        }

    sizes = (500, 1000, 2000, 4000)
    searches = {size: search(size) for size in sizes}
    known = {size: told.Facts(written(*searches[size]), told=searches[size][1]) for size in sizes}
    now = begin + timedelta(days=1000)

    def as_a_program(size):
        gc.set_threshold(*usual)
        planned(searches[size][0], known[size], now)
        gc.set_threshold(*COLLECT_AFTER)

    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    entrants = {
        f"{size:,} interviews": lambda size=size: planned(searches[size][0], known[size], now) for size in sizes
    }
    entrants["2,000 of a program"] = lambda: as_a_program(2000)
    costs = race(entrants, 5, processor_time)
    gc.set_threshold(*usual)
    gc.unfreeze()
    show("A search of three years, with facts and everything written before", costs, "ms", 1e3, "500 interviews")
    print("\n  Rubbish is collected as by the command; of a program that imports followcal, as Python does by itself.")
    print("  Aim: 2,000 interviews in less than a second; growth linear")


def plans() -> None:
    """Time the parts of a plan on many interviews."""
    from icalendar import Alarm, Calendar, Event

    from followcal.core.reconcile import diff
    from followcal.formats.followups import followups, new_calendar, write_component
    from followcal.formats.interviews import Reading, read_calendar

    size = 1000
    zone = ZoneInfo("America/New_York")
    office = followcal.Office((followcal.Region("US"),))
    calendars = {office: followcal.business_calendar("US")}
    interviews = []
    for number in range(size):
        start = datetime(2026, 11, 19, 9 + number % 8, tzinfo=zone) + timedelta(days=number // 8)
        end = start + timedelta(hours=1)
        interviews.append(
            followcal.Interview(uid=str(number), start=start, end=end, company=f"Company {number}", office=office)
        )
    steps = followcal.plan(interviews[:1], now=NOW, calendars=calendars).steps
    data = INVITATION.read_bytes()
    reading = Reading(home_zone=lambda: zone)
    times = range(100)

    def planned():
        return [followups([s], as_todo=False, steps=["check-in"], remembered=s.interview.events) for s in steps]

    def write() -> None:
        new_calendar(
            write_component(change.event, change.base, as_todo=False, now=NOW, old=None)
            for change in diff(planned(), {})
        )

    def write_by_hand() -> None:
        """Write events of the same size, with all their properties, by icalendar alone."""
        calendar = Calendar()
        for follow_up in ready:
            event, alarm = Event(), Alarm()
            for name, value in fields(follow_up):
                event.add(name, value)
            alarm.add("action", "DISPLAY")
            alarm.add("description", follow_up.summary)
            alarm["TRIGGER"] = "PT0S"
            event.add_component(alarm)
            calendar.add_component(event)
        calendar.to_ical()

    def fields(follow_up):
        moments = (("dtstamp", NOW), ("created", NOW), ("last-modified", NOW), ("dtstart", NOW), ("dtend", NOW))
        words = ("uid", "summary", "description", "status")
        return chain(moments, ((word, getattr(follow_up, word)) for word in words), follow_up.kept)

    ready = planned()
    count = len(ready)
    print(f"\nWithout starting a process, {size} interviews at as many employers, icalendar {version('icalendar')}")

    def plan_in_calls_of(length: int) -> None:
        for first in range(0, size, length):
            followcal.plan(interviews[first : first + length], now=NOW, calendars=calendars)

    single = "followcal.plan, one in a call"
    costs = race(
        {
            single: lambda: plan_in_calls_of(1),
            "10 in a call": lambda: plan_in_calls_of(10),
            "100 in a call": lambda: plan_in_calls_of(100),
            "one in a call, with a calendar made for it": lambda: [followcal.plan([i], now=NOW) for i in interviews],
        },
        5,
        processor_time,
    )
    show("Planning, for each interview", costs, "us", 1e6 / size, single)
    together = processor_time(lambda: plan_in_calls_of(size))
    print(f"  All {size} in one call, run once: {together / size * 1e6:,.0f} us each")
    print(
        f"  {size / median(costs[single]):,.0f} plans a second, one in a call; {size / together:,.0f}, all in one call"
    )

    costs = race(
        {
            "icalendar Calendar.from_ical": lambda: [Calendar.from_ical(data) for _ in times],
            "followcal read_calendar": lambda: [read_calendar(data, "x", reading) for _ in times],
        },
        9,
        processor_time,
    )
    show("Reading an invitation", costs, "us", 1e6 / len(times), "icalendar Calendar.from_ical")
    costs = race(
        {
            "icalendar, the same properties": lambda: [write_by_hand() for _ in times],
            "followcal formats.followups": lambda: [write() for _ in times],
        },
        9,
        processor_time,
    )
    show("Writing, for each event", costs, "us", 1e6 / len(times) / count, "icalendar, the same properties")


# --- Placing: a year of appointments, and the steps of a hundred interviews among them


def placing() -> None:
    """Measure how long it takes to read a busy year and to place steps in it, alone and as both grow."""
    from followcal.core.freebusy import Busy
    from followcal.core.planning import plan as plan_windows
    from followcal.core.schedule import schedule
    from followcal.formats.busy import BusyReading, read_busy

    berlin = ZoneInfo("Europe/Berlin")
    calendar = followcal.business_calendar("DE")
    office = followcal.Office((followcal.Region("DE"),))
    reading = BusyReading(first=NOW.date(), last=NOW.date() + timedelta(days=365), home=berlin)
    print(f"\nPlacing and reading, icalendar {version('icalendar')}: a year of appointments at office hours\n")
    print(f"  {'steps':>6}  {'busy':>7}  {'read ms':>8}  {'Busy ms':>8}  {'schedule ms':>11}  {'without':>8}")
    for scale in (0.25, 0.5, 1, 2):
        dice = random.Random(7)
        count = round(5_000 * scale)
        data = _busy_year(count, dice)
        interviews = []
        for number in range(round(100 * scale)):
            start = datetime(2026, 11, 19, 9, tzinfo=berlin) + timedelta(
                days=dice.randrange(300), hours=dice.randrange(8)
            )
            interviews.append(
                followcal.Interview(
                    uid=str(number),
                    start=start,
                    end=start + timedelta(hours=1),
                    company=f"Firm {number}",
                    office=office,
                )
            )
        windows = plan_windows(interviews, {office: calendar}, now=NOW)
        waiting = {step.uid for step in windows.steps}
        periods = read_busy(data, "x", reading).periods
        busy = Busy(periods)
        schedule(windows, {office: calendar}, busy=busy)  # years of the calendar are made now, not while it is measured
        costs = [
            min(processor_time(work) for _ in range(5)) * 1000
            for work in (
                lambda data=data: read_busy(data, "x", reading),
                lambda periods=periods: Busy(periods),
                lambda windows=windows, busy=busy: schedule(windows, {office: calendar}, busy=busy),
                lambda windows=windows: schedule(windows, {office: calendar}),
            )
        ]
        shown = "  ".join(f"{cost:{width}.1f}" for cost, width in zip(costs, (8, 8, 11, 8), strict=True))
        print(f"  {len(waiting):6,}  {len(periods):7,}  {shown}")
    print("\n  Aim: 500 steps among 5,000 appointments in well under 100 ms; growth of n log n.")


# --- Calendars on a server: by the clock, not the processor's time


def syncing() -> None:
    from syncing import sync

    sync()


def _busy_year(count: int, dice: random.Random) -> bytes:
    """Return a calendar of so many appointments of up to 45 minutes, within a year."""
    parts = []
    for number in range(count):
        start = datetime(2026, 11, 19, 8) + timedelta(days=dice.randrange(365), minutes=15 * dice.randrange(40))  # noqa: DTZ001
        length = 15 * dice.randrange(1, 4)
        parts.append(
            f"BEGIN:VEVENT\r\nUID:{number}@busy\r\nDTSTAMP:20261101T000000Z\r\n"
            f"DTSTART;TZID=Europe/Berlin:{start:%Y%m%dT%H%M%S}\r\nDURATION:PT{length}M\r\n"
            f"SUMMARY:Appointment {number}\r\nSTATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\nEND:VEVENT\r\n"
        )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n{''.join(parts)}END:VCALENDAR\r\n".encode()


if __name__ == "__main__":
    main()
