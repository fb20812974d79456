"""Spans that something else takes: "DBS checks take about six weeks, but you'll hear by the 19th".

They are an answer's only where none is named more clearly.
"""

from __future__ import annotations

from followcal.formats.phrases.clauses import Clause, Key
from followcal.formats.phrases.findings import Saying
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.strangers import EVENTS
from followcal.formats.phrases.times import Timed

_EMPTY = {"filler", "hedge", "link", "not", "relation", "future", "month", "verb"}
_THINGS = {"thing", *EVENTS}


def is_of_something_else(line: Line, clauses: list[Clause], number: int, timed: Timed, owner: Key | None) -> bool:
    """Return whether a span is what something takes nobody taught us, or is for: "a month for the papers"."""
    if owner is None or owner[1] != "answer":
        return False
    clause, place = clauses[number], owner[0]
    if place < clause.start or line.sense(place, "answer") != "weak":
        return place < clause.start and _is_for_a_thing(line, timed)
    subject = range(clause.start, place)
    if number and all(_EMPTY & line.at(near).senses.keys() for near in subject):
        subject = range(clauses[number - 1].start, place)  # "references are taken up and take two weeks"
    senses = [line.at(near).senses for near in subject]
    if any({"we", "you"} & one.keys() or one.get("answer", "weak") != "weak" for one in senses):
        return False
    is_process = any("answer" in one for one in senses)
    return is_process or _is_for_a_thing(line, timed) or not all(line.at(near).is_known for near in subject)


def _is_for_a_thing(line: Line, timed: Timed) -> bool:
    """Return whether it is told what a span is for: "it's about a month for the paperwork"."""
    place = timed.end + ("later" in line.at(timed.end).senses)
    behind = line.skip(place + 1, "link")
    is_thing = line.sense(place, "relation") == "during" and bool(_THINGS & line.at(behind).senses.keys())
    return is_thing or "purpose" in line.at(place).senses


def leave_out_asides(line: Line, result: Saying, thens: list[int]) -> None:
    """Leave out what something else takes behind an answer, and then, or before one behind "but".

    What is only told behind an answer may put it off: "by Friday. Approval may take another week".
    """
    left = []
    for aside in result.asides:
        others = [t for t, _ in result.answers if not result.is_aside(t) and t.is_known]
        is_behind = any(other.end <= place < aside.start for other in others for place in thens)
        but = [p for p in range(aside.end, len(line.marks)) if line.sense(p, "break") == "but"]
        is_before = any(other.start > but[0] for other in others if but)
        if is_behind or is_before:
            result.answers = [(t, negated) for t, negated in result.answers if t.start != aside.start]
            result.starts.append(aside)
        else:
            left.append(aside)
    result.asides = left
