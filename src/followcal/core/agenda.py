"""What to do now, today and this week, over all applications: most urgent first, nothing left out."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from followcal.core.facts import Status
from followcal.core.policy import Kind
from followcal.core.schedule import Schedule, Step
from followcal.core.wording import clock_text, reader_text, time_text

_WEEK = timedelta(days=7)


class When(StrEnum):
    """How soon something is to be done."""

    LATE = "late"
    TODAY = "today"
    WEEK = "week"


class Task(Struct, frozen=True):
    """One event to see to: one step, or the notes of one round that are still to be written."""

    when: When
    steps: tuple[Step, ...]
    now: datetime
    """When it was looked at, in the zone of who looks."""

    rang: bool = False
    """Whether it rang earlier today: presumed done, and still to be made sure of."""

    @property
    def line(self) -> str:
        """What to do, on one line, with its time as it is where `now` is, and where the interview is."""
        step = self.steps[0]
        more = " (optional)" if step.optional else ""
        if step.kind is Kind.PREP and step.start < step.interview.start:
            prepared, start = (each.astimezone(self.now.tzinfo) for each in (step.start, step.interview.start))
            at = clock_text(start) if start.date() == prepared.date() else time_text(start, self.now)
            more += f" (interview at {at})"
        more += " (it rang: presumed done)" if self.rang else ""
        return f"{reader_text(step.start, self.now)}  {step.summary}{more}"


class Agenda(Struct, frozen=True):
    """Everything that is open: the tasks up to a week from now, and how many lie behind it."""

    tasks: tuple[Task, ...]
    later: int
    over: int
    """How many steps were never written and are too late by now."""


def agenda(schedule: Schedule) -> Agenda:
    """Return what to do now and in the seven days from now, as `schedule` saw it, most urgent first.

    Late first, what is late least before all; then today's and the week's, by their last day. Today is the date of
    `now`, in its zone. Each open event is a task or is counted as later; what is done or withdrawn is neither, but for
    what rang today and is only presumed done.
    """
    tasks, later = [], 0
    for event in schedule.events():
        waiting = tuple(step for step in event if step.status in (Status.PLANNED, Status.OVERDUE))
        rang = tuple(step for step in event if _rang_today(step, schedule))
        if not waiting and rang:
            tasks.append(Task(When.TODAY, rang, schedule.now, rang=True))
        elif waiting:
            when = _when(waiting[0], schedule)
            later += when is None
            tasks += [Task(when, waiting, schedule.now)] if when else []
    return Agenda(tuple(sorted(tasks, key=_urgency)), later, len({step.uid for step in schedule.over}))


def _rang_today(step: Step, schedule: Schedule) -> bool:
    """Return whether a step is presumed done since today, and could still be done in time."""
    now = schedule.now.timestamp()
    last = step.interview.start if step.kind is Kind.PREP else step.window.latest
    today = step.start.astimezone(schedule.now.tzinfo).date() == schedule.now.date()
    return (
        today and step.status is Status.DONE and step.made is None and step.start.timestamp() <= now <= last.timestamp()
    )


def _when(step: Step, schedule: Schedule) -> When | None:
    if step.status is Status.OVERDUE:
        return When.LATE
    if step.start.astimezone(schedule.now.tzinfo).date() <= schedule.now.date():
        return When.TODAY
    return When.WEEK if step.start.timestamp() <= schedule.now.timestamp() + _WEEK.total_seconds() else None


def _urgency(task: Task) -> tuple[int, bool, bool, float, float, str]:
    step = task.steps[0]
    latest, start = step.window.latest.timestamp(), step.start.timestamp()
    # What is late by a day can still be made good, what is late by a month hardly.
    late = task.when is When.LATE
    return list(When).index(task.when), task.rang, step.optional, -latest if late else latest, start, step.uid
