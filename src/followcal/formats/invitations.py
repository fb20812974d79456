"""One event to one invitation: times, people and words together (I1, I2, I4, I6)."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from followcal.core.finding import Verdict
from followcal.core.interview import Interview
from followcal.core.wording import printable
from followcal.formats.attendance import who_is_met
from followcal.formats.content import Component
from followcal.formats.guests import Guests
from followcal.formats.invitation_text import read_words
from followcal.formats.known_names import Names
from followcal.formats.noted_people import called_in
from followcal.formats.people import people_in
from followcal.formats.plaintext import MAX_TEXT, plain_text
from followcal.formats.reading import Invitation
from followcal.formats.times import Clock, Times, UnusableError
from followcal.formats.versions import sequence_of, stamp_of
from followcal.formats.word_lists import words

MAX_PEOPLE = 50
"""More people than this are met at no interview; the others are left out."""


class Event(Struct, frozen=True):
    """An event that is looked at."""

    component: Component
    title: str
    text: str
    guests: Guests
    times: Times | None
    trouble: str = ""
    """Why it has no times."""

    @classmethod
    def of(cls, component: Component, clock: Clock, me: frozenset[str]) -> Event:
        """Return what an event says; `me` are the user's own addresses."""
        title = printable(component.text("SUMMARY")[:2000])
        text = plain_text(component.text("DESCRIPTION"))
        guests = Guests.of(component, me)
        try:
            return cls(component, title, text, guests, clock.times(component))
        except (UnusableError, ValueError, OverflowError) as error:
            return cls(component, title, text, guests, None, printable(str(error))[:200])

    @property
    def is_off(self) -> bool:
        """Whether it does not take place, or not with the user, as far as it says itself (I4)."""
        return self.guests.declined or self.is_called_off

    @property
    def is_called_off(self) -> bool:
        """Whether it does not take place at all."""
        status = self.component.text("STATUS").strip().upper()
        called_off = words("signal.cancelled").match(self.title)
        said_so = called_off is not None and self.title[called_off.end() :].lstrip()[:1] in (":", "-", "–")
        return status == "CANCELLED" or said_so

    def is_named(self, uid: str, names: Iterable[str]) -> bool:
        """Return whether the user named it: by its UID, or a text in its title."""
        return any(name == uid or name.casefold() in self.title.casefold() for name in names)


def invitation(
    event: Event, uid: str, verdict: Verdict, recurrence_id: str | None, *, source: str, cancelled: bool
) -> Invitation:
    """Return an event as an invitation to an interview, `cancelled` by a message or not.

    Raises UnusableError where it has no times.
    """
    component, guests, times = event.component, event.guests, event.times
    if times is None:
        raise UnusableError(event.trouble)
    names = Names.of((), guests.names_of_user)
    known = (*guests.people, *people_in(event.text), *(called_in(event.title) if guests.is_own_entry else ()))
    found = read_words(
        summary=event.title,
        description=event.text,
        location=component.text("LOCATION")[:2000],
        domains=guests.domains,
        people=(person.name for person in known if person.name),
        names_of_user=guests.names_of_user,
        hosts=guests.hosts,
        mailboxes=guests.mailboxes,
    )
    met = who_is_met(guests, event.title, event.text, names, found.company)
    interview = Interview(
        uid=uid,
        recurrence_id=recurrence_id,
        start=times.start,
        end=times.end,
        summary=event.title[:500],
        company=found.company,
        role=found.role,
        round=found.round,
        medium=found.medium,
        interviewers=met.people[:MAX_PEOPLE],
        contact=met.contact,
        cancelled=cancelled or event.is_off,
        sequence=sequence_of(component),
        stamp=stamp_of(component),
        assumed=(*times.assumed, *guests.assumed),
    )
    return Invitation(
        interview,
        guests.domains,
        times.zone_name,
        zone_is_own=times.zone_is_own,
        verdict=verdict,
        source=source,
        line=component.line,
        user=guests.user,
        text=component.text("DESCRIPTION")[:MAX_TEXT],
        is_declined=guests.declined and not (cancelled or event.is_called_off),
        is_theirs=bool(guests.people or guests.domains),
        made=stamp_of(component, "CREATED"),
        says_rescheduled=bool(words("signal.rescheduled").search(f"{event.title}\n{event.text[:2000]}")),
    )
