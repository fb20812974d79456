"""The advice as data: each rule with its id and its source.

A rule counts from an anchor. Calendar days are added and then adjusted, the first day of a window to the following
business day, the last one to the preceding; business days are counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from itertools import pairwise

from followcal.core.business_days import BusinessDays, CalendarDays, Offset


class Kind(StrEnum):
    """What a step is."""

    PREP = "prep"
    DEBRIEF = "debrief"
    THANK_YOU = "thank-you"
    REFERENCES = "references"
    CHECK_IN = "check-in"
    CLOSING = "closing"
    MATERIALS = "materials"
    GRACIOUS_REPLY = "gracious-reply"
    OFFER_NOTICE = "offer-notice"

    @property
    def is_spaced_touch(self) -> bool:
        """Whether it reaches the employer unasked and counts for the spacing of S8: thank-you notes do not."""
        return self in (Kind.CHECK_IN, Kind.CLOSING)


class Channel(StrEnum):
    """How a step reaches somebody; `SELF`: nobody but the user."""

    EMAIL = "email"
    PHONE = "phone"
    POST = "post"
    SELF = "self"


class LatestFrom(StrEnum):
    """What the last day of a window is counted from."""

    ANCHOR = "anchor"
    EARLIEST = "earliest"


@dataclass(frozen=True, slots=True)
class DayRule:
    """From when until when a step may lie, in days from an anchor."""

    id: str
    earliest: Offset
    latest: Offset
    latest_from: LatestFrom
    source: str


@dataclass(frozen=True, slots=True)
class NoteRule:
    """The thank-you note: `due` after the end of the interview in elapsed hours, `latest` on a business day."""

    id: str
    due: timedelta
    latest: BusinessDays
    source: str

    def __post_init__(self) -> None:
        if not 0 <= self.latest.count <= 2:
            raise ValueError("thank-you.latest is 0 to 2 business days: a note is never later, and never left out")
        if not timedelta(0) < self.due <= timedelta(hours=24):
            raise ValueError("thank-you.due is more than 0 and at most 24 hours")


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody may be reached, in the employer's zone. The spans are in order and do not meet."""

    spans: tuple[tuple[time, time], ...]
    business_days_only: bool

    def __post_init__(self) -> None:
        ends = [moment for span in self.spans for moment in span]
        if not self.spans or any(a >= b for a, b in pairwise(ends)):
            raise ValueError("hours are one or more spans in order, such as 10:00-12:00, 14:00-16:00")

    @property
    def opening(self) -> time:
        """The first contact hour of a day."""
        return self.spans[0][0]

    def __str__(self) -> str:
        spans = ", ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in self.spans)
        return f"{spans} on business days" if self.business_days_only else spans


SOURCES = {
    "prep": "advice: ask at the end of the interview when they decide and how to follow up; "
    "get names and titles right (CiteHR, Job Interview Follow-Up Do's and Don'ts)",
    "debrief": "advice: reflect after the interview, write down names and promises "
    "(Planner Bee, dos and don'ts of following up after an interview)",
    "thank-you": "advice: within 24 hours (Halpin Personnel, Following Up After an Interview), "
    "in any case within two business days (CiteHR, Job Interview Follow-Up Do's and Don'ts)",
    "references": "advice: tell your references before or right after the interview "
    "(Halpin Personnel, Following Up After an Interview)",
    "check-in": "advice: call once, seven to ten days after the interview, or sooner if their timetable is shorter "
    "(CiteHR, Job Interview Follow-Up Do's and Don'ts)",
    "stated": "advice: respect the timeline they gave, contact them only after it has passed "
    "(Planner Bee, dos and don'ts of following up after an interview)",
    "closing": "advice: one final mail after several weeks, then move on "
    "(Planner Bee, dos and don'ts of following up after an interview)",
    "spacing": "advice: not several messages in a short time "
    "(Planner Bee, dos and don'ts of following up after an interview)",
    "cap": "advice: one follow-up, then it is their turn "
    "(Planner Bee, dos and don'ts of following up after an interview); "
    "more if they ask (CiteHR, Job Interview Follow-Up Do's and Don'ts)",
    "materials": "advice: send what you promised (The Art of Following Up: Etiquette after Job Interviews)",
    "gracious-reply": "advice: thank them after a rejection, courteous whatever the outcome "
    "(Planner Bee, dos and don'ts of following up after an interview)",
    "offer-notice": "advice: tell them of another offer, which asks for a decision "
    "(CiteHR, Job Interview Follow-Up Do's and Don'ts)",
    "rounds": "advice: each round for itself, no follow-up after an answer "
    "(The Art of Following Up: Etiquette after Job Interviews)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """All the advice that a plan follows."""

    prep_before: timedelta = timedelta(hours=1)
    debrief_after: timedelta = timedelta(minutes=15)
    thank_you: NoteRule = NoteRule("S2", timedelta(hours=24), BusinessDays(2), SOURCES["thank-you"])
    references: DayRule = DayRule("S3", BusinessDays(-2), BusinessDays(-1), LatestFrom.ANCHOR, SOURCES["references"])
    check_in: DayRule = DayRule("S5", CalendarDays(7), CalendarDays(10), LatestFrom.ANCHOR, SOURCES["check-in"])
    check_in_after_answer: DayRule = DayRule(
        "S5", BusinessDays(1), BusinessDays(2), LatestFrom.EARLIEST, SOURCES["stated"]
    )
    check_in_invited: DayRule = DayRule("S5", CalendarDays(1), BusinessDays(2), LatestFrom.EARLIEST, SOURCES["stated"])
    closing: DayRule = DayRule("S6", CalendarDays(21), CalendarDays(7), LatestFrom.EARLIEST, SOURCES["closing"])
    materials: BusinessDays = BusinessDays(2)  # noqa: RUF009  (frozen)
    reply: BusinessDays = BusinessDays(2)  # noqa: RUF009  (frozen)
    """Within how many days a gracious reply is written, and contact that they asked for is made (S10, S7)."""

    offer_notice: BusinessDays = BusinessDays(-2)  # noqa: RUF009  (frozen)
    """The last day on which others hear of an offer, from the day of the decision (S10)."""

    over_after: CalendarDays = CalendarDays(30)  # noqa: RUF009  (frozen)
    """What was never written and is later than this, is over (S11)."""

    check_in_channel: Channel = Channel.PHONE
    spacing: CalendarDays = CalendarDays(7)  # noqa: RUF009  (frozen)
    note_delay: timedelta = timedelta(hours=1)
    """A note starts no sooner than this after the end (P1)."""

    note_hours: Hours = Hours(((time(8), time(20)),), business_days_only=False)
    mail_hours: Hours = Hours(((time(9), time(17)),), business_days_only=True)
    call_hours: Hours = Hours(((time(10), time(12)), (time(14), time(16))), business_days_only=True)
    opens: time = time(9)
    """When a day begins for what is not a call."""

    closes: time = time(17)
    """When the last day of a step ends."""

    debrief_length: timedelta = timedelta(minutes=10)
    step_length: timedelta = timedelta(minutes=15)

    def length(self, kind: Kind) -> timedelta:
        """Return how long a step takes in the calendar."""
        return self.debrief_length if kind is Kind.DEBRIEF else self.step_length

    def channel(self, kind: Kind) -> Channel:
        """Return how a step reaches somebody, unless the employer said otherwise."""
        if kind in (Kind.PREP, Kind.DEBRIEF):
            return Channel.SELF
        return self.check_in_channel if kind is Kind.CHECK_IN else Channel.EMAIL

    def hours(self, kind: Kind, channel: Channel) -> Hours | None:
        """Return the contact hours of a step; None: at any hour."""
        if channel is Channel.SELF:
            return None
        if kind in (Kind.THANK_YOU, Kind.REFERENCES, Kind.MATERIALS, Kind.GRACIOUS_REPLY):
            return self.note_hours
        return self.call_hours if channel is Channel.PHONE else self.mail_hours

    def __post_init__(self) -> None:
        if _least_days(self.check_in.earliest) < _PATIENCE:
            raise ValueError("check-in.earliest is 7 days or more: sooner is too early where nothing was stated")
        if _least_days(self.check_in.latest) < _least_days(self.check_in.earliest):
            raise ValueError("check-in.latest lies before check-in.earliest")
        if _least_days(self.closing.earliest) < _PATIENCE or self.spacing.count < _PATIENCE:
            raise ValueError("two contacts of one employer lie 7 days or more apart")
        if self.check_in_after_answer.earliest.count < 1 or self.check_in_invited.earliest.count < 1:
            raise ValueError("nobody is contacted on the day on which they still may answer")
        first, last = self.references.earliest.count, self.references.latest.count
        if first > last or last >= 0:
            raise ValueError("references are told from an earlier to a later business day before the interview")


_PATIENCE = 7


def _least_days(offset: Offset) -> int:
    """Return how many days of any kind lie in `offset` at the least: there are weeks without a day off."""
    return offset.count


DEFAULT_POLICY = Policy()
