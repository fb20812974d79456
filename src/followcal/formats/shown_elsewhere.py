"""An event that another computer showed again: it did not know what the user had written, which lies behind it here."""

from __future__ import annotations

from followcal.core.policy import Kind
from followcal.formats.blocks import Block, blocks
from followcal.formats.carrying import marks_of
from followcal.formats.covering import Cover, decoded, uncovered
from followcal.formats.encodings import text_of
from followcal.formats.followups import BASE, Item, first_value, read_item
from followcal.formats.overlaid import above
from followcal.formats.patching import Patch
from followcal.formats.rewritten import Home, clock_of, in_utc
from followcal.formats.typed import typed
from followcal.formats.writing import text_value

_KINDS = ("VEVENT", "VTODO")


def with_what_is_known(cover: Cover, there: bytes, home: Home = in_utc) -> bytes:
    """Return the event `there`, with what the user wrote into the one behind the neutral event that it was.

    What they changed since then counts. Nothing is written that stands there. Raises UnreadableError.
    """
    (piece, known), (_, shown) = _read(cover.data, home), _read(there, home)
    left = decoded(first_value(piece.text, BASE))
    event, changed = known.present.event, known.present.edited & shown.present.edited
    text = _words(known, shown)
    if "summary" in changed and event.summary != shown.present.event.summary:
        text = above([f"Your title before: {event.summary}"], text)
    patch = Patch(piece)
    patch.set("DESCRIPTION", text_value(text))
    same = {name: value for name, value in event.base().items() if name in changed}
    theirs = cover.data.replace(piece.text.encode(), patch.text.encode())
    return uncovered(Cover(there, left, left | same), theirs, home)


def _read(data: bytes, home: Home) -> tuple[Block, Item]:
    whole = blocks(text_of(data), "an event")
    piece = next(each for each in whole if each.name in _KINDS)
    return piece, read_item(piece, "an event", clock_of(whole, home))


def _words(known: Item, shown: Item) -> str:
    """Return what the user wrote into a description, and does not stand in the one that is shown."""
    text = known.present.event.description
    if "description" not in known.present.edited:
        return ""
    is_form = known.standing.kind is Kind.DEBRIEF
    if not (is_form or "description" in shown.present.edited):
        return text
    there = {*marks_of(shown.present.event.description), *(known.seen.ours if is_form else ()), *known.seen.answers}
    return "\n".join(line.text for line in typed(text).lines if line.mark not in there).strip("\n")
