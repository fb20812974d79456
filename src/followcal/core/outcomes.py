"""What was told, sorted by what it is about: each application and each round gets the facts that concern it.

A fact about a day speaks for the rounds up to that day. A round after it is a new beginning: after a rejection it
reopens the application, and if it does not take place, it is called off (I4). A fact that names no role is one about
every role at that employer: to stay silent where it was not meant is cheaper than to write where it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace

from followcal.core.employers import employer_key
from followcal.core.facts import (
    FINALITY,
    About,
    Application,
    Asked,
    Fact,
    HeardBack,
    NoShow,
    NoteSent,
    Offer,
    OtherOffer,
    Outcome,
    Promised,
    Rejected,
    Said,
    StepDone,
    StepSkipped,
    Withdrawn,
)
from followcal.core.freebusy import instant
from followcal.core.interview import Interview, Person, plain
from followcal.core.timeline import StatedTimeline


class Life(Struct):
    """What was told about one application."""

    rounds: list[Interview]
    """In order of their ends, each with what was told about it: see `Told`."""

    outcome: Outcome | None = None
    answered: date | None = None
    """The last day on which the employer was heard of."""

    asked: dict[date, Asked] = field(default_factory=dict)
    offers: dict[str, OtherOffer] = field(default_factory=dict)
    """Offers of others, by who made them."""

    @property
    def last(self) -> Interview | None:
        """The last round that was not called off."""
        return next((interview for interview in reversed(self.rounds) if not interview.cancelled), None)

    @property
    def closed(self) -> Outcome | None:
        """The outcome, where no round came after it."""
        last = self.last
        return self.outcome if self.outcome and (last is None or last.day <= self.outcome.on) else None

    def is_replaced(self, interview: Interview) -> bool:
        """Return whether a gracious reply takes the place of a note still owed for this round (S10)."""
        return isinstance(self.outcome, Rejected) and interview.day <= self.outcome.on

    def round_at(self, day: date) -> Interview:
        """Return the round that something of that day is about: the last one held by then, else the first ahead."""
        return self.rounds[_at(self.rounds, day, 0)]


class Meeting(Struct):
    """What was told about one round."""

    said: list[Said] = field(default_factory=list)
    promised: dict[str, Promised] = field(default_factory=dict)
    sent: list[NoteSent] = field(default_factory=list)
    absent: list[NoShow] = field(default_factory=list)
    nobody_came: bool = False

    def note_sent(self, people: Sequence[Person], person: Person | None) -> date | None:
        """Return when the note to `person` (None: to the team) was sent, if it was."""
        days = [fact.on for fact in self.sent if fact.to is None or person is None or person in _named(people, fact.to)]
        return min(days, default=None)


class Told(Struct):
    """Everything that was told, for the applications of a search."""

    lives: list[Life]
    meetings: dict[tuple[str, str], Meeting] = field(default_factory=dict)
    """By the key of the round."""

    done: dict[str, date] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)
    idle: list[Fact] = field(default_factory=list)

    def meeting(self, interview: Interview) -> Meeting:
        """Return what was told about a round."""
        return self.meetings.get(interview.key, _NOTHING)


_NOTHING = Meeting()


def sort_facts(applications: Iterable[list[Interview]], facts: Iterable[Fact]) -> Told:
    """Return the facts by what they are about; the rounds of each life as they are by what was told."""
    told = Told([Life(rounds) for rounds in applications])
    index = _Index(told.lives)
    for fact in sorted(facts, key=_order):
        if not _take(fact, told, index):
            told.idle.append(fact)
    if told.meetings:
        for life in told.lives:
            life.rounds = [_as_told(interview, told.meetings.get(interview.key)) for interview in life.rounds]
    return told


def _order(fact: Fact) -> tuple[date, int, str]:
    """Let the later fact win; of one day, the more final outcome, done rather than skipped, and some fixed order."""
    return fact.on, _RANK.get(type(fact), 0), repr(fact)


_RANK: dict[type[Fact], int] = {kind: rank for rank, kind in enumerate((StepDone, *FINALITY), start=1)}


class _Index:
    """Where a fact belongs."""

    def __init__(self, lives: Sequence[Life]) -> None:
        self.lives = lives
        self.places = {
            event.key: (number, position)
            for number, life in enumerate(lives)
            for position, interview in enumerate(life.rounds)
            for event in interview.events
        }
        self.of_employer: dict[str, list[int]] = {}
        for number, life in enumerate(lives):
            self.of_employer.setdefault(life.rounds[0].employer, []).append(number)

    def applications(self, about: About | None) -> list[int]:
        """Return which applications a fact is about."""
        match about:
            case None:
                return []
            case Application(company, role):
                found = self.of_employer.get(employer_key(company), [])
                if role is None:
                    return found
                named = [number for number in found if self.lives[number].rounds[0].application[1] == plain(role)]
                # Where no role is known, the one that is named can only be this one.
                return named or [
                    number for number in found if len(found) == 1 and not self.lives[number].rounds[0].role
                ]
            case key:
                return [self.places[key][0]] if key in self.places else []

    def rounds(self, about: About, on: date) -> list[Interview]:
        """Return, for each of these applications, the round that something said on a day is about."""
        named = self.places[about][1] if not isinstance(about, Application) and about in self.places else 0
        rounds = [self.lives[number].rounds for number in self.applications(about)]
        return [each[_at(each, on, named)] for each in rounds]

    def round(self, about: About, on: date) -> Interview | None:
        """Return the one round that something is about; of several applications, of the one with the last round."""
        if not isinstance(about, Application):
            number, position = self.places.get(about, (None, 0))
            return None if number is None else self.lives[number].rounds[position]
        found = self.rounds(about, on)
        held = [interview for interview in found if interview.day <= on]
        return max(held or found, key=lambda interview: (instant(interview.end), interview.key), default=None)


def _at(rounds: Sequence[Interview], day: date, least: int) -> int:
    """Return the position of the last round held by `day`, not before the one at `least`; called off ones aside."""
    active = [position for position, interview in enumerate(rounds) if not interview.cancelled]
    held = [position for position in active if rounds[position].day <= day and position >= least]
    ahead = [position for position in active if position >= least] or active
    return held[-1] if held else ahead[0] if ahead else len(rounds) - 1


def _take(fact: Fact, told: Told, index: _Index) -> bool:
    """Put a fact where it belongs; return whether it belongs anywhere."""
    match fact:
        case StepDone(uid, on):
            told.done[uid] = on
            told.skipped.discard(uid)
            return True
        case StepSkipped(uid):
            told.skipped.add(uid)
            told.done.pop(uid, None)
            return True
        case OtherOffer():
            return _take_offer(fact, told, index)
        case HeardBack() | Rejected() | Offer() | Withdrawn() | Asked():
            found = index.applications(fact.about)
            for number in found:
                _take_answer(fact, told.lives[number])
            return bool(found)
        case Said():
            rounds = index.rounds(fact.about, fact.on)
        case Promised() | NoteSent() | NoShow():
            one = index.round(fact.about, fact.on)
            rounds = [one] if one else []
    for interview in rounds:
        _take_meeting(fact, told.meetings.setdefault(interview.key, Meeting()))
    return bool(rounds)


def _take_answer(fact: HeardBack | Outcome | Asked, life: Life) -> None:
    match fact:
        case Rejected() | Offer() | Withdrawn():
            life.outcome = fact
        case Asked(_, on):
            life.asked[on] = fact
            life.answered = on
        case HeardBack(_, on):
            life.answered = on


def _take_offer(fact: OtherOffer, told: Told, index: _Index) -> bool:
    """Take an offer as one to those who made it, and as of interest to all others."""
    makers = index.applications(fact.about)
    for number in makers:
        _take_answer(Offer(fact.about, fact.on), told.lives[number])  # type: ignore[arg-type]
    match fact.about:
        case Application(company, role):
            name = f"{employer_key(company)} {plain(role or '')}"
        case None:
            name = ""
        case key:
            name = " ".join(told.lives[makers[0]].rounds[0].application if makers else key)
    others = [life for number, life in enumerate(told.lives) if number not in makers]
    for life in others:
        life.offers[name.strip()] = fact
    return bool(told.lives)


def _take_meeting(fact: Said | Promised | NoteSent | NoShow, meeting: Meeting) -> None:
    match fact:
        case Said():
            meeting.said.append(fact)
        case Promised(_, _, what):
            meeting.promised.setdefault(plain(what) or what, fact)
        case NoteSent():
            meeting.sent.append(fact)
        case NoShow():
            meeting.absent.append(fact)


def _as_told(interview: Interview, meeting: Meeting | None) -> Interview:
    """Return a round with what was said about it last, and without those who did not come."""
    if meeting is None:
        return interview
    people = interview.interviewers
    absent = [fact for fact in meeting.absent if interview.day <= fact.on]  # else it was moved since
    gone = {person for fact in absent if fact.who for person in _named(people, fact.who)}
    present = tuple(person for person in people if person not in gone)
    meeting.nobody_came = any(fact.who is None for fact in absent) or bool(people and not present)
    timeline = _last_said(interview, meeting.said)
    if timeline == interview.timeline and present == people:
        return interview
    # What is remembered of the events themselves is what their source says: a fact can be taken back.
    return replace(
        interview,
        timeline=timeline,
        interviewers=people if meeting.nobody_came else present,
        parts=interview.events,
    )


def _last_said(interview: Interview, said: Iterable[Said]) -> StatedTimeline | None:
    """Return what holds of all that was said: the last that names a day or asks for silence, else the last at all.

    Of one day, the one that asks for more patience. What names a day before the interview, which was moved since, is
    counted on no more.
    """
    day = interview.day
    found = [fact.timeline for fact in said if fact.timeline.answer_due is None or fact.timeline.answer_due >= day]
    own = interview.timeline
    if not found:
        return own
    if own and (own.answer_due is None or own.answer_due >= day):
        found.append(own)
    last = max(found, key=lambda timeline: _weight(timeline, day))
    quiet = any(timeline.no_calls for timeline in found)
    return replace(last, no_calls=quiet)


def _weight(timeline: StatedTimeline, day: date) -> tuple[bool, date, bool, date, str]:
    silent = not timeline.allows_check_in
    due = timeline.answer_due or date.min
    return due > date.min or silent, timeline.said_on or day, silent, due, repr(timeline)


def _named(people: Sequence[Person], name: str) -> tuple[Person, ...]:
    """Return whom of them a name or an address means: exactly, or the only one whose name has all its words."""
    wanted = name.casefold().strip()
    exact = tuple(p for p in people if wanted in ((p.name or "").casefold(), (p.email or "").casefold()))
    words = set(plain(name).split())
    near = tuple(p for p in people if words and words <= set(plain(p.name or "").split()))
    return exact or (near if len(near) == 1 else ())
