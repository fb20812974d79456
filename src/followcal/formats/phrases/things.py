"""What is sent or received and is no answer: "you'll get your payslip by Friday", "das Zeugnis bekommen Sie am 21."."""

from __future__ import annotations

from followcal.formats.phrases.line import Line

UNSURE_KEY = "unsure"
"""What an answer may be that consists of something nobody taught us: "Sie erhalten das Xyz bis Freitag"."""

_NOUNS = {"thing", "logistics", "background", "start", "posting", "other"}
_ANSWERS = {"answer", "only", "rejected", "silence", "reach"}
_LEADS = {"relation", "with"}


def without_things(line: Line, start: int, end: int, keys: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the key words of a clause from `start` to `end`, where what is sent or received is no answer."""
    if _holds_a_thing(line, start, end):
        return [(near, _of_a_thing(line, near, key)) for near, key in keys]
    answers = [place for place, key in keys if key in _ANSWERS]
    if len(answers) != 1 or not _carries(line, answers[0]):
        return keys
    return [(near, _of_what_it_carries(line, start, end, near) if key == "answer" else key) for near, key in keys]


def names_a_thing(line: Line) -> bool:
    """Return whether a sentence names a thing, before any "if" or "once"."""
    return _holds_a_thing(line, 0, len(line.marks))


def thing_that_begins(line: Line, start: int) -> int | None:
    """Return the place of a thing that a clause tells of: "your expenses are paid within a month"."""
    marks = line.marks[start : start + 2]
    place = start + (len(marks) > 1 and "link" in marks[0].senses)
    senses = line.marks[place].senses
    return place if "thing" in senses and "answer" not in senses else None


def _carries(line: Line, place: int) -> bool:
    """Return whether a verb may have a thing as its object; not the noun of "an email goes out"."""
    senses = line.at(place).senses
    return "carries" in senses and ("answer" in senses or bool({"we", "future"} & line.at(place - 1).senses.keys()))


def _holds_a_thing(line: Line, start: int, end: int) -> bool:
    """Return whether a thing is sent or told; not behind "if" or "once": "Friday if I have the roster"."""
    for place in range(start, end):
        senses = line.at(place).senses
        if place > start and _begins_a_part(line, place):
            return False
        if "thing" in senses:
            return True
    return False


def _begins_a_part(line: Line, place: int) -> bool:
    """Return whether "if" or "once" stands here."""
    senses = line.at(place).senses
    return bool({"condition", "when"} & senses.keys()) and "filler" not in senses


def _of_a_thing(line: Line, place: int, key: str) -> str:
    """Return what an answer is where a thing is sent or told; a call, and time to look at it, remain what they are."""
    is_call = line.sense(place, "answer") == "phone" and "carries" not in line.at(place).senses
    is_told = not is_call and line.sense(place, "deadline") != "if-answer"
    return "meeting" if key == "answer" and is_told else key


def _of_what_it_carries(line: Line, start: int, end: int, verb: int) -> str:
    """Return what is sent or received by its noun: nothing of the answer, or what nobody taught us.

    Where the value is `any`, the noun may stand before the verb: "das Zeugnis bekommen Sie".
    """
    first = start if line.sense(verb, "carries") == "any" else verb + 1
    for place in range(first, end):
        if place > start and _begins_a_part(line, place):
            break
        mark = line.at(place)
        if place == verb or mark.kind != "word" or not _is_object(line, verb, place):
            continue
        if not mark.is_known:
            return UNSURE_KEY
        if _NOUNS & mark.senses.keys():
            return "meeting"
    begins = _NOUNS & line.at(first).senses.keys() if first < verb else ()
    return "meeting" if begins else "answer"


def _is_object(line: Line, verb: int, place: int) -> bool:
    """Return whether a word stands right behind the verb, or behind an article that no preposition leads."""
    before = line.at(place - 2).senses
    is_led = bool(_LEADS & before.keys()) or before.get("link") == "of"  # "von unserem Büro"
    return place == verb + 1 or (line.sense(place - 1, "link") == "the" and not is_led)
