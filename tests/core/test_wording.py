"""Dates, spans and names in words, and foreign text made harmless."""

import re
import unicodedata
from calendar import month_abbr
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from followcal.core.wording import count_text, day_text, days_named, list_text, printable, span_text, time_text
from strategies import moments

# Whatever the terminal may act on: controls, line and paragraph ends, directions, and half a character.
nasty = st.sampled_from(
    "\x00\x07\x1b\x9b\r\n\t\x0b\x0c\x1c\x85\u2028\u2029\u202e\u2066\u200f\u061c\u200b\ufeff\ud800\xa0"
)
texts = st.lists(st.one_of(nasty, st.characters(), st.sampled_from("ab é漢")), max_size=40).map("".join)


@given(st.lists(st.dates(), max_size=4))
def test_days_in_a_text_are_found_in_the_words_of_plans_and_of_drafts(days):
    written = "; ".join(
        f"(by {day_text(day)}, 17:00) on {day:%A},\N{NO-BREAK SPACE}{day.day} {day:%B}." for day in days
    )
    assert days_named(written) == tuple(dict.fromkeys(map(day_text, days)))
    assert days_named(f"Wed, {len(days)} May 18 or 18 Nov") == (f"Wed {len(days)} May",)


@given(st.dates())
def test_day_can_be_read_back(day):
    """The weekday is the day's own, and the rest is enough to find it in its year; by Python's own names in C."""
    assert day_text(day) == f"{day:%a} {day.day} {day:%b}"
    weekday, number, month = day_text(day).split()
    assert date(day.year, list(month_abbr).index(month), int(number)) == day
    assert len(weekday) == 3


@given(moments())
def test_time_is_the_wall_clock_of_its_own_zone(moment):
    """P1: an hour is shown where it is kept, never in the zone of the machine."""
    assert time_text(moment) == f"{day_text(moment.date())}, {moment.hour:02}:{moment.minute:02}"


@given(st.dates(), st.dates())
def test_span_names_both_ends_once(first, last):
    """One day is one day, two are two."""
    if first == last:
        assert span_text(first, last) == day_text(first)
    else:
        assert span_text(first, last).split(" to ") == [day_text(first), day_text(last)]


@given(st.lists(st.from_regex(r"[A-Z][a-z]{0,5}", fullmatch=True), max_size=6))
def test_list_has_every_name_in_order(names):
    """Nobody is left out of "thank Ann, Bo and Cy"; "and" stands once, before the last."""
    text = list_text(names)
    assert re.split(", | and ", text) == (names or [""])
    assert text.count(" and ") == (len(names) > 1)
    assert not re.search(" and .*,", text)


@pytest.mark.parametrize("names", [[], ["Ann"], ["Ann", "Bo"], ["Ann", "Bo", "Cy"]])
def test_list_of_few(names):
    """The four shapes there are."""
    assert list_text(names) == {0: "", 1: "Ann", 2: "Ann and Bo", 3: "Ann, Bo and Cy"}[len(names)]
    assert list_text(tuple(names)) == list_text(names)


@given(st.integers())
def test_only_one_is_singular(count):
    """Zero days, one day, two days; the direction is told elsewhere."""
    assert count_text(count, "day") == count_text(-count, "day") == f"{abs(count)} day{'s' * (abs(count) != 1)}"


@given(texts)
@example("Acme\x1b[31m\n  Ltd")
@example("\u202eevil\u202c")
def test_printable_is_one_harmless_line(text):
    """Nothing in it moves a cursor, ends a line, or turns it around; and it can be written to any UTF-8 file."""
    found = printable(text)
    assert found.isprintable()
    assert not {unicodedata.category(char) for char in found} & {"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"}
    assert found == found.strip()
    assert "  " not in found
    found.encode("utf-8")


@given(texts)
def test_printable_keeps_what_can_be_seen(text):
    """No visible character is lost or moved, and words stay apart; twice is once."""
    visible = [char for char in text if unicodedata.category(char)[0] in "LMNPS"]
    assert [char for char in printable(text) if char != " "] == visible
    assert printable(printable(text)) == printable(text)
    shown = "".join(char for char in text if char.isspace() or char in visible)
    assert printable(text).split(" ") == (shown.split() or [""])


def test_days_do_not_follow_the_locale():
    """Law 44: "dic 4" on a Spanish machine would be another file."""
    assert day_text(date(2026, 12, 4)) == "Fri 4 Dec"
    assert time_text(datetime(2026, 12, 4, 9, 5, tzinfo=UTC)) == "Fri 4 Dec, 09:05"
    assert span_text(date(2026, 11, 30), date(2026, 12, 2)) == "Mon 30 Nov to Wed 2 Dec"
