"""What the employer said: a date, or refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal.core.timeline import AnswerBy
from followcal.errors import UsageError
from followcal.formats.phrases import read_date, read_stated


@given(st.dates(date(1900, 1, 1)), st.sampled_from(["{}", "by {}", "BY  {}", " By\t{} "]))
def test_by_a_day_includes_it(day, words):
    stated = read_stated(words.format(day))
    assert stated.promise == AnswerBy(day)
    assert (stated.answer_due, stated.kind, stated.other_reading) == (day, "answer-by", None)
    assert (stated.no_calls, stated.no_contact, stated.said_on) == (False, False, None)


def test_the_text_shows_the_weekday():
    assert read_stated("2026-12-04").text == "by Fri 4 Dec 2026"


def test_the_day_it_was_said_is_kept():
    assert read_stated("2026-12-04", date(2026, 12, 4)).said_on == date(2026, 12, 4)


def test_an_answer_before_the_day_it_was_said_is_refused():
    with pytest.raises(UsageError, match="2026-12-05"):
        read_stated("2026-12-04", date(2026, 12, 5))


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "soon",
        "nothing",
        "by",
        "by Friday",
        "before 2026-12-04",
        "after 2026-12-04",
        "by 2026-12-04 or later",
        "4.12.2026",
        "12/04/2026",
        "2026-12-4",
        "20261204",
        "2026-W49-5",
        "2026-12-04T10:00",
        "by2026-12-04",
        "2026-02-30",
        "2026-13-01",
        "2026-00-10",
        "0000-01-01",
        "٢٠٢٦-١٢-٠٤",
    ],
)
def test_anything_else_is_refused_and_an_example_given(words):
    with pytest.raises(UsageError, match="2026-12-04") as caught:
        read_stated(words)
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)


@given(st.text())
def test_no_text_is_an_accident(words):
    try:
        stated = read_stated(words)
    except UsageError:
        return
    assert str(stated.answer_due) in words


@given(st.dates())
def test_a_date_is_read_as_it_is_written(day):
    assert read_date(day.isoformat(), "--since") == day


@pytest.mark.parametrize(
    "text",
    ["", "2026-02-30", "2026-2-3", "20261204", "2026-W49-5", "today", "2026-12-04 ", "2026-12-041", "2026/12/04"],
)
def test_no_date_is_refused_with_the_option(text):
    with pytest.raises(UsageError, match=r"^--since .*2026-12-04"):
        read_date(text, "--since")
