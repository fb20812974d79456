"""Numbers that measure something and are no days: what is paid, a share, how many hours of work a week has.

"$19.75", "13,40 €", "£640 a week", "12.07%", "38 hours a week": each is one word that nobody taught us.
"""

from __future__ import annotations

from collections.abc import Sequence

from followcal.formats.phrases.marks import Mark

_CURRENCIES = frozenset("$\u00a3\u20ac")
_SHARE = "%"
_MEASURING = _CURRENCIES | {_SHARE}
_POINTS = (".", ",")
_LEADS_TO_A_UNIT = frozenset(("link", "filler", "relation"))
_MOST_LEADING = 2


def without_measures(found: list[Mark]) -> list[Mark]:
    """Return the marks, each measure as one mark without a sense."""
    signs = {mark.text for mark in found if mark.kind == "sign"}
    if signs.isdisjoint(_MEASURING) and "hour" not in {mark.senses.get("unit") for mark in found}:
        return found
    result: list[Mark] = []
    place = 0
    while place < len(found):
        may_begin = found[place].kind == "number" or found[place].text in _CURRENCIES
        end = _behind_a_measure(found, place) if may_begin else 0
        if end:
            text = " ".join(mark.text for mark in found[place:end])
            result.append(Mark(text, "word", found[place].start, found[end - 1].end))
        else:
            result.append(found[place])
        place = end or place + 1
    return result


def _behind_a_measure(found: Sequence[Mark], place: int) -> int:
    """Return the place behind a measure that begins at `place`, else 0."""
    is_led = found[place].text in _CURRENCIES
    number = place + is_led
    if number >= len(found) or found[number].kind != "number":
        return 0
    end = _behind_the_decimals(found, number)
    last = found[end] if end < len(found) else found[place]
    if not is_led and last.text in (*_CURRENCIES, _SHARE):
        return _behind_its_unit(found, end + 1) or end + 1
    if is_led:
        return _behind_its_unit(found, end) or end
    return _behind_its_unit(found, end + 1) if _is_hour(last) else 0


def _behind_the_decimals(found: Sequence[Mark], place: int) -> int:
    """Return the place behind a number with its decimals, or its thousands: "54,300", "13.40"."""
    end = place + 1
    while end + 1 < len(found) and found[end].text in _POINTS and found[end + 1].kind == "number":
        if found[end - 1].end != found[end].start or found[end].end != found[end + 1].start:
            break
        end += 2
    return end


def _behind_its_unit(found: Sequence[Mark], place: int) -> int:
    """Return the place behind what a measure is for: "a week", "an hour", "/hr", "im Monat"; else 0."""
    behind = place
    while behind < min(len(found), place + _MOST_LEADING) and _leads_to_a_unit(found[behind]):
        behind += 1
    is_unit = behind < len(found) and "unit" in found[behind].senses and "plural-unit" not in found[behind].senses
    return behind + 1 if is_unit and behind > place else 0


def _leads_to_a_unit(mark: Mark) -> bool:
    is_one = mark.senses.get("number") == "1"
    return is_one or mark.text == "/" or not _LEADS_TO_A_UNIT.isdisjoint(mark.senses)


def _is_hour(mark: Mark) -> bool:
    return mark.senses.get("unit") == "hour"
