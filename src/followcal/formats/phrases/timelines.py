"""The employer's words -> a stated timeline: the sentence that promises is found, read, quoted and explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from followcal.core.business_days import BusinessCalendar
from followcal.core.timeline import (
    AnswerBy,
    ContactInvited,
    NotUnderstood,
    SilenceMeansNo,
    StatedTimeline,
)
from followcal.errors import InvalidValueError
from followcal.formats.phrases.before import Before
from followcal.formats.phrases.beside_days import with_hours_of_days
from followcal.formats.phrases.clauses import KEYS
from followcal.formats.phrases.closures import leave_what_may_be_closed, with_closures
from followcal.formats.phrases.combination import Combination, Sentence
from followcal.formats.phrases.days import Said
from followcal.formats.phrases.dots import with_hours
from followcal.formats.phrases.findings import Saying
from followcal.formats.phrases.hints import MOST_LETTERS
from followcal.formats.phrases.holidays import named_days
from followcal.formats.phrases.interviews import Interview, is_of_the_talk
from followcal.formats.phrases.language import FIRST, Language, Phrases, languages, phrases_of
from followcal.formats.phrases.language import language as words_of_language
from followcal.formats.phrases.marks import Mark, is_question, marks, sentences
from followcal.formats.phrases.measures import without_measures
from followcal.formats.phrases.names import without_names
from followcal.formats.phrases.parted import parted
from followcal.formats.phrases.quotes import own_words, without_stamps
from followcal.formats.phrases.sayings import saying
from followcal.formats.phrases.tokens import MOST_TOKENS, Token, tokens

_MONTH_FIRST = frozenset({"US", "PR", "GU", "VI", "AS", "MP", "FM", "PW", "MH", "PH"})
_EITHER = frozenset({"CA"})
_SAID_THAT_DAY = ("today", "tomorrow", "day-after-tomorrow", "past")
_SURE = (AnswerBy, ContactInvited, SilenceMeansNo)
_FIRST_YEAR, _LAST_YEAR = 1000, 9000
_MOST_TEXT = 300
_MOST_LANGUAGES = 2
_FEWEST = 4
"""A language is tried if it knows one in so many of the words that the best one knows."""
_TELLING = frozenset((*KEYS, "relation", "which", "part", "condition", "loose", "correction"))
"""A sentence without any of these senses, and without a time, tells nothing."""
_MOST_MARKS = 400
"""Words and signs of a sentence; one with more is no sentence that somebody said."""
_MOST_SENTENCES = 200
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
    found = _read_own(text, said_on, calendar, country, language, is_phrase=True)
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
    found = _read_own(text, said_on, calendar, country, language, is_phrase=False)
    is_sure = found and (isinstance(found.promise, _SURE) or found.no_contact or found.no_calls)
    return found if is_sure else None


def _read_own(
    text: str,
    said_on: date,
    calendar: BusinessCalendar | None,
    country: str | None,
    language: str | None,
    *,
    is_phrase: bool,
) -> StatedTimeline | None:
    """Return what the writer's own words say, else what all of the text does, with an older thread in it."""
    said = without_stamps(text[:MOST_LETTERS]) + text[MOST_LETTERS:]
    own = own_words(said)
    found = _read(own, said_on, calendar, country, language, is_phrase=is_phrase)
    return found if found or own == said else _read(said, said_on, calendar, country, language, is_phrase=is_phrase)


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
        if is_open:
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
    found_marks = without_measures(marks(found, words, _names(said, words)))
    dated = with_hours(found_marks, is_dotted=words.is_dotted)
    return without_names(with_hours_of_days(dated))


def _sentences(found: Sequence[Token], said: Said, words: Language, *, is_phrase: bool, is_cut: bool) -> list[Sentence]:
    result: list[Sentence] = []
    all_marks = _all_marks(found, said, words)
    all_sentences = [part for one in sentences(all_marks, is_dotted=words.is_dotted) for part in parted(one)]
    if sum(mark.is_of_time for mark in all_marks) > _MOST_CORES or sum(map(_may_tell, all_sentences)) > _MOST_SENTENCES:
        return []
    said = with_closures(said, [sentence for sentence in all_sentences if len(sentence) <= _MOST_MARKS])
    before, interview = Before(), Interview(is_of_the_talk(all_marks))
    for sentence in all_sentences[:-1] if is_cut else all_sentences:
        asks = is_question(sentence)
        if sentence[-1].text == "?":
            sentence.pop()
        if not is_phrase and any(_is_out_of_place(mark) for mark in sentence):
            continue
        one = Saying()
        if _may_tell(sentence):
            talk = interview.timed or before.last_event
            line = before.line(sentence, said, talk, asks=asks)
            one = saying(
                line,
                weak=is_phrase and not before.after_task,
                event=talk if is_of_the_talk(sentence) else before.event,
                after_event=before.after_event,
                dated=before.dated,
                is_dated_plainly=before.is_dated_plainly,
                until=before.until,
            )
            before.put_behind_a_visit(line, one)
            before.put_behind_silence(line, one)
            interview.note(line, one, words.interview, talk)
            before.note(line, one)
        else:
            before.note_nothing()
        result.append(Sentence(one, *_place(sentence)))
    leave_what_may_be_closed([sentence.said for sentence in result], said)
    return result


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
