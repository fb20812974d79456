"""Calendar data to the time in which the user is busy: any bytes in, periods out.

    takes time        what says OPAQUE or nothing, VFREEBUSY, and tentative events, unless the user says otherwise
    takes none        TRANSPARENT, shown as free or working elsewhere, cancelled, declined or delegated by the user,
                      without a length, our own, and whole days that do not say whether they take time

Whole days are days where the user lives. What cannot be read is told with its file, line and UID, and costs itself
only. Bounded as reading is: by bytes, by series, by instances and by periods.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from msgspec import Struct, field

from followcal.core.freebusy import Period
from followcal.core.wording import printable
from followcal.errors import UnreadableError
from followcal.formats.blocks import Block, Repair, split
from followcal.formats.calendars import Kept
from followcal.formats.content import Component, component
from followcal.formats.encodings import clean
from followcal.formats.guests import own_answers
from followcal.formats.interviews import MAX_KEPT, OVERHEAD
from followcal.formats.own_text import is_marked
from followcal.formats.prescan import Days
from followcal.formats.reading import MAX_PROBLEMS, Problem
from followcal.formats.recurrence import APPOINTMENTS, Series
from followcal.formats.repeating import Budget, repeats
from followcal.formats.times import Clock, Times, UnusableError
from followcal.formats.timezones import Zones
from followcal.formats.versions import known_as, version

MAX_PERIODS = 100_000
"""Periods of one source that are kept; nobody has so many appointments."""

_MARGIN = timedelta(days=40)
"""An event of a series that began so long before the days in question may reach into them."""

_MAX_HEAD = 200_000
_ANSWERS = frozenset({"REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"})
"""METHODs of what somebody answers to an invitation: no event is held for it."""

_GONE = frozenset({"DECLINED", "DELEGATED"})
_UNDECIDED = frozenset({"TENTATIVE"})
_SHOWN_FREE = frozenset({"FREE", "WORKINGELSEWHERE"})


_WANTED = frozenset(
    "UID DTSTART DTEND DURATION RRULE RDATE EXDATE EXRULE RECURRENCE-ID STATUS TRANSP ATTENDEE ORGANIZER"
    " FREEBUSY".split()
) | {"X-MICROSOFT-CDO-BUSYSTATUS"}
"""What is read of an event that is the only one of its UID."""


class BusyReading(Struct, frozen=True, kw_only=True):
    """In which days, and by which rules, events take time."""

    first: date
    last: date
    """The days in question, both included, where the user lives."""

    home: tzinfo
    """Where the user lives: whole days and times without a zone are theirs."""

    me: frozenset[str] = frozenset()
    """The user's own addresses, in lower case."""

    tentative: bool = True
    """Whether what is tentative takes time: the event itself, or the user's answer."""

    unmarked_days: bool = False
    """Whether a whole day that does not say so takes time."""


class BusyTime(Struct):
    """When the user is busy, and what could not be read."""

    periods: list[Period] = field(default_factory=list)
    """In no order; they may overlap."""

    problems: list[Problem] = field(default_factory=list)
    more_problems: int = 0

    def add(self, other: BusyTime) -> None:
        """Take in what another source holds."""
        self.periods += other.periods
        for problem in other.problems:
            self.tell(problem)
        self.more_problems += other.more_problems

    def tell(self, problem: Problem) -> None:
        """Take in a problem, each text once and up to a limit."""
        if len(self.problems) == MAX_PROBLEMS:
            self.more_problems += 1
        elif all((problem.text, problem.uid) != (known.text, known.uid) for known in self.problems):
            self.problems.append(problem)


def read_busy(
    data: bytes | Iterable[bytes], source: str, reading: BusyReading, budget: Budget | None = None
) -> BusyTime:
    r"""Return when the user is busy, by the bytes of an iCalendar file or item, whole or in chunks.

    What cannot be read is among the problems, by `source`, line and UID. Sources that share a `budget` are bounded
    together. A calendar without events is one in which the user is free. Raises UnreadableError where `data` is none.

    >>> reading = BusyReading(first=date(2026, 11, 16), last=date(2026, 12, 18), home=UTC)
    >>> data = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261125T100000Z\nDURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR"
    >>> [(str(each.start), str(each.end)) for each in read_busy(data, "gym.ics", reading).periods]
    [('2026-11-25 10:00:00+00:00', '2026-11-25 11:00:00+00:00')]
    """
    reader = _Source(source, reading)
    for piece in split(clean([data] if isinstance(data, bytes) else data)):
        reader.take(piece)
    if not reader.is_calendar:
        raise UnreadableError(f"{source}: not an iCalendar file: it has no BEGIN:VCALENDAR")
    reader.read(budget or Budget())
    return reader.found


def may_take_time(item: bytes, reading: BusyReading) -> bool:
    """Return whether a calendar object may take time in the days in question, by a look at its bytes.

    Of a calendar of years, in which each event comes with its time zone, most need not be read at all.
    """
    at = item.find(b"\nBEGIN:VEVENT")
    return at < 0 or _days_of(reading).concern(item[at + 1 :])


def _days_of(reading: BusyReading) -> Days:
    return Days(_shifted(reading.first, -_MARGIN), reading.last)


class _Calendar(Kept):
    """What is kept of one VCALENDAR until all of it is known."""

    free_busy: list[Block] = field(default_factory=list)


class _Source:
    """One source: first its blocks are sorted, then what may matter is read."""

    def __init__(self, name: str, reading: BusyReading) -> None:
        self.found = BusyTime()
        self.is_calendar = False
        self._name, self._reading = name, reading
        self._days = _days_of(reading)
        self._calendars: dict[int, _Calendar] = {}
        self._room = MAX_KEPT
        self._left_out = 0

    def take(self, piece: Block | Repair) -> None:
        """Sort a piece of the source."""
        if isinstance(piece, Repair):
            if piece.lost:
                self.found.tell(Problem(self._name, piece.line, "", piece.text))
            return
        self.is_calendar = self.is_calendar or piece.calendar > 0 or piece.name == "VEVENT"
        calendar = self._calendars.setdefault(piece.calendar, _Calendar())
        if piece.name == "VEVENT":
            if not is_marked(piece.data) and self._days.concern(piece.data) and self._has_room(piece):
                calendar.events.append(piece)
        elif piece.name == "VFREEBUSY" and self._has_room(piece):
            calendar.free_busy.append(piece)
        elif piece.name == "VTIMEZONE" and self._has_room(piece):
            calendar.definitions.append(piece)
        elif not piece.name and len(calendar.head) < _MAX_HEAD:
            calendar.head += piece.data[:_MAX_HEAD]

    def _has_room(self, block: Block) -> bool:
        """Return whether a block can be kept, too; count it where it can."""
        size = len(block.data) + OVERHEAD
        if size > self._room:
            self._left_out += 1
            return False
        self._room -= size
        return True

    def read(self, budget: Budget) -> None:
        """Read what may matter."""
        for calendar in self._calendars.values():
            if not (calendar.events or calendar.free_busy):  # most of a calendar in which each event is one of its own
                continue
            for period in _Reader(self._name, self._reading, self.found, calendar, budget).periods():
                if len(self.found.periods) == MAX_PERIODS:
                    text = f"more than {MAX_PERIODS:,} times at which you are busy: the others are passed over"
                    self.found.tell(Problem(self._name, 0, "", text))
                    return
                self.found.periods.append(period)
        if self._left_out:
            text = f"more events in question than can be looked at: {self._left_out:,} are left out"
            self.found.tell(Problem(self._name, 0, "", text))


class _Reader:
    """Reads one VCALENDAR of a source."""

    def __init__(self, source: str, reading: BusyReading, found: BusyTime, calendar: _Calendar, budget: Budget) -> None:
        head = component(Block("", bytes(calendar.head), 1))
        self._source, self._reading, self._found, self._budget = source, reading, found, budget
        self._events, self._free_busy = calendar.events, calendar.free_busy
        self._method = head.text("METHOD").strip().upper()
        name = head.text("X-WR-CALNAME").strip().casefold()
        self._me = reading.me | ({name} if "@" in name and " " not in name else frozenset())
        zones, zone = Zones(calendar.definitions), head.text("X-WR-TIMEZONE").strip()
        self._clock = Clock(zones, zone, lambda: reading.home, usual=timedelta(0))
        self._begin, self._end = (self._midnight(day) for day in (reading.first, _shifted(reading.last, _DAY)))

    def periods(self) -> Iterator[Period]:
        """Yield all that takes time within the days in question."""
        by_uid: dict[str, list[Block]] = {}
        if self._method not in _ANSWERS and self._method != "CANCEL":
            for block in self._events:
                by_uid.setdefault(known_as(block), []).append(block)
        for blocks in (*by_uid.values(), *([block] for block in self._free_busy)):
            parts = [self._parsed(blocks[0])] if len(blocks) == 1 else [component(block) for block in blocks]
            try:
                for start, end in (
                    self._of_events(parts) if blocks[0].name == "VEVENT" else self._of_free_busy(parts[0])
                ):
                    if start.timestamp() < end.timestamp() and start < self._end and end > self._begin:
                        yield Period(start, end)
            except UnusableError as error:
                self._tell(parts[0], parts[0].line, str(error))
            except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError, RecursionError) as error:
                self._tell(parts[0], parts[0].line, f"cannot be read ({printable(str(error))[:120]})")

    def _parsed(self, block: Block) -> Component:
        """Return a component with what matters here: of most events that is the times, and no texts."""
        found = component(block, wanted=_WANTED)
        # The guests alone do not always tell who of them is the user.
        return component(block) if found.first("ATTENDEE") and not self._me else found

    def _tell(self, event: Component, line: int, text: str, *, lost: bool = True) -> None:
        self._found.tell(Problem(self._source, line, event.uid if lost else "", text, lost))

    def _of_events(self, events: list[Component]) -> Iterator[tuple[datetime, datetime]]:
        """Yield when the events of one UID take time."""
        taking = [event for event in events if self._takes_time(event)]
        if not taking:
            return
        readable = list(self._timed(events))
        if len(readable) > 1:
            readable.sort(key=lambda each: version(each[0]))
        masters = [each for each in readable if not each[0].first("RECURRENCE-ID")]
        overrides = [each for each in readable if each[0].first("RECURRENCE-ID")]
        times_of = {id(event): times for event, times in readable}
        for event, start, end in self._instances(masters[-1:], overrides):
            if any(event is each for each in taking):
                is_days = times_of[id(event)].all_day
                yield self._days(start, end) if is_days else (start, end)

    def _timed(self, events: list[Component]) -> Iterator[tuple[Component, Times]]:
        for event in events:
            try:
                times = self._clock.times(event)
            except (UnusableError, ValueError, OverflowError) as error:
                self._tell(event, event.line, printable(str(error))[:200])
                continue
            self._tell_of(event)
            for problem in times.problems:
                self._tell(event, problem.line, problem.text, lost=problem.lost)
            yield event, times

    def _tell_of(self, event: Component) -> None:
        for repair in event.repairs:
            if repair.lost:
                self._tell(event, repair.line, repair.text)

    def _instances(
        self, masters: list[tuple[Component, Times]], overrides: list[tuple[Component, Times]]
    ) -> Iterator[tuple[Component, datetime, datetime]]:
        """Yield the events that take place, with start and end: instances of a series, those moved, single ones."""
        if not masters:
            newest = {_instance_of(event): (event, times) for event, times in overrides}
            yield from ((event, times.start, times.end) for event, times in newest.values())
            return
        master, times = masters[0]
        if not overrides and not repeats(master):
            yield master, times.start, times.end
            return
        reach = max((each.end - each.start for _, each in (masters[0], *overrides)), default=timedelta(0)) + _DAY
        shift = max((_shift(event, each, self._clock) for event, each in overrides), default=timedelta(0))
        series = Series(master, times, overrides, self._clock, self._budget, APPOINTMENTS)
        first, last = self._reading.first, self._reading.last
        for instance in series.instances(_shifted(first, -reach - shift), _shifted(last, _DAY + shift)):
            yield instance.event, instance.start, instance.end
        for line, text in dict.fromkeys(series.problems):
            self._tell(master, line, text)

    def _days(self, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        """Return the time of whole days, where the user lives."""
        return self._midnight(start.date()), self._midnight(_shifted(end.date(), _DAY))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(0), tzinfo=self._reading.home).astimezone(UTC)

    def _takes_time(self, event: Component) -> bool:
        status, transparency, shown = (
            event.text(name).strip().upper() for name in ("STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS")
        )
        if status == "CANCELLED" or transparency == "TRANSPARENT" or shown in _SHOWN_FREE:
            return False
        answers = own_answers(event, self._me) if event.first("ATTENDEE") else frozenset()
        if answers & _GONE:
            return False
        if {status, shown, *answers} & _UNDECIDED:
            return self._reading.tentative
        start = event.first("DTSTART")
        is_day = start is not None and re.fullmatch(r"\d{4}-?\d\d-?\d\d", start.value.strip()) is not None
        return self._reading.unmarked_days or not is_day or bool(transparency or shown)

    def _of_free_busy(self, report: Component) -> Iterator[tuple[datetime, datetime]]:
        """Yield when somebody's free-busy report says that they are busy; a kind that nobody knows is busy."""
        self._tell_of(report)
        for each in report.all("FREEBUSY"):
            kind = each.params.get("FBTYPE", "BUSY").upper()
            if kind == "FREE" or (kind == "BUSY-TENTATIVE" and not self._reading.tentative):
                continue
            for text in filter(str.strip, each.value.split(",")):
                try:
                    start, length = self._clock.period(each, text[:100], UTC)
                except UnusableError as error:
                    self._tell(report, each.line, f"a period {error}: passed over")
                    continue
                if isinstance(start, datetime) and length is not None:
                    yield start, start.astimezone(UTC) + length


_DAY = timedelta(days=1)


def _shifted(day: date, by: timedelta) -> date:
    """Return another day, or the first or last one that there is."""
    return date.fromordinal(min(max(day.toordinal() + by.days, date.min.toordinal() + 2), date.max.toordinal() - 2))


def _instance_of(event: Component) -> tuple[str, str]:
    """Return which instance of a series that is not at hand an event is."""
    each = event.first("RECURRENCE-ID")
    return (each.value.strip(), each.params.get("TZID", "")) if each else ("", "")


def _shift(override: Component, times: Times, clock: Clock) -> timedelta:
    """Return by how much an event moves all later ones of its series, either way."""
    each = override.first("RECURRENCE-ID")
    if each is None or each.params.get("RANGE", "").upper() != "THISANDFUTURE":
        return timedelta(0)
    try:
        was = clock.aware(each, times.start.tzinfo or UTC)
    except UnusableError:
        return timedelta(0)
    day = was.date() if isinstance(was, datetime) else was
    return abs(times.start.date() - day) + _DAY
