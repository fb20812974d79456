"""Steps one after the other to their moments: what stands stays, then those that nothing moves, then the spaced ones.

What else the user has to do comes in a second turn: a step that it does not hit stays where it is without it, a step
that it hits stays where it stood before, if it can, and only then is a moment looked for anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import partial

from msgspec import Struct, field
from msgspec.structs import replace

from followcal.core.business_days import BusinessCalendar, CalendarDays, Convention, DayOff
from followcal.core.facts import Status
from followcal.core.freebusy import Apart, Busy, Period, instant, overlaps
from followcal.core.hours import Hours
from followcal.core.interview import Office, Person
from followcal.core.moments import Found, Gave, Wish, find, find_behind, kept
from followcal.core.policy import SOURCES, Channel, Kind, Policy
from followcal.core.reason import After, DayAt, End, Ends, FirstFit, Reason
from followcal.core.step import PlannedStep
from followcal.core.window import Window
from followcal.core.windows import local
from followcal.core.wording import count_text, day_text, duration_text, time_text

AFTER_NOTE = CalendarDays(7)
"""From the note to the check-in (P3): a policy's spacing is about other contacts, and does not move it."""

Since = Sequence[tuple[str, datetime]]
"""Moments before which a step cannot start, each with what it is."""

_END = "the end of the window"
_HORIZON = timedelta(days=400)
"""How far ahead a contact hour is looked for; it is met within days in any real calendar."""


class Placed(Struct, frozen=True):
    """Where a step lies, and why there (P1, P2, P4)."""

    period: Period
    why: tuple[Reason, ...]
    """Empty: it cannot stay, and is placed anew in the second turn."""

    gave: tuple[Gave, ...] = ()
    is_call: bool = False


class Laid(Struct):
    """A step where it lies."""

    step: PlannedStep
    window: Window
    placed: Placed
    reasons: tuple[Reason, ...]
    """Why it was moved behind other contacts."""

    people: Sequence[Person]
    """Whom the notes of its event still go to."""

    left_behind: str | None = None
    """Why the moment that the user chose does not fit the window, if it does not."""

    @property
    def start(self) -> datetime:
        """When it starts, in the interview's zone."""
        return self.placed.period.start.astimezone(self.step.interview.end.tzinfo)

    @property
    def contact_day(self) -> date:
        """The day of the contact: as told, else as it lies there."""
        return self.step.made or self.start.date()


class Placing(Struct, dict=True):
    """The steps that have their moments, and the time that they take."""

    now: datetime
    calendars: Mapping[Office, BusinessCalendar]
    policy: Policy
    home: tzinfo
    others: Sequence[Period] = ()
    """Steps that are not of this plan."""

    calls: Sequence[Period] = ()
    """Those of them that are calls."""

    busy: Busy = field(default_factory=Busy)
    """What else the user has to do: what it hits in the first turn, the second one places around it."""

    first: Placing | None = None
    """The first turn; None: this is it."""

    lost: frozenset[str] = frozenset()
    """The steps that do not stay where they stood: these places are free for others."""

    laid: list[Laid] = field(default_factory=list)
    placed: dict[str, Placed] = field(default_factory=dict)
    """The steps that were placed here, by UID."""

    distances: dict[str, tuple[tuple[object, ...], Window, tuple[Reason, ...]]] = field(default_factory=dict)
    """The window of each step behind the contacts that it keeps its distance to, with what that rests on."""

    stood: dict[str, Placed] = field(default_factory=dict)
    """Where these stood at the last run, as far as they still may."""

    notes: dict[tuple[str, str], Laid] = field(default_factory=dict)
    """A note of each round that has one placed: all its notes lie at one moment."""

    touches: dict[str, list[Laid]] = field(default_factory=dict)
    """What reaches each employer beside the notes and replies."""

    def __post_init__(self) -> None:
        first, pause = self.first, self.policy.call_pause
        self.soonest = _next_minute(_utc(self.now))
        self.nothing = Busy()
        self.taken = Busy(self.others)
        self.pauses = Apart(self.calls, pause)
        self.waiting = {uid: placed for uid, placed in first.placed.items() if placed.why} if first else {}
        """Where steps lie without what else the user has to do, if they can stay there."""
        self.left = {
            uid: placed
            for uid, placed in (first.stood.items() if first else ())
            if uid not in self.waiting and uid not in self.lost and not self.busy.meets(placed.period)
        }
        """Where the others stood: nobody else takes these places."""
        self.held, self.reserved = _spans(self.waiting.values()), _spans(self.left.values())
        self.pauses.add_all(placed.period for placed in self.waiting.values() if placed.is_call)
        self.distant = Apart((placed.period for placed in self.left.values() if placed.is_call), pause)

    @property
    def is_done(self) -> bool:
        """Whether every step has its place."""
        return all(placed.why for placed in self.placed.values())

    def next_turn(self) -> Placing | None:
        """Return a turn for the steps that cannot stay where the first one put them; None: all is settled.

        It is settled where all steps whose places were left to them have stayed there: then the next run, with these
        places and those found here left to all, finds nothing better for any step, and moves none (see
        docs/decisions/0029).
        """
        if self.first is None:
            first, lost = self, frozenset[str]()
            if self.is_done:
                return None
        else:
            first = self.first
            lost = frozenset(
                uid for uid, stood in self.left.items() if self.placed[uid].period.start != stood.period.start
            )
            if not lost:
                return None
        return Placing(
            self.now,
            self.calendars,
            self.policy,
            self.home,
            self.others,
            self.calls,
            busy=self.busy,
            first=first,
            lost=self.lost | lost,
        )

    def place_all(self, events: Sequence[Sequence[PlannedStep]]) -> None:
        """Keep what stays, then place the rest."""
        again = set() if self.first else self._placed_before([event[0] for event in events])
        self.keep([event for event in events if event[0].fixed and event[0].uid not in again])
        waiting = (event for event in events if not event[0].fixed or event[0].uid in again)
        for event in sorted(waiting, key=lambda event: self._rank(event[0])):
            self.place(event)

    def _rank(self, step: PlannedStep) -> int:
        """Return the turn of a step: what can be on time, then what is late.

        What keeps its distance comes behind both, in the order that it has (P3, S8).
        """
        return 2 if is_spaced(step) else int(self._is_late(step))

    def _is_late(self, step: PlannedStep) -> bool:
        if self.first or not (step.stood and step.stood.created):
            return step.is_late
        return not step.timeless and _utc(step.window.latest) < self._soonest(step)

    def _placed_before(self, steps: Sequence[PlannedStep]) -> set[str]:
        """Return what was done of late: the first turn puts it where it did before, and so moves no other step."""
        since = min((self._matters_from(step) for step in steps if not step.fixed), default=None)
        found: set[str] = set()
        done = [(step.fixed.end, step.uid, step) for step in steps if step.fixed and _was_placed(step)]
        for end, _, step in sorted(done, key=lambda each: each[:2], reverse=True):
            if since is None or end <= since:
                break
            found.add(step.uid)
            since = min(since, self._matters_from(step))
        return found

    def _matters_from(self, step: PlannedStep) -> datetime:
        """Return from when on others matter to a step in the first turn."""
        earliest = _utc(step.window.earliest)
        opens = earliest if step.timeless else max(earliest, self._soonest(step))
        return min(opens, _utc(step.interview.end)) if is_spaced(step) else opens

    def keep(self, events: Sequence[Sequence[PlannedStep]]) -> None:
        """Leave events where they stand: done, withdrawn, or moved there by the user."""
        for event in events:
            self._keep(event)
        staying = [event[0] for event in events if event[0].pinned or event[0].status is Status.DONE]
        staying = [step for step in staying if not step.whole_day]  # it leaves room for others
        self.taken.add_all(step.fixed for step in staying if step.fixed)
        self.pauses.add_all(step.fixed for step in staying if step.fixed and step.channel is Channel.PHONE)

    def _keep(self, event: Sequence[PlannedStep]) -> None:
        period, people = event[0].fixed, _addressed(event)
        assert period is not None
        there = Placed(period, ())
        for step in event:
            if not step.pinned or step.status is Status.DONE:
                self._lay(Laid(step, step.window, there, (), people))
                continue
            late = _left_behind(step, period)
            text = f"you moved it there; {late}" if late else "you moved it there"
            moved = Reason("P1", text, ends=((End.START, After(period.start)),))
            self._lay(Laid(step, step.window, Placed(period, (moved,)), (), people, late))

    def place(self, event: Sequence[PlannedStep]) -> None:
        """Find the moment of an event: spacing first, then the first moment that fits."""
        first, people = event[0], _addressed(event)
        self._give_up_its_places(first.uid)
        floor, reasons = self._after_the_note(first)
        window, placed, more = self._spaced(first, floor)
        self.placed[first.uid] = placed
        if first.stood and not first.fixed and (first.stood.window == window or is_spaced(first)):
            self.stood[first.uid] = Placed(first.stood.period, (), is_call=first.channel is Channel.PHONE)
        self.taken.add(placed.period)
        if placed.is_call:
            self.pauses.add(placed.period)
        for step in event:
            self._lay(Laid(step, window, placed, (*reasons, *more), people))

    def _give_up_its_places(self, uid: str) -> None:
        """Free what was left to a step: it is its turn now."""
        for places, spans, calls in (
            (self.waiting, self.held, self.pauses),
            (self.left, self.reserved, self.distant),
        ):
            if placed := places.get(uid):
                spans.free(placed.period)
                if placed.is_call:
                    calls.free(placed.period)

    def _lay(self, laid: Laid) -> None:
        self.laid.append(laid)
        step = laid.step
        if step.status is Status.WITHDRAWN:
            return
        if step.kind is Kind.THANK_YOU:
            self.notes.setdefault(step.interview.key, laid)
        elif step.kind.is_spaced_touch or step.unspaced:
            self.touches.setdefault(step.interview.employer, []).append(laid)

    def _after_the_note(self, step: PlannedStep) -> tuple[datetime, tuple[Reason, ...]]:
        """P3: seven days from the note to the check-in, where nothing was stated and the window allows it."""
        window, timeline = step.window, step.interview.timeline
        if step.kind is Kind.CHECK_IN and not (timeline and timeline.contact_from(self._calendar(step))):
            note = self.notes.get(step.interview.key)
            if note:
                moment = self._opening(step, self._day_after(step, note, AFTER_NOTE))
                if instant(window.earliest) < instant(moment) <= instant(window.due):
                    sent = day_text(note.contact_day, step.interview.day)
                    text = f"{count_text(AFTER_NOTE.count, 'day')} after the note, {sent}"
                    return moment, (Reason("P3", text, SOURCES["spacing"]),)
        return window.earliest, ()

    def _spaced(self, step: PlannedStep, floor: datetime) -> tuple[Window, Placed, tuple[Reason, ...]]:
        """S8: seven days between any two check-ins and closings of one employer."""
        touches = self._other_touches(step)
        key = floor, *((touch.step.uid, touch.contact_day) for touch in touches)
        before = self.first.distances.get(step.uid) if self.first else None
        window, reasons = step.window, list[Reason]()
        if before and before[0] == key:
            window, reasons = before[1], list(before[2])
        elif touches and self.first:  # what is left to later steps does not decide which distances it has to keep
            window, _ = self._apart(step, window, floor, touches, reasons, alone=True)
        window, placed = self._apart(step, window, floor, touches, reasons, alone=False)
        self.distances[step.uid] = key, window, tuple(reasons)
        return window, placed, tuple(reasons)

    def _apart(
        self,
        step: PlannedStep,
        window: Window,
        floor: datetime,
        touches: Sequence[Laid],
        reasons: list[Reason],
        *,
        alone: bool,
    ) -> tuple[Window, Placed]:
        placed = self._fit(step, window, floor, alone=alone)
        for other in touches:
            contact = placed.period.start.astimezone(step.interview.end.tzinfo).date()
            spacing = self._spacing(step, other)
            day = self._day_after(step, other, spacing)
            too_close = other.contact_day - timedelta(days=spacing.count) < contact <= day
            if too_close and window.earliest.date() < day:
                window, ends = self._from(step, window, other.contact_day, spacing)
                text = f"{_contact(other, step)}: not before {day_text(day, step.interview.day)}"
                rule = "S8" if spacing == self.policy.spacing else self.policy.closing.id
                off = self._calendar(step).days_off(other.contact_day + timedelta(days=spacing.count - 1), day)
                reasons.append(Reason(rule, text, self.policy.spacing_source, ends, off))
                placed = self._fit(step, window, floor, alone=alone)
        return window, placed

    def _other_touches(self, step: PlannedStep) -> list[Laid]:
        touches = self.touches.get(step.interview.employer) if is_spaced(step) else None
        return sorted(touches or (), key=lambda other: (other.contact_day, other.placed.period.start))

    def _fit(self, step: PlannedStep, window: Window, floor: datetime, *, alone: bool = False) -> Placed:
        """Return the first moment that fits, and why (P1, P2, P4); `alone`: whatever is left to others."""
        hours = self.policy.hours(step.kind, step.channel)
        wish, since = self._wish(step, window, floor, hours)
        waiting = self.waiting.get(step.uid)
        if waiting and wish.first <= waiting.period.start <= wish.last and not self.taken.meets(waiting.period):
            return waiting
        here, stood = self._where_it_stood(step, window, wish)
        if alone:
            wish, stood = replace(wish, taken=here.taken, pauses=here.pauses), None
        found = stood if stood and not stood.gave else find(wish)
        stays = stood is not None and (found is None or stood.loss <= found.loss)
        if stays:
            wish, found, since = here, stood, [("where it stood", here.first)]
        if found is None:  # other steps fill the window: right behind them
            since = [(_END, wish.last)]
            found = find_behind(wish)
            is_behind = self.first and not alone and _stands(step, window) and wish.last <= here.first
            behind = find_behind(here) if is_behind else None
            if behind and here.first == behind.start <= found.start:
                wish, found, since = here, behind, [("where it stood", here.first)]
        elif Gave.OWN_HOURS in found.gave and not stays:
            since = [("nearest to your own hours", found.start)]
        period = Period(found.start, found.start + wish.length)
        is_past = period.start < self.soonest and not step.timeless
        if self.first is None and (is_past or step.fixed or self.busy.meets(period)):
            return Placed(period, (), found.gave, step.channel is Channel.PHONE)
        reasons = list(self._why(step, window, found, hours, stays=stays))
        reasons[-1] = self._counted(reasons[-1], step, wish, found, since)
        return Placed(period, tuple(reasons), found.gave, step.channel is Channel.PHONE)

    def _wish(self, step: PlannedStep, window: Window, floor: datetime, hours: Hours | None) -> tuple[Wish, Since]:
        """Return what the moment has to keep to, and what it cannot lie before."""
        length = self.policy.length(step.kind)
        first = _utc(window.earliest) if step.timeless else max(_utc(window.earliest), self._soonest(step))
        late = self._is_late(step)
        last = first + _HORIZON if late else max(_utc(window.latest), first)
        if step.kind is Kind.PREP:
            last = max(first, min(last, _utc(step.interview.start) - length))
        since = [("", first)]
        if _utc(floor) > first:
            since.append(("a week after the note", _utc(floor)))
        if step.kind is Kind.THANK_YOU or (step.kind is Kind.REFERENCES and window.earliest >= step.interview.end):
            since.append(("some time after the end", _utc(step.interview.end) + self.policy.note_delay))
        soonest = max(moment for _, moment in since)
        if soonest > last:
            soonest, since = last, [(_END, last)]
        own = self.policy.own_hours(step.kind, step.channel)
        wish = Wish(
            first=soonest,
            last=last,
            length=length,
            hours=partial(self._open, step, hours, soonest, last) if hours else None,
            own_hours=own.around(soonest, last, self.home) if own.lines else None,
            taken=(self.taken, self.held, self.reserved),
            calendar=self.busy if self.first and not step.timeless else self.nothing,
            pauses=(self.pauses, self.distant) if step.channel is Channel.PHONE else (),
        )
        return wish, since

    def _soonest(self, step: PlannedStep) -> datetime:
        """Return before when a step cannot start: now; in the first turn when it was written, so that time moves none.

        Where that puts it into the past, it cannot stay there.
        """
        created = step.stood.created if step.stood and not self.first else None
        return min(self.soonest, _next_minute(_utc(created))) if created else self.soonest

    def _where_it_stood(self, step: PlannedStep, window: Window, wish: Wish) -> tuple[Wish, Found | None]:
        """Return what gives for a step where it stood at the last run, in the second turn; None: it cannot stay there.

        Others whose turn comes later keep their distance to it, not it to them: that much less is wished for.
        """
        start = step.stood.period.start if step.stood else wish.first
        pauses = wish.pauses[:1]
        here = replace(wish, first=start, last=start, taken=(self.taken, self.held), pauses=pauses)
        is_there = self.first and _stands(step, window) and wish.first <= start <= wish.last
        return here, find(here) if is_there else None

    def _open(self, step: PlannedStep, hours: Hours, first: datetime, last: datetime) -> Iterable[Period]:
        """Yield the contact hours from `first` to `last`, in the employer's zone."""
        calendar, zone = self._calendar(step), step.interview.end.tzinfo
        day, end = first.astimezone(zone).date(), last.astimezone(zone).date()
        while day <= end:
            if not hours.business_days_only or calendar.is_business_day(day):
                yield from hours.periods_on(day, zone)
            day += timedelta(days=1)

    def _is_open(self, step: PlannedStep, hours: Hours, start: datetime) -> bool:
        end = start + self.policy.length(step.kind)
        return any(span.start <= start and end <= span.end for span in self._open(step, hours, start, end))

    def _why(
        self, step: PlannedStep, window: Window, found: Found, hours: Hours | None, *, stays: bool
    ) -> Iterator[Reason]:
        if hours is None:
            over = ", over something else in your calendar" if Gave.CALENDAR in found.gave else ""
            yield Reason("P2" if over else "P1", f"at any hour: it is for you alone{over}")
            return
        there = hours.text(found.start.astimezone(step.interview.end.tzinfo).date())
        if found.gave:
            yield from self._what_gave(step, window, found, hours)
        elif stays:
            yield Reason("P1", f"where it stood, in the hours {there}, and still free in your calendar")
        elif self.taken.ends_at(found.start):
            yield Reason("P4", f"right after another step, in the hours {there}")
        else:
            own = self.policy.own_hours(step.kind, step.channel)
            yours = f" and in yours, {own.text(found.start.astimezone(self.home).date())}" if own.lines else ""
            free = ", that is free in your calendar" if self.first and self.busy and not step.timeless else ""
            yield Reason("P1", f"the first moment in the hours {there}{yours}{free}")

    def _what_gave(self, step: PlannedStep, window: Window, found: Found, hours: Hours) -> Iterator[Reason]:
        """Yield what had to give, each with why (P2, P4)."""
        until = time_text(window.latest, step.interview.day)
        there = hours.text(found.start.astimezone(step.interview.end.tzinfo).date())
        for gave in found.gave:
            match gave:
                case Gave.HOURS:
                    yield Reason("P2", f"no time in the hours {hours} is left until {until}: outside of them")
                case Gave.WINDOW:
                    outside = "" if self._is_open(step, hours, found.start) else f", outside of the hours {hours}"
                    yield Reason("P2", f"other steps take all time until {until}: right behind them{outside}")
                case Gave.OWN_HOURS:
                    yours = found.start.astimezone(self.home)
                    own = self.policy.own_hours(step.kind, step.channel)
                    by = duration_text(found.stretched)
                    yield Reason(
                        "P2",
                        f"the hours {there} leave no time in yours, {own}: yours are stretched by {by}, "
                        f"to {time_text(yours, step.interview.day)} where you are",
                    )
                case Gave.CALENDAR:
                    yield Reason("P2", f"no time in the hours {there} is free in your calendar until {until}")
                case Gave.PAUSE:
                    yield Reason("P4", f"no time is left for a pause between this call and another one until {until}")

    def _counted(self, why: Reason, step: PlannedStep, wish: Wish, found: Found, since: Since) -> Reason:
        """Return a reason with all that it takes to find the moment again."""
        hours, zone = self.policy.hours(step.kind, step.channel), step.interview.end.tzinfo
        soonest, end = max(moment for _, moment in since), found.start + wish.length
        spans: Iterable[Period] = ()
        in_hours = hours is not None and not {Gave.HOURS, Gave.WINDOW} & set(found.gave)
        if hours and in_hours:
            spans = self._open(step, hours, soonest, found.start)
            if wish.own_hours is not None and Gave.OWN_HOURS not in found.gave:
                spans = overlaps(spans, wish.own_hours)
        taken = sorted({span for busy in kept(wish, found.gave) for span in busy.between(soonest, end)})
        on_business_days = bool(hours and in_hours and hours.business_days_only)
        way = FirstFit(
            tuple(since), wish.length, tuple((s.start, s.end) for s in spans), on_business_days, tuple(taken)
        )
        off: tuple[DayOff, ...] = ()
        if on_business_days:
            first, last = (moment.astimezone(zone).date() for moment in (soonest, found.start))
            off = self._calendar(step).days_off(first - timedelta(days=1), last)
        return Reason(why.rule, why.text, why.source, ((End.START, way),), off, why.worked)

    def _spacing(self, step: PlannedStep, other: Laid) -> CalendarDays:
        """How far apart two touches lie. A closing keeps its distance to a check-in that was made late (S6)."""
        is_check_in = step.kind is Kind.CLOSING and other.step.kind is Kind.CHECK_IN
        own = is_check_in and other.step.interview.key == step.interview.key
        late = other.placed.period.start > _utc(other.window.latest)
        distance = self.policy.closing.earliest
        if own and late and isinstance(distance, CalendarDays) and distance.count > self.policy.spacing.count:
            return distance
        return self.policy.spacing

    def _day_after(self, step: PlannedStep, other: Laid, spacing: CalendarDays) -> date:
        calendar = self._calendar(step)
        return calendar.adjust(calendar.offset(other.contact_day, spacing), Convention.FOLLOWING)

    def _from(self, step: PlannedStep, window: Window, since: date, by: CalendarDays) -> tuple[Window, Ends]:
        """Return `window` from `by` after a contact on; its other ends move, to the end of that day, only if they must.

        Also returns how the ends that moved are reached.
        """
        moves = (by, Convention.FOLLOWING)
        day = self._calendar(step).reached(since, moves)
        opens = DayAt(since, moves, self._opens(step, day))
        closes = replace(opens, at=self.policy.closes)
        earliest, closing = local(day, opens.at, step.interview), local(day, closes.at, step.interview)
        ends = {End.DUE: window.due, End.LATEST: window.latest}
        moved = [end for end, moment in ends.items() if instant(moment) < instant(earliest)]
        ends |= dict.fromkeys(moved, closing)
        ways = ((End.EARLIEST, opens), *((end, closes) for end in moved))
        return Window(earliest, ends[End.DUE], ends[End.LATEST]), ways

    def _opens(self, step: PlannedStep, day: date) -> time:
        hours = self.policy.hours(step.kind, step.channel)
        return hours.opening(day) if hours else self.policy.opens

    def _opening(self, step: PlannedStep, day: date) -> datetime:
        return local(day, self._opens(step, day), step.interview)

    def _calendar(self, step: PlannedStep) -> BusinessCalendar:
        return self.calendars[step.interview.office]


def _spans(places: Iterable[Placed]) -> Busy:
    return Busy(placed.period for placed in places)


def _was_placed(step: PlannedStep) -> bool:
    """Return whether a step is done that was placed once."""
    is_done = step.status is Status.DONE and not step.pinned and not step.made
    return is_done and step.stood is not None and step.stood.created is not None


def _stands(step: PlannedStep, window: Window) -> bool:
    """Return whether a step stands in the calendar with this very window."""
    return step.stood is not None and step.stood.window == window


def is_spaced(step: PlannedStep) -> bool:
    """Return whether a step moves for others at the same employer (S8)."""
    return step.kind.is_spaced_touch and not step.unspaced


def _addressed(event: Sequence[PlannedStep]) -> Sequence[Person]:
    """Return whom the notes of an event still go to; all of them, once they are sent."""
    waiting = [step.to for step in event if step.to and step.status in (Status.PLANNED, Status.OVERDUE)]
    return waiting or event[0].interview.interviewers


def _contact(other: Laid, step: PlannedStep) -> str:
    """Return a contact in words that hold before and after it: "call to Acme on Tue 1 Dec about Data Engineer"."""
    how, interview = "call" if other.step.channel is Channel.PHONE else "mail", other.step.interview
    role = f" about {interview.role or 'the other role'}"
    about = role if interview.application != step.interview.application else ""
    day = day_text(other.contact_day, step.interview.day)
    return f"{how} to {interview.company or 'the employer'} on {day}{about}"


def _left_behind(step: PlannedStep, period: Period) -> str | None:
    day = step.interview.day
    # A day on which it is right is right: the user chooses the hour.
    if (period.end <= step.window.earliest) if step.whole_day else (period.start < step.window.earliest):
        said = step.interview.timeline.answer_due if step.interview.timeline else None
        why = f"they said by {day_text(said, day)}" if said else f"right from {day_text(step.window.earliest, day)}"
        return f"too early: {why}"
    if period.start > step.window.latest:
        return f"too late: right until {day_text(step.window.latest, day)}"
    return None


def _next_minute(moment: datetime) -> datetime:
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + timedelta(minutes=1)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
