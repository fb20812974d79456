"""Calendar objects: what was stored is what was sent, whatever a server may do to its form; and what is never sent."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal.formats.objects import contains, faults, is_ours, uid_of

LINES = [
    "UID:0b1f3a52-5e0d-5c43-9b0a-000000000001",
    "DTSTAMP:20261001T130000Z",
    "DTSTART:20261012T140000Z",
    "DTEND:20261012T141500Z",
    "SUMMARY:Call Acme\\, by Thu 15 Oct – Zoë",
    "DESCRIPTION:By when: Thu 15 Oct\\nWhy: day 7\\; Columbus Day was skipped, and so on, and so on, and so on",
    "CATEGORIES:followcal",
    "STATUS:CONFIRMED",
    "X-FOLLOWCAL-KIND:check-in",
]
ALARM = ["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:PT0S", "DESCRIPTION:Call Acme", "END:VALARM"]


def calendar(lines=LINES, alarm=ALARM, kind="VEVENT", end="\r\n", head=()):
    every = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *head, f"BEGIN:{kind}", *lines, *alarm, f"END:{kind}"]
    return "".join(f"{line}{end}" for line in (*every, "END:VCALENDAR")).encode()


SENT = calendar()


def fold(data, width):
    folded = []
    for line in data.decode().splitlines():
        parts = [line[at : at + width] for at in range(0, len(line), width)]
        folded.append("\r\n ".join(parts))
    return ("\r\n".join(folded) + "\r\n").encode()


class TestContains:
    @given(st.randoms(use_true_random=False), st.sampled_from(["\r\n", "\n"]), st.integers(20, 200), st.booleans())
    def test_order_line_ends_folds_and_additions_change_nothing(self, dice, end, width, adds):
        lines = LINES + (["CLASS:PUBLIC", "X-MOZ-GENERATION:1"] if adds else [])
        dice.shuffle(lines)
        inner = ALARM[1:-1]
        dice.shuffle(inner)
        stored = calendar(lines, [ALARM[0], *inner, ALARM[-1]], end=end)
        assert contains(fold(stored, width) if end == "\r\n" else stored, SENT)

    @given(st.sampled_from([n for n, line in enumerate(LINES) if not line.startswith("DTSTAMP")]), st.booleans())
    def test_a_property_that_is_missing_or_other_is_noticed(self, number, drops):
        changed = [] if drops else [LINES[number] + "x"]
        stored = calendar([*LINES[:number], *changed, *LINES[number + 1 :]])
        assert not contains(stored, SENT)

    @pytest.mark.parametrize("alarm", [[], *([*ALARM[:2], f"TRIGGER:{each}", *ALARM[3:]] for each in ("-PT5M", "x"))])
    def test_an_alarm_that_is_missing_or_other_is_noticed(self, alarm):
        assert not contains(calendar(alarm=alarm), SENT)

    @pytest.mark.parametrize("trigger", ["P0D", "PT0M", "-PT0S", "P0W", "+PT0S"])
    def test_no_time_is_no_time_however_it_is_written(self, trigger):
        assert contains(calendar(alarm=[*ALARM[:2], f"TRIGGER:{trigger}", *ALARM[3:]]), SENT)

    def test_what_a_server_sets_by_itself_does_not_count(self):
        lines = ["DTSTAMP:20270101T000000Z" if line.startswith("DTSTAMP") else line for line in LINES]
        assert contains(calendar([*lines, "LAST-MODIFIED:20270101T000000Z", "SEQUENCE:3"]), SENT)

    def test_one_kind_is_not_the_other(self):
        assert not contains(calendar(kind="VTODO"), SENT)

    @given(st.binary(max_size=300))
    def test_any_bytes_may_be_stored(self, stored):
        assert not contains(stored, SENT)


class TestOurs:
    def test_by_the_mark(self):
        assert is_ours(SENT)
        assert not is_ours(SENT.replace(b"X-FOLLOWCAL-KIND", b"X-OTHER"))

    def test_the_mark_in_a_text_is_none(self):
        text = SENT.replace(b"X-FOLLOWCAL-KIND:check-in", b"COMMENT:X-FOLLOWCAL-KIND:check-in")
        assert not is_ours(text)

    def test_what_holds_something_of_others_is_not_ours(self):
        other = calendar([line for line in LINES if "FOLLOWCAL" not in line])
        assert not is_ours(SENT + other)

    @given(st.binary(max_size=300))
    def test_any_bytes(self, data):
        assert not is_ours(data)
        assert uid_of(b"BEGIN:VEVENT\n" + data) is not None


class TestFaults:
    def test_what_we_write_has_none(self):
        assert faults(SENT) == []
        assert faults(calendar([line.replace("DTEND", "DUE") for line in LINES], kind="VTODO")) == []

    @given(
        st.sampled_from(
            ["ORGANIZER:mailto:a@b.c", "ATTENDEE;CN=x:mailto:a@b.c", "METHOD:REQUEST", "attendee:x", "Method:x"]
        ),
        st.integers(0, len(LINES)),
        st.integers(4, 200),
        st.sampled_from(["event", "alarm", "calendar"]),
    )
    def test_no_mail_is_ever_caused(self, line, at, width, where):
        data = {
            "event": calendar([*LINES[:at], line, *LINES[at:]]),
            "alarm": calendar(alarm=[*ALARM[:-1], line, ALARM[-1]]),
            "calendar": calendar(head=[line]),
        }[where]
        assert any("is never written" in each for each in faults(data))
        assert faults(fold(data, width))

    @given(st.binary(max_size=300))
    def test_any_bytes_are_refused(self, data):
        assert faults(data)

    def test_cut_anywhere_it_is_refused(self):
        dice = random.Random(1)
        for at in [*range(1, 60), *(dice.randrange(len(SENT) - 16) for _ in range(60))]:
            assert faults(SENT[:at])
