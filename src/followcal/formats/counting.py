"""How a moment is reached, day by day, told from the reasons of a step and nothing else (S12).

Each day that is counted has a line, each day that is passed over is named: "Thu 26 Nov is Thanksgiving Day".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct, field

from followcal.core.business_days import BusinessDays, CalendarDays, Convention, DayOff, Move
from followcal.core.interview import Interview
from followcal.core.reason import After, AnyWay, DayAt, EarlierOf, End, FirstFit, LaterOf, Reason, Way
from followcal.core.windows import later, local
from followcal.core.wording import count_text, day_text, time_text

_DAY = timedelta(days=1)
_FURTHEST = 4000
"""Days after which a count is given up: the reasons of a plan of ours end sooner."""


class Count(Struct):
    """The moment that a way leads to, and how, a line for each thing to see."""

    moment: datetime
    lines: list[str] = field(default_factory=list)


class Counting:
    """What the reasons of one step know about days."""

    def __init__(self, reasons: Iterable[Reason], interview: Interview) -> None:
        reasons = tuple(reasons)
        self._off: dict[date, DayOff] = {off.day: off for reason in reasons for off in reason.off}
        self._worked = {day.day: day for reason in reasons for day in reason.worked}
        self._interview = interview
        self.ways: dict[End, AnyWay] = {end: way for reason in reasons for end, way in reason.ends}
        """How each end is reached: of the reasons that speak of it, the last one holds."""

    def count(self, way: AnyWay) -> Count:
        """Return where a way leads, and each thing that is seen on it."""
        match way:
            case DayAt(since, moves, at):
                day, lines, counted = since, [], 0
                for move in moves:
                    day, more = self._moved(day, move, counted)
                    lines += more
                    # Business days that follow each other add up.
                    counted += move.count if isinstance(move, BusinessDays) else 0
                if any(isinstance(move, BusinessDays) for move in moves):
                    lines.insert(0, f"{self._day(since)}: the count begins after this day")
                return Count(local(day, at, self._interview), lines)
            case After(since, by):
                moment = self._here(later(since, by))
                hours = _elapsed(by)
                return Count(moment, [f"{self._time(since)} and {hours}"] if by > timedelta(0) else [])
            case EarlierOf(ways):
                return self._chosen(ways, "earlier")
            case LaterOf(ways):
                return self._chosen(ways, "later")
            case FirstFit():
                return self._fitted(way)

    def _chosen(self, ways: Iterable[Way], word: str) -> Count:
        counts = [self.count(way) for way in ways]
        ordered = sorted(counts, key=lambda count: count.moment.timestamp())
        best = ordered[0 if word == "earlier" else -1]
        first = counts[0].moment
        if best.moment.timestamp() == first.timestamp():
            return counts[0]
        return Count(best.moment, [*best.lines, f"{word} than {self._time(first)}"])

    def _moved(self, day: date, move: Move, counted: int) -> tuple[date, list[str]]:
        match move:
            case CalendarDays(count):
                end = day + timedelta(days=count)
                return end, [f"{self._day(day)} and {count_text(count, 'day')}: {self._day(end)}"] if count else []
            case BusinessDays(count):
                lines = []
                one = _DAY if count > 0 else -_DAY
                for number in range(1, abs(count) + 1):
                    day, passed = self._on(day + one, one)
                    lines += [
                        *passed,
                        f"{self._day(day)}: business day {abs(counted) + number}{self._all_the_same(day)}",
                    ]
                return day, lines
            case Convention():
                following = move is Convention.FOLLOWING
                end, passed = self._on(day, _DAY if following else -_DAY)
                word = "next" if following else "last"
                moved = [f"{self._day(end)}: the {word} business day{self._all_the_same(end)}"]
                return end, [*passed, *moved] if passed else []

    def _on(self, day: date, one: timedelta) -> tuple[date, list[str]]:
        """Return the first business day from `day` on, and the days that were passed over, by name."""
        passed: list[str] = []
        while day in self._off and len(passed) < _FURTHEST:
            passed.append(off_text(self._off[day], self._interview.day))
            day += one
        return day, passed

    def _all_the_same(self, day: date) -> str:
        return f", {self._worked[day].name}" if day in self._worked else ""

    def _fitted(self, way: FirstFit) -> Count:
        word, moment = max(way.since, key=lambda each: each[1].timestamp())
        lines = [f"not before {self._time(moment)}, {word}"] if word else []
        start = moment.astimezone(UTC)
        for _ in range(_FURTHEST):
            busy = [end for begin, end in way.taken if begin < start + way.length and end > start]
            opens = self._opens(way, start)
            if busy:
                lines.append(f"{self._time(start)}: this time is taken")
                start = max(busy)
            elif opens > start:
                start = opens
            else:
                break
        first = self._here(moment).date()
        until = self._here(start).date()
        passed = [day for day in sorted(self._off) if way.business_days_only and first <= day < until]
        lines += [off_text(self._off[day], self._interview.day) for day in passed]
        return Count(self._here(start), lines)

    def _opens(self, way: FirstFit, moment: datetime) -> datetime:
        """Return the first moment from `moment` on that lies in the hours with all its length."""
        starts = (max(first, moment) for first, last in way.open if max(first, moment) + way.length <= last)
        return next(starts, moment)

    def _here(self, moment: datetime) -> datetime:
        return moment.astimezone(self._interview.end.tzinfo)

    def _day(self, day: date) -> str:
        return day_text(day, self._interview.day)

    def _time(self, moment: datetime) -> str:
        return time_text(self._here(moment), self._interview.day)


def spoken_ends(ways: dict[End, AnyWay]) -> Iterator[tuple[str, AnyWay]]:
    """Yield each end to tell of, with its name; ends that are reached in one way are one."""
    names = {End.EARLIEST: "from", End.DUE: "best by", End.LATEST: "at the latest", End.START: "planned for"}
    told: dict[AnyWay, list[str]] = {}
    for end in End:
        if end in ways:
            told.setdefault(ways[end], []).append(names[end])
    for way, said in told.items():
        yield " and ".join(said), way


def off_text(off: DayOff, seen_from: date | None = None) -> str:
    """Return that a day does not count, by its name; the year as `day_text` has it.

    >>> off_text(DayOff(date(2026, 11, 26), "Thanksgiving Day", False))
    'Thu 26 Nov is Thanksgiving Day'
    >>> off_text(DayOff(date(2026, 11, 28), "Saturday", True))
    'Sat 28 Nov is weekend'
    """
    return f"{day_text(off.day, seen_from)} is {'weekend' if off.is_weekend else off.name}"


def _elapsed(by: timedelta) -> str:
    minutes = round(by.total_seconds() / 60)
    return count_text(minutes // 60, "hour") if minutes % 60 == 0 else count_text(minutes, "minute")
