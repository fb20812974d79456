"""Hints at an answer that are none: thanks for what the candidate wrote, and how long something of the work takes."""

from __future__ import annotations

from followcal.formats.phrases.clauses import Clause, Key
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.times import Timed


def is_thanked_for(line: Line, thanks: Key, answer: Key, timed: Timed) -> bool:
    """Return whether a weekday is that of an answer by the candidate: "danke für die schnelle Rückmeldung am Sonntag".

    But not "thank you, we will answer on Sunday".
    """
    is_first = line.at(thanks[0] - 1).kind in ("end", "sign") or "break" in line.at(thanks[0] - 1).senses
    if not (is_first and answer[1] == "answer" and timed.relation == "on" and timed.is_relative):
        return False
    between = (line.at(place).senses.keys() for place in range(thanks[0] + 1, timed.start))
    return not any({"we", "future"} & senses for senses in between)


def is_of_the_work_named_before(line: Line, clause: Clause, place: int) -> bool:
    """Return whether "that takes" is said of what comes before it: "training is with Pia, that takes a week"."""
    is_that = place == clause.start + 1 and "that" in line.at(clause.start).senses
    if not (is_that or place == clause.start) or line.at(clause.start - 1).text != ",":
        return False
    named = [line.at(near).senses for near in range(clause.start - 1)]
    is_work = any("start" in senses or (is_that and "background" in senses) for senses in named)
    return is_work and not any({"answer", "meeting", "posting", "reach"} & senses.keys() for senses in named)
