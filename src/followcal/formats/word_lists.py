"""The words of invitations, by language: data files in `words/`, all languages read as one.

A calendar mixes languages, so no language is guessed: a word counts in whichever it stands. A new language is a file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def word_lists() -> Mapping[str, tuple[str, ...]]:
    """Return the lists of all languages by section and key, such as ``signal.interview``."""
    found: dict[str, dict[str, None]] = {}
    folder = files("followcal.formats") / "words"
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            for section, lists in tomllib.loads(file.read_text(encoding="utf-8")).items():
                for key, words in lists.items():
                    found.setdefault(f"{section}.{key}", {}).update(dict.fromkeys(words))
    return {name: tuple(words) for name, words in found.items()}


@cache
def words(name: str) -> re.Pattern[str]:
    """Return a pattern that finds each word of a list as a whole word, longer ones first.

    >>> words("signal.interview").search("Second-round Interviews, Acme")[0]
    'Interviews'
    """
    return re.compile(rf"(?<!\w)(?:{alternatives(name)})(?!\w)", re.IGNORECASE)


@cache
def alternatives(name: str) -> str:
    """Return a list as the alternatives of a pattern."""
    entries = sorted(word_lists().get(name, ()), key=len, reverse=True)
    return "|".join(_pattern(entry) for entry in entries) or r"(?!)"


def sections(name: str) -> list[str]:
    """Return the keys of a section, in the order of the files.

    >>> sections("round")[:2]
    ['recruiter screen', 'hiring manager']
    """
    return [key.partition(".")[2] for key in word_lists() if key.startswith(f"{name}.")]


def _pattern(entry: str) -> str:
    text = re.escape(entry).replace(r"\*", r"\w*").replace(r"\ ", r"\s+").replace("'", "['’]")
    return text.replace("ä", "(?:ä|ae)").replace("ö", "(?:ö|oe)").replace("ü", "(?:ü|ue)")
