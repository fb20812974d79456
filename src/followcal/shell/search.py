"""The whole search: what sources and calendar file hold, what follows from it, and the calendar file that says so.

sources -> formats.interviews ---+
                                 +-> core.planning -> core.schedule -> core.reconcile -> files
calendar file -> formats.readback+
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from followcal.core.business_days import BusinessCalendar
from followcal.core.facts import Facts, InterviewKey, Status
from followcal.core.interview import Interview, Office, rounds
from followcal.core.planning import plan as plan_windows
from followcal.core.policy import Kind
from followcal.core.reconcile import (
    CANCELLED,
    Change,
    Conflict,
    Create,
    FollowUp,
    Reconciled,
    Retire,
    Settle,
    Update,
    reconcile,
)
from followcal.core.schedule import Schedule, schedule
from followcal.core.step import uid_of_step
from followcal.core.wording import count_text
from followcal.errors import FollowcalError, NothingToPlanError, OutsideCalendarError, UsageError
from followcal.formats.assumptions import assumed_before, assumptions
from followcal.formats.followup_file import Head, Memory, new_calendar, own_blocks, rewrite
from followcal.formats.followups import Item, todo_uid, write_component
from followcal.formats.memory import Round
from followcal.formats.messages import newest
from followcal.formats.moves import with_move
from followcal.formats.own_text import is_marked
from followcal.formats.readback import Readback, Text, by_event, read_back
from followcal.formats.reading import Found
from followcal.formats.standing import facts_about, facts_of, follow_ups, listed_steps, reasons, written_uids
from followcal.formats.turned import as_known
from followcal.shell import files
from followcal.shell.appointments import home_of, other_appointments
from followcal.shell.holiday_data import calendar_of, holidays_version
from followcal.shell.interviews import affected, calendars_of, countable, countable_employers, named
from followcal.shell.request import Request, moved_perhaps, nothing_found, passed_over, read, told
from followcal.shell.said import Words, read_phrase, with_stated

if TYPE_CHECKING:
    from followcal.formats.digest import Open

_ROUNDS = 2000
"""Rounds of which it is remembered what was written for them, the last ones. Age is no matter: a clock may be wrong."""


class Outcome(Struct):
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
    conflicts: tuple[Conflict, ...] = ()
    settled: frozenset[str] = frozenset()
    """The UIDs of the events whose conflicts were settled."""

    head: Head = field(default_factory=Head)
    """What the calendar file remembers beside its items."""

    standing: Mapping[str, str] = field(default_factory=dict)
    """The titles of the items that stand in it, by UID."""

    told_before: frozenset[str] = frozenset()
    """Those of the warnings that tell what was assumed in an earlier run, and stands in the calendar since."""


class Search(Struct):
    """All that is known: the interviews, the items in the calendar file, and what was told."""

    request: Request
    memory: Memory
    items: dict[str, Item]
    remembered: dict[InterviewKey, Interview]
    found: Found
    named: set[InterviewKey]
    """The interviews in the sources."""

    sources: dict[InterviewKey, Interview]
    """All interviews, as their sources say."""

    everything: dict[InterviewKey, Interview]
    """The same, as the user corrected them."""

    read: Readback
    warnings: list[str]
    problems: list[str]
    written: frozenset[str] | None = None
    """The UIDs of the steps that were written and not withdrawn; None: the items tell."""

    @property
    def rounds(self) -> dict[InterviewKey, set[str]]:
        """Which steps are listed as written, by round: as the head says; in a file, of others, as their items say."""
        by_items = listed_steps(self.items.values()) if self.written is None else {}
        return by_items | {key: set(held.steps) for key, held in self.memory.head.rounds.items()}

    @property
    def listed(self) -> frozenset[str]:
        """The UIDs of these steps, whether they stand there or not."""
        return frozenset(uid for key, steps in self.rounds.items() for uid in written_uids(key, steps))

    def concerned(self) -> list[Interview]:
        """Return the interviews to plan for: those named, those with news, and all others at their employers (S8)."""
        chosen = affected(self.everything, self.named, self.remembered)
        keys = {interview.key for interview in chosen}
        news = set(self.everything) if self.read.concerns_all else self.read.news & self.everything.keys()
        more = [i for i in affected(self.everything, news, self.remembered) if i.key not in keys]
        return [*chosen, *countable(more, [])]


def open_search(request: Request, *, may_be_empty: bool = False, before: Head | None = None) -> Search:
    """Read the calendar file and the sources. What cannot be read is in the problems.

    `before` is what the file's head held, as far as that is known: it counts where another program took the head away.
    Raises NothingToPlanError where sources were named and none of them holds an interview, unless they `may_be_empty`.
    """
    if request.output and request.changes and files.same_file(request.output, request.changes):
        raise UsageError(f"{request.changes}: --changes needs a file of its own, beside the calendar to keep")
    is_known = before is not None and bool(before.values())
    memory = Memory()
    if request.output:
        memory = files.load_memory(request.output, force=request.force, is_known=is_known, home=request.own_zone)
    if before and memory.pieces and not memory.head.values():
        memory = replace(memory, head=before, is_headless=is_known)
    if memory.is_neutral:
        raise UsageError(f"{request.output}: written in discreet mode: keep the calendar with the details elsewhere")
    if request.feed:
        from followcal.shell.publishing import check_feed

        check_feed(request)
    if request.changes:
        changes = files.load_memory(request.changes, force=request.force)
        if changes.is_neutral and not (request.discreet or request.force):
            raise UsageError(f"{request.changes}: written in discreet mode: add --discreet, or name another file")
    if request.as_todos is None:
        request = replace(request, as_todos=any(item.is_todo for item in memory.items.values()))
    search = _with_unmarked(search_in(request, memory))
    if request.sources and not search.named and not may_be_empty:
        raise NothingToPlanError(search.problems or [nothing_found(request, search.found)])
    return search


def _with_unmarked(search: Search) -> Search:
    """Return the search with those events, too, that are ours by their UIDs, and from which our properties are gone."""
    request, memory = search.request, search.memory
    if all(is_marked(piece.text) for piece in memory.pieces if piece.name):
        return search
    from followcal.formats.recognised import also_planned, unmarked, with_marks

    known = unmarked(memory, rounds(search.everything.values()))
    if not known:
        return search
    place = str(request.output)
    first = search_in(request, with_marks(memory, known, [], place), found=search.found)
    decision = decide(first, first.concerned())
    known |= also_planned(memory, decision.schedule)
    marked = with_marks(memory, known, planned_events(first, decision), place)
    found = search_in(request, marked, found=search.found)
    count = count_text(len(known), "event")
    found.warnings.append(
        f"{place}: another program took out what followcal keeps in its events: {count} known by UID; "
        f"what differs from the plan counts as yours"
    )
    return found


def search_in(
    request: Request, memory: Memory, written: frozenset[str] | None = None, *, found: Found | None = None
) -> Search:
    """Return what a calendar and the sources tell; `written` as in `facts_of`, `found` what was read in the sources."""
    items = _items(memory, request)
    remembered = _remembered(items.values(), memory)
    if found is None:
        found = read(request, memory, remembered) if request.sources or request.calendars else Found()
    warnings, problems = told(found)
    problems += memory.damaged.values()
    versions = as_known(newest(found), remembered, request.now)
    fresh = countable(named(versions, request, remembered, warnings), problems)
    sources = {**remembered, **{interview.key: interview for interview in fresh}}
    texts = [
        Text(sources[key], each.text, each.is_own) for key, each in versions.items() if key in sources and each.text
    ]
    back = read_back(
        items.values(),
        texts,
        memory.head.records,
        by_event(sources.values()),
        now=request.now,
        read_phrase=read_phrase,
        calendar_of=_business_days,
        echoes=[(items[each.uid], each) for each in found.echoes if each.uid in items],
    )
    return Search(
        request,
        memory,
        items,
        remembered,
        found,
        {interview.key for interview in fresh},
        sources,
        back.corrected(sources),
        back,
        warnings,
        problems,
        written,
    )


def open_calendar(request: Request) -> Search:
    """Return what a calendar file alone tells. Raises NothingToPlanError where it remembers no interview."""
    search = open_search(request)
    if search.memory.is_new:
        raise NothingToPlanError([f"{request.output}: no such file: plan for an interview first"])
    return with_interviews(search, str(request.output))


def with_interviews(search: Search, place: str) -> Search:
    """Return the search. Raises NothingToPlanError where it remembers no interview."""
    if not search.everything:
        raise NothingToPlanError([f"{place}: holds no follow-ups: plan for an interview first"])
    return search


def _business_days(interview: Interview) -> BusinessCalendar | None:
    try:
        return calendar_of(interview.office)
    except FollowcalError:  # the plan says so
        return None


class Decision(Struct, frozen=True):
    """What follows for some interviews, and from what."""

    schedule: Schedule
    calendars: Mapping[Office, BusinessCalendar]
    mine: Mapping[str, Item]
    """The items of these interviews, by UID."""

    others: Sequence[Item]
    facts: Facts
    chosen: Sequence[Interview]
    """The interviews for which a plan can be made: not those at an employer whose days are not known (B5)."""


def decide(search: Search, chosen: Sequence[Interview]) -> Decision:
    """Return what follows for the chosen interviews.

    Where a plan leads into a year whose business days are not known, the interviews at that employer are left out, and
    are problems (B5). Raises OutsideCalendarError where that leaves none.
    """
    request = search.request
    if request.they_said is not None or request.forget_stated:
        words = None if request.forget_stated else request.they_said
        said = Words(words, request.said_on, request.now)
        chosen = with_stated(chosen, search.named, said, search.problems)
    try:
        return _decided(search, chosen)
    except OutsideCalendarError:
        known, problems = countable_employers(chosen, lambda some: _decided(search, some))
        if not known:
            raise
        search.problems += problems
        return _decided(search, known)


def _decided(search: Search, chosen: Sequence[Interview]) -> Decision:
    request = search.request
    calendars = calendars_of(chosen)
    keys = {event.key for interview in chosen for event in interview.events}
    mine = {uid: item for uid, item in search.items.items() if keys & {i.key for i in item.interviews}}
    others = [item for uid, item in search.items.items() if uid not in mine]
    told_of = facts_about(search.read.facts, chosen, search.everything)
    written = search.listed if search.written is None else search.written
    facts = facts_of(mine.values(), told_of, todos=bool(request.as_todos), written=written)
    damaged = search.memory.damaged
    facts = replace(facts, deleted=frozenset(u for u in facts.deleted if not {u, todo_uid(u)} & damaged.keys()))
    windows = plan_windows(chosen, calendars, now=request.now, policy=request.policy, facts=facts)
    standing = [item.standing for item in others if not item.is_todo]
    appointments = other_appointments(request, search.everything.values(), windows)
    result = schedule(
        windows,
        calendars,
        policy=request.policy,
        taken=[each.period for each in standing],
        calls=[each.period for each in standing if each.kind is Kind.CHECK_IN],
        busy=appointments.busy,
        home=home_of(request),
    )
    search.warnings += appointments.warnings
    search.problems += appointments.problems
    return Decision(result, calendars, mine, others, facts, chosen)


def carry_out(
    search: Search, chosen: Sequence[Interview], *, write: bool = True, settled: Mapping[str, Settle] | None = None
) -> Outcome:
    """Plan for the chosen interviews and bring the calendar file up to date, unless nothing is to be written."""
    request = search.request
    decision = decide(search, chosen)
    result = decision.schedule
    planned = planned_events(search, decision)
    present = {uid: item.present for uid, item in decision.mine.items()}
    found = reconcile(planned, present, settled=settled or {}, why=reasons(result, as_todos=bool(request.as_todos)))
    found = _as_far_as_ours(search, found)
    text, head = _store(search, found.changes, decision, write=write)
    warnings = notes_on(search, chosen, result)
    holidays = _holidays(result, decision.calendars)
    others = len(decision.others)
    return Outcome(
        result,
        decision.calendars,
        text,
        found.changes,
        warnings,
        search.problems,
        others,
        holidays,
        found.conflicts,
        found.settled,
        head,
        standing_after(search, found.changes),
        assumed_before(result.interviews, search.remembered),
    )


def _as_far_as_ours(search: Search, found: Reconciled) -> Reconciled:
    """Return what of it followcal may write; what the user made theirs is told, what is damaged was told already."""
    theirs = {uid: item for uid, item in search.items.items() if item.hands_off}
    kept = theirs.keys() | search.memory.damaged.keys()
    ours: list[Change] = []
    for change in found.changes:
        event = change.event if isinstance(change, Create) else change.old
        if event.uid in theirs:
            search.warnings.append(f"{event.summary}: left as it is: {theirs[event.uid].hands_off}")
        elif event.uid not in kept:
            ours.append(change)
    conflicts = (each for each in found.conflicts if each.wish.uid not in kept)
    return replace(found, changes=tuple(ours), conflicts=tuple(conflicts))


def _neutral(components: Sequence[str]) -> str:
    from followcal.formats.neutral import neutral_calendar

    return neutral_calendar(components)


def planned_events(search: Search, decision: Decision, *, lists_steps: bool = True) -> list[FollowUp]:
    """Return the events that a decision asks for; one that moved remembers its move."""
    request, result, forms = search.request, decision.schedule, search.read.forms
    todos = bool(request.as_todos)
    planned = follow_ups(result, decision.mine, decision.facts, forms, as_todos=todos, lists_steps=lists_steps)
    step_of = {event[0].uid: event[0] for event in result.events()}
    for number, event in enumerate(planned):
        if step := step_of.get(event.uid):
            told_since = search.read.told_since(step.interview)
            planned[number] = with_move(event, step, decision.mine.get(event.uid), told_since, request.now)
    return planned


def notes_on(search: Search, chosen: Sequence[Interview], result: Schedule) -> list[str]:
    """Return what was assumed, repaired, passed over or not understood, a line each."""
    request = search.request
    notes = [*assumptions(result.interviews, search.remembered), *search.warnings]
    notes += moved_perhaps(search.everything, search.found, search.named, request.now)
    notes += passed_over(search.found, request)
    keys = {event.key for interview in chosen for event in interview.events}
    return notes + [str(unread) for unread in search.read.unread if unread.about in keys]


def _store(search: Search, changes: Sequence[Change], decision: Decision, *, write: bool) -> tuple[str, Head]:
    """Write the calendar file and the file of changes, where something changed; return the calendar's text and head."""
    request, memory = search.request, search.memory
    old, as_todo = own_blocks(memory), bool(request.as_todos)
    written: dict[str, str | None] = {}
    for change in changes:
        match change:
            case Create(event, base):
                written[event.uid] = write_component(event, base, as_todo=as_todo, now=request.now, old=None)
            case Update(there, event, base):
                written[event.uid] = write_component(
                    event,
                    base,
                    as_todo=as_todo,
                    now=request.now,
                    old=old[event.uid],
                    there=there,
                    moved=change.is_visible,
                )
            case Retire(event):
                written[event.uid] = None
    weeks = _digests(search, decision, written)
    rounds = written_rounds(search, decision, _written_steps(decision, changes))
    head = Head(forgotten(search, decision.schedule, written), search.read.records, weeks, rounds)
    text = rewrite(memory, written, head)
    shown = [c.event.uid for c in changes if isinstance(c, Create) or (isinstance(c, Update) and c.is_visible)]
    # Without changes there is nothing to import: an old file is emptied, no empty one is made.
    if write and request.changes and (shown or request.changes.exists()):
        fresh = [written[uid] or "" for uid in shown]
        files.write(request.changes, _neutral(fresh) if request.discreet else new_calendar(fresh))
    is_marked = memory.text != "".join(piece.text for piece in memory.pieces)
    if write and request.output and (written or is_marked or memory.is_headless or memory.head.lines() != head.lines()):
        files.write(request.output, text, instead_of=memory)
    if write and request.feed:
        from followcal.shell.publishing import publish

        publish(request.feed, text, discreet=bool(request.discreet))
    return text, head


Written = tuple[InterviewKey, datetime, str]
"""A step that stands in a calendar: its round, when that ended, and which step, as in `Round.steps`."""


def written_step(item: Item) -> Written:
    """Return what is remembered of an item as written."""
    standing = item.standing
    return standing.interview, standing.interview_end, item.step if standing.about else standing.kind.value


def _written_steps(decision: Decision, changes: Sequence[Change]) -> list[Written]:
    """Return the steps that stand in the calendar file after the changes, and were not withdrawn."""
    new = {change.event.uid for change in changes if isinstance(change, Create)}
    there = new | {uid for uid, item in decision.mine.items() if not item.is_withdrawn}
    found = [written_step(item) for item in decision.others if not item.is_withdrawn]
    for step in decision.schedule.steps:
        if step.status is not Status.WITHDRAWN and there & {step.uid, todo_uid(step.uid)}:
            found.append((step.interview.key, step.interview.end, step.uid if step.about else step.kind.value))
    return found


def written_rounds(search: Search, decision: Decision, standing: Iterable[Written]) -> dict[InterviewKey, Round]:
    """Return which steps were written for each round, and not withdrawn; what the user deleted of them stays."""
    deleted = decision.facts.deleted
    ends = {key: held.end for key, held in search.memory.head.rounds.items()}
    steps = search.rounds
    for key in {event.key for interview in decision.chosen for event in interview.events}:
        listed = {step for step in steps.get(key, ()) if written_uids(key, [step]) <= deleted}
        steps[key] = listed | {kind.value for kind in Kind if uid_of_step(key, kind) in deleted}
        ends[key] = search.everything[key].end
    for key, end, step in standing:
        steps.setdefault(key, set()).add(step)
        ends.setdefault(key, end)
    found = {key: Round(ends[key], frozenset(held)) for key, held in steps.items() if held and key in ends}
    latest = sorted(found, key=lambda key: found[key].end.timestamp())[-_ROUNDS:]
    return {key: found[key] for key in latest}


def standing_after(search: Search, changes: Sequence[Change]) -> dict[str, str]:
    """Return the titles of the items that stand in the calendar file after the changes, by UID."""
    titles = {uid: item.present.event.summary for uid, item in search.items.items()}
    for change in changes:
        match change:
            case Create(event) | Update(_, event):
                titles[event.uid] = event.summary
            case Retire(old):
                titles.pop(old.uid, None)
    return titles


def forgotten(search: Search, result: Schedule, written: Mapping[str, str | None]) -> tuple[Interview, ...]:
    """Return the interviews to remember that were called off and of which no item is left."""
    items = search.memory.items
    held = {i.key for uid, item in items.items() if written.get(uid, "") is not None for i in item.interviews}
    held |= {e.key for s in result.steps if s.status is not Status.WITHDRAWN for e in s.interview.events}
    kept = [i for i in search.sources.values() if i.cancelled and i.key not in held]
    return tuple(sorted(kept, key=lambda interview: interview.key))


def _digests(search: Search, decision: Decision, written: dict[str, str | None]) -> tuple[date, ...] | None:
    """Put the weekly digests among what is written, and return their Mondays; None: none are wanted."""
    memory = search.memory
    if not (wants_digests(search) or memory.digests):
        return None
    from followcal.formats.digest import digests, removable

    if not wants_digests(search):
        written |= dict.fromkeys(removable(memory.digests))
        return None
    texts, weeks = digests(memory.digests, memory.head.digests or (), open_tasks(search, decision), search.request.now)
    written |= texts
    return weeks


def wants_digests(search: Search) -> bool:
    """Return whether weekly digests are wanted: as said, else as before."""
    request = search.request
    return search.memory.head.digests is not None if request.digest is None else request.digest


def open_tasks(search: Search, decision: Decision) -> list[Open]:
    """Return what is still to be done, over all interviews."""
    from followcal.formats.digest import Open

    request = search.request
    tasks = [
        Open(event[0].interview, event[0].start, event[0].summary)
        for event in decision.schedule.events()
        if event[0].start > request.now and any(step.status in (Status.PLANNED, Status.OVERDUE) for step in event)
    ]
    for item in decision.others:
        over = item.is_withdrawn or item.is_left_out or item.is_ticked or item.standing.is_over(request.now)
        if not over:
            interview = search.everything.get(item.standing.interview, item.interviews[0])
            start = item.present.event.start.astimezone(interview.end.tzinfo)
            tasks.append(Open(interview, start, item.present.event.summary))
    return tasks


def _items(memory: Memory, request: Request) -> dict[str, Item]:
    items = dict(memory.items)
    for item in items.values():
        if item.is_todo != request.as_todos:
            kind, other = ("events", "to-dos") if request.as_todos else ("to-dos", "events")
            raise UsageError(f"{request.output} holds {kind}: keep {other} in a file of their own, with -o FILE")
    return items


def _remembered(items: Iterable[Item], memory: Memory) -> dict[tuple[str, str], Interview]:
    found: dict[tuple[str, str], Interview] = {}
    # What was kept only for the user's sake, as cancelled, tells an old state: what else tells of it comes after.
    ordered = sorted(items, key=lambda item: item.present.event.status != CANCELLED)
    for interview in (*memory.head.forgotten, *(i for item in ordered for i in item.interviews)):
        known = found.get(interview.key)
        if known is None or interview.replaces(known):
            found[interview.key] = interview
    return found


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
