"""What the user set up in ``config.toml``: what sync reads and writes, accounts on servers, secret addresses.

Nothing here is a secret itself: passwords and secret addresses are what a command prints, or what a file holds.
A key that is not known is an error: one that is spelt wrong must not be passed over in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from msgspec import Struct, field

from followcal.errors import UsageError
from followcal.shell.profile import check_keys, config_file, refuse_unknown, tables_in

LISTS = ("country", "closed", "open", "policy", "me", "match", "not")
"""Options of `plan` that may be given several times, and may stand in [sync]."""

TEXTS = ("timezone", "subdivision", "weekend", "since")
_SHAPES = ("events", "todos")
_SYNC = ("sources", "target", "feed", "as", "digest", *LISTS, *TEXTS)
_ACCOUNT = (
    *("url", "username", "password_command", "section", "auth", "profile", "hosts"),
    *("allow_plaintext", "certificates", "proxy_command"),
)
_ADDRESS = ("url_command", "url_file", "certificates", "proxy_command")
_Settings = TypeVar("_Settings")


class AccountSettings(Struct, frozen=True):
    """How an account on a CalDAV server is set up."""

    name: str
    url: str = ""
    username: str = ""
    password_command: tuple[str, ...] = ()
    """A program and its arguments, run without a shell: the first line that it prints is the password."""

    section: str = ""
    """The section of the caldav package's own configuration that says all of this."""

    auth: str = "basic"
    profile: str | None = None
    hosts: tuple[str, ...] = ()
    allow_plaintext: bool = False
    certificates: Path | None = None
    """The file of a certificate authority of one's own."""

    proxy_command: tuple[str, ...] = ()


class AddressSettings(Struct, frozen=True):
    """Where the secret address of a published calendar is kept."""

    name: str
    url_command: tuple[str, ...] = ()
    url_file: Path | None = None
    certificates: Path | None = None
    proxy_command: tuple[str, ...] = ()


class Configuration(Struct, frozen=True):
    """What a configuration file says about calendars."""

    path: Path
    sources: tuple[str, ...] = ()
    """Files, folders, names of [addresses], or ACCOUNT:CALENDAR."""

    target: str | None = None
    """Where follow-ups are kept: ACCOUNT:CALENDAR, a folder or a file."""

    options: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    """Options of `plan` that hold in each run, by their names."""

    accounts: Mapping[str, AccountSettings] = field(default_factory=dict)
    addresses: Mapping[str, AddressSettings] = field(default_factory=dict)
    feed: Path | None = None
    """The file to publish, where the target is a file."""

    shape: str | None = None
    """Whether `events` or `todos` are written; None: it does not say."""

    digest: bool | None = None
    """Whether a weekly digest is kept; None: it does not say."""

    def is_on_server(self, name: str) -> bool:
        """Return whether a name is that of a calendar of an account."""
        account, colon, _ = name.partition(":")
        return bool(colon) and account in self.accounts


def load_configuration(name: str | None = None) -> Configuration:
    """Return what a configuration file says; without a name, that of the user, if there is one. Raises UsageError."""
    path = Path(name) if name else config_file()
    if not name and not path.is_file():
        return Configuration(path)
    return _Reader(path).configuration(tables_in(path))


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path

    def configuration(self, tables: Mapping[str, Any]) -> Configuration:
        check_keys(tables, self._path)
        sync = self._table(tables, "sync", "sync")
        self._known(sync, _SYNC, "sync.")
        options: dict[str, str | tuple[str, ...]] = {
            **{key: self._texts(sync, key, "sync") for key in LISTS if key in sync},
            **{key: self._text(sync, key, "sync") for key in TEXTS if key in sync},
        }
        shape, digest = self._text(sync, "as", "sync") or None, sync.get("digest")
        if shape and shape not in _SHAPES:
            self._fail("sync.as", 'as = "events", or as = "todos"')
        if digest is not None and not isinstance(digest, bool):
            self._fail("sync.digest", "true or false")
        addresses = self._all(tables, "addresses", self._address)
        sources = self._texts(sync, "sources", "sync")
        return Configuration(
            self._path,
            tuple(each if each in addresses else self._place(each) for each in sources),
            self._place(self._text(sync, "target", "sync")) or None,
            options,
            self._all(tables, "accounts", self._account),
            addresses,
            self._file(sync, "feed", "sync"),
            shape,
            digest,
        )

    def _account(self, name: str, held: Mapping[str, Any]) -> AccountSettings:
        where = f"accounts.{name}"
        self._known(held, _ACCOUNT, f"{where}.")
        if bool(held.get("url")) == bool(held.get("section")):
            self._fail(where, 'url = "https://...", or section = "..." of the configuration of the caldav package')
        allow = held.get("allow_plaintext", False)
        if not isinstance(allow, bool):
            self._fail(f"{where}.allow_plaintext", "true or false")
        return AccountSettings(
            name,
            self._text(held, "url", where),
            self._text(held, "username", where),
            self._texts(held, "password_command", where),
            self._text(held, "section", where),
            self._text(held, "auth", where) or "basic",
            self._text(held, "profile", where) or None,
            self._texts(held, "hosts", where),
            allow,
            self._file(held, "certificates", where),
            self._texts(held, "proxy_command", where),
        )

    def _address(self, name: str, held: Mapping[str, Any]) -> AddressSettings:
        where = f"addresses.{name}"
        self._known(held, _ADDRESS, f"{where}.")
        if bool(held.get("url_command")) == bool(held.get("url_file")):
            self._fail(where, 'url_command = ["..."], or url_file = "..."')
        return AddressSettings(
            name,
            self._texts(held, "url_command", where),
            self._file(held, "url_file", where),
            self._file(held, "certificates", where),
            self._texts(held, "proxy_command", where),
        )

    def _all(
        self, tables: Mapping[str, Any], key: str, read: Callable[[str, Mapping[str, Any]], _Settings]
    ) -> dict[str, _Settings]:
        held = self._table(tables, key, key)
        for name in held:
            if ":" in name or "/" in name or not name.strip():
                self._fail(f"{key}.{name}", "a name without : and /")
        return {name: read(name, self._table(held, name, f"{key}.{name}")) for name in held}

    def _table(self, tables: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
        held = tables.get(key, {})
        if isinstance(held, dict):
            return held
        self._fail(where, f"[{where}]")

    def _text(self, held: Mapping[str, Any], key: str, where: str) -> str:
        value = held.get(key, "")
        if isinstance(value, str):
            return value
        self._fail(f"{where}.{key}", f'{key} = "..."')

    def _texts(self, held: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
        value = held.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
            self._fail(f"{where}.{key}", f'{key} = ["...", "..."]')
        return tuple(value)

    def _file(self, held: Mapping[str, Any], key: str, where: str) -> Path | None:
        text = self._text(held, key, where)
        return self._path.parent / Path(text).expanduser() if text else None

    def _place(self, text: str) -> str:
        """Return a source or a target; files are named from the folder of the configuration."""
        if text.startswith("~"):
            return str(Path(text).expanduser())
        return text if ":" in text or not text else str(self._path.parent / text)

    def _known(self, held: Mapping[str, Any], known: Collection[str], where: str) -> None:
        refuse_unknown(held, known, where, self._path)

    def _fail(self, where: str, what: str) -> NoReturn:
        raise UsageError(f"{self._path}: {where}: write {what}")
