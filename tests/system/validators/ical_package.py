"""The PyPI package `ical` (Home Assistant's calendar): typed models, strict about values.

A file that was cut off passes as a calendar without events, so what was read is counted against what began.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from .content_lines import begun

INSTALL = "pip install 'ical>=14.3,<15'"


def available() -> str | None:
    """None if the package is there, otherwise what is missing."""
    return None if find_spec("ical") else f"the package ical is not installed: {INSTALL}"


def complaints(path: Path) -> list[str]:
    """What the models do not take, and what they lost."""
    from ical.calendar_stream import CalendarStream  # noqa: PLC0415 - optional
    from ical.exceptions import CalendarParseError  # noqa: PLC0415

    data = path.read_bytes()
    try:
        calendars = CalendarStream.from_ics(data.decode()).calendars
    except CalendarParseError as error:
        return [f"{error.message} {error.detailed_error or ''}".strip()]
    # Octets that are no UTF-8; but wrong nesting, too, leaves the package as a bare ValueError.
    except ValueError as error:
        return [f"{type(error).__name__}: {error}"]
    read = {
        "VCALENDAR": len(calendars),
        "VEVENT": sum(len(each.events) for each in calendars),
        "VTODO": sum(len(each.todos) for each in calendars),
        "VALARM": sum(len(item.alarm) for each in calendars for item in (*each.events, *each.todos)),
    }
    return [
        f"{begun(data, name)} {name} begin, {count} were read" for name, count in read.items() if count != begun(data, name)
    ]
