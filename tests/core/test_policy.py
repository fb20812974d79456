"""The default policy is the advice; a policy that breaks it does not come into being."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from followcal.core.business_days import BusinessDays, CalendarDays
from followcal.core.policy import DEFAULT_POLICY, SOURCES, Channel, DayRule, Hours, Kind, LatestFrom, NoteRule, Policy


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
    assert policy.note_hours == Hours(((time(8), time(20)),), business_days_only=False)
    assert policy.mail_hours == Hours(((time(9), time(17)),), business_days_only=True)
    assert policy.call_hours == Hours(((time(10), time(12)), (time(14), time(16))), business_days_only=True)


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
    with pytest.raises(ValueError, match=r"thank-you\.latest is 0 to 2 business days: a note is never later"):
        NoteRule("S2", timedelta(hours=24), BusinessDays(count), "")
    assert NoteRule("S2", timedelta(hours=24), BusinessDays(0), "").latest == BusinessDays(0)


@pytest.mark.parametrize("due", [timedelta(0), timedelta(hours=24, seconds=1)])
def test_a_note_is_due_within_a_day(due):
    with pytest.raises(ValueError, match=r"thank-you\.due is more than 0 and at most 24 hours"):
        NoteRule("S2", due, BusinessDays(2), "")


@pytest.mark.parametrize(
    "spans", [(), ((time(9), time(9)),), ((time(9), time(8)),), ((time(9), time(12)), (time(12), time(13)))]
)
def test_hours_are_spans_in_order(spans):
    with pytest.raises(ValueError, match="hours are one or more spans in order"):
        Hours(spans, business_days_only=True)


def test_hours_read_as_people_write_them():
    assert str(DEFAULT_POLICY.call_hours) == "10:00-12:00, 14:00-16:00 on business days"
    assert str(DEFAULT_POLICY.note_hours) == "08:00-20:00"
    assert DEFAULT_POLICY.call_hours.opening == time(10)


def test_a_policy_is_a_value():
    assert Policy() == DEFAULT_POLICY
    assert hash(Policy()) == hash(DEFAULT_POLICY)


def changed(name, **fields):
    return {name: replace(getattr(DEFAULT_POLICY, name), **fields)}


TOO_EARLY = "check-in.earliest is 7 days or more: sooner is too early where nothing was stated"
BACKWARDS = "check-in.latest lies before check-in.earliest"
TOO_CLOSE = "two contacts of one employer lie 7 days or more apart"
STILL_TIME = "nobody is contacted on the day on which they still may answer"
REFERENCES = "references are told from an earlier to a later business day before the interview"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (changed("check_in", earliest=CalendarDays(6)), TOO_EARLY),
        (changed("check_in", earliest=BusinessDays(6)), TOO_EARLY),
        (changed("check_in", earliest=CalendarDays(11)), BACKWARDS),
        (changed("check_in", latest=BusinessDays(4)), BACKWARDS),
        (changed("closing", earliest=CalendarDays(6)), TOO_CLOSE),
        ({"spacing": CalendarDays(6)}, TOO_CLOSE),
        (changed("check_in_after_answer", earliest=BusinessDays(0)), STILL_TIME),
        (changed("check_in_invited", earliest=CalendarDays(0)), STILL_TIME),
        (changed("references", earliest=BusinessDays(0)), REFERENCES),
        (changed("references", latest=BusinessDays(0)), REFERENCES),
        (changed("references", earliest=BusinessDays(-1), latest=BusinessDays(-2)), REFERENCES),
    ],
)
def test_a_policy_without_restraint_is_refused(change, why):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
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
    ],
)
def test_a_stricter_policy_is_welcome(change):
    assert Policy(**change) != DEFAULT_POLICY or change == changed("check_in_invited", earliest=CalendarDays(1))
