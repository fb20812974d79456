"""Calendars for the tests of the reader: how they are read, and how they are made, written and spoilt."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from followcal.formats.interviews import Reading, read_calendar

DATA = Path(__file__).parent / "data"
FIRST = datetime(2026, 11, 2, 9, tzinfo=UTC)

EVERYTHING = Reading(home_zone=lambda: UTC, only=("",))
"""Every event is taken, whatever it looks like."""


def read(data, reading=EVERYTHING, source="x.ics"):
    return read_calendar(data, source, reading)


def interviews(data, reading=EVERYTHING):
    """What is read, by value and in a fixed order."""
    found = [invitation.interview for invitation in read(data, reading).invitations]
    return sorted(found, key=lambda each: (each.key, each.age))


def by_key(data, reading=EVERYTHING):
    return {each.key: each for each in interviews(data, reading)}


def event(*lines, uid="1", start="DTSTART:20261118T140000Z", end="DTEND:20261118T150000Z", title="Talk at Acme"):
    """An event, a line each; an empty text leaves a line out."""
    own = [f"UID:{uid}" if uid else "", "DTSTAMP:20261101T000000Z", start, end, f"SUMMARY:{title}", *lines]
    return "\r\n".join(["BEGIN:VEVENT", *filter(None, own), "END:VEVENT", ""])


def calendar(*components, head=""):
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n{head}{''.join(components)}END:VCALENDAR\r\n".encode()


def many(count=100):
    """A calendar with all kinds of components, `count` events among them."""
    parts = [ZONE, "BEGIN:VTODO\r\nUID:t\r\nSUMMARY:Buy milk\r\nPRIORITY:5\r\nEND:VTODO\r\n"]
    for number in range(count):
        start = FIRST + timedelta(hours=7 * number)
        alarm = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT10M\r\nDESCRIPTION:Go\r\nEND:VALARM" if number % 3 else ""
        parts.append(
            event(
                f"DESCRIPTION:Grüße\\, bis bald\\nBring your résumé to room {number}" if number % 2 else "",
                "ATTENDEE;CN=Ann Lee:mailto:ann@acme.com",
                alarm,
                uid=f"{number}@x",
                start=f"DTSTART;TZID=Our Zone:{start:%Y%m%dT%H%M%S}",
                end=f"DTEND;TZID=Our Zone:{start + timedelta(hours=1):%Y%m%dT%H%M%S}",
                title=f"Interview {number} with Acme",
            )
        )
    return calendar(*parts)


ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Our Zone\r\n"
    "BEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\n"
    "BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
)


def unfolded(data):
    return re.sub(rb"\r\n[ \t]", b"", data)


def folded(data, width):
    """The calendar with every line folded after `width` bytes, wherever that is."""
    lines = []
    for line in unfolded(data).split(b"\r\n"):
        pieces = [line[:width]] + [line[at : at + width - 1] for at in range(width, len(line), width - 1)]
        lines.append(b"\r\n ".join(pieces))
    return b"\r\n".join(lines)


def real_files():
    return sorted(path for path in DATA.rglob("*") if path.suffix in (".ics", ".eml"))
