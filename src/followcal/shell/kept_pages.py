"""Pages of business days kept between runs, so that a run need not import `holidays` (B5, B6).

A small file for each country and each year of a region. What was made by another version of `holidays` or of followcal
is as good as not there: no date changes by what is kept.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any, NamedTuple

from followcal import __version__
from followcal.core.business_days import YearDays
from followcal.shell.kept_files import KeptFiles, cache_folder, stamp_of

_MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError)
"""What reading values of another form ends with."""

_FORM = 1
"""Raised when what is kept is written in another way."""


class Country(NamedTuple):
    """What the `holidays` package knows of a country beside its holidays."""

    first: int
    last: int
    subdivisions: tuple[str, ...]
    aliases: Mapping[str, str]
    """Other names of subdivisions, with their codes."""


class Package(NamedTuple):
    """The `holidays` package as it tells of itself: its version, and the names of its countries by their codes."""

    version: str
    countries: Mapping[str, str]


class KeptPages(KeptFiles):
    """What one version of the `holidays` package, as followcal reads it, was found to say."""

    def __init__(self, folder: Path, stamp: str) -> None:
        super().__init__(folder, "holidays", stamp)

    def package(self) -> Package | None:
        """Return what is kept of the package itself."""
        held = self.read("package")
        with suppress(*_MISSHAPEN):
            return Package(str(held["version"]), {str(code): str(name) for code, name in held["countries"].items()})
        return None

    def keep_package(self, package: Package) -> None:
        """Keep what the package tells of itself."""
        self.write("package", package._asdict())

    def country(self, code: str) -> Country | None:
        """Return what is kept of a country."""
        held = self.read(code)
        with suppress(*_MISSHAPEN):
            aliases = {str(name): str(part) for name, part in held["aliases"].items()}
            return Country(int(held["first"]), int(held["last"]), tuple(map(str, held["subdivisions"])), aliases)
        return None

    def keep_country(self, code: str, country: Country) -> None:
        """Keep what the package says of a country."""
        self.write(code, country._asdict())

    def year(self, region: str, year: int) -> YearDays | None:
        """Return what is kept of a year of a region."""
        held = self.read(f"{region}-{year}")
        with suppress(*_MISSHAPEN):
            return _year_days(held, year)
        return None

    def keep_year(self, region: str, days: YearDays) -> None:
        """Keep a year of a region."""
        value = {
            "year": days.year,
            "is_open": "".join(map(str, days.is_open)),
            "holidays": {day.isoformat(): name for day, name in days.holidays.items()},
            "make_up": {day.isoformat(): name for day, name in days.make_up.items()},
            "estimated": sorted(day.isoformat() for day in days.estimated),
            "incomplete": days.incomplete,
        }
        self.write(f"{region}-{days.year}", value)


def _year_days(held: Mapping[str, Any], year: int) -> YearDays:
    """Return a year as it was kept. Raises ValueError and the like for what is no year."""
    is_open = bytes(map("01".index, held["is_open"]))
    if held["year"] != year or len(is_open) != (date(year, 12, 31) - date(year, 1, 1)).days + 1:
        raise ValueError(f"these are not the days of {year}")
    incomplete = held["incomplete"]
    return YearDays(
        year,
        is_open,
        {date.fromisoformat(day): str(name) for day, name in held["holidays"].items()},
        {date.fromisoformat(day): str(name) for day, name in held["make_up"].items()},
        frozenset(map(date.fromisoformat, held["estimated"])),
        None if incomplete is None else str(incomplete),
    )


def kept_pages() -> KeptPages | None:
    """Return the pages in the user's cache folder; None: there is no such folder, or no telling what is installed."""
    stamp = _stamp()
    try:
        return KeptPages(cache_folder(), stamp) if stamp else None
    except RuntimeError:  # nobody knows where the user is at home
        return None


def _stamp() -> str | None:
    """Return what changes whenever `holidays` or the way we read it does, without importing it; None: it is not sure.

    An installer writes the list of all files of a package anew (RECORD). A package without one, such as one that
    somebody works on, is read each time.
    """
    spec = PathFinder.find_spec("holidays")
    if spec is None or spec.origin is None:
        return None
    folder, here = Path(spec.origin).parent, Path(__file__).resolve()
    own = (here, *(here.with_name(f"{name}.py") for name in ("country_data", "holiday_data")))
    try:
        names = os.listdir(folder.parent)  # noqa: PTH208  (a pattern would be compiled, at each start)
        infos = [name for name in names if name.startswith("holidays-") and name.endswith(".dist-info")]
        records = [path for path in (folder.parent / name / "RECORD" for name in infos) if path.is_file()]
        if len(records) != 1:
            return None
        return f"{_FORM} {__version__}\n{stamp_of(records[0], folder / '__init__.py', *own)}"
    except OSError:
        return None
