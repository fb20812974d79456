"""Find the calendars of an account: by the caldav package, over a session that sends no password elsewhere.

Where to begin is settled here, because the package takes a redirect or an anonymous answer for "no calendars".
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from caldav.collection import Principal
from caldav.lib.error import DAVError
from niquests.exceptions import RequestException

from followcal.errors import StoreError, UnreadableError
from followcal.formats import webdav
from followcal.formats.webdav import Member
from followcal.shell.stores.transport import Answer, Connection, UnansweredError

WELL_KNOWN = "/.well-known/caldav"
_REDIRECTS = 4
_XML = {"Content-Type": "application/xml; charset=utf-8", "Depth": "0"}


@dataclass(frozen=True, slots=True)
class FoundCalendar:
    """A calendar of the account."""

    url: str
    name: str
    """As the user knows it; names need not differ."""


def find_calendars(connection: Connection) -> tuple[FoundCalendar, ...]:
    """Return the calendars that the account has; that at the address itself, if it is one.

    Raises StoreError if there is none, or if the address is not that of a CalDAV server.
    """
    url, there = _start(connection)
    if there.is_calendar:
        return (FoundCalendar(url, there.name),)
    if not there.principal:
        raise StoreError(f"{url}: the server does not say who you are: give the address of the calendar itself")
    found = tuple(_calendars(connection, urljoin(url, there.principal)))
    if not found:
        raise StoreError(f"{url}: no calendar in this account: make one there, or give the address of the calendar")
    return found


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
    except (DAVError, RequestException, ValueError, TypeError, AttributeError, AssertionError) as error:
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


def _followed(connection: Connection, url: str) -> tuple[str, Answer]:
    """Ask, and go where the server points to, as far as it is allowed."""
    for _ in range(_REDIRECTS):
        try:
            answer = connection.request("PROPFIND", url, webdav.PRINCIPAL, _XML)
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
