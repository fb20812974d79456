"""Whether a note addresses one person formally and informally at once: ``Sie`` and ``du``, ``vous`` and ``tu``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from followcal.formats.note_lists import note_words
from followcal.formats.note_rules import Finding, finding
from followcal.formats.note_text import NoteText

_MOST = 200


def address_findings(text: NoteText) -> Iterator[Finding]:
    """Yield what is in the minority, once: the plural and a quotation may be right, so it is only to be looked at."""
    if not text.lists.entries("address.formal"):
        return
    formal, informal = (_said(text, name) for name in ("address.formal", "address.informal"))
    if formal and informal:
        few, many = sorted((informal, formal), key=len)
        said = f"“{few[0][0]}” here, “{many[0][0]}” elsewhere: address one person in one way"
        yield finding("mixed-address", text.line_at(few[0].start()), said)


def _said(text: NoteText, name: str) -> list[re.Match[str]]:
    """Return the words of a list in the note, letters of case and accents as they are."""
    found = islice(_pattern(text.lists.language, name).finditer(text.masked), _MOST)
    return [match for match in found if not (match["capital"] and _begins(text, match.start()))]


def _begins(text: NoteText, place: int) -> bool:
    """Return whether a sentence begins here: any word has a capital there."""
    before = text.masked[max(0, place - 30) : place].rstrip(" \t\"“„«'(")
    return place <= text.body_start or not before or before[-1] in ".!?:\n"


@cache
def _pattern(language: str, name: str) -> re.Pattern[str]:
    """Return what finds the entries; a small first letter may be a capital, a capital one is needed."""
    entries = note_words(language).entries(name)
    capital = "|".join(re.escape(entry) for entry in entries if entry[0].isupper())
    small = "|".join(rf"(?i:{entry[0]}){re.escape(entry[1:])}" for entry in entries if not entry[0].isupper())
    return re.compile(rf"(?<!\w)(?:(?P<capital>{capital or '(?!)'})|{small or '(?!)'})(?!\w)")
