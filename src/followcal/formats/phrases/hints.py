"""Whether a text may hold a promise at all, without the grammar: most invitations hold none, and loading it takes time.

Each phrase that an answer, silence or contact is known by holds the words of a line of `words/hints.txt`: one, or
several that are in every text alone. A text that holds the words of no line promises nothing. The file is derived from
the languages' data files.
"""

from __future__ import annotations

from functools import cache

from followcal.formats.phrases.tokens import tokens
from followcal.package_data import package_data

MOST_LETTERS = 10_000
"""No more of a text is looked at, here and by the grammar."""


@cache
def hints() -> tuple[frozenset[str], tuple[frozenset[str], ...]]:
    """Return the words that are enough alone, and those that are so together, as they are compared."""
    text = package_data("formats", "phrases", "words", "hints.txt").read_text(encoding="utf-8")
    alone = frozenset(line for line in text.splitlines() if " " not in line)
    return alone, tuple(frozenset(line.split()) for line in text.splitlines() if " " in line)


def may_promise(text: str) -> bool:
    """Return whether the grammar may find a promise in `text`; False: it finds none for sure.

    >>> may_promise("Join from a browser: room 5, 14:00"), may_promise("You should hear from us soon.")
    (False, True)
    """
    alone, together = hints()
    found = {token.text for token in tokens(text[:MOST_LETTERS])}
    return not found.isdisjoint(alone) or any(line <= found for line in together)
