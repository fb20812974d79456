"""`followcal.plan`: the steps keep out of the way of what else the user has to do, where the user is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import followcal

NEW_YORK = ZoneInfo("America/New_York")
END = datetime(2026, 11, 18, 15, 30, tzinfo=NEW_YORK)
INTERVIEW = followcal.Interview(uid="1", start=END - timedelta(hours=1), end=END, company="Acme")
OWN = '[own-hours]\n{zone}call = ["14:00-16:00"]\n'


def period(day, hour, hours):
    start = datetime(2026, 11, day, hour, tzinfo=NEW_YORK)
    return followcal.Period(start, start + timedelta(hours=hours))


def starts(**more):
    steps = followcal.plan([INTERVIEW], now=END, **more).steps
    return {step.kind: f"{step.start:%d.%m. %H:%M}" for step in steps}


def hits(busy, step):
    return busy.start < step.end and step.start < busy.end


FREE = starts()
PLANNED = followcal.plan([INTERVIEW], now=END).steps
KEEP_THEIR_DISTANCE = (followcal.Kind.CHECK_IN, followcal.Kind.CLOSING)
"""They move with a note that is hit (P3, S8)."""


@given(st.lists(st.builds(period, st.integers(16, 30), st.integers(0, 23), st.integers(1, 30)), max_size=6))
def test_only_what_is_hit_moves_and_the_order_of_busy_time_is_no_matter(busy):
    found = followcal.plan([INTERVIEW], now=END, busy=busy).steps
    assert found == followcal.plan([INTERVIEW], now=END, busy=reversed(busy)).steps
    untouched = {step.uid: step.start for step in PLANNED if not any(hits(each, step) for each in busy)}
    moved = {step.uid for step in found if untouched.get(step.uid, step.start) != step.start}
    assert moved <= {step.uid for step in PLANNED if step.kind in KEEP_THEIR_DISTANCE}


def test_a_step_that_is_hit_moves():
    assert starts(busy=[period(25, 9, 2)]) == {**FREE, followcal.Kind.CHECK_IN: "25.11. 11:00"}


@pytest.mark.parametrize("cancelled", [False, True])
def test_interviews_take_time_unless_they_were_called_off(cancelled):
    there = period(25, 9, 2)
    other = followcal.Interview(uid="2", start=there.start, end=there.end, company="Beta", cancelled=cancelled)
    steps = followcal.plan([INTERVIEW, other], now=END).steps
    call = next(step for step in steps if step.interview.key == INTERVIEW.key and step.kind == "check-in")
    assert f"{call.start:%d.%m. %H:%M}" == ("25.11. 10:00" if cancelled else "25.11. 11:00")


@given(st.lists(st.tuples(st.integers(16, 30), st.integers(0, 23), st.integers(1, 5)), max_size=4))
def test_an_interview_takes_the_time_that_an_appointment_does(times):
    busy = [period(*each) for each in times]
    others = [
        followcal.Interview(uid=f"other {number}", start=each.start, end=each.end, company=f"Company {number}")
        for number, each in enumerate(busy)
    ]
    found = followcal.plan([INTERVIEW, *others], now=END)
    assert found == followcal.plan([INTERVIEW, *others], now=END, busy=busy)
    assert not any(hits(each, step) for each in busy for step in found.steps if not step.gave)


@pytest.mark.parametrize(
    ("zone", "home", "expected"),
    [
        ("", NEW_YORK, "25.11. 14:00"),
        ("", UTC, "25.11. 10:00"),
        ('zone = "America/Chicago"\n', NEW_YORK, "25.11. 15:00"),
        ('zone = "America/Chicago"\n', UTC, "25.11. 15:00"),
    ],
)
def test_own_hours_are_those_where_the_user_is(zone, home, expected):
    policy = followcal.read_policy(OWN.format(zone=zone), "x.toml")
    assert starts(policy=policy, home=home)[followcal.Kind.CHECK_IN] == expected
