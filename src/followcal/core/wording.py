"""How dates, spans and names are written in a plan: in English, the weekday always visible.

Names of days come from here and never from the environment: the same input gives the same bytes anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_text(day: date) -> str:
    """Return `day` with its weekday, without the year.

    >>> day_text(date(2026, 12, 4))
    'Fri 4 Dec'
    """
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def time_text(moment: datetime) -> str:
    """Return `moment` as day and time, as its own zone shows them.

    >>> time_text(datetime(2026, 12, 4, 9, 5))
    'Fri 4 Dec, 09:05'
    """
    return f"{day_text(moment)}, {moment.hour:02}:{moment.minute:02}"


def days_named(text: str) -> tuple[str, ...]:
    """Return the days that a text names in the way of plans and drafts, each once, as `day_text` writes them.

    >>> days_named("By Fri 4 Dec, 09:05. We met on Friday, 4 December; or was it Thursday, 3 December?")
    ('Fri 4 Dec', 'Thu 3 Dec')
    """
    found = re.findall(rf"\b({'|'.join(_WEEKDAYS)})[a-z]*,?\s+([0-9]+)\s+({'|'.join(_MONTHS)})", text)
    return tuple(dict.fromkeys(" ".join(parts) for parts in found))


def span_text(first: date, last: date) -> str:
    """Return the days from `first` to `last`, both included.

    >>> span_text(date(2026, 11, 30), date(2026, 12, 2))
    'Mon 30 Nov to Wed 2 Dec'
    """
    return day_text(first) if first == last else f"{day_text(first)} to {day_text(last)}"


def list_text(names: Sequence[str]) -> str:
    """Return `names` as a phrase.

    >>> list_text(["Ann", "Bo", "Cy"])
    'Ann, Bo and Cy'
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def count_text(count: int, noun: str) -> str:
    """Return a number with its noun.

    >>> count_text(1, "business day"), count_text(-2, "business day")
    ('1 business day', '2 business days')
    """
    return f"{abs(count)} {noun}{'' if abs(count) == 1 else 's'}"


def duration_text(length: timedelta) -> str:
    """Return a length of time in hours and minutes.

    >>> duration_text(timedelta(minutes=150))
    '2 hours 30 minutes'
    """
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    parts = [count_text(count, noun) for count, noun in ((hours, "hour"), (minutes, "minute")) if count]
    return " ".join(parts) or "0 minutes"


def printable(text: str) -> str:
    r"""Return `text` on one line, without control or direction characters.

    Text from a calendar is foreign input: it must not move a terminal's cursor or turn a line around.

    >>> printable("Acme\x1b[31m\n  Ltd")
    'Acme[31m Ltd'
    """
    if not text.isprintable():
        text = "".join(char for char in text if char.isprintable() or char.isspace())
    return " ".join(text.split())
