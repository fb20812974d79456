"""Discreet mode: what may be seen by others names nobody, and does not say that somebody looks for a job."""

from __future__ import annotations

from datetime import date, datetime

from followcal.core.policy import Kind
from followcal.core.wording import day_text

NEUTRAL_PRODID = "-//reminders//reminders//EN"
"""By what a calendar that was written in discreet mode is known again."""


def is_neutral(text: str) -> bool:
    """Return whether a calendar was written in discreet mode."""
    return f"\nPRODID:{NEUTRAL_PRODID}" in text[:1000]


_TITLES = {
    Kind.PREP: "Prepare",
    Kind.DEBRIEF: "Take notes",
    Kind.CHECK_IN: "Call or write",
    Kind.MATERIALS: "Send a file",
}


def neutral_title(kind: Kind, latest: datetime, seen_from: date | None = None) -> str:
    """Return a title that says what to do, and neither for whom nor why; the year as `day_text` has it.

    >>> neutral_title(Kind.THANK_YOU, datetime(2026, 12, 4, 17))
    'Write a mail, by Fri 4 Dec'
    """
    title = _TITLES.get(kind, "Write a mail")
    return title if kind is Kind.PREP else f"{title}, by {day_text(latest, seen_from)}"
