"""One pass of sync: decide on what is known to stand in a calendar, write it, and remember what no event can.

    state (what stands there) -> formats.followup_objects -> search -> core.reconcile -> stores.writer

What was written is remembered last, and only as far as it was written: killed at any moment, the next run makes what is
missing, and does not take it for deleted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date

from msgspec.structs import replace

from followcal.core.policy import Kind
from followcal.core.reconcile import CANCELLED, Change, Create, Reconciled, Retire, Settle, Update, reconcile
from followcal.core.step import uid_of_step
from followcal.core.wording import count_text
from followcal.errors import StoreError, UnreadableError, UsageError
from followcal.formats.blocks import blocks
from followcal.formats.discretion import is_neutral
from followcal.formats.encodings import text_of
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
from followcal.formats.followups import first_value, todo_uid, with_interviews, write_component
from followcal.formats.given_back import given_back
from followcal.formats.objects import invites, is_in_own_words, mark_of
from followcal.formats.standing import reasons, written_uids
from followcal.shell.covers import Covers
from followcal.shell.digest_objects import Digests, wanted_digests
from followcal.shell.request import Request
from followcal.shell.search import decide, forgotten, planned_events, search_in, written_rounds, written_step
from followcal.shell.stores import store as stores
from followcal.shell.stores.state import State
from followcal.shell.stores.writer import Failed, Overtaken, Result, Unsent, Written, carry_out, name_for

_HEAD = "head"
_COPIES = "copies"


class Pass:
    """One look at what is known, and what follows from it."""

    def __init__(self, request: Request, store: stores.Store, state: State) -> None:
        self._store, self._state = store, state
        self._covers = Covers(state, request.own_zone)
        self._discreet = self._covers.is_discreet if request.discreet is None else request.discreet
        self._stored = self._covers.items()
        whole = _without_copies(self._stored, state, store.place, request)
        self._todos = _writes_todos(request, whole, store.place)
        self._request = request = replace(request, as_todos=self._todos)
        self.shelf = whole.of_kind(todos=self._todos)
        self._head = self.shelf.head or Head.read(state.fact(_HEAD), store.place)
        used = state.removed() | state.deleted()
        self._used = set(self._head.removed | {mark_of(name.removesuffix(".ics")) for name in used})
        self.notes: list[str] = []
        self.failed: list[str] = []
        self.problems: list[str] = []
        self.unsent: list[str] = []
        """What was not written because the store's list was wrong, and why."""

        self.writable: list[Change] = []
        self.digests, self.digests_written = Digests(), 0
        self.rewritten: list[str] = []
        """The names of the events that are written only to hide their details, or to show them again."""

        written = {uid for key, held in self._head.rounds.items() for uid in written_uids(key, held.steps)}
        written |= {name.removesuffix(".ics") for name in self._state.deleted()}
        damaged = {n.removesuffix(".ics"): f"{store.place}: {why}" for n, why in self.shelf.damaged.items()}
        memory = Memory(items=self.shelf.items, head=self._head, damaged=damaged, is_ours=True)
        self.search = search_in(request, memory, frozenset(written))
        if self._todos:
            steps = (uid_of_step(key, kind) for key in self.search.everything for kind in Kind)
            self.search.written = frozenset({uid for uid in steps if todo_uid(uid) in written} | written)

    def decide(self, seen: Collection[str], settled: Mapping[str, Settle]) -> Reconciled:
        """Decide what is to be written."""
        items = self.shelf.items
        self.chosen = self.search.concerned()
        self.decision = decide(self.search, self.chosen)
        mine, result = self.decision.mine, self.decision.schedule
        planned = planned_events(self.search, self.decision, lists_steps=False)
        # Of other interviews, what was called off is taken away when its time has come.
        present = {uid: item.present for uid, item in items.items() if uid in mine or item.present.event.retired}
        self.found = reconcile(
            planned,
            present,
            now=self._request.now.astimezone(UTC).replace(microsecond=0),
            unknown={uid for uid, held in self.shelf.held.items() if held.name not in seen},
            settled=settled,
            why=reasons(result, as_todos=self._todos),
        )
        theirs = {uid for uid, held in self.shelf.held.items() if held.hands_off}
        open_ = tuple(each for each in self.found.conflicts if each.wish.uid not in theirs)
        self.found = replace(self.found, conflicts=open_)
        changes = map(self._remembering, self.found.changes)
        self.writable = [change for change in changes if self._is_ours_to_write(change)]
        self._check_known()
        self._check_kind()
        search, used = self.search, self._used
        self.digests = wanted_digests(search, self.decision, self.shelf, self._stored, used, discreet=self._discreet)
        self.rewritten = self._to_rewrite()
        return self.found

    def _check_known(self) -> None:
        """Raise StoreError where neutral events stand that would be written with their details, and nobody said so."""
        names = (name_for(change.event.uid) for change in self.writable if isinstance(change, Create))
        if self._request.discreet is None and not self._discreet and (unknown := self._covers.unknown(names)):
            raise StoreError(
                f"{self._store.place}: {count_text(len(unknown), 'event')} of ours stand there without details, which "
                f"are on another computer or lost: --discreet takes them up, --no-discreet writes the details"
            )

    def _check_kind(self) -> None:
        """Raise StoreError where to-dos are to be written for the first time, and the calendar takes none."""
        is_first = self._todos and not self.shelf.held and any(isinstance(each, Create) for each in self.writable)
        if is_first and not self._store.takes_todos():
            raise StoreError(
                f"{self._store.place}: this calendar takes no to-dos: name a list of to-dos, or leave out --as todos"
            )

    def _to_rewrite(self) -> list[str]:
        """Return the names of the events that are written only to hide their details, or to show them again."""
        changed = {self._held(change).name for change in self.writable if not isinstance(change, Create)}
        names = set(self._covers.to_rewrite(discreet=self._discreet)) - self.shelf.keepers.keys() - changed
        names -= {operation.name for operation in self.digests.operations}
        held = {each.name: each for each in self.shelf.held.values()}
        kept = [name for name in sorted(names) if name not in held or held[name].hands_off]
        if self._discreet:
            self.notes += (f"{self._title(name)}: yours, and left as it is, with its details" for name in kept)
        return sorted(names - set(kept))

    def _title(self, name: str) -> str:
        pieces = [piece for piece in blocks(text_of(self._stored[name].data), name) if piece.name]
        return next((title for piece in pieces if (title := first_value(piece.text, "SUMMARY"))), name)

    def _remembering(self, change: Change) -> Change:
        """Return a change; what is called off with its interview remembers that, for when no source tells any more."""
        if isinstance(change, Create) or change.event is None or change.event.status != CANCELLED:
            return change
        item, sources = self._held(change).item, self.search.sources
        if not any(key in sources and sources[key].cancelled for key in (each.key for each in item.interviews)):
            return change
        return replace(change, event=with_interviews(change.event, sources, item))

    def _is_ours_to_write(self, change: Change) -> bool:
        """Return whether a change can be written; where the user made an event theirs for good, it is told."""
        if isinstance(change, Create):
            return name_for(fresh_uid(change.event.uid, self._used)) not in self.shelf.damaged
        held = self._held(change)
        if held.hands_off:
            self.notes.append(f"{held.item.present.event.summary}: left as it is: {held.hands_off}")
        return not held.hands_off

    def _held(self, change: Update | Retire) -> Held:
        """Return the object that a change is about."""
        return next(held for held in self.shelf.held.values() if held.item.present.event is change.old)

    def write(self) -> tuple[list[Change], list[str]]:
        """Write it, then what is to be remembered; return what was written, and why something must be decided anew."""
        self._covers.remember(discreet=self._discreet)
        operations: dict[str, stores.Operation] = {}
        changes: dict[str, Change] = {}
        titles: dict[str, str] = {}
        again: list[str] = []
        for change in self.writable:
            operation = self._operation(change)
            if isinstance(operation, stores.Create) and self._stands_there(operation):
                again.append(f"{self._store.place}: an event stands there already: run again")
                continue
            operations[operation.name], changes[operation.name] = operation, change
            titles[operation.name] = (change.event if isinstance(change, Create) else change.old).summary
        unmarked = self._to_mark() - operations.keys()
        for name in sorted({*self.rewritten, *unmarked}):
            operations[name] = stores.Replace(self._stored[name], self._stored[name].data)
            titles[name] = self._title(name)
        results, done = self._carried_out(operations.values())
        written = [changes[name] for name in operations if name in done and name in changes]
        self.rewritten = [name for name in self.rewritten if name in done]
        self._state.settle_unmarked(done)
        self._note_marked(unmarked & done)
        again += self._failures(results, titles)
        again += self._remember(written, self._write_digests())
        return written, again

    def _failures(self, results: Sequence[Result], titles: Mapping[str, str]) -> list[str]:
        """Note what could not be written, and return why something must be decided anew."""
        again: list[str] = []
        for result in results:
            name = result.operation.name
            title = titles[name]
            match result:
                case Written():
                    pass
                case Overtaken():
                    again.append(f"{title}: somebody changed it meanwhile: run again")
                case Unsent(_, why):
                    self.unsent.append(f"{self._store.place}: {title}: {why}")
                case Failed(_, why, is_taken):
                    if is_taken:
                        self._state.drop([result.operation.name], by_us=True)
                        again.append(f"{title}: {why}")
                    else:
                        self.failed.append(f"{self._store.place}: {title}: {why}")
        return again

    def _stands_there(self, operation: stores.Create) -> bool:
        """Return whether what is to be made stands there, neutral or without our marks; it is known for ours then."""
        there = self._state.others().get(operation.name) if self._state.not_ours([operation.name]) else None
        if there and is_in_own_words(there.data) and self._state.mark(there, operation.data):
            return True
        if there:
            self._covers.take_up(operation, self._request.now)
        return there is not None

    def _to_mark(self) -> set[str]:
        """Return the names of the items that are to be marked again: none that the user made theirs."""
        theirs = known_copies(self._state) | {held.name for held in self.shelf.held.values() if held.hands_off}
        names = (self._state.unmarked() & self._stored.keys()) - theirs
        return {name for name in names if not invites(self._stored[name].data)}

    def _note_marked(self, names: set[str]) -> None:
        if names:
            count = count_text(len(names), "event")
            text = f"another program took out what followcal keeps in its events: {count} marked again"
            self.notes.append(f"{self._store.place}: {text}")

    def _write_digests(self) -> tuple[date, ...] | None:
        """Write the weekly digests, and return which weeks are to be remembered: what fails is tried again."""
        done: set[str] = set()
        operations = self.digests.operations
        for result in carry_out(operations, self._store, self._state) if operations else ():
            match result:
                case Written(operation):
                    done.add(operation.name)
                case Failed(operation, why, is_taken):
                    if is_taken:
                        self._state.drop([operation.name], by_us=True)
                    self.failed.append(f"{self._store.place}: the weekly digest: {why}")
                case Overtaken() | Unsent():
                    pass
        self.digests_written = len(done)
        return self.digests.remembered(done)

    def _carried_out(self, operations: Collection[stores.Operation]) -> tuple[Sequence[Result], set[str]]:
        """Carry out operations, and return what came of what was sent, and the names of all that is done."""
        sent = self._covers.send(operations, self._request.now, discreet=self._discreet)
        results = carry_out(sent, self._store, self._state)
        done = {each.name for each in operations} - {each.name for each in sent}
        done |= {result.operation.name for result in results if isinstance(result, Written)}
        self._covers.settle(done, sent, discreet=self._discreet)
        return results, done

    def _operation(self, change: Change) -> stores.Operation:
        now = self._request.now
        match change:
            case Create(event, base):
                uid = fresh_uid(event.uid, self._used)
                text = write_component(replace(event, uid=uid), base, as_todo=self._todos, now=now, old=None)
                return stores.Create(name_for(uid), new_object(text))
            case Update(there, event, base):
                held, moved = self._held(change), change.is_visible
                text = write_component(
                    event, base, as_todo=self._todos, now=now, old=held.piece, there=there, moved=moved
                )
            case Retire(there, event, base):
                held = self._held(change)
                if event is None:
                    return stores.Remove(self._stored[held.name])
                text = write_component(event, base, as_todo=self._todos, now=now, old=held.piece, there=there)
        return stores.Replace(self._stored[held.name], object_with(held.data, text))

    def _remember(self, written: Sequence[Change], weeks: tuple[date, ...] | None) -> list[str]:
        """Write what no event can remember; return why that must be done again."""
        removed = self._head.removed | {mark_of(name.removesuffix(".ics")) for name in self._state.removed()}
        there = self._covers.items()
        items = self.shelf.items
        if there != self._stored:
            items = _without_copies(there, self._state, self._store.place, self._request).items
        fate: dict[str, str | None] = dict.fromkeys(items, "")
        fate |= {uid: None for uid in self.shelf.items if uid not in items}
        standing = (written_step(item) for item in items.values() if not item.is_withdrawn)
        head = Head(
            forgotten(self.search, self.decision.schedule, fate),
            self.search.read.records,
            weeks,
            written_rounds(self.search, self.decision, standing),
            removed,
        )
        self._state.set_fact(_HEAD, head.lines())
        keepers, now = sorted(self.shelf.keepers), self._request.now
        if self._discreet:  # what it remembers names everybody: it stays on this computer
            return [again for name in keepers for again in self._kept(self._without(self._stored[name]))]
        if not keepers and head.values():
            # Where the user made our last notes theirs, they stand there all the same.
            theirs = (name for name, item in self._state.others().items() if is_neutral(text_of(item.data)))
            taken = self._used | {mark_of(name.removesuffix(".ics")) for name in (*self._stored, *theirs)}
            uid = fresh_uid(keeper_uid(self._store.place), taken)
            data = keeper_object(head, uid, now.date(), now, None, as_todo=self._todos)
            return self._kept(stores.Create(name_for(uid), data))
        if not keepers:
            return []
        first, *more = (self._stored[name] for name in keepers)
        known = read_objects({first.name: first.data}).head
        if known is None or known.values() != head.values():
            data = keeper_object(head, "", now.date(), now, first.data, as_todo=self._todos)
            again = self._kept(stores.Replace(first, data))
            if again:
                return again
        if more:
            carry_out([self._without(item) for item in more], self._store, self._state)
        return []

    def _without(self, keeper: stores.Item) -> stores.Operation:
        """Return how an event that remembers goes: where the user wrote into it, that stays, as an event of theirs."""
        theirs = given_back(keeper.data)
        if theirs is None:
            return stores.Remove(keeper)
        self.notes.append(f"{self._title(keeper.name)}: what you wrote into it stays there, in an event of your own")
        return stores.Replace(keeper, theirs)

    def _kept(self, operation: stores.Operation) -> list[str]:
        there = self._state.others().get(operation.name) if isinstance(operation, stores.Create) else None
        if there and isinstance(operation, stores.Create) and self._state.mark(there, operation.data):
            operation = stores.Replace(self._state.items()[operation.name], operation.data)
        [result] = carry_out([operation], self._store, self._state)
        match result:
            case Written():
                return []
            case Failed(_, why, is_taken):
                if not is_taken:
                    self.failed.append(f"{self._store.place}: what is to be remembered: {why}")
                    return []
                self._state.drop([operation.name], by_us=True)
            case Overtaken() | Unsent():
                pass
        return [f"{self._store.place}: another computer wrote down what is to be remembered meanwhile: run again"]


def _writes_todos(request: Request, shelf: Shelf, place: str) -> bool:
    """Return whether to-dos are written: as said, else what stands there.

    Where both stand, events are meant: a file of to-dos may have been imported beside them. Raises UsageError where the
    other kind stands there.
    """
    kinds = {held.item.is_todo for held in shelf.held.values()}
    if request.as_todos is None:
        return kinds == {True}
    if request.as_todos and False in kinds:
        raise UsageError(f"{place} holds events: keep to-dos in a calendar of their own, with --to")
    if not request.as_todos and kinds == {True}:
        raise UsageError(f"{place} holds to-dos: keep events in a calendar of their own, with --to")
    if request.as_todos and request.digest:
        raise UsageError("--digest writes events: keep them in a calendar of their own, without --as todos")
    return request.as_todos


def known_copies(state: State) -> frozenset[str]:
    """Return the names of the copies of our events that the user is known to have made."""
    return frozenset(state.fact(_COPIES).splitlines())


def _without_copies(stored: Mapping[str, stores.Item], state: State, place: str, request: Request) -> Shelf:
    """Return what is ours, and note what are copies: what stood beside the event that we wrote stays a copy without it.

    A computer that looks for the first time takes for one what we cannot have written: its step was, under another UID.
    """
    before = known_copies(state)
    shelf = _shelf({name: item for name, item in stored.items() if name not in before}, place, request)
    if state.fact("runs") == "1" and shelf.keeps_uids and shelf.head:
        written = {uid for key, held in shelf.head.rounds.items() for uid in written_uids(key, held.steps)}
        strays = {uid for uid, each in shelf.held.items() if each.is_renamed and each.item.step in written}
        shelf.copies |= {shelf.held.pop(uid).name for uid in strays}
    found = (before & stored.keys()) | shelf.copies
    if found != before:
        state.set_fact(_COPIES, "\n".join(sorted(found)))
    return shelf


def _shelf(stored: Mapping[str, stores.Item], place: str, request: Request) -> Shelf:
    try:
        return read_objects({name: item.data for name, item in stored.items()}, request.own_zone)
    except UnreadableError as error:
        raise StoreError(
            f"{place}: {error}: delete that event, and what is known on this computer is written anew"
        ) from None
