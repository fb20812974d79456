"""A time expression: what relation it has ("by", "after", "about"), to which days, and what that promises.

"By X" and "until X" include X, "before X" excludes it, "after X" is only a lower bound: five business days are given,
and it is flagged. "About X" and "or so" are two days more. Of several days ("Monday or Tuesday") the later one counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from followcal.core.wording import day_text
from followcal.formats.phrases.amounts import day_behind
from followcal.formats.phrases.appositions import told_again, told_behind
from followcal.formats.phrases.days import DAY, GIVEN, Amount, Said, When, at_the_turn
from followcal.formats.phrases.hours import hour_at
from followcal.formats.phrases.line import COUNTED_FROM, NOT_KNOWN, Found, Line
from followcal.formats.phrases.moments import (
    anchor_at,
    days_at,
    is_ahead,
    is_followed_by_a_day,
    range_at,
    relations_at,
)

_LONGEST_GAP = 8
_BOUNDS = {"by", "before", "after", "not-before"}
_CLAUSE = {"break", "answer", "reach", "silence", "we", "you"}
"""What a name holds no word of."""

_DENIED = {"not", "silence"}
_NOUNS = {"anchor", "meeting", "vague", "we", "background"}
_DEADLINES = ("by", "within", "before", "this-side")
NO_DAY = "in-place-of"
"""What a day is that does not count: "instead of the 27th"."""

_FROM = ("after", "past", "not-before", "between", "from")


class Timed(Struct, frozen=True):
    """A time expression, and its place in the sentence: marks from `start` up to, not including, `end`."""

    relation: str
    when: When
    start: int
    end: int
    is_around: bool = False
    is_event: bool = False
    """Whether it is the day of something that has to come first: "once Dana is back on December 7"."""

    is_over: bool = False
    """Whether it lies in the past: "last Friday"."""

    is_of_each_week: bool = False
    """Whether it is a weekday of every week: "Fridays", "on a Friday"."""

    is_from_today: bool = False
    """Whether it counts from the day it was said, as they say: "two weeks from today"."""

    is_relative: bool = False
    """Whether no number and no month names it: "next Tuesday"."""

    @property
    def is_known(self) -> bool:
        """Whether it could be read."""
        return self.when is not NOT_KNOWN

    def is_open(self, line: Line) -> bool:
        """Return whether only a bound was told that it comes after, by the word "after" itself."""
        senses = line.marks[self.start].senses
        is_said = "relation" in senses or senses.get("day") == "after-then"
        return self.relation == "after" and is_said and self.when.amount is None

    def last_day(self, line: Line) -> date:
        """Return the last day that "then" means behind it; "about two weeks" are two days of the working week more.

        Behind "before the long weekend", the day before it.
        """
        is_span = self.when.is_whole and not self.when.amount and self.when.first < self.when.last
        if self.relation in ("before", "this-side") and is_span:
            return self.when.first - DAY
        span = self.when.amount
        is_loose = self.is_around and span is not None and not (span.vague or span.ends_that_day)
        return line.said.loosely(self.when.last) if is_loose else self.over_on

    @property
    def begins(self) -> date | None:
        """The first day of what was told from one day to another: "closed from the 26th to the 6th"."""
        is_spell = self.when.unit == "day" and self.when.first < self.when.last and self.relation == "on"
        return self.when.first if is_spell and not self.when.amount and not self.when.other else None

    @property
    def over_on(self) -> date:
        """The last day of something that lasts so long: of what is "until the new year", New Year's Day."""
        return at_the_turn(self.when).last if self.relation in ("by", "before") else self.when.last

    @property
    def is_dated(self) -> bool:
        """Whether it is a day of which the date was told."""
        return self.is_known and not self.is_relative and self.when.amount is None

    @property
    def is_firm(self) -> bool:
        """Whether it is the date of the last day: "by 12 August"."""
        return self.relation == "by" and self.is_dated and not self.is_around

    @property
    def is_deadline(self) -> bool:
        """Whether it says until when, not just when."""
        return self.relation in _DEADLINES or self.when.amount is not None


def last_named(times: Iterable[Timed]) -> Timed | None:
    """Return the time that was named last; a holiday may only say more of the day before it.

    "On Tuesday, after the long weekend": that Tuesday.
    """
    last = None
    for timed in times:
        is_more = timed.relation == "after" and timed.when.unit == "holiday"
        is_of_that_day = is_more and last is not None and last.when.last > timed.when.last
        if timed.is_known and not timed.is_over and not is_of_that_day:
            last = timed
    return last


def timed_at(line: Line, place: int) -> Timed | None:
    """Return the time expression that begins at `place`."""
    behind = _behind_what_was_named(line, place)
    if behind:
        return behind
    relations, start = relations_at(line, place)
    that_day = _then(line, place, relations, start) or _after_the_interview(line, place)
    if that_day:
        return that_day
    found = range_at(line, start) if "between" in relations else None
    relation = "on" if found else ""
    found = found or days_at(line, start, is_bound=bool(_BOUNDS & set(relations)))
    told = _told_by_a_clause(line, place, start, relations, found)
    if told or not found:
        return told
    when, after = found
    if when is NOT_KNOWN:
        when, after = told_again(line, after) or found
    tails, after = _tails(line, after)
    if when.amount and line.leads_to_a_clause(after):
        return _until_a_clause(line, [*relations, *tails], when, place, after)
    if when is NOT_KNOWN and _is_over(line, start, after):
        return Timed("on", when, place, after, is_over=True)
    if when is NOT_KNOWN and (past := _just_passed(line, start)):
        return Timed("on", past[0], place, past[1], is_over=True)
    if relations == ["between"]:
        when = NOT_KNOWN if _is_of_a_thing(line, place, after, when) else when
        relations = [] if line.sense(after - 1, "weeks-later") else relations  # "del lunes en ocho"
    relations = _at_the_hour(line, relations, start, after)
    if "before" in relations and _is_that_day_itself(line, start, after, when):
        relations = ["by" if name == "before" else name for name in relations]
    around = "around" in relations or "around" in tails or _is_loose(line, place, after)
    when = _from_now_on(line, relations, when, start)
    relation = relation or _relation(relations, tails, when, line, start)
    when = at_the_turn(when) if relation in ("after", "past") else when
    timed = Timed(relation, _not_begun(line.said, relation, when), place, after, around)
    return _or_the_day_before(line, relations, timed) if "before" in relations else timed


def _not_begun(said: Said, relation: str, when: When) -> When:
    """Return the next weekend where they say "by" or "before" when it has begun: "by the weekend", on a Saturday."""
    has_begun = when.unit == "weekend" and when.is_whole and when.first <= said.day <= when.last
    if not has_begun or relation not in ("by", "before"):
        return when
    return replace(said.weekend(1), other=when.last if relation == "by" else None)


def _is_loose(line: Line, place: int, after: int) -> bool:
    """Return whether a tail within a time makes it a loose one: "a week or so after the 4th"."""
    return any(line.sense(near, "tail") == "around" for near in range(place, after))


def _told_by_a_clause(line: Line, place: int, start: int, relations: list[str], found: Found) -> Timed | None:
    """Return a time that something else is told of: "before the year is out", "before term, which begins Monday"."""
    begun = (_before_what_begins(line, place) or _before_they_close(line, place)) if relations == ["before"] else None
    if begun and not (found and found[0].first > begun.when.first):
        return begun
    if not found:
        return _event(line, place) or _after_what_is_told(line, place, relations)
    when, after = found
    if "before" in relations and "ends" in line.at(after).senses and when.is_whole:
        return Timed("by", replace(when, is_whole=False), place, after + 1)  # before the year is out
    if relations and "when" in line.at(start - 1).senses and _names_a_thing(line, line.skip(start, "link"), after):
        return Timed("after", NOT_KNOWN, place, after, is_event=True)
    is_of_a_name = "before" in relations and _is_of_a_name(line, start, after)
    return Timed("before", NOT_KNOWN, place, after) if is_of_a_name else None


def _behind_what_was_named(line: Line, place: int) -> Timed | None:
    """Return what comes "after" what was named, or "straight after" it, on the same day, or not "before" it."""
    if line.sense(place, "alone") == "before":
        return _before_what_was_named(line, place)
    alone = line.sense(place, "alone") if line.at(place + 1).kind in ("end", "sign") else None
    if not line.then or (not alone and line.sense(place, "day") != "after-then"):
        return None
    return Timed("on" if alone == "at-once" else "after", When(line.then, line.then), place, place + 1)


def _before_what_was_named(line: Line, place: int) -> Timed | None:
    """Return what does not come "before" what was named: "the panel meets on the 20th, no decision before that"."""
    ends = [near for near in range(place - _LONGEST_GAP, place + _LONGEST_GAP) if _ends_a_clause(line, near)]
    start = max((near for near in ends if near < place), default=-1)
    end = min((near for near in ends if near > place), default=len(line.marks))
    inside = [line.at(near).senses for near in range(start + 1, end)]
    is_of_contact = any("reach" in senses for senses in inside)  # "vorher bitte nicht anrufen"
    is_of_else = any(mark.senses.get("purpose") == "topic" for mark in line.marks)  # "ob wir den Auftrag bekommen"
    is_denied = any(_DENIED & senses.keys() for senses in inside)
    if not line.then or not is_denied or is_of_contact or is_of_else:
        return None
    is_first = place == start + 1 and bool(_DENIED & line.at(place + 1).senses.keys())
    if "relation" in line.at(place).senses and not is_first and place != end - 1:
        return None  # "before the 4th"
    return Timed("before", When(line.then, line.then), place, place + 1)


def _is_denied_before(line: Line, place: int) -> bool:
    """Return whether a clause denies what comes before a time in it: "don't expect to hear before then"."""
    start = next((near for near in range(place - 1, -1, -1) if _ends_a_clause(line, near)), -1)
    return any(_DENIED & line.at(near).senses.keys() for near in range(start + 1, place))


def _ends_a_clause(line: Line, place: int) -> bool:
    return line.at(place).kind in ("end", "sign") or "break" in line.at(place).senses


def _then(line: Line, place: int, relations: list[str], start: int) -> Timed | None:
    """Return the day that was named before: "by then", "before that", "d'ici là"."""
    is_open = line.is_then_open and "by" not in relations  # "not before Labor Day, we'll call you then"
    last = line.said.calendar.offset(line.then, GIVEN) if line.then and is_open else line.then
    when = When(line.then, last) if line.then and last else NOT_KNOWN
    if relations == ["before"] and line.begins and not _is_denied_before(line, place):
        # "closed from the 26th to the 6th, you'll hear before then", but "you won't hear before then"
        when = When(line.begins, line.begins)
    end = start + 1 + ("daypart" in line.at(start + 1).senses)  # "by that evening" of languages that say "that day at"
    is_last = line.then and line.at(end).kind in ("end", "sign")
    begins = start == 0 or line.at(start - 1).text in (",", ";")
    is_first = line.then and begins and " " in line.at(start).text  # "that day you will hear", but not "then you will"
    is_that = {"which", "that"} <= line.at(start).senses.keys() and relations == ["before"]
    if (is_that and is_last) or (line.sense(start, "day") == "then" and (relations or is_last or is_first)):
        return Timed(_relation(relations, [], NOT_KNOWN, line, start), when, place, end)
    if line.sense(start - 1, "day") == "then" and relations and line.is_over(start):
        return Timed("by", when, place, start)
    return None


def _after_the_interview(line: Line, place: int) -> Timed | None:
    """Return the day of the interview, where it is still to come: "after the interview on January 22"."""
    found = day_behind(line, place, anchor_at) if line.sense(place, "tail") in COUNTED_FROM else None
    return Timed("after", found[0], place, found[1], is_event=True) if found else None


def _until_a_clause(line: Line, relations: list[str], when: When, place: int, after: int) -> Timed:
    """Return a span that ends where something is done: "three weeks until we tell"; "before" is a lower bound.

    But "it will be a week at most before you hear".
    """
    is_end = {"within", "by"} & {*relations, line.sense(after, "relation")} and "at-least" not in relations
    bound = next((name for name in ("more-than", "at-least") if name in relations), "until-then")
    return Timed("within" if is_end else bound, when, place, after + 1, "around" in relations)


def _is_of_a_thing(line: Line, place: int, end: int, when: When) -> bool:
    """Return whether a date behind "of" is that of a thing that nobody taught us: "le poste de matelot du 3 août"."""
    is_day = when.first == when.last and not when.amount  # not "del 12 al 16 de agosto"
    is_date = is_day and any(line.at(near).kind == "number" for near in range(place, end))
    is_of = is_date and "link" in line.at(place).senses and not line.at(place - 1).is_known
    return is_of and not any("closed" in mark.senses for mark in line.marks)


def _at_the_hour(line: Line, relations: list[str], start: int, end: int) -> list[str]:
    """Return the relations to the day of an hour.

    "Before noon on Friday" and "before Friday noon" are by that day, "after 2 pm on Friday" is on it.
    """
    place = line.skip(start, "link", "hedge")
    hour = hour_at(line, place)
    if not hour:
        is_till = "before" in relations and any(hour_at(line, near) == end for near in range(place + 1, end))
        return [name if name != "before" else "by" for name in relations] if is_till else relations
    is_end = "end" in (line.sense(place, "daypart"), line.sense(place, "part"))
    is_of_a_day = not is_end and is_followed_by_a_day(line, hour)
    left = [name for name in relations if name not in _FROM] if is_of_a_day else relations
    if hour == end or is_of_a_day:
        left = [name for name in left if name != "around"]  # "around noon" is about the hour, not the day
    return [name if name != "before" else "by" for name in left]


def _is_that_day_itself(line: Line, start: int, end: int, when: When) -> bool:
    """Return whether "before" includes a day, by its hour or named again: "before Friday evening", "... or Friday"."""
    if when.amount or when.first != when.last:
        return False
    last = line.at(end - 1)
    is_clock = last.senses.get("suffix") == "clock" or last.senses.get("unit") == "hour"
    is_clock |= last.kind == "number" and line.at(end - 2).text in (":", "h")
    days = [day for place in range(start, end) if (day := line.sense(place, "weekday"))]
    return is_clock or "daypart" in last.senses or len(days) > len(set(days))


def _is_over(line: Line, start: int, end: int) -> bool:
    """Return whether a day is named as one of the past, as "el pasado lunes"; "the last week" may lie ahead."""
    last = next((place for place in range(start, end) if line.sense(place, "which") == "last"), -1)
    is_behind = "weekday" in line.at(last - 1).senses or "unit" in line.at(last - 1).senses
    is_behind |= last >= 0 and line.sense(last, "relation") == "after"
    return last >= 0 and (is_behind or "link" not in line.at(last - 1).senses)


def _just_passed(line: Line, place: int) -> tuple[When, int] | None:
    """Return the day or month of the past that is named at `place`: "on 9 November", said on the 12th."""
    start = line.skip(place, "link", "hedge")
    if "unit" in line.at(start + 1).senses:
        return None  # "two weeks after the board" is no date
    found = days_at(line.earlier(place), place)
    is_past = found and found[0] is not NOT_KNOWN and not found[0].amount and found[0].last < line.said.day
    return found if is_past else None


def _or_the_day_before(line: Line, relations: list[str], timed: Timed) -> Timed:
    """Return a bound that may exclude its day: "before Friday at the latest", not "before the 4th inclusive"."""
    when = timed.when
    is_last = timed.relation == "by" or "by" in relations
    is_included = any("inclusive" in line.at(place).senses for place in range(timed.start, timed.end))
    if not (is_last and timed.is_known) or is_included or when.first != when.last or when.amount:
        return timed
    return replace(timed, relation="by", when=replace(when, other=when.last - DAY))


def _tails(line: Line, place: int) -> tuple[list[str], int]:
    tails: list[str] = []
    while True:
        start = line.skip(line.skip_signs(line.skip(place, "hedge"), ",-("), "hedge")
        tail = line.sense(start, "tail")
        is_or = line.join(start) == "or" and line.at(start + 1).is_of_time  # "Dienstag oder eher Donnerstag"
        if tail is None or tail in COUNTED_FROM or is_or or _leads_on(line, place, start):
            return tails, place
        tails.append(tail)
        place = start + 1


def _leads_on(line: Line, place: int, tail: int) -> bool:
    """Return whether a bound behind a comma leads to a time of its own: "next week, at the latest on Thursday"."""
    behind = line.skip(tail + 1, "link", "hedge")
    is_bound = line.sense(tail, "relation") in _BOUNDS and "," in (line.at(p).text for p in range(place, tail))
    return is_bound and line.at(behind).is_of_time


def _relation(relations: list[str], tails: list[str], when: When, line: Line, start: int) -> str:
    """Return the one relation that several words come to."""
    said = (
        *(
            name
            for name in ("in-place-of", "after", "past", "not-before", "at-least", "more-than")
            if name in relations
        ),
        *(name for name in ("by", "not-before") if name in tails),
        *(name for name in ("before", "this-side", "by", "within") if name in relations),
    )
    if said:
        return said[0]
    if when.amount and ("over" in relations or is_ahead(line, start)):
        return "more-than" if relations == ["over"] and not is_ahead(line, start) else "within"
    if "over" in relations or "between" in relations:
        return "not-before" if "between" in relations and not when.amount else "on"
    return "on"


def _from_now_on(line: Line, relations: list[str], when: When, place: int) -> When:
    """Return a span that may also begin today: "within the week", "in the next week"; the later end counts."""
    if (
        when.unit not in ("week", "month")
        or "during" in relations
        or not when.is_whole
        or when.amount
        or "link" not in line.at(place).senses
    ):
        return when
    is_open = "in" in relations and when.unit == "month" and "unit" in line.at(place + 1).senses  # "dans le mois"
    is_open &= when.first <= line.said.day
    if not ("within" in relations or is_open or ({"in", "over"} & set(relations) and is_ahead(line, place))):
        return when
    counted = Amount(1, 1, when.unit).after(line.said.day, line.said.calendar)  # type: ignore[arg-type]
    first, last = sorted((counted.last, when.last))
    note = f"to {day_text(last)}; or to {day_text(first)}"
    return When(line.said.day + DAY, last, first if first != last else None, when.unit, (note,), is_whole=False)


def _event(line: Line, place: int) -> Timed | None:
    """Return the day of an event that has to come first: "once Dana is back on December 7"."""
    is_of_event = {"start", "meeting", "posting"} & line.at(line.skip(place + 1, "link")).senses.keys()
    is_before = line.sense(place, "relation") == "before" and (is_of_event or line.leads_to_a_clause(place))
    if not is_before and "when" not in line.at(place).senses:
        return None
    for start in range(place + 1, place + 1 + _LONGEST_GAP):
        mark = line.at(start)
        if mark.kind in ("end", "sign") or {"break", "answer", "reach", "silence"} & mark.senses.keys():
            return None
        found = anchor_at(line, start) if mark.is_of_time or {"relation", "which"} & mark.senses.keys() else None
        if found and is_before:  # "before we open the doors on August 20", but "before we knock off on Friday"
            is_its_end = line.leads_to_a_clause(place) and _is_a_weekday(line, start, found[1])
            return Timed("by" if is_its_end else "before", found[0], place, found[1])
        if found and _is_what_it_is_for(line, start, found[0]):
            return Timed(NO_DAY, found[0], place, found[1], is_over=True)
        if found:
            found = (days_at(line, start) or found) if found[0].unit == "week" else found  # "this week and next"
            when = NOT_KNOWN if _names_a_thing(line, start, found[1]) else found[0]
            return Timed("after", when, place, found[1], is_event=True)
    return None


def _after_what_is_told(line: Line, place: int, relations: list[str]) -> Timed | None:
    """Return the day of an event that is told behind it: "after the trustees' meeting, which is on the 16th"."""
    told = told_behind(line, place + 1, anchor_at) if relations == ["after"] else None
    return Timed("after", told[0], place, told[1], is_event=True) if told else None


def _is_a_weekday(line: Line, start: int, end: int) -> bool:
    """Return whether a weekday, or tomorrow, is all that names a day."""
    senses = [line.at(place).senses for place in range(start, end)]
    is_dated = any(line.at(place).kind == "number" or "month" in line.at(place).senses for place in range(start, end))
    return not is_dated and any({"weekday", "day"} & one.keys() for one in senses)


def _before_what_begins(line: Line, place: int) -> Timed | None:
    """Return the day of what is told of it behind a comma: "before March Break, which starts on the 15th"."""
    comma = next((p for p in range(place + 1, place + 1 + _LONGEST_GAP) if line.at(p).kind in ("sign", "end")), 0)
    inside = [line.at(near).senses for near in range(place + 1, comma)]
    if not inside or line.at(comma).text != "," or any(_CLAUSE & senses.keys() for senses in inside):
        return None
    if "that" not in line.at(comma + 1).senses:
        return None
    start = line.skip(comma + 2, "link", "filler", "start", "hedge")
    found = anchor_at(line, start)
    if not found or found[0] is NOT_KNOWN or found[0].amount:
        return None
    return Timed("before", found[0], place, line.skip(found[1], "start"))


def _before_they_close(line: Line, place: int) -> Timed | None:
    """Return the day on which they close, as the text tells: "shut from the 24th, but you'll hear before we close"."""
    start = line.skip(place + 1, "link", "we")
    start -= line.sense(start, "closed") is None and line.sense(start - 1, "closed") == "from"
    ahead = [day for day in line.said.closed if day > line.said.day]
    if line.sense(start, "closed") != "from" or not ahead or not line.is_over(start + 1):
        return None
    return Timed("before", When(min(ahead), min(ahead)), place, start + 1)


def _is_of_a_name(line: Line, start: int, end: int) -> bool:
    """Return whether a month is the first word of the name of something: "before March Break"."""
    mark, senses = line.at(end), line.at(end).senses
    is_bare = end == line.skip(start, "link") + 1 and "month" in line.at(end - 1).senses
    is_noun = mark.kind == "word" and (not senses or bool(_NOUNS & senses.keys()))
    return is_bare and is_noun and not {"when", "ends", "filler"} & senses.keys()


def _is_what_it_is_for(line: Line, place: int, when: When) -> bool:
    """Return whether a long span only tells what is waited for: "once the budget for next year is approved"."""
    senses, before = line.at(place).senses, line.at(place - 1).senses
    is_for = senses.get("relation") in ("during", "by", "between") and bool({"link", "filler"} & senses.keys())
    is_for |= before.get("link") == "of"
    return is_for and when.unit in ("year", "quarter", "new-year") and not {"part", "posting"} & before.keys()


def _names_a_thing(line: Line, place: int, end: int) -> bool:
    """Return whether a time is part of the name of something that nobody taught us: "once the May figures are in"."""
    behind = line.at(end)
    is_named = "link" in line.at(place - 1).senses and "relation" not in line.at(place).senses
    return is_named and behind.kind == "word" and not behind.senses
