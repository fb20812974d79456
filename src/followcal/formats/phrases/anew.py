"""Whether "and" between two days joins them: "the 14th and the 15th", but "by the 14th and on the 21st you'll hear"."""

from __future__ import annotations

from followcal.formats.phrases.line import Line

_BOUNDS = ("before", "by")
_STARTS = {"we", "you", "answer", "silence"}
_EVENTS = {"meeting", "start", "posting", "background", "deadline", "wish"}
_PROMISES = {"answer", "reach", "silence", "not"}
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
    if not _STARTS & line.at(behind).senses.keys():
        return False
    before = [line.at(place).senses.keys() for place in range(max(0, first - _LONGEST_CLAUSE), first)]
    is_of_somebody = any("we" in senses for senses in before)  # "I'll xyz it over the weekend and Monday I'll ring you"
    is_of_somebody &= not any(_PROMISES & senses for senses in before)
    return is_of_somebody or any(_EVENTS & senses for senses in before)


def parts_a_clause(line: Line, first: int, dash: int, *, is_bound: bool) -> bool:
    """Return whether a dash with spaces leads to a clause of its own, no range: "by next Friday - on Tuesday we meet".

    So does one behind a date: "by 27 May - Monday is a holiday"; but not "24 December - 3 January", nor "Monday -
    Wednesday". `is_bound`: a word such as "until" leads the day.
    """
    if line.at(dash).text != "-" or line.is_joined(dash - 1):
        return False
    behind = line.at(dash + 1).senses
    inside = [line.at(place) for place in range(first, dash)]
    if "relation" in behind or "link" in behind or any({"which", "unit"} & mark.senses.keys() for mark in inside):
        return True
    is_bound |= line.at(dash - 1).kind == "number" or "month" in line.at(dash - 1).senses
    after = line.at(dash + 2)
    return "weekday" in behind and is_bound and after.kind == "word" and "month" not in after.senses


def _is_bound(line: Line, place: int) -> bool:
    """Return whether a bound leads a day: "avant le 14"."""
    for near in range(place - 1, place - 1 - _LONGEST_LEAD, -1):
        if line.sense(near, "relation") in _BOUNDS:
            return True
        if "link" not in line.at(near).senses:
            return False
    return False
