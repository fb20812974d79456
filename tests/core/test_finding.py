"""What clues add up to, and which interviews take the place of others (I5, I8)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal.core.finding import NEAR_FROM, POINTS, TAKEN_FROM, Clue, Signal, Verdict, successors
from followcal.core.interview import Interview, Person

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@given(st.lists(st.sampled_from([clue for clue in Clue if POINTS[clue]]), unique=True))
def test_points_alone_decide(clues):
    verdict = Verdict(tuple(Signal(clue, "said") for clue in clues))
    assert verdict.score == sum(POINTS[clue] for clue in clues)
    assert verdict.is_interview == (verdict.score >= TAKEN_FROM)
    assert verdict.is_near_miss == (NEAR_FROM <= verdict.score < TAKEN_FROM)


@pytest.mark.parametrize("clue", [Clue.BY_HAND, Clue.ONLY_EVENT])
def test_what_is_decided_is_an_interview_whatever_speaks_against_it(clue):
    verdict = Verdict((Signal(clue, "named"), Signal(Clue.CONDUCTING, "kit")))
    assert (verdict.is_decided, verdict.is_interview, verdict.is_near_miss) == (True, True, False)


ANN, BO = Person("Ann Lee", "ann@acme.com"), Person("Bo Chen")


def interview(uid, day, *, title="Interview Acme", company="Acme", stamp=1, cancelled=False, people=(), contact=None):
    start = NOW + timedelta(days=day)
    return Interview(
        uid=uid,
        start=start,
        end=start + timedelta(hours=1),
        summary=title,
        company=company,
        stamp=datetime(2026, 10, stamp, tzinfo=UTC),
        cancelled=cancelled,
        interviewers=tuple(people),
        contact=contact,
    )


@pytest.mark.parametrize(
    ("old", "new", "says_so", "replaces"),
    [
        ({"day": 5}, {"day": 9, "stamp": 2}, False, True),
        ({"day": 5}, {"day": 9, "stamp": 2, "title": "Rescheduled: Interview Acme"}, False, True),
        ({"day": 5}, {"day": 9, "stamp": 2, "title": "Second interview Acme"}, False, False),
        ({"day": 5}, {"day": 9, "stamp": 2, "title": "Second interview Acme"}, True, True),
        ({"day": 5}, {"day": 9}, False, False),  # of the same moment, and nothing tells: two rounds
        ({"day": 5, "people": [ANN]}, {"day": 9, "people": [BO]}, False, False),
        ({"day": 5, "people": [ANN]}, {"day": 9}, False, False),
        ({"day": 5, "people": [ANN, BO]}, {"day": 9, "people": [BO, ANN]}, False, True),
        ({"day": 5, "people": [ANN], "contact": BO}, {"day": 9, "people": [BO, ANN]}, False, True),
        ({"day": 5, "people": [ANN]}, {"day": 9, "people": [ANN], "title": "Final interview Acme"}, False, False),
        ({"day": -5, "people": [ANN]}, {"day": 9, "people": [ANN]}, False, False),
        ({"day": 5}, {"day": 5.02, "stamp": 2}, False, False),  # of one loop
        ({"day": 5}, {"day": 60, "stamp": 2}, False, False),
        ({"day": -5}, {"day": 9, "stamp": 2}, False, False),  # over
        ({"day": 5, "cancelled": True}, {"day": 9, "stamp": 2}, False, False),
        ({"day": 5}, {"day": 9, "stamp": 2, "company": "Other"}, False, False),
        ({"day": 5, "company": None}, {"day": 9, "stamp": 2, "company": None}, False, False),
    ],
)
def test_successor_of_an_interview(old, new, says_so, replaces):
    first, second = interview("old", **old), interview("new", **new)
    says = {second.key} if says_so else set()
    assert successors([second, first], says, {}, NOW) == ([(first, second)] if replaces else [])


@pytest.mark.parametrize(
    ("minutes", "people", "replaces"),
    [
        (0, [ANN], False),
        (20, [ANN], False),
        (300, [], True),
        (300, [ANN], True),
        (300, [BO], False),  # a loop: each with somebody else
        (-300, [], True),
    ],
)
def test_where_an_export_stamps_all_alike_it_counts_when_each_was_made(minutes, people, replaces):
    """Two that were made together are two rounds; the one that was made later may replace the other."""
    first, second = interview("old", 5, people=people), interview("new", 9, people=people and [ANN])
    made = {first.key: NOW, second.key: NOW + timedelta(minutes=minutes)}
    pair = (first, second) if minutes > 0 else (second, first)
    assert successors([second, first], (), made, NOW) == ([pair] if replaces else [])
