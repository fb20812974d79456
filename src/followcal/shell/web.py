"""Calendars at secret addresses, published by Google, Outlook, iCloud and others: asked for only if they changed.

No password is sent. Redirects lead to https only, and not far; what is not a calendar, is too large or too slow is an
error that names the host, never the address. What came last is kept in a private file, for the next question.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from followcal.errors import FollowcalError, SignInError, StoreError, UnreadableError
from followcal.shell.addresses import LOOPBACK, Address, shown
from followcal.shell.files import read_bytes, write_bytes
from followcal.shell.stores.account import Account
from followcal.shell.stores.transport import Answer, Connection, Limits, UnansweredError

LIMITS = Limits(answer=64_000_000, seconds=60.0, silence=20.0, wait=20.0)
_REDIRECTS = 5
_MAX_HEAD = 4_000
_ASK = {"Accept": "text/calendar, text/plain;q=0.5, */*;q=0.1"}

_PAGE = "a web page, not a calendar: take the address in iCal format, which ends in .ics; a page to sign in is none"
_REFUSALS = {
    403: "not allowed: is it the secret address, and still valid?",
    404: "no calendar at this address: was it reset, or is it not published any more?",
    410: "no calendar at this address any more: publish it again",
    429: "the server is busy for longer than followcal waits: try again later",
    503: "the server is busy for longer than followcal waits: try again later",
}


class _Kept(Struct, frozen=True):
    """What came last from an address."""

    tag: str
    modified: str
    body: bytes


def download(
    address: Address, folder: Path, *, limits: Limits = LIMITS, sleep: Callable[[float], None] = time.sleep
) -> bytes:
    """Return the calendar at an address; the one kept in `folder`, if it has not changed since.

    Raises UnreadableError if there is none; its text does not hold the address.
    """
    path = folder / f"{hashlib.sha256(address.url.encode()).hexdigest()[:32]}.cache"
    kept = _kept(path)
    headers = dict(_ASK)
    if kept and kept.tag:
        headers["If-None-Match"] = kept.tag
    if kept and kept.modified:
        headers["If-Modified-Since"] = kept.modified
    try:
        answer = _asked(address, headers, limits, sleep)
    except SignInError:
        raise UnreadableError(f"{address}: it wants to know who asks: take the secret, or public, address") from None
    except (UnansweredError, FollowcalError) as error:
        raise UnreadableError(f"{address}: {str(error).removeprefix(f'{shown(address.url)}: ')}") from None
    if answer.status == 304 and kept:
        return kept.body
    if answer.is_page:
        raise UnreadableError(f"{address}: {_PAGE}")
    if answer.status != 200:
        why = _REFUSALS.get(answer.status, f"the server answers {answer.status}, which cannot be used")
        raise UnreadableError(f"{address}: {why}")
    _keep(path, answer)
    return answer.body


def _asked(address: Address, headers: dict[str, str], limits: Limits, sleep: Callable[[float], None]) -> Answer:
    """Ask, and follow where the answer points, if that is no worse a place."""
    url = address.url
    for _ in range(_REDIRECTS + 1):
        account = Account(url, auth="none", is_secret=True, verify=address.verify, proxy=address.proxy)
        with closing(Connection(account, limits=limits, sleep=sleep)) as connection:
            answer = connection.request("GET", url, headers=headers)
        target = answer.headers.get("location", "")
        if answer.status not in (301, 302, 303, 307, 308) or not target:
            return answer
        url = _followed(url, target)
    raise StoreError(f"it points from place to place, more than {_REDIRECTS} times")


def _followed(url: str, target: str) -> str:
    """Return where a redirect leads. Raises StoreError if it does not go there."""
    try:
        there = urljoin(url, target)
        parts = urlsplit(there)
    except ValueError:
        raise StoreError("it points to what is no address") from None
    here = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("https", here.scheme) or parts.scheme not in ("https", "http"):
        raise StoreError(f"it points to {host[:100] or 'an address'} without encryption: that is not followed")
    if host in LOOPBACK and here.hostname not in LOOPBACK:
        raise StoreError("it points to this machine: that is not followed")
    return there


def _kept(path: Path) -> _Kept | None:
    """Return what was kept; None, if there is nothing, or it was damaged."""
    try:
        if not path.is_file() or path.stat().st_size > LIMITS.answer + _MAX_HEAD:
            return None
        head, _, body = read_bytes(str(path), path).partition(b"\n")
        facts = json.loads(head)
        if facts["sha256"] != hashlib.sha256(body).hexdigest():
            return None
        return _Kept(_header(facts["tag"]), _header(facts["modified"]), body)
    except (OSError, UnreadableError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _keep(path: Path, answer: Answer) -> None:
    """Keep an answer that can be asked for by its version; that this fails is no reason to stop."""
    tag, modified = (_header(answer.headers.get(name, "")) for name in ("etag", "last-modified"))
    try:
        if not tag and not modified:
            path.unlink(missing_ok=True)
            return
        facts = {"tag": tag, "modified": modified, "sha256": hashlib.sha256(answer.body).hexdigest()}
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_bytes(path, json.dumps(facts).encode() + b"\n" + answer.body, is_private=True)
    except (OSError, UnreadableError):
        return


def _header(value: object) -> str:
    """Return a value that may be sent as a header; empty for one that may not."""
    return value if isinstance(value, str) and len(value) < 500 and value.isascii() and value.isprintable() else ""
