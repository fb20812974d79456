"""What can be told of an account on a server, from its password to its calendars; nothing is written there.

A password that is refused is sent once: some servers lock out whoever tries again.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import unquote, urljoin, urlsplit

from msgspec import Struct, field

from followcal.core.wording import count_text
from followcal.errors import FollowcalError, SignInError
from followcal.formats import webdav
from followcal.formats.check_report import Check, Mark
from followcal.formats.webdav import Member
from followcal.shell.accounts import account_of
from followcal.shell.addresses import LOOPBACK
from followcal.shell.configuration import AccountSettings
from followcal.shell.stores.account import Account
from followcal.shell.stores.collection import CalDAVCollection
from followcal.shell.stores.discovery import FoundCalendar, described, find_calendars
from followcal.shell.stores.transport import Connection, UnansweredError

_SKEW = timedelta(minutes=2)
_SOON = timedelta(days=14)
_SECONDS = 10
_MOST = 50
"""Calendars of an account that are looked at."""

_SERVERS = {
    "sope": "SOGo",
    "cyrus": "Cyrus",
    "nextcloud": "Nextcloud",
    "nc-calendar": "Nextcloud",
    "davical": "DAViCal",
    "sabre": "sabre/dav",
}
_TELLING = ("server", "dav")
_QUIRKS = {
    "SOGo": "it does not heed the conditions of writes: each is checked against a look at the calendar just before",
    "DAViCal": "it keeps two events with one UID, if another program writes them",
    "Nextcloud": "a wrong password slows down every program at your address: it is sent once only",
}


class Examined(Struct):
    """What is known of an account."""

    account: Account | None = None
    calendars: dict[FoundCalendar, Member] = field(default_factory=dict)


def account_checks(settings: AccountSettings, examined: Examined, now: datetime) -> Iterator[Check]:
    """Yield what can be told of an account; what is found is put into `examined`."""
    name = f"account {settings.name}"
    try:
        account = account_of(settings)
    except FollowcalError as error:
        yield Check(f"{name}: password", Mark.BAD, str(error), "run the command by hand: it must print the password")
        return
    how = "the command gave one" if account.password else "none: signs in as nobody"
    yield Check(f"{name}: password", Mark.GOOD, how)
    if not account.proxy:
        reached = list(_reached(name, account, now))
        yield from reached
        if any(check.mark is Mark.BAD for check in reached):
            return
    with closing(Connection(account)) as connection:
        try:
            found = find_calendars(connection)
            headers = _headers(connection, found[0].url)
            examined.account = account
            for calendar in found[:_MOST]:
                examined.calendars[calendar] = described(connection, calendar.url)
        except SignInError as error:
            to_do = "make an app password on the server's web page, and put it where the command finds it"
            yield Check(f"{name}: sign-in", Mark.BAD, str(error), to_do)
            return
        except (FollowcalError, UnansweredError) as error:
            to_do = "compare the address with the server's help; the address of a calendar will do, too"
            yield Check(f"{name}: calendars", Mark.BAD, str(error), to_do)
            return
    yield Check(f"{name}: sign-in", Mark.GOOD, f"as {account.username or 'nobody'}, in {connection.requests} requests")
    yield from _of_the_server(name, headers, now)
    names = ", ".join(f"{each.name or _path(each.url)}{_rights(said)}" for each, said in examined.calendars.items())
    yield Check(f"{name}: calendars", Mark.GOOD, names)


def _reached(name: str, account: Account, now: datetime) -> Iterator[Check]:
    """Yield whether the host has an address, and whose certificate it shows."""
    parts = urlsplit(account.url)
    host, port = parts.hostname or "", parts.port or {"http": 80}.get(parts.scheme, 443)
    try:
        with socket.create_connection((host, port), _SECONDS) as plain:
            if parts.scheme == "http":
                is_here = host in LOOPBACK
                text, to_do = f"{host} answers, without encryption", "" if is_here else "use https if you can"
                yield Check(f"{name}: network", Mark.GOOD if is_here else Mark.NOTE, text, to_do)
                return
            file = account.verify if isinstance(account.verify, str) else None
            with ssl.create_default_context(cafile=file).wrap_socket(plain, server_hostname=host) as encrypted:
                until, kind = str((encrypted.getpeercert() or {}).get("notAfter", "")), encrypted.version()
    except socket.gaierror:
        yield Check(f"{name}: network", Mark.BAD, f"{host}: no such host", "look for misspellings; is there a network?")
    except ssl.SSLCertVerificationError as error:
        to_do = "for an authority of your own: certificates = FILE; on a public network, sign in to it first"
        yield Check(f"{name}: network", Mark.BAD, f"{host}: certificate not trusted: {error.verify_message}", to_do)
    except (OSError, ValueError) as error:
        why = (getattr(error, "strerror", None) or type(error).__name__).lower()
        yield Check(
            f"{name}: network", Mark.BAD, f"{host}, port {port}: {why}", "is the server running, and the address right?"
        )
    else:
        ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC) if until else now + _SOON
        soon = ends - now < _SOON
        text = f"{host} answers, {kind}, certificate until {ends:%Y-%m-%d}"
        yield Check(f"{name}: network", Mark.NOTE if soon else Mark.GOOD, text, "it ends soon" if soon else "")


def _headers(connection: Connection, url: str) -> Mapping[str, str]:
    """Return what the server says of itself: some do so in one kind of answer, some in the other."""
    options = connection.request("OPTIONS", url)
    return {**options.headers, **connection.request("PROPFIND", url, webdav.TAG, {"Depth": "0"}).headers}


def _of_the_server(name: str, headers: Mapping[str, str], now: datetime) -> Iterator[Check]:
    said = " ".join(
        f"{key}: {headers[key]}" for key in sorted(headers) if key in _TELLING or key.startswith("x-")
    ).lower()
    kind = next((shown for mark, shown in _SERVERS.items() if mark in said), "")
    quirk = _QUIRKS.get(kind, "")
    text = f"{kind or 'it does not say of which kind it is'}{f': {quirk}' if quirk else ''}"
    yield Check(f"{name}: server", Mark.NOTE if quirk else Mark.GOOD, text)
    try:
        there = parsedate_to_datetime(headers.get("date", ""))
        skew = abs(there - now)
    except (TypeError, ValueError):
        yield Check(f"{name}: clock", Mark.NOTE, "the server does not say what time it is")
        return
    seconds = f"{skew.total_seconds():.0f} seconds apart"
    if skew > _SKEW:
        yield Check(
            f"{name}: clock", Mark.BAD, f"this machine and the server are {seconds}", "set the clock by the network"
        )
    else:
        yield Check(f"{name}: clock", Mark.GOOD, seconds)


def calendar_checks(name: str, calendar: str, examined: Examined, *, is_target: bool) -> Iterator[Check]:
    """Yield what can be told of one calendar of an account; nothing, if the account itself failed."""
    if examined.account is None:
        return
    found = [each for each in examined.calendars if _is_called(each, calendar, examined.account)]
    if len(found) != 1:
        there = ", ".join(each.name or _path(each.url) for each in examined.calendars)
        why = "several calendars are called so" if found else f"no such calendar: there are {there}"
        yield Check(name, Mark.BAD, why, "name it by its path, or correct it in [sync]")
        return
    said = examined.calendars[found[0]]
    if is_target and said.is_read_only:
        yield Check(name, Mark.BAD, "it can be read only", "choose another one, or followcal init --calendar NAME")
        return
    if is_target and said.components and "VEVENT" not in said.components:
        yield Check(name, Mark.BAD, "it takes no events", "choose another one, or followcal init --calendar NAME")
        return
    with closing(Connection(examined.account)) as connection:
        try:
            items = CalDAVCollection(connection, found[0].url).changes("").tags
        except (FollowcalError, UnansweredError) as error:
            yield Check(name, Mark.BAD, str(error), "look at it on the server's web page")
            return
    untagged = sum(not tag for tag in items.values())
    text = count_text(len(items), "item")
    text += ", ETags" if not untagged else f", {untagged} of them without a usable ETag"
    text += ", sync-collection" if said.token else ", no sync-collection: it is listed each time"
    to_do = "is there a proxy that compresses? It must leave ETags alone" if untagged else ""
    yield Check(name, Mark.NOTE if untagged else Mark.GOOD, text, to_do)


def _is_called(calendar: FoundCalendar, name: str, account: Account) -> bool:
    if "/" in name:
        urls = calendar.url, urljoin(account.url, name)
        return len({unquote(url).rstrip("/") for url in urls}) == 1
    return calendar.name.casefold() == name.casefold()


def _rights(said: Member) -> str:
    return " (read only)" if said.is_read_only else ""


def _path(url: str) -> str:
    return urlsplit(url).path
