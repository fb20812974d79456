"""Whatever it is given, `followcal plan` says in one line what is wrong, and leaves every file as it was."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

import pytest

from shares import IS_DEFAULT

ROOT = Path(__file__).parents[2]
INVITATIONS = ROOT / "tests" / "data" / "invitations"
EXAMPLE = ROOT / "examples" / "interview.ics"
GOOGLE = INVITATIONS / "google.ics"
TEXT = EXAMPLE.read_bytes().decode()
NOW = ("--now", "2026-11-12T09:00:00-05:00")
FAILED, USAGE, PARTLY = 1, 2, 3


def files_in(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def problems(result):
    """The lines on stderr that are not just notes."""
    return [line for line in result.lines if not line.startswith("followcal: note: ")]


@pytest.fixture
def refused(plan, tmp_path):
    """Run with arguments that must be refused: one line, and every file as it was."""

    def refused(*args, code):
        before = files_in(tmp_path)
        result = plan(*NOW, *args, code=code)
        assert files_in(tmp_path) == before
        assert result.out == b""
        assert len(result.lines) == 1
        return result.lines[0]

    return refused


def changed(pattern, to):
    text, count = re.subn(pattern, to, TEXT, flags=re.MULTILINE)
    assert count
    return text


def on_day(day):
    return changed("20261118T", f"{day}T")


SOURCES = {
    "empty": ("", ["empty"]),
    "blank": ("\r\n  \r\n", ["empty"]),
    "without an event": ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", ["no event"]),
    "only a to-do": (
        "BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nEND:VTODO\r\nEND:VCALENDAR\r\n",
        ["no event"],
    ),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xd8\x00", ["not an iCalendar file"]),
    "a web page": ("<!DOCTYPE html>\n<html><body>Please log in</body></html>\n", ["not an iCalendar file"]),
    "a web page about calendars": ("<html><body>BEGIN:VCALENDAR</body></html>\n", ["iCalendar file"]),
    "random bytes": (random.Random(0).randbytes(5000), ["not an iCalendar file"]),
    "cut off in the zone": (TEXT[:300], ["BEGIN:"]),
    "an end without its beginning": (changed("^BEGIN:VEVENT\r?\n", ""), ["line 49", "END:VEVENT"]),
    "without a start": (changed("^DTSTART;TZID.*\n", ""), ["line 24", "DTSTART"]),
    "a start that is no date": (changed("20261118T140000", "soon"), ["line 24"]),
    "a start that does not exist": (changed("20261118T140000", "20261131T140000"), ["line 24"]),
    "an end before the start": (changed("20261118T153000", "20261118T103000"), ["line 24", "before it starts"]),
    "a reply": (changed("METHOD:REQUEST", "METHOD:REPLY"), ["REPLY"]),
    "a counter-proposal": (changed("METHOD:REQUEST", "METHOD:COUNTER"), ["COUNTER"]),
    "the year 9999": (on_day("99991231"), ["9999", "1900 to 2199"]),
    "the year 1": (on_day("00010101"), ["1900 to 2199"]),
    "the year 0": (on_day("00000101"), ["line 24"]),
    "the year 2150": (on_day("21501118"), ["2150", "1777 to 2100"]),
    "the last year that is known": (on_day("21001231"), ["2101", "1777 to 2100"]),
    "a hundred years long": (changed("20261118T153000", "21261118T153000"), ["2126"]),
}

REPAIRED = {
    "UTF-16": (TEXT[:900].encode("utf-16"), ["line 24"]),
    "cut off in the event": (TEXT[:1500], ["line 24", "BEGIN:VEVENT without its END"]),
    "cut off before its end": (TEXT.replace("END:VCALENDAR\r\n", "").replace("END:VCALENDAR\n", ""), ["VCALENDAR"]),
    "without a UID": (changed("^UID:.*\n", ""), ["line 24", "UID"]),
    "an end that is no line of a calendar": (
        changed("^DTEND;TZID=America/New_York", 'DTEND;TZID="America/New_York'),
        ["line 26", "DTEND"],
    ),
    "a negative duration": (changed("^DTEND.*$", "DURATION:-PT1H\r"), ["line 26", "has no valid DURATION"]),
    "an unknown zone": (
        re.sub(r"BEGIN:VTIMEZONE.*END:VTIMEZONE\r?\n", "", changed("America/New_York", "Mars/Olympus"), flags=re.S),
        ["line 7", "unknown time zone 'Mars/Olympus'", "--timezone"],
    ),
}
"""What is read all the same, and what the notes about it say."""

READ_WITH = {
    "UTF-16": PARTLY,
    "cut off in the event": PARTLY,
    "cut off before its end": 0,
    "without a UID": 0,
    "an end that is no line of a calendar": PARTLY,
    "a negative duration": PARTLY,
    "an unknown zone": 0,
}
"""The exit code of each: something was lost, or only mended."""


class TestSources:
    @pytest.mark.parametrize("name", REPAIRED)
    def test_what_is_damaged_is_read_as_far_as_it_goes(self, plan, tmp_path, name):
        content, words = REPAIRED[name]
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / "source.ics").write_bytes(data)
        result = plan("source.ics", *NOW, "-o", "-", code=READ_WITH[name])
        assert [word for word in words if word not in result.err] == []
        assert b"BEGIN:VEVENT" in result.out

    @pytest.mark.parametrize("name", SOURCES)
    def test_what_is_no_invitation_is_refused(self, refused, tmp_path, name):
        content, words = SOURCES[name]
        source = tmp_path / "source.ics"
        source.write_bytes(content if isinstance(content, bytes) else content.encode())
        line = refused("source.ics", code=FAILED)
        assert [word for word in words if word not in line] == [], line
        if "business days" not in line:
            assert "source.ics" in line

    @pytest.mark.parametrize("day", ["99991231", "00010101", "22001118"])
    def test_a_year_that_cannot_be_counted_in_without_a_country_either(self, refused, tmp_path, day):
        text = re.sub(r"BEGIN:VTIMEZONE.*END:VTIMEZONE\r?\n", "", on_day(day), flags=re.S)
        (tmp_path / "source.ics").write_text(re.sub(r";TZID=[^:]*:(\w+)", r":\1Z", text))
        assert "1900 to 2199" in refused("source.ics", "--timezone", "UTC", code=FAILED)

    def test_a_file_that_is_not_there(self, refused):
        assert "missing.ics: cannot be read: no such file" in refused("missing.ics", code=FAILED)

    def test_a_name_that_is_too_long(self, refused):
        assert "name too long" in refused("x" * 300 + ".ics", code=FAILED)

    def test_a_name_in_a_file(self, refused):
        assert "not a directory" in refused(f"{EXAMPLE}/interview.ics", code=FAILED)

    def test_a_link_that_leads_nowhere_and_one_to_itself(self, refused, tmp_path):
        (tmp_path / "nowhere.ics").symlink_to("missing.ics")
        (tmp_path / "itself.ics").symlink_to("itself.ics")
        assert "nowhere.ics" in refused("nowhere.ics", code=FAILED)
        assert "itself.ics" in refused("itself.ics", code=FAILED)

    def test_a_folder_without_calendars(self, refused, tmp_path):
        (tmp_path / "folder").mkdir()
        (tmp_path / "folder" / "notes.txt").write_text("mine")
        refused("folder", code=FAILED)

    def test_a_mail_without_a_calendar(self, refused, tmp_path):
        (tmp_path / "mail.eml").write_text(
            "From: hr@acme.com\nSubject: Interview\n\nSee you at text/calendar o'clock\n"
        )
        assert "mail.eml" in refused("mail.eml", code=FAILED)

    def test_standard_input_that_is_empty(self, run, tmp_path):
        result = run("plan", "-", *NOW)
        assert (result.code, result.out, result.lines) == (
            FAILED,
            b"",
            ["followcal: standard input: the file is empty"],
        )
        assert files_in(tmp_path) == {}

    @pytest.mark.parametrize(
        ("words", "name"),
        [
            (("plan", ""), "SOURCE"),
            (("plan", "interview.ics", " "), "SOURCE"),
            (("plan", "interview.ics", "--since", ""), "--since"),
            (("plan", "interview.ics", "--said-on="), "--said-on"),
            (("plan", "interview.ics", "--country", "US", "--country", ""), "--country"),
            (("find", ""), "SOURCE"),
            (("sync", ""), "SOURCE"),
            (("sync", "interview.ics", "--to", ""), "--to"),
            (("tell", ""), "WORDS"),
            (("why", ""), "WORDS"),
            (("next", "-o", ""), "--output"),
            (("page", ""), "PLAN.ics"),
            (("page", "-o", ""), "--output"),
            (("draft", ""), "STEP"),
            (("draft", "call", "--calendar", ""), "--calendar"),
            (("check", ""), "NOTE"),
            (("bulk", "", "out.csv"), "IN"),
            (("policy", "show", ""), "NAME or FILE"),
        ],
        ids=lambda value: value if isinstance(value, str) else " ".join(word or "''" for word in value),
    )
    def test_an_argument_that_is_empty(self, run, tmp_path, words, name):
        (tmp_path / "interview.ics").write_bytes(EXAMPLE.read_bytes())
        result = run(*words)
        assert (result.code, result.out, result.lines) == (USAGE, b"", [f"followcal: {name} is empty"])
        assert [path.name for path in files_in(tmp_path)] == ["interview.ics"]

    @pytest.mark.parametrize("name", ["./followups.ics", "link.ics"])
    def test_the_calendar_itself(self, plan, refused, tmp_path, name):
        plan(EXAMPLE, *NOW)
        (tmp_path / "link.ics").symlink_to("followups.ics")
        assert "-o FILE" in refused(name, code=USAGE)

    def test_nothing_but_our_own_events(self, plan, refused, tmp_path):
        plan(EXAMPLE, *NOW, "-o", "old.ics")
        refused("old.ics", code=FAILED)

    def test_the_good_ones_are_planned_and_the_bad_ones_named(self, plan, tmp_path):
        (tmp_path / "picture.ics").write_bytes(SOURCES["a picture"][0])
        result = plan("missing.ics", EXAMPLE, "picture.ics", *NOW, code=PARTLY)
        missing, picture = problems(result)
        assert missing.startswith("followcal: skipped: missing.ics: ")
        assert picture.startswith("followcal: skipped: picture.ics: ")
        assert "followups.ics: 6 new" in result.text
        again = plan("picture.ics", "missing.ics", EXAMPLE, *NOW, "--format", "json", code=PARTLY)
        assert [w for w in again.json["warnings"] if "picture.ics" in w]

    def test_the_good_events_of_a_file_are_planned_and_the_bad_ones_named(self, plan, tmp_path):
        bad = re.search("^BEGIN:VEVENT.*^END:VEVENT\r?\n", TEXT, re.M | re.S)[0]
        bad = bad.replace("UID:", "UID:bad").replace("T140000", "T190000")
        (tmp_path / "two.ics").write_text(TEXT.replace("END:VCALENDAR", f"{bad}END:VCALENDAR"))
        result = plan("two.ics", *NOW, code=PARTLY)
        [line] = problems(result)
        assert f"two.ics: line {TEXT.count(chr(10), 0, TEXT.index('END:VCALENDAR')) + 1}: " in line
        assert "before it starts" in line
        assert "followups.ics: 6 new" in result.text

    def test_all_bad_ones_are_named_a_line_each(self, plan, tmp_path):
        (tmp_path / "picture.ics").write_bytes(SOURCES["a picture"][0])
        before = files_in(tmp_path)
        result = plan("missing.ics", "picture.ics", *NOW, code=FAILED)
        assert [line.split(":")[1].strip() for line in result.lines] == ["missing.ics", "picture.ics"]
        assert files_in(tmp_path) == before


OPTIONS = {
    "an unknown option": (["--frmat", "json"], ["--frmat"]),
    "an option cut short that fits two": (["--s", "2026-01-01"], ["--s"]),
    "an option without its value": (["--country"], ["--country"]),
    "an unknown format": (["--format", "xml"], ["xml", "table", "json", "ics"]),
    "an unknown shape": (["--as", "notes"], ["notes", "todos"]),
    "json and the calendar at once": (["-o", "-", "--format", "json"], ["-o FILE"]),
    "an unknown zone": (["--timezone", "Europe/Berln"], ["Europe/Berln", "Europe/Berlin"]),
    "an offset that cannot be": (["--timezone", "UTC+99:00"], ["UTC+99:00"]),
    "an offset with too many minutes": (["--timezone", "UTC-23:99"], ["UTC-23:99"]),
    "a zone that is a folder": (["--timezone", "Europe"], ["Europe"]),
    "a path as a zone": (["--timezone", "../../etc/passwd"], ["unknown time zone"]),
    "no zone": (["--timezone", ""], ["--timezone"]),
    "a country misspelt": (["--country", "Germny"], ["Germny", "DE"]),
    "an unknown country": (["--country", "XX"], ["XX"]),
    "a market": (["--country", "NYSE"], ["NYSE"]),
    "an unknown subdivision": (["--country", "US", "--subdivision", "ZZ"], ["ZZ"]),
    "an unknown part of a country": (["--country", "US-ZZ"], ["ZZ"]),
    "a subdivision of no country": (["--subdivision", "CA"], ["--country"]),
    "a subdivision of two": (["--country", "US,DE", "--subdivision", "CA"], ["--country"]),
    "no words": (["--they-said", ""], ["--they-said"]),
    "a day that does not exist": (["--they-said", "2026-02-30"], ["2026-02-30"]),
    "an answer before the interview": (["--they-said", "2026-11-17"], ["Tue 17 Nov", "Wed 18 Nov"]),
    "said on, but not what": (["--said-on", "2026-11-18"], ["--they-said"]),
    "said on, and taken back": (["--they-said", "nothing", "--said-on", "2026-11-18"], ["--they-said"]),
    "said before the interview": (["--they-said", "2026-12-04", "--said-on", "2026-11-17"], ["2026-11-17"]),
    "said after the answer": (["--they-said", "2026-12-04", "--said-on", "2026-12-05"], ["2026-12-05"]),
    "said on no day": (["--they-said", "2026-12-04", "--said-on", "yesterday"], ["--said-on yesterday"]),
    "closed on no day": (["--closed", "2026-11-31"], ["--closed 2026-11-31"]),
    "closed backwards": (["--closed", "2026-12-31..2026-12-24"], ["ends before it begins"]),
    "closed for ever": (["--closed", "2026-01-01..2036-01-01"], ["longer than"]),
    "closed from a day to none": (["--closed", "2026-12-24.."], ["--closed"]),
    "open on no day": (["--open", "christmas"], ["--open christmas"]),
    "since no day": (["--since", "2026-13-01"], ["--since 2026-13-01"]),
    "a weekend of no days": (["--weekend", ""], ["--weekend"]),
    "a weekend of all days": (["--weekend", "mon,tue,wed,thu,fri,sat,sun"], ["--weekend"]),
    "a weekend of other days": (["--weekend", "sat,caturday,xyz"], ["--weekend"]),
    "now in words": (["--now", "tomorrow"], ["--now 'tomorrow'", "2026-11-18T16:00:00+01:00"]),
    "a policy that is not there": (["--policy", "missing.toml"], ["missing.toml"]),
}

POLICIES = {
    "no TOML": ("[check-in\nlatest", ["not a valid policy file", "line 1"]),
    "unknown table": ("[chek-in]\nlatest = '9 days'\n", ["chek-in", "check-in"]),
    "no table": ("latest = '9 days'\n", ["latest"]),
    "unknown key": ("[check-in]\nlast = '9 days'\n", ["check-in.last", "latest"]),
    "bad value": ("[check-in]\nlatest = 'nine days'\n", ["check-in.latest", "nine days", "'7 days'"]),
    "value of another type": ("[check-in]\nlatest = 9\n", ["check-in.latest", "'7 days'"]),
    "note too late": ("[thank-you]\nlatest = '3 business days'\n", ["thank-you.latest"]),
    "note skipped": ("[thank-you]\ndue = '0 hours'\n", ["thank-you.due"]),
    "hours backwards": ("[hours]\ncall = ['14:00-10:00']\n", ["hours.call"]),
    "hours that do not exist": ("[hours]\ncall = '25:00-26:00'\n", ["hours.call"]),
    "no hours": ("[hours]\ncall = []\n", ["hours.call"]),
    "unknown channel": ("[check-in]\nchannel = 'fax'\n", ["check-in.channel", "email"]),
    "a window that ends before it begins": (
        "[check-in]\nearliest = '20 days'\nlatest = '10 days'\n",
        ["check-in"],
    ),
    "a picture": ("\x00\x01", ["not a valid policy file"]),
}


class TestOptions:
    @pytest.mark.parametrize("name", OPTIONS)
    def test_a_value_that_cannot_be_used_is_refused(self, refused, name):
        args, words = OPTIONS[name]
        code = FAILED if name == "a policy that is not there" else USAGE
        line = refused(EXAMPLE, *args, code=code)
        assert [word for word in words if word not in line] == [], line

    def test_no_source(self, refused):
        assert "SOURCE" in refused(code=USAGE)

    @pytest.mark.parametrize("name", POLICIES)
    def test_a_policy_that_cannot_be_used_is_refused(self, refused, tmp_path, name):
        content, words = POLICIES[name]
        (tmp_path / "policy.toml").write_text(content)
        line = refused(EXAMPLE, "--policy", "policy.toml", code=USAGE)
        assert [word for word in ("policy.toml", *words) if word not in line] == [], line

    def test_only_what_is_not_there(self, refused):
        assert "'Initech'" in refused(EXAMPLE, "--only", "Initech", code=FAILED)

    def test_since_a_day_after_all_interviews(self, refused):
        assert "--since" in refused(EXAMPLE, "--since", "2026-11-19", code=FAILED)

    def test_one_answer_for_two_applications(self, refused):
        line = refused(EXAMPLE, GOOGLE, "--timezone", "America/New_York", "--they-said", "2026-12-04", code=USAGE)
        assert "Acme: Data Engineer" in line
        assert "Acme Robotics" in line

    @pytest.mark.parametrize("now", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59"])
    def test_now_at_the_end_of_time(self, refused, now):
        assert "--now" in refused(EXAMPLE, "--now", now, code=USAGE)

    def test_an_unknown_command(self, run):
        result = run("plann", EXAMPLE)
        assert (result.code, result.out, len(result.lines)) == (USAGE, b"", 1)


class TestOutput:
    def test_a_folder_that_does_not_exist(self, refused):
        assert "nowhere/plan.ics: cannot be written: no such" in refused_last(refused, "-o", "nowhere/plan.ics")

    def test_a_folder(self, refused):
        assert ".: cannot be written: is a directory" in refused_last(refused, "-o", ".")

    def test_a_name_that_is_too_long(self, refused):
        assert "name too long" in refused_last(refused, "-o", "x" * 300 + ".ics")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
    def test_a_device_that_is_full(self, refused):
        assert "/dev/full: cannot be written: no space left" in refused_last(refused, "-o", "/dev/full")

    def test_a_device_takes_the_calendar_and_stays_what_it_is(self, plan):
        plan(EXAMPLE, *NOW, "-o", os.devnull)
        assert not Path(os.devnull).is_file()


def refused_last(refused, *args):
    return refused(EXAMPLE, "--country", "US", "--me", "jo.seeker@gmail.com", *args, code=FAILED)


ODD_VALUES = [
    "",
    ":",
    ";",
    '"',
    "\x00",
    "\ufeff",
    "\\",
    "%",
    "é" * 300,
    "20261118",
    "P1D",
    "RRULE:FREQ=SECONDLY",
    "\ud83d",
]


class TestAnythingElse:
    """Every line of an invitation, left out, twice, or spoilt: an answer each time, never an accident."""

    @pytest.mark.parametrize("source", ["interview", "exchange", "recurring"])
    def test_each_line_left_out_doubled_or_spoilt(self, plan, tmp_path, source):
        """In the default run every second line."""
        path = {
            "interview": EXAMPLE,
            "exchange": INVITATIONS / "exchange_custom_timezone.ics",
            "recurring": INVITATIONS / "recurrence_with_override.ics",
        }[source]
        lines = path.read_bytes().decode().splitlines(keepends=True)
        dice = random.Random(source)
        for number, line in list(enumerate(lines))[:: 2 if IS_DEFAULT else 1]:
            name = re.match(r"[\w-]*", line)[0]
            spoilt = f"{name}:{dice.choice(ODD_VALUES)}\r\n".encode("utf-8", "surrogatepass")
            variants = (b"", line.encode() * 2, spoilt)
            for new in dice.sample(variants, 2 if source == "interview" else 1):
                text = "".join(lines[:number]).encode() + new + "".join(lines[number + 1 :]).encode()
                (tmp_path / "source.ics").write_bytes(text)
                self.answered(plan, tmp_path)

    def test_each_cut(self, plan, tmp_path):
        for end in range(0, len(TEXT), 97):
            (tmp_path / "source.ics").write_bytes(TEXT[:end].encode())
            result = self.answered(plan, tmp_path)
            whole = "END:VEVENT" in TEXT[:end]
            assert result.code == 0 if whole else result.code in (FAILED, PARTLY)
            assert result.code == FAILED or "cut off" in result.err

    @staticmethod
    def answered(plan, tmp_path):
        result = plan("source.ics", *NOW, "-o", "-", code={0, FAILED, PARTLY})
        assert [path.name for path in tmp_path.iterdir()] == ["source.ics"]
        assert result.code == 0 or problems(result)
        assert (result.out == b"") == (result.code == FAILED)
        return result
