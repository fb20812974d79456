"""How many requests a run takes, on each server."""

from __future__ import annotations

import math

import pytest

from followcal.shell.stores.writer import Written
from system.stores.events import foreign, name, ours
from system.stores.machine import Machine

N = 60
K = 55


@pytest.fixture
def machine(caldav, tmp_path):
    return Machine(caldav.plain.url, tmp_path / "state.db")


def test_few_requests(caldav, machine, server, record_property):
    wanted = {name(number): ours(number) for number in range(N)}

    def run(case, most):
        results = machine.run(wanted)
        found[case] = machine.requests
        assert machine.requests <= most, case
        return results

    found = {}
    assert all(isinstance(each, Written) for each in run(f"push {N}", N + 2))
    assert run("nothing changed", 1) == ()
    wanted[name(1)] = ours(1, "Later")
    [result] = run("one change", 2)
    assert isinstance(result, Written)
    assert run("nothing changed after it", 1) == ()
    caldav.plain.put("foreign-0.ics", foreign())
    before = caldav.plain.get("foreign-0.ics")
    caldav.plain.put(name(2), ours(2, "Edited on the phone"))
    assert run("one remote edit", 2) == ()
    for number in range(3, 3 + K):
        caldav.plain.put(name(number), ours(number, "Edited on the phone"))
    assert run(f"{K} remote edits", 2 + math.ceil(K / 50)) == ()
    assert run("nothing changed at last", 1) == ()
    assert caldav.plain.get("foreign-0.ics") == before
    record_property("requests", {"server": server.name, "version": server.version, **found})


def test_a_new_machine_reads_once(caldav, machine, tmp_path):
    wanted = {name(number): ours(number) for number in range(N)}
    machine.run(wanted)
    other = Machine(caldav.plain.url, tmp_path / "other.db")
    assert other.run(wanted) == ()
    assert other.requests <= 1 + math.ceil(N / 50)
    assert other.run(wanted) == ()
    assert other.requests == 1
