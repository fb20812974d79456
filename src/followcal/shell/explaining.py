"""`followcal why`: the whole reasoning of a plan, or of the steps that are asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from followcal.core.business_days import BusinessCalendar
from followcal.core.interview import Office
from followcal.core.schedule import Schedule, Step
from followcal.core.wording import printable
from followcal.errors import UsageError
from followcal.formats.moves import Moved, last_move, moved
from followcal.formats.own_text import is_marked
from followcal.shell import files
from followcal.shell.interviews import countable
from followcal.shell.request import Request
from followcal.shell.search import Search, decide, open_calendar

_LISTED = 6


class Why(Struct, frozen=True):
    """The events that are asked about, and what moved them."""

    schedule: Schedule
    events: tuple[tuple[Step, ...], ...]
    calendars: Mapping[Office, BusinessCalendar]
    moves: Mapping[str, Moved]
    warnings: list[str]


def calendar_named(output: str | None, words: Sequence[str]) -> tuple[str | None, list[str]]:
    """Return the calendar and the words that are left: a first word that is a calendar of ours names it."""
    if words and (words[0].lower().endswith(".ics") or Path(words[0]).is_file() or _is_kept(Path(words[0]))):
        return words[0], list(words[1:])
    return output, list(words)


def _is_kept(folder: Path) -> bool:
    """Return whether follow-ups are kept in a folder: one of invitations may be called as a step is."""
    return folder.is_dir() and any(is_marked(files.read_bytes(str(p), p)) for p in folder.glob("*.ics"))


def why(request: Request, words: Sequence[str]) -> Why:
    """Return the reasoning of events in the calendar file, as `why_in`."""
    return why_in(open_calendar(request), words)


def why_in(search: Search, words: Sequence[str]) -> Why:
    """Return the reasoning of the events that have all `words` in what they say; without words, of all.

    Raises UsageError where no event has them.
    """
    decision = decide(search, countable(list(search.everything.values()), search.problems))
    events = list(decision.schedule.events())
    found = [event for event in events if _is_meant(event, words)]
    if words and not found:
        known = [printable(event[0].summary)[:60] for event in events]
        shown = ", ".join(known[:_LISTED]) + (f" and {len(known) - _LISTED} more" if len(known) > _LISTED else "")
        raise UsageError(f"no step is called {' '.join(words)!r}: there is {shown or 'none'}")
    moves = {}
    for first, *_ in found:
        item = decision.mine.get(first.uid)
        if change := moved(first, item, search.read.told_since(first.interview)) or last_move(first, item):
            moves[first.uid] = change
    warnings = [*search.problems, *map(str, search.read.unread)]
    return Why(decision.schedule, tuple(found), decision.calendars, moves, warnings)


def _is_meant(event: Sequence[Step], words: Sequence[str]) -> bool:
    step = event[0]
    interview = step.interview
    texts = [step.uid, step.kind.value, step.summary, interview.summary, interview.company, interview.role]
    texts += [text for each in event if each.to for text in (each.to.name, each.to.email)]
    said = "\n".join(text for text in texts if text).casefold()
    return all(word.casefold() in said for text in words for word in text.split())
