"""What a user of the library is told about a value that makes no sense: always an error of ours."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

import followcal

NOON = datetime(2026, 11, 18, 12, tzinfo=ZoneInfo("America/New_York"))
NAIVE = NOON.replace(tzinfo=None)


def interview(**changes):
    return followcal.Interview(**{"uid": "42", "start": NOON, "end": NOON, "company": "Acme"} | changes)


NONSENSE = {
    "one UID twice": (lambda: followcal.plan([interview(), interview(company="Globex")], now=NOON), "UID 42"),
    "a weekend on a ninth day": (lambda: followcal.business_calendar(weekend={9}), "9 is none"),
    "no working day": (lambda: followcal.business_calendar("DE", weekend=range(7)), "all seven"),
    "half a day": (lambda: followcal.BusinessDays(1.5), "whole numbers"),
    "a period backwards": (lambda: followcal.Period(NOON, NOON.astimezone(UTC).replace(hour=1)), "before it starts"),
    "a moment for a day": (lambda: followcal.read_timeline("by Friday", NOON), "take its date"),
    "a moment for a day of a mail": (lambda: followcal.find_timeline("You hear from us by Friday.", NOON), "its date"),
    "a moment that is a promise": (lambda: followcal.AnswerBy(NOON), "take its date"),
    "closed at a moment": (lambda: followcal.business_calendar("DE", closed=[NOON]), "take its date"),
    "now without a zone": (lambda: followcal.plan([interview()], now=NAIVE), "no time zone"),
    "an end without a zone": (lambda: interview(end=NAIVE), "without a time zone"),
    "a range backwards": (lambda: followcal.DateRange(date(2026, 1, 2), date(2026, 1, 1)), "before it begins"),
    "a window backwards": (lambda: followcal.Window(NOON, NOON, NOON.replace(hour=1)), "inverted"),
    "no hours": (lambda: followcal.Hours((followcal.HoursLine(None),)), "one or more spans"),
    "nothing promised": (lambda: followcal.Promised(("42", ""), NOON.date(), " "), "nothing was promised"),
}


@pytest.mark.parametrize(("make", "why"), NONSENSE.values(), ids=NONSENSE.keys())
@pytest.mark.parametrize("error", [followcal.InvalidValueError, followcal.FollowcalError, ValueError])
def test_it_is_refused(make, why, error):
    with pytest.raises(error, match=why):
        make()
