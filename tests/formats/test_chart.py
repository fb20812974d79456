"""The plan at a glance: nothing open is left out, the most urgent comes first, and no line is too wide."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from followcal.core.business_days import BusinessCalendar
from followcal.core.chart import OPEN, chart
from followcal.core.facts import Facts, Status
from followcal.core.interview import Interview, Office
from followcal.core.planning import plan
from followcal.core.schedule import schedule
from followcal.formats.chart_lines import LATE, LEGEND, MET, TODO, chart_lines
from followcal.formats.columns import columns
from hostile import hostile
from life import OFFICES, events, facts_told, scheduled, written

BEGIN = datetime(2026, 11, 16, 14, tzinfo=UTC)
HOLIDAYS = BusinessCalendar.of({date(2026, 11, 26): "Thanksgiving Day", date(2026, 12, 25): "Christmas Day"})


def one(**changes):
    end = BEGIN + timedelta(days=2, hours=1)
    fields = {"uid": "1", "start": end, "end": end, "company": "Acme", "role": "Data Engineer", **changes}
    return schedule(plan([Interview(**fields)], {Office(): HOLIDAYS}, now=BEGIN), {Office(): HOLIDAYS})


def lines(result, width=80, **options):
    offices = {interview.office: HOLIDAYS for interview in result.interviews}
    return list(chart_lines(chart(result, offices), width=width, color=False, **options))


def test_of_one_interview():
    assert lines(one()) == [
        "                        16 Nov 23 Nov 30 Nov 7 Dec  14 Dec 21 Dec",
        "                        | now, Mon 16 Nov",
        "Acme, Data Engineer     | #  ..   . ..     ..     ..     ..    ...",
        "  references            o=   ..   . ..     ..     ..     ..    ...",
        "  prep                  | o  ..   . ..     ..     ..     ..    ...",
        "  debrief               | o= ..   . ..     ..     ..     ..    ...",
        "  thank-you             | o==..   . ..     ..     ..     ..    ...",
        "  check-in              |    ..  o-=..     ..     ..     ..    ...",
        "  closing               |    ..   . ..     ..     ..    o--====...",
        LEGEND,
        "days off: Thu 26 Nov Thanksgiving Day, Fri 25 Dec Christmas Day",
    ]


def test_of_nothing():
    empty = schedule(plan([], {}, now=BEGIN), {})
    assert lines(empty)[2:] == [LEGEND]


searches = st.lists(st.integers(0, 5), max_size=4, unique=True).flatmap(
    lambda numbers: st.tuples(*(events(f"i{n}") for n in numbers))
)


@given(searches, st.frozensets(facts_told(), max_size=4), st.integers(0, 60), st.integers(20, 140))
def test_each_event_is_drawn_once_and_no_line_is_too_wide(found, told, wait, width):
    first = scheduled(found, Facts(), BEGIN)
    standing = written(first, Facts())
    result = scheduled(found, Facts(standing, told=told), BEGIN + timedelta(days=wait))
    drawn = list(chart_lines(chart(result, OFFICES), width=width, color=False))
    assert all(columns(line) <= max(width, 20) for line in drawn)
    grid = chart(result, OFFICES)
    bars = [bar for row in grid.rows for bar in row.bars]
    assert sorted(bar.steps[0].uid for bar in bars) == sorted(
        {step.uid for step in result.steps if step.status is not Status.WITHDRAWN}
    )
    assert grid.first.weekday() == 0
    assert grid.last.weekday() == 6
    assert all(grid.first <= day <= grid.last for bar in bars if bar.is_open for day in [bar.day])
    assert all(bar.first <= bar.last for bar in bars)
    waiting = [[bar for bar in row.bars if bar.is_open] for row in grid.rows]
    assert [bool(each) for each in waiting] == sorted((bool(each) for each in waiting), reverse=True)
    late = [any(bar.status is Status.OVERDUE for bar in each) for each in waiting]
    assert late == sorted(late, reverse=True)
    body = [line[24 if width >= 60 else min(14, width // 2) :] for line in drawn]
    marks = "".join(body[2 : 2 + len(grid.rows) + len(bars)])
    assert sum(marks.count(mark) for mark in (TODO, LATE)) == sum(step.status in OPEN for step in firsts(result))
    assert marks.count(MET) <= len(result.interviews)


def firsts(result):
    for event in result.events():
        yield next((step for step in event if step.status in OPEN), event[0])


@given(hostile, hostile, st.booleans())
def test_what_a_calendar_says_stays_on_its_line(company, role, color):
    result = one(company=company, role=role)
    text = "\n".join(chart_lines(chart(result, {Office(): HOLIDAYS}), width=80, color=color))
    for code in ("\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m") if color else ():
        text = text.replace(code, "")
    assert all(char.isprintable() or char == "\n" for char in text)
    assert len(text.splitlines()) == len(lines(one()))
