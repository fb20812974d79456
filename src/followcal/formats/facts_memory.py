"""Facts as one word of ASCII, and back: Base64 of JSON, as an interview is remembered, with a version.

Each fact is a list: the name of its kind, then its fields by name. The same facts give the same word.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from followcal.core.facts import (
    About,
    Application,
    Asked,
    Fact,
    HeardBack,
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
from followcal.core.timeline import StatedTimeline
from followcal.errors import UnreadableError
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


def remember_facts(facts: Iterable[Fact]) -> str:
    """Return facts as one word of ASCII that no calendar program has a reason to change."""
    written = sorted(json.dumps(_written(fact), ensure_ascii=False, separators=(",", ":")) for fact in set(facts))
    text = f'{{"version":{_VERSION},"facts":[{",".join(written)}]}}'
    return base64.b64encode(text.encode()).decode()


def recall_facts(value: str, where: str) -> frozenset[Fact]:
    """Return the facts that `remember_facts` wrote. Raises UnreadableError, naming `where`."""
    try:
        remembered = json.loads(base64.b64decode(value, validate=True))
        version = remembered["version"]
        if version != _VERSION:
            raise ValueError(f"version {version!r} is not known, this followcal reads {_VERSION}")
        return frozenset(_fact(written) for written in remembered["facts"])
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error, RecursionError) as error:
        raise UnreadableError(f"{where}: what is remembered of the facts is damaged ({str(error)[:80]})") from None


def _written(fact: Fact) -> list[object]:
    return [_NAMES[type(fact)], {field.name: _field_written(getattr(fact, field.name)) for field in fields(fact)}]


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
    name, values = written
    kind = _KINDS[name]
    return kind(**{field.name: _field(kind, field.name, values[field.name]) for field in fields(kind)})


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
    if not isinstance(value, list):
        raise TypeError(f"{value!r} names no interview")
    uid, recurrence_id = value
    return _text(uid), _text(recurrence_id)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
