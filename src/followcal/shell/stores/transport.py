"""HTTP with one server account: nothing is sent where it does not belong, no answer is larger or slower than allowed.

The session is that of the caldav package, with its ways closed that lose writes or leak secrets: no redirects, no
.netrc, no proxy from the environment, no compression (proxies change tags with it), sign-in sent at once and refused
once. A server that asks to wait is waited for, up to a limit: each request carries its condition, so that asking again
can do nothing twice.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import urljoin, urlsplit

import niquests
from caldav.compatibility_hints import FeatureSet
from caldav.config import resolve_features
from caldav.davclient import DAVClient
from msgspec import Struct
from niquests.exceptions import RequestException
from urllib3.exceptions import HTTPError

from followcal.errors import SignInError, StoreError, UsageError
from followcal.shell.stores.account import Account

CONNECTIONS = 5
"""At the same time: as many as wait at the door of a small server (Radicale); one more, and one waits for a second."""

_BUSY = (429, 503)
_LOCKED = 423
_LOCKED_FOR = 0.2
"""Seconds after which a lock is tried again first: another request of ours may hold it (Xandikos)."""

_TRIES = 5
_READS = ("GET", "PROPFIND", "REPORT")


class Limits(Struct, frozen=True):
    """What is waited for and read, at most."""

    answer: int = 64_000_000
    """Bytes of one answer."""

    seconds: float = 120.0
    """For the whole of one answer."""

    silence: float = 30.0
    """Seconds without a byte."""

    wait: float = 90.0
    """Seconds that a run waits, in all, for a server that is busy."""


LIMITS = Limits()


class UnansweredError(Exception):
    """No answer, or none that can be used: nobody knows what the server did."""


class TooLargeError(UnansweredError):
    """The answer is larger than allowed."""


class Answer(Struct, frozen=True):
    """What a server answered; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_page(self) -> bool:
        """Whether this is a web page: of a sign-in, an error, a hotel."""
        says_so = "html" in self.headers.get("content-type", "").lower()
        return bool(self.body) and (says_so or self.body[:200].lstrip()[:5].lower() in (b"<html", b"<!doc"))


class Connection:
    """One server account; may be used by several threads."""

    def __init__(
        self, account: Account, *, limits: Limits = LIMITS, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.account = account
        self._limits = limits
        self.requests = 0
        self.keep_alive = True
        self._sleep = sleep
        self._lock = threading.Lock()
        self._waited = 0.0
        features = _features(account)
        self.client = _client(account, features)
        self.heeds_conditions = bool(features.is_supported("save.if-none-match"))
        """What the profile says, if there is one: whether `If-None-Match: *` does what it should."""

        self.client.session = _Session(account, limits)

    def close(self) -> None:
        """Close all connections."""
        self.client.session.close()

    def request(self, method: str, address: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """Send one request, and again while the server is busy, and return the answer.

        Raises UnansweredError, SignInError for a 401, StoreError for an address that nothing is sent to.
        """
        url = urljoin(self.account.url, address)
        backoff, locked = 1.0, 0
        headers = {**(headers or {}), **({} if self.keep_alive else {"Connection": "close"})}
        once = self._twice if method in _READS else self._once
        while True:
            answer = once(method, url, body, headers)
            if answer.status == 401:
                raise SignInError(f"{self.account.shown(url)}: user name or password not accepted{_app_password(url)}")
            if answer.status == _LOCKED and locked < _TRIES:
                waited = self._wait(answer, _LOCKED_FOR * 2**locked)
                locked += 1
            elif answer.status in _BUSY:
                waited = self._wait(answer, backoff)
                backoff *= 2
            else:
                return answer
            if not waited:
                return answer

    def _twice(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Ask again where there was no answer: a kept connection may have been closed meanwhile."""
        try:
            return self._once(method, url, body, headers)
        except TooLargeError:
            raise
        except UnansweredError:
            return self._once(method, url, body, headers)

    def _once(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        with self._lock:
            self.requests += 1
        try:
            response = self.client.session.request(
                method,
                url,
                data=body or None,
                headers={"Accept-Encoding": "identity", "User-Agent": "followcal", **headers},
                auth=self.client.auth,
                verify=self.account.verify,
            )
        except UnansweredError as error:
            raise type(error)(f"{self.account.shown(url)}: {error}") from None
        except (RequestException, HTTPError, OSError, ValueError) as error:  # an address in a redirect that is none
            raise UnansweredError(f"{self.account.shown(url)}: {_why(error)}") from None
        found = {str(name).lower(): str(value) for name, value in response.headers.items()}
        return Answer(int(response.status_code or 0), found, response.content or b"")

    def _wait(self, answer: Answer, backoff: float) -> bool:
        """Wait as the server asks, and longer each time, if that is not too long in all."""
        seconds = max(_retry_after(answer), backoff)
        with self._lock:
            if self._waited + seconds > self._limits.wait:
                return False
            self._waited += seconds
        self._sleep(seconds)
        return True


class _Session(niquests.Session):
    """A session that looks at each address before anything is sent to it, and reads no more than it must."""

    def __init__(self, account: Account, limits: Limits) -> None:
        super().__init__(
            disable_http2=True,
            disable_http3=True,
            pool_maxsize=CONNECTIONS,
            retries=0,
            revocation_configuration=None,
            allow_incoming_cookies=False,
        )
        self.trust_env = False
        if account.proxy:
            self.proxies = {"http": account.proxy, "https": account.proxy}
        self._account = account
        self._limits = limits

    def send(self, request: niquests.PreparedRequest, **kwargs: Any) -> niquests.Response:
        """Send a request, no further than its address."""
        why = self._account.objection(request.url or "")
        if why:
            raise StoreError(why)
        kwargs.update(allow_redirects=False, stream=True, timeout=self._limits.silence)
        deadline = time.monotonic() + self._limits.seconds
        response = _within(self._limits.seconds, lambda: niquests.Session.send(self, request, **kwargs))
        try:
            _read(response, self._limits, deadline)
        finally:
            response.close()
        return response


def _within(seconds: float, send: Callable[[], niquests.Response]) -> niquests.Response:
    """Return an answer whose head comes in time: each byte of it may, and the whole of it never."""
    done: SimpleQueue[niquests.Response | BaseException] = SimpleQueue()

    def run() -> None:
        try:
            done.put(send())
        except BaseException as error:  # whoever waits raises it
            done.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        found = done.get(timeout=seconds)
    except Empty:
        raise UnansweredError(f"the answer takes longer than {seconds:.0f} seconds") from None
    if isinstance(found, BaseException):
        raise found
    return found


def _read(response: niquests.Response, limits: Limits, deadline: float) -> None:
    """Read the answer with its limits: `response.content` holds it afterwards."""
    encoding = response.headers.get("Content-Encoding", "identity")
    if encoding not in ("", "identity"):
        raise UnansweredError(f"the answer is compressed ({str(encoding)[:20]}), which was not asked for")
    expected = str(response.headers.get("Content-Length", ""))
    length = int(expected) if expected.isascii() and expected.isdigit() else 0
    if length > limits.answer:
        raise TooLargeError(f"the answer is larger than {limits.answer:,} bytes")
    body = bytearray()
    for chunk in response.iter_content(-1):
        body += chunk
        if len(body) > limits.answer:
            raise TooLargeError(f"the answer is larger than {limits.answer:,} bytes")
        if time.monotonic() > deadline:
            raise UnansweredError(f"the answer takes longer than {limits.seconds:.0f} seconds")
    if len(body) < length:
        raise UnansweredError("the answer was cut short")
    response._content = bytes(body)


def _features(account: Account) -> Any:
    """Return what the caldav package knows of this kind of server."""
    try:
        return FeatureSet(resolve_features(account.profile))  # type: ignore[no-untyped-call]
    except (KeyError, ValueError, AttributeError, TypeError, AssertionError):
        raise UsageError(
            f"unknown kind of server {account.profile!r}: see the caldav package, or leave it out"
        ) from None


def _client(account: Account, features: Any) -> DAVClient:
    return DAVClient(
        account.url,
        username=account.username or None,
        password=account.password or None,
        auth_type=None if account.auth == "none" else account.auth,
        enable_rfc6764=False,
        features=features,
        headers={"Accept-Encoding": "identity"},
    )


def _retry_after(answer: Answer) -> float:
    """Return how many seconds the server asks to wait, by its own clock where it names a moment; 0: it does not say."""
    value = answer.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        until, now = (parsedate_to_datetime(text) for text in (value, answer.headers.get("date", "")))
        return max((until - now).total_seconds(), 0.0)
    except (TypeError, ValueError, IndexError):
        return 0.0


def _app_password(url: str) -> str:
    host = urlsplit(url).hostname or ""
    if host.endswith("icloud.com"):
        return ": iCloud wants an app-specific password, made at account.apple.com"
    return ": many servers want an app password here, not the one of the web page"


def _why(error: Exception) -> str:
    """Return what went wrong, without what the libraries add: they quote requests."""
    name = type(error).__name__
    known = {
        "ConnectTimeout": "no connection in time",
        "ReadTimeout": "no answer in time",
        "SSLError": "the certificate is not trusted",
        "ConnectionError": "no connection, or it was lost",
        "ChunkedEncodingError": "the answer was cut short",
    }
    return known.get(name, f"no usable answer ({name})")
