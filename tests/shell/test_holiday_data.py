"""Business calendars of real countries, against the `holidays` package itself, QuantLib and official notices."""

import json
import os
import random
import subprocess
import sys
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import holidays
import pytest
import QuantLib
from hypothesis import assume, example, given
from hypothesis import strategies as st

from followcal.core.business_days import BusinessDays, Convention
from followcal.core.interview import DateRange, Office, Region
from followcal.errors import OutsideCalendarError, UnknownPlaceError, UsageError
from followcal.shell.country_data import OFFICE_WEEKENDS
from followcal.shell.holiday_data import business_calendar, calendar_of, holidays_version, region_named

DAY = timedelta(days=1)
COUNTRIES = sorted(holidays.list_supported_countries(include_aliases=False))
REGIONS = [
    Region(country, part)
    for country in COUNTRIES
    for part in (None, *holidays.list_supported_countries(include_aliases=False)[country])
]
SAMPLE = "AE AU-NSW BR CA-ON CN DE-BY FR GB-ENG IL IN JP KR MX SA TW US US-CA ZA".split()


def all_days(first, last):
    return [first + n * DAY for n in range((last - first).days + 1)]


def package(text, years):
    """The oracle: an object of the package's own, all its years loaded at once, the neighbours included."""
    country, _, part = text.partition("-")
    with_neighbours = range(years[0] - 1, years[-1] + 2)
    return holidays.country_holidays(country, subdiv=part or None, years=with_neighbours, language="en_US")


class TestCountries:
    @pytest.mark.parametrize("region", SAMPLE)
    def test_calendar_agrees_with_the_package(self, region):
        """Law 13: every day of four years, and the name of every day off; our pages lose and add nothing."""
        years = range(2024, 2028)
        known, calendar = package(region, years), business_calendar(region)
        assert region.partition("-")[0] not in OFFICE_WEEKENDS
        days = all_days(date(2024, 1, 1), date(2027, 12, 31))
        assert [day for day in days if calendar.is_business_day(day) != known.is_working_day(day)] == []
        named = {off.day: off.name for off in calendar.days_off(days[0] - DAY, days[-1]) if not off.is_weekend}
        assert named == {day: known[day] for day in days if day in known and not known.is_working_day(day)}

    @pytest.mark.parametrize(
        ("region", "oracle"),
        [
            pytest.param("US", QuantLib.UnitedStates(QuantLib.UnitedStates.Settlement), id="US"),
            pytest.param("GB-ENG", QuantLib.UnitedKingdom(), id="GB-ENG"),
            pytest.param("CN", QuantLib.China(QuantLib.China.IB), id="CN"),
        ],
    )
    def test_calendar_agrees_with_quantlib(self, region, oracle):
        """Law 14: another library, other sources, five years of days; offsets from -5 to 10, and both conventions."""
        calendar, first, last = business_calendar(region), date(2022, 1, 1), date(2026, 12, 31)
        convention = {Convention.FOLLOWING: QuantLib.Following, Convention.PRECEDING: QuantLib.Preceding}
        different, compared = [], 0

        def compare(day, what, found, expected):
            nonlocal compared
            theirs = date(expected.year(), expected.month(), expected.dayOfMonth())
            if first <= theirs <= last:
                compared += 1
                if found != theirs:
                    different.append((day, what, found, theirs))

        for day in all_days(first, last):
            theirs = QuantLib.Date(day.day, day.month, day.year)
            assert calendar.is_business_day(day) == oracle.isBusinessDay(theirs), day
            for count in range(-5, 11):
                if count:
                    expected = oracle.advance(theirs, count, QuantLib.Days)
                    compare(day, count, calendar.offset(day, BusinessDays(count)), expected)
            for ours, name in convention.items():
                compare(day, ours, calendar.adjust(day, ours), oracle.adjust(theirs, name))
        assert different == []
        assert compared > 17 * 1800

    @pytest.mark.parametrize(
        ("region", "day", "is_open"),
        [
            pytest.param("AE", date(2021, 11, 26), False, id="ae-2021-friday"),
            pytest.param("AE", date(2021, 11, 28), True, id="ae-2021-sunday"),
            pytest.param("AE", date(2022, 1, 14), True, id="ae-2022-friday"),
            pytest.param("AE", date(2022, 1, 16), False, id="ae-2022-sunday"),
            pytest.param("SA", date(2012, 11, 15), False, id="sa-2012-thursday"),
            pytest.param("SA", date(2012, 11, 17), True, id="sa-2012-saturday"),
            pytest.param("SA", date(2013, 6, 20), False, id="sa-before-thursday"),
            pytest.param("SA", date(2013, 6, 22), True, id="sa-before-saturday"),
            pytest.param("SA", date(2013, 7, 4), True, id="sa-after-thursday"),
            pytest.param("SA", date(2013, 7, 6), False, id="sa-after-saturday"),
            pytest.param("HK", date(2026, 11, 28), False, id="hk-saturday"),
            pytest.param("GB", date(2026, 4, 6), True, id="gb-easter-monday"),
            pytest.param("GB-ENG", date(2026, 4, 6), False, id="gb-eng-easter-monday"),
            pytest.param("GB", date(2026, 8, 31), True, id="gb-august"),
            pytest.param("GB-ENG", date(2026, 8, 31), False, id="gb-eng-august"),
            pytest.param("GB-SCT", date(2026, 8, 31), True, id="gb-sct-august"),
            pytest.param("DE", date(2026, 1, 6), True, id="de-epiphany"),
            pytest.param("DE-BY", date(2026, 1, 6), False, id="de-by-epiphany"),
            pytest.param("US", date(2026, 7, 3), False, id="us-observed"),
            pytest.param("US", date(2021, 12, 31), False, id="us-observed-in-the-year-before"),
            pytest.param("US", date(2026, 11, 26), False, id="us-thanksgiving"),
            pytest.param("US", date(2026, 11, 27), True, id="us-day-after"),
        ],
    )
    def test_known_days(self, region, day, is_open):
        """B1, B7: weekends of their year, holidays of their region, days that are observed on another."""
        assert business_calendar(region).is_business_day(day) == is_open

    def test_chinese_make_up_days_are_worked(self):
        """B1: the notice of the State Council for 2026; Saturdays and Sundays that count."""
        calendar = business_calendar("CN")
        found = calendar.worked_against_the_rule(date(2025, 12, 31), date(2026, 12, 31))
        expected = [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]
        assert [(day.day.month, day.day.day) for day in found] == expected
        assert {day.name for day in found} == {"make-up working day"}
        assert all(day.is_weekend for day in found)
        assert calendar.offset(date(2026, 10, 9), BusinessDays(1)) == date(2026, 10, 10)

    @pytest.mark.parametrize("order", [(2021, 2022, 2026), (2026, 2022, 2021), (2022, 2026, 2021)])
    @pytest.mark.parametrize("region", ["US", "CN", "HU", "TW", "JP", "RU", "AE", "GB-ENG"])
    def test_order_of_years_is_invisible(self, region, order):
        """Law 19: the package fills years as they are asked for, and its objects remember."""
        asked = business_calendar(region)
        found = {year: (asked.is_open(year), asked.year(year)) for year in order}
        for year in order:
            fresh = business_calendar(region)
            assert found[year] == (fresh.is_open(year), fresh.year(year))

    def test_estimated_holidays_are_doubts(self):
        """B5: Eid moves with the moon; it is told by name and by date, a certain holiday is not."""
        calendar = business_calendar("AE")
        doubts = calendar.doubts(date(2026, 12, 31), date(2027, 12, 30))
        estimated = {day for day, name in package("AE", [2027]).items() if "estimated)" in name and day.year == 2027}
        assert calendar.year(2027).estimated == estimated
        assert estimated
        assert all(
            any(day.isoformat() in doubt and "Eid" in doubt for doubt in doubts) for day in estimated & {min(estimated)}
        )
        assert not any("2027-01-01" in doubt for doubt in doubts)
        assert business_calendar("US").doubts(date(2026, 12, 31), date(2027, 12, 30)) == ()

    def test_what_the_package_warns_about_is_told(self):
        """B5: for India it knows no Hindu holiday before 2001, and says so, in a warning that nobody sees."""
        assert "2001 to 2035" in (business_calendar("IN").year(1999).incomplete or "")
        assert business_calendar("IN").year(2025).incomplete is None


class TestOffices:
    def test_joint_calendar_is_pointwise(self):
        """Law 18: HolidaySum takes the weekend of nobody: it calls a Friday in Riyadh a working day."""
        joint, american, saudi = business_calendar("US", "SA"), package("US", [2026]), package("SA", [2026])
        for day in all_days(date(2026, 1, 1), date(2026, 12, 31)):
            assert joint.is_business_day(day) == (american.is_working_day(day) and saudi.is_working_day(day))
        assert not any(day.weekday() in (4, 5, 6) and joint.is_business_day(day) for day in american)
        assert joint.offset(date(2026, 11, 19), BusinessDays(1)) == date(2026, 11, 23)

    def test_make_up_day_of_one_country_is_none_of_the_other(self):
        """Law 18: on Saturday 10 October 2026 China works, and who waits for New York waits."""
        assert business_calendar("CN").is_business_day(date(2026, 10, 10))
        assert not business_calendar("CN", "US").is_business_day(date(2026, 10, 10))
        assert business_calendar("CN", "CN").is_business_day(date(2026, 10, 10))

    def test_calendars_of_one_country_are_independent(self):
        """Law 19: what one employer closes, another one does not; whoever is asked first."""
        friday, saturday, thursday = date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 26)
        closed = business_calendar("US", closed=[friday], opened=[saturday])
        plain = business_calendar("US")
        opened = business_calendar("US", closed=[saturday], opened=[thursday])
        for _ in range(2):
            days = [
                [each.is_business_day(day) for day in (thursday, friday, saturday)] for each in (closed, plain, opened)
            ]
            assert days == [[False, False, True], [False, True, False], [True, True, False]]

    def test_employer_has_the_last_word(self):
        """B1: ranges and single days; an open day inside a closure is open."""
        first, last = date(2026, 12, 24), date(2027, 1, 1)
        calendar = business_calendar(
            "DE", closed=[DateRange(first, last)], opened=[date(2026, 12, 28), date(2027, 1, 1)]
        )
        worked = [day for day in all_days(first, last) if calendar.is_business_day(day)]
        assert worked == [date(2026, 12, 28), date(2027, 1, 1)]
        assert calendar.is_business_day(first - DAY)
        assert calendar.is_business_day(date(2027, 1, 4))

    @given(st.sampled_from(["US", "CN", "AE", "HK"]), st.frozensets(st.integers(0, 6), max_size=6))
    @example("CN", frozenset({5, 6}))
    def test_own_weekend_takes_the_place_of_the_countrys(self, country, weekend):
        """B7: holidays and make-up days stay, only the weekend is another; on every day of a year."""
        known, calendar = package(country, [2026]), business_calendar(country, weekend=weekend)
        for day in all_days(date(2026, 1, 1), date(2026, 12, 31)):
            expected = day in known.weekend_workdays or (day not in known and day.weekday() not in weekend)
            assert calendar.is_business_day(day) == expected

    @given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
    def test_without_a_country_only_weekends_are_off(self, day):
        """I3: none: weekends only; over the years that somebody may plan in."""
        assert business_calendar().is_business_day(day) == (day.weekday() < 5)
        assert business_calendar(weekend=[0]).is_business_day(day) == (day.weekday() != 0)

    def test_no_country_has_closures_too(self):
        """B1: the employer is asked before the weekend, country or not."""
        calendar = business_calendar(closed=[date(2026, 12, 4)], opened=[date(2026, 12, 5)])
        assert calendar.offset(date(2026, 12, 3), BusinessDays(1)) == date(2026, 12, 5)
        with pytest.raises(OutsideCalendarError, match="2200 are not known for no country"):
            calendar.is_business_day(date(2200, 1, 2))


class TestOutside:
    @pytest.mark.parametrize(
        ("region", "year"),
        [
            ("LK", 2027),
            ("US", 2101),
            ("US", 1776),
            ("JP", 2100),
            ("NP", 2009),
            ("ES", 2007),
            ("IN", 2036),
            ("HK", 1946),
        ],
    )
    def test_year_without_data_is_an_error(self, region, year):
        """Law 24, B5: the package answers with a year of weekdays only, without a word."""
        calendar = business_calendar(region)
        with pytest.raises(
            OutsideCalendarError, match=f"business days of {year} are not known for {region} "
        ) as caught:
            calendar.is_business_day(date(year, 6, 15))
        assert caught.value.year == year
        with pytest.raises(OutsideCalendarError):
            calendar.count(date(year - 1, 12, 31), date(year, 12, 31))

    def test_error_names_the_version_of_the_package(self):
        """B5, B6: what Sri Lanka lacks today, the next version may have; so the version is part of the answer."""
        assert holidays_version() == holidays.__version__
        with pytest.raises(OutsideCalendarError, match=f"holidays {holidays.__version__}"):
            business_calendar("LK").is_business_day(date(2027, 3, 1))

    def test_last_known_day_is_known(self):
        """B5: up to the very end, and then the error."""
        calendar = business_calendar("LK")
        assert calendar.is_business_day(date(2026, 12, 31))
        with pytest.raises(OutsideCalendarError):
            calendar.offset(date(2026, 12, 31), BusinessDays(1))

    @pytest.mark.parametrize("country", COUNTRIES)
    def test_every_country_has_a_next_year_or_says_why_not(self, country):
        """Law 24: 250 countries, no traceback, no page without a holiday unless the data say that this is right."""
        calendar, named = business_calendar(country), package(country, [2027])
        if not any(day.year == 2027 for day in named) and country not in {"BV", "HM", "IO", "UA"}:
            with pytest.raises(OutsideCalendarError, match=f"2027 are not known for {country} "):
                calendar.year(2027)
        else:
            known = calendar.year(2027)
            assert len(known.is_open) == 365
            assert known.holidays == {day: name for day, name in named.items() if day.year == 2027}


class TestRegions:
    @pytest.mark.parametrize(
        ("text", "region"),
        [
            ("us", "US"),
            (" Us ", "US"),
            ("US-ca", "US-CA"),
            ("us-CALIFORNIA", "US-CA"),
            ("Germany", "DE"),
            ("united states", "US"),
            ("gb-eng", "GB-ENG"),
            ("GB-England", "GB-ENG"),
        ],
    )
    def test_region_is_found(self, text, region):
        """B6: by its codes in any case, or by its English name."""
        assert str(region_named(text)) == region

    def test_every_region_is_found_by_its_own_code(self):
        """B6: what we write into a plan can be read again, for each of the regions that the package has."""
        for region in REGIONS:
            assert region_named(str(region)) == region_named(str(region).lower()) == region
            assert region_named(region.country, region.subdivision) == region

    @pytest.mark.parametrize(
        ("text", "near"),
        [
            ("Germny", "DE"),
            ("usa", "US"),
            ("Untied States", "US"),
            ("Guinea-Bissau", "GW"),
            ("US-Calfornia", "CA"),
            ("US-Cali", "CA"),
            ("GB-Englnd", "ENG"),
        ],
    )
    def test_near_miss_is_named(self, text, near):
        """B6: "did you mean" with the one that was meant; the code itself, so that it can be typed."""
        with pytest.raises(UnknownPlaceError, match="did you mean") as caught:
            region_named(text)
        assert near in [hint.split()[0] for hint in caught.value.near]
        assert repr(text.strip()) in str(caught.value) or text.partition("-")[2].upper() in str(caught.value)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            " ",
            "-",
            "-CA",
            "XX",
            "NYSE",
            "XECB",
            "HolidayBase",
            "__class__",
            "PUBLIC",
            "California",
            "None",
            "U S",
            "ＵＳ",
        ],
    )
    def test_what_is_no_country_is_refused(self, text):
        """B5: the package answers for a stock exchange, and for its own base class: a calendar without holidays."""
        with pytest.raises(UnknownPlaceError, match="unknown country") as caught:
            business_calendar(text)
        assert caught.value.exit_code == 2
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize("text", ["US-XX", "DE-Atlantis", "US--CA", "US-CA-CA", "GB-__class__"])
    def test_unknown_subdivision_is_refused(self, text):
        """B6: with near misses, or with some that there are."""
        with pytest.raises(UnknownPlaceError, match=f"unknown subdivision of {text[:2]} .*did you mean") as caught:
            business_calendar(text)
        assert caught.value.near

    def test_country_without_subdivisions_says_so(self):
        """B6: nothing can be meant by it."""
        with pytest.raises(UsageError, match="SG has no subdivisions in the holiday data: leave 'X' out"):
            business_calendar("SG-X")

    def test_uk_leads_to_gb(self):
        """B6: the code that every Briton types; found, or named as what was meant."""
        try:
            found = [region_named("UK").country]
        except UnknownPlaceError as error:
            found = [hint.split()[0] for hint in error.near]
        assert found == ["GB"]

    @pytest.mark.parametrize("region", [Region("us"), Region("US", "ca"), Region("US", "California")], ids=str)
    def test_office_in_a_region_with_other_spelling(self, region):
        """B6: understood, or refused with an error of ours; no traceback of the package."""
        right = business_calendar(str(region)).fingerprint(2026, 2026)
        try:
            found = calendar_of(Office((region,))).fingerprint(2026, 2026)
        except UnknownPlaceError:
            found = right
        assert found == right

    @pytest.mark.parametrize("region", [Region("NYSE"), Region("HolidayBase"), Region("XX"), Region("")], ids=repr)
    def test_office_in_a_region_that_is_none_is_refused(self, region):
        """B5: `calendar_of` promises UnknownPlaceError, also for a region that nobody looked up."""
        with pytest.raises(UnknownPlaceError):
            calendar_of(Office((region,)))

    @given(st.one_of(st.text(max_size=12), st.from_regex(r"[A-Za-z_]{2,4}(-[A-Za-z0-9_]{0,4})?", fullmatch=True)))
    @example("US-")
    @example("ß")
    def test_any_text_is_a_region_or_an_error(self, text):
        """B6: never a traceback, one line, and what is found is what can be written and read again."""
        try:
            found = region_named(text)
        except UsageError as error:
            found = str(error)
        if isinstance(found, str):
            assert len(found.splitlines()) == 1
        else:
            assert found in REGIONS
            assert region_named(str(found)) == found

    @given(st.sampled_from(REGIONS), st.randoms())
    def test_case_and_space_around_do_not_matter(self, region, random):
        """B6: people type codes as they like."""
        text = "".join(random.choice([char.upper(), char.lower()]) for char in str(region))
        assume(text.upper().lower() == text.lower())
        assert region_named(f" {text}\t") == region


LISTING = """
import json, sys
from followcal.errors import OutsideCalendarError
from followcal.shell.holiday_data import business_calendar
found = {}
for country in sys.argv[1:]:
    calendar = business_calendar(country)
    known = calendar.year(2027)
    names = {str(day): name for day, name in known.holidays.items()}
    found[country] = [names, sorted(map(str, known.estimated)), calendar.fingerprint(2027, 2027)]
print(json.dumps(found))
"""


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"LANGUAGE": "de"}, id="LANGUAGE=de"),
        pytest.param({"LANGUAGE": "uk", "LC_ALL": "uk_UA.UTF-8"}, id="LANGUAGE=uk"),
        pytest.param({"LC_ALL": "th_TH.UTF-8", "LANG": "th_TH.UTF-8"}, id="LC_ALL=th"),
        pytest.param({"LC_MESSAGES": "ar", "PYTHONHASHSEED": "7"}, id="LC_MESSAGES=ar"),
    ],
)
def test_names_do_not_follow_the_environment(settings):
    """Law 44: the package follows LANGUAGE and its kin, and "(estimated)" would be translated, too."""
    countries = "AE AT BR CN DE FR IN JP MR PL SA TH TR US".split()
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    done = subprocess.run(
        [sys.executable, "-c", LISTING, *countries],
        env={**plain, **settings},
        capture_output=True,
        text=True,
        check=True,
    )
    expected = {}
    for country in countries:
        calendar = business_calendar(country)
        known = calendar.year(2027)
        names = {str(day): name for day, name in known.holidays.items()}
        expected[country] = [names, sorted(map(str, known.estimated)), calendar.fingerprint(2027, 2027)]
    assert json.loads(done.stdout) == expected
    assert expected["DE"][0]["2027-01-01"] == "New Year's Day"
    assert expected["AE"][1]


@pytest.fixture
def many_switches():
    """Threads that take turns every few microseconds."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


class TestThreads:
    @pytest.mark.parametrize("regions", [("US",), ("CN",), ("AE",), ("GB-ENG",), ("US", "SA")], ids="+".join)
    def test_threads_get_the_answers_of_one(self, regions, many_switches):
        """Law 19: eight threads on one cold calendar; the package, shared in this way, is wrong for ever after."""
        chance = random.Random(19)
        questions = [
            (date(chance.randint(2014, 2026), 1, 1) + chance.randint(0, 364) * DAY, chance.choice([-7, -1, 1, 2, 10]))
            for _ in range(150)
        ]
        alone = business_calendar(*regions)
        expected = [
            (alone.is_business_day(day), alone.offset(day, BusinessDays(count)), alone.count(day, date(2026, 1, 1)))
            for day, count in questions
        ]
        for _ in range(3):
            shared, start = business_calendar(*regions), threading.Barrier(8)

            def ask(seed, shared=shared, start=start):
                order = list(range(len(questions)))
                random.Random(seed).shuffle(order)
                answers = {}
                start.wait()
                for index in order:
                    day, count = questions[index]
                    answers[index] = (
                        shared.is_business_day(day),
                        shared.offset(day, BusinessDays(count)),
                        shared.count(day, date(2026, 1, 1)),
                    )
                return [answers[index] for index in range(len(questions))]

            with ThreadPoolExecutor(8) as pool:
                assert list(pool.map(ask, range(8))) == [expected] * 8

    def test_warnings_stay_with_their_country(self, many_switches):
        """Law 19: recording warnings is global; countries read at once must not take each other's, nor lose ours."""
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            filters, show = list(warnings.filters), warnings.showwarning
            for _ in range(8):
                calendars = [business_calendar(country) for country in ("IN", "US", "IN", "DE", "IN", "JP", "IN", "FR")]
                start = threading.Barrier(len(calendars))

                def read(calendar, start=start):
                    start.wait()
                    return [calendar.year(year).incomplete for year in range(1991, 2000)]

                with ThreadPoolExecutor(len(calendars)) as pool:
                    found = list(pool.map(read, calendars))
                assert [notes for notes in found[1::2] if any(notes)] == []
                assert (list(warnings.filters), warnings.showwarning) == (filters, show)


class TestCountriesWhenNeeded:
    """Importing one country instead of all of them must not show to anybody."""

    ALONE = "import followcal.shell.holiday_data as data, followcal; data.alone_in_this_process()"

    def python(self, code):
        command = [sys.executable, "-c", code]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def test_only_the_country_that_is_asked_for_is_imported(self):
        count = "print(sum(name.startswith('holidays.countries.') for name in sys.modules))"
        asked = self.python(f"import sys; {self.ALONE}; followcal.business_calendar('US'); {count}")
        assert int(asked) == 1

    def test_other_users_of_the_package_find_everything(self):
        code = f"""
{self.ALONE}
before = followcal.business_calendar("DE").fingerprint(2026, 2026)
import holidays
from holidays.countries import FR, HolidaysAX
from holidays.countries.brazil import BR
import holidays.countries
print(holidays.country_holidays("GB", subdiv="ENG", years=2026).get("2026-04-06"))
print(len(holidays.list_supported_countries()), FR().country, BR().country, len(dir(holidays.countries)) > 500)
print(hasattr(holidays.countries, "nothing"), before == followcal.business_calendar("DE").fingerprint(2026, 2026))
"""
        plain = "import holidays; print(len(holidays.list_supported_countries()))"
        count = self.python(plain).strip()
        assert self.python(code).split("\n")[:3] == ["Easter Monday", f"{count} FR BR True", "False True"]

    def test_nothing_happens_where_they_have_been_imported(self):
        code = f"import sys, holidays.countries as c; {self.ALONE}; followcal.business_calendar('US'); "
        assert self.python(code + "print(c is sys.modules['holidays.countries'], c.US().country)") == "True US\n"

    def test_a_program_that_imports_followcal_is_left_alone(self):
        code = (
            "import sys, followcal; followcal.business_calendar('US'); countries = sys.modules['holidays.countries']; "
        )
        code += "print('FR' in dir(countries))"
        assert self.python(code) == "True\n"
