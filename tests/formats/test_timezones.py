"""Zones as calendars name and define them: which moment is meant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import calendar, event, read
from followcal.formats.blocks import Block
from followcal.formats.interviews import Reading
from followcal.formats.timezones import DefinedZone, Zones

HOME = Reading(home_zone=lambda: ZoneInfo("Asia/Tokyo"), only=("",))


def says(before, after, rule=""):
    """What an observance says, its start aside; a rule is a yearly one unless it says more."""
    rule = f"RRULE:{rule if rule.startswith('FREQ') else f'FREQ=YEARLY;{rule}'}" if rule else "X-NO:2"
    return f"TZOFFSETFROM:{before}", f"TZOFFSETTO:{after}", rule


def observance(name, start, values, *lines):
    first = f"DTSTART:{start}" if start else "X-NO:1"
    return "\r\n".join([f"BEGIN:{name}", first, *values, *lines, f"END:{name}", ""])


def definition(*observances, tzid="Ours"):
    return f"BEGIN:VTIMEZONE\r\nTZID:{tzid}\r\n{''.join(observances)}END:VTIMEZONE\r\n"


def zone(*observances):
    found = Zones([Block("VTIMEZONE", definition(*observances).encode(), 1)]).zone("Ours")
    return found and found.tzinfo


def start_of(tzid, *parts, head="", local="20261118T140000"):
    """When an event in that zone starts, in UTC, and whether a warning names the zone."""
    found = read(calendar(*parts, event(start=f"DTSTART{tzid}:{local}", end=""), head=head), HOME)
    [invitation] = found.invitations
    warned = any("--timezone" in problem.text and not problem.lost for problem in found.problems)
    return f"{invitation.interview.start.astimezone(UTC):%H:%M}", warned


NEW_YORK, SUMMER = says("-0400", "-0500", "BYDAY=1SU;BYMONTH=11"), says("-0500", "-0400", "BYDAY=2SU;BYMONTH=3")
US_EAST = [observance("STANDARD", "16010101T020000", NEW_YORK), observance("DAYLIGHT", "16010101T020000", SUMMER)]


@pytest.mark.parametrize(
    ("tzid", "expected"),
    [
        (";TZID=America/New_York", "19:00"),
        (';TZID="America/New_York"', "19:00"),
        (";TZID=america/new_york", "19:00"),
        (";TZID=/America/New_York", "19:00"),
        (";TZID=Eastern Standard Time", "19:00"),
        (";TZID=eastern standard time", "19:00"),
        (";TZID=Eastern Standard Time 1", "19:00"),
        (";TZID=US-Eastern", "19:00"),
        (";TZID=US/Eastern", "19:00"),
        (";TZID=(UTC-05:00) Eastern Time (US & Canada)", "19:00"),
        (";TZID=(UTC-05:00) Eastern Time (US and Canada)", "19:00"),
        (';TZID="(UTC-05:00) Eastern Time (US & Canada)"', "19:00"),
        (";TZID=(GMT-05:00) Eastern Time (US & Canada)", "19:00"),
        (";TZID=W. Europe Standard Time", "13:00"),
        (';TZID="(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"', "13:00"),
        (';TZID="Amsterdam, Belgrade, Berlin, Brussels, Budapest, Madrid, Paris"', "13:00"),
        (";TZID=Mitteleuropäische Zeit", "13:00"),
        (";TZID=/freeassociation.sourceforge.net/Europe/Berlin", "13:00"),
        (";TZID=/freeassociation.sourceforge.net/Tzfile/Europe/Berlin", "13:00"),
        (";TZID=/mozilla.org/20050126_1/Europe/Berlin", "13:00"),
        (";TZID=/citadel.org/20210210_1/America/Argentina/Buenos_Aires", "17:00"),
        (";TZID=tzone://Microsoft/Utc", "14:00"),
        (';TZID="tzone://Microsoft/Utc"', "14:00"),
        (";TZID=UTC", "14:00"),
        (";TZID=Etc/UTC", "14:00"),
        (";TZID=GMT", "14:00"),
        (";TZID=Z", "14:00"),
        (";TZID=(UTC) Coordinated Universal Time", "14:00"),
        (";TZID=GMT-0500", "19:00"),
        (";TZID=GMT+1", "13:00"),
        (";TZID=UTC+05:30", "08:30"),
        (";TZID=(GMT +01:00)", "13:00"),
        (";TZID=Etc/GMT+5", "19:00"),
        (";TZID=PST", "22:00"),
        (";TZID=CEST", "13:00"),
        (";TZID=India Standard Time", "08:30"),
        (";VALUE=DATE-TIME;TZID=Asia/Kolkata", "08:30"),
    ],
)
def test_a_name_in_the_wild_is_the_zone_that_was_meant(tzid, expected):
    assert start_of(tzid) == (expected, False)


@pytest.mark.parametrize(
    "tzid",
    [";TZID=Customized Time Zone", ';TZID="tzone://Microsoft/Custom"', ";TZID=tzone://Microsoft/Custom", ";TZID=Mars"],
)
class TestUnknown:
    def test_it_is_read_in_the_users_zone_with_a_warning(self, tzid):
        assert start_of(tzid) == ("05:00", True)

    def test_or_in_the_calendars(self, tzid):
        assert start_of(tzid, head="X-WR-TIMEZONE:Europe/Berlin\r\n") == ("13:00", True)

    def test_or_as_the_calendar_defines_it(self, tzid):
        name = tzid.partition("=")[2].strip('"')
        assert start_of(tzid, definition(*US_EAST, tzid=name)) == ("19:00", False)


@pytest.mark.parametrize(
    ("zone_of_calendar", "expected"),
    [
        ("Europe/Berlin", "13:00"),
        ("Eastern Standard Time", "19:00"),
        ("Bogus/Nowhere", "05:00"),
        ("", "05:00"),
        ("Ours", "19:00"),
    ],
)
def test_floating_times_are_in_the_calendars_zone_or_in_the_users(zone_of_calendar, expected):
    found = start_of("", definition(*US_EAST), head=f"X-WR-TIMEZONE:{zone_of_calendar}\r\n")
    assert found == (expected, False)


class TestDefinitions:
    @pytest.mark.parametrize(
        ("observances", "january", "july"),
        [
            (US_EAST, -5, -4),
            (US_EAST[::-1], -5, -4),
            ([observance("STANDARD", "20000101T000000", says("+0300", "+0300"))], 3, 3),
            (
                [observance("STANDARD", "20000101T000000", says("+0300", "+0300"), "TZNAME:X", "TZURL:x")],
                3,
                3,
            ),
            (
                [  # Sydney
                    observance(
                        "STANDARD",
                        "20080406T030000",
                        says("+1100", "+1000", "BYMONTH=4;BYDAY=1SU"),
                    ),
                    observance(
                        "DAYLIGHT",
                        "20081005T020000",
                        says("+1000", "+1100", "BYMONTH=10;BYDAY=1SU"),
                    ),
                ],
                11,
                10,
            ),
            (
                [  # Dublin, whose winter time is the exception
                    observance(
                        "STANDARD",
                        "19810329T010000",
                        says("+0000", "+0100", "BYMONTH=3;BYDAY=-1SU"),
                    ),
                    observance(
                        "DAYLIGHT",
                        "19961027T020000",
                        says("+0100", "+0000", "BYMONTH=10;BYDAY=-1SU"),
                    ),
                ],
                0,
                1,
            ),
            (
                [  # ended: by UNTIL, in UTC
                    observance(
                        "DAYLIGHT",
                        "20000326T020000",
                        says("+0300", "+0400", "BYMONTH=3;BYDAY=-1SU;UNTIL=20100327T230000Z"),
                    ),
                    observance(
                        "STANDARD",
                        "20001029T030000",
                        says("+0400", "+0300", "BYMONTH=10;BYDAY=-1SU;UNTIL=20101030T230000Z"),
                    ),
                ],
                3,
                3,
            ),
            (
                [  # by COUNT
                    observance(
                        "DAYLIGHT",
                        "20000326T020000",
                        says("+0300", "+0400", "BYMONTH=3;BYDAY=-1SU;COUNT=3"),
                    ),
                    observance("STANDARD", "20001029T030000", says("+0400", "+0300")),
                ],
                4,
                4,
            ),
            (
                [  # historical, by dates
                    observance("STANDARD", "18930401T000000", says("+0053", "+0100")),
                    observance(
                        "DAYLIGHT",
                        "19160430T230000",
                        says("+0100", "+0200"),
                        "RDATE:20260329T020000,20270328T020000",
                    ),
                    observance(
                        "STANDARD",
                        "19161001T010000",
                        says("+0200", "+0100"),
                        "RDATE:20251026T030000",
                        "RDATE:20261025T030000",
                    ),
                ],
                1,
                2,
            ),
            ([*US_EAST, observance("STANDARD", "20100101T000000", says("+0000", "+5328"))], -5, -4),
            ([*US_EAST, observance("STANDARD", "", says("+0000", "+0900"))], -5, -4),
            (
                [observance("STANDARD", "20000101T000000", says("+0300", "+0300", "FREQ=SECONDLY"))],
                3,
                3,
            ),
            (
                [
                    observance(
                        "STANDARD",
                        "20000101T000000",
                        says("+0300", "+0300", "BYDAY=XX"),
                    )
                ],
                3,
                3,
            ),
            ([observance("STANDARD", "16010101T000000", says("-001500", "-00:15"))], -0.25, -0.25),
        ],
    )
    def test_it_has_the_offsets_that_it_says(self, observances, january, july):
        found = zone(*observances)
        for month, hours in ((1, january), (7, july)):
            moment = datetime(2026, month, 15, 12, tzinfo=UTC).astimezone(found)
            assert moment.utcoffset() == timedelta(hours=hours)
            assert moment.astimezone(UTC) == datetime(2026, month, 15, 12, tzinfo=UTC)

    @pytest.mark.parametrize(
        "observances",
        [
            [],
            [observance("STANDARD", "", NEW_YORK)],
            [observance("STANDARD", "soon", NEW_YORK)],
            [observance("STANDARD", "20269901T000000", NEW_YORK)],
            [observance("STANDARD", "99990101T000000", NEW_YORK)],
            [observance("OTHER", "20000101T000000", NEW_YORK)],
            [observance("STANDARD", "20000101T000000", says("+5328", "+0100"))],
            [observance("STANDARD", "20000101T000000", says("+0100", "east"))],
            [observance("STANDARD", "20000101T000000", says("+0100", "+0160"))],
        ],
    )
    def test_one_that_cannot_be_used_is_none(self, observances):
        assert zone(*observances) is None

    @given(st.datetimes(datetime(1970, 1, 1), datetime(2190, 1, 1)), st.integers(0, 1))  # noqa: DTZ001
    def test_it_agrees_with_the_tz_database_at_any_time(self, moment, fold):
        ours, theirs = zone(*US_EAST), ZoneInfo("America/New_York")
        if moment.year >= 2007:  # since then, these rules hold
            assert (
                moment.replace(tzinfo=ours, fold=fold).utcoffset()
                == moment.replace(tzinfo=theirs, fold=fold).utcoffset()
            )
            one, other = (moment.replace(tzinfo=UTC).astimezone(each) for each in (ours, theirs))
            assert (one.replace(tzinfo=None), one.fold) == (other.replace(tzinfo=None), other.fold)

    def test_at_the_changes_too(self):
        ours, theirs = zone(*US_EAST), ZoneInfo("America/New_York")
        for change in (datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)):
            for minutes in range(-180, 181, 15):
                moment = change + timedelta(minutes=minutes)
                one, other = moment.astimezone(ours), moment.astimezone(theirs)
                assert (one.replace(tzinfo=None), one.fold) == (other.replace(tzinfo=None), other.fold)
                local = moment.replace(tzinfo=None)
                for fold in (0, 1):
                    there = local.replace(tzinfo=theirs, fold=fold).utcoffset()
                    assert local.replace(tzinfo=ours, fold=fold).utcoffset() == there

    def test_it_has_no_names(self):
        fixed = DefinedZone(timedelta(hours=1), [])
        moment = datetime(2026, 1, 1, tzinfo=fixed)
        assert (fixed.utcoffset(None), moment.dst(), moment.tzname()) == (None, None, None)

    def test_a_series_keeps_its_clock_over_the_years(self):
        at = "DTSTART;TZID=Ours:20260601T140000"
        found = read(calendar(definition(*US_EAST), event("RRULE:FREQ=MONTHLY;COUNT=12", start=at, end="")), HOME)
        local = {each.interview.start.astimezone(ZoneInfo("America/New_York")).hour for each in found.invitations}
        assert local == {14}
