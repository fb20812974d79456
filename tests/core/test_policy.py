"""The default policy is the advice; a policy that breaks it does not come into being."""

from datetime import date, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from followcal.core.business_days import BusinessDays, CalendarDays, Convention
from followcal.core.hours import Hours
from followcal.core.policy import (
    DEFAULT_POLICY,
    KEYS,
    SOURCES,
    Channel,
    DayRule,
    Kind,
    LatestFrom,
    NoteRule,
    Policy,
    PolicyError,
    is_ordered,
    loosened,
    tighter_or_equal,
    value_of,
    with_values,
)
from strategies import calendars, days, policies, policy_values, tightened


def test_the_default_policy_is_the_advice():
    """S0 to S8, P1: the numbers, the ids and where they come from."""
    policy = DEFAULT_POLICY
    assert policy.thank_you == NoteRule("S2", timedelta(hours=24), BusinessDays(2), SOURCES["thank-you"])
    assert policy.references == DayRule(
        "S3", BusinessDays(-2), BusinessDays(-1), LatestFrom.ANCHOR, SOURCES["references"]
    )
    assert policy.check_in == DayRule("S5", CalendarDays(7), CalendarDays(10), LatestFrom.ANCHOR, SOURCES["check-in"])
    after, invited = policy.check_in_after_answer, policy.check_in_invited
    assert after == DayRule("S5", BusinessDays(1), BusinessDays(2), LatestFrom.EARLIEST, SOURCES["stated"])
    assert invited == DayRule("S5", CalendarDays(1), BusinessDays(2), LatestFrom.EARLIEST, SOURCES["stated"])
    assert policy.closing == DayRule("S6", CalendarDays(21), CalendarDays(7), LatestFrom.EARLIEST, SOURCES["closing"])
    assert policy.spacing == CalendarDays(7)
    assert policy.prep_before == policy.note_delay == timedelta(hours=1)
    assert policy.debrief_after == timedelta(minutes=15)
    assert (policy.opens, policy.closes) == (time(9), time(17))
    assert policy.note_hours == Hours.daily((time(8), time(20)))
    assert policy.mail_hours == Hours.daily((time(9), time(17)), business_days_only=True)
    assert policy.call_hours == Hours.daily((time(10), time(12)), (time(14), time(16)), business_days_only=True)


def test_lengths_and_channels():
    assert [DEFAULT_POLICY.length(kind) // timedelta(minutes=1) for kind in Kind] == [
        15,
        10,
        15,
        15,
        15,
        15,
        15,
        15,
        15,
    ]
    own, mail, call = Channel.SELF, Channel.EMAIL, Channel.PHONE
    assert [DEFAULT_POLICY.channel(kind) for kind in Kind] == [own, own, mail, mail, call, mail, mail, mail, mail]


@pytest.mark.parametrize(
    ("kind", "channel", "hours"),
    [
        (Kind.PREP, Channel.SELF, None),
        (Kind.THANK_YOU, Channel.EMAIL, DEFAULT_POLICY.note_hours),
        (Kind.REFERENCES, Channel.EMAIL, DEFAULT_POLICY.note_hours),
        (Kind.CHECK_IN, Channel.PHONE, DEFAULT_POLICY.call_hours),
        (Kind.CHECK_IN, Channel.EMAIL, DEFAULT_POLICY.mail_hours),
        (Kind.CLOSING, Channel.EMAIL, DEFAULT_POLICY.mail_hours),
    ],
)
def test_contact_hours(kind, channel, hours):
    assert DEFAULT_POLICY.hours(kind, channel) == hours


@pytest.mark.parametrize("count", [-1, 3])
def test_a_note_is_never_later_than_the_second_business_day(count):
    with pytest.raises(ValueError, match=r"thank-you\.latest: 0 to 2 business days: a note is never later"):
        NoteRule("S2", timedelta(hours=24), BusinessDays(count), "")
    assert NoteRule("S2", timedelta(hours=24), BusinessDays(0), "").latest == BusinessDays(0)


@pytest.mark.parametrize("due", [timedelta(0), timedelta(hours=24, seconds=1)])
def test_a_note_is_due_within_a_day(due):
    with pytest.raises(ValueError, match=r"thank-you\.due: more than 0 and at most 24 hours"):
        NoteRule("S2", due, BusinessDays(2), "")


@pytest.mark.parametrize(
    "spans", [((time(9), time(9)),), ((time(9), time(8)),), ((time(9), time(12)), (time(12), time(13)))]
)
def test_hours_are_spans_in_order(spans):
    with pytest.raises(ValueError, match="hours are one or more spans in order"):
        Hours.daily(*spans, business_days_only=True)


def test_hours_read_as_people_write_them():
    assert str(DEFAULT_POLICY.call_hours) == "10:00-12:00, 14:00-16:00 on business days"
    assert str(DEFAULT_POLICY.note_hours) == "08:00-20:00"
    assert DEFAULT_POLICY.call_hours.opening(date(2026, 12, 1)) == time(10)


def test_a_policy_is_a_value():
    assert Policy() == DEFAULT_POLICY
    assert hash(Policy()) == hash(DEFAULT_POLICY)


def changed(name, **fields):
    return {name: replace(getattr(DEFAULT_POLICY, name), **fields)}


TOO_EARLY = "check-in.earliest: 7 days or more: sooner is too early where nothing was stated"
BACKWARDS = "check-in.latest: it lies before check-in.earliest"
TOO_CLOSE = "two contacts of one employer lie 7 days or more apart"
STILL_TIME = "nobody is contacted on the day on which they still may answer"
REFERENCES = "references.latest: it lies before references.earliest, or not before the interview"
TWICE = "0 or 1: nobody is asked twice (S7)"


def daily(*spans):
    return Hours.daily(*spans).lines


TOO_NARROW = "no span has the 15 minutes of a step"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (changed("check_in", earliest=CalendarDays(6)), TOO_EARLY),
        (changed("check_in", earliest=BusinessDays(6)), TOO_EARLY),
        (changed("check_in", earliest=CalendarDays(11)), BACKWARDS),
        (changed("check_in", latest=BusinessDays(4)), BACKWARDS),
        (changed("closing", earliest=CalendarDays(6)), f"closing.after: {TOO_CLOSE}"),
        ({"spacing": CalendarDays(6)}, f"spacing.days: {TOO_CLOSE}"),
        (changed("check_in_after_answer", earliest=BusinessDays(0)), f"check-in.after-answer: {STILL_TIME}"),
        (changed("check_in_invited", earliest=CalendarDays(0)), f"check-in.after-invitation: {STILL_TIME}"),
        (changed("references", earliest=BusinessDays(0)), REFERENCES),
        (changed("references", latest=BusinessDays(0)), REFERENCES),
        (changed("references", earliest=BusinessDays(-1), latest=BusinessDays(-2)), REFERENCES),
        ({"check_in_count": 2}, f"check-in.count: {TWICE}"),
        ({"check_in_count": -1}, f"check-in.count: {TWICE}"),
        ({"closing_count": 2}, f"closing.count: {TWICE}"),
        (changed("note_hours", lines=Hours.daily((time(9), time(9, 14))).lines), f"hours.note: {TOO_NARROW}"),
        (changed("mail_hours", lines=Hours.daily((time(9), time(9, 14))).lines), f"hours.mail: {TOO_NARROW}"),
        (
            changed("call_hours", lines=Hours.daily((time(9), time(9, 5)), (time(10), time(10, 14))).lines),
            f"hours.call: {TOO_NARROW}",
        ),
        (
            {"spacing": CalendarDays(6), "closing_count": 3},
            f"closing.count: {TWICE}; spacing.days: {TOO_CLOSE}",
        ),
    ],
)
def test_a_policy_without_restraint_is_refused(change, why):
    with pytest.raises(PolicyError) as caught:
        Policy(**change)
    assert str(caught.value) == why


@pytest.mark.parametrize(
    "change",
    [
        changed("check_in", earliest=BusinessDays(7)),
        changed("check_in", earliest=CalendarDays(10)),
        changed("check_in", earliest=BusinessDays(7), latest=BusinessDays(7)),
        changed("check_in", earliest=BusinessDays(10), latest=CalendarDays(14)),
        changed("closing", earliest=CalendarDays(7)),
        changed("references", earliest=BusinessDays(-1)),
        changed("check_in_invited", earliest=BusinessDays(1)),
        {"spacing": CalendarDays(8)},
        {"check_in_count": 0},
        {"closing_count": 0},
        changed("call_hours", lines=Hours.daily((time(9), time(9, 5)), (time(10), time(10, 15))).lines),
    ],
)
def test_a_stricter_policy_is_welcome(change):
    assert Policy(**change) != DEFAULT_POLICY or change == changed("check_in_invited", earliest=CalendarDays(1))


def test_all_limits_that_a_note_breaks_are_told_at_once():
    with pytest.raises(PolicyError) as caught:
        NoteRule("S2", timedelta(hours=25), BusinessDays(3), "")
    assert [key for key, _ in caught.value.problems] == ["thank-you.latest", "thank-you.due"]


@pytest.mark.parametrize("kind", Kind)
def test_a_check_in_and_a_closing_can_be_switched_off_and_nothing_else(kind):
    """S7: a note is owed whatever a policy says (S2)."""
    assert DEFAULT_POLICY.allows(kind)
    quiet = Policy(check_in_count=0, closing_count=0)
    assert quiet.allows(kind) is (kind not in (Kind.CHECK_IN, Kind.CLOSING))
    assert Policy(closing_count=0).allows(Kind.CHECK_IN)
    assert Policy(check_in_count=0).allows(Kind.CLOSING)


class TestValues:
    @given(policies(), st.data())
    def test_what_is_put_in_comes_out_and_the_rest_stays(self, policy, data):
        key = data.draw(st.sampled_from(KEYS))
        value = data.draw(policy_values(key))
        try:
            changed = with_values(policy, {key: value})
        except PolicyError:
            assume(False)
        assert value_of(changed, key) == value
        assert all(value_of(changed, other) == value_of(policy, other) for other in KEYS if other != key)

    @given(policies())
    def test_nothing_changes_nothing(self, policy):
        assert with_values(policy, {}) == policy

    @given(policies())
    def test_all_values_are_the_policy(self, policy):
        assert with_values(DEFAULT_POLICY, {key: value_of(policy, key) for key in KEYS}) == policy


class TestTighter:
    """One definition, a preorder on the values of each key."""

    @given(st.sampled_from(KEYS), st.data())
    def test_a_value_is_as_tight_as_itself(self, key, data):
        value = data.draw(policy_values(key))
        assert tighter_or_equal(key, value, value)

    @given(st.sampled_from(KEYS), st.data())
    def test_the_tighter_of_the_tighter_is_tighter(self, key, data):
        one, two, three = (data.draw(policy_values(key)) for _ in range(3))
        if tighter_or_equal(key, one, two) and tighter_or_equal(key, two, three):
            assert tighter_or_equal(key, one, three)

    @given(policies(), st.data())
    def test_a_policy_that_only_tightens_has_loosened_nothing(self, policy, data):
        assert loosened(policy, policy) == []
        assert loosened(data.draw(tightened(policy)), policy) == []

    @given(st.data(), days(), calendars())
    @pytest.mark.parametrize("key", ["check-in.earliest", "check-in.latest", "check-in.after-answer", "closing.after"])
    def test_tighter_days_come_no_earlier_in_any_calendar(self, key, data, day, calendar):
        one, other = data.draw(policy_values(key)), data.draw(policy_values(key))
        if tighter_or_equal(key, one, other):
            for convention in Convention:
                dates = [calendar.adjust(calendar.offset(day, offset), convention) for offset in (one, other)]
                assert dates[0] >= dates[1]

    @given(st.data(), st.times(), st.integers(0, 60))
    @pytest.mark.parametrize("key", ["hours.note", "hours.mail", "hours.call"])
    def test_tighter_hours_are_hours_of_the_wider_ones(self, key, data, moment, later):
        one, other = data.draw(policy_values(key)), data.draw(policy_values(key))
        day = date(2026, 11, 25) + timedelta(days=later)
        inside = [any(start <= moment < end for start, end in Hours(lines).on(day)) for lines in (one, other)]
        if tighter_or_equal(key, one, other):
            assert inside[1] or not inside[0]

    @pytest.mark.parametrize(
        ("key", "value", "than"),
        [
            ("thank-you.due", timedelta(hours=4), timedelta(hours=24)),
            ("thank-you.latest", BusinessDays(1), BusinessDays(2)),
            ("check-in.count", 0, 1),
            ("check-in.channel", Channel.EMAIL, Channel.PHONE),
            ("check-in.earliest", CalendarDays(8), CalendarDays(7)),
            ("check-in.latest", BusinessDays(10), CalendarDays(10)),
            ("check-in.after-answer", BusinessDays(3), BusinessDays(1)),
            ("closing.count", 0, 1),
            ("closing.after", CalendarDays(22), CalendarDays(21)),
            ("spacing.days", CalendarDays(14), CalendarDays(7)),
            ("hours.note", daily((time(9), time(12))), daily((time(8), time(20)))),
            ("hours.mail", daily((time(9), time(10)), (time(11), time(12))), daily((time(9), time(12)))),
            ("hours.call", daily((time(14), time(15))), daily((time(10), time(12)), (time(14), time(16)))),
        ],
    )
    def test_each_key_has_its_direction(self, key, value, than):
        assert is_ordered(key)
        assert tighter_or_equal(key, value, than)
        assert not tighter_or_equal(key, than, value)

    @pytest.mark.parametrize(
        ("key", "one", "other"),
        [
            ("check-in.earliest", BusinessDays(8), CalendarDays(9)),
            ("hours.call", daily((time(10), time(12))), daily((time(11), time(13)))),
            ("hours.call", daily((time(10), time(16))), daily((time(10), time(12)), (time(14), time(17)))),
        ],
    )
    def test_some_values_are_neither(self, key, one, other):
        assert not tighter_or_equal(key, one, other)
        assert not tighter_or_equal(key, other, one)

    @pytest.mark.parametrize("key", ["references.earliest", "references.latest", "closing.within", "spacing.source"])
    def test_what_reaches_no_employer_is_free(self, key):
        assert not is_ordered(key)

    def test_the_keys_that_were_loosened_are_named(self):
        loose = with_values(DEFAULT_POLICY, {"hours.call": daily((time(8), time(20))), "closing.count": 0})
        assert loosened(loose, DEFAULT_POLICY) == ["hours.call"]
        assert loosened(DEFAULT_POLICY, loose) == ["closing.count"]
