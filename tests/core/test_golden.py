"""Dated cases with the weekday visible, worked out from the rules alone (tests/data/cases.csv)."""

import csv
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from followcal import (
    AnswerBy,
    ContactInvited,
    DateRange,
    Interview,
    Office,
    Person,
    Region,
    SilenceMeansNo,
    StatedTimeline,
)
from followcal import plan as followcal_plan

CASES = Path(__file__).parent.parent / "data" / "cases.csv"
ROWS = list(csv.DictReader(CASES.read_text(encoding="utf-8").splitlines()))


def moment(text, zone):
    weekday, _, rest = text.partition(" ")
    value = datetime.fromisoformat(rest).replace(tzinfo=zone)
    assert value.strftime("%a") == weekday, text
    return value


def ranges(text):
    for part in text.split():
        first, _, last = part.partition("..")
        yield DateRange(date.fromisoformat(first), date.fromisoformat(last or first))


def timeline(text):
    match = re.search(r"\d{4}-\d{2}-\d{2}", text)
    day = date.fromisoformat(match[0]) if match else None
    said = {
        "": None,
        "by": StatedTimeline(AnswerBy(day)) if day else None,
        "invited": StatedTimeline(ContactInvited(day)) if day else None,
        "silence": StatedTimeline(SilenceMeansNo()),
        "no contact": StatedTimeline(no_contact=True),
        "no calls": StatedTimeline(no_calls=True),
    }
    return next(value for key, value in reversed(said.items()) if text.startswith(key))


def planned(row):
    zone = ZoneInfo(row["zone"])
    interview = Interview(
        uid=row["case"],
        start=moment(row["interview_start"], zone),
        end=moment(row["interview_end"], zone),
        company="Acme",
        interviewers=(Person("Ann Lee", "ann@acme.com"),),
        office=Office(
            (Region(row["country"], row["subdivision"] or None),) if row["country"] else (),
            tuple(ranges(row["closed"])),
            tuple(ranges(row["open"])),
        ),
        timeline=timeline(row["stated"]),
    )
    steps = followcal_plan([interview], now=moment(row["now"], zone)).steps
    return {step.kind.value: step for step in steps}, zone


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['case']}/{row['step']}")
def test_case(row):
    steps, zone = planned(row)
    if row["earliest"] == "none":
        assert row["step"] not in steps
        return
    step = steps[row["step"]]
    window = step.window
    got = {"earliest": window.earliest, "due": window.due, "latest": window.latest, "start": step.start}
    wanted = {name: moment(row[name], zone) for name in got if row[name]}
    shown = {name: got[name].astimezone(zone).strftime("%a %Y-%m-%d %H:%M") for name in wanted}
    assert shown == {name: row[name] for name in wanted}, row["why"]
    assert all(got[name] - wanted[name] == timedelta(0) for name in wanted)


def test_the_table_has_at_least_sixty_cases():
    assert len({row["case"] for row in ROWS}) >= 60
