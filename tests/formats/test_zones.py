"""Names of zones, as calendars write them."""

from datetime import UTC, datetime, timedelta, timezone
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from followcal.formats.zones import genuine_zone, like_zone, zone_named, zone_text

NAMES = sorted(files("tzdata").joinpath("zones").read_text().split())
NOVEMBER = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)


def test_there_are_names_to_test():
    assert len(NAMES) > 500


@pytest.mark.parametrize(
    "prefix", ["", "/freeassociation.sourceforge.net/", "/mozilla.org/20050126_1/", "/citadel.org/20210210_1/"]
)
def test_every_zone_is_found_by_its_name_with_and_without_a_prefix(prefix):
    """Behind a prefix, a name without an area (such as Japan) cannot be told from any other word."""
    names = [name for name in NAMES if not prefix or "/" in name]
    assert [name for name in names if str(zone_named(prefix + name)) != name] == []


def test_every_name_that_is_written_is_read_back():
    for name in NAMES:
        assert zone_text(zone_named(zone_text(ZoneInfo(name)))) == name


@given(st.integers(-23 * 60 - 59, 23 * 60 + 59))
def test_every_fixed_offset_that_is_written_is_read_back(minutes):
    zone = timezone(timedelta(minutes=minutes))
    assert zone_named(zone_text(zone)).utcoffset(None) == timedelta(minutes=minutes)


def test_utc_by_its_names():
    assert zone_text(None) == zone_text(UTC) == "UTC"
    assert zone_named("UTC").utcoffset(NOVEMBER) == timedelta(0)
    assert zone_named("UTC-03:30").utcoffset(None) == timedelta(hours=-3, minutes=-30)


@pytest.mark.parametrize("name", sorted(WINDOWS_TO_OLSON))
def test_every_windows_name_is_a_zone(name):
    assert zone_text(zone_named(name)) == WINDOWS_TO_OLSON[name] or name == "UTC"
    assert zone_named(name).utcoffset(NOVEMBER) == NOVEMBER.astimezone(ZoneInfo(WINDOWS_TO_OLSON[name])).utcoffset()


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Eastern Standard Time", "America/New_York"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("Tokyo Standard Time", "Asia/Tokyo"),
        ("Europe/Berlin\n", "Europe/Berlin"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern", "Europe/Amsterdam"),
        ("(UTC-05:00) Eastern Time (US & Canada)", "America/New_York"),
        ("UTC+1", "UTC+01:00"),
        ("GMT-0500", "UTC-05:00"),
        ("/mozilla.org/20050126_1/Etc/UTC", "Etc/UTC"),
        ("tzone://Microsoft/Utc", "UTC"),
        ("/softwarestudio.org/Olson_20011030_5/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
    ],
)
def test_names_in_the_wild(name, zone):
    assert str(zone_named(name)) == zone


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "/",
        "///",
        "Mars/Olympus",
        "Europe",
        "Europe/",
        "/Europe/Berlin/..",
        "../Berlin",
        "../../etc/passwd",
        "/etc/localtime",
        "America//New_York",
        "Europe/Berlin\x00",
        "UTC+24:00",
        "UTC+99:00",
        "UTC-23:99",
        "GMT plus a bit",
        "(UTC+01:00) Nowhere, Neverland",
        "(UTC+02:00) Tokyo, Osaka",
        "Berlin",
        "Amsterdam, Berlin",
        "Atlantis, Nowhere, Neverland",
        "E" * 5000,
        "tzdata.zi",
        "zone.tab",
        "面接",
    ],
)
def test_what_is_no_zone_is_none(name):
    assert zone_named(name) is None


@given(st.text())
def test_no_name_is_an_accident(name):
    zone = zone_named(name)
    assert zone is None or zone.utcoffset(NOVEMBER) is not None


def test_a_genuine_zone_has_its_own_name_alone():
    assert str(genuine_zone("Europe/Berlin")) == "Europe/Berlin"
    assert genuine_zone("W. Europe Standard Time") is None
    assert genuine_zone("UTC+01:00") is None


class TestLikeZone:
    MONTHS = range(0, 140, 7)

    @pytest.mark.parametrize("name", ["America/New_York", "Europe/London", "Asia/Kolkata", "Australia/Sydney"])
    def test_it_shows_the_same_times_in_the_months_that_follow(self, name):
        custom = SameTimes(name)
        found = like_zone(custom, NOVEMBER, ())
        assert isinstance(found, ZoneInfo)
        for days in self.MONTHS:
            then = NOVEMBER + timedelta(days=days)
            assert then.astimezone(found).utcoffset() == then.astimezone(ZoneInfo(name)).utcoffset()

    def test_a_preferred_zone_comes_first(self):
        toronto = ZoneInfo("America/Toronto")
        assert like_zone(SameTimes("America/New_York"), NOVEMBER, [ZoneInfo("Europe/Berlin"), toronto]) is toronto

    def test_a_preferred_one_that_shows_other_times_does_not(self):
        found = like_zone(SameTimes("America/New_York"), NOVEMBER, [ZoneInfo("Europe/Berlin")])
        assert NOVEMBER.astimezone(found).utcoffset() == timedelta(hours=-5)

    def test_where_none_agrees_it_is_the_offset(self):
        odd = timezone(timedelta(hours=1, minutes=23))
        assert like_zone(odd, NOVEMBER, ()) == odd


class SameTimes(ZoneInfo):
    """A zone with the rules of a known one, but not it."""

    def __str__(self):
        return "Customized Time Zone"
