"""How dates, spans and names are written in a plan: in English, the weekday always visible.

Names of days come from here and never from the environment: the same input gives the same bytes anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_text(day: date, seen_from: date | None = None) -> str:
    """Return `day` with its weekday, and with its year if that is not the one of `seen_from`; None: without.

    What stands in an event is seen from the interview: it must not change because time passes.

    >>> day_text(date(2026, 12, 4)), day_text(date(2027, 1, 4), date(2026, 12, 4))
    ('Fri 4 Dec', 'Mon 4 Jan 2027')
    """
    year = "" if seen_from is None or seen_from.year == day.year else f" {day.year}"
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}{year}"


def time_text(moment: datetime, seen_from: date | None = None) -> str:
    """Return `moment` as day and time, as its own zone shows them; the year as `day_text` has it.

    >>> time_text(datetime(2026, 12, 4, 9, 5))
    'Fri 4 Dec, 09:05'
    """
    return f"{day_text(moment, seen_from)}, {clock_text(moment)}"


def days_named(text: str) -> tuple[str, ...]:
    """Return the days that a text names in the way of plans and drafts, each once, as `day_text` writes them.

    >>> days_named("By Fri 4 Dec, 09:05. We met on Friday, 4 December; or was it Thursday, 3 December?")
    ('Fri 4 Dec', 'Thu 3 Dec')
    """
    found = re.findall(rf"\b({'|'.join(_WEEKDAYS)})[a-z]*,?\s+([0-9]+)\s+({'|'.join(_MONTHS)})", text)
    return tuple(dict.fromkeys(" ".join(parts) for parts in found))


def clock_text(moment: datetime) -> str:
    """Return the time of day of `moment`, as its own zone shows it.

    >>> clock_text(datetime(2026, 12, 4, 9, 5))
    '09:05'
    """
    return f"{moment.hour:02}:{moment.minute:02}"


def is_elsewhere(moment: datetime, now: datetime) -> bool:
    """Return whether clocks in the zone of `moment` show another time than those of a reader, whose time is `now`."""
    return moment.utcoffset() != moment.astimezone(now.tzinfo).utcoffset()


def reader_text(moment: datetime, now: datetime) -> str:
    """Return `moment` as the clock of a reader shows it, whose time is `now`.

    Where clocks in the moment's own zone show another time, that stands beside it, with the zone.

    >>> from zoneinfo import ZoneInfo
    >>> here, there = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")
    >>> reader_text(datetime(2026, 12, 4, 9, tzinfo=here), datetime(2026, 11, 30, tzinfo=here))
    'Fri 4 Dec, 09:00'
    >>> reader_text(datetime(2026, 12, 4, 15, tzinfo=there), datetime(2026, 11, 30, tzinfo=here))
    'Fri 4 Dec, 07:00 (15:00 Asia/Tokyo)'
    >>> reader_text(datetime(2026, 12, 4, 7, tzinfo=there), datetime(2026, 11, 30, tzinfo=here))
    'Thu 3 Dec, 23:00 (Fri 4 Dec, 07:00 Asia/Tokyo)'
    """
    here = moment.astimezone(now.tzinfo)
    text = time_text(here, now)
    if not is_elsewhere(moment, now):
        return text
    there = clock_text(moment) if here.date() == moment.date() else time_text(moment, now)
    return f"{text} ({there} {moment.tzinfo})"


def span_text(first: date, last: date, seen_from: date | None = None) -> str:
    """Return the days from `first` to `last`, both included; the year as `day_text` has it.

    >>> span_text(date(2026, 11, 30), date(2026, 12, 2))
    'Mon 30 Nov to Wed 2 Dec'
    >>> span_text(date(2027, 1, 4), date(2027, 1, 11), date(2026, 12, 4))
    'Mon 4 Jan to Mon 11 Jan 2027'
    """
    until = day_text(last, seen_from)
    if first == last:
        return until
    return f"{day_text(first, None if first.year == last.year else seen_from)} to {until}"


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
