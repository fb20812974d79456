"""Weeks, months, quarters and years by name: this week, next month, December, Q1, 2027, the weekend, the new year."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec.structs import replace

from followcal.core.business_days import BusinessDays
from followcal.core.wording import day_text
from followcal.formats.phrases.days import DAY, Amount, Said, When, months, single_day, whole_month
from followcal.formats.phrases.line import NEXT, NOT_KNOWN, Found, Line

TOO_FAR = timedelta(days=300)
_EVENTS = frozenset(("meeting", "start", "reopened"))
_NAMED = frozenset(("anchor", "meeting", "start", "posting"))
_NEAR = 6
_MIDDLE = 15
_BOUNDS = ("before", "after", "past", "by", "not-before", "in")
_FEWEST_OF_A_NUMBER = 100
"""What a hyphen joins to a year is part of a longer number, not of a range of days or months."""

_UNITS = ("day", "business-day", "week", "month", "quarter", "year")


def which_unit(line: Line, place: int) -> tuple[str, str, int] | None:
    """Return which unit ("next", "week"), in either order, and the place behind; "the" where only that was said."""
    which, start = line.sense(place, "which"), place
    if which:
        start = line.skip(place + 1, "link") if which != "that" else place + 1  # "you'll get it the day after"
        start += which == "that" and "ordinal" in line.at(start).senses  # that second week
        if line.sense(start, "which") and "unit" not in line.at(start).senses:  # this coming week
            which, start = line.sense(start, "which") or which, start + 1
    unit = line.sense(start, "unit")
    if not unit or "plural-unit" in line.at(start).senses:
        return None
    after = start + 1
    if (
        line.sense(after, "which") in ("this", "after-next", *NEXT)
        and which in (None, "this", "next")
        and not goes_on(line, after)
        and not _leads_to_an_event(line, after)
    ):
        which, after = line.sense(after, "which"), after + 1
    if which is None:
        return ("the", unit, after) if "link" in line.at(place - 1).senses or place != start else ("", unit, after)
    return which, unit, after


def goes_on(line: Line, place: int) -> bool:
    """Return whether "next" at `place` belongs to what follows: "this week, next Monday"."""
    return any(
        sense in line.at(place + 1).senses for sense in ("weekday", "unit", "month", "number", "vague", "holiday")
    )


def _leads_to_an_event(line: Line, place: int) -> bool:
    """Return whether "following" at `place` leads to what a week lies behind: "the week following our AGM"."""
    is_named = bool({"link", "anchor", "they"} & line.at(place + 1).senses.keys())
    return line.sense(place, "relation") == "after" and is_named and not line.is_over(place + 2)


def _is_behind_an_event(line: Line, place: int) -> bool:
    """Return whether an event stands behind "the week following" of which no day is told: "... our interviews"."""
    noun = line.skip(place, "link", "which")
    if line.then or _NAMED.isdisjoint(line.at(noun).senses):
        return False
    return not any(mark.is_of_time for mark in line.marks[noun + 1 : noun + _NEAR])


def unit_at(line: Line, place: int) -> Found:
    """Return this week, next month, the quarter."""
    found = which_unit(line, place)
    if not found:
        return None
    which, unit, after = found
    said = line.said
    if which == "following" and _is_behind_an_event(line, after):
        return NOT_KNOWN, after
    if (
        unit == "week"
        and which != "the"
        and (day := _weekday_behind(line, after))
        and which in ("this", "after-next", *NEXT)
    ):
        week = said.this_week() if which == "this" else said.next_week(which == "after-next")
        return said.weekday_in(day[0], week), day[1]
    if which == "more" and unit == "week" and "link" in line.at(place - 1).senses:
        which = "next"  # la otra semana
    if which in ("last", "final", "more", "") or unit not in _UNITS:
        return None
    if unit in ("day", "business-day"):
        named = _following_day(line, which, unit)
        return (single_day(named), after) if named else None
    if which == "that":
        return (_around(said, line.then, unit) if line.then else NOT_KNOWN), after
    if which in ("this", "the"):
        return (_the_one(line, place, after, unit) if which == "the" else this_one(said, unit)), after
    if unit == "week":
        is_that = which == "next" and line.sense(place, "which") == "that"  # "that next week"
        return _week_ahead(line, "following" if is_that else which), after
    shift = 2 if which == "after-next" else 1
    return {"month": said.month, "quarter": said.quarter, "year": said.year}[unit](shift), after


def _the_one(line: Line, place: int, after: int, unit: str) -> When:
    """Return "the week" or "the month": that of what was named before it, else this one."""
    this = this_one(line.said, unit)
    if unit == "month" and _comes_behind_an_event(line, place):
        return of_what_was_named(line, this, unit)
    return the_week(line, place, after, this) if unit == "week" else this


def the_week(line: Line, place: int, after: int, this: When) -> When:
    """Return "the week": that of the day that was named before it, else this one."""
    if _is_of_an_event(line, place, after):
        return _week_of_a_return(line, after)
    return of_what_was_named(line, this, "week")


def _comes_behind_an_event(line: Line, place: int) -> bool:
    """Return whether what was named last is the day of an event, no closure: "the board meets on 4 September"."""
    before = [mark.senses for mark in line.marks[:place]]
    is_beside = any("meeting" in senses for senses in before) and not any("closed" in senses for senses in before)
    is_behind = line.is_behind and line.then == line.talk
    return (is_beside or is_behind) and line.then not in line.said.closed


def of_what_was_named(line: Line, this: When, unit: str) -> When:
    """Return the week or month of the day that was named before it, where that is not over, else this one."""
    if not line.then or line.then <= this.last:
        return this
    note = f"the {unit} of {day_text(line.then)}; or this one"
    return replace(_around(line.said, line.then, unit), other=this.last).noting(note)


def _is_of_an_event(line: Line, place: int, after: int) -> bool:
    """Return whether a week is that of something without a day: "la semaine de la reprise", "the week we are back"."""
    if {"relation", "part"} & line.at(place - 2).senses.keys() or "relation" in line.at(place - 1).senses:
        return False
    behind = line.at(line.skip(after, "link"))
    is_of = line.sense(after, "link") == "of" and not behind.is_of_time
    senses = line.at(after + 1).senses
    is_done = bool(_EVENTS & senses.keys()) or ("answer" in senses and line.is_over(after + 2))
    return is_of or ("we" in line.at(after).senses and is_done)


def _week_of_a_return(line: Line, place: int) -> When:
    """Return "the week we get back": that of the first working day behind the day that was named before."""
    is_return = "reopened" in line.at(place + 1).senses
    if not is_return or not line.then or line.then <= line.said.day:
        return NOT_KNOWN
    return _around(line.said, line.said.calendar.offset(line.then, BusinessDays(1)), "week")


def _following_day(line: Line, which: str, unit: str) -> date | None:
    """Return that day, or the next one: after the day that was named before, if one was."""
    if which == "that" and line.then:
        return line.then
    if which not in NEXT:
        return None
    origin = max(line.said.day, line.then or line.said.day)
    return origin + DAY if unit == "day" else line.said.calendar.offset(origin, BusinessDays(1))


def _week_ahead(line: Line, which: str) -> When:
    """Return next week; "the following week" is the one after the day that was named before, if one was."""
    said = line.said
    if which == "following" and line.then and line.then > said.day:
        note = f"counted from {day_text(line.then)}; or from the day it was said"
        return replace(said.week(1, line.then), other=said.next_week().last, notes=(note,))
    return replace(said.next_week(which == "after-next"), follows=which == "following")


def _around(said: Said, day: date, unit: str) -> When:
    """Return the week, month, quarter or year of a day that was named: "that week"."""
    if unit == "week":
        week = said.week(0, day)
        return week if week.last >= day else said.week(1, day)
    if unit == "month":
        return whole_month(day)
    if unit == "quarter":
        return months(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), 3, "quarter")
    return months(date(day.year, 1, 1), 12, "year")


def _weekday_behind(line: Line, place: int) -> tuple[int, int] | None:
    """Return the weekday of "next week Wednesday", "next week on Wednesday", "next week's Wednesday"."""
    start = place + 1 if line.sense(place, "relation") == "on" or "genitive" in line.at(place).senses else place
    weekday = line.sense(start, "weekday")
    return (int(weekday), start + 1) if weekday else None


def this_one(said: Said, unit: str) -> When:
    """Return the week, month, quarter or year that is not over yet."""
    if unit == "week":
        return said.this_week()
    if unit == "month":
        return said.not_over(said.month(0), lambda: said.month(1), "the month")
    return said.quarter(0) if unit == "quarter" else said.year(0)  # on its last day, the next one would not be sane


def month_at(line: Line, place: int) -> Found:
    """Return December, next December, December 2026."""
    which = line.sense(place, "which")
    start = line.skip(place + 1, "link") if which in ("this", *NEXT) else place
    if line.sense(start, "unit") == "month" and "link" in line.at(start + 1).senses:
        start = line.skip(start + 1, "link")  # the month of December
    month = line.sense(start, "month")
    if month and names_a_long_weekend(line, start + 1):
        return None
    if not month or _names_a_thing(line, start):
        return (NOT_KNOWN, start + 1) if month else None
    after = line.skip(start + 1, "link")
    year = line.number(after)
    if 2000 <= year < 2200:
        when = whole_month(date(year, int(month), 1))
        return (when if when.last >= line.said.day else NOT_KNOWN), after + 1
    if which is None and line.sense(start + 1, "which") in NEXT and not goes_on(line, start + 1):
        start += 1
    return named_month(line.said, int(month)), start + 1


def names_a_long_weekend(line: Line, place: int) -> bool:
    """Return whether a weekend stands at `place` whose month is told before it: "the May long weekend"."""
    return line.sense(place, "holiday") == "long-weekend" or line.sense(place, "period") == "weekend"


def _names_a_thing(line: Line, place: int) -> bool:
    """Return whether a month is part of the name of something that nobody taught us: "the March intake"."""
    before, behind = line.at(place - 1).senses, line.at(place + 1)
    is_led = before.get("link") == "the" and not {"relation", "filler"} & before.keys()
    return is_led and behind.kind == "word" and not behind.senses


def named_month(said: Said, month: int) -> When:
    """Return the next such month, this one included."""
    when = whole_month(date(said.day.year, month, 1))
    if when.last < said.day:
        when = whole_month(date(said.day.year + 1, month, 1))
    return when if when.first - said.day <= TOO_FAR else NOT_KNOWN


def quarter_at(line: Line, place: int) -> Found:
    """Return Q1, Q1 2027."""
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


def year_at(line: Line, place: int) -> Found:
    """Return a year that is written in digits."""
    year = line.number(place)
    if not 2000 <= year < 2200 or len(line.at(place).text) != 4:
        return None
    is_reference = line.at(place + 1).text in ("/", "-") and line.number(place + 2) >= 0 and line.is_joined(place)
    before = line.number(place - 2)  # "your confirmation number is 448-2093", but "Q1-2027"
    is_reference |= before >= _FEWEST_OF_A_NUMBER and line.at(place - 1).text == "-" and line.is_joined(place - 1)
    if is_reference:
        return None
    when = months(date(year, 1, 1), 12, "year")
    return (when if when.last >= line.said.day else NOT_KNOWN), place + 1


def _weekend_at(line: Line, which: str | None, place: int) -> Found:
    """Return this weekend or a later one; that of a holiday is read as the holiday: "le week-end de la Pentecôte"."""
    said, near = line.said, line.said.weekend(0)
    behind = line.at(line.skip(place + 1, "link"))
    is_of = line.sense(place + 1, "link") == "of" and "we" not in behind.senses  # not "bis zum Wochenende von uns"
    if is_of and (not behind.is_of_time or "holiday" in behind.senses):
        return None if "holiday" in behind.senses else (NOT_KNOWN, place + 1)  # "la fin de semaine de la fête"
    if which == "after-next":
        return replace(said.weekend(2), other=said.weekend(1).last), place + 1
    if which in ("next", "following", "more"):
        return replace(said.weekend(1), other=near.last).noting("“next” is the weekend after the coming one"), place + 1
    return near, place + 1


def period_at(line: Line, place: int) -> Found:
    """Return a weekend, the new year, or the holidays at its end."""
    which = line.sense(place, "which")
    is_other = which == "more" and "hedge" not in line.at(place).senses
    start = line.skip(place + 1, "link") if is_other or which in ("this", "after-next", *NEXT) else place
    period = line.sense(start, "period")
    if which is None and line.sense(start + 1, "which") in NEXT and not goes_on(line, start + 1):
        which, start = "next", start + 1
    said = line.said
    if period == "this-time":
        week = unit_at(line, start + 1)
        if not week or week[0].first <= said.day or week[0].unit not in ("week", "month"):
            return None
        span = Amount(1, 1, "week" if week[0].unit == "week" else "month")
        return replace(span.after(said.day, said.calendar), amount=None), week[1]
    if period == "weekend":
        return _weekend_at(line, which, start)
    if period == "own-holidays":
        is_bound = any(line.sense(near, "relation") in _BOUNDS for near in (place - 1, place - 2))
        return (NOT_KNOWN, start + 1) if is_bound else None
    if period == "week-back" and any(line.sense(near, "period") == "new-year" for near in (start - 1, start - 2)):
        period = "new-year-start"  # "in the new year, first full week back"
    when = _week_back(line) if period == "week-back" else _at_a_turn(said, period)
    return (when, start + 1) if when else None


def _week_back(line: Line) -> When:
    """Return "the first week back": that of the day that was named; where it begins late, the one after it."""
    day = line.then
    if day is None or day <= line.said.day:
        return NOT_KNOWN
    week = _around(line.said, day, "week")
    if day - week.first <= DAY:
        return week
    return replace(line.said.week(1, day), other=week.last).noting(f"the first full week behind {day_text(day)}")


def _half_of_a_month(said: Said, *, is_next: bool) -> When:
    """Return this half of a month, or the next one: "la próxima quincena"; a fortnight from now ends no later."""
    first, last = (said.day.replace(day=1), said.month(0).last)
    middle = first.replace(day=_MIDDLE)
    if not is_next:
        return When(first, middle) if said.day < middle else When(middle + DAY, last)
    following = last + DAY
    return When(middle + DAY, last) if said.day < middle else When(following, following.replace(day=_MIDDLE))


def _at_a_turn(said: Said, period: str | None) -> When | None:
    """Return the days around the turn of the year or the month."""
    new_year = date(said.day.year + 1, 1, 1)
    match period:
        case "new-year":
            return months(new_year, 1, "new-year").noting("in the new year: January")
        case "new-year-start":
            week = said.week(0, new_year)
            last = week.last if week.first == new_year else said.week(1, new_year).last
            return When(new_year, last, unit="week", notes=("the first full week of the year",))
        case "between-years":
            return When(new_year - 5 * DAY, new_year - DAY, unit="holidays")
        case "half-month" | "next-half-month":
            return _half_of_a_month(said, is_next=period == "next-half-month")
        case "month-turn":
            end = said.month(0).last
            return When(end, end + DAY, end, notes=("the turn of the month: the later day",))
        case "holidays":
            return When(new_year - 7 * DAY, new_year, unit="holidays")
        case _:
            return None
