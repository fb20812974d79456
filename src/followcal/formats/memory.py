"""An interview as one word of ASCII, and back: what our events remember of it.

Base64 of JSON: no calendar program has a reason to escape, fold or reformat any of its characters.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from msgspec import Struct

from followcal.core.facts import InterviewKey
from followcal.core.interview import DateRange, Interview, Office, Person, Region
from followcal.core.reason import Reason
from followcal.core.timeline import (
    AnswerBy,
    ContactInvited,
    NotUnderstood,
    Promise,
    SilenceMeansNo,
    StatedTimeline,
    Undated,
)
from followcal.errors import UnreadableError
from followcal.formats.zones import zone_named, zone_text

MEMORY, ROUND = "X-FOLLOWCAL-INTERVIEW", "X-FOLLOWCAL-ROUND"
"""The properties that hold what is remembered."""

_BASIC = "%Y%m%dT%H%M%SZ"


class Round(Struct, frozen=True):
    """What was written for a round."""

    end: datetime
    steps: frozenset[str]
    """By kind; where there may be several of a kind, by UID."""


def remember_round(key: InterviewKey, held: Round) -> str:
    """Return what was written for a round as one word of ASCII."""
    fields = {"uid": key[0], "recurrence_id": key[1], "end": basic(held.end), "steps": sorted(held.steps)}
    return base64.b64encode(json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()).decode()


def recall_round(value: str, where: str) -> tuple[InterviewKey, Round]:
    """Return what `remember_round` wrote. Raises UnreadableError, naming `where`."""
    try:
        fields = json.loads(base64.b64decode(value, validate=True))
        key, end = (str(fields["uid"]), str(fields["recurrence_id"])), moment_of(fields["end"])
        return key, Round(end, frozenset(str(step) for step in fields["steps"]))
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error, RecursionError):
        raise UnreadableError(f"{where}: what is remembered of a round is damaged: take out that {ROUND}") from None


def remember(interview: Interview) -> str:
    """Return an interview as one word of ASCII that no calendar program has a reason to change."""
    office, timeline = interview.office, interview.timeline
    fields = {
        "uid": interview.uid,
        "recurrence_id": interview.recurrence_id,
        "zone": zone_text(interview.end.tzinfo),
        "start": basic(interview.start),
        "end": basic(interview.end),
        "summary": interview.summary,
        "company": interview.company,
        "role": interview.role,
        "round": interview.round,
        "medium": interview.medium,
        "interviewers": [[person.name, person.email] for person in interview.interviewers],
        "contact": [interview.contact.name, interview.contact.email] if interview.contact else None,
        "regions": [[region.country, region.subdivision] for region in office.regions],
        "closed": [[str(r.first), str(r.last)] for r in office.closed],
        "opened": [[str(r.first), str(r.last)] for r in office.opened],
        "weekend": sorted(office.weekend) if office.weekend is not None else None,
        "timeline": timeline_fields(timeline) if timeline else None,
        "cancelled": interview.cancelled,
        "sequence": interview.sequence,
        "stamp": basic(interview.stamp) if interview.stamp else None,
        "assumed": [[reason.rule, reason.text] for reason in interview.assumed],
        "told": sorted(interview.told),
    }
    compact = {key: value for key, value in fields.items() if value not in (None, [], "", False)}
    text = json.dumps(compact, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(text.encode()).decode()


def recall(value: str, where: str) -> Interview:
    """Return the interview that `remember` wrote. Raises UnreadableError, naming `where`."""
    try:
        fields = json.loads(base64.b64decode(value, validate=True))
        zone = zone_named(fields["zone"])
        if zone is None:
            raise ValueError(f"unknown time zone {fields['zone']!r}")
        return Interview(
            uid=fields["uid"],
            recurrence_id=fields.get("recurrence_id"),
            start=moment_of(fields["start"]).astimezone(zone),
            end=moment_of(fields["end"]).astimezone(zone),
            summary=fields.get("summary", ""),
            company=fields.get("company"),
            role=fields.get("role"),
            round=fields.get("round"),
            medium=fields.get("medium"),
            interviewers=tuple(Person(name, email) for name, email in fields.get("interviewers", ())),
            contact=Person(*fields["contact"]) if "contact" in fields else None,
            office=Office(
                tuple(Region(country, part) for country, part in fields.get("regions", ())),
                tuple(_range(pair) for pair in fields.get("closed", ())),
                tuple(_range(pair) for pair in fields.get("opened", ())),
                frozenset(fields["weekend"]) if "weekend" in fields else None,
            ),
            timeline=timeline_of(fields["timeline"]) if "timeline" in fields else None,
            cancelled=fields.get("cancelled", False),
            sequence=fields.get("sequence", 0),
            stamp=moment_of(fields["stamp"]) if "stamp" in fields else None,
            assumed=tuple(Reason(rule, text) for rule, text in fields.get("assumed", ())),
            told=frozenset(fields.get("told", ())),
        )
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error, RecursionError):
        text = f"what is remembered of an interview is damaged: take out that {MEMORY}"
        raise UnreadableError(f"{where}: {text}") from None


def _range(pair: Sequence[str]) -> DateRange:
    return DateRange(date.fromisoformat(pair[0]), date.fromisoformat(pair[1]))


def timeline_fields(timeline: StatedTimeline) -> dict[str, object]:
    """Return a stated timeline as values of JSON."""
    promise = timeline.promise
    return {
        "promise": type(promise).__name__ if promise else None,
        "day": str(timeline.answer_due) if timeline.answer_due else None,
        "not_before": str(timeline.not_before) if timeline.not_before else None,
        "other": str(timeline.other_reading) if timeline.other_reading else None,
        "no_calls": timeline.no_calls,
        "no_contact": timeline.no_contact,
        "text": timeline.text,
        "said_on": str(timeline.said_on) if timeline.said_on else None,
        "reading": timeline.reading,
        "vague": timeline.is_vague,
        "in_invitation": timeline.in_invitation,
    }


def timeline_of(fields: Mapping[str, str]) -> StatedTimeline:
    """Return the timeline that `timeline_fields` wrote."""
    day, other, not_before, said_on = (
        date.fromisoformat(fields[name]) if fields.get(name) else None
        for name in ("day", "other", "not_before", "said_on")
    )
    promise: Promise | None
    match fields.get("promise"):
        case "AnswerBy" if day:
            promise = AnswerBy(day, not_before, other)
        case "ContactInvited" if day:
            promise = ContactInvited(day, other)
        case "SilenceMeansNo":
            promise = SilenceMeansNo(day, other)
        case "Undated":
            promise = Undated()
        case "NotUnderstood":
            promise = NotUnderstood()
        case _:
            promise = None
    return StatedTimeline(
        promise,
        bool(fields.get("no_calls")),
        bool(fields.get("no_contact")),
        fields.get("text", ""),
        said_on,
        fields.get("reading", ""),
        is_vague=bool(fields.get("vague")),
        in_invitation=bool(fields.get("in_invitation")),
    )


def basic(moment: datetime) -> str:
    """Return a moment as iCalendar writes it: in UTC, basic form."""
    return moment.astimezone(UTC).strftime(_BASIC)


def moment_of(text: str) -> datetime:
    """Return the moment that `basic` wrote."""
    return datetime.fromisoformat(text)
