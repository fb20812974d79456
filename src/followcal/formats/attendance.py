"""Who is met at an interview, and whom to ask: from the invitation, its text and its title together (I6)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from msgspec import Struct

from followcal.core.interview import Person
from followcal.formats.company_names import is_agency_label, is_like, is_of
from followcal.formats.contacts import body_of, contacts_in, forwarded_by, signs_as_office
from followcal.formats.domains import company_label
from followcal.formats.guests import Guests, is_recruiter
from followcal.formats.names import MAIL, PART, is_first_name, is_name, is_same, name_of, names_in, plain_name
from followcal.formats.people import asked_for_in, met_by, people_in, people_listed_in, without_asides
from followcal.formats.plaintext import own_words
from followcal.formats.single_names import by_duty, by_first_name, from_title, may_be_name, politely
from followcal.formats.titles import Link, Names, halves, is_joint_name, noise, pieces_of, without_noise
from followcal.formats.word_lists import as_words, plain, words
from followcal.regex import regex

_MAX_MAILS = 30
_JOINED = regex(rf"(?:[^\S\n]*(?:\+|&|,|and|und|et|y|e)[^\S\n]+{PART}(?![^\S\n]+{PART})){{1,3}}")


class Met(Struct, frozen=True):
    """Who is met at an interview, and whom to ask beside them."""

    people: tuple[Person, ...]
    contact: Person | None


def who_is_met(guests: Guests, title: str, description: str, names: Names, company: str | None) -> Met:
    """Return who is met and whom to ask: from the invitation, its text and, where these name nobody, its title.

    A guest whom the text names for questions, or who invites in the name of another company than the interview is
    with, is no interviewer where others are.
    """
    invited, contact = guests.people, guests.contact
    told = (_without_firm(person, company) for person in people_in(description))
    said = [
        person
        for person in told
        if not _is_left_out(person, names, company) or _owns_house(person, description, names, company)
    ]
    asked, signed = (None if p is None or _is_left_out(p, names, company) else p for p in contacts_in(description))
    if guests.is_own_entry:
        said += _in_own_words(title, description, names, company, is_told=bool(said))
    elif all(_one_like(person, invited) for person in said) and (
        not invited or (len(invited) == 1 and _is_agent(invited[0], description, company))
    ):
        said += [p for p in asked_for_in(description) if not _is_left_out(p, names, company)]
    if not guests.is_own_entry and not invited and not said:
        said += [
            p for p in by_duty(without_asides(body_of(own_words(description)))) if not _is_left_out(p, names, company)
        ]
    people = met_by(invited, said)
    listed = met_by((), said)
    named = people_listed_in(description)
    is_aside = not _one_like(asked, named if len(named) else listed) if asked else False
    if asked and is_aside and len(people) > 1 and (known := _one_like(asked, people)):
        people = tuple(person for person in people if person is not known)
        contact = contact or known
    elif (arranging := _arranging(guests, description, company) or _organising(guests, description, listed)) and (
        len(invited) > 1 or any(not _one_like(person, (arranging,)) for person in listed)
    ):
        people = tuple(person for person in people if person.email != arranging.email)
        contact = contact or arranging
    elif contact and not _one_like(contact, invited) and any(not _one_like(p, (contact,)) for p in people):
        people = tuple(person for person in people if not _one_like(person, (contact,)))
    if not people:
        people = met_by((), _in_title(title, names, company) or _with_whom(description, names, company))
    author = forwarded_by(description) if guests.is_own_entry else None
    if author and not _is_left_out(author, names, None) and words("text.author present").search(description):
        people = met_by((author,), people)
    people = _completed(people)
    if not people and contact:
        return Met((contact,), None)
    people = tuple(_with_mail(_in_full(person, asked), description) for person in people)
    others = (person for person in (asked, signed) if person and not _one_like(person, people))
    contact = contact or next((_one_like(person, invited) or person for person in others), None)
    return Met(people, contact and _with_mail(contact, description))


def _arranging(guests: Guests, description: str, company: str | None) -> Person | None:
    """Return who invites and does not come: who is of another company, alone, or says not to be there."""
    invited = guests.people
    if len(invited) == 1 and _is_agent(invited[0], description, company):
        return invited[0]
    if words("text.author absent").search(description):
        return next((person for person in invited if person.email == guests.sender), None)
    return None


def _organising(guests: Guests, description: str, listed: Iterable[Person]) -> Person | None:
    """Return who invites others to be met: the text or the invitation knows these, and does not count them in.

    Where the text says who is met or speaks of all the others, it would name them, too; who is a guest as well comes
    unless they hire, there are several others, or the text names somebody who is not invited. Where
    the text names nobody, who hires is met, but not who signs as one who arranges meetings.
    """
    organizer = next((person for person in guests.people if person.email == guests.sender), None)
    text = own_words(description)
    if organizer is None:
        return None
    others = [person for person in guests.people if person is not organizer]
    told = [person for person in listed if not _one_like(person, (organizer,))]
    author = forwarded_by(description)
    if author and (one := _one_like(author, (organizer, *others, *told))):
        return organizer if one is not organizer else None
    works_there = signs_as_office(description, organizer, "person.recruiter", "person.clerk")
    hires = works_there or is_recruiter(f"{organizer.name or ''} {guests.sender.partition('@')[0]}")
    arranges = signs_as_office(description, organizer, "person.arranger")
    is_present = words("text.author present").search(text) is not None
    if is_present or (not arranges and words("text.others present").search(text)) or _stands_beside(organizer, text):
        return None
    if not works_there and _one_like(organizer, listed):
        return None
    is_told = bool(told) or (bool(others) and all(_is_spoken_of(person, body_of(text)) for person in others))
    is_for_others = len(others) > 1 or any(not _one_like(person, others) for person in told)
    is_enough = arranges or (is_told and (hires or is_for_others or not guests.organizer_attends))
    return organizer if is_enough and (others or told) else None


def _stands_beside(person: Person, text: str) -> bool:
    """Return whether a text names somebody together with another: ``Femi and Carla``."""
    called = [re.escape(word) for word in (person.name or "").split() if len(word) > 1]
    one = rf"(?:{'|'.join(called)})" if called else "(?!)"
    joint = r"[^\S\n]+(?:and|und|et|y|e|&|\+)[^\S\n]+"
    return re.search(rf"\b{one}{joint}{PART}|{PART}{joint}{one}\b", text) is not None


def _is_spoken_of(person: Person, text: str) -> bool:
    """Return whether a text has somebody's first or family name, or what their address calls them."""
    name, said = plain_name(person), as_words(text).words
    called = {*name[:1], *name[-1:], *as_words((person.email or "").partition("@")[0]).words}
    return any(word in said for word in called if len(word) > 2)


def _is_agent(person: Person, description: str, company: str | None) -> bool:
    """Return whether somebody arranges interviews with another company than their own."""
    label = company_label((person.email or "").rpartition("@")[2]) or ""
    if company and _is_elsewhere(person, company):
        return True
    return bool(label) and (is_agency_label(label) or words("text.client").search(description) is not None)


def _with_mail(person: Person, description: str) -> Person:
    """Return somebody with the address in a text that spells their name, where the invitation has none."""
    name = plain_name(person)
    if person.email or len(name) < 2:
        return person
    mails = islice(MAIL.finditer(description), _MAX_MAILS)
    own = (mail[0].casefold() for mail in mails if is_same(Person(None, mail[0].casefold()), person, name))
    return Person(person.name, next(own, None))


def _in_full(person: Person, known: Person | None) -> Person:
    """Return somebody who is named by a part of their name in full, where the text says it elsewhere."""
    name = plain_name(person)
    if (
        known is None
        or person.email
        or len(name) != 1
        or len(plain_name(known)) < 2
        or not is_same(known, person, name)
    ):
        return person
    return known


def _completed(people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Return one address without a name and one name without an address as one person, where there are no others."""
    if len(people) == 2 and people[0].email and not people[0].name and not people[1].email:
        return (Person(people[1].name, people[0].email),)
    return people


def _one_like(person: Person, people: Iterable[Person]) -> Person | None:
    name = plain_name(person)
    return next((each for each in people if is_same(each, person, name)), None)


def _is_left_out(person: Person, names: Names, company: str | None) -> bool:
    name = person.name or ""
    if words("title.role", "title.leader", "title.institution").match(name) and not (
        words("title.honorific").match(name) or any(map(is_first_name, name.split())) or _is_ranked(name)
    ):
        return True  # what somebody is: Gerente Geral
    return names.is_user(name) or bool(name and company and plain(name) in plain(company))


def _owns_house(person: Person, description: str, names: Names, company: str | None) -> bool:
    """Return whether a text names somebody after whom the house is called: ``bei Dr. Wendt``, of Praxis Dr. Wendt."""
    name = person.name or ""
    is_polite = words("title.honorific").match(name) is not None and not names.is_user(name)
    return is_polite and company is not None and company not in description


def _without_firm(person: Person, company: str | None) -> Person:
    """Return somebody without the company in their name: ``Lena von Funkelwerk``."""
    match = re.fullmatch(r"(\S+(?: \S+)?) (?:von|de|da|do|of|vom|du|del) (.+)", person.name or "")
    is_firm = match is not None and company is not None and is_of(company, "".join(as_words(match[2]).words))
    return Person(match[1], person.email) if match and is_firm else person


def _is_ranked(name: str) -> bool:
    """Return whether a name follows what somebody is: ``Meister Huber``."""
    rank = words("title.rank").match(name)
    return rank is not None and may_be_name(name[rank.stop :].strip())


def _is_elsewhere(person: Person, company: str) -> bool:
    """Return whether somebody's address is at another company."""
    label = company_label((person.email or "").rpartition("@")[2]) or ""
    if not label or is_of(company, label) or is_like(company, label):
        return False
    return not any(len(word) > 2 and word in plain(label) for word in as_words(company).words)


def _in_title(title: str, names: Names, company: str | None) -> list[Person]:
    """Return whom a title names: ``Call with Grace from Acme``, ``Visio M. Lacombe``."""
    found: list[str] = []
    pieces = pieces_of(title)
    is_with_user = any(names.is_user(without_noise(half) or half) for piece in pieces for half in halves(piece.text))
    for piece in pieces:
        parts = [] if is_joint_name(piece.text, names) else halves(piece.text)
        for part in parts:
            name = without_noise(part)
            found += (person.name for person in politely(part) if person.name)
            polite = next((named for named in names_in(part) if named.titles), None)
            is_counted = polite is not None and re.match(r"\s\d", part[polite.end :])  # Nurse Band 5
            if polite and not is_counted and (said := name_of(part[polite.start :])):
                found.append(said)
            elif (
                company
                and (piece.link is Link.AT or (is_with_user and " " in part))
                and _is_like_a_name(part)
                and plain(name) not in plain(company)
            ):
                found.append(name)  # with somebody, of a company that is named elsewhere
            elif name and _is_cased(name) and names.is_person(name) and not words("title.business").search(name):
                is_party = piece.link in (Link.AT, Link.BOTH, Link.AND) or len(parts) > 1
                if is_party or len(as_words(name)) == 1 or is_first_name(name):
                    found.append(name_of(name) or name)
    if any(name[:1].isupper() for name in found):
        found = [name for name in found if not name.islower()]
    return [person for person in map(Person, found) if not _is_left_out(person, names, company)]


def _called(remark: str) -> str:
    """Return the name that a remark begins with: ``Amandine RH me rappelle``."""
    first, *others = remark.split()
    family = others[0] if others else ""
    is_family = family[:1].isupper() and not family.isupper() and may_be_name(family)
    return f"{first} {family}" if is_family else first.rstrip(",.;:")


def _with_whom(description: str, names: Names, company: str | None) -> list[Person]:
    """Return whom a text says an interview is with, where that is no company: ``interview with Rommel de Castro``."""
    text = own_words(description)
    for hit in words("text.lead").hits(as_words(text)):
        name = name_of(text[hit.stop : hit.stop + 80].lstrip()) if company else None
        if name and " " in name and not _is_left_out(Person(name), names, company) and is_name(name):
            return [Person(name)]
    return []


def _is_cased(name: str) -> bool:
    """Return whether a name begins with a capital if any of its words does: not so ``cole Los Tilos``."""
    return name[:1].isupper() or not any(word[:1].isupper() for word in name.split())


def _is_like_a_name(text: str) -> bool:
    """Return whether a text may be somebody's name: one word with a capital or two, and nothing known about them."""
    known = words(
        "title.business",
        "title.institution",
        "title.role",
        "title.leader",
        "title.noise",
        "person.desk",
        "title.agency",
    )
    return re.fullmatch(rf"{PART}(?:\s(?:de |da |van |von )?{PART})?", text) is not None and not known.search(text)


def _in_own_words(title: str, description: str, names: Names, company: str | None, *, is_told: bool) -> list[Person]:
    """Return whom the user's own note names: in the title, or in the text by the first name only or for the desk.

    `is_told` says whether the text names others who are met: whom to ask for at the desk is then only that.
    """
    found = [*_in_title(title, names, company), *from_title(title)]
    found += (
        (Person(_called(p.text)) for p in pieces_of(title) if p.link is Link.BRACKET and is_first_name(p.text))
        if not found
        else ()
    )
    found = [person for person in found if not _is_left_out(person, names, company)]
    is_told = is_told or bool(found)
    found += () if is_told else (*by_duty(title), *by_duty(own_words(description)[:600]))
    found = [person for person in found if not _is_left_out(person, names, company)]
    is_told = is_told or bool(found)
    found += () if is_told else (*asked_for_in(title), *asked_for_in(description))
    if not found and (behind := re.search(rf"\s({PART})$", title)) and is_first_name(behind[1]) and company:
        found = [Person(behind[1])] if company in title and behind[1] not in company else []
    if not found:
        said = re.findall(PART, title)
        found = [Person(word) for word in said if is_first_name(word) and not noise().covers(word)][:1]
    text = own_words(description)[:600]
    for hit in words("text.acts").hits(as_words(title)):
        called = re.match(rf"\s+({PART})(?=\s|$)", title[hit.stop :])
        if called and not found and not noise().covers(called[1]) and not words("title.business").covers(called[1]):
            found.append(Person(called[1]))
    for hit in words("text.acts").hits(as_words(text)):
        acting = re.search(rf"(?:^|[\s(])({PART})\s*$", text[max(hit.begin - 40, 0) : hit.begin])
        acting = acting or re.match(
            rf"[^\S\n]+(?:(?:el|la|o|a|le|der|die)\s)?({PART})(?=[\s,.;()]|$)", text[hit.stop :]
        )
        if (
            acting
            and not noise().covers(acting[1])
            and not words("title.honorific", "title.rank", "text.of").covers(acting[1])
        ):
            found.append(Person(acting[1]))
    asking = () if is_told else ("text.ask",)
    for hit in words(*asking, "title.at", "title.and").hits(as_words(text)):
        asked = re.match(
            rf"[\s:/]*(?:[a-zà-ÿ]{{2,15}}[^\S\n]+){{0,2}}({PART})(?=[\s,.;()]|$)", text[hit.stop : hit.stop + 60]
        )
        if (
            asked
            and (is_first_name(asked[1]) or words("text.ask").match(hit.text))
            and not noise().covers(asked[1])
            and not words("title.honorific", "title.rank").covers(asked[1])
        ):
            found.append(Person(asked[1]))
            others = _JOINED.match(text, hit.stop + asked.end())
            found += [Person(name) for name in re.findall(PART, others[0]) if may_be_name(name)] if others else []
    found = [person for person in found if not _is_left_out(person, names, company)]
    return found if found or is_told else [p for p in by_first_name(text) if not _is_left_out(p, names, company)]
