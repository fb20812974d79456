"""Invitations in calendar text to interviews (I1 to I8, as far as one file goes).

What cannot be read is reported, with its file, line and UID; the rest of the file is read all the same. An invitation
is the employer's text: only times, company, role and names are taken from it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any

from icalendar import Calendar, Event
from icalendar.timezone import tzp

from followcal.core.interview import Interview, recurrence_id_text, unique_people
from followcal.core.reason import Reason
from followcal.core.wording import printable
from followcal.errors import UnreadableError
from followcal.formats.blocks import blocks, text_of
from followcal.formats.domains import is_service
from followcal.formats.guests import Guests, address_of, addresses
from followcal.formats.invitation_text import SIGNAL, people_in, plain_text, read_words
from followcal.formats.zones import genuine_zone, like_zone, zone_named

MAX_PEOPLE = 50
"""More people than this are met at no interview; the others are left out."""

MAX_INSTANCES = 50
"""More instances of one series than this are no interviews."""

_ALL_DAY_ENDS = time(17)
_SERIES_REACH = timedelta(days=366)
_NO_INVITATION = frozenset({"REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH", "ADD"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the user wants sources to be read."""

    home_zone: Callable[[], tzinfo]
    timezone: tzinfo | None = None
    """The zone of all interviews, whatever their files say."""

    zones: Mapping[str, tzinfo] = field(default_factory=dict)
    """Zones that the user told before, by UID."""

    me: frozenset[str] = frozenset()
    """The user's own addresses, in lower case."""

    only: str | None = None
    """A UID, or text in the title: no other event is an interview."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """An interview as read, with what tells where the employer is (I3)."""

    interview: Interview
    domains: tuple[str, ...]
    """Domains of the employer's people."""

    zone_name: str | None
    """The zone's name, if the source named a zone of the tz database, and not a Windows one."""

    is_of_series: bool = False
    """Whether the source holds the whole series that it belongs to."""

    zone_is_own: bool = False
    """Whether the source named none, and it is the user's own."""


@dataclass(slots=True)
class Found:
    """What a source holds, and what could not be read in it."""

    invitations: list[Invitation] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    passed_over: int = 0
    """How many events were not taken for interviews (I5)."""


def read_calendar(data: bytes, source: str, reading: Reading) -> Found:
    """Return the interviews in the bytes of an iCalendar file.

    Raises UnreadableError where `data` is no calendar, or holds no event at all.
    """
    text = text_of(data)
    if not text.strip():
        raise UnreadableError(f"{source}: the file is empty")
    if "BEGIN:VCALENDAR" not in text.upper():
        raise UnreadableError(f"{source}: not an iCalendar file: it has no BEGIN:VCALENDAR")
    lines = _lines_of_uids(text, source)
    # icalendar keeps zone definitions for the whole process, and the first file's would win.
    tzp.use_zoneinfo()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            calendars = [c for c in Calendar.from_ical(text, multiple=True) if isinstance(c, Calendar)]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError) as error:
        raise UnreadableError(f"{source}: not a valid iCalendar file: {printable(str(error))[:200]}") from None
    found = Found()
    count = 0
    for calendar in calendars:
        events = [event for event in calendar.walk("VEVENT") if isinstance(event, Event)]
        count += len(events)
        _Reader(calendar, source, reading, lines, found).read(events)
    if not count:
        raise UnreadableError(f"{source}: no event (VEVENT) in this calendar")
    return found


def _lines_of_uids(text: str, source: str) -> dict[str, int]:
    lines: dict[str, int] = {}
    for block in blocks(text, source):
        uid = re.search(r"^UID(?:;[^:\n]{0,200})?:(.{0,500}?)\r?$", block.text, re.MULTILINE | re.IGNORECASE)
        if block.name == "VEVENT":
            lines.setdefault(uid[1].strip() if uid else "", block.line)
    return lines


class _UnusableError(Exception):
    """One event cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class _Times:
    start: datetime
    end: datetime
    zone_name: str | None
    assumed: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Reader:
    """One VCALENDAR of a source."""

    calendar: Calendar
    source: str
    reading: Reading
    lines: dict[str, int]
    found: Found

    def read(self, events: list[Event]) -> None:
        """Add the interviews among `events` to what was found."""
        method = str(self.calendar.get("METHOD", "")).upper()
        if method in _NO_INVITATION:
            self.found.problems.append(f"{self.source}: a {method} is no invitation: skipped")
            return
        series: dict[str, list[Event]] = {}
        for event in events:
            if "X-FOLLOWCAL-KIND" not in event:
                series.setdefault(str(event.get("UID", "")), []).append(event)
        for uid, same in self._chosen(series).items():
            try:
                if not uid:
                    raise _UnusableError("an event without UID")
                whole = any("RRULE" in event or "RDATE" in event for event in same)
                for event, instance in self._instances(same):
                    invitation = self._invitation(event, instance, method)
                    self.found.invitations.append(replace(invitation, is_of_series=whole))
            except (_UnusableError, ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError) as error:
                reason = (
                    str(error)
                    if isinstance(error, _UnusableError)
                    else f"cannot be read ({printable(str(error))[:120]})"
                )
                line = self.lines.get(uid)
                where = f"line {line}: " if line else ""
                self.found.problems.append(f"{self.source}: {where}event {printable(uid)[:80] or '(no UID)'}: {reason}")

    def _chosen(self, series: dict[str, list[Event]]) -> dict[str, list[Event]]:
        """Return which series are interviews (I5): the only one, or those that look like it."""
        only = self.reading.only
        if only is not None:
            return {
                uid: events
                for uid, events in series.items()
                if only == uid or any(only.casefold() in str(e.get("SUMMARY", "")).casefold() for e in events)
            }
        if len(series) == 1:
            return series
        chosen = {uid: events for uid, events in series.items() if any(map(_looks_like_interview, events))}
        self.found.passed_over += len(series) - len(chosen)
        return chosen

    def _instances(self, events: list[Event]) -> Iterator[tuple[Event, str | None]]:
        """Yield each event to plan for, with its RECURRENCE-ID: one, or all instances of a series."""
        masters = [event for event in events if "RECURRENCE-ID" not in event]
        if not any("RRULE" in event or "RDATE" in event for event in masters):
            newest = max(masters, key=_version) if masters else None
            if newest:
                yield newest, None
            for event in events:
                if "RECURRENCE-ID" in event:
                    yield event, self._recurrence_id(event)
            return
        yield from self._expanded(masters, events)

    def _expanded(self, masters: list[Event], events: list[Event]) -> Iterator[tuple[Event, str | None]]:
        from recurring_ical_events import of  # slow to import: only for a series

        first = _first_date(masters[0])
        calendar = Calendar()
        for zone in self.calendar.walk("VTIMEZONE"):
            calendar.add_component(zone)
        for event in events:
            calendar.add_component(event)
        if any(map(_is_bomb, masters)):
            raise _UnusableError("repeats several times a day: that is no interview")
        versions = {self._recurrence_id(event): _sequence(event) for event in events if "RECURRENCE-ID" in event}
        instances = of(calendar).between(first, first + _SERIES_REACH)
        if len(instances) > MAX_INSTANCES:
            raise _UnusableError(f"repeats {len(instances)} times within a year: that is no interview")
        for instance in instances:
            recurrence_id = self._recurrence_id(instance)
            instance["SEQUENCE"] = versions.get(recurrence_id, _sequence(masters[0]))
            yield instance, recurrence_id

    def _recurrence_id(self, event: Event) -> str:
        moment = self._moment(event, "RECURRENCE-ID")
        if isinstance(moment, datetime):
            return recurrence_id_text(moment)
        return f"{moment:%Y%m%d}"

    def _invitation(self, event: Event, recurrence_id: str | None, method: str) -> Invitation:
        times = self._times(event)
        description = plain_text(str(event.get("DESCRIPTION", "")))
        guests = Guests.of(event, self.reading.me)
        interviewers = unique_people((*guests.people, *people_in(description)))
        interviewers = tuple(
            islice((p for p in interviewers if (p.name or "").casefold() not in guests.names_of_user), MAX_PEOPLE)
        )
        summary = printable(str(event.get("SUMMARY", "")))
        words = read_words(
            summary=summary,
            description=description,
            location=str(event.get("LOCATION", ""))[:2000],
            domains=guests.domains,
            people=(person.name for person in interviewers if person.name),
            names_of_user=guests.names_of_user,
        )
        interview = Interview(
            uid=str(event["UID"]),
            recurrence_id=recurrence_id,
            start=times.start,
            end=times.end,
            summary=summary[:500],
            company=words.company,
            role=words.role,
            round=words.round,
            medium=words.medium,
            interviewers=interviewers,
            cancelled=method == "CANCEL" or str(event.get("STATUS", "")).upper() == "CANCELLED" or guests.declined,
            sequence=_sequence(event),
            stamp=_stamp(event),
            assumed=(*times.assumed, *guests.assumed),
        )
        own = any(reason.rule == "I2" and "your own zone" in reason.text for reason in times.assumed)
        return Invitation(interview, guests.domains, times.zone_name, zone_is_own=own)

    def _times(self, event: Event) -> _Times:
        """Return start and end in the interview's zone (I1, I2)."""
        unread = [str(message) for name, message in event.errors if _is_about_time(name, str(message))]
        if unread:
            raise _UnusableError(f"cannot be read ({printable(unread[0])[:160]})")
        start = self._moment(event, "DTSTART")
        end = self._moment(event, "DTEND") if "DTEND" in event else None
        if end is not None and isinstance(end, datetime) != isinstance(start, datetime):
            raise _UnusableError("DTSTART and DTEND are not of the same kind: one is a date, the other a time")
        zone, zone_name, assumed = self._zone(event, start)
        if not isinstance(start, datetime):
            after = end or start + _duration(event, timedelta(days=1))
            if after <= start and end is not None and after != start:
                raise _UnusableError(f"ends {after}, before it starts {start}")
            last = max(start, after - timedelta(days=1))
            begin = datetime.combine(start, time(0), tzinfo=zone)
            return _Times(begin, datetime.combine(last, _ALL_DAY_ENDS, tzinfo=zone), zone_name, assumed)
        begin = _aware(start, zone)
        finish = _aware(end, zone) if isinstance(end, datetime) else None
        if finish is None:
            finish = (begin.astimezone(UTC) + _duration(event, timedelta(hours=1))).astimezone(zone)
        if finish.timestamp() < begin.timestamp():
            raise _UnusableError(f"ends {finish:%Y-%m-%d %H:%M}, before it starts {begin:%Y-%m-%d %H:%M}")
        return _Times(begin, finish, zone_name, assumed)

    def _moment(self, event: Event, name: str) -> date | datetime:
        """Return a date, or a time: aware where its zone is known, naive where it is floating."""
        value: Any = event.get(name)
        if value is None:
            raise _UnusableError(f"has no {name}")
        if isinstance(value, list):
            raise _UnusableError(f"has {name} more than once")
        moment = value.dt
        if not isinstance(moment, datetime):
            if not isinstance(moment, date):
                raise _UnusableError(f"has no valid {name}")
            return moment
        tzid = str(value.params.get("TZID", ""))
        if not tzid or _is_utc(moment):
            return moment
        zone = zone_named(tzid)
        if zone is not None:
            return moment.replace(tzinfo=zone)
        if moment.tzinfo is None and self.reading.timezone is None:
            raise _UnusableError(f"unknown time zone {printable(tzid)[:60]!r}: name the right one with --timezone")
        return moment

    def _zone(self, event: Event, start: date | datetime) -> tuple[tzinfo, str | None, tuple[Reason, ...]]:
        """Return the zone of the interview, its tz database name if it was named so, and what was assumed (I2)."""
        told = self.reading.timezone or self.reading.zones.get(str(event.get("UID", "")))
        if told is not None:
            return told, _genuine(str(told)), ()
        if isinstance(start, datetime) and start.tzinfo is not None and not _is_utc(start):
            tzid = str(getattr(event["DTSTART"], "params", {}).get("TZID", ""))
            if zone_named(tzid) is not None:
                return start.tzinfo, _genuine(tzid) or _genuine("/".join(tzid.strip("/").split("/")[-2:])), ()
            zone = like_zone(start.tzinfo, start, [])
            text = f"the zone {printable(tzid)[:60]!r} is taken for {zone}, which has the same hours; else --timezone"
            return zone, None, (Reason("I2", text),)
        kind = "UTC" if isinstance(start, datetime) and start.tzinfo else "without a zone"
        named = str(self.calendar.get("X-WR-TIMEZONE", "")).strip()
        zone_of_calendar = zone_named(named) if named else None
        if zone_of_calendar is not None:
            text = f"the event's times are {kind}: read in the calendar's zone, {zone_of_calendar}; else --timezone"
            return zone_of_calendar, _genuine(named), (Reason("I2", text),)
        home = self.reading.home_zone()
        text = f"the event's times are {kind}: shown in your own zone, {home}; else --timezone"
        return home, _genuine(str(home)), (Reason("I2", text),)


def _is_bomb(event: Event) -> bool:
    """Return whether a rule has so many instances that even counting them would take too long."""
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        frequency = str((rule.get("FREQ") or [""])[0]).upper()
        often = frequency in ("SECONDLY", "MINUTELY", "HOURLY") or rule.get("INTERVAL") == [0]
        if often or any(len(rule.get(part) or ()) > 1 for part in ("BYHOUR", "BYMINUTE", "BYSECOND")):
            return True
    dates = event.get("RDATE", [])
    return len(dates if isinstance(dates, list) else [dates]) > MAX_INSTANCES


def _is_about_time(name: str | None, message: str) -> bool:
    """Return whether a line that icalendar could not read says when the event is."""
    return bool(re.search(r"\b(DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID)\b", name or message[:120]))


def _looks_like_interview(event: Event) -> bool:
    words = " ".join((str(event.get("SUMMARY", ""))[:500], plain_text(str(event.get("DESCRIPTION", "")))[:2000]))
    organizer = next(iter(addresses(event, "ORGANIZER")), None)
    hired = organizer is not None and is_service(address_of(organizer).rpartition("@")[2])
    return bool(SIGNAL.search(words)) or hired


def _version(event: Event) -> tuple[int, float]:
    stamp = _stamp(event)
    return _sequence(event), stamp.timestamp() if stamp else 0.0


def _sequence(event: Event) -> int:
    try:
        return min(max(int(event.get("SEQUENCE", 0)), 0), 2**31)
    except (TypeError, ValueError):
        return 0


def _stamp(event: Event) -> datetime | None:
    moment = getattr(event.get("DTSTAMP"), "dt", None)
    if not isinstance(moment, datetime):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _duration(event: Event, default: timedelta) -> timedelta:
    span = getattr(event.get("DURATION"), "dt", None)
    if span is None:
        return default
    if not isinstance(span, timedelta) or span < timedelta(0):
        raise _UnusableError("has no valid DURATION")
    return span


def _first_date(event: Event) -> date:
    start: Any = event["DTSTART"]
    first: date = start.dt
    return first.date() if isinstance(first, datetime) else first


def _aware(moment: datetime, zone: tzinfo) -> datetime:
    """Return `moment` in `zone`; a floating one has that zone's clock."""
    if moment.tzinfo is not None:
        return moment.astimezone(zone)
    return moment.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def _is_utc(moment: datetime) -> bool:
    return moment.tzinfo is not None and str(moment.tzinfo) == "UTC"


def _genuine(name: str) -> str | None:
    return name if genuine_zone(name) and "/" in name else None


def calendars_in_mail(data: bytes, source: str) -> Iterable[bytes]:
    """Yield the calendars that a mail (.eml) carries. Raises UnreadableError if there is none."""
    from email import message_from_bytes
    from email.policy import default

    found = []
    for part in message_from_bytes(data, policy=default).walk():
        name = (part.get_filename() or "").lower()
        if part.get_content_type() in ("text/calendar", "application/ics") or name.endswith(".ics"):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                found.append(content)
    if not found:
        raise UnreadableError(f"{source}: no calendar in this mail")
    return found[:1] if len({_uids(content) for content in found}) == 1 else found


def _uids(content: bytes) -> tuple[bytes, ...]:
    return tuple(sorted(set(re.findall(rb"^UID.*$", content, re.MULTILINE))))
