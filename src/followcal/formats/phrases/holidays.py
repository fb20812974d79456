"""Holidays by name: from the employer's own calendar, and those that everybody knows the day of."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec.structs import replace

from followcal.errors import OutsideCalendarError
from followcal.formats.phrases.days import DAY, Said, When, single_day
from followcal.formats.phrases.line import NEXT, NOT_KNOWN, Found, Line
from followcal.formats.phrases.tokens import words_of
from followcal.formats.phrases.units import names_a_long_weekend

_FIXED = {
    "christmas": (12, 25),
    "christmas-eve": (12, 24),
    "boxing-day": (12, 26),
    "new-years-eve": (12, 31),
    "new-years-day": (1, 1),
    "epiphany": (1, 6),
    "all-saints": (11, 1),
    "groundhog-day": (2, 2),
    "halloween": (10, 31),
    "valentines-day": (2, 14),
    "st-patricks-day": (3, 17),
    "may-day": (5, 1),
    "bonfire-night": (11, 5),
    "st-nicholas": (12, 6),
    "st-martin": (11, 11),
    "st-john": (6, 24),
    "candlemas": (2, 2),
    "burns-night": (1, 25),
    "reformation": (10, 31),
    "assumption": (8, 15),
    "all-souls": (11, 2),
}
"""Days that are known without a calendar."""

_OF_EASTER = {
    "good-friday": (-2, -2),
    "easter": (0, 1),
    "easter-break": (-2, 1),
    "holy-week": (-7, 0),
    "palm-sunday": (-7, -7),
    "holy-monday": (-6, -6),
    "holy-tuesday": (-5, -5),
    "holy-wednesday": (-4, -4),
    "maundy-thursday": (-3, -3),
    "holy-saturday": (-1, -1),
    "easter-monday": (1, 1),
    "ascension": (39, 39),
    "whit": (49, 50),
    "corpus-christi": (60, 60),
    "shrove-monday": (-48, -48),
    "shrove-tuesday": (-47, -47),
    "ash-wednesday": (-46, -46),
}
"""The first and the last day, counted from Easter Sunday."""

_NTH_MONDAY = {("CA", "thanksgiving"): (10, 2), ("CA", "family-day"): (2, 3), ("CA", "civic-holiday"): (8, 1)}
"""Holidays of regions that the calendar of the country leaves out: the month, and which Monday of it."""

_LONG = ("long-weekend", "bridge")
_UNNAMED = frozenset(("holiday", "next-holiday", "period"))
"""What is a holiday without a name of its own, or a weekend."""

_LONGEST_WEEKEND = timedelta(days=10)
"""Days off in a row to either side of a holiday; a calendar may have nothing else."""

_BOUNDS = ("before", "after", "past", "by", "not-before")
_SOON = 15
"""Days ahead in which a long weekend, or a holiday without a name, is looked for."""

_NEAR = timedelta(days=21)
"""Days ahead in which "the holidays" may be those of Easter or Whitsun."""

_BEFORE_CHRISTMAS = 11
"""The month from which on they are those of Christmas."""

_AFTER_THANKSGIVING = {"black-friday": 1, "cyber-monday": 4}
_LONGEST_RUN = 3
_JUST_PASSED = timedelta(days=355)
"""A holiday that lies farther ahead is one of some days ago."""


def holiday_at(line: Line, place: int) -> Found:
    """Return the holiday that is named at `place`, with its weekend if that is named."""
    senses = line.at(place).senses
    if senses.get("period") == "some-holidays":
        return _the_holidays(line, place)
    which = senses.get("which")
    start = line.skip(place + 1, "link") if which in ("this", *NEXT) else place
    senses = line.at(start).senses
    name = senses.get("holiday")
    if (month := senses.get("month")) and names_a_long_weekend(line, start + 1):
        return _long_weekend(line, start + 1, is_bridged=False, month=month)
    if not name or name in _LONG:
        is_any = not _UNNAMED.isdisjoint(senses)
        return (_around_a_holiday(line, start) or _unnamed(line, start)) if is_any else None
    when = holiday(line.said, name)
    if when is not NOT_KNOWN and when.first - line.said.day > _JUST_PASSED:
        when = NOT_KNOWN
    if when is not NOT_KNOWN and line.sense(start + 1, "holiday") == "long-weekend":
        return _days_off_around(line.said, when.last, is_bridged=False), start + 2  # the Labor Day long weekend
    weekday = line.sense(start + 1, "weekday")
    if weekday and when is not NOT_KNOWN and when.first == when.last and when.last.weekday() == int(weekday):
        return when, start + 2  # Thanksgiving Monday
    if line.sense(start + 1, "period") not in ("weekend", "holidays"):
        return when, start + 1
    if when is not NOT_KNOWN:
        is_easter = name == "easter" and line.sense(start + 1, "period") == "weekend"
        when = _days_off_around(line.said, when.last, is_bridged=False) if is_easter else _with_weekend(line.said, when)
    return when, start + 2


def _unnamed(line: Line, place: int) -> Found:
    """Return the next long weekend, or the next holiday whatever its name."""
    name = line.sense(place, "holiday")
    if name:
        return _long_weekend(line, place, is_bridged=name == "bridge")
    return _next_one(line, place) if "next-holiday" in line.at(place).senses else None


def _around_a_holiday(line: Line, place: int) -> Found:
    """Return the days off around the holiday that is named behind them: "après le pont de l'Ascension"."""
    senses = line.at(place).senses
    if senses.get("holiday") not in _LONG and senses.get("period") != "weekend":
        return None
    behind = line.skip(place + 1, "link")
    name = line.sense(behind, "holiday")
    is_led = any(line.sense(near, "relation") in _BOUNDS for near in (place - 1, place - 2))
    if not is_led or behind == place + 1 or not name or name in _LONG:
        return None
    when = holiday(line.said, name)
    return (when if when is NOT_KNOWN else _days_off_around(line.said, when.last, is_bridged=True)), behind + 1


def _next_one(line: Line, place: int) -> Found:
    """Return the holiday to come soon that a bound leads to: "after the bank holiday", "bank holiday Monday"."""
    ahead = [day for day, _ in sorted(named_days(line.said)) if 0 <= (day - line.said.day).days < _SOON]
    run = [day for day in ahead if (day - ahead[0]).days <= _LONGEST_RUN]
    weekday = line.sense(place + 1, "weekday")
    if line.sense(place + 1, "relation") == "on":
        return None  # its day is told: "the bank holiday on 3 May"
    named = [day for day in run if weekday and day.weekday() == int(weekday)]
    if named:
        return single_day(named[-1]), place + 2
    is_led = any(line.sense(near, "relation") in _BOUNDS for near in (place - 1, place - 2))
    is_led &= line.sense(place - 1, "number") != "1"  # "things get buried after a bank holiday"
    return (When(run[0], run[-1], unit="holiday"), place + 1) if run and is_led else None


def _the_holidays(line: Line, place: int) -> Found:
    """Return the days off around Easter or Whitsun where they are near, else those of Christmas, from November on."""
    said = line.said
    for name in ("easter-break", "whit"):
        found = holiday(said, name)
        off = said.calendar.days_off(found.first - DAY, found.last)
        if found.first - said.day <= _NEAR and any(not each.is_weekend for each in off):
            return replace(found, unit="holidays"), place + 1
    new_year = date(said.day.year + 1, 1, 1)
    if said.day.month >= _BEFORE_CHRISTMAS:
        return When(new_year - 7 * DAY, new_year, unit="holidays"), place + 1
    is_bound = any(line.sense(near, "relation") in (*_BOUNDS, "in") for near in (place - 1, place - 2))
    return (NOT_KNOWN, place + 1) if is_bound else None  # "we're closed for the holidays" leads to none


def _with_weekend(said: Said, when: When) -> When:
    """Return a holiday with the weekend behind it, or, where a week begins with it, with the one before it."""
    week = said.week(0, when.last)
    if when.last == week.first:
        first = said.week(-1, when.last).last + DAY
        return replace(when, first=max(min(first, when.first), said.day))
    return replace(when, first=max(when.first, said.day), last=max(when.last, week.first + 6 * DAY))


def _long_weekend(line: Line, place: int, *, is_bridged: bool, month: str | None = None) -> Found:
    """Return the next weekend that a holiday prolongs, of a `month` if one is named: "after the long weekend in May".

    `is_bridged`: the day between a holiday and a weekend is off as well ("puente").
    """
    behind = line.skip(place + 1, "link")
    named = line.sense(behind, "month") if behind > place + 1 else None
    month, after = named or month, behind + 1 if named else place + 1
    for day, _ in sorted(named_days(line.said)):
        ahead = (day - line.said.day).days
        is_meant = day.month == int(month) and ahead <= _JUST_PASSED.days if month else ahead < _SOON
        if ahead >= 0 and is_meant:
            run = _days_off_around(line.said, day, is_bridged=is_bridged)
            if run.first < run.last and run.last >= line.said.day:
                return run, after
    is_led = any(line.sense(near, "relation") in _BOUNDS for near in (place - 1, place - 2))
    return (NOT_KNOWN, after) if is_led else None  # "because of the long weekend"


def _days_off_around(said: Said, day: date, *, is_bridged: bool) -> When:
    """Return the days off in a row around a holiday; that day alone where no weekend is among them."""
    first = last = day
    for step in (-DAY, DAY):
        edge = day
        while abs(edge - day) < _LONGEST_WEEKEND and (
            _is_off(said, edge + step) or (is_bridged and _is_off(said, edge + 2 * step))
        ):
            edge += step
        first, last = min(first, edge), max(last, edge)
    has_weekend = said.week(0, first).last < last and last - first < _LONGEST_WEEKEND
    return When(first, last, unit="holiday") if has_weekend else single_day(day)


def _is_off(said: Said, day: date) -> bool:
    return not said.calendar.is_business_day(day)


def holiday(said: Said, name: str) -> When:
    """Return the next such holiday, by its name in the employer's calendar or by its date."""
    if name in _FIXED:
        month, number = _FIXED[name]
        day = date(said.day.year, month, number)
        return single_day(day if day >= said.day else date(said.day.year + 1, month, number))
    if name in _OF_EASTER:
        from dateutil.easter import easter

        first, last = _OF_EASTER[name]
        sunday = next(day for year in _years(said) if (day := easter(year)) + last * DAY >= said.day)
        return When(max(sunday + first * DAY, said.day), sunday + last * DAY, unit="holiday")
    if (said.country, name) in _NTH_MONDAY:
        month, number = _NTH_MONDAY[said.country, name]
        mondays = (_nth_monday(year, month, number) for year in _years(said))
        return single_day(next(day for day in mondays if day >= said.day))
    shift = _AFTER_THANKSGIVING.get(name, 0)
    ahead = _by_name(said, ("thanksgiving" if shift else name).replace("-", " "))
    run = [day for day in ahead if (day - ahead[0]).days <= _LONGEST_RUN]
    if not run:
        return NOT_KNOWN
    return When(run[0] + shift * DAY, (run[-1] if not shift else run[0]) + shift * DAY, unit="holiday")


def _nth_monday(year: int, month: int, number: int) -> date:
    first = date(year, month, 1)
    return first + ((7 - first.weekday()) % 7 + 7 * (number - 1)) * DAY


def _years(said: Said) -> tuple[int, int]:
    return said.day.year, said.day.year + 1


def _by_name(said: Said, wanted: str) -> list[date]:
    """Return the days to come that have this name; if none does, those whose name holds it."""
    ahead = sorted((day, name) for day, name in named_days(said) if day >= said.day)
    return [day for day, name in ahead if name.startswith(wanted)] or [day for day, name in ahead if wanted in name]


def named_days(said: Said) -> list[tuple[date, str]]:
    """Return the holidays of this year and the next one, as far as the calendar knows them, by what they compare as."""
    found = []
    for year in _years(said):
        try:
            days = said.calendar.year(year).holidays
        except OutsideCalendarError:
            continue
        found += [(day, " ".join(words_of(name))) for day, name in days.items()]
    return found
