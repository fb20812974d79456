"""Placing what was placed: nothing moves without news, however many steps and however busy the user (P1, S8)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.test_placing import placed, written
from followcal.core.business_days import BusinessCalendar
from followcal.core.facts import Status
from followcal.core.freebusy import Busy, Period
from followcal.core.hours import Hours
from followcal.core.interview import Interview
from followcal.core.policy import DEFAULT_POLICY
from followcal.core.schedule import SILENT

ZONE = ZoneInfo("America/New_York")
CALENDAR = BusinessCalendar.of({date(2026, 11, 26): "Thanksgiving Day"})
FIRST = datetime(2026, 11, 18, tzinfo=ZONE)
QUARTER = timedelta(minutes=15)
OPEN = (Status.PLANNED, Status.OVERDUE)


@st.composite
def crowds(draw):
    """4 to 40 interviews in a few days, at as many employers or a few."""
    days, employers = draw(st.integers(1, 8)), draw(st.sampled_from([3, 8, 100]))
    times = st.tuples(st.integers(0, days - 1), st.integers(36, 66), st.integers(0, employers - 1))
    return [
        Interview(
            uid=f"i{number}",
            start=(start := FIRST + timedelta(days=day) + quarter * QUARTER),
            end=start + timedelta(hours=1),
            company=f"Company {employer}",
            role=f"Role {number}",
        )
        for number, (day, quarter, employer) in enumerate(draw(st.lists(times, min_size=4, max_size=40)))
    ]


@st.composite
def busy_days(draw, found):
    """The interviews themselves, and what else there is to do in the two weeks from the first one on."""
    times = st.tuples(st.integers(0, 13), st.integers(32, 70), st.integers(1, 10))
    starts = ((FIRST + timedelta(days=day) + at * QUARTER, n * QUARTER) for day, at, n in draw(st.lists(times)))
    return [*(Period(start, start + length) for start, length in starts), *(Period(i.start, i.end) for i in found)]


def moments():
    """Before all interviews, or in the middle of them: what should have been done is caught up with."""
    return st.integers(-1440, 20 * 1440).map(lambda minutes: FIRST.astimezone(UTC) + timedelta(minutes=minutes))


def policies():
    own = replace(DEFAULT_POLICY, own_call_hours=Hours.daily((time(15), time(18))))
    return st.sampled_from([DEFAULT_POLICY, own])


def stands(result):
    """All that a run would write of what is still to be done; what starts right now is done at the next look."""
    return {
        (step.uid, step.to): (step.start, step.end, step.window, [r for r in step.reasons if r.rule not in SILENT])
        for step in result.steps
        if step.status in OPEN and step.start > result.now
    }


def same(one, other):
    """What stands after two runs, of the steps that both of them hold for still to be done."""
    one, other = stands(one), stands(other)
    both = one.keys() & other.keys()
    return {key: one[key][:3] for key in both} == {key: other[key][:3] for key in both}


def texts(result):
    return {key: [(reason.rule, reason.text) for reason in each[3]] for key, each in stands(result).items()}


@given(st.data(), crowds(), moments(), policies())
def test_placing_what_was_placed_gives_the_same(data, found, now, policy):
    """Law: with and without busy times."""
    busy = Busy(data.draw(st.one_of(st.just([]), busy_days(found))))
    first = placed(found, CALENDAR, now, busy=busy, policy=policy, home=ZONE)
    again = placed(found, CALENDAR, now, facts=written(first), busy=busy, policy=policy, home=ZONE)
    assert same(first, again)
    assert texts(first) == texts(again)


@given(st.data(), crowds(), moments(), policies())
def test_one_run_settles_what_is_new(data, found, now, policy):
    """Law: whatever changes in the user's calendar, or is called off, the run after the next one moves nothing."""
    before, after = Busy(data.draw(busy_days(found))), Busy(data.draw(busy_days(found)))
    left = [each for each in found if data.draw(st.integers(0, 4))]
    facts = written(placed(found, CALENDAR, now, busy=before, policy=policy, home=ZONE))
    first = placed(left, CALENDAR, now, facts=facts, busy=after, policy=policy, home=ZONE)
    facts = written(first, facts)
    again = placed(left, CALENDAR, now, facts=facts, busy=after, policy=policy, home=ZONE)
    assert same(first, again)


@given(st.data(), crowds(), moments(), st.lists(st.integers(1, 36), min_size=1, max_size=6))
def test_time_that_passes_moves_nothing(data, found, now, waits):
    """Law: what is done stays, what waits is where it was; a look at what is ahead is no news."""
    busy = Busy(data.draw(busy_days(found)))
    before = placed(found, CALENDAR, now, busy=busy, home=ZONE)
    facts = written(before)
    for wait in waits:
        now += wait * timedelta(minutes=10)
        after = placed(found, CALENDAR, now, facts=facts, busy=busy, home=ZONE)
        # A preparation that had no place before its interview is withdrawn: that is news.
        gone = {step.uid for step in after.steps if step.status is Status.WITHDRAWN}
        late = {step.uid for step in after.steps if step.status is Status.OVERDUE}
        late -= {step.uid for step in before.steps if step.status is Status.OVERDUE}
        if gone or late:
            return
        assert same(before, after)
        before, facts = after, written(after, facts)
