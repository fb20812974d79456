"""Invitations, answers and changes as messages, in any order: they come to what is left of them in a calendar."""

from __future__ import annotations

import random
from itertools import permutations

import pytest

NOW = "2026-11-10T09:00:00-05:00"
ME = "me@home.example"
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n"


def event(start, *lines, sequence=0, uid="1", hours=1):
    day, hour = start.split("T")
    zone = ";TZID=America/New_York"
    return "\r\n".join(
        [
            "BEGIN:VEVENT",
            f"UID:{uid}",
            f"DTSTAMP:202611{sequence + 1:02}T090000Z",
            f"SEQUENCE:{sequence}",
            "SUMMARY:Interview with Acme",
            f"DTSTART{zone}:{day}T{hour}0000",
            f"DTEND{zone}:{day}T{int(hour) + hours:02}0000",
            "ORGANIZER;CN=Ann Lee:mailto:ann.lee@acme.com",
            *lines,
            "END:VEVENT",
            "",
        ]
    )


def guest(state="NEEDS-ACTION"):
    return f"ATTENDEE;PARTSTAT={state}:mailto:{ME}"


def message(method, *events):
    return f"{HEAD}METHOD:{method}\r\n{''.join(events)}END:VCALENDAR\r\n"


def as_mail(text, number):
    return (
        f"From: ann.lee@acme.com\r\nTo: {ME}\r\nSubject: Message {number}\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nSee below\r\n"
        f"--x\r\nContent-Type: text/calendar; charset=utf-8\r\n\r\n{text}\r\n--x--\r\n"
    )


WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=3"
AT = "RECURRENCE-ID;TZID=America/New_York:20261125T140000"
OTHER = event("20261202T10", guest(), uid="2")

CASES = {
    "moved": (
        [
            message("REQUEST", event("20261118T14", guest())),
            message("REQUEST", event("20261119T10", guest(), sequence=1)),
            message("REPLY", event("20261118T14", guest("ACCEPTED"))),
            message("COUNTER", event("20261123T14", guest(), sequence=1)),
            message("PUBLISH", OTHER),
        ],
        [event("20261119T10", guest(), sequence=1), OTHER],
    ),
    "called off": (
        [
            message("REQUEST", event("20261118T14", guest())),
            message("REQUEST", event("20261119T10", guest(), sequence=1)),
            message("CANCEL", event("20261119T10", sequence=2)),
            message("REQUEST", OTHER),
        ],
        [event("20261119T10", "STATUS:CANCELLED", guest(), sequence=2), OTHER],
    ),
    "called off and on again": (
        [
            message("REQUEST", event("20261118T14", guest())),
            message("CANCEL", event("20261118T14", sequence=1)),
            message("REQUEST", event("20261124T14", guest(), sequence=2)),
        ],
        [event("20261124T14", guest(), sequence=2)],
    ),
    "declined": (
        [
            message("REQUEST", event("20261118T14", guest(), sequence=1)),
            message("REPLY", event("20261118T14", guest("DECLINED"), sequence=1)),
            message("REQUEST", OTHER),
        ],
        [event("20261118T14", guest("DECLINED"), sequence=1), OTHER],
    ),
    "declined, then accepted": (
        [
            message("REQUEST", event("20261118T14", guest())),
            message("REPLY", event("20261118T14", guest("DECLINED")).replace("T090000Z", "T100000Z")),
            message("REPLY", event("20261118T14", guest("ACCEPTED")).replace("T090000Z", "T110000Z")),
        ],
        [event("20261118T14", guest("ACCEPTED"))],
    ),
    "declined by somebody else": (
        [
            message("REQUEST", event("20261118T14", guest(), "ATTENDEE:mailto:bob@acme.com")),
            message("REPLY", event("20261118T14", "ATTENDEE;PARTSTAT=DECLINED:mailto:bob@acme.com")),
        ],
        [event("20261118T14", guest(), "ATTENDEE:mailto:bob@acme.com")],
    ),
    "declined, then moved": (
        [
            message("REQUEST", event("20261118T14", guest())),
            message("REPLY", event("20261118T14", guest("DECLINED"))),
            message("REQUEST", event("20261119T14", guest(), sequence=1)),
        ],
        [event("20261119T14", guest(), sequence=1)],
    ),
    "one instance called off": (
        [
            message("REQUEST", event("20261118T14", WEEKLY, guest())),
            message("CANCEL", event("20261125T14", AT, sequence=1)),
            message("REPLY", event("20261118T14", guest("ACCEPTED"))),
        ],
        [event("20261118T14", WEEKLY, guest()), event("20261125T14", AT, "STATUS:CANCELLED", sequence=1)],
    ),
    "one instance moved": (
        [
            message("REQUEST", event("20261118T14", WEEKLY, guest())),
            message("REQUEST", event("20261126T10", AT, guest(), sequence=1)),
            message("ADD", event("20261210T10", guest(), sequence=2)),
        ],
        [
            event("20261118T14", WEEKLY, guest()),
            event("20261126T10", AT, guest(), sequence=1),
            event("20261210T10", "RECURRENCE-ID;TZID=America/New_York:20261210T100000", guest(), sequence=2),
        ],
    ),
    "a series moved to another day": (
        [
            message("REQUEST", event("20261118T14", WEEKLY, guest())),
            message("REQUEST", event("20261126T10", AT, guest(), sequence=1)),
            message("REQUEST", event("20261119T14", WEEKLY, guest(), sequence=2)),
        ],
        [event("20261119T14", WEEKLY, guest(), sequence=2)],
    ),
    "a series that became one event": (
        [
            message("REQUEST", event("20261118T14", WEEKLY, guest())),
            message("REQUEST", event("20261120T14", guest(), sequence=1)),
        ],
        [event("20261120T14", guest(), sequence=1)],
    ),
    "a series called off": (
        [
            message("REQUEST", event("20261118T14", WEEKLY, guest())),
            message("CANCEL", event("20261118T14", sequence=1)),
            message("REQUEST", OTHER),
        ],
        [event("20261118T14", WEEKLY, "STATUS:CANCELLED", guest(), sequence=1), OTHER],
    ),
}


def steps(result):
    """What is planned, by value: without the notes about what was read."""
    return [
        {name: step[name] for name in ("uid", "kind", "status", "start", "end") if name in step}
        for step in result.json["steps"]
        if step["status"] != "withdrawn"
    ]


@pytest.fixture
def planned(plan, tmp_path):
    def planned(*sources):
        """The plan for these sources, without memory."""
        output = tmp_path / "none.ics"
        result = plan(*sources, "--now", NOW, "--me", ME, "-o", output, "--format", "json", code={0, 1, 3})
        output.unlink(missing_ok=True)
        return steps(result)

    return planned


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("kind", ["ics", "eml"])
def test_in_any_order_they_come_to_what_is_left_in_the_calendar(planned, tmp_path, name, kind):
    messages, left = CASES[name]
    (tmp_path / "calendar.ics").write_text(f"{HEAD}{''.join(left)}END:VCALENDAR\r\n", newline="")
    expected = planned("calendar.ics")
    assert expected
    orders = list(permutations(range(len(messages))))
    for order in random.Random(name).sample(orders, min(4, len(orders))):
        folder = tmp_path / "-".join(map(str, order))
        folder.mkdir()
        for place, number in enumerate(order):
            text = as_mail(messages[number], number) if kind == "eml" else messages[number]
            (folder / f"{place}.{kind}").write_text(text, newline="")
        assert planned(folder.name) == expected


@pytest.mark.parametrize("method", ["REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"])
def test_an_answer_alone_is_no_invitation(plan, tmp_path, method):
    (tmp_path / "answer.ics").write_text(message(method, event("20261118T14", guest("ACCEPTED"))), newline="")
    assert method in plan("answer.ics", "--now", NOW, code=1).err
