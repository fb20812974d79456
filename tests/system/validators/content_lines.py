"""Bytes of a calendar file -> content lines -> components, forgiving about nothing and losing nothing.

Only the lint reads files with this, so that no library stands between the bytes and the rules:
lines end at LF (a CR before it belongs to the end), a line that starts with a blank or a tab goes on with the line
before it (RFC 5545, 3.1), and what is wrong with the nesting is collected, not repaired.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

CONTENT_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;(?:[^":;]|"[^"]*")*)*):(.*)', re.DOTALL)
ROOT = "(file)"


@dataclass(frozen=True, slots=True)
class Property:
    """One content line: `params` is the raw text between name and value, such as `;VALUE=DATE`."""

    name: str
    params: str
    value: str
    line: int

    def param(self, name: str) -> str | None:
        found = re.search(rf';{name}=("[^"]*"|[^;]*)', self.params, re.IGNORECASE)
        return found[1].strip('"') if found else None


@dataclass(slots=True)
class Component:
    """What stands between BEGIN and END; the file itself is the component `ROOT`."""

    name: str
    line: int
    properties: list[Property] = field(default_factory=list)
    components: list[Component] = field(default_factory=list)

    def all(self, name: str) -> list[Property]:
        return [each for each in self.properties if each.name == name]

    def value(self, name: str) -> str | None:
        """The value of the first property of that name."""
        return next((each.value for each in self.properties if each.name == name), None)

    def walk(self) -> Iterator[Component]:
        yield self
        for each in self.components:
            yield from each.walk()


def physical_lines(data: bytes) -> list[bytes]:
    """Every line with its own end, the last one perhaps without."""
    return re.findall(rb"[^\n]*\n|[^\n]+", data)


def unfolded(data: bytes) -> Iterator[tuple[int, str]]:
    """Each content line with the number of its first physical line; octets that are no UTF-8 become U+FFFD."""
    number, text = 0, b""
    for index, raw in enumerate(physical_lines(data), start=1):
        line = raw.removesuffix(b"\n").removesuffix(b"\r")
        if line[:1] in (b" ", b"\t") and number:
            text += line[1:]
            continue
        if number:
            yield number, text.decode(errors="replace")
        number, text = index, line
    if number:
        yield number, text.decode(errors="replace")


def begun(data: bytes, *names: str) -> int:
    """How many components of these names the file begins: what a reader must find again."""
    wanted = {f"BEGIN:{name}" for name in names}
    return sum(line.strip().upper() in wanted for _, line in unfolded(data))


def read(data: bytes) -> tuple[Component, list[str]]:
    """The tree of components, and what is wrong with the lines and the nesting."""
    root = Component(ROOT, 0)
    open_components, wrong = [root], []
    for number, text in unfolded(data):
        matched = CONTENT_LINE.fullmatch(text)
        if not matched:
            wrong.append(f"line {number}: no content line: {text[:40]!r}")
            continue
        read_property = Property(matched[1].upper(), matched[2], matched[3], number)
        wrong += _place(read_property, open_components)
    wrong += [f"line {each.line}: BEGIN:{each.name} is never ended" for each in open_components[1:]]
    return root, wrong


def _place(each: Property, open_components: list[Component]) -> list[str]:
    """Open or close a component, or add the property to the innermost one."""
    innermost = open_components[-1]
    if each.name == "BEGIN":
        begun_here = Component(each.value.upper(), each.line)
        innermost.components.append(begun_here)
        open_components.append(begun_here)
    elif each.name == "END":
        if innermost.name != each.value.upper():
            return [f"line {each.line}: END:{each.value} inside {innermost.name}"]
        open_components.pop()
    elif innermost.name == ROOT:
        return [f"line {each.line}: {each.name} outside VCALENDAR"]
    else:
        innermost.properties.append(each)
    return []
