"""Which events can matter, by a look at their bytes: the others are never parsed.

The look must never be wrong the one way: what it cannot read (a folded, lower-case or missing date) matters. Dates are
compared as they are written, so `Days` must reach two days further than what is asked for, whatever the zones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_ZONES = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Days:
    """The days in question, both included; None: no limit."""

    first: date | None = None
    last: date | None = None

    def concern(self, event: bytes) -> bool:
        r"""Return whether the event in these bytes may lie, repeat or be moved into or out of these days.

        >>> days = Days(date(2026, 11, 1), date(2026, 12, 1))
        >>> days.concern(b"BEGIN:VEVENT\nDTSTART:20161118T140000Z\nEND:VEVENT\n")
        False
        """
        first = f"{self.first - _ZONES:%Y%m%d}".encode() if self.first else b"0"
        last = f"{self.last + _ZONES:%Y%m%d}".encode() if self.last else b"9"
        start = _day(event, b"\nDTSTART")
        if start is None or first <= start <= last or _repeats_until(event, first, start, last):
            return True
        instance = _day(event, b"\nRECURRENCE-ID") if b"\nRECURRENCE-ID" in event else b""
        if instance is None or (instance and (first <= instance <= last or b"THISANDFUTURE" in event)):
            return True
        return start < first and _ends_after(event, first)


def _ends_after(event: bytes, first: bytes) -> bool:
    end = _day(event, b"\nDTEND") if b"\nDTEND" in event else b""
    return end is None or end >= first


def _repeats_until(event: bytes, first: bytes, start: bytes, last: bytes) -> bool:
    if start > last or (b"\nRRULE" not in event and b"\nRDATE" not in event):
        return False
    at = event.find(b"UNTIL=")
    until = event[at + 6 : at + 14]
    return at < 0 or b"\nRDATE" in event or not until.isdigit() or until >= first


def _day(event: bytes, name: bytes) -> bytes | None:
    """Return the date of a property as eight digits, or None where it cannot be told at a glance."""
    at = event.find(name)
    if at < 0:
        return None
    end = event.find(b"\n", at + 1)
    if event[end + 1 : end + 2] in (b" ", b"\t"):
        return None
    digits = event[at:end].rpartition(b":")[2][:8]
    return digits if len(digits) == 8 and digits.isdigit() else None


def uid_of(event: bytes) -> bytes | None:
    """Return the bytes of an event's UID, or None where they cannot be told at a glance."""
    at = event.find(b"\nUID:")
    if at < 0:
        return None
    end = event.find(b"\n", at + 1)
    if event[end + 1 : end + 2] in (b" ", b"\t"):
        return None
    return event[at + 5 : end].strip()
