"""Spans that are numbered: the first week of December, the last Friday of November, the first business day of May."""

from __future__ import annotations

from msgspec.structs import replace

from followcal.core.business_days import BusinessDays
from followcal.core.wording import day_text
from followcal.formats.phrases.days import DAY, Said, When, part_of
from followcal.formats.phrases.line import NOT_KNOWN, Found, Line
from followcal.formats.phrases.units import month_at, named_month, period_at, quarter_at, unit_at, year_at

_TO_THE_MIDDLE = 3 * DAY
_NTH = ("ordinal", "rank")
_HALVES = {1: "first-half", 2: "second-half"}


def nth_at(line: Line, place: int) -> Found:
    """Return "the first week of December", "the last Friday of November", "the first working day of next month"."""
    if "month" in line.at(place).senses and "genitive" in line.at(place + 1).senses:
        return _nth(line, place + 2, named_month(line.said, int(line.sense(place, "month") or 0)))
    return _nth(line, place)


def _nth(line: Line, place: int, of: When | None = None) -> Found:
    """Return what is numbered; `of`: the month that was named before it, as in "January's second week"."""
    word = line.sense(place, "ordinal")
    last = line.sense(place, "which") in ("last", "final")
    after = place + 1
    if word is None and not last and line.number(place) in range(1, 6) and line.sense(after, "suffix") in _NTH:
        word, after = str(line.number(place)), after + 1
    if word is None and not last:
        return None
    number = -1 if last else int(word or 0)
    end = number
    join = line.skip(after, "link")
    if line.sense(join, "relation") == "or" and line.sense(join + 1, "ordinal"):
        end, after = int(line.sense(join + 1, "ordinal") or 0), join + 2
    count = _count(line, after)
    if count:
        end, after = (number + count - 1, after + 1)
    is_full = line.sense(after, "which") == "more" and line.sense(after + 1, "unit") == "week"
    after += is_full  # "the first full week"
    half = line.sense(after, "month-half")
    if half and number in _HALVES:  # in der zweiten Septemberhälfte
        part = part_of(named_month(line.said, int(half)), _HALVES[number])
        return (part if part.last >= line.said.day else NOT_KNOWN), after + 1
    unit, weekday = _unit(line, after), line.sense(after, "weekday")
    if unit not in ("week", "business-day", "day") and not weekday:
        return None
    month = line.sense(after, "month-week")  # in der zweiten Januarwoche
    inside = (of or named_month(line.said, int(month or 0)), after + 1) if of or month else _inside(line, after + 1)
    if not inside or inside[0] is NOT_KNOWN:
        return inside
    span = _from_a_week_on(line.said, inside[0]) if is_full else inside[0]
    if is_full and unit == "week" and number > 0:  # its working days: the first full week of January
        week = line.said.week(end - 1, span.first)
        return (week if week.last >= line.said.day else NOT_KNOWN), inside[1]
    if weekday and _is_of_each_month(line, after + 1, inside[1]):
        when = _nth_of_each_month(line.said, span, number, int(weekday))
    else:
        when = (
            _nth_weekday(span, number, int(weekday)) if weekday else _nth_unit(line.said, span, number, end, unit or "")
        )
    return (when if when and when.last >= line.said.day else NOT_KNOWN), inside[1]


def _unit(line: Line, place: int) -> str | None:
    """Return the unit of time at `place`: also in "der ersten Woche des nächsten Monats"."""
    return "week" if line.sense(place, "period") == "week-of" else line.sense(place, "unit")


def _is_of_each_month(line: Line, start: int, end: int) -> bool:
    """Return whether it is of "the month", which may be the next one when it is over in this one."""
    inside = range(start, end)
    return line.sense(end - 1, "unit") == "month" and not any("which" in line.at(place).senses for place in inside)


def _nth_of_each_month(said: Said, month: When, number: int, weekday: int) -> When | None:
    """Return the numbered weekday of this month; where it has come, that of the next one, with today as the other."""
    near = _nth_weekday(month, number, weekday)
    if not near or near.last > said.day:
        return near
    later = _nth_weekday(said.month(1), number, weekday)
    return later and replace(later, other=near.last if near.last == said.day else None)


def _from_a_week_on(said: Said, span: When) -> When:
    """Return a span from the first day on that begins a week."""
    week = said.week(0, span.first)
    return replace(span, first=week.first if week.first >= span.first else said.week(1, span.first).first)


def _count(line: Line, place: int) -> int:
    vague = {"couple": 2, "few": 3}.get(line.sense(place, "vague") or "")
    if vague:
        return vague
    word = line.sense(place, "number")
    number = int(word) if word else line.number(place)
    most = 15 if line.sense(place + 1, "unit") == "day" else 4
    return number if 2 <= number <= most else 0


def _inside(line: Line, place: int) -> Found:
    start = line.skip(place, "link")
    if line.sense(start, "relation") in ("in", "over"):
        start = line.skip(start + 1, "link")
    if start == place and line.sense(place - 1, "period") != "week-of":
        return None
    return (
        month_at(line, start)
        or unit_at(line, start)
        or quarter_at(line, start)
        or year_at(line, start)
        or period_at(line, start)
    )


def _nth_weekday(span: When, number: int, weekday: int) -> When | None:
    days = [span.first + n * DAY for n in range((span.last - span.first).days + 1)]
    found = [day for day in days if day.weekday() == weekday]
    if not 0 < abs(number) <= len(found):
        return None
    day = found[number if number < 0 else number - 1]
    return When(day, day)


def _nth_unit(said: Said, span: When, number: int, end: int, unit: str) -> When | None:
    if unit == "business-day":
        before = span.first - DAY if number > 0 else span.last + DAY
        day = said.calendar.offset(before, BusinessDays(number))
        return When(day, day)
    size = 7 if unit == "week" else 1
    if number < 0:
        return When(span.last - (size - 1) * DAY, span.last)
    first = span.first + size * (number - 1) * DAY
    last = first + size * (end - number + 1) * DAY - DAY
    if unit == "week" and span.unit == "month":
        working = said.week(0, last - _TO_THE_MIDDLE).last  # of the week that lies in it for the most part
        if working > last:
            return When(
                first, working, last, notes=(f"the working week to {day_text(working)}; or to {day_text(last)}",)
            )
    if unit == "week" and number == end == 1:
        friday = said.week(0, span.first + (0 if span.first.weekday() not in (5, 6) else 2) * DAY).last
        other = friday if friday < last else None
        return When(first, last, other, notes=(f"the first week: days 1 to 7, to {day_text(last)}",))
    return When(first, min(last, span.last))
