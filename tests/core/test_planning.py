"""The laws of timing: patience, restraint, and nothing owed is lost. Each names its rule."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from followcal.core.business_days import BusinessCalendar, CalendarDays
from followcal.core.facts import NO_FACTS, Facts, Standing, Status
from followcal.core.freebusy import Period
from followcal.core.interview import Interview, Office, Person
from followcal.core.planning import plan, step_uid
from followcal.core.policy import DEFAULT_POLICY, Channel, Kind
from followcal.core.schedule import schedule
from followcal.core.timeline import AnswerBy, ContactInvited, SilenceMeansNo, StatedTimeline
from followcal.errors import InvalidValueError, StatedTooEarlyError
from strategies import ZONES, calendars, days, interviews, moments, timelines

DAY, WEEK = timedelta(days=1), timedelta(days=7)
WEEKDAYS_ONLY = BusinessCalendar.of()


def schedule_of(found, calendar, now, facts=NO_FACTS, policy=DEFAULT_POLICY):
    found = found if isinstance(found, list) else [found]
    office = {Office(): calendar}
    return schedule(plan(found, office, now=now, facts=facts, policy=policy), office, policy=policy)


def steps_of(found, calendar, now, facts=NO_FACTS):
    return schedule_of(found, calendar, now, facts).steps


def only(steps, kind):
    found = [step for step in steps if step.kind is kind]
    assert found, f"no {kind} in {[step.kind.value for step in steps]}"
    return found[0]


def kinds(steps):
    return {step.kind for step in steps}


def standing(steps, found):
    """What the next run finds in the calendar."""
    ends = {interview.key: interview.end for interview in found}
    return Facts(
        {
            step.uid: Standing(
                step.uid,
                step.kind,
                step.interview.key,
                ends.get(step.interview.key, step.interview.end),
                Period(step.start.astimezone(UTC), step.end.astimezone(UTC)),
                step.window,
            )
            for step in steps
        }
    )


def business_days_after(calendar, day, count):
    """An oracle: count one by one."""
    while count:
        day += DAY
        count -= calendar.is_business_day(day)
    return day


def at(day, hour, interview):
    """Clock time in the interview's zone, moved on where a DST change leaves it out."""
    return datetime.combine(day, time(hour), tzinfo=interview.end.tzinfo).astimezone(UTC)


def example(**changes):
    zone = ZoneInfo("America/New_York")
    start = datetime(2026, 11, 18, 14, tzinfo=zone)
    fields = {"uid": "x", "start": start, "end": start + timedelta(minutes=90), "company": "Acme", **changes}
    return Interview(**fields)


class TestNote:
    @given(interviews(), calendars())
    def test_latest_is_the_second_business_day_or_the_day_of_the_answer_if_sooner(self, interview, calendar):
        """S2, whatever the zone, the DST change or the holiday."""
        note = only(steps_of(interview, calendar, interview.end), Kind.THANK_YOU)
        last = business_days_after(calendar, interview.day, 2)
        answer_due = interview.timeline.answer_due if interview.timeline else None
        if answer_due and answer_due <= last:
            last = answer_due
        expected = at(last, 17, interview)
        if last == interview.day:
            expected = max(expected, interview.end.astimezone(UTC) + timedelta(hours=2))
        assert note.window.latest.astimezone(UTC) == expected

    @given(interviews(), calendars(), st.timedeltas(timedelta(0), timedelta(days=20)))
    def test_starts_within_24_hours_of_the_end_and_never_before_it(self, interview, calendar, ahead):
        """S2: elapsed hours; planned in time."""
        note = only(steps_of(interview, calendar, interview.end - ahead), Kind.THANK_YOU)
        elapsed = note.start.astimezone(UTC) - interview.end.astimezone(UTC)
        assert timedelta(0) <= elapsed <= timedelta(hours=24)

    @given(interviews(stated=False), calendars())
    def test_is_due_24_elapsed_hours_after_the_end(self, interview, calendar):
        note = only(steps_of(interview, calendar, interview.end), Kind.THANK_YOU)
        assert note.window.due.astimezone(UTC) - interview.end.astimezone(UTC) == timedelta(hours=24)

    @given(interviews(), calendars())
    def test_is_owed_to_each_person_whatever_was_said(self, interview, calendar):
        """S2: never skipped; one event for all of them."""
        notes = [s for s in steps_of(interview, calendar, interview.end) if s.kind is Kind.THANK_YOU]
        assert [note.to for note in notes if note.to] == list(interview.interviewers)
        assert len(notes) == max(1, len(interview.interviewers))
        assert len({(note.uid, note.start) for note in notes}) == 1

    @given(interviews(), calendars())
    def test_is_written_in_mail_hours_one_hour_after_the_end_where_the_window_allows(self, interview, calendar):
        """P1, P2."""
        note = only(steps_of(interview, calendar, interview.end), Kind.THANK_YOU)
        inside = time(8) <= note.start.time() and note.end.time() <= time(20) and note.start.date() == note.end.date()
        assert inside or any(reason.rule == "P2" for reason in note.reasons)
        if inside:
            assert note.start.astimezone(UTC) >= interview.end.astimezone(UTC) + timedelta(hours=1)

    @pytest.mark.parametrize(
        ("end", "due_day", "latest"),
        [
            pytest.param("14:00", 18, "2026-11-18 17:00", id="early: until five"),
            pytest.param("16:30", 18, "2026-11-18 18:30", id="late: two hours more"),
            pytest.param("23:15", 18, "2026-11-19 01:15", id="at night: two hours, past midnight"),
            pytest.param("14:00", 19, "2026-11-19 17:00", id="the day after"),
            pytest.param("14:00", 20, "2026-11-20 17:00", id="the second business day itself"),
        ],
    )
    def test_an_early_answer_makes_it_due_before(self, end, due_day, latest):
        interview = example(
            end=datetime.fromisoformat(f"2026-11-18 {end}").replace(tzinfo=ZoneInfo("America/New_York")),
            start=datetime(2026, 11, 18, 13, tzinfo=ZoneInfo("America/New_York")),
            timeline=StatedTimeline(AnswerBy(date(2026, 11, due_day))),
        )
        note = only(steps_of(interview, WEEKDAYS_ONLY, interview.end), Kind.THANK_YOU)
        assert f"{note.window.latest:%Y-%m-%d %H:%M}" == latest
        assert note.start <= note.window.latest
        if due_day == 18:
            assert note.window.due == note.window.latest
        if due_day == 19:
            assert f"{note.window.due:%Y-%m-%d %H:%M}" == "2026-11-19 09:00"

    def test_without_contact_hours_left_it_is_written_outside_of_them_and_says_so(self):
        zone = ZoneInfo("America/New_York")
        end = datetime(2026, 11, 18, 21, 30, tzinfo=zone)
        interview = example(start=end - timedelta(hours=1), end=end, timeline=StatedTimeline(AnswerBy(end.date())))
        note = only(steps_of(interview, WEEKDAYS_ONLY, end), Kind.THANK_YOU)
        assert f"{note.start:%H:%M}" == "22:30"
        assert [reason.text for reason in note.reasons if reason.rule == "P2"] == [
            "no time in the hours 08:00-20:00 is left until Wed 18 Nov, 23:30: outside of them"
        ]


class TestCheckIn:
    @given(interviews(stated=False), calendars())
    def test_never_before_day_7_and_after_day_10_only_where_those_days_hold_no_business_day(self, interview, calendar):
        """S5, nothing stated; and tight: no business day of days 7 to 10 is left out."""
        check_in = only(steps_of(interview, calendar, interview.end), Kind.CHECK_IN)
        allowed = [interview.day + n * DAY for n in range(7, 11) if calendar.is_business_day(interview.day + n * DAY)]
        first, last = check_in.window.earliest.date(), check_in.window.latest.date()
        if allowed:
            assert (first, last) == (allowed[0], allowed[-1])
        else:
            assert first == last == business_days_after(calendar, interview.day + 10 * DAY, 1)
        assert check_in.window.due == check_in.window.latest

    @given(st.data(), calendars())
    def test_a_stated_answer_dominates_in_both_directions(self, data, calendar):
        """S5: the first business day after the one on which the answer is due, sooner or later than day 7."""
        interview = data.draw(interviews(stated=False))
        answer_due = interview.day + DAY * data.draw(st.integers(0, 60))
        interview = replace(interview, timeline=StatedTimeline(AnswerBy(answer_due)))
        check_in = only(steps_of(interview, calendar, interview.end), Kind.CHECK_IN)
        kept = answer_due
        while not calendar.is_business_day(kept):
            kept += DAY
        assert check_in.window.earliest.date() == business_days_after(calendar, kept, 1)
        assert check_in.window.latest.date() == business_days_after(calendar, kept, 3)
        assert check_in.window.earliest.date() > answer_due

    @given(st.data(), calendars())
    def test_an_invitation_is_taken_up_on_the_next_business_day(self, data, calendar):
        """S5: no further grace."""
        interview = data.draw(interviews(stated=False))
        invited = interview.day + DAY * data.draw(st.integers(0, 60))
        interview = replace(interview, timeline=StatedTimeline(ContactInvited(invited)))
        check_in = only(steps_of(interview, calendar, interview.end), Kind.CHECK_IN)
        assert check_in.window.earliest.date() == business_days_after(calendar, invited, 1)
        assert check_in.window.latest.date() == business_days_after(calendar, check_in.window.earliest.date(), 2)

    @given(interviews(stated=False), calendars(), st.booleans(), st.booleans())
    def test_silence_that_means_no_and_no_contact_leave_only_the_note(self, interview, calendar, dated, no_contact):
        """S5: no check-in, no closing."""
        promise = SilenceMeansNo(interview.day + WEEK if dated else None)
        said = StatedTimeline(None if no_contact else promise, no_contact=no_contact)
        found = kinds(steps_of(replace(interview, timeline=said), calendar, interview.end))
        assert Kind.CHECK_IN not in found
        assert Kind.CLOSING not in found
        assert Kind.THANK_YOU in found

    @given(interviews(), calendars())
    def test_is_a_call_unless_they_asked_for_none(self, interview, calendar):
        steps = steps_of(interview, calendar, interview.end)
        for check_in in (step for step in steps if step.kind is Kind.CHECK_IN):
            quiet = interview.timeline is not None and interview.timeline.no_calls
            assert check_in.channel is (Channel.EMAIL if quiet else Channel.PHONE)
            assert check_in.window.earliest.time() == (time(9) if quiet else time(10))
            assert check_in.summary.startswith("Write to" if quiet else "Call")

    @given(interviews(stated=False), calendars())
    def test_lies_a_week_after_the_note_where_the_window_allows(self, interview, calendar):
        """P3, nothing stated."""
        steps = steps_of(interview, calendar, interview.end)
        note, check_in = only(steps, Kind.THANK_YOU), only(steps, Kind.CHECK_IN)
        wanted = note.start.date() + WEEK
        while not calendar.is_business_day(wanted):
            wanted += DAY
        if wanted <= check_in.window.latest.date():
            assert check_in.start.date() >= wanted
        else:
            assert check_in.start.date() == check_in.window.earliest.date()

    def test_a_date_before_the_interview_is_refused(self):
        interview = example(timeline=StatedTimeline(AnswerBy(date(2026, 11, 17))))
        with pytest.raises(StatedTooEarlyError, match=r"Tue 17 Nov 2026.*Wed 18 Nov 2026"):
            steps_of(interview, WEEKDAYS_ONLY, interview.end)


class TestClosing:
    @given(interviews(), calendars())
    def test_comes_three_weeks_after_the_last_day_of_the_check_in(self, interview, calendar):
        """S6."""
        steps = steps_of(interview, calendar, interview.end)
        assume(Kind.CHECK_IN in kinds(steps))
        check_in, closing = only(steps, Kind.CHECK_IN), only(steps, Kind.CLOSING)
        first = check_in.window.latest.date() + 21 * DAY
        while not calendar.is_business_day(first):
            first += DAY
        last = first + WEEK
        while not calendar.is_business_day(last):
            last -= DAY
        assert (closing.window.earliest.date(), closing.window.latest.date()) == (first, last)
        assert closing.optional
        assert closing.channel is Channel.EMAIL


class TestPrepDebriefReferences:
    @given(interviews(), calendars(), st.timedeltas(timedelta(minutes=1), timedelta(days=9)))
    def test_prep_is_one_elapsed_hour_before_and_debrief_a_quarter_after(self, interview, calendar, ahead):
        """S0, S1; also over a DST change."""
        steps = steps_of(interview, calendar, interview.start.astimezone(UTC) - timedelta(hours=1) - ahead)
        prep, debrief = only(steps, Kind.PREP), only(steps, Kind.DEBRIEF)
        assert interview.start.astimezone(UTC) - prep.window.earliest.astimezone(UTC) == timedelta(hours=1)
        assert debrief.window.earliest.astimezone(UTC) - interview.end.astimezone(UTC) == timedelta(minutes=15)
        assert prep.window.earliest == prep.window.due
        assert debrief.end.astimezone(UTC) - debrief.start.astimezone(UTC) == timedelta(minutes=10)
        assert debrief.window.latest.date() == business_days_after(calendar, interview.day, 1)

    @given(interviews(), calendars(), st.timedeltas(timedelta(0), timedelta(days=40)))
    def test_nothing_is_prepared_once_the_interview_has_begun(self, interview, calendar, after):
        assert Kind.PREP not in kinds(steps_of(interview, calendar, interview.start.astimezone(UTC) + after))

    @given(interviews(), calendars(), st.timedeltas(timedelta(0), timedelta(days=15)))
    def test_references_are_told_before_if_there_is_time_else_with_the_note(self, interview, calendar, ahead):
        """S3."""
        now = interview.end.astimezone(UTC) - ahead
        steps = steps_of(interview, calendar, now)
        references, note = only(steps, Kind.REFERENCES), only(steps, Kind.THANK_YOU)
        last = interview.day - DAY
        while not calendar.is_business_day(last):
            last -= DAY
        if now <= at(last, 17, interview):
            first = last - DAY
            while not calendar.is_business_day(first):
                first -= DAY
            assert references.window.earliest.astimezone(UTC) == at(first, 9, interview)
            assert references.window.latest.astimezone(UTC) == at(last, 17, interview)
        else:
            assert references.window == note.window

    @given(interviews(), calendars(), st.timedeltas(timedelta(0), timedelta(days=15)), st.data())
    def test_the_choice_for_the_references_stays(self, interview, calendar, ahead, data):
        """S3: chosen once, when first planned, as long as it has not passed."""
        now = interview.end.astimezone(UTC) - ahead
        first = only(steps_of(interview, calendar, now), Kind.REFERENCES)
        facts = standing([first], [interview])
        later = now + data.draw(st.timedeltas(timedelta(0), timedelta(days=20)))
        again = only(steps_of(interview, calendar, later, facts), Kind.REFERENCES)
        assert again.window == first.window


class TestRestraint:
    @given(interviews(), calendars(), st.timedeltas(-timedelta(days=20), timedelta(days=90)))
    def test_nothing_starts_before_now(self, interview, calendar, shift):
        """S11."""
        now = interview.end.astimezone(UTC) + shift
        assert all(step.start.astimezone(UTC) >= now for step in steps_of(interview, calendar, now))

    @given(interviews(), calendars(), st.timedeltas(-timedelta(days=20), timedelta(days=90)))
    def test_windows_are_never_inverted_and_moments_lie_inside(self, interview, calendar, shift):
        now = interview.end.astimezone(UTC) + shift
        for step in steps_of(interview, calendar, now):
            assert step.window.earliest.timestamp() <= step.window.due.timestamp() <= step.window.latest.timestamp()
            assert step.start.timestamp() >= step.window.earliest.timestamp()
            late = step.window.latest.astimezone(UTC) < now
            # Planned in the last minutes, steps follow each other (P4), if need be beyond the window.
            assert late or step.start.timestamp() <= max(step.window.latest, now + timedelta(hours=1)).timestamp()
            assert (step.status is Status.OVERDUE) == late

    @given(interviews(), calendars(), st.timedeltas(-timedelta(days=20), timedelta(days=90)))
    def test_no_touch_on_a_day_off_notes_aside(self, interview, calendar, shift):
        for step in steps_of(interview, calendar, interview.end.astimezone(UTC) + shift):
            if step.kind in (Kind.CHECK_IN, Kind.CLOSING):
                assert calendar.is_business_day(step.start.date())
                assert calendar.is_business_day(step.window.earliest.date())
                assert calendar.is_business_day(step.window.latest.date())

    @given(interviews(), calendars(), st.timedeltas(-timedelta(days=20), timedelta(days=90)))
    def test_calls_and_mails_fall_into_contact_hours(self, interview, calendar, shift):
        """P1."""
        for step in steps_of(interview, calendar, interview.end.astimezone(UTC) + shift):
            start, end = step.start.time(), step.end.time()
            if step.channel is Channel.PHONE:
                assert (time(10) <= start and end <= time(12)) or (time(14) <= start and end <= time(16))
            elif step.kind in (Kind.CHECK_IN, Kind.CLOSING):
                assert time(9) <= start
                assert end <= time(17)

    @given(interviews(), calendars(make_up=False), days())
    def test_one_more_holiday_makes_no_deadline_earlier(self, interview, calendar, holiday):
        """The check-in's earliest, the note's latest."""
        holidays = {
            off.day: off.name for off in calendar.days_off(date(2023, 12, 1), date(2030, 6, 1)) if not off.is_weekend
        }
        weekend = {n for n in range(7) if _is_weekend(calendar, n)}
        more = BusinessCalendar.of({**holidays, holiday: "new"}, weekend=weekend)
        before, after = (steps_of(interview, c, interview.end) for c in (calendar, more))
        assert only(after, Kind.THANK_YOU).window.latest >= only(before, Kind.THANK_YOU).window.latest
        for one, other in zip(
            [s for s in before if s.kind is Kind.CHECK_IN], [s for s in after if s.kind is Kind.CHECK_IN], strict=True
        ):
            assert other.window.earliest.date() >= one.window.earliest.date()

    @given(interviews(), calendars(), st.timedeltas(-timedelta(days=20), timedelta(days=60)), st.data())
    def test_planning_on_what_was_planned_changes_nothing_at_any_later_time(self, interview, calendar, shift, data):
        """S11: no nagging."""
        now = interview.end.astimezone(UTC) + shift
        first = steps_of(interview, calendar, now)
        facts = standing(first, [interview])
        for _ in range(3):
            now += data.draw(st.timedeltas(timedelta(0), timedelta(days=40)))
            again = steps_of(interview, calendar, now, facts)
            assert {(s.uid, s.to, s.start, s.end, s.window) for s in again} == {
                (s.uid, s.to, s.start, s.end, s.window) for s in first
            }
            over = {s.uid for s in again if s.status is Status.DONE}
            assert over == {s.uid for s in first if s.start.astimezone(UTC) <= now}

    @given(interviews(), calendars(), st.randoms())
    def test_the_order_of_the_interviewers_changes_only_their_order(self, interview, calendar, random):
        people = list(interview.interviewers)
        random.shuffle(people)
        one = steps_of(interview, calendar, interview.end)
        other = steps_of(replace(interview, interviewers=tuple(people)), calendar, interview.end)
        fields = [{(s.uid, s.kind, s.to, s.window, s.start, s.end, s.status) for s in steps} for steps in (one, other)]
        assert fields[0] == fields[1]

    @given(interviews(), calendars(), moments())
    def test_a_moved_interview_keeps_its_uids_and_gets_no_second_note(self, interview, calendar, end):
        moved = replace(interview, end=end, start=end.astimezone(UTC) - timedelta(hours=1), timeline=None, sequence=1)
        moved = replace(moved, start=moved.start.astimezone(end.tzinfo))
        now = min(interview.start, moved.start) - 30 * DAY
        before = steps_of(replace(interview, timeline=None), calendar, now)
        after = steps_of(moved, calendar, now, standing(before, [interview]))
        assert {s.uid for s in before} == {s.uid for s in after}
        assert len([s for s in after if s.kind is Kind.THANK_YOU]) == max(1, len(interview.interviewers))

    @given(interviews(), st.integers(-20, 60))
    def test_whole_weeks_shift_the_plan_by_as_much(self, interview, weeks):
        """Without holidays; clock times stay, in a zone without DST changes."""
        zone = ZoneInfo("Asia/Tokyo")
        shift = weeks * WEEK
        interview = replace(
            interview, start=interview.start.astimezone(zone), end=interview.end.astimezone(zone), timeline=None
        )
        moved = replace(interview, start=interview.start + shift, end=interview.end + shift)
        one = steps_of(interview, WEEKDAYS_ONLY, interview.start - DAY)
        other = steps_of(moved, WEEKDAYS_ONLY, moved.start - DAY)
        assert [(s.uid, s.start + shift, s.window.latest + shift) for s in one] == [
            (s.uid, s.start, s.window.latest) for s in other
        ]

    @given(interviews(), calendars(), st.sampled_from(ZONES))
    def test_the_zone_of_now_changes_nothing(self, interview, calendar, name):
        now = interview.end.astimezone(UTC)
        one, other = (steps_of(interview, calendar, n) for n in (now, now.astimezone(ZoneInfo(name))))
        assert one == other

    @given(interviews(), calendars())
    def test_every_step_says_why_and_names_each_skipped_day(self, interview, calendar):
        """S12."""
        for step in steps_of(interview, calendar, interview.end):
            assert all(reason.rule and reason.text and reason.source for reason in step.reasons)
            if step.kind is Kind.CHECK_IN:
                first, last = step.window.earliest.date(), step.window.latest.date()
                said = " ".join(reason.text for reason in step.reasons if reason.rule == "B1")
                for off in calendar.days_off(first, last):
                    assert f"{off.day.day} {off.day:%b}" in said
                    assert off.is_weekend or off.name in said

    @given(interviews(stated=False), st.data())
    def test_a_later_answer_makes_nothing_earlier(self, interview, data):
        day = interview.day + DAY * data.draw(st.integers(0, 30))
        more = DAY * data.draw(st.integers(0, 30))
        plans = [
            steps_of(replace(interview, timeline=StatedTimeline(AnswerBy(d))), WEEKDAYS_ONLY, interview.end)
            for d in (day, day + more)
        ]
        for one, other in zip(*plans, strict=True):
            assert one.uid == other.uid
            assert one.window.latest <= other.window.latest
            assert one.window.earliest <= other.window.earliest

    def test_the_schedule_is_as_seen_at_now(self):
        assert schedule_of(example(), WEEKDAYS_ONLY, example().end).now == example().end

    @pytest.mark.parametrize("company", ["Acme", "Globex"])
    def test_no_two_interviews_have_one_uid(self, company):
        """Their steps would have one UID, too; instances of a series have one each."""
        one = example()
        twins = [one, replace(one, company=company)]
        with pytest.raises(InvalidValueError, match=f"UID {one.uid}: "):
            plan(twins, {Office(): WEEKDAYS_ONLY}, now=one.end)
        series = [replace(each, recurrence_id=f"2026110{day}T080000Z") for day, each in enumerate(twins, 1)]
        assert plan(series, {Office(): WEEKDAYS_ONLY}, now=one.end).steps
        with pytest.raises(InvalidValueError, match=f"UID 20261101T080000Z of {one.uid}: "):
            plan([*series, series[0]], {Office(): WEEKDAYS_ONLY}, now=one.end)

    def test_now_needs_a_zone(self):
        with pytest.raises(ValueError, match="no time zone"):
            plan([example()], {Office(): WEEKDAYS_ONLY}, now=example().end.replace(tzinfo=None))


def _is_weekend(calendar, weekday):
    """Whether the calendar never works on a weekday: looked at over a year without holidays."""
    day = date(2035, 1, 1)
    return not any(calendar.is_business_day(day + n * DAY) for n in range(14) if (day + n * DAY).weekday() == weekday)


@st.composite
def searches(draw):
    """Several interviews: rounds and roles, at one or two employers, some called off."""
    found = []
    for number in range(draw(st.integers(1, 5))):
        interview = draw(interviews(uid=f"i{number}", company=draw(st.sampled_from(["Acme", "Bolt"])), stated=False))
        cancelled = draw(st.integers(0, 5)) == 0
        stamp = interview.end.astimezone(UTC) + DAY * draw(st.integers(-3, 3))
        timeline = draw(timelines(interview.end))
        found.append(replace(interview, cancelled=cancelled, stamp=stamp, timeline=timeline))
    return found


class TestSearch:
    @given(searches(), calendars(), st.timedeltas(-timedelta(days=30), timedelta(days=60)))
    def test_never_more_touches_than_the_cap(self, found, calendar, shift):
        """S7: per application one check-in, one closing, references once; one note per person and round."""
        now = found[0].end.astimezone(UTC) + shift
        result = schedule_of(found, calendar, now)
        for kind in (Kind.CHECK_IN, Kind.CLOSING, Kind.REFERENCES):
            applications = [_application(s.interview, result.interviews) for s in result.steps if s.kind is kind]
            assert len(applications) == len(set(applications))
        notes = [(s.interview.key, s.to) for s in result.steps if s.kind is Kind.THANK_YOU]
        assert len(notes) == len(set(notes))

    @given(searches(), calendars(), st.timedeltas(-timedelta(days=30), timedelta(days=60)))
    def test_touches_of_one_employer_lie_a_week_apart(self, found, calendar, shift):
        """S8, notes aside."""
        steps = steps_of(found, calendar, found[0].end.astimezone(UTC) + shift)
        touches = [s for s in steps if s.kind in (Kind.CHECK_IN, Kind.CLOSING)]
        for one in touches:
            for other in touches:
                if one is not other and one.interview.employer == other.interview.employer:
                    assert abs((one.start.date() - other.start.date()).days) >= 6  # dates in two zones
                    assert abs(one.start - other.start) >= timedelta(days=6)

    @given(searches(), calendars(), st.timedeltas(-timedelta(days=30), timedelta(days=60)))
    def test_no_two_events_start_together(self, found, calendar, shift):
        """P4."""
        result = schedule_of(found, calendar, found[0].end.astimezone(UTC) + shift)
        starts = [event[0].start.astimezone(UTC) for event in result.events()]
        assert len(starts) == len(set(starts))
        assert [{step.uid for step in event} for event in result.events()] == [{e[0].uid} for e in result.events()]
        assert [step for event in result.events() for step in event] == list(result.steps)
        assert len(starts) == len({step.uid for step in result.steps})

    @given(searches(), calendars(), st.randoms(), st.timedeltas(-timedelta(days=30), timedelta(days=60)))
    def test_the_order_of_the_interviews_changes_nothing(self, found, calendar, random, shift):
        now = found[0].end.astimezone(UTC) + shift
        shuffled = list(found)
        random.shuffle(shuffled)
        assert steps_of(found, calendar, now) == steps_of(shuffled, calendar, now)

    @given(searches(), calendars(), st.timedeltas(-timedelta(days=30), timedelta(days=60)), st.data())
    def test_planning_the_whole_search_again_changes_nothing(self, found, calendar, shift, data):
        now = found[0].end.astimezone(UTC) + shift
        first = steps_of(found, calendar, now)
        facts = standing(first, found)
        later = now + data.draw(st.timedeltas(timedelta(0), timedelta(days=60)))
        again = steps_of(found, calendar, later, facts)
        assert {(s.uid, s.to, s.start, s.window) for s in again} == {(s.uid, s.to, s.start, s.window) for s in first}


def _application(interview, found):
    roles = {i.application for i in found if i.employer == interview.employer and i.application[1]}
    return roles.pop() if not interview.application[1] and len(roles) == 1 else interview.application


class TestRounds:
    ROUND_ONE = example(uid="one", role="Data Engineer")
    ROUND_TWO = example(
        uid="two",
        role="data engineer",
        start=datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("America/New_York")),
        end=datetime(2026, 11, 24, 11, tzinfo=ZoneInfo("America/New_York")),
    )
    NOW = datetime(2026, 11, 19, 12, tzinfo=UTC)

    def test_a_new_round_withdraws_the_check_in_and_the_closing_never_the_note(self):
        """S9."""
        first = steps_of(self.ROUND_ONE, WEEKDAYS_ONLY, self.ROUND_ONE.start - DAY)
        facts = standing(first, [self.ROUND_ONE])
        steps = steps_of([self.ROUND_ONE, self.ROUND_TWO], WEEKDAYS_ONLY, self.NOW, facts)
        of_one = {step.kind: step for step in steps if step.interview.uid == "one"}
        assert of_one[Kind.CHECK_IN].status is Status.WITHDRAWN
        assert of_one[Kind.CLOSING].status is Status.WITHDRAWN
        assert [reason.rule for reason in of_one[Kind.CHECK_IN].reasons] == ["S9"]
        assert of_one[Kind.CLOSING].optional
        assert of_one[Kind.THANK_YOU].status is Status.DONE
        assert {Kind.CHECK_IN, Kind.THANK_YOU} <= kinds(s for s in steps if s.interview.uid == "two")
        assert len([s for s in steps if s.kind is Kind.REFERENCES]) == 1

    def test_they_come_back_when_the_new_round_is_called_off(self):
        both = [self.ROUND_ONE, replace(self.ROUND_TWO, cancelled=True)]
        steps = steps_of(both, WEEKDAYS_ONLY, self.NOW)
        assert [s.interview.uid for s in steps if s.kind is Kind.CHECK_IN] == ["one"]
        assert only(steps, Kind.CHECK_IN).uid == step_uid(self.ROUND_ONE, Kind.CHECK_IN)

    def test_a_round_without_a_role_belongs_to_the_only_application(self):
        both = [self.ROUND_ONE, replace(self.ROUND_TWO, role=None)]
        steps = steps_of(both, WEEKDAYS_ONLY, self.NOW)
        assert [s.interview.uid for s in steps if s.kind is Kind.CHECK_IN] == ["two"]

    def test_a_round_without_a_role_beside_two_roles_is_an_application_of_its_own(self):
        lead = replace(self.ROUND_TWO, uid="three", role="Team Lead")
        unknown = replace(self.ROUND_TWO, uid="four", role=None, start=lead.start + DAY, end=lead.end + DAY)
        steps = steps_of([self.ROUND_ONE, lead, unknown], WEEKDAYS_ONLY, self.NOW)
        assert {s.interview.uid for s in steps if s.kind is Kind.CHECK_IN} == {"one", "three", "four"}

    def test_two_roles_are_two_applications_spaced_by_a_week(self):
        """S8: the later interview's check-in moves."""
        other = replace(
            self.ROUND_TWO, role="Team Lead", start=self.ROUND_ONE.start + DAY, end=self.ROUND_ONE.end + DAY
        )
        steps = steps_of([self.ROUND_ONE, other], WEEKDAYS_ONLY, self.ROUND_ONE.end)
        dates = {s.interview.uid: s for s in steps if s.kind is Kind.CHECK_IN}
        assert f"{dates['one'].start:%a %d %b}" == "Wed 25 Nov"
        assert f"{dates['two'].start:%a %d %b}" == "Wed 02 Dec"
        assert f"{dates['two'].window.latest:%a %d %b %H:%M}" == "Wed 02 Dec 17:00"
        text = "call to Acme on Wed 25 Nov about Data Engineer: not before Wed 2 Dec"
        assert [r.text for r in dates["two"].reasons if r.rule == "S8"] == [text]

    def test_a_past_contact_counts_as_well(self):
        other = replace(
            self.ROUND_TWO, role="Team Lead", start=self.ROUND_ONE.start + DAY, end=self.ROUND_ONE.end + DAY
        )
        facts = standing(steps_of(self.ROUND_ONE, WEEKDAYS_ONLY, self.ROUND_ONE.end), [self.ROUND_ONE])
        steps = steps_of([self.ROUND_ONE, other], WEEKDAYS_ONLY, self.ROUND_ONE.end + 8 * DAY, facts)
        moved = next(s for s in steps if s.kind is Kind.CHECK_IN and s.interview.uid == "two")
        assert "call to Acme on Wed 25 Nov about Data Engineer: not before Wed 2 Dec" in [r.text for r in moved.reasons]

    @pytest.mark.parametrize("count", [0, 1])
    def test_the_closing_keeps_the_distance_of_two_contacts_whether_the_other_is_made_or_not(self, count):
        """S6, S8: a policy that asks for more distance than its closing has."""
        closing = replace(DEFAULT_POLICY.closing, earliest=CalendarDays(7))
        policy = replace(DEFAULT_POLICY, closing=closing, spacing=CalendarDays(9), check_in_count=count)
        calendars = {self.ROUND_ONE.office: WEEKDAYS_ONLY}
        found = plan([self.ROUND_ONE], calendars, now=self.ROUND_ONE.end, policy=policy).steps
        assert f"{only(found, Kind.CLOSING).window.earliest:%a %d %b}" == "Mon 07 Dec"

    @pytest.mark.parametrize(("later", "first"), [(6, "Tue 08 Dec"), (7, "Wed 25 Nov")])
    def test_a_contact_is_kept_a_week_before_one_that_stays(self, later, first):
        """S8: six days before a check-in that the user moved are too few, seven are enough."""
        other = replace(
            self.ROUND_TWO, role="Team Lead", start=self.ROUND_ONE.start + DAY, end=self.ROUND_ONE.end + DAY
        )
        facts = standing(steps_of(other, WEEKDAYS_ONLY, self.ROUND_ONE.end), [other])
        uid = step_uid(other, Kind.CHECK_IN)
        start = datetime(2026, 11, 25, 15, tzinfo=UTC) + later * DAY
        moved = replace(facts.standing[uid], period=Period(start, start + timedelta(minutes=15)), pinned=True)
        steps = steps_of([self.ROUND_ONE, other], WEEKDAYS_ONLY, self.ROUND_ONE.end, Facts({uid: moved}))
        dates = {s.interview.uid: f"{s.start:%a %d %b}" for s in steps if s.kind is Kind.CHECK_IN}
        assert dates == {"one": first, "two": f"{start:%a %d %b}"}

    @pytest.mark.parametrize(("hours", "owed"), [(-1, False), (1, True)])
    def test_a_called_off_interview_owes_a_note_only_if_it_was_held(self, hours, owed):
        """I4: the cancellation's DTSTAMP."""
        stamp = self.ROUND_ONE.end + timedelta(hours=hours)
        steps = steps_of(replace(self.ROUND_ONE, cancelled=True, stamp=stamp), WEEKDAYS_ONLY, self.NOW)
        assert kinds(steps) == ({Kind.THANK_YOU} if owed else set())

    def test_a_called_off_interview_withdraws_what_stands(self):
        facts = standing(steps_of(self.ROUND_ONE, WEEKDAYS_ONLY, self.ROUND_ONE.start - 5 * DAY), [self.ROUND_ONE])
        steps = steps_of(replace(self.ROUND_ONE, cancelled=True), WEEKDAYS_ONLY, self.ROUND_ONE.start - DAY, facts)
        assert {step.status for step in steps if step.kind is not Kind.REFERENCES} == {Status.WITHDRAWN}
        assert only(steps, Kind.REFERENCES).status is Status.DONE
        assert [r.rule for r in only(steps, Kind.THANK_YOU).reasons] == ["I4"]
        assert [r.rule for r in only(steps, Kind.REFERENCES).reasons] == ["S11"]

    def test_the_references_of_a_called_off_round_are_asked_with_the_next(self):
        facts = standing(steps_of(self.ROUND_ONE, WEEKDAYS_ONLY, self.ROUND_ONE.start - 9 * DAY), [self.ROUND_ONE])
        both = [replace(self.ROUND_ONE, cancelled=True), self.ROUND_TWO]
        steps = steps_of(both, WEEKDAYS_ONLY, self.ROUND_ONE.start - 8 * DAY, facts)
        found = {s.interview.uid: s.status for s in steps if s.kind is Kind.REFERENCES}
        assert found == {"one": Status.WITHDRAWN, "two": Status.PLANNED}

    def test_references_that_were_told_are_not_told_again(self):
        facts = standing(steps_of(self.ROUND_ONE, WEEKDAYS_ONLY, self.ROUND_ONE.start - 9 * DAY), [self.ROUND_ONE])
        both = [replace(self.ROUND_ONE, cancelled=True), self.ROUND_TWO]
        steps = steps_of(both, WEEKDAYS_ONLY, self.ROUND_ONE.start, facts)
        assert [(s.interview.uid, s.status) for s in steps if s.kind is Kind.REFERENCES] == [("one", Status.DONE)]


class TestLate:
    def test_an_interview_read_late_is_overdue_and_still_owed(self):
        """S11: the note in the next mail hour, the check-in in the next call hour, the closing well after it."""
        interview = example()
        now = datetime(2026, 12, 12, 21, tzinfo=ZoneInfo("America/New_York"))  # a Saturday evening
        steps = steps_of(interview, WEEKDAYS_ONLY, now)
        note, check_in, closing = (only(steps, kind) for kind in (Kind.THANK_YOU, Kind.CHECK_IN, Kind.CLOSING))
        assert (note.status, f"{note.start:%a %d %b %H:%M}") == (Status.OVERDUE, "Sun 13 Dec 08:00")
        assert (check_in.status, f"{check_in.start:%a %d %b %H:%M}") == (Status.OVERDUE, "Mon 14 Dec 10:00")
        assert (closing.status, f"{closing.start:%a %d %b}") == (Status.PLANNED, "Mon 04 Jan")
        assert any(r.rule == "S11" and "overdue since Fri 20 Nov" in r.text for r in note.reasons)
        assert not any(r.rule == "S11" for r in closing.reasons)

    def test_a_closing_that_moves_behind_a_late_check_in_is_late_no_more(self):
        """S6, S8, S11."""
        now = datetime(2027, 1, 20, 9, tzinfo=ZoneInfo("America/New_York"))
        steps = steps_of(example(), WEEKDAYS_ONLY, now)
        check_in, closing = only(steps, Kind.CHECK_IN), only(steps, Kind.CLOSING)
        assert (check_in.status, f"{check_in.start:%a %d %b}") == (Status.OVERDUE, "Wed 20 Jan")
        assert (closing.status, f"{closing.start:%a %d %b %H:%M}") == (Status.PLANNED, "Wed 10 Feb 09:00")
        assert [r.rule for r in closing.reasons if r.rule in ("S11", "S8")] == []
        assert "call to Acme on Wed 20 Jan 2027: not before Wed 10 Feb 2027" in [r.text for r in closing.reasons]

    def test_what_starts_now_is_over_and_what_ends_now_is_not_late(self):
        interview = example()
        first = steps_of(interview, WEEKDAYS_ONLY, interview.end)
        check_in = only(first, Kind.CHECK_IN)
        again = steps_of(interview, WEEKDAYS_ONLY, check_in.start, standing(first, [interview]))
        assert only(again, Kind.CHECK_IN).status is Status.DONE
        assert only(steps_of(interview, WEEKDAYS_ONLY, check_in.window.latest), Kind.CHECK_IN).status is Status.PLANNED

    def test_a_day_named_after_the_check_in_unlocks_another(self):
        """S7; but not where the user chose its moment."""
        interview = example()
        facts = standing(steps_of(interview, WEEKDAYS_ONLY, interview.end), [interview])
        told = replace(interview, timeline=StatedTimeline(AnswerBy(date(2026, 12, 4))))
        now = interview.end + 8 * DAY
        assert only(steps_of(interview, WEEKDAYS_ONLY, now, facts), Kind.CHECK_IN).status is Status.DONE
        again = only(steps_of(told, WEEKDAYS_ONLY, now, facts), Kind.CHECK_IN)
        assert (again.status, f"{again.start:%a %d %b}") == (Status.PLANNED, "Mon 07 Dec")
        assert again.uid == step_uid(interview, Kind.CHECK_IN)
        pinned = Facts({uid: replace(s, pinned=True) for uid, s in facts.standing.items()})
        assert only(steps_of(told, WEEKDAYS_ONLY, now, pinned), Kind.CHECK_IN).status is Status.DONE

    def test_a_moved_interview_is_followed_up_although_its_old_steps_have_passed(self):
        """S11 presumes done what lies behind the interview, not before it."""
        interview = example()
        facts = standing(steps_of(interview, WEEKDAYS_ONLY, interview.start - 9 * DAY), [interview])
        moved = replace(interview, start=interview.start + 9 * DAY, end=interview.end + 9 * DAY)
        steps = steps_of(moved, WEEKDAYS_ONLY, interview.end + 2 * DAY, facts)
        assert only(steps, Kind.THANK_YOU).status is Status.PLANNED
        assert only(steps, Kind.PREP).status is Status.PLANNED
        assert only(steps, Kind.REFERENCES).status is Status.DONE

    @pytest.mark.parametrize("days", [-1, 3])
    @pytest.mark.parametrize("kind", [Kind.THANK_YOU, Kind.DEBRIEF, Kind.CHECK_IN, Kind.CLOSING])
    def test_what_the_user_moved_is_owed_as_long_as_the_interview_ends_behind_it(self, kind, days):
        """S2, S11: before it, or the interview moved behind it since: in the run that sees it, and in later ones."""
        interview = example()
        facts = standing(steps_of(interview, WEEKDAYS_ONLY, interview.start - 9 * DAY), [interview])
        uid, start = step_uid(interview, kind), interview.start + days * DAY
        theirs = replace(facts.standing[uid], period=Period(start, start + timedelta(minutes=15)), pinned=True)
        moved = (
            replace(interview, start=interview.start + 5 * DAY, end=interview.end + 5 * DAY) if days > 0 else interview
        )
        facts, now = Facts({**facts.standing, uid: theirs}), start + timedelta(hours=1)
        for _ in range(2):
            steps = steps_of(moved, WEEKDAYS_ONLY, now, facts)
            step = only(steps, kind)
            assert (step.status, step.start) == (Status.PLANNED, start)
            facts = Facts(
                {uid: replace(s, pinned=uid == step.uid) for uid, s in standing(steps, [moved]).standing.items()}
            )
        late = only(steps_of(moved, WEEKDAYS_ONLY, moved.end + 60 * DAY, facts), kind)
        assert late.status is Status.OVERDUE

    def test_a_note_that_the_user_moved_was_not_written_twice_where_the_meeting_grew_afterwards(self):
        """S11: only a part of it lies behind the note."""
        interview = example()
        facts = standing(steps_of(interview, WEEKDAYS_ONLY, interview.start - 9 * DAY), [interview])
        uid, start = step_uid(interview, Kind.THANK_YOU), interview.end + timedelta(minutes=5)
        theirs = replace(facts.standing[uid], period=Period(start, start + timedelta(minutes=15)), pinned=True)
        grown = replace(interview, end=interview.end + timedelta(hours=2))
        steps = steps_of(grown, WEEKDAYS_ONLY, grown.end + DAY, Facts({**facts.standing, uid: theirs}))
        assert only(steps, Kind.THANK_YOU).status is Status.DONE

    def test_what_the_user_deleted_is_not_planned(self):
        interview = example()
        facts = Facts(deleted=frozenset({step_uid(interview, Kind.CHECK_IN)}))
        found = kinds(steps_of(interview, WEEKDAYS_ONLY, interview.end, facts))
        assert Kind.CHECK_IN not in found
        assert Kind.CLOSING in found

    def test_what_the_calendar_says_is_done_is_done_before_its_time(self):
        """A to-do that was ticked off; and one that was not is never presumed done."""
        interview = example()
        first = steps_of(interview, WEEKDAYS_ONLY, interview.end)
        facts = standing(first, [interview])
        ticked = Facts({uid: replace(s, done=s.kind is Kind.CHECK_IN) for uid, s in facts.standing.items()})
        steps = steps_of(interview, WEEKDAYS_ONLY, interview.end + 3 * DAY, ticked)
        assert only(steps, Kind.CHECK_IN).status is Status.DONE
        assert only(steps, Kind.THANK_YOU).status is Status.OVERDUE


class TestPinned:
    def test_nothing_else_starts_where_the_user_moved_a_step_to(self):
        """P4."""
        interview = example()
        note = only(steps_of(interview, WEEKDAYS_ONLY, interview.end), Kind.THANK_YOU)
        facts = self.pin(interview, Kind.CHECK_IN, note.start)
        steps = steps_of(
            interview, WEEKDAYS_ONLY, interview.end, Facts({k: v for k, v in facts.standing.items() if v.pinned})
        )
        assert only(steps, Kind.CHECK_IN).start == note.start
        assert only(steps, Kind.THANK_YOU).start == note.end

    def test_what_is_done_is_never_left_behind(self):
        interview = example()
        facts = self.pin(interview, Kind.CHECK_IN, interview.end + timedelta(hours=3))
        check_in = only(steps_of(interview, WEEKDAYS_ONLY, interview.end + DAY, facts), Kind.CHECK_IN)
        assert check_in.status is Status.DONE
        assert check_in.left_behind is None

    def pin(self, interview, kind, start):
        facts = standing(steps_of(interview, WEEKDAYS_ONLY, interview.end), [interview])
        uid = step_uid(interview, kind)
        moved = replace(facts.standing[uid], period=Period(start, start + timedelta(minutes=15)), pinned=True)
        return Facts({**facts.standing, uid: moved})

    def test_what_the_user_moved_stays(self):
        interview = example()
        start = datetime(2026, 11, 26, 13, 5, tzinfo=UTC)
        steps = steps_of(interview, WEEKDAYS_ONLY, interview.end, self.pin(interview, Kind.CHECK_IN, start))
        check_in = only(steps, Kind.CHECK_IN)
        assert check_in.start == start
        assert check_in.left_behind is None

    @pytest.mark.parametrize(
        ("start", "said", "why"),
        [
            (datetime(2026, 11, 26, 15, tzinfo=UTC), date(2026, 12, 4), "too early: they said by Fri 4 Dec"),
            (datetime(2026, 11, 19, 15, tzinfo=UTC), None, "too early: right from Wed 25 Nov"),
            (datetime(2026, 12, 19, 15, tzinfo=UTC), None, "too late: right until Fri 27 Nov"),
        ],
    )
    def test_a_pin_that_the_window_leaves_behind_says_so(self, start, said, why):
        interview = example()
        facts = self.pin(interview, Kind.CHECK_IN, start)
        interview = replace(interview, timeline=StatedTimeline(AnswerBy(said)) if said else None)
        check_in = only(steps_of(interview, WEEKDAYS_ONLY, interview.end, facts), Kind.CHECK_IN)
        assert check_in.left_behind == why
        assert check_in.summary.endswith(f"({why})")
        assert any(why in reason.text for reason in check_in.reasons)


class TestUid:
    def test_differs_by_event_and_by_kind(self):
        one, other = example(), example(recurrence_id="20261118T190000Z")
        uids = {step_uid(interview, kind) for interview in (one, other, example(uid="y")) for kind in Kind}
        assert len(uids) == 3 * len(Kind)
        assert all(set(uid) <= set("0123456789abcdef-") for uid in uids)

    def test_unknown_people_are_thanked_as_a_team(self):
        note = only(steps_of(example(), WEEKDAYS_ONLY, example().end), Kind.THANK_YOU)
        assert note.to is None
        assert note.summary == "Thank the team at Acme, by Fri 20 Nov"

    def test_everybody_is_in_the_title(self):
        people = (Person("Ann Lee"), Person(None, "bo@acme.com"), Person("Cy Díaz", "cy@acme.com"))
        note = only(steps_of(example(interviewers=people), WEEKDAYS_ONLY, example().end), Kind.THANK_YOU)
        assert note.summary == "Thank Ann Lee, bo@acme.com and Cy Díaz at Acme, by Fri 20 Nov"
