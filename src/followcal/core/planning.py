"""Which steps follow from the interviews, from when until when, and why (S0 to S12).

Windows are decided here, moments inside them in `schedule`. A step that stands in the calendar and whose start has
passed is presumed done: planning on what was planned changes nothing (S11).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from followcal.core.business_days import BusinessCalendar, BusinessDays, Convention, DayOff, Offset
from followcal.core.freebusy import Period
from followcal.core.interview import Interview, Office, Person, rounds
from followcal.core.policy import DEFAULT_POLICY, SOURCES, Channel, DayRule, Kind, LatestFrom, Policy
from followcal.core.reason import Reason
from followcal.core.timeline import AnswerBy, ContactInvited, NotUnderstood, SilenceMeansNo, Undated
from followcal.core.window import Window
from followcal.core.wording import count_text, day_text, span_text, time_text
from followcal.errors import StatedTooEarlyError

_NAMESPACE = UUID("6f1c0c2e-6a0e-5d0f-9d43-2f0b8c1b7a55")


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


NO_FACTS = Facts()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """One thing to do, with its window. Steps for several people in one event share their `uid`."""

    uid: str
    interview: Interview
    kind: Kind
    channel: Channel
    window: Window
    status: Status
    reasons: tuple[Reason, ...]
    to: Person | None = None
    optional: bool = False
    provisional: bool = False
    fixed: Period | None = None
    """Where the event stays: it is done, withdrawn, or the user moved it there."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The rounds and their steps, as seen at `now`."""

    now: datetime
    rounds: tuple[Interview, ...]
    steps: tuple[PlannedStep, ...]


def plan(
    interviews: Iterable[Interview],
    calendars: Mapping[Office, BusinessCalendar],
    *,
    now: datetime,
    policy: Policy = DEFAULT_POLICY,
    facts: Facts = NO_FACTS,
) -> Plan:
    """Return what follows from `interviews` at `now`, an aware moment.

    `calendars` holds the calendar of each interview's office. The result does not depend on the order of the
    interviews. Raises StatedTooEarlyError where an answer is due before the interview itself, and
    OutsideCalendarError where a year's business days are not known (B5).
    """
    if now.utcoffset() is None:
        raise ValueError(f"now has no time zone: {now}")
    found = rounds(interviews)
    steps: list[PlannedStep] = []
    for application in _applications(found):
        steps += _application_steps(application, calendars, policy, facts, now)
    wanted = {step.uid for step in steps}
    for interview in found:
        steps += _left_over(interview, policy, facts, wanted, now)
    return Plan(now, found, tuple(sorted(steps, key=_order)))


def step_uid(interview: Interview, kind: Kind) -> str:
    """Return the UID of the event of a step: the same in every run, and when the interview moves.

    >>> end = datetime(2026, 11, 18, 15, tzinfo=UTC)
    >>> step_uid(Interview(uid="abc", start=end, end=end), Kind.CHECK_IN)
    'f4ceb53d-5ab2-5a0c-9d29-0a4a7d7cbdb2'
    """
    return str(uuid5(_NAMESPACE, "\n".join((*interview.key, kind))))


def local(day: date, at: time, interview: Interview) -> datetime:
    """Return the moment at which clocks in the interview's zone show `at` on `day`.

    A time that a DST change leaves out lies as much later; of a time that comes twice, the first one is meant.
    """
    moment = datetime.combine(day, at, tzinfo=interview.end.tzinfo)
    return moment.astimezone(UTC).astimezone(interview.end.tzinfo)


def later(moment: datetime, by: timedelta) -> datetime:
    """Return the moment that lies `by` of elapsed time after `moment`, in its zone."""
    return (moment.astimezone(UTC) + by).astimezone(moment.tzinfo)


def _order(step: PlannedStep) -> tuple[float, tuple[str, str], list[Kind], str]:
    return (
        step.window.earliest.timestamp(),
        step.interview.key,
        [kind for kind in Kind if kind == step.kind],
        step.to.label if step.to else "",
    )


def _applications(found: Iterable[Interview]) -> Iterator[list[Interview]]:
    """Yield the rounds of each application, in order of their ends.

    A round whose role is unknown belongs to the employer's only application, if there is just one.
    """
    groups: dict[tuple[str, str], list[Interview]] = {}
    for interview in found:
        groups.setdefault(interview.application, []).append(interview)
    for employer, role in list(groups):
        others = [key for key in groups if key[0] == employer and key[1]]
        if not role and len(others) == 1:
            groups[others[0]] += groups.pop((employer, role))
    for group in groups.values():
        yield sorted(group, key=lambda interview: (interview.end.timestamp(), interview.key))


def _application_steps(
    application: list[Interview],
    calendars: Mapping[Office, BusinessCalendar],
    policy: Policy,
    facts: Facts,
    now: datetime,
) -> Iterator[PlannedStep]:
    active = [interview for interview in application if not interview.cancelled]
    references = _references_round(application, active, facts, now)
    for interview in application:
        desk = _Desk(interview, calendars[interview.office], policy, facts, now.astimezone(UTC))
        if interview.cancelled:
            if interview.stamp and interview.stamp.timestamp() > interview.end.timestamp():
                yield from desk.thank_you()
            continue
        yield from desk.prep()
        yield from desk.debrief()
        yield from desk.thank_you()
        if interview is references:
            yield from desk.references()
        if interview is active[-1]:
            yield from desk.check_in_and_closing()


def _references_round(
    application: list[Interview], active: list[Interview], facts: Facts, now: datetime
) -> Interview | None:
    """Return the round with which the references are told: once per application, chosen once (S3)."""
    for interview in application:
        standing = facts.standing.get(step_uid(interview, Kind.REFERENCES))
        if standing and (not interview.cancelled or standing.is_over(now)):
            return interview
    return active[0] if active else None


def _left_over(
    interview: Interview, policy: Policy, facts: Facts, wanted: set[str], now: datetime
) -> Iterator[PlannedStep]:
    """Yield the steps that stand in the calendar for `interview` and are wanted no more.

    What has passed was done, and stays (S11); the others are withdrawn.
    """
    keys = {event.key for event in interview.events}
    for standing in facts.standing.values():
        if standing.interview not in keys or standing.uid in wanted:
            continue
        done = standing.is_over(now)
        yield PlannedStep(
            uid=standing.uid,
            interview=interview,
            kind=standing.kind,
            channel=policy.channel(standing.kind),
            window=standing.window,
            status=Status.DONE if done else Status.WITHDRAWN,
            reasons=(_why_left_over(interview, done=done),),
            optional=standing.kind is Kind.CLOSING,
            fixed=standing.period,
        )


def _why_left_over(interview: Interview, *, done: bool) -> Reason:
    if done:
        return Reason("S11", "its time has passed: presumed done")
    if interview.cancelled:
        return Reason("I4", "the interview was called off")
    return Reason("S9", "a later round, or what they said, takes its place")


@dataclass(frozen=True, slots=True)
class _Desk:
    """One round with everything that its steps are decided on."""

    interview: Interview
    calendar: BusinessCalendar
    policy: Policy
    facts: Facts
    now: datetime

    def prep(self) -> Iterator[PlannedStep]:
        """S0. Once the interview has begun, there is nothing left to prepare."""
        start = self.interview.start
        moment = later(start, -self.policy.prep_before)
        standing = self.facts.standing.get(step_uid(self.interview, Kind.PREP))
        if self.now < start or (standing and standing.is_over(self.now)):
            text = f"{self._elapsed(self.policy.prep_before)} before the interview starts, {time_text(start)}"
            yield from self._step(
                Kind.PREP, Channel.SELF, self._around(moment), [Reason("S0", text, SOURCES["prep"])]
            )

    def debrief(self) -> Iterator[PlannedStep]:
        """S1."""
        moment = later(self.interview.end, self.policy.debrief_after)
        text = (
            f"{self._elapsed(self.policy.debrief_after)} after the end, {time_text(self.interview.end)}: "
            "interviews overrun"
        )
        yield from self._step(
            Kind.DEBRIEF, Channel.SELF, self._around(moment), [Reason("S1", text, SOURCES["debrief"])]
        )

    def thank_you(self) -> Iterator[PlannedStep]:
        """S2: a note to each person, in one event."""
        window, reasons = self._note_window()
        for person in self.interview.interviewers or (None,):
            yield from self._step(Kind.THANK_YOU, Channel.EMAIL, window, reasons, to=person)

    def references(self) -> Iterator[PlannedStep]:
        """S3: before the interview, if a business day is left for it, else like the note."""
        rule, day = self.policy.references, self.interview.day
        first, last, _ = self._days(rule, day)
        window = Window(self._at(first, self.policy.opens), self._closing_of(last), self._closing_of(last))
        standing = self.facts.standing.get(step_uid(self.interview, Kind.REFERENCES))
        if standing:
            before = standing.window.latest <= standing.interview_end
        else:
            before = self.now <= window.latest
        if before:
            text = (
                f"{amount_text(rule.earliest)} before the interview on {day_text(day)}, "
                f"or the day after: {span_text(first, last)}"
            )
            reasons = [Reason(rule.id, text, rule.source), *self._skipped(first, day)]
        else:
            window, reasons = self._note_window()
            text = f"too late to tell them before the interview: as soon as the note, {day_text(day)}"
            reasons = [Reason(rule.id, text, rule.source), *reasons[1:]]
        yield from self._step(Kind.REFERENCES, Channel.EMAIL, window, reasons)

    def check_in_and_closing(self) -> Iterator[PlannedStep]:
        """S5 and S6, unless the employer asked not to be contacted."""
        timeline = self.interview.timeline
        if timeline and not timeline.allows_check_in:
            return
        first, last, reasons = self._check_in_days()
        channel = self.policy.check_in_channel
        if timeline and timeline.no_calls and channel is Channel.PHONE:
            channel = Channel.EMAIL
            reasons.append(Reason("S5", "they asked for no calls: by e-mail", SOURCES["stated"]))
        hours = self.policy.hours(Kind.CHECK_IN, channel)
        opening = hours.opening if hours else self.policy.opens
        window = Window(self._at(first, opening), self._closing_of(last), self._closing_of(last))
        yield from self._step(Kind.CHECK_IN, channel, window, reasons)
        yield from self._closing(last)

    def _closing(self, check_in_latest: date) -> Iterator[PlannedStep]:
        rule = self.policy.closing
        first, last, reasons = self._days(rule, check_in_latest)
        text = (
            f"once, {amount_text(rule.earliest)} after the last day of the check-in, "
            f"{day_text(check_in_latest)}: {span_text(first, last)}; leave it out if they answered"
        )
        window = Window(self._at(first, self.policy.opens), self._closing_of(last), self._closing_of(last))
        yield from self._step(
            Kind.CLOSING, Channel.EMAIL, window, [Reason(rule.id, text, rule.source), *reasons], optional=True
        )

    def _note_window(self) -> tuple[Window, list[Reason]]:
        rule, end, day = self.policy.thank_you, self.interview.end, self.interview.day
        last_day = self.calendar.offset(day, rule.latest)
        due = later(end, rule.due)
        text = (
            f"within {self._elapsed(rule.due)} of the end, {time_text(end)}; at the latest on "
            f"{day_text(last_day)}, {amount_text(rule.latest)} after {day_text(day)}"
        )
        reasons = [Reason(rule.id, text, rule.source), *self._skipped(day, last_day)]
        answer_due = self._answer_due()
        if answer_due is not None and answer_due <= last_day:
            last_day = answer_due
            text = f"{self._they_said()}: the note must be there before they decide, on {day_text(answer_due)}"
            reasons = [Reason(rule.id, text, rule.source)]
            if answer_due > day:
                due = _earlier(due, self._at(answer_due, self.policy.opens))
        latest = _later(self._closing_of(last_day), later(end, timedelta(hours=2)))
        return Window(end, _earlier(due, latest), latest), reasons

    def _check_in_days(self) -> tuple[date, date, list[Reason]]:
        timeline, day = self.interview.timeline, self.interview.day
        promise = timeline.promise if timeline else None
        match promise:
            case AnswerBy(answer_due):
                rule = self.policy.check_in_after_answer
                anchor = self.calendar.adjust(answer_due, Convention.FOLLOWING)
                first, last, reasons = self._days(rule, anchor)
                text = (
                    f"{self._they_said()}: they have all of {day_text(answer_due)}; contact from the next business "
                    f"day, {span_text(first, last)}"
                )
                reasons = [*self._skipped(answer_due - timedelta(days=1), anchor), *reasons]
            case ContactInvited(invited):
                rule = self.policy.check_in_invited
                first, last, reasons = self._days(rule, invited)
                text = f"{self._they_said()}: contact is welcome after {day_text(invited)}, {span_text(first, last)}"
            case SilenceMeansNo() | Undated() | NotUnderstood() | None:
                rule = self.policy.check_in
                first, last, reasons = self._days(rule, day)
                said = self._they_said() if promise else "nothing was said about when they answer"
                text = (
                    f"{said}: once, {rule.earliest.count} to {amount_text(rule.latest)} after {day_text(day)}, "
                    f"{span_text(first, last)}"
                )
        return first, last, [Reason(rule.id, text, rule.source), *reasons]

    def _days(self, rule: DayRule, anchor: date) -> tuple[date, date, list[Reason]]:
        """Return the first and the last day of `rule`, counted from `anchor`, and what was skipped.

        Where no business day lies between them, both are the next business day.
        """
        calendar = self.calendar
        unadjusted = calendar.offset(anchor, rule.earliest)
        first = calendar.adjust(unadjusted, Convention.FOLLOWING)
        base = anchor if rule.latest_from is LatestFrom.ANCHOR else first
        end = calendar.offset(base, rule.latest)
        last = calendar.adjust(end, Convention.PRECEDING)
        if last < first:
            first = last = calendar.adjust(end, Convention.FOLLOWING)
        after = anchor if isinstance(rule.earliest, BusinessDays) else unadjusted - timedelta(days=1)
        return first, last, self._skipped(after, max(last, end))

    def _skipped(self, after: date, until: date) -> list[Reason]:
        """Return which days in (after, until] do not count, by name, and which of them may still change."""
        reasons = []
        off = self.calendar.days_off(after, until)
        if off:
            reasons.append(Reason("B1", f"no business {'day' if len(off) == 1 else 'days'}: {_names(off)}"))
        worked = self.calendar.worked_weekend(after, until)
        if worked:
            reasons.append(Reason("B1", f"counted, though on a weekend: {_names(worked)}"))
        reasons += (
            Reason("B5", f"provisional: {doubt}") for doubt in self.calendar.doubts(after, until)
        )
        return reasons

    def _step(
        self,
        kind: Kind,
        channel: Channel,
        window: Window,
        reasons: list[Reason],
        *,
        to: Person | None = None,
        optional: bool = False,
    ) -> Iterator[PlannedStep]:
        uid = step_uid(self.interview, kind)
        if uid in self.facts.deleted:
            return
        status = self._status(kind, window.latest)
        standing = self.facts.standing.get(uid)
        if status is Status.DONE:
            reasons = [*reasons, Reason("S11", "its time has passed: presumed done")]
        elif status is Status.OVERDUE:
            reasons = [*reasons, Reason("S11", f"overdue since {time_text(window.latest)}, and still owed")]
        fixed = standing.period if standing and (status is Status.DONE or standing.pinned) else None
        yield PlannedStep(
            uid=uid,
            interview=self.interview,
            kind=kind,
            channel=channel,
            window=window,
            status=status,
            reasons=(*reasons, *self.interview.assumed),
            to=to,
            optional=optional,
            provisional=any(reason.rule == "B5" for reason in reasons),
            fixed=fixed,
        )

    def _status(self, kind: Kind, latest: datetime) -> Status:
        standing = self.facts.standing.get(step_uid(self.interview, kind))
        if standing and standing.is_over(self.now) and not self._moved_behind(standing):
            return Status.DONE
        return Status.OVERDUE if latest.timestamp() < self.now.timestamp() else Status.PLANNED

    def _moved_behind(self, standing: Standing) -> bool:
        """Return whether the interview moved to a time after a step that was to follow (or shortly precede) it."""
        match standing.kind:
            case Kind.REFERENCES:
                return False
            case _ if standing.done:
                return False
            case Kind.PREP:
                return standing.period.start < later(self.interview.start, -self.policy.prep_before)
            case _:
                return standing.period.start < self.interview.end

    def _around(self, moment: datetime) -> Window:
        last = self.calendar.offset(self.interview.day, BusinessDays(1))
        return Window(moment, moment, _later(self._closing_of(last), moment))

    def _answer_due(self) -> date | None:
        timeline = self.interview.timeline
        answer_due = timeline.answer_due if timeline else None
        if answer_due is not None and answer_due < self.interview.day:
            raise StatedTooEarlyError(
                f"{day_text(answer_due)} {answer_due.year}, when they said they answer, lies before the interview "
                f"on {day_text(self.interview.day)} {self.interview.day.year}"
            )
        return answer_due

    def _they_said(self) -> str:
        timeline = self.interview.timeline
        return f"they said “{timeline.text}”" if timeline and timeline.text else "as they said"

    def _at(self, day: date, at: time) -> datetime:
        return local(day, at, self.interview)

    def _closing_of(self, day: date) -> datetime:
        return self._at(day, self.policy.closes)

    @staticmethod
    def _elapsed(span: timedelta) -> str:
        minutes = round(span.total_seconds() / 60)
        return count_text(minutes // 60, "hour") if minutes % 60 == 0 else count_text(minutes, "minute")


def amount_text(offset: Offset) -> str:
    """Return a number of days with its unit."""
    return count_text(offset.count, "business day" if isinstance(offset, BusinessDays) else "day")


def _earlier(one: datetime, other: datetime) -> datetime:
    return min(one, other, key=datetime.timestamp)


def _later(one: datetime, other: datetime) -> datetime:
    return max(one, other, key=datetime.timestamp)


def _names(days: Iterable[DayOff]) -> str:
    return ", ".join(f"{day_text(d.day)}" + ("" if d.is_weekend else f" ({d.name})") for d in days)
