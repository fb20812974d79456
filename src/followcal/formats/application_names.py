"""Applications by the names that users give them: whole, or cut short where it stays clear which one is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from followcal.core.facts import Application
from followcal.core.interview import Interview
from followcal.formats.typed import key_of
from followcal.formats.understood import harmless

SMALL = frozenset("the a an at for as role position job application about in of".split())
"""Words of a name that do not tell it from another."""


class Named(Struct, frozen=True):
    """An application as it can be named: its last round held, and all its rounds."""

    name: str
    application: Application
    last: Interview
    rounds: tuple[Interview, ...]


def applications(interviews: Iterable[Interview], today: date) -> tuple[Named, ...]:
    """Return the applications that have a name, by name. A round without a role belongs to the only role there is."""
    in_order = [
        each
        for each in sorted(interviews, key=lambda each: (each.end.timestamp(), each.key))
        if each.company and each.employer
    ]
    roles: dict[str, dict[str, None]] = {}
    for interview in in_order:
        if interview.role:
            roles.setdefault(interview.employer, {})[key_of(interview.role)] = None
    found: dict[tuple[str, str], list[Interview]] = {}
    for interview in in_order:
        there = roles.get(interview.employer, {})
        role = key_of(interview.role or "") or (next(iter(there)) if len(there) == 1 else "")
        found.setdefault((interview.employer, role), []).append(interview)
    named = []
    for rounds in found.values():
        held = [each for each in rounds if each.day <= today and not each.cancelled]
        last = (held or rounds)[-1 if held else 0]
        said = Application(last.company or "", next((each.role for each in reversed(rounds) if each.role), None))
        named.append(Named(harmless(f"{said.company} {said.role or ''}"), said, last, tuple(rounds)))
    return tuple(sorted(named, key=lambda each: each.name.casefold()))


def matching(name: str, known: Sequence[Named]) -> tuple[Named, ...]:
    """Return the applications that a name means: whole words first, then names that are cut short."""
    words = _words(name)
    if not words:
        return ()
    for cut_short in (False, True):
        found = tuple(each for each in known if _means(words, each, cut_short=cut_short))
        if found:
            whole = [each for each in found if _words(each.name) == words]
            return tuple(whole) or found
    return ()


def _means(words: Sequence[str], named: Named, *, cut_short: bool) -> bool:
    """Return whether words name an employer, and then nothing but words of the role."""
    employer, role = _words(named.last.employer), _words(named.application.role or "")
    legal = _words(named.application.company)[len(employer) :]
    for count in range(min(len(words), len(employer)), 0, -1):
        whole = count == len(employer) or cut_short
        rest = [word for word in words[count:] if not any(_is(word, other, cut_short) for other in legal)]
        if whole and _same(words[:count], employer[:count], cut_short) and _among(rest, role, cut_short):
            return True
    return False


def _same(words: Sequence[str], others: Sequence[str], cut_short: bool) -> bool:
    return all(_is(one, other, cut_short) for one, other in zip(words, others, strict=True))


def _among(words: Sequence[str], role: Sequence[str], cut_short: bool) -> bool:
    return all(any(_is(word, other, cut_short) for other in role) for word in words)


def _is(word: str, other: str, cut_short: bool) -> bool:
    return word == other or (cut_short and len(word) > 1 and other.startswith(word))


def _words(name: str) -> list[str]:
    return [word for word in re.findall(r"\w+", key_of(name)) if word not in SMALL]
