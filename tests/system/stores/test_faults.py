"""Whatever goes wrong on the way, once: nothing of the user's is lost, nothing is there twice, the next run mends it.

One run does all that a run can do: it creates, replaces, removes, reads what the user edited and deleted. Each of its
requests is hit by each fault.
"""

from __future__ import annotations

import base64
import logging

import pytest

from followcal.errors import FollowcalError
from followcal.formats.objects import contains
from followcal.shell.stores.transport import Limits
from followcal.shell.stores.writer import Written
from system.stores.events import foreign, name, ours
from system.stores.machine import Machine
from system.stores.proxy import FAULTS, proxy_to

PASSWORD = "secretpw"
SECRETS = (PASSWORD, base64.b64encode(f"alice:{PASSWORD}".encode()).decode())
HASTY = Limits(silence=0.5, seconds=2, wait=5)
MOST = 30
"""More requests than a run takes."""

FIRST = {name(n): ours(n) for n in (1, 2, 3, 4, 7, 8)}
WANTED = {name(1): ours(1), name(2): ours(2, "Later"), name(3): ours(3, "Later"), name(4): ours(4)} | {
    name(n): ours(n) for n in (5, 6)
}
UNWANTED, UNWANTED_BUT_EDITED = name(7), name(8)
EDITED = {name(3): ours(3, "Edited on the phone"), name(8): ours(8, "Edited on the phone")}
FOREIGN = {"foreign-0.ics": foreign(0), "foreign-1.ics": foreign(1)}


class Case:
    """One calendar, one machine, one fault."""

    def __init__(self, running, folder, proxy, *, cold):
        proxy.begin()
        self.plain = running.calendar()
        self.url = proxy.address + "/" + self.plain.url.partition("//")[2].partition("/")[2]
        self.folder = folder
        self.cold = cold
        self.state = folder / "state.db"
        for key, data in FOREIGN.items():
            self.plain.put(key, data)
        if cold:
            for key, data in FIRST.items():
                self.plain.put(key, data)
        else:
            assert all(isinstance(each, Written) for each in self.machine().run(FIRST))
        for key, data in EDITED.items():
            self.plain.put(key, data)
        self.deleted = set() if cold else {name(4)}
        for key in self.deleted:
            self.plain.delete(key)
        self.users = {key: self.plain.get(key) for key in (*FOREIGN, *EDITED)}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.plain.remove_calendar()

    def machine(self, **options):
        return Machine(self.url, self.state, **options)

    def hit(self, proxy, fault, number):
        """Run with a fault; whatever comes of it is a result or an error of ours."""
        proxy.begin(lambda n, asked: FAULTS[fault] if n == number else None)
        try:
            return self.machine(limits=HASTY).run(WANTED)
        except FollowcalError as error:
            return str(error)

    def check_users(self):
        for key, data in self.users.items():
            assert self.plain.get(key) == data, f"{key} was touched"

    def check_nothing_strange(self):
        names = set(self.plain.names())
        assert names <= {*FOREIGN, *FIRST, *WANTED}
        assert not names & self.deleted, "what the user deleted came back"
        assert contains(self.plain.get(name(1)), ours(1)), "lost"
        assert any(contains(self.plain.get(name(2)), ours(2, text)) for text in ("Later", "Call Acme\\, by Thu 15 Oct"))

    def check_converged(self):
        assert set(self.plain.names()) == {*FOREIGN, *WANTED, UNWANTED_BUT_EDITED} - self.deleted
        for key, data in WANTED.items():
            if key not in self.deleted and key not in EDITED:
                assert contains(self.plain.get(key), data)

    def check_writes(self, proxy):
        """Only what is ours is written, and each write carries its condition."""
        for each in proxy.writes:
            key = each.path.rpartition("/")[2]
            assert key in {*FIRST, *WANTED}, each
            assert key not in EDITED or "If-None-Match" in each.headers, each  # a list that lied: it is refused
            conditions = {head.lower() for head in each.headers} & {"if-match", "if-none-match"}
            assert len(conditions) == 1, each
            assert b"ATTENDEE" not in each.body
            assert b"ORGANIZER" not in each.body

    def finish(self, proxy):
        """Run twice without faults: the first mends all, the second has nothing to do."""
        self.check_users()
        self.check_nothing_strange()
        self.check_writes(proxy)
        proxy.begin()
        results = self.machine().run(WANTED)
        assert all(isinstance(each, Written) for each in results), results
        self.check_writes(proxy)
        self.check_users()
        self.check_converged()
        proxy.begin()
        assert self.machine().run(WANTED) == ()
        assert len(proxy.requests) == 1
        for each in self.folder.iterdir():
            for secret in SECRETS:
                assert secret.encode() not in each.read_bytes(), f"a secret in {each.name}"


@pytest.fixture
def proxy(server):
    with proxy_to(server.address) as proxy:
        yield proxy


@pytest.fixture
def heard(caplog):
    """All that anybody logs."""
    caplog.set_level(logging.DEBUG)
    yield caplog
    for secret in SECRETS:
        assert secret not in caplog.text


def walk(server, proxy, top, fault, cold, numbers):
    """Hit each request of a run with the fault; return how often it was injected."""
    injected = 0
    for number in numbers:
        folder = top / f"{number}"
        folder.mkdir()
        with Case(server, folder, proxy, cold=cold) as case:
            said = case.hit(proxy, fault, number)
            reached, writes = proxy.injected, len(proxy.writes)
            assert not any(secret in repr(said) for secret in SECRETS)
            injected += reached
            case.finish(proxy)
        if not reached:
            assert all(isinstance(each, Written) for each in said), said
            assert writes
            break
    return injected


def kinds():
    return [pytest.param(False, id="known"), pytest.param(True, id="anew")]


@pytest.mark.servers
@pytest.mark.parametrize("cold", kinds())
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_at_each_request(server, proxy, folder, fault, cold, heard, record_property):
    injected = walk(server, proxy, folder, fault, cold, range(1, MOST))
    record_property("faults", injected)
    assert injected >= 5


SOME = ("drop_after", "error_after", "redirect", "page", "truncated", "gzip_tag", "busy_after")


@pytest.mark.parametrize("fault", SOME)
@pytest.mark.parametrize("server", ["radicale"], indirect=True)
def test_some_faults_at_each_write(server, proxy, folder, fault, heard, record_property):
    injected = walk(server, proxy, folder, fault, False, range(1, MOST, 2))
    record_property("faults", injected)
    assert injected >= 2
