"""Processes of a server: started on free loopback ports, stopped by their own ids."""

from __future__ import annotations

import os
import pwd
import signal
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

START_SECONDS = 40
STOP_SECONDS = 15


def folder_in_memory(prefix):
    """Return a temporary folder, in memory where there is such a place: servers wait for the disk at each write."""
    memory = Path("/dev/shm")
    where = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    return TemporaryDirectory(prefix=f"followcal-{prefix}-", dir=where)


def free_port():
    with socket.socket() as each:
        each.bind(("127.0.0.1", 0))
        return each.getsockname()[1]


@contextmanager
def running(command, log, *, port, cwd=None, env=None, user=None, stop=signal.SIGTERM):
    """Run a command as long as the block lasts; begin when its port answers."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            list(map(str, command)),
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            cwd=cwd,
            env=env,
            user=user,
            group=user and pwd.getpwnam(user).pw_gid,
            extra_groups=user and [],
            start_new_session=True,
        )
    try:
        wait_for(port, process, log)
        yield process
    finally:
        end(process, stop)


def wait_for(port, process, log):
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"nothing answers on port {port}: {log.read_text(errors='replace')[-2000:]}")


def end(process, stop=signal.SIGTERM):
    """Stop a process and those it started: they are a group of their own."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, stop)
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(STOP_SECONDS)


def missing(*programs_and_packages, as_root=False):
    """Return a sentence about what is not there; None, if all is."""
    if as_root and os.geteuid():
        return "only root can start it: it runs as a user of its own"
    lacking = [package for path, package in programs_and_packages if not os.path.exists(path)]  # noqa: PTH110
    return f"not installed: {', '.join(dict.fromkeys(lacking))} (make servers)" if lacking else None


def debian_version(package):
    found = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True, check=False
    )
    return found.stdout or "unknown"
