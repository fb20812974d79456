"""Where an employer is, by domain and by zone (I3)."""

import os
import subprocess
import sys
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal.shell.country_data import DOMAIN_COUNTRIES, GENERIC_COUNTRY_DOMAINS
from followcal.shell.places import country_of_domain, country_of_zone

labels = st.from_regex(r"[a-z][a-z0-9-]{0,9}", fullmatch=True)
endings = st.one_of(
    st.from_regex(r"[a-z]{2}", fullmatch=True),
    st.sampled_from([*sorted(GENERIC_COUNTRY_DOMAINS), "com", "org", "de", "fr", "uk", "jp", "museum", "xn--p1ai"]),
)


@pytest.mark.parametrize(
    ("domain", "country"),
    [
        ("acme.de", "DE"),
        ("ACME.DE", "DE"),
        ("acme.de.", "DE"),
        ("careers.acme.co.uk", "GB"),
        ("acme.com.au", "AU"),
        ("acme.co.jp", "JP"),
        ("acme.us", "US"),
        ("acme.com", None),
        ("acme.org", None),
        ("acme.io", None),
        ("acme.ai", None),
        ("acme.co", None),
        ("acme.eu", None),
        ("de.acme.com", None),
        ("localhost", None),
        ("10.0.0.12", None),
        ("acme.1a", None),
        ("acme.рф", None),
        ("acme.xn--p1ai", None),
        ("", None),
        (".", None),
    ],
)
def test_country_of_a_domain(domain, country):
    """I3: the ending of the company's own domain, where it is the code of a country and no brand."""
    assert country_of_domain(domain) == country


@given(st.lists(labels, min_size=1, max_size=3), endings, st.sampled_from([str.upper, str.lower, str.title]))
def test_only_the_ending_of_a_domain_decides(names, ending, spelled):
    """I3: neither the case nor the rest of the name; what it gives is a code in capitals, or nothing."""
    country = country_of_domain(spelled(".".join([*names, ending])))
    assert country == country_of_domain(f"acme.{ending}")
    if len(ending) != 2 or ending in GENERIC_COUNTRY_DOMAINS:
        assert country is None
    else:
        assert country == DOMAIN_COUNTRIES.get(ending, ending.upper())


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("Europe/London", "GB"),
        ("America/New_York", "US"),
        ("America/Argentina/Buenos_Aires", "AR"),
        ("Asia/Kathmandu", "NP"),
        ("Pacific/Apia", "WS"),
        ("US/Eastern", None),
        ("UTC", None),
        ("Etc/GMT-1", None),
        ("Eastern Standard Time", None),
        ("europe/berlin", None),
        ("../zone.tab", None),
        ("TZ", None),
        ("", None),
    ],
)
def test_country_of_a_zone(zone, country):
    """I3: a genuine zone of the tz database; links and Windows names decide nothing."""
    assert country_of_zone(zone) == country


@given(st.sampled_from(sorted(available_timezones())))
def test_zone_has_a_country_or_none(zone):
    """I3: a code of two capitals, whatever the zone; only zones of a place have one."""
    country = country_of_zone(zone)
    assert country is None or (len(country) == 2 and country.isalpha() and country.isupper() and "/" in zone)


def test_country_of_a_zone_is_known_without_a_system_database():
    """I3: Windows has no zone.tab, so the one of the tzdata package must say the same."""
    zones = ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "US/Eastern", "Pacific/Apia", "UTC"]
    code = (
        "from zoneinfo import TZPATH\n"
        "from followcal.shell.places import country_of_zone\n"
        f"print(TZPATH, *map(country_of_zone, {zones!r}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONTZPATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["()", *(str(country_of_zone(zone)) for zone in zones)]
    assert done.stderr == ""
