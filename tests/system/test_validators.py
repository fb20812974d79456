"""The checkers find what they must find, and nothing in what `followcal plan` writes.

First the checkers themselves, on files written by hand: a good one passes all of them, and each rule of the lint is
seen failing once. Then the real thing: each invitation is planned by the command, and every checker reads the result.

A checker that is not installed is a skip that says what to install; with FOLLOWCAL_REQUIRE_VALIDATORS=1 a failure.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace

import icalendar
import pytest

import forks
from system.validators import CHECKERS, ical_package, icaljs, khal_import, libical, lint
from system.validators.content_lines import begun, read

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "interview.ics"
INVITATIONS = sorted((ROOT / "tests" / "data" / "invitations").glob("*.ics"))
PLAN = ("--now", "2026-10-01T09:00:00-04:00", "--timezone", "America/New_York", "--country", "US")
DONE, DONE_WITH_SKIPPED_INPUT = 0, 3
SECONDS = 120
# Two readers that share no code with icalendar, which followcal writes with.
READERS = ("libical", "icaljs")

CALENDAR = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//followcal//written by hand//EN
CALSCALE:GREGORIAN
{items}END:VCALENDAR
"""
EVENT = """\
BEGIN:VEVENT
UID:0b1f3a52-5e0d-5c43-9b0a-000000000001
DTSTAMP:20261001T130000Z
DTSTART:20261012T140000Z
DTEND:20261012T141500Z
SUMMARY:Call Acme about Data Engineer\\, by Thu 15 Oct – Zoë
DESCRIPTION:By when: Thu 15 Oct\\nWhy: day 7 after the interview\\; Columbus
  Day was skipped
CATEGORIES:followcal
CLASS:PRIVATE
TRANSP:TRANSPARENT
X-MICROSOFT-CDO-BUSYSTATUS:FREE
STATUS:CONFIRMED
RELATED-TO:interview-1@acme.example
X-FOLLOWCAL-KIND:check-in
X-FOLLOWCAL-WINDOW:20261012T140000Z/20261015T210000Z
X-FOLLOWCAL-INTERVIEW:interview-1@acme.example
X-FOLLOWCAL-BASE:summary=1f2e
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:PT0S
DESCRIPTION:Call Acme
END:VALARM
END:VEVENT
"""
DEBRIEF = (
    EVENT.replace("000000000001", "000000000002")
    .replace("check-in", "debrief")
    .replace("20261012T1400", "20261005T1500")
    .replace("20261012T1415", "20261005T1510")
)
CLOSING = (
    EVENT.replace("000000000001", "000000000003")
    .replace("check-in", "closing")
    .replace("STATUS:CONFIRMED", "STATUS:TENTATIVE")
)
TODO = (
    EVENT.replace("VEVENT", "VTODO")
    .replace("DTEND:20261012T141500Z", "DUE:20261015T210000Z")
    .replace("TRANSP:TRANSPARENT\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\nSTATUS:CONFIRMED\n", "")
)
GOOD = CALENDAR.format(items=EVENT)
GOOD_TODO = CALENDAR.format(items=TODO)
UID = "UID:0b1f3a52-5e0d-5c43-9b0a-000000000001\n"
GOOD_FILES = {
    "one event": GOOD,
    "each status and length": CALENDAR.format(items=EVENT + DEBRIEF + CLOSING),
    "one to-do": GOOD_TODO,
    "nothing to do": CALENDAR.format(items=""),
    "what may be there": GOOD.replace(UID, UID + "SEQUENCE:1\nLAST-MODIFIED:20261001T130000Z\nX-FOLLOWCAL-EPOCH:1\n"),
}


def octets(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def changed(before: str | bytes, after: str | bytes, text: str = GOOD) -> bytes:
    """The good file with one fault; what is to be replaced must be there."""
    old, new = (octets(each) if isinstance(each, str) else each for each in (before, after))
    good = octets(text)
    assert old in good
    return good.replace(old, new)


def usable(name: str) -> ModuleType:
    """The checker; not installed: skip, or fail where all of them are required."""
    missing = CHECKERS[name].available()
    if missing and os.environ.get("FOLLOWCAL_REQUIRE_VALIDATORS") == "1":
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)
    return CHECKERS[name]


@pytest.fixture
def written(tmp_path):
    """Write the octets to a file and return its path."""

    def write(data: bytes) -> Path:
        path = tmp_path / "file.ics"
        path.write_bytes(data)
        return path

    return write


@pytest.mark.parametrize("name", CHECKERS)
@pytest.mark.parametrize("text", GOOD_FILES.values(), ids=GOOD_FILES)
def test_a_good_file_passes(name, text, written):
    assert usable(name).complaints(written(octets(text))) == []


# What is wrong in any calendar: (fault, a part of the complaint).
STRUCTURE = {
    "LF alone": (changed(b"VERSION:2.0\r\n", b"VERSION:2.0\n"), "line 2: ends with LF alone"),
    "CR alone": (changed(b"DESCRIPTION:Call Acme", b"DESCRIPTION:Call\rAcme"), "holds a CR alone"),
    "no line end at the end": (octets(GOOD).removesuffix(b"\r\n"), "does not end with CRLF"),
    "76 octets": (changed("PRODID:", "PRODID:" + "x" * 36), "76 octets, more than 75"),
    "control character": (changed("Call Acme\n", "Call\x07Acme\n"), "holds a control character"),
    "delete character": (changed("Call Acme\n", "Call\x7fAcme\n"), "holds a control character"),
    "latin-1": (changed("Zoë".encode(), "Zoë".encode("latin-1")), "line 10: is no UTF-8 by itself"),
    "fold inside a character": (changed("Zoë".encode(), b"Zo\xc3\r\n \xab"), "line 11: is no UTF-8 by itself"),
    "raw newline": (changed("Call Acme about", "Call Acme\nabout"), "line 11: no content line: 'about Data"),
    "blank line": (changed("STATUS", "\nSTATUS"), "no content line: ''"),
    "END missing": (changed("END:VALARM\n", ""), "END:VEVENT inside VALARM"),
    "cut off": (octets(GOOD)[: octets(GOOD).index(b"CLASS")], "BEGIN:VEVENT is never ended"),
    "alarm ends after its event": (changed("END:VALARM\nEND:VEVENT", "END:VEVENT\nEND:VALARM"), "END:VEVENT inside"),
    "line after the calendar": (octets(GOOD + "COMMENT:sent from my phone\n"), "COMMENT outside VCALENDAR"),
    "empty file": (b"", "holds nothing, not one VCALENDAR"),
    "two calendars": (octets(GOOD + CALENDAR.format(items="")), "not one VCALENDAR"),
    "event without calendar": (octets(EVENT), "holds ['VEVENT'], not one VCALENDAR"),
    "no VERSION": (changed("VERSION:2.0\n", ""), "VERSION stands there 0 times"),
    "VERSION 1.0": (changed("VERSION:2.0", "VERSION:1.0"), "VERSION is 1.0, not 2.0"),
    "no PRODID": (changed("PRODID:-//followcal//written by hand//EN\n", ""), "PRODID stands there 0 times"),
    "empty PRODID": (changed("-//followcal//written by hand//EN", ""), "PRODID is empty"),
    "no UID": (changed(UID, ""), "UID stands there 0 times"),
    "no DTSTAMP": (changed("DTSTAMP:20261001T130000Z\n", ""), "DTSTAMP stands there 0 times"),
    "no DTSTART": (changed("DTSTART:20261012T140000Z\n", ""), "DTSTART stands there 0 times"),
    "two DTSTART": (changed("DTEND", "DTSTART:20261012T140000Z\nDTEND"), "DTSTART stands there 2 times"),
    "two SUMMARY": (changed("STATUS", "SUMMARY:again\nSTATUS"), "SUMMARY stands there more than once"),
    "alarm without ACTION": (changed("ACTION:DISPLAY\n", ""), "ACTION stands there 0 times"),
    "alarm without TRIGGER": (changed("TRIGGER:PT0S\n", ""), "TRIGGER stands there 0 times"),
    "alarm without DESCRIPTION": (changed("DESCRIPTION:Call Acme\n", ""), "a DISPLAY alarm without DESCRIPTION"),
    "comma not escaped": (changed("Engineer\\,", "Engineer,"), "SUMMARY is not escaped"),
    "semicolon not escaped": (changed("interview\\;", "interview;"), "DESCRIPTION is not escaped"),
    "unknown escape": (changed("15 Oct\\n", "15 Oct\\r"), "DESCRIPTION is not escaped"),
    "date and time": (changed("DTSTART:20261012T140000Z", "DTSTART;VALUE=DATE:20261012"), "differ in type"),
    "floating and UTC": (changed("DTEND:20261012T141500Z", "DTEND:20261012T141500"), "differ in type"),
    "date without VALUE": (changed("DTSTART:20261012T140000Z", "DTSTART:20261012"), "neither a DATE nor a DATE-TIME"),
    "no date at all": (changed("DTSTART:20261012T140000Z", "DTSTART:tomorrow"), "neither a DATE nor a DATE-TIME"),
    "end before start": (changed("DTEND:20261012", "DTEND:20261011"), "is not after DTSTART"),
    "end at start": (changed("DTEND:20261012T141500Z", "DTEND:20261012T140000Z"), "is not after DTSTART"),
    "due before start": (changed("DUE:20261015", "DUE:20261011", GOOD_TODO), "DUE 20261011T210000Z is not after"),
    "to-do without UID": (changed(UID, "", GOOD_TODO), "VTODO: UID stands there 0 times"),
    "UID twice": (octets(CALENDAR.format(items=EVENT + EVENT)), "RECURRENCE-ID None: 2 items"),
    "TZID without VTIMEZONE": (
        changed("DTSTART:20261012T140000Z", "DTSTART;TZID=Europe/Berlin:20261012T140000"),
        "no VTIMEZONE for TZID Europe/Berlin",
    ),
}

# What only followcal's own files must look like.
SHAPE = {
    "METHOD": (changed("CALSCALE:GREGORIAN", "METHOD:PUBLISH"), "METHOD must never be written"),
    "ORGANIZER": (changed("STATUS", "ORGANIZER:mailto:a@b.example\nSTATUS"), "ORGANIZER must never be written"),
    "ATTENDEE": (changed("STATUS", "ATTENDEE:mailto:a@b.example\nSTATUS"), "ATTENDEE must never be written"),
    "ATTENDEE of an alarm": (changed("TRIGGER", "ATTENDEE:mailto:a@b.example\nTRIGGER"), "VALARM: ATTENDEE must never"),
    "X-WR-TIMEZONE": (changed("CALSCALE:GREGORIAN", "X-WR-TIMEZONE:Asia/Tokyo"), "X-WR-TIMEZONE must never"),
    "TZID": (
        octets(
            GOOD.replace("CALSCALE:GREGORIAN\n", "BEGIN:VTIMEZONE\nTZID:Zone\nEND:VTIMEZONE\n")
            .replace("DTSTART:20261012T140000Z", "DTSTART;TZID=Zone:20261012T140000")
            .replace("DTEND:20261012T141500Z", "DTEND;TZID=Zone:20261012T141500")
        ),
        "DTSTART has a TZID",
    ),
    "VTIMEZONE": (changed("CALSCALE:GREGORIAN", "BEGIN:VTIMEZONE\nTZID:Zone\nEND:VTIMEZONE"), "no time zones"),
    "floating times": (
        octets(GOOD.replace("140000Z\nDTEND", "140000\nDTEND").replace("141500Z", "141500")),
        "DTSTART 20261012T140000 is no time in UTC",
    ),
    "all-day": (
        octets(
            GOOD.replace("DTSTART:20261012T140000Z", "DTSTART;VALUE=DATE:20261012").replace(
                "DTEND:20261012T141500Z", "DTEND;VALUE=DATE:20261013"
            )
        ),
        "DTEND 20261013 is no time in UTC",
    ),
    "DTSTAMP not in UTC": (
        changed("DTSTAMP:20261001T130000Z", "DTSTAMP:20261001T130000"),
        "DTSTAMP 20261001T130000 is",
    ),
    "LAST-MODIFIED not in UTC": (changed("STATUS", "LAST-MODIFIED:20261001\nSTATUS"), "LAST-MODIFIED 20261001 is no"),
    "day that is none": (
        octets(GOOD.replace("20261012T1400", "20261032T1400").replace("20261012T1415", "20261032T1415")),
        "DTSTART 20261032T140000Z is no time in UTC",
    ),
    "no DTEND": (changed("DTEND:20261012T141500Z\n", ""), "DTEND stands there 0 times"),
    "no DUE": (changed("DUE:20261015T210000Z\n", "", GOOD_TODO), "DUE stands there 0 times"),
    "no DTSTART in a to-do": (changed("DTSTART:20261012T140000Z\n", "", GOOD_TODO), "DTSTART stands there 0 times"),
    "upper case UID": (changed("UID:0b", "UID:0B"), "is not [a-z0-9-]+"),
    "UID with a domain": (changed(UID, UID.replace("\n", "@followcal.invalid\n")), "is not [a-z0-9-]+"),
    "busy": (changed("TRANSP:TRANSPARENT", "TRANSP:OPAQUE"), "TRANSP is OPAQUE, not TRANSPARENT"),
    "busy in Outlook": (changed("BUSYSTATUS:FREE", "BUSYSTATUS:BUSY"), "BUSYSTATUS is BUSY, not FREE"),
    "public": (changed("CLASS:PRIVATE", "CLASS:PUBLIC"), "CLASS is PUBLIC, not PRIVATE"),
    "no TRANSP": (changed("TRANSP:TRANSPARENT\n", ""), "TRANSP stands there 0 times"),
    "no BUSYSTATUS": (changed("X-MICROSOFT-CDO-BUSYSTATUS:FREE\n", ""), "BUSYSTATUS stands there 0 times"),
    "no CLASS": (changed("CLASS:PRIVATE\n", ""), "CLASS stands there 0 times"),
    "no CATEGORIES": (changed("CATEGORIES:followcal\n", ""), "CATEGORIES stands there 0 times"),
    "empty SUMMARY": (changed("Call Acme about Data Engineer\\, by Thu 15 Oct – Zoë", ""), "SUMMARY is empty"),
    "no DESCRIPTION": (changed("DESCRIPTION:By", "X-FOLLOWCAL-D:By"), "VEVENT: DESCRIPTION stands there 0 times"),
    "no STATUS": (changed("STATUS:CONFIRMED\n", ""), "STATUS stands there 0 times"),
    "cancelled": (changed("STATUS:CONFIRMED", "STATUS:CANCELLED"), "STATUS is CANCELLED, not CONFIRMED"),
    "check-in tentative": (changed("STATUS:CONFIRMED", "STATUS:TENTATIVE"), "STATUS is TENTATIVE, not CONFIRMED"),
    "closing confirmed": (changed("KIND:check-in", "KIND:closing"), "STATUS is CONFIRMED, not TENTATIVE"),
    "status of an event": (changed("CLASS", "STATUS:CONFIRMED\nCLASS", GOOD_TODO), "STATUS CONFIRMED is none of"),
    "TRANSP in a to-do": (changed("CLASS", "TRANSP:TRANSPARENT\nCLASS", GOOD_TODO), "TRANSP is no property that we"),
    "no RELATED-TO": (changed("RELATED-TO:interview-1@acme.example\n", ""), "RELATED-TO stands there 0 times"),
    "no KIND": (changed("X-FOLLOWCAL-KIND:check-in\n", ""), "X-FOLLOWCAL-KIND stands there 0 times"),
    "unknown KIND": (changed("KIND:check-in", "KIND:reminder"), "X-FOLLOWCAL-KIND reminder is no kind of step"),
    "no WINDOW": (changed("X-FOLLOWCAL-WINDOW:", "X-FOLLOWCAL-OTHER:"), "X-FOLLOWCAL-WINDOW stands there 0 times"),
    "no INTERVIEW": (changed("X-FOLLOWCAL-INTERVIEW", "X-FOLLOWCAL-OTHER"), "INTERVIEW stands there 0 times"),
    "no BASE": (changed("X-FOLLOWCAL-BASE:summary=1f2e\n", ""), "X-FOLLOWCAL-BASE stands there 0 times"),
    "BASE twice": (changed("STATUS", "X-FOLLOWCAL-BASE:1\nSTATUS"), "X-FOLLOWCAL-BASE stands there 2 times"),
    "property not ours": (changed("STATUS", "LOCATION:Acme\nSTATUS"), "LOCATION is no property that we write"),
    "RRULE": (changed("STATUS", "RRULE:FREQ=DAILY\nSTATUS"), "RRULE is no property that we write"),
    "an hour long": (changed("DTEND:20261012T1415", "DTEND:20261012T1500"), "lasts 1:00:00, not 0:15:00"),
    "debrief of 15 minutes": (changed("KIND:check-in", "KIND:debrief"), "lasts 0:15:00, not 0:10:00"),
    "no alarm": (octets(GOOD[: GOOD.index("BEGIN:VALARM")] + "END:VEVENT\nEND:VCALENDAR\n"), "holds nothing, not one"),
    "two alarms": (
        changed("END:VALARM\n", "END:VALARM\nBEGIN:VALARM\nACTION:AUDIO\nTRIGGER:PT0S\nEND:VALARM\n"),
        "holds ['VALARM', 'VALARM'], not one VALARM",
    ),
    "alarm by mail": (changed("ACTION:DISPLAY", "ACTION:EMAIL"), "ACTION is EMAIL, not DISPLAY"),
    "alarm before": (changed("TRIGGER:PT0S", "TRIGGER:-PT15M"), "TRIGGER is -PT15M, not PT0S"),
    "alarm again and again": (changed("TRIGGER", "REPEAT:3\nDURATION:PT5M\nTRIGGER"), "REPEAT is no property that we"),
    "events and to-dos": (
        octets(CALENDAR.format(items=DEBRIEF + TODO)),
        "events and to-dos in one file",
    ),
}


def parameters(table):
    return [pytest.param(data, words, id=name) for name, (data, words) in table.items()]


class TestLint:
    @pytest.mark.parametrize(("data", "words"), parameters(STRUCTURE | SHAPE))
    def test_each_rule_is_seen_failing(self, data, words, written):
        found = lint.complaints(written(data))
        assert [each for each in found if words in each], found

    @pytest.mark.parametrize(("data", "words"), parameters(STRUCTURE))
    def test_structure_counts_for_any_calendar(self, data, words, written):
        found = lint.complaints(written(data), shape=False)
        assert [each for each in found if words in each], found

    @pytest.mark.parametrize(("data", "words"), parameters(SHAPE))
    def test_shape_counts_for_ours_only(self, data, words, written):
        assert not [each for each in lint.complaints(written(data), shape=False) if words in each]

    def test_says_each_thing_once(self, written):
        found = lint.complaints(written(changed(UID, "")))
        assert len(found) == len(set(found))

    def test_a_calendar_of_others_passes_without_shape(self, written):
        item = "BEGIN:{0}\nUID:Ä@b\nDTSTAMP:20261001T130000Z\nDTSTART;VALUE=DATE:20261001\n{1}END:{0}\n"
        override = "RECURRENCE-ID;VALUE=DATE:20261008\nDTEND;VALUE=DATE:20261010\n"
        zone = "BEGIN:VTIMEZONE\nTZID:Zone\nEND:VTIMEZONE\n"
        timed = 'BEGIN:VEVENT\nUID:3\nDTSTAMP:20261001T130000Z\nDTSTART;TZID="Zone":20261001T090000\nEND:VEVENT\n'
        items = zone + item.format("VEVENT", "") + item.format("VEVENT", override) + timed
        path = written(octets(CALENDAR.format(items=items)))
        assert lint.complaints(path, shape=False) == []
        assert lint.complaints(path) != []

    def test_75_octets_and_a_tab_are_allowed(self, written):
        exactly = "SUMMARY:" + "x" * 66 + "\t"
        assert lint.complaints(written(changed("SUMMARY:Call Acme", exactly + "\n Call Acme"))) == []


CUT_OFF = STRUCTURE["cut off"][0]
# The broken variants that were tried on every checker: which of them must notice.
NOTICED = {
    "bare LF line ends": (octets(GOOD).replace(b"\r\n", b"\n"), ()),
    "no PRODID": (STRUCTURE["no PRODID"][0], ("libical",)),
    "no UID": (STRUCTURE["no UID"][0], ("icaljs", "khal")),
    "no DTSTAMP": (STRUCTURE["no DTSTAMP"][0], ()),
    "DTSTART date, DTEND date-time": (STRUCTURE["date and time"][0], ("ical", "khal")),
    "DTEND before DTSTART": (STRUCTURE["end before start"][0], ("icaljs", "khal")),
    "same UID twice": (STRUCTURE["UID twice"][0], ()),
    "TRIGGER:tomorrow": (
        changed("TRIGGER:PT0S\nDESCRIPTION:Call Acme\n", "TRIGGER:tomorrow\n"),
        ("libical", "icaljs", "ical", "khal"),
    ),
    "raw newline in a text": (STRUCTURE["raw newline"][0], ("libical", "icaljs", "ical")),
    "TZID without VTIMEZONE": (STRUCTURE["TZID without VTIMEZONE"][0], ("khal",)),
    "two DTSTART": (STRUCTURE["two DTSTART"][0], ("libical", "ical", "khal")),
    "truncated": (CUT_OFF, ("libical", "icaljs", "ical", "khal")),
    "line of 300 octets": (changed("Why: day", "Why: " + "day " * 60), ()),
    "values that do not exist": (
        octets(GOOD.replace("CONFIRMED", "DONE").replace("TRANSPARENT", "MAYBE\nPRIORITY:12")),
        ("ical",),
    ),
    "UNTIL and COUNT": (changed("STATUS", "RRULE:FREQ=DAILY;COUNT=3;UNTIL=20261105T000000Z\nSTATUS"), ("libical",)),
    "DUE before DTSTART": (STRUCTURE["due before start"][0], ("icaljs",)),
    "latin-1 octets": (STRUCTURE["latin-1"][0], ("icaljs", "ical")),
    "VALARM closed after its event": (STRUCTURE["alarm ends after its event"][0], ("ical",)),
    "fold inside a character": (STRUCTURE["fold inside a character"][0], ("icaljs", "ical")),
    "METHOD without ORGANIZER": (SHAPE["METHOD"][0], ("libical",)),
    "empty file": (b"", ("libical", "icaljs", "khal")),
}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param(name, data, id=f"{fault}-{name}")
        for fault, (data, names) in NOTICED.items()
        for name in ("lint", *names)
    ],
)
def test_a_broken_file_is_noticed(name, data, written):
    assert usable(name).complaints(written(data))


@pytest.mark.parametrize("name", READERS)
class TestReaders:
    def test_read_start_and_end_in_utc(self, name, written):
        start, end = datetime(2026, 10, 12, 14, tzinfo=UTC), datetime(2026, 10, 12, 14, 15, tzinfo=UTC)
        assert usable(name).instants(written(octets(GOOD))) == {UID[4:-1]: (start, end)}

    def test_read_when_a_to_do_is_due(self, name, written):
        start, due = datetime(2026, 10, 12, 14, tzinfo=UTC), datetime(2026, 10, 15, 21, tzinfo=UTC)
        assert usable(name).instants(written(octets(GOOD_TODO))) == {UID[4:-1]: (start, due)}

    @pytest.mark.parametrize(("month", "hour"), [(1, 9), (7, 8)])
    def test_read_the_time_zone_of_the_file(self, name, month, hour, written):
        """Not our shape, but it shows that the instants are truly converted: 10:00 in Berlin is 9:00 or 8:00 UTC."""
        zone = (
            "BEGIN:VTIMEZONE\nTZID:Zone\n"
            "BEGIN:STANDARD\nDTSTART:19701025T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n"
            "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\n"
            "BEGIN:DAYLIGHT\nDTSTART:19700329T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"
            "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
        )
        event = EVENT.replace("DTSTART:20261012T140000Z", f"DTSTART;TZID=Zone:2026{month:02}12T100000").replace(
            "DTEND:20261012T141500Z", f"DTEND;TZID=Zone:2026{month:02}12T101500"
        )
        read_back = usable(name).instants(written(octets(CALENDAR.format(items=zone + event))))
        assert read_back[UID[4:-1]][0] == datetime(2026, month, 12, hour, tzinfo=UTC)


def test_icaljs_reads_the_alarm(written):
    assert usable("icaljs").alarms(written(octets(GOOD))) == {UID[4:-1]: ["PT0S"]}


class TestWhatIsMissing:
    """`available` says what is missing; and that is never taken for a pass."""

    def test_libical(self, monkeypatch):
        monkeypatch.setattr("ctypes.util.find_library", lambda _: None)
        assert "apt-get install libical3" in str(libical.available())

    def test_libical_of_another_generation(self, monkeypatch):
        monkeypatch.setattr("ctypes.util.find_library", lambda _: "libical.so.4")
        assert "libical.so.4 is not libical 3" in str(libical.available())

    def test_node(self, monkeypatch):
        monkeypatch.setattr("shutil.which", lambda _: None)
        assert "node is not installed" in str(icaljs.available())

    @pytest.mark.parametrize("version", [None, "1.5.0"])
    def test_icaljs(self, version, monkeypatch, tmp_path):
        monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
        (tmp_path / "package.json").write_text((icaljs.HERE / "package.json").read_text())
        monkeypatch.setattr(icaljs, "HERE", tmp_path)
        if version:
            installed = tmp_path / "node_modules" / "ical.js"
            installed.mkdir(parents=True)
            (installed / "package.json").write_text(f'{{"version": "{version}"}}')
        assert "npm install --no-package-lock" in str(icaljs.available())

    def test_ical(self, monkeypatch):
        monkeypatch.setattr(ical_package, "find_spec", lambda _: None)
        assert "pip install 'ical" in str(ical_package.available())

    def test_khal(self, monkeypatch, tmp_path):
        monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
        assert khal_import.available() == "khal is not beside python: pip install khal"

    def test_is_a_skip(self, monkeypatch):
        monkeypatch.delenv("FOLLOWCAL_REQUIRE_VALIDATORS", raising=False)
        monkeypatch.setitem(CHECKERS, "none", SimpleNamespace(available=lambda: "install it"))
        with pytest.raises(pytest.skip.Exception, match="install it"):
            usable("none")

    def test_is_a_failure_where_all_are_required(self, monkeypatch):
        monkeypatch.setenv("FOLLOWCAL_REQUIRE_VALIDATORS", "1")
        monkeypatch.setitem(CHECKERS, "none", SimpleNamespace(available=lambda: "install it"))
        with pytest.raises(pytest.fail.Exception, match="install it"):
            usable("none")


@dataclass(frozen=True, slots=True)
class Planned:
    """What `followcal plan` left behind."""

    invitation: Path
    calendar: Path
    exit_code: int
    stderr: str

    def written(self) -> Path:
        """The calendar; a skip that says why, if the command had good reason to write none."""
        if not self.calendar.exists():
            pytest.skip(f"no calendar: {self.stderr.strip()}")
        return self.calendar


def plan(invitation: Path, home: Path, *options: str) -> Planned:
    """Run the command as a stranger would: empty home, time zone UTC, nothing of this environment but its paths."""
    calendar = home / "followups.ics"
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "SYSTEMROOT") if name in os.environ}
    arguments = ["plan", str(invitation), "-o", str(calendar), *PLAN, *options]
    environment = {**kept, "TZ": "UTC", "HOME": str(home), "USERPROFILE": str(home)}
    run = forks.run("followcal", arguments, cwd=home, env=environment, seconds=SECONDS)
    return Planned(invitation, calendar, run.returncode, run.stderr.decode(errors="replace"))


@pytest.fixture(scope="module", params=[EXAMPLE, *INVITATIONS], ids=lambda path: path.stem)
def planned(request, tmp_path_factory):
    return plan(request.param, tmp_path_factory.mktemp(request.param.stem))


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    return plan(EXAMPLE, tmp_path_factory.mktemp("example"))


@pytest.fixture(scope="module")
def example_as_todos(tmp_path_factory):
    return plan(EXAMPLE, tmp_path_factory.mktemp("todos"), "--as", "todos")


def by_icalendar(path: Path) -> dict[str, tuple[datetime, datetime]]:
    """Start and end of each UID as icalendar reads them, in UTC."""
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    ends = {"VEVENT": "DTEND", "VTODO": "DUE"}
    return {
        str(each["UID"]): (each["DTSTART"].dt.astimezone(UTC), each[ends[each.name]].dt.astimezone(UTC))
        for each in calendar.walk()
        if each.name in ends
    }


class TestWhatFollowcalWrites:
    def test_a_calendar_or_the_reason_why_not(self, planned):
        assert planned.exit_code in (DONE, DONE_WITH_SKIPPED_INPUT), planned.stderr
        assert "Traceback" not in planned.stderr
        assert planned.calendar.exists() or planned.stderr.strip()

    def test_no_empty_calendar_without_a_reason(self, planned):
        """All interviews lie ahead of `--now`; only one that is called off, or was skipped, has nothing to do."""
        called_off = b"CANCEL" in planned.invitation.read_bytes()
        skipped = planned.exit_code == DONE_WITH_SKIPPED_INPUT
        assert begun(planned.written().read_bytes(), "VEVENT") or called_off or skipped

    @pytest.mark.parametrize("name", CHECKERS)
    def test_no_checker_complains(self, planned, name):
        assert usable(name).complaints(planned.written()) == []

    @pytest.mark.parametrize("name", READERS)
    def test_all_readers_see_the_same_instants(self, planned, name):
        reader = usable(name)
        assert reader.instants(planned.written()) == by_icalendar(planned.written())


class TestTheExample:
    """It surely has follow-ups, so none of the checks above is content with an empty calendar there."""

    def test_has_one_event_for_each_step(self, example):
        calendar_file, wrong = read(example.calendar.read_bytes())
        kinds = {each.value("X-FOLLOWCAL-KIND") for each in calendar_file.walk() if each.name == "VEVENT"}
        assert not wrong
        assert {"debrief", "thank-you", "check-in", "closing"} <= kinds

    def test_as_todos_has_only_todos(self, example_as_todos):
        data = example_as_todos.calendar.read_bytes()
        assert begun(data, "VTODO") > 0
        assert begun(data, "VEVENT") == 0

    @pytest.mark.parametrize("name", [name for name in CHECKERS if name != "khal"])
    def test_no_checker_complains_about_the_todos(self, example_as_todos, name):
        assert usable(name).complaints(example_as_todos.calendar) == []

    @pytest.mark.parametrize("name", READERS)
    def test_all_readers_see_the_same_instants_in_the_todos(self, example_as_todos, name):
        assert usable(name).instants(example_as_todos.calendar) == by_icalendar(example_as_todos.calendar)
