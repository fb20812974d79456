"""The advice as data: each rule with its id and its source.

A rule counts from an anchor. Calendar days are added and then adjusted, the first day of a window to the following
business day, the last one to the preceding; business days are counted.

Of two policies one may be tighter: what it asks for is never more, never earlier, never at more hours. A note is the
other way round: sooner is tighter. That order is defined here, on the values, once (`tighter_or_equal`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import time, timedelta
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from followcal.core.business_days import BusinessDays, CalendarDays, Offset
from followcal.core.hours import Hours, HoursLine, lie_within


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


_AT_ANY_HOUR = Hours(())


class DayRule(Struct, frozen=True):
    """From when until when a step may lie, in days from an anchor."""

    id: str
    earliest: Offset
    latest: Offset
    latest_from: LatestFrom
    source: str


class PolicyError(ValueError):
    """Values that make no policy: for each problem the key of the value, and why not."""

    def __init__(self, problems: tuple[tuple[str, str], ...]) -> None:
        super().__init__("; ".join(f"{key}: {why}" for key, why in problems))
        self.problems = problems


class NoteRule(Struct, frozen=True):
    """The thank-you note: `due` after the end of the interview in elapsed hours, `latest` on a business day."""

    id: str
    due: timedelta
    latest: BusinessDays
    source: str

    def __post_init__(self) -> None:
        problems = []
        if not 0 <= self.latest.count <= 2:
            problems.append(("thank-you.latest", "0 to 2 business days: a note is never later, and never left out"))
        if not timedelta(0) < self.due <= timedelta(hours=24):
            problems.append(("thank-you.due", "more than 0 and at most 24 hours"))
        if problems:
            raise PolicyError(tuple(problems))


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


class Policy(Struct, frozen=True, kw_only=True):
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
    materials: BusinessDays = BusinessDays(2)
    reply: BusinessDays = BusinessDays(2)
    """Within how many days a gracious reply is written, and contact that they asked for is made (S10, S7)."""

    offer_notice: BusinessDays = BusinessDays(-2)
    """The last day on which others hear of an offer, from the day of the decision (S10)."""

    over_after: CalendarDays = CalendarDays(30)
    """What was never written and is later than this, is over (S11)."""

    check_in_count: int = 1
    closing_count: int = 1
    check_in_channel: Channel = Channel.PHONE
    spacing: CalendarDays = CalendarDays(7)
    spacing_source: str = SOURCES["spacing"]
    note_delay: timedelta = timedelta(hours=1)
    """A note starts no sooner than this after the end (P1)."""

    note_hours: Hours = Hours.daily((time(8), time(20)))
    mail_hours: Hours = Hours.daily((time(9), time(17)), business_days_only=True)
    call_hours: Hours = Hours.daily((time(10), time(12)), (time(14), time(16)), business_days_only=True)
    """When the employer is reached, in the interview's zone."""

    own_note_hours: Hours = _AT_ANY_HOUR
    own_mail_hours: Hours = _AT_ANY_HOUR
    own_call_hours: Hours = _AT_ANY_HOUR
    """When the user has time for it, in their own zone (P1); nothing said: at any hour."""

    own_zone: str = ""
    """Where the user is; empty: their home zone."""

    call_pause: timedelta = timedelta(minutes=15)
    """How long a call is kept away from another one (P4)."""

    opens: time = time(9)
    """When a day begins for what is not a call."""

    closes: time = time(17)
    """When the last day of a step ends."""

    hours_source: str = ""

    debrief_length: timedelta = timedelta(minutes=10)
    step_length: timedelta = timedelta(minutes=15)

    def allows(self, kind: Kind) -> bool:
        """Return whether a step of this kind is planned at all: a check-in or a closing may be switched off (S7)."""
        match kind:
            case Kind.CHECK_IN:
                return self.check_in_count > 0
            case Kind.CLOSING:
                return self.closing_count > 0
            case _:
                return True

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

    def own_hours(self, kind: Kind, channel: Channel) -> Hours:
        """Return when the user has time for a step."""
        if channel is Channel.SELF:
            return _AT_ANY_HOUR
        if kind in (Kind.THANK_YOU, Kind.REFERENCES, Kind.MATERIALS, Kind.GRACIOUS_REPLY):
            return self.own_note_hours
        return self.own_call_hours if channel is Channel.PHONE else self.own_mail_hours

    def __post_init__(self) -> None:
        problems = tuple((key, why) for key, is_right, why in self._limits() if not is_right)
        if problems:
            raise PolicyError(problems)

    def _limits(self) -> Iterator[tuple[str, bool, str]]:
        """Yield the hard limits, and whether they are kept: no policy, whose ever, goes beyond them."""
        once, apart = "0 or 1: nobody is asked twice (S7)", "two contacts of one employer lie 7 days or more apart"
        still_time = "nobody is contacted on the day on which they still may answer"
        yield "check-in.count", self.check_in_count in (0, 1), once
        least, most = _least_days(self.check_in.earliest), _least_days(self.check_in.latest)
        yield "check-in.earliest", least >= _PATIENCE, "7 days or more: sooner is too early where nothing was stated"
        yield "check-in.latest", most >= least, "it lies before check-in.earliest"
        yield "check-in.after-answer", self.check_in_after_answer.earliest.count >= 1, still_time
        yield "check-in.after-invitation", self.check_in_invited.earliest.count >= 1, still_time
        yield "closing.count", self.closing_count in (0, 1), once
        yield "closing.after", _least_days(self.closing.earliest) >= _PATIENCE, apart
        yield "spacing.days", self.spacing.count >= _PATIENCE, apart
        first, last = self.references.earliest.count, self.references.latest.count
        yield "references.latest", first <= last < 0, "it lies before references.earliest, or not before the interview"
        for key in ("note", "mail", "call"):
            for table, hours in (("hours", f"{key}_hours"), ("own-hours", f"own_{key}_hours")):
                yield from self._limits_of_hours(f"{table}.{key}", getattr(self, hours), table == "hours")

    def _limits_of_hours(self, key: str, hours: Hours, is_needed: bool) -> Iterator[tuple[str, bool, str]]:
        if not hours.lines:
            yield key, not is_needed, "hours are one or more spans in order, such as 10:00-12:00, 14:00-16:00"
        else:
            fits = hours.longest() >= self.step_length
            yield key, fits, f"no span has the {self.step_length // timedelta(minutes=1)} minutes of a step"


_PATIENCE = 7


def _least_days(offset: Offset) -> int:
    """Return how many days of any kind lie in `offset` at the least: there are weeks without a day off."""
    return offset.count


DEFAULT_POLICY = Policy()


Value = timedelta | BusinessDays | CalendarDays | Channel | int | str | tuple[HoursLine, ...]
"""What a key of a policy can hold."""

_PATHS: Mapping[str, tuple[str, str | None]] = {
    "thank-you.due": ("thank_you", "due"),
    "thank-you.latest": ("thank_you", "latest"),
    "thank-you.source": ("thank_you", "source"),
    "references.earliest": ("references", "earliest"),
    "references.latest": ("references", "latest"),
    "references.source": ("references", "source"),
    "check-in.count": ("check_in_count", None),
    "check-in.channel": ("check_in_channel", None),
    "check-in.earliest": ("check_in", "earliest"),
    "check-in.latest": ("check_in", "latest"),
    "check-in.source": ("check_in", "source"),
    "check-in.after-answer": ("check_in_after_answer", "earliest"),
    "check-in.after-answer-source": ("check_in_after_answer", "source"),
    "closing.count": ("closing_count", None),
    "closing.after": ("closing", "earliest"),
    "closing.within": ("closing", "latest"),
    "closing.source": ("closing", "source"),
    "spacing.days": ("spacing", None),
    "spacing.source": ("spacing_source", None),
    "hours.note": ("note_hours", "lines"),
    "hours.mail": ("mail_hours", "lines"),
    "hours.call": ("call_hours", "lines"),
    "hours.source": ("hours_source", None),
    "own-hours.note": ("own_note_hours", "lines"),
    "own-hours.mail": ("own_mail_hours", "lines"),
    "own-hours.call": ("own_call_hours", "lines"),
    "own-hours.zone": ("own_zone", None),
}
KEYS = tuple(_PATHS)
"""What a policy file may change, in the order in which it is shown."""


def value_of(policy: Policy, key: str) -> Value:
    """Return what `policy` holds for `key`.

    >>> value_of(DEFAULT_POLICY, "check-in.earliest")
    CalendarDays(count=7)
    """
    field, part = _PATHS[key]
    held: Any = getattr(policy, field)
    value: Value = getattr(held, part) if part else held
    return value


def with_values(policy: Policy, values: Mapping[str, Value]) -> Policy:
    """Return `policy` with all of `values` at once: two may be right only together. Raises PolicyError."""
    fields: dict[str, Any] = {}
    parts: dict[str, dict[str, Any]] = {}
    for key, value in values.items():
        field, part = _PATHS[key]
        if part:
            parts.setdefault(field, {})[part] = value
        else:
            fields[field] = value
    return replace(policy, **fields, **{name: replace(getattr(policy, name), **held) for name, held in parts.items()})


def _no_more(value: Any, than: Any) -> bool:
    return bool(value <= than)


def _no_later(value: Any, than: Any) -> bool:
    return bool(value.count <= than.count)


def _no_earlier(value: Any, than: Any) -> bool:
    """Count n business days as n days of any kind, or longer; the converse is not sure."""
    return bool(value.count >= than.count) and (isinstance(value, BusinessDays) or isinstance(than, CalendarDays))


def _no_call(value: Any, than: Any) -> bool:
    return value == than or value is Channel.EMAIL


def _no_wider(value: Any, than: Any) -> bool:
    return lie_within(value, than)


_ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "thank-you.due": _no_more,
    "thank-you.latest": _no_later,
    "check-in.count": _no_more,
    "check-in.channel": _no_call,
    "check-in.earliest": _no_earlier,
    "check-in.latest": _no_earlier,  # the closing is counted from it
    "check-in.after-answer": _no_earlier,
    "closing.count": _no_more,
    "closing.after": _no_earlier,
    "spacing.days": _no_earlier,
    "hours.note": _no_wider,
    "hours.mail": _no_wider,
    "hours.call": _no_wider,
}


def is_ordered(key: str) -> bool:
    """Return whether one value of `key` can be tighter than another: the references, say, are the user's own."""
    return key in _ORDERS


def tighter_or_equal(key: str, value: Value, than: Value) -> bool:
    """Return whether `value` asks the employer for no more than `than`; of what is not ordered, all values are equal.

    Fewer touches, a later check-in or closing, a sooner note, narrower hours, a mail for a call. It is a preorder: of
    two values neither may be the tighter one, such as 8 business days and 9 days.

    >>> tighter_or_equal("check-in.earliest", BusinessDays(8), CalendarDays(8))
    True
    >>> tighter_or_equal("check-in.earliest", CalendarDays(9), BusinessDays(8))
    False
    """
    return not is_ordered(key) or _ORDERS[key](value, than)


def loosened(policy: Policy, than: Policy) -> list[str]:
    """Return the keys in which `policy` is not as tight as `than`.

    >>> loosened(with_values(DEFAULT_POLICY, {"closing.count": 0}), DEFAULT_POLICY)
    []
    """
    return [key for key in _ORDERS if not tighter_or_equal(key, value_of(policy, key), value_of(than, key))]
