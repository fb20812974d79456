"""Who contacts whom: they the candidate, or the candidate them, seen from the words around.

"We'll call you" is an answer, "call us" asks for one, "the principal will call her first choice" is neither.
"""

from __future__ import annotations

from itertools import pairwise

from followcal.formats.phrases.line import Line
from followcal.formats.phrases.refusals import is_refused

_NEAR, _FAR = 4, 9
_THE_EMPLOYER = ("us", "phone-us", "phone-them", "writing", "then", "unwanted", "means", "other")
"""Values of contact that somebody else than the candidate gets."""

_EVENTS = {"meeting", "start", "purpose", "logistics", "posting"}
_SMALL = {"relation", "you", "day", "link", "hedge"}

_NOUNS = {"link", "answer", "reach", "posting", "meeting"}
"""What stands before a noun or is one: "the call", "decision letters mail"."""


def _is_told_of(line: Line, place: int) -> bool:
    """Return whether somebody tells what others are to do: "they have 14 days to get back to me"."""
    if not line.at(place).text.endswith(" me"):
        return False
    for near in range(place - 1, max(-1, place - _FAR), -1):
        mark = line.at(near)
        if mark.kind == "sign" or {"permit", "you", "condition"} & mark.senses.keys() or "break" in mark.senses:
            return False
        if "they" in mark.senses:
            return True
    return False


def telling(line: Line, place: int) -> str | None:
    """Return what "notify" means: an answer, a task of the candidate, or nothing: somebody else is told."""
    behind = [line.at(near) for near in range(place + 1, place + _NEAR)]
    is_last = behind[0].kind in ("end", "sign") or bool({"relation", "filler", "hedge"} & behind[0].senses.keys())
    if not is_last and not behind[0].is_of_time and not any("you" in mark.senses for mark in behind):
        return None
    return "answer" if direction(line, place) == "answer" else "deadline"


def _is_theirs(line: Line, place: int) -> bool:
    """Return whether contact is a thing that somebody gets: "look for an email", "vous recevrez un appel"."""
    is_first = line.sense(place, "purpose") == "call" and line.at(place - 1).kind != "word"
    if is_first and line.at(line.skip(place + 1, "link", "relation")).is_of_time:
        return True  # "Phone call Monday, paperwork Friday"
    if _brings_the_answer(line, place):
        return True
    if line.sense(place - 1, "number") != "1":
        return False
    before = range(max(0, place - _FAR), place - 1)
    return not any("permit" in line.at(p).senses or line.sense(p, "not") == "any" for p in before)


def _brings_the_answer(line: Line, place: int) -> bool:
    """Return whether a note begins with what comes on a day, and with what: "email Monday with the news"."""
    if line.at(place - 1).kind == "word" or not line.at(line.skip(place + 1, "link", "relation")).is_of_time:
        return False
    near = next((p for p in range(place + 2, place + _FAR) if "with" in line.at(p).senses), None)
    behind = [line.at(p).senses for p in range(place + 1, line.skip((near or place) + 1, "link", "you") + 1)]
    return near is not None and "answer" in behind[-1] and not any("permit" in one for one in behind)


def _is_asked_for_behind_silence(line: Line, place: int) -> bool:
    """Return whether contact in a clause behind one of silence is the user's: "..., give Pauline a shout"."""
    comma = next((near for near in range(place - 1, max(0, place - _FAR), -1) if line.at(near).text == ","), 0)
    is_silent = any("silence" in mark.senses for mark in line.marks[:comma])
    # "we'll give Jo a call"
    subject = any({"we", "you"} & line.at(near).senses.keys() for near in (comma + 1, comma + 2))
    acts = any({"future", "answer"} & line.at(near).senses.keys() for near in range(comma + 1, place - 1))
    return is_silent and not subject and not acts


def _is_to_be_given(line: Line, place: int) -> bool:
    """Return whether the candidate is to give contact, as a sentence begins: "please give Denise a ring"."""
    gives = next((near for near in range(place - 2, place - _NEAR, -1) if line.sense(near, "asked") == "gives"), None)
    if gives is None:
        return False
    before = line.at(gives - 1)
    return gives == 0 or before.kind == "sign" or "permit" in before.senses


def _is_given(line: Line, place: int) -> bool:
    """Return whether contact is what they give the candidate: "I'll shoot you another email"."""
    behind = start = place - 1 if line.at(place - 1).is_known else place - 2  # "another proper ring"
    while start > place - _NEAR and {"which", "number", "ordinal", "link"} & line.at(start).senses.keys():
        start -= 1
    if start == behind or "you" not in line.at(start).senses:
        return False
    before = [line.at(near).senses for near in range(max(0, start - _NEAR), start)]
    return any("we" in one for one in before) and not any({"permit", "not", "condition"} & one.keys() for one in before)


def _is_to_candidates(line: Line, place: int) -> bool:
    """Return whether it is contact that candidates get: "with phone calls to applicants from the 4th on"."""
    if line.sense(place + 1, "relation") != "to" or "you" not in line.at(line.skip(place + 2, "link")).senses:
        return False
    before = line.marks[max(0, place - _FAR) : place]
    return not any({"permit", "not", "condition"} & mark.senses.keys() for mark in before)


def _shares_its_subject(line: Line, place: int) -> bool:
    """Return whether it is what they do as well, by the "and" before it: "I'm going to ring some, and email the rest".

    "We'll decide on Friday, and call the office if you've not heard" asks for contact.
    """
    if line.join(place - 1) != "and" or not _has_an_object(line, place):
        return False
    if any({"condition", "silence", "permit"} & mark.senses.keys() for mark in line.marks[place:]):
        return False
    before = range(max(0, place - _FAR), place - 1)
    return any("reach" in line.at(near).senses and direction(line, near) == "answer" for near in before)


def _has_an_object(line: Line, place: int) -> bool:
    """Return whether it is told behind contact who gets it: "write to the others", but not "ring us"."""
    behind = line.at(line.skip(place + 1, "relation"))
    return not behind.is_known or bool({"others", "link", "which", "you"} & behind.senses.keys())


def _is_led_by_if(line: Line, place: int) -> bool:
    """Return whether an "if" stands before a denial; not one of questions: "si tiene preguntas, no llame"."""
    before = [line.at(near).senses for near in range(max(0, place - _NEAR), place)]
    if line.at(place - 1).text == "," and any("aside" in senses for senses in before):
        return False
    return any("condition" in senses for senses in before)


def _said_by(line: Line, place: int) -> str | None:
    """Return who contacts whom by a word before it: "please" is said to the user; "we" and "we won't" of them."""
    senses = line.at(place).senses
    is_denied = senses.get("not", "after") != "after"
    if is_denied and ("condition" in senses or _is_led_by_if(line, place)):
        return "silence"  # "if you've not had an email by Friday", "if I can't ring on Friday"
    is_theirs = {"not", "future"} <= senses.keys() and "we" in line.at(place - 1).senses
    if not is_theirs and ({"permit", "you"} & senses.keys() or is_denied):
        return "reach"
    return "answer" if is_theirs or "we" in senses else None


def _is_what_they_do(line: Line, denial: int) -> bool:
    """Return whether it is what they never do, on no day: "we don't email external applicants", "we don't text, we"."""
    if "we" not in line.at(denial - 1).senses or {"future", "permit"} & line.at(denial).senses.keys():
        return False
    behind = line.marks[denial + 2 : denial + 2 + _FAR]
    is_bound = any(mark.is_of_time or mark.senses.get("relation") in ("before", "by") for mark in behind)
    if behind and behind[0].text == ",":
        return "we" in line.at(denial + 3).senses
    return bool(behind) and behind[0].kind == "word" and not is_bound


def _is_where(line: Line, place: int, verb: int) -> bool:
    """Return whether "we" only tells where one is to call: "dann dürfen Sie in der Praxis anrufen"."""
    if line.sense(verb, "asked") != "bare" or "we" not in line.at(place).senses:
        return False
    if line.sense(place - 1, "link") != "of":
        return False
    return any(line.sense(near, "asked") == "begs" for near in range(max(0, place - _NEAR - 1), place - 1))


def _reach_back(line: Line, place: int) -> int:
    """Return how far before contact its subject may stand, if no "if" does: "we talk on Friday and call on Monday"."""
    if line.join(place - 1) != "and":
        return _FAR
    before = line.marks[max(0, place - 2 * _FAR) : place]
    return _FAR if any("condition" in mark.senses for mark in before) else 2 * _FAR


def _seen_from_before(line: Line, place: int) -> str | None:
    """Return who contacts whom by the words before it, the nearest first."""
    for before in range(place - 1, max(-1, place - _reach_back(line, place)), -1):
        senses = line.at(before).senses
        if "future" in senses and not {"you", "not"} & {*senses, *line.at(before - 1).senses}:
            return "answer"
        if before == place - 1 and "not" in senses and _is_what_they_do(line, before):
            return "meeting"
        found = None if _is_where(line, before, place) else _said_by(line, before)
        if found:
            return found
        is_sign = line.at(before).kind == "sign" and not (line.at(before).text == "-" and line.is_joined(before))
        if is_sign and line.sense(place, "reach") != "either":  # but not "by system-generated email"
            return "reach"
    return None


def _follows_what_they_do(line: Line, place: int) -> bool:
    """Return whether contact is the next thing that others do, and asks nothing: "they'll meet Monday and ring me"."""
    if line.join(place - 1) != "and" and line.sense(place - 1, "break") != "then":
        return False
    if any({"condition", "silence", "permit", "you"} & mark.senses.keys() for mark in line.marks):
        return False
    acts = (near for near in range(max(0, place - 2 * _FAR), place) if "future" in line.at(near).senses)
    return any("they" in {*line.at(near).senses, *line.at(near - 1).senses} for near in acts)


def direction(line: Line, place: int) -> str:
    """Return who contacts whom: "reach", the user the employer, or "answer", the other way round."""
    value = line.sense(place, "reach")
    acts = "future" in line.at(place - 1).senses and not {"condition", "not"} & line.at(place - 1).senses.keys()
    acts |= value == "other" and _seen_from_before(line, place) == "answer"  # "I'll be ringing referees on Friday"
    acts |= bool(value) and _follows_what_they_do(line, place)
    acts &= "you" not in line.at(place - 2).senses  # "anyone who has not heard should call us" is asked to
    if value in ("us", "phone-us", "phone-them", "other") and acts and not _is_told_of(line, place):
        return "meeting"  # "the principal will call her first choice", "your old boss will call me"
    is_one = line.sense(place - 1, "number") == "1"
    if is_one and (_is_to_be_given(line, place) or _is_asked_for_behind_silence(line, place)):
        return "reach"
    if value in _THE_EMPLOYER or is_refused(line, place):
        return "answer" if _is_told_of(line, place) else "reach"
    if _is_given(line, place) or _shares_its_subject(line, place) or _is_to_candidates(line, place):
        return "answer"
    if _is_theirs(line, place) or (value != "either" and "future" in line.at(place + 1).senses):
        return "answer"  # "calls will go out on Friday"
    found = _seen_from_before(line, place)
    if found:
        return found
    last = line.at(place - 1)
    is_noun = not last.is_known or bool(_NOUNS & last.senses.keys())
    if is_noun and not any("not" in mark.senses for mark in line.marks):
        return "meeting"  # a noun: "the welcome call is on Friday"
    return "answer" if value == "either" else "reach"


def is_only_a_visit(line: Line, place: int) -> bool:
    """Return whether "come by" is no question about the answer, as it is in "come by on Friday and I'll tell you"."""
    if line.sense(place, "reach") != "visit" or any("silence" in mark.senses for mark in line.marks):
        return False
    told = next((near for near in range(place, place + 2 * _FAR) if line.sense(near, "answer") == "any"), None)
    if told is None or any(_EVENTS & mark.senses.keys() for mark in line.marks):
        return True
    return not all(mark.kind == "sign" or _SMALL & mark.senses.keys() for mark in line.marks[told + 1 :])


def leads_else(line: Line, place: int) -> bool:
    """Return whether "otherwise" leads to contact, and so tells of silence: "we'll ring by Friday, else call me"."""
    if line.sense(place, "others") != "else":
        return False
    behind = place + 1 + (line.at(place + 1).text == ",")
    is_asked = "permit" in line.at(behind).senses and "reach" not in line.at(behind).senses
    return line.sense(behind + is_asked, "reach") in ("us", "phone-us")


def is_permitted(line: Line, place: int) -> bool:
    """Return whether the candidate may do it: "you're welcome to touch base", "not heard by Friday, touch base"."""
    if any("permit" in line.at(near).senses for near in (place - 1, place - 2)):
        return True
    senses = [mark.senses for mark in line.marks[:place]] if line.at(place - 1).text == "," else []
    return any("condition" in one for one in senses) and any("silence" in one for one in senses)


def is_asked_otherwise(line: Line, place: int) -> bool:
    """Return whether a question is about contact: "please not call?", "call me Friday if you haven't heard?".

    Or it asks for contact: "would you give me a buzz on Monday?".
    """
    if any(line.sense(before, "permit") == "asks" for before in range(max(0, place - _FAR), place + 1)):
        return True
    near = line.marks[max(0, place - _NEAR) : place + 1]
    is_unwanted = any("not" in one.senses and "you" not in other.senses for one, other in pairwise(near))
    is_unwanted &= any("permit" in mark.senses for mark in line.marks)  # "please", but not "can't you please call?"
    is_unwanted |= "not" in line.at(place - 1).senses or line.sense(place, "reach") == "unwanted"
    return is_unwanted or any("silence" in mark.senses for mark in line.marks)
