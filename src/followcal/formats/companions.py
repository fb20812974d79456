"""People whom a text names by one name beside others: ``with Jost and Kübra``, ``Ann Lee and her colleague Femi`` (I6).

One word is somebody's name where it is a usual first name, or where the word before it says what they are to others.
German writes all nouns with a capital, so that a place in a sentence is not enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from followcal.core.interview import Person
from followcal.formats.mentions import SENTENCE, is_aside
from followcal.formats.names import PART, is_first_name, name_of, names_in
from followcal.formats.single_names import may_be_name
from followcal.formats.word_lists import as_words, words
from followcal.regex import regex

_MAX_SENTENCES, _MAX_HITS = 100, 20
_GAP = r"[^\S\n]+"
_SMALL_WORDS = rf"(?:[a-zß-öø-ÿ][\wß-öø-ÿ'’-]{{0,20}},?{_GAP}){{0,4}}"
_ALONE = rf"(?![\w'’-])(?!{_GAP}{PART})"
_REMARK = r"(?:[^\S\n]?\([^()\n]{1,40}\)|,[^,;.()\n]{1,40},)?"
_AND = rf"{_GAP}(?:and|und|et|y|e|&|\+|sowie){_GAP}"
_ARTICLE = rf"(?:(?:der|die|dem|den|el|la|le|o|a){_GAP})?"
_WITH = rf"\b(?:[Ww]ith|[Mm]it|[Aa]vec|[Cc]on|[Cc]om|w/|c/){_GAP}"
_JOINED = regex(rf"{_REMARK}{_AND}({_SMALL_WORDS})({PART}){_ALONE}")
_PAIR = regex(rf"(?:^|{_WITH}|[,:][^\S\n]?){_ARTICLE}({PART}){_REMARK}{_AND}{_ARTICLE}({PART}){_ALONE}")
_LED = regex(rf"{_WITH}({_SMALL_WORDS})({PART}){_ALONE}")
_BY = regex(rf"\b(?:by|von|vom|par|por|pelo|pela){_GAP}({_SMALL_WORDS})({PART}){_ALONE}")
_IN_BRACKETS = regex(rf"(?<![^\W_])([a-zß-öø-ÿA-Z][\wß-öø-ÿ'’-]{{1,25}})[^\S\n]\(({PART})\)")
_VERB = rf",?(?:{_GAP}[a-zß-öø-ÿ]{{1,12}}){{0,2}}{_GAP}$"
_BEFORE = (regex(rf"(?<![^\W_])({PART}){_VERB}"), regex(rf"(?<![^\W_])({PART}){_REMARK}{_VERB}"))
_CAPITAL = regex(rf"(?<![^\W_]){PART}{_GAP}$")
_BEHIND = regex(rf"{_GAP}({_SMALL_WORDS})({PART}){_ALONE}")


def companions(text: str) -> Iterator[Person]:
    """Yield who is named by one name, in sentences that do not say that somebody stays away or is to be asked.

    >>> [person.name for person in companions("With Tom and Emma. Questions to Ann.")]
    ['Tom', 'Emma']
    """
    for sentence in islice(_sentences(text), _MAX_SENTENCES):
        found = [*_in(sentence)]
        if not found or is_aside(sentence):
            continue
        if not any(words("text.contact", "text.ask", "text.absent").hits(as_words(sentence))):
            yield from map(Person, dict.fromkeys(found))


def _sentences(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield from (each for each in SENTENCE.split(line[:2000]) if " " in each.strip())


def _in(sentence: str) -> Iterator[str]:
    yield from _beside_others(sentence)
    for match in islice(_LED.finditer(sentence), _MAX_HITS):
        if _is_named(match[2], match[1]):
            yield match[2]
    for match in islice(_BY.finditer(sentence), _MAX_HITS):
        if _is_companion(match[1]) and may_be_name(match[2]):
            yield match[2]
    for match in islice(_IN_BRACKETS.finditer(sentence), _MAX_HITS):
        is_small = match[1].islower() and words("title.leader", "title.team", "title.field").covers(match[1])
        is_said = is_small or words("title.companion").covers(match[1])
        if is_said and may_be_name(match[2]):
            yield match[2]
    yield from _at_verbs(sentence)


def _at_verbs(sentence: str) -> Iterator[str]:
    for hit in islice(words("text.joins").hits(as_words(sentence)), _MAX_HITS):
        behind = _BEHIND.match(sentence, hit.stop)
        if behind and not behind[1] and may_be_name(behind[2]):
            yield behind[2]
    for hit in islice(words("text.acts", "text.joins").hits(as_words(sentence)), _MAX_HITS):
        head, behind = sentence[: hit.begin], _BEHIND.match(sentence, hit.stop)
        matches = (match for match in (pattern.search(head) for pattern in _BEFORE) if match)
        named = (match for match in matches if _is_named(match[1], "") and not _CAPITAL.search(head[: match.start()]))
        yield from (match[1] for match in islice(named, 1))
        if behind and _is_named(behind[2], behind[1]):
            yield behind[2]


def _beside_others(sentence: str) -> Iterator[str]:
    for match in islice(_JOINED.finditer(sentence), _MAX_HITS):
        if _is_named(match[2], match[1]) and _ends_in_name(sentence[: match.start()]):
            yield match[2]
    for match in islice(_PAIR.finditer(sentence), _MAX_HITS):
        if any(map(is_first_name, match.groups())) and all(map(may_be_name, match.groups())):
            yield from match.groups()


def _is_named(name: str, led_by: str) -> bool:
    """Return whether one word is somebody's name, led by some small words: what they are counts for it."""
    if not may_be_name(name) or words("title.noise").covers(name):
        return False
    return is_first_name(name) or _is_companion(led_by)


def _is_companion(text: str) -> bool:
    """Return whether small words say what somebody is, to others or by trade: ``meine Kollegin``, ``the owner``."""
    said = words("title.companion", "title.leader", "title.rank", "title.role").search(text)
    return said is not None and words("text.job").search(text) is None


def _ends_in_name(text: str) -> bool:
    """Return whether a text ends in a full name, or a title and a name."""
    last = next(reversed([*islice(names_in(text[-90:]), _MAX_HITS)]), None)
    if last is None or text[-90:][last.end :].strip(" .,"):
        return False
    name = name_of(text[-90:][last.start :])
    return name is not None and (" " in name or is_first_name(name))
