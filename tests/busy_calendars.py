"""Calendars of a busy person, made from a seed: what may stand in one, and which of it takes time.

Each event says in its title whether it takes time, and how long it is, for oracles that know only when events are:
busy, free, maybe (tentative), day (a whole day that does not say); PT60M of time that passes, P1D of the calendar; and
in which zone it is written.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

ME = "me@home.example"
ZONES = (
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Sydney",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
)
SPANS = (
    (date(2026, 10, 1), date(2026, 11, 30)),  # the clocks change on 4 Oct (south), 25 Oct and 1 Nov
    (date(2027, 3, 1), date(2027, 4, 30)),  # on 14 Mar, 28 Mar and 4 Apr (south)
    (date(2026, 11, 9), date(2026, 11, 22)),
)
BUSY, FREE, MAYBE, DAY = "busy", "free", "maybe", "day"
MARKS = (
    *(("", BUSY),) * 8,
    ("TRANSP:OPAQUE", BUSY),
    ("STATUS:CONFIRMED", BUSY),
    ("TRANSP:TRANSPARENT", FREE),
    ("STATUS:CANCELLED", FREE),
    ("STATUS:TENTATIVE", MAYBE),
    ("ATTENDEE;PARTSTAT=ACCEPTED:mailto:me@home.example", BUSY),
    ("ATTENDEE;PARTSTAT=DECLINED:mailto:me@home.example", FREE),
    ("ATTENDEE;PARTSTAT=TENTATIVE:MAILTO:Me@Home.example", MAYBE),
    ("ATTENDEE;PARTSTAT=DECLINED:mailto:her@home.example", BUSY),
    ("X-MICROSOFT-CDO-BUSYSTATUS:FREE", FREE),
    ("X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE", FREE),
    ("X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE", MAYBE),
)
PLAIN_MARKS = tuple(mark for mark in MARKS if not mark[0].startswith(("ATTENDEE", "X-")))
"""What every server understands."""


@dataclass(frozen=True)
class Made:
    """A calendar and what is asked about it."""

    seed: int
    home: ZoneInfo
    first: date
    last: date
    events: tuple[tuple[str, ...], ...]
    """The components of each UID."""

    reports: tuple[str, ...] = ()
    reported: tuple[tuple[datetime, datetime], ...] = ()
    """When the reports say that somebody is busy."""

    zones: frozenset[str] = frozenset()

    @property
    def data(self):
        return wrapped(*(part for event in self.events for part in event), *self.reports, zones=self.zones)

    @property
    def begin(self):
        return datetime.combine(self.first, time(0), tzinfo=self.home).astimezone(UTC)

    @property
    def end(self):
        return datetime.combine(self.last + timedelta(days=1), time(0), tzinfo=self.home).astimezone(UTC)

    def merged(self, periods):
        """Periods as few, in order, and within the span; in UTC."""
        found = []
        inside = ((max(a.astimezone(UTC), self.begin), min(b.astimezone(UTC), self.end)) for a, b in periods)
        for start, end in sorted((a, b) for a, b in inside if a < b):
            if found and start <= found[-1][1]:
                found[-1] = found[-1][0], max(end, found[-1][1])
            else:
                found.append((start, end))
        return found


def ends(title, start):
    """When an event ends that starts then, by the length in its title: hours pass, days are of the calendar."""
    _, length, _ = title.split(" ")
    days, minutes = re.fullmatch(r"P(?:(\d+)D)?(?:T(\d+)M)?", length).groups("0")
    day = start + timedelta(days=int(days))
    return day.astimezone(UTC) + timedelta(minutes=int(minutes))


def expanded(made):
    """Which events are when, by recurring-ical-events: title, start and end; the end by the clock, where it changes."""
    import icalendar
    import recurring_ical_events

    begin, end = made.begin.astimezone(made.home), made.end.astimezone(made.home)
    for each in recurring_ical_events.of(icalendar.Calendar.from_ical(made.data)).between(begin, end):
        start, until = each["DTSTART"].dt, each["DTEND"].dt
        if not isinstance(start, datetime):
            start, until = (datetime.combine(day, time(0)) for day in (start, until))
        if start.tzinfo is None:
            start, until = (moment.replace(tzinfo=made.home) for moment in (start, until))
        yield str(each["SUMMARY"]), start, until


def wrapped(*components, zones=()):
    parts = ["BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//busy//EN\r\n", *map(definition, sorted(zones)), *components]
    return "".join((*parts, "END:VCALENDAR\r\n")).encode()


@cache
def definition(name):
    from icalendar import Timezone

    return Timezone.from_tzid(name, first_date=date(2015, 1, 1), last_date=date(2030, 1, 1)).to_ical().decode()


@dataclass
class Maker:
    """Makes one calendar."""

    seed: int
    marks: tuple = MARKS
    ranges: bool = True
    """Whether one event may change all later ones of its series."""

    rdate_periods: bool = True
    """Whether an RDATE may say how long that instance is."""

    endless: bool = True
    """Whether an event may be without a length."""

    home: ZoneInfo | None = None

    dice: random.Random = field(init=False)
    zones: set = field(default_factory=set)

    def __post_init__(self):
        self.dice = random.Random(self.seed)
        home = ZoneInfo(self.dice.choice(ZONES))
        self.home = self.home or home
        self.first, self.last = self.dice.choice(SPANS)

    def make(self):
        events = [self._event(f"{self.seed}-{number}@busy.example") for number in range(self.dice.randint(4, 9))]
        reports, reported = self._reports() if self.dice.random() < 0.2 else ((), ())
        return Made(
            self.seed,
            self.home,
            self.first,
            self.last,
            tuple(events),
            tuple(reports),
            tuple(reported),
            frozenset(self.zones),
        )

    def _event(self, uid):
        kind = self.dice.random()
        if kind < 0.2:
            return self._whole_days(uid)
        if kind < 0.5:
            return (self._single(uid),)
        if kind < 0.53:
            start = self._near()
            return (
                f"BEGIN:VTODO\r\nUID:{uid}\r\nDTSTAMP:20260901T000000Z\r\nDUE:{start:%Y%m%dT%H%M%S}Z\r\nEND:VTODO\r\n",
            )
        if kind < 0.56:
            return (self._single(uid, more=("X-FOLLOWCAL-KIND:check-in",), mark=("TRANSP:OPAQUE", FREE)),)
        return self._series(uid)

    def _near(self, before=20):
        """A moment in or around the span, on a quarter of an hour, by a clock."""
        days = (self.last - self.first).days + before
        day = self.first - timedelta(days=before) + timedelta(days=self.dice.randint(0, days))
        return datetime.combine(day, time(self.dice.randint(0, 23), self.dice.choice((0, 15, 30, 45))))

    def _kind_of_time(self):
        """How times are written: a zone, UTC or none, which is at home."""
        kind = self.dice.random()
        name = "UTC" if kind < 0.15 else "" if kind < 0.25 else self.dice.choice(ZONES)
        if "/" in name:
            self.zones.add(name)
        return name

    def _length(self):
        """What says how long an event is."""
        minutes = self.dice.choice((15, 30, 45, 60, 90, 120, 300, 600, 1500, 4000))
        kind = self.dice.random()
        if kind < 0.1 and self.endless:
            return None
        if kind < 0.2:
            return f"DURATION:P{self.dice.randint(1, 3)}D"
        if kind < 0.45:
            return f"DURATION:PT{minutes}M"
        return timedelta(minutes=minutes)

    def _end(self, start, zone, length):
        """The end, where there is one; by the clock, so that the time that passes may be another."""
        return stamp("DTEND", start + length, zone) if isinstance(length, timedelta) else length or ""

    def _title(self, title, start, zone, length):
        if isinstance(length, timedelta):
            at_home = ZoneInfo(zone) if zone else self.home
            begin, end = (each.replace(tzinfo=at_home).astimezone(UTC) for each in (start, start + length))
            said = f"PT{round((end - begin).total_seconds() / 60)}M"
        else:
            said = length.partition(":")[2] if length else "PT0M"
        return f"{title} {said} {zone or 'floating'}"

    def _single(self, uid, more=(), mark=None):
        zone, start, length = self._kind_of_time(), self._near(), self._length()
        line, title = mark or self.dice.choice(self.marks)
        title = self._title(title, start, zone, length)
        return component(uid, title, stamp("DTSTART", start, zone), self._end(start, zone, length), line, *more)

    def _series(self, uid):
        dice = self.dice
        zone, length = self._kind_of_time(), self._length()
        start = self._near(before=dice.choice((20, 20, 400)))
        line, title = dice.choice(self.marks)
        rule, step = self._rule(start, zone)
        times = [start + step * number for number in range(60)]
        inside = [each for each in times if self.first <= each.date() <= self.last] or times[:5]
        parts = [f"RRULE:{rule}"]
        gone = dice.sample(inside, min(len(inside), dice.choice((0, 0, 1, 2))))
        parts += [stamp("EXDATE", each, zone) for each in gone]
        if dice.random() < 0.15:
            parts.append(stamp("RDATE", self._near(), zone))
        if dice.random() < 0.3 and zone == "UTC" and self.rdate_periods:
            parts.append(f"RDATE;VALUE=PERIOD:{self._near():%Y%m%dT%H%M%S}Z/PT{dice.choice((20, 200))}M")
        title = self._title(title, start, zone, length)
        own = component(uid, title, stamp("DTSTART", start, zone), self._end(start, zone, length), line, *parts)
        kept = [each for each in inside if each not in gone]
        changed = dice.sample(kept, min(len(kept), dice.choice((0, 0, 1, 2))))
        return (own, *(self._override(uid, each, zone) for each in sorted(changed)))

    def _rule(self, start, zone):
        dice = self.dice
        days = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
        interval = dice.choice((1, 1, 1, 2, 3))
        frequency, step = dice.choice((("DAILY", 1), ("WEEKLY", 7), ("WEEKLY", 7), ("MONTHLY", 0), ("YEARLY", 0)))
        rule = f"FREQ={frequency};INTERVAL={interval}"
        if frequency == "WEEKLY" and dice.random() < 0.5:
            rule += f";BYDAY={','.join(sorted({days[start.weekday()], dice.choice(days), dice.choice(days)}))}"
        if frequency == "MONTHLY":
            rule += dice.choice(
                (f";BYMONTHDAY={start.day}", f";BYDAY={(start.day - 1) // 7 + 1}{days[start.weekday()]}")
            )
        end = dice.random()
        if end < 0.3:
            rule += f";COUNT={dice.randint(1, 60)}"
        elif end < 0.6:
            until = start + timedelta(days=dice.randint(0, 460))
            utc = until.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) if zone else None
            rule += f";UNTIL={utc:%Y%m%dT%H%M%SZ}" if utc else f";UNTIL={until:%Y%m%dT%H%M%S}"
        return rule, timedelta(days=step * interval or 400)

    def _override(self, uid, was, zone):
        dice = self.dice
        line, title = dice.choice(self.marks)
        start = was + timedelta(minutes=15 * dice.randint(-40, 40)) if dice.random() < 0.7 else was
        length = self._length()
        span = ";RANGE=THISANDFUTURE" if self.ranges and dice.random() < 0.15 else ""
        title = self._title(title, start, zone, length)
        instance = stamp(f"RECURRENCE-ID{span}", was, zone)
        return component(uid, title, instance, stamp("DTSTART", start, zone), self._end(start, zone, length), line)

    def _whole_days(self, uid):
        dice = self.dice
        day = self._near().date()
        marks = (("TRANSP:OPAQUE", BUSY), ("TRANSP:TRANSPARENT", FREE), ("", DAY), ("STATUS:CANCELLED", FREE))
        line, title = dice.choice(marks)
        one = "" if self.endless else "DURATION:P1D"
        after = day + timedelta(days=dice.randint(1, 5))
        length = dice.choice((one, one, f"DTEND;VALUE=DATE:{after:%Y%m%d}", "DURATION:P2D"))
        more = []
        if dice.random() < 0.3:
            start = day.replace(year=day.year - dice.randint(0, 9)) if (day.month, day.day) != (2, 29) else day
            more, day, length = [f"RRULE:FREQ={dice.choice(('YEARLY', 'WEEKLY'))}"], start, one
        return (component(uid, title, f"DTSTART;VALUE=DATE:{day:%Y%m%d}", length, line, *more),)

    def _reports(self):
        lines, busy = [], []
        for kind in (*(("", "BUSY", "BUSY-UNAVAILABLE", "FREE", "X-OTHER")),):
            start = self._near().replace(tzinfo=UTC)
            end = start + timedelta(minutes=15 * self.dice.randint(1, 20))
            rest = f"{end:%Y%m%dT%H%M%SZ}" if kind else f"PT{(end - start).seconds // 60}M"
            lines.append(f"FREEBUSY{f';FBTYPE={kind}' if kind else ''}:{start:%Y%m%dT%H%M%SZ}/{rest}")
            busy += [(start, end)] if kind != "FREE" else []
        text = "".join(f"{line}\r\n" for line in lines)
        return [f"BEGIN:VFREEBUSY\r\nUID:{self.seed}-free\r\nDTSTAMP:20260901T000000Z\r\n{text}END:VFREEBUSY\r\n"], busy


def stamp(name, local, zone):
    if zone == "UTC":
        return f"{name}:{local:%Y%m%dT%H%M%S}Z"
    return f"{name}{f';TZID={zone}' if zone else ''}:{local:%Y%m%dT%H%M%S}"


def component(uid, title, *lines):
    own = [f"UID:{uid}", "DTSTAMP:20260901T000000Z", f"SUMMARY:{title}", *filter(None, lines)]
    if any(line.startswith("ATTENDEE") for line in own):
        own.append("ORGANIZER:mailto:boss@work.example")
    return "\r\n".join(["BEGIN:VEVENT", *own, "END:VEVENT", ""])


def busy_calendar(seed, **how):
    return Maker(seed, **how).make()


def described(made, ours, theirs):
    """What differs, for people."""
    lines = [f"seed {made.seed}, at home in {made.home}, {made.first} to {made.last}"]
    lines += [f"  only here:  {a:%d.%m. %H:%M} - {b:%d.%m. %H:%M}" for a, b in ours if (a, b) not in theirs]
    lines += [f"  only there: {a:%d.%m. %H:%M} - {b:%d.%m. %H:%M}" for a, b in theirs if (a, b) not in ours]
    return "\n".join(lines)


def figures(all_made, seen):
    """The figures of a run: how many calendars, how many of them hold what, and what was seen of them."""
    wanted = {
        "series": "RRULE",
        "exceptions": "EXDATE",
        "overrides": "RECURRENCE-ID",
        "of all later ones": "THISANDFUTURE",
        "whole days": "VALUE=DATE",
        "transparent": "TRANSPARENT",
        "cancelled": "STATUS:CANCELLED",
        "tentative": "TENTATIVE",
        "declined": "DECLINED",
        "reports": "FREEBUSY:",
    }
    texts = [made.data.decode().partition("END:VTIMEZONE")[2] or made.data.decode() for made in all_made]
    kinds = ", ".join(f"{name} {sum(mark in text for text in texts)}" for name, mark in wanted.items())
    counts = ", ".join(f"{count} {name}" for name, count in seen.items())
    return f"{len(all_made)} calendars ({kinds}), {counts}"
