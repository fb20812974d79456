"""What is denied by words that stand away from it: contact ("calls will not be returned"), or what a comma leads to."""

from __future__ import annotations

from followcal.formats.phrases.line import Line

_ASKED = frozenset(("not", "permit"))
_DENIED = _ASKED | {"link", "reach"}
"""What stands behind "so" within what is asked, and within what is denied."""

_NEAR = 4
_FAR = 18
"""Marks behind contact in which it may be refused."""


def is_refused(line: Line, place: int) -> bool:
    """Return whether the contact at `place` is refused by what stands behind it.

    Behind a single comma something else is spoken of: "we will call, a degree is not required".
    """
    commas = 0
    for near in range(place + 1, place + _FAR):
        mark = line.at(near)
        commas += mark.text == ","
        if "silence" in mark.senses and not commas:
            return brings_nothing(line, near)
        if mark.kind == "end" or mark.text in (";", ":"):
            return False
        if mark.senses.get("refused") in ("any", "not") and commas != 1:
            denied = range(max(place + 1, near - _NEAR), near + _NEAR)
            if any(line.sense(p, "refused") == "past" for p in denied):
                return False  # "your calls have not been returned, apologies"
            return mark.senses["refused"] == "any" or any("not" in line.at(p).senses for p in denied)
    return False


def brings_nothing(line: Line, place: int) -> bool:
    """Return whether it is contact that no answer follows: "calls to the office won't get a reply".

    Not where a day is told ("emails not answered by Friday"), nor in "call if you hear nothing".
    """
    start = place - 1
    while start >= 0 and line.at(start).kind == "word" and "break" not in line.at(start).senses:
        start -= 1
    subject = line.skip(start + 1, "link")
    if "reach" not in line.at(subject).senses or subject >= place:
        return False
    between = [line.at(near) for near in range(subject + 1, place)]
    behind = [line.at(near) for near in range(place, place + _NEAR)]
    if any({"condition", "you", "permit", "future", "who"} & mark.senses.keys() for mark in (*between, line.at(place))):
        return False
    return "not" not in line.at(subject).senses and not any(mark.is_of_time for mark in (*between, *behind))


def is_amid_a_request(line: Line, place: int) -> bool:
    """Return whether "so" stands within a request: "rufen Sie darum nicht an", "inutile donc d'appeler"."""
    before, behind = line.at(place - 1).senses, line.at(place + 1).senses
    is_asked = "reach" in before and not _ASKED.isdisjoint(behind)
    return is_asked or ("not" in before and not _DENIED.isdisjoint(behind))


def denies_on(line: Line, comma: int) -> bool:
    """Return whether what is denied stands behind the comma: "nicht möglich, vor Montag zu antworten", "..., dass wir".

    "Das ist nicht möglich, wir melden uns" goes on with something else.
    """
    if "not" not in line.at(comma - 1).senses and "not" not in line.at(comma - 2).senses:
        return False
    for place in range(comma + 1, comma + 1 + _FAR):
        if "goes-on" in line.at(place).senses or line.sense(place, "asked") == "verb":
            return True
        if line.at(place).kind == "end" or line.at(place).text in (",", ";", ":"):
            return False
    return False
