"""Whether "and" between two days joins them: "the 14th and the 15th", but "by the 14th and on the 21st you'll hear"."""

from __future__ import annotations

from followcal.formats.phrases.line import Line

_BOUNDS = ("before", "by")
_STARTS = {"we", "you", "answer", "silence"}
_EVENTS = {"meeting", "start", "posting", "background", "deadline"}
_LONGEST_CLAUSE = 10
_LONGEST_LEAD = 3


def is_parted(line: Line, first: int, join: int, second: int, behind: int) -> bool:
    """Return whether the second of two days of a month stands in a clause of its own: "antes del 14 y el 21 sabrás".

    `join`: the place of "and", `behind` that behind the second day. A day with an article of its own is no part of a
    bound, nor is one that an answer follows.
    """
    if line.join(join) != "and" or second == join + 1:
        return False
    return _is_bound(line, first) or begins_anew(line, first, line.skip(behind, "link", "month"))


def follows_a_day(line: Line, place: int) -> bool:
    """Return whether a number with its article stands behind a day and "and": "antes del 14 y el 21 conocerás"."""
    if line.join(place - 2) != "and" or "link" not in line.at(place - 1).senses:
        return False
    return line.number(place - 3) > 0 or "month" in line.at(place - 3).senses


def begins_anew(line: Line, first: int, behind: int) -> bool:
    """Return whether "and" leads to a clause of its own: "the board meets on the 15th, and on Friday we call you"."""
    starts = bool(_STARTS & line.at(behind).senses.keys())
    before = range(max(0, first - _LONGEST_CLAUSE), first)
    return starts and any(_EVENTS & line.at(place).senses.keys() for place in before)


def is_dashed_off(line: Line, dash: int, *, is_bound: bool) -> bool:
    """Return whether a dash behind a day leads to a clause of its own: "by 27 May - Monday is a holiday".

    But not "24 December - 3 January", nor "Monday - Wednesday". `is_bound`: a word such as "until" leads the day.
    """
    if line.at(dash).text != "-" or line.is_joined(dash - 1):
        return False
    senses = line.at(dash + 1).senses
    if "relation" in senses:
        return True  # "quince días - en un plazo de ..."
    is_bound |= line.at(dash - 1).kind == "number" or "month" in line.at(dash - 1).senses
    behind = line.at(dash + 2)
    return "weekday" in senses and is_bound and behind.kind == "word" and "month" not in behind.senses


def _is_bound(line: Line, place: int) -> bool:
    """Return whether a bound leads a day: "avant le 14"."""
    for near in range(place - 1, place - 1 - _LONGEST_LEAD, -1):
        if line.sense(near, "relation") in _BOUNDS:
            return True
        if "link" not in line.at(near).senses:
            return False
    return False
