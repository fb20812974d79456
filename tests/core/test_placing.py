"""Steps around what else the user has to do, and in the user's own hours (P1, P2, P4)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.test_planning import example, only, searches
from followcal.core.business_days import BusinessCalendar
from followcal.core.facts import Facts, Standing, Status
from followcal.core.freebusy import Busy, Period
from followcal.core.hours import Hours
from followcal.core.interview import Office
from followcal.core.moments import Gave
from followcal.core.planning import plan
from followcal.core.policy import DEFAULT_POLICY, Channel, Kind
from followcal.core.schedule import schedule
from followcal.core.wording import time_text
from strategies import calendars, hours_lines

SHIFTS = st.timedeltas(-timedelta(days=30), timedelta(days=60))
WEEKDAYS_ONLY = BusinessCalendar.of()
DAY = timedelta(days=1)
AUCKLAND, NEW_YORK = ZoneInfo("Pacific/Auckland"), ZoneInfo("America/New_York")


def placed(found, calendar, now, *, facts=None, policy=DEFAULT_POLICY, busy=None, home=UTC, calls=()):
    office = {Office(): calendar}
    planned = plan(found, office, now=now, facts=facts or Facts(), policy=policy)
    return schedule(planned, office, policy=policy, busy=busy, home=home, calls=calls)


def events(result):
    """The first step of each event that is still to be done."""
    return {event[0].uid: event[0] for event in result.events() if event[0].status in (Status.PLANNED, Status.OVERDUE)}


def written(result, before=None):
    """What stands in the calendar once it is brought up to date: what is done already stays as it stood."""
    old = before.standing if before else {}
    standing = {}
    for s in result.steps:
        if s.status in (Status.PLANNED, Status.OVERDUE):
            created = old[s.uid].created if s.uid in old else result.now
            period = Period(s.start, s.end)
            standing[s.uid] = Standing(
                s.uid, s.kind, s.interview.key, s.interview.end, period, s.window, about=s.about, created=created
            )
        elif s.uid in old and s.status is Status.DONE:
            standing.setdefault(s.uid, old[s.uid])
    return Facts(standing)


@st.composite
def busy_times(draw, near):
    """What else the user has to do: much of it, some of it whole days."""
    begin = near.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return [
        Period(start := begin + timedelta(hours=draw(st.integers(-24, 24 * 40))), start + timedelta(minutes=length))
        for length in draw(st.lists(st.sampled_from([30, 60, 120, 480, 1440]), max_size=40))
    ]


@st.composite
def in_the_way(draw, steps):
    """What lies on or beside some of the steps."""
    chosen = draw(st.lists(st.sampled_from(steps), max_size=4)) if steps else []
    starts = [(s.start.astimezone(UTC) + timedelta(minutes=draw(st.integers(-40, 60)))) for s in chosen]
    return [Period(start, start + timedelta(minutes=draw(st.integers(10, 60)))) for start in starts]


def hits(period, step):
    return period.start < step.end and step.start < period.end


def seen(found):
    """Where one looks at a step from is no matter."""
    return {(step.uid, step.to, step.start.astimezone(UTC), step.reasons) for step in found.steps}


@given(searches(), calendars(), SHIFTS, st.data())
def test_a_step_is_free_or_says_what_gave(found, calendar, shift, data):
    """Law: inside the window, inside the hours, outside of busy time, or the reasons say which of these gave."""
    now = found[0].end.astimezone(UTC) + shift
    busy = Busy(data.draw(busy_times(now)))
    for step in events(placed(found, calendar, now, busy=busy)).values():
        rules = [reason.rule for reason in step.reasons]
        assert busy.meets(Period(step.start, step.end)) <= (Gave.CALENDAR in step.gave)
        assert bool(step.gave) == ("P2" in rules or (step.gave == (Gave.PAUSE,) and "P4" in rules))
        hours = DEFAULT_POLICY.hours(step.kind, step.channel)
        if hours and Gave.HOURS not in step.gave:
            day = step.start.date()
            inside = any(p.start <= step.start and step.end <= p.end for p in hours.periods_on(day, step.start.tzinfo))
            assert inside
            assert not hours.business_days_only or calendar.is_business_day(day)
        assert step.start >= step.window.earliest
        if step.status is Status.PLANNED and step.kind not in (Kind.PREP, Kind.DEBRIEF) and not step.gave:
            assert step.start <= max(step.window.latest, now + timedelta(minutes=1))


@given(searches(), calendars(), SHIFTS)
def test_what_is_late_makes_nothing_late_that_can_be_on_time(found, calendar, shift):
    """S2: but for calls and last mails, which keep their order at an employer (S8)."""
    office = {Office(): calendar}
    planned = plan(found, office, now=found[0].end.astimezone(UTC) + shift)
    on_time = replace(planned, steps=tuple(step for step in planned.steps if step.status is not Status.OVERDUE))
    alone, all_of_it = (events(schedule(each, office)) for each in (on_time, planned))
    for uid, step in alone.items():
        if not step.kind.is_spaced_touch:
            same = all_of_it[uid]
            assert (same.start, same.status, same.gave) == (step.start, step.status, step.gave)


def test_a_note_that_can_be_on_time_goes_before_a_backlog():
    """Ten notes of last week, and one that is due in an hour."""
    first, now = example(), datetime(2026, 11, 20, 21, tzinfo=UTC)
    late = [
        replace(first, uid=f"{n}", company=f"Bolt {n}", start=first.start - 7 * DAY, end=first.end - 7 * DAY)
        for n in range(10)
    ]
    result = placed([*late, first], WEEKDAYS_ONLY, now)
    [note] = [step for step in result.steps if step.kind is Kind.THANK_YOU and step.interview.uid == first.uid]
    assert (note.status, note.start, note.gave) == (Status.PLANNED, now, ())


def test_where_other_steps_fill_the_window_the_reason_says_so():
    """P2, P4: of twenty notes that are due in an hour, and as many mails to references, five can be on time."""
    first, now = example(), datetime(2026, 11, 20, 21, tzinfo=UTC)
    found = [replace(first, uid=f"{n:02}", company=f"Bolt {n}") for n in range(20)]
    steps = [s for s in placed(found, WEEKDAYS_ONLY, now).steps if s.kind in (Kind.THANK_YOU, Kind.REFERENCES)]
    assert [step.gave for step in steps] == [()] * 5 + [(Gave.WINDOW,)] * 35
    why = "other steps take all time until Fri 20 Nov, 17:00: right behind them"
    assert [[r.text for r in step.reasons if r.rule in ("P2", "P4")] for step in (steps[5], steps[-1])] == [
        [why],
        [f"{why}, outside of the hours 08:00-20:00"],
    ]


@given(searches(), calendars(), SHIFTS)
def test_nothing_else_to_do_is_plain_scheduling(found, calendar, shift):
    now = found[0].end.astimezone(UTC) + shift
    plain = placed(found, calendar, now)
    far = Period(now + timedelta(days=2000), now + timedelta(days=2001))
    assert placed(found, calendar, now, busy=Busy()) == placed(found, calendar, now, busy=Busy([far])) == plain


@given(searches(), calendars(), SHIFTS, st.data())
def test_something_more_to_do_moves_only_the_steps_that_it_hits(found, calendar, shift, data):
    """Stability: with what was written in the calendar; what keeps its distance to a moved step moves with it."""
    now = found[0].end.astimezone(UTC) + shift
    before = data.draw(in_the_way(list(events(placed(found, calendar, now)).values())))
    first = placed(found, calendar, now, busy=Busy(before))
    more = data.draw(in_the_way(list(events(first).values())))
    again = placed(found, calendar, now, facts=written(first), busy=Busy([*before, *more]))
    old, new = events(first), events(again)
    moved = {uid for uid in old.keys() & new.keys() if old[uid].start != new[uid].start}
    employers = {old[uid].interview.employer for uid in moved}
    for uid in moved:
        step = old[uid]
        follows = step.kind in (Kind.CHECK_IN, Kind.CLOSING) and step.interview.employer in employers - {""}
        assert any(hits(period, step) for period in more) or step.gave or (follows and len(moved) > 1)


@given(searches(), calendars(), SHIFTS, st.data())
def test_planning_again_around_the_same_changes_nothing(found, calendar, shift, data):
    now = found[0].end.astimezone(UTC) + shift
    steps = list(events(placed(found, calendar, now)).values())
    busy = Busy(data.draw(st.one_of(busy_times(now), in_the_way(steps))))
    first = placed(found, calendar, now, busy=busy)
    again = placed(found, calendar, now, facts=written(first), busy=busy)
    both = events(first), events(again)
    assert {uid: s.start for uid, s in both[0].items()} == {uid: s.start for uid, s in both[1].items()}


@given(searches(), calendars(), SHIFTS, st.data())
def test_a_note_comes_before_the_next_thing_to_do_wherever_it_can(found, calendar, shift, data):
    """Law: in its hours no earlier moment is free for it, and so none before the user's next appointment."""
    now = found[0].end.astimezone(UTC) + shift
    steps = list(events(placed(found, calendar, now)).values())
    busy = data.draw(st.one_of(busy_times(now), in_the_way(steps)))
    result = events(placed(found, calendar, now, busy=Busy(busy)))
    for note in result.values():
        if note.kind is not Kind.THANK_YOU or note.status is not Status.PLANNED or note.gave:
            continue
        hours = DEFAULT_POLICY.hours(note.kind, note.channel)
        at, until = note.start.astimezone(UTC), note.end.astimezone(UTC)
        soonest = max(note.window.earliest, note.interview.end + DEFAULT_POLICY.note_delay, now).astimezone(UTC)
        days = range(soonest.toordinal() - 1, at.toordinal() + 2)
        open_ = [span for day in days for span in hours.periods_on(date.fromordinal(day), note.start.tzinfo)]
        taken = [*busy, *(Period(each.start, each.end) for each in result.values() if each.uid != note.uid)]
        for start in {soonest, *(each.end for each in taken), *(each.start for each in open_)}:
            this = Period(start, start + (until - at))
            if soonest <= start < at and any(each.start <= start and this.end <= each.end for each in open_):
                assert any(each.start < this.end and start < each.end for each in taken)


@given(searches(), calendars(), SHIFTS, hours_lines(), st.sampled_from([UTC, AUCKLAND, NEW_YORK]))
def test_own_hours_hold_or_are_said_to_be_stretched(found, calendar, shift, lines, home):
    now = found[0].end.astimezone(UTC) + shift
    policy = replace(DEFAULT_POLICY, own_call_hours=Hours(lines))
    assume(policy.own_call_hours.longest() >= policy.step_length)
    for step in events(placed(found, calendar, now, policy=policy, home=home)).values():
        if step.channel is Channel.PHONE:
            mine = policy.own_call_hours.around(step.start, step.end, home)
            inside = any(period.start <= step.start and step.end <= period.end for period in mine)
            assert inside or Gave.OWN_HOURS in step.gave
            assert (Gave.OWN_HOURS in step.gave) == any("stretched by" in reason.text for reason in step.reasons)


@given(searches(), calendars(), SHIFTS, st.data())
def test_where_one_looks_from_is_no_matter(found, calendar, shift, data):
    """Law: zone changes of the viewer change nothing."""
    now = found[0].end.astimezone(UTC) + shift
    periods = data.draw(busy_times(now))
    plain = placed(found, calendar, now, busy=Busy(periods))
    moved = placed(found, calendar, now.astimezone(AUCKLAND), busy=Busy(periods), home=AUCKLAND)
    assert seen(plain) == seen(moved)


def said(step):
    return [f"{reason.rule}: {reason.text}" for reason in step.reasons if reason.rule in ("P1", "P2", "P4")]


class TestExample:
    """An interview on Wed 18 Nov 2026, 14:00 to 15:30 in New York: the call is for Wed 25 Nov, 10:00."""

    FOUND = example()
    NOW = FOUND.end.astimezone(UTC)

    def call(self, busy=(), policy=DEFAULT_POLICY, home=NEW_YORK, **more):
        result = placed([self.FOUND], WEEKDAYS_ONLY, self.NOW, busy=Busy(busy), policy=policy, home=home, **more)
        return only(result.steps, Kind.CHECK_IN)

    def on(self, day, start, end):
        zone = self.FOUND.end.tzinfo
        return Period(
            *(datetime.combine(date(2026, 11, day), time.fromisoformat(t), tzinfo=zone) for t in (start, end))
        )

    def test_the_call_comes_behind_what_is_in_its_place(self):
        day = self.call().start.day
        call = self.call([self.on(day, "09:30", "10:20")])
        assert time_text(call.start).endswith("10:20")
        assert said(call) == [
            "P1: the first moment in the hours 10:00-12:00, 14:00-16:00 on business days, that is free in your calendar"
        ]

    def test_no_free_hour_is_said(self):
        plain = self.call()
        window = Period(plain.window.earliest, plain.window.latest)
        call = self.call([window])
        assert call.start == plain.start
        assert call.gave == (Gave.CALENDAR,)
        assert said(call)[0].startswith("P2: no time in the hours 10:00-12:00, 14:00-16:00 on business days is free in")

    def test_calls_are_not_back_to_back(self):
        plain = self.call()
        call = self.call(calls=[Period(plain.start - timedelta(minutes=20), plain.start - timedelta(minutes=5))])
        assert call.start - plain.start == timedelta(minutes=10)

    def test_a_call_that_gives_way_keeps_its_pause_before_one_that_stays(self):
        """Two calls at 10:00 and 10:30: what hits the first leaves no room before the second, nor right behind it."""
        other = replace(self.FOUND, uid="second", company="Bolt")

        def calls(*busy):
            result = placed([self.FOUND, other], WEEKDAYS_ONLY, self.NOW, busy=Busy(busy))
            return [f"{step.start:%H:%M}" for step in result.steps if step.kind is Kind.CHECK_IN]

        assert calls() == ["10:00", "10:30"]
        assert calls(self.on(25, "09:50", "10:14")) == ["10:30", "11:00"]

    def test_own_hours(self):
        policy = replace(DEFAULT_POLICY, own_call_hours=Hours.daily((time(15, 30), time(23))))
        call = self.call(policy=policy)
        assert time_text(call.start).endswith("15:30")
        assert "and in yours, 15:30-23:00" in said(call)[0]

    def test_hours_that_hardly_overlap_are_stretched_on_the_users_side(self):
        """10:00 to 16:00 in New York is 04:00 to 10:00 the next day in Auckland."""
        policy = replace(DEFAULT_POLICY, own_call_hours=Hours.daily((time(10, 30), time(18))))
        call = self.call(policy=policy, home=AUCKLAND)
        assert time_text(call.start).endswith("15:45")
        assert call.gave == (Gave.OWN_HOURS,)
        assert "yours are stretched by 45 minutes" in said(call)[0]

    @pytest.mark.parametrize("length", [30, 90])
    def test_the_note_comes_before_the_next_thing_to_do_where_it_can(self, length):
        end = self.FOUND.end
        meeting = Period(end + timedelta(minutes=80), end + timedelta(minutes=80 + length))
        result = placed([self.FOUND], WEEKDAYS_ONLY, self.NOW, busy=Busy([meeting]))
        assert only(result.steps, Kind.THANK_YOU).end <= meeting.start

    def test_a_step_that_moved_once_is_not_pushed_away_by_the_next_one(self):
        """Two notes at 16:30 and 17:00, references after each: what hits the first leaves the second, moved one."""
        other = replace(self.FOUND, uid="second", company="Bolt")

        def notes(facts, *busy):
            result = placed([self.FOUND, other], WEEKDAYS_ONLY, self.NOW, facts=facts, busy=Busy(busy))
            steps = {step.uid: step for step in result.steps if step.kind is Kind.THANK_YOU}
            return result, [f"{steps[uid].start:%H:%M}" for uid in sorted(steps, key=lambda u: steps[u].interview.uid)]

        in_second, in_first = self.on(18, "17:00", "17:15"), self.on(18, "16:20", "16:45")
        assert notes(None)[1] == ["16:30", "17:00"]
        result, times = notes(None, in_second)
        assert times == ["16:30", "17:30"]
        again, times = notes(written(result), in_second, in_first)
        assert times == ["17:45", "17:30"]
        [stays] = [s for s in again.steps if s.kind is Kind.THANK_YOU and s.interview.uid != "second"]
        assert said(stays) == ["P1: where it stood, in the hours 08:00-20:00, and still free in your calendar"]
        assert notes(None, in_second, in_first)[1] == ["17:30", "17:45"]
