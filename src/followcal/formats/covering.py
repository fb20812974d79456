"""A neutral event in a calendar that others see, and the event of ours behind it, which stays on the user's computer.

    what lies behind  --covered-->    the neutral event      nothing but moments, state, alarm and a neutral title
    what lies behind  <--uncovered--  the neutral event      with what the user changed or typed in the calendar

Three ways, field by field: what differs from what followcal last wrote there is the user's. It is taken over into the
event behind, so that all that reads our events reads it; and in the neutral one it stays, until the plan or the user
wants something else. What the user typed is never answered there: an answer names people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from followcal.core.policy import Kind
from followcal.core.reconcile import FIELDS, FollowUp
from followcal.errors import UnreadableError
from followcal.formats.blocks import Block, blocks
from followcal.formats.content import component as component_of
from followcal.formats.encodings import text_of
from followcal.formats.followups import BASE, MARK, first_value, read_item, visible
from followcal.formats.form_lines import Label, label_of
from followcal.formats.neutral import neutral_component, neutral_object
from followcal.formats.rewritten import Home, clock_of, in_utc, is_whole_day, parsed
from followcal.formats.times import Clock, UnusableError
from followcal.formats.typed import Edit, edited, removed, replaced, typed

if TYPE_CHECKING:
    from icalendar import Component

_KINDS = ("VEVENT", "VTODO")
_OWN = frozenset(
    "UID DTSTAMP CREATED LAST-MODIFIED SEQUENCE DTSTART DTEND DUE DURATION SUMMARY DESCRIPTION STATUS CLASS TRANSP "
    "CATEGORIES RELATED-TO X-MICROSOFT-CDO-BUSYSTATUS".split()
)
"""Properties that are not carried over from the neutral event, or are so by their fields."""

_WRITTEN = tuple(name for name in FIELDS if name != "description")
"""The fields that followcal writes in a neutral event: the description is the user's alone."""


class Cover(Struct, frozen=True):
    """What lies behind a neutral event."""

    data: bytes
    """The object of ours, as it was when the neutral one was last written."""

    base: Mapping[str, str]
    """A hash per field of the neutral event, as followcal wrote it: what is different is the user's."""

    left: Mapping[str, str]
    """A hash per field as it stood after that: what is different is new, and not in `data` yet."""

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
    fresh = Block(piece.name, neutral_component(piece, uid, _clock(full, home)).encode(), 1)
    wanted = _seen(_parsed(fresh), fresh)
    stamp = now.astimezone(UTC).replace(microsecond=0)
    if cover is None:
        component = _parsed(fresh)
        sequence = component.get("SEQUENCE", 0) + 1 if there else component.get("SEQUENCE", 0)
        _set(component, {"dtstamp": stamp, "last-modified": stamp, "sequence": sequence})
        return neutral_object(component.to_ical().decode("utf-8")), Cover(full, wanted.base(), wanted.base())
    main = _main(there)
    component = _parsed(main)
    theirs, before = _seen(component, main, _clock(there, home)), _seen_in(uncovered(cover, there, home), home)
    changed, behind = _differing(theirs, cover.base), _seen_in(full, home)
    base, new = dict(cover.base), theirs
    for name in _WRITTEN:
        if name in changed and behind.value(name) == before.value(name):
            continue  # the user's, and nobody wants it otherwise
        base[name] = wanted.base()[name]
        new = replace(new, **{name: getattr(wanted, name)})
    kept = Cover(full, base, new.base(), theirs.description)
    if all(new.value(name) == theirs.value(name) for name in _WRITTEN):
        return there, kept
    sequence = component.get("SEQUENCE", 0)
    _write(component, theirs, new, is_todo=main.name == "VTODO")
    sequence = sequence + 1 if isinstance(sequence, int) else 1
    _set(component, {"dtstamp": stamp, "last-modified": stamp, "sequence": sequence})
    return _with(there, main, component.to_ical().decode("utf-8")), kept


def uncovered(cover: Cover, there: bytes, home: Home = in_utc) -> bytes:
    """Return the object behind a neutral one, with what the user changed in the calendar. Raises UnreadableError.

    Times without a zone are in that of the user, `home`.
    """
    pieces = _pieces(there)
    main, piece = _main(there), _main(cover.data)
    seen: Any = _parsed(main)
    theirs = _seen(seen, main, _clock(there, home))
    changed = _differing(theirs, cover.left)
    more = [name for name in seen if name.upper() not in _OWN and not name.upper().startswith("X-FOLLOWCAL-")]
    has_typed = theirs.value("description") != " ".join(cover.typed.split())
    if not (changed or more or has_typed or len(pieces) > 1):
        return cover.data
    component = _parsed(piece)
    before = _seen_in(cover.data, home)
    fields = {name: getattr(theirs, name) for name in changed}
    if has_typed:
        fields["description"] = _description(piece, before.description, cover.typed, theirs.description)
    if theirs.base()["summary"] == cover.base["summary"]:
        fields.pop("summary", None)
        if "summary" in changed:  # they took their title back: ours follows the plan again
            _set_own_title(component, before)
    _write(component, before, replace(before, **fields), is_todo=piece.name == "VTODO")
    if {"start", "end"} & fields.keys() and is_whole_day(component_of(main)):
        for name in ("DTSTART", "DTEND", "DUE"):
            if name in seen and name in component:
                _set(component, {name: seen[name].dt})
    for name in more:
        component.pop(name, None)
        component[name] = seen[name]
    others = "".join(each.text for each in pieces if each.line != main.line)
    return _with(cover.data, piece, component.to_ical().decode("utf-8") + others)


def taken_up(full: bytes, now: datetime) -> Cover:
    """Return what lies behind a neutral event that stands there already, and of which nothing is known any more."""
    return covered(full, now)[1]


def stands_as(cover: Cover, there: bytes) -> bool:
    """Return whether a neutral object is what followcal wrote for what lies behind it."""
    try:
        return not _differing(_seen_in(there), cover.left)
    except UnreadableError:
        return False


def is_covered(data: bytes) -> bool:
    """Return whether an object shows nothing of what it is about."""
    return MARK.encode() not in data.upper()


def _differing(event: FollowUp, hashes: Mapping[str, str]) -> list[str]:
    now = event.base()
    return [name for name in _WRITTEN if now[name] != hashes.get(name)]


def _set_own_title(component: Any, event: FollowUp) -> None:
    """Note that the title of an event of ours is what followcal wrote."""
    base = {**decoded(str(component.get(BASE, ""))), "summary": event.base()["summary"]}
    _set(component, {BASE: encoded(base)})


def _description(piece: Block, ours: str, before: str, now: str) -> str:
    """Return our description with what was typed now, instead of what was typed `before`.

    A line of the form takes the place of ours; everything else stands above our text.
    """
    item = read_item(piece, "a follow-up")
    if item.standing.kind is not Kind.DEBRIEF:
        return now or ours
    gone = {line.mark for line in typed(before).lines if line.mark} - set(item.seen.ours)
    gone |= set(item.seen.answers)
    text = typed(ours)
    text = typed(edited(ours, [edit for line in text.lines if line.mark in gone for edit in removed(text, line)]))
    lines: dict[Label | None, list[str]] = {}
    label = None
    for line in typed(now).lines:
        if not line.looks_like_answer and (found := label_of(line.text)):
            label = found[0]
        lines.setdefault(label, []).append(line.text)
    edits: list[Edit] = []
    for line in text.lines:
        found = None if line.looks_like_answer else label_of(line.text)
        if found and found[0] in lines:
            first, *rest = _trimmed(lines.pop(found[0]))
            edits += replaced(text, line, first)
            edits += [Edit(line.end, line.end, "".join(text.new_line + text.written(each) for each in rest))]
    above = [text.written(each) for held in lines.values() for each in _trimmed(held)]
    below = edited(text.source, edits)
    return text.new_line.join((*above, "", below)) if above else below


def _trimmed(lines: Sequence[str]) -> list[str]:
    """Return lines without empty ones at the end."""
    kept = list(lines)
    while kept and not kept[-1]:
        kept.pop()
    return kept


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
    piece = _main(data)
    return _seen(_parsed(piece), piece, _clock(data, home))


def _clock(data: bytes, home: Home) -> Clock:
    return clock_of(blocks(text_of(data), "an event"), home)


def _seen(component: Component, piece: Block, clock: Clock | None = None) -> FollowUp:
    try:
        return visible(component, piece, clock or clock_of(()))
    except (ValueError, KeyError, TypeError, AttributeError, UnusableError) as error:
        raise UnreadableError(f"an event cannot be read ({str(error)[:80]})") from None


def _parsed(piece: Block) -> Component:
    try:
        return parsed(piece)
    except (ValueError, KeyError, IndexError) as error:
        raise UnreadableError(f"an event cannot be read ({str(error)[:80]})") from None


def _write(component: Any, old: FollowUp, new: FollowUp, *, is_todo: bool) -> None:
    """Write the fields that are different."""
    names = {"start": "dtstart", "end": "due" if is_todo else "dtend"}
    different = [name for name in FIELDS if old.value(name) != new.value(name)]
    if "end" in different:
        component.pop("duration", None)
    for name in different:
        if name != "alarm":
            _set(component, {names.get(name, name): getattr(new, name)})
    _set_alarm(component, old, new, is_new="alarm" in different)


def _set_alarm(component: Any, old: FollowUp, event: FollowUp, *, is_new: bool) -> None:
    from icalendar import Alarm

    alarms = component.walk("VALARM")
    for alarm in alarms:
        if str(alarm.get("DESCRIPTION", "")) == old.summary:
            _set(alarm, {"description": event.summary})
        if alarm.get("TRIGGER") is not None and not getattr(alarm["TRIGGER"], "dt", True):
            alarm["TRIGGER"] = "PT0S"  # icalendar writes it as P0D
    if not is_new:
        return
    component.subcomponents = [each for each in component.subcomponents if each not in alarms]
    if event.alarm:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", event.summary)
        alarm["TRIGGER"] = "PT0S"
        component.add_component(alarm)


def _set(component: Any, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        component.pop(name, None)
        component.add(name, value)


def encoded(base: Mapping[str, str]) -> str:
    """Return the hashes of a base as one line of text."""
    return " ".join(f"{name}={value}" for name, value in base.items())


def decoded(text: str) -> dict[str, str]:
    """Return the base that `encoded` wrote."""
    return dict(each.partition("=")[::2] for each in text.split())
