"""A calendar file of ours: its events, and what its head remembers for the next run.

The head holds what no event can: interviews of which no event is left, what was told and where, and which weeks have a
digest. In a calendar on a server an event of its own holds it (`followup_objects`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from uuid import NAMESPACE_OID, uuid5

from msgspec import Struct, field
from msgspec.structs import replace

from followcal.core.facts import InterviewKey
from followcal.core.interview import Interview
from followcal.errors import UnreadableError
from followcal.formats.blocks import Block, blocks
from followcal.formats.content import component
from followcal.formats.discretion import is_neutral
from followcal.formats.followups import Item, first_value, read_item, todo_uid, values_of
from followcal.formats.memory import MEMORY, ROUND, Round, recall, recall_round, remember, remember_round
from followcal.formats.own_text import is_marked, is_own_text
from followcal.formats.records import Record, recall_record, remember_record
from followcal.formats.rewritten import Home, clock_of, in_utc
from followcal.formats.writing import property_lines, text_value
from followcal.regex import regex

_FACTS, DIGEST = "X-FOLLOWCAL-FACTS", "X-FOLLOWCAL-DIGEST"
_REMOVED = "X-FOLLOWCAL-REMOVED"
HEAD_NAMES = (MEMORY, _FACTS, DIGEST, ROUND, _REMOVED)
"""The properties of a head."""

_KINDS = ("VEVENT", "VTODO")
_OTHERS = (b"ATTENDEE", b"ORGANIZER", b"RRULE", b"RDATE", b"RECURRENCE-ID")
"""What is looked for in an event before its properties are looked at: hardly any has one of them."""

_PRODID = "-//followcal//followcal//EN"
_ABOUT = (
    "Follow-ups to your interviews, written by followcal. Importing this file twice: Thunderbird and Nextcloud skip "
    "what they know already, so moved dates do not arrive; calcurse adds everything again."
)

_OWN_LINES = regex(rf"^(?:{'|'.join(HEAD_NAMES)})[^\n]*\n(?:[ \t][^\n]*\n)*", re.MULTILINE)


class Head(Struct, frozen=True):
    """What a calendar file remembers beside its items."""

    forgotten: tuple[Interview, ...] = ()
    """Interviews of which no item is left, such as cancelled ones."""

    records: Mapping[str, Record] = field(default_factory=dict)
    """What was told, by place: the UID of an event; "" for `followcal tell`."""

    digests: tuple[date, ...] | None = None
    """The Mondays for which a digest was written last; None: none is wanted."""

    rounds: Mapping[InterviewKey, Round] = field(default_factory=dict)
    """Which steps were written: what is missing of them was deleted. In a file, the events of a round tell that, as
    long as there is one.
    """

    removed: frozenset[str] = frozenset()
    """Marks (`objects.mark_of`) of UIDs that must not be used again."""

    def values(self) -> list[tuple[str, str]]:
        """Return this as properties, by name, in an order that depends on nothing else."""
        values = [(MEMORY, remember(interview)) for interview in self.forgotten]
        told = sorted(place for place, record in self.records.items() if not record.is_empty)
        values += ((_FACTS, remember_record(place, self.records[place])) for place in told)
        if self.digests is not None:
            values.append((DIGEST, "/".join(f"{day:%Y%m%d}" for day in self.digests) or "none"))
        values += ((ROUND, remember_round(key, held)) for key, held in sorted(self.rounds.items()))
        if self.removed:
            values.append((_REMOVED, "/".join(sorted(self.removed))))
        return values

    def lines(self) -> str:
        """Return this as lines of a calendar."""
        kept: dict[str, list[str]] = {}
        for name, value in self.values():
            kept.setdefault(name, []).append(value)
        return "".join(property_lines("VCALENDAR", kept))

    @classmethod
    def read(cls, text: str, source: str) -> Head:
        """Return what the lines of a calendar before its first event remember."""
        digests = first_value(text, DIGEST)
        removed = next(values_of(text, _REMOVED), "")
        return cls(
            tuple(recall(value, source) for value in values_of(text, MEMORY)),
            dict(recall_record(value, source) for value in values_of(text, _FACTS)),
            tuple(_days(digests)) if digests else None,
            dict(recall_round(value, source) for value in values_of(text, ROUND)),
            frozenset(removed.split("/")) if removed else frozenset(),
        )


def _days(text: str) -> Iterator[date]:
    for year, month, day in re.findall(r"([0-9]{4})([0-9]{2})([0-9]{2})", text):
        with suppress(ValueError):
            yield date(int(year), int(month), int(day))


class Memory(Struct, frozen=True):
    """A calendar file of ours: its pieces, the items among them, and the interviews that they remember."""

    text: str = ""
    """As it was read."""

    pieces: tuple[Block, ...] = ()
    items: Mapping[str, Item] = field(default_factory=dict)
    head: Head = Head()
    digests: Mapping[str, Block] = field(default_factory=dict)
    """The digests among the pieces, by UID."""

    damaged: Mapping[str, str] = field(default_factory=dict)
    """What is ours and cannot be read, by UID, and why: it stays as it is."""

    is_ours: bool = False
    is_neutral: bool = False
    """Whether it was written in discreet mode: it remembers nothing, and no detail may get into it."""

    is_new: bool = False
    """Whether there is no such file yet."""

    is_headless: bool = False
    """Whether another program took the head away: what is known of it comes from elsewhere."""

    @property
    def is_empty(self) -> bool:
        """Whether it is a calendar that holds nothing, of whomever."""
        return bool(self.pieces) and not any(piece.name for piece in self.pieces)


def new_calendar(components: Iterable[str], head: Head | None = None) -> str:
    """Return a calendar of our own with these components."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODID}", "CALSCALE:GREGORIAN"]
    name = "Follow-ups"
    own = property_lines("VCALENDAR", {"X-WR-CALNAME": name, "NAME": name, "DESCRIPTION": text_value(_ABOUT)})
    return "\r\n".join(lines) + "\r\n" + "".join((*own, (head or Head()).lines(), *components)) + "END:VCALENDAR\r\n"


def read_memory(text: str, source: str, home: Home = in_utc) -> Memory:
    """Return what a calendar file of ours holds; times without a zone are in that of the user.

    A foreign or broken file is told by `is_ours`, or raises.
    """
    if not text.strip():
        return Memory(is_ours=True)
    if "BEGIN:VCALENDAR" not in text:
        return Memory()
    if is_neutral(text):
        return Memory(is_ours=True, is_neutral=True)
    pieces = blocks(text, source)
    items: dict[str, Item] = {}
    damaged: dict[str, str] = {}
    of_uid: dict[str, list[Block]] = {}
    clock = clock_of(pieces, home)
    for piece in pieces:
        if piece.name in _KINDS and is_marked(piece.text):
            of_uid.setdefault(first_value(piece.text, "UID"), []).append(piece)
    for uid, parts in of_uid.items():
        piece = next((each for each in parts if "RECURRENCE-ID" not in each.text), parts[0])
        try:
            item = read_item(piece, source, clock)
        except UnreadableError as error:
            damaged[uid] = str(error)
        else:
            if uid in (item.step, todo_uid(item.step)):  # else a copy that the user made: theirs
                items[uid] = replace(item, hands_off=_hands_off(parts))
    head = "".join(piece.text for piece in pieces if not piece.name)
    ours = bool(of_uid) or _PRODID in head or bool(_OWN_LINES.search(head)) or any(map(_is_in_own_words, pieces))
    digests = {first_value(piece.text, "UID"): piece for piece in pieces if _is_digest(piece)}
    return Memory(text, pieces, items, Head.read(head, source) if ours else Head(), digests, damaged, ours)


def _hands_off(parts: Sequence[Block]) -> str:
    if len(parts) == 1 and not any(name in parts[0].data.upper() for name in _OTHERS):
        return ""
    from followcal.formats.objects import hands_off

    return hands_off(parts)


def _is_in_own_words(piece: Block) -> bool:
    """Return whether followcal wrote an event, by its text: another program may have dropped everything else."""
    return piece.name in _KINDS and is_own_text(component(piece).text("DESCRIPTION"))


def digest_uid(monday: date) -> str:
    """Return the UID of the digest of a week."""
    return str(uuid5(NAMESPACE_OID, f"followcal digest {monday}"))


def _is_digest(piece: Block) -> bool:
    """Return whether a piece is a digest of ours: a copy is theirs."""
    if piece.name != "VEVENT" or is_marked(piece.text) or f"\n{DIGEST}:" not in piece.text:
        return False
    days = _days(first_value(piece.text, DIGEST))
    return first_value(piece.text, "UID") in map(digest_uid, days)


def rewrite(memory: Memory, changed: Mapping[str, str | None], head: Head) -> str:
    """Return the text of a calendar file: `changed` holds new components by UID, None for one that goes.

    Every other piece stays as it was, to the byte.
    """
    new = dict(changed)
    pieces: list[str] = []
    uids = {id(piece): uid for uid, piece in own_blocks(memory).items()}
    for piece in memory.pieces:
        uid = uids.get(id(piece))
        if uid is None:
            pieces.append(piece.text)
        elif uid in new:
            pieces.append(new.pop(uid) or "")
        else:
            pieces.append(piece.text)
    added = [text for text in new.values() if text]
    if not memory.pieces:
        return new_calendar(added, head)
    first, tail = pieces[0], pieces[-1] if len(pieces) > 1 else ""
    if len(memory.pieces) == 1:
        cut = [match.start() for match in re.finditer(r"^END:VCALENDAR", first, re.MULTILINE | re.IGNORECASE)][-1]
        first, tail = first[:cut], first[cut:]
    middle = pieces[1:-1] if len(pieces) > 1 else []
    if memory.is_headless or memory.head.lines() != head.lines():
        first = _OWN_LINES.sub("", first) + head.lines()
    return "".join((first, *middle, *added, tail))


def own_blocks(memory: Memory) -> dict[str, Block]:
    """Return the pieces of a calendar that are items or digests of ours, by UID."""
    found = {}
    for piece in memory.pieces:
        if piece.name in _KINDS and (is_marked(piece.text) or _is_digest(piece)):
            found[first_value(piece.text, "UID")] = piece
    return found
