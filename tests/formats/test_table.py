"""The plan for a terminal: never wider than asked, no control characters, everything in it."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from followcal.core.business_days import BusinessCalendar
from followcal.core.interview import Interview, Office, Person
from followcal.core.planning import plan
from followcal.core.reconcile import Create, FollowUp, Retire, Update
from followcal.core.schedule import Schedule, schedule
from followcal.core.timeline import AnswerBy, StatedTimeline
from followcal.formats.columns import columns
from followcal.formats.table import plan_table, report

ZONE = ZoneInfo("America/New_York")
START = datetime(2026, 11, 18, 14, 0, tzinfo=ZONE)
CALENDARS = {Office(): BusinessCalendar.of()}
STYLE = re.compile(r"\x1b\[\d*m")
TEXTS = st.one_of(
    st.text(max_size=80),
    st.text("面接アクメ ", max_size=60),
    st.text("e\u0301\u200b\u202e\x1b[31m\x9b \n\t", max_size=40),
    st.text("Az", min_size=30, max_size=200),
    st.sampled_from(["", "Acme", "Senior Backend Engineer (m/f/d), Platform & Infrastructure"]),
)
WIDTHS = st.integers(20, 200)


def width_of(line):
    """The columns that a line takes: wide characters two, marks none."""
    return sum(
        0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in line
    )


def made(*interviews, now=START - timedelta(days=2)):
    return schedule(plan(interviews, CALENDARS, now=now), CALENDARS)


def interview(**fields):
    values = {"uid": "1", "start": START, "end": START + timedelta(minutes=90), "company": "Acme", "role": "Engineer"}
    return Interview(**{**values, **fields})


INTERVIEWS = st.builds(
    interview,
    summary=TEXTS,
    company=st.one_of(st.none(), TEXTS),
    role=st.one_of(st.none(), TEXTS),
    interviewers=st.lists(st.builds(Person, TEXTS, st.none()), max_size=3).map(tuple),
    timeline=st.one_of(st.none(), TEXTS.map(lambda text: StatedTimeline(AnswerBy(START.date()), text=text))),
    cancelled=st.booleans(),
)


@given(INTERVIEWS, WIDTHS, st.sampled_from([-3, 0, 5, 60]))
def test_no_line_is_wider_than_asked(held, width, days):
    table = plan_table(made(held, now=START + timedelta(days=days)), width=width, color=False)
    assert [line for line in table.split("\n") if width_of(line) > width] == []


@given(INTERVIEWS, WIDTHS, st.booleans())
def test_no_control_character_is_in_it(held, width, color):
    table = plan_table(made(held), width=width, color=color)
    assert [c for c in STYLE.sub("", table) if c != "\n" and unicodedata.category(c) in ("Cc", "Cf")] == []


@given(INTERVIEWS, WIDTHS)
def test_colours_change_nothing_but_the_looks(held, width):
    result = made(held)
    colored = plan_table(result, width=width, color=True)
    assert STYLE.sub("", colored) == plan_table(result, width=width, color=False)
    for line in colored.split("\n"):
        assert len(STYLE.findall(line)) in (0, 2)
        assert not STYLE.search(line) or line.endswith("\x1b[0m")


@given(st.integers(20, 200))
def test_at_any_width_no_word_is_lost(width):
    def letters(text):
        return "".join(text.split())

    wide = plan_table(made(interview()), width=1000, color=False)
    assert letters(plan_table(made(interview()), width=width, color=False)) == letters(wide)


@pytest.mark.parametrize("width", [-1, 0, 1, 19])
def test_a_terminal_that_is_too_narrow_gets_twenty_columns(width):
    result = made(interview())
    assert plan_table(result, width=width, color=False) == plan_table(result, width=20, color=False)


def test_each_step_has_its_moment_its_window_and_its_reasons():
    assert plan_table(made(interview(), now=START - timedelta(days=6)), width=100, color=False).split("\n")[:13] == [
        "Acme, Engineer: Wed 18 Nov 2026, 14:00 to 15:30, America/New_York",
        "  Mon 16 Nov 09:00  Tell your references about Acme (Engineer), by Tue 17 Nov",
        "                    from Mon 16 Nov, 09:00 until Tue 17 Nov, 17:00",
        "                    2 business days before the interview on Wed 18 Nov, or the day after: Mon 16 Nov",
        "                      to Tue 17 Nov (S3)",
        "  Wed 18 Nov 13:00  Prepare for Acme (Engineer)",
        "                    until the interview starts, Wed 18 Nov, 14:00",
        "                    1 hour before the interview starts, Wed 18 Nov, 14:00 (S0)",
        "  Wed 18 Nov 15:45  Debrief Acme (Engineer), by Thu 19 Nov",
        "                    until Thu 19 Nov, 17:00",
        "                    15 minutes after the end, Wed 18 Nov, 15:30: interviews overrun (S1)",
        "  Wed 18 Nov 16:30  Thank the team at Acme, by Fri 20 Nov",
        "                    best by Thu 19 Nov, 15:30, at the latest Fri 20 Nov, 17:00",
    ]


def test_what_is_overdue_stands_out_and_what_is_optional_says_so():
    table = plan_table(made(interview(), now=START + timedelta(days=30)), width=100, color=True)
    assert "\x1b[31mOVERDUE: Call Acme about Engineer" in table
    assert "(optional) Last mail to Acme about Engineer" in table


def test_times_are_those_of_the_interview_also_where_a_step_was_withdrawn():
    """Round two withdraws what round one had; its window is shown in the same zone as its moment."""
    from followcal.core.facts import Facts, Standing
    from followcal.core.freebusy import Period

    first = made(interview())
    [check_in] = [step for step in first.steps if step.kind == "check-in"]
    window = replace(
        check_in.window,
        **{name: getattr(check_in.window, name).astimezone(UTC) for name in ("earliest", "due", "latest")},
    )
    standing = Standing(
        uid=check_in.uid,
        kind=check_in.kind,
        interview=check_in.interview.key,
        interview_end=check_in.interview.end,
        period=Period(check_in.start.astimezone(UTC), check_in.end.astimezone(UTC)),
        window=window,
    )
    facts = Facts({check_in.uid: standing}, frozenset())
    later = interview(uid="2", start=START + timedelta(days=5), end=START + timedelta(days=5, hours=1))
    both = plan([interview(), later], CALENDARS, now=START + timedelta(days=1), facts=facts)
    table = plan_table(schedule(both, CALENDARS), width=100, color=False)
    lines = table.split("\n")
    [number] = [n for n, line in enumerate(lines) if "WITHDRAWN: Call Acme" in line]
    assert lines[number + 1].strip() == "from Wed 25 Nov, 10:00 until Fri 27 Nov, 17:00"


def test_an_interview_that_is_off_with_nothing_left_says_so():
    assert plan_table(made(interview(cancelled=True)), width=100, color=False).split("\n") == [
        "Acme, Engineer: Wed 18 Nov 2026, 14:00 to 15:30, America/New_York (called off)",
        "  nothing to follow up",
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("Acme", 4), ("面接", 4), ("ｱｸﾒ", 3), ("Ａ", 2), ("e\u0301", 1), ("Zoë", 3), ("🚀", 2), ("नमस्ते", 4)],
)
def test_columns(text, count):
    assert columns(text) >= count
    assert columns(text) <= len(text) * 2
    if text != "नमस्ते":
        assert columns(text) == count


def follow_up(start=START, summary="Call Acme, by Fri 27 Nov", **fields):
    return FollowUp(
        uid="u",
        start=start,
        end=start + timedelta(minutes=15),
        summary=summary,
        description="",
        status="CONFIRMED",
        **fields,
    )


NOTHING = Schedule(START, (), ())


class TestReport:
    NEW = Create(follow_up(), {})
    MOVED = Update(follow_up(), follow_up(START + timedelta(days=7), "Call Acme, by Fri 4 Dec"), {})
    RENAMED = Update(follow_up(), follow_up(summary="Call Acme, by Mon 30 Nov"), {})
    INVISIBLE = Update(follow_up(), follow_up(kept=(("X-A", "1"),)), {})
    GONE = Retire(follow_up())

    @pytest.mark.parametrize(
        ("changes", "elsewhere", "line"),
        [
            ((), 0, "f.ics: nothing changed"),
            ((), 6, "f.ics: nothing changed; 6 of other interviews untouched"),
            ((INVISIBLE,), 0, "f.ics: nothing changed"),
            ((NEW, NEW), 0, "f.ics: 2 new"),
            ((NEW, MOVED, RENAMED, GONE), 1, "f.ics: 1 new, 2 changed, 1 gone; 1 of other interviews untouched"),
        ],
    )
    def test_the_first_line_counts(self, changes, elsewhere, line):
        assert report("f.ics", changes, elsewhere, NOTHING, width=100)[0] == line

    def test_what_moved_says_where_it_was(self):
        assert report("f.ics", [self.MOVED], 0, NOTHING, width=100)[1:] == [
            "  changed: Call Acme, by Fri 4 Dec (moved, was Wed 18 Nov, 14:00)"
        ]

    def test_what_did_not_move_says_that_only_its_text_changed(self):
        assert report("f.ics", [self.RENAMED], 0, NOTHING, width=100)[1:] == [
            "  changed: Call Acme, by Mon 30 Nov (text only)"
        ]

    def test_what_was_called_off_and_kept_says_why(self):
        off = Update(follow_up(), replace(follow_up(), status="CANCELLED"), {})
        assert report("f.ics", [off], 0, NOTHING, width=100)[1:] == [
            "  changed: Call Acme, by Fri 27 Nov (called off, kept because you edited it)"
        ]

    def test_what_is_gone_is_named_so_that_it_can_be_deleted_elsewhere(self):
        assert report("f.ics", [self.GONE], 0, NOTHING, width=100)[1:] == [
            "  gone: Call Acme, by Fri 27 Nov (Wed 18 Nov, 14:00): delete it where you imported it"
        ]

    @given(TEXTS, TEXTS, WIDTHS)
    def test_no_line_is_wider_than_asked_or_holds_control_characters(self, name, summary, width):
        changes = [
            Update(follow_up(), follow_up(START + timedelta(1), summary), {}),
            Retire(follow_up(summary=summary)),
        ]
        for line in report(name, changes, 2, NOTHING, width=width):
            assert width_of(line) <= width
            assert [c for c in line if unicodedata.category(c) in ("Cc", "Cf")] == []
