"""What the page shows, as texts that are printable and numbers: the template adds no knowledge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from followcal.core.agenda import Agenda, When, agenda
from followcal.core.business_days import BusinessCalendar
from followcal.core.chart import Bar, Chart, Row, chart
from followcal.core.facts import Status
from followcal.core.interview import Office
from followcal.core.policy import Kind
from followcal.core.reason import Reason
from followcal.core.schedule import Schedule, Step
from followcal.core.wording import (
    clock_text,
    count_text,
    day_text,
    is_elsewhere,
    list_text,
    printable,
    reader_text,
    time_text,
)
from followcal.formats.counting import Counting, spoken_ends
from followcal.formats.discretion import neutral_title
from followcal.formats.drafts import Draft, draft, draft_kind
from followcal.formats.stated import timeline_lines

_UNIT, _LANE = 10, 10
"""Width of a day and height of a lane, in units of the drawing."""

_MAX_LANES = 40
_LABELS = 8
"""How many weeks have a label at the most: on a telephone there is no room for more."""

_MONTHS = "January February March April May June July August September October November December".split()
_STYLES = {Status.PLANNED: "todo", Status.OVERDUE: "late", Status.DONE: "done", Status.WITHDRAWN: "done"}
_STATES = {
    Status.PLANNED: "To do",
    Status.OVERDUE: "Late",
    Status.DONE: "Done",
    Status.WITHDRAWN: "Withdrawn",
}
_LEGEND = (
    ("mark todo", "to do"),
    ("mark late", "late"),
    ("mark done", "done"),
    ("window", "may be done"),
    ("met", "interview"),
    ("off", "no business day"),
    ("now", "today"),
)


class PageView:
    """What the template shows: texts that are printable, and numbers."""

    def __init__(self, schedule: Schedule, calendars: Mapping[Office, BusinessCalendar], *, discreet: bool) -> None:
        self._schedule, self._calendars, self._discreet = schedule, calendars, discreet
        self._chart: Chart = chart(schedule, calendars)
        uids = (event[0].uid for event in schedule.events())
        self._ids = {uid: f"s{number}" for number, uid in enumerate(uids, 1)}

    def page(self) -> dict[str, Any]:
        """Return all that the template names."""
        now, found = self._schedule.now, agenda(self._schedule)
        weeks = len(self._chart.days) // 7
        span = -(-weeks // _LABELS)
        noun = "matter" if self._discreet else "application"
        rows = [self._row(number, row) for number, row in enumerate(self._chart.rows, 1)]
        tool = "" if self._discreet else "Written by followcal. "
        return {
            "title": "Reminders" if self._discreet else "Follow-ups",
            "day": f"{day_text(now)} {now.year}",
            "now": f"{day_text(now)} {now.year}, {now:%H:%M}",
            "counts": self._counts(found),
            "noun": noun,
            "todo": list(self._todo(found)),
            "nothing": "Nothing to do this week.",
            "later": "; ".join(_more(found)),
            "legend": [(name, "appointment" if self._discreet and name == "met" else text) for name, text in _LEGEND],
            "number_of_weeks": weeks,
            "weeks_per_label": span,
            "weeks_of_last_label": weeks - (weeks - 1) // span * span,
            "weeks": [_week(day) for day in self._chart.days[:: 7 * span]],
            "width": len(self._chart.days) * _UNIT,
            "today": self._x(self._chart.today),
            "rows": rows,
            "months": list(self._months()),
            "foot": f"{tool}This page loads nothing and sends nothing.",
        }

    def _counts(self, found: Agenda) -> str:
        if not found.tasks:
            return ""
        late = sum(task.when is When.LATE for task in found.tasks)
        soon = len(found.tasks) - late
        parts = [f"{late} late"] if late else []
        parts.append(f"{count_text(soon, 'thing')} to do this week")
        return f"{list_text(parts)}."

    def _todo(self, found: Agenda) -> Iterator[dict[str, Any]]:
        names = {When.LATE: "Late", When.TODAY: "Today", When.WEEK: "This week"}
        for when, tasks in groupby(found.tasks, key=lambda task: task.when):
            yield {
                "name": names[when],
                "late": when is When.LATE,
                "tasks": [
                    {
                        "when": self._time(task.steps[0].start),
                        "iso": task.steps[0].start.isoformat(timespec="minutes"),
                        "title": self._title(task.steps[0]),
                        "id": self._ids[task.steps[0].uid],
                        "note": "it rang: presumed done" if task.rang else "optional" if task.steps[0].optional else "",
                    }
                    for task in tasks
                ],
            }

    def _time(self, moment: datetime) -> str:
        return reader_text(moment, self._schedule.now)

    def _clock(self, moment: datetime) -> str:
        """Return the time of a moment on a day of its own zone."""
        zone = f" {moment.tzinfo}" if is_elsewhere(moment, self._schedule.now) else ""
        return f"{clock_text(moment)}{zone}"

    def _title(self, step: Step) -> str:
        return (
            neutral_title(step.kind, step.window.latest, step.interview.day)
            if self._discreet
            else printable(step.summary)
        )

    def _name(self, number: int, row: Row) -> str:
        return f"No. {number}" if self._discreet else printable(row.name)

    def _row(self, number: int, row: Row) -> dict[str, Any]:
        lanes = _lanes(row.bars)
        height = max(len(set(lanes)), 1) * _LANE
        return {
            "id": f"a{number}",
            "name": self._name(number, row),
            "next": self._title(row.next.steps[0]) if row.next else "nothing is open",
            "lanes": height // _LANE,
            "height": height,
            "off": [self._x(day) for day in row.off],
            "shapes": list(self._shapes(row, lanes, height)),
            "facts": [] if self._discreet else list(self._facts(row)),
            "steps": [self._step(bar) for bar in row.bars],
        }

    def _x(self, day: date) -> int:
        return (day - self._chart.first).days * _UNIT

    def _shapes(self, row: Row, lanes: Sequence[int], height: int) -> Iterator[dict[str, Any]]:
        for interview in row.interviews:
            if not interview.cancelled and self._chart.first <= interview.day <= self._chart.last:
                title = "appointment" if self._discreet else f"interview, {self._time(interview.start)}"
                shape = {"x": self._x(interview.day), "y": 0, "width": 3, "height": height}
                yield {"name": "met", "title": title, **shape}
        for bar, lane in zip(row.bars, lanes, strict=True):
            first, last = max(bar.first, self._chart.first), min(bar.last, self._chart.last)
            title, style = self._title(bar.steps[0]), _STYLES[bar.status]
            if first <= last:
                width = self._x(last) - self._x(first) + _UNIT
                shape = {"x": self._x(first), "y": lane * _LANE + 3, "width": width, "height": _LANE - 6}
                yield {"name": f"window {style}", "title": title, **shape}
            if self._chart.first <= bar.day <= self._chart.last:
                shape = {"x": self._x(bar.day) + 2, "y": lane * _LANE + 1, "width": _UNIT - 4, "height": _LANE - 2}
                yield {"name": f"mark {style}", "title": f"{title}: {self._time(bar.steps[0].start)}", **shape}

    def _facts(self, row: Row) -> Iterator[str]:
        """Yield what is known of an application: its rounds, what they said, and what was assumed."""
        assumed: dict[str, None] = {}
        for interview in row.interviews:
            off = " (called off)" if interview.cancelled else ""
            people = list_text([printable(person.label) for person in interview.interviewers])
            met = f", with {people}" if people else ""
            yield f"Interview {time_text(interview.start, self._schedule.now)}, {interview.end.tzinfo}{met}{off}"
            if interview.timeline and interview.office in self._calendars:
                yield from map(
                    printable, timeline_lines(interview.timeline, self._calendars[interview.office], interview.day)
                )
            assumed |= dict.fromkeys(f"Assumed: {printable(reason.text)}" for reason in interview.assumed)
        yield from assumed

    def _step(self, bar: Bar) -> dict[str, Any]:
        step = bar.steps[0]
        people = [printable(each.to.label) for each in bar.steps if each.to]
        state = f"{_STATES[bar.status]}{', optional' if step.optional else ''}"
        return {
            "id": self._ids[step.uid],
            "style": _STYLES[bar.status],
            "title": self._title(step),
            "state": f"{state}{', provisional' if step.provisional else ''}:",
            "when": self._time(step.start),
            "iso": step.start.isoformat(timespec="minutes"),
            "window": _window(step, self._schedule.now),
            "to": "" if self._discreet else list_text(people),
            "links": [] if self._discreet or not bar.is_open else list(_links(bar.steps)),
            "script": [] if self._discreet or not bar.is_open else _script(bar.steps),
            "reasons": [] if self._discreet else [_reason(reason) for reason in step.reasons],
            "counts": [] if self._discreet else list(_counts(step)),
        }

    def _months(self) -> Iterator[dict[str, Any]]:
        items: dict[date, list[dict[str, str]]] = {}
        off: dict[date, dict[str, None]] = {}
        closed = [set(row.off) for row in self._chart.rows]
        everywhere = set.intersection(*closed) if closed else set()
        for number, row in enumerate(self._chart.rows, 1):
            for day, name in row.off.items():
                if name and not self._discreet:
                    off.setdefault(day, {})[printable(name)] = None
            for interview in row.interviews:
                if not interview.cancelled:
                    text = f"{self._clock(interview.start)} {'appointment' if self._discreet else 'interview'}: "
                    item = {"style": "met", "id": f"a{number}", "text": text + self._name(number, row)}
                    items.setdefault(interview.start.date(), []).append(item)
            for bar in row.bars:
                text = f"{self._clock(bar.steps[0].start)} {self._title(bar.steps[0])}"
                item = {"style": _STYLES[bar.status], "id": self._ids[bar.steps[0].uid], "text": text}
                items.setdefault(bar.day, []).append(item)
        for (year, month), days in groupby(self._chart.days, key=lambda day: (day.year, day.month)):
            yield {
                "name": f"{_MONTHS[month - 1]} {year}",
                "days": [
                    {
                        "text": day_text(day),
                        "iso": day.isoformat(),
                        "off": ", ".join(off.get(day, ())),
                        "entries": sorted(items.get(day, ()), key=lambda item: item["text"]),
                        "style": " ".join(
                            name
                            for name, holds in (
                                ("day", True),
                                (f"s{day.weekday()}", number == 0 and day.weekday() > 0),
                                ("dayoff", day in everywhere),
                                ("today", day == self._chart.today),
                                ("empty", day not in items and day not in off and day != self._chart.today),
                            )
                            if holds
                        ),
                    }
                    for number, day in enumerate(days)
                ],
            }


def _more(found: Agenda) -> Iterator[str]:
    if found.later:
        yield f"{count_text(found.later, 'step')} later"
    if found.over:
        yield f"{count_text(found.over, 'step')} never written and over by now"


def _week(day: date) -> dict[str, str]:
    number, _, month = day_text(day)[4:].partition(" ")
    return {"day": number, "month": month}


def _lanes(bars: Sequence[Bar]) -> list[int]:
    """Return for each bar the first lane in which it meets no other; with too many, they share the last one."""
    ends: list[date] = []
    found = []
    for bar in bars:
        first, last = min(bar.first, bar.day), max(bar.last, bar.day)
        free = next((lane for lane, end in enumerate(ends) if end < first), len(ends))
        lane = min(free, _MAX_LANES - 1)
        if lane == len(ends):
            ends.append(last)
        ends[lane] = max(ends[lane], last)
        found.append(lane)
    return found


def _window(step: Step, now: datetime) -> str:
    """Return the window, and in which zone its times are, where that is not the reader's."""
    window, day = step.window, step.interview.day
    earliest, due, latest = (time_text(each, day) for each in (window.earliest, window.due, window.latest))
    if step.kind is Kind.PREP:
        text = f"until {time_text(step.interview.start, day)}"
    elif window.earliest == window.due:
        text = f"until {latest}"
    elif window.due == window.latest:
        text = f"from {earliest} until {latest}"
    else:
        text = f"best by {due}, at the latest {latest}"
    return f"{text} ({step.start.tzinfo})" if is_elsewhere(step.start, now) else text


def _links(steps: Iterable[Step]) -> Iterator[dict[str, str]]:
    """Yield links that open a mail: the only ones that leave the page, made by us from the first to the last letter."""
    for step, written in _drafts(steps):
        if written.link:
            yield {"href": written.link, "to": printable(step.to.label) if step.to else "the team"}


def _script(steps: Iterable[Step]) -> list[str]:
    """Return what to say in a call, line by line; mails are opened by their links."""
    calls = (said.body for _, said in _drafts(steps) if not said.kind.is_mail)
    return [printable(line) for body in calls for line in body.split("\n")]


def _drafts(steps: Iterable[Step]) -> Iterator[tuple[Step, Draft]]:
    for step in steps:
        kind = draft_kind(step)
        if kind and step.status is not Status.DONE:
            yield step, draft(kind, step.interview, step.to)


def _reason(reason: Reason) -> dict[str, str]:
    return {"rule": reason.rule, "text": printable(reason.text), "source": printable(reason.source)}


def _counts(step: Step) -> Iterator[dict[str, Any]]:
    counting = Counting(step.reasons, step.interview)
    for name, way in spoken_ends(counting.ways):
        if not (step.kind is Kind.PREP and name == "at the latest"):
            count = counting.count(way)
            yield {
                "name": f"{name} {time_text(count.moment, step.interview.day)}",
                "lines": [printable(line) for line in count.lines],
            }
