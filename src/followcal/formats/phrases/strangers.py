"""Days in clauses of their own that nobody taught us to read: "you'll hear by Friday, badge photos are on the 21st".

Such a day is none of the answer's, or it may put that off: then the sentence is not understood.
"""

from __future__ import annotations

from datetime import date

from followcal.formats.phrases.clauses import Clause, Key
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.times import Timed

SURE = ("answer", "silence", "reach")
"""The key words of a promise."""

_PROMISES = (*SURE, "only")

EVENTS = ("start", "posting", "meeting", "background", "theirs")
"""The key words whose days are no promise."""

STRANGE: Key = (-1, "meeting")
"""What a time belongs to in a clause of its own that nobody taught us to read."""

UNSURE: Key = (-1, "background")
"""What a time belongs to that may put an answer off, or be that of something else: nothing is understood then."""

_MOST_WORDS = 3
_MAYBE = frozenset(("permit", "loose", "correction", "future", "hedge", "condition", "not"))
"""What tells that a day may be another one of the answer."""


def of_a_stranger(line: Line, clause: Clause, timed: Timed, other: Clause, key: Key) -> Key:
    """Return the key word of another clause, or an event: "the board signs on the 4th, and you'll hear on the 7th"."""
    if not is_strange(line, clause) or key[1] not in _PROMISES:
        return key
    return STRANGE if other.times or not timed.is_deadline or _lasts_until(line, clause, timed) else key


def _lasts_until(line: Line, clause: Clause, timed: Timed) -> bool:
    """Return whether a clause tells until when somebody is somewhere: "the boss is in Dubai till Monday"."""
    is_until = line.join(timed.start) == "to" and timed.start - clause.start >= _MOST_WORDS
    return is_until and _tells_of_somebody(line, clause, timed)


def is_strange(line: Line, clause: Clause) -> bool:
    """Return whether a clause holds a word that nobody taught us, and no "not"."""
    marks = [line.at(place) for place in range(clause.start, clause.end)]
    return not all(mark.is_known for mark in marks) and not any("not" in mark.senses for mark in marks)


def behind_an_answer(line: Line, clause: Clause, timed: Timed, other: Clause, key: Key) -> Key:
    """Return the key word of an earlier clause, which a day may put off, or an event of a clause of its own.

    "You'll hear by Friday, maybe Monday"; but "you'll hear by Friday, badge photos are on the 21st".
    """
    if key[1] in SURE and _is_apart(line, timed, other) and _tells_of_somebody(line, clause, timed):
        return STRANGE
    is_other = key[1] in SURE and bool(other.times) and timed.relation == "on" and not timed.when.amount
    if not is_other or not is_strange(line, clause) or _is_of_others(line, clause, timed, other):
        return key
    if _is_over_by_then(line, timed, other):
        return STRANGE
    is_date = any(line.at(place).kind == "number" for place in range(timed.start, timed.end))
    is_doubtful = _contradicts(line, clause, timed, other) or _is_gapped(line, clause, timed)
    return STRANGE if is_date and not is_doubtful else UNSURE


def _tells_of_somebody(line: Line, clause: Clause, timed: Timed) -> bool:
    """Return whether a clause is one about what somebody does: "the boss lands Monday", not "may xyz to Monday"."""
    start = timed.end if timed.start == clause.start else clause.start  # "am Dienstag kommt der Chef"
    first = line.at(line.skip(line.skip_signs(start, ","), "link"))
    is_subject = (bool({"we", "they"} & first.senses.keys()) or not first.is_known) and first.kind == "word"
    is_subject |= start == timed.end and ("inverted" in first.senses or not first.senses) and first.kind == "word"
    end = clause.end if start == timed.end else timed.end
    inside = [line.at(place).senses for place in range(clause.start, end)]
    is_long = len(inside) + is_strange(line, clause) > _MOST_WORDS  # not "HR say Monday"
    return is_subject and is_long and all(_MAYBE.isdisjoint(senses) or "which" in senses for senses in inside)


def _is_apart(line: Line, timed: Timed, other: Clause) -> bool:
    """Return whether a weekday lies before the answer, or that is told by an event: "once we've decided"."""
    if not other.times:
        return any(line.sense(place, "when") for place in range(other.start, other.end))
    days = [one.when.last for one in other.times if one.is_known]
    is_weekday = timed.is_known and timed.is_relative and not timed.when.amount
    return is_weekday and bool(days) and timed.when.last <= min(days)


def _is_over_by_then(line: Line, timed: Timed, other: Clause) -> bool:
    """Return whether a day lies before the answer, which it cannot put off: "by Friday; the papers xyz tonight".

    Not a weekday: "by Friday, may xyz into Monday" is the one behind it.
    """
    if not timed.is_known or any("weekday" in line.at(place).senses for place in range(timed.start, timed.end)):
        return False
    return all(one.is_known and timed.when.last <= one.when.last for one in other.times)


def is_away_behind_but(line: Line, clause: Clause, timed: Timed, until: date | None) -> bool:
    """Return whether something outlasts an answer, behind "but": "Friday, but she is out until the 12th"."""
    if until is None or not timed.is_known or timed.when.last <= until:
        return False
    return line.sense(clause.start - 1, "break") == "but"


def _is_gapped(line: Line, clause: Clause, timed: Timed) -> bool:
    """Return whether a clause lacks its verb: "London will be told on 15 October, and Leeds on 22 October"."""
    return all(_is_of_a_noun(line, place) for place in range(clause.start, timed.start))


def _is_of_a_noun(line: Line, place: int) -> bool:
    """Return whether a mark may be one of a noun, or of two with "to" between: "surnames A to M", "N to Z"."""
    mark = line.at(place)
    is_then = line.sense(place, "day") == "then" and "link" in line.at(place + 1).senses  # "dann die Externen"
    return not mark.is_known or line.join(place) == "to" or bool({"link", "you"} & mark.senses.keys()) or is_then


def _contradicts(line: Line, clause: Clause, timed: Timed, other: Clause) -> bool:
    """Return whether a later day stands behind "but": "usually by the 5th, but the audit will end on the 19th"."""
    is_but = line.sense(clause.start - 1, "break") == "but"
    return is_but and timed.is_known and all(one.is_known and one.when.last < timed.when.last for one in other.times)


def _is_of_others(line: Line, clause: Clause, timed: Timed, other: Clause) -> bool:
    """Return whether a clause without a verb says when others hear: "teachers hear on the 15th, cooks on the 22nd"."""
    before = range(clause.start, timed.start)
    is_noun = all(_is_of_a_noun(line, place) for place in before)
    is_same = other.times[-1].relation == timed.relation and timed.end == clause.end
    return is_same and is_noun and 0 < len(before) <= _MOST_WORDS
