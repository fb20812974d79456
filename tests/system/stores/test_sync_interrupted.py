"""A run of sync that ends at any of its requests: the next one makes what is missing, and takes nothing for deleted."""

import pytest

from followcal.errors import StoreError
from followcal.shell.stores.transport import Connection, UnansweredError
from system.stores.syncer import ME, invitation

INVITED = "2026-11-10T09:00:00-05:00"
ENDS = {
    "killed before it is sent": (KeyboardInterrupt, False),
    "killed before the answer": (KeyboardInterrupt, True),
    "no answer, not done": (UnansweredError("lost"), False),
    "no answer, done": (UnansweredError("lost"), True),
    "the network is gone": (StoreError("gone"), False),
}


SHORT = "killed before the answer"


@pytest.mark.parametrize("end", [SHORT, *(pytest.param(end, marks=pytest.mark.slow) for end in ENDS if end != SHORT)])
def test_ended_at_any_request_the_next_run_converges(place_of, followcal, monkeypatch, end):
    place = place_of("radicale")
    how, is_done = ENDS[end]
    once = Connection._once
    count = []

    def ending_at(number):
        def request(self, method, url, body, headers):
            count.append(method)
            if number is not None and len(count) == number:
                if is_done:
                    once(self, method, url, body, headers)
                raise how
            return once(self, method, url, body, headers)

        count.clear()
        monkeypatch.setattr(Connection, "_once", request)

    def sync(now, **options):
        return followcal("sync", *place.sources, "--to", place.target, *ME, "--now", now, **options)

    place.invite("one.ics", invitation("google"))
    ending_at(None)
    sync(INVITED)
    wanted, requests = place.rows(), len(count)
    assert len(wanted) == 6
    for number in range(1, requests + 1):
        for name in place.plain.names():
            place.plain.delete(name)
        machine = f"{end} {number}".replace(" ", "-")
        ending_at(number)
        sync(INVITED, machine=machine, code={0, 1, 3, 130})
        ending_at(None)
        sync(INVITED, machine=machine)
        assert place.rows() == wanted, (number, count)
        ending_at(None)
        assert "nothing changed" in sync(INVITED, machine=machine).text
        assert len(count) == 2
    sync(INVITED, machine="another")
    assert place.rows() == wanted
