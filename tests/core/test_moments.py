"""The moment of one step: against a search that tries every minute, and what has to give."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal.core.freebusy import Busy, Period
from followcal.core.hours import Hours, HoursLine, days_text, weekdays
from followcal.core.moments import Found, Gave, Wish, find, find_behind
from strategies import ZONES, days_named, hours_lines

MINUTE = timedelta(minutes=1)
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
WITHIN = [gave for gave in Gave if gave is not Gave.WINDOW]
GIVING = [gave for number in range(5) for gave in combinations(WITHIN, number)]


def around(start, end):
    """A period from `start` to `end`, in minutes from noon."""
    return Period(NOON + start * MINUTE, NOON + end * MINUTE)


@st.composite
def rows(draw, most=4):
    """Periods in order that do not meet, in steps of five minutes around noon."""
    ends = sorted(draw(st.lists(st.integers(-30, 60), max_size=2 * most, unique=True)))
    return [around(5 * a, 5 * b) for a, b in zip(ends[::2], ends[1::2], strict=False)]


@st.composite
def wishes(draw):
    first = draw(st.integers(-60, 60))
    hours = draw(st.none() | rows())
    own = draw(st.none() | rows().filter(bool))
    return Wish(
        first=NOON + first * MINUTE,
        last=NOON + (first + draw(st.integers(0, 150))) * MINUTE,
        length=draw(st.sampled_from([5, 10, 15, 40])) * MINUTE,
        hours=None if hours is None else lambda: hours,
        own_hours=own,
        taken=(Busy(draw(rows(2))),),
        calendar=Busy(draw(rows())),
        pauses=(Busy(draw(rows(2))),),
    )


def is_inside(period, spans):
    return any(span.start <= period.start and period.end <= span.end for span in spans)


def outside(period, spans):
    zero = timedelta(0)
    return min(max(s.start - period.start, zero) + max(period.end - s.end, zero) for s in spans)


def keeps(wish, start, gave=()):
    """The rule: what has not given, is kept."""
    period = Period(start, start + wish.length)
    return (
        not any(each.meets(period) for each in wish.taken)
        and (Gave.HOURS in gave or wish.hours is None or is_inside(period, wish.hours()))
        and (Gave.OWN_HOURS in gave or wish.own_hours is None or is_inside(period, wish.own_hours))
        and (Gave.CALENDAR in gave or not wish.calendar.meets(period))
        and (Gave.PAUSE in gave or not any(pauses.meets(period) for pauses in wish.pauses))
    )


def minutes(wish):
    return [wish.first + n * MINUTE for n in range(int((wish.last - wish.first) / MINUTE) + 1)]


@given(wishes())
def test_the_moment_is_the_first_of_all_minutes_and_nothing_gave_that_could_be_kept(wish):
    """P1, P2: the oracle tries each minute; what gave is the least that makes one of them possible."""
    found = find(wish)
    possible = {gave: [start for start in minutes(wish) if keeps(wish, start, gave)] for gave in GIVING}
    if found is None:
        assert not possible[tuple(WITHIN)]
        behind = find_behind(wish)
        assert behind.start >= wish.last
        assert keeps(wish, behind.start, (Gave.HOURS, Gave.OWN_HOURS))
        return
    assert found.start in possible[found.gave]
    assert not any(possible[gave] for gave in GIVING if set(gave) < set(found.gave))
    if Gave.OWN_HOURS in found.gave:
        ends = [(outside(Period(s, s + wish.length), wish.own_hours), s) for s in possible[found.gave]]
        assert (found.stretched, found.start) == min(ends)
    else:
        assert found.start == possible[found.gave][0]
        assert not found.stretched


@given(wishes(), rows())
def test_more_that_is_busy_moves_only_what_it_hits(wish, more):
    found = find(wish)
    if found and not found.gave and not Busy(more).meets(Period(found.start, found.start + wish.length)):
        busy = Busy([*more, *(Period(a, b) for a, b in zip(wish.calendar._starts, wish.calendar._ends, strict=True))])
        changed = Wish(**{name: getattr(wish, name) for name in Wish.__slots__} | {"calendar": busy})
        assert find(changed) == found


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ((0, 60), Found(NOON + 30 * MINUTE)),
        ((0, 40), Found(NOON + 30 * MINUTE, (Gave.OWN_HOURS,), 5 * MINUTE)),
        ((-300, -200), Found(NOON + 30 * MINUTE, (Gave.OWN_HOURS,), 245 * MINUTE)),
        ((200, 300), Found(NOON + 75 * MINUTE, (Gave.OWN_HOURS,), 125 * MINUTE)),
        ((85, 300), Found(NOON + 75 * MINUTE, (Gave.OWN_HOURS,), 10 * MINUTE)),
    ],
)
def test_own_hours_are_stretched_as_little_as_can_be(own, expected):
    """Someone is reached from 30 to 90 minutes after noon, and a step takes 15 minutes."""
    wish = Wish(
        first=NOON,
        last=NOON + timedelta(hours=3),
        length=15 * MINUTE,
        hours=lambda: [around(30, 90)],
        own_hours=[around(*own)],
    )
    assert find(wish) == expected


class TestHours:
    """Lines of hours, and which of them holds on a day."""

    @given(hours_lines(), st.integers(0, 60), st.sampled_from(ZONES))
    def test_the_most_exact_line_holds(self, lines, later, zone):
        day = date(2026, 11, 25) + timedelta(days=later)
        hours = Hours(lines)
        exact = [line for line in lines if line.days == day]
        yearly = [line for line in lines if line.days == (day.month, day.day)]
        weekly = [line for line in lines if isinstance(line.days, frozenset) and day.weekday() in line.days]
        chosen = exact or yearly or weekly or [line for line in lines if line.days is None]
        assert list(hours.on(day)) == [line.span for line in chosen if line.span]
        start = datetime.combine(day, time(0), tzinfo=ZoneInfo(zone))
        periods = list(hours.periods(start, start, ZoneInfo(zone)))
        assert all(a.end <= b.start for a, b in pairwise(periods))
        assert hours.opening(day) <= (hours.on(day) or [(time.max,)])[0][0]

    @given(days_named())
    def test_days_are_written_so_that_they_can_be_read(self, days):
        if isinstance(days, frozenset):
            assert weekdays(days_text(days)) == days

    @pytest.mark.parametrize("spans", [[(9, 12), (12, 13)], [(9, 12), (11, 13)], [(14, 15), (9, 10)]])
    def test_spans_of_one_day_are_in_order_and_apart(self, spans):
        lines = [HoursLine((time(a), time(b)), frozenset({n, 4})) for n, (a, b) in enumerate(spans)]
        with pytest.raises(ValueError, match="one or more spans in order"):
            Hours(tuple(lines))

    def test_hours_that_a_change_of_clocks_leaves_out_are_not_there(self):
        night = Hours.daily((time(2), time(2, 45)))
        assert list(night.periods_on(date(2027, 3, 28), ZoneInfo("Europe/Berlin"))) != []
        assert [
            p.end - p.start
            for p in Hours.daily((time(1), time(4))).periods_on(date(2027, 3, 28), ZoneInfo("Europe/Berlin"))
        ] == [timedelta(hours=2)]
