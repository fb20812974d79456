"""The writer and what it knows: on a folder, and on a store that says what it is told to say."""

from __future__ import annotations

import random
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from followcal.errors import BusyError, StoreError, VanishedError
from followcal.shell.stores.folder import Folder, tag_of
from followcal.shell.stores.mirror import refresh
from followcal.shell.stores.state import State
from followcal.shell.stores.store import Changes, Create, Done, Item, Refused, Remove, Replace, Stale, Unclear
from followcal.shell.stores.writer import Failed, Overtaken, Written, carry_out
from system.stores.events import foreign, name, ours, uid
from system.stores.machine import run_on


@pytest.fixture
def calendar(tmp_path):
    path = tmp_path / "calendar"
    path.mkdir()
    return path


@pytest.fixture
def db(tmp_path):
    return tmp_path / "state" / "state.db"


@pytest.fixture
def run(calendar, db):
    def run(wanted, **options):
        return run_on(Folder(calendar), db, {name(n): ours(n) for n in wanted}, **options)

    return run


def held(path):
    return {each.name: each.read_bytes() for each in path.iterdir()}


class TestLock:
    def test_one_run_at_a_time(self, db):
        with State(db, "here"), pytest.raises(BusyError, match="another run"):
            State(db, "here")
        with State(db, "here"):
            pass

    def test_also_between_processes_and_free_when_one_is_killed(self, db):
        code = (
            "import sys, time; from pathlib import Path; from followcal.shell.stores.state import State\n"
            "state = State(Path(sys.argv[1]), 'here'); print('held', flush=True); time.sleep(60)"
        )
        process = subprocess.Popen([sys.executable, "-c", code, str(db)], stdout=subprocess.PIPE)
        try:
            assert process.stdout.readline() == b"held\n"
            with pytest.raises(BusyError):
                State(db, "here")
        finally:
            process.kill()
            process.communicate()
        State(db, "here").close()

    def test_the_files_are_the_users_alone(self, db):
        with State(db, "here") as state:
            state.put([Item(name(1), "1", ours(1))])
            assert {each.stat().st_mode & 0o077 for each in db.parent.iterdir()} == {0}


class TestState:
    def test_thrown_away_nothing_is_written_again(self, run, calendar, db):
        run({1, 2})
        before = held(calendar)
        for each in db.parent.iterdir():
            each.unlink()
        assert run({1, 2}) == ()
        assert held(calendar) == before

    @pytest.mark.parametrize("garbage", [b"nonsense" * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
    def test_damaged_it_is_begun_anew(self, run, calendar, db, garbage):
        run({1, 2})
        before = held(calendar)
        db.write_bytes(garbage)
        assert run({1, 2}) == ()
        assert held(calendar) == before

    @pytest.mark.parametrize("seed", range(40))
    def test_whatever_was_damaged_it_is_begun_anew(self, run, calendar, db, seed):
        run({1, 2})
        before = held(calendar)
        data, chosen = bytearray(db.read_bytes()), random.Random(seed)
        for _ in range(1 + seed % 3 * 20):
            data[chosen.randrange(100, len(data))] ^= 1 << chosen.randrange(8)
        db.write_bytes(data)
        assert run({1, 2}) == ()
        assert held(calendar) == before
        with State(db, str(calendar)) as state:
            assert not state.was_damaged
            assert sorted(state.items()) == sorted(before)
            assert all(item.data == before[each] for each, item in state.items().items())

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE fact SET value = 'abc' WHERE name = 'runs'",
            "UPDATE item SET data = x'00'",
            "UPDATE item SET tag = CAST(x'ff' AS TEXT)",
            "DELETE FROM item",
            "DROP TABLE gone",
            "ALTER TABLE gone ADD COLUMN more",
            "DROP TABLE gone; CREATE TABLE gone (x)",
        ],
    )
    @pytest.mark.parametrize("was_killed", [False, True])
    def test_or_changed_by_another_program(self, run, calendar, db, change, was_killed):
        run({1, 2})
        before = held(calendar)
        if was_killed and "data" in change:
            pytest.skip("nothing in the file tells")
        database = sqlite3.connect(db)
        database.executescript(change + ("; DELETE FROM fact WHERE name = 'sum'" if was_killed else ""))
        database.close()
        assert run({1, 2}) == ()
        assert held(calendar) == before

    def test_it_says_so(self, db):
        with State(db, "here") as state:
            state.set_fact("runs", "1")
            assert not state.was_damaged
        with State(db, "here") as state:
            assert not state.was_damaged
            assert state.fact("runs") == "1"
        db.write_bytes(b"x" * 5000)
        with State(db, "here") as state:
            assert state.was_damaged

    def test_killed_it_is_as_sound_as_it_was(self, db):
        state = State(db, "here")
        state.set_fact("runs", "1")
        state._database.close()
        state._lock.close()
        with State(db, "here") as state:
            assert (state.was_damaged, state.fact("runs")) == (False, "1")

    @pytest.mark.parametrize("ending", ["", ".lock"])
    def test_a_folder_in_its_place_is_told(self, db, ending):
        State(db, "here").close()
        place = Path(f"{db}{ending}")
        place.unlink()
        place.mkdir()
        with pytest.raises(StoreError, match=re.escape(str(place))):
            State(db, "here")

    def test_of_another_place_it_is_begun_anew(self, db):
        with State(db, "here") as state:
            state.put([Item(name(1), "1", ours(1))])
        with State(db, "there") as state:
            assert state.items() == {}

    def test_a_folder_that_cannot_be_written(self, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(StoreError, match="cannot be written"):
            State(tmp_path / "file" / "state.db", "here")


@pytest.mark.parametrize(
    "listed", ["..%2f..%2fbob%2fx.ics", "..%5cx.ics", "%2e%2e", "%252e%252e%252fx.ics", "../x.ics"]
)
def test_nothing_is_sent_to_a_name_that_leads_elsewhere(db, listed):
    class Silent(Folder):
        def write(self, operations):
            raise AssertionError(operations)

    there = Item(listed, "1", ours(1))
    with State(db, "here") as state:
        state.put([there])
        results = [
            carry_out([each], Silent(db.parent), state) for each in (Replace(there, ours(1, "New")), Remove(there))
        ]
    assert all("leads elsewhere" in result.why for [result] in results)


class TestDeleted:
    def test_what_the_user_deleted_is_not_made_again(self, run, calendar):
        run({1, 2})
        (calendar / name(1)).unlink()
        assert run({1, 2}) == ()
        assert run({1, 2}) == ()
        assert name(1) not in held(calendar)

    def test_what_came_back_is_there(self, run, calendar, db):
        run({1, 2})
        (calendar / name(1)).unlink()
        run({1, 2})
        (calendar / name(1)).write_bytes(ours(1))
        run({1, 2})
        with State(db, str(calendar)) as state:
            assert (state.deleted(), set(state.items())) == (frozenset(), {name(1), name(2)})

    def test_what_we_removed_is_told_apart(self, run, calendar, db):
        run({1, 2})
        assert [type(each) for each in run({2})] == [Written]
        with State(db, str(calendar)) as state:
            assert (state.deleted(), state.removed()) == (frozenset(), {name(1)})

    def test_where_most_is_gone_nothing_is_done(self, run, calendar):
        run(set(range(8)))
        for each in calendar.iterdir():
            each.unlink()
        with pytest.raises(VanishedError, match="8 of 8 follow-ups are suddenly not there"):
            run(set(range(9)))
        assert held(calendar) == {}

    def test_unless_it_is_meant(self, run, calendar):
        run(set(range(8)))
        for each in calendar.iterdir():
            each.unlink()
        assert [each.operation.name for each in run(set(range(9)), force=True)] == [name(8)]

    @pytest.mark.parametrize(("there", "gone", "refused"), [(3, 3, False), (4, 4, True), (8, 4, False), (8, 5, True)])
    def test_more_than_half_and_more_than_three(self, run, calendar, there, gone, refused):
        run(set(range(there)))
        for number in range(gone):
            (calendar / name(number)).unlink()
        if refused:
            with pytest.raises(VanishedError):
                run(set(range(there)))
        else:
            assert run(set(range(there))) == ()

    def test_items_of_others_may_all_go(self, run, calendar):
        for number in range(9):
            (calendar / f"foreign-{number}.ics").write_bytes(foreign(number))
        run({1})
        for each in calendar.glob("foreign*"):
            each.unlink()
        assert run({1}) == ()


ORGANIZER = b"ORGANIZER:mailto:me@example.org\r\n"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (ours(1).replace(b"SUMMARY", ORGANIZER + b"SUMMARY"), "ORGANIZER is never written"),
        (ours(1).replace(b"SUMMARY", b"ATTENDEE:mailto:x@example.org\r\nSUMMARY"), "ATTENDEE is never written"),
        (
            ours(1).replace(b"SUMMARY", b"atten\r\n dee;CN=x:mailto:x@example.org\r\nSUMMARY"),
            "ATTENDEE is never written",
        ),
        (ours(1).replace(b"ACTION", b"ATTENDEE:mailto:x@example.org\r\nACTION"), "ATTENDEE is never written"),
        (ours(1).replace(b"VERSION", b"METHOD:PUBLISH\r\nVERSION"), "METHOD is never written"),
        (foreign(1).replace(b"foreign-1", uid(1).encode()), "without the mark"),
        (ours(1).replace(b"DTEND:20261012T141500Z\r\n", b""), "no end"),
        (ours(1).replace(b"DTSTAMP:20261001T130000Z\r\n", b""), "no DTSTAMP"),
        (ours(1)[:-40], "damaged"),
        (ours(1) + ours(2), "2 events"),
        (b"", "is no name"),
    ],
)
def test_what_may_not_be_written_is_never_sent(calendar, db, data, why):
    with State(db, str(calendar)) as state:
        [result] = carry_out([Create(name(1), data)], Folder(calendar), state)
        assert isinstance(result, Failed)
        assert why in result.why
        assert (held(calendar), state.intents()) == ({}, {})


@pytest.mark.parametrize(
    "bad", ["../x.ics", "a/b.ics", "x@y.ics", "X.ics", "", ".ics", "a.ics.ics", "ü.ics", "a" * 101 + ".ics"]
)
def test_a_name_that_is_not_plain_is_never_used(calendar, db, bad):
    data = ours(1).replace(uid(1).encode(), bad.removesuffix(".ics").encode())
    with State(db, str(calendar)) as state:
        [result] = carry_out([Create(bad, data)], Folder(calendar), state)
        assert isinstance(result, Failed)
        assert held(calendar) == {}


@pytest.mark.parametrize("make", [lambda item: Replace(item, ours(1)), Remove])
def test_what_is_not_ours_is_never_touched(calendar, db, make):
    data = foreign(1).replace(b"foreign-1", uid(1).encode())
    (calendar / name(1)).write_bytes(data)
    with State(db, str(calendar)) as state:
        [result] = carry_out([make(Item(name(1), tag_of(data), data))], Folder(calendar), state)
        assert result.why == "it is not an item of followcal"
        assert held(calendar) == {name(1): data}


@pytest.mark.parametrize("make", [lambda item: Replace(item, ours(1)), Remove])
@pytest.mark.parametrize("line", [b"ORGANIZER:mailto:a@b.c\r\n", b"ATTENDEE:mailto:a@b.c\r\n"])
def test_what_somebody_is_invited_to_is_never_touched(calendar, db, line, make):
    data = ours(1).replace(b"BEGIN:VALARM", line + b"BEGIN:VALARM")
    (calendar / name(1)).write_bytes(data)
    with State(db, str(calendar)) as state:
        [result] = carry_out([make(Item(name(1), tag_of(data), data))], Folder(calendar), state)
        assert "a server may send mail" in result.why
        assert held(calendar) == {name(1): data}


def test_an_item_keeps_its_uid(calendar, db):
    (calendar / name(1)).write_bytes(ours(1))
    with State(db, str(calendar)) as state:
        [result] = carry_out([Replace(Item(name(1), tag_of(ours(1)), ours(1)), ours(2))], Folder(calendar), state)
        assert result.why == "an item keeps its UID"


def test_two_operations_on_one_item_are_a_mistake_of_the_caller(calendar, db):
    with State(db, str(calendar)) as state, pytest.raises(ValueError, match="two operations"):
        carry_out([Create(name(1), ours(1)), Create(name(1), ours(1))], Folder(calendar), state)


class Scripted:
    """A store that says what it is told to say."""

    place, keeps_marks = "here", True

    def __init__(self, outcome=None, found=None, before=None):
        self.outcome, self.found, self.before = outcome, found or {}, before

    def changes(self, since):
        return Changes({}, frozenset(), "", complete=False)

    def fetch(self, names):
        return {each: self.found[each] for each in names if each in self.found}

    def write(self, operations):
        if self.before:
            self.before()
        for each in operations:
            yield each, self.outcome


OLD, NEW, THEIRS = (Item(name(1), tag, ours(1, text)) for tag, text in (("1", "Old"), ("2", "New"), ("3", "phone")))
CREATE, REPLACE, REMOVE = Create(name(1), NEW.data), Replace(OLD, NEW.data), Remove(OLD)
LOST = Unclear("lost")
NOWHERE = object()


@pytest.mark.parametrize(
    ("operation", "outcome", "there", "kind", "why"),
    [
        (CREATE, Done("2"), NOWHERE, Written, ""),
        (CREATE, Done(), NEW, Written, ""),
        (CREATE, Done(), None, Failed, "does not show it yet"),
        (CREATE, Done(), NOWHERE, Failed, "cannot be read back"),
        (CREATE, LOST, NEW, Written, ""),
        (CREATE, LOST, None, Failed, "lost"),
        (CREATE, LOST, NOWHERE, Failed, "lost"),
        (CREATE, LOST, THEIRS, Overtaken, ""),
        (CREATE, Stale(), NEW, Written, ""),
        (CREATE, Stale(), THEIRS, Overtaken, ""),
        (CREATE, Stale(), None, Failed, "trash bin"),
        (CREATE, Refused("no space"), NOWHERE, Failed, "no space"),
        (REPLACE, Done("2"), NOWHERE, Written, ""),
        (REPLACE, Done(), NEW, Written, ""),
        (REPLACE, Done(), THEIRS, Overtaken, ""),
        (REPLACE, LOST, NEW, Written, ""),
        (REPLACE, LOST, OLD, Failed, "lost"),
        (REPLACE, LOST, THEIRS, Overtaken, ""),
        (REPLACE, LOST, None, Overtaken, ""),
        (REPLACE, Stale(), NEW, Written, ""),
        (REPLACE, Stale(), OLD, Failed, "does not keep to its own versions"),
        (REPLACE, Stale(), THEIRS, Overtaken, ""),
        (REPLACE, Stale(), None, Overtaken, ""),
        (REMOVE, Done(), NOWHERE, Written, ""),
        (REMOVE, LOST, None, Written, ""),
        (REMOVE, LOST, OLD, Failed, "lost"),
        (REMOVE, LOST, THEIRS, Overtaken, ""),
        (REMOVE, Stale(), THEIRS, Overtaken, ""),
        (REMOVE, Stale(), None, Written, ""),
        (REMOVE, Refused("no permission"), NOWHERE, Failed, "no permission"),
    ],
)
def test_what_comes_of_each_outcome(db, operation, outcome, there, kind, why):
    found = {} if there is NOWHERE else {name(1): there}
    with State(db, "here") as state:
        if operation is not CREATE:
            state.put([OLD])
        [result] = carry_out([operation], Scripted(outcome, found), state)
        assert (type(result), result.operation) == (kind, operation)
        assert why in getattr(result, "why", "")
        if isinstance(result, Overtaken):
            assert result.present == there
            assert state.items().get(name(1)) == there
        open_still = (there is NOWHERE and isinstance(outcome, Unclear)) or (outcome == Done() and kind is Failed)
        assert state.intents() == ({name(1): "create"} if open_still else {})
        if kind is Written:
            stands = state.items().get(name(1))
            assert stands is None if operation is REMOVE else (stands.tag, stands.data) == ("2", NEW.data)


def test_all_is_journalled_before_anything_is_written(db):
    operations = [Create(name(n), ours(n)) for n in range(5)]

    def look():
        with sqlite3.connect(db) as other:
            seen.extend(other.execute("SELECT name, kind FROM intent ORDER BY name"))
        other.close()

    seen = []
    with State(db, "here") as state:
        carry_out(operations, Scripted(Done("1"), before=look), state)
        assert seen == sorted((each.name, "create") for each in operations)
        assert state.intents() == {}


@pytest.mark.parametrize("done", range(4))
def test_what_a_run_left_open_the_next_one_settles(calendar, db, done):
    """The run dies after `done` of three writes; they were a creation, a replacement and a removal."""

    class Dying(Folder):
        def write(self, operations):
            for number, each in enumerate(operations):
                if number == done:
                    break
                next(iter(super().write([each])))
            raise StoreError("the plug was pulled")
            yield

    first = {name(2): ours(2), name(3): ours(3)}
    wanted = {name(1): ours(1), name(2): ours(2, "Later")}
    run_on(Folder(calendar), db, first)
    with pytest.raises(StoreError, match="plug"):
        run_on(Dying(calendar), db, wanted)
    results = run_on(Folder(calendar), db, wanted)
    assert len(results) == 3 - done
    assert held(calendar) == wanted
    assert run_on(Folder(calendar), db, wanted) == ()
    with State(db, str(calendar)) as state:
        assert state.intents() == {}
        assert state.deleted() == frozenset()
        assert state.removed() == {name(3)}


def test_what_cannot_be_told_stays_open(db):
    with State(db, "here") as state:
        carry_out([CREATE], Scripted(LOST), state)
        refresh(Scripted(), state)
        assert state.intents() == {name(1): "create"}
        refresh(Scripted(found={name(1): NEW}), state)
        assert state.intents() == {}
        assert state.items() == {name(1): NEW}


def test_a_store_that_drops_our_mark_is_told_at_the_first_write(db):
    class Dropping(Scripted):
        keeps_marks = False

    bare = Item(name(1), "2", foreign(1))
    with State(db, "here") as state, pytest.raises(StoreError, match="drops what followcal marks"):
        carry_out([CREATE], Dropping(Done("2"), {name(1): bare}), state)


def test_if_nothing_can_be_read_back_what_was_written_is_told_all_the_same(db):
    class Deaf(Scripted):
        def fetch(self, names):
            raise StoreError("the line is dead")

        def write(self, operations):
            yield operations[0], Done("1")
            yield operations[1], Unclear("lost")

    with State(db, "here") as state:
        first, second = carry_out([Create(name(n), ours(n)) for n in (1, 2)], Deaf(), state)
        assert isinstance(first, Written)
        assert second.why == "lost; not read back: the line is dead"
        assert state.intents() == {name(2): "create"}


def test_what_could_not_be_read_is_asked_for_again(db):
    class Partly(Scripted):
        asked = ()

        def changes(self, since):
            self.asked = (*self.asked, since)
            return Changes({name(1): "2"}, frozenset(), "sync:next", complete=False)

    store = Partly()
    with State(db, "here") as state:
        refresh(store, state)
        refresh(store, state)
        store.found = {name(1): NEW}
        refresh(store, state)
        refresh(store, state)
    assert store.asked == ("", "", "", "sync:next")


def test_if_a_list_left_something_out_the_next_one_is_a_full_one(db):
    class Forgetful(Scripted):
        asked = ()

        def changes(self, since):
            self.asked = (*self.asked, since)
            return Changes({}, frozenset(), "sync:next", complete=False)

    store = Forgetful(Stale(), {name(1): NEW})
    with State(db, "here") as state:
        refresh(store, state)
        refresh(store, state)
        carry_out([CREATE], store, state)
        refresh(store, state)
    assert store.asked == ("", "sync:next", "")


def test_where_most_of_what_was_left_open_is_gone_nothing_is_believed(db):
    items = {name(n): Item(name(n), "1", ours(n)) for n in range(6)}
    nothing = Scripted(found=dict.fromkeys(items))
    with State(db, "here") as state:
        state.put(items.values())
        state.intend(Replace(item, item.data) for item in items.values())
        with pytest.raises(VanishedError):
            refresh(nothing, state)
        assert (set(state.items()), set(state.intents())) == (set(items), set(items))
        refresh(nothing, state, force=True)
        assert (state.items(), state.deleted()) == ({}, frozenset(items))
