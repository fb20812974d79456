"""Where an employer is, as far as an invitation tells (I3)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from zoneinfo import TZPATH

from followcal.shell.country_data import DOMAIN_COUNTRIES, GENERIC_COUNTRY_DOMAINS


def country_of_domain(domain: str) -> str | None:
    """Return the country at the end of a company's own domain, or None where the ending says nothing.

    >>> country_of_domain("brightloom.co.uk"), country_of_domain("acme.io"), country_of_domain("acme.com")
    ('GB', None, None)
    """
    ending = domain.casefold().strip(".").rpartition(".")[2]
    if len(ending) != 2 or not ending.isascii() or not ending.isalpha() or ending in GENERIC_COUNTRY_DOMAINS:
        return None
    return DOMAIN_COUNTRIES.get(ending, ending.upper())


def country_of_zone(name: str) -> str | None:
    """Return the country of a zone of the tz database, by its `zone.tab`.

    >>> country_of_zone("Europe/Berlin"), country_of_zone("US/Eastern")
    ('DE', None)
    """
    return _zone_table().get(name)


@cache
def _zone_table() -> dict[str, str]:
    rows = (line.split("\t") for line in _zone_tab().splitlines() if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows if len(row) >= 3}


def _zone_tab() -> str:
    for folder in TZPATH:
        path = Path(folder, "zone.tab")
        if path.is_file():
            return path.read_text(encoding="utf-8")
    from importlib.resources import files

    return files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
