"""What is kept of the package's own files between runs: the same words and patterns, or nothing."""

import os
import sys
from hashlib import sha256
from types import SimpleNamespace

import pytest
from msgspec import json

from followcal import regex
from followcal.formats import word_lists
from followcal.shell import kept_start
from followcal.shell.kept_start import KeptStart

LISTS = sorted(word_lists._lists())


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """A run that has made nothing yet, each time it is called."""

    def begin():
        for module, name in (
            (word_lists, "_given"),
            (word_lists, "_made_here"),
            (regex, "_given"),
            (regex, "_compiled_here"),
        ):
            monkeypatch.setattr(module, name, {})
        for made in (word_lists.words, word_lists.entries, word_lists.sections):
            made.cache_clear()

    begin()
    yield begin
    begin()


def work():
    """Need words and patterns, and say what came of them."""
    found = [word_lists.words("signal.interview").search("Second-round Interviews, Acme")]
    found.append(word_lists.entries("round.case"))
    found.append(tuple(word_lists.sections("medium")))
    found.append(regex.regex(r"(?P<a>[a-c]+)").search("xabc")["a"])
    return found


def lists_of(name):
    each = word_lists.words(name)
    return each._single, each._longer, each._parts


def test_every_list_is_the_same_in_another_run(tmp_path, fresh, monkeypatch):
    expected = {name: lists_of(name) for name in LISTS}
    KeptStart(tmp_path, "stamp").keep()
    fresh()
    KeptStart(tmp_path, "stamp").give()
    monkeypatch.setattr(word_lists, "_lists", lambda: pytest.fail("a file was read"))
    assert {name: lists_of(name) for name in LISTS} == expected


def test_another_run_makes_nothing_anew(tmp_path, fresh, monkeypatch):
    expected = work()
    KeptStart(tmp_path, "stamp").keep()
    held = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.json")}
    assert sorted(path.name for path in held) == ["patterns.json", "words.json"]
    fresh()
    start = KeptStart(tmp_path, "stamp")
    start.give()
    with monkeypatch.context() as patch:
        patch.setattr(word_lists, "_lists", lambda: pytest.fail("a file was read"))
        patch.setattr(regex, "re", SimpleNamespace(compile=lambda *_: pytest.fail("a pattern was compiled")))
        assert work() == expected
    start.keep()
    assert {path: path.stat().st_mtime_ns for path in held} == held  # nothing was written


def test_it_grows(tmp_path, fresh):
    work()
    KeptStart(tmp_path, "stamp").keep()
    fresh()
    start = KeptStart(tmp_path, "stamp")
    start.give()
    word_lists.entries("title.rank")
    regex.regex("[d-f]+").search("")
    start.keep()
    fresh()
    KeptStart(tmp_path, "stamp").give()
    assert {"entries title.rank", "entries round.case"} <= word_lists._given.keys()
    assert {"0 '(?P<a>[a-c]+)'", "0 '[d-f]+'"} <= regex._given.keys()


def test_it_does_not_grow_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(kept_start, "_MOST", 1)
    for number in range(3):
        start = KeptStart(tmp_path, "stamp")
        start.give()
        regex.regex(f"[d-f]+{number}").search("")
        word_lists.entries(LISTS[number])
        start.keep()
    start = KeptStart(tmp_path, "stamp")
    start.give()
    assert (len(start._codes), len(start._lists)) == (1, 1)


def test_another_version_is_not_trusted(tmp_path, fresh):
    work()
    KeptStart(tmp_path, "one").keep()
    (folder,) = tmp_path.iterdir()
    other = KeptStart(tmp_path, "two")
    folder.rename(other._files._folder)  # not even where somebody moves it there
    fresh()
    other.give()
    assert (word_lists._given, regex._given) == ({}, {})


@pytest.mark.parametrize("name", ["words", "patterns"])
@pytest.mark.parametrize(
    "spoil", [lambda b: b[:-9], lambda b: b.replace(b"1", b"0"), lambda b: b"", lambda b: b"\xff" * 99]
)
def test_what_is_damaged_is_made_again(tmp_path, fresh, name, spoil):
    expected = work()
    KeptStart(tmp_path, "stamp").keep()
    (path,) = tmp_path.rglob(f"{name}.json")
    before = path.read_bytes()
    path.write_bytes(spoil(before))
    fresh()
    start = KeptStart(tmp_path, "stamp")
    start.give()
    assert work() == expected
    start.keep()
    assert len(path.read_bytes()) > 50


@pytest.mark.parametrize("name", ["words", "patterns"])
@pytest.mark.parametrize("spoiled", [None, 3, "x", [3], {"": 3}, {"": []}, {"words signal.interview": ["x"]}])
def test_what_has_another_form_is_made_again(tmp_path, fresh, name, spoiled):
    """Not even with the right digest."""
    expected = work()
    KeptStart(tmp_path, "stamp").keep()
    (path,) = tmp_path.rglob(f"{name}.json")
    held = json.decode(path.read_bytes().partition(b"\n")[2])
    for value in (spoiled, dict.fromkeys(held["value"], spoiled)):
        text = json.encode({**held, "value": value})
        path.write_bytes(sha256(text).hexdigest().encode() + b"\n" + text)
        fresh()
        KeptStart(tmp_path, "stamp").give()
        assert work() == expected


def test_what_cannot_be_kept_is_done_without(tmp_path, fresh, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    start = KeptStart(tmp_path / "file", "stamp")
    monkeypatch.setattr(regex, "codes_of_new", lambda: pytest.fail("nobody can keep them"))
    start.give()
    work()
    start.keep()


class TestStamp:
    def test_it_changes_with_the_files_and_with_python(self, tmp_path, monkeypatch):
        (tmp_path / "formats" / "words").mkdir(parents=True)
        file = tmp_path / "formats" / "words" / "en.toml"
        file.write_text("")
        monkeypatch.setattr(kept_start, "package_data", tmp_path.joinpath)
        stamps = [kept_start._stamp()]
        os.utime(file, ns=(0, 5))
        stamps.append(kept_start._stamp())
        (tmp_path / "formats" / "words" / "it.toml").write_text("")
        stamps.append(kept_start._stamp())
        with monkeypatch.context() as patch:
            patch.setattr(sys, "version", "3.99")
            stamps.append(kept_start._stamp())
        with monkeypatch.context() as patch:
            patch.setattr(sys.modules["_sre"], "MAGIC", 7)
            stamps.append(kept_start._stamp())
        assert len(set(stamps)) == 5

    @pytest.mark.parametrize("value", [None, object()])
    def test_a_python_without_the_machine_keeps_nothing(self, monkeypatch, value):
        monkeypatch.setitem(sys.modules, "_sre", value)
        assert kept_start.kept_start() is None
