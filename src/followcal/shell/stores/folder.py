"""A folder of .ics files, one item each: the vdir format, which vdirsyncer and khal share.

The tag of an item is the hash of its content. Files are written beside their place and moved there whole. Between the
last look at a file and its replacement lies a moment in which another program can write: no file system offers less.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from followcal.errors import StoreError, UnreadableError
from followcal.shell.files import read_bytes, write_bytes
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


class Folder:
    """A store in a folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def place(self) -> str:
        """The folder as the user named it."""
        return str(self._path)

    @property
    def keeps_marks(self) -> bool:
        """A file keeps what is written."""
        return True

    def takes_todos(self) -> bool:
        """Return True: a folder takes everything."""
        return True

    def changes(self, since: str) -> Changes:
        """Return the tags of all items, empty for what cannot be read. Raises StoreError if there is no such folder."""
        try:
            names = sorted(entry.name for entry in self._path.iterdir() if _is_item(entry))
        except OSError as error:
            raise StoreError(f"{self._path}: cannot be read: {_why(error)}") from None
        found = ((name, self._readable(name)) for name in names)
        tags = {name: "" if item is _UNREADABLE else item.tag for name, item in found if item}
        return Changes(tags, frozenset(), "", complete=True)

    def fetch(self, names: Collection[str]) -> dict[str, Item | None]:
        """Return the items of these names; None for what is not there. What cannot be read is left out."""
        found = {name: self._readable(name) for name in names}
        return {name: item for name, item in found.items() if item is not _UNREADABLE}

    def write(self, operations: Sequence[Operation]) -> Iterator[tuple[Operation, Outcome]]:
        """Carry out operations, one after the other."""
        for operation in operations:
            try:
                yield operation, self._carry_out(operation)
            except UnreadableError as error:
                yield operation, Refused(str(error))
            except OSError as error:
                yield operation, Refused(f"{self._path / operation.name}: cannot be written: {_why(error)}")

    def _carry_out(self, operation: Operation) -> Outcome:
        path = self._path / operation.name
        match operation:
            case Create(_, data):
                return _create(path, data)
            case Replace(item, data):
                return self._if_same(item, lambda: _replace(path, data))
            case Remove(item):
                return self._if_same(item, lambda: _remove(path))

    def _if_same(self, item: Item, then: Callable[[], Outcome]) -> Outcome:
        there = self._item(item.name)
        return then() if there and there.tag == item.tag else Stale()

    def _readable(self, name: str) -> Item | None:
        try:
            return self._item(name)
        except UnreadableError:
            return _UNREADABLE

    def _item(self, name: str) -> Item | None:
        """Return an item; None: there is none. Raises UnreadableError, also for one that is too large."""
        path = self._path / name
        if not path.is_file():
            return None
        try:
            data = read_bytes(str(path), path)
        except UnreadableError:
            if not path.exists():
                return None  # taken away in this moment
            raise
        return Item(name, tag_of(data), data)


_UNREADABLE = Item("", "", b"")
"""Stands for an item that is there, and cannot be read."""


def tag_of(data: bytes) -> str:
    """Return a tag that is the same for the same bytes, and for no others."""
    return hashlib.sha256(data).hexdigest()[:32]


def _is_item(entry: Path) -> bool:
    return entry.suffix.lower() == ".ics" and not entry.name.startswith(".") and entry.is_file()


def _create(path: Path, data: bytes) -> Outcome:
    handle, name = tempfile.mkstemp(prefix=".followcal.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o600)
        try:
            os.link(temporary, path)  # fails if the name is taken, unlike a move
        except FileExistsError:
            return Stale()
        except OSError:  # a file system without links
            if path.exists():
                return Stale()
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return Done(tag_of(data))


def _replace(path: Path, data: bytes) -> Outcome:
    write_bytes(path, data)
    return Done(tag_of(data))


def _remove(path: Path) -> Outcome:
    path.unlink()
    return Done()


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
