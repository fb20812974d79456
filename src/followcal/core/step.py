"""What a plan is made of: the rounds, and the steps with their windows, not yet placed at moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta  # noqa: F401  (the example's)
from functools import lru_cache
from uuid import UUID, uuid5

from msgspec import Struct

from followcal.core.facts import Fact, InterviewKey, Standing, Status
from followcal.core.freebusy import Period, instant
from followcal.core.interview import Interview, Person, plain
from followcal.core.policy import Channel, Kind
from followcal.core.reason import Reason
from followcal.core.window import Window

_NAMESPACE = UUID("6f1c0c2e-6a0e-5d0f-9d43-2f0b8c1b7a55")


class PlannedStep(Struct, frozen=True, kw_only=True):
    """One thing to do, with its window. Steps for several people in one event share their `uid`."""

    uid: str
    interview: Interview
    kind: Kind
    channel: Channel
    window: Window
    status: Status
    reasons: tuple[Reason, ...]
    to: Person | None = None
    about: str = ""
    """What it is for, where there may be several of its kind: what was promised, which event unlocked it (S4, S7)."""

    optional: bool = False
    provisional: bool = False
    fixed: Period | None = None
    """Where the step stays: it is done, withdrawn, or the user moved it there."""

    pinned: bool = False
    """Whether the user moved it there."""

    whole_day: bool = False
    """Whether it stays on a day, at no time: `fixed` begins and ends at midnight."""

    stood: Standing | None = None
    """How it stood at the last run."""

    timeless: bool = False
    """Whether it is a to-do, whose place does not depend on now."""

    made: date | None = None
    """The day on which it was done, where that was told."""

    unspaced: bool = False
    """Whether it is dated by what happened: other touches keep away from it, it moves for none (S8)."""

    over: bool = False
    """Whether it was never written and is too late by now (S11)."""

    @property
    def is_late(self) -> bool:
        """Whether it is caught up with, as soon as what can still be on time leaves room for it (S11)."""
        return self.status is Status.OVERDUE and not self.timeless


class Plan(Struct, frozen=True):
    """The rounds and their steps, as seen at `now`."""

    now: datetime
    rounds: tuple[Interview, ...]
    steps: tuple[PlannedStep, ...]
    over: tuple[PlannedStep, ...] = ()
    """What was never written and is too late by now: not planned, and not hidden either (S11)."""

    idle: tuple[Fact, ...] = ()
    """Facts about no interview that is known: they change nothing."""


def step_uid(interview: Interview, kind: Kind, about: str = "") -> str:
    """Return the UID of the event of a step: the same in every run, and when the interview moves.

    `about` tells several steps of one kind apart; how it is written is no matter.

    >>> end = datetime(2026, 11, 18, 15, tzinfo=UTC)
    >>> interview = Interview(uid="abc", start=end, end=end)
    >>> step_uid(interview, Kind.CHECK_IN)
    'eaa3aabe-60a8-55a9-9457-fb76baf51ab5'
    >>> step_uid(interview, Kind.MATERIALS, "My portfolio") == step_uid(interview, Kind.MATERIALS, "my Portfolio!")
    True
    """
    return uid_of_step(interview.key, kind, about)


def uid_of_step(interview: InterviewKey, kind: Kind, about: str = "") -> str:
    """Return the UID of the event of a step, where only the key of its interview is known."""
    return _uid(*interview, kind, about)


@lru_cache(maxsize=1 << 16)
def _uid(uid: str, recurrence_id: str, kind: str, about: str) -> str:
    about = plain(about)
    return str(uuid5(_NAMESPACE, "\n".join((uid, recurrence_id, kind, *([about] if about else [])))))


NO_SHOW = "no-show"
"""What the mail after an interview is about to which nobody came."""


ASKED = "asked "
"""What contact is about that they asked for, before the day on which they did."""

UNCOUNTED = (NO_SHOW, ASKED)
"""What contact is about that counts for no cap: it answers something, or makes good for it."""


def asked_about(on: date) -> str:
    """Return what contact is about that they asked for."""
    return f"{ASKED}{on}"


def said_about(on: date) -> str:
    """Return what a check-in is about that a new stated timeline unlocked."""
    return f"said {on}"


def offer_about(maker: str) -> str:
    """Return what the notice of an offer is about."""
    return f"offer {maker}"


def step_order(step: PlannedStep) -> tuple[timedelta, tuple[str, str], int, str]:
    """Return what steps are put in order by."""
    return instant(step.window.earliest), step.interview.key, _KINDS[step.kind], step.about


_KINDS = {kind: index for index, kind in enumerate(Kind)}
