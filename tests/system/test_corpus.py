"""Calendars of other projects, good, odd and broken: all are read, in bounded time and memory, nothing lost untold.

They lie beside the project, in ../shared/corpus, or in the folders that FOLLOWCAL_CORPUS names; without them the
calendars of these tests have to do. `python tests/corpus.py` prints more about them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import corpus
from limits import apart

TESTS = Path(__file__).parents[1]


@pytest.mark.parametrize("folder", corpus.folders() or [TESTS / "data" / "invitations"], ids=lambda folder: folder.name)
@pytest.mark.parametrize("beside", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["alone", "compared"])
def test_every_file_is_read_and_nothing_is_lost_untold(folder, beside, capsys):
    """The slow one sets plain libraries beside it."""
    files = list(corpus.measure(folder, beside=beside))
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(corpus.summary(folder, files)) + "\n")
    assert files
    assert [each for each in files if "failed" in each] == []
    assert [each for each in files if each["seconds"] > corpus.SECONDS or each["megabytes"] > corpus.MEGABYTES] == []
    assert [each for each in files if each["found"] < each["counted"]] == []
    assert [(each["file"], each["untold"]) for each in files if each["untold"]] == []


def test_the_count_is_not_the_readers(tmp_path):
    (tmp_path / "x.ics").write_text(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\\,\n b\nBEGIN:VALARM\nEND:VALARM\nEND:VEVENT\n"
        "begin:vevent \nDESCRIPTION:x\n BEGIN:VEVENT\nBEGIN:VEVENT\nUID:2\n"
    )
    assert corpus.countable(tmp_path / "x.ics") == [(2, 7, "a,b"), (8, 10, ""), (11, 12, "2")]


def endless(_):
    while True:
        pass


def large(_):
    return len(bytearray(600_000_000))


def bad(_):
    raise ValueError


@pytest.mark.parametrize(
    ("name", "what"), [("endless", "killed by signal"), ("large", "MemoryError"), ("bad", "ValueError")]
)
def test_the_limits_hold(name, what):
    """Files that take too long or too much are found out."""
    with apart(f"test_corpus.{name}") as do:
        assert what in do("x", 1, 500)["failed"]
