"""The files that come with the package: word lists, texts, packs of rules."""

from __future__ import annotations

from pathlib import Path


def package_data(*names: str) -> Path:
    """Return the place of a file or folder of the package. Read it only: it may be another user's.

    `importlib.resources` does the same for packages inside archives, and imports much at each start. What followcal
    needs cannot run inside an archive.

    >>> package_data("packs", "email-only.toml").is_file()
    True
    """
    return Path(__file__).parent.joinpath(*names)
