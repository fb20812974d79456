"""Lines to properties, and bytes to dates: what is written carelessly is read as it was meant, and told."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import calendar, event, read
from followcal.formats.blocks import MAX_BLOCK, Block, Repair, split
from followcal.formats.content import MAX_ALIKE, MAX_LINE, MAX_PROPERTIES, component
from followcal.formats.encodings import clean
from followcal.formats.interviews import Reading
from followcal.formats.prescan import Days, uid_of

HOME = Reading(home_zone=lambda: ZoneInfo("Europe/Berlin"), only=("",))


def made(*lines):
    data = b"\n".join(
        line if isinstance(line, bytes) else line.encode() for line in ("BEGIN:VEVENT", *lines, "END:VEVENT", "")
    )
    return component(Block("VEVENT", data, 1))


def repairs(found):
    return [(repair.line, repair.lost) for repair in found.repairs]


class TestLines:
    @pytest.mark.parametrize(
        ("line", "name", "value", "params"),
        [
            ("SUMMARY:Talk", "SUMMARY", "Talk", {}),
            ("summary : Talk", "SUMMARY", " Talk", {}),
            ("SUMMARY;LANGUAGE=en:a:b", "SUMMARY", "a:b", {"LANGUAGE": "en"}),
            ("SUMMARY", "", "", {}),
            ('SUMMARY;CN="a;b:c";X=1:v', "SUMMARY", "v", {"CN": "a;b:c", "X": "1"}),
            ("SUMMARY;X=a^nb^'c^^:v", "SUMMARY", "v", {"X": 'a\nb"c^'}),
            ('SUMMARY;CN="open:v', "SUMMARY", "", {"CN": "open:v"}),
            (
                "DTSTART;TZID=tzone://Microsoft/Utc:20261118T1400",
                "DTSTART",
                "20261118T1400",
                {"TZID": "tzone://Microsoft/Utc"},
            ),
            ("ATTENDEE;CN=Lee: Ann:mailto:a@b", "ATTENDEE", "mailto:a@b", {"CN": "Lee: Ann"}),
            ("ATTENDEE;CN=Ann:invalid", "ATTENDEE", "invalid", {"CN": "Ann"}),
            ("SUMMARY;ENCODING=QUOTED-PRINTABLE:Gr=C3=BC=C3=9Fe", "SUMMARY", "Grüße", None),
            ("SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Gr=FC=DFe", "SUMMARY", "Grüße", None),
            ("SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=nonsense:Gr=FC=DFe", "SUMMARY", "Grüße", None),
        ],
    )
    def test_a_line_is_name_parameters_and_value(self, line, name, value, params):
        found = made(line).properties
        if not name:
            assert found == ()
            return
        [each] = found
        assert (each.name, each.value) == (name, value)
        assert params is None or each.params == params

    def test_a_text_that_was_torn_is_put_together_and_told(self):
        found = made("DESCRIPTION:One", "two", "Three: four", "X-OTHER:1", "DTSTART:20261118", "left over")
        assert found.text("DESCRIPTION") == "One\ntwo\nThree: four"
        assert found.text("X-OTHER") == "1"
        assert repairs(found) == [(3, False), (4, False), (7, True)]

    def test_bytes_that_are_no_utf_8_are_windows_1252_and_told(self):
        found = made("SUMMARY:Grüße".encode("cp1252"), "LOCATION:Köln")
        assert (found.text("SUMMARY"), found.text("LOCATION")) == ("Grüße", "Köln")
        assert repairs(found) == [(2, False)]

    def test_a_long_line_is_cut_told_and_no_character_is_torn(self):
        found = made("SUMMARY:" + "ü" * MAX_LINE, "COMMENT:x" + "ü" * MAX_LINE, "ATTACH:" + "x" * MAX_LINE * 2)
        assert set(found.text("SUMMARY")) == {"ü"}
        assert found.text("COMMENT").strip("ü") == "x"
        assert repairs(found) == [(2, True), (3, True)]

    def test_of_too_many_lines_the_first_are_kept_and_it_is_told_once(self):
        many = [f"ATTENDEE:mailto:{number}@x" for number in range(MAX_ALIKE + 9)]
        found = made(*many, "DTSTART:20261118")
        assert (len(found.all("ATTENDEE")), found.text("DTSTART")) == (MAX_ALIKE, "20261118")
        assert repairs(found) == [(MAX_ALIKE + 2, True)]
        found = made(*(f"X-{number}:1" for number in range(MAX_PROPERTIES + 9)), "DTSTART:20261118")
        assert (len(found.properties), found.text("DTSTART")) == (MAX_PROPERTIES + 1, "20261118")

    def test_what_is_torn_too_often_is_no_text_any_more(self):
        found = made("DESCRIPTION:x", *["word"] * 3000)
        assert found.text("DESCRIPTION").count("word") == 2000
        assert len(found.repairs) == 200

    def test_what_is_inside_is_kept_where_it_is_asked_for(self):
        block = Block("VEVENT", b"BEGIN:VEVENT\nBEGIN:VALARM\nTRIGGER:1\nEND:VALARM\nUID:1\nEND:VEVENT\nEND:X\n", 1)
        assert [each.name for each in component(block).properties] == ["UID"]
        assert [each.name for each in component(block, inner=True).inner] == ["BEGIN", "TRIGGER", "END"]

    def test_of_a_cut_component_the_last_line_is_left_out(self):
        assert component(Block("VEVENT", b"BEGIN:VEVENT\nUID:1\nSUMM", 1, cut=True)).uid == "1"
        assert component(Block("VEVENT", b"\n \nUID:1", 1)).uid == "1"
        assert component(Block("VEVENT", b"", 1)).properties == ()


class TestTimes:
    @pytest.mark.parametrize(
        ("start", "expected"),
        [
            ("DTSTART:20261118T140000", "13:00"),
            ("DTSTART:2026-11-18T14:00:00", "13:00"),
            ("DTSTART:2026-11-18T14:00:00.000Z", "14:00"),
            ("DTSTART:20261118T140000z", "14:00"),
            ("DTSTART:20261118T140000+0530", "08:30"),
            ("DTSTART:20261118T140000-05:00", "19:00"),
            ("DTSTART:20261118T1400Z", "14:00"),
            ("DTSTART:20261118T140060Z", "14:00"),
            ("DTSTART: 20261118T140000Z ", "14:00"),
            ("DTSTART:20261118T240000", "23:00"),
            ("DTSTART;VALUE=DATE:20261118", "23:00"),
            ("DTSTART:20261118T140000Z\r\nDTSTART:20261118T140000Z", "14:00"),
        ],
    )
    def test_a_start_is_read_however_it_is_written(self, start, expected):
        [found] = read(calendar(event(start=start, end="")), HOME).invitations
        assert f"{found.interview.start.astimezone(UTC):%H:%M}" == expected

    @pytest.mark.parametrize(
        "start",
        [
            "",
            "DTSTART:",
            "DTSTART:soon",
            "DTSTART:20261318T140000Z",
            "DTSTART:20261118T250000Z",
            "DTSTART:20261118T140000+9900",
            "DTSTART:18991231",
            "DTSTART:22000101",
            "DTSTART:20261118\r\nDTSTART:20261119",
            "DTSTART:20261118T140000Z\r\nDTEND:20261118T130000Z",
            "DTSTART:20261118\r\nDTEND:20261117",
            "DTSTART:20261118\r\nDTEND:20261118T130000Z",
            "DTSTART:20261118T140000Z\r\nDURATION:P99999W",
        ],
    )
    def test_an_event_that_has_none_is_told_and_the_others_are_read(self, start):
        found = read(calendar(event(start=start, end="", uid="bad"), event(uid="good")), HOME)
        assert [each.interview.uid for each in found.invitations] == ["good"]
        assert [(problem.uid, problem.lost) for problem in found.problems] == [("bad", True)]

    @pytest.mark.parametrize(
        ("end", "hours", "told"),
        [
            ("", 1, 0),
            ("DURATION:PT3H", 3, 0),
            ("DURATION:P0DT3H", 3, 0),
            ("DURATION:", 1, 0),
            ("DURATION:-PT3H", 1, 1),
            ("DURATION:P", 1, 1),
            ("DTEND:soon", 1, 1),
            ("DTEND:soon\r\nDURATION:PT3H", 3, 1),
            ("DTEND:", 1, 1),
            ("DTEND;TZID=Nowhere:20261118T180000", 3, 0),
        ],
    )
    def test_an_end_that_cannot_be_read_costs_itself_only(self, end, hours, told):
        found = read(calendar(event(end=end)), HOME)
        [interview] = [each.interview for each in found.invitations]
        assert (interview.end - interview.start).total_seconds() == hours * 3600
        assert [problem.lost for problem in found.problems] == [True] * told

    def test_a_zone_that_the_user_told_counts(self):
        [found] = read(calendar(event()), Reading(home_zone=lambda: UTC, timezone=ZoneInfo("Asia/Tokyo"))).invitations
        assert found.interview.start == datetime(2026, 11, 18, 23, tzinfo=ZoneInfo("Asia/Tokyo"))


class TestBlocks:
    def test_a_component_that_is_too_large_is_cut_and_told(self):
        big = [
            b"BEGIN:VEVENT\nUID:1\nATTACH:",
            *[b"x" * 1_000_000] * 20,
            b"\nBEGIN:VALARM\n",
            b"END:VEVENT\nEND:VEVENT\n",
        ]
        found = list(split(big))
        assert max(len(piece.data) for piece in found if isinstance(piece, Block)) == MAX_BLOCK
        assert any("read up to 16,000,000" in piece.text and piece.lost for piece in found if isinstance(piece, Repair))

    def test_a_line_that_is_too_long_holds_no_border(self):
        long = [b"X:" + b"x" * MAX_BLOCK, b"BEGIN:VEVENT\nUID:1\nEND:VEVENT\n"]
        assert [piece.name for piece in split(long) if isinstance(piece, Block)] == ["", ""]

    def test_what_is_nested_too_deeply_is_read_as_lines(self):
        found = list(split([b"BEGIN:X\n" * 3000 + b"UID:1\n" + b"END:X\n" * 3000]))
        assert b"".join(piece.data for piece in found if isinstance(piece, Block)).count(b"\n") == 6001

    @pytest.mark.parametrize("chunks", [[b"a\r", b"\r", b"\r\n", b"b\r"], [b"a\r\r\r\nb\r"], [b""], []])
    def test_line_ends_do_not_depend_on_the_chunks(self, chunks):
        assert b"".join(clean(chunks)) == b"".join(clean([b"".join(chunks)]))


NOVEMBER = Days(*(datetime(2026, 11, day).date() for day in (10, 20)))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("lines", "matters"),
    [
        (["DTSTART:20261118T140000Z"], True),
        (["DTSTART:20261121T140000Z"], True),
        (["DTSTART:20261124T140000Z"], False),
        (["DTSTART:20261101T140000Z", "DTEND:20261101T150000Z"], False),
        (["DTSTART:20261101T140000Z", "DTEND:20261111T150000Z"], True),
        (["DTSTART:20261101T140000Z", "DTEND:later"], True),
        (["DTSTART:20261101T140000Z", "dtend:20261111T150000Z"], True),
        (["DTSTART:20261101T140000Z", "DURATION:P20D"], True),
        (["DTSTART:20261101T140000Z", "RRULE:FREQ=WEEKLY"], True),
        (["DTSTART:20261101T140000Z", "RRULE:FREQ=WEEKLY;UNTIL=20261102"], False),
        (["DTSTART:20261101T140000Z", "RRULE:FREQ=WEEKLY;UNTIL=20261112T000000Z"], True),
        (["DTSTART:20261101T140000Z", "RRULE:FREQ=WEEKLY;UNT", " IL=20261102"], True),
        (["DTSTART:20261101T140000Z", "RRULE:FREQ=DAILY;UNTIL=20261102", "RRULE:FREQ=WEEKLY"], True),
        (["DTSTART:20261101T140000Z", "DESCRIPTION:UNTIL=20261102", "RRULE:FREQ=WEEKLY"], True),
        (["DTSTART:20261124T140000Z", "RRULE:FREQ=WEEKLY"], False),
        (["DTSTART:20261124T140000Z", "RDATE:20261118T140000Z"], True),
        (["DTSTART:20261124T140000Z", "RECURRENCE-ID:20261118T140000Z"], True),
        (["DTSTART:20261124T140000Z", "RECURRENCE-ID:20261123T140000Z"], False),
        (["DTSTART:20261124T140000Z", "RECURRENCE-ID:later"], True),
        (["DTSTART:20260924T140000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260923T140000Z"], True),
        (["DTST", " ART:20261118T140000Z"], True),
        (["DTSTART:20261124T140000Z", "DTSTART:20261118T140000Z"], True),
        (["BEGIN:VALARM", "DTSTART:20200101", "END:VALARM", "DTSTART:20261118T140000Z"], True),
        (["DTSTART:20261124T140000Z", "SUMMARY:x", "torn"], True),
        (["SUMMARY:x"], True),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_an_event_that_may_matter_is_not_dropped(lines, matters, line_end):
    assert NOVEMBER.concern(line_end.join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""]).encode()) is matters


@pytest.mark.parametrize(
    ("lines", "uid"),
    [
        (["UID:a@b"], b"a@b"),
        (["UID: a@b "], b"a@b"),
        (["UID:a", " b"], None),
        (["uid:a"], None),
        (["UID:a\\,b"], None),
        (["UID:ü"], None),
        (["UID:"], None),
        (["UID;X=1:a"], None),
        (["UID:a", "UID:b"], None),
        (["BEGIN:VALARM", "UID:a", "END:VALARM"], None),
        (["SUMMARY:x"], None),
    ],
)
def test_a_uid_is_told_at_a_glance_or_not_at_all(lines, uid):
    assert uid_of("\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""]).encode()) == uid


LINES = st.one_of(
    st.sampled_from(
        [
            *("SUMMARY:Gym", "DESCRIPTION:a", "DTSTART:20261118", "dtstart;TZID=X:20261118T140000", "RRULE:FREQ=DAILY"),
            *(
                "torn",
                "Note: torn, too",
                "X-NOTE:mine",
                "COMMENT:b",
                " folded",
                "\tfolded",
                "",
                "  ",
                "STATUS:CONFIRMED",
            ),
            *(
                "BEGIN:VALARM",
                "STATUS:x",
                "END:VALARM",
                "ATTACH:x",
                "ATTENDEE;CN=A:mailto:a@b.example",
                "DESCRIPTION;X=1:c",
            ),
        ]
    ),
    st.text(alphabet="DSTX-:; \té\r", max_size=12),
)
NAMES = ["SUMMARY", "DESCRIPTION", "DTSTART", "RRULE", "STATUS", "X-NOTE", "COMMENT", "ATTENDEE"]


@given(st.lists(LINES, max_size=12), st.sets(st.sampled_from(NAMES)), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_what_is_not_wanted_is_left_out_and_changes_nothing_else(lines, wanted, line_end, cut):
    data = line_end.join(["BEGIN:VEVENT", *lines, *([] if cut else ["END:VEVENT", ""])]).encode()
    block = Block("VEVENT", data, 1, cut=cut)
    everything = component(block)
    assert list(component(block, wanted=wanted).properties) == [
        each for each in everything.properties if each.name in wanted
    ]


@pytest.mark.parametrize("before", ["", "X-NOTE:a\n b\n"])
def test_the_line_in_which_a_file_ends_is_left_out_folds_or_not(before):
    block = Block("VEVENT", f"BEGIN:VEVENT\nUID:1\n{before}STATUS:CONF".encode(), 1, cut=True)
    assert component(block).first("STATUS") is None
    assert component(block).uid == "1"


@given(st.lists(LINES, max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_a_fold_elsewhere_changes_nothing(lines, line_end):
    def properties(*more):
        data = line_end.join(["BEGIN:VEVENT", *lines, *more, "END:VEVENT", ""]).encode()
        return [each for each in component(Block("VEVENT", data, 1)).properties if each.name != "X-LAST"]

    assert properties("X-LAST:a") == properties("X-LAST:a", " b")
