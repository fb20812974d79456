"""One function per command: gather, decide, act.

sources -> formats.interviews -> core.planning -> core.schedule -> core.reconcile -> files
                                      ^                                  ^
                               holiday_data                  what stands in the calendar
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path

from followcal.core.business_days import BusinessCalendar, CalendarDays
from followcal.core.facts import NO_FACTS, Facts, Standing, Status
from followcal.core.finding import successors
from followcal.core.interview import DateRange, Interview, Office, Region
from followcal.core.planning import plan as plan_windows
from followcal.core.planning import step_uid
from followcal.core.policy import DEFAULT_POLICY, Kind, Policy
from followcal.core.reason import Reason
from followcal.core.reconcile import CANCELLED, Change, Create, FollowUp, Retire, Update, diff
from followcal.core.schedule import Schedule, schedule
from followcal.core.timeline import StatedTimeline
from followcal.core.wording import day_text, time_text
from followcal.errors import FollowcalError, NothingToPlanError, OutsideCalendarError, UsageError
from followcal.formats.followups import (
    Item,
    Memory,
    followups,
    new_calendar,
    own_blocks,
    rewrite,
    write_component,
)
from followcal.formats.messages import newest
from followcal.formats.prescan import Days
from followcal.formats.reading import Found, Invitation, NearMiss, Reading
from followcal.shell import files
from followcal.shell.country_data import REGIONS_DIFFER
from followcal.shell.holiday_data import calendar_of, holidays_version, region_named
from followcal.shell.places import country_of_domain, country_of_zone
from followcal.shell.said import NOTHING_SAID, Words, stated_in, with_stated
from followcal.shell.sources import Progress, Target, read_sources

LOOK_BACK, LOOK_AHEAD = timedelta(days=90), timedelta(days=400)
"""How far from now interviews are looked for: what follows an older one is over."""

_PLANNED_AHEAD = 45
"""Days after an interview into which a plan reaches when nothing was stated."""


def plan(
    interviews: Iterable[Interview],
    *,
    now: datetime,
    policy: Policy = DEFAULT_POLICY,
    facts: Facts = NO_FACTS,
    calendars: Mapping[Office, BusinessCalendar] | None = None,
) -> Schedule:
    """Return the follow-ups to `interviews` as seen at `now`, an aware moment: each with window, moment and reasons.

    The business days are those of each interview's `office`, from the `holidays` package, unless `calendars` holds
    others. Raises StatedTooEarlyError, OutsideCalendarError (B5) and UnknownPlaceError.

    >>> from datetime import UTC
    >>> end = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)
    >>> steps = plan([Interview(uid="1", start=end, end=end, company="Acme")], now=end).steps
    >>> [step.summary for step in steps if step.kind is Kind.CHECK_IN]
    ['Call Acme, by Fri 27 Nov']
    """
    found = list(interviews)
    known = _calendars(found) if calendars is None else calendars
    windows = plan_windows(found, known, now=now, policy=policy, facts=facts)
    return schedule(windows, known, policy=policy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What `followcal plan` is asked to do."""

    sources: Sequence[str]
    now: datetime
    home_zone: Callable[[], tzinfo]
    output: Path | None = None
    """The calendar file to keep; None: none is read or written."""

    changes: Path | None = None
    force: bool = False
    as_todos: bool = False
    timezone: tzinfo | None = None
    regions: tuple[Region, ...] = ()
    closed: tuple[DateRange, ...] | None = None
    """The employer's closures; None: as told before."""

    opened: tuple[DateRange, ...] | None = None
    weekend: frozenset[int] | None = None
    they_said: str | None = None
    """What the employer said, in words; None: as told before."""

    said_on: date | None = None
    forget_stated: bool = False
    policy: Policy = DEFAULT_POLICY
    me: frozenset[str] = frozenset()
    only: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    """UIDs or texts in titles of events that are no interviews, or do not take place (--not)."""

    since: date | None = None
    progress: Progress | None = None


@dataclass(slots=True)
class Outcome:
    """What came of it."""

    schedule: Schedule
    calendars: Mapping[Office, BusinessCalendar]
    calendar_text: str
    changes: tuple[Change, ...]
    warnings: list[str]
    problems: list[str]
    elsewhere: int
    """How many items of other interviews the file holds."""

    holidays: dict[str, str | None] = field(default_factory=dict)


def plan_files(request: Request) -> Outcome:
    """Plan for the interviews in the sources, and bring the calendar file up to date.

    What cannot be read is in the outcome's problems; if nothing can be, UnreadableError is raised.
    """
    if request.output and request.changes and files.same_file(request.output, request.changes):
        raise UsageError(f"{request.changes}: --changes needs a file of its own, beside the calendar to keep")
    memory = files.load_memory(request.output, force=request.force) if request.output else Memory()
    if request.changes:
        files.load_memory(request.changes, force=request.force)
    items = _items(memory, request)
    remembered = _remembered(items.values(), memory)
    found = _read(request, memory, remembered)
    warnings, problems = _told(found)
    named = _named(found, request, remembered, warnings)
    if not named:
        raise NothingToPlanError(problems or [_nothing_found(request, found)])
    named = _countable(named, problems)
    if not named:
        raise NothingToPlanError(problems)
    everything = {**remembered, **{interview.key: interview for interview in named}}
    chosen = _affected(everything, {interview.key for interview in named}, remembered)
    if request.they_said is not None or request.forget_stated:
        words = None if request.forget_stated else request.they_said
        stated = Words(words, request.said_on, request.now)
        chosen = with_stated(chosen, {i.key for i in named}, stated, problems)
    calendars = _calendars(chosen)
    keys = {event.key for event in chosen}
    mine = {uid: item for uid, item in items.items() if keys & {i.key for i in item.interviews}}
    others = [item for uid, item in items.items() if uid not in mine]
    facts = _facts(mine.values(), todos=request.as_todos)
    windows = plan_windows(chosen, calendars, now=request.now, policy=request.policy, facts=facts)
    taken = [item.standing.period for item in others if item.standing.done is None]
    result = schedule(windows, calendars, policy=request.policy, taken=taken)
    planned = _follow_ups(result, mine, facts, as_todos=request.as_todos)
    changes = diff(planned, {uid: item.present for uid, item in mine.items()})
    kept = {e.key for s in result.steps if s.status is not Status.WITHDRAWN for e in s.interview.events}
    text = _store(request, memory, changes, kept, everything)
    several = len(result.interviews) > 1
    assumed = (
        f"{interview.company or interview.summary}: {reason.text}" if several else reason.text
        for interview in result.interviews
        for reason in interview.assumed
    )
    warnings[:0] = list(dict.fromkeys(assumed))
    warnings += _moved_perhaps(everything, found, {i.key for i in named}, request.now)
    warnings += _passed_over(found, request)
    return Outcome(result, calendars, text, changes, warnings, problems, len(others), _holidays(result, calendars))


@dataclass(frozen=True, slots=True)
class Finds:
    """What was found in the sources, in the order of time."""

    taken: tuple[Invitation, ...]
    near_misses: tuple[NearMiss, ...]
    found: Found
    warnings: list[str]
    problems: list[str]


def find_interviews(request: Request) -> Finds:
    """Return what is taken for an interview in the sources, and what nearly was (I5); nothing is written."""
    found = _read(request, Memory(), {})
    warnings, problems = _told(found)
    versions = newest(found)
    taken = sorted(versions.values(), key=lambda each: (each.interview.start.timestamp(), each.interview.key))
    kept = [
        each
        for each in taken
        if not _excluded(each.interview, request) and (request.since is None or each.interview.day >= request.since)
    ]
    everything = {each.interview.key: each.interview for each in kept}
    warnings += _moved_perhaps(everything, found, set(everything), request.now)
    warnings += _passed_over(found, request)
    near = sorted(found.near_misses, key=lambda each: (each.start.timestamp(), each.uid))
    return Finds(tuple(kept), tuple(near), found, warnings, problems)


def _told(found: Found) -> tuple[list[str], list[str]]:
    """Return what was repaired in the sources and what was lost, a line each."""
    repaired = [str(problem) for problem in found.problems if not problem.lost]
    lost = [str(problem) for problem in found.problems if problem.lost]
    repaired += (
        f"{source}: a {method} changes nothing until the organizer sends a new invitation"
        for source, method in found.answers_only.items()
        if method != "REPLY"
    )
    if found.more_problems:
        (lost if found.more_lost else repaired).append(f"and {found.more_problems} more, of the same kind or others")
    return repaired, lost


def _passed_over(found: Found, request: Request) -> Iterator[str]:
    if found.passed_over:
        count = "1 other event was" if found.passed_over == 1 else f"{found.passed_over} other events were"
        yield f"{count} not taken for interviews: followcal find shows the near misses, --match TEXT takes one"
    if found.out_of_days:
        first = request.since or request.now.date() - LOOK_BACK
        count = f"{found.out_of_days:,} events before {day_text(first)} {first.year}, or far ahead,"
        yield f"{count} were not looked at; --since looks further back"


def _moved_perhaps(
    everything: Mapping[tuple[str, str], Interview], found: Found, named: set[tuple[str, str]], now: datetime
) -> Iterator[str]:
    """Yield a question for each interview that may have been moved under another UID (I8)."""
    says_so = {each.interview.key for each in found.invitations if each.says_rescheduled}
    for old, new in successors(everything.values(), says_so, now):
        if named & {old.key, new.key}:
            yield (
                f"{new.summary or new.uid} on {time_text(new.start)} may take the place of the one on "
                f"{time_text(old.start)}: if so, leave that out with --not '{old.uid}'"
            )


def _excluded(interview: Interview, request: Request) -> bool:
    title = interview.summary.casefold()
    return any(text == interview.uid or text.casefold() in title for text in request.excluded)


def _items(memory: Memory, request: Request) -> dict[str, Item]:
    items = dict(memory.items)
    for item in items.values():
        if (item.standing.done is not None) != request.as_todos:
            kind, other = ("events", "to-dos") if request.as_todos else ("to-dos", "events")
            raise UsageError(f"{request.output} holds {kind}: keep {other} in a file of their own, with -o FILE")
    return items


def _remembered(items: Iterable[Item], memory: Memory) -> dict[tuple[str, str], Interview]:
    found: dict[tuple[str, str], Interview] = {}
    # What was kept only for the user's sake, as cancelled, tells an old state: what else tells of it comes after.
    ordered = sorted(items, key=lambda item: item.present.event.status != CANCELLED)
    for interview in (*memory.forgotten, *(i for item in ordered for i in item.interviews)):
        known = found.get(interview.key)
        if known is None or interview.replaces(known):
            found[interview.key] = interview
    return found


def _read(request: Request, memory: Memory, remembered: Mapping[tuple[str, str], Interview]) -> Found:
    zones = {i.uid: i.end.tzinfo for i in remembered.values() if "timezone" in i.told and i.end.tzinfo}
    me = request.me | {word[3:] for i in remembered.values() for word in i.told if word.startswith("me=")}
    reading = Reading(
        home_zone=request.home_zone,
        timezone=request.timezone,
        zones=zones,
        me=me,
        only=request.only,
        match=request.match,
        days=Days(request.since or request.now.date() - LOOK_BACK, request.now.date() + LOOK_AHEAD),
    )
    named = (("-o", request.output), ("--changes", request.changes))
    targets = [Target(option, path, memory.is_ours) for option, path in named if path]
    return read_sources(request.sources, reading, targets, request.progress)


def _nothing_found(request: Request, found: Found) -> str:
    sources = ", ".join(request.sources)
    if request.since:
        return f"{sources}: no interview on or after {request.since} (--since)"
    if request.only:
        names = " or ".join(map(repr, request.only))
        return f"{sources}: no event has {names} in its title or as its UID (--only)"
    if found.answers_only:
        source, method = next(iter(found.answers_only.items()))
        return f"{source}: a {method} is no invitation: name the invitation that it answers, too"
    if found.events == found.out_of_days:
        return f"{sources}: every event lies too far back or ahead: look further with --since DATE"
    near = f"; {len(found.near_misses)} came near, see followcal find" if found.near_misses else ""
    return f"{sources}: no interview found in it{near}: name one by its title or UID with --match TEXT"


def _named(
    found: Found, request: Request, remembered: Mapping[tuple[str, str], Interview], warnings: list[str]
) -> list[Interview]:
    """Return the newest version of each interview in the sources, with what was told about it before (I8)."""
    versions = newest(found)
    named = []
    for key, invitation in versions.items():
        known = remembered.get(key)
        interview = _placed(invitation, request, known or _sibling(invitation.interview, remembered))
        interview = _taken_out(interview, request, known)
        if known and not interview.replaces(known):
            title = interview.summary or interview.uid
            warnings.append(f"{title}: the file holds an older version than the one planned for; that one stays")
            interview = replace(known, office=interview.office, told=interview.told)
        due = interview.timeline.answer_due if interview.timeline else None
        if due is not None and due < interview.day:
            warnings.append(
                f"{interview.summary}: they answer by {day_text(due)}, as you said; the interview has since moved "
                f"behind that day, so it is not counted on"
            )
            interview = replace(interview, timeline=None)
        if request.since is None or interview.day >= request.since:
            named.append(interview)
    series = {i.interview.uid for i in versions.values() if i.is_of_series}
    for (uid, instance), known in remembered.items():
        ahead = known.end.timestamp() > request.now.timestamp()
        if uid in series and instance and ahead and (uid, instance) not in versions and not known.cancelled:
            named.append(replace(known, cancelled=True))  # the series has no such instance any more
    called_off = {i.uid: i for i in named if i.cancelled and not i.recurrence_id}
    for (uid, instance), known in remembered.items():
        master = called_off.get(uid)
        if master and instance and (uid, instance) not in versions:
            named.append(replace(known, cancelled=True, sequence=master.sequence, stamp=master.stamp))
    return named


def _taken_out(interview: Interview, request: Request, known: Interview | None) -> Interview:
    """Return the interview, off where the user said so, now or about this version of it before (--not)."""
    said_before = known is not None and "off" in known.told and known.sequence >= interview.sequence
    if _excluded(interview, request) or said_before:
        return replace(interview, cancelled=True, told=interview.told | {"off"})
    return replace(interview, told=interview.told - {"off"})


def _countable(named: list[Interview], problems: list[str]) -> list[Interview]:
    """Return the interviews in years whose business days are known; the others are problems (B5)."""
    kept = []
    for interview in named:
        calendar = calendar_of(interview.office)
        try:
            calendar.year(interview.day.year)
            calendar.year(calendar.offset(interview.day, CalendarDays(_PLANNED_AHEAD)).year)
        except OutsideCalendarError as error:
            problems.append(f"{interview.summary or interview.uid}: {error}")
        else:
            kept.append(interview)
    return kept


def _sibling(interview: Interview, remembered: Mapping[tuple[str, str], Interview]) -> Interview | None:
    """Return another interview at the same employer: what was told about their office holds here, too."""
    same = [known for known in remembered.values() if known.employer == interview.employer and interview.company]
    return max(same, key=lambda known: (len(known.told), known.end.timestamp()), default=None)


def _placed(invitation: Invitation, request: Request, known: Interview | None) -> Interview:
    """Return the interview with its office: as told now, as told before, or as assumed (I3)."""
    interview = invitation.interview
    office = known.office if known else Office()
    told = set(known.told) if known else set()
    if known and known.key != interview.key:
        told -= {"timezone", "off", NOTHING_SAID}  # of that other interview
    told |= {f"me={address}" for address in request.me}
    assumed: list[Reason] = []
    if request.regions:
        regions = request.regions
        told.add("country")
    elif "country" in told:
        regions = office.regions
    else:
        regions, assumed = _assumed_regions(invitation)
    for region in regions:
        if region.country in REGIONS_DIFFER and not region.subdivision:
            text = (
                f"the public holidays of {region.country} differ from region to region: "
                f"name yours with --subdivision, or --country {region.country}-..."
            )
            assumed.append(Reason("B6", text))
    if request.timezone is not None:
        told.add("timezone")
    office = Office(
        regions,
        office.closed if request.closed is None else request.closed,
        office.opened if request.opened is None else request.opened,
        request.weekend if request.weekend is not None else office.weekend,
    )
    return replace(
        interview,
        office=office,
        timeline=_stated(invitation, office, known, told),
        told=frozenset(told),
        assumed=(*interview.assumed, *assumed),
    )


def _stated(
    invitation: Invitation, office: Office, known: Interview | None, told: Collection[str]
) -> StatedTimeline | None:
    """Return what the user told that the employer said; else what the invitation says."""
    timeline = known.timeline if known and known.key == invitation.interview.key else None
    if timeline and not timeline.in_invitation:
        return timeline
    return None if NOTHING_SAID in told else stated_in(invitation, office)


def _assumed_regions(invitation: Invitation) -> tuple[tuple[Region, ...], list[Reason]]:
    clues = [(country_of_domain(domain), domain) for domain in invitation.domains]
    if invitation.zone_name:
        clues.append(
            (
                country_of_zone(invitation.zone_name),
                f"{'your own' if invitation.zone_is_own else 'the'} zone {invitation.zone_name}",
            )
        )
    for country, clue in clues:
        if country:
            try:
                region = region_named(country)
            except FollowcalError:
                continue
            return (region,), [
                Reason("I3", f"the employer's country is taken to be {region}, from {clue}; else --country")
            ]
    return (), [Reason("I3", "no country is known: only weekends count as days off; name it with --country")]


def _affected(
    everything: Mapping[tuple[str, str], Interview],
    named: set[tuple[str, str]],
    remembered: Mapping[tuple[str, str], Interview],
) -> list[Interview]:
    """Return the interviews to plan for: those named, and all others at their employers (S8, S9)."""
    employers = {everything[key].employer for key in named}
    employers |= {remembered[key].employer for key in named if key in remembered}
    return [interview for key, interview in everything.items() if key in named or interview.employer in employers]


def _calendars(interviews: Iterable[Interview]) -> dict[Office, BusinessCalendar]:
    return {office: calendar_of(office) for office in {interview.office for interview in interviews}}


def _facts(items: Iterable[Item], *, todos: bool) -> Facts:
    standing: dict[str, Standing] = {}
    written: set[str] = set()
    for item in items:
        if item.present.event.status == CANCELLED and "status" not in item.present.edited:
            continue  # withdrawn, and kept only for what the user wrote in it
        first = item.interviews[0]
        uid = step_uid(first, item.standing.kind)
        standing[uid] = replace(item.standing, uid=uid)
        written |= {step_uid(first, Kind(kind)) for kind in item.steps if kind in set(Kind)}
    return Facts(standing, frozenset(written - standing.keys()), todos)


def _follow_ups(result: Schedule, mine: Mapping[str, Item], facts: Facts, *, as_todos: bool) -> list[FollowUp]:
    """Return the events to have. What is done stays as it stands; only what we keep in it follows the interview."""
    kinds: dict[tuple[str, str], set[str]] = {}
    for step in result.steps:
        if step.status is not Status.WITHDRAWN:
            kinds.setdefault(step.interview.key, set()).add(step.kind.value)
    planned = []
    for event in result.events():
        first = event[0]
        if first.status is Status.WITHDRAWN:
            continue
        deleted = {kind.value for kind in Kind if step_uid(first.interview, kind) in facts.deleted}
        steps = kinds[first.interview.key] | deleted
        parts = first.interview.events
        same = [part for part in parts if part.key == first.interview.key]
        remembered = [*same, *(part for part in parts if part not in same)]  # first the one that it is known by
        follow_up = followups(event, as_todo=as_todos, steps=steps, remembered=remembered)
        there = mine.get(follow_up.uid)
        if first.status is Status.DONE and there:
            kept = [pair if pair[0] != "X-FOLLOWCAL-WINDOW" else there.present.event.kept[1] for pair in follow_up.kept]
            follow_up = replace(there.present.event, kept=tuple(kept))
        planned.append(follow_up)
    return planned


def _store(
    request: Request,
    memory: Memory,
    changes: Sequence[Change],
    planned_keys: set[tuple[str, str]],
    everything: Mapping[tuple[str, str], Interview],
) -> str:
    """Write the calendar file and the file of changes, where something changed; return the calendar's text."""
    old = own_blocks(memory)
    written: dict[str, str | None] = {}
    for change in changes:
        match change:
            case Create(event, base):
                written[event.uid] = write_component(event, base, as_todo=request.as_todos, now=request.now, old=None)
            case Update(_, event, base):
                written[event.uid] = write_component(
                    event, base, as_todo=request.as_todos, now=request.now, old=old[event.uid], moved=change.is_visible
                )
            case Retire(event):
                written[event.uid] = None
    remembered = [i for i in everything.values() if i.cancelled]
    held = {i.key for uid, item in memory.items.items() if written.get(uid, "") is not None for i in item.interviews}
    held |= planned_keys
    forgotten = sorted((i for i in remembered if i.key not in held), key=lambda i: i.key)
    text = rewrite(memory, written, forgotten)
    shown = [c.event.uid for c in changes if isinstance(c, Create) or (isinstance(c, Update) and c.is_visible)]
    # Without changes there is nothing to import: an old file is emptied, no empty one is made.
    if request.changes and (shown or request.changes.exists()):
        files.write(request.changes, new_calendar(written[uid] or "" for uid in shown))
    if request.output and (changes or list(memory.forgotten) != forgotten):
        files.write(request.output, text, instead_of=memory)
    return text


def _holidays(result: Schedule, calendars: Mapping[Office, BusinessCalendar]) -> dict[str, str | None]:
    """Return the version of the holiday data and a fingerprint of the years that the plan lies in (B6)."""
    import hashlib

    digest = hashlib.sha256()
    for interview in sorted(result.interviews, key=lambda i: i.key):
        moments = [interview.end, *(s.window.latest for s in result.steps if s.interview.key == interview.key)]
        years = [moment.year for moment in moments]
        digest.update(calendars[interview.office].fingerprint(min(years), max(years)).encode())
    known = any(interview.office.regions for interview in result.interviews)
    return {"version": holidays_version() if known else None, "fingerprint": digest.hexdigest()[:16]}
