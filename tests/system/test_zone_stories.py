"""Employer and user in two zones: what a plan says on both sides, worked out by hand (tests/data/zone_stories.csv)."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendars import DATA, calendar, event

with (DATA / "zone_stories.csv").open(encoding="utf-8") as file:
    STORIES = list(csv.DictReader(file))


def local(text):
    return text.replace("-", "").replace(":", "").replace(" ", "T") + "00"


@pytest.mark.parametrize("story", [pytest.param(story, id=story["story"]) for story in STORIES])
def test_both_sides(story, plan, tmp_path):
    zone = story["zone"]
    interview = event(
        start=f"DTSTART;TZID={zone}:{local(story['start'])}", end=f"DTEND;TZID={zone}:{local(story['end'])}"
    )
    (tmp_path / "interview.ics").write_bytes(calendar(interview))
    kind, _, hours = story["own_hours"].partition(" ")
    lines = ["[own-hours]", f'zone = "{story["home"]}"', *([f'{kind} = ["{hours}"]'] if kind else [])]
    (tmp_path / "own.toml").write_text("\n".join(lines))
    busy = []
    if story["busy"]:
        day, clock, minutes = story["busy"].split(" ")
        at = f"DTSTART;TZID={story['home']}:{local(f'{day} {clock}')}"
        (tmp_path / "busy.ics").write_bytes(calendar(event(start=at, end=f"DURATION:PT{minutes}M")))
        busy = ["--busy", "busy.ics"]
    now = datetime.fromisoformat(story["start"]).replace(tzinfo=ZoneInfo(zone)) - timedelta(days=2)
    found = plan(
        *("interview.ics", "--country", story["country"], "--policy", "own.toml", *busy),
        *("--now", now.isoformat(), "--format", "json", "-o", "out.ics"),
    )
    step = next(each for each in found.json["steps"] if each["kind"] == story["step"])
    start = datetime.fromisoformat(step["start"])
    assert f"{start:%a %Y-%m-%d %H:%M} {start.isoformat()[-6:]}" == story["there"]
    here = start.astimezone(ZoneInfo(story["home"]))
    assert f"{here:%a %Y-%m-%d %H:%M} {here.isoformat()[-6:]}" == story["here"]
    reasons = " ".join(reason["text"] for reason in step["reasons"])
    assert story["says"] in reasons
    assert story["says"] or ("stretched" not in reasons and "no time" not in reasons)
    assert datetime.fromisoformat(step["earliest"]) <= start <= datetime.fromisoformat(step["latest"])


def test_the_table_holds_what_it_should():
    homes = {frozenset((story["zone"], story["home"])) for story in STORIES}
    assert len(homes) >= 8
    assert len(STORIES) >= 10
