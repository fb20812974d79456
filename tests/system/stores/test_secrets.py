"""After every kind of failure, neither the password nor a secret address stands anywhere but where it belongs."""

from __future__ import annotations

import base64
import logging

import pytest

from followcal.shell.stores.transport import Connection
from system.stores.proxy import FAULTS, proxy_to

PASSWORD = "secretpw"
SECRET = "private-6f1ed002ab5595859014ebf0951522d9"
BASIC = base64.b64encode(f"alice:{PASSWORD}".encode())
TALK = b"""BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r
DTSTART:20261118T140000Z\r\nDTEND:20261118T150000Z\r\nSUMMARY:Interview with Acme\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"""
CONFIG = """
[sync]
sources = ["talk.ics", "google"]
target = "home:{path}"
[accounts.home]
url = "{url}"
username = "alice"
password_command = ["cat", "{secrets}/password"]
[addresses.google]
url_command = ["cat", "{secrets}/address"]
"""


@pytest.fixture
def behind_proxy(caldav_of, tmp_path, monkeypatch):
    """A calendar on Radicale behind a proxy, and a configuration that names both secrets by commands."""
    home = caldav_of("radicale")
    address = "/".join(home.plain.url.split("/")[:3])
    folder = tmp_path / "config" / "followcal"
    folder.mkdir(parents=True)
    (folder / "talk.ics").write_bytes(TALK)
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    monkeypatch.setattr(Connection, "_wait", lambda *_: False)
    monkeypatch.setattr("system.stores.proxy.STALLS", 0.1)  # however long: the command has more patience
    with proxy_to(address) as proxy:
        path = home.plain.url.removeprefix(address)
        (folder / "config.toml").write_text(CONFIG.format(url=proxy.address, path=path, secrets=secrets))
        (secrets / "password").write_text(PASSWORD)
        (secrets / "address").write_text(f"{proxy.address}/ical/{SECRET}/basic.ics")
        yield proxy


def leaks(tmp_path, *texts):
    """Return where a secret stands."""
    held = {
        str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.parent.name != "secrets"
    }
    held |= {f"text {number}": text if isinstance(text, bytes) else text.encode() for number, text in enumerate(texts)}
    return [
        name
        for name, data in held.items()
        if PASSWORD.encode() in data or SECRET.encode() in data or BASIC in data or BASIC.rstrip(b"=") in data
    ]


def test_secrets_that_are_there_are_found(tmp_path):
    for number, data in enumerate((PASSWORD.encode(), SECRET.encode(), BASIC)):
        (tmp_path / f"{number}").write_bytes(b"x" + data)
    assert len(leaks(tmp_path, f"x {PASSWORD}", BASIC)) == 5


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_after_a_failing_run(behind_proxy, followcal, tmp_path, caplog, fault):
    caplog.set_level(logging.INFO)
    behind_proxy.begin(lambda number, asked: FAULTS[fault] if number > 1 else None)
    results = [followcal(command, code={0, 1, 2, 3}) for command in ("sync", "sync", "doctor")]
    assert behind_proxy.injected
    assert leaks(tmp_path, *(text for each in results for text in (each.out, each.err)), caplog.text) == []


def test_after_a_password_that_is_refused(behind_proxy, followcal, tmp_path, caplog):
    caplog.set_level(logging.INFO)
    behind_proxy.begin(lambda number, asked: FAULTS["forbidden"])
    results = [followcal(command, code={1, 3}) for command in ("sync", "doctor")]
    assert leaks(tmp_path, *(each.err for each in results), *(each.out for each in results), caplog.text) == []
    assert SECRET in "".join(asked.path for asked in behind_proxy.requests)  # it was asked for, and is shown nowhere
    assert any(asked.headers.get("Authorization") for asked in behind_proxy.requests)


def test_debugging_shows_it_no_more(behind_proxy, followcal, tmp_path, monkeypatch):
    """FOLLOWCAL_DEBUG lets tracebacks through: errors that are expected are told as ever."""
    behind_proxy.begin(lambda number, asked: FAULTS["drop_before"])
    monkeypatch.setenv("FOLLOWCAL_DEBUG", "1")
    result = followcal("sync", code={1, 3})
    assert leaks(tmp_path, result.out, result.err) == []


REFUSED = "a password does not belong into an address: others see it in logs and lists"
PLACES = {
    "target": ('target = "home:{path}"', 'target = "home:{there}"'),
    "plain target": ('target = "home:{path}"', 'target = "{there}"'),
    "source": ('"google"', '"google", "{there}"'),
    "calendar as a source": ('"google"', '"home:{there}"'),
    "busy": ("[sync]", '[busy]\nsources = ["home:{there}"]\n[sync]'),
    "account": ('url = "{url}"', 'url = "{there}"'),
}


@pytest.mark.parametrize("password", [PASSWORD, f"a#b{PASSWORD}", f"x/2{PASSWORD}", f"x?{PASSWORD}", f"y@{PASSWORD}"])
class TestPasswordsInAddresses:
    """They are refused wherever an address may stand, with the same words, before anything is asked or kept."""

    @pytest.fixture
    def there(self, password):
        return f"http://alice:{password}@127.0.0.1:1/alice/calendar/"

    @pytest.mark.parametrize("place", sorted(PLACES))
    def test_in_the_configuration(self, followcal, tmp_path, there, place):
        old, new = PLACES[place]
        assert old in CONFIG
        config = tmp_path / "secrets" / "config.toml"
        config.parent.mkdir()
        text = CONFIG.replace(old, new.replace("{there}", there))
        config.write_text(text.format(url="http://127.0.0.1:1/", path="/c/", secrets=tmp_path / "secrets"))
        results = [followcal(each, "--config", str(config), code={1, 2}) for each in ("sync", "doctor", "conflicts")]
        assert all(REFUSED in " ".join((result.err + result.text).split()) for result in results)
        assert leaks(tmp_path, *(text for each in results for text in (each.out, each.err))) == []

    @pytest.mark.parametrize(
        "words",
        [
            ("sync", "--to", "{there}"),
            ("sync", "--to={there}"),
            ("sync", "home:{there}"),
            ("plan", "{there}"),
            ("plan", "talk.ics", "--busy", "{there}"),
            ("init", "--server", "{there}", "--user", "alice", "--password-command", "cat x"),
            ("next", "--format", "{there}"),
        ],
        ids=" ".join,
    )
    def test_on_the_command_line(self, followcal, tmp_path, there, words):
        result = followcal(*(word.format(there=there) for word in words), code=2)
        assert REFUSED in result.err
        assert leaks(tmp_path, result.out, result.err) == []
