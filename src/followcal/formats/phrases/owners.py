"""Which key word a time expression belongs to: the nearest one before it in its clause, else the next one.

A clause without a key word may be of a time of its own: "you'll hear by Friday, badge photos are on the 21st".
"""

from __future__ import annotations

from itertools import pairwise

from followcal.formats.phrases.clauses import Clause, Key
from followcal.formats.phrases.details import is_of_the_work_named_before, is_thanked_for
from followcal.formats.phrases.events import leads_on, waits_for_their_return
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.marks import HINTS
from followcal.formats.phrases.silences import silence_of
from followcal.formats.phrases.strangers import EVENTS, SURE, UNSURE, behind_an_answer, is_strange, of_a_stranger
from followcal.formats.phrases.things import thing_that_begins
from followcal.formats.phrases.times import Timed

HOLIDAY: Key = (-2, "meeting")
"""What the days belong to that are said to be one: "Monday is Thanksgiving"."""

_NEAR = 4
_SHORT = 2
"""Words before a verb that only point back: "it will take six weeks"."""

_DEED = 2
"""Words of a noun and a deed."""

_LEADING = ("on", "in")
_LINKING = ("link", "hedge", "filler", "relation", "we", "you")
_SMALL = {"link", "hedge", "filler", "relation"}


def owner_of(line: Line, clauses: list[Clause], number: int, timed: Timed) -> Key | None:
    """Return the key word that a time expression belongs to."""
    clause = clauses[number]
    if itself := _of_itself(line, clauses, number, timed):
        return itself
    behind = next((key for key in clause.keys if key[0] in (timed.end, _behind_a_noun(line, timed.end))), None)
    verb = behind if behind and behind[1] in EVENTS and _is_told_behind_a_comma(line, timed) else None
    behind = None if verb else behind
    is_led = not timed.when.amount and line.sense(timed.start, "relation") in _LEADING
    if behind and behind[1] in EVENTS and timed.relation == "on" and not timed.is_event and not is_led:
        return behind  # "the January 4 start", "a 6 month contract", but "we decide at the Monday meeting"
    is_counted = behind and behind[1] in EVENTS and timed.relation in ("within", "after")
    is_behind_it = is_counted and line.sense(timed.start, "relation") == "after"  # "after the Monday meeting we decide"
    if is_counted and not is_behind_it and len(clause.keys) == 1:
        return None  # "within a few days of the December 2 meeting"
    special = silence_of(line, clauses, number, timed) or _welcome_from(clause, timed)
    special = special or (_put_right(line, clauses[:number], timed) if clause.corrects else None)
    if special:
        return special
    keys = [key for key in clause.keys if key[1] != "soon" and key != verb and not (is_behind_it and key == behind)]
    keys = [] if keys and number and _is_of_people(line, clauses, number) else _but_of_a_return(line, timed, keys)
    keys = _before_an_if(line, timed, keys)
    before = [key for key in keys if key[0] < timed.start]
    if keys:
        return _nearest(line, before, timed) if before else keys[0]
    is_more = number and (tells_more(line, clause, timed) or _is_the_other_choice(line, clause, timed))
    if is_more and clauses[number - 1].times:
        return owner_of(line, clauses, number - 1, clauses[number - 1].times[-1])
    earlier = clauses[_first_of_its_part(line, clauses, number) : number][::-1] if number else []
    later = clauses[number + 1 : number + 1 + _NEAR]
    later = [one for one in later if not (one.keys and _is_put_in(line, clauses, one))] if later else []
    for place, other in enumerate([*earlier, *later]):
        is_no = may_be_a_no(line, other)  # else it is what the answer may be: "I'll have an offer, or a no, by Friday"
        near = [key for key in other.keys if key[1] != "soon" and (is_no or key[1] != "rejected")]
        is_if = "condition" in line.at(other.start).senses and not other.times
        if near and not (is_if and near[0][1] in EVENTS):  # "by Friday, if the board agrees, else next week"
            if place < len(earlier):
                return _of_an_earlier_clause(line, clauses[number:], timed, other, near)
            is_parted = timed.relation == "by" and place > len(earlier)
            is_parted = is_parted and _has_a_day_of_its_own(line, clauses[number + 1])
            return UNSURE if is_parted else _of_a_later_clause(line, clauses[: number + 1], timed, other, near[0])
    return None


def _before_an_if(line: Line, timed: Timed, keys: list[Key]) -> list[Key]:
    """Return key words without the events of an "if" right behind a time: "or the 21st if the boss is on holiday"."""
    condition = line.skip(timed.end, "hedge")
    senses = line.at(condition).senses
    if timed.when.amount or "condition" not in senses or {"filler", "when"} & senses.keys():
        return keys
    return [key for key in keys if key[0] < condition or key[1] not in EVENTS]


def _is_told_behind_a_comma(line: Line, timed: Timed) -> bool:
    """Return whether a time holds an event whose verb stands behind it: "nach der Sitzung, die am 9. stattfindet"."""
    inside = range(timed.start, timed.end)
    return any(line.at(place).text == "," and "that" in line.at(place + 1).senses for place in inside)


def _is_put_in(line: Line, clauses: list[Clause], other: Clause) -> bool:
    """Return whether a clause only tells what comes before an answer: "on the 11th, after the meeting, you'll hear"."""
    if other.times or other.keys[0][1] not in EVENTS or "when" not in line.at(other.start).senses:
        return False
    behind = next((later for later in clauses if later.start > other.start), None)
    return behind is not None and not behind.times and any(key == "answer" for _, key in behind.keys)


def _has_a_day_of_its_own(line: Line, clause: Clause) -> bool:
    """Return whether a clause behind "but" names another day: "quiet until the 6th, but Friday I ring and you hear"."""
    return bool(clause.times) and "but" in (line.sense(clause.start - 1, "break"), line.sense(clause.start, "break"))


def _first_of_its_part(line: Line, clauses: list[Clause], number: int) -> int:
    """Return the first clause that a time may belong to: none before a semicolon, if an answer follows it.

    "Applications close on Sunday; in the middle of next week, we contact everyone."
    """
    parted = (n for n in range(number, max(0, number - _NEAR), -1) if line.at(clauses[n].start - 1).text == ";")
    first = next(parted, 0)
    behind = clauses[number + 1 : number + 1 + _NEAR] if first else ()
    later = next((one for one in behind if one.keys or line.at(one.start - 1).text == ";"), None)
    is_answered = later is not None and not later.times and any(key in SURE for _, key in later.keys)
    return max(first if is_answered else 0, number - _NEAR, 0)


def _but_of_a_return(line: Line, timed: Timed, keys: list[Key]) -> list[Key]:
    """Return key words without the return that a span counts from: "three days after we reopen you will hear"."""
    if timed.when.amount is None or not waits_for_their_return(line, timed):
        return keys
    return [key for key in keys if "reopened" not in line.at(key[0]).senses]


def _of_itself(line: Line, clauses: list[Clause], number: int, timed: Timed) -> Key | None:
    """Return what a time is by its own words: a holiday, or that of a noun behind it."""
    clause = clauses[number]
    if _is_called_a_holiday(line, clauses, number, timed):
        return HOLIDAY
    thing = None if clause.keys else thing_that_begins(line, clause.start)
    if thing is not None and thing < timed.start:
        return (thing, "background")
    if number and timed.when.amount and (before := _lasting(line, clauses[number - 1], clause)):
        return before
    is_of_a_noun = _is_that_of_a_noun(line, timed) or _is_what_it_is_about(line, timed)
    is_of_a_noun = is_of_a_noun or _is_when_others_come(line, clause, timed)
    if is_of_a_noun or (not clause.keys and _stands_for_a_day(line, timed) and is_strange(line, clause)):
        return (timed.end, "meeting")
    return None


def _lasting(line: Line, before: Clause, clause: Clause) -> Key | None:
    """Return what a clause tells the length of that names nothing itself: "we'd train you up, takes six weeks"."""
    is_only_that = bool(clause.keys) and all(line.sense(place, "answer") == "weak" for place, _ in clause.keys)
    is_background = bool(before.keys) and all(key == "background" for _, key in before.keys)
    if not is_only_that or not is_background or before.times or line.at(clause.start - 1).kind != "sign":
        return None
    is_ours = any("we" in line.at(place).senses for place in range(clause.start, clause.end))
    lead = [line.at(place) for place in range(clause.start, clause.keys[0][0])]  # "it'll", not "reading them all"
    is_led = len(lead) <= _SHORT and all(mark.is_known for mark in lead)
    return None if is_ours or not is_led else before.keys[-1]


def _is_when_others_come(line: Line, clause: Clause, timed: Timed) -> bool:
    """Return whether more candidates come on a day: "we've two more candidates on Thursday", "dos candidatos más"."""
    if timed.relation != "on" or timed.when.amount or any(place < timed.start for place, _ in clause.keys):
        return False
    last = timed.start - 1 - (line.sense(timed.start - 1, "which") == "more")
    before = range(max(clause.start, last - _NEAR), timed.start)
    counted = [line.at(place) for place in before]
    is_more = any(mark.senses.get("which") == "more" or "number" in mark.senses for mark in counted)
    return is_more and "you" in line.at(last).senses and not any("not" in mark.senses for mark in counted)


def _is_what_it_is_about(line: Line, timed: Timed) -> bool:
    """Return whether a time only tells which thing is spoken of: "we'll phone you about the weekend job"."""
    noun = line.at(timed.end)
    is_noun = noun.kind == "word" and not noun.senses.keys() - {"meeting", "start", "background", "posting"}
    return timed.is_around and not timed.when.amount and is_noun and line.sense(timed.start, "relation") == "around"


def _stands_for_a_day(line: Line, timed: Timed) -> bool:
    """Return whether it is "then": in words of its own that is when something else ends ("he's off xyz until then")."""
    return line.sense(timed.end - 1, "day") == "then"


def _is_that_of_a_noun(line: Line, timed: Timed) -> bool:
    """Return whether a week, month or year is that of something that nobody taught us: "next year's budget"."""
    is_its = "genitive" in line.at(timed.end).senses
    noun = line.at(timed.end + 1)
    is_noun = noun.kind == "word" and not noun.senses.keys() - {"meeting", "start", "background", "posting"}
    return is_its and is_noun and timed.when.unit in ("week", "month", "quarter", "year")


def tells_more(line: Line, clause: Clause, timed: Timed) -> bool:
    """Return whether a holiday only tells more of the day before it: "on Tuesday, straight after the long weekend"."""
    is_all = timed.start == clause.start and timed.end == clause.end
    return (
        is_all and timed.relation == "after" and timed.when.unit == "holiday" and line.at(clause.start - 1).text == ","
    )


def _is_the_other_choice(line: Line, clause: Clause, timed: Timed) -> bool:
    """Return whether a clause is no more than "or" and a day: "by Thursday, or Friday at the latest, you'll hear"."""
    return line.join(clause.start) == "or" and timed.start == clause.start + 1 and timed.end == clause.end


def _of_an_earlier_clause(line: Line, clauses: list[Clause], timed: Timed, other: Clause, near: list[Key]) -> Key:
    """Return the key word of an earlier clause, or of the answer that "so" leads to.

    "Tuesday is a holiday, so let's say Thursday, and I'll call you."
    """
    key = _nearest(line, near, timed) if timed.is_deadline else _asked(line, near) or near[-1]
    if key[1] == "answer" and timed.is_deadline and _is_of_what_comes_first(line, clauses[0], other):
        return UNSURE
    if key[1] in EVENTS and line.sense(clauses[0].start - 1, "break") == "so":
        follows = next((key for later in clauses[1:] for key in later.keys if not later.times), None)
        if follows and follows[1] == "answer":
            return follows
    return key if timed.is_event else behind_an_answer(line, clauses[0], timed, other, key)


def _is_of_what_comes_first(line: Line, clause: Clause, other: Clause) -> bool:
    """Return whether a day may be that of what an answer comes after: "after the budget, which is due by the 5th"."""
    if "that" not in line.at(clause.start).senses or clause.start != other.end + 1 or other.times:
        return False
    first = next((p for p in range(other.start, other.end) if line.sense(p, "relation") == "after"), other.end)
    return first < other.end - 1


def _of_a_later_clause(line: Line, clauses: list[Clause], timed: Timed, other: Clause, key: Key) -> Key:
    """Return the key word of a later clause; "then" may tell that something comes before the answer.

    "Two people to see, on Monday and Tuesday, then you'll hear."
    """
    if timed.is_event:
        return key
    is_led = (
        key[1] == "answer" and not other.times and (_is_doubtful(line, clauses[-1], timed) or _follows_on(line, other))
    )
    if is_led and any(is_strange(line, one) for one in clauses):
        return UNSURE
    return of_a_stranger(line, clauses[-1], timed, other, key)


def _is_doubtful(line: Line, clause: Clause, timed: Timed) -> bool:
    """Return whether a day may be that of a condition, or of an absence, before an answer.

    "Sollte bis Freitag xyz, rufen wir an"; "er ist bis Freitag in Xyz, er ruft an".
    """
    is_away = line.sense(timed.end, "relation") in ("in", "on")
    is_away &= not line.at(line.skip(timed.end + 1, "link")).is_known
    return timed.relation == "by" and (is_away or "condition" in line.at(clause.start).senses)


def _put_right(line: Line, earlier: list[Clause], timed: Timed) -> Key | None:
    """Return the answer that a day puts right: "usually by Friday, but with the audit it's more like the 19th"."""
    answers = [key for other in earlier for key in other.keys if key[1] == "answer"]
    return answers[-1] if answers and _is_a_correction(line, timed) else None


def _is_a_correction(line: Line, timed: Timed) -> bool:
    """Return whether only small words stand between a time and what puts it in the place of another one."""
    before = timed.start - 1
    while before > timed.start - _NEAR and _SMALL & line.at(before).senses.keys():
        if "correction" in line.at(before).senses:
            break
        before -= 1
    places = (before, *range(timed.start, timed.end + 1), line.skip(timed.end, "link", "hedge"))
    return any("correction" in line.at(place).senses for place in places)


def _welcome_from(clause: Clause, timed: Timed) -> Key | None:
    """Return the contact behind a day from which it is welcome: "sonst dürfen Sie mich ab dem 1. anrufen"."""
    is_silent = any(key == "silence" and place < timed.start for place, key in clause.keys)
    asked = next((key for key in clause.keys if key[1] == "reach" and key[0] >= timed.end), None)
    return asked if is_silent and timed.relation == "not-before" else None


def _follows_on(line: Line, clause: Clause) -> bool:
    """Return whether a clause begins with "then", or "and then"."""
    return any(leads_on(line.at(place)) for place in (clause.start - 1, clause.start))


def _is_called_a_holiday(line: Line, clauses: list[Clause], number: int, timed: Timed) -> bool:
    """Return whether a day is said to be a holiday, or a holiday to be on a day: "Monday's Thanksgiving".

    The day may stand alone before a comma: "mercredi, c'est la fête nationale".
    """
    near = clauses[number - 1 : number + 2] if number else clauses[:2]
    times = clauses[number].times
    if near[1:]:
        times = [t for one in near if one is clauses[number] or not one.keys for t in one.times]
    for first, second in pairwise(times):
        if timed not in (first, second) or not first.relation == second.relation == "on":
            continue
        between = range(first.end, line.skip(second.start, "link"))  # "s" of "Monday's Thanksgiving" is none of its own
        is_one = any("holiday" in line.at(p).senses for one in (first, second) for p in range(one.start, one.end))
        words = [line.at(p).senses for p in between if line.at(p).text != ","]
        is_on = not between and first.when.last == second.when.last  # "with Labor Day on Monday"
        if is_one and (words or is_on) and all({"link", "filler"} & senses.keys() for senses in words):
            return True
    return False


def _is_of_people(line: Line, clauses: list[Clause], number: int) -> bool:
    """Return whether a clause behind a day names people and another one: "out-of-town applicants next week"."""
    clause = clauses[number]
    if not clauses[number - 1].times or len(clause.times) != 1:
        return False
    timed = clause.times[0]
    named = [mark.senses for mark in line.marks[clause.start : timed.start]]
    is_all = timed.end == clause.end and all(key in EVENTS for _, key in clause.keys)
    return (
        is_all and bool(named) and "you" in named[-1] and not any({"we", "future", "not"} & one.keys() for one in named)
    )


def _behind_a_noun(line: Line, place: int) -> int:
    """Return the place behind one word that says nothing here: "the December 8 board meeting"."""
    mark = line.at(place)
    is_noun = mark.kind == "word" and (not mark.senses or "we" in mark.senses)
    return place + 1 if is_noun else place


def _nearest(line: Line, before: list[Key], timed: Timed) -> Key:
    """Return which of the key words before a time expression it belongs to."""
    last = before[-1]
    if len(before) > 1 and before[-2][1] in EVENTS and _tells_how_long(line, before[-2], last):
        return before[-2]
    strong = [key for key in before if key[1] in ("answer", "silence", "reach")]
    past = next((key for key in before if key[1] == "background"), None)
    if past and all(line.sense(place, "answer") in ("weak", "noun") for place, _ in strong):
        return past  # "thank you for taking the time on Monday"
    if past and strong and is_thanked_for(line, past, strong[-1], timed):
        return past
    asked = _asked(line, before)
    if asked:
        return asked
    if last[1] in ("meeting", "theirs", "rejected", "only") and strong and not _is_of_event(line, last[0], timed):
        return strong[-1]
    if last[1] in EVENTS and strong and _is_of_who_is_told(line, last[0], timed):
        return strong[-1]
    if last[1] == "start" and strong and strong[-1][1] == "silence" and timed.is_deadline:
        return strong[-1]  # "if you have not been offered a shift by Monday"
    return last


def _is_of_who_is_told(line: Line, place: int, timed: Timed) -> bool:
    """Return whether the name of an event only says who is told by when: "notify all camp applicants by the 3rd"."""
    is_told = any("you" in line.at(near).senses for near in range(place + 1, timed.start))
    return is_told and timed.relation in ("by", "within") and "not" not in line.at(place - 1).senses


def _asked(line: Line, before: list[Key]) -> Key | None:
    """Return what the candidate is to do, where an answer behind it only is what that is about.

    "Let us know your decision by Friday."
    """
    asked, last = next((key for key in before if key[1] == "deadline"), None), before[-1]
    if asked is None or last[1] != "answer":
        return None
    return None if any("we" in line.at(p).senses for p in range(asked[0] + 1, last[0] + 1)) else asked


def _tells_how_long(line: Line, event: Key, last: Key) -> bool:
    """Return whether a hint at an answer is the verb of an event, right behind it: "der Lehrgang dauert"."""
    return last == (event[0] + 1, "answer") and line.sense(last[0], "answer") == "weak"


def _is_of_event(line: Line, place: int, timed: Timed) -> bool:
    """Return whether only linking words stand between an event and the day it is on: "the meeting is on Friday"."""
    between = range(place + 1, timed.start)
    return not timed.is_deadline and all(any(name in line.at(p).senses for name in _LINKING) for p in between)


def _is_of_something_else(line: Line, clause: Clause, place: int) -> bool:
    """Return whether what only hints at an answer is said of a thing: "your car will be ready by Friday"."""
    if _is_of_a_deed(line, clause, place):
        return True
    before = [line.at(near) for near in range(clause.start, place)]
    if is_of_the_work_named_before(line, clause, place):
        return True
    if any({"we", "you", "answer"} & mark.senses.keys() for mark in before):
        return False
    return any("link" in one.senses and not other.is_known for one, other in pairwise(before))


def _is_of_a_deed(line: Line, clause: Clause, place: int) -> bool:
    """Return whether what only hints at an answer is the verb of a noun and a deed: "wird das Budget freigegeben"."""
    is_alone = all(key != "answer" or other == place for other, key in clause.keys)
    return is_alone and clause.end - place > _DEED and not any(line.at(p).is_known for p in (place + 1, place + 2))


def may_be_a_no(line: Line, clause: Clause) -> bool:
    """Return whether somebody says what silence means; "I see another person on Thursday" does not."""
    if any(key in ("silence", "only") for _, key in clause.keys):
        return True
    return any({"condition", "silence"} & mark.senses.keys() for mark in line.marks)


def is_of_an_event(line: Line, clause: Clause, timed: Timed, owner: Key) -> bool:
    """Return whether a time only seems to be that of a promise, and tells of something else."""
    place, key = owner
    match key:
        case "answer":
            is_of_a_thing = line.sense(place, "answer") == "weak" and _is_of_something_else(line, clause, place)
            return is_of_a_thing or _tells_of_a_noun(line, clause, place, timed)
        case "rejected":  # "you missed out this year"
            return not may_be_a_no(line, clause) or (timed.when.unit == "year" and place < timed.start)
        case "only":  # "only those seen on the 9th"
            return timed.relation == "on" and not line.at(timed.start - 1).is_known
        case "background":  # "the results of the test you took will be out within ten days"
            is_behind = any(near < place and other == "answer" for near, other in clause.keys)
            return is_behind and timed.relation in ("by", "within")
        case _:
            return False


def _tells_of_a_noun(line: Line, clause: Clause, place: int, timed: Timed) -> bool:
    """Return whether a day tells which of several is meant: "those invited to the callback on the 2nd will hear"."""
    if timed.relation == "on" and line.sense(timed.start - 1, "you") == "seen":
        return len(clause.times) > 1  # "everyone interviewed on the 3rd will hear by the 10th"
    behind = [near for near, key in clause.keys if key == "answer" and near >= timed.end]
    is_sure = any(line.sense(near, "answer") not in HINTS for near in behind)
    is_led = any(not line.at(near).is_known for near in range(clause.start, min(place, timed.start)))
    is_led |= any(key in EVENTS and place < near < timed.start for near, key in clause.keys)
    is_noun = "anchor" in line.at(timed.start - 1).senses and place != timed.start - 1
    if is_sure and is_noun and timed.relation in ("on", "not-before"):
        return True  # "the result of the test of the 9th will be published"
    if place < timed.start:
        return is_sure and is_led and line.sense(place, "answer") == "noun"
    is_close = not line.at(timed.start - 1).is_known and "relation" in line.at(timed.start).senses
    is_theirs = any("you" in line.at(near).senses for near in range(clause.start, timed.start))
    return bool(behind) and is_close and is_theirs  # "candidates attending the workshop on the 12th will hear"
