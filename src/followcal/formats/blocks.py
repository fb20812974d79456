"""Calendar text, split into its top-level components and whatever stands around them.

What followcal does not rewrite goes back as it came, to the byte: the pieces in order are the whole text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from followcal.errors import UnreadableError

_BORDER = re.compile(r"^(BEGIN|END):([A-Za-z0-9-]+)[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of calendar text: a top-level component, or the lines between two of them (`name` is empty)."""

    name: str
    text: str
    line: int


def blocks(text: str, source: str) -> tuple[Block, ...]:
    """Return the pieces of a calendar, in order; joined, their texts are `text`.

    The lines of BEGIN:VCALENDAR and END:VCALENDAR, and the calendar's own properties, are pieces without a name.
    Raises UnreadableError, with the line, where BEGIN and END do not match.
    """
    found: list[Block] = []
    open_names: list[tuple[str, int, int]] = []
    position, line = 0, 1
    rest, rest_line = 0, 1
    for match in _BORDER.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        name = match[2].upper()
        if match[1].upper() == "BEGIN":
            open_names.append((name, position, line))
            continue
        if not open_names or open_names[-1][0] != name:
            raise UnreadableError(f"{source}: line {line}: END:{name} without its BEGIN")
        _, start, first_line = open_names.pop()
        if len(open_names) == 1 and open_names[0][0] == "VCALENDAR":
            if start > rest:
                found.append(Block("", text[rest:start], rest_line))
            rest, rest_line = min(match.end() + 1, len(text)), line + 1
            found.append(Block(name, text[start:rest], first_line))
    if open_names:
        name, _, line = open_names[-1]
        raise UnreadableError(f"{source}: line {line}: BEGIN:{name} without its END")
    if rest < len(text):
        found.append(Block("", text[rest:], rest_line))
    return tuple(found)


def text_of(data: bytes) -> str:
    r"""Return calendar bytes as text: UTF-8 or, failing that, as old Windows programs wrote it.

    >>> text_of(b"\xef\xbb\xbfBEGIN"), text_of("Grüße".encode("cp1252"))
    ('BEGIN', 'Grüße')
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252", errors="replace")
