"""The calendars of an account are found on real servers."""

from __future__ import annotations

from contextlib import closing, suppress

import pytest

from followcal.errors import FollowcalError, SignInError
from followcal.shell.stores.account import Account
from followcal.shell.stores.discovery import FoundCalendar, find_calendars
from followcal.shell.stores.transport import Connection
from system.stores.proxy import FAULTS, proxy_to
from system.stores.stage import HASTY, WITHOUT_PATIENCE

STARTS = {
    "radicale": "/",
    "xandikos": "/alice/",
    "cyrus": "/dav/",
    "davical": "/",
    "sabre": "/",
    "sogo": "/SOGo/dav/",
}


def test_the_calendars_of_each_server_are_found(caldav, request):
    address = "/".join(caldav.plain.url.split("/")[:3])
    start = STARTS[request.node.callspec.params["server"]]
    with closing(Connection(Account(address + start, "alice", "secretpw"))) as connection:
        found = find_calendars(connection)
        assert any(each.url.rstrip("/") == caldav.plain.url.rstrip("/") for each in found), found
        assert connection.requests <= 5
    with closing(Connection(Account(caldav.plain.url, "alice", "secretpw"))) as connection:
        assert find_calendars(connection) == (FoundCalendar(caldav.plain.url, "Follow-ups"),)


def test_a_wrong_password_is_an_error_at_each_server(caldav, request):
    if request.node.callspec.params["server"] == "xandikos":
        pytest.skip("Xandikos lets everybody in")
    with closing(Connection(Account(caldav.plain.url, "alice", "wrong"))) as connection:
        with pytest.raises(SignInError):
            find_calendars(connection)
        assert connection.requests == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_what_goes_wrong_is_an_error_of_ours(servers, fault):
    limits = WITHOUT_PATIENCE if fault == "stalled" else HASTY
    with proxy_to(servers("radicale").address) as proxy:
        account = Account(proxy.address, "alice", "secretpw")
        for number in range(1, 5):
            proxy.begin(lambda n, asked, number=number: FAULTS[fault] if n == number else None)
            with closing(Connection(account, limits=limits, sleep=lambda seconds: None)) as connection:
                with suppress(FollowcalError):
                    find_calendars(connection, may_be_none=True)
                assert len(proxy.requests) >= min(number, 3)
