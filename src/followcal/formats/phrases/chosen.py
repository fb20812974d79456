"""Only the chosen hear, or what begins for them: "if selected, we call you", "if selected, you start on the 1st".

The first makes a no of silence. The second says nothing of an answer, nor does what is told both ways: "if it's a yes,
you'll get a call; if it's a no, an email", "I'll text you if you got the job or not". What is told to the others is an
answer; a no that is denied is none: "no word by Friday doesn't mean it's a no".
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from followcal.formats.phrases.clauses import Clause
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.strangers import SURE

_BEGINNING = ("start", "meeting", "posting", "deadline", "background")
_NEAR = 4
_OR_NOT = {"not", "rejected", "correction"}
"""What "not" is in "or not", "or unsuccessful", "ou non"."""

_OTHERS = {"others", "rejected", "only", "condition", "who"}
_HOW = ("on", "in", "by", "during", "between", "from")
"""What leads to when or how somebody answers."""

_ALWAYS = ("during", "between", "from")
"""What leads to when they always do."""

_NAMES_SOME = {"who", "you", "only", "rejected", "condition", "silence"}
_LONGEST_QUESTION = 8
"""Marks from "if you" to "or not" at most."""


def leave_out_what_begins_then(line: Line, clauses: list[Clause]) -> bool:
    """Leave out an "if selected" that leads to no answer, and what is told both ways; return whether all are told."""
    _leave_out_what_is_no_answer(line, clauses)
    if _tells_the_others(line, clauses) or _tells_a_no(line, clauses):
        return True
    keys = [(place, key) for clause in clauses for place, key in clause.keys]
    denied = next((place for place, key in keys if key == "rejected" and _is_led_by_if(line, place)), None)
    is_silence = any(key == "silence" for _, key in keys)  # "we only call some, so if we don't call, it's a no"
    is_told = denied and not is_silence and not _denies(line, denied + 1)
    if is_told and any(key == "only" and place < (denied or 0) for place, key in keys):
        for clause in clauses:  # "if it's a yes, you'll get a call; if it's a no, an email"
            clause.keys = [pair for pair in clause.keys if pair[1] not in ("only", "rejected")]
        return False
    denied_nouns = {place for clause in clauses for place, _ in clause.keys if _is_a_denied_noun(line, clause, place)}
    keys = [pair for pair in keys if pair[0] not in denied_nouns]
    for clause in clauses:
        for place, key in list(clause.keys):
            behind = next((other for near, other in keys if near > place), None)
            is_who = line.sense(place, "only") == "who" and behind == "start"  # "wer genommen wird, beginnt am 1. Juni"
            if key != "only" or not (is_who or line.sense(place, "only") == "if"):
                continue
            if any(near > place and other in SURE and near not in denied_nouns for near, other in clause.keys):
                continue
            before = [other for near, other in keys if near < place]
            if clause.keys[-1] == (place, key) and clause.keys[0][1] in _BEGINNING:
                behind = clause.keys[0][1]  # "you'd start on June 7 if you get it, and we decide by May 14"
            if behind in _BEGINNING or (behind is None and not set(SURE) & set(before)):
                clause.keys.remove((place, key))
    return False


def _is_a_denied_noun(line: Line, clause: Clause, place: int) -> bool:
    """Return whether something is said to be none: "if successful, you go on a panel, which is not an offer"."""
    if line.sense(place, "answer") != "noun":
        return False
    before = range(clause.start, place)
    denied = next((near for near in before if "not" in line.at(near).senses), None)
    return denied is not None and not any("future" in line.at(near).senses for near in before)


def _leave_out_what_is_no_answer(line: Line, clauses: list[Clause]) -> None:
    """Leave out a no that is denied, and one to others: "we made an offer to somebody else on Monday"."""
    for clause in clauses:
        if len(clause.keys) > 1:
            _leave_out_the_silence_of_the_candidate(line, clause, clauses)
    is_silence = any(key == "silence" for clause in clauses for _, key in clause.keys)
    for before, clause in pairwise([] if is_silence else clauses):
        _take_a_no_for_an_answer(line, before, clause)
    for clause in clauses:
        _leave_out_whether(line, clause)
        if not clause.keys:
            continue
        if "concedes" in line.at(clause.start).senses:  # "wir antworten, auch wenn es eine Absage ist"
            clause.keys = [pair for pair in clause.keys if pair[1] != "rejected"]
        keys = [pair for pair in clause.keys if is_silence or line.sense(pair[0], "rejected") != "else"]
        if not any(key in SURE for _, key in keys):  # "we only run background checks on people we want to hire"
            checked = next((place for place, key in keys if key == "background"), clause.end)
            keys = [pair for pair in keys if pair[1] != "only" or pair[0] < checked]
        keys = [pair for pair in keys if not (_is_denied(line, clause, *pair) or _are_you(line, clause, *pair))]
        keys = [pair for pair in keys if is_silence or not _is_told(line, clause, *pair)]
        clause.keys = [(p, _when_or_how(line, clause, p) if key == "only" else key) for p, key in keys]


def _are_you(line: Line, clause: Clause, place: int, key: str) -> bool:
    """Return whether the candidate is said to be one of the chosen: "you made the short list"."""
    if key != "only" or line.sense(place, "only") != "are":
        return False
    before = [line.at(near).senses for near in range(clause.start, place)]
    return any("you" in one for one in before) and not any({"condition", "who", "only"} & one.keys() for one in before)


def says_no_otherwise(line: Line, clauses: list[Clause]) -> bool:
    """Return whether an "if not" leads to no more than "you're not": "if I call, you're in. If I don't, you're not"."""
    for clause, behind in pairwise(clauses):
        silent = [place for place, key in clause.keys if key == "silence"]
        is_if = any("condition" in line.at(near).senses for place in silent for near in (place - 1, place))
        if is_if and _is_a_short_no(line, behind):
            return True
    return _ends_with_regret(line, clauses)


def _ends_with_regret(line: Line, clauses: list[Clause]) -> bool:
    """Return whether nothing but "sorry" stands behind a silence: "if your phone hasn't rung by Friday, sorry"."""
    keys = [pair for clause in clauses for pair in clause.keys]
    if not keys or keys[0][1] != "silence" or any(key == "reach" for _, key in keys):
        return False
    last = next((place for place in range(len(line.marks) - 1, 0, -1) if line.at(place).kind == "word"), 0)
    is_alone = line.at(last - 1).text == "," and last > keys[-1][0]
    return "sorry" in line.at(last).senses and is_alone and "condition" in line.at(0).senses


def _is_a_short_no(line: Line, clause: Clause) -> bool:
    """Return whether a clause says no more than "you're not", "you won't hear"."""
    marks = line.marks[clause.start : clause.end]
    if not marks or clause.times or not all(mark.is_known for mark in marks):
        return False
    is_no = "not" in marks[-1].senses and not clause.keys
    return "you" in marks[0].senses and (is_no or [key for _, key in clause.keys] == ["silence"])


def _leave_out_the_silence_of_the_candidate(line: Line, clause: Clause, clauses: list[Clause]) -> None:
    """Leave out a silence that is the candidate's: "if we don't hear from you by Friday", "if you don't let us know".

    Not in "if you haven't heard, let me know", nor in "if you haven't let me know".
    """
    clause.keys = [(p, "deadline" if _is_not_reached(line, clause, p) else key) for p, key in clause.keys]
    for (silent, key), (asked, behind) in pairwise(list(clause.keys)):
        between = [line.at(place).senses for place in range(silent + 1, asked)]
        is_theirs = (key, behind) == ("silence", "deadline") and len(between) < _NEAR - 1
        is_theirs &= line.sense(silent, "relation") != "or" and not any("answer" in one for one in between)
        is_no = any(other == "rejected" for one in clauses for _, other in one.keys)
        if is_theirs and (is_no or any(timed.start > asked for timed in clause.times)):
            clause.keys.remove((silent, key))


def _is_not_reached(line: Line, clause: Clause, place: int) -> bool:
    """Return whether the candidate is said not to contact them: "if you don't call us by Friday", but not "if not"."""
    is_if = (place - 1, "silence") in clause.keys and line.sense(place - 1, "condition") == "any"
    return is_if and line.sense(place, "reach") in ("us", "phone-us")


def _take_a_no_for_an_answer(line: Line, before: Clause, clause: Clause) -> None:
    """Take a no that begins a clause, with its own day, for an answer: "a yes comes tomorrow, a no by next week"."""
    is_told = bool(before.times) and any(key in ("answer", "only") for _, key in before.keys)
    if not is_told or not clause.times or [key for _, key in clause.keys] != ["rejected"]:
        return
    place = clause.keys[0][0]
    if place > clause.times[0].start:
        return  # "du musst dich bis Freitag entscheiden, danach ist die Stelle weg"
    others = [line.at(near).senses for near in range(clause.start, clause.times[0].start) if near != place]
    if all({"link", "number", "filler", "relation"} & one.keys() and "we" not in one for one in others):
        clause.keys = [(place, "answer")]


def _is_told(line: Line, clause: Clause, place: int, key: str) -> bool:
    """Return whether a no is what they tell, or comes before it: "I'd ring with a no", "once the job is filled"."""
    before = any(near < place and other in ("answer", "reach") for near, other in clause.keys)
    return key == "rejected" and before and bool({"with", "when"} & line.at(place - 1).senses.keys())


def _is_only_later(line: Line, clause: Clause, place: int) -> bool:
    """Return whether "only" is said of the day, not of those who hear: "we'll only notify applicants after the 4th"."""
    timed = next((one for one in clause.times if one.start > place), None)
    if timed is None or timed.relation not in ("after", "not-before"):
        return False
    return all({"you", "link", "filler"} & line.at(near).senses.keys() for near in range(place + 1, timed.start))


def _when_or_how(line: Line, clause: Clause, place: int) -> str:
    """Return the key of "only" where it is said of when or how they answer: "we only call you by phone".

    What they always do is no answer: "we only call on weekdays".
    """
    if _is_only_later(line, clause, place):
        return "answer"
    if not _is_only_how(line, clause, place):
        return "only"
    led = line.skip(place + 1, "you")
    is_each = any({"plural-unit", "each-week", "hours"} & line.at(near).senses.keys() for near in (led, led + 1))
    return "meeting" if is_each or line.sense(led, "relation") in _ALWAYS else "answer"


def _is_only_how(line: Line, clause: Clause, place: int) -> bool:
    """Return whether "only" leads to how they answer, and nobody is named who hears: "we only contact you by phone"."""
    behind = line.skip(place + 1, "you", "answer")  # "only be able to ring you on Tuesday"
    rest = [line.at(near).senses for near in range(behind, clause.end)]
    is_means = bool(rest) and all("filler" in senses and "we" not in senses for senses in rest)  # "by post"
    is_led = is_means or (line.sense(behind, "relation") in _HOW and not _leads_to_whom(rest[0]))
    is_led |= any(timed.start == behind and timed.is_known for timed in clause.times)  # "only ring you next week"
    if not is_led or line.sense(place, "only") not in ("verb", "que"):
        return False
    return not any(_NAMES_SOME & line.at(near).senses.keys() for near in range(behind, len(line.marks)))


def _leads_to_whom(senses: Mapping[str, str]) -> bool:
    """Return whether a word may lead to people rather than to a time: "a", "el"."""
    return "join" in senses or senses.get("link") == "the"


def _is_denied(line: Line, clause: Clause, place: int, key: str) -> bool:
    """Return whether a no is denied itself: "it doesn't mean you didn't get it", "not only the finalists"."""
    if key not in ("rejected", "only") or line.sense(place, "only") == "que":
        return False
    if line.sense(place, "only") == "than":
        return not _is_only_who(line, clause, place)
    before = [near + 1 for near, _ in clause.keys if near < place]
    before += [timed.end for timed in clause.times if timed.end <= place]
    start = max(before, default=clause.start)
    if start == clause.start and "that" in line.at(start).senses and line.at(start - 1).text == ",":
        start = max(0, start - 2)  # "das heißt nicht, dass es eine Absage ist"
    return any("not" in line.at(near).senses for near in range(start, place))


def _is_only_who(line: Line, clause: Clause, place: int) -> bool:
    """Return whether "than" says who alone hears, behind a "not" or a verb: "on ne rappelle que les candidats"."""
    before = line.at(place - 1).senses
    is_told = bool({"answer", "reach"} & before.keys()) and "whether" not in before
    inside = [line.at(near).senses for near in range(place - 1, clause.start - 1, -1)]
    used = next((near for near, senses in enumerate(inside) if senses.get("that") == "only"), len(inside))
    return is_told or any("not" in senses for senses in inside[:used])  # not "ce n'est que lundi que les candidats ..."


def _tells_the_others(line: Line, clauses: list[Clause]) -> bool:
    """Return whether the others are told as well, and take what is said of them for an answer.

    "If you're successful we'll call by Friday; if not, you'll get a letter by the 12th."
    """
    keys = [pair for clause in clauses for pair in clause.keys]
    for number, clause in enumerate(clauses if keys else ()):
        places = [p for p in range(max(0, clause.start - 1), clause.end) if _OTHERS & line.marks[p].senses.keys()]
        found = ((place, _behind_the_others(line, place)) for place in places)
        others, behind = next(((place, end) for place, end in found if end), (-1, 0))
        is_led = any(key in ("answer", "only") and place < others for place, key in keys)
        if others < 0 or (others > 0 and not is_led):
            continue
        later = [key for place, key in keys if place > others and not _is_an_answer(line, place)]
        is_asked = any(key == "reach" for place, key in keys if place > others)
        is_no = bool({"rejected", "only", "silence"} & set(later)) or is_asked
        if is_no or not _are_told(line, clauses[number:], others, behind):
            continue
        for other in clauses:
            left = [pair for pair in other.keys if pair[1] not in ("only", "rejected") and pair != (others, "silence")]
            other.keys = [(near, "answer" if key == "silence" and near > others else key) for near, key in left]
        return True
    return False


def _tells_a_no(line: Line, clauses: list[Clause]) -> bool:
    """Return whether a no is told, and leave it out: "if you are not selected, we will write by the 17th"."""
    keys = [key for clause in clauses for _, key in clause.keys]
    if "silence" in keys or "rejected" not in keys:
        return False
    for number, clause in enumerate(clauses):
        no = next((place for place, key in clause.keys if key == "rejected"), None)
        is_if = no is not None and any("condition" in line.at(p).senses for p in range(clause.start, no + 1))
        if is_if and not clause.times and any(_hears(line, later) for later in clauses[number + 1 :]):
            clause.keys = [pair for pair in clause.keys if pair[1] != "rejected"]
            return True
    return False


def _hears(line: Line, clause: Clause) -> bool:
    """Return whether a clause tells nothing but when somebody hears."""
    is_told = bool(clause.keys and clause.times) and all(key == "answer" for _, key in clause.keys)
    return is_told and not any("not" in line.at(place).senses for place in range(clause.start, clause.end))


def _behind_the_others(line: Line, place: int) -> int:
    """Return the place behind those who are not chosen ("if not", "if it isn't", "everyone else"); 0: none."""
    senses = line.at(place).senses
    is_of_people = "rejected" in senses and "you" in line.at(place + 1).senses  # "unsuccessful candidates"
    if is_of_people or "others" in senses or senses.get("only") == "not":
        return place + 1
    if "who" in senses and "not" in line.at(place + 1).senses:  # "those who aren't by the 18th"
        last = line.at(place + 2)
        return place + 2 if last.is_of_time or {"relation", "future"} & last.senses.keys() else 0
    if "condition" not in senses:
        return 0
    near = range(place if "silence" in senses else place + 1, place + _NEAR)
    behind = next((p + 1 for p in near if {"not", "silence"} & line.at(p).senses.keys()), 0)
    mark = line.at(behind)
    is_all = mark.kind in ("end", "sign") or bool({"we", "you", "break"} & mark.senses.keys())
    is_all |= senses.get("relation") == "or" and "relation" in mark.senses  # "if not by the 21st"
    return behind if is_all else 0


def _is_an_answer(line: Line, place: int) -> bool:
    return bool({"answer", "reach"} & line.at(place).senses.keys())


def _are_told(line: Line, clauses: list[Clause], others: int, behind: int) -> bool:
    """Return whether an answer, or a day alone, is named for the others."""
    told = [place for one in clauses for place, _ in one.keys if place >= behind and _is_an_answer(line, place)]
    will = next((p for p in range(behind, clauses[0].end) if "future" in line.at(p).senses), clauses[0].end)
    told += [place for place in range(will, clauses[0].end) if _is_an_answer(line, place)]
    if told:
        return not any("not" in line.at(near).senses for near in range(behind, min(told)))
    is_if = "condition" in line.at(others).senses
    if is_if and line.at(behind).kind in ("end", "sign") and _is_told_before(line, clauses[0], others):
        return True
    times = [timed for timed in clauses[0].times if is_if or timed.start > others]
    return bool(times) and all(place <= others for place, _ in clauses[0].keys)


def _is_told_before(line: Line, clause: Clause, others: int) -> bool:
    """Return whether the others are told before they are named: "we'll call if you got it, and email if you didn't"."""
    told = next((place for place, key in clause.keys if key == "answer" and place < others), None)
    is_second = any("only" in mark.senses for mark in line.marks[: clause.start])
    return told is not None and is_second and not any("not" in line.at(p).senses for p in range(clause.start, told))


def leave_out_things_that_are_missed(line: Line, clauses: list[Clause]) -> None:
    """Leave contact to what somebody misses that is no answer: "if you don't get the link by Friday, call us"."""
    for clause in clauses:
        silent = next((place for place, key in clause.keys if key == "silence"), None)
        if silent is None or any(key == "answer" for _, key in clause.keys):
            continue
        if any("thing" in line.at(place).senses for place in range(silent + 1, clause.end)):
            for one in clauses:
                one.keys = [(p, "meeting" if key in ("silence", "reach") else key) for p, key in one.keys]


def _leave_out_whether(line: Line, clause: Clause) -> None:
    """Leave out what the answer will be about, yes or no: "I'll text you if you got the job or not"."""
    answer = next((place for place, key in clause.keys if key == "answer"), None)
    asked = next((place for place, key in clause.keys if key in ("only", "rejected")), None)
    if answer is None or asked is None or asked < answer:
        return
    behind = range(asked + 1, min(clause.end, asked + _LONGEST_QUESTION))
    if any(_is_or_not(line, near) for near in behind):
        clause.keys = [pair for pair in clause.keys if pair[0] < asked or pair[1] not in ("only", "rejected")]


def _is_or_not(line: Line, place: int) -> bool:
    """Return whether "or not" stands there, and nothing behind it."""
    behind = line.at(place + 2)
    is_last = behind.kind in ("end", "sign") or "break" in behind.senses
    return line.sense(place, "relation") == "or" and is_last and bool(_OR_NOT & line.at(place + 1).senses.keys())


def _is_led_by_if(line: Line, place: int) -> bool:
    return any(_leads_an_if(line, near) for near in range(max(0, place - _NEAR + 1), place + 1))


def _leads_an_if(line: Line, place: int) -> bool:
    """Return whether it is an "if"; not the "should" of "they should take it as a no"."""
    senses = line.at(place).senses
    return "condition" in senses and not ("future" in senses and line.at(place - 1).kind == "word")


def _denies(line: Line, place: int) -> bool:
    """Return whether something is denied from `place` on: "if not, you will not hear"."""
    return any({"not", "silence"} & mark.senses.keys() for mark in line.marks[place:])
