"""One function per command: gather, decide, act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from followcal.core.business_days import BusinessCalendar
from followcal.core.facts import NO_FACTS, Fact, Facts, StepDone, StepSkipped
from followcal.core.freebusy import Busy, Period
from followcal.core.interview import Interview, Office, times_of
from followcal.core.planning import plan as plan_windows
from followcal.core.policy import DEFAULT_POLICY, Kind, Policy
from followcal.core.reconcile import Settle
from followcal.core.schedule import Schedule, schedule
from followcal.core.step import uid_of_step
from followcal.errors import ForeignFileError, NothingToPlanError, UsageError
from followcal.formats.followup_file import Memory
from followcal.formats.messages import newest
from followcal.formats.moves import outdated
from followcal.formats.readback import TELL
from followcal.formats.reading import Found, Invitation, NearMiss
from followcal.formats.records import Record
from followcal.formats.zones import zone_named
from followcal.shell import files
from followcal.shell.interviews import calendars_of, countable
from followcal.shell.request import Request, is_excluded, moved_perhaps, passed_over, read, told, without_effect
from followcal.shell.said import read_phrase
from followcal.shell.search import Outcome, Search, carry_out, decide, open_calendar, open_search

if TYPE_CHECKING:
    from followcal.formats.telling import Told


def plan(
    interviews: Iterable[Interview],
    *,
    now: datetime,
    policy: Policy = DEFAULT_POLICY,
    facts: Facts = NO_FACTS,
    calendars: Mapping[Office, BusinessCalendar] | None = None,
    busy: Iterable[Period] = (),
    home: tzinfo = UTC,
) -> Schedule:
    """Return the follow-ups to `interviews` as seen at `now`, an aware moment: each with window, moment and reasons.

    The business days are those of each interview's `office`, from the `holidays` package, unless `calendars` holds
    others. `busy` is when the user has something else to do beside the interviews, in any order: the steps that this or
    an interview hits move to free time (P1), or say that there is none (P2). `home` is where the user is: their own
    hours, if the policy has any without a zone, are read there.

    Raises InvalidValueError where two interviews have one UID, StatedTooEarlyError, OutsideCalendarError (B5) and
    UnknownPlaceError.

    >>> from datetime import UTC, datetime
    >>> from followcal import Period
    >>> end = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)
    >>> steps = plan([Interview(uid="1", start=end, end=end, company="Acme")], now=end).steps
    >>> [step.summary for step in steps if step.kind == "check-in"]
    ['Call Acme, by Fri 27 Nov']
    >>> at_ten = Period(datetime(2026, 11, 25, 10, tzinfo=UTC), datetime(2026, 11, 25, 11, tzinfo=UTC))
    >>> steps = plan([Interview(uid="1", start=end, end=end, company="Acme")], now=end, busy=[at_ten]).steps
    >>> [str(step.start) for step in steps if step.kind == "check-in"]
    ['2026-11-25 11:00:00+00:00']
    """
    found = list(interviews)
    known = calendars_of(found) if calendars is None else calendars
    windows = plan_windows(found, known, now=now, policy=policy, facts=facts)
    there = zone_named(policy.own_zone) if policy.own_zone else None
    return schedule(windows, known, policy=policy, busy=Busy([*times_of(found), *busy]), home=there or home)


def plan_files(
    request: Request,
    *,
    write: bool = True,
    settled: Mapping[str, Settle] | None = None,
    may_be_empty: bool = False,
) -> Outcome:
    """Plan for the interviews in the sources, and bring the calendar file up to date.

    What cannot be read is in the outcome's problems; if nothing can be, UnreadableError is raised, unless the sources
    `may_be_empty`.
    """
    search = open_search(request, may_be_empty=may_be_empty)
    search.warnings += without_effect(request, search.sources.values(), search.found)
    return _with_outdated(carry_out(search, search.concerned(), write=write, settled=settled))


def _with_outdated(outcome: Outcome) -> Outcome:
    """Return an outcome that warns of the user's own texts that speak of other days than the plan."""
    outcome.warnings += outdated(outcome.conflicts)
    return outcome


class Finds(Struct, frozen=True):
    """What was found in the sources, in the order of time."""

    taken: tuple[Invitation, ...]
    near_misses: tuple[NearMiss, ...]
    found: Found
    warnings: list[str]
    problems: list[str]


def find_interviews(request: Request) -> Finds:
    """Return what is taken for an interview in the sources, and what nearly was (I5); nothing is written."""
    found = read(request, Memory(), {})
    warnings, problems = told(found)
    versions = newest(found)
    taken = sorted(versions.values(), key=lambda each: (each.interview.start.timestamp(), each.interview.key))
    kept = [
        each
        for each in taken
        if not is_excluded(each.interview, request) and (request.since is None or each.interview.day >= request.since)
    ]
    everything = {each.interview.key: each.interview for each in kept}
    warnings += moved_perhaps(everything, found, set(everything), request.now)
    warnings += passed_over(found, request)
    warnings += without_effect(request, [], found)
    near = sorted(found.near_misses, key=lambda each: (each.start.timestamp(), each.uid))
    return Finds(tuple(kept), tuple(near), found, warnings, problems)


class Telling(Struct, frozen=True):
    """What was told, and what came of it."""

    text: str
    outcome: Outcome


def tell(request: Request, sentence: str, *, undo: bool, dry_run: bool) -> Telling:
    """Take in, or take back, what a sentence tells, and bring the calendar file up to date.

    Raises UsageError where the sentence is not understood, or may mean several applications.
    """
    search = open_calendar(request)
    text = take_in(search, sentence, undo=undo)
    return Telling(text, _with_outdated(carry_out(search, search.concerned(), write=not dry_run)))


def take_in(search: Search, sentence: str, *, undo: bool) -> str:
    """Take in, or take back, what a sentence tells, and return what was understood. Raises UsageError as `tell`."""
    from followcal.formats.telling import NotTold, Told, Unclear, read_telling

    request = search.request
    today = request.now.date()
    standing = [replace(item.standing, uid=item.step) for item in search.items.values() if not item.is_withdrawn]
    said = read_telling(
        sentence,
        search.everything.values(),
        today=today,
        read_phrase=read_phrase,
        undo=undo,
        standing=standing,
    )
    match said:
        case Unclear(text, choices):
            raise UsageError(f"{text}: {' or '.join(choices)}: say which")
        case NotTold(text, near):
            raise UsageError(f"{text}{f': did you mean {or_text}?' if (or_text := ' or '.join(near)) else ''}")
        case Told(facts, text):
            before = search.read.records.get(TELL, Record()).facts
            if said.undo:
                facts, text = _taken_back(search, said, before, request), f"taken back: {text}"
                search.read.record(TELL, Record(before - facts))
            else:
                search.read.record(TELL, Record(before | facts))
    return text


def _taken_back(search: Search, said: Told, before: frozenset[Fact], request: Request) -> frozenset[Fact]:
    """Return which of the facts told by command are taken back. Raises UsageError if none of them is meant."""
    from followcal.formats.telling import taken_back

    gone = taken_back(said, before, request.now.date())
    if gone:
        return gone
    for place, record in search.read.records.items():
        if place != TELL and taken_back(said, record.facts, request.now.date()):
            title = next((i.present.event.summary for i in search.items.values() if i.step == place), "a text of yours")
            raise UsageError(f"that stands in {title}: take the line out there")
    raise UsageError(f"that was not told: {said.text}")


def told_so_far(request: Request) -> tuple[list[str], list[str]]:
    """Return the names of the applications, and the facts that were told by command, a line each."""
    return told_in(open_calendar(request))


def told_in(search: Search) -> tuple[list[str], list[str]]:
    """Return the names of the applications, and the facts that were told by command, a line each."""
    from followcal.formats.application_names import applications
    from followcal.formats.telling import told_text

    today = search.request.now.date()
    known = applications(search.everything.values(), today)
    name_of = {each.key: named.name for named in known for each in named.rounds}
    steps = {uid_of_step(key, kind): (key, kind) for key in search.everything for kind in Kind}
    steps |= {item.step: (item.standing.interview, item.standing.kind) for item in search.items.values()}
    kinds = {uid: kind for uid, (_, kind) in steps.items()}

    def line(fact: Fact) -> str:
        about = steps[fact.uid][0] if isinstance(fact, StepDone | StepSkipped) and fact.uid in steps else None
        name = name_of.get(about or getattr(fact, "about", None) or ("", ""), "elsewhere")
        return f"{name}: {told_text(fact, kinds, today)}"

    facts = sorted(search.read.records.get(TELL, Record()).facts, key=lambda fact: (fact.on, line(fact)))
    return [named.name for named in known], [line(fact) for fact in facts]


class Whole(Struct, frozen=True):
    """The plan for all that the calendar file remembers."""

    schedule: Schedule
    calendars: Mapping[Office, BusinessCalendar]
    warnings: list[str]
    problems: list[str]


def next_steps(request: Request) -> Whole:
    """Return the plan for all applications in the calendar file, of which there must be one; nothing is written."""
    return whole_of(open_calendar(request))


def whole_search(request: Request) -> Whole:
    """Return the same; a calendar file that holds nothing any more is an empty plan.

    Raises NothingToPlanError where there is no such file.
    """
    search = open_search(request)
    if search.memory.is_new:
        raise NothingToPlanError([f"{request.output}: no such file: plan for an interview first"])
    return whole_of(search)


def whole_of(search: Search) -> Whole:
    """Return the plan for all applications of a search."""
    decision = decide(search, countable(list(search.everything.values()), search.problems))
    warnings = [*search.warnings, *map(str, search.read.unread)]
    return Whole(decision.schedule, decision.calendars, warnings, search.problems)


def write_page(path: Path, text: str, *, force: bool) -> None:
    """Write a page. Raises ForeignFileError where a file stands there that is no page of ours, unless forced."""
    from followcal.formats.page import is_page

    if path.is_file() and not force and not is_page(files.read_text(str(path))):
        raise ForeignFileError(f"{path}: not written by followcal: choose another file, or --force to replace it")
    files.write(path, text)
