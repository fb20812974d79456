"""Clauses about what is over, was only planned, or is only asked: their days promise nothing.

"We notified the finalists on Friday", "we were going to call on Friday", "if it were up to me, you'd hear by Friday".
"""

from __future__ import annotations

from collections.abc import Iterator

from followcal.formats.phrases.clauses import Clause
from followcal.formats.phrases.findings import Saying
from followcal.formats.phrases.line import Line

_UNREAL = {"condition", "when", "future"}


def bygone(line: Line, clauses: list[Clause]) -> set[int]:
    """Return the numbers of the clauses of what was said before, or holds no more, or never did."""
    first = next(iter(_places(line, "told", "all")), len(line.marks))
    done = [place for place in _places(line, "gone") if _is_past(line, place)]
    return {
        number
        for number, clause in enumerate(clauses)
        if clause.end > first or _is_told(line, clause) or (done and _is_done(line, clause, done))
    }


def _is_told(line: Line, clause: Clause) -> bool:
    """Return whether a clause is of what was said before; leave of it what holds now, where it is put right.

    "The answer I'd promised you for the 20th will now come on the 27th".
    """
    told = next((place for place, key in clause.keys if key == "told"), None)
    if told is None:
        return False
    right = next((place for place in range(told, clause.end) if "correction" in line.at(place).senses), clause.end)
    holds = [timed for timed in clause.times if timed.start > right]
    if holds:
        clause.times, clause.keys = holds, [pair for pair in clause.keys if pair[1] != "told"]
    return not holds


def leave_out_plans(line: Line, clauses: list[Clause], result: Saying) -> None:
    """Leave out days of what was planned or asked for, where no other day comes in their place.

    "We were hoping to decide by Friday, but the owner is ill"; not "... but it will be Monday".
    """
    if not _places(line, "planned"):
        return
    result.unsure = bool(_places(line, "planned", "before"))
    hoped = list(_planned(line, clauses))
    is_if = any("condition" in mark.senses for mark in line.marks)
    found = [timed for timed, _ in (*result.answers, *result.bare)] + ([] if is_if else result.silences)
    if found and all(any(clause.start <= timed.start < clause.end for clause in hoped) for timed in found):
        result.answers, result.bare, result.silences = [], [], result.silences if is_if else []
        result.over = result.answered = True


def _places(line: Line, sense: str, value: str = "") -> list[int]:
    """Return the places of the words that have a sense, or that value of it."""
    return [
        place
        for place, mark in enumerate(line.marks)
        if sense in mark.senses and (not value or mark.senses[sense] == value)
    ]


def _planned(line: Line, clauses: list[Clause]) -> Iterator[Clause]:
    """Yield the clauses of a plan; what is unreal goes on up to a "but": "if I had my way, you'd hear by Friday"."""
    last = max(_places(line, "planned", "before"), default=-1)
    is_unreal = False
    for clause in clauses:
        before = line.at(clause.start - 1)
        is_unreal &= before.text != ";" and "break" not in before.senses
        values = {line.sense(place, "planned") for place in range(clause.start, clause.end)}
        is_unreal |= "all" in values
        is_behind = line.sense(clause.end - 1, "planned") == "behind"
        is_withdrawn = "denied" in values and _is_withdrawn(line, clause)
        if is_unreal or "any" in values or is_behind or is_withdrawn or clause.start < last:
            yield clause


def _is_withdrawn(line: Line, clause: Clause) -> bool:
    """Return whether what was said before is denied: "we won't decide by Friday after all", not "we will after all"."""
    return any({"not", "silence"} & line.at(place).senses.keys() for place in range(clause.start, clause.end))


def _is_done(line: Line, clause: Clause, done: list[int]) -> bool:
    """Return whether a clause tells what was done on a day: "the outcome was emailed to you on the 5th"."""
    verb = next((place for place in done if clause.start <= place < clause.end), None)
    if verb is None or any(timed.relation != "on" or timed.when.amount for timed in clause.times):
        return False
    if line.sense(verb, "gone") == "maybe" and not clause.times:
        return False
    if any(_UNREAL & line.at(place).senses.keys() for place in range(clause.start, verb)):
        return False
    behind = [place for place, key in clause.keys if key in ("answer", "reach") and place > verb]
    return not any("future" in line.at(near).senses for place in behind for near in range(verb, place))


def _is_surely_past(line: Line, place: int) -> bool:
    """Return whether other words tell that a verb is of the past: "te escribimos el jueves pero vino devuelto".

    Or what was told then stands behind the day: "le avisamos el viernes que ...".
    """
    if _places(line, "gone", "tell"):
        return True
    day = next((near for near in range(place + 1, len(line.marks)) if line.at(near).is_of_time), None)
    return day is not None and "that" in line.at(day + 1).senses


def _is_past(line: Line, place: int) -> bool:
    """Return whether a verb tells of the past: behind who did it, or behind "was", or by itself ("went out")."""
    value = line.sense(place, "gone")
    if value == "maybe":
        return _is_surely_past(line, place)
    if value not in ("verb", "participle"):
        return value == "any"
    before = place - 1 - ("hedge" in line.at(place - 1).senses)  # "was already made"
    is_theirs = value == "verb" and "we" in line.at(before).senses
    return is_theirs or line.sense(before, "gone") == "was"
