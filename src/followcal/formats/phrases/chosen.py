"""Only the chosen hear, or what begins for them: "if selected, we call you", "if selected, you start on the 1st".

The first makes a no of silence. The second says nothing of an answer, nor does what is told both ways: "if it's a yes,
you'll get a call; if it's a no, an email", "I'll text you if you got the job or not".
"""

from __future__ import annotations

from followcal.formats.phrases.clauses import Clause
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.owners import SURE

_BEGINNING = ("start", "meeting", "posting", "deadline")
_NEAR = 4
_OR_NOT = {"not", "rejected", "correction"}
"""What "not" is in "or not", "or unsuccessful", "ou non"."""

_LONGEST_QUESTION = 8
"""Marks from "if you" to "or not" at most."""


def leave_out_what_begins_then(line: Line, clauses: list[Clause]) -> None:
    """Leave out an "if selected" that leads to no answer, and what is told both ways."""
    for clause in clauses:
        _leave_out_whether(line, clause)
    keys = [(place, key) for clause in clauses for place, key in clause.keys]
    denied = next((place for place, key in keys if key == "rejected" and _is_led_by_if(line, place)), None)
    if denied and not _denies(line, denied + 1) and any(key == "only" and place < denied for place, key in keys):
        for clause in clauses:  # "if it's a yes, you'll get a call; if it's a no, an email"
            clause.keys = [pair for pair in clause.keys if pair[1] not in ("only", "rejected")]
        return
    for clause in clauses:
        for place, key in list(clause.keys):
            if key != "only" or line.sense(place, "only") != "if":
                continue
            behind = next((other for near, other in keys if near > place), None)
            if any(near > place and other in SURE for near, other in clause.keys):
                continue
            before = [other for near, other in keys if near < place]
            if behind in _BEGINNING or (behind is None and not set(SURE) & set(before)):
                clause.keys.remove((place, key))


def leave_out_things_that_are_missed(line: Line, clauses: list[Clause]) -> None:
    """Leave contact to what somebody misses that is no answer: "if you don't get the link by Friday, call us"."""
    for clause in clauses:
        silent = next((place for place, key in clause.keys if key == "silence"), None)
        if silent is None or any(key == "answer" for _, key in clause.keys):
            continue
        if any("thing" in line.at(place).senses for place in range(silent + 1, clause.end)):
            for one in clauses:
                one.keys = [(p, "meeting" if key in ("silence", "reach") else key) for p, key in one.keys]


def _leave_out_whether(line: Line, clause: Clause) -> None:
    """Leave out what the answer will be about, yes or no: "I'll text you if you got the job or not"."""
    answer = next((place for place, key in clause.keys if key == "answer"), None)
    asked = next((place for place, key in clause.keys if key in ("only", "rejected")), None)
    if answer is None or asked is None or asked < answer:
        return
    behind = range(asked + 1, min(clause.end, asked + _LONGEST_QUESTION))
    if any(_is_or_not(line, near) for near in behind):
        clause.keys = [pair for pair in clause.keys if pair[0] < asked or pair[1] not in ("only", "rejected")]


def _is_or_not(line: Line, place: int) -> bool:
    """Return whether "or not" stands there, and nothing behind it."""
    behind = line.at(place + 2)
    is_last = behind.kind in ("end", "sign") or "break" in behind.senses
    return line.sense(place, "relation") == "or" and is_last and bool(_OR_NOT & line.at(place + 1).senses.keys())


def _is_led_by_if(line: Line, place: int) -> bool:
    return any(_leads_an_if(line, near) for near in range(max(0, place - _NEAR + 1), place + 1))


def _leads_an_if(line: Line, place: int) -> bool:
    """Return whether it is an "if"; not the "should" of "they should take it as a no"."""
    senses = line.at(place).senses
    return "condition" in senses and not ("future" in senses and line.at(place - 1).kind == "word")


def _denies(line: Line, place: int) -> bool:
    """Return whether something is denied from `place` on: "if not, you will not hear"."""
    return any({"not", "silence"} & mark.senses.keys() for mark in line.marks[place:])
