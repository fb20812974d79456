"""What the sentences before one have said, as far as another one counts from it: days, events, tasks.

"The panel meets on the 4th. Your papers are due on the 9th. You'll hear two days after the meeting."
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from datetime import date, timedelta
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from followcal.errors import OutsideCalendarError
from followcal.formats.phrases.days import DAY, Said
from followcal.formats.phrases.farewells import is_only_then
from followcal.formats.phrases.findings import Saying
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.marks import Mark
from followcal.formats.phrases.promises import counted_from
from followcal.formats.phrases.silences import wait_further
from followcal.formats.phrases.times import Timed, last_named
from followcal.formats.phrases.timetables import is_of_somebody
from followcal.formats.phrases.weekdays import weekday_after

_FOLLOWING = frozenset(("following", "anaphor", "later"))
_SOON = timedelta(days=21)
"""What is named farther off puts off no weekday."""

_LONGEST_NAME = 8


class Before(Struct):
    """What the sentences before one have said."""

    event: Timed | None = None
    """The event to come that was named last."""

    head: Timed | None = None
    """The last day that a sentence without a promise named, as the head of an invitation does."""

    then: date | None = None
    begins: date | None = None
    is_then_open: bool = False
    is_week: bool = False
    past: date | None = None
    is_past_last: bool = False
    named: dict[str, date] = field(default_factory=dict)
    free: date | None = None
    """These eight as in `Line`."""

    until: date | None = None
    """The last day of what was promised."""

    dated: date | None = None
    """The last day of which the date was told, and nothing else (`is_dated_plainly`: in words that are all known)."""

    is_dated_plainly: bool = True
    lost: Set[str] = frozenset()
    """What cannot be known in the next sentence, as a day was named, but not which."""

    after_task: bool = False
    """Whether the last sentence asks the candidate for something, and promises nothing."""

    after_event: bool = False
    """Whether the last sentence speaks of an event alone."""

    waits: bool = False
    """Whether something without a day comes first."""

    last: Saying = field(default_factory=Saying)
    """What the last sentence says."""

    last_line: Line | None = None

    @property
    def last_event(self) -> Timed | None:
        """The last day of an event, or of the head."""
        return _last([self.event, self.head])

    def line(self, sentence: Sequence[Mark], said: Said, talk: Timed | None, *, asks: bool) -> Line:
        """Return a sentence with what counts from the ones before it."""
        return Line(
            sentence,
            said,
            self.then,
            self.is_then_open,
            self.is_week,
            self.past,
            self.is_past_last,
            self.named,
            talk.when.last if talk else None,
            asks,
            self.free,
            self.begins,
            self.last.tells_of_an_event,
        )

    def put_behind_a_visit(self, line: Line, one: Saying) -> None:
        """Put "then" behind what one is asked to come to: "Kommen Sie bitte am Dienstag. Wir melden uns dann"."""
        if self.last.is_visit and len(one.answers) == 1:
            timed, negated = one.answers[0]
            is_then = timed.relation == "on" and is_only_then(line, timed)
            one.answers = [(replace(timed, relation="after"), negated)] if is_then else one.answers

    def put_behind_silence(self, line: Line, one: Saying) -> None:
        """Put contact "then" behind the day until which nothing is heard: "not heard by Friday? Call me then".

        A span counts from it: "not heard by Friday? Give us another week".
        """
        if one.contacts and (one.silences or self.last.silences):
            one.contacts = [
                replace(t, relation="after") if t.relation == "on" and is_only_then(line, t) else t
                for t in one.contacts
            ]
        if self.last.silences and self.last.conditional and not (self.last.answers or self.last.invited):
            wait_further(line, one, [t for t, _ in one.answers], max(t.when.last for t in self.last.silences))

    def note_nothing(self) -> None:
        """Note a sentence that tells nothing."""
        self.after_task, self.after_event, self.last = False, False, Saying()

    def note(self, line: Line, one: Saying) -> None:
        """Note what a sentence says, and what in it is not understood, as it counts from what was not."""
        self.until = max(filter(None, (self.until, one.answered_until)), default=None)
        one.not_understood |= (self.waits and one.goes_on) or _points_to(self.lost, line.marks)
        self.waits = one.waits or (self.waits and not one.all_times)
        busy = _busy(one, line)
        _leave_to_the_candidate(one, asks=line.asks, after_task=self.after_task)
        self._put_behind_a_spell(line, one)
        self.after_task = one.deadline and not one.promises and not one.wonders
        self.after_event = one.eventful and not one.promises and not one.bare and not one.corrects
        is_behind = not self.last.promises
        self.last, self.last_line = one, line
        times = one.all_times
        self.named = {**self.named, **_events_by_name(line.marks, [*one.overs, *times])}
        self.past = next((timed.when.last for timed in reversed(one.overs)), self.past)
        self.is_past_last = not times and (bool(one.overs) or self.is_past_last)
        if last := _named_last(one, self.then, line):
            self.then, self.begins = self._then_behind(last, one, line, is_behind=is_behind), last.begins
            is_holiday = last.when.unit == "holiday" or "holiday" in line.marks[last.end - 1].senses
            is_off = is_holiday and last.relation in ("by", "before")  # "not until Labor Day is over"
            self.is_then_open = is_off or last.is_open(line) or _is_denied_before(one, last.when.last)
            self.is_week = last.when.unit == "week" and not last.when.amount
        if one.bare:
            self.is_dated_plainly = one.names_a_plain_day
        dates = (timed.when.last for timed, _ in one.bare if timed.is_dated)
        is_told = one.promises and bool(one.answers or one.silences or one.contacts)
        # not "the panel meets on Monday. It decides then. You'll hear by Thursday"
        self.dated = None if is_told else max(dates, default=self.dated)
        self.free = None if is_told else max(busy + [day for day in (self.free,) if day], default=None)
        self.lost = _lost(one, self.then)
        kept = None if any(timed not in one.starts for timed in times) else self.event
        coming = _event_to_come(one, line.marks, line.said.day)
        self.event = _last([coming, self.event]) if self.after_task else coming or kept  # a task is no later event
        self.head = _last([self.head, _head(one, line.said.day)])

    def _then_behind(self, last: Timed, one: Saying, line: Line, *, is_behind: bool) -> date:
        """Return its last day; how long something takes counts from the day that was told before it.

        "Your file goes there on the 7th. That takes two weeks. Then we write to you."
        """
        amount = last.when.amount
        is_span = amount is not None and amount.unit != "hour" and last.relation in ("on", "within")
        if not is_span or last.is_from_today:
            return last.last_day(line)
        days = [self.then] if self.then and is_behind else []
        days += [t.when.last for t in one.events if t.is_dated and t.is_known and t.end <= last.start]
        near = [day for day in days if line.said.day < day <= line.said.day + _SOON]
        return max([last.last_day(line), *(counted_from(last, day, line.said).when.last for day in near)])

    def _put_behind_a_spell(self, line: Line, one: Saying) -> None:
        """Put a weekday behind a spell that is told after it: "I'll call you Wednesday. I'm out till Monday"."""
        if self.last_line is None or not self.last.answers or one.deadline or (one.bare and one.all_known):
            return
        times = [t for t in (*one.events, *(timed for timed, _ in one.bare)) if t.relation == "by" and t.is_relative]
        ends = [t.when.last for t in times if line.sense(t.start, "relation") == "by" and not t.when.amount]
        if not ends or one.promises:
            return
        answers = self.last.answers
        self.last.answers = [(weekday_after(t, max(ends), self.last_line), denied) for t, denied in answers]


def _leave_to_the_candidate(one: Saying, *, asks: bool, after_task: bool) -> None:
    """Leave out the days of a task, and those that the candidate is asked about: "Can we make that Wednesday?"."""
    if (after_task and not one.promises) or (asks and not one.silent and not one.corrects):
        one.left += [timed for timed, _ in one.bare]
        one.bare.clear()


def _busy(one: Saying, line: Line) -> list[date]:
    """Return the first days behind what a sentence without a promise names: behind a date, or on a weekday itself.

    "The AGM is on Tuesday. You'll know on Tuesday night": that Tuesday.
    """
    named = [*one.events, *(timed for timed, _ in one.bare)]
    named += [timed for timed in (*one.starts, *one.left) if timed.relation == "by"]  # "training till Tuesday"
    named += [timed for timed in one.left if is_of_somebody(line, timed)]
    near = [timed for timed in named if timed.is_known and timed.when.last <= line.said.day + _SOON]
    return [timed.when.last if timed.is_relative else timed.when.last + DAY for timed in near if _is_busy(line, timed)]


def _is_busy(line: Line, timed: Timed) -> bool:
    """Return whether somebody is busy then, as far as is known; no holiday, closure or week, and not today."""
    if timed.when.amount or timed.is_of_each_week or timed.relation in ("after", "before"):
        return False
    if timed.relation == "not-before" and line.sense(timed.start, "relation") != "by":
        return False  # "I got your voicemail from Friday", but "until Monday at least"
    start = timed.start - ("relation" not in line.at(timed.start).senses)
    is_any = any(line.sense(place, "number") == "1" for place in range(start, timed.end))
    if timed.when.unit in ("week", "month", "quarter", "year") or is_any:  # "sorry to call on a Sunday"
        return False
    try:
        off = line.said.calendar.days_off(timed.when.last - DAY, timed.when.last)
    except OutsideCalendarError:  # nothing is counted there yet
        return True
    return timed.when.unit != "holiday" and all(day.is_weekend for day in off)


def _named_last(one: Saying, then: date | None, line: Line) -> Timed | None:
    """Return the time that a sentence names last; that of a task only where no later one was named before.

    "Your interview is on the 21st. Please confirm by Friday. You'll hear by the end of that week."
    """
    begun = [] if one.promises else [t for t in one.begun if t.is_dated and t.when.last > line.said.day + _SOON]
    times = [t for t in (*one.told, *one.all_times) if not _lasts(one, t) and not _is_one_day_of(t, begun)]
    if len(times) > 1:  # "I meant the 27th, not the 20th"
        times = [timed for timed in times if "not" not in line.at(timed.start - 1).senses] or times
    if one.deadline and not one.promises:
        tasks = {timed.when.last for timed in times if timed.is_deadline and timed.is_known}
        others = [timed for timed in one.events if timed.is_known and timed.when.last not in tasks]
        is_past = bool(then and tasks and max(tasks) < then)
        times = others or ([] if is_past else times)
    last = last_named(times)
    if not last and one.left:
        last = last_named([timed for timed in one.left if timed.is_dated or (timed.when.amount and line.then)])
    return last


def _is_one_day_of(timed: Timed, times: Sequence[Timed]) -> bool:
    return timed.when.first == timed.when.last and timed in times


def _last(times: Iterable[Timed | None]) -> Timed | None:
    """Return the latest of those that are known."""
    return max((timed for timed in times if timed), key=lambda timed: timed.when.last, default=None)


def _event_to_come(one: Saying, sentence: Sequence[Mark], said_on: date) -> Timed | None:
    """Return the last event to come that a sentence names; a day with an hour is one: "Thursday 25 February, 2 pm"."""
    bare = [] if one.promises else [t for t, _ in one.bare if t.relation == "on" and not t.is_of_each_week]
    met = [timed for timed in bare if any(_is_of_an_hour(mark) for mark in sentence[timed.start : timed.end])]
    return _last(timed for timed in (*one.events, *met) if timed.is_known and timed.when.last > said_on)


def _is_of_an_hour(mark: Mark) -> bool:
    return mark.text == ":" or mark.senses.get("suffix") == "clock"


def _head(one: Saying, said_on: date) -> Timed | None:
    """Return the last day to come that a sentence without a promise names: "Tuesday 11 May, 10:00, Room 5"."""
    days = [] if one.promises else [*one.events, *(timed for timed, _ in one.bare)]
    return _last(t for t in days if t.is_known and t.relation == "on" and not t.when.amount and t.when.last > said_on)


def _lasts(one: Saying, timed: Timed) -> bool:
    """Return whether a span is how long an event lasts: "the interview takes two hours. We'll tell you afterwards"."""
    is_span = timed.when.amount is not None and timed.when.amount.unit == "hour" and timed.relation == "on"
    return is_span and timed in (*one.events, *one.starts)


def _is_denied_before(one: Saying, day: date) -> bool:
    """Return whether an answer is denied before a day: "don't count on us before the 20th. We'll write to you then"."""
    named = (*one.answers, *one.bare)
    return any(denied and t.relation == "before" and t.is_known and t.when.last == day for t, denied in named)


def _lost(one: Saying, then: date | None) -> Set[str]:
    """Return what in the next sentence cannot be known, as a day was named, but not which: "back a week on Monday"."""
    if not one.not_understood:
        return frozenset()
    if not one.all_times:
        return _FOLLOWING if then is None else frozenset()
    return {"then"} if one.moves else frozenset() if one.promises else {"week"}


def _points_to(lost: Set[str], sentence: Sequence[Mark]) -> bool:
    """Return whether it points to what is `lost`: "the following Monday", "that day", "that week"."""
    if not lost:
        return False
    if "week" in lost:
        names = ((one.senses.get("which"), two.senses.get("unit")) for one, two in pairwise(sentence))
        return ("that", "week") in names
    return any(
        bool(lost & mark.senses.keys()) or not lost.isdisjoint((mark.senses.get("which"), mark.senses.get("day")))
        for mark in sentence
    )


def _events_by_name(sentence: Sequence[Mark], times: Sequence[Timed]) -> dict[str, date]:
    """Return the days of the events that a sentence names, each by the last name before its day."""
    found = {}
    for timed in times:
        before = range(timed.start - 1, max(-1, timed.start - _LONGEST_NAME), -1)
        name = next((sentence[place].text for place in before if "anchor" in sentence[place].senses), None)
        if name and timed.is_known:
            found[name] = timed.when.last
    return found
