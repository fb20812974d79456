"""Days as users write them: a closed grammar over the words of `form.toml`.

What does not fit is None, never guessed at. A day without a year is the nearest one; a day whose weekday is not its
own, and a day such as 4/12 that two countries read in two ways, are not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache

from followcal.formats.form_words import form_words, keys
from followcal.formats.typed import key_of
from followcal.regex import regex

_ISO = regex(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = regex(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?")
_SLASHED = regex(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?")
_AGO = regex(r"(\d{1,2}) days? ago|vor (\d{1,2}) tagen|il y a (\d{1,2}) jours?|ha(?:ce)? (\d{1,2}) dias?")
_DATE_WORDS = 8


def read_day(text: str, on: date, *, ahead: bool = False) -> date | None:
    """Return the day that is named, seen from the day `on`; None: none is, or not for sure.

    A bare weekday is the last one, today included; `ahead`: the next one, today not included.

    >>> str(read_day("Fri 4 Dec", date(2026, 11, 25))), read_day("Thu 4 Dec", date(2026, 11, 25))
    ('2026-12-04', None)
    """
    words = key_of(text).replace(",", " ").strip(" .;!").split()
    around = keys("dates", "around")
    whole = " ".join(words)
    while words and words[0] in around and whole not in _relative():
        words.pop(0)
        whole = " ".join(words)
    if not words or len(words) > _DATE_WORDS:
        return None
    try:
        if whole in _relative():
            return on + timedelta(days=_relative()[whole])
        ago = _AGO.fullmatch(whole)
        if ago:
            return on - timedelta(days=int(next(group for group in ago.groups() if group)))
        return _named_day([word for word in words if word not in around], on, ahead=ahead)
    except (ValueError, OverflowError):
        return None


@cache
def _relative() -> Mapping[str, int]:
    return {key_of(word): days for word, days in form_words()["dates"]["relative"].items()}


@cache
def _numbers(name: str) -> Mapping[str, int]:
    return {key_of(word): n for n, words in enumerate(form_words()["dates"][name]) for word in words}


def _named_day(words: Sequence[str], on: date, *, ahead: bool) -> date | None:
    """Return the day in words such as fri 4 dec 2026, in any order. Raises ValueError for a day that does not exist."""
    weekday = day = None
    rest = []
    for word in words:
        known = _numbers("weekdays").get(word.strip("."))
        if known is not None and weekday is None:
            weekday = known
        else:
            rest.append(word)
    if not rest or (len(rest) == 1 and rest[0] in keys("dates", "last") | keys("dates", "next")):
        return None if weekday is None else _weekday(weekday, on, rest, ahead=ahead)
    day = _date(rest, on)
    return day if day is None or weekday in (None, day.weekday()) else None


def _weekday(weekday: int, on: date, which: Sequence[str], *, ahead: bool) -> date | None:
    if which and which[0] in keys("dates", "next"):  # the one of next week: the later reading
        return on + timedelta(days=7 - on.weekday() + weekday) if ahead else None
    if which or not ahead:
        back = (on.weekday() - weekday) % 7 or (7 if which else 0)
        return None if which and ahead else on - timedelta(days=back)
    return on + timedelta(days=(weekday - on.weekday()) % 7 or 7)


def _date(words: Sequence[str], on: date) -> date | None:
    if len(words) == 1:
        return _numeric(words[0], on)
    months = [_numbers("months")[word.strip(".")] + 1 for word in words if word.strip(".") in _numbers("months")]
    numbers = [m[1] for word in words if (m := re.fullmatch(r"([0-9]{1,2}|[0-9]{4})(?:st|nd|rd|th|er|\.|º)?", word))]
    years = [int(number) for number in numbers if len(number) == 4]
    days = [int(number) for number in numbers if len(number) < 4]
    if len(months) != 1 or len(days) != 1 or len(years) > 1 or len(months) + len(numbers) != len(words):
        return None
    return date(years[0], months[0], days[0]) if years else _nearest(months[0], days[0], on)


def _numeric(word: str, on: date) -> date | None:
    if iso := _ISO.fullmatch(word):
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    if dotted := _DOTTED.fullmatch(word) or _DOTTED.fullmatch(f"{word}."):
        return _day_month(dotted[1], dotted[2], dotted[3], on)
    slashed = _SLASHED.fullmatch(word)
    if not slashed:
        return None
    first, second = int(slashed[1]), int(slashed[2])
    if second > 12:
        return _day_month(slashed[2], slashed[1], slashed[3], on)
    return _day_month(slashed[1], slashed[2], slashed[3], on) if first > 12 or first == second else None


def _day_month(day: str, month: str, year: str | None, on: date) -> date:
    return date(int(year), int(month), int(day)) if year else _nearest(int(month), int(day), on)


def _nearest(month: int, day: int, on: date) -> date:
    """Return the day of that name nearest to `on`. Raises ValueError if none of the years around has it."""
    found = []
    for year in (on.year - 1, on.year, on.year + 1):
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return min(found, key=lambda each: abs(each - on))


def day_at_end(text: str, on: date, *, ahead: bool = False) -> Iterator[tuple[str, date | None]]:
    """Yield the ways to cut a day from the end of a text, the longest day first, the text without a day last.

    >>> next(day_at_end("Ann Lee on Fri 20 Nov", date(2026, 11, 25)))
    ('Ann Lee', datetime.date(2026, 11, 20))
    """
    words = text.split()
    for cut in range(max(0, len(words) - _DATE_WORDS), len(words)):
        day = read_day(" ".join(words[cut:]), on, ahead=ahead)
        if day:
            yield " ".join(words[:cut]).rstrip(" ,;:-("), day
    yield text, None
