"""Dates as they are written: 2026-12-04, 12/4, 4.12.2026, December 4th, the first of December, the 4th.

Which of 12/4 is the month, the country says; a year that is left out is the next one in which the date still lies
ahead. Numbers joined by a hyphen are a date only where no unit follows ("3-5 business days").
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec.structs import replace

from followcal.core.wording import day_text
from followcal.formats.phrases.anew import follows_a_day, is_parted
from followcal.formats.phrases.days import DAY, Said, When, whole_month
from followcal.formats.phrases.line import NEXT, NOT_KNOWN, Found, Line
from followcal.formats.phrases.units import TOO_FAR
from followcal.formats.phrases.worded import worded_day

_DIGITS = 3
_FAR = timedelta(days=120)
_FARTHEST = timedelta(days=36_500)
"""Days ahead of which a date is none of an answer."""

_SEPARATORS = "-/."
_BEGINNING = frozenset(("ordinal", "month", "unit", "number"))
"""What a date begins with, unless with digits."""

_BEHIND_ITS_ARTICLE = frozenset(("filler", "daypart", "when", "either-way"))
"""What may stand behind a number with its article: "le 20 est", "el 14 por la tarde", "le 24 quand ..."."""

_BEHIND_A_DAY = frozenset(
    "relation hedge we you tail break not answer silence reach condition permit closed only at-hour with"
    " rejected arrives".split()
)
_THIS_OR_NEXT = ("this", *NEXT)
_MOST_DAYS = 31
_MOST_COUNTED = 12
"""Floors, rounds and Sundays are counted so far; a higher number with an article before it is a day."""

_Ordinal = tuple[int, int]


def written_date(line: Line, place: int) -> Found:
    """Return the date or the range of dates that is written at `place`."""
    start = _behind_next_day(line, line.skip(place, "link"))
    mark = line.at(start)
    if mark.kind != "number" and _BEGINNING.isdisjoint(mark.senses):
        return None
    return (
        _in_digits(line, start)
        or _day_and_month(line, start)
        or _month_and_day(line, start)
        or _day_alone(line, place, start)
    )


def _behind_next_day(line: Line, place: int) -> int:
    """Return the place of "día 15" in "el próximo día 15", behind "next": the 15th, not tomorrow."""
    is_next = line.sense(place, "which") in NEXT and line.sense(place + 1, "unit") == "day"
    is_date = 1 <= line.number(place + 2) <= _MOST_DAYS and "unit" not in line.at(place + 3).senses
    return place + (2 if _is_of_month(line, place + 3) else 1) if is_next and is_date else place


def _is_of_month(line: Line, place: int) -> bool:
    return "month" in line.at(line.skip(place, "link")).senses


def _in_digits(line: Line, place: int) -> Found:
    first, second = line.number(place), line.number(place + 2)
    sign = line.at(place + 1).text
    if sign not in _SEPARATORS or min(first, second) < 0 or not _are_joined(line, place, 2):
        return None
    if _is_of_a_reference(line, place):
        return None
    if len(line.at(place + 2).text) == 4 and 1 <= first <= 12 and line.at(place + 3).text != sign:
        month = whole_month(date(second, first, 1)) if 2000 <= second < 2200 else NOT_KNOWN
        return (month if month.last >= line.said.day else NOT_KNOWN), place + 3
    third = line.number(place + 4)
    if line.at(place + 3).text == sign and third >= 0 and _are_joined(line, place, 4):
        return _full(line, place, (first, second, third)), place + 5
    after = place + 3
    if sign == ".":
        after = line.skip_signs(after, ".") if line.at(after - 1).end == line.at(after).start else after
    if {"unit", "month"} & line.at(after).senses.keys() or _goes_on(line, after, is_dotted=after > place + 3):
        return None
    when = _day_month(line.said, first, second, day_first=True if sign == "." else None)
    is_begun = line.at(after).text == "-" and line.is_joined(after - 1) and sign != "."  # "4/5-4/9", said on the 7th
    if (when is None and max(first, second) > 31) or (is_begun and when in (None, NOT_KNOWN)):
        return None  # a telephone number, or something else
    if after == place + 3 and sign != "/" and not line.at(place - 1).is_known:
        return None  # "nights 10-6", "version 7.2"
    return when or NOT_KNOWN, after


def _is_of_a_reference(line: Line, place: int) -> bool:
    """Return whether letters or too long a number are joined to two: "RH-27-05", "2027-05-114", "323-555-0166"."""
    is_led = line.at(place - 1).text in ("-", "/") and _are_joined(line, place - 2, 2)
    is_led = is_led and line.at(place - 2).kind == "word" and place > 1
    is_long = line.at(place + 3).text == line.at(place + 1).text and _are_joined(line, place, 4)
    return is_led or (is_long and any(len(line.at(place + part).text) == _DIGITS for part in (0, 2, 4)))


def _goes_on(line: Line, place: int, *, is_dotted: bool) -> bool:
    """Return whether a sign makes more than a day of a number: "12/3-44"; but "24.12.-6.1." and "by 12/3 - thanks"."""
    if line.at(place).text != "-":
        return line.at(place).text in (":", "/")
    is_range = line.number(place + 1) >= 0 and line.at(place + 2).text == "/" and line.number(place + 3) >= 0
    return line.is_joined(place - 1) and not (is_dotted or is_range)


def _are_joined(line: Line, place: int, count: int) -> bool:
    return all(line.is_joined(place + number) for number in range(count))


def _full(line: Line, place: int, parts: tuple[int, int, int]) -> When:
    first, second, third = parts
    if len(line.at(place).text) == 4:
        return _dated(line.said, first, second, third)
    year = third + 2000 if third < 100 else third
    dotted = line.at(place + 1).text == "."
    said = line.said
    readings = [
        when
        for day, month in _orders(said, first, second, day_first=True if dotted else None)
        if (when := _dated(said, year, month, day)) is not NOT_KNOWN
    ]
    return _the_later(readings) if readings else NOT_KNOWN


def _dated(said: Said, year: int, month: int, day: int) -> When:
    try:
        found = date(year, month, day)
    except ValueError:
        return NOT_KNOWN
    return When(found, found) if said.day <= found <= said.day + _FARTHEST else NOT_KNOWN


def _orders(said: Said, first: int, second: int, *, day_first: bool | None) -> Iterator[tuple[int, int]]:
    """Yield (day, month) as the country writes them; both ways where that is not known, or cannot be."""
    if day_first is None and said.month_first is not None:
        day_first = not said.month_first
    if day_first is not False:
        yield first, second
    if day_first is not True or second > 12:
        yield second, first
    if day_first is False and first > 12:
        yield first, second


def _day_month(said: Said, first: int, second: int, *, day_first: bool | None) -> When | None:
    readings = [
        when
        for day, month in _orders(said, first, second, day_first=day_first)
        if 1 <= month <= 12 and (when := _ahead(said, month, day))
    ]
    if not readings:
        return None
    when = _the_later(readings)
    if day_first is not None or when is NOT_KNOWN or when.last - said.day <= _FAR:
        return when
    other = min((w.last for w in _both_ways(said, first, second)), default=when.last)
    return replace(when, other=other) if other != when.last else when


def _both_ways(said: Said, first: int, second: int) -> Iterator[When]:
    for day, month in ((first, second), (second, first)):
        when = _ahead(said, month, day) if 1 <= month <= 12 else None
        if when and when is not NOT_KNOWN:
            yield when


def _the_later(readings: list[When]) -> When:
    """Return the latest of the readings that are not too far ahead, else the nearest one."""
    days = sorted(when.last for when in readings)
    if len(set(days)) < 2:
        return readings[0]
    if days[0] == NOT_KNOWN.last:
        return NOT_KNOWN  # one of them has just passed
    chosen, other = (days[1], days[0]) if days[1] - days[0] <= _FAR else (days[0], days[1])
    return When(chosen, chosen, other, notes=(f"day or month first: {day_text(chosen)}, or {day_text(other)}",))


def _ahead(said: Said, month: int, day: int) -> When | None:
    """Return the next such day; None where no month has it; NOT_KNOWN where it has just passed."""
    for year in (said.day.year, said.day.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= said.day:
            return When(found, found) if found - said.day <= TOO_FAR else NOT_KNOWN
    return None


def _ordinal(line: Line, place: int) -> _Ordinal | None:
    """Return a day of the month, and the place behind it: 4, 4th, 4., fourth."""
    word = line.sense(place, "ordinal")
    if word:
        return int(word), place + 1
    worded = worded_day(line, place)
    if worded:
        return worded, place + 1
    number = line.number(place)
    if not 1 <= number <= 31 or len(line.at(place).text) > 2 or _is_of_thousands(line, place):
        return None
    place += 1
    is_other = "relation" in line.at(place).senses and not line.is_joined(place - 1)  # "el 26 o 27"
    if line.at(place).text == "." and line.at(place + 1).text == "o" and line.is_joined(place):
        place += line.is_joined(place - 1)  # 1.º
        is_other = False
    if (line.sense(place, "suffix") == "ordinal" and not is_other) or (
        line.at(place).text == "." and line.at(place - 1).end == line.at(place).start
    ):
        place += 1
    return number, place


def _is_of_thousands(line: Line, place: int) -> bool:
    """Return whether a number is the first part of a large one: "1.200 euros"."""
    rest = line.at(place + 2)
    is_joined = line.at(place + 1).text == "." and line.is_joined(place) and line.is_joined(place + 1)
    return is_joined and rest.kind == "number" and len(rest.text) == _DIGITS


def _is_a_decimal(line: Line, place: int) -> bool:
    """Return whether a number has decimals: "version 7.2"."""
    is_parted = line.at(place + 1).text == "." and line.at(place + 2).kind == "number"
    return is_parted and line.is_joined(place) and line.is_joined(place + 1)


def _days(line: Line, place: int) -> tuple[int, int, str, int] | None:
    """Return a day of the month, or two with what joins them: "1-4", "1st or 2nd", "1 to 4"."""
    first = _ordinal(line, place)
    if not first:
        return None
    is_list = first[1] < len(line.marks) and line.marks[first[1]].text == ","
    after = _behind_a_list(line, first[1]) if is_list else first[1]
    how = line.join(after)
    if how in ("to", "or", "and"):
        start = line.skip(after + 1, "link")
        second = _ordinal(line, start)
        if second and not is_parted(line, place, after, start, second[1]):
            return first[0], second[0], how, second[1]
    return first[0], first[0], "", first[1]


def _behind_a_list(line: Line, place: int) -> int:
    """Return the place behind further days in a list: "the 25th, 26th or 27th"."""
    while line.at(place).text == "," and (further := _ordinal(line, line.skip(place + 1, "link"))):
        place = further[1]
    return place


def _day_and_month(line: Line, place: int) -> Found:
    days = _days(line, place)
    if not days:
        return None
    after = line.skip(line.skip_signs(days[3], "-/."), "link")
    month = line.sense(after, "month")
    if month:
        after = line.skip_signs(after + 1, ".") if line.at(after + 2).kind == "number" else after + 1
        return _in_month(line, int(month), days, after)
    alone = line.sense(after, "of-month")  # the 24th inst.
    if alone:
        return _of(line.said.month(alone != "this"), days), after + 1
    which, unit = line.sense(after, "which"), line.sense(after + 1, "unit")
    if unit == "month" and which in _THIS_OR_NEXT:
        return _of(line.said.month(which != "this"), days), after + 2
    if unit == "month" and which == "that" and line.then:
        return _of(whole_month(line.then), days), after + 2
    if line.sense(after, "unit") != "month":
        return None
    which = line.sense(after + 1, "which")
    if which in _THIS_OR_NEXT:  # le 4 du mois prochain
        return _of(line.said.month(which != "this"), days), after + 2
    if which is None and after > days[3]:
        first = _next_day(line.said, days[0])  # the first of the month
        return _joined(first, _day_from(first, days[1]), days[2]), after + 1
    return None


def _month_and_day(line: Line, place: int) -> Found:
    month = line.sense(place, "month")
    if not month or line.at(place + 1).text == "s":  # "January's second week"
        return None
    after = line.skip_signs(place + 1, ".-/")
    days = _days(line, line.skip(after, "link"))
    if not days or (len(line.at(after).text) == 4 and line.at(after).kind == "number"):
        return None
    return _in_month(line, int(month), days, days[3])


def _in_month(line: Line, month: int, days: tuple[int, int, str, int], place: int) -> Found:
    """Return the days of a month, with the year if one follows."""
    after = line.skip(line.skip_signs(place, ",-/"), "link")
    if 2000 <= line.number(after) < 2200 and len(line.at(after).text) == 4:
        year = line.number(after)
        first, last = _dated(line.said, year, month, days[0]), _dated(line.said, year, month, days[1])
        place = after + 1
    else:
        first, last = _ahead(line.said, month, days[0]) or NOT_KNOWN, _ahead(line.said, month, days[1]) or NOT_KNOWN
    return _joined(first, last, days[2]), place


def _joined(first: When, last: When, how: str) -> When:
    if how == "to" and first is NOT_KNOWN and last is not NOT_KNOWN:
        return last  # it has begun
    if NOT_KNOWN in (first, last) or last.last < first.first:
        return NOT_KNOWN
    return When(first.first, last.last, first.first if how == "or" else None).with_parts_of(first, last, how)


def _of(month: When, days: tuple[int, int, str, int]) -> When:
    try:
        first, last = (month.first.replace(day=day) for day in days[:2])
    except ValueError:
        return NOT_KNOWN
    return _joined(When(first, first), When(last, last), days[2])


def _day_alone(line: Line, place: int, start: int) -> Found:
    """Return "the 4th": the next one; said on the 4th, that of the next month."""
    is_led = start > place or "link" in line.at(start - 1).senses or _is_led_by_its_relation(line, start)
    is_named = is_led and line.sense(start, "unit") == "day" and _is_numbered(line, start + 1)  # el día 30
    start += is_named
    dated = is_named and (_day_and_month(line, start) or _in_digits(line, start))
    if dated:
        return dated  # "el día 7 de abril" is not the 7th, and all of April
    days = _days(line, start)
    if not days:
        return None
    first, last, how, after = days
    if line.marks[after - 1].text == "." and _is_a_decimal(line, start):
        return None
    is_counted = line.number(start - 2) >= 0 or "number" in line.at(start - 2).senses
    if line.sense(start - 1, "link") == "of" and is_counted:
        return None  # "2 of 3 partners", "one of 14 applicants"
    marked = [mark for mark in line.marks[start:after] if mark.senses.get("suffix") == "ordinal" or mark.text == "."]
    behind = line.at(after)
    is_followed = behind.kind == "word" and not behind.senses
    is_sure = is_named and "plural-unit" not in line.at(start - 1).senses  # "el día 5 xyz"
    is_sure |= follows_a_day(line, start)
    is_no_day = is_followed and not is_sure and not (marked and is_led and first > _MOST_COUNTED)
    is_no_day |= behind.senses.get("answer") == "noun" and line.number(start) < 0  # "our first choice"
    if is_no_day or line.sense(start - 1, "link") == "hour":
        return None  # "the 1st Sunday of Advent", "después de las 2"
    is_on = is_led and line.sense(start - 1, "relation") == "on"
    is_on &= not _BEHIND_ITS_ARTICLE.isdisjoint(behind.senses)
    if "hours" in line.at(start - 1).senses and not marked:
        return None  # "de 7 a 3", "de 11 à 15"
    if not marked and not is_named and not (is_led and (is_on or _stands_alone(line, after))):
        return None  # a bare number is a day only after an article
    if {"unit", "weekday", "vague", "storey"} & behind.senses.keys():
        return None
    if last > 31:
        return None
    found = _next_day(line.said, first)
    return _joined(found, _day_from(found, last), how), after


def _is_numbered(line: Line, place: int) -> bool:
    return line.number(place) > 0 or worded_day(line, place) > 0


def _is_led_by_its_relation(line: Line, place: int) -> bool:
    """Return whether a bound stands before a day in letters, with its article in it: "bis zum siebzehnten"."""
    word = line.sense(place, "ordinal")
    relation = line.sense(place - 1, "relation") if word else None
    least = {"by": 3, "on": _MOST_COUNTED}.get(relation or "", 31)
    return int(word or 0) > least


def bare_day(line: Line, place: int) -> Found:
    """Return the next day with this number, which nothing else marks as a day: "la semaine du 30"."""
    number = line.number(place)
    return (_next_day(line.said, number), place + 1) if 1 <= number <= 31 else None


def _stands_alone(line: Line, place: int) -> bool:
    mark = line.at(place)
    if mark.kind in ("end", "sign"):
        is_more = mark.text == "-" and line.is_joined(place) and line.at(place + 1).kind == "word"  # "5-minute"
        return mark.text not in (":", "%", "/") and not is_more
    return bool(_BEHIND_A_DAY & mark.senses.keys()) and "unit" not in mark.senses


def _next_day(said: Said, number: int) -> When:
    year, month = said.day.year, said.day.month
    for _ in range(13):
        if number <= monthrange(year, month)[1]:
            found = date(year, month, number)
            if found > said.day:
                other = said.day if number == said.day.day else None
                return replace(When(found, found, other), notes=("said on that day: the next one",) if other else ())
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return NOT_KNOWN


def _day_from(first: When, number: int) -> When:
    if first is NOT_KNOWN:
        return first
    day = first.first
    for _ in range(62):
        if day.day == number:
            return replace(first, first=day, last=day)
        day += DAY
    return NOT_KNOWN
