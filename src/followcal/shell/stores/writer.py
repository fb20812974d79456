"""Carry out what was decided: journal it, write each item once, read back what is unclear, tell what came of each.

Killed at any moment, the next run looks at what the journal names and goes on from what stands there.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import unquote

from msgspec import Struct

from followcal.errors import SignInError, StoreError
from followcal.formats.objects import PLAIN_NAME, contains, faults, invites, is_ours, uid_of
from followcal.shell.stores.mirror import settle
from followcal.shell.stores.state import State
from followcal.shell.stores.store import (
    Create,
    Done,
    Item,
    Operation,
    Outcome,
    Refused,
    Remove,
    Replace,
    Stale,
    Store,
    Unclear,
)

_ENDING = ".ics"
_SAMPLE = 50
"""Items that are read back after the first write to a store, to see what it makes of them: one request."""


class Written(Struct, frozen=True):
    """It stands there as it was meant to (or, removed, stands there no more)."""

    operation: Operation


class Overtaken(Struct, frozen=True):
    """Somebody else changed the item meanwhile: nothing was written."""

    operation: Operation
    present: Item | None
    """What stands there now; None: it was taken away."""


class Failed(Struct, frozen=True):
    """Nothing was written, or it cannot be told; the next run looks again."""

    operation: Operation
    why: str
    is_taken: bool = False
    """Whether a new item was not written because its UID is in use, or was: it needs another one."""


class Unsent(Struct, frozen=True):
    """Not even tried: the store's list is not what stands there; with a new one, it may be decided on anew."""

    operation: Operation
    why: str


Result = Written | Overtaken | Failed | Unsent


def name_for(uid: str) -> str:
    """Return the name of the item with a UID of ours."""
    return uid + _ENDING


def carry_out(operations: Sequence[Operation], store: Store, state: State) -> tuple[Result, ...]:
    """Carry out operations on different items, and return what came of each, in their order.

    What may not be written at all (`objects.faults`), or is meant for an item that is not ours, fails before anything
    is sent. Raises StoreError if going on is pointless: the journal then holds what is open.
    """
    names = [each.name for each in operations]
    if len(set(names)) != len(names):
        raise ValueError("two operations on one item")
    results: dict[str, Result] = {}
    sound: list[Operation] = []
    for each in operations:
        why = _objection(each, state)
        if why:
            results[each.name] = Failed(each, why)
        else:
            sound.append(each)
    state.intend(sound)
    unsure: list[tuple[Operation, Outcome]] = []
    for operation, outcome in store.write(sound) if sound else ():
        result = _at_once(operation, outcome, state)
        if result:
            results[operation.name] = result
        else:
            unsure.append((operation, outcome))
    _read_back(store, state, unsure, results)
    return tuple(results[name] for name in names)


def _objection(operation: Operation, state: State) -> str | None:
    """Return why an operation is not even tried."""
    if _leads_elsewhere(operation.name):
        return f"its name leads elsewhere: {operation.name[:100]!r}"
    known = operation.item if not isinstance(operation, Create) else Item(operation.name, "", operation.data)
    if isinstance(operation, Create):
        if operation.name != name_for(uid_of(operation.data)) or not PLAIN_NAME.match(operation.name[: -len(_ENDING)]):
            return f"{operation.name!r} is no name for this item"
    elif not state.is_ours(known):
        return "it is not an item of followcal"
    elif invites(known.data):
        return "somebody is invited to it: a server may send mail"
    if isinstance(operation, Remove):
        return None
    if isinstance(operation, Replace) and uid_of(operation.item.data) != uid_of(operation.data):
        return "an item keeps its UID"
    marked = is_ours(operation.data) or not state.is_ours(known)
    return "; ".join(faults(operation.data, is_new=isinstance(operation, Create), is_marked=marked)) or None


def _leads_elsewhere(name: str) -> bool:
    """Return whether a name, read once more than it should be, is that of something outside of its calendar.

    >>> _leads_elsewhere("..%2f..%2fbob%2fx.ics"), _leads_elsewhere("a%2fb..c.ics")
    (True, False)
    """
    return any(part in (".", "..") for part in unquote(unquote(name)).replace("\\", "/").split("/"))


def _at_once(operation: Operation, outcome: Outcome, state: State) -> Result | None:
    """Note and return what came of an operation; None, if that must be read back."""
    match operation, outcome:
        case _, Refused(why, is_taken):
            state.settle([operation.name])
            return Failed(operation, why, is_taken)
        case Remove(), Done():
            with state.together():
                state.drop([operation.name], by_us=True)
                state.settle([operation.name])
            return Written(operation)
        case ((Create(_, data) | Replace(_, data)), Done(tag)) if tag:
            with state.together():
                state.put([Item(operation.name, tag, data)])
                state.settle([operation.name])
            return Written(operation)
    return None


def _read_back(
    store: Store, state: State, unsure: Sequence[tuple[Operation, Outcome]], results: dict[str, Result]
) -> None:
    """Read what is unclear, and, once for each store, a sample of what was written."""
    sample = {} if store.keeps_marks else _sample(state, results)
    names = [operation.name for operation, _ in unsure]
    if not (names or sample):
        return
    try:
        found = store.fetch([*names, *sample])
    except SignInError:
        raise
    except StoreError as error:
        for operation, outcome in unsure:
            results[operation.name] = Failed(operation, f"{_why(outcome)}; not read back: {error}".removeprefix("; "))
        return
    _check_sample(store, {name: sample[name] for name in sample if found.get(name)}, found)
    kinds = {operation.name: _kind(operation) for operation, _ in unsure}
    with state.together():
        settle(state, kinds, {name: found[name] for name in names if name in found and not _lags(unsure, name, found)})
        state.put(item for name in sample if (item := found.get(name)))
        if sample:
            state.set_fact("checked", "yes")
        if any(isinstance(outcome, Stale) for _, outcome in unsure):
            state.set_fact("token", "")  # the last list did not tell: the next one is a full one
    for operation, outcome in unsure:
        results[operation.name] = _judged(operation, outcome, found)


def _sample(state: State, results: dict[str, Result]) -> dict[str, bytes]:
    if state.fact("checked"):
        return {}
    written = (result.operation for result in results.values() if isinstance(result, Written))
    new = [each for each in written if isinstance(each, Create) and is_ours(each.data)]
    return {each.name: each.data for each in new[:_SAMPLE]}


def _check_sample(store: Store, sample: dict[str, bytes], found: dict[str, Item | None]) -> None:
    """Raise StoreError if the store takes our mark away: then no later run would know its own items."""
    for name in sample:
        item = found[name]
        if item and not is_ours(item.data):
            raise StoreError(
                f"{store.place}: it drops what followcal marks its events with (X- properties): use another"
            )


def _lags(unsure: Sequence[tuple[Operation, Outcome]], name: str, found: dict[str, Item | None]) -> bool:
    """Return whether a store says that it holds a new item, and that it does not: the journal keeps it in mind."""
    outcome = next(outcome for operation, outcome in unsure if operation.name == name)
    return isinstance(outcome, Done) and found[name] is None


def _judged(operation: Operation, outcome: Outcome, found: dict[str, Item | None]) -> Result:
    """Return what came of an operation, by what stands there now."""
    why = _why(outcome)
    if operation.name not in found:
        return Failed(operation, why or "it cannot be read back")
    there = found[operation.name]
    if isinstance(operation, Remove):
        if there is None:
            return Written(operation)
        same = there.tag == operation.item.tag
        return Failed(operation, why) if same and why else Overtaken(operation, there)
    if there is None:
        return _absent(operation, outcome, why)
    if contains(there.data, operation.data):
        return Written(operation)
    if isinstance(operation, Replace) and there.tag == operation.item.tag:
        return Failed(operation, why or "the server does not keep to its own versions (ETags)")
    return Overtaken(operation, there)


def _absent(operation: Create | Replace, outcome: Outcome, why: str) -> Result:
    if isinstance(operation, Replace):
        return Overtaken(operation, None)
    if isinstance(outcome, Unclear) and outcome.is_unsent:
        return Unsent(operation, outcome.why)
    if isinstance(outcome, Stale):
        return Failed(operation, "its UID is in use elsewhere, perhaps in the trash bin", is_taken=True)
    return Failed(operation, why or "the server says that it stored it, but does not show it yet")


def _why(outcome: Outcome) -> str:
    return outcome.why if isinstance(outcome, Unclear) else ""


def _kind(operation: Operation) -> str:
    return {Create: "create", Replace: "replace", Remove: "remove"}[type(operation)]
