"""What takes time in a calendar, by a table of cases and by what recurring-ical-events makes of calendars of a seed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from busy_calendars import BUSY, DAY, MAYBE, ME, busy_calendar, described, ends, expanded, figures, wrapped
from calendars import calendar, event, folded
from followcal.errors import UnreadableError
from followcal.formats import busy as busy_module
from followcal.formats.busy import BusyReading, BusyTime, may_take_time, read_busy
from followcal.formats.reading import Problem
from followcal.formats.recurrence import Budget
from shares import share

BERLIN = ZoneInfo("Europe/Berlin")
READING = BusyReading(first=date(2026, 11, 1), last=date(2026, 11, 30), home=BERLIN)
HOUR = "18.11. 15:00-16:00"


def busy(data, problems=(), **how):
    """When somebody in Berlin is busy in November 2026, by the clock there."""
    reading = BusyReading(**{"first": READING.first, "last": READING.last, "home": BERLIN, **how})
    found = read_busy(data, "x.ics", reading)
    assert [problem.text for problem in found.problems] == list(problems)
    shown = sorted((period.start, period.end) for period in found.periods)
    return [f"{a.astimezone(BERLIN):%d.%m. %H:%M}-{_end(a.astimezone(BERLIN), b.astimezone(BERLIN))}" for a, b in shown]


def _end(start, end):
    return f"{end:%H:%M}" if start.date() == end.date() else f"{end:%d.%m. %H:%M}"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], True),
        (["TRANSP:OPAQUE"], True),
        (["TRANSP:TRANSPARENT"], False),
        (["transp: transparent"], False),
        (["STATUS:CONFIRMED"], True),
        (["STATUS:CANCELLED"], False),
        (["STATUS:TENTATIVE"], None),
        (["X-MICROSOFT-CDO-BUSYSTATUS:BUSY"], True),
        (["X-MICROSOFT-CDO-BUSYSTATUS:OOF"], True),
        (["X-MICROSOFT-CDO-BUSYSTATUS:FREE"], False),
        (["X-MICROSOFT-CDO-BUSYSTATUS:FREE", "TRANSP:OPAQUE"], False),
        (["X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE"], False),
        (["X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE"], None),
        (["ATTENDEE;PARTSTAT=ACCEPTED:mailto:me@home.example"], True),
        (["ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:me@home.example"], True),
        (["ATTENDEE;PARTSTAT=DECLINED:mailto:Me@Home.example"], False),
        (["ATTENDEE;PARTSTAT=DECLINED:mailto:me+jobs@home.example"], False),
        (["ATTENDEE;PARTSTAT=DELEGATED:mailto:me@home.example"], False),
        (["ATTENDEE;PARTSTAT=TENTATIVE:mailto:me@home.example"], None),
        (["ATTENDEE;PARTSTAT=DECLINED:mailto:her@home.example"], True),
        (["X-FOLLOWCAL-KIND:check-in"], False),
        (["COMMENT:X-FOLLOWCAL-KIND:check-in"], True),
    ],
)
def test_what_an_event_says_of_itself_decides(lines, expected):
    """None: the user decides."""
    data = calendar(event(*lines))
    me = frozenset({ME})
    assert busy(data, me=me) == [HOUR] * (expected is not False)
    assert busy(data, me=me, tentative=False) == [HOUR] * (expected is True)


def test_without_addresses_of_the_user_the_only_guest_from_outside_is_the_user():
    organizer = "ORGANIZER:mailto:ann@acme.example"
    guests = [f"ATTENDEE;PARTSTAT=DECLINED:mailto:{name}" for name in ("bob@acme.example", "jo@home.example")]
    assert busy(calendar(event(organizer, guests[0], guests[1]))) == []
    assert busy(calendar(event(organizer, guests[0]))) == [HOUR]


@pytest.mark.parametrize(
    ("lines", "expected", "if_all_count"),
    [
        ([], False, True),
        (["TRANSP:OPAQUE"], True, True),
        (["TRANSP:TRANSPARENT"], False, False),
        (["X-MICROSOFT-CDO-BUSYSTATUS:OOF"], True, True),
        (["X-MICROSOFT-CDO-BUSYSTATUS:FREE"], False, False),
        (["STATUS:CANCELLED", "TRANSP:OPAQUE"], False, False),
    ],
)
def test_a_whole_day_takes_time_if_it_says_so(lines, expected, if_all_count):
    day = ["18.11. 00:00-19.11. 00:00"]
    data = calendar(event(*lines, start="DTSTART;VALUE=DATE:20261118", end=""))
    assert busy(data) == day * expected
    assert busy(data, unmarked_days=True) == day * if_all_count


def test_whole_days_are_days_at_home():
    data = calendar(event("TRANSP:OPAQUE", start="DTSTART;VALUE=DATE:20261118", end="DTEND;VALUE=DATE:20261120"))
    assert busy(data) == ["18.11. 00:00-20.11. 00:00"]
    assert busy(data, home=ZoneInfo("Asia/Kathmandu")) == ["17.11. 19:15-19.11. 19:15"]
    assert busy(data.replace(b"PRODID", b"X-WR-TIMEZONE:America/New_York\r\nPRODID")) == ["18.11. 00:00-20.11. 00:00"]


def test_a_day_of_25_hours_is_one():
    data = calendar(event("TRANSP:OPAQUE", start="DTSTART;VALUE=DATE:20261025", end=""))
    found = read_busy(data, "x", BusyReading(first=date(2026, 10, 1), last=date(2026, 10, 31), home=BERLIN))
    assert [period.end - period.start for period in found.periods] == [timedelta(hours=25)]


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("", []),
        ("DTEND:20261118T140000Z", []),
        ("DURATION:PT0S", []),
        ("DURATION:PT90M", ["18.11. 15:00-16:30"]),
        ("DURATION:P1DT1H", ["18.11. 15:00-19.11. 16:00"]),
    ],
)
def test_without_a_length_it_takes_no_time(end, expected):
    assert busy(calendar(event(end=end))) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("DTSTART:20261118T140000", ["18.11. 14:00-15:00"]),
        ("DTSTART;TZID=Asia/Kathmandu:20261118T140000", ["18.11. 09:15-10:15"]),
        ("DTSTART;TZID=Australia/Lord_Howe:20261118T140000", ["18.11. 04:00-05:00"]),
    ],
)
def test_zones_are_those_of_the_event_else_home(start, expected):
    assert busy(calendar(event(start=start, end="DURATION:PT1H"))) == expected


def test_an_unknown_zone_is_told_once():
    events = [event(uid=str(n), start="DTSTART;TZID=Nowhere:20261118T140000", end="DURATION:PT1H") for n in range(3)]
    found = read_busy(calendar(*events), "x.ics", READING)
    assert len(found.periods) == 3
    assert [(problem.line, problem.lost) for problem in found.problems] == [(7, False)]
    assert "unknown time zone 'Nowhere'" in found.problems[0].text


class TestSeries:
    @pytest.mark.parametrize(
        ("lines", "expected"),
        [
            (["RRULE:FREQ=DAILY"], 13),
            (["RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20261119T140000Z"], 2),
            (["RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"], 9),
            (["RRULE:FREQ=DAILY;BYHOUR=8,20;COUNT=4"], 5),
            (["RRULE:FREQ=HOURLY;INTERVAL=6;COUNT=8"], 8),
            (["RDATE:20261120T140000Z,20261121T140000Z"], 3),
        ],
    )
    def test_every_instance_takes_time(self, lines, expected):
        assert len(busy(calendar(event(*lines)))) == expected

    def test_a_stand_up_of_a_year_is_read(self):
        data = calendar(
            event("RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", start="DTSTART:20200106T090000Z", end="DURATION:PT15M")
        )
        found = read_busy(data, "x", BusyReading(first=date(2026, 1, 1), last=date(2026, 12, 31), home=BERLIN))
        assert (len(found.periods), found.problems) == (261, [])

    def test_an_instance_takes_time_as_its_own_event_says(self):
        rule = event("RRULE:FREQ=DAILY;COUNT=4")
        off = event("RECURRENCE-ID:20261119T140000Z", "STATUS:CANCELLED", start="DTSTART:20261119T140000Z", end="")
        free = event("RECURRENCE-ID:20261120T140000Z", "TRANSP:TRANSPARENT", start="DTSTART:20261120T140000Z", end="")
        moved = event("RECURRENCE-ID:20261121T140000Z", start="DTSTART:20261125T090000Z", end="DURATION:PT3H")
        assert busy(calendar(rule, off, free, moved)) == [HOUR, "25.11. 10:00-13:00"]

    def test_one_that_is_free_may_take_time_once(self):
        rule = event("RRULE:FREQ=DAILY;COUNT=4", "TRANSP:TRANSPARENT")
        taken = event("RECURRENCE-ID:20261119T140000Z", start="DTSTART:20261119T140000Z", end="DURATION:PT1H")
        assert busy(calendar(rule, taken)) == ["19.11. 15:00-16:00"]

    def test_an_instance_may_last_into_the_days_in_question_and_out_of_them(self):
        long = event("RRULE:FREQ=MONTHLY;COUNT=2", start="DTSTART:20261030T140000Z", end="DTEND:20261102T140000Z")
        assert busy(calendar(long)) == ["30.10. 15:00-02.11. 15:00", "30.11. 15:00-03.12. 15:00"]

    def test_all_later_ones_may_move_into_them(self):
        rule = event("RRULE:FREQ=DAILY;COUNT=3", start="DTSTART:20261020T140000Z", end="DURATION:PT1H")
        later = event(
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20261021T140000Z", start="DTSTART:20261109T090000Z", end="DURATION:PT2H"
        )
        assert busy(calendar(rule, later)) == ["09.11. 10:00-12:00", "10.11. 10:00-12:00"]

    def test_an_added_date_may_say_how_long_it_is(self):
        data = calendar(event("RDATE;VALUE=PERIOD:20261120T140000Z/PT3H,20261121T140000Z/20261121T143000Z"))
        assert busy(data) == [HOUR, "20.11. 15:00-18:00", "21.11. 15:00-15:30"]

    def test_in_utc_it_keeps_its_time_in_utc(self):
        weekly = event("RRULE:FREQ=WEEKLY;COUNT=6", start="DTSTART:20261014T140000Z", end="DURATION:PT1H")
        october = BusyReading(first=date(2026, 10, 1), last=date(2026, 11, 30), home=BERLIN)
        found = read_busy(calendar(weekly), "x", october)
        assert {period.start.hour for period in found.periods} == {14}
        assert len(found.periods) == 6

    def test_hours_pass_and_days_are_of_the_calendar_when_the_clocks_change(self):
        october = {"first": date(2026, 10, 20), "last": date(2026, 10, 30)}
        start = "DTSTART;TZID=Europe/Berlin:20261017T220000"
        ends = "DTEND;TZID=Europe/Berlin:20261018T060000"
        weekly = "RRULE:FREQ=WEEKLY;COUNT=2"
        assert busy(calendar(event(weekly, start=start, end=ends)), **october) == ["24.10. 22:00-25.10. 05:00"]
        assert busy(calendar(event(weekly, start=start, end="DURATION:PT8H")), **october) == [
            "24.10. 22:00-25.10. 05:00"
        ]
        assert busy(calendar(event(weekly, start=start, end="DURATION:P1D")), **october) == [
            "24.10. 22:00-25.10. 22:00"
        ]

    @pytest.mark.parametrize(
        ("rule", "told"),
        [
            (
                "FREQ=MINUTELY",
                "repeats several times an hour: that is more than is followed: only its first time is read",
            ),
            ("FREQ=HOURLY;BYMINUTE=0,15,30,45", "times within 32 days"),
        ],
    )
    def test_what_repeats_too_often_keeps_its_first_time(self, rule, told, monkeypatch):
        monkeypatch.setattr(
            busy_module,
            "APPOINTMENTS",
            busy_module.APPOINTMENTS.__class__(500, 1 / 24, "that is more than is followed"),
        )
        found = read_busy(calendar(event(f"RRULE:{rule}")), "x.ics", READING)
        assert len(found.periods) == 1
        assert [problem.lost for problem in found.problems] == [True]
        assert told in found.problems[0].text


def test_newer_versions_count():
    old, new = event("SEQUENCE:1"), event("SEQUENCE:2", "STATUS:CANCELLED")
    assert busy(calendar(old, new)) == busy(calendar(new, old)) == []
    moved = [
        event(
            "RECURRENCE-ID:20261118T140000Z",
            f"SEQUENCE:{n}",
            start=f"DTSTART:202611{19 + n}T140000Z",
            end="DURATION:PT1H",
        )
        for n in (2, 1)
    ]
    assert busy(calendar(*moved)) == ["21.11. 15:00-16:00"]


@pytest.mark.parametrize(
    ("method", "expected"), [("REQUEST", 1), ("PUBLISH", 1), ("CANCEL", 0), ("REPLY", 0), ("COUNTER", 0)]
)
def test_nothing_is_held_for_answers_and_cancellations(method, expected):
    assert len(busy(calendar(event(), head=f"METHOD:{method}\r\n"))) == expected


class TestReports:
    @staticmethod
    def report(*lines):
        return calendar("\r\n".join(["BEGIN:VFREEBUSY", "UID:f", *lines, "END:VFREEBUSY", ""]))

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("FREEBUSY:20261118T140000Z/PT1H", [HOUR]),
            ("FREEBUSY:20261118T140000Z/20261118T150000Z", [HOUR]),
            ("FREEBUSY;FBTYPE=BUSY:20261118T140000Z/PT1H", [HOUR]),
            ("FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261118T140000Z/PT1H", [HOUR]),
            ("FREEBUSY;FBTYPE=X-SOMETHING:20261118T140000Z/PT1H", [HOUR]),
            ("FREEBUSY;FBTYPE=FREE:20261118T140000Z/PT1H", []),
            ("FREEBUSY:20261118T140000Z/PT1H,20261119T140000Z/PT2H", [HOUR, "19.11. 15:00-17:00"]),
            ("FREEBUSY:20260918T140000Z/PT1H", []),
        ],
    )
    def test_they_say_when_somebody_is_busy(self, line, expected):
        assert busy(self.report(line)) == expected

    def test_tentative_is_as_the_user_wants(self):
        data = self.report("FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261118T140000Z/PT1H")
        assert (busy(data), busy(data, tentative=False)) == ([HOUR], [])

    @pytest.mark.parametrize(
        "period", ["soon", "20261118T140000Z/soon", "20261118T140000Z/P", "20261118T140000Z/20261118T130000Z"]
    )
    def test_a_period_that_cannot_be_read_costs_itself_only(self, period):
        found = read_busy(self.report(f"FREEBUSY:{period},20261118T140000Z/PT1H"), "x.ics", READING)
        assert len(found.periods) == 1
        assert [(problem.line, problem.lost) for problem in found.problems] == [(6, True)]

    def test_they_answer_a_question(self):
        data = self.report("FREEBUSY:20261118T140000Z/PT1H").replace(b"PRODID", b"METHOD:REPLY\r\nPRODID")
        assert busy(data) == [HOUR]


class TestProblems:
    def test_one_event_that_cannot_be_read_costs_itself_only(self):
        data = calendar(event(uid="bad", start="DTSTART:soon"), event(uid="good"))
        found = read_busy(data, "x.ics", READING)
        assert len(found.periods) == 1
        assert [str(problem) for problem in found.problems] == [
            "x.ics: line 4: event bad: has no valid DTSTART ('soon')"
        ]

    def test_of_one_that_takes_no_time_nothing_is_told(self):
        assert busy(calendar(event("TRANSP:TRANSPARENT", start="DTSTART:soon"))) == []

    @pytest.mark.parametrize("data", [b"", b"hello", b"\0\1\2", b"BEGIN:VCARD\r\nEND:VCARD\r\n"])
    def test_what_is_no_calendar_is_said_to_be_none(self, data):
        with pytest.raises(UnreadableError, match=r"x\.ics: not an iCalendar file"):
            read_busy(data, "x.ics", READING)

    def test_a_calendar_without_events_is_free(self):
        assert busy(calendar()) == []

    def test_they_are_told_up_to_a_limit(self):
        found = read_busy(calendar(*(event(uid=str(n), start="DTSTART:soon") for n in range(150))), "x", READING)
        assert (len(found.problems), found.more_problems) == (100, 50)
        found.add(BusyTime(problems=[Problem("y", 0, "", "z")], more_problems=2))
        assert (len(found.problems), found.more_problems) == (100, 53)

    def test_so_are_periods(self, monkeypatch):
        monkeypatch.setattr(busy_module, "MAX_PERIODS", 5)
        found = read_busy(calendar(event("RRULE:FREQ=DAILY")), "x", READING)
        assert len(found.periods) == 5
        assert "more than 5 times" in found.problems[0].text

    def test_and_bytes(self, monkeypatch):
        monkeypatch.setattr(busy_module, "MAX_KEPT", 1000)
        found = read_busy(calendar(*(event(uid=str(n)) for n in range(9))), "x", READING)
        assert len(found.periods) == 1
        assert "8 are left out" in found.problems[0].text

    def test_sources_of_one_budget_are_bounded_together(self):
        budget = Budget(1000)
        series = [calendar(event("RRULE:FREQ=DAILY;COUNT=9")) for _ in range(4)]
        found = [read_busy(data, "x", READING, budget) for data in series]
        assert [len(each.periods) for each in found] == [9, 9, 1, 1]
        assert "more series" in found[-1].problems[0].text


@share(0.25)
@given(st.integers(0, 3000), st.integers(20, 80))
def test_folding_and_cutting_into_chunks_change_nothing(seed, width):
    made = busy_calendar(seed)
    data = folded(made.data, width)
    chunks = [data[at : at + 4000] for at in range(0, len(data), 4000)]
    assert ours(made, chunks) == ours(made)


@share(0.25)
@given(st.integers(0, 3000), st.data())
def test_the_order_of_events_changes_nothing(seed, data):
    made = busy_calendar(seed)
    head, *parts = made.data.replace(b"END:VCALENDAR\r\n", b"").split(b"BEGIN:VEVENT")
    shuffled = data.draw(st.permutations(parts))
    if not any(b"VTODO" in part or b"VFREEBUSY" in part for part in parts):
        assert ours(made, b"BEGIN:VEVENT".join([head, *shuffled, b""])[:-12] + b"END:VCALENDAR\r\n") == ours(made)


def ours(made, data=None, **how):
    reading = BusyReading(first=made.first, last=made.last, home=made.home, me=frozenset({ME}), **how)
    found = read_busy(data or made.data, "x.ics", reading)
    assert not [problem for problem in found.problems if problem.lost]
    return made.merged((period.start, period.end) for period in found.periods)


def by_the_rfc(made, seen):
    """When which events are, by recurring-ical-events, with what their titles say of them.

    It keeps the clock of an end where the clocks change between start and end, of this instance or of the first one. By
    RFC 5545 (3.8.5.3) time passes, but for whole days of a DURATION: there the length in the title decides.
    """
    for title, start, end in expanded(made):
        label, _, said = title.partition(" ")
        seen["instances"] += 1
        until = end
        if said and "UTC" not in said:
            until = ends(title, start)
            assert abs(until - end.astimezone(UTC)) <= timedelta(hours=1)
            seen["over a change of the clocks"] += until != end.astimezone(UTC)
        yield label, start, until


def agree(seeds, record):
    """The busy time of calendars is what an expansion of their events makes of it, in all ways to count it."""
    seen = Counter()
    all_made = [busy_calendar(seed) for seed in seeds]
    for made in all_made:
        instances = list(by_the_rfc(made, seen))
        for how, titles in (
            ({}, {BUSY, MAYBE}),
            ({"tentative": False}, {BUSY}),
            ({"unmarked_days": True}, {BUSY, MAYBE, DAY}),
        ):
            taken = [(start, end) for label, start, end in instances if label in titles]
            found, expected = ours(made, **how), made.merged([*made.reported, *taken])
            assert found == expected, described(made, found, expected)
    record("oracle", f"recurring-ical-events: {figures(all_made, seen)}")
    return seen


def test_busy_time_is_that_of_recurring_ical_events(record_property):
    seen = agree(range(40), record_property)
    assert seen["instances"] > 500
    assert seen["over a change of the clocks"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1000, 1600, 100))
def test_busy_time_is_that_of_recurring_ical_events_hundreds_of_times(first, record_property):
    agree(range(first, first + 100), record_property)


def test_a_look_at_an_object_never_leaves_out_what_takes_time():
    seen = Counter()
    for seed in range(40):
        made = busy_calendar(seed)
        reading = BusyReading(first=made.first, last=made.last, home=made.home, unmarked_days=True)
        for each in made.events:
            data = wrapped(*each, zones=made.zones)
            looked_at = may_take_time(data, reading)
            seen[looked_at] += 1
            assert looked_at or not read_busy(data, "x", reading).periods, data.decode()
    assert seen[True] > 100


@given(
    st.integers(-70, 70),
    st.integers(0, 60 * 24),
    st.sampled_from(["", ";TZID=Pacific/Auckland", ";TZID=Our Zone"]),
    st.sampled_from(["UTC", "Pacific/Apia", "America/Los_Angeles"]),
)
def test_nor_does_it_for_single_events_around_the_days(days, hours, zone, home):
    start = datetime(2026, 11, 15, 12) + timedelta(days=days)  # noqa: DTZ001
    end = start + timedelta(hours=hours)
    item = calendar(event(start=f"DTSTART{zone}:{start:%Y%m%dT%H%M%S}", end=f"DTEND{zone}:{end:%Y%m%dT%H%M%S}"))
    reading = BusyReading(first=date(2026, 11, 1), last=date(2026, 11, 30), home=ZoneInfo(home))
    assert may_take_time(item, reading) or not read_busy(item, "x", reading).periods


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (calendar(event(start="DTSTART:20200101T100000Z", end="DURATION:PT1H")), True),  # how long, is not looked at
        (calendar(event(start="DTSTART:20200101T100000Z", end="DTEND:20200101T110000Z")), False),
        (calendar(event("RRULE:FREQ=WEEKLY", start="DTSTART:20200101T100000Z", end="DTEND:20200101T110000Z")), True),
        (
            calendar(event(start="DTSTART:20200101T100000Z", end="DTEND:20200101T110000Z")).decode().encode("utf-16"),
            True,
        ),
        (calendar(event(start="DTSTART:20200101T100000Z", end="")).replace(b"\r\n", b"\r"), True),
        (calendar(*[event(start=f"DTSTART:20{year}0101T100000Z", end="") for year in (20, 26)]), True),
        (calendar("BEGIN:VFREEBUSY\r\nFREEBUSY:20200101T100000Z/PT1H\r\nEND:VFREEBUSY\r\n"), True),
        (b"", True),
    ],
)
def test_what_may_take_time_at_a_look(data, expected):
    assert may_take_time(data, BusyReading(first=date(2026, 11, 1), last=date(2026, 11, 30), home=UTC)) is expected
