"""A PostgreSQL of its own for the servers that keep their calendars in one."""

from __future__ import annotations

import pwd
import shutil
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path

from system.servers.process import free_port, running


def programs():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return found[-1] if found else Path("/usr/lib/postgresql/none")


@contextmanager
def start(folder):
    """Run a database server; gives its port."""
    port, data = free_port(), folder / "pg"
    shutil.chown(folder, "postgres")
    initdb = [programs() / "initdb", "-D", data, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    done = subprocess.run(initdb, user="postgres", cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(f"listen_addresses='127.0.0.1'\nport={port}\nunix_socket_directories='{folder}'\n")
        settings.write("fsync=off\nsynchronous_commit=off\nfull_page_writes=off\nmax_connections=100\n")
    log = folder / "pg.log"
    command = [programs() / "postgres", "-D", data]
    with running(command, log, port=port, user="postgres", cwd=folder, stop=signal.SIGINT):
        yield port


def sql(port, text, database="postgres", user="postgres"):
    command = ["psql", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(port), "-U", user, database]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def is_user(name):
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
