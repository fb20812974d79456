"""Which events can matter, by a look at their bytes: the others are never parsed.

The look must never be wrong the one way: an event with a line that is written in no usual way (a folded or lower-case
name, a line that is no property) matters, and so does one whose date cannot be read. Dates are compared as they are
written, so the look reaches two days further than what is asked for, whatever the zones.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from msgspec import Struct

from followcal.regex import regex

_ZONES = timedelta(days=2)
_UNUSUAL = regex(rb"\n(?![A-Z0-9_.-]+[ \t]*[:;]|[ \t]|\r?\Z)")


class Days(Struct, frozen=True):
    """The days in question, both included; None: no limit."""

    first: date | None = None
    last: date | None = None

    def concern(self, event: bytes) -> bool:
        r"""Return whether the event in these bytes may lie, repeat or be moved into or out of these days.

        >>> days = Days(date(2026, 11, 1), date(2026, 12, 1))
        >>> days.concern(b"BEGIN:VEVENT\nDTSTART:20161118T140000Z\nEND:VEVENT\n")
        False
        """
        first, last = _digits(self.first, -_ZONES) or b"0", _digits(self.last, _ZONES) or b"9"
        start = _day(event, b"\nDTSTART")
        if start is None or first <= start <= last or b"\nRDATE" in event:
            return True
        if start < first and (_ends_after(event, first) or _repeats_until(event, first)):
            return True
        if b"\nRECURRENCE-ID" in event:
            instance = _day(event, b"\nRECURRENCE-ID")
            if instance is None or first <= instance <= last or b"THISANDFUTURE" in event.upper():
                return True
        return bool(_UNUSUAL.search(event))


NO_LIMIT = Days()


@lru_cache(maxsize=16)
def _digits(day: date | None, by: timedelta) -> bytes:
    """Return a date and some days as eight digits."""
    return f"{day + by:%Y%m%d}".encode() if day else b""


def _ends_after(event: bytes, first: bytes) -> bool:
    if b"\nDTEND" in event:
        end = _day(event, b"\nDTEND")
        return end is None or end >= first
    return b"\nDURATION" in event


def _repeats_until(event: bytes, first: bytes) -> bool:
    at = event.find(b"\nRRULE")
    if at < 0:
        return False
    line = _line(event, at)
    found = re.search(rb"UNTIL=(\d{8})", line or b"")
    return not found or found[1] >= first or event.count(b"\nRRULE") > 1


def _day(event: bytes, name: bytes) -> bytes | None:
    """Return the date of a property as eight digits, or None where it cannot be told at a glance."""
    line = _only_line(event, name)
    digits = line.rpartition(b":")[2][:8] if line else b""
    return digits if len(digits) == 8 and digits.isdigit() else None


def uid_of(event: bytes) -> bytes | None:
    """Return the bytes of an event's UID, or None where they cannot be told at a glance."""
    line = _only_line(event, b"\nUID:")
    uid = line[5:].strip() if line else b""
    return uid if uid and b"\\" not in uid and uid.isascii() and not _UNUSUAL.search(event) else None


def _only_line(event: bytes, name: bytes) -> bytes | None:
    """Return the line of a property that stands there once, outside any component inside the event."""
    at = event.find(name)
    if at < 0 or event.find(name, at + 1) >= 0 or event.find(b"\nBEGIN", 0, at) >= 0:
        return None
    return _line(event, at)


def _line(event: bytes, at: int) -> bytes | None:
    """Return the line that begins at the line end `at`, or None where it is folded."""
    end = event.find(b"\n", at + 1)
    if event[end + 1 : end + 2] in (b" ", b"\t"):
        return None
    return event[at:end]
