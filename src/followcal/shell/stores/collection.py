"""A CalDAV collection as a store (RFC 4791, 6578): few requests, and no write without its condition.

Each write is one request that says what it was meant for: `If-None-Match: *`, or `If-Match` with the tag that the
decision was based on. Only 201 and 204 mean that it was carried out; 412 and clear refusals mean that it was not;
whatever else comes (a redirect, a web page, a multistatus, an error of the server, silence) is unclear.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime
from functools import partial
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from msgspec.structs import replace

from followcal.errors import SignInError, StoreError, UnreadableError
from followcal.formats import webdav
from followcal.formats.objects import contains
from followcal.formats.webdav import Member
from followcal.shell.stores.answers import ITEM_GONE, said_of_removal, said_of_write, unusable, usable_tag
from followcal.shell.stores.store import (
    Changes,
    Create,
    Item,
    Operation,
    Outcome,
    Refused,
    Remove,
    Replace,
    Stale,
    Unclear,
)
from followcal.shell.stores.transport import CONNECTIONS, Answer, Connection, TooLargeError, UnansweredError

BATCH = 50
"""Items that one request asks for."""

_MAX_PAGES = 200
"""Pieces that a server may cut one list of changes into."""

_XML = {"Content-Type": "application/xml; charset=utf-8"}
_CALENDAR = {"Content-Type": "text/calendar; charset=utf-8"}
_LONGEST = 10_000_000
"""Bytes of one text in XML that are read: a longer item is asked for by itself, without XML around it."""

_SYNC, _LIST = "sync:", "list:"
_CARELESS = "careless-"
"""Tokens of ours: how to ask next time, and whether the server is one that does not heed conditions."""

_FRESH = 2.0
"""Seconds for which a look at a careless server will do."""

_Given = TypeVar("_Given")
_Found = TypeVar("_Found")


class CalDAVCollection:
    """A store on a CalDAV server."""

    def __init__(self, connection: Connection, url: str) -> None:
        self._connection = connection
        self._url = url if url.endswith("/") else f"{url}/"
        self._path = urlsplit(self._url).path
        self._is_careless: bool | None = None if connection.heeds_conditions else True
        """None: not known before the first list of it."""

        self._seen: tuple[float, Changes] | None = None

    @property
    def place(self) -> str:
        """The address of the calendar."""
        return self._url

    @property
    def keeps_marks(self) -> bool:
        """Of the careless servers it is known; of the others the first write tells."""
        return bool(self._is_careless)

    def takes_todos(self) -> bool:
        """Return whether the server says that this calendar takes to-dos, or does not say. Raises StoreError."""
        answer = self._ask("PROPFIND", self._url, webdav.CALENDAR, depth=0)
        if answer.status != 207 or answer.is_page:
            raise unusable(self._url, answer)
        said = next((each for each in self._multistatus(answer).members if self._name(each.href) == ""), None)
        return not (said and said.components) or "VTODO" in said.components

    def changes(self, since: str) -> Changes:
        """Return what changed since the token: by sync-collection where the server has it, else by all tags.

        Raises StoreError if it cannot be told.
        """
        if since.startswith(_CARELESS):
            self._beware()
        elif since and self._is_careless is None:
            self._is_careless = False
        kind, _, token = since.removeprefix(_CARELESS).partition(":")
        found = self._changed(self._a_second_before(token)) if f"{kind}:" == _SYNC else None
        found = found or self._listing()
        self._seen = time.monotonic(), found
        return replace(found, token=_CARELESS + found.token) if self._is_careless else found

    def fetch(self, names: Collection[str]) -> dict[str, Item | None]:
        """Return the items of these names, 50 a request; what the server says nothing of is asked for by itself.

        Raises StoreError if the server gives no answer that can be used.
        """
        every = list(names)
        batches = [every[at : at + BATCH] for at in range(0, len(every), BATCH)]
        found: dict[str, Item | None] = {}
        for part in self._in_parallel(self._multiget, batches):
            found.update(part)
        left = [name for name in every if name not in found]
        for name, item in zip(left, self._in_parallel(self._get, left), strict=True):
            if not isinstance(item, Unclear):
                found[name] = item
        return found

    def free_busy(self, begin: datetime, end: datetime) -> bytes:
        """Return when the user is busy, as the server reports it in a calendar: some may see no more than that.

        Raises StoreError if it does not.
        """
        answer = self._ask("REPORT", self._url, webdav.free_busy(begin, end), depth=1)
        if answer.status != 200 or answer.is_page:
            raise unusable(self._url, answer)
        return answer.body

    def write(self, operations: Sequence[Operation]) -> Iterator[tuple[Operation, Outcome]]:
        """Carry out operations: the first one alone, to see whether the server takes any, then several at a time.

        What is taken away goes last, one by one: some servers fail at a DELETE beside another write.
        """
        if self._is_careless is None:
            self.changes("")
        overtaken = self._overtaken(operations) if self._is_careless else frozenset()
        yield from ((each, Stale()) for each in operations if each.name in overtaken)
        rest = [each for each in operations if each.name not in overtaken]
        seen, self._seen = self._seen, None
        lists_nothing = seen is not None and seen[1].complete and not seen[1].tags
        is_wrong = lists_nothing and any(isinstance(each, Create) and each.name in overtaken for each in operations)
        if rest and not is_wrong:
            first, *rest = rest
            outcome = self._carry_out(first)
            yield first, outcome
            is_wrong = lists_nothing and isinstance(first, Create) and outcome == Stale()
        if is_wrong:  # what else the list left out may tell what was deleted
            why = "the server's list leaves out what stands there"
            yield from ((each, Unclear(why, is_unsent=True)) for each in rest)
            return
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            written = (each for each in rest if not isinstance(each, Remove))
            running = {pool.submit(self._carry_out, each): each for each in written}
            try:
                for future in as_completed(running):
                    yield running[future], future.result()
            finally:
                pool.shutdown(cancel_futures=True)
        yield from ((each, self._carry_out(each)) for each in rest if isinstance(each, Remove))

    def _beware(self) -> None:
        """Take the server for one that does not heed conditions, and drops connections that it promised to keep."""
        self._is_careless = True
        self._connection.keep_alive = False

    def _a_second_before(self, token: str) -> str:
        """Return a token by which nothing is missed: SOGo's are seconds, and the rest of the second is left out."""
        is_number = token.isascii() and token.isdigit() and len(token) < 20
        return str(int(token) - 1) if self._is_careless and is_number else token

    def _overtaken(self, operations: Sequence[Operation]) -> frozenset[str]:
        """Return the names of the items that somebody changed, by what a careless server has just said."""
        new = [each.name for each in operations if isinstance(each, Create)]
        taken = {name for name, item in self._multiget(new).items() if item} if new else set()
        return frozenset(taken) | {each.name for each in operations if self._is_overtaken(each)}

    def _is_overtaken(self, operation: Operation) -> bool:
        if isinstance(operation, Create):
            return False
        if self._seen is None or time.monotonic() - self._seen[0] > _FRESH:
            self._seen = time.monotonic(), self._listing()
        seen = self._seen[1]
        there = seen.tags.get(operation.name, "" if seen.complete else operation.item.tag)
        return operation.name in seen.gone or there != operation.item.tag

    def _carry_out(self, operation: Operation) -> Outcome:
        try:
            match operation:
                case Create(name, data):
                    return said_of_write(self._send("PUT", name, {"If-None-Match": "*"}, data), is_new=True)
                case Replace(item) | Remove(item) if not item.tag:
                    return Refused("its version is not known")
                case Replace(item, data):
                    return said_of_write(self._send("PUT", item.name, {"If-Match": item.tag}, data), is_new=False)
                case Remove(item):
                    return self._remove(item)
        except SignInError:
            raise
        except (UnansweredError, StoreError) as error:
            return Unclear(str(error))

    def _remove(self, item: Item) -> Outcome:
        """Take an item away; looked at just before, because some servers (SOGo) do not heed the condition."""
        there = self.fetch([item.name]).get(item.name)
        if there is None or there.tag != item.tag or not contains(there.data, item.data):
            return Stale()
        return said_of_removal(self._send("DELETE", item.name, {"If-Match": item.tag}))

    def _send(self, method: str, name: str, condition: Mapping[str, str], data: bytes = b"") -> Answer:
        return self._connection.request(method, self._address(name), data, {**condition, **(_CALENDAR if data else {})})

    def _changed(self, token: str) -> Changes | None:
        """Return the changes since a token of the server; None, if the server makes nothing of it."""
        tags: dict[str, str] = {}
        gone: set[str] = set()
        for _ in range(_MAX_PAGES):
            answer = self._ask("REPORT", self._url, webdav.changes_since(token), depth=0)
            if answer.status != 207:
                if answer.status in (429, 503):
                    raise unusable(self._url, answer)
                return None
            found = self._multistatus(answer) if not answer.is_page else None
            if found is None or not found.token:
                return None
            for member, name in self._members(found.members):
                (gone.add if member.status in ITEM_GONE else partial(_note, tags, member))(name)
            if not any(member.status == 507 for member in found.members):
                return Changes(tags, frozenset(gone - tags.keys()), _SYNC + found.token, complete=False)
            if found.token == token:
                return None
            token = found.token
        return None

    def _listing(self) -> Changes:
        answer = self._ask("PROPFIND", self._url, webdav.LISTING, depth=1)
        if answer.status != 207 or answer.is_page:
            raise unusable(self._url, answer)
        members = self._multistatus(answer).members
        home = next((each for each in members if self._name(each.href) == ""), None)
        if home is None or home.status != 200:
            raise StoreError(f"{self._url}: the server's list leaves out the calendar itself: nothing can be told")
        if answer.headers.get("server", "").startswith("SOPE"):  # SOGo
            self._beware()
        self._is_careless = bool(self._is_careless)
        tags: dict[str, str] = {}
        for member, name in self._members(members):
            if member.status not in ITEM_GONE and not member.is_collection:
                _note(tags, member, name)
        token = _SYNC + home.token if home.token else _LIST
        return Changes(tags, frozenset(), token, complete=True)

    def _multiget(self, names: list[str]) -> dict[str, Item | None]:
        """Return what the server says of these names in one request: perhaps not of all."""
        hrefs = [self._path + name for name in names]
        try:
            answer = self._ask("REPORT", self._url, webdav.objects_at(hrefs), depth=1)
        except StoreError as error:
            if isinstance(error.__cause__, TooLargeError):
                return self._halves(names)
            raise
        if answer.status in (403, 404, 405, 501):
            return {}  # sabre/dav 1: one name that is not there, and the server says nothing of all the others
        if answer.status != 207 or answer.is_page:
            raise unusable(self._url, answer)
        wanted = {unquote(name): name for name in names}
        found: dict[str, Item | None] = {}
        try:
            members = self._multistatus(answer).members
        except StoreError:
            if len(answer.body) > _LONGEST:
                return self._halves(names)
            raise
        for member, spelled in self._members(members):
            name = wanted.get(unquote(spelled))
            if name and member.status in ITEM_GONE:
                found[name] = None
            elif name and member.data is not None:
                found[name] = Item(name, usable_tag(member.tag), member.data)
        return found

    def _halves(self, names: list[str]) -> dict[str, Item | None]:
        """Return what the server says of names of which it says too much at once; nothing of one by itself."""
        half = len(names) // 2
        return {**self._multiget(names[:half]), **self._multiget(names[half:])} if half else {}

    def _get(self, name: str) -> Item | Unclear | None:
        """Return one item, and its tag as lists name it: that of a download may be changed on its way."""
        try:
            answer = self._ask("GET", self._address(name))
        except StoreError as error:
            if isinstance(error.__cause__, TooLargeError):
                return Unclear(str(error))
            raise
        if answer.status in ITEM_GONE:
            return None
        if answer.status in (401, 403) or answer.status >= 500:
            return Unclear(f"{name}: {answer.status}")
        if answer.status != 200 or answer.is_page:
            raise unusable(self._url, answer)
        if b"BEGIN:VCALENDAR" not in answer.body[:1000].upper():
            return Unclear(f"{name}: not a calendar object")
        if not answer.body[-1000:].rstrip().upper().endswith(b"END:VCALENDAR"):
            return Unclear(f"{name}: the answer was cut short")
        data = answer.body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        tag = usable_tag(answer.headers.get("etag", ""))
        return Item(name, tag or self._tag(name), data)

    def _tag(self, name: str) -> str:
        answer = self._ask("PROPFIND", self._address(name), webdav.TAG, depth=0)
        if answer.status != 207 or answer.is_page:
            return ""
        return next((usable_tag(each.tag) for each in self._multistatus(answer).members), "")

    def _ask(self, method: str, url: str, body: bytes = b"", depth: int | None = None) -> Answer:
        """Send a request that changes nothing. Raises StoreError where there is no answer."""
        headers = {} if depth is None else {**_XML, "Depth": str(depth)}
        try:
            return self._connection.request(method, url, body, headers)
        except UnansweredError as error:
            raise StoreError(str(error)) from error

    def _multistatus(self, answer: Answer) -> webdav.Multistatus:
        try:
            return webdav.multistatus(answer.body)
        except UnreadableError as error:
            raise StoreError(f"{self._url}: {error}") from None

    def _members(self, members: Sequence[Member]) -> Iterator[tuple[Member, str]]:
        """Yield what is said of members of this collection, with their names; other addresses are none of ours."""
        for member in members:
            name = self._name(member.href)
            if name:
                yield member, name

    def _name(self, href: str) -> str | None:
        """Return the name that an address has in this collection; empty: the collection; None: elsewhere."""
        try:
            path = urlsplit(href).path
        except ValueError:
            return None
        head, _, name = path.rpartition("/")
        if unquote(head) + "/" == unquote(self._path):
            return name
        return "" if unquote(path) + "/" == unquote(self._path) else None

    def _address(self, name: str) -> str:
        return self._url + name

    def _in_parallel(self, ask: Callable[[_Given], _Found], each: Sequence[_Given]) -> Iterator[_Found]:
        if len(each) < 2:
            yield from map(ask, each)
            return
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            yield from pool.map(ask, each)


def _note(tags: dict[str, str], member: Member, name: str) -> None:
    tags[name] = usable_tag(member.tag)
