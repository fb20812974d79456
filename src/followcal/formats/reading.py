"""How the user wants sources to be read, and what was found in them: the values that reading goes from and to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, tzinfo

from msgspec import Struct, field

from followcal.core.finding import Verdict
from followcal.core.freebusy import instant
from followcal.core.interview import Interview
from followcal.core.wording import printable
from followcal.formats.prescan import NO_LIMIT, Days
from followcal.formats.versions import MADE_UP

MAX_PROBLEMS = 100
"""Problems of one source that are told one by one; the others are counted."""


class Reading(Struct, frozen=True, kw_only=True):
    """How the user wants sources to be read."""

    home_zone: Callable[[], tzinfo]
    timezone: tzinfo | None = None
    """The zone of all interviews, whatever their files say."""

    zones: Mapping[str, tzinfo] = field(default_factory=dict)
    """Zones that the user told before, by UID."""

    me: frozenset[str] = frozenset()
    """The user's own addresses, in lower case."""

    only: tuple[str, ...] = ()
    """UIDs, or texts in titles: where there are any, no other event is an interview (I5)."""

    match: tuple[str, ...] = ()
    """UIDs, or texts in titles, of further events that are interviews, whatever their score."""

    days: Days = NO_LIMIT
    """In which days events are looked for; one that is decided on by hand, or the only one, may lie anywhere."""

    own: Mapping[str, str] = field(default_factory=dict)
    """The UIDs of our events, by UID and by title: calendars that were imported into may give them another UID."""

    takes_only_event: bool = True
    """Whether the only event of a source is an interview without being asked (I5)."""

    is_message: bool = False
    """Whether the source is a mail: nothing in it is the user's own."""

    progress: Callable[[int, int], None] | None = None
    """Told, now and then, how many of the events that may matter have been looked at."""


class Problem(Struct, frozen=True):
    """Something in a source that was repaired or could not be read."""

    source: str
    line: int
    uid: str
    text: str
    lost: bool = True
    """Whether an event, or a part of one, was left out."""

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        name = "(no UID)" if self.uid.startswith(MADE_UP) else printable(self.uid)[:80]
        event = f"event {name}: " if self.uid else ""
        return f"{self.source}: {where}{event}{self.text}"


class Invitation(Struct, frozen=True):
    """An interview as read, with what tells where the employer is (I3)."""

    interview: Interview
    domains: tuple[str, ...]
    """Domains of the employer's people."""

    zone_name: str | None
    """The zone's name, if the source named a zone of the tz database, and not a Windows one."""

    is_of_series: bool = False
    """Whether the source holds the whole series that it belongs to."""

    is_master: bool = False
    """Whether it is the event itself, or an instance as its series has it: no change of one instance."""

    zone_is_own: bool = False
    """Whether the source named none, and it is the user's own."""

    verdict: Verdict = field(default=Verdict(()))
    source: str = ""
    line: int = 0
    user: frozenset[str] = frozenset()
    """The addresses on it that are the user's."""

    says_rescheduled: bool = False
    made: datetime | None = None
    """When the event was made, where it says so."""

    text: str = ""
    """Its description, in its own form."""

    is_own: bool = False
    """Whether the event is surely the user's own, and no invitation: what is typed into it counts as told by them."""

    is_declined: bool = False
    """Whether it is off for nothing but the user's answer: a later one counts."""

    is_theirs: bool = False
    """Whether somebody of the employer's is on it: then its text is the employer's."""


class NearMiss(Struct, frozen=True):
    """An event that nearly was taken for an interview."""

    uid: str
    summary: str
    start: datetime
    verdict: Verdict
    source: str
    line: int


class Answer(Struct, frozen=True):
    """Somebody's answer to an invitation (METHOD:REPLY)."""

    key: tuple[str, str]
    sender: str
    declined: bool
    sequence: int
    stamp: datetime | None

    @property
    def age(self) -> timedelta:
        """What orders answers to one version."""
        return instant(self.stamp) if self.stamp else timedelta.min


class Echo(Struct, frozen=True):
    """An event of ours that was imported somewhere, as it came back: the user may have typed into it there."""

    uid: str
    """The UID that followcal knows it by."""

    title: str
    text: str


class Found(Struct):
    """What a source holds, and what could not be read in it."""

    invitations: list[Invitation] = field(default_factory=list)
    echoes: list[Echo] = field(default_factory=list)
    near_misses: list[NearMiss] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    more_problems: int = 0
    """Problems beyond those that are told one by one."""

    more_lost: int = 0
    """Those of them that tell of a loss."""

    answers_only: dict[str, str] = field(default_factory=dict)
    """The METHODs of sources that answer invitations: they are none, and change nothing of their own."""

    events: int = 0
    """How many events the source holds."""

    out_of_days: int = 0
    """How many of them lie outside the days in question."""

    passed_over: int = 0
    """How many, of the others, were not taken for interviews (I5)."""

    def add(self, other: Found) -> None:
        """Take in what another source holds."""
        for name in ("invitations", "echoes", "near_misses", "answers", "problems"):
            getattr(self, name).extend(getattr(other, name))
        self.answers_only.update(other.answers_only)
        for name in ("more_problems", "more_lost", "events", "out_of_days", "passed_over"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def tell(self, problem: Problem) -> None:
        """Take in a problem, up to a limit."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)
        else:
            self.more_problems += 1
            self.more_lost += problem.lost
