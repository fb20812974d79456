"""Names of time zones to zones: tz database names, Windows names, and names with a vendor's prefix (I2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_FIXED = re.compile(r"UTC(?:([+-])(\d\d):(\d\d))?")
_LOOK_AHEAD = range(0, 150, 2)
"""Days after an interview on which two zones must agree to count as equal: follow-ups end well before."""


def zone_named(name: str) -> tzinfo | None:
    """Return the zone that `name` stands for, or None.

    >>> str(zone_named("W. Europe Standard Time"))
    'Europe/Berlin'
    >>> str(zone_named("/freeassociation.sourceforge.net/Europe/Berlin"))
    'Europe/Berlin'
    """
    fixed = _FIXED.fullmatch(name)
    if fixed:
        sign, hours, minutes = fixed.groups()
        offset = (-1 if sign == "-" else 1) * timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        return timezone(offset) if abs(offset) < timedelta(hours=24) else None
    return genuine_zone(name) or _windows_zone(name) or _prefixed_zone(name)


def genuine_zone(name: str) -> ZoneInfo | None:
    """Return the zone that has `name` in the tz database, or None."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_+/-]{0,60}", name):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def zone_text(zone: tzinfo | None) -> str:
    """Return the name of `zone`; `zone_named` reads it back."""
    return "UTC" if zone is None else str(zone)


def like_zone(custom: tzinfo, around: datetime, preferred: Iterable[tzinfo]) -> tzinfo:
    """Return a zone of the tz database that agrees with `custom` in the months after `around`.

    `preferred` are tried first; where none agrees, the fixed offset at `around` is returned.
    """
    moments = [around.astimezone(UTC) + timedelta(days=days) for days in _LOOK_AHEAD]
    wanted = [moment.astimezone(custom).utcoffset() for moment in moments]
    for zone in (*preferred, *_windows_zones()):
        if all(m.astimezone(zone).utcoffset() == offset for m, offset in zip(moments, wanted, strict=True)):
            return zone
    return timezone(around.astimezone(custom).utcoffset() or timedelta(0))


def _windows_zones() -> Iterable[ZoneInfo]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return filter(None, map(genuine_zone, WINDOWS_TO_OLSON.values()))


def _windows_zone(name: str) -> ZoneInfo | None:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    known = WINDOWS_TO_OLSON.get(name.strip())
    return genuine_zone(known) if known else None


def _prefixed_zone(name: str) -> ZoneInfo | None:
    parts = name.strip("/").split("/")
    for length in (3, 2):
        zone = genuine_zone("/".join(parts[-length:])) if len(parts) > length else None
        if zone:
            return zone
    return None
