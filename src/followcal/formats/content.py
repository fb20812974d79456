"""Content lines (RFC 5545, 3.1): a block to a component with its properties. Any bytes in, nothing raised.

Lines are unfolded as bytes, so that a fold inside a character does no harm, and then decoded: UTF-8 or, failing that,
as old Windows programs wrote it. What a text property goes on with on a line that is none is put back into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from followcal.formats.blocks import Block, Repair

MAX_LINE = 200_000
"""Bytes of one property that are read; the rest of a longer one, such as an attached file, is passed over."""

MAX_PROPERTIES = 20_000

_START = re.compile(rb"([A-Za-z0-9][A-Za-z0-9_.-]{0,99})[ \t]*(?=[:;])")
_PARAMETER = re.compile(r';\s*([A-Za-z0-9_-]{1,80})\s*=?((?:"[^"]*(?:"|$)|[^";:,]|,)*)')
_ESCAPE = re.compile(r"\\([\\;,nN:\"])")
_TEXTS = frozenset({"DESCRIPTION", "SUMMARY", "LOCATION", "COMMENT", "CONTACT", "X-ALT-DESC"})
_DATES = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE", "DUE"})
_ADDRESSES = frozenset({"ATTENDEE", "ORGANIZER"})
_NAMES = frozenset(
    (
        "ACTION ATTACH ATTENDEE BUSYTYPE CALSCALE CATEGORIES CLASS COLOR COMMENT COMPLETED CONCEPT CONFERENCE CONTACT "
        "CREATED DESCRIPTION DTEND DTSTAMP DTSTART DUE DURATION EXDATE EXRULE FREEBUSY GEO IMAGE LAST-MODIFIED LINK "
        "LOCATION METHOD NAME ORGANIZER PERCENT-COMPLETE PRIORITY PRODID RDATE RECURRENCE-ID REFID REFRESH-INTERVAL "
        "RELATED-TO REPEAT REQUEST-STATUS RESOURCES RRULE SEQUENCE SOURCE STATUS STRUCTURED-DATA STYLED-DESCRIPTION "
        "SUMMARY TRANSP TRIGGER TZID TZID-ALIAS-OF TZNAME TZOFFSETFROM TZOFFSETTO TZUNTIL TZURL UID URL VERSION"
    ).split()
)
"""Properties that have a name in an RFC. Behind a text, any other name but an X- one is a word of that text."""


@dataclass(frozen=True, slots=True)
class Property:
    """One content line."""

    name: str
    params: Mapping[str, str]
    """Parameters by their names in upper case, without quotes."""

    value: str
    """As it stands, escapes included."""

    line: int

    @property
    def text(self) -> str:
        """The value as text, without escapes."""
        if "\\" not in self.value:
            return self.value
        return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], self.value)


@dataclass(frozen=True)
class Component:
    """A component and its own properties; of the components inside it only the lines are kept."""

    name: str
    line: int
    properties: tuple[Property, ...]
    inner: tuple[Property, ...] = ()
    """The properties of the components inside it, with their BEGIN and END, where they were asked for."""

    repairs: tuple[Repair, ...] = ()

    def all(self, name: str) -> list[Property]:
        """Return the properties of that name, in order."""
        return self._index.get(name, [])

    def first(self, name: str) -> Property | None:
        """Return the first property of that name, or None."""
        found = self._index.get(name)
        return found[0] if found else None

    def text(self, name: str) -> str:
        """Return the text of the first property of that name, or an empty one."""
        found = self._index.get(name)
        return found[0].text if found else ""

    @cached_property
    def _index(self) -> dict[str, list[Property]]:
        index: dict[str, list[Property]] = {}
        for each in self.properties:
            index.setdefault(each.name, []).append(each)
        return index

    @property
    def uid(self) -> str:
        """The UID, or an empty text."""
        return self.text("UID").strip()


def component(block: Block, *, inner: bool = False) -> Component:
    r"""Return the component that a block holds; `inner` asks for the lines of the components inside it, too.

    >>> event = component(Block("VEVENT", b"BEGIN:VEVENT\nSUMMARY:Me\\, \n you\nEND:VEVENT", 1))
    >>> event.text("SUMMARY"), event.first("SUMMARY").line
    ('Me, you', 2)
    """
    reader = _Reader(inner)
    for line, data in islice(_logical_lines(block), MAX_PROPERTIES):
        reader.read(line, data)
    return Component(block.name, block.line, tuple(reader.own), tuple(reader.inner), tuple(reader.repairs))


def _logical_lines(block: Block) -> Iterator[tuple[int, bytes]]:
    """Yield the unfolded lines that hold anything, with the numbers of their first ones."""
    first, parts = block.line, [b""]
    for number, physical in enumerate(block.data.split(b"\n"), block.line):
        if physical[:1] in (b" ", b"\t") and parts != [b""]:
            parts.append(physical[1:].rstrip(b"\r"))
        elif physical.strip():
            if parts != [b""]:
                yield first, b"".join(parts)
            first, parts = number, [physical.rstrip(b"\r")]
    if parts != [b""] and not (block.cut and block.data[-1:] != b"\n"):  # else who knows how the line went on
        yield first, b"".join(parts)


class _Reader:
    """The properties of one component, line by line."""

    def __init__(self, wants_inner: bool) -> None:
        self.own: list[Property] = []
        self.inner: list[Property] = []
        self.repairs: list[Repair] = []
        self._wants_inner = wants_inner
        self._depth = 0

    def read(self, line: int, data: bytes) -> None:
        start = _START.match(data)
        name = start[1].decode("ascii").upper() if start else ""
        if start and name in ("BEGIN", "END"):
            self._border(name, data[start.end() :], line)
        elif self._depth > 1:
            if start and self._wants_inner:
                self.inner.append(_property(name, self._decoded(data[start.end() :], line), line))
        elif start and not self._is_word_of_text(name):
            if len(data) > MAX_LINE and name != "ATTACH":
                self.repairs.append(Repair(line, f"{name} of {len(data):,} bytes: read up to {MAX_LINE:,}", lost=True))
            self.own.append(_property(name, self._decoded(data[start.end() :][:MAX_LINE], line), line))
        else:
            self._continue(self._decoded(data[:MAX_LINE], line), line)

    def _border(self, name: str, rest: bytes, line: int) -> None:
        if name == "BEGIN":
            self._depth += 1
        elif self._depth:
            self._depth -= 1
        if self._wants_inner and self._depth + (name == "END") > 1:
            self.inner.append(Property(name, {}, rest.lstrip(b": \t").decode("ascii", "replace").strip().upper(), line))

    def _is_word_of_text(self, name: str) -> bool:
        follows_text = bool(self.own) and self.own[-1].name in _TEXTS
        return follows_text and name not in _NAMES and not name.startswith("X-")

    def _continue(self, text: str, line: int) -> None:
        """Put a line that is no property back into the text that it was torn from."""
        if self.own and self.own[-1].name in _TEXTS:
            last = self.own[-1]
            self.own[-1] = replace(last, value=f"{last.value}\n{text}"[:MAX_LINE])
            self.repairs.append(Repair(line, f"a line without a name: read as part of the {last.name} before it"))
        else:
            self.repairs.append(Repair(line, "a line that is no property: passed over", lost=True))

    def _decoded(self, data: bytes, line: int) -> str:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            if error.end == len(data) == MAX_LINE:
                return data.decode("utf-8", "ignore")  # cut inside a character
            self.repairs.append(Repair(line, "not in UTF-8: read as Windows-1252"))
            return data.decode("cp1252", "replace")


def _property(name: str, rest: str, line: int) -> Property:
    """Return the property whose line goes on with `rest` after its name: parameters and value."""
    params: dict[str, str] = {}
    at = len(rest) - len(rest.lstrip())
    while match := _PARAMETER.match(rest, at):
        params.setdefault(match[1].upper(), _unquoted(match[2]))
        at = match.end()
    colon = rest.find(":", at)
    value = rest[colon + 1 :] if colon >= 0 else ""
    if name in _DATES and ":" in value:  # an unquoted zone with a colon, such as tzone://Microsoft/Utc
        zone, _, value = value.rpartition(":")
        params["TZID"] = f"{params.get('TZID', '')}:{zone}"
    elif name in _ADDRESSES and not value[:7].casefold().startswith("mailto:"):
        value = _mailto(value, params)
    if params.get("ENCODING", "").upper() == "QUOTED-PRINTABLE":
        value = _quoted_printable(value, params.get("CHARSET", "utf-8"))
    return Property(name, params, value, line)


def _unquoted(text: str) -> str:
    text = text.replace('"', "").strip()
    if "^" in text:  # RFC 6868
        text = text.replace("^n", "\n").replace("^'", '"').replace("^^", "^")
    return text


def _mailto(value: str, params: dict[str, str]) -> str:
    """Return an address without what an unquoted name with a colon left before it."""
    at = value.casefold().find(":mailto:")
    if at < 0:
        return value
    params["CN"] = f"{params.get('CN', '')}:{value[:at]}"
    return value[at + 1 :]


def _quoted_printable(value: str, charset: str) -> str:
    """Return a text as the calendars of the nineties (vCalendar 1.0) wrote it."""
    import quopri

    data = quopri.decodestring(value.encode("utf-8"))
    try:
        return data.decode(charset).replace("\r\n", "\n")
    except (LookupError, UnicodeDecodeError):
        return data.decode("cp1252", "replace").replace("\r\n", "\n")
