"""Runs in processes of their own, without the second that it takes to start Python and to import all that is needed.

One process imports what the runs need and waits, with one thread. For each run it makes a copy of itself, which takes
the environment, the folder, and the files for input and output, does its job, and ends as Python ends. For other
settings of Python itself there is another process that waits. Only what was imported is not taken apart at the end: in
a copy that takes most of a second.

    run("followcal", ["plan", ...])    what `python -m followcal plan ...` does, to its end
    start(job, ...)                    any job that can be pickled; it runs, and can be killed, until `wait()`
"""

from __future__ import annotations

import atexit
import gc
import os
import pickle
import runpy
import signal
import subprocess
import sys
import threading
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

AT_START = ("LC_", "LANG", "PYTHON")
"""How the variables begin that Python looks at when it starts."""

_waiting = {}


@dataclass(frozen=True)
class Module:
    """The job of a Python program: `python -m NAME ARGUMENTS`."""

    name: str
    arguments: tuple

    def __call__(self):
        sys.argv[1:] = self.arguments
        sys.modules.pop(f"{self.name}.__main__", None)
        runpy.run_module(self.name, run_name="__main__", alter_sys=True)


@dataclass(frozen=True)
class Order:
    """A job, and where and how it is to be done."""

    job: Any
    folder: str
    """Its input is in `in`, its output comes to `out` and `err`."""

    cwd: str
    env: dict
    merged: bool
    seconds: int


class Running:
    """A copy that does its job; `wait` for it before the next one is started."""

    def __init__(self, process, order):
        self._process, self._order = process, order
        pickle.dump(order, process.stdin)
        process.stdin.flush()
        self.pid = int(process.stdout.readline())

    def wait(self):
        """Wait until it has ended, by itself or killed, and return what came of it."""
        code = int(self._process.stdout.readline())
        out, err = ((Path(self._order.folder) / each).read_bytes() for each in ("out", "err"))
        assert code != -signal.SIGALRM, f"{self._order.job}: not done in {self._order.seconds} seconds"
        return subprocess.CompletedProcess(self._order.job, code, out, err)


def run(module, arguments, *, cwd, env, stdin=b"", merged=False, imports=("loaded",), seconds=60):
    """Run `python -m MODULE ARGUMENTS`; `merged`: stderr goes where stdout goes."""
    job = Module(module, tuple(str(each) for each in arguments))
    with TemporaryDirectory(prefix="followcal-fork-") as folder:
        return start(job, folder, cwd=cwd, env=env, stdin=stdin, merged=merged, imports=imports, seconds=seconds).wait()


def start(job, folder, *, cwd, env, stdin=b"", merged=False, imports=("loaded",), seconds=60):
    """Let a copy begin a job, with this folder for its files."""
    (Path(folder) / "in").write_bytes(stdin)
    for each in ("out", "err"):
        (Path(folder) / each).write_bytes(b"")
    return Running(_process(env, imports), Order(job, str(folder), str(cwd), dict(env), merged, seconds))


def _process(env, imports):
    """The process that has these imports, with these settings for Python."""
    at_start = {name: value for name, value in env.items() if name.startswith(AT_START)}
    key = imports, tuple(sorted(at_start.items()))
    if key not in _waiting:
        script = (
            f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import forks; forks.serve({imports!r})"
        )
        _waiting[key] = subprocess.Popen(
            [sys.executable, "-c", script],
            env={"PATH": os.defpath, **at_start},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
    return _waiting[key]


@atexit.register
def _end():
    for process in _waiting.values():
        process.stdin.close()
        process.wait(20)
        process.stdout.close()


def serve(imports):
    for name in imports:
        __import__(name)
    del sys.path[0]
    gc.collect()
    gc.freeze()  # no copy looks through what all of them share
    while sys.stdin.buffer.peek(1):
        order = pickle.load(sys.stdin.buffer)
        child = os.fork()
        if not child:
            _become(order)
            _end_with(_code_of(order.job))
        print(child, flush=True)  # noqa: T201
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


def _become(order):
    """Do the job in the copy; its end is that of the process."""
    signal.alarm(order.seconds)
    files = [os.open(f"{order.folder}/in", os.O_RDONLY)]
    files += [os.open(f"{order.folder}/{name}", os.O_WRONLY | os.O_APPEND) for name in ("out", "err")]
    for number, file in enumerate(files):
        os.dup2(files[1] if order.merged and number == 2 else file, number)
    sys.stdin = open(0, encoding=sys.stdin.encoding, closefd=False)  # noqa: SIM115
    os.environ.clear()
    os.environ.update(order.env)
    time.tzset()
    os.chdir(order.cwd)


def _code_of(job):
    try:
        job()
    except SystemExit as stop:
        if stop.code is None or isinstance(stop.code, int):
            return stop.code or 0
        print(stop.code, file=sys.stderr)  # noqa: T201
        return 1
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _end_with(code):
    """Do what Python does at its end: wait for threads, call what wants to be called, tell what was left open."""
    threading._shutdown()
    atexit._run_exitfuncs()
    gc.collect()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code & 0xFF)
