"""What in an event speaks for an interview, or against it (I5): the words and circumstances, as clues.

What each clue is worth is decided in `core/finding`. Nothing but the event itself and the user's own addresses counts:
the same event gets the same verdict in any calendar. Where an event is held (LOCATION) says nothing: rooms are called
"Interview". Foreign text is cut to a fixed length before anything looks at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache

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
from followcal.formats.names import PART, is_first_name
from followcal.formats.people import people_in
from followcal.formats.plaintext import own_words
from followcal.formats.repeating import is_endless
from followcal.formats.roles import is_role
from followcal.formats.single_names import may_be_name
from followcal.formats.times import Times
from followcal.formats.titles import Link, Names, halves, pieces_of, without_noise
from followcal.formats.word_lists import Hit, as_words, words
from followcal.regex import regex

_SHORTEST, _LONGEST = timedelta(minutes=10), timedelta(hours=9)
_CROWD = 12
_MAX_TITLE, _MAX_TEXT, _MAX_LINKS = 300, 4_000, 8_000
_QUOTE = 60
_PREFIX = regex(r"^\s*(?:(?:AW|WG|FW|FWD|RE|TR|RV|ENC|RES|Antw)\s?:\s*){1,5}", re.IGNORECASE)
"""What a mail program puts before the title of what is answered or forwarded."""

_NEAR = 3


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
    of_title = _of_title(title, evidence.guests.names_of_user, is_from_outside=is_from_outside)
    is_meeting = evidence.guests.is_own_entry and Clue.MEETING in {signal.clue for signal in of_title}
    if is_meeting and any(is_role(piece.text) for piece in pieces_of(title) if piece.link is not Link.AT):
        of_title = (*of_title, Signal(Clue.JOB, "a meeting and a role in your own note"))
    of_event = (*_of_services(evidence), *_of_guests(title, evidence), *_of_times(evidence))
    of_text: list[Signal] = []
    for clues, most in ((_words_of_text, _MOST_OF_TEXT), (_more_of_text, _MOST_OF_MORE), (_of_people, _MOST_OF_PEOPLE)):
        signals = (*of_title, *of_text, *of_event)
        if Verdict(tuple({signal.clue: signal for signal in signals}.values())).score + most < NEAR_FROM:
            break  # whatever the text says, nothing would be shown
        of_text += clues(text)
    if evidence.guests.is_own_entry:
        of_text += _of_own_text(text)
    signals = (*of_title, *of_text, *of_event)
    found = {signal.clue: signal for signal in reversed(signals)}
    if not _ABOUT_A_JOB & found.keys():
        found.pop(Clue.PRIVATE, None)  # a meeting with somebody from a company, and no more, is none
    if not (_ABOUT_A_JOB - {Clue.ROLE, Clue.PEOPLE}) & found.keys():
        found.pop(Clue.PEOPLE, None)  # people are met everywhere
    return Verdict(tuple(reversed(found.values())))


_ABOUT_A_JOB = frozenset(
    (
        Clue.SURE_TITLE, Clue.TITLE, Clue.NAMES, Clue.SERVICE, Clue.TOOL, Clue.RECRUITER, Clue.TEXT, Clue.JOB,
        Clue.JOB_TITLE, Clue.ROLE, Clue.STAGE, Clue.TERMS, Clue.PEOPLE,
    )
)  # fmt: skip


def _quoted(hit: Hit, where: str) -> str:
    return f"“{printable(hit.text)[:_QUOTE]}” in the {where}"


@lru_cache(maxsize=2048)
def _of_title(title: str, names_of_user: frozenset[str], *, is_from_outside: bool) -> tuple[Signal, ...]:
    """Return the clues of a title; calendars repeat them."""
    return tuple(_clues_in_title(title, names_of_user, is_from_outside))


def _clues_in_title(title: str, names_of_user: frozenset[str], is_from_outside: bool) -> Iterator[Signal]:
    strong = _interview_in(title)
    other = _other_in(title, strong)
    weak = words("signal.meeting").search(title)
    errand = _errand_in(title)
    if strong and (around := _around(title, strong)):
        strong = None
        errand = errand or around
    if other:
        yield Signal(Clue.OTHER, _quoted(other, "title"))
    elif strong:
        is_sure = words("signal.sure").search(title)
        yield Signal(Clue.SURE_TITLE if is_sure else Clue.TITLE, _quoted(is_sure or strong, "title"))
    elif errand:
        yield Signal(Clue.ERRAND, _quoted(errand, "title"))
    elif weak:
        yield Signal(Clue.MEETING, _quoted(weak, "title"))
    if chore := _chore(title):
        yield Signal(Clue.CHORE, f"begins with “{printable(chore.text)[:_QUOTE]}”")
    elsewhere = None if strong else words("signal.elsewhere").search(title)
    if elsewhere and not _is_of_name(title, elsewhere):
        yield Signal(Clue.ELSEWHERE, _quoted(elsewhere, "title"))
    yield from _parties_in_title(title, names_of_user, is_others=not strong and is_from_outside)
    if not other:
        yield from _of_job_in_title(title, is_strong=strong is not None)


def _parties_in_title(title: str, names_of_user: frozenset[str], *, is_others: bool) -> Iterator[Signal]:
    if conducting := words("signal.conducting").search(title):
        yield Signal(Clue.CONDUCTING, _quoted(conducting, "title"))
    if others := _of_another(title, names_of_user):
        yield Signal(Clue.OTHER, f"“{others[:_QUOTE]}” in the title: somebody else's")
    if pair := _pair(title, names_of_user):
        yield Signal(Clue.NAMES, f"“{pair[:_QUOTE]}” beside your name in the title")
    elif is_others and _names_user(title, names_of_user):
        yield Signal(Clue.NAMES, "your name in the title of another's invitation")


def _of_another(title: str, names_of_user: frozenset[str]) -> str | None:
    """Return what says that an interview is somebody else's: ``Sam's interview``, ``entrevista do Tiago``."""
    names = Names.of((), names_of_user)
    for hit in words("signal.interview", "signal.sure").hits(as_words(title)):
        before, after = title[max(hit.begin - 60, 0) : hit.begin], title[hit.stop : hit.stop + 60]
        owner = _OWNER_BEFORE.search(before) or _OWNER_AFTER.match(after)
        relative = _RELATIVE.match(after) or _RELATIVE_BEFORE.search(before)
        if relative and words("signal.relative").covers(relative[1]):
            return printable(title[max(hit.begin - relative.end(), 0) : hit.stop] + after[: relative.end()]).strip()
        name = owner[1] if owner else ""
        if (
            name
            and not names.is_user(name)
            and (is_first_name(name) or (name[-1] == "s" and is_first_name(name[:-1]) and not _ENGLISH.search(title)))
        ):
            return printable(name)
    return None


_WORD = r"[^\W\d_a-zß-öø-ÿ][\w-]{1,30}"
_OWNER_BEFORE = regex(rf"^\W*({_WORD}s|{_WORD}(?=['’]))(?:['’]s?)?\s(?:[a-z]{{1,12}}\s){{0,2}}$")
_OWNER_AFTER = regex(
    rf"\s+(?:von|de|do|da|d['’]|des|del)\s?({_WORD})(?=\s*$|\s*[,(–—!-]|\s+(?:chez|bei|en|na|no|à|au|in|im|at)\s)"
)
_RELATIVE = regex(r"\s+(?:von|de|da|do|d['’])?\s?(?:meine[rs]?|ma|mon|mi|minha|meu)\s(\w{3,20})(?!\w)")
_RELATIVE_BEFORE = regex(r"(?i)(?:\bmy|\bour)\s(?:\w{2,12}\s)?(\w{3,20})['’]?s?['’]?\s$")
_ENGLISH = regex(r"\binterview", re.IGNORECASE)


def _interview_in(title: str) -> Hit | None:
    """Return the words in a title that mean an interview."""
    return words("signal.interview", "signal.sure").search(title)


def _around(title: str, strong: Hit) -> Hit | None:
    """Return what says that a note is about an errand before an interview or after it: ``Collect suit before …``."""
    if not words("signal.chore").match(title):
        return None
    hits = words("signal.around").hits(as_words(title))
    return next((hit for hit in hits if 0 <= strong.first - hit.last <= _NEAR and hit.first > 0), None)


def _errand_in(title: str) -> Hit | None:
    """Return the word of an errand in a title, unless it is of the job that this is about: ``re the plumber job``."""
    hits = words("signal.errand").hits(as_words(title))
    errand = next((hit for hit in hits if not _is_of_name(title, hit) and not _is_named_house(title, hit)), None)
    if errand is None:
        return None
    if any(_is_within(errand, weak) for weak in words("signal.meeting").hits(as_words(title))):
        return None
    job = words("signal.job").search(title)
    is_house = words("title.institution", "title.business").covers(errand.text)
    if job is None and not (is_house and words("signal.stage").match(title)):
        return errand
    is_name = errand.text[:1].isupper() and _NAME_FOLLOWS.match(title, errand.stop)
    is_remark = is_house and title[: errand.begin].endswith("(") and title[errand.stop :].startswith(")")
    is_post = job is not None and job.first == errand.last
    is_post |= job is not None and is_role(errand.text) and _NEXT.fullmatch(title[job.stop : errand.begin]) is not None
    return None if is_post or is_name or is_remark else errand


_NEXT = regex(r"\s(?:(?:de|d['’]|da|do|du|als|as|como|comme|for|para|pour)\s?)?(?:an?\s|une?\s|um\s|uma\s)?")
"""Between a post and what it is: ``vaga fisioterapeuta``, ``place de coiffeuse``."""


def _is_named_house(title: str, hit: Hit) -> bool:
    """Return whether a title begins with a house and its name: ``Escuela Infantil Nubes``."""
    is_house = words("title.institution").covers(hit.text) and hit.text[:1].isupper() and hit.first == 0
    return is_house and _NAME_FOLLOWS.match(title, hit.stop) is not None


def _is_within(hit: Hit, other: Hit) -> bool:
    """Return whether words are a part of more words: of ``lunch with the team``."""
    is_longer = other.last - other.first > hit.last - hit.first
    return is_longer and other.first <= hit.first and hit.last <= other.last


_NAME_FOLLOWS = regex(r"\s+(?:(?:d[aeou]s?|of|der|zum|zur|la|les)\s+){0,2}[^\W\d_a-zß-öø-ÿ]")


def _is_of_name(title: str, hit: Hit) -> bool:
    """Return whether a word is the end of a company's name: ``Kirix Conseil``."""
    before = as_words(title).part(hit.first - 1, hit.first) if hit.first else ""
    if words("title.noise", "signal.meeting").covers(before):
        return False
    return before[:1].isupper() and hit.text[:1].isupper() and words("title.business").covers(hit.text)


def _other_in(title: str, strong: Hit | None) -> Hit | None:
    """Return the words in a title that mean something else, unless they are a part of those that mean an interview.

    What a title is about says nothing where it names a role: the school nurse, the podcast producer.
    """
    other = words("signal.other").search(title)
    if other and not (strong and strong.first <= other.first and other.last <= strong.last):
        return None if strong and _is_of_house(title, other) else other
    topic = words("signal.topic").search(title)
    if topic is None or _role(title) or (strong and strong.first <= topic.first < strong.last):
        return None
    before = title[: topic.begin].rstrip()
    is_party = words("title.at").search(before.rpartition(" ")[2]) is not None and topic.text[:1].isupper()
    return None if strong and is_party else topic


def _of_job_in_title(title: str, *, is_strong: bool) -> Iterator[Signal]:
    if role := _role(title):
        yield Signal(Clue.ROLE, f"“{role[:_QUOTE]}” in the title")
    if not is_strong and (job := words("signal.job").search(title)):
        yield Signal(Clue.JOB_TITLE, _quoted(job, "title"))
    if not is_strong and not words("signal.job").search(title) and (agency := _agency_in(title)):
        yield Signal(Clue.JOB_TITLE, f"“{agency[:_QUOTE]}” in the title: a business that fills posts")
    if not is_strong and (terms := words("signal.terms").search(title)):
        yield Signal(Clue.TERMS, _quoted(terms, "title"))
    if not is_strong and (stage := words("signal.stage").search(title)):
        yield Signal(Clue.STAGE, _quoted(stage, "title"))


def _agency_in(title: str) -> str | None:
    """Return a name in a title that ends in what agencies call themselves: ``Robotrek Staffing``."""
    parts = as_words(title)
    for hit in words("title.agency").hits(parts):
        name = parts.part(hit.first - 1, hit.last) if hit.first else ""
        if name and hit.text[:1].isupper() and name[:1].isupper() and parts.is_joined(hit.first - 1, hit.last + 1):
            return printable(name)
        if name and hit.text[:1].isupper() and name[:1].isupper() and hit.last == len(parts):
            return printable(name)
    return None


def _is_of_house(title: str, hit: Hit) -> bool:
    """Return whether words end in what a house is, and its name follows: ``Entrevista Clínica Dental Ferrer``."""
    parts = as_words(title)
    house = words("title.institution", "title.business")
    follows = parts.part(hit.last, hit.last + 1)
    if is_first_name(follows) or words("signal.errand").length_at(parts, hit.last - 1):
        return False  # a child's school
    return (
        follows[:1].isupper()
        and parts.is_joined(hit.last - 1, hit.last + 1)
        and house.length_at(parts, hit.last - 1) > 0
    )


def _chore(title: str) -> Hit | None:
    """Return what says that a title is a note of what to do: it begins with it, and goes on."""
    hit = words("signal.chore").match(title)
    first = next(iter(pieces_of(title)), None)
    longer = words("signal.meeting").match(title)
    if hit and longer and longer.last > hit.last:
        return None
    role = (
        words("title.role").search(title[hit.stop : hit.stop + 20]) if hit and first and is_role(first.text) else None
    )
    if hit and role and not words("signal.job", "signal.interview").search(title[hit.stop : hit.stop + role.begin]):
        return None  # a research associate
    if hit and not re.match(r"\s*[/<&]", title[hit.stop :]):
        return hit
    return None


def _pair(title: str, names_of_user: frozenset[str]) -> str | None:
    """Return who stands beside the user in a title such as ``Jo Seeker <> Acme``, or None."""
    names = Names.of((), names_of_user)
    parties = [
        (piece.link, half, without_noise(half) or half) for piece in pieces_of(title) for half in halves(piece.text)
    ]
    mine = [position for position, (_, half, bare) in enumerate(parties) if names.is_user(half) or names.is_user(bare)]
    others = [bare for position, (_, half, bare) in enumerate(parties) if position not in mine and without_noise(half)]
    if mine and others:
        return printable(others[0])
    both = [position for position, (link, _, _) in enumerate(parties) if link is Link.BOTH]
    if both and not names.user and len(others) > 1 and re.search(r"<\s*[-=~]?\s*>|↔|⟷|×", title):
        return printable(others[0])
    return None


def _names_user(title: str, names_of_user: frozenset[str]) -> bool:
    """Return whether a title holds the user's full name, or the first one and an initial."""
    said = as_words(title).words
    for name in Names.of((), names_of_user).user:
        spelled = (list(name), [*name[:-1], name[-1][0]])
        if len(name) > 1 and any(said[at : at + len(name)] in spelled for at in range(len(said))):
            return True
    return False


def _role(title: str) -> str | None:
    return next((printable(piece.text) for piece in pieces_of(title) if is_role(piece.text)), None)


def _words_of_text(text: str) -> Iterator[Signal]:
    if strong := words("signal.strong", "signal.interview").search(text):
        yield Signal(Clue.TEXT, _quoted(strong, "text"))
    if stage := words("signal.round").search(text):
        yield Signal(Clue.STAGE, _quoted(stage, "text"))
    if terms := words("signal.terms").search(text):
        yield Signal(Clue.TERMS, _quoted(terms, "text"))


def _more_of_text(text: str) -> Iterator[Signal]:
    if job := words("signal.hiring").search(text):
        yield Signal(Clue.JOB, _quoted(job, "text"))
    if is_role(text):
        yield Signal(Clue.ROLE, "a role in the text")
    if purpose := words("signal.purpose").search(text):
        yield Signal(Clue.PURPOSE, _quoted(purpose, "text"))
    if elsewhere := words("signal.elsewhere").search(text):
        yield Signal(Clue.ELSEWHERE, _quoted(elsewhere, "text"))
    if conducting := words("signal.conducting").search(text):
        yield Signal(Clue.CONDUCTING, _quoted(conducting, "text"))


def _of_people(text: str) -> Iterator[Signal]:
    if signed := signed_by(text):
        yield Signal(Clue.RECRUITER, f"signed by {printable(signed.label)[:_QUOTE]}, who hires")
    if named := people_in(text):
        yield Signal(Clue.PEOPLE, f"names {printable(named[0].label)[:_QUOTE]} as one you will meet")


def _of_own_text(text: str) -> Iterator[Signal]:
    """Yield the clues of a note to oneself: whom to ask for, and a role as its first words."""
    asked = _asked_for(text)
    receiving = words("text.acts").search(text)
    if asked:
        yield Signal(Clue.PEOPLE, f"says to ask for {asked[:_QUOTE]}")
    elif receiving:
        yield Signal(Clue.PEOPLE, f"says that somebody “{printable(receiving[0])[:_QUOTE]}”")
    first = re.split(r"[\n,.;(]", text, maxsplit=1)[0][:_QUOTE]
    if is_role(first) and not words("signal.errand").search(first):
        yield Signal(Clue.JOB, "begins with a role")


def _asked_for(text: str) -> str | None:
    """Return whom a note says to ask for: ``ask for Gary``."""
    for hit in words("text.ask").hits(as_words(text)):
        named = _ASKED.match(text, hit.stop)
        if named and may_be_name(named[1]):
            return printable(named[1])
    return None


_ASKED = regex(rf"[^\S\n]+(?:[a-zà-ÿ]{{1,5}}\.?[^\S\n]+)?({PART})")
_MOST_OF_PEOPLE = POINTS[Clue.RECRUITER] + POINTS[Clue.PEOPLE]
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
        yield Signal(Clue.SERVICE, f"sent by {domain[:_QUOTE]}")
    elif service := first_within(links, HIRING_SERVICES):
        yield Signal(Clue.SERVICE, f"comes through {service[:_QUOTE]}")
    if tool := first_within(links, CANDIDATE_TOOLS):
        yield Signal(Clue.TOOL, f"links to {tool[:_QUOTE]}")
    if scheduler := first_within(links, SCHEDULERS - _CONFERENCES):
        yield Signal(Clue.SCHEDULER, f"booked through {scheduler[:_QUOTE]}")


_CONFERENCES = frozenset(
    {"zoom.us", "calendar.google.com", "group.calendar.google.com", "webex.com", "teams.microsoft.com"}
)


def _of_guests(title: str, evidence: Evidence) -> Iterator[Signal]:
    guests = evidence.guests
    domain = guests.domains[0] if guests.domains else ""
    if guests.at_work:
        yield Signal(Clue.INTERNAL, "most guests are of your own company")
    elif domain:
        yield Signal(Clue.OUTSIDE, f"people at {domain[:_QUOTE]}")
        if any(address.rpartition("@")[2] in FREEMAIL for address in guests.user):
            yield Signal(Clue.PRIVATE, "sent to your private address")
        elif guests.user and any(address.rpartition("@")[2] in FREEMAIL for address in evidence.me):
            yield Signal(Clue.AT_WORK, "sent to your address at work")
    if not guests.at_work and (own := _own_company(title, evidence)):
        yield Signal(Clue.OTHER, f"“{own[:_QUOTE]}” in the title is your own company")
    if recruiter := _recruiter(guests, evidence.event):
        yield Signal(Clue.RECRUITER, f"{recruiter[:_QUOTE]} invites")
    if guests.count > _CROWD:
        yield Signal(Clue.CROWD, f"{guests.count} guests")
    if guests.at_work and (outsider := _examined(title, guests)):
        yield Signal(Clue.CONDUCTING, f"{outsider[:_QUOTE]} is interviewed by your company")


def _own_company(title: str, evidence: Evidence) -> str | None:
    """Return the user's own company where a title names it as a party beside another: ``Acme / Mine``."""
    if _names_user(title, evidence.guests.names_of_user) or _interview_in(title):
        return None  # who hires may write where somebody works
    domains = {address.rpartition("@")[2] for address in evidence.guests.user} - FREEMAIL
    labels = [label for label in map(company_label, domains) if label]
    parties = [half for piece in pieces_of(title) for half in halves(piece.text)] if labels else []
    return next((printable(half) for half in parties if any(is_whole(half, label) for label in labels)), None)


def _examined(title: str, guests: Guests) -> str | None:
    """Return who is interviewed by the user's own company: a guest from outside, or somebody whom the title names."""
    if not _interview_in(title) and not (guests.outsiders and words("signal.meeting").search(title)):
        return None
    if guests.outsiders:
        return printable(guests.outsiders[0])
    names = Names.of((), guests.names_of_user)
    parts = (without_noise(half) for piece in pieces_of(title) for half in halves(piece.text))
    return next((printable(part) for part in parts if part and names.is_person(part) and not names.is_user(part)), None)


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
    if times.all_day:
        yield Signal(Clue.ALL_DAY, "a whole day")
        if event.text("TRANSP").strip().upper() == "TRANSPARENT":
            yield Signal(Clue.FREE, "shown as free")
    elif _SHORTEST <= times.end - times.start <= _LONGEST and 7 <= times.start.hour < 20 and times.start.weekday() < 5:
        yield Signal(Clue.HOURS, "at office hours")
    elif times.end - times.start > _LONGEST:
        yield Signal(Clue.LONG, "longer than a day at work")
