"""One run of sync over a calendar of single objects, on a server or in a folder: look, decide, write, remember.

    state (what stands there) -> formats.followup_objects -> search -> core.reconcile -> stores.writer

What was written is remembered last, and only as far as it was written: killed at any moment, the next run makes what is
missing, and does not take it for deleted. Where somebody changed an event between the look and the write, all is
decided anew on what stands there now.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from followcal.core.facts import InterviewKey
from followcal.core.policy import Kind
from followcal.core.reconcile import (
    Adopt,
    Change,
    Conflict,
    Create,
    Reconciled,
    Retire,
    Settle,
    Update,
    reconcile,
)
from followcal.core.schedule import Schedule
from followcal.core.step import uid_of_step
from followcal.core.wording import time_text
from followcal.errors import StoreError, UnreadableError
from followcal.formats.followup_file import Head, Memory
from followcal.formats.followup_objects import (
    Held,
    Shelf,
    fresh_uid,
    keeper_object,
    keeper_uid,
    new_object,
    object_with,
    read_objects,
)
from followcal.formats.followups import Item, write_component
from followcal.formats.memory import Round
from followcal.formats.objects import mark_of
from followcal.formats.standing import follow_ups, reasons, written_uids
from followcal.shell.request import Request
from followcal.shell.search import Search, decide, forgotten, notes_on, search_in
from followcal.shell.stores import store as stores
from followcal.shell.stores.mirror import refresh
from followcal.shell.stores.state import State
from followcal.shell.stores.writer import Failed, Overtaken, Written, carry_out, name_for

_PASSES = 3
"""How often a run decides anew because somebody changed an event meanwhile."""

_HEAD, _CONFLICTS = "head", "conflicts"
_REMEMBERED = timedelta(days=400)
"""How long after an interview it is remembered what was written for it: it is looked for in sources for 90 days."""


@dataclass(slots=True)
class Synced:
    """What came of a run."""

    place: str
    schedule: Schedule
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

    unseen: tuple[str, ...] = ()
    """The interviews that are ahead, and that no source holds."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was found in the calendar, compared with what was known before."""

    seen: frozenset[str]
    """The names of the items that were known."""

    deleted: tuple[str, ...]
    """The titles of those that the user deleted."""


def look(store: stores.Store, state: State, *, force: bool) -> Look:
    """Bring what is known up to date, and return what the user deleted.

    An event that was called off, and that the user tidied away, is no wish: its step may come back, under a new UID.
    """
    before = {name: item.data for name, item in state.items().items()}
    refresh(store, state, force=force)
    after = state.items()
    gone = read_objects({name: data for name, data in before.items() if name not in after and not _is_spoilt(data)})
    state.drop([held.name for held in gone.held.values() if held.item.is_withdrawn], by_us=True)
    titles = (each.item.present.event.summary for each in gone.held.values() if not each.item.is_withdrawn)
    return Look(frozenset(before), tuple(titles))


def _is_spoilt(data: bytes) -> bool:
    try:
        read_objects({"": data})
    except UnreadableError:
        return True
    return False


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
    adopted: tuple[Adopt, ...] = ()
    undecided = set(settled)
    for number in range(1 if dry_run else _PASSES):
        this = _Pass(request, store, state)
        if take_in:
            take_in(this.search)
        found = this.decide(seen, settled)
        adopted = adopted if number else found.adopted
        undecided -= found.settled
        written, again = (this.writable, []) if dry_run else this.write()
        done += written
        if not again:
            break
    this.problems += [*again, *map(no_conflict, sorted(undecided))]
    if not dry_run:
        note_conflicts(state, found.conflicts)
    return Synced(
        store.place,
        this.decision.schedule,
        done,
        adopted,
        seen.deleted,
        found.conflicts,
        notes_on(this.search, this.chosen, this.decision.schedule) + this.notes,
        [*this.search.problems, *this.problems],
        this.failed,
        len(this.decision.others),
        tuple(_unseen(this.search)),
    )


def _unseen(search: Search) -> Iterator[str]:
    """Yield the interviews that are ahead, and stand in no source."""
    for interview in search.everything.values():
        ahead = interview.start.timestamp() > search.request.now.timestamp()
        if ahead and not interview.cancelled and interview.key not in search.named:
            yield f"{interview.summary or interview.uid}, {time_text(interview.start)}"


def search_objects(request: Request, store: stores.Store, state: State) -> Search:
    """Return what the follow-ups in a calendar tell, after `look`."""
    return _Pass(request, store, state).search


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
    return [{str(key): str(value) for key, value in each.items()} for each in found]


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


class _Pass:
    """One look at what is known, and what follows from it."""

    def __init__(self, request: Request, store: stores.Store, state: State) -> None:
        request = replace(request, as_todos=False)
        self._request, self._store, self._state = request, store, state
        self._stored = state.items()
        self.shelf = _shelf(self._stored, store.place)
        self._head = self.shelf.head or Head.read(state.fact(_HEAD), store.place)
        used = state.removed() | state.deleted()
        self._used = set(self._head.removed | {mark_of(name.removesuffix(".ics")) for name in used})
        self.notes: list[str] = []
        self.failed: list[str] = []
        self.problems = [f"{store.place}: {why}" for why in self.shelf.damaged.values()]
        self.writable: list[Change] = []
        written = {uid for key, held in self._head.rounds.items() for uid in written_uids(key, held.steps)}
        written |= {name.removesuffix(".ics") for name in self._state.deleted()}
        memory = Memory(items=self.shelf.items, head=self._head, is_ours=True)
        self.search = search_in(request, memory, frozenset(written))

    def decide(self, seen: Look, settled: Mapping[str, Settle]) -> Reconciled:
        """Decide what is to be written."""
        items = self.shelf.items
        self.chosen = self.search.concerned()
        self.decision = decide(self.search, self.chosen)
        mine, result = self.decision.mine, self.decision.schedule
        planned = follow_ups(
            result, mine, self.decision.facts, self.search.read.forms, as_todos=False, lists_steps=False
        )
        # Of other interviews, what was called off is taken away when its time has come.
        present = {uid: item.present for uid, item in items.items() if uid in mine or item.present.event.retired}
        self.found = reconcile(
            planned,
            present,
            now=self._request.now.astimezone(UTC).replace(microsecond=0),
            unknown={uid for uid, held in self.shelf.held.items() if held.name not in seen.seen},
            settled=settled,
            why=reasons(result, as_todos=False),
        )
        self.writable = [change for change in self.found.changes if self._is_ours_to_write(change)]
        return self.found

    def _is_ours_to_write(self, change: Change) -> bool:
        """Return whether a change can be written; where the user made an event theirs for good, it is told."""
        if isinstance(change, Create):
            return True
        held = self._held(change)
        if held.hands_off:
            self.notes.append(f"{held.item.present.event.summary}: left as it is: {held.hands_off}")
        return not held.hands_off

    def _held(self, change: Update | Retire) -> Held:
        """Return the object that a change is about."""
        return next(held for held in self.shelf.held.values() if held.item.present.event is change.old)

    def write(self) -> tuple[list[Change], list[str]]:
        """Write it, then what is to be remembered; return what was written, and why something must be decided anew."""
        operations = {}
        for change in self.writable:
            operation = self._operation(change)
            operations[operation.name] = (change, operation)
        results = carry_out([operation for _, operation in operations.values()], self._store, self._state)
        written: list[Change] = []
        again: list[str] = []
        for result in results:
            change = operations[result.operation.name][0]
            title = (change.event if isinstance(change, Create) else change.old).summary
            match result:
                case Written():
                    written.append(change)
                case Overtaken():
                    again.append(f"{title}: somebody changed it meanwhile: run again")
                case Failed(_, why, is_taken):
                    if is_taken:
                        self._state.drop([result.operation.name], by_us=True)
                        again.append(f"{title}: {why}")
                    else:
                        self.failed.append(f"{self._store.place}: {title}: {why}")
        again += self._remember(written)
        return written, again

    def _operation(self, change: Change) -> stores.Operation:
        now = self._request.now
        match change:
            case Create(event, base):
                uid = fresh_uid(event.uid, self._used)
                text = write_component(replace(event, uid=uid), base, as_todo=False, now=now, old=None)
                return stores.Create(name_for(uid), new_object(text))
            case Update(_, event, base):
                held = self._held(change)
                text = write_component(event, base, as_todo=False, now=now, old=held.piece, moved=change.is_visible)
            case Retire(_, event, base):
                held = self._held(change)
                if event is None:
                    return stores.Remove(self._stored[held.name])
                text = write_component(event, base, as_todo=False, now=now, old=held.piece)
        return stores.Replace(self._stored[held.name], object_with(held.data, text))

    def _remember(self, written: Sequence[Change]) -> list[str]:
        """Write what no event can remember; return why that must be done again."""
        removed = self._head.removed | {mark_of(name.removesuffix(".ics")) for name in self._state.removed()}
        there = self._state.items()
        items = self.shelf.items if there == self._stored else _shelf(there, self._store.place).items
        fate: dict[str, str | None] = dict.fromkeys(items, "")
        fate |= {uid: None for uid in self.shelf.items if uid not in items}
        head = Head(
            forgotten(self.search, self.decision.schedule, fate),
            self.search.read.records,
            None,
            self._rounds(items),
            removed,
        )
        self._state.set_fact(_HEAD, head.lines())
        keepers = sorted(self.shelf.keepers)
        if not keepers and head.values():
            uid = fresh_uid(keeper_uid(self._store.place), self._used)
            data = keeper_object(head, uid, self._request.now.date(), self._request.now, None)
            return self._kept(stores.Create(name_for(uid), data))
        if not keepers:
            return []
        first, *more = (self._stored[name] for name in keepers)
        known = read_objects({first.name: first.data}).head
        if known is None or known.values() != head.values():
            data = keeper_object(head, "", self._request.now.date(), self._request.now, first.data)
            again = self._kept(stores.Replace(first, data))
            if again:
                return again
        if more:
            carry_out([stores.Remove(item) for item in more], self._store, self._state)
        return []

    def _kept(self, operation: stores.Operation) -> list[str]:
        [result] = carry_out([operation], self._store, self._state)
        match result:
            case Written():
                return []
            case Failed(_, why, is_taken):
                if not is_taken:
                    self.failed.append(f"{self._store.place}: what is to be remembered: {why}")
                    return []
                self._state.drop([operation.name], by_us=True)
            case Overtaken():
                pass
        return [f"{self._store.place}: another computer wrote down what is to be remembered meanwhile: run again"]

    def _rounds(self, items: Mapping[str, Item]) -> dict[InterviewKey, Round]:
        """Return which steps were written for each round, and not withdrawn; what the user deleted of them stays."""
        deleted, before = self.decision.facts.deleted, self._head.rounds
        ends = {key: held.end for key, held in before.items()}
        steps = {key: set(held.steps) for key, held in before.items()}
        for key in {event.key for interview in self.chosen for event in interview.events}:
            listed = {step for step in steps.get(key, ()) if written_uids(key, [step]) <= deleted}
            steps[key] = listed | {kind.value for kind in Kind if uid_of_step(key, kind) in deleted}
            ends[key] = self.search.everything[key].end
        for item in items.values():
            if not item.is_withdrawn:
                key = item.standing.interview
                steps.setdefault(key, set()).add(item.step if item.standing.about else item.standing.kind.value)
                ends.setdefault(key, item.standing.interview_end)
        oldest = (self._request.now - _REMEMBERED).timestamp()
        return {
            key: Round(ends[key], frozenset(held))
            for key, held in steps.items()
            if held and ends[key].timestamp() > oldest
        }


def _shelf(stored: Mapping[str, stores.Item], place: str) -> Shelf:
    try:
        return read_objects({name: item.data for name, item in stored.items()})
    except UnreadableError as error:
        raise StoreError(
            f"{place}: {error}: delete that event, and what is known on this computer is written anew"
        ) from None
