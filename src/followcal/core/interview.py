"""Interviews and the people met there; which of them are one round, and which rounds are one application."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from followcal.core.business_days import EVERY_DAY, checked_weekend, refuse_moments
from followcal.core.employers import employer_key
from followcal.core.freebusy import Period, instant
from followcal.core.reason import Reason
from followcal.core.timeline import StatedTimeline
from followcal.errors import InvalidValueError

_NEVER = timedelta.min
ROUND_GAP = timedelta(minutes=90)
"""Events of one company on one day with gaps up to this are one round (I7)."""


class Person(Struct, frozen=True):
    """Somebody met at an interview: a name, an address, or both."""

    name: str | None = None
    email: str | None = None

    @property
    def label(self) -> str:
        """What to call them."""
        return self.name or self.email or "the team"


class Region(Struct, frozen=True):
    """A country, or a part of it, by its codes in the holiday data."""

    country: str
    subdivision: str | None = None

    def __str__(self) -> str:
        return f"{self.country}-{self.subdivision}" if self.subdivision else self.country


class DateRange(Struct, frozen=True):
    """All days from `first` to `last`, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        refuse_moments(self.first, self.last)
        if self.last < self.first:
            raise InvalidValueError(f"the range ends {self.last}, before it begins {self.first}")


class Office(Struct, frozen=True):
    """Whose business days count: those of the regions, all of which must be open, and the employer's own.

    No region: every day outside the weekend is a business day.
    """

    regions: tuple[Region, ...] = ()
    closed: tuple[DateRange, ...] = ()
    opened: tuple[DateRange, ...] = ()
    weekend: frozenset[int] | None = None
    """Weekdays that are off, Monday being 0, in place of those of the country (B7)."""

    def __post_init__(self) -> None:
        if self.weekend is not None and checked_weekend(self.weekend) == EVERY_DAY:
            raise InvalidValueError("a weekend of all seven days: no day would be a business day")


class Interview(Struct, frozen=True, kw_only=True):
    """One event with one employer. `start` and `end` are aware and carry the zone of the interview (I2)."""

    uid: str
    start: datetime
    end: datetime
    summary: str = ""
    company: str | None = None
    role: str | None = None
    round: str | None = None
    medium: str | None = None
    """How it is held: video, phone or onsite."""

    interviewers: tuple[Person, ...] = ()
    contact: Person | None = None
    """Whom to ask, where that is nobody met: a recruiter or coordinator."""

    office: Office = Office()
    timeline: StatedTimeline | None = None
    recurrence_id: str | None = None
    """RECURRENCE-ID in UTC, where the event is one of a series."""

    cancelled: bool = False
    sequence: int = 0
    stamp: datetime | None = None
    """DTSTAMP: when this version was written."""

    assumed: tuple[Reason, ...] = ()
    """What was not in the source and had to be assumed: zone, country, who the user is."""

    told: frozenset[str] = frozenset()
    """What the user told about it, such as country or timezone: later readings of the file do not overrule it."""

    parts: tuple[Interview, ...] = ()
    """The events of a merged round (I7), itself not included; empty for a single event."""

    def __post_init__(self) -> None:
        if self.start.utcoffset() is None or self.end.utcoffset() is None:
            raise InvalidValueError(f"interview without a time zone: {self.start} to {self.end}")
        if instant(self.end) < instant(self.start):
            raise InvalidValueError(f"the interview ends {self.end}, before it starts {self.start}")

    @property
    def day(self) -> date:
        """The interview day: the local date of its end (I1)."""
        return self.end.date()

    @property
    def key(self) -> tuple[str, str]:
        """What tells one event from another: UID and RECURRENCE-ID."""
        return self.uid, self.recurrence_id or ""

    @property
    def events(self) -> tuple[Interview, ...]:
        """The single events that this round is made of."""
        return self.parts or (self,)

    @property
    def employer(self) -> str:
        """The employer, as far as it can be told apart from others."""
        return employer_key(self.company or "") or f"uid:{self.uid}"

    @property
    def application(self) -> tuple[str, str]:
        """All rounds with the same value are for one role at one employer."""
        return self.employer, plain(self.role or "")

    @property
    def age(self) -> tuple[int, timedelta, bool, timedelta, timedelta, str]:
        """What orders the versions of an event, the one to believe last (I8); equal ones have some fixed order."""
        stamp = instant(self.stamp) if self.stamp else _NEVER
        return self.sequence, stamp, self.cancelled, instant(self.end), instant(self.start), self.summary

    def replaces(self, other: Interview) -> bool:
        """Return whether this is the version of the event to believe (I8); of two equal ones, the one asked is."""
        mine = instant(self.stamp) if self.stamp else _NEVER
        theirs = instant(other.stamp) if other.stamp else _NEVER
        return (self.sequence, mine) >= (other.sequence, theirs)


def rounds(interviews: Iterable[Interview]) -> tuple[Interview, ...]:
    """Return the interviews in order of their ends, back-to-back ones merged (I7).

    The merged round has the first event's UID, the last end, and everybody who was met.
    """
    merged: list[Interview] = []
    of_employer: dict[str, list[int]] = {}
    for interview in sorted(interviews, key=lambda i: (instant(i.start), instant(i.end), i.key)):
        known = of_employer.setdefault(interview.employer, [])
        for index in known:
            if _back_to_back(merged[index], interview):
                merged[index] = _merge(merged[index], interview)
                break
        else:
            known.append(len(merged))
            merged.append(interview)
    return tuple(sorted(merged, key=lambda i: (instant(i.end), i.key)))


def times_of(interviews: Iterable[Interview]) -> list[Period]:
    """Return when the user is at interviews: nothing else lies there (P1). Those that were called off take no time."""
    held = (event for each in interviews if not each.cancelled for event in each.events if not event.cancelled)
    return [Period(each.start, each.end) for each in held if instant(each.start) < instant(each.end)]


def _back_to_back(earlier: Interview, later: Interview) -> bool:
    """Return whether two events at one employer are parts of one round."""
    gap = instant(later.start) - instant(earlier.end)
    return (
        earlier.company is not None
        and later.company is not None
        and not (earlier.cancelled or later.cancelled)
        and earlier.start.date() == later.start.date()
        and gap <= ROUND_GAP
        and _compatible(earlier.role, later.role)
    )


def _compatible(one: str | None, other: str | None) -> bool:
    return one is None or other is None or plain(one) == plain(other)


def _merge(earlier: Interview, later: Interview) -> Interview:
    people = unique_people((*earlier.interviewers, *later.interviewers))
    said = [i.timeline for i in (earlier, later) if i.timeline]
    last = max(earlier, later, key=lambda i: instant(i.end))
    return replace(
        earlier,
        end=last.end.astimezone(earlier.end.tzinfo),
        role=earlier.role or later.role,
        round=earlier.round if earlier.round == later.round else None,
        interviewers=people,
        contact=earlier.contact or later.contact,
        timeline=said[-1] if said else None,
        assumed=tuple(dict.fromkeys((*earlier.assumed, *later.assumed))),
        parts=(*earlier.events, *later.events),
    )


def unique_people(people: Sequence[Person]) -> tuple[Person, ...]:
    """Return `people` without repetition; an address or, failing that, a name tells them apart."""
    found: dict[str, Person] = {}
    for person in people:
        mark = (person.email or person.name or "").casefold()
        known = found.get(mark)
        found[mark] = replace(known, name=known.name or person.name) if known else person
    by_name = {p.name.casefold() for p in found.values() if p.name and p.email}
    return tuple(p for p in found.values() if p.email or not p.name or p.name.casefold() not in by_name)


def recurrence_id_text(moment: datetime) -> str:
    """Return a RECURRENCE-ID as it is stored: in UTC, basic form.

    >>> recurrence_id_text(datetime(2026, 11, 18, 14, tzinfo=UTC))
    '20261118T140000Z'
    """
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return the words of `text` in lower case, without marks: equal for what is written only in another way."""
    return " ".join(re.findall(r"\w+", text.casefold()))
