"""What is planned against what is there: the changes that make the calendar right, and lose nothing.

Field by field, three ways: what the user changed since followcal wrote it stays; the rest follows the plan. Events
are compared by meaning: a moment is a moment, in whatever zone it is written. A description with a form in it is
merged line by line, by whoever plans it (`FollowUp.carried`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

FIELDS = ("start", "end", "summary", "description", "status", "alarm")
"""What a user may change in their calendar program."""

CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """One event (or to-do) of ours, as a user sees it, and what we keep in it for the next run."""

    uid: str
    start: datetime
    end: datetime
    summary: str
    description: str
    status: str
    alarm: bool = True
    related_to: str = ""
    """UID of the interview."""

    kept: tuple[tuple[str, str], ...] = ()
    """Our own properties, by name: they change nothing that the user sees."""

    carried: str | None = None
    """The description to write where the event stands already: what the user typed into it is carried over.

    `description` is what a new event gets, and what later runs compare with.
    """

    def value(self, name: str) -> str:
        """Return a field as text that is equal if and only if the meaning is."""
        value = getattr(self, name)
        if isinstance(value, datetime):
            return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        return " ".join(str(value).split())

    def base(self) -> dict[str, str]:
        """Return a short hash per field, to tell later what the user changed."""
        return {name: hashlib.sha256(self.value(name).encode()).hexdigest()[:8] for name in FIELDS}


@dataclass(frozen=True, slots=True)
class Present:
    """An event of ours as it stands, with the hash of each field as it was last written."""

    event: FollowUp
    base: Mapping[str, str]

    @property
    def edited(self) -> frozenset[str]:
        """The fields that the user changed; all of them, where it is not known what was written."""
        now = self.event.base()
        return frozenset(name for name in FIELDS if self.base.get(name) != now[name])


@dataclass(frozen=True, slots=True)
class Create:
    """Write an event that is not there."""

    event: FollowUp
    base: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Update:
    """Write an event again; what the user changed in it is in `event` already."""

    old: FollowUp
    event: FollowUp
    base: Mapping[str, str]

    @property
    def is_visible(self) -> bool:
        """Whether a user sees any difference."""
        return any(self.old.value(name) != self.event.value(name) for name in FIELDS)


@dataclass(frozen=True, slots=True)
class Retire:
    """Take away an event that is wanted no more and that the user never touched."""

    old: FollowUp


Change = Create | Update | Retire


def diff(planned: Iterable[FollowUp], present: Mapping[str, Present]) -> tuple[Change, ...]:
    """Return what must change in `present` (by UID) to hold what is `planned`.

    An event that is planned no more is retired; if the user changed it, it is kept, and only marked as cancelled.
    """
    changes: list[Change] = []
    wanted = {event.uid: event for event in planned}
    for uid, event in wanted.items():
        there = present.get(uid)
        if there is None:
            changes.append(Create(replace(event, carried=None), event.base()))
        else:
            changes += _update(event, there)
    for uid, there in present.items():
        if uid not in wanted:
            changes += _retire(there)
    return tuple(changes)


def _update(planned: FollowUp, there: Present) -> list[Change]:
    edited = there.edited
    merged = replace(planned, carried=None, **{name: getattr(there.event, name) for name in edited})
    if planned.carried is not None:
        merged = replace(merged, description=planned.carried)
    base = {name: there.base.get(name, "") if name in edited else hash_ for name, hash_ in planned.base().items()}
    same = all(merged.value(name) == there.event.value(name) for name in FIELDS)
    if same and merged.kept == there.event.kept and dict(there.base) == base:
        return []
    return [Update(there.event, merged, base)]


def _retire(there: Present) -> list[Change]:
    if not there.edited:
        return [Retire(there.event)]
    if there.event.status == CANCELLED:
        return []
    event = replace(there.event, status=CANCELLED, alarm=False)
    base = {**there.base, "status": event.base()["status"], "alarm": event.base()["alarm"]}
    return [Update(there.event, event, base)]
