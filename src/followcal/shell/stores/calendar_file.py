"""One calendar file as a store: its events and to-dos are the items, by their UIDs.

What is not touched keeps its bytes. Several operations are one write: all of the file or nothing of it changes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from followcal.errors import StoreError, UnreadableError
from followcal.formats.blocks import Block, Repair, split
from followcal.formats.content import component
from followcal.shell.files import read_bytes, write_bytes
from followcal.shell.stores.folder import tag_of
from followcal.shell.stores.store import (
    Changes,
    Create,
    Done,
    Item,
    Operation,
    Outcome,
    Refused,
    Remove,
    Replace,
    Stale,
)

_KINDS = ("VEVENT", "VTODO")
_HEAD = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//followcal//followcal//EN\r\nCALSCALE:GREGORIAN\r\n"
_TAIL = b"END:VCALENDAR\r\n"
_ENDING = ".ics"
_ATTEMPTS = 5


class CalendarFile:
    """A store in one calendar file, which need not be there yet."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def place(self) -> str:
        """The file as the user named it."""
        return str(self._path)

    @property
    def keeps_marks(self) -> bool:
        """A file keeps what is written."""
        return True

    def takes_todos(self) -> bool:
        """Return True: a file takes everything."""
        return True

    def changes(self, since: str) -> Changes:
        """Return the tags of all items. Raises StoreError for a file that is damaged or no calendar."""
        content = self._read()
        tags = {name: tag_of(content.bytes_of(name)) for name in content.names()}
        return Changes(tags, frozenset(), "", complete=True)

    def fetch(self, names: Collection[str]) -> dict[str, Item | None]:
        """Return the items of these names; None for what is not there."""
        content = self._read()
        return {name: content.item(name) for name in names}

    def write(self, operations: Sequence[Operation]) -> Iterator[tuple[Operation, Outcome]]:
        """Carry out operations in one write of the file."""
        for _ in range(_ATTEMPTS):
            content = self._read()
            before = content.whole()
            outcomes = [(operation, content.carry_out(operation)) for operation in operations]
            after = content.whole()
            if after == before:
                yield from outcomes
                return
            if self._bytes() != before:
                continue  # another program wrote it meanwhile: decide again on what it says now
            try:
                write_bytes(self._path, after)
            except UnreadableError as error:
                outcomes = [(operation, Refused(str(error))) for operation, _ in outcomes]
            yield from outcomes
            return
        raise StoreError(f"{self._path}: another program keeps writing it: nothing was written, run again")

    def _read(self) -> _Content:
        pieces = list(split([self._bytes()]))
        for piece in pieces:
            if isinstance(piece, Repair):
                raise StoreError(f"{self._path}: line {piece.line}: {piece.text}: repair the file, or name another one")
        content = _Content(piece for piece in pieces if isinstance(piece, Block))
        if not content.is_calendar():
            raise StoreError(f"{self._path}: not a calendar: name another file")
        return content

    def _bytes(self) -> bytes:
        try:
            return read_bytes(str(self._path), self._path) if self._path.exists() else b""
        except (UnreadableError, OSError) as error:
            raise StoreError(str(error)) from None


class _Content:
    """The blocks of a file, each with the name of the item that it belongs to; operations change them."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._blocks = [(_name(block), block) for block in blocks]

    def names(self) -> Iterable[str]:
        return dict.fromkeys(name for name, _ in self._blocks if name)

    def is_calendar(self) -> bool:
        return not self._blocks or any(_is_end(block) for _, block in self._blocks)

    def whole(self) -> bytes:
        return b"".join(block.data for _, block in self._blocks)

    def bytes_of(self, name: str) -> bytes:
        return b"".join(block.data for each, block in self._blocks if each == name)

    def item(self, name: str) -> Item | None:
        own = self.bytes_of(name)
        if not own:
            return None
        zones = b"".join(block.data for _, block in self._blocks if block.name == "VTIMEZONE" and b"TZID" in own)
        return Item(name, tag_of(own), _with_crlf(_HEAD + zones + own + _TAIL))

    def carry_out(self, operation: Operation) -> Outcome:
        there = self.bytes_of(operation.name)
        match operation:
            case Create(name, data):
                return Stale() if there else self._put(name, data)
            case Replace(item, data):
                return self._put(item.name, data) if there and tag_of(there) == item.tag else Stale()
            case Remove(item):
                if not there or tag_of(there) != item.tag:
                    return Stale()
                self._blocks = [pair for pair in self._blocks if pair[0] != item.name]
                return Done()

    def _put(self, name: str, data: bytes) -> Outcome:
        own = [block for block in split([data]) if isinstance(block, Block) and block.name in _KINDS]
        if not own or any(_name(block) != name for block in own):
            return Refused(f"{name}: its UID is another one: in a calendar file an item is named by its UID")
        if not self._blocks:
            self._blocks = [("", Block("", _HEAD, 1)), ("", Block("", _TAIL, 1))]
        crlf = any(b"\r\n" in block.data for _, block in self._blocks)
        new = [(name, _with_line_ends(block, crlf=crlf)) for block in own]
        at = next((n for n, pair in enumerate(self._blocks) if pair[0] == name), None)
        at = self._end() if at is None else at
        before, after = ([pair for pair in part if pair[0] != name] for part in (self._blocks[:at], self._blocks[at:]))
        self._blocks = [*before, *new, *after]
        return Done(tag_of(self.bytes_of(name)))

    def _end(self) -> int:
        """Return where END:VCALENDAR stands by itself, ready for a new item before it."""
        at = max(n for n, (_, block) in enumerate(self._blocks) if _is_end(block))
        block = self._blocks[at][1]
        cut = block.data.upper().rindex(b"END:VCALENDAR")
        if cut:
            parts = (Block("", block.data[:cut], block.line), Block("", block.data[cut:], block.line))
            self._blocks[at : at + 1] = [("", part) for part in parts]
            at += 1
        return at


def _name(block: Block) -> str:
    uid = component(block).uid if block.name in _KINDS else ""
    return uid + _ENDING if uid else ""


def _is_end(block: Block) -> bool:
    return not block.name and b"END:VCALENDAR" in block.data.upper()


def _with_crlf(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _with_line_ends(block: Block, *, crlf: bool) -> Block:
    data = _with_crlf(block.data)
    return Block(block.name, data if crlf else data.replace(b"\r\n", b"\n"), block.line)
