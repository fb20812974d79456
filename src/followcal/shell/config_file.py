"""The configuration file, written: what stands in it stays, and nobody else can read it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from followcal.errors import StoreError, UnreadableError, UsageError
from followcal.shell import files


def add_tables(path: Path, tables: Sequence[str], secrets: Mapping[str, str]) -> None:
    """Add tables behind what stands in a configuration, and put secrets into files beside it, by their names.

    Raises UsageError where the file would be none any more, StoreError where it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        before = files.read_text(str(path)) if path.exists() else ""
        text = "\n".join((*([before.rstrip("\n") + "\n"] if before.strip() else []), *tables))
        try:
            old, new = tomllib.loads(before), tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise UsageError(f"{path}: cannot be added to: {error}") from None
        if any(not _holds(new.get(key), value) for key, value in old.items()):
            raise UsageError(f"{path}: cannot be added to without changing what stands in it")
        for name in secrets:
            if (path.parent / name).exists():
                raise StoreError(f"{path.parent / name}: there is such a file already: move it away")
        for name, secret in secrets.items():
            files.write_bytes(path.parent / name, f"{secret}\n".encode(), is_private=True)
        files.write_bytes(path, text.encode("utf-8"), is_private=True)
    except UnreadableError as error:
        raise StoreError(str(error)) from None
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {(error.strerror or str(error)).lower()}") from None


def _holds(new: object, old: object) -> bool:
    """Return whether everything of the old value is in the new one."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(_holds(new.get(key), value) for key, value in old.items())
    return new == old
