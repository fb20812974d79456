"""The command, run in three ways: as a process of its own, as a copy of one that has imported everything, and in this
one, where a process would add nothing.

All run in `tmp_path`, at the far side of the date line (Pacific/Apia), and see nothing of the machine's settings.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass

import pytest
import tzlocal

import forks
from followcal.shell.cli import main

HOME_ZONE = "Pacific/Apia"
SECONDS = 60


@dataclass(frozen=True)
class Result:
    """What a run came to."""

    code: int
    out: bytes
    err: str

    @property
    def text(self):
        return self.out.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def lines(self):
        """The lines on stderr."""
        return self.err.splitlines()


def checked(result):
    """No run, good or bad, shows a traceback or an error that nobody thought of; stderr is lines of ours."""
    assert "Traceback" not in result.err, result.err
    assert "Exception ignored" not in result.err, result.err
    assert "should not have happened" not in result.err, result.err
    assert all(line.startswith("followcal: ") for line in result.lines), result.err
    return result


@pytest.fixture
def environment(tmp_path):
    return {
        "PATH": os.defpath,
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"],
        "TZ": HOME_ZONE,
        "PYTHONWARNINGS": "error",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


@pytest.fixture
def run(tmp_path, environment):
    """Run `python -m followcal` with these arguments, in a process of its own: a copy of one that has imported all."""

    def run(*args, env=None, stdin=b""):
        settings = {**environment, **(env or {})}
        found = forks.run("followcal", args, cwd=tmp_path, env=settings, stdin=stdin, seconds=SECONDS)
        return checked(Result(found.returncode, found.stdout, found.stderr.decode("utf-8", "replace")))

    return run


@pytest.fixture
def process(tmp_path, environment):
    """Run `python -m followcal` with these arguments, from the very start; `before` is done before it."""

    def process(*args, env=None, stdin=b"", before=None):
        found = subprocess.run(
            [sys.executable, "-m", "followcal", *map(str, args)],
            cwd=tmp_path,
            env={**environment, **(env or {})},
            input=stdin,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            preexec_fn=before,
        )
        return checked(Result(found.returncode, found.stdout, found.stderr.decode("utf-8", "replace")))

    return process


@pytest.fixture
def followcal(tmp_path, monkeypatch, capsysbinary):
    """Run the command in this process, in an empty folder, without settings; return what it prints, and says."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)

    def followcal(*args, code=0):
        capsysbinary.readouterr()
        found = main(list(map(str, args)))
        out, err = capsysbinary.readouterr()
        assert found == code, err.decode()
        assert b"Traceback" not in err
        return out.decode("utf-8"), err.decode("utf-8")

    return followcal


@pytest.fixture
def plan(tmp_path, monkeypatch, capsysbinary):
    """Run `followcal plan` with these arguments, in this process."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "COLUMNS", "FOLLOWCAL_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    with monkeypatch.context() as patch:
        patch.setenv("TZ", HOME_ZONE)
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path / ".config"))
        patch.setenv("APPDATA", str(tmp_path / ".config"))
        look_again_at_the_zone()

        def plan(*args, code=0):
            capsysbinary.readouterr()
            try:
                found = main(["plan", *map(str, args)])
            except SystemExit as stop:
                found = stop.code or 0
            out, err = capsysbinary.readouterr()
            result = checked(Result(found, out, err.decode("utf-8")))
            assert result.code in (code if isinstance(code, set) else {code}), result.err
            return result

        yield plan
    look_again_at_the_zone()


def look_again_at_the_zone():
    time.tzset()
    tzlocal.reload_localzone()
