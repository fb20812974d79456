"""A proxy that speaks HTTP between client and server, writes down every request, and injects faults.

`on_request` is asked for each request, by its number (from 1), what is to go wrong; None: nothing. A fault that changes
nothing of the answer (no ETag to take away, no list to empty) was none, and is not counted.
"""

from __future__ import annotations

import http.client
import re
import socket
import struct
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

PAGE = b"<!DOCTYPE html><html><body>Welcome to the hotel. Please sign in.</body></html>"
ERROR_INSIDE = b"""<?xml version="1.0"?><multistatus xmlns="DAV:"><response><href>%s</href>
<status>HTTP/1.1 507 Insufficient Storage</status></response></multistatus>"""
EMPTY = b'<?xml version="1.0"?><multistatus xmlns="DAV:"></multistatus>'
STALLS = 0.8
"""Seconds for which an answer stops in the middle: longer than the clients of these tests wait."""

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


@dataclass
class Answer:
    status: int
    headers: dict
    body: bytes


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: dict
    body: bytes

    @property
    def is_write(self):
        return self.method in ("PUT", "DELETE", "POST", "PROPPATCH", "MOVE", "COPY", "MKCALENDAR")


@dataclass
class Proxy:
    address: str
    requests: list = field(default_factory=list)
    on_request: object = None
    injected: Counter = field(default_factory=Counter)
    """How often each fault went wrong."""

    delay: float = 0.0
    """Seconds that each request waits before it goes on: a server that is far away."""

    up: int = 0
    down: int = 0
    """Bytes that came from the client, and went to it, heads included."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    underway: int = 0
    """Requests of which it is not settled yet what comes of them, whether anybody waits for that or not."""

    @property
    def writes(self):
        return [each for each in self.requests if each.is_write]

    def begin(self, on_request=None):
        """Forget what was."""
        self.settle()
        self.requests.clear()
        self.on_request = on_request
        self.injected = Counter()
        self.up = self.down = 0

    def settle(self):
        """Wait until the server has answered all that it was asked."""
        while self.underway:
            time.sleep(0.002)


class DroppedError(Exception):
    """The connection is to be cut, without an answer."""


class CutError(Exception):
    """The answer is to be cut in the middle, or to stall there."""

    def __init__(self, answer, stall):
        self.answer, self.stall = answer, stall


# Each fault takes the request and a way to forward it, and gives an answer or raises.


def drop_before(asked, forward):
    raise DroppedError


def drop_after(asked, forward):
    forward()
    raise DroppedError


def error_before(asked, forward):
    return Answer(500, {}, b"internal error")


def error_after(asked, forward):
    forward()
    return Answer(500, {}, b"internal error")


def busy(asked, forward):
    return Answer(503, {}, b"busy")


def busy_after(asked, forward):
    forward()
    return Answer(503, {"Retry-After": "1"}, b"busy")


def busy_with_time(asked, forward):
    return Answer(503, {"Retry-After": "2"}, b"busy")


def busy_for_long(asked, forward):
    return Answer(503, {"Retry-After": "86400"}, b"busy")


def too_many(asked, forward):
    return Answer(429, {"Retry-After": "Wed, 21 Oct 2026 07:28:05 GMT", "Date": "Wed, 21 Oct 2026 07:28:00 GMT"}, b"")


def redirect(asked, forward):
    return Answer(302, {"Location": "/login?next=" + asked.path}, b"")


def redirect_elsewhere(asked, forward):
    return Answer(308, {"Location": "https://elsewhere.example" + asked.path}, b"")


def page(asked, forward):
    return Answer(200, {"Content-Type": "text/html; charset=utf-8"}, PAGE)


def error_inside(asked, forward):
    return Answer(207, {"Content-Type": "application/xml"}, ERROR_INSIDE % asked.path.encode())


def truncated(asked, forward):
    raise CutError(forward(), stall=False)


def stalled(asked, forward):
    raise CutError(forward(), stall=True)


def without_tag(asked, forward):
    return changed_tags(forward(), lambda tag: "")


def weak_tag(asked, forward):
    return changed_tags(forward(), lambda tag: f"W/{tag}")


def gzip_tag(asked, forward):
    return changed_tags(forward(), lambda tag: tag[:-1] + '-gzip"' if tag.endswith('"') else tag)


def listed_without_tags(asked, forward):
    return changed_listed_tags(forward(), rb"")


def listed_with_weak_tags(asked, forward):
    return changed_listed_tags(forward(), rb"W/\g<0>")


def empty_listing(asked, forward):
    if asked.method in ("PROPFIND", "REPORT"):
        return Answer(207, {"Content-Type": "application/xml"}, EMPTY)
    return forward()


def only_itself(asked, forward):
    """A list of the collection without its members."""
    answer = forward()
    if asked.method == "PROPFIND":
        first = re.search(rb"</(?:\w+:)?response>", answer.body)
        if first:
            answer.body = answer.body[: first.end()] + answer.body[answer.body.rfind(b"</") :]
    return answer


def garbage_token(asked, forward):
    answer = forward()
    answer.body = re.sub(rb"(sync-token[^>]*>)[^<]+(<)", rb"\1http://garbage.example/token\2", answer.body)
    return answer


def garbage_body(asked, forward):
    answer = forward()
    return Answer(answer.status, answer.headers, b"\x00\xff<<<" + answer.body[:50])


def forbidden(asked, forward):
    return Answer(403, {}, b"")


def changed_listed_tags(answer, new):
    answer.body = re.sub(rb"(?<=getetag>)[^<]+", new, answer.body)
    return answer


def changed_tags(answer, change):
    for name in list(answer.headers):
        if name.lower() == "etag":
            new = change(answer.headers.pop(name))
            if new:
                answer.headers[name] = new
    return answer


FAULTS = {
    each.__name__: each
    for each in (
        *(
            drop_before,
            drop_after,
            error_before,
            error_after,
            busy,
            busy_after,
            busy_with_time,
            busy_for_long,
            too_many,
        ),
        *(redirect, redirect_elsewhere, page, error_inside, truncated, stalled, without_tag, weak_tag, gzip_tag),
        *(listed_without_tags, listed_with_weak_tags),
        *(empty_listing, only_itself, garbage_token, garbage_body, forbidden),
    )
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def _any(self):
        proxy = self.server.proxy
        length = int(self.headers.get("Content-Length") or 0)
        asked = Asked(self.command, self.path, dict(self.headers.items()), self.rfile.read(length))
        head = len(self.raw_requestline) + sum(len(name) + len(value) + 4 for name, value in self.headers.items()) + 2
        with proxy.lock:
            proxy.requests.append(asked)
            proxy.up += head + length
            proxy.underway += 1
            fault = proxy.on_request(len(proxy.requests), asked) if proxy.on_request else None
        if proxy.delay:
            time.sleep(proxy.delay)
        try:
            try:
                answer = self._spoilt(asked, fault) if fault else self._forward(asked)
            finally:
                with proxy.lock:
                    proxy.underway -= 1
            self._send(answer)
        except DroppedError:
            self._cut()
        except CutError as cut:
            self._send(cut.answer, half=True)
            if cut.stall:
                threading.Event().wait(STALLS)
            self._cut()

    def _spoilt(self, asked, fault):
        """Return what a fault makes of the answer; count it, if it makes anything of it."""
        real = []

        def forward():
            answer = self._forward(asked)
            real.append(Answer(answer.status, dict(answer.headers), answer.body))
            return answer

        try:
            answer = fault(asked, forward)
        except (DroppedError, CutError):
            self._count(fault)
            raise
        if [answer] != real:
            self._count(fault)
        return answer

    def _count(self, fault):
        with self.server.proxy.lock:
            self.server.proxy.injected[fault.__name__] += 1

    def _forward(self, asked):
        upstream = self.server.upstream
        connection = http.client.HTTPConnection(upstream.hostname, upstream.port, timeout=60)
        try:
            own = {name: value for name, value in asked.headers.items() if name.lower() not in HOP}
            connection.request(asked.method, asked.path, asked.body or None, {**own, "Connection": "close"})
            answer = connection.getresponse()
            kept = {name: value for name, value in answer.getheaders() if name.lower() not in HOP}
            return Answer(answer.status, kept, answer.read())
        finally:
            connection.close()

    def _send(self, answer, half=False):
        body = answer.body
        lines = [f"HTTP/1.1 {answer.status} {http.client.responses.get(answer.status, 'Unknown')}"]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        if answer.status != 204:
            lines.append(f"Content-Length: {len(body) + (half and not body)}")
        sent = "\r\n".join([*lines, "", ""]).encode("latin-1")
        with self.server.proxy.lock:
            self.server.proxy.down += len(sent) + len(body)
        with suppress(OSError):
            self.wfile.write(sent[:-3] if half and answer.status == 204 else sent)
            self.wfile.write(body[: len(body) // 2] if half else body)
            self.wfile.flush()

    def _cut(self):
        self.close_connection = True
        with suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def log_message(self, *args):
        pass


for _method in ("GET", "PUT", "DELETE", "PROPFIND", "REPORT", "MKCALENDAR", "OPTIONS", "POST"):
    setattr(Handler, f"do_{_method}", Handler._any)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 50

    def handle_error(self, request, client_address):
        if not isinstance(sys.exception(), OSError):  # a client that goes away is no news
            super().handle_error(request, client_address)


@contextmanager
def proxy_to(address="http://127.0.0.1:1", tls=None):
    """Run a proxy before a server, with encryption if a context for it is given; gives the Proxy."""
    server = Server(("127.0.0.1", 0), Handler)
    server.proxy = proxy = Proxy(f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}")
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.upstream = urlsplit(address)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
