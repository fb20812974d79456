"""What was told, as one word of ASCII, and back: Base64 of JSON, as an interview is remembered, with a version.

Each fact is a list: the name of its kind, then its fields by name. The same record gives the same word.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct, field

from followcal.core.facts import (
    About,
    Application,
    Asked,
    Fact,
    HeardBack,
    InterviewKey,
    NoShow,
    NoteSent,
    Offer,
    OtherOffer,
    Promised,
    Rejected,
    Said,
    StepDone,
    StepSkipped,
    Withdrawn,
)
from followcal.core.interview import Person
from followcal.core.timeline import StatedTimeline
from followcal.errors import UnreadableError
from followcal.formats.form import Corrections
from followcal.formats.memory import timeline_fields, timeline_of

_VERSION = 1

_KINDS: Mapping[str, type[Fact]] = {
    "heard": HeardBack,
    "rejected": Rejected,
    "offer": Offer,
    "withdrawn": Withdrawn,
    "other-offer": OtherOffer,
    "asked": Asked,
    "promised": Promised,
    "note-sent": NoteSent,
    "said": Said,
    "no-show": NoShow,
    "done": StepDone,
    "skipped": StepSkipped,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_DATES = frozenset({"on", "at", "decide_by"})
_OPTIONAL = frozenset({"at", "to", "who"})
"""Fields that may be None."""


class Record(Struct, frozen=True):
    """What one place told: the form of a debrief, the state of a step, an interview's own text, `followcal tell`."""

    facts: frozenset[Fact] = frozenset()
    about: InterviewKey | None = None
    """The interview that it belongs to; None: `followcal tell`, which belongs to none."""

    corrections: Corrections = field(default_factory=Corrections)
    seen: Mapping[str, date] = field(default_factory=dict)
    """When each answer was first seen, where the place itself does not remember it."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was told."""
        return self == Record(about=self.about)


def remember_record(place: str, record: Record) -> str:
    """Return what a place told as one word of ASCII that no calendar program has a reason to change."""
    said = record.corrections
    written = sorted(json.dumps(_written(fact), ensure_ascii=False, separators=(",", ":")) for fact in record.facts)
    more = {
        "about": record.about,
        "company": said.company,
        "role": said.role,
        "contact": _person_written(said.contact) if said.contact else None,
        "interviewers": None if said.interviewers is None else [_person_written(each) for each in said.interviewers],
        "seen": {mark: str(day) for mark, day in sorted(record.seen.items())} or None,
    }
    rest = "".join(
        f",{json.dumps(name)}:{json.dumps(value, ensure_ascii=False, separators=(',', ':'))}"
        for name, value in more.items()
        if value is not None
    )
    head = f'"version":{_VERSION},"place":{json.dumps(place, ensure_ascii=False)}'
    text = f'{{{head},"facts":[{",".join(written)}]{rest}}}'
    return base64.b64encode(text.encode()).decode()


def recall_record(value: str, where: str) -> tuple[str, Record]:
    """Return the place and the record that `remember_record` wrote. Raises UnreadableError, naming `where`."""
    try:
        remembered = json.loads(base64.b64decode(value, validate=True))
        if remembered["version"] != _VERSION:
            raise ValueError("written by another version")
        company, role, contact, people, about = (
            remembered.get(name) for name in ("company", "role", "contact", "interviewers", "about")
        )
        record = Record(
            frozenset(_fact(written) for written in remembered["facts"]),
            None if about is None else _key(about),
            Corrections(
                None if company is None else _text(company),
                None if role is None else _text(role),
                None if contact is None else _person(contact),
                None if people is None else tuple(map(_person, people)),
            ),
            {_text(mark): date.fromisoformat(day) for mark, day in remembered.get("seen", {}).items()},
        )
        return _text(remembered["place"]), record
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error, RecursionError):
        raise UnreadableError(
            f"{where}: what is remembered of the facts is damaged, or of a newer followcal: take out that "
            f"X-FOLLOWCAL-FACTS, and tell it again"
        ) from None


def _person_written(person: Person) -> list[str | None]:
    return [person.name, person.email]


def _person(value: Any) -> Person:
    name, email = value
    return Person(None if name is None else _text(name), None if email is None else _text(email))


def _written(fact: Fact) -> list[object]:
    return [_NAMES[type(fact)], {name: _field_written(getattr(fact, name)) for name in fact.__struct_fields__}]


def _field_written(value: object) -> object:
    match value:
        case Application(company, role):
            return {"company": company, "role": role}
        case StatedTimeline():
            return timeline_fields(value)
        case date():
            return str(value)
        case tuple():
            return list(value)
        case _:
            return value


def _fact(written: Sequence[Any]) -> Fact:
    called, values = written
    kind = _KINDS[called]
    return kind(**{name: _field(kind, name, values[name]) for name in kind.__struct_fields__})


def _field(kind: type[Fact], name: str, value: Any) -> Any:
    if value is None and (name in _OPTIONAL or (name == "about" and kind is OtherOffer)):
        return None
    if name in _DATES:
        return date.fromisoformat(value)
    if name == "about":
        return _about(value, only_interview=kind is NoShow)
    if name == "timeline":
        return timeline_of(value)
    return _text(value)


def _about(value: Any, *, only_interview: bool) -> About:
    if isinstance(value, Mapping) and not only_interview:
        role = value["role"]
        return Application(_text(value["company"]), None if role is None else _text(role))
    return _key(value)


def _key(value: Any) -> InterviewKey:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} names no interview")
    uid, recurrence_id = value
    return _text(uid), _text(recurrence_id)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
