"""Days of answers behind those that were named before them: "on Friday, or else Tuesday"."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from msgspec.structs import replace

from followcal.formats.phrases.days import DAY
from followcal.formats.phrases.events import leads_on
from followcal.formats.phrases.findings import HOLIDAYS, Saying, is_before_a_week, is_bound_behind
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.promises import counted_from
from followcal.formats.phrases.times import NO_DAY, Timed
from followcal.formats.phrases.weekdays import in_week, is_bare_weekday, weekday_after

_BETWEEN = ("link", "hedge", "filler", "with")
_FEW = 4
_JUST_BEFORE = timedelta(days=2)
_MAYBE = frozenset(("permit", "loose", "correction", "future"))


def put_behind_answers(line: Line, result: Saying, until: date | None) -> None:
    """Put a weekday behind the day of an answer that was named before it: "on Friday, or else Tuesday"."""
    result.told = [timed for timed in result.told if timed.is_known]
    _promise_behind_silence(line, result)
    _put_behind_what_is_given_up(line, result)
    result.answers = _behind_holidays(line, result.answers)
    days = [timed.when.last for timed in result.told] + ([] if until is None else [until])
    placed: list[tuple[Timed, bool]] = []
    for timed, negated in _behind_what_is_denied(line, result):
        week = next((before for before, _ in placed[-1:] if _is_its_week(line, before, timed)), None)
        if week:
            timed = in_week(line, timed, week)  # noqa: PLW2901
            if timed.relation == "by":
                placed.pop()  # "next week, on Thursday at the latest"
        elif (day := _day_before_and(line, placed, timed)) and not negated:
            timed = counted_from(timed, day, line.said)  # noqa: PLW2901
        elif days and not negated and _is_further(line, timed):
            timed = counted_from(timed, max(days), line.said)  # noqa: PLW2901
        elif days and not negated and timed.when.last < max(days) and _is_put_behind(line, timed, max(days)):
            timed = _behind_the_last(line, placed, timed, max(days))  # noqa: PLW2901
        placed.append((timed, negated))
        if timed.is_known and not negated and not timed.is_event:
            days.append(timed.when.first if is_before_a_week(timed, "not-before") else timed.when.last)
    result.answers = placed
    if until and (_may_put_off(line) or (result.is_plain and _is_brief(line, result))):
        result.bare = [
            (timed if negated else _in_its_week(line, timed, until), negated) for timed, negated in result.bare
        ]
    if days:  # "I should know by Thursday week. Shout on the Friday if I've gone quiet"
        first = -1 if until or result.told else min(timed.start for timed, _ in result.answers)
        result.contacts = [
            weekday_after(timed, max(days), line) if timed.start > first else timed for timed in result.contacts
        ]  # not "call Jo on Thursday to pick up the keys, and you'll hear by the 12th"
        result.silences = [weekday_after(timed, max(days), line) for timed in result.silences]


def _promise_behind_silence(line: Line, result: Saying) -> None:
    """Take a last day behind a silence for that of the answer: "not before next week, Wednesday at the latest"."""
    if result.conditional or result.rejected:
        return
    for one, two in pairwise(list(result.silences)):
        if one.relation == "before" and one.is_known and is_bound_behind(line, one, two):
            day = one.when.first if is_before_a_week(one) else one.when.last
            result.silences.remove(two)
            result.answers.append((weekday_after(two, day, line), False))


def _put_behind_what_is_given_up(line: Line, result: Saying) -> None:
    """Put weekdays behind those that they stand in place of: "I said Monday, but Wednesday is more realistic"."""
    for day in _given_up(line):
        result.answers = [(t if negated else weekday_after(t, day, line), negated) for t, negated in result.answers]
    if result.bare[1:] and any(mark.senses.get("correction") == "plan" for mark in line.marks):
        result.bare = _corrected(line, result.bare)


def _given_up(line: Line) -> list[date]:
    """Return the weekday to come that a day stands in place of: "we'll ring on Wednesday instead of Monday"."""
    places = [place for place, mark in enumerate(line.marks) if mark.senses.get("relation") == NO_DAY]
    days = [line.sense(line.skip(place + 1, *_BETWEEN, "relation"), "weekday") for place in places]
    return [line.said.weekday(int(day)).last for day in days if day is not None]


def _behind_holidays(line: Line, answers: list[tuple[Timed, bool]]) -> list[tuple[Timed, bool]]:
    """Return weekdays behind the holiday that is told behind them: "on Tuesday, right after the bank holiday"."""
    placed: list[tuple[Timed, bool]] = []
    for timed, negated in answers:
        before = placed[-1][0] if placed and not placed[-1][1] and not negated else None
        if before and _tells_of_its_holiday(line, before, timed):
            placed[-1] = weekday_after(before, timed.when.last + DAY, line), False
        else:
            placed.append((timed, negated))
    return placed


def _tells_of_its_holiday(line: Line, weekday: Timed, timed: Timed) -> bool:
    """Return whether a time is "after" a holiday that lies behind a weekday that was named right before it."""
    names = {"holiday", "next-holiday"}
    is_holiday = timed.when.unit in HOLIDAYS or any(
        names & line.at(place).senses.keys() for place in range(timed.start, timed.end)
    )
    is_right_behind = timed.start - weekday.end <= 1 and timed.relation in ("after", "past")
    return is_right_behind and is_holiday and is_bare_weekday(line, weekday) and weekday.when.last <= timed.when.last


def _behind_what_is_denied(line: Line, result: Saying) -> list[tuple[Timed, bool]]:
    """Return weekdays of answers behind those that were denied before.

    "Not Monday nor Tuesday, I'll call on Wednesday"; "if you haven't heard by Monday, you'll hear on Friday"; "not
    before next week, on Wednesday".
    """
    denied = [timed for timed, negated in result.answers if negated and timed.relation in ("on", "by")]
    denied = [timed for timed in denied if is_bare_weekday(line, timed)]
    weeks = [timed for timed, negated in result.answers if negated and is_before_a_week(timed)]
    denied += [replace(timed, when=replace(timed.when, last=timed.when.first)) for timed in weeks]
    denied += [timed for timed in result.silences if result.conditional and timed.relation in ("on", "by", "after")]
    denied = [timed for timed in denied if timed.is_known]
    if not denied:
        return result.answers
    placed = []
    for timed, negated in result.answers:
        days = [one.when.last for one in denied if one.end <= timed.start]
        is_put = days and not negated and timed.relation in ("on", "by")
        placed.append((weekday_after(timed, max(days), line) if is_put else timed, negated))
    return placed


def _corrected(line: Line, bare: list[tuple[Timed, bool]]) -> list[tuple[Timed, bool]]:
    """Return weekdays behind those that they put off: "I said Monday, but Wednesday is more realistic"."""
    placed = bare[:1]
    for timed, negated in bare[1:]:
        before, _ = placed[-1]
        placed.append((weekday_after(timed, before.when.last, line) if before.is_known else timed, negated))
    return placed


def _in_its_week(line: Line, timed: Timed, until: date) -> Timed:
    """Return a weekday behind an answer, in the week of that if it is a slip: "Monday. I mean Wednesday"."""
    is_weekday = is_bare_weekday(line, timed) and timed.relation in ("on", "by")
    if not is_weekday or not timed.is_known or timed.when.last >= until:
        return timed
    if not _is_a_slip(line):
        return weekday_after(timed, until, line)
    when = line.said.weekday_in(timed.when.last.weekday(), line.said.week(0, until))
    return replace(timed, when=replace(when, other=timed.when.last)) if when.last > until else timed


def _may_put_off(line: Line) -> bool:
    """Return whether a sentence says what may be: "could drag on to Tuesday"."""
    return any(not _MAYBE.isdisjoint(mark.senses) for mark in line.marks)


def _is_brief(line: Line, result: Saying) -> bool:
    """Return whether a sentence says little more than a day: "or else Tuesday", but not what they or you do by then.

    "The head's back Tuesday"; "two more are coming, Monday and Wednesday"; "please get the forms back by Monday".
    """
    inside = {place for timed, _ in result.bare for place in range(timed.start, timed.end)}
    others = [mark for place, mark in enumerate(line.marks) if place not in inside and mark.kind != "sign"]
    return len(others) <= _FEW and not any({"they", "you"} & mark.senses.keys() for mark in others)


def _is_a_slip(line: Line) -> bool:
    """Return whether only a word is put right ("I mean Friday"), not a plan: the day may be the earlier one."""
    return any(mark.senses.get("correction") == "any" for mark in line.marks)


def _is_put_behind(line: Line, timed: Timed, day: date) -> bool:
    """Return whether a weekday is behind `day`; a slip only where the week has it later: "Monday, no, Wednesday".

    But "Friday, I mean Thursday" is the day before; so is a weekend: "Monday you'll hear, we pick at the weekend".
    """
    if timed.when.unit == "weekend" and day - timed.when.last <= _JUST_BEFORE and not _names_a_choice(line):
        return False
    return not _is_a_slip(line) or timed.when.last.weekday() > day.weekday()


def _names_a_choice(line: Line) -> bool:
    """Return whether a sentence tells when else it may be: "or else over the weekend", "if I can't"."""
    return any(line.join(place) == "or" or "condition" in mark.senses for place, mark in enumerate(line.marks))


def _behind_the_last(line: Line, placed: list[tuple[Timed, bool]], timed: Timed, day: date) -> Timed:
    """Return a weekday behind the last day, but for one that is hoped for: "by Tuesday at the latest, maybe Monday".

    Without "at the latest", only the day before is: "by Friday, maybe Thursday".
    """
    last = placed[-1][0] if placed and not placed[-1][1] else None
    if last is None or last.relation != "by" or last.when.first != last.when.last or timed.relation != "on":
        return weekday_after(timed, day, line)
    is_eve = last.when.last - timed.when.last == DAY
    is_hoped = is_eve or any(line.sense(place, "tail") == "by" for place in range(last.start, last.end))
    return timed if is_hoped else weekday_after(timed, day, line)


def _is_further(line: Line, timed: Timed) -> bool:
    """Return whether a span comes on top of what was promised: "by the 10th. If not, please wait another week"."""
    places = range(timed.start, timed.end + 1)
    return timed.when.amount is not None and any(line.sense(place, "which") == "more" for place in places)


def _day_before_and(line: Line, placed: list[tuple[Timed, bool]], timed: Timed) -> date | None:
    """Return the day that a span counts from, behind "and": "the process ends on the 28th, and within five days".

    Or in a clause behind that of a day: "back Monday; give me two days".
    """
    if not timed.when.amount:
        return None
    before = [one for one, _ in placed if one.is_known and not one.when.amount and one.end <= timed.start]
    if not before:
        return None
    first, between = before[-1], range(before[-1].end, timed.end)
    if first.relation == "not-before" and line.skip(first.end, *_BETWEEN) >= timed.start:
        return first.when.first  # "rechnen Sie ab Mittwoch acht Werktage"
    if any(leads_on(line.at(place)) for place in between):
        return first.when.last  # "you have until Friday, and then we need a week"
    is_parted = any(line.at(place).text in (",", ";") for place in between)
    if is_parted and first.relation == "on" and first.when.unit not in HOLIDAYS:
        return first.when.last
    is_told_then = first.relation == "on" or any(line.join(place) == "and" for place in between)
    return first.when.last if is_told_then and first.when.last > timed.when.last else None


def _is_its_week(line: Line, week: Timed, timed: Timed) -> bool:
    """Return whether a weekday is that of the week named just before it: "next week, on Thursday at the latest"."""
    between = range(week.end, timed.start)
    is_close = all(line.at(place).text == "," or "hedge" in line.at(place).senses for place in between)
    is_close |= is_bound_behind(line, week, timed)
    is_week = week.when.unit == "week" and not week.when.amount and week.relation == "on"
    return is_week and is_close and is_bare_weekday(line, timed) and timed.relation in ("on", "by")
