"""A sentence in clauses, at commas and words such as "but", each with its key words and its time expressions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from followcal.formats.phrases.amounts import amount
from followcal.formats.phrases.directions import (
    direction,
    is_asked_otherwise,
    is_only_a_visit,
    is_permitted,
    leads_else,
    telling,
)
from followcal.formats.phrases.earliest import bound_from_afar
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.marks import HINTS
from followcal.formats.phrases.others import by_its_object, told_apart, without_means
from followcal.formats.phrases.recurring import recurs
from followcal.formats.phrases.refusals import brings_nothing, denies_on, is_amid_a_request, is_refused
from followcal.formats.phrases.things import without_things
from followcal.formats.phrases.times import NO_DAY, Timed, last_named, timed_at

KEYS = (
    "told",
    "wish",
    "other",
    "silence",
    "only",
    "rejected",
    "deadline",
    "answer",
    "reach",
    "start",
    "posting",
    "meeting",
    "background",
    "soon",
)
_NEAR = 4
_LONGEST_LEAD = 10
"""Marks that may stand before the core of a time expression, such as "at the latest on the"."""

_MOST_KEYS = 60
"""Key words of one clause; one with more is nothing that somebody said."""

_MEANT = {"wish": "deadline", "other": "theirs"}
"""What a wish and somebody else make of their clause."""

_ABOUT = ("around", "over", "on")
_EMPTY = ("link", "hedge", "filler", "we")
_SMALL = {"link", "hedge", "filler", "relation", "that", "you"}


Key = tuple[int, str]
"""A key word: its place in the sentence, and its kind."""


class Clause(Struct):
    """A part of a sentence: marks from `start` up to, not including, `end`."""

    start: int
    end: int
    keys: list[Key]
    times: list[Timed]
    over: list[Timed]
    """Those that lie in the past."""

    corrects: bool = False
    """Whether it puts something right: "actually", "it's more like"."""


def clauses_of(line: Line, *, weak: bool) -> Iterator[Clause]:
    """Yield the clauses of a sentence; `weak`: words that only hint at an answer are key words as well."""
    times, covered = _times(line)
    aside = is_aside(line)
    logistic = any("logistics" in mark.senses for mark in line.marks)
    holds_things = any({"thing", "carries"} & mark.senses.keys() for mark in line.marks)
    start = 0
    corrects = False
    keys: list[Key] = []
    found: list[Timed] = []
    for place in range(len(line.marks) + 1):
        mark = line.at(place)
        corrects |= "correction" in mark.senses
        if place in times:
            found.append(times[place])
        if place not in covered and place < len(line.marks):
            key = _key(line, place, weak=weak, logistic=logistic) if len(keys) < _MOST_KEYS else None
            is_denied = "not" in line.at(place - 1).senses  # "please do not phone, the desk cannot help"
            is_denied |= aside and (line.sense(place, "reach") in ("writing", "unwanted") or is_refused(line, place))
            is_denied |= aside and "reach" in mark.senses and _is_denied_behind(line, place)
            is_silence = key is None and _is_silence(line, place)
            key = "silence" if is_silence else key
            key = None if aside and key == "reach" and not is_denied else key
            key = "background" if key in ("answer", "reach") and _is_excused(line, place, covered) else key
            key = None if key == "reach" and _is_how_they_tell(line, place, keys) else key
            if key and not _is_what_it_is_about(line, place, key, keys):
                keys.append((place, key))
        is_hyphen = mark.text == "-" and line.is_joined(place) and line.is_joined(place - 1)  # "a 30-minute call"
        is_break = (mark.kind == "sign" and mark.text in ",;:()-" and not is_hyphen) or "break" in mark.senses
        is_break &= place not in covered and not _joins_who_acts(line, place) and not leads_else(line, place)
        is_break &= mark.text != "," or not denies_on(line, place)
        is_break = is_break and not (mark.senses.get("break") == "so" and is_amid_a_request(line, place))
        if place == len(line.marks) or is_break:
            if place > start:
                ahead, over = ([t for t in found if t.is_over is past] for past in (False, True))
                clause = Clause(start, place, keys, ahead, over, corrects)
                clause.keys = [key for key in _with_givers(line, clause, weak=weak) if not _is_asked(line, clause, key)]
                clause.keys = [
                    (near, _silenced(line, clause, near) if key == "answer" else key) for near, key in clause.keys
                ]
                clause.keys = told_apart(line, start, place, without_means(line, start, clause.keys))
                if holds_things:
                    clause.keys = without_things(line, start, place, clause.keys)
                yield clause
            start, keys, found, corrects = place + 1, [], [], False


def _joins_who_acts(line: Line, place: int) -> bool:
    """Return whether "and" stands between two who do something together: "once Karen and I have talked"."""
    if line.join(place) != "and" or "we" not in line.at(place + 1).senses or line.at(place - 1).is_known:
        return False
    return bool({"when", "condition"} & line.at(place - 2).senses.keys())


def _is_silence(line: Line, place: int) -> bool:
    """Return whether a word tells of silence by those around it: "if she doesn't", "otherwise call me"."""
    return _leaves_out_its_verb(line, place) or _has_told_nobody(line, place) or leads_else(line, place)


def _leaves_out_its_verb(line: Line, place: int) -> bool:
    """Return whether an "if" ends with "not", and leads to contact: "call her if she doesn't"."""
    if "not" not in line.at(place).senses or line.at(place + 1).kind not in ("end", "sign"):
        return False
    ifs = [near for near, mark in enumerate(line.marks) if "condition" in mark.senses and "filler" not in mark.senses]
    is_led = len(ifs) == 1 and 0 < place - ifs[0] < _NEAR  # not "on the 6th if it's a yes, by the 13th if it isn't"
    return is_led and any("reach" in mark.senses for mark in line.marks)


def _is_denied_behind(line: Line, place: int) -> bool:
    """Return whether contact is denied behind its verb: "rufen Sie bitte nicht an", not behind a sign."""
    for near in range(place + 1, place + 1 + _NEAR):
        if line.at(near).kind in ("sign", "end"):
            return False
        if line.sense(near, "not") == "after":
            return True
    return False


def _has_told_nobody(line: Line, place: int) -> bool:
    """Return whether an "if" tells of nobody of some place: "if no one from the works has rung, send us an email"."""
    leads = line.sense(place + 1, "relation") in ("between", "on", "in") or line.sense(place + 1, "link") == "of"
    if "not" not in line.at(place).senses or not leads or "condition" not in line.at(place - 1).senses:
        return False
    behind = range(place + 2, place + 2 + 2 * _NEAR)
    told = next((p for p in behind if line.sense(p, "gone") == "verb" or "answer" in line.at(p).senses), None)
    return told is not None and any("reach" in mark.senses for mark in line.marks[told:])


def _is_how_they_tell(line: Line, place: int, keys: list[Key]) -> bool:
    """Return whether it is only how they answer: "you will be notified by email only"."""
    told = bool(keys) and all(key == "answer" for _, key in keys)
    return told and line.sense(place, "reach") == "writing" and "with" in line.at(place).senses


def _is_excused(line: Line, place: int, covered: set[int]) -> bool:
    """Return whether contact is what somebody apologises for: "sorry to write on a Sunday"."""
    for near in range(place - 1, max(-1, place - 1 - _LONGEST_LEAD), -1):
        senses = line.at(near).senses
        if "sorry" in senses:
            return True
        if near not in covered and (not _SMALL & senses.keys() or {"we", "future", "break"} & senses.keys()):
            return False
    return False


def _is_asked(line: Line, clause: Clause, key: Key) -> bool:
    """Return whether an "if" is what they tell, or who: "vous saurez si vous êtes retenu", "wir sagen, wer es wird"."""
    if key[1] == "only" and line.sense(key[0], "only") == "who":
        return any("whether" in mark.senses for mark in line.marks)
    is_if = key[1] == "only" and line.sense(key[0], "only") == "if"
    start = min(clause.start, max(0, key[0] - _NEAR))  # "vous saurez alors si vous êtes prise"
    return is_if and any("whether" in line.at(place).senses for place in range(start, key[0]))


def _silenced(line: Line, clause: Clause, place: int) -> str:
    """Return what an answer is that an "if" denies, where something else is said of that: silence."""
    if line.at(clause.end).kind == "end":
        return "answer"
    senses = [line.at(near).senses for near in range(clause.start, clause.end)]
    is_inverted = clause.start == 0 and "inverted" in senses[0]
    if is_inverted and any(key == "deadline" for _, key in clause.keys):
        return "deadline"  # "hören wir bis Freitag nichts von Ihnen, ..."
    if is_inverted and senses[0]["inverted"] == "out" and senses[-1].get("inverted") == "behind":
        return "silence"  # "bleibt unsere Nachricht bis Freitag aus, ..."
    if line.sense(place, "answer") in ("weak", "need"):
        return "answer"
    if is_inverted:  # "melden wir uns bis Freitag nicht, ..."
        return "silence" if any("not" in one for one in senses) else "answer"
    before = senses[: place - clause.start]
    start = next((near for near, one in enumerate(before) if "condition" in one and "when" not in one), len(before))
    return "silence" if any(one.get("not", "after") != "after" for one in before[start:]) else "answer"


def _with_givers(line: Line, clause: Clause, *, weak: bool) -> Iterator[Key]:
    """Yield the key words of a clause; "give us" asks for an answer if one is named behind it, else for time."""
    keys, times = clause.keys, clause.times
    for number, (place, key) in enumerate(keys):
        behind = line.skip(place + 1, "link", "hedge")
        if key == "answer" and line.sense(place, "answer") == "need":
            yield place, "answer" if _needs_time(line, clause, place) else "deadline"
            continue
        if key == "answer" and any(line.sense(later, "reach") == "then" for later, _ in keys[number + 1 :]):
            continue  # "wait until Friday before contacting us"
        asks_for_time = any(_is_time_asked_for(line, t) and place < t.start <= behind for t in times)
        answers = ("answer", "deadline") if line.asks else ("answer",)
        if line.sense(place, "deadline") == "if-time":
            yield place, "answer" if weak and asks_for_time and not line.asks else "deadline"
            continue
        names_answer = not asks_for_time and any(later in answers for _, later in keys[number + 1 :])
        if line.sense(place, "deadline") != "if-answer" or names_answer:
            yield place, key
        elif weak:
            yield place, "answer"


def _is_time_asked_for(line: Line, timed: Timed) -> bool:
    """Return whether it may be time that one is to give: "give us two weeks", "give me until Friday to decide"."""
    is_end = line.at(timed.end).kind in ("end", "sign") or line.sense(timed.end, "relation") == "to"
    return timed.when.amount is not None or (timed.relation == "by" and is_end)


def _needs_time(line: Line, clause: Clause, place: int) -> bool:
    """Return whether it is time that they need ("we need two weeks", "bis Freitag brauchen wir noch"), no document."""
    behind = line.skip(place + 1, *_EMPTY)
    behind += line.sense(behind, "which") == "more"  # "il nous faut encore environ trois semaines"
    next_one = next((timed for timed in clause.times if place < timed.start <= behind), None)
    if next_one and next_one.relation in ("by", "before") and line.sense(next_one.start - 1, "which") == "that":
        return False  # "we need that before the 4th"
    if next_one and next_one.relation == "by" and (line.skip(next_one.end, "hedge"), "deadline") in clause.keys:
        return False  # "ich bräuchte bis morgen deine Antwort"
    if next_one:
        return bool(next_one.when.amount) or all(line.at(p).is_known for p in range(clause.start, place))
    before = [timed for timed in clause.times if timed.end <= place]
    is_last = line.at(behind).kind in ("end", "sign") or "break" in line.at(behind).senses
    return is_last and (not before or line.skip(before[-1].end, *_EMPTY) >= place)


def _is_what_it_is_about(line: Line, place: int, key: str, keys: list[Key]) -> bool:
    """Return whether a key word is only what another is about.

    An answer that was not heard, or that one is to ask for: "contact us about your result"; an application that is
    answered: "you will be informed of your application within a week".
    """
    if not keys or place - keys[-1][0] > _NEAR:
        return False
    if key in ("deadline", "posting"):
        between = [line.at(near).senses for near in range(keys[-1][0] + 1, place)]
        is_of = len(between) == 1 and between[0].get("link") == "of"  # "the outcome of your application"
        is_hint = line.sense(keys[-1][0], "answer") in HINTS and not is_of
        is_sure = keys[-1][1] == "reach" or (keys[-1][1] == "answer" and not is_hint)
        is_about = any(one.get("link") == "of" or one.get("relation") in _ABOUT for one in between) or key == "posting"
        return is_sure and is_about and all({"link", "filler", "relation", "answer"} & one.keys() for one in between)
    if key == "reach" and keys[-1][1] == "silence":  # "if you haven't had an email off us by Friday"
        return line.sense(place - 1, "number") == "1"
    if key != "answer":
        return False
    if keys[-1][1] == "silence":  # but "if you haven't we'll email by the 12th"
        return not any("future" in line.at(near).senses for near in range(keys[-1][0] + 1, place))
    return keys[-1][1] == "reach" and line.sense(place, "answer") == "noun"


def _times(line: Line) -> tuple[dict[int, Timed], set[int]]:
    """Return the time expressions by their first mark, and all places that they cover."""
    times: dict[int, Timed] = {}
    covered: set[int] = set()
    cores = iter([place for place in range(len(line.marks)) if _is_core(line, place)])
    core, place = next(cores, None), 0
    while core is not None:
        if core < place:
            core = next(cores, None)
            continue
        place = max(place, core - _LONGEST_LEAD)
        is_last = line.sense(place, "which") == "last" and line.sense(place, "relation") != "after"  # "pasado un mes"
        over = is_last and amount(line, place + 1, lambda *_: None)
        if over:  # "over the last two weeks"
            covered.update(range(place, over[1]))
            place = over[1]
            continue
        timed = (
            timed_at(_behind(line, times), place)
            if line.marks[place].senses or line.marks[place].kind == "number"
            else None
        )
        if timed:
            inside = line.marks[timed.start : timed.end]
            senses = set().union(*[mark.senses for mark in inside])
            is_over = timed.is_over or timed.relation == NO_DAY
            times[place] = replace(
                timed,
                is_over=is_over,
                is_relative="month" not in senses and "number" not in {mark.kind for mark in inside},
                is_of_each_week=recurs(line, timed, senses),
                is_from_today="from-today" in [mark.senses.get("tail") for mark in inside],
            )
            covered.update(range(place, timed.end))
            place = max(timed.end, place + 1)
        else:
            place += 1
    bound_from_afar(line, times, covered)
    return times, covered


def _is_core(line: Line, place: int) -> bool:
    is_last = line.at(place + 1).kind in ("end", "sign")
    is_alone = "alone" in line.at(place).senses and (is_last or line.sense(place, "alone") == "before")
    is_of_time = line.marks[place].is_of_time or line.is_the_next(place)
    is_closing = line.sense(place, "closed") == "from" and bool(line.said.closed)  # "before we close"
    return is_of_time or is_alone or is_closing  # "we interview until Friday and decide after"


def _behind(line: Line, times: dict[int, Timed]) -> Line:
    """Return the line as it is read behind these times of it."""
    named = last_named(times.values())
    is_open = named.is_open(line) if named else line.is_then_open
    return replace(
        line,
        then=_last_day(line, times, named) or line.then,
        begins=named.begins if named else line.begins,
        is_then_open=is_open,
        past=_past_day(times) or line.past,
    )


def _last_day(line: Line, times: dict[int, Timed], named: Timed | None) -> date | None:
    """Return the last day of the time that was named last; a span counts from what was named before it."""
    when = named and named.when
    before = [
        timed for timed in times.values() if timed.relation == "not-before" and timed.is_known and timed is not named
    ]
    start = max((timed.when.first for timed in before if named and timed.end <= named.start), default=line.then)
    if when and when.amount and start and start > line.said.day:
        return max(when.last, when.amount.after(start, line.said.calendar).last)
    return named.last_day(line) if named else None


def _past_day(times: dict[int, Timed]) -> date | None:
    """Return the day of the past that was named last."""
    past = (timed for timed in reversed(times.values()) if timed.is_over and timed.relation != NO_DAY)
    return next((timed.when.last for timed in past if timed.is_known), None)


def _key(line: Line, place: int, *, weak: bool, logistic: bool) -> str | None:
    senses = line.at(place).senses
    for key in KEYS:
        if key in senses:
            if _counts_for_nothing(line, place, key):
                return None
            if key in _MEANT:
                return _MEANT[key]
            if "reach" in senses and _is_contact(line, place, key):
                continue
            if key == "answer" and senses[key] == "weak" and _takes_a_day_off(line, place):
                return "meeting"
            if key == "answer" and senses[key] in ("weak", "noun", "need"):
                is_other = senses[key] == "weak" and (
                    logistic or any(name in senses for name in ("start", "posting", "meeting"))
                )
                return "answer" if weak and not is_other else None
            if is_only_a_visit(line, place):
                return "meeting"
            if key == "answer" and senses[key] == "they":
                return telling(line, place)
            told = by_its_object(line, place) if key == "reach" else None
            found = told or (direction(line, place) if key == "reach" else key)
            is_asked = line.asks and found in ("answer", "reach") and senses.get("answer") not in ("weak", "need")
            is_asked &= key != "reach" or not is_asked_otherwise(line, place)
            is_asked &= told != "answer"  # "darf ich Sie am Montag anrufen?"
            return "deadline" if is_asked else found
    return None


def _counts_for_nothing(line: Line, place: int, key: str) -> bool:
    """Return whether a word is no key word there: "nobody else can sign it", "if you hear neither by ..."."""
    senses = line.at(place).senses
    if senses[key] == "behind":
        return line.at(place + 1).kind not in ("end", "sign")
    if key == "silence" and brings_nothing(line, place):
        return True
    return senses.get("reach") == "means" and any("condition" in mark.senses for mark in line.marks)


def _is_contact(line: Line, place: int, key: str) -> bool:
    """Return whether a word that may be an answer or "only" is contact: "you're welcome to touch base"."""
    return (key == "answer" and is_permitted(line, place)) or (key == "only" and _is_how_to_write(line, place))


def _is_how_to_write(line: Line, place: int) -> bool:
    """Return whether "only" says how one is to write, and names nobody who hears: "email only, please"."""
    behind = line.at(place + 1)
    is_end = behind.kind in ("end", "sign") or bool({"permit", "break", "relation"} & behind.senses.keys())
    return line.sense(place, "reach") == "writing" and is_end


def _takes_a_day_off(line: Line, place: int) -> bool:
    """Return whether a verb such as "take" leads to a day off: "I'm taking the Monday off"."""
    inside = [line.at(near) for near in range(place + 1, place + 1 + _LONGEST_LEAD)]
    off = next((near for near, mark in enumerate(inside) if "day-off" in mark.senses), 0)
    is_close = all(
        mark.is_of_time or {"link", "relation", "which", "you"} & mark.senses.keys() for mark in inside[:off]
    )
    return is_close and any(mark.is_of_time for mark in inside[:off])


def is_aside(line: Line) -> bool:
    """Return whether contact is about something else than the answer: "if you have any questions, call us"."""
    senses = {name for mark in line.marks for name in mark.senses}
    return "aside" in senses and "silence" not in senses
