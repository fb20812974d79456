"""Who is on an invitation: the people met, and which of the guests is the user (I6)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from followcal.core.interview import Person, unique_people
from followcal.core.reason import Reason
from followcal.core.wording import printable
from followcal.formats.company_names import is_of, is_whole
from followcal.formats.content import Component, Property
from followcal.formats.domains import FREEMAIL, HIRING_SERVICES, company_label, is_service, within
from followcal.formats.names import is_first_name, is_name
from followcal.formats.word_lists import Text, as_words, plain, words
from followcal.regex import regex

_FEW = 3
_PERSON = regex(r"([^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){1,3}?)\s+[(|@–—-]")
_NUMBER = regex(r"\b[A-Z]{0,4}\d")


MAX_GUESTS = 1000
"""More addresses than this are on no invitation to an interview; the others are not looked at."""


class Guests(Struct, frozen=True):
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

    organizer_attends: bool = False
    """Whether the organizer is among the guests, too."""

    at_work: bool = False
    """Whether most of the others are at the user's own company."""

    outsiders: tuple[str, ...] = ()
    """What guests may be called who are not of the user's company, where most are."""

    mailboxes: tuple[str, ...] = ()
    """The local parts of the others' private addresses, which may be a small company's name."""

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
            organizer_attends=bool(sender) and any(address_of(a) == sender for a in attendees),
            at_work=bool(inside),
            outsiders=tuple(
                name for mail, a in others if inside and mail.rpartition("@")[2] not in inside for name in _names_of(a)
            ),
            mailboxes=tuple(
                local for mail, _ in others for local, _, domain in [mail.rpartition("@")] if domain in FREEMAIL
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


def own_answers(event: Component, me: frozenset[str]) -> frozenset[str]:
    """Return what the user answered to an invitation (PARTSTAT), in all copies of them on it.

    Where none of their addresses is told, the only guest from outside is the user.
    """
    attendees = event.all("ATTENDEE")[:MAX_GUESTS]
    if me:
        known = {_bare(address) for address in me}
        mine = [attendee for attendee in attendees if _bare(address_of(attendee)) in known]
    else:
        mine, _ = _user_among(event.first("ORGANIZER"), attendees, me, event)
    return frozenset(each.params.get("PARTSTAT", "").strip().upper() for each in mine)


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
    return _name_said(value.params.get("CN", ""), mail)


@lru_cache(maxsize=1024)
def _name_said(text: str, mail: str) -> str | None:
    """Return the name that an address is said to be of, the given name first."""
    name = _INITIAL.sub(r"\1", printable(text[:500]).strip(" '\"")[:120])
    if not name or "@" in name or name.casefold() == mail:
        return None
    family, comma, given = name.partition(", ")
    if comma and given and (" " not in family or _begins_with(given, mail)):
        return f"{given} {family}"
    said = name.split()
    is_turned = len(said) == 2 and is_first_name(said[1]) and not is_first_name(said[0])
    if is_turned and (said[0].isupper() or _begins_with(said[1], mail)):
        return f"{said[1]} {said[0].title() if said[0].isupper() else said[0]}"
    person = _PERSON.match(name)
    return person[1] if person and is_name(person[1]) else name


_INITIAL = regex(r"(?:[^\W\d_]\.){1,3} ?\(([^\W\d_][\w'’-]{1,30})\)")
"""A given name behind its initial: ``Pronk, L. (Loes)``."""


def _begins_with(given: str, mail: str) -> bool:
    """Return whether an address begins with a given name: ``lucia.rios`` of Ríos Peña, Lucía."""
    local = as_words(mail.partition("@")[0]).words
    return len(local) > 1 and local[:1] == as_words(given).words[:1]


def _is_optional(value: Property) -> bool:
    return value.params.get("ROLE", "").upper() == "OPT-PARTICIPANT"


def _hires(value: Property, mail: str) -> bool:
    return is_recruiter(f"{value.params.get('CN', '')[:200]} {mail.partition('@')[0]}")


def is_recruiter(text: str) -> bool:
    """Return whether a name or the local part of an address is of somebody who hires."""
    return words("person.recruiter").search(text) is not None


def _is_person(value: Property, mail: str) -> bool:
    params = value.params
    if params.get("CUTYPE", "").upper() in ("RESOURCE", "ROOM", "GROUP"):
        return False
    return params.get("ROLE", "").upper() != "NON-PARTICIPANT" and _is_called_like_a_person(mail, params.get("CN", ""))


@lru_cache(maxsize=1024)
def _is_called_like_a_person(mail: str, name: str) -> bool:
    local, at, domain = mail.rpartition("@")
    if not at or domain.startswith("resource."):
        return False
    said = _name_said(name, mail)
    if is_service(domain):  # somebody writes through it: ann.lee.4711@acme.teamtailor-mail.com
        given, *family = as_words(said or "").words or [""]
        called = [word for word in as_words(local).words if not word.isdigit()]
        is_spelled = bool(family) and called in ([given, *family], [given, family[-1]])
        return bool(said and family and _is_full_name(said)) and (
            is_spelled or (called == [given] and is_first_name(given))
        )
    if said and is_whole(said, company_label(domain) or "-"):
        return False
    if said and _NUMBER.search(said):  # Dekanat FB3, Room 2
        return False
    if said and not is_first_name(said) and words("title.institution").match(said):
        return False
    if said and is_desk(local) and not is_first_name(said) and any(is_of(said, part) for part in domain.split(".")):
        return False
    if said and (_is_full_name(said) or _spells(local, said, domain)):
        return True
    return not is_desk(local) and not (said and _is_of_many(said))


def _spells(local: str, name: str, domain: str) -> bool:
    """Return whether an address is made of a name: ``m.gallois`` of GALLOIS Marine, and not of its company's."""
    many = words("person.desk", "person.recruiter", "title.agency", "title.team")
    theirs = {word for word in as_words(name).words if len(word) > 2 and word not in plain(domain)}
    return (
        not is_desk(local)
        and len(as_words(name)) < 4
        and not many.search(name)
        and not theirs.isdisjoint(as_words(local.replace("_", " ")).words)
    )


def is_desk(local: str) -> bool:
    """Return whether the local part of an address is of a team, an office or a program, and no person's own.

    >>> is_desk("hiring-bot"), is_desk("democratic.services"), is_desk("grace.lee")
    (True, True, False)
    """
    return words("person.desk").search(local.replace("_", " ")) is not None


def _is_of_many(name: str) -> bool:
    """Return whether a name is that of a team, an office or a company: ``Varley Keene Campus Team``."""
    if words("person.desk", "person.recruiter", "title.agency").search(name):
        return True
    return not is_first_name(name) and words("title.business").search(name) is not None


def _hosts(others: list[tuple[str, Property]]) -> tuple[str, ...]:
    """Return the names of calendars and teams; hiring services invite from addresses that name the employer."""
    names = [_common_name(a, mail) for mail, a in others if _is_host(a, mail)]
    tenants = [
        mail.partition("@")[0].capitalize()
        for mail, _ in others
        if within(mail.rpartition("@")[2], HIRING_SERVICES)
        and mail.partition("@")[0].isalpha()
        and not is_desk(mail.partition("@")[0])
    ]
    return tuple(name for name in [*names, *tenants] if name)


def _is_host(value: Property, mail: str) -> bool:
    """Return whether an address that is no person's may be a company's: of a calendar or a team, but no room."""
    is_room = value.params.get("CUTYPE", "").upper() in ("RESOURCE", "ROOM") or "resource." in mail
    return not is_room and value.params.get("ROLE", "").upper() != "NON-PARTICIPANT" and not _is_person(value, mail)


def _is_full_name(name: str) -> bool:
    """Return whether a name at an address of many is a person's own, such as Ana Gomez, and no company's."""
    text = as_words(name)
    firm = words(
        "title.business", "title.agency", "person.recruiter", "person.desk", "title.noise", "title.role",
        "signal.interview",
    )  # fmt: skip
    if any(firm.hits(Text(text.part(1, len(text)) if is_first_name(name) else name))) or "&" in name:
        return False
    return 2 <= len(text) <= 4
