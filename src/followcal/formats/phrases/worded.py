"""Days of the month whose numbers are written out, as French and Spanish do it: "le quinze mars", "el día veinte"."""

from __future__ import annotations

from followcal.formats.phrases.line import Line

_MOST_DAYS = 31
_COUNTED = frozenset(("unit", "number", "vague", "which", "you"))
"""What makes a number behind an article one of people or of time: "los dos finalistas"."""


def worded_day(line: Line, place: int) -> int:
    """Return the number of a day that is written out at `place`; 0: none is.

    What leads to it, is the article of a day ("le", "el", "du", "al"), a weekday or the word for a day. The first is so
    only before its month: "el uno de marzo", not "el uno".
    """
    word = line.sense(place, "number") or ""
    number = int(word) if word.isdecimal() else 0
    if not 0 < number <= _MOST_DAYS or not _is_led(line, place):
        return 0
    behind = line.at(place + 1).senses
    if number == 1:
        return int("month" in line.at(line.skip(place + 1, "link")).senses)
    return 0 if not _COUNTED.isdisjoint(behind) else number


def _is_led(line: Line, place: int) -> bool:
    before = line.at(place - 1).senses
    is_article = "relation" in before and "link" in before and "hours" not in before
    return is_article or "weekday" in before or ("unit" in before and before["unit"] == "day" and _is_one(line, place))


def _is_one(line: Line, place: int) -> bool:
    return "plural-unit" not in line.at(place - 1).senses
