"""Who the user is, how their drafts are to sound, what others may see: ``[me]``, ``[drafts]``, ``[privacy]``."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from followcal.errors import UsageError
from followcal.shell import files

TABLES = ("me", "drafts", "privacy", "busy", "sync", "accounts", "addresses")
KNOWN = {
    "me": ("name", "phone", "email"),
    "drafts": ("tone", "language", "templates"),
    "privacy": ("discreet",),
}


class Profile(Struct, frozen=True):
    """What the configuration says; None: nothing."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    tone: str | None = None
    language: str | None = None
    templates: Path | None = None
    discreet: bool = False
    """Whether what is made to be shared names nobody."""


def config_file() -> Path:
    """Return where the configuration is: ``config.toml`` in the folder that the system has for such files."""
    if sys.platform == "win32":
        folder = os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming"
    else:
        folder = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(folder, "followcal", "config.toml")


def load_profile(name: str | None = None) -> Profile:
    """Return what a configuration file says; without a name, that of the user, if there is one. Raises UsageError."""
    path = Path(name) if name else config_file()
    if not name and not path.is_file():
        return Profile()
    tables = tables_in(path)
    check_keys(tables, path)
    values = {key: _value(tables, table, key, path) for table in ("me", "drafts") for key in KNOWN[table]}
    folder = values.pop("templates")
    discreet = _table(tables, "privacy", path).get("discreet", False)
    if not isinstance(discreet, bool):
        raise UsageError(f"{path}: privacy.discreet is neither true nor false")
    return Profile(**values, templates=path.parent / folder if folder else None, discreet=discreet)


def tables_in(path: Path) -> Mapping[str, Any]:
    """Return what a configuration file holds. Raises UsageError for no TOML, and for a password in an address."""
    import tomllib

    text = files.read_text(str(path))
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: no TOML: {error}") from None
    if "://" in text:
        _refuse_passwords(tables, str(path), "")
    return tables


def _refuse_passwords(held: object, path: str, where: str) -> None:
    """Raise UsageError for a password in an address, anywhere but in a command."""
    from followcal.shell.addresses import refuse_password

    if isinstance(held, str):
        refuse_password(held, f"{path}: {where}")
    elif isinstance(held, list):
        for each in held:
            _refuse_passwords(each, path, where)
    elif isinstance(held, dict):
        for key, value in held.items():
            if not key.endswith("_command"):
                _refuse_passwords(value, path, f"{where}.{key}".lstrip("."))


def check_keys(tables: Mapping[str, Any], path: Path) -> None:
    """Raise UsageError for a table that is not known, or a key in one of ours."""
    refuse_unknown(tables, TABLES, "", path)
    for table, known in KNOWN.items():
        refuse_unknown(_table(tables, table, path), known, f"{table}.", path)


def refuse_unknown(held: Mapping[str, Any], known: Collection[str], where: str, path: Path) -> None:
    """Raise UsageError for a key that is not known: one that is spelt wrong must not be passed over in silence."""
    for key in held:
        if key not in known:
            from difflib import get_close_matches

            near = get_close_matches(key, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
            raise UsageError(f"{path}: unknown key {where}{key}: {hint}")


def _table(tables: Mapping[str, Any], table: str, path: Path) -> Mapping[str, Any]:
    held = tables.get(table, {})
    if not isinstance(held, dict):
        raise UsageError(f"{path}: {table} is no table: write [{table}]")
    return held


def _value(tables: Mapping[str, Any], table: str, key: str, path: Path) -> str | None:
    value = _table(tables, table, path).get(key)
    if value is not None and not isinstance(value, str):
        raise UsageError(f'{path}: {table}.{key} is no text: write {key} = "..."')
    return value or None
