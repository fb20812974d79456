"""`followcal draft`: what to write for a step, to whom, with what is known filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path

from msgspec import Struct

from followcal.core.employers import employer_key
from followcal.core.interview import Interview, Person, plain
from followcal.core.policy import Kind
from followcal.errors import UsageError
from followcal.formats.draft_templates import from_template, template_names
from followcal.formats.draft_texts import languages, texts
from followcal.formats.drafts import NOBODY, Draft, DraftKind, Sender, Tone, draft, place_names, values_of
from followcal.formats.mailto import is_address
from followcal.shell import files
from followcal.shell.profile import Profile
from followcal.shell.remembered import Remembered, chosen, one_round

_PERSON = re.compile(r"\s{0,20}([^<>]{0,200}?)\s{0,20}<([^<>\s]{3,320})>\s{0,20}")
_NOTHING_KNOWN = "no follow-up calendar here: plan first, name one with --calendar FILE, or say --company and --role"


class DraftRequest(Struct, frozen=True, kw_only=True):
    """What `followcal draft` is asked for."""

    step: str
    now: datetime
    only: tuple[str, ...] = ()
    to: str | None = None
    company: str | None = None
    role: str | None = None
    on: date | None = None
    tone: str | None = None
    language: str | None = None
    templates: Path | None = None
    given: Mapping[str, str]
    sender: Sender = NOBODY


def drafts(request: DraftRequest, known: Remembered, profile: Profile) -> tuple[list[Draft], Interview]:
    """Return the drafts for a step, one for each person, and the interview that they are about. Raises UsageError."""
    language = _one_of(request.language or profile.language or "en", languages(), "--language")
    tone = Tone(_one_of(request.tone or profile.tone or "neutral", tuple(Tone), "--tone"))
    said = texts(language)
    for name in request.given:
        if name not in place_names(said):
            raise UsageError(f"--set {name}: no such place: there are {', '.join(place_names(said))}")
    kind, interview = _step(request, known)
    given = dict(request.given)
    for name, value in (("company", request.company), ("role", request.role)):
        if value:
            given.setdefault(name, value)
    if request.on:
        given.setdefault("day", said.day(request.on))
    elif interview not in known.rounds:
        given.setdefault("day", "")
    sender = Sender(
        request.sender.name or profile.name,
        request.sender.phone or profile.phone,
        request.sender.email or profile.email,
    )
    source = _template(request.templates or profile.templates, kind, tone, language)
    found = []
    for person in _people(kind, interview, request.to):
        one = draft(kind, interview, person, tone=tone, sender=sender, given=given, language=language)
        if source:
            one = from_template(source[1], source[0], one, values_of(interview, person, sender, given, said))
        found.append(one)
    return found, interview


def _one_of(value: str, known: Sequence[str], option: str) -> str:
    if value not in known:
        raise UsageError(f"{option} {value}: there is {', '.join(known)}")
    return value


def _step(request: DraftRequest, known: Remembered) -> tuple[DraftKind, Interview]:
    """Return what is to be written, and about which round: `step` is a kind, or the UID of an event."""
    if request.step in known.steps:
        kind, key = known.steps[request.step]
        if kind.value not in set(DraftKind):
            raise UsageError(f"{request.step}: a {kind.value} step needs no text")
        about = next(each for each in known.rounds if key in {event.key for event in each.events})
        return DraftKind(kind.value), about
    if request.step not in set(DraftKind):
        kinds = ", ".join(DraftKind)
        none = " needs no text" if request.step in set(Kind) else ": neither a kind of step nor the UID of one"
        raise UsageError(f"{request.step}{none}: there is {kinds}")
    if not known.rounds and not request.company:
        raise UsageError(_NOTHING_KNOWN)
    found = _named(known.rounds, request)
    if not found:
        at = datetime.combine(request.on, time(12), request.now.tzinfo) if request.on else request.now
        return DraftKind(request.step), Interview(uid=request.company or "", start=at, end=at)
    return DraftKind(request.step), one_round(found, request.now)


def _named(rounds: Sequence[Interview], request: DraftRequest) -> Sequence[Interview]:
    """Return the rounds that may be meant. Of several applications --company says which, or that it is none of them."""
    if request.only or not request.company or len({each.application for each in rounds}) < 2:
        return chosen(rounds, request.only)
    found = [each for each in rounds if each.company and employer_key(each.company) == employer_key(request.company)]
    role = plain(request.role or "")
    return [each for each in found if role and each.application[1] == role] or found


def _people(kind: DraftKind, interview: Interview, to: str | None) -> Sequence[Person | None]:
    """Return to whom a draft of this kind goes: a note to each person met, the rest to whoever is in touch."""
    if to is not None:
        met = [*interview.interviewers, *([interview.contact] if interview.contact else [])]
        meant = [
            person
            for person in met
            if any(to.casefold() in (name or "").casefold() for name in (person.name, person.email))
        ]
        return meant or [_person(to)]
    if kind is DraftKind.THANK_YOU:
        return interview.interviewers or (None,)
    if not kind.is_to_interviewer:
        return (None,)
    return (interview.contact or next(iter(interview.interviewers), None),)


def _person(text: str) -> Person:
    """Return a person as a mail has one: ``Dana Whitfield <dana@acme.example>``, or either part."""
    match = _PERSON.fullmatch(text)
    name, address = (match[1], match[2]) if match else ("", text.strip()) if "@" in text else (text.strip(), "")
    if address and not is_address(address):
        raise UsageError(f"--to {text}: {address} is no e-mail address")
    return Person(name or None, address or None)


def _template(folder: Path | None, kind: DraftKind, tone: Tone, language: str) -> tuple[str, str] | None:
    """Return name and text of the user's template for a draft; None: they have none."""
    if folder is None:
        return None
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder of templates")
    for name in template_names(kind, tone, language):
        if (folder / name).is_file():
            return str(folder / name), files.read_text(str(folder / name))
    return None
