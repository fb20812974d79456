"""Three moments of a step: from when, by when at best, by when at the latest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Window:
    """All moments from `earliest` to `latest`, both included; the step should be done by `due`.

    All three are aware and are compared as instants. After `latest` the step is overdue.
    """

    earliest: datetime
    due: datetime
    latest: datetime

    def __post_init__(self) -> None:
        for moment in (self.earliest, self.due, self.latest):
            if moment.utcoffset() is None:
                raise ValueError(f"window without a time zone: {moment}")
        if not self.earliest.timestamp() <= self.due.timestamp() <= self.latest.timestamp():
            raise ValueError(f"window is inverted: {self.earliest}, due {self.due}, latest {self.latest}")
