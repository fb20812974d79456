"""The whole reasoning of a plan for a terminal: what was said, what was assumed, and each date counted day by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from followcal.core.business_days import BusinessCalendar
from followcal.core.interview import Interview, Office
from followcal.core.policy import Channel, Kind
from followcal.core.reason import OWN_SOURCE, End, Reason
from followcal.core.schedule import Step
from followcal.core.timeline import AnswerBy, ContactInvited, StatedTimeline
from followcal.core.wording import day_text, list_text, time_text
from followcal.errors import FollowcalError
from followcal.formats.columns import BOLD, DIM, MIN_WIDTH, block
from followcal.formats.counting import Counting, spoken_ends
from followcal.formats.moves import Moved
from followcal.formats.stated import interview_text, timeline_lines

_HOW = {Channel.EMAIL: "by e-mail", Channel.PHONE: "by phone", Channel.POST: "by post", Channel.SELF: "for you alone"}


def why_table(
    events: Sequence[Sequence[Step]],
    calendars: Mapping[Office, BusinessCalendar],
    moves: Mapping[str, Moved],
    *,
    width: int,
    color: bool,
) -> str:
    """Return the reasoning of some events as lines of at most `width` columns; `moves` by the UIDs of events."""
    width = max(width, MIN_WIDTH)
    lines: list[str] = []
    told = None
    for event in events:
        interview = event[0].interview
        if interview.key != told:
            lines += ["", *_interview(interview, calendars[interview.office], width, color=color)]
            told = interview.key
        lines += ["", *_event(event, moves.get(event[0].uid), width, color=color)]
    return "\n".join(lines[1:])


def _interview(interview: Interview, calendar: BusinessCalendar, width: int, *, color: bool) -> Iterator[str]:
    name = ", ".join(filter(None, (interview.company or interview.summary or "Interview", interview.role)))
    title = f"{name}: {interview_text(interview)}"
    yield from block(title, width, "", "  ", BOLD if color else "")
    if interview.timeline:
        for line in (
            *timeline_lines(interview.timeline, calendar, interview.day),
            *other_reading(interview.timeline, calendar, interview.day),
        ):
            yield from block(line, width, "  ", "    ", "")
    else:
        yield from block("nothing is known of when they answer", width, "  ", "    ", "")
    for reason in interview.assumed:
        yield from block(f"assumed: {reason.text} ({reason.rule})", width, "  ", "    ", "")


def other_reading(timeline: StatedTimeline, calendar: BusinessCalendar, seen_from: date) -> Iterator[str]:
    """Yield what the reading that was not taken would mean, where there is one."""
    match timeline.promise:
        case AnswerBy(other=other) | ContactInvited(other=other) if other:
            try:
                contact_from = replace(timeline, promise=replace(timeline.promise, day=other)).contact_from(calendar)
            except FollowcalError:
                contact_from = None
            then = f"contact from {day_text(contact_from, seen_from)}" if contact_from else "no contact"
            day = day_text(other, seen_from)
            yield f"read the other way, {day}, it would mean {then}: too early is worse than late (S5)"


def _event(event: Sequence[Step], moved: Moved | None, width: int, *, color: bool) -> Iterator[str]:
    step = event[0]
    yield from block(step.summary, width, "  ", "    ", BOLD if color else "")
    state = f"{step.status.value}{', optional' if step.optional else ''}{', provisional' if step.provisional else ''}"
    day = step.interview.day
    yield from block(f"{time_text(step.start, day)}, {_HOW[step.channel]}, {state}", width, "    ", "      ", "")
    people = [each.to.label for each in event if each.to]
    if people:
        yield from block(f"to {list_text(people)}", width, "    ", "      ", "")
    if moved:
        because = "; ".join(moved.because)
        when = f"on {day_text(moved.on, day)}" if moved.on else "since the calendar was written"
        text = f"moved {when}: it was {time_text(moved.was, day)}; because {because}"
        yield from block(text, width, "    ", "      ", "")
    assumed = step.interview.assumed
    for reason in step.reasons:
        if reason not in assumed:
            yield from _reason(reason, width, color=color)
    counting = Counting(step.reasons, step.interview)
    if step.kind is Kind.PREP:
        counting.ways.pop(End.LATEST, None)  # the interview has begun by then
    for name, way in spoken_ends(counting.ways):
        count = counting.count(way)
        yield from block(f"{name} {time_text(count.moment, day)}", width, "    ", "      ", "")
        for line in count.lines:
            yield from block(line, width, "      ", "        ", DIM if color else "")


def _reason(reason: Reason, width: int, *, color: bool) -> Iterator[str]:
    lead = f"    {reason.rule:<3} "
    yield from block(reason.text, width, lead, " " * len(lead), "")
    if reason.source != OWN_SOURCE:
        yield from block(
            f"source: {reason.source}", width, " " * len(lead), " " * len(lead) + "  ", DIM if color else ""
        )
