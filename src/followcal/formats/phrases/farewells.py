"""Words of leave with a day beside them, which is the day of the next meeting: "bis Montag!", "à lundi", "see you"."""

from __future__ import annotations

from collections.abc import Sequence

from followcal.formats.phrases.line import NEXT, Line
from followcal.formats.phrases.times import Timed

_BEFORE = {"break", "farewell", "hedge"}


def takes_leave(line: Line, bare: Sequence[Timed]) -> bool:
    """Return whether the sentence takes leave: with words of its own, or with one of its days that nothing is said of.

    "Bis Montag" alone may answer a question; "Danke und bis Montag" and "Anbei die Adresse. Bis Montag!" do not.
    """
    if any(mark.senses.get("farewell") == "any" for mark in line.marks):
        return True
    return any(_is_a_farewell(line, timed) for timed in bare)


def _is_a_farewell(line: Line, timed: Timed) -> bool:
    value = line.sense(timed.start, "farewell")
    before, behind = line.at(timed.start - 1), line.at(line.skip(timed.end, "hedge"))
    is_all = behind.kind in ("end", "sign") or "break" in behind.senses
    is_led = before.kind in ("end", "sign") or bool(_BEFORE & before.senses.keys())
    if not is_all or not is_led:
        return False
    if value == "to":  # "à lundi", "à la semaine prochaine", but "à la fin du mois"
        return any(_is_a_day_to_meet(line, place) for place in range(timed.start, timed.end))
    thanks = any(line.sense(place, "farewell") == "thanks" for place in range(timed.start))
    return value == "until" and (line.is_behind or thanks)


def _is_a_day_to_meet(line: Line, place: int) -> bool:
    senses = line.at(place).senses
    return "weekday" in senses or senses.get("day") == "tomorrow" or senses.get("which") in NEXT


def is_only_then(line: Line, timed: Timed) -> bool:
    """Return whether a time is nothing but that of what was named before: "d'ici là, bonne semaine"."""
    marks = [line.at(place) for place in range(timed.start, timed.end)]
    is_named = any(mark.is_of_time and mark.senses.get("day") != "then" for mark in marks)
    return not is_named and any(mark.senses.get("day") == "then" for mark in marks)
