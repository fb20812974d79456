"""Who is on an invitation: the people met, and which of the guests is the user (I6)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from followcal.core.interview import Person, unique_people
from followcal.core.reason import Reason
from followcal.core.wording import printable
from followcal.formats.content import Component, Property
from followcal.formats.domains import FREEMAIL, HIRING_SERVICES, ROBOT, company_label, is_service, within
from followcal.formats.word_lists import as_words, plain, words

_FEW = 3


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

    hosts: tuple[str, ...] = ()
    """Names of what invites or comes and is no person: calendars, teams, companies."""

    sender: str = ""
    """The organizer's address, unless it is the user's."""

    at_work: bool = False
    """Whether most of the others are at the user's own company."""

    outsiders: tuple[str, ...] = ()
    """What guests may be called who are not of the user's company, where most are."""

    is_own_entry: bool = False
    """Whether the user wrote it for themselves: nobody else is on it."""

    @classmethod
    def of(cls, event: Component, me: frozenset[str]) -> Guests:
        """Return the guests of an event; `me` are the user's own addresses."""
        organizer = event.first("ORGANIZER")
        attendees = event.all("ATTENDEE")[:MAX_GUESTS]
        everybody = list(_each_once(organizer, attendees).items())
        mine, assumed = _user_among(organizer, attendees, me, event)
        own = frozenset(address_of(a) for a in mine)
        names = {name for a in mine for name in _names_of(a)} | {_spelled(address) for address in me}
        others = [(mail, a) for mail, a in everybody if mail not in own]
        people, contact = _people(others)
        domains = _domains(others, organizer, {mail.rpartition("@")[2] for mail in own})
        inside = _is_at_work(own, me, others)
        count = len(everybody)
        sender = address_of(organizer) if organizer and address_of(organizer) not in own else ""
        if organizer and not attendees and sender.rpartition("@")[2] in FREEMAIL:
            # The user's own entry: their calendar program made them its organizer.
            names |= {(_common_name(organizer, sender) or "").casefold()} - {""}
            return cls((), frozenset(names), (), False, assumed, user=own, count=1, is_own_entry=True)
        return cls(
            people=people,
            names_of_user=frozenset(names),
            domains=domains,
            declined=any(a.params.get("PARTSTAT", "").upper() == "DECLINED" for a in mine),
            assumed=assumed,
            contact=contact,
            user=own,
            count=count,
            hosts=_hosts(others),
            sender=sender,
            at_work=bool(inside),
            outsiders=tuple(
                name for mail, a in others if inside and mail.rpartition("@")[2] not in inside for name in _names_of(a)
            ),
            is_own_entry=not others,
        )


def _each_once(organizer: Property | None, attendees: list[Property]) -> dict[str, Property]:
    """Return the addresses on an invitation, the organizer's first; what an attendee is said to be counts more."""
    found = {address_of(organizer): organizer} if organizer is not None else {}
    for attendee in attendees:
        known = found.get(address_of(attendee))
        if known is None or known is organizer:
            is_nameless = known is not None and not _common_name(attendee, address_of(attendee))
            name = {"CN": known.params.get("CN", "")} if known and is_nameless else {}
            found[address_of(attendee)] = replace(attendee, params={**attendee.params, **name})
    return found


def _people(others: list[tuple[str, Property]]) -> tuple[tuple[Person, ...], Person | None]:
    """Return who is met, and who need not come but is there to ask: whoever hires.

    Where few are met, the one who need not come is the recruiter; on a large panel it may be one more interviewer.
    """
    people: list[Person] = []
    contact: Person | None = None
    required = sum(_is_person(a, mail) and not _is_optional(a) for mail, a in others)
    for mail, address in others:
        if not _is_person(address, mail):
            continue
        person = Person(_common_name(address, mail), mail)
        if _is_optional(address) and (required <= _FEW or _hires(address, mail)):
            contact = contact or person
        else:
            people.append(person)
    return unique_people(people), contact


def _domains(others: list[tuple[str, Property]], organizer: Property | None, home: set[str]) -> tuple[str, ...]:
    """Return the domains of the others, those of the most people first."""
    sender = address_of(organizer) if organizer else ""
    found = [mail.rpartition("@")[2] for mail, address in others if _is_person(address, mail) or mail == sender]
    counted = Counter(found)
    ordered = sorted(counted, key=lambda domain: (-counted[domain], domain != sender.rpartition("@")[2], domain))
    own = home - FREEMAIL
    return tuple(domain for domain in ordered if company_label(domain) and (domain not in own or len(ordered) == 1))


def _is_at_work(own: frozenset[str], me: frozenset[str], others: list[tuple[str, Property]]) -> frozenset[str]:
    """Return the domains of the user's own company, if at least half of the others are there; else none."""
    work = {address.rpartition("@")[2] for address in own | me} - FREEMAIL
    there = [mail for mail, _ in others if mail.rpartition("@")[2] in work]
    away = [mail for mail, a in others if mail.rpartition("@")[2] not in work and _is_person(a, mail)]
    if there and len(there) >= len(away):
        return frozenset(work)
    if own or len(others) < 2:
        return frozenset()
    # Nobody is from outside: all are of one company, and so is the user.
    companies = {mail.rpartition("@")[2] for mail, a in others if _is_person(a, mail)}
    return frozenset(companies) if len(companies) == 1 and not companies & FREEMAIL else frozenset()


def _user_among(
    organizer: Property | None, attendees: list[Property], me: frozenset[str], event: Component
) -> tuple[list[Property], tuple[Reason, ...]]:
    everybody = [a for a in [organizer, *attendees] if a is not None]
    known = {_bare(address) for address in me}
    mine = [a for a in everybody if _bare(address_of(a)) in known]
    if mine:
        return mine, ()
    chosen = _likely_user(organizer, [a for a in attendees if _is_person(a, address_of(a))], event)
    if not chosen:
        return [], ((Reason("I6", "none of your addresses is on the invitation (--me)"),) if me and everybody else ())
    if chosen == [organizer]:
        return chosen, ()
    unknown = "none of your addresses is on the invitation, so " if me else ""
    text = f"{unknown}{address_of(chosen[0])} is taken to be you, the only guest from outside; else --me"
    return chosen, (Reason("I6", text),)


def _likely_user(organizer: Property | None, guests: list[Property], event: Component) -> list[Property]:
    """Return who is the user, where none of their addresses is known: the one guest from outside."""
    home = address_of(organizer).rpartition("@")[2] if organizer is not None else ""
    companies = {address_of(a).rpartition("@")[2] for a in guests} - FREEMAIL
    private = [a for a in guests if address_of(a).rpartition("@")[2] in FREEMAIL]
    if (
        organizer is not None
        and home in FREEMAIL
        and guests
        and all(address_of(a) == address_of(organizer) for a in private)
    ):
        return [organizer] if companies else []
    outside = [a for a in guests if address_of(a).rpartition("@")[2] != home]
    if len(outside) == 1 and (len(guests) == 1 or outside == private or not private):
        return outside
    if len(private) == 1:
        return private
    named = plain(f"{event.text('SUMMARY')[:500]} {event.text('DESCRIPTION')[:120]}")
    greeted = [a for a in private if (_common_name(a, address_of(a)) or "") and _is_named(a, named)]
    return greeted if len(greeted) == 1 and address_of(greeted[0]).rpartition("@")[2] != home else []


def _is_named(address: Property, text: str) -> bool:
    first = plain((_common_name(address, address_of(address)) or "").partition(" ")[0])
    return first in as_words(text).words


def address_of(value: Property) -> str:
    """Return an e-mail address without ``mailto:``, in lower case."""
    text = printable(value.value[:320]).casefold()
    return text[7:] if text.startswith("mailto:") else text


def _names_of(address: Property) -> Iterator[str]:
    """Yield what somebody may be called: the name on the invitation, or the one that their address spells."""
    mail = address_of(address)
    yield (_common_name(address, mail) or "").casefold() or mail
    yield _spelled(mail)


def _spelled(address: str) -> str:
    return re.sub(r"[._-]+", " ", _without_tag(address).partition("@")[0]).strip()


def _without_tag(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _bare(address: str) -> str:
    """Return an address as its mailbox knows it: without a tag and, at Gmail, without dots."""
    local, _, domain = _without_tag(address.casefold()).rpartition("@")
    if domain in ("gmail.com", "googlemail.com"):
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def _common_name(value: Property, mail: str) -> str | None:
    name = printable(value.params.get("CN", "")[:500]).strip(" '\"")[:120]
    if not name or "@" in name or name.casefold() == mail:
        return None
    family, comma, given = name.partition(", ")
    return f"{given} {family}" if comma and given and " " not in family else name


def _is_optional(value: Property) -> bool:
    return value.params.get("ROLE", "").upper() == "OPT-PARTICIPANT"


def _hires(value: Property, mail: str) -> bool:
    return is_recruiter(f"{value.params.get('CN', '')[:200]} {mail.partition('@')[0]}")


def is_recruiter(text: str) -> bool:
    """Return whether a name or the local part of an address is of somebody who hires."""
    return words("person.recruiter").search(text) is not None


def _is_person(value: Property, mail: str) -> bool:
    if value.params.get("CUTYPE", "").upper() in ("RESOURCE", "ROOM", "GROUP") or "@" not in mail:
        return False
    if value.params.get("ROLE", "").upper() == "NON-PARTICIPANT":
        return False
    local, _, domain = mail.rpartition("@")
    if is_service(domain) or domain.startswith("resource."):
        return False
    return not ROBOT.fullmatch(local) or _is_full_name(_common_name(value, mail))


def _hosts(others: list[tuple[str, Property]]) -> tuple[str, ...]:
    """Return the names of calendars and teams; hiring services invite from addresses that name the employer."""
    names = [_common_name(a, mail) for mail, a in others if _is_host(a, mail)]
    tenants = [
        mail.partition("@")[0].capitalize()
        for mail, _ in others
        if within(mail.rpartition("@")[2], HIRING_SERVICES)
        and mail.partition("@")[0].isalpha()
        and not ROBOT.fullmatch(mail.partition("@")[0])
    ]
    return tuple(name for name in [*names, *tenants] if name)


def _is_host(value: Property, mail: str) -> bool:
    """Return whether an address that is no person's may be a company's: of a calendar or a team, but no room."""
    is_room = value.params.get("CUTYPE", "").upper() in ("RESOURCE", "ROOM") or "resource." in mail
    return not is_room and value.params.get("ROLE", "").upper() != "NON-PARTICIPANT" and not _is_person(value, mail)


def _is_full_name(name: str | None) -> bool:
    """Return whether a name at an address of many is a person's own, such as Ana Gomez, and no company's."""
    text = as_words(name or "")
    firm = words("title.business", "title.agency", "person.recruiter", "title.noise", "title.role", "signal.interview")
    return 2 <= len(text) <= 3 and not any(firm.hits(text)) and "&" not in (name or "")
