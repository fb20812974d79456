"""What the user wrote into the event in which followcal keeps its notes, where that event goes: an event of theirs."""

from __future__ import annotations

import re

from followcal.formats.additions import has_more
from followcal.formats.blocks import blocks
from followcal.formats.carrying import marks_of
from followcal.formats.discretion import NEUTRAL_PRODID
from followcal.formats.encodings import text_of
from followcal.formats.followup_objects import KEEPER_TEXT, KEEPER_TITLE, object_with
from followcal.formats.patching import Patch
from followcal.formats.typed import edited, removed, typed
from followcal.formats.writing import text_value
from followcal.regex import regex

_KINDS = ("VEVENT", "VTODO")
_TITLE = "Notes"
_CATEGORY = "followcal"
_PRODID = regex(r"^PRODID[;:][^\n]*\n(?:[ \t][^\n]*\n)*", re.MULTILINE | re.IGNORECASE)


def given_back(keeper: bytes) -> bytes | None:
    """Return what is left of such an event without what is ours; None: the user wrote nothing into it.

    Nothing in it tells what it was. That it was moved, or called off, is no word of theirs.
    """
    piece = next(each for each in blocks(text_of(keeper), "") if each.name in _KINDS)
    patch = Patch(piece)
    title, text = ("".join(part.plain for part in patch.all(name)[:1]) for name in ("SUMMARY", "DESCRIPTION"))
    there, ours = typed(text), set(marks_of(KEEPER_TEXT))
    gone = [line for line in there.lines if line.mark in ours]
    has_text = any(line.text for line in there.lines if line not in gone)
    if title == KEEPER_TITLE and not (has_text or patch.inner() or has_more(piece.text)):
        return None
    for part in patch.properties:
        if part.name.startswith("X-FOLLOWCAL-"):
            patch.replace(part)
        elif part.name == "CATEGORIES" and _CATEGORY in (names := part.value.split(",")):
            patch.replace(part, ",".join(name for name in names if name != _CATEGORY) or None)
    if KEEPER_TITLE in title:
        patch.set("SUMMARY", text_value(title.replace(KEEPER_TITLE, _TITLE)))
    rest = edited(text, [edit for line in gone for edit in removed(there, line)])
    patch.set("DESCRIPTION", *([text_value(rest.strip("\r\n"))] if has_text else []))
    return _PRODID.sub(f"PRODID:{NEUTRAL_PRODID}\r\n", object_with(keeper, patch.text).decode(), count=1).encode()
