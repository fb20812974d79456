"""A followcal for the tests: reads, decides in the simplest way that keeps the user's edits, writes."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from followcal.formats.objects import contains
from followcal.shell.stores.account import Account
from followcal.shell.stores.collection import CalDAVCollection
from followcal.shell.stores.mirror import refresh
from followcal.shell.stores.state import State
from followcal.shell.stores.store import Create, Remove, Replace
from followcal.shell.stores.transport import Connection, Limits
from followcal.shell.stores.writer import carry_out

PATIENT = Limits(silence=20, seconds=40, wait=10)
PHONE = "phone"
"""What the second client writes into what it edits."""


def decide(state, wanted):
    """Return what makes the store hold `wanted` (data by name); what the user edited or deleted stays as it is."""
    present, gone = state.items(), state.deleted() | state.removed()
    operations = []
    for name, data in wanted.items():
        item = present.get(name)
        if item is None and name not in gone:
            operations.append(Create(name, data))
        elif item and item.data != data and PHONE.encode() not in item.data and not contains(item.data, data):
            operations.append(Replace(item, data))
    unwanted = [item for name, item in present.items() if name not in wanted and PHONE.encode() not in item.data]
    return [*operations, *map(Remove, unwanted)]


@dataclass
class Machine:
    """One computer with followcal on it."""

    url: str
    state: Any
    password: str = "secretpw"
    limits: Limits = PATIENT
    slept: list = field(default_factory=list)
    requests: int = 0

    def run(self, wanted, force=False):
        account = Account(self.url, "alice", self.password)
        with closing(Connection(account, limits=self.limits, sleep=self.slept.append)) as connection:
            try:
                return run_on(CalDAVCollection(connection, self.url), self.state, wanted, force=force)
            finally:
                self.requests = connection.requests


def run_on(store, path, wanted, *, force=False):
    with State(path, store.place) as state:
        refresh(store, state, force=force)
        return carry_out(decide(state, wanted), store, state)
