"""Follow-ups as single objects: which one is a step, what remembers the rest, and what may be written."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from followcal.core.facts import NO_FACTS, Rejected
from followcal.core.interview import Interview
from followcal.core.reconcile import reconcile
from followcal.errors import UnreadableError
from followcal.formats.followup_file import Head
from followcal.formats.followup_objects import (
    fresh_uid,
    keeper_object,
    keeper_uid,
    new_object,
    object_with,
    read_objects,
    uid_after,
)
from followcal.formats.followups import write_component
from followcal.formats.memory import Round, recall_round, remember_round
from followcal.formats.objects import faults, is_ours, mark_of, uid_of
from followcal.formats.readback import by_event, read_back
from followcal.formats.records import Record
from followcal.formats.standing import facts_of, follow_ups
from followcal.shell.said import read_phrase
from life import scheduled

END = datetime(2026, 11, 18, 20, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
INTERVIEW = Interview(uid="i@acme", start=END - timedelta(hours=1), end=END, company="Acme")


def events():
    """The events of one interview, by kind: UID, base and component."""
    result = scheduled([INTERVIEW], NO_FACTS, NOW)
    wanted = follow_ups(result, {}, facts_of((), frozenset(), todos=False), {}, as_todos=False, lists_steps=False)
    return {dict(event.kept)["X-FOLLOWCAL-KIND"]: event for event in wanted}


def component(kind, uid=None, **options):
    event = events()[kind]
    text = write_component(event, event.base(), as_todo=False, now=NOW, old=None, **options)
    return text.replace(event.uid, uid) if uid else text


class TestWhichOneIsTheStep:
    def test_each_object_by_the_uid_that_its_step_has_at_first(self):
        objects = {f"{n}.ics": new_object(component(kind)) for n, kind in enumerate(events())}
        shelf = read_objects(objects)
        assert set(shelf.held) == set(shelf.items) == {event.uid for event in events().values()}
        assert (shelf.keepers, shelf.head, shelf.damaged) == ({}, None, {})
        assert all(held.hands_off == "" for held in shelf.held.values())

    def test_the_last_that_followcal_wrote_goes_before_an_earlier_one_and_a_copy(self):
        uid = events()["check-in"].uid
        objects = {
            "c.ics": new_object(component("check-in")),
            "a.ics": new_object(component("check-in", "copy")),
            "b.ics": new_object(component("check-in", uid_after(uid, 1))),
        }
        assert read_objects(objects).held[uid].name == "b.ics"
        del objects["b.ics"]
        assert read_objects(objects).held[uid].name == "c.ics"
        del objects["c.ics"]
        assert read_objects(objects).held[uid].name == "a.ics"

    def test_a_damaged_one_is_told_and_costs_itself(self):
        good, bad = new_object(component("closing")), new_object(component("check-in"))
        bad = bad.replace(b"X-FOLLOWCAL-INTERVIEW:", b"X-FOLLOWCAL-INTERVIEW:!")
        shelf = read_objects({"a": bad, "b": good})
        assert list(shelf.damaged) == ["a"]
        assert "its X-FOLLOWCAL-INTERVIEW cannot be read" in shelf.damaged["a"]
        assert [held.name for held in shelf.held.values()] == ["b"]

    def test_to_dos_are_none(self):
        event = events()["closing"]
        todo = write_component(event, event.base(), as_todo=True, now=NOW, old=None)
        shelf = read_objects({"a": new_object(todo)})
        assert shelf.of_kind(todos=False).held == {}
        assert [held.item.is_todo for held in shelf.of_kind(todos=True).held.values()] == [True]

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            (lambda text: text + text.replace("SUMMARY", "RECURRENCE-ID:20261118T200000Z\r\nSUMMARY"), "several"),
            (lambda text: text.replace("SUMMARY", "ATTENDEE:mailto:a@b.c\r\nSUMMARY"), "you invited somebody"),
            (lambda text: text.replace("SUMMARY", "RRULE:FREQ=WEEKLY\r\nSUMMARY"), "you made a series"),
            (lambda text: text.replace("ACTION", "ATTENDEE:mailto:a@b.c\r\nACTION"), "ATTENDEE is never written"),
        ],
    )
    def test_what_the_user_made_theirs_for_good_is_known(self, change, why):
        [held] = read_objects({"a": new_object(change(component("closing")))}).held.values()
        assert why in held.hands_off
        assert "RECURRENCE-ID" not in held.piece.text


def test_a_digest_that_names_no_day_is_damaged():
    text = component("closing").replace("X-FOLLOWCAL-KIND:closing", "X-FOLLOWCAL-KIND:digest")
    assert "this weekly digest of followcal is damaged" in read_objects({"a": new_object(text)}).damaged["a"]


class TestAStepUnderAnotherUid:
    """It came back after it was taken away, or a server named it anew: it is the same step."""

    @staticmethod
    def changes(renamed, uid, typed, now):
        """What a run changes at `now`, where one kind of event stands under a UID, and something was typed."""
        objects = {kind: new_object(component(kind, uid if kind == renamed else None)) for kind in events()}
        answered = b"They will reply: by Friday"
        objects["debrief"] = objects["debrief"].replace(b"They will reply:", answered if typed else b"They will reply:")
        items = read_objects(objects).items
        read = read_back(items.values(), [], {}, by_event([INTERVIEW]), now=now, read_phrase=read_phrase)
        facts = facts_of(items.values(), read.facts, todos=False, written=frozenset())
        result = scheduled(read.corrected({INTERVIEW.key: INTERVIEW}).values(), facts, now)
        planned = follow_ups(result, items, facts, read.forms, as_todos=False, lists_steps=False)
        return reconcile(planned, {uid: item.present for uid, item in items.items()}, now=now).changes

    @pytest.mark.parametrize("days", [0, 8, 12, 40])
    @pytest.mark.parametrize("typed", [False, True])
    def test_what_follows_does_not_depend_on_the_uid(self, typed, days):
        now = NOW + timedelta(days=days)
        for kind in events():
            asked = self.changes(kind, None, typed, now)
            assert self.changes(kind, uid_after(events()[kind].uid, 1), typed, now) == asked
            assert self.changes(kind, "as-a-server-likes-it", typed, now) == asked

    def test_one_whose_time_has_passed_stays(self):
        long_after = NOW + timedelta(days=60)
        for kind in events():
            assert self.changes(kind, uid_after(events()[kind].uid, 1), False, long_after) == ()

    def test_what_was_typed_into_one_is_answered(self):
        changes = self.changes("debrief", uid_after(events()["debrief"].uid, 1), True, NOW + timedelta(days=9))
        [debrief] = [each for each in changes if "Debrief" in each.old.summary]
        assert "They will reply: by Friday\n-> by Fri 20 Nov\n" in debrief.event.description


class TestUids:
    @given(st.integers(0, 30))
    def test_a_used_one_is_not_used_again(self, times):
        uid, used, given_out = events()["closing"].uid, set(), []
        for _ in range(times):
            given_out.append(fresh_uid(uid, used))
            used.add(mark_of(given_out[-1]))
        assert len(set(given_out)) == times
        assert given_out[:1] == [uid][:times]

    def test_each_is_a_name_that_every_server_takes(self):
        uid = uid_after(events()["closing"].uid, 3)
        assert faults(new_object(component("closing", uid))) == []


class TestWriting:
    def test_what_stands_around_an_event_stays(self):
        zone = b"BEGIN:VTIMEZONE\nTZID:Own\nEND:VTIMEZONE\n"
        old = new_object(component("closing")).replace(b"\r\n", b"\n").replace(b"BEGIN:VEVENT", zone + b"BEGIN:VEVENT")
        new = object_with(old, component("check-in"))
        assert zone.replace(b"\n", b"\r\n") in new
        assert uid_of(new) == events()["check-in"].uid
        assert b"\n" not in new.replace(b"\r\n", b"")


ROUNDS = st.dictionaries(
    st.tuples(st.text(max_size=20), st.sampled_from(["", "20261118T200000Z"])),
    st.builds(
        Round,
        st.integers(0, 10**7).map(lambda seconds: END + timedelta(seconds=seconds)),
        st.frozensets(st.sampled_from(["check-in", "closing", "5e0d-5c43"]), min_size=1),
    ),
    max_size=4,
)
HEADS = st.builds(
    Head,
    st.sampled_from([(), (INTERVIEW,)]),
    st.sampled_from([{}, {"": Record(frozenset({Rejected(INTERVIEW.key, date(2026, 11, 20))}))}]),
    st.none(),
    ROUNDS,
    st.frozensets(st.sampled_from(["0123abcd", "89abcdef"])),
)


class TestTheOneThatRemembers:
    @given(HEADS)
    def test_what_is_kept_in_it_is_read_again(self, head):
        uid = keeper_uid("https://cloud.example/jobs/")
        data = keeper_object(head, uid, date(2026, 11, 10), NOW, None)
        assert (faults(data), is_ours(data), uid_of(data)) == ([], True, uid)
        shelf = read_objects({"notes.ics": data})
        assert (list(shelf.keepers), shelf.held) == (["notes.ics"], {})
        assert shelf.head is not None
        assert shelf.head.values() == head.values()

    @given(HEADS, HEADS)
    def test_written_anew_it_stays_where_the_user_put_it(self, old, new):
        data = keeper_object(old, "a-b", date(2026, 11, 10), NOW, None).replace(b"20261110", b"20261231")
        data = data.replace(b"SUMMARY:followcal keeps its notes here", b"SUMMARY:mine\r\nLOCATION:here")
        after = keeper_object(new, "", date(2026, 12, 1), NOW, data)
        assert b"DTSTART;VALUE=DATE:20261231" in after
        assert b"SUMMARY:mine" in after
        assert b"LOCATION:here" in after
        assert b"SEQUENCE:1" in after
        assert uid_of(after) == "a-b"
        assert read_objects({"a": after}).head.values() == new.values()

    @given(HEADS, HEADS)
    def test_two_are_read_as_one(self, one, other):
        made = {
            name: keeper_object(head, name, date(2026, 11, 10), NOW, None) for name, head in (("a", one), ("b", other))
        }
        head = read_objects(made).head
        assert head is not None
        assert head.removed == one.removed | other.removed
        assert head.rounds.keys() == one.rounds.keys() | other.rounds.keys()
        for key, held in head.rounds.items():
            steps = (each.rounds[key].steps for each in (one, other) if key in each.rounds)
            assert held.steps == frozenset().union(*steps)
        assert {i.key for i in head.forgotten} == {i.key for each in (one, other) for i in each.forgotten}
        assert head.records == {**one.records, **other.records}

    def test_of_two_the_newer_version_of_an_interview_counts(self):
        newer = replace(INTERVIEW, cancelled=True, sequence=3)
        for order in ((INTERVIEW, newer), (newer, INTERVIEW)):
            made = {str(n): keeper_object(Head((each,)), "a", END.date(), NOW, None) for n, each in enumerate(order)}
            [kept] = read_objects(made).head.forgotten
            assert kept.sequence == 3

    def test_a_damaged_one_is_an_error(self):
        data = keeper_object(Head(rounds={("a", ""): Round(END, frozenset({"x"}))}), "a", date(2026, 11, 10), NOW, None)
        with pytest.raises(UnreadableError, match="of a round is damaged"):
            read_objects({"a": data.replace(b"X-FOLLOWCAL-ROUND:", b"X-FOLLOWCAL-ROUND:AAAA")})


@given(ROUNDS)
def test_a_round_comes_back_as_it_went(rounds):
    assert dict(recall_round(remember_round(key, held), "x") for key, held in rounds.items()) == rounds


def test_a_length_in_place_of_an_end_is_no_edit():
    text = component("closing")
    [held] = read_objects({"a": new_object(text)}).held.values()
    end = next(line for line in text.splitlines() if line.startswith("DTEND"))
    [other] = read_objects({"a": new_object(text.replace(end, "DURATION:PT15M"))}).held.values()
    assert other.item.present.edited == held.item.present.edited == frozenset()
    event = held.item.present.event
    later = write_component(
        type(event)(**{**{name: getattr(event, name) for name in event.__struct_fields__}, "end": END}),
        event.base(),
        as_todo=False,
        now=NOW,
        old=other.piece,
    )
    assert "DURATION" not in later
    assert "DTEND:20261118T200000Z" in later
