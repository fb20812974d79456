"""`followcal sync` and `followcal conflicts`: what to read and where to write, by configuration or as named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import tzinfo
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from followcal.core.business_days import BusinessCalendar
from followcal.core.interview import Office
from followcal.core.reconcile import Settle
from followcal.core.schedule import Schedule
from followcal.errors import StoreError, UsageError
from followcal.formats.sync_report import Run
from followcal.shell.accounts import address_of
from followcal.shell.addresses import Address, address_in, is_address
from followcal.shell.calendars import Calendars, Opened, is_file
from followcal.shell.commands import Whole, take_in, told_in, whole_of
from followcal.shell.configuration import AddressSettings, Configuration
from followcal.shell.explaining import Why, why_in
from followcal.shell.file_sync import sync_file
from followcal.shell.folders import state_folder
from followcal.shell.remembered import Remembered, remembered_of
from followcal.shell.request import Request
from followcal.shell.search import Search, with_interviews
from followcal.shell.sources import Calendar
from followcal.shell.stores.mirror import unread
from followcal.shell.syncing import (
    Look,
    Synced,
    listed_conflicts,
    look,
    search_objects,
    sync_objects,
)

_ENDINGS = (".ics", ".eml")


class SyncOptions(Struct, frozen=True):
    """How to sync."""

    to: str | None = None
    """The target; None: as configured."""

    dry_run: bool = False
    force: bool = False
    settled: Mapping[str, Settle] | None = None
    """What the user decided about conflicts, by UID."""


class SyncOutcome(Struct, frozen=True):
    """What came of it."""

    run: Run
    schedule: Schedule
    calendars: Mapping[Office, BusinessCalendar]
    warnings: list[str]
    problems: list[str]
    """What was skipped."""

    failed: list[str]
    """What could not be written."""

    requests: int = 0
    told_before: frozenset[str] = frozenset()
    """Those of the warnings that tell what was assumed in an earlier run."""


def sync(request: Request, configuration: Configuration, options: SyncOptions) -> SyncOutcome:
    """Read the sources, plan, and bring the target up to date. `request.sources` are names; none: as configured.

    Raises UsageError where it is not known what to read or write, and StoreError where the target cannot be used.
    """
    target = options.to or configuration.target
    if not target:
        raise UsageError(
            f"where to? Name a folder or a file with --to, or set target in [sync] of {configuration.path}"
        )
    names = list(request.sources or configuration.sources)
    if not names:
        raise UsageError(f"of which calendars? Name them, or set sources in [sync] of {configuration.path}")
    with Calendars(configuration, state_folder()) as calendars:
        if not calendars.is_on_server(target) and is_file(target):
            return _into_file(replace(request, sources=names), Path(target), configuration, calendars, options)
        if configuration.feed:
            raise UsageError("sync.feed needs a target that is a file: a calendar on a server publishes itself there")
        _make_folder(target, calendars)
        opened = calendars.open(target)
        seen = _looked(opened, target, calendars, options)
        sources = _Sources(names, configuration, calendars, force=options.force)
        synced = sync_objects(
            replace(request, sources=sources.paths, calendars=sources.calendars, servers=calendars),
            opened.store,
            opened.state,
            seen,
            settled=options.settled or {},
            dry_run=options.dry_run,
        )
        if not request.sources and not (sources.problems or options.dry_run):
            synced.warnings += (
                f"{title}: in none of the calendars any more: if it is off, delete its follow-ups"
                for title in synced.unseen
            )
        synced.warnings += calendars.notes
        return _outcome(synced, request, options, sources.problems, calendars.requests)


@contextmanager
def _follow_ups(request: Request, configuration: Configuration) -> Iterator[tuple[Request, Opened, Look]]:
    """Open the configured target, and look at it; the request goes by what is open. Raises StoreError."""
    with Calendars(configuration, state_folder()) as calendars:
        target = configuration.target or ""
        opened = calendars.open(target)
        yield replace(request, servers=calendars), opened, _looked(opened, target, calendars, SyncOptions())


def _notes(request: Request) -> list[str]:
    return request.servers.notes if request.servers else []


def whole_of_target(request: Request, configuration: Configuration) -> Whole:
    """Return the plan for all applications in the configured calendar; nothing is written."""
    with _follow_ups(request, configuration) as (asked, opened, _):
        found = whole_of(with_interviews(search_objects(asked, opened.store, opened.state), opened.name))
        found.warnings.extend(_notes(asked))
        return found


def why_in_target(request: Request, configuration: Configuration, words: Sequence[str]) -> Why:
    """Return the reasoning of events in the configured calendar. Raises UsageError where none has all `words`."""
    with _follow_ups(request, configuration) as (asked, opened, _):
        found = why_in(with_interviews(search_objects(asked, opened.store, opened.state), opened.name), words)
        found.warnings.extend(_notes(asked))
        return found


def remembered_in_target(request: Request, configuration: Configuration) -> Remembered:
    """Return the interviews and steps that the configured calendar remembers."""
    with _follow_ups(request, configuration) as (asked, opened, _):
        return remembered_of(search_objects(asked, opened.store, opened.state))


def told_in_target(request: Request, configuration: Configuration) -> tuple[list[str], list[str]]:
    """Return what can be named, and what was told, by the configured calendar, a line each."""
    with _follow_ups(request, configuration) as (asked, opened, _):
        return told_in(with_interviews(search_objects(asked, opened.store, opened.state), opened.name))


def tell_target(
    request: Request, configuration: Configuration, sentence: str, *, undo: bool, dry_run: bool
) -> tuple[str, SyncOutcome]:
    """Take in what a sentence tells, and bring the configured calendar up to date; return what was understood."""
    understood: list[str] = []

    def take_in_here(search: Search) -> None:
        understood.append(take_in(with_interviews(search, opened.name), sentence, undo=undo))

    with _follow_ups(request, configuration) as (asked, opened, seen):
        synced = sync_objects(asked, opened.store, opened.state, seen, dry_run=dry_run, take_in=take_in_here)
        synced.warnings += _notes(asked)
    return understood[0], _outcome(synced, request, SyncOptions(dry_run=dry_run), [], 0)


def unsettled(configuration: Configuration, to: str | None) -> tuple[str, list[dict[str, str]]]:
    """Return the target and the conflicts that its last run left, without asking anybody."""
    target = to or configuration.target
    if not target:
        raise UsageError(f"of which calendar? Name it with --to, or set target in [sync] of {configuration.path}")
    with Calendars(configuration, state_folder()) as calendars:
        state = calendars.known(target)
        return target, listed_conflicts(state) if state else []


def _looked(opened: Opened, target: str, calendars: Calendars, options: SyncOptions) -> Look:
    try:
        found = look(opened.store, opened.state, force=options.force)
    except StoreError:
        calendars.forget(target)
        raise
    calendars.note_fresh(opened)
    return found


def _make_folder(target: str, calendars: Calendars) -> None:
    if calendars.is_on_server(target):
        return
    path = Path(target)
    if ":" in target and not path.exists():
        raise UsageError(f"{target}: no such account in the configuration, and no such folder")
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        raise StoreError(f"{target}: cannot be made: {(error.strerror or str(error)).lower()}") from None


class _Sources:
    """What the sources hold; one that cannot be read is skipped, and told."""

    def __init__(
        self,
        names: Sequence[str | Address],
        configuration: Configuration,
        calendars: Calendars,
        *,
        force: bool,
    ) -> None:
        self.paths: list[str | Address] = []
        self.calendars: list[Calendar] = []
        self.problems: list[str] = []
        self._opened, self._force = calendars, force
        for name in dict.fromkeys(names):
            if isinstance(name, Address):
                self.paths.append(name)
            elif is_address(name):
                self.paths.append(address_in(name))
            elif calendars.is_on_server(name):
                self._read(name)
            elif name in configuration.addresses:
                self._look_up(configuration.addresses[name])
            elif not _is_empty(Path(name)):
                self.paths.append(name)
        if self.problems and not (self.paths or self.calendars):
            raise StoreError(self.problems[0])

    def _look_up(self, settings: AddressSettings) -> None:
        try:
            self.paths.append(address_of(settings))
        except StoreError as error:
            self.problems.append(str(error))

    def _read(self, name: str) -> None:
        try:
            opened = self._opened.fresh(name, force=self._force)
        except StoreError as error:
            self.problems.append(str(error))
        else:
            self.problems += (f"{name}: {why}" for why in unread(opened.state))
            # Each object is a calendar of its own: they may spell one time zone in several ways.
            data = tuple(item.data.rstrip(b"\r\n") + b"\r\n" for item in opened.state.others().values())
            self.calendars.append(Calendar(name, data))


def _is_empty(path: Path) -> bool:
    """Return whether a source is a folder in which no calendar is yet."""
    return path.is_dir() and not any(each.suffix.lower() in _ENDINGS for each in path.rglob("*"))


def _into_file(
    request: Request, path: Path, configuration: Configuration, calendars: Calendars, options: SyncOptions
) -> SyncOutcome:
    """Bring a calendar file up to date."""
    state = calendars.lock(path)
    sources = _Sources(request.sources, configuration, calendars, force=options.force)
    wanted = replace(
        request,
        sources=sources.paths,
        calendars=sources.calendars,
        servers=calendars,
        output=path,
        feed=configuration.feed,
    )
    force, dry_run = options.force, options.dry_run
    synced = sync_file(wanted, path, state, settled=options.settled or {}, dry_run=dry_run, force=force)
    synced.warnings += calendars.notes
    return _outcome(synced, request, options, sources.problems, calendars.requests)


def _outcome(
    synced: Synced, request: Request, options: SyncOptions, problems: Sequence[str], requests: int
) -> SyncOutcome:
    run = _run(synced, request, options)
    told = [*synced.problems, *problems]
    return SyncOutcome(
        run,
        synced.schedule,
        synced.calendars,
        synced.warnings,
        told,
        synced.failed,
        requests,
        synced.told_before,
    )


def _run(synced: Synced, request: Request, options: SyncOptions) -> Run:
    return Run(
        synced.place,
        request.now,
        synced.changes,
        synced.adopted,
        synced.deleted,
        synced.conflicts,
        synced.elsewhere,
        _zones(synced.schedule),
        options.dry_run,
        synced.rewritten,
        synced.digests,
    )


def _zones(schedule: Schedule) -> dict[str, tzinfo]:
    return {interview.uid: interview.end.tzinfo for interview in schedule.interviews if interview.end.tzinfo}
