"""Hours that are written with a dot, as in "10.15 on Friday": they are read as if they had a colon.

Only in a language in which a dot makes no ordinal of a number; elsewhere "4.12." is a date.
"""

from __future__ import annotations

from collections.abc import Sequence

from followcal.formats.phrases.marks import Mark

_HOURS = 24
_MINUTES = 60
_MONTHS = 12
_DIGITS = 2
_FORM = 3
"""The marks of an hour: two numbers, and the dot between them."""

_NEAR = 3
_APART = ("-", "\u2013", "(", "/", "\n", "\n\n", ":", ",")
"""What may stand right before an hour; other signs make it a sum of money, or a part of a longer number."""


def with_hours(found: list[Mark], *, is_dotted: bool) -> list[Mark]:
    """Return the marks of a text with a colon in place of the dot of an hour: "at 1.30", "9.10 and 9.40".

    Not in a language in which a dot makes an ordinal (`is_dotted`). What may be a date as well is one, unless a word
    such as "at", a day or another hour beside it tells otherwise.
    """
    if is_dotted:
        return found
    result = list(found)
    shaped = [place for place in range(len(found) - 2) if found[place + 1].text == "." and _has_the_form(found, place)]
    sure = {place for place in shaped if _is_no_date(found, place)}
    near = {place for place in shaped if place not in sure and not sure.isdisjoint(_joined_to(place))}
    for place in sure | near:
        result[place + 1] = result[place + 1]._replace(text=":")
    return result


def _has_the_form(found: Sequence[Mark], place: int) -> bool:
    hour, dot, minutes = found[place : place + _FORM]
    if dot.text != "." or not 0 <= hour.number < _HOURS or not 0 <= minutes.number < _MINUTES:
        return False
    behind = place + _FORM
    is_part = place > 0 and found[place - 1].end == hour.start and found[place - 1].text not in _APART
    is_dotted = behind + 1 < len(found) and found[behind].text == "." and found[behind + 1].kind != "line"
    is_part |= is_dotted and found[behind].end == found[behind + 1].start
    is_joined = hour.end == dot.start and dot.end == minutes.start
    return is_joined and not is_part and len(minutes.text) == _DIGITS and len(hour.text) <= _DIGITS


def _is_no_date(found: Sequence[Mark], place: int) -> bool:
    """Return whether the minutes are no month, or a word for hours or a day stands beside them."""
    if not 1 <= found[place + 2].number <= _MONTHS:
        return True
    before = found[max(0, place - _NEAR) : place]
    is_led = bool(before) and "at-hour" in before[-1].senses
    is_led |= any("at-hour" in mark.senses for mark in before[-2:-1]) and before[-1].text == ":"
    is_dated = any("month" in mark.senses for mark in before) and not any("join" in mark.senses for mark in before)
    return is_led or is_dated or _leads_to_a_day(found, place + _FORM)


def _leads_to_a_day(found: Sequence[Mark], place: int) -> bool:
    """Return whether "on Wednesday", "on 15 September" stand behind an hour."""
    behind = found[place : place + _FORM]
    is_led = bool(behind) and behind[0].senses.get("relation") == "on"
    return is_led and any({"weekday", "month"} & mark.senses.keys() for mark in behind[1:])


def _joined_to(place: int) -> tuple[int, int]:
    """Return where the hours begin that "and", "to" or a hyphen joins to this one."""
    return place - _FORM - 1, place + _FORM + 1
