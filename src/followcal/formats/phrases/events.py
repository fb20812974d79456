"""Answers after events: "interviews end on December 4, and we decide within a week", "... on Friday".

What counts is counted from the event; a weekday is the one behind it; an answer that seems to lie before an event that
was named before it is not understood.
"""

from __future__ import annotations

from datetime import date, timedelta

from msgspec.structs import replace

from followcal.core.business_days import BusinessDays
from followcal.core.wording import day_text
from followcal.formats.phrases.clauses import Clause
from followcal.formats.phrases.days import DAY, Said
from followcal.formats.phrases.findings import Saying, leave_out_how_long_it_takes
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.marks import Mark
from followcal.formats.phrases.promises import counted_from
from followcal.formats.phrases.times import Timed
from followcal.formats.phrases.weekdays import (
    in_week,
    is_bare_weekday,
    is_before_what_was_named,
    number_after,
    weekday_after,
)

_EVENTS = {"start", "posting", "meeting", "background"}
_THEN = ("then", "after-then")
_FAR = timedelta(days=21)
_NEAR = 3
_SUNDAY = 6
_WEEKEND = timedelta(days=3)
"""The most days of a weekend, with a holiday."""


def _may_be_today(line: Line, timed: Timed) -> bool:
    """Return whether a weekday may be that of the day it was said; an hour of a day that was named is not."""
    return timed.when.other == line.said.day and timed.when.last == line.said.day + 7 * DAY


def count_from_events(
    line: Line, result: Saying, earlier: Timed | None, dated: date | None = None, *, is_dated_plainly: bool = True
) -> None:
    """Count from an event that comes first: "interviews end on December 4, and we decide within a week".

    A weekday is also the one behind a day that was `dated` before: "the panel debriefs on the 20th. By Wednesday".
    """
    if "about" in line.at(0).senses:
        _leave_out_what_it_is_about(result)
    if result.silences[1:]:
        result.silences = _counted_from_the_first(line, result.silences)
    result.events = _one_behind_the_other(line, result.events)
    _put_behind_what_was_named(line, result)
    if earlier and earlier.is_known and not earlier.when.amount and not earlier.is_of_each_week:
        _put_numbers_behind(line, result, earlier)
    if line.free:  # "I'm on jury service till Friday. I'll ring on Tuesday"
        result.answers = [(weekday_after(timed, line.free, line), negated) for timed, negated in result.answers]
    if dated:
        _put_behind_the_date(line, result, earlier, dated, is_plain=is_dated_plainly)
    spans = [timed for timed, _ in result.answers if timed.when.amount or timed.when.follows]
    if spans:  # "once Dana is back on the 7th, we decide within three days"
        firsts = [timed for timed, negated in result.answers if timed.is_event or _comes_before(timed, spans, negated)]
        result.events += firsts
        result.answers = [(timed, negated) for timed, negated in result.answers if timed not in firsts]
    result.answers = [(_at_least_its_week(line, timed, result), negated) for timed, negated in result.answers]
    told = (*result.starts, *result.events)
    weeks = [one for one in told if one.when.unit == "week" and not one.when.amount and one.relation == "on"]
    result.answers = [(_in_a_week_before(line, timed, weeks), negated) for timed, negated in result.answers]
    events = [timed for timed in (earlier, *result.events) if timed and timed.is_known]
    events = [timed for timed in events if timed.relation != "on" or not timed.when.amount]  # "a course of two weeks"
    events = [
        timed for timed in events if not timed.is_of_each_week
    ]  # "we're closed on Fridays so you'll hear Thursday"
    itself = [earlier] if earlier and _may_be_today(line, earlier) else []  # the interview of that very day
    events = [timed for timed in events if timed.when.last > line.said.day and timed not in itself]
    if not events and result.goes_on and line.then and line.then > line.said.day:
        # "no decision until she is back on the 12th. It then takes a week"
        result.answers = [(counted_from(timed, line.then, line.said), negated) for timed, negated in result.answers]
    if not events or not result.answered:
        result.not_understood |= any(waits_for_their_return(line, timed) for timed, _ in result.answers)
        return
    day = max(timed.over_on for timed in events)
    inside = [timed for timed in result.events if not timed.is_of_each_week]
    is_named = any(timed.is_relative for timed in events if timed.over_on == day)  # "on Monday ... by Monday night"
    first = day if is_named else day + DAY
    result.answers = [
        (weekday_after(timed, first, line) if _is_behind(line, timed, earlier, result) else timed, negated)
        for timed, negated in result.answers
    ]
    result.answers = [(_number_behind(line, timed, inside), negated) for timed, negated in result.answers]
    soon = [timed for timed, _ in result.answers if not _is_told_in_full(line, timed)]
    result.not_understood |= any(_comes_too_soon(line, timed, inside) for timed in soon)
    result.answers = [(_counted_from_the_last(line, timed, events), negated) for timed, negated in result.answers]


def _is_how_long(line: Line, timed: Timed) -> bool:
    """Return whether a span is how long something takes: "the medical is on the 7th. The results take two weeks"."""
    near = range(max(0, timed.start - _NEAR), timed.start)
    return timed.relation == "on" and any(line.sense(place, "answer") in ("weak", "need") for place in near)


def _counted_from_the_first(line: Line, silences: list[Timed]) -> list[Timed]:
    """Return spans of silence counted from what comes first: "if after the interview on the 9th a week goes by"."""
    spans = [timed for timed in silences if timed.when.amount]
    firsts = [timed for timed in silences if _comes_before(timed, spans, negated=False)] if spans else []
    if not firsts:
        return silences
    day = max(timed.when.last for timed in firsts)
    return [counted_from(timed, day, line.said) for timed in silences if timed not in firsts]


def _put_behind_the_date(line: Line, result: Saying, earlier: Timed | None, dated: date, *, is_plain: bool) -> None:
    """Put weekdays, and spans where no event was named, behind a date that was told before with nothing else."""
    is_far = any(dated - t.when.last > _FAR for t, _ in result.answers if t.is_known and is_bare_weekday(line, t))
    # "We're moving at the end of February. I'll ring on Friday"
    result.not_understood |= is_far and not is_plain
    result.answers = [(weekday_after(timed, dated + DAY, line), negated) for timed, negated in result.answers]
    if is_plain and not earlier and dated > line.said.day:  # "You're on for the 9th. We decide in a week"
        result.answers = [(counted_from(timed, dated, line.said), negated) for timed, negated in result.answers]
    elif not earlier and line.said.day < dated <= line.said.day + _FAR:
        result.answers = [
            (counted_from(timed, dated, line.said) if _is_how_long(line, timed) else timed, negated)
            for timed, negated in result.answers
        ]


def _leave_out_what_it_is_about(result: Saying) -> None:
    """Leave out an event that an answer is about, not behind: "wegen des Termins am 20. hören Sie bis Freitag".

    Not where it is counted: "regarding the interview on Monday, you will hear within a week".
    """
    if any(timed.when.amount or timed.when.follows for timed, _ in result.answers):
        return
    first = min((timed.start for timed, _ in result.answers), default=0)
    result.starts += [event for event in result.events if event.start < first]
    result.events = [event for event in result.events if event.start >= first]


def _one_behind_the_other(line: Line, events: list[Timed]) -> list[Timed]:
    """Return events, "the Wednesday" behind a spell as the next one: "away till the 31st, back in on the Wednesday"."""
    found: list[Timed] = []
    for timed in sorted(events, key=lambda event: event.start):
        is_led = any("link" in line.at(place).senses for place in range(timed.start, timed.end))
        ends = [one.when.last for one in found if is_led and one.is_known and _is_a_spell(one)]
        found.append(weekday_after(timed, max(ends) + DAY, line) if ends else timed)
    return found


def _is_a_spell(timed: Timed) -> bool:
    """Return whether days are told by their first and last one, or by the last one alone."""
    return timed.when.unit == "day" and (timed.relation == "by" or timed.when.last > timed.when.first)


def _put_behind_what_was_named(line: Line, result: Saying) -> None:
    """Put "the Friday" behind the day that was named last: "the board meets on the 9th. You'll hear by the Friday"."""
    day = None if line.is_week else line.then

    def behind(timed: Timed) -> Timed:
        is_led = any("points-back" in line.at(p).senses for p in (timed.start, timed.start + 1, timed.start - 1))
        is_before = line.sense(timed.end, "relation") == "before"  # "closed from the 20th, I'll ring the Friday before"
        return weekday_after(timed, day, line) if day and is_led and not is_before else timed

    if day and "points-back" in {sense for mark in line.marks for sense in mark.senses}:
        result.answers = [(behind(timed), negated) for timed, negated in result.answers]
        result.silences = [behind(timed) for timed in result.silences]
        result.contacts = [behind(timed) for timed in result.contacts]


def _put_numbers_behind(line: Line, result: Saying, earlier: Timed) -> None:
    """Put days of a month behind an event of a sentence before: "the last interview is on May 31. By the 7th".

    Not where it is told who comes to that event: "if you haven't heard by the 10th, you are not on the shortlist".
    """
    is_for_the_chosen = any("only" in mark.senses for mark in line.marks)
    if (result.rejected or is_for_the_chosen) and earlier.relation != "by":
        return
    result.answers = [(number_after(timed, earlier, line), negated) for timed, negated in result.answers]
    result.silences = [number_after(timed, earlier, line) for timed in result.silences]
    result.contacts = [number_after(timed, earlier, line) for timed in result.contacts]


def _comes_before(timed: Timed, spans: list[Timed], negated: bool) -> bool:
    """Return whether a span behind it counts from it: "after the interviews on the 9th we decide within a week"."""
    is_bound = timed.relation == "after" and not negated and not timed.when.amount and timed.is_known
    return is_bound and timed.end <= spans[0].start


def waits_for_their_return(line: Line, timed: Timed) -> bool:
    """Return whether a span counts from when they are back, of which no day is told: "two days after we reopen"."""
    is_week_of = line.sense(timed.end - 1, "period") == "week-of"
    is_of = is_week_of or line.sense(timed.end, "link") == "of"
    is_after = timed.when.amount is not None and (is_of or line.sense(timed.end, "relation") == "after")
    behind = line.skip(timed.end + (not is_week_of), "link", "we", "that")
    return is_after and "reopened" in line.at(behind).senses


def _counted_from_the_last(line: Line, timed: Timed, events: list[Timed]) -> Timed:
    """Return a span counted from the last of the events; business days not from days off: they leave these out."""
    amount, said = timed.when.amount, line.said
    if amount and amount.is_of_business_days and not waits_for_their_return(line, timed):
        events = [event for event in events if not _is_off(event, said)]
    elif amount and any(mark.senses.get("answer") == "need" for mark in line.marks):
        # "we're closed on the 24th. We still need about three weeks"
        events = [event for event in events if event.when.first != event.when.last or not _is_off(event, said)]
    if not events:
        return timed
    day = max(event.over_on for event in events)
    is_of_return = waits_for_their_return(line, timed)
    if is_of_return:
        day = max(day, line.then or day)
    if day not in said.closed or not amount or (amount.is_of_business_days and not is_of_return):
        return counted_from(timed, day, said)
    back = said.calendar.offset(day, BusinessDays(1))  # "closed from the 10th to the 14th, two days after we reopen"
    found = counted_from(timed, back, said)
    return _with_that_day_counted(found, timed, back, said) if amount.is_of_business_days else found


def _with_that_day_counted(found: Timed, timed: Timed, back: date, said: Said) -> Timed:
    """Return business days of their return, with that day as the first of them as the other reading."""
    amount = timed.when.amount
    if not amount:
        return found
    sooner = amount.after(back - DAY, said.calendar).last
    note = f"counted from {day_text(back)}, on which they are back; or that day is the first one"
    first = min(found.when.first, sooner)
    return replace(found, when=replace(found.when, first=first, other=sooner, notes=(*timed.when.notes, note)))


def _is_off(event: Timed, said: Said) -> bool:
    """Return whether an event is a holiday or a closure, or the end of one: business days leave it out by themselves.

    What comes after it is counted from it, and so is what is over on a weekend.
    """
    first, last = event.when.first, event.when.last
    if event.relation in ("after", "past"):
        return False
    if _is_first_day_back(first, said) or (first in said.closed and last in said.closed):
        return True
    off = said.calendar.days_off(first - DAY, last)
    is_named = event.relation == "on" and any(not each.is_weekend for each in off)
    return is_named and not said.calendar.count(first - DAY, last)


def _is_first_day_back(day: date, said: Said) -> bool:
    """Return whether a day is the first one behind a closure, or behind the weekend that follows it."""
    before = day - DAY
    while before not in said.closed and day - before <= _WEEKEND and not said.calendar.is_business_day(before):
        before -= DAY
    return before in said.closed


def _at_least_its_week(line: Line, timed: Timed, result: Saying) -> Timed:
    """Return a span to the end of the week of what comes first: "the first week of May, once I'm back on the 4th"."""
    when = timed.when
    firsts = [t.when.last for t, _ in result.answers if t.is_event and t.is_known]
    inside = [day for day in firsts if when.first < day <= when.last]
    if not inside or timed.is_event or when.last - when.first > timedelta(days=7):
        return timed
    last = max(when.last, line.said.week(0, max(inside)).last)
    return replace(timed, when=replace(when, last=last, other=when.last if last > when.last else when.other))


def lies_in_the_past(line: Line, clause: Clause, timed: Timed) -> bool:
    """Return whether a day without a month is one of the past: "we were shut on Monday", "Monday was a write-off"."""
    inside = [line.at(place).senses for place in range(timed.start, timed.end)]
    if any({"which", "month", "unit", "day", "part"} & senses.keys() for senses in inside):
        return False
    if any(key == "answer" for _, key in clause.keys) or any(
        " " in line.at(p).text for p in range(timed.start, timed.end)
    ):
        return False  # "our decision date was Friday", "the meeting was moved to Friday"
    before = timed.start - 1
    while before > clause.start and {"link", *_EVENTS} & line.at(before).senses.keys():
        before -= 1
    return any("was" in line.at(place).senses for place in (before, timed.end))


def leads_on(mark: Mark) -> bool:
    """Return whether it is "then" or "afterwards": what stands behind it comes after what stands before it."""
    senses = mark.senses
    return "later" in senses or senses.get("day") in _THEN or senses.get("break") == "then"


def count_from_what_takes_time(line: Line, result: Saying, thens: list[int]) -> None:
    """Count from a span that comes first: "the check takes up to ten days, and then you hear within three days"."""
    spans = [t for t in (*result.starts, *result.events, *(t for t, _ in result.answers)) if t.when.amount]
    counted = []
    for timed, negated in result.answers:
        first = [t for t in spans if t.is_known and any(t.end <= place < timed.start for place in thens)]
        is_span = timed.when.amount and first
        counted.append((counted_from(timed, max(t.when.last for t in first), line.said) if is_span else timed, negated))
    result.answers = counted


def leave_to_the_event(result: Saying, *, is_named: bool) -> None:
    """Leave the days of the sentence behind an event to it: "your final interview. It is on Thursday".

    And its hours: "your interview is on the 15th. Allow two hours"; not `is_named`: a day was told, but not of what.
    """
    leave_out_how_long_it_takes(result)
    if result.promises or not is_named:
        return
    left = [timed for timed, _ in result.bare if timed.relation == "on" and not timed.when.amount]
    if result.corrects:
        return  # "we interview through January. Call it Valentine's Day"
    result.adrift |= len(left) > 1
    result.events += left
    result.bare = [(t, negated) for t, negated in result.bare if t.relation != "on" or t.when.amount]


def _is_behind(line: Line, timed: Timed, earlier: Timed | None, result: Saying) -> bool:
    """Return whether an answer comes after an event that was named before it.

    Not where that is only the reason of one in the same week, as far as is known, or far off: "I fly out on Saturday so
    you'll hear by Friday", "Bob retires at the end of May and I'll ring you on Friday".
    """
    before = [event for event in result.events if event.end <= timed.start]
    if earlier is not None or not before or not result.strange:
        return earlier is not None or bool(before)
    if before[-1].when.last - timed.when.last > _FAR:
        return False
    if timed.is_known and before[-1].when.first > timed.when.last + (_SUNDAY - timed.when.last.weekday()) * DAY:
        return True  # "the inspector is here on Tuesday, so you'll hear by Friday"
    return not any(line.sense(p, "break") in ("so", "but") for p in range(before[-1].end, timed.start))


def _is_told_in_full(line: Line, timed: Timed) -> bool:
    """Return whether a time names its month, or is next week: it may lie before what was told of before it.

    "We're closed from May 24 on, and you'll hear by May 18".
    """
    inside = range(timed.start, timed.end)
    if any("month" in line.at(place).senses for place in inside):
        return True
    if any(line.sense(p, "weekday") is not None and line.sense(p - 1, "which") == "this" for p in inside):
        return timed.relation == "by"  # "we're closed next week; expect a letter by this Friday"
    weeks = [place for place in inside if line.sense(place, "unit") == "week"]
    leads = ("link", "relation")  # "in dieser Woche" may be that of the event
    return any(line.sense(p - 1, "which") in ("this", "next") and line.skip(p - 2, *leads) == p - 2 for p in weeks)


def _comes_too_soon(line: Line, timed: Timed, events: list[Timed]) -> bool:
    """Return whether a time seems to lie before an event named before it: "I'm back on the 30th and call on Friday"."""
    when = timed.when
    is_counted = when.amount or when.follows or not timed.is_known or is_before_what_was_named(line, timed)
    later = [e for e in events if e.is_known and e.end <= timed.start and e.when.first > when.last]
    return bool(later) and not is_counted and not _stands_against(line, timed, later[-1])


def _number_behind(line: Line, timed: Timed, events: list[Timed]) -> Timed:
    """Return a day of a month behind an event of its sentence: "the board meets on May 31, by the 4th you'll hear"."""
    before = [e for e in events if e.is_known and e.end <= timed.start and not e.when.amount]
    if not before:
        return timed
    breaks = {line.sense(place, "break") for place in range(before[-1].end, timed.start)}
    return timed if breaks & {"so", "but"} else number_after(timed, before[-1], line)


def _stands_against(line: Line, timed: Timed, event: Timed) -> bool:
    """Return whether "but" leads from an event to a day of the month: "away from the 21st, but ring by the 18th".

    Not to a weekday, which may be the one behind the event, nor to a number that a day of the event may have.
    """
    is_numbered = any("suffix" in line.at(place).senses for place in range(timed.start, timed.end))
    is_inside = event.when.first.day <= timed.when.last.day <= event.when.last.day  # "away August 1-14"
    is_inside &= event.when.first.month == event.when.last.month
    between = range(event.end, timed.start)
    return is_numbered and not is_inside and any(line.sense(place, "break") == "but" for place in between)


def _in_a_week_before(line: Line, timed: Timed, weeks: list[Timed]) -> Timed:
    """Return a weekday as that of a week told of before: "next week we see three more, and on Friday you'll hear"."""
    later = [one for one in weeks if one.end <= timed.start and timed.is_known and one.when.first > timed.when.last]
    return in_week(line, timed, later[-1]) if later and is_bare_weekday(line, timed) else timed
