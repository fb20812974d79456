"""What `followcal sync` promises of a calendar, on each kind of calendar: nothing of the user's is lost or undone."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from followcal.formats.followup_objects import uid_after
from followcal.shell.stores.collection import CalDAVCollection
from followcal.shell.stores.state import State
from system.stores.conftest import server_params
from system.stores.syncer import INVITED, LATER, ME, MOVED, Syncing, contents, invitation, unmark


def test_a_second_run_writes_nothing_and_says_so_in_one_line(syncing, sent):
    syncing.invited()
    before = contents(syncing.place)
    sent.clear()
    found = syncing.sync(now=MOVED)
    assert " ".join(found.text.split()).endswith(": nothing changed")  # a long name breaks the line
    assert found.text.count(":") == found.text.partition(" nothing")[0].count(":")
    assert contents(syncing.place) == before
    # One for each calendar; of one that was empty before, the list.
    assert sent in ([], ["REPORT", "REPORT"], ["PROPFIND", "PROPFIND"], ["PROPFIND", "REPORT"])
    assert syncing.sync("--quiet").text == ""


def test_what_the_user_edits_moves_and_ticks_off_stays(syncing):
    syncing.invited()
    place = syncing.place
    debrief, call, note = (place.name_of(kind) for kind in ("debrief", "check-in", "thank-you"))
    place.edit(debrief, summary="Debrief, my way", location="Café Zoë")
    when = datetime(2026, 11, 19, 15, 0, tzinfo=UTC)
    place.edit(call, dtstart=when, dtend=when + timedelta(minutes=30))
    title = str(place.field(note, "SUMMARY"))
    place.edit(note, summary=f"✓ {title}")
    found = syncing.moved(code=3)
    assert place.field(debrief, "SUMMARY") == "Debrief, my way"
    assert place.field(debrief, "LOCATION") == "Café Zoë"
    assert place.field(debrief, "DTSTART").dt == datetime(2026, 11, 20, 20, 45, tzinfo=UTC)
    assert place.field(call, "DTSTART").dt == when
    assert "too early: right from Fri 27 Nov" in place.field(call, "SUMMARY")
    assert b"BEGIN:VALARM" not in place.plain.get(call)
    assert place.field(note, "SUMMARY") == f"✓ {title}"
    assert "conflict: Debrief, my way: the title was changed by you and by the plan" in found.text


def test_what_the_user_deletes_is_not_made_again(syncing):
    syncing.invited()
    syncing.place.plain.delete(syncing.place.name_of("check-in"))
    found = syncing.moved()
    assert not any("Call" in row for row in syncing.place.rows())
    assert len(syncing.place.rows()) == 5
    assert "deleted by you, and not planned again: Call Acme" in found.text
    syncing.moved(machine="another")  # nothing is known there
    assert not any("Call" in row for row in syncing.place.rows())


def test_nor_where_everything_was_deleted_and_nothing_is_known_any_more(objects):
    objects.invited()
    for name in objects.place.events():
        objects.place.plain.delete(name)
    found = objects.sync(code=1)
    assert "5 of 6 follow-ups are suddenly not there" in found.err or "6 of 7" in found.err
    objects.sync("--force")
    objects.sync(machine="another")
    objects.moved(machine="a third one")
    assert objects.place.rows() == []


def test_what_another_computer_takes_away_as_agreed_is_no_sudden_loss(objects):
    """Called off, and taken away a week later: the other computer goes on, and plans anew what is on again."""
    objects.invited()
    objects.sync(machine="another")
    objects.called_off()
    objects.called_off(machine="another")
    objects.called_off(now="2026-11-21T09:00:00-05:00")
    assert objects.place.rows() == []
    found = objects.called_off(now="2026-11-22T09:00:00-05:00", machine="another")
    assert "deleted by you" not in found.text
    again = invitation("moved").replace(b"SEQUENCE:1", b"SEQUENCE:2").replace(b"202611", b"202612")
    objects.place.invite("one.ics", again)
    objects.sync(now=LATER, machine="another")
    assert any("CONFIRMED rings Call" in row for row in objects.place.rows())


class TestOurPropertiesAreTakenOut:
    """A program drops what it does not know: our events are known again, and marked again, once."""

    @pytest.fixture
    def bare(self, objects):
        objects.invited()
        objects.rows = objects.place.rows()
        unmark(objects.place)
        assert objects.place.rows() == []
        return objects

    def is_settled(self, objects, **options):
        assert objects.place.rows() == objects.rows
        before = contents(objects.place)
        assert "nothing changed" in " ".join(objects.sync(**options).text.split())
        assert contents(objects.place) == before

    def test_here(self, bare):
        found = bare.sync()
        assert "deleted by you" not in found.text
        assert "took out what followcal keeps in its events: 7 events marked again" in " ".join(found.err.split())
        self.is_settled(bare)
        bare.moved()
        assert len(bare.place.rows()) == len(bare.rows)

    def test_and_another_computer_comes_first(self, bare):
        bare.sync(machine="another")
        self.is_settled(bare, machine="another")
        self.is_settled(bare)

    def test_of_a_few_that_the_user_wrote_into(self, objects):
        objects.invited()
        objects.rows = objects.place.rows()
        call = objects.place.name_of("check-in")
        objects.place.edit(call, description="their number is 555-0100, ask for Tom", location="Cafe Zoe")
        unmark(objects.place, ["check-in", "thank-you"])
        assert "deleted by you" not in objects.sync().text
        self.is_settled(objects)
        assert objects.place.field(call, "DESCRIPTION") == "their number is 555-0100, ask for Tom"
        self.is_settled(objects, machine="another")

    def test_again_and_again(self, bare):
        """What loses its marks each time is known here, and written no more because of it."""
        bare.sync()
        unmark(bare.place)
        assert "nothing changed" in " ".join(bare.sync().text.split())
        assert bare.place.rows() == []
        assert "nothing changed" in " ".join(bare.sync().text.split())


def test_nor_where_the_notes_of_followcal_were_deleted_with_it(objects):
    objects.invited()
    for name in objects.place.plain.names():
        if b"X-FOLLOWCAL-KIND" in objects.place.plain.get(name):
            objects.place.plain.delete(name)
    objects.sync("--force")
    objects.moved()
    assert objects.place.rows() == []


@pytest.fixture
def file(place_of, followcal):
    return Syncing(place_of("file"), followcal)


class TestAFileThatIsEmptied:
    """All steps of a round are deleted in a file: nothing there tells of it, but its head; beside it, the state."""

    def emptied(self, file):
        file.invited()
        for name in file.place.plain.names():
            file.place.plain.delete(name)
        return file

    def test_is_taken_for_a_fault_until_the_user_says_so(self, file):
        self.emptied(file)
        before = file.place.plain.path.read_bytes()
        assert "6 of 6 follow-ups are suddenly not there: nothing was changed" in file.sync(code=1).err
        assert file.place.plain.path.read_bytes() == before
        found = file.sync("--force")
        assert found.text.count("deleted by you, and not planned again") == 6
        assert file.place.rows() == []

    def test_stays_so_though_another_program_took_its_head_away(self, file):
        self.emptied(file).sync("--force")
        file.moved()
        assert file.place.rows() == []
        assert b"X-FOLLOWCAL-ROUND" in file.place.plain.path.read_bytes()
        file.sync(now=LATER, machine="another")
        assert file.place.rows() == []

    def test_one_after_another_without_force(self, file):
        file.invited()
        while file.place.rows():
            for name in file.place.plain.names()[:3]:
                file.place.plain.delete(name)
            file.sync()
        file.moved()
        assert file.place.rows() == []

    def test_plan_knows_it_by_the_head_alone(self, file):
        file.invited()
        path = file.place.plain.path
        text = path.read_bytes()
        path.write_bytes(text[: text.index(b"BEGIN:VEVENT")] + b"END:VCALENDAR\r\n")
        for _ in range(2):
            file.run("plan", *file.place.sources, *ME, "-o", path, "--now", MOVED)
            assert file.place.rows() == []
        file.place.invite("two.ics", invitation("round_two"))
        file.run("plan", *file.place.sources, *ME, "-o", path, "--now", MOVED)
        assert any("Debrief" in row for row in file.place.rows())

    def test_what_was_called_off_was_not_deleted(self, file):
        file.invited()
        file.called_off()
        assert file.place.rows() == []
        assert "6 new" in file.moved().text

    def test_a_file_that_is_deleted_is_begun_anew(self, file):
        file.invited()
        file.place.plain.path.unlink()
        assert "6 new" in file.sync().text

    def test_to_dos_too(self, file):
        path = file.place.plain.path
        file.place.invite("one.ics", invitation("google"))
        file.run("plan", *file.place.sources, *ME, "--as", "todos", "-o", path, "--now", INVITED)
        file.sync()
        text = path.read_bytes()
        path.write_bytes(text[: text.index(b"BEGIN:VTODO")] + b"END:VCALENDAR\r\n")
        assert "6 of 6 follow-ups" in file.sync(code=1).err
        file.sync("--force")
        assert b"BEGIN:V" not in path.read_bytes().replace(b"BEGIN:VCALENDAR", b"")


def test_another_computer_takes_up_what_stands_there(objects):
    objects.invited()
    before = contents(objects.place)
    found = objects.sync(machine="another")
    assert "taken up: 6 follow-ups" in found.text
    assert contents(objects.place) == before
    objects.moved(machine="another")
    assert "nothing changed" in objects.sync(now=MOVED).text


@pytest.mark.parametrize("kind", ["file", "folder", *server_params()])
def test_a_conflict_stays_visible_until_it_is_settled(place_of, followcal, kind):
    objects = Syncing(place_of(kind), followcal)
    objects.invited()
    place = objects.place
    call, debrief = place.name_of("check-in"), place.name_of("debrief")
    place.edit(call, summary="Ring them")
    place.edit(debrief, summary="My debrief")
    objects.moved(code=3)
    objects.sync("--quiet", now=MOVED, code=3)
    listed = objects.run("conflicts", "--to", place.target, "--format", "json", code=3).json["conflicts"]
    assert {(each["field"], each["yours"]) for each in listed} == {("summary", "Ring them"), ("summary", "My debrief")}
    uids = {each["yours"]: each["uid"] for each in listed}
    assert "planned: Call Acme Robotics" in objects.run("conflicts", "--to", place.target, code=3).text

    objects.sync("--keep", uids["Ring them"], now=MOVED, code=3)
    assert place.field(call, "SUMMARY") == "Ring them"
    objects.sync("--take", uids["My debrief"], now=MOVED)
    assert str(place.field(debrief, "SUMMARY")).startswith("Debrief Acme Robotics")
    found = objects.sync("--take", uids["My debrief"], now=MOVED, code=3)
    assert "not in conflict: followcal conflicts lists what is" in found.err
    assert objects.run("conflicts", "--to", place.target).text.strip().endswith("no conflicts")


def test_what_is_called_off_goes_a_week_later_and_comes_back_under_a_new_uid(objects):
    place = objects.place
    objects.invited()
    call = place.name_of("check-in")
    uid, sequence = str(place.field(call, "UID")), place.field(call, "SEQUENCE")
    objects.called_off()
    assert place.field(call, "STATUS") == "CANCELLED"
    assert place.field(call, "SEQUENCE") > sequence
    assert b"BEGIN:VALARM" not in place.plain.get(call)

    objects.moved()  # it takes place after all: still the same event
    assert (place.field(call, "STATUS"), str(place.field(call, "UID"))) == ("CONFIRMED", uid)
    assert b"BEGIN:VALARM" in place.plain.get(call)

    objects.called_off()
    objects.called_off(now="2026-11-19T09:00:00-05:00")
    assert place.plain.get(call) is not None
    objects.called_off(now="2026-11-20T12:00:00-05:00")
    assert place.rows() == []
    objects.place.invite("one.ics", invitation("moved"))
    objects.sync(now="2026-11-20T12:00:00-05:00", machine="another")
    [back] = [name for name in place.events() if b"KIND:check-in" in place.plain.get(name)]
    assert str(place.field(back, "UID")) == uid_after(uid, 1)
    assert "nothing changed" in objects.sync(now="2026-11-20T12:00:00-05:00").text


def test_what_came_back_under_a_new_uid_is_answered_and_stays_when_its_time_has_passed(in_folder):
    place = in_folder.place
    in_folder.invited()
    in_folder.called_off()
    in_folder.called_off(now="2026-11-20T12:00:00-05:00")
    place.invite("one.ics", invitation("moved"))
    in_folder.sync(now="2026-11-20T12:00:00-05:00")
    debrief = place.name_of("debrief")
    place.type_into(debrief, "They will reply", "end of next week")
    later = "2026-11-21T12:00:00-05:00"
    in_folder.sync(now=later)
    assert "They will reply: end of next week\n-> " in place.field(debrief, "DESCRIPTION")
    assert place.field(debrief, "STATUS") == "CONFIRMED"
    assert "nothing changed" in in_folder.sync(now=later).text
    assert "nothing changed" in in_folder.sync(now=later, machine="another").text


def test_what_was_called_off_and_tidied_away_may_come_back(in_folder):
    place = in_folder.place
    in_folder.invited()
    in_folder.called_off()
    place.plain.delete(place.name_of("check-in"))
    in_folder.called_off()
    in_folder.moved()
    assert any("CONFIRMED rings Call" in row for row in place.rows())


def test_what_the_user_wrote_into_an_event_that_is_called_off_is_never_taken_away(in_folder):
    place = in_folder.place
    in_folder.invited()
    call = place.name_of("check-in")
    place.edit(call, description="their number: 555-0100")
    in_folder.called_off()
    in_folder.called_off(now="2026-12-20T09:00:00-05:00")
    assert place.field(call, "DESCRIPTION") == "their number: 555-0100"
    assert place.field(call, "STATUS") == "CANCELLED"


@pytest.mark.parametrize("is_off", [True, False])
def test_a_place_that_the_user_put_into_what_is_called_off_is_never_taken_away(in_folder, is_off):
    place = in_folder.place
    in_folder.invited()
    call = place.name_of("check-in")
    if is_off:
        in_folder.called_off()
    place.edit(call, location="Café Zoë")
    in_folder.called_off()
    in_folder.called_off(now="2026-12-20T09:00:00-05:00")
    assert (place.field(call, "LOCATION"), place.field(call, "STATUS")) == ("Café Zoë", "CANCELLED")


def test_what_is_called_off_and_ticked_off_is_left_alone(in_folder):
    place = in_folder.place
    in_folder.invited()
    in_folder.called_off()
    closing = place.name_of("closing")
    place.edit(closing, summary=f"✓ {place.field(closing, 'SUMMARY')}")
    in_folder.called_off()
    in_folder.called_off()
    before = contents(place)
    assert "nothing changed" in in_folder.called_off().text
    assert contents(place) == before


def test_what_is_called_off_and_the_user_wants_stays_as_they_want_it(in_folder):
    place = in_folder.place
    in_folder.invited()
    in_folder.called_off()
    call = place.name_of("check-in")
    place.edit(call, status="CONFIRMED")
    in_folder.called_off(now="2026-12-20T09:00:00-05:00")
    assert place.field(call, "STATUS") == "CONFIRMED"


def test_a_dry_run_says_what_a_run_would_do_and_writes_nothing(objects, sent):
    objects.place.invite("one.ics", invitation("google"))
    found = objects.sync("--dry-run")
    assert contents(objects.place) == {}
    assert not {"PUT", "DELETE"} & set(sent)
    text = " ".join(found.text.split())
    assert "dry run, nothing is written: 6 new" in text
    assert text.replace("dry run, nothing is written: ", "") == " ".join(objects.sync().text.split())


def test_interviews_and_follow_ups_may_share_a_calendar(objects):
    place = objects.place
    if place.kind == "folder":
        place.sources, place.invite = (place.target,), place.plain.put
    else:
        place.sources, place.invite = (place.target,), place.plain.put
    place.invite("one.ics", invitation("google"))
    before = place.plain.get("one.ics")
    objects.sync()
    assert len(place.rows()) == 6
    objects.sync()
    objects.sync(now=LATER, machine="another")
    assert len(place.rows()) == 6
    assert place.plain.get("one.ics") == before


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            {"attendee": "mailto:friend@example.com", "organizer": "mailto:jo.seeker@gmail.com"},
            "invited somebody to it",
        ),
        ({"rrule": {"freq": "weekly", "count": 3}}, "made a series of it"),
    ],
    ids=["invited somebody", "made a series"],
)
def test_an_event_that_the_user_made_theirs_is_written_no_more(in_folder, change, why):
    place = in_folder.place
    in_folder.invited()
    call = place.name_of("check-in")
    place.edit(call, **change)
    before = place.plain.get(call)
    found = in_folder.moved()
    assert place.plain.get(call) == before
    assert f"left as it is: you {why}" in found.err
    in_folder.called_off()
    assert place.plain.get(call) == before


def test_a_folder_is_looked_at_as_a_calendar_file_is(in_folder, followcal, tmp_path):
    in_folder.invited()
    folder = in_folder.place.target
    assert "Prepare for" in followcal("next", "-o", folder, "--now", MOVED).text
    assert "planned for Wed 25 Nov" in followcal("why", folder, "check-in", "--now", MOVED).text
    assert "planned for Wed 25 Nov" in followcal("why", "check-in", "-o", folder, "--now", MOVED).text
    followcal("page", folder, "-o", "search.html", "--now", MOVED)
    assert "Prepare for" in (tmp_path / "search.html").read_text()
    assert "Maya Lindqvist" in followcal("draft", "check-in", "--calendar", folder, "--now", MOVED).text
    (tmp_path / "invitations").mkdir()
    for words in (("next", "-o", "invitations"), ("page", "invitations", "-o", "other.html")):
        assert "invitations: holds no follow-ups" in followcal(*words, "--now", MOVED, code=1).err
    assert not (tmp_path / "other.html").exists()
    assert "followups.ics: no such file" in followcal("why", "invitations", "--now", MOVED, code=1).err


def test_an_event_that_is_damaged_is_told_and_left_alone(in_folder):
    place = in_folder.place
    in_folder.invited()
    call = place.name_of("check-in")
    place.plain.put(call, place.plain.get(call).replace(b"X-FOLLOWCAL-INTERVIEW:", b"X-FOLLOWCAL-INTERVIEW:!"))
    before = place.plain.get(call)
    found = in_folder.moved(code=3)
    assert f"event {call.removesuffix('.ics')}: its X-FOLLOWCAL-INTERVIEW cannot be read" in found.err
    assert place.plain.get(call) == before
    assert len(place.events()) == 6
    in_folder.moved(code=3)
    assert place.plain.get(call) == before
    assert len(place.events()) == 6


def test_a_copy_that_the_user_made_is_theirs(in_folder):
    place = in_folder.place
    in_folder.invited()
    copy = place.plain.get(place.name_of("check-in")).replace(b"UID:", b"UID:copy-of-")
    place.plain.put("copy.ics", copy)
    in_folder.moved()
    assert place.plain.get("copy.ics") == copy
    assert len(place.events()) == 7


def test_an_event_that_a_server_gave_another_uid_is_still_the_step(in_folder):
    place = in_folder.place
    in_folder.invited()
    call = place.name_of("check-in")
    data = place.plain.get(call)
    place.plain.delete(call)
    place.plain.put("040000008200E0.EML.ics", data.replace(b"UID:", b"UID:040000008200E0-"))
    assert "deleted by you" not in in_folder.moved().text
    assert len(place.events()) == 6
    assert place.field("040000008200E0.EML.ics", "DTSTART").dt == datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
    assert "nothing changed" in in_folder.sync(now=MOVED).text


def test_while_one_run_works_on_a_calendar_another_one_waits_its_turn(in_folder, tmp_path):
    in_folder.invited()
    [path] = (tmp_path / "state/one/followcal").glob("*.sqlite")
    with State(path, in_folder.place.target):
        found = in_folder.sync(code=1)
    assert "another run of followcal works on this calendar" in found.err
    assert len(found.lines) == 1


def test_a_file_that_followcal_did_not_write_is_never_replaced(place_of, followcal):
    syncing = Syncing(place_of("file"), followcal)
    foreign = invitation("round_two")
    syncing.place.plain.path.write_bytes(foreign)
    syncing.place.invite("one.ics", invitation("google"))
    assert "not written by followcal" in syncing.sync("--force", code=1).err
    assert syncing.place.plain.path.read_bytes() == foreign


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_the_timeline_is_drawn_below_what_a_run_would_do(place_of, followcal, kind):
    syncing = Syncing(place_of(kind), followcal)
    syncing.place.invite("one.ics", invitation("google"))
    table = syncing.sync("--dry-run").text
    found = syncing.sync("--dry-run", "--format", "timeline").text
    assert found.startswith(table)
    drawn = found.removeprefix(table).strip("\n")
    assert "  check-in" in drawn
    assert max(map(len, drawn.splitlines())) <= 80
    assert syncing.place.rows() == []
    shown = syncing.run("plan", *syncing.place.sources, *ME, "-o", "new.ics", "--format", "timeline", "--now", INVITED)
    assert drawn == shown.text.strip("\n")


def test_as_data(in_folder):
    in_folder.place.invite("one.ics", invitation("google"))
    data = in_folder.sync("--format", "json").json
    assert data["schema"] == 1
    assert [each["change"] for each in data["changes"]] == ["new"] * 6
    [call] = [each for each in data["changes"] if each["summary"].startswith("Call")]
    assert (call["start"], call["was"]) == ("2026-11-25T10:00:00-05:00", None)
    assert "S5" in call["why"]
    again = in_folder.moved().text
    assert "moved: Wed 25 Nov, 10:00 -> Fri 27 Nov, 10:00: Call Acme Robotics" in again
    assert json.loads(in_folder.sync("--format", "json", now=MOVED).text)["changes"] == []


class TestWhatIsNamed:
    def test_without_a_target_it_is_asked_for(self, followcal):
        assert "where to? Name a folder or a file with --to" in followcal("sync", "x.ics", code=2).err

    def test_without_a_source_it_is_asked_for(self, followcal):
        assert "of which calendars?" in followcal("sync", "--to", "cal", code=2).err

    def test_an_account_that_is_not_set_up(self, followcal, tmp_path):
        (tmp_path / "x.ics").write_bytes(invitation("google"))
        assert "no such account" in followcal("sync", "x.ics", "--to", "work:Jobs", code=2).err

    def test_a_source_that_cannot_be_read_is_skipped_and_told(self, in_folder):
        in_folder.place.invite("one.ics", invitation("google"))
        in_folder.place.sources = ("missing.ics", *in_folder.place.sources)
        found = in_folder.sync(code=3)
        assert "skipped: missing.ics: cannot be read" in found.err
        assert len(in_folder.place.events()) == 6

    def test_an_empty_folder_is_no_fault(self, in_folder):
        assert "nothing changed" in in_folder.sync().text

    def test_the_configuration_names_all_of_it(self, followcal, tmp_path):
        (tmp_path / "config/followcal").mkdir(parents=True)
        (tmp_path / "one.ics").write_bytes(invitation("google"))
        (tmp_path / "config/followcal/config.toml").write_text(
            f'[sync]\nsources = ["{tmp_path / "one.ics"}"]\ntarget = "{tmp_path / "cal"}"\n'
            'me = ["jo.seeker@gmail.com"]\ntimezone = "America/New_York"\ncountry = ["US-NY"]\n'
        )
        found = followcal("sync", "--now", INVITED)
        assert "6 new" in found.text
        assert found.err == ""
        assert "nothing changed" in followcal("sync", "--now", INVITED).text
        assert "no conflicts" in followcal("conflicts").text

    def test_an_interview_that_stands_in_no_calendar_any_more_is_told(self, followcal, tmp_path):
        (tmp_path / "config/followcal").mkdir(parents=True)
        (tmp_path / "inbox").mkdir()
        (tmp_path / "inbox/one.ics").write_bytes(invitation("google"))
        (tmp_path / "config/followcal/config.toml").write_text(
            f'[sync]\nsources = ["{tmp_path / "inbox"}"]\ntarget = "{tmp_path / "cal"}"\n'
        )
        followcal("sync", *ME, "--now", INVITED)
        (tmp_path / "inbox/one.ics").unlink()
        found = followcal("sync", *ME, "--now", INVITED)
        assert "Wed 18 Nov, 11:00: in none of the calendars any more" in found.err
        assert "nothing changed" in found.text
        assert "in none of the calendars" not in followcal("sync", *ME, "--now", LATER).err

    def test_a_calendar_by_its_name(self, place_of, followcal, sent):
        place = place_of("radicale")
        place.invite("one.ics", invitation("google"))
        both = [each.removeprefix("home:") for each in (place.target, *place.sources)]
        names = followcal("sync", *place.sources, "--to", "home:No such", "--now", INVITED, code=2)
        assert "no such calendar in this account: there are Follow-ups" in names.err
        several = followcal("sync", *place.sources, "--to", "home:Follow-ups", "--now", INVITED, code=2)
        assert "several calendars are called so: name home:/alice/" in several.err
        assert all(path in several.err for path in both)


def test_a_wrong_password_is_tried_once(place_of, followcal, tmp_path, sent):
    place = place_of("radicale")
    path = tmp_path / "config/followcal/config.toml"
    path.write_text(path.read_text().replace("secretpw", "wrongpw"))
    found = Syncing(place, followcal).sync(code=1)
    assert len(sent) == 1
    assert "not accepted" in found.err
    assert len(found.lines) == 1
    assert "wrongpw" not in found.err


class TestOtherCommands:
    """Where a target is set up and no calendar file lies here, the other commands go by the target."""

    @pytest.fixture
    def jobs(self, place_of, followcal, tmp_path):
        def make(kind):
            syncing = Syncing(place_of(kind), followcal)
            folder = tmp_path / "config/followcal"
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / "config.toml").open("a") as file:
                file.write(f'[sync]\ntarget = "{syncing.place.target}"\n')
            syncing.invited()
            return syncing

        return make

    @pytest.mark.parametrize("kind", ["file", "folder", "radicale"])
    def test_next_and_tell(self, jobs, kind):
        jobs = jobs(kind)
        assert "Prepare for Acme Robotics" in jobs.run("next", "--now", "2026-11-16T09:00:00-05:00").text
        assert "Acme Robotics" in jobs.run("tell", "--now", MOVED).text
        assert "business day" in jobs.run("why", "call", "--now", MOVED).text
        assert "Acme Robotics" in jobs.run("page", "-o", "-", "--now", MOVED).text
        later = "2026-11-19T09:00:00-05:00"
        before = contents(jobs.place)
        assert "rejected" in jobs.run("tell", "rejected by Acme", "--dry-run", "--now", later).text.lower()
        assert contents(jobs.place) == before
        jobs.run("tell", "rejected by Acme", "--now", later)
        assert any("their answer" in row for row in jobs.place.rows())
        assert not any("CONFIRMED rings Call" in row for row in jobs.place.rows())
        rows = jobs.place.rows()
        jobs.sync(now=later, machine="another" if kind != "file" else "one")
        assert jobs.place.rows() == rows
        jobs.run("tell", "--undo", "rejected by Acme", "--now", later)
        assert any("CONFIRMED rings Call" in row for row in jobs.place.rows())

    def test_they_go_by_the_same_policy(self, jobs, tmp_path):
        (tmp_path / "config/followcal").mkdir(parents=True)
        syncing = jobs("folder")
        path = tmp_path / "config/followcal/config.toml"
        path.write_text(path.read_text() + 'policy = ["same-day"]\n')
        later = "2026-11-19T09:00:00-05:00"
        syncing.sync(now=later)
        before = contents(syncing.place)
        syncing.run("tell", "heard from Acme", "--now", later)
        syncing.run("tell", "--undo", "heard from Acme", "--now", later)
        assert "nothing changed" in syncing.sync(now=later).text
        assert contents(syncing.place).keys() == before.keys()

    def test_what_was_told_is_known_where_the_notes_of_followcal_were_deleted(self, jobs):
        jobs = jobs("folder")
        place, later = jobs.place, "2026-11-19T09:00:00-05:00"
        jobs.run("tell", "rejected by Acme", "--now", later)
        rows = place.rows()
        [notes] = [name for name in place.plain.names() if b"X-FOLLOWCAL-KIND:memory" in place.plain.get(name)]
        place.plain.delete(notes)
        jobs.sync(now=later)
        assert place.rows() == rows
        jobs.sync(now=later, machine="another")
        assert place.rows() == rows

    def test_what_is_not_understood_is_told_and_nothing_is_written(self, jobs):
        jobs = jobs("folder")
        before = contents(jobs.place)
        assert jobs.run("tell", "rejected by Globex", code=2).err
        assert contents(jobs.place) == before


def test_a_damaged_state_is_begun_anew_and_a_run_says_so(objects, tmp_path):
    objects.invited()
    before = contents(objects.place)
    for path in (tmp_path / "state" / "one" / "followcal").glob("*.sqlite"):
        path.write_bytes(path.read_bytes().replace(b"SUMMARY:", b"\xffUMMARY:", 1))
    assert "what was known of it on this computer was damaged, and is begun anew" in objects.sync(now=MOVED).err
    assert contents(objects.place) == before
    assert "damaged" not in objects.sync(now=MOVED).err


LARGE = b"""BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:holiday\r\nDTSTAMP:20261101T000000Z\r
DTSTART:20261224T100000Z\r\nDTEND:20261224T110000Z\r\nSUMMARY:Flight\r\nATTACH;VALUE=BINARY;ENCODING=BASE64:%s\r
END:VEVENT\r\nEND:VCALENDAR\r\n"""


@pytest.mark.parametrize("kind", ["folder", "xandikos"])
def test_a_large_event_of_somebody_else_is_no_matter(place_of, followcal, kind):
    syncing = Syncing(place_of(kind), followcal)
    large = LARGE % b"\r\n ".join([b"x" * 74] * 133_000)  # more than the 10,000,000 bytes that a text in XML may have
    syncing.invited()
    syncing.place.plain.put("holiday.ics", large)
    before = syncing.place.plain.get("holiday.ics")
    assert "cannot be read" not in syncing.moved().err
    assert syncing.place.plain.get("holiday.ics") == before
    assert "nothing changed" in syncing.sync(now=MOVED).text


def test_one_that_is_too_large_is_left_alone_and_told(in_folder, monkeypatch, tmp_path):
    in_folder.invited()
    in_folder.place.plain.put("holiday.ics", LARGE % (b"x" * 300_000))
    monkeypatch.setattr("followcal.shell.files.MAX_BYTES", 200_000)
    found = in_folder.moved(code=3)
    assert "holiday.ics: cannot be read" in found.err
    assert in_folder.place.field(in_folder.place.name_of("check-in"), "DTSTART").dt.day == 27
    config = tmp_path / "config" / "followcal" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(f'[sync]\ntarget = "{in_folder.place.target}"\n')
    assert "holiday.ics: cannot be read" in " ".join(in_folder.run("doctor").text.split())
    in_folder.place.plain.delete("holiday.ics")
    assert "cannot be read" not in in_folder.sync(now=MOVED).err
    assert "cannot be read" not in in_folder.run("doctor").text


class TestAnInterviewThatBecomesASeries:
    """It is still that interview, and still when it is a single one again; in a calendar and in a file."""

    @pytest.fixture(params=["folder", "file"])
    def syncing(self, request, place_of, followcal, tmp_path):
        found = Syncing(place_of(request.param), followcal)
        config = tmp_path / "config" / "followcal" / "config.toml"
        config.parent.mkdir(parents=True)
        config.write_text(f'[sync]\nsources = ["{tmp_path}/inbox"]\ntarget = "{found.place.target}"\n')
        return found

    def sync(self, syncing, sequence, rule="", name="google", now=INVITED):
        data = re.sub(rb"SEQUENCE:\d+", b"SEQUENCE:%d" % sequence, invitation(name))
        assert b"SEQUENCE:%d" % sequence in data
        syncing.place.invite("one.ics", data.replace(b"SUMMARY:", rule.encode() + b"SUMMARY:", 1))
        return syncing.run("sync", *ME, "--now", now)

    def kinds(self, syncing):
        events = syncing.place.events()
        standing = {name: data for name, data in events.items() if b"STATUS:CANCELLED" not in data}
        return sorted(re.search(rb"X-FOLLOWCAL-KIND:(\S+)", data)[1].decode() for data in standing.values())

    def test_and_a_single_one_again(self, syncing):
        self.sync(syncing, 1)
        first = syncing.place.rows()
        found = self.sync(syncing, 2, "RRULE:FREQ=WEEKLY;COUNT=2\r\n")
        assert "in none of the calendars" not in found.err
        assert self.kinds(syncing).count("debrief") == 2
        found = self.sync(syncing, 3)
        assert "in none of the calendars" not in found.err
        assert [row for row in syncing.place.rows() if "CANCELLED" not in row] == first
        found = self.sync(syncing, 3, now="2026-11-26T09:00:00-05:00")  # the other one would be over, too
        assert "in none of the calendars" not in found.err
        assert {"check-in", "closing"} <= set(self.kinds(syncing))
        assert self.kinds(syncing).count("debrief") == 1

    def test_at_another_time(self, syncing):
        self.sync(syncing, 1)
        found = self.sync(syncing, 2, "RRULE:FREQ=WEEKLY;COUNT=2\r\n", name="moved")
        assert "in none of the calendars" not in found.err
        assert self.kinds(syncing).count("debrief") == 2
        assert "moved: Wed 18 Nov" in found.text

    def test_the_other_way_round(self, syncing):
        self.sync(syncing, 1, "RRULE:FREQ=WEEKLY;COUNT=3\r\n")
        first = syncing.place.rows()
        assert self.kinds(syncing).count("debrief") == 3
        found = self.sync(syncing, 2)
        assert "in none of the calendars" not in found.err
        assert self.kinds(syncing).count("debrief") == 1
        assert "called off: Wed 18 Nov" not in found.text
        self.sync(syncing, 3, "RRULE:FREQ=WEEKLY;COUNT=3\r\n")
        assert [row for row in syncing.place.rows() if "CANCELLED" not in row] == first


@pytest.mark.parametrize("year", [2030, 2027, 1999])
def test_one_run_with_a_wrong_clock_forgets_nothing(in_folder, year):
    place, week = in_folder.place, b"X-FOLLOWCAL-DIGEST:20261116"
    in_folder.invited()
    in_folder.sync("--digest")
    [digest] = [name for name, data in place.events().items() if week in data]
    place.plain.delete(place.name_of("check-in"))
    place.plain.delete(digest)
    in_folder.sync()
    in_folder.sync(now=f"{year}-06-01T09:00:00-05:00")
    for machine in ("one", "two"):
        in_folder.sync(machine=machine)
        found = b"".join(place.events().values())
        assert b"KIND:debrief" in found
        assert b"KIND:check-in" not in found
        assert week not in found


@pytest.fixture(params=server_params())
def on_server(request, place_of, followcal):
    return Syncing(place_of(request.param), followcal)


def test_the_first_runs_of_two_computers_at_once(on_server, monkeypatch):
    """The other one has written two events, after this one was told that there are none."""
    once, place = CalDAVCollection.write, on_server.place

    def write(self, operations):
        monkeypatch.setattr(CalDAVCollection, "write", once)
        for each in operations[:2]:
            place.plain.put(each.name, each.data)
        yield from once(self, operations)

    monkeypatch.setattr(CalDAVCollection, "write", write)
    assert "leaves out" not in on_server.invited().err
    assert len(place.events()) == 6
    assert "nothing changed" in on_server.sync().text


def test_a_calendar_that_was_made_anew(on_server):
    place = on_server.place
    on_server.invited()
    before = place.rows()
    for name in place.plain.names():
        place.plain.delete(name)
    found = on_server.sync(code=1)
    [path] = re.findall(r"if the calendar was made anew, delete (\S+), and all is planned anew", found.err)
    Path(path).unlink()
    on_server.sync()
    assert place.rows() == before
