"""The command `followcal sync` on each kind of calendar, and what a second program sees and does in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from icalendar import Calendar

ROOT = Path(__file__).parents[3]
INVITATIONS = ROOT / "tests/data/invitations"
ME = ("--me", "jo.seeker@gmail.com", "--timezone", "America/New_York")
INVITED, MOVED, LATER = "2026-11-10T09:00:00-05:00", "2026-11-13T09:00:00-05:00", "2026-11-22T09:00:00-05:00"
THURSDAY, MONDAY = "2026-11-12T09:00:00-05:00", "2026-11-16T07:00:00-05:00"


@dataclass
class Place:
    """Where follow-ups are kept, as the command names it, and a second way to it."""

    kind: str
    target: str
    plain: Any
    sources: tuple[str, ...]
    invite: Any
    """Takes in an invitation, as a mail program does: what calls with its name and its bytes."""

    count: Any = None
    """Returns how many requests were sent since it was asked last; None: there are none."""

    @property
    def is_file(self):
        return self.kind == "file"

    def events(self):
        """The events of followcal, by name; but for the one in which it keeps its notes."""
        found = {}
        for name in self.plain.names():
            data = self.plain.get(name)
            if data and b"X-FOLLOWCAL-KIND" in data and b"X-FOLLOWCAL-KIND:memory" not in data:
                found[name] = data
        return found

    def rows(self):
        """What stands in the calendar, a line for each event, in the order of time."""
        return sorted(map(row, self.events().values()))

    def name_of(self, kind, summary=""):
        """Return the name of an event of this kind."""
        marks = (f"X-FOLLOWCAL-KIND:{kind}".encode(), summary.encode())
        [found] = [name for name, data in self.events().items() if all(mark in data for mark in marks)]
        return found

    def edit(self, name, **fields):
        """Change fields of an event, as another program does: it writes all of it anew, in its own manner."""
        calendar = Calendar.from_ical(self.plain.get(name))
        event = next(each for each in calendar.subcomponents if each.name == "VEVENT")
        for field, value in fields.items():
            event.pop(field.replace("_", "-"), None)
            if value is not None:
                event.add(field.replace("_", "-"), value)
        self.plain.put(name, calendar.to_ical())

    def type_into(self, name, label, text):
        """Type into a line of the form in a debrief event."""
        calendar = Calendar.from_ical(self.plain.get(name))
        event = next(each for each in calendar.subcomponents if each.name == "VEVENT")
        before = str(event["DESCRIPTION"])
        after = re.sub(rf"(?m)^({re.escape(label)}:).*$", rf"\1 {text}", before)
        assert after != before, before
        self.edit(name, description=after)

    def field(self, name, field):
        calendar = Calendar.from_ical(self.plain.get(name))
        event = next(each for each in calendar.subcomponents if each.name == "VEVENT")
        return event.get(field)


def row(data):
    calendar = Calendar.from_ical(data)
    event = next(each for each in calendar.subcomponents if each.name == "VEVENT")
    start = event["DTSTART"].dt
    assert isinstance(start, date)
    when = start.astimezone(UTC).strftime("%a %Y-%m-%d %H:%M") if isinstance(start, datetime) else str(start)
    alarm = "rings" if event.walk("VALARM") else "silent"
    return f"{when} {event['STATUS']} {alarm} {event['SUMMARY']}"


def invitation(name):
    """Return an invitation as a calendar holds it: without the METHOD that its mail had."""
    data = (INVITATIONS / f"{name}.ics").read_bytes().replace(b"\r\n", b"\n")
    return re.sub(rb"METHOD:[A-Z]+\n", b"", data).replace(b"\n", b"\r\n")


class Syncing:
    """The command on one place."""

    def __init__(self, place, followcal):
        self.place, self.run = place, followcal

    def sync(self, *args, now=INVITED, code=0, machine="one"):
        to = self.place.target
        return self.run("sync", *self.place.sources, "--to", to, *ME, "--now", now, *args, code=code, machine=machine)

    def invited(self):
        self.place.invite("one.ics", invitation("google"))
        return self.sync()

    def moved(self, code=0, **options):
        self.place.invite("one.ics", invitation("moved"))
        return self.sync(now=MOVED, code=code, **options)

    def called_off(self, now=MOVED, **options):
        self.place.invite("one.ics", invitation("moved").replace(b"STATUS:CONFIRMED", b"STATUS:CANCELLED"))
        return self.sync(now=now, **options)


def contents(place):
    return {name: place.plain.get(name) for name in place.plain.names()}


def unmark(place, kinds=("",)):
    """Take our properties out, as a program does that drops what it does not know."""
    for name in place.plain.names():
        data = place.plain.get(name)
        if any(f"X-FOLLOWCAL-KIND:{kind}".encode() in data for kind in kinds):
            data = re.sub(rb"\r\n[ \t]", b"", data)
            place.plain.put(name, re.sub(rb"X-FOLLOWCAL[^\r]*\r\n", b"", data))
