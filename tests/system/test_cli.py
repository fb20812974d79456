"""`followcal plan` from end to end: what it writes, what it shows, in any environment."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import termios
import unicodedata
from datetime import datetime
from itertools import permutations
from pathlib import Path

import pytest

import followcal
from followcal.formats.zones import zone_named
from shares import some

ROOT = Path(__file__).parents[2]
INVITATIONS = ROOT / "tests" / "data" / "invitations"
SAMPLES = sorted(path for path in INVITATIONS.iterdir() if path.suffix in (".ics", ".eml"))
EXAMPLE = ROOT / "examples" / "interview.ics"
GOOGLE, PANEL, GERMAN = (INVITATIONS / f"{name}.ics" for name in ("google", "panel", "german"))
NOW = ("--now", "2026-11-12T09:00:00-05:00")
NEW_YORK = ("--timezone", "America/New_York")
EARLY = ("--now", "2026-09-01T09:00:00-04:00")
"""Before all samples."""


# The schema, strictly: the keys are these and no others, in this order; a tuple: or null; a list: of any number.
TEXT = re.compile(r"(?s).+")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
RULE = re.compile(r"[A-Z]\d{1,2}")
TIMELINE_KIND = re.compile("answer-by|invited|silence-means-no|no-calls|no-contact|undated|not-understood")
PERSON = {"name": (TEXT, None), "email": (re.compile(r"\S+@\S+"), None)}
TIMELINE = {
    "text": str,
    "kind": TIMELINE_KIND,
    "not_before": (DAY, None),
    "answer_due": (DAY, None),
    "other_reading": (DAY, None),
    "contact_from": (DAY, None),
    "no_calls": bool,
    "no_contact": bool,
    "said_on": (str, None),
    "in_invitation": bool,
    "reading": str,
    "question": (str, None),
}
INTERVIEW = {
    "uid": TEXT,
    "recurrence_id": (re.compile(r"\d{8}T\d{6}Z"), None),
    "summary": str,
    "start": TIME,
    "end": TIME,
    "timezone": TEXT,
    "country": (re.compile("[A-Z]{2}(,[A-Z]{2})*"), None),
    "subdivision": (TEXT, None),
    "company": (TEXT, None),
    "role": (TEXT, None),
    "round": (TEXT, None),
    "medium": (re.compile("video|phone|onsite"), None),
    "interviewers": [PERSON],
    "contact": (PERSON, None),
    "status": re.compile("planned|held|cancelled"),
    "timeline": (TIMELINE, None),
}
STEP = {
    "uid": UID,
    "interview": TEXT,
    "kind": re.compile("prep|debrief|thank-you|references|materials|check-in|closing|gracious-reply|offer-notice"),
    "about": (TEXT, None),
    "to": (PERSON, None),
    "channel": re.compile("email|phone|post|self"),
    "earliest": TIME,
    "due": TIME,
    "latest": TIME,
    "start": TIME,
    "end": TIME,
    "status": re.compile("planned|overdue|done|withdrawn"),
    "optional": bool,
    "provisional": bool,
    "summary": TEXT,
    "reasons": [{"rule": RULE, "text": TEXT, "source": TEXT}],
}
OVER = {
    "uid": UID,
    "interview": TEXT,
    "kind": STEP["kind"],
    "to": (PERSON, None),
    "latest": TIME,
    "reasons": STEP["reasons"],
}
PLAN = {
    "schema": int,
    "now": TIME,
    "warnings": [TEXT],
    "holidays": {"version": (re.compile(r"\d+(\.\d+)+"), None), "fingerprint": re.compile("[0-9a-f]{16}")},
    "interviews": [INTERVIEW],
    "steps": [STEP],
    "over": [OVER],
}


def misfits(value, shape, where="plan"):
    """Yield where `value` is not of `shape`."""
    match shape:
        case dict():
            if not isinstance(value, dict) or list(value) != list(shape):
                yield f"{where}: {value!r} has not the keys {list(shape)}"
                return
            for key, part in shape.items():
                yield from misfits(value[key], part, f"{where}.{key}")
        case [part]:
            if not isinstance(value, list):
                yield f"{where}: {value!r} is no list"
                return
            for index, item in enumerate(value):
                yield from misfits(item, part, f"{where}[{index}]")
        case (part, None):
            yield from misfits(value, part, where) if value is not None else ()
        case _:
            if not fits(value, shape):
                yield f"{where}: {value!r} is no {shape}"


def fits(value, shape):
    if isinstance(shape, type):
        return type(value) is shape
    return isinstance(value, str) and shape.fullmatch(value) is not None


def check(plan):
    """Hold a plan against the schema, and its parts against each other."""
    assert list(misfits(plan, PLAN)) == []
    assert plan["schema"] == 1
    zones = {interview["uid"]: zone_named(interview["timezone"]) for interview in plan["interviews"]}
    assert None not in zones.values()
    for interview in plan["interviews"]:
        times = ("start", "end")
        assert_local(interview, times, zones[interview["uid"]])
        assert moment(interview["start"]) < moment(interview["end"])
        past = moment(interview["end"]) <= moment(plan["now"])
        assert interview["status"] in ("held" if past else "planned", "cancelled")
    events = {}
    for step in plan["steps"]:
        times = ("earliest", "due", "latest", "start", "end")
        assert_local(step, times, zones[step["interview"]])
        assert moment(step["earliest"]) <= moment(step["due"]) <= moment(step["latest"])
        assert moment(step["start"]) < moment(step["end"])
        assert step["reasons"]
        assert (step["to"] is None) or step["kind"] == "thank-you"
        events.setdefault(step["uid"], []).append(step)
    for notes in events.values():
        people = [str(note["to"]) for note in notes]
        assert len(set(people)) == len(people)
        same = [{k: v for k, v in note.items() if k != "to"} for note in notes]
        assert all(note == same[0] for note in same)
    starts = [moment(step["start"]) for step in plan["steps"]]
    assert starts == sorted(starts)


def moment(text):
    return datetime.fromisoformat(text)


def assert_local(value, names, zone):
    for name in names:
        assert moment(value[name]).utcoffset() == moment(value[name]).astimezone(zone).utcoffset(), (name, value)


class TestTheSchemaChecker:
    """It finds what it must find."""

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            (("schema",), "1"),
            (("now",), "2026-11-12T09:00:00"),
            (("extra",), 1),
            (("holidays", "version"), 1),
            (("interviews", 0, "interviewers", 0, "email"), ""),
            (("interviews", 0, "start"), "2026-11-18T19:00:00+00:00"),
            (("interviews", 0, "status"), "active"),
            (("interviews", 0, "timeline"), {}),
            (("steps", 0, "optional"), 0),
            (("steps", 0, "kind"), "call"),
            (("steps", 0, "latest"), "2026-11-01T09:00:00-04:00"),
            (("steps", 0, "reasons"), []),
            (("steps", 0, "reasons", 0, "rule"), "rule 3"),
            (("steps", 0, "to"), {"name": "Ann", "email": None}),
        ],
        ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else "",
    )
    def test_what_is_not_in_the_schema_is_found(self, plan, path, value):
        result = plan(EXAMPLE, *NOW, "--format", "json").json
        check(result)
        *parents, last = path
        part = result
        for parent in parents:
            part = part[parent]
        part[last] = value
        with pytest.raises(AssertionError):
            check(result)


class TestJson:
    @pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
    def test_every_sample_fits_the_schema(self, plan, sample):
        for now in (EARLY, ("--now", "2027-04-01T09:00:00+02:00")):
            check(plan(sample, *now, *NEW_YORK, "--format", "json").json)

    def test_all_samples_together_fit_it(self, plan):
        files = [path for path in SAMPLES if path.suffix == ".ics"]
        result = plan(*files, *EARLY, "--format", "json").json
        check(result)
        assert len(result["interviews"]) > 20

    def test_the_notes_of_a_round_are_steps_with_one_uid_and_different_people(self, plan):
        result = plan(PANEL, *NOW, *NEW_YORK, "--format", "json").json
        notes = [step for step in result["steps"] if step["kind"] == "thank-you"]
        [interview] = result["interviews"]
        assert [note["to"] for note in notes] == interview["interviewers"]
        assert len(notes) == 6
        assert len({note["uid"] for note in notes}) == 1

    def test_what_they_said_is_the_timeline(self, plan):
        result = plan(EXAMPLE, *NOW, "--they-said", "by 2026-11-28", "--format", "json").json
        check(result)
        assert result["interviews"][0]["timeline"] == {
            "text": "by Sat 28 Nov 2026",
            "kind": "answer-by",
            "not_before": None,
            "answer_due": "2026-11-28",
            "other_reading": None,
            "contact_from": "2026-12-01",
            "no_calls": False,
            "no_contact": False,
            "said_on": "2026-11-18",
            "in_invitation": False,
            "reading": "",
            "question": None,
        }
        [check_in] = [step for step in result["steps"] if step["kind"] == "check-in"]
        assert check_in["earliest"] == "2026-12-01T10:00:00-05:00"

    def test_warnings_are_the_notes_on_stderr(self, plan):
        result = plan(EXAMPLE, *NOW, "--format", "json")
        assert result.lines == [f"followcal: note: {warning}" for warning in result.json["warnings"]]
        assert any("--me" in line for line in result.lines)

    def test_past_steps_are_done_or_overdue(self, plan):
        plan(EXAMPLE, *NOW)
        later = plan(EXAMPLE, "--now", "2026-11-26T09:00:00-05:00", "--format", "json").json
        check(later)
        assert {step["kind"]: step["status"] for step in later["steps"]} == {
            "references": "done",
            "prep": "done",
            "debrief": "done",
            "thank-you": "done",
            "check-in": "done",
            "closing": "planned",
        }
        late = plan(EXAMPLE, "--now", "2026-11-26T09:00:00-05:00", "-o", "late.ics", "--format", "json").json
        check(late)
        assert {step["status"] for step in late["steps"] if step["kind"] == "thank-you"} == {"overdue"}


class TestOutput:
    def test_the_calendar_is_kept_in_followups_ics_and_the_plan_shown(self, process, tmp_path):
        result = process("plan", EXAMPLE, *NOW)
        assert result.code == 0
        assert [path.name for path in tmp_path.iterdir()] == ["followups.ics"]
        assert result.text.startswith("Acme, Data Engineer: Wed 18 Nov 2026, 14:00 to 15:30, America/New_York\n")
        assert "Call Acme about Data Engineer, by Fri 27 Nov" in result.text
        assert "Thanksgiving Day" in result.text
        assert result.text.endswith("\nfollowups.ics: 6 new\n")

    def test_an_unchanged_plan_does_not_touch_the_file(self, run, tmp_path):
        run("plan", EXAMPLE, *NOW)
        file = tmp_path / "followups.ics"
        os.utime(file, ns=(10**18, 10**18))
        before = file.stat()
        result = run("plan", EXAMPLE, *NOW)
        after = file.stat()
        assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
        assert "followups.ics: nothing changed" in result.text

    def test_o_names_the_calendar(self, plan, tmp_path):
        (tmp_path / "sub").mkdir()
        plan(EXAMPLE, *NOW)
        plan(EXAMPLE, *NOW, "-o", "sub/plan.ics")
        assert (tmp_path / "sub" / "plan.ics").read_bytes() == (tmp_path / "followups.ics").read_bytes()

    def test_o_dash_writes_it_to_standard_output_and_no_file(self, plan, tmp_path):
        result = plan(EXAMPLE, *NOW, "-o", "-")
        assert list(tmp_path.iterdir()) == []
        plan(EXAMPLE, *NOW)
        assert result.out == (tmp_path / "followups.ics").read_bytes()

    def test_format_ics_shows_the_calendar_and_keeps_it(self, plan, tmp_path):
        result = plan(EXAMPLE, *NOW, "--format", "ics")
        assert result.out == (tmp_path / "followups.ics").read_bytes()
        again = plan(EXAMPLE, *NOW, "--format", "ics")
        assert again.out == result.out

    def test_every_line_ends_as_the_rfc_wants_it_and_none_is_too_long(self, plan):
        lines = plan(PANEL, *NOW, *NEW_YORK, "-o", "-").out.split(b"\n")
        assert lines.pop() == b""
        assert all(line.endswith(b"\r") and len(line) <= 76 for line in lines)

    def test_nothing_that_would_mail_the_employer_is_written(self, plan):
        for sample in SAMPLES:
            text = plan(sample, *EARLY, "-o", "-", code={0, 1}).text
            assert not re.search(r"^(ATTENDEE|ORGANIZER|METHOD)\b", text, re.MULTILINE | re.IGNORECASE)

    @pytest.mark.parametrize("name", ["stdin", "folder", "mail", "upper case"])
    def test_sources_of_every_kind(self, run, tmp_path, name):
        folder = tmp_path / "mails" / "deep"
        folder.mkdir(parents=True)
        (folder / "one.ICS").write_bytes(EXAMPLE.read_bytes())
        mail = INVITATIONS / "invitation.eml"
        source, stdin = {
            "stdin": ("-", EXAMPLE.read_bytes()),
            "folder": (tmp_path / "mails", b""),
            "mail": (mail, b""),
            "upper case": (folder / "one.ICS", b""),
        }[name]
        result = run("plan", source, *EARLY, stdin=stdin)
        assert result.code == 0
        assert ("Ottersmith" if name == "mail" else "Acme, Data Engineer") in result.text


class TestOptions:
    @staticmethod
    def step(result, kind):
        return next(step for step in result.json["steps"] if step["kind"] == kind)

    @pytest.mark.parametrize(
        ("options", "kind", "field", "expected"),
        [
            ((), "check-in", "earliest", "2026-11-25T10:00:00-05:00"),
            ((), "check-in", "latest", "2026-11-27T17:00:00-05:00"),
            (("--they-said", "2026-12-04"), "check-in", "earliest", "2026-12-07T10:00:00-05:00"),
            (("--they-said", "BY 2026-12-04 "), "check-in", "latest", "2026-12-09T17:00:00-05:00"),
            (("--they-said", "2026-12-04", "--said-on", "2026-11-20"), "check-in", "due", "2026-12-09T17:00:00-05:00"),
            (("--they-said", "2026-11-19"), "thank-you", "latest", "2026-11-19T17:00:00-05:00"),
            (("--country", "GB"), "closing", "latest", "2026-12-24T17:00:00-05:00"),
            (("--country", "germany", "--closed", "2026-11-27"), "check-in", "latest", "2026-11-26T17:00:00-05:00"),
            (("--closed", "2026-11-19"), "thank-you", "latest", "2026-11-23T17:00:00-05:00"),
            (("--closed", "2026-11-19..2026-11-20"), "thank-you", "latest", "2026-11-24T17:00:00-05:00"),
            (("--open", "2026-11-28"), "check-in", "latest", "2026-11-28T17:00:00-05:00"),
            (("--weekend", "thu,fri"), "thank-you", "latest", "2026-11-22T17:00:00-05:00"),
            (("--weekend", "Friday saturday"), "thank-you", "latest", "2026-11-22T17:00:00-05:00"),
            (("--timezone", "America/Los_Angeles"), "check-in", "earliest", "2026-11-25T10:00:00-08:00"),
            (("--timezone", "Pacific Standard Time"), "check-in", "earliest", "2026-11-25T10:00:00-08:00"),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
    )
    def test_each_shows_in_the_plan(self, plan, options, kind, field, expected):
        result = plan(EXAMPLE, *NOW, *options, "--format", "json")
        assert self.step(result, kind)[field] == expected

    @pytest.mark.parametrize(
        ("options", "country", "subdivision"),
        [
            ((), "US", None),
            (("--country", "de"), "DE", None),
            (("--country", "DE", "--subdivision", "BY"), "DE", "BY"),
            (("--country", "DE-BY"), "DE", "BY"),
            (("--country", "US-CA,DE-BY"), "US,DE", "CA,BY"),
            (("--country", "US-CA", "--country", "DE-BY"), "US,DE", "CA,BY"),
        ],
    )
    def test_countries(self, plan, options, country, subdivision):
        [interview] = plan(EXAMPLE, *NOW, *options, "--format", "json").json["interviews"]
        assert (interview["country"], interview["subdivision"]) == (country, subdivision)

    def test_a_country_whose_regions_differ_is_a_note_that_names_the_option(self, plan):
        result = plan(EXAMPLE, *NOW, "--country", "DE")
        assert any("--subdivision" in line for line in result.lines)
        assert not any("--subdivision" in line for line in plan(EXAMPLE, *NOW, "--country", "DE-BY").lines)

    def test_two_countries_must_both_be_open(self, plan):
        result = plan(EXAMPLE, *NOW, "--country", "US,JP", "--they-said", "2026-11-20", "--format", "json")
        assert self.step(result, "check-in")["earliest"] == "2026-11-24T10:00:00-05:00"  # 23 Nov: Labor Thanksgiving

    def test_policy(self, plan, tmp_path):
        (tmp_path / "mine.toml").write_text("[check-in]\nchannel = 'email'\nlatest = '9 days'\n")
        step = self.step(plan(EXAMPLE, *NOW, "--policy", "mine.toml", "--format", "json"), "check-in")
        assert (step["channel"], step["latest"]) == ("email", "2026-11-27T17:00:00-05:00")
        assert step["summary"].startswith("Write to Acme")

    def test_me_is_no_interviewer(self, plan):
        result = plan(
            EXAMPLE, *NOW, "--me", "Tom.Keller@acme-data.com", "--me", "jo.seeker@gmail.com", "--format", "json"
        )
        [interview] = result.json["interviews"]
        assert [person["name"] for person in interview["interviewers"]] == ["Dana Whitfield", "Priya Raman"]

    def test_only(self, plan, tmp_path):
        (tmp_path / "all").mkdir()
        for source in (EXAMPLE, PANEL, GERMAN):
            (tmp_path / "all" / source.name).write_bytes(source.read_bytes())
        found = plan("all", *NOW, "--only", "northgate", "--format", "json").json["interviews"]
        assert [interview["company"] for interview in found] == ["Northgate Transit"]
        found = plan("all", *NOW, "--only", "2t6y0u4i8o2p6a1s5d9f3g7h0j@google.com", "--format", "json").json[
            "interviews"
        ]
        assert [interview["company"] for interview in found] == ["Acme"]

    def test_since(self, plan):
        found = plan(EXAMPLE, PANEL, *NOW, "--since", "2026-11-19", "--format", "json").json["interviews"]
        assert [interview["company"] for interview in found] == ["Northgate Transit"]
        found = plan(EXAMPLE, PANEL, *NOW, "--since", "2026-11-18", "--format", "json").json["interviews"]
        assert len(found) == 2

    def test_now_without_an_offset_is_at_home(self, plan):
        result = plan(EXAMPLE, "--now", "2026-11-12T09:00", "--format", "json")
        assert result.json["now"] == "2026-11-12T09:00:00+13:00"

    def test_without_now_it_is_the_clock(self, run):
        before = datetime.now().astimezone().replace(microsecond=0)
        shown = moment(run("plan", EXAMPLE, "--format", "json").json["now"])
        assert before <= shown <= datetime.now().astimezone()
        assert str(shown.utcoffset()) == "13:00:00"


ZONES = {"Apia": {}, "UTC": {"TZ": "UTC"}, "a rule": {"TZ": "EST5EDT,M3.2.0,M11.1.0"}}
ENVIRONMENTS = {
    "German": {"LANG": "de_DE.UTF-8", "LANGUAGE": "de:fr", "LC_ALL": "de_DE.UTF-8"},
    "Arabic": {"LANG": "ar_EG.UTF-8", "LANGUAGE": "ar"},
    "plain C": {"LC_ALL": "C"},
    "a hash seed": {"PYTHONHASHSEED": "1"},
}


class TestSameBytes:
    def test_in_every_environment(self, run, process, tmp_path):
        """What Python looks at when it starts wants another start of it, a zone does not."""
        outcomes = {}
        for name, env in {**ZONES, **ENVIRONMENTS}.items():
            sources = (EXAMPLE, GERMAN, INVITATIONS / "exchange_custom_timezone.ics")
            start = run if name in ZONES else process
            shown = start("plan", *sources, *NOW, "--format", "json", "-o", f"{name}.ics", env=env)
            assert shown.code == 0
            outcomes[name] = (shown.out, shown.err, (tmp_path / f"{name}.ics").read_bytes())
        assert [name for name, outcome in outcomes.items() if outcome != outcomes["Apia"]] == []

    def test_of_the_table_too(self, run, process):
        shown = set()
        for start, name, env in (
            (run, "UTC", ZONES["UTC"]),
            (process, "German and a hash seed", ENVIRONMENTS["German"] | ENVIRONMENTS["a hash seed"]),
        ):
            table = start("plan", EXAMPLE, *NOW, "--country", "CA", "-o", f"{name}.ics", env=env).text
            assert f"{name}.ics: 6 new" in table
            shown.add(table.replace(f"{name}.ics", "file.ics"))
        assert len(shown) == 1

    def test_of_sources_in_any_order(self, plan):
        sources = (EXAMPLE, PANEL, GERMAN, GOOGLE)
        orders = some(list(permutations(sources)), default=(0, 5, 9, 14, 18, 23))
        shown = {plan(*order, *NOW, *NEW_YORK, "-o", "-").out for order in orders}
        assert len(shown) == 1

    def test_of_a_source_given_twice(self, plan):
        assert plan(EXAMPLE, EXAMPLE, *NOW, "-o", "-").out == plan(EXAMPLE, *NOW, "-o", "-").out


def columns(text):
    """The width of a line on a terminal: wide characters take two columns, marks none."""
    return sum(
        0
        if unicodedata.category(char) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in text
    )


def invitation(summary="Interview with Acme: Data Engineer", person="Dana Whitfield", description="Hi", location=""):
    return "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//x//y//EN",
            "BEGIN:VEVENT",
            "UID:42",
            "DTSTAMP:20261101T000000Z",
            "DTSTART:20261118T140000Z",
            "DTEND:20261118T150000Z",
            f"SUMMARY:{summary}",
            f"DESCRIPTION:{description}",
            f"LOCATION:{location}",
            f'ORGANIZER;CN="{person}":mailto:dana@acme.com',
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )


WIDE = {
    "Latin": invitation(),
    "Japanese": invitation(
        "株式会社アクメとの最終面接：シニアバックエンドエンジニア", "山田太郎", "Position: シニアバックエンドエンジニア"
    ),
    "one long word": invitation("Interview with " + "A" * 150 + ": Engineer", "Z" * 90),
    "marks and symbols": invitation("Interview with Zoe\u0301 & Co 🚀👩‍💻: Data\u200b Engineer", "नमस्ते दुनिया"),
}


@pytest.fixture
def terminal(tmp_path, environment):
    """Run followcal on a pseudo terminal of some width; return what reached it, and stderr."""

    def terminal(*args, width=80, env=None):
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
        process = subprocess.Popen(
            [sys.executable, "-m", "followcal", *map(str, args)],
            cwd=tmp_path,
            env={**environment, "TERM": "xterm-256color", **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=slave,
            stderr=subprocess.PIPE,
        )
        os.close(slave)
        shown = b""
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            shown += part
        os.close(master)
        err = process.communicate(timeout=60)[1].decode()
        assert process.returncode == 0, err
        return shown.decode().replace("\r\n", "\n"), err

    return terminal


STYLE = re.compile(r"\x1b\[\d*m")


class TestTerminal:
    @pytest.mark.parametrize("width", [40, 60, 80, 120])
    def test_no_line_is_wider(self, terminal, tmp_path, width):
        (tmp_path / "all").mkdir()
        for number, text in enumerate(WIDE.values()):
            one = text.replace("UID:42", f"UID:{number}").replace("20261118", f"202611{18 + number}")
            (tmp_path / "all" / f"{number}.ics").write_text(one, newline="")
        every = sorted((tmp_path / "all").iterdir())
        shown, _ = terminal("plan", *every, *NOW, *NEW_YORK, "--country", "US", width=width)
        lines = STYLE.sub("", shown).split("\n")
        assert [line for line in lines if columns(line) > width] == []
        assert max(map(columns, lines)) > width - 10
        assert "followups.ics: 24 new" in lines

    def test_a_terminal_gets_colours(self, terminal):
        shown, _ = terminal("plan", EXAMPLE, *NOW)
        assert STYLE.search(shown)
        assert shown.count("\x1b[0m") == len(STYLE.findall(shown)) / 2
        assert "\x1b" not in STYLE.sub("", shown)

    @pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
    def test_but_not_where_they_are_unwelcome(self, terminal, env):
        shown, _ = terminal("plan", EXAMPLE, *NOW, env=env)
        assert "\x1b" not in shown

    def test_a_pipe_gets_none_and_lines_of_a_fixed_width(self, run):
        result = run("plan", EXAMPLE, *NOW, env={"TERM": "xterm-256color", "COLUMNS": "40"})
        assert b"\x1b" not in result.out
        assert 80 < max(map(columns, result.text.splitlines())) <= 100

    def test_control_characters_of_an_invitation_never_reach_it(self, terminal, tmp_path):
        evil = "\x1b[31m\x1b]0;owned\x07\x08\x7f\x9b2J\u202e\u2066"
        text = invitation(
            f"Interview with Acme{evil}: Data Engineer{evil}",
            f"Dana{evil} Whitfield",
            f"Role: Cook{evil}\\n{evil}",
            evil,
        )
        text = text.replace("UID:42", f"UID:42{evil}")
        (tmp_path / "evil.ics").write_text(text, newline="")
        for args in ((), ("--format", "json", "-o", "json.ics")):
            shown, err = terminal("plan", "evil.ics", *NOW, *NEW_YORK, *args, env={"NO_COLOR": "1"})
            assert "Acme" in shown
            assert_harmless(shown)
            assert_harmless(err)
        older = text.replace("DTSTAMP:", "SEQUENCE:3\r\nDTSTAMP:")
        (tmp_path / "newer.ics").write_text(older, newline="")
        terminal("plan", "newer.ics", *NOW, *NEW_YORK)
        _, err = terminal("plan", "evil.ics", *NOW, *NEW_YORK)
        assert "older version" in err
        assert_harmless(err)

    def test_nor_do_those_of_what_cannot_be_read(self, plan, tmp_path):
        evil = "\x1b[31m\x9b2J\u202e"
        source = tmp_path / f"e{evil}.ics"
        bad = invitation().replace("DTEND:20261118T150000Z", 'DTEND;TZID="Mars\u202e":20261118T150000')
        for text in (bad, invitation().replace("UID:42", f"UID:{evil}").replace("T150000Z", "T130000Z"), evil):
            source.write_text(text, newline="")
            assert_harmless(plan(source.name, *NOW, code=1).err)
        assert_harmless(plan(f"missing{evil}", *NOW, code=1).err)
        assert_harmless(plan(EXAMPLE, *NOW, "--country", evil, code=2).err)


def assert_harmless(text):
    assert [char for char in text if char != "\n" and unicodedata.category(char) in ("Cc", "Cf")] == []


class TestStandardOutput:
    @pytest.mark.parametrize("args", [(), ("--format", "json"), ("-o", "-")], ids=str)
    def test_a_reader_that_has_seen_enough_gets_no_traceback(self, environment, tmp_path, args):
        reader, writer = os.pipe()
        os.close(reader)
        process = subprocess.run(
            [sys.executable, "-m", "followcal", "plan", EXAMPLE, *NOW, "--me", "jo.seeker@gmail.com", *args],
            cwd=tmp_path,
            env=environment,
            stdout=writer,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
        os.close(writer)
        assert process.returncode in (0, 1)
        assert all(line.startswith(b"followcal: note:") for line in process.stderr.splitlines()), process.stderr
        assert (tmp_path / "followups.ics").exists() == ("-" not in args)

    def test_a_closed_one_gets_no_traceback_either(self, environment, tmp_path):
        command = f'"$0" -m followcal plan "$1" {NOW[0]} {NOW[1]} >&-'
        process = subprocess.run(
            ["/bin/sh", "-c", command, sys.executable, str(EXAMPLE)],
            cwd=tmp_path,
            env=environment,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
        assert b"Traceback" not in process.stderr
        assert b"should not have happened" not in process.stderr
        assert (tmp_path / "followups.ics").exists()

    def test_a_full_one_is_said_in_one_line(self, environment, tmp_path):
        with Path("/dev/full").open("wb") as full:
            process = subprocess.run(
                [sys.executable, "-m", "followcal", "plan", EXAMPLE, *NOW, "-o", "-"],
                cwd=tmp_path,
                env=environment,
                stdout=full,
                stderr=subprocess.PIPE,
                timeout=60,
                check=False,
            )
        *notes, last = process.stderr.decode().splitlines()
        assert process.returncode == 1
        assert "no space left" in last.lower()
        assert "should not have happened" not in last
        assert all(line.startswith("followcal: ") for line in (*notes, last))

    @pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437"])
    def test_an_encoding_that_lacks_the_characters_is_no_accident(self, process, tmp_path, encoding):
        (tmp_path / "wide.ics").write_text(WIDE["Japanese"], newline="")
        result = process("plan", "wide.ics", *NOW, env={"PYTHONIOENCODING": encoding})
        assert result.code == 0
        assert "followups.ics: 6 new" in result.out.decode(encoding)
        again = process("plan", "wide.ics", *NOW, "--format", "json", env={"PYTHONIOENCODING": encoding})
        assert "株式会社" in json.dumps(again.json, ensure_ascii=False)


class TestHelp:
    @pytest.mark.parametrize("args", [("plan", "--help"), ("plan", "-h")], ids=str)
    def test_it_has_examples_and_exit_codes(self, run, args):
        result = run(*args)
        assert (result.code, result.err) == (0, "")
        assert "examples:\n  followcal plan interview.ics\n" in result.text
        assert "exit codes: 0 done; 1 failed; 2 wrong use; 3 done, but some input was skipped" in result.text
        for option in ("--they-said", "--said-on", "--country", "--subdivision", "--closed", "--open", "--weekend"):
            assert option in result.text
        for option in ("--timezone", "--policy", "--changes", "--force", "--me", "--only", "--since", "--as", "--now"):
            assert option in result.text

    def test_the_examples_run(self, plan, tmp_path):
        (tmp_path / "interview.ics").write_bytes(EXAMPLE.read_bytes())
        (tmp_path / "invitations").mkdir()
        (tmp_path / "invitations" / "interview.ics").write_bytes(EXAMPLE.read_bytes())
        commands = re.findall(r"^  followcal plan (.*)$", plan("--help").text, re.MULTILINE)
        assert len(commands) >= 4
        for command in commands:
            plan(*shlex.split(command), *NOW)

    def test_the_general_help_names_the_commands_and_the_exit_codes(self, run):
        result = run("--help")
        assert (result.code, result.err) == (0, "")
        assert "plan" in result.text
        assert "completion" in result.text
        assert "exit codes:" in result.text
        assert "examples:" in result.text

    def test_version(self, process):
        result = process("--version")
        assert (result.code, result.text, result.err) == (0, f"followcal {followcal.__version__}\n", "")

    def test_no_command_is_the_help_and_wrong_use(self, run):
        result = run()
        assert result.code == 2
        assert result.text == run("--help").text

    @pytest.mark.parametrize("shell", ["bash", "zsh"])
    def test_completion(self, run, shell):
        result = run("completion", shell)
        assert (result.code, result.err) == (0, "")
        assert "--they-said" in result.text
        if shell == "bash":
            assert subprocess.run(["bash", "-n"], input=result.out, check=False).returncode == 0

    def test_completion_for_no_shell_we_know(self, run):
        assert run("completion", "fishy").code == 2


HEAVY = {"icalendar", "holidays", "recurring_ical_events", "rich", "numpy", "dateutil", "shtab", "email", "tzlocal"}


class TestStartup:
    """What a command does not use, it does not import."""

    @staticmethod
    def imported(environment, tmp_path, *args):
        script = (
            "import sys\n"
            "from followcal.shell.cli import main\n"
            "try:\n"
            "    code = main(sys.argv[1:])\n"
            "except SystemExit as stop:\n"
            "    code = stop.code\n"
            "print(code or 0, *sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)\n"
        )
        process = subprocess.run(
            [sys.executable, "-c", script, *map(str, args)],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            timeout=60,
            check=True,
        )
        code, *modules = process.stderr.decode().splitlines()[-1].split()
        return int(code), set(modules)

    @pytest.mark.parametrize("args", [("--help",), ("--version",), ("plan", "--help"), ("plan",), ("plan", "--frmat")])
    def test_help_and_errors_do_not_wait_for_calendars(self, environment, tmp_path, args):
        code, modules = self.imported(environment, tmp_path, *args)
        assert code == (0 if args[-1] in ("--help", "--version") else 2)
        assert modules & HEAVY == set()
        assert "followcal" in modules

    def test_an_ordinary_plan_does_without_what_other_invitations_need(self, environment, tmp_path):
        own_cache = {**environment, "XDG_CACHE_HOME": str(tmp_path / "cache")}
        needless = {"recurring_ical_events", "shtab", "rich", "caldav", "numpy", "lxml", "asyncio", "icalendar"}
        for number, more in enumerate(({"holidays"}, set())):  # the first run keeps what the second needs of it
            output = ("-o", tmp_path / f"{number}.ics")
            code, modules = self.imported(own_cache, tmp_path, "plan", EXAMPLE, *NOW, *output)
            assert code == 0
            assert modules & (needless | {"holidays"}) == more

    def test_a_plan_without_a_country_does_without_holidays(self, environment, tmp_path):
        floating = INVITATIONS / "floating.ics"
        code, modules = self.imported({**environment, "TZ": "UTC"}, tmp_path, "plan", floating, *NOW)
        assert code == 0
        assert modules & {"holidays", "email", "recurring_ical_events"} == set()
