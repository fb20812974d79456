"""Numbers beside a day that are none: its hour, the number of a house, the day that a street has its name from.

"El martes 20 a las diez", "le mardi 20 avril au 12, rue Pasteur", "en 25 de Mayo 480".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from followcal.formats.phrases.marks import Mark

_HOURS = 24
_MINUTES = 60
_MOST_DAYS = 31
_YEARS = range(1900, 2200)
_HOUR = {"daypart": "any", "at-hour": "any"}
_NO_TIME = {"link": "the"}
_DAYS = frozenset(("weekday", "month", "day", "ordinal"))
_SPANS = frozenset(("unit", "month", "days"))
_MAY_STAND_BESIDE = frozenset(("join", "street", "month"))
_SPANNING = ("within", "in", "over", "during")
_APART = (",", ":", ".")


def with_hours_of_days(found: list[Mark]) -> list[Mark]:
    """Return the marks, an hour behind its day as one mark, numbers of houses and days of streets as plain words."""
    senses = {sense for mark in found for sense in mark.senses}
    if _MAY_STAND_BESIDE.isdisjoint(senses):
        return found
    at = [place for place, mark in enumerate(found) if mark.text != "\n"]
    plain = [found[place] for place in at]
    if "street" in senses or any(_is_a_house(plain, place) for place in range(3, len(plain))):
        plain = list(_without_addresses(plain))
    result: list[Mark] = found[: at[0]]
    place = 0
    while place < len(plain):
        end = _behind_an_hour(plain, place)
        if end:
            text = " ".join(mark.text for mark in plain[place:end])
            result.append(Mark(text, "word", plain[place].start, plain[end - 1].end, _HOUR))
        else:
            result.append(plain[place])
        place = end or place + 1
        result += found[at[place - 1] + 1 : at[place] if place < len(at) else len(found)]  # ends of lines
    return result


def _behind_an_hour(found: Sequence[Mark], place: int) -> int:
    """Return the place behind an hour that follows its day, "a las diez", "à 17 heures"; else 0."""
    if "join" not in found[place].senses or not place:
        return 0
    is_led = len(found) > place + 1 and found[place + 1].senses.keys() >= {"at-hour", "link"}  # "a las"
    hour = place + 1 + is_led
    if hour >= len(found) or not _is_hour(found[hour]) or not _is_of_a_day(found, place - 1, is_led=is_led):
        return 0
    end = _behind_the_clock(found, hour)
    is_clock = end > hour + 1
    while end < len(found) and "daypart" in found[end].senses:
        end += 1
    is_span = end < len(found) and not _SPANS.isdisjoint(found[end].senses)
    return 0 if is_span or not (is_led or is_clock) else end


def _behind_the_clock(found: Sequence[Mark], hour: int) -> int:
    """Return the place behind an hour with its minutes and its word: "9:30 hs", "17h30", "17 heures"."""
    end = hour + 1
    minutes = found[end + 1] if end + 1 < len(found) else None
    if (
        minutes
        and 0 <= minutes.number < _MINUTES
        and found[end].text in (":", ".", "h")
        and found[end].end == minutes.start
    ):
        end += 2
    senses = found[end].senses if end < len(found) else {}
    return end + (senses.get("suffix") == "clock" or senses.get("unit") == "hour")


def _is_of_a_day(found: Sequence[Mark], place: int, *, is_led: bool) -> bool:
    """Return whether a day ends at a place; a number, where no word such as "las" tells hours, behind what leads to it.

    "Jeudi 28 à 17 h", "le 28 à 17 h", but not "dans les 24 à 48 h".
    """
    place -= found[place].text == "," and place > 0
    before = found[place - 1].senses if place else {}
    leads = found[place - 2].senses.get("relation") if place > 1 else None
    is_number = is_led or "weekday" in before or (before.get("relation") == "on" and leads not in _SPANNING)
    return (found[place].kind == "number" and is_number) or not _DAYS.isdisjoint(found[place].senses)


def _is_hour(mark: Mark) -> bool:
    word = mark.senses.get("number") or ""
    return 0 <= mark.number <= _HOURS or (word.isdigit() and int(word) <= _HOURS)


def _without_addresses(found: Sequence[Mark]) -> Iterator[Mark]:
    for place, mark in enumerate(found):
        is_one = mark.kind == "number" and (_is_of_a_street(found, place) or _is_a_house(found, place))
        is_one |= any(_is_a_house(found, near) for near in range(place + 1, place + 4)) and _may_be_a_name(mark)
        yield mark._replace(kind="word", senses=_NO_TIME) if is_one else mark


def _is_of_a_street(found: Sequence[Mark], place: int) -> bool:
    """Return whether a number is that of a house before its street: "au 12, rue Pasteur", not "le 12, rue Pasteur"."""
    behind = place + 1
    while behind < len(found) and found[behind].text in _APART:
        behind += 1
    before = found[place - 1].senses if place else {}
    is_day = before.get("relation") in ("on", "by") or not _DAYS.isdisjoint(before)
    return behind < len(found) and "street" in found[behind].senses and not is_day


def _is_a_house(found: Sequence[Mark], place: int) -> bool:
    """Return whether a number is that of a house in a street named after a day: "25 de Mayo 480"."""
    if not 0 < place < len(found) or "month" not in found[place - 1].senses or found[place].number <= _MOST_DAYS:
        return False
    behind = found[place + 1] if place + 1 < len(found) else found[place]
    if found[place].number in _YEARS or _is_a_clock(behind):
        return False
    return any(1 <= mark.number <= _MOST_DAYS for mark in found[max(0, place - 3) : place - 1])


def _is_a_clock(mark: Mark) -> bool:
    return "unit" in mark.senses or "suffix" in mark.senses or mark.text == ":"


def _may_be_a_name(mark: Mark) -> bool:
    return mark.kind == "number" or "month" in mark.senses
