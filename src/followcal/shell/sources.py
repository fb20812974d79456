"""What the user names to be read: files, folders, mails, standard input, addresses; and what they hold, as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from followcal.errors import EmptyCalendarError, UnreadableError, UsageError
from followcal.formats.interviews import read_calendar
from followcal.formats.reading import Found, Problem, Reading
from followcal.shell import files
from followcal.shell.addresses import Address

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is; 0: nobody knows."""


class Target(Struct, frozen=True):
    """A file that is written: it is no source."""

    option: str
    path: Path
    is_ours: bool = False
    """Whether it may lie in a folder of sources, to be passed over."""


class Calendar(Struct, frozen=True):
    """A calendar that was read already, such as one on a server."""

    name: str
    data: tuple[bytes, ...]


def add_calendar(found: Found, calendar: Calendar, reading: Reading, progress: Progress | None = None) -> None:
    """Add what a calendar holds; it is a calendar, so its only event need be no interview."""
    name = calendar.name
    this = replace(reading, takes_only_event=False, progress=_progress_in(name, progress))
    if calendar.data:
        _add(found, calendar.data, name, this, is_named=False)


def read_sources(
    sources: Sequence[str | Address], reading: Reading, targets: Sequence[Target] = (), progress: Progress | None = None
) -> Found:
    """Return what all sources hold. What cannot be read is among the problems.

    Raises UsageError for a source that is also a target.
    """
    found = Found()
    for each in sources:
        if isinstance(each, Address):
            _add_published(found, each, reading, progress)
    names = [each for each in sources if isinstance(each, str)]
    for name, path in _sources(names, targets):
        is_named = name in names or path is None
        this = replace(reading, takes_only_event=is_named, progress=_progress_in(name, progress))
        try:
            for calendar, is_message in calendars_in(name, path, progress):
                _add(found, calendar, name, replace(this, is_message=is_message), is_named)
        except UnreadableError as error:
            found.tell(Problem(name, 0, "", str(error).removeprefix(f"{name}: ")))
    return found


def _add_published(found: Found, address: Address, reading: Reading, progress: Progress | None) -> None:
    """Add what a calendar at an address holds: it is a calendar, so its only event need be no interview."""
    from followcal.shell.folders import state_folder
    from followcal.shell.web import download

    name = str(address)
    this = replace(reading, takes_only_event=False, progress=_progress_in(name, progress))
    try:
        data = download(address, state_folder() / "addresses")
    except UnreadableError as error:
        found.tell(Problem(name, 0, "", str(error).removeprefix(f"{name}: ")))
    else:
        _add(found, [data], name, this, is_named=False)


def _add(found: Found, calendar: Iterable[bytes], name: str, reading: Reading, is_named: bool) -> None:
    """Add what one calendar of a source holds; a mail may carry several, and one that cannot be read costs itself."""
    try:
        found.add(read_calendar(calendar, name, reading))
    except UnreadableError as error:
        lost = is_named or not isinstance(error, EmptyCalendarError)
        found.tell(Problem(name, 0, "", str(error).removeprefix(f"{name}: "), lost))


def _sources(names: Sequence[str], targets: Sequence[Target]) -> Iterator[tuple[str, Path | None]]:
    for name, path in files.sources(list(names)):
        same = [target for target in targets if path and files.same_file(path, target.path)]
        if same and name not in names and any(target.is_ours for target in same):
            continue
        for target in same:
            option = target.option
            raise UsageError(f"{name} is both a source and the file to write: name another one with {option} FILE")
        yield name, path


def calendars_in(name: str, path: Path | None, progress: Progress | None) -> Iterator[tuple[Iterable[bytes], bool]]:
    """Yield the calendars in a source, each in chunks, and whether a mail carries it: then it may carry several."""
    size = files.size_of(path)
    chunks = files.chunks(name, path, lambda done: progress(f"reading {name}", done, size) if progress else None)
    start = next(chunks, b"")
    head = start[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").upper()
    is_calendar = head.startswith(b"BEGIN:V")
    is_mail = not is_calendar and (name.lower().endswith(".eml") or b"text/calendar" in start[:100_000].lower())
    if is_mail:
        from followcal.formats.mail import calendars_in_mail

        yield from (([part], True) for part in calendars_in_mail(files.joined(name, chain([start], chunks)), name))
    else:
        yield chain([start], chunks), False


def _progress_in(name: str, progress: Progress | None) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    return lambda done, total: progress(f"looking at the events of {name}", done, total)
