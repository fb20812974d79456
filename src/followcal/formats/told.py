"""Notes that were sent and how it went, as users write it: a closed grammar over the words of `form.toml`.

What does not fit is None, never guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from followcal.core.facts import (
    Asked,
    Fact,
    HeardBack,
    InterviewKey,
    NoShow,
    Offer,
    OtherOffer,
    Rejected,
    Withdrawn,
)
from followcal.core.interview import Person
from followcal.formats.form_words import LONGEST, form_words, keys
from followcal.formats.told_days import day_at_end, read_day
from followcal.formats.told_people import read_people, who
from followcal.formats.typed import key_of, plain


def read_sent(text: str, on: date, known: Sequence[Person]) -> tuple[tuple[str | None, date], ...] | None:
    """Return to whom a note went and when; None for everybody met. Only people who are known, or an address, count.

    >>> read_sent("Ann, 20 Nov", date(2026, 11, 25), [Person("Ann Lee")])
    (('Ann Lee', datetime.date(2026, 11, 20)),)
    """
    found: list[tuple[str | None, date]] = []
    for line in re.split(r"[;\n]", text):
        if not line.strip():
            continue
        entries = _sent(line, on, known)
        if entries is None:
            each = [_sent(entry, on, known) for entry in line.split(",")]
            entries = [one for entry in each if entry for one in entry]
            if None in each:
                return None
        found += entries
    return tuple(dict.fromkeys(found)) or None


def _sent(text: str, on: date, known: Sequence[Person]) -> list[tuple[str | None, date]] | None:
    for rest, day in day_at_end(plain(text)[:LONGEST], on):
        key = key_of(rest).strip(" .!,")
        if key in keys("answers", "yes") or (not key and day):
            return [(None, day or on)]
        lengths = [len(word.split()) for word in keys("answers", "note-to") if key.startswith(f"{word} ")]
        people = read_people(" ".join(rest.split()[max(lengths, default=0) :]), known)
        if people.people and not people.unread and all(_is_known(person, known) for person in people.people):
            return [(person.label, day or on) for person in people.people]
    return None


def _is_known(person: Person, known: Sequence[Person]) -> bool:
    return bool(person.email or who(person.name or "", None, known))


class Asker(Struct, frozen=True):
    """From where an outcome is told: about which interview, and who was to be there."""

    about: InterviewKey
    held: date
    """The interview day: nothing of this was known before."""

    known: tuple[Person, ...] = ()


def read_outcome(text: str, on: date, asker: Asker) -> tuple[Fact, ...] | None:
    """Return what is told of how it went, as seen on the day `on`; None if any part of it is not understood.

    >>> facts = read_outcome("heard yesterday; rejected", date(2026, 12, 4), Asker(("1", ""), date(2026, 11, 18)))
    >>> [(type(fact).__name__, str(fact.on)) for fact in facts or ()]
    [('HeardBack', '2026-12-03'), ('Rejected', '2026-12-04')]
    """
    text = "\n".join(plain(line) for line in text.split("\n"))
    if len(text) > LONGEST:
        return None
    whole = _outcome(text, on, asker)
    if whole is not None:
        return whole
    found: list[Fact] = []
    for separator in (r";|\n", r";|\n|,|\bthen\b"):
        parts = [part.strip() for part in re.split(separator, text) if part.strip()]
        each = [_outcome(part, on, asker) for part in parts] if len(parts) > 1 else [None]
        if None not in each:
            found = [fact for facts in each for fact in facts or ()]
            break
    return tuple(dict.fromkeys(found)) or None


def _outcome(text: str, on: date, asker: Asker) -> tuple[Fact, ...] | None:
    key = key_of(text).strip(" .!")
    about = asker.about
    past: Mapping[str, type[HeardBack] | type[Rejected] | type[Offer] | type[Withdrawn]] = {
        "heard": HeardBack,
        "rejected": Rejected,
        "offer": Offer,
        "withdrawn": Withdrawn,
    }
    for name, fact in past.items():
        for day in _days_after(key, name, on):
            if asker.held <= day <= on:
                return (fact(about, day),)
    for day in _days_after(key, "no-show", asker.held):
        if day == asker.held:
            return (NoShow(about, day),)
    for word in _first(key, "asked"):
        rest = key.removeprefix(word).strip(" ,:-")
        at = read_day(rest, on, ahead=True) if rest else None
        if not rest or (at and at >= on):
            return (Asked(about, on, at),)
    return _deadline(key, on, asker) or _absent(text, asker)


def _days_after(key: str, name: str, on: date) -> Iterator[date]:
    """Yield the days that follow a word of a list; the day `on` if none is named."""
    for word in _first(key, name):
        rest = key.removeprefix(word).strip(" ,:-()")
        day = read_day(rest, on) if rest else on
        if day:
            yield day


def _first(key: str, name: str) -> list[str]:
    """Return the words of a list with which a text begins, the longest first."""
    found = [word for word in keys("outcomes", name) if re.match(rf"{re.escape(word)}(?!\w)", key)]
    return sorted(found, key=len, reverse=True)


def _deadline(key: str, on: date, asker: Asker) -> tuple[Fact, ...] | None:
    """Return an offer with the day until which it wants a decision."""
    for name in ("other-offer", "offer"):
        for word in _first(key, name):
            rest = key.removeprefix(word).strip(" ,:;-(")
            for by in sorted(keys("outcomes", "decide-by"), key=len, reverse=True):
                head, found, tail = f" {rest}".partition(f" {by} ")
                if not found:
                    continue
                head = head.strip(" ,:;-")
                day = read_day(head, on) if head else on
                decide = read_day(tail.strip(" )"), on, ahead=True)
                if day is None or decide is None or not day <= on <= decide:
                    continue
                if name == "other-offer":
                    return (OtherOffer(None, day, decide),)
                if asker.held <= day:
                    return (Offer(asker.about, day), OtherOffer(asker.about, day, decide))
    return None


def _absent(text: str, asker: Asker) -> tuple[Fact, ...] | None:
    """Return who did not come, of those who are known."""
    for word in sorted(form_words()["outcomes"]["absent"], key=len, reverse=True):
        if not key_of(text).strip(" .!").endswith(key_of(word)):
            continue
        count = len(key_of(word).split())
        people = read_people(" ".join(text.split()[:-count]), asker.known)
        known = [person for person in people.people if who(person.name or "", person.email, asker.known)]
        if known and len(known) == len(people.people) and not people.unread:
            return tuple(NoShow(asker.about, asker.held, person.label) for person in known)
    return None
