"""Series: which instances there are, whatever is written carelessly, and what of them is moved or called off."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from calendars import EVERYTHING, calendar, event, interviews, read
from followcal.formats.prescan import Days
from followcal.formats.recurrence import Budget
from followcal.formats.times import UnusableError

BERLIN = ZoneInfo("Europe/Berlin")
START = ";TZID=Europe/Berlin:20261118T140000"


def series(*lines, start=START, end=";TZID=Europe/Berlin:20261118T150000", **more):
    end = f"DTEND{end}" if end else ""
    return event(*lines, start=f"DTSTART{start}", end=end, title="Series", **more)


def override(recurrence_id, start, *lines, title="Moved"):
    return event(f"RECURRENCE-ID{recurrence_id}", *lines, start=f"DTSTART{start}", end="", title=title)


def times(*components, reading=EVERYTHING):
    """The days and hours of all instances, by the clock in Berlin."""
    found = interviews(calendar(*components), reading)
    return [f"{each.start.astimezone(BERLIN):%d.%m. %H:%M}" for each in sorted(found, key=lambda each: each.start)]


WEEKLY = ["18.11. 14:00", "25.11. 14:00", "02.12. 14:00"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["RRULE:FREQ=WEEKLY;COUNT=3"], WEEKLY),
        (["rrule:freq=weekly;count=3"], WEEKLY),
        (["RRULE:FREQ=WEEKLY;UNTIL=20261202"], WEEKLY),
        (["RRULE:FREQ=WEEKLY;UNTIL=20261202T140000"], WEEKLY),
        (["RRULE:FREQ=WEEKLY;UNTIL=20261202T130000Z"], WEEKLY),
        (["RRULE:FREQ=WEEKLY;UNTIL=20261202T125959Z"], WEEKLY[:2]),
        (["RRULE:FREQ=WEEKLY;UNTIL=99991231T235959Z;COUNT=3"], WEEKLY),
        (["RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;VALUE=DATE:20261125"], [WEEKLY[0], WEEKLY[2]]),
        (["RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20261125T130000Z"], [WEEKLY[0], WEEKLY[2]]),
        (["RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=Asia/Tokyo:20261125T220000"], [WEEKLY[0], WEEKLY[2]]),
        (["RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20261125T130000Z,20261202T130000Z"], WEEKLY[:1]),
        (["RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:soon,20261125T130000Z"], [WEEKLY[0], WEEKLY[2]]),
        (["RDATE;TZID=Europe/Berlin:20261125T140000,20261202T140000"], WEEKLY),
        (["RDATE;VALUE=DATE:20261125,20261202"], WEEKLY),
        (["RDATE;VALUE=PERIOD:20261125T130000Z/PT1H,20261202T130000Z/20261202T140000Z"], WEEKLY),
        (["RRULE:FREQ=WEEKLY;COUNT=2", "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2"], WEEKLY),
        (["RRULE:FREQ=MONTHLY;COUNT=2;BYMONTHDAY=18"], ["18.11. 14:00", "18.12. 14:00"]),
        (["RRULE:FREQ=MONTHLY;COUNT=2;BYDAY=3WE"], ["18.11. 14:00", "16.12. 14:00"]),
        (["RRULE:FREQ=YEARLY;COUNT=1;BYMONTH=11;BYMONTHDAY=18"], WEEKLY[:1]),
        (["RRULE:FREQ=WEEKLY;COUNT=3;BYHOUR=14"], WEEKLY),
    ],
)
def test_a_series_has_the_instances_that_were_meant(lines, expected):
    assert times(series(*lines)) == expected


@pytest.mark.parametrize(
    "lines",
    [
        ["RRULE:FREQ=SOMETIMES"],
        ["RRULE:COUNT=3"],
        ["RRULE:FREQ=WEEKLY;X-OTHER=1"],
        ["RRULE:FREQ=WEEKLY;INTERVAL=-1"],
        ["RRULE:FREQ=WEEKLY;INTERVAL=1000000"],
        ["RRULE:FREQ=WEEKLY;BYDAY=XX"],
        ["RRULE:FREQ=WEEKLY;UNTIL=20261340"],
        ["RRULE:FREQ=WEEKLY;BYMONTH=13"],
        ["RRULE:FREQ=YEARLY;BYWEEKNO=99"],
        ["RRULE:FREQ=YEARLY;BYMONTHDAY=1,2;BYSETPOS=X"],
        ["RRULE:FREQ=DAILY;BYHOUR=1,2"],
        ["RDATE:" + ",".join(f"202611{day:02}T{hour:02}0000Z" for day in range(20, 29) for hour in range(10))],
    ],
)
def test_of_a_rule_that_cannot_be_followed_the_first_time_is_kept_and_told(lines):
    found = read(calendar(series(*lines)))
    assert [each.interview.start for each in found.invitations] == [datetime(2026, 11, 18, 14, tzinfo=BERLIN)]
    assert any(problem.lost and problem.line for problem in found.problems)


def test_it_keeps_its_clock_when_the_clocks_change():
    since = series("RRULE:FREQ=WEEKLY;COUNT=3", start=";TZID=Europe/Berlin:20261014T140000", end="")
    assert times(since) == ["14.10. 14:00", "21.10. 14:00", "28.10. 14:00"]


def test_whole_days_stay_whole_days():
    data = calendar(
        series("RRULE:FREQ=WEEKLY;UNTIL=20261202T000000Z", "EXDATE:20261125", start=";VALUE=DATE:20261118", end="")
    )
    found = interviews(data)
    assert [(each.recurrence_id, each.start.hour, each.end.hour, each.day) for each in found] == [
        ("20261118", 0, 17, date(2026, 11, 18)),
        ("20261202", 0, 17, date(2026, 12, 2)),
    ]


class TestOverrides:
    RULE = "RRULE:FREQ=WEEKLY;COUNT=3"

    @pytest.mark.parametrize(
        "recurrence_id",
        [
            ";TZID=Europe/Berlin:20261125T140000",
            ":20261125T130000Z",
            ";TZID=Asia/Tokyo:20261125T220000",
            ";VALUE=DATE:20261125",
            ":20261125",
            ":20261125T140000",
            ";TZID=Nowhere:20261125T140000",
        ],
    )
    @pytest.mark.parametrize("first", [True, False])
    def test_a_moved_instance_stands_in_its_place(self, recurrence_id, first):
        parts = [series(self.RULE), override(recurrence_id, ";TZID=Europe/Berlin:20261126T100000")]
        assert times(*parts[:: 1 if first else -1]) == [WEEKLY[0], "26.11. 10:00", WEEKLY[2]]

    def test_a_called_off_one_is_off_and_the_others_are_not(self):
        off = override(":20261125T130000Z", ":20261125T130000Z", "STATUS:CANCELLED")
        found = interviews(calendar(series(self.RULE), off))
        assert [each.cancelled for each in found] == [False, True, False]

    @given(st.permutations(range(3)))
    def test_of_two_the_newer_counts(self, order):
        parts = [
            series(self.RULE),
            override(":20261125T130000Z", ":20261126T090000Z", "SEQUENCE:2"),
            override(":20261125T130000Z", ":20261127T090000Z", "SEQUENCE:1"),
        ]
        assert times(*(parts[at] for at in order)) == [WEEKLY[0], "26.11. 10:00", WEEKLY[2]]

    def test_one_that_cannot_be_read_costs_itself_only(self):
        parts = [override(":soon", ":20261126T090000Z"), override(":20261125T130000Z", ":later", title="Bad")]
        found = read(calendar(series(self.RULE), *parts))
        assert len(found.invitations) == 3
        assert {problem.lost for problem in found.problems} == {True}
        assert len(found.problems) == 2

    def test_one_without_its_series_is_read(self):
        assert times(override(":20261125T130000Z", ":20261126T090000Z")) == ["26.11. 10:00"]
        found = read(calendar(override(":soon", ":20261126T090000Z"), event(uid="other")))
        assert (len(found.invitations), len(found.problems)) == (1, 1)

    def test_one_of_a_single_event_takes_its_place(self):
        moved = override(":20261118T130000Z", ":20261119T090000Z")
        assert times(series(), moved) == ["19.11. 10:00"]

    def test_one_that_is_moved_into_the_days_is_found_and_one_moved_out_is_too(self):
        reading = replace(EVERYTHING, days=Days(date(2026, 11, 20), date(2026, 11, 30)))
        far = override(":20261202T130000Z", ":20261127T090000Z")
        assert times(series(self.RULE), far, reading=reading) == ["25.11. 14:00", "27.11. 10:00"]

    def test_a_change_of_all_later_ones_holds_for_them(self):
        later = override(";RANGE=THISANDFUTURE:20261125T130000Z", ":20261126T090000Z", "DURATION:PT3H")
        data = calendar(series(self.RULE), later)
        assert times(series(self.RULE), later) == [WEEKLY[0], "26.11. 10:00", "03.12. 10:00"]
        found = interviews(data)
        assert [each.summary for each in found] == ["Series", "Moved", "Moved"]
        assert [(each.end - each.start) / timedelta(hours=1) for each in found] == [1, 3, 3]
        assert len({each.recurrence_id for each in found}) == 3


def test_what_is_spent_is_spent():
    budget = Budget(100)
    budget.spend(60)
    with pytest.raises(UnusableError, match="more series"):
        budget.spend(60)
    assert budget.steps == 40


def test_a_source_of_too_many_series_keeps_their_first_times(monkeypatch):
    monkeypatch.setattr("followcal.formats.interviews.Budget", lambda: Budget(1000))
    found = read(calendar(*(series("RRULE:FREQ=WEEKLY;COUNT=2", uid=str(number)) for number in range(9))))
    assert len({each.interview.uid for each in found.invitations}) == 9
    assert any("more series" in problem.text for problem in found.problems)


RULES = st.builds(
    lambda freq, interval, count, days: f"FREQ={freq};INTERVAL={interval};COUNT={count}{days}",
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.integers(1, 4),
    st.integers(1, 12),
    st.sampled_from(["", ";BYDAY=MO,TH", ";BYMONTHDAY=1,15", ";BYMONTH=1,4,11"]),
)


@given(st.lists(st.tuples(RULES, st.integers(0, 300), st.booleans()), min_size=1, max_size=3))
def test_well_formed_series_are_those_of_recurring_ical_events(made):
    import icalendar
    import recurring_ical_events

    parts = []
    for number, (rule, days, has_zone) in enumerate(made):
        start = datetime(2026, 3, 2, 10) + timedelta(days=days)  # noqa: DTZ001
        at = f";TZID=Europe/Berlin:{start:%Y%m%dT%H%M%S}" if has_zone else f":{start:%Y%m%dT%H%M%S}Z"
        parts.append(series(f"RRULE:{rule}", uid=str(number), start=at, end=""))
    data = calendar(*parts)
    first, last = date(2026, 1, 1), date(2027, 12, 31)
    plain = recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between(first, last + timedelta(days=1))
    expected = sorted((str(each["UID"]), each["DTSTART"].dt.astimezone(UTC)) for each in plain)
    found = interviews(data, replace(EVERYTHING, days=Days(first, last)))
    assert sorted((each.uid, each.start.astimezone(UTC)) for each in found) == expected


def test_what_the_library_cannot_expand_keeps_its_first_time(monkeypatch):
    import recurring_ical_events

    monkeypatch.setattr(recurring_ical_events, "of", lambda calendar: {}[calendar])
    found = read(calendar(series("RRULE:FREQ=WEEKLY;COUNT=3")))
    assert len(found.invitations) == 1
    assert "its repetition cannot be read" in found.problems[0].text


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["RRULE:FREQ=WEEKLY;UNTIL=20200101"], "ends before it begins"),
        (["RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"], "never comes true"),
        (["RRULE:RSCALE=HEBREW;FREQ=YEARLY"], "not understood"),
        (["RRULE:FREQ=YEARLY;BYMONTHDAY=99"], ""),
        (["RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0"], "not understood"),
        (["RRULE:FREQ=YEARLY;BYDAY=0SU;BYMONTH=4"], "its rule is not understood"),
        (["RRULE:FREQ=YEARLY;BYDAY=-0SU;BYMONTH=3"], "its rule is not understood"),
        (["RRULE:FREQ=WEEKLY;BYDAY=MO,DAY"], "its rule is not understood"),
        (["RRULE:FREQ=DAILY;COUNT=-1"], "its rule is not understood"),
        (["RRULE:FREQ=DAILY;COUNT=0"], "its rule is not understood"),
        (["RRULE:FREQ=DAILY;BYHOUR=99"], "its rule is not understood"),
    ],
)
def test_why_is_told(lines, told):
    found = read(calendar(series(*lines)))
    assert len(found.invitations) == 1
    assert told in found.problems[0].text


def test_a_rule_in_the_calendar_of_all_others_is_one():
    assert times(series("RRULE:RSCALE=GREGORIAN;FREQ=WEEKLY;COUNT=3;SKIP=OMIT")) == WEEKLY


def test_a_leap_day_comes_every_four_years():
    reading = replace(EVERYTHING, days=Days(date(2024, 1, 1), date(2032, 12, 31)))
    leap = series("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", start=":20240229T100000Z", end="")
    assert [each.start.year for each in interviews(calendar(leap), reading)] == [2024, 2028, 2032]


def test_a_daily_series_since_ages_is_not_counted_through():
    found = read(
        calendar(series("RRULE:FREQ=DAILY", start=":19000101T100000Z", end="")),
        replace(EVERYTHING, days=Days(date(2026, 11, 1), date(2026, 12, 1))),
    )
    assert "repeats since 1900-01-01" in found.problems[0].text
