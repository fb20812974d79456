"""What in an event speaks for an interview, or against it (I5): the words and circumstances, as clues.

What each clue is worth is decided in `core/finding`. Foreign text is cut to a fixed length before any pattern sees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from followcal.core.finding import Clue, Signal, Verdict
from followcal.formats.content import Component
from followcal.formats.domains import FREEMAIL, RECRUITER, is_service
from followcal.formats.guests import Guests, address_of
from followcal.formats.recurrence import is_endless
from followcal.formats.times import Times
from followcal.formats.word_lists import words

_SHORTEST, _LONGEST = timedelta(minutes=10), timedelta(hours=9)
_CROWD = 12


@dataclass(frozen=True, slots=True)
class Evidence:
    """An event, as far as clues are looked for in it."""

    event: Component
    title: str
    text: str
    """The description, plain and cut."""

    guests: Guests
    times: Times | None
    me: frozenset[str]


def judge(evidence: Evidence) -> Verdict:
    """Return whether an event is an interview, with every clue."""
    return Verdict(tuple(_signals(evidence)))


def _signals(evidence: Evidence) -> Iterator[Signal]:
    title, text = evidence.title, evidence.text
    if found := words("signal.not_interview").search(title):
        yield Signal(Clue.OTHER, f"{found[0]!r} in the title")
    elif found := words("signal.interview").search(title):
        yield Signal(Clue.TITLE, f"{found[0]!r} in the title")
    elif found := words("signal.meeting").search(title):
        yield Signal(Clue.MEETING, f"{found[0]!r} in the title")
    if found := words("signal.interview").search(text):
        yield Signal(Clue.TEXT, f"{found[0]!r} in the text")
    if found := words("signal.hiring").search(text):
        yield Signal(Clue.JOB, f"{found[0]!r} in the text")
    organizer = evidence.event.first("ORGANIZER")
    if organizer and is_service(address_of(organizer).rpartition("@")[2]):
        yield Signal(Clue.SERVICE, f"sent by {address_of(organizer)}")
    times = evidence.times
    if times and times.all_day:
        yield Signal(Clue.ALL_DAY, "a whole day")
    if is_endless(evidence.event):
        yield Signal(Clue.ENDLESS, "a series without an end")
    if organizer and RECRUITER.search(organizer.params.get("CN", "")[:200]):
        yield Signal(Clue.RECRUITER, f"{organizer.params['CN'][:60]!r} invites")
    if evidence.guests.domains and not set(evidence.guests.domains) & FREEMAIL:
        yield Signal(Clue.OUTSIDE, f"people at {evidence.guests.domains[0]}")
    if evidence.guests.count > _CROWD:
        yield Signal(Clue.CROWD, f"{evidence.guests.count} guests")
    if times and not times.all_day and 7 <= times.start.hour < 20 and _SHORTEST <= times.end - times.start <= _LONGEST:
        yield Signal(Clue.HOURS, "at office hours")
