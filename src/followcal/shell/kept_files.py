"""Small files in the user's cache folder: what one run found out, and another one need not.

Each says what it was made from (the stamp) and carries the digest of its own content. What does not agree in all of it
is as good as not there: the folder may be deleted, copied or damaged at any time. Reading and keeping never raise: what
is not there, or cannot be written, is done without.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import json

_MAX_BYTES = 2_000_000


class KeptFiles:
    """The files of one kind with one stamp."""

    def __init__(self, folder: Path, kind: str, stamp: str) -> None:
        self._stamp = stamp
        self._folder = folder / f"{kind}-{sha256(stamp.encode()).hexdigest()[:16]}"

    def read(self, name: str) -> Any:
        """Return what is kept under a name; None, if that is nothing that can be trusted."""
        try:
            with (self._folder / f"{name}.json").open("rb") as file:
                digest, _, text = file.read(_MAX_BYTES).partition(b"\n")
            held = json.decode(text) if sha256(text).hexdigest().encode() == digest else None
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(held, dict) or (held.get("stamp"), held.get("name")) != (self._stamp, name):
            return None
        return held.get("value")

    @property
    def can_be_written(self) -> bool:
        """Whether something may be kept: what is only made to be kept need not be made otherwise."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
        return os.access(self._folder, os.W_OK)

    def write(self, name: str, value: Mapping[str, Any]) -> None:
        """Keep a value under a name, in place of what is kept there."""
        import tempfile

        with suppress(OSError, UnicodeError):  # a region's name need not be one of a file, everywhere
            text = json.encode({"stamp": self._stamp, "name": name, "value": value})
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(suffix=".tmp", dir=self._folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(sha256(text).hexdigest().encode() + b"\n" + text)
                Path(temporary).replace(self._folder / f"{name}.json")
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise


def cache_folder() -> Path:
    """Return where the system wants such files. Raises RuntimeError where nobody knows where the user is at home.

    No variable of the environment chooses what is read: only where it lies.
    """
    if sys.platform == "win32":
        folder = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    else:
        folder = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(folder, "followcal")


def stamp_of(*paths: Path) -> str:
    """Return what changes whenever one of these files does. Raises OSError where one cannot be looked at."""
    return "\n".join(f"{path} {at.st_size} {at.st_mtime_ns}" for path, at in ((path, path.stat()) for path in paths))
