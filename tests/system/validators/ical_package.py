"""The PyPI package `ical` (Home Assistant's calendar): typed models, strict about values.

A file that was cut off passes as a calendar without events, so what was read is counted against what began.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from system.validators.content_lines import begun

INSTALL = "pip install 'ical>=14.3,<15'"


def available() -> str | None:
    """None if the package is there, otherwise what is missing."""
    return None if find_spec("ical") else f"the package ical is not installed: {INSTALL}"


def complaints(path: Path) -> list[str]:
    """What the models do not take, and what they lost."""
    # Optional, and slow to import.
    from ical.calendar_stream import CalendarStream
    from ical.exceptions import CalendarParseError

    data = path.read_bytes()
    try:
        calendars = CalendarStream.from_ics(data.decode()).calendars
    except CalendarParseError as error:
        return [f"{error.message} {error.detailed_error or ''}".strip()]
    # Octets that are no UTF-8; but wrong nesting, too, leaves the package as a bare ValueError.
    except ValueError as error:
        return [f"{type(error).__name__}: {error}"]
    counts = {
        "VCALENDAR": len(calendars),
        "VEVENT": sum(len(each.events) for each in calendars),
        "VTODO": sum(len(each.todos) for each in calendars),
    }
    return [
        f"{begun(data, name)} {name} begin, {count} were read"
        for name, count in counts.items()
        if count != begun(data, name)
    ]
