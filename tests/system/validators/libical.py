"""libical 3 (Evolution, KOrganizer, GNOME, Cyrus), through ctypes on the shared library: no compiler, no binding.

A complaint is: text that does not parse; every X-LIC-ERROR that libical leaves where it stumbled; every restriction
of iTIP that it finds broken (without a METHOD its table asks for little); a component that began and is not there.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from system.validators.content_lines import begun

ANY_COMPONENT = 1
ITEMS = ("VEVENT", "VTODO", "VALARM")
ENDS = {"VEVENT": "icalcomponent_get_dtend", "VTODO": "icalcomponent_get_due"}


class IcalTime(ctypes.Structure):
    """`struct icaltimetype` of libical 3."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        *((name, ctypes.c_int) for name in ("is_date", "is_daylight")),
        ("zone", ctypes.c_void_p),
    )


# An opaque pointer must be declared: ctypes would cut it down to 32 bits.
POINTER, INT, TEXT = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p
SIGNATURES = {
    "icalerror_set_errors_are_fatal": (None, INT),
    "icalparser_parse_string": (POINTER, TEXT),
    "icalrestriction_check": (INT, POINTER),
    "icalcomponent_isa": (INT, POINTER),
    "icalcomponent_string_to_kind": (INT, TEXT),
    "icalcomponent_kind_to_string": (TEXT, INT),
    "icalcomponent_get_first_component": (POINTER, POINTER, INT),
    "icalcomponent_get_next_component": (POINTER, POINTER, INT),
    "icalcomponent_get_first_property": (POINTER, POINTER, INT),
    "icalcomponent_get_next_property": (POINTER, POINTER, INT),
    "icalcomponent_get_uid": (TEXT, POINTER),
    "icalcomponent_get_dtstart": (IcalTime, POINTER),
    "icalcomponent_get_dtend": (IcalTime, POINTER),
    "icalcomponent_get_due": (IcalTime, POINTER),
    "icalcomponent_free": (None, POINTER),
    "icalproperty_string_to_kind": (INT, TEXT),
    "icalproperty_get_xlicerror": (TEXT, POINTER),
    "icaltimezone_get_utc_timezone": (POINTER,),
    "icaltime_convert_to_zone": (IcalTime, IcalTime, POINTER),
}


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(ctypes.util.find_library("ical"))
    for name, (result, *arguments) in SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    # Some builds call abort() at the first error; that would end the tests, not the file.
    library.icalerror_set_errors_are_fatal(0)
    return library


def available() -> str | None:
    """None if libical 3 can be used, otherwise what is missing."""
    name = ctypes.util.find_library("ical")
    if name is None:
        return "libical is not installed: apt-get install libical3"
    if ".so." in name and not name.endswith(".so.3"):
        return f"{name} is not libical 3: apt-get install libical3"
    return None


def complaints(path: Path) -> list[str]:
    """What libical has to say about the file."""
    data = path.read_bytes()
    with _parsed(data) as root:
        if root is None:
            return ["does not parse"]
        found = list(_restrictions(root))
        found += [f"X-LIC-ERROR: {text}" for component in _walk(root) for text in _errors(component)]
        found += _missing(root, data)
    return found


def instants(path: Path) -> dict[str, tuple[datetime, datetime]]:
    """Start and end (of a to-do: when it is due) of each UID, as libical reads them, in UTC."""
    with _parsed(path.read_bytes()) as root:
        if root is None:
            return {}
        return {
            (_library().icalcomponent_get_uid(each) or b"").decode(): (
                _instant("icalcomponent_get_dtstart", each),
                _instant(ENDS[_name(each)], each),
            )
            for each in _walk(root)
            if _name(each) in ENDS
        }


@contextmanager
def _parsed(data: bytes) -> Iterator[int | None]:
    root = _library().icalparser_parse_string(data)
    try:
        yield root
    finally:
        if root is not None:
            _library().icalcomponent_free(root)


def _restrictions(root: int) -> Iterator[str]:
    calendars = [each for each in _walk(root) if _name(each) == "VCALENDAR"]
    if not calendars:
        yield "no VCALENDAR"
    for calendar in calendars:
        # What is wrong in detail, it adds as X-LIC-ERROR.
        if not _library().icalrestriction_check(calendar):
            yield "the restriction check failed"


def _errors(component: int) -> Iterator[str]:
    kind = _library().icalproperty_string_to_kind(b"X-LIC-ERROR")
    found = _library().icalcomponent_get_first_property(component, kind)
    while found is not None:
        yield _library().icalproperty_get_xlicerror(found).decode(errors="replace")
        found = _library().icalcomponent_get_next_property(component, kind)


def _missing(root: int, data: bytes) -> list[str]:
    read = [_name(each) for each in _walk(root)]
    counts = [(name, begun(data, name), read.count(name)) for name in ITEMS]
    return [f"{began} {name} begin, {there} were read" for name, began, there in counts if there < began]


def _walk(component: int) -> Iterator[int]:
    yield component
    # The place in the list is kept inside the parent: collect the children before going down.
    children, child = [], _library().icalcomponent_get_first_component(component, ANY_COMPONENT)
    while child is not None:
        children.append(child)
        child = _library().icalcomponent_get_next_component(component, ANY_COMPONENT)
    for each in children:
        yield from _walk(each)


def _name(component: int) -> str:
    name: bytes | None = _library().icalcomponent_kind_to_string(_library().icalcomponent_isa(component))
    return (name or b"").decode()


def _instant(getter: str, component: int) -> datetime:
    library = _library()
    local = getattr(library, getter)(component)
    time = library.icaltime_convert_to_zone(local, library.icaltimezone_get_utc_timezone())
    return datetime(time.year, time.month, time.day, time.hour, time.minute, time.second, tzinfo=UTC)
