"""What a schedule is made of: steps at their moments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby

from msgspec import Struct

from followcal.core.facts import Fact, Status
from followcal.core.interview import Interview, Person
from followcal.core.moments import Gave
from followcal.core.policy import Channel, Kind
from followcal.core.reason import Reason
from followcal.core.step import PlannedStep
from followcal.core.window import Window


class Step(Struct, frozen=True, kw_only=True):
    """One thing to do: when, within which window, and why.

    The notes to several people share one event: same `uid`, same `start`, different `to`.
    """

    uid: str
    interview: Interview
    kind: Kind
    channel: Channel
    window: Window
    start: datetime
    end: datetime
    status: Status
    summary: str
    reasons: tuple[Reason, ...]
    to: Person | None = None
    optional: bool = False
    provisional: bool = False
    left_behind: str | None = None
    """Why the moment that the user chose does not fit the window, if it does not."""

    about: str = ""
    """What it is for, where there may be several of its kind: what was promised, which event unlocked it (S4, S7)."""

    made: date | None = None
    """The day on which it was done, where that was told."""

    unspaced: bool = False
    """Whether it is dated by what happened, and moves for no other touch (S8)."""

    gave: tuple[Gave, ...] = ()
    """What had to give for this moment (P2); the reasons say it in words."""

    before: tuple[Earlier, ...] = ()
    """What was already said to whom in this application, for a note after a later round (S9)."""

    @property
    def contact_day(self) -> date:
        """The day of the contact: as told, else as it stands in the calendar."""
        return self.made or self.start.date()


class Earlier(Struct, frozen=True):
    """Something that was said earlier, or is to be."""

    on: date
    kind: Kind
    channel: Channel
    to: Person | None


class Schedule(Struct, frozen=True):
    """All rounds and their steps, in order of time, as seen at `now`."""

    now: datetime
    interviews: tuple[Interview, ...]
    steps: tuple[Step, ...]
    over: tuple[PlannedStep, ...] = ()
    """What was never written and is too late by now: not planned, and not hidden either (S11)."""

    idle: tuple[Fact, ...] = ()
    """Facts about no interview that is known: they change nothing."""

    def events(self) -> Iterator[tuple[Step, ...]]:
        """Yield the steps of each event: one step, or the notes of one round."""
        for _, steps in groupby(self.steps, key=lambda step: step.uid):
            yield tuple(steps)
