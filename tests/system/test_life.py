"""The life of an application through the command line: what is typed on the phone, ticked off and told is followed."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import icalendar
import pytest

from followcal.shell.cli import main

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "interview.ics"
ROUND_TWO = ROOT / "docs" / "tutorial" / "round-two.ics"
BEFORE = "2026-11-16T09:00:00-05:00"
AFTER = "2026-11-19T09:10:00-05:00"
EVENING = "2026-11-19T21:00:00-05:00"
LATER = "2026-11-24T09:10:00-05:00"
PLACE = ("--country", "US-NY")


@pytest.fixture
def followcal(plan, capsysbinary):
    """Run any command in this process; `plan` has set the place and the zone."""
    from system.conftest import Result, checked

    def followcal(*args, code=0):
        capsysbinary.readouterr()
        found = main([str(arg) for arg in args])
        out, err = capsysbinary.readouterr()
        result = checked(Result(found, out, err.decode("utf-8")))
        assert result.code == code, result.err
        return result

    return followcal


@pytest.fixture
def file(tmp_path):
    return tmp_path / "followups.ics"


def event(path, kind, company="Acme"):
    calendar = icalendar.Calendar.from_ical(Path(path).read_bytes())
    found = [c for c in calendar.walk() if c.get("X-FOLLOWCAL-KIND") == kind and company in c["SUMMARY"]]
    return found[-1] if found else None


def edit(path, kind, change, company="Acme"):
    """Change an event as a calendar program does: the file is read, and written anew."""
    calendar = icalendar.Calendar.from_ical(Path(path).read_bytes())
    found = [c for c in calendar.walk() if c.get("X-FOLLOWCAL-KIND") == kind and company in c["SUMMARY"]]
    change(found[-1], calendar)
    Path(path).write_bytes(calendar.to_ical())


def put(component, **values):
    for name, value in values.items():
        component.pop(name, None)
        component.add(name, value)


def typing(lines, garble=lambda text: text):
    """Type into the form, on a program that garbles the description."""

    def change(component, _):
        text = str(component["DESCRIPTION"])
        for label, value in lines.items():
            assert f"\n{label}" in text
            text = re.sub(rf"^{label}.*$", f"{label} {value}", text, count=1, flags=re.MULTILINE)
        put(component, DESCRIPTION=garble(text))

    return change


def google(text):
    return html.escape(text, quote=False).replace("\n", "<br>").replace(": ", ":&nbsp;")


def outlook(text):
    return text.replace("\n", "\r\n")


def ios(text):
    return text.replace("'", "’").replace(" - ", " – ")


def around(text):
    return f"Nice office, bad coffee.\n\n{text}\n\nSalary talk next time: ask for more."


def upside_down(text):
    """The lines of the form in another order, the labels in capitals and with bullets."""
    lines = text.split("\n")
    first, last = lines.index("Contact:") - 1, next(n for n, line in enumerate(lines) if line.startswith("Role:"))
    form = [f"• {line.partition(':')[0].upper()}:{line.partition(':')[2]}" for line in lines[first : last + 1]]
    return "\n".join((*lines[:first], *reversed(form), *lines[last + 1 :]))


GARBLERS = [google, outlook, ios, around, upside_down]


def seen(component):
    """What a phone shows of a description."""
    text = html.unescape(re.sub(r"<br\s*/?>", "\n", str(component["DESCRIPTION"]))).replace("\xa0", " ")
    return [line.strip() for line in re.split(r"\r?\n", text)]


def starts(path):
    calendar = icalendar.Calendar.from_ical(Path(path).read_bytes())
    ours = [c for c in calendar.walk() if "X-FOLLOWCAL-KIND" in c]
    return {str(c["UID"]): c["DTSTART"].dt for c in ours}


def dump(path):
    """What stands in the calendar, the memory of what was told aside."""
    return re.sub(rb"X-FOLLOWCAL-FACTS:[^\n]*\n(?: [^\n]*\n)*", b"", Path(path).read_bytes())


class TestTheForm:
    @pytest.mark.parametrize("garble", GARBLERS)
    def test_what_is_typed_on_a_phone_is_followed_and_answered(self, plan, file, garble):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        edit(file, "debrief", typing({"They will reply:": "by Fri 4 Dec", "I promised:": "a portfolio"}, garble))
        result = plan(EXAMPLE, "--now", AFTER)
        assert "Send Acme (Data Engineer) what you promised: a portfolio, by Fri 20 Nov" in result.text
        assert event(file, "check-in")["DTSTART"].dt == datetime(2026, 12, 7, 15, tzinfo=UTC)
        shown = seen(event(file, "debrief"))
        assert "-> by Fri 4 Dec; check in from Mon 7 Dec" in shown
        assert "-> to send: a portfolio" in shown
        if garble is around:
            assert shown[0] == "Nice office, bad coffee."
            assert shown[-1] == "Salary talk next time: ask for more."

    @pytest.mark.parametrize("garble", GARBLERS)
    def test_a_second_run_writes_nothing(self, plan, file, garble):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        edit(file, "debrief", typing({"Outcome:": "rejected", "They will reply:": "when the moon is blue"}, garble))
        plan(EXAMPLE, "--now", AFTER)
        written, changed = file.read_bytes(), file.stat().st_mtime_ns
        result = plan(EXAMPLE, "--now", AFTER)
        assert "nothing changed" in result.text
        assert (file.read_bytes(), file.stat().st_mtime_ns) == (written, changed)

    def test_all_garbled_forms_give_the_same_plan(self, plan, tmp_path):
        plans = set()
        for garble in (str, *GARBLERS):
            path = tmp_path / f"{garble.__name__}.ics"
            plan(EXAMPLE, *PLACE, "--now", BEFORE, "-o", path)
            lines = {"Outcome:": "other offer, decide by 4 Dec", "Sent:": "yes", "I promised:": "the link"}
            edit(path, "debrief", typing(lines, garble))
            found = plan(EXAMPLE, "--now", AFTER, "-o", path, "--format", "json").json
            plans.add(json.dumps(found["steps"]))
        assert len(plans) == 1

    def test_what_is_not_understood_is_quoted_with_its_uid_and_stays(self, plan, file):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        edit(file, "debrief", typing({"Outcome:": "it went so-so"}))
        for _ in range(2):
            result = plan(EXAMPLE, "--now", AFTER)
            [line] = [line for line in result.lines if "not understood" in line]
            assert "Outcome: it went so-so" in line
            assert str(event(file, "debrief")["UID"]) in line
            assert "Outcome: it went so-so" in seen(event(file, "debrief"))

    def test_a_relative_day_counts_from_the_run_that_saw_it_first(self, plan, file):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        edit(file, "debrief", typing({"Outcome:": "rejected yesterday"}))
        plan(EXAMPLE, "--now", "2026-11-20T09:00:00-05:00")
        assert "-> rejected on Thu 19 Nov" in seen(event(file, "debrief"))
        plan(EXAMPLE, "--now", "2026-11-25T09:00:00-05:00")
        assert "-> rejected on Thu 19 Nov" in seen(event(file, "debrief"))

    def test_taking_a_line_out_takes_the_fact_back(self, plan, file):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        plan(EXAMPLE, "--now", EVENING)
        before = starts(file)
        edit(file, "debrief", typing({"Outcome:": "rejected"}))
        plan(EXAMPLE, "--now", EVENING)
        assert event(file, "check-in") is None
        edit(file, "debrief", typing({"Outcome:": ""}))
        plan(EXAMPLE, "--now", EVENING)
        assert starts(file) == before
        assert not [line for line in seen(event(file, "debrief")) if line.startswith("->")]

    def test_a_fact_outlives_the_event_that_it_was_typed_into(self, plan, file):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        edit(file, "debrief", typing({"Outcome:": "rejected"}))
        plan(EXAMPLE, "--now", AFTER)
        edit(file, "debrief", lambda debrief, calendar: calendar.subcomponents.remove(debrief))
        result = plan(EXAMPLE, "--now", LATER)
        assert event(file, "check-in") is None
        assert event(file, "debrief") is None
        assert "Call Acme" not in result.text.replace("WITHDRAWN: Call Acme", "")

    def test_names_are_corrected_and_the_source_does_not_bring_the_old_ones_back(self, plan, file):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        edit(file, "debrief", typing({"Interviewers:": "Dana Whitfield, Zoe Park", "Role:": "Data Lead"}))
        now = "2026-11-18T15:50:00-05:00"
        for _ in range(2):
            plan(EXAMPLE, "--now", now)
            assert event(file, "thank-you")["SUMMARY"] == "Thank Dana Whitfield and Zoe Park at Acme, by Fri 20 Nov"
            assert "Data Lead" in event(file, "check-in")["SUMMARY"]
            assert "Tom Keller" not in str(event(file, "thank-you")["DESCRIPTION"])
        assert "Interviewers: Dana Whitfield, Zoe Park" in seen(event(file, "debrief"))

    def test_the_form_of_an_employer_that_is_not_named_is_read_too(self, plan, file, tmp_path):
        other = tmp_path / "bolt.ics"
        text = (
            EXAMPLE.read_text().replace("Acme", "Bolt").replace("acme", "bolt").replace("2t6y0u4i8o2p", "bolt0u4i8o2p")
        )
        other.write_text(text)
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        plan(other, *PLACE, "--now", BEFORE)
        quiet = plan(other, "--now", AFTER)
        assert "Acme" not in quiet.text
        edit(file, "debrief", typing({"Outcome:": "rejected"}))
        result = plan(other, "--now", AFTER)
        assert "Thank Acme for their answer" in result.text
        assert event(file, "check-in") is None
        assert event(file, "check-in", "Bolt")

    def test_an_offer_with_a_deadline_concerns_all_others_whoever_is_named(self, plan, file, tmp_path):
        other = tmp_path / "bolt.ics"
        text = (
            EXAMPLE.read_text().replace("Acme", "Bolt").replace("acme", "bolt").replace("2t6y0u4i8o2p", "bolt0u4i8o2p")
        )
        other.write_text(text)
        plan(EXAMPLE, other, *PLACE, "--now", BEFORE)
        edit(file, "debrief", typing({"Outcome:": "offer, decide by 4 Dec"}))
        for source in (EXAMPLE, other, EXAMPLE):
            plan(source, "--now", AFTER)
            calendar = icalendar.Calendar.from_ical(file.read_bytes())
            notices = [c["SUMMARY"] for c in calendar.walk() if c.get("X-FOLLOWCAL-KIND") == "offer-notice"]
            assert notices == ["Tell Bolt (Data Engineer) about your other offer, by Wed 2 Dec"]

    def test_to_dos_hold_the_form_too(self, plan, tmp_path):
        path = tmp_path / "followup-todos.ics"
        plan(EXAMPLE, *PLACE, "--now", BEFORE, "--as", "todos")
        edit(path, "debrief", typing({"Outcome:": "rejected"}))
        plan(EXAMPLE, "--now", AFTER, "--as", "todos")
        assert event(path, "check-in") is None
        assert event(path, "gracious-reply")
        before = path.read_bytes()
        plan(EXAMPLE, "--now", AFTER, "--as", "todos")
        assert path.read_bytes() == before


FORGED = "Outcome: rejected\\nI promised: my salary history\\nSent: yes\\nThey will reply: 2026-12-11\\n"


def invitation(tmp_path, name, *, description, head="", more=""):
    """A calendar with an interview that nobody but the user is on, and another event."""
    path = tmp_path / name
    path.write_text(
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n{head}"
        "BEGIN:VEVENT\r\nUID:own@x\r\nDTSTAMP:20261101T120000Z\r\nDTSTART:20261118T190000Z\r\nDTEND:20261118T203000Z\r\n"
        f"SUMMARY:Interview with Acme\r\nDESCRIPTION:{description}\r\n{more}END:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:dentist@x\r\nDTSTAMP:20261101T120000Z\r\nDTSTART:20261119T190000Z\r\n"
        "SUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    return path


class TestTheInterviewsOwnText:
    def test_lines_in_an_event_of_the_users_own_are_followed(self, plan, file, tmp_path):
        source = invitation(tmp_path, "own.ics", description="Outcome: rejected\\n\\nsee you")
        plan(source, *PLACE, "--now", BEFORE, "--match", "own@x")
        result = plan(source, "--now", AFTER, "--match", "own@x")
        assert "they said no on Thu 19 Nov" in result.text
        assert event(file, "check-in") is None

    def test_they_count_from_the_day_they_were_seen_first_and_stay_when_the_source_is_not_named(
        self, plan, file, tmp_path
    ):
        source = invitation(tmp_path, "own.ics", description="nice")
        plan(source, *PLACE, "--now", BEFORE, "--match", "own@x")
        source = invitation(tmp_path, "own.ics", description="nice\\nOutcome: heard yesterday")
        texts = []
        for now in ("2026-11-20T09:00:00-05:00", "2026-11-23T09:00:00-05:00"):
            texts.append(plan(source, "--now", now, "--match", "own@x").text)
            assert event(file, "check-in") is None
        assert "they were heard of on Fri 20 Nov" in texts[0]
        other = tmp_path / "bolt.ics"
        other.write_text(EXAMPLE.read_text().replace("acme", "bolt").replace("2t6y0u4i8o2p", "bolt0u4i8o2p"))
        plan(other, *PLACE, "--now", LATER)
        assert event(file, "check-in", "Interview") is None

    @pytest.mark.parametrize(
        ("head", "more"),
        [
            ("METHOD:REQUEST\r\n", ""),
            ("", "ORGANIZER:mailto:hr@acme.com\r\n"),
            ("", "ATTENDEE:mailto:hr@acme.com\r\nATTENDEE:mailto:jo@gmail.com\r\n"),
            ("METHOD:PUBLISH\r\n", ""),
        ],
    )
    def test_forged_lines_in_an_invitation_change_nothing(self, plan, tmp_path, head, more):
        results = []
        for name, description in (("clean.ics", "They will reply: 2026-12-11"), ("forged.ics", FORGED)):
            source = invitation(tmp_path, name, description=description, head=head, more=more)
            path = tmp_path / f"out-{name}"
            args = (source, *PLACE, "--match", "own@x", "--me", "jo@gmail.com", "-o", path)
            plan(*args, "--now", BEFORE)
            result = plan(*args, "--now", LATER, "--format", "json").json
            steps = [(s["kind"], s["start"], s["status"], [r["text"] for r in s["reasons"]]) for s in result["steps"]]
            results.append(steps)
            assert not {"materials", "gracious-reply"} & {step["kind"] for step in result["steps"]}
        assert results[0] == results[1]
        assert any("Fri 11 Dec" in text for step in results[0] for text in step[3]), "the timeline counts"

    def test_the_only_event_of_a_file_is_taken_for_an_attachment(self, plan, tmp_path):
        source = invitation(tmp_path, "one.ics", description=FORGED)
        alone = re.sub(r"BEGIN:VEVENT\nUID:dentist.*?END:VEVENT\n", "", source.read_text(), flags=re.DOTALL)
        source.write_text(alone)
        result = plan(source, *PLACE, "--now", AFTER, "--format", "json").json
        assert {"check-in", "closing"} <= {step["kind"] for step in result["steps"]}
        assert not {"materials", "gracious-reply"} & {step["kind"] for step in result["steps"]}


def tick(component, _):
    put(component, SUMMARY=f"✓ {component['SUMMARY']}")


def write_done(component, _):
    put(component, SUMMARY=f"{component['SUMMARY']} - done")


def complete(component, _):
    put(component, STATUS="COMPLETED")


def percent(component, _):
    put(component, **{"PERCENT-COMPLETE": 100})


def cancel(component, _):
    put(component, STATUS="CANCELLED")


def delete(component, calendar):
    calendar.subcomponents.remove(component)


class TestStatesOfSteps:
    @pytest.mark.parametrize("change", [tick, write_done, complete, percent])
    def test_a_step_that_is_ticked_off_is_done_ahead_of_its_time(self, plan, file, change):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        edit(file, "check-in", change)
        for _ in range(2):
            result = plan(EXAMPLE, "--now", AFTER)
            assert re.search(r"DONE: .*Call Acme about Data Engineer", result.text)
            assert "done on Thu 19 Nov, as you said (S11)" in result.text
        plan(EXAMPLE, "--they-said", "2026-12-04", "--now", AFTER)
        assert event(file, "check-in")["DTSTART"].dt == datetime(2026, 11, 25, 15, tzinfo=UTC), "not asked twice"

    def test_a_tick_taken_away_is_taken_back(self, plan, file):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        plan(EXAMPLE, "--now", AFTER)
        before = starts(file)
        edit(file, "check-in", tick)
        plan(EXAMPLE, "--now", AFTER)
        edit(file, "check-in", lambda event, _: put(event, SUMMARY=event["SUMMARY"][2:]))
        result = plan(EXAMPLE, "--now", AFTER)
        assert "DONE: Call" not in result.text
        assert starts(file) == before

    @pytest.mark.parametrize("change", [cancel, delete])
    def test_a_step_that_is_cancelled_or_deleted_is_left_out_for_ever(self, plan, file, change):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        edit(file, "check-in", change)
        for now in (AFTER, LATER):
            result = plan(EXAMPLE, "--now", now)
            assert not re.search(r"\d\d:\d\d\s+Call Acme", result.text)
            found = event(file, "check-in")
            assert found is None if change is delete else found["STATUS"] == "CANCELLED"

    def test_a_cancelled_step_comes_back_when_the_user_says_so(self, plan, file):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        edit(file, "check-in", cancel)
        plan(EXAMPLE, "--now", AFTER)
        edit(file, "check-in", lambda event, _: put(event, STATUS="CONFIRMED"))
        result = plan(EXAMPLE, "--now", AFTER)
        assert re.search(r"25 Nov 10:00\s+Call Acme", result.text)


class TestNotes:
    def test_what_was_assumed_is_told_once_and_stands_in_the_json_ever_after(self, plan):
        assumed = "the employer's country is taken to be US"
        assert assumed in plan(EXAMPLE, "--now", BEFORE).err
        assert assumed not in plan(EXAMPLE, "--now", AFTER).err
        result = plan(EXAMPLE, "--now", AFTER, "--format", "json")
        assert assumed not in result.err
        assert any(assumed in warning for warning in result.json["warnings"])
        again = plan(EXAMPLE, "--now", AFTER, "--country", "DE").err
        assert "the public holidays of DE differ" in again
        assert "the public holidays of DE differ" not in plan(EXAMPLE, "--now", AFTER).err


class TestTell:
    def test_a_fact_told_by_command_gives_the_plan_of_the_form(self, plan, followcal, tmp_path):
        paths = [tmp_path / "form.ics", tmp_path / "told.ics"]
        for path in paths:
            plan(EXAMPLE, *PLACE, "--now", BEFORE, "-o", path)
            plan(EXAMPLE, "--now", AFTER, "-o", path)
        edit(paths[0], "debrief", typing({"Outcome:": "rejected"}))
        plan(EXAMPLE, "--now", AFTER, "-o", paths[0])
        followcal("tell", "rejected", "by", "acme", "--now", AFTER, "-o", paths[1])
        assert starts(paths[0]) == starts(paths[1])

    def test_what_is_told_stays_told_and_twice_is_once(self, plan, followcal, file):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        followcal("tell", "rejected by Acme", "--now", AFTER)
        once = file.read_bytes()
        result = followcal("tell", "rejected by Acme", "--now", AFTER)
        assert "nothing changed" in result.text
        assert file.read_bytes() == once
        plan(EXAMPLE, "--now", AFTER)
        assert file.read_bytes() == once

    def test_the_list_says_of_which_application_and_which_step_something_was_told(self, plan, followcal):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        assert "check-in done on Thu 19 Nov" in followcal("tell", "called Acme", "--now", AFTER).text
        followcal("tell", "skip the last mail to Acme", "--now", AFTER)
        followcal("tell", "Angebot von Zeta, entscheiden bis 4. Januar", "--now", AFTER)
        lines = followcal("tell", "--now", AFTER).text.splitlines()
        assert lines[lines.index("told") :] == [
            "told",
            "  Acme Data Engineer: check-in done on Thu 19 Nov",
            "  Acme Data Engineer: closing left out on Thu 19 Nov",
            "  elsewhere: another offer, decide by Mon 4 Jan 2027",
        ]

    def test_a_dry_run_writes_nothing(self, plan, followcal, file):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        before = file.read_bytes()
        result = followcal("tell", "rejected by Acme", "--now", AFTER, "--dry-run")
        assert "Thank Acme for their answer" in result.text
        assert "dry run: nothing was written" in result.text
        assert file.read_bytes() == before

    def test_taking_it_back_restores_the_plan(self, plan, followcal, file):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        plan(EXAMPLE, "--now", AFTER)
        before = starts(file)
        followcal("tell", "withdraw acme", "--now", AFTER)
        assert event(file, "check-in") is None
        followcal("tell", "--undo", "withdraw acme", "--now", AFTER)
        assert starts(file) == before
        assert "told" not in followcal("tell", "--now", AFTER).text

    def test_an_application_that_was_withdrawn_before_it_began_can_be_named_again(self, plan, followcal, file):
        early = "2026-11-13T09:00:00-05:00"
        plan(EXAMPLE, *PLACE, "--now", early)
        before = starts(file)
        followcal("tell", "withdraw acme", "--now", early)
        assert list(starts(file)) == [str(event(file, "thank-you")["UID"])], "the interview stands in the calendar"
        followcal("tell", "--undo", "withdraw acme", "--now", early)
        assert starts(file) == before

    def test_what_stands_in_a_form_is_taken_back_there(self, plan, followcal, file):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        edit(file, "debrief", typing({"Outcome:": "rejected"}))
        plan(EXAMPLE, "--now", AFTER)
        result = followcal("tell", "--undo", "rejected by Acme", "--now", AFTER, code=2)
        assert "Debrief Acme" in result.err

    def test_names_are_listed_with_what_was_told(self, plan, followcal):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        followcal("tell", "Acme: they will decide by 4 December", "--now", AFTER)
        assert followcal("tell", "--now", AFTER).text.splitlines() == [
            "can be named",
            "  Acme Data Engineer",
            "told",
            "  Acme Data Engineer: they answer: by Fri 4 Dec",
        ]

    @pytest.mark.parametrize(
        ("words", "text"),
        [
            (["rejected by Amce"], "did you mean Acme Data Engineer?"),
            (["rejected by Zweiundvierzig"], "no application is known by the name"),
            (["hello"], "not understood"),
            (["--undo"], "tell what?"),
            (["--undo", "rejected by Acme"], "that was not told"),
            (["-o", "-", "rejected by Acme"], "name the calendar file"),
        ],
    )
    def test_what_cannot_be_told_changes_nothing_and_says_why(self, plan, followcal, file, words, text):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        before = file.read_bytes()
        assert text in followcal("tell", *words, "--now", AFTER, code=2).err
        assert file.read_bytes() == before

    def test_without_a_calendar_there_is_nothing_to_tell(self, followcal, file):
        assert "plan for an interview first" in followcal("tell", "rejected by Acme", "--now", AFTER, code=1).err
        assert "plan for an interview first" in followcal("next", "--now", AFTER, code=1).err
        assert not file.exists()

    def test_it_is_told_as_json(self, plan, followcal):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        result = followcal("tell", "rejected by Acme", "--now", AFTER, "--format", "json").json
        assert {step["kind"] for step in result["steps"] if step["status"] == "planned"} == {"gracious-reply"}


class TestNext:
    def test_it_lists_what_to_do_most_urgent_first_and_writes_nothing(self, plan, followcal, file):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        before = file.read_bytes()
        result = followcal("next", "--now", "2026-11-18T08:00:00-05:00")
        assert result.text.splitlines() == [
            "today",
            "  Wed 18 Nov, 13:00 Prepare for Acme (Data Engineer) (interview at 14:00)",
            "  Wed 18 Nov, 15:45 Debrief Acme (Data Engineer), by Thu 19 Nov",
            "  Wed 18 Nov, 16:30 Thank Dana Whitfield, Priya Raman and Tom Keller at Acme, by Fri 20 Nov",
            "2 steps later",
        ]
        assert file.read_bytes() == before

    def test_it_knows_what_was_typed_since_the_last_plan(self, plan, followcal, file):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        edit(file, "debrief", typing({"I promised:": "a portfolio"}))
        assert "what you promised: a portfolio" in followcal("next", "--now", "2026-11-18T20:00:00-05:00").text

    def test_as_json(self, plan, followcal):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        result = followcal("next", "--now", "2026-11-18T08:00:00-05:00", "--format", "json").json
        assert [task["when"] for task in result["tasks"]][:1] == ["today"]
        assert {step["kind"] for task in result["tasks"] for step in task["steps"]} >= {"prep", "thank-you"}
        assert result["later"] == 2


def digest_of(path):
    calendar = icalendar.Calendar.from_ical(Path(path).read_bytes())
    return [c for c in calendar.walk("VEVENT") if "X-FOLLOWCAL-DIGEST" in c]


class TestDigest:
    def test_it_stands_on_monday_and_is_kept_current_and_never_twice(self, plan, file):
        plan(EXAMPLE, *PLACE, "--now", BEFORE, "--digest")
        this, following = digest_of(file)
        assert [str(each["DTSTART"].dt) for each in (this, following)] == ["2026-11-16", "2026-11-23"]
        assert this["SUMMARY"] == "3 follow-ups this week"
        assert "Call Acme about Data Engineer" in following["DESCRIPTION"]
        before = file.read_bytes()
        plan(EXAMPLE, "--now", BEFORE)
        assert file.read_bytes() == before
        plan(EXAMPLE, "--now", AFTER, "--they-said", "2026-12-04")
        this, following = digest_of(file)
        assert following["SUMMARY"] == "No follow-ups this week"
        assert "Acme (Data Engineer): until Mon 7 Dec" in following["DESCRIPTION"]
        assert (this["SEQUENCE"], following["SEQUENCE"]) == (1, 1)

    def test_it_says_in_which_zone_its_times_are_whoever_writes_it(self, plan, file, tmp_path):
        plan(EXAMPLE, *PLACE, "--now", BEFORE, "--digest")
        assert (
            "To do (times in America/New_York)\n- Wed 18 Nov, 13:00: Prepare for Acme"
            in digest_of(file)[0]["DESCRIPTION"]
        )
        before = file.read_bytes()
        plan(EXAMPLE, "--now", "2026-11-16T15:00:00+01:00")  # the same moment, on a computer elsewhere
        assert file.read_bytes() == before
        other = tmp_path / "bolt.ics"
        text = EXAMPLE.read_text().replace("cme", "olt").replace("2t6y0u4i8o2p", "bolt0u4i8o2p")
        other.write_text(text)
        plan(other, *PLACE, "--timezone", "Europe/Berlin", "--now", BEFORE)
        text = digest_of(file)[0]["DESCRIPTION"]
        assert "To do\n- " in text
        assert "- Wed 18 Nov, 13:00 (America/New_York): Prepare for Acme" in text
        assert "- Wed 18 Nov, 19:15 (Europe/Berlin): Prepare for" in text

    def test_past_weeks_go_and_it_can_be_given_up(self, plan, file):
        plan(EXAMPLE, *PLACE, "--now", BEFORE, "--digest")
        plan(EXAMPLE, "--now", LATER)
        assert [str(each["DTSTART"].dt) for each in digest_of(file)] == ["2026-11-23", "2026-11-30"]
        plan(EXAMPLE, "--now", LATER, "--no-digest")
        assert digest_of(file) == []
        plan(EXAMPLE, "--now", LATER)
        assert digest_of(file) == []

    def test_it_is_never_written_into_the_past(self, plan, file):
        plan(EXAMPLE, *PLACE, "--now", AFTER, "--digest")
        assert [str(each["DTSTART"].dt) for each in digest_of(file)] == ["2026-11-23"]

    def test_one_that_was_deleted_stays_deleted(self, plan, file):
        plan(EXAMPLE, *PLACE, "--now", BEFORE, "--digest")
        calendar = icalendar.Calendar.from_ical(file.read_bytes())
        calendar.subcomponents.remove(next(c for c in calendar.walk("VEVENT") if "X-FOLLOWCAL-DIGEST" in c))
        file.write_bytes(calendar.to_ical())
        plan(EXAMPLE, "--now", BEFORE)
        assert [str(each["DTSTART"].dt) for each in digest_of(file)] == ["2026-11-23"]

    def test_it_holds_other_employers_too(self, plan, file, tmp_path):
        other = tmp_path / "bolt.ics"
        text = (
            EXAMPLE.read_text().replace("Acme", "Bolt").replace("acme", "bolt").replace("2t6y0u4i8o2p", "bolt0u4i8o2p")
        )
        other.write_text(text)
        plan(other, *PLACE, "--now", BEFORE)
        plan(EXAMPLE, *PLACE, "--now", BEFORE, "--digest")
        assert "Call Bolt" in digest_of(file)[1]["DESCRIPTION"]
        assert "Call Acme" in digest_of(file)[1]["DESCRIPTION"]


class TestRounds:
    def test_the_note_of_the_next_round_lists_what_was_said_before(self, plan, file):
        plan(EXAMPLE, *PLACE, "--now", BEFORE)
        edit(file, "debrief", typing({"Sent:": "Dana, 19 Nov"}))
        plan(EXAMPLE, "--now", AFTER)
        plan(ROUND_TWO, *PLACE, "--now", "2026-11-25T18:00:00-05:00")
        note = str(event(file, "thank-you")["DESCRIPTION"])
        assert "Said before" in note
        assert "Thu 19 Nov: thank-you to Dana Whitfield" in note

    def test_a_search_of_a_year_says_what_is_over_and_does_not_bury_today(self, plan, followcal, file, tmp_path):
        events = "".join(
            f"BEGIN:VEVENT\r\nUID:{n}@x\r\nDTSTAMP:20250101T000000Z\r\nDTSTART:2026{1 + n // 3:02}{1 + 9 * (n % 3):02}"
            f"T150000Z\r\nSUMMARY:Interview with Company{n}\r\nEND:VEVENT\r\n"
            for n in range(33)
        )
        source = tmp_path / "year.ics"
        source.write_text(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n")
        plan(
            source,
            "--country",
            "US-NY",
            "--now",
            "2026-11-24T09:00:00-05:00",
            "--since",
            "2026-01-01",
            "--match",
            "Int",
            "--timezone",
            "America/New_York",
        )
        result = followcal("next", "--now", "2026-11-24T09:00:00-05:00")
        assert len(result.text.splitlines()) < 20
        assert not re.search(r"Company(?:[0-9]|1[0-9]|2[0-4])\b", result.text), "what is over is over"
        shown = plan(
            source,
            "--country",
            "US-NY",
            "--now",
            "2026-11-24T09:00:00-05:00",
            "--since",
            "2026-01-01",
            "--match",
            "Int",
        )
        assert "over, never written and too late by now: thank-you" in shown.text
        assert all(
            c["DTSTART"].dt.year == 2026 and c["DTSTART"].dt.month > 10
            for c in icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
        )


class TestCompletion:
    @pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
    def test_names_of_applications_are_completed_and_nothing_of_them_is_obeyed(self, plan, followcal, tmp_path):
        now = "2026-11-16T09:00:00-05:00"
        plan(EXAMPLE, *PLACE, "--now", now)
        edit(tmp_path / "followups.ics", "debrief", typing({"Company:": "Acme `touch pwned` $(touch pwned)"}))
        plan(EXAMPLE, *PLACE, "--now", now)
        assert "touch pwned" in followcal("tell", "--now", now).text
        script = followcal("completion", "bash").text
        tool = tmp_path / "bin" / "followcal"
        tool.parent.mkdir()
        tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m followcal "$@"\n')
        tool.chmod(0o755)
        done = subprocess.run(
            ["bash", "-c", f"{script}\n_followcal_names Ac; _followcal_names Da"],
            cwd=tmp_path,
            env={"PATH": f"{tool.parent}{os.pathsep}{os.environ['PATH']}", "LC_ALL": "C.UTF-8"},
            capture_output=True,
            timeout=60,
            check=True,
        )
        assert set(done.stdout.decode().split()) == {"Acme", "Data"}
        assert not (tmp_path / "pwned").exists()
