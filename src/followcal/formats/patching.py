"""A component of ours that a user's program may have changed, with some of its properties written anew.

What is not written anew stays to the byte: whatever a program made of a value, we do not know it better.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from followcal.formats.blocks import Block
from followcal.formats.writing import property_lines
from followcal.regex import regex

_LOGICAL = regex(r"[^\n]+(?:\n[ \t][^\n]*)*\n?|\n")
_FOLD = regex(r"\r?\n[ \t]")
_ESCAPE = regex(r"\\(.)", re.DOTALL)
_NAMED = regex(r'([A-Za-z0-9-]+)((?:;(?:"[^"]*"|[^":])*)?):(.*)', re.DOTALL)


class Part(Struct):
    """A content line of a component, or a whole component inside it."""

    name: str
    """The name of the property, in upper case; nothing, where it is a component, or no property at all."""

    inner: str
    """The name of the component."""

    text: str
    """As it stands, with its folds and its line end."""

    @property
    def line(self) -> str:
        """The line, unfolded, without its end."""
        return _FOLD.sub("", self.text).rstrip("\r\n")

    @property
    def value(self) -> str:
        """The value of the property, as it stands, unfolded."""
        match = _NAMED.match(self.line)
        return match[3] if match else ""

    @property
    def plain(self) -> str:
        """The value as text, without escapes."""
        return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], self.value)


class Patch:
    """The parts of a component, some of which are written anew."""

    def __init__(self, piece: Block) -> None:
        first, *parts, last = _parts(piece.text)
        self._first, self._parts, self._last = first, parts, last
        self._end = "\r\n" if first.text.endswith("\r\n") else "\n"

    @property
    def properties(self) -> list[Part]:
        """The lines of all properties, in order."""
        return [part for part in self._parts if part.name]

    def all(self, name: str) -> list[Part]:
        """Return the lines of a property, in order."""
        return [part for part in self._parts if part.name == name]

    def inner(self, name: str = "") -> list[Part]:
        """Return the components inside it, in order; those of a name, if there is one."""
        return [part for part in self._parts if part.inner and part.inner == (name or part.inner)]

    def set(self, name: str, *values: str) -> None:
        """Write a property with these values, ready to be written, where its first one stands; the others go."""
        self.take(name, [Part(name, "", line) for line in self._lines(name, *values)])

    def take(self, name: str, lines: Sequence[Part]) -> None:
        """Put these lines of a property where its first one stands; the others go."""
        there = self.all(name)
        at = self._parts.index(there[0]) if there else self._before_inner()
        self._parts = [part for part in self._parts if part.name != name]
        self._parts[at:at] = lines

    def replace(self, part: Part, value: str | None = None) -> None:
        """Write a line with another value, or take the part away."""
        at = next(number for number, each in enumerate(self._parts) if each is part)
        self._parts[at : at + 1] = (
            [] if value is None else [Part(part.name, "", "".join(self._lines(part.name, value)))]
        )

    def add(self, name: str, value: str) -> None:
        """Write one more line of a property."""
        self._parts.insert(self._before_inner(), Part(name, "", "".join(self._lines(name, value))))

    def add_inner(self, text: str) -> None:
        """Put a component inside it, behind all else."""
        self._parts.append(Part("", "?", text.replace("\r\n", self._end)))

    def set_inside(self, part: Part, name: str, value: str) -> None:
        """Write a property of a component inside it."""
        inside = Patch(Block(part.inner, part.text.encode(), 1))
        inside.set(name, value)
        part.text = inside.text

    @property
    def text(self) -> str:
        """The component."""
        return "".join(part.text for part in (self._first, *self._parts, self._last))

    def _lines(self, name: str, *values: str) -> Iterator[str]:
        for line in property_lines("", {name: values}):
            yield line.replace("\r\n", self._end)

    def _before_inner(self) -> int:
        return next((number for number, part in enumerate(self._parts) if part.inner), len(self._parts))


def text_inside(part: Part, name: str) -> str:
    """Return the first property of a component, as text; an empty one, if there is none."""
    return next((line.plain for line in _parts(part.text) if line.name == name), "")


def _parts(text: str) -> list[Part]:
    """Return the parts of a component, its BEGIN and END among them."""
    found: list[Part] = []
    depth = 0
    for raw in _LOGICAL.findall(text):
        match = _NAMED.match(_FOLD.sub("", raw))
        name = match[1].upper() if match else ""
        depth -= name == "END"
        if depth > 1:
            found[-1].text += raw
        elif name in ("BEGIN", "END") and match:
            if depth == 1 and name == "END":
                found[-1].text += raw
            else:
                found.append(Part("", match[3].strip().upper() if depth else "", raw))
        else:
            found.append(Part(name, "", raw))
        depth += name == "BEGIN"
    return found
