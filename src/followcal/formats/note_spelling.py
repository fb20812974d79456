"""The misspelt words of a note: names, foreign words and the signature are left alone.

A capital tells a name, but for that of a sentence's first word and those of the subject: there, a word is a name when
it has a capital within a sentence, too, when a name stands behind it, or when it is near to a rare word only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from followcal.formats.names import is_first_name
from followcal.formats.note_rules import Finding, finding
from followcal.formats.note_text import MASK, NoteText, name_tokens
from followcal.formats.spelling import Speller, has_dictionary
from followcal.formats.word_lists import plain
from followcal.regex import regex

_MAX_SPELT = 400
_MOST_QUOTES = 100
_WORD = regex(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_QUOTE = regex(
    r"“([^“”\n]{3,300})”|„([^“”„\n]{3,300})[“”]|\"([^\"\n]{3,300})\"|«([^«»\n]{3,300})»|(?<!\w)['‘]([^'‘’\n]{3,300})['’](?!\w)"
)
_NAME_PART = regex(r"[^\W\d_a-z]\w{1,20}-$")
"""What stands before the second part of ``Hye-jin``."""

_SHORT_FORMS = ("n't", "'s", "'d", "'ll", "'ve", "'re", "'m", "'")


def spelling_findings(text: NoteText) -> Iterator[Finding]:
    """Yield each misspelt word before the signature, names aside."""
    if not has_dictionary(text.lists.language):
        yield finding("language", 0, f"spelling was not checked: there is no dictionary of {text.lists.name}")
        return
    speller = Speller(text.lists.language, (*name_tokens(*text.about.names), *text.sender))
    for wrong, right in text.lists.pairs("spelling.misspelt"):
        if " " in wrong:
            for hit in text.lists.words_of(wrong).hits(text.masked_words):
                if " ".join(hit[0].casefold().replace("’", "'").split()) != wrong:
                    continue  # it differs in accents, and these are the mistake
                yield finding("spelling", text.line_at(hit.start()), f"“{hit[0]}”: {right}?")
    names = _names(text)
    foreign = _foreign(text, speller)
    slang = text.words("slang.phrases")
    seen: set[str] = set()
    for match in _WORD.finditer(text.masked):
        word = match[0]
        if match.start() >= text.sign_start or word in seen or len(seen) > _MAX_SPELT or _is_no_word(text, match):
            continue
        seen.add(word)
        is_told = slang.covers(word) or any(begin <= match.start() < end for begin, end in foreign)
        if not is_told and not (word[0].isupper() and plain(_stem(word, text)) in names):
            yield from _spelt(text, speller, word, match)


def _names(text: NoteText) -> frozenset[str]:
    """Return the words that have a capital within a sentence."""
    found = (match for match in _WORD.finditer(text.masked) if match[0][0].isupper())
    return frozenset(
        plain(_stem(match[0], text))
        for match in found
        if not _begins(text, match.start()) and not _is_noun(text, match.start())
    )


def _is_noun(text: NoteText, place: int) -> bool:
    """Return whether a capital is that of any noun: in German, behind an article and the like."""
    before = text.masked[max(0, place - 30) : place].split()
    return bool(before) and bool(text.words("spelling.before_noun").match(before[-1]))


def _foreign(text: NoteText, speller: Speller) -> list[tuple[int, int]]:
    """Return where other languages are quoted: two words or more, and a third of all, are in no dictionary."""
    found = []
    for match in islice(_QUOTE.finditer(text.masked), _MOST_QUOTES):
        said = [word for word in _WORD.findall(match[0]) if len(word) > 2]
        unknown = sum(not speller.is_word(_stem(word, text)) for word in said)
        if unknown >= 2 and 3 * unknown >= len(said):
            found.append(match.span())
    return found


def _is_no_word(text: NoteText, match: re.Match[str]) -> bool:
    """Return whether a word is none of the dictionary's business: short, an acronym, a part of a name or a number."""
    word = match[0]
    around = text.masked[max(0, match.start() - 1) : match.start()] + text.masked[match.end() : match.end() + 1]
    is_joined = any(char.isdigit() or char in f"@_/#&{MASK}" for char in around)
    is_joined = is_joined or _NAME_PART.search(text.masked[max(0, match.start() - 30) : match.start()]) is not None
    return len(word) < 3 or is_joined or not (word.islower() or word.istitle() or "’" in word or "'" in word)


def _stem(word: str, text: NoteText) -> str:
    """Return a word without what is shortened behind or before it: ``team`` of ``team's``, ``offre`` of ``l'offre``."""
    bare = word.replace("’", "'")
    before, apostrophe, behind = bare.partition("'")
    if apostrophe and plain(before) in text.lists.tokens("spelling.elided"):
        return behind
    return next((bare[: -len(end)] for end in _SHORT_FORMS if bare.casefold().endswith(end)), bare)


def _spelt(text: NoteText, speller: Speller, word: str, match: re.Match[str]) -> Iterator[Finding]:
    stem = _stem(word, text)
    if len(stem) < 3 or stem.casefold() in ("ain", "won", "sha", "can") or "'" in stem:
        return
    found = speller.look_up(stem)
    if found is None:
        return
    if found.meant is None:
        if stem.islower() and "no" not in text.lists.entries("spelling.asks"):
            said = f"“{word}” is in no dictionary: is it right?"
            yield finding("spelling", text.line_at(match.start()), said, must=False)
    elif stem.islower() or (
        len(stem) > 5
        and (_begins(text, match.start()) or _is_noun(text, match.start()))
        and not _is_name_here(text, speller, match, found.meant)
    ):
        must = found.is_sure and not _is_beside_foreign(text, speller, match)
        yield finding("spelling", text.line_at(match.start()), f"“{word}”: {found.meant}?", must=must)


def _is_beside_foreign(text: NoteText, speller: Speller, match: re.Match[str]) -> bool:
    """Return whether the next word, or the one before, is near to none: both may be foreign, as in ``tarte tatin``."""
    behind = re.match(r" ([^\W\d_]{3,40})", text.masked[match.end() : match.end() + 42])
    before = re.search(r"([^\W\d_]{3,40}) $", text.masked[max(0, match.start() - 42) : match.start()])
    for beside in filter(None, (behind, before)):
        found = speller.look_up(beside[1]) if beside[1].islower() else None
        if found and found.meant is None:
            return True
    return False


def _is_name_here(text: NoteText, speller: Speller, match: re.Match[str], meant: str) -> bool:
    """Return whether the first word of a sentence, or one of the subject, is a name rather than a misspelt word."""
    if is_first_name(match[0]):
        return True
    behind = _WORD.match(text.masked, match.end() + 1)
    is_full_name = behind is not None and behind[0].istitle() and not speller.is_word(_stem(behind[0], text))
    return is_full_name or not speller.is_usual(meant)


def _begins(text: NoteText, place: int) -> bool:
    """Return whether a sentence begins here, or it is the subject: a capital says nothing there."""
    if place < text.body_start:
        return True
    before = text.masked[max(0, place - 30) : place].rstrip(" \t\"“„«¡¿'(")
    word = before[:-1].split()[-1:] if before.endswith(".") else []
    if word and (len(word[0]) == 1 or plain(word[0]) in text.lists.tokens("letter.title")):
        return False
    return not before or before[-1] in ".!?\n:"
