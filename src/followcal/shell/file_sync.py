"""One run of sync on a calendar file: as `plan` does it, so that both may be used on it.

What is known of the file tells what was deleted, also where another program took away what its head remembers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from followcal.core.reconcile import Settle
from followcal.errors import VanishedError
from followcal.formats.followup_file import Head
from followcal.formats.followups import todo_uid
from followcal.shell.request import Request
from followcal.shell.search import Search, carry_out, open_search
from followcal.shell.stores.state import State
from followcal.shell.syncing import Synced, no_conflict, note_conflicts

_HEAD, _STANDING = "head", "standing"
_FEW = 3
"""So many follow-ups may vanish at once."""


def sync_file(
    request: Request, path: Path, state: State, *, settled: Mapping[str, Settle], dry_run: bool, force: bool
) -> Synced:
    """Bring the calendar file of a request, at `path`, up to date. Raises VanishedError, unless forced."""
    search = open_search(request, may_be_empty=True, before=Head.read(state.fact(_HEAD), str(path)))
    before = _titles(state)
    gone = [] if search.memory.is_new else _gone(search, before)
    if len(gone) > _FEW and len(gone) * 2 > len(before) and not force:
        raise VanishedError(
            f"{path}: {len(gone)} of {len(before)} follow-ups are suddenly not there: nothing was changed; "
            f"if you deleted them, run again with --force"
        )
    outcome = carry_out(search, search.concerned(), write=not dry_run, settled=settled)
    if not dry_run:
        note_conflicts(state, outcome.conflicts)
        state.set_fact(_HEAD, outcome.head.lines())
        state.set_fact(_STANDING, json.dumps(dict(outcome.standing), ensure_ascii=False))
    undecided = sorted(settled.keys() - outcome.settled)
    return Synced(
        str(path),
        outcome.schedule,
        outcome.calendars,
        list(outcome.changes),
        deleted=tuple(before[uid] for uid in gone),
        conflicts=outcome.conflicts,
        warnings=outcome.warnings,
        problems=[*outcome.problems, *map(no_conflict, undecided)],
        elsewhere=outcome.elsewhere,
        told_before=outcome.told_before,
    )


def _gone(search: Search, before: Mapping[str, str]) -> list[str]:
    """Return what stood in the file, and was taken out of it: it is still listed as written."""
    listed = search.listed
    listed |= {todo_uid(uid) for uid in listed}
    return [uid for uid in before if uid not in {*search.items, *search.memory.damaged} and uid in listed]


def _titles(state: State) -> dict[str, str]:
    try:
        found = json.loads(state.fact(_STANDING) or "{}")
    except ValueError:
        return {}
    return {str(uid): str(title) for uid, title in found.items()} if isinstance(found, dict) else {}
