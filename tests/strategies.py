"""Strategies, one per domain type, named as its plural."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from followcal.core.business_days import BusinessCalendar, BusinessDays, CalendarDays
from followcal.core.freebusy import Period
from followcal.core.hours import HoursLine
from followcal.core.interview import Interview, Office, Person
from followcal.core.policy import DEFAULT_POLICY, KEYS, Channel, PolicyError, tighter_or_equal, value_of, with_values
from followcal.core.timeline import AnswerBy, ContactInvited, SilenceMeansNo, StatedTimeline, Undated

FIRST, LAST = date(2024, 1, 1), date(2029, 12, 31)

ZONES = (
    "America/New_York",
    "Europe/Berlin",
    "Europe/London",
    "Asia/Tokyo",
    "Asia/Kathmandu",
    "Asia/Riyadh",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "America/St_Johns",
    "Africa/Casablanca",
    "America/Santiago",
    "UTC",
)


@cache
def edge_days():
    """Days around year ends and leap days, where pages meet."""
    return st.builds(
        lambda year, around, shift: around(year) + timedelta(days=shift),
        st.integers(2024, 2029),
        st.sampled_from(
            [lambda year: date(year, 1, 1), lambda year: date(year, 2, 28), lambda year: date(year, 12, 24)]
        ),
        st.integers(-1, 10),
    ).filter(lambda day: FIRST <= day <= LAST)


@cache
def days():
    return st.one_of(st.dates(FIRST, LAST), edge_days())


@cache
def weekends():
    return st.sampled_from([{5, 6}, {4, 5}, {6}, {5}, set(), {3, 4}])


@cache
def holiday_sets(max_size=40):
    """Days off: scattered ones, and long runs such as Golden Week."""
    runs = st.builds(lambda day, length: {day + timedelta(days=n) for n in range(length)}, days(), st.integers(1, 12))
    scattered = st.sets(days(), max_size=max_size)
    return st.builds(lambda one, other: one | set().union(*other), scattered, st.lists(runs, max_size=3))


@st.composite
def calendars(draw, make_up=True):
    """Calendars with any weekend, holidays and make-up working days. Every year has business days."""
    return BusinessCalendar.of(
        draw(holiday_sets()),
        weekend=draw(weekends()),
        make_up=draw(st.sets(days(), max_size=10)) if make_up else (),
    )


@st.composite
def moments(draw):
    """Aware moments; a fifth of them near a DST change of their zone, in a gap or a fold."""
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    day = draw(days())
    if draw(st.integers(0, 4)) == 0:
        changes = dst_changes(zone, day.year)
        if changes:
            change = draw(st.sampled_from(changes))
            return (change + timedelta(minutes=draw(st.integers(-180, 180)))).astimezone(zone)
    minute = draw(st.integers(0, 24 * 60 - 1))
    wall = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(minutes=minute)
    return wall.astimezone(UTC).astimezone(zone)


@cache
def dst_changes(zone, year):
    """The instants (UTC) at which the offset of `zone` changes in `year`: no day has two."""
    found, day = [], datetime(year, 1, 1, tzinfo=UTC)
    while day.year == year:
        following = day + timedelta(days=1)
        if _offset(zone, day) != _offset(zone, following):
            hours = [day + timedelta(hours=n) for n in range(25)]
            found += [two for one, two in pairwise(hours) if _offset(zone, one) != _offset(zone, two)]
        day = following
    return found


def _offset(zone, moment):
    return moment.astimezone(zone).utcoffset()


@cache
def people():
    return st.builds(
        Person,
        st.one_of(st.none(), st.sampled_from(["Ann Lee", "Bo Chen", "Cy Díaz", "Di O'Hara"])),
        st.sampled_from(["ann@acme.com", "bo@acme.com", "cy@acme.com", "di@acme.com"]),
    )


@cache
def groups():
    return st.lists(people(), max_size=4, unique_by=lambda person: person.email).map(tuple)


@st.composite
def timelines(draw, end):
    """What may have been said at an interview that ended at `end`; None: nothing."""
    day = end.date() + timedelta(days=draw(st.integers(0, 45)))
    promise = draw(
        st.sampled_from([None, AnswerBy(day), ContactInvited(day), SilenceMeansNo(), SilenceMeansNo(day), Undated()])
    )
    no_calls, no_contact = draw(st.booleans()), draw(st.integers(0, 9)) == 0
    if promise is None and not no_calls and not no_contact:
        return None
    return StatedTimeline(promise, no_calls=no_calls, no_contact=no_contact, text="their words")


@st.composite
def interviews(draw, uid="i1", company="Acme", stated=None):
    """Interviews of up to four hours. `stated`: False: nothing was said; a strategy; None: anything may have been."""
    end = draw(moments())
    minutes = draw(st.integers(10, 240))
    start = (end.astimezone(UTC) - timedelta(minutes=minutes)).astimezone(end.tzinfo)
    timeline = None if stated is False else draw(timelines(end) if stated is None else stated)
    return Interview(
        uid=uid,
        start=start,
        end=end,
        summary=f"Interview at {company}",
        company=company,
        role=draw(st.sampled_from([None, "Data Engineer"])),
        interviewers=draw(groups()),
        office=Office(),
        timeline=timeline,
    )


class DayRules(NamedTuple):
    """What a calendar is made of, as plain sets, so that an oracle need not ask the calendar."""

    weekend: frozenset[int] = frozenset({5, 6})
    holidays: frozenset[date] = frozenset()
    make_up: frozenset[date] = frozenset()
    closed: frozenset[date] = frozenset()
    opened: frozenset[date] = frozenset()

    def calendar(self, **options):
        """The calendar of these days, not yet asked about anything."""
        named = {day: f"Feast of {day.day}" for day in self.holidays}
        official = BusinessCalendar.of(named, weekend=self.weekend, make_up=self.make_up)
        return BusinessCalendar(official.year, closed=self.closed, opened=self.opened, **options)

    def works(self, day):
        """B1, told in words: who is asked first, wins."""
        if day in self.opened:
            return True
        if day in self.closed:
            return False
        if day in self.make_up:
            return True
        return day not in self.holidays and day.weekday() not in self.weekend


@st.composite
def situations(draw, make_up=True, employer=True):
    """Rules whose days lie close together, so that they meet, and a day among them."""
    anchor = draw(days())
    near = st.integers(-20, 20).map(lambda shift: anchor + timedelta(days=shift))
    few = st.frozensets(near, max_size=8)
    week = st.integers(-20, 10).map(lambda shift: {anchor + timedelta(days=shift + n) for n in range(8)})
    holidays = draw(few) | (draw(week) if draw(st.booleans()) else frozenset())
    rules = DayRules(
        frozenset(draw(weekends())),
        frozenset(holidays),
        draw(few) if make_up else frozenset(),
        draw(few) if employer else frozenset(),
        draw(few) if employer else frozenset(),
    )
    return rules, draw(near)


@cache
def counts():
    """Numbers of business days, at least one; some reach over several years."""
    return st.one_of(st.integers(1, 12), st.integers(200, 900))


@st.composite
def periods(draw, near):
    """Periods of up to a day, not empty, that begin within a day and a half of the moment `near`; in any zone."""
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    start = near.astimezone(UTC) + timedelta(minutes=draw(st.integers(-36 * 60, 36 * 60)))
    end = start + timedelta(minutes=draw(st.integers(1, 24 * 60)))
    return Period(start.astimezone(zone), end.astimezone(zone))


@st.composite
def day_counts(draw, least, most):
    return draw(st.sampled_from([BusinessDays, CalendarDays]))(draw(st.integers(least, most)))


@st.composite
def spans(draw, least=1):
    """Up to three spans of one day, in order."""
    quarters = draw(st.lists(st.integers(0, 95), min_size=2 * least, max_size=6, unique=True).map(sorted))
    ends = [time(n // 4, n % 4 * 15) for n in quarters[: len(quarters) // 2 * 2]]
    return tuple(zip(ends[::2], ends[1::2], strict=True))


@cache
def days_named(near=date(2026, 12, 1)):
    """Days as hours may name them: weekdays, a date of each year, or one date."""
    dates = st.integers(0, 40).map(lambda n: near + timedelta(days=n))
    some = st.frozensets(st.integers(0, 6), min_size=1, max_size=5)
    return st.one_of(some, dates, dates.map(lambda day: (day.month, day.day)))


@st.composite
def hours_lines(draw):
    """Contact hours: spans on all days, and others, or none, on some."""
    named = draw(st.lists(days_named(), max_size=2, unique=True))
    named = named[:1] if all(isinstance(each, frozenset) for each in named) else named
    lines = [HoursLine(span) for span in draw(spans())]
    for days in named:
        lines += [HoursLine(span, days) for span in draw(spans(0))] or [HoursLine(None, days)]
    return tuple(lines)


_POLICY_VALUES = {
    "thank-you.due": st.integers(1, 24).map(lambda n: timedelta(hours=n)),
    "thank-you.latest": st.integers(0, 2).map(BusinessDays),
    "references.earliest": st.integers(-4, -2).map(BusinessDays),
    "references.latest": st.integers(-2, -1).map(BusinessDays),
    "check-in.count": st.integers(0, 1),
    "check-in.channel": st.sampled_from([Channel.PHONE, Channel.EMAIL]),
    "check-in.earliest": day_counts(7, 12),
    "check-in.latest": day_counts(9, 20),
    "check-in.after-answer": day_counts(1, 5),
    "closing.count": st.integers(0, 1),
    "closing.after": day_counts(7, 40),
    "closing.within": day_counts(1, 12),
    "spacing.days": st.integers(7, 30).map(CalendarDays),
    "hours.note": hours_lines(),
    "hours.mail": hours_lines(),
    "hours.call": hours_lines(),
    "own-hours.note": hours_lines() | st.just(()),
    "own-hours.mail": hours_lines() | st.just(()),
    "own-hours.call": hours_lines() | st.just(()),
    "own-hours.zone": st.sampled_from(["", "Europe/Berlin", "Australia/Lord_Howe"]),
}


def policy_values(key):
    """Values that a key of a policy may have, by itself."""
    texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=20)
    return _POLICY_VALUES.get(key, texts.filter(str.strip))


@st.composite
def policy_changes(draw, keys=KEYS):
    """What a layer changes: a few values by key, which may be right together or not."""
    chosen = draw(st.lists(st.sampled_from(keys), max_size=8, unique=True)) if keys else []
    return {key: draw(policy_values(key)) for key in chosen}


@st.composite
def policies(draw):
    """Policies of any kind within the limits."""
    for _ in range(3):
        try:
            return with_values(DEFAULT_POLICY, draw(policy_changes()))
        except PolicyError:
            continue
    return DEFAULT_POLICY


@st.composite
def tightened(draw, policy, keys=KEYS):
    """A policy that is nowhere looser than `policy`."""
    for _ in range(3):
        changes = draw(policy_changes(keys))
        kept = {key: v for key, v in changes.items() if tighter_or_equal(key, v, value_of(policy, key))}
        try:
            return with_values(policy, kept)
        except PolicyError:
            continue
    return policy
