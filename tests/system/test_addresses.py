"""Calendars at secret addresses: over real HTTP, with and without encryption; the address is never shown."""

from __future__ import annotations

import gzip
import re
import stat
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import calendar, event
from followcal.errors import UnreadableError, UsageError
from followcal.shell.addresses import Address, address_in, is_address, shown
from followcal.shell.stores.transport import Limits
from followcal.shell.web import download
from system import certificate
from system.stores.proxy import PAGE, Answer, DroppedError, proxy_to

SECRET = "private-6f1ed002ab5595859014ebf0951522d9"
PATH = f"/calendar/ical/me%40gmail.com/{SECRET}/basic.ics"
INVITATION = Path(__file__).parents[2] / "examples" / "interview.ics"
TALK = calendar(
    event("DESCRIPTION:Ann Lee will interview you", title="Interview with Acme"), event(uid="2", title="Gym")
)
NOW = ("--now", "2026-11-16T09:00:00-05:00")
ICAL = {"Content-Type": "text/calendar; charset=utf-8"}
SHORT = Limits(answer=100_000, seconds=3, silence=1, wait=4)


@pytest.fixture
def server():
    with proxy_to() as proxy:
        yield proxy


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    return certificate.made_in(tmp_path_factory.mktemp("tls"))


@pytest.fixture(autouse=True)
def state(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "followcal" / "addresses"


def always(status=200, headers=ICAL, body=TALK):
    return lambda number, asked: lambda *_: Answer(status, dict(headers), body)


def in_turn(*answers):
    return lambda number, asked: lambda *_: answers[min(number, len(answers)) - 1]


def fetched(server, folder, limits=SHORT, path=PATH, **options):
    slept = options.pop("slept", [])
    return download(address_in(server.address + path, **options), folder, limits=limits, sleep=slept.append)


def refused(server, folder, **options):
    with pytest.raises(UnreadableError) as caught:
        fetched(server, folder, **options)
    text = str(caught.value)
    assert SECRET not in text
    assert SECRET not in repr(caught.value.__cause__)
    assert "basic.ics" not in text
    return text


class TestWhatIsShown:
    @pytest.mark.parametrize(
        ("url", "as_shown"),
        [
            (f"https://calendar.google.com{PATH}", "https://calendar.google.com/...22d9"),
            (
                "https://p42-caldav.icloud.com/published/2/MTIzNDU2Nzg5MDEyMzQ1Ng",
                "https://p42-caldav.icloud.com/...1Ng",
            ),
            ("https://cloud.example/remote.php/dav/public-calendars/abcd?export", "https://cloud.example/..."),
            ("https://x.example:99999/a", "an address"),
            ("https://x.example/?token=0123456789012345678901234", "https://x.example/...1234"),
        ],
    )
    def test_host_and_tail(self, url, as_shown):
        if "icloud" in url:
            as_shown = f"https://p42-caldav.icloud.com/...{url[-4:]}"
        assert shown(url) == as_shown
        assert "private" not in repr(Address(url))

    @pytest.mark.parametrize(
        "text",
        [
            "webcal://x.example/a.ics",
            "WEBCAL://x.example/a.ics",
            "webcals://x.example/a.ics",
            "https://x.example/a.ics#x",
        ],
    )
    def test_webcal_is_asked_with_encryption(self, text):
        assert is_address(text)
        assert address_in(text).url == "https://x.example/a.ics"

    @pytest.mark.parametrize("text", ["a.ics", "C:/a.ics", "-", "https:", "https://", "file:///a.ics", "x/https://y"])
    def test_files_are_none(self, text):
        assert not is_address(text)

    @pytest.mark.parametrize(
        "text",
        [
            f"http://calendar.google.com{PATH}",
            f"https://me:{SECRET}@calendar.google.com/",
            f"https://:99{PATH}",
            f"https://x:y{PATH}",
            f"https://[::1{PATH}",
            f"https://x.example/{SECRET}\x1b[2J",
            f"https://x.example/{SECRET} x",
        ],
    )
    def test_what_is_not_asked_is_refused_and_not_quoted(self, text, plan):
        with pytest.raises(UsageError) as caught:
            address_in(text)
        assert SECRET not in str(caught.value)
        result = plan(text, *NOW, code=2)
        assert SECRET not in result.err

    @given(
        st.sampled_from(["https", "webcal"]),
        st.text("abcdefghijklmnopqrstuvwxyz0123456789-_%/?&=.", min_size=8, max_size=200),
    )
    def test_four_letters_at_most_are_shown(self, scheme, secret):
        url = f"{scheme}://h.example/{secret}"
        texts = [str(address_in(url)), repr(address_in(url))]
        for text in texts:
            rest = text.removeprefix("https://h.example/...")
            assert len(rest) <= 4
            assert secret.endswith(rest) or rest in secret


class TestConditions:
    @pytest.mark.parametrize(
        ("given", "asked_with"),
        [
            ({"ETag": '"v1"'}, {"If-None-Match": '"v1"'}),
            ({"ETag": 'W/"v1"'}, {"If-None-Match": 'W/"v1"'}),
            (
                {"Last-Modified": "Wed, 18 Nov 2026 07:28:00 GMT"},
                {"If-Modified-Since": "Wed, 18 Nov 2026 07:28:00 GMT"},
            ),
        ],
    )
    def test_what_did_not_change_is_not_sent_again(self, server, state, given, asked_with):
        server.begin(in_turn(Answer(200, {**ICAL, **given}, TALK), Answer(304, {}, b"")))
        assert fetched(server, state) == fetched(server, state) == TALK
        assert asked_with.items() <= server.requests[1].headers.items()
        assert not {"If-None-Match", "If-Modified-Since"} & server.requests[0].headers.keys()

    def test_what_changed_is_read(self, server, state):
        server.begin(in_turn(Answer(200, {**ICAL, "ETag": '"1"'}, b"BEGIN:VCALENDAR"), Answer(200, ICAL, TALK)))
        fetched(server, state)
        assert fetched(server, state) == TALK
        assert list(state.iterdir()) == []  # without a version there is nothing to ask by

    def test_it_is_kept_for_the_user_alone_and_not_by_its_address(self, server, state):
        server.begin(always(headers={**ICAL, "ETag": '"1"'}))
        fetched(server, state)
        [kept] = state.iterdir()
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert stat.S_IMODE(state.stat().st_mode) == 0o700
        assert SECRET.encode() not in kept.read_bytes() + kept.name.encode()

    @pytest.mark.parametrize(
        "spoil",
        [lambda data: b"", lambda data: b"{}\n" + data, lambda data: data[:-1] + b"x", lambda data: b"[" * 9_999],
    )
    def test_what_was_kept_and_damaged_is_asked_for_whole(self, server, state, spoil):
        server.begin(always(headers={**ICAL, "ETag": '"1"'}))
        fetched(server, state)
        [kept] = state.iterdir()
        kept.write_bytes(spoil(kept.read_bytes()))
        assert fetched(server, state) == TALK
        assert "If-None-Match" not in server.requests[1].headers

    def test_nowhere_to_keep_it_is_no_failure(self, server, tmp_path):
        (tmp_path / "file").write_text("")
        server.begin(always(headers={**ICAL, "ETag": '"1"'}))
        assert fetched(server, tmp_path / "file" / "x") == TALK

    def test_unchanged_without_being_asked_is_a_fault(self, server, state):
        server.begin(always(304, {}, b""))
        assert "answers 304" in refused(server, state)


class TestStrangeAnswers:
    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (Answer(200, {"Content-Type": "text/html"}, PAGE), "a web page, not a calendar"),
            (Answer(200, {"Content-Type": "text/calendar"}, b"  <!DOCTYPE html><p>Sign in"), "a web page"),
            (Answer(401, {"WWW-Authenticate": "Basic"}, b""), "who asks"),
            (Answer(403, {}, b""), "secret address"),
            (Answer(404, {}, b""), "no calendar at this address"),
            (Answer(410, {}, b""), "any more"),
            (Answer(429, {"Retry-After": "86400"}, b""), "busy"),
            (Answer(500, {}, b"x"), "500"),
            (Answer(204, {}, b""), "204"),
            (Answer(302, {}, b""), "302"),
            (Answer(200, {"Content-Encoding": "gzip"}, gzip.compress(b"\0" * 50_000_000)), "compressed"),
            (Answer(200, ICAL, b"x" * 200_000), "larger than"),
        ],
    )
    def test_each_is_told_for_what_it_is(self, server, state, answer, words):
        server.begin(in_turn(answer))
        text = refused(server, state)
        assert words in text
        assert text.startswith("http://127.0.0.1/...22d9: ")
        assert text.count("127.0.0.1") == 1

    def test_it_is_waited_for_a_busy_server(self, server, state):
        slept = []
        server.begin(in_turn(Answer(503, {"Retry-After": "2"}, b""), Answer(200, ICAL, TALK)))
        assert fetched(server, state, slept=slept) == TALK
        assert slept == [2.0]

    def test_a_lost_connection(self, server, state):
        def lost(*_):
            raise DroppedError

        server.begin(lambda number, asked: lost)
        assert "no connection" in refused(server, state)

    def test_a_silent_server(self, server, state):
        server.begin(lambda number, asked: lambda *_: time.sleep(1.5) or Answer(200, ICAL, TALK))
        begun = time.monotonic()
        refused(server, state, limits=Limits(silence=0.3, seconds=1, wait=1))
        assert time.monotonic() - begun < 5

    def test_nobody_there(self, state):
        with pytest.raises(UnreadableError) as caught:
            download(address_in(f"http://127.0.0.1:1{PATH}"), state, limits=SHORT)
        assert SECRET not in str(caught.value)

    def test_no_netrc_no_proxy_no_cookie(self, server, state, monkeypatch, tmp_path):
        (tmp_path / ".netrc").write_text("machine 127.0.0.1 login other password other\n")
        (tmp_path / ".netrc").chmod(0o600)
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:1")
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
        server.begin(always(headers={**ICAL, "Set-Cookie": "a=1"}))
        fetched(server, state)
        fetched(server, state)
        for asked in server.requests:
            assert not {"Authorization", "Cookie", "Referer"} & asked.headers.keys()


class TestRedirects:
    def test_they_are_followed(self, server, state):
        there = Answer(302, {"Location": "/other.ics"}, b"")
        server.begin(lambda number, asked: lambda *_: there if asked.path == PATH else Answer(200, ICAL, TALK))
        assert fetched(server, state) == TALK
        assert [asked.path for asked in server.requests] == [PATH, "/other.ics"]

    def test_but_not_for_ever(self, server, state):
        server.begin(always(302, {"Location": PATH}, b""))
        assert "more than 5 times" in refused(server, state)
        assert len(server.requests) == 6

    @pytest.mark.parametrize(
        ("target", "words"),
        [
            ("ftp://127.0.0.1/x", "without encryption"),
            ("file:///etc/passwd", "without encryption"),
            ("http://elsewhere.example/x", "not encrypted"),
            ("https://me:pw@127.0.0.1/x", "password does not belong"),
        ],
    )
    def test_and_not_anywhere(self, server, state, target, words):
        server.begin(always(302, {"Location": target}, b""))
        assert words in refused(server, state)
        assert len(server.requests) == 1

    def test_nor_to_what_is_no_address(self, server, state):
        server.begin(always(302, {"Location": "http://[::1/x"}, b""))
        assert "no usable answer" in refused(server, state)


class TestEncryption:
    def test_a_certificate_that_is_trusted(self, tls, state):
        file, context = tls
        with proxy_to(tls=context) as server:
            server.begin(always())
            assert fetched(server, state, verify=str(file)) == TALK

    def test_and_one_that_is_not(self, tls, state):
        with proxy_to(tls=tls[1]) as server:
            server.begin(always())
            assert "certificate is not trusted" in refused(server, state)
            assert server.requests == []

    def test_from_encryption_never_without(self, tls, server, state):
        file, context = tls
        with proxy_to(tls=context) as encrypted:
            encrypted.begin(always(302, {"Location": server.address + PATH}, b""))
            assert "without encryption" in refused(encrypted, state, verify=str(file))
        assert server.requests == []


class TestPlan:
    def test_interviews_are_found_in_it_and_planned(self, server, plan, tmp_path, state):
        server.begin(always(headers={**ICAL, "ETag": '"1"'}))
        result = plan(server.address + PATH, *NOW, "--country", "US-NY")
        assert "Acme" in result.text
        assert "Gym" not in result.text
        written = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert written
        for held in (result.out, result.err.encode(), *(path.read_bytes() for path in written)):
            assert SECRET.encode() not in held

    def test_its_only_event_is_not_taken_for_an_interview_unseen(self, server, plan):
        server.begin(always(body=calendar(event(title="Dentist"))))
        result = plan(server.address + PATH, *NOW, code=1)
        assert "no interview found" in result.err
        assert SECRET not in result.err

    def test_one_of_two_that_cannot_be_read(self, server, plan, tmp_path):
        (tmp_path / "talk.ics").write_bytes(TALK)
        server.begin(always(404, {}, b""))
        result = plan("talk.ics", server.address + PATH, *NOW, code=3)
        assert re.search(r"skipped: http://127.0.0.1/...22d9: no calendar at this address", result.err)

    def test_all_kinds_of_views_hide_it(self, server, plan):
        server.begin(always())
        for view in ("table", "json", "ics"):
            result = plan(server.address + PATH, *NOW, "--format", view)
            assert SECRET not in result.text + result.err


class TestByName:
    """The address comes from a file or a command, and is called by a name in the configuration."""

    @pytest.fixture
    def configured(self, monkeypatch, tmp_path, server):
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / ".config"))
        server.begin(always(headers={**ICAL, "ETag": '"1"'}))

        def configured(text):
            folder = tmp_path / ".config" / "followcal"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "address").write_text(f"{server.address}{PATH}\n")
            (folder / "config.toml").write_text(text)

        return configured

    FILE = '[addresses.google]\nurl_file = "address"\n'

    def command(self, code):
        return f"[addresses.google]\nurl_command = [{sys.executable!r}, '-c', {code!r}]\n"

    def test_of_a_file(self, configured, plan):
        configured(self.FILE)
        assert "Acme" in plan("google", *NOW).text

    def test_of_a_command(self, configured, plan, server):
        configured(self.command(f"print('{server.address}{PATH}')"))
        assert "Acme" in plan("google", *NOW).text

    def test_a_file_of_this_name_is_the_file(self, configured, plan, tmp_path, server):
        configured(self.FILE)
        (tmp_path / "google").write_bytes(TALK)
        plan("google", *NOW)
        assert server.requests == []

    @pytest.mark.parametrize(
        "code", ["import sys; sys.exit('{}')", "print('https://me:{}@x.example/')", "print('x {}')"]
    )
    def test_what_goes_wrong_does_not_quote_it(self, configured, plan, code):
        configured(self.command(code.format(SECRET)))
        result = plan("google", *NOW, code={1, 2})
        assert SECRET not in result.err.replace("\n", "")
        assert "google" in result.err

    @pytest.mark.parametrize("way", ["written", "named", "configured", "configured by name"])
    def test_it_may_be_busy_time(self, configured, plan, server, way):
        gym = event(start="DTSTART:20261125T140000Z", end="DURATION:PT90M", title="Gym")  # a call would be at 15:00
        server.begin(always(body=calendar(gym)))
        url = f"{server.address}{PATH}"
        source = "google" if "name" in way else url
        configured(f'{self.FILE}[busy]\nsources = ["{source}"]\n' if "configured" in way else self.FILE)
        args = () if "configured" in way else ("--busy", source)
        found = plan(INVITATION, *NOW, "--format", "json", "-o", "out.ics", *args)
        calls = [step["start"][:16] for step in found.json["steps"] if step["kind"] == "check-in"]
        assert calls == ["2026-11-25T10:30"]
        server.begin(always(404, {}, b""))
        found = plan(INVITATION, *NOW, "-o", "out.ics", *args, code=3)
        assert "skipped" in found.err
        assert SECRET not in found.err + found.text

    @pytest.mark.parametrize("code", ["import sys; sys.exit('{}')", "print('https://me:{}@x.example/')"])
    def test_as_busy_time_what_goes_wrong_is_no_reason_to_stop(self, configured, plan, code):
        configured(self.command(code.format(SECRET)))
        result = plan(INVITATION, *NOW, "--busy", "google", code=3)
        assert SECRET not in result.err.replace("\n", "")
        assert "google" in result.err

    def test_as_busy_time_one_without_encryption_is_refused(self, plan):
        result = plan(INVITATION, *NOW, "--busy", f"http://calendar.google.com{PATH}", code=2)
        assert "not encrypted" in result.err
        assert SECRET not in result.err

    @pytest.mark.parametrize("written", [False, True])
    def test_sync_reads_it_and_nothing_holds_it(self, configured, run, tmp_path, server, written):
        source = f"{server.address}{PATH}" if written else "google"
        configured(f'[sync]\nsources = ["{source}"]\ntarget = "../../follow"\ncountry = ["US-NY"]\n\n{self.FILE}')
        env = {"XDG_CONFIG_HOME": str(tmp_path / ".config"), "XDG_STATE_HOME": str(tmp_path / "state")}
        result = run("sync", *NOW, env=env)
        assert result.code == 0, result.err
        assert len(list((tmp_path / "follow").glob("*.ics"))) > 3
        server.begin(always(404, {}, b""))
        gone = run("sync", *NOW, env=env)
        assert gone.code == 3
        assert "no calendar at this address" in gone.err
        assert len(list((tmp_path / "follow").glob("*.ics"))) > 3
        held = [path for path in tmp_path.rglob("*") if path.is_file() and ".config" not in path.parts]
        for each in (result.out, result.err.encode(), gone.err.encode(), *(path.read_bytes() for path in held)):
            assert SECRET.encode() not in each
