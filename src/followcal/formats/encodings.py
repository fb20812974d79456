"""Bytes in any encoding to text, and to bytes that are a superset of ASCII: any bytes in, nothing raised."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress


def clean(chunks: Iterable[bytes]) -> Iterator[bytes]:
    r"""Yield calendar data without byte order mark and NUL, lines ending in LF or CRLF, in a superset of ASCII.

    >>> list(clean(["BEGIN:VCALENDAR\rEND:VCALENDAR".encode("utf-16")]))
    [b'BEGIN:VCALENDAR\nEND:VCALENDAR']
    """
    decoder: codecs.IncrementalDecoder | None = None
    held = b""
    for number, chunk in enumerate(_first_bytes(chunks)):
        data = chunk
        if not number:
            encoding, mark = _encoding_of(data)
            data = data[mark:]
            decoder = codecs.getincrementaldecoder(encoding)("replace") if encoding else None
        if decoder:
            data = decoder.decode(data).encode("utf-8", "replace")
        if b"\0" in data:
            data = data.replace(b"\0", b"")
        data = held + data
        last = max(len(data.rstrip(b"\r")), len(data) - 2)
        held, data = data[last:], data[:last]  # the LF of a CRLF may come with the next chunk
        if data:
            yield _with_line_ends(data)
    if held:
        yield _with_line_ends(held)


def _first_bytes(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the chunks, the first one long enough to tell the encoding."""
    start = b""
    rest = iter(chunks)
    for chunk in rest:
        start += chunk
        if len(start) >= 4:
            break
    yield start
    yield from rest


def _with_line_ends(data: bytes) -> bytes:
    if data.count(b"\r") != data.count(b"\r\n"):
        data = re.sub(rb"\r\r\n", b"\r\n", data)
        data = re.sub(rb"\r(?!\n)", b"\n", data)
    return data


def _encoding_of(data: bytes) -> tuple[str | None, int]:
    """Return the encoding of data that is not bytewise ASCII, if it is none, and the length of its mark."""
    for mark, encoding in (
        (codecs.BOM_UTF8, None),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return encoding, len(mark)
    for start, encoding in ((b"B\0E\0", "utf-16-le"), (b"\0B\0E", "utf-16-be")):
        if data[:4].upper() == start:
            return encoding, 0
    return None, 0


_NO_CHARSETS = frozenset({"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"})
"""Names that Python knows and no mail means; some of them take for ever for a long text."""


def decoded(data: bytes, charset: str) -> str | None:
    """Return data in an encoding that it names itself, as text; None where it is not in that one, or nobody has it."""
    try:
        return None if codecs.lookup(charset).name in _NO_CHARSETS else data.decode(charset)
    except (LookupError, ValueError):
        return None


def text_of(data: bytes) -> str:
    r"""Return the text of a small file: UTF-8, UTF-16 or, where bytes are neither, as old Windows programs wrote it.

    >>> text_of(b"\xef\xbb\xbfBEGIN"), text_of("Grüße".encode("cp1252"))
    ('BEGIN', 'Grüße')
    """
    plain = b"".join(clean([data]))
    try:
        return plain.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(map(_mended, re.split(rb"(?<=\n)(?![ \t])", plain)))


def text_to_keep(data: bytes) -> str:
    """Return the text of a calendar that is written again: of one in UTF-8 every byte is kept."""
    with suppress(UnicodeDecodeError):
        if b"\0" not in data:
            return data.decode("utf-8-sig")
    return text_of(data)


def _mended(line: bytes) -> str:
    """Return a line as text, a fold inside a character taken out; a byte that is not UTF-8 is one of Windows-1252."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return re.sub(rb"\r?\n[ \t]", b"", line).decode("utf-8", "windows-1252")


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Return the bytes that an error of decoding is about as Windows-1252, and where to go on."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("windows-1252", _as_windows)
