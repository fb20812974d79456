"""Commands of Python programs, each in a process of its own, without the second that it takes to import all of them.

One process imports what the commands need and waits, with one thread. For each command it makes a copy of itself, which
takes the environment, the folder, and the files for input and output, runs the module as `python -m` does, and ends as
Python ends. For other settings of Python itself there is another process that waits.
"""

from __future__ import annotations

import atexit
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

AT_START = ("LC_", "LANG", "PYTHON")
"""How the variables begin that Python looks at when it starts."""

_waiting = {}


def run(module, arguments, *, cwd, env, stdin=b"", merged=False, imports=("loaded",), seconds=60):
    """Run `python -m MODULE ARGUMENTS`; `merged`: stderr goes where stdout goes."""
    process = _process(env, imports)
    with tempfile.TemporaryDirectory(prefix="followcal-fork-") as name:
        folder = Path(name)
        (folder / "in").write_bytes(stdin)
        job = [name, module, [str(each) for each in arguments], str(cwd), dict(env), merged, seconds]
        process.stdin.write(json.dumps(job) + "\n")
        process.stdin.flush()
        code = int(process.stdout.readline())
        out, err = ((folder / each).read_bytes() for each in ("out", "err"))
    assert code != -signal.SIGALRM, f"{module} {arguments}: not done in {seconds} seconds"
    return subprocess.CompletedProcess(arguments, code, out, err)


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
            text=True,
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
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become(*json.loads(line))
            return
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


def _become(folder, module, arguments, cwd, env, merged, seconds):
    """Run the command in the copy; its end is that of the process."""
    signal.alarm(seconds)
    files = [os.open(f"{folder}/in", os.O_RDONLY)]
    files += [os.open(f"{folder}/{name}", os.O_WRONLY | os.O_CREAT | os.O_APPEND) for name in ("out", "err")]
    for number, file in enumerate(files):
        os.dup2(files[1] if merged and number == 2 else file, number)
    sys.stdin = open(0, encoding=sys.stdin.encoding, closefd=False)  # noqa: SIM115
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    os.chdir(cwd)
    sys.argv[1:] = arguments
    sys.modules.pop(f"{module}.__main__", None)
    runpy.run_module(module, run_name="__main__", alter_sys=True)
