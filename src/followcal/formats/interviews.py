"""Calendar data to interviews (I1 to I8, as far as one source goes): any bytes in, what they hold out.

    bytes -> blocks -> those that can matter -> components -> verdict (I5) -> times, people, words -> interviews

What cannot be read is a problem, told with its file, line and UID, and costs itself only. An invitation is the
employer's text: only times, company, role and names are taken from it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo

from followcal.core.finding import Clue, Signal, Verdict
from followcal.core.interview import Interview, recurrence_id_text
from followcal.core.wording import printable
from followcal.errors import EmptyCalendarError, UnreadableError
from followcal.formats.attendance import who_is_met
from followcal.formats.blocks import Block, Repair, clean, split
from followcal.formats.content import Component, component
from followcal.formats.guests import Guests, address_of
from followcal.formats.invitation_text import read_words
from followcal.formats.people import people_in
from followcal.formats.plaintext import own_words, plain_text
from followcal.formats.prescan import NO_LIMIT, Days, uid_of
from followcal.formats.recurrence import Budget, Series, repeats
from followcal.formats.signals import Evidence, judge
from followcal.formats.times import Clock, Times, UnusableError, moment
from followcal.formats.timezones import Zones
from followcal.formats.titles import Names
from followcal.formats.word_lists import words

MAX_PEOPLE = 50
"""More people than this are met at no interview; the others are left out."""

MAX_PROBLEMS = 100
"""Problems of one source that are told one by one; the others are counted."""

MADE_UP = "no-uid-"
"""How the UIDs begin that are made up for events without one."""

MAX_KEPT = 100_000_000
"""Bytes of the events of one source that may matter and are kept until all is known; more are told, not read."""

_OVERHEAD = 500
_MAX_HEAD = 200_000
_NO_INVITATION = frozenset({"COUNTER", "DECLINECOUNTER", "REFRESH"})
_OWN = b"X-FOLLOWCAL-KIND"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the user wants sources to be read."""

    home_zone: Callable[[], tzinfo]
    timezone: tzinfo | None = None
    """The zone of all interviews, whatever their files say."""

    zones: Mapping[str, tzinfo] = field(default_factory=dict)
    """Zones that the user told before, by UID."""

    me: frozenset[str] = frozenset()
    """The user's own addresses, in lower case."""

    only: tuple[str, ...] = ()
    """UIDs, or texts in titles: where there are any, no other event is an interview (I5)."""

    match: tuple[str, ...] = ()
    """UIDs, or texts in titles, of further events that are interviews, whatever their score."""

    days: Days = NO_LIMIT
    """In which days events are looked for; one that is decided on by hand, or the only one, may lie anywhere."""

    takes_only_event: bool = True
    """Whether the only event of a source is an interview without being asked (I5)."""

    progress: Callable[[int, int], None] | None = None
    """Told, now and then, how many of the events that may matter have been looked at."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a source that was repaired or could not be read."""

    source: str
    line: int
    uid: str
    text: str
    lost: bool = True
    """Whether an event, or a part of one, was left out."""

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        name = "(no UID)" if self.uid.startswith(MADE_UP) else printable(self.uid)[:80]
        event = f"event {name}: " if self.uid else ""
        return f"{self.source}: {where}{event}{self.text}"


@dataclass(frozen=True, slots=True)
class Invitation:
    """An interview as read, with what tells where the employer is (I3)."""

    interview: Interview
    domains: tuple[str, ...]
    """Domains of the employer's people."""

    zone_name: str | None
    """The zone's name, if the source named a zone of the tz database, and not a Windows one."""

    is_of_series: bool = False
    """Whether the source holds the whole series that it belongs to."""

    is_master: bool = False
    """Whether it is the event itself, or an instance as its series has it: no change of one instance."""

    zone_is_own: bool = False
    """Whether the source named none, and it is the user's own."""

    verdict: Verdict = field(default=Verdict(()))
    source: str = ""
    line: int = 0
    user: frozenset[str] = frozenset()
    """The addresses on it that are the user's."""

    says_rescheduled: bool = False
    their_words: str = ""
    """What the employer wrote in it; nothing where nobody of theirs is on it: then they are the user's own notes."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """An event that nearly was taken for an interview."""

    uid: str
    summary: str
    start: datetime
    verdict: Verdict
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Somebody's answer to an invitation (METHOD:REPLY)."""

    key: tuple[str, str]
    sender: str
    declined: bool
    sequence: int
    stamp: datetime | None


@dataclass(slots=True)
class Found:
    """What a source holds, and what could not be read in it."""

    invitations: list[Invitation] = field(default_factory=list)
    near_misses: list[NearMiss] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    more_problems: int = 0
    """Problems beyond those that are told one by one."""

    more_lost: int = 0
    """Those of them that tell of a loss."""

    answers_only: dict[str, str] = field(default_factory=dict)
    """The METHODs of sources that answer invitations: they are none, and change nothing of their own."""

    events: int = 0
    """How many events the source holds."""

    out_of_days: int = 0
    """How many of them lie outside the days in question."""

    passed_over: int = 0
    """How many, of the others, were not taken for interviews (I5)."""

    def add(self, other: Found) -> None:
        """Take in what another source holds."""
        for name in ("invitations", "near_misses", "answers", "problems"):
            getattr(self, name).extend(getattr(other, name))
        self.answers_only.update(other.answers_only)
        for name in ("more_problems", "more_lost", "events", "out_of_days", "passed_over"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def tell(self, problem: Problem) -> None:
        """Take in a problem, up to a limit."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)
        else:
            self.more_problems += 1
            self.more_lost += problem.lost


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


@dataclass(slots=True)
class _Calendar:
    """What is kept of one VCALENDAR until all of it is known."""

    head: bytearray = field(default_factory=bytearray)
    definitions: list[Block] = field(default_factory=list)
    events: list[Block] = field(default_factory=list)
    far: set[int] = field(default_factory=set)
    """The lines of those events that lie outside the days in question, and may be decided on by hand."""


class _Source:
    """One source: first its blocks are sorted, then what matters is read."""

    def __init__(self, name: str, reading: Reading) -> None:
        self.name = name
        self.reading = reading
        self.found = Found()
        self.calendars: dict[int, _Calendar] = {}
        self.is_calendar = False
        self._room = MAX_KEPT
        self._left_out = 0
        self._uids: set[str] = set()
        self._only: list[tuple[_Calendar, Block]] = []
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

    def _calendar(self, number: int) -> _Calendar:
        """Return a calendar of the source; one that held nothing that matters is forgotten when the next one begins."""
        if number not in self.calendars:
            last = next(reversed(self.calendars), None)
            if last is not None and not self.calendars[last].events and not self._only:
                del self.calendars[last]
            self.calendars[number] = _Calendar()
        return self.calendars[number]

    def _size_of_kept(self) -> int:
        kept = (block for calendar in self.calendars.values() for block in (*calendar.events, *calendar.definitions))
        return sum(len(block.data) + _OVERHEAD for block in kept)

    def _has_room(self, block: Block) -> bool:
        """Return whether a block can be kept, too; count it where it can."""
        size = len(block.data) + _OVERHEAD
        if size > self._room:
            self._left_out += block.name == "VEVENT"
            return False
        self._room -= size
        return True

    def _sort(self, block: Block, calendar: _Calendar) -> None:
        self.found.events += 1
        if _OWN in block.data:
            return
        if len(self._uids) < 2:
            self._uids.add(_uid(block))
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
        alone = len(self._uids) == 1 and self.reading.takes_only_event
        budget = Budget()
        total = sum(len(calendar.events) for calendar in self.calendars.values())
        done = 0
        for calendar in self.calendars.values():
            reader = _Reader(self.name, self.reading, self.found, calendar, alone=alone, budget=budget)
            for blocks in reader.series():
                reader.read([component(block) for block in blocks])
                done += len(blocks)
                if self.reading.progress:
                    self.reading.progress(done, total)


@dataclass(frozen=True, slots=True)
class _Event:
    """An event that is looked at."""

    component: Component
    title: str
    text: str
    guests: Guests
    times: Times | None
    trouble: str = ""
    """Why it has no times."""


class _Reader:
    """One VCALENDAR of a source."""

    def __init__(
        self, source: str, reading: Reading, found: Found, calendar: _Calendar, *, alone: bool, budget: Budget
    ) -> None:
        head = component(Block("", bytes(calendar.head), 1))
        self._source, self._reading, self._found, self._alone = source, reading, found, alone
        self._events, self._far, self._budget = calendar.events, calendar.far, budget
        self._method = head.text("METHOD").strip().upper()
        name = head.text("X-WR-CALNAME").strip().casefold()
        self._me = reading.me | ({name} if "@" in name and " " not in name else frozenset())
        self._zones = Zones(calendar.definitions)
        self._calendar_zone = head.text("X-WR-TIMEZONE").strip()

    def series(self) -> list[list[Block]]:
        """Return the events by UID."""
        if self._method in _NO_INVITATION and self._events:
            self._found.answers_only[self._source] = self._method
            return []
        by_uid: dict[str, list[Block]] = {}
        for block in self._events:
            by_uid.setdefault(_uid(block), []).append(block)
        return list(by_uid.values())

    def read(self, series: list[Component]) -> None:
        """Add what is an interview among the events of one UID."""
        uid = series[0].uid or _made_up_uid(series[0])
        try:
            if self._method == "REPLY":
                self._found.answers_only[self._source] = self._method
                self._found.answers += map(self._answer, series)
                return
            events = [self._event(event, uid) for event in series]
            verdict = self._verdict(events, uid)
            if not verdict.is_decided and self._far.issuperset(event.line for event in series):
                self._found.out_of_days += len(series)
                return
            if not verdict.is_interview:
                self._pass_over(events, uid, verdict)
                return
            for event in events:
                for repair in event.component.repairs:
                    self._found.tell(Problem(self._source, repair.line, uid, repair.text, repair.lost))
            if not series[0].uid:
                self._tell(series[0].line, uid, "has no UID: known again by its title and time only", False)
            whole = any(repeats(event) for event in series)
            for invitation in self._invitations(events, uid, verdict):
                self._found.invitations.append(replace(invitation, is_of_series=whole))
        except UnusableError as error:
            self._tell(series[0].line, uid, str(error))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError, RecursionError) as error:
            self._tell(series[0].line, uid, f"cannot be read ({printable(str(error))[:120]})")

    def _tell(self, line: int, uid: str, text: str, lost: bool = True) -> None:
        self._found.tell(Problem(self._source, line, uid, text, lost))

    def _clock(self, uid: str) -> Clock:
        told = self._reading.timezone or self._reading.zones.get(uid)
        return Clock(self._zones, self._calendar_zone, self._reading.home_zone, told)

    def _event(self, event: Component, uid: str) -> _Event:
        title, text = printable(event.text("SUMMARY")[:2000]), plain_text(event.text("DESCRIPTION"))
        guests = Guests.of(event, self._me)
        try:
            return _Event(event, title, text, guests, self._clock(uid).times(event))
        except (UnusableError, ValueError, OverflowError) as error:
            return _Event(event, title, text, guests, None, printable(str(error))[:200])

    def _verdict(self, events: list[_Event], uid: str) -> Verdict:
        """Return whether a series is an interview (I5): by hand, as the only one, or by its clues."""
        if any(self._is_named(event, uid, self._reading.match) for event in events):
            return Verdict((Signal(Clue.BY_HAND, "named with --match"),))
        if self._reading.only:
            named = any(self._is_named(event, uid, self._reading.only) for event in events)
            return Verdict((Signal(Clue.BY_HAND, "named with --only"),) if named else ())
        if self._alone:
            return Verdict((Signal(Clue.ONLY_EVENT, "the only event of its file"),))
        verdicts = [
            judge(Evidence(event.component, event.title, event.text, event.guests, event.times, self._me))
            for event in events
        ]
        return max(verdicts, key=lambda verdict: verdict.score)

    @staticmethod
    def _is_named(event: _Event, uid: str, names: Iterable[str]) -> bool:
        return any(name == uid or name.casefold() in event.title.casefold() for name in names)

    def _pass_over(self, events: list[_Event], uid: str, verdict: Verdict) -> None:
        self._found.passed_over += 1
        first = next((event for event in events if event.times), None)
        for event in events:
            if not event.times:
                self._tell(event.component.line, uid, event.trouble)
        if first is None:
            return
        if verdict.is_near_miss and first.times:
            line = first.component.line
            self._found.near_misses.append(NearMiss(uid, first.title, first.times.start, verdict, self._source, line))

    def _answer(self, event: Component) -> Answer:
        attendee = event.first("ATTENDEE")
        uid = event.uid
        return Answer(
            key=(uid, self._instance_id(event, uid) if event.first("RECURRENCE-ID") else ""),
            sender=address_of(attendee) if attendee else "",
            declined=attendee is not None and attendee.params.get("PARTSTAT", "").upper() == "DECLINED",
            sequence=_sequence(event),
            stamp=_stamp(event),
        )

    def _instance_id(self, event: Component, uid: str) -> str:
        """Return the RECURRENCE-ID of an event whose series is not at hand."""
        each = event.first("RECURRENCE-ID") or event.first("DTSTART")
        if each is None:
            raise UnusableError("has no DTSTART")
        clock = self._clock(uid)
        found = clock.aware(each, clock.zone_of(each, moment(each))[0])
        return recurrence_id_text(found) if isinstance(found, datetime) else f"{found:%Y%m%d}"

    def _invitations(self, events: list[_Event], uid: str, verdict: Verdict) -> Iterator[Invitation]:
        """Yield each event to plan for: one, or all instances of a series."""
        if self._method == "ADD":
            for event in events:
                yield self._invitation(event, uid, verdict, self._instance_id(event.component, uid))
            return
        for event in events:
            if not event.times:
                self._tell(event.component.line, uid, event.trouble)
        readable = sorted((event for event in events if event.times), key=lambda event: _version(event.component))
        masters = [event for event in readable if not event.component.first("RECURRENCE-ID")]
        overrides = [event for event in readable if event.component.first("RECURRENCE-ID")]
        if masters and repeats(masters[-1].component):
            yield from self._instances(masters[-1], overrides, uid, verdict)
            return
        ids = [self._id_or_none(event.component, uid) for event in overrides]
        if masters and not (ids and self._instance_id(masters[-1].component, uid) in ids):
            yield replace(self._invitation(masters[-1], uid, verdict, None), is_master=True)
        for event, recurrence_id in zip(overrides, ids, strict=True):
            if recurrence_id:
                yield self._invitation(event, uid, verdict, recurrence_id)

    def _id_or_none(self, event: Component, uid: str) -> str | None:
        """Return the RECURRENCE-ID of an event; one that cannot be read costs that event only."""
        try:
            return self._instance_id(event, uid)
        except UnusableError as error:
            self._tell(event.line, uid, str(error))
            return None

    def _instances(self, master: _Event, overrides: list[_Event], uid: str, verdict: Verdict) -> Iterator[Invitation]:
        times = master.times
        if times is None:
            raise UnusableError(master.trouble)
        by_component = {id(event.component): event for event in (master, *overrides)}
        readable = [(event.component, event.times) for event in overrides if event.times]
        series = Series(master.component, times, readable, self._clock(uid), self._budget)
        days = self._reading.days
        instances = list(series.instances(days.first, days.last))
        if not instances and verdict.is_decided:  # decided on by hand, it may lie anywhere
            instances = list(series.instances(None, None))
        for line, text in dict.fromkeys(series.problems):
            self._tell(line, uid, text)
        for instance in instances:
            event = by_component[id(instance.event)]
            at = replace(event.times or times, start=instance.start, end=instance.end)
            found = self._invitation(replace(event, times=at), uid, verdict, instance.recurrence_id)
            yield replace(found, is_master=event is master)

    def _invitation(self, event: _Event, uid: str, verdict: Verdict, recurrence_id: str | None) -> Invitation:
        source, guests, times = event.component, event.guests, event.times
        if times is None:
            raise UnusableError(event.trouble)
        for problem in times.problems:
            self._tell(problem.line, uid, problem.text, problem.lost)
        names = Names.of((), guests.names_of_user)
        known = (*guests.people, *people_in(event.text))
        found = read_words(
            summary=event.title,
            description=event.text,
            location=source.text("LOCATION")[:2000],
            domains=guests.domains,
            people=(person.name for person in known if person.name),
            names_of_user=guests.names_of_user,
            hosts=guests.hosts,
        )
        met = who_is_met(guests, event.title, event.text, names, found.company)
        interview = Interview(
            uid=uid,
            recurrence_id=recurrence_id,
            start=times.start,
            end=times.end,
            summary=event.title[:500],
            company=found.company,
            role=found.role,
            round=found.round,
            medium=found.medium,
            interviewers=met.people[:MAX_PEOPLE],
            contact=met.contact,
            cancelled=self._is_off(event),
            sequence=_sequence(source),
            stamp=_stamp(source),
            assumed=(*times.assumed, *guests.assumed),
        )
        return Invitation(
            interview,
            guests.domains,
            times.zone_name,
            zone_is_own=times.zone_is_own,
            verdict=verdict,
            source=self._source,
            line=source.line,
            user=guests.user,
            their_words=own_words(event.text) if guests.people or guests.domains else "",
            says_rescheduled=bool(words("signal.rescheduled").search(f"{event.title}\n{event.text[:2000]}")),
        )

    def _is_off(self, event: _Event) -> bool:
        """Return whether the interview does not take place, as far as this event says (I4)."""
        status = event.component.text("STATUS").strip().upper()
        called_off = words("signal.cancelled").match(event.title)
        said_so = called_off is not None and event.title[called_off.end() :].lstrip()[:1] in (":", "-", "–")
        return self._method == "CANCEL" or status == "CANCELLED" or event.guests.declined or said_so


def _uid(block: Block) -> str:
    """Return what an event is known by."""
    at_a_glance = uid_of(block.data)
    if at_a_glance:
        return at_a_glance.decode("ascii")
    event = component(block)
    return event.uid or _made_up_uid(event)


def _made_up_uid(event: Component) -> str:
    """Return what to know an event by that has no UID: the same for the same title, time and organizer."""
    marks = "\n".join(event.text(name) for name in ("DTSTART", "SUMMARY", "ORGANIZER", "RECURRENCE-ID"))
    return f"{MADE_UP}{hashlib.sha256(marks.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _needles(names: Iterable[str]) -> tuple[bytes, ...]:
    """Return what the bytes of an event hold that is named so; an empty text is in all: letters may differ in case."""
    return tuple(name.lower().encode() if name.isascii() else b"" for name in names)


def _holds(event: bytes, needles: tuple[bytes, ...]) -> bool:
    if not needles:
        return False
    plain = event.replace(b"\r\n ", b"").replace(b"\n ", b"").replace(b"\\", b"").lower()
    return any(needle in plain for needle in needles)


def _version(event: Component) -> tuple[int, float, float, list[tuple[str, str]]]:
    """Return what tells the newer of two versions: the greater (I8); of equal ones, their order decides nothing."""
    stamps = (_stamp(event, name) for name in ("DTSTAMP", "LAST-MODIFIED"))
    first, second = (stamp.timestamp() if stamp else 0.0 for stamp in stamps)
    return _sequence(event), first, second, sorted((each.name, each.value) for each in event.properties)


def _sequence(event: Component) -> int:
    text = event.text("SEQUENCE").strip()
    return min(int(text), 2**31) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def _stamp(event: Component, name: str = "DTSTAMP") -> datetime | None:
    each = event.first(name)
    try:
        found: date | datetime | None = moment(each) if each else None
    except UnusableError:
        return None
    if not isinstance(found, datetime):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
