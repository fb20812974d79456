"""Several sentences that say one thing together: the promise in them, the latest of those that were made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain, pairwise

from msgspec import Struct
from msgspec.structs import replace

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
from followcal.formats.phrases.days import DAY, Said
from followcal.formats.phrases.findings import Saying, is_unsettled, names_a_later_day, times_aside
from followcal.formats.phrases.promises import Promised, promised
from followcal.formats.phrases.times import Timed


class Sentence(Struct, frozen=True):
    """What one sentence says, and where it stands in the text."""

    said: Saying
    start: int
    end: int


_SOON_AFTER = timedelta(days=21)
"""What a day that nothing is said of may put an answer off by."""

_CALLED = ("on", "not-before", "after")
"""How the day of a call is named, behind silence: "ring me on Friday", "don't ring before Friday"."""

_Found = tuple[Promise | None, Sentence | None, tuple[str, ...], bool]


class Combination(Struct, frozen=True):
    """Several sentences that say one thing together."""

    found: list[Sentence]
    text: str
    said: Said
    is_phrase: bool
    is_likely: bool = True
    """Whether the text is in this language: else a day alone is an answer only among words that are known."""

    def timeline(self) -> StatedTimeline | None:
        """Return it; None where nothing is said about an answer."""
        all_said = [sentence.said for sentence in self.found]
        no_calls = any(one.no_calls for one in all_said)
        no_contact = any(one.no_contact for one in all_said)
        promise, where, notes, vague = self._promise()
        if isinstance(promise, AnswerBy):  # "you'll hear by Friday. Please don't call before then"
            no_calls |= any(one.no_calls_till_then for one in all_said)
        if not isinstance(promise, AnswerBy) and any(one.no_calls and one.calls_back for one in all_said):
            no_contact = True  # "don't call us, we'll call you"
        if isinstance(promise, Undated) and (no_calls or no_contact):
            promise, where = None, None
        if promise is None and not no_calls and not no_contact:
            return None
        if where is None:
            where = next(s for s in self.found if s.said.no_calls or s.said.no_contact)
        return StatedTimeline(
            promise,
            no_calls and not (no_contact and not any(one.no_calls or one.no_calls_till_then for one in all_said)),
            no_contact,
            " ".join(self.text[where.start : where.end].split()),
            self.said.day,
            reading="; ".join(dict.fromkeys(notes)),
            span=(where.start, where.end),
            is_vague=vague,
        )

    def _promise(self) -> _Found:
        answers = self._answers()
        silences = [(s, t) for s in self.found for t in s.said.silences]
        contacts = [(s, t) for s in self.found for t in s.said.contacts]
        unread = self._unread()
        if unread:
            return NotUnderstood(), unread, (), False
        is_no = any(s.said.rejected for s in self.found) and not self._tells_either_way()
        if is_no and (silences or self._rejecting()):
            return self._silence(silences, answers)
        if any(s.said.invited for s in self.found) and (silences or contacts or any(s.said.silent for s in self.found)):
            invited = self._invited(silences, contacts, answers)
            if invited:
                is_silent = silences or any(s.said.silent for s in self.found)
                return invited if is_silent else self._or_the_answer(invited, answers)
        answers += _later_silences(silences, answers)
        added = self._added()
        answers += added
        if added and not answers[len(added) :]:  # "you won't hear this week. Early next week"
            answers += [(s, t, True) for s, t in silences if not s.said.conditional]
        spared = self._invited(silences, contacts, answers) if any(s.said.spared for s in self.found) else None
        is_conditional = any(s.said.conditional for s in self.found if s.said.silences)
        if spared and silences and not answers and not is_conditional:
            answers = [(s, t, True) for s, t in silences]  # "nothing before the 20th. Please don't ring before that"
        if spared:
            return self._later(spared, self._answer(answers)) if answers else spared
        if silences and not answers and is_conditional:
            where = next(s for s in self.found if s.said.silences)
            return NotUnderstood(), where, ("what no answer means is not known",), False
        if silences and not answers:
            answers = [(s, t, True) for s, t in silences]
        return self._answer(answers) if answers else self._of_no_key_word() or self._undated()

    def _answers(self) -> list[tuple[Sentence, Timed, bool]]:
        """Return the times of answers, without what something else takes, where a day is named behind or before it.

        "Checks usually take around four weeks. You will be notified by 12 March."
        """
        answers = [(s, t, negated) for s in self.found for t, negated in s.said.answers]
        sure = [(s, t) for s, t, _ in answers if not s.said.is_aside(t) and t.is_known]
        days = [s.start for s, t in sure if not t.when.amount and (t.is_dated or t.when.unit in ("week", "month"))]
        return [
            (s, t, negated)
            for s, t, negated in answers
            if not s.said.is_aside(t)
            or not (days or (s.said.comes_then and any(other.start < s.start for other, _ in sure)))
        ]

    def _of_no_key_word(self) -> _Found | None:
        """Return what a day promises that nothing is said of, as in "by Friday"."""
        is_read = self.is_likely or all(s.said.is_plain for s in self.found if s.said.bare)
        if self.is_phrase and is_read and not self._any_promises():
            strange = next((s for s in self.found if s.said.bare and not s.said.all_known), None)
            if strange:
                return NotUnderstood(), strange, (), False
            bare = [(s, t, negated) for s in self.found for t, negated in s.said.bare]
            denied = next((s for s, _, negated in bare if negated and s.said.conditional), None)
            if denied:  # "if you have not been xyz by the 20th, the job has gone"
                return NotUnderstood(), denied, ("what no answer means is not known",), False
            return self._answer(bare) if bare else None
        over = next((s for s in self.found if s.said.over), None) if self.is_phrase else None
        return (NotUnderstood(), over, ("its only day is over, or was no more than a plan",), False) if over else None

    def _unread(self) -> Sentence | None:
        """Return the first sentence that promises something, or may, in words about time that were not understood."""
        may_all = self.is_phrase and not self._any_promises()
        unread = (s for s in self.found if s.said.not_understood and (may_all or s.said.promises))
        unread = (s for s in unread if not (s.said.only_asks or self._is_settled_behind(s)))
        pointing = (s for s in self.found if s.said.points and self._any_promises())
        unsettled = (two for one, two in pairwise(self.found) if is_unsettled(one.said, two.said))
        return next(chain(unread, pointing, unsettled, self._put_off()), None)

    def _is_settled_behind(self, unread: Sentence) -> bool:
        """Return whether a later sentence names the date that an answer comes by, later than all that was read.

        "She wants a fortnight to think, I know, I know. So you'll have our answer by 12 August at the latest."
        """
        behind = [s.said for s in self.found if s.start > unread.start]
        firm = [t.when.last for one in behind for t, denied in one.answers if not denied and t.is_firm]
        changes = (one.not_understood or one.corrects or one.moves or one.elliptic for one in behind)
        if not firm or not unread.said.is_dated or any(changes):
            return False
        every = [t.when.last for s in self.found for t in s.said.all_times if t.is_known]
        return max(every) <= max(firm) and all(t.is_known for t, _ in unread.said.answers)

    def _put_off(self) -> Iterator[Sentence]:
        """Yield what may put an answer off in words that were not read.

        "We said that results come on the 1st. The revised date is the 9th, and you'll see the outcome here."
        """
        promised: list[date] = []
        for sentence in self.found:
            said = sentence.said
            later = [t.when.last for t in said.events if t.is_known]
            is_unread = (said.strange and said.answered and not said.answers) or (said.corrects and not said.bare)
            if is_unread and promised and later and max(later) > max(promised):
                yield sentence
            promised += [t.when.last for t, _ in said.answers if t.is_known]

    def _later(self, spared: _Found, answered: _Found) -> _Found:
        """Return the later one of an answer and of the day before which no contact is wanted."""
        one, other = spared[0], answered[0]
        is_later = isinstance(one, ContactInvited) and isinstance(other, AnswerBy) and one.day > other.day
        return spared if is_later else answered

    def _or_the_answer(self, invited: _Found, answers: list[tuple[Sentence, Timed, bool]]) -> _Found:
        """Return an answer that comes after the contact, which was about something else, else the invitation.

        "Call me tomorrow if you are ill. You will have our answer on the 26th."
        """
        firm = [(s, t, no) for s, t, no in answers if not (no or s.said.conditional)]
        later = self._answer(firm) if firm else invited
        one, other = invited[0], later[0]
        if not isinstance(one, ContactInvited) or not isinstance(other, AnswerBy):
            return invited
        return later if other.day > one.day + DAY and not later[3] else invited

    def _added(self) -> list[tuple[Sentence, Timed, bool]]:
        """Return what the sentence behind an answer adds to it, such as the worst case."""
        return [
            (following, timed, negated)
            for one, following in (self._led() if self.is_phrase else ())
            for timed, negated in following.said.bare
            if following.said.all_known or following.said.corrects or self._may_put_off(one.said, timed)
        ]

    def _led(self) -> Iterator[tuple[Sentence, Sentence]]:
        """Yield each sentence that promises nothing with the answer before it; what takes that back may stand between.

        "I'll ring you tomorrow. No I won't, I'm off. Wednesday of next week." Behind one that names no time, only a
        correction counts: "You'll hear on the 14th. Thanks for coming. Sorry, I meant the 21st."
        """
        leading: Sentence | None = None
        is_parted = False
        for sentence in self.found:
            said = sentence.said
            if leading and not said.promises and (said.corrects or not is_parted):
                yield leading, sentence
            if said.leads_to_an_answer:
                leading, is_parted = sentence, False
            elif not said.corrects:
                leading, is_parted = (None if said.all_times else leading), True

    def _may_put_off(self, one: Saying, timed: Timed) -> bool:
        """Return whether a day in words that are not all known puts off an answer: "Friday. May drag into Monday"."""
        days = [t.when.last for t in (*(t for t, _ in one.answers), *one.silences) if t.is_known]
        named = [*one.answers, *((t, True) for t in one.silences)]
        bounds = [promised(t, self.said, negated=denied) for t, denied in named if t.is_dated]
        days += [bound.due for bound in bounds if bound and bound.is_vague]  # "not before the 31st. They come Friday"
        if not days or not timed.is_relative or not timed.is_known:
            return False
        return max(days) < (timed.when.other or timed.when.last) <= timed.when.last <= max(days) + _SOON_AFTER

    def _tells_either_way(self) -> bool:
        """Return whether both are told: "if it's a yes, you'll hear today. If it's a no, a letter comes next week".

        "Only those who pass get a badge. You'll hear either way by Friday" tells both as well.
        """
        if any(s.said.for_all and s.said.answers for s in self.found) and not any(s.said.silent for s in self.found):
            return True
        answered = [s.said for s in self.found if s.said.answers and not s.said.silent]
        is_other = any(one.otherwise or (one.rejected and not one.only) for one in answered)
        return any(one.only for one in answered) and is_other

    def _any_promises(self) -> bool:
        return any(s.said.promises for s in self.found)

    def _rejecting(self) -> bool:
        return any(s.said.only or (s.said.rejected and (s.said.silent or s.said.conditional)) for s in self.found)

    def _answer(
        self, answers: Iterable[tuple[Sentence, Timed, bool]]
    ) -> tuple[Promise, Sentence, tuple[str, ...], bool]:
        """Return the latest of all that was promised."""
        if any(s.said.loose for s in self.found):
            answers = [(s, replace(t, is_around=True), negated) for s, t, negated in answers]
        unread = next((s for s, t, _ in answers if not t.is_known), None)
        if unread:
            return NotUnderstood(), unread, ("which day is meant is not known",), False
        read = [(promised(t, self.said, negated=negated), s) for s, t, negated in answers]
        if any(p is None for p, _ in read):
            sentence = next(s for p, s in read if p is None)
            return NotUnderstood(), sentence, ("it lies before the day it was said",), False
        known = _bounded([(p, s) for p, s in read if p])
        best, sentence = max(known, key=lambda pair: pair[0].due)
        if best.is_vague and names_a_later_day(sentence.said, best.due):
            return NotUnderstood(), sentence, ("whether that is when they answer is not known",), False
        not_before = min(p.not_before for p, _ in known)
        others = [p.due for p, _ in known if p.due < best.due]
        other = best.other or (max(others) if others else None)
        return AnswerBy(best.due, not_before, other), sentence, best.notes, best.is_vague

    def _silence(
        self, silences: list[tuple[Sentence, Timed]], answers: list[tuple[Sentence, Timed, bool]]
    ) -> tuple[Promise, Sentence, tuple[str, ...], bool]:
        where = next(s for s in self.found if s.said.rejected)
        events = [(where, t) for t in where.said.events if t.is_deadline]  # "those not called for interview by Friday"
        told = [(s, t) for s, t, no in answers if t.relation != "after" or (t.is_event and no)]
        day, other, notes = self._day_of(silences or told or events)
        return SilenceMeansNo(day, other), where, (*notes, "silence means no: no check-in"), False

    def _invited(
        self,
        silences: list[tuple[Sentence, Timed]],
        contacts: list[tuple[Sentence, Timed]],
        answers: list[tuple[Sentence, Timed, bool]],
    ) -> tuple[Promise, Sentence, tuple[str, ...], bool] | None:
        where = next(s for s in self.found if s.said.invited or s.said.spared)
        known = [pair for pair in contacts if pair[1].is_known]
        named = [pair for pair in known if not pair[1].is_deadline or pair[1].when.amount]
        if silences:
            day, other, notes = self._day_of(silences)
            behind = [t.when.last for _, t in named if t.is_known and t.relation in ("after", "past")]
            # "any time after the 20th, if there is nothing by then"
            if any(t.when.first in behind for _, t in silences):
                day, other = max(behind), None
            day, other, notes = self._called_on(named, day) or (day, other, notes)
        elif named:
            day, other, notes = self._first_contact(named)
        elif contacts and not known:
            return None  # "call us five days after the launch"
        else:
            day, other, notes = self._day_of([(s, t) for s, t, _ in answers])
        return (ContactInvited(day, other), where, notes, False) if day else None

    def _called_on(
        self, contacts: list[tuple[Sentence, Timed]], silent_until: date | None
    ) -> tuple[date, date | None, tuple[str, ...]] | None:
        """Return the day before that of the call, where one is named: "not heard by Wednesday? Call me on Friday"."""
        named = [(s, t) for s, t in contacts if t.is_known and not t.is_deadline and t.relation in _CALLED]
        if not named or silent_until is None:
            return None
        day, other, notes = self._first_contact(named)
        is_that_day = day + DAY == silent_until and silent_until > self.said.day
        is_that_day &= all(timed.relation == "on" for _, timed in named)  # not "from Monday on, if I haven't by then"
        return (day, other, notes) if day > silent_until or is_that_day else None

    def _first_contact(self, contacts: list[tuple[Sentence, Timed]]) -> tuple[date, date | None, tuple[str, ...]]:
        """Return the day after which contact is welcome, where the day of the contact itself was named."""
        days = []
        for sentence, timed in contacts:
            when = timed.when
            is_counted = when.amount and sentence.said.conditional  # "if nothing came in two weeks": all of them
            is_waited = is_counted or timed.relation in ("after", "past")
            last = when.last if is_waited else when.first - DAY
            days.append(max(self.said.loosely(last) if timed.is_around else last, self.said.day))
        return max(days), None, ("contact is welcome after that day",)

    def _day_of(self, pairs: list[tuple[Sentence, Timed]]) -> tuple[date | None, date | None, tuple[str, ...]]:
        days = [self._end_of(timed) for _, timed in pairs]
        known = [day for day in days if day]
        if not known:
            return None, None, ()
        best = max(known, key=lambda found: found.due)
        return best.due, best.other, best.notes

    def _end_of(self, timed: Timed) -> Promised | None:
        """Return the last day of a time expression, "after X" being X itself."""
        if timed.relation in ("after", "past", "not-before", "at-least", "more-than", "until-then"):
            day = max(timed.when.last, self.said.day)
            notes = timed.when.notes or (f"{day_text(day)}, and not sooner",)
            return Promised(self.said.day, day, timed.when.other, notes)
        return promised(timed, self.said)

    def _undated(self) -> tuple[Promise | None, Sentence | None, tuple[str, ...], bool]:
        soft = next(
            (
                s
                for s in self.found
                if s.said.tells or s.said.undated or s.said.is_welcome or s.said.spared or s.said.silent
            ),
            None,
        )
        if soft and self.is_phrase and self._leaves_days_aside():
            return NotUnderstood(), soft, ("whether that is when they answer is not known",), False
        if soft and (self.is_phrase or soft.said.promises):
            return Undated(), soft, ("no day was named: the advice for nothing stated holds",), True
        adrift = next((s for s in self.found if s.said.adrift), None)
        if adrift and self.is_phrase:
            return NotUnderstood(), adrift, ("whether that is when they answer is not known",), False
        eventful = next((s for s in self.found if s.said.names_an_event), None)
        if eventful and self.is_phrase:
            return (
                Undated(),
                eventful,
                ("a start, a closing date, a meeting or a deadline for you is no promise of an answer",),
                True,
            )
        return None, None, (), False

    def _leaves_days_aside(self) -> bool:
        """Return whether days are named, in a sentence about an answer, that may be those of the answer."""
        aside = [timed for s in self.found for timed in times_aside(s.said)]
        aside += [
            timed
            for one, two in pairwise(self.found)
            for timed, _ in two.said.bare
            if one.said.answered and not two.said.promises and timed.relation in ("by", "within", "before")
        ]
        return any(timed.is_known and (timed.when.last > self.said.day or timed.when.amount) for timed in aside)


def _later_silences(
    silences: list[tuple[Sentence, Timed]], answers: list[tuple[Sentence, Timed, bool]]
) -> list[tuple[Sentence, Timed, bool]]:
    """Return the days until which nothing is heard behind an answer: "we decide Friday but you won't hear ...".

    Behind an "if", it is the answer itself that comes later: "by Friday, if not then by the 22nd".
    """
    days = [t.when.last for _, t, _ in answers if t.is_known]
    first = min(((s.start, t.start) for s, t, _ in answers), default=(0, 0))
    later = [
        (s, t) for s, t in silences if days and t.is_known and t.when.last > max(days) and (s.start, t.start) > first
    ]
    return [(s, t, not s.said.conditional) for s, t in later]


def _bounded(known: list[tuple[Promised, Sentence]]) -> list[tuple[Promised, Sentence]]:
    """Return the promises that name an end, if some do, from the lower bound on that was said, too.

    "Not before the 1st, but by the 4th"; "tonight, after the staff meeting this afternoon". Where the two contradict
    each other, all are kept, and the latest counts.
    """
    ends = [pair for pair in known if not pair[0].is_vague]
    lows = [p.not_before for p, _ in known if p.is_vague]
    firsts = [p.not_before - DAY if p.is_behind else p.not_before for p, _ in known if p.is_vague]
    if not ends or not firsts or max(firsts) > max(p.due for p, _ in ends):
        return known
    return [(replace(p, not_before=min(max(p.not_before, *lows), p.due)), s) for p, s in ends]
