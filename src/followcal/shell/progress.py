"""How far a long piece of work is: a bar on a terminal, after a second; elsewhere nothing."""

from __future__ import annotations

import sys
from time import monotonic
from typing import Self

_PATIENCE, _INTERVAL = 1.0, 0.1
_WIDTH = 24


class Progress:
    """A bar on standard error. Leaving it wipes it away."""

    def __init__(self, columns: int | None) -> None:
        self._columns = columns
        self._shown = False
        self._next = monotonic() + _PATIENCE

    def __enter__(self) -> Self:
        return self

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show that `done` of `total` is done; 0: nobody knows how much there is."""
        if self._columns is None or monotonic() < self._next:
            return
        self._next = monotonic() + _INTERVAL
        self._shown = True
        self._write(bar(what, done, total, self._columns - 1))

    def __exit__(self, *error: object) -> None:
        if self._shown:
            self._write("")

    def _write(self, text: str) -> None:
        encoding = sys.stderr.encoding or "utf-8"
        sys.stderr.write(f"\r\x1b[K{text}".encode(encoding, "replace").decode(encoding))
        sys.stderr.flush()


def bar(what: str, done: int, total: int, columns: int) -> str:
    """Return a bar of at most `columns` characters.

    >>> bar("reading export.ics", 31_000_000, 62_000_000, 60)
    'reading export.ics  [############            ]  50 %'
    """
    from followcal.core.wording import printable

    part = min(done / total, 1.0) if total else 0.0
    filled = round(part * _WIDTH)
    state = f"  [{'#' * filled:<{_WIDTH}}] {part:>4.0%}".replace("%", " %") if total else f"  {done:,}"
    return printable(what)[: max(columns - len(state), 0)] + state[: max(columns, 0)]
