"""Our own lint: what RFC 5545 asks for and the other checkers miss, and then the shape of our events.

octets     CRLF and nothing else, also at the end; lines of at most 75 octets, each one UTF-8 by itself;
           no control characters
structure  BEGIN and END balance; required properties; one (UID, RECURRENCE-ID) each; a VTIMEZONE for each TZID;
           start and end of one type, and in order; what a VALARM needs; TEXT escaped
shape      what `shape.py` says; left out with `shape=False`, for calendars that followcal did not write
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from system.validators import shape as our_shape
from system.validators.content_lines import Component, Property, physical_lines, read

MAX_OCTETS = 75
ITEMS = ("VEVENT", "VTODO")
ENDS = {"VEVENT": "DTEND", "VTODO": "DUE"}
ONCE = {
    "VCALENDAR": ("VERSION", "PRODID"),
    "VEVENT": ("UID", "DTSTAMP", "DTSTART"),
    "VTODO": ("UID", "DTSTAMP"),
    "VALARM": ("ACTION", "TRIGGER"),
    "VTIMEZONE": ("TZID",),
}
AT_MOST_ONCE = {
    "VCALENDAR": ("METHOD", "CALSCALE"),
    "VEVENT": ("DTEND", "SUMMARY", "DESCRIPTION", "STATUS", "CLASS", "TRANSP", "SEQUENCE", "LAST-MODIFIED"),
    "VTODO": ("DTSTART", "DUE", "SUMMARY", "DESCRIPTION", "STATUS", "CLASS", "SEQUENCE", "LAST-MODIFIED"),
    "VALARM": (),
    "VTIMEZONE": (),
}
TEXTS = ("SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT")
# TAB is allowed in values; CR and LF have a rule of their own.
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
UNESCAPED = re.compile(r"(?:[^\\,;]|\\[\\,;nN])*")
DATE_TIME = re.compile(r"\d{8}T\d{6}Z?")
DATE = re.compile(r"\d{8}")


def available() -> str | None:
    """Nothing to install: always usable."""
    return None


def complaints(path: Path, *, shape: bool = True) -> list[str]:
    """All that is wrong with the file; `shape=False` leaves out what only our own events must look like."""
    data = path.read_bytes()
    calendar_file, wrong = read(data)
    found = [*_octets(data), *wrong, *_structure(calendar_file)]
    if shape:
        found += our_shape.complaints(calendar_file)
    # A missing UID breaks the RFC and the shape, in the same words.
    return list(dict.fromkeys(found))


def _octets(data: bytes) -> Iterator[str]:
    if not data.endswith(b"\r\n"):
        yield "the file does not end with CRLF"
    for number, line in enumerate(physical_lines(data), start=1):
        for complaint in _line(line):
            yield f"line {number}: {complaint}"


def _line(line: bytes) -> Iterator[str]:
    content = line.removesuffix(b"\n").removesuffix(b"\r")
    if line.endswith(b"\n") and not line.endswith(b"\r\n"):
        yield "ends with LF alone"
    if b"\r" in content:
        yield "holds a CR alone"
    if len(content) > MAX_OCTETS:
        yield f"{len(content)} octets, more than {MAX_OCTETS}"
    if CONTROL.search(content):
        yield "holds a control character"
    try:
        content.decode()
    except UnicodeDecodeError:
        yield "is no UTF-8 by itself"


def _structure(calendar_file: Component) -> Iterator[str]:
    calendars = [each.name for each in calendar_file.components]
    if calendars != ["VCALENDAR"]:
        yield f"the file holds {calendars or 'nothing'}, not one VCALENDAR"
    for component in calendar_file.walk():
        for complaint in _component(component):
            yield f"line {component.line}: {component.name}: {complaint}"
    yield from _unique(calendar_file)
    yield from _time_zones(calendar_file)


def _component(component: Component) -> Iterator[str]:
    yield from _counts(component)
    if component.name == "VCALENDAR" and component.value("VERSION") not in (None, "2.0"):
        yield f"VERSION is {component.value('VERSION')}, not 2.0"
    if component.name == "VALARM" and component.value("ACTION") == "DISPLAY" and not component.value("DESCRIPTION"):
        yield "a DISPLAY alarm without DESCRIPTION"
    if component.name in ENDS:
        yield from _times(component)
    for each in component.properties:
        if each.name in TEXTS and not UNESCAPED.fullmatch(each.value):
            yield f"{each.name} is not escaped"


def _counts(component: Component) -> Iterator[str]:
    for name in ONCE.get(component.name, ()):
        count = len(component.all(name))
        if count != 1:
            yield f"{name} stands there {count} times, not once"
        elif not component.value(name):
            yield f"{name} is empty"
    for name in AT_MOST_ONCE.get(component.name, ()):
        if len(component.all(name)) > 1:
            yield f"{name} stands there more than once"


def _times(component: Component) -> Iterator[str]:
    starts, ends = component.all("DTSTART"), component.all(ENDS[component.name])
    for each in (*starts, *ends):
        if _value_type(each) is None:
            yield f"{each.name} is neither a DATE nor a DATE-TIME: {each.value}"
    if len(starts) == 1 and len(ends) == 1:
        yield from _in_order(starts[0], ends[0])


def _in_order(start: Property, end: Property) -> Iterator[str]:
    if _value_type(start) != _value_type(end):
        yield f"DTSTART and {end.name} differ in type: {start.value}, {end.value}"
    # Values with one zone and one form compare as text; across zones this lint has no opinion.
    elif start.params == end.params and end.value <= start.value:
        yield f"{end.name} {end.value} is not after DTSTART {start.value}"


def _value_type(each: Property) -> tuple[str, bool] | None:
    """DATE or DATE-TIME, as declared and as written, and whether in UTC; None if these disagree."""
    declared = (each.param("VALUE") or "DATE-TIME").upper()
    written = {"DATE": DATE, "DATE-TIME": DATE_TIME}.get(declared)
    if written is None or not written.fullmatch(each.value):
        return None
    return declared, each.value.endswith("Z")


def _unique(calendar_file: Component) -> Iterator[str]:
    items = [each for each in calendar_file.walk() if each.name in ITEMS]
    keys = Counter((each.value("UID"), each.value("RECURRENCE-ID")) for each in items)
    for (uid, recurrence_id), count in keys.items():
        if count > 1:
            yield f"UID {uid}, RECURRENCE-ID {recurrence_id}: {count} items"


def _time_zones(calendar_file: Component) -> Iterator[str]:
    defined = {each.value("TZID") for each in calendar_file.walk() if each.name == "VTIMEZONE"}
    for component in calendar_file.walk():
        for each in component.properties:
            zone = each.param("TZID")
            if zone and zone not in defined:
                yield f"line {each.line}: {each.name}: no VTIMEZONE for TZID {zone}"
