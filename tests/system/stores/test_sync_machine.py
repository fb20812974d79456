"""Two computers with followcal, and a second program that edits, moves, deletes and ticks off whenever it likes.

It does so between their runs, and between any two requests of a run; now and then a request goes wrong. In whatever
order: no byte of the user's is lost, nothing stands there twice, nothing that was deleted comes back, and once nobody
touches anything, a run writes nothing.
"""

import itertools
import tempfile
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from icalendar import Calendar

from followcal.errors import FollowcalError
from followcal.formats.own_text import MARK
from followcal.shell import calendars
from followcal.shell.configuration import AccountSettings, Configuration
from followcal.shell.request import Request
from followcal.shell.stores.folder import tag_of
from followcal.shell.stores.transport import Connection
from followcal.shell.sync_commands import SyncOptions, sync
from system.stores.proxy import FAULTS, proxy_to
from system.stores.stage import HASTY
from system.stores.syncer import Place, invitation

ZONE = ZoneInfo("America/New_York")
START = datetime(2026, 11, 10, 9, 0, tzinfo=ZONE)
MACHINES = st.sampled_from(["one", "two"])
EVENTS = st.integers(0, 20)
REQUESTS = st.integers(1, 14)
TITLES = ("my note", "their number: 555-0100", "Zoë\nand more")
PHRASES = ("by Friday", "end of next week", "what?")
_numbers = itertools.count()
ADDITIONS = {
    b"COLOR:tomato": b"%s\r\n",
    b"X-MY-NOTE:one": b"%s\r\n",
    b"TRIGGER:-PT45M": b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:mine\r\n%s\r\nEND:VALARM\r\n",
}
FIELDS = ("SUMMARY", "DESCRIPTION", "LOCATION", "DTSTART")


class SyncMachine(RuleBasedStateMachine):
    """Over real HTTP."""

    make_plain = None  # returns a new calendar
    state_folder = None  # puts the state of a machine in its place
    configuration = None
    proxy = None

    @initialize()
    def begin(self):
        self.plain = type(self).make_plain()
        self.states = tempfile.TemporaryDirectory(prefix="followcal-machine-")
        self.now = START
        self.target = f"home:/alice/{self.plain.url.partition('/alice/')[2]}"
        self.place = Place("radicale", self.target, self.plain, (self.target,), self.plain.put)
        self.mine = {}  # what the user made of an event: its fields, by name of the item
        self.deleted = set()  # the steps that the user deleted
        self.plain.put("dentist.ics", DENTIST)
        self.invite("google")

    def teardown(self):
        if hasattr(self, "plain"):
            self.plain.remove_calendar()
            self.states.cleanup()

    def invite(self, name):
        self.plain.put("one.ics", invitation(name))

    def ours(self):
        return sorted(self.place.events())

    def chosen(self, number):
        names = self.ours()
        return names[number % len(names)] if names else None

    def synced(self, machine, **options):
        type(self).state_folder(Path(self.states.name) / machine)
        request = Request(
            sources=[self.target],
            now=self.now,
            home_zone=lambda: ZONE,
            timezone=ZONE,
            me=frozenset({"jo.seeker@gmail.com"}),
        )
        return sync(request, type(self).configuration, SyncOptions(self.target, force=True, **options))

    @rule(machine=MACHINES)
    def run(self, machine):
        found = self.synced(machine)
        assert found.failed == []

    @rule(machine=MACHINES, number=REQUESTS, after=st.booleans(), event=EVENTS, what=st.integers(0, 6))
    def run_while_the_user_does_something(self, machine, number, after, event, what):
        """The user is at it just before a request comes to the server, or just after it."""
        wrong = []

        def meanwhile(asked, forward):
            answer = forward() if after else None
            try:
                self.do(what, event)
            except BaseException as error:
                wrong.append(error)
            return answer or forward()

        self.proxy.begin(lambda n, asked: meanwhile if n == number else None)
        found = self.synced(machine)
        self.proxy.begin()
        assert wrong == []
        assert found.failed == []

    def do(self, what, event):
        match what:
            case 0:
                self.the_user_edits(event, TITLES[event % 3])
            case 1:
                self.the_user_moves(event, event % 9 + 1)
            case 2:
                self.the_user_ticks_off(event)
            case 3:
                self.the_user_deletes(event)
            case 4:
                self.the_user_types_into_a_form(PHRASES[event % 3])
            case 5:
                self.the_invitation_changes(("google", "moved")[event % 2])
            case _:
                self.it_is_called_off()

    @rule(machine=MACHINES, number=REQUESTS, fault=st.sampled_from([each for each in FAULTS if each != "stalled"]))
    def run_while_something_goes_wrong(self, machine, number, fault):
        self.proxy.begin(lambda n, asked: FAULTS[fault] if n == number else None)
        with suppress(FollowcalError):
            self.synced(machine)
        self.proxy.begin()

    @rule(hours=st.sampled_from([1, 30, 24 * 8]))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)

    @rule(name=st.sampled_from(["google", "moved"]))
    def the_invitation_changes(self, name):
        self.invite(name)

    @rule()
    def it_is_called_off(self):
        self.plain.put("one.ics", invitation("moved").replace(b"STATUS:CONFIRMED", b"STATUS:CANCELLED"))

    @rule()
    def a_second_round(self):
        self.plain.put("two.ics", invitation("round_two"))

    @rule(number=EVENTS, text=st.sampled_from(TITLES))
    def the_user_edits(self, number, text):
        if name := self.chosen(number):
            fields = {"location": text} if number % 3 else {"summary": text.splitlines()[0]}
            self.place.edit(name, **fields)
            self.remember(name, *(field.upper() for field in fields))

    @rule(number=EVENTS, line=st.sampled_from(sorted(ADDITIONS)))
    def the_user_adds(self, number, line):
        if name := self.chosen(number):
            data = self.plain.get(name)
            at = data.rindex(b"END:VEVENT")
            self.plain.put(name, data[:at] + ADDITIONS[line] % line + data[at:])
            self.mine.setdefault(name, {})[line] = line

    @rule(number=EVENTS, days=st.integers(1, 9))
    def the_user_moves(self, number, days):
        if name := self.chosen(number):
            start = self.place.field(name, "DTSTART").dt + timedelta(days=days)
            self.place.edit(name, dtstart=start, dtend=start + timedelta(minutes=15))
            self.remember(name, "DTSTART")

    @rule(number=EVENTS)
    def the_user_ticks_off(self, number):
        if name := self.chosen(number):
            title = f"✓ {self.place.field(name, 'SUMMARY')}"
            self.place.edit(name, summary=title)
            self.remember(name, "SUMMARY")

    @rule(text=st.sampled_from(PHRASES))
    def the_user_types_into_a_form(self, text):
        for name, data in self.place.events().items():
            if b"KIND:debrief" in data:
                before = str(self.place.field(name, "DESCRIPTION"))
                if "They will reply:\n" in before:
                    self.place.edit(
                        name, description=before.replace("They will reply:\n", f"They will reply: {text}\n")
                    )
                    self.mine.setdefault(name, {})["typed"] = f"They will reply: {text}"

    @rule(number=EVENTS)
    def the_user_deletes(self, number):
        if name := self.chosen(number):
            if self.place.field(name, "STATUS") != "CANCELLED":
                self.deleted.add(self.step(self.plain.get(name)))
            self.plain.delete(name)
            self.mine.pop(name, None)

    @rule(machine=MACHINES)
    def what_a_machine_knows_is_lost(self, machine):
        # What was deleted since the last run of anybody is known to nobody then, but for what the notes say.
        other = "two" if machine == "one" else "one"
        self.synced(other)
        for path in (Path(self.states.name) / machine / "followcal").glob("*"):
            path.unlink()

    def remember(self, name, *fields):
        kept = self.mine.setdefault(name, {})
        kept |= {field: str(self.place.field(name, field).to_ical()) for field in fields}

    @staticmethod
    def step(data):
        event = next(each for each in Calendar.from_ical(data).subcomponents if each.name == "VEVENT")
        # A second check-in, about a new day that they named, is another step (S7).
        return str(event[MARK]), str(event["X-FOLLOWCAL-INTERVIEW"])[:60], str(event.get("X-FOLLOWCAL-ABOUT", ""))

    @invariant()
    def no_byte_of_the_users_is_lost(self):
        if not hasattr(self, "plain"):
            return
        assert self.plain.get("dentist.ics") == self.stored_dentist()
        for name, fields in self.mine.items():
            data = self.plain.get(name)
            assert data is not None, f"{name} is gone, and the user had edited it"
            for field, value in fields.items():
                if field in ADDITIONS:
                    assert value in data
                elif field == "typed":
                    assert value in str(self.place.field(name, "DESCRIPTION"))
                else:
                    assert str(self.place.field(name, field).to_ical()) == value

    def stored_dentist(self):
        """What the server made of it at first."""
        if not hasattr(self, "dentist"):
            self.dentist = self.plain.get("dentist.ics")
        return self.dentist

    @invariant()
    def nothing_stands_there_twice(self):
        if hasattr(self, "plain"):
            steps = [self.step(data) for data in self.place.events().values()]
            assert len(steps) == len(set(steps))

    @invariant()
    def what_was_deleted_stays_deleted(self):
        if hasattr(self, "plain"):
            assert not self.deleted & {self.step(data) for data in self.place.events().values()}

    @rule()
    def at_rest_a_run_writes_nothing(self):
        for machine in ("one", "two"):
            self.synced(machine)
        before = {name: tag_of(self.plain.get(name)) for name in self.plain.names()}
        for machine in ("one", "two"):
            found = self.synced(machine)
            assert not found.run.changes
        assert {name: tag_of(self.plain.get(name)) for name in self.plain.names()} == before


DENTIST = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:dentist\r\nDTSTAMP:20261101T000000Z\r\n"
    b"DTSTART:20261112T100000Z\r\nDTEND:20261112T110000Z\r\nSUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def on_server(servers, monkeypatch):
    """The machine on a server that answers busily, and never makes anybody wait."""
    running = servers("radicale")
    monkeypatch.setattr(
        calendars, "Connection", lambda account: Connection(account, limits=HASTY, sleep=lambda seconds: None)
    )
    with proxy_to(running.address) as between:
        account = AccountSettings("home", between.address, "alice", ("printf", "secretpw"), allow_plaintext=False)

        class OnServer(SyncMachine):
            make_plain = staticmethod(running.calendar)
            proxy = between
            configuration = Configuration(Path("config.toml"), accounts={"home": account})

            @staticmethod
            def state_folder(path):
                monkeypatch.setenv("XDG_STATE_HOME", str(path))

        yield OnServer


def test_what_came_back_under_a_new_uid_does_not_come_and_go(on_server):
    """What was called off and taken away, and takes place after all: each run undid what the last one wrote."""
    machine = on_server()
    machine.begin()
    machine.run("one")
    machine.it_is_called_off()
    machine.run("one")
    machine.time_passes(24 * 8)
    machine.run("two")
    assert machine.ours() == []
    machine.the_invitation_changes("moved")
    machine.run("one")
    machine.time_passes(24 * 3)  # the interview is over, and the debrief, too
    machine.at_rest_a_run_writes_nothing()
    statuses = {str(machine.place.field(name, "STATUS")) for name in machine.ours()}
    assert statuses == {"CONFIRMED", "TENTATIVE"}
    machine.teardown()


@pytest.mark.parametrize(
    ("examples", "steps"),
    [
        pytest.param(3, 12, id="short"),
        pytest.param(12, 25, id="longer", marks=pytest.mark.servers),
        pytest.param(300, 40, id="long", marks=pytest.mark.slow),
    ],
)
def test_whatever_happens(on_server, examples, steps):
    run_state_machine_as_test(
        on_server,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
