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
    import tomllib

    try:
        tables = tomllib.loads(files.read_text(str(path)))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: no TOML: {error}") from None
    check_keys(tables, path)
    values = {key: _value(tables, table, key, path) for table in ("me", "drafts") for key in KNOWN[table]}
    folder = values.pop("templates")
    discreet = _table(tables, "privacy", path).get("discreet", False)
    if not isinstance(discreet, bool):
        raise UsageError(f"{path}: privacy.discreet is neither true nor false")
    return Profile(**values, templates=path.parent / folder if folder else None, discreet=discreet)


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
