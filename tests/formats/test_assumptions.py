"""What was assumed is told in one line for all of which the same was, and as news once."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from followcal.core.interview import Interview
from followcal.core.reason import Reason
from followcal.formats.assumptions import assumed_before, assumptions

REGIONS, ME = Reason("B6", "the holidays differ"), Reason("I6", "who you are is guessed")


def interview(company, *assumed):
    start = datetime(2026, 11, 18, 14, tzinfo=UTC)
    return Interview(uid=company, start=start, end=start + timedelta(hours=1), company=company, assumed=assumed)


def remembered(*interviews):
    return {each.key: each for each in interviews}


def test_of_one_interview_it_is_told_without_its_name():
    assert assumptions([interview("Acme", REGIONS, ME)], {}) == {REGIONS.text: False, ME.text: False}


def test_the_same_of_several_is_one_line_that_names_them():
    found = [interview(name, REGIONS) for name in ("Acme", "Bolt", "Cave", "Dune")]
    assert assumptions(found, {}) == {f"Acme, Bolt, Cave and Dune: {REGIONS.text}": False}
    found += [interview("Echo", REGIONS, ME), interview("Echo", REGIONS, ME)]
    assert list(assumptions(found, {})) == [f"Acme, Bolt, Cave and 2 others: {REGIONS.text}", f"Echo: {ME.text}"]


def test_what_was_assumed_before_is_no_news_and_stands_apart():
    acme, bolt = interview("Acme", REGIONS), interview("Bolt", REGIONS, ME)
    known = remembered(acme, replace(bolt, assumed=(REGIONS,)))
    found = [acme, bolt, interview("Cave", REGIONS)]
    assert assumptions(found, known) == {
        f"Acme and Bolt: {REGIONS.text}": True,
        f"Bolt: {ME.text}": False,
        f"Cave: {REGIONS.text}": False,
    }
    assert assumed_before(found, known) == {f"Acme and Bolt: {REGIONS.text}"}


def test_a_round_of_several_events_knows_what_each_of_them_did():
    first, second = interview("Acme", REGIONS), replace(interview("Acme", ME), uid="2")
    both = replace(first, assumed=(REGIONS, ME), parts=(first, second))
    assert assumptions([both], remembered(first, second)) == {REGIONS.text: True, ME.text: True}
    assert assumptions([both], remembered(first)) == {REGIONS.text: True, ME.text: False}
