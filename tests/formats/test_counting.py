"""Counts told day by day come to the dates of the plan, and name each day that they pass."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from followcal.core.business_days import BusinessCalendar
from followcal.core.facts import Facts, Standing
from followcal.core.freebusy import Period
from followcal.core.interview import Interview, Office
from followcal.core.planning import plan
from followcal.core.policy import Kind
from followcal.core.reason import End
from followcal.core.schedule import schedule
from followcal.core.timeline import AnswerBy, StatedTimeline
from followcal.formats.counting import Counting
from followcal.formats.json import why_json
from followcal.formats.why import why_table
from hostile import hostile
from recount import planned
from strategies import calendars, interviews, policies

THANKSGIVING = {date(2026, 11, 26): "Thanksgiving Day"}


def scheduled(interview, calendar, shift=0, **options):
    offices = {Office(): calendar}
    now = interview.end.astimezone(UTC) + timedelta(hours=shift)
    return schedule(plan([interview], offices, now=now, **options), offices, **options)


@given(interviews(), calendars(), policies(), st.integers(-300, 2000))
def test_what_is_told_comes_to_what_is_planned(interview, calendar, policy, shift):
    for step in scheduled(interview, calendar, shift, policy=policy).steps:
        counting = Counting(step.reasons, step.interview)
        assert {end: counting.count(way).moment for end, way in counting.ways.items()} == planned(step)


def spoken(step):
    counting = Counting(step.reasons, step.interview)
    return {end.value: counting.count(way).lines for end, way in counting.ways.items()}


def test_each_day_is_counted_or_named():
    end = datetime(2026, 11, 18, 15, tzinfo=UTC)
    said = StatedTimeline(AnswerBy(date(2026, 11, 25)), text="by Wednesday")
    result = scheduled(Interview(uid="1", start=end, end=end, timeline=said), BusinessCalendar.of(THANKSGIVING))
    check_in = next(step for step in result.steps if step.kind is Kind.CHECK_IN)
    assert spoken(check_in)["latest"] == [
        "Wed 25 Nov: the count begins after this day",
        "Thu 26 Nov is Thanksgiving Day",
        "Fri 27 Nov: business day 1",
        "Sat 28 Nov is weekend",
        "Sun 29 Nov is weekend",
        "Mon 30 Nov: business day 2",
        "Tue 1 Dec: business day 3",
    ]


def test_a_moment_that_the_user_chose_is_told_in_the_zone_of_the_interview():
    end = datetime(2026, 11, 18, 15, tzinfo=ZoneInfo("America/New_York"))
    met, office = Interview(uid="1", start=end, end=end), {Office(): BusinessCalendar.of(THANKSGIVING)}
    first = next(s for s in scheduled(met, office[Office()]).steps if s.kind is Kind.CHECK_IN)
    at = datetime(2026, 11, 26, 15, 30, tzinfo=UTC)
    period = Period(at, at + timedelta(minutes=15))
    stands = Standing(first.uid, first.kind, met.key, end, period, first.window, pinned=True)
    result = schedule(plan([met], office, now=end, facts=Facts({first.uid: stands})), office)
    step = next(s for s in result.steps if s.kind is Kind.CHECK_IN)
    counting = Counting(step.reasons, met)
    assert str(counting.count(counting.ways[End.START]).moment) == str(step.start) == "2026-11-26 10:30:00-05:00"
    told = json.loads(why_json(result, [(step,)], office, {}, warnings=[]))["steps"][0]
    ways = [each["way"] for reason in told["reasons"] for each in reason["ends"]]
    assert {"moment": "2026-11-26T10:30:00-05:00", "seconds": 0} in ways


@given(interviews(), calendars(), st.integers(-300, 2000))
def test_every_moment_of_the_reasoning_has_the_offset_of_the_zone_of_the_interview(interview, calendar, shift):
    result = scheduled(interview, calendar, shift)
    told = json.loads(why_json(result, list(result.events()), {Office(): calendar}, {}, warnings=[]))
    zone = interview.end.tzinfo
    for text in re.findall(r"\d{4}-\d\d-\d\dT[^\"]+", json.dumps(told["steps"])):
        moment = datetime.fromisoformat(text)
        assert moment.utcoffset() == moment.astimezone(zone).utcoffset()


def test_days_of_any_kind_are_told_as_a_sum_and_the_move_to_a_business_day_by_name():
    end = datetime(2026, 11, 19, 15, tzinfo=UTC)
    result = scheduled(Interview(uid="1", start=end, end=end), BusinessCalendar.of(THANKSGIVING))
    check_in = next(step for step in result.steps if step.kind is Kind.CHECK_IN)
    assert spoken(check_in)["earliest"] == [
        "Thu 19 Nov and 7 days: Thu 26 Nov",
        "Thu 26 Nov is Thanksgiving Day",
        "Fri 27 Nov: the next business day",
    ]
    assert spoken(check_in)["latest"] == [
        "Thu 19 Nov and 10 days: Sun 29 Nov",
        "Sun 29 Nov is weekend",
        "Sat 28 Nov is weekend",
        "Fri 27 Nov: the last business day",
    ]


@given(hostile, hostile)
def test_what_a_calendar_says_cannot_move_the_cursor(company, text):
    end = datetime(2026, 11, 18, 15, tzinfo=UTC)
    said = StatedTimeline(AnswerBy(date(2026, 11, 25), other=date(2026, 11, 20)), text=text)
    interview = Interview(uid="1", start=end, end=end, company=company, role=text, timeline=said)
    calendar = BusinessCalendar.of(THANKSGIVING)
    result = scheduled(interview, calendar)
    table = why_table(list(result.events()), {Office(): calendar}, {}, width=80, color=False)
    assert all(char.isprintable() or char == "\n" for char in table)
    assert "read the other way, Fri 20 Nov, it would mean contact from Mon 23 Nov" in " ".join(table.split())
