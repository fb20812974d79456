"""Words of a title that are neither company nor role nor name, and what is left without them."""

from __future__ import annotations

from functools import lru_cache

from followcal.formats.word_lists import Text, WordList, as_words, words
from followcal.regex import regex

_LEGAL = regex(r"\s(?:S\.L(?:\.U)?|S\.A(?:\.[US])?|e\.\s?V|B\.V|S\.p\.A|S\.r\.l)\.?$")
"""What a company is by law, with full stops."""


@lru_cache(maxsize=512)
def without_noise(text: str, *, front: bool = True) -> str:
    """Return a piece without words at its ends that are neither company nor role nor name.

    >>> without_noise("Technical Interview Acme Robotics round 2")
    'Acme Robotics'
    """
    legal = _LEGAL.search(text)
    if legal and legal.start():
        return f"{without_noise(text[: legal.start()], front=front)}{legal[0]}"
    parts = as_words(text)
    noisy = [word.isdigit() for word in parts.words]
    for hit in noise().hits(parts):
        if "&" not in (text[hit.begin - 1 : hit.begin], text[hit.stop : hit.stop + 1]):  # AT&T
            noisy[hit.first : hit.last] = [True] * (hit.last - hit.first)
    first, last = 0, len(parts)
    while front and first < last and noisy[first] and not _is_article_of_name(parts, first):
        first += 1
    while first < last and noisy[last - 1] and not _ends_name(parts, first, last - 1):
        last -= 1
    if first < last < len(parts) and _is_of_name(parts, last, last - 1):
        last += 1
    if last - first == 1 and last < len(parts) and _begins_house(parts, first):
        last += 1
    if front and 0 < first < last and _is_of_name(parts, first - 1, first):
        first -= 1
    if (first, last) == (0, len(parts)):
        return text
    found = parts.part(first, last)
    return f"{found}." if text[parts.spans[last - 1][1] :][:1] == "." and last == len(parts) else found


def _ends_name(parts: Text, first: int, index: int) -> bool:
    """Return whether a capital word ends a name, whatever it means elsewhere: ``Molinos del Sur``, ``Cajuína Tech``."""
    said, before = parts.part(index, index + 1), parts.part(index - 1, index) if index > first else ""
    desk = words("title.team", "title.department", "person.recruiter")
    if not said[:1].isupper() or not before or not parts.is_joined(index - 1, index + 1) or desk.covers(said):
        return False
    if before in _OF and index - first > 1:
        head = parts.part(index - 2, index - 1)
        return head[:1].isupper() and not noise().length_at(parts, index - 2)
    if words("medium.place").covers(said) and before[:1].isupper() and not noise().length_at(parts, index - 1):
        return index == len(parts) - 1 and not words("medium.video", "medium.phone").covers(said)  # Willow Court
    is_brand = said in _BRANDS and before[:1].isupper() and not before.isupper()
    return is_brand and index == len(parts) - 1 and not noise().length_at(parts, index - 1)


_OF = frozenset(("del", "do", "da", "dos", "das", "du", "des", "of"))


_BRANDS = frozenset(("Tech", "Digital"))
"""Words that end the names of many firms, and are words of an interview elsewhere."""


def _is_article_of_name(parts: Text, index: int) -> bool:
    """Return whether a name begins with a capital article: ``La Grange``, ``The Guardian``."""
    following = parts.part(index + 1, index + 2)
    if (
        parts.words[index] not in _ARTICLES
        or not following[:1].isupper()
        or not parts.part(index, index + 1)[0].isupper()
    ):
        return False
    return not noise().length_at(parts, index + 1)


def _is_of_name(parts: Text, index: int, beside: int) -> bool:
    """Return whether a word is written as a part of a company's name: ``Civil Aviation Agency``, ``Banca Altamar``."""
    said, other = parts.part(index, index + 1), parts.part(beside, beside + 1)
    kinds = words("title.business", "title.institution", "title.agency")
    if not (said[:1].isupper() and other[:1].isupper() and kinds.length_at(parts, index)):
        return False
    low, high = sorted((index, beside))
    return parts.is_joined(low, high + 1) and not words("signal.interview", "signal.job").length_at(parts, index)


def _begins_house(parts: Text, index: int) -> bool:
    """Return whether a word is what a house is, and its name follows, whatever that means: ``Gasthof Post``."""
    said, name = parts.part(index, index + 1), parts.part(index + 1, index + 2)
    is_house = said[:1].isupper() and words("title.institution").length_at(parts, index) == 1
    is_else = words("signal.interview", "signal.sure", "signal.meeting").length_at(parts, index + 1)
    return is_house and name[:1].isupper() and not is_else and parts.is_joined(index, index + 2)


_ARTICLES = frozenset(("the", "l", "la", "le", "les", "el", "los", "las"))


@lru_cache(maxsize=1)
def noise() -> WordList:
    """Return what finds words that are neither company nor role nor name."""
    return words("title.noise", "signal.interview", "signal.sure", "signal.meeting", "medium.video")
