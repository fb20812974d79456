"""Events and to-dos that stand as we wrote them, read without the icalendar package, which takes its time to import.

What a program may have written otherwise (a zone, a parameter, a property twice) is left to that package.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from msgspec import Struct

from followcal.formats.blocks import Block
from followcal.formats.content import Component, component
from followcal.regex import regex

_MOMENT = regex(r"([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})Z\Z")
_MOMENTS = frozenset({"DTSTART", "DTEND", "DUE", "COMPLETED"})
_TEXTS = frozenset({"UID", "SUMMARY", "DESCRIPTION", "STATUS", "RELATED-TO", "PERCENT-COMPLETE"})
_ESCAPES = regex(r"\\(.?)", re.DOTALL)
_PLAIN = frozenset("\\;,nN")


class Moment(Struct, frozen=True):
    """A moment as the icalendar package gives it."""

    dt: datetime


class Written(dict[str, str | Moment]):
    """The properties of an event or to-do by name: texts, and moments."""

    def moment(self, name: str) -> datetime | None:
        """Return the moment of a property; None: there is none."""
        found = self.get(name)
        return found.dt if isinstance(found, Moment) else None


def as_written(piece: Block) -> Written | None:
    r"""Return the properties of a piece that stands as we wrote it; None: let icalendar read it.

    >>> found = as_written(Block("VEVENT", b"BEGIN:VEVENT\r\nSUMMARY:Call\\, once\r\nEND:VEVENT\r\n", 1))
    >>> found and found["SUMMARY"]
    'Call, once'
    """
    if piece.cut:
        return None
    read = component(piece, inner=True)
    values = dict(_values(read))
    found = Written({name: value for name, value in values.items() if value is not None})
    if read.repairs or len(found) < len(values):
        return None
    return found if {each.value for each in read.inner if each.name == "BEGIN"} <= {"VALARM"} else None


def _values(read: Component) -> Iterator[tuple[str, str | Moment | None]]:
    """Yield the properties that we read; None for one that is not as we write it."""
    seen: set[str] = set()
    for each in read.properties:
        is_own = each.name.startswith("X-FOLLOWCAL-")
        if each.name in _MOMENTS:
            value: str | Moment | None = _moment(each.value)
        elif each.name in _TEXTS:
            value = _text(each.value)
        elif is_own:
            value = each.value
        elif each.name == "DURATION":  # we write an end
            value = None
        else:
            continue
        twice = each.name in seen and each.name != "X-FOLLOWCAL-INTERVIEW"
        yield each.name, None if each.params or twice else value
        seen.add(each.name)


def _moment(text: str) -> Moment | None:
    match = _MOMENT.match(text)
    try:
        return Moment(datetime(*map(int, match.groups()), tzinfo=UTC)) if match else None  # type: ignore[arg-type,misc]
    except ValueError:
        return None


def _text(text: str) -> str | None:
    """Return a text without escapes; None where there is one that we do not write."""
    if "\\" not in text:
        return text
    if any(match[1] not in _PLAIN or not match[1] for match in _ESCAPES.finditer(text)):
        return None
    return _ESCAPES.sub(lambda match: "\n" if match[1] in "nN" else match[1], text)
