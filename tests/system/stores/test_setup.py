"""`followcal init` and `followcal doctor`, on each server and without one."""

from __future__ import annotations

import io
import os
import re
import stat
import sys
import time
from contextlib import closing
from email.utils import formatdate

import pytest

from followcal.shell import checkup
from followcal.shell.accounts import account_of
from followcal.shell.configuration import load_configuration
from followcal.shell.stores.discovery import find_calendars
from followcal.shell.stores.state import State
from followcal.shell.stores.transport import Connection
from system.stores.plain import Plain
from system.stores.proxy import PAGE, Answer, proxy_to
from system.stores.test_discovery import STARTS

PASSWORD = "secretpw"
INVITATION = """BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r
DTSTART:20261118T140000Z\r\nDTEND:20261118T150000Z\r\nSUMMARY:Interview with Acme\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"""
NOW = ("--now", "2026-11-16T09:00:00-05:00")

KINDS = {"cyrus": "Cyrus", "davical": "DAViCal", "sabre": "sabre/dav", "sogo": "SOGo"}


@pytest.fixture
def config(tmp_path):
    return tmp_path / "config" / "followcal" / "config.toml"


@pytest.fixture
def typed(monkeypatch):
    """What is typed, a line each; then nobody answers."""

    def typed(*lines):
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    typed()
    return typed


@pytest.fixture
def secret(tmp_path):
    """A command that prints the password."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "file").write_text(f"{PASSWORD}\n")
    return f"cat {tmp_path / 'secret' / 'file'}"


@pytest.fixture
def source(tmp_path):
    (tmp_path / "talk.ics").write_bytes(INVITATION.encode())
    return "talk.ics"


@pytest.fixture
def start(server):
    """The address to begin with, and calendars made there taken away."""
    yield server.address + STARTS[server.name]
    Plain(f"{server.address}{server.home}follow-ups/").remove_calendar()


def nowhere(tmp_path, *results):
    """Return whether the password stands nowhere but where its command finds it."""
    held = [path for path in tmp_path.rglob("*") if path.is_file() and "secret" not in path.parts]
    texts = [result.out + result.err.encode() for result in results] + [path.read_bytes() for path in held]
    return all(PASSWORD.encode() not in text for text in texts)


def states(result):
    return {each["check"]: each["state"] for each in result.json["checks"]}


class TestOnEachServer:
    def test_by_options_then_doctor_and_sync(self, start, server, followcal, typed, secret, source, config, tmp_path):
        options = ("--server", start, "--user", "alice", "--password-command", secret, "--source", source)
        made = followcal("init", *options, "--calendar", "Follow-ups")
        assert "Made a calendar Follow-ups." in made.text
        assert stat.S_IMODE(config.stat().st_mode) == 0o600
        assert stat.S_IMODE(config.parent.stat().st_mode) == 0o700
        there = followcal("init")
        assert "is set up" in there.text
        before = followcal("doctor", "--format", "json")
        assert "failed" not in states(before).values(), before.text
        target = load_configuration().target
        assert states(before)[f"target {target}"] == "ok"
        synced = followcal("sync", *NOW)
        assert "new" in synced.text
        after = followcal("doctor")
        assert "failed" not in after.text.replace("0 checks failed", "")
        assert f"home: server: {KINDS.get(server.name, 'it does not say')}" in after.text
        assert "the last run came to its end" in after.text
        assert "nothing changed" in followcal("sync", *NOW).text
        assert nowhere(tmp_path, made, there, before, synced, after)

    def test_typed_and_a_calendar_that_is_there(self, start, server, followcal, typed, secret, source, config):
        calendar = Plain(f"{server.address}{server.home}follow-ups/")
        calendar.make_calendar()
        typed(start, "alice", secret, "")
        result = followcal("init", "--source", source)
        assert "Made" not in result.text
        with closing(Connection(account_of(load_configuration().accounts["home"]))) as connection:
            assert [each.url for each in find_calendars(connection)].count(calendar.url) == 1
        assert "nothing changed" not in followcal("sync", *NOW).text
        assert len(calendar.names()) > 3
        target = load_configuration().target
        for named in (calendar.url, calendar.url.removesuffix("/"), f"/{calendar.url.split('/', 3)[3]}"):
            config.write_text(re.sub(r"(?m)^target = .*$", f'target = "home:{named}"', config.read_text()))
            assert states(followcal("doctor", "--format", "json"))[f"target home:{named}"] == "ok", target
            assert "nothing changed" in followcal("sync", *NOW).text

    def test_a_wrong_password(self, start, server, followcal, typed, config, tmp_path, source):
        if server.name == "xandikos":
            pytest.skip("Xandikos lets everybody in")
        (tmp_path / "wrong").write_text("wrongpw")
        options = ("--user", "alice", "--password-command", f"cat {tmp_path / 'wrong'}", "--source", source)
        result = followcal("init", "--server", start, *options, code=1)
        assert "not accepted" in result.err
        assert "wrongpw" not in result.err + result.text
        assert not config.exists()


class TestInit:
    def test_a_folder(self, followcal, typed, source, config, tmp_path):
        followcal("init", "--folder", "follow", "--source", source)
        assert load_configuration().target == str(tmp_path / "follow")
        assert "new" in followcal("sync", *NOW).text
        assert "all is well" in followcal("doctor").text

    def test_google_is_explained_and_its_address_is_a_secret_of_its_own(self, followcal, typed, config):
        address = "https://calendar.google.com/calendar/ical/x/private-6f1ed002ab5595859014ebf0951522d9/basic.ics"
        typed("google", "", address)
        result = followcal("init")
        assert "Secret address in iCal format" in result.text
        assert "private" not in result.text + config.read_text()
        held = config.parent / "google.address"
        assert held.read_text().strip() == address
        assert stat.S_IMODE(held.stat().st_mode) == 0o600
        assert load_configuration().sources == ("google",)
        assert "private" not in followcal("init").text

    def test_what_stands_in_the_configuration_stays(self, followcal, typed, source, config):
        config.parent.mkdir(parents=True)
        before = '# mine\n[me]\nname = "Jo"   # me\n\n[accounts.old]\nurl = "https://cal.example.org/"\n'
        config.write_text(before)
        config.chmod(0o644)
        followcal("init", "--folder", "follow", "--source", source)
        assert config.read_text().startswith(before)
        assert stat.S_IMODE(config.stat().st_mode) == 0o600

    def test_so_does_what_sync_does_already(self, followcal, typed, source, config):
        config.parent.mkdir(parents=True)
        config.write_text('[sync]\ntarget = "mine.ics"\n')
        result = followcal("init", "--folder", "follow", "--source", source)
        assert config.read_text() == '[sync]\ntarget = "mine.ics"\n'
        assert "let it say" in result.text

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            (("--server", "http://cal.example.org/"), "not encrypted"),
            (("--server", "https://me:hunter2@cal.example.org/"), "does not belong"),
            (("--password-command", "hunter2"), "never the password"),
            (("--password-command", "cat 'hunter2"), "quotation mark"),
            (("--password-command", "echo hunter2"), "would stand in the configuration"),
            (("--name", "a b"), "letters, digits"),
            (("--folder", "x"), "in one place"),
        ],
    )
    def test_what_is_refused(self, followcal, typed, config, options, words):
        given = {"--server": "https://127.0.0.1:1/", "--user": "jo", "--password-command": "cat /dev/null"}
        given |= dict([options])
        result = followcal("init", *(word for pair in given.items() for word in pair), code={1, 2})
        assert words in result.err
        assert "hunter2" not in result.err + result.text
        assert not config.exists()

    @pytest.mark.parametrize("lines", [(), ("https://127.0.0.1:1/",), ("https://127.0.0.1:1/", "jo")])
    def test_nobody_answers(self, followcal, typed, lines):
        typed(*lines)
        assert "nobody answered: say it with --" in followcal("init", code=2).err

    def test_a_source_that_is_not_there(self, followcal, typed, config):
        assert "no such file" in followcal("init", "--folder", "x", "--source", "nothing.ics", code=2).err
        assert not config.exists()


ACCOUNT = """[accounts.home]
url = "{url}"
username = "alice"
password_command = ["{python}", "-c", "print('secretpw')"]
[sync]
sources = {sources}
target = "home:Follow-ups"
"""


class TestDoctor:
    @pytest.fixture
    def configured(self, config):
        config.parent.mkdir(parents=True)

        def configured(text, **values):
            config.write_text(text.format(python=sys.executable, **{"sources": "[]", **values}) if values else text)
            config.chmod(0o600)

        return configured

    def test_without_a_configuration(self, followcal):
        result = followcal("doctor")
        assert "followcal init writes one" in result.text
        assert "may be thrown away, but for what a discreet calendar does not tell" in " ".join(result.text.split())

    @pytest.mark.parametrize(
        ("url", "check", "words"),
        [
            ("https://no-such-host.invalid/", "network", "no such host"),
            ("http://127.0.0.1:1/", "network", "refused"),
        ],
    )
    def test_a_server_that_is_not_there(self, followcal, configured, url, check, words):
        configured(ACCOUNT, url=url)
        result = followcal("doctor", "--format", "json", code=1)
        [found] = [each for each in result.json["checks"] if each["state"] == "failed"]
        assert found["check"] == f"account home: {check}"
        assert words in found["found"]
        assert found["to_do"]

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (Answer(200, {"Content-Type": "text/html"}, PAGE), "no CalDAV server"),
            (Answer(401, {}, b""), "not accepted"),
            (Answer(302, {"Location": "https://elsewhere.example/"}, b""), "another server"),
            (Answer(207, {}, b"<x"), "no CalDAV server"),
            (Answer(500, {}, b""), "no CalDAV server"),
        ],
    )
    def test_strange_answers(self, followcal, configured, answer, words):
        with proxy_to() as proxy:
            proxy.begin(lambda number, asked: lambda *_: answer)
            configured(ACCOUNT, url=proxy.address)
            result = followcal("doctor", code=1)
        assert words in " ".join(result.text.split())
        assert PASSWORD not in result.text

    @pytest.mark.parametrize(("seconds", "state"), [(-90, "ok"), (150, "failed"), (-86400, "failed"), (None, "note")])
    def test_the_clocks(self, followcal, configured, caldav_of, seconds, state):
        def told(asked, forward):
            answer = forward()
            answer.headers = {name: value for name, value in answer.headers.items() if name.lower() != "date"}
            if seconds is not None:
                answer.headers["Date"] = formatdate(time.time() + seconds, usegmt=True)
            return answer

        caldav = caldav_of("radicale")
        with proxy_to("/".join(caldav.plain.url.split("/")[:3])) as proxy:
            proxy.begin(lambda number, asked: told)
            configured(ACCOUNT, url=f"{proxy.address}/{caldav.plain.url.split('/', 3)[3]}")
            result = followcal("doctor", "--format", "json", code={0, 1})
        assert states(result)["account home: clock"] == state

    def test_each_failure_has_something_to_do(self, followcal, configured, caldav, request):
        start = "/".join(caldav.plain.url.split("/")[:3]) + STARTS[request.node.callspec.params["server"]]
        sources = '["nothing.ics", "home:Nothing", "google"]'
        configured(ACCOUNT.replace("home:Follow-ups", "home:Not there"), url=start, sources=sources)
        result = followcal("doctor", "--format", "json", code=1)
        bad = [each for each in result.json["checks"] if each["state"] == "failed"]
        assert len(bad) == 4, bad
        assert all(each["to_do"] for each in bad)

    def test_calendars_of_busy_time_are_looked_at_once(self, followcal, configured, caldav_of, tmp_path, source):
        caldav = caldav_of("radicale")
        path = "/" + caldav.plain.url.split("/", 3)[3]
        names = [f"home:{path}", "home:Nothing", "nothing.ics", "http://127.0.0.1:1/x.ics"]
        busy = f'\n[busy]\nsources = ["home:{path}", {", ".join(repr(each) for each in names[1:])}, "home:{path}"]\n'
        configured(ACCOUNT + busy, url=caldav.plain.url, sources=f'["home:{path}"]')
        result = followcal("doctor", "--format", "json", code=1)
        found = {name: state for name, state in states(result).items() if name.startswith("busy")}
        nothing = tmp_path / "config" / "followcal" / "nothing.ics"
        assert sorted(found) == [f"busy {nothing}", "busy home:Nothing", "busy http://127.0.0.1/..."]
        assert set(found.values()) == {"failed"}
        assert states(result)[f"source home:{path}"] != "failed"

    def test_a_busy_table_that_is_none(self, followcal, configured):
        configured("[busy]\nsources = 1\n")
        result = followcal("doctor", "--format", "json", code=1)
        assert states(result)["busy"] == "failed"

    @pytest.mark.parametrize("text", ["[sync]\ntraget = 'x'\n", "[sync\n", "sync = 1\n"])
    def test_a_configuration_that_is_none(self, followcal, configured, text):
        configured(text)
        assert "configuration" in followcal("doctor", code=1).text

    @pytest.mark.skipif(os.name == "nt", reason="rights of files are others there")
    def test_one_that_others_can_write(self, followcal, configured, config):
        configured("[me]\nname = 'Jo'\n")
        config.chmod(0o666)
        assert "others can write it" in followcal("doctor", code=1).text

    def test_another_run_at_work(self, followcal, configured, tmp_path, source):
        configured(f'[sync]\nsources = ["{tmp_path / source}"]\ntarget = "{tmp_path / "follow"}"\n')
        followcal("sync", *NOW)
        [path] = [each for each in (tmp_path / "state").rglob("*.sqlite")]
        with State(path, str(tmp_path / "follow")):
            assert "another run" in followcal("doctor").text
        assert "came to its end" in followcal("doctor").text

    def test_a_package_that_is_missing(self, followcal, monkeypatch):
        monkeypatch.setattr(checkup, "_PACKAGES", ("no-such-package",))
        assert "not installed: no-such-package" in followcal("doctor", code=1).text

    def test_a_command_that_fails(self, followcal, configured):
        configured(ACCOUNT.replace("print('secretpw')", "import sys; sys.exit('secretpw')"), url="https://127.0.0.1:1/")
        result = followcal("doctor", code=1)
        assert "password: accounts.home.password_command: failed" in " ".join(result.text.split())
