"""The country data against the installed `holidays` package and the tables of the tz database."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise

import holidays
import pytest

from followcal.shell.country_data import (
    DECREED_YEARLY,
    DECREES_KNOWN_UNTIL,
    DOMAIN_COUNTRIES,
    GENERIC_COUNTRY_DOMAINS,
    LAST_COMPLETE_YEAR,
    OFFICE_WEEKENDS,
    REGIONS_DIFFER,
    SUSPENDED,
    WITHOUT_HOLIDAYS,
)

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
COUNTRIES = holidays.list_supported_countries(include_aliases=False)
REGION_YEARS = range(2024, 2029)
# The country code endings in use that are no code of ISO 3166.
NOT_ISO = {"ac", "eu", "su", "uk"}
# Decreed often enough to meet the measure, and left out for the reason given with DECREED_YEARLY.
NOT_DECREED = {"LK", "PK", "TW"}


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=number) for number in range((date(year, 12, 31) - first).days + 1)]


def known(country: str, subdivision: str | None = None, years: object = None) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=subdivision, years=years, language="en_US")


@cache
def weekend_rule(country: str) -> Callable[[date], bool]:
    return known(country).is_weekend


def package_weekend(country: str, day: date) -> frozenset[int]:
    is_weekend = weekend_rule(country)
    week = [day + timedelta(days=number) for number in range(7)]
    return frozenset(other.weekday() for other in week if is_weekend(other))


def office_weekend(country: str, day: date) -> frozenset[int]:
    valid = [entry for entry in OFFICE_WEEKENDS.get(country, ()) if entry.first <= day]
    return valid[-1].weekend if valid else package_weekend(country, day)


def regions_differ(country: str) -> bool:
    """Say whether a subdivision works on other days than the country without one."""

    def working(subdivision: str | None) -> list[bool]:
        calendar = known(country, subdivision)
        return [calendar.is_working_day(day) for year in REGION_YEARS for day in days_of(year)]

    whole = working(None) if COUNTRIES[country] else []
    return any(working(subdivision) != whole for subdivision in COUNTRIES[country])


def decree_years(country: str) -> set[int]:
    calendar = known(country, years=range(2018, 2031))
    special = getattr(calendar, "special_public_holidays", {})
    return set(special) | {day.year for day in calendar.weekend_workdays}


def is_incomplete(country: str, year: int) -> bool:
    """Apply the rule at the head of country_data."""
    special = getattr(known(country), "special_public_holidays", {})
    return country in DECREED_YEARLY and year > max([DECREES_KNOWN_UNTIL, *special])


@cache
def names_in(country: str, year: int) -> int:
    calendar = known(country, years=year)
    return sum(len(name.split("; ")) for day, name in calendar.items() if day.year == year)


@cache
def iso_codes() -> frozenset[str]:
    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8")
    return frozenset(line[:2] for line in table.splitlines() if line and not line.startswith("#"))


class TestOfficeWeekends:
    @pytest.mark.parametrize("country", OFFICE_WEEKENDS)
    def test_entries_are_in_order_and_have_a_source(self, country):
        entries = OFFICE_WEEKENDS[country]
        firsts = [entry.first for entry in entries]
        assert country in COUNTRIES
        assert firsts == sorted(set(firsts))
        assert all(len(entry.source) > 10 and 1 <= len(entry.weekend) <= 2 for entry in entries)
        assert all(weekday in range(7) for entry in entries for weekday in entry.weekend)

    @pytest.mark.parametrize("country", OFFICE_WEEKENDS)
    def test_neighbouring_entries_differ(self, country):
        weekends = [entry.weekend for entry in OFFICE_WEEKENDS[country]]
        assert all(one != other for one, other in pairwise(weekends))

    @pytest.mark.parametrize("country", OFFICE_WEEKENDS)
    def test_the_package_says_otherwise(self, country):
        """Fails when the package has caught up: then the entry goes."""
        days = [date(year, month, 8) for year in range(2015, 2031) for month in (1, 7)]
        assert any(office_weekend(country, day) != package_weekend(country, day) for day in days)

    def test_no_other_country_has_a_weekend_that_is_not_two_days(self):
        days = [date(year, month, 8) for year in range(2015, 2031) for month in (1, 7)]
        odd = {country for country in COUNTRIES for day in days if len(package_weekend(country, day)) != 2}
        assert odd <= OFFICE_WEEKENDS.keys()

    def test_offices_rest_on_two_days_except_where_a_source_names_one(self):
        days = [date(year, month, 8) for year in range(2025, 2031) for month in (1, 7)]
        one = {country for country in OFFICE_WEEKENDS for day in days if len(office_weekend(country, day)) == 1}
        assert one == {"AF", "NP", "SO"}

    @pytest.mark.parametrize(
        ("country", "day", "weekend"),
        [
            pytest.param("HK", date(2006, 6, 30), {SUN}, id="hk-before"),
            pytest.param("HK", date(2006, 7, 1), {SAT, SUN}, id="hk-from"),
            pytest.param("IR", date(2026, 11, 23), {THU, FRI}, id="ir"),
            pytest.param("CD", date(2024, 7, 31), {SUN}, id="cd-before"),
            pytest.param("CD", date(2024, 8, 1), {SAT, SUN}, id="cd-from"),
            pytest.param("MR", date(2014, 9, 30), {FRI, SAT}, id="mr-before"),
            pytest.param("MR", date(2014, 10, 1), {SAT, SUN}, id="mr-from"),
            pytest.param("LY", date(2026, 11, 23), {FRI, SAT}, id="ly"),
            pytest.param("NP", date(2022, 6, 5), {SAT, SUN}, id="np-trial"),
            pytest.param("NP", date(2022, 6, 6), {SAT}, id="np-after-the-trial"),
            pytest.param("NP", date(2026, 4, 6), {SAT, SUN}, id="np-2026"),
            pytest.param("AF", date(2019, 3, 20), {THU, FRI}, id="af-before"),
            pytest.param("AF", date(2019, 3, 21), {FRI}, id="af-from"),
        ],
    )
    def test_weekend_of_the_day(self, country, day, weekend):
        assert office_weekend(country, day) == weekend


class TestRegionsDiffer:
    @pytest.mark.parametrize("country", ["US", "GB", "DE", "CH", "MY", "TV", "JP", "BE", "NL", "MX", "KR", "RO"])
    def test_a_sample(self, country):
        assert regions_differ(country) == (country in REGIONS_DIFFER)

    def test_only_countries_with_subdivisions(self):
        assert all(COUNTRIES[country] for country in REGIONS_DIFFER)

    @pytest.mark.slow
    def test_every_country(self):
        assert {country for country in COUNTRIES if regions_differ(country)} == REGIONS_DIFFER


class TestIncomplete:
    def test_known_years_are_complete(self):
        assert not [
            (country, year)
            for country in DECREED_YEARLY
            for year in range(2018, DECREES_KNOWN_UNTIL + 1)
            if is_incomplete(country, year)
        ]

    def test_years_far_ahead_are_not(self):
        assert all(is_incomplete(country, 2031) for country in DECREED_YEARLY)

    @pytest.mark.parametrize("country", DECREED_YEARLY)
    def test_decrees_are_in_the_package(self, country):
        recent = range(DECREES_KNOWN_UNTIL - 2, DECREES_KNOWN_UNTIL + 1)
        assert len(decree_years(country).intersection(recent)) >= 2

    def test_no_country_with_frequent_decrees_is_missing(self):
        often = {country for country in COUNTRIES if len(decree_years(country).intersection(range(2018, 2027))) >= 7}
        assert often <= DECREED_YEARLY.keys() | NOT_DECREED

    @pytest.mark.parametrize("country", LAST_COMPLETE_YEAR)
    def test_holidays_are_lost_after_the_last_complete_year(self, country):
        last = LAST_COMPLETE_YEAR[country]
        with pytest.warns() if country == "IN" else pytest.MonkeyPatch.context():
            after = [names_in(country, year) for year in range(last + 1, last + 4)]
        assert max(after) < 0.8 * min(names_in(country, year) for year in range(last - 2, last + 1))

    @pytest.mark.slow
    def test_no_other_country_loses_holidays(self):
        others = [
            country
            for country in COUNTRIES.keys() - LAST_COMPLETE_YEAR
            if known(country).end_year >= 2060 and names_in(country, 2030)
        ]
        lost = {
            country
            for country in others
            if max(names_in(country, year) for year in range(2040, 2060))
            < 0.8 * min(names_in(country, year) for year in range(2030, 2036))
        }
        assert not lost

    def test_years_without_holidays_are_explained(self):
        empty = {
            (country, year)
            for country in COUNTRIES
            for year in range(2015, 2031)
            if known(country).start_year <= year <= known(country).end_year and not known(country, years=year)
        }
        explained = {
            (country, year) for country, first in WITHOUT_HOLIDAYS.items() for year in range(max(first, 2015), 2031)
        }
        assert empty == explained
        assert SUSPENDED.keys() <= WITHOUT_HOLIDAYS.keys()


class TestDomains:
    def test_generic_endings_are_lower_case_codes(self):
        assert {ending.upper() for ending in GENERIC_COUNTRY_DOMAINS - NOT_ISO} <= iso_codes()
        assert all(ending == ending.lower() for ending in GENERIC_COUNTRY_DOMAINS)

    def test_endings_that_are_no_iso_code_are_generic_or_translated(self):
        assert GENERIC_COUNTRY_DOMAINS.union(DOMAIN_COUNTRIES) >= NOT_ISO

    def test_translated_endings_differ_from_the_code(self):
        assert set(DOMAIN_COUNTRIES.values()) <= iso_codes()
        assert not any(ending.upper() in iso_codes() for ending in DOMAIN_COUNTRIES)
        assert not GENERIC_COUNTRY_DOMAINS & DOMAIN_COUNTRIES.keys()

    def test_large_countries_are_not_generic(self):
        large = "at au be br ca ch cn de dk es fi fr gb ie il in it jp kr mx nl no nz pl pt ru se sg tr us za".split()
        assert not GENERIC_COUNTRY_DOMAINS.intersection(large)

    def test_every_other_ending_is_a_country_of_the_package(self):
        assert iso_codes() <= COUNTRIES.keys()


def test_data_is_imported_without_the_package():
    code = "import sys, followcal.shell.country_data; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
