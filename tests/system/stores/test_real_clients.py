"""Programs that people use: vdirsyncer brings our calendar to this machine, khal lists and edits it, and back."""

import subprocess
import sys
from pathlib import Path

import pytest

from system.stores.syncer import ME, invitation

pytest.importorskip("vdirsyncer", reason="vdirsyncer is in followcal[test]")
pytest.importorskip("khal", reason="khal is in followcal[test]")

NOW = "2026-11-10T09:00:00-05:00"
PAIR = """
[general]
status_path = "{folder}/status"
[pair p]
a = "here"
b = "there"
collections = ["{name}"]
[storage here]
type = "filesystem"
path = "{folder}/vdir"
fileext = ".ics"
[storage there]
type = "caldav"
url = "{url}"
username = "alice"
password = "secretpw"
"""
KHAL = """
[calendars]
[[jobs]]
path = {path}
[sqlite]
path = {folder}/khal.db
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = America/New_York
default_timezone = America/New_York
"""


@pytest.fixture
def program(tmp_path):
    """Run a program of this environment with its own configuration."""

    def run(name, *args, answers=""):
        tool = Path(sys.executable).parent / name
        found = subprocess.run(
            [tool, "-c", tmp_path / f"{name}.conf", *args],
            capture_output=True,
            text=True,
            input=answers,
            timeout=120,
            check=False,
            env={"HOME": str(tmp_path), "LANG": "C.UTF-8", "TZ": "America/New_York", "PATH": "/usr/bin:/bin"},
        )
        assert found.returncode == 0, found.stdout + found.stderr
        return found.stdout

    return run


def test_vdirsyncer_and_khal(place_of, followcal, program, tmp_path):
    place = place_of("radicale")
    sync = ("sync", *place.sources, "--to", place.target, *ME, "--now", NOW)
    place.invite("one.ics", invitation("google"))
    followcal(*sync)

    home, _, name = place.plain.url.rstrip("/").rpartition("/")
    (tmp_path / "vdirsyncer.conf").write_text(PAIR.format(folder=tmp_path, name=name, url=f"{home}/"))
    folder = tmp_path / "vdir" / name
    (tmp_path / "khal.conf").write_text(KHAL.format(path=folder, folder=tmp_path))
    program("vdirsyncer", "discover", answers="y\ny\n")
    program("vdirsyncer", "sync")
    listed = program("khal", "list", "--format", "{start-date} {start-time} {title}", "2026-11-10", "60d")
    assert "2026-11-25 10:00 Call Acme Robotics about Senior Backend Engineer, by Fri 27 Nov" in listed
    assert "2026-11-18 12:15 Debrief Acme Robotics" in listed

    # khal edits, vdirsyncer pushes: the title stays, the time follows the interview.
    program("khal", "edit", "--show-past", "Call Acme", answers="s\nCall them, from the train\nn\n")
    program("vdirsyncer", "sync")
    call = place.name_of("check-in")
    assert place.field(call, "SUMMARY") == "Call them, from the train"
    place.invite("one.ics", invitation("moved"))
    found = followcal(*sync[:-1], "2026-11-13T09:00:00-05:00", code=3)
    assert place.field(call, "SUMMARY") == "Call them, from the train"
    assert "Wed 25 Nov, 10:00 -> Fri 27 Nov, 10:00: Call them, from the train" in found.text
    program("vdirsyncer", "sync")
    listed = program("khal", "list", "--format", "{start-date} {title}", "2026-11-10", "60d")
    assert "2026-11-27 Call them, from the train" in listed
    before = {each: place.plain.get(each) for each in place.plain.names()}
    followcal(*sync[:-1], "2026-11-13T09:00:00-05:00", code=3)
    program("vdirsyncer", "sync")
    assert {each: place.plain.get(each) for each in place.plain.names()} == before


def test_a_folder_is_shared_with_khal(place_of, followcal, program, tmp_path):
    place = place_of("folder")
    place.invite("one.ics", invitation("google"))
    sync = ("sync", *place.sources, "--to", place.target, *ME, "--now", NOW)
    followcal(*sync)
    (tmp_path / "khal.conf").write_text(KHAL.format(path=place.target, folder=tmp_path))
    program("khal", "edit", "--show-past", "Call Acme", answers="s\nCall them\nn\n")
    before = {each: place.plain.get(each) for each in place.plain.names()}
    assert "nothing changed" in followcal(*sync).text
    assert {each: place.plain.get(each) for each in place.plain.names()} == before
    assert place.field(place.name_of("check-in"), "SUMMARY") == "Call them"
