"""Windows: three moments in order, as instants."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal.core.window import Window
from strategies import ZONES, moments

zones = st.sampled_from(ZONES).map(ZoneInfo)
minutes = st.integers(0, 60 * 24 * 30).map(lambda count: timedelta(minutes=count))


@given(moments(), minutes, minutes, zones, zones, zones)
def test_window_holds_its_moments_in_order(earliest, first, second, one, other, third):
    """S12: each end is kept as it was given, in its own zone; equal ends are fine."""
    instants = [earliest.astimezone(UTC) + shift for shift in (timedelta(), first, first + second)]
    ends = [instant.astimezone(zone) for instant, zone in zip(instants, (one, other, third), strict=True)]
    window = Window(*ends)
    assert [window.earliest, window.due, window.latest] == ends
    assert [end.tzinfo for end in (window.earliest, window.due, window.latest)] == [one, other, third]


@given(moments(), minutes, zones, zones, zones, st.permutations([0, 1, 2]).filter(lambda order: order != [0, 1, 2]))
def test_window_is_never_inverted(earliest, gap, one, other, third, order):
    """Law 26: a window that ends before it begins is no window; compared as instants, whatever the clocks show."""
    step = gap + timedelta(minutes=1)
    instants = [earliest.astimezone(UTC) + step * place for place in order]
    with pytest.raises(ValueError, match="window is inverted"):
        Window(*(instant.astimezone(zone) for instant, zone in zip(instants, (one, other, third), strict=True)))


@pytest.mark.parametrize("naive", [0, 1, 2])
def test_window_without_a_zone_is_refused(naive):
    """I2: a time of day without a place is no moment, at any of the three ends."""
    ends = [datetime(2026, 12, 4, 9, tzinfo=UTC)] * 3
    ends[naive] = ends[naive].replace(tzinfo=None)
    with pytest.raises(ValueError, match=r"without a time zone: 2026-12-04 09:00:00$"):
        Window(*ends)


def test_hour_that_comes_twice_is_told_apart():
    """Law 41: 02:30 before the clocks go back is earlier than 02:10 after; by their wall time they are inverted."""
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)
    after = datetime(2026, 10, 25, 2, 10, fold=1, tzinfo=berlin)
    assert Window(before, before, after).latest.utcoffset() == timedelta(hours=1)
    with pytest.raises(ValueError, match="inverted"):
        Window(after, after, before)
