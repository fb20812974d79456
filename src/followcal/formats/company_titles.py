"""What a title says that may be a company's name: parties, brackets, what stands behind with and from."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from followcal.formats.company_forms import (
    CHIEF,
    MAX_HITS,
    OF_PLACE,
    PART,
    PROPER,
    ends_in_business,
    is_office,
    places,
    whole,
)
from followcal.formats.company_names import (
    is_of,
    is_whole,
)
from followcal.formats.known_names import Names
from followcal.formats.names import is_first_name
from followcal.formats.noise import without_noise
from followcal.formats.roles import is_role
from followcal.formats.titles import Link, Piece, halves, is_joint_name
from followcal.formats.word_lists import Hit, WordList, as_words, plain, words
from followcal.regex import regex


def agencies_in(pieces: tuple[Piece, ...], names: Names) -> dict[str, str]:
    """Return the agencies behind somebody in a title, ``Ann Lee (Varley Recruitment)``, by name without that word."""
    found: dict[str, str] = {}
    for before, piece in itertools.pairwise(pieces):
        hits = [*words("title.agency").hits(as_words(piece.text))]
        is_firm = piece.link in (Link.BRACKET, Link.FROM) or (piece.link is Link.AT and piece is pieces[1])
        is_firm |= piece.link is Link.BOTH and names.is_person(without_noise(before.text))
        is_last = bool(hits) and hits[-1].last == len(as_words(piece.text)) and hits[-1].text[:1].isupper()
        if is_firm and is_last and hits[-1].first > 0:
            found |= {without_noise(piece.text): piece.text, piece.text[: hits[-1].begin].strip(): piece.text}
    return found


def behind_the_role(piece: str) -> Iterator[str]:
    """Yield what stands behind the words of a role in one part of a title: ``Interview Controllerin Wexmont AG``."""
    parts = as_words(piece)
    roles = [*words("title.role").hits(parts)]
    name = without_noise(piece[roles[-1].stop :].strip()) if roles else ""
    if name[:1].isupper() and len(name) > 3 and not words("title.business").covers(name):
        yield name
    for hit in words("title.business").hits(parts) if roles else ():
        before = parts.part(0, hit.last)
        if hit.first > 0 and hit.last <= roles[0].first and before[:1].isupper() and not any(map(str.isdigit, before)):
            yield without_noise(before)


def small_houses(title: str, location: str) -> Iterator[str]:
    """Yield the houses that a note names by what they are, in small letters: ``essai boulangerie Aubrac``."""
    for line in title.split("\n"):
        yield from re.findall(rf"Chez {PART}", line)
        rounds = [range(hit.begin, hit.stop) for hit in words("signal.interview").hits(as_words(line))]
        for hit in words("title.institution").hits(as_words(line)):
            if any(hit.begin in each for each in rounds) or _is_talk(line, hit, is_followed="\n" in title):
                continue
            if _HEADS.search(line[: hit.begin]) and words("title.leader").search(line[: hit.begin].split()[-2]):
                continue  # jefe de taller de Ibarrola
            found = OF_PLACE.match(line, hit.stop)
            found = None if found and is_office(found[0]) else found
            kind = hit.text[:1].upper() + hit.text[1:]
            if found and hit.text.islower() and _is_named_apart(hit.text, found[0].strip()):
                yield whole(found[0]).strip()
            elif found:
                yield kind + whole(found[0])
            elif not line[hit.stop :].strip() and hit.text.islower():
                yield from (place for place in places(location, ()) if words("title.institution").match(place))


_HEADS = regex(r"\S\s(?:de|du|da|do|d['’])\s?$")


def _is_talk(line: str, hit: Hit, *, is_followed: bool) -> bool:
    """Return whether a note begins with a coffee with somebody: ``café Fatoumata (Tournesol)``."""
    is_first = not line[: hit.begin].strip() and words("signal.meeting").covers(hit.text)
    return is_first and (is_first_name(line[hit.stop :]) or (hit.text.islower() and is_followed))


def _is_named_apart(kind: str, name: str) -> bool:
    """Return whether a house has a name without its kind: ``boulangerie Aux Trois Épis``, ``agência Talento Vivo``."""
    return plain(kind) in _AGENCIES or name.partition(" ")[0] in _ARTICLES


_AGENCIES = frozenset(("agence", "agencia", "agency", "agentur", "empresa", "firma", "loja", "magasin"))
_ARTICLES = frozenset(("Au", "Aux", "Les", "Le", "La", "À", "Chez", "El", "Los", "Las"))


def behind_somebody(pieces: tuple[Piece, ...]) -> Iterator[tuple[str, bool]]:
    """Yield the firm behind somebody: ``tel Mme Kowalczyk DRH Meubles Fargeot``; unsure if it may be their own name."""
    for piece in pieces:
        called = _CALLED_DESK.search(piece.text)
        if called and is_first_name(called[1]) and words("person.recruiter").covers(called[2]):
            yield called[3], True
        for hit in itertools.islice(words("title.honorific").hits(as_words(piece.text)), MAX_HITS):
            named = _NAMED.match(piece.text, hit.stop)
            is_particle = hit.text.islower() and len(hit.text) < _SHORT and piece.text[hit.stop : hit.stop + 1] != "."
            if not named or is_particle or words("title.honorific").covers(named[1]):
                continue
            is_given = is_first_name(named[1])
            is_family = bool(named[2]) and is_given and not _office().covers(named[2])
            rest = piece.text[named.end() if is_family else named.end(1) :]
            firm = _BEHIND.sub("", _without_office(rest))
            name = PROPER.fullmatch(firm.strip(" ."))
            is_family_too = _PARTICLES.match(rest) is not None  # Nogueira da Costa
            is_said = firm != rest.strip() and not is_family_too
            may_be = is_said or " " in firm or not (is_given or is_family_too)
            if name and may_be and not is_role(firm):
                yield name[0], is_said or " " in firm


_SHORT = 3
_CALLED_DESK = regex(rf"(?<![^\W_])({PART}) ([A-Z]{{2,4}}) ({PROPER.pattern})$")
"""Somebody, their desk, and the firm: ``Visio Oriane RH Transdoc``."""
_NAMED = regex(rf"\.?ª?[^\S\n]+({PART})(?:[^\S\n]+({PART}))?")
_BEHIND = regex(
    r"^(?:de la|de|da|do|du|del|des|chez|bei der|bei|beim|von der|von|vom|at|from|en|na|no|in)\s+(?=[^\W_a-z])"
)


_PARTICLES = regex(r"\s*(?:de|da|do|das|dos|du|del|des|di|von|van)\s")


def _office() -> WordList:
    return words("title.leader", "person.recruiter", "title.department")


def _without_office(text: str) -> str:
    """Return what follows the words of what somebody is."""
    text = text.strip(" ,")
    while (hit := _office().match(text)) is not None:
        text = text[hit.stop :].strip(" ,")
    return text


def of_domains(pieces: tuple[Piece, ...], labels: Sequence[str], names: Names) -> Iterator[str]:
    """Yield the parts of a title that the domain of somebody on the invitation spells."""
    for part in (part for piece in pieces for part in _parties(piece, names)):
        bare = without_noise(part)
        for name in (part, bare) if any(is_whole(part, label) for label in labels) else (bare, part):
            if name and not is_role(name) and any(is_of(name, label) for label in labels):
                yield name


def linked_parties(pieces: tuple[Piece, ...], names: Names) -> Iterator[tuple[str, bool]]:
    """Yield what stands behind words such as ``with``, and first what stands behind ``from``."""
    linked = [piece for piece in pieces if piece.link in (Link.AT, Link.FROM)]
    for piece in sorted(linked, key=lambda piece: piece.link is not Link.FROM):
        for part in _parties(piece, names):
            yield _at_company(part), _is_proper(part)


def loose_parties(pieces: tuple[Piece, ...], names: Names, *, has_domain: bool) -> Iterator[tuple[str, bool]]:
    """Yield the other parts of a title: parties first, what follows ``for`` last."""
    has_parties = any(piece.link is Link.BOTH for piece in pieces)
    is_lower = all(piece.text.islower() for piece in pieces)
    if any(words("medium.onsite").match(piece.text) for piece in pieces if piece.link is Link.START):
        pieces = tuple(piece for piece in pieces if piece.link is not Link.BRACKET)  # the place that is visited
    for part in (part for piece in pieces if piece.link is Link.START for part in _parties(piece, names)):
        yield from ((name, False) for name in _behind_interview(part))
    order = (Link.BOTH, Link.BRACKET, Link.BREAK, Link.START, *(() if has_domain else (Link.FOR,)))
    for link in order:
        for piece in pieces:
            is_party = link is Link.BOTH and has_parties and piece.link is Link.START
            if piece.link is not link and not is_party:
                continue
            for part in (each for party in _parties(piece, names) for each in _around_interview(party)):
                if re.match(rf"{CHIEF}(?!\w)", part):
                    continue  # what somebody is
                yield from ((name, False) for name in _beside_role(part, link))
                name = without_noise(part)
                if name and not (is_role(part) and not ends_in_business(part)) and (not name.islower() or is_lower):
                    yield name, link is Link.BOTH and not is_role(part)


def _behind_interview(part: str) -> Iterator[str]:
    """Yield what stands behind the word for an interview, if it is no role: ``Probearbeiten Flinkpost``."""
    hit = words("signal.sure", "signal.interview").match(part)
    name = without_noise(part[hit.stop :]) if hit else ""
    is_polite = words("title.honorific", "title.rank").match(part[hit.stop :].strip()) if hit else None
    is_job = is_role(name) and not ends_in_business(name)
    if name and name[:1].isupper() and not (is_job or is_polite or is_topic(part, name)):
        yield name
    elif is_job and (before := _before_role(name)):
        yield before


def _before_role(name: str) -> str | None:
    """Return the name before a role in small letters: ``Lumicarte chef de projet digital``."""
    role = next(words("title.role").hits(as_words(name)), None)
    before = PROPER.match(name) if role and role.text.islower() else None
    is_whole_word = before is not None and re.match(r"\s[a-zß-öø-ÿ]|\s\d", name[before.end() :]) is not None
    said = before[0] if before and is_whole_word and role and before.end() <= role.begin else ""
    said = said if said.startswith(("St ", "St. ")) else without_noise(said)
    return said if PROPER.fullmatch(said) and not is_role(said) else None


def _beside_role(part: str, link: Link) -> Iterator[str]:
    """Yield what stands behind a role in one part of a title, or before it in a note."""
    if is_role(part) and ends_in_business(part):
        yield from behind_the_role(part)
    elif is_role(part) and link in (Link.START, Link.BREAK) and (before := _before_role(part)) and _is_named(before):
        yield before


def _is_named(name: str) -> bool:
    """Return whether what stands before a role is more than a word of it: ``Bluestem Carriers``, not ``Herd``."""
    return " " in name or name.endswith(("'s", "’s"))


def is_topic(part: str, name: str) -> bool:
    """Return whether a name is what a test is in: ``Prueba de Revit``."""
    behind = (part[match.end() :] for match in _IN.finditer(part))
    return any(text.startswith(name) and text[len(name) :][:1] in ("", "\n") for text in behind)


_IN = regex(r"\b(?:de|of|en|em|in)\s+")


def _around_interview(part: str) -> list[str]:
    """Return what stands behind and before the words for an interview: ``Bar work trial The Anchor``."""
    hit = words("signal.sure", "signal.interview").search(part)
    if not hit or not part[: hit.begin].strip() or not part[hit.stop :].strip() or not without_noise(part[hit.stop :]):
        return [part]
    return [part[hit.stop :].strip(), part[: hit.begin].strip()]


def _is_proper(text: str) -> bool:
    """Return whether what stands behind ``with`` is written like a name: no article, no small word before it."""
    return text[:1].isupper() and not words("title.noise").length_at(as_words(text), 0)


def _parties(piece: Piece, names: Names) -> list[str]:
    """Return the parts of a piece that are no person: ``Acme & Jo Seeker`` holds one."""
    if is_joint_name(piece.text, names):
        return [piece.text]
    parts = halves(piece.text)
    people = [part for part in parts if names.is_person(without_noise(part) or part)]
    if not people or len(parts) == 1:
        return [] if people else [piece.text]
    return [part for part in parts if part not in people]


def _at_company(text: str) -> str:
    """Return what stands behind ``at`` without what is no name at its end: ``Acme on Monday``."""
    proper = PROPER.match(text)
    name = without_noise(text, front=False)
    return (
        proper[0]
        if proper
        and name.startswith(proper[0])
        and len(proper[0]) < len(name)
        and name[len(proper[0])] == " "
        and name[len(proper[0]) + 1 :][:1].islower()
        else name
    )


def may_be_somebody(name: str, title: str, support: int) -> bool:
    """Return whether what stands behind ``with`` may be a person: one word or two, and nothing else speaks for it."""
    led = rf"(?:\b(?:with|mit|avec|con|com|w|c)|/)\s+(?:\w+\s+)?{re.escape(name)}"
    return (
        support <= 0
        and re.search(led, title, re.IGNORECASE) is not None
        and re.fullmatch(rf"{PART}(?: {PART})?", name) is not None
    )
