"""Which role an interview is for, as its title and text say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from followcal.core.wording import printable
from followcal.formats.known_names import Names
from followcal.formats.noise import without_noise
from followcal.formats.plaintext import labelled, own_words
from followcal.formats.titles import Link, Piece, pieces_of
from followcal.formats.word_lists import Text, as_words, words
from followcal.regex import regex

_GENDER = regex(
    r"\s*[(\[]\s*(?:[a-z]{1,4}\s*[/|*,]\s*){1,3}[a-z*]{1,4}\s*[)\]]|\s+(?:[mwdfhx]/){1,3}[mwdfhx]\b", re.IGNORECASE
)
_STOP = regex(r"[\n;!?|\"“”„«»<>]|[.,:](?=\s|$)|\s[-–—]\s|\s\(")
_MOST_WORDS, _MAX_HITS = 9, 40


def role_in(title: str, pieces: tuple[Piece, ...], description: str, names: Names, company: str | None) -> str | None:
    """Return the role, or None where nothing says it."""
    text = own_words(description)
    for candidate in _candidates(title, pieces, text):
        role = clean_role(candidate)
        if not role or len(as_words(role)) > _MOST_WORDS or names.is_person(role) or role.startswith("I "):
            continue
        if not noise_only(role) and role.casefold() != (company or "").casefold():
            return role
    return None


def _candidates(title: str, pieces: tuple[Piece, ...], text: str) -> Iterator[str]:
    for label, said in labelled(text):
        if _is_label(label):
            yield _STOP.split(_GENDER.sub("", said), maxsplit=1)[0]
        elif words("text.event").covers(label):
            yield from (piece.text for piece in pieces_of(said) if is_role(piece.text))
    for piece in pieces:
        if piece.link is Link.FOR and is_role(piece.text):
            yield _with_field(piece.text, title)
    for piece in pieces:
        if is_role(piece.text) and piece.link is not Link.AT:
            yield _with_field(_role_part(piece.text), title)
    yield from _about_job(text)
    yield from _for_role(text)
    yield from (piece.text for piece in pieces if piece.link is Link.FOR and piece.text[:1].isupper())


def _is_label(label: str) -> bool:
    """Return whether a label announces a role: ``Position``, ``Phone call re``, ``Which job did you apply for?``."""
    if words("text.role").covers(label):
        return True
    if "?" in label:
        return any(words("text.job").hits(as_words(label)))
    hits = list(words("text.role").hits(as_words(label)))
    return (
        bool(hits)
        and hits[-1].last == len(as_words(label))
        and words("text.role", "title.noise", "signal.meeting").covers(label)
    )


def _with_field(role: str, title: str) -> str:
    """Return a role of one word with what follows its comma: ``Engineer, Payments``."""
    behind = re.search(rf"\b{re.escape(role)}, ([^\W\d_][\w &-]{{2,40}})$", title) if role and " " not in role else None
    return f"{role}, {behind[1]}" if behind and not noise_only(behind[1]) else role


@lru_cache(maxsize=512)
def is_role(text: str) -> bool:
    """Return whether a text names a role: it holds a word such as engineer that is not of a round or of a meeting."""
    parts = as_words(text)
    rounds = {index for hit in words("signal.interview").hits(parts) for index in range(hit.first, hit.last)}
    return any(hit.first not in rounds for hit in words("title.role").hits(parts))


def noise_only(text: str) -> bool:
    """Return whether nothing in a text is a word of its own: ``Bate-papo técnico`` is no role."""
    if not is_role(text):
        return not without_noise(text)
    parts = as_words(text)
    meeting = {
        index for hit in words("signal.meeting", "signal.interview").hits(parts) for index in range(hit.first, hit.last)
    }
    rest = [index for index in range(len(parts)) if index not in meeting]
    return bool(meeting) and len(rest) <= 1 and all(words("title.noise").length_at(parts, index) for index in rest)


def _role_part(piece: str) -> str:
    """Return a piece without what it says about the meeting: ``Phone Interview Data Engineer``."""
    parts = as_words(piece)
    meeting = [*words("signal.interview").hits(parts)]
    first = next((hit.first for hit in words("title.role").hits(parts)), 0)
    before = [hit.last for hit in meeting if hit.last <= first]
    after = [hit.first for hit in meeting if hit.first > first]
    begin, end = before[-1] if before else 0, after[0] if after else len(parts)
    if (begin, end) == (0, len(parts)):
        return piece
    stop = parts.spans[end - 1][1] if end < len(parts) else len(piece)
    return piece[parts.spans[begin][0] : stop] if begin < end else ""


def _about_job(text: str) -> Iterator[str]:
    """Yield what stands around words such as position: ``the Data Engineer position``, ``poste de comptable``."""
    parts = as_words(text)
    for hit in islice(words("text.job").hits(parts), _MAX_HITS):
        after = _after(parts, hit.last)
        is_of = parts.words[hit.last : hit.last + 1] and parts.words[hit.last] in ("de", "d", "do", "da", "del")
        if after and (is_of or is_role(after) or after[:1].isupper()):
            yield after
        before = _before(parts, hit.first)
        if before:
            yield before


def _after(parts: Text, index: int) -> str:
    """Return what a job is said to be, behind its word; it takes an ``of`` or a sign in between."""
    if index >= len(parts):
        return ""
    length = words("text.of").length_at(parts, index)
    start = parts.spans[index - 1][1]
    sign = parts.source[start : parts.spans[index][0]]
    if length and sign.strip(" ") == "":
        index += length
    elif not (
        sign.strip() in ('"', "“", "„", "«", "'", "-", "–", ":")
        or (sign.strip(" ") == "" and parts.part(index, index + 1)[:1].isupper())
    ):
        return ""
    while (
        index < len(parts)
        and words("text.before job", "text.of").length_at(parts, index)
        and not parts.part(index, index + 1)[0].isupper()
    ):
        index += 1
    return _run(parts, index)


def _run(parts: Text, index: int) -> str:
    """Return the words from one up to the end of what they say."""
    if index >= len(parts):
        return ""
    begin = parts.spans[index][0]
    rest = parts.source[begin : begin + 120]
    stop = _STOP.search(_GENDER.sub(lambda match: "_" * len(match[0]), rest))
    end = begin + (stop.start() if stop else len(rest))
    last = index
    while last < len(parts) and parts.spans[last][1] <= end and last - index <= _MOST_WORDS:
        ends = (
            words("text.end", "title.at").length_at(parts, last)
            if parts.source[: parts.spans[last][0]][-1:].isspace()
            else 0
        )
        if ends and last > index and not parts.part(last, last + 1)[0].isupper() and not _goes_on(parts, last):
            return parts.part(index, last)
        last += 1
    return parts.source[begin:end] if last - index <= _MOST_WORDS else ""


def _goes_on(parts: Text, index: int) -> bool:
    """Return whether a word such as ``en`` leads to more of the role rather than to a place: no capital follows."""
    following = index + 1 + (words("text.before job").length_at(parts, index + 1) if index + 1 < len(parts) else 0)
    is_place = any(parts.part(at, at + 1)[:1].isupper() for at in (index + 1, following))
    return parts.words[index] in ("en", "em", "in", "para") and not is_place and index + 1 < len(parts)


def _before(parts: Text, index: int) -> str:
    """Return what stands between ``for the`` and the word for a job, if that is all that stands there."""
    for first in range(index - 1, max(index - 8, -1), -1):
        if not parts.is_joined(first, first + 2) and not re.fullmatch(
            r"[^.!?;:\n]*", parts.source[parts.spans[first][1] : parts.spans[first + 1][0]]
        ):
            return ""
        length = words("text.before job").length_at(parts, first)
        if length and first + length < index:
            said = parts.part(first + length, index)
            return said if is_role(said) or (said[0].isupper() and not noise_only(said)) else ""
    return ""


def _for_role(text: str) -> Iterator[str]:
    """Yield what follows a word such as for or as and holds the word of a role: ``interview for Data Engineer``."""
    parts = as_words(text)
    for hit in islice(words("title.for").hits(parts), _MAX_HITS):
        said = _run(parts, hit.last)
        said = re.sub(r"^(?:the|our|an?|your|une?|un|una|uma|um|eine?n?|l[ea]|el|die|der|den)\s+", "", said)
        if said and said[0].isupper() and is_role(said):
            yield said


def _is_meeting(parts: Text, index: int) -> bool:
    word = parts.part(index, index + 1)
    return word.islower() and words("signal.meeting").length_at(parts, index) == 1


def clean_role(text: str) -> str:
    """Return a role without articles and what is said of all roles.

    >>> clean_role("the Data Engineer (m/w/d) position")
    'Data Engineer'
    """
    text = _GENDER.sub("", printable(text)).strip(" .!?:;,\"'“”„«»-–—/|")
    text = re.sub(r"^[A-Z]{0,4}-?\d{3,10}[\s:–—-]{1,3}(?=\D)", "", text)  # the number of the vacancy
    text = f"{text})" if re.search(r"\w\(\w{1,3}$", text) else text
    text = re.sub(r"^(?:the|our|an?|your|une?|una|uma|um|eine?n?)\s+", "", text, flags=re.IGNORECASE)
    parts = as_words(text)
    first, last = 0, len(parts)
    while last > 1 and (
        words("text.job", "signal.interview").length_at(parts, last - 1) == 1 or _is_meeting(parts, last - 1)
    ):
        last -= 1
    while first < last - 1 and (length := words("text.job").length_at(parts, first)):
        first += length
        first += words("text.of").length_at(parts, first) if first < last - 1 else 0
    if first or last < len(parts):
        text = parts.part(first, last)
    text = text.strip(" .!?:;,\"'“”„«»-–—/|")
    if text.count("(") != text.count(")"):
        text = re.split(r"\s*[()]", text, maxsplit=1)[0]
    return text
