"""A no that is told as well: silence means nothing where those who are not chosen hear, too.

"If you are not selected, we will write by the 17th", "those chosen will be called by the 21st, the others hear later".
"""

from __future__ import annotations

from followcal.formats.phrases.clauses import Clause, Key
from followcal.formats.phrases.line import Line


def leave_out_who_hears_either_way(line: Line, clauses: list[Clause]) -> bool:
    """Leave out a no, or who is chosen, where a later clause tells when those who are not will hear; whether any was.

    Not where silence is spoken of, or where the no has a day of its own.
    """
    if any(key == "silence" for clause in clauses for _, key in clause.keys):
        return False
    is_told = False
    for number, clause in enumerate(clauses):
        later = [one for one in clauses[number + 1 :] if _hears(line, one)]
        kept = [key for key in clause.keys if not later or not _is_of_some(line, clause, key, later)]
        is_told |= len(kept) < len(clause.keys)
        clause.keys = kept
    return is_told


def _is_of_some(line: Line, clause: Clause, key: Key, later: list[Clause]) -> bool:
    """Return whether a key word is said of some, and a later clause tells when these, or the others, hear."""
    place, name = key
    if name == "only":
        return any("rest" in line.at(near).senses for one in later for near in range(one.start, one.end))
    is_if = any("condition" in line.at(near).senses for near in range(clause.start, place + 1))
    return name == "rejected" and is_if and not clause.times


def _hears(line: Line, clause: Clause) -> bool:
    """Return whether a clause tells nothing but when somebody hears."""
    is_told = bool(clause.keys and clause.times) and all(key == "answer" for _, key in clause.keys)
    return is_told and not any("not" in line.at(place).senses for place in range(clause.start, clause.end))
