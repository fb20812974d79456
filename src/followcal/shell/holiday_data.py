"""The `holidays` package, read once into year pages of our own (B1, B5 to B7).

Its objects change while they are read, are not safe between threads, and their copies share state; so each of ours is
private, is read under a lock, and never leaves this module. Names are always asked for in English: the package would
otherwise follow the environment's language.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache
from importlib.util import find_spec, module_from_spec
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING, Any

from followcal.core.business_days import SATURDAY_SUNDAY, BusinessCalendar, YearDays
from followcal.core.interview import DateRange, Office, Region
from followcal.errors import OutsideCalendarError, UnknownPlaceError, UsageError
from followcal.shell.country_data import (
    DECREED_YEARLY,
    DECREES_KNOWN_UNTIL,
    LAST_COMPLETE_YEAR,
    OFFICE_WEEKENDS,
    SUSPENDED,
    WITHOUT_HOLIDAYS,
)
from followcal.shell.kept_pages import Country, KeptPages, Package, kept_pages

if TYPE_CHECKING:
    from holidays import HolidayBase

_LANGUAGE = "en_US"
_LOCK = Lock()
_ESTIMATED = "estimated)"
WITHOUT_COUNTRY = (1900, 2199)
"""The years that can be planned in where no country is known."""


def business_calendar(
    *regions: Region | str,
    closed: Iterable[date | DateRange] = (),
    opened: Iterable[date | DateRange] = (),
    weekend: Collection[int] | None = None,
) -> BusinessCalendar:
    """Return the calendar of the days on which all `regions` work: countries or subdivisions, such as "US-CA".

    `closed` and `opened` are the employer's own days. `weekend` (weekdays, Monday being 0) takes the place of the
    countries' own. Without a region, every day outside the weekend is a business day. Raises UnknownPlaceError
    and InvalidValueError.

    >>> calendar = business_calendar("US", closed=[date(2026, 11, 27)])
    >>> calendar.is_business_day(date(2026, 11, 26)), calendar.is_business_day(date(2026, 11, 27))
    (False, False)
    """
    office = Office(
        tuple(region if isinstance(region, Region) else region_named(region) for region in regions),
        tuple(_range(day) for day in closed),
        tuple(_range(day) for day in opened),
        None if weekend is None else frozenset(weekend),
    )
    return calendar_of(office)


@lru_cache(maxsize=256)
def calendar_of(office: Office) -> BusinessCalendar:
    """Return the business calendar of an office, the same one each time. Raises UnknownPlaceError."""
    closed, opened = frozenset(_days(office.closed)), frozenset(_days(office.opened))
    if not office.regions:
        first, last = WITHOUT_COUNTRY
        plain = BusinessCalendar.of(weekend=SATURDAY_SUNDAY if office.weekend is None else office.weekend)
        return BusinessCalendar(
            plain.year, first_year=first, last_year=last, name="no country", closed=closed, opened=opened
        )
    regions = [region_named(region.country, region.subdivision) for region in office.regions]
    calendars = [_regional(region, office.weekend) for region in regions]
    joint = calendars[0] if len(calendars) == 1 else calendars[0].joint(*calendars[1:])
    return BusinessCalendar(
        joint.year,
        first_year=joint.first_year,
        last_year=joint.last_year,
        name=joint.name,
        closed=closed,
        opened=opened,
    )


def region_named(text: str, subdivision: str | None = None) -> Region:
    """Return the region that `text` names: a country, or country and subdivision, such as "us" or "US-CA".

    Raises UnknownPlaceError with the near misses; also for the codes that the `holidays` package would accept but
    that are no countries, such as NYSE.

    >>> str(region_named("us-ca"))
    'US-CA'
    """
    countries = _known_package().countries
    code, _, part = text.strip().upper().partition("-")
    code = "GB" if code == "UK" else code
    if code not in countries:
        named = {name.casefold(): known for known, name in countries.items()}
        known_name = named.get(text.strip().casefold())
        if known_name is None:
            raise UnknownPlaceError("country", text, _near(text, countries))
        code, part = known_name, ""
    if subdivision and part:
        raise UsageError(f"{text} names a subdivision already: leave {subdivision!r} out")
    part = subdivision or part
    return Region(code, _subdivision(code, part) if part else None)


def holidays_version() -> str:
    """Return the version of the `holidays` package (B6)."""
    return _known_package().version


@cache
def _package() -> ModuleType:
    import holidays  # slow to import: only where a country is known

    if _alone:
        _import_countries_when_needed(holidays)
    return holidays


_alone: list[bool] = []
_kept: list[KeptPages] = []


def alone_in_this_process() -> None:
    """Say that this process is a run of the command: nobody else uses `holidays` in it.

    Then one country is imported, not all of them; and what it says is kept for the next run, which imports none.
    """
    _alone.append(True)
    pages = kept_pages()
    _kept[:] = [pages] if pages else []


def _import_countries_when_needed(package: ModuleType) -> None:
    """Keep `holidays.countries` from importing all of its 250 modules for the one that is asked for.

    The package is put in place unread; its modules can be imported from it as ever, and whoever asks for anything else
    in it makes it read itself then. Where it has been read already, nothing happens.
    """
    name = "holidays.countries"
    spec = find_spec(name) if name not in sys.modules else None
    loader = spec.loader if spec else None
    if spec is None or loader is None:
        return
    countries = module_from_spec(spec)

    def read(attribute: str) -> object:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        del countries.__dict__["__getattr__"]
        loader.exec_module(countries)
        return getattr(countries, attribute)

    countries.__dict__["__getattr__"] = read
    sys.modules[name] = package.__dict__["countries"] = countries


@cache
def _known_package() -> Package:
    kept = _kept[0].package() if _kept else None
    if kept is None:
        from holidays.registry import COUNTRIES

        names = {entry[1]: re.sub(r"(?<=[a-z])(?=[A-Z])", " ", entry[0]) for entry in COUNTRIES.values()}
        kept = Package(str(_package().__version__), names)
        for pages in _kept:
            pages.keep_package(kept)
    return kept


@cache
def _country(code: str) -> Country:
    kept = _kept[0].country(code) if _kept else None
    if kept is None:
        entity: Any = _entity(code)
        kept = Country(
            entity.start_year, entity.end_year, tuple(entity.subdivisions), dict(entity.subdivisions_aliases)
        )
        for pages in _kept:
            pages.keep_country(code, kept)
    return kept


def _entity(country: str) -> Callable[..., HolidayBase]:
    return getattr(_package(), country)  # type: ignore[no-any-return]


def _subdivision(country: str, text: str) -> str:
    codes, aliases = _country(country).subdivisions, _country(country).aliases
    wanted = text.strip().casefold().removeprefix(f"{country.casefold()}-")
    for name, code in (*((code, code) for code in codes), *aliases.items()):
        if name.casefold() == wanted:
            return code
    if not codes:
        raise UsageError(f"{country} has no subdivisions in the holiday data: leave {text!r} out")
    names = {code: next((alias for alias, known in aliases.items() if known == code), code) for code in codes}
    raise UnknownPlaceError(f"subdivision of {country}", text, _near(text, names) or sorted(codes)[:8])


def _near(text: str, names: Mapping[str, str]) -> list[str]:
    """Return codes that `text` may mean, by their code or their name."""
    from difflib import get_close_matches

    spelled = {name.casefold(): code for code, name in names.items()} | {code.casefold(): code for code in names}
    found = [spelled[match] for match in get_close_matches(text.strip().casefold(), spelled, n=4, cutoff=0.6)]
    return [f"{code} ({names[code]})" if names[code] != code else code for code in dict.fromkeys(found)][:3]


def _regional(region: Region, weekend: frozenset[int] | None) -> BusinessCalendar:
    years = _RegionYears(region, weekend)
    return BusinessCalendar(
        years.load, first_year=years.first, last_year=years.last, name=f"{region} in holidays {holidays_version()}"
    )


class _RegionYears:
    """The years of one region, each read once from an object of its own."""

    def __init__(self, region: Region, weekend: frozenset[int] | None) -> None:
        self.region = region
        self._weekend = weekend
        country = _country(region.country)
        self.first = country.first
        self.last = min(country.last, LAST_COMPLETE_YEAR.get(region.country, country.last))

    def load(self, year: int) -> YearDays:
        """Return what the package knows about `year`. Raises OutsideCalendarError if that is nothing (B5)."""
        name = str(self.region)
        if self._weekend is not None:
            name += f"-w{''.join(map(str, sorted(self._weekend)))}"
        found = _kept[0].year(name, year) if _kept else None
        if found is None:
            with _LOCK:
                known = self._holidays  # what its making warns about is no matter of this year
                with warnings.catch_warnings(record=True) as caught:
                    warnings.simplefilter("always")
                    found = self._read(known, year, caught)
            for pages in _kept:
                pages.keep_year(name, found)
        return found

    @cached_property
    def _holidays(self) -> HolidayBase:
        return _entity(self.region.country)(subdiv=self.region.subdivision, language=_LANGUAGE)

    def _read(self, known: HolidayBase, year: int, caught: list[warnings.WarningMessage]) -> YearDays:
        first, last = date(year, 1, 1), date(year, 12, 31)
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        names = {day: known[day] for day in days if day in known}
        is_open = bytes(self._is_open(day) for day in days)
        if not names and year < WITHOUT_HOLIDAYS.get(self.region.country, self.last + 1):
            reason = f"holidays {holidays_version()} has no holiday for it"
            raise OutsideCalendarError(year, str(self.region), self.first, self.last, reason)
        make_up = {day: "make-up working day" for day in days if day in known.weekend_workdays and self._is_open(day)}
        return YearDays(
            year,
            is_open,
            names,
            make_up,
            frozenset(day for day, name in names.items() if _ESTIMATED in name),
            str(caught[0].message) if caught else self._incomplete(year),
        )

    def _is_open(self, day: date) -> bool:
        weekend = self._office_weekend(day)
        if weekend is None:
            return bool(self._holidays.is_working_day(day))
        if day in self._holidays.weekend_workdays:
            return True
        return day.weekday() not in weekend and day not in self._holidays

    def _office_weekend(self, day: date) -> frozenset[int] | None:
        if self._weekend is not None:
            return self._weekend
        valid = [entry for entry in OFFICE_WEEKENDS.get(self.region.country, ()) if entry.first <= day]
        return valid[-1].weekend if valid else None

    def _incomplete(self, year: int) -> str | None:
        country = self.region.country
        if country in SUSPENDED and year > DECREES_KNOWN_UNTIL:
            return f"{country} {year}: {SUSPENDED[country]}"
        known = max([DECREES_KNOWN_UNTIL, *getattr(self._holidays, "special_public_holidays", {})])
        if country in DECREED_YEARLY and year > known:
            return f"the holidays of {country} for {year} are not all announced yet"
        return None


def _range(day: date | DateRange) -> DateRange:
    return day if isinstance(day, DateRange) else DateRange(day, day)


def _days(ranges: Iterable[DateRange]) -> Iterable[date]:
    for span in ranges:
        for number in range((span.last - span.first).days + 1):
            yield span.first + timedelta(days=number)
