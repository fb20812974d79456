"""Days on which the employer is closed, as a text tells: "we shut from the 24th to the 1st, then five working days".

They are no business days. A day on which they shut is one of them; the day on which they are back is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from followcal.core.business_days import BusinessCalendar
from followcal.formats.phrases.clauses import Clause, clauses_of
from followcal.formats.phrases.days import DAY, Said
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.marks import Mark
from followcal.formats.phrases.owners import SURE
from followcal.formats.phrases.times import Timed

_LONGEST = timedelta(days=60)
_NAME = "closed, as they say"


def with_closures(said: Said, all_sentences: Sequence[Sequence[Mark]]) -> Said:
    """Return the day on which a text was said, with a calendar in which the days are off that it tells of."""
    days: dict[date, str] = {}
    for number, sentence in enumerate(all_sentences):
        if any("closed" in mark.senses for mark in sentence):
            following = all_sentences[number + 1] if number + 1 < len(all_sentences) else []
            for first, last in _closures(sentence, following, said):
                days |= {first + shift * DAY: _NAME for shift in range((last - first).days + 1)}
    if not days:
        return said
    calendar = said.calendar.joint(BusinessCalendar.of(days, weekend=()))
    return replace(said, calendar=calendar, closed=frozenset(days))


def _closures(sentence: Sequence[Mark], following: Sequence[Mark], said: Said) -> Iterator[tuple[date, date]]:
    """Yield the first and the last day of each time for which they are closed."""
    line = Line(sentence, said)
    clauses = list(clauses_of(line, weak=False))
    for number, clause in enumerate(clauses):
        place = next((place for place in _places(clause) if line.sense(place, "closed")), None)
        is_other = any(key in SURE or (key == "posting" and near != place) for near, key in clause.keys)
        if place is None or is_other:
            continue
        times = _ahead(clause, said)
        if number + 1 < len(clauses) and not clauses[number + 1].keys:
            times += _ahead(clauses[number + 1], said)  # "the office is shut over Easter, from 26 to 29 March"
        whole = [timed.when for timed in times if timed.when.first < timed.when.last]
        if whole:
            yield from ((when.first, when.last) for when in whole if when.last - when.first < _LONGEST)
        elif times:
            yield from _from_day_to_day(line, times, clauses[number:], following, line.sense(place, "closed"))


def _from_day_to_day(
    line: Line, times: list[Timed], clauses: list[Clause], following: Sequence[Mark], how: str | None
) -> Iterator[tuple[date, date]]:
    """Yield a closure of which single days are told: that one, the first one, or the one on which it is over."""
    first = times[0].when.first
    ends = [timed.when.last for timed in times[1:] if timed.relation == "by" and timed.when.last > first]
    if ends and ends[0] - first < _LONGEST:
        yield first, ends[0]  # "vom 24.12. bis einschließlich 3.1."
        return
    if times[0].relation in ("by", "before"):
        if first - line.said.day < _LONGEST:
            yield line.said.day + DAY, first - DAY
        return
    behind = Line(following, line.said, first)
    found = [*_reopening(line, clauses), *_reopening(behind, list(clauses_of(behind, weak=False)))]
    later = [day for day in found if day > first]
    is_begun = how == "from" or times[0].relation == "not-before"
    if is_begun and later and later[0] - first < _LONGEST:
        yield first, later[0] - DAY
    elif not is_begun:
        yield from ((timed.when.first, timed.when.last) for timed in times)


def _reopening(line: Line, clauses: list[Clause]) -> Iterator[date]:
    """Yield the days on which they are said to be back."""
    for clause in clauses:
        if any("reopened" in line.at(place).senses for place in _places(clause)):
            yield from (timed.when.first for timed in _ahead(clause, line.said))


def _places(clause: Clause) -> range:
    return range(clause.start, clause.end)


def _ahead(clause: Clause, said: Said) -> list[Timed]:
    times = [timed for timed in clause.times if timed.is_known and not timed.when.amount]
    return [timed for timed in times if timed.when.last > said.day]
