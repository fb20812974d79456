"""Which steps follow from the interviews, from when until when, and why (S0 to S12).

Windows are decided here, moments inside them in `schedule`. A step that stands in the calendar and whose start has
passed is presumed done: planning on what was planned changes nothing (S11).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from followcal.core.business_days import BusinessCalendar
from followcal.core.facts import NO_FACTS, Facts, Standing, Status
from followcal.core.freebusy import Period
from followcal.core.interview import Interview, Office, Person, rounds
from followcal.core.policy import DEFAULT_POLICY, SOURCES, Channel, Kind, Policy
from followcal.core.reason import Reason
from followcal.core.window import Window
from followcal.core.windows import Explained, Windows, later
from followcal.core.wording import time_text

_NAMESPACE = UUID("6f1c0c2e-6a0e-5d0f-9d43-2f0b8c1b7a55")


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
    """Where the step stays: it is done, withdrawn, or the user moved it there."""

    pinned: bool = False
    """Whether the user moved it there."""

    timeless: bool = False
    """Whether it is a to-do, whose place does not depend on now."""


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
    found = tuple(_as_known(round_, facts) for round_ in _with_roles(rounds(interviews)))
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
    'eaa3aabe-60a8-55a9-9457-fb76baf51ab5'
    """
    return str(uuid5(_NAMESPACE, "\n".join((*interview.key, kind))))


def _order(step: PlannedStep) -> tuple[float, tuple[str, str], int]:
    return (
        step.window.earliest.timestamp(),
        step.interview.key,
        list(Kind).index(step.kind),
    )


def _as_known(round_: Interview, facts: Facts) -> Interview:
    """Return a merged round under the UID of the event that its steps were written for, if they were (I7, S11)."""
    for part in round_.parts:
        uids = {step_uid(part, kind) for kind in Kind}
        if uids & facts.standing.keys() or uids & facts.deleted:
            return replace(round_, uid=part.uid, recurrence_id=part.recurrence_id)
    return round_


def _with_roles(found: Iterable[Interview]) -> tuple[Interview, ...]:
    """Return the rounds; one whose role is unknown belongs to the employer's only application, if there is just one."""
    roles: dict[str, dict[str, str]] = {}
    for interview in found:
        if interview.role:
            roles.setdefault(interview.employer, {}).setdefault(interview.application[1], interview.role)
    only = {employer: next(iter(names.values())) for employer, names in roles.items() if len(names) == 1}
    return tuple(replace(i, role=only[i.employer]) if not i.role and i.employer in only else i for i in found)


def _applications(found: Iterable[Interview]) -> Iterator[list[Interview]]:
    """Yield the rounds of each application, in order of their ends."""
    groups: dict[tuple[str, str], list[Interview]] = {}
    for interview in found:
        groups.setdefault(interview.application, []).append(interview)
    yield from groups.values()


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
        windows = Windows(interview, calendars[interview.office], policy)
        round_ = _Round(interview, windows, policy, facts, now.astimezone(UTC))
        if interview.cancelled:
            if interview.stamp and interview.stamp.timestamp() > interview.end.timestamp():
                yield from round_.thank_you()
            continue
        yield from round_.prep()
        yield from round_.debrief()
        yield from round_.thank_you()
        if interview is references:
            yield from round_.references()
        if interview is active[-1]:
            yield from round_.check_in_and_closing()


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
            window=_shown(standing.window, interview),
            status=Status.DONE if done else Status.WITHDRAWN,
            reasons=(_why_left_over(interview, standing.kind, policy, done=done),),
            optional=standing.kind is Kind.CLOSING,
            fixed=standing.period,
        )


def _shown(window: Window, interview: Interview) -> Window:
    """Return a window that was read from the calendar as the clocks of the interview show it."""
    zone = interview.end.tzinfo
    return Window(*(m.astimezone(zone) for m in (window.earliest, window.due, window.latest)))


def _why_left_over(interview: Interview, kind: Kind, policy: Policy, *, done: bool) -> Reason:
    if done:
        return Reason("S11", "its time has passed: presumed done")
    if interview.cancelled:
        return Reason("I4", "the interview was called off")
    if kind.is_spaced_touch and interview.timeline and not interview.timeline.allows_check_in:
        return Reason("S5", "they asked not to be contacted, or their silence means no", SOURCES["stated"])
    if not policy.allows(kind):
        return Reason("S7", "your policy asks for none")
    return Reason("S9", "a later round takes its place")


@dataclass(frozen=True, slots=True)
class _Round:
    """One round with everything that its steps are decided on."""

    interview: Interview
    windows: Windows
    policy: Policy
    facts: Facts
    now: datetime

    def prep(self) -> Iterator[PlannedStep]:
        """Once the interview has begun, there is nothing left to prepare."""
        standing = self._standing(Kind.PREP)
        if self.now < self.interview.start or (standing and standing.is_over(self.now)):
            yield from self._step(Kind.PREP, self.windows.prep())

    def debrief(self) -> Iterator[PlannedStep]:
        yield from self._step(Kind.DEBRIEF, self.windows.debrief())

    def thank_you(self) -> Iterator[PlannedStep]:
        """Yield a note to each person, all in one event."""
        explained = self.windows.note()
        for person in self.interview.interviewers or (None,):
            yield from self._step(Kind.THANK_YOU, explained, to=person)

    def references(self) -> Iterator[PlannedStep]:
        """Before the interview if there is time, else after it; chosen once, when first planned (S3)."""
        before, standing = self.windows.references_before(), self._standing(Kind.REFERENCES)
        chosen = standing.window.latest <= standing.interview_end if standing else self.now <= before[0].latest
        yield from self._step(Kind.REFERENCES, before if chosen else self.windows.references_after())

    def check_in_and_closing(self) -> Iterator[PlannedStep]:
        """Neither, where the employer asked not to be contacted (S5)."""
        timeline = self.interview.timeline
        if timeline and not timeline.allows_check_in:
            return
        channel = self.policy.check_in_channel
        quiet = timeline is not None and timeline.no_calls and channel is Channel.PHONE
        window, reasons = self.windows.check_in(Channel.EMAIL if quiet else channel)
        if quiet:
            reasons.append(Reason("S5", "they asked for no calls: by e-mail", SOURCES["stated"]))
        yield from self._step(Kind.CHECK_IN, (window, reasons), channel=Channel.EMAIL if quiet else channel)
        yield from self._step(Kind.CLOSING, self.windows.closing())

    def _step(
        self, kind: Kind, explained: Explained, *, channel: Channel | None = None, to: Person | None = None
    ) -> Iterator[PlannedStep]:
        uid = step_uid(self.interview, kind)
        if uid in self.facts.deleted or not self.policy.allows(kind):
            return
        window, reasons = explained
        status = self._status(kind, window.latest)
        standing = self._standing(kind)
        if standing and status is Status.DONE:
            window = _shown(standing.window, self.interview)
            reasons = [*reasons, Reason("S11", "its time has passed: presumed done")]
        elif status is Status.OVERDUE:
            reasons = [*reasons, Reason("S11", f"overdue since {time_text(window.latest)}, and still owed")]
        yield PlannedStep(
            uid=uid,
            interview=self.interview,
            kind=kind,
            channel=channel or self.policy.channel(kind),
            window=window,
            status=status,
            reasons=(*reasons, *self.interview.assumed),
            to=to,
            optional=kind is Kind.CLOSING,
            provisional=any(reason.rule == "B5" for reason in reasons),
            fixed=standing.period if standing and (status is Status.DONE or standing.pinned) else None,
            pinned=bool(standing and standing.pinned),
            timeless=self.facts.todos,
        )

    def _status(self, kind: Kind, latest: datetime) -> Status:
        standing = self._standing(kind)
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
            case Kind.CHECK_IN if self.interview.timeline and not standing.pinned:
                # A day that they named since unlocks another check-in (S7).
                contact_from = self.interview.timeline.contact_from(self.windows.calendar)
                return contact_from is not None and self._date(standing.period.start) < contact_from
            case _:
                moved = self.interview.start.timestamp() >= standing.interview_end.timestamp()
                return moved and standing.period.start < self.interview.end

    def _date(self, moment: datetime) -> date:
        return moment.astimezone(self.interview.end.tzinfo).date()

    def _standing(self, kind: Kind) -> Standing | None:
        return self.facts.standing.get(step_uid(self.interview, kind))
