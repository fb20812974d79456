"""Hours and weekdays of the work itself, and how long an interview takes: no promise comes with them.

"Monday to Friday, eight to five", "de lunes a sábado", "the test takes two hours".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from followcal.formats.phrases.clauses import Clause
from followcal.formats.phrases.findings import Saying
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.recurring import is_only_an_hour
from followcal.formats.phrases.strangers import is_strange
from followcal.formats.phrases.times import Timed

_HOURS = 24
_PLACES = ("in", "on")
"""How a place is led, as far as a day may be as well."""

_DIGITS = frozenset("0123456789")
_NAMING = frozenset(("weekday", "period", "holiday"))
_MOST_HOURS_OF_A_DAY = 12
_LASTING = ("week", "month", "year")
_LONG = ("month", "year")


def is_of_a_timetable(line: Line, timed: Timed) -> bool:
    """Return whether days or hours are those of a working week: "four tens, Monday to Thursday", "thirty hours"."""
    if timed.when.amount and timed.when.amount.unit == "hour":
        return timed.relation == "on" and sum(not mark.is_known for mark in line.marks) > 1
    return timed.relation == "on" and _is_from_to(line, timed.start)


def is_of_somebody(line: Line, timed: Timed) -> bool:
    """Return whether days like those of a working week are when somebody is busy: "I'm at the show Monday to Friday".

    But not "we work four tens, Monday to Thursday", nor "you'd be with me Monday to Thursday".
    """
    if not is_of_a_timetable(line, timed) or timed.when.amount:
        return False
    before = [line.at(place) for place in range(timed.start)]
    if any(mark.kind == "sign" or {"you", "hours"} & mark.senses.keys() for mark in before):
        return False
    is_there = any(one.senses.get("relation") in _PLACES and not two.is_known for one, two in pairwise(before))
    return is_there or any("we" in mark.senses for mark in before)


def is_of_a_contract(line: Line, clause: Clause, timed: Timed) -> bool:
    """Return whether a time is one of the terms of the work, or of a thing that it is named by.

    "37.5 hours", "for twelve weeks", "a free weekend ticket". `clause`: one that promises nothing itself.
    """
    amount = timed.when.amount
    if amount is None:
        return timed.end == timed.start + 1 and _is_of_a_noun(line, timed)
    if amount.unit == "hour":
        is_of_a_week = amount.high > _MOST_HOURS_OF_A_DAY and amount.high % _MOST_HOURS_OF_A_DAY > 0
        return timed.relation == "on" and is_of_a_week and not _is_denied(line, clause)
    relation = line.sense(timed.start, "relation")
    is_lasting = (amount.unit in _LASTING and relation == "during") or relation == "over"
    is_lasting |= amount.unit in _LONG and timed.relation == "after"  # "$21 after six months"
    return is_lasting and _tells_how_much(line, clause, timed) and is_strange(line, clause)


def _tells_how_much(line: Line, clause: Clause, timed: Timed) -> bool:
    """Return whether a clause tells how much there is for a time: "€640 a week for twelve weeks"."""
    places = (*range(clause.start, timed.start), *range(timed.end, clause.end))
    return any(not _DIGITS.isdisjoint(line.marks[place].text) for place in places)


def _is_denied(line: Line, clause: Clause) -> bool:
    return any("not" in line.at(place).senses for place in range(clause.start, clause.end))


def tells_what_kind(line: Line, timed: Timed) -> bool:
    """Return whether a holiday only tells what kind of people or work is meant: "14 Xmas temps", "the Easter rota".

    Not behind a bound, nor before a name: "by Christmas xyz", "on Christmas Day Xyz will call".
    """
    return "holiday" in line.marks[timed.start].senses and _is_of_a_noun(line, timed)


def _is_of_a_noun(line: Line, timed: Timed) -> bool:
    """Return whether a day or a weekend stands before its noun: "the Saturday girl", "free weekend tickets"."""
    if timed.end > timed.start + 1 or _NAMING.isdisjoint(line.marks[timed.start].senses):
        return False
    behind = line.at(timed.end)
    if behind.kind != "word" or behind.senses or "holiday" in line.at(timed.end + 1).senses:
        return False  # "the Australia Day public holiday"
    start = timed.start - 1
    start -= line.at(start).kind == "word" and not line.at(start).senses  # "a free weekend ticket"
    before = line.at(start)
    is_led = before.senses.get("link") == "the" or "number" in before.senses or before.kind == "number"
    return (is_led or "we" in before.senses) and "relation" not in {**line.at(start - 1).senses, **before.senses}


def is_an_hour_alone(line: Line, timed: Timed) -> bool:
    """Return whether it is an hour without its day, behind a day that was named: "Friday. The shift is 2:30 to 11"."""
    return line.then is not None and not timed.when.amount and bool(timed.when.notes) and is_only_an_hour(line, timed)


def is_each_week(line: Line, timed: Timed) -> bool:
    """Return whether a range of weekdays is led by "from": "de lunes a sábado" is a week of work, no promise."""
    return "hours" in line.at(timed.start).senses and _is_from_to(line, timed.start + 1)


def is_a_timetable(line: Line, days: Sequence[Timed]) -> bool:
    """Return whether hours stand beside a range of weekdays: "Monday to Friday, eight to five"."""
    spans = [timed for timed in days if timed.when.first != timed.when.last]
    if _is_of_several_days(line):
        return True
    ranges = [t for t in spans if _is_from_to(line, t.start) or _is_from_to(line, line.skip(t.start + 1, "link"))]
    if not ranges:
        return False
    inside = {place for timed in ranges for place in range(timed.start, timed.end)}
    return any(_is_an_hour(line, place) for place in range(len(line.marks)) if place not in inside)


def _is_of_several_days(line: Line) -> bool:
    """Return whether weekdays are joined by "and", with hours from one to another: "lundi et jeudi de 8 h à 16 h"."""
    days = [place for place, mark in enumerate(line.marks) if "weekday" in mark.senses]
    if not days[1:] or not any(line.join(place) == "and" for place in range(days[0], days[-1])):
        return False
    for place in range(days[-1] + 1, len(line.marks)):
        end = place + 1 + ("suffix" in line.at(place + 1).senses)
        if line.join(end) == "to" and _is_an_hour(line, place) and _is_an_hour(line, end + 1):
            return True
    return False


def _is_an_hour(line: Line, place: int) -> bool:
    number = line.number(place) if line.at(place).kind == "number" else int(line.sense(place, "number") or 0)
    return (
        1 < number <= _HOURS
        and "month" not in line.at(place + 1).senses
        and (line.sense(place + 1, "unit") in (None, "hour"))
    )


def counts_from_a_duration(line: Line, result: Saying) -> bool:
    """Return whether an answer comes after an event of which only the hours are told.

    "The test takes two hours, and we call afterwards."
    """
    if not result.events and not result.starts:
        return False
    hours = [t for t in (*result.events, *result.starts) if t.when.amount and t.when.amount.unit == "hour"]
    lasting = {t.last_day(line) for t in hours if t.relation == "on"}
    return any(t.relation == "after" and t.when.first in lasting for t, _ in result.answers)


def _is_from_to(line: Line, place: int) -> bool:
    """Return whether a range of weekdays stands there: "Monday to Thursday"."""
    is_range = line.join(place + 1) == "to"
    return is_range and all("weekday" in line.at(near).senses for near in (place, place + 2))


def counts_on(clauses: list[Clause], span: Timed, thens: list[int]) -> bool:
    """Return whether "then" may lead a span back to what came before: not "it closes Friday, and a week after that"."""
    is_its = any(span.start <= place < span.end for place in thens)
    is_dated = is_its and any(timed.end <= span.start and timed.is_dated for c in clauses for timed in c.times)
    return bool(thens) and not is_dated
