"""The calendars in which the user is busy: named with --busy, or in the configuration, and what they hold."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from followcal.errors import UnreadableError, UsageError
from followcal.formats.busy import BusyReading, BusyTime, read_busy
from followcal.formats.reading import Problem
from followcal.formats.recurrence import Budget
from followcal.shell import files
from followcal.shell.profile import config_file
from followcal.shell.sources import Progress, calendars_in

_KEYS = ("sources", "tentative", "unmarked_days")


@dataclass(frozen=True, slots=True)
class BusySettings:
    """Where the user's other appointments are, and which of them take time."""

    sources: tuple[str, ...] = ()
    """Files, folders of them, or - for standard input."""

    tentative: bool = True
    unmarked_days: bool = False
    """As in `BusyReading`."""


def busy_settings(named: Sequence[str], config: str | None = None) -> BusySettings:
    """Return what ``[busy]`` in the configuration says, with the sources `named` beside its own. Raises UsageError."""
    path = Path(config) if config else config_file()
    held = _table(path) if config or path.is_file() else {}
    for key in held:
        if key not in _KEYS:
            raise UsageError(f"{path}: unknown key busy.{key}: known are {', '.join(_KEYS)}")
    sources = held.get("sources", [])
    if not isinstance(sources, list) or not all(isinstance(each, str) and each for each in sources):
        raise UsageError(f'{path}: busy.sources: write sources = ["...", "..."]')
    return BusySettings(
        (*(str(path.parent / Path(each).expanduser()) for each in sources), *named),
        _is_busy(held, "tentative", True, path),
        _is_busy(held, "unmarked_days", False, path),
    )


def _table(path: Path) -> Mapping[str, Any]:
    try:
        held = tomllib.loads(files.read_text(str(path))).get("busy", {})
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: no TOML: {error}") from None
    if not isinstance(held, dict):
        raise UsageError(f"{path}: busy is no table: write [busy]")
    return held


def _is_busy(held: Mapping[str, Any], key: str, usual: bool, path: Path) -> bool:
    value = held.get(key, "busy" if usual else "free")
    if value not in ("busy", "free"):
        raise UsageError(f'{path}: busy.{key}: write {key} = "busy" or {key} = "free"')
    return bool(value == "busy")


def busy_time(names: Iterable[str], reading: BusyReading, progress: Progress | None = None) -> BusyTime:
    """Return when the user is busy by all these sources. One that cannot be read is among the problems.

    All files of one folder are bounded together.
    """
    found = BusyTime()
    for name in names:
        budget = Budget()
        for source, calendar in _calendars(name, found, progress):
            try:
                found.add(read_busy(calendar, source, reading, budget))
            except UnreadableError as error:
                _tell(found, source, error)
    return found


def _calendars(name: str, found: BusyTime, progress: Progress | None) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield the calendars of a source with the names of their files; a mail may carry several."""
    try:
        for source, path in files.sources([name]):
            try:
                yield from ((source, calendar) for calendar, _ in calendars_in(source, path, progress))
            except UnreadableError as error:
                _tell(found, source, error)
    except UnreadableError as error:
        _tell(found, name, error)


def _tell(found: BusyTime, source: str, error: UnreadableError) -> None:
    found.tell(Problem(source, 0, "", str(error).removeprefix(f"{source}: ")))
