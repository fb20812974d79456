"""Pages of business days kept between runs, so that a run need not import `holidays` (B5, B6).

They lie in the user's cache folder, a small JSON file for each country and each year of a region. What does not carry
the digest of its own content, or was made by another version of `holidays` or of followcal, is as good as not there:
the folder may be deleted, copied or damaged at any time, and no date changes by it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from followcal import __version__
from followcal.core.business_days import YearDays
from followcal.shell import country_data

_MAX_BYTES = 200_000
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


class KeptPages:
    """What one version of the `holidays` package, as followcal reads it, was found to say.

    Reading and keeping never raise: what is not there, or cannot be written, is done without.
    """

    def __init__(self, folder: Path, stamp: str) -> None:
        self._stamp = stamp
        self._folder = folder / f"holidays-{sha256(stamp.encode()).hexdigest()[:16]}"

    def package(self) -> Package | None:
        """Return what is kept of the package itself."""
        held = self._read("package")
        with suppress(*_MISSHAPEN):
            return Package(str(held["version"]), {str(code): str(name) for code, name in held["countries"].items()})
        return None

    def keep_package(self, package: Package) -> None:
        """Keep what the package tells of itself."""
        self._write("package", package._asdict())

    def country(self, code: str) -> Country | None:
        """Return what is kept of a country."""
        held = self._read(code)
        with suppress(*_MISSHAPEN):
            aliases = {str(name): str(part) for name, part in held["aliases"].items()}
            return Country(int(held["first"]), int(held["last"]), tuple(map(str, held["subdivisions"])), aliases)
        return None

    def keep_country(self, code: str, country: Country) -> None:
        """Keep what the package says of a country."""
        self._write(code, country._asdict())

    def year(self, region: str, year: int) -> YearDays | None:
        """Return what is kept of a year of a region."""
        held = self._read(f"{region}-{year}")
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
        self._write(f"{region}-{days.year}", value)

    def _read(self, name: str) -> Any:
        """Return what is kept under a name; None, if that is nothing that can be trusted."""
        try:
            with (self._folder / f"{name}.json").open("rb") as file:
                digest, _, text = file.read(_MAX_BYTES).partition(b"\n")
            held = json.loads(text) if sha256(text).hexdigest().encode() == digest else None
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(held, dict) or (held.get("stamp"), held.get("name")) != (self._stamp, name):
            return None
        return held.get("value")

    def _write(self, name: str, value: Mapping[str, Any]) -> None:
        held = {"stamp": self._stamp, "name": name, "value": value}
        text = json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()
        import tempfile

        with suppress(OSError, UnicodeError):  # a region's name need not be one of a file, everywhere
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(suffix=".tmp", dir=self._folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(sha256(text).hexdigest().encode() + b"\n" + text)
                Path(temporary).replace(self._folder / f"{name}.json")
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise


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
    """Return the pages in the user's cache folder; None where there is no such folder, or no telling what is installed.

    No variable of the environment chooses what is read: only where it lies.
    """
    stamp = _stamp()
    try:
        return KeptPages(_cache_folder(), stamp) if stamp else None
    except RuntimeError:  # nobody knows where the user is at home
        return None


def _cache_folder() -> Path:
    """Return where the system wants such files."""
    if sys.platform == "win32":
        folder = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    else:
        folder = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(folder, "followcal")


def _stamp() -> str | None:
    """Return what changes whenever `holidays` or the way we read it does, without importing it; None: it is not sure.

    An installer writes the list of all files of a package anew (RECORD). A package without one, such as one that
    somebody works on, is read each time.
    """
    spec = find_spec("holidays")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    own = (Path(str(module)).resolve() for module in (country_data.__file__, __file__))
    try:
        records = list(folder.parent.glob("holidays-*.dist-info/RECORD"))
        if len(records) != 1:
            return None
        files = ((path, path.stat()) for path in (records[0], folder / "__init__.py", *own))
        return "\n".join((f"{_FORM} {__version__}", *(f"{path} {at.st_size} {at.st_mtime_ns}" for path, at in files)))
    except OSError:
        return None
