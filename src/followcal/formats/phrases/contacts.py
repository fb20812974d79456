"""Contact: whether it is welcome, unwanted, or unwanted before some day."""

from __future__ import annotations

from itertools import pairwise

from msgspec.structs import replace

from followcal.formats.phrases.clauses import Clause
from followcal.formats.phrases.findings import Saying
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.refusals import is_refused
from followcal.formats.phrases.times import Timed
from followcal.formats.phrases.unasked import asks_nothing, is_to_another

SPARING = ("before", "by", "not-before")
"""How a day is named before which no contact is wanted."""

_NEAR = 4


def note_contact(line: Line, clause: Clause, place: int, result: Saying) -> None:
    """Note whether the contact at `place` is welcome, unwanted, or spared until some day."""
    value = line.sense(place, "reach") or ""
    if _is_what_is_sent(line, clause, place) or _is_what_fails(line, clause, place):
        result.deadline = True
        return
    is_denied = is_unwanted(line, clause, place)
    if asks_nothing(line, clause, place, is_denied=is_denied):
        return  # "you won't have to call customers", "no calls on Tuesday"
    _leave_out_then(line, clause, is_denied=is_denied)
    times = [timed for timed in clause.times if not _is_of_an_answer(clause, timed, place)]
    is_spared = [timed.relation in SPARING or _is_until(line, timed) for timed in times]
    if value == "writing":
        result.spared |= bool(is_spared) and all(is_spared)  # "no calls until the 15th"
        result.no_calls |= not all(is_spared) or not is_spared
        result.no_calls_till_then |= any(_is_then(line, timed) for timed in times)
    elif value == "means":
        result.no_contact |= not clause.times
    elif value == "unwanted" and clause.times and all(timed.relation in SPARING for timed in clause.times):
        result.answered = True  # "before the 9th we cannot give any information"
    elif value == "unwanted":
        result.no_contact, result.not_understood = not clause.times, bool(clause.times)
    elif any(key == "deadline" and other < place for other, key in clause.keys):
        result.deadline = True  # "let us know when you are free for a call"
    elif not is_denied:
        result.invited = True
    elif not is_to_another(line, clause, place):  # "don't ring Dave, he's ill", "we don't contact previous employers"
        is_until = any(is_spared) or _is_listed_until(line, place)
        _note_that_it_is_unwanted(line, clause, place, result, is_spared=is_until)
        is_then = any(_is_then(line, timed) for timed in times)
        result.no_calls_till_then |= is_then and result.spared and _is_by_phone(line, place)


def is_unwanted(line: Line, clause: Clause, place: int) -> bool:
    """Return whether the contact at `place` is not wanted, ever or until some day."""
    return line.sense(place, "reach") in ("writing", "unwanted") or _is_forbidden(line, clause, place)


def _note_that_it_is_unwanted(line: Line, clause: Clause, place: int, result: Saying, *, is_spared: bool) -> None:
    """Note that contact is not wanted: until some day, by phone, or at all."""
    if _denies_a_stranger(line, clause, place):
        result.not_understood = True
    elif is_spared:
        result.spared = True
    elif _is_by_phone(line, place):
        result.no_calls = True
    else:
        result.no_contact |= line.sense(place, "reach") != "visit"  # "vous n'êtes pas passé au second tour"


def _is_by_phone(line: Line, place: int) -> bool:
    return any((line.sense(near, "reach") or "").startswith("phone") for near in (place - 1, place, place + 1))


def _leave_out_then(line: Line, clause: Clause, *, is_denied: bool) -> None:
    """Leave out until when contact is not wanted, where no day was named before: "don't call before then"."""
    if is_denied and any(_is_then(line, timed) and not timed.is_known for timed in clause.times):
        clause.times = []


def _is_then(line: Line, timed: Timed) -> bool:
    """Return whether a day is that named before, or behind: "before then"."""
    return any(line.sense(near, "day") == "then" for near in range(timed.start, timed.end))


def _is_listed_until(line: Line, place: int) -> bool:
    """Return whether a list of contact ends with until when it is not wanted: "don't call, email or drop in before"."""
    behind = place + 1
    while line.at(behind).text == "," or "reach" in line.at(behind).senses or line.join(behind) == "or":
        behind += 1
    return behind > place + 1 and line.sense(behind, "relation") in SPARING


def _is_what_is_sent(line: Line, clause: Clause, place: int) -> bool:
    """Return whether it is only told how something is to be sent, or asked for: "applications by email only".

    Not "enquiries about the vacancy by email only".
    """
    if line.sense(place, "reach") != "writing" or "with" not in line.at(place).senses:
        return False
    before = [line.at(near) for near in range(clause.start, place)]
    if any(not mark.is_known or "purpose" in mark.senses for mark in before):
        return True  # "apply by email only"
    is_asked = any("reach" in mark.senses for mark in before)
    is_application = not is_asked and any("posting" in mark.senses for mark in before)
    return is_application or any(key == "deadline" and near < place for near, key in clause.keys)


def _is_what_fails(line: Line, clause: Clause, place: int) -> bool:
    """Return whether the candidate has to call, else it is a no: "if you don't ring us, somebody else gets it"."""
    if not any("rejected" in mark.senses for mark in line.marks[place:]):
        return False
    before = [line.at(near).senses for near in range(clause.start, place)]
    start = next((n for n, senses in enumerate(before) if "condition" in senses and "silence" not in senses), None)
    if start is None or not any("you" in senses for senses in before[start : start + 2]):
        return False
    is_asked = any({"permit", "silence"} & senses.keys() for senses in before[start:])
    return not is_asked and (line.sense(place, "reach") == "writing" or _is_forbidden(line, clause, place))


def _is_of_an_answer(clause: Clause, timed: Timed, place: int) -> bool:
    """Return whether a day before contact is that of an answer: "we'll tell you by Friday please don't call"."""
    return timed.end <= place and any(key == "answer" and near < timed.start for near, key in clause.keys)


def _is_until(line: Line, timed: Timed) -> bool:
    """Return whether it is "until after" a day."""
    return any(line.sense(place, "relation") == "by" for place in range(timed.start, timed.end))


def _is_forbidden(line: Line, clause: Clause, place: int) -> bool:
    if line.sense(place, "not") or is_refused(line, place):
        return True
    if _is_joined_to_what_is_not_wanted(line, clause, place):
        return True
    before = range(max(clause.start, place - _NEAR), place)
    is_listed = line.join(place + 1 + (line.at(place + 1).text == ",")) == "or"
    if place == clause.start and line.at(place - 1).text == "," and is_listed:
        before = range(max(0, place - _NEAR), place)  # "please do not call, email or visit"
    behind = range(place + 1, min(clause.end, place + 1 + _NEAR))
    is_if = any("condition" in line.at(near).senses for near in behind)  # "contact her if she doesn't"
    if clause.end - 1 in behind and line.sense(clause.end - 1, "not") and not is_if:
        return True
    if any(line.sense(near, "not") == "all" for near in range(place + 1, len(line.marks))):
        return True  # "wir bitten Sie, von Rückfragen jeglicher Art Abstand zu nehmen"
    return any("not" in line.at(near).senses for near in before) or any(
        line.sense(near, "not") == "after" for near in behind
    )


def _is_joined_to_what_is_not_wanted(line: Line, clause: Clause, place: int) -> bool:
    """Return whether "or" joins contact to one that is not wanted: "refrain from phoning the shop or emailing us"."""
    joint = place - 1 if "link" not in line.at(place - 1).senses else place - 2
    if line.join(joint) != "or":
        return False
    near = range(joint - 1, max(clause.start, joint - _NEAR) - 1, -1)
    first = next((p for p in near if "reach" in line.at(p).senses), None)
    if first is None:
        return False
    return line.sense(first, "reach") in ("writing", "unwanted") or _is_forbidden(line, clause, first)


def _denies_a_stranger(line: Line, clause: Clause, place: int) -> bool:
    """Return whether "not" before contact denies a word that nobody taught us: "n'xyz pas à nous appeler"."""
    before = range(max(clause.start, place - _NEAR), place)
    is_asked = any({"silence", "condition"} & mark.senses.keys() for mark in line.marks)
    last = next((near for near in reversed(before) if "not" in line.at(near).senses), None)
    if last is None or not is_asked:
        return False
    first = next((near for near in range(last - _NEAR, last) if "not" in line.at(near).senses), last)
    is_amid = any(not line.at(near).is_known for near in range(first, last))  # "n'xyz pas"
    is_behind = any(not line.at(near).is_known for near in range(last + 1, place))
    return is_amid or is_behind


def leave_the_wait_to_contact(line: Line, clauses: list[Clause]) -> None:
    """Leave a day until which one is to wait to the contact behind it: "wait until Monday, then ring me"."""
    for wait, behind in pairwise(list(clauses)):
        is_then = line.sense(behind.start - 1, "break") == "then" or line.sense(behind.start, "day") == "then"
        is_asked = bool(behind.keys) and behind.keys[0][1] == "reach" and not behind.times
        if is_then and is_asked and _is_a_wait(line, wait):
            behind.start, behind.times = wait.start, [replace(timed, relation="after") for timed in wait.times]
            clauses.remove(wait)


def _is_a_wait(line: Line, clause: Clause) -> bool:
    """Return whether a clause says nothing but until when one is to wait: "hold off until Monday"."""
    is_until = len(clause.times) == 1 and clause.times[0].relation == "by" and clause.times[0].is_known
    is_weak = all(line.sense(place, "answer") == "weak" for place, _ in clause.keys)
    named = (line.at(place).senses for place in range(clause.start, clause.end))
    return is_until and is_weak and not any("we" in senses or "you" in senses for senses in named)


def as_bound(line: Line, clause: Clause, timed: Timed, place: int) -> Timed:
    """Return a day of the contact at `place`, or the lower bound that it is where no contact is wanted before it."""
    if line.sense(place, "reach") == "then":
        return replace(timed, relation="after")  # "wait until Friday before contacting us"
    if not _is_forbidden(line, clause, place) and line.sense(place, "reach") != "writing":
        is_end = any(line.sense(near, "part") == "end" for near in range(timed.start, timed.end))
        is_part = is_end and not timed.when.is_whole and timed.relation == "on"  # "call me at the end of next week"
        return replace(timed, when=replace(timed.when, first=timed.when.last)) if is_part else timed
    is_inclusive = timed.relation in ("by", "after") and line.sense(timed.end - 1, "day") != "then"
    return replace(timed, relation="after" if is_inclusive else "not-before")
