"""Days on which the employer is closed, as a text tells: "we shut from the 24th to the 1st, then five working days".

They are no business days. A day on which they shut is one of them; the day on which they are back is none. Where days
are named that may be such days, in words that were not read, nothing is counted in business days.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from msgspec.structs import replace

from followcal.core.business_days import BusinessCalendar
from followcal.formats.phrases.clauses import Clause, clauses_of
from followcal.formats.phrases.days import DAY, Said, When
from followcal.formats.phrases.findings import Saying
from followcal.formats.phrases.hours import hour_at
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.marks import Mark
from followcal.formats.phrases.strangers import SURE
from followcal.formats.phrases.times import Timed

_LONGEST = timedelta(days=65)
_WEEKS = ("week", "fortnight", "month")
_NAME = "closed, as they say"
_UNREAD = date.max, date.min
_LAST_DAY = 31
_LISTING = frozenset(("link", "relation", "break", "hedge", "suffix"))
"""What stands between the days of a list."""

_LEADING = frozenset(("link", "relation", "closed"))
"""What stands before the first one."""


def with_closures(said: Said, all_sentences: Sequence[Sequence[Mark]]) -> Said:
    """Return the day on which a text was said, with a calendar in which the days are off that it tells of."""
    days: dict[date, str] = {}
    is_unread = False
    for number, sentence in enumerate(all_sentences):
        senses = {name for mark in sentence for name in mark.senses}
        following = all_sentences[number + 1] if number + 1 < len(all_sentences) else []
        found = list(_closures(sentence, following, said)) if "closed" in senses else []
        found += _days_off(Line(sentence, said)) if "day-off" in senses else []
        for first, last in found:
            is_unread |= last < first
            days |= {first + shift * DAY: _NAME for shift in range((last - first).days + 1)}
    calendar = said.calendar.joint(BusinessCalendar.of(days, weekend=())) if days else said.calendar
    return replace(said, calendar=calendar, closed=frozenset(days), is_unread=is_unread)


def leave_what_may_be_closed(all_said: Sequence[Saying], said: Said) -> None:
    """Leave a promise in business days where days among them may be days off, as in "from the 24th it is all dark"."""
    counted = [(one, timed.when) for one in all_said for timed, _ in one.answers if _is_in_business_days(timed)]
    if not counted:
        return
    aside = list(_days_aside(all_said))
    for one, when in counted:
        if said.is_unread or any(_is_amid(other, when, said) for other in aside):
            one.not_understood = True


def _is_in_business_days(timed: Timed) -> bool:
    amount = timed.when.amount
    return timed.is_known and amount is not None and amount.is_of_business_days


def _days_aside(all_said: Sequence[Saying]) -> Iterator[When]:
    """Yield the days that may be days off: those from one day to another, from one day on, and those denied."""
    before = None
    for one in all_said:
        is_more = before is not None and before.leads_to_an_answer and (one.all_known or one.corrects)
        before = one
        bare = [] if one.promises or is_more else one.bare
        yield from (timed.when for timed, negated in (*one.answers, *bare) if negated and timed.relation == "on")
        # "in five working days; mind that all is dark from the 24th to the 3rd"
        yield from (t.when for t, _ in one.answers if t.relation == "not-before" and _is_from_day_to_day(t))
        yield from (t.when for t in (*(t for t, _ in bare), *one.starts, *one.events) if _is_from_day_to_day(t))
        if not one.all_known:  # "from Monday we have xyz"
            begun = (timed.when for timed, _ in bare if timed.relation == "not-before" and timed.is_known)
            yield from (replace(when, last=max(when.last, when.first + _LONGEST)) for when in begun)


def _is_from_day_to_day(timed: Timed) -> bool:
    when = timed.when
    return when.first < when.last and when.unit == "day" and not when.amount and when.other is None


def _is_amid(when: When, counted: When, said: Said) -> bool:
    """Return whether business days of a time lie before the end of a span that does not count from it."""
    if when.amount or counted.other is not None or not said.day < when.last:
        return False
    inside = [(max(first, said.day + DAY), min(last, counted.last)) for first, last in when.each]
    return any(first <= last and said.calendar.count(first - DAY, last) > 0 for first, last in inside)


def _closures(sentence: Sequence[Mark], following: Sequence[Mark], said: Said) -> Iterator[tuple[date, date]]:
    """Yield the first and the last day of each time for which they are closed; one that was not read ends too soon."""
    line = Line(sentence, said)
    clauses = list(clauses_of(line, weak=False))
    for number, clause in enumerate(clauses):
        place = _place_of_a_closure(line, clause)
        if place is None:
            continue
        how, times = line.sense(place, "closed"), _all_times(line, clauses, number)
        whole = [timed.when for timed in times if timed.when.first < timed.when.last and not _is_until_new_year(timed)]
        found = [part for when in whole for part in when.each if part[1] - part[0] < _LONGEST]
        if whole and how == "day":
            found += _single_days(times)
        if times and not whole:
            found = list(_from_day_to_day(line, times, clauses[number:], following, how))
            is_of_hours = any(hour_at(line, near) for near in _places(clause))  # "we close at noon on Friday"
            found = [part for part in found if not is_of_hours or part[0] != part[1]]
        found += _bare_numbers(line, times, clauses[number:])
        is_left = any(not timed.is_known or _is_long(line, timed) for timed in clause.times)
        found = [] if any(timed.is_known and _lasts(line, timed) for timed in clause.times) else found
        yield from found or ([_UNREAD] if is_left else [])


def _days_off(line: Line) -> Iterator[tuple[date, date]]:
    """Yield the days that somebody has off, in a clause that tells of nothing else: "we get the Friday off"."""
    for clause in clauses_of(line, weak=False):
        off = [place for place in _places(clause) if "day-off" in line.at(place).senses]
        keys = [place for place, _ in clause.keys if place not in off and not _leads_to_a_day_off(line, place)]
        if keys or not _is_theirs(line, clause):
            continue
        for timed in _ahead(clause, line.said):
            is_on = timed.relation == "on" or "since" in line.at(timed.start).senses  # "since we get Friday off"
            if is_on and (timed.end in off or timed.start - 1 in off):
                yield from (part for part in timed.when.each if part[1] - part[0] < _LONGEST)


def _is_theirs(line: Line, clause: Clause) -> bool:
    """Return whether a clause tells of them, or of everyone; not "your place is free on Friday"."""
    senses = {name for place in _places(clause) for name in line.at(place).senses}
    you = {value for place in _places(clause) if (value := line.sense(place, "you"))}
    return "we" in senses or you == {"all"} or not (clause.keys or you)


def _leads_to_a_day_off(line: Line, place: int) -> bool:
    """Return whether a key word only leads to a day off: "we're taking the Friday off"."""
    return line.sense(place, "answer") == "weak"


def _place_of_a_closure(line: Line, clause: Clause) -> int | None:
    """Return the place of the word that says that they are closed, where a clause tells of nothing else."""
    # "after the bank holiday", but "since we're closed Friday"
    times = [timed for timed in clause.times if "since" not in line.at(timed.start).senses]
    inside = {place for timed in times for place in range(timed.start, timed.end)}
    places = (place for place in _places(clause) if place not in inside)
    place = next((place for place in places if _tells_of_a_closure(line, clause, place)), None)
    if any(line.sense(near, "closed") == "part" for near in _places(clause)):
        return None  # "the car park is closed"
    is_other = any(key in SURE or (key == "posting" and near != place) for near, key in clause.keys)
    return None if is_other else place


def _single_days(times: list[Timed]) -> Iterator[tuple[date, date]]:
    """Yield the single days of a list that names days from one to another as well: "on Friday, and from May 4 to 9"."""
    ends = [timed.end for timed in times]
    single = [timed for timed in times if timed.relation == "on" and timed.start not in ends]
    yield from (part for timed in single for part in timed.when.each if part[0] == part[1])


def _all_times(line: Line, clauses: list[Clause], number: int) -> list[Timed]:
    """Return the times of a closure: those of its clause, of a list that goes on behind it, else those before it."""
    clause, said = clauses[number], line.said
    times = _ahead(clause, said)
    before = clauses[number - 1] if number else None
    if before and times and _is_bare(line, before) and line.join(before.end) == "and":
        times = _ahead(before, said) + times  # "(Thursday and Friday we're closed)"
    for place, other in enumerate(clauses[number + 1 :]):
        is_return = any("reopened" in line.at(near).senses for near in _places(other))
        if other.keys or is_return or (place and not _is_bare(line, other)):
            break
        times += _ahead(other, said)  # "the office is shut over Easter, from 26 to 29 March"
    if not clause.times and not times and before and not any(key in SURE for _, key in before.keys):
        times = _ahead(before, said)  # "we have next week off, it's all shut"
    return times


def _is_bare(line: Line, clause: Clause) -> bool:
    """Return whether a clause holds nothing but times and numbers, as in a list of days."""
    inside = {place for timed in clause.times for place in range(timed.start, timed.end)}
    left = [line.at(place) for place in _places(clause) if place not in inside]
    return all(mark.kind == "number" or not _LISTING.isdisjoint(mark.senses) for mark in left)


def _bare_numbers(line: Line, times: list[Timed], clauses: list[Clause]) -> Iterator[tuple[date, date]]:
    """Yield the days of which only the number is told, in a list: "closed on December 28, 29 and January 4"."""
    if not times:
        return
    inside = {place for clause in clauses for timed in clause.times for place in range(timed.start, timed.end)}
    for place in range(clauses[0].start, clauses[-1].end):
        number = line.number(place)
        is_led = _parts(line, place - 1) or not _LEADING.isdisjoint(line.at(place - 1).senses)
        if place in inside or not 0 < number <= _LAST_DAY or not is_led or not _parts(line, place + 1):
            continue
        before = [timed.when.last for timed in times if timed.end <= place and timed.when.last.day < number]
        behind = [timed.when.first for timed in times if timed.start > place and timed.when.first.day > number]
        day = next((near.replace(day=number) for near in (*before[-1:], *behind[:1]) if _has_day(near, number)), None)
        yield (day, day) if day else _UNREAD


def _has_day(month: date, number: int) -> bool:
    return number <= monthrange(month.year, month.month)[1]


def _parts(line: Line, place: int) -> bool:
    """Return whether a comma or "and" stands at `place`, as between the days of a list."""
    return line.at(place).text == "," or line.join(place) == "and"


def _tells_of_a_closure(line: Line, clause: Clause, place: int) -> bool:
    """Return whether a word says that they are closed, or denies that they are open: "ni el 16 ni el 17 abrimos"."""
    how = line.sense(place, "closed")
    if how == "open":
        return any("not" in line.at(near).senses for near in _places(clause))
    return how in ("day", "from")


def _is_of_a_feast(line: Line, timed: Timed) -> bool:
    return "holiday" in line.at(timed.end - 1).senses


def _is_until_new_year(timed: Timed) -> bool:
    return timed.over_on < timed.when.last


def _is_long(line: Line, timed: Timed) -> bool:
    """Return whether it is a span of weeks: "we shut for two weeks", "a week from the 12th"."""
    amount = timed.when.amount
    return _lasts(line, timed) if amount is None else amount.unit in _WEEKS


def _lasts(line: Line, timed: Timed) -> bool:
    """Return whether a day is told by the weeks up to it: "une semaine à partir du 12"."""
    places = range(timed.start, timed.end - 1)
    return timed.when.amount is None and any(
        line.sense(place, "number") and line.sense(place + 1, "unit") in _WEEKS for place in places
    )


def _from_day_to_day(
    line: Line, times: list[Timed], clauses: list[Clause], following: Sequence[Mark], how: str | None
) -> Iterator[tuple[date, date]]:
    """Yield a closure of which single days are told: that one, the first one, or the one on which it is over."""
    if len(times) > 1 and how == "from" and _is_of_a_feast(line, times[0]):
        times = times[1:]  # "we shut for Christmas on the 23rd"
    first = times[0].when.first
    if any(_is_strange_between(line, one, other) for one, other in pairwise(times)):
        yield _UNREAD
        return
    ends = [timed.when.last for timed in times[1:] if timed.relation == "by" and timed.when.last > first]
    if ends and ends[0] - first < _LONGEST:
        yield first, ends[0]  # "vom 24.12. bis einschließlich 3.1."
        return
    if times[0].relation in ("by", "before"):
        if any("closed" in line.at(place).senses for place in range(times[0].start, times[0].end)):
            return  # "you'll know before the bank holiday"
        if first - line.said.day < _LONGEST:
            places = range(times[0].start, times[0].end)
            is_inclusive = any("inclusive" in line.at(place).senses for place in places)  # "bis 5. Jänner"
            yield line.said.day + DAY, first if is_inclusive else first - DAY
        return
    behind = Line(following, line.said, first)
    found = list(_reopening(line, clauses))  # "fermé le 12, et rouvre le 19"
    is_begun = bool(found) or how == "from" or times[0].relation == "not-before"
    later = [day for day in (*found, *_reopening(behind, list(clauses_of(behind, weak=False)))) if day > first]
    if is_begun and later and later[0] - first < _LONGEST:
        yield first, later[0] - DAY
    elif line.sense(times[0].start, "relation") == "not-before" and not times[0].is_of_each_week:
        yield _UNREAD  # "from the 12th we are closed": until when, is not said
    elif not is_begun or all(timed.is_relative for timed in times):  # "we close on Monday": that day, as far as is told
        yield from ((timed.when.first, timed.when.last) for timed in times)


def _is_strange_between(line: Line, one: Timed, other: Timed) -> bool:
    """Return whether words that nobody taught us join two days: "from the 24th xyz the 3rd"."""
    is_same = one.when.first == other.when.first  # "with the Australia Day public holiday on Tuesday"
    return not is_same and any(not line.at(place).is_known for place in range(one.end, other.start))


def _reopening(line: Line, clauses: list[Clause]) -> Iterator[date]:
    """Yield the days on which they are said to be back."""
    for clause in clauses:
        if any("reopened" in line.at(place).senses for place in _places(clause)):
            yield from (timed.when.first for timed in _ahead(clause, line.said))


def _places(clause: Clause) -> range:
    return range(clause.start, clause.end)


def _ahead(clause: Clause, said: Said) -> list[Timed]:
    times = [timed for timed in clause.times if timed.is_known and not timed.when.amount]
    return [timed for timed in times if timed.when.last > said.day]
