"""Events of ours as others may see them: when, and that something is to be done. Nothing else is carried over.

A neutral event is made anew from a list of what may be in it, so what the list does not name cannot leak: no company,
person, role, reason, draft, interview or property of ours, and a UID from which none of them can be told.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from icalendar import Calendar, Event, Todo

from followcal.formats.alarms import alarms_of_the_user, when_it_rings
from followcal.formats.blocks import Block, blocks
from followcal.formats.discretion import NEUTRAL_PRODID, neutral_title
from followcal.formats.feed import REFRESH
from followcal.formats.followups import read_item
from followcal.formats.own_text import is_marked
from followcal.formats.patching import Patch
from followcal.formats.rewritten import clock_of, parsed
from followcal.formats.times import Clock
from followcal.formats.writing import property_lines, text_value
from followcal.regex import regex

_STAMPS = ("dtstamp", "created", "last-modified")
_TRIGGER = regex(
    r"TRIGGER(?:(?:;RELATED=(?:START|END))?:[+-]?P[0-9WDTHMS]{1,40}|;VALUE=DATE-TIME:[0-9]{8}T[0-9]{6}Z)\Z"
)
"""When an alarm of the user's rings, in forms that tell nothing else."""

_STATES = ("CONFIRMED", "TENTATIVE", "CANCELLED", "NEEDS-ACTION", "COMPLETED")
_ALWAYS = {"class": "PRIVATE"}
_OF_EVENTS = {"transp": "TRANSPARENT", "x-microsoft-cdo-busystatus": "FREE"}


def neutral_component(piece: Block, uid: str | None = None, clock: Clock | None = None) -> str:
    """Return the neutral event (or to-do) for one of ours; without a `uid`, it gets one of its own."""
    item = read_item(piece, "a follow-up", clock)
    own = parsed(piece)
    end = item.interviews[0].end
    title = neutral_title(item.standing.kind, item.standing.window.latest.astimezone(end.tzinfo), end)
    component = Todo() if item.is_todo else Event()
    component.add("uid", uid or neutral_uid(item.present.event.uid))
    component.add("summary", title)
    # Values, not properties: a parameter may be the user's, too.
    event = item.present.event
    for name, moment in (("dtstart", event.start), ("due" if item.is_todo else "dtend", event.end)):
        component.add(name, moment)
    for name in _STAMPS:
        stamp = getattr(own.get(name), "dt", None)
        if isinstance(stamp, datetime):
            component.add(name, stamp)
    component.add("sequence", own.get("sequence") if isinstance(own.get("sequence"), int) else 0)
    if event.status in _STATES:
        component.add("status", event.status)
    for name, value in (_ALWAYS | ({} if item.is_todo else _OF_EVENTS)).items():
        component.add(name, value)
    patch = Patch(Block(piece.name, component.to_ical(), 1))
    for trigger in [*(["TRIGGER:PT0S"] if event.alarm else []), *map(when_it_rings, alarms_of_the_user(piece.text))]:
        if _TRIGGER.match(trigger):
            lines = ("BEGIN:VALARM", "ACTION:DISPLAY", *property_lines("", {"DESCRIPTION": text_value(title)}), trigger)
            patch.add_inner("".join(f"{line.rstrip()}\r\n" for line in (*lines, "END:VALARM")))
    return patch.text


def neutral_uid(uid: str) -> str:
    """Return the UID of the neutral event for one of ours: the same in every run."""
    return str(uuid5(NAMESPACE_OID, f"{uid}, seen by others"))


def neutral_calendar(components: Iterable[str]) -> str:
    """Return a calendar of the neutral events for those of ours among some components; a digest has none."""
    return neutral_text(f"BEGIN:VCALENDAR\r\n{''.join(components)}END:VCALENDAR\r\n")


def neutral_object(component: str) -> bytes:
    """Return the object of a calendar on a server that holds a neutral event."""
    return f"{_head()}{component}END:VCALENDAR\r\n".encode()


def _head(*more: tuple[str, str]) -> str:
    calendar = Calendar()
    for name, value in (("prodid", NEUTRAL_PRODID), ("version", "2.0"), ("calscale", "GREGORIAN"), *more):
        calendar.add(name, value)
    return "".join(calendar.to_ical().decode("utf-8").splitlines(keepends=True)[:-1])


def neutral_feed(text: str) -> str:
    """Return the neutral calendar for a calendar of ours, to be published: programs ask for it again."""
    refresh = f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}\r\n"
    return _neutral(text, _head(("x-wr-calname", "Reminders"), ("x-published-ttl", REFRESH)) + refresh)


def neutral_text(text: str) -> str:
    """Return the neutral calendar for a calendar of ours."""
    return _neutral(text, _head(("x-wr-calname", "Reminders")))


def _neutral(text: str, head: str) -> str:
    whole = blocks(text, "the follow-ups")
    pieces, clock = [piece for piece in whole if piece.name in ("VEVENT", "VTODO")], clock_of(whole)
    found = (neutral_component(piece, clock=clock) for piece in pieces if is_marked(piece.text))
    return "".join((head, *found, "END:VCALENDAR\r\n"))
