"""Runs in processes of their own that can be killed, without the half second that a new interpreter takes.

A process that has loaded everything waits, without threads; for each run it makes a copy of itself (fork).

    Warm.start(job)     the job runs; gives the number of its process
    Warm.wait()         it has ended; gives what it said on stderr, if that was a traceback
"""

from __future__ import annotations

import os
import pickle
import struct
import subprocess
import sys
import traceback
from contextlib import contextmanager
from pathlib import Path

from followcal.errors import FollowcalError
from system.stores import kinds  # noqa: F401  (what the jobs need is loaded before the first one comes)

TESTS = Path(__file__).parents[2]
_SIZE = struct.Struct("!I")


class Warm:
    """The other end of a process that waits."""

    def __init__(self, process):
        self._process = process

    def start(self, job):
        data = pickle.dumps(job)
        self._process.stdin.write(_SIZE.pack(len(data)) + data)
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def wait(self):
        said = pickle.loads(self._process.stdout.read(*_SIZE.unpack(self._process.stdout.read(_SIZE.size))))
        assert "Traceback" not in said, said
        return said


@contextmanager
def warm():
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    command = [sys.executable, "-m", "system.stores.warm"]
    process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        yield Warm(process)
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()


def serve(asks, says):
    while head := asks.read(_SIZE.size):
        job = asks.read(*_SIZE.unpack(head))
        heard, tell = os.pipe()
        child = os.fork()
        if not child:
            os.close(heard)
            _run(job, tell)
        os.close(tell)
        says.write(f"{child}\n".encode())
        says.flush()
        with os.fdopen(heard, "rb") as pipe:
            said = pickle.dumps(pipe.read().decode())
        os.waitpid(child, 0)
        says.write(_SIZE.pack(len(said)) + said)
        says.flush()


def _run(job, tell):
    """Run the job in the copy, and end with it."""
    try:
        pickle.loads(job)()
    except FollowcalError as error:
        os.write(tell, str(error).encode())
    except BaseException:
        os.write(tell, traceback.format_exc().encode()[:60_000])
    os._exit(0)


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
