"""Radicale, from PyPI."""

from __future__ import annotations

import importlib.metadata
import sys
from contextlib import contextmanager

from system.servers.process import free_port, running


def available():
    return None


def version():
    return importlib.metadata.version("radicale")


@contextmanager
def start(folder):
    port = free_port()
    users = folder / "users"
    users.write_text("alice:secretpw\nbob:bobpw\n")
    options = {
        "server-hosts": f"127.0.0.1:{port}",
        "storage-filesystem-folder": folder / "store",
        "auth-type": "htpasswd",
        "auth-htpasswd-filename": users,
        "auth-htpasswd-encryption": "plain",
        "auth-delay": "0",
        "logging-level": "warning",
    }
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    with running([sys.executable, "-m", "radicale", "-C", "", *words], folder / "log", port=port):
        yield f"http://127.0.0.1:{port}", "/alice/"
