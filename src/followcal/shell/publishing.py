"""The feed: a file to be published, written anew only when it changed, so that nobody downloads it twice."""

from __future__ import annotations

from pathlib import Path

from followcal.errors import ForeignFileError, UsageError
from followcal.formats.discretion import is_neutral
from followcal.formats.followup_file import own_blocks, read_memory
from followcal.shell import files
from followcal.shell.request import Request


def check_feed(request: Request) -> None:
    """Raise UsageError where no feed can be made, ForeignFileError where the file holds something else."""
    path = request.feed
    if path is None:
        return
    from followcal.formats.feed import is_feed

    if request.as_todos:
        raise UsageError("--feed: programs that subscribe to a calendar show events, no to-dos")
    if any(other and files.same_file(path, other) for other in (request.output, request.changes)):
        raise UsageError(f"{path}: --feed needs a file of its own, beside the calendar to keep")
    text = files.read_text(str(path)) if path.is_file() and not request.force else ""
    if is_neutral(text):
        if not request.discreet:
            raise UsageError(f"{path}: written in discreet mode: add --discreet, or name another file")
    elif not is_feed(text):
        raise ForeignFileError(f"{path}: no feed of followcal: choose another file, or --force to replace it")


def publish(path: Path, text: str, *, discreet: bool) -> None:
    """Write the feed of a calendar of ours, if it is another one than before; discreetly, it names nobody."""
    from followcal.formats.feed import feed
    from followcal.formats.neutral import neutral_feed

    new = neutral_feed(text) if discreet else feed(own_blocks(read_memory(text, str(path))).values())
    if not path.is_file() or files.read_bytes(str(path), path) != new.encode("utf-8"):
        files.write(path, new)
