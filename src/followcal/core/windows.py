"""The window of each step of one round: from when, by when, until when at the latest, and why (S0 to S10).

Only the interview, its calendar and the policy decide: what has happened since is no matter here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from followcal.core.business_days import BusinessCalendar, BusinessDays, Convention, DayOff, Offset
from followcal.core.freebusy import moment_at
from followcal.core.interview import Interview
from followcal.core.policy import SOURCES, Channel, DayRule, Kind, LatestFrom, Policy
from followcal.core.reason import Reason
from followcal.core.timeline import AnswerBy, ContactInvited, NotUnderstood, SilenceMeansNo, Undated
from followcal.core.window import Window
from followcal.core.wording import count_text, day_text, span_text, time_text
from followcal.errors import StatedTooEarlyError

_HALF_A_DAY = timedelta(hours=12)
Explained = tuple[Window, list[Reason]]


def local(day: date, at: time, interview: Interview) -> datetime:
    """Return the moment at which clocks in the interview's zone show `at` on `day`.

    A time that a DST change leaves out lies as much later; of a time that comes twice, the first one is meant.
    """
    return moment_at(day, at, interview.end.tzinfo).astimezone(interview.end.tzinfo)


def later(moment: datetime, by: timedelta) -> datetime:
    """Return the moment that lies `by` of elapsed time after `moment`, in its zone."""
    return (moment.astimezone(UTC) + by).astimezone(moment.tzinfo)


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows of one round."""

    interview: Interview
    calendar: BusinessCalendar
    policy: Policy

    def prep(self) -> Explained:
        """S0."""
        start = self.interview.start
        text = f"{_elapsed(self.policy.prep_before)} before the interview starts, {time_text(start)}"
        moment = later(start, -self.policy.prep_before)
        if start.time() == time(0) and later(start, _HALF_A_DAY).timestamp() < self.interview.end.timestamp():
            moment = self._at(start.date(), self.policy.note_hours.opening(start.date()))
            text = f"an interview of all day, its hour is not known: in the morning of {day_text(start)}"
        window = self._around(moment)
        return window, [Reason("S0", text, SOURCES["prep"])]

    def debrief(self) -> Explained:
        """S1."""
        end = self.interview.end
        text = f"{_elapsed(self.policy.debrief_after)} after the end, {time_text(end)}: interviews overrun"
        return self._around(later(end, self.policy.debrief_after)), [Reason("S1", text, SOURCES["debrief"])]

    def note(self) -> Explained:
        """S2."""
        rule, end, day = self.policy.thank_you, self.interview.end, self.interview.day
        last_day = self.calendar.offset(day, rule.latest)
        due = later(end, rule.due)
        text = (
            f"within {_elapsed(rule.due)} of the end, {time_text(end)}; at the latest on "
            f"{day_text(last_day)}, {amount_text(rule.latest)} after {day_text(day)}"
        )
        reasons = [Reason(rule.id, text, rule.source), *self._skipped(day, last_day)]
        answer_due = self._answer_due()
        if answer_due is not None and answer_due <= last_day:
            last_day = answer_due
            text = f"{self._they_said()}: the note must be there before they decide, on {day_text(answer_due)}"
            reasons = [Reason(rule.id, text, rule.source)]
            if answer_due > day:
                due = _earlier(due, self._at(answer_due, self.policy.opens))
        latest = _later(self._closing_of(last_day), later(end, timedelta(hours=2)))
        return Window(end, _earlier(due, latest), latest), reasons

    def references_before(self) -> Explained:
        """S3, where the references are told before the interview."""
        rule, day = self.policy.references, self.interview.day
        first, last, _ = self._days(rule, day)
        window = self._days_window(first, last, self.policy.opens)
        text = (
            f"{amount_text(rule.earliest)} before the interview on {day_text(day)}, "
            f"or the day after: {span_text(first, last)}"
        )
        return window, [Reason(rule.id, text, rule.source), *self._skipped(first, day)]

    def references_after(self) -> Explained:
        """S3, where the references are told with the note."""
        window, reasons = self.note()
        text = f"too late to tell them before the interview: as soon as the note, {day_text(self.interview.day)}"
        return window, [Reason(self.policy.references.id, text, self.policy.references.source), *reasons[1:]]

    def check_in(self, channel: Channel) -> Explained:
        """S5."""
        first, last, reasons = self._check_in_days()
        hours = self.policy.hours(Kind.CHECK_IN, channel)
        opening = hours.opening(first) if hours else self.policy.opens
        return self._days_window(first, last, opening), reasons

    def closing(self) -> Explained:
        """S6."""
        rule = self.policy.closing
        _, check_in_latest, _ = self._check_in_days()
        first, last, reasons = self._days(rule, check_in_latest)
        text = (
            f"once, {amount_text(rule.earliest)} after the last day of the check-in, "
            f"{day_text(check_in_latest)}: {span_text(first, last)}; leave it out if they answered"
        )
        window = self._days_window(first, last, self.policy.opens)
        return window, [Reason(rule.id, text, rule.source), *reasons]

    def materials(self, on: date, what: str) -> Explained:
        """S4: from the end of the interview, or from the day on which they were promised since."""
        day = max(on, self.interview.day)
        opening = self._at(day, self.policy.note_hours.opening(day))
        earliest = self.interview.end if day == self.interview.day else opening
        last = self.calendar.offset(day, self.policy.materials)
        text = (
            f"you promised {what}: by {day_text(last)}, {amount_text(self.policy.materials)} after {day_text(day)}; "
            f"a reply, no touch"
        )
        window = Window(earliest, latest := _later(self._closing_of(last), earliest), latest)
        return window, [Reason("S4", text, SOURCES["materials"]), *self._skipped(day, last)]

    def gracious_reply(self, on: date) -> Explained:
        """S10: from the day on which they said no."""
        last = self.calendar.offset(on, self.policy.reply)
        text = f"they said no on {day_text(on)}: one kind reply, {span_text(on, last)}"
        window = self._days_window(on, last, self.policy.note_hours.opening(on))
        return window, [Reason("S10", text, SOURCES["gracious-reply"]), *self._skipped(on, last)]

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
            f"another offer asks for your decision by {day_text(decide_by)}: tell them {span_text(first, last)}{late}"
        )
        window = self._days_window(first, last, self.policy.mail_hours.opening(first))
        return window, [
            Reason("S10", text, SOURCES["offer-notice"]),
            Reason("S7", f"a competing offer, told on {day_text(on)}, unlocks one contact more", SOURCES["cap"]),
            *self._skipped(last, decide_by),
        ]

    def asked(self, on: date, at: date | None, channel: Channel) -> Explained:
        """S7: on the day that they named, else within two business days: a reply, no touch."""
        first = self.calendar.adjust(at or on, Convention.FOLLOWING)
        last = first if at else self.calendar.offset(first, self.policy.reply)
        text = f"they asked on {day_text(on)} to hear from you: one contact more, {span_text(first, last)}"
        hours = self.policy.hours(Kind.CHECK_IN, channel)
        window = self._days_window(first, last, hours.opening(first) if hours else self.policy.opens)
        return window, [Reason("S7", text, SOURCES["cap"]), *self._skipped((at or on) - timedelta(days=1), last)]

    def no_show(self) -> Explained:
        """S9: nobody came, so there is nothing to wait for: ask for another date at once."""
        end, day = self.interview.end, self.interview.day
        last = self.calendar.offset(day, BusinessDays(1))
        text = f"nobody came on {day_text(day)}: ask for another date, {span_text(day, last)}"
        latest = self._closing_of(last)
        return Window(end, latest, latest), [Reason("S9", text, SOURCES["rounds"]), *self._skipped(day, last)]

    def _days_window(self, first: date, last: date, opens: time) -> Window:
        latest = self._closing_of(last)
        return Window(self._at(first, opens), latest, latest)

    def _check_in_days(self) -> tuple[date, date, list[Reason]]:
        timeline, day = self.interview.timeline, self.interview.day
        promise = timeline.promise if timeline else None
        match promise:
            case AnswerBy(answer_due):
                rule = self.policy.check_in_after_answer
                anchor = self.calendar.adjust(answer_due, Convention.FOLLOWING)
                first, last, reasons = self._days(rule, anchor)
                until = "" if anchor == answer_due else f", a day off, and so of {day_text(anchor)}"
                text = (
                    f"{self._they_said()}: they have all of {day_text(answer_due)}{until}; contact from the next "
                    f"business day, {span_text(first, last)}"
                )
                reasons = [*self._skipped(answer_due - timedelta(days=1), anchor), *reasons]
            case ContactInvited(invited):
                rule = self.policy.check_in_invited
                first, last, reasons = self._days(rule, invited)
                text = f"{self._they_said()}: contact is welcome after {day_text(invited)}, {span_text(first, last)}"
            case SilenceMeansNo() | Undated() | NotUnderstood() | None:
                rule = self.policy.check_in
                first, last, reasons = self._days(rule, day)
                said = self._they_said() if promise else "nothing was said about when they answer"
                text = (
                    f"{said}: once, {rule.earliest.count} to {amount_text(rule.latest)} after {day_text(day)}, "
                    f"{span_text(first, last)}"
                )
        return first, last, [Reason(rule.id, text, rule.source), *reasons]

    def _days(self, rule: DayRule, anchor: date) -> tuple[date, date, list[Reason]]:
        """Return the first and the last day of `rule`, counted from `anchor`, and what was skipped.

        Where no business day lies between them, both are the next business day.
        """
        calendar = self.calendar
        unadjusted = calendar.offset(anchor, rule.earliest)
        first = calendar.adjust(unadjusted, Convention.FOLLOWING)
        base = anchor if rule.latest_from is LatestFrom.ANCHOR else first
        end = calendar.offset(base, rule.latest)
        last = calendar.adjust(end, Convention.PRECEDING)
        if last < first:
            first = last = calendar.adjust(end, Convention.FOLLOWING)
        after = anchor if isinstance(rule.earliest, BusinessDays) else unadjusted - timedelta(days=1)
        return first, last, self._skipped(after, max(last, end))

    def _skipped(self, after: date, until: date) -> list[Reason]:
        """Return which days in (after, until] do not count, by name, and which of them may still change."""
        reasons = []
        off = self.calendar.days_off(after, until)
        if off:
            reasons.append(Reason("B1", f"no business {'day' if len(off) == 1 else 'days'}: {_names(off)}"))
        worked = [f"{day_text(day.day)} ({day.name})" for day in self.calendar.worked_against_the_rule(after, until)]
        if worked:
            reasons.append(Reason("B1", f"counted all the same: {', '.join(worked)}"))
        reasons += (Reason("B5", f"provisional: {doubt}") for doubt in self.calendar.doubts(after, until))
        return reasons

    def _around(self, moment: datetime) -> Window:
        last = self.calendar.offset(self.interview.day, BusinessDays(1))
        return Window(moment, moment, _later(self._closing_of(last), moment))

    def _answer_due(self) -> date | None:
        timeline = self.interview.timeline
        answer_due = timeline.answer_due if timeline else None
        if answer_due is not None and answer_due < self.interview.day:
            raise StatedTooEarlyError(
                f"{day_text(answer_due)} {answer_due.year}, when they said they answer, lies before the interview "
                f"on {day_text(self.interview.day)} {self.interview.day.year}"
            )
        return answer_due

    def _they_said(self) -> str:
        timeline = self.interview.timeline
        return f"they said “{timeline.text}”" if timeline and timeline.text else "as they said"

    def _at(self, day: date, at: time) -> datetime:
        return local(day, at, self.interview)

    def _closing_of(self, day: date) -> datetime:
        return self._at(day, self.policy.closes)


def amount_text(offset: Offset) -> str:
    """Return a number of days with its unit."""
    return count_text(offset.count, "business day" if isinstance(offset, BusinessDays) else "day")


def _earlier(one: datetime, other: datetime) -> datetime:
    return min(one, other, key=datetime.timestamp)


def _later(one: datetime, other: datetime) -> datetime:
    return max(one, other, key=datetime.timestamp)


def _names(days: Iterable[DayOff]) -> str:
    return ", ".join(f"{day_text(d.day)}" + ("" if d.is_weekend else f" ({d.name})") for d in days)


def _elapsed(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    return count_text(minutes // 60, "hour") if minutes % 60 == 0 else count_text(minutes, "minute")
