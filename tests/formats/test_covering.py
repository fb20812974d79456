"""A neutral event and what lies behind it: nothing shows, nothing is lost, and what the user does counts."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followcal.core.facts import NO_FACTS
from followcal.core.interview import Interview, Person
from followcal.errors import UnreadableError
from followcal.formats.covering import Cover, covered, decoded, encoded, is_covered, stands_as, uncovered
from followcal.formats.followup_objects import new_object, read_objects
from followcal.formats.followups import write_component
from followcal.formats.objects import faults, uid_of
from followcal.formats.standing import facts_of, follow_ups
from life import scheduled

END = datetime(2026, 11, 18, 20, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
KINDS = ("prep", "debrief", "thank-you", "check-in", "closing", "references")


def interview(company, role, name):
    return Interview(
        uid=f"{company}@{role}",
        start=END - timedelta(hours=1),
        end=END,
        summary=f"Interview with {company}",
        company=company,
        role=role,
        interviewers=(Person(name, "dana@zyx.example"),),
    )


def objects(about, *, as_todo=False):
    result = scheduled([about], NO_FACTS, NOW)
    wanted = follow_ups(result, {}, facts_of((), frozenset(), todos=as_todo), {}, as_todos=as_todo, lists_steps=False)
    return {
        dict(event.kept)["X-FOLLOWCAL-KIND"]: new_object(
            write_component(event, event.base(), as_todo=as_todo, now=NOW, old=None)
        )
        for event in wanted
    }


ACME = objects(interview("Zyxacme", "Zyxologist", "Dana Zyx"))
kinds = st.sampled_from(sorted(ACME))
EDITS = {
    "start": lambda event: event.update({"DTSTART": icalendar.vDatetime(END + timedelta(days=2))}),
    "end": lambda event: event.update({"DTEND": icalendar.vDatetime(END + timedelta(days=2, hours=1))}),
    "summary": lambda event: event.update({"SUMMARY": "✓ mine"}),
    "status": lambda event: event.update({"STATUS": "CANCELLED"}),
    "alarm": lambda event: event.subcomponents.clear(),
}
AFTER = {
    "start": END + timedelta(days=2),
    "end": END + timedelta(days=2, hours=1),
    "summary": "✓ mine",
    "status": "CANCELLED",
    "alarm": False,
}
edits = st.sets(st.sampled_from(sorted(EDITS)))


def edited(data, names, text=None):
    """Return an object as another program writes it after some edits."""
    calendar = icalendar.Calendar.from_ical(data)
    [event] = calendar.walk("VEVENT")
    for name in sorted(names):
        EDITS[name](event)
    if text is not None:
        event.pop("DESCRIPTION", None)
        event.add("DESCRIPTION", text)
    return calendar.to_ical()


def present(data):
    [held] = read_objects({"a.ics": data}).held.values()
    return held.item.present


class TestLaws:
    @settings(max_examples=25)
    @given(st.sampled_from(["Zyx;,:Co", 'Zyx "X"\\n', "Zyx\nUID:1", "Zyx\u202e"]), st.text(max_size=30), st.booleans())
    def test_nothing_shows(self, company, role, as_todo):
        about = interview(f"{company}", f"Zyx{role}", "Dana Zyx")
        for full in objects(about, as_todo=as_todo).values():
            neutral, _ = covered(full, NOW)
            assert b"zyx" not in neutral.lower().replace(b"\r\n ", b"")
            assert b"FOLLOWCAL" not in neutral.upper()
            assert is_covered(neutral)
            assert not is_covered(full)
            assert faults(neutral, is_marked=False) == []
            assert uid_of(neutral) == uid_of(full)

    @settings(max_examples=10)
    @given(kinds)
    def test_uncovering_undoes_covering(self, kind):
        neutral, cover = covered(ACME[kind], NOW)
        assert uncovered(cover, neutral) == ACME[kind]
        again = icalendar.Calendar.from_ical(neutral).to_ical()  # as a server rewrites it
        assert uncovered(cover, again) == ACME[kind]
        assert covered(ACME[kind], NOW, cover, again)[0] == again

    @settings(max_examples=60)
    @given(kinds, edits)
    def test_what_the_user_changed_is_what_is_read_and_stays(self, kind, names):
        neutral, cover = covered(ACME[kind], NOW)
        theirs = edited(neutral, names)
        full = uncovered(cover, theirs)
        there, before = present(full).event, present(ACME[kind]).event
        assert present(full).edited <= names
        for name in ("start", "end", "status", "alarm", "summary"):
            assert getattr(there, name) == (AFTER[name] if name in names else getattr(before, name))
        written, kept = covered(full, NOW, cover, theirs)
        assert written == theirs
        assert present(uncovered(kept, theirs)) == present(full)
        assert covered(full, NOW, kept, theirs)[0] == theirs

    @settings(max_examples=60)
    @given(kinds, edits)
    def test_what_the_user_takes_back_is_ours_again(self, kind, names):
        neutral, cover = covered(ACME[kind], NOW)
        theirs = edited(neutral, names)
        _, cover = covered(uncovered(cover, theirs), NOW, cover, theirs)
        back = icalendar.Calendar.from_ical(neutral).to_ical()
        assert present(uncovered(cover, back)).edited == frozenset()

    @settings(max_examples=50)
    @given(st.text(max_size=60), st.text(max_size=60))
    def test_what_is_typed_stands_behind_it_and_goes_with_it(self, first, second):
        neutral, cover = covered(ACME["debrief"], NOW)
        theirs = edited(neutral, (), f"Outcome: x{first}")
        full = uncovered(cover, theirs)
        _, cover = covered(full, NOW, cover, theirs)
        assert uncovered(cover, theirs) == full
        theirs = edited(neutral, (), f"Company: y{second}")
        text = present(uncovered(cover, theirs)).event.description
        assert "Outcome: x" not in text
        assert text.count("Company: ") <= 1 + second.count("Company: ")

    @given(st.dictionaries(st.sampled_from(["start", "end"]), st.sampled_from(["0a1b2c3d", "ffffffff"])))
    def test_a_base_is_read_as_it_was_written(self, base):
        assert decoded(encoded(base)) == base


class TestTheUsersOwn:
    def test_other_properties_are_carried_over(self):
        neutral, cover = covered(ACME["check-in"], NOW)
        theirs = neutral.replace(b"END:VEVENT", b"LOCATION:Caf\xc3\xa9\r\nATTENDEE:mailto:a@b.example\r\nEND:VEVENT")
        full = uncovered(cover, theirs)
        assert "LOCATION:Café" in full.decode()
        [held] = read_objects({"a.ics": full}).held.values()
        assert held.hands_off == "you invited somebody to it"

    def test_of_a_series_that_the_user_made_nothing_is_lost(self):
        neutral, cover = covered(ACME["check-in"], NOW)
        event = neutral[neutral.index(b"BEGIN:VEVENT") : neutral.index(b"END:VCALENDAR")]
        more = event.replace(b"SUMMARY", b"RECURRENCE-ID:20261125T150000Z\r\nSUMMARY", 1)
        full = uncovered(cover, neutral.replace(b"END:VCALENDAR", more + b"END:VCALENDAR"))
        [held] = read_objects({"a.ics": full}).held.values()
        assert held.hands_off == "you made several of it"

    def test_the_description_of_another_event_is_theirs(self):
        neutral, cover = covered(ACME["check-in"], NOW)
        assert present(uncovered(cover, edited(neutral, (), "555-0100"))).event.description == "555-0100"

    @pytest.mark.parametrize(
        "spoilt", [b"", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n"]
    )
    def test_what_cannot_be_read_says_so(self, spoilt):
        _, cover = covered(ACME["check-in"], NOW)
        with pytest.raises(UnreadableError):
            uncovered(cover, spoilt)
        assert not stands_as(cover, spoilt)

    def test_a_cover_is_known_by_what_stands_there(self):
        neutral, cover = covered(ACME["check-in"], NOW)
        assert stands_as(cover, neutral)
        assert not stands_as(cover, edited(neutral, {"start"}))
        assert stands_as(Cover(b"", cover.base, cover.left), neutral)
