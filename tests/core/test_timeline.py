"""What the employer said, and what follows from it (S5)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal.core.business_days import BusinessCalendar
from followcal.core.timeline import (
    AnswerBy,
    ContactInvited,
    NotUnderstood,
    SilenceMeansNo,
    StatedTimeline,
    Undated,
)
from followcal.errors import InvalidValueError
from strategies import days, holiday_sets, situations, weekends

DAY = timedelta(days=1)
FRIDAY = date(2026, 12, 4)
MONDAY = date(2026, 12, 7)
PROMISES = [
    pytest.param(AnswerBy(FRIDAY, date(2026, 12, 1), MONDAY), "answer-by", FRIDAY, id="answer-by"),
    pytest.param(ContactInvited(FRIDAY, MONDAY), "invited", FRIDAY, id="invited"),
    pytest.param(SilenceMeansNo(FRIDAY, MONDAY), "silence-means-no", FRIDAY, id="silence-with-a-date"),
    pytest.param(SilenceMeansNo(), "silence-means-no", None, id="silence"),
    pytest.param(Undated(), "undated", None, id="undated"),
    pytest.param(NotUnderstood(), "not-understood", None, id="not-understood"),
    pytest.param(None, "not-understood", None, id="nothing"),
]


def promises(day):
    """One promise of each kind, about `day` where it has one."""
    return [None, AnswerBy(day), ContactInvited(day), SilenceMeansNo(day), SilenceMeansNo(), Undated(), NotUnderstood()]


@pytest.mark.parametrize(("promise", "kind", "due"), PROMISES)
def test_promise_tells_its_kind_and_its_days(promise, kind, due):
    """S5: no reading of a promise is lost, and none is invented where there is none."""
    timeline = StatedTimeline(promise, text="their words")
    assert (timeline.kind, timeline.answer_due) == (kind, due)
    assert timeline.other_reading == (MONDAY if due else None)
    assert timeline.not_before == (date(2026, 12, 1) if kind == "answer-by" else None)


@pytest.mark.parametrize(("promise", "kind", "due"), PROMISES)
@pytest.mark.parametrize(("no_calls", "no_contact"), [(True, False), (False, True), (True, True)])
def test_dated_kind_wins(promise, kind, due, no_calls, no_contact):
    """The interface: `kind` is the dated one where several hold; "no contact" says more than "no calls"."""
    timeline = StatedTimeline(promise, no_calls=no_calls, no_contact=no_contact)
    if promise is None:
        kind = "no-contact" if no_contact else "no-calls"
    assert (timeline.kind, timeline.answer_due) == (kind, due)


@given(situations(), st.booleans(), st.integers(0, 9))
def test_contact_is_right_only_after_what_they_said(situation, no_calls, shift):
    """Law 32: the day after the answer is due, adjusted first; an invitation needs no further grace. By an oracle."""
    rules, near = situation
    day = near + shift * DAY

    def next_business_day(day):
        day += DAY
        while not rules.works(day):
            day += DAY
        return day

    due = day if rules.works(day) else next_business_day(day)
    expected = {AnswerBy: next_business_day(due), ContactInvited: next_business_day(day)}
    for promise in promises(day):
        timeline = StatedTimeline(promise, no_calls=no_calls)
        assert timeline.contact_from(rules.calendar()) == expected.get(type(promise))


@pytest.mark.parametrize(
    ("promise", "expected"),
    [
        pytest.param(AnswerBy(FRIDAY), MONDAY, id="answer by friday: monday"),
        pytest.param(AnswerBy(FRIDAY + DAY), MONDAY + DAY, id="answer by saturday: tuesday"),
        pytest.param(AnswerBy(MONDAY), MONDAY + DAY, id="answer by monday: tuesday"),
        pytest.param(ContactInvited(FRIDAY), MONDAY, id="invited after friday: monday"),
        pytest.param(ContactInvited(FRIDAY + DAY), MONDAY, id="invited after saturday: monday"),
        pytest.param(ContactInvited(MONDAY), MONDAY + DAY, id="invited after monday: tuesday"),
    ],
)
def test_contact_over_a_weekend(promise, expected):
    """S5: an answer promised for Saturday is not late on Monday; an invitation for Saturday holds on Monday."""
    assert StatedTimeline(promise).contact_from(BusinessCalendar.of()) == expected


@given(situations(), st.booleans())
def test_no_contact_means_none(situation, no_calls):
    """S5: after "don't contact us" there is no day for it, whatever else they said."""
    rules, day = situation
    for promise in promises(day):
        timeline = StatedTimeline(promise, no_calls=no_calls, no_contact=True)
        assert not timeline.allows_check_in
        assert timeline.contact_from(rules.calendar()) is None


@pytest.mark.parametrize(("promise", "kind", "due"), PROMISES)
@pytest.mark.parametrize("no_calls", [True, False])
def test_check_in_is_allowed_unless_they_said_otherwise(promise, kind, due, no_calls):
    """S5: "silence means no" ends it, "please don't call" does not."""
    assert StatedTimeline(promise, no_calls=no_calls).allows_check_in == (kind != "silence-means-no")


@given(situations(), st.integers(0, 30), st.sampled_from([AnswerBy, ContactInvited]))
def test_later_answer_is_never_contacted_earlier(situation, shift, promise):
    """Law 33: whoever asks for more time gets it."""
    rules, day = situation
    one, other = (StatedTimeline(promise(day + days * DAY)).contact_from(rules.calendar()) for days in (0, shift))
    assert day < one <= other


@given(situations(), st.sampled_from([AnswerBy, ContactInvited]), st.frozensets(st.integers(-5, 30), max_size=9))
def test_more_holidays_never_bring_contact_forward(situation, promise, shifts):
    """Law 15: patience survives every update of the holiday data."""
    rules, day = situation
    more = rules._replace(holidays=rules.holidays | {day + shift * DAY for shift in shifts})
    timeline = StatedTimeline(promise(day))
    assert timeline.contact_from(rules.calendar()) <= timeline.contact_from(more.calendar())


@given(days(), weekends(), holiday_sets())
def test_invitation_is_never_later_than_a_promise(day, weekend, holidays):
    """S5: who asked to be contacted need not wait for the grace that a promise is given."""
    calendar = BusinessCalendar.of(holidays, weekend=weekend)
    invited = StatedTimeline(ContactInvited(day)).contact_from(calendar)
    assert invited <= StatedTimeline(AnswerBy(day)).contact_from(calendar)


@pytest.mark.parametrize("kind", [AnswerBy, ContactInvited, SilenceMeansNo])
def test_a_promise_names_a_day_not_a_moment(kind):
    day, moment = date(2026, 12, 4), datetime(2026, 12, 4, 9, tzinfo=UTC)
    for given_days in ({"day": moment}, {"day": day, "other": moment}):
        with pytest.raises(InvalidValueError, match=r"take its date\(\)"):
            kind(**given_days)
