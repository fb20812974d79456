"""Our events, written and read back: nothing that is needed is lost, nothing that is foreign is touched."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from followcal import Interview, Office, Person, Region, plan
from followcal.core.facts import Status
from followcal.core.interview import DateRange
from followcal.core.reason import Reason
from followcal.errors import UnreadableError
from followcal.formats.blocks import blocks
from followcal.formats.followup_file import Head, new_calendar, own_blocks, read_memory, rewrite
from followcal.formats.followups import followups, todo_uid, write_component
from followcal.formats.memory import recall, remember
from followcal.formats.zones import zone_text
from strategies import interviews

NOW = datetime(2026, 11, 16, 14, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")


def example():
    start = datetime(2026, 11, 18, 14, tzinfo=NEW_YORK)
    return Interview(
        uid="abc@example.com",
        start=start,
        end=start + timedelta(minutes=90),
        summary="Interview: Acme; Data, Engineer",
        company="Acme",
        role="Data Engineer",
        interviewers=(Person("Ann Lee", "ann@acme.com"), Person(None, "bo@acme.com")),
    )


def events_of(interview, *, as_todo=False):
    schedule = plan([interview], now=NOW)
    return [
        followups(event, as_todo=as_todo, steps=["prep"], remembered=interview.events)
        for event in schedule.events()
        if event[0].status is not Status.WITHDRAWN
    ]


def calendar_of(events, *, as_todo=False):
    return new_calendar(write_component(e, e.base(), as_todo=as_todo, now=NOW, old=None) for e in events)


@pytest.mark.parametrize("as_todo", [False, True])
def test_what_is_written_is_read_back(as_todo):
    events = events_of(example(), as_todo=as_todo)
    memory = read_memory(calendar_of(events, as_todo=as_todo), "x.ics")
    assert memory.is_ours
    assert {uid: item.present.event for uid, item in memory.items.items()} == {event.uid: event for event in events}
    assert all(item.present.edited == frozenset() for item in memory.items.values())
    assert all(item.interviews == (example(),) for item in memory.items.values())
    assert {item.standing.done for item in memory.items.values()} == ({False} if as_todo else {None})


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=80)


@given(interviews(), texts, texts, st.lists(st.dates(date(2020, 1, 1), date(2030, 1, 1)), max_size=3))
def test_an_interview_is_remembered_whole(interview, summary, name, closed):
    interview = replace(
        interview,
        summary=summary,
        interviewers=(Person(name, "x@y.z"), Person("Ann", None)),
        round="panel",
        medium="video",
        recurrence_id="20261118T140000Z",
        cancelled=True,
        sequence=3,
        stamp=NOW,
        assumed=(Reason("I3", summary),),
        told=frozenset({"country"}),
        office=Office(
            (Region("US", "CA"), Region("GB")),
            tuple(DateRange(day, day) for day in closed),
            weekend=frozenset({4, 5}),
        ),
    )
    word = remember(interview)
    assert word.isascii()
    assert word.replace("+", "").replace("/", "").replace("=", "").isalnum()
    again = recall(word, "here")
    if interview.end.microsecond == 0 and zone_text(interview.end.tzinfo) == str(interview.end.tzinfo):
        assert again == interview


@pytest.mark.parametrize("word", ["", "!!!", "e30=", "W10=", "bm8="])
def test_damaged_memory_is_an_error_that_says_where(word):
    with pytest.raises(UnreadableError, match=r"x\.ics: line 7: what is remembered of an interview is damaged"):
        recall(word, "x.ics: line 7")


def test_a_rewrite_without_changes_is_the_same_text():
    text = calendar_of(events_of(example()))
    assert rewrite(read_memory(text, "x.ics"), {}, Head()) == text


def test_a_rewrite_touches_only_what_changed():
    text = calendar_of(events_of(example()))
    foreign = "BEGIN:VEVENT\r\nUID:mine\r\nDTSTART:20261120T100000Z\r\nX-ODD:\tkept as is \r\nEND:VEVENT\r\n"
    text = text.replace("BEGIN:VEVENT", foreign + "BEGIN:VEVENT", 1)
    memory = read_memory(text, "x.ics")
    gone, changed, *_ = own_blocks(memory)
    new = rewrite(memory, {gone: None, changed: "BEGIN:VEVENT\r\nUID:new\r\nEND:VEVENT\r\n", "more": "X\r\n"}, Head())
    before, after = ([b.text for b in blocks(t, "x")] for t in (text, new.replace("X\r\n", "")))
    assert foreign in new
    assert gone not in new
    assert [b for b in before if b not in after] == [own_blocks(memory)[gone].text, own_blocks(memory)[changed].text]
    assert new.endswith("X\r\nEND:VCALENDAR\r\n")


def test_forgotten_interviews_are_kept_in_the_calendar_itself():
    off = replace(example(), cancelled=True)
    text = rewrite(read_memory("", "x"), {}, Head((off,)))
    memory = read_memory(text, "x.ics")
    assert memory.head.forgotten == (off,)
    assert read_memory(rewrite(memory, {}, Head()), "x").head.forgotten == ()
    both = [off, replace(off, uid="other")]
    assert read_memory(rewrite(memory, {}, Head(tuple(both))), "x").head.forgotten == tuple(both)


def test_an_update_keeps_foreign_properties_and_raises_the_sequence():
    event = events_of(example())[0]
    text = calendar_of([event]).replace("UID:", "X-MOZ-LASTACK:20261116T140000Z\r\nCOLOR:red\r\nUID:", 1)
    memory = read_memory(text, "x.ics")
    old = own_blocks(memory)[event.uid]
    later = NOW + timedelta(days=1)
    moved = replace(event, start=event.start + timedelta(hours=1), end=event.end + timedelta(hours=1), summary="New")
    again = write_component(moved, moved.base(), as_todo=False, now=later, old=old)
    assert "X-MOZ-LASTACK:20261116T140000Z" in again
    assert "COLOR:red" in again
    assert "SEQUENCE:1\r\n" in again
    assert "DTSTAMP:20261117T140000Z" in again
    assert "LAST-MODIFIED:20261117T140000Z" in again
    assert "CREATED:20261116T140000Z" in again
    assert again.count("SUMMARY:New") == 1
    assert again.count("DESCRIPTION:New") == 1  # the alarm's
    quiet = write_component(moved, moved.base(), as_todo=False, now=later, old=old, moved=False)
    assert "SEQUENCE:0\r\n" in quiet
    assert "DTSTAMP:20261116T140000Z" in quiet


def test_an_event_without_alarm_loses_it_and_gets_it_back():
    event = events_of(example())[0]
    memory = read_memory(calendar_of([event]), "x.ics")
    silent = write_component(
        replace(event, alarm=False), event.base(), as_todo=False, now=NOW, old=own_blocks(memory)[event.uid]
    )
    assert "VALARM" not in silent
    memory = read_memory(new_calendar([silent]), "x.ics")
    assert memory.items[event.uid].present.edited == {"alarm"}
    loud = write_component(event, event.base(), as_todo=False, now=NOW, old=own_blocks(memory)[event.uid])
    assert loud.count("BEGIN:VALARM") == 1


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("", True),
        ("  \r\n", True),
        ("hello", False),
        ("BEGIN:VCALENDAR\r\nPRODID:other\r\nEND:VCALENDAR\r\n", False),
        ("BEGIN:VCALENDAR\r\nPRODID:-//followcal//followcal//EN\r\nEND:VCALENDAR\r\n", True),
    ],
)
def test_a_foreign_file_is_told(text, ours):
    assert read_memory(text, "x.ics").is_ours is ours


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("DTSTART", "UID, start or end"),
        ("X-FOLLOWCAL-WINDOW", "X-FOLLOWCAL-WINDOW"),
        ("X-FOLLOWCAL-INTERVIEW", "X-FOLLOWCAL-INTERVIEW"),
        ("UID", "UID, start or end"),
    ],
)
def test_of_a_damaged_event_of_ours_line_uid_and_damage_are_told(name, what):
    text = calendar_of(events_of(example())[:1])
    lines = text.replace("\r\n ", "").split("\r\n")
    broken = "\r\n".join(line for line in lines if not line.startswith(f"{name}:"))
    memory = read_memory(broken, "x.ics")
    assert memory.items == {}
    [(uid, why)] = memory.damaged.items()
    assert why.startswith(f"x.ics: line 8: event {uid or '(no UID)'}: its {what} cannot be read: ")


def test_a_lost_base_means_that_everything_may_be_the_users():
    text = calendar_of(events_of(example())[:1]).replace("\r\n ", "")
    text = "\r\n".join(line for line in text.split("\r\n") if not line.startswith("X-FOLLOWCAL-BASE"))
    (item,) = read_memory(text, "x.ics").items.values()
    assert len(item.present.edited) == 6
    assert not item.standing.pinned


@pytest.mark.parametrize(
    ("line", "has_more"),
    [
        ("LOCATION:Café Zoë", True),
        ("URL:https://example.com", True),
        ("ATTACH;FILENAME=a:https://example.com/a", True),
        ("LOCATION: ", False),
        ("X-MY-NOTE:yes", True),
        ("COLOR:tomato", True),
        ("CATEGORIES:Job hunt", True),
        ("PRIORITY:1", True),
        ("PRIORITY:0", False),
        ("RELATED-TO;RELTYPE=PARENT:a-task-of-mine", True),
        ("BEGIN:VLOCATION\r\nUID:1\r\nEND:VLOCATION", True),
        ("X-MOZ-GENERATION:3", False),
        ("X-MICROSOFT-CDO-IMPORTANCE:1", False),
        ("BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-P1D\r\nEND:VALARM", True),
        ("BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER;RELATED=END:PT0S\r\nEND:VALARM", True),
        ("BEGIN:VALARM\r\nACTION:EMAIL\r\nTRIGGER:PT0S\r\nEND:VALARM", True),
        ("BEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER:PT0S\r\nATTACH:Chord\r\nEND:VALARM", False),
    ],
)
def test_what_the_user_put_into_an_event_is_seen(line, has_more):
    text = calendar_of(events_of(example())[:1]).replace("CLASS:PRIVATE", f"CLASS:PRIVATE\r\n{line}")
    (item,) = read_memory(text, "x.ics").items.values()
    assert item.present.has_more == has_more


def test_a_moved_event_is_pinned():
    events = events_of(example())
    text = calendar_of(events)
    stamp = f"{events[0].start.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    moved = text.replace(f"DTSTART:{stamp}", "DTSTART:20261116T120000Z", 1)
    items = read_memory(moved, "x.ics").items
    assert [uid for uid, item in items.items() if item.standing.pinned] == [events[0].uid]


def test_to_dos_have_uids_of_their_own():
    assert todo_uid("a") != "a"
    assert todo_uid("a") == todo_uid("a")
    assert todo_uid("a") != todo_uid("b")


@pytest.mark.parametrize(
    ("there", "after"),
    [
        (["abc@example.com"], ["new@example.com"]),
        (["mine", "abc@example.com", "abc@example.com"], ["mine", "new@example.com"]),
        (["mine", "new@example.com"], ["mine", "new@example.com"]),
        (["mine"], ["mine", "new@example.com"]),
        ([], ["new@example.com"]),
    ],
)
def test_an_event_is_of_its_interview_and_of_what_else_the_user_said(there, after):
    event = events_of(example())[0]
    lines = "".join(f"RELATED-TO:{uid}\r\n" for uid in there)
    text = calendar_of([event]).replace("RELATED-TO:abc@example.com\r\n", lines)
    old = own_blocks(read_memory(text, "x.ics"))[event.uid]
    again = write_component(replace(event, related_to="new@example.com"), event.base(), as_todo=False, now=NOW, old=old)
    assert [line.partition(":")[2] for line in again.splitlines() if line.startswith("RELATED-TO")] == after
