"""followups.ics is the memory of the search: what a run finds there decides what it does."""

from __future__ import annotations

import importlib
import os
import re
import resource
import signal
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest

from followcal.core.interview import DateRange
from followcal.errors import UnreadableError
from shares import IS_DEFAULT, some

ROOT = Path(__file__).parents[2]
INVITATIONS = ROOT / "tests" / "data" / "invitations"
EXAMPLE = ROOT / "examples" / "interview.ics"
GOOGLE, MOVED, ROUND_TWO, CANCELLED = (
    INVITATIONS / f"{name}.ics" for name in ("google", "moved", "round_two", "cancelled")
)
"""One application: a first round, the same moved, a second round, and its cancellation."""

NEW_YORK = ("--timezone", "America/New_York")
NOW = "2026-11-12T09:00:00-05:00"
LATER = "2026-11-14T09:00:00-05:00"
AFTER_ROUND_ONE = "2026-11-25T09:00:00-05:00"
AFTER_CANCELLATION = "2026-12-01T09:00:00-05:00"
KINDS = {"references", "prep", "debrief", "thank-you", "check-in", "closing"}


def at(now):
    return "--now", now


def components(path):
    calendar = icalendar.Calendar.from_ical(Path(path).read_bytes())
    return [part for part in calendar.subcomponents if "X-FOLLOWCAL-KIND" in part]


def by_kind(path, interview=None):
    """The events of ours in a file, by kind; of one interview, where the file holds several."""
    found = [c for c in components(path) if interview is None or str(c["RELATED-TO"]).startswith(interview)]
    kinds = [str(c["X-FOLLOWCAL-KIND"]) for c in found]
    assert len(kinds) == len(set(kinds)), f"one kind twice: {kinds}"
    return dict(zip(kinds, found, strict=True))


def pieces(path):
    """The text of each component of ours, by UID."""
    return pieces_of(Path(path).read_bytes().decode())


def pieces_of(text):
    found = re.findall(r"^BEGIN:(?:VEVENT|VTODO)\r?\n.*?^END:(?:VEVENT|VTODO)\r?\n", text, re.MULTILINE | re.DOTALL)
    return {re.search(r"^UID:(.*?)\r?$", piece, re.MULTILINE)[1]: piece for piece in found}


def start(component):
    return component["DTSTART"].dt.astimezone(UTC)


def has_alarm(component):
    return any(part.name == "VALARM" for part in component.subcomponents)


def edit(path, kind, change):
    """Change the event of a kind as a calendar program would: the file is read and written anew."""
    calendar = icalendar.Calendar.from_ical(Path(path).read_bytes())
    [component] = [c for c in calendar.subcomponents if c.get("X-FOLLOWCAL-KIND") == kind]
    change(component, calendar)
    Path(path).write_bytes(calendar.to_ical())


def put(component, name, value):
    component.pop(name, None)
    component.add(name, value)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "followups.ics"


class TestASecondInvitation:
    def test_a_moved_interview_keeps_its_uids_and_raises_the_sequence(self, plan, file):
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        before = by_kind(file)
        plan(MOVED, *at(LATER))
        after = by_kind(file)
        assert before.keys() == after.keys() == KINDS
        for kind, old in before.items():
            new = after[kind]
            assert new["UID"] == old["UID"]
            assert (old["SEQUENCE"], new["SEQUENCE"]) == (0, 1)
            assert start(new) > start(old)
            assert new["DTSTAMP"].dt == new["LAST-MODIFIED"].dt == datetime.fromisoformat(LATER)
            assert new["CREATED"].dt == old["CREATED"].dt == datetime.fromisoformat(NOW)

    def test_the_old_version_given_again_changes_nothing_and_is_named(self, plan, file):
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        plan(MOVED, *at(LATER))
        before = file.read_bytes()
        result = plan(GOOGLE, *at(LATER))
        assert file.read_bytes() == before
        assert "nothing changed" in result.text
        assert any("older version" in line for line in result.lines)

    def test_the_old_version_takes_the_newer_one_out_as_well(self, plan, file):
        plan(MOVED, *at(NOW), *NEW_YORK)
        result = plan(GOOGLE, *at(LATER), "--not", "3k7q9v2m4n8p1r6s5t0u2w4x6y@google.com")
        assert "6 gone" in result.text
        assert components(file) == []
        plan(GOOGLE, *at(LATER))
        assert components(file) == []

    @pytest.mark.parametrize("option", ["--not", "--match"])
    def test_a_decision_about_nothing_that_is_known_says_so(self, plan, option):
        result = plan(GOOGLE, *at(NOW), *NEW_YORK, option, "Nobody")
        assert f"followcal: note: {option} 'Nobody' has no effect: no interview has it in its title" in result.err
        assert (
            "no effect"
            not in plan(GOOGLE, *at(NOW), option, "Acme", option, "3k7q9v2m4n8p1r6s5t0u2w4x6y@google.com").err
        )

    def test_both_versions_in_one_run_are_the_newer_one_alone(self, plan, tmp_path):
        plan(GOOGLE, MOVED, *at(NOW), *NEW_YORK, "-o", "both.ics")
        plan(MOVED, *at(NOW), *NEW_YORK, "-o", "newer.ics")
        assert (tmp_path / "both.ics").read_bytes() == (tmp_path / "newer.ics").read_bytes()

    def test_a_second_round_withdraws_the_check_in_and_closing_of_the_first(self, plan, file):
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        first = by_kind(file)
        result = plan(ROUND_TWO, *at(AFTER_ROUND_ONE), *NEW_YORK)
        assert by_kind(file, "3k7q9v2m4n8p").keys() == KINDS - {"check-in", "closing"}
        assert by_kind(file, "7h2c5d9e1f4g").keys() == KINDS - {"references"}
        shown = " ".join(result.text.split())
        for kind in ("check-in", "closing"):
            assert f"gone: {first[kind]['SUMMARY']}" in shown

    def test_the_cancellation_of_the_second_round_brings_them_back(self, plan, file):
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        first = by_kind(file)
        plan(ROUND_TWO, *at("2026-11-19T09:00:00-05:00"), *NEW_YORK)
        plan(CANCELLED, *at("2026-11-20T09:00:00-05:00"))
        after = by_kind(file)
        assert after.keys() == KINDS
        assert start(after["check-in"]) == start(first["check-in"])
        assert start(after["closing"]) == start(first["closing"])
        assert after["check-in"]["UID"] == first["check-in"]["UID"]

    def test_a_cancellation_is_remembered_though_nothing_of_its_interview_is_left(self, plan, file):
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        plan(ROUND_TWO, *at("2026-11-19T09:00:00-05:00"), *NEW_YORK)
        plan(CANCELLED, *at("2026-11-20T09:00:00-05:00"))
        before = file.read_bytes()
        plan(GOOGLE, *at("2026-11-20T10:00:00-05:00"))
        plan(CANCELLED, *at("2026-11-20T11:00:00-05:00"))
        assert file.read_bytes() == before
        plan(ROUND_TWO, *at("2026-11-20T12:00:00-05:00"))  # the older version of what was called off
        assert file.read_bytes() == before

    def test_an_interview_called_off_alone_leaves_nothing_and_comes_back_with_a_newer_version(
        self, plan, file, tmp_path
    ):
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        off = tmp_path / "off.ics"
        off.write_text(MOVED.read_text().replace("STATUS:CONFIRMED", "STATUS:CANCELLED"))
        result = plan(off, *at(LATER))
        assert components(file) == []
        assert "6 gone" in result.text
        on = tmp_path / "on.ics"
        on.write_text(MOVED.read_text().replace("SEQUENCE:1", "SEQUENCE:2"))
        plan(on, *at(LATER))
        assert by_kind(file).keys() == KINDS

    def test_items_of_other_interviews_stay_to_the_byte(self, plan, file):
        plan(EXAMPLE, *at(NOW))
        others = pieces(file)
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        for source, now in ((MOVED, LATER), (ROUND_TWO, AFTER_ROUND_ONE), (CANCELLED, AFTER_CANCELLATION)):
            result = plan(source, *at(now), *NEW_YORK)
            assert f"{len(others)} of other interviews untouched" in result.text
            assert others.items() <= pieces(file).items()

    def test_two_steps_of_different_interviews_never_start_together(self, plan, file, tmp_path):
        plan(EXAMPLE, *at(NOW))
        twin = tmp_path / "twin.ics"
        text = EXAMPLE.read_text().replace("UID:2t6y", "UID:other").replace("Acme", "Globex").replace("acme", "globex")
        twin.write_text(text)
        plan(twin, *at(NOW))
        starts = [start(c) for c in components(file)]
        assert len(starts) == 12
        assert len(set(starts)) == 12

    def test_the_order_of_the_sources_makes_no_difference(self, plan, tmp_path):
        outcomes = set()
        orders = list(permutations((EXAMPLE, GOOGLE, MOVED, ROUND_TWO)))
        for number, sources in enumerate(some(orders, default=(0, 5, 9, 14, 18, 23))):
            output = tmp_path / f"{number}.ics"
            result = plan(*sources, *at(LATER), *NEW_YORK, "-o", output, "--format", "json")
            outcomes.add((result.out, output.read_bytes()))
        assert len(outcomes) == 1

    def test_a_folder_that_holds_the_calendar_itself_is_planned_from(self, plan, file, tmp_path):
        (tmp_path / "invitation.ics").write_bytes(EXAMPLE.read_bytes())
        plan(".", *at(NOW))
        before = file.read_bytes()
        plan(".", *at(NOW))
        assert file.read_bytes() == before


TOLD = {
    "--they-said": ("--they-said", "by 2026-12-04"),
    "--country": ("--country", "DE-BY"),
    "--closed": ("--closed", "2026-11-25..2026-11-27"),
    "--open": ("--open", "2026-11-28"),
    "--weekend": ("--weekend", "fri,sat"),
    "--timezone": ("--timezone", "America/Los_Angeles"),
}


class TestWhatTheUserTold:
    @pytest.mark.parametrize("option", TOLD)
    def test_is_remembered_by_the_next_run_without_it(self, plan, file, tmp_path, option):
        plain = plan(EXAMPLE, *at(NOW), "-o", "plain.ics", "--format", "json")
        told = plan(EXAMPLE, *at(NOW), *TOLD[option], "--format", "json")
        assert told.json["steps"] != plain.json["steps"]
        before = file.read_bytes()
        again = plan(EXAMPLE, *at(NOW), "--format", "json")
        assert file.read_bytes() == before
        assert again.json == told.json

    def test_a_date_is_taken_back_with_nothing(self, plan, file):
        plan(EXAMPLE, *at(NOW))
        before = by_kind(file)
        plan(EXAMPLE, *at(NOW), "--they-said", "2026-12-04")
        told = by_kind(file)
        assert start(told["check-in"]) == datetime.fromisoformat("2026-12-07T10:00:00-05:00")
        result = plan(EXAMPLE, *at(NOW), "--they-said", "nothing", "--format", "json")
        after = by_kind(file)
        assert [i["timeline"] for i in result.json["interviews"]] == [None]
        for kind, event in before.items():
            assert (start(after[kind]), after[kind]["SUMMARY"]) == (start(event), event["SUMMARY"])

    def test_a_newer_date_takes_the_place_of_the_older(self, plan, file):
        plan(EXAMPLE, *at(NOW), "--they-said", "2026-12-04")
        plan(EXAMPLE, *at(NOW), "--they-said", "2026-12-11")
        assert start(by_kind(file)["check-in"]) == datetime.fromisoformat("2026-12-14T10:00:00-05:00")

    def test_it_outlives_a_move(self, plan, file):
        plan(GOOGLE, *at(NOW), *NEW_YORK, "--they-said", "2026-12-04", "--country", "CA-ON")
        result = plan(MOVED, *at(LATER), "--format", "json")
        [interview] = result.json["interviews"]
        assert (interview["timeline"]["answer_due"], interview["country"]) == ("2026-12-04", "CA")
        assert interview["timezone"] == "America/New_York"

    def test_a_date_that_the_interview_has_moved_behind_is_not_counted_on_and_named(self, plan, file):
        plan(GOOGLE, *at(NOW), *NEW_YORK, "--they-said", "2026-11-19")
        result = plan(MOVED, *at(LATER), "--format", "json")
        assert [i["timeline"] for i in result.json["interviews"]] == [None]
        assert any("moved" in line and "Thu 19 Nov" in line for line in result.lines)


class TestLaterRuns:
    def test_the_events_of_two_interviews_stay_to_the_byte(self, plan, file):
        plan(EXAMPLE, GOOGLE, *at(NOW), *NEW_YORK)
        plan(EXAMPLE, *at(NOW), "--they-said", "2026-12-04")
        self.pass_time(plan, file, step=timedelta(hours=31), sources=(EXAMPLE, GOOGLE), days=20 if IS_DEFAULT else 60)

    def test_every_eleven_hours(self, plan, file):
        """At each hour of the day, five times or more; in the default run, once or more."""
        plan(EXAMPLE, *at(NOW))
        self.pass_time(plan, file, step=timedelta(hours=55 if IS_DEFAULT else 11), sources=(EXAMPLE,))

    @pytest.mark.parametrize(
        ("first", "days"), [(NOW, 6), ("2026-11-19T09:00:00-05:00", 50)], ids=["before", "after the interview"]
    )
    def test_todos_stay_too(self, plan, tmp_path, first, days):
        plan(EXAMPLE, *at(first), "--as", "todos")
        todos = tmp_path / "followup-todos.ics"
        self.pass_time(
            plan, todos, timedelta(hours=30), (EXAMPLE, "--as", "todos"), datetime.fromisoformat(first), days
        )

    @pytest.mark.parametrize("days", [6, 9, 40])
    def test_an_interview_read_late_is_planned_once(self, plan, file, days):
        late = datetime.fromisoformat(NOW) + timedelta(days=6 + days)
        plan(EXAMPLE, *at(late.isoformat()))
        assert all(start(c) >= late for c in components(file))
        self.pass_time(plan, file, timedelta(hours=53), (EXAMPLE,), late, 30 if IS_DEFAULT else 60)

    @staticmethod
    def pass_time(plan, file, step, sources, first=None, days=60):
        before, stamp = file.read_bytes(), file.stat().st_mtime_ns
        now = first or datetime.fromisoformat(NOW)
        end = now + timedelta(days=days)
        while now <= end:
            plan(*sources, *at(now.isoformat()))
            assert file.read_bytes() == before, f"changed at {now}"
            now += step
        assert file.stat().st_mtime_ns == stamp


def set_title(event, _):
    put(event, "SUMMARY", "Ring Dana, 0555-1234")


def set_notes(event, _):
    put(event, "DESCRIPTION", "Ask about the team in Boston\nand the start date; also: visa, please")


def move(event, _):
    put(event, "DTSTART", datetime(2026, 11, 27, 19, 0, tzinfo=UTC))
    put(event, "DTEND", datetime(2026, 11, 27, 19, 30, tzinfo=UTC))


def lengthen(event, _):
    put(event, "DTEND", event["DTSTART"].dt + timedelta(hours=1))


def delete_alarm(event, _):
    event.subcomponents = [part for part in event.subcomponents if part.name != "VALARM"]


def set_alarm(event, _):
    [alarm] = event.subcomponents
    alarm["TRIGGER"] = icalendar.vDuration(timedelta(minutes=-10))


def add_properties(event, _):
    event.add("X-EVOLUTION-CALDAV-COLOR", "#1F9EDE")
    event.add("COMMENT", "mine, with a comma")
    event.add("LOCATION", "at home")


def set_status(event, _):
    put(event, "STATUS", "TENTATIVE")


def write_below_the_form(event, _):
    put(event, "DESCRIPTION", f"{event['DESCRIPTION']}\n\nThey have a dog.")


EDITS = {
    "title": ("check-in", set_title, ["SUMMARY"]),
    "notes": ("check-in", set_notes, ["DESCRIPTION"]),
    "below the form": ("debrief", write_below_the_form, []),
    "time": ("check-in", move, ["DTSTART", "DTEND"]),
    "length": ("check-in", lengthen, ["DTSTART", "DTEND"]),
    "no alarm": ("check-in", delete_alarm, []),
    "another alarm": ("check-in", set_alarm, []),
    "foreign properties": ("check-in", add_properties, ["X-EVOLUTION-CALDAV-COLOR", "COMMENT", "LOCATION"]),
    "status": ("check-in", set_status, ["STATUS"]),
}


class TestUserEdits:
    @pytest.mark.parametrize("name", EDITS)
    def test_survive_a_run_to_the_byte(self, plan, file, name):
        kind, change, _ = EDITS[name]
        plan(EXAMPLE, *at(NOW))
        edit(file, kind, change)
        before = file.read_bytes()
        result = plan(EXAMPLE, *at(LATER))
        assert file.read_bytes() == before
        assert "nothing changed" in result.text

    @pytest.mark.parametrize("name", EDITS)
    def test_survive_a_change_of_the_plan_and_the_rest_follows_it(self, plan, file, name):
        kind, change, kept = EDITS[name]
        plan(EXAMPLE, *at(NOW))
        edit(file, kind, change)
        edited = by_kind(file)[kind]
        plan(EXAMPLE, *at(LATER), "--they-said", "2026-12-04", "--closed", "2026-11-19..2026-11-20")
        after = by_kind(file)
        for field in kept:
            assert after[kind][field] == edited[field]
        assert after[kind]["SEQUENCE"] == edited["SEQUENCE"] + 1
        if name in ("time", "length"):
            assert start(after["check-in"]) == start(edited)
        else:
            assert start(after["check-in"]) == datetime.fromisoformat("2026-12-07T10:00:00-05:00")
            assert has_alarm(after["check-in"]) == (name != "no alarm")
        if name == "another alarm":
            assert after[kind].subcomponents[0]["TRIGGER"].dt == timedelta(minutes=-10)
        if name != "title":
            assert "by Wed 9 Dec" in after["check-in"]["SUMMARY"]
        if name == "below the form":
            assert str(after[kind]["DESCRIPTION"]).endswith("\n\nThey have a dog.")
        if "DESCRIPTION" not in kept:
            assert "Fri 4 Dec" in after["check-in"]["DESCRIPTION"]

    def test_a_moved_event_stays_moved_while_the_window_holds_it(self, plan, file):
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        edit(file, "check-in", move)
        plan(MOVED, *at(LATER))
        moved = by_kind(file)["check-in"]
        assert start(moved) == datetime(2026, 11, 27, 19, 0, tzinfo=UTC)
        assert has_alarm(moved)
        assert "too" not in moved["SUMMARY"]
        assert "Mon 30 Nov" in moved["SUMMARY"]

    def test_a_moved_event_that_the_window_leaves_behind_stays_loses_the_alarm_and_says_so(self, plan, file):
        plan(EXAMPLE, *at(NOW))
        edit(file, "check-in", move)
        plan(EXAMPLE, *at(LATER), "--they-said", "2026-12-04")
        moved = by_kind(file)["check-in"]
        assert start(moved) == datetime(2026, 11, 27, 19, 0, tzinfo=UTC)
        assert not has_alarm(moved)
        assert "too early: they said by Fri 4 Dec" in moved["SUMMARY"]
        plan(EXAMPLE, *at(LATER), "--they-said", "nothing")
        moved = by_kind(file)["check-in"]
        assert start(moved) == datetime(2026, 11, 27, 19, 0, tzinfo=UTC)
        assert has_alarm(moved)
        assert "too early" not in moved["SUMMARY"]

    def test_an_event_moved_in_a_zone_of_its_own_stays_there(self, plan, file):
        def in_boise(event, calendar):
            zone = icalendar.Timezone.from_tzid("America/Boise")
            calendar.subcomponents.insert(0, zone)
            for name, hour in (("DTSTART", 12), ("DTEND", 13)):
                event.pop(name)
                event.add(name, datetime(2026, 11, 27, hour, tzinfo=ZoneInfo("America/Boise")))

        plan(EXAMPLE, *at(NOW))
        edit(file, "check-in", in_boise)
        before = file.read_bytes()
        result = plan(EXAMPLE, *at(LATER), "--format", "json")
        assert file.read_bytes() == before
        [step] = [s for s in result.json["steps"] if s["kind"] == "check-in"]
        assert step["start"] == "2026-11-27T14:00:00-05:00"

    def test_an_event_made_all_day_stays_all_day(self, plan, file):
        def all_day(event, _):
            put(event, "DTSTART", date(2026, 11, 27))
            put(event, "DTEND", date(2026, 11, 28))

        plan(EXAMPLE, *at(NOW))
        edit(file, "check-in", all_day)
        before = file.read_bytes()
        plan(EXAMPLE, *at(LATER))
        assert file.read_bytes() == before
        plan(EXAMPLE, *at(LATER), "--closed", "2026-12-24")
        event = by_kind(file)["check-in"]
        assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 11, 27), date(2026, 11, 28))

    @pytest.mark.parametrize("kind", sorted(KINDS))
    def test_what_the_user_deleted_is_not_made_again(self, plan, file, kind):
        plan(GOOGLE, *at(NOW), *NEW_YORK)

        def delete(event, calendar):
            calendar.subcomponents.remove(event)

        edit(file, kind, delete)
        before = file.read_bytes()
        plan(GOOGLE, *at(NOW))
        assert file.read_bytes() == before
        plan(MOVED, *at(LATER))
        plan(ROUND_TWO, *at("2026-11-21T09:00:00-05:00"), *NEW_YORK)
        plan(CANCELLED, *at("2026-11-22T09:00:00-05:00"))
        assert by_kind(file).keys() == KINDS - {kind}

    def test_an_edited_event_whose_step_is_withdrawn_is_kept_as_cancelled_and_comes_back(self, plan, file):
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        edit(file, "check-in", set_title)
        plan(ROUND_TWO, *at("2026-11-19T09:00:00-05:00"), *NEW_YORK)
        first = by_kind(file, "3k7q9v2m4n8p")
        assert first.keys() == KINDS - {"closing"}
        assert first["check-in"]["STATUS"] == "CANCELLED"
        assert first["check-in"]["SUMMARY"] == "Ring Dana, 0555-1234"
        assert not has_alarm(first["check-in"])
        before = file.read_bytes()
        plan(ROUND_TWO, *at("2026-11-19T21:00:00-05:00"))
        assert file.read_bytes() == before
        plan(CANCELLED, *at("2026-11-20T09:00:00-05:00"))
        back = by_kind(file)["check-in"]
        assert (back["STATUS"], back["SUMMARY"]) == ("CONFIRMED", "Ring Dana, 0555-1234")
        assert has_alarm(back)

    def test_a_withdrawn_event_that_was_edited_does_not_stand_in_the_way_of_the_others(self, plan, file):
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        edit(file, "check-in", set_title)
        plan(ROUND_TWO, *at("2026-11-19T09:00:00-05:00"), *NEW_YORK)
        plan(CANCELLED, *at("2026-11-20T09:00:00-05:00"))
        assert by_kind(file).keys() == KINDS

    def test_a_text_of_theirs_that_speaks_of_the_old_day_is_named_until_it_does_no_more(self, plan, file):
        def typed(old, new):
            return lambda event, _: put(event, "description", str(event["DESCRIPTION"]).replace(old, new))

        plan(GOOGLE, *at(NOW), *NEW_YORK)
        edit(file, "thank-you", typed("[one thing that you two talked about]", "your bridge"))
        edit(file, "check-in", typed("\n\nWhy\n", "\n\nAsk about the dog\n\nWhy\n"))
        plan(GOOGLE, *at(NOW))
        for _ in range(2):
            result = plan(MOVED, *at(LATER))
            notes = [line for line in result.err.splitlines() if "what you wrote" in line]
            assert len(notes) == 2
            assert ": what you wrote in it stays, and speaks of " in notes[0]
            assert "Wed 18 Nov" in notes[0]
            assert "mailto" not in notes[0]
        text = by_kind(file)["thank-you"]["DESCRIPTION"]
        assert "your bridge" in text
        for old in re.findall("(?:Wed|Thu|Fri)[a-z]*,? [0-9]+ Nov", text):
            edit(file, "thank-you", typed(old, "that day"))
        [note] = [line for line in plan(MOVED, *at(LATER)).err.splitlines() if "what you wrote" in line]
        assert "Call Acme" in note

    @pytest.mark.parametrize("is_headless", [False, True])
    @pytest.mark.parametrize("kind", sorted(KINDS - {"references"}))
    def test_a_step_that_was_left_out_does_not_stand_in_the_way_of_the_others(
        self, plan, tmp_path, file, kind, is_headless
    ):
        """The interview is called off and on again; what holds notes of the user comes back with them."""

        def read_again(path, *options):
            plan(path, *at(LATER), *options)
            if is_headless:
                file.write_bytes(without_rounds(file.read_bytes().decode()).encode())

        noted = "debrief" if kind == "thank-you" else "thank-you"
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        edit(file, kind, lambda event, _: put(event, "status", "CANCELLED"))
        edit(file, noted, set_title)
        for version, status in ((1, "CANCELLED"), (2, "CONFIRMED")):
            text = GOOGLE.read_bytes().replace(b"STATUS:CONFIRMED", b"STATUS:" + status.encode())
            path = tmp_path / f"{version}.ics"
            path.write_bytes(text.replace(b"SEQUENCE:0", b"SEQUENCE:%d" % version))
            read_again(path)
        there = by_kind(file)
        assert there.keys() == KINDS
        assert [name for name, event in there.items() if event["STATUS"] == "CANCELLED"] == [kind]
        assert there[noted]["SUMMARY"] == "Ring Dana, 0555-1234"
        edit(
            file, "prep" if kind != "prep" else "closing", lambda event, calendar: calendar.subcomponents.remove(event)
        )
        read_again(path)
        assert len(by_kind(file)) == len(KINDS) - 1

    def test_our_alarm_stays_at_the_start_in_the_same_words_when_an_event_is_written_anew(self, plan, file):
        plan(EXAMPLE, *at(NOW))
        plan(EXAMPLE, *at(LATER), "--they-said", "2026-12-04", "--closed", "2026-11-17..2026-11-24")
        assert {kind for kind, c in by_kind(file).items() if int(c["SEQUENCE"]) == 1} == KINDS - {"prep"}
        assert file.read_text().count("\nTRIGGER:PT0S\n") == len(KINDS)

    def test_an_event_of_the_users_own_that_names_our_mark_is_theirs(self, plan, file):
        plan(EXAMPLE, *at(NOW))
        theirs = (
            "BEGIN:VEVENT\r\nUID:talk\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20261120T100000Z\r\n"
            "DTEND:20261120T110000Z\r\nSUMMARY:Talk about X-FOLLOWCAL-KIND:call\r\nEND:VEVENT\r\n"
        )
        file.write_bytes(file.read_bytes().replace(b"END:VCALENDAR", theirs.encode() + b"END:VCALENDAR"))
        result = plan(EXAMPLE, *at(LATER))
        assert "talk" not in result.err.lower()
        assert theirs in file.read_bytes().decode()

    def test_a_foreign_event_a_zone_and_properties_of_the_calendar_stay_where_they_are(self, plan, file):
        foreign = (
            "BEGIN:VTIMEZONE\r\nTZID:Home\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\n"
            "TZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
            "BEGIN:VEVENT\r\nuid:dentist\r\nDTSTAMP:20261101T000000Z\r\nDTSTART;TZID=Home:20261120T\r\n 100000\r\n"
            "SUMMARY:Dentist; with, raw punctuation\r\nEND:VEVENT\r\n"
        )
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        text = file.read_bytes().decode()
        head, begin, rest = text.partition("BEGIN:VEVENT")
        tail = "BEGIN:VJOURNAL\r\nUID:diary\r\nDTSTAMP:20261101T000000Z\r\nEND:VJOURNAL\r\nEND:VCALENDAR\r\n"
        ours, _, _ = rest.rpartition("END:VCALENDAR")
        file.write_bytes((f"{head}X-WR-CALDESC:mine\r\n{foreign}{begin}{ours}{tail}").encode())
        plan(MOVED, *at(LATER))
        after = file.read_bytes().decode()
        expected = f"{head}X-WR-CALDESC:mine\r\n{foreign}BEGIN:VEVENT"
        assert without_rounds(after).startswith(without_rounds(expected))
        assert after.endswith(tail)
        assert {start(c).day for c in components(file)} == {18, 20, 27, 21}


def without_rounds(text):
    """Return a calendar without what its head remembers of rounds: it follows their ends."""
    return re.sub(r"X-FOLLOWCAL-ROUND:.*\r\n(?: .*\r\n)*", "", text)


def unfolded(text):
    return re.sub(r"\r?\n[ \t]", "", text)


def refolded(text, width=61):
    lines = []
    for line in unfolded(text).splitlines():
        parts = [line[i : i + width] for i in range(0, len(line), width)]
        lines.append("\r\n\t".join(parts))
    return "\r\n".join(lines) + "\r\n"


def reordered(text):
    """Each component with its properties in the opposite order, its sub-components last."""

    def turned(match):
        begin, *lines, end = match[0].splitlines()
        cut = next((i for i, line in enumerate(lines) if line.startswith("BEGIN:")), len(lines))
        return "\r\n".join([begin, *reversed(lines[:cut]), *lines[cut:], end]) + "\r\n"

    return re.sub(r"^BEGIN:VEVENT\r\n.*?^END:VEVENT\r\n", turned, unfolded(text), flags=re.MULTILINE | re.DOTALL)


def in_local_time(text):
    """Times with TZID, as Thunderbird and Evolution write what was moved by hand."""

    def local(match):
        moment = datetime.strptime(f"{match[2]}+0000", "%Y%m%dT%H%M%S%z").astimezone(ZoneInfo("America/New_York"))
        return f"{match[1]};TZID=America/New_York:{moment:%Y%m%dT%H%M%S}"

    zone = icalendar.Timezone.from_tzid("America/New_York").to_ical().decode()
    text = re.sub(r"^(DTSTART|DTEND):(\d{8}T\d{6})Z", local, text, flags=re.MULTILINE)
    return text.replace("BEGIN:VEVENT", f"{zone}BEGIN:VEVENT", 1)


def with_value_types(text):
    """`VALUE=TEXT` on properties that are not in the RFC, as libical writes them."""
    return re.sub(r"^(X-FOLLOWCAL-[A-Z]+):", r"\1;VALUE=TEXT:", text, flags=re.MULTILINE)


def other_producer(text):
    return text.replace("-//followcal//followcal//EN", "-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN")


REWRITTEN = {
    "icalendar": lambda text: icalendar.Calendar.from_ical(text).to_ical(sorted=False).decode(),
    "another PRODID": other_producer,
    "folded elsewhere, with tabs": refolded,
    "not folded": unfolded,
    "properties in another order": reordered,
    "bare line feeds": lambda text: text.replace("\r\n", "\n"),
    "a byte order mark": lambda text: "\ufeff" + text,
    "local times": in_local_time,
    "value types": with_value_types,
    "own properties of the calendar gone": lambda text: re.sub(
        r"^DESCRIPTION:.*?(?=^NAME)", "", text, count=1, flags=re.M | re.S
    ),
    "all of it": lambda text: refolded(other_producer(reordered(in_local_time(with_value_types(text))))),
}


class TestAnotherProgramWroteTheFile:
    @pytest.mark.parametrize("name", REWRITTEN)
    def test_it_is_known_and_changes_nothing(self, plan, file, name):
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        text = REWRITTEN[name](file.read_bytes().decode()).encode()
        assert text != file.read_bytes() or name == "icalendar"
        file.write_bytes(text)
        result = plan(GOOGLE, *at(LATER))
        assert "nothing changed" in result.text
        assert file.read_bytes() == text

    @pytest.mark.parametrize("name", REWRITTEN)
    def test_it_is_kept_up_to_date(self, plan, file, name):
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        before = by_kind(file)
        file.write_bytes(REWRITTEN[name](file.read_bytes().decode()).encode())
        result = plan(MOVED, *at(LATER))
        assert "6 changed" in result.text
        after = by_kind(file)
        assert {k: c["UID"] for k, c in after.items()} == {k: c["UID"] for k, c in before.items()}
        assert all(start(after[kind]) > start(before[kind]) for kind in KINDS)
        again = file.read_bytes()
        plan(MOVED, *at(LATER))
        assert file.read_bytes() == again


def folded_inside_a_character(text):
    """A fold between the two bytes of the first umlaut."""
    data = text.encode()
    at = data.index("ü".encode()) + 1
    return data[:at] + b"\r\n " + data[at:]


ENCODED = {
    "Windows-1252": lambda text: text.encode("cp1252"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 without a mark": lambda text: text.encode("utf-16-le"),
    "one byte that is not UTF-8": lambda text: text.encode().replace("ü".encode(), b"\xfc", 1),
    "a fold inside a character": folded_inside_a_character,
}


class TestAnotherProgramWroteItInAnotherEncoding:
    @pytest.mark.parametrize("name", ENCODED)
    def test_it_is_ours_and_what_was_edited_stays(self, plan, file, name):
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        edit(file, "check-in", lambda event, _: put(event, "summary", "Rückruf: für später (größer)"))
        before = by_kind(file)
        file.write_bytes(ENCODED[name](file.read_bytes().decode()))
        plan(MOVED, *at(LATER))
        after = by_kind(file)
        assert {kind: event["UID"] for kind, event in after.items()} == {k: e["UID"] for k, e in before.items()}
        assert after["check-in"]["SUMMARY"] == "Rückruf: für später (größer)"
        assert all(start(after[kind]) > start(before[kind]) for kind in KINDS)
        assert "Rückruf" in file.read_bytes().decode("utf-8")
        again = file.read_bytes()
        plan(MOVED, *at(LATER))
        assert file.read_bytes() == again


def without_our_properties(file):
    """The file as a program leaves it that knows no property whose name begins with X-."""
    file.write_text(re.sub(r"^X-[^\n]*\n(?:[ \t][^\n]*\n)*", "", file.read_bytes().decode(), flags=re.M), newline="")
    assert not components(file)


class TestAnotherProgramTookOutOurProperties:
    @pytest.mark.parametrize("whose", [str, other_producer], ids=["our PRODID", "another PRODID"])
    def test_the_events_are_known_by_their_uids(self, plan, file, whose):
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        before = by_kind(file)
        without_our_properties(file)
        file.write_text(whose(file.read_bytes().decode()), newline="")
        result = plan(GOOGLE, *at(LATER), *NEW_YORK)
        assert "nothing changed" in result.text
        assert any("6 events known by UID" in line for line in result.lines)
        after = by_kind(file)
        assert {kind: event["UID"] for kind, event in after.items()} == {k: e["UID"] for k, e in before.items()}
        assert file.read_bytes().count(b"BEGIN:VEVENT") == 6
        again = file.read_bytes()
        assert not any("known by UID" in line for line in plan(GOOGLE, *at(LATER)).lines)
        assert file.read_bytes() == again

    def test_they_follow_an_interview_that_moved_meanwhile(self, plan, file):
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        plan(MOVED, *at(NOW), *NEW_YORK, "-o", "fresh.ics")
        before = by_kind(file)
        without_our_properties(file)
        plan(MOVED, *at(NOW), *NEW_YORK)
        after, fresh = by_kind(file), by_kind(file.with_name("fresh.ics"))
        assert after.keys() == before.keys()
        for kind in ("prep", "debrief", "thank-you", "check-in"):
            assert start(after[kind]) == start(fresh[kind])
            assert after[kind]["SUMMARY"] == fresh[kind]["SUMMARY"]
            assert kind == "prep" or after[kind]["SUMMARY"] != before[kind]["SUMMARY"]

    def test_what_the_user_wrote_moved_and_ticked_stays(self, plan, file):
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        moved_to = start(by_kind(file)["closing"]) + timedelta(days=1)
        note = by_kind(file)["references"]["DESCRIPTION"] + "\nask Eve, too"
        edit(file, "check-in", lambda event, _: put(event, "summary", "Ring them"))
        edit(file, "references", lambda event, _: put(event, "description", note))
        edit(file, "closing", lambda event, _: (put(event, "dtstart", moved_to), put(event, "dtend", moved_to)))
        edit(file, "prep", lambda event, _: put(event, "summary", f"✓ {event['SUMMARY']}"))
        form = "Outcome: rejected on 20 Nov\n"
        edit(file, "debrief", lambda event, _: put(event, "description", form + str(event["DESCRIPTION"])))
        without_our_properties(file)
        plan(GOOGLE, *at(LATER), *NEW_YORK)
        result = plan(MOVED, *at(LATER), *NEW_YORK, "--format", "json")
        after = by_kind(file)
        assert after["check-in"]["SUMMARY"] == "Ring them"
        assert after["references"]["DESCRIPTION"] == note
        assert start(after["closing"]) == moved_to
        assert str(after["prep"]["SUMMARY"]).startswith("✓")
        assert str(after["debrief"]["DESCRIPTION"]).startswith(form.strip())
        assert [step["status"] for step in result.json["steps"] if step["kind"] == "prep"] == ["done"]

    def test_what_was_promised_in_a_form_has_one_event(self, plan, file):
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        form = "I promised: my portfolio\n"
        edit(file, "debrief", lambda event, _: put(event, "description", form + str(event["DESCRIPTION"])))
        plan(GOOGLE, *at(AFTER_ROUND_ONE))
        uids = sorted(str(event["UID"]) for event in components(file))
        assert "materials" in by_kind(file)
        without_our_properties(file)
        plan(GOOGLE, *at(AFTER_ROUND_ONE), *NEW_YORK)
        assert sorted(str(event["UID"]) for event in components(file)) == uids

    def test_todos_are_known_as_well(self, plan, tmp_path):
        plan(GOOGLE, *at(NOW), *NEW_YORK, "--as", "todos")
        file = tmp_path / "followup-todos.ics"
        before = sorted(str(todo["UID"]) for todo in components(file))
        without_our_properties(file)
        plan(GOOGLE, *at(NOW), *NEW_YORK, "--as", "todos")
        assert sorted(str(todo["UID"]) for todo in components(file)) == before


class TestChangesFile:
    def test_it_holds_everything_at_first(self, plan, file, tmp_path):
        plan(EXAMPLE, *at(NOW), "--changes", "changes.ics")
        assert pieces(tmp_path / "changes.ics") == pieces(file)

    def test_then_just_what_is_new_or_changed(self, plan, file, tmp_path):
        plan(EXAMPLE, *at(NOW))
        before = pieces(file)
        plan(EXAMPLE, *at(NOW), "--they-said", "2026-12-04", "--changes", "changes.ics")
        changed = {uid: text for uid, text in pieces(file).items() if text != before[uid]}
        written = pieces(tmp_path / "changes.ics")
        assert {str(c["X-FOLLOWCAL-KIND"]) for c in components(tmp_path / "changes.ics")} == {"check-in", "closing"}
        assert written.items() <= changed.items()

    def test_nothing_is_written_where_nothing_changed(self, plan, tmp_path):
        plan(EXAMPLE, *at(NOW))
        plan(EXAMPLE, *at(NOW), "--changes", "changes.ics")
        assert not (tmp_path / "changes.ics").exists()

    def test_it_replaces_an_older_one(self, plan, tmp_path):
        plan(EXAMPLE, *at(NOW), "--changes", "changes.ics")
        plan(EXAMPLE, *at(NOW), "--changes", "changes.ics", "--they-said", "2026-12-04")
        assert by_kind(tmp_path / "changes.ics").keys() == {"check-in", "closing"}

    @pytest.mark.parametrize("content", ["my own notes", GOOGLE.read_text()], ids=["text", "a calendar"])
    def test_a_foreign_one_stays_and_the_calendar_is_not_written_either(self, plan, file, tmp_path, content):
        changes = tmp_path / "changes.ics"
        changes.write_text(content)
        result = plan(EXAMPLE, *at(NOW), "--changes", "changes.ics", code=1)
        assert "changes.ics" in result.err
        assert changes.read_text() == content
        assert not file.exists()
        plan(EXAMPLE, *at(NOW), "--changes", "changes.ics", "--force")
        assert by_kind(changes).keys() == KINDS

    def test_where_it_cannot_be_written_the_calendar_is_not_written_either(self, plan, file):
        plan(EXAMPLE, *at(NOW), "--changes", "nowhere/changes.ics", code=1)
        assert not file.exists()

    @pytest.mark.parametrize("options", [(), ("--force",)], ids=["", "force"])
    def test_it_is_not_the_calendar_itself(self, plan, file, options):
        plan(EXAMPLE, GOOGLE, *at(NOW), *NEW_YORK)
        before = file.read_bytes()
        plan(EXAMPLE, *at(NOW), "--they-said", "2026-12-04", "--changes", "./followups.ics", *options, code=2)
        assert file.read_bytes() == before

    @pytest.mark.parametrize("options", [(), ("--force",)], ids=["", "force"])
    def test_it_is_not_a_source(self, plan, file, tmp_path, options):
        source = tmp_path / "interview.ics"
        source.write_bytes(EXAMPLE.read_bytes())
        plan(source, *at(NOW), "--changes", "interview.ics", *options, code={1, 2})
        assert source.read_bytes() == EXAMPLE.read_bytes()
        assert not file.exists()


class TestTodos:
    def test_they_have_a_file_of_their_own(self, plan, file, tmp_path):
        plan(EXAMPLE, *at(NOW), "--as", "todos")
        assert not file.exists()
        found = by_kind(tmp_path / "followup-todos.ics")
        assert found.keys() == KINDS
        assert {c.name for c in found.values()} == {"VTODO"}
        check_in = found["check-in"]
        assert start(check_in) == datetime.fromisoformat("2026-11-25T10:00:00-05:00")
        assert check_in["DUE"].dt == datetime.fromisoformat("2026-11-27T17:00:00-05:00")
        assert "DTEND" not in check_in

    def test_their_uids_are_not_those_of_the_events(self, plan, file, tmp_path):
        plan(EXAMPLE, *at(NOW))
        plan(EXAMPLE, *at(NOW), "--as", "todos")
        assert not pieces(file).keys() & pieces(tmp_path / "followup-todos.ics").keys()

    def test_they_remember_as_events_do(self, plan, tmp_path):
        todos = tmp_path / "followup-todos.ics"
        plan(GOOGLE, *at(NOW), *NEW_YORK, "--as", "todos", "--they-said", "2026-12-04")
        before = by_kind(todos)
        plan(MOVED, *at(LATER), "--as", "todos")
        after = by_kind(todos)
        assert {k: c["UID"] for k, c in after.items()} == {k: c["UID"] for k, c in before.items()}
        assert start(after["check-in"]) == start(before["check-in"])
        assert after["thank-you"]["DUE"].dt > before["thank-you"]["DUE"].dt
        plan(ROUND_TWO, *at("2026-11-15T09:00:00-05:00"), *NEW_YORK, "--as", "todos")
        assert by_kind(todos, "3k7q9v2m4n8p").keys() == KINDS - {"check-in", "closing"}

    def test_what_was_completed_or_deleted_stays_so(self, plan, tmp_path):
        todos = tmp_path / "followup-todos.ics"
        plan(EXAMPLE, *at("2026-11-19T09:00:00-05:00"), "--as", "todos")

        def complete(todo, calendar):
            put(todo, "STATUS", "COMPLETED")
            todo.add("COMPLETED", datetime(2026, 11, 13, tzinfo=UTC))
            todo.add("PERCENT-COMPLETE", 100)

        edit(todos, "references", complete)
        edit(todos, "closing", lambda todo, calendar: calendar.subcomponents.remove(todo))
        before = pieces(todos)
        result = plan(EXAMPLE, *at("2026-11-30T09:00:00-05:00"), "--as", "todos", "--format", "json")
        assert pieces(todos) == before
        status = {s["kind"]: s["status"] for s in result.json["steps"]}
        assert status["references"] == "done"
        assert status["thank-you"] == "overdue"
        assert "closing" not in status

    @pytest.mark.parametrize(("first", "second"), [("events", "todos"), ("todos", "events")])
    def test_a_file_holds_the_one_or_the_other(self, plan, tmp_path, first, second):
        plan(EXAMPLE, *at(NOW), "--as", first, "-o", "kept.ics")
        before = (tmp_path / "kept.ics").read_bytes()
        result = plan(EXAMPLE, *at(NOW), "--as", second, "-o", "kept.ics", code=2)
        assert "kept.ics" in result.err
        assert (tmp_path / "kept.ics").read_bytes() == before


class TestStorage:
    @pytest.mark.parametrize(
        "content",
        [GOOGLE.read_bytes(), b"my own notes\n", b"\x89PNG\r\n\x1a\n\x00\x00", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"],
        ids=["a calendar", "text", "a picture", "a broken calendar"],
    )
    def test_a_file_that_is_not_ours_is_replaced_only_by_force(self, plan, file, content):
        file.write_bytes(content)
        plan(EXAMPLE, *at(NOW), code=1)
        assert file.read_bytes() == content
        plan(EXAMPLE, *at(NOW), "--force")
        assert by_kind(file).keys() == KINDS

    def test_force_keeps_the_memory_of_a_file_of_ours(self, plan, file):
        plan(EXAMPLE, *at(NOW), "--they-said", "2026-12-04")
        before = file.read_bytes()
        plan(EXAMPLE, *at(NOW), "--force")
        assert file.read_bytes() == before

    def test_an_empty_file_is_ours(self, plan, file):
        file.touch()
        plan(EXAMPLE, *at(NOW))
        assert by_kind(file).keys() == KINDS

    @pytest.mark.parametrize("exists", [True, False], ids=["file", "nothing there yet"])
    def test_a_symbolic_link_stays_one(self, plan, file, tmp_path, exists):
        target = tmp_path / "elsewhere" / "real.ics"
        target.parent.mkdir()
        file.symlink_to(target)
        if exists:
            plan(EXAMPLE, *at(NOW), "-o", target)
        plan(EXAMPLE, *at(NOW), "--they-said", "2026-12-04")
        assert file.is_symlink()
        assert start(by_kind(target)["check-in"]) == datetime.fromisoformat("2026-12-07T10:00:00-05:00")
        assert [p.name for p in target.parent.iterdir()] == ["real.ics"]

    @pytest.mark.parametrize("mode", [0o600, 0o640, 0o666])
    def test_the_permissions_stay(self, plan, file, mode):
        plan(EXAMPLE, *at(NOW))
        file.chmod(mode)
        plan(EXAMPLE, *at(NOW), "--they-said", "2026-12-04")
        assert file.stat().st_mode & 0o777 == mode

    def test_a_new_file_is_as_the_umask_wants_it(self, process, tmp_path):
        process("plan", EXAMPLE, *at(NOW), before=lambda: os.umask(0o027))
        assert (tmp_path / "followups.ics").stat().st_mode & 0o777 == 0o640

    def test_a_full_disk_leaves_the_old_file_whole_and_nothing_else(self, process, plan, file, tmp_path):
        plan(EXAMPLE, *at(NOW))
        before = file.read_bytes()
        result = process("plan", EXAMPLE, *at(NOW), "--they-said", "2026-12-04", before=fill_the_disk)
        assert result.code == 1
        [line] = [line for line in result.lines if "note:" not in line]
        assert "followups.ics: cannot be written" in line
        assert file.read_bytes() == before
        assert [p.name for p in tmp_path.iterdir()] == ["followups.ics"]

    def test_a_full_disk_leaves_nothing_where_nothing_was(self, process, tmp_path):
        result = process("plan", EXAMPLE, *at(NOW), before=fill_the_disk)
        assert result.code == 1
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
    def test_a_killed_run_leaves_the_old_file_whole_and_the_next_run_is_none_the_worse(
        self, plan, file, tmp_path, environment, name
    ):
        plan(EXAMPLE, *at(NOW))
        before = file.read_bytes()
        script = (
            "import os, signal, sys\n"
            "signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it may be ignored\n"
            f"os.fsync = lambda handle: os.kill(os.getpid(), signal.{name})\n"
            "from followcal.shell.cli import main\n"
            f"sys.exit(main(['plan', {str(EXAMPLE)!r}, '--now', {NOW!r}, '--they-said', '2026-12-04']))\n"
        )
        killed = subprocess.run(
            [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, check=False, timeout=60
        )
        assert killed.returncode in (130, -signal.Signals[name])
        assert b"Traceback" not in killed.stderr
        assert file.read_bytes() == before
        if name == "SIGINT":
            assert [p.name for p in tmp_path.iterdir()] == ["followups.ics"]
        assert [p.name for p in tmp_path.iterdir() if p.suffix in (".ics", ".eml")] == ["followups.ics"]
        plan(EXAMPLE, *at(NOW), "--they-said", "2026-12-04")
        assert start(by_kind(file)["check-in"]) == datetime.fromisoformat("2026-12-07T10:00:00-05:00")

    @pytest.mark.parametrize(
        "damage",
        [
            lambda text: re.sub(r"(X-FOLLOWCAL-INTERVIEW:)....", r"\1AAAA", text, count=1),
            lambda text: text.replace("X-FOLLOWCAL-KIND:check-in", "X-FOLLOWCAL-KIND:chck-in"),
            lambda text: re.sub(r"(X-FOLLOWCAL-WINDOW:)\S+", r"\1tomorrow", text, count=1),
            lambda text: text.replace("DTSTART:20261125T150000Z", "DTSTART:20261325T150000Z"),
        ],
        ids=["interview", "kind", "window", "start"],
    )
    def test_an_event_that_is_damaged_is_named_and_stays_to_the_byte_and_the_others_are_planned(
        self, plan, file, damage
    ):
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        text = damage(file.read_bytes().decode())
        before, whole = pieces_of(text), pieces(file)
        [damaged] = [uid for uid, piece in before.items() if piece != whole[uid]]
        file.write_text(text, newline="")
        result = plan(MOVED, *at(NOW), code=3)
        assert re.search(
            rf"followups\.ics: line \d+: event {damaged}: its .* cannot be read: left as it is", result.err
        )
        assert pieces(file).keys() == before.keys()
        moved = [uid for uid, piece in pieces(file).items() if piece != before[uid]]
        assert damaged not in moved
        assert len(moved) >= 4
        text = file.read_bytes()
        plan(MOVED, *at(NOW), code=3)
        assert file.read_bytes() == text

    def test_a_step_whose_event_is_damaged_is_still_to_be_done(self, plan, file):
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        file.write_text(file.read_bytes().decode().replace("-KIND:check-in", "-KIND:chck-in"), newline="")
        result = plan(MOVED, *at(NOW), "--format", "json", code=3)
        assert "planned" in [step["status"] for step in result.json["steps"] if step["kind"] == "check-in"]

    def test_a_file_that_is_cut_off_is_named_with_the_line_and_stays(self, plan, file):
        plan(EXAMPLE, *at(NOW))
        text = file.read_bytes()[: file.stat().st_size // 2]
        file.write_bytes(text)
        result = plan(EXAMPLE, *at(LATER), code=1)
        assert re.search(r"followups\.ics: line \d+: ", result.lines[-1])
        assert file.read_bytes() == text


def as_series(event, calendar):
    put(event, "rrule", {"freq": "weekly", "count": 3})


def with_an_instance_of_its_own(event, calendar):
    as_series(event, calendar)
    instance = icalendar.Event.from_ical(event.to_ical())
    put(instance, "recurrence-id", event["DTSTART"].dt)
    instance.pop("rrule")
    calendar.add_component(instance)


THEIRS = {
    "invited somebody": lambda event, _: put(event, "attendee", "mailto:friend@example.com"),
    "named an organizer": lambda event, _: put(event, "organizer", "mailto:jo.seeker@gmail.com"),
    "made a series": as_series,
}


class TestTheUserMadeItTheirs:
    @pytest.mark.parametrize("name", THEIRS)
    def test_the_event_is_neither_written_nor_taken_away_any_more(self, plan, file, tmp_path, name):
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        edit(file, "check-in", THEIRS[name])
        uid = str(by_kind(file)["check-in"]["UID"])
        before = pieces(file)
        result = plan(MOVED, *at(LATER))
        assert pieces(file)[uid] == before[uid]
        assert (
            f"left as it is: you {'made a series of' if 'series' in name else 'invited somebody to'} it" in result.err
        )
        assert sum(piece != before[uid] for uid, piece in pieces(file).items()) >= 4
        off = tmp_path / "off.ics"
        off.write_text(MOVED.read_text().replace("STATUS:CONFIRMED", "STATUS:CANCELLED"))
        plan(off, *at(LATER))
        assert pieces(file) == {uid: before[uid]}

    def test_a_series_with_an_instance_of_its_own_stays_whole(self, plan, file):
        plan(GOOGLE, *at(NOW), *NEW_YORK)
        uid = str(by_kind(file)["check-in"]["UID"])
        edit(file, "check-in", with_an_instance_of_its_own)
        found = [str(part.to_ical()) for part in components(file) if part["UID"] == uid]
        result = plan(MOVED, *at(LATER))
        assert "you made several of it" in result.err
        assert [str(part.to_ical()) for part in components(file) if part["UID"] == uid] == found
        assert len(found) == 2

    def test_no_conflict_is_told_of_it(self, followcal, file, tmp_path):
        folder = tmp_path / "invitations"
        folder.mkdir()
        (folder / "interview.ics").write_bytes(GOOGLE.read_bytes())
        followcal("sync", folder, "--to", file, *at(NOW), *NEW_YORK)
        edit(file, "check-in", lambda event, _: (put(event, "summary", "Ring"), as_series(event, _)))
        (folder / "interview.ics").write_bytes(MOVED.read_bytes())
        followcal("sync", folder, "--to", file, *at(LATER), *NEW_YORK)
        assert by_kind(file)["check-in"]["SUMMARY"] == "Ring"


def fill_the_disk():
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))


def interview_file(path, uid, start, end, sequence=0, extra=""):
    path.write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\n"
        f"UID:{uid}\r\nDTSTAMP:20261110T090000Z\r\nSEQUENCE:{sequence}\r\nSUMMARY:Interview with Acme\r\n"
        f"DTSTART;TZID=America/New_York:{start}\r\nDTEND;TZID=America/New_York:{end}\r\n{extra}"
        "END:VEVENT\r\nEND:VCALENDAR\r\n",
        newline="",
    )
    return path


class TestMergedRounds:
    """I7: back-to-back events are one round, whichever of them comes first, and whenever each becomes known."""

    def test_an_earlier_part_that_comes_later_makes_no_second_note(self, plan, tmp_path, file):
        first = interview_file(tmp_path / "a.ics", "a", "20261118T140000", "20261118T150000")
        plan(first, *at(NOW), *NEW_YORK)
        uids = {kind: str(c["UID"]) for kind, c in by_kind(file).items()}
        earlier = interview_file(tmp_path / "b.ics", "b", "20261118T130000", "20261118T140000")
        plan(earlier, *at(LATER), *NEW_YORK)
        assert {kind: str(c["UID"]) for kind, c in by_kind(file).items()} == uids
        before = file.read_bytes()
        plan(earlier, first, *at(LATER), *NEW_YORK)
        assert file.read_bytes() == before

    def test_parts_that_change_places_bring_nothing_back(self, plan, tmp_path, file):
        one = interview_file(tmp_path / "a.ics", "a", "20261118T140000", "20261118T150000")
        two = interview_file(tmp_path / "b.ics", "b", "20261118T150000", "20261118T160000")
        plan(one, two, *at(NOW), *NEW_YORK)
        edit(file, "check-in", lambda event, calendar: calendar.subcomponents.remove(event))
        one = interview_file(tmp_path / "a.ics", "a", "20261118T160000", "20261118T170000", sequence=1)
        plan(one, *at(LATER), *NEW_YORK)
        assert by_kind(file).keys() == KINDS - {"check-in"}

    def test_what_they_said_is_taken_back_from_all_parts(self, plan, tmp_path, file):
        one = interview_file(tmp_path / "a.ics", "a", "20261118T140000", "20261118T150000")
        plan(one, *at(NOW), *NEW_YORK, "--they-said", "2026-12-04")
        two = interview_file(tmp_path / "b.ics", "b", "20261118T150000", "20261118T160000")
        plan(two, *at(LATER), *NEW_YORK)
        assert start(by_kind(file)["check-in"]).month == 12
        plan(two, *at(LATER), *NEW_YORK, "--they-said", "nothing")
        assert start(by_kind(file)["check-in"]).month == 11


class TestSeries:
    def test_instances_that_a_changed_series_no_longer_has_are_withdrawn(self, plan, tmp_path, file):
        source = tmp_path / "s.ics"
        interview_file(source, "s", "20261118T140000", "20261118T150000", extra="RRULE:FREQ=WEEKLY;COUNT=2\r\n")
        plan(source, *at(NOW), *NEW_YORK)
        notes = [start(c) for c in components(file) if str(c["X-FOLLOWCAL-KIND"]) == "thank-you"]
        assert sorted(moment.day for moment in notes) == [18, 25]
        interview_file(source, "s", "20261120T100000", "20261120T110000", 1, "RRULE:FREQ=WEEKLY;COUNT=2\r\n")
        plan(source, *at(LATER), *NEW_YORK)
        notes = [start(c) for c in components(file) if str(c["X-FOLLOWCAL-KIND"]) == "thank-you"]
        assert sorted(moment.day for moment in notes) == [20, 27]

    @pytest.mark.parametrize(
        "rule",
        [
            "RRULE:FREQ=SECONDLY\r\nRRULE:FREQ=SECONDLY\r\n",
            "RRULE:FREQ=DAILY;BYHOUR=0,1,2,3;BYMINUTE=0,1,2,3\r\n",
            "RRULE:FREQ=MINUTELY;INTERVAL=4\r\n",
            "RRULE:FREQ=DAILY;INTERVAL=0\r\n",
        ],
    )
    def test_of_a_rule_without_end_in_sight_the_first_time_is_read_at_once(self, run, tmp_path, rule):
        source = interview_file(tmp_path / "s.ics", "s", "20261118T140000", "20261118T150000", extra=rule)
        result = run("plan", source, *at(NOW))
        assert result.code == 3
        assert "only its first time is read" in result.err


class TestSimultaneousRuns:
    def test_a_file_that_changed_since_it_was_read_is_left_alone(self, plan, tmp_path, file, monkeypatch):
        plan(EXAMPLE, *at(NOW))
        other = file.read_bytes().replace(b"Debrief", b"DEBRIEF")
        commands = importlib.import_module("followcal.shell.commands")
        search = importlib.import_module("followcal.shell.search")
        original = search.plan_windows

        def meanwhile(*args, **kwargs):
            file.write_bytes(other)
            return original(*args, **kwargs)

        monkeypatch.setattr(search, "plan_windows", meanwhile)
        with pytest.raises(UnreadableError, match="another program changed it meanwhile"):
            commands.plan_files(
                commands.Request(
                    sources=[str(EXAMPLE)],
                    now=datetime.fromisoformat(LATER),
                    home_zone=lambda: UTC,
                    output=file,
                    closed=(DateRange(date(2026, 11, 25), date(2026, 11, 25)),),
                )
            )
        assert file.read_bytes() == other
