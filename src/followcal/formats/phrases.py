"""What the employer said, as a date: ``2026-12-04`` or ``by 2026-12-04``. Other words are refused, never guessed at."""

from __future__ import annotations

import re
from datetime import date

from followcal.core.timeline import AnswerBy, StatedTimeline
from followcal.core.wording import day_text
from followcal.errors import UsageError


def read_stated(text: str, said_on: date | None = None) -> StatedTimeline:
    """Return the timeline that `text` states. "By X" includes X.

    >>> read_stated("by 2026-12-04").answer_due
    datetime.date(2026, 12, 4)
    """
    match = re.fullmatch(r"(?:by\s+)?(\d{4}-\d{2}-\d{2})", text.strip(), re.IGNORECASE)
    if not match:
        raise UsageError(f"--they-said {text!r} is not understood: write a date, such as 2026-12-04 or 'by 2026-12-04'")
    day = read_date(match[1], "--they-said")
    if said_on and day < said_on:
        raise UsageError(f"--they-said {text!r}: the date lies before the day it was said, {said_on}")
    return StatedTimeline(AnswerBy(day), text=f"by {day_text(day)} {day.year}", said_on=said_on)


def read_date(text: str, option: str) -> date:
    """Return an ISO date given for `option`. Raises UsageError, also for a date that does not exist.

    >>> read_date("2026-02-30", "--closed")
    Traceback (most recent call last):
    followcal.errors.UsageError: --closed 2026-02-30: there is no such date, write one as 2026-12-04
    """
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text}: there is no such date, write one as 2026-12-04") from None
