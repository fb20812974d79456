"""A folder of calendars, one per person, to a folder of follow-up calendars: in parallel, each for itself.

A file that cannot be read, or that ends its process, costs only itself. What is shown on the screen names no file and
no person; `results.csv` in the output folder has a line for each file.
"""

from __future__ import annotations

import csv
import io
import json
import os
import signal
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from hashlib import sha256
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import asdict, replace

from followcal import __version__
from followcal.errors import (
    FollowcalError,
    ForeignFileError,
    NothingToPlanError,
    OutsideCalendarError,
    UnknownPlaceError,
    UnreadableError,
    UsageError,
)
from followcal.shell.files import write_bytes
from followcal.shell.request import Request

RESULTS, DONE = "results.csv", ".followcal-done.json"
PLANNED, SKIPPED = "planned", "planned, some input skipped"
LEFT = "there is no calendar of this name: what stands here was left as it is"

_WHY = (
    (NothingToPlanError, "no interview found"),
    (OutsideCalendarError, "outside the years whose holidays are known"),
    (UnknownPlaceError, "unknown country"),
    (ForeignFileError, "the output is a file of somebody else"),
    (UnreadableError, "cannot be read"),
    (UsageError, "cannot be planned with these options"),
)
_CRASHED = "ended its process"
_UNEXPECTED = "should not have happened"
_SAVE_EVERY = 500

Progress = Callable[[str, int, int], None]


class Results(Struct):
    """What came of the files, by how often."""

    by_outcome: Counter[str] = field(default_factory=Counter)
    resumed: int = 0
    """Files that an earlier run had done."""

    @property
    def failed(self) -> int:
        """How many files have no plan, or not all of it."""
        return sum(count for outcome, count in self.by_outcome.items() if outcome not in (PLANNED, LEFT))


class _Task(Struct, frozen=True):
    name: str
    request: Request


def plan_folder(source: Path, target: Path, request: Request, *, workers: int, progress: Progress) -> Results:
    """Plan for each .ics file in `source`; its follow-ups go to the same place in `target`.

    `request` says how; its sources and output are those of each file. A file that an earlier run with the same options
    did, and that has not changed since, is left as it is. Raises UsageError.
    """
    names = _calendars_in(source)
    if not names:
        raise UsageError(f"{source}: no .ics file in this folder")
    if target.resolve() == source.resolve() or source.resolve() in target.resolve().parents:
        raise UsageError(f"{target}: lies in {source}: name another folder for the plans")
    target.mkdir(parents=True, exist_ok=True)
    done = _Done(target / DONE, request)
    results = Results()
    outcomes: dict[str, str] = {}
    waiting = []
    for name in names:
        known = done.outcome(name, source / name)
        if known is not None and (known not in (PLANNED, SKIPPED) or (target / name).is_file()):
            outcomes[name] = known
            results.resumed += 1
        else:
            own = replace(request, sources=(str(source / name),), output=target / name)
            waiting.append(_Task(name, own))
    try:
        for number, (task, outcome) in enumerate(_outcomes(waiting, workers), 1):
            outcomes[task.name] = outcome
            done.add(task.name, source / task.name, outcome)
            if number % _SAVE_EVERY == 0:
                done.save()
            progress("planning", results.resumed + number, len(names))
    finally:
        done.save()
    outcomes |= dict.fromkeys({*_calendars_in(target)} - {*names}, LEFT)
    results.by_outcome.update(outcomes.values())
    write_bytes(target / RESULTS, _table(sorted(outcomes.items())))
    return results


def _calendars_in(folder: Path) -> list[str]:
    """Return the .ics files in a folder and below it, in order; also a link that leads nowhere: it has to be told."""
    found = (path for path in folder.rglob("*.ics") if path.is_file() or (path.is_symlink() and not path.exists()))
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _outcomes(tasks: Sequence[_Task], workers: int) -> Iterator[tuple[_Task, str]]:
    """Yield what came of each task. One that ends its process is tried once more by itself, the others go on."""
    remaining = deque(tasks)
    while remaining:
        running: deque[tuple[_Task, Future[str]]] = deque()
        with ProcessPoolExecutor(workers, initializer=_begin) as pool:
            try:
                while remaining or running:
                    while remaining and len(running) < 4 * workers:
                        running.append((remaining[0], pool.submit(_plan_one, remaining[0])))
                        remaining.popleft()
                    task, future = running[0]
                    outcome = future.result()
                    running.popleft()
                    yield task, outcome
            except BrokenProcessPool:
                suspects = [task for task, _ in running]
        for task in suspects if running else ():
            yield task, _by_itself(task)


def _by_itself(task: _Task) -> str:
    with ProcessPoolExecutor(1, initializer=_begin) as pool:
        try:
            return pool.submit(_plan_one, task).result()
        except BrokenProcessPool:
            return _CRASHED


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run itself is interrupted, and ends its workers
    from followcal.shell.holiday_data import alone_in_this_process

    alone_in_this_process()


def _plan_one(task: _Task) -> str:
    from followcal.shell.commands import plan_files

    try:
        output = task.request.output
        if output is not None:
            output.parent.mkdir(parents=True, exist_ok=True)
        return SKIPPED if plan_files(task.request).problems else PLANNED
    except FollowcalError as error:
        return next((why for kind, why in _WHY if isinstance(error, kind)), "failed")
    except Exception as error:  # one file never stops the others
        if os.environ.get("FOLLOWCAL_DEBUG"):
            raise
        return f"{_UNEXPECTED} ({type(error).__name__})"


class _Done:
    """Which files were done, in which state, with which options."""

    def __init__(self, path: Path, request: Request) -> None:
        values = asdict(request)
        values["now"] = request.now.date()  # plans of another day are other plans
        kept = {name: sorted(held) if isinstance(held, frozenset) else held for name, held in values.items()}
        told = repr({name: held for name, held in kept.items() if name not in ("sources", "home_zone", "progress")})
        self._path, self._options = path, sha256(f"{__version__} {told}".encode()).hexdigest()
        try:
            held = json.loads(path.read_bytes())
            known = held["files"] if held["options"] == self._options else {}
            self._files = {str(name): (str(state), str(outcome)) for name, (state, outcome) in known.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self._files = {}

    def outcome(self, name: str, path: Path) -> str | None:
        """Return what came of a file, if it is still as it was."""
        state, outcome = self._files.get(name, ("", ""))
        return outcome if state == _state(path) else None

    def add(self, name: str, path: Path, outcome: str) -> None:
        self._files[name] = (_state(path), outcome)

    def save(self) -> None:
        write_bytes(self._path, json.dumps({"options": self._options, "files": self._files}).encode())


def _state(path: Path) -> str:
    try:
        stat = path.stat()
    except OSError:
        return "gone"
    return f"{stat.st_size} {stat.st_mtime_ns}"


def _table(rows: Sequence[tuple[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("file", "outcome"))
    writer.writerows(rows)
    return out.getvalue().encode("utf-8", "surrogateescape")
