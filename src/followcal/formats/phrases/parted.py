"""Details of the work joined to a promise behind them: each is read as a sentence of its own.

"The pay is 14.50 an hour, and you'll hear by 27 May", "Parken im Hof, Schranke ab 7 - wir melden uns bis Freitag".
"""

from __future__ import annotations

from collections.abc import Sequence

from followcal.formats.phrases.marks import HINTS, Mark

_PROMISING = frozenset(
    "answer reach silence only rejected condition when planned told whether correction deadline permit who alone leads"
    " later anaphor not soon wish odd loose goes-on mislaid sorry".split()
)
"""What a part holds that may belong to the promise behind it."""

_COUNTING = frozenset("anaphor later correction loose odd anchor one-after points-back with".split())
"""What a promise holds that may count from the part before it."""

_BACK = ("then", "after-then")
_NO_WAIT = ("hour", "year")
_POINTING = ("that", "following")
_FEWEST = 3
_MOST_JOINTS = 6
"""Of a sentence; behind more of them, nothing is parted."""


def parted(sentence: list[Mark]) -> list[list[Mark]]:
    """Return a sentence in two, where a promise stands behind details that hold a word nobody taught us."""
    if sentence[-1].text == "?":
        return [sentence]
    joints = [place for place in range(_FEWEST, len(sentence) - 1) if _is_joint(sentence, place)]
    for place in joints[:_MOST_JOINTS]:
        before, behind = sentence[:place], sentence[place + 1 :]
        before = before[:-1] if before[-1].text == "," else before
        if not _is_a_detail(before):
            return [sentence]
        is_counted = _counts(behind) and any(mark.is_of_time for mark in before)
        is_counted |= _lasts(before) and not any(mark.kind == "number" or "month" in mark.senses for mark in behind)
        if _promises(behind) and not is_counted:
            return [before, behind]
    return [sentence]


def _is_joint(sentence: Sequence[Mark], place: int) -> bool:
    mark = sentence[place]
    if mark.text == "-":
        return mark.start > sentence[place - 1].end
    return mark.text == ";" or ("break" in mark.senses and mark.senses.get("relation") == "and")


def _is_a_detail(marks: Sequence[Mark]) -> bool:
    """Return whether a part tells nothing of an answer, and holds a word that nobody taught us."""
    if len(marks) < _FEWEST or "inverted" in marks[0].senses or all(mark.is_known for mark in marks):
        return False
    bounds = ("after", "before")
    return not any(
        _PROMISING & mark.senses.keys() or mark.senses.get("relation") in bounds or mark.senses.get("day") in _BACK
        for mark in marks
    )


def _promises(marks: Sequence[Mark]) -> bool:
    """Return whether a part begins with who answers, or who hears, or with what no answer means."""
    first = marks[0].senses
    if "condition" in first:
        return any("silence" in mark.senses for mark in marks)
    answers = [mark.senses["answer"] for mark in marks if "answer" in mark.senses]
    is_dated = any(mark.is_of_time for mark in marks)
    return is_dated and not {"we", "you", "answer"}.isdisjoint(first) and any(value not in HINTS for value in answers)


def _lasts(marks: Sequence[Mark]) -> bool:
    """Return whether days, weeks or months are told, which a weekday may lie behind: "she is back in two weeks"."""
    return any("plural-unit" in mark.senses and mark.senses.get("unit") not in _NO_WAIT for mark in marks)


def _counts(marks: Sequence[Mark]) -> bool:
    """Return whether a promise may count from what was named before it: "within two weeks", "that day"."""
    return any(
        "unit" in mark.senses
        or _COUNTING & mark.senses.keys()
        or ("alone" in mark.senses and "relation" not in mark.senses)
        or mark.senses.get("day") in _BACK
        or mark.senses.get("which") in _POINTING
        for mark in marks
    )
