"""Whether an event is a series, and how much work all series of a source may be: most events are none."""

from __future__ import annotations

import re

from msgspec import Struct

from followcal.formats.content import Component
from followcal.formats.times import UnusableError

MAX_STEPS_OF_SOURCE = 1_000_000
"""Repetitions that are counted through in one source, before all other series keep their first time only."""


class Budget(Struct):
    """How much work may still be done for one source: each series is bounded, and so are all together."""

    steps: int = MAX_STEPS_OF_SOURCE

    def spend(self, steps: float) -> None:
        """Count the work of a series. Raises UnusableError where that is too much."""
        if steps > self.steps:
            raise UnusableError("is one of more series than can be counted through")
        self.steps -= int(steps)


def repeats(event: Component) -> bool:
    """Return whether an event is a series."""
    return bool(event.first("RRULE") or event.first("RDATE"))


def is_endless(event: Component) -> bool:
    """Return whether a series has no end."""
    return any(not re.search(r"COUNT=|UNTIL=", each.value.upper()) for each in event.all("RRULE"))
