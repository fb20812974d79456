"""The busy time that is read is that of `khal list`, on the same files."""

from __future__ import annotations

from collections import Counter

import pytest

from busy_calendars import SPANS, Maker, busy_calendar, described, figures
from formats.test_busy import ours
from system.khal_list import khal, listed

pytestmark = pytest.mark.skipif(khal() is None, reason="khal is not beside this Python: pip install khal")


def agree(seeds, folder, record):
    """khal keeps to no RANGE=THISANDFUTURE and drops events with a period as an RDATE: there are none of these."""
    all_made = [busy_calendar(seed, ranges=False, rdate_periods=False) for seed in seeds]
    seen = Counter()
    found = listed(all_made, folder, seen)
    for made in all_made:
        here, there = ours(made), made.merged(found[made.seed])
        seen["periods"] += len(there)
        assert here == there, described(made, here, there)
    record("oracle", f"khal list: {figures(all_made, seen)}")


def test_busy_time_is_that_of_khal(tmp_path, record_property):
    """Those of one span only: khal takes seconds for each."""
    short = [seed for seed in range(20) if Maker(seed).first == SPANS[-1][0]]
    agree(short, tmp_path, record_property)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(20, 220, 20))
def test_busy_time_is_that_of_khal_for_hundreds(first, tmp_path, record_property):
    agree(range(first, first + 20), tmp_path, record_property)
