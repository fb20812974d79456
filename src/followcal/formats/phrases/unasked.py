"""What asks for nothing though contact is not wanted in it.

Contact with others, calls that are the work itself, idioms ("don't ask"), and what is limited to a day or an hour.
"""

from __future__ import annotations

from followcal.formats.phrases.clauses import Clause
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.recurring import is_only_an_hour
from followcal.formats.phrases.times import Timed

_STATUS = {"answer", "deadline", "posting", "start"}
"""What an applicant asks about."""

_EVENTS = {"answer", "deadline", "posting", "start", "meeting"}
"""What a day behind contact may belong to: "don't call about the interview on Tuesday"."""

_HOURS = ("after", "before", "between", "by", "not-before")
_NOON = 12
_NEAR = 4
_SMALL = ("link", "relation", "we", "which", "with")


def is_to_another(line: Line, clause: Clause, place: int) -> bool:
    """Return whether contact is that with somebody else than those who decide: a person by name, a referee.

    Not where one asks for an answer: "don't ring Reception for updates".
    """
    value, start = line.sense(place, "reach"), line.skip(place + 1, "title", "abbreviation", "not", "suffix")
    behind = line.at(start)
    is_told_of = line.at(start + 1).kind == "sign" and "they" in line.at(start + 2).senses  # "dave, he's ill"
    is_name = not behind.is_known and (is_told_of or (behind.is_capital and not line.at(place).is_capital))
    is_asked = any(_STATUS & line.at(near).senses.keys() for near in range(start, clause.end))
    if value == "other" or _is_beside_the_point(line, clause, place):
        return True
    return value in ("any", "phone") and is_name and not is_asked


def _is_beside_the_point(line: Line, clause: Clause, place: int) -> bool:
    """Return whether it is another matter: "don't message me on Facebook", "don't call me Mr Jones"."""
    if _what_follows(line, place) == "where":
        return True
    if any("sorry" in line.at(near).senses for near in range(clause.start, place)):
        return True  # "sorry I didn't call"
    value, behind = line.sense(place, "reach"), line.at(place + 1).senses
    if value == "phone-us" and ("title" in behind or "abbreviation" in behind):
        return True
    return value == "any" and "thing" in line.at(line.skip(place + 1, "link", "you")).senses  # "don't email photos"


def asks_nothing(line: Line, clause: Clause, place: int, *, is_denied: bool) -> bool:
    """Return whether nothing is asked of the candidate by the contact at `place`."""
    if _is_work(line, clause, place) or _is_idiom(line, clause, place):
        return True
    return is_denied and (is_for_an_hour(line, clause, place) or _is_in_one_case(line, clause, place))


def _is_in_one_case(line: Line, clause: Clause, place: int) -> bool:
    """Return whether contact is not wanted in one case alone: "don't ring me if you're five minutes late".

    Not "don't call if you haven't heard", nor about the answer: "don't call if you want an update".
    """
    behind = line.at(line.skip(place + 1, "link", "we", "hedge")).senses
    if "condition" not in behind and behind.get("purpose") != "if":
        return False
    told = [line.at(near).senses for near in range(place + 1, len(line.marks))]
    return not any({"silence", "answer", "aside", "reach", "posting"} & one.keys() for one in told)


def _is_work(line: Line, clause: Clause, place: int) -> bool:
    """Return whether contact is the work: "you won't have to ring customers", "the job doesn't involve calls"."""
    if "reach" not in line.at(place).senses:
        return False
    if _what_follows(line, place) in ("whom", "absence"):
        return True
    if line.sense(place, "unasked") == "ask" and _is_asked_to(line, clause, place):
        return True
    if line.sense(place - 1, "unasked") in ("whom", "whose"):
        return True  # "keine Kunden anrufen", "answer customer calls"
    return any(line.sense(near, "unasked") == "work" for near in range(clause.start, clause.end))


def _is_asked_to(line: Line, clause: Clause, place: int) -> bool:
    """Return whether they ask you for it, or you for leave: "nobody will ask you to lift", "ask to leave early"."""
    if "you" in line.at(place + 1).senses:
        return True
    is_to = line.join(place + 1) == "to" or line.sense(place + 1, "relation") == "to"
    told = (line.at(near).senses for near in range(place + 1, clause.end))
    return is_to and not any((_STATUS | {"reach"}) & senses.keys() for senses in told)


def _what_follows(line: Line, place: int) -> str | None:
    """Return what the first word behind contact tells that is more than "our" or "in"."""
    return line.sense(place + 1, "unasked") or line.sense(line.skip(place + 1, *_SMALL), "unasked")


def _is_idiom(line: Line, clause: Clause, place: int) -> bool:
    """Return whether "don't ask" is only a manner of speaking: "don't ask me why", or where something else was said.

    Not "please don't ask", nor "don't ask, we'll tell you".
    """
    is_denied = any("not" in line.at(near).senses for near in (place - 1, place + 1, place + 2))
    if "unasked" not in line.at(place).senses or not is_denied:
        return False
    behind = line.skip(place + 1, "hedge", "filler", "not", "condition")
    what = line.sense(behind + (line.at(behind).text == ","), "unasked")
    senses = [mark.senses for mark in line.marks]
    if what == "why" or any("permit" in one and "reach" not in one for one in senses):
        return what == "why"
    is_last = line.at(behind).kind in ("end", "sign")
    is_last &= clause.start > 0 or (line.at(behind).text == "," and "we" not in line.at(behind + 1).senses)
    return is_last and not any({"answer", "silence"} & one.keys() for one in senses[: clause.end])


def is_for_an_hour(line: Line, clause: Clause, place: int) -> bool:
    """Return whether contact is not wanted on a day or at an hour alone: "no calls on Tuesday", "not during lunch"."""
    near = range(max(clause.start, place - _NEAR), min(clause.end, place + 1 + _NEAR))
    if any("each-week" in line.at(p).senses or line.sense(p, "unasked") == "hour" for p in near):
        return True
    if any(_is_brief(line, timed) and not _is_of_an_event(line, timed, place) for timed in clause.times):
        return True
    return _is_at_a_number(line, clause, place + 1)


def _is_brief(line: Line, timed: Timed) -> bool:
    """Return whether a time is a day, an hour or a weekend: "on Tuesday", "before 9 am", "après 20 heures"."""
    if not timed.is_known:
        return False
    if timed.when.amount:
        return timed.when.amount.unit == "hour" and timed.relation in _HOURS
    if is_only_an_hour(line, timed) or timed.is_of_each_week:
        return True
    inside = range(timed.start, timed.end)
    if any("daypart" in line.at(place).senses for place in inside):
        return timed.relation in ("on", *_HOURS)
    is_weekend = any(line.sense(place, "period") == "weekend" for place in inside)
    is_day = timed.when.unit == "day" and timed.when.first == timed.when.last
    return timed.relation in ("on", "during") and (is_day or is_weekend)


def _is_of_an_event(line: Line, timed: Timed, place: int) -> bool:
    between = range(place + 1, timed.start) if timed.start > place else range(timed.end, place)
    return any(_EVENTS & line.at(near).senses.keys() for near in between)


def _is_at_a_number(line: Line, clause: Clause, start: int) -> bool:
    """Return whether an hour is told by its bare number: "don't ring after nine"."""
    number = start + 1 + (line.sense(start + 1, "link") == "hour")
    if line.sense(start, "relation") not in _HOURS or any(timed.start < number < timed.end for timed in clause.times):
        return False
    is_hour = "number" in line.at(number).senses or 0 < line.number(number) <= _NOON
    if is_hour and line.join(number + 1) in ("to", "and", "or") and "number" in line.at(number + 2).senses:
        number += 2  # "de dos a cuatro"
    return is_hour and (line.at(number + 1).kind in ("end", "sign") or "break" in line.at(number + 1).senses)
