"""What the user names to be read: files, folders of them, mails, standard input; and what they hold, as one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from followcal.errors import EmptyCalendarError, UnreadableError, UsageError
from followcal.formats.interviews import read_calendar
from followcal.formats.mail import calendars_in_mail
from followcal.formats.reading import Found, Problem, Reading
from followcal.shell import files

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is; 0: nobody knows."""


@dataclass(frozen=True, slots=True)
class Target:
    """A file that is written: it is no source."""

    option: str
    path: Path
    is_ours: bool = False
    """Whether it may lie in a folder of sources, to be passed over."""


def read_sources(
    names: Sequence[str], reading: Reading, targets: Sequence[Target] = (), progress: Progress | None = None
) -> Found:
    """Return what all sources hold. What cannot be read is among the problems.

    Raises UsageError for a source that is also a target.
    """
    found = Found()
    for name, path in _sources(names, targets):
        try:
            for one in _read(name, path, replace(reading, takes_only_event=name in names or path is None), progress):
                found.add(one)
        except UnreadableError as error:
            lost = name in names or not isinstance(error, EmptyCalendarError)
            found.tell(Problem(name, 0, "", str(error).removeprefix(f"{name}: "), lost))
    return found


def _sources(names: Sequence[str], targets: Sequence[Target]) -> Iterator[tuple[str, Path | None]]:
    for name, path in files.sources(list(names)):
        same = [target for target in targets if path and files.same_file(path, target.path)]
        if same and name not in names and any(target.is_ours for target in same):
            continue
        for target in same:
            option = target.option
            raise UsageError(f"{name} is both a source and the file to write: name another one with {option} FILE")
        yield name, path


def _read(name: str, path: Path | None, reading: Reading, progress: Progress | None) -> Iterator[Found]:
    size = files.size_of(path)
    tell = progress or (lambda *_: None)
    chunks = files.chunks(name, path, lambda done: tell(f"reading {name}", done, size))
    start = next(chunks, b"")
    head = start[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").upper()
    is_calendar = head.startswith(b"BEGIN:V")
    is_mail = not is_calendar and (name.lower().endswith(".eml") or b"text/calendar" in start[:100_000].lower())
    reading = replace(reading, progress=lambda done, total: tell(f"looking at the events of {name}", done, total))
    if not is_mail:
        yield read_calendar(chain([start], chunks), name, reading)
        return
    for part in calendars_in_mail(files.joined(name, chain([start], chunks)), name):
        yield read_calendar(part, name, reading)
