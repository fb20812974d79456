"""What each start of the command would make anew of the package's own files, kept between runs (decision 0036).

Two files: word lists as they are compared, and regular expressions as they are compiled. Each holds what the runs
before this one needed, and grows while they need more. Without them, everything is the same, and takes longer.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import ValidationError, convert

from followcal import __version__, regex
from followcal.formats import word_lists
from followcal.package_data import package_data
from followcal.regex import Code
from followcal.shell.kept_files import KeptFiles, cache_folder, stamp_of

_MOST = 1_000
"""Things of one kind that are kept: several times as many as there are."""


class KeptStart:
    """What is kept for one version of followcal, of its files and of Python."""

    def __init__(self, folder: Path, stamp: str) -> None:
        self._files = KeptFiles(folder, "start", stamp)
        self._lists: dict[str, list[str]] = {}
        self._codes: dict[str, Code] = {}

    def give(self) -> None:
        """Give what is kept to those who need it."""
        with suppress(ValidationError):
            self._lists = convert(self._files.read("words"), dict[str, list[str]])
        with suppress(ValidationError):
            self._codes = convert(self._files.read("patterns"), dict[str, Any])  # each is looked at where it is used
        word_lists.give(self._lists)
        regex.give(self._codes)

    def keep(self) -> None:
        """Keep what was made in this run beside what was given, if there is anything new."""
        if not self._files.can_be_written:
            return
        lists = word_lists.made_new()
        if lists and len(self._lists) < _MOST:
            self._files.write("words", {**self._lists, **lists})
        with suppress(Exception):  # another Python may have none of what this needs
            codes = regex.codes_of_new()
            if codes and len(self._codes) < _MOST:
                self._files.write("patterns", {**self._codes, **codes})


def kept_start() -> KeptStart | None:
    """Return what is kept in the user's cache folder; None where nobody can tell what it was made from."""
    try:
        return KeptStart(cache_folder(), _stamp())
    except Exception:  # another Python may have none of what this needs
        return None


def _stamp() -> str:
    """Return what changes with followcal, its lists, what is made of them, and Python."""
    import _sre  # type: ignore[import-not-found]

    python = f"{sys.implementation.name} {sys.version} {sys.byteorder} {_sre.MAGIC} {_sre.CODESIZE}"
    lists = sorted(package_data("formats", "words").iterdir())
    own = [Path(str(module.__file__)) for module in (word_lists, regex)]
    return f"{__version__} {python}\n{stamp_of(*lists, *own)}"
