"""Names of time zones to zones (I2).

Known are the names of the tz database, those of Windows, both with a vendor's prefix, what Windows shows to people
("(UTC-05:00) Eastern Time (US & Canada)"), offsets ("GMT-0500") and the letters that are in use in North America.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from followcal.regex import regex

_FIXED = regex(r"(?:UTC|GMT)?([+-])(\d\d?):?(\d\d)?")
_SHOWN = regex(r"(?:\((?:UTC|GMT) ?(?:([+-]\d\d):?(\d\d))?\)\s*)?(.{0,120})")
_AREAS = ("Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian")
_LETTERS = {
    "Z": "UTC",
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
    "MDT": "America/Denver",
    "CST": "America/Chicago",
    "CDT": "America/Chicago",
    "EDT": "America/New_York",
    "CEST": "Europe/Berlin",
    "MEZ": "Europe/Berlin",
    "MESZ": "Europe/Berlin",
    "BST": "Europe/London",
    "Mitteleuropäische Zeit": "Europe/Berlin",
    "Mitteleuropäische Sommerzeit": "Europe/Berlin",
    "Westeuropäische Zeit": "Europe/London",
    "Osteuropäische Zeit": "Europe/Helsinki",
    "Heure d’Europe centrale": "Europe/Paris",
    "Heure d'Europe centrale": "Europe/Paris",
    "Hora de Europa central": "Europe/Madrid",
    "Ora dell'Europa centrale": "Europe/Rome",
    "Western/Central Europe": "Europe/Berlin",
}
_LOOK_AHEAD = (*range(0, 150, 2), *range(150, 750, 6))
"""Days after an interview on which two zones must agree to count as equal: a series may begin then."""

_FOLLOW_UPS = 75
"""How many of these lie in the months in which there may be follow-ups: where no zone agrees on all, these decide."""


def zone_named(name: str) -> tzinfo | None:
    """Return the zone that `name` stands for, or None.

    >>> str(zone_named("W. Europe Standard Time"))
    'Europe/Berlin'
    >>> str(zone_named("/freeassociation.sourceforge.net/Europe/Berlin"))
    'Europe/Berlin'
    """
    name = name.strip().strip("'\"")
    if name == "UTC":
        return UTC
    fixed = _FIXED.fullmatch(name)
    return (
        genuine_zone(name)
        or _windows_zone(name)
        or (_offset_zone(*fixed.groups()) if fixed else None)
        or genuine_zone(_LETTERS.get(name, ""))
        or (genuine_zone(name.replace("-", "/")) if name.startswith("US-") else None)
        or _prefixed_zone(name)
        or _shown_zone(name)
        or genuine_zone("/".join(part.title() for part in name.replace(" ", "_").split("/")))
    )


def _offset_zone(sign: str, hours: str, minutes: str | None) -> tzinfo | None:
    offset = (-1 if sign == "-" else 1) * timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(offset) if abs(offset) < timedelta(hours=24) else None


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
    wanted = [(moment, moment.astimezone(custom).utcoffset()) for moment in moments]
    zones = (*preferred, *_windows_zones())
    for moments_and_offsets in (wanted, wanted[:_FOLLOW_UPS]):
        for zone in zones:
            if all(moment.astimezone(zone).utcoffset() == offset for moment, offset in moments_and_offsets):
                return zone
    return timezone(around.astimezone(custom).utcoffset() or timedelta(0))


@cache
def _windows_zones() -> tuple[ZoneInfo, ...]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return tuple(filter(None, map(genuine_zone, dict.fromkeys(WINDOWS_TO_OLSON.values()))))


def _windows_zone(name: str) -> ZoneInfo | None:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    plain = re.sub(r" \d$", "", name)  # Outlook counts its copies
    known = WINDOWS_TO_OLSON.get(name) or WINDOWS_TO_OLSON.get(plain)
    if not known and plain.casefold().endswith("standard time"):
        known = next((zone for each, zone in WINDOWS_TO_OLSON.items() if each.casefold() == plain.casefold()), None)
    return genuine_zone(known) if known else None


def _prefixed_zone(name: str) -> tzinfo | None:
    parts = name.strip("/").split("/")
    tails = ("/".join(parts[-length:]) for length in (3, 2) if len(parts) >= length)
    found = next(filter(None, map(genuine_zone, tails)), None)
    is_utc = len(parts) > 1 and parts[-1].rstrip(":").upper() == "UTC"  # tzone://Microsoft/Utc
    return found or (UTC if is_utc else None)


def _shown_zone(name: str) -> tzinfo | None:
    """Return the zone that Windows shows under `name`: an offset, and a name or some of the zone's cities."""
    shown = _SHOWN.fullmatch(name)
    if not shown:
        return None
    hours, minutes, text = shown.groups()
    if hours is not None and not text:
        return _offset_zone(hours[0], hours[1:], minutes)
    if hours is None and text.startswith("Coordinated Universal"):
        return UTC
    if hours is None and not name.startswith("(") and text.count(",") < 2:
        return None  # a word or two: not every city is a zone that was meant
    offset = timedelta(hours=int(hours or 0), minutes=int(f"{(hours or '+0')[0]}{minutes or 0}"))
    plain = re.sub(r" \(US (?:&|and) Canada\)", "", text)
    zones = [_windows_zone(plain.replace(" Time", " Standard Time"))]
    zones += (genuine_zone(f"{area}/{city.strip().replace(' ', '_')}") for city in text.split(",") for area in _AREAS)
    for zone in filter(None, zones):
        offsets = {datetime(2026, month, 15, tzinfo=zone).utcoffset() for month in (1, 7)}
        if offset in offsets or not name.startswith("("):
            return zone
    return None
