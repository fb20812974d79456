"""Where the user's other appointments are, and which of them take time: named with --busy, or in the configuration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from followcal.errors import UsageError
from followcal.shell.addresses import Address, address_in, is_address
from followcal.shell.profile import config_file, tables_in

if TYPE_CHECKING:
    from followcal.shell.configuration import Configuration

_KEYS = ("sources", "tentative", "unmarked_days")


class BusySettings(Struct, frozen=True):
    """Where the user's other appointments are, and which of them take time."""

    sources: tuple[str | Address, ...] = ()
    """Files, folders of them, - for standard input, addresses, and what the configuration has a name for."""

    tentative: bool = True
    unmarked_days: bool = False
    """As in `BusyReading`."""

    configuration: Configuration | None = None
    """Where names of calendars on servers and of secret addresses come from; None: there are none among the sources."""


def busy_settings(named: Sequence[str], config: str | None = None) -> BusySettings:
    """Return what ``[busy]`` in the configuration says, with the sources `named` beside its own. Raises UsageError."""
    path = Path(config) if config else config_file()
    tables = tables_in(path) if config or path.is_file() else {}
    held = tables.get("busy", {})
    if not isinstance(held, dict):
        raise UsageError(f"{path}: busy is no table: write [busy]")
    for key in held:
        if key not in _KEYS:
            raise UsageError(f"{path}: unknown key busy.{key}: known are {', '.join(_KEYS)}")
    sources = held.get("sources", [])
    if not isinstance(sources, list) or not all(isinstance(each, str) and each for each in sources):
        raise UsageError(f'{path}: busy.sources: write sources = ["...", "..."]')
    addresses = tables.get("addresses", ())
    own = (each if each in addresses or ":" in each else str(path.parent / Path(each).expanduser()) for each in sources)
    names = [address_in(each) if is_address(each) else each for each in (*own, *named)]
    has_names = any(isinstance(each, str) and (":" in each or each in addresses) for each in names)
    return BusySettings(
        tuple(names),
        _is_busy(held, "tentative", True, path),
        _is_busy(held, "unmarked_days", False, path),
        _configuration(config) if tables and has_names else None,
    )


def _configuration(config: str | None) -> Configuration:
    from followcal.shell.configuration import load_configuration

    return load_configuration(config)


def _is_busy(held: Mapping[str, Any], key: str, usual: bool, path: Path) -> bool:
    value = held.get(key, "busy" if usual else "free")
    if value not in ("busy", "free"):
        raise UsageError(f'{path}: busy.{key}: write {key} = "busy" or {key} = "free"')
    return bool(value == "busy")
