"""What we write by ourselves is, to the byte, what the icalendar package writes."""

from datetime import UTC, datetime

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from icalendar import Alarm, Calendar, Event, Todo

from followcal.core.reconcile import FollowUp
from followcal.formats.alarms import has_our_alarm
from followcal.formats.blocks import Block
from followcal.formats.followup_file import Head, new_calendar
from followcal.formats.followups import write_component
from followcal.formats.writing import property_lines, text_value
from followcal.formats.written import as_written

MOMENTS = st.integers(946_684_800, 3_786_912_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
TEXTS = st.text(st.sampled_from('ab ,;:\\"^Nn\n\rüß漢😀\t') | st.characters(codec="utf-8"), max_size=200)
LINES = TEXTS.map(lambda text: text.replace("\r", "").replace("\n", ""))
KEPT = st.lists(st.tuples(st.sampled_from(["X-FOLLOWCAL-ABOUT", "X-FOLLOWCAL-STEPS", "X-FOLLOWCAL-KIND"]), LINES))


@st.composite
def follow_ups(draw):
    return FollowUp(
        uid=draw(st.uuids()).hex,
        start=draw(MOMENTS),
        end=draw(MOMENTS),
        summary=draw(TEXTS),
        description=draw(TEXTS),
        status=draw(st.sampled_from(["CONFIRMED", "TENTATIVE", "NEEDS-ACTION"])),
        alarm=draw(st.booleans()),
        related_to=draw(TEXTS),
        kept=tuple(draw(KEPT)),
    )


def follow_up(moment, **values):
    plain = {"summary": "Call", "description": "", "status": "CONFIRMED", "alarm": True, "related_to": "", "kept": ()}
    return FollowUp(uid="1", start=moment, end=moment, **{**plain, **values})


def by_the_package(event, base, now, *, as_todo):
    """The oracle: the same component, property by property."""
    component = Todo() if as_todo else Event()
    values = {
        "dtstamp": now,
        "last-modified": now,
        "created": now,
        "sequence": 0,
        "uid": event.uid,
        "class": "PRIVATE",
        "categories": ["followcal"],
        "dtstart": event.start,
        "due" if as_todo else "dtend": event.end,
        "summary": event.summary,
        "description": event.description,
        "status": event.status,
        "related-to": event.related_to,
        "X-FOLLOWCAL-BASE": " ".join(f"{name}={value}" for name, value in base.items()),
    }
    if not as_todo:
        values |= {"transp": "TRANSPARENT", "x-microsoft-cdo-busystatus": "FREE"}
    for name, value in (*values.items(), *event.kept):
        component.add(name, value)
    if event.alarm:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", event.summary)
        alarm["TRIGGER"] = "PT0S"
        component.add_component(alarm)
    return component.to_ical().decode("utf-8")


class TestNewComponents:
    @given(follow_ups(), MOMENTS, st.booleans())
    def test_a_new_component_is_what_the_package_writes(self, event, now, as_todo):
        base = {"start": "1a2b", "summary": "3c4d"}
        assert write_component(event, base, as_todo=as_todo, now=now, old=None) == by_the_package(
            event, base, now, as_todo=as_todo
        )

    @given(TEXTS)
    @example("x" * 63)
    @example("x" * 64 + "\\")
    @example("ü" * 40)
    def test_lines_of_a_calendar_are_what_the_package_writes(self, text):
        calendar = Calendar()
        calendar.add("X-FOLLOWCAL-FACTS", line := " ".join(text.split()))
        calendar.add("description", text)
        expected = calendar.to_ical().decode("utf-8").partition("\r\n")[2].removesuffix("END:VCALENDAR\r\n")
        lines = property_lines("VCALENDAR", {"X-FOLLOWCAL-FACTS": line, "DESCRIPTION": text_value(text)})
        assert "".join(lines) == expected

    @given(TEXTS)
    def test_no_value_begins_a_line(self, text):
        lines = "".join(property_lines("VEVENT", {"X-FOLLOWCAL-ABOUT": f"a\nATTENDEE:{text}"})).split("\r\n")
        assert lines[0].startswith("X-FOLLOWCAL-ABOUT:")
        assert all(line.startswith(" ") for line in lines[1:-1])
        assert not any("\r" in line or "\n" in line for line in lines)

    def test_an_empty_head_has_no_lines(self):
        assert Head().lines() == ""
        assert new_calendar(()).count("\r\n") == new_calendar((), Head()).count("\r\n")


class TestReadBack:
    """What stands as we wrote it is read as the icalendar package reads it."""

    @given(follow_ups(), MOMENTS, st.booleans())
    def test_what_we_wrote_is_read_as_the_package_reads_it(self, event, now, as_todo):
        text = write_component(event, {"start": "1a2b"}, as_todo=as_todo, now=now, old=None)
        piece = Block("VTODO" if as_todo else "VEVENT", text.encode(), 1)
        found = as_written(piece)
        assume(found is not None)
        self.compare(found, text, as_todo=as_todo)

    def test_an_ordinary_event_is_read(self):
        moment = datetime(2026, 11, 18, 15, tzinfo=UTC)
        kept = (("X-FOLLOWCAL-KIND", "check-in"), ("X-FOLLOWCAL-ABOUT", "a, b; c\\d"))
        event = follow_up(moment, summary="Call, by Fri", description="a\n\nb; c\\d", related_to="x;y", kept=kept)
        text = write_component(event, {}, as_todo=False, now=moment, old=None)
        found = as_written(Block("VEVENT", text.encode(), 1))
        assert found is not None
        self.compare(found, text, as_todo=False)
        assert found["DESCRIPTION"] == "a\n\nb; c\\d"

    @staticmethod
    def compare(found, text, *, as_todo):
        package = (Todo if as_todo else Event).from_ical(text)
        for name in ("UID", "SUMMARY", "DESCRIPTION", "STATUS", "RELATED-TO", "X-FOLLOWCAL-ABOUT", "X-FOLLOWCAL-BASE"):
            assert str(found.get(name, "")) == str(package.get(name, "")), name
        for name in ("DTSTART", "DUE" if as_todo else "DTEND"):
            assert found[name].dt == package[name].dt
        assert has_our_alarm(text) == bool(package.walk("VALARM"))

    @pytest.mark.parametrize(
        ("ours", "theirs"),
        [
            ("DTSTART:20261118T150000Z", "DTSTART;TZID=Europe/Berlin:20261118T160000"),
            ("DTSTART:20261118T150000Z", "DTSTART:20261118T150000"),
            ("DTSTART:20261118T150000Z", "DTSTART:20261318T150000Z"),
            ("DTSTART:20261118T150000Z", "DTSTART;VALUE=DATE:20261118"),
            ("SUMMARY:Call", "SUMMARY;LANGUAGE=de:Call"),
            ("SUMMARY:Call", "SUMMARY:Call\r\nSUMMARY:Again"),
            ("SUMMARY:Call", "SUMMARY:Ca\\ll"),
            ("SUMMARY:Call", "SUMMARY:Call\\"),
            ("SUMMARY:Call", "SUMMARY:Call\r\nrubbish"),
            ("SUMMARY:Call", "SUMMARY:Call\r\nBEGIN:X-OTHER\r\nEND:X-OTHER"),
        ],
    )
    def test_what_stands_otherwise_is_left_to_the_package(self, ours, theirs):
        moment = datetime(2026, 11, 18, 15, tzinfo=UTC)
        event = follow_up(moment)
        text = write_component(event, {}, as_todo=False, now=moment, old=None)
        assert f"\r\n{ours}\r\n" in text
        assert as_written(Block("VEVENT", text.encode(), 1)) is not None
        changed = text.replace(f"\r\n{ours}\r\n", f"\r\n{theirs}\r\n", 1)
        assert as_written(Block("VEVENT", changed.encode(), 1)) is None
