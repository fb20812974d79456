"""The first moment that is free, against a search minute by minute."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal.core.freebusy import Busy, Period, first_fit
from followcal.errors import InvalidValueError
from strategies import moments, periods

MINUTE = timedelta(minutes=1)
NOON = datetime(2026, 12, 4, 12, tzinfo=UTC)


def hours(start, end):
    """A period from `start` to `end`, in hours from noon."""
    return Period(NOON + timedelta(hours=start), NOON + timedelta(hours=end))


def utc(period):
    return period.start.astimezone(UTC), period.end.astimezone(UTC)


def moved(period, zone):
    return Period(period.start.astimezone(zone), period.end.astimezone(zone))


def fits(moment, allowed, taken, length):
    """The rule, in UTC: wholly inside one allowed period, and without a moment in common with any taken one."""
    inside = any(start <= moment and moment + length <= end for start, end in map(utc, allowed))
    return inside and not any(max(start, moment) < min(end, moment + length) for start, end in map(utc, taken))


@st.composite
def searches(draw):
    """Allowed periods in order, taken ones in any order, a length, and first and last moment; in many zones or one."""
    near, all_there = draw(moments()), draw(st.booleans())
    allowed = sorted(draw(st.lists(periods(near), max_size=4)), key=lambda period: period.start.timestamp())
    taken = draw(st.lists(periods(near), max_size=6))
    first = near.astimezone(UTC) + draw(st.integers(-2000, 1000)) * MINUTE
    last = first + draw(st.integers(0, 3000)) * MINUTE
    length = draw(st.integers(1, 240)) * MINUTE
    if all_there:
        allowed, taken = ([moved(period, near.tzinfo) for period in some] for some in (allowed, taken))
    return allowed, taken, length, first.astimezone(near.tzinfo), last.astimezone(near.tzinfo)


@given(searches())
def test_first_fit_is_the_first_of_all_minutes(search):
    """P1, law 13: the oracle tries each minute; all inputs are whole minutes, so no other moment can come first."""
    allowed, taken, length, first, last = search
    begin, end = first.astimezone(UTC), last.astimezone(UTC)
    edges = {begin, *(edge for period in (*allowed, *taken) for edge in utc(period))}
    candidates = sorted(edge for edge in edges if begin <= edge <= end)
    expected = next((moment for moment in candidates if fits(moment, allowed, taken, length)), None)
    found = first_fit(allowed, Busy(taken), length, first, last)
    assert (found and found.timestamp()) == (expected and expected.timestamp())
    if found:
        minutes = int((found - begin) / MINUTE)
        assert not any(fits(begin + n * MINUTE, allowed, taken, length) for n in range(max(0, minutes - 600), minutes))


@given(searches())
def test_first_fit_is_returned_in_utc(search):
    """P1: whatever zones went in, so that nobody adds wall time to it."""
    found = first_fit(search[0], Busy(search[1]), *search[2:])
    assert found is None or found.tzinfo is UTC


@given(searches(), st.data())
def test_more_that_is_taken_is_never_earlier(search, data):
    """Law 15, for hours: a new appointment moves a step back, or leaves it; so does a longer one."""
    allowed, taken, length, first, last = search
    more = [*taken, data.draw(periods(first))]
    found = first_fit(allowed, Busy(taken), length, first, last)
    for other in (
        first_fit(allowed, Busy(more), length, first, last),
        first_fit(allowed, Busy(taken), 2 * length, first, last),
    ):
        assert other is None or (found is not None and found.timestamp() <= other.timestamp())


@given(searches(), st.randoms())
def test_order_of_what_is_taken_does_not_matter(search, random):
    """Law 37: busy time comes from several calendars, in no order, and more than once."""
    allowed, taken, length, first, last = search
    shuffled = [*taken, *taken]
    random.shuffle(shuffled)
    assert first_fit(allowed, Busy(shuffled), length, first, last) == first_fit(
        allowed, Busy(taken), length, first, last
    )


@pytest.mark.parametrize(
    ("allowed", "taken", "expected"),
    [
        pytest.param([hours(0, 1)], [], 0, id="all of a period"),
        pytest.param([hours(0, 0.99)], [], None, id="too short"),
        pytest.param([hours(-1, 0.5), hours(0.5, 2)], [], 0.5, id="not over two periods"),
        pytest.param([hours(0, 3)], [hours(-1, 0)], 0, id="what ends now is over"),
        pytest.param([hours(0, 3)], [hours(1, 2)], 0, id="what begins then has not begun"),
        pytest.param([hours(0, 3)], [hours(0.5, 1), hours(0.25, 2)], 2, id="the longer of two"),
        pytest.param([hours(0, 3)], [hours(0, 1), hours(1.5, 2)], 2, id="a gap that is too small"),
        pytest.param([hours(0, 1), hours(2, 4)], [hours(0, 3)], 3, id="in the next period"),
        pytest.param([hours(-9, -8), hours(-2, 4)], [], 0, id="not before the first moment"),
        pytest.param([hours(5, 6)], [], 5, id="the last moment is included"),
        pytest.param([hours(5.01, 7)], [], None, id="not after the last moment"),
        pytest.param([], [], None, id="nothing is allowed"),
        pytest.param([hours(4, 9)], [hours(4, 5.5)], None, id="free only after the last moment"),
    ],
)
def test_first_fit_of_an_hour(allowed, taken, expected):
    """P1, on hours that can be read: from noon, until five hours later."""
    found = first_fit(allowed, Busy(taken), timedelta(hours=1), NOON, NOON + timedelta(hours=5))
    assert found == (None if expected is None else NOON + timedelta(hours=expected))


def test_periods_after_the_last_moment_are_not_asked_for():
    """P1: allowed hours may go on for ever."""

    def for_ever():
        number = 1
        while True:
            assert number < 9, "one too many"
            yield hours(number, number + 0.5)
            number += 1

    assert first_fit(for_ever(), Busy(), timedelta(hours=1), NOON, NOON + timedelta(hours=6)) is None


def test_elapsed_time_counts_when_clocks_change():
    """Law 41: from 01:30 to 03:30 on the night of the lost hour is one hour, so that two do not fit."""
    berlin = ZoneInfo("Europe/Berlin")
    night = Period(datetime(2026, 3, 29, 1, 30, tzinfo=berlin), datetime(2026, 3, 29, 3, 30, tzinfo=berlin))
    assert first_fit([night], Busy(), timedelta(hours=2), night.start, night.end) is None
    assert first_fit([night], Busy(), timedelta(hours=1), night.start, night.end) == night.start


@given(moments())
def test_period_without_a_zone_is_refused(moment):
    """I2: a time of day without a place is no moment, at either end."""
    for ends in ((moment.replace(tzinfo=None), moment), (moment, moment.replace(tzinfo=None))):
        with pytest.raises(InvalidValueError, match="period without a time zone"):
            Period(*ends)


@given(moments(), st.sampled_from([ZoneInfo("Europe/Berlin"), UTC]))
def test_a_period_never_ends_before_it_starts(moment, zone):
    start = moment.astimezone(zone)
    assert Period(start, start).start == start
    with pytest.raises(InvalidValueError, match="before it starts"):
        Period(start, (moment.astimezone(UTC) - timedelta(microseconds=1)).astimezone(zone))
