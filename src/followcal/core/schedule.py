"""From windows to moments: each step gets the first moment that is right for everybody (P1 to P4, S8).

Everything is compared in UTC; a moment is shown in the interview's zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from followcal.core.business_days import BusinessCalendar
from followcal.core.facts import Status
from followcal.core.freebusy import Busy, Period, instant
from followcal.core.interview import Office
from followcal.core.placed import Earlier, Schedule, Step
from followcal.core.placing import Laid, Placing
from followcal.core.policy import DEFAULT_POLICY, Kind, Policy
from followcal.core.step import Plan, PlannedStep
from followcal.core.titles import title

__all__ = ["Earlier", "Schedule", "Step", "schedule"]

_SAID = (Kind.THANK_YOU, Kind.CHECK_IN, Kind.CLOSING, Kind.MATERIALS, Kind.OFFER_NOTICE)
"""What the employer hears of a round, and may remember when the next note comes."""

SILENT = ("P1", "P4", "I2", "I3", "I6", "B6")
"""Rules whose reasons are not repeated with every step."""


def schedule(
    plan: Plan,
    calendars: Mapping[Office, BusinessCalendar],
    *,
    policy: Policy = DEFAULT_POLICY,
    taken: Iterable[Period] = (),
    calls: Iterable[Period] = (),
    busy: Busy | None = None,
    home: tzinfo = UTC,
) -> Schedule:
    """Return the steps of `plan` with their moments.

    `taken` are moments at which other steps of followcal stand already: no two start together (P4). `calls` are those
    of them that are calls: there is a pause between two of these. `busy` is the time in which the user has something
    else to do (P1): only the steps that it hits move. `home` is where the user is: their own hours, if the policy has
    any, are read there.
    """
    taken, calls = list(taken), list(calls)
    events = list(_by_event(plan.steps))
    turn: Placing | None
    turn = Placing(plan.now, calendars, policy, home, taken, calls, busy=busy or Busy())
    while turn:
        placing = turn
        placing.place_all(events)
        turn = placing.next_turn()
    order = {step.uid: index for index, step in enumerate(plan.steps)}
    laid = sorted(placing.laid, key=lambda each: (each.placed.period.start, order[each.step.uid]))
    return Schedule(plan.now, plan.rounds, tuple(_steps(laid, plan.now)), plan.over, plan.idle)


def _steps(laid: Iterable[Laid], now: datetime) -> Iterator[Step]:
    """Yield the steps in their order, notes after a later round with what was said before (S9).

    What is planned for before counts like what was done: a note does not change because time passes.
    """
    said: dict[tuple[str, str], list[tuple[tuple[str, str], Earlier]]] = {}
    for each in laid:
        planned = each.step
        if planned.kind not in _SAID or planned.status is Status.WITHDRAWN:
            yield _step(each, now)
            continue
        before, key = said.setdefault(planned.interview.application, []), planned.interview.key
        is_note = planned.kind is Kind.THANK_YOU
        step = _step(each, now, tuple(earlier for round_, earlier in before if round_ != key) if is_note else ())
        yield step
        before.append((key, Earlier(step.contact_day, step.kind, step.channel, step.to)))


def _step(laid: Laid, now: datetime, before: tuple[Earlier, ...] = ()) -> Step:
    step, window, placed = laid.step, laid.window, laid.placed
    status, reasons = step.status, step.reasons
    if status is Status.OVERDUE and instant(window.latest) >= instant(now):
        status = Status.PLANNED  # moved behind another touch (S8), it is late no more
        reasons = tuple(reason for reason in reasons if reason.rule != "S11")
    return Step(
        uid=step.uid,
        interview=step.interview,
        kind=step.kind,
        channel=step.channel,
        window=window,
        start=laid.start,
        end=placed.period.end.astimezone(step.interview.end.tzinfo),
        status=status,
        summary=title(step, window, laid.left_behind, laid.people),
        reasons=(*reasons, *laid.reasons, *placed.why),
        to=step.to,
        optional=step.optional,
        provisional=step.provisional,
        left_behind=laid.left_behind,
        about=step.about,
        made=step.made,
        unspaced=step.unspaced,
        gave=placed.gave,
        before=before,
    )


def _by_event(steps: Iterable[PlannedStep]) -> Iterator[Sequence[PlannedStep]]:
    """Yield the steps of each event, events in the order in which they are placed (S8)."""
    events: dict[str, list[PlannedStep]] = {}
    for step in steps:
        events.setdefault(step.uid, []).append(step)
    # Of the notes of a round those lead that are still to be written: they decide where the event lies.
    for event in events.values():
        if len(event) > 1:
            event.sort(key=lambda step: step.status is Status.DONE)
    yield from sorted(events.values(), key=_turn)


def _turn(event: Sequence[PlannedStep]) -> tuple[timedelta, tuple[str, str], timedelta]:
    first = event[0]
    return instant(first.interview.end), first.interview.key, instant(first.window.latest)
