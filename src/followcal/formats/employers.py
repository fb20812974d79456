"""Which company an interview is with: never the service that invites, and the client rather than the agency.

In this order: what the text calls the company or the client, what the title puts where companies stand, what the
text says the interview is with, who invites in the name of a company, and last the domain of its people.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from followcal.core.wording import printable
from followcal.formats.domains import HIRING_SERVICES, SCHEDULERS, company_label
from followcal.formats.people import people_in
from followcal.formats.plaintext import labelled, own_words
from followcal.formats.roles import is_role
from followcal.formats.titles import Link, Names, Piece, halves, noise, without_noise
from followcal.formats.word_lists import Text, as_words, plain, word_lists, words

_PART = r"(?:[A-Z0-9ÄÖÜÉÈÀÂÁÍÓÚÇÑÊÔÎÅØŠŽŁ][\w&.'’+-]{0,40})"
_PROPER = re.compile(
    rf"{_PART}(?:[^\S\n]+(?:(?:&|\+|und|and|et|y|e|of|de|del|do|da|dos|das|du|des|la|le|the|am|im|an der|der|von|for|für)[^\S\n]+){{0,2}}{_PART}|[^\S\n]+&[^\S\n]+{_PART}){{0,4}}"
)
_FIRM = re.compile(
    rf"\s*(?:\([^()\n]{{0,60}}\)\s*)?,?[^\S\n]{{0,3}}(?:from|at|of|von|von der|bei|bei der|chez|de chez|de|da|do|na|no|en)\s+({_PROPER.pattern})"
)
_SERVICE_NAMES = frozenset(domain.partition(".")[0] for domain in HIRING_SERVICES | SCHEDULERS) | {
    "google",
    "microsoft",
    "teams",
    "outlook",
    "zoom",
    "skype",
    "webex",
    "goodtime",
    "modernloop",
    "smartrecruiters",
    "hackerrank",
    "coderpad",
}
_MAX_HITS = 20


def company_in(
    pieces: tuple[Piece, ...],
    description: str,
    *,
    domains: Sequence[str],
    hosts: Sequence[str],
    names: Names,
) -> str | None:
    """Return the company, or None where nothing says it.

    `domains` are those of the employer's people, `hosts` the names of teams and calendars that invite.
    """
    text = own_words(description)
    labels = [label for label in map(company_label, domains) if label]
    own = [label for label in labels if not _is_agency_label(label)]
    postponed: list[str] = []
    for candidate, is_sure in _candidates(pieces, text, labels, hosts, names):
        name = clean_company(candidate)
        if not name or not _may_be_company(name, names):
            continue
        if is_agency(name) or any(_is_of(name, label) and _is_agency_label(label) for label in labels):
            postponed.append(name)
        elif is_sure or not own or any(_is_of(name, label) or _is_like(name, label) for label in own):
            return name
    for label in own or labels:
        found = _spelled(label, [*hosts, text]) if own or not postponed else postponed[0]
        return found or _from_label(label)
    return postponed[0] if postponed else None


def _from_label(label: str) -> str:
    """Return a company's name as its own domain spells it.

    >>> _from_label("acme-robotics"), _from_label("acmefoods")
    ('Acme Robotics', 'Acme Foods')
    """
    if "-" not in label:
        for word in _business_words():
            if len(label) - len(word) < 3:
                continue
            if label.endswith(word):
                return f"{label[: -len(word)]} {word}".title()
            if label.startswith(word):
                return f"{word} {label[len(word) :]}".title()
    return label.replace("-", " ").title()


@lru_cache(maxsize=1)
def _business_words() -> list[str]:
    lists = word_lists()
    found = {plain(word).strip("*") for name in ("title.business", "title.agency") for word in lists[name]}
    return sorted(
        (word for word in found if len(word) > 4 and word.isalpha() and word != "works"),
        key=lambda word: (-len(word), word),
    )


def _candidates(
    pieces: tuple[Piece, ...], text: str, labels: Sequence[str], hosts: Sequence[str], names: Names
) -> Iterator[tuple[str, bool]]:
    """Yield what may be the company, and whether it is even if the domains of its people say something else."""
    for label, said in labelled(text):
        if words("text.company").covers(label):
            yield said, True
    for name in _after_words("text.client", text):
        yield name, True
    for part in (part for piece in pieces for part in _parties(piece, names)):
        bare = without_noise(part)
        for name in (part, bare, part) if any(_is_whole(part, label) for label in labels) else (bare, part):
            if name and not is_role(name) and any(_is_of(name, label) for label in labels):
                yield name, True
    said = list(_after_words("text.lead", text))
    for name in said:
        if any(_is_of(name, label) for label in labels):
            yield name, True
    yield from ((name, True) for name in _signed(text, labels))
    for person in (*(person.name or "" for person in people_in(text)[:10]), *_people_of_title(pieces, names)):
        yield from ((name, True) for name in _behind(person, text))
    for before, piece in itertools.pairwise(pieces):
        if (
            piece.link is Link.BRACKET
            and len(as_words(without_noise(before.text)).words) == 1
            and before.link is not Link.START
        ):
            yield without_noise(piece.text), True
    linked = [piece for piece in pieces if piece.link in (Link.AT, Link.FROM)]
    for piece in sorted(linked, key=lambda piece: piece.link is not Link.FROM):
        for part in _parties(piece, names):
            yield _at_company(part), _is_proper(part)
    for name in said:
        yield name, True
    for link in (Link.BOTH, Link.BRACKET, Link.BREAK, Link.START, Link.FOR):
        if link is Link.FOR and labels:
            continue
        for piece in pieces:
            if piece.link is link or (
                link is Link.BOTH and Link.BOTH in (each.link for each in pieces) and piece.link is Link.START
            ):
                for part in _parties(piece, names):
                    name = without_noise(part)
                    if name and not is_role(part) and (any(map(str.isupper, name)) or not any(map(str.isupper, part))):
                        yield name, link is Link.BOTH
    for host in hosts:
        name = without_noise(re.sub(r"(?i)\b(?:via|through)\b.*", "", host))
        if len(name) > 2:
            yield _longer(name, text), False
    for name in _after_words("title.at", text):
        yield name, False


def _people_of_title(pieces: tuple[Piece, ...], names: Names) -> list[str]:
    found = (without_noise(half) for piece in pieces for half in halves(piece.text))
    return [name for name in found if name and names.is_person(name) and not names.is_user(name)]


def _signed(text: str, labels: Sequence[str]) -> Iterator[str]:
    """Yield what a line of its own or the end of one says, if it is like a domain: ``Talent Team, Acme``."""
    for line in text.split("\n")[:200]:
        parts = re.split(r"[,|·•;]\s*|\s[-–—]\s", line.strip()) if len(line) <= 120 else []
        for part in parts:
            if _PROPER.fullmatch(part) and any(_is_of(part, label) or _is_like(part, label) for label in labels):
                name = without_noise(part)
                if name:
                    yield name


def _behind(person: str, text: str) -> Iterator[str]:
    """Yield what is written behind a person's name as their firm: ``Ann Lee from Acme``."""
    at = text.find(person) if person else -1
    if at >= 0:
        found = _FIRM.match(text[at + len(person) : at + len(person) + 160])
        if found:
            yield _whole(found[1])
        else:
            duty = re.match(
                rf",[^\S\n]?([\w &-]{{2,40}}?)[^\S\n](?:from|at|of|von|bei|chez|de|da|do)[^\S\n]({_PROPER.pattern})",
                text[at + len(person) : at + len(person) + 160],
            )
            if duty and words("person.recruiter").search(duty[1]):
                yield _whole(duty[2])


def _longer(name: str, text: str) -> str:
    """Return a name as a text writes it out, where a word such as Bank follows it there."""
    parts = as_words(text)
    wanted = as_words(name).words
    for first in range(min(len(parts), 2000)):
        if parts.words[first] == wanted[0] and parts.words[first : first + len(wanted)] == wanted:
            said = _with_business(parts, first, first + len(wanted))
            if len(said) > len(name) and said[:1].isupper():
                return said
    return name


def _is_proper(text: str) -> bool:
    """Return whether what stands behind ``with`` is written like a name: no article, no small word before it."""
    return text[:1].isupper() and not words("title.noise").length_at(as_words(text), 0)


def _is_like(name: str, label: str) -> bool:
    """Return whether a name and a domain share a longer word: ``Cerámicas Bahía`` and cerambahia.com."""
    theirs = plain(label)
    return any(len(word) > 3 and (word in theirs or _umlauts(said) in theirs) for said, word in _with_plain(name))


def _with_plain(name: str) -> list[tuple[str, str]]:
    parts = as_words(name)
    return [(parts.part(index, index + 1), word) for index, word in enumerate(parts.words)]


def _parties(piece: Piece, names: Names) -> list[str]:
    """Return the parts of a piece that are no person: ``Acme & Jo Seeker`` holds one."""
    parts = halves(piece.text)
    people = [part for part in parts if names.is_person(without_noise(part) or part)]
    if not people or len(parts) == 1:
        return [] if people else [piece.text]
    return [part for part in parts if part not in people]


def _at_company(text: str) -> str:
    """Return what stands behind ``at`` without what is no name at its end: ``Acme on Monday``."""
    proper = _PROPER.match(text)
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


def _after_words(name: str, text: str) -> Iterator[str]:
    """Yield what is written like a name behind words such as ``interview with``, also behind a person's."""
    parts = as_words(text)
    for number, hit in enumerate(words(name).hits(parts)):
        if number >= _MAX_HITS:
            return
        start = hit.stop
        while (skip := _skip(text, start)) > start:
            start = skip
        found = _PROPER.match(text, start)
        if found:
            yield _whole(found[0])
            behind = _FIRM.match(text[found.end() : found.end() + 160])
            if behind:
                yield _whole(behind[1])


def _whole(name: str) -> str:
    """Return a name up to where its sentence ends."""
    return re.sub(r"\.$|[.,;:!?](?=\s).*", "", name)


def _skip(text: str, start: int) -> int:
    match = re.compile(
        r"[\s:,„“\"«]{1,3}|(?:the|our|client|der|die|das|dem|den|firma|la|le|l['’]|el|los|a|o|empresa|entreprise|société|company|team at|team of)(?=[\s:])",
        re.IGNORECASE,
    ).match(text, start)
    return match.end() if match else start


def clean_company(text: str) -> str:
    """Return a company's name without what stands around it.

    >>> clean_company("“Acme Robotics” for the role")
    'Acme Robotics'
    """
    text = printable(text).strip(" .!?:;,\"'“”„«»‘’-–—/|()[]*#")
    text = re.split(
        r"\s+(?:for|about|regarding|re|als|für|pour|para|as|via|from|is|are|will|has|ist|wird|invites|sobre)\s|\s(?:am|um)\s(?=\d)|\s[-–—|/]\s|[,;(]\s?",
        f"{text} ",
        maxsplit=1,
    )[0].strip()
    text = re.sub(r"^(?:the|our|client|firma|société|empresa|company)\s+(?=[A-Z0-9])", "", text)
    words_of = as_words(text)
    last = len(words_of)
    if last > 1 and plain(words_of.part(last - 1, last)) in _TEAM:
        while last > 1 and plain(words_of.part(last - 1, last)) in _TEAM:
            last -= 1
        text = words_of.part(0, last)
    return text.strip(" .!?:;,\"'“”„«»‘’-–—/|&+")


_TEAM = frozenset(
    "team equipe equipa time recruiting recruitment careers hiring hr interview interviews people karriere candidate calendar selection seleccion selecao recrutement recrutamento rh rrhh".split()
)


def _may_be_company(name: str, names: Names) -> bool:
    parts = as_words(name)
    if not parts.words or len(parts) > 7 or len(name) > 70 or names.is_person(name):
        return False
    if (
        noise().covers(name)
        or is_role(name)
        or "".join(parts.words) in _SERVICE_NAMES
        or parts.words[0] in _SERVICE_NAMES
    ):
        return False
    return any(char.isalpha() for char in name) and not words("title.honorific").length_at(parts, 0)


def is_agency(name: str) -> bool:
    """Return whether a name is that of a business that fills the posts of others."""
    return any(words("title.agency").hits(as_words(name)))


def _is_agency_label(label: str) -> bool:
    label = plain(label)
    return (
        is_agency(label)
        or any(
            word in label
            for word in (
                "staffing",
                "recruit",
                "talent",
                "personal",
                "headhunt",
                "executive",
                "interim",
                "recrut",
                "seleccion",
                "manpower",
                "randstad",
                "adecco",
                "hays",
                "beratung",
            )
        )
        or label.endswith(("rh", "rrhh", "-hr"))
        or label.startswith("rh")
    )


def _is_of(name: str, label: str) -> bool:
    """Return whether a name is the one that a domain spells, or the beginning of either.

    >>> _is_of("Acme Robotics", "acme-robotics"), _is_of("Acme", "acmerobotics"), _is_of("Ann", "acme")
    (True, True, False)
    """
    squashed = [word for word in as_words(name).words if word not in ("and", "und", "et", "y", "e", "the")]
    mine, theirs = "".join(squashed), plain(label).replace("-", "")
    if not mine:
        return False
    without_and = re.sub(r"and|und", "", theirs)
    if mine in (theirs, without_and) or _umlauts(name) == theirs:
        return True
    if len(mine) >= 4 and theirs.startswith(mine):
        return True
    if len(theirs) >= 4 and mine.startswith(theirs):
        return True
    return (
        len(squashed) > 1
        and len(theirs) >= 3
        and (theirs == "".join(word[0] for word in squashed) or "".join(reversed(squashed)) == theirs)
    )


def _umlauts(name: str) -> str:
    spelled = name.casefold().translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"}))
    return "".join(as_words(spelled).words)


def _spelled(label: str, texts: Sequence[str]) -> str | None:
    """Return a company's name as a text writes it, where it is the one that a domain spells."""
    wanted = plain(label).replace("-", "")
    for source in texts:
        parts = as_words(source)
        for first in range(min(len(parts), 3000)):
            if parts.words[first][0] != wanted[:1]:
                continue
            for last in range(first + 1, min(first + 5, len(parts)) + 1):
                said = parts.part(first, last)
                if "@" in said or "//" in said or "\n" in said:
                    break
                if said[0].isupper() and _is_whole(said, wanted) and not _is_in_address(parts, first, last):
                    return _with_business(parts, first, last)
    return None


def _is_whole(said: str, wanted: str) -> bool:
    squashed = "".join(word for word in as_words(said).words if word not in ("and", "und", "et", "y", "e"))
    return (
        squashed in (wanted, re.sub(r"and|und", "", wanted))
        or "".join(as_words(said).words) == wanted
        or _umlauts(said) == wanted
    )


def _is_in_address(parts: Text, first: int, last: int) -> bool:
    before, after = parts.source[: parts.spans[first][0]][-1:], parts.source[parts.spans[last - 1][1] :][:2]
    return before in ("@", ".", "/", "-") or after[:1] == "@" or (after[:1] == "." and after[1:2].isalnum())


def _with_business(parts: Text, first: int, last: int) -> str:
    while (
        last < len(parts)
        and parts.is_joined(last - 1, last + 1)
        and parts.part(last, last + 1)[0].isupper()
        and words("title.business").length_at(parts, last)
        and "\n" not in parts.part(last - 1, last + 1)
    ):
        last += 1
    return parts.part(first, last)
