"""Who is on an invitation: the people met, and which of the guests is the user (I6)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from followcal.core.interview import Person, unique_people
from followcal.core.reason import Reason
from followcal.core.wording import printable
from followcal.formats.content import Component, Property
from followcal.formats.domains import FREEMAIL, RECRUITER, ROBOT, company_label, is_service


MAX_GUESTS = 1000
"""More addresses than this are on no invitation to an interview; the others are not looked at."""


@dataclass(frozen=True, slots=True)
class Guests:
    """Who is on an invitation (I6)."""

    people: tuple[Person, ...]
    names_of_user: frozenset[str]
    domains: tuple[str, ...]
    """Domains of the employer's people, most telling first."""

    declined: bool
    assumed: tuple[Reason, ...]
    contact: Person | None = None
    """A recruiter who need not come: whom to ask, and no interviewer."""

    user: frozenset[str] = frozenset()
    """The addresses on the invitation that are the user's."""

    count: int = 0
    """How many addresses are on the invitation."""

    @classmethod
    def of(cls, event: Component, me: frozenset[str]) -> Guests:
        """Return the guests of an event; `me` are the user's own addresses."""
        organizer = event.first("ORGANIZER")
        attendees = event.all("ATTENDEE")[:MAX_GUESTS]
        mine, assumed = _user_among(organizer, attendees, me)
        names = frozenset(name for a in mine for name in _names_of(a))
        declined = any(a.params.get("PARTSTAT", "").upper() == "DECLINED" for a in mine)
        own = {address_of(a) for a in mine}
        people: list[Person] = []
        domains: list[str] = []
        contact: Person | None = None
        for address in ([organizer] if organizer is not None else []) + attendees:
            mail = address_of(address)
            if address is organizer and mail not in own and "@" in mail:
                domains.append(mail.rpartition("@")[2])  # also of a robot: it is the company's
            if mail in own or not _is_person(address, mail):
                continue
            person = Person(_common_name(address, mail), mail)
            domains.append(mail.rpartition("@")[2])
            if _is_optional_recruiter(address, mail):
                contact = contact or person
            else:
                people.append(person)
        if organizer is not None and not attendees and domains and domains[0] in FREEMAIL:
            # The user's own entry: their calendar program made them its organizer.
            named = {(people[0].name or "").casefold()} if people else set()
            return cls((), frozenset(names | named), (), declined, assumed, user=frozenset(own), count=1)
        ordered = [domain for domain, _ in Counter(domains).most_common()]
        employer = tuple(domain for domain in ordered if company_label(domain))
        count = len({address_of(a) for a in attendees} | ({address_of(organizer)} if organizer else set()))
        return cls(unique_people(people), names, employer, declined, assumed, contact, frozenset(own), count)


def _user_among(
    organizer: Property | None, attendees: list[Property], me: frozenset[str]
) -> tuple[list[Property], tuple[Reason, ...]]:
    everybody = [a for a in [organizer, *attendees] if a is not None]
    mine = [a for a in everybody if _without_tag(address_of(a)) in me or address_of(a) in me]
    if mine:
        return mine, ()
    home = address_of(organizer).rpartition("@")[2] if organizer is not None else ""
    outside = [a for a in attendees if _is_person(a, address_of(a)) and address_of(a).rpartition("@")[2] != home]
    private = [a for a in outside if address_of(a).rpartition("@")[2] in FREEMAIL]
    chosen = outside if len(outside) == 1 else private if len(private) == 1 else []
    if not chosen:
        return [], ((Reason("I6", "none of your addresses is on the invitation (--me)"),) if me and everybody else ())
    unknown = "none of your addresses is on the invitation, so " if me else ""
    text = f"{unknown}{address_of(chosen[0])} is taken to be you, the only guest from outside; else --me"
    return chosen, (Reason("I6", text),)


def address_of(value: Property) -> str:
    """Return an e-mail address without ``mailto:``, in lower case."""
    text = printable(value.value[:320]).casefold()
    return text[7:] if text.startswith("mailto:") else text


def _names_of(address: Property) -> Iterator[str]:
    """Yield what somebody may be called: the name on the invitation, or the one that their address spells."""
    mail = address_of(address)
    yield (_common_name(address, mail) or "").casefold() or mail
    yield re.sub(r"[._-]+", " ", _without_tag(mail).partition("@")[0]).strip()


def _without_tag(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _common_name(value: Property, mail: str) -> str | None:
    name = printable(value.params.get("CN", "")[:500]).strip(" '\"")[:120]
    if not name or "@" in name or name.casefold() == mail:
        return None
    family, comma, given = name.partition(", ")
    return f"{given} {family}" if comma and given and " " not in family else name


def _is_optional_recruiter(value: Property, mail: str) -> bool:
    optional = value.params.get("ROLE", "").upper() == "OPT-PARTICIPANT"
    return optional and bool(RECRUITER.search(f"{value.params.get('CN', '')[:200]} {mail.partition('@')[0]}"))


def _is_person(value: Property, mail: str) -> bool:
    if value.params.get("CUTYPE", "").upper() in ("RESOURCE", "ROOM", "GROUP") or "@" not in mail:
        return False
    if value.params.get("ROLE", "").upper() == "NON-PARTICIPANT":
        return False
    local, _, domain = mail.rpartition("@")
    return not is_service(domain) and not ROBOT.fullmatch(local)
