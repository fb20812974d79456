"""What only files have: other people's bytes, other programs in between, disks that refuse."""

from __future__ import annotations

import os

import pytest

from followcal.errors import StoreError
from followcal.shell.stores import folder as folder_module
from followcal.shell.stores.calendar_file import CalendarFile
from followcal.shell.stores.folder import Folder
from followcal.shell.stores.store import Create, Done, Item, Refused, Remove, Replace, Stale
from system.stores.events import name, ours, uid
from system.stores.test_contract import one

OTHERS = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//someone//else//EN\r
X-WR-CALNAME:Mine\r
BEGIN:VTIMEZONE\r
TZID:Europe/Berlin\r
END:VTIMEZONE\r
BEGIN:VEVENT\r
UID:one\r
SUMMARY:A long line that is folded in a way th\r
 at nobody else would choose\r
DTSTART;TZID=Europe/Berlin:20261012T140000\r
END:VEVENT\r
X-BETWEEN:1\r
BEGIN:VEVENT\r
SUMMARY:Without a UID\r
END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "calendar.ics"


class TestCalendarFile:
    def test_what_is_not_touched_keeps_its_bytes(self, path):
        path.write_bytes(OTHERS)
        store = CalendarFile(path)
        one(store, Create(name(1), ours(1)))
        item = store.fetch([name(1)])[name(1)]
        one(store, Replace(item, ours(1, "Later")))
        assert b"SUMMARY:Later" in path.read_bytes()
        one(store, Remove(store.fetch([name(1)])[name(1)]))
        assert path.read_bytes() == OTHERS

    def test_an_item_comes_with_its_zones(self, path):
        path.write_bytes(OTHERS)
        data = CalendarFile(path).fetch(["one.ics"])["one.ics"].data
        assert data.count(b"BEGIN:VTIMEZONE") == 1
        assert data.count(b"BEGIN:VEVENT") == 1

    def test_line_ends_stay_those_of_the_file(self, path):
        path.write_bytes(OTHERS.replace(b"\r\n", b"\n"))
        one(CalendarFile(path), Create(name(1), ours(1)))
        assert b"\r" not in path.read_bytes()
        assert uid(1).encode() in path.read_bytes()

    def test_many_operations_are_one_write(self, path, monkeypatch):
        writes = []
        real = CalendarFile.write.__globals__["write_bytes"]
        monkeypatch.setitem(
            CalendarFile.write.__globals__, "write_bytes", lambda *args: writes.append(1) or real(*args)
        )
        list(CalendarFile(path).write([Create(name(n), ours(n)) for n in range(300)]))
        assert len(writes) == 1
        assert len(CalendarFile(path).changes("").tags) == 300

    def test_written_by_another_program_meanwhile_it_is_decided_again(self, path, monkeypatch):
        store = CalendarFile(path)
        one(store, Create(name(1), ours(1)))
        item = store.fetch([name(1)])[name(1)]
        real, times = store._read, []

        def read():
            content = real()
            if not times:
                times.append(1)
                path.write_bytes(path.read_bytes().replace(b"Call Acme", b"Edited on the phone"))
            return content

        monkeypatch.setattr(store, "_read", read)
        assert one(store, Replace(item, ours(1, "Later"))) == Stale()
        assert b"Edited on the phone" in path.read_bytes()

    def test_one_that_keeps_being_written_is_left_alone(self, path, monkeypatch):
        store = CalendarFile(path)
        real, times = store._read, []

        def read():
            content = real()
            times.append(1)
            path.write_bytes(OTHERS.replace(b"Mine", b"Mine %d" % len(times)))
            return content

        monkeypatch.setattr(store, "_read", read)
        with pytest.raises(StoreError, match="keeps writing it"):
            one(store, Create(name(1), ours(1)))
        assert uid(1).encode() not in path.read_bytes()

    @pytest.mark.parametrize("content", [b"not a calendar", OTHERS[:-40], OTHERS.replace(b"END:VEVENT\r\n", b"", 1)])
    def test_damaged_or_something_else_it_is_not_touched(self, path, content):
        path.write_bytes(content)
        with pytest.raises(StoreError, match=r"calendar\.ics"):
            CalendarFile(path).changes("")
        with pytest.raises(StoreError):
            one(CalendarFile(path), Create(name(1), ours(1)))
        assert path.read_bytes() == content

    def test_an_item_of_another_uid_is_refused(self, path):
        assert isinstance(one(CalendarFile(path), Create(name(2), ours(1))), Refused)

    def test_in_a_folder_that_is_not_there(self, tmp_path):
        store = CalendarFile(tmp_path / "none" / "calendar.ics")
        assert isinstance(one(store, Create(name(1), ours(1))), Refused)


class TestFolder:
    def test_what_is_no_item_is_none_of_ours(self, tmp_path):
        for each in (".hidden.ics", ".followcal.x.tmp", "color", "notes.txt"):
            (tmp_path / each).write_bytes(ours(1))
        (tmp_path / "folder.ics").mkdir()
        assert dict(Folder(tmp_path).changes("").tags) == {}

    def test_a_folder_that_is_not_there_is_an_error_and_not_empty(self, tmp_path):
        with pytest.raises(StoreError, match="cannot be read"):
            Folder(tmp_path / "none").changes("")
        assert isinstance(one(Folder(tmp_path / "none"), Create(name(1), ours(1))), Refused)

    def test_where_there_are_no_links_nothing_is_written_over_all_the_same(self, tmp_path, monkeypatch):
        def refuse(*args):
            raise OSError("no links here")

        monkeypatch.setattr(folder_module.os, "link", refuse)
        assert isinstance(one(Folder(tmp_path), Create(name(1), ours(1))), Done)
        assert one(Folder(tmp_path), Create(name(1), ours(1, "Other"))) == Stale()
        assert os.listdir(tmp_path) == [name(1)]  # noqa: PTH208
        assert (tmp_path / name(1)).read_bytes() == ours(1)

    def test_nothing_is_left_beside(self, tmp_path):
        one(Folder(tmp_path), Create(name(1), ours(1)))
        one(Folder(tmp_path), Create(name(1), ours(1)))
        one(Folder(tmp_path), Replace(Item(name(1), "old", b""), ours(1)))
        assert [each.name for each in tmp_path.iterdir()] == [name(1)]
