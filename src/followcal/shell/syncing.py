"""One run of sync over a calendar of single objects, on a server or in a folder: look, then decide and write.

Where somebody changed an event between the look and the write, all is decided anew on what stands there now.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from types import MappingProxyType

from msgspec import Struct, field

from followcal.core.business_days import BusinessCalendar
from followcal.core.interview import Office
from followcal.core.reconcile import Adopt, Change, Conflict, Settle
from followcal.core.schedule import Schedule
from followcal.core.wording import reader_text
from followcal.errors import UnreadableError
from followcal.formats.assumptions import assumed_before
from followcal.formats.followup_objects import Held, read_objects
from followcal.shell.covers import Covers
from followcal.shell.request import Request
from followcal.shell.search import Search, notes_on
from followcal.shell.stores import store as stores
from followcal.shell.stores.mirror import refresh, unread
from followcal.shell.stores.state import State
from followcal.shell.sync_pass import Pass, known_copies

_PASSES = 3
"""How often a run decides anew because somebody changed an event meanwhile."""

_CONFLICTS = "conflicts"


class Synced(Struct):
    """What came of a run."""

    place: str
    schedule: Schedule
    calendars: Mapping[Office, BusinessCalendar]
    """The business days that the schedule rests on."""

    changes: list[Change] = field(default_factory=list)
    """What was written, or would be."""

    adopted: tuple[Adopt, ...] = ()
    deleted: tuple[str, ...] = ()
    """The titles of what the user has deleted since the last run."""

    conflicts: tuple[Conflict, ...] = ()
    warnings: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    elsewhere: int = 0
    """How many items of other interviews there are."""

    rewritten: int = 0
    """How many events were written only to hide their details, or to show them again."""

    digests: int = 0
    """How many weekly digests were written, or taken away."""

    unseen: tuple[str, ...] = ()
    """The interviews that are ahead, and that no source holds."""

    told_before: frozenset[str] = frozenset()
    """Those of the warnings that tell what was assumed in an earlier run."""


class Look(Struct, frozen=True):
    """What was found in the calendar, compared with what was known before."""

    seen: frozenset[str]
    """The names of the items that were known."""

    deleted: tuple[str, ...]
    """The titles of those that the user deleted."""


def look(store: stores.Store, state: State, *, force: bool) -> Look:
    """Bring what is known up to date, and return what the user deleted.

    An event that was called off, and that the user tidied away, is no wish: its step may come back, under a new UID.
    """
    covers = Covers(state)
    before = {name: item.data for name, item in covers.items().items()}
    refresh(store, state, force=force)
    covers.recover()
    after = {name: item.data for name, item in covers.items().items()}
    copies = known_copies(state)
    gone = _held({name: data for name, data in before.items() if name not in after.keys() | copies})
    state.drop([held.name for held in gone.values() if held.item.is_withdrawn], by_us=True)
    there = {name: data for name, data in after.items() if name not in copies}
    elsewhere = _held(there) if gone else {}  # a server gave it another name
    deleted = (each.item for uid, each in gone.items() if uid not in elsewhere and not each.item.is_withdrawn)
    return Look(frozenset(before), tuple(item.present.event.summary for item in deleted))


def _held(objects: Mapping[str, bytes]) -> Mapping[str, Held]:
    """Return what objects of ours hold; those that remember the rest, and may be damaged, are no matter here."""
    found: dict[str, Held] = {}
    for name, data in objects.items():
        with suppress(UnreadableError):
            found |= read_objects({name: data}).held
    return found


def sync_objects(
    request: Request,
    store: stores.Store,
    state: State,
    seen: Look,
    *,
    settled: Mapping[str, Settle] = MappingProxyType({}),
    dry_run: bool = False,
    take_in: Callable[[Search], object] | None = None,
) -> Synced:
    """Bring the follow-ups in a calendar up to date, after `look`; `take_in` takes in what is told beside it.

    Raises StoreError and UnreadableError.
    """
    done: list[Change] = []
    rewritten = digests = 0
    adopted: tuple[Adopt, ...] = ()
    undecided = set(settled)
    for number in range(1 if dry_run else _PASSES):
        this = Pass(request, store, state)
        if take_in:
            take_in(this.search)
        found = this.decide(seen.seen, settled)
        adopted = adopted if number else found.adopted
        undecided -= found.settled
        written, again = (this.writable, []) if dry_run else this.write()
        done += written
        rewritten += len(this.rewritten)
        digests += len(this.digests.operations) if dry_run else this.digests_written
        if this.unsent and not _listed_anew(store, state):
            break
        if not (again or this.unsent):
            break
    this.failed += this.unsent
    this.problems += [*again, *map(no_conflict, sorted(undecided))]
    this.problems += (f"{store.place}: {why}" for why in unread(state))
    if not dry_run:
        note_conflicts(state, found.conflicts)
    return Synced(
        store.place,
        this.decision.schedule,
        this.decision.calendars,
        done,
        adopted,
        seen.deleted,
        found.conflicts,
        notes_on(this.search, this.chosen, this.decision.schedule) + this.notes,
        [*this.search.problems, *this.problems],
        this.failed,
        len(this.decision.others),
        rewritten,
        digests,
        tuple(_unseen(this.search)),
        assumed_before(this.decision.schedule.interviews, this.search.remembered),
    )


def _listed_anew(store: stores.Store, state: State) -> bool:
    """Look once more at a store whose list was wrong; return whether it lists anything now."""
    refresh(store, state)
    return bool(state.fact("token"))


def _unseen(search: Search) -> Iterator[str]:
    """Yield the interviews that are ahead, and stand in no source."""
    for interview in search.everything.values():
        ahead = interview.start.timestamp() > search.request.now.timestamp()
        if ahead and not interview.cancelled and interview.key not in search.named:
            yield f"{interview.summary or interview.uid}, {reader_text(interview.start, search.request.now)}"


def search_objects(request: Request, store: stores.Store, state: State) -> Search:
    """Return what the follow-ups in a calendar tell, after `look`."""
    return Pass(request, store, state).search


def no_conflict(uid: str) -> str:
    """Return what to say of an event that is to be settled, and need not be."""
    return f"{uid}: not in conflict: followcal conflicts lists what is"


def note_conflicts(state: State, conflicts: Sequence[Conflict]) -> None:
    """Note what is unsettled, for `listed_conflicts`."""
    state.set_fact(_CONFLICTS, json.dumps([_listed(each) for each in conflicts], ensure_ascii=False))


def listed_conflicts(state: State) -> list[dict[str, str]]:
    """Return the conflicts that the last run left, as `note_conflicts` noted them."""
    try:
        found = json.loads(state.fact(_CONFLICTS) or "[]")
    except ValueError:
        return []
    entries = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    return [{str(key): str(value) for key, value in each.items()} for each in entries]


def _listed(conflict: Conflict) -> dict[str, str]:
    def shown(value: object) -> str:
        return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)

    return {
        "uid": conflict.wish.uid,
        "summary": conflict.event.summary,
        "field": conflict.name,
        "yours": shown(getattr(conflict.event, conflict.name)),
        "planned": shown(getattr(conflict.wish, conflict.name)),
        "why": conflict.why,
    }
