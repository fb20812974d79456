"""Content lines (RFC 5545, 3.1): a block to a component with its properties. Any bytes in, nothing raised.

Lines are unfolded as bytes, so that a fold inside a character does no harm, and then decoded: UTF-8 or, failing that,
as old Windows programs wrote it. What a text property goes on with on a line that is none is put back into it.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property, lru_cache

from msgspec import Struct
from msgspec.structs import replace

from followcal.formats.blocks import Block, Repair
from followcal.formats.encodings import decoded
from followcal.regex import regex

MAX_LINE = 200_000
"""Bytes of one property that are read; the rest of a longer one, such as an attached file, is passed over."""

MAX_PROPERTIES = 20_000
MAX_ALIKE = 2_000
"""Properties of one component that are kept, and those of one name: of a known name as many, whatever came before."""

_MAX_TORN = 2_000
"""Lines without a name that are put back into the text before them, in one component."""

_MAX_REPAIRS = 200

_START = regex(rb"([A-Za-z0-9][A-Za-z0-9_.-]{0,99})[ \t]*(?=[:;])")
_PARAMETER = regex(r';\s*([A-Za-z0-9_-]{1,80})\s*=?((?:"[^"]*(?:"|$)|[^";:,]|,)*)')
_REST_OF_ZONE = regex(r"(?!\s*\d{4}-?\d\d-?\d\d)([^:]*):(\d{4}.*)", re.DOTALL)
"""What an unquoted zone with a colon, such as tzone://Microsoft/Utc, leaves in the value of a date."""

_ESCAPE = regex(r"\\([\\;,nN:\"])")
_TEXTS = frozenset({"DESCRIPTION", "SUMMARY", "LOCATION", "COMMENT", "CONTACT", "X-ALT-DESC"})
_DATES = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE", "DUE"})
_ADDRESSES = frozenset({"ATTENDEE", "ORGANIZER"})
_SPECIAL = _DATES | _ADDRESSES
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


class Property(Struct, frozen=True):
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


class Component(Struct, frozen=True, dict=True):
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


def component(block: Block, *, inner: bool = False, wanted: Collection[str] | None = None) -> Component:
    r"""Return the component that a block holds; `inner` asks for the lines of the components inside it, too.

    Of other properties than those `wanted`, nothing is read.

    >>> event = component(Block("VEVENT", b"BEGIN:VEVENT\nSUMMARY:Me\\, \n you\nEND:VEVENT", 1))
    >>> event.text("SUMMARY"), event.first("SUMMARY").line
    ('Me, you', 2)
    """
    reader = _Reader(inner, wanted)
    for line, data in _logical_lines(block):
        reader.read(line, data)
    return Component(block.name, block.line, tuple(reader.own), tuple(reader.inner), tuple(reader.repairs))


def _logical_lines(block: Block) -> Iterator[tuple[int, bytes]]:
    """Yield the unfolded lines that hold anything, with the numbers of their first ones."""
    if not (block.cut or b"\n " in block.data or b"\n\t" in block.data):  # nothing is folded
        for number, physical in enumerate(block.data.removeprefix(BOM_UTF8).split(b"\n"), block.line):
            if physical and not physical.isspace():
                yield number, physical.rstrip(b"\r")
        return
    first, parts = block.line, [b""]
    for number, physical in enumerate(block.data.removeprefix(BOM_UTF8).split(b"\n"), block.line):
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

    def __init__(self, wants_inner: bool, wanted: Collection[str] | None) -> None:
        self.own: list[Property] = []
        self.inner: list[Property] = []
        self.repairs: list[Repair] = []
        self._wants_inner, self._wanted = wants_inner, wanted
        self._depth = 0
        self._alike: dict[str, int] = {}
        self._torn = 0
        self._after_text = self._after_unread = False

    def read(self, line: int, data: bytes) -> None:
        start = _START.match(data)
        name = _name(start[1]) if start else ""
        if start and name in ("BEGIN", "END"):
            self._border(name, data[start.end() :], line)
        elif self._depth > 1:
            if start and self._wants_inner and len(self.inner) < MAX_PROPERTIES:
                self.inner.append(_property(name, self._decoded(data[start.end() :][:MAX_LINE], line), line))
        elif start and not (self._after_text and _is_word_of_text(name)):
            self._keep(name, data[start.end() :], line)
        else:
            self._continue(data[:MAX_LINE], line)

    def _keep(self, name: str, rest: bytes, line: int) -> None:
        if self._wanted is not None and name not in self._wanted:
            self._after_text = self._after_unread = name in _TEXTS
            return
        if name == "ATTACH":
            return  # a file, perhaps: nothing is read from it
        is_known = name in _NAMES
        kind = name if is_known else ""
        alike = self._alike[kind] = self._alike.get(kind, 0) + 1
        most = MAX_ALIKE if is_known else MAX_PROPERTIES
        if alike > most:
            if alike == most + 1:
                self._tell(
                    line, f"more than {most:,} lines like {name}: this and the next ones are passed over", lost=True
                )
            return
        if len(rest) > MAX_LINE:
            self._tell(line, f"{name} of {len(rest):,} bytes: read up to {MAX_LINE:,}", lost=True)
        self.own.append(_property(name, self._decoded(rest[:MAX_LINE], line), line))
        self._after_text, self._after_unread = name in _TEXTS, False

    def _tell(self, line: int, text: str, *, lost: bool = False) -> None:
        if len(self.repairs) < _MAX_REPAIRS:
            self.repairs.append(Repair(line, text, lost))

    def _border(self, name: str, rest: bytes, line: int) -> None:
        if name == "BEGIN":
            self._depth += 1
        elif self._depth:
            self._depth -= 1
        if self._wants_inner and self._depth + (name == "END") > 1:
            self.inner.append(Property(name, {}, rest.lstrip(b": \t").decode("ascii", "replace").strip().upper(), line))

    def _continue(self, data: bytes, line: int) -> None:
        """Put a line that is no property back into the text that it was torn from."""
        if self._after_unread:
            return
        self._torn += 1
        if self._torn > _MAX_TORN or not self._after_text:
            self._tell(line, "a line that is no property: passed over", lost=True)
            return
        last = self.own[-1]
        self.own[-1] = replace(last, value=f"{last.value}\n{self._decoded(data, line)}"[:MAX_LINE])
        self._tell(line, f"a line without a name: read as part of the {last.name} before it")

    def _decoded(self, data: bytes, line: int) -> str:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            if error.end == len(data) == MAX_LINE:
                return data.decode("utf-8", "ignore")  # cut inside a character
            self._tell(line, "not in UTF-8: read as Windows-1252")
            return data.decode("cp1252", "replace")


@lru_cache(maxsize=256)
def _name(written: bytes) -> str:
    return written.decode("ascii").upper()


def _is_word_of_text(name: str) -> bool:
    """Return whether what looks like a name belongs to the text before it."""
    return name not in _NAMES and not name.startswith("X-")


def _property(name: str, rest: str, line: int) -> Property:
    """Return the property whose line goes on with `rest` after its name: parameters and value."""
    if name not in _SPECIAL and rest[:1] == ":":
        return Property(name, {}, rest[1:], line)
    params: dict[str, str] = {}
    at = len(rest) - len(rest.lstrip())
    while match := _PARAMETER.match(rest, at):
        params.setdefault(match[1].upper(), _unquoted(match[2]))
        at = match.end()
    colon = rest.find(":", at)
    value = rest[colon + 1 :] if colon >= 0 else ""
    rest_of_zone = _REST_OF_ZONE.match(value) if name in _DATES else None
    if rest_of_zone:
        params["TZID"] = f"{params.get('TZID', '')}:{rest_of_zone[1]}"
        value = rest_of_zone[2]
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
    text = decoded(data, charset)
    return data.decode("cp1252", "replace") if text is None else text.replace("\r\n", "\n")
