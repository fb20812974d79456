"""How a CSV file is written: in which encoding, and what stands between its fields. Excel has its country's ways."""

from __future__ import annotations

import codecs
import csv
from pathlib import Path

from msgspec import Struct

from followcal.errors import UnreadableError, UsageError
from followcal.shell.bulk.reader import READ

_CHUNK = 1 << 20
_DELIMITERS = (",", ";", "\t")
_UTF_8, _UTF_16, _WINDOWS = "utf-8-sig", "utf-16", "cp1252"


class Dialect(Struct, frozen=True):
    """How a file is to be read, and how one is written that the same program opens."""

    names: tuple[str, ...]
    """The columns, as its first line names them."""

    delimiter: str
    encoding: str
    has_mark: bool
    """Whether a byte order mark is to be written: without one, Excel takes UTF-8 for the encoding of its country."""

    @property
    def is_guessed(self) -> bool:
        """Whether nothing in the file says which encoding it is in."""
        return self.encoding == _WINDOWS


def dialect_of(path: Path) -> Dialect:
    """Return how a file is written: in UTF-8, in UTF-16 if it says so, else in Windows-1252.

    Between the fields stands what makes a column `end` of the first line. Raises UnreadableError and UsageError.
    """
    with path.open("rb") as file:
        start = file.read(3)
    encoding = _encoding(path, start)
    for delimiter in _DELIMITERS:
        with path.open(encoding=encoding, newline="") as file:
            try:
                names = next(csv.reader(file, delimiter=delimiter), [])
            except csv.Error:
                raise UnreadableError(f"{path}: the first line does not name columns") from None
        if "end" in names:
            return Dialect(tuple(names), delimiter, encoding, encoding != _UTF_8 or start == codecs.BOM_UTF8)
    raise UsageError(
        f"{path}: no column 'end' in the first line: it may have, with commas, semicolons or tabs between them, "
        f"{', '.join(READ)}"
    )


def _encoding(path: Path, start: bytes) -> str:
    is_utf_16 = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding = _UTF_16 if is_utf_16 else _UTF_8
    wrong, is_plain = _first_wrong_line(path, encoding)
    if wrong and is_plain and not is_utf_16 and not _first_wrong_line(path, _WINDOWS)[0]:
        return _WINDOWS
    if wrong:
        raise UnreadableError(f"{path}: line {wrong} is not in UTF-{16 if is_utf_16 else 8}: save it as CSV in UTF-8")
    return encoding


def _first_wrong_line(path: Path, encoding: str) -> tuple[int, bool]:
    """Return the number of the first line that is not in an encoding, and whether all before it is ASCII; 0: none.

    Where a letter was read before, the file is in that encoding, and damaged.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    line, is_plain, chunk = 1, True, b"-"
    with path.open("rb") as file:
        while chunk:
            chunk = file.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                before = bytes(error.object)[: error.start]
                return line + before.count(b"\n"), is_plain and before.isascii()
            line, is_plain = line + chunk.count(b"\n"), is_plain and text.isascii()
    return 0, is_plain
