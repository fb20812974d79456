"""Which company an interview is with: never the service that invites, and the client rather than the agency.

In this order: what the text calls the company or the client, what the title puts where companies stand, what the
text says the interview is with, who invites in the name of a company, and last the domain of its people.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from followcal.core.wording import printable
from followcal.formats.company_names import (
    from_label,
    is_agency,
    is_agency_label,
    is_like,
    is_of,
    is_whole,
    longer,
    spelled,
)
from followcal.formats.domains import HIRING_SERVICES, SCHEDULERS, company_label, tenants_in
from followcal.formats.names import MAIL, is_known
from followcal.formats.people import people_in
from followcal.formats.plaintext import labelled, own_words
from followcal.formats.roles import is_role
from followcal.formats.titles import Link, Names, Piece, halves, is_joint_name, noise, pieces_of, without_noise
from followcal.formats.word_lists import as_words, plain, words

_PART = r"(?:[A-Z0-9ÄÖÜÉÈÀÂÁÍÓÚÇÑÊÔÎÅØŠŽŁ][\w&.'’+-]{0,40})"
_SMALL = "&|\\+|und|and|et|y|e|of|de|del|do|da|dos|das|du|des|la|le|the|am|im|an der|der|von|for|für"
_PROPER = re.compile(rf"{_PART}(?:[^\S\n]+(?:(?:{_SMALL})[^\S\n]+){{0,2}}(?:[dl]['’])?{_PART}){{0,4}}")
_OF = "of|at|for|de|del|da|do|du|des|der|von|bei|des"
_BEHIND = r"(?:from|at|of|von|von der|bei|bei der|chez|de chez|de|da|do|na|no|en)[^\S\n]+"
_FIRM = re.compile(rf"\s*(?:\([^()\n]{{0,60}}\)\s*)?,?[^\S\n]{{0,3}}{_BEHIND}({_PROPER.pattern})")
_FROM_FIRM = re.compile(
    rf"\b({_PART})(?:[^\S\n]+{_PART})?[^\S\n]+(?:from|von|de chez|da|de)[^\S\n]+({_PROPER.pattern})"
)
_DUTY = re.compile(rf",[^\S\n]?([\w &-]{{2,40}}?)[^\S\n]{_BEHIND}({_PROPER.pattern})")
_HOLDS_POST = re.compile(
    rf"{_PART}[^\S\n](?:is|ist|est|es|é)[^\S\n](?:the |an? |our )?([\w &-]{{2,40}}?)[^\S\n]{_BEHIND}({_PROPER.pattern})"
)
"""``Ann Lee is VP Sales at Acme``."""

_SKIPPED = re.compile(
    r"[\s:,„“\"«]{1,3}|(?:is|ist|est|es|é|the|our|client|der|die|das|dem|den|firma|la|le|l['’]|el|los|a|o|empresa|entreprise|société|"
    r"company|team at|team of)(?=[\s:])",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\s+(?:for|about|regarding|re|als|für|pour|para|as|via|from|is|are|will|has|ist|wird|invites|sobre)\s|"
    r"\s(?:am|um)\s(?=\d)|\s[-–—|/]\s|[,;(]\s?"
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
_JOB = re.compile(r" (?:role|position|job|opening|vacancy|post|internship)\b")
_CHIEF = r"(?:[SE]?VP|C[A-Z]{1,2}O|MD|GM|GF|PDG|DG|DRH|HRBP)"
_HEADED = re.compile(rf"^{_CHIEF}\s+(?:{_OF}|bei der|chez)\s+(?=[^\W_a-z])")
"""Whose head somebody is: ``the CEO of Quarry & Pine``."""

_SEAT = re.compile(r"(?<=\w)\s+(?:HQ|headquarters|head office)$", re.IGNORECASE)
_SEATS = re.compile(
    r"^(?:Oficinas?|Bureaux|Escritórios?|Büros?|Offices?|Sede|Siège|Sitz|Zentrale)\s+(?:(?:de|da|do|der|of)\s+)?"
    r"(?=[^\W_a-z])"
)
"""What a place is called besides the company that is there."""

_THROUGH = re.compile(
    r"\b(?:powered by|(?:sent|scheduled|booked) (?:via|through|from|with)|enviado (?:desde|vía|por|pelo|pela|via)"
    r"|envoyé (?:via|par|depuis)|gesendet (?:über|via|mit|von))\s+(?:the\s+)?([A-Z][\w.-]{2,30})",
    re.IGNORECASE,
)
"""Which service sent a message, as it says itself: ``Powered by Harri``."""

_WRITERS = ("title.team", "title.department", "person.desk", "person.recruiter", "signal.interview", "text.of")
_MAX_HITS = 20


def company_in(
    title: str,
    description: str,
    *,
    domains: Sequence[str],
    hosts: Sequence[str],
    names: Names,
    location: str = "",
    mailboxes: Sequence[str] = (),
) -> str | None:
    """Return the company, or None where nothing says it.

    `domains` are those of the employer's people, `hosts` the names of teams and calendars that invite, `mailboxes`
    the local parts of private addresses that invite, which small businesses have.
    """
    text = own_words(description)
    pieces = pieces_of(title)
    services = {plain(name) for name in _THROUGH.findall(text)}
    hosts = [host for host in hosts if plain(host) not in services]
    labels = [label for label in _labels(domains, mailboxes, description, location) if plain(label) not in services]
    is_for_client = any(words("text.client", "text.at client").search(each) for each in (title, text))
    own = [label for label in labels if not is_for_client and not _is_of_agency(label, text)]
    agencies = [label for label in labels if label not in own]
    between = _agencies_in(pieces)
    postponed: list[str] = []
    for candidate, is_sure in _candidates(pieces, text, labels, hosts, names, location=location, written=title):
        name = _of_body(
            _without_team(clean_company(candidate), own, f"{text}\n{location}"), f"{title}\n{text}\n{location}"
        )
        if not name or not _may_be_company(name, names):
            continue
        if name in between:
            postponed.append(between[name])
        elif (is_agency(name) and not own) or any(is_of(name, label) or is_like(name, label) for label in agencies):
            postponed.append(name)
        elif not any(is_of(name, label) for label in own) and _is_job(name, text):
            continue
        elif is_sure or not own or any(is_of(name, label) or is_like(name, label) for label in own):
            return name
        elif name in title and _is_named_as_house(name) and not any(spelled(label, [title]) for label in own):
            return name  # somebody else invites in its name
    for label in own or labels:
        found = spelled(label, [*hosts, text, location, title]) if own or not postponed else postponed[0]
        return found or from_label(label)
    return postponed[0] if postponed else _of_addresses(text)


def _agencies_in(pieces: tuple[Piece, ...]) -> dict[str, str]:
    """Return the agencies behind somebody in a title, ``Ann Lee (Varley Recruitment)``, by name without that word."""
    found = {}
    for piece in pieces[1:]:
        hits = [*words("title.agency").hits(as_words(piece.text))]
        is_firm = piece.link in (Link.BRACKET, Link.FROM) or (piece.link is Link.AT and piece is pieces[1])
        if is_firm and hits and hits[-1].last == len(as_words(piece.text)) and hits[-1].first > 0:
            found |= {without_noise(piece.text): piece.text, piece.text[: hits[-1].begin].strip(): piece.text}
    return found


def _is_of_agency(label: str, text: str) -> bool:
    """Return whether a domain is that of an agency: by its own name, or by what a text writes behind that name."""
    if is_agency_label(label):
        return True
    name = spelled(label, [text])
    at = text.find(name) if name else -1
    behind = text[at + len(name or "") :].partition("\n")[0][:60] if at >= 0 else ""
    hits = words("title.agency").hits(as_words(behind))
    return any(" " in hit.text or not words("title.team").covers(hit.text) for hit in hits)


def _of_addresses(text: str) -> str | None:
    """Return the company whose addresses a text has, or None."""
    written = (company_label(mail[0].rpartition("@")[2]) for mail in itertools.islice(MAIL.finditer(text), 5))
    label = next((label for label in written if label and not is_agency_label(label)), None)
    return (spelled(label, [text]) or from_label(label)) if label else None


def _labels(domains: Sequence[str], mailboxes: Sequence[str], description: str, location: str) -> list[str]:
    """Return what spells the names of companies: domains, links of hiring services, the mailbox of a small business."""
    tenants = tenants_in(description)
    spelled_out = {tenant.replace("-", ""): tenant for tenant in tenants}
    labels = [spelled_out.get(label, label) for label in map(company_label, domains) if label]
    return labels or tenants or [each for each in mailboxes if spelled(each, [description, location])]


def _candidates(
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
    said = list(_after_words("text.lead", text))
    title = "\n".join(piece.text for piece in pieces)
    bodies = [*institutions_in(f"{title}\n{text}\n{location}"), *_places(location, labels)]
    for name in (
        *(value for label, value in labelled(text) if words("text.company").covers(label)),
        *_behind_role(text),
        *(name for name in _after_words("text.client", text) if not words("title.area").match(name)),
        *_inviting(text),
        *_of_domains(pieces, labels, names),
        *(name for name in bodies if any(is_of(name, label) or is_like(name, label) for label in labels)),
        *(name for name in said if any(is_of(name, label) for label in labels)),
        *_signed(text, labels),
        *_of_people(pieces, text, names),
    ):
        yield name, True
    if not labels:
        yield from ((name, True) for name in _small_houses(title, location))
    is_lower = title.islower()
    said += _at_stage(text)

    def support(named: tuple[str, bool]) -> int:
        return _support(named[0], text, location, hosts)

    linked = [each for each in _linked(pieces, names) if is_lower or not each[0].islower()]
    loose = [*_loose(pieces, names, has_domain=bool(labels)), *((name, False) for name in _opening(text))]
    loose = sorted((each for each in loose if is_lower or not each[0].islower()), key=support, reverse=True)
    others = [*said, *(name for name, _ in loose if _is_house(name))]
    # Behind “with” may stand somebody whom only the user knows.
    someone = (
        [] if labels or not others else [each for each in linked if _may_be_somebody(each[0], written, support(each))]
    )
    yield from (each for each in linked if each not in someone)
    yield from ((name, True) for name in said)
    yield from someone
    yield from ((name, False) for name in _of_leaders(text))
    topics = [each for each in loose if _is_topic(title, each[0])]
    yield from (each for each in loose if each not in topics)
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
    yield from ((name, False) for name in _after_words("title.at", text))
    if not labels:
        yield from ((name, False) for piece in pieces for name in _behind_the_role(piece.text))
        yield from ((hit.text.capitalize(), False) for hit in words("title.institution").hits(as_words(title)))


def _behind_role(text: str) -> Iterator[str]:
    """Yield what stands behind a labelled role, parted by a dash: ``Function: Nurse - Valbrune Hospital (A-26)``."""
    for label, value in labelled(text):
        head, dash, name = re.sub(r"\([^()]{0,20}\)", "", value).partition(" - ")
        if dash and words("text.role").search(label) and is_role(head) and _PROPER.fullmatch(name.strip(" .")):
            yield name.strip(" .")


def _behind_the_role(piece: str) -> Iterator[str]:
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


def _support(name: str, text: str, location: str, hosts: Sequence[str]) -> int:
    """Return how much else on the invitation speaks for a name: the place, who invites, the text, its own words."""
    place, *others = re.split(r"[\n,;|]", location[:300])
    found = name in place and not any(map(str.isdigit, place))
    found += any(name in host for host in hosts)
    found += len(name) > 2 and re.search(rf"\b{re.escape(name)}\b", text) is not None
    found += _is_house(name)
    is_town = name in location and name not in place and bool(others)
    return found - is_town - (len(name) < 4)


def _at_stage(text: str) -> Iterator[str]:
    """Yield where a stage or a job is said to be: ``tech stage 2 at Tidewell``, ``growth lead @ Tidepool Pets``."""
    parts = as_words(text)
    for hit in itertools.islice(words("title.at").hits(parts), _MAX_HITS):
        before = range(max(hit.first - 2, 0), hit.first)
        said = words("text.round", "text.job", "signal.round", "signal.interview", "title.role")
        if any(said.length_at(parts, at) for at in before) and (found := _PROPER.match(text, hit.stop + 1)):
            yield _whole(found[0])
    for match in itertools.islice(re.finditer(rf"(?<!\w)@[^\S\n]*({_PROPER.pattern})", text), _MAX_HITS):
        yield _whole(match[1])


def _opening(text: str) -> Iterator[str]:
    """Yield what a text begins with, where a name is all that its first sentence is: ``Oakridge Services. With …``."""
    found = _PROPER.match(text)
    behind = text[found.end() : found.end() + 2] if found else ""
    is_said = found and (_whole(found[0]) != found[0] or re.match(r"[.;,–(]|\s[-–(]", behind))
    if found and is_said and not words("text.greeting", "signal.interview", "signal.meeting").match(found[0]):
        first = _whole(found[0])
        if not is_known(first) and not is_role(first):
            yield first


def institutions_in(text: str) -> Iterator[str]:
    """Yield the names of public bodies and the like, which hold small words: ``Centre hospitalier de Valbrune``.

    >>> list(institutions_in("am Landratsamt Oberweiler, für die Communauté de communes du Val d'Oreille"))
    ['Landratsamt Oberweiler', "Communauté de communes du Val d'Oreille"]
    """
    for hit in itertools.islice(words("title.institution").hits(as_words(text)), _MAX_HITS):
        found = _OF_PLACE.match(text, hit.stop)
        if found and hit.text[:1].isupper():
            yield text[hit.begin : hit.stop] + _whole(found[0])


def _inviting(text: str) -> Iterator[str]:
    """Yield the names before words such as ``has invited you``: of a company, where they are no person's."""
    for hit in itertools.islice(words("text.invites").hits(as_words(text)), _MAX_HITS):
        before = re.split(r"[\n.!?]\s", text[max(hit.begin - 90, 0) : hit.begin].rstrip())[-1]
        before = re.sub(r"\s*\([^()]{1,40}\)$", "", before)
        names = [match[0] for match in _PROPER.finditer(before)]
        if names and before.endswith(names[-1]) and not is_known(names[-1]) and " " in names[-1]:
            yield names[-1]


def is_first_only(name: str, stop: int) -> bool:
    """Return whether more than a desk is named: ``Agenda Cajuína`` and not ``Recruiting``."""
    return name[stop : stop + 1] == " " and name[stop + 1 : stop + 2].isupper()


def _small_houses(title: str, location: str) -> Iterator[str]:
    """Yield the houses that a note names by what they are, in small letters: ``essai boulangerie Aubrac``."""
    for line in title.split("\n"):
        yield from re.findall(rf"Chez {_PART}", line)
        rounds = [range(hit.begin, hit.stop) for hit in words("signal.interview").hits(as_words(line))]
        for hit in words("title.institution").hits(as_words(line)):
            if any(hit.begin in each for each in rounds):
                continue
            found = _OF_PLACE.match(line, hit.stop)
            kind = hit.text[:1].upper() + hit.text[1:]
            if found:
                yield kind + _whole(found[0])
            elif not line[hit.stop :].strip() and hit.text.islower():
                yield from (place for place in _places(location, ()) if words("title.institution").match(place))


def _of_leaders(text: str) -> Iterator[str]:
    """Yield whose leader or team somebody is said to be: ``o gestor da Metalúrgica Tupã``."""
    for hit in itertools.islice(words("title.leader", "title.team").hits(as_words(text)), _MAX_HITS):
        found = _LED.match(text, hit.stop)
        if found and not words("title.institution").length_at(as_words(text), hit.first):
            yield _whole(found[1])


def _places(location: str, labels: Sequence[str]) -> Iterator[str]:
    """Yield the parts of a place that may be a company's name: no street, no room, no town behind a number."""
    for part in re.split(r"[\n,;|]|\s[-–—]\s|\(", location[:300])[:6]:
        name = _SEATS.sub("", part.strip(" .)"))
        is_marked = words("title.business", "title.institution").search(name) is not None
        is_place = words("medium.place").search(name) or words("medium.video", "medium.phone", "title.noise").match(
            name
        )
        is_known = any(is_of(name, label) or is_like(name, label) for label in labels)
        may_be = name[:1].isupper() and not any(map(str.isdigit, name)) and "http" not in name
        if may_be and (is_marked or is_known or not is_place):
            yield name
        if not is_marked and not is_known:
            return  # only the first part can be a name that nothing marks


_LED = re.compile(rf"[^\S\n]+(?:{_OF}|bei der|de la|de chez)[^\S\n]+({_PROPER.pattern})")
_OF_PLACE = re.compile(
    rf"(?:[^\S\n]+(?:{_SMALL}|du|d['’]))?(?:[^\S\n]+|(?<=['’])){_PROPER.pattern}(?:[^\S\n]+d['’]{_PART})?"
)


def _of_domains(pieces: tuple[Piece, ...], labels: Sequence[str], names: Names) -> Iterator[str]:
    """Yield the parts of a title that the domain of somebody on the invitation spells."""
    for part in (part for piece in pieces for part in _parties(piece, names)):
        bare = without_noise(part)
        for name in (part, bare) if any(is_whole(part, label) for label in labels) else (bare, part):
            if name and not is_role(name) and any(is_of(name, label) for label in labels):
                yield name


def _of_people(pieces: tuple[Piece, ...], text: str, names: Names) -> Iterator[str]:
    """Yield the firms that are written behind people's names, in the text or in brackets in the title."""
    for person in (*(person.name or "" for person in people_in(text)[:10]), *_people_of_title(pieces, names)):
        yield from _behind(person, text)
    for match in itertools.islice(_FROM_FIRM.finditer(text), _MAX_HITS):
        if words("title.first_name").length_at(as_words(match[1]), 0):
            yield _whole(match[2])
    for match in itertools.islice(_HOLDS_POST.finditer(text), _MAX_HITS):
        if words("title.leader", "title.role", "person.recruiter").search(match[1]):
            yield _whole(match[2])
    for before, piece in itertools.pairwise(pieces):
        is_one_word = len(as_words(without_noise(before.text))) == 1
        if piece.link is Link.BRACKET and is_one_word and before.link is not Link.START and not is_role(piece.text):
            yield without_noise(piece.text)


def _linked(pieces: tuple[Piece, ...], names: Names) -> Iterator[tuple[str, bool]]:
    """Yield what stands behind words such as ``with``, and first what stands behind ``from``."""
    linked = [piece for piece in pieces if piece.link in (Link.AT, Link.FROM)]
    for piece in sorted(linked, key=lambda piece: piece.link is not Link.FROM):
        for part in _parties(piece, names):
            yield _at_company(part), _is_proper(part)


def _loose(pieces: tuple[Piece, ...], names: Names, *, has_domain: bool) -> Iterator[tuple[str, bool]]:
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
                if re.match(rf"{_CHIEF}(?!\w)", part):
                    continue  # what somebody is
                if is_role(part) and _ends_in_business(part):
                    yield from ((name, False) for name in _behind_the_role(part))
                name = without_noise(part)
                if name and not (is_role(part) and not _ends_in_business(part)) and (not name.islower() or is_lower):
                    yield name, link is Link.BOTH


def _behind_interview(part: str) -> Iterator[str]:
    """Yield what stands behind the word for an interview, if it is no role: ``Probearbeiten Flinkpost``."""
    hit = words("signal.sure", "signal.interview").match(part)
    name = without_noise(part[hit.stop :]) if hit else ""
    is_polite = words("title.honorific", "title.rank").match(part[hit.stop :].strip()) if hit else None
    if name and name[:1].isupper() and not (is_role(name) or is_polite or _is_topic(part, name)):
        yield name


def _is_topic(part: str, name: str) -> bool:
    """Return whether a name is what a test is in: ``Prueba de Revit``."""
    return re.search(rf"\b(?:de|of|en|em|in)\s+{re.escape(name)}$", part, re.MULTILINE) is not None


def _around_interview(part: str) -> list[str]:
    """Return what stands behind and before the words for an interview: ``Bar work trial The Anchor``."""
    hit = words("signal.sure", "signal.interview").search(part)
    if not hit or not part[: hit.begin].strip() or not part[hit.stop :].strip() or not without_noise(part[hit.stop :]):
        return [part]
    return [part[hit.stop :].strip(), part[: hit.begin].strip()]


def _people_of_title(pieces: tuple[Piece, ...], names: Names) -> list[str]:
    found = (without_noise(half) for piece in pieces for half in halves(piece.text))
    return [name for name in found if name and names.is_person(name) and not names.is_user(name)]


def _signed(text: str, labels: Sequence[str]) -> Iterator[str]:
    """Yield what a line of its own or the end of one says, if it is like a domain: ``Talent Team, Acme``."""
    for line in text.split("\n")[:200]:
        parts = re.split(r"[,|·•;]\s*|\s[-–—]\s", line.strip()) if len(line) <= 120 else []
        for part in parts:
            if _PROPER.fullmatch(part) and any(is_of(part, label) or is_like(part, label) for label in labels):
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
            duty = _DUTY.match(text[at + len(person) : at + len(person) + 160])
            if duty and words("person.recruiter").search(duty[1]):
                yield _whole(duty[2])


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
    return re.sub(r"\.$|(?<!\bSt)(?<!\b[A-Z])[.,;:!?](?=\s).*", "", name)


def _skip(text: str, start: int) -> int:
    match = _SKIPPED.match(text, start)
    return match.end() if match else start


def _without_team(name: str, labels: Sequence[str], text: str) -> str:
    """Return a name without a last word that its own domain or the text does not spell: ``Juniper Health Talent``."""
    rest, _, last = name.rpartition(" ")
    is_team = words("title.agency", "title.team", "person.recruiter").covers(last)
    if not is_team or len(rest) < 4:
        return name
    is_known = any(is_whole(rest, label) for label in labels) or (name not in text and rest in text)
    return rest if is_known else name


def _of_body(name: str, text: str) -> str:
    """Return a name with what the body is that is called so: ``Ville de Saint-Alban``, where a text has that, too."""
    if not name or " " in name or words("title.institution").match(name):
        return name
    for body in institutions_in(text):
        kind, _, place = body.rpartition(" ")
        joint = kind.rpartition(" ")[2]
        if place == name and (joint in ("de", "of", "d", "do", "da", "del") or " " not in kind):
            return body
    return name


def clean_company(text: str) -> str:
    """Return a company's name without what stands around it.

    >>> clean_company("“Acme Robotics” for the role")
    'Acme Robotics'
    """
    text = printable(text).strip(" .!?:;,\"'“”„«»‘’-–—/|()[]*#")
    body = next(institutions_in(text), "")
    text = body if body and text.startswith(body) else _ENDS.split(f"{text} ", maxsplit=1)[0].strip()
    text = re.sub(
        r"^(?:(?:the|our|la|l['’]|die|der|a)\s?)?(?:client|firma|société|entreprise|empresa|company)\s+(?=[^\W_a-z])",
        "",
        text,
    )
    text = re.sub(r"^(?:[a-zß-öø-ÿ]{2,20}\s+){1,3}(?=[^\W_a-zß-öø-ÿ])", "", text)
    text = _SEAT.sub("", _HEADED.sub("", text))
    text = _without_department(text)
    text = text.strip(" .!?:;,\"'“”„«»‘’-–—/|&+")
    return f"{text}." if re.search(r"\b[A-Za-z]\.[A-Z]$", text) else text


def _without_department(text: str) -> str:
    """Return a company's name without the part of it that writes: ``RR. HH. de Acme``, ``Acme Recruiting Team``."""
    parts = as_words(text)
    last = len(parts)
    while last > 1 and words("title.team").length_at(parts, last - 1):
        last -= 1
    text = parts.part(0, last) if last < len(parts) else text
    if words("title.institution").match(text):
        return text
    hit = words("title.team", "person.desk", "person.recruiter", "title.department").match(text)
    behind = (
        re.match(rf"(?:\W{{0,3}}[\w.]{{1,20}}){{0,3}}?\W{{1,3}}(?:{_OF})[^\S\n]+(?=[^\W_a-z])", text[hit.stop :])
        if hit
        else None
    )
    return text[hit.stop + behind.end() :] if hit and behind else text


def _is_house(name: str) -> bool:
    """Return whether a name holds the word of a business or a house, and more than that."""
    kind = words("title.business", "title.institution")
    return kind.search(name) is not None and not kind.covers(name)


def _ends_in_business(name: str) -> bool:
    """Return whether a name ends in what a business is: ``Marmont Consultores`` is no role."""
    parts = as_words(name)
    return len(parts) > 1 and words("title.business").length_at(parts, len(parts) - 1) > 0


def _may_be_somebody(name: str, title: str, support: int) -> bool:
    """Return whether what stands behind ``with`` may be a person: one word or two, and nothing else speaks for it."""
    led = rf"(?:\b(?:with|mit|avec|con|com|w|c)|/)\s+(?:\w+\s+)?{re.escape(name)}"
    return (
        support <= 0
        and re.search(led, title, re.IGNORECASE) is not None
        and re.fullmatch(rf"{_PART}(?: {_PART})?", name) is not None
    )


def _is_named_as_house(name: str) -> bool:
    """Return whether a name begins or ends with the word of a house: ``St. Brannoc's Hospital``, ``Clínica Alba``."""
    parts = as_words(name)
    return len(parts) > 1 and (
        words("title.institution").match(name) is not None
        or words("title.institution", "title.business").length_at(parts, len(parts) - 1) > 0
    )


def _is_job(name: str, text: str) -> bool:
    """Return whether a text calls something a job: ``the Data Steward role``."""
    at = text.find(name)
    return at > 0 and _JOB.match(text, at + len(name)) is not None


def _may_be_company(name: str, names: Names) -> bool:
    parts = as_words(name)
    if not parts.words or len(parts) > 7 or len(name) > 70 or names.is_person(name) or names.holds_user(name):
        return False
    if (
        noise().covers(name)
        or words("title.leader", "title.noise").covers(name)
        or (is_role(name) and not _ends_in_business(name))
        or "".join(parts.words) in _SERVICE_NAMES
        or parts.words[0] in _SERVICE_NAMES
    ):
        return False
    is_place = words("medium.place", "title.noise", "person.desk").covers(name)
    if re.match(rf"{_CHIEF}(?!\w)", name) or (is_place and not words("title.institution").covers(name)):
        return False
    if words("title.honorific", "text.closing").length_at(parts, 0) or (
        len(parts) > 1 and words("title.area").length_at(parts, 0)
    ):
        return False
    return sum(map(str.isalnum, name)) > 1 and any(map(str.isalpha, name))
