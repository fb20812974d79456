"""Text as marks: the longest phrases that a language knows, numbers, signs, and words that it does not know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from followcal.formats.phrases.language import Language, Phrases, Senses
from followcal.formats.phrases.tokens import Token, number_of

_NONE: Senses = {}
_SENTENCE_ENDS = frozenset(".!?")
_FORM = {"inverted", "gone", "at-hour", "points-back", "day-off", "arrives"}
"""The senses that tell only of the order of words or of the form of a verb, or of what stands beside them."""

_LEADING = frozenset("relation part link ordinal which number weekday suffix".split())
"""What leads to a month: "in May", "early May", "the 4th of May", "next May"."""

_WAITING = frozenset(("who", "silence", "only"))
_NO_VERB = frozenset("we you future relation tail link break hedge daypart unit weekday part filler".split())
"""Who has heard nothing, and what is no verb behind "may"."""

_BEFORE_A_NAME = {"we", "you", "answer", "reach"}
"""What stands before a word that is no month at the end: "te llamará Julio"."""

_COUNTS = {"unit"}
_SPOKEN = ("word", "number")
_DATING = ("on", "by", "before", "after", "not-before")
_BETWEEN = ("-", "\n")
_LONGEST_LABEL = 4
_MAY_BE_A_DAY = {"day", "which"}
_MAY_BE_A_PART = {"part", "when"}
_NAMED = {"weekday", "month", "period", "holiday", "which"}
"""What "this" may stand before that is known without it."""

_HAS_PARTS = {"unit", "month", "quarter", "period", "which"}
_ARTICLES = {"link"}
_FAR = 10
_SHORTEST = 3
_CLOSING = {",": ",", "-": "-", "(": ")"}
"""The signs that something may be put in between, by the first of them."""

_ACTING = frozenset(("not", "future"))
_SUBJECTS = frozenset(("we", "you"))
HINTS = ("weak", "noun", "need")
"""Values of `answer` that only hint at one."""

_BEGINNINGS = frozenset({"permit", "we", "you", "condition", "background"})
_LONGEST_SENTENCE = 40
"""Marks before a dot that are looked at."""

_SAYING = frozenset("answer reach silence only rejected deadline start posting meeting soon thing permit".split())
"""What a sentence says something by."""

_LABEL_SIGNS = frozenset("-\u2022\u00b7>#|")
_CORES = frozenset(
    "number ordinal weekday month unit holiday day period quarter daypart days part start"
    " week-number anaphor month-week one-after next-holiday".split()
)


class Mark(NamedTuple):
    """What stands at one place of the text, and what it may mean."""

    text: str
    kind: str
    start: int
    end: int
    senses: Senses = _NONE
    is_capital: bool = False

    @property
    def number(self) -> int:
        """The number that is written in digits, else -1."""
        return number_of(Token(self.text, self.kind, self.start, self.end)) if self.kind == "number" else -1

    @property
    def is_of_time(self) -> bool:
        """Whether it is the core of a time expression: no such expression is without one."""
        if self.kind == "number" or _CORES.isdisjoint(self.senses):
            return self.kind == "number"
        return self.senses.get("number") != "1" or len(_CORES & self.senses.keys()) > 1

    @property
    def is_known(self) -> bool:
        """Whether it is anything but a word that nobody taught us."""
        return self.kind != "word" or not self.senses.keys() <= _FORM


def marks(found: Sequence[Token], language: Language, names: Phrases) -> list[Mark]:
    """Return the marks of a text; `names` holds further phrases, such as the holidays of a calendar."""
    result: list[Mark] = []
    place = 0
    found = language.as_meant(found)
    meant = {
        token.text: language.in_its_letters(token.text)
        for two in language.letters
        for token in found
        if two in token.text
    }
    known = (names.following, language.phrases.following)
    while place < len(found):
        first = found[place]
        if first.text in _CLOSING and (end := _end_of_parenthesis(found, place, language, result)):
            place = end
            continue
        senses, after = _NONE, place + 1
        for phrases in known:
            word = meant.get(first.text, first.text)
            word = word if word in phrases else first.text
            if not senses and word in phrases:
                senses, after = _longest(found, place, phrases[word], meant)
        if not senses:
            by_ending = language.by_ending(first.text) if language.endings and first.kind == "word" else _NONE
            result.append(Mark(first.text, first.kind, first.start, first.end, by_ending, first.is_capital))
        elif after == place + 1:
            result.append(Mark(first.text, "word", first.start, first.end, senses, first.is_capital))
        else:
            text = " ".join(token.text for token in found[place:after] if token.kind in _SPOKEN)
            result.append(Mark(text, "word", first.start, found[after - 1].end, senses, first.is_capital))
        place = after
    return _as_they_stand(result)


def _as_they_stand(found: list[Mark]) -> list[Mark]:
    """Return marks without the senses that they cannot have where they stand."""
    for number, mark in enumerate(found):
        if mark.senses.keys() >= _MAY_BE_A_DAY:
            found[number] = _as_the_day_after(found, number)
        elif mark.senses.keys() >= _MAY_BE_A_PART:
            found[number] = _as_a_part(found, number)
        elif "day" in mark.senses and "relation" in mark.senses and "later" in mark.senses:
            found[number] = _as_a_bound(found, number)
    for number in [n for n, mark in enumerate(found) if "far" in mark.senses][::-1]:
        _make_it_that(found, number)
    return [_without_its_month(found, number) if "verb" in mark.senses else mark for number, mark in enumerate(found)]


def _end_of_parenthesis(found: Sequence[Token], place: int, language: Language, before: Sequence[Mark]) -> int:
    """Return the place behind what is only put in between, with its signs; 0: nothing is, or a clause begins behind it.

    "You will not, however, hear before the 1st", but "we said Friday, however, we need longer".
    """
    node, end = language.parentheses, place + 1
    while end < len(found) and (following := node.following.get(found[end].text)):
        node, end = following, end + 1
    is_closed = bool(node.senses) and end + 1 < len(found) and found[end].text == _CLOSING[found[place].text]
    if not is_closed or not before or before[-1].is_of_time or before[-1].kind != "word":
        return 0
    behind = language.phrases.following.get(found[end + 1].text)
    is_subject = behind is not None and not _SUBJECTS.isdisjoint(behind.senses)
    return 0 if is_subject and _ACTING.isdisjoint(before[-1].senses) else end + 1


def _make_it_that(found: list[Mark], place: int) -> None:
    """Make "that" of "this" where a word behind a hyphen at `place` says so: "cette semaine-là"."""
    if place < _SHORTEST or found[place - 1].text != "-":
        return
    noun, hyphen = found[place - 2 : place]
    start = place - 3 - (place > _SHORTEST and found[place - 3].text == "\n")
    is_this = found[start].senses.get("which") == "this" and not {"unit", "weekday"}.isdisjoint(noun.senses)
    if is_this and noun.end == hyphen.start and hyphen.end == found[place].start:
        found[start] = found[start]._replace(senses={"which": "that"})
        found[place - 1 : place + 1] = []


def _as_the_day_after(found: Sequence[Mark], place: int) -> Mark:
    """Return a word that is a day only behind "tomorrow" as that day there, else as what it is: "mañana, o pasado"."""
    mark = found[place]
    behind = found[place + 1].senses if place + 1 < len(found) else {}
    is_led = any(near.senses.get("day") == "tomorrow" for near in found[max(0, place - _FAR) : place])
    if is_led and not {"link", "number", "vague", "unit", "with"} & behind.keys():
        return mark._replace(senses={"day": mark.senses["day"]})
    return mark._replace(senses={name: value for name, value in mark.senses.items() if name != "day"})


def _as_a_part(found: Sequence[Mark], place: int) -> Mark:
    """Return "at the end of" as a part of a time, or as what tells that something comes first: "... the interviews"."""
    behind = place + 1
    while behind < len(found) and (found[behind].text == "\n" or found[behind].senses.keys() & _ARTICLES):
        behind += 1
    is_part = behind < len(found) and bool(_HAS_PARTS & found[behind].senses.keys())
    mark, left_out = found[place], "when" if is_part else "part"
    return mark._replace(senses={name: value for name, value in mark.senses.items() if name != left_out})


def _as_a_bound(found: Sequence[Mark], place: int) -> Mark:
    """Return "after this" as a bound where it leads to a day: "after this weekend"; else as "afterwards"."""
    mark = found[place]
    behind = next((near for near in found[place + 1 : place + 3] if near.text != "\n"), mark)
    is_led = behind is not mark and not _NAMED.isdisjoint(behind.senses)
    left_out = ("day", "later") if is_led else ("relation",)
    return mark._replace(senses={name: value for name, value in mark.senses.items() if name not in left_out})


def _without_its_month(found: Sequence[Mark], place: int) -> Mark:
    """Return a word that is a month or a verb, as the verb where nothing of time leads to it: "it may take a week"."""
    mark = found[place]
    near = place - 1 - (place > 1 and found[place - 1].text in ("\n", "-"))
    before = found[near].senses if place else {}
    behind = found[place + 1] if place + 1 < len(found) else None
    is_led = (not _LEADING.isdisjoint(before) and before.get("which") != "that") or before.get("period") == "week-of"
    if before.get("which") == "this" and behind is not None:
        is_led = not {"answer", "filler"} & behind.senses.keys() or bool({"we", "you"} & behind.senses.keys())
    if before.get("relation") == "and" and behind is not None and "month" not in found[place - 2].senses:
        is_led = not {"answer", "filler"} & behind.senses.keys()  # "checks follow and may take two weeks"
    is_of_a_month = place > 1 and "month" in found[place - 2].senses  # "by April 9 may assume"
    is_led |= place > 0 and found[place - 1].kind == "number" and not is_of_a_month
    is_verb = "weekday" in before or ("suffix" in before and _is_what_they_may(found, place))
    is_led &= not is_verb  # "by Friday may assume"
    is_dated = behind is not None and behind.kind == "number" and not _COUNTS & _behind(found, place + 2)
    is_alone = (behind is None or behind.kind in ("sign", "line")) and not _BEFORE_A_NAME & before.keys()
    if is_led or is_dated or is_alone:
        return mark
    return mark._replace(senses={name: value for name, value in mark.senses.items() if name != "month"})


def _is_what_they_may(found: Sequence[Mark], place: int) -> bool:
    """Return whether a verb stands behind a word that may be a month: "who hasn't heard by the 12th may contact us"."""
    behind = found[place + 1] if place + 1 < len(found) else None
    if behind is None or behind.kind != "word" or not _NO_VERB.isdisjoint(behind.senses):
        return False
    senses = {name for mark in found[:place] for name in mark.senses}
    is_who = not _WAITING.isdisjoint(senses) and "condition" not in senses
    return is_who or behind.senses.get("answer") == "weak"


def _behind(found: Sequence[Mark], place: int) -> Set[str]:
    return found[place].senses.keys() if place < len(found) else set()


def _longest(found: Sequence[Token], place: int, first: Phrases, meant: Mapping[str, str]) -> tuple[Senses, int]:
    """Return what the longest phrase means that begins with a word, and the place behind it; none: the next one.

    A hyphen or the end of a line may stand between two of its words; `meant`: words in the letters that they have.
    """
    senses, after = first.senses, place + 1
    following = first.following
    while following:
        place += 1
        while place < len(found) and found[place].text in _BETWEEN:
            place += 1
        word = found[place].text if place < len(found) else ""
        node = following.get(meant.get(word, word)) or following.get(word)
        if node is None:
            break
        if node.senses:
            senses, after = node.senses, place + 1
        following = node.following
    return senses, after


def is_question(sentence: Sequence[Mark]) -> bool:
    """Return whether a sentence asks something; a tag such as "okay?" does not, nor does "is it okay if we call?"."""
    if sentence[-1].text != "?" or (len(sentence) > _SHORTEST and "tag" in sentence[-2].senses):
        return False
    asks, is_led, is_leave, is_told, before = False, False, False, False, sentence[-1]
    for mark in sentence:
        senses = mark.senses
        is_told = is_told or "answer" in senses or "reach" in senses
        is_leave = is_leave or (is_led and ("we" in senses or "answer" in senses))
        is_led = "condition" in senses and "tag" in before.senses
        asks = asks or (mark.kind == "word" and not mark.is_of_time)
        before = before if mark.text == "," else mark
    return asks and not (is_leave and is_told)


def sentences(found: Sequence[Mark], *, is_dotted: bool) -> list[list[Mark]]:
    """Return the marks, sentence by sentence, without the ends of lines and sentences, but for question marks."""
    result: list[list[Mark]] = [[]]
    for number, mark in enumerate(found):
        if mark.kind == "line":
            if mark.text == "\n\n" or _begins_anew(found, number + 1):
                result.append([])
        elif mark.text in _SENTENCE_ENDS and _ends_sentence(found, number, is_dotted=is_dotted):
            if mark.text == "?" and result[-1]:
                result[-1].append(mark)
            result.append([])
        elif mark.text == "." and number and "abbreviation" in found[number - 1].senses:
            continue
        else:
            result[-1].append(mark)
    return [_with_its_dot(sentence) if is_dotted else sentence for sentence in result if sentence]


def _begins_anew(found: Sequence[Mark], place: int) -> bool:
    """Return whether another sentence begins at the start of a line: an item of a list, or a label with its colon."""
    label = [mark.text for mark in found[place : place + _LONGEST_LABEL]]
    is_hour = place < len(found) and found[place].kind == "number" and label[1:2] == [":"]
    return not label or label[0] in _LABEL_SIGNS or (":" in label[1:] and not is_hour)


def _is_led_from_the_start(found: Sequence[Mark], place: int) -> bool:
    """Return whether nothing but a relation and an article stands before a number in its sentence."""
    start = place - 1
    if start > 0 and "link" in found[start].senses and "relation" in found[start - 1].senses:
        start -= 1
    if start < 0 or not 1 <= found[place].number <= 31 or "relation" not in found[start].senses:
        return False
    return start == 0 or found[start - 1].kind == "line" or found[start - 1].text in _SENTENCE_ENDS


def _with_its_dot(sentence: list[Mark]) -> list[Mark]:
    """Return a sentence that ends with the day of a month, with the dot that makes an ordinal of it: "bis zum 15."."""
    last, lead = sentence[-1], sentence[-2] if len(sentence) > 1 else None
    is_day = lead and 1 <= last.number <= 31 and lead.senses.get("relation") in _DATING
    return [*sentence, Mark(".", "sign", last.end, last.end)] if is_day else sentence


def _is_an_hour(found: Sequence[Mark], place: int) -> bool:
    """Return whether an hour of the clock stands at `place`: "7 Uhr", "14:30"."""
    behind = found[place + 1] if place + 1 < len(found) else None
    return (
        found[place].kind == "number"
        and behind is not None
        and (behind.text == ":" or behind.senses.get("suffix") == "clock")
    )


def _ends_behind_what_is_short(found: Sequence[Mark], number: int, *, is_dotted: bool) -> bool:
    """Return whether a dot behind a word that is often short ends a sentence: "Is it filled? No. You'll hear"."""
    before = found[number - 1].senses
    if before["abbreviation"] == "time" and not found[number - 1].is_of_time and found[number + 1].kind == "word":
        return True  # "das geht nicht so. Wir melden uns", where "So." would be a Sunday
    if before["abbreviation"] == "time":
        return _begins_behind_a_time(found, number, is_dotted=is_dotted)
    return "not" in before and found[number + 1].kind != "number"  # but "no. 5"


def _begins_behind_a_time(found: Sequence[Mark], number: int, *, is_dotted: bool) -> bool:
    """Return whether a sentence begins behind "Fri.": with who does something, where something was said before.

    "I'll call you Fri. We decide then", but "Am Mo. rufe ich Sie an".
    """
    after = found[number + 1]
    begins = not _BEGINNINGS.isdisjoint(after.senses) or after.senses.get("link") == "the" or not after.is_known
    begins |= "which" in after.senses and "month" in found[number - 1].senses  # "w/c 14 Sept. Next week is"
    begins |= not is_dotted and not _SAYING.isdisjoint(after.senses)  # "Interviews end 4 Dec. Decisions go out"
    for place in range(number - 1, max(-1, number - _LONGEST_SENTENCE), -1):
        if found[place].text in _SENTENCE_ENDS or found[place].text == "\n\n":
            break
        if not _SAYING.isdisjoint(found[place].senses):
            return begins
    return False


def _leads_to_a_span(found: Sequence[Mark], place: int) -> bool:
    """Return whether a span begins at `place`: "In sieben Werktagen"."""
    behind = found[place + 1 : place + 3]
    is_in = found[place].senses.get("relation") == "in" and len(behind) > 1
    return is_in and ("number" in behind[0].senses or behind[0].kind == "number") and "unit" in behind[1].senses


def _names_another_day(found: Sequence[Mark], place: int) -> bool:
    """Return whether a day of its own begins behind the number of one: "am 13. Bis Freitag", "am 13. Ende der"."""
    one, two = (mark.senses for mark in (*found[place : place + 2], found[-1])[:2])
    if one.get("relation") in ("by", "on"):
        return "weekday" in two or "which" in two or ("part" in two and one["relation"] == "by")
    if "part" in one:
        return not {"link", "unit", "month", "which"}.isdisjoint(two)
    if "which" in one:
        return "weekday" in two or two.get("unit") == "week"
    is_span = "number" in one and "unit" in two
    return is_span or "anaphor" in one or one.get("day") in ("today", "tomorrow")


def _ends_sentence(found: Sequence[Mark], number: int, *, is_dotted: bool) -> bool:
    mark = found[number]
    if mark.text != ".":
        return True
    before = found[number - 1] if number else None
    after = found[number + 1] if number + 1 < len(found) else None
    if after is not None and after.text == "\n" and number + 2 < len(found):
        after = found[number + 2]
    if after is None or before is None:
        return True
    goes_on = after.kind in ("word", "number") or (after.text == "," and before.kind == "number")
    if after.start == mark.end and goes_on:
        return False  # "am 10., sondern am 17."
    is_suffix = number > 1 and before.senses.get("suffix") == "ordinal" and found[number - 2].end == before.start
    if "abbreviation" in before.senses and not is_suffix:
        return _ends_behind_what_is_short(found, number, is_dotted=is_dotted)
    dated = after.kind == "number" or any(sense in after.senses for sense in ("month", "weekday", "year"))
    if before.kind == "number":
        if is_dotted and _is_led_from_the_start(found, number - 1) and after.kind == "word":
            return False  # "vor dem 15. bitte nicht anrufen"
        led = number > 1 and bool({"link", "relation", "period"} & found[number - 2].senses.keys())
        is_second = number > 2 and found[number - 2].text == "." and found[number - 3].kind == "number"
        begins = "hedge" not in after.senses and bool(_BEGINNINGS & after.senses.keys())
        begins |= after.senses.get("relation") == "within" or (is_second and _leads_to_a_span(found, number + 1))
        begins |= _names_another_day(found, number + 1)
        is_year = len(before.text) == 4
        if is_dotted and is_second and not is_year and after.kind == "number" and _is_an_hour(found, number + 1):
            return False  # "Di 21.9. 7 Uhr"
        if is_dotted and (led or is_second) and after.kind == "word" and not begins and not is_year:
            return False
        ordinal = "month" in after.senses or after.senses.get("relation") in ("or", "and", "to")
        return not ordinal and after.text != "-"
    is_apart = "weekday" in after.senses  # "la réunion est mardi. Jeudi, ...", "we start in June. Friday ..."
    is_short = mark.start - before.start <= 4 + (not is_apart) and not (is_apart and "month" in before.senses)
    is_unit = "unit" in before.senses and after.kind == "number"  # "wk. 49", but "for 30 yrs. Friday at the latest ..."
    return not (is_short and dated and (is_unit or "weekday" in before.senses))  # not behind "May"
