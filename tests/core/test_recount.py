"""Every date of a plan can be found again by a reader of its reasons alone (S12)."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from followcal.core.business_days import BusinessCalendar
from followcal.core.facts import Facts, OtherOffer, Status
from followcal.core.interview import Interview, Office
from followcal.core.planning import plan
from followcal.core.policy import Kind
from followcal.core.reason import End
from followcal.core.schedule import schedule
from followcal.core.timeline import AnswerBy, StatedTimeline
from life import event, events, facts_told, scheduled, written
from recount import planned, recounted
from strategies import calendars, interviews, policies


def hold(result):
    for step in result.steps:
        assert recounted(step) == planned(step), (step.summary, step.reasons)
    for step in result.over:
        ends = recounted(step)
        assert ends[End.LATEST] == step.window.latest


@given(interviews(), calendars(), policies(), st.integers(-300, 2000))
def test_of_one_interview_under_any_policy(interview, calendar, policy, shift):
    offices = {Office(): calendar}
    now = interview.end.astimezone(UTC) + timedelta(hours=shift)
    hold(schedule(plan([interview], offices, now=now, policy=policy), offices, policy=policy))


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=4, unique=True).flatmap(
        lambda numbers: st.tuples(*(events(f"i{n}") for n in numbers))
    ),
    st.frozensets(facts_told(), max_size=5),
    st.integers(0, 60),
    st.integers(0, 40),
    st.booleans(),
    st.data(),
)
def test_of_a_search_with_all_that_was_told_and_stands(found, told, first, wait, todos, data):
    begin = datetime(2026, 11, 8, 12, tzinfo=UTC) + timedelta(days=first)
    facts = Facts(todos=todos)
    result = scheduled(found, facts, begin)
    hold(result)
    standing = written(result, facts)
    moved = data.draw(st.sets(st.sampled_from(sorted(standing)), max_size=3)) if standing else ()
    standing |= {uid: replace(standing[uid], pinned=True) for uid in moved}
    hold(scheduled(found, Facts(standing, told=told, todos=todos), begin + timedelta(days=wait)))


def test_of_two_roles_whose_touches_keep_apart():
    end = datetime(2026, 11, 18, 15, tzinfo=UTC)
    calendar = BusinessCalendar.of({date(2026, 12, 2): "Founders' Day"})
    found = [
        Interview(uid=role, start=end, end=end, company="Acme", role=role, timeline=StatedTimeline(AnswerBy(day)))
        for role, day in (("Engineer", date(2026, 11, 24)), ("Lead", date(2026, 11, 25)))
    ]
    result = schedule(plan(found, {Office(): calendar}, now=end), {Office(): calendar})
    second = [step for step in result.steps if step.kind is Kind.CHECK_IN][1]
    assert [str(off.day) for reason in second.reasons if reason.rule == "S8" for off in reason.off] == ["2026-12-02"]
    hold(result)


def test_of_an_offer_told_on_a_weekend():
    saturday = date(2026, 11, 21)
    found = [event("i0", date(2026, 11, 18), 10)]
    told = frozenset({OtherOffer(None, saturday, date(2026, 11, 24))})
    result = scheduled(found, Facts(told=told), datetime(2026, 11, 21, 12, tzinfo=UTC))
    assert [step.kind for step in result.steps if step.kind is Kind.OFFER_NOTICE] == [Kind.OFFER_NOTICE]
    hold(result)


@given(calendars())
def test_each_day_that_is_named_as_off_is_off(calendar):
    end = datetime(2026, 11, 18, 15, tzinfo=UTC)
    result = schedule(
        plan([Interview(uid="1", start=end, end=end)], {Office(): calendar}, now=end), {Office(): calendar}
    )
    for step in result.steps:
        assert step.status is Status.PLANNED
        for reason in step.reasons:
            assert not any(calendar.is_business_day(off.day) for off in reason.off)
            assert all(calendar.is_business_day(day.day) for day in reason.worked)
