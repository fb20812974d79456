"""One VCALENDAR: its events by UID, which of them are interviews (I5), and what its METHOD means (RFC 5546)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct, field
from msgspec.structs import replace

from followcal.core.finding import Clue, Signal, Verdict
from followcal.core.interview import recurrence_id_text
from followcal.core.wording import printable
from followcal.formats.blocks import Block
from followcal.formats.content import Component, component
from followcal.formats.guests import address_of
from followcal.formats.invitations import Event, invitation
from followcal.formats.own_text import is_own_text
from followcal.formats.plaintext import MAX_TEXT
from followcal.formats.reading import Answer, Echo, Found, Invitation, NearMiss, Problem, Reading
from followcal.formats.repeating import Budget, repeats
from followcal.formats.times import Clock, UnusableError, moment
from followcal.formats.timezones import Zones
from followcal.formats.versions import known_as, made_up_uid, sequence_of, stamp_of, version

_NO_INVITATION = frozenset({"COUNTER", "DECLINECOUNTER", "REFRESH"})


class Kept(Struct):
    """What is kept of one VCALENDAR until all of it is known."""

    head: bytearray = field(default_factory=bytearray)
    definitions: list[Block] = field(default_factory=list)
    events: list[Block] = field(default_factory=list)
    far: set[int] = field(default_factory=set)
    """The lines of those events that lie outside the days in question, and may be decided on by hand."""


class CalendarReader:
    """Reads one VCALENDAR of a source."""

    def __init__(
        self, source: str, reading: Reading, found: Found, calendar: Kept, *, alone: bool, single: bool, budget: Budget
    ) -> None:
        head = component(Block("", bytes(calendar.head), 1))
        self._source, self._reading, self._found, self._alone = source, reading, found, alone
        self._events, self._far, self._budget = calendar.events, calendar.far, budget
        self._method = head.text("METHOD").strip().upper()
        # An attachment holds one event and, if it is badly made, no organizer: it is the employer's all the same.
        self._may_be_own = not (self._method or reading.is_message or single)
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
            by_uid.setdefault(known_as(block), []).append(block)
        return list(by_uid.values())

    def read(self, series: list[Component]) -> None:
        """Add what is an interview among the events of one UID."""
        uid = series[0].uid or made_up_uid(series[0])
        try:
            if self._method == "REPLY":
                self._found.answers_only[self._source] = self._method
                self._found.answers += map(self._answer, series)
                return
            self._take(series, uid)
        except UnusableError as error:
            self._tell(series[0].line, uid, str(error))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError, RecursionError) as error:
            self._tell(series[0].line, uid, f"cannot be read ({printable(str(error))[:120]})")

    def _take(self, series: list[Component], uid: str) -> None:
        """Take an interview, or pass over what is none."""
        clock = self._clock(uid)
        events = [Event.of(event, clock, self._me) for event in series]
        if self._is_ours(events, uid):
            return
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
        for each in self._invitations(events, uid, verdict):
            self._found.invitations.append(replace(each, is_of_series=whole))

    def _is_ours(self, events: list[Event], uid: str) -> bool:
        """Return whether an event is one that followcal wrote (I5), and note one that is known."""
        event = events[-1]
        known = self._reading.own.get(uid) or self._reading.own.get(event.title)
        if known:
            text = event.component.text("DESCRIPTION")[:MAX_TEXT]
            self._found.echoes.append(Echo(known, event.title, text))
        return bool(known) or is_own_text(event.text)

    def _tell(self, line: int, uid: str, text: str, lost: bool = True) -> None:
        self._found.tell(Problem(self._source, line, uid, text, lost))

    def _clock(self, uid: str) -> Clock:
        told = self._reading.timezone or self._reading.zones.get(uid)
        return Clock(self._zones, self._calendar_zone, self._reading.home_zone, told)

    def _verdict(self, events: list[Event], uid: str) -> Verdict:
        """Return whether a series is an interview (I5): by hand, as the only one, or by its clues."""
        if any(event.is_named(uid, self._reading.match) for event in events):
            return Verdict((Signal(Clue.BY_HAND, "named with --match"),))
        if self._reading.only:
            named = any(event.is_named(uid, self._reading.only) for event in events)
            return Verdict((Signal(Clue.BY_HAND, "named with --only"),) if named else ())
        if self._alone:
            return Verdict((Signal(Clue.ONLY_EVENT, "the only event of its file"),))
        from followcal.formats.signals import Evidence, judge

        verdicts = [
            judge(Evidence(event.component, event.title, event.text, event.guests, event.times, self._me))
            for event in events
        ]
        return max(verdicts, key=lambda verdict: verdict.score)

    def _pass_over(self, events: list[Event], uid: str, verdict: Verdict) -> None:
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
            sequence=sequence_of(event),
            stamp=stamp_of(event),
        )

    def _instance_id(self, event: Component, uid: str) -> str:
        """Return the RECURRENCE-ID of an event whose series is not at hand."""
        each = event.first("RECURRENCE-ID") or event.first("DTSTART")
        if each is None:
            raise UnusableError("has no DTSTART")
        clock = self._clock(uid)
        found = clock.aware(each, clock.zone_of(each, moment(each))[0])
        return recurrence_id_text(found) if isinstance(found, datetime) else f"{found:%Y%m%d}"

    def _invitations(self, events: list[Event], uid: str, verdict: Verdict) -> Iterator[Invitation]:
        """Yield each event to plan for: one, or all instances of a series."""
        if self._method == "ADD":
            for event in events:
                yield self._invitation(event, uid, verdict, self._instance_id(event.component, uid))
            return
        for event in events:
            if not event.times:
                self._tell(event.component.line, uid, event.trouble)
        readable = sorted((event for event in events if event.times), key=lambda event: version(event.component))
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

    def _instances(self, master: Event, overrides: list[Event], uid: str, verdict: Verdict) -> Iterator[Invitation]:
        times = master.times
        if times is None:
            raise UnusableError(master.trouble)
        from followcal.formats.recurrence import Series

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

    def _invitation(self, event: Event, uid: str, verdict: Verdict, recurrence_id: str | None) -> Invitation:
        for problem in event.times.problems if event.times else ():
            self._tell(problem.line, uid, problem.text, problem.lost)
        cancelled = self._method == "CANCEL"
        found = invitation(event, uid, verdict, recurrence_id, source=self._source, cancelled=cancelled)
        return replace(found, is_own=self._may_be_own and self._is_own(event))

    def _is_own(self, event: Event) -> bool:
        """Return whether the user wrote an event for themselves, by sure signs: no guest, no foreign organizer."""
        organizer = event.component.first("ORGANIZER")
        return event.guests.is_own_entry and (organizer is None or address_of(organizer) in self._me)
