"""The form of a note: pictograms, capitals, length and doubled words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby, islice

from followcal.formats.note_rules import Finding, finding
from followcal.formats.note_text import NoteText
from followcal.formats.word_lists import Text
from followcal.regex import regex

LONGEST, SHORTEST = 250, 30
"""Words of a text: advice says concise, and something specific; the numbers are followcal's."""

_EXCLAMATIONS = 3
_LOUD_WORDS = 3
"""So many words in capitals, two of them usual ones, are no name."""
_MOST_HITS = 200

_SMILEY = regex(r"(?<![\w(\[])(?:[:;=8xX][-'^o]?[)(DPpOo3|\]\[/\\*]|<3|\^_?\^|\(:|:'\()(?![\w)])")
_EMOJI_PLANES = ((0x1F000, 0x1FAFF), (0x2600, 0x27BF), (0x2B00, 0x2BFF), (0xFE0F, 0xFE0F), (0x1F1E6, 0x1F1FF))
_NO_EMOJI = frozenset("✓✔✗✘✆☎✉➔➜➤★☆")
_MARKS = regex(r"!{2,}|\?!|!\?|\?{2}")


def emoji_findings(text: NoteText) -> Iterator[Finding]:
    """Yield each pictogram and smiley."""
    for place, char in enumerate(text.source):
        if (
            ord(char) > 0x2000
            and char not in _NO_EMOJI
            and any(low <= ord(char) <= high for low, high in _EMOJI_PLANES)
        ):
            name = unicodedata.name(char, "a pictogram").lower()
            yield finding("emoji", text.line_at(place), f"no pictograms: {name}")
    for match in islice(_SMILEY.finditer(text.source), _MOST_HITS):
        yield finding("emoji", text.line_at(match.start()), f"no smileys: {match[0]}")


def shouting_findings(text: NoteText) -> Iterator[Finding]:
    """Yield words in capitals for stress, and rows of marks."""
    parts = text.masked_words
    loud, usual = text.words("shouting.phrases"), text.words("generic.usual")
    capitals = [_is_loud(parts, index) for index in range(len(parts))]
    for is_loud, group in groupby(range(len(parts)), key=capitals.__getitem__):
        run = list(group)
        said = parts.part(run[0], run[-1] + 1)
        listed = any(loud.length_at(parts, index) and len(parts.words[index]) > 2 for index in run)
        is_sentence = len(run) >= _LOUD_WORDS and sum(bool(usual.length_at(parts, index)) for index in run) > 1
        if is_loud and (listed or is_sentence) and not said.isdigit():
            yield finding("shouting", text.line_at(parts.spans[run[0]][0]), f"“{said[:60]}”: no words in capitals")
    for match in islice(_MARKS.finditer(text.source), _MOST_HITS):
        yield finding("shouting", text.line_at(match.start()), f"“{match[0][:10]}”: one mark is enough")
    marks = [match.start() for match in islice(re.finditer("!", text.source), _MOST_HITS)]
    if len(marks) >= _EXCLAMATIONS:
        yield finding("shouting", text.line_at(marks[-1]), f"{len(marks)} exclamation marks: one is plenty")


def _is_loud(parts: Text, index: int) -> bool:
    start, stop = parts.spans[index]
    return parts.source[start:stop].isupper()


def length_findings(text: NoteText) -> Iterator[Finding]:
    """Yield a finding for a text that is too long, or says next to nothing."""
    count = sum(len(line.split()) for _, line in text.paragraphs)
    if count > LONGEST:
        yield finding("too-long", 0, f"{count} words: they read {LONGEST} at most")
    if count < SHORTEST:
        yield finding("too-short", 0, f"{count} words: thanks, your interest, and one thing that you talked about")


def doubled_findings(text: NoteText) -> Iterator[Finding]:
    """Yield each word that stands twice, but for the few that may."""
    parts = text.text
    allowed = text.lists.tokens("spelling.doubled")
    stop = text.sign_start
    for index in range(len(parts) - 1):
        word = parts.words[index]
        between = parts.source[parts.spans[index][1] : parts.spans[index + 1][0]]
        if (
            word != parts.words[index + 1]
            or between.strip()
            or between.count("\n") > 1
            or word in allowed
            or word.isdigit()
        ):
            continue
        if parts.spans[index][0] < text.body_start <= parts.spans[index + 1][0] or parts.spans[index][0] >= stop:
            continue
        both = parts.part(index, index + 2)
        if not (both.istitle() and len(word) > 1) or index == 0:
            yield finding("doubled-word", text.line_at(parts.spans[index + 1][0]), f"“{' '.join(both.split())}”")
