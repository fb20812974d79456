"""VTIMEZONE components to zones, each file for itself (I2).

No cache of the process is used: two files may define one name in two ways, and neither learns of the other. A
definition may be hostile: only yearly rules are taken, and only so many.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from io import StringIO

from followcal.formats.content import Component, Property
from followcal.formats.zones import genuine_zone, zone_named

_LATEST_OBSERVANCES = 200
"""More changes than this no zone had; of a longer list the latest ones count."""

_MAX_LINE = 20_000
_TAKEN = frozenset({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"})
_OFFSET = re.compile(r"[+-]\d{4}(?:\d\d)?")
_TRIED = tuple(datetime(2026, month, 15) for month in range(1, 13))  # noqa: DTZ001: local times of the zone


@dataclass(frozen=True, slots=True)
class Zone:
    """What a TZID stands for."""

    tzinfo: tzinfo
    genuine: str | None = None
    """Its name in the tz database, if the source used that one."""

    is_defined_by_source: bool = False
    """Whether only the source knows it, by its VTIMEZONE."""


class Zones:
    """The zones of one calendar: by their names, or as the calendar itself defines them."""

    def __init__(self, definitions: Iterable[Component]) -> None:
        self._definitions = {definition.text("TZID").strip(): definition for definition in definitions}
        self._known: dict[str, Zone | None] = {}

    def zone(self, tzid: str) -> Zone | None:
        """Return the zone that `tzid` stands for, or None where nobody can know it."""
        tzid = tzid.strip()[:200]
        if tzid not in self._known:
            self._known[tzid] = self._look_up(tzid)
        return self._known[tzid]

    def _look_up(self, tzid: str) -> Zone | None:
        named = zone_named(tzid)
        if named is not None:
            tail = "/".join(tzid.strip("/").split("/")[-2:])
            genuine = next((name for name in (tzid, tail) if "/" in name and genuine_zone(name)), None)
            return Zone(named, genuine)
        definition = self._definitions.get(tzid)
        defined = defined_zone(definition) if definition else None
        return Zone(defined, is_defined_by_source=True) if defined else None


def defined_zone(definition: Component) -> tzinfo | None:
    """Return the zone that a VTIMEZONE defines, or None where it cannot be used."""
    from dateutil.tz import tzical

    observances = sorted(filter(None, map(_observance, _observances(definition.inner))))
    if not observances:
        return None
    lines = [line for _, observance in observances[-_LATEST_OBSERVANCES:] for line in observance]
    text = "\r\n".join(("BEGIN:VTIMEZONE", "TZID:x", *lines, "END:VTIMEZONE", ""))
    try:
        zone = tzical(StringIO(text)).get()
        for moment in _TRIED:
            moment.replace(tzinfo=zone).utcoffset()
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, ArithmeticError):
        return None
    return zone


def _observances(lines: Iterable[Property]) -> Iterable[list[Property]]:
    """Yield the lines of each STANDARD and DAYLIGHT, borders included."""
    found: list[Property] = []
    for line in lines:
        if line.name == "BEGIN" and found:
            yield found
            found = []
        found.append(line)
    if found:
        yield found


def _observance(lines: list[Property]) -> tuple[str, list[str]] | None:
    """Return the start of an observance and its lines, as far as they are fit for use; None: it is not."""
    name = lines[0].value
    values = {line.name: line.value.strip() for line in lines}
    offsets = [values.get(each, "") for each in ("TZOFFSETFROM", "TZOFFSETTO")]
    start = values.get("DTSTART", "")
    rules = [line for line in lines if line.name == "RRULE"]
    if name not in ("STANDARD", "DAYLIGHT") or not re.fullmatch(r"\d{8}T\d{6}Z?", start):
        return None
    if not all(_OFFSET.fullmatch(each) and int(each[1:3]) < 24 for each in offsets):
        return None
    if any("FREQ=YEARLY" not in rule.value.upper() or re.search(r"BY(?:HOUR|MINUTE|SECOND)|INTERVAL=0", rule.value)
           for rule in rules):
        return None
    taken = [f"{line.name}:{line.value.strip()}" for line in lines if line.name in _TAKEN and len(line.value) < _MAX_LINE]
    return start, [f"BEGIN:{name}", *taken, f"END:{name}"]
