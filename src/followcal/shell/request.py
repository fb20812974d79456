"""What a command is asked to do, and reading the sources as it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from followcal.core.finding import successors
from followcal.core.interview import DateRange, Interview, Region
from followcal.core.policy import DEFAULT_POLICY, Policy
from followcal.core.wording import day_text, reader_text
from followcal.formats.followup_file import Memory
from followcal.formats.prescan import Days
from followcal.formats.reading import Found, Reading
from followcal.shell.addresses import Address
from followcal.shell.busy import BusySettings
from followcal.shell.sources import Calendar, Progress, Target, add_calendar, read_sources

if TYPE_CHECKING:
    from followcal.shell.calendars import Calendars

LOOK_BACK, LOOK_AHEAD = timedelta(days=90), timedelta(days=400)
"""How far from now interviews are looked for: what follows an older one is over."""


class Request(Struct, frozen=True, kw_only=True):
    """What a command is asked to do."""

    sources: Sequence[str | Address]
    now: datetime
    home_zone: Callable[[], tzinfo]
    output: Path | None = None
    """The calendar file to keep; None: none is read or written."""

    changes: Path | None = None
    feed: Path | None = None
    """The file to publish: all that the calendar file holds, for programs that subscribe to it."""

    force: bool = False
    as_todos: bool | None = False
    """Whether to write to-dos; None: what the calendar file holds."""

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
    digest: bool | None = None
    """Whether the week's digest is wanted; None: as before."""

    busy: BusySettings = BusySettings()
    """Where the user's other appointments are (P1)."""

    discreet: bool | None = False
    """Whether what others see names nobody: the changes, the whole calendar, the page, a calendar that is synced; None:
    as that was written last."""

    progress: Progress | None = None
    calendars: Sequence[Calendar] = ()
    """Further sources, read already."""

    servers: Calendars | None = None
    """The calendars that this run has open; None: none yet."""

    def own_zone(self) -> tzinfo:
        """Return the zone of times without one."""
        return self.timezone or self.home_zone()


def read(request: Request, memory: Memory, remembered: Mapping[tuple[str, str], Interview]) -> Found:
    """Return what the sources hold, with what was told about zones and addresses before."""
    zones = {i.uid: i.end.tzinfo for i in remembered.values() if "timezone" in i.told and i.end.tzinfo}
    me = request.me | {word[3:] for i in remembered.values() for word in i.told if word.startswith("me=")}
    own = {title: uid for uid, item in memory.items.items() if (title := item.present.event.summary)}
    reading = Reading(
        home_zone=request.home_zone,
        timezone=request.timezone,
        zones=zones,
        me=me,
        only=request.only,
        match=request.match,
        own={**own, **{uid: uid for uid in (*memory.items, *memory.digests)}},
        days=Days(request.since or request.now.date() - LOOK_BACK, request.now.date() + LOOK_AHEAD),
    )
    named = (("-o", request.output), ("--changes", request.changes), ("--feed", request.feed))
    targets = [Target(option, path, memory.is_ours) for option, path in named if path]
    found = read_sources(request.sources, reading, targets, request.progress)
    for calendar in request.calendars:
        add_calendar(found, calendar, reading, request.progress)
    return found


def told(found: Found) -> tuple[list[str], list[str]]:
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


def passed_over(found: Found, request: Request) -> Iterator[str]:
    """Yield how much was not taken, or not looked at."""
    if found.passed_over:
        count = "1 other event was" if found.passed_over == 1 else f"{found.passed_over} other events were"
        yield f"{count} not taken for interviews: followcal find shows the near misses, --match TEXT takes one"
    if found.out_of_days:
        first = request.since or request.now.date() - LOOK_BACK
        count = f"{found.out_of_days:,} events before {day_text(first)} {first.year}, or far ahead,"
        yield f"{count} were not looked at; --since looks further back"


def moved_perhaps(
    everything: Mapping[tuple[str, str], Interview], found: Found, named: set[tuple[str, str]], now: datetime
) -> Iterator[str]:
    """Yield a question for each interview that may have been moved under another UID (I8)."""
    says_so = {each.interview.key for each in found.invitations if each.says_rescheduled}
    made = {each.interview.key: each.made for each in found.invitations if each.made}
    for old, new in successors(everything.values(), says_so, made, now):
        if named & {old.key, new.key}:
            yield (
                f"{new.summary or new.uid} on {reader_text(new.start, now)} may take the place of the one on "
                f"{reader_text(old.start, now)}: if so, leave that out with --not '{old.uid}'"
            )


def is_excluded(interview: Interview, request: Request) -> bool:
    """Return whether the user says that it is none, or does not take place (--not)."""
    return any(_is_called(interview, text) for text in request.excluded)


def _is_called(interview: Interview, text: str) -> bool:
    return text == interview.uid or text.casefold() in interview.summary.casefold()


def without_effect(request: Request, known: Iterable[Interview], found: Found) -> Iterator[str]:
    """Yield which decisions by hand are about nothing that is known."""
    read = [each.interview for each in found.invitations]
    for option, texts, those in (("--not", request.excluded, [*known, *read]), ("--match", request.match, read)):
        for text in texts:
            if not any(_is_called(interview, text) for interview in those):
                yield f"{option} {text!r} has no effect: no interview has it in its title or as its UID"


def nothing_found(request: Request, found: Found) -> str:
    """Return why there is nothing to plan."""
    sources = ", ".join(map(str, request.sources))
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
