"""What an event or to-do written by followcal looks like (DESIGN section 5), property by property.

All times in UTC, so no TZID at all; transparent and private; one DISPLAY alarm at the start; never ATTENDEE,
ORGANIZER nor METHOD: a server would mail the employer. A file holds events or to-dos, not both.
This is a second statement of the design, on purpose: it shares no code and no constant with the writer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from system.validators.content_lines import Component

FORBIDDEN = ("METHOD", "ORGANIZER", "ATTENDEE", "X-WR-TIMEZONE")
KINDS = set("prep debrief thank-you references materials check-in closing gracious-reply offer-notice".split())
OURS = ("X-FOLLOWCAL-KIND", "X-FOLLOWCAL-WINDOW", "X-FOLLOWCAL-INTERVIEW", "X-FOLLOWCAL-BASE")
BOTH = ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION", "CATEGORIES", "CLASS", "RELATED-TO", *OURS)
REQUIRED = {
    "VEVENT": (*BOTH, "DTEND", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS", "STATUS"),
    "VTODO": (*BOTH, "DUE"),
}
ALLOWED = {
    "VEVENT": {"SEQUENCE", "LAST-MODIFIED", "CREATED"},
    "VTODO": {"SEQUENCE", "LAST-MODIFIED", "CREATED", "STATUS"},
}
FIXED = {"CLASS": "PRIVATE", "TRANSP": "TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS": "FREE"}
ALARM = {"ACTION": "DISPLAY", "TRIGGER": "PT0S"}
TODO_STATES = (None, "NEEDS-ACTION", "IN-PROCESS", "COMPLETED")
UID = re.compile(r"[a-z0-9-]+")
UTC_TIME = re.compile(r"\d{8}T\d{6}Z")
LENGTH, DEBRIEF_LENGTH = timedelta(minutes=15), timedelta(minutes=10)


def complaints(calendar_file: Component) -> Iterator[str]:
    """Where the file is not of the shape that followcal writes."""
    for component in calendar_file.walk():
        for complaint in _component(component):
            yield f"line {component.line}: {component.name}: {complaint}"
    kinds = {each.name for each in calendar_file.walk()}
    if {"VEVENT", "VTODO"} <= kinds:
        yield "events and to-dos in one file"


def _component(component: Component) -> Iterator[str]:
    for each in component.properties:
        if each.name in FORBIDDEN:
            yield f"{each.name} must never be written"
        if each.param("TZID") is not None:
            yield f"{each.name} has a TZID: we write UTC"
    for rule in RULES.get(component.name, ()):
        yield from rule(component)


def _item(item: Component) -> Iterator[str]:
    """What events and to-dos have in common."""
    yield from _properties(item)
    for name, value in FIXED.items():
        if item.value(name) not in (None, value):
            yield f"{name} is {item.value(name)}, not {value}"
    if not UID.fullmatch(item.value("UID") or ""):
        yield f"UID {item.value('UID')} is not [a-z0-9-]+"
    if item.value("X-FOLLOWCAL-KIND") not in KINDS:
        yield f"X-FOLLOWCAL-KIND {item.value('X-FOLLOWCAL-KIND')} is no kind of step"
    for name in ("DTSTAMP", "DTSTART", "DTEND", "DUE", "LAST-MODIFIED", "CREATED"):
        if item.value(name) is not None and _instant(item.value(name)) is None:
            yield f"{name} {item.value(name)} is no time in UTC"
    alarms = [each.name for each in item.components]
    if alarms != ["VALARM"]:
        yield f"holds {alarms or 'nothing'}, not one VALARM"


def _properties(item: Component) -> Iterator[str]:
    required = REQUIRED[item.name]
    for name in required:
        count = len(item.all(name))
        if count != 1:
            yield f"{name} stands there {count} times, not once"
        elif not item.value(name):
            yield f"{name} is empty"
    for each in item.properties:
        known = each.name in required or each.name in ALLOWED[item.name] or each.name.startswith("X-FOLLOWCAL-")
        if not known and each.name not in FORBIDDEN:
            yield f"{each.name} is no property that we write"


def _event(event: Component) -> Iterator[str]:
    kind = event.value("X-FOLLOWCAL-KIND")
    status = "TENTATIVE" if kind == "closing" else "CONFIRMED"
    if event.value("STATUS") != status:
        yield f"STATUS is {event.value('STATUS')}, not {status}"
    length = DEBRIEF_LENGTH if kind == "debrief" else LENGTH
    start, end = _instant(event.value("DTSTART")), _instant(event.value("DTEND"))
    if start and end and end - start != length:
        yield f"lasts {end - start}, not {length}"


def _todo(todo: Component) -> Iterator[str]:
    if todo.value("STATUS") not in TODO_STATES:
        yield f"STATUS {todo.value('STATUS')} is none of a to-do"


def _alarm(alarm: Component) -> Iterator[str]:
    for name, value in ALARM.items():
        if alarm.value(name) != value:
            yield f"{name} is {alarm.value(name)}, not {value}"
    for each in alarm.properties:
        if each.name not in (*ALARM, "DESCRIPTION"):
            yield f"{each.name} is no property that we write"


def _time_zone(_: Component) -> Iterator[str]:
    yield "we write UTC and no time zones"


RULES = {
    "VEVENT": (_item, _event),
    "VTODO": (_item, _todo),
    "VALARM": (_alarm,),
    "VTIMEZONE": (_time_zone,),
}


def _instant(value: str | None) -> datetime | None:
    if not UTC_TIME.fullmatch(value or ""):
        return None
    try:
        return datetime.strptime(value or "", "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
