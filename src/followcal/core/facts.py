"""What is known beside the interviews: what was told, which steps stand in the calendar, and what the user took away.

A fact is a dated value. Facts are a set: told twice is told once, the order in which they became known is no matter,
and a fact that is there no more has never been. Where two of them contradict each other, the one with the later date
wins; on one day, the more final one: withdrawn before rejected before an offer (`FINALITY`). What the employer said
last holds; of two things said on one day, the one that asks for more patience (rule S5).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct, field

from followcal.core.freebusy import Period
from followcal.core.policy import Kind
from followcal.core.timeline import StatedTimeline
from followcal.core.window import Window
from followcal.errors import InvalidValueError

InterviewKey = tuple[str, str]
"""`Interview.key`: the UID of an event and its RECURRENCE-ID."""


class Application(Struct, frozen=True):
    """One role at one employer, in the user's words; without a role: every role there."""

    company: str
    role: str | None = None


About = Application | InterviewKey
"""What a fact is about. That of an interview is a fact about its application, too."""


class HeardBack(Struct, frozen=True):
    """They answered, with no decision or none that was told."""

    about: About
    on: date


class Rejected(Struct, frozen=True):
    """They said no."""

    about: About
    on: date


class Offer(Struct, frozen=True):
    """They made an offer."""

    about: About
    on: date


class Withdrawn(Struct, frozen=True):
    """The user wants this job no more."""

    about: About
    on: date


class OtherOffer(Struct, frozen=True):
    """An offer that asks for a decision by a day: it concerns all other open applications."""

    about: About | None
    """Who made it; None: somebody of whom the calendar has no interview."""

    on: date
    decide_by: date

    def __post_init__(self) -> None:
        if self.decide_by < self.on:
            raise InvalidValueError(f"the decision is due {self.decide_by}, before the offer was told of, {self.on}")


class Asked(Struct, frozen=True):
    """The employer asked for a call or a mail, on the day `at` if they named one."""

    about: About
    on: date
    at: date | None = None

    def __post_init__(self) -> None:
        if self.at is not None and self.at < self.on:
            raise InvalidValueError(f"they asked on {self.on} for contact on {self.at}, before that")


class Promised(Struct, frozen=True):
    """The user promised to send something: a portfolio, a link, a sample."""

    about: About
    on: date
    what: str

    def __post_init__(self) -> None:
        if not self.what.strip():
            raise InvalidValueError("nothing was promised")


class NoteSent(Struct, frozen=True):
    """A thank-you note went out, to one person (by name or address), or to everybody met."""

    about: About
    on: date
    to: str | None = None


class Said(Struct, frozen=True):
    """What the employer said about when they answer; `timeline.said_on` is there."""

    about: About
    timeline: StatedTimeline

    def __post_init__(self) -> None:
        if self.timeline.said_on is None:
            raise InvalidValueError("when was it said? A stated timeline that is told needs its said_on")

    @property
    def on(self) -> date:
        """The day on which they said it."""
        assert self.timeline.said_on is not None
        return self.timeline.said_on


class NoShow(Struct, frozen=True):
    """An interview that nobody came to; or just one person (by name or address) did not."""

    about: InterviewKey
    on: date
    who: str | None = None


class StepDone(Struct, frozen=True):
    """The user did a step, whenever it was planned."""

    uid: str
    on: date


class StepSkipped(Struct, frozen=True):
    """The user leaves a step out."""

    uid: str
    on: date


Outcome = Rejected | Offer | Withdrawn
Fact = (
    HeardBack | Outcome | OtherOffer | Asked | Promised | NoteSent | Said | NoShow | StepDone | StepSkipped
)  # a closed union: match it

FINALITY: tuple[type[Outcome], ...] = (Offer, Rejected, Withdrawn)
"""Outcomes of one day, the one that wins last."""


class Status(StrEnum):
    """How a step stands at `now`."""

    PLANNED = "planned"
    OVERDUE = "overdue"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class Standing(Struct, frozen=True):
    """A step whose event stands in the calendar, as it was last written."""

    uid: str
    kind: Kind
    interview: InterviewKey
    """`Interview.key` of the round that it belongs to."""

    interview_end: datetime
    """When that round ended, as far as was known then."""

    period: Period
    window: Window
    pinned: bool = False
    """Whether the user moved it."""

    done: bool | None = None
    """What the calendar says; None: nothing, and a start that has passed counts as done (S11)."""

    whole_day: bool = False
    """Whether the user made it an event of a whole day: its period begins and ends at midnight."""

    about: str = ""
    """What it is for, where there may be several of its kind: what was promised, which event unlocked it."""

    created: datetime | None = None
    """When its event was first written, if that is known."""

    def is_over(self, now: datetime) -> bool:
        """Whether the step is done, or presumed done, at `now`: a whole day is there until it ends."""
        begun = (self.period.end if self.whole_day else self.period.start) <= now
        return begun if self.done is None else self.done


class Facts(Struct, frozen=True):
    """What is known beside the interviews."""

    standing: Mapping[str, Standing] = field(default_factory=dict)
    """The steps in the calendar, by UID."""

    deleted: frozenset[str] = frozenset()
    """UIDs of steps that the user deleted: they are not planned again."""

    todos: bool = False
    """Whether the calendar holds to-dos: these have a window and no moment, so time does not move them."""

    told: frozenset[Fact] = frozenset()
    """What was told, in a form, by ticking off a step, or by command: all three give the same facts."""


NO_FACTS = Facts()
