"""What only seems to be an answer to the candidate, by the words of its clause.

A wish makes a task of it ("it'd be great to have your answer by Friday"), somebody else makes it theirs ("the other
candidate has until Friday"), and a purpose makes a call an appointment ("I'll call you Friday to set up a time").
"""

from __future__ import annotations

from followcal.formats.phrases.line import Line

_TELLING = frozenset(("wish", "other", "purpose"))
_ANSWERS = ("answer", "reach")
_FAR = 12
"""Marks behind contact in which its purpose may be told."""


def told_apart(line: Line, start: int, end: int, keys: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the key words of a clause from `start` to `end`, each as what it is by the words around it."""
    if start and not [mark for mark in line.marks[start : end + _FAR] if not _TELLING.isdisjoint(mark.senses)]:
        return keys
    return [(place, _as_it_is(line, start, end, place, key) if key in _ANSWERS else key) for place, key in keys]


def _places(line: Line, start: int, end: int, name: str) -> list[int]:
    return [place for place in range(start, end) if name in line.at(place).senses]


def _as_it_is(line: Line, start: int, end: int, place: int, key: str) -> str:
    """Return what an answer or contact is: a task, what somebody else does, or an appointment."""
    if _is_about_something_else(line, start, place, key):
        return "meeting"
    if key == "reach":
        return key
    if any(_says_so(line, near, place) for near in _places(line, start, end, "wish")):
        return "deadline"
    is_theirs = any(_is_theirs(line, near, place) for near in _places(line, start, end, "other"))
    return "theirs" if is_theirs else key


def _is_about_something_else(line: Line, start: int, place: int, key: str) -> bool:
    """Return whether it is a label, or a purpose behind it says so, up to the next sign: "call us to book a slot"."""
    if key == "reach" and place == 0 and line.at(1).text == ":":
        return True  # "Contact: Janet, Monday to Thursday"
    is_contact = key == "reach" or line.sense(place, "answer") in ("phone", "any")
    for near in range(start, place + _FAR):
        mark = line.at(near)
        is_over = mark.kind == "sign" and "purpose" not in line.at(near + 1).senses
        if near > place and (is_over or mark.kind == "end"):
            return False
        value = mark.senses.get("purpose")
        if value == "if" or (value and near > place and (is_contact or value == "topic")):
            return True
    return False


def _says_so(line: Line, wish: int, place: int) -> bool:
    """Return whether a wish is one for the candidate's answer, not "it would be great if we could decide by Friday"."""
    first, last = sorted((wish, place))
    return not any("we" in line.at(near).senses for near in range(first + 1, last))


def _is_theirs(line: Line, other: int, place: int) -> bool:
    """Return whether an answer is that of somebody else, before it or behind "hear from the other company"."""
    if other < place:
        return not any("we" in line.at(near).senses for near in range(other + 1, place))
    return line.at(place).text.endswith(" from") or any(line.at(p).text == "from" for p in range(place + 1, other))
