"""What is planned against what is there: the changes that make the calendar right, and lose nothing.

Field by field, three ways: what the user changed since followcal wrote it stays; the rest follows the plan. Where both
changed one field, the user's stays, and the plan's wish is a `Conflict` until the user settles it. Events are compared
by meaning: a moment is a moment, in whatever zone it is written. A description with a form in it is merged line by
line, by whoever plans it (`FollowUp.carried`).

In a calendar that others see, an event that is wanted no more is called off first, and taken away a week later: who has
it in front of them learns why it goes. In a file it goes at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct, field
from msgspec.structs import replace

FIELDS = ("start", "end", "summary", "description", "status", "alarm")
"""What a user may change in their calendar program."""

CANCELLED = "CANCELLED"

GRACE = timedelta(days=7)
"""How long an event that was called off stays in a calendar on a server."""


def says(text: str, hash_: str) -> bool:
    """Return whether a text is the one of which a base holds the hash; blanks are no matter."""
    return _hash(_words(text)) == hash_


def _words(text: str) -> str:
    return " ".join(text.split())


def _hash(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:8]


class FollowUp(Struct, frozen=True, kw_only=True):
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

    retired: datetime | None = None
    """When followcal called it off."""

    def value(self, name: str) -> str:
        """Return a field as text that is equal if and only if the meaning is."""
        value = getattr(self, name)
        if isinstance(value, datetime):
            return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        return _words(str(value))

    def base(self) -> dict[str, str]:
        """Return a short hash per field, to tell later what the user changed."""
        return {name: _hash(self.value(name)) for name in FIELDS}


class Present(Struct, frozen=True):
    """An event of ours as it stands, with the hash of each field as it was last written."""

    event: FollowUp
    base: Mapping[str, str]
    has_more: bool = False
    """Whether the user put anything into it that followcal does not write."""

    @property
    def edited(self) -> frozenset[str]:
        """The fields that the user changed; all of them, where it is not known what was written."""
        now = self.event.base()
        return frozenset(name for name in FIELDS if self.base.get(name) != now[name])


class Create(Struct, frozen=True):
    """Write an event that is not there."""

    event: FollowUp
    base: Mapping[str, str]
    why: str = ""


class Update(Struct, frozen=True):
    """Write an event again; what the user changed in it is in `event` already."""

    old: FollowUp
    event: FollowUp
    base: Mapping[str, str]
    why: str = ""

    @property
    def is_visible(self) -> bool:
        """Whether a user sees any difference."""
        return any(self.old.value(name) != self.event.value(name) for name in FIELDS)


class Retire(Struct, frozen=True):
    """Take away an event that is wanted no more and that the user never touched, or call it off (`event`)."""

    old: FollowUp
    event: FollowUp | None = None
    base: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


class Adopt(Struct, frozen=True):
    """An event of ours that nobody here wrote: of a run elsewhere, or from before what was known got lost."""

    event: FollowUp


class Conflict(Struct, frozen=True):
    """The user and the plan changed the same field: the user's stays."""

    event: FollowUp
    """As it stands."""

    name: str
    """The field."""

    wish: FollowUp
    """As it is planned."""

    why: str = ""


Change = Create | Update | Retire


class Settle(StrEnum):
    """What the user wants of an event that is in conflict."""

    KEEP = "keep"
    TAKE = "take"


class Reconciled(Struct, frozen=True):
    """What must change, and what is to be said about the rest."""

    changes: tuple[Change, ...]
    adopted: tuple[Adopt, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    settled: frozenset[str] = frozenset()
    """The UIDs of the events that were in conflict, and that the user has decided about."""


def diff(planned: Iterable[FollowUp], present: Mapping[str, Present]) -> tuple[Change, ...]:
    """Return what must change in `present` (by UID) to hold what is `planned`, in a file.

    An event that is planned no more is retired; if the user changed it, it is kept, and only marked as cancelled.
    """
    return reconcile(planned, present).changes


def reconcile(
    planned: Iterable[FollowUp],
    present: Mapping[str, Present],
    *,
    now: datetime | None = None,
    unknown: Collection[str] = (),
    settled: Mapping[str, Settle] = MappingProxyType({}),
    why: Mapping[str, str] = MappingProxyType({}),
) -> Reconciled:
    """Return what must change in `present` (by UID) to hold what is `planned`, and what the two disagree on.

    With `now`, what is wanted no more is called off, and taken away `GRACE` later. `unknown` are the UIDs of present
    events that were not seen before; `settled` is what the user decided about conflicts; `why` the reason for each
    change. What the user deleted must not be planned: that is the business of whoever plans (`Facts.deleted`).
    """
    changes: list[Change] = []
    conflicts: list[Conflict] = []
    done: set[str] = set()
    wanted = {event.uid: event for event in planned}
    for uid, event in wanted.items():
        there, reason = present.get(uid), why.get(uid, "")
        if there is None:
            changes.append(Create(replace(event, carried=None), event.base(), reason))
            continue
        contested = _contested(event, there)
        changes += _update(event, there, contested, settled.get(uid), reason)
        if uid in settled:
            done |= {uid} if contested else set()
        else:
            conflicts += (Conflict(there.event, name, event, reason) for name in contested)
    for uid, there in present.items():
        if uid not in wanted:
            changes += _retire(there, now, why.get(uid, ""))
    adopted = tuple(Adopt(there.event) for uid, there in present.items() if uid in unknown)
    return Reconciled(tuple(changes), adopted, tuple(conflicts), frozenset(done))


def _contested(planned: FollowUp, there: Present) -> tuple[str, ...]:
    """Return the fields that the user changed, and the plan, too, since they were written: to something else."""
    wish, merged = planned.base(), planned.carried is not None
    return tuple(
        name
        for name in FIELDS
        if name in there.edited
        and there.base.get(name, wish[name]) != wish[name]
        and planned.value(name) != there.event.value(name)
        and not (merged and name == "description")
    )


def _update(
    planned: FollowUp, there: Present, contested: Collection[str], settled: Settle | None, why: str
) -> list[Change]:
    taken = set(contested) if settled is Settle.TAKE else set()
    acknowledged = set(contested) if settled is Settle.KEEP else set()
    edited = there.edited - taken
    merged = replace(planned, carried=None, **{name: getattr(there.event, name) for name in edited})
    if planned.carried is not None:
        merged = replace(merged, description=planned.carried)
    base = {
        name: there.base.get(name, "") if name in edited - acknowledged else hash_
        for name, hash_ in planned.base().items()
    }
    same = all(merged.value(name) == there.event.value(name) for name in FIELDS)
    if same and merged.kept == there.event.kept and dict(there.base) == base and merged.retired == there.event.retired:
        return []
    return [Update(there.event, merged, base, why)]


def _retire(there: Present, now: datetime | None, why: str) -> list[Change]:
    event, edited = there.event, there.edited
    off = replace(event, status=CANCELLED, alarm=False)
    if edited or there.has_more:
        revived = "status" in edited and there.base.get("status") == off.base()["status"]
        if event.status == CANCELLED or revived:
            return []
        if there.has_more or edited - {
            "status",
            "alarm",
        }:  # something of theirs: it is marked, once, and stays
            # Where they have an alarm of their own in place of ours, ours does not come back either.
            replaced = {"alarm"} if there.has_more and "alarm" in edited else set()
            base = {**there.base, **{name: off.base()[name] for name in {"status", "alarm"} - replaced}}
            return [Update(event, off, base, why)]
    if now is None or (event.status == CANCELLED and event.retired and now - event.retired >= GRACE):
        return [Retire(event, why=why)]
    if event.status == CANCELLED and event.retired:
        return []
    return [Retire(event, replace(off, retired=now), off.base(), why)]
