"""Days on which the employer is closed: told in a text, they count like those that the calendar knows."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal import business_calendar, read_timeline
from followcal.core.business_days import BusinessCalendar
from followcal.core.wording import day_text

SAID = date(2026, 12, 14)
WEEKENDS = BusinessCalendar.of()


def closed(first, last):
    days = {first + timedelta(days=number): "closed" for number in range((last - first).days + 1)}
    return WEEKENDS.joint(BusinessCalendar.of(days, weekend=()))


@given(st.integers(1, 20), st.integers(1, 30), st.integers(1, 12))
def test_a_closure_that_is_told_is_one_that_the_calendar_knows(ahead, length, count):
    first = SAID + timedelta(days=ahead)
    last = first + timedelta(days=length)
    promise = f"You will hear within {count} business days."
    told = read_timeline(f"We are closed from {first:%B %-d} to {last:%B %-d}. {promise}", SAID, country="US")
    known = read_timeline(promise, SAID, country="US", calendar=closed(first, last))
    assert (told.answer_due, told.kind) == (known.answer_due, "answer-by")
    assert told.answer_due >= read_timeline(promise, SAID, country="US").answer_due


@pytest.mark.parametrize(
    ("text", "country", "due"),
    [
        ("The office is shut from December 24 to January 3. You'll hear in ten business days.", "US", "2027-01-06"),
        ("We shut on the 24th and reopen on 4 January. You'll hear in ten working days.", "GB", "2027-01-06"),
        ("We knock off on the 24th. We're back on 4 January. You'll hear in ten working days.", "GB", "2027-01-06"),
        ("We are closed until 4 January. You'll hear in three working days.", "GB", "2027-01-06"),
        (
            "The workshop is shut over Christmas, from 24 December to 3 January. Give us ten working days.",
            "GB",
            "2027-01-06",
        ),
        ("Vom 24. Dezember bis 3. Januar ist geschlossen. Sie hören in zehn Arbeitstagen von uns.", "DE", "2027-01-06"),
        ("Nous fermons du 24 décembre au 3 janvier. Réponse sous dix jours ouvrés.", "FR", "2027-01-06"),
        ("Cerramos del 24 de diciembre al 3 de enero. Le avisamos en diez días hábiles.", "ES", "2027-01-06"),
        ("Friday is a holiday here. You will hear within five business days.", "US", "2026-12-22"),
        ("Vom 24.12. bis einschließlich 3.1. Betriebsferien. Sie hören in zehn Arbeitstagen.", "DE", "2027-01-06"),
        ("We're not open on the 16th and 17th. You'll hear within five working days.", "GB", "2026-12-23"),
        ("Le avisamos en cinco días hábiles. El 16 y el 17 no abrimos.", "ES", "2026-12-23"),
    ],
)
def test_every_language_tells_of_closures(text, country, due):
    said = read_timeline(text, SAID, country=country)
    assert (str(said.answer_due), said.other_reading) == (due, None)


def test_the_reading_tells_of_the_days_that_do_not_count():
    said = read_timeline("We are closed on 17 December. You will hear within five business days.", SAID, country="GB")
    assert f"{day_text(date(2026, 12, 17))} (closed, as they say)" in said.reading


@pytest.mark.parametrize("count", ["three working days", "a few days"])
def test_business_days_are_not_counted_from_a_holiday(count):
    """They leave it out already; a week is still counted from what comes first, if that is later."""
    calendar = business_calendar("GB-ENG")
    said = read_timeline(
        f"With the bank holiday on Monday 3 May we need {count}.", date(2027, 4, 30), calendar=calendar
    )
    assert str(said.answer_due) == "2027-05-06"


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("After the bank holiday on 3 May we need three working days.", "2027-05-06"),
        ("Interviews run until Sunday 2 May, and we decide within three working days.", "2027-05-06"),
    ],
)
def test_what_comes_after_a_holiday_or_a_weekend_is_counted_from_it(text, due):
    said = read_timeline(text, date(2027, 4, 20), calendar=business_calendar("GB-ENG"), country="GB")
    assert str(said.answer_due) == due


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Applications are closed from 24 December. You will hear within five business days.", "2026-12-31"),
        ("We are closed from 24 December to 24 June. You will hear within five business days.", "2027-07-01"),
        ("We shut on the 17th. You will hear within five business days.", "2026-12-24"),
    ],
)
def test_what_is_no_closure_is_counted_from_as_before(text, due):
    assert str(read_timeline(text, SAID, country="GB").answer_due) == due


@pytest.mark.parametrize(
    ("told", "country"),
    [
        ("From 18 December to 3 January all our lights are out.", "GB"),
        ("Nobody is at their desk on Friday.", "GB"),
        ("Wir machen ab dem 18. Dezember zwei Wochen zu.", "DE"),
        ("Ab dem 18. Dezember ist Kehraus.", "DE"),
        ("Vom 18. Dezember bis 3. Januar ist alles verriegelt.", "DE"),
        ("Du 18 décembre au 3 janvier, tout est en veille.", "FR"),
        ("Del 18 de diciembre al 3 de enero todo queda en pausa.", "ES"),
    ],
)
def test_days_that_may_be_a_closure_leave_only_what_is_counted_in_business_days(told, country):
    promises = {
        "GB": ("You will hear within five business days.", "You will hear by 29 December."),
        "DE": ("Sie hören innerhalb von fünf Arbeitstagen von uns.", "Sie hören bis zum 29. Dezember von uns."),
        "FR": ("Vous aurez une réponse sous cinq jours ouvrés.", "Vous aurez une réponse d'ici le 29 décembre."),
        "ES": ("Le avisamos en cinco días hábiles.", "Le avisamos a más tardar el 29 de diciembre."),
    }
    in_business_days, by_a_day = promises[country]
    assert read_timeline(f"{told} {in_business_days}", SAID, country=country).kind == "not-understood"
    assert str(read_timeline(f"{in_business_days} {told}", SAID, country=country).answer_due) != "2026-12-21"
    assert str(read_timeline(f"{told} {by_a_day}", SAID, country=country).answer_due) == "2026-12-29"


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("We had the decorators in from 1 to 11 December. You will hear within five business days.", "2026-12-21"),
        ("From 4 to 8 January all our lights are out. You will hear within five business days.", "2026-12-21"),
        ("You will hear within five business days. Monday or Tuesday, most likely.", "2026-12-22"),
    ],
)
def test_days_that_are_over_or_too_late_to_count_change_nothing(text, due):
    assert str(read_timeline(text, SAID, country="GB").answer_due) == due


def test_a_long_weekend_is_looked_for_among_few_days():
    """A calendar may know no day that is worked."""
    calendar = BusinessCalendar.of({date(2026, 12, 16): "holiday"}, weekend=range(7))
    said = read_timeline("We call you on the long weekend.", SAID, calendar=calendar)
    assert said.answer_due is None
