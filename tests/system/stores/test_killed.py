"""Killed (-9) at any request, before it arrives or after it was done: the next run finishes, nothing is there twice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from system.stores.proxy import DroppedError, proxy_to
from system.stores.test_faults import MOST, Case

TESTS = Path(__file__).parents[2]


def run_and_kill(case, proxy, number, *, after):
    """Run the client in a process; kill it at this request. Return whether it got so far."""
    started = []

    def kill(asked, forward):
        if after:
            forward()
        started[0].kill()
        started[0].wait(20)
        raise DroppedError

    proxy.begin(lambda n, asked: kill if n == number else None)
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    command = [sys.executable, "-m", "system.stores.client", case.url, str(case.state)]
    started.append(subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL))
    _, said = started[0].communicate(timeout=60)
    assert b"Traceback" not in said, said.decode()
    return proxy.injected == 1


def check(server, folder, numbers, *, after):
    killed = 0
    with proxy_to(server.address) as proxy:
        for number in numbers:
            own = folder / f"{number}-{after}"
            own.mkdir()
            with Case(server, own, proxy, cold=False) as case:
                reached = run_and_kill(case, proxy, number, after=after)
                case.finish(proxy)
            killed += reached
            if not reached:
                break
    return killed


@pytest.mark.parametrize("server", ["radicale"], indirect=True)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_the_first_writes(server, folder, after, record_property):
    killed = check(server, folder, (3, 5), after=after)
    record_property("faults", killed)
    assert killed == 2


@pytest.mark.servers
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_each_request(server, folder, after, record_property):
    killed = check(server, folder, range(1, MOST), after=after)
    record_property("faults", killed)
    assert killed >= 5
