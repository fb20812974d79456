"""Hours of the day, and the weekday behind a date: they are left aside, all of the day is theirs."""

from __future__ import annotations

from followcal.formats.phrases.days import When
from followcal.formats.phrases.line import Line

_JOINING = frozenset(("relation", "break", "we", "you"))
_HOURS = 12
_MOST_HOURS = 24
_MINUTES = 60
_MONTHS = 12
_DIGITS = 2
_LAST_DAY = 31
_FAR = 8
_PARTS = ("early", "mid", "late", "end")
_LEADING = ("around", "after", "before", "by", "not-before", "between", "from", "on")
_BESIDE = frozenset(("link", "hedge", "which", "month", "relation", "suffix", "weeks-later", "daypart"))
"""What may stand between a day and its hour."""

_BETWEEN = ("around", "between", "and", "or", "to", "after", "before", "by", "not-before")
"""What may stand before hours and minutes with a dot."""

_BEGINNING = frozenset(("daypart", "number", "part"))
"""What an hour begins with, unless with a number in digits."""


def hour_at(line: Line, place: int) -> int:
    """Return the place behind an hour of the day, or 0."""
    mark = line.at(place)
    if mark.kind != "number" and _BEGINNING.isdisjoint(mark.senses):
        return 0
    if _is_in_words(line, place):
        return place + 1
    if clock := _of_the_clock(line, place):
        return clock
    return _in_digits(line, place)


def _is_in_words(line: Line, place: int) -> bool:
    """Return whether an hour is told in one word: "noon", "las cuatro", "late" of "late Thursday"."""
    senses = line.at(place).senses
    if senses.get("part") in _PARTS and "later" not in senses and _leads_to_a_weekday(line, place + 1):
        return True
    if "number" not in senses:
        return "daypart" in senses
    is_led = line.sense(place - 1, "link") == "hour" and _ends_an_hour(line, place + 1)  # "antes de las cuatro"
    return "daypart" in senses or is_led or _is_told_in_words(line, place) or _is_of_a_day(line, place)


def _in_digits(line: Line, place: int) -> int:
    """Return the place behind an hour in digits, or 0."""
    is_span = "unit" in line.at(place + 1).senses and line.sense(place - 1, "relation") in ("within", "in", "by")
    if is_span and _has_minutes(line, place):
        return place + 3  # "à 15 h 36"
    if not 0 <= line.number(place) < 24 or is_span:  # "within 12 h" is no hour of the day
        return 0
    if line.sense(place - 1, "link") == "hour" and _ends_an_hour(line, place + 1):
        return place + 1  # "a partir de las 10"
    if _is_of_a_day(line, place):
        return place + 1
    after = place + 1
    if (
        line.at(after).text in (":", ".", "h")
        and line.is_joined(place)
        and 0 <= line.number(after + 1) < 60
        and line.is_joined(after)
    ):
        suffix = line.sense(after + 2, "suffix") == "clock"
        is_hour = line.at(after).text != "." or _is_dotted(line, place)
        return after + 3 if suffix else after + 2 if is_hour else 0
    if line.sense(after, "suffix") != "clock":
        return 0
    return after + 1 + _has_minutes(line, place)


def _has_minutes(line: Line, place: int) -> bool:
    """Return whether the minutes of an hour stand behind its "h", with blanks or without: "15 h 30"."""
    minutes, behind = line.at(place + 2), line.at(place + 3)
    is_number = len(minutes.text) == _DIGITS and 0 <= minutes.number < _MINUTES
    is_counted = bool({"unit", "month", "suffix"} & behind.senses.keys())
    return line.at(place + 1).text == "h" and 0 <= line.number(place) <= _MOST_HOURS and is_number and not is_counted


def _leads_to_a_weekday(line: Line, place: int) -> bool:
    """Return whether a part is that of one day: "late Thursday", "by the end of next Friday", "early on the Monday"."""
    start = line.skip(line.skip_signs(place, "-"), "link")
    if line.sense(start, "relation") == "on":
        start = line.skip(start + 1, "link")
    start += line.sense(start, "which") in ("this", "next", "coming")
    return "weekday" in line.at(start).senses or line.sense(start, "day") in ("today", "tomorrow")


def _of_the_clock(line: Line, place: int) -> int:
    """Return the place behind "10 heures", or "8 et 10 heures", as an hour of a day that is named beside it, or 0."""
    end = place + 1
    if line.join(end) in ("and", "to", "or") and 0 <= _count(line, end + 1) <= _MOST_HOURS:
        end += 2
    if line.sense(end, "unit") != "hour":
        return 0
    lead = place - 1
    while "link" in line.at(lead).senses and "relation" not in line.at(lead).senses and lead > place - _FAR:
        lead -= 1
    is_second = line.join(lead) in ("and", "to", "or") and 0 <= _count(line, lead - 1) <= _MOST_HOURS
    lead -= 2 * is_second
    if line.sense(lead, "relation") not in _LEADING:
        return 0
    behind = line.skip(end + 1, "link")
    is_of_a_day = behind > end + 1 and bool({"weekday", "day"} & line.at(behind).senses.keys())
    return end + 1 if is_of_a_day or _is_behind_a_day(line, lead) else 0


def _count(line: Line, place: int) -> int:
    """Return a number in digits or in a word, else -1."""
    word = line.sense(place, "number") or ""
    return int(word) if word.isdigit() else line.number(place)


def _is_behind_a_day(line: Line, place: int) -> bool:
    """Return whether a day stands before `place`, with nothing but what says more of it between them."""
    for near in range(place - 1, max(-1, place - _FAR), -1):
        mark = line.at(near)
        is_dated = 1 <= mark.number <= _LAST_DAY and "link" in line.at(near - 1).senses  # "le 24 mai, vers huit heures"
        if is_dated or {"weekday", "day"} & mark.senses.keys():
            return True
        if mark.kind != "number" and mark.text != "," and _BESIDE.isdisjoint(mark.senses):
            return False
    return False


def _is_dotted(line: Line, place: int) -> bool:
    """Return whether two numbers with a dot are an hour: "between 9.30 and 11.30", "am Montag gegen 12.10"."""
    before, minutes = line.sense(place - 1, "relation"), line.number(place + 2)
    if len(line.at(place + 2).text) != _DIGITS or (line.at(place + 3).text == "." and line.is_joined(place + 2)):
        return False
    is_of_a_day = before == "around" and bool({"weekday", "day"} & line.at(place - 2).senses.keys())
    return before in _BETWEEN and (minutes > _MONTHS or is_of_a_day)


def _is_told_in_words(line: Line, place: int) -> bool:
    """Return whether a number in words is the hour of a day that was named: "on Friday, and I'll call you by five"."""
    word = line.sense(place, "number")
    if not word or word == "1" or "~" in word or float(word) > _HOURS or not line.is_over(place + 1):
        return False
    is_bound = line.sense(place - 1, "relation") in ("after", "before", "by", "around", "not-before")
    return is_bound and any({"weekday", "day"} & mark.senses.keys() for mark in line.marks[: place - 1])


def _is_of_a_day(line: Line, place: int) -> bool:
    """Return whether a bare number is an hour by what stands around it: "after six on Monday"."""
    is_bound = line.sense(place - 1, "relation") in ("after", "before", "by", "not-before")
    is_on = line.sense(place + 1, "relation") == "on" and line.join(place + 1) != "to"
    is_on &= line.at(line.skip(place + 2, "link")).is_of_time
    word = line.sense(place, "number") or "0"
    hour = line.number(place) if line.number(place) >= 0 else float(word.rstrip("~"))
    return is_bound and is_on and 1 <= hour <= _HOURS


def _ends_an_hour(line: Line, place: int) -> bool:
    behind = line.at(line.skip(place, "link", "hedge")).senses.keys()
    return line.is_over(place) or bool({"daypart", "weekday", "relation", "day"} & behind)


def behind_its_weekday(line: Line, when: When, place: int) -> int:
    """Return the place behind the weekday that a day is said to be: "by the 26th, a Thursday", "today is Monday"."""
    mark = line.at(place)
    is_apart = mark.text in (",", "(")
    if when.first != when.last or not (is_apart or when.last == line.said.day):
        return place
    is_verb = "filler" in mark.senses and _JOINING.isdisjoint(mark.senses)
    start = line.skip(place + 1, "link") if is_apart else place + is_verb
    start += is_apart and line.sense(start, "number") == "1"
    if line.sense(start, "weekday") != str(when.last.weekday()):
        return place
    is_over = line.at(start + 1).kind in ("sign", "end")
    is_over &= mark.text != "(" or line.at(start + 1).text == ")"  # not "in ten days (Monday, we're closed)"
    return start + 1 if is_over or not is_apart else place
