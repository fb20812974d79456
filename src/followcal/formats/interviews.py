"""Calendar data to interviews (I1 to I8, as far as one source goes): any bytes in, what they hold out.

    bytes -> blocks -> those that can matter -> components -> verdict (I5) -> times, people, words -> interviews

What cannot be read is a problem, told with its file, line and UID, and costs itself only. An invitation is the
employer's text: only times, company, role and names are taken from it.
"""

from __future__ import annotations

from collections.abc import Iterable

from followcal.errors import EmptyCalendarError, UnreadableError
from followcal.formats.blocks import Block, Repair, split
from followcal.formats.calendars import CalendarReader, Kept
from followcal.formats.content import component
from followcal.formats.encodings import clean
from followcal.formats.own_text import is_marked
from followcal.formats.reading import Answer, Found, Invitation, NearMiss, Problem, Reading
from followcal.formats.repeating import Budget
from followcal.formats.versions import known_as

__all__ = ["Answer", "Found", "Invitation", "NearMiss", "Problem", "Reading", "read_calendar"]

MAX_KEPT = 100_000_000
"""Bytes of the events of one source that may matter and are kept until all is known; more are told, not read."""

OVERHEAD = 500
"""Bytes that are counted for keeping an event, beside its own."""

_MAX_HEAD = 200_000


def read_calendar(data: bytes | Iterable[bytes], source: str, reading: Reading) -> Found:
    """Return the interviews in the bytes of an iCalendar file, whole or in chunks.

    Whatever can be read is read. Raises UnreadableError where `data` is no calendar, or holds no event at all.
    """
    reader = _Source(source, reading)
    empty = True
    for piece in split(clean([data] if isinstance(data, bytes) else data)):
        empty = empty and isinstance(piece, Block) and not piece.data.strip()
        reader.take(piece)
    if empty:
        raise UnreadableError(f"{source}: the file is empty")
    if not reader.calendars or (not reader.found.events and not reader.is_calendar):
        raise UnreadableError(f"{source}: not an iCalendar file: it has no BEGIN:VCALENDAR")
    if not reader.found.events:
        first = next(iter(reader.found.problems), None)
        raise EmptyCalendarError(f"{source}: holds no event" + (f" (line {first.line}: {first.text})" if first else ""))
    reader.read()
    return reader.found


class _Source:
    """One source: first its blocks are sorted, then what matters is read."""

    def __init__(self, name: str, reading: Reading) -> None:
        self.name = name
        self.reading = reading
        self.found = Found()
        self.calendars: dict[int, Kept] = {}
        self.is_calendar = False
        self._room = MAX_KEPT
        self._left_out = 0
        self._uids: set[str] = set()
        self._only: list[tuple[Kept, Block]] = []
        self._needles = _needles((*reading.only, *reading.match))

    def take(self, piece: Block | Repair) -> None:
        """Sort a piece of the source."""
        if isinstance(piece, Repair):
            self.found.tell(Problem(self.name, piece.line, "", piece.text, piece.lost))
            return
        self.is_calendar = self.is_calendar or piece.calendar > 0
        calendar = self._calendar(piece.calendar)
        if piece.name == "VEVENT":
            self._sort(piece, calendar)
        elif piece.name == "VTIMEZONE" and self._has_room(piece):
            calendar.definitions.append(piece)
        elif not piece.name and len(calendar.head) < _MAX_HEAD:
            calendar.head += piece.data[:_MAX_HEAD]

    def _calendar(self, number: int) -> Kept:
        """Return a calendar of the source; one that held nothing that matters is forgotten when the next one begins."""
        if number not in self.calendars:
            last = next(reversed(self.calendars), None)
            if last is not None and not self.calendars[last].events and not self._only:
                del self.calendars[last]
            self.calendars[number] = Kept()
        return self.calendars[number]

    def _size_of_kept(self) -> int:
        kept = (block for calendar in self.calendars.values() for block in (*calendar.events, *calendar.definitions))
        return sum(len(block.data) + OVERHEAD for block in kept)

    def _has_room(self, block: Block) -> bool:
        """Return whether a block can be kept, too; count it where it can."""
        size = len(block.data) + OVERHEAD
        if size > self._room:
            self._left_out += block.name == "VEVENT"
            return False
        self._room -= size
        return True

    def _sort(self, block: Block, calendar: Kept) -> None:
        self.found.events += 1
        if is_marked(block.data) and (not self.reading.own or known_as(block) not in self.reading.own):
            return
        if len(self._uids) < 2:
            self._uids.add(known_as(block))
        if len(self._uids) > 1 and self._only:
            self._only.clear()
            self._room, self._left_out = MAX_KEPT - self._size_of_kept(), 0
        if self.reading.days.concern(block.data):
            if self._has_room(block):
                calendar.events.append(block)
        elif _holds(block.data, self._needles):
            if self._has_room(block):
                calendar.events.append(block)
                calendar.far.add(block.line)
        else:
            self.found.out_of_days += 1
            if len(self._uids) == 1 and self._has_room(block):
                self._only.append((calendar, block))

    def read(self) -> None:
        """Read what matters."""
        if len(self._uids) == 1 and self.reading.takes_only_event:
            for calendar, block in self._only:
                calendar.events.append(block)
            self.found.out_of_days -= len(self._only)
        if self._left_out:
            text = f"more events in question than can be looked at: {self._left_out:,} are left out"
            self.found.tell(Problem(self.name, 0, "", text))
        single = len(self._uids) == 1
        alone = single and self.reading.takes_only_event
        budget = Budget()
        total = sum(len(calendar.events) for calendar in self.calendars.values())
        done = 0
        for calendar in self.calendars.values():
            reader = CalendarReader(
                self.name, self.reading, self.found, calendar, alone=alone, single=single, budget=budget
            )
            for blocks in reader.series():
                reader.read([component(block) for block in blocks])
                done += len(blocks)
                if self.reading.progress:
                    self.reading.progress(done, total)


def _needles(names: Iterable[str]) -> tuple[bytes, ...]:
    """Return what the bytes of an event hold that is named so; an empty text is in all: letters may differ in case."""
    return tuple(name.lower().encode() if name.isascii() else b"" for name in names)


def _holds(event: bytes, needles: tuple[bytes, ...]) -> bool:
    if not needles:
        return False
    plain = event.replace(b"\r\n ", b"").replace(b"\n ", b"").replace(b"\\", b"").lower()
    return any(needle in plain for needle in needles)
