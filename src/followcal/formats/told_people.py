"""People as users write them: lists of names and addresses, and whom of those who are known they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from followcal.core.interview import Person, unique_people
from followcal.formats.form_words import LONGEST, form_words, keys, says_nothing
from followcal.formats.typed import key_of, plain
from followcal.regex import regex

_EMAIL = regex(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")


class People(Struct, frozen=True):
    """Who is named, and what among it is no name."""

    people: tuple[Person, ...]
    unread: tuple[str, ...] = ()


def read_people(text: str, known: Sequence[Person] = ()) -> People:
    """Return the people that are named. Who is `known` is told by an address, a full name, or a name of their own.

    >>> [person.label for person in read_people("Ann Lee (CTO), Bo <bo@acme.com> and Cy").people]
    ['Ann Lee', 'Bo', 'Cy']
    """
    people: list[Person] = []
    unread: list[str] = []
    for entry in _entries(text):
        if says_nothing(entry):
            continue
        person = _person(entry, known)
        if person:
            people.append(person)
        else:
            unread.append(entry)
    return People(unique_people(people), tuple(unread))


def _entries(text: str) -> list[str]:
    """Return the entries of a list; commas and "and" inside brackets separate nothing."""
    ands = "|".join(re.escape(word) for word in form_words()["people"]["and"])
    found: list[str] = []
    for line in text.split("\n"):
        pieces = re.split(r"(\([^()]*\)|<[^<>]*>)", plain(line)[: LONGEST * 4])
        marks = ";" if any(";" in piece for piece in pieces[::2]) else ",;"
        pieces[::2] = [
            re.sub(rf"\s(?:{ands})\s|[{marks}]", "\n", f" {piece} ", flags=re.IGNORECASE) for piece in pieces[::2]
        ]
        found += [_turned(entry.strip(" .,:;-*_\"'")) for entry in "".join(pieces).split("\n")]
    return [entry for entry in found if entry]


def _turned(entry: str) -> str:
    """Return "Lee, Ann" as Ann Lee."""
    turned = re.fullmatch(r"(\w[\w'-]*), ?(\w[\w'-]*)(?P<rest>\s*[(<].*)?", entry)
    if turned and not (turned[2].isupper() or turned[2].islower()):
        return f"{turned[2]} {turned[1]}{turned['rest'] or ''}"
    return entry


def _person(entry: str, known: Sequence[Person]) -> Person | None:
    address = _EMAIL.search(entry)
    email = address[0] if address else None
    rest = _EMAIL.sub(" ", re.sub(r"\([^()]*\)", " ", entry))
    name = " ".join(re.sub(r"[<>()\"\[\]]|mailto:", " ", re.split(r"\s[-/|]\s|,|:", f"{rest} ")[0]).split())
    someone = who(name, email, known)
    if someone:
        return replace(someone, name=someone.name or name or None, email=someone.email or email)
    if name and not _is_name(name):
        return None
    return Person(name or None, email) if name or email else None


def who(name: str, email: str | None, known: Sequence[Person]) -> Person | None:
    """Return the one among the known whom a name or an address means; None: nobody, or not one alone."""
    if email:
        for person in known:
            if person.email and person.email.casefold() == email.casefold():
                return person
    mine = key_of(name).split()
    if not mine:
        return None
    full = [person for person in known if key_of(person.name or "").split() == mine]
    part = [person for person in known if set(mine) <= set(key_of(person.name or "").split())]
    if email:
        full = [person for person in full if not person.email]
        part = []
    return full[0] if full else part[0] if len(part) == 1 else None


def _is_name(text: str) -> bool:
    words = text.split()
    particles = keys("people", "particles")
    return (
        len(words) <= 6
        and len(text) <= 80
        and all(re.fullmatch(r"[^\W\d_][\w'.-]*", word) for word in words)
        and not words[-1][0].islower()
        and not any(word[0].islower() and word not in particles for word in words)
    )
