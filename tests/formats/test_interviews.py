"""Invitations as real senders write them, against what a person reads in them."""

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from followcal.formats.interviews import Reading, read_calendar
from followcal.formats.mail import calendars_in_mail
from followcal.formats.zones import zone_named, zone_text

INVITATIONS = Path(__file__).parent.parent / "data" / "invitations"
CASES = sorted(path for path in INVITATIONS.iterdir() if path.suffix in (".ics", ".eml"))


def read(path, options):
    reading = Reading(
        home_zone=lambda: ZoneInfo(options["home_zone"]),
        timezone=zone_named(options["timezone"]) if options["timezone"] else None,
        me=frozenset(address.casefold() for address in options["me"]),
    )
    data = path.read_bytes()
    parts = calendars_in_mail(data, path.name) if path.suffix == ".eml" else [data]
    found = [read_calendar(part, path.name, reading) for part in parts]
    assert [problem for one in found for problem in one.problems if problem.lost] == []
    return [invitation.interview for one in found for invitation in one.invitations]


def as_fields(interview):
    return {
        "uid": interview.uid,
        "recurrence_id": interview.recurrence_id,
        "summary": interview.summary,
        "start": interview.start.isoformat(),
        "end": interview.end.isoformat(),
        "timezone": zone_text(interview.end.tzinfo),
        "company": interview.company,
        "role": interview.role,
        "round": interview.round,
        "medium": interview.medium,
        "status": "cancelled" if interview.cancelled else "active",
        "sequence": interview.sequence,
        "interviewers": [{"name": person.name, "email": person.email} for person in interview.interviewers],
    }


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_invitation_is_read_as_a_person_reads_it(path):
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    interviews = read(path, expected["options"])
    assert len(interviews) == len(expected["interviews"])
    for interview, wanted in zip(interviews, expected["interviews"], strict=True):
        skipped = set(wanted.pop("open", []))
        fields = as_fields(interview)
        assert {k: v for k, v in fields.items() if k not in skipped} == {
            k: v for k, v in wanted.items() if k not in skipped and k in fields
        }
