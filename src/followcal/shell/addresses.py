"""Addresses of published calendars. Whoever knows one reads the calendar: a secret, of which the host is shown."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from msgspec import Struct

from followcal.errors import UsageError
from followcal.regex import regex

LOOPBACK = ("localhost", "127.0.0.1", "::1")
_SCHEMES = {"webcal": "https", "webcals": "https", "https": "https", "http": "http"}
_SIGN_IN = regex(r"""://(?:[^\s/?#]*|[^\s/?#@:\[]*:(?!\d*(?:[\s/?#"']|\Z))[^\s@]*)@""")
"""A user or password in an address; also a password with signs that end a host, which a reader of addresses misses."""

_TAIL, _LONG = 4, 20
"""Letters of a secret that are shown, of one that is at least so long: two calendars of one host look different."""


class Address(Struct, frozen=True):
    """Where a calendar is published. As a text it is what may be shown."""

    url: str
    """With https, or http on this machine."""

    name: str = ""
    """What the user calls it."""

    verify: bool | str = True
    """The file of a certificate authority of one's own."""

    proxy: str | None = None

    def __str__(self) -> str:
        return self.name or shown(self.url)

    def __repr__(self) -> str:
        return str(self)


def is_address(text: str) -> bool:
    """Return whether a source is an address, and no file.

    >>> is_address("webcal://p1-caldav.icloud.com/published/2/x"), is_address("C:/interview.ics"), is_address("-")
    (True, False, False)
    """
    scheme, colon, rest = text.strip().partition("://")
    return bool(colon) and scheme.lower() in _SCHEMES and bool(rest)


def refuse_password(text: str, where: str = "") -> None:
    """Raise UsageError, which does not quote it, for a text with an address that holds a password or a user.

    >>> refuse_password("home:https://calendar.example:8443/jo@example.org/")
    >>> refuse_password("home:https://jo:secret@calendar.example/", "target")
    Traceback (most recent call last):
    followcal.errors.UsageError: target: a password does not belong into an address: others see it in logs and lists
    """
    if _SIGN_IN.search(text):
        why = "a password does not belong into an address: others see it in logs and lists"
        raise UsageError(f"{where}: {why}" if where else why)


def address_in(text: str, name: str = "", *, verify: bool | str = True, proxy: str | None = None) -> Address:
    """Return the address in a text. Raises UsageError, which does not quote it, for one that is not asked."""
    text = text.strip()
    scheme, _, rest = text.partition("://")
    url = f"{_SCHEMES.get(scheme.lower(), '')}://{rest}"
    refuse_password(text, name)
    called = name or shown(url)
    parts = _split(url)
    if parts is None or not parts.scheme or not parts.hostname or not url.isprintable() or " " in url:
        raise UsageError(f"{called}: not the address of a calendar: it begins with https:// or webcal://")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise UsageError(f"{called}: not encrypted, and the address is a secret: use https")
    return Address(parts._replace(fragment="").geturl(), name, verify, proxy)


def shown(url: str) -> str:
    """Return what may be shown of an address: its host, and the last letters of its longest part, if that is long.

    >>> shown("https://calendar.example/ical/me/private-0123456789abcdef0123/basic.ics")
    'https://calendar.example/...0123'
    """
    parts = _split(url)
    if parts is None or not parts.hostname:
        return "an address"
    secret = max(f"{parts.path}/{parts.query}".replace("&", "/").replace("=", "/").split("/"), key=len)
    tail = secret[-_TAIL:] if len(secret) >= _LONG and secret.isascii() and secret.isprintable() else ""
    return f"{parts.scheme}://{parts.hostname[:100]}/...{tail}"


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a port that is none
    except ValueError:
        return None
    return parts
