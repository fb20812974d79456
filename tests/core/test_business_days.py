"""The algebra of business days (B1 to B6), law by law.

The ids in the docstrings are those of the list of laws in the research on business days. Oracles are built from plain
sets and never ask the calendar. `R(d)` is the number of business days up to `d`, `S(k)` the k-th of them.
"""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from followcal.core.business_days import (
    BusinessCalendar,
    BusinessDays,
    CalendarDays,
    Convention,
    DayOff,
    YearDays,
)
from followcal.errors import InvalidValueError, OutsideCalendarError
from strategies import DayRules, calendars, counts, days, situations, weekends

DAY = timedelta(days=1)
THU, FRI, SAT, SUN, MON, TUE = (date(2025, 6, day) for day in range(12, 18))
THANKSGIVING = date(2026, 11, 26)
CLOSED, OPEN = "closed, as the employer says", "open, as the employer says"
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
spans = st.integers(0, 45).map(lambda length: timedelta(days=length))


def plus(calendar, day, count):
    return calendar.offset(day, BusinessDays(count))


def following(calendar, day):
    return calendar.adjust(day, Convention.FOLLOWING)


def preceding(calendar, day):
    return calendar.adjust(day, Convention.PRECEDING)


def walk(rules, day, count):
    """The oracle: one day after the other."""
    step = DAY if count > 0 else -DAY
    while count:
        day += step
        if rules.works(day):
            count -= 1 if count > 0 else -1
    return day


def days_between(after, until):
    return [after + n * DAY for n in range(1, (until - after).days + 1)]


class TestResults:
    @given(situations(), counts())
    def test_results_are_business_days(self, situation, count):
        """Law 1: nothing is ever planned for a day that does not count."""
        (rules, day), calendar = situation, situation[0].calendar()
        results = [
            plus(calendar, day, count),
            plus(calendar, day, -count),
            following(calendar, day),
            preceding(calendar, day),
        ]
        assert all(map(rules.works, results))
        assert all(map(calendar.is_business_day, results))

    @given(situations(), counts())
    def test_offset_is_strict(self, situation, count):
        """Law 2: "after" never means the day itself, which is where Saturday + 1 goes wrong."""
        rules, day = situation
        assert plus(rules.calendar(), day, -count) < day < plus(rules.calendar(), day, count)

    @given(situations(), spans, counts())
    def test_later_days_have_later_results(self, situation, span, count):
        """Law 3: an interview held later is never due earlier."""
        (_, day), calendar = situation, situation[0].calendar()
        for move in (
            lambda d: plus(calendar, d, count),
            lambda d: plus(calendar, d, -count),
            lambda d: following(calendar, d),
            lambda d: preceding(calendar, d),
        ):
            assert move(day) <= move(day + span)

    @given(situations(), counts(), counts())
    def test_more_days_lead_further(self, situation, one, other):
        """Law 4: two different counts never meet on one day, on either side of the start."""
        rules, day = situation
        calendar = rules.calendar()
        few, many = sorted({one, other}) if one != other else (one, one + 1)
        assert plus(calendar, day, few) < plus(calendar, day, many)
        assert plus(calendar, day, -few) > plus(calendar, day, -many)

    @given(situations())
    def test_offset_of_zero_is_the_day_itself(self, situation):
        """B2: zero business days after a Saturday is that Saturday; adjusting is a question of its own."""
        rules, day = situation
        assert plus(rules.calendar(), day, 0) == day

    @given(situations(), st.integers(-5000, 5000))
    def test_calendar_days_are_added_as_they_are(self, situation, count):
        """B2: day 7 is day 7, a holiday or not."""
        rules, day = situation
        assert rules.calendar().offset(day, CalendarDays(count)) == day + count * DAY

    @pytest.mark.parametrize(
        ("day", "count", "expected"),
        [
            pytest.param(FRI, 1, MON, id="fri+1=mon"),
            pytest.param(SAT, 1, MON, id="sat+1=mon"),
            pytest.param(SUN, 1, MON, id="sun+1=mon"),
            pytest.param(SAT, 2, TUE, id="sat+2=tue"),
            pytest.param(FRI, 0, FRI, id="fri+0=fri"),
            pytest.param(SAT, 0, SAT, id="sat+0=sat"),
            pytest.param(MON, -1, FRI, id="mon-1=fri"),
            pytest.param(SUN, -1, FRI, id="sun-1=fri"),
            pytest.param(SAT, -2, THU, id="sat-2=thu"),
        ],
    )
    def test_offset_counts_from_the_next_day(self, day, count, expected):
        """B2: numpy's roll="forward" says Wednesday where we say Tuesday."""
        assert plus(BusinessCalendar.of(), day, count) == expected


class TestAlgebra:
    @given(situations(), counts(), counts(), st.sampled_from([1, -1]))
    def test_offsets_add_up(self, situation, one, other, sign):
        """Law 5: in two goes or in one; only for one direction, else the start may be no business day."""
        rules, day = situation
        calendar = rules.calendar()
        assert plus(calendar, plus(calendar, day, sign * one), sign * other) == plus(
            calendar, day, sign * (one + other)
        )

    @given(situations(), counts())
    def test_going_back_is_adjusting(self, situation, count):
        """Law 6 (Galois): there and back again is the day, adjusted against the direction of the first step."""
        rules, day = situation
        calendar = rules.calendar()
        assert plus(calendar, plus(calendar, day, count), -count) == preceding(calendar, day)
        assert plus(calendar, plus(calendar, day, -count), count) == following(calendar, day)
        assert (plus(calendar, plus(calendar, day, count), -count) == day) == rules.works(day)

    @given(situations(), counts())
    def test_number_and_place_are_adjoint(self, situation, number):
        """Law 7: S(k) <= d if and only if k <= R(d); with R and S counted from the end of 2023."""
        rules, day = situation
        calendar, start = rules.calendar(), date(2023, 11, 30)
        place = plus(calendar, start, number)
        assert (place <= day) == (number <= calendar.count(start, day))
        assert calendar.count(start, place) == number
        assert plus(calendar, start, calendar.count(start, day)) == preceding(calendar, day)

    @given(situations())
    def test_adjusting_twice_is_once(self, situation):
        """Law 8: adjusted is adjusted, and never to the wrong side."""
        (_, day), calendar = situation, situation[0].calendar()
        for adjust in (following, preceding):
            assert adjust(calendar, adjust(calendar, day)) == adjust(calendar, day)
        assert preceding(calendar, day) <= day <= following(calendar, day)

    @given(situations())
    def test_only_business_days_stay(self, situation):
        """Law 9: what needs no adjusting is a business day, and the other way round."""
        rules, day = situation
        calendar = rules.calendar()
        stays = {following(calendar, day) == day, preceding(calendar, day) == day, calendar.is_business_day(day)}
        assert stays == {rules.works(day)}

    @given(situations())
    def test_gap_has_two_ends(self, situation):
        """Law 10: the days before and after a gap are neighbours."""
        rules, day = situation
        calendar = rules.calendar()
        assume(not rules.works(day))
        assert plus(calendar, preceding(calendar, day), 1) == following(calendar, day)
        assert plus(calendar, following(calendar, day), -1) == preceding(calendar, day)

    @given(calendars(), days(), counts())
    def test_count_is_its_inverse(self, calendar, day, count):
        """Law 11, B4: count(d, offset(d, n)) is n; going back, the day arrived at is left out of (after, until]."""
        assert calendar.count(day, plus(calendar, day, count)) == count
        assert calendar.count(day - DAY, plus(calendar, day, -count) - DAY) == -count

    @given(situations(), days(), days())
    def test_counts_are_a_chain(self, situation, between, until):
        """Law 12: the way over a third day is as long, wherever it lies; the way back is negative."""
        (_, after), calendar = situation, situation[0].calendar()
        assert calendar.count(after, between) + calendar.count(between, until) == calendar.count(after, until)
        assert calendar.count(until, after) == -calendar.count(after, until)
        assert calendar.count(after, after) == 0


class TestOracles:
    @given(situations(), counts(), st.sampled_from([1, -1]))
    def test_offset_walks_day_by_day(self, situation, count, sign):
        """Law 13: look-ups in pages are the same as counting on one's fingers, over several years."""
        rules, day = situation
        assert plus(rules.calendar(), day, sign * count) == walk(rules, day, sign * count)

    @given(situations())
    def test_adjust_walks_day_by_day(self, situation):
        """Law 13, for B3."""
        rules, day = situation
        calendar = rules.calendar()
        assert following(calendar, day) == (day if rules.works(day) else walk(rules, day, 1))
        assert preceding(calendar, day) == (day if rules.works(day) else walk(rules, day, -1))

    @given(situations(), st.integers(0, 900))
    def test_count_counts_day_by_day(self, situation, length):
        """Law 13, for B4: the first day is left out, the last one is in."""
        rules, after = situation
        until = after + length * DAY
        expected = sum(map(rules.works, days_between(after, until)))
        assert rules.calendar().count(after, until) == expected
        assert rules.calendar().count(until, after) == -expected

    @given(situations(make_up=False, employer=False), st.integers(-900, 900).filter(bool))
    def test_offset_agrees_with_numpy(self, situation, count):
        """Law 14: numpy counts from the next day if it first rolls backward (n > 0) or forward (n < 0)."""
        rules, day = situation
        found = np.busday_offset(
            day,
            count,
            roll="backward" if count > 0 else "forward",
            weekmask=[weekday not in rules.weekend for weekday in range(7)],
            holidays=sorted(rules.holidays),
        )
        assert plus(rules.calendar(), day, count) == found.item()

    @given(situations(make_up=False, employer=False), st.integers(0, 900))
    def test_count_agrees_with_numpy(self, situation, length):
        """Law 14, for B4: numpy's span is [begin, end), ours (after, until]."""
        rules, after = situation
        found = np.busday_count(
            after + DAY,
            after + (length + 1) * DAY,
            weekmask=[weekday not in rules.weekend for weekday in range(7)],
            holidays=sorted(rules.holidays),
        )
        assert rules.calendar().count(after, after + length * DAY) == found


class TestMoreAndFewerDays:
    @given(situations(), st.frozensets(st.integers(-20, 20), max_size=8), counts())
    def test_more_holidays_are_never_earlier(self, situation, shifts, count):
        """Law 15: a holiday announced later moves a deadline back, never forward."""
        rules, day = situation
        more = rules._replace(holidays=rules.holidays | {day + shift * DAY for shift in shifts})
        few, many = rules.calendar(), more.calendar()
        assert plus(few, day, count) <= plus(many, day, count)
        assert plus(few, day, -count) >= plus(many, day, -count)
        assert following(few, day) <= following(many, day)
        assert preceding(few, day) >= preceding(many, day)

    @given(situations(), st.integers(1, 12), st.frozensets(st.integers(1, 40)), st.frozensets(st.integers(-40, 0)))
    def test_days_outside_do_not_matter(self, situation, count, later, earlier):
        """Law 16: only the days in (d, offset(d, n)] decide, not even d itself."""
        rules, day = situation
        result = plus(rules.calendar(), day, count)
        outside = {result + shift * DAY for shift in later} | {day + shift * DAY for shift in earlier}
        for other in (
            rules._replace(closed=rules.closed | outside, opened=rules.opened - outside),
            rules._replace(opened=rules.opened | outside),
        ):
            assert plus(other.calendar(), day, count) == result

    @given(situations(), st.frozensets(st.integers(-20, 20), max_size=8), counts())
    def test_more_make_up_days_are_never_later(self, situation, shifts, count):
        """Law 17, the dual of 15: a day that is worked officially brings a deadline nearer, if anything."""
        rules, day = situation
        more = rules._replace(make_up=rules.make_up | {day + shift * DAY for shift in shifts})
        few, many = rules.calendar(), more.calendar()
        assert plus(many, day, count) <= plus(few, day, count)
        assert plus(many, day, -count) >= plus(few, day, -count)
        assert following(many, day) <= following(few, day)
        assert preceding(many, day) >= preceding(few, day)

    @given(weekends(), days(), st.integers(-300, 300), st.integers(-60, 60))
    def test_weeks_are_alike_without_holidays(self, weekend, day, count, weeks):
        """Law 20: what comes out does not depend on where in a page the week lies."""
        calendar, shift = BusinessCalendar.of(weekend=weekend), weeks * 7 * DAY
        assert plus(calendar, day + shift, count) == plus(calendar, day, count) + shift


class TestPrecedence:
    @given(situations())
    def test_open_beats_closed_beats_make_up_beats_holiday_beats_weekend(self, situation):
        """B1: every day, whichever of the five say something about it."""
        rules, day = situation
        calendar = rules.calendar()
        for near in days_between(day - 45 * DAY, day + 45 * DAY):
            assert calendar.is_business_day(near) == rules.works(near)

    @pytest.mark.parametrize("opened", [True, False])
    @pytest.mark.parametrize("closed", [True, False])
    @pytest.mark.parametrize("make_up", [True, False])
    @pytest.mark.parametrize("holiday", [True, False])
    @pytest.mark.parametrize("day", [FRI, SAT])
    def test_every_combination_of_the_five(self, day, holiday, make_up, closed, opened):
        """B1, all thirty-two of them on one day."""

        def just(wanted):
            return frozenset({day} if wanted else ())

        calendar = DayRules(frozenset({5, 6}), just(holiday), just(make_up), just(closed), just(opened)).calendar()
        expected = opened or (not closed and (make_up or (not holiday and day == FRI)))
        assert calendar.is_business_day(day) == expected

    @given(situations(), st.integers(2023, 2030))
    def test_page_has_one_byte_a_day(self, situation, year):
        """Law 22: what is exported and hashed is what `is_business_day` says, on all days, leap days included."""
        rules, _ = situation
        all_days = days_between(date(year - 1, 12, 31), date(year, 12, 31))
        assert list(rules.calendar().is_open(year)) == [int(rules.works(day)) for day in all_days]

    @given(situations(), situations(), st.integers(2024, 2028), st.integers(0, 2))
    def test_fingerprints_are_equal_if_and_only_if_the_days_are(self, one, other, first, more):
        """Law 22, B6: a plan is out of date exactly if a day of its years changed, and names change nothing."""
        years = range(first, first + more + 1)
        calendar = one[0].calendar()
        opened = [day for year in years for day in days_between(date(year - 1, 12, 31), date(year, 12, 31))]
        same = BusinessCalendar.of(
            {day: "off" for day in opened if not one[0].works(day)}, weekend=(), name="somebody else's"
        )
        assert same.fingerprint(first, first + more) == calendar.fingerprint(first, first + more)
        theirs = other[0].calendar()
        equal_days = all(calendar.is_open(year) == theirs.is_open(year) for year in years)
        assert (calendar.fingerprint(first, first + more) == theirs.fingerprint(first, first + more)) == equal_days

    @given(situations(), st.integers(-20, 20), st.integers(0, 2))
    def test_fingerprint_sees_every_single_day(self, situation, shift, more):
        """Law 22: one day more, and one day less, in any of its years."""
        rules, day = situation
        changed = day + shift * DAY
        other = rules._replace(
            opened=rules.opened - {changed} if rules.works(changed) else rules.opened | {changed},
            closed=rules.closed | {changed},
        )
        years = changed.year - more, changed.year
        assert rules.calendar().fingerprint(*years) != other.calendar().fingerprint(*years)

    def test_fingerprint_tells_the_years_apart(self):
        """Law 22: 2026 and 2037 have the same days, and are not the same years."""
        calendar = BusinessCalendar.of()
        assert calendar.is_open(2026) == calendar.is_open(2037)
        assert calendar.fingerprint(2026, 2026) != calendar.fingerprint(2037, 2037)
        assert calendar.fingerprint(2026, 2026) != calendar.fingerprint(2026, 2027)


class TestJoint:
    @given(situations(), situations(), st.integers(0, 4 * 366))
    def test_joint_is_pointwise(self, one, other, shift):
        """Law 18: a business day of both is one of each; HolidaySum of the `holidays` package does not hold this."""
        other_rules = _brought_near(other, one)
        joint = one[0].calendar().joint(other_rules.calendar())
        around = days_between(one[1] - 45 * DAY, one[1] + 45 * DAY)
        for day in [*around, date(2024, 1, 1) + shift * DAY]:
            assert joint.is_business_day(day) == (one[0].works(day) and other_rules.works(day))

    @given(situations(), situations(), situations())
    def test_joint_is_a_meet(self, one, other, third):
        """Law 18: the order does not matter, nor the brackets, nor a calendar named twice."""
        a, b, c = (rules.calendar() for rules in (one[0], _brought_near(other, one), _brought_near(third, one)))
        year = one[1].year
        assert a.joint(b).is_open(year) == b.joint(a).is_open(year)
        assert a.joint(a).is_open(year) == a.is_open(year)
        assert a.joint(b, c).is_open(year) == a.joint(b).joint(c).is_open(year) == a.joint(b.joint(c)).is_open(year)

    @given(situations(employer=False), situations(employer=False), st.integers(1, 200))
    def test_joint_is_never_earlier(self, one, other, count):
        """Law 18: whoever waits for two offices waits at least as long as for either."""
        (rules, day), other_rules = one, _brought_near(other, one)._replace(weekend=frozenset({4, 5}))
        joint = rules.calendar().joint(other_rules.calendar())
        assert plus(joint, day, count) >= max(
            plus(rules.calendar(), day, count), plus(other_rules.calendar(), day, count)
        )
        assert plus(joint, day, -count) <= min(
            plus(rules.calendar(), day, -count), plus(other_rules.calendar(), day, -count)
        )

    def test_joint_says_what_each_says(self):
        """S12: names are not lost, a name that both use stands once, and doubts are added."""
        day, next_day = date(2026, 5, 1), date(2026, 5, 4)
        sources = [
            YearDays(
                2026, bytes(365), {day: "Labour Day", next_day: "Spring"}, {SAT: "x"}, frozenset({day}), "A to come"
            ),
            YearDays(
                2026, bytes(365), {day: "Labour Day", next_day: "Children"}, {}, frozenset({next_day}), "B to come"
            ),
            YearDays(2026, bytes(365), {}, {SUN: "y"}),
        ]
        years = [BusinessCalendar(lambda year, known=known: known, name=str(known.year)) for known in sources]
        assert years[0].joint(*years[1:]).year(2026) == YearDays(
            2026,
            bytes(365),
            {day: "Labour Day", next_day: "Spring; Children"},
            {SAT: "x", SUN: "y"},
            frozenset({day, next_day}),
            "A to come; B to come",
        )
        assert years[2].joint(years[2]).year(2026).incomplete is None

    def test_joint_knows_the_years_that_all_know(self):
        """B5: a year that one of them does not know is not known."""
        early = BusinessCalendar.of(first_year=2020, last_year=2026, name="A")
        late = BusinessCalendar.of(first_year=2025, last_year=2030, name="B")
        joint = early.joint(late)
        assert (joint.first_year, joint.last_year, joint.name) == (2025, 2026, "A and B")
        with pytest.raises(OutsideCalendarError, match=r"2027 are not known for A and B .known are 2025 to 2026\)"):
            joint.is_business_day(date(2027, 1, 4))
        never = joint.joint(BusinessCalendar.of(first_year=2028))
        with pytest.raises(OutsideCalendarError, match="no year is known"):
            never.is_business_day(date(2026, 1, 5))

    def test_joint_names_closures_and_open_days(self):
        """S12: what one of the employers said about a day is told by the joint calendar as well."""
        one = DayRules(closed=frozenset({FRI}), opened=frozenset({SAT})).calendar()
        joint = one.joint(DayRules(weekend=frozenset({6})).calendar())
        assert joint.days_off(THU, FRI) == (DayOff(FRI, CLOSED, is_weekend=False),)
        assert [day[:2] for day in joint.worked_against_the_rule(THU, MON)] == [(SAT, OPEN)]


def _brought_near(situation, to):
    """The rules of a situation, moved by weeks to where another one lies."""
    rules, day = situation
    shift = (to[1] - day).days // 7 * 7 * DAY
    moved = (frozenset(each + shift for each in some) for some in rules[1:])
    return DayRules(rules.weekend, *moved)


class TestNames:
    @given(situations(), spans)
    def test_days_off_are_exactly_the_days_that_do_not_count(self, situation, span):
        """Law 43, S12: a day that was skipped is named, with the reason that won; no other day is."""
        rules, after = situation

        def why(day):
            if day in rules.closed:
                return DayOff(day, CLOSED, is_weekend=False)
            if day in rules.holidays:
                return DayOff(day, f"Feast of {day.day}", is_weekend=False)
            return DayOff(day, WEEKDAYS[day.weekday()], is_weekend=True)

        calendar, until = rules.calendar(), after + span
        expected = [why(day) for day in days_between(after, until) if not rules.works(day)]
        assert list(calendar.days_off(after, until)) == expected
        assert len(expected) + calendar.count(after, until) == span.days

    @given(situations(), spans)
    def test_worked_against_the_rule_is_exactly_what_counts_against_the_rule(self, situation, span):
        """S12: a day is named if it would be off without its make-up day and without the employer's opening."""
        rules, after = situation
        without = rules._replace(make_up=frozenset(), opened=frozenset())
        expected = [
            (day, OPEN if day in rules.opened else "make-up working day")
            for day in days_between(after, after + span)
            if rules.works(day) and not without.works(day)
        ]
        assert [found[:2] for found in rules.calendar().worked_against_the_rule(after, after + span)] == expected

    def test_open_holiday_is_no_weekend(self):
        """S12: "counted, though on a weekend" would be wrong about a Thursday."""
        rules = DayRules(holidays=frozenset({THANKSGIVING}), opened=frozenset({THANKSGIVING}))
        (found,) = rules.calendar().worked_against_the_rule(THANKSGIVING - DAY, THANKSGIVING)
        assert found == DayOff(THANKSGIVING, OPEN, is_weekend=False)

    def test_holidays_may_have_names_or_none(self):
        """B1: a mapping gives the names, plain days are holidays all the same."""
        named = BusinessCalendar.of({THANKSGIVING: "Thanksgiving Day"})
        plain = BusinessCalendar.of(iter([THANKSGIVING]))
        before = THANKSGIVING - DAY
        assert [found.name for found in named.days_off(before, THANKSGIVING)] == ["Thanksgiving Day"]
        assert [found.name for found in plain.days_off(before, THANKSGIVING)] == ["holiday"]
        assert [named.name, BusinessCalendar.of(name="Acme").name] == ["this calendar", "Acme"]


def doubtful(rules, estimated=(), incomplete=None):
    """The calendar of `rules` whose `estimated` holidays may move and whose `incomplete` years may grow."""
    certain = rules.calendar()
    notes = incomplete or {}

    def load(year):
        some = frozenset(day for day in estimated if day.year == year)
        return replace(certain.year(year), estimated=some, incomplete=notes.get(year))

    return BusinessCalendar(load, closed=rules.closed, opened=rules.opened)


class TestDoubts:
    @given(situations(make_up=False), spans, st.sampled_from([DAY, -DAY]))
    def test_doubts_name_each_estimated_holiday_that_matters(self, situation, span, move):
        """B5: if a holiday that moves by a day changes the count, it was named; on either side of the span, too."""
        rules, after = situation
        until = after + span
        doubts = doubtful(rules, rules.holidays).doubts(after, until)
        for day in rules.holidays:
            moved = rules._replace(holidays=rules.holidays - {day} | {day + move})
            if _count(moved, after, until) != _count(rules, after, until):
                assert f"Feast of {day.day}, {day.isoformat()}" in doubts

    @given(situations(), spans, st.data())
    def test_doubts_name_no_others(self, situation, span, data):
        """B5: certain holidays, and estimated ones that cannot move into the span, are not told."""
        rules, after = situation
        estimated = data.draw(st.frozensets(st.sampled_from(sorted(rules.holidays)))) if rules.holidays else ()
        until = after + span
        texts = {day: f"Feast of {day.day}, {day.isoformat()}" for day in estimated}
        inside = {text for day, text in texts.items() if after < day <= until}
        around = {text for day, text in texts.items() if after <= day <= until + DAY}
        assert inside <= set(doubtful(rules, estimated).doubts(after, until)) <= around

    @given(days(), st.integers(0, 500), st.sets(st.integers(2024, 2031)))
    def test_doubts_name_exactly_the_incomplete_years_of_the_span(self, after, length, years):
        """B5: a year of which the span holds a day, and no other."""
        until = after + length * DAY
        calendar = doubtful(DayRules(), incomplete={year: f"more of {year} to come" for year in years})
        expected = sorted(years & {day.year for day in days_between(after, until)})
        assert list(calendar.doubts(after, until)) == [f"more of {year} to come" for year in expected]

    @pytest.mark.parametrize("last_year", [2026, 9999])
    def test_doubts_of_the_last_known_days_can_be_asked(self, last_year):
        """B5: the day after 31 December 9999, or after the last year that is known, is nobody's question."""
        until = date(last_year, 12, 31)
        assert BusinessCalendar.of(last_year=last_year).doubts(until - 10 * DAY, until) == ()


class TestLaziness:
    @given(situations(), st.lists(st.tuples(days(), st.integers(-30, 30)), min_size=2, max_size=8), st.randoms())
    def test_order_of_questions_is_invisible(self, situation, questions, random):
        """Law 19: pages are made when needed; that must not show, whatever was asked before."""
        rules, _ = situation
        fresh = [plus(rules.calendar(), day, count) for day, count in questions]
        asked = rules.calendar()
        order = list(range(len(questions)))
        random.shuffle(order)
        answers = {}
        for index in order:
            day, count = questions[index]
            asked.is_open(day.year + random.randint(-1, 1))
            asked.year(day.year + random.randint(-1, 1))
            answers[index] = plus(asked, day, count)
        assert [answers[index] for index in range(len(questions))] == fresh

    def test_each_year_is_loaded_once_and_only_if_needed(self):
        """Law 19: three years of pages for three years of questions, however many these are."""
        plain, loaded = BusinessCalendar.of(), []

        def load(year):
            loaded.append(year)
            return plain.year(year)

        calendar = BusinessCalendar(load)
        for _ in range(3):
            calendar.count(date(2025, 3, 1), date(2026, 3, 1))
            calendar.days_off(date(2026, 12, 20), date(2027, 1, 4))
            calendar.is_open(2026)
        assert loaded == [2025, 2026, 2027]

    def test_calendar_keeps_its_own_copies(self):
        """Law 19: what happens later to the sets it was made of does not reach the years not yet asked about."""
        holidays, weekend, make_up, closed, opened = {FRI: "x"}, {5, 6}, {SAT}, {MON}, {SUN}
        official = BusinessCalendar.of(holidays, weekend=weekend, make_up=make_up)
        calendar = BusinessCalendar(official.year, closed=closed, opened=opened)
        for container in (holidays, weekend, make_up, closed, opened):
            container.clear()
        assert list(map(calendar.is_business_day, (THU, FRI, SAT, SUN, MON))) == [True, False, True, True, False]
        assert not calendar.is_business_day(date(2025, 6, 21))


class TestEnds:
    @given(situations(), st.integers(2022, 2026), st.integers(0, 4), st.integers(-300, 300))
    def test_outside_the_known_years_is_an_error(self, situation, first, more, count):
        """Laws 23 and 24, B5: the right answer or an error that says so, never a year without holidays."""
        rules, day = situation
        bounded = rules.calendar(first_year=first, last_year=first + more, name="Acme")
        result = walk(rules, day, count)

        def known(*days):
            return all(first <= day.year <= first + more for day in days)

        def check(ask, answer, is_known):
            if is_known:
                assert ask() == answer
            else:
                with pytest.raises(OutsideCalendarError, match=f"Acme .known are {first} to {first + more}.") as caught:
                    ask()
                assert not known(date(caught.value.year, 1, 1))

        check(lambda: bounded.is_business_day(day), rules.works(day), known(day))
        check(lambda: bounded.count(day, result), _count(rules, day, result), known(day, result))
        if count:
            check(lambda: plus(bounded, day, count), result, known(day, result))

    @given(st.integers(0, 40), st.integers(1, 40), weekends(), st.sampled_from([1, -1]))
    def test_time_itself_has_ends(self, distance, count, weekend, sign):
        """Law 23: in the years 1 and 9999 a deadline that would lie outside is an error, all others are right."""
        end = date.max if sign > 0 else date.min
        day, calendar = end - sign * distance * DAY, BusinessCalendar.of(weekend=weekend)
        inside = [end - sign * n * DAY for n in range(distance - 1, -1, -1)]
        ahead = [each for each in inside if each.weekday() not in weekend]
        if count <= len(ahead):
            assert plus(calendar, day, sign * count) == ahead[count - 1]
        else:
            with pytest.raises(OutsideCalendarError) as caught:
                plus(calendar, day, sign * count)
            assert caught.value.year == end.year + sign

    @pytest.mark.parametrize(
        ("day", "count", "year"),
        [(date.max, 1, 10000), (date.min, -1, 0), (SAT, 10**7, 10000), (SAT, -(10**30), 0), (SAT, 10**30, 10000)],
    )
    def test_calendar_days_beyond_time_are_an_error(self, day, count, year):
        """Law 23: an error of ours, that says what to do, never Python's own."""
        with pytest.raises(OutsideCalendarError) as caught:
            BusinessCalendar.of().offset(day, CalendarDays(count))
        assert caught.value.year == year

    @pytest.mark.parametrize("count", [1, -1, 5, -5, 10**12, -(10**12)])
    def test_no_business_day_at_all_is_an_error(self, count):
        """Law 23: no loop that never ends."""
        never = BusinessCalendar.of(weekend=range(7), first_year=2020, last_year=2030)
        with pytest.raises(OutsideCalendarError) as caught:
            plus(never, SAT, count)
        assert caught.value.year == (2031 if count > 0 else 2019)
        assert never.count(date(2020, 1, 1), date(2030, 12, 31)) == 0
        assert plus(never, SAT, 0) == SAT
        for convention in Convention:
            with pytest.raises(OutsideCalendarError):
                never.adjust(SAT, convention)

    def test_all_of_time_without_a_business_day_is_an_error(self):
        """Law 23: not even without a range."""
        never = BusinessCalendar.of(weekend=range(7))
        with pytest.raises(OutsideCalendarError, match="10000"):
            plus(never, date(9990, 1, 1), 1)
        with pytest.raises(OutsideCalendarError, match="business days of 0 "):
            plus(never, date(10, 1, 1), -1)

    @given(st.lists(st.integers(0, 3 * 365), min_size=1, max_size=6, unique=True), st.integers(0, 3 * 365))
    def test_few_business_days_are_found_over_empty_years(self, numbers, shift):
        """Law 13: a calendar that works on its opened days only; whole years between them are empty."""
        opened = sorted(date(2024, 1, 1) + 3 * number * DAY for number in numbers)
        rules = DayRules(weekend=frozenset(range(7)), opened=frozenset(opened))
        calendar, day = rules.calendar(first_year=2024, last_year=2033), date(2024, 1, 1) + 3 * shift * DAY
        split = bisect_right(opened, day)
        for number, expected in enumerate(opened[split:], 1):
            assert plus(calendar, day, number) == expected
        before = [each for each in opened if each < day]
        for number, expected in enumerate(reversed(before), 1):
            assert plus(calendar, day, -number) == expected
        for outside in (len(opened) - split + 1, -len(before) - 1):
            with pytest.raises(OutsideCalendarError):
                plus(calendar, day, outside)


def _count(rules, after, until):
    if until < after:
        return -_count(rules, until, after)
    return sum(map(rules.works, days_between(after, until)))


class TestSense:
    @pytest.mark.parametrize("kind", [BusinessDays, CalendarDays])
    def test_days_are_counted_in_whole_numbers(self, kind):
        assert type(kind(np.int64(3)).count) is int
        for count in (1.5, "2", None):
            with pytest.raises(InvalidValueError, match="whole numbers"):
                kind(count)

    def test_a_weekend_is_made_of_weekdays(self):
        with pytest.raises(InvalidValueError, match="7, 9 is none"):
            BusinessCalendar.of(weekend={5, 9, 7})

    def test_days_off_are_asked_for_by_days(self):
        with pytest.raises(InvalidValueError, match=r"take its date\(\)"):
            BusinessCalendar.of().days_off(SAT, datetime(2025, 6, 20, 9, tzinfo=UTC))
