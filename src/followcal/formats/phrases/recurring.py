"""Times that come again and again, or began long ago: they are those of the work itself, and no promise.

"Fridays", "every other weekend", "one Saturday in three", "the job has been up since the 3rd".
"""

from __future__ import annotations

from collections.abc import Set

from followcal.formats.phrases.hours import hour_at
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.times import Timed

_TURNS = frozenset(("ordinal", "which", "number"))
"""What may stand between "every" and a day: "every other Friday", "jeden zweiten Samstag"."""

_LONGEST_TURN = 2
_NEAR = 5
_DAYS_OFF = ("holiday", "holidays", "weekend")
_OUT_OF = ("in", "over", "on")


def recurs(line: Line, timed: Timed, senses: Set[str]) -> bool:
    """Return whether a time comes again and again: "Fridays", "every other weekend", "one Saturday in three".

    But not "on the second Friday", nor "one day in March". `senses`: all of the time itself.
    """
    if are_hours(line, timed) or _is_a_rate(line, timed):
        return True
    if "each-week" in senses:
        return "number" not in line.marks[timed.start].senses  # "two Fridays from now"
    start = timed.start
    while start and start > timed.start - _LONGEST_TURN and not _TURNS.isdisjoint(line.marks[start - 1].senses):
        start -= 1
    if "odd" in senses or (start and "odd" in line.marks[start - 1].senses):
        return any(line.sense(place, "odd") == "each" for place in range(start - 1, timed.end))
    return timed.end < len(line.marks) and is_out_of(line, timed.end) and _is_counted(line, timed.start)


def are_hours(line: Line, timed: Timed) -> bool:
    """Return whether a time is no more than hours from one to another: "de 7 h à 15 h 36", not "Friday, 9 to 5"."""
    if line.sense(timed.start, "relation") != "between":
        return False
    first = hour_at(line, line.skip(timed.start + 1, "link"))
    second = line.skip(first + 1, "link")
    return bool(first) and line.join(first) == "to" and second < timed.end <= hour_at(line, second)


def is_an_hour(line: Line, timed: Timed) -> bool:
    """Return whether a time is no more than an hour: "bis 14 Uhr"."""
    return timed.end <= hour_at(line, line.skip(timed.start, "relation", "link", "hedge"))


def has_begun(line: Line, timed: Timed) -> bool:
    """Return whether a time is one since when, or for how long, something is so: "since 2011", "been here two years".

    Also days off that were enjoyed: "hope you had a lovely Easter".
    But not "since Monday is a holiday".
    """
    if "since" in line.at(timed.start).senses or "since" in line.at(timed.start - 1).senses:  # "seit dem 3."
        behind = line.at(timed.end)
        return behind.kind != "word" or not behind.is_known or bool(behind.senses)
    is_off = timed.relation == "on" and timed.when.unit in _DAYS_OFF and "relation" not in line.at(timed.start).senses
    if not (timed.when.amount or is_off):
        return False
    before = [line.at(place).senses for place in range(max(0, timed.start - _NEAR), timed.start)]
    if any("condition" in senses for senses in before):  # "if it's been two weeks"
        return False
    return any("was" in senses or senses.get("gone") == "was" for senses in before)


def _is_a_rate(line: Line, timed: Timed) -> bool:
    """Return whether a unit tells how much comes each time: "dos camisas al año", "1.200 al mes"."""
    first, before = line.at(timed.start), line.at(timed.start - 1)
    is_each = first.senses.get("join") == "to" and "link" in first.senses and timed.end == timed.start + 2
    is_counted = before.kind == "number" or (before.kind == "word" and not before.is_known)
    is_unit = is_each and is_counted and "unit" in line.at(timed.start + 1).senses
    return is_unit and line.is_over(timed.end) and any(mark.kind == "number" for mark in line.marks)


def _is_counted(line: Line, place: int) -> bool:
    return any(line.at(near).kind == "number" or "number" in line.at(near).senses for near in (place - 1, place))


def is_out_of(line: Line, place: int) -> bool:
    """Return whether "in four", "sur deux", "de cada cinco" stand behind a day or a span."""
    senses = line.at(place).senses
    if senses.get("relation") not in _OUT_OF and senses.get("link") != "of":
        return False
    start = place + 1 + (line.sense(place + 1, "odd") == "each")  # "de cada cinco"
    behind = line.at(start)
    is_number = behind.kind == "number" or behind.senses.get("number", "1") != "1"
    return is_number and line.is_over(start + 1)


def is_only_an_hour(line: Line, timed: Timed) -> bool:
    """Return whether nothing but an hour is told, or from which to which: "at 10 am", "between 8 and 10"."""
    end = hour_at(line, line.skip(timed.start, "relation", "link", "hedge"))
    if end and line.join(end) in ("to", "or", "and"):
        end = hour_at(line, line.skip(end + 1, "link")) or end
    return end > 0 and line.skip(end, "tail") == timed.end
