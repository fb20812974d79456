"""What the employer said, for a terminal: how the words were read, the other reading, and what to ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain

from followcal.core.business_days import BusinessCalendar
from followcal.core.interview import Interview
from followcal.core.timeline import AnswerBy, ContactInvited, NotUnderstood, SilenceMeansNo, StatedTimeline, Undated
from followcal.core.wording import clock_text, day_text, printable, time_text
from followcal.formats.columns import MIN_WIDTH, block

_MOST_TEXT = 200


def timeline_lines(
    timeline: StatedTimeline, calendar: BusinessCalendar, seen_from: date | None = None
) -> Iterator[str]:
    """Yield what was said, what it means, and the question to ask where it is open, a line each.

    Days have their years as `day_text` has them.
    """
    text = printable(timeline.text)
    text = text if len(text) <= _MOST_TEXT else f"{text[:_MOST_TEXT]}..."
    where = "the invitation says" if timeline.in_invitation else "they said"
    yield f"{where} “{text}”: {meaning(timeline, seen_from)}{_contact(timeline, calendar, seen_from)}"
    if timeline.reading:
        yield f"read so: {timeline.reading}"
    yield from _days_off(timeline, calendar, seen_from)
    if timeline.question(calendar):
        yield f"ask them: “{timeline.question(calendar)}”"


def interview_text(interview: Interview) -> str:
    """Return when an interview is, with year and zone: what is told of it below needs neither."""
    start, end = interview.start, interview.end
    until = clock_text(end) if start.date() == end.date() else time_text(end, start)
    return f"{day_text(start)} {start.year}, {clock_text(start)} to {until}, {end.tzinfo}"


def said_table(
    timeline: StatedTimeline, calendar: BusinessCalendar, seen_from: date | None = None, *, width: int
) -> str:
    """Return the same as lines of at most `width` columns."""
    lines = (block(line, max(width, MIN_WIDTH), "", "  ", "") for line in timeline_lines(timeline, calendar, seen_from))
    said_on = [f"said on {day_text(timeline.said_on)} {timeline.said_on.year}"] if timeline.said_on else []
    return "\n".join([*chain.from_iterable(lines), *said_on])


def meaning(timeline: StatedTimeline, seen_from: date | None = None) -> str:
    """Return how the words were read, with the other reading; the year as `day_text` has it.

    >>> meaning(StatedTimeline(AnswerBy(date(2026, 11, 27), other=date(2026, 11, 20))))
    'an answer by Fri 27 Nov (or Fri 20 Nov)'
    """
    match timeline.promise:
        case AnswerBy(day):
            text = f"an answer by {day_text(day, seen_from)}"
        case ContactInvited(day):
            text = f"contact is welcome after {day_text(day, seen_from)}"
        case SilenceMeansNo(until):
            text = f"no answer{f' by {day_text(until, seen_from)}' if until else ''} means no"
        case Undated():
            text = "no date for an answer"
        case NotUnderstood():
            text = "not understood, no date is counted on"
        case None:
            text = ""
    if timeline.other_reading:
        text += f" (or {day_text(timeline.other_reading, seen_from)})"
    wishes = ("no contact, please" if timeline.no_contact else "", "no calls, please" if timeline.no_calls else "")
    return "; ".join(filter(None, (text, *wishes)))


def _days_off(timeline: StatedTimeline, calendar: BusinessCalendar, seen_from: date | None) -> Iterator[str]:
    """Yield which days that are no weekend contact waits for, by name."""
    due, contact_from = timeline.answer_due, timeline.contact_from(calendar)
    if due and contact_from:
        off = [day for day in calendar.days_off(due - timedelta(days=1), contact_from) if not day.is_weekend]
        if off:
            yield "no business day: " + ", ".join(f"{day_text(day.day, seen_from)} ({day.name})" for day in off)


def _contact(timeline: StatedTimeline, calendar: BusinessCalendar, seen_from: date | None) -> str:
    contact_from = timeline.contact_from(calendar)
    return f"; contact from {day_text(contact_from, seen_from)}" if contact_from else ""
