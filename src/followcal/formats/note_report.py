"""Drafts and findings as a reader sees them, and as JSON (schema 1, in ASCII, so no terminal obeys any of it)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from json import dumps
from typing import Any

from msgspec import Struct

from followcal.core.interview import Person
from followcal.core.wording import printable
from followcal.formats.draft_texts import texts
from followcal.formats.drafts import Draft
from followcal.formats.note_lists import note_words
from followcal.formats.note_rules import Finding
from followcal.formats.note_text import About


class Checked(Struct, frozen=True):
    """A note with what was found in it."""

    name: str
    about: About
    findings: tuple[Finding, ...]
    language: str | None
    """The code of the language that it was read as; None: one that there are no lists for."""

    @property
    def must_be_fixed(self) -> bool:
        """Whether something has to change before it is sent."""
        return any(finding.must for finding in self.findings)


def drafts_text(drafts: Sequence[Draft]) -> str:
    """Return drafts to be read, copied and finished."""
    shown = ["\n".join(_draft_lines(draft)) for draft in drafts]
    total = len(shown)
    return shown[0] if total == 1 else "\n\n".join(f"--- {n} of {total} ---\n{text}" for n, text in enumerate(shown, 1))


def _draft_lines(draft: Draft) -> Iterator[str]:
    if draft.kind.is_mail:
        yield f"To: {_recipient(draft.to) or '(not known)'}"
        yield f"Subject: {printable(draft.subject)}"
        yield ""
    yield from (printable(line) if line.strip() else "" for line in draft.body.split("\n"))


def drafts_hints(drafts: Sequence[Draft]) -> list[str]:
    """Return what is left to do with drafts: the places to fill in, and how."""
    asked = dict.fromkeys((_name_of(draft, ask), ask) for draft in drafts for ask in draft.open)
    places = [f"{ask} (--set {name}=...)" if name else ask for name, ask in asked]
    return [f"to fill in: {'; '.join(places)}"] if places else []


def _name_of(draft: Draft, ask: str) -> str | None:
    return next((name for name, known in texts(draft.language)["open"].items() if known == ask), None)


def _recipient(person: Person | None) -> str:
    if person is None:
        return ""
    return printable(f"{person.name or ''} <{person.email}>" if person.email else person.name or "").strip()


def drafts_json(drafts: Sequence[Draft], interview: str | None) -> str:
    """Return drafts as one JSON object."""
    return _text({"schema": 1, "interview": interview, "drafts": [_draft(draft) for draft in drafts]})


def _draft(draft: Draft) -> dict[str, Any]:
    return {
        "kind": draft.kind.value,
        "tone": draft.tone.value,
        "language": draft.language,
        "to": {"name": draft.to.name, "email": draft.to.email} if draft.to else None,
        "subject": draft.subject,
        "body": draft.body,
        "open": list(draft.open),
        "link": draft.link,
    }


def checked_text(notes: Sequence[Checked]) -> str:
    """Return what was found, a finding with its line, its rule and its source."""
    return "\n\n".join("\n".join(_checked_lines(note)) for note in notes)


def _checked_lines(note: Checked) -> Iterator[str]:
    fixes = sum(finding.must for finding in note.findings)
    advice = len(note.findings) - fixes
    count = f"{fixes} to fix" if fixes else "nothing to fix"
    yield printable(f"{note.name}: {count}{f', {advice} to look at' if advice else ''}{_about(note)}")
    for finding in note.findings:
        place = f"line {finding.line}" if finding.line else "the note"
        yield f"  {place}, {finding.rule}{'' if finding.must else ' (to look at)'}: {printable(finding.text)}"
        yield f"      {finding.source}"


def _about(note: Checked) -> str:
    about = note.about
    known = [" or ".join(about.people[:4]), about.company or "", about.role or ""]
    known = [text for text in known if text]
    read = f"read as {note_words(note.language).name}; " if note.language and note.language != "en" else ""
    told = f"checked against {', '.join(known)}" if known else "name, company and role are not known: not checked"
    return f" ({read}{told})"


def checked_json(notes: Sequence[Checked]) -> str:
    """Return what was found as one JSON object."""
    return _text({"schema": 1, "notes": [_checked(note) for note in notes]})


def _checked(note: Checked) -> dict[str, Any]:
    return {
        "note": note.name,
        "language": note.language,
        "people": list(note.about.people),
        "company": note.about.company,
        "role": note.about.role,
        "findings": [
            {
                "rule": finding.rule,
                "must": finding.must,
                "line": finding.line,
                "text": finding.text,
                "source": finding.source,
            }
            for finding in note.findings
        ],
    }


def _text(fields: dict[str, Any]) -> str:
    return dumps(fields, indent=2)
