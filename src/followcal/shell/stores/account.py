"""A server account: where it is, as whom, and where its password may go."""

from __future__ import annotations

from urllib.parse import urlsplit

from msgspec import Struct

from followcal.errors import UsageError
from followcal.shell.addresses import LOOPBACK, refuse_password, shown

_KNOWN_HOSTS = {"caldav.icloud.com": (".icloud.com",)}
"""Hosts that lead to others of the same service: iCloud keeps each calendar on a pNN-caldav.icloud.com."""


class Account(Struct, frozen=True):
    """How to reach a server, and as whom."""

    url: str
    username: str = ""
    password: str = ""
    auth: str = "basic"
    """`basic`, `digest`, `bearer` (the password is the token) or `none`."""

    allow_plaintext: bool = False
    """Whether http:// will do for a server that is not this machine."""

    hosts: tuple[str, ...] = ()
    """Other hosts that the password may be sent to; a leading dot stands for all hosts below."""

    proxy: str | None = None
    """May hold a password of its own."""

    profile: str | None = None
    """The caldav package's name for the kind of server, such as `nextcloud`."""

    verify: bool | str = True
    """The file of a certificate authority of one's own."""

    is_secret: bool = False
    """Whether the address itself is a secret."""

    def __repr__(self) -> str:
        return f"Account({self.shown(self.url)!r})"

    def __post_init__(self) -> None:
        refuse_password(self.url)
        parts = urlsplit(self.url)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            called = shown(self.url) if self.is_secret else self.url
            raise UsageError(f"{called}: not the address of a calendar server: it begins with https://")
        if self.auth not in ("basic", "digest", "bearer", "none"):
            raise UsageError(f"unknown way to sign in {self.auth!r}: basic, digest, bearer or none")
        why = self.objection(self.url)
        if why:
            raise UsageError(why)

    def shown(self, url: str) -> str:
        """Return an address of this server as it may be shown: without parameters, or by its host only."""
        if self.is_secret:
            return shown(url)
        parts = urlsplit(url)
        port = f":{parts.port}" if _port(url) and parts.port else ""
        return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"

    def objection(self, url: str) -> str | None:
        """Return why nothing may be sent to an address; None, if it may."""
        there, home = urlsplit(url), urlsplit(self.url)
        host = (there.hostname or "").lower()
        place = f"{there.scheme}://{host}"
        if there.scheme != "https" and host not in LOOPBACK and not self.allow_plaintext:
            return f"{place}: not encrypted: use https, or allow_plaintext if you must"
        same = (there.scheme, host, _port(url)) == (home.scheme, (home.hostname or "").lower(), _port(self.url))
        if same:
            return None
        allowed = (*self.hosts, *_KNOWN_HOSTS.get(home.hostname or "", ()))
        named = any(host == each or (each.startswith(".") and host.endswith(each)) for each in allowed)
        if named and (there.scheme == "https" or home.scheme == "http"):
            return None
        return f"{place}: another server than {home.hostname}: your password is not sent there, unless it is in hosts"


def _port(url: str) -> int | None:
    parts = urlsplit(url)
    try:
        return parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return None
