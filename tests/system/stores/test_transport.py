"""What is sent, where, and what is done with strange answers: over real HTTP, with answers made up."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from contextlib import closing, suppress

import pytest

from followcal.errors import SignInError, StoreError, UsageError
from followcal.shell.stores.account import Account
from followcal.shell.stores.discovery import find_calendars
from followcal.shell.stores.transport import Connection, Limits, TooLargeError, UnansweredError
from system.stores.proxy import PAGE, Answer, DroppedError, proxy_to, redirect_elsewhere


@pytest.fixture
def server():
    with proxy_to() as proxy:
        yield proxy


@pytest.fixture
def slept():
    return []


@pytest.fixture
def connect(server, slept):
    made = []

    def connect(limits=None, **options):
        account = Account(server.address + "/dav/", "alice", "sécret", **options)
        made.append(Connection(account, limits=limits or Limits(silence=5, seconds=5, wait=10), sleep=slept.append))
        return made[-1]

    yield connect
    for each in made:
        each.close()


def always(status, headers=None, body=b""):
    return lambda number, asked: lambda *_: Answer(status, dict(headers or {}), body)


def in_turn(*answers):
    return lambda number, asked: lambda *_: answers[min(number, len(answers)) - 1]


class TestWhereTo:
    @pytest.mark.parametrize(
        ("home", "to", "allowed"),
        [
            ("https://cal.example.org/dav/", "https://cal.example.org/other", True),
            ("https://cal.example.org/dav/", "https://cal.example.org:443/other", True),
            ("https://cal.example.org/dav/", "https://cal.example.org:8443/other", False),
            ("https://cal.example.org/dav/", "http://cal.example.org/other", False),
            ("https://cal.example.org/dav/", "https://evil.example/other", False),
            ("https://cal.example.org/dav/", "https://cal.example.org.evil.example/", False),
            ("https://caldav.icloud.com/", "https://p42-caldav.icloud.com/1/calendars/", True),
            ("https://caldav.icloud.com/", "http://p42-caldav.icloud.com/1/calendars/", False),
            ("https://caldav.icloud.com/", "https://p42-caldav.icloud.com.evil.example/", False),
            ("https://caldav.icloud.com/", "https://evilicloud.com/", False),
            ("http://localhost:5232/", "http://localhost:5232/x", True),
            ("http://localhost:5232/", "http://cal.example.org/x", False),
        ],
    )
    def test_the_password_goes_nowhere_else(self, home, to, allowed):
        assert (Account(home, "alice", "secretpw").objection(to) is None) is allowed

    def test_hosts_that_the_user_named(self):
        account = Account("https://a.example.org/", hosts=("b.example.org", ".c.example.org"))
        assert account.objection("https://b.example.org/") is None
        assert account.objection("https://x.c.example.org/") is None
        assert account.objection("https://x.b.example.org/")

    @pytest.mark.parametrize(
        "url",
        ["http://cal.example.org/", "https://alice:pw@cal.example.org/", "cal.example.org", "ftp://x/", "https:///"],
    )
    def test_an_address_that_is_refused(self, url):
        with pytest.raises(UsageError) as caught:
            Account(url, "alice", "secretpw")
        assert "pw" not in str(caught.value).replace("password", "")

    def test_plaintext_where_it_is_allowed(self):
        assert Account("http://cal.example.org/", allow_plaintext=True)

    def test_another_server_gets_no_request(self, server, connect):
        with proxy_to() as other, pytest.raises(StoreError, match="another server"):
            connect().request("PROPFIND", other.address + "/dav/")
        assert other.requests == []

    def test_the_password_is_not_in_the_repr(self):
        assert "secretpw" not in repr(Account("https://cal.example.org/", "alice", "secretpw"))

    @pytest.mark.parametrize("method", ["PUT", "DELETE", "PROPFIND", "GET"])
    def test_no_redirect_is_followed(self, server, connect, method):
        server.begin(lambda number, asked: redirect_elsewhere)
        assert connect().request(method, "x").status == 308
        assert len(server.requests) == 1


class TestWhatIsSent:
    def test_sign_in_at_once_and_no_compression(self, server, connect):
        server.begin(always(204))
        connect().request("PUT", "x.ics", b"data", {"If-None-Match": "*"})
        [asked] = server.requests
        assert asked.headers["Authorization"].startswith("Basic ")
        assert asked.headers["Accept-Encoding"] == "identity"
        assert (asked.path, asked.body) == ("/dav/x.ics", b"data")

    def test_neither_netrc_nor_proxies_of_the_environment(self, server, connect, monkeypatch, tmp_path):
        (tmp_path / ".netrc").write_text("machine 127.0.0.1 login other password other\n")
        (tmp_path / ".netrc").chmod(0o600)
        for name, value in {
            "HOME": str(tmp_path),
            "NETRC": str(tmp_path / ".netrc"),
            "http_proxy": "http://127.0.0.1:1",
            "HTTP_PROXY": "http://127.0.0.1:1",
            "ALL_PROXY": "http://127.0.0.1:1",
        }.items():
            monkeypatch.setenv(name, value)
        server.begin(always(204))
        connect(auth="none").request("GET", "x")
        assert "Authorization" not in server.requests[0].headers

    def test_cookies_are_not_kept(self, server, connect):
        server.begin(always(204, {"Set-Cookie": "session=1; Path=/"}))
        connection = connect()
        connection.request("GET", "x")
        connection.request("GET", "x")
        assert "Cookie" not in server.requests[1].headers


class TestBusy:
    def test_a_401_is_asked_once(self, server, connect):
        server.begin(always(401, {"WWW-Authenticate": 'Basic realm="x"'}))
        with pytest.raises(SignInError, match="not accepted"):
            connect().request("PUT", "x", b"data")
        assert len(server.requests) == 1

    @pytest.mark.parametrize("status", [429, 503])
    def test_it_is_waited_as_long_as_asked(self, server, connect, slept, status):
        server.begin(in_turn(Answer(status, {"Retry-After": "3"}, b""), Answer(204, {}, b"")))
        assert connect().request("PUT", "x", b"data").status == 204
        assert slept == [3.0]

    def test_a_lock_is_tried_again_soon_and_not_for_long(self, server, connect, slept):
        server.begin(in_turn(Answer(423, {}, b""), Answer(204, {}, b"")))
        assert connect().request("PUT", "x", b"data").status == 204
        assert slept == [0.2]
        server.begin(always(423))
        assert connect().request("PUT", "x", b"data").status == 423
        assert len(slept) == 6
        assert sum(slept[1:]) < 10

    def test_a_moment_is_read_by_the_clock_of_the_server(self, server, connect, slept):
        when = {"Retry-After": "Wed, 21 Oct 2026 07:28:05 GMT", "Date": "Wed, 21 Oct 2026 07:28:00 GMT"}
        server.begin(in_turn(Answer(429, when, b""), Answer(204, {}, b"")))
        assert connect().request("GET", "x").status == 204
        assert slept == [5.0]

    @pytest.mark.parametrize("value", [None, "0", "soon", "-5", "Wed, 99 Oct 2026 07:28:05 GMT"])
    def test_without_a_time_longer_each_time_and_not_for_ever(self, server, connect, slept, value):
        server.begin(always(503, {} if value is None else {"Retry-After": value}))
        assert connect().request("GET", "x").status == 503
        assert slept == [1.0, 2.0, 4.0]

    @pytest.mark.parametrize("value", ["11", "86400", "9" * 400])
    def test_longer_than_allowed_is_not_waited(self, server, connect, slept, value):
        server.begin(always(503, {"Retry-After": value}))
        assert connect().request("GET", "x").status == 503
        assert slept == []
        assert len(server.requests) == 1


class TestLimits:
    def test_a_large_answer(self, server, connect):
        server.begin(always(200, {}, b"x" * 200_000))
        with pytest.raises(TooLargeError, match="larger than 100,000 bytes"):
            connect(Limits(answer=100_000)).request("GET", "x")

    def test_a_compressed_answer(self, server, connect):
        bomb = gzip.compress(b"\0" * 50_000_000)
        server.begin(always(200, {"Content-Encoding": "gzip"}, bomb))
        with pytest.raises(UnansweredError, match="compressed"):
            connect().request("GET", "x")

    def test_a_silent_server(self, server, connect):
        server.begin(lambda number, asked: lambda *_: time.sleep(1.5) or Answer(204, {}, b""))
        with pytest.raises(UnansweredError):
            connect(Limits(silence=0.2)).request("PUT", "x", b"data")
        assert len(server.requests) == 1

    def test_a_head_that_never_ends(self):
        with socket.create_server(("127.0.0.1", 0)) as listening:

            def dribble():
                there, _ = listening.accept()
                with there, suppress(OSError):
                    there.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                    for _ in range(200):
                        there.sendall(b"x")
                        time.sleep(0.05)

            threading.Thread(target=dribble, daemon=True).start()
            account = Account(f"http://127.0.0.1:{listening.getsockname()[1]}/", auth="none")
            begun = time.monotonic()
            with (
                closing(Connection(account, limits=Limits(silence=5, seconds=0.5))) as connection,
                pytest.raises(UnansweredError, match="takes longer"),
            ):
                connection.request("PUT", "x", b"data")
            assert time.monotonic() - begun < 5

    def test_nobody_there(self):
        with (
            closing(Connection(Account("http://127.0.0.1:1/", "a", "secretpw"))) as connection,
            pytest.raises(UnansweredError) as caught,
        ):
            connection.request("GET", "x")
        assert "secretpw" not in str(caught.value)

    def test_a_read_is_asked_twice_and_a_write_once(self, server, connect):
        def lost(asked, forward):
            raise DroppedError

        for method, times in (("REPORT", 2), ("PROPFIND", 2), ("GET", 2), ("PUT", 1), ("DELETE", 1)):
            server.begin(lambda number, asked: lost)
            with pytest.raises(UnansweredError):
                connect().request(method, "x", b"data")
            assert len(server.requests) == times, method


class TestDiscovery:
    def test_an_unknown_profile(self, connect):
        with pytest.raises(UsageError, match="unknown kind of server 'nonsense'"):
            connect(profile="nonsense")

    @pytest.mark.parametrize(
        "answer",
        [
            Answer(200, {"Content-Type": "text/html"}, PAGE),
            Answer(404, {}, b""),
            Answer(500, {}, b"<x"),
            Answer(207, {}, b""),
        ],
    )
    def test_no_server_there_is_an_error_never_no_calendars(self, server, connect, answer):
        server.begin(always(answer.status, answer.headers, answer.body))
        with pytest.raises(StoreError, match="no CalDAV server answers here"):
            find_calendars(connect())
        assert len(server.requests) <= 4

    def test_a_principal_on_another_server_gets_no_password(self, server, connect):
        with proxy_to() as other:
            principal = f"<current-user-principal><href>{other.address}/alice/</href></current-user-principal>"
            body = f"""<multistatus xmlns="DAV:"><response><href>/dav/</href><propstat><prop>{principal}</prop>
            <status>HTTP/1.1 200 OK</status></propstat></response></multistatus>"""
            server.begin(always(207, {"Content-Type": "application/xml"}, body.encode()))
            with pytest.raises(StoreError, match="another server"):
                find_calendars(connect())
            assert other.requests == []

    def test_a_redirect_elsewhere_gets_no_password(self, server, connect):
        with proxy_to() as other:
            server.begin(always(301, {"Location": other.address + "/dav/"}))
            with pytest.raises(StoreError, match="another server"):
                find_calendars(connect())
            assert other.requests == []

    def test_redirects_in_a_circle(self, server, connect):
        server.begin(always(301, {"Location": "/dav/"}))
        with pytest.raises(StoreError):
            find_calendars(connect())
