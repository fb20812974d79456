"""From windows to moments: each step gets the first moment that is right for everybody (P1 to P4, S8).

Everything is compared in UTC; a moment is shown in the interview's zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from followcal.core.business_days import BusinessCalendar, CalendarDays, Convention, DayOff
from followcal.core.facts import Fact, Status
from followcal.core.freebusy import Busy, Period, first_fit
from followcal.core.interview import Interview, Office, Person
from followcal.core.policy import DEFAULT_POLICY, SOURCES, Channel, Hours, Kind, Policy
from followcal.core.reason import After, DayAt, End, Ends, FirstFit, Reason
from followcal.core.step import Plan, PlannedStep
from followcal.core.titles import title
from followcal.core.window import Window
from followcal.core.windows import local
from followcal.core.wording import count_text, day_text, time_text

_SAID = (Kind.THANK_YOU, Kind.CHECK_IN, Kind.CLOSING, Kind.MATERIALS, Kind.OFFER_NOTICE)
"""What the employer hears of a round, and may remember when the next note comes."""

AFTER_NOTE = CalendarDays(7)
"""From the note to the check-in (P3): a policy's spacing is about other contacts, and does not move it."""

_HORIZON = timedelta(days=400)
"""How far ahead a contact hour is looked for; it is met within days in any real calendar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
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

    before: tuple[Earlier, ...] = ()
    """What was already said to whom in this application, for a note after a later round (S9)."""

    @property
    def contact_day(self) -> date:
        """The day of the contact: as told, else as it stands in the calendar."""
        return self.made or self.start.date()


@dataclass(frozen=True, slots=True)
class Earlier:
    """Something that was said earlier, or is to be."""

    on: date
    kind: Kind
    channel: Channel
    to: Person | None


@dataclass(frozen=True, slots=True)
class Schedule:
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


def schedule(
    plan: Plan,
    calendars: Mapping[Office, BusinessCalendar],
    *,
    policy: Policy = DEFAULT_POLICY,
    taken: Iterable[Period] = (),
) -> Schedule:
    """Return the steps of `plan` with their moments.

    `taken` are moments at which other steps of followcal stand already: no two start together (P4).
    """
    placing = _Placing(plan.now, calendars, policy, Busy(taken))
    for event in _by_event(plan.steps):
        if event[0].fixed:
            placing.keep(event)
    waiting = [event for event in _by_event(plan.steps) if not event[0].fixed]
    for event in sorted(waiting, key=lambda event: _is_spaced(event[0])):
        placing.place(event)
    order = {step.uid: index for index, step in enumerate(plan.steps)}
    steps = sorted(placing.steps, key=lambda step: (step.start.timestamp(), order[step.uid]))
    return Schedule(plan.now, plan.rounds, tuple(_with_earlier(steps)), plan.over, plan.idle)


def _with_earlier(steps: Iterable[Step]) -> Iterator[Step]:
    """Yield the steps in their order, notes after a later round with what was said before (S9).

    What is planned for before counts like what was done: a note does not change because time passes.
    """
    said: dict[tuple[str, str], list[tuple[tuple[str, str], Earlier]]] = {}
    for step in steps:
        before = said.setdefault(step.interview.application, [])
        if step.kind is Kind.THANK_YOU and step.status is not Status.WITHDRAWN:
            earlier = tuple(each for key, each in before if key != step.interview.key)
            yield replace(step, before=earlier) if earlier else step
        else:
            yield step
        if step.kind in _SAID and step.status is not Status.WITHDRAWN:
            before.append((step.interview.key, Earlier(step.contact_day, step.kind, step.channel, step.to)))


def _by_event(steps: Iterable[PlannedStep]) -> Iterator[tuple[PlannedStep, ...]]:
    """Yield the steps of each event, events in the order in which they are placed (S8)."""
    events: dict[str, list[PlannedStep]] = {}
    for step in steps:
        events.setdefault(step.uid, []).append(step)
    # Of the notes of a round those lead that are still to be written: they decide where the event lies.
    grouped = (tuple(sorted(event, key=lambda step: step.status is Status.DONE)) for event in events.values())
    yield from sorted(grouped, key=_turn)


def _turn(event: Sequence[PlannedStep]) -> tuple[float, tuple[str, str], float]:
    first = event[0]
    return first.interview.end.timestamp(), first.interview.key, first.window.latest.timestamp()


def _is_spaced(step: PlannedStep) -> bool:
    """Return whether a step moves for others at the same employer (S8)."""
    return step.kind.is_spaced_touch and not step.unspaced


Since = Sequence[tuple[str, datetime]]
"""Moments before which a step cannot start, each with what it is."""


@dataclass
class _Placing:
    now: datetime
    calendars: Mapping[Office, BusinessCalendar]
    policy: Policy
    taken: Busy
    steps: list[Step] = field(default_factory=list)
    notes: dict[tuple[str, str], Step] = field(default_factory=dict)
    """A note of each round that has one placed: all its notes lie at one moment."""

    touches: dict[str, list[Step]] = field(default_factory=dict)
    """What reaches each employer beside the notes and replies."""

    def keep(self, event: Sequence[PlannedStep]) -> None:
        """Leave an event where it stands: done, withdrawn, or moved there by the user."""
        period = event[0].fixed
        assert period is not None
        if event[0].pinned or event[0].status is Status.DONE:
            self.taken.add(period)
        people = _addressed(event)
        for step in event:
            late = _left_behind(step, period) if step.pinned and step.status is not Status.DONE else None
            moved = Reason("P1", f"you moved it there; {late}" if late else "you moved it there")
            kept = replace(moved, ends=((End.START, After(period.start)),))
            reasons = (kept,) if step.pinned and step.status is not Status.DONE else ()
            self._add(step, step.window, period, reasons, people=people, left_behind=late)

    def place(self, event: Sequence[PlannedStep]) -> None:
        """Find the moment of an event: spacing first, then the first moment that fits."""
        first = event[0]
        floor, reasons = self._after_the_note(first)
        window, more = self._spaced(first, floor)
        period, since, in_hours = self._fit(first, window, floor)
        why = self._why_then(first, window, period, since, in_hours=in_hours)
        self.taken.add(period)
        people = _addressed(event)
        for step in event:
            self._add(step, window, period, (*reasons, *more, why), people=people)

    def _add(
        self,
        step: PlannedStep,
        window: Window,
        period: Period,
        reasons: tuple[Reason, ...],
        *,
        people: Sequence[Person],
        left_behind: str | None = None,
    ) -> None:
        zone, status, own_reasons = step.interview.end.tzinfo, step.status, step.reasons
        if status is Status.OVERDUE and window.latest.timestamp() >= self.now.timestamp():
            status = Status.PLANNED  # moved behind another touch (S8), it is late no more
            own_reasons = tuple(reason for reason in own_reasons if reason.rule != "S11")
        self._remember(
            Step(
                uid=step.uid,
                interview=step.interview,
                kind=step.kind,
                channel=step.channel,
                window=window,
                start=period.start.astimezone(zone),
                end=period.end.astimezone(zone),
                status=status,
                summary=title(step, window, left_behind, people),
                reasons=(*own_reasons, *reasons),
                to=step.to,
                optional=step.optional,
                provisional=step.provisional,
                left_behind=left_behind,
                about=step.about,
                made=step.made,
                unspaced=step.unspaced,
            )
        )

    def _remember(self, step: Step) -> None:
        self.steps.append(step)
        if step.kind is Kind.THANK_YOU and step.status is not Status.WITHDRAWN:
            self.notes.setdefault(step.interview.key, step)
        if (step.kind.is_spaced_touch or step.unspaced) and step.status is not Status.WITHDRAWN:
            self.touches.setdefault(step.interview.employer, []).append(step)

    def _after_the_note(self, step: PlannedStep) -> tuple[datetime, tuple[Reason, ...]]:
        """P3: seven days from the note to the check-in, where nothing was stated and the window allows it."""
        window, timeline = step.window, step.interview.timeline
        if step.kind is Kind.CHECK_IN and not (timeline and timeline.contact_from(self._calendar(step))):
            note = self.notes.get(step.interview.key)
            if note:
                moment = self._opening(step, self._day_after(step, note, AFTER_NOTE))
                if window.earliest.timestamp() < moment.timestamp() <= window.due.timestamp():
                    text = f"{count_text(AFTER_NOTE.count, 'day')} after the note, {day_text(note.contact_day)}"
                    return moment, (Reason("P3", text, SOURCES["spacing"]),)
        return window.earliest, ()

    def _spaced(self, step: PlannedStep, floor: datetime) -> tuple[Window, tuple[Reason, ...]]:
        """S8: seven days between any two check-ins and closings of one employer."""
        window, reasons = step.window, []
        for other in self._other_touches(step):
            contact = self._fit(step, window, floor)[0].start.astimezone(step.interview.end.tzinfo).date()
            spacing = self._spacing(step, other)
            day = self._day_after(step, other, spacing)
            too_close = other.contact_day - timedelta(days=spacing.count) < contact <= day
            if too_close and window.earliest.date() < day:
                window, ends = self._from(step, window, other.contact_day, spacing)
                text = f"{_contact(other, step)}: not before {day_text(day)}"
                rule = "S8" if spacing == self.policy.spacing else self.policy.closing.id
                off = self._calendar(step).days_off(other.contact_day + timedelta(days=spacing.count - 1), day)
                reasons.append(Reason(rule, text, self.policy.spacing_source, ends, off))
        return window, tuple(reasons)

    def _other_touches(self, step: PlannedStep) -> list[Step]:
        touches = self.touches.get(step.interview.employer, []) if _is_spaced(step) else []
        return sorted(touches, key=lambda other: (other.contact_day, other.start.timestamp()))

    def _fit(self, step: PlannedStep, window: Window, floor: datetime) -> tuple[Period, Since, bool]:
        """Return the first moment that fits, since when it was looked for, and whether it is in the hours (P1, P2)."""
        length, hours = self.policy.length(step.kind), self.policy.hours(step.kind, step.channel)
        now = _next_minute(self.now.astimezone(UTC))
        first = _utc(window.earliest) if step.timeless else max(_utc(window.earliest), now)
        late = step.status is Status.OVERDUE and not step.timeless
        last = first + _HORIZON if late else max(_utc(window.latest), first)
        since = [("", first)]
        if _utc(floor) > first:
            since.append(("a week after the note", _utc(floor)))
        if step.kind is Kind.THANK_YOU or (step.kind is Kind.REFERENCES and window.earliest >= step.interview.end):
            since.append(("some time after the end", _utc(step.interview.end) + self.policy.note_delay))
        soonest = max(moment for _, moment in since)
        if hours:
            start = first_fit(self._open(step, hours, soonest, last), self.taken, length, soonest, last)
            if start is not None:
                return Period(start, start + length), since, True
        anywhere = [Period(first, last + _HORIZON)]
        until = min(soonest, last)
        start = first_fit(anywhere, self.taken, length, until, last + _HORIZON - length) or first
        return Period(start, start + length), [("the end of the window", until)] if hours else since, False

    def _why_then(self, step: PlannedStep, window: Window, period: Period, since: Since, *, in_hours: bool) -> Reason:
        """Return why a step starts when it does, with all that it takes to find the moment again."""
        hours, zone = self.policy.hours(step.kind, step.channel), step.interview.end.tzinfo
        if hours is None:
            why = Reason("P1", "at any hour: it is for you alone")
        elif not in_hours:
            text = f"no time in the hours {hours} is left until {time_text(window.latest)}: outside of them"
            why = Reason("P2", text)
        elif self.taken.ends_at(period.start):
            why = Reason("P4", f"right after another step, in the hours {hours}")
        else:
            why = Reason("P1", f"the first moment in the hours {hours}")
        soonest = max(moment for _, moment in since)
        spans, on_business_days = (hours.spans, hours.business_days_only) if hours and in_hours else ((), False)
        taken = self.taken.between(soonest, period.end)
        way = FirstFit(tuple(since), period.end - period.start, spans, on_business_days, taken)
        off: tuple[DayOff, ...] = ()
        if on_business_days:
            first, last = (moment.astimezone(zone).date() for moment in (soonest, period.start))
            off = self._calendar(step).days_off(first - timedelta(days=1), last)
        return replace(why, ends=((End.START, way),), off=off)

    def _open(self, step: PlannedStep, hours: Hours, first: datetime, last: datetime) -> Iterator[Period]:
        """Yield the contact hours from `first` to `last`, in the employer's zone."""
        calendar, zone = self._calendar(step), step.interview.end.tzinfo
        day, end = first.astimezone(zone).date(), last.astimezone(zone).date()
        while day <= end:
            if not hours.business_days_only or calendar.is_business_day(day):
                for opens, closes in hours.spans:
                    start, stop = _utc(local(day, opens, step.interview)), _utc(local(day, closes, step.interview))
                    if start < stop:
                        yield Period(start, stop)
            day += timedelta(days=1)

    def _spacing(self, step: PlannedStep, other: Step) -> CalendarDays:
        """How far apart two touches lie. A closing keeps its distance to a check-in that was made late (S6)."""
        own = step.kind is Kind.CLOSING and other.kind is Kind.CHECK_IN and other.interview.key == step.interview.key
        late = other.start.timestamp() > other.window.latest.timestamp()
        distance = self.policy.closing.earliest
        return distance if own and late and isinstance(distance, CalendarDays) else self.policy.spacing

    def _day_after(self, step: PlannedStep, other: Step, spacing: CalendarDays) -> date:
        calendar = self._calendar(step)
        return calendar.adjust(calendar.offset(other.contact_day, spacing), Convention.FOLLOWING)

    def _from(self, step: PlannedStep, window: Window, since: date, by: CalendarDays) -> tuple[Window, Ends]:
        """Return `window` from `by` after a contact on; its other ends move, to the end of that day, only if they must.

        Also returns how the ends that moved are reached.
        """
        opens = DayAt(since, (by, Convention.FOLLOWING), self._opens(step))
        closes = replace(opens, at=self.policy.closes)
        day = self._calendar(step).reached(since, opens.moves)
        earliest, closing = local(day, opens.at, step.interview), local(day, closes.at, step.interview)
        ends = {End.DUE: window.due, End.LATEST: window.latest}
        moved = [end for end, moment in ends.items() if moment.timestamp() < earliest.timestamp()]
        ends |= dict.fromkeys(moved, closing)
        ways = ((End.EARLIEST, opens), *((end, closes) for end in moved))
        return Window(earliest, ends[End.DUE], ends[End.LATEST]), ways

    def _opens(self, step: PlannedStep) -> time:
        hours = self.policy.hours(step.kind, step.channel)
        return hours.opening if hours else self.policy.opens

    def _opening(self, step: PlannedStep, day: date) -> datetime:
        return local(day, self._opens(step), step.interview)

    def _calendar(self, step: PlannedStep) -> BusinessCalendar:
        return self.calendars[step.interview.office]


def _addressed(event: Sequence[PlannedStep]) -> Sequence[Person]:
    """Return whom the notes of an event still go to; all of them, once they are sent."""
    waiting = [step.to for step in event if step.to and step.status in (Status.PLANNED, Status.OVERDUE)]
    return waiting or event[0].interview.interviewers


def _contact(other: Step, step: PlannedStep) -> str:
    """Return a contact in words that hold before and after it: "call to Acme on Tue 1 Dec about Data Engineer"."""
    how = "call" if other.channel is Channel.PHONE else "mail"
    role = f" about {other.interview.role or 'the other role'}"
    about = role if other.interview.application != step.interview.application else ""
    return f"{how} to {other.interview.company or 'the employer'} on {day_text(other.contact_day)}{about}"


def _left_behind(step: PlannedStep, period: Period) -> str | None:
    if period.start < step.window.earliest:
        said = step.interview.timeline.answer_due if step.interview.timeline else None
        why = f"they said by {day_text(said)}" if said else f"right from {day_text(step.window.earliest)}"
        return f"too early: {why}"
    if period.start > step.window.latest:
        return f"too late: right until {day_text(step.window.latest)}"
    return None


def _next_minute(moment: datetime) -> datetime:
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + timedelta(minutes=1)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
