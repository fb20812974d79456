"""What may be the company of an interview: everything that is written where companies stand, the surest first."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from followcal.formats.company_forms import (
    MAX_HITS,
    PROPER,
    SEATS,
    ends_in_business,
    institutions_in,
    is_house,
    is_named_as_house,
    places,
    whole,
)
from followcal.formats.company_names import (
    is_like,
    is_of,
    is_whole,
    longer,
)
from followcal.formats.company_texts import (
    after_words,
    at_stage,
    behind_role,
    inviting,
    of_leaders,
    of_people,
    opening,
    signed,
)
from followcal.formats.company_titles import (
    behind_somebody,
    behind_the_role,
    is_topic,
    linked_parties,
    loose_parties,
    may_be_somebody,
    of_domains,
    small_houses,
)
from followcal.formats.known_names import Names
from followcal.formats.noise import without_noise
from followcal.formats.plaintext import labelled
from followcal.formats.titles import Piece
from followcal.formats.word_lists import as_words, words

_WRITERS = ("title.team", "title.department", "person.desk", "person.recruiter", "signal.interview", "text.of")


def candidates(
    pieces: tuple[Piece, ...],
    text: str,
    labels: Sequence[str],
    hosts: Sequence[str],
    names: Names,
    *,
    location: str,
    written: str,
) -> Iterator[tuple[str, bool]]:
    """Yield what may be the company, and whether it is even if the domains of its people say something else."""
    said = list(after_words("text.lead", text))
    title = "\n".join(piece.text for piece in pieces)
    if not labels and pieces and words("signal.meal").match(pieces[0].text):
        location = ""  # where they have a coffee
    bodies = [*institutions_in(f"{title}\n{text}\n{location}"), *places(location, labels)]
    for name in (
        *(value for label, value in labelled(text) if words("text.company").covers(label)),
        *behind_role(text),
        *(name for name in after_words("text.client", text) if not words("title.area").match(name)),
        *(name for name in inviting(text) if name not in hosts or is_house(name)),
        *of_domains(pieces, labels, names),
        *(name for name in bodies if any(is_of(name, label) for label in labels)),
        *_of_hosts(hosts, labels),
        *(name for name in bodies if any(is_like(name, label) for label in labels)),
        *(name for name in said if any(is_of(name, label) for label in labels)),
        *signed(text, labels),
        *(host for host in hosts if " " in host and (host in written or host in location)),
        *(() if labels else _inviting_houses(hosts)),
        *_called_firms(text),
        *of_people(pieces, text, names),
        *_at_labelled_places(text, labels),
        *(name for name, is_sure in behind_somebody(pieces) if is_sure),
    ):
        yield name, True
    if not labels:
        yield from ((name, True) for name in small_houses(title, location))
    is_lower = title.islower()
    said += at_stage(text)

    def support(named: tuple[str, bool]) -> int:
        return _support(named[0], text, location, hosts)

    linked = [each for each in linked_parties(pieces, names) if is_lower or not each[0].islower()]
    loose = [*loose_parties(pieces, names, has_domain=bool(labels)), *((name, False) for name in opening(text))]
    loose = sorted((each for each in loose if is_lower or not each[0].islower()), key=support, reverse=True)
    others = [*said, *(name for name, _ in loose if is_house(name))]
    # Behind “with” may stand somebody whom only the user knows.
    someone = (
        [] if labels or not others else [each for each in linked if may_be_somebody(each[0], written, support(each))]
    )
    yield from (each for each in linked if each not in someone)
    yield from ((name, True) for name in said)
    yield from someone if said else ()
    yield from behind_somebody(pieces)
    yield from ((name, False) for name in of_leaders(text))
    topics = [each for each in loose if is_topic(title, each[0])]
    houses = [] if labels else [name for name in bodies if is_named_as_house(name) and not SEATS.match(name)]
    weak = [] if not houses else [each for each in loose if support(each) <= 0 and not is_house(each[0])]
    yield from (each for each in loose if each not in topics and each not in weak)
    yield from () if said else someone
    yield from ((name, False) for name in houses if weak)
    yield from (each for each in weak if each not in topics)
    yield from ((name, False) for name in bodies)
    yield from topics
    for host in hosts:
        if host in text:
            yield host, False
        name = re.sub(r"(?i)\s*\b(?:via|through)\b.*", "", host)
        bare = without_noise(name)
        if words(*_WRITERS).covers(name.replace(bare, " ", 1)):
            name = bare
        desk = words("person.desk").match(name)
        name = name[desk.stop :].strip() if desk and is_first_only(name, desk.stop) else name
        if len(name) > 2:
            yield longer(name, text), False
    yield from ((name, False) for name in after_words("title.at", text))
    if not labels:
        yield from ((name, False) for piece in pieces for name in behind_the_role(piece.text))
        yield from ((hit.text.capitalize(), False) for hit in words("title.institution").hits(as_words(title)))


def _called_firms(text: str) -> Iterator[str]:
    """Yield the names behind a word for a firm: ``Entreprise Terrassements Mosans``."""
    for hit in itertools.islice(words("text.firm").hits(as_words(text)), MAX_HITS):
        name = PROPER.match(text[hit.stop :].lstrip(" .:"))
        if name and "\n" not in text[hit.stop : hit.stop + 2]:
            yield whole(name[0])


def _inviting_houses(hosts: Sequence[str]) -> Iterator[str]:
    """Yield the firms in whose name a service invites, without their desk: ``Skylark Airways Talent Team``."""
    for host in hosts:
        said = as_words(host)
        last = len(said)
        while last > 1 and words(*_WRITERS).covers(said.part(last - 1, last)):
            last -= 1
        if last > 1 and (last < len(said) or is_house(host)):
            yield host if last == len(said) else said.part(0, last)


def _of_hosts(hosts: Sequence[str], labels: Sequence[str]) -> Iterator[str]:
    """Yield the names that invite, without the desk before them, where a domain spells them: ``Recrutement Acme``."""
    for host in hosts:
        said = host.split()
        ends = (" ".join(said[at:]) for at in range(min(len(said), 5)))
        yield from (name for name in ends if any(is_whole(name, label) for label in labels))


def _at_labelled_places(text: str, labels: Sequence[str]) -> Iterator[str]:
    """Yield the firms at whose place a text says it is: ``Ort: Alpenmilch AG, Werkstr. 2``."""
    for label, value in labelled(text):
        if words("text.place").covers(label):
            yield from (name for name in places(value, labels) if ends_in_business(name))


def _support(name: str, text: str, location: str, hosts: Sequence[str]) -> int:
    """Return how much else on the invitation speaks for a name: the place, who invites, the text, its own words."""
    place, *others = re.split(r"[\n,;|]", location[:300])
    found = int(name in place and not any(map(str.isdigit, place)))
    found += any(name in host for host in hosts)
    found += len(name) > 2 and name in text and re.search(rf"\b{re.escape(name)}\b", text) is not None
    found += is_house(name)
    is_town = name in location and name not in place and bool(others)
    return found - is_town - (len(name) < 4)


def is_first_only(name: str, stop: int) -> bool:
    """Return whether more than a desk is named: ``Agenda Cajuína`` and not ``Recruiting``."""
    return name[stop : stop + 1] == " " and name[stop + 1 : stop + 2].isupper()
