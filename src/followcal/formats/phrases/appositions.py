"""The day that is told of an event behind its name: "a week after the interviews, which end on the 30th"."""

from __future__ import annotations

from followcal.formats.phrases.line import NOT_KNOWN, Found, Line, ReadDay
from followcal.formats.phrases.written import written_date

_LONGEST_NAME = 8
_CLAUSE = {"break", "answer", "silence", "reach", "not"}
_NO_NAME = {*_CLAUSE, "weekday", "month", "holiday"}
"""What stands in no name of an event before its day."""

_LEADING = {"link", "filler", "future", "meeting", "start", "hedge", "gone", "dated"}
"""What may lead to the day: "which will be held on", "which starts on"."""

_TELLING = {"that", "dated"}
"""What stands behind the comma: "which is on", "set for"."""


def told_behind(line: Line, place: int, read_day: ReadDay) -> Found:
    """Return the day that is told, behind a comma or in brackets, of an event named at `place`.

    Only of one that lies ahead: "within a week of the board meeting, which is on 11 May".
    """
    comma = next((p for p in range(place, place + _LONGEST_NAME) if line.at(p).kind in ("sign", "end")), place)
    is_bracket = line.at(comma).text == "("
    is_told = line.at(comma).text == "," and bool(_TELLING & line.at(comma + 1).senses.keys())
    if comma == place or not (is_bracket or is_told):
        return None
    if any(_CLAUSE & line.at(near).senses.keys() for near in range(place, comma)):
        return None
    start = comma + 1 if is_bracket else comma + 2
    while _LEADING & (senses := line.at(start).senses).keys() and not {"relation", "month"} & senses.keys():
        start += 1
    leading = ("on", "during", "in", "by") if "dated" in line.at(start - 1).senses else ("on", "during", "in")
    start += line.sense(start, "relation") in leading or "join" in line.at(start).senses  # "prevista para el 16"
    is_of_the_span = line.sense(start, "relation") in ("by", "before")  # "... of the closing, that is by October 8"
    found = None if is_of_the_span else read_day(line, start)
    is_ahead = found and found[0] is not NOT_KNOWN and not found[0].amount and found[0].last > line.said.day
    if not found or not is_ahead or (is_bracket and line.at(found[1]).text != ")"):
        return None
    return found[0], found[1] + is_bracket


def dated_behind(line: Line, place: int, read_day: ReadDay) -> Found:
    """Return the day that is told behind an event at `place`, or its date alone between two signs.

    "Within a week of the closing date, Thursday 10 June".
    """
    return told_behind(line, place, read_day) or _date_alone(line, place, read_day)


def _date_alone(line: Line, place: int, read_day: ReadDay) -> Found:
    comma = next((p for p in range(place, place + _LONGEST_NAME) if line.at(p).kind in ("sign", "end")), place)
    if line.at(comma).text != "," or "relation" in line.at(comma + 1).senses:
        return None
    if comma == place or any(_CLAUSE & line.at(near).senses.keys() for near in range(place, comma)):
        return None
    found = read_day(line, comma + 1)
    if not found or found[0] is NOT_KNOWN or found[0].last <= line.said.day:
        return None
    is_dated = any(mark.kind == "number" or "month" in mark.senses for mark in line.marks[comma + 1 : found[1]])
    return found if is_dated and line.at(found[1]).kind in ("end", "sign") else None


def day_of_the_event(line: Line, place: int, read_day: ReadDay) -> Found:
    """Return the day of an event that is named at `place`: "the day after the board meeting on 11 May"."""
    if line.at(place).is_of_time:
        return None
    end = next((p for p in range(place, place + _LONGEST_NAME) if _leads_to_its_day(line, p)), place)
    name = line.marks[place:end]
    if not name or any(mark.kind != "word" or _NO_NAME & mark.senses.keys() for mark in name):
        return dated_behind(line, place, read_day)
    return read_day(line, end + 1) or dated_behind(line, place, read_day)


def _leads_to_its_day(line: Line, place: int) -> bool:
    """Return whether "on" stands at `place`, or "of" with a date behind it: "the closing date of Thursday 10 June"."""
    is_of = line.sense(place, "link") == "of" and line.at(place + 1).is_of_time
    return is_of or line.sense(place, "relation") == "on"


def told_again(line: Line, place: int) -> Found:
    """Return the date that tells more of a time that is not known: "the Monday after, that's the 1st of November"."""
    if line.at(place).text != "," or "that" not in line.at(place + 1).senses:
        return None
    found = written_date(line, line.skip(place + 2, "link", "filler", "relation"))
    return found if found and found[0] is not NOT_KNOWN and line.at(found[1]).kind in ("end", "sign") else None
