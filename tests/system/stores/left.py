"""What a run on Radicale has left behind: all that the next run depends on, and nothing else.

Radicale begins the history of each item with a random number, and the tokens for its changes are made of that. What a
token stands for is compared in their place: the items that it would list.
"""

from __future__ import annotations

import pickle
import re
import sqlite3
from contextlib import closing

_TOKEN = re.compile(rb"http://radicale.org/ns/sync/([0-9a-f]{64})")
_DATABASES = (".sqlite", ".db")


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
    for path in sorted(each for each in states.rglob("*") if each.is_file()):
        data = _dumped(path) if path.suffix in _DATABASES else path.read_bytes()
        found.append((str(path), _TOKEN.sub(lambda token: lists.get(token[1], b"a token that is not known"), data)))
    return tuple(found)


def _files(folder):
    return sorted(each for each in folder.iterdir() if each.is_file()) if folder.is_dir() else []


def _dumped(path):
    """Return what is in a database, however it lies there."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return "\n".join(sorted(database.iterdump())).encode()
