"""What is wrong with a note before it is sent: everything that the advice says a note must have, or must not have.

Names that are known are masked first, so that a Payroll Analyst may name the position. Time and findings are bounded: a
note is at most 100,000 letters, and of one rule at most 20 findings are told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import partial
from itertools import islice

from followcal.formats.note_address import address_findings
from followcal.formats.note_form import (
    doubled_findings,
    emoji_findings,
    length_findings,
    shouting_findings,
)
from followcal.formats.note_lists import note_languages
from followcal.formats.note_names import company_findings, greeting_of, name_findings
from followcal.formats.note_roles import role_findings
from followcal.formats.note_rules import RULES, Finding, finding
from followcal.formats.note_spelling import spelling_findings
from followcal.formats.note_text import NOTHING, OPEN_PLACE, About, NoteText, kin, name_tokens
from followcal.formats.notes import Note
from followcal.formats.word_lists import Hit
from followcal.regex import regex

_Check = Callable[[NoteText], Iterator[Finding]]

MAX_FINDINGS = 20
"""Of one rule."""

SIMILAR = 0.8
_FIRST_WORDS = 60
_LEAST_PARTICULAR, _PARTICULAR_EACH = 3, 40
"""A note has so many words of its own, and one more for each so many words; the numbers are followcal's."""
_MAX_COMPARED = 600
_MOST_HITS = 200

_DOTS = regex(r"(?:\.{3,}|…)")
_PHONE = regex(r"(?:\+|\(|\b)\d[\d ()./-]{5,24}\d\b")
_NO_PHONE = regex(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,4}(?:[.,]\d{3})+|\d{4}\s?[-–]\s?\d{4}")
_MAIL = regex(r"[\w.+'-]{1,64}@[\w-]{1,100}\.[\w.-]{1,150}")
_MONEY = regex(
    r"[$€£¥]\s?\d[\d.,]{0,12}\s?k?|\b\d[\d.,]{0,12}\s?(?:k\b|€|£|usd\b|eur\b|gbp\b|euros?\b|dollars?\b|pounds\b)", re.I
)


def check_note(
    note: Note, about: About = NOTHING, *, beside: Sequence[Note] = (), language: str | None = None
) -> tuple[Finding, ...]:
    """Return all findings, in the order of their lines.

    `beside` are notes to colleagues on the panel. `language` is one of `note_languages()`; None: it is told from the
    text. What is not known `about` the interview is not checked.
    """
    text = NoteText(note, about, language)
    found: list[Finding] = []
    for check in _CHECKS if text.is_understood else _IN_ANY_LANGUAGE:
        found += islice(_unique(check(text)), MAX_FINDINGS)
    found += _similar(text, beside)
    order = list(RULES)
    return tuple(sorted(found, key=lambda each: (each.line, order.index(each.rule))))


def _unique(findings: Iterator[Finding]) -> Iterator[Finding]:
    seen: set[Finding] = set()
    for each in findings:
        if each not in seen:
            seen.add(each)
            yield each


def _open_places(text: NoteText) -> Iterator[Finding]:
    for match in islice(OPEN_PLACE.finditer(text.source), _MOST_HITS):
        if match[0] != "[sic]":
            yield finding("open-place", text.line_at(match.start()), f"“{match[0][:60]}” is still to be filled in")
    for hit in _hits(text, "open-place.phrases", masked=False):
        yield finding("open-place", text.line_at(hit.start()), f"“{hit[0]}” is still to be filled in")
    alone = text.words("open-place.alone")
    for place, line in text.paragraphs:
        if alone.covers(line[:100]) and re.search(r"[^\W\d]", line):
            yield finding("open-place", text.line_at(place), f"“{line.strip()[:60]}” is still to be filled in")
    greeting = greeting_of(text)
    if greeting:
        line = text.source[greeting.place : greeting.place + 60].partition("\n")[0]
        if _DOTS.search(line[:30]) and not greeting.people:
            yield finding("open-place", text.line_at(greeting.place), f"“{line.strip()}”: the name is missing")


def _purpose(text: NoteText) -> Iterator[Finding]:
    """Yield a finding where neither the subject nor the first lines say why one writes."""
    purpose = text.words("letter.purpose")
    start = text.body_start
    greeting = greeting_of(text)
    if greeting:
        start = greeting.place
    body = [index for index, (begin, _) in enumerate(text.text.spans) if begin >= start][:_FIRST_WORDS]
    subject = [index for index, (begin, _) in enumerate(text.text.spans) if begin < text.body_start]
    if not any(purpose.length_at(text.text, index) for index in (*subject, *body)):
        yield finding("no-purpose", text.line_at(start), "subject and first lines do not say why you write")


def _contact(text: NoteText) -> Iterator[Finding]:
    if _MAIL.search(text.note.text) or any(_is_phone(match[0]) for match in _PHONE.finditer(text.note.text)):
        return
    last = text.paragraphs[-1][0] if text.paragraphs else text.body_start
    yield finding("no-contact", text.line_at(last), "neither your phone number nor your e-mail address is in it")


def _is_phone(said: str) -> bool:
    digits = sum(char.isdigit() for char in said)
    return 7 <= digits <= 15 and not _NO_PHONE.fullmatch(said.strip())


def _salary(text: NoteText) -> Iterator[Finding]:
    """Yield each word about pay; of those that may be about work, and by who works with pay, only what asks for it."""
    asks, spared, weak = text.words("salary.asks"), _spared(text, "salary"), text.words("salary.weak")
    is_work = bool(text.about.role and text.words("salary.works_with").search(text.about.role))
    for hit in _hits(text, "salary.phrases"):
        if not (is_work or spared(hit) or weak.covers(hit[0])) or asks.search(text.sentence_at(hit.start())):
            yield finding("salary", text.line_at(hit.start()), f"“{hit[0]}”: not before they speak of it")
    wanted = text.words("salary.wanted")
    for match in islice(_MONEY.finditer(text.masked), _MOST_HITS):
        if wanted.search(text.sentence_at(match.start())):
            yield finding("salary", text.line_at(match.start()), f"“{match[0]}”: not before they speak of money")


def _demand(text: NoteText) -> Iterator[Finding]:
    for hit in _hits(text, "demand.phrases"):
        yield finding("demand", text.line_at(hit.start()), f"“{hit[0]}” presses: ask, and leave the time to them")
    request, softened = text.words("demand.request"), text.words("demand.softened")
    for hit in _hits(text, "demand.deadline"):
        sentence = text.sentence_at(hit.start())
        if request.search(sentence) and not softened.search(sentence):
            yield finding("demand", text.line_at(hit.start()), f"“{hit[0]}” sets them a date: leave the time to them")


_WORD_RULES = {
    "complaint": "“{}” reproaches: leave it out",
    "desperate": "“{}” begs: say what you offer",
    "slang": "“{}” is too familiar for a letter",
}


def _phrases(text: NoteText, rule: str) -> Iterator[Finding]:
    spared = _spared(text, rule)
    address = text.words("slang.address")
    for hit in _hits(text, f"{rule}.phrases"):
        if spared(hit) or (address.covers(hit[0]) and not _addresses(text, hit)):
            continue
        if _stands_alone(text, hit):
            yield finding(rule, text.line_at(hit.start()), _WORD_RULES[rule].format(hit[0]))


def _spared(text: NoteText, rule: str) -> Callable[[Hit], bool]:
    """Return whether words mean something else: in an expression such as ``blast chiller``, or as a part of a name."""
    within = {index for hit in _hits(text, f"{rule}.but") for index in range(hit.first, hit.last)}
    names = set(name_tokens(text.about.company, text.about.role))
    there = text.masked_words.words
    return lambda hit: hit.first in within or set(there[hit.first : hit.last]) <= names


def _addresses(text: NoteText, hit: Hit) -> bool:
    """Return whether a word calls somebody: ``thanks, mate``, not ``a buddy for each newcomer``."""
    before = text.masked[max(0, hit.start() - 20) : hit.start()].rstrip(" ")
    behind = text.masked[hit.end() : hit.end() + 1]
    return before[-1:] in (*",!.?:\n", "") or (
        behind in (*",!.?\n", "") and bool(text.words("slang.hail").covers(before.split()[-1]))
    )


def _stands_alone(text: NoteText, hit: Hit) -> bool:
    """Return whether a single letter is a word: the u of ``c u``, not that of ``U.S.``."""
    if len(hit[0]) > 2:
        return True
    around = text.masked[max(0, hit.start() - 1) : hit.start()] + text.masked[hit.end() : hit.end() + 1]
    return hit[0].islower() and all(char.isspace() or char in ",!?" for char in around)


def _generic(text: NoteText) -> Iterator[Finding]:
    """One worn phrase is forgiven; a note without words of its own is told as a whole."""
    hits = list(_hits(text, "generic.phrases"))
    if len({hit[0].casefold() for hit in hits}) > 1:
        for hit in hits:
            yield finding(
                "generic", text.line_at(hit.start()), f"“{hit[0]}” could stand in any note: say it in particular"
            )
    elif _is_thanks(text) and len(set(_particular(text))) < _LEAST_PARTICULAR + len(text.text) // _PARTICULAR_EACH:
        yield finding("generic", 0, "it could go to anybody: say one thing that only you two talked about")


def _is_thanks(text: NoteText) -> bool:
    """Return whether a note gives thanks for the interview, and is no other letter."""
    thanks = (text.sentence_at(hit.start()) for hit in _hits(text, "generic.thanks"))
    return not text.words("generic.other_letter").search(text.source) and any(
        text.words("generic.thanks_for").search(sentence) for sentence in thanks
    )


def _particular(text: NoteText) -> Iterator[str]:
    """Yield the words between greeting and signature that are neither names nor such as stand in every note."""
    usual, parts = text.words("generic.usual"), text.masked_words
    names = name_tokens(*text.about.names)
    greeting = greeting_of(text)
    start = text.source.find("\n", greeting.place) if greeting and greeting.people else text.body_start
    for index, (word, (begin, _)) in enumerate(zip(parts.words, parts.spans, strict=True)):
        is_usual = len(word) < 3 or word.isdigit() or usual.length_at(parts, index) or kin(word, names)
        if start <= begin < text.sign_start and not is_usual:
            yield word


def _similar(text: NoteText, beside: Sequence[Note]) -> Iterator[Finding]:
    mine = _own_words(text.note, text)
    for other in beside:
        theirs = _own_words(other, text)
        share = SequenceMatcher(None, mine, theirs, autojunk=False).ratio() if mine and theirs else 0.0
        if share > SIMILAR:
            said = f"{share:.0%} of its words are those of another note of this panel: people compare their notes"
            yield finding("too-similar", 0, said)


def _own_words(note: Note, text: NoteText) -> list[str]:
    """Return the words of a note without greeting and signature: these may be equal."""
    inner = NoteText(note, text.about, text.lists.language)
    start = inner.paragraphs[1][0] if len(inner.paragraphs) > 1 and greeting_of(inner) else inner.body_start
    stop = inner.sign_start
    pairs = zip(inner.text.words, inner.text.spans, strict=True)
    return [word for word, (begin, _) in pairs if start <= begin < stop][:_MAX_COMPARED]


def _hits(text: NoteText, name: str, *, masked: bool = True) -> Iterator[Hit]:
    parts = text.masked_words if masked else text.text
    yield from islice(text.words(name).hits(parts), _MOST_HITS)


def _language(text: NoteText) -> Iterator[Finding]:
    known = ", ".join(note_languages())
    yield finding("language", 0, f"in no language that is known ({known}): names, words and spelling were not checked")


_CHECKS: tuple[_Check, ...] = (
    _open_places,
    name_findings,
    company_findings,
    role_findings,
    _purpose,
    _contact,
    _salary,
    _demand,
    *(partial(_phrases, rule=rule) for rule in _WORD_RULES),
    _generic,
    emoji_findings,
    address_findings,
    shouting_findings,
    length_findings,
    doubled_findings,
    spelling_findings,
)
_IN_ANY_LANGUAGE: tuple[_Check, ...] = (
    _language,
    _open_places,
    _contact,
    emoji_findings,
    length_findings,
    doubled_findings,
)
