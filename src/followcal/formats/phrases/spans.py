"""Spans with a name: days of the week, weeks, months, quarters, years, their parts, holidays.

"Friday", "next Tuesday", "Friday of next week", "Monday week", "the end of the month", "early next week", "mid-December",
"the first week of December", "the last Friday of November", "the week of the 7th", "Q1", "the weekend", "Christmas".
A language may put "next" before the noun or behind it, and leave "of" out.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from followcal.core.business_days import BusinessDays
from followcal.core.wording import day_text
from followcal.errors import OutsideCalendarError
from followcal.formats.phrases.days import DAY, Said, When, months, part_of, single_day, whole_month
from followcal.formats.phrases.line import NOT_KNOWN, Found, Line
from followcal.formats.phrases.written import written_date

_TOO_FAR = timedelta(days=300)
_NEXT = ("next", "coming", "following")
_FIXED = {
    "christmas": (12, 25),
    "christmas-eve": (12, 24),
    "boxing-day": (12, 26),
    "new-years-eve": (12, 31),
    "new-years-day": (1, 1),
    "epiphany": (1, 6),
    "all-saints": (11, 1),
    "may-day": (5, 1),
}
"""Days that are known without a calendar."""

_AFTER_THANKSGIVING = {"black-friday": 1, "cyber-monday": 4}


def named_span(line: Line, place: int) -> Found:
    """Return the span that is named at `place`."""
    start = line.skip(place, "link", "hedge")
    for rule in (_day_word, _weekday, _nth, _part, _week_of, _month, _unit, _quarter, _year, _period, _holiday):
        found = rule(line, start)
        if found:
            return found
    return None


def _day_word(line: Line, place: int) -> Found:
    word = line.sense(place, "day")
    shift = {"today": 0, "now": 0, "tomorrow": 1, "day-after-tomorrow": 2}.get(word or "")
    if shift is None:
        return None
    weeks = _weeks_later(line, place + 1) if line.sense(place + 1, "relation") == "in" else None
    more, after = weeks or (0, place + 1)
    return single_day(line.said.day + (shift + 7 * more) * DAY), after


def _weekday(line: Line, place: int) -> Found:
    which = line.sense(place, "which")
    start = line.skip(place + 1, "link") if which in ("this", *_NEXT) else place
    weekday = line.sense(start, "weekday")
    if not weekday:
        return None
    number, after, said = int(weekday), start + 1, line.said
    if which is None and line.sense(after, "which") in ("this", *_NEXT) and "unit" not in line.at(after + 1).senses:
        which, after = line.sense(after, "which"), after + 1
    dated = _with_date(line, number, after)
    if dated:
        return dated
    if line.sense(after, "which") == "after-next":
        return _later(said.next_weekday(number), 7), after + 1
    inside = _week_after(line, after)
    if inside:
        return said.weekday_in(number, inside[0]), inside[1]
    weeks = _weeks_later(line, after)
    if weeks:
        return _later(said.weekday(number), 7 * weeks[0]), weeks[1]
    if which == "following" and line.then:
        return _in_the_week_after(said, number, line.then), after
    return said.next_weekday(number) if which in ("next", "following") else said.weekday(number), after


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
    return (number * weeks[unit], start + 2) if start and 0 < number <= 8 and unit in weeks else None


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
    found = written_date(line, start)
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


def _week_after(line: Line, place: int) -> Found:
    """Return the week that a weekday is said to be of: "of next week", "next week", "in der nächsten Woche"."""
    start = line.skip(place, "link")
    if line.sense(start, "relation") in ("in", "on", "over"):
        start = line.skip(start + 1, "link")
    found = _unit(line, start)
    is_bare = start == place and "which" not in line.at(start).senses and "which" not in line.at(start + 1).senses
    return found if found and found[0].unit == "week" and not is_bare else None


def _which_unit(line: Line, place: int) -> tuple[str, str, int] | None:
    """Return which unit ("next", "week"), in either order, and the place behind; "the" where only that was said."""
    which, start = line.sense(place, "which"), place
    if which:
        start = line.skip(place + 1, "link")
        if line.sense(start, "which") and "unit" not in line.at(start).senses:  # this coming week
            which, start = line.sense(start, "which") or which, start + 1
    unit = line.sense(start, "unit")
    if not unit:
        return None
    after = start + 1
    if line.sense(after, "which") in ("this", "after-next", *_NEXT) and which in (None, "this", "next") and not _goes_on(line, after):
        which, after = line.sense(after, "which"), after + 1
    if which is None:
        return ("the", unit, after) if "link" in line.at(place - 1).senses or place != start else ("", unit, after)
    return which, unit, after


def _goes_on(line: Line, place: int) -> bool:
    """Return whether "next" at `place` belongs to what follows: "this week, next Monday"."""
    return any(sense in line.at(place + 1).senses for sense in ("weekday", "unit", "month", "number", "vague"))


def _unit(line: Line, place: int) -> Found:
    found = _which_unit(line, place)
    if not found:
        return None
    which, unit, after = found
    said = line.said
    if unit == "week" and which != "the" and (day := _weekday_behind(line, after)) and which in ("this", "after-next", *_NEXT):
        week = said.this_week() if which == "this" else said.next_week(which == "after-next")
        return said.weekday_in(day[0], week), day[1]
    if which in ("last", "final", "more", "") or unit not in ("day", "business-day", "week", "month", "quarter", "year"):
        return None
    if unit in ("day", "business-day"):
        if which not in _NEXT:
            return None
        day = said.day + DAY if unit == "day" else said.calendar.offset(said.day, BusinessDays(1))
        return When(day, day), after
    if which in ("this", "the"):
        return _this(said, unit), after
    if unit == "week":
        return replace(said.next_week(which == "after-next"), follows=which == "following"), after
    shift = 2 if which == "after-next" else 1
    return {"month": said.month, "quarter": said.quarter, "year": said.year}[unit](shift), after


def _weekday_behind(line: Line, place: int) -> tuple[int, int] | None:
    """Return the weekday of "next week Wednesday", "next week on Wednesday"."""
    start = place + 1 if line.sense(place, "relation") == "on" else place
    weekday = line.sense(start, "weekday")
    return (int(weekday), start + 1) if weekday else None


def _this(said: Said, unit: str) -> When:
    if unit == "week":
        return said.this_week()
    spans = {"month": said.month, "quarter": said.quarter, "year": said.year}[unit]
    return said.not_over(spans(0), lambda: spans(1), f"the {unit}")


def _part(line: Line, place: int) -> Found:
    """Return a part of a span: early next week, the end of the month, mid-December, EOW."""
    part = line.sense(place, "part")
    if part is None and "start" in line.at(place).senses and "link" in line.at(place + 1).senses:
        part = "early"  # the start of next week
    if not part:
        return None
    start = line.skip(line.skip_signs(place + 1, "-"), "link", "hedge")
    if line.sense(start, "relation") == "in":
        start = line.skip(start + 1, "link")
    kind, _, unit = part.partition("-")
    if kind in ("end", "mid") and unit:
        return _whole_or_this(line, start, place + 1, kind, unit)
    found = _part(line, start) or _nth(line, start) or _week_of(line, start) or _month(line, start) or _unit(line, start) or _bare_unit(line, start)
    found = found or _quarter(line, start) or _year(line, start) or _period(line, start)
    if not found:
        return None
    when, after = found
    if when is NOT_KNOWN:
        return found
    return _still_ahead(line.said, when, part, is_named="month" in line.at(after - 1).senses), after


def _whole_or_this(line: Line, start: int, place: int, part: str, unit: str) -> Found:
    """Return the part of the unit that is in the word itself: EOW, EOW next week, midweek."""
    found = _unit(line, start)
    if found and found[0].unit == unit and "which" in line.at(start).senses:
        return _still_ahead(line.said, found[0], part), found[1]
    return _still_ahead(line.said, _this(line.said, unit), part), place


def _bare_unit(line: Line, place: int) -> Found:
    """Return the unit that a part is of, without an article: "end of week", "Ende Woche"."""
    unit = line.sense(place, "unit")
    return (_this(line.said, unit), place + 1) if unit in ("week", "month", "quarter", "year") else None


def _still_ahead(said: Said, whole: When, part: str, *, is_named: bool = False) -> When:
    """Return a part of a span; of this week or month, when that part is over, that of the next one."""
    when = part_of(whole, part)
    if part == "mid" and whole.unit == "month" and not is_named and when.last >= said.day > (when.other or when.last):
        later = part_of(said.month(1), part)  # its middle, the 15th, is over: that of the next month
        return replace(later, other=when.last)
    if when.last >= said.day and not (when.last == said.day and whole.first <= said.day and part != "end"):
        kept = when.other if when.other and when.other >= said.day else None
        return replace(when, other=kept)
    spans = {"week": said.week, "month": said.month, "quarter": said.quarter, "year": said.year}
    if whole.unit not in spans or not whole.first <= said.day:
        return when
    return part_of(spans[whole.unit](1), part)


def _month(line: Line, place: int) -> Found:
    which = line.sense(place, "which")
    start = line.skip(place + 1, "link") if which in ("this", *_NEXT) else place
    if line.sense(start, "unit") == "month" and "link" in line.at(start + 1).senses:
        start = line.skip(start + 1, "link")  # the month of December
    month = line.sense(start, "month")
    if not month:
        return None
    after = line.skip(start + 1, "link")
    year = line.number(after)
    if 2000 <= year < 2200:
        when = whole_month(date(year, int(month), 1))
        return (when if when.last >= line.said.day else NOT_KNOWN), after + 1
    if which is None and line.sense(start + 1, "which") in _NEXT and not _goes_on(line, start + 1):
        start += 1
    return named_month(line.said, int(month)), start + 1


def named_month(said: Said, month: int) -> When:
    """Return the next such month, this one included."""
    when = whole_month(date(said.day.year, month, 1))
    if when.last < said.day:
        when = whole_month(date(said.day.year + 1, month, 1))
    return when if when.first - said.day <= _TOO_FAR else NOT_KNOWN


def _quarter(line: Line, place: int) -> Found:
    quarter = line.sense(place, "quarter")
    if not quarter:
        return None
    first = 3 * int(quarter) - 2
    after = line.skip(place + 1, "link")
    year = line.number(after)
    if 2000 <= year < 2200:
        when = months(date(year, first, 1), 3, "quarter")
        return (when if when.last >= line.said.day else NOT_KNOWN), after + 1
    when = months(date(line.said.day.year, first, 1), 3, "quarter")
    if when.last < line.said.day:
        when = months(date(line.said.day.year + 1, first, 1), 3, "quarter")
    return when, place + 1


def _year(line: Line, place: int) -> Found:
    year = line.number(place)
    if not 2000 <= year < 2200 or len(line.at(place).text) != 4:
        return None
    when = months(date(year, 1, 1), 12, "year")
    return (when if when.last >= line.said.day else NOT_KNOWN), place + 1


def _nth(line: Line, place: int) -> Found:
    """Return "the first week of December", "the last Friday of November", "the first working day of next month"."""
    word = line.sense(place, "ordinal")
    last = line.sense(place, "which") in ("last", "final")
    after = place + 1
    if word is None and not last and line.number(place) in range(1, 6) and line.sense(after, "suffix") == "ordinal":
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
    unit, weekday = line.sense(after, "unit"), line.sense(after, "weekday")
    if unit not in ("week", "business-day", "day") and not weekday:
        return None
    inside = _inside(line, after + 1)
    if not inside:
        return None
    span = inside[0]
    when = _nth_weekday(span, number, int(weekday)) if weekday else _nth_unit(line.said, span, number, end, unit or "")
    return (when if when and when.last >= line.said.day else NOT_KNOWN), inside[1]


def _count(line: Line, place: int) -> int:
    if line.sense(place, "vague") == "couple":
        return 2
    word = line.sense(place, "number")
    number = int(word) if word else line.number(place)
    return number if 2 <= number <= 4 else 0


def _inside(line: Line, place: int) -> Found:
    start = line.skip(place, "link")
    if line.sense(start, "relation") in ("in", "over"):
        start = line.skip(start + 1, "link")
    if start == place and line.sense(place - 1, "period") != "week-of":
        return None
    return _month(line, start) or _unit(line, start) or _quarter(line, start) or _year(line, start) or _period(line, start)


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
    if unit == "week" and number == end == 1:
        friday = said.week(0, span.first + (0 if span.first.weekday() not in (5, 6) else 2) * DAY).last
        other = friday if friday < last else None
        return When(first, last, other, notes=(f"the first week: days 1 to 7, to {day_text(last)}",))
    return When(first, min(last, span.last))


def _week_of(line: Line, place: int) -> Found:
    """Return the working week that holds a day: the week of December 7, Thanksgiving week, week 49."""
    found = _holiday(line, place)
    if found and line.sense(found[1], "unit") == "week":
        return _week_around(line.said, found[0]), found[1] + 1
    ending = line.sense(place, "period") == "week-ending"
    starts = line.sense(place, "period") in ("week-of", "week-ending")
    if starts:
        start = line.skip(place + 1, "link", "hedge")
        day = written_date(line, start) or _weekday(line, start) or _holiday(line, start)
        if day:
            return _week_around(line.said, day[0], ending=ending), day[1]
        return NOT_KNOWN, place + 1
    number = line.number(place + 1)
    if line.sense(place, "week-number") and 1 <= number <= 53:
        return _numbered_week(line.said, number), place + 2
    return None


def _week_around(said: Said, day: When, *, ending: bool = False) -> When:
    if day is NOT_KNOWN:
        return day
    week = said.week(0, day.last)
    if week.last < day.last and not ending:  # a weekend belongs to the week that it begins
        week = said.week(1, day.last)
    return replace(week, last=max(week.last, day.last))


def _numbered_week(said: Said, number: int) -> When:
    for year in (said.day.year, said.day.year + 1):
        try:
            first = date.fromisocalendar(year, number, 1)
        except ValueError:
            continue
        week = said.week(0, first)
        if week.last >= said.day:
            return week if week.first - said.day <= _TOO_FAR else NOT_KNOWN
    return NOT_KNOWN


def _period(line: Line, place: int) -> Found:
    """Return a weekend, the new year, or the holidays at its end."""
    which = line.sense(place, "which")
    start = line.skip(place + 1, "link") if which in ("this", *_NEXT) else place
    period = line.sense(start, "period")
    if which is None and line.sense(start + 1, "which") in _NEXT and not _goes_on(line, start + 1):
        which, start = "next", start + 1
    said = line.said
    if period == "this-time":
        week = _unit(line, start + 1)
        day = said.day + 7 * DAY
        return (When(day, day), week[1]) if week and week[0].first > said.day and week[0].unit == "week" else None
    if period == "weekend":
        near = said.weekend(0)
        if which in ("next", "following"):
            return replace(said.weekend(1), other=near.last).noting("“next” is the weekend after the coming one"), start + 1
        return near, start + 1
    new_year = date(said.day.year + 1, 1, 1)
    if period == "new-year":
        return months(new_year, 1, "new-year").noting("in the new year: January"), start + 1
    if period == "holidays":
        return When(new_year - 7 * DAY, new_year, unit="holidays"), start + 1
    return None


def _holiday(line: Line, place: int) -> Found:
    which = line.sense(place, "which")
    start = line.skip(place + 1, "link") if which in ("this", *_NEXT) else place
    name = line.sense(start, "holiday")
    if not name:
        return None
    when = holiday(line.said, name)
    after = start + 1
    if line.sense(after, "period") in ("weekend", "holidays"):
        week = line.said.week(0, when.last) if when is not NOT_KNOWN else when
        when = replace(when, last=max(when.last, week.first + 6 * DAY)) if when is not NOT_KNOWN else when
        after += 1
    return when, after


def holiday(said: Said, name: str) -> When:
    """Return the next such holiday, by its name in the employer's calendar or by its date."""
    if name in _FIXED:
        month, day = _FIXED[name]
        found = date(said.day.year, month, day)
        found = found if found >= said.day else date(said.day.year + 1, month, day)
        return When(found, found)
    shift = _AFTER_THANKSGIVING.get(name, 0)
    wanted = ("thanksgiving" if shift else name).replace("-", " ")
    ahead = sorted(day for day, names in _named_days(said) if wanted in names and day >= said.day)
    run = [day for day in ahead if (day - ahead[0]).days <= 3]
    if not run:
        return NOT_KNOWN
    return When(run[0] + shift * DAY, (run[-1] if not shift else run[0]) + shift * DAY, unit="holiday")


def _named_days(said: Said) -> list[tuple[date, str]]:
    from followcal.formats.phrases.tokens import words_of

    found = []
    for year in (said.day.year, said.day.year + 1):
        try:
            days = said.calendar.year(year).holidays
        except OutsideCalendarError:
            continue
        found += [(day, " ".join(words_of(name))) for day, name in days.items()]
    return found
