"""Whether a note greets the right person, and names the right company."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from msgspec import Struct

from followcal.formats.names import is_first_name
from followcal.formats.note_rules import Finding, finding
from followcal.formats.note_text import OPEN_PLACE, NoteText, capitalised_runs, is_near, name_tokens
from followcal.formats.spelling import Speller, has_dictionary
from followcal.formats.word_lists import Text, as_words, plain, words
from followcal.regex import regex

_LEGAL = frozenset(
    "inc corp corporation co company llc llp ltd limited plc gmbh ag kg kgaa ug ohg gbr ev se sa sas sarl sl slu bv nv "
    "group the".split()
)
_FIRST_LINES = 4
_MOST = 40
_NAMED = 4
_CUT = regex(r"[;:!?\n]|\s[-–—]\s|(?<=\w{4})\.(?=\s)")
_AND = regex(r"\s(?:and|und|et|y|e|&)\s|,|/|&", re.IGNORECASE)
BEFORE_OWN = 5
_TO_JOB = 8
"""So many words before a place a position may stand that is there."""


class Greeting(Struct, frozen=True):
    """Whom a note greets."""

    place: int
    said: str
    people: tuple[tuple[str, ...], ...]
    """The words of each name in it, without titles and what is no name; none: it greets nobody by name."""


def name_findings(text: NoteText) -> Iterator[Finding]:
    """Yield what is wrong with the greeting, or with the person's name further on."""
    people = text.about.people[:_MOST]
    if not people:
        return
    name = " or ".join(people[:_NAMED])
    greeting = greeting_of(text)
    line = text.line_at(greeting.place if greeting else text.body_start)
    if greeting and not greeting.people and _is_enough(greeting, text):
        return
    if greeting is None or not greeting.people:
        said = f"“{greeting.said}” names nobody" if greeting else "it greets nobody by name"
        yield finding("no-name", line, f"{said}: it goes to {name}")
    elif not any(_is_called(said, person, text) for said in greeting.people for person in people):
        yield finding("wrong-name", line, f"“{greeting.said}”: it goes to {name}")
    for person in people:
        yield from _nearly(text, person, "wrong-name", greeting.place if greeting else -1)


def greeting_of(text: NoteText) -> Greeting | None:
    """Return the greeting of a note: a line that begins as greetings do, or the name and a comma."""
    for place, line in text.paragraphs[:_FIRST_LINES]:
        hit = text.words("letter.greeting").match(line[:200])
        if hit:
            rest = OPEN_PLACE.sub(" ", line[hit.end() : hit.end() + 200])
            return Greeting(place, _said(line, text), tuple(_people(_head(rest, text), text)))
        if text.words("letter.sign").covers(line[:80].strip(" ,!.")):
            return None
        head, comma, _ = line[:80].partition(",")
        people = tuple(_people(head, text))
        known = name_tokens(*text.about.people)
        if comma and people and len(head.split()) < 5 and (line.strip().endswith(",") or set(people[0]) <= set(known)):
            return Greeting(place, _said(line, text), people)
        if text.words("letter.nobody").match(line.strip()[:80]) and line.strip()[-1:] in ",:":
            return Greeting(place, _said(line, text), ())
    return None


def _is_enough(greeting: Greeting, text: NoteText) -> bool:
    """Return whether a greeting is right without a name: ``Madame,`` in French, not ``Madame, Monsieur,``."""
    said = as_words(greeting.said)
    return 0 < len(said) == text.words("letter.enough").length_at(said, 0)


def _said(line: str, text: NoteText) -> str:
    return _head(line.strip()[:60], text).rstrip(" ,")


def _head(line: str, text: NoteText) -> str:
    """Return a line up to where the greeting ends: at a mark, but not at the one of ``Prof.``."""
    titles = text.lists.tokens("letter.title")
    for match in _CUT.finditer(line):
        head = line[: match.start()]
        if match[0] != "." or plain(head.rsplit(maxsplit=1)[-1]) not in titles:
            return head
    return line


def _people(said: str, text: NoteText) -> Iterator[tuple[str, ...]]:
    """Yield the words of each name in what follows a greeting; what follows the comma after a name is no greeting."""
    for part in _AND.split(said[:150])[:6]:
        parts = as_words(part)
        if text.words("letter.nobody").covers(part) or not len(parts):
            continue
        named = _without_titles(parts, text)
        if len(named) > 5 or (named and part.strip()[:1].islower() and not text.about.people):
            return
        if named:
            yield tuple(named)


def _without_titles(parts: Text, text: NoteText) -> list[str]:
    """Return the words of a name without what somebody is: ``Prof.``, ``Chef``; not that of ``Ms Baker``."""
    titles, known = text.lists.tokens("letter.title"), set(name_tokens(*text.about.people))
    named = [word for word in parts.words if word not in titles and not word.isdigit()]
    if set(parts.words) & text.lists.tokens("letter.civil"):
        return named
    posts = words("title.role", "title.leader")
    while named and named[0] not in known and not is_first_name(named[0]) and posts.match(named[0]):
        named = named[1:]
    return named


def _is_called(person: Sequence[str], name: str, text: NoteText) -> bool:
    """Return whether all words of a greeting are of this name: parts, initials or a short form of it."""
    tokens = name_tokens(name)
    return all(
        word in tokens
        or (len(word) == 1 and any(token.startswith(word) for token in tokens))
        or _is_short(word, tokens[:1], text)
        for word in person
    ) and any(len(word) > 1 or word in tokens for word in person)


def _is_short(word: str, first: Sequence[str], text: NoteText) -> bool:
    return any({word, name} <= group for group in text.lists.groups("letter.short_names") for name in first)


def _nearly(text: NoteText, name: str, rule: str, but_at: int) -> Iterator[Finding]:
    """Yield each capitalised word that is nearly a word of a name, and neither another name nor a common word."""
    wanted = [token for token in name_tokens(name) if len(token) >= 5]
    right = set(name_tokens(*text.about.names))
    for word, (start, stop) in zip(text.text.words, text.text.spans, strict=True):
        if (
            word in right
            or len(word) < 5
            or not text.source[start].isupper()
            or not text.body_start <= start < text.sign_start
        ):
            continue
        if text.line_at(start) == text.line_at(max(but_at, 0)) and but_at >= 0:
            continue
        meant = next((token for token in wanted if is_near(word, token)), None)
        if meant:
            yield finding(rule, text.line_at(start), f"“{text.source[start:stop]}”: is it {name}?")


def company_findings(text: NoteText) -> Iterator[Finding]:
    """Yield what is wrong with the company's name."""
    company = text.about.company
    if not company:
        return
    others = list(islice(_other_companies(text, company), _MOST))
    if not others and not _is_named(text, company):
        others = list(islice(_companies(text, company), _MOST))
        if not others:
            yield finding("no-company", 0, f"{company} is not named")
    yield from others


def _is_named(text: NoteText, company: str) -> bool:
    tokens = name_tokens(company)
    telling = [token for token in tokens if token not in _LEGAL] or tokens
    initials = "".join(token[0] for token in telling)
    joined = "".join(telling)
    there = text.tokens()
    return (
        telling[0] in there
        or joined in there
        or (len(initials) > 2 and initials in there)
        or all(token in there for token in telling[1:] or telling)
    )


def _other_companies(text: NoteText, company: str) -> Iterator[Finding]:
    parts = text.text
    right = set(name_tokens(*text.about.names))
    telling = [token for token in name_tokens(company) if token not in _LEGAL]
    small = _LEGAL | text.lists.tokens("language.is_in")
    for first, last in capitalised_runs(text, text.words("letter.mid")):
        found = [word for word in parts.words[first:last] if word not in small or word in right]
        name = parts.part(first, last)
        line = text.line_at(parts.spans[first][0])
        if not found or set(found) <= right or parts.spans[first][0] >= text.sign_start:
            continue
        if _is_inflected(found, telling, text):
            continue
        if any(
            is_near("".join(part), "".join(telling), 0.84)
            for part in _windows(found, len(telling))
            if set(part) - right
        ):
            yield finding("wrong-company", line, f"“{name}”: is it {company}?")
        elif (
            _is_of_application(text, first)
            and not set(found) & set(telling)
            and not words("title.role").search(name)
            and not _is_noun(text, name)
        ):
            yield finding("wrong-company", line, f"“{name}”: the interview was at {company}")


def _companies(text: NoteText, company: str) -> Iterator[Finding]:
    """Yield what stands in place of the company in a note that does not name it: any name behind ``at``."""
    parts = text.text
    right = set(name_tokens(*text.about.names))
    for first, last in capitalised_runs(text, text.words("letter.mid")):
        before = parts.words[max(0, first - BEFORE_OWN) : first]
        name = parts.part(first, last)
        is_at = (
            before[-1:] and before[-1] in text.lists.tokens("letter.place") and parts.is_joined(first - 1, first + 1)
        )
        if is_at and before[-1] in text.lists.tokens("letter.place_of_job"):
            is_at = bool(set(parts.words[max(0, first - _TO_JOB) : first]) & text.lists.tokens("letter.job"))
        named = is_at and not is_own(text, before) and not set(parts.words[first:last]) & right
        if (
            named
            and not _is_noun(text, name)
            and parts.spans[first][0] < text.sign_start
            and not words("title.role").search(name)
        ):
            line = text.line_at(parts.spans[first][0])
            yield finding("wrong-company", line, f"“{name}”: the interview was at {company}")


def _is_inflected(found: Sequence[str], telling: Sequence[str], text: NoteText) -> bool:
    """Return whether words are a name in another case: ``bei den Stadtwerken Hellbach``."""
    ends = ("", *text.lists.entries("letter.case_ends"))
    return len(found) == len(telling) and all(
        one in {other + end for end in ends} for one, other in zip(found, telling, strict=True)
    )


def _is_noun(text: NoteText, name: str) -> bool:
    """Return whether capitalised words are no name, in a language whose nouns have capitals."""
    if not text.lists.entries("spelling.before_noun") or not has_dictionary(text.lists.language):
        return False
    speller = Speller(text.lists.language)
    return all(speller.is_word(word) for word in name.split())


def _windows(found: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    yield found
    if len(found) > size:
        yield from (found[at : at + size] for at in range(len(found) - size + 1))


def _is_of_application(text: NoteText, first: int) -> bool:
    """Return whether what stands at a word is where the application goes: ``the position at``, ``to join``."""
    parts = text.text
    before = parts.words[max(0, first - 8) : first]
    if before[-1:] == ["the"]:
        before = before[:-1]
    if len(before) < 2 or not parts.is_joined(first - 1, first + 1):
        return False
    if is_own(text, before[-BEFORE_OWN:]):
        return False
    if before[-1] in text.lists.tokens("letter.join"):
        return True
    job = text.lists.tokens("letter.job") | text.lists.tokens("letter.work")
    return before[-1] in text.lists.tokens("letter.at") and bool(set(before[-3:-1]) & job)


def is_own(text: NoteText, before: Sequence[str]) -> bool:
    """Return whether words announce the user's own past: ``my last job as``, ``while I worked for``, ``my role at``."""
    if set(before) & text.lists.tokens("letter.own"):
        return True
    mine, work = text.lists.tokens("letter.my"), text.lists.tokens("letter.mine")
    return any(one in mine and other in work for one, other in pairwise(before))
