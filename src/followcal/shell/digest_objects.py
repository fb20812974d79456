"""The weekly digests in a calendar of single objects: what is to be written, and which weeks are remembered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from msgspec import Struct

from followcal.formats.digest import digests, removable
from followcal.formats.followup_file import digest_uid
from followcal.formats.followup_objects import Shelf, digest_object, fresh_uid, object_with
from followcal.shell.search import Decision, Search, open_tasks, wants_digests
from followcal.shell.stores.store import Create, Item, Operation, Remove, Replace
from followcal.shell.stores.writer import name_for


class Digests(Struct, frozen=True):
    """What becomes of the digests."""

    operations: tuple[Operation, ...] = ()
    weeks: Mapping[date, str] | None = None
    """The Mondays to remember, each with the name of its digest, if that is to be written; None: none are wanted."""

    def remembered(self, done: Collection[str]) -> tuple[date, ...] | None:
        """Return the Mondays to remember, after what is `done`: one that is missing by then was deleted."""
        if self.weeks is None:
            return None
        failed = {each.name for each in self.operations} - set(done)
        return tuple(week for week, name in self.weeks.items() if name not in failed)


def wanted_digests(
    search: Search,
    decision: Decision,
    shelf: Shelf,
    stored: Mapping[str, Item],
    used: Collection[str],
    *,
    discreet: bool,
) -> Digests:
    """Return what becomes of the digests, of which a discreet calendar has none but what the user made theirs.

    `used` holds the marks of UIDs that are used up.
    """
    there = {uid: piece for uid, (_, piece) in shelf.digests.items()}
    if discreet or not wants_digests(search):
        operations: list[Operation] = [Remove(stored[shelf.digests[uid][0]]) for uid in removable(there)]
        return Digests(tuple(operations), {} if wants_digests(search) else None)
    texts, mondays = digests(there, search.memory.head.digests or (), open_tasks(search, decision), search.request.now)
    operations = []
    names: dict[str, str] = {}
    for uid, text in texts.items():
        if uid not in shelf.digests:
            fresh = fresh_uid(uid, used)
            operations.append(Create(name_for(fresh), digest_object(text or "", fresh)))
        else:
            item = stored[shelf.digests[uid][0]]
            operations.append(Replace(item, object_with(item.data, text)) if text else Remove(item))
        names[uid] = operations[-1].name
    return Digests(tuple(operations), {monday: names.get(digest_uid(monday), "") for monday in mondays})
