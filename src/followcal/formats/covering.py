"""A neutral event in a calendar that others see, and the event of ours behind it, which stays on the user's computer.

    what lies behind  --covered-->    the neutral event      nothing but moments, state, alarm and a neutral title
    what lies behind  <--uncovered--  the neutral event      with what the user changed or typed in the calendar

Three ways, field by field: what differs from what followcal last wrote there is the user's. It is taken over into the
event behind, so that all that reads our events reads it; and in the neutral one it stays, until the plan or the user
wants something else. What the user typed is never answered there: an answer names people.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from followcal.core.policy import Kind
from followcal.core.reconcile import FIELDS, FollowUp
from followcal.errors import UnreadableError
from followcal.formats.alarms import is_our_alarm, set_alarm, when_it_rings
from followcal.formats.blocks import Block, blocks
from followcal.formats.content import component as component_of
from followcal.formats.encodings import text_of
from followcal.formats.followups import BASE, first_value, next_sequence, read_item, visible
from followcal.formats.neutral import neutral_component, neutral_object
from followcal.formats.overlaid import above, in_form, in_text
from followcal.formats.own_text import is_marked
from followcal.formats.patching import Part, Patch, text_inside
from followcal.formats.rewritten import Home, clock_of, in_utc, is_whole_day, parsed
from followcal.formats.times import Clock, UnusableError
from followcal.formats.writing import moment_value, text_value
from followcal.formats.written import as_written

_KINDS = ("VEVENT", "VTODO")
_OWN = frozenset(
    "UID DTSTAMP CREATED LAST-MODIFIED SEQUENCE DTSTART DTEND DUE DURATION SUMMARY DESCRIPTION STATUS "
    "X-MICROSOFT-CDO-BUSYSTATUS".split()
)
"""Properties that are not carried over from the neutral event, or are so by their fields."""

_NEUTRAL = frozenset({"CLASS:PRIVATE", "TRANSP:TRANSPARENT"})
_SEVERAL = frozenset(
    "ATTACH ATTENDEE CATEGORIES COMMENT CONFERENCE CONTACT IMAGE RELATED-TO REQUEST-STATUS RESOURCES "
    "STYLED-DESCRIPTION".split()
)
"""Properties that an event may have several of (RFC 5545, 3.6.1): what stands behind stays beside what is added."""

_WORDS = {"LOCATION": "place", "URL": "link"}
"""Properties with words of the user's of which an event has one only."""

_WRITTEN = tuple(name for name in FIELDS if name != "description")
"""The fields that followcal writes in a neutral event: the description is the user's alone."""


class Cover(Struct, frozen=True):
    """What lies behind a neutral event."""

    data: bytes
    """The object of ours, as it was when the neutral one was last written."""

    base: Mapping[str, str]
    """A hash per field of the neutral event, as followcal wrote it: what is different is the user's."""

    left: Mapping[str, str]
    """A hash per field as it stood after that: what is different is new, and not in `data` yet.

    Under "more" the hashes of the user's other lines that `data` has from there.
    """

    typed: str = ""
    """The description of the neutral event that `data` holds already."""


def covered(
    full: bytes, now: datetime, cover: Cover | None = None, there: bytes = b"", home: Home = in_utc
) -> tuple[bytes, Cover]:
    """Return the neutral object for an object of ours, and what is to be kept behind it.

    Times without a zone are in that of the user, `home`. With `cover`, it is written over the neutral object `there`,
    in which everything that is the user's stays; if nothing is different for them, `there` itself is returned. Raises
    UnreadableError.
    """
    piece = _main(full)
    uid = first_value(piece.text, "UID")
    fresh = neutral_component(piece, uid, _clock(full, home))
    new_one = Block(piece.name, fresh.encode(), 1)
    wanted = _seen(new_one)
    if cover is None:
        patch = Patch(new_one)
        _stamp(patch, now, sequence=next_sequence(fresh) if there else next_sequence(fresh) - 1)
        return neutral_object(patch.text), Cover(full, wanted.base(), wanted.base())
    main = _main(there)
    patch = Patch(main)
    theirs, before = _seen_in(there, home), _seen_in(uncovered(cover, there, home), home)
    changed, behind = _differing(theirs, cover.base), _seen_in(full, home)
    base, new = dict(cover.base), theirs
    for name in _WRITTEN:
        if name in changed and behind.value(name) == before.value(name):
            continue  # the user's, and nobody wants it otherwise
        base[name] = wanted.base()[name]
        new = replace(new, **{name: getattr(wanted, name)})
    kept = Cover(
        full, base, new.base() | {"more": _taken_over(patch, Patch(_main(cover.data)), cover)}, theirs.description
    )
    if all(new.value(name) == theirs.value(name) for name in _WRITTEN):
        return there, kept
    _write(patch, theirs, new, is_todo=main.name == "VTODO")
    _stamp(patch, now, sequence=next_sequence(main.text))
    return _with(there, main, patch.text), kept


def uncovered(cover: Cover, there: bytes, home: Home = in_utc) -> bytes:
    """Return the object behind a neutral one, with what the user changed in the calendar. Raises UnreadableError.

    Times without a zone are in that of the user, `home`.
    """
    pieces = _pieces(there)
    main, piece = _main(there), _main(cover.data)
    theirs, neutral, patch = _seen_in(there, home), Patch(main), Patch(piece)
    changed = _differing(theirs, cover.left)
    more, inner = _more(neutral, patch, _taken(cover)), _more_inside(neutral, patch, cover, theirs)
    has_typed = theirs.value("description") != " ".join(cover.typed.split())
    if not (changed or more or inner or has_typed or len(pieces) > 1):
        return cover.data
    before = _seen_in(cover.data, home)
    fields, ours_again = _fields(cover, piece, theirs, before, _replaced(patch, more, _taken(cover)))
    if ours_again:
        base = decoded(first_value(piece.text, BASE)) | {name: before.base()[name] for name in ours_again}
        patch.set(BASE, encoded(base))
    _write(patch, before, replace(before, **fields), is_todo=piece.name == "VTODO")
    if {"start", "end"} & fields.keys() and is_whole_day(component_of(main)):
        for name in ("DTSTART", "DTEND", "DUE"):
            if neutral.all(name) and patch.all(name):
                patch.take(name, neutral.all(name))
    for name, lines in more.items():
        patch.take(name, lines)
    for each in inner:
        patch.add_inner(each)
    others = "".join(each.text for each in pieces if each.line != main.line)
    return _with(cover.data, piece, patch.text + others)


def _fields(
    cover: Cover, piece: Block, theirs: FollowUp, before: FollowUp, replaced: Sequence[str]
) -> tuple[dict[str, Any], set[str]]:
    """Return what the user's fields are now, and which they took back: these follow the plan again.

    What they had written before and is `replaced` stands in the description, as lines.
    """
    edited = read_item(piece, "a follow-up").present.edited
    changed = _differing(theirs, cover.left)
    fields: dict[str, Any] = {name: getattr(theirs, name) for name in changed}
    ours_again: set[str] = set()
    if theirs.base()["summary"] == cover.base["summary"]:
        fields.pop("summary", None)
        ours_again |= {"summary"} & set(changed)
    is_first = "summary" in edited and cover.left["summary"] == cover.base["summary"]
    if is_first and fields.get("summary", before.summary) != before.summary:
        replaced = [f"Your title before: {before.summary}", *replaced]
    text: str | None = before.description
    if theirs.value("description") != " ".join(cover.typed.split()):
        text = _description(piece, before.description, cover.typed, theirs.description)
    if text is None:
        ours_again.add("description")
    else:
        fields["description"] = above(replaced, text)
    return fields, ours_again


def _theirs(neutral: Patch) -> dict[str, list[Part]]:
    """Return what the user put into a neutral event: lines by name."""
    found: dict[str, list[Part]] = {}
    for part in neutral.properties:
        if not (part.name in _OWN or part.name.startswith("X-FOLLOWCAL-") or part.line in _NEUTRAL):
            found.setdefault(part.name, []).append(part)
    return found


def _more(neutral: Patch, full: Patch, taken: Collection[str]) -> dict[str, list[Part]]:
    """Return what an event has to hold of what the user put into the neutral one, where it does not: lines by name.

    What was `taken` over from there, and stands there no more, goes.
    """
    theirs = _theirs(neutral)
    found: dict[str, list[Part]] = {}
    for name in dict.fromkeys((*theirs, *(part.name for part in full.properties if _hash(part) in taken))):
        parts, there = theirs.get(name, []), full.all(name)
        if name in _SEVERAL or not parts:
            kept = [part for part in there if _hash(part) not in taken or part.line in _lines(parts)]
            parts = kept + [part for part in parts if part.line not in _lines(kept)]
        if _lines(parts) != _lines(there):
            found[name] = parts
    return found


def _replaced(full: Patch, more: Mapping[str, Sequence[Part]], taken: Collection[str]) -> list[str]:
    """Return the words of the user's that give way to others of theirs, each as a line."""
    return [
        f"Your {word} before: {part.plain}"
        for name, word in _WORDS.items()
        for part in (full.all(name) if more.get(name) else ())
        if _hash(part) not in taken
    ]


def _taken_over(neutral: Patch, before: Patch, cover: Cover) -> str:
    """Return the hashes of the user's lines that come from a neutral event, and did not stand behind it `before`."""
    taken = _taken(cover)
    own = {part.line for part in before.properties if _hash(part) not in taken}
    lines = (part for parts in _theirs(neutral).values() for part in parts)
    return ",".join(_hash(part) for part in lines if part.line not in own)


def _taken(cover: Cover) -> frozenset[str]:
    return frozenset(filter(None, cover.left.get("more", "").split(",")))


def _hash(part: Part) -> str:
    return hashlib.sha256(part.line.encode()).hexdigest()[:10]


def _lines(parts: Sequence[Part]) -> list[str]:
    return [part.line for part in parts]


def _more_inside(neutral: Patch, full: Patch, cover: Cover, theirs: FollowUp) -> list[str]:
    """Return the components that the user put into a neutral event, and that the one behind it has not.

    An alarm that says the neutral title is known by when it rings.
    """
    known = {each for part in full.inner() for each in (when_it_rings(part.text), _alarm(part), part.text)}

    def is_known(part: Part) -> bool:
        said = text_inside(part, "DESCRIPTION")
        is_plain = not said or replace(theirs, summary=said).base()["summary"] == cover.base["summary"]
        return part.text in known or (when_it_rings(part.text) if is_plain else _alarm(part)) in known

    return [part.text for part in neutral.inner() if not (is_our_alarm(part.text) or is_known(part))]


def _alarm(part: Part) -> str:
    """Return what an alarm is: when it rings, and what it says."""
    return f"{when_it_rings(part.text)} {text_inside(part, 'DESCRIPTION')}"


def taken_up(full: bytes, now: datetime) -> Cover:
    """Return what lies behind a neutral event that stands there already, and of which nothing is known any more."""
    return covered(full, now)[1]


def stands_as(cover: Cover, there: bytes) -> bool:
    """Return whether a neutral object is what followcal wrote for what lies behind it."""
    try:
        return not _differing(_seen(_main(there)), cover.left)
    except UnreadableError:
        return False


def is_covered(data: bytes) -> bool:
    """Return whether an object shows nothing of what it is about."""
    return not is_marked(data)


def _differing(event: FollowUp, hashes: Mapping[str, str]) -> list[str]:
    now = event.base()
    return [name for name in _WRITTEN if now[name] != hashes.get(name)]


def _description(piece: Block, ours: str, before: str, now: str) -> str | None:
    """Return our description with what was typed now, instead of what was typed `before`; None: nothing is theirs."""
    item = read_item(piece, "a follow-up")
    if item.standing.kind is Kind.DEBRIEF:
        return in_form(ours, before, now, item.seen)
    return in_text(ours if "description" in item.present.edited else "", before, now) or None


def _pieces(data: bytes) -> list[Block]:
    return [piece for piece in blocks(text_of(data), "an event") if piece.name in _KINDS]


def _main(data: bytes) -> Block:
    pieces = _pieces(data)
    if not pieces:
        raise UnreadableError("an event: there is none in it")
    return next((piece for piece in pieces if "RECURRENCE-ID" not in piece.text), pieces[0])


def _with(data: bytes, old: Block, new: str) -> bytes:
    """Return an object with another text for one of its pieces."""
    found = blocks(text_of(data), "an event")
    return "".join(new if (each.name, each.line) == (old.name, old.line) else each.text for each in found).encode()


def _seen_in(data: bytes, home: Home = in_utc) -> FollowUp:
    return _seen(_main(data), _clock(data, home))


def _clock(data: bytes, home: Home) -> Clock:
    return clock_of(blocks(text_of(data), "an event"), home)


def _seen(piece: Block, clock: Clock | None = None) -> FollowUp:
    try:
        return visible(as_written(piece) or parsed(piece), piece, clock or clock_of(()))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, UnusableError) as error:
        raise UnreadableError(f"an event cannot be read ({str(error)[:80]})") from None


def _write(patch: Patch, old: FollowUp, new: FollowUp, *, is_todo: bool) -> None:
    """Write the fields that are different."""
    moments = {"start": "DTSTART", "end": "DUE" if is_todo else "DTEND"}
    different = [name for name in FIELDS if old.value(name) != new.value(name)]
    if "end" in different:
        patch.set("DURATION")
    for name in different:
        value = getattr(new, name)
        if name in moments:
            patch.set(moments[name], moment_value(value))
        elif name != "alarm":
            patch.set(name.upper(), text_value(value))
    set_alarm(patch, old.summary, new.summary, is_wanted=new.alarm)


def _stamp(patch: Patch, now: datetime, *, sequence: int) -> None:
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        patch.set(name, moment_value(now))
    patch.set("SEQUENCE", str(sequence))


def encoded(base: Mapping[str, str]) -> str:
    """Return the hashes of a base as one line of text."""
    return " ".join(f"{name}={value}" for name, value in base.items())


def decoded(text: str) -> dict[str, str]:
    """Return the base that `encoded` wrote."""
    return dict(each.partition("=")[::2] for each in text.split())
