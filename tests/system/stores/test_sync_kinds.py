"""To-dos, and the weekly digest, in calendars that are synced."""

import re

import icalendar
import pytest

from system.stores.plain import Plain
from system.stores.syncer import INVITED, LATER, ME, MONDAY, MOVED, THURSDAY, Syncing, contents, invitation


class TestTodos:
    def todos(self, syncing):
        return {
            name: icalendar.Calendar.from_ical(data).walk("VTODO")[0]
            for name, data in contents(syncing.place).items()
            if b"BEGIN:VTODO" in data and b"KIND:memory" not in data
        }

    def named(self, syncing, kind):
        [name] = [name for name, todo in self.todos(syncing).items() if todo["X-FOLLOWCAL-KIND"] == kind]
        return name

    def test_are_written_and_kept_right_as_events_are(self, objects):
        objects.place.invite("one.ics", invitation("google"))
        assert "6 new" in objects.sync("--as", "todos").text
        assert len(self.todos(objects)) == 6
        assert not any(b"BEGIN:VEVENT" in data for name, data in contents(objects.place).items() if name != "one.ics")
        before = contents(objects.place)
        assert "nothing changed" in " ".join(objects.sync().text.split())  # it knows what is there
        assert contents(objects.place) == before
        place, call, note = objects.place, self.named(objects, "check-in"), self.named(objects, "thank-you")
        done = place.plain.get(note).replace(b"STATUS:NEEDS-ACTION", b"STATUS:COMPLETED\r\nPERCENT-COMPLETE:100")
        place.plain.put(note, done)
        objects.moved()
        todos = self.todos(objects)
        assert todos[note]["STATUS"] == "COMPLETED"
        assert str(todos[call]["DUE"].dt.date()) == "2026-11-30"
        place.plain.delete(call)
        assert "deleted by you, and not planned again: Call Acme" in " ".join(objects.sync(now=MOVED).text.split())
        objects.moved(machine="another")
        assert call not in self.todos(objects)
        assert len(self.todos(objects)) == 5
        objects.called_off()
        assert {str(each["STATUS"]) for each in self.todos(objects).values()} == {"CANCELLED", "COMPLETED"}

    def test_the_notes_of_followcal_are_a_to_do_that_is_done(self, in_folder):
        in_folder.place.invite("one.ics", invitation("google"))
        in_folder.sync("--as", "todos")
        [notes] = [data for data in contents(in_folder.place).values() if b"KIND:memory" in data]
        assert b"BEGIN:VTODO" in notes
        assert b"STATUS:COMPLETED" in notes

    def test_a_calendar_holds_one_kind(self, in_folder):
        in_folder.invited()
        assert "holds events: keep to-dos in a calendar of their own" in in_folder.sync("--as", "todos", code=2).err

    def test_nor_the_other_way_round(self, in_folder):
        in_folder.place.invite("one.ics", invitation("google"))
        in_folder.sync("--as", "todos")
        assert "holds to-dos: keep events in a calendar" in in_folder.sync("--as", "events", code=2).err
        assert "--digest writes events" in in_folder.sync("--as", "todos", "--digest", code=2).err

    def test_in_a_file_as_plan_writes_them(self, place_of, followcal):
        syncing = Syncing(place_of("file"), followcal)
        syncing.place.invite("one.ics", invitation("google"))
        syncing.sync("--as", "todos")
        assert syncing.place.plain.path.read_bytes().count(b"BEGIN:VTODO") == 6
        assert "nothing changed" in " ".join(syncing.sync().text.split())

    @pytest.mark.parametrize("kind", ["radicale", "xandikos"])
    def test_a_calendar_that_takes_events_alone_says_so(self, place_of, followcal, kind):
        syncing = Syncing(place_of(kind), followcal)
        url = syncing.place.plain.url
        plain = Plain(f"{url.rstrip('/')}-events/")
        kinds = b'<c:supported-calendar-component-set><c:comp name="VEVENT"/></c:supported-calendar-component-set>'
        body = (
            b'<?xml version="1.0"?><c:mkcalendar xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><set><prop>'
            + kinds
            + b"</prop></set></c:mkcalendar>"
        )
        status, text, _ = plain.send("MKCALENDAR", body=body, Content_Type="application/xml")
        assert status == 201, text
        try:
            syncing.place.invite("one.ics", invitation("google"))
            target = f"{syncing.place.target.rstrip('/')}-events/"
            args = ("sync", *syncing.place.sources, "--to", target, *ME, "--now", INVITED)
            for more in ((), ("--dry-run",)):
                found = followcal(*args, "--as", "todos", *more, code=1)
                assert "this calendar takes no to-dos" in " ".join(found.err.split())
            assert plain.names() == []
            followcal(*args)
            assert len(plain.names()) == 7
        finally:
            plain.remove_calendar()

    def test_the_configuration_says_so(self, in_folder, tmp_path):
        (tmp_path / "config/followcal").mkdir(parents=True)
        config = tmp_path / "config/followcal/config.toml"
        config.write_text('[sync]\nas = "todos"\n')
        in_folder.place.invite("one.ics", invitation("google"))
        in_folder.sync()
        assert len(self.todos(in_folder)) == 6
        config.write_text('[sync]\nas = "tasks"\n')
        assert 'sync.as: write as = "events", or as = "todos"' in in_folder.sync(code=2).err

    def test_discreetly(self, in_folder):
        in_folder.place.invite("one.ics", invitation("google"))
        in_folder.sync("--as", "todos", "--discreet")
        held = contents(in_folder.place)
        assert len(held) == 6
        assert not any(b"Acme" in data or b"FOLLOWCAL" in data for data in held.values())
        assert all(b"BEGIN:VTODO" in data for data in held.values())
        in_folder.sync("--no-discreet", now=MOVED)
        assert len(self.todos(in_folder)) == 6


class TestDigest:
    def digests(self, syncing):
        found = contents(syncing.place).items()
        return {name: data for name, data in found if b"\nX-FOLLOWCAL-DIGEST:" in data and b"KIND:memory" not in data}

    def days(self, syncing):
        return sorted(
            re.search(rb"DTSTART;VALUE=DATE:(\d+)", data)[1].decode() for data in self.digests(syncing).values()
        )

    def text(self, syncing, day):
        [data] = [data for data in self.digests(syncing).values() if f"DTSTART;VALUE=DATE:{day}".encode() in data]
        return str(icalendar.Calendar.from_ical(data).walk("VEVENT")[0]["DESCRIPTION"])

    def test_is_kept_from_week_to_week(self, syncing):
        syncing.place.invite("one.ics", invitation("google"))
        found = syncing.sync("--digest", now=THURSDAY)
        assert self.days(syncing) == ["20261116"]
        assert "Prepare for Acme" in self.text(syncing, "20261116")
        if not syncing.place.is_file:
            assert "1 weekly digest written" in " ".join(found.text.split())
        before = contents(syncing.place)
        assert "nothing changed" in " ".join(syncing.sync(now=THURSDAY).text.split())
        assert contents(syncing.place) == before
        syncing.sync(now=MONDAY, machine="one" if syncing.place.is_file else "another")
        assert self.days(syncing) == ["20261116", "20261123"]
        syncing.sync(now="2026-11-23T09:00:00-05:00")
        assert self.days(syncing) == ["20261123", "20261130"]
        syncing.sync("--no-digest", now="2026-11-23T09:00:00-05:00")
        assert self.days(syncing) == []
        syncing.sync(now="2026-11-23T09:00:00-05:00")
        assert self.days(syncing) == []
        syncing.sync("--digest", now="2026-11-23T10:00:00-05:00")
        assert self.days(syncing) == ["20261123", "20261130"]

    def test_one_that_was_deleted_stays_deleted(self, syncing):
        syncing.place.invite("one.ics", invitation("google"))
        syncing.sync("--digest", now=THURSDAY)
        [name] = self.digests(syncing)
        if syncing.place.is_file:
            path = syncing.place.plain.path
            text = path.read_bytes()
            event = next(
                each for each in re.findall(rb"BEGIN:VEVENT.*?END:VEVENT\r\n", text, re.DOTALL) if b"DIGEST" in each
            )
            path.write_bytes(text.replace(event, b""))
        else:
            syncing.place.plain.delete(name)
        syncing.moved()
        assert self.days(syncing) == []
        syncing.sync(now=MONDAY, machine="one" if syncing.place.is_file else "another")
        assert self.days(syncing) == ["20261123"]

    def test_one_that_the_user_changed_is_theirs(self, in_folder):
        in_folder.place.invite("one.ics", invitation("google"))
        in_folder.sync("--digest", now=THURSDAY)
        [name] = self.digests(in_folder)
        in_folder.place.edit(name, description="buy shoes")
        before = in_folder.place.plain.get(name)
        in_folder.moved()
        in_folder.sync(now=LATER)
        in_folder.sync(now="2026-11-30T09:00:00-05:00")
        assert in_folder.place.plain.get(name) == before

    def test_a_dry_run_tells_and_writes_none(self, in_folder):
        in_folder.invited()
        before = contents(in_folder.place)
        text = " ".join(in_folder.sync("--digest", "--dry-run", now=THURSDAY).text.split())
        assert "dry run, nothing is written" in text
        assert "1 weekly digest written" in text
        assert contents(in_folder.place) == before

    def test_a_discreet_calendar_has_none_and_gets_it_back(self, in_folder):
        in_folder.place.invite("one.ics", invitation("google"))
        in_folder.sync("--digest", now=THURSDAY)
        in_folder.sync("--discreet", now=THURSDAY)
        assert self.days(in_folder) == []
        in_folder.sync("--no-discreet", now=THURSDAY)
        assert self.days(in_folder) == ["20261116"]

    def test_the_configuration_says_so(self, in_folder, tmp_path):
        (tmp_path / "config/followcal").mkdir(parents=True)
        config = tmp_path / "config/followcal/config.toml"
        config.write_text("[sync]\ndigest = true\n")
        in_folder.place.invite("one.ics", invitation("google"))
        in_folder.sync(now=THURSDAY)
        assert self.days(in_folder) == ["20261116"]
        in_folder.sync("--no-digest", now=THURSDAY)
        assert self.days(in_folder) == []
        config.write_text("[sync]\ndigest = 1\n")
        assert "sync.digest: write true or false" in in_folder.sync(code=2).err
