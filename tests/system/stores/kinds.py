"""The kinds of run that are hit by faults: first contact, nothing to do, changes on either side, lost states, and more.

Some are runs of the stores alone (a machine that writes what it is told), the others are `followcal sync` as a whole.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

from followcal.shell import calendars
from followcal.shell.configuration import AccountSettings, Configuration
from followcal.shell.request import Request
from followcal.shell.stores.mirror import FULL_EVERY
from followcal.shell.stores.state import State
from followcal.shell.stores.transport import Connection, Limits
from followcal.shell.stores.writer import Written
from followcal.shell.sync_commands import SyncOptions, sync
from system.stores.events import foreign, name, ours
from system.stores.machine import PATIENT, Machine
from system.stores.syncer import Place, invitation

FOREIGN = {"foreign-0.ics": foreign(0), "foreign-1.ics": foreign(1)}


@dataclass(frozen=True)
class Came:
    """What came of a run."""

    is_well: bool
    """Nothing failed."""

    changes: int
    said: str


@dataclass(frozen=True)
class StoreRun:
    """A run of the stores alone."""

    url: str
    state: Path
    wanted: dict

    def __call__(self, limits: Limits = PATIENT) -> Came:
        results = Machine(self.url, self.state, limits=limits).run(self.wanted)
        return Came(all(isinstance(each, Written) for each in results), len(results), repr(results))


@dataclass(frozen=True)
class StoreKind:
    """What stands in the calendar, what is known of it, and what is wanted there."""

    name: str
    wanted: dict
    before: dict | None = None
    """What the machine itself wrote before; None: it knows nothing."""

    there: dict = field(default_factory=dict)
    """What others wrote."""

    edited: dict = field(default_factory=dict)
    deleted: frozenset = frozenset()
    between: dict | None = None
    """What another machine made of it since."""

    is_full: bool = False
    """Whether it is the run in which all is listed again."""

    has_inbox = False

    def prepare(self, stage):
        run = StoreRun(through(stage, stage.plain), stage.states / "state.db", self.wanted)
        for key, data in {**FOREIGN, **self.there}.items():
            stage.plain.put(key, data)
        if self.before is not None:
            assert replace(run, wanted=self.before)().is_well
        if self.between is not None:
            assert replace(run, wanted=self.between, state=stage.states / "other.db")().is_well
        for key, data in self.edited.items():
            stage.plain.put(key, data)
        for key in self.deleted:
            stage.plain.delete(key)
        if self.is_full:
            with State(run.state, run.url) as state:
                state.set_fact("runs", str(FULL_EVERY))
        return run

    def check(self, before, after):
        """See that the run itself does what it should."""
        for key in (*FOREIGN, *self.edited):
            assert after[0, key] == before[0, key]
        gone = {name(n) for n in range(20)} - self.wanted.keys() - self.edited.keys()
        assert {key for _, key in after} & (gone | self.deleted) == set()
        assert self.wanted.keys() - self.deleted <= {key for _, key in after}


def several(numbers, *texts):
    return {name(n): ours(n, *texts) for n in numbers}


LATER, EDITED = ("Later",), ("Edited on the phone",)
BEFORE = several((1, 2, 3, 4, 7, 8))
MIXED = several((1, 4, 5, 6)) | several((2, 3), *LATER)
ON_THE_PHONE = several((3, 8), *EDITED)

STORES = (
    StoreKind("first push", several(range(1, 7))),
    StoreKind("first push of one", several((1,))),
    StoreKind("everything at once", MIXED, BEFORE, edited=ON_THE_PHONE, deleted=frozenset({name(4)})),
    StoreKind("everything anew", MIXED, there=BEFORE, edited=ON_THE_PHONE),
    StoreKind("nothing changed", BEFORE, BEFORE),
    StoreKind("nothing changed listed again", BEFORE, BEFORE, is_full=True),
    StoreKind("one change", BEFORE | several((2,), *LATER), BEFORE),
    StoreKind("all changed", several((1, 2, 3, 4), *LATER), several((1, 2, 3, 4))),
    StoreKind("edits elsewhere", several(range(1, 7)), several(range(1, 7)), edited=several((2, 4, 5), *EDITED)),
    StoreKind("deletions elsewhere", several(range(1, 7)), several(range(1, 7)), deleted=frozenset({name(2), name(4)})),
    StoreKind("removals", several((1, 2, 3)), several(range(1, 7))),
    StoreKind("adoption", BEFORE, there=BEFORE),
    StoreKind("second machine", MIXED, BEFORE, between=MIXED),
    StoreKind("listed again with changes", MIXED, BEFORE, edited=ON_THE_PHONE, is_full=True),
)

ZONE = ZoneInfo("America/New_York")
INVITED = datetime(2026, 11, 10, 9, 0, tzinfo=ZONE)
MOVED = datetime(2026, 11, 13, 9, 0, tzinfo=ZONE)
SWEPT = datetime(2026, 11, 20, 12, 0, tzinfo=ZONE)


def _no_sleep(seconds: float) -> None:
    """Servers that ask to wait are not waited for in the tests."""


@dataclass(frozen=True)
class SyncRun:
    """A run of the whole of `followcal sync`."""

    address: str
    target: str
    source: str
    state: Path
    now: datetime

    def __call__(self, limits: Limits = PATIENT) -> Came:
        account = AccountSettings("home", self.address, "alice", ("printf", "secretpw"), allow_plaintext=False)
        configuration = Configuration(Path("config.toml"), accounts={"home": account})
        request = Request(
            sources=[self.source],
            now=self.now,
            home_zone=lambda: ZONE,
            timezone=ZONE,
            me=frozenset({"jo.seeker@gmail.com"}),
        )

        def connection(account: Any) -> Connection:
            return Connection(account, limits=limits, sleep=_no_sleep)

        with (
            mock.patch.dict(os.environ, XDG_STATE_HOME=str(self.state)),
            mock.patch.object(calendars, "Connection", connection),
        ):
            found = sync(request, configuration, SyncOptions(self.target))
        said = repr((found.warnings, found.problems, found.failed, found.run))
        return Came(not found.failed, len(found.run.changes), said)


@dataclass(frozen=True)
class SyncKind:
    """What happened to an interview and its follow-ups before a run."""

    name: str
    prepare_with: Callable

    has_inbox = True

    def prepare(self, stage):
        desk = Desk(stage)
        self.prepare_with(desk)
        return desk.next

    def check(self, before, after):
        for key in before:
            assert key[0] == 0 or after[key] == before[key]


class Desk:
    """The user, with an interview, a phone and one or two computers."""

    def __init__(self, stage):
        self.plain, self.inbox, self.states = stage.plain, stage.inbox, stage.states
        paths = ["/" + plain.url.partition("//")[2].partition("/")[2] for plain in (self.plain, self.inbox)]
        target, source = (f"home:{path}" for path in paths)
        self.place = Place("", target, self.plain, (source,), self.inbox.put)
        self.next = SyncRun(stage.proxy.address + stage.home, target, source, self.states / "one", INVITED)
        self.plain.put("foreign-0.ics", foreign(0))

    def invite(self, which, file="one.ics", **changes):
        data = invitation(which)
        for old, new in changes.items():
            data = data.replace(f"{old}:CONFIRMED".encode(), f"{old}:{new}".encode())
        self.inbox.put(file, data)

    def call_off(self):
        self.invite("moved", STATUS="CANCELLED")

    def sync(self, machine="one", now=INVITED):
        came = replace(self.next, state=self.states / machine, now=now)()
        assert came.is_well, came

    def later(self, now=MOVED, **options):
        self.next = replace(self.next, now=now, **options)

    def begun(self):
        self.invite("google")
        self.sync()

    def delete(self, *kinds):
        for kind in kinds:
            self.plain.delete(self.place.name_of(kind))


def _first(desk):
    desk.invite("google")


def _first_contact(desk):
    desk.invite("google")
    desk.later(INVITED, target=f"home:{desk.plain.called}")


def _nothing_changed(desk):
    desk.begun()
    desk.later()


def _moved(desk):
    desk.begun()
    desk.invite("moved")
    desk.later()


def _edited(desk):
    desk.begun()
    place = desk.place
    debrief, call, note = (place.name_of(kind) for kind in ("debrief", "check-in", "thank-you"))
    place.edit(debrief, summary="Debrief, my way", location="Café Zoë")
    when = datetime(2026, 11, 19, 10, 0, tzinfo=ZONE)
    place.edit(call, dtstart=when, dtend=when + timedelta(minutes=30))
    place.edit(note, summary=f"✓ {place.field(note, 'SUMMARY')}")
    desk.invite("moved")
    desk.later()


def _typed(desk):
    desk.begun()
    desk.place.type_into(desk.place.name_of("debrief"), "They will reply", "end of next week")
    desk.later(datetime(2026, 11, 19, 9, 0, tzinfo=ZONE))


def _deleted(desk):
    desk.begun()
    desk.delete("check-in", "references")
    desk.invite("moved")
    desk.later()


def _called_off(desk):
    desk.begun()
    desk.call_off()
    desk.later()


def _swept(desk):
    desk.begun()
    desk.call_off()
    desk.sync(now=MOVED)
    desk.later(SWEPT)


def _came_back(desk):
    _swept(desk)
    desk.sync(now=SWEPT)
    desk.invite("moved")


def _second_round(desk):
    desk.begun()
    desk.invite("round_two", "two.ics")
    desk.later()


def _second_machine(desk):
    desk.begun()
    desk.sync("two")
    desk.invite("moved")
    desk.sync(now=MOVED)
    desk.delete("check-in")
    desk.invite("google")
    desk.later(state=desk.states / "two")


def _state_lost(desk):
    desk.begun()
    desk.delete("check-in")
    desk.sync()
    desk.place.edit(desk.place.name_of("debrief"), summary="Debrief, my way")
    desk.invite("moved")
    desk.later(state=desk.states / "new")


def _notes_lost(desk):
    desk.begun()
    for key, data in desk.plain.all().items():
        if b"X-FOLLOWCAL-KIND:memory" in data:
            desk.plain.delete(key)
    desk.invite("moved")
    desk.later()


SYNCS = (
    SyncKind("first sync", _first),
    SyncKind("first contact", _first_contact),
    SyncKind("sync with nothing changed", _nothing_changed),
    SyncKind("interview moved", _moved),
    SyncKind("interview moved and follow-ups edited", _edited),
    SyncKind("form filled in", _typed),
    SyncKind("interview moved and follow-ups deleted", _deleted),
    SyncKind("interview called off", _called_off),
    SyncKind("sweep", _swept),
    SyncKind("interview that comes back", _came_back),
    SyncKind("second round", _second_round),
    SyncKind("second computer", _second_machine),
    SyncKind("state lost", _state_lost),
    SyncKind("notes deleted", _notes_lost),
)

KINDS = {each.name.replace(" ", "_"): each for each in (*STORES, *SYNCS)}


def through(stage, plain):
    """Return the address of a calendar through the proxy."""
    return stage.proxy.address + "/" + plain.url.partition("//")[2].partition("/")[2]
