"""Bring what is known of a store up to date: first what an earlier run left open, then what has changed since.

A deletion is believed only where the store says it of this very item: lists are cut short, lag behind, or are empty for
an hour. And where most of our items are gone at once, nothing is believed.
"""

from __future__ import annotations

from collections.abc import Mapping

from followcal.errors import VanishedError
from followcal.formats.objects import is_called_off
from followcal.shell.stores.state import State
from followcal.shell.stores.store import Changes, Item, Store

FULL_EVERY = 24
"""Runs after which everything is listed again, whatever the token says: servers forget changes (DAViCal, SOGo)."""

_UNREAD = "unread"
_FEW = 3
"""So many items may vanish at once: a search is over, and its events are deleted."""


def unread(state: State) -> list[str]:
    """Return what to say of each item that could not be read when the store was last asked; it was left alone."""
    names = filter(None, state.fact(_UNREAD).split("\n"))
    return [f"{name}: cannot be read, because it is too large or not given out: it is left alone" for name in names]


def refresh(store: Store, state: State, *, force: bool = False) -> None:
    """Bring `state` up to date with `store`.

    Raises StoreError if the store cannot be read, and VanishedError if more than half of our items, and more than
    three, are gone, unless `force` says that this is meant. Then nothing is noted.
    """
    recover(store, state, force=force)
    said = state.fact("runs")
    runs = int(said) if said.isdecimal() else 0
    known = state.tags()
    # An item whose version is not known cannot be changed, and by its token a server does not name it again.
    everything = runs % FULL_EVERY == 0 or not all(known.values())
    changes = store.changes("" if everything else state.fact("token"))
    missing = set(changes.gone & known.keys())
    if changes.complete:
        missing |= _really_gone(store, state, known.keys() - changes.tags.keys() - missing, force=force)
    changed = [name for name, tag in changes.tags.items() if not tag or known.get(name) != tag]
    if not changes.complete:  # what was written since the last list, and taken away again, is in no list of changes
        changed += sorted(state.fresh() - changes.tags.keys() - missing)
    fetched = store.fetch(changed)
    missing |= {name for name, item in fetched.items() if item is None and name in known}
    _guard(store, state, missing, force=force)
    with state.together():
        state.put(_tagged(item, changes) for item in fetched.values() if item)
        state.drop(missing)
        # Else what could not be read is asked for again; and so is a list of nothing: by its token, what it left out
        # would not be named until the next full one.
        if fetched.keys() >= set(changed) and (changes.tags or not changes.complete):
            state.settle_token(changes.token)
        state.set_fact("runs", str(runs + 1))
        state.set_fact(_UNREAD, "\n".join(sorted(set(changed) - fetched.keys())))


def recover(store: Store, state: State, *, force: bool = False) -> None:
    """Look at what an earlier run meant to write and did not settle: what stands there now is what is known.

    Raises StoreError if the store cannot be read, and VanishedError as `refresh` does.
    """
    open_intents = state.intents()
    if not open_intents:
        return
    found = store.fetch(open_intents)
    missing = {name for name, item in found.items() if item is None and open_intents[name] == "replace"}
    _guard(store, state, missing, force=force)
    with state.together():
        settle(state, open_intents, found)


def settle(state: State, kinds: Mapping[str, str], found: Mapping[str, Item | None]) -> None:
    """Note what stands where something was to be written; what cannot be told stays open."""
    state.put(item for item in found.values() if item)
    for name in (name for name, item in found.items() if item is None):
        state.drop([name], by_us=kinds[name] == "remove")
    state.settle(found)


def _really_gone(store: Store, state: State, missing: set[str], *, force: bool) -> set[str]:
    """Return which of the items that a list leaves out are gone: each is asked for."""
    _guard(store, state, missing, force=force)
    return {name for name, item in store.fetch(sorted(missing)).items() if item is None} if missing else set()


def _guard(store: Store, state: State, missing: set[str], *, force: bool) -> None:
    ours = state.items()
    # What was called off goes some day, by whichever computer: alone, it is no loss.
    kept = {name for name, item in ours.items() if not is_called_off(item.data)}
    vanished, lost = len(missing & ours.keys()), len(missing & kept)
    if not force and vanished > _FEW and lost * 2 > len(kept):
        anew = f"; if the calendar was made anew, delete {state.path}, and all is planned anew" * (
            vanished == len(ours)
        )
        raise VanishedError(
            f"{store.place}: {vanished} of {len(ours)} follow-ups are suddenly not there: nothing was changed; "
            f"if you deleted them, run again with --force{anew}"
        )


def _tagged(item: Item, changes: Changes) -> Item:
    """Return the item with the tag of the list, where it came without one."""
    return item if item.tag else Item(item.name, changes.tags.get(item.name, ""), item.data)
