"""What was found in one sentence: time expressions by what they belong to, and what else it says."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from msgspec import Struct, field

from followcal.formats.phrases.line import Line
from followcal.formats.phrases.marks import Mark
from followcal.formats.phrases.times import Timed

HOLIDAYS = ("holiday", "holidays")
_GOING_ON = frozenset(("tail", "break", "we", "you", "answer"))
"""What may stand behind a date that is sure."""


_SESSION = 10
"""The most hours of an interview or a test."""


class Saying(Struct):
    """What was found in one sentence."""

    answers: list[tuple[Timed, bool]] = field(default_factory=list)
    """Time expressions of an answer, each with whether it was negated ("you won't hear before")."""

    silences: list[Timed] = field(default_factory=list)
    contacts: list[Timed] = field(default_factory=list)
    events: list[Timed] = field(default_factory=list)
    starts: list[Timed] = field(default_factory=list)
    begun: list[Timed] = field(default_factory=list)
    """Those of them when the work itself begins."""

    told: list[Timed] = field(default_factory=list)
    """Time expressions of what was promised before, and holds no more."""

    overs: list[Timed] = field(default_factory=list)
    """Time expressions of the past."""

    asides: list[Timed] = field(default_factory=list)
    """Those of the answers that something else takes: "checks take six weeks"."""

    bare: list[tuple[Timed, bool]] = field(default_factory=list)
    """Time expressions that belong to nothing, each with whether it was negated."""

    left: list[Timed] = field(default_factory=list)
    """Those of a farewell, or of what was done: "we look forward to the 4th", "you've been called for the 4th"."""

    speaks: bool = False
    """Whether it holds any word of answering, of silence or of contact."""

    answered: bool = False
    tells: bool = False
    """Whether somebody is said to answer or to decide: "takes" or "know" alone only hint at it."""

    is_dated: bool = False
    """Whether it names any time."""

    silent: bool = False
    invited: bool = False
    rejected: bool = False
    only: bool = False
    """Whether only some are answered."""

    otherwise: bool = False
    """Whether the others hear as well: "if not, you'll get a letter"."""

    for_all: bool = False
    """Whether all hear, as it says: "you'll hear either way by Friday"."""

    no_calls: bool = False
    no_contact: bool = False
    calls_back: bool = False
    """Whether it is they who call: "don't call us, we'll call you"."""

    undated: bool = False
    conditional: bool = False
    """Whether it says "if"."""

    stray: bool = False
    """Whether a time may be that of an event of another clause: "once the budget is approved, probably in May"."""

    strange: bool = False
    """Whether a time is that of a clause that nobody taught us to read: "our team meets on Friday, then we decide"."""

    adrift: bool = False
    """Whether a clause of its own holds a day that was taken as that of an event of another clause."""

    waits: bool = False
    """Whether it speaks of what comes first, without a day: "after receipt we look at them"."""

    goes_on: bool = False
    """Whether it counts from what came first: "we will then answer within five days"."""

    comes_then: bool = False
    """Whether it says "then" or "afterwards"."""

    elliptic: bool = False
    """Whether a number stands without its unit: "two at most"."""

    loose: bool = False
    """Whether it may take longer than they say."""

    over: bool = False
    """Whether it speaks of a day of the past: "we'd decide by last Friday"."""

    corrects: bool = False
    """Whether it puts another day in the place of one that was said: "actually, make that Friday"."""

    wonders: bool = False
    """Whether it asks when an answer comes, as they do who tell it next: "When will you hear? Late October."."""

    moves: bool = False
    """Whether it puts a day off by a span: "that has been extended by a week"."""

    is_visit: bool = False
    """Whether it asks one to come, and promises nothing: "Kommen Sie bitte am Dienstag"."""

    leaves: bool = False
    """Whether it is a farewell, with the day of the next meeting: "bis Montag!"."""

    points: bool = False
    """Whether it points to a time in words that were not read: "on the Friday of that week"."""

    spared: bool = False
    """Whether no contact is wanted before some day: from then on it is."""

    no_calls_till_then: bool = False
    """Whether no calls are wanted until "then", which may be the day of the answer."""

    unsure: bool = False
    """Whether it says that no day can be told: "this one's different, I honestly can't say"."""

    eventful: bool = False
    deadline: bool = False
    not_understood: bool = False
    all_known: bool = True
    """Whether every word of the clauses that hold time expressions is known."""

    is_plain: bool = True
    """Whether every word of the sentence is known."""

    def is_aside(self, timed: Timed) -> bool:
        """Return whether something else takes a time of an answer."""
        return any(aside.start == timed.start for aside in self.asides)

    @property
    def answered_until(self) -> date | None:
        """The last day of an answer that it promises, or that was promised before; none comes "before next week"."""
        days = [timed.when.last for timed, negated in self.answers if timed.is_known and not negated]
        silences = [] if self.conditional or self.rejected else self.silences
        denied = [*(timed for timed, negated in self.answers if negated), *silences]
        days += [timed.when.first for timed in denied if timed.is_known and is_before_a_week(timed)]
        return max((*days, *(timed.when.last for timed in self.told if timed.is_known)), default=None)

    @property
    def holds_a_day(self) -> bool:
        """Whether a day was found that may be one of an answer or of contact."""
        return bool(self.answers or self.bare or self.silences or self.contacts)

    @property
    def names_a_plain_day(self) -> bool:
        """Whether the days that belong to nothing are single ones, and told in words that are all known."""
        return self.all_known and all(timed.when.first == timed.when.last for timed, _ in self.bare)

    @property
    def all_times(self) -> list[Timed]:
        """The times of the sentence, those of a start first: seldom does anything count from them.

        Something may count from the end of one: "with the holiday on Monday, checks take until Wednesday".
        """
        ended = [timed for timed in self.starts if timed.relation == "by"]
        others = [*self.silences, *self.contacts, *self.events, *ended]
        for timed, _ in (*self.answers, *self.bare):
            others.append(timed)
        begun = [timed for timed in self.starts if timed.relation != "by"]
        return [*begun, *(sorted(others, key=lambda timed: timed.start) if len(others) > 1 else others)]

    @property
    def is_welcome(self) -> bool:
        """Whether contact is welcome, not as part of a task: "bring your papers and ask for Jo"."""
        return self.invited and (self.is_dated or not self.deadline)

    @property
    def names_an_event(self) -> bool:
        """Whether it names a start, a meeting or a day for a task; what is only asked for is none: "send us papers"."""
        return (self.eventful or self.deadline) and (self.is_dated or not self.deadline)

    @property
    def leads_to_an_answer(self) -> bool:
        """Whether the days of the sentence behind it may be those of an answer: "you won't hear this week. Monday"."""
        is_told = bool(self.answers or (self.over and self.answered))
        return is_told or self.wonders or (bool(self.silences) and not self.conditional)

    @property
    def tells_of_an_event(self) -> bool:
        """Whether it tells of an event, and promises nothing."""
        return self.eventful and not self.promises and not self.bare

    @property
    def promises(self) -> bool:
        """Whether it says anything about an answer or about contact."""
        return bool(
            self.answered
            or self.silent
            or self.invited
            or self.spared
            or self.rejected
            or self.no_calls
            or self.no_contact
        )

    @property
    def only_asks(self) -> bool:
        """Whether it only asks not to be called or contacted, and names no time: "no calls, we're only three"."""
        asks = self.no_calls or self.no_contact
        return asks and not (self.answered or self.silent or self.invited or self.rejected or self.is_dated)


def is_before_a_week(timed: Timed, *relations: str) -> bool:
    """Return whether it is "before next week", or "until" then, or as the `relations` say."""
    return timed.relation in (relations or ("before", "by")) and timed.when.unit == "week" and not timed.when.amount


def times_aside(one: Saying) -> list[Timed]:
    """Return the times of a sentence that may be those of an answer of which no time was said."""
    bare = [timed for timed, _ in one.bare]
    if one.answered or one.silent or one.invited:
        return [*one.events, *one.contacts, *bare]
    return bare if one.all_known and not one.promises else []


def is_unsettled(one: Saying, two: Saying) -> bool:
    """Return whether a sentence changes what was said before it in a way that was not understood."""
    is_moved = two.corrects and not two.promises and bool(two.events or two.starts)  # "Friday. No, Monday, Tom's away"
    adds = bool(one.answers) and not two.promises and not two.all_known  # "it's decided on the 25th. Mail takes a week"
    adds = adds and any(timed.when.amount and timed.when.amount.unit != "hour" for timed, _ in two.bare)
    is_behind = two.answered and not two.answers and two.comes_then and bool(one.bare)  # "HR has a week. Then we call"
    is_span = any(timed.when.amount for timed, _ in one.bare)  # "two weeks, they said. It will be four"
    is_shifted = bool(one.answers or one.bare) and two.moves and not two.promises  # "Friday. That's slipped by a week"
    is_open = two.unsure and not two.is_dated and bool(one.answers)
    is_elliptic = two.elliptic and not two.only_asks and bool(one.answers or is_span)
    return (
        is_open
        or is_shifted
        or is_elliptic
        or (bool(one.answers or one.bare) and is_moved)
        or is_behind
        or adds
        or _takes_back(one, two)
    )


def _takes_back(one: Saying, two: Saying) -> bool:
    """Return whether a correction names the day of an answer again: "I'll call Friday. Ah no, Friday I'm not in"."""
    days = {timed.when.last for timed, _ in one.answers if timed.is_known}
    return two.corrects and not two.promises and any(t.is_known and t.when.last in days for t, _ in two.bare)


def names_a_later_day(one: Saying, due: date) -> bool:
    """Return whether a sentence names a later day behind that of the answer: "after the audition ... by 4 October"."""
    end = max((timed.end for timed, _ in one.answers), default=0)
    return any(t.is_known and t.start >= end and t.when.last > due for t in (*one.events, *one.starts))


_PARTING = (",", "-")
_EMPTY = frozenset(("filler", "hedge", "we", "you", "asked"))
"""What may stand between a day and what only tells how early it is."""


def keep_the_firm_day(line: Line, result: Saying) -> None:
    """Leave a time to the day that says it more exactly: "before Easter, by the 15th of March at the latest"."""
    result.answers, result.bare = _firmly(line, result.answers), _firmly(line, result.bare)


def _firmly(line: Line, found: list[tuple[Timed, bool]]) -> list[tuple[Timed, bool]]:
    pairs = [(one, two) for (one, is_denied), (two, is_other) in pairwise(found) if not (is_denied or is_other)]
    loose = [_the_looser(line, one, two) for one, two in pairs if one.is_known and two.is_known]
    return [(timed, negated) for timed, negated in found if timed not in loose]


def _the_looser(line: Line, one: Timed, two: Timed) -> Timed | None:
    """Return which of two times says the same less exactly than the other: the week of "this week, by the 14th"."""
    first, second = one.when, two.when
    if one.relation == "before" and first.unit in HOLIDAYS and two.relation == "by" and second.last < first.first:
        return one
    is_day = one.relation in ("by", "on") and one.is_dated and first.last < second.first
    if is_day and two.relation == "before" and _only_tells_how_early(line, one, two):
        return two  # "by the 17th, well before Christmas"
    is_inside = first.first <= second.first and second.last <= first.last
    if first.unit == "new-year" and one.relation == "on" and second.unit == "week" and is_inside:
        return one  # "in the new year, first full week back"
    return one if _says_again(line, one, two) or (is_inside and _is_narrowed(line, one, two)) else None


def _is_narrowed(line: Line, one: Timed, two: Timed) -> bool:
    """Return whether a month is narrowed to a last day in it: "it'll be January, but by the 8th at the latest".

    A "let's say" before the day does so as well; not where that is only a hope.
    """
    said = [line.at(place).senses for place in range(one.end, two.end)]
    is_last = any(senses.get("tail") == "by" or "correction" in senses for senses in said)
    is_whole = one.relation == "on" and one.when.amount is None and one.when.first < one.when.last
    return is_whole and two.is_firm and is_last and not _is_hedged(line, one, two)


def _says_again(line: Line, one: Timed, two: Timed) -> bool:
    """Return whether the end of a span is told as a date behind a comma: "within a fortnight, by Friday the 14th".

    Not where that is only a hope: "by the end of the month, hopefully by the 26th".
    """
    is_span = one.when.first < one.when.last or one.when.amount is not None
    is_day = two.when.first == two.when.last and two.is_dated and two.relation in ("by", "on")
    is_bounded = one.relation in ("by", "within", "on") or (one.relation == "before" and not one.when.is_whole)
    if not is_span or not is_day or two.when.last > one.when.last or not is_bounded:
        return False
    between = range(one.end, two.start)
    is_joined = all(line.at(place).text == "," or line.sense(place, "break") == "so" for place in between)
    is_joined |= is_bound_behind(line, one, two)
    behind = line.at(line.skip_signs(two.end, ","))
    is_last = behind.kind == "end" or behind.text == ";"
    is_hoped = not is_last and _GOING_ON.isdisjoint(behind.senses)  # "by the 17th if we can"
    is_hoped |= "condition" in behind.senses or _is_hedged(line, one, two)
    is_so = any("break" in line.at(place).senses for place in between)
    return len(between) > 0 and is_joined and not is_hoped and (is_so or two.relation == "by")


def _only_tells_how_early(line: Line, one: Timed, two: Timed) -> bool:
    """Return whether a holiday or a date only tells how early a day is: "by the 17th, long before the 31st".

    Not where the first is less sure: "by the 17th, surely before Easter".
    """
    between = range(one.end, two.start)
    is_named = two.is_dated or any("holiday" in line.at(place).senses for place in range(two.start, two.end))
    is_close = all(_is_said_beside(line.at(place)) for place in between)
    return is_named and is_close and not _is_hedged(line, one, two)


def _is_said_beside(mark: Mark) -> bool:
    """Return whether it may stand between a day and what only tells how early that is: "bis zum 12. von uns, ..."."""
    return mark.text in _PARTING or "link" in mark.senses or not mark.senses.keys() - _EMPTY


def is_bound_behind(line: Line, one: Timed, two: Timed) -> bool:
    """Return whether a bound stands behind a comma, with nothing before it but what the first time is said of.

    "You'll hear next week from Jo, Thursday at the latest".
    """
    between = range(one.end, two.start)
    is_parted = line.at(two.start - 1).text in (",", ";") and two.relation == "by"
    return is_parted and not any("break" in line.at(place).senses or line.join(place) == "or" for place in between)


def _is_hedged(line: Line, one: Timed, two: Timed) -> bool:
    """Return whether one of two times is only hoped for; "noch diesen Monat" is not."""
    marks = [line.at(place).senses for place in range(one.start - 1, two.end)]
    return any("hedge" in senses and "which" not in senses for senses in marks)


def leave_out_how_long_it_takes(result: Saying) -> None:
    """Leave out some hours within a day that only hint at an answer, behind a sentence about an interview."""
    answers = [timed for timed, _ in result.answers]
    amounts = [timed.when.amount for timed in answers]
    is_short = all(amount and amount.unit == "hour" and amount.high <= _SESSION for amount in amounts)
    if answers and is_short and not result.tells:
        result.starts += answers
        result.answers, result.answered = [], False
