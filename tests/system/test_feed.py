"""The feed: what is published holds the follow-ups, and nothing that is not for others' programs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from icalendar import Calendar

from system.validators import ical_package, icaljs, khal_import, libical, lint

EXAMPLE = Path(__file__).parents[2] / "examples" / "interview.ics"
NOW = ("--now", "2026-11-16T09:00:00-05:00", "--country", "US-NY")
FEED = ("--feed", "feed.ics")


@pytest.fixture
def published(plan, tmp_path):
    plan(EXAMPLE, *NOW, *FEED)
    return tmp_path / "feed.ics"


def test_it_holds_the_follow_ups_and_what_programs_ask_for(published):
    calendar = Calendar.from_ical(published.read_bytes())
    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == "Follow-ups"
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in published.read_bytes()
    assert calendar["X-PUBLISHED-TTL"] == "PT1H"
    assert "Google within a day" in calendar["DESCRIPTION"]
    kept = Calendar.from_ical((published.parent / "followups.ics").read_bytes())
    fields = ("UID", "SUMMARY", "DTSTART", "DTEND", "SEQUENCE", "DTSTAMP")
    shown = [[str(each[name].to_ical()) for name in fields] for each in calendar.walk("VEVENT")]
    assert shown == [[str(each[name].to_ical()) for name in fields] for each in kept.walk("VEVENT")]


def test_it_keeps_secrets_and_says_that_it_is_not_read(published):
    data = published.read_bytes()
    assert b"X-FOLLOWCAL" not in data
    assert b"ATTENDEE" not in data
    debrief = next(e for e in Calendar.from_ical(data).walk("VEVENT") if e["SUMMARY"].startswith("Debrief"))
    assert debrief["DESCRIPTION"].startswith("This calendar is published: what you type here is not read.")


def test_what_did_not_change_is_not_written(published, plan):
    os.utime(published, (1, 1))
    plan(EXAMPLE, *NOW, *FEED)
    assert published.stat().st_mtime == 1


def test_what_is_withdrawn_is_gone_from_it(published, plan):
    plan(EXAMPLE, *NOW, *FEED, "--not", "Acme")
    left = [each["SUMMARY"] for each in Calendar.from_ical(published.read_bytes()).walk("VEVENT")]
    assert [each for each in left if not each.startswith("Tell your references")] == []  # that has begun: done


def test_it_is_no_source_of_interviews(published, plan):
    assert "no interview found" in plan("feed.ics", "--now", NOW[1], "-o", "other.ics", code=1).err


def test_a_file_of_somebody_else_is_not_replaced(plan, tmp_path):
    for text in ("BEGIN:VCALENDAR\nPRODID:x\nEND:VCALENDAR\n", "notes"):
        (tmp_path / "feed.ics").write_text(text)
        assert "no feed of followcal" in plan(EXAMPLE, *NOW, *FEED, code=1).err
        assert (tmp_path / "feed.ics").read_text() == text
        assert not (tmp_path / "followups.ics").exists()
    plan(EXAMPLE, *NOW, *FEED, "--force")


def test_what_cannot_be(plan, tmp_path):
    plan(EXAMPLE, *NOW, *FEED, "--as", "todos", code=2)
    plan(EXAMPLE, *NOW, "--feed", "followups.ics", code=2)
    plan(EXAMPLE, *NOW, "--feed", "", code=2)


def test_sync_writes_it_beside_a_file_only(run, tmp_path):
    config = tmp_path / "config.toml"
    text = f'[sync]\nsources = ["{EXAMPLE}"]\nfeed = "feed.ics"\ncountry = ["US-NY"]\n'
    config.write_text(f'{text}target = "followups.ics"\n')
    assert run("sync", "--config", config, *NOW[:2]).code == 0
    assert (tmp_path / "feed.ics").exists()
    config.write_text(f'{text}target = "folder"\n')
    assert "sync.feed needs a target that is a file" in run("sync", "--config", config, *NOW[:2]).err


@pytest.mark.parametrize("checker", [lint, libical, icaljs, ical_package, khal_import], ids=lambda each: each.__name__)
def test_every_checker_reads_it(published, checker):
    lacking = checker.available()
    if lacking:
        pytest.skip(lacking)
    found = checker.complaints(published, shape=False) if checker is lint else checker.complaints(published)
    assert found == []
