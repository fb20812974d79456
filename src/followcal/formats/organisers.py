"""Who invites to an interview, and does not hold it (I6)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from followcal.core.interview import Person
from followcal.formats.company_names import is_agency_label, is_like, is_of
from followcal.formats.contacts import body_of, forwarded_by, signs_as_office
from followcal.formats.domains import company_label
from followcal.formats.guests import Guests, is_desk, is_recruiter
from followcal.formats.names import is_same, plain_name
from followcal.formats.plaintext import own_words
from followcal.formats.word_lists import as_words, plain, words
from followcal.regex import regex


def who_arranges(guests: Guests, description: str, company: str | None) -> Person | None:
    """Return who invites and does not come: who is of another company, alone, or says not to be there."""
    invited = guests.people
    if len(invited) == 1 and is_agent(invited[0], description, company):
        return invited[0]
    if words("text.author absent").search(description):
        return next((person for person in invited if person.email == guests.sender), None)
    return None


def who_organises(
    guests: Guests, description: str, listed: Iterable[Person], named: Iterable[Person] = (), title: str = ""
) -> Person | None:
    """Return who invites others to be met: the text or the invitation knows these, and does not count them in.

    Where the text says who is met or speaks of all the others, it would name them, too; who is a guest as well comes
    unless they hire, there are several others, or the text names somebody who is not invited. Where
    the text names nobody, who hires is met, but not who signs as one who arranges meetings. `named` are those of whom
    it says that they are met; whom the title names is met as well, and where it names all others, no one else is.
    """
    organizer = next((person for person in guests.people if person.email == guests.sender), None)
    text = own_words(description)
    if organizer is None:
        return None
    others = [person for person in guests.people if person is not organizer]
    told = [person for person in listed if not one_like(person, (organizer,))]
    author = forwarded_by(description)
    works_there = signs_as_office(description, organizer, "person.recruiter", "person.clerk", "person.arranger")
    if author and (one := one_like(author, (organizer, *others, *told))) and not (works_there and one is organizer):
        return organizer if one is not organizer else None
    hires = works_there or is_recruiter(f"{organizer.name or ''} {guests.sender.partition('@')[0]}")
    arranges = signs_as_office(description, organizer, "person.arranger")
    hits = words("text.author present").hits(as_words(text))
    is_present = any(
        not (_OURS.match(hit.text) and _AFTER.search(text[max(hit.begin - 30, 0) : hit.begin])) for hit in hits
    )
    if is_present or (not arranges and words("text.others present").search(text)) or _stands_beside(organizer, text):
        return None
    in_full = [person for person in named if " " in (person.name or "")]
    is_named = not arranges and not is_agent(organizer, description, None) and one_like(organizer, in_full)
    if is_named or (not works_there and one_like(organizer, listed)):
        return None
    if not is_desk(guests.sender.partition("@")[0]) and is_called_in(title, organizer):
        return None
    if (
        others
        and not (works_there or guests.organizer_attends)
        and all(is_called_in(title, person) for person in others)
    ):
        return organizer
    is_told = bool(told) or (bool(others) and all(_is_spoken_of(person, body_of(text)) for person in others))
    is_for_others = len(others) > 1 or any(not one_like(person, others) for person in told)
    is_outright = words("text.outright").search(text) is not None
    is_enough = arranges or (is_told and (hires or is_for_others or is_outright or not guests.organizer_attends))
    return organizer if is_enough and (others or told) else None


_OURS = regex(r"our|my|unser|mein|notre|mon |ma |nuestr|mi |noss|minha|meu", re.IGNORECASE)
_AFTER = regex(
    r"(?i)\b(?:after|following|since|further to|from|suite à|après|depuis|nach|seit|wie in|aus|tras|después de|desde|"
    r"como en|após|depois d[aeo]s?|desde|conforme|na sequência d[aeo]s?)\s(?:[\w'’]{1,12}\s)?$"
)
"""Before what a text says of the author: it is past."""


def _stands_beside(person: Person, text: str) -> bool:
    """Return whether a text names somebody together with another: ``Femi and Carla``."""
    called = {word for word in (person.name or "").split() if len(word) > 1}
    pairs = (match.groups() for match in _JOINED.finditer(text))
    return any((a in called and b[0].isupper()) or (b in called and a[0].isupper()) for a, b in pairs)


_JOINED = regex(r"(?<!\w)([^\W\d_][\w'’-]{0,40})[^\S\n]+(?:and|und|et|y|e|&|\+)[^\S\n]+(?=([^\W\d_][\w'’-]{0,40}))")


def is_called_in(title: str, person: Person | None) -> bool:
    """Return whether a title has somebody's first or family name."""
    if person is None:
        return False
    name, said = plain_name(person), as_words(title).words
    return any(len(word) > 2 and word in said for word in (*name[:1], *name[-1:]))


def _is_spoken_of(person: Person, text: str) -> bool:
    """Return whether a text has somebody's first or family name, or what their address calls them."""
    name, said = plain_name(person), as_words(text).words
    called = {*name[:1], *name[-1:], *as_words((person.email or "").partition("@")[0]).words}
    return any(word in said for word in called if len(word) > 2)


def is_agent(person: Person, description: str, company: str | None) -> bool:
    """Return whether somebody arranges interviews with another company than their own."""
    label = company_label((person.email or "").rpartition("@")[2]) or ""
    if company and _is_elsewhere(person, company):
        return True
    return bool(label) and (is_agency_label(label) or words("text.client").search(description) is not None)


def one_like(person: Person, people: Iterable[Person]) -> Person | None:
    """Return the one among some people who is the same as somebody."""
    name = plain_name(person)
    return next((each for each in people if is_same(each, person, name)), None)


def _is_elsewhere(person: Person, company: str) -> bool:
    """Return whether somebody's address is at another company."""
    label = company_label((person.email or "").rpartition("@")[2]) or ""
    if not label or is_of(company, label) or is_like(company, label):
        return False
    return not any(len(word) > 2 and word in plain(label) for word in as_words(company).words)
