"""The plan as JSON, schema 1: stable; times are ISO 8601 with the offset of the interview's zone, dates are ISO."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from json import dumps
from typing import Any

from followcal.core.agenda import Agenda
from followcal.core.business_days import BusinessCalendar, BusinessDays, CalendarDays, Convention, DayOff, Move
from followcal.core.interview import Interview, Office, Person
from followcal.core.reason import After, AnyWay, DayAt, EarlierOf, FirstFit, LaterOf, Reason
from followcal.core.schedule import Schedule, Step
from followcal.core.step import PlannedStep
from followcal.core.timeline import StatedTimeline
from followcal.formats.moves import Moved
from followcal.formats.reading import Found, Invitation, NearMiss
from followcal.formats.zones import zone_text


def plan_json(
    schedule: Schedule,
    calendars: Mapping[Office, BusinessCalendar],
    *,
    holidays: Mapping[str, str | None],
    warnings: Sequence[str],
) -> str:
    """Return a plan as one JSON object."""
    return _text(
        {
            "schema": 1,
            "now": _time(schedule.now),
            "warnings": list(warnings),
            "holidays": dict(holidays),
            "interviews": [
                _interview(interview, calendars[interview.office], schedule.now) for interview in schedule.interviews
            ],
            "steps": [_step(step) for step in schedule.steps],
            "over": [_over(step) for step in schedule.over],
        }
    )


def agenda_json(agenda: Agenda, schedule: Schedule, *, warnings: Sequence[str]) -> str:
    """Return what to do next as one JSON object: a task for each event, most urgent first."""
    return _text(
        {
            "schema": 1,
            "now": _time(schedule.now),
            "warnings": list(warnings),
            "tasks": [
                {
                    "when": task.when.value,
                    "rang": task.rang,
                    "company": task.steps[0].interview.company,
                    "role": task.steps[0].interview.role,
                    "steps": [_step(step) for step in task.steps],
                }
                for task in agenda.tasks
            ],
            "later": agenda.later,
            "over": agenda.over,
        }
    )


def why_json(
    schedule: Schedule,
    events: Sequence[Sequence[Step]],
    calendars: Mapping[Office, BusinessCalendar],
    moves: Mapping[str, Moved],
    *,
    warnings: Sequence[str],
) -> str:
    """Return the reasoning of some events as one JSON object: the steps as in a plan, with every count in it."""
    asked = dict.fromkeys(event[0].interview for event in events)
    return _text(
        {
            "schema": 1,
            "now": _time(schedule.now),
            "warnings": list(warnings),
            "interviews": [
                {
                    **_interview(interview, calendars[interview.office], schedule.now),
                    "assumed": [_why(reason, interview) for reason in interview.assumed],
                }
                for interview in asked
            ],
            "steps": [
                {
                    **_step(step),
                    "moved": _moved(moves.get(step.uid)),
                    "reasons": [_why(reason, step.interview) for reason in step.reasons],
                }
                for event in events
                for step in event
            ],
        }
    )


def _moved(moved: Moved | None) -> dict[str, Any] | None:
    if moved is None:
        return None
    return {"was": _time(moved.was), "on": moved.on and moved.on.isoformat(), "because": list(moved.because)}


def _why(reason: Reason, interview: Interview) -> dict[str, Any]:
    return {
        "rule": reason.rule,
        "text": reason.text,
        "source": reason.source,
        "off": [_named(day) for day in reason.off],
        "worked": [_named(day) for day in reason.worked],
        "ends": [{"end": end.value, "way": _way(way, interview.end.tzinfo)} for end, way in reason.ends],
    }


def _named(day: DayOff) -> dict[str, Any]:
    return {"day": day.day.isoformat(), "name": day.name, "weekend": day.is_weekend}


def _way(way: AnyWay, zone: tzinfo | None) -> dict[str, Any]:
    """Return how a moment is reached; each of the five ways has keys of its own."""

    def time(moment: datetime) -> str:
        return _time(moment.astimezone(zone))

    match way:
        case DayAt(since, moves, at):
            return {"day": since.isoformat(), "moves": [_move(move) for move in moves], "at": f"{at:%H:%M}"}
        case After(since, by):
            return {"moment": time(since), "seconds": round(by.total_seconds())}
        case EarlierOf(ways):
            return {"earlier_of": [_way(each, zone) for each in ways]}
        case LaterOf(ways):
            return {"later_of": [_way(each, zone) for each in ways]}
        case FirstFit():
            return {
                "not_before": [{"what": what, "moment": time(moment)} for what, moment in way.since],
                "seconds": round(way.length.total_seconds()),
                "open": [[time(start), time(end)] for start, end in way.open],
                "business_days_only": way.business_days_only,
                "taken": [[time(start), time(end)] for start, end in way.taken],
            }


def _move(move: Move) -> dict[str, Any]:
    match move:
        case BusinessDays(count):
            return {"business_days": count}
        case CalendarDays(count):
            return {"days": count}
        case Convention():
            return {"adjust": move.value}


def finds_json(
    taken: Sequence[Invitation], near: Sequence[NearMiss], found: Found, *, now: datetime, warnings: Sequence[str]
) -> str:
    """Return what was found in the sources as one JSON object: interviews, near misses, and how many events."""
    return _text(
        {
            "schema": 1,
            "now": _time(now),
            "warnings": list(warnings),
            "events": {"read": found.events, "out_of_days": found.out_of_days, "passed_over": found.passed_over},
            "interviews": [{**interview_fields(each.interview, now), **_verdict(each)} for each in taken],
            "near_misses": [
                {"uid": each.uid, "summary": each.summary, "start": _time(each.start), **_verdict(each)}
                for each in near
            ],
        }
    )


def timeline_json(timeline: StatedTimeline, calendar: BusinessCalendar) -> str:
    """Return one stated timeline as one JSON object."""
    return _text(timeline_fields(timeline, calendar))


def _verdict(found: Invitation | NearMiss) -> dict[str, Any]:
    signals = [{"clue": s.clue.value, "points": s.points, "text": s.text} for s in found.verdict.signals]
    return {"score": found.verdict.score, "signals": signals, "source": found.source, "line": found.line}


def _text(fields: Mapping[str, Any]) -> str:
    text = dumps(fields, ensure_ascii=False, indent=2)
    # What a terminal would obey, such as an escape or a change of direction, is escaped.
    return "".join(char if char.isprintable() or char == "\n" else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    return dumps(char)[1:-1] if not char.isascii() else f"\\u{ord(char):04x}"


def _interview(interview: Interview, calendar: BusinessCalendar, now: datetime) -> dict[str, Any]:
    fields = interview_fields(interview, now)
    return {**fields, "timeline": timeline_fields(interview.timeline, calendar) if interview.timeline else None}


def interview_fields(interview: Interview, now: datetime) -> dict[str, Any]:
    """Return an interview as the `interviews` of the schema have it, but for what the employer said."""
    regions = interview.office.regions
    held = interview.end.timestamp() <= now.timestamp()
    return {
        "uid": interview.uid,
        "recurrence_id": interview.recurrence_id,
        "summary": interview.summary,
        "start": _time(interview.start),
        "end": _time(interview.end),
        "timezone": zone_text(interview.end.tzinfo),
        "country": ",".join(region.country for region in regions) or None,
        "subdivision": ",".join(parts) if any(parts := [region.subdivision or "" for region in regions]) else None,
        "company": interview.company,
        "role": interview.role,
        "round": interview.round,
        "medium": interview.medium,
        "interviewers": [_person(person) for person in interview.interviewers],
        "contact": _person(interview.contact) if interview.contact else None,
        "status": "cancelled" if interview.cancelled else "held" if held else "planned",
    }


def timeline_fields(timeline: StatedTimeline, calendar: BusinessCalendar) -> dict[str, Any]:
    """Return a stated timeline as the `timeline` object of the schema."""
    contact_from = timeline.contact_from(calendar)
    return {
        "text": timeline.text,
        "kind": timeline.kind,
        "not_before": timeline.not_before and timeline.not_before.isoformat(),
        "answer_due": timeline.answer_due and timeline.answer_due.isoformat(),
        "other_reading": timeline.other_reading and timeline.other_reading.isoformat(),
        "contact_from": contact_from and contact_from.isoformat(),
        "no_calls": timeline.no_calls,
        "no_contact": timeline.no_contact,
        "said_on": timeline.said_on and timeline.said_on.isoformat(),
        "in_invitation": timeline.in_invitation,
        "reading": timeline.reading,
        "question": timeline.question(calendar),
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "uid": step.uid,
        "interview": step.interview.uid,
        "kind": step.kind.value,
        "about": step.about or None,
        "to": _person(step.to) if step.to else None,
        "channel": step.channel.value,
        "earliest": _local(step, step.window.earliest),
        "due": _local(step, step.window.due),
        "latest": _local(step, step.window.latest),
        "start": _local(step, step.start),
        "end": _local(step, step.end),
        "status": step.status.value,
        "optional": step.optional,
        "provisional": step.provisional,
        "summary": step.summary,
        "reasons": [{"rule": r.rule, "text": r.text, "source": r.source} for r in step.reasons],
    }


def _over(step: PlannedStep) -> dict[str, Any]:
    return {
        "uid": step.uid,
        "interview": step.interview.uid,
        "kind": step.kind.value,
        "to": _person(step.to) if step.to else None,
        "latest": _time(step.window.latest.astimezone(step.interview.end.tzinfo)),
        "reasons": [{"rule": r.rule, "text": r.text, "source": r.source} for r in step.reasons],
    }


def _person(person: Person) -> dict[str, str | None]:
    return {"name": person.name, "email": person.email}


def _local(step: Step, moment: datetime) -> str:
    return _time(moment.astimezone(step.interview.end.tzinfo))


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
