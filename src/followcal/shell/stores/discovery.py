"""Find the calendars of an account: by the caldav package, over a session that sends no password elsewhere.

Where to begin is settled here, because the package takes a redirect or an anonymous answer for "no calendars".
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from caldav.collection import Principal
from caldav.lib.error import DAVError
from msgspec import Struct
from niquests.exceptions import RequestException

from followcal.errors import StoreError, UnreadableError
from followcal.formats import webdav
from followcal.formats.webdav import Member
from followcal.shell.stores.transport import Answer, Connection, UnansweredError

WELL_KNOWN = "/.well-known/caldav"
_REDIRECTS = 4
_XML_ALONE = {"Content-Type": "application/xml; charset=utf-8"}
_NOT_MADE = {
    403: "not allowed, or there are as many as are allowed",
    429: "too many of them in a short time: Nextcloud takes ten an hour",
    501: "it makes none",
    507: "no space left",
}
_XML = {"Content-Type": "application/xml; charset=utf-8", "Depth": "0"}


class FoundCalendar(Struct, frozen=True):
    """A calendar of the account."""

    url: str
    name: str
    """As the user knows it; names need not differ."""


def find_calendars(connection: Connection, *, may_be_none: bool = False) -> tuple[FoundCalendar, ...]:
    """Return the calendars that the account has; that at the address itself, if it is one.

    Raises StoreError if there is none, or if the address is not that of a CalDAV server.
    """
    url, there = _start(connection)
    if there.is_calendar:
        return (FoundCalendar(url, there.name),)
    if not there.principal:
        raise StoreError(f"{url}: the server does not say who you are: give the address of the calendar itself")
    found = tuple(_calendars(connection, urljoin(url, there.principal)))
    if not found and not may_be_none:
        raise StoreError(f"{url}: no calendar in this account: make one there, or give the address of the calendar")
    return found


def find_home(connection: Connection) -> str:
    """Return the address under which the account's calendars are. Raises StoreError if the server does not say."""
    url, there = _start(connection)
    if there.principal:
        url, answer = _followed(connection, urljoin(url, there.principal), webdav.HOME)
        said = _said(answer)
        if said and said.home:
            home = urljoin(url, said.home)
            return home if home.endswith("/") else f"{home}/"
    raise StoreError(f"{url}: the server does not say where calendars are made: make one there by hand")


def make_calendar(connection: Connection, name: str) -> FoundCalendar:
    """Make a calendar for events. Raises StoreError, with what to do instead, if the server does not."""
    home = find_home(connection)
    called = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "calendar"
    status = 0
    for ending in ("", "-2", "-3"):
        url = f"{home}{called}{ending}/"
        try:
            answer = connection.request("MKCALENDAR", url, webdav.new_calendar(name), _XML_ALONE)
        except UnansweredError as error:
            raise StoreError(str(error)) from None
        status = answer.status
        if status == 201:
            return FoundCalendar(url, name)
        if status not in (405, 409):  # there is one already
            break
    why = _NOT_MADE.get(status, f"the server answers {status}")
    raise StoreError(f"{home}: no calendar can be made ({why}): make one on its web page, and name it")


def described(connection: Connection, url: str) -> Member:
    """Return what the server says of a calendar. Raises StoreError if that is nothing."""
    _, answer = _followed(connection, url, webdav.CALENDAR)
    said = _said(answer)
    if said is None:
        raise StoreError(f"{connection.account.shown(url)}: the server answers {answer.status}: no calendar")
    return said


def _calendars(connection: Connection, principal: str) -> list[FoundCalendar]:
    client = connection.client
    why = connection.account.objection(principal)
    if why:
        raise StoreError(why)
    try:
        found = client.get_calendars(Principal(client=client, url=principal))
        return [FoundCalendar(str(each.url), str(each.get_display_name() or "")) for each in found]
    except UnansweredError as error:
        raise StoreError(f"{connection.account.url}: {error}") from None
    except (DAVError, RequestException, ValueError, TypeError, AttributeError, AssertionError, SyntaxError) as error:
        # A SyntaxError is what lxml raises for an answer that is no XML.
        raise StoreError(f"{connection.account.url}: its calendars cannot be listed ({type(error).__name__})") from None


def _start(connection: Connection) -> tuple[str, Member]:
    """Return the address at which the server answers as one of CalDAV, and what it says of it."""
    home = connection.account.url
    last: Answer | None = None
    for begin in dict.fromkeys((home, urljoin(home, WELL_KNOWN))):
        url, answer = _followed(connection, begin)
        there = _said(answer)
        if there:
            return url, there
        last = last or answer
    status = last.status if last else 0
    raise StoreError(f"{home}: no CalDAV server answers here (it says {status}): look for its address in its help")


def _followed(connection: Connection, url: str, query: bytes = webdav.PRINCIPAL) -> tuple[str, Answer]:
    """Ask, and go where the server points to, as far as it is allowed."""
    for _ in range(_REDIRECTS):
        try:
            answer = connection.request("PROPFIND", url, query, _XML)
        except UnansweredError as error:
            raise StoreError(str(error)) from None
        target = answer.headers.get("location", "")
        if not 300 <= answer.status < 400 or not target:
            return url, answer
        url = urljoin(url, target)
        parts = urlsplit(url)
        if parts.username or parts.password:
            raise StoreError(f"{connection.account.url}: the server points to an address with a password in it")
    return url, answer


def _said(answer: Answer) -> Member | None:
    if answer.status != 207 or answer.is_page:
        return None
    try:
        members = webdav.multistatus(answer.body).members
    except UnreadableError:
        return None
    return members[0] if members else None
