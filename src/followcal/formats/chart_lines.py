"""The plan at a glance in characters: a row an event, a column a day, honest without colour, never wider than asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from followcal.core.chart import Bar, Chart, Row
from followcal.core.facts import Status
from followcal.core.wording import day_text, printable
from followcal.formats.columns import BOLD, DIM, MIN_WIDTH, RED, RESET, block, columns

NOW, MET, TODO, LATE, DONE, WINDOW, WINDOW_OFF, OFF = "|", "#", "o", "!", "x", "=", "-", "."
"""A column: now, an interview, a step to do, late or done; its window, on business days and on others; a day off."""

LEGEND = f"{MET} interview, {TODO} to do, {LATE} late, {DONE} done, {WINDOW} may be done, {OFF} day off, {NOW} now"
_MARKS = {Status.PLANNED: TODO, Status.OVERDUE: LATE, Status.DONE: DONE, Status.WITHDRAWN: " "}
_STYLES = {LATE: RED, TODO: BOLD, OFF: DIM, WINDOW_OFF: DIM}
_SHADED = 2
"""The most days in a column of which it is said whether they are off."""

_LABEL, _NARROW_LABEL = 24, 14


def chart_lines(chart: Chart, *, width: int, color: bool, only_open: bool = False) -> Iterator[str]:
    """Yield the chart as lines of at most `width` columns; `only_open` leaves out what is done."""
    width = max(width, MIN_WIDTH)
    label = _LABEL if width >= 60 else min(_NARROW_LABEL, width // 2)
    days = (chart.last - chart.first).days + 1
    grid = _Grid(chart, label, -(-days // (width - label)), color=color)
    yield from (line.rstrip() for line in grid.header())
    for row in chart.rows:
        bars = [bar for bar in row.bars if bar.is_open or not only_open]
        if bars or not only_open:
            yield grid.row(row)
            yield from (grid.bar(row, bar) for bar in bars)
    names = dict.fromkeys(
        f"{day_text(day, chart.today)} {name}" for row in chart.rows for day, name in sorted(row.off.items()) if name
    )
    yield from block(LEGEND, width, "", "  ", DIM if color else "")
    if names:
        yield from block(f"days off: {', '.join(names)}", width, "", "  ", DIM if color else "")
    if grid.scale > 1:
        yield from block(f"a column is {grid.scale} days", width, "", "  ", DIM if color else "")


class _Grid:
    """The columns of a chart: each stands for `scale` days."""

    def __init__(self, chart: Chart, label: int, scale: int, *, color: bool) -> None:
        self.scale = scale
        self._chart, self._label, self._color = chart, label, color
        self._size = -(-len(chart.days) // scale)

    def header(self) -> Iterator[str]:
        """Yield the Mondays, as far as there is room, and where now is."""
        line, ends = [" "] * self._size, 0
        for day in self._chart.days[::7]:
            text, at = day_text(day)[4:], self._column(day)
            if at >= ends and at + len(text) <= self._size:
                line[at : at + len(text)] = text
                ends = at + len(text) + 1
        yield " " * self._label + "".join(line)
        now = f"now, {day_text(self._chart.today)}"
        at = self._label + self._column(self._chart.today)
        if at + 2 + len(now) <= self._label + self._size:
            yield f"{' ' * at}{NOW} {now}"
        else:
            yield f"{now if len(now) < at else '':>{at - 1}} {NOW}"

    def row(self, row: Row) -> str:
        """Return the line of an application: its name and its interviews."""
        cells = self._empty(row)
        for interview in row.interviews:
            if not interview.cancelled:
                self._put(cells, interview.day, MET)
        return self._line(row.name, cells, BOLD)

    def bar(self, row: Row, bar: Bar) -> str:
        """Return the line of an event."""
        cells = self._empty(row)
        day = max(bar.first, self._chart.first)
        while day <= min(bar.last, self._chart.last):
            off = day in row.off and self.scale == 1
            self._put(cells, day, WINDOW_OFF if off else WINDOW)
            day += timedelta(days=1)
        self._put(cells, bar.day, _MARKS[bar.status])
        step = bar.steps[0]
        return self._line(
            f"  {step.kind.value}{': ' + step.about if step.kind.value == 'materials' else ''}", cells, ""
        )

    def _empty(self, row: Row) -> list[str]:
        cells = []
        for number in range(self._size):
            days = self._chart.days[number * self.scale : (number + 1) * self.scale]
            is_off = self.scale <= _SHADED and all(day in row.off for day in days)
            cells.append(OFF if is_off else " ")
        self._put(cells, self._chart.today, NOW)
        return cells

    def _put(self, cells: list[str], day: date, mark: str) -> None:
        if self._chart.first <= day <= self._chart.last:
            cells[self._column(day)] = mark

    def _column(self, day: date) -> int:
        return (day - self._chart.first).days // self.scale

    def _line(self, name: str, cells: list[str], style: str) -> str:
        name = _cut(name, self._label - 1)
        text = f"{style}{name}{RESET}" if style and self._color else name
        drawn = "".join(cells).rstrip()
        if self._color:
            drawn = "".join(f"{_STYLES[c]}{c}{RESET}" if c in _STYLES else c for c in drawn)
        return f"{text}{' ' * (self._label - columns(name))}{drawn}".rstrip()


def _cut(name: str, size: int) -> str:
    """Return a name of foreign text in at most `size` columns."""
    lead = "  " if name.startswith("  ") else ""
    name = lead + printable(name)
    if columns(name) <= size:
        return name
    while columns(name) > size - 2:
        name = name[:-1]
    return f"{name}.."
