"""From windows to moments: each step gets the first moment that is right for everybody (P1 to P4, S8).

Everything is compared in UTC; a moment is shown in the interview's zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, timedelta, tzinfo

from msgspec.structs import replace

from followcal.core.business_days import BusinessCalendar
from followcal.core.facts import Status
from followcal.core.freebusy import Busy, Period, instant
from followcal.core.interview import Office
from followcal.core.placed import Earlier, Schedule, Step
from followcal.core.placing import Placing, is_spaced
from followcal.core.policy import DEFAULT_POLICY, Kind, Policy
from followcal.core.step import Plan, PlannedStep

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
    placing = Placing(plan.now, calendars, policy, home, taken, calls)
    _place(plan, placing)
    if busy and any(busy.meets(placed.period) for placed in placing.placed.values()):
        placing = placing.around(busy)
        _place(plan, placing)
    order = {step.uid: index for index, step in enumerate(plan.steps)}
    steps = sorted(placing.steps, key=lambda step: (instant(step.start), order[step.uid]))
    return Schedule(plan.now, plan.rounds, tuple(_with_earlier(steps)), plan.over, plan.idle)


def _place(plan: Plan, placing: Placing) -> None:
    events = list(_by_event(plan.steps))
    for event in events:
        if event[0].fixed:
            placing.keep(event)
    waiting = [event for event in events if not event[0].fixed]
    for event in sorted(waiting, key=lambda event: is_spaced(event[0])):
        placing.place(event)


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


def _turn(event: Sequence[PlannedStep]) -> tuple[timedelta, tuple[str, str], timedelta]:
    first = event[0]
    return instant(first.interview.end), first.interview.key, instant(first.window.latest)
