"""What a key word says, and a time expression as what it belongs to: an answer, silence, contact, a start, an event."""

from __future__ import annotations

from msgspec.structs import replace

from followcal.formats.phrases.clauses import Clause, Key
from followcal.formats.phrases.contacts import SPARING, as_bound, is_unwanted, note_contact
from followcal.formats.phrases.findings import Saying
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.owners import is_of_an_event
from followcal.formats.phrases.recurring import is_only_an_hour
from followcal.formats.phrases.times import Timed
from followcal.formats.phrases.unasked import is_for_an_hour

_NEAR = 4
_LINKING = {"link", "hedge", "filler", "future", "relation"}
_BETWEEN_VERB_AND_NOUN = frozenset(("link", "ordinal", "which", "hedge", "with", "weekday", "relation"))
_ELSE = frozenset(("break", "we", "you", "which", "correction"))
"""What begins a statement of its own behind "if I can't"."""

_BACKWARDS = ("after", "clause")
"""Denials of what stands before them as well."""

_WHO = frozenset(("we", "you"))
_DOING = frozenset(("future", "answer"))
"""Who begins a clause of its own, and with what."""


def note_key(line: Line, clause: Clause, place: int, key: str, result: Saying) -> None:
    """Note what a key word says by itself."""
    match key:
        case "answer":
            result.answered = True
            is_hint = line.sense(place, "answer") in ("weak", "need")
            result.tells |= not is_hint or any("we" in line.at(near).senses for near in range(clause.start, place))
            result.calls_back = result.calls_back or line.sense(place, "answer") == "phone"
        case "silence":
            result.silent = True
        case "rejected" if line.asks:
            pass  # "not selected? You will get a letter"
        case "only" | "rejected":
            result.rejected = True
            result.only |= key == "only"
        case "reach":
            note_contact(line, clause, place, result)
        case "soon":
            result.undated = True
        case "deadline":
            result.deadline |= not _is_there(line, clause, place)
        case "background":
            pass
        case _:
            result.eventful = True


def _is_there(line: Line, clause: Clause, place: int) -> bool:
    """Return whether what the candidate was to send has come: "your application was received"."""
    return not clause.times and any(line.sense(near, "gone") == "was" for near in range(place + 1, clause.end))


def _contacts(line: Line, clause: Clause, timed: Timed, place: int, result: Saying) -> list[Timed]:
    """Return the time of a contact, if it names a day: not "nothing by the 8th? Call me between 9 and 12".

    Nor "don't call me on Tuesday".
    """
    is_no_day = bool(result.silences) and is_only_an_hour(line, timed)
    is_no_day = is_no_day or (is_unwanted(line, clause, place) and is_for_an_hour(line, clause, place))
    return [] if is_no_day else [as_bound(line, clause, timed, place)]


def assign(line: Line, clause: Clause, timed: Timed, owner: Key | None, result: Saying) -> None:
    """Note a time expression as that of the key word that it belongs to."""
    place, key = owner or (-1, None)
    if owner and (is_of_an_event(line, clause, timed, owner) or _begins_the_talks(line, clause, timed, owner)):
        result.events.append(timed)
        return
    match key:
        case "answer":
            is_silent = any(other == "silence" for _, other in clause.keys)  # "vor dem 4. hören Sie nichts von uns"
            is_silent &= not any("condition" in mark.senses for mark in line.marks)
            said = replace(timed, relation="not-before") if _only_begins(line, clause, place) else timed
            result.answers.append((said, is_silent or _is_negated(line, clause, timed, place)))
        case "silence" | "rejected" | "only":
            _assign_silence(line, clause, timed, key, result)
        case "reach" if line.sense(place, "reach") == "unwanted" and timed.relation in SPARING:
            result.answers.append((timed, True))
        case "reach":
            result.contacts += _contacts(line, clause, timed, place, result)
        case None if "background" in line.at(timed.start).senses:
            result.starts.append(timed)  # "suite à notre échange de mardi, je vous envoie la fiche"
        case None if _is_the_day_of_a_thing(line, clause, timed) or (
            timed.relation == "on" and _is_when_you_come(line, timed)
        ):
            result.events.append(timed)
            result.eventful = True
        case None:
            result.bare.append((timed, _is_negated(line, clause, timed, clause.end)))
        case "start" | "background" | "theirs":
            result.starts.append(timed)
            result.begun += [timed] if key == "start" else []
        case _:
            result.events.append(timed)


def _begins_the_talks(line: Line, clause: Clause, timed: Timed, owner: Key) -> bool:
    """Return whether talks are what starts: "interviews begin on Monday", "we start the interviews"."""
    place, key = owner
    if key != "start" or timed.relation not in ("on", "not-before"):
        return False
    before, behind = place - 1, place + 1
    while before > clause.start and not _LINKING.isdisjoint(line.at(before).senses):
        before -= 1
    while behind < clause.end and not _BETWEEN_VERB_AND_NOUN.isdisjoint(line.at(behind).senses):
        behind += 1
    near = [line.at(one).senses for one in (before, behind) if clause.start <= one < clause.end]
    is_theirs = any("you" in line.at(one).senses for one in range(clause.start, place))
    return not is_theirs and any("meeting" in senses and "start" not in senses for senses in near)


def _is_the_day_of_a_thing(line: Line, clause: Clause, timed: Timed) -> bool:
    """Return whether what one counts from is on a day: "the panel is on the 15th", "the test will be on Monday"."""
    if clause.keys or timed.relation != "on" or timed.when.amount or len(clause.times) > 1:
        return False  # "the March 12 date has slipped to March 19"
    place = timed.start - 1
    while place >= clause.start and _LINKING & line.at(place).senses.keys() and "anchor" not in line.at(place).senses:
        place -= 1
    senses = line.at(place).senses
    return clause.start <= place < timed.start - 1 and "anchor" in senses and not {"number", "day"} & senses.keys()


def _is_when_you_come(line: Line, timed: Timed) -> bool:
    """Return whether a day is told to be that of a visit: "Thursday, when you come in, I'll need your licence"."""
    place = timed.end + 1
    if "when" not in line.at(place).senses or line.at(timed.end).text != ",":
        return False
    behind = (line.at(near) for near in range(place + 2, place + 2 + _NEAR))
    is_visit = any("meeting" in mark.senses or mark.senses.get("reach") == "visit" for mark in behind)
    return "you" in line.at(place + 1).senses and is_visit


def _only_begins(line: Line, clause: Clause, place: int) -> bool:
    """Return whether the answers only begin then: "we start calling people on Monday"."""
    before = place - 1
    while before > clause.start and {"relation", "link"} & line.at(before).senses.keys():
        before -= 1
    return before >= clause.start and line.sense(before, "start") == "verb"


def _assign_silence(line: Line, clause: Clause, timed: Timed, key: str, result: Saying) -> None:
    is_told_after_all = _promises_after_all(line, clause) or _is_the_end_of_silence(line, clause, timed, result)
    if key == "silence" and not clause.keys and is_told_after_all:
        result.answers.append((timed, False))
    elif result.silences and (key == "rejected" or (not clause.keys and _is_of_what_we_do(line, clause))):
        # "if you've not heard by Friday, we went another way this year", "..., and we keep it for 12 months"
        result.events.append(timed)
    else:
        result.silences.append(timed)


def _promises_after_all(line: Line, clause: Clause) -> bool:
    """Return whether a clause turns silence to an answer: "nothing for you yet, but by the end of the week I will"."""
    is_but = line.sense(clause.start - 1, "break") == "but"
    last = line.at(clause.end - 1).senses
    return is_but and "future" in last and "not" not in last


def _is_the_end_of_silence(line: Line, clause: Clause, timed: Timed, result: Saying) -> bool:
    """Return whether they answer by a day behind a lower bound: "nothing before the 4th, but surely by the 9th"."""
    if timed.relation != "by" or any("not" in line.at(place).senses for place in range(clause.start, clause.end)):
        return False
    bounds = [one for one in result.silences if one.is_known and one.relation in ("before", "not-before")]
    if not timed.is_known or not bounds or max(one.when.last for one in bounds) >= timed.when.last:
        return False
    return any(line.sense(place, "break") == "but" for place in range(bounds[-1].end, len(line.marks)))


def _is_of_what_we_do(line: Line, clause: Clause) -> bool:
    """Return whether a clause says, in a word that nobody taught us, what they do themselves."""
    marks = [line.at(place) for place in range(clause.start, clause.end)]
    return any("we" in mark.senses for mark in marks) and not all(mark.is_known for mark in marks)


def _is_negated(line: Line, clause: Clause, timed: Timed, key: int = -1) -> bool:
    if _is_denied_twice(line, clause, timed) or _is_only_then(line, clause, timed):
        return False
    start, end = _behind_a_condition(line, clause, timed), clause.end
    for other in clause.times:
        if start < other.end <= timed.start:
            start = other.end
        elif timed.end <= other.start < end:
            end = other.start
    place = line.skip(timed.end, "hedge")
    denies = _negates(line, place) and not any(other.start == place + 1 for other in clause.times)
    is_last = denies and (line.at(place + 1).kind in ("end", "sign") or "filler" not in line.at(place).senses)
    inner = next((place for place in range(timed.end, end) if "condition" in line.at(place).senses), end)
    behind = is_last or any(line.sense(place, "not") in _BACKWARDS for place in range(timed.end, inner))
    if behind or any(_negates(line, place) for place in range(start, timed.start)):
        return True
    if timed.relation == "before":  # "vor dem 4. erhalten Sie keinen Brief", but "..., whether you passed or not"
        inner = next((place for place in range(timed.end, inner) if "that" in line.at(place).senses), inner)
        key = max(key, inner)
    return timed.relation in ("before", "by") and any(_negates(line, place) for place in range(timed.end, key))


def _behind_a_condition(line: Line, clause: Clause, timed: Timed) -> int:
    """Return where a clause begins behind an "if", without a comma: "if there are no hiccups you'll hear"."""
    if "condition" not in line.at(line.skip(clause.start, "break", "hedge")).senses:
        return clause.start
    denied = next((place for place in range(clause.start, timed.start) if _negates(line, place)), timed.start)
    subjects = (place for place in range(denied + 1, timed.start) if not _WHO.isdisjoint(line.at(place).senses))
    acting = (place for place in subjects if not _DOING.isdisjoint(line.at(place + 1).senses))
    return next(acting, clause.start)


def _is_only_then(line: Line, clause: Clause, timed: Timed) -> bool:
    """Return whether "only" in two words stands around the verb: "la réponse ne vous parviendra que lundi"."""
    if line.sense(timed.start - 1, "that") != "only" or timed.when.amount:
        return False
    return sum("not" in line.at(place).senses for place in range(clause.start, timed.start)) == 1


def _is_denied_twice(line: Line, clause: Clause, timed: Timed) -> bool:
    """Return whether what is denied is doubted: "I'd be surprised if we hadn't let you know by Friday"."""
    said = [line.marks[place].senses for place in range(clause.start, timed.start)]
    denials = [senses.get("not") or senses.get("silence") for senses in said]  # "... if you hadn't heard by Friday"
    doubt = denials.index("doubt") if "doubt" in denials else len(denials)
    return any(denial not in (None, "after", "doubt") for denial in denials[doubt:])


def _negates(line: Line, place: int) -> bool:
    is_denial = "not" in line.at(place).senses and line.sense(place, "relation") != "in-place-of"
    is_denial |= line.sense(place, "planned") == "before"  # "I can't say when before the 20th"
    return is_denial and not _is_another_case(line, place)


def _is_another_case(line: Line, place: int) -> bool:
    """Return whether it says no more than "else": "Friday if I can't", "those who aren't by Friday"."""
    if "who" in line.at(place - 1).senses and {"relation", "weekday"} & line.at(place + 1).senses.keys():
        return True
    behind = line.at(place + 1)
    is_all = behind.kind in ("end", "sign") or not _ELSE.isdisjoint(behind.senses)
    return "condition" in line.at(place).senses and is_all
