"""Events of ours from which another program took our properties: they are known by their UIDs, and marked again.

What was written into them is not known any more. What differs from the plan is the user's, but where the plan has
plainly changed since: in a text that differs in its dates alone, and in a place outside of the window.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from followcal.core.interview import Interview
from followcal.core.policy import Kind
from followcal.core.reconcile import FIELDS, FollowUp
from followcal.core.schedule import Schedule
from followcal.core.step import uid_of_step
from followcal.errors import UnreadableError
from followcal.formats.blocks import Block
from followcal.formats.followup_file import Head, Memory
from followcal.formats.followups import (
    ABOUT,
    BASE,
    STEPS,
    WINDOW,
    Item,
    base_text,
    first_value,
    read_item,
    todo_uid,
    visible,
)
from followcal.formats.memory import MEMORY, basic, moment_of, remember
from followcal.formats.own_text import MARK
from followcal.formats.rewritten import clock_of, parsed
from followcal.formats.times import Clock, UnusableError
from followcal.formats.writing import property_lines
from followcal.regex import regex

_UNMARKED = ("VEVENT", "VTODO")
_BEFORE = (Kind.PREP, Kind.REFERENCES)
_DATE = regex(
    r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*(?:,|%2C)?(?: |%20)\d{1,2}(?: |%20)[A-Z][a-z]{2,8}\b|\b\d\d:\d\d\b"
)


class Unmarked(Struct, frozen=True):
    """What an event without our properties is, by its UID."""

    interviews: tuple[Interview, ...]
    """The events of its round, first the one that it is known by."""

    kind: Kind
    about: str = ""


def unmarked(memory: Memory, rounds: Iterable[Interview]) -> dict[str, Unmarked]:
    """Return the events that are steps of these rounds by their UIDs, and say nothing of it themselves."""
    bare = _bare(memory)
    found: dict[str, Unmarked] = {}
    for each in rounds if bare else ():
        for part in each.events:
            parts = (part, *(other for other in each.events if other.key != part.key))
            for kind in Kind:
                uid = uid_of_step(part.key, kind)
                found |= {known: Unmarked(parts, kind) for known in (uid, todo_uid(uid)) if known in bare}
    return found


def also_planned(memory: Memory, schedule: Schedule) -> dict[str, Unmarked]:
    """Return those that are steps of which there may be several of a kind: only the plan knows their UIDs."""
    bare = _bare(memory)
    return {
        uid: Unmarked(step.interview.events, step.kind, step.about)
        for step in schedule.steps
        for uid in (step.uid, todo_uid(step.uid))
        if step.about and uid in bare
    }


def _bare(memory: Memory) -> set[str]:
    uids = {first_value(piece.text, "UID") for piece in memory.pieces if piece.name in _UNMARKED}
    return uids - memory.items.keys() - memory.digests.keys() - memory.damaged.keys()


def with_marks(memory: Memory, known: Mapping[str, Unmarked], planned: Sequence[FollowUp], source: str) -> Memory:
    """Return the calendar with our properties in these events; what is `planned` tells what was written into them."""
    wanted = {event.uid: event for event in planned}
    items: dict[str, Item] = dict(memory.items)
    clock = clock_of(memory.pieces)
    pieces = []
    for piece in memory.pieces:
        uid = first_value(piece.text, "UID") if piece.name in _UNMARKED else ""
        new = piece
        if uid in known and uid not in items:
            with suppress(UnreadableError):  # no event that a plan could know
                new, items[uid] = _as_ours(piece, known[uid], wanted.get(uid), memory.head, (source, clock))
        pieces.append(new)
    return replace(memory, pieces=tuple(pieces), items=items)


def _as_ours(
    piece: Block, known: Unmarked, wanted: FollowUp | None, head: Head, of: tuple[str, Clock]
) -> tuple[Block, Item]:
    """Return an event with our properties, and as it is read then. Raises UnreadableError as `read_item`."""
    source, clock = of
    held = head.rounds.get(known.interviews[0].key)
    own: dict[str, str | list[str]] = {
        MARK: known.kind.value,
        **({STEPS: " ".join(sorted(held.steps))} if held else {}),
        **({ABOUT: known.about} if known.about else {}),
        MEMORY: [remember(interview) for interview in known.interviews],
    }
    try:
        there = visible(parsed(piece), piece, clock, known.interviews[0].end.tzinfo)
    except (ValueError, KeyError, TypeError, AttributeError, UnusableError):
        raise UnreadableError(f"{source}: line {piece.line}: no event that can be read") from None
    last = max(there.start, there.end)
    own[WINDOW] = "/".join(map(basic, (there.start, last, last)))
    if wanted is not None:
        own[BASE] = base_text(_base(there, wanted))
    begin, line_end, rest = piece.text.partition("\n")
    marked = replace(piece, data=f"{begin}{line_end}{''.join(property_lines(piece.name, own))}{rest}".encode())
    item = read_item(marked, source, clock)
    if known.kind not in _BEFORE:  # where it begins before the interview ends, that has moved since
        ends = min(item.standing.interview_end, there.start, key=datetime.timestamp)
        item = replace(item, standing=replace(item.standing, interview_end=ends))
    return marked, item


def _base(there: FollowUp, wanted: FollowUp) -> dict[str, str]:
    """Return what was written, as hashes; an empty one for a field that is the user's."""
    hashes = there.base()
    earliest, _, latest = (moment_of(part) for part in dict(wanted.kept)[WINDOW].split("/"))
    left_behind = not earliest <= there.start <= latest
    base = {}
    for name in FIELDS:
        same = there.value(name) == wanted.value(name)
        if name in ("start", "end"):
            same = same or left_behind
        elif name in ("summary", "description"):
            same = same or _DATE.sub("", there.value(name)) == _DATE.sub("", wanted.value(name))
        base[name] = hashes[name] if same else ""
    return base
