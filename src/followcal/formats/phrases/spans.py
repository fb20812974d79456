"""Spans with a name: days of the week, weeks, months, quarters, years, their parts, holidays.

"Friday", "next Tuesday", "Friday of next week", "Monday week", "the end of the month", "early next week",
"the first week of December", "the last Friday of November", "the week of the 7th", "Q1", "the weekend", "Christmas".
A language may put "next" before the noun or behind it, and leave "of" out.
"""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from followcal.core.wording import day_text
from followcal.formats.phrases.days import DAY, Said, When, part_of, single_day
from followcal.formats.phrases.holidays import holiday_at
from followcal.formats.phrases.line import COUNTED_FROM, NEXT, NOT_KNOWN, Found, Line
from followcal.formats.phrases.ordinals import nth_at
from followcal.formats.phrases.units import (
    TOO_FAR,
    month_at,
    period_at,
    quarter_at,
    the_week,
    this_one,
    unit_at,
    year_at,
)
from followcal.formats.phrases.written import bare_day, written_date

_MOST_WEEKS = 8


def named_span(line: Line, place: int) -> Found:
    """Return the span that is named at `place`."""
    start = line.skip(place, "link", "hedge")
    rules = (
        _day_word,
        _counted_weekday,
        _weekday,
        _that_weekday,
        nth_at,
        _what_is_over,
        _part,
        _week_of,
        month_at,
        unit_at,
        quarter_at,
        year_at,
        period_at,
    )
    for rule in (*rules, holiday_at):
        found = rule(line, start)
        if found:
            return found
    return None


def _day_word(line: Line, place: int) -> Found:
    word = line.sense(place, "day")
    shift = {"today": 0, "now": 0, "tomorrow": 1, "day-after-tomorrow": 2}.get(word or "")
    if shift is None:
        return None
    if word == "now" and "relation" not in line.at(place - 1).senses:
        return None  # "we are now deciding" is not a day
    weeks = _weeks_later(line, place + 1)
    more, after = weeks or (0, place + 1)
    return single_day(line.said.day + (shift + 7 * more) * DAY), after


def _what_is_over(line: Line, place: int) -> Found:
    """Return that "last Friday" or "last month" is no day to come."""
    behind = line.at(place + 1).senses
    is_past = line.sense(place, "which") == "last" and ("weekday" in behind or "month" in behind or "unit" in behind)
    dated = written_date(line, place + 1) if is_past and line.sense(place + 1, "unit") == "day" else None
    return (NOT_KNOWN, dated[1] if dated else place + 2) if is_past else None  # "el pasado día 8 de marzo"


def _that_weekday(line: Line, place: int) -> Found:
    """Return the weekday behind the day that was named: "we meet on Thursday the 18th and call you that Friday"."""
    weekday = line.sense(place + 1, "weekday")
    if line.sense(place, "which") != "that" or not weekday or not line.then:
        return None
    return single_day(line.then + (int(weekday) - line.then.weekday()) % 7 * DAY), place + 2


def _weekday(line: Line, place: int) -> Found:
    which = line.sense(place, "which")
    is_other = which == "more" and "hedge" not in line.at(place).senses  # "el otro viernes", but "noch Freitag"
    start = line.skip(place + 1, "link") if is_other or which in ("this", "after-next", *NEXT) else place
    weekday = line.sense(start, "weekday")
    if not weekday:
        return None
    number, after, said = int(weekday), start + 1, line.said
    behind = line.at(after).senses
    if which is None and behind.get("which") == "last":
        return NOT_KNOWN, after + 1  # vendredi dernier
    is_behind = behind.get("which") in ("this", *NEXT) and "relation" not in behind
    if which is None and is_behind and "unit" not in line.at(after + 1).senses:
        which, after = line.sense(after, "which"), after + 1
    is_day = "unit" in behind and line.sense(after, "unit") == "day" and line.number(after + 1) > 0  # "lunes día 19"
    dated = _with_date(line, number, after + 1 if is_day else after)
    if dated:
        return dated
    if "after-next" in (which, line.sense(after, "which")):
        is_led = which is not None and " " in line.at(place).text  # "any day after next Wednesday"
        return (NOT_KNOWN if is_led else _later(said.next_weekday(number), 7)), after + (which != "after-next")
    inside = _week_after(line, after)
    if inside:
        return said.weekday_in(number, inside[0]), inside[1]
    weeks = _weeks_later(line, after)
    if weeks:
        return _later(said.weekday(number), 7 * weeks[0]), weeks[1]
    if is_other:
        near = said.weekday(number)
        return replace(_later(near, 7), other=near.last), after
    if which == "following" and line.then:
        return _in_the_week_after(said, number, line.then), after
    return said.next_weekday(number) if which in ("next", "following") else said.weekday(number), after


def _counted_weekday(line: Line, place: int) -> Found:
    """Return "two Fridays from now", "in two Fridays": the second one."""
    word = line.sense(place, "number") or line.sense(place, "ordinal")
    number = int(word) if word and word.isdigit() else line.number(place)
    weekday = line.sense(place + 1, "weekday")
    if not weekday or not 2 <= number <= _MOST_WEEKS:
        return None
    is_counted = line.sense(place + 2, "tail") in COUNTED_FROM
    if not is_counted and line.sense(place - 1, "relation") != "in":
        return nth_at(line, place) or (NOT_KNOWN, place + 2)
    return _later(line.said.weekday(int(weekday)), 7 * (number - 1)), place + 2 + is_counted


def _weeks_later(line: Line, place: int) -> tuple[int, int] | None:
    """Return the weeks that are added to a weekday: "Monday week", "Friday in two weeks", "lundi en huit"."""
    weeks = {"week": 1, "fortnight": 2}
    later = line.sense(place, "weeks-later")
    if later:
        return int(later), place + 1
    if (unit := line.sense(place, "unit")) in weeks and "plural-unit" not in line.at(place).senses:
        return weeks[unit], place + 1
    start = place + 1 if line.sense(place, "relation") == "in" else 0
    word = line.sense(start, "number")
    number = int(word) if word and word.isdigit() else line.number(start)
    unit = line.sense(start + 1, "unit")
    return (number * weeks[unit], start + 2) if start and 0 < number <= _MOST_WEEKS and unit in weeks else None


def _in_the_week_after(said: Said, weekday: int, then: date) -> When:
    near = then + ((weekday - then.weekday() - 1) % 7 + 1) * DAY
    day = said.weekday_in(weekday, said.week(1, then)).last
    if day <= near:
        return single_day(near)
    return When(day, day, near, notes=(f"“the following” one is that of the week after, not {day_text(near)}",))


def _later(when: When, days: int) -> When:
    shift = days * DAY
    return replace(when, first=when.first + shift, last=when.last + shift, other=when.other and when.other + shift)


def _with_date(line: Line, weekday: int, place: int) -> Found:
    """Return the date behind a weekday; where the two do not agree, the later one of the nearest days."""
    start = line.skip_signs(place, ",.(")
    if start > place and line.sense(start, "unit") == "day" and line.number(start + 1) > 0:
        place = start = start + 1  # "el lunes, día 19"
    found = written_date(line, start)
    if not found and start == place:
        return _with_number(line, weekday, place)
    if not found or found[0] is NOT_KNOWN or found[0].first != found[0].last:
        return found
    when, after = found
    shift = (weekday - when.last.weekday() + 3) % 7 - 3
    if not shift:
        return replace(when, other=None), after
    other = when.last + shift * DAY
    first, last = sorted((other, when.last))
    note = f"the weekday and the date do not agree: {day_text(last)} or {day_text(first)}"
    return When(last, last, first if first >= line.said.day else None, notes=(note,)), after


def _with_number(line: Line, weekday: int, place: int) -> Found:
    """Return "jueves 10", "Thursday the 10": a number that is no hour and counts nothing has to be the day."""
    day = bare_day(line, place)
    behind = line.at(place + 1)
    is_led = line.sense(place + 2, "link") == "hour"  # "el miércoles 10 a las 9"
    is_hour = "daypart" in behind.senses and "at-hour" not in behind.senses  # "viernes 8 de la mañana"
    others = {"unit", "suffix", "background"} - ({"suffix"} if is_led else set())
    if not day or behind.text in (":", "-", "/") or is_hour or others & behind.senses.keys():
        return None
    if behind.kind == "sign" and line.is_joined(place) and line.number(place + 2) >= 0:
        return None  # 15.30
    return day if day[0].last.weekday() == weekday else (NOT_KNOWN, day[1])


def _week_after(line: Line, place: int) -> Found:
    """Return the week that a weekday is said to be of: "of next week", "in der nächsten Woche", "of week 11"."""
    if place >= len(line.marks):
        return None
    start = line.skip(place, "link")
    if line.sense(start, "relation") in ("in", "on", "over"):
        start = line.skip(start + 1, "link")
    numbered = _numbered_week_at(line, line.skip_signs(start, ","))
    if numbered:
        return numbered
    found = unit_at(line, start) or (period_at(line, start) if line.sense(start, "period") == "week-back" else None)
    is_bare = start == place and "which" not in line.at(start).senses and "which" not in line.at(start + 1).senses
    return found if found and found[0].unit == "week" and not is_bare else None


def _part(line: Line, place: int, *, deep: bool = True) -> Found:
    """Return a part of a span: early next week, the end of the month, mid-December, EOW."""
    part = line.sense(place, "part")
    if not part:
        return None
    start = line.skip(line.skip_signs(place + 1, "-"), "link", "hedge")
    kind, _, unit = part.rpartition("-")
    if unit in ("week", "month", "quarter", "year"):
        return _whole_or_this(line, start, place + 1, kind, unit)
    found = (
        (_part(line, start, deep=False) if deep else None)
        or nth_at(line, start)
        or _week_of(line, start)
        or month_at(line, start)
        or unit_at(line, start)
        or _bare_unit(line, start)
    )
    found = found or quarter_at(line, start) or year_at(line, start) or period_at(line, start)
    if not found:
        return _day_of_the_end(line, start) if part in ("end", "late") else None
    when, after = found
    if when is NOT_KNOWN:
        return found
    if "month" in line.at(after - 1).senses and 1 <= line.number(after) <= 31:
        return None  # "interviews end December 4"
    return _still_ahead(line.said, when, part, is_named="month" in line.at(after - 1).senses), after


def _day_of_the_end(line: Line, place: int) -> Found:
    """Return the date that says which day the end of something is: "the end of term, which is Friday 18 December"."""
    start = line.skip_signs(place + 1, ",(")
    if start == place + 1 or line.at(place).kind != "word":
        return None
    while "filler" in line.at(start).senses and not {"we", "you", "relation"} & line.at(start).senses.keys():
        start += 1
    found = written_date(line, start) or (_weekday(line, start) if "weekday" in line.at(start).senses else None)
    is_day = found and found[0] is not NOT_KNOWN and found[0].first == found[0].last
    if not found or not is_day:
        return None
    return found if line.at(found[1]).kind in ("end", "sign") or "break" in line.at(found[1]).senses else None


def _whole_or_this(line: Line, start: int, place: int, part: str, unit: str) -> Found:
    """Return the part of the unit that is in the word itself: EOW, EOW next week, midweek, "Monatsmitte im Mai"."""
    named = line.skip(start + (line.sense(start, "relation") == "in"), "link")
    found = _numbered_week_at(line, named) if unit == "week" else month_at(line, named) if unit == "month" else None
    if found and found[0] is not NOT_KNOWN:
        return _still_ahead(line.said, found[0], part, is_named=True), found[1]
    found = unit_at(line, start)
    if found and found[0].unit == unit and "which" in line.at(start).senses:
        return _still_ahead(line.said, found[0], part), found[1]
    whole = this_one(line.said, unit)
    if (part, unit) == ("end", "week"):
        whole = the_week(line, start, place, whole)
    return _still_ahead(line.said, whole, part), place


def _bare_unit(line: Line, place: int) -> Found:
    """Return the unit that a part is of, without an article: "end of week", "Ende Woche"."""
    unit = line.sense(place, "unit")
    if unit not in ("week", "month", "quarter", "year"):
        return None
    whole = this_one(line.said, unit)
    return (the_week(line, place, place + 1, whole) if unit == "week" else whole), place + 1


def _still_ahead(said: Said, whole: When, part: str, *, is_named: bool = False) -> When:
    """Return a part of a span; of this week or month, when that part is over, that of the next one."""
    when = part_of(whole, part)
    if part == "mid" and whole.unit == "month" and not is_named and when.last >= said.day > (when.other or when.last):
        later = part_of(said.month(1), part)  # its middle, the 15th, is over: that of the next month
        return replace(later, other=when.last)
    is_its_last_day = when.last == said.day and whole.first <= said.day and part != "end"
    if when.last >= said.day and not (is_its_last_day and whole.unit in ("week", "month")):
        kept = when.other if when.other and when.other >= said.day else None
        return replace(when, other=kept)
    spans = {"week": said.week, "month": said.month, "quarter": said.quarter, "year": said.year}
    if whole.unit not in spans or not whole.first <= said.day:
        return when
    return part_of(spans[whole.unit](1), part)


def _week_of(line: Line, place: int) -> Found:
    """Return the working week that holds a day: the week of December 7, Thanksgiving week, week 49."""
    found = holiday_at(line, place)
    if found and line.sense(found[1], "unit") == "week":
        return _week_around(line.said, found[0]), found[1] + 1
    ending = line.sense(place, "period") == "week-ending"
    starts = line.sense(place, "period") in ("week-of", "week-ending")
    if starts:
        start = line.skip(place + 1, "link", "hedge")
        day = written_date(line, start) or _weekday(line, start) or holiday_at(line, start) or bare_day(line, start)
        if day:
            return _week_around(line.said, day[0], ending=ending), day[1]
        return NOT_KNOWN, place + 1
    return _numbered_week_at(line, place)


def _numbered_week_at(line: Line, place: int) -> Found:
    """Return a week by its number: "week 49", "49. Kalenderwoche"."""
    number = line.number(place + 1)
    if line.sense(place, "week-number") and 1 <= number <= 53:
        return _numbered_weeks(line, number, place + 2)
    number = line.number(place)
    behind = line.skip_signs(place + 1, ".") if line.is_joined(place) else place + 1
    behind += line.sense(behind, "suffix") in ("ordinal", "rank")
    if line.sense(behind, "week-number") == "behind" and 1 <= number <= 53:  # in der 49. Kalenderwoche
        return _numbered_week(line.said, number), behind + 1
    return None


def _week_around(said: Said, day: When, *, ending: bool = False) -> When:
    if day is NOT_KNOWN:
        return day
    week = said.week(0, day.last)
    if week.last < day.last and not ending:  # a weekend belongs to the week that it begins
        week = said.week(1, day.last)
    return replace(week, last=max(week.last, day.last))


def _numbered_weeks(line: Line, number: int, place: int) -> tuple[When, int]:
    """Return a week by its number, or two: "KW 51/52", "week 51 or 52"."""
    first = _numbered_week(line.said, number)
    start = place + 1 + (line.sense(place + 1, "week-number") is not None)
    second = line.number(start)
    if line.at(place).text == "/" and second in (line.said.day.year, line.said.day.year + 1):
        return _numbered_week(line.said, number, second), start + 1
    if line.join(place) not in ("to", "or", "and") or not 1 <= second <= 53 or line.at(start + 1).text in (".", "/"):
        return first, place
    last = _numbered_week(line.said, second)
    if NOT_KNOWN in (first, last) or last.last < first.last:
        return NOT_KNOWN, start + 1
    other = first.last if line.join(place) == "or" else None
    return replace(last, first=first.first, other=other), start + 1


def _numbered_week(said: Said, number: int, of_year: int = 0) -> When:
    for year in (of_year,) if of_year else (said.day.year, said.day.year + 1):
        try:
            first = date.fromisocalendar(year, number, 1)
        except ValueError:
            continue
        week = said.week(0, first)
        if week.last >= said.day:
            return week if week.first - said.day <= TOO_FAR else NOT_KNOWN
    return NOT_KNOWN
