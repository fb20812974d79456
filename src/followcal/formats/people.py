"""Who is named in a text as one who will be met (I6).

Names stand in schedules (``1:00pm - 2:00pm, Ann Lee``), behind words such as Interviewers, in lists, and in sentences.
Whoever has a full name in an invitation is met, unless it says otherwise: it names them for questions, greets the
guest, is signed by them, or says that they do not come.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from msgspec.structs import replace

from followcal.core.interview import Person, unique_people
from followcal.formats.companions import companions
from followcal.formats.contacts import body_of, is_of_office
from followcal.formats.mentions import SENTENCE, is_aside, mentioned
from followcal.formats.names import (
    PART,
    Named,
    is_first_name,
    is_known,
    is_name,
    is_same,
    name_at_start,
    name_of,
    names_in,
    names_in_list,
    plain_name,
    with_title,
)
from followcal.formats.plaintext import own_words
from followcal.formats.single_names import alone, introduced, may_be_name
from followcal.formats.word_lists import as_words, words
from followcal.regex import regex

_CLOCK = r"\d{1,2}(?:[:.h]\d{2}|h)?[^\S\n]{0,5}(?:[ap]\.?m\.?|uhr|h)?"


_SCHEDULE = regex(
    rf"^[^\w\n]{{0,20}}{_CLOCK}[^\S\n]{{0,5}}(?:(?:-|–|—|to|bis|à|a|às)[^\S\n]{{0,5}}{_CLOCK})?"
    r"[^\S\n]{0,5}(?-i:\([A-Z]{2,4}\)|[A-Z]{2,4}\b)?[\s,:|–—-]{1,10}([^\n]{3,160})$",
    re.IGNORECASE | re.MULTILINE,
)


_END_OF_LIST = regex(SENTENCE.pattern.replace("[.!?;]", "[.!?]"))


_WITH = frozenset(("with", "mit", "avec", "con", "com", "w"))


_BEFORE = regex(r"\b(?:vor|before|devant|ante|perante)\s+(?=[^\W\d_a-zß-öø-ÿ])")


_MAX_LINES, _MAX_HITS, _MAX_PEOPLE = 200, 30, 60


@lru_cache(maxsize=32)
def people_in(description: str) -> tuple[Person, ...]:
    """Return the interviewers that a description names, in its schedule, in lists or in sentences.

    >>> [person.name for person in people_in("1:00pm - 2:00pm, Ann Lee (CTO)")]
    ['Ann Lee']
    """
    return met_by(people_in_full(description), companions_in(description))


@lru_cache(maxsize=32)
def people_in_full(description: str) -> tuple[Person, ...]:
    """Return those of them who are named in full, politely, or in a list."""
    found = [*people_listed_in(description), *mentioned(_said_in(description)[1])]
    return met_by((), [person for person in found if not _is_of_many(person.name or "")][:_MAX_PEOPLE])


@lru_cache(maxsize=32)
def companions_in(description: str) -> tuple[Person, ...]:
    """Return those of them who are named by one name, beside others."""
    return tuple(islice(companions(_said_in(description)[1]), _MAX_PEOPLE))


@lru_cache(maxsize=32)
def people_listed_in(description: str) -> tuple[Person, ...]:
    """Return those of whom a description says that they will be met, and not only their names."""
    text, body = _said_in(description)
    return met_by(
        (),
        [*_in_schedule(text), *_on_lines(body), *_in_blocks(body), *_in_sentences(body), *_beside_author(body)][
            :_MAX_PEOPLE
        ],
    )


_COLUMNS = regex(r"(?<=\w)(?:\t+| {3,}| · )(?=\w)")
"""What parts the columns of a table of people: ``Ann Lee    Head of Design``."""


_NICKNAME = regex(rf"(?<=\w)[^\S\n][\"“”„«‘']{PART}[\"“”»’'][^\S\n](?=[^\W\d_a-zß-öø-ÿ])")
"""How friends call somebody, between their names: ``Terence "Terry" Blackstock``."""


@lru_cache(maxsize=32)
def _said_in(description: str) -> tuple[str, str]:
    """Return what a description says in its own words, and that up to where it is signed."""
    text = _without_imprint(own_words(description))
    return text, body_of(text)


def _without_imprint(text: str) -> str:
    """Return a text without the lines that companies must put below their letters: seat, register, directors."""
    text = _NICKNAME.sub(" ", text.replace("(e)", ""))  # reçu(e) par
    lines = _COLUMNS.sub(", ", text).split("\n")
    return "\n".join("" if len(line) < 300 and words("text.imprint").search(line) else line for line in lines)


def asked_for_in(description: str) -> tuple[Person, ...]:
    """Return whom a text says to ask for on arrival.

    >>> asked_for_in("Please ask for Jane Doe at reception.")
    (Person(name='Jane Doe', email=None),)
    """
    text = body_of(own_words(description))
    found = []
    for hit in islice(words("text.ask").hits(as_words(text)), _MAX_HITS):
        rest = re.sub(r"^[\s:]*(?:[a-zà-ÿ]{1,12}\s+){0,4}(?=[^\W\d_a-zß-öø-ÿ])", "", text[hit.stop : hit.stop + 120])
        found += names_in_list(SENTENCE.split(rest.partition("\n")[0], maxsplit=1)[0])[:1]
    return met_by((), found)


def met_by(invited: Sequence[Person], said: Iterable[Person]) -> tuple[Person, ...]:
    """Return everybody met: those invited and those whom a text names, each once.

    A name in a text that spells an address completes it, and one that is a part of a known name adds nobody: only the
    academic title that stands before it.
    """
    people = list(invited)
    for person in said:
        name = plain_name(person)
        same = next((i for i, known in enumerate(people) if is_same(known, person, name)), None)
        if same is None:
            people.append(person)
            continue
        known = people[same]
        longer = not known.email and len(name) > len(plain_name(known))
        called = person.name if longer else known.name or person.name
        called = called and with_title(called, person.name or "")
        people[same] = replace(known, name=called, email=known.email or person.email)
    return unique_people(people)


def _in_schedule(text: str) -> Iterator[Person]:
    for match in islice(_SCHEDULE.finditer(text), _MAX_HITS):
        line = match[1]
        hit = next((hit for hit in words("title.at").hits(as_words(line)) if hit.text.casefold() in _WITH), None)
        if hit and not is_aside(line):
            yield from names_in_list(line[hit.stop :])
        elif before := _BEFORE.search(line):
            yield from names_in_list(line[before.end() :])
        elif not words("text.break").match(line) and not is_aside(line) and not _is_led_by_next(match, text):
            head, colon, rest = line.partition(": ")
            yield from names_in_list(rest if colon and not is_name(head) else line)


def _is_led_by_next(match: re.Match[str], text: str) -> bool:
    """Return whether a line of a schedule says what is done, and the one below it who does it: ``10:00 Craft Talk``."""
    name = name_at_start(text[match.end() + 1 :].partition("\n")[0].strip()[:160])
    return name is not None and is_known(name.name) and not is_first_name(match[1].strip())


def _on_lines(text: str) -> Iterator[Person]:
    """Yield the names behind a label such as ``Interviewers:``, on its line or on the lines below it.

    Behind any other word with a colon, several names are a list of those who are met, unless it is about questions.
    """
    lines = text.split("\n")[:_MAX_LINES]
    left = _MAX_HITS
    for number, line in enumerate(lines):
        opening = words("text.alone").match(line[:80])
        if opening and len(line) < 300:
            yield from names_in_list(SENTENCE.split(line[opening.stop :], maxsplit=1)[0])
            continue
        label, rest = _label_of(re.sub(r"^([\w ]{2,30}) = ", r"\1: ", line))
        if label[:1].isalpha() and words("text.place").covers(label):
            continue
        is_heading = not label and len(as_words(line)) > 0 and words("text.interviewers").covers(line)
        if left == 0 or (not label and not is_heading):
            continue
        left -= 1
        names = names_in_list(_END_OF_LIST.split(rest, maxsplit=1)[0])
        if not is_heading and is_of_office(label):
            continue
        if not is_heading and not _is_label(label):
            known = sum(is_known(person.name or "") for person in names)
            if len(names) > 1 and known and not words("text.contact").search(label):
                yield from (person for person in names if not _is_of_many(person.name or ""))
            continue
        yield from names or filter(None, (alone(rest),))
        if not rest.strip() or rest.rstrip().endswith((",", "&")):
            below = lines[number + 1 : number + 14]
            yield from _names_below(below[1:] if below and not below[0].strip() else below)


def _is_of_many(name: str) -> bool:
    """Return whether a name in a list is that of a team: ``Halden Marine Recruitment``."""
    return words("person.recruiter", "title.agency", "title.team").search(name) is not None


def _names_below(lines: Sequence[str]) -> Iterator[Person]:
    for line in lines:
        names = names_in_list(line)
        if not line.strip() or not names or len(line) > 160:
            return
        yield names[0]


def _label_of(line: str) -> tuple[str, str]:
    """Return what stands before a colon, and what follows it; empty where there is none, or a sentence before it."""
    head, colon, rest = line[:600].partition(":")
    if not colon or len(head) > 60:
        head, colon, rest = line[:600].rpartition(". ")[2].partition(":")
    return (head.rpartition(". ")[2].strip(" -*•\t"), rest) if colon else ("", "")


def _is_label(label: str) -> bool:
    text = as_words(label)
    hits = list(words("text.interviewers").hits(text))
    is_both = bool(hits) and hits[-1].last == len(text) and hits[-1].first > 0  # contact person and interviewer
    if not is_both and any(words("text.contact").hits(text)):
        return False
    if not hits or hits[-1].last != len(text):
        return bool(hits) and hits[0].first == 0 and len(text) <= 5 and len(hits[0].text) > 5
    return len(text) <= 8


def _in_blocks(text: str) -> Iterator[Person]:
    """Yield the names that lines below each other begin with: two at least, or one below a colon."""
    block: list[str] = []
    is_led = False
    for line in [*text.split("\n")[:_MAX_LINES], ""]:
        name = _name_at_start(line)
        if name:
            block.append(name)
            continue
        if (len(block) > 1 or (block and is_led)) and any(is_known(each) or "." in each for each in block):
            yield from map(Person, block)
        if block or line.strip():
            is_led = line.rstrip().endswith(":") and not words("text.contact", "text.place").search(line[-160:])
        block = []


_NUMBER = regex(r"^\d{1,2}\s?[.)]\s+")


def _name_at_start(line: str) -> str | None:
    """Return the full name that a line begins with, where nothing or what somebody does follows it."""
    bare = _NUMBER.sub("", line.strip(" \t-*•–·>"))
    match = name_at_start(bare[:160])
    if words("text.greeting").match(bare[:60]) and not words("title.role", "title.leader").search(bare[:160]):
        return None
    if not match or len(bare) > 160 or not re.match(r"\s*(?:$|[,(|:·–—]|-\s)", bare[match.end :]):
        return None
    name = name_of(bare)
    return name if name and (" " in name or match.titles) else None


def _in_sentences(text: str) -> Iterator[Person]:
    """Yield the names in what a sentence says about who will be met: behind it, or before it."""
    parts = as_words(text)
    for hit in islice(words("text.meet", "text.acts").hits(parts), _MAX_HITS):
        rest = SENTENCE.split(text[hit.stop : hit.stop + 300], maxsplit=1)[0]
        before = SENTENCE.split(text[max(hit.begin - 90, 0) : hit.begin])[-1]
        if not any(words("text.later").hits(as_words(f"{before}{hit.text}{rest}"))):
            yield from names_in_list(rest.lstrip(" :"))
    for hit in islice(words("text.acts").hits(parts), _MAX_HITS):
        before = SENTENCE.split(text[max(hit.begin - 90, 0) : hit.begin].replace("\n", " . "))[-1]
        matches = [*names_in(before)][::-1]
        found = (_acting(before, match, needs_known=needs) for needs in (True, False) for match in matches)
        yield from (Person(name) for name in islice(filter(None, found), 1))


def _beside_author(text: str) -> Iterator[Person]:
    """Yield who is named by one name beside the author: ``with Tegan from safety and me``, ``der Wastl und ich``."""
    yield from introduced(text)
    for match in islice(_BESIDE_AUTHOR.finditer(text), _MAX_HITS):
        name = next(filter(None, match.groups()))
        if may_be_name(name):
            yield Person(name)


_WITH_WORD = r"\b(?:[Ww]ith|[Mm]it|[Aa]vec|[Cc]on|[Cc]om)[^\S\n]+"


_JOINING = r"[^\S\n]+(?:and|und|et|y|e|&)[^\S\n]+"


_ARTICLES = "der|die|el|la|o|a|le|my|mein|meine|mi|meu|minha|mon|ma"
_OF_WHERE = r"(?:[^\S\n]+(?:from|in|vom|von|aus|de|du|da|do)[^\S\n]+[\w'’-]{1,30}|[^\S\n]?\([^()\n]{1,40}\))?"


_AUTHOR = r"(?:I|me|myself|ich|mir|moi|yo|mí|eu|mim|conmigo|comigo)\b"


_BESIDE_AUTHOR = regex(
    rf"{_WITH_WORD}({PART}){_OF_WHERE}{_JOINING}{_AUTHOR}"
    rf"|(?:{_WITH_WORD}{_AUTHOR}|\b[Cc]on?migo){_JOINING}(?:(?:con|com|avec|mit|with)[^\S\n]+)?({PART})(?![^\S\n]+{PART})"
    rf"|(?<![^\W_])({PART}){_OF_WHERE}{_JOINING}(?:I|ich|moi|yo|eu)\b"
    rf"|\b(?:I|[Ii]ch|[Mm]oi|[Yy]o|[Ee]u){_JOINING}(?:(?:{_ARTICLES})[^\S\n]+)?({PART})(?![^\S\n]+{PART})"
)


def _acting(before: str, match: Named, *, needs_known: bool) -> str | None:
    """Return the name at a match, or the last words of it that are one; unknown ones need two words."""
    name = name_of(before[match.start :])
    if match.titles and name:
        return name
    spelled = (" ".join(match.name.split()[-size:]) for size in (4, 3, 2))
    fits = is_known if needs_known else is_name
    fitting = next((each for each in spelled if fits(each) and (" " in each or may_be_name(each))), None)
    is_given = bool(name) and is_first_name(name or "") and (" " in (name or "") or may_be_name(name or ""))
    return fitting or (name if is_given and (needs_known or " " in (name or "")) else None)
