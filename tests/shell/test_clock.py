"""The clock of this machine goes by its zone, at any moment."""

import copy
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal.shell.clock import MachineZone

ZONES = ("Europe/Berlin", "America/New_York", "Pacific/Apia", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC")


@pytest.fixture(autouse=True)
def _restored(monkeypatch):
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of this system cannot be set for a process")
@given(st.sampled_from(ZONES), st.integers(1_577_836_800, 2_114_380_799))
def test_it_shows_what_clocks_there_show(name, seconds):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", name)
        time.tzset()
        there, wanted = (datetime.fromtimestamp(seconds, zone) for zone in (MachineZone(), ZoneInfo(name)))
        assert (there.isoformat(), there.fold, there.tzname()) == (wanted.isoformat(), wanted.fold, wanted.tzname())
        assert there.timestamp() == seconds


def test_it_is_a_value_like_any_zone():
    now = datetime.now(MachineZone())
    assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)
    assert copy.deepcopy(now) == now
    assert (str(MachineZone()), now.dst(), MachineZone().tzname(None)) == ("local time", None, None)
    assert MachineZone().utcoffset(None) is None
