"""`followcal find`, and which events `plan` takes: by their clues, by hand, by their days."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from followcal.shell.cli import main
from followcal.shell.progress import Progress, bar

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "interview.ics"
CALENDAR = ROOT / "docs" / "tutorial" / "calendar.ics"
NOW = ("--now", "2026-11-16T09:00:00-05:00")
GRACE, BEN, STUDY = "call-grace-0002@google.com", "chat-ben-0004@google.com", "user-interview-0003@google.com"
DAY = datetime(2026, 11, 18, 14)  # noqa: DTZ001


def event(uid, title, start=DAY, *more):
    return "\r\n".join(
        (
            "BEGIN:VEVENT",
            f"UID:{uid}",
            "DTSTAMP:20261101T000000Z",
            f"DTSTART;TZID=America/New_York:{start:%Y%m%dT%H%M%S}",
            f"DTEND;TZID=America/New_York:{start + timedelta(hours=1):%Y%m%dT%H%M%S}",
            f"SUMMARY:{title}",
            *more,
            "END:VEVENT\r\n",
        )
    )


def calendar(*events, head=""):
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{head}{''.join(events)}END:VCALENDAR\r\n"


@pytest.fixture
def find(tmp_path, monkeypatch, capsysbinary):
    """Run `followcal find` in this process; return what it printed as JSON, and the lines on stderr."""
    monkeypatch.chdir(tmp_path)

    def find(*args, code=0):
        capsysbinary.readouterr()
        assert main(["find", *map(str, args), *NOW, "--format", "json"]) == code
        out, err = capsysbinary.readouterr()
        return json.loads(out), err.decode().splitlines()

    return find


def uids(found):
    return [interview["uid"] for interview in found["interviews"]]


class TestWhatIsTaken:
    def test_a_calendar_is_searched_and_says_why(self, find):
        found, _ = find(CALENDAR)
        assert uids(found) == [GRACE]
        assert found["events"]["read"] == 4
        assert found["interviews"][0]["company"] == "Harborview"
        assert found["interviews"][0]["score"] == sum(s["points"] for s in found["interviews"][0]["signals"]) >= 4
        assert STUDY not in [miss["uid"] for miss in found["near_misses"]]

    def test_the_only_event_of_a_named_file_is_that_interview(self, find, tmp_path):
        (tmp_path / "one.ics").write_text(calendar(event("1", "Lunch")), newline="")
        found, _ = find("one.ics")
        assert uids(found) == ["1"]

    def test_but_not_in_a_folder(self, find, tmp_path):
        (tmp_path / "mails").mkdir()
        (tmp_path / "mails" / "one.ics").write_text(calendar(event("1", "Lunch")), newline="")
        found, lines = find("mails")
        assert uids(found) == []
        assert any("1 other event was not taken" in line for line in lines)

    @pytest.mark.parametrize("text", ["chat with ben", "CHAT WITH", BEN])
    def test_match_takes_one_more(self, find, text):
        found, _ = find(CALENDAR, "--match", text)
        assert uids(found) == [GRACE, BEN]

    def test_only_takes_no_others(self, find):
        assert uids(find(CALENDAR, "--only", "Ben")[0]) == [BEN]
        assert uids(find(CALENDAR, "--only", BEN, "--only", "dentist")[0]) == ["dentist-0001@google.com", BEN]

    def test_not_takes_none_of_them(self, find):
        assert uids(find(CALENDAR, "--not", "Grace")[0]) == []

    @pytest.mark.parametrize("option", ["--only", "--match", "--not"])
    def test_an_empty_text_is_refused(self, plan, option):
        result = plan(CALENDAR, *NOW, option, " ", code=2)
        assert f"{option} is empty" in result.err

    def test_ours_are_never_taken(self, find, plan):
        plan(EXAMPLE, *NOW)
        found, _ = find("followups.ics", "--match", "Acme", code=0)
        assert uids(found) == []

    def test_the_order_of_sources_is_no_matter(self, find):
        assert find(CALENDAR, EXAMPLE)[0] == find(EXAMPLE, CALENDAR)[0]


class TestDays:
    OLD, AHEAD = DAY - timedelta(weeks=29), DAY + timedelta(days=500)

    def write(self, tmp_path, *starts):
        events = [event(f"{number}", "Interview with Acme", start) for number, start in enumerate(starts)]
        (tmp_path / "all.ics").write_text(calendar(*events), newline="")

    def test_what_lies_far_back_or_ahead_is_not_looked_at(self, find, tmp_path):
        self.write(tmp_path, self.OLD, DAY, self.AHEAD)
        found, lines = find("all.ics")
        assert uids(found) == ["1"]
        assert found["events"] == {"read": 3, "out_of_days": 2, "passed_over": 0}
        assert any("2 events before Tue 18 Aug 2026, or far ahead, were not looked at" in line for line in lines)

    def test_since_looks_further_back(self, find, tmp_path):
        self.write(tmp_path, self.OLD, DAY)
        assert uids(find("all.ics", "--since", "2026-01-01")[0]) == ["0", "1"]

    def test_by_hand_an_event_may_lie_anywhere(self, find, tmp_path):
        self.write(tmp_path, self.OLD, DAY, self.AHEAD)
        assert uids(find("all.ics", "--only", "2")[0]) == ["2"]
        assert uids(find("all.ics", "--match", "0")[0]) == ["0", "1"]

    def test_the_only_event_may_lie_anywhere(self, find, tmp_path):
        for start in (self.OLD, self.AHEAD):
            self.write(tmp_path, start)
            assert uids(find("all.ics")[0]) == ["0"]

    def test_nothing_in_those_days_is_said_so(self, plan, tmp_path):
        self.write(tmp_path, self.OLD, self.OLD)
        result = plan("all.ics", *NOW, code=1)
        assert "--since" in result.err


class TestNot:
    def test_what_is_taken_out_stays_out_until_it_changes(self, plan, tmp_path):
        two = (event("1", "Interview with Acme"), event("2", "Interview with Birch"))
        (tmp_path / "all.ics").write_text(calendar(*two), newline="")
        plan("all.ics", *NOW)
        for args in (("--not", "Birch"), ()):
            shown = plan("all.ics", *NOW, *args, "--format", "json").json
            status = {interview["uid"]: interview["status"] for interview in shown["interviews"]}
            assert status == {"1": "planned", "2": "cancelled"}
            assert {step["interview"] for step in shown["steps"] if step["status"] == "planned"} == {"1"}
        newer = event("2", "Interview with Birch", DAY, "SEQUENCE:1")
        (tmp_path / "all.ics").write_text(calendar(two[0], newer), newline="")
        for _ in range(2):
            shown = plan("all.ics", *NOW, "--format", "json").json
            assert {interview["status"] for interview in shown["interviews"]} == {"planned"}


class TestMovedUnderAnotherUid:
    """I8: recognised, asked about, never merged in silence."""

    OLD = event("old", "Interview with Acme", DAY, "ORGANIZER:mailto:scheduler@acme.com")

    def moved(self, stamp="20261102", *more, title="Interview with Acme"):
        text = event("new", title, DAY + timedelta(days=2), "ORGANIZER:mailto:scheduler@acme.com", *more)
        return text.replace("DTSTAMP:20261101", f"DTSTAMP:{stamp}")

    @pytest.mark.parametrize("turn", [1, -1])
    def test_it_is_asked_about(self, plan, tmp_path, turn):
        (tmp_path / "all.ics").write_text(calendar(*(self.OLD, self.moved())[::turn]), newline="")
        result = plan("all.ics", *NOW, "--format", "json")
        question = "on Fri 20 Nov, 14:00 may take the place of the one on Wed 18 Nov, 14:00"
        assert any(question in line and "--not 'old'" in line for line in result.lines)
        assert len(result.json["interviews"]) == 2
        settled = plan("all.ics", *NOW, "--not", "old", "--format", "json")
        assert not any("take the place" in line for line in settled.lines)
        again = plan("all.ics", *NOW, "--format", "json")
        assert not any("take the place" in line for line in again.lines)

    def test_an_event_that_says_so_needs_no_equal_title(self, find, tmp_path):
        new = self.moved("20261102", "DESCRIPTION:Your screen has been rescheduled.", title="Phone screen with Acme")
        (tmp_path / "all.ics").write_text(calendar(self.OLD, new), newline="")
        _, lines = find("all.ics")
        assert any("take the place" in line for line in lines)

    @pytest.mark.parametrize(
        ("made", "is_asked"), [(None, True), ("20261105T090000Z", True), ("20261101T090500Z", False)]
    )
    def test_an_export_that_stamps_all_events_alike_hides_no_move(self, plan, find, tmp_path, made, is_asked):
        """Google writes every event at the moment of the export; which was made later may be there, or not."""
        met = "DESCRIPTION:You will meet Ann Lee and Bo Chen.\r\nEND:VEVENT"
        old, new = (text.replace("END:VEVENT", met) for text in (self.OLD, self.moved("20261101")))
        if made:
            old = old.replace("END:VEVENT", "CREATED:20261101T090000Z\r\nEND:VEVENT")
            new = new.replace("END:VEVENT", f"CREATED:{made}\r\nEND:VEVENT")
        (tmp_path / "all.ics").write_text(calendar(new, old), newline="")
        assert any("--not 'old'" in line for line in find("all.ics")[1]) == is_asked
        if not made:  # also where they come one after the other
            for name, text in (("old", old), ("new", new)):
                (tmp_path / f"{name}.ics").write_text(calendar(text), newline="")
                asked = [line for line in plan(f"{name}.ics", *NOW).err.splitlines() if "take the place" in line]
            assert "--not 'old'" in asked[0]

    def test_another_title_is_another_round(self, find, tmp_path):
        (tmp_path / "all.ics").write_text(calendar(self.OLD, self.moved(title="Final interview with Acme")), newline="")
        assert not any("take the place" in line for line in find("all.ics")[1])

    def test_what_was_held_is_not_replaced(self, find, tmp_path):
        old = event("old", "Interview with Acme", DAY - timedelta(days=10))
        (tmp_path / "all.ics").write_text(calendar(old, self.moved()), newline="")
        assert not any("take the place" in line for line in find("all.ics")[1])


class TestView:
    def test_the_table_shows_interviews_and_near_misses_with_their_clues(self, run):
        result = run("find", CALENDAR, *NOW)
        assert result.code == 0
        assert result.text.startswith("1 interview\n")
        assert "company: Harborview" in result.text
        assert re.search(r"\d+ of 4 points: ", result.text)
        assert f"UID {GRACE}" in result.text

    def test_many_near_misses_are_not_shown_one_by_one(self, run, tmp_path):
        events = [event(f"{n}", "Call with Bo from Kestrel", DAY + timedelta(weeks=n)) for n in range(30)]
        (tmp_path / "all.ics").write_text(calendar(*events), newline="")
        shown = run("find", "all.ics", *NOW).text
        assert shown.count("take it with --match") == 20
        assert "30 near misses, the best 20 of them" in shown

    def test_titles_cannot_move_the_cursor(self, run, tmp_path):
        (tmp_path / "one.ics").write_text(calendar(event("1", "Interview \x1b[2J with \x1b]0;x\x07 Acme")), newline="")
        assert "\x1b" not in run("find", "one.ics", *NOW).text


class TestProgress:
    def test_a_bar_knows_its_place(self):
        assert bar("x", 0, 10, 60) == f"x  [{' ' * 24}]   0 %"
        assert bar("x", 10, 10, 60) == f"x  [{'#' * 24}] 100 %"
        assert bar("x", 11, 10, 60) == f"x  [{'#' * 24}] 100 %"
        assert bar("x", 5_000, 0, 60) == "x  5,000"
        assert len(bar("a very long name" * 9, 1, 2, 50)) == 50
        assert bar("x", 1, 2, -1) == ""
        assert "\x1b" not in bar("\x1b[2Jx", 1, 2, 60)

    def test_nobody_who_looks_gets_no_bar(self, capsys):
        with Progress(None) as progress:
            progress("reading", 1, 2)
        assert capsys.readouterr().err == ""

    def test_a_short_work_shows_none(self, capsys):
        with Progress(80) as progress:
            progress("reading", 1, 2)
        assert capsys.readouterr().err == ""

    @pytest.mark.skipif(os.name == "nt", reason="a POSIX terminal")
    def test_a_long_work_shows_a_bar_on_a_terminal_and_wipes_it_away(self, environment, tmp_path):
        master, slave = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "followcal", "find", "-", *NOW],
            cwd=tmp_path,
            env={**environment, "TERM": "xterm"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=slave,
        )
        os.close(slave)
        text = calendar(event("1", "Interview with Acme"), *(event(f"{n}", "Lunch") for n in range(2, 9)))
        filler = b"X-FILL:" + b"x" * 4_100_000 + b"\r\n"
        head = text.index("BEGIN:VEVENT")
        process.stdin.write(text[:head].encode() + filler)
        time.sleep(1.5)
        for _ in range(3):
            process.stdin.write(filler)
            process.stdin.flush()
            time.sleep(0.2)
        process.stdin.write(text[head:].encode())
        process.stdin.close()
        with process:
            assert b"1 interview" in process.stdout.read()
        assert process.returncode == 0
        shown = os.read(master, 100_000)
        os.close(master)
        assert b"reading standard input" in shown
        assert shown.rindex(b"\r\x1b[K") > shown.rindex(b"reading standard input")
