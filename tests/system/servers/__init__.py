"""Real CalDAV servers for the tests.

Each one is a module with three functions:

    available() -> str | None      None: it can be used; otherwise a sentence: what is missing
    version() -> str
    start(folder)                  a context: the server runs, with its data in `folder`; gives (address, home of alice)

All listen on loopback, on free ports. The users are alice (secretpw) and bob (bobpw).
"""

from __future__ import annotations

from system.servers import cyrus, davical, radicale, sabre, sogo, xandikos

SERVERS = {each.__name__.rpartition(".")[2]: each for each in (radicale, xandikos, cyrus, davical, sabre, sogo)}
ALWAYS = ("radicale", "xandikos")
"""From PyPI: part of every run of the tests. The others are Debian's, and marked `servers`."""
