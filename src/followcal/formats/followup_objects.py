"""Follow-ups in a calendar on a server or in a folder: an object for each, and one for what no event can remember.

A step is known by what its event says of it, not by its UID: an event that came back after it was taken away has a new
one, and some servers change it. Where several events say that they are the same step, one of them counts, and the
others are copies of the user's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_OID, uuid5

from icalendar import Component, Event, Todo
from msgspec import Struct, field
from msgspec.structs import replace

from followcal.core.interview import Interview
from followcal.errors import UnreadableError
from followcal.formats.blocks import Block, blocks
from followcal.formats.encodings import text_of
from followcal.formats.followup_file import DIGEST, HEAD_NAMES, Head, digest_uid
from followcal.formats.followups import Item, first_value, next_sequence, read_item, todo_uid
from followcal.formats.objects import faults, hands_off, invites, mark_of
from followcal.formats.own_text import MARK
from followcal.formats.patching import Patch
from followcal.formats.rewritten import Home, clock_of, in_utc
from followcal.formats.writing import moment_value
from followcal.regex import regex

KEEPER = "memory"
"""What the mark says of the event that holds the head."""

_WEEK = "digest"
"""What the mark says of a weekly digest."""

_KINDS = ("VEVENT", "VTODO")
_EPOCHS = 20
_UID = regex(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z")
"""The UIDs that we make: derived ones (uuid5), which programs do not make for a copy."""

KEEPER_TITLE = "followcal keeps its notes here"
KEEPER_TEXT = (
    "What you told followcal, and which follow-ups you deleted, so that no computer asks or plans it again. "
    "Please leave this event in this calendar; you may move it to another day, or hide it."
)
_BEGIN = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//followcal//followcal//EN\r\nCALSCALE:GREGORIAN\r\n"
_END = "END:VCALENDAR\r\n"


class Held(Struct, frozen=True):
    """An object that holds a follow-up."""

    name: str
    data: bytes
    item: Item
    piece: Block
    """Its event or to-do."""

    hands_off: str = ""
    """Why it cannot be written any more, whatever is planned."""

    is_renamed: bool = False
    """Whether it has not the UID that we gave to its step: a server may have made another of it, or the user a copy."""


class Shelf(Struct):
    """What a calendar holds of followcal."""

    held: dict[str, Held] = field(default_factory=dict)
    """By the UID that its step has when it is first written."""

    keepers: dict[str, bytes] = field(default_factory=dict)
    """The objects that remember what no event can, by name: one, or a few where two computers began at once."""

    head: Head | None = None
    """What they remember; None: there is none."""

    digests: dict[str, tuple[str, Block]] = field(default_factory=dict)
    """The weekly digests, by the UIDs that they have when they are first written: their names and events."""

    damaged: dict[str, str] = field(default_factory=dict)
    """What cannot be read, and why, by name."""

    copies: set[str] = field(default_factory=set)
    """The names of the copies that stand beside what they are copies of."""

    keeps_uids: bool = False
    """Whether anything stands there under a UID as we make them: then the server makes no others."""

    @property
    def items(self) -> dict[str, Item]:
        """The items, by the UIDs that their steps have when they are first written."""
        return {uid: held.item for uid, held in self.held.items()}

    def of_kind(self, *, todos: bool) -> Shelf:
        """Return this with the to-dos alone, or the events."""
        return replace(self, held={uid: each for uid, each in self.held.items() if each.item.is_todo == todos})


def read_objects(objects: Mapping[str, bytes], home: Home = in_utc) -> Shelf:
    """Return what objects of ours hold, by name; times without a zone are in that of the user.

    Notes and digests that we cannot have written are left out: they are somebody else's (`_is_ours`). Raises
    UnreadableError if what one of them remembers is damaged.
    """
    shelf = Shelf()
    marked: list[tuple[str, bytes, list[Block], Block]] = []
    uids: set[str] = set()
    for name, data in sorted(objects.items()):
        try:
            whole = blocks(text_of(data), name)
            pieces = [piece for piece in whole if piece.name in _KINDS]
            piece = next((each for each in pieces if "RECURRENCE-ID" not in each.text), pieces[0])
            uids.add(first_value(piece.text, "UID"))
            if first_value(piece.text, MARK) in (KEEPER, _WEEK):
                marked.append((name, data, pieces, piece))
            else:
                item = read_item(piece, name, clock_of(whole, home))
                _keep(shelf, Held(name, data, item, piece, _hands_off(data, pieces)))
        except UnreadableError as error:
            shelf.damaged[name] = str(error)
    heads: list[Head] = []
    shelf.keeps_uids = any(map(_UID.match, uids))
    for name, data, pieces, piece in marked:
        if not _is_ours(data, pieces, piece, keeps_uids=shelf.keeps_uids):
            continue
        if first_value(piece.text, MARK) == KEEPER:
            shelf.keepers[name] = data
            heads.append(Head.read(piece.text, name))
            continue
        try:
            shelf.digests.setdefault(_week_uid(piece), (name, piece))
        except UnreadableError as error:
            shelf.damaged[name] = str(error)
    if heads:
        shelf.head = _as_one(heads)
    return shelf


def _is_ours(data: bytes, pieces: Collection[Block], piece: Block, *, keeps_uids: bool) -> bool:
    """Return whether we wrote these notes or this digest, and may write and remove them.

    Anybody may send the user an event with our mark, or copy one. So nobody is invited to what is ours, it is no
    series, and it has a UID as we make them; where none in the calendar has, the server made others of them all.
    """
    has_own_uid = bool(_UID.match(first_value(piece.text, "UID")))
    return (has_own_uid or not keeps_uids) and not (hands_off(pieces) or invites(data))


def _keep(shelf: Shelf, new: Held) -> None:
    """Keep one object for each step: the last that followcal wrote, else the first in the order of names."""
    uid = todo_uid(new.item.step) if new.item.is_todo else new.item.step
    there = shelf.held.get(uid)
    is_better = there is None or _epoch(new, uid) > _epoch(there, uid)
    if is_better:
        shelf.held[uid] = replace(new, item=_known_as(new.item, uid), is_renamed=_epoch(new, uid) < 0)
    other = there if is_better else new
    if other and _epoch(other, uid) < 0:
        shelf.copies.add(other.name)


def _known_as(item: Item, uid: str) -> Item:
    """Return an item under the UID of its step, by which a plan, a form and a conflict know it.

    Its object keeps the UID that it has there.
    """
    event = replace(item.present.event, uid=uid)
    return replace(item, present=replace(item.present, event=event), standing=replace(item.standing, uid=uid))


def _epoch(held: Held, uid: str) -> int:
    """Return how often the step of an object had been taken away before; -1, where it is no object as we name them."""
    uids = [uid_after(uid, epoch) for epoch in range(_EPOCHS)]
    own = first_value(held.piece.text, "UID")
    return uids.index(own) if own in uids else -1


def uid_after(uid: str, epoch: int) -> str:
    """Return the UID of an event whose step was taken away so many times before.

    Servers do not take a UID that lies in their trash bin, or give back what lies there.
    """
    return str(uuid5(NAMESPACE_OID, f"{uid} again {epoch}")) if epoch else uid


def fresh_uid(uid: str, used: Collection[str]) -> str:
    """Return the first UID for a step that is not used up: `used` holds marks of UIDs."""
    return next(each for epoch in range(_EPOCHS * 50) if mark_of(each := uid_after(uid, epoch)) not in used)


def _hands_off(data: bytes, pieces: Collection[Block]) -> str:
    wrong = faults(data, is_new=False)
    return hands_off(pieces) or (f"it cannot be written any more ({wrong[0]})" if wrong else "")


def _as_one(heads: Iterable[Head]) -> Head:
    forgotten: dict[tuple[str, str], Interview] = {}
    whole = Head()
    for head in heads:
        for interview in head.forgotten:
            known = forgotten.get(interview.key)
            if known is None or interview.replaces(known):
                forgotten[interview.key] = interview
        rounds = dict(whole.rounds)
        for key, held in head.rounds.items():
            same = rounds.get(key)
            rounds[key] = type(held)(held.end, held.steps | same.steps) if same else held
        records = {**whole.records, **head.records}
        weeks = [each.digests for each in (whole, head) if each.digests is not None]
        digests = tuple(sorted({week for each in weeks for week in each})) if weeks else None
        whole = Head(tuple(forgotten.values()), records, digests, rounds, whole.removed | head.removed)
    return whole


def new_object(component: str) -> bytes:
    """Return the object that holds a component."""
    return f"{_BEGIN}{component}{_END}".encode()


def object_with(data: bytes, component: str) -> bytes:
    """Return an object with its event written anew; what stands around it stays."""
    pieces = blocks(text_of(data), "")
    texts = (component if piece.name in _KINDS else piece.text for piece in pieces)
    return "".join(_with_crlf(texts)).encode()


def _with_crlf(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield text.replace("\r\n", "\n").replace("\n", "\r\n")


def keeper_uid(place: str) -> str:
    """Return the UID of the event that remembers what no other can, in the calendar at a place."""
    return str(uuid5(NAMESPACE_OID, f"followcal memory {place}"))


def digest_object(component: str, uid: str) -> bytes:
    """Return the object that holds a weekly digest."""
    own = first_value(component, "UID")
    return new_object(component.replace(f"UID:{own}", f"UID:{uid}\r\n{MARK}:{_WEEK}", 1))


def _week_uid(piece: Block) -> str:
    day = first_value(piece.text, DIGEST)
    try:
        return digest_uid(date(int(day[:4]), int(day[4:6]), int(day[6:])))
    except ValueError:
        raise UnreadableError("this weekly digest of followcal is damaged: delete it") from None


def keeper_object(head: Head, uid: str, day: date, now: datetime, old: bytes | None, *, as_todo: bool = False) -> bytes:
    """Return the object that holds a head: an event on `day`, or where the old one stands.

    As a to-do, for calendars that take nothing else, it is done: programs hide it.
    """
    stamp = now.astimezone(UTC).replace(microsecond=0)
    if old is not None:
        piece = next(each for each in blocks(text_of(old), "") if each.name in _KINDS)
        patch = Patch(piece)
        for name in ("DTSTAMP", "LAST-MODIFIED"):
            patch.set(name, moment_value(stamp))
        patch.set("SEQUENCE", str(next_sequence(piece.text)))
        for name in HEAD_NAMES:
            patch.set(name, *(value for each, value in head.values() if each == name))
        return object_with(old, patch.text)
    values: dict[str, object] = {
        "uid": uid,
        "created": stamp,
        "dtstamp": stamp,
        "last-modified": stamp,
        "sequence": 0,
        "dtstart": day,
        "dtend": day + timedelta(days=1),
        "summary": KEEPER_TITLE,
        "description": KEEPER_TEXT,
        "status": "CONFIRMED",
        "class": "PRIVATE",
        "categories": ["followcal"],
        "transp": "TRANSPARENT",
        "x-microsoft-cdo-busystatus": "FREE",
        MARK: KEEPER,
    }
    if as_todo:
        for name in ("transp", "x-microsoft-cdo-busystatus"):
            values.pop(name)
        values |= {"due": values.pop("dtend"), "status": "COMPLETED", "percent-complete": 100, "completed": stamp}
    event: Component = Todo() if as_todo else Event()
    for name, value in (*values.items(), *head.values()):
        event.add(name, value)
    return new_object(event.to_ical().decode("utf-8"))
