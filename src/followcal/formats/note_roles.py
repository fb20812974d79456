"""Whether a note names the right position."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from followcal.formats.note_names import BEFORE_OWN, is_own
from followcal.formats.note_rules import Finding, finding
from followcal.formats.note_text import NoteText, kin, name_tokens
from followcal.formats.word_lists import Text, words
from followcal.regex import regex

_MOST = 40
_BEHIND = regex(r"[(,]|(?<=\w)\s(?:in|for)\s")
"""What follows says where: who is a lecturer in physics, holds a lectureship."""


def role_findings(text: NoteText) -> Iterator[Finding]:
    """Yield what is wrong with the role."""
    role = text.about.role
    if not role:
        return
    others = list(islice(_other_roles(text, role), _MOST))
    yield from others
    if not others and not _role_is_named(text, role):
        yield finding("no-role", 0, f"the position, {role}, is not named")


def _telling(tokens: Sequence[str], text: NoteText) -> list[str]:
    return [token for token in tokens if token not in text.lists.tokens("letter.vague") and len(token) > 1]


def _initials(role: str) -> str:
    return "".join(token[0] for token in name_tokens(role) if token not in ("and", "of"))


def _role_is_named(text: NoteText, role: str) -> bool:
    """Return whether the role is named: most of its words, or one of them before a word such as position."""
    tokens = _telling(name_tokens(_BEHIND.split(role)[0] or role), text) or name_tokens(role)
    parts = text.text
    there = parts.words
    found = [token for token in tokens if _is_kin(token, text.tokens(), text)]
    heads = tokens if text.lists.entries("letter.head_first") else tokens[-1:]
    if 2 * len(found) > len(tokens) or (len(tokens) == 2 and found and found[0] in heads):
        return True
    job = text.lists.tokens("letter.job")
    near = (there[max(0, at - 3) : at] for at, word in enumerate(there) if word in job)
    return any(_initials(role) in close or any(_is_kin(token, close, text) for token in tokens) for close in near)


def _is_kin(word: str, others: Iterable[str], text: NoteText) -> bool:
    """Return whether a word is of the stem of one of the others, whoever has the role: ``Kaufmann``, ``Kauffrau``."""
    forms = [word]
    for one, other in text.lists.pairs("letter.same_ends"):
        forms += [word.removesuffix(end) + into for end, into in ((one, other), (other, one)) if word.endswith(end)]
    known = frozenset(others)
    return any(kin(form, known) for form in forms)


def _other_roles(text: NoteText, role: str) -> Iterator[Finding]:
    parts = text.text
    wanted = name_tokens(role)
    right = name_tokens(*text.about.names)
    for first, last in _named_roles(text):
        said = _telling(parts.words[first:last], text)
        extra = [word for word in said if not _is_kin(word, right, text)]
        missing = [token for token in _telling(wanted, text) if not _is_kin(token, said, text)]
        if (
            extra
            and missing
            and _initials(role) not in said
            and not is_own(text, parts.words[max(0, first - BEFORE_OWN) : first])
        ):
            line = text.line_at(parts.spans[first][0])
            yield finding("wrong-role", line, f"“{parts.part(first, last)}”: the interview was for {role}")


def _named_roles(text: NoteText) -> Iterator[tuple[int, int]]:
    """Yield the spans of words that are said to be the position: ``the Data Analyst position``, ``applied for``."""
    parts = text.text
    job = text.lists.tokens("letter.job")
    stop = text.lists.tokens("letter.vague") | job
    last_words, heads = text.lists.tokens("letter.job_last"), words("title.role")
    for at, word in enumerate(parts.words):
        if word in last_words:
            first = _back(parts, at, stop)
            if first < at and any(heads.length_at(parts, index) for index in range(first, at)):
                yield first, at
        if word in text.lists.tokens("letter.role_after") and _is_applied(text, at):
            begin = at + 1
            while begin < len(parts) and parts.words[begin] in text.lists.tokens("letter.article"):
                begin += 1
            last = begin
            is_told = parts.words[at - 1] in job and word not in text.lists.tokens("letter.role_for")
            while last < len(parts) and last - begin < 5 and parts.words[last] not in job:
                if not (_is_spelt_on(text, begin, last) if is_told else _goes_on(parts, begin, last)):
                    break
                last += 1
            if last > begin and any(heads.length_at(parts, index) for index in range(begin, last)):
                yield begin, last


def _is_applied(text: NoteText, at: int) -> bool:
    """Return whether what stands before ``as`` or ``for`` is about an application."""
    applied = text.words("letter.applied")
    return any(applied.length_at(text.text, index) for index in range(max(0, at - 4), at))


def _back(parts: Text, at: int, stop: frozenset[str]) -> int:
    """Return where the words begin that stand before a word as one expression."""
    first = at
    while first > 0 and at - first < 5 and parts.is_joined(first - 1, first + 1) and parts.words[first - 1] not in stop:
        first -= 1
    return first


def _goes_on(parts: Text, begin: int, last: int) -> bool:
    if last == begin:
        return parts.source[parts.spans[last][0]].isupper()
    return parts.is_joined(last - 1, last + 1) and parts.source[parts.spans[last][0]].isupper()


def _is_spelt_on(text: NoteText, begin: int, last: int) -> bool:
    """Return whether a word still is of the role behind ``the position of``, where it may be in small letters."""
    if text.text.words[last] in text.lists.tokens("letter.behind_role"):
        return False
    return last == begin or text.text.is_joined(last - 1, last + 1)
