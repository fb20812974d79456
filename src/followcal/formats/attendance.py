"""Who is met at an interview, and whom to ask: from the invitation, its text and its title together (I6)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from followcal.core.interview import Person
from followcal.formats.domains import company_label
from followcal.formats.guests import Guests
from followcal.formats.people import PART, contacts_in, is_same, met_by, name_of, people_in, plain_name
from followcal.formats.plaintext import own_words
from followcal.formats.titles import Link, Names, halves, noise, pieces_of, without_noise
from followcal.formats.word_lists import as_words, plain, words

_POLITE = re.compile(
    rf"\b(?:Mr|Mrs|Ms|Mme|M|Sr|Sra|Hr|Fr|Herrn?|Frau|Dr|Prof|Meister|D|Dona|Señora?|Monsieur|Madame|Cheffe?)\b\.?\s+(?:Dr\.?\s+)?({PART})"
)


@dataclass(frozen=True, slots=True)
class Met:
    """Who is met at an interview, and whom to ask beside them."""

    people: tuple[Person, ...]
    contact: Person | None


def who_is_met(guests: Guests, title: str, description: str, names: Names, company: str | None) -> Met:
    """Return who is met and whom to ask: from the invitation, its text and, where these name nobody, its title.

    A guest whom the text names for questions, or who invites in the name of another company than the interview is
    with, is no interviewer where others are.
    """
    invited, contact = guests.people, guests.contact
    said = [person for person in people_in(description) if not _is_left_out(person, names, company)]
    asked, signed = (None if p is None or _is_left_out(p, names, company) else p for p in contacts_in(description))
    people = met_by(invited, said)
    listed = met_by((), said)
    if asked and (known := _one_like(asked, people)) and not _one_like(asked, listed) and len(people) > 1:
        people = tuple(person for person in people if person is not known)
        contact = contact or known
    elif (
        len(invited) == 1
        and listed
        and company
        and not _one_like(invited[0], listed)
        and _is_elsewhere(invited[0], company)
    ):
        people = tuple(person for person in people if person.email != invited[0].email)
        contact = contact or invited[0]
    if not people:
        people = _named_in_passing(title, description, names, company, is_own_entry=guests.is_own_entry)
    people = _completed(people)
    if not people and contact:
        return Met((contact,), None)
    others = (person for person in (asked, signed) if person and not _one_like(person, people))
    return Met(people, contact or next(others, None))


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
    return names.is_user(name) or bool(name and company and plain(name) in plain(company))


def _is_elsewhere(person: Person, company: str) -> bool:
    """Return whether somebody's address is at another company."""
    label = plain(company_label((person.email or "").rpartition("@")[2]) or "")
    return bool(label) and not any(len(word) > 2 and word in label for word in as_words(company).words)


def _named_in_passing(
    title: str, description: str, names: Names, company: str | None, *, is_own_entry: bool
) -> tuple[Person, ...]:
    """Return whom a short note names: ``Call with Grace from Acme``, ``ask for Mr. Lee``."""
    found = []
    for piece in pieces_of(title):
        for half in halves(piece.text):
            name = without_noise(half)
            is_whole = piece.link in (Link.AT, Link.BOTH, Link.AND) or len(halves(piece.text)) > 1
            if name and names.is_person(name) and not names.is_user(name) and (is_whole or len(as_words(name)) == 1):
                found.append(Person(name_of(name) or name))
    for source in (title, own_words(description)[:600]):
        for match in _POLITE.finditer(source):
            kept = re.search(r"\b(?:Dr|Prof)\b\.?", match[0])
            found.append(Person(f"{kept[0]} {match[1]}" if kept else match[1].rstrip(".,")))
    if not found and is_own_entry:
        parts = as_words(description[:600])
        for hit in words("text.ask", "title.at").hits(parts):
            asked = re.match(rf"\s*({PART})(?=[\s,.;)]|$)", description[hit.stop : hit.stop + 60])
            is_place = hit.text.casefold() in ("at", "en", "na", "no", "em", "bei", "chez")
            if asked and not is_place and not noise().covers(asked[1]):
                found.append(Person(asked[1].rstrip(".,")))
    people = met_by((), found)
    firm = _POLITE.search(title) is None
    return tuple(
        p
        for p in people
        if p.name and not names.is_user(p.name) and not (firm and company and plain(p.name) == plain(company))
    )
