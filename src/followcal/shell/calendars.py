"""Calendars by the names that the user gives them: files, folders, and ACCOUNT:CALENDAR for those on servers.

Each is opened once in a run, with what is known of it, and nobody else's run can open it meanwhile. After a sign-in
that was refused, nothing more is sent to that account: some servers lock out whoever tries again.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from followcal.errors import SignInError, StoreError, UnreadableError, UsageError
from followcal.shell import files
from followcal.shell.accounts import account_of
from followcal.shell.configuration import Configuration
from followcal.shell.stores.collection import CalDAVCollection
from followcal.shell.stores.discovery import find_calendars
from followcal.shell.stores.folder import Folder
from followcal.shell.stores.mirror import refresh
from followcal.shell.stores.state import State
from followcal.shell.stores.store import Store
from followcal.shell.stores.transport import Connection

_FILE = ".ics"


class Opened(Struct, frozen=True):
    """A calendar in use."""

    name: str
    """As the user calls it."""

    store: Store
    state: State


class Calendars:
    """The calendars of a run; closed, others can have them."""

    def __init__(self, configuration: Configuration, folder: Path) -> None:
        self._configuration = configuration
        self._folder = folder
        self._stack = ExitStack()
        self._open: dict[str, Opened] = {}
        self._names: dict[str, Opened] = {}
        self._connections: dict[str, Connection] = {}
        self._refused: dict[str, SignInError] = {}
        self._fresh: set[str] = set()
        self._failed: dict[str, StoreError] = {}
        self.notes: list[str] = []
        """What is to be told of calendars of which something was known."""

    def __enter__(self) -> Calendars:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return sum(connection.requests for connection in self._connections.values())

    def is_on_server(self, name: str) -> bool:
        """Return whether a name is that of a calendar of an account."""
        return self._configuration.is_on_server(name)

    def open(self, name: str) -> Opened:
        """Return a folder or a calendar on a server, open. Raises UsageError, StoreError, BusyError, SignInError."""
        if name not in self._names:
            self._names[name] = self._anew(name)
        return self._names[name]

    def _anew(self, name: str) -> Opened:
        if not self.is_on_server(name):
            folder = Path(name).absolute()
            return self._opened(name, Folder(folder), str(folder))
        account, _, calendar = name.partition(":")
        if account in self._refused:
            raise self._refused[account]
        try:
            url = self._address(account, calendar)
            return self._opened(name, CalDAVCollection(self._connection(account), url), url)
        except SignInError as error:
            self.refuse(name, error)
            raise

    def fresh(self, name: str, *, force: bool = False) -> Opened:
        """Return a calendar, open and up to date. Nobody is asked twice in a run, whatever the answer was.

        Raises as `open` and `refresh` do.
        """
        if name in self._failed:
            raise self._failed[name]
        try:
            opened = self.open(name)
            if opened.store.place not in self._fresh:
                self._refresh(opened, name, force=force)
        except StoreError as error:
            self._failed[name] = error
            raise
        return opened

    def _refresh(self, opened: Opened, name: str, *, force: bool) -> None:
        try:
            refresh(opened.store, opened.state, force=force)
        except SignInError as error:
            self.refuse(name, error)
            raise
        except StoreError:
            self.forget(name)
            raise
        self.note_fresh(opened)

    def note_fresh(self, opened: Opened) -> None:
        """Note that what is known of a calendar is up to date for this run."""
        self._fresh.add(opened.store.place)

    def report(self, name: str, begin: datetime, end: datetime) -> bytes:
        """Return when the user is busy, as a server reports it of a calendar of which it shows no more.

        Raises StoreError if it does not.
        """
        connection = self._connection(name.partition(":")[0])
        return CalDAVCollection(connection, self.open(name).store.place).free_busy(begin, end)

    def lock(self, path: Path) -> State:
        """Let no other run use a calendar file meanwhile, and return what is known of it. Raises BusyError."""
        return self._state(str(path.absolute()), str(path))

    def refuse(self, name: str, error: SignInError) -> None:
        """Send nothing more to the account of a calendar."""
        self._refused[name.partition(":")[0]] = error

    def forget(self, name: str) -> None:
        """Look up the address of a calendar anew in the next run: it may have changed."""
        if not self.is_on_server(name):
            return
        known = self._addresses()
        account, _, calendar = name.partition(":")
        if known.pop(self._key(account, calendar), None) is not None:
            self._remember(known)

    def state_file(self, place: str) -> Path:
        """Return the file that holds what is known of the calendar at a place."""
        return self._folder / f"{hashlib.sha256(place.encode()).hexdigest()[:16]}.sqlite"

    def known(self, name: str) -> State | None:
        """Return what is known of a calendar, without asking anybody; None: nothing is. Raises BusyError."""
        if name in self._names:
            return self._names[name].state
        place: str | None = str(Path(name).absolute())
        if self.is_on_server(name):
            account, _, calendar = name.partition(":")
            place = self._known_address(account, calendar)
        if not place or not self.state_file(place).exists():
            return None
        return self._state(place, name)

    def _state(self, place: str, name: str) -> State:
        state = self._stack.enter_context(State(self.state_file(place), place))
        if state.was_damaged:
            self.notes.append(f"{name}: what was known of it on this computer was damaged, and is begun anew")
        return state

    def _opened(self, name: str, store: Store, place: str) -> Opened:
        if place not in self._open:
            self._open[place] = Opened(name, store, self._state(place, name))
        return self._open[place]

    def _connection(self, account: str) -> Connection:
        if account not in self._connections:
            connection = Connection(account_of(self._configuration.accounts[account]))
            self._stack.callback(connection.close)
            self._connections[account] = connection
        return self._connections[account]

    def _address(self, account: str, calendar: str) -> str:
        known = self._known_address(account, calendar)
        if known:
            return known
        found = find_calendars(self._connection(account))
        named = [each for each in found if each.name == calendar]
        named = named or [each for each in found if each.name.casefold() == calendar.casefold()]
        if not named:
            names = ", ".join(sorted(each.name or urlsplit(each.url).path for each in found))
            raise UsageError(f"{account}:{calendar}: no such calendar in this account: there are {names}")
        if len(named) > 1:
            paths = " or ".join(f"{account}:{urlsplit(each.url).path}" for each in named)
            raise UsageError(f"{account}:{calendar}: several calendars are called so: name {paths}")
        url = named[0].url if named[0].url.endswith("/") else f"{named[0].url}/"
        self._remember({**self._addresses(), self._key(account, calendar): url})
        return url

    def _known_address(self, account: str, calendar: str) -> str | None:
        if "/" in calendar:
            url = urljoin(self._configuration.accounts[account].url, calendar)
            return url if url.endswith("/") else f"{url}/"
        return self._addresses().get(self._key(account, calendar))

    def _key(self, account: str, calendar: str) -> str:
        settings = self._configuration.accounts[account]
        return "\n".join((settings.url, settings.username, settings.section, calendar))

    def _addresses(self) -> dict[str, str]:
        """Return the addresses that were found for names: a cache, which may be thrown away."""
        path = self._folder / "calendars.json"
        with suppress(UnreadableError, ValueError):
            found = json.loads(files.read_text(str(path))) if path.exists() else {}
            if isinstance(found, dict):
                return {str(key): str(value) for key, value in found.items()}
        return {}

    def _remember(self, addresses: dict[str, str]) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            files.write_bytes(self._folder / "calendars.json", json.dumps(addresses, indent=1).encode())
        except (OSError, UnreadableError) as error:
            raise StoreError(f"{self._folder}: cannot be written: {error}") from None


def is_file(name: str) -> bool:
    """Return whether a target is a calendar file; else it is a folder."""
    return name.lower().endswith(_FILE) and not Path(name).is_dir()
