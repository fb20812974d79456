"""Which events of a calendar are interviews (I5): clues, what each is worth, and the verdict.

No single word decides. Most invitations to interviews do not say "interview", and much that says it is none: a user
interview, a room of that name, an interview that the owner of the calendar conducts. So the clues are added up, kept,
and shown with the choice and with each near miss.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from followcal.core.facts import InterviewKey
from followcal.core.interview import ROUND_GAP, Interview

TAKEN_FROM = 4
"""Points from which an event is taken for an interview."""

NEAR_FROM = 2
"""Points from which an event that is not taken is worth showing."""


class Clue(StrEnum):
    """What speaks for an interview, or against it."""

    BY_HAND = "by-hand"
    ONLY_EVENT = "only-event"
    SURE_TITLE = "sure-title"
    TITLE = "title"
    MEETING = "meeting"
    NAMES = "names"
    SERVICE = "service"
    TOOL = "tool"
    SCHEDULER = "scheduler"
    RECRUITER = "recruiter"
    TEXT = "text"
    JOB = "job"
    JOB_TITLE = "job-title"
    ROLE = "role"
    STAGE = "stage"
    TERMS = "terms"
    PEOPLE = "people"
    OUTSIDE = "outside"
    PRIVATE = "private"
    AT_WORK = "at-work"
    HOURS = "hours"
    OTHER = "other"
    PURPOSE = "purpose"
    ERRAND = "errand"
    CHORE = "chore"
    CONDUCTING = "conducting"
    INTERNAL = "internal"
    ELSEWHERE = "elsewhere"
    ENDLESS = "endless"
    CROWD = "crowd"
    AUTOMATIC = "automatic"
    LONG = "long"
    ALL_DAY = "all-day"
    FREE = "free"


POINTS: Mapping[Clue, int] = {
    Clue.SURE_TITLE: 4,
    Clue.TITLE: 3,
    Clue.MEETING: 1,
    Clue.NAMES: 2,
    Clue.SERVICE: 3,
    Clue.TOOL: 2,
    Clue.SCHEDULER: 1,
    Clue.RECRUITER: 2,
    Clue.TEXT: 2,
    Clue.JOB: 1,
    Clue.JOB_TITLE: 2,
    Clue.ROLE: 1,
    Clue.STAGE: 2,
    Clue.TERMS: 2,
    Clue.PEOPLE: 2,
    Clue.OUTSIDE: 1,
    Clue.PRIVATE: 1,
    Clue.AT_WORK: -1,
    Clue.HOURS: 1,
    Clue.OTHER: -6,
    Clue.PURPOSE: -5,
    Clue.ERRAND: -3,
    Clue.CHORE: -4,
    Clue.CONDUCTING: -20,
    Clue.INTERNAL: -4,
    Clue.ELSEWHERE: -3,
    Clue.ENDLESS: -3,
    Clue.CROWD: -3,
    Clue.AUTOMATIC: -5,
    Clue.LONG: -1,
    Clue.ALL_DAY: -2,
    Clue.FREE: -1,
    Clue.BY_HAND: 0,
    Clue.ONLY_EVENT: 0,
}
"""What each clue is worth; those by hand decide without points."""


class Signal(Struct, frozen=True):
    """One clue that was found, in words."""

    clue: Clue
    text: str

    @property
    def points(self) -> int:
        """What it is worth."""
        return POINTS[self.clue]


class Verdict(Struct, frozen=True):
    """Whether an event is an interview, and why."""

    signals: tuple[Signal, ...]

    @property
    def score(self) -> int:
        """The points of all clues together."""
        return sum(signal.points for signal in self.signals)

    @property
    def is_decided(self) -> bool:
        """Whether a person decided, or there was nothing to choose from."""
        return any(signal.clue in (Clue.BY_HAND, Clue.ONLY_EVENT) for signal in self.signals)

    @property
    def is_interview(self) -> bool:
        """Whether the event is taken for an interview."""
        return self.is_decided or self.score >= TAKEN_FROM

    @property
    def is_near_miss(self) -> bool:
        """Whether it nearly was."""
        return not self.is_interview and self.score >= NEAR_FROM


_NEAR_IN_TIME = timedelta(days=45)

_TOGETHER = timedelta(hours=1)
"""Two invitations that were made within this time are two rounds: nobody moves an interview so soon."""


def successors(
    interviews: Iterable[Interview],
    says_so: Collection[InterviewKey],
    made: Mapping[InterviewKey, datetime],
    now: datetime,
) -> list[tuple[Interview, Interview]]:
    """Return which interviews may take the place of which others, as (old, new), though their UIDs differ (I8).

    Some hiring services move an interview by inviting anew, and leave the old event alone. `says_so` are the keys of
    those that say of themselves that they were moved; of others, an equal title is the sign, where they were not
    written together. Exports write all events at one moment: then the same people must be met, and it counts when each
    was `made`, as far as they say so. Only interviews ahead are replaced, and never in silence: a second round looks
    the same.
    """
    active = [interview for interview in interviews if not interview.cancelled and interview.company]
    of_employer: dict[str, list[Interview]] = {}

    def written(interview: Interview) -> tuple[float, float, float, InterviewKey]:
        stamps = interview.stamp, made.get(interview.key), interview.end
        stamp, first, end = (moment.timestamp() if moment else 0.0 for moment in stamps)
        return stamp, first, end, interview.key

    for interview in sorted(active, key=written):
        of_employer.setdefault(interview.employer, []).append(interview)
    return [
        (old, new)
        for group in of_employer.values()
        for position, new in enumerate(group)
        for old in group[:position]
        if old.end > now and _may_replace(old, new, made, says_so=new.key in says_so)
    ]


def _may_replace(old: Interview, new: Interview, made: Mapping[InterviewKey, datetime], *, says_so: bool) -> bool:
    apart = abs(new.start.timestamp() - old.start.timestamp())
    if old.uid == new.uid or apart <= ROUND_GAP.total_seconds() or apart > _NEAR_IN_TIME.total_seconds():
        return False
    return says_so or (_words(old.summary) == _words(new.summary) and not _are_two(old, new, made))


def _are_two(old: Interview, new: Interview, made: Mapping[InterviewKey, datetime]) -> bool:
    """Return whether two interviews of one title are two rounds, as far as can be told."""
    if old.stamp != new.stamp:
        return False
    first, second = made.get(old.key), made.get(new.key)
    together = first and second and abs(second.timestamp() - first.timestamp()) <= _TOGETHER.total_seconds()
    if together or _people(old) != _people(new):
        return True
    return not (first and second) and not _people(old)


def _people(interview: Interview) -> set[str]:
    """Return who is met, and whom to ask: which of the two somebody is, one text may tell and the other not."""
    people = (*interview.interviewers, *([interview.contact] if interview.contact else ()))
    return {(person.email or person.name or "").casefold() for person in people}


def _words(title: str) -> list[str]:
    return sorted(set(re.findall(r"\w+", title.casefold())) - {"rescheduled", "updated", "re", "new", "time"})
