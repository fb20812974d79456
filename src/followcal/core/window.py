"""Three moments of a step: from when, by when at best, by when at the latest."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from followcal.core.freebusy import instant
from followcal.errors import InvalidValueError


class Window(Struct, frozen=True):
    """All moments from `earliest` to `latest`, both included; the step should be done by `due`.

    All three are aware and are compared as instants. After `latest` the step is overdue.
    """

    earliest: datetime
    due: datetime
    latest: datetime

    def __post_init__(self) -> None:
        try:
            due = instant(self.due)
            latest = due if self.latest is self.due else instant(self.latest)
            earliest = due if self.earliest is self.due else instant(self.earliest)
        except TypeError:
            naive = next(m for m in (self.earliest, self.due, self.latest) if m.utcoffset() is None)
            raise InvalidValueError(f"window without a time zone: {naive}") from None
        if not earliest <= due <= latest:
            raise InvalidValueError(f"window is inverted: {self.earliest}, due {self.due}, latest {self.latest}")
