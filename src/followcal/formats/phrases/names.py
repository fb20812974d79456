"""Days, months and years that are something else: a person, a street, a law, a programme, a class, or a pronoun.

"Herr Freitag", "Fr. Müller", "Straße des 17. Juni", "la loi du 6 juillet 1989", "the 2028 intake", "Year 6",
"Q2 planning", "I meld mi bei dir".
"""

from __future__ import annotations

from followcal.formats.phrases.marks import Mark

_MAY_NAME = frozenset("title small street unit quarter month".split())
_TIMES = frozenset(("weekday", "month"))
_SURNAMES = frozenset(("weekday", "month", "holiday"))
_LEADING = frozenset(("by", "on", "before", "after", "within", "not-before", "from"))
_JOINING = frozenset(("or", "and", "to"))
_SAYING = frozenset("we you answer reach permit hedge break relation not day which".split())
"""What begins a sentence behind a day, rather than a name: "... bis Fr. Wir melden uns"."""

_THINGS = frozenset(("start", "background", "meeting", "posting", "anchor", "thing"))
"""What a noun may be that has its year before it."""

_SENTENCE_ENDS = (".", "!", "?", "\n")
_FAR = 20
_LONGEST_STREET = 9
_LONGEST_SHORT_DAY = 4
_MOST_CLASSES = 13
_LEADS_TO_A_QUARTER = frozenset(("relation", "which", "part", "when", "number"))
_NO_TIME = {"link": "the"}
"""What a word says that only looks like a time."""


def without_names(found: list[Mark]) -> list[Mark]:
    """Return the marks, names and pronouns without what they seem to say of time."""
    if not any(_MAY_NAME & mark.senses.keys() or _is_year(mark) for mark in found):
        return found
    result = list(found)
    for place, mark in enumerate(found):
        if "small" in mark.senses and not mark.is_capital and not _is_led(found, place):
            result[place] = _without_its_day(found, place)
        elif "title" in mark.senses:
            _leave_out_the_name(result, place)
        elif "street" in mark.senses:
            _leave_out_the_day(result, place)
        elif "month" in mark.senses and _is_called(found, place):
            result[place] = _without(mark, "month")
        elif _is_year(mark) and _is_of_a_thing(result, place):
            result[place] = mark._replace(kind="word", senses=_NO_TIME)
        elif mark.senses.get("unit") == "year" and _is_a_class(found, place):
            _leave_out_the_class(result, place)
        elif "quarter" in mark.senses and _leads_to_a_noun(found, place):
            result[place] = mark._replace(senses=_NO_TIME)
    return result


def _without_its_day(found: list[Mark], place: int) -> Mark:
    """Return a small word without its day; in doubt where that may be told behind: "do frag ich, am selben tag"."""
    mark = _without(found[place], "weekday")
    is_first = place == 0 or found[place - 1].text in _SENTENCE_ENDS
    is_told = is_first and any(near.senses.get("anaphor") == "0" for near in found[place : place + _FAR])
    return mark._replace(senses={**mark.senses, "odd": "doubt"}) if is_told else mark


def _is_a_class(found: list[Mark], place: int) -> bool:
    """Return whether a year is that of a school: "Year 6 adored you", "the year 6s", but not "this year 2 people"."""
    before, behind = _near(found, place, -1)[1], found[place + 1] if place + 1 < len(found) else None
    is_named = found[place].is_capital or (before is not None and before.senses.get("link") == "the")
    is_led = before is not None and bool({"which", "number"} & before.senses.keys())
    return is_named and not is_led and behind is not None and 0 < behind.number <= _MOST_CLASSES


def _leave_out_the_class(found: list[Mark], place: int) -> None:
    """Leave out a class, and those that are joined to it: "Years 7 to 9", "Years 3 and 4"."""
    found[place] = found[place]._replace(senses=_NO_TIME)
    place += 1
    while place < len(found) and (0 < found[place].number <= _MOST_CLASSES or _joins_numbers(found, place)):
        if found[place].kind == "number":
            found[place] = found[place]._replace(kind="word", senses=_NO_TIME)
        place += 1


def _joins_numbers(found: list[Mark], place: int) -> bool:
    behind = found[place + 1].number if place + 1 < len(found) else -1
    return 0 < behind <= _MOST_CLASSES and bool({"relation", "join"} & found[place].senses.keys())


def _leads_to_a_noun(found: list[Mark], place: int) -> bool:
    """Return whether a quarter only tells which one of a thing is meant: "Q2 planning is eating us alive"."""
    before, behind = found[max(0, place - 2) : place], _near(found, place, 1)[1]
    is_led = any(mark.kind == "number" or not _LEADS_TO_A_QUARTER.isdisjoint(mark.senses) for mark in before)
    if is_led or behind is None or behind.kind != "word":
        return False
    return not behind.is_known or behind.senses.get("answer") == "weak"


def _is_called(found: list[Mark], place: int) -> bool:
    """Return whether a month is who is called, or who calls: "ring Jan on Monday", "June will call you"."""
    (_, before), (after, behind) = _near(found, place, -1), _near(found, place, 1)
    is_date = before is not None and (before.kind == "number" or "suffix" in before.senses)  # "on 12 March will hear"
    if is_date or (behind is not None and (behind.kind == "number" or behind.text in "./-")):
        return False
    verb = _near(found, after, 1)[1]
    if behind is not None and behind.senses.get("relation") in _JOINING:
        return False  # "we'll call June or July"
    if behind is None or verb is None:
        return before is not None and "reach" in before.senses
    is_acting = "future" in behind.senses and not {"answer", "reach"}.isdisjoint(verb.senses)
    is_given = behind.senses.get("number") == "1" and "reach" in verb.senses
    return is_acting or is_given or (before is not None and "reach" in before.senses)


def _is_year(mark: Mark) -> bool:
    return mark.kind == "number" and len(mark.text) == 4 and mark.text[:2] in ("20", "21")


def _is_of_a_thing(found: list[Mark], place: int) -> bool:
    """Return whether a year only tells which one of a thing is meant: "the 2028 intake", "la rentrée 2028"."""
    before, behind = _near(found, place, -1)[1], _near(found, place, 1)[1]
    if before is not None and "start" in before.senses:
        return not _TIMES & before.senses.keys()
    is_noun = behind is not None and behind.kind == "word" and not behind.senses.keys() - _THINGS
    return is_noun and before is not None and before.senses.get("link") == "the"


def _near(found: list[Mark], place: int, step: int) -> tuple[int, Mark | None]:
    """Return the next mark before or behind a place, and where it is, ends of lines left out."""
    place += step
    while 0 <= place < len(found):
        if found[place].text != "\n":
            return place, found[place]
        place += step
    return place, None


def _without(mark: Mark, *names: str) -> Mark:
    return mark._replace(senses={name: value for name, value in mark.senses.items() if name not in names})


def _is_led(found: list[Mark], place: int) -> bool:
    """Return whether a short word is a day: "bis mi", "mo oder di", "do."; not "i meld mi"."""
    (_, before), (after, behind) = _near(found, place, -1), _near(found, place, 1)
    is_led = before is not None and (
        before.senses.get("relation") in _LEADING | _JOINING or "which" in before.senses or before.text in ("-", "/")
    )
    is_dotted = behind is not None and behind.text == "." and behind.start == found[place].end
    return is_led or (is_dotted and _near(found, after, 1)[1] is not None)


def _leave_out_the_name(found: list[Mark], place: int) -> None:
    """Leave out what a name says of time; a title that is a day as well is one behind "bis", and before no name."""
    at, name = _near(found, place, 1)
    if name is not None and found[place].senses["title"] == "greeting" and not _is_greeted(found, at):
        return
    is_dotted = name is not None and name.text == "."
    if is_dotted and "abbreviation" in found[place].senses:
        at, name = _near(found, at, 1)
    if name is None or name.kind != "word":
        return
    if "weekday" in found[place].senses:
        before = _near(found, place, -1)[1]
        is_day = before is not None and ("which" in before.senses or before.senses.get("relation") in _LEADING)
        is_day &= before is not None and "filler" not in before.senses  # "an Fr. Lang"
        is_name = not name.senses or (name.is_capital and _SAYING.isdisjoint(name.senses))
        if not is_dotted or is_day or not is_name:
            return
        found[place] = _without(found[place], "weekday")
    if not _SURNAMES.isdisjoint(name.senses) and (name.is_capital or not found[place].is_capital):
        found[at] = _without(name, *_SURNAMES)


def _is_greeted(found: list[Mark], place: int) -> bool:
    """Return whether a day or month behind a greeting is who is greeted: "Hi Jan, ...", but not "Hi Friday works"."""
    mark, behind = found[place], _near(found, place, 1)[1]
    is_last = behind is None or behind.kind != "word" or found[place + 1].text == "\n"
    return is_last and ("month" in mark.senses or len(mark.text) <= _LONGEST_SHORT_DAY)


def _leave_out_the_day(found: list[Mark], place: int) -> None:
    """Leave out the day that a street has its name from: "Straße des 17. Juni", "rue du 4 septembre"."""
    for near in range(place + 1, min(place + _LONGEST_STREET, len(found))):
        mark = found[near]
        if "month" in mark.senses:
            for inside in range(place + 1, near + 1):
                if found[inside].text != "\n":
                    found[inside] = found[inside]._replace(kind="word", senses=found[place].senses)
            return
        is_of = bool({"link", "ordinal", "number"} & mark.senses.keys()) and mark.senses.get("relation") != "on"
        if mark.kind != "number" and mark.text not in (".", "\n", "/", ",", "-") and not is_of:
            return  # "vous saurez si vous avez la place le 4 octobre"
