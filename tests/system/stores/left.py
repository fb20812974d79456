"""What a run on Radicale has left behind: all that the next run depends on, and nothing else.

Radicale begins the history of each item with a random number, and the tokens for its changes are made of that. What a
token stands for is compared in their place: the items that it would list.
"""

from __future__ import annotations

import pickle
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from system.servers.process import folder_in_memory

_TOKEN = re.compile(rb"http://radicale.org/ns/sync/([0-9a-f]{64})")
_DATABASES = (".sqlite", ".db")
_PARTS = ("-wal", "-shm", "-journal")
"""Files that are parts of a database."""


def left_behind(states, folders):
    """Return what is in the states of machines, and in the folders of calendars: equal, if the next runs are too."""
    lists, found = {}, []
    for folder in folders:
        history = {path.name: pickle.loads(path.read_bytes()) for path in _files(folder / ".Radicale.cache/history")}
        for path in _files(folder / ".Radicale.cache/sync-token"):
            told = pickle.loads(path.read_bytes())
            news = [name for name in sorted(told.keys() | history) if told.get(name) != history.get(name, ("", ""))[1]]
            lists[path.name.encode()] = repr((folder.name, news)).encode()
        found += [(path.name, path.read_bytes()) for path in _files(folder)]
        found += [(name, bool(tag)) for name, (tag, _) in sorted(history.items())]
    for path in sorted(each for each in states.rglob("*") if each.is_file() and not each.name.endswith(_PARTS)):
        is_whole = not any(Path(f"{path}{part}").exists() for part in _PARTS)
        data = path.read_bytes() if path.suffix not in _DATABASES else _dumped(path) if is_whole else _recovered(path)
        told = _TOKEN.sub(lambda token: lists.get(token[1], b"a token that is not known"), data)
        found.append((str(path), is_whole, told))
    return tuple(found)


def _files(folder):
    return sorted(each for each in folder.iterdir() if each.is_file()) if folder.is_dir() else []


def _dumped(path):
    with closing(sqlite3.connect(path)) as database:
        return "\n".join(sorted(database.iterdump())).encode()


def _recovered(path):
    """Return what the next run will find in a database that a killed process had open; it stays as it is."""
    with folder_in_memory("left") as folder:
        for part in path.parent.glob(f"{path.name}*"):
            shutil.copy(part, folder)
        return _dumped(Path(folder) / path.name)
