"""Who is met at an interview, and whom to ask: from the invitation, its text and its title together (I6)."""

from __future__ import annotations

import re
from itertools import islice

from msgspec import Struct

from followcal.core.interview import Person
from followcal.formats.company_names import is_of
from followcal.formats.contacts import body_of, contacts_in, forwarded_by
from followcal.formats.guests import Guests
from followcal.formats.known_names import Names
from followcal.formats.mentions import without_asides
from followcal.formats.names import MAIL, is_same, plain_name
from followcal.formats.noted_people import in_own_words, in_title, is_left_out, with_whom
from followcal.formats.organisers import is_agent, is_called_in, one_like, who_arranges, who_organises
from followcal.formats.people import asked_for_in, companions_in, met_by, people_in_full, people_listed_in
from followcal.formats.plaintext import own_words
from followcal.formats.single_names import by_duty
from followcal.formats.word_lists import as_words, words

_MAX_MAILS = 30


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
    told = (_without_firm(person, company) for person in people_in_full(description))
    said = [person for person in told if not is_left_out(person, names, company, description)]
    asked, signed = (
        None if p is None or is_left_out(p, names, company, description) else p for p in contacts_in(description)
    )
    if guests.is_own_entry:
        said += in_own_words(title, description, names, company, is_told=bool(said))
    elif all(one_like(person, invited) for person in said) and (
        not invited or (len(invited) == 1 and is_agent(invited[0], description, company))
    ):
        said += [p for p in asked_for_in(description) if not is_left_out(p, names, company, description)]
    if not guests.is_own_entry and not invited and not said:
        said += [
            p
            for p in by_duty(without_asides(body_of(own_words(description))))
            if not is_left_out(p, names, company, description)
        ]
    said += [p for p in companions_in(description) if not is_left_out(p, names, company, description)]
    people = met_by(invited, said)
    listed = met_by((), said)
    named = people_listed_in(description)
    is_aside = asked is not None and not one_like(asked, named if len(named) else listed)
    is_aside = is_aside and not is_called_in(title, asked) and not _is_on_behalf(asked, description)
    if asked and is_aside and len(people) > 1 and (known := one_like(asked, people)):
        people = tuple(person for person in people if person is not known)
        contact = contact or known
    elif (
        arranging := who_arranges(guests, description, company)
        or who_organises(guests, description, listed, [p for p in named if p.name], title)
    ) and (len(invited) > 1 or any(not one_like(person, (arranging,)) for person in listed)):
        people = tuple(person for person in people if person.email != arranging.email)
        contact = contact or arranging
    elif contact and not one_like(contact, invited) and any(not one_like(p, (contact,)) for p in people):
        people = tuple(person for person in people if not one_like(person, (contact,)))
    if not people:
        people = met_by((), in_title(title, names, company) or with_whom(description, names, company))
    author = forwarded_by(description) if guests.is_own_entry else None
    if author and not is_left_out(author, names, None) and words("text.author present").search(description):
        people = met_by((author,), people)
    people = _completed(_called_in_title(people, title, names, company))
    if not people and contact:
        return Met((contact,), None)
    people = tuple(_with_mail(_in_full(person, asked), description) for person in people)
    others = (person for person in (asked, signed) if person and not one_like(person, people))
    contact = contact or next((one_like(person, invited) or person for person in others), None)
    return Met(people, contact and _with_mail(contact, description))


def _is_on_behalf(person: Person | None, description: str) -> bool:
    """Return whether somebody else writes for a person: ``Sent on behalf of Ann Lee``."""
    called = re.escape((person and person.name) or "")
    behind = (description[hit.stop :].lstrip() for hit in words("text.behalf").hits(as_words(description)))
    return bool(called) and any(re.match(called, rest) for rest in behind)


def _called_in_title(people: tuple[Person, ...], title: str, names: Names, company: str | None) -> tuple[Person, ...]:
    """Return people with the names that a title has for addresses without one."""
    if all(person.name for person in people):
        return people
    called = in_title(title, names, company)
    return tuple(person if person.name else _named_among(person, called) for person in people)


def _named_among(person: Person, called: list[Person]) -> Person:
    """Return an address without a name with the name among some that spells it."""
    same = (each.name for each in called if is_same(person, each, plain_name(each)))
    return Person(next(same, None), person.email)


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


def _without_firm(person: Person, company: str | None) -> Person:
    """Return somebody without the company in their name: ``Lena von Funkelwerk``."""
    match = re.fullmatch(r"(\S+(?: \S+)?) (?:von|de|da|do|of|vom|du|del) (.+)", person.name or "")
    is_firm = match is not None and company is not None and is_of(company, "".join(as_words(match[2]).words))
    return Person(match[1], person.email) if match and is_firm else person
