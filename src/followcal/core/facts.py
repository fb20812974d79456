"""What is known beside the interviews: which steps stand in the calendar, and which of them the user took away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from followcal.core.freebusy import Period
from followcal.core.policy import Kind
from followcal.core.window import Window


class Status(StrEnum):
    """How a step stands at `now`."""

    PLANNED = "planned"
    OVERDUE = "overdue"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Standing:
    """A step whose event stands in the calendar, as it was last written."""

    uid: str
    kind: Kind
    interview: tuple[str, str]
    """`Interview.key` of the round that it belongs to."""

    interview_end: datetime
    """When that round ended, as far as was known then."""

    period: Period
    window: Window
    pinned: bool = False
    """Whether the user moved it."""

    done: bool | None = None
    """What the calendar says; None: nothing, and a start that has passed counts as done (S11)."""

    def is_over(self, now: datetime) -> bool:
        """Whether the step is done, or presumed done, at `now`."""
        return self.period.start <= now if self.done is None else self.done


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known beside the interviews."""

    standing: Mapping[str, Standing] = field(default_factory=dict)
    """The steps in the calendar, by UID."""

    deleted: frozenset[str] = frozenset()
    """UIDs of steps that the user deleted: they are not planned again."""

    todos: bool = False
    """Whether the calendar holds to-dos: these have a window and no moment, so time does not move them."""


NO_FACTS = Facts()
