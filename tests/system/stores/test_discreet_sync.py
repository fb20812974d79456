"""Discreet mode of sync: the calendar names nobody, everything else is as ever, and the details come back."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from followcal.shell.covers import Covers
from followcal.shell.stores.transport import Connection
from shares import IS_DEFAULT
from system.stores.conftest import server_params
from system.stores.syncer import LATER, MOVED, Syncing, contents, invitation

SECRETS = (
    "acme senior backend engineer seeker interview follow thank employer reference debrief job advice draft robotics "
    "call-script eastern new_york"
).split()
PROPERTIES = set(
    "SUMMARY DTSTART DTEND DUE DTSTAMP UID SEQUENCE CLASS CREATED LAST-MODIFIED STATUS TRANSP LOCATION COMPLETED "
    "X-MICROSOFT-CDO-BUSYSTATUS BEGIN END ACTION DESCRIPTION TRIGGER VERSION PRODID CALSCALE PERCENT-COMPLETE "
    "X-LIC-ERROR X-RADICALE-NAME".split()
)
DISCREET = "--discreet"


class Discreetly(Syncing):
    """The command on one place, and what another program sees there."""

    def others(self):
        """The objects of followcal, as they stand."""
        return {name: data for name, data in contents(self.place).items() if name != "one.ics"}

    def titles(self):
        found = (re.search(rb"SUMMARY:(.*?)\r?\n", data)[1] for data in self.others().values())
        return sorted(title.decode().replace("\\", "") for title in found)

    def named(self, title):
        [found] = [name for name, data in self.others().items() if b"SUMMARY:" + title.encode() in data]
        return found

    def check(self):
        for data in self.others().values():
            text = data.decode().replace("\r\n ", "")
            for secret in SECRETS:
                assert secret not in text.casefold(), (secret, text)
            assert set(re.findall(r"^([A-Z-]+)[;:]", text, re.MULTILINE)) <= PROPERTIES
        for path in (self.place.plain.path,) if self.place.kind == "folder" else ():
            assert not any("followcal" in each.name for each in path.iterdir())

    def invited(self, *args, **options):
        self.place.invite("one.ics", invitation("google"))
        return self.sync(DISCREET, *args, **options)


@pytest.fixture(params=["folder", *server_params()])
def discreetly(request, place_of, followcal):
    return Discreetly(place_of(request.param), followcal)


@pytest.fixture
def in_folder(place_of, followcal):
    return Discreetly(place_of("folder"), followcal)


def test_the_calendar_names_nobody_and_a_second_run_writes_nothing(discreetly):
    found = discreetly.invited()
    assert "6 new" in " ".join(found.text.split())
    assert "Acme" in found.text
    discreetly.check()
    assert [title.partition(",")[0] for title in discreetly.titles()] == [
        "Call or write",
        "Prepare",
        "Take notes",
        *["Write a mail"] * 3,
    ]
    before = contents(discreetly.place)
    assert "nothing changed" in " ".join(discreetly.sync().text.split())  # it stays discreet, without the option
    assert contents(discreetly.place) == before


def test_what_moves_moves_and_is_called_off_and_taken_away(discreetly):
    discreetly.invited()
    before = discreetly.titles()
    found = discreetly.moved()
    assert "moved: Wed 25 Nov, 10:00 -> Fri 27 Nov, 10:00: Call Acme Robotics" in " ".join(found.text.split())
    discreetly.check()
    assert discreetly.titles() != before
    assert len(discreetly.others()) == 6
    discreetly.called_off()
    discreetly.check()
    assert all(b"STATUS:CANCELLED" in data and b"VALARM" not in data for data in discreetly.others().values())
    discreetly.called_off(now=LATER)
    assert discreetly.others() == {}


def test_what_the_user_does_in_the_calendar_counts_and_stays(discreetly):
    discreetly.invited()
    place = discreetly.place
    call, note, debrief = (
        discreetly.named(title) for title in ("Call or write", "Write a mail\\, by Fri 20 Nov", "Take notes")
    )
    when = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
    place.edit(call, dtstart=when, dtend=when + timedelta(minutes=30), location="Café Zoë")
    title = str(place.field(note, "SUMMARY"))
    place.edit(note, summary=f"✓ {title}")
    place.edit(debrief, description="They will reply: end of next week\nOutcome:")
    later = "2026-11-20T18:00:00-05:00"
    found = discreetly.sync(now=later)
    assert place.field(call, "DTSTART").dt == when
    assert place.field(call, "LOCATION") == "Café Zoë"
    assert place.field(note, "SUMMARY") == f"✓ {title}"
    assert str(place.field(debrief, "DESCRIPTION")) == "They will reply: end of next week\nOutcome:"
    assert "too early" in found.text
    assert b"BEGIN:VALARM" not in place.plain.get(call)
    before = contents(place)
    assert "nothing changed" in discreetly.sync(now=later).text
    assert contents(place) == before


def test_what_the_user_deletes_is_not_made_again(discreetly):
    discreetly.invited()
    discreetly.place.plain.delete(discreetly.named("Call or write"))
    assert "deleted by you, and not planned again: Call Acme" in discreetly.moved().text
    assert len(discreetly.others()) == 5
    discreetly.check()


def test_switched_on_it_hides_and_switched_off_it_shows_everything_again(discreetly):
    syncing = discreetly
    syncing.place.invite("one.ics", invitation("google"))
    syncing.sync()
    place = syncing.place
    rows = place.rows()
    place.type_into(place.name_of("debrief"), "I promised", "my portfolio")
    call = place.name_of("check-in")
    place.edit(call, summary="Ring Acme", location="Acme")
    found = syncing.sync("--dry-run", DISCREET)
    assert "Acme" in str(contents(place))
    found = syncing.sync(DISCREET)
    assert "only to hide details" in " ".join(found.text.split())
    syncing.check()
    assert len(syncing.others()) == 7  # what was promised is one more
    assert "nothing changed" in " ".join(syncing.sync().text.split())
    found = syncing.sync("--no-discreet")
    assert "or to show them" in " ".join(found.text.split())
    assert place.field(call, "SUMMARY") == "Ring Acme"
    assert place.field(call, "LOCATION") == "Acme"
    shown = place.rows()
    assert len(shown) == len(rows) + 1
    assert "my portfolio" in str(place.field(place.name_of("debrief"), "DESCRIPTION"))
    assert "nothing changed" in " ".join(syncing.sync().text.split())
    syncing.sync(machine="another")
    assert place.rows() == shown


def test_details_are_not_written_because_one_computer_does_not_know_them(discreetly):
    discreetly.invited()
    before = contents(discreetly.place)
    found = discreetly.sync(code=1, machine="another")
    assert "6 events of ours stand there without details" in " ".join(found.err.split())
    assert contents(discreetly.place) == before
    found = discreetly.sync(DISCREET, machine="another")
    assert contents(discreetly.place) == before
    assert "nothing changed" in " ".join(discreetly.sync(machine="another").text.split())
    discreetly.moved(machine="another")
    discreetly.check()
    assert len(discreetly.others()) == 6


def test_details_that_were_lost_are_written_from_the_invitations(in_folder):
    in_folder.invited()
    in_folder.sync("--no-discreet", machine="another")
    assert len(in_folder.place.rows()) == 6
    assert all("Acme" in row or "references" in row for row in in_folder.place.rows())


def test_a_title_that_is_taken_back_follows_the_plan_again(in_folder):
    in_folder.invited()
    place, call = in_folder.place, in_folder.named("Call or write")
    title = str(place.field(call, "SUMMARY"))
    place.edit(call, summary="Ring them")
    assert "nothing changed" not in in_folder.moved(code=3).text
    assert place.field(call, "SUMMARY") == "Ring them"
    place.edit(call, summary=title)
    in_folder.moved()
    assert str(place.field(call, "SUMMARY")) == "Call or write, by Mon 30 Nov"
    in_folder.sync("--no-discreet", now=MOVED)
    assert str(place.field(call, "SUMMARY")).startswith("Call Acme Robotics")


def test_a_moved_event_that_is_moved_back_is_ours_again(in_folder):
    in_folder.invited()
    place, call = in_folder.place, in_folder.named("Call or write")
    start, end = (place.field(call, name).dt for name in ("DTSTART", "DTEND"))
    later = timedelta(hours=4)
    place.edit(call, dtstart=start + later, dtend=end + later)
    in_folder.sync()
    place.edit(call, dtstart=start, dtend=end)
    in_folder.sync()
    assert place.field(call, "DTSTART").dt == start
    in_folder.moved()
    assert place.field(call, "DTSTART").dt == datetime(2026, 11, 27, 15, 0, tzinfo=UTC)


def test_what_is_typed_is_changed_and_taken_out(in_folder):
    in_folder.invited()
    place, debrief = in_folder.place, in_folder.named("Take notes")
    later = "2026-11-19T09:00:00-05:00"

    def calls():
        return any(title.startswith("Call or write") for title in in_folder.titles() if "CANCELLED" not in title)

    place.edit(debrief, description="Outcome: heard")
    assert "called off: " in in_folder.sync(now=later).text
    place.edit(debrief, description="Outcome: they offered me the moon")
    found = in_folder.sync(now=later)
    assert "not understood" in found.err
    assert "back: " in found.text
    place.edit(debrief, description="<p>Outcome:&nbsp;rejected</p>")
    assert "called off: " in in_folder.sync(now=later).text
    assert any(b"Write a mail" in data for data in in_folder.others().values())
    place.edit(debrief, description=None)
    assert "back: " in in_folder.sync(now=later).text
    assert str(place.field(debrief, "DESCRIPTION")) == "None"
    assert "nothing changed" in in_folder.sync(now=later).text
    in_folder.check()
    in_folder.sync("--no-discreet", now=later)
    assert str(place.field(debrief, "DESCRIPTION")).count("Outcome:") <= 1


def test_the_configuration_says_it_and_the_other_commands_know_all(discreetly, tmp_path):
    folder = tmp_path / "config/followcal"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "config.toml").open("a") as file:
        file.write(f'[sync]\ntarget = "{discreetly.place.target}"\n[privacy]\ndiscreet = true\n')
    discreetly.place.invite("one.ics", invitation("google"))
    discreetly.sync("--no-discreet")
    run = discreetly.run
    run("tell", "Acme: they will decide by 4 December", "--now", MOVED)
    discreetly.check()
    run("tell", "--undo", "Acme: they will decide by 4 December", "--now", MOVED)
    assert "Prepare for Acme Robotics" in run("next", "--now", "2026-11-16T09:00:00-05:00").text
    assert "business day" in run("why", "call", "acme", "--now", MOVED).text
    assert "Acme Robotics" in run("draft", "check-in", "--now", MOVED).text
    assert "Acme" not in run("page", "-o", "-", "--now", MOVED).text
    later = "2026-11-19T09:00:00-05:00"
    run("tell", "rejected by Acme", "--now", later)
    discreetly.check()
    assert any(b"STATUS:CANCELLED" in data for data in discreetly.others().values())
    run("tell", "--undo", "rejected by Acme", "--now", later)
    discreetly.check()
    assert "nothing changed" in " ".join(discreetly.sync(now=later).text.split())
    discreetly.sync("--no-discreet", now=later)
    assert any("Acme" in row for row in discreetly.place.rows())
    discreetly.sync(now=later)
    discreetly.check()


def test_an_event_that_is_the_users_for_good_keeps_its_details_and_says_so(in_folder):
    in_folder.place.invite("one.ics", invitation("google"))
    in_folder.sync()
    place = in_folder.place
    call = place.name_of("check-in")
    place.edit(call, attendee="mailto:friend@example.com")
    place.plain.put("copy.ics", place.plain.get(place.name_of("debrief")).replace(b"UID:", b"UID:copy-of-"))
    before = place.plain.get(call)
    found = in_folder.sync(DISCREET)
    assert found.err.count("yours, and left as it is, with its details") == 2
    assert place.plain.get(call) == before


def test_killed_before_it_is_known_what_stands_there_the_next_run_finds_out(in_folder, monkeypatch):
    in_folder.invited()
    with monkeypatch.context() as patch:
        patch.setattr(Covers, "settle", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        in_folder.moved(code=130)
    after = contents(in_folder.place)
    assert "nothing changed" in in_folder.sync(now=MOVED).text
    assert contents(in_folder.place) == after
    in_folder.check()
    in_folder.sync("--no-discreet", now=MOVED)
    assert any("Acme" in row for row in in_folder.place.rows())


def test_the_state_is_the_users_alone(in_folder, tmp_path):
    in_folder.invited()
    for path in (tmp_path / "state/one/followcal").glob("*.sqlite"):
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("is_done", [True, pytest.param(False, marks=pytest.mark.slow)])
@pytest.mark.parametrize("first", ["--no-discreet", pytest.param(DISCREET, marks=pytest.mark.slow)])
def test_ended_at_any_request_the_next_run_hides_all_and_knows_all(place_of, followcal, monkeypatch, first, is_done):
    syncing = Discreetly(place_of("radicale"), followcal)
    place, once = syncing.place, Connection._once
    count = []

    def ending_at(number):
        def request(self, method, url, body, headers):
            count.append(method)
            if len(count) == number:
                if is_done:
                    once(self, method, url, body, headers)
                raise KeyboardInterrupt
            return once(self, method, url, body, headers)

        count.clear()
        monkeypatch.setattr(Connection, "_once", request)

    number, ended = 0, True
    while ended:
        number += 3 if IS_DEFAULT else 1
        machine = f"{is_done}-{number}"
        ending_at(None)
        for name in place.plain.names():
            place.plain.delete(name)
        place.invite("one.ics", invitation("google"))
        syncing.sync(first, machine=machine)
        ending_at(number)
        place.invite("one.ics", invitation("moved"))
        assert place.rows() == [] or first != DISCREET
        ended = syncing.sync(DISCREET, now=MOVED, machine=machine, code={0, 130}).code == 130
        ending_at(None)
        syncing.sync(DISCREET, now=MOVED, machine=machine)
        syncing.check()
        assert len(syncing.others()) == 6
        assert "nothing changed" in " ".join(syncing.sync(now=MOVED, machine=machine).text.split()), number
        syncing.sync("--no-discreet", now=MOVED, machine=machine)
        rows = place.rows()
        assert sum("Acme" in row for row in rows) == 6, rows
        assert any("Fri 2026-11-27 15:00" in row for row in rows)
    assert number > 7
