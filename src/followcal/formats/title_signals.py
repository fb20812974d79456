"""What in a title speaks for an interview, or against it (I5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from followcal.core.finding import Clue, Signal
from followcal.core.wording import printable
from followcal.formats.known_names import Names
from followcal.formats.names import is_first_name
from followcal.formats.noise import without_noise
from followcal.formats.roles import is_role
from followcal.formats.title_errands import (
    JOB,
    errand_in,
    is_in_role,
    is_of_name,
    is_of_role,
    is_within,
    meal_in,
    names_house,
    other_in,
    role_in_title,
)
from followcal.formats.titles import Link, halves, pieces_of
from followcal.formats.word_lists import Hit, as_words, words
from followcal.regex import regex

_NEAR = 3

QUOTE = 60
"""Letters of foreign text that a clue quotes."""


def quoted(hit: Hit, where: str) -> str:
    """Return words as a clue tells them, with where they stand."""
    return f"“{printable(hit.text)[:QUOTE]}” in the {where}"


@lru_cache(maxsize=2048)
def of_title(
    title: str, names_of_user: frozenset[str], *, is_from_outside: bool, is_for_post: bool = False
) -> tuple[Signal, ...]:
    """Return the clues of a title; calendars repeat them. `is_for_post` says whether the text names a post."""
    return tuple(_clues_in_title(title, names_of_user, is_from_outside, is_for_post))


def _clues_in_title(
    title: str, names_of_user: frozenset[str], is_from_outside: bool, is_for_post: bool
) -> Iterator[Signal]:
    strong = interview_in(title) or _registration_in(title)
    is_for_user = strong is not None and names_user(title, names_of_user)
    other = other_in(title, strong, is_for_post=is_for_post, is_for_user=is_for_user)
    weak = words("signal.meeting").search(title) or meal_in(title, is_for_post=is_for_post)
    errand = errand_in(title, is_for_post=is_for_post)
    if strong and (around := _around(title, strong)):
        strong = None
        errand = errand or around
    if other:
        yield Signal(Clue.OTHER, quoted(other, "title"))
    elif strong:
        is_sure = words("signal.sure").search(title)
        yield Signal(Clue.SURE_TITLE if is_sure else Clue.TITLE, quoted(is_sure or strong, "title"))
    elif errand and not is_in_role(title, errand) and not is_of_role(title, errand):
        yield Signal(Clue.ERRAND, quoted(errand, "title"))
    elif weak:
        yield Signal(Clue.MEETING, quoted(weak, "title"))
    if chore := _chore(title):
        yield Signal(Clue.CHORE, f"begins with “{printable(chore.text)[:QUOTE]}”")
    elsewhere = None if strong else words("signal.elsewhere").search(title)
    if elsewhere and is_for_post and names_house(elsewhere.text):
        elsewhere = None
    if elsewhere and not is_in_role(title, elsewhere) and not is_of_name(title, elsewhere):
        yield Signal(Clue.ELSEWHERE, quoted(elsewhere, "title"))
    yield from _parties_in_title(title, names_of_user, is_others=not strong and is_from_outside)
    if not other:
        yield from _of_job_in_title(title, is_strong=strong is not None)


def _parties_in_title(title: str, names_of_user: frozenset[str], *, is_others: bool) -> Iterator[Signal]:
    if conducting := conducting_in(title):
        yield Signal(Clue.CONDUCTING, quoted(conducting, "title"))
    if others := _of_another(title, names_of_user):
        yield Signal(Clue.OTHER, f"“{others[:QUOTE]}” in the title: somebody else's")
    if pair := _pair(title, names_of_user):
        yield Signal(Clue.NAMES, f"“{pair[:QUOTE]}” beside your name in the title")
    elif is_others and names_user(title, names_of_user):
        yield Signal(Clue.NAMES, "your name in the title of another's invitation")


def _of_another(title: str, names_of_user: frozenset[str]) -> str | None:
    """Return what says that an interview is somebody else's: ``Sam's interview``, ``entrevista do Tiago``."""
    names = Names.of((), names_of_user)
    for hit in words("signal.interview", "signal.sure").hits(as_words(title)):
        before, after = title[max(hit.begin - 60, 0) : hit.begin], title[hit.stop : hit.stop + 60]
        owner = _OWNER_BEFORE.search(before) or _OWNER_AFTER.match(after)
        asked = _ASKED.match(after) if hit.text.casefold() == "entrevista" else None
        if asked and is_first_name(asked[1]) and not names.is_user(asked[1]):
            return printable(f"{hit.text}{asked[0]}")  # it is the user who asks
        relative = _RELATIVE.match(after) or _RELATIVE_BEFORE.search(before)
        if relative and words("signal.relative").covers(relative[1]):
            return printable(title[max(hit.begin - relative.end(), 0) : hit.stop] + after[: relative.end()]).strip()
        name = owner[1] if owner else ""
        if (
            name
            and not names.is_user(name)
            and (is_first_name(name) or (name[-1] == "s" and is_first_name(name[:-1]) and not _ENGLISH.search(title)))
        ):
            return printable(name)
    return None


_WORD = r"[^\W\d_a-zß-öø-ÿ][\w-]{1,30}"


_OWNER_BEFORE = regex(rf"^\W*({_WORD}s|{_WORD}(?=['’]))(?:['’]s?)?\s(?:[a-z]{{1,12}}\s){{0,2}}$")


_OWNER_AFTER = regex(
    rf"\s+(?:von|de|do|da|d['’]|des|del)\s?({_WORD})(?=\s*$|\s*[,(–—!-]|\s+(?:chez|bei|en|na|no|à|au|in|im|at)\s)"
)


_ASKED = regex(rf"\s+(?:a|ao|à|al)\s({_WORD})")
_RELATIVE = regex(r"\s+(?:von|de|da|do|d['’])?\s?(?:meine[rs]?|ma|mon|mi|minha|meu)\s(\w{3,20})(?!\w)")


_RELATIVE_BEFORE = regex(r"(?i)(?:\bmy|\bour)\s(?:\w{2,12}\s)?(\w{3,20})['’]?s?['’]?\s$")


_ENGLISH = regex(r"\binterview", re.IGNORECASE)


def interview_in(title: str) -> Hit | None:
    """Return the words in a title that mean an interview."""
    hits = words("signal.interview", "signal.sure").hits(as_words(title))
    return next((hit for hit in hits if not _PRODUCT.search(hit.text)), None)


_PRODUCT = regex(r"[a-z][A-Z]")
"""How programs are called: ``InterviewPilot``."""


def _around(title: str, strong: Hit) -> Hit | None:
    """Return what says that a note is about an errand before an interview or after it: ``Collect suit before …``."""
    if not words("signal.chore").match(title):
        return None
    hits = words("signal.around").hits(as_words(title))
    return next((hit for hit in hits if 0 <= strong.first - hit.last <= _NEAR and hit.first > 0), None)


def _registration_in(title: str) -> Hit | None:
    """Return what says that a business that fills posts puts the user on its list: ``Inscription Intérim Loire``."""
    registration = words("signal.registration").search(title)
    agency = words("title.agency").search(title) if registration else None
    return registration if agency and registration and agency.first != registration.first else None


def conducting_in(source: str) -> Hit | None:
    """Return what says that the user asks the questions, unless it says the opposite: ``you're interviewing for …``."""
    for hit in words("signal.conducting").hits(as_words(source)):
        if not any(is_within(hit, longer) for longer in words("signal.strong").hits(as_words(source))):
            return hit
    return None


def meets_in_round(title: str) -> bool:
    """Return whether a title names a meeting and, in other words, a round: ``Zoom Abedul 2nd round``."""
    rounds = [*words("signal.stage").hits(as_words(title))]
    return any(
        hit.last <= stage.first or stage.last <= hit.first
        for hit in words("signal.meeting").hits(as_words(title))
        for stage in rounds
    )


def says_where(title: str) -> bool:
    """Return whether a title names, beside an interview, a house or a role: ``Interview Rosie's Bakery``."""
    strong = interview_in(title)
    houses = words("title.business", "title.institution").hits(as_words(title))
    return strong is not None and (
        role_in_title(title) is not None or any(not strong.first <= hit.first < strong.last for hit in houses)
    )


def _of_job_in_title(title: str, *, is_strong: bool) -> Iterator[Signal]:
    if role := role_in_title(title):
        yield Signal(Clue.ROLE, f"“{role[:QUOTE]}” in the title")
    if not is_strong and (job := words(*JOB).search(title)):
        yield Signal(Clue.JOB_TITLE, quoted(job, "title"))
    if not is_strong and not words(*JOB).search(title) and (agency := _agency_in(title)):
        yield Signal(Clue.JOB_TITLE, f"“{agency[:QUOTE]}” in the title: a business that fills posts")
    if not is_strong and (terms := words("signal.terms").search(title)):
        yield Signal(Clue.TERMS, quoted(terms, "title"))
    if not is_strong and (stage := words("signal.stage").search(title)):
        yield Signal(Clue.STAGE, quoted(stage, "title"))


def _agency_in(title: str) -> str | None:
    """Return a name in a title that ends in what agencies call themselves: ``Robotrek Staffing``."""
    parts = as_words(title)
    for hit in words("title.agency").hits(parts):
        name = parts.part(hit.first - 1, hit.last) if hit.first else ""
        if name and hit.text[:1].isupper() and name[:1].isupper() and parts.is_joined(hit.first - 1, hit.last + 1):
            return printable(name)
        if name and hit.text[:1].isupper() and name[:1].isupper() and hit.last == len(parts):
            return printable(name)
    return None


def _chore(title: str) -> Hit | None:
    """Return what says that a title is a note of what to do: it begins with it, and goes on."""
    hit = words("signal.chore").match(title)
    first = next(iter(pieces_of(title)), None)
    longer = words("signal.meeting").match(title)
    if hit and longer and longer.last > hit.last:
        return None
    role = (
        words("title.role").search(title[hit.stop : hit.stop + 20]) if hit and first and is_role(first.text) else None
    )
    if hit and role and not words("signal.job", "signal.interview").search(title[hit.stop : hit.stop + role.begin]):
        return None  # a research associate
    if hit and not re.match(r"\s*[/<&]", title[hit.stop :]):
        return hit
    return None


def _pair(title: str, names_of_user: frozenset[str]) -> str | None:
    """Return who stands beside the user in a title such as ``Jo Seeker <> Acme``, or None."""
    names = Names.of((), names_of_user)
    parties = [
        (piece.link, half, without_noise(half) or half) for piece in pieces_of(title) for half in halves(piece.text)
    ]
    mine = [position for position, (_, half, bare) in enumerate(parties) if names.is_user(half) or names.is_user(bare)]
    others = [bare for position, (_, half, bare) in enumerate(parties) if position not in mine and without_noise(half)]
    if mine and others:
        return printable(others[0])
    both = [position for position, (link, _, _) in enumerate(parties) if link is Link.BOTH]
    if both and not names.user and len(others) > 1 and re.search(r"<\s*[-=~]?\s*>|↔|⟷|×", title):
        return printable(others[0])
    return None


def names_user(title: str, names_of_user: frozenset[str]) -> bool:
    """Return whether a title holds the user's full name, or the first one and an initial."""
    said = as_words(title).words
    for name in Names.of((), names_of_user).user:
        spelled = (list(name), [*name[:-1], name[-1][0]])
        if len(name) > 1 and any(said[at : at + len(name)] in spelled for at in range(len(said))):
            return True
    return False
