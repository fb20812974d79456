"""What only seems to be an answer to the candidate, by the words of its clause.

A wish makes a task of it ("it'd be great to have your answer by Friday"), somebody else makes it theirs ("the other
candidate has until Friday"), and a purpose makes a call an appointment ("I'll call you Friday to set up a time").
"""

from __future__ import annotations

from followcal.formats.phrases.line import Line

_TELLING = frozenset(("wish", "other", "purpose", "asked"))
_VERBS = {"we", "you", "future", "answer", "reach", "filler", "not"}
_DAYS = {"weekday", "month", "day", "ordinal", "period", "holiday", "condition", "silence"}
_ANSWERS = ("answer", "reach")
_OBJECTS = ("us", "you", "whom")
_NEAR = 4
_FAR = 12
"""Marks behind contact in which its purpose may be told."""


def told_apart(line: Line, start: int, end: int, keys: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the key words of a clause from `start` to `end`, each as what it is by the words around it."""
    near = line.marks[max(0, start - _FAR) : end + _FAR]
    if start and not [mark for mark in near if not _TELLING.isdisjoint(mark.senses)]:
        return keys
    return [(place, _as_it_is(line, start, end, place, key) if key in _ANSWERS else key) for place, key in keys]


def by_its_object(line: Line, place: int) -> str | None:
    """Return who contacts whom by the object of a verb: "reach" for "uns anzurufen", "answer" for "wird Sie anrufen".

    The object begins the clause, or is one that can be nothing else: "dich", or "Sie" behind who calls.
    """
    verb = line.sense(place, "asked")
    if verb not in ("verb", "bare", "calls"):
        return None
    start = next((near for near in range(place - 1, max(-1, place - _FAR), -1) if _parts(line, near)), -1)
    value = line.sense(start + 1, "asked")
    if verb == "verb" and value in _OBJECTS:
        return "reach" if value == "us" else "answer"
    if verb == "verb" and place - start <= _NEAR and "we" in line.at(start + 1).senses:
        is_begged = any(line.sense(near, "asked") == "begs" for near in range(start))
        return "reach" if is_begged else None  # "wir bitten Sie, die Praxis nicht anzurufen"
    for near in range(place - 1, start, -1):
        value = line.sense(near, "asked")
        if value == "us":
            return "reach" if _places(line, start + 1, near, "you") else None  # "Sie sollten uns am Freitag anrufen"
        if value == "begs":  # "bitte nicht in der Praxis anrufen"
            return "reach" if _places(line, near, place, "not") else None
        if value in ("you", "whom"):
            is_led = line.sense(place + 1, "asked") == "acts" or _is_led_by_who_calls(line, near)
            if value != "whom" and not is_led and verb != "calls":
                return None
            is_if = "condition" in line.at(start + 1).senses and _places(line, near, place, "not")
            return "silence" if is_if else "answer"  # "falls ich Sie bis Freitag nicht anrufe"
    is_task = verb == "verb" and "not" in line.at(start + 1).senses  # "wir bitten Sie, nicht in der Praxis anzurufen"
    return "reach" if is_task else None


def _parts(line: Line, place: int) -> bool:
    """Return whether a sign ends a clause, not one that makes a number a day: "am 13. Juli"."""
    mark = line.at(place)
    return mark.kind == "sign" and not (mark.text == "." and line.number(place - 1) > 0)


def without_means(line: Line, start: int, keys: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the key words without a call that is only how an answer comes: "Sie werden telefonisch informiert"."""
    others = [(place, key) for place, key in keys if line.sense(place, "reach") != "phone-by"]
    if len(others) == len(keys) or any(key == "reach" for _, key in others):
        return others
    is_label = line.at(start - 1).text == ":" and bool({"answer", "rejected"} & line.at(start - 2).senses.keys())
    is_answer = is_label or any(key == "answer" for _, key in others)
    is_theirs = any({"permit", "not", "aside"} & mark.senses.keys() for mark in line.marks)
    return others if is_answer and not is_theirs else keys


def _is_led_by_who_calls(line: Line, place: int) -> bool:
    """Return whether somebody else is said to act before "Sie": "wird Sie", "ich Sie", "wir möchten Sie"."""
    before = line.at(place - 1).senses
    if before.get("asked") == "act":
        return "we" in line.at(place - 2).senses
    return bool({"we", "future"} & before.keys()) or before.get("asked") == "acts"


def _places(line: Line, start: int, end: int, name: str) -> list[int]:
    return [place for place in range(start, end) if name in line.at(place).senses]


def _as_it_is(line: Line, start: int, end: int, place: int, key: str) -> str:
    """Return what an answer or contact is: a task, what somebody else does, or an appointment."""
    if _is_about_something_else(line, start, end, place, key):
        return "meeting"
    if key == "reach":
        return key
    if _is_asked_for(line, start, place) or _is_let_known(line, start, place):
        return "deadline"
    if line.sense(start, "asked") == "us" and line.sense(place, "asked") == "verb":
        return "deadline"  # "wir bitten Sie, uns bis Freitag zu informieren"
    if any(_says_so(line, near, place) for near in _places(line, start, end, "wish")):
        return "deadline"
    is_theirs = any(_is_theirs(line, near, place) for near in _places(line, start, end, "other"))
    return "theirs" if is_theirs else key


def _is_asked_for(line: Line, start: int, place: int) -> bool:
    """Return whether nothing but "please" and a day leads to an answer: "bitte bis Freitag kurz Rückmeldung".

    "Sie dürfen am Freitag unseren Anruf erwarten" asks for none.
    """
    if "permit" not in line.at(start).senses or line.sense(place + 1, "answer") == "weak":
        return False
    between = [line.at(near) for near in range(start, place)]
    is_dated = any(mark.is_of_time for mark in between)
    return is_dated and not any(_VERBS & mark.senses.keys() or not mark.is_known for mark in between)


def _is_let_known(line: Line, start: int, place: int) -> bool:
    """Return whether the candidate is to let somebody know: "let Bernie know by Monday", not "we'll let Sue know"."""
    lets = line.skip(start, "permit")
    if line.sense(lets, "asked") != "lets" or "genitive" in line.at(lets + 1).senses:  # not "let's plan on Monday"
        return False
    return lets < place <= lets + _NEAR and line.sense(place, "answer") == "weak"


def _is_about_something_else(line: Line, start: int, end: int, place: int, key: str) -> bool:
    """Return whether it is a label, or a purpose behind it says so, up to the next sign: "call us to book a slot".

    Not where no answer has come: "if you've heard nothing by Friday, call us to arrange a chat".
    """
    if key == "reach" and place == 0 and (line.at(1).text == ":" or _is_with_a_stranger(line)):
        return True  # "Contact: Janet, Monday to Thursday", "Call with Janet, Monday at 2"
    is_call = key == "reach" or "phone" in (line.sense(place, "answer"), (line.sense(place, "reach") or "")[:5])
    is_contact = is_call or line.sense(place, "answer") == "any" or "reach" in line.at(place).senses
    if is_contact and _is_the_appointment(line, start, end, place):
        return True
    for near in range(max(0, start - _FAR), place + _FAR):
        mark = line.at(near)
        is_over = mark.kind == "sign" and mark.text != "." and "purpose" not in line.at(near + 1).senses
        if near > place and (is_over or mark.kind == "end"):
            return False
        value = mark.senses.get("purpose")
        is_reply = value == "reply" and key != "reach"  # "I'll ring you Friday with your answer"
        if value is None or is_reply or (value != "topic" and _is_of_the_answer(line, near, is_call=is_call)):
            continue
        if _places(line, place + 1, near, "only"):
            continue  # "you'll be contacted only if we pick you for an interview"
        if (value == "if" and is_call) or (near > place and (is_contact or value == "topic")):
            is_question = key == "reach" and line.sense(place, "reach") != "visit"
            return not is_question or not any("silence" in mark.senses for mark in line.marks)
    return False


def _is_with_a_stranger(line: Line) -> bool:
    return "with" in line.at(1).senses and not line.at(2).is_known


def _is_the_appointment(line: Line, start: int, end: int, place: int) -> bool:
    """Return whether a call without a day is the interview: "the phone interview is on Tuesday, I call you at 2"."""
    if not any(line.sense(near, "purpose") == "call" for near in range(max(0, start - _FAR), place)):
        return False
    senses = [line.at(near).senses for near in range(start, end)]
    ordinals = [near for near in range(start, end) if line.sense(near, "suffix") == "ordinal"]
    if any(line.at(near - 1).kind == "number" and line.is_joined(near - 1) for near in ordinals):
        return False  # "..., and we email everyone by the 11th"
    return not any(_DAYS & one.keys() or one.get("unit", "hour") != "hour" for one in senses)


def _is_of_the_answer(line: Line, purpose: int, *, is_call: bool) -> bool:
    """Return whether a purpose is the answer, or what it leads to: "to discuss our decision", "the next interview".

    "We will contact candidates by Friday to arrange interviews" tells when they hear; a call to arrange one does not.
    """
    behind = [line.at(place) for place in range(purpose + 1, purpose + _NEAR)]
    telling = {"answer", "further"} if is_call else {"answer", "further", "meeting"}
    return any(telling & mark.senses.keys() for mark in behind)


def _says_so(line: Line, wish: int, place: int) -> bool:
    """Return whether a wish is one for the candidate's answer, not "it would be great if we could decide by Friday"."""
    first, last = sorted((wish, place))
    return not any("we" in line.at(near).senses for near in range(first + 1, last))


def _is_theirs(line: Line, other: int, place: int) -> bool:
    """Return whether an answer is that of somebody else, before it or behind "hear from the other company"."""
    if other < place:
        return not any("we" in line.at(near).senses for near in range(other + 1, place))
    return any(line.sense(p, "relation") == "between" or line.sense(p, "link") == "of" for p in range(place + 1, other))
