"""Words about time that no time expression covers: a clause with such words is not understood."""

from __future__ import annotations

from collections.abc import Iterable

from followcal.formats.phrases.clauses import Clause
from followcal.formats.phrases.line import NEXT, Line
from followcal.formats.phrases.recurring import is_out_of
from followcal.formats.phrases.times import Timed

_TIME_WORDS = ("unit", "weekday", "holiday", "week-number", "quarter")
_MODIFYING = frozenset(("which", "weeks-later", "unit", "month", "weekday"))
_OPENING = frozenset(("relation", "which", "part", "number", "ordinal", "vague", "hedge"))
"""What leads to a time: a word that nobody taught us may change it there."""

_ACTING = {"we", "you", "start", "meeting", "posting"}
_TELLING = frozenset((*_ACTING, "that", "link"))
"""What a week or a month is told by, right behind it."""

_POINTING = (*NEXT, "that", "after-next")
_BOUNDS = ("by", "before", "after", "within", "past", "not-before", "at-least", "more-than", "between")


def has_unread_time(line: Line, clause: Clause, most: float = 0) -> bool:
    """Return whether words about time are left that no time expression covers.

    `most`: the largest number of a span in the sentence; a smaller one without its unit makes nothing later.
    """
    covered = {place for timed in (*clause.times, *clause.over) for place in range(timed.start, timed.end)}
    odd = [place for place in range(clause.start, clause.end) if "odd" in line.marks[place].senses]
    if clause.times and any(_is_odd(line, place) for place in odd):
        return True
    if any(not timed.is_known for timed in clause.times):
        return True
    is_silence = any(key in ("silence", "rejected") for _, key in clause.keys)
    if not is_silence and any(timed.when.amount and _goes_on(line, timed.end) for timed in clause.times):
        return True
    if any(_is_not_all(line, timed.end) for timed in clause.times):
        return True
    if any(_is_of_another(line, timed) for timed in clause.times):
        return True
    if any(_is_made_another(line, clause, timed) for timed in clause.times):
        return True
    if any(_is_amid_a_time(line, place, covered) for place in range(clause.start, clause.end)):
        return True
    places = [place for place in range(clause.start, clause.end) if place not in covered]
    if not clause.times and any(_leads_to_a_stranger(line, place) for place in places):
        return True
    return any(_is_of_unread_time(line, place, covered, most) for place in places)


def _is_made_another(line: Line, clause: Clause, timed: Timed) -> bool:
    """Return whether words before or behind a time make another one of it, as nobody taught us."""
    return (
        _is_told_by_a_clause(line, clause, timed)
        or _is_of_a_week_back(line, timed)
        or _is_of_what_they_do(line, timed)
        or _is_denied_by_a_stranger(line, clause, timed)
        or _is_led_by_a_stranger(line, clause, timed)
    )


def points_to_a_time(line: Line, places: Iterable[int]) -> bool:
    """Return whether a word that no time expression covers, in one of `places`, points to a time: "of that week"."""
    for place in places:
        senses = line.marks[place].senses
        if "anaphor" in senses:
            return True
        is_alone = bool({"you", "answer"} & line.at(place + 1 + ("we" in line.at(place + 1).senses)).senses.keys())
        if place == 1 and "link" in line.at(0).senses and senses.get("which") in NEXT and is_alone:
            return True  # "This week is impossible. La suivante je vous appelle"
        if senses.get("which") in _POINTING and {"unit", "weekday"} & line.at(place + 1).senses.keys():
            return True
    return False


def _is_amid_a_time(line: Line, place: int, covered: set[int]) -> bool:
    """Return whether a word that nobody taught us stands within a time: "in xyz two weeks", "July xyz 20"."""
    behind = line.skip(place + 1, "link")
    if line.at(place).is_known or {"relation", "part"} & line.at(place + 1).senses.keys():
        return False
    core = line.at(behind)
    is_in = line.sense(place - 1, "relation") == "in"
    if "day" in core.senses or (is_in and "weekday" in core.senses and "link" not in line.at(place + 1).senses):
        return False  # "we call your xyz today", "I'm in court Tuesday"
    if core.senses.get("which") in ("this", *NEXT):
        is_led = line.at(behind + 1).is_of_time or "part" in line.at(behind + 1).senses
        if not is_led or is_in:
            return False  # "another xyz coming in tomorrow", "he's in Boston this week"
    is_more = bool(_MODIFYING & core.senses.keys()) and "filler" not in core.senses
    if not is_more and not (behind in covered and core.is_of_time):
        return False
    if behind > place + 1 and "link" in line.at(place - 1).senses:
        return False  # "le budget de l'année prochaine"
    if place - 1 in covered or _opens_a_time(line, place - 1):
        return True
    is_named = behind == place + 1 and "link" in line.at(place - 1).senses  # "the xyz Friday"
    is_named &= core.senses.get("which") != "this"  # but not "we phone our xyz this week"
    return is_named and (_opens_a_time(line, place - 2) or "relation" not in line.at(place - 2).senses)


def _is_led_by_a_stranger(line: Line, clause: Clause, timed: Timed) -> bool:
    """Return whether a word that nobody taught us may change a time from before it: "it takes xyz two weeks"."""
    place = timed.start - 1
    if line.at(place).is_known or timed.start == clause.start or "relation" in line.at(timed.start).senses:
        return False
    if "arrives" in line.at(place).senses:
        return False  # "¿Pasaron diez días y no te escribimos?"
    return bool(timed.when.amount) or any(key == "answer" and near == place - 1 for near, key in clause.keys)


def _is_of_another(line: Line, timed: Timed) -> bool:
    """Return whether a word that nobody taught us tells which week or month it is: "la semaine xyz"."""
    last = line.at(timed.end - 1).senses
    if any({"which", "part", "ordinal"} & line.at(place).senses.keys() for place in range(timed.start, timed.end)):
        return False
    start = timed.end + (line.at(timed.end).text == ",")
    behind = line.skip(start, "that")  # "la semana que xyz", "in der Woche, die auf das Gespräch folgt"
    is_said = behind > start and last.get("unit") == "week"  # "la semaine qui commence mardi"
    behind = timed.end if behind == start else behind
    return bool(last.get("unit")) and "plural-unit" not in last and (is_said or not line.at(behind).is_known)


def _is_of_what_they_do(line: Line, timed: Timed) -> bool:
    """Return whether a span counts from what they do, in words that were not read: "within a week of us getting it"."""
    is_week_of = line.sense(timed.end - 1, "period") == "week-of"
    if not timed.when.amount or not (is_week_of or line.sense(timed.end, "link") == "of"):
        return False
    behind = timed.end + (not is_week_of)
    acts = line.at(behind + 1)
    return "we" in line.at(behind).senses and "reopened" not in acts.senses and acts.kind == "word"


def _is_of_a_week_back(line: Line, timed: Timed) -> bool:
    """Return whether a weekday is of a week of return of which no day was told: "the Friday of the week we're back"."""
    is_back = any(line.sense(place, "period") == "week-back" for place in range(timed.start, timed.end))
    return is_back and line.then is None and "weekday" in line.at(timed.start - 1).senses


def _is_told_by_a_clause(line: Line, clause: Clause, timed: Timed) -> bool:
    """Return whether words behind a week tell which one is meant: "in the week that we open again", "the week I land".

    But not who answers: "in the week we will call you".
    """
    if timed.relation != "on" or timed.when.amount or "unit" not in line.at(timed.end - 1).senses:
        return False
    inside = [line.at(place) for place in range(timed.start, timed.end)]
    if any({"which", "part", "ordinal"} & mark.senses.keys() or mark.kind == "number" for mark in inside):
        return False  # "on the 20th of the month we decide"
    behind = line.at(timed.end + 1).senses
    teller = timed.end + (line.sense(timed.end, "link") == "of")
    if "we" in line.at(teller).senses and line.is_over(teller + 1):
        return False  # "Sie hören am Freitag in einer Woche von uns"
    is_in = line.sense(timed.end, "relation") in ("in", "on") and "that" in behind
    is_in |= line.sense(timed.end, "relation") == "or" and bool({"we", "you"} & behind.keys())  # "la semaine où nous"
    if not is_in and _TELLING.isdisjoint(line.at(timed.end).senses):
        return False
    answer = next((place for place, key in clause.keys if key == "answer"), None)
    if answer is None or answer < timed.start:
        return answer is not None
    named = [place for place in range(timed.end, answer) if _ACTING & line.at(place).senses.keys()]
    return len(named) > 1  # "in the week we land you'll hear"


def _is_denied_by_a_stranger(line: Line, clause: Clause, timed: Timed) -> bool:
    """Return whether what "not" denies before a time is a word that nobody taught us: "not xyz to 72 hours"."""
    if timed.relation not in ("on", "within"):
        return False  # "no result is made public before the 15th"
    for place in range(timed.start - 1, clause.start - 1, -1):
        mark = line.at(place)
        if "not" in mark.senses:
            is_around = not line.at(place - 1).is_known and _has_not(line, place - 2)  # "n'xyz pas"
            return is_around or any(not line.at(near).is_known for near in range(place + 1, timed.start))
        if any(place == near for near, _ in clause.keys):
            return False
    return False


def _has_not(line: Line, place: int) -> bool:
    return any("not" in line.at(near).senses for near in (place, place - 1))


def _opens_a_time(line: Line, place: int) -> bool:
    """Return whether what stands at `place` leads to a time, not to a place or a person as well: "from Linda"."""
    senses = line.at(place).senses
    is_either = "filler" in senses and senses.get("relation") in ("between", "during", "on", "to", "and", "or", "from")
    return bool(_OPENING & senses.keys()) and not is_either and senses.get("number") != "1"


def _is_not_all(line: Line, place: int) -> bool:
    """Return whether "or" leads to another time in words that nobody taught us: "tomorrow or xyz"."""
    return line.join(place) == "or" and "tail" not in line.at(place).senses and not line.at(place + 1).is_known


def _is_of_unread_time(line: Line, place: int, covered: set[int], most: float) -> bool:
    mark = line.at(place)
    if not mark.senses and mark.kind != "number":
        return False
    if any(name in mark.senses for name in _TIME_WORDS) and not {"filler", "we"} & mark.senses.keys():
        return True
    if "relation" in mark.senses and _leads_nowhere(line, place, covered):
        return True
    if mark.number > most > 0 and _is_bare(line, place):
        return True
    if stands_for_a_span(line, place, most) or _dates_a_weekday(line, place, covered):
        return True
    if covered and mark.senses.get("relation") in ("at-least", "more-than") and "filler" not in mark.senses:
        return True  # "al menos tardaremos dos semanas"
    if _is_part_of_nothing(line, place, covered):
        return True
    is_last = line.at(line.skip(place + 1, "hedge", "filler")).kind in ("end", "sign")
    return mark.senses.get("which") in NEXT and is_last  # "this week, or early next"


def _is_part_of_nothing(line: Line, place: int, covered: set[int]) -> bool:
    """Return whether a part is that of no time that is known: "Anfang der nächsten", "at the tail end of it"."""
    senses = line.at(place).senses
    is_of_next = line.sense(line.skip(place + 1, "link"), "which") in NEXT
    is_joined = line.join(place + 1) in ("to", "or") and place + 2 in covered  # "Anfang bis Mitte Dezember"
    is_hour = place - 1 in covered and "weekday" in line.at(place - 1).senses  # "Dienstag früh"
    is_alone = bool(covered) and "filler" not in senses and not is_joined and not is_hour
    return "part" in senses and (is_of_next or is_alone)


def _leads_to_a_stranger(line: Line, place: int) -> bool:
    """Return whether a bound leads to a word that nobody taught us: "spätestens zum Monatswechsel"."""
    senses, behind = line.at(place).senses, line.at(line.skip(place + 1, "link", "hedge"))
    is_bound = senses.get("relation") in ("by", "before") and "filler" not in senses
    return is_bound and behind.kind == "word" and not behind.senses


def _dates_a_weekday(line: Line, place: int, covered: set[int]) -> bool:
    """Return whether a number may be the day of the month behind a weekday: "by Friday the 21 xyz"."""
    if line.at(place).kind != "number":
        return False
    before = place - 1 if "link" not in line.at(place - 1).senses else place - 2
    return before in covered and "weekday" in line.at(before).senses


def _goes_on(line: Line, place: int) -> bool:
    """Return whether something that nobody taught us may say from when on a span counts: "two weeks xyz"."""
    return not line.at(place).is_known


def _is_odd(line: Line, place: int) -> bool:
    """Return whether an odd word makes something else of a time: "every Friday", but not "every finalist"."""
    behind = line.at(place + 1)
    is_somebody = line.sense(place, "odd") == "each" and (behind.kind == "word" and not behind.senses)
    return not is_somebody


def stands_for_a_span(line: Line, place: int, most: float = 0) -> bool:
    """Return whether a number above `most` stands without its unit: "usually a week, sometimes two", "two at most"."""
    value = line.sense(place, "number")
    if place and "correction" in line.marks[place - 1].senses and _is_put_right(line, place):
        return True
    if value in (None, "1"):
        return False
    if _is_led_as_an_hour(line, place) or _is_a_turn(line, place):
        return False
    last = line.at(line.skip(place + 1, "future", "filler"))
    behind = last if last.kind == "end" else line.at(place + 1)  # "es werden wohl vier werden"
    is_hyphen = behind.text == "-" and line.is_joined(place + 1)  # "a three-person bakery"
    is_alone = (behind.kind in ("end", "sign") and not is_hyphen) or bool(
        {"tail", "condition", "break"} & behind.senses.keys()
    )
    is_alone |= most > 0 and "with" in behind.senses  # "two weeks, three with the holidays"
    is_loose = most > 0 and not {"unit", "which", "number", "ordinal", "suffix", "month"} & behind.senses.keys()
    before = line.at(place - 1).senses
    is_behind_a_span = is_loose and not {"month", "weekday", "link"} & before.keys()  # "five days, ten when it's busy"
    return float(value.rstrip("~")) > most and (is_alone or is_behind_a_span)


def _is_led_as_an_hour(line: Line, place: int) -> bool:
    """Return whether a number is an hour of the day: "a las cuatro", "sobre las doce", "at ten"."""
    is_led = "link" in line.at(place - 1).senses and line.sense(place - 2, "relation") in ("on", "around")
    return is_led or "at-hour" in line.at(place - 1).senses


def _is_a_turn(line: Line, place: int) -> bool:
    """Return whether a number tells how often a day of work comes: "one weekend in four", "une semaine sur cinq"."""
    start = place - 1 - (line.sense(place - 1, "odd") == "each")  # "de cada cinco"
    return is_out_of(line, start) and not {"weekday", "period", "unit"}.isdisjoint(line.at(start - 1).senses)


def _is_bare(line: Line, place: int) -> bool:
    """Return whether a number in digits counts nothing that is named: "within 5 days, but allow 10 at busy times"."""
    before, behind = line.at(place - 1), line.at(place + 1)
    is_dated = {"month", "weekday", "link"} & before.senses.keys() or before.kind == "sign"
    is_named = {"unit", "which", "number", "ordinal", "suffix", "month"} & behind.senses.keys()
    return behind.is_known and not is_dated and not is_named


def _is_put_right(line: Line, place: int) -> bool:
    """Return whether a number without its unit takes the place of a span: "usually a week, but it's more like two"."""
    mark, behind = line.at(place), line.at(place + 1)
    is_number = mark.kind == "number" or mark.senses.get("number", "1") != "1"
    is_last = (
        behind.kind == "end" or behind.text in (".", ",", ";", "!") or bool({"hedge", "with"} & behind.senses.keys())
    )
    return is_number and is_last


def _leads_nowhere(line: Line, place: int, covered: set[int]) -> bool:
    """Return whether a relation leads to a time that is not known: "by the end of the cycle", "in three moons"."""
    start = line.skip(place + 1, "link", "hedge")
    if start in covered or place in covered:
        return False
    relation = line.sense(place, "relation")
    if (
        {"link", "filler"} & line.at(place).senses.keys()
        and line.at(start).kind == "word"
        and not line.at(start).senses
    ):
        return False  # "la réponse pour l'engagement", "el puesto de cocinero"
    is_sender = relation == "between" and bool({"answer", "reach"} & line.at(place - 1).senses.keys())
    if relation in _BOUNDS and not is_sender and not line.at(start).senses and line.at(start).kind == "word":
        behind = line.skip(start + 1, "link")
        return behind in covered  # "before the long weekend"
    is_part = line.sense(start, "part") and relation in (*_BOUNDS, "in", "on", "around")
    mark = line.at(start)
    is_number = mark.kind == "number" or mark.senses.get("number", "1") != "1"
    is_day = mark.kind == "number" and (line.at(start + 1).text == "." or "suffix" in line.at(start + 1).senses)
    is_led = relation in ("within", "in", "after", "before", "by", "not-before") or (is_day and relation == "on")
    return bool(is_part or (is_number and is_led))
