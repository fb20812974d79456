"""What the user did in the calendar, read back as facts: forms filled in, steps ticked off or left out.

Three places tell the same facts: a form line, the state of a step, and `followcal tell`. What an event told stays told
when the event is gone; while it stands, it tells what stands in it now. An interview's own text is read like a form
where the event is the user's own; in an invitation, which is the employer's text, only a stated timeline counts. An
event of ours that was imported elsewhere and comes back in a source tells what was typed there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from msgspec import Struct, field
from msgspec.structs import replace

from followcal.core.business_days import BusinessCalendar
from followcal.core.facts import Fact, InterviewKey, OtherOffer, StepDone, StepSkipped
from followcal.core.interview import Interview, rounds
from followcal.core.policy import Kind
from followcal.formats.followups import Item
from followcal.formats.form import Author, Corrections, Form, PhraseReader, read_form
from followcal.formats.form_lines import Seen, label_of
from followcal.formats.reading import Echo
from followcal.formats.records import Record
from followcal.formats.ticks import is_ticked
from followcal.formats.typed import typed

TELL = ""
"""The place of what was told by `followcal tell`."""


class Text(Struct, frozen=True):
    """The description of an interview's own event."""

    interview: Interview
    text: str
    is_own: bool = False
    """Whether the event is the user's own, and no invitation."""


class Unread(Struct, frozen=True):
    """A line that was not understood."""

    about: InterviewKey
    uid: str
    title: str
    line: str

    def __str__(self) -> str:
        return f"{self.title} (UID {self.uid}): not understood, and left as it is: “{self.line}”"


class Readback(Struct):
    """What was read back."""

    before: Mapping[str, Record] = field(default_factory=dict)
    """What was told when the calendar was last written."""

    records: dict[str, Record] = field(default_factory=dict)
    """What each place tells, those included whose events are gone."""

    forms: dict[str, Form] = field(default_factory=dict)
    """What was read in the descriptions of our events, by their UIDs."""

    unread: list[Unread] = field(default_factory=list)
    news: set[InterviewKey] = field(default_factory=set)
    """The interviews about which something new was told, or taken back, since the last run."""

    concerns_all: bool = False
    """Whether what is new concerns every application: an offer with a deadline."""

    @property
    def facts(self) -> frozenset[Fact]:
        """All that was told, wherever."""
        return frozenset(fact for record in self.records.values() for fact in record.facts)

    def told_since(self, interview: Interview) -> list[Fact]:
        """Return what was told since the calendar was last written and may concern a round, in a fixed order."""
        about = {event.key for event in interview.events}
        found: set[Fact] = set()
        for place, record in self.records.items():
            found |= record.facts - self.before.get(place, Record()).facts
        return sorted((f for f in found if isinstance(f, StepDone | StepSkipped) or f.about in about), key=repr)

    def record(self, place: str, record: Record) -> None:
        """Take in what a place tells now, and note what is new in it."""
        old = self.before.get(place, Record())
        if record.is_empty:
            self.records.pop(place, None)
        else:
            self.records[place] = record
        changed = old.facts ^ record.facts
        if changed or old.corrections != record.corrections:
            about = {getattr(fact, "about", None) for fact in changed} | {old.about, record.about}
            self.news |= {each for each in about if isinstance(each, tuple)}
            self.concerns_all |= any(isinstance(fact, OtherOffer) for fact in changed)

    def corrected(self, interviews: Mapping[InterviewKey, Interview]) -> dict[InterviewKey, Interview]:
        """Return the interviews as the user corrected them; what is remembered is what their sources say."""
        found = dict(interviews)
        told = [record for record in self.records.values() if record.corrections != Corrections()]
        if not told:
            return found
        round_of = by_event(interviews.values())
        for record in sorted(told, key=lambda each: each.about or ("", "")):
            if record.about in round_of:
                for event in round_of[record.about].events:
                    known = found[event.key]
                    found[event.key] = replace(record.corrections.applied(known), parts=known.events)
        return found


def by_event(interviews: Iterable[Interview]) -> dict[InterviewKey, Interview]:
    """Return the round that each event belongs to (I7)."""
    return {event.key: each for each in rounds(interviews) for event in each.events}


def read_back(
    items: Iterable[Item],
    texts: Iterable[Text],
    before: Mapping[str, Record],
    round_of: Mapping[InterviewKey, Interview],
    *,
    now: datetime,
    read_phrase: PhraseReader,
    calendar_of: Callable[[Interview], BusinessCalendar | None] = lambda _: None,
    echoes: Iterable[tuple[Item, Echo]] = (),
) -> Readback:
    """Return what the items of a calendar, their echoes and the texts of interviews tell, at `now`, an aware moment.

    `before` is what was told when the calendar was last written; `round_of` the round of each event that is known.
    """
    reader = _Reader(before, round_of, now, read_phrase, calendar_of)
    for item in items:
        reader.item(item)
    for item, echo in echoes:
        reader.echo(item, echo)
    for text in texts:
        reader.text(text)
    return reader.read


def _filled_in(item: Item) -> list[str]:
    """Return the marks of the lines of the form that followcal filled in."""
    lines = typed(item.present.event.description).lines
    return [line.mark for line in lines if line.mark in item.seen.ours and (label_of(line.text) or ("", ""))[1]]


class _Reader:
    def __init__(
        self,
        before: Mapping[str, Record],
        round_of: Mapping[InterviewKey, Interview],
        now: datetime,
        read_phrase: PhraseReader,
        calendar_of: Callable[[Interview], BusinessCalendar | None],
    ) -> None:
        self.read = Readback(before, dict(before))
        self._round_of, self._now = round_of, now
        self._read_phrase, self._calendar_of = read_phrase, calendar_of

    def item(self, item: Item) -> None:
        """Read an event of ours: its form, and whether its step is done or left out."""
        interview = self._round_of.get(item.standing.interview, item.interviews[0])
        facts: set[Fact] = set()
        form = self._form(item, interview)
        if form is not None:
            self.read.forms[item.present.event.uid] = form
            facts |= form.facts
            self._quote(form, item.standing.interview, item.present.event.uid, item.present.event.summary)
            if form.seen.keys() != item.seen.lines.keys():
                self.read.news.add(item.standing.interview)
        if item.is_ticked:
            facts.add(StepDone(item.step, self._day_of_tick(item, interview)))
        elif item.is_left_out:
            facts.add(StepSkipped(item.step, self._told_before(item.step, StepSkipped) or self._today(interview)))
        corrections = form.corrections if form else Corrections()
        self.read.record(item.step, Record(frozenset(facts), item.standing.interview, corrections))

    def echo(self, item: Item, echo: Echo) -> None:
        """Read an event of ours as it came back from where it was imported: it may be older than the one we keep.

        So the lines that followcal filled in are noted: they are known for ours when it would fill them in otherwise.
        """
        interview = self._round_of.get(item.standing.interview, item.interviews[0])
        place = f"{item.step}\nimported"
        before = self.read.before.get(place, Record())
        facts: set[Fact] = set()
        corrections, seen = Corrections(), dict(before.seen)
        if item.standing.kind is Kind.DEBRIEF:
            filled = {mark[1:]: day for mark, day in seen.items() if mark.startswith("+")}
            filled |= {mark: filled.get(mark, self._today(interview)) for mark in _filled_in(item)}
            known = replace(item.seen, lines={**item.seen.lines, **seen}, ours=(*item.seen.ours, *filled))
            form = read_form(
                echo.text,
                interview,
                today=self._today(interview),
                read_phrase=self._read_phrase,
                seen=known,
            )
            self._quote(form, item.standing.interview, item.present.event.uid, echo.title)
            facts, corrections = set(form.facts), form.corrections
            seen = {**form.seen, **{f"+{mark}": day for mark, day in filled.items()}}
        if is_ticked(echo.title) and not is_ticked(item.present.event.summary):
            facts.add(StepDone(item.step, self._day_of_tick(item, interview, place)))
        self.read.record(place, Record(frozenset(facts), item.standing.interview, corrections, seen))

    def text(self, text: Text) -> None:
        """Read the text of an interview's own event."""
        interview = self._round_of.get(text.interview.key, text.interview)
        place = "\n".join(text.interview.key)
        before = self.read.before.get(place, Record())
        form = read_form(
            text.text,
            interview,
            today=self._today(interview),
            read_phrase=self._read_phrase,
            seen=Seen(before.seen),
            author=Author.USER if text.is_own else Author.EMPLOYER,
        )
        corrections = form.corrections if text.is_own else Corrections()  # of an invitation, they are read elsewhere
        if text.is_own:
            self._quote(form, text.interview.key, text.interview.uid, text.interview.summary)
        self.read.record(place, Record(form.facts, text.interview.key, corrections, form.seen))

    def _form(self, item: Item, interview: Interview) -> Form | None:
        """Return what the form of a debrief says, if anything was typed."""
        if item.standing.kind is not Kind.DEBRIEF or "description" not in item.present.edited:
            return None
        return read_form(
            item.present.event.description,
            interview,
            today=self._today(interview),
            read_phrase=self._read_phrase,
            seen=item.seen,
            calendar=self._calendar_of(interview),
        )

    def _quote(self, form: Form, about: InterviewKey, uid: str, title: str) -> None:
        self.read.unread += [Unread(about, uid, title, line) for line in form.unread]

    def _today(self, interview: Interview) -> date:
        return self._now.astimezone(interview.end.tzinfo).date()

    def _day_of_tick(self, item: Item, interview: Interview, place: str = "") -> date:
        """Return when a step was done: as it says, as seen first, or when it was planned, if that has passed."""
        start = item.present.event.start.astimezone(interview.end.tzinfo).date()
        return item.ticked or self._told_before(item.step, StepDone, place) or min(start, self._today(interview))

    def _told_before(self, uid: str, kind: type[StepDone | StepSkipped], place: str = "") -> date | None:
        facts = self.read.before.get(place or uid, Record()).facts
        return next((fact.on for fact in facts if isinstance(fact, kind) and fact.uid == uid), None)
