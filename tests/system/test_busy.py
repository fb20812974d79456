"""--busy: follow-ups keep out of the way of other appointments, from files, folders, mails and the configuration."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from calendars import calendar, event

INVITATION = Path(__file__).parents[2] / "examples" / "interview.ics"
NOW = ("--now", "2026-11-16T09:00:00-05:00")
NEW_YORK = "DTSTART;TZID=America/New_York:"


@pytest.fixture
def starts(plan, tmp_path):
    """Plan for the example and return when which step starts, by the clock in New York."""

    def starts(*args, code=0):
        found = plan(INVITATION, *NOW, "--format", "json", "-o", "out.ics", *args, code=code)
        (tmp_path / "out.ics").unlink()
        return {step["kind"]: f"{datetime.fromisoformat(step['start']):%d.%m. %H:%M}" for step in found.json["steps"]}

    return starts


@pytest.fixture
def why(plan):
    """Plan for the example and return the reasons of a step."""

    def why(kind, *args):
        found = plan(INVITATION, *NOW, "--format", "json", "-o", "why.ics", *args)
        step = next(each for each in found.json["steps"] if each["kind"] == kind)
        return "; ".join(reason["text"] for reason in step["reasons"])

    return why


def appointment(start, minutes, *lines, uid="1"):
    """One in New York."""
    return event(*lines, uid=uid, start=f"{NEW_YORK}{start}", end=f"DURATION:PT{minutes}M")


def write(path, *events):
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(calendar(*events))
    return path


USUAL = {
    "references": "16.11. 09:00",
    "prep": "18.11. 13:00",
    "debrief": "18.11. 15:45",
    "thank-you": "18.11. 16:30",
    "check-in": "25.11. 10:00",
    "closing": "18.12. 09:00",
}
NOTE = appointment("20261118T160000", 90)
CALL = appointment("20261125T090000", 90, uid="2")


class TestWhatMoves:
    def test_nothing_without(self, starts):
        assert starts() == USUAL

    def test_the_steps_that_are_hit_and_no_others(self, starts, tmp_path):
        busy = write(tmp_path / "busy.ics", NOTE, CALL)
        assert starts("--busy", busy) == {**USUAL, "thank-you": "18.11. 17:30", "check-in": "25.11. 10:30"}

    def test_nothing_for_what_takes_no_time(self, starts, tmp_path):
        busy = write(tmp_path / "busy.ics", NOTE.replace("SUMMARY", "TRANSP:TRANSPARENT\r\nSUMMARY"))
        assert starts("--busy", busy) == USUAL

    def test_the_reason_says_so(self, why, tmp_path):
        write(tmp_path / "busy.ics", CALL)
        assert why("check-in", "--busy", "busy.ics").endswith("that is free in your calendar")

    def test_where_nothing_is_free_the_best_time_is_taken_and_told(self, starts, why, tmp_path):
        week = [appointment(f"202611{day}T000000", 24 * 60, uid=str(day)) for day in range(25, 29)]
        write(tmp_path / "busy.ics", *week)
        assert starts("--busy", "busy.ics") == USUAL
        reasons = why("check-in", "--busy", "busy.ics")
        assert reasons.endswith("is free in your calendar until Fri 27 Nov, 17:00")
        assert "no time in the hours 10:00-12:00, 14:00-16:00" in reasons

    def test_declined_by_me(self, starts, tmp_path):
        lines = ("ORGANIZER:mailto:a@work.example", "ATTENDEE;PARTSTAT=DECLINED:mailto:jo.seeker@gmail.com")
        busy = write(tmp_path / "busy.ics", appointment("20261125T090000", 90, *lines))
        assert starts("--busy", busy) == starts("--busy", busy, "--me", "jo.seeker@gmail.com") == USUAL
        assert starts("--busy", busy, "--me", "joe@home.example")["check-in"] == "25.11. 10:30"

    def test_other_interviews_take_time(self, plan, tmp_path):
        other = event(uid="other", start=f"{NEW_YORK}20261118T160000", end="DURATION:PT1H", title="Interview at Zeta")
        write(tmp_path / "other.ics", other)
        found = plan(INVITATION, "other.ics", *NOW, "--format", "json")
        steps = {(each["kind"], each["interview"]): each["start"][11:16] for each in found.json["steps"]}
        notes = sorted(at for (kind, _), at in steps.items() if kind == "thank-you")
        assert notes == ["17:00", "18:00"]
        assert ("debrief", "other") in steps

    def test_a_whole_day_is_one_where_the_user_lives(self, starts, tmp_path):
        day = event("TRANSP:OPAQUE", start="DTSTART;VALUE=DATE:20261125", end="")
        write(tmp_path / "busy.ics", day)
        for zone, expected in (("America/New_York", "27.11. 10:00"), ("Asia/Tokyo", "25.11. 10:00")):
            (tmp_path / "own.toml").write_text(f'[own-hours]\nzone = "{zone}"\n')
            assert starts("--busy", "busy.ics", "--policy", "own.toml")["check-in"] == expected


class TestSources:
    def test_several(self, starts, tmp_path):
        write(tmp_path / "one.ics", NOTE)
        write(tmp_path / "two.ics", CALL)
        moved = starts("--busy", "one.ics", "--busy", "two.ics")
        assert (moved["thank-you"], moved["check-in"]) == ("18.11. 17:30", "25.11. 10:30")

    def test_a_folder(self, starts, tmp_path):
        write(tmp_path / "mine" / "one.ics", NOTE)
        write(tmp_path / "mine" / "two.ics", CALL)
        assert starts("--busy", "mine")["check-in"] == "25.11. 10:30"

    def test_standard_input(self, run):
        found = run("plan", INVITATION, *NOW, "--busy", "-", "--format", "json", stdin=calendar(CALL))
        assert [each["start"][11:16] for each in found.json["steps"] if each["kind"] == "check-in"] == ["10:30"]

    @pytest.mark.parametrize(
        "args",
        [("-", "--busy", "-"), ("x.ics", "--busy", "-", "--busy", "-"), ("x.ics", "--busy", "-", "--they-said", "-")],
    )
    def test_standard_input_is_read_once(self, plan, args):
        assert "both read standard input" in plan(*args, code=2).err

    def test_our_own_follow_ups_are_no_appointments(self, plan, tmp_path):
        plan(INVITATION, *NOW)
        before = (tmp_path / "followups.ics").read_bytes()
        plan(INVITATION, *NOW, "--busy", "followups.ics")
        assert (tmp_path / "followups.ics").read_bytes() == before

    def test_what_cannot_be_read_is_told_and_the_plan_is_made(self, plan, tmp_path):
        write(tmp_path / "busy.ics", CALL, event(uid="bad", start="DTSTART:soon"))
        (tmp_path / "text.ics").write_text("Hello")
        (tmp_path / "empty").mkdir()
        names = ("busy.ics", "text.ics", "nowhere.ics", "empty")
        found = plan(INVITATION, *NOW, *(word for name in names for word in ("--busy", name)), code=3)
        assert "Wed 25 Nov 10:30" in found.text
        for text in (
            "skipped: busy.ics: line 11: event bad: has no valid DTSTART",
            "skipped: text.ics: not an iCalendar file",
            "skipped: nowhere.ics: cannot be read: no such file or folder",
            "skipped: empty: no .ics or .eml file in this folder",
        ):
            assert any(text in line for line in found.lines)

    def test_an_empty_name_is_wrong_use(self, plan):
        assert "--busy is empty" in plan(INVITATION, "--busy", "", code=2).err


class TestOtherCommands:
    def test_tell_and_next(self, plan, run, tmp_path):
        plan(INVITATION, *NOW)
        write(tmp_path / "busy.ics", CALL)
        later = ("--now", "2026-11-24T09:00:00-05:00")
        assert "10:00 Call Acme" in run("next", *later).text
        assert "10:30 Call Acme" in run("next", *later, "--busy", "busy.ics").text
        assert "Wed 25 Nov 10:30" in run("tell", "promised Acme a portfolio", *later, "--busy", "busy.ics").text
        missing = run("next", *later, "--busy", "nowhere.ics")
        assert (missing.code, "Call Acme" in missing.text) == (3, True)
        assert "skipped: nowhere.ics: cannot be read" in missing.err


class TestConfiguration:
    @pytest.fixture
    def config(self, tmp_path):
        def config(text):
            path = tmp_path / ".config" / "followcal" / "config.toml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            return path

        return config

    def test_sources_are_named_from_its_folder(self, starts, config, tmp_path):
        path = config('[me]\nname = "Jo"\n[busy]\nsources = ["mine.ics"]\n')
        write(path.parent / "mine.ics", CALL)
        assert starts()["check-in"] == "25.11. 10:30"
        write(tmp_path / "more.ics", NOTE)
        assert starts("--busy", "more.ics") == {**USUAL, "thank-you": "18.11. 17:30", "check-in": "25.11. 10:30"}

    def test_what_is_tentative_and_whole_days_that_do_not_say(self, starts, config, tmp_path):
        maybe = CALL.replace("SUMMARY", "STATUS:TENTATIVE\r\nSUMMARY")
        day = event(uid="day", start="DTSTART;VALUE=DATE:20261118", end="DTEND;VALUE=DATE:20261120")
        write(tmp_path / "busy.ics", maybe, day)
        (tmp_path / "own.toml").write_text('[own-hours]\nzone = "America/New_York"\n')
        args = ("--busy", "busy.ics", "--policy", "own.toml")
        assert starts(*args) == {**USUAL, "check-in": "25.11. 10:30"}
        config('[busy]\ntentative = "free"\nunmarked_days = "busy"\n')
        moved = starts(*args)
        assert moved["thank-you"] == "20.11. 08:00"
        assert moved["check-in"] == "27.11. 10:00"  # a week after the note (P3)

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("busy = 3", "busy is no table: write [busy]"),
            ('[busy]\nsources = "x.ics"', "busy.sources: write sources = ["),
            ("[busy]\nsources = [3]", "busy.sources: write sources = ["),
            ("[busy]\ntentative = true", 'busy.tentative: write tentative = "busy" or tentative = "free"'),
            ("[busy]\nsource = []", "unknown key busy.source: known are sources, tentative, unmarked_days"),
            ("[busy", "no TOML"),
        ],
    )
    def test_what_is_wrong_is_told(self, plan, config, text, told):
        config(text)
        assert told in plan(INVITATION, *NOW, code=2).err
