"""Which events are one round, who was met, and which version of an event to believe."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from followcal.core.interview import (
    DateRange,
    Interview,
    Office,
    Person,
    Region,
    recurrence_id_text,
    rounds,
    unique_people,
)
from followcal.core.reason import Reason
from followcal.core.timeline import AnswerBy, StatedTimeline
from followcal.errors import InvalidValueError
from strategies import interviews, people

BERLIN = ZoneInfo("Europe/Berlin")


def event(uid, start, end, **changes):
    fields = {
        "uid": uid,
        "start": datetime.fromisoformat(f"2026-11-18 {start}").replace(tzinfo=BERLIN),
        "end": datetime.fromisoformat(f"2026-11-18 {end}").replace(tzinfo=BERLIN),
        "company": "Acme",
        **changes,
    }
    return Interview(**fields)


class TestRounds:
    def test_back_to_back_events_are_one_round_with_the_first_uid_and_the_last_end(self):
        """I7."""
        one = event("a", "09:00", "10:00", interviewers=(Person("Ann"),), summary="first")
        two = event("b", "11:30", "12:00", interviewers=(Person("Bo"), Person("Ann")), role="Lead", round="technical")
        (merged,) = rounds([two, one])
        assert (merged.uid, merged.summary, merged.start, merged.end) == ("a", "first", one.start, two.end)
        assert merged.interviewers == (Person("Ann"), Person("Bo"))
        assert merged.events == (one, two)
        assert merged.role == "Lead"
        assert merged.round is None

    def test_three_in_a_row_are_one(self):
        found = rounds([event("a", "09:00", "10:00"), event("b", "10:00", "11:00"), event("c", "12:00", "13:00")])
        assert [len(each.events) for each in found] == [3]
        assert [each.uid for each in found[0].events] == ["a", "b", "c"]

    @pytest.mark.parametrize(
        "other",
        [
            pytest.param(event("b", "11:31", "12:00"), id="91 minutes later"),
            pytest.param(event("b", "10:00", "11:00", company="Bolt"), id="another company"),
            pytest.param(event("b", "10:00", "11:00", company=None), id="no company"),
            pytest.param(event("b", "10:00", "11:00", cancelled=True), id="called off"),
            pytest.param(event("b", "10:00", "11:00", role="Lead"), id="another role"),
        ],
    )
    def test_what_is_not_back_to_back_stays_apart(self, other):
        assert len(rounds([event("a", "09:00", "10:00", role="Engineer"), other])) == 2

    def test_the_next_day_is_another_round(self):
        late = event("a", "23:00", "23:30")
        early = replace(late, uid="b", start=late.end + timedelta(hours=1), end=late.end + timedelta(hours=2))
        assert len(rounds([late, early])) == 2

    def test_the_end_is_the_last_one_even_of_an_event_inside_another(self):
        outer, inner = event("a", "09:00", "12:00"), event("b", "10:00", "11:00")
        (merged,) = rounds([inner, outer])
        assert merged.end == outer.end

    def test_the_zone_is_that_of_the_first_event(self):
        later = event("b", "10:00", "11:00")
        later = replace(later, start=later.start.astimezone(UTC), end=later.end.astimezone(UTC))
        (merged,) = rounds([event("a", "09:00", "10:00"), later])
        assert str(merged.end.tzinfo) == "Europe/Berlin"
        assert merged.end == later.end

    def test_what_was_said_last_and_assumed_anywhere_is_kept(self):
        said = StatedTimeline(AnswerBy(date(2026, 12, 4)))
        one = event("a", "09:00", "10:00", timeline=said, assumed=(Reason("I3", "x"),), round="technical")
        two = event("b", "10:00", "11:00", assumed=(Reason("I3", "x"), Reason("I6", "y")), round="technical")
        (merged,) = rounds([one, two])
        assert merged.timeline == said
        assert merged.assumed == (Reason("I3", "x"), Reason("I6", "y"))
        assert merged.round == "technical"
        assert rounds([one, replace(two, round="panel")])[0].round is None
        newer = StatedTimeline(AnswerBy(date(2026, 12, 11)))
        assert rounds([one, replace(two, timeline=newer)])[0].timeline == newer

    @given(st.lists(interviews(), max_size=5), st.randoms())
    def test_order_changes_nothing_and_no_event_is_lost(self, found, random):
        found = [replace(each, uid=f"i{number}") for number, each in enumerate(found)]
        shuffled = list(found)
        random.shuffle(shuffled)
        merged = rounds(found)
        assert merged == rounds(shuffled)
        assert sorted(e.uid for each in merged for e in each.events) == sorted(each.uid for each in found)
        ends = [each.end.timestamp() for each in merged]
        assert ends == sorted(ends)


class TestPeople:
    @given(st.lists(people(), max_size=8))
    def test_nobody_comes_twice_and_nobody_is_lost(self, found):
        unique = unique_people(found)
        assert {person.email for person in unique} == {person.email for person in found}
        assert len({person.email for person in unique}) == len(unique)
        assert unique_people(unique) == unique

    def test_a_name_is_taken_from_the_place_that_has_it(self):
        found = unique_people([Person(None, "ann@acme.com"), Person("Ann Lee", "ANN@acme.com")])
        assert found == (Person("Ann Lee", "ann@acme.com"),)

    def test_a_name_without_an_address_is_the_one_with_it(self):
        found = unique_people([Person("ann lee"), Person("Bo"), Person("Ann Lee", "ann@acme.com"), Person("Bo")])
        assert found == (Person("Bo"), Person("Ann Lee", "ann@acme.com"))

    def test_everybody_has_a_label(self):
        assert [p.label for p in (Person("Ann", "a@b.c"), Person(None, "a@b.c"), Person())] == [
            "Ann",
            "a@b.c",
            "the team",
        ]


class TestVersions:
    @pytest.mark.parametrize(
        ("mine", "theirs", "replaces"),
        [
            pytest.param((1, 0), (0, 5), True, id="higher SEQUENCE"),
            pytest.param((0, 5), (1, 0), False, id="lower SEQUENCE"),
            pytest.param((1, 5), (1, 0), True, id="later DTSTAMP"),
            pytest.param((1, 0), (1, 5), False, id="earlier DTSTAMP"),
            pytest.param((1, 0), (1, 0), True, id="equal"),
            pytest.param((1, None), (1, 0), False, id="no DTSTAMP"),
            pytest.param((1, None), (1, None), True, id="neither has one"),
        ],
    )
    def test_higher_sequence_then_later_stamp(self, mine, theirs, replaces):
        """I8."""

        def version(sequence, hours):
            stamp = None if hours is None else datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=hours)
            return event("a", "09:00", "10:00", sequence=sequence, stamp=stamp)

        assert version(*mine).replaces(version(*theirs)) is replaces


class TestValues:
    def test_an_interview_needs_a_zone_and_an_order(self):
        start = datetime(2026, 11, 18, 9, tzinfo=UTC)
        with pytest.raises(ValueError, match="without a time zone"):
            Interview(uid="a", start=start, end=start.replace(tzinfo=None))
        with pytest.raises(ValueError, match="without a time zone"):
            Interview(uid="a", start=start.replace(tzinfo=None), end=start)
        with pytest.raises(ValueError, match="before it starts"):
            Interview(uid="a", start=start, end=start - timedelta(minutes=1))
        assert Interview(uid="a", start=start, end=start).events[0].uid == "a"

    def test_the_day_is_that_of_the_end(self):
        """I1."""
        assert event("a", "09:00", "10:00").day == date(2026, 11, 18)
        late = replace(event("a", "23:00", "23:30"), end=datetime(2026, 11, 19, 0, 30, tzinfo=BERLIN))
        assert late.day == date(2026, 11, 19)

    def test_employer_and_application_ignore_case_and_punctuation(self):
        one, other = (
            event("a", "09:00", "10:00", company="Acme, Inc.", role="Data-Engineer"),
            event("b", "09:00", "10:00"),
        )
        other = replace(other, company="ACME inc", role="data engineer")
        assert one.application == other.application
        assert replace(one, company=None).employer == "uid:a"
        assert replace(one, company=None).employer != replace(other, company=None).employer
        assert one.application != replace(one, role=None).application

    def test_key_tells_instances_apart(self):
        one = event("a", "09:00", "10:00")
        assert one.key == ("a", "")
        assert replace(one, recurrence_id="20261118T080000Z").key == ("a", "20261118T080000Z")
        assert recurrence_id_text(one.start) == "20261118T080000Z"

    def test_ranges_and_regions(self):
        with pytest.raises(ValueError, match="before it begins"):
            DateRange(date(2026, 1, 2), date(2026, 1, 1))
        with pytest.raises(InvalidValueError, match=r"take its date\(\)"):
            DateRange(date(2026, 1, 1), datetime(2026, 1, 2, tzinfo=UTC))
        assert DateRange(date(2026, 1, 1), date(2026, 1, 1)).first == date(2026, 1, 1)
        assert [str(Region("US")), str(Region("US", "CA"))] == ["US", "US-CA"]
        assert Office() == Office(()) != Office((Region("US"),))

    @pytest.mark.parametrize(("weekend", "why"), [({9}, "9 is none"), (range(7), "all seven days")])
    def test_an_office_works_on_some_weekdays(self, weekend, why):
        for error in (InvalidValueError, ValueError):
            with pytest.raises(error, match=why):
                Office(weekend=frozenset(weekend))
        assert Office(weekend=frozenset()).weekend == frozenset()
