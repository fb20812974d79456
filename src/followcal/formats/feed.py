"""The follow-ups as a feed: a calendar file to be published, which calendar programs subscribe to.

A feed is looked at, not written into: what followcal keeps for itself, the interviewers' addresses among it, is left
out, and the form says that nobody reads it there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar

from followcal.core.reconcile import CANCELLED
from followcal.formats.blocks import Block
from followcal.formats.own_text import MARK
from followcal.formats.rewritten import parsed

PRODID = "-//followcal//followcal feed//EN"
REFRESH = "PT1H"
"""How often programs are asked to look for changes."""

_ABOUT = (
    "Follow-ups to your interviews, as followcal last saw them. Programs look for changes as often as they like: Apple "
    "and Thunderbird as you set it, Outlook every few hours, Google within a day. Most ring no alarm of a feed: set a "
    "default alarm for it. What you type here is lost."
)
_READ_ONLY = "This calendar is published: what you type here is not read. Tell it with followcal tell."


def feed(pieces: Iterable[Block]) -> str:
    """Return the feed of the events among the pieces of a calendar; the same events give the same bytes."""
    calendar = Calendar()
    for name, value in (
        ("version", "2.0"),
        ("prodid", PRODID),
        ("calscale", "GREGORIAN"),
        ("name", "Follow-ups"),
        ("x-wr-calname", "Follow-ups"),
        ("description", _ABOUT),
        ("x-wr-caldesc", _ABOUT),
        ("x-published-ttl", REFRESH),
    ):
        calendar.add(name, value)
    head = calendar.to_ical().decode("utf-8").removesuffix("END:VCALENDAR\r\n")
    events = [_published(piece) for piece in pieces if piece.name == "VEVENT"]
    return f"{head}REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}\r\n{''.join(events)}END:VCALENDAR\r\n"


def is_feed(text: str) -> bool:
    """Return whether a file is a feed of ours: it may be written anew."""
    return not text.strip() or f"PRODID:{PRODID}" in text[:1000]


def _published(piece: Block) -> str:
    event = parsed(piece)
    if str(event.get("STATUS", "")).upper() == CANCELLED:
        return ""
    is_form = str(event.get(MARK, "")) == "debrief"
    for name in [name for name in event if name.upper().startswith("X-FOLLOWCAL-")]:
        event.pop(name)
    if is_form:
        text = str(event.pop("DESCRIPTION", ""))
        event.add("description", f"{_READ_ONLY}\n\n{text}")
    for alarm in event.walk("VALARM"):
        if getattr(alarm.get("TRIGGER"), "dt", None) == timedelta(0):
            alarm["TRIGGER"] = "PT0S"  # icalendar writes it as P0D
    return event.to_ical().decode("utf-8")  # type: ignore[no-any-return]
