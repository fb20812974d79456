"""The XML of WebDAV and CalDAV (RFC 4918, 4791, 6578): queries out, multistatus answers in.

Answers are untrusted: no entities, no network, no depth or text beyond what lxml takes for sane. Addresses stay as the
server spells them: `@` and `%40` may be two resources.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from lxml import etree
from msgspec import Struct

from followcal.errors import UnreadableError

_DAV, _CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
_OPEN = '<?xml version="1.0" encoding="utf-8"?>\n'
_NAMESPACES = 'xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'

LISTING = f"{_OPEN}<propfind {_NAMESPACES}><prop><resourcetype/><getetag/><sync-token/></prop></propfind>".encode()
"""Asks for the members of a collection, their tags, and the collection's own token: one answer, one moment."""

PRINCIPAL = (
    f"{_OPEN}<propfind {_NAMESPACES}><prop><resourcetype/><displayname/><current-user-principal/></prop></propfind>"
).encode()
"""Asks who one is, and whether the address is that of a calendar."""

TAG = f"{_OPEN}<propfind {_NAMESPACES}><prop><getetag/></prop></propfind>".encode()


HOME = f"{_OPEN}<propfind {_NAMESPACES}><prop><c:calendar-home-set/></prop></propfind>".encode()
"""Asks a user's own address where their calendars are."""

CALENDAR = (
    f"{_OPEN}<propfind {_NAMESPACES}><prop><resourcetype/><displayname/><sync-token/><current-user-privilege-set/>"
    "<c:supported-calendar-component-set/></prop></propfind>"
).encode()
"""Asks what a calendar is for, and what the user may do with it."""


class Member(Struct, frozen=True):
    """What a multistatus answer says of one address."""

    href: str
    status: int = 200
    """Of the whole resource: 404 for one that is not there; 507 on the collection: the answer was cut short."""

    tag: str = ""
    data: bytes | None = None
    token: str = ""
    is_collection: bool = False
    is_calendar: bool = False
    name: str = ""
    """Of a collection, for people."""

    principal: str = ""
    """The address of the user."""

    home: str = ""
    """Where the user's calendars are."""

    privileges: frozenset[str] = frozenset()
    """What the user may do, by the names of WebDAV (RFC 3744); empty, if it is not said."""

    components: frozenset[str] = frozenset()
    """What a calendar takes, such as VEVENT; empty, if it is not said."""

    @property
    def is_read_only(self) -> bool:
        """Whether the server says that the user may not write there."""
        return bool(self.privileges) and not self.privileges & {"all", "write", "write-content", "bind"}


class Multistatus(Struct, frozen=True):
    """A multistatus answer."""

    members: tuple[Member, ...]
    token: str = ""


def changes_since(token: str) -> bytes:
    """Return the query for what changed since a token (RFC 6578)."""
    prop = "<prop><getetag/></prop>"
    inner = f"<sync-token>{_escaped(token)}</sync-token><sync-level>1</sync-level>{prop}"
    return f"{_OPEN}<sync-collection {_NAMESPACES}>{inner}</sync-collection>".encode()


def objects_at(hrefs: Iterable[str]) -> bytes:
    """Return the query for calendar objects by their addresses (RFC 4791, 7.9)."""
    inner = "".join(f"<href>{_escaped(href)}</href>" for href in hrefs)
    prop = "<prop><getetag/><c:calendar-data/></prop>"
    return f"{_OPEN}<c:calendar-multiget {_NAMESPACES}>{prop}{inner}</c:calendar-multiget>".encode()


def free_busy(begin: datetime, end: datetime) -> bytes:
    """Return the query for when somebody is busy (RFC 4791, 7.10)."""
    start, until = (f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}" for moment in (begin, end))
    inner = f'<c:time-range start="{start}" end="{until}"/>'
    return f"{_OPEN}<c:free-busy-query {_NAMESPACES}>{inner}</c:free-busy-query>".encode()


def new_calendar(name: str) -> bytes:
    """Return the request for a calendar of events (RFC 4791, 5.3.1)."""
    kinds = '<c:supported-calendar-component-set><c:comp name="VEVENT"/></c:supported-calendar-component-set>'
    inner = f"<set><prop><displayname>{_escaped(name)}</displayname>{kinds}</prop></set>"
    return f"{_OPEN}<c:mkcalendar {_NAMESPACES}>{inner}</c:mkcalendar>".encode()


def multistatus(body: bytes) -> Multistatus:
    """Return what a multistatus answer says. Raises UnreadableError for anything else."""
    root = _tree(body)
    if root is None or root.tag != f"{_DAV}multistatus":
        raise UnreadableError("not a WebDAV answer")
    members = tuple(_member(each) for each in root.iterchildren(f"{_DAV}response"))
    return Multistatus(members, (root.findtext(f"{_DAV}sync-token") or "").strip())


def preconditions(body: bytes) -> frozenset[str]:
    """Return the names of the preconditions that an error answer says were violated (RFC 4918, 16)."""
    root = _tree(body) if body.lstrip()[:1] == b"<" else None
    if root is None or root.tag != f"{_DAV}error":
        return frozenset()
    return frozenset(etree.QName(each).localname for each in root.iter(tag=etree.Element) if each is not root)


def _tree(body: bytes) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_pis=True)
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _member(response: etree._Element) -> Member:
    href = (response.findtext(f"{_DAV}href") or "").strip()
    status = _status(response.findtext(f"{_DAV}status"))
    found = list(_properties(response))
    by_tag = {each.tag: each for each in reversed(found)}
    data = by_tag.get(f"{_CALDAV}calendar-data")
    kind = by_tag.get(f"{_DAV}resourcetype")
    principal = by_tag.get(f"{_DAV}current-user-principal")
    home = by_tag.get(f"{_CALDAV}calendar-home-set")
    rights = by_tag.get(f"{_DAV}current-user-privilege-set")
    kinds = by_tag.get(f"{_CALDAV}supported-calendar-component-set")
    if status == 200 and not found:
        status = max((_status(each) for each in _statuses(response)), default=200)
    return Member(
        href,
        status,
        tag=_text(by_tag, "getetag"),
        data=None if data is None else _bytes(data.text or ""),
        token=_text(by_tag, "sync-token"),
        is_collection=kind is not None and kind.find(f"{_DAV}collection") is not None,
        is_calendar=kind is not None and kind.find(f"{_CALDAV}calendar") is not None,
        name=_text(by_tag, "displayname"),
        principal="" if principal is None else (principal.findtext(f"{_DAV}href") or "").strip(),
        home="" if home is None else (home.findtext(f"{_DAV}href") or "").strip(),
        privileges=frozenset(_names(rights.iter(f"{_DAV}privilege")) if rights is not None else ()),
        components=frozenset(each.get("name", "").upper() for each in kinds.iterchildren(tag=etree.Element))
        if kinds is not None
        else frozenset(),
    )


def _names(privileges: Iterable[etree._Element]) -> Iterator[str]:
    for each in privileges:
        yield from (etree.QName(right).localname for right in each.iterchildren(tag=etree.Element))


def _text(properties: Mapping[str, etree._Element], name: str) -> str:
    found = properties.get(f"{_DAV}{name}")
    return "" if found is None else (found.text or "").strip()


def _properties(response: etree._Element) -> Iterator[etree._Element]:
    """Yield the properties that the server could give."""
    for each in response.iterchildren(f"{_DAV}propstat"):
        prop = each.find(f"{_DAV}prop")
        if prop is not None and _status(each.findtext(f"{_DAV}status")) == 200:
            yield from prop.iterchildren(tag=etree.Element)


def _statuses(response: etree._Element) -> Iterator[str | None]:
    for each in response.iterchildren(f"{_DAV}propstat"):
        yield each.findtext(f"{_DAV}status")


def _status(line: str | None) -> int:
    """Return the number in a status line such as "HTTP/1.1 404 Not Found"; without a line all is well."""
    words = (line or "").split()
    if not words:
        return 200
    return int(words[1]) if len(words) > 1 and words[1].isascii() and words[1].isdigit() else 500


def _bytes(text: str) -> bytes:
    """Return calendar data with the line ends that XML takes away."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
