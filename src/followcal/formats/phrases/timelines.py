"""The employer's words -> a stated timeline: the sentence that promises is found, read, quoted and explained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from followcal.core.business_days import BusinessCalendar
from followcal.core.timeline import (
    AnswerBy,
    ContactInvited,
    NotUnderstood,
    Promise,
    SilenceMeansNo,
    StatedTimeline,
    Undated,
)
from followcal.core.wording import day_text
from followcal.formats.phrases.days import DAY, LOOSE, Said
from followcal.formats.phrases.holidays import named_days
from followcal.formats.phrases.language import FIRST, Language, Phrases, language, languages
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.marks import Mark, marks, sentences
from followcal.formats.phrases.promises import Promised, promised
from followcal.formats.phrases.sayings import Saying, saying
from followcal.formats.phrases.times import Timed
from followcal.formats.phrases.tokens import Token, tokens

_MONTH_FIRST = frozenset({"US", "PR", "GU", "VI", "AS", "MP", "FM", "PW", "MH", "PH"})
_EITHER = frozenset({"CA"})


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What one sentence says, and where it stands in the text."""

    said: Saying
    start: int
    end: int


def read_timeline(
    text: str,
    said_on: date,
    *,
    calendar: BusinessCalendar | None = None,
    country: str | None = None,
    words: str | None = None,
) -> StatedTimeline:
    """Return what the employer said with `text` on the day `said_on`.

    Counted in the employer's business `calendar` (default: only weekends are off). `country` says whether the day or
    the month comes first in 4/12 (default: the later sane reading); `words` names the language, such as "de" (default:
    the one that knows most of the words). Too early is the cardinal sin: where a phrase has two sane readings, the
    later one is taken, and the other one kept. What is not understood is NotUnderstood, never guessed; any text is
    answered. Raises OutsideCalendarError where the words lead into a year that the calendar does not know (B5).

    >>> said = read_timeline("You should hear from us by next Friday.", date(2026, 11, 18))
    >>> str(said.answer_due), str(said.other_reading)
    ('2026-11-27', '2026-11-20')
    """
    found = _read(text, said_on, calendar, country, words, is_phrase=True)
    return found or StatedTimeline(NotUnderstood(), text=" ".join(text.split())[:_MOST_TEXT], said_on=said_on)


_SAID_THAT_DAY = ("today", "tomorrow", "day-after-tomorrow", "past")
_SURE = (AnswerBy, ContactInvited, SilenceMeansNo)
_MOST_TEXT = 300
_MOST_LETTERS = 10_000
_MOST_LANGUAGES = 2
_FEWEST = 4
"""A language is tried if it knows one in so many of the words that the best one knows."""

_MOST_CORES = 300
"""Numbers and words about time in a text; one with more is a table, and not what somebody said."""


def find_timeline(
    text: str,
    said_on: date,
    *,
    calendar: BusinessCalendar | None = None,
    country: str | None = None,
    words: str | None = None,
) -> StatedTimeline | None:
    """Return what the employer promises in a longer text, such as the description of an invitation; None: nothing.

    Other dates (the interview's own, a start, a closing date) are left alone, as are words such as "tomorrow", which
    count from the day of writing. The rest is as in `read_timeline`.

    >>> find_timeline("Interview on Wednesday 18 November at 14:00.", date(2026, 11, 18)) is None
    True
    >>> find_timeline("Room 5, 14:00. We will be in touch within a week!", date(2026, 11, 18)).text
    'We will be in touch within a week'
    """
    found = _read(text, said_on, calendar, country, words, is_phrase=False)
    is_sure = found and (isinstance(found.promise, _SURE) or found.no_contact or found.no_calls)
    return found if is_sure else None


def _read(
    text: str,
    said_on: date,
    calendar: BusinessCalendar | None,
    country: str | None,
    words: str | None,
    *,
    is_phrase: bool,
) -> StatedTimeline | None:
    calendar = calendar or BusinessCalendar.of()
    code = (country or "").partition("-")[0].partition(",")[0].upper()
    month_first = None if not code or code in _EITHER else code in _MONTH_FIRST
    said = Said.on(said_on, calendar, month_first)
    found = tokens(text[:_MOST_LETTERS])
    first: StatedTimeline | None = None
    for candidate in [language(words)] if words else _by_coverage(found):
        timeline = _combined(_sentences(found, said, candidate, is_phrase=is_phrase), text, said, is_phrase=is_phrase)
        is_sure = timeline and (isinstance(timeline.promise, _SURE) or timeline.promise is None)
        if is_sure or (timeline and first is None and not isinstance(timeline.promise, NotUnderstood)):
            return timeline
        first = first or timeline
    return first


def _by_coverage(found: Sequence[Token]) -> list[Language]:
    """Return the languages that know most of the words, the best one first."""
    words = [token.text for token in found if token.kind == "word"]
    known = {code: sum(map(language(code).knows, words)) for code in languages()}
    most = max(known.values())
    best = sorted(known, key=lambda code: -known[code])[:_MOST_LANGUAGES]
    return [language(code) for code in best if most and _FEWEST * known[code] >= most] or [language(FIRST)]


def _names(said: Said, known: Language) -> Phrases:
    """Return the holidays of the calendar, as phrases."""
    names = Phrases()
    for _, name in named_days(said):
        if " " in name or not known.knows(name):
            names.add(name.split(), "holiday", name)
    return names


def _sentences(found: Sequence[Token], said: Said, words: Language, *, is_phrase: bool) -> list[_Sentence]:
    result = []
    event: Timed | None = None
    then: date | None = None
    all_marks = marks(found, words, _names(said, words))
    if sum(mark.is_of_time for mark in all_marks) > _MOST_CORES:
        return []
    for sentence in sentences(all_marks):
        if not is_phrase and any(_is_out_of_place(mark) for mark in sentence):
            continue
        line = Line(sentence, said, then)
        one = saying(line, weak=is_phrase, event=event)
        result.append(_Sentence(one, *_place(sentence)))
        then = next((t.when.last for t in reversed(_all_times(one)) if t.is_known), then)
        event = next((timed for timed in one.events if timed.is_known and timed.when.last > said.day), None)
    return result


def _is_out_of_place(mark: Mark) -> bool:
    """Return whether a sentence with this word is no promise in an invitation: it was written on another day."""
    return "logistics" in mark.senses or mark.senses.get("day") in _SAID_THAT_DAY


def _all_times(one: Saying) -> list[Timed]:
    return [
        *(timed for timed, _ in one.answers),
        *one.silences,
        *one.contacts,
        *one.events,
        *one.starts,
        *(timed for timed, _ in one.bare),
    ]


def _place(sentence: Sequence[Mark]) -> tuple[int, int]:
    return sentence[0].start, sentence[-1].end


def _combined(found: list[_Sentence], text: str, said: Said, *, is_phrase: bool) -> StatedTimeline | None:
    return _Combination(found, text, said, is_phrase).timeline()


@dataclass(frozen=True, slots=True)
class _Combination:
    """Several sentences that say one thing together."""

    found: list[_Sentence]
    text: str
    said: Said
    is_phrase: bool

    def timeline(self) -> StatedTimeline | None:
        """Return it; None where nothing is said about an answer."""
        all_said = [sentence.said for sentence in self.found]
        no_calls = any(one.no_calls for one in all_said)
        no_contact = any(one.no_contact for one in all_said)
        if no_calls and any(one.no_calls and one.calls_back for one in all_said):
            no_contact = True
        promise, where, notes, vague = self._promise()
        if isinstance(promise, Undated) and (no_calls or no_contact):
            promise, where = None, None
        if promise is None and not no_calls and not no_contact:
            return None
        if where is None:
            where = next(s for s in self.found if s.said.no_calls or s.said.no_contact)
        return StatedTimeline(
            promise,
            no_calls and not (no_contact and not any(one.no_calls for one in all_said)),
            no_contact,
            " ".join(self.text[where.start : where.end].split()),
            self.said.day,
            reading="; ".join(dict.fromkeys(notes)),
            span=(where.start, where.end),
            is_vague=vague,
        )

    def _promise(self) -> tuple[Promise | None, _Sentence | None, tuple[str, ...], bool]:
        answers = [(s, t, negated) for s in self.found for t, negated in s.said.answers]
        silences = [(s, t) for s in self.found for t in s.said.silences]
        contacts = [(s, t) for s in self.found for t in s.said.contacts]
        unread = next(
            (
                s
                for s in self.found
                if s.said.not_understood and (s.said.promises or (self.is_phrase and not self._any_promises()))
            ),
            None,
        )
        if unread:
            return NotUnderstood(), unread, (), False
        if any(s.said.rejected for s in self.found) and (silences or self._rejecting()):
            return self._silence(silences, answers)
        if any(s.said.invited for s in self.found) and (silences or contacts or any(s.said.silent for s in self.found)):
            invited = self._invited(silences, contacts, answers)
            if invited:
                return invited
        answers += self._added()
        if silences and not answers and any(s.said.conditional for s in self.found if s.said.silences):
            where = next(s for s in self.found if s.said.silences)
            return NotUnderstood(), where, ("what no answer means is not known",), False
        if silences and not answers:
            answers = [(s, t, True) for s, t in silences]
        if not answers and self.is_phrase and not self._any_promises():
            answers = [(s, t, negated) for s in self.found for t, negated in s.said.bare if s.said.all_known]
            if any(not s.said.all_known and s.said.bare for s in self.found):
                return NotUnderstood(), next(s for s in self.found if s.said.bare), (), False
        if answers:
            return self._answer(answers)
        return self._undated()

    def _added(self) -> list[tuple[_Sentence, Timed, bool]]:
        """Return what the sentence behind an answer adds to it, such as the worst case."""
        pairs = pairwise(self.found) if self.is_phrase else ()
        return [
            (following, timed, negated)
            for one, following in pairs
            if one.said.answers and following.said.all_known and not following.said.promises
            for timed, negated in following.said.bare
        ]

    def _any_promises(self) -> bool:
        return any(s.said.promises for s in self.found)

    def _rejecting(self) -> bool:
        return any(s.said.rejected and (s.said.silent or s.said.rejected) for s in self.found)

    def _answer(
        self, answers: Iterable[tuple[_Sentence, Timed, bool]]
    ) -> tuple[Promise, _Sentence, tuple[str, ...], bool]:
        """Return the latest of all that was promised."""
        if any(s.said.loose for s in self.found):
            answers = [(s, replace(t, is_around=True), negated) for s, t, negated in answers]
        read = [(promised(t, self.said, negated=negated), s) for s, t, negated in answers]
        if any(p is None for p, _ in read):
            sentence = next(s for p, s in read if p is None)
            return NotUnderstood(), sentence, ("it lies before the day it was said",), False
        known = _bounded([(p, s) for p, s in read if p])
        best, sentence = max(known, key=lambda pair: pair[0].due)
        not_before = min(p.not_before for p, _ in known)
        others = [p.due for p, _ in known if p.due < best.due]
        other = best.other or (max(others) if others else None)
        return AnswerBy(best.due, not_before, other), sentence, best.notes, best.is_vague

    def _silence(
        self, silences: list[tuple[_Sentence, Timed]], answers: list[tuple[_Sentence, Timed, bool]]
    ) -> tuple[Promise, _Sentence, tuple[str, ...], bool]:
        where = next(s for s in self.found if s.said.rejected)
        day, other, notes = self._day_of([(s, t) for s, t in silences] or [(s, t) for s, t, _ in answers])
        return SilenceMeansNo(day, other), where, (*notes, "silence means no: no check-in"), False

    def _invited(
        self,
        silences: list[tuple[_Sentence, Timed]],
        contacts: list[tuple[_Sentence, Timed]],
        answers: list[tuple[_Sentence, Timed, bool]],
    ) -> tuple[Promise, _Sentence, tuple[str, ...], bool] | None:
        where = next(s for s in self.found if s.said.invited)
        dated = silences or [pair for pair in contacts if not pair[1].is_deadline or pair[1].when.amount]
        if dated is silences and dated:
            day, other, notes = self._day_of(dated)
        elif dated:
            day, other, notes = self._first_contact(dated)
        else:
            day, other, notes = self._day_of([(s, t) for s, t, _ in answers])
        return (ContactInvited(day, other), where, notes, False) if day else None

    def _first_contact(self, contacts: list[tuple[_Sentence, Timed]]) -> tuple[date, date | None, tuple[str, ...]]:
        """Return the day after which contact is welcome, where the day of the contact itself was named."""
        days = []
        for _, timed in contacts:
            when = timed.when
            last = when.last if timed.relation in ("after", "past") else when.first - DAY
            days.append(max(last + (LOOSE if timed.is_around else 0 * DAY), self.said.day))
        return max(days), None, ("contact is welcome after that day",)

    def _day_of(self, pairs: list[tuple[_Sentence, Timed]]) -> tuple[date | None, date | None, tuple[str, ...]]:
        days = [self._end_of(timed) for _, timed in pairs]
        known = [day for day in days if day]
        if not known:
            return None, None, ()
        best = max(known, key=lambda found: found.due)
        return best.due, best.other, best.notes

    def _end_of(self, timed: Timed) -> Promised | None:
        """Return the last day of a time expression, "after X" being X itself."""
        if timed.relation in ("after", "past", "not-before", "at-least", "more-than"):
            return Promised(self.said.day, max(timed.when.last, self.said.day), timed.when.other, timed.when.notes)
        return promised(timed, self.said)

    def _undated(self) -> tuple[Promise | None, _Sentence | None, tuple[str, ...], bool]:
        soft = next(
            (s for s in self.found if s.said.answered or s.said.undated or s.said.invited or s.said.silent), None
        )
        if soft and (self.is_phrase or soft.said.promises):
            return Undated(), soft, ("no day was named: the advice for nothing stated holds",), True
        eventful = next((s for s in self.found if s.said.eventful or s.said.deadline), None)
        if eventful and self.is_phrase:
            return (
                Undated(),
                eventful,
                ("a start, a closing date, a meeting or a deadline for you is no promise of an answer",),
                True,
            )
        return None, None, (), False


def _bounded(known: list[tuple[Promised, _Sentence]]) -> list[tuple[Promised, _Sentence]]:
    """Return the promises that name an end, if some do, from the lower bound on that was said, too.

    "Not before the 1st, but by the 4th." Where the two contradict each other, all are kept, and the latest counts.
    """
    ends = [pair for pair in known if not pair[0].is_vague]
    lows = [p.not_before for p, _ in known if p.is_vague]
    if not ends or not lows or max(lows) > max(p.due for p, _ in ends):
        return known
    return [(replace(p, not_before=min(max(p.not_before, *lows), p.due)), s) for p, s in ends]


def explained(timeline: StatedTimeline) -> str:
    """Return the sentence that says how it was read."""
    day = timeline.answer_due
    return f"{timeline.kind} {day_text(day)}" if day else timeline.kind
