"""The employer's words -> a stated timeline: the sentence that promises is found, read, quoted and explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from datetime import date, timedelta
from itertools import pairwise

from msgspec.structs import replace

from followcal.core.business_days import BusinessCalendar
from followcal.core.timeline import (
    AnswerBy,
    ContactInvited,
    NotUnderstood,
    SilenceMeansNo,
    StatedTimeline,
)
from followcal.errors import InvalidValueError
from followcal.formats.phrases.beside_days import with_hours_of_days
from followcal.formats.phrases.clauses import KEYS
from followcal.formats.phrases.closures import leave_what_may_be_closed, with_closures
from followcal.formats.phrases.combination import Combination, Sentence
from followcal.formats.phrases.days import DAY, Said
from followcal.formats.phrases.dots import with_hours
from followcal.formats.phrases.farewells import is_only_then
from followcal.formats.phrases.findings import Saying
from followcal.formats.phrases.hints import MOST_LETTERS
from followcal.formats.phrases.holidays import named_days
from followcal.formats.phrases.interviews import Interview, is_of_the_talk
from followcal.formats.phrases.language import FIRST, Language, Phrases, languages, phrases_of
from followcal.formats.phrases.language import language as words_of_language
from followcal.formats.phrases.line import Line
from followcal.formats.phrases.marks import Mark, is_question, marks, sentences
from followcal.formats.phrases.names import without_names
from followcal.formats.phrases.sayings import saying
from followcal.formats.phrases.times import Timed, last_named
from followcal.formats.phrases.tokens import MOST_TOKENS, Token, tokens

_MONTH_FIRST = frozenset({"US", "PR", "GU", "VI", "AS", "MP", "FM", "PW", "MH", "PH"})
_EITHER = frozenset({"CA"})
_SAID_THAT_DAY = ("today", "tomorrow", "day-after-tomorrow", "past")
_FOLLOWING = frozenset(("following", "anaphor", "later"))
_SURE = (AnswerBy, ContactInvited, SilenceMeansNo)
_FIRST_YEAR, _LAST_YEAR = 1000, 9000
_MOST_TEXT = 300
_LATER = ("after", "before", "not-before")
_SOON = timedelta(days=21)
"""What is named farther off puts off no weekday."""

_MOST_LANGUAGES = 2
_FEWEST = 4
"""A language is tried if it knows one in so many of the words that the best one knows."""
_TELLING = frozenset((*KEYS, "relation", "which", "part", "condition", "loose", "correction"))
"""A sentence without any of these senses, and without a time, tells nothing."""
_LONGEST_NAME = 8
_MOST_MARKS = 400
"""Words and signs of a sentence; one with more is no sentence that somebody said."""
_MOST_SENTENCES = 250
"""Sentences that may tell something; a text with more, or with more numbers and words about time, is a table."""
_MOST_CORES = 300


def read_timeline(
    text: str,
    said_on: date,
    *,
    calendar: BusinessCalendar | None = None,
    country: str | None = None,
    language: str | None = None,
) -> StatedTimeline:
    """Return what the employer said with `text` on the day `said_on`.

    Counted in the employer's business `calendar` (default: only weekends are off). `country` says whether the day or
    the month comes first in 4/12 (default: the later sane reading); `language` names it, such as "de" (default:
    the one that knows most of the words). Too early is the cardinal sin: where a phrase has two sane readings, the
    later one is taken, and the other one kept. What is not understood is NotUnderstood, never guessed; any text is
    answered. Raises OutsideCalendarError where the words lead into a year that the calendar does not know (B5), and
    InvalidValueError for a day outside the years 1000 to 9000. No more than 10,000 letters are looked at, nor more than
    2,500 words and signs; what is cut off there is not read in part.

    >>> said = read_timeline("You should hear from us by next Friday.", date(2026, 11, 18))
    >>> str(said.answer_due), str(said.other_reading)
    ('2026-11-27', '2026-11-20')
    """
    found = _read(text, said_on, calendar, country, language, is_phrase=True)
    return found or StatedTimeline(NotUnderstood(), text=" ".join(text.split())[:_MOST_TEXT], said_on=said_on)


def find_timeline(
    text: str,
    said_on: date,
    *,
    calendar: BusinessCalendar | None = None,
    country: str | None = None,
    language: str | None = None,
) -> StatedTimeline | None:
    """Return what the employer promises in a longer text, such as the description of an invitation; None: nothing.

    Other dates (the interview's own, a start, a closing date) are left alone, as are words such as "tomorrow", which
    count from the day of writing. The rest is as in `read_timeline`.

    >>> find_timeline("Interview on Wednesday 18 November at 14:00.", date(2026, 11, 18)) is None
    True
    >>> find_timeline("Room 5, 14:00. We will be in touch within a week!", date(2026, 11, 18)).text
    'We will be in touch within a week'
    """
    found = _read(text, said_on, calendar, country, language, is_phrase=False)
    is_sure = found and (isinstance(found.promise, _SURE) or found.no_contact or found.no_calls)
    return found if is_sure else None


def _read(
    text: str,
    said_on: date,
    calendar: BusinessCalendar | None,
    country: str | None,
    language: str | None,
    *,
    is_phrase: bool,
) -> StatedTimeline | None:
    if not _FIRST_YEAR <= said_on.year <= _LAST_YEAR:
        raise InvalidValueError(f"{said_on} lies outside the years {_FIRST_YEAR} to {_LAST_YEAR}")
    calendar = calendar or BusinessCalendar.of()
    code = (country or "").partition("-")[0].partition(",")[0].upper()
    month_first = None if not code or code in _EITHER else code in _MONTH_FIRST
    said = Said.on(said_on, calendar, month_first, code)
    found = tokens(text[:MOST_LETTERS])
    is_cut = len(text) > MOST_LETTERS or len(found) == MOST_TOKENS
    readings: list[StatedTimeline] = []
    is_open = False  # a promise that its own language leaves open is not settled by another one
    for candidate, is_likely in [(words_of_language(language), True)] if language else _by_coverage(found):
        sentences_of = _sentences(found, said, candidate, is_phrase=is_phrase, is_cut=is_cut)
        timeline = Combination(sentences_of, text, said, is_phrase, is_likely).timeline()
        if not is_likely and is_open:
            break
        if timeline and (isinstance(timeline.promise, _SURE) or timeline.no_calls or timeline.no_contact):
            return timeline
        if timeline:
            readings.append(timeline)
        if any(sentence.said.leaves for sentence in sentences_of):
            break  # a farewell in its own language is no answer in another one
        if timeline:
            is_promise = any(sentence.said.promises for sentence in sentences_of)
            is_open |= is_promise and isinstance(timeline.promise, NotUnderstood)
    return next(iter(readings), None)


def _by_coverage(found: Sequence[Token]) -> list[tuple[Language, bool]]:
    """Return the languages that know most of the words, the best one first, each with whether it is a likely one."""
    words = Counter(token.text for token in found if token.kind == "word").items()
    known = {code: sum(n for word, n in words if words_of_language(code).knows(word)) for code in languages()}
    most = max(known.values())
    best = sorted(known, key=lambda code: -known[code])[:_MOST_LANGUAGES]
    tried = [code for code in best if most and _FEWEST * known[code] >= most] or [FIRST]
    return [(words_of_language(code), 2 * known[code] >= most) for code in tried]


def _names(said: Said, known: Language) -> Phrases:
    """Return the holidays of the calendar and the words of the country, as phrases."""
    names = phrases_of(known.regional.get(said.country, {}))
    for _, name in named_days(said):
        if " " in name or not known.knows(name):
            names.add(name, "holiday", name)
    return names


def _all_marks(found: Sequence[Token], said: Said, words: Language) -> list[Mark]:
    """Return the marks of a text, without what only looks like a time: hours, houses and names."""
    dated = with_hours(marks(found, words, _names(said, words)), is_dotted=words.is_dotted)
    return without_names(with_hours_of_days(dated))


def _sentences(found: Sequence[Token], said: Said, words: Language, *, is_phrase: bool, is_cut: bool) -> list[Sentence]:
    result: list[Sentence] = []
    event: Timed | None = None
    head: Timed | None = None
    then: date | None = None
    is_then_open = False
    past: date | None = None
    until: date | None = None
    dated: date | None = None
    free: date | None = None
    is_plain = True
    named: dict[str, date] = {}
    lost: Set[str] = frozenset()
    after_event = after_task = waits = is_week = False
    all_marks = _all_marks(found, said, words)
    interview = Interview(is_of_the_talk(all_marks))
    all_sentences = sentences(all_marks, is_dotted=words.is_dotted)
    if sum(mark.is_of_time for mark in all_marks) > _MOST_CORES or sum(map(_may_tell, all_sentences)) > _MOST_SENTENCES:
        return []
    said = with_closures(said, [sentence for sentence in all_sentences if len(sentence) <= _MOST_MARKS])
    for sentence in all_sentences[:-1] if is_cut else all_sentences:
        asks = is_question(sentence)
        if sentence[-1].text == "?":
            sentence.pop()
        if not is_phrase and any(_is_out_of_place(mark) for mark in sentence):
            continue
        talk = interview.timed or _last([event, head])
        before = result[-1].said if result else Saying()
        line = Line(
            sentence,
            said,
            then,
            is_then_open,
            is_week,
            past,
            named,
            talk.when.last if talk else None,
            asks,
            free,
            before.tells_of_an_event,
        )
        if not _may_tell(sentence):
            result.append(Sentence(Saying(), *_place(sentence)))
            after_task = after_event = False
            continue
        # "Please submit it by Sunday. It should take three hours": what only hints at an answer is about the task.
        one = saying(
            line,
            weak=is_phrase and not after_task,
            event=talk if is_of_the_talk(sentence) else event,
            after_event=after_event,
            dated=dated,
            is_dated_plainly=is_plain,
            until=until,
        )
        _put_behind_a_visit(line, one, before)
        interview.note(line, one, words.interview, talk)
        until = max(filter(None, (until, one.answered_until)), default=None)
        one.not_understood |= (waits and one.goes_on) or _points_to(lost, sentence)
        waits = one.waits or (waits and not one.all_times)
        _leave_to_the_candidate(one, asks=asks, after_task=after_task)
        after_task = one.deadline and not one.promises
        after_event = one.eventful and not one.promises and not one.bare and not one.corrects
        result.append(Sentence(one, *_place(sentence)))
        named = {**named, **_events_by_name(sentence, [*one.overs, *one.all_times])}
        past = next((timed.when.last for timed in reversed(one.overs)), past)
        last = _named_last(one, then)
        then = last.last_day(line) if last else then
        is_then_open = last.is_open(line) or _is_denied_before(one, last.when.last) if last else is_then_open
        is_week = last.when.unit == "week" and not last.when.amount if last else is_week
        is_plain = one.names_a_plain_day if one.bare else is_plain
        dated = None if one.promises else max((t.when.last for t, _ in one.bare if t.is_dated), default=dated)
        free = _free(one, said, free)
        lost = _lost(one, then)
        event = _event_to_come(one, sentence, said.day) or (None if one.promises or one.all_times else event)
        head = _last([head, _head(one, said.day)])
    leave_what_may_be_closed([sentence.said for sentence in result], said)
    return result


def _leave_to_the_candidate(one: Saying, *, asks: bool, after_task: bool) -> None:
    """Leave out the days of a task, and those that the candidate is asked about: "Can we make that Wednesday?"."""
    if (after_task and not one.promises) or (asks and not one.silent and not one.corrects):
        one.left += [timed for timed, _ in one.bare]
        one.bare.clear()


def _free(one: Saying, said: Said, before: date | None) -> date | None:
    """Return the first day behind what a sentence without a promise names: behind a date, or on a weekday itself.

    "The AGM is on Tuesday. You'll know on Tuesday night": that Tuesday.
    """
    if one.promises:
        return None
    times = [timed for timed in (*one.events, *(timed for timed, _ in one.bare)) if _takes_time(timed, said)]
    days = [timed.when.last if timed.is_relative else timed.when.last + DAY for timed in times]
    return max([day for day in days if day <= said.day + _SOON] + ([before] if before else []), default=None)


def _takes_time(timed: Timed, said: Said) -> bool:
    """Return whether somebody is busy then, as far as is known; no holiday, closure or week, and not today."""
    if not timed.is_known or timed.when.amount or timed.is_of_each_week or timed.relation in _LATER:
        return False
    is_today = timed.relation == "on" and (timed.when.last - said.day).days % 7 == 0  # "sorry to call on a Sunday"
    if timed.when.unit in ("week", "month", "quarter", "year") or is_today:
        return False
    off = said.calendar.days_off(timed.when.last - DAY, timed.when.last)
    return timed.when.unit != "holiday" and all(day.is_weekend for day in off)


def _named_last(one: Saying, then: date | None) -> Timed | None:
    """Return the time that a sentence names last; none if that is only the day of a task, before one named already.

    "Your interview is on the 21st. Please confirm by Friday. You'll hear by the end of that week."
    """
    last = last_named(timed for timed in one.all_times if not _lasts(one, timed))
    if not last and one.left:
        last = last_named([timed for timed in one.left if timed.is_dated])
    is_task = one.deadline and not one.promises and all(timed.is_deadline for timed in one.events)
    return None if last and then and is_task and last.when.last < then else last


def _last(times: Iterable[Timed | None]) -> Timed | None:
    """Return the latest of those that are known."""
    return max((timed for timed in times if timed), key=lambda timed: timed.when.last, default=None)


def _event_to_come(one: Saying, sentence: Sequence[Mark], said_on: date) -> Timed | None:
    """Return the last event to come that a sentence names; a day with an hour is one: "Thursday 25 February, 2 pm"."""
    bare = [] if one.promises else [timed for timed, _ in one.bare if timed.relation == "on"]
    met = [timed for timed in bare if any(_is_of_an_hour(mark) for mark in sentence[timed.start : timed.end])]
    return _last(timed for timed in (*one.events, *met) if timed.is_known and timed.when.last > said_on)


def _is_of_an_hour(mark: Mark) -> bool:
    return mark.text == ":" or mark.senses.get("suffix") == "clock"


def _head(one: Saying, said_on: date) -> Timed | None:
    """Return the last day to come that a sentence without a promise names: "Tuesday 11 May, 10:00, Room 5"."""
    days = [] if one.promises else [*one.events, *(timed for timed, _ in one.bare)]
    return _last(t for t in days if t.is_known and t.relation == "on" and not t.when.amount and t.when.last > said_on)


def _lasts(one: Saying, timed: Timed) -> bool:
    """Return whether a span is how long an event lasts: "the interview takes two hours. We'll tell you afterwards"."""
    is_span = timed.when.amount is not None and timed.when.amount.unit == "hour" and timed.relation == "on"
    return is_span and timed in (*one.events, *one.starts)


def _put_behind_a_visit(line: Line, one: Saying, before: Saying) -> None:
    """Put "then" behind what one is asked to come to: "Kommen Sie bitte am Dienstag. Wir melden uns dann"."""
    if before.is_visit and len(one.answers) == 1:
        timed, negated = one.answers[0]
        is_then = timed.relation == "on" and is_only_then(line, timed)
        one.answers = [(replace(timed, relation="after"), negated)] if is_then else one.answers


def _is_denied_before(one: Saying, day: date) -> bool:
    """Return whether an answer is denied before a day: "don't count on us before the 20th. We'll write to you then"."""
    return any(denied and t.relation == "before" and t.is_known and t.when.last == day for t, denied in one.answers)


def _lost(one: Saying, then: date | None) -> Set[str]:
    """Return what in the next sentence cannot be known, as a day was named, but not which: "back a week on Monday"."""
    if not one.not_understood:
        return frozenset()
    if not one.all_times:
        return _FOLLOWING if then is None else frozenset()
    return {"then"} if one.moves else frozenset() if one.promises else {"week"}


def _points_to(lost: Set[str], sentence: Sequence[Mark]) -> bool:
    """Return whether it points to what is `lost`: "the following Monday", "that day", "that week"."""
    if not lost:
        return False
    if "week" in lost:
        names = ((one.senses.get("which"), two.senses.get("unit")) for one, two in pairwise(sentence))
        return ("that", "week") in names
    return any(
        bool(lost & mark.senses.keys()) or not lost.isdisjoint((mark.senses.get("which"), mark.senses.get("day")))
        for mark in sentence
    )


def _events_by_name(sentence: Sequence[Mark], times: Sequence[Timed]) -> dict[str, date]:
    """Return the days of the events that a sentence names, each by the last name before its day."""
    found = {}
    for timed in times:
        before = range(timed.start - 1, max(-1, timed.start - _LONGEST_NAME), -1)
        name = next((sentence[place].text for place in before if "anchor" in sentence[place].senses), None)
        if name and timed.is_known:
            found[name] = timed.when.last
    return found


def _may_tell(sentence: Sequence[Mark]) -> bool:
    """Return whether a sentence may say anything about an answer."""
    if len(sentence) > _MOST_MARKS:
        return False
    return any(mark.is_of_time or not _TELLING.isdisjoint(mark.senses) for mark in sentence)


def _is_out_of_place(mark: Mark) -> bool:
    """Return whether a sentence with this word is no promise in an invitation: it was written on another day."""
    return "logistics" in mark.senses or mark.senses.get("day") in _SAID_THAT_DAY


def _place(sentence: Sequence[Mark]) -> tuple[int, int]:
    return sentence[0].start, sentence[-1].end
