"""What in an event speaks for an interview, or against it (I5): the words and circumstances, as clues.

What each clue is worth is decided in `core/finding`. Nothing but the event itself and the user's own addresses counts:
the same event gets the same verdict in any calendar. Where an event is held (LOCATION) says nothing: rooms are called
"Interview". Foreign text is cut to a fixed length before anything looks at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from msgspec import Struct

from followcal.core.finding import NEAR_FROM, POINTS, Clue, Signal, Verdict
from followcal.core.wording import printable
from followcal.formats.company_names import is_whole
from followcal.formats.contacts import signed_by
from followcal.formats.content import Component
from followcal.formats.domains import (
    CANDIDATE_TOOLS,
    FREEMAIL,
    HIRING_SERVICES,
    SCHEDULERS,
    company_label,
    domains_in,
    first_within,
    within,
)
from followcal.formats.guests import Guests, is_recruiter
from followcal.formats.known_names import Names
from followcal.formats.names import PART
from followcal.formats.noise import without_noise
from followcal.formats.people import people_in
from followcal.formats.plaintext import own_words
from followcal.formats.repeating import is_endless
from followcal.formats.roles import is_role
from followcal.formats.single_names import may_be_name
from followcal.formats.times import Times
from followcal.formats.title_signals import (
    QUOTE,
    conducting_in,
    interview_in,
    meets_in_round,
    names_user,
    of_title,
    quoted,
    says_where,
)
from followcal.formats.titles import Link, halves, pieces_of
from followcal.formats.word_lists import as_words, words
from followcal.regex import regex

_SHORTEST, _LONGEST = timedelta(minutes=10), timedelta(hours=9)


_CROWD = 12


_MAX_TITLE, _MAX_TEXT, _MAX_LINKS = 300, 4_000, 8_000


_PREFIX = regex(r"^\s*(?:(?:AW|WG|FW|FWD|RE|TR|RV|ENC|RES|Antw)\s?:\s*){1,5}", re.IGNORECASE)
"""What a mail program puts before the title of what is answered or forwarded."""


class Evidence(Struct, frozen=True):
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
    title = _PREFIX.sub("", evidence.title[:_MAX_TITLE])
    text = own_words(evidence.text)[:_MAX_TEXT]
    is_from_outside = bool(evidence.guests.domains) and not evidence.guests.at_work
    in_title = of_title(title, evidence.guests.names_of_user, is_from_outside=is_from_outside)
    is_own = evidence.guests.is_own_entry
    if _is_for_post(title, text, {signal.clue for signal in in_title}, is_own=is_own):
        in_title = of_title(title, evidence.guests.names_of_user, is_from_outside=is_from_outside, is_for_post=True)
    if is_own:
        in_title += _of_own_title(title, {signal.clue for signal in in_title})
    of_event = (*_of_services(evidence), *_of_guests(title, evidence), *_of_times(evidence))
    of_text: list[Signal] = []
    for clues, most in ((_words_of_text, _MOST_OF_TEXT), (_more_of_text, _MOST_OF_MORE), (_of_people, _MOST_OF_PEOPLE)):
        if _score((*in_title, *of_text, *of_event)) + most < NEAR_FROM:
            break  # whatever the text says, nothing would be shown
        of_text += clues(text)
    if is_own and _score((*in_title, *of_text, *of_event)) + _MOST_OF_OWN >= NEAR_FROM:
        of_text += _of_own_text(f"{title}\n{text}" if _asked_for(title) else text)
    signals = (*in_title, *of_text, *of_event)
    found = {signal.clue: signal for signal in reversed(signals)}
    if not _ABOUT_A_JOB & found.keys():
        found.pop(Clue.PRIVATE, None)  # a meeting with somebody from a company, and no more, is none
    if not (_ABOUT_A_JOB - {Clue.ROLE, Clue.PEOPLE}) & found.keys():
        found.pop(Clue.PEOPLE, None)  # people are met everywhere
    return Verdict(tuple(reversed(found.values())))


def _is_for_post(title: str, text: str, clues: set[Clue], *, is_own: bool) -> bool:
    """Return whether the text says that what seems to be something else is about a post."""
    if Clue.OTHER in clues:
        return interview_in(title) is not None and words("signal.position").search(text) is not None
    if not is_own or not ({Clue.ERRAND, Clue.ELSEWHERE} & clues or words("signal.meal").search(title)):
        return False
    if words("signal.position", "signal.terms", "signal.seeks", "signal.strong").search(text):
        return True
    return is_role(text) and words("signal.hiring").search(text) is not None


def _of_own_title(title: str, clues: set[Clue]) -> tuple[Signal, ...]:
    """Return what two words together say in the title of a note to oneself."""
    if Clue.MEETING in clues and any(is_role(piece.text) for piece in pieces_of(title) if piece.link is not Link.AT):
        return (Signal(Clue.JOB, "a meeting and a role in your own note"),)
    if Clue.MEETING in clues and Clue.STAGE in clues and meets_in_round(title):
        return (Signal(Clue.JOB, "a meeting and a round in your own note"),)
    if Clue.TITLE in clues and says_where(title):
        return (Signal(Clue.JOB, "an interview and where it is in your own note"),)
    return ()


_ABOUT_A_JOB = frozenset(
    (
        Clue.SURE_TITLE, Clue.TITLE, Clue.NAMES, Clue.SERVICE, Clue.TOOL, Clue.RECRUITER, Clue.TEXT, Clue.JOB,
        Clue.JOB_TITLE, Clue.ROLE, Clue.STAGE, Clue.TERMS, Clue.PEOPLE,
    )
)  # fmt: skip


def _score(signals: tuple[Signal, ...]) -> int:
    """Return the points of some clues, each counted once."""
    return sum({signal.clue: signal.points for signal in signals}.values())


def _words_of_text(text: str) -> Iterator[Signal]:
    if strong := words("signal.strong", "signal.interview", "signal.seeks").search(text):
        yield Signal(Clue.TEXT, quoted(strong, "text"))
    if stage := words("signal.round").search(text):
        yield Signal(Clue.STAGE, quoted(stage, "text"))
    if terms := words("signal.terms").search(text):
        yield Signal(Clue.TERMS, quoted(terms, "text"))


def _more_of_text(text: str) -> Iterator[Signal]:
    if job := words("signal.hiring").search(text):
        yield Signal(Clue.JOB, quoted(job, "text"))
    if is_role(text):
        yield Signal(Clue.ROLE, "a role in the text")
    if purpose := words("signal.purpose").search(text):
        yield Signal(Clue.PURPOSE, quoted(purpose, "text"))
    if elsewhere := words("signal.elsewhere").search(text):
        yield Signal(Clue.ELSEWHERE, quoted(elsewhere, "text"))
    if conducting := conducting_in(text):
        yield Signal(Clue.CONDUCTING, quoted(conducting, "text"))


def _of_people(text: str) -> Iterator[Signal]:
    if signed := signed_by(text):
        yield Signal(Clue.RECRUITER, f"signed by {printable(signed.label)[:QUOTE]}, who hires")
    if named := people_in(text):
        yield Signal(Clue.PEOPLE, f"names {printable(named[0].label)[:QUOTE]} as one you will meet")


def _of_own_text(text: str) -> Iterator[Signal]:
    """Yield the clues of a note to oneself: whom to ask for, and a role as its first words."""
    asked = _asked_for(text)
    receiving = words("text.acts").search(text)
    if asked:
        yield Signal(Clue.PEOPLE, f"says to ask for {asked[:QUOTE]}")
    elif receiving:
        yield Signal(Clue.PEOPLE, f"says that somebody “{printable(receiving[0])[:QUOTE]}”")
    first = re.split(r"[\n,.;(]", text, maxsplit=1)[0][:QUOTE]
    if is_role(first) and not words("signal.errand").search(first):
        is_post = words("signal.post").match(first) is not None
        yield Signal(Clue.JOB_TITLE, "begins with a post") if is_post else Signal(Clue.JOB, "begins with a role")


def _asked_for(text: str) -> str | None:
    """Return whom a note says to ask for: ``ask for Gary``."""
    for hit in words("text.ask").hits(as_words(text)):
        named = _ASKED.match(text, hit.stop)
        if named and may_be_name(named[1]):
            return printable(named[1])
    return None


_ASKED = regex(rf"/?[^\S\n]+(?:[a-zà-ÿ]{{1,5}}\.?[^\S\n]+)?({PART})")


_MOST_OF_PEOPLE = POINTS[Clue.RECRUITER] + POINTS[Clue.PEOPLE]


_MOST_OF_OWN = POINTS[Clue.PEOPLE] + POINTS[Clue.JOB_TITLE]
_MOST_OF_MORE = _MOST_OF_PEOPLE + POINTS[Clue.JOB] + POINTS[Clue.ROLE]


_MOST_OF_TEXT = _MOST_OF_MORE + POINTS[Clue.TEXT] + POINTS[Clue.STAGE] + POINTS[Clue.TERMS]


def _of_services(evidence: Evidence) -> Iterator[Signal]:
    event, sender = evidence.event, evidence.guests.sender
    if "unknownorganizer" in sender:
        yield Signal(Clue.AUTOMATIC, "made by the calendar out of a mail")
    links = domains_in(event.text("UID")[:300], event.text("URL")[:500], evidence.text[:_MAX_LINKS])
    held_at = event.text("LOCATION")[:500]
    links += domains_in(held_at) if "://" in held_at else []
    domain = sender.rpartition("@")[2]
    if domain and within(domain, HIRING_SERVICES):
        yield Signal(Clue.SERVICE, f"sent by {domain[:QUOTE]}")
    elif service := first_within(links, HIRING_SERVICES):
        yield Signal(Clue.SERVICE, f"comes through {service[:QUOTE]}")
    if tool := first_within(links, CANDIDATE_TOOLS):
        yield Signal(Clue.TOOL, f"links to {tool[:QUOTE]}")
    if scheduler := first_within(links, SCHEDULERS - _CONFERENCES):
        yield Signal(Clue.SCHEDULER, f"booked through {scheduler[:QUOTE]}")


_CONFERENCES = frozenset(
    {"zoom.us", "calendar.google.com", "group.calendar.google.com", "webex.com", "teams.microsoft.com"}
)


def _of_guests(title: str, evidence: Evidence) -> Iterator[Signal]:
    guests = evidence.guests
    domain = guests.domains[0] if guests.domains else ""
    if guests.at_work:
        yield Signal(Clue.INTERNAL, "most guests are of your own company")
    elif domain:
        yield Signal(Clue.OUTSIDE, f"people at {domain[:QUOTE]}")
        if any(address.rpartition("@")[2] in FREEMAIL for address in guests.user):
            yield Signal(Clue.PRIVATE, "sent to your private address")
        elif guests.user and any(address.rpartition("@")[2] in FREEMAIL for address in evidence.me):
            yield Signal(Clue.AT_WORK, "sent to your address at work")
    if not guests.at_work and (own := _own_company(title, evidence)):
        yield Signal(Clue.OTHER, f"“{own[:QUOTE]}” in the title is your own company")
    if recruiter := _recruiter(guests, evidence.event):
        yield Signal(Clue.RECRUITER, f"{recruiter[:QUOTE]} invites")
    if guests.count > _CROWD:
        yield Signal(Clue.CROWD, f"{guests.count} guests")
    if guests.at_work and (outsider := _examined(title, guests)):
        yield Signal(Clue.CONDUCTING, f"{outsider[:QUOTE]} is interviewed by your company")


def _own_company(title: str, evidence: Evidence) -> str | None:
    """Return the user's own company where a title names it as a party beside another: ``Acme / Mine``."""
    if names_user(title, evidence.guests.names_of_user) or interview_in(title):
        return None  # who hires may write where somebody works
    domains = {address.rpartition("@")[2] for address in evidence.guests.user} - FREEMAIL
    labels = [label for label in map(company_label, domains) if label]
    parties = [half for piece in pieces_of(title) for half in halves(piece.text)] if labels else []
    return next((printable(half) for half in parties if any(is_whole(half, label) for label in labels)), None)


def _examined(title: str, guests: Guests) -> str | None:
    """Return who is interviewed by the user's own company: a guest from outside, or somebody whom the title names."""
    if not interview_in(title) and not (guests.outsiders and words("signal.meeting").search(title)):
        return None
    if guests.outsiders:
        return printable(guests.outsiders[0])
    applicant = words("signal.applicant").search(title)
    is_internal = applicant and title[: applicant.begin].casefold().rstrip().endswith(_INTERNAL)
    if applicant and not is_internal and not names_user(title, guests.names_of_user):
        return printable(applicant.text)
    names = Names.of((), guests.names_of_user)
    parts = (without_noise(half) for piece in pieces_of(title) for half in halves(piece.text))
    return next((printable(part) for part in parts if part and names.is_person(part) and not names.is_user(part)), None)


_INTERNAL = ("internal", "interne", "interner", "interno", "interna")
"""Who is so and wants another post is the user, perhaps."""


def _recruiter(guests: Guests, event: Component) -> str | None:
    """Return who invites, if their name or address says that they hire."""
    organizer = event.first("ORGANIZER")
    local, _, domain = guests.sender.partition("@")
    name = printable(organizer.params.get("CN", "")[:200]) if organizer else ""
    if guests.is_own_entry or guests.at_work or not guests.sender:
        return None
    for said in (name, local, *guests.hosts[:3], company_label(domain) or ""):
        if said and is_recruiter(said.replace("_", " ")):
            return printable(said)
    return None


def _of_times(evidence: Evidence) -> Iterator[Signal]:
    times, event = evidence.times, evidence.event
    if is_endless(event):
        yield Signal(Clue.ENDLESS, "a series without an end")
    if times is None:
        return
    if times.all_day and not words("signal.whole day").search(evidence.title[:_MAX_TITLE]):
        yield Signal(Clue.ALL_DAY, "a whole day")
        if event.text("TRANSP").strip().upper() == "TRANSPARENT":
            yield Signal(Clue.FREE, "shown as free")
    elif times.all_day:
        return
    elif _SHORTEST <= times.end - times.start <= _LONGEST and 7 <= times.start.hour < 20 and times.start.weekday() < 5:
        yield Signal(Clue.HOURS, "at office hours")
    elif times.end - times.start > _LONGEST:
        yield Signal(Clue.LONG, "longer than a day at work")
