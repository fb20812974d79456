"""Calendar objects as stores hold them (RFC 4791, 4.1): whose they are, what may be written, what was stored.

A server may store something other than what it was sent: other order, other line ends, properties of its own. So an
object is looked at by its properties, never by its bytes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator

from followcal.formats.blocks import Block, Repair, blocks, split
from followcal.formats.content import Component, Property, component
from followcal.formats.discretion import is_neutral
from followcal.formats.encodings import text_of
from followcal.formats.own_text import MARK, RETIRED, is_marked, is_own_text
from followcal.regex import regex

_OWN = regex(r"^X-FOLLOWCAL-[^\n]*\n(?:[ \t][^\n]*\n)*", re.MULTILINE)
_BEGIN = regex(r"^BEGIN:(?:VEVENT|VTODO)\r?\n", re.MULTILINE)

PLAIN_NAME = regex(r"[a-z0-9-]{1,100}\Z")
"""UIDs of ours, and resource names but for their ending: no server or proxy spells them in two ways."""

_KINDS = ("VEVENT", "VTODO")
_FORBIDDEN = ("ORGANIZER", "ATTENDEE", "METHOD")
"""What makes a server send mail to the employer."""

_DURATIONS = ("TRIGGER", "DURATION")
_DURATION = regex(
    r"([+-]?)P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?\Z", re.ASCII
)

_SERIES = ("RRULE", "RDATE", "RECURRENCE-ID")
_NEEDED = ("DTSTAMP", "DTSTART", "SUMMARY")
_VOLATILE = frozenset({"DTSTAMP", "LAST-MODIFIED", "CREATED", "SEQUENCE", "BEGIN", "END"})
"""What a server may set by itself, and the borders of the components inside, which may move."""


def uid_of(data: bytes) -> str:
    """Return the UID of a calendar object; an empty text, if there is none."""
    return next((each.uid for each in _components(data)), "")


def is_ours(data: bytes) -> bool:
    """Return whether followcal wrote this object: each event and to-do in it carries our mark."""
    if not is_marked(data):
        return False
    found = list(_components(data))
    return bool(found) and all(each.first(MARK) for each in found)


def is_called_off(data: bytes) -> bool:
    """Return whether followcal called off what this object of ours holds: it is taken away some day, by whoever."""
    if RETIRED.encode() not in data.upper():
        return False
    found = list(_components(data))
    return bool(found) and all(each.first(RETIRED) for each in found)


def is_in_own_words(data: bytes) -> bool:
    """Return whether followcal wrote what an object says, with or without our mark."""
    return any(is_own_text(each.text("DESCRIPTION")) for each in _components(data))


def marked_again(data: bytes, known: bytes) -> bytes | None:
    """Return an object with our properties back in it, as `known`, from which another program took them out.

    None, where that is not what happened: it has our mark, is neutral, or is something else.
    """
    if is_marked(data) or not is_ours(known) or uid_of(data) != uid_of(known):
        return None
    text, own = text_of(data), "".join(_OWN.findall(_inner(text_of(known))))
    if is_neutral(text):
        return None
    own = own.replace("\r\n", "\n").replace("\n", "\r\n")
    return _BEGIN.sub(lambda begin: f"{begin[0]}{own}", text).encode()


def _inner(text: str) -> str:
    return next((piece.text for piece in blocks(text, "") if piece.name in _KINDS), "")


def mark_of(uid: str) -> str:
    """Return what is remembered of a UID that must not be used again.

    >>> mark_of("eaa3aabe-60a8-55a9-9457-fb76baf51ab5")
    'eaa3aabe'
    """
    return uid.replace("-", "")[:8]


def faults(data: bytes, *, is_new: bool = True, is_marked: bool = True) -> list[str]:
    """Return why these bytes may not be written to a store of ours; nothing, if they may.

    One event or to-do with our mark, a UID in `[a-z0-9-]`, DTSTAMP, DTSTART, an end and a SUMMARY (some servers
    refuse less); no ORGANIZER, ATTENDEE or METHOD anywhere (a server would send mail). An item that `is_new` not has
    the UID that it has: some servers give it another one. A neutral one is not marked.
    """
    pieces = list(split([data]))
    found = [component(piece, inner=True) for piece in pieces if isinstance(piece, Block) and piece.name in _KINDS]
    wrong = [f"damaged: {piece.text}" for piece in pieces if isinstance(piece, Repair)]
    if len(found) != 1:
        return [*wrong, f"{len(found)} events and to-dos instead of one"]
    event = found[0]
    if is_new and not PLAIN_NAME.match(event.uid):
        wrong.append(f"a UID that is not of a-z, 0-9 and -: {event.uid[:40]!r}")
    if is_marked and not event.first(MARK):
        wrong.append("without the mark of followcal")
    wrong += [f"no {name}" for name in _NEEDED if not event.first(name)]
    if not any(event.first(name) for name in ("DTEND", "DUE", "DURATION")):
        wrong.append("no end")
    return wrong + [f"{name} is never written: a server may send mail" for name in _mailing(pieces)]


def invites(data: bytes) -> bool:
    """Return whether anybody is invited to what an object holds: a server may send mail when it is written or goes."""
    return bool(_mailing(list(split([data]))))


def hands_off(pieces: Collection[Block]) -> str:
    """Return why followcal writes an event no more, of which these are all components; nothing, if it does.

    Who invites somebody to it, or makes a series of it, has made it theirs.
    """
    if len(pieces) > 1:
        return "you made several of it"
    names = {each.name for piece in pieces for each in component(piece).properties}
    if not names.isdisjoint(_FORBIDDEN):
        return "you invited somebody to it"
    return "" if names.isdisjoint(_SERIES) else "you made a series of it"


def contains(stored: bytes, sent: bytes) -> bool:
    r"""Return whether all that was sent stands in what is stored; servers add, reorder and rewrite line ends.

    >>> event = b"BEGIN:VEVENT\nUID:1\nSUMMARY:Call\nEND:VEVENT"
    >>> contains(event.replace(b"UID:1", b"CLASS:PUBLIC\r\nUID:1"), event)
    True
    """
    return not _meaning(sent) - _meaning(stored)


def _components(data: bytes) -> Iterator[Component]:
    for piece in split([data]):
        if isinstance(piece, Block) and piece.name in _KINDS:
            yield component(piece)


def _mailing(pieces: list[Block | Repair]) -> list[str]:
    """Return which properties there are that make a server send mail."""
    found = [component(piece, inner=True) for piece in pieces if isinstance(piece, Block) and piece.name in _KINDS]
    names = {each.name for every in found for each in (*every.properties, *every.inner)}
    names |= {each.name for each in _around(pieces)}
    return [name for name in _FORBIDDEN if name in names]


def _around(pieces: list[Block | Repair]) -> Iterator[Property]:
    """Yield the properties of the calendar itself."""
    for piece in pieces:
        if isinstance(piece, Block) and not piece.name:
            yield from component(piece).properties


def _meaning(data: bytes) -> Counter[tuple[str, bool, str, str, str]]:
    found: Counter[tuple[str, bool, str, str, str]] = Counter()
    for piece in split([data]):
        if isinstance(piece, Block) and piece.name in _KINDS:
            whole = component(piece, inner=True)
            found.update(_said(piece.name, False, whole.properties))
            found.update(_said(piece.name, True, whole.inner))
    return found


def _said(kind: str, inner: bool, properties: tuple[Property, ...]) -> Iterator[tuple[str, bool, str, str, str]]:
    for each in properties:
        if each.name not in _VOLATILE:
            value = _duration(each.value) if each.name in _DURATIONS else " ".join(each.text.split())
            yield kind, inner, each.name, each.params.get("TZID", ""), value


def _duration(value: str) -> str:
    """Return a duration as text that is equal where the meaning is: PT0S and P0D, PT60M and PT1H."""
    match = _DURATION.match(value.strip().upper())
    if not match:
        return value.strip()
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in match.groups()[1:])
    total = (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds
    return f"{'-' if match[1] == '-' and total else ''}{total}"
