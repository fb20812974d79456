"""What a sentence says: an answer by some day, an invitation, silence that means no, no calls, no contact, or nothing.

A sentence falls into clauses, at commas and words such as "but". Each time expression belongs to the key word that
stands nearest before it in its clause, else to the next one: in "if you haven't heard by Friday, call us", Friday
belongs to the silence. Dates that belong to an event (a start, a posting, a meeting) are no promise. A promise with
words about time that were not understood is not understood at all.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import date
from itertools import pairwise

from followcal.formats.phrases.asides import is_of_something_else, leave_out_asides
from followcal.formats.phrases.assigned import assign, note_key
from followcal.formats.phrases.beforehand import taken_beforehand
from followcal.formats.phrases.behind import put_behind_answers
from followcal.formats.phrases.bygone import bygone, leave_out_plans
from followcal.formats.phrases.chosen import (
    leave_out_things_that_are_missed,
    leave_out_what_begins_then,
    says_no_otherwise,
)
from followcal.formats.phrases.clauses import Clause, Key, clauses_of, is_aside
from followcal.formats.phrases.contacts import leave_the_wait_to_contact
from followcal.formats.phrases.events import (
    count_from_events,
    count_from_what_takes_time,
    leads_on,
    leave_to_the_event,
    lies_in_the_past,
)
from followcal.formats.phrases.farewells import is_only_then, takes_leave
from followcal.formats.phrases.findings import Saying, keep_the_firm_day, names_a_later_day
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.marks import HINTS, Mark
from followcal.formats.phrases.owners import HOLIDAY, owner_of, tells_more
from followcal.formats.phrases.recurring import has_begun, is_an_hour, is_only_an_hour
from followcal.formats.phrases.silences import asks_to_be_told, count_from_the_silence, wait_for_what_is_mislaid
from followcal.formats.phrases.strangers import EVENTS, STRANGE, SURE, UNSURE, is_away_behind_but
from followcal.formats.phrases.things import UNSURE_KEY, names_a_thing
from followcal.formats.phrases.times import NO_DAY, Timed
from followcal.formats.phrases.timetables import (
    counts_from_a_duration,
    counts_on,
    is_a_timetable,
    is_an_hour_alone,
    is_each_week,
    is_of_a_contract,
    is_of_a_timetable,
    tells_what_kind,
)
from followcal.formats.phrases.unread import has_unread_time, points_to_a_time, stands_for_a_span

_LINKING_OR_NOT = {"link", "hedge", "relation", "not", "tail", "break"}

_PROMISING = frozenset((*SURE, "only"))

_LONG = 3
"""Words of a clause that tells of a deed."""

_AROUND_A_TIME = {"filler", "hedge", "link", "relation", "break", "correction", "not"}


def saying(
    line: Line,
    *,
    weak: bool,
    event: Timed | None = None,
    after_event: bool = False,
    dated: date | None = None,
    is_dated_plainly: bool = True,
    until: date | None = None,
) -> Saying:
    """Return what a sentence says; `event` is that of an earlier one, `weak` as in `clauses_of`.

    `after_event`: the sentence before speaks of an event alone, such as the interview; `dated`: the last day of which a
    sentence before told the date, and nothing else (`is_dated_plainly`: in words that are all known); `until`: the last
    day of what was promised before.
    """
    result = Saying()
    clauses = list(clauses_of(line, weak=weak))
    result.otherwise = leave_out_what_begins_then(line, clauses)
    _read_clauses(line, clauses, result)
    if result.strange and not any(clause.times and clause.keys for clause in clauses):
        result.not_understood |= any(_answers_for_sure(line, clause) for clause in clauses)
    result.over |= result.answered and bool(result.overs)
    senses = set().union(*[mark.senses for mark in line.marks])
    is_of_some = {"who", "silence"} <= senses  # "whoever isn't phoned by Friday is xyz"
    result.conditional = line.asks or "condition" in senses or is_of_some
    _settle_whose_turn_it_is(line, clauses, result)
    inside = {p for clause in clauses for timed in (*clause.times, *clause.over) for p in range(timed.start, timed.end)}
    others = [p for p in range(len(line.marks)) if p not in inside]
    result.not_understood |= _is_doubtful(line, clauses, result, others)
    result.elliptic = any(stands_for_a_span(line, place, _most(clauses)) for place in range(len(line.marks)))
    is_first = result.eventful or any(_comes_first(mark) for mark in line.marks)
    result.wonders = line.asks and not inside and _asks_for_the_answer(line)
    result.waits = is_first and not result.wonders and not any(clause.times for clause in clauses)
    thens = [place for place, mark in enumerate(line.marks) if leads_on(mark)]
    _note_what_comes_then(line, result, thens)
    result.not_understood |= counts_from_a_duration(line, result)
    keep_the_firm_day(line, result)
    count_from_what_takes_time(line, result, thens)
    spans = [timed for timed, _ in result.answers if timed.when.amount or timed.relation == "within"]
    result.goes_on = any(counts_on(clauses, timed, thens) for timed in spans)
    alone = [timed for timed, _ in result.bare if timed.when.amount]
    result.not_understood |= any(_follows_no_day(line, clauses, timed) for timed in (*spans, *alone))
    result.is_plain = all(mark.is_known for mark in line.marks)
    result.all_known &= result.is_plain or not any(is_of_a_timetable(line, timed) for timed, _ in result.bare)
    result.corrects = any(clause.corrects for clause in clauses)
    result.moves = "moves" in {mark.senses.get("odd") for mark in line.marks}
    result.loose = "loose" in senses
    result.for_all = "either-way" in senses and not (result.only or result.silent)
    result.points = points_to_a_time(line, others)
    if "mislaid" in senses:
        wait_for_what_is_mislaid(result)
    if result.conditional and "silence" in senses:
        count_from_the_silence(line, result, until)
    _leave_out_what_is_no_promise(line, result, senses)
    result.is_visit = result.eventful and not result.promises and "permit" in senses
    if after_event or dated:
        leave_to_the_event(result, is_named=after_event)
    beforehand = taken_beforehand(line, result)
    count_from_events(line, result, event, dated, is_dated_plainly=is_dated_plainly)
    put_behind_answers(line, result, until)
    result.answers += beforehand
    return result


def _note_what_comes_then(line: Line, result: Saying, thens: list[int]) -> None:
    """Leave out asides, and note where what comes "then" has no day that was read; `thens`: where it is told."""
    result.comes_then = bool(thens)
    leave_out_asides(line, result, thens)
    is_parted = any(mark.text == ";" for mark in line.marks)  # "my last day is the 12th; after that Luis takes over"
    result.adrift |= bool(thens) and result.is_dated and not result.all_known and not result.deadline and not is_parted
    if result.answered and not result.answers:  # "the check should clear by Friday, and then I'll send the offer"
        result.not_understood |= any(timed.end <= place for timed in result.starts for place in thens)


def _asks_for_the_answer(line: Line) -> bool:
    """Return whether a question asks for what the next sentence tells: "When will you hear?", "Our decision?"."""
    answers = [mark.senses["answer"] for mark in line.marks if "answer" in mark.senses]
    is_all = len(answers) == 1 and all({"answer", "link"} & mark.senses.keys() for mark in line.marks)
    return "any" in answers or is_all or ("when" in line.at(0).senses and bool(answers))


def _is_doubtful(line: Line, clauses: list[Clause], result: Saying, others: list[int]) -> bool:
    """Return whether something keeps a sentence from being understood: words in `others`, its places without a time."""
    is_certain = not result.silent and not result.rejected
    if is_certain and any(_is_an_exception(line, clause) for clause in clauses):
        return True
    until = result.answered_until
    if (result.otherwise or result.adrift) and until is not None and names_a_later_day(result, until):
        return True
    if result.answered and (result.stray or (result.adrift and not result.answers)):
        return True
    if result.answers and any(stands_for_a_span(line, place, _most(clauses)) for place in others):
        return True
    doubts = any(mark.senses.get("odd") == "doubt" for mark in line.marks)  # "ob es Freitag wird, weiß ich nicht"
    return doubts and result.holds_a_day


def _leave_out_what_is_no_promise(line: Line, result: Saying, senses: Set[str]) -> None:
    """Leave out days that nothing is said of, in a farewell, a timetable or contact about something else."""
    days = [timed for timed, _ in result.bare]
    result.leaves = "farewell" in senses and takes_leave(line, days)
    is_none = result.leaves or "logistics" in senses or ("aside" in senses and is_aside(line))
    is_none |= "weekday" in senses and is_a_timetable(line, days)
    if is_none or ("day" in senses and all(is_only_then(line, timed) for timed in days)):
        result.left += days
        result.bare.clear()
    _leave_out_the_work_itself(line, result)
    if "thing" in senses and {"future", "you", "condition"} & senses and names_a_thing(line):
        result.starts += [timed for timed, _ in result.bare]  # "your payslip will be with you by Friday"
        result.bare.clear()
    if "hours" in senses:
        result.bare = [pair for pair in result.bare if not is_each_week(line, pair[0])]


def _leave_out_the_work_itself(line: Line, result: Saying) -> None:
    """Leave out the days of a working week, of which no answer is told: "nights are Tuesday to Saturday".

    Likewise the hours of something that is named: "lunch is at noon".
    """
    own = [] if result.is_plain else [timed for timed, _ in result.bare if is_of_a_timetable(line, timed)]
    hours = [timed for timed, _ in result.bare if is_only_an_hour(line, timed)]
    own += hours if hours and _names_something(line, result) else []
    result.left += own
    result.bare = [pair for pair in result.bare if pair[0] not in own]


def _names_something(line: Line, result: Saying) -> bool:
    """Return whether a sentence says more than a time and what may stand around it."""
    inside = {place for timed, _ in result.bare for place in range(timed.start, timed.end)}
    others = (mark for place, mark in enumerate(line.marks) if place not in inside and mark.kind == "word")
    return any(not _AROUND_A_TIME & mark.senses.keys() for mark in others)


def _settle_whose_turn_it_is(line: Line, clauses: list[Clause], result: Saying) -> None:
    """Settle what is a condition, and what is the candidate's task, no answer."""
    is_silent = result.silent or any(mark.senses.get("only") == "not" for mark in line.marks)
    if result.only and is_silent and result.invited and not any(_refuses(clause) for clause in clauses):
        result.only = result.rejected = False  # "wer bis Freitag nichts hört, kann sich melden"
    result.rejected |= result.silent and says_no_otherwise(line, clauses)
    result.invited |= result.silent and asks_to_be_told(line, clauses)
    if result.silent and not all(_says_nothing(line, clause) for clause in clauses[1:]):
        # "hören Sie bis Freitag nichts, ...", "no word by Friday, ..."
        result.conditional |= bool({"inverted", "silence"} & line.at(0).senses.keys())
    if result.invited and not result.silent and result.contacts and all(_is_task(timed) for timed in result.contacts):
        result.invited, result.deadline = False, True  # "please email us your papers by Friday"
        result.events, result.contacts = [*result.events, *result.contacts], []
    if result.rejected and result.answers and not (result.silent or result.only) and _is_told_of_a_no(line, clauses):
        result.rejected, result.otherwise = False, True  # "by the 12th, and if it's a no we'll keep your papers"
    is_task = result.deadline and (result.conditional or result.is_dated)  # else "your application hasn't got through"
    if is_task and not result.silent and not result.only:
        result.rejected = False  # "if you don't accept by Friday, we'll offer it to someone else"


def _is_told_of_a_no(line: Line, clauses: list[Clause]) -> bool:
    """Return whether each "no" is only what an "if" asks for: "if it's a no, you get a letter by the 12th"."""
    found = [place for clause in clauses for place, key in clause.keys if key == "rejected"]
    return all("condition" in line.at(place - 1).senses for place in found)


def _refuses(clause: Clause) -> bool:
    return any(key == "rejected" for _, key in clause.keys)


def _says_nothing(line: Line, clause: Clause) -> bool:
    """Return whether a clause adds nothing to the one before it: "no answer from me before the 10th, sorry"."""
    return all({"sorry", "hedge"} & line.at(place).senses.keys() for place in range(clause.start, clause.end))


def _is_an_exception(line: Line, clause: Clause) -> bool:
    """Return whether an answer with its day is what does not come: "unless I call you tomorrow, be here on Friday"."""
    is_led = any(line.sense(near, "condition") == "unless" for near in (clause.start - 1, clause.start))
    return is_led and bool(clause.times) and any(key == "answer" for _, key in clause.keys)


def _is_task(contact: Timed) -> bool:
    return contact.relation in ("by", "before") and not contact.when.amount


def _follows_no_day(line: Line, clauses: list[Clause], span: Timed) -> bool:
    """Return whether a span follows what has no day: "once we have your papers, we will answer within five days"."""
    times = [timed for clause in clauses for timed in (*clause.times, *clause.over)]
    if span.is_from_today:
        return False
    before = next((place for place in range(span.start) if _comes_first(line.at(place))), None)
    return before is not None and not any(timed.end > before and timed is not span for timed in times)


def _comes_first(mark: Mark) -> bool:
    """Return whether a word leads to what has to come first: "after", "as soon as", but not "as"."""
    is_when = "when" in mark.senses and not {"filler", "break"} & mark.senses.keys()
    return is_when or mark.senses.get("relation") == "after"


def _read_clauses(line: Line, clauses: list[Clause], result: Saying) -> None:
    """Read the clauses one by one, but for those of what is over."""
    leave_out_things_that_are_missed(line, clauses)
    leave_the_wait_to_contact(line, clauses)
    over = bygone(line, clauses)
    result.speaks = any(key in SURE for clause in clauses for _, key in clause.keys)
    for number, clause in enumerate(clauses):
        if number in over:
            result.over |= bool(clause.times or clause.over)
            result.left += clause.times
            if any(key == "told" for _, key in clause.keys):
                result.told += clause.times
        else:
            _read_clause(line, clauses, number, result)
    leave_out_plans(line, clauses, result)
    _leave_out_reasons(line, result)
    result.not_understood |= any(_is_told_then(line, one, two, result) for one, two in pairwise(clauses))


def _leave_out_reasons(line: Line, result: Saying) -> None:
    """Leave out what only tells why an answer comes by a later day: "by the 11th, as the panel meets on Thursday".

    Beside a date, so does a later day: "by the 12th, as we need someone by April".
    """
    reasons = [t for t, _ in result.answers if t.is_event and line.sense(t.start, "when") == "reason"]
    firm = [t.when.last for t, denied in result.answers if t.is_firm and not denied]
    for reason in reasons:
        before = [t for t, denied in result.answers if not denied and t.end <= reason.start and t.is_known]
        is_later = reason.is_known and bool(firm) and max(firm) < reason.when.last
        if is_later or (reason.is_known and any(timed.when.last >= reason.when.last for timed in before)):
            result.answers = [(t, denied) for t, denied in result.answers if t is not reason]
            result.starts = [*result.starts, reason]


def _is_told_then(line: Line, event: Clause, clause: Clause, result: Saying) -> bool:
    """Return whether an answer may be that of a later event before it.

    "I'll confirm tomorrow if there is a second round, and on the 22nd we close and tell you".
    """
    if not event.times or clause.times or not line.sense(clause.start - 1, "break") or not result.answers:
        return False
    is_event = bool(event.keys) and all(key in EVENTS for _, key in event.keys)
    is_sure = any(key == "answer" and line.sense(place, "answer") not in HINTS for place, key in clause.keys)
    days = [timed.when.last for timed, _ in result.answers if timed.is_known]
    later = [timed.when.last for timed in event.times if timed.is_known and timed.relation == "on"]
    return is_event and is_sure and bool(days and later) and max(later) > max(days)


def _read_clause(line: Line, clauses: list[Clause], number: int, result: Saying) -> None:
    clause = clauses[number]
    _leave_out_who_is_told(line, clause)
    doubted = [pair for pair in clause.keys if pair[1] == "silence" and _is_doubted(line, clause, pair[0])]
    clause.keys = [(pair[0], "answer") if pair in doubted else pair for pair in clause.keys]
    result.over |= any(not timed.is_known and timed.relation != NO_DAY for timed in clause.over)
    result.overs += [timed for timed in clause.over if timed.is_known and timed.relation != NO_DAY]
    for place, key in clause.keys:
        if not _depends(line, clause, place, key):
            note_key(line, clause, place, key, result)
    result.is_dated |= bool(clause.times)
    is_weekly = any([timed.is_of_each_week for timed in clause.times])
    for timed in clause.times:
        is_the_shift = not result.speaks and is_an_hour_alone(line, timed)
        if is_the_shift or _tells_nothing(line, clause, timed, is_weekly=is_weekly):
            continue
        owner = owner_of(line, clauses, number, timed)
        if owner and owner[1] == "silence" and result.answers and _is_other_choice(line, clauses, clause, timed):
            owner = (owner[0], "answer")
        assign(line, clause, timed, owner, result)
        if timed.when.amount and is_of_something_else(line, clauses, number, timed, owner):
            result.asides.append(timed)
        if not clause.keys and owner and owner[1] in (*EVENTS, "deadline") and not tells_more(line, clause, timed):
            is_all = owner[1] in EVENTS and owner is not HOLIDAY and _is_all_there_is(line, clause, timed)
            is_all &= "closed" not in line.at(owner[0]).senses  # "closed December 24, December 25 and January 1"
            result.stray |= is_all
            is_pronoun = _is_all_there_is(line, clause, timed, "filler")  # "once I've met the owner, that's on Friday"
            result.adrift |= timed.is_relative and (is_pronoun or _is_adrift(line, clauses, timed, owner))
        result.strange |= owner is STRANGE
        result.not_understood |= owner is UNSURE or (owner is not None and owner[1] == UNSURE_KEY)
        if owner and owner[1] == "meeting" and timed.relation == "by":
            result.not_understood |= is_away_behind_but(line, clause, timed, result.answered_until)
    if clause.times and not clause.keys and result.all_known:
        result.all_known = _is_all_known(line, clauses, number)
    result.not_understood |= _is_unread(line, clauses, number)


def _tells_nothing(line: Line, clause: Clause, timed: Timed, *, is_weekly: bool) -> bool:
    """Return whether a time is one of the past, or of the work itself: "shut on Monday", "up since the 3rd", "Fridays".

    Not "we tell people on Fridays".
    """
    if timed.relation == "on" and (lies_in_the_past(line, clause, timed) or tells_what_kind(line, timed)):
        return True
    is_promise = any(key in SURE for _, key in clause.keys)
    if not clause.keys and clause.start and _has_promised(line, clause) and _is_how_long_one_works(line, clause, timed):
        return True
    is_of_the_work = timed.is_of_each_week or (is_weekly and is_an_hour(line, timed)) or has_begun(line, timed)
    return not is_promise and (is_of_the_work or is_of_a_contract(line, clause, timed))


def _has_promised(line: Line, clause: Clause) -> bool:
    """Return whether a clause stands behind one that promises something: not "24 hours and you'll have it"."""
    return any(not _PROMISING.isdisjoint(mark.senses) for mark in line.marks[: clause.start])


def _is_how_long_one_works(line: Line, clause: Clause, timed: Timed) -> bool:
    """Return whether hours, or a range of weekdays, are told in a clause of other words: "on est aux 35 heures"."""
    if timed.relation != "on" or _is_all_there_is(line, clause, timed):
        return is_each_week(line, timed)
    return (timed.when.amount is not None and timed.when.amount.unit == "hour") or is_each_week(line, timed)


def _is_all_known(line: Line, clauses: list[Clause], number: int) -> bool:
    """Return whether all words are known that a time without a key word stands among, up to an "if"."""
    clause = clauses[number]
    is_labelled = line.at(clause.start - 1).text == ":" and number > 0
    end = clause.end
    for place in range(clause.start, clause.end):
        if _begins_an_if(line.at(place)):
            end = place
            break
    for behind in clauses[number + 1 : number + 2]:
        end = behind.end if _is_of_a_strange_deed(line, clause, behind) else end
    start = clauses[number - 1].start if is_labelled else clause.start
    return all(line.at(place).is_known for place in range(start, end))


def _is_of_a_strange_deed(line: Line, clause: Clause, behind: Clause) -> bool:
    """Return whether a day before a comma is that of what nobody taught us to read.

    "Wednesday, wear your shoes", "Friday, I am in Leeds", but not "Friday, cheers Jo".
    """
    timed = clause.times[-1]
    is_led = timed.relation == "on" and timed.end == clause.end and line.at(timed.end).text == ","
    first, length = line.at(behind.start), behind.end - behind.start
    is_long = length >= _LONG and not first.is_known
    marks = line.marks[behind.start : behind.end]
    tells = length > _LONG or any("link" in mark.senses for mark in marks)  # not "sometime in May, I'd think"
    is_strange = tells and bool({"we", "filler"} & first.senses.keys()) and not all(mark.is_known for mark in marks)
    return is_led and (is_long or is_strange) and not behind.times and not behind.keys


def _is_other_choice(line: Line, clauses: list[Clause], clause: Clause, timed: Timed) -> bool:
    """Return whether "if not" leads to another day of an answer: "I'll ring Thursday if I can, Friday if not"."""
    if any(key not in ("answer", "silence") for other in clauses for _, key in other.keys):
        return False
    own = {place for place, _ in clause.keys}
    rest = [p for p in range(clause.start, clause.end) if p not in own and not timed.start <= p < timed.end]
    return all(line.at(place).is_known for place in rest)


def _is_doubted(line: Line, clause: Clause, place: int) -> bool:
    """Return whether silence is denied itself: "I'd be surprised if you didn't hear by Friday"."""
    return any(line.sense(near, "not") == "doubt" for near in range(clause.start, place))


def _begins_an_if(mark: Mark) -> bool:
    """Return whether a word leads to a condition, which may hold any words: "Friday, if Karen signs it"."""
    return "condition" in mark.senses and not {"filler", "when"} & mark.senses.keys()


def _is_adrift(line: Line, clauses: list[Clause], timed: Timed, owner: Key) -> bool:
    """Return whether a day or week is that of an event of another clause, which has one of its own already."""
    itself = next((clause for clause in clauses if owner in clause.keys), None)
    is_named = any({"weekday", "unit"} & line.at(place).senses.keys() for place in range(timed.start, timed.end))
    return bool(is_named and itself and itself.times)


def _answers_for_sure(line: Line, clause: Clause) -> bool:
    return any(key in SURE and line.sense(place, "answer") not in HINTS for place, key in clause.keys)


def _is_unread(line: Line, clauses: list[Clause], number: int) -> bool:
    """Return whether a clause that may promise something holds words about time that were not understood."""
    clause = clauses[number]
    if _is_only_the_reason(line, clauses, number):
        return False
    unknown = [timed for timed in clause.times if not timed.is_known]
    if unknown and all(_is_of_what_is_kept(line, clauses, number, timed) for timed in clause.times):
        return False
    if any(place > timed.start for timed in unknown for place, _ in clause.keys):
        return True
    if not clause.keys and any((owner_of(line, clauses, number, timed) or (-1,))[0] < timed.start for timed in unknown):
        return True
    is_behind = any(other.times and (other.keys or other is clauses[number - 1]) for other in clauses[:number])
    is_last = is_behind and not any(other.times for other in clauses[number + 1 :])
    if is_last and not clause.keys and _is_only_a_part(line, clause):
        return True  # "next week, at the beginning"
    if is_last and not clause.keys and any("odd" in line.at(p).senses for p in range(clause.start, clause.end)):
        return True  # "by Friday, that moves back a week"
    may_promise = not clause.keys or any(key in SURE for _, key in clause.keys)
    return may_promise and has_unread_time(line, clause, _most(clauses[:number]))


def _is_of_what_is_kept(line: Line, clauses: list[Clause], number: int, timed: Timed) -> bool:
    """Return whether it is told how long data are kept: "for six months after the end of the selection process"."""
    owner = owner_of(line, clauses, number, timed)
    return owner is not None and line.sense(owner[0], "background") == "kept"


def _is_only_the_reason(line: Line, clauses: list[Clause], number: int) -> bool:
    """Return whether a day behind "so" tells what a clause comes to: "no idea till Jo's in so give us till Friday"."""
    clause, behind = clauses[number], clauses[number + 1 :][:1]
    if clause.times or not behind or line.sense(clause.end, "break") != "so":
        return False
    is_told = any(timed.is_known and timed.relation in ("by", "within") for timed in behind[0].times)
    return is_told and any(key == "answer" for _, key in behind[0].keys)


def _is_only_a_part(line: Line, clause: Clause) -> bool:
    """Return whether a clause says nothing but which part of a time is meant that stands before it."""
    marks = [line.at(place) for place in range(clause.start, clause.end)]
    is_of_time = all({"part", "link", "hedge", "relation"} & mark.senses.keys() for mark in marks)
    return is_of_time and any("part" in mark.senses for mark in marks) and not clause.times


def _most(clauses: list[Clause]) -> float:
    """Return the largest number of a span in these clauses."""
    return max((timed.when.amount.high for c in clauses for timed in c.times if timed.when.amount), default=0)


def _depends(line: Line, clause: Clause, place: int, key: str) -> bool:
    """Return whether a key word only completes another: "do not call to ask", "geben Sie uns bis Freitag Bescheid"."""
    if key == "reach":
        is_joined = line.join(place - 1) in ("or", "and") or "not" in line.at(place - 1).senses  # "call nor write"
        is_joined |= line.sense(place, "reach") in ("unwanted", "writing")  # "we ask you not to contact the school"
        return (place - 2, "reach") in clause.keys and not is_joined
    return key == "answer" and _asks_for(line, clause, place)


def _asks_for(line: Line, clause: Clause, place: int) -> bool:
    """Return whether an answer is what the candidate is to give."""
    asked = next((other for other, key in clause.keys if key == "deadline" and other < place), None)
    return asked is not None and not any("we" in line.at(other).senses for other in range(asked + 1, place))


def _leave_out_who_is_told(line: Line, clause: Clause) -> None:
    """Leave out the refusal of those who are told: "candidates who are not selected will be told by Friday"."""
    for place, key in list(clause.keys):
        told = next((p for p, later in clause.keys if later == "answer" and p > place), None)
        between = [line.at(p).senses for p in range(place + 1, told or 0)]
        if key == "rejected" and any("future" in s for s in between) and not any("not" in s for s in between):
            clause.keys.remove((place, key))


def _is_all_there_is(line: Line, clause: Clause, timed: Timed, *more: str) -> bool:
    """Return whether a clause says nothing but a time: it has no verb of its own that the time could belong to."""
    others = [place for place in range(clause.start, clause.end) if not timed.start <= place < timed.end]
    empty = _LINKING_OR_NOT.union(more)
    return all(line.at(place).kind != "word" or empty & line.at(place).senses.keys() for place in others)
