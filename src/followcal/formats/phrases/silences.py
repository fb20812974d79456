"""Which silence a time belongs to that seems to be that of contact, or of nothing at all."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from msgspec.structs import replace

from followcal.formats.phrases.clauses import Clause, Key
from followcal.formats.phrases.findings import Saying
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.promises import counted_from
from followcal.formats.phrases.times import Timed

_NEAR = 3
"""Clauses in which the silence may stand behind a day that comes."""


def silence_of(line: Line, clauses: list[Clause], number: int, timed: Timed) -> Key | None:
    """Return the silence that a time belongs to."""
    return (
        _silent_if(line, clauses, number, timed)
        or _silent_at_its_start(clauses[number])
        or _silent_once(line, clauses, number, timed)
    )


def asks_to_be_told(line: Line, clauses: list[Clause]) -> bool:
    """Return whether silence leads to no more than "let me know": "if you haven't heard by Friday, let me know"."""
    for clause, behind in pairwise(clauses):
        is_silent = any(key == "silence" for _, key in clause.keys)
        is_plain = all(line.at(place).is_known for place in range(clause.start, clause.end))
        told = behind.end - 1 if line.at(behind.end).kind == "end" else -1
        if is_silent and is_plain and line.sense(told, "deadline") == "tell" and len(behind.keys) == 1:
            return True
    return False


def wait_for_what_is_mislaid(result: Saying) -> None:
    """Take the day of a silence for that of an answer which may be mislaid: "not heard by Friday? Check your spam"."""
    if result.silences and not (result.answers or result.invited or result.rejected):
        until = [replace(timed, relation="by") if timed.relation == "after" else timed for timed in result.silences]
        result.answers, result.silences = [(timed, False) for timed in until], []


def count_from_the_silence(line: Line, result: Saying, until: date | None) -> None:
    """Count a span behind a silence from its end: "if you haven't heard by the 20th, give us another week".

    A silence without a day is that of what was promised before, `until` some day: "if you don't, we'll call you within
    a week".
    """
    place = next(place for place, mark in enumerate(line.marks) if "silence" in mark.senses)
    is_counted = not result.silences or result.silences[0].relation == "after"  # "if after the 9th a week ..."
    spans = [timed for timed, _ in result.answers] + ([] if is_counted else result.silences[1:])
    spans = [timed for timed in spans if timed.when.amount and timed.start > place]
    if not spans:
        return
    first = min(timed.start for timed in spans)
    ends = [timed.when.last for timed in result.silences if timed.is_known and timed.start < first]
    if not ends:
        ends = [t.when.last for t, denied in result.answers if t.end <= place and t.is_known and not denied]
    wait_further(line, result, spans, max(ends, default=until or line.said.day))


def wait_further(line: Line, result: Saying, spans: list[Timed], day: date) -> None:
    """Count spans from the end of a silence, which lasts as long: "give it another week, then call me"."""
    spans = [timed for timed in spans if timed.when.amount and not timed.is_from_today]
    if day <= line.said.day or not spans:
        return
    counted = [counted_from(timed, day, line.said) for timed in spans]
    result.answers = [(counted_from(t, day, line.said) if t in spans else t, denied) for t, denied in result.answers]
    result.silences = [timed for timed in result.silences if timed not in spans] + counted


def _silent_if(line: Line, clauses: list[Clause], number: int, timed: Timed) -> Key | None:
    """Return the silence that an "if" before a day leads to: "ask us if at the end of May you know nothing".

    It may stand behind an "and" ("call us if the 10th comes and you have heard nothing").
    """
    keys = clauses[number].keys
    asked = next((place for place, key in keys if key == "reach" and place < timed.start), None)
    if asked is None or not any("condition" in line.at(place).senses for place in range(asked + 1, timed.start)):
        return None
    behind = [key for key in keys if key[0] >= timed.end]
    if not behind and number + 1 < len(clauses) and not clauses[number + 1].times:
        behind = clauses[number + 1].keys
    return next((key for key in behind if key[1] == "silence"), None)


def _silent_at_its_start(clause: Clause) -> Key | None:
    """Return the silence behind a verb that begins a condition: "haben wir uns bis Freitag nicht gemeldet, ..."."""
    if not clause.keys or clause.keys[0] != (clause.start, "background"):
        return None
    return next((key for key in clause.keys if key[1] == "silence"), None)


def _silent_once(line: Line, clauses: list[Clause], number: int, timed: Timed) -> Key | None:
    """Return the silence behind a day that only comes: "if the 15th arrives and you've heard nothing, call us".

    A question is a condition as well: "the 15th comes and you've heard nothing? Call us".
    """
    if not any("arrives" in line.at(place).senses for place in (timed.start - 1, timed.end)):
        return None
    before = (line.at(place).senses for place in range(clauses[number].start, timed.start))
    if not line.asks and not any("condition" in one or "when" in one for one in before):
        return None
    near = clauses[number : number + _NEAR]
    return next((key for one in near for key in one.keys if key[1] == "silence" and key[0] >= timed.end), None)
