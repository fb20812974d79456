"""A lower bound that stands apart from its day: "at the earliest, you'll hear on the 20th"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Set

from msgspec.structs import replace

from followcal.formats.phrases.line import Line
from followcal.formats.phrases.times import Timed

_LOWER = "not-before"


def bound_from_afar(line: Line, times: dict[int, Timed], covered: Set[int]) -> None:
    """Make a lower bound of the day behind "at the earliest", else of the one before it; `times` by their first mark.

    "You'll hear on the 20th, not before" promises that day.
    """
    starts = sorted(times)
    for place, mark in enumerate(line.marks if starts else ()):
        if mark.senses.get("tail") == mark.senses.get("relation") == _LOWER and place not in covered:
            start = starts[min(bisect_left(starts, place), len(starts) - 1)]
            if times[start].relation == "on" and times[start].is_known:
                times[start] = replace(times[start], relation=_LOWER)
