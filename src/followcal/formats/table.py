"""The plan for a terminal: one block an interview, one line a step, its reasons below. Never wider than asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from followcal.core.business_days import BusinessCalendar
from followcal.core.facts import Status
from followcal.core.interview import Interview, Office
from followcal.core.policy import Kind
from followcal.core.reconcile import CANCELLED, Change, Create, FollowUp, Retire, Update
from followcal.core.schedule import SILENT, Schedule, Step
from followcal.core.wording import clock_text, count_text, day_text, list_text, reader_text, time_text
from followcal.formats.columns import BOLD, DIM, MIN_WIDTH, RED, block
from followcal.formats.stated import interview_text, timeline_lines

if TYPE_CHECKING:
    from followcal.core.agenda import Agenda

NO_CALENDARS: Mapping[Office, BusinessCalendar] = MappingProxyType({})


def plan_table(
    schedule: Schedule, *, width: int, color: bool, calendars: Mapping[Office, BusinessCalendar] = NO_CALENDARS
) -> str:
    """Return the plan as lines of at most `width` columns; with `calendars`, also what the employers said."""
    width = max(width, MIN_WIDTH)
    lines: list[str] = []
    of_interview: dict[tuple[str, str], list[Sequence[Step]]] = {}
    for steps in schedule.events():
        of_interview.setdefault(steps[0].interview.key, []).append(steps)
    over_at = {step.interview.key for step in schedule.over}
    for interview in schedule.interviews:
        found = of_interview.get(interview.key, [])
        if lines:
            lines.append("")
        lines += block(_title(interview), width, "", "  ", BOLD if color else "")
        if interview.timeline and interview.office in calendars:
            for line in timeline_lines(interview.timeline, calendars[interview.office], interview.day):
                lines += block(line, width, "  ", "    ", "")
        if not found and interview.key not in over_at:
            lines += block("nothing to follow up", width, "  ", "  ", "")
        for event in found:
            lines += _event(event, width, color=color)
        if interview.key in over_at:
            over = dict.fromkeys(step.kind.value for step in schedule.over if step.interview.key == interview.key)
            text = f"over, never written and too late by now: {list_text(list(over))} (S11)"
            lines += block(text, width, "  ", "    ", DIM if color else "")
    return "\n".join(lines)


def agenda_table(agenda: Agenda, *, width: int, color: bool) -> str:
    """Return what to do next as lines of at most `width` columns, one a task."""
    from followcal.core.agenda import When

    width = max(width, MIN_WIDTH)
    lines: list[str] = []
    heads = {When.LATE: "late", When.TODAY: "today", When.WEEK: "this week"}
    for when, head in heads.items():
        tasks = [task for task in agenda.tasks if task.when is when]
        if tasks:
            lines += block(head, width, "", "", (RED if when is When.LATE else BOLD) if color else "")
        for task in tasks:
            lines += block(task.line, width, "  ", "    ", "")
    if not lines:
        lines.append("nothing to do this week")
    more = [f"{count_text(agenda.later, 'step')} later"] if agenda.later else []
    more += [f"{count_text(agenda.over, 'step')} never written and over by now"] if agenda.over else []
    lines += block("; ".join(more), width, "", "  ", DIM if color else "") if more else ()
    return "\n".join(lines)


def _title(interview: Interview) -> str:
    name = ", ".join(filter(None, (interview.company or interview.summary or "Interview", interview.role)))
    off = " (called off)" if interview.cancelled else ""
    return f"{name}: {interview_text(interview)}{off}"


def _event(event: Sequence[Step], width: int, *, color: bool) -> Iterator[str]:
    step = event[0]
    when = f"{day_text(step.start)} {clock_text(step.start)}"  # a column: the year, if need be, stands beside it
    state = "" if step.status is Status.PLANNED else f"{step.status.value.upper()}: "
    if step.optional and not state:
        state = "(optional) "
    style = RED if step.status is Status.OVERDUE else ""
    indent = " " * 20 if width >= 60 else "    "
    if width >= 60:
        yield from block(f"{state}{step.summary}", width, f"  {when:<18}", indent, style if color else "")
    else:
        yield f"  {when}"
        yield from block(f"{state}{step.summary}", width, indent, indent, style if color else "")
    yield from block(_window(step), width, indent, indent + "  ", DIM if color else "")
    for reason in step.reasons:
        if reason.rule not in SILENT:
            yield from block(f"{reason.text} ({reason.rule})", width, indent, indent + "  ", DIM if color else "")


def _window(step: Step) -> str:
    window, day = step.window, step.interview.day
    earliest, due, latest = (time_text(each, day) for each in (window.earliest, window.due, window.latest))
    if step.kind is Kind.PREP:
        return f"until the interview starts, {time_text(step.interview.start, day)}"
    if window.earliest == window.due:
        return f"until {latest}"
    if window.due == window.latest:
        return f"from {earliest} until {latest}"
    return f"best by {due}, at the latest {latest}"


def report(name: str, changes: Sequence[Change], elsewhere: int, schedule: Schedule, *, width: int) -> list[str]:
    """Return what happened to the calendar file, a line each."""
    zones = {interview.uid: interview.end.tzinfo for interview in schedule.interviews}

    def start_text(event: FollowUp) -> str:
        return reader_text(event.start.astimezone(zones.get(event.related_to, schedule.now.tzinfo)), schedule.now)

    new = [change for change in changes if isinstance(change, Create)]
    moved = [change for change in changes if isinstance(change, Update) and change.is_visible]
    gone = [change for change in changes if isinstance(change, Retire)]
    counts = [f"{len(found)} {word}" for found, word in ((new, "new"), (moved, "changed"), (gone, "gone")) if found]
    others = f"; {elsewhere} of other interviews untouched" if elsewhere else ""
    lines = list(block(f"{name}: {', '.join(counts) or 'nothing changed'}{others}", width, "", "  ", ""))
    for update in moved:
        was = start_text(update.old)
        text = f"{update.event.summary} (text only)"
        if update.event.status == CANCELLED:
            text = f"{update.event.summary} (called off, kept because you edited it)"
        elif update.old.start != update.event.start:
            text = f"{update.event.summary} (moved, was {was})"
        lines += block(f"changed: {text}", width, "  ", "    ", "")
    for retire in gone:
        was = start_text(retire.old)
        text = f"gone: {retire.old.summary} ({was}): delete it where you imported it"
        lines += block(text, width, "  ", "    ", "")
    return lines
