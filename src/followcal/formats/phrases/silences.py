"""Which silence a time belongs to that seems to be that of contact, or of nothing at all."""

from __future__ import annotations

from followcal.formats.phrases.clauses import Clause, Key
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.times import Timed

_NEAR = 3
"""Clauses in which the silence may stand behind a day that comes."""


def silent_if(line: Line, clause: Clause, timed: Timed) -> Key | None:
    """Return the silence that an "if" before a day leads to: "ask us if at the end of May you know nothing"."""
    asked = next((place for place, key in clause.keys if key == "reach" and place < timed.start), None)
    silent = next((key for key in clause.keys if key[1] == "silence" and key[0] >= timed.end), None)
    if asked is None or silent is None:
        return None
    is_if = any("condition" in line.at(place).senses for place in range(asked + 1, timed.start))
    return silent if is_if else None


def silent_once(line: Line, clauses: list[Clause], number: int, timed: Timed) -> Key | None:
    """Return the silence behind a day that only comes: "if the 15th arrives and you've heard nothing, call us"."""
    if not any("arrives" in line.at(place).senses for place in (timed.start - 1, timed.end)):
        return None
    before = (line.at(place).senses for place in range(clauses[number].start, timed.start))
    if not any("condition" in one or "when" in one for one in before):
        return None
    near = clauses[number : number + _NEAR]
    return next((key for one in near for key in one.keys if key[1] == "silence" and key[0] >= timed.end), None)
