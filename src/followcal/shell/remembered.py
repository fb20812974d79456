"""The interviews that the follow-up calendar remembers, and which of them is meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct, field

from followcal.core.interview import Interview, rounds
from followcal.core.planning import with_roles
from followcal.core.policy import Kind
from followcal.core.wording import day_text, printable
from followcal.errors import ForeignFileError, UsageError
from followcal.shell.request import Request
from followcal.shell.search import Search, open_search

DEFAULT_CALENDAR = "followups.ics"
_LISTED = 6


class Remembered(Struct, frozen=True):
    """What a follow-up calendar holds."""

    rounds: tuple[Interview, ...] = ()
    steps: dict[str, tuple[Kind, tuple[str, str]]] = field(default_factory=dict)
    """Kind and interview of each event, by UID."""


def remembered(name: str | None, now: datetime) -> Remembered:
    """Return what the calendar of this name holds, as the user corrected it in the forms.

    Without a name, it is followups.ics here, if it is there.
    """
    path = Path(name or DEFAULT_CALENDAR)
    try:
        search = open_search(Request(sources=(), now=now, home_zone=lambda: UTC, output=path, as_todos=None))
    except ForeignFileError:
        raise UsageError(f"{path}: not written by followcal: name your follow-up calendar with --calendar") from None
    if name and search.memory.is_new:
        raise UsageError(f"{path}: no such file: name your follow-up calendar with --calendar")
    return remembered_of(search)


def remembered_of(search: Search) -> Remembered:
    """Return what the calendar of a search holds, as the user corrected it in the forms."""
    steps = {uid: (item.standing.kind, item.standing.interview) for uid, item in search.items.items()}
    return Remembered(with_roles(rounds(search.everything.values())), steps)


def chosen(found: Sequence[Interview], only: Sequence[str]) -> list[Interview]:
    """Return the rounds whose UID, title, company or role has one of the texts (--only). Raises UsageError for none."""
    if not only:
        return list(found)
    kept = [interview for interview in found if any(_is_meant(interview, text) for text in only)]
    if not kept:
        raise UsageError(f"--only {' or '.join(only)}: no interview of the calendar is called so: {_listed(found)}")
    return kept


def _is_meant(interview: Interview, text: str) -> bool:
    named = (interview.summary, interview.company, interview.role)
    uids = {event.uid for event in interview.events}
    return text in uids or any(text.casefold() in name.casefold() for name in named if name)


def one_round(found: Sequence[Interview], now: datetime) -> Interview:
    """Return the round to write about: of the one application, the last that was held. Raises UsageError."""
    if len({interview.application for interview in found}) > 1:
        raise UsageError(f"several interviews: name one with --only TEXT: {_listed(found)}")
    held = [interview for interview in found if interview.end.timestamp() <= now.timestamp()]
    return max(held, key=lambda each: each.end.timestamp()) if held else found[0]


def _listed(found: Sequence[Interview]) -> str:
    names = dict.fromkeys(
        f"{interview.company or interview.summary or interview.uid}"
        f" ({interview.role or 'role not known'}, {day_text(interview.day)} {interview.day.year})"
        for interview in found
    )
    shown = [printable(name)[:80] for name in names]
    return ", ".join(shown[:_LISTED]) + (f" and {len(shown) - _LISTED} more" if len(shown) > _LISTED else "")
