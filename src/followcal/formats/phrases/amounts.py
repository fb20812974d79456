"""Spans of time that are counted: three weeks, 3-5 business days, a week or two, two weeks after the 4th, a few days.

They count from the day it was said, unless something else is named. What is counted from something that the grammar
does not know ("two weeks after the board meeting") is not known.
"""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from followcal.core.wording import day_text
from followcal.formats.phrases.appositions import dated_behind, told_behind
from followcal.formats.phrases.days import DAY, Amount, Unit, When
from followcal.formats.phrases.line import COUNTED_FROM, NEXT, NOT_KNOWN, Found, Line, ReadDay
from followcal.formats.phrases.written import written_date

_VAGUE = {"couple": 2, "few": 3, "several": 4}
_LONGEST_GAP = 8
_FROM_NOW = ("from-said", "from-today")
_OF_NOW = ("in", "on", "during")
_Number = tuple[float, float, bool, int]
"""The lower and the higher number, whether it was a choice, and the place behind."""


def amount(line: Line, place: int, read_day: ReadDay) -> Found:
    """Return the days that a counted span of time leads to; `read_day` reads the day that it may be counted from."""
    found = _amount(line, line.skip(place, "link", "hedge"))
    if not found:
        return None
    span, after = found
    if not span.is_sane:
        return NOT_KNOWN, after
    if line.sense(after, "tail") in COUNTED_FROM:
        return _from_the_talk(line, span, after + 1, read_day)
    if line.sense(after - 1, "period") == "week-of" and "said-at" in line.at(line.skip(after, "link")).senses:
        return _from_the_talk(line, span, line.skip(after, "link") + 1, read_day)
    if line.sense(after - 1, "period") == "week-of":  # "within a week of that"
        anchored = _anchored(line, span, after - 1, read_day)
        if anchored:
            return anchored
    behind = _behind_a_tail(line, place, after)
    anchored = _anchored(line, span, behind, read_day) or _following(line, span, place, after)
    return anchored or (span.after(line.said.day, line.said.calendar), after)


def _behind_a_tail(line: Line, place: int, after: int) -> int:
    """Return the place of "after" behind a span that is loose: "a week or so after", "a week, maybe two, after".

    But "in a week, after the fair" is a week from now.
    """
    start = line.skip(line.skip_signs(after, ",("), "tail", "hedge")
    is_loose = any("tail" in line.at(near).senses for near in range(after, start))
    start = line.skip_signs(start, ",)")
    is_apart = "," in (mark.text for mark in line.marks[place:start])
    behind = line.at(start).senses
    is_from = behind.get("relation") in ("from", "between") and "link" in line.at(start + 1).senses
    is_of = is_loose and (behind.get("link") == "of" or is_from)
    is_after = behind.get("relation") == "after" or is_of
    before = place - 1 - ("relation" not in line.at(place - 1).senses)  # "in about a week"
    is_of_now = is_apart and not is_loose and line.sense(before, "relation") in _OF_NOW
    return start if is_after and not is_of_now else after


def _from_the_talk(line: Line, span: Amount, place: int, read_day: ReadDay) -> Found:
    """Return the days from the interview on, of today if no other day is told: "of your interview on the 9th"."""
    is_led = line.sense(place, "relation") == "on"
    found = _day_or_passed(line, place + is_led, read_day)
    if not found and line.sense(place - 1, "tail") not in _FROM_NOW:  # "from now (we're closed Monday)"
        found = told_behind(line, place - 1, read_day)
    counted = span.after(line.said.day, line.said.calendar)
    named = [day for name, day in line.named.items() if name in line.at(place - 1).text.split() and day > line.said.day]
    if not found and not line.talk and named:
        found = When(max(named), max(named)), place
    if not found or not (is_led or found[0].first == found[0].last):
        return counted, place
    later = _from(line, span, found)
    if found[0] is NOT_KNOWN or found[0].last <= line.said.day or not later:
        return later
    note = f"counted from {day_text(found[0].last)}; or from the day it was said"
    return replace(later[0], other=counted.last).noting(note), later[1]


def day_behind(line: Line, place: int, read_day: ReadDay) -> Found:
    """Return the day to come of what stands at `place`: "after the interview on January 22"."""
    mark = line.at(place + 1)
    is_led = mark.senses.get("relation") == "on" or bool({"link", "weekday", "which"} & mark.senses.keys())
    is_led &= " " in line.at(place).text  # but "letters go out on the 9th"
    found = read_day(line, place + 1) if is_led else None
    return found if found and found[0] is not NOT_KNOWN and found[0].last > line.said.day else None


def _following(line: Line, span: Amount, place: int, after: int) -> Found:
    """Return "the following five days", "los cinco días siguientes" from a day to come that was named before."""
    is_following = any(line.sense(near, "which") == "following" for near in range(place, after))
    if not is_following or line.then is None or line.then <= line.said.day:
        return None
    sooner = span.after(line.said.day, line.said.calendar)
    counted = span.after(line.then, line.said.calendar)
    note = f"counted from {day_text(line.then)}; or from the day it was said"
    return replace(counted, amount=None, other=min(sooner.last, counted.last)).noting(note), after


def _amount(line: Line, place: int) -> tuple[Amount, int] | None:
    which = line.sense(place, "which")
    between = ("hedge",) if which == "more" else ("link", "hedge")  # "sabremos más la semana que viene"
    start = line.skip(place + 1, *between) if which in (*NEXT, "more", "this") else place
    days = line.sense(start, "days")
    if days:
        low, _, high = days.partition("-")
        return Amount(float(low), float(high or low), "day", is_choice=bool(high)), start + 1
    vague = line.sense(start, "vague")
    counted = _counted(line, start) or (_vague(line, start, vague) if vague in _VAGUE else None)
    if counted or vague in _VAGUE:
        return counted
    number = _number(line, start)
    if number:
        return _of_unit(line, number)
    is_the_other = line.sense(start, "unit") == "week" and "link" in line.at(place - 1).senses  # "la otra semana"
    if which == "more" and not is_the_other and (unit := _unit(line, start)):
        return Amount(1, 1, unit[0]), unit[1]
    if vague == "half" and (unit := _unit(line, start + 1)):
        return Amount(0.5, 0.5, unit[0]), unit[1]
    unit = _unit(line, start)
    if unit and unit[0] == "fortnight" and "plural-unit" not in line.at(start).senses:
        return Amount(1, 1, "fortnight"), unit[1]
    more = _or_more(line, unit[1]) if which in NEXT and unit else None
    if unit and more and more[0] > 1 and not _unit(line, line.skip(more[1], "link")):
        return Amount(1, more[0], unit[0], is_choice=True), more[1]
    if unit and "plural-unit" in line.at(start).senses:
        after = line.at(unit[1]).senses
        behind = after.get("which") in NEXT and "relation" not in after
        if after.get("relation") == "after":  # the days after the 4th
            return Amount(3, 3, unit[0], vague="few"), unit[1]
        return (Amount(3, 3, unit[0], vague="few"), unit[1] + behind) if which in NEXT or behind else None
    return None


def _counted(line: Line, place: int) -> tuple[Amount, int] | None:
    """Return "the third business day after": so many of them."""
    word, unit = line.sense(place, "ordinal"), _unit(line, place + 1)
    behind = line.at(unit[1]).senses if unit else {}
    is_after = behind.get("relation") == "after" or "later" in behind or "when" in behind
    return (Amount(int(word), int(word), unit[0]), unit[1]) if word and unit and is_after else None


def _vague(line: Line, place: int, vague: str) -> tuple[Amount, int] | None:
    start = line.skip(place + 1, "link", "hedge")
    if line.sense(start, "which") == "more":
        start += 1
    unit = _unit(line, start)
    if not unit:
        return None
    return Amount(_VAGUE[vague], _VAGUE[vague], unit[0], vague=vague), unit[1]


def _of_unit(line: Line, number: _Number) -> tuple[Amount, int] | None:
    low, high, is_choice, place = number
    is_loose = (line.sense(place - 1, "number") or "").endswith("~") or line.sense(place, "which") == "good"
    start = (
        line.skip(line.skip_signs(place, "-"), "which")
        if line.sense(place, "which") in (*NEXT, "more", "good")
        else line.skip_signs(place, "-")
    )
    unit = _unit(line, line.skip(start, "link") if is_loose else start)
    if not unit:
        return None
    name, after = unit
    behind = line.at(after).senses
    if behind.get("which") in NEXT and not {"relation", "later"} & behind.keys() and line.is_over(after + 1):
        return Amount(low, high, name, is_choice), after + 1  # "los 5 días hábiles siguientes"
    if line.sense(after, "vague") == "and-a-half":
        return Amount(low + 0.5, high + 0.5, name, is_choice), after + 1
    idiom = line.sense(after - 1, "idiom") or ""
    meant = dict(pair.split("=") for pair in idiom.split()).get(f"{high:g}")
    if meant:  # "quinze jours" are two weeks, or fifteen days
        return Amount(float(meant), high, name, is_choice=True), after
    if low == high:
        more = _or_more(line, after)
        if more and more[0] > high and not _unit(line, line.skip(more[1], "link")):
            return Amount(low, more[0], name, is_choice=True), more[1]
    is_plural = "plural-unit" in line.at(after - 1).senses
    if low >= 2 and not is_plural and line.at(after).kind == "word" and not line.at(after).senses:
        return Amount(0, 0, name), after  # a 6 month something
    if is_loose:
        return Amount(low, high, name, vague="about"), after
    return Amount(low, high, name, is_choice), after


def _or_more(line: Line, place: int) -> tuple[float, int] | None:
    """Return the second number of "a week or two"."""
    is_joined = line.join(place) in ("or", "to")
    start = line.skip(place + 1 if is_joined else line.skip_signs(place, ",-("), "hedge")
    number = _one_number(line, start)
    if not number or is_joined:
        return number
    behind = line.at(number[1])  # "a week, maybe two"
    is_alone = (
        behind.kind == "end" or behind.text in (",", ")", ";") or {"tail", "break", "hedge"} & behind.senses.keys()
    )
    return number if start > place and is_alone else None


def _number(line: Line, place: int) -> _Number | None:
    first = _one_number(line, place)
    if not first:
        return None
    low, after = first
    if line.sense(after, "vague") == "and-a-half":
        return low + 0.5, low + 0.5, False, after + 1
    how = line.join(after)
    loose = _one_number(line, line.skip_signs(after, ",")) if "number" in line.at(place).senses else None
    if loose and loose[0] == low + 1 and "unit" in line.at(line.skip(loose[1], "link")).senses:
        return low, loose[0], True, loose[1]  # "zwei, drei Wochen"
    if how in ("to", "or", "and"):
        second = _one_number(line, line.skip(after + 1, "hedge"))
        if (
            second
            and second[0] > low
            and not (line.number(place) > 0 and line.at(after).text == "/" and second[0] > 31)
        ):
            return low, second[0], how == "or", second[1]
    return low, low, False, after


def _one_number(line: Line, place: int) -> tuple[float, int] | None:
    word = line.sense(place, "number")
    if word:
        return float(word.rstrip("~")), _behind_the_digits(line, place + 1, float(word.rstrip("~")))
    number = line.number(place)
    if number < 0:
        return None
    is_fraction = line.at(place + 1).text in (".", ",") and line.number(place + 2) >= 0
    if is_fraction and line.is_joined(place) and line.is_joined(place + 1) and "unit" in line.at(place + 3).senses:
        return float(f"{number}.{line.number(place + 2)}"), place + 3
    return float(number), _behind_the_digits(line, place + 1, float(number))


def _behind_the_digits(line: Line, place: int, number: float) -> int:
    """Return the place behind a number that is written once more in brackets: "ten (10) days"."""
    word = line.sense(place + 1, "number")
    again = float(word.rstrip("~")) if word else line.number(place + 1)
    is_again = line.at(place).text == "(" and line.at(place + 2).text == ")" and again == number
    return place + 3 if is_again else place


def _unit(line: Line, place: int) -> tuple[Unit, int] | None:
    unit = line.sense(place, "unit")
    if unit is None:
        return None
    return unit, place + 1  # type: ignore[return-value]


def _anchored(line: Line, span: Amount, place: int, read_day: ReadDay) -> Found:
    """Return the days that lie so long after (or before) a day that is named, or NOT_KNOWN if it cannot be read."""
    mark = line.at(place)
    relation = mark.senses.get("relation", "")
    if line.leads_to_a_clause(place) or _is_of_no_day(line, place, read_day):
        return None  # "two weeks before we can tell", "two weeks of silence"
    earlier = _from_what_was_named(line, span, place, read_day)
    if earlier:
        return earlier
    if relation == "before":
        return _before(line, span, place + 1, read_day)
    is_of = mark.senses.get("link") == "of" or mark.senses.get("period") == "week-of"
    is_after = relation in ("after", "past") or "when" in mark.senses
    if not (is_of or is_after or relation in ("between", "from", "on", "not-before")):
        direct = read_day(line, place) if _is_a_day(line, place) else None
        return _from(line, span, direct) if direct and span.unit in ("week", "fortnight") else None
    if "we" in line.at(place + 1).senses and not {"link", "answer"} & line.at(place + 2).senses.keys():
        return _from_what_they_do(line, span, place, read_day)
    found = _day_or_passed(line, place + 1, read_day)
    if not found and (is_after or is_of):
        found = _behind_a_gap(line, place + 1, read_day) or dated_behind(line, place + 1, read_day)
    if not found:
        is_return = "reopened" in line.at(line.skip(place + 1, "link", "we")).senses and bool(line.said.closed)
        return None if relation == "on" or is_return else (NOT_KNOWN, place + 1)
    if is_of and found[0] is not NOT_KNOWN and found[0].unit in ("month", "quarter", "year"):
        return NOT_KNOWN, found[1]  # the few days of a month are not counted from it
    if relation == "on" and (span.unit not in ("week", "fortnight") or found[0].first != found[0].last):
        return None
    return _from(line, span, found)


def _is_a_day(line: Line, place: int) -> bool:
    """Return whether a day stands behind a span with no word between: "a week tomorrow", "a week this Friday"."""
    senses = line.at(place).senses
    is_led = senses.get("which") in ("this", *NEXT) and "weekday" in line.at(place + 1).senses
    return is_led or ("then" not in senses.values() and not {"weekday", "day"}.isdisjoint(senses))


def _from_what_they_do(line: Line, span: Amount, place: int, read_day: ReadDay) -> Found:
    """Return a span counted from what they do: "two days after we meet on the 4th", "within a day of us being back".

    But "Sie hören innert einer Woche von uns".
    """
    is_of = line.sense(place, "link") == "of" or line.sense(place, "period") == "week-of"
    if not is_of and line.sense(place, "relation") in ("after", "past") and _is_a_deed(line, place + 2):
        return _from(line, span, _behind_a_gap(line, place + 1, read_day) or (NOT_KNOWN, place + 1))
    verb = line.at(place + 2)
    is_done = is_of and (not verb.is_known or {"meeting", "reopened", "anchor"} & verb.senses.keys())
    day = (_behind_a_gap(line, place + 2, read_day) or told_behind(line, place + 1, read_day)) if is_done else None
    return _from(line, span, day)


def _is_a_deed(line: Line, place: int) -> bool:
    """Return whether what they do stands at `place`: "a week after we have met", but not "a week after, we call"."""
    verb = line.at(line.skip(place, "future", "hedge", "not"))
    return verb.kind == "word" and not {"answer", "reopened"} & verb.senses.keys()


def _is_of_no_day(line: Line, place: int, read_day: ReadDay) -> bool:
    """Return whether a span is one of silence, or "of our return": that is counted later from the day told before."""
    senses = line.at(place).senses
    if "link" not in senses and senses.get("period") != "week-of" and senses.get("relation") != "after":
        return False
    if line.sense(place, "link") == "of" and {"silence", "not"} & line.at(place + 1).senses.keys():
        return True
    start = line.skip(place + 1, "link", "we", "that")
    is_told = line.then is not None and line.then > line.said.day and "reopened" in line.at(start).senses
    return is_told and not _day_or_passed(line, start + 1, read_day)


def _from_what_was_named(line: Line, span: Amount, place: int, read_day: ReadDay) -> Found:
    """Return the days that lie so long after the day named before: "two days later", "of that meeting"."""
    mark = line.at(place)
    relation = mark.senses.get("relation")
    is_later = "later" in mark.senses
    if relation == "after":  # "two days after", "dos días después le llamamos"
        is_later = line.is_over(place + 1) or (is_later and bool({"we", "you"} & line.at(place + 1).senses.keys()))
    after = line.skip(place + 1, "anchor") if is_later else 0  # "after that", "after that meeting"
    if not after and (
        relation in ("after", "from", "between")
        or mark.senses.get("link") == "of"
        or mark.senses.get("period") == "week-of"
        or "when" in mark.senses
    ):
        after = line.named_before(place + 1)
        dated = after and (
            _in_brackets(line, after, read_day)
            or _behind_a_gap(line, after - 1, read_day)
            or dated_behind(line, after - 1, read_day)
        )
        if dated:
            return _from(line, span, dated)
    if not after:
        return None
    day = line.day_of(after - 1)
    return _from(line, span, (When(day, day), after)) if day else (NOT_KNOWN, after)


def _day_or_passed(line: Line, place: int, read_day: ReadDay) -> Found:
    """Return a day that something counts from, which may lie in the past: "within 30 days of June 29"."""
    found = read_day(line, place)
    past = read_day(line.earlier(place), place) if found and found[0] is NOT_KNOWN else None
    return past if past and past[0] is not NOT_KNOWN and past[0].last < line.said.day else found


def _in_brackets(line: Line, place: int, read_day: ReadDay) -> Found:
    """Return the date behind the name of an event: "the closing date (Friday 15 January)"."""
    if line.at(place).text not in ("(", ","):
        return None
    is_bracket = line.at(place).text == "("
    start = line.skip(place + 1, "that", "filler") if "that" in line.at(place + 1).senses else place + 1
    found = written_date(line, start) or (read_day(line, start) if is_bracket or start > place + 1 else None)
    closing = found and line.at(found[1]).text == ")"
    return (found[0], found[1] + 1) if found and closing else found


def _behind_a_gap(line: Line, place: int, read_day: ReadDay) -> Found:
    """Return the day of an event that takes some words to name: "after the posting closes on November 30"."""
    for start in range(place + 1, place + _LONGEST_GAP):
        mark = line.at(start)
        if mark.kind in ("end", "sign") or "break" in mark.senses or mark.senses.get("answer", "weak") != "weak":
            return None
        found = read_day(line, start)
        if found:
            return (NOT_KNOWN, found[1]) if _is_of_a_thing(line, start, found[0]) else found
    return None


def _is_of_a_thing(line: Line, place: int, when: When) -> bool:
    """Return whether a long span tells which of several is meant: "después del xyz de febrero"."""
    is_of = line.sense(place - 1, "link") == "of" or line.sense(place, "link") == "of"
    before = place - 1 if line.sense(place, "link") == "of" else place - 2
    return when.unit in ("month", "quarter", "year") and is_of and not line.at(before).is_known


def _from(line: Line, span: Amount, found: Found) -> Found:
    if not found or found[0] is NOT_KNOWN:
        return found
    when, after = found
    counted = span.after(when.last, line.said.calendar)
    if counted.last < line.said.day:
        return NOT_KNOWN, after
    return replace(counted, amount=None, other=None if when.last < line.said.day else counted.other), after


def _before(line: Line, span: Amount, place: int, read_day: ReadDay) -> Found:
    found = read_day(line, place)
    if not found or found[0] is NOT_KNOWN or span.unit not in ("day", "week", "fortnight"):
        return NOT_KNOWN, place
    days = {"day": 1, "week": 7, "fortnight": 14}[span.unit] * span.low
    day = found[0].first - timedelta(days=int(days)) * 1
    if day < line.said.day + DAY:
        return NOT_KNOWN, found[1]
    return When(day, day), found[1]
