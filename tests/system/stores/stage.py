"""A calendar and the machines that keep it, brought to the moment before a run, again and again.

What the run makes of the calendar without any fault is written down once. It is the measure afterwards: whatever goes
wrong, each item is as it was before the run or as the run was to leave it, and the next run ends where this one would
have ended, to the byte.

A run is a function of what stands in the calendars and of what is known of them. Many faults leave the same behind, to
the byte: what the next run makes of that is looked at once. (On Radicale; the others have no folder to look into.)
"""

from __future__ import annotations

import base64
import logging
import os
import re
import shutil
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import forks
from followcal.errors import FollowcalError
from followcal.shell.stores.transport import Limits
from system.stores.left import left_behind
from system.stores.proxy import FAULTS, DroppedError

PASSWORD = "secretpw"
SECRETS = (PASSWORD, base64.b64encode(f"alice:{PASSWORD}".encode()).decode())
PATIENT = Limits(silence=20, seconds=40, wait=10)
HASTY = Limits(silence=20, seconds=40, wait=5)
WITHOUT_PATIENCE = Limits(silence=0.2, seconds=2, wait=5)
"""For answers that stop in the middle."""

IMPORTS = ("loaded", "system.stores.stage")
"""What a process needs that is to be killed."""

KILLED = ("killed_before", "killed_after")
_LISTS, _TAGGED = ("PROPFIND", "REPORT"), ("PUT", "GET")
ONLY_FOR = {
    "empty_listing": _LISTS,
    "only_itself": ("PROPFIND",),
    "garbage_token": _LISTS,
    "listed_without_tags": _LISTS,
    "listed_with_weak_tags": _LISTS,
    "without_tag": _TAGGED,
    "weak_tag": _TAGGED,
    "gzip_tag": _TAGGED,
}
"""The methods that a fault makes a difference to; the others: all."""

NOTES = b"X-FOLLOWCAL-KIND:memory"
_OUR_NAME = re.compile(r"[a-z0-9-]+\.ics\Z")


class Stage:
    """One kind of run on one server."""

    def __init__(self, running, proxy, top, kind):
        self.proxy, self.kind = proxy, kind
        self.version, self.home = running.version, running.home
        self.top, self.states = top, top / "states"
        self.plain = running.calendar(f"{kind.name} {os.getpid()}")
        self.inbox = running.calendar(f"inbox of {kind.name} {os.getpid()}") if kind.has_inbox else None
        self.plains = [self.plain, *([self.inbox] if self.inbox else [])]
        # Radicale keeps each calendar in a folder of files, and nothing of it in memory: it is put back in no time.
        self.folders = [_folder(running, each) for each in self.plains] if running.name == "radicale" else None
        self.is_kept = False
        self.mended = set()
        """What was left behind, and seen to be mended; what was seen to be at rest."""
        self.begin()
        self.before = self.contents()
        came = self.run()
        assert came.is_well, came
        self.requests = [each.method for each in self.proxy.requests]
        self.after = self.contents()
        kind.check(self.before, self.after)
        assert self.rest() == self.after

    def close(self):
        for each in self.plains:
            _remove(each)

    def begin(self):
        """Bring everything to the moment before the run."""
        self.tried = []
        self.proxy.begin()
        if self.is_kept:
            for number, folder in enumerate([self.states, *self.folders]):
                shutil.rmtree(folder)
                shutil.copytree(self.top / f"kept-{number}", folder)
            return
        if self.states.exists():
            shutil.rmtree(self.states)
            for each in self.plains:
                _remove(each)
                each.make_calendar()
        self.states.mkdir()
        self.job = self.kind.prepare(self)
        if self.folders:
            for number, folder in enumerate([self.states, *self.folders]):
                shutil.copytree(folder, self.top / f"kept-{number}")
            self.is_kept = True

    def contents(self):
        """Return what stands in the calendars."""
        if not self.folders:
            return {(n, name): data for n, plain in enumerate(self.plains) for name, data in plain.queried().items()}
        return {
            (n, path.name): path.read_bytes()
            for n, folder in enumerate(self.folders)
            for path in folder.iterdir()
            if not path.name.startswith(".")
        }

    def run(self, limits=PATIENT):
        self.proxy.begin()
        return self.job(limits)

    def hit(self, faults):
        """Run with faults, by the number of the request; whatever comes of it is a result or an error of ours."""
        self.tried.append(faults)
        for number, fault in faults.items():
            if fault in KILLED:
                self._kill(number, after=fault == "killed_after")
                return
        self.proxy.begin(lambda number, asked: FAULTS.get(faults.get(number)))
        limits = WITHOUT_PATIENCE if "stalled" in faults.values() else HASTY
        try:
            said = self.job(limits).said
        except FollowcalError as error:
            said = str(error)
        assert not any(secret in said for secret in SECRETS), said

    def _kill(self, number, *, after):
        """Run in a process of its own, and kill it at this request."""
        running = []
        dead = threading.Event()

        def kill(asked, forward):
            if after:
                forward()
            os.kill(running[0], signal.SIGKILL)
            assert dead.wait(20)
            raise DroppedError

        kill.__name__ = KILLED[after]
        self.proxy.begin(lambda n, asked: kill if n == number else None)
        with self.proxy.lock:  # no request is let in before it is known whom to kill
            started = forks.start(Tried(self.job), self.top, cwd=self.top, env=os.environ, imports=IMPORTS)
            running.append(started.pid)
        said = started.wait().stderr.decode()
        dead.set()
        self.proxy.settle()
        assert "Traceback" not in said, said

    def check(self):
        """Look at what a run with a fault has left."""
        there = self.contents()
        for key, data in there.items():
            if NOTES not in data:  # they say what was written so far
                assert data in (self.before.get(key), self.after.get(key)), f"{key}: what nobody meant to write"
        for key in self.before.keys() & self.after.keys():
            assert key in there, f"{key}: lost"
        self._check_writes()

    def _check_writes(self):
        """Only what is ours is written, each write carries its condition, nobody is invited."""
        home = self.plain.url.partition("//")[2].partition("/")[2]
        for each in self.proxy.writes:
            folder, _, name = each.path.rpartition("/")
            assert folder.strip("/") == home.strip("/"), each
            assert _OUR_NAME.match(name), each
            assert len({head.lower() for head in each.headers} & {"if-match", "if-none-match"}) == 1, each
            assert b"ATTENDEE" not in each.body, each
            assert b"ORGANIZER" not in each.body, each

    def finish(self):
        """Run twice without faults: the first mends all, the second has nothing to do."""
        left = self._left()
        if left is None or left not in self.mended:
            came = self.run()
            assert came.is_well, came
            self._check_writes()
            there = self.contents()
            assert sorted(there) == sorted(self.after)
            for key, data in self.after.items():
                assert settled(there[key]) == settled(data), key
            self._finish_at_rest(there)
            self.mended.add(left)
        for path in self.states.rglob("*"):
            data = path.read_bytes() if path.is_file() else b""
            assert not any(secret.encode() in data for secret in SECRETS), f"a secret in {path.name}"

    def _finish_at_rest(self, there):
        left = self._left()
        if left is None or left not in self.mended:
            assert self.rest() == there
            self.mended.add(left)

    def _left(self):
        """Return all that the next run depends on; None, if that cannot be told."""
        self.proxy.settle()
        return left_behind(self.states, self.folders) if self.folders else None

    def rest(self):
        came = self.run()
        assert came.is_well, came
        assert not came.changes, came
        assert not self.proxy.writes
        assert len(self.proxy.requests) == len(self.plains), self.proxy.requests
        return self.contents()


def settled(data):
    """Return an item without what tells how often it was written, if it is the notes of followcal."""
    return re.sub(rb"(?m)^SEQUENCE:.*\r?\n", b"", data) if NOTES in data else data


@dataclass(frozen=True)
class Tried:
    """The job of a process that may be killed: a run, of which an error of ours may come."""

    job: Callable

    def __call__(self):
        with suppress(FollowcalError):
            self.job()


class Ear(logging.Handler):
    """Hears all that anybody logs."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.secrets = []

    def emit(self, record):
        said = record.getMessage()
        if any(secret in said for secret in SECRETS):
            self.secrets.append(said)


def _remove(plain):
    status, body, _ = plain.send("DELETE")
    assert status in (200, 204), (status, body)


def _folder(running, plain):
    return running.folder / "store/collection-root" / plain.url.partition(running.address)[2].strip("/")
