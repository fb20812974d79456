"""Stores for the contract: files, and calendars on real servers, each test its own."""

from __future__ import annotations

import itertools
import os
import signal
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from followcal.shell.cli import main
from followcal.shell.stores.account import Account
from followcal.shell.stores.calendar_file import CalendarFile
from followcal.shell.stores.collection import CalDAVCollection
from followcal.shell.stores.folder import Folder
from followcal.shell.stores.transport import Connection
from system.conftest import HOME_ZONE, Result, checked, look_again_at_the_zone
from system.servers import ALWAYS, SERVERS
from system.servers.process import folder_in_memory
from system.stores.plain import Plain
from system.stores.syncer import Place, Syncing

_number = itertools.count(1)


@dataclass
class Running:
    """A server that runs."""

    name: str
    version: str
    address: str
    home: str
    folder: Path | None = None
    """Where its data are."""

    def calendar(self, name="Follow-ups"):
        """Return a new calendar, through a second client."""
        plain = Plain(f"{self.address}{self.home}test-{os.getpid()}-{next(_number)}/", name)
        plain.make_calendar()
        return plain


@pytest.fixture(scope="session")
def servers():
    """The servers that tests asked for, each started once; stopped also if the tests are told to end."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: pytest.exit("told to end", 143))
    with ExitStack() as stack:
        started = {}

        def start(name):
            if name not in started:
                module = SERVERS[name]
                lacking = module.available()
                if lacking and os.environ.get("FOLLOWCAL_REQUIRE_SERVERS"):
                    pytest.fail(f"{name}: {lacking}")
                if lacking:
                    pytest.skip(f"{name}: {lacking}")
                folder = Path(stack.enter_context(folder_in_memory(name)))
                folder.chmod(0o755)  # some servers run as users of their own
                address, home = stack.enter_context(module.start(folder))
                started[name] = Running(name, module.version(), address, home, folder)
            return started[name]

        yield start


def server_params():
    return [name if name in ALWAYS else pytest.param(name, marks=pytest.mark.servers) for name in SERVERS]


@pytest.fixture(params=server_params())
def server(request, servers):
    return servers(request.param)


@dataclass
class Home:
    """A store, empty at first, and a second way to it."""

    store: Any
    plain: Any
    connection: Any = None

    @property
    def requests(self):
        return self.connection.requests

    def close(self):
        self.connection.close()
        self.plain.remove_calendar()


class PlainFolder:
    """What another program does in a folder."""

    def __init__(self, path):
        self.path = path

    def get(self, name):
        return (self.path / name).read_bytes() if (self.path / name).exists() else None

    def put(self, name, data):
        (self.path / name).write_bytes(data)

    def delete(self, name):
        (self.path / name).unlink()

    def names(self):
        return sorted(path.name for path in self.path.iterdir())


class PlainFile:
    """What another program does with the events of a calendar file."""

    HEAD, TAIL = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n", b"END:VCALENDAR\r\n"

    def __init__(self, path):
        self.path = path

    def _events(self):
        parts = self.path.read_bytes().split(b"BEGIN:VEVENT\r\n")[1:] if self.path.exists() else []
        events = [b"BEGIN:VEVENT\r\n" + part.partition(b"END:VEVENT\r\n")[0] + b"END:VEVENT\r\n" for part in parts]
        return {event.partition(b"UID:")[2].partition(b"\r\n")[0].decode() + ".ics": event for event in events}

    def _write(self, events):
        self.path.write_bytes(self.HEAD + b"".join(events.values()) + self.TAIL)

    def get(self, name):
        event = self._events().get(name)
        return self.HEAD + event + self.TAIL if event else None

    def put(self, name, data):
        event = b"BEGIN:VEVENT" + data.partition(b"BEGIN:VEVENT")[2].partition(b"END:VCALENDAR")[0]
        self._write({**self._events(), name: event})

    def delete(self, name):
        self._write({key: event for key, event in self._events().items() if key != name})

    def names(self):
        return sorted(self._events())


def caldav_home(running, url=None, plain=None, **options):
    plain = plain or running.calendar()
    account = Account(url or plain.url, "alice", "secretpw")
    connection = Connection(account, **options)
    return Home(CalDAVCollection(connection, url or plain.url), plain, connection)


@pytest.fixture
def caldav_of(servers):
    """Make homes on servers; they are taken away afterwards."""
    made = []

    def make(name):
        made.append(caldav_home(servers(name)))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture(params=["file", "folder", *server_params()])
def home(request, tmp_path):
    if request.param == "file":
        return Home(CalendarFile(tmp_path / "followups.ics"), PlainFile(tmp_path / "followups.ics"))
    if request.param == "folder":
        return Home(Folder(tmp_path), PlainFolder(tmp_path))
    return request.getfixturevalue("caldav_of")(request.param)


@pytest.fixture
def caldav(server):
    found = caldav_home(server)
    yield found
    found.close()


@pytest.fixture
def folder():
    """A folder that costs no time at each write."""
    with folder_in_memory("state") as path:
        yield Path(path)


@pytest.fixture
def followcal(tmp_path, monkeypatch, capsysbinary):
    """Run followcal in this process, with settings and state of its own; `machine` names another computer's."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "COLUMNS", "FOLLOWCAL_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TZ", HOME_ZONE)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    look_again_at_the_zone()

    def run(*args, code=0, machine="one"):
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state" / machine))
        capsysbinary.readouterr()
        try:
            found = main([str(each) for each in args])
        except SystemExit as stop:
            found = stop.code or 0
        out, err = capsysbinary.readouterr()
        result = checked(Result(found, out, err.decode("utf-8")))
        assert result.code in (code if isinstance(code, set) else {code}), (result.err, result.text)
        return result

    yield run
    monkeypatch.undo()
    look_again_at_the_zone()


@pytest.fixture
def sent(monkeypatch):
    """The requests of followcal, by method."""
    found = []
    once = Connection._once

    def counted(self, method, url, body, headers):
        found.append(method)
        return once(self, method, url, body, headers)

    monkeypatch.setattr(Connection, "_once", counted)
    return found


ACCOUNT = """
[accounts.home]
url = "{url}"
username = "alice"
password_command = ["printf", "secretpw"]
"""


@pytest.fixture
def place_of(tmp_path, servers):
    """Make places of a kind: a file, a folder, or two calendars on a server (one for interviews)."""
    made = []

    def make(kind):
        if kind == "file":
            inbox = tmp_path / "inbox"
            inbox.mkdir()
            path = tmp_path / "followups.ics"
            return Place(kind, str(path), PlainFile(path), ("inbox",), PlainFolder(inbox).put)
        if kind == "folder":
            inbox, folder = tmp_path / "inbox", tmp_path / "follow-ups"
            inbox.mkdir()
            folder.mkdir()
            return Place(kind, str(folder), PlainFolder(folder), ("inbox",), PlainFolder(inbox).put)
        running = servers(kind)
        plain, inbox = running.calendar(), running.calendar()
        made.extend((plain, inbox))
        (tmp_path / "config" / "followcal").mkdir(parents=True)
        (tmp_path / "config" / "followcal" / "config.toml").write_text(ACCOUNT.format(url=running.address))
        path = plain.url.removeprefix(running.address)
        return Place(kind, f"home:{path}", plain, (f"home:{inbox.url.removeprefix(running.address)}",), inbox.put)

    yield make
    for each in made:
        each.remove_calendar()


@pytest.fixture(params=["file", "folder", *server_params()])
def place(request, place_of):
    return place_of(request.param)


@pytest.fixture
def syncing(place, followcal):
    return Syncing(place, followcal)


@pytest.fixture
def in_folder(place_of, followcal):
    return Syncing(place_of("folder"), followcal)


@pytest.fixture(params=["folder", *server_params()])
def objects(request, place_of, followcal):
    """A calendar of single objects."""
    return Syncing(place_of(request.param), followcal)
