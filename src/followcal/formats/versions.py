"""Which event is which, and which copy of it is the newest (I8): UID, RECURRENCE-ID, SEQUENCE, DTSTAMP."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

from followcal.formats.blocks import Block
from followcal.formats.content import Component, component
from followcal.formats.prescan import uid_of
from followcal.formats.times import UnusableError, moment

MADE_UP = "no-uid-"
"""How the UIDs begin that are made up for events without one."""


def known_as(block: Block) -> str:
    """Return what an event is known by."""
    at_a_glance = uid_of(block.data)
    if at_a_glance:
        return at_a_glance.decode("ascii")
    event = component(block)
    return event.uid or made_up_uid(event)


def made_up_uid(event: Component) -> str:
    """Return what to know an event by that has no UID: the same for the same title, time and organizer."""
    marks = "\n".join(event.text(name) for name in ("DTSTART", "SUMMARY", "ORGANIZER", "RECURRENCE-ID"))
    return f"{MADE_UP}{hashlib.sha256(marks.encode('utf-8', 'replace')).hexdigest()[:16]}"


def version(event: Component) -> tuple[int, float, float, list[tuple[str, str]]]:
    """Return what tells the newer of two versions: the greater (I8); of equal ones, their order decides nothing."""
    stamps = (stamp_of(event, name) for name in ("DTSTAMP", "LAST-MODIFIED"))
    first, second = (stamp.timestamp() if stamp else 0.0 for stamp in stamps)
    return sequence_of(event), first, second, sorted((each.name, each.value) for each in event.properties)


def sequence_of(event: Component) -> int:
    """Return the SEQUENCE of an event; 0 for none, and for what is none."""
    text = event.text("SEQUENCE").strip()
    return min(int(text), 2**31) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def stamp_of(event: Component, name: str = "DTSTAMP") -> datetime | None:
    """Return when an event was written, or changed; None where it does not say."""
    each = event.first(name)
    try:
        found: date | datetime | None = moment(each) if each else None
    except UnusableError:
        return None
    if not isinstance(found, datetime):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
