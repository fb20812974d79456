"""Xandikos, from PyPI. It lets everybody in."""

from __future__ import annotations

import importlib.metadata
import sys
from contextlib import contextmanager

from system.servers.process import free_port, running


def available():
    return None


def version():
    return importlib.metadata.version("xandikos")


@contextmanager
def start(folder):
    port = free_port()
    (folder / "store").mkdir()
    options = ["-d", folder / "store", "--state-dir", folder / "state", "-l", "127.0.0.1", "-p", port]
    words = [*options, "--defaults", "--autocreate", "--current-user-principal", "/alice/"]
    with running([sys.executable, "-m", "xandikos", "serve", *words], folder / "log", port=port):
        yield f"http://127.0.0.1:{port}", "/alice/calendars/"
