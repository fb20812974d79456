"""The words of the form and of telling (`form.toml`), as what tells them apart."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from followcal.formats.plain_toml import tables_in
from followcal.formats.typed import key_of
from followcal.package_data import package_data

LONGEST = 300
"""Characters of a value that are looked at: what is longer is a story."""


@cache
def form_words() -> Mapping[str, Any]:
    """Return the words of the form, by section and key."""
    return tables_in(package_data("formats", "form.toml").read_text(encoding="utf-8"))


@cache
def keys(section: str, name: str) -> frozenset[str]:
    """Return a list of words as what tells them apart.

    >>> "absage" in keys("outcomes", "rejected")
    True
    """
    return frozenset(key_of(word) for word in form_words()[section][name])


def says_nothing(text: str) -> bool:
    """Return whether an entry says that there is nothing to say."""
    return key_of(text).strip(" .!-?") in keys("answers", "nothing") | {""}
