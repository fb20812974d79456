"""When an event is: its date and time properties to moments in its zone (I1, I2).

A zone that nobody can know is told, never dropped in silence: the event is then read in the calendar's own zone or,
failing that, in the user's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from msgspec import Struct
from msgspec.structs import replace

from followcal.core.reason import Reason
from followcal.core.wording import printable
from followcal.formats.blocks import Repair
from followcal.formats.content import Component, Property
from followcal.formats.timezones import FIRST_YEAR, LAST_YEAR, Zone, Zones
from followcal.formats.zones import genuine_zone, zone_named
from followcal.regex import regex

_ALL_DAY_ENDS = time(17)
_MOMENT = regex(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d{1,9})?)?\s*(Z|z|[+-]\d\d:?\d\d)?)?")
_DURATION = regex(
    r"\+?P(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?", re.IGNORECASE
)


class UnusableError(Exception):
    """One event cannot be used; the message says why."""


class Times(Struct, frozen=True):
    """Start and end of an event, in its zone."""

    start: datetime
    end: datetime
    zone_name: str | None
    """The zone's name, if the source named a zone of the tz database, and not a Windows one."""

    all_day: bool = False
    assumed: tuple[Reason, ...] = ()
    problems: tuple[Repair, ...] = ()
    """What could not be known."""

    zone_is_own: bool = False
    """Whether the source named none, and it is the user's own."""

    days: int = 0
    """How many days of its length are days of the calendar, 23 or 25 hours long when the clocks change."""


class Clock(Struct, frozen=True):
    """How the times of one calendar are to be read."""

    zones: Zones
    calendar_zone: str
    """X-WR-TIMEZONE, or an empty text."""

    home_zone: Callable[[], tzinfo]
    told: tzinfo | None = None
    """The zone that the user told, whatever the calendar says."""

    usual: timedelta = timedelta(hours=1)
    """How long an event is that does not say so (I1)."""

    def times(self, event: Component) -> Times:
        """Return when `event` is. Raises UnusableError where it does not say."""
        first = _single(event, "DTSTART")
        start = moment(first)
        last = event.first("DTEND")
        end, problems = _end_of(event)
        if end is not None and isinstance(end, datetime) != isinstance(start, datetime):
            raise UnusableError("DTSTART and DTEND are not of the same kind: one is a date, the other a time")
        zone, found = self.zone_of(first, start)
        days = 0
        if not isinstance(start, datetime):
            begin, finish = _whole_days(event, start, end, zone, problems)
        else:
            begin = self._aware(start, first, zone)
            if last and isinstance(end, datetime):
                finish = self._aware(end, last, zone)
            else:
                days, rest = _duration(event, (0, self.usual), problems)
                if self.is_in_utc(first):
                    days, rest = 0, rest + timedelta(days=days)
                finish = later(begin, days, rest)
        if finish.timestamp() < begin.timestamp():
            raise UnusableError(f"ends {finish:%Y-%m-%d %H:%M}, before it starts {begin:%Y-%m-%d %H:%M}")
        all_day = not isinstance(start, datetime)
        if finish.year > LAST_YEAR:
            raise UnusableError(f"ends in the year {finish.year}: {FIRST_YEAR} to {LAST_YEAR} are read")
        told = (*found.problems, *problems)
        return Times(begin, finish, found.genuine, all_day, found.assumed, told, found.is_own, days)

    def aware(self, each: Property, zone: tzinfo) -> date | datetime:
        """Return the moment of a property in `zone`, in which floating times are read; a date stays one."""
        found = moment(each)
        return self._aware(found, each, zone) if isinstance(found, datetime) else found

    def period(self, each: Property, text: str, zone: tzinfo) -> tuple[date | datetime, timedelta | None]:
        """Return start and length of one value of a property: ``start/end``, ``start/duration`` or, with None, a start.

        Raises UnusableError for what is none of these.
        """
        begin, slash, rest = text.strip().partition("/")
        start = self.aware(replace(each, value=begin), zone)
        if not slash or not isinstance(start, datetime):
            return start, None
        if "P" in rest[:2].upper():
            found = _length(rest)
            if found is None:
                raise UnusableError(f"has no valid {each.name} ({printable(text)[:60]!r})")
            end = later(start, *found)
        else:
            until = self.aware(replace(each, value=rest), zone)
            if not isinstance(until, datetime) or until.timestamp() < start.timestamp():
                raise UnusableError(f"has no valid {each.name} ({printable(text)[:60]!r})")
            end = until
        return start, end.astimezone(UTC) - start.astimezone(UTC)

    def is_in_utc(self, start: Property) -> bool:
        """Return whether a time is written in UTC."""
        if re.search(r"(?:Z|[+-]\d\d:?\d\d)\s*$", start.value, re.IGNORECASE):
            return True
        tzid = start.params.get("TZID", "").strip()
        zone = self.zones.zone(tzid) if tzid else None
        return zone is not None and _is_utc(zone.tzinfo)

    def zone_of(self, start: Property, moment_: date | datetime) -> tuple[tzinfo, _Found]:
        """Return the zone to show an event in, and what had to be assumed for it (I2)."""
        tzid = start.params.get("TZID", "").strip()
        is_utc = isinstance(moment_, datetime) and moment_.tzinfo is not None
        if self.told is not None:
            return self.told, _Found(_genuine(self.told))
        if tzid and not is_utc:
            zone = self.zones.zone(tzid)
            if zone is not None and _is_utc(zone.tzinfo):
                is_utc = True
            elif zone is not None:
                return self._shown(zone, tzid, moment_)
        unknown = bool(tzid) and not is_utc
        kind = f"in {printable(tzid)[:60]!r}" if unknown else "UTC" if is_utc else "without a zone"
        calendar_zone = self.zones.zone(self.calendar_zone) if self.calendar_zone else None
        if calendar_zone is not None:
            shown = calendar_zone.tzinfo
            text = f"the event's times are {kind}: read in the calendar's zone, {shown}; else --timezone"
        else:
            shown = self.home_zone()
            text = f"the event's times are {kind}: shown in your own zone, {shown}; else --timezone"
        problems: tuple[Repair, ...] = ()
        if unknown:
            text = f"unknown time zone {printable(tzid)[:60]!r}: read as {shown}; name the right one with --timezone"
            problems = (Repair(start.line, text),)
        genuine = calendar_zone.genuine if calendar_zone else _genuine(shown)
        return shown, _Found(genuine, (Reason("I2", text),), problems, calendar_zone is None)

    def _shown(self, zone: Zone, tzid: str, moment_: date | datetime) -> tuple[tzinfo, _Found]:
        if not zone.is_defined_by_source or not isinstance(moment_, datetime):
            return zone.tzinfo, _Found(zone.genuine)
        alike = self.zones.like(zone.tzinfo, moment_)
        text = f"the zone {printable(tzid)[:60]!r} is taken for {alike}, which has the same hours; else --timezone"
        return alike, _Found(None, (Reason("I2", text),))

    def _aware(self, moment_: datetime, each: Property, zone: tzinfo) -> datetime:
        """Return a moment in `zone`, whatever zone the property is written in."""
        if moment_.tzinfo is not None:
            return moment_.astimezone(zone)
        tzid = each.params.get("TZID", "").strip()
        own = self.zones.zone(tzid) if tzid else None
        local = moment_.replace(tzinfo=own.tzinfo if own else zone)
        return local.astimezone(UTC).astimezone(zone)  # a time that the clocks leave out becomes one that there is


class _Found(Struct, frozen=True):
    genuine: str | None
    assumed: tuple[Reason, ...] = ()
    problems: tuple[Repair, ...] = ()
    is_own: bool = False


def moment(each: Property) -> date | datetime:
    """Return the date or time that a property says: aware where it says UTC or an offset, else naive.

    Raises UnusableError for what is none.
    """
    match = _MOMENT.fullmatch(each.value.strip()[:40])
    if not match:
        raise UnusableError(f"has no valid {each.name} ({printable(each.value)[:40]!r})")
    year, month, day, hour, minute, second, offset = match.groups()
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise UnusableError(f"its {each.name} lies in the year {int(year)}: {FIRST_YEAR} to {LAST_YEAR} are read")
    try:
        on = date(int(year), int(month), int(day))
        if hour is None:
            return on
        midnight = hour == "24"  # the end of the day, as some programs write it
        at = time(0 if midnight else int(hour), int(minute), min(int(second or 0), 59))
    except ValueError:
        raise UnusableError(f"has a {each.name} that does not exist ({printable(each.value)[:40]!r})") from None
    local = datetime.combine(on + timedelta(days=midnight), at)
    if offset is None:
        return local
    if offset in "Zz":
        return local.replace(tzinfo=UTC)
    zone = zone_named(f"UTC{offset}")
    if zone is None:
        raise UnusableError(f"has a {each.name} in no zone that there is ({printable(each.value)[:40]!r})")
    return local.replace(tzinfo=zone).astimezone(UTC)


def _single(event: Component, name: str) -> Property:
    """Return the only property of that name; equal repetitions do no harm."""
    found = event.all(name)
    if not found:
        raise UnusableError(f"has no {name}")
    if len(found) > 1 and len({(each.value, each.params.get("TZID")) for each in found}) > 1:
        raise UnusableError(f"has {name} more than once")
    return found[0]


def _end_of(event: Component) -> tuple[date | datetime | None, list[Repair]]:
    """Return the DTEND of an event, and what is wrong with it: one that cannot be read costs no more than itself."""
    if event.first("DTEND") is None:
        return None, []
    each = _single(event, "DTEND")
    try:
        return moment(each), []
    except UnusableError as error:
        length = "its DURATION" if event.first("DURATION") else "the usual length"
        return None, [Repair(each.line, f"{error}: {length} is taken instead", lost=True)]


def _whole_days(
    event: Component, start: date, end: date | None, zone: tzinfo, problems: list[Repair]
) -> tuple[datetime, datetime]:
    days, rest = _duration(event, (1, timedelta(0)), problems)
    after = end or start + timedelta(days=days) + rest
    if after < start:
        raise UnusableError(f"ends {after}, before it starts {start}")
    last = max(start, after - timedelta(days=1))
    begin = datetime.combine(start, time(0), tzinfo=zone)
    return begin, datetime.combine(last, _ALL_DAY_ENDS, tzinfo=zone)


def _duration(event: Component, default: tuple[int, timedelta], problems: list[Repair]) -> tuple[int, timedelta]:
    """Return the DURATION of an event, as `_length` does; one that cannot be read costs no more than itself."""
    each = event.first("DURATION")
    if each is None or not each.value.strip():
        return default
    found = _length(each.value)
    if found is None:
        text = f"has no valid DURATION ({printable(each.value)[:40]!r}): the usual length is taken instead"
        problems.append(Repair(each.line, text, lost=True))
        return default
    return found


def _length(text: str) -> tuple[int, timedelta] | None:
    """Return a duration as days of the calendar and time that passes (RFC 5545, 3.3.6), or None for what is none."""
    match = _DURATION.fullmatch(text.strip()[:40])
    if not match or not any(match.groups()):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return 7 * weeks + days, timedelta(hours=hours, minutes=minutes, seconds=seconds)


def later(start: datetime, days: int, rest: timedelta) -> datetime:
    """Return the moment so many days of the calendar, and then so much time, after `start`, in its zone.

    >>> from zoneinfo import ZoneInfo
    >>> start = datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    >>> str(later(start, 1, timedelta(0))), str(later(start, 0, timedelta(hours=24)))
    ('2026-03-29 12:00:00+02:00', '2026-03-29 13:00:00+02:00')
    """
    return ((start + timedelta(days=days)).astimezone(UTC) + rest).astimezone(start.tzinfo)


def _genuine(zone: tzinfo) -> str | None:
    name = str(zone)
    return name if "/" in name and genuine_zone(name) else None


def _is_utc(zone: tzinfo) -> bool:
    return zone is UTC or str(zone) in ("UTC", "Etc/UTC", "GMT", "Etc/GMT")
