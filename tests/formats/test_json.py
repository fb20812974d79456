"""The plan as data: schema 1."""

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from followcal.core.business_days import BusinessCalendar
from followcal.core.interview import Interview, Office, Person, Region
from followcal.core.planning import plan
from followcal.core.schedule import schedule
from followcal.core.timeline import (
    AnswerBy,
    ContactInvited,
    NotUnderstood,
    SilenceMeansNo,
    StatedTimeline,
    Undated,
)
from followcal.formats.json import plan_json, timeline_fields
from strategies import interviews

ZONE = ZoneInfo("America/New_York")
START = datetime(2026, 11, 18, 14, 0, tzinfo=ZONE)
END = START + timedelta(minutes=90)
CALENDAR = BusinessCalendar.of([date(2026, 11, 26)])
HOLIDAYS = {"version": "0.109", "fingerprint": "0" * 16}


def made(*held, now=START - timedelta(days=5), warnings=()):
    calendars = {interview.office: CALENDAR for interview in held}
    result = schedule(plan(held, calendars, now=now), calendars)
    return json.loads(plan_json(result, calendars, holidays=HOLIDAYS, warnings=warnings))


def interview(**fields):
    return Interview(**{"uid": "1", "start": START, "end": END, "company": "Acme", **fields})


def test_an_interview():
    held = interview(
        recurrence_id="20261118T190000Z",
        summary="Interview with Acme",
        role="Cook",
        round="final",
        interviewers=(Person("Ann", "ann@acme.com"), Person("Bo", None), Person(None, "cy@acme.com")),
        office=Office((Region("US", "CA"),)),
    )
    assert made(held)["interviews"] == [
        {
            "uid": "1",
            "recurrence_id": "20261118T190000Z",
            "summary": "Interview with Acme",
            "start": "2026-11-18T14:00:00-05:00",
            "end": "2026-11-18T15:30:00-05:00",
            "timezone": "America/New_York",
            "country": "US",
            "subdivision": "CA",
            "company": "Acme",
            "role": "Cook",
            "round": "final",
            "medium": None,
            "interviewers": [
                {"name": "Ann", "email": "ann@acme.com"},
                {"name": "Bo", "email": None},
                {"name": None, "email": "cy@acme.com"},
            ],
            "contact": None,
            "status": "planned",
            "timeline": None,
        }
    ]


@pytest.mark.parametrize(
    ("regions", "country", "subdivision"),
    [
        ((), None, None),
        ((Region("US"),), "US", None),
        ((Region("US", "CA"), Region("DE", "BY")), "US,DE", "CA,BY"),
        ((Region("US"), Region("GB")), "US,GB", None),
        ((Region("US"), Region("DE", "BY")), "US,DE", ",BY"),
        ((Region("US", "CA"), Region("DE")), "US,DE", "CA,"),
    ],
)
def test_several_countries_keep_their_subdivisions_apart(regions, country, subdivision):
    """Which country a subdivision belongs to can be told: there are as many commas in both."""
    [found] = made(interview(office=Office(regions)))["interviews"]
    assert (found["country"], found["subdivision"]) == (country, subdivision)


@pytest.mark.parametrize(
    ("now", "cancelled", "status"),
    [
        (END - timedelta(seconds=1), False, "planned"),
        (END, False, "held"),
        (END + timedelta(days=90), False, "held"),
        (END, True, "cancelled"),
    ],
)
def test_the_status_of_an_interview(now, cancelled, status):
    assert made(interview(cancelled=cancelled), now=now)["interviews"][0]["status"] == status


STATED = [
    (StatedTimeline(AnswerBy(date(2026, 12, 4)), text="by Friday"), "answer-by", "2026-12-04", "2026-12-07"),
    (StatedTimeline(AnswerBy(date(2026, 11, 26))), "answer-by", "2026-11-26", "2026-11-30"),
    (StatedTimeline(ContactInvited(date(2026, 11, 25))), "invited", "2026-11-25", "2026-11-27"),
    (StatedTimeline(SilenceMeansNo(date(2026, 12, 4))), "silence-means-no", "2026-12-04", None),
    (StatedTimeline(SilenceMeansNo()), "silence-means-no", None, None),
    (StatedTimeline(Undated()), "undated", None, None),
    (StatedTimeline(NotUnderstood(), text="words"), "not-understood", None, None),
    (StatedTimeline(no_calls=True), "no-calls", None, None),
    (StatedTimeline(no_contact=True, no_calls=True), "no-contact", None, None),
    (StatedTimeline(AnswerBy(date(2026, 12, 4)), no_contact=True), "answer-by", "2026-12-04", None),
]


@pytest.mark.parametrize(
    ("stated", "kind", "due", "contact"), STATED, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_timeline(stated, kind, due, contact):
    fields = timeline_fields(stated, CALENDAR)
    assert (fields.pop("question") is None) == (kind not in ("undated", "not-understood"))
    assert fields == {
        "said_on": None,
        "in_invitation": False,
        "reading": "",
        "text": stated.text,
        "kind": kind,
        "not_before": None,
        "answer_due": due,
        "other_reading": None,
        "contact_from": contact,
        "no_calls": stated.no_calls,
        "no_contact": stated.no_contact,
    }


def test_both_readings_and_a_lower_bound():
    fields = timeline_fields(
        StatedTimeline(AnswerBy(date(2026, 12, 4), date(2026, 11, 30), date(2026, 11, 27))), CALENDAR
    )
    assert (fields["not_before"], fields["answer_due"], fields["other_reading"]) == (
        "2026-11-30",
        "2026-12-04",
        "2026-11-27",
    )


def test_the_notes_of_a_round_differ_only_in_whom_they_go_to():
    people = (Person("Ann", "ann@acme.com"), Person("Bo", None))
    notes = [step for step in made(interview(interviewers=people))["steps"] if step["kind"] == "thank-you"]
    assert [note.pop("to") for note in notes] == [
        {"name": "Ann", "email": "ann@acme.com"},
        {"name": "Bo", "email": None},
    ]
    assert notes[0] == notes[1]


def test_a_step():
    [check_in] = [step for step in made(interview())["steps"] if step["kind"] == "check-in"]
    reasons = check_in.pop("reasons")
    assert check_in == {
        "uid": check_in["uid"],
        "interview": "1",
        "kind": "check-in",
        "about": None,
        "to": None,
        "channel": "phone",
        "earliest": "2026-11-25T10:00:00-05:00",
        "due": "2026-11-27T17:00:00-05:00",
        "latest": "2026-11-27T17:00:00-05:00",
        "start": "2026-11-25T10:00:00-05:00",
        "end": "2026-11-25T10:15:00-05:00",
        "status": "planned",
        "optional": False,
        "provisional": False,
        "summary": "Call Acme, by Fri 27 Nov",
    }
    assert reasons[0]["rule"] == "S5"
    assert set(reasons[0]) == {"rule", "text", "source"}


def test_the_offset_is_that_of_the_moment_not_of_today():
    """Daylight saving time ends between the interview and the closing."""
    start = datetime(2026, 10, 20, 14, 0, tzinfo=ZONE)
    steps = made(interview(start=start, end=start + timedelta(hours=1)), now=start)["steps"]
    assert {step["start"][-6:] for step in steps if step["start"] < "2026-11-01"} == {"-04:00"}
    assert {step["start"][-6:] for step in steps if step["start"] > "2026-11-02"} == {"-05:00"}


def test_warnings_and_holidays_are_passed_on():
    found = made(interview(), warnings=["mind the gap"])
    assert (found["schema"], found["warnings"], found["holidays"]) == (1, ["mind the gap"], HOLIDAYS)


def test_what_a_terminal_would_obey_is_escaped_and_the_rest_is_not():
    evil = "\x1b[31m\x9b2J\u202e\x07\x7f"
    held = interview(summary=f"Gespräch 面接 {evil}")
    calendars = {held.office: CALENDAR}
    result = schedule(plan([held], calendars, now=START), calendars)
    text = plan_json(result, calendars, holidays=HOLIDAYS, warnings=[evil])
    assert "Gespräch 面接" in text
    assert [char for char in text if char != "\n" and not char.isprintable()] == []
    assert json.loads(text)["interviews"][0]["summary"].startswith("Gespräch 面接")


@given(interviews())
def test_any_plan_is_read_back_with_its_moments(held):
    calendars = {held.office: BusinessCalendar.of()}
    result = schedule(plan([held], calendars, now=held.start), calendars)
    found = json.loads(plan_json(result, calendars, holidays=HOLIDAYS, warnings=[]))
    assert len(found["steps"]) == len(result.steps)
    for step, fields in zip(result.steps, found["steps"], strict=True):
        assert datetime.fromisoformat(fields["start"]).timestamp() == int(step.start.timestamp())
        assert (
            datetime.fromisoformat(fields["latest"]).utcoffset()
            == step.window.latest.astimezone(held.end.tzinfo).utcoffset()
        )
        assert (fields["uid"], fields["kind"]) == (step.uid, step.kind.value)
