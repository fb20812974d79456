"""Who is mentioned in the sentences of a text, and is met unless they say otherwise (I6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise

from followcal.core.interview import Person
from followcal.formats.contacts import is_of_office
from followcal.formats.names import (
    Named,
    is_known,
    is_name,
    name_of,
    names_in,
)
from followcal.formats.word_lists import as_words, words
from followcal.regex import regex

SENTENCE = regex(
    r"[.!?;](?=\s|$)(?<!\bDr.)(?<!\bProf.)(?<!\bMr.)(?<!\bMs.)(?<!\bSra.)(?<!\bSr.)(?<!\bHr.)(?<!\bFr.)(?<!\bMag.)"
    r"(?<!\bIng.)(?<!\bEng.)(?<!\bMrs.)(?<!\bDra.)(?<!\bLic.)(?<!\bSrta.)(?<!\bDña.)(?<!\bDipl.)(?<!\bMme.)(?<!\b[A-Z].)"
    r"|\n\s*\n"
)
"""Where a sentence ends; what comes first is looked for first."""

_MAX_LINES, _MAX_HITS = 200, 30
_NEAR = 12


def mentioned(text: str) -> Iterator[Person]:
    """Yield who has a full name, or a title before the name, in a sentence that does not say otherwise."""
    for said in text.split("\n")[:_MAX_LINES]:
        if ":" in said[:30] and said[:1].isalpha() and words("text.place").covers(said[:30].partition(":")[0]):
            continue
        greets = words("text.greeting").match(said.strip()[:60])
        line = re.split(r"[,!:.]\s|$", said, maxsplit=1)[-1] if greets else said
        was_question = False  # what follows “Questions?” is no more about who comes than that
        at = 0
        for end in [*(match.start() for match in SENTENCE.finditer(line[:2000])), min(len(line), 2000)]:
            sentence, at = line[at:end], end + 1
            plainly = _REMARK.sub(lambda match: " " * len(match[0]), sentence)  # (10 min each, then your questions)
            asides = [*words("text.contact", "text.ask", "text.absent").hits(as_words(plainly))]
            is_left_out = was_question or any(words("text.absent").hits(as_words(sentence)))
            was_question = bool(asides) and line[end : end + 1] == "?"
            if is_left_out:
                continue
            gone = [hit.begin for hit in words("text.away").hits(as_words(sentence))]
            named = [
                (match, name)
                for match in islice(names_in(sentence), _MAX_HITS)
                if not any(match.end < begin < match.end + _NEAR for begin in gone)
                and (name := _mention(sentence, match))
            ]
            if asides:  # whom to ask is named behind the word; those met before it say what they are
                duties = [match.end for match, _ in named if re.match(r"\s?[,(]\s?\w", sentence[match.end :])]
                named = [each for each in named if each[0].end in duties and each[0].end < asides[0].begin]
            if named and not is_aside(sentence):
                yield from (Person(name) for _, name in _joined(sentence, named))


@lru_cache(maxsize=256)
def is_aside(sentence: str) -> bool:
    """Return whether a sentence is about the way in, papers, help, or another round: who is named there is not met."""
    parts = as_words(sentence)
    if any(words("text.later").hits(parts)):
        return True
    return any(words("text.aside").hits(parts)) and not any(words("text.meet", "text.acts").hits(parts))


def without_asides(text: str) -> str:
    """Return a text without the sentences in which nobody is met.

    >>> without_asides("Our owner Ann sees you. The porter Bo lets you in.")
    'Our owner Ann sees you.'
    """
    ends = [*(match.end() for match in SENTENCE.finditer(text)), len(text)]
    sentences = [text[start:end] for start, end in pairwise([0, *ends])]
    return "".join(each for each in sentences if not is_aside(each))


_LABEL = regex(r"([^.,;:()\n]{2,50}):\s*$")
_OF = regex(r"\s(?:of|de|der|des|für|for)$", re.IGNORECASE)
_REMARK = regex(r"\([^()\n]{3,80}\)")


def _joined(sentence: str, said: list[tuple[Named, str]]) -> list[tuple[Named, str]]:
    """Return the names said in a sentence, with those of two words that ``and`` joins to one of them."""
    found = dict((match.start, (match, name)) for match, name in said)
    every = [*islice(names_in(sentence), _MAX_HITS)]
    for one, other in ((one, other) for at, one in enumerate(every) for other in every[at + 1 : at + 4]):
        if not re.fullmatch(_JOINT, sentence[one.end : other.start]):
            continue
        for known, new in ((one, other), (other, one)):
            name = name_of(sentence[new.start :])
            if known.start in found and new.start not in found and name and " " in name and is_name(name):
                found[new.start] = (new, name)
    return [found[start] for start in sorted(found)]


_JOINT = r"\s?(?:\([^()]{1,40}\)|,[^,;.]{1,40},?)?\s?(?:and|und|et|y|e|&|\+|sowie)\s+(?:[a-zà-ÿ]{1,12}\s+){0,2}"


def _mention(sentence: str, match: Named) -> str | None:
    before, after = sentence[: match.start], sentence[match.end :]
    name = name_of(sentence[match.start :])
    if not name or re.match(r"\s+\d", after) or re.search(r"\d\s+$", before):  # a street
        return None
    label = _LABEL.search(before[-60:])
    if words("text.beside").search(before[-40:]) or (label and is_of_office(label[1])):
        return None
    bare = name_of(match.name) or ""
    if match.titles and (name != bare or is_name(bare)):
        return name
    if is_known(name):
        return None if re.search(r"\b(?:at|chez|@|bei der|na|no)\s+$", before) else name
    duty = re.match(r"\s*[(,]\s*([^),;]{2,60})", after)
    ranked = next(
        (
            hit
            for hit in words("title.role", "title.leader").hits(as_words(before[-60:]))
            if hit.stop == len(before[-60:].rstrip()) and not _OF.search(hit.text)
        ),
        None,
    )
    if (duty and words("title.role", "title.leader").search(duty[1])) or ranked:
        return name if is_name(name) and (" " in name or "(" in after[:2]) else None
    return None
