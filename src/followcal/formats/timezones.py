"""VTIMEZONE components to zones, each file for itself (I2).

No cache of the process is used: two files may define one name in two ways, and neither learns of the other. A
definition may be hostile: only yearly rules are taken, and only so many.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from functools import cached_property, lru_cache
from itertools import islice

from msgspec import Struct

from followcal.formats.blocks import Block
from followcal.formats.content import Component, Property, component
from followcal.formats.zones import genuine_zone, like_zone, zone_named
from followcal.regex import regex

_LATEST_OBSERVANCES = 200
"""More changes than this no zone had; of a longer list the latest ones count."""

_MAX_ALIKE = 10
"""Definitions of one name that are tried."""

_MOST_RULES = 40
_MOST_DATES = 1_000
_MAX_LINE = 40_000
FIRST_YEAR, LAST_YEAR = 1900, 2199
_LEAP_YEAR = 1896
_OFFSET = regex(r"([+-])(\d\d):?(\d\d):?(\d\d)?")


class Zone(Struct, frozen=True):
    """What a TZID stands for."""

    tzinfo: tzinfo
    genuine: str | None = None
    """Its name in the tz database, if the source used that one."""

    is_defined_by_source: bool = False
    """Whether only the source knows it, by its VTIMEZONE."""


class Zones:
    """The zones of one calendar: by their names, or as the calendar itself defines them.

    A definition is read when a name asks for it that nobody else knows.
    """

    def __init__(self, definitions: Iterable[Block]) -> None:
        self._blocks = sorted(
            definitions, key=lambda block: block.data
        )  # of two of one name, the order decides nothing
        self._known: dict[str, Zone | None] = {}
        self._alike: dict[tuple[tzinfo, int, int], tzinfo] = {}

    @cached_property
    def _definitions(self) -> dict[str, list[Component]]:
        found: dict[str, list[Component]] = {}
        for block in self._blocks:
            definition = component(block, inner=True)
            found.setdefault(definition.text("TZID").strip()[:200], []).append(definition)
        return found

    def zone(self, tzid: str) -> Zone | None:
        """Return the zone that `tzid` stands for, or None where nobody can know it."""
        tzid = tzid.strip()[:200]
        if tzid not in self._known:
            self._known[tzid] = self._look_up(tzid)
        return self._known[tzid]

    def like(self, zone: tzinfo, local: datetime) -> tzinfo:
        """Return a zone of the tz database that agrees with `zone` at a local time and after it.

        It is looked for from the first of the month, once for all events of that month.
        """
        around = local.replace(tzinfo=zone)
        month = (zone, local.year, local.month)
        if month not in self._alike:
            self._alike[month] = like_zone(zone, around.replace(day=1), ())
        found = self._alike[month]
        agrees = around.astimezone(found).utcoffset() == around.utcoffset()
        return found if agrees else like_zone(zone, around, ())

    def _look_up(self, tzid: str) -> Zone | None:
        named = zone_named(tzid)
        if named is not None:
            tail = "/".join(tzid.strip("/").split("/")[-2:])
            genuine = next((name for name in (tzid, tail) if "/" in name and genuine_zone(name)), None)
            return Zone(named, genuine)
        definitions = self._definitions.get(tzid, ())[:_MAX_ALIKE]
        defined = next(filter(None, map(defined_zone, definitions)), None)
        return Zone(defined, is_defined_by_source=True) if defined else None


def defined_zone(definition: Component) -> tzinfo | None:
    """Return the zone that a VTIMEZONE defines, or None where it cannot be used."""
    observances = sorted(filter(None, map(_observance, _observances(definition.inner))), key=lambda each: each.start)
    observances = observances[-_LATEST_OBSERVANCES:]
    if not observances:
        return None
    rules = [each for each in observances if each.rule][-_MOST_RULES:]
    changes = sorted(
        ((onset - each.before), each.after)
        for each in observances
        for onset in (each.start, *each.dates, *(_onsets(each) if each in rules else ()))
        if FIRST_YEAR <= onset.year <= LAST_YEAR
    )
    # Before the first change, the standard time that it ended.
    first = next((each for each in observances if not each.is_daylight), None)
    return DefinedZone(first.after if first else observances[0].before, changes)


class DefinedZone(tzinfo):
    """A zone by its changes of offset."""

    def __init__(self, first: timedelta, changes: Iterable[tuple[datetime, timedelta]]) -> None:
        self._offsets = [first]
        self._moments: list[datetime] = []
        self._local: tuple[list[datetime], list[datetime]] = ([], [])
        """When the changes are by the clock that shows the old time, or the new one: the later, and the earlier."""
        for moment, offset in changes:
            around = moment + self._offsets[-1], moment + offset
            self._local[0].append(max(around))
            self._local[1].append(min(around))
            self._moments.append(moment)
            self._offsets.append(offset)

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """Return the offset at a local time; of one that the clocks show twice, or never, as `fold` says (PEP 495)."""
        if moment is None:
            return None
        return self._offsets[bisect_right(self._local[moment.fold], moment.replace(tzinfo=None, fold=0))]

    def fromutc(self, moment: datetime) -> datetime:
        """Return the local time at a moment in UTC."""
        at = bisect_right(self._moments, moment.replace(tzinfo=None))
        local = moment + self._offsets[at]
        return local.replace(fold=local.utcoffset() != self._offsets[at])

    def dst(self, moment: datetime | None) -> timedelta | None:
        """Return None: which part of an offset is for the summer does not matter here."""
        return None

    def tzname(self, moment: datetime | None) -> str | None:
        """Return None: the names that files give to their offsets say little."""
        return None


class _Observance(Struct, frozen=True):
    """A STANDARD or DAYLIGHT: from when on which offset holds."""

    is_daylight: bool
    start: datetime
    before: timedelta
    after: timedelta
    rule: str
    dates: tuple[datetime, ...]


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


def _observance(lines: list[Property]) -> _Observance | None:
    """Return what the lines of an observance say, as far as they are fit for use; None: they are not."""
    values: dict[str, str] = {}
    for line in lines:
        values.setdefault(line.name, line.value.strip())
    start = _local(values.get("DTSTART", ""))
    before, after = (_offset(values.get(each, "")) for each in ("TZOFFSETFROM", "TZOFFSETTO"))
    if values.get("BEGIN") not in ("STANDARD", "DAYLIGHT") or start is None or before is None or after is None:
        return None
    rule = values.get("RRULE", "").upper()
    if "FREQ=YEARLY" not in rule or re.search(r"BY(?:HOUR|MINUTE|SECOND)|INTERVAL=0", rule):
        rule = ""
    dates = (_local(text) for line in lines if line.name == "RDATE" for text in line.value[:_MAX_LINE].split(","))
    return _Observance(
        values["BEGIN"] == "DAYLIGHT", start, before, after, rule, tuple(islice(filter(None, dates), _MOST_DATES))
    )


def _offset(text: str) -> timedelta | None:
    """Return an offset, or None where no clock on earth has it."""
    match = _OFFSET.fullmatch(text)
    if not match or int(match[2]) >= 24 or int(match[3]) >= 60:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=min(int(match[4] or 0), 59))
    return -offset if match[1] == "-" else offset


def _local(text: str) -> datetime | None:
    """Return the local time in a text, of years that are counted in, or None."""
    match = re.match(r"\s*(\d{8})(?:T(\d{6}))?Z?", text)
    try:
        found = datetime.fromisoformat(f"{match[1]}T{match[2] or '000000'}") if match else None
    except ValueError:
        return None
    return found if found and 2 <= found.year <= LAST_YEAR else None


@lru_cache(maxsize=100)
def _onsets(each: _Observance) -> tuple[datetime, ...]:
    """Return when the rule of an observance comes true, in the years that are counted in.

    What is kept is kept by all that the observance says, not by a name: no source learns of another one.
    """
    from dateutil.rrule import rrulestr

    until = datetime(LAST_YEAR, 12, 31)  # noqa: DTZ001
    told = re.search(r"UNTIL=(\d{8}(?:T\d{6})?)(Z?)", each.rule)
    last = _local(told[1]) if told else None
    if told and last is not None:
        until = min(until, last + each.before if told[2] else last)
    count = re.search(r"COUNT=(\d{1,5})\b", each.rule)
    rule = ";".join(part for part in each.rule.split(";") if part and not part.startswith(("UNTIL", "COUNT")))
    # A rule since 1601 means one for ever, and none needs to be counted from there.
    start = each.start if each.start.year >= FIRST_YEAR or count else each.start.replace(year=_LEAP_YEAR)
    try:
        found = rrulestr(f"{rule};UNTIL={until:%Y%m%dT%H%M%S}", dtstart=start, ignoretz=True)
        return tuple(islice(found, min(int(count[1]), _MOST_DATES) if count else _MOST_DATES))
    except Exception:  # dateutil has no error of its own for a rule that it cannot count
        return ()
