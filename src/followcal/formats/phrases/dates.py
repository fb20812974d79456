"""A date as ISO 8601 writes it, given for an option or as what was said. Nothing else is guessed at here."""

from __future__ import annotations

from datetime import date

from followcal.core.timeline import AnswerBy, StatedTimeline
from followcal.core.wording import day_text
from followcal.errors import UsageError
from followcal.regex import regex

_ISO = regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_date(text: str, option: str) -> date:
    """Return an ISO date given for `option`. Raises UsageError, also for a date that does not exist.

    >>> read_date("2026-02-30", "--closed")
    Traceback (most recent call last):
    followcal.errors.UsageError: --closed 2026-02-30: there is no such date, write one as 2026-12-04
    """
    try:
        if not _ISO.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text}: there is no such date, write one as 2026-12-04") from None


def read_bare_date(text: str, said_on: date) -> StatedTimeline | None:
    """Return what a bare date states, ``2026-12-04`` or ``by 2026-12-04``; None: it is something else.

    Raises UsageError for a date that does not exist or lies before the day it was said.

    >>> read_bare_date("by 2026-12-04", date(2026, 11, 18)).text
    'by Fri 4 Dec 2026'
    """
    bare = text.strip().lower().removeprefix("by ").strip()
    if not _ISO.fullmatch(bare):
        return None
    day = read_date(bare, "--they-said")
    if day < said_on:
        raise UsageError(
            f"--they-said {text!r}: {day_text(day)} {day.year} lies before the day it was said, "
            f"{day_text(said_on)} {said_on.year} ({said_on})"
        )
    return StatedTimeline(AnswerBy(day), text=f"by {day_text(day)} {day.year}", said_on=said_on)
