"""New components as text, to the byte as the icalendar package writes them, without the time that it takes to import.

Only what is wholly ours is written here. A component that a user's program may have changed is written by `patching`,
which keeps all else as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime

_LIMIT = 75
_FIRST = {
    "VEVENT": ("SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID", "SEQUENCE"),
    "VCALENDAR": ("DESCRIPTION", "NAME", "X-WR-CALNAME"),
}
"""Which properties come first in a component; the others follow in alphabetical order."""


def text_value(text: str) -> str:
    r"""Return a text as it stands in a property (RFC 5545, 3.3.11).

    >>> text_value("Call Acme, by Fri;\nonce")
    'Call Acme\\, by Fri\\;\\nonce'
    """
    escaped = text.replace("\\N", "\n").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def moment_value(moment: datetime) -> str:
    """Return a moment in UTC as it stands in a property."""
    utc = moment.astimezone(UTC)
    return f"{utc.year:04}{utc:%m%dT%H%M%SZ}"


def day_value(day: date) -> str:
    """Return a date as it stands in a property."""
    return f"{day.year:04}{day:%m%d}"


def written(name: str, properties: Mapping[str, str | Iterable[str]], inner: str = "") -> str:
    """Return a component with these properties, their values ready to be written, and what lies inside it.

    A property whose name begins with X- has no type: its value stands as it is, without escapes.
    """
    lines = "".join(property_lines(name, properties))
    return f"BEGIN:{name}\r\n{lines}{inner}END:{name}\r\n"


def property_lines(name: str, properties: Mapping[str, str | Iterable[str]]) -> Iterator[str]:
    """Yield the lines of the properties of a component, in their order."""
    first = {each: number for number, each in enumerate(_FIRST.get(name, ()))}
    for each in sorted(properties, key=lambda known: (first.get(known, len(first)), known)):
        value = properties[each]
        for single in (value,) if isinstance(value, str) else value:
            # A line end in a value would begin a property of its own.
            yield _folded(" ".join(re.split(r"[\r\n]+", f"{each}:{single}"))) + "\r\n"


def _folded(line: str) -> str:
    """Fold a line after fewer than 75 bytes, and never behind the sign that begins an escape."""
    if len(line) < _LIMIT and line.isascii():
        return line
    lines, current, size = [], "", 0
    for char in line:
        width = len(char.encode())
        if current and size + width >= _LIMIT:
            kept = current[-1] if len(current) > 1 and current[-1] in "\\^" else ""
            lines.append(current[: len(current) - len(kept)])
            current, size = kept, len(kept)
        current += char
        size += width
    return "\r\n ".join((*lines, current))
