"""What is known of a store, in SQLite: a cache of its items, the memory of deletions, the journal, and the lock.

All of it can be thrown away: the items carry what followcal must know. What is lost then is the memory of what the user
deleted, and each item is read once more. Only what lies behind neutral items (discreet mode) is here alone. Nothing
here is a secret, but all of it is private: the file is the user's.

Closed, it holds a sum of all that is in it: whatever was damaged since is noticed, and it is begun anew.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from msgspec.structs import replace

from followcal.errors import BusyError, StoreError
from followcal.formats.covering import Cover, decoded, encoded
from followcal.formats.objects import is_ours, marked_again
from followcal.shell.stores.store import Create, Item, Operation, Remove, Replace

_VERSION = "1"
_SUM = "sum"
_NOT_DAMAGED = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
}
"""What keeps a file from being used that may be sound."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS item (name TEXT PRIMARY KEY, tag TEXT NOT NULL, data BLOB NOT NULL, ours INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS gone (name TEXT PRIMARY KEY, by_us INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS fresh (name TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS cover (
    name TEXT, pending INTEGER, data BLOB NOT NULL, base TEXT NOT NULL, stood TEXT NOT NULL, typed TEXT NOT NULL,
    PRIMARY KEY (name, pending)
);
CREATE TABLE IF NOT EXISTS unmarked (name TEXT PRIMARY KEY, done INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS intent (name TEXT PRIMARY KEY, kind TEXT NOT NULL, tag TEXT NOT NULL, data BLOB NOT NULL);
"""


class State:
    """What is known of one store; open, no other run can open it.

    Raises BusyError if another run has it open, StoreError if the file cannot be used. A file that is damaged or of
    another store is begun anew.
    """

    was_damaged = False

    def __init__(self, path: Path, place: str) -> None:
        self.path = path
        self._known: dict[str, int] = {}
        """The sums of large tables that nothing was written to."""

        self._lock = _locked(path)
        try:
            self._database = self._opened(place)
        except sqlite3.DatabaseError as error:
            if _code(error) in _NOT_DAMAGED:
                self._lock.close()
                raise StoreError(f"{path}: cannot be used ({error}): move it away, it may be thrown away") from None
            self.was_damaged = True
            self._begin_anew()
            self._database = self._opened(place)

    def __enter__(self) -> State:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and let others in."""
        with suppress(sqlite3.Error):  # a full disk: then nothing tells whether it is damaged
            self.set_fact(_SUM, _text(_sums(self._database, self._known)))
        self._database.close()
        self._lock.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Whatever is noted inside is noted as a whole, or not at all."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def fact(self, name: str) -> str:
        """Return a fact by its name; an empty text, if it is not known."""
        row = self._database.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_fact(self, name: str, value: str) -> None:
        """Note a fact."""
        self._database.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))

    def tags(self) -> dict[str, str]:
        """Return the tag of each item, by name."""
        return dict(self._database.execute("SELECT name, tag FROM item"))

    def items(self) -> dict[str, Item]:
        """Return the items that are ours, by name."""
        rows = self._database.execute("SELECT name, tag, data FROM item WHERE ours ORDER BY name")
        return {name: Item(name, tag, data) for name, tag, data in rows}

    def others(self) -> dict[str, Item]:
        """Return the items that are not ours, by name."""
        rows = self._database.execute("SELECT name, tag, data FROM item WHERE NOT ours ORDER BY name")
        return {name: Item(name, tag, data) for name, tag, data in rows}

    def not_ours(self, names: Iterable[str]) -> list[str]:
        """Return which of these stand there, and are not ours."""
        query = "SELECT 1 FROM item WHERE name = ? AND NOT ours"
        return [name for name in names if self._database.execute(query, (name,)).fetchone()]

    def deleted(self) -> frozenset[str]:
        """Return the names of the items of ours that somebody else took away."""
        return frozenset(name for (name,) in self._database.execute("SELECT name FROM gone WHERE NOT by_us"))

    def removed(self) -> frozenset[str]:
        """Return the names of the items of ours that we took away ourselves: they are not used again."""
        return frozenset(name for (name,) in self._database.execute("SELECT name FROM gone WHERE by_us"))

    def fresh(self) -> frozenset[str]:
        """Return the names of the items that were noted since the store was last asked what has changed."""
        return frozenset(name for (name,) in self._database.execute("SELECT name FROM fresh"))

    def settle_token(self, token: str) -> None:
        """Note how to ask next time what has changed: all that is noted so far was told by then."""
        self.set_fact("token", token)
        self._database.execute("DELETE FROM fresh")

    def put(self, items: Iterable[Item]) -> None:
        """Note what stands in the store; an item of ours that lost its marks there is known with them.

        It is to be marked again, once: where it loses them again, that is enough.
        """
        self._known.clear()
        rows = []
        for item in items:
            known = self._database.execute("SELECT data FROM item WHERE name = ? AND ours", (item.name,)).fetchone()
            marked = marked_again(item.data, known[0]) if known else None
            if marked is not None:
                self._set_unmarked(item.name)
            whole = item if marked is None else replace(item, data=marked)
            rows.append((whole.name, whole.tag, whole.data, self.is_ours(whole)))
        self._database.executemany("INSERT OR REPLACE INTO item VALUES (?, ?, ?, ?)", rows)
        self._database.executemany("DELETE FROM gone WHERE name = ?", [row[:1] for row in rows])
        self._database.executemany("INSERT OR REPLACE INTO fresh VALUES (?)", [row[:1] for row in rows])

    def unmarked(self) -> frozenset[str]:
        """Return the names of the items that are to be marked again."""
        return frozenset(name for (name,) in self._database.execute("SELECT name FROM unmarked WHERE NOT done"))

    def settle_unmarked(self, names: Iterable[str]) -> None:
        """Note that items were marked again."""
        self._database.executemany("UPDATE unmarked SET done = 1 WHERE name = ?", [(name,) for name in names])

    def mark(self, item: Item, known: bytes) -> bool:
        """Take an item that stands there without our marks for ours, as `known`; return whether it is."""
        marked = marked_again(item.data, known)
        if marked is None:
            return False
        self._set_unmarked(item.name)
        self.put([replace(item, data=marked)])
        return True

    def _set_unmarked(self, name: str) -> None:
        self._database.execute("INSERT OR IGNORE INTO unmarked VALUES (?, 0)", (name,))

    def drop(self, names: Iterable[str], *, by_us: bool = False) -> None:
        """Note that items are not there any more; those of ours are remembered."""
        self._known.clear()
        for name in names:
            was = self._database.execute("SELECT ours FROM item WHERE name = ?", (name,)).fetchone()
            self._database.execute("DELETE FROM item WHERE name = ?", (name,))
            self._database.execute("DELETE FROM fresh WHERE name = ?", (name,))
            self._database.execute("DELETE FROM cover WHERE name = ?", (name,))
            if by_us or (was and was[0]):
                self._database.execute("INSERT OR REPLACE INTO gone VALUES (?, ?)", (name, by_us))

    def is_ours(self, item: Item) -> bool:
        """Return whether an item is ours: by its mark or, where it shows nothing, because we know what lies behind."""
        if is_ours(item.data):
            return True
        row = self._database.execute("SELECT 1 FROM cover WHERE name = ?", (item.name,)).fetchone()
        return row is not None

    def covers(self, *, pending: bool = False) -> dict[str, Cover]:
        """Return what lies behind neutral items, by name; `pending`: of what was sent, and is not known to be there."""
        rows = self._database.execute("SELECT name, data, base, stood, typed FROM cover WHERE pending = ?", (pending,))
        return {name: Cover(data, decoded(base), decoded(left), typed) for name, data, base, left, typed in rows}

    def cover(self, name: str, cover: Cover, *, pending: bool = False) -> None:
        """Note what lies behind a neutral item."""
        row = (name, pending, cover.data, encoded(cover.base), encoded(cover.left), cover.typed)
        self._database.execute("INSERT OR REPLACE INTO cover VALUES (?, ?, ?, ?, ?, ?)", row)

    def uncover(self, name: str, *, pending: bool = False) -> None:
        """Forget what lies behind an item."""
        self._database.execute("DELETE FROM cover WHERE name = ? AND pending = ?", (name, pending))

    def intend(self, operations: Iterable[Operation]) -> None:
        """Journal what is going to be written, before any of it is."""
        rows = [_row(operation) for operation in operations]
        with self.together():
            self._database.executemany("INSERT OR REPLACE INTO intent VALUES (?, ?, ?, ?)", rows)

    def intents(self) -> dict[str, str]:
        """Return what was going to be written, and is not known to be settled: the kind, by name."""
        return dict(self._database.execute("SELECT name, kind FROM intent"))

    def settle(self, names: Iterable[str]) -> None:
        """Take intents out of the journal: what came of them is known."""
        self._database.executemany("DELETE FROM intent WHERE name = ?", [(name,) for name in names])

    def _opened(self, place: str) -> sqlite3.Connection:
        database = sqlite3.connect(self.path, isolation_level=None)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")  # survives a kill; after a power cut the store is asked
            is_empty = not database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            database.executescript(_SCHEMA)
            if not is_empty:
                self._known = {"item": _checked(database)["item"]}
            facts = dict(database.execute("SELECT name, value FROM fact WHERE name IN ('version', 'place')"))
            if facts != {"version": _VERSION, "place": place}:
                for table in ("fact", "item", "gone", "fresh", "cover", "unmarked", "intent"):
                    database.execute(f"DELETE FROM {table}")
                rows = [("version", _VERSION), ("place", place)]
                database.executemany("INSERT INTO fact VALUES (?, ?)", rows)
        except BaseException:
            database.close()
            raise
        return database

    def _begin_anew(self) -> None:
        for ending in ("", "-wal", "-shm"):
            Path(f"{self.path}{ending}").unlink(missing_ok=True)


def _checked(database: sqlite3.Connection) -> dict[str, int]:
    """Return the sums of all tables, and take the one that was written down out of them.

    Raises DatabaseError for a file that is damaged in any way.
    """
    with sqlite3.connect(":memory:") as sound:
        sound.executescript(_SCHEMA)
        shape = _shape(sound)
    sound.close()
    said = database.execute("SELECT value FROM fact WHERE name = ?", (_SUM,)).fetchone()
    if _shape(database) != shape or database.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        raise sqlite3.DatabaseError("tables of another shape")
    found = _sums(database, {})  # reads all there is
    if said and said[0] != _text(found):
        raise sqlite3.DatabaseError("another content than what was written")
    database.execute("DELETE FROM fact WHERE name = ?", (_SUM,))
    return found


def _shape(database: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Return the columns of each table."""
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: database.execute("SELECT * FROM pragma_table_info(?)", (name,)).fetchall() for name in tables}


def _sums(database: sqlite3.Connection, known: Mapping[str, int]) -> dict[str, int]:
    """Return a sum over what is in each table, but for those that are known."""
    return {table: known.get(table) or _sum_of(database, table) for table in _shape(database)}


def _sum_of(database: sqlite3.Connection, table: str) -> int:
    found = 0
    for row in database.execute(f'SELECT * FROM "{table}" NOT INDEXED ORDER BY rowid'):
        if row[0] != _SUM or table != "fact":
            line = b"|".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
            found = zlib.crc32(line, found)
    return found


def _text(sums: Mapping[str, int]) -> str:
    return " ".join(f"{table}={found:08x}" for table, found in sorted(sums.items()))


def _code(error: sqlite3.Error) -> int:
    """Return what kind of error it is (the first byte of what SQLite calls an extended code)."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF


def _locked(path: Path) -> sqlite3.Connection:
    """Return a connection that holds the lock; the system lets go of it however the process ends."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for each in (path, Path(f"{path}.lock")):
            if not each.exists():  # to open and close the file would let go of the lock that this process may hold
                os.close(os.open(each, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {(error.strerror or str(error)).lower()}") from None
    lock = None
    try:
        lock = sqlite3.connect(f"{path}.lock", timeout=0, isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.DatabaseError as error:
        if lock:
            lock.close()
        if _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            busy = f"{path}: another run of followcal works on this calendar: wait until it is done"
            raise BusyError(busy) from None
        raise StoreError(f"{path}.lock: damaged: delete it") from None
    return lock


def _row(operation: Operation) -> tuple[str, str, str, bytes]:
    match operation:
        case Create(name, data):
            return name, "create", "", data
        case Replace(item, data):
            return item.name, "replace", item.tag, data
        case Remove(item):
            return item.name, "remove", item.tag, b""
