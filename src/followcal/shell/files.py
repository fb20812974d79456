"""Files: read with a bound, written whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path

from msgspec.structs import replace

from followcal.errors import ForeignFileError, UnreadableError
from followcal.formats.encodings import text_of, text_to_keep
from followcal.formats.followup_file import Memory, read_memory
from followcal.formats.rewritten import Home, in_utc

MAX_BYTES = 100_000_000
"""A larger mail or policy is refused, not read into memory. Calendars are read in chunks and may be larger."""

MAX_CALENDAR_BYTES = 4_000_000_000
"""Of a larger calendar, or one that never ends, only so much is read."""

_CHUNK = 4_000_000
_ENDINGS = (".ics", ".eml")


def sources(names: list[str]) -> Iterator[tuple[str, Path | None]]:
    """Yield each source by its name, folders replaced by the files in them; no path: standard input.

    Raises UnreadableError for a folder without calendars; whether a file is there shows when it is read.
    """
    for name in names:
        path = Path(name)
        if name == "-":
            yield "standard input", None
        elif _is_folder(path):
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in _ENDINGS and p.is_file())
            if not inside:
                raise UnreadableError(f"{name}: no .ics or .eml file in this folder")
            yield from ((str(p), p) for p in inside)
        else:
            yield name, path


def same_file(one: Path, other: Path) -> bool:
    """Return whether two paths lead to one place, there or not."""
    try:
        return one.resolve() == other.resolve()
    except (OSError, RuntimeError):
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def chunks(name: str, path: Path | None, progress: Callable[[int], None] | None = None) -> Iterator[bytes]:
    """Yield what a source holds, piece by piece; `progress` is told how many bytes were read.

    Raises UnreadableError with what went wrong.
    """
    try:
        with nullcontext(sys.stdin.buffer) if path is None else path.open("rb") as file:
            done = 0
            while done < MAX_CALENDAR_BYTES and (chunk := file.read(_CHUNK)):
                done += len(chunk)
                if progress:
                    progress(done)
                yield chunk
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{name}: cannot be read: {_why(error)}") from None


def read_bytes(name: str, path: Path | None) -> bytes:
    """Return all that a file holds. Raises UnreadableError with what went wrong, or where it is too large."""
    return joined(name, chunks(name, path))


def joined(name: str, pieces: Iterable[bytes]) -> bytes:
    """Return the pieces as one. Raises UnreadableError where that is too much."""
    data = bytearray()
    for piece in pieces:
        data += piece
        if len(data) > MAX_BYTES:
            raise UnreadableError(f"{name}: larger than {MAX_BYTES // 1_000_000} MB: too large for what it is")
    return bytes(data)


def size_of(path: Path | None) -> int:
    """Return how large a file is; 0: nobody knows."""
    try:
        return path.stat().st_size if path else 0
    except OSError:
        return 0


def read_text(name: str) -> str:
    """Return the text of a small file of the user's, such as a policy."""
    return text_of(read_bytes(name, Path(name)))


def read_text_input() -> str:
    """Return the text that comes in by standard input."""
    return text_of(read_bytes("standard input", None))


def load_memory(path: Path, *, force: bool, is_known: bool = False, home: Home = in_utc) -> Memory:
    """Return what our calendar file holds; nothing, if there is none.

    Raises ForeignFileError for a file that holds something else, unless `force` says to replace it. One that `is_known`
    for ours may have been emptied by another program.
    """
    try:
        if not path.is_file():
            return Memory(is_new=not path.exists())
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be written: {_why(error)}") from None
    data = read_bytes(str(path), path)
    try:
        memory = read_memory(text_to_keep(data), str(path), home)
    except UnreadableError:
        if b"FOLLOWCAL" in data.replace(b"\0", b"").upper() or not force:
            raise
        memory = Memory()
    if not memory.is_ours:
        if is_known and memory.is_empty:
            return replace(memory, is_ours=True)
        if force:
            return Memory()
        raise ForeignFileError(f"{path}: not written by followcal: choose another file, or --force to replace it")
    return memory


def write(path: Path, text: str, *, instead_of: Memory | None = None) -> None:
    """Write `text` to `path`: afterwards it holds all of it or, if this raises UnreadableError, what it held before.

    A file that does not hold what `instead_of` was read from was changed by somebody else meanwhile, and stays.
    """
    before = instead_of.text if instead_of is not None and path.is_file() else ""
    if before and text_to_keep(read_bytes(str(path), path)) != before:
        raise UnreadableError(f"{path}: another program changed it meanwhile: nothing was written, run again")
    if instead_of is not None and instead_of.is_new and path.is_file():
        raise UnreadableError(f"{path}: another program made it meanwhile: nothing was written, run again")
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes, *, is_private: bool = False) -> None:
    """Write `data` to `path`: afterwards it holds all of it or, if this raises UnreadableError, what it held before.

    What is private can be read by nobody but the user, whatever could before.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():  # a device or a pipe takes the text, and stays what it is
            target.write_bytes(data)
            return
        import tempfile

        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if not is_private:  # it was made so that only the user can read it
                temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except (OSError, RuntimeError) as error:
        raise UnreadableError(f"{path}: cannot be written: {_why(error)}; nothing was changed") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    return (getattr(error, "strerror", None) or str(error)).lower()
