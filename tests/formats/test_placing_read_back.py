"""Nothing to write on a calendar as it was just written: through the text of its events and back, many of them."""

from datetime import UTC, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.test_placing_again import CALENDAR, ZONE, busy_days, crowds, moments
from followcal.core.freebusy import Busy
from followcal.core.interview import Office
from followcal.core.planning import plan
from followcal.core.reconcile import Create, Retire, reconcile
from followcal.core.schedule import schedule
from followcal.formats.followup_objects import new_object, object_with, read_objects
from followcal.formats.followups import write_component
from followcal.formats.standing import facts_of, follow_ups, reasons


def run(found, now, objects, busy):
    """What a run would change, and what stands after it."""
    shelf = read_objects(objects)
    facts = facts_of(shelf.items.values(), frozenset(), todos=False)
    planned = plan(found, {Office(): CALENDAR}, now=now, facts=facts)
    result = schedule(planned, {Office(): CALENDAR}, busy=busy, home=ZONE)
    wanted = follow_ups(result, shelf.items, facts, {}, as_todos=False)
    present = {uid: item.present for uid, item in shelf.items.items()}
    changes = reconcile(wanted, present, now=now, why=reasons(result, as_todos=False)).changes
    after = dict(objects)
    for change in changes:
        event = change.event or change.old
        held = shelf.held.get(event.uid)
        text = write_component(event, change.base, as_todo=False, now=now, old=held and held.piece)
        after[event.uid] = object_with(held.data, text) if held else new_object(text)
    return changes, after


@given(st.data(), crowds(), moments())
def test_a_second_run_has_nothing_to_write(data, found, now):
    busy = Busy(data.draw(st.one_of(st.just([]), busy_days(found))))
    now = now.astimezone(UTC) + timedelta(
        seconds=data.draw(st.integers(0, 59)), microseconds=data.draw(st.integers(0, 1))
    )
    first, objects = run(found, now, {}, busy)
    assert all(isinstance(change, Create) for change in first)
    second, objects = run(found, now, objects, busy)
    # What starts right now is done at the next look: a preparation of an interview that begins is withdrawn.
    assert [change for change in second if not isinstance(change, Retire)] == []
