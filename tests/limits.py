"""Work on what nobody can trust, in a process of its own that may take so long and so much, and no more."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import traceback
from contextlib import contextmanager
from pathlib import Path

TESTS = Path(__file__).parent


def limited(work, argument, seconds, megabytes):
    """What `work` returns for the argument, with what it took; `failed` says what went wrong, if it did.

    This process is forked: it should have one thread, and all modules that the work needs.
    """
    end, start = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        try:
            os.close(end)
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
            resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 1_000_000,) * 2)
            result = work(argument)
            code = 0
        except BaseException as error:
            result = {"failed": type(error).__name__, "trace": traceback.format_exc()}
        with os.fdopen(start, "w") as file:
            json.dump(result, file)
        os._exit(code)
    os.close(start)
    with os.fdopen(end) as file:
        text = file.read()
    _, status, usage = os.wait4(child, 0)
    if not text:
        text = json.dumps({"failed": f"killed by signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else "died"})
    figures = {"seconds": usage.ru_utime + usage.ru_stime, "megabytes": usage.ru_maxrss // 1000}
    return {**json.loads(text), **figures}


@contextmanager
def apart(work, *imports):
    """Do `work`, named as module.function, in a process made for it: a function of argument, seconds and megabytes."""
    script = f"""if True:
        import json, sys
        sys.path[:0] = [{str(TESTS)!r}, {str(TESTS / "system")!r}]
        import {", ".join((work.rpartition(".")[0], "limits", *imports))}
        for line in sys.stdin:
            print(json.dumps(limits.limited({work}, *json.loads(line))), flush=True)
    """
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def do(argument, seconds, megabytes):
            process.stdin.write(json.dumps([argument, seconds, megabytes]) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield do
        process.stdin.close()
