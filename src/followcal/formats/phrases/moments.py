"""Which days a time expression denotes: a date, a span, a range, or one of several.

Of several days ("Monday or Tuesday") the later one counts. Hours of the day are left aside: all of the day is theirs.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from followcal.core.business_days import BusinessDays
from followcal.formats.phrases.amounts import amount, day_behind
from followcal.formats.phrases.anew import begins_anew, parts_a_clause
from followcal.formats.phrases.appositions import day_of_the_event
from followcal.formats.phrases.days import DAY, When, at_the_turn, single_day
from followcal.formats.phrases.hours import behind_its_weekday, hour_at
from followcal.formats.phrases.line import NOT_KNOWN, Found, Line
from followcal.formats.phrases.spans import named_span
from followcal.formats.phrases.written import written_date

_GOING_ON = frozenset(("answer", "reach", "future", "break", "meeting"))
"""What begins something new behind a day."""

_LOWER = frozenset(("not-before", "between", "from", "before", "after", "past"))
"""What leads to a time that no range ends with."""

_OPEN = frozenset(("after", "past"))
"""What leads to a time of which only the first day is told."""

_JOINS = ("or", "to", "and")
_FAR = 10
_BUSINESS = "b"
"""What a number of business days ends with."""


def relations_at(line: Line, place: int) -> tuple[list[str], int]:
    """Return the relations that stand at `place`, such as "not until after", and the place behind them."""
    relations: list[str] = []
    while len(relations) < 5:
        start = line.skip(place, "link", "hedge") if relations else place
        relation = line.sense(start, "relation")
        if relation is None or relation in _JOINS:
            break
        if relations and "which" in line.at(start).senses and (start > place or "link" in line.at(start - 1).senses):
            break  # "by the following Friday" is not after Friday, nor is "el pasado viernes"
        if {"vague", "which"} & line.at(start).senses.keys() and "unit" in line.at(start + 1).senses:
            break  # "unos días" are a few, "unos cinco días" about five; "ce mois" is this one
        if relation == "on" and relations[-1:] == ["after"] and "link" not in line.at(start).senses:
            relations.pop()  # "I'll ring straight after on Monday"
        relations.append(relation)
        place = start + 1
    return relations, place


def is_ahead(line: Line, place: int) -> bool:
    """Return whether it is the next span of time, from now on: "the next few days"."""
    which = line.sense(line.skip(place, "link", "hedge"), "which")
    return which in ("next", "coming", "following")


def range_at(line: Line, place: int) -> Found:
    """Return "between A and B", "from A to B"."""
    first = _primary(line, place)
    if not first or first[0] is NOT_KNOWN:
        return first
    how = line.join(first[1])
    if how not in ("and", "to"):
        is_span = first[0].first != first[0].last and line.sense(place - 1, "relation") == "between"
        return (replace(first[0], parts=()), first[1]) if is_span else None  # "between 2-3 weeks"
    second = _primary(line, first[1] + 1)
    is_parted = line.at(first[1]).kind == "sign" or how == "and"
    if not second and is_parted and first[0].first != first[0].last:
        return replace(first[0], parts=()), first[1]  # "between the 5th and the 16th - (and) you'll hear"
    if not second or second[0] is NOT_KNOWN or _is_an_hour_alone(line, place, first[1]):
        return second
    second = _weekday_behind(line, first[0], first[1] + 1, second)
    return _spanning(first[0], second[0]), second[1]


def _is_an_hour_alone(line: Line, place: int, behind: int) -> bool:
    """Return whether a time is an hour, of a day that is named behind it: "between 10:00 and 12:00 on Friday"."""
    return hour_at(line, line.skip(place, "link", "hedge")) == behind


def _spanning(first: When, second: When) -> When:
    last, notes = max(first.last, second.last), second.notes
    if second.unit == "new-year" and second.is_whole:  # "from Christmas to New Year", "over Christmas and New Year"
        last, notes = max(first.last, second.first), ()
    return When(min(first.first, second.first), last, notes=notes)


def days_at(line: Line, place: int, *, is_bound: bool = False) -> Found:
    """Return one time or several: "Monday or Tuesday", "this week or next", "Monday to Wednesday".

    `is_bound`: a word such as "until" leads them; what "and" joins to it is another time.
    """
    found = _primary(line, place)
    for _ in range(3):
        if not found:
            return None
        when, after = found
        start = line.skip_signs(line.skip(after, "hedge"), ",")
        how = line.join(start)
        is_apart = (how == "to" and line.at(start - 1).text == ",") or (how == "and" and is_bound)
        if is_apart or (how == "to" and parts_a_clause(line, place, start, is_bound=is_bound)):
            return found  # "we meet on the 1st, until the 4th you will hear"
        if how not in _JOINS:
            other_week = _next_alone(line, start, when) if start > after else None
            return (_joined(when, other_week[0], "or"), other_week[1]) if other_week else found
        behind = line.skip(start + 1, "hedge")
        if "silence" in line.at(start).senses:  # "Friday, if not, then Monday"
            behind = line.skip(line.skip_signs(start + 1, ","), "hedge")
        bounds, behind = relations_at(line, behind)
        behind_that = replace(line, then=when.last) if when is not NOT_KNOWN else line
        second = _primary(behind_that, behind) or _next_alone(line, behind, when)
        if not second:
            return found
        when, second = _in_that_week(line, when, behind, second)
        is_span = second[0].amount and not when.amount  # "we end on the 28th and within five days you will hear"
        is_new = is_span or begins_anew(line, place, second[1]) or _counts_on(line, behind, second[1])
        if (how == "and" and is_new) or _is_parted(line, range(place, start), when, second[0], bounds):
            return found
        is_open = how == "or" and not _OPEN.isdisjoint(bounds)  # "on Friday or after the bank holiday"
        if is_open or NOT_KNOWN in (when, second[0]):
            return NOT_KNOWN, second[1]
        if how != "and":
            second = _weekday_behind(line, when, behind, second)
        is_hour = _is_an_hour_alone(line, place, after)
        found = (second[0] if is_hour else _joined(when, second[0], how)), second[1]
    return found


def _is_parted(line: Line, inside: range, first: When, second: When, bounds: Iterable[str]) -> bool:
    """Return whether a dash or "and" leads to another clause, or "and" from a date to an earlier day.

    "Two more come on Thursday - from the 20th on you can ring me", "ring me on the 20th, and on Thursday I'm off",
    "you'll hear by Friday - two weeks' trial".
    """
    is_lower = not _LOWER.isdisjoint(bounds)
    if line.at(inside.stop).text == "-" or line.join(inside.stop) != "and":
        is_lower |= not first.amount and (bool(second.amount) or _is_span_at(line, inside.stop + 1))
        return is_lower and line.at(inside.stop).text == "-"
    if (is_lower or "by" in bounds) and line.at(inside.stop - 1).text == ",":
        return True  # "in January, and by the 8th at the latest"
    is_dated = any(line.at(place).kind == "number" for place in inside)
    return is_dated and NOT_KNOWN not in (first, second) and second.last < first.first


def _is_span_at(line: Line, place: int) -> bool:
    """Return whether a number and a unit of time stand there: "two weeks"."""
    mark = line.at(place)
    return (mark.kind == "number" or "number" in mark.senses) and "unit" in line.at(place + 1).senses


def _in_that_week(line: Line, day: When, place: int, second: tuple[When, int]) -> tuple[When, tuple[When, int]]:
    """Return two weekdays in the week that was named before them: "Tuesday or Wednesday of that week"."""
    inside = range(place, second[1] - 1)
    is_that = any(line.sense(near, "which") == "that" and line.sense(near + 1, "unit") == "week" for near in inside)
    if not is_that or day is NOT_KNOWN or day.first != day.last:
        return day, second
    other = _primary(line, place) or (NOT_KNOWN, second[1])
    if other[0] is NOT_KNOWN:
        return day, other
    return line.said.weekday_in(day.last.weekday(), line.said.week(0, other[0].last)), other


def _weekday_behind(line: Line, first: When, place: int, second: tuple[When, int]) -> tuple[When, int]:
    """Return a weekday behind the one that it is the other choice to, or the end of a range from.

    "Friday or Tuesday", "between Monday and Wednesday", said on a Tuesday; the nearer one is kept.
    """
    when, after = second
    is_bare = "weekday" in line.at(after - 1).senses and line.skip(place, "link", "hedge") == after - 1
    if not is_bare or when.last >= first.last or first.first != first.last:
        return second
    later = first.last + ((when.last.weekday() - first.last.weekday() - 1) % 7 + 1) * DAY
    return replace(when, first=later, last=later, other=when.last), after


def _counts_on(line: Line, first: int, behind: int) -> bool:
    """Return whether a time counts from what "and" joins it to: "we meet on Friday and the following week you hear"."""
    marks = [line.at(place) for place in range(first, behind)]
    return any(mark.senses.get("which") == "following" or "later" in mark.senses for mark in marks)


def _next_alone(line: Line, place: int, when: When) -> Found:
    """Return "next" after "this week or"."""
    part = line.sense(place, "part")
    start = line.skip(place + 1 if part else place, "link")
    if (
        when.unit != "week"
        or line.sense(start, "which") not in ("next", "following")
        or "unit" in line.at(start + 1).senses
    ):
        return None
    week = line.said.next_week()
    return (replace(week, last=week.first + DAY) if part == "early" else week), start + 1


def _joined(first: When, second: When, how: str) -> When:
    span = _spanning(first, second)
    if how == "or":
        other = min(first.last, second.last)
        span = replace(span, last=max(first.last, second.last))
        span = replace(span, other=other if other < span.last else None, notes=("the later of the two",))
    return span.with_parts_of(first, second, how)


def _primary(line: Line, place: int) -> Found:
    """Return one time expression without its relation, hours of the day left aside."""
    start = line.skip(place, "link", "hedge")
    hour = hour_at(line, start)
    if hour:
        found = _day_like(line, _behind_its_link(line, hour))
        if found:
            return found[0], _behind_the_hour(line, found[1])
        is_open = "when" in line.at(hour).senses and "daypart" in line.at(start).senses  # "first thing when I return"
        return (NOT_KNOWN if is_open else _day_of_the_hour(line, start)), hour
    found = amount(line, place, anchor_at) or _day_like(line, start)
    if not found:
        return None
    return found[0], _behind_the_hour(line, behind_its_weekday(line, *found))


def _day_of_the_hour(line: Line, place: int) -> When:
    """Return the day of an hour or an evening of which no day is said: that which was named before, else this one."""
    part = line.sense(place, "daypart")
    is_end = part in ("end", None)
    day = line.said.day if is_end else line.said.day + DAY
    if line.then and line.then > day:
        # "the panel is on Thursday. In the morning you hear"
        named = line.then + DAY if part == "morning" and not _is_put_behind(line, place) else line.then
        return When(named, named, day, notes=("of the day that was named; or of this one",))
    if is_end:
        return When(day, day, notes=("of that day",))
    if part == "morning" or line.then or line.sense(place - 1, "relation") == "by":
        return When(day, day, notes=("of the next day",))
    return When(day, day, line.said.day, notes=("of the next day; or of this one",))  # "after work", "am Nachmittag"


def _is_put_behind(line: Line, place: int) -> bool:
    """Return whether an hour is added at the end to the day of its sentence: "I'll ring on Friday, probably early"."""
    before = place - 1
    while {"link", "relation", "hedge"} & line.at(before).senses.keys():
        before -= 1
    days = [near for near in range(before + 1) if line.marks[near].is_of_time]
    if not days or not line.is_over(place + 1):
        return False
    between = range(days[-1] + 1, before + 1)
    return not any(not _GOING_ON.isdisjoint(line.at(near).senses) or line.join(near) == "and" for near in between)


def is_followed_by_a_day(line: Line, place: int) -> bool:
    """Return whether the day of an hour is named behind it."""
    return _day_like(line, _behind_its_link(line, place)) is not None


def _behind_its_link(line: Line, place: int) -> int:
    """Return the place behind what joins an hour to its day: "10 am, on"."""
    behind = line.skip(line.skip_signs(place, ","), "link", "hedge")
    if line.sense(behind, "relation") in ("on", "in", "by"):
        return line.skip(behind + 1, "link", "hedge")
    return behind


def _behind_the_hour(line: Line, place: int) -> int:
    """Return the place behind the hour of a day: "Friday morning", "Friday at 5 pm", "Friday, close of business"."""
    start = line.skip_signs(place, ",(")
    if line.sense(start, "relation") in ("in", "on", "by", "around", "after", "not-before", "before", "between"):
        start = line.skip(start + 1, "link")
    hour = hour_at(line, line.skip(start, "link"))
    return hour or place


def _day_like(line: Line, place: int) -> Found:
    rules = (_one_after, same_or_next, _next_to, written_date, named_span)
    found = next((found for rule in rules if (found := rule(line, place))), None)
    if not found or found[0] is NOT_KNOWN:
        return found
    return _following_one(line, *found) or found


def _next_to(line: Line, place: int) -> Found:
    """Return "the day after Thanksgiving", "the day before the 4th"."""
    start = line.skip(place, "link")
    unit, relation = line.sense(start, "unit"), line.sense(start + 1, "relation")
    if line.then and unit == "day" and line.sense(start + 1, "day") == "after-then":
        return single_day(line.then + DAY), start + 2  # "the day after that"
    is_plural = "plural-unit" in line.at(start).senses
    if line.talk and unit == "day" and not is_plural and line.sense(start + 1, "tail") == "from-talk":
        return single_day(line.talk + DAY), start + 2  # "the day after the interview"
    if unit == "day" and not is_plural and line.sense(start + 1, "tail") == "from-event":
        told = day_behind(line, start + 1, anchor_at)
        return (single_day(told[0].last + DAY), told[1]) if told else None
    if unit not in ("day", "business-day") or relation not in ("after", "before") or is_plural:
        return None
    found = _day_or_event(line, start + 2, is_before=relation == "before")
    if not found or found[0] is NOT_KNOWN:
        return NOT_KNOWN, start + 2
    when, after = found
    step = BusinessDays(1 if relation == "after" else -1)
    anchor = when.last if relation == "after" else when.first
    day = line.said.calendar.offset(anchor, step) if unit == "business-day" else anchor + step.count * DAY
    return (single_day(day) if day > line.said.day else NOT_KNOWN), after


def _following_one(line: Line, when: When, place: int) -> Found:
    """Return "the Monday after the 4th", "the week following Thanksgiving": counted from another day."""
    mark = line.at(place)
    relation = mark.senses.get("relation")
    if relation == "before":
        return _one_before(line, when, place)
    if mark.senses.get("tail") in ("from-talk", "from-event"):
        return _one_after_the_talk(line, when, place)
    is_after_that = mark.senses.get("day") == "after-then" or "later" in mark.senses
    if (relation != "after" and not is_after_that) or when.unit not in ("day", "week"):
        return None
    if hour_at(line, line.skip(place + 1, "link")):
        return None  # "Friday after 2 pm"
    if when.first == when.last and not _names_a_weekday(line, place - 1):
        return None
    found = _day_or_event(line, place + 1)
    if is_after_that and relation != "after":
        found = (single_day(line.then), place + 1) if line.then else None
    if not found:
        is_condition = mark.senses.get("when") == "once"
        return None if is_condition else (NOT_KNOWN, place + 1)  # "Thursday once I've met the owner" is the next one
    if found[0] is NOT_KNOWN:
        return found
    anchor, after = found
    return _the_one_behind(line, when, anchor.last), after


def _one_after_the_talk(line: Line, when: When, place: int) -> Found:
    """Return "the week after the interview (on the 14th)", "the Monday after the interview": of today without a day."""
    told = day_behind(line, place, anchor_at)
    if not told and line.sense(place, "tail") == "from-event":
        return None
    day, after = (told[0].last, told[1]) if told else (line.talk, place + 1)
    is_week = when.unit == "week" and not when.amount
    if is_week or (day and when.first == when.last and _names_a_weekday(line, place - 1)):
        return _the_one_behind(line, when, day or line.said.day), after
    return None


def _the_one_behind(line: Line, when: When, day: date) -> When:
    """Return the week behind that of a day, or the weekday behind it."""
    if when.unit == "week":
        return _same_part(line.said.week(1, day), when, line.said.week(0, when.last))
    return single_day(day + ((when.last.weekday() - day.weekday() - 1) % 7 + 1) * DAY)


def _same_part(week: When, when: When, of: When) -> When:
    """Return the part of a week that `when` is of another: "early the week after"."""
    return replace(week, first=week.first + (when.first - of.first), last=week.last - (of.last - when.last))


def _one_before(line: Line, when: When, place: int) -> Found:
    """Return "the Friday before Christmas", "the week before Thanksgiving"."""
    is_weekday = when.first == when.last and _names_a_weekday(line, place - 1)
    is_alone = is_weekday and "answer" not in line.at(place + 1).senses  # not "Friday before the email goes out"
    found = _primary_day(line, place + 1) or (_what_was_named(line, place + 1, is_before=True) if is_alone else None)
    if not found and when.unit == "week" and line.is_over(place + 1):
        return NOT_KNOWN, place + 1  # "the week before": of what, is not said here
    if not found or found[0] is NOT_KNOWN or not (is_weekday or when.unit in ("week", "weekend")):
        return None
    anchor = found[0].first
    if is_weekday:
        day = anchor - ((anchor.weekday() - when.last.weekday() - 1) % 7 + 1) * DAY
        before = single_day(day)
    else:
        before = line.said.week(-1, anchor)
        if when.unit == "weekend":
            before = replace(before, first=before.last + DAY, last=before.first + 6 * DAY, unit="weekend")
    return (before if before.last > line.said.day else NOT_KNOWN), found[1]


def _what_was_named(line: Line, place: int, *, is_before: bool = False) -> Found:
    """Return the day that was named last, where nothing else follows: "the week after", "the Monday after that".

    Or the first day of it: "closed from the 26th to the 6th, you'll hear by the Friday before that".
    """
    start = line.named_before(place) or line.skip(place, "link")
    if line.then is None or not (start > place or line.is_over(start)):
        return None
    day = (line.begins if is_before else None) or line.then
    return When(day, day), start


def _day_or_event(line: Line, place: int, *, is_before: bool = False) -> Found:
    """Return a day, the one that was named before, or that of an event: "the day after the board meeting on 11 May"."""
    found = _primary_day(line, place) or day_of_the_event(line, place, _primary_day)
    return found or _what_was_named(line, place, is_before=is_before)


def same_or_next(line: Line, place: int) -> Found:
    """Return "the same day", "le lendemain", "am Tag darauf": counted from the day that was named before."""
    is_that_day = line.then and line.sense(place, "day") == "then" and line.join(place + 1) == "or"
    shift = "0" if is_that_day else line.sense(place, "anaphor")
    if shift is None:
        return None
    is_behind = "after" in line.at(place).text or line.sense(place + 1, "link") == "of"
    named = (_primary_day(line, place + 1) or day_of_the_event(line, place + 1, _primary_day)) if is_behind else None
    if named and named[0] is not NOT_KNOWN:
        return single_day(named[0].last + int(shift.rstrip(_BUSINESS)) * DAY), named[1]  # "the morning after the 4th"
    if not line.then:
        return NOT_KNOWN, place + 1
    if shift.endswith(_BUSINESS):  # "a los dos días hábiles"
        return single_day(line.said.calendar.offset(line.then, BusinessDays(int(shift[:-1])))), place + 1
    day = line.begins if line.begins and int(shift) < 0 else line.then  # "away the 26th to the 30th, the day before"
    return single_day(day + int(shift) * DAY), place + 1


def _one_after(line: Line, place: int) -> Found:
    """Return "the one after", said of the weekday or the week that was named before it: "not this Friday, the next"."""
    if line.then is None or not ("one-after" in line.at(place).senses or line.is_the_next(place)):
        return None
    if line.sense(place, "one-after") == "week":
        return line.said.week(1, line.then), place + 1  # "in der Folgewoche"
    if _is_the_day_or_next(line, place):
        return single_day(line.then + DAY), place + 1
    if "correction" in line.at(place - 1).senses:
        return single_day(line.then + 7 * DAY), place + 1  # "you'd hear on Friday. It'll be the one after"
    before = [line.at(near) for near in range(max(0, place - _FAR), place)]
    if line.is_week and not any(mark.is_of_time for mark in before):
        return line.said.week(1, line.then), place + 1  # "this week is full. The next one we will call you"
    is_of_week = any("weekday" in mark.senses or mark.senses.get("unit") == "week" for mark in before)
    return (single_day(line.then + 7 * DAY), place + 1) if is_of_week else None


def _is_the_day_or_next(line: Line, place: int) -> bool:
    """Return whether "the next" is the other choice to a day: "that day or the next"."""
    start = place - 1
    while {"link", "relation"} & line.at(start).senses.keys() and line.join(start) != "or":
        start -= 1
    named = line.at(start - 1).senses
    return line.join(start) == "or" and (bool({"day", "anaphor"} & named.keys()) or named.get("unit") == "day")


def _names_a_weekday(line: Line, place: int) -> bool:
    return "weekday" in line.at(place).senses


def anchor_at(line: Line, place: int) -> Found:
    """Return the day that a span of time is counted from."""
    _, start = relations_at(line, place)
    return _primary_day(line, start)


def _primary_day(line: Line, place: int) -> Found:
    found = written_date(line, place) or named_span(line, place)
    return (at_the_turn(found[0]), found[1]) if found and found[0] is not NOT_KNOWN else found
