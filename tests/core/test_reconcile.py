"""Laws of `diff`: what is planned is written, what the user changed stays, and nothing is done twice."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from followcal.core.reconcile import (
    CANCELLED,
    FIELDS,
    GRACE,
    Create,
    FollowUp,
    Present,
    Retire,
    Settle,
    Update,
    diff,
    reconcile,
)

UIDS = ("a", "b", "c", "d", "e")
WORDS = st.sampled_from(["Call Acme", "Thank Ann", "Write to Globex", "", "mine\n\n  own", "面接"])
START = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
MOMENTS = st.integers(0, 5).map(lambda hours: START + timedelta(hours=hours))
ZONES = [ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu"), UTC]


def follow_ups(uid):
    return st.builds(
        lambda start, minutes, **fields: FollowUp(
            uid=uid, start=start, end=start + timedelta(minutes=minutes), related_to="i", **fields
        ),
        MOMENTS,
        st.sampled_from([10, 15, 60]),
        summary=WORDS,
        description=WORDS,
        status=st.sampled_from(["CONFIRMED", "TENTATIVE"]),
        alarm=st.booleans(),
        kept=st.sampled_from([(), (("X-A", "1"),), (("X-A", "2"), ("X-B", "1"))]),
    )


def plans():
    """What is planned: some of the events, in any order."""
    return st.lists(st.sampled_from(UIDS), unique=True).flatmap(lambda uids: st.tuples(*map(follow_ups, uids)))


OTHER = {
    "start": lambda value: value - timedelta(days=1),
    "end": lambda value: value + timedelta(days=1),
    "summary": lambda value: f"{value} (mine)",
    "description": lambda value: f"my notes\n{value}",
    "status": lambda value: "CONFIRMED" if value == "TENTATIVE" else "TENTATIVE",
    "alarm": lambda value: not value,
}
EDITS = st.dictionaries(st.sampled_from(UIDS), st.sets(st.sampled_from(FIELDS)))


def applied(changes, present):
    """What stands in the calendar after the changes."""
    after = dict(present)
    for change in changes:
        match change:
            case Create(event, base):
                assert event.uid not in after
                after[event.uid] = Present(event, base)
            case Update(old, event, base):
                assert (old.uid, after[event.uid].event) == (event.uid, old)
                after[event.uid] = Present(event, base)
            case Retire(old, event, base):
                assert after.pop(old.uid).event == old
                if event:
                    after[old.uid] = Present(event, base)
    return after


def written(planned):
    return applied(diff(planned, {}), {})


def edited(present, edits):
    """What the user makes of it: some fields changed, in some events."""
    after = dict(present)
    for uid, fields in edits.items():
        if uid in after:
            there = after[uid]
            changed = {name: OTHER[name](getattr(there.event, name)) for name in fields}
            after[uid] = replace(there, event=replace(there.event, **changed))
    return after


def values(event):
    return {name: event.value(name) for name in FIELDS}


@given(plans())
def test_into_an_empty_calendar_the_plan_is_written(planned):
    after = written(planned)
    assert [present.event for present in after.values()] == list(planned)
    assert all(present.edited == set() for present in after.values())


@given(plans(), EDITS)
def test_what_was_edited_is_known(planned, edits):
    for uid, there in edited(written(planned), edits).items():
        assert there.edited == edits.get(uid, set())


@given(plans(), plans(), EDITS)
def test_afterwards_each_field_is_as_planned_or_as_the_user_left_it(first, second, edits):
    present = edited(written(first), edits)
    after = applied(diff(second, present), present)
    for event in second:
        mine = edits.get(event.uid, set()) if event.uid in present else set()
        for name in FIELDS:
            expected = present[event.uid].event if name in mine else event
            assert after[event.uid].event.value(name) == expected.value(name)
        assert after[event.uid].event.kept == event.kept
        assert after[event.uid].edited == mine


@given(plans(), plans(), EDITS)
def test_what_is_planned_no_more_goes_unless_the_user_made_it_theirs(first, second, edits):
    present = edited(written(first), edits)
    after = applied(diff(second, present), present)
    for uid in present.keys() - {event.uid for event in second}:
        if edits.get(uid, set()) - {"status", "alarm"}:
            kept = values(present[uid].event) | {"status": CANCELLED, "alarm": "False"}
            assert values(after[uid].event) == kept
        else:
            assert uid not in after


@given(plans(), plans(), EDITS)
def test_a_second_diff_is_empty(first, second, edits):
    present = edited(written(first), edits)
    after = applied(diff(second, present), present)
    assert diff(second, after) == ()


@given(plans(), plans(), EDITS)
def test_an_event_whose_plan_is_as_before_is_left_alone(first, second, edits):
    present = edited(written(first), edits)
    both = [event for event in second if event.uid not in present] + list(first)
    assert all(isinstance(change, Create) for change in diff(both, present))


@given(plans(), plans(), EDITS)
def test_what_was_withdrawn_and_comes_back_has_what_the_user_changed(first, second, edits):
    present = edited(written(first), edits)
    gone = applied(diff((), present), present)
    back = applied(diff(second, gone), gone)
    for event in second:
        mine = edits.get(event.uid, set()) - {"status", "alarm"} if event.uid in present else set()
        for name in FIELDS:
            expected = present[event.uid].event if name in mine else event
            assert back[event.uid].event.value(name) == expected.value(name)


@given(plans(), plans())
def test_only_events_that_are_planned_or_there_are_changed_each_once(first, second):
    present = written(first)
    changes = diff(second, present)
    uids = [change.old.uid if isinstance(change, Retire) else change.event.uid for change in changes]
    assert len(uids) == len(set(uids))
    assert set(uids) <= present.keys() | {event.uid for event in second}


@given(plans(), plans(), EDITS)
def test_an_update_is_visible_if_a_field_that_the_user_sees_differs(first, second, edits):
    present = edited(written(first), edits)
    for change in diff(second, present):
        if isinstance(change, Update):
            assert change.is_visible == (values(change.old) != values(change.event))
            assert (
                change.is_visible or change.old.kept != change.event.kept or change.base != present[change.old.uid].base
            )


@given(follow_ups("a"), st.sampled_from(ZONES), st.sampled_from([" ", "\n", "\r\n\t", "  "]))
def test_another_zone_or_other_white_space_is_no_edit(event, zone, space):
    [there] = written([event]).values()
    same = replace(
        there.event,
        start=event.start.astimezone(zone),
        end=event.end.astimezone(zone),
        summary=space.join(["", *event.summary.split(), ""]),
        description=space.join(event.description.split()),
    )
    assert Present(same, there.base).edited == set()
    assert diff([event], {"a": Present(same, there.base)}) == ()


@given(follow_ups("a"), follow_ups("a"))
def test_where_it_is_not_known_what_was_written_everything_is_the_users(old, new):
    present = {"a": Present(old, {})}
    after = applied(diff([new], present), present)
    assert values(after["a"].event) == values(old)
    after = applied(diff([], present), present)
    assert after["a"].event.status == CANCELLED


@pytest.mark.parametrize("name", FIELDS)
def test_an_edit_back_to_what_was_written_is_none(name):
    event = FollowUp(
        uid="a", start=START, end=START + timedelta(minutes=15), summary="s", description="d", status="CONFIRMED"
    )
    present = edited(written([event]), {"a": {name}})
    assert present["a"].edited == {name}
    back = {"a": replace(present["a"], event=event)}
    assert back["a"].edited == set()


NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AGES = st.timedeltas(timedelta(0), timedelta(days=30))


def in_calendar(planned, present, now=NOW, **options):
    """What stands in a calendar that others see after the changes."""
    return applied(reconcile(planned, present, now=now, **options).changes, present)


class TestInACalendar:
    """Where others see it, what is wanted no more is called off before it goes."""

    @given(plans(), plans(), EDITS)
    def test_what_is_planned_is_as_in_a_file(self, first, second, edits):
        present = edited(written(first), edits)
        file, calendar = applied(diff(second, present), present), in_calendar(second, present)
        assert {event.uid: file[event.uid] for event in second} == {e.uid: calendar[e.uid] for e in second}

    @given(plans(), plans(), EDITS)
    def test_what_is_planned_no_more_is_called_off_and_silent(self, first, second, edits):
        present = edited(written(first), edits)
        after = in_calendar(second, present)
        for uid in present.keys() - {event.uid for event in second}:
            expected = values(present[uid].event) | {"status": CANCELLED, "alarm": "False"}
            assert values(after[uid].event) == expected

    @given(plans(), EDITS, EDITS, AGES)
    def test_it_goes_after_the_grace_unless_the_user_ever_touched_it(self, planned, before, meanwhile, age):
        present = edited(written(planned), before)
        off = edited(in_calendar((), present), meanwhile)
        after = in_calendar((), off, now=NOW + age)
        touched = {uid for uid in before if before[uid] - {"status", "alarm"}} | {
            uid for uid in meanwhile if meanwhile[uid]
        }
        gone = off.keys() - after.keys()
        assert gone == (present.keys() - touched if age >= GRACE else set())
        assert all(after[uid].event == off[uid].event for uid in after.keys() - touched)

    @given(plans(), st.sets(st.sampled_from(UIDS)), st.booleans(), AGES)
    def test_into_what_the_user_put_more_it_stays(self, planned, uids, is_off, age):
        present = in_calendar((), written(planned)) if is_off else written(planned)
        more = {uid: replace(each, has_more=uid in uids) for uid, each in present.items()}
        later = {"now": NOW + age}
        for after in (in_calendar((), in_calendar((), more, **later), **later), applied(diff((), more), more)):
            assert uids & more.keys() <= after.keys()
            assert all(after[uid].event.status == CANCELLED for uid in uids & more.keys())

    @given(plans())
    def test_what_is_planned_as_called_off_as_it_stands_is_left_alone(self, planned):
        off = in_calendar((), written(planned))
        assert reconcile([each.event for each in off.values()], off, now=NOW).changes == ()

    @given(plans(), plans(), EDITS, AGES)
    def test_a_second_time_there_is_nothing_to_do(self, first, second, edits, age):
        present = edited(written(first), edits)
        after = in_calendar(second, present)
        assert reconcile(second, after, now=NOW + min(age, GRACE - timedelta(seconds=1))).changes == ()

    @given(plans(), plans(), EDITS)
    def test_what_comes_back_is_as_planned_but_for_what_the_user_changed(self, first, second, edits):
        present = edited(written(first), edits)
        back = in_calendar(second, in_calendar((), present))
        for event in second:
            mine = edits.get(event.uid, set()) - {"status", "alarm"} if event.uid in present else set()
            for name in FIELDS:
                expected = present[event.uid].event if name in mine else event
                assert back[event.uid].event.value(name) == expected.value(name)
            assert back[event.uid].event.retired is None

    @given(plans(), AGES)
    def test_what_the_user_brings_back_stays(self, planned, age):
        off = in_calendar((), written(planned))
        mine = {uid: replace(each, event=replace(each.event, status="CONFIRMED")) for uid, each in off.items()}
        assert in_calendar((), mine, now=NOW + age) == mine


class TestConflicts:
    @given(plans(), plans(), EDITS)
    def test_there_is_one_where_both_changed_the_same_field_to_something_else(self, first, second, edits):
        present = edited(written(first), edits)
        found = {(each.wish.uid, each.name) for each in reconcile(second, present).conflicts}
        before = {event.uid: event for event in first}
        assert found == {
            (event.uid, name)
            for event in second
            for name in edits.get(event.uid, ())
            if event.uid in before
            and event.value(name) != before[event.uid].value(name)
            and event.value(name) != present[event.uid].event.value(name)
        }

    @given(plans(), plans(), EDITS)
    def test_it_stays_until_it_is_settled(self, first, second, edits):
        present = edited(written(first), edits)
        conflicts = reconcile(second, present).conflicts
        after = in_calendar(second, present)
        assert {(each.wish, each.name) for each in reconcile(second, after).conflicts} == {
            (each.wish, each.name) for each in conflicts
        }

    @given(plans(), plans(), EDITS, st.sampled_from(Settle))
    def test_settled_it_is_as_the_user_wants(self, first, second, edits, way):
        present = edited(written(first), edits)
        found = reconcile(second, present)
        uids = {each.wish.uid for each in found.conflicts}
        settled = reconcile(second, present, settled=dict.fromkeys(uids, way))
        assert (settled.conflicts, settled.settled) == ((), uids)
        after = applied(settled.changes, present)
        for each in found.conflicts:
            wanted = each.event if way is Settle.KEEP else each.wish
            assert after[each.wish.uid].event.value(each.name) == wanted.value(each.name)
        again = reconcile(second, after)
        assert (again.changes, again.conflicts) == ((), ())

    @given(plans(), plans(), EDITS)
    def test_what_is_not_known_to_be_written_is_no_conflict(self, first, second, edits):
        present = {uid: Present(each.event, {}) for uid, each in edited(written(first), edits).items()}
        assert reconcile(second, present).conflicts == ()


@given(plans(), plans(), st.sets(st.sampled_from(UIDS)))
def test_what_was_not_seen_before_is_taken_up_and_changes_nothing(first, second, unknown):
    present = written(first)
    found = reconcile(second, present, unknown=unknown)
    assert [each.event for each in found.adopted] == [each.event for uid, each in present.items() if uid in unknown]
    assert found.changes == reconcile(second, present).changes


@given(plans(), plans(), EDITS)
def test_each_change_says_why(first, second, edits):
    present = edited(written(first), edits)
    why = {uid: f"because of {uid}" for uid in UIDS}
    found = reconcile(second, present, now=NOW, why=why)
    for change in found.changes:
        assert change.why == why[(change.event if isinstance(change, Create) else change.old).uid]
    assert all(each.why == why[each.wish.uid] for each in found.conflicts)
