"""The window of each step of one round: from when, by when, until when at the latest, and why (S0 to S10).

Only the interview, its calendar and the policy decide: what has happened since is no matter here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache

from msgspec import Struct
from msgspec.structs import replace

from followcal.core.business_days import BusinessCalendar, BusinessDays, Convention, DayOff, Move, Offset
from followcal.core.freebusy import instant, moment_at
from followcal.core.interview import Interview
from followcal.core.policy import SOURCES, Channel, DayRule, Kind, LatestFrom, Policy
from followcal.core.reason import After, DayAt, EarlierOf, End, LaterOf, Reason, Way
from followcal.core.timeline import AnswerBy, ContactInvited, NotUnderstood, SilenceMeansNo, Undated
from followcal.core.window import Window
from followcal.core.wording import count_text, day_text, span_text, time_text
from followcal.errors import StatedTooEarlyError

_HALF_A_DAY, _DAY = timedelta(hours=12), timedelta(days=1)
_NEXT = Convention.FOLLOWING
Moves = tuple[Move, ...]
Why = tuple[str, str, str]
"""A rule, in words what it comes to, its source."""


class Explained(Struct, frozen=True):
    """A window, and why: its three moments are what the reasons' own counts come to.

    They are counted when they are asked for: a step that was done stays where it is.
    """

    reasons: tuple[Reason, ...]
    windows: Windows
    earliest: Way
    due: Way
    latest: Way

    def and_also(self, *more: Reason) -> Explained:
        """Return the same window with more reasons."""
        reasons = (*self.reasons, *more)
        return Explained(reasons, self.windows, self.earliest, self.due, self.latest) if more else self

    def window(self) -> Window:
        """Return the window."""
        moment = self.windows.moment
        earliest, latest = moment(self.earliest), moment(self.latest)
        known = latest if self.due is self.latest else earliest if self.due is self.earliest else None
        return Window(earliest, known or moment(self.due), latest)

    def last(self) -> datetime:
        """Return the last moment of the window."""
        return self.windows.moment(self.latest)


def local(day: date, at: time, interview: Interview) -> datetime:
    """Return the moment at which clocks in the interview's zone show `at` on `day`.

    A time that a DST change leaves out lies as much later; of a time that comes twice, the first one is meant.
    """
    return moment_at(day, at, interview.end.tzinfo).astimezone(interview.end.tzinfo)


def later(moment: datetime, by: timedelta) -> datetime:
    """Return the moment that lies `by` of elapsed time after `moment`, in its zone."""
    return (moment.astimezone(UTC) + by).astimezone(moment.tzinfo)


class Windows(Struct, frozen=True, dict=True):
    """The windows of one round."""

    interview: Interview
    calendar: BusinessCalendar
    policy: Policy

    def prep(self) -> Explained:
        """S0."""
        start = self.interview.start
        text = f"{_elapsed(self.policy.prep_before)} before the interview starts, {self._time(start)}"
        moment: Way = After(start, -self.policy.prep_before)
        if start.time() == time(0) and instant(later(start, _HALF_A_DAY)) < instant(self.interview.end):
            moment = DayAt(start.date(), (), self.policy.note_hours.opening(start.date()))
            text = f"an interview of all day, its hour is not known: in the morning of {self._day(start)}"
        return self._around(moment, ("S0", text, SOURCES["prep"]))

    def debrief(self) -> Explained:
        """S1."""
        end = self.interview.end
        text = f"{_elapsed(self.policy.debrief_after)} after the end, {self._time(end)}: interviews overrun"
        return self._around(After(end, self.policy.debrief_after), ("S1", text, SOURCES["debrief"]))

    def note(self) -> Explained:
        """S2."""
        rule, end, day = self.policy.thank_you, self.interview.end, self.interview.day
        last_day = self.calendar.offset(day, rule.latest)
        last = self._closing(day, rule.latest)
        due: tuple[Way, ...] = (After(end, rule.due),)
        text = (
            f"within {_elapsed(rule.due)} of the end, {self._time(end)}; at the latest on "
            f"{self._day(last_day)}, {amount_text(rule.latest)} after {self._day(day)}"
        )
        skipped = self._skipped(day, last_day)
        answer_due = self._answer_due()
        if answer_due is not None and answer_due <= last_day:
            last, skipped = self._closing(answer_due), ()
            text = f"{self._they_said()}: the note must be there before they decide, on {self._day(answer_due)}"
            if answer_due > day:
                due += (DayAt(answer_due, (), self.policy.opens),)
        latest = LaterOf((last, After(end, timedelta(hours=2))))
        return self._explained(After(end), latest, (rule.id, text, rule.source), skipped, due=EarlierOf((*due, latest)))

    def references_before(self) -> Explained:
        """S3, where the references are told before the interview."""
        rule, day = self.policy.references, self.interview.day
        to_first, to_last, _ = self._days(rule, day)
        first, last = self.calendar.reached(day, to_first), self.calendar.reached(day, to_last)
        text = (
            f"{amount_text(rule.earliest)} before the interview on {self._day(day)}, "
            f"or the day after: {self._span(first, last)}"
        )
        opening, latest = DayAt(day, to_first, self.policy.opens), self._closing(day, *to_last)
        return self._explained(opening, latest, (rule.id, text, rule.source), self._skipped(first, day))

    def references_after(self) -> Explained:
        """S3, where the references are told with the note."""
        note = self.note()
        why, *reasons = note.reasons
        text = f"too late to tell them before the interview: as soon as the note, {self._day(self.interview.day)}"
        rule = self.policy.references
        return replace(note, reasons=(Reason(rule.id, text, rule.source, why.ends), *reasons))

    def check_in(self, channel: Channel) -> Explained:
        """S5."""
        since, to_first, to_last, (rule, text), skipped = self._check_in_days
        at = self._opening(channel, self.calendar.reached(since, to_first))
        opening, latest = DayAt(since, to_first, at), self._closing(since, *to_last)
        return self._explained(opening, latest, (rule.id, text, rule.source), skipped)

    def closing(self) -> Explained:
        """S6."""
        rule, check_in_latest, to_first, to_last, skipped = self._closing_days
        first, last = (self.calendar.reached(check_in_latest, moves) for moves in (to_first, to_last))
        text = (
            f"once, {amount_text(rule.earliest)} after the last day of the check-in, "
            f"{self._day(check_in_latest)}: {self._span(first, last)}; leave it out if they answered"
        )
        opening = DayAt(check_in_latest, to_first, self.policy.opens)
        latest = self._closing(check_in_latest, *to_last)
        return self._explained(opening, latest, (rule.id, text, rule.source), skipped)

    def last_touch(self) -> datetime:
        """Return the last moment of the closing."""
        _, check_in_latest, _, to_last, _ = self._closing_days
        return self.moment(self._closing(check_in_latest, *to_last))

    def materials(self, on: date, what: str) -> Explained:
        """S4: from the end of the interview, or from the day on which they were promised since."""
        end, amount = self.interview.end, self.policy.materials
        day = max(on, self.interview.day)
        earliest = After(end) if day == self.interview.day else DayAt(day, (), self.policy.note_hours.opening(day))
        last = self.calendar.offset(day, amount)
        by = f"by {self._day(last)}, {amount_text(amount)} after {self._day(day)}"
        text = f"you promised {what}: {by}; a reply, no touch"
        latest = LaterOf((self._closing(day, amount), earliest))
        return self._explained(earliest, latest, ("S4", text, SOURCES["materials"]), self._skipped(day, last))

    def gracious_reply(self, on: date) -> Explained:
        """S10: from the day on which they said no."""
        last = self.calendar.offset(on, self.policy.reply)
        text = f"they said no on {self._day(on)}: one kind reply, {self._span(on, last)}"
        opening, latest = DayAt(on, (), self.policy.note_hours.opening(on)), self._closing(on, self.policy.reply)
        return self._explained(opening, latest, ("S10", text, SOURCES["gracious-reply"]), self._skipped(on, last))

    def offer_notice(self, on: date, decide_by: date) -> Explained | None:
        """S10: they need time to act on it; None where no business day is left until the decision."""
        first = self.calendar.adjust(on, Convention.FOLLOWING)
        if first > decide_by:
            return None
        rule = self.policy.offer_notice
        wanted = self.calendar.offset(decide_by, rule)
        last = max(first, wanted)
        late = "" if wanted == last else f", later than the {amount_text(rule)} that they should have"
        text = (
            f"another offer asks for your decision by {self._day(decide_by)}: tell them {self._span(first, last)}{late}"
        )
        opening = DayAt(on, (Convention.FOLLOWING,), self.policy.mail_hours.opening(first))
        latest = LaterOf((self._closing(decide_by, rule), self._closing(on, Convention.FOLLOWING)))
        unlocked = Reason("S7", f"a competing offer, told on {self._day(on)}, unlocks one contact more", SOURCES["cap"])
        skipped = (unlocked, *self._skipped(last, decide_by))
        off = self.calendar.days_off(on - _DAY, first)
        return self._explained(opening, latest, ("S10", text, SOURCES["offer-notice"]), skipped, off=off)

    def asked(self, on: date, at: date | None, channel: Channel) -> Explained:
        """S7: on the day that they named, else within two business days: a reply, no touch."""
        since = at or on
        to_last = (Convention.FOLLOWING,) if at else (Convention.FOLLOWING, self.policy.reply)
        first, last = self.calendar.adjust(since, Convention.FOLLOWING), self.calendar.reached(since, to_last)
        text = f"they asked on {self._day(on)} to hear from you: one contact more, {self._span(first, last)}"
        opening = DayAt(since, (Convention.FOLLOWING,), self._opening(channel, first))
        latest = self._closing(since, *to_last)
        return self._explained(opening, latest, ("S7", text, SOURCES["cap"]), self._skipped(since - _DAY, last))

    def no_show(self) -> Explained:
        """S9: nobody came, so there is nothing to wait for: ask for another date at once."""
        end, day = self.interview.end, self.interview.day
        last = self.calendar.offset(day, BusinessDays(1))
        text = f"nobody came on {self._day(day)}: ask for another date, {self._span(day, last)}"
        opening, latest = After(end), self._closing(day, BusinessDays(1))
        return self._explained(opening, latest, ("S9", text, SOURCES["rounds"]), self._skipped(day, last))

    def moment(self, way: Way) -> datetime:
        """Return the moment that a way leads to."""
        match way:
            case DayAt():
                return local(self.calendar.reached(way.since, way.moves), way.at, self.interview)
            case After():
                return later(way.since, way.by) if way.by else way.since
            case EarlierOf():
                return min(map(self.moment, way.ways), key=instant)
            case LaterOf():
                return max(map(self.moment, way.ways), key=instant)

    def _explained(
        self,
        earliest: Way,
        latest: Way,
        why: Why,
        more: tuple[Reason, ...],
        *,
        due: Way | None = None,
        off: tuple[DayOff, ...] = (),
    ) -> Explained:
        """Return the window that the ways lead to, and the reasons with the same ways in them: nobody need believe it.

        Without a way of its own, `due` is the latest.
        """
        due = due or latest
        ends = ((End.EARLIEST, earliest), (End.DUE, due), (End.LATEST, latest))
        reasons = (Reason(*why, ends, off), *more)
        return Explained(reasons, self, earliest, due, latest)

    def _opening(self, channel: Channel, day: date) -> time:
        hours = self.policy.hours(Kind.CHECK_IN, channel)
        return hours.opening(day) if hours else self.policy.opens

    @cached_property
    def _check_in_days(self) -> tuple[date, Moves, Moves, tuple[DayRule, str], tuple[Reason, ...]]:
        """Return from which day the check-in counts, how its first and last day are reached, and why."""
        timeline, day = self.interview.timeline, self.interview.day
        promise = timeline.promise if timeline else None
        match promise:
            case AnswerBy(answer_due):
                rule = self.policy.check_in_after_answer
                since = answer_due
                anchor = self.calendar.adjust(answer_due, Convention.FOLLOWING)
                to_first, to_last, skipped = self._days(rule, since, (Convention.FOLLOWING,))
                skipped = (*self._skipped(answer_due - _DAY, anchor), *skipped)
                until = "" if anchor == answer_due else f", a day off, and so of {self._day(anchor)}"
                text = (
                    f"{self._they_said()}: they have all of {self._day(answer_due)}{until}; contact from the next "
                    f"business day, "
                )
            case ContactInvited(invited):
                rule = self.policy.check_in_invited
                since = invited
                to_first, to_last, skipped = self._days(rule, since)
                text = f"{self._they_said()}: contact is welcome after {self._day(invited)}, "
            case SilenceMeansNo() | Undated() | NotUnderstood() | None:
                rule = self.policy.check_in
                since = day
                to_first, to_last, skipped = self._days(rule, since)
                said = self._they_said() if promise else "nothing was said about when they answer"
                text = f"{said}: once, {rule.earliest.count} to {amount_text(rule.latest)} after {self._day(day)}, "
        span = self._span(self.calendar.reached(since, to_first), self.calendar.reached(since, to_last))
        return since, to_first, to_last, (rule, f"{text}{span}"), skipped

    @cached_property
    def _closing_days(self) -> tuple[DayRule, date, Moves, Moves, tuple[Reason, ...]]:
        """Return the rule of the closing, from which day it counts, how its first and last day are reached, and why."""
        rule, reached = self.policy.closing, self.calendar.reached
        since, _, to_last, _, _ = self._check_in_days
        check_in_latest = reached(since, to_last)
        apart = self.policy.spacing  # two contacts never lie nearer, whether the other one is made or not
        if reached(check_in_latest, (apart, _NEXT)) > reached(check_in_latest, (rule.earliest, _NEXT)):
            rule = replace(rule, earliest=apart)
        return rule, check_in_latest, *self._days(rule, check_in_latest)

    def _days(self, rule: DayRule, since: date, to_anchor: Moves = ()) -> tuple[Moves, Moves, tuple[Reason, ...]]:
        """Return how the first and the last day of `rule` are reached from `since`, and what is skipped.

        The rule counts from where `to_anchor` leads. Where no business day lies between first and last day, both are
        the next business day.
        """
        reached = self.calendar.reached
        to_first = (*to_anchor, rule.earliest, Convention.FOLLOWING)
        to_end = (*(to_anchor if rule.latest_from is LatestFrom.ANCHOR else to_first), rule.latest)
        to_last = (*to_end, Convention.PRECEDING)
        end, last = reached(since, to_end), reached(since, to_last)
        if last < reached(since, to_first):
            to_first = to_last = (*to_end, Convention.FOLLOWING)
            last = reached(since, to_last)
        from_anchor = rule.latest if rule.latest_from is LatestFrom.ANCHOR else None
        counted = any(isinstance(amount, BusinessDays) for amount in (rule.earliest, from_anchor))
        after = reached(since, to_anchor) if counted else reached(since, (*to_anchor, rule.earliest)) - _DAY
        return to_first, to_last, self._skipped(after, max(last, end))

    def _skipped(self, after: date, until: date) -> tuple[Reason, ...]:
        return _skipped(self.calendar, after, until, self.interview.day.year)

    def _around(self, moment: Way, why: Why) -> Explained:
        """Return a window that begins and is due at one moment, and ends with the next business day."""
        day = self.interview.day
        latest = LaterOf((self._closing(day, BusinessDays(1)), moment))
        off = self.calendar.days_off(day, self.calendar.offset(day, BusinessDays(1)))
        return self._explained(moment, latest, why, (), due=moment, off=off)

    def _answer_due(self) -> date | None:
        timeline = self.interview.timeline
        answer_due = timeline.answer_due if timeline else None
        if answer_due is not None and answer_due < self.interview.day:
            raise StatedTooEarlyError(
                f"{day_text(answer_due)} {answer_due.year}, when they said they answer, lies before the interview "
                f"on {day_text(self.interview.day)} {self.interview.day.year}"
            )
        return answer_due

    def _day(self, day: date) -> str:
        return day_text(day, self.interview.day)

    def _time(self, moment: datetime) -> str:
        return time_text(moment, self.interview.day)

    def _span(self, first: date, last: date) -> str:
        return span_text(first, last, self.interview.day)

    def _they_said(self) -> str:
        timeline = self.interview.timeline
        return f"they said “{timeline.text}”" if timeline and timeline.text else "as they said"

    def _closing(self, since: date, *moves: Move) -> DayAt:
        return DayAt(since, moves, self.policy.closes)


@lru_cache(maxsize=16384)
def _skipped(calendar: BusinessCalendar, after: date, until: date, year: int) -> tuple[Reason, ...]:
    """Return which days in (after, until] do not count, by name, and which of them may still change.

    `year` is that of the interview.
    """
    reasons, seen_from = [], date(year, 1, 1)
    off = calendar.days_off(after, until)
    if off:
        text = f"no business {'day' if len(off) == 1 else 'days'}: {_names(off, seen_from, of_weekends=False)}"
        reasons.append(Reason("B1", text, off=off))
    worked = calendar.worked_against_the_rule(after, until)
    if worked:
        reasons.append(
            Reason("B1", f"counted all the same: {_names(worked, seen_from, of_weekends=True)}", worked=worked)
        )
    reasons += (Reason("B5", f"provisional: {doubt}") for doubt in calendar.doubts(after, until))
    return tuple(reasons)


def amount_text(offset: Offset) -> str:
    """Return a number of days with its unit."""
    return count_text(offset.count, "business day" if isinstance(offset, BusinessDays) else "day")


def _names(days: Iterable[DayOff], seen_from: date, *, of_weekends: bool) -> str:
    """Return days by name, each with its year where it is another one than that of the day before it."""
    named = []
    for each in days:
        named.append(day_text(each.day, seen_from) + (f" ({each.name})" if of_weekends or not each.is_weekend else ""))
        seen_from = each.day
    return ", ".join(named)


def _elapsed(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    return count_text(minutes // 60, "hour") if minutes % 60 == 0 else count_text(minutes, "minute")
