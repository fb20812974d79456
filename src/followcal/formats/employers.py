"""Which company an interview is with: never the service that invites, and the client rather than the agency.

In this order: what the text calls the company or the client, what the title puts where companies stand, what the
text says the interview is with, who invites in the name of a company, and last the domain of its people.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from followcal.formats.company_candidates import candidates
from followcal.formats.company_forms import (
    CHIEF,
    PROPER,
    SEATS,
    clean_company,
    ends_in_business,
    is_house,
    is_named_as_house,
    of_body,
)
from followcal.formats.company_names import (
    from_label,
    is_agency,
    is_agency_label,
    is_like,
    is_of,
    is_whole,
    spelled,
)
from followcal.formats.company_texts import after_words
from followcal.formats.company_titles import (
    agencies_in,
)
from followcal.formats.domains import HIRING_SERVICES, SCHEDULERS, company_label, tenants_in
from followcal.formats.known_names import Names
from followcal.formats.names import MAIL, is_first_name
from followcal.formats.noise import noise
from followcal.formats.plaintext import own_words
from followcal.formats.roles import is_role
from followcal.formats.titles import pieces_of
from followcal.formats.word_lists import as_words, plain, words
from followcal.regex import regex

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


_JOB = regex(r" (?:role|position|job|opening|vacancy|post|internship)\b")


_THROUGH = regex(
    r"\b(?:powered by|(?:sent|scheduled|booked) (?:via|through|from|with)|enviado (?:desde|vía|por|pelo|pela|via)"
    r"|envoyé (?:via|par|depuis)|gesendet (?:über|via|mit|von))\s+(?:the\s+)?([A-Z][\w.-]{2,30})",
    re.IGNORECASE,
)
"""Which service sent a message, as it says itself: ``Powered by Harri``."""


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
    hosts = [_without_service(host) for host in hosts if plain(host) not in services]
    labels = [label for label in _labels(domains, mailboxes, description, location) if plain(label) not in services]
    client = _client_in(title, names)
    if client:
        return _in_full(client, [label for label in labels if is_of(client, label)], [title, text, location])
    is_for_client = _is_for_client(title, text, labels)
    own = [label for label in labels if not is_for_client and not _is_of_agency(label, text)]
    agencies = [label for label in labels if label not in own]
    between = agencies_in(pieces, names)
    postponed: list[str] = []
    for candidate, is_sure in candidates(pieces, text, labels, hosts, names, location=location, written=title):
        name = _tidied(candidate, labels, own, [title, text, location])
        is_known = any(is_of(name, label) or is_like(name, label) for label in own)
        is_known = is_known or any(name in host for host in hosts)
        if (
            not name
            or not _may_be_company(name, names, is_known=is_known)
            or (own and words("title.institution").covers(name))
        ):
            continue
        if name in between:
            postponed.append(between[name])
        elif (is_agency(name) and not own) or any(is_of(name, label) or is_like(name, label) for label in agencies):
            postponed.append(name)
        elif (
            (not any(is_of(name, label) for label in own) and _is_job(name, text))
            or (not is_sure and _is_beside_agency(name, candidate, title, postponed))
            or (
                # The client of an agency is in the title, or a house in its text.
                not (own or is_sure) and labels and name not in (title if not is_house(name) else f"{title}\n{text}")
            )
        ):
            continue
        elif is_sure or not own or any(is_of(name, label) or is_like(name, label) for label in own):
            name = _without_site(_without_town(name, location), own)
            return _as_written(_in_full(name, own, [title, text, location, *hosts]), location)
        elif name in title and is_named_as_house(name) and not any(spelled(label, [title]) for label in own):
            return name  # somebody else invites in its name
    if postponed and not own:
        return _without_town(postponed[0], location)
    return _of_labels(own or labels, [*hosts, text, location, title]) or _of_addresses(text)


def _of_labels(labels: Sequence[str], texts: Sequence[str]) -> str | None:
    """Return the name of the first domain as a text writes it, else as the domain does."""
    if not labels:
        return None
    return spelled(labels[0], texts) or spelled(_bare(labels[0]), texts) or from_label(labels[0])


def _is_for_client(title: str, text: str, labels: Sequence[str]) -> bool:
    """Return whether an agency invites for its client; what a service sends on behalf of who invites is none."""
    if not any(words("text.client", "text.at client").search(each) for each in (title, text)):
        return False
    return not labels or not any(is_of(name, labels[0]) for name in after_words("text.client", text))


def _tidied(candidate: str, labels: Sequence[str], own: Sequence[str], texts: Sequence[str]) -> str:
    """Return a candidate as a company's name: without what stands around it, or as a domain spells it."""
    is_spelled = any(is_whole(candidate, label) for label in labels)
    name = candidate if is_spelled else _without_team(clean_company(candidate), own, "\n".join(texts[1:]))
    return _without_part(of_body(name, "\n".join(texts)), labels)


def _is_beside_agency(name: str, candidate: str, title: str, agencies: Sequence[str]) -> bool:
    """Return whether the title names the agency, and this is the place or some words of the text."""
    return (name not in title or candidate[:1].islower()) and any(each in title for each in agencies)


def _client_in(title: str, names: Names) -> str | None:
    """Return the client that a title names behind that word: ``1st stage with client (Aldwick Joinery)``."""
    for hit in words("title.client").hits(as_words(title)):
        found = _CLIENT.match(title, hit.stop)
        name = clean_company(found[1]) if found else ""
        if name and _may_be_company(name, names) and not is_agency(name) and not any(map(str.isdigit, name)):
            return name
    return None


_CLIENT = regex(rf"\s*(?::\s*|\(|,\s)?({PROPER.pattern})")


def _without_part(name: str, labels: Sequence[str]) -> str:
    """Return a name that a domain spells without what is no part of it: ``Plattform von Nimbotech``, ``Orrick RDC``."""
    behind = _OF_PART.match(name)
    if behind and any(is_whole(behind[2], label) for label in labels) and not words("title.institution").match(name):
        return behind[2]
    seat = SEATS.sub("", name)
    if seat != name and any(is_like(seat, label) and not is_whole(name, label) for label in labels):
        return seat
    rest, _, last = name.rpartition(" ")
    is_code = last.isupper() and len(last) < 5 and not words("title.business").covers(last)
    return rest if is_code and rest and any(is_whole(rest, label) for label in labels) else name


_OF_PART = regex(r"([^\W\d_][\w-]*(?: [^\W\d_a-zß-öø-ÿ][\w-]*)?) (?:de|da|do|del|du|of|von|der|des) (\S.*)")


def _as_written(name: str, location: str) -> str:
    """Return a name that a note has in small letters as its place writes it: ``the bay tree``, at The Bay Tree."""
    found = re.search(rf"\b(?:the )?{re.escape(name)}\b", location, re.IGNORECASE) if name.islower() else None
    return found[0] if found else name


def _without_service(host: str) -> str:
    """Return who invites without the service that they invite through: ``Harborline Workday``."""
    rest, _, last = host.rpartition(" ")
    return rest if rest and plain(last) in _HIRING_NAMES else host


_HIRING_NAMES = frozenset(domain.partition(".")[0] for domain in HIRING_SERVICES)


def _bare(label: str) -> str:
    """Return a domain without what firms put around a name that is taken: ``getkuntur``, ``kunturapp``.

    >>> _bare("kunturapp"), _bare("get-kuntur"), _bare("acme")
    ('kuntur', 'kuntur', 'acme')
    """
    return _AROUND_LABEL.sub("", label) or label


_AROUND_LABEL = regex(
    r"^(?:get|try|join|use|hello|team|we-?are|jobs-?at)-?(?=\w{4})|(?<=\w{4})-?(?:apps?|hq|hr|jobs|careers?|karriere|team|"
    r"online|group|gruppe|groupe|grupo|tech|global|inc|ltd|gmbh)$"
)


def _is_of_agency(label: str, text: str) -> bool:
    """Return whether a domain is that of an agency: by its own name, or by what a text writes behind that name."""
    if is_agency_label(label):
        return True
    name = spelled(label, [text])
    written = PROPER.match(text, text.find(name)) if name and name in text else None
    hits = words("title.agency").hits(as_words(written[0][len(name) :] if written and name else ""))
    return any(" " in hit.text or not words("title.team").covers(hit.text) for hit in hits)


def _of_addresses(text: str) -> str | None:
    """Return the company whose addresses a text has, or None."""
    written = (company_label(mail[0].rpartition("@")[2]) for mail in itertools.islice(MAIL.finditer(text), 5))
    label = next((label for label in written if label and not is_agency_label(label)), None)
    name = spelled(label, [text]) if label else None
    lines = (line.strip() for line in re.split(r"[\n,|]|\s[-–—]\s", text) if name)
    whole = (line for line in lines if name and line.startswith(f"{name} ") and PROPER.fullmatch(line))
    return next(whole, name) or (from_label(label) if label else None)


def _labels(domains: Sequence[str], mailboxes: Sequence[str], description: str, location: str) -> list[str]:
    """Return what spells the names of companies: domains, links of hiring services, the mailbox of a small business."""
    tenants = tenants_in(description)
    spelled_out = {tenant.replace("-", ""): tenant for tenant in tenants}
    labels = [spelled_out.get(label, label) for label in map(company_label, domains) if label]
    return labels or tenants or [each for each in mailboxes if spelled(each, [description, location])]


def _without_team(name: str, labels: Sequence[str], text: str) -> str:
    """Return a name without a last word that its own domain or the text does not spell: ``Juniper Health Talent``."""
    rest, _, last = name.rpartition(" ")
    is_team = words("title.agency", "title.team", "person.recruiter").covers(last)
    if not is_team or len(rest) < 4:
        return name
    is_known = any(is_whole(rest, label) for label in labels) or (name not in text and rest in text)
    return rest if is_known else name


def _without_town(name: str, location: str) -> str:
    """Return a name without the town of a branch behind it, or somebody there: ``Tempolia Intérim Charleroi``."""
    rest, _, town = name.rpartition(" ")
    parts = re.split(r"[\n,;|]\s*|\b\d{4,5}\s+", location[:300])[1:]
    is_town = bool(rest) and any(part.strip().startswith(town) for part in parts)
    last = rest.rpartition(" ")[2]
    is_named = " " in rest and words("title.agency", "title.business").covers(last) and last[:1].isupper()
    return rest if is_named and (is_town or is_first_name(town)) else name


def _without_site(name: str, labels: Sequence[str]) -> str:
    """Return a name without the word for its building, where a domain has the rest of it: ``Campus Ferrovalle``."""
    first, _, last = name.partition(" ")
    site, rest = (
        (first, last) if words("title.site").covers(first) else (name.rpartition(" ")[2], name.rpartition(" ")[0])
    )
    return rest if rest and words("title.site").covers(site) and any(is_whole(rest, each) for each in labels) else name


def _in_full(name: str, labels: Sequence[str], texts: Sequence[str]) -> str:
    """Return a name with the words around it that a domain has, too: ``Le Petit Cargo``, of ``lepetitcargo.fr``."""
    wholes = (spelled(label, texts) for label in labels if not is_whole(name, label))
    around = (whole for whole in wholes if whole and whole != name and f" {plain(name)} " in f" {plain(whole)} ")
    return next(around, name)


def _is_job(name: str, text: str) -> bool:
    """Return whether a text calls something a job: ``the Data Steward role``."""
    at = text.find(name)
    return at > 0 and _JOB.match(text, at + len(name)) is not None


def _may_be_company(name: str, names: Names, *, is_known: bool = False) -> bool:
    """Return whether a name is no person, role, place or word of interviews; `is_known`: who invites is called so."""
    parts = as_words(name)
    if not parts.words or len(parts) > 7 or len(name) > 70 or names.is_person(name) or names.holds_user(name):
        return False
    if (
        noise().covers(name)
        or words("title.leader", "title.noise", "title.rank", "title.pronoun").covers(name)
        or (
            is_role(name) and not is_known and not ends_in_business(name) and not words("title.institution").match(name)
        )
        or "".join(parts.words) in _SERVICE_NAMES
        or parts.words[0] in _SERVICE_NAMES
    ):
        return False
    if words("title.seat").match(name) or words("signal.meal").covers(name):
        return False
    is_place = words("medium.place", "title.noise", "person.desk").covers(name)
    if re.match(rf"{CHIEF}(?!\w)", name) or (is_place and not is_known and not words("title.institution").covers(name)):
        return False
    if re.fullmatch(r"[A-Z]{2,4}-[a-z]{3,}", name):
        return False  # PE-backed
    if (words("title.honorific").length_at(parts, 0) and not ends_in_business(name)) or (
        words("text.closing").length_at(parts, 0)
    ):
        return False
    if len(parts) > 1 and words("title.area").length_at(parts, 0):
        return False
    return sum(map(str.isalnum, name)) > 1 and any(map(str.isalpha, name))
