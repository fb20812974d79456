"""Whatever goes wrong on the way: nothing of the user's is lost, nothing is there twice, the next run mends it.

Each request of each kind of run is hit by each fault, alone; and once more with a second fault in the same run and a
third in the run that is to mend it. Afterwards the calendar is, to the byte, what it would have been without any of it.

Of many requests of one kind in a row (the events of a plan), the first, the last and one between them are hit. Runs of
the whole of `followcal sync` take longer: there each fault hits two requests of five, others than the last fault, and
every other one with company; FOLLOWCAL_EVERY_FAULT=1 hits all of them, alone and with company. All this is done on
Radicale; each other server has a share: a few kinds of run, each fault at one request.
"""

from __future__ import annotations

import logging
import os
import random
from collections import Counter
from itertools import groupby
from pathlib import Path

import pytest

from system.servers import SERVERS
from system.servers.process import folder_in_memory
from system.stores.kinds import KINDS
from system.stores.proxy import FAULTS, proxy_to
from system.stores.stage import KILLED, ONLY_FOR, Ear, Stage

EVERY = (*FAULTS, *KILLED)
EVERYWHERE = "FOLLOWCAL_EVERY_FAULT" in os.environ
SHARED = ("everything_at_once", "first_contact")
"""The kinds of run that are hit on the servers other than Radicale."""


OTHERS = [server for server in SERVERS if server != "radicale"]


@pytest.fixture(scope="module")
def stages(servers):
    """Make stages; on Radicale, which puts them back at no cost, each once. The others have one at a time."""
    made, proxies = {}, {}
    with folder_in_memory("stages") as top:

        def stage(server, kind):
            running = servers(server)
            if server not in proxies:
                context = proxy_to(running.address)
                proxies[server] = context, context.__enter__()
            if (server, kind) not in made:
                for key in [key for key in made if key[0] == server != "radicale"]:
                    made.pop(key).close()
                folder = Path(top) / f"{server}-{kind}"
                folder.mkdir(exist_ok=True)
                made[server, kind] = Stage(running, proxies[server][1], folder, KINDS[kind])
            return made[server, kind]

        yield stage
        for context, _ in proxies.values():
            context.__exit__(None, None, None)


@pytest.fixture
def ear():
    """Hears all that is logged meanwhile: no secret may be in it."""
    found, logger = Ear(), logging.getLogger()
    level = logger.level
    logger.addHandler(found)
    logger.setLevel(logging.DEBUG)
    yield found
    logger.removeHandler(found)
    logger.setLevel(level)
    assert not found.secrets


@pytest.fixture
def note(record_property):
    """Write down what was injected where, for the table."""

    def note(stage, injected):
        record_property("version", stage.version)
        record_property("faults", dict(injected))

    return note


def targets(requests, fault, turn):
    """Yield the numbers of the requests that a fault can hit; of many of one kind in a row, three."""
    number = 1
    for method, group in groupby(requests):
        count = len(list(group))
        if method in ONLY_FOR.get(fault, (method,)):
            chosen = {0, count - 1, 1 + turn % (count - 2)} if count > 3 else range(count)
            yield from (number + each for each in sorted(chosen))
        number += count


def hit(stage, fault, number, *, again):
    """Hit one run, and `again` it and the next one; see that all is well. Return how often what was injected."""
    choice = random.Random(f"{stage.kind.name} {fault} {number}")
    stage.begin()
    faults = {number: fault}
    if again and fault not in KILLED:
        faults[number + choice.randint(1, 3)] = choice.choice(list(FAULTS))
    stage.hit(faults)
    injected = Counter(stage.proxy.injected)
    stage.check()
    if again:
        stage.hit({choice.randint(1, min(4, len(stage.requests))): choice.choice(EVERY)})
        injected += stage.proxy.injected
        stage.check()
    stage.finish()
    return injected


@pytest.mark.servers
@pytest.mark.parametrize("fault", EVERY)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("server", ["radicale"])
def test_each_fault_at_each_request(stages, server, kind, fault, ear, note):
    stage = stages(server, kind)
    turn = EVERY.index(fault)
    injected = Counter()
    for number in targets(stage.requests, fault, turn):
        if not stage.kind.has_inbox or EVERYWHERE:
            injected += hit(stage, fault, number, again=False)
            injected += hit(stage, fault, number, again=True)
        elif (number + turn) % 5 in (0, 3):
            injected += hit(stage, fault, number, again=(number + turn) % 2)
    note(stage, injected)


@pytest.mark.servers
@pytest.mark.parametrize("kind", SHARED)
@pytest.mark.parametrize("server", OTHERS)
def test_a_share_of_the_faults_on_the_other_servers(stages, server, kind, ear, note):
    stage = stages(server, kind)
    injected = Counter()
    for turn, fault in list(enumerate(EVERY))[SHARED.index(kind) :: len(SHARED)]:
        numbers = list(targets(stage.requests, fault, turn))
        if numbers:
            injected += hit(stage, fault, numbers[turn % len(numbers)], again=turn % 4 < 2)
    note(stage, injected)
    assert len(injected) >= len(EVERY) // 3


SOME = ("drop_after", "error_after", "page", "truncated", "gzip_tag", "killed_before", "killed_after")


@pytest.mark.parametrize("kind", ["everything_at_once", "interview_moved"])
@pytest.mark.parametrize("fault", SOME)
@pytest.mark.parametrize("server", ["radicale"])
def test_some_faults_at_each_write(stages, server, kind, fault, ear, note):
    stage = stages(server, kind)
    writes = [number for number, method in enumerate(stage.requests, 1) if method in ("PUT", "DELETE")]
    injected = Counter()
    for number in writes[:: len(writes) - 1]:
        injected += hit(stage, fault, number, again=False)
    note(stage, injected)
    assert injected[fault] >= 1
