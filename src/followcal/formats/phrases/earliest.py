"""A lower bound that stands apart from its day: "at the earliest, you'll hear on the 20th"."""

from __future__ import annotations

from collections.abc import Set

from msgspec.structs import replace

from followcal.formats.phrases.line import Line
from followcal.formats.phrases.times import Timed

_LOWER = "not-before"


def bound_from_afar(line: Line, times: dict[int, Timed], covered: Set[int]) -> None:
    """Make a lower bound of the day behind "at the earliest", else of the one before it; `times` by their first mark.

    "You'll hear on the 20th, not before" promises that day.
    """
    for place, mark in enumerate(line.marks):
        if mark.senses.get("tail") == mark.senses.get("relation") == _LOWER and place not in covered:
            start = min((start for start in times if start > place), default=max(times, default=None))
            if start is not None and times[start].relation == "on" and times[start].is_known:
                times[start] = replace(times[start], relation=_LOWER)
