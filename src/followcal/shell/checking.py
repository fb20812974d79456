"""`followcal check`: what is wrong with notes before they are sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from msgspec import Struct

from followcal.core.interview import Interview, Person
from followcal.errors import UnreadableError, UsageError
from followcal.formats.note_checks import check_note
from followcal.formats.note_lists import note_languages
from followcal.formats.note_names import greeting_of
from followcal.formats.note_report import Checked
from followcal.formats.note_rules import RULES
from followcal.formats.note_text import NOTHING, About, NoteText, is_near, name_tokens, note_language
from followcal.formats.notes import Note, looks_like_mail, read_note
from followcal.shell import files
from followcal.shell.profile import Profile
from followcal.shell.remembered import Remembered, chosen, one_round

_MOST_NOTES = 50


class CheckRequest(Struct, frozen=True, kw_only=True):
    """What `followcal check` is asked for."""

    notes: Sequence[str]
    now: datetime
    only: tuple[str, ...] = ()
    to: str | None = None
    company: str | None = None
    role: str | None = None
    language: str | None = None
    allowed: tuple[str, ...] = ()


def check_notes(request: CheckRequest, known: Remembered, profile: Profile) -> tuple[list[Checked], list[str]]:
    """Return the findings in each note, and which cannot be read; notes about one interview are compared.

    Raises UnreadableError where none can be read.
    """
    if request.language and request.language not in note_languages():
        raise UsageError(f"--language {request.language}: there is {', '.join(note_languages())}")
    for rule in request.allowed:
        if rule not in RULES:
            raise UsageError(f"--allow {rule}: no such rule: there are {', '.join(RULES)}")
    if len(request.notes) > _MOST_NOTES:
        raise UsageError(f"{len(request.notes)} notes: check {_MOST_NOTES} at a time")
    notes: list[tuple[str, Note]] = []
    problems: list[UnreadableError] = []
    for name in request.notes:
        try:
            notes.append((name, _read(name)))
        except UnreadableError as error:
            problems.append(error)
    if problems and not notes:
        raise problems[0]
    abouts = [_about(note, request, known, profile) for _, note in notes]
    found = []
    for index, ((name, note), about) in enumerate(zip(notes, abouts, strict=True)):
        beside = [
            other
            for at, (_, other) in enumerate(notes)
            if at != index and (abouts[at].company, abouts[at].role) == (about.company, about.role)
        ]
        findings = check_note(note, about, beside=beside, language=request.language)
        kept = tuple(finding for finding in findings if finding.rule not in request.allowed)
        shown = "standard input" if name == "-" else name
        found.append(Checked(shown, about, kept, request.language or note_language(note)))
    return found, list(map(str, problems))


def _read(name: str) -> Note:
    path = None if name == "-" else Path(name)
    data = files.read_bytes("standard input" if path is None else name, path)
    return read_note(data, is_mail=looks_like_mail(name, data))


def _about(note: Note, request: CheckRequest, known: Remembered, profile: Profile) -> About:
    """Return what is true about the interview of a note: what is told counts more than the calendar."""
    me = tuple(filter(None, (profile.name,)))
    interview = _interview(note, request, known)
    if interview is None:
        return About((request.to,) if request.to else (), request.company, request.role, me)
    met = [*interview.interviewers, *([interview.contact] if interview.contact else [])]
    names = [person.name for person in met if person.name]
    people = (request.to,) if request.to else tuple(_recipients(note, met))
    return About(people, request.company or interview.company, request.role or interview.role, (*names, *me))


def _interview(note: Note, request: CheckRequest, known: Remembered) -> Interview | None:
    """Return the interview of a note: named, the only one, or the only one where its recipient was met."""
    if not known.rounds or (request.company and not request.only):
        return None
    found = chosen(known.rounds, request.only)
    if len({interview.application for interview in found}) > 1:
        found = [each for each in found if _is_met(note, each)]
        if len({interview.application for interview in found}) != 1:
            return None
    return one_round([each for each in found if _is_met(note, each)] or found, request.now)


def _is_met(note: Note, interview: Interview) -> bool:
    people = [*interview.interviewers, *([interview.contact] if interview.contact else [])]
    if any((person.email or "").casefold() in note.to for person in people):
        return True
    greeted = set(_greeted(note))
    return bool(greeted) and any(greeted & set(name_tokens(person.name)) for person in people)


def _greeted(note: Note) -> list[str]:
    greeting = greeting_of(NoteText(note, NOTHING))
    return [word for person in greeting.people for word in person] if greeting else []


def _recipients(note: Note, met: Sequence[Person]) -> list[str]:
    """Return the names to one of which the note goes: that of its address or of its greeting, else any that was met."""
    addressed = [person.name for person in met if person.name and (person.email or "").casefold() in note.to]
    if addressed:
        return addressed
    names = [person.name for person in met if person.name]
    greeted = _greeted(note)
    called = [name for name in names if set(greeted) & set(name_tokens(name))]
    near = (name for name in names if any(is_near(word, token, 0.7) for word in greeted for token in name_tokens(name)))
    return called or list(islice(near, 1)) or names
