"""What is kept of `holidays` between runs: the same to the day, or nothing."""

import json
import os
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal.core.business_days import YearDays
from followcal.shell import holiday_data, kept_pages
from followcal.shell.kept_pages import Country, KeptPages, Package

TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)


@st.composite
def years(draw):
    year = draw(st.integers(1900, 2199))
    first, length = date(year, 1, 1), (date(year + 1, 1, 1) - date(year, 1, 1)).days
    some = st.integers(0, length - 1).map(lambda number: first + timedelta(days=number))
    holidays = draw(st.dictionaries(some, TEXTS, max_size=8))
    return YearDays(
        year,
        bytes(byte & 1 for byte in draw(st.binary(min_size=length, max_size=length))),
        holidays,
        draw(st.dictionaries(some, TEXTS, max_size=3)),
        frozenset(draw(st.sets(st.sampled_from(sorted(holidays)))) if holidays else ()),
        draw(st.none() | TEXTS),
    )


class TestPages:
    @given(years())
    def test_what_is_kept_is_what_was_kept(self, days):
        with TemporaryDirectory() as folder:
            pages = KeptPages(Path(folder), "stamp")
            assert pages.year("US", days.year) is None
            pages.keep_year("US", days)
            found = pages.year("US", days.year)
            assert found == days
            assert list(found.holidays) == list(days.holidays)  # their order shows in reasons
            assert pages.year("CA", days.year) is None

    @given(years(), st.data())
    def test_a_damaged_page_is_not_there(self, days, data):
        with TemporaryDirectory() as folder:
            pages = KeptPages(Path(folder), "stamp")
            pages.keep_year("US", days)
            (path,) = Path(folder).rglob("*.json")
            held = bytearray(path.read_bytes())
            at = data.draw(st.integers(0, len(held) - 1))
            if data.draw(st.booleans()):
                del held[at:]
            else:
                held[at] ^= data.draw(st.integers(1, 255))
            path.write_bytes(held)
            assert pages.year("US", days.year) is None

    def test_another_version_is_not_trusted(self, tmp_path):
        KeptPages(tmp_path, "holidays 1").keep_country("US", Country(1, 2, (), {}))
        assert KeptPages(tmp_path, "holidays 2").country("US") is None
        (folder,) = tmp_path.iterdir()
        folder.rename(KeptPages(tmp_path, "holidays 2")._folder)  # not even where somebody moves it there
        assert KeptPages(tmp_path, "holidays 2").country("US") is None
        assert KeptPages(tmp_path, "holidays 1").country("US") is None

    @pytest.mark.parametrize(
        "value", [[], {}, {"version": 1}, {"countries": 3, "version": "1"}, {"version": "1", "countries": ["US"]}, None]
    )
    def test_what_has_another_form_is_not_there(self, tmp_path, value):
        """Not even with the right digest."""
        pages = KeptPages(tmp_path, "stamp")
        pages.keep_package(Package("0.1", {"US": "United States"}))
        assert pages.package() == Package("0.1", {"US": "United States"})
        (path,) = tmp_path.rglob("package.json")
        text = json.dumps({"stamp": "stamp", "name": "package", "value": value}).encode()
        path.write_bytes(sha256(text).hexdigest().encode() + b"\n" + text)
        assert pages.package() is None

    def test_what_cannot_be_kept_is_done_without(self, tmp_path):
        (tmp_path / "file").write_text("no folder")
        pages = KeptPages(tmp_path / "file", "stamp")
        pages.keep_country("US", Country(1, 2, (), {}))
        assert pages.country("US") is None

    def test_nothing_is_left_lying_about(self, tmp_path):
        pages = KeptPages(tmp_path, "stamp")
        for _ in range(3):
            pages.keep_country("US", Country(1, 2, ("CA",), {"California": "CA"}))
        assert [path.name for path in tmp_path.rglob("*.*")] == ["US.json"]


class TestStamp:
    def test_it_changes_with_the_package(self, tmp_path, monkeypatch):
        package, info = tmp_path / "holidays", tmp_path / "holidays-1.0.dist-info"
        package.mkdir()
        info.mkdir()
        (package / "__init__.py").write_text("")
        spec = SimpleNamespace(origin=str(package / "__init__.py"))
        monkeypatch.setattr(kept_pages.PathFinder, "find_spec", lambda _: spec)
        assert kept_pages._stamp() is None  # no list of files: nobody knows what is installed
        (info / "RECORD").write_text("holidays/__init__.py")
        stamps = [kept_pages._stamp()]
        os.utime(info / "RECORD", ns=(0, 5))
        stamps.append(kept_pages._stamp())
        info.rename(tmp_path / "holidays-1.1.dist-info")
        stamps.append(kept_pages._stamp())
        assert None not in stamps
        assert len(set(stamps)) == 3
        info.mkdir()
        (info / "RECORD").write_text("")
        assert kept_pages._stamp() is None  # two versions at once

    def test_the_package_of_this_machine_has_one(self):
        assert kept_pages._stamp()


REGIONS = ["US", "US-CA", "CN", "AE", "HK", "DE-BY", "LK", "IN", "IL", "GB-SCT"]


class TestCalendars:
    @pytest.fixture
    def kept(self, tmp_path, monkeypatch):
        """Everything is kept here, and nothing is known from before."""
        pages = KeptPages(tmp_path, "stamp")
        monkeypatch.setattr(holiday_data, "_kept", [pages])

        def forget():
            for known in (holiday_data._known_package, holiday_data._country, holiday_data.calendar_of):
                known.cache_clear()

        forget()
        yield forget
        forget()

    @pytest.mark.parametrize("region", REGIONS)
    @pytest.mark.parametrize("weekend", [None, {4, 5}])
    def test_a_calendar_is_the_same_with_and_without(self, region, weekend, kept, monkeypatch):
        span = range(2025, 2027)
        cold = holiday_data.business_calendar(region, weekend=weekend)
        read = [cold.year(year) for year in span]
        kept()
        monkeypatch.setattr(holiday_data, "_package", lambda: pytest.fail("the package was asked"))
        monkeypatch.setattr(holiday_data, "_entity", lambda _: pytest.fail("the package was asked"))
        warm = holiday_data.business_calendar(region, weekend=weekend)
        assert [warm.year(year) for year in span] == read
        assert (warm.name, warm.first_year, warm.last_year) == (cold.name, cold.first_year, cold.last_year)
        assert warm.fingerprint(2025, 2026) == cold.fingerprint(2025, 2026)
