"""Events and to-dos of ours as other programs write them: in other words, of which a moment is still the same moment.

A text that a program made HTML of is still the same text, too (0019). Zones are those of sources (I2): by their names,
however a vendor writes them, or as the calendar defines them; times without a zone are in the calendar's own, or the
user's.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, tzinfo
from typing import TYPE_CHECKING

from followcal.formats.blocks import Block
from followcal.formats.content import Component as Lines
from followcal.formats.content import component
from followcal.formats.times import Clock, moment
from followcal.formats.timezones import Zones
from followcal.formats.typed import Line, Typed, typed
from followcal.regex import regex

if TYPE_CHECKING:
    from icalendar import Component

_ITEM = regex(r"<li\b[^<>]*>", re.IGNORECASE)

Home = Callable[[], tzinfo]
"""Returns the user's own zone."""


def in_utc() -> tzinfo:
    """Return UTC: the zone of times without one, where nobody knows another."""
    return UTC


def clock_of(pieces: Iterable[Block], home: Home = in_utc) -> Clock:
    """Return how the times of a calendar in pieces are to be read."""
    pieces = list(pieces)
    own = (component(piece).text("X-WR-TIMEZONE").strip() for piece in pieces if not piece.name)
    return Clock(Zones(piece for piece in pieces if piece.name == "VTIMEZONE"), next(filter(None, own), ""), home)


def moment_in(lines: Lines, name: str, clock: Clock, days_in: tzinfo | None) -> datetime | None:
    """Return the moment of a property, in UTC; None: there is none. A day begins by the clocks of the zone `days_in`.

    Raises UnusableError for what is no moment.
    """
    each = lines.first(name)
    if each is None:
        return None
    found = moment(each)
    zone = clock.zone_of(each, found)[0]
    if isinstance(found, datetime):
        found = clock.aware(each, zone)
    if not isinstance(found, datetime):
        found = datetime.combine(found, time(0), days_in or zone)
    return found.astimezone(UTC)


def is_whole_day(lines: Lines) -> bool:
    """Return whether it begins on a day, at no time."""
    each = lines.first("DTSTART")
    return each is not None and not isinstance(moment(each), datetime)


def parsed(piece: Block) -> Component:
    """Return what the icalendar package makes of an event or to-do; what it warns of is decided by `moment_in`."""
    from icalendar import Event, Todo

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return (Todo if piece.name == "VTODO" else Event).from_ical(piece.text)


def without_html(text: str, is_ours: Callable[[str], bool]) -> str:
    """Return the plain text that was ours before a program made HTML of it; the text itself, if none was.

    >>> without_html("<p>Why</p><ul><li>R&amp;D</li></ul>", lambda text: text.split() == ["Why", "-", "R&D"]).split()
    ['Why', '-', 'R&D']
    """
    if not ("<" in text or "&" in text) or is_ours(text):
        return text
    seen = typed(text)
    for bullet in ("", "- "):
        found = "\n".join(f"{bullet if _is_item(seen, line) else ''}{line.text}" for line in seen.lines)
        if is_ours(found):
            return found
    return text


def _is_item(text: Typed, line: Line) -> bool:
    return bool(line.pieces) and bool(_ITEM.search(text.source, line.start, line.pieces[0][0]))
