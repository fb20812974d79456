"""How our events are known: their mark, and how their texts look.

Calendars that they were imported into drop everything but the texts.
"""

from __future__ import annotations

import re

from followcal.regex import regex

MARK = "X-FOLLOWCAL-KIND"
"""The property by which we know our own events and to-dos."""

_STARTS = (f"\n{MARK}:".encode(), f"\n{MARK};".encode())

RETIRED = "X-FOLLOWCAL-RETIRED"
"""The property that says since when an event is called off."""

_REASONS = regex(r"^Why\n+(?:- .*\n+){0,30}?- .*\([BIPS][0-9]{1,2}\)$", re.MULTILINE)


def is_marked(component: str | bytes) -> bool:
    r"""Return whether a component has our mark: as a property, for a text may name it, too.

    >>> is_marked("BEGIN:VEVENT\nX-FOLLOWCAL-KIND:call\n"), is_marked("SUMMARY:About X-FOLLOWCAL-KIND\n")
    (True, False)
    """
    text = component.upper()
    data = text.encode(errors="replace") if isinstance(text, str) else text
    return any(start in data for start in _STARTS)


def is_own_text(text: str) -> bool:
    r"""Return whether followcal wrote a description: it gives its reasons, each with its rule.

    >>> is_own_text("From Mon 16 Nov, 09:00.\n\nWhy\n- two days before the interview (S3)")
    True
    >>> is_own_text("Why\nWe move all data (S3)")
    False
    """
    return bool(_REASONS.search(text[:20_000]))
