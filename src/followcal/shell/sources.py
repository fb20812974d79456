"""What the user names to be read: files, folders of them, mails, standard input; and what they hold, as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from followcal.errors import EmptyCalendarError, UnreadableError, UsageError
from followcal.formats.interviews import Answer, Found, Invitation, Problem, Reading, read_calendar
from followcal.formats.mail import calendars_in_mail
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


def newest(found: Found) -> dict[tuple[str, str], Invitation]:
    """Return the newest version of each interview (I8), called off where the user declined it.

    The sources may be messages, in any order: what they leave in a calendar counts.
    """
    by_uid: dict[str, list[Invitation]] = {}
    for invitation in sorted(found.invitations, key=lambda each: each.interview.age):
        by_uid.setdefault(invitation.interview.uid, []).append(invitation)
    versions = {each.interview.key: each for of_one in by_uid.values() for each in _standing(of_one)}
    for answer in _last_answers(found.answers):
        for key, known in versions.items():
            concerns = answer.key in (key, (key[0], ""))
            if concerns and answer.declined and answer.sender in known.user and answer.sequence >= _age(known)[0]:
                versions[key] = _off(known)
    return versions


def _standing(of_one: list[Invitation]) -> list[Invitation]:
    """Return what is left of the versions of one event, oldest first: a new series takes the place of an old one."""
    last = max((each for each in of_one if each.is_master), key=_age, default=None)
    if last is None:
        return of_one
    current = {each.interview.key for each in of_one if each.is_master and _age(each) == _age(last)}
    is_off = last.interview.cancelled and not last.interview.recurrence_id
    older = [each for each in of_one if _age(each) < _age(last) and each.source != last.source]
    replaced = [each for each in older if each.is_master or each.interview.key not in current]
    if not is_off:
        return [each for each in of_one if each not in replaced]
    several = any(each.interview.recurrence_id for each in replaced)
    return [_off(each) if each in replaced else each for each in of_one if not (several and each is last)]


def _age(invitation: Invitation) -> tuple[int, float]:
    return invitation.interview.age[:2]


def _off(invitation: Invitation) -> Invitation:
    return replace(invitation, interview=replace(invitation.interview, cancelled=True))


def _last_answers(answers: Iterable[Answer]) -> list[Answer]:
    """Return the last answer of each sender to each event."""
    found: dict[tuple[tuple[str, str], str], Answer] = {}
    for answer in sorted(answers, key=lambda each: (each.sequence, each.stamp.timestamp() if each.stamp else 0.0)):
        found[answer.key, answer.sender] = answer
    return list(found.values())


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
