"""Calendars of accounts as busy time: `--busy ACCOUNT:CALENDAR` and `[busy]`, on each server, and when it fails."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from busy_calendars import PLAIN_MARKS, Maker, wrapped
from calendars import calendar, event
from followcal.formats.busy import BusyReading, read_busy
from followcal.shell.busy import BusySettings
from followcal.shell.busy_sources import busy_time
from followcal.shell.calendars import Calendars
from followcal.shell.configuration import load_configuration
from system.servers import ALWAYS, SERVERS
from system.stores.conftest import ACCOUNT, server_params
from system.stores.proxy import Answer, busy_for_long, drop_before, error_before, garbage_body, page, proxy_to
from system.stores.syncer import ME, invitation

INVITATION = Path(__file__).parents[3] / "examples" / "interview.ics"
NOW = ("--now", "2026-11-16T09:00:00-05:00")
DECLINED = ("ORGANIZER:mailto:a@work.example", "ATTENDEE;PARTSTAT=DECLINED:mailto:jo.seeker@gmail.com")
FREE = {"thank-you": "18.11. 16:30", "check-in": "25.11. 10:00"}
AROUND = {"thank-you": "18.11. 16:30", "check-in": "25.11. 10:30"}


def appointment(*lines, uid="gym", day="20261125", at="0900", minutes=90):
    return calendar(
        event(
            *lines,
            uid=uid,
            start=f"DTSTART;TZID=America/New_York:{day}T{at}00",
            end=f"DURATION:PT{minutes}M",
            title="Gym",
        )
    )


class Account:
    """A user with an account on a server, and a calendar of appointments there."""

    def __init__(self, folder, address, plain, followcal):
        self.plain, self._run, self._folder = plain, followcal, folder
        self._config = folder / "config" / "followcal" / "config.toml"
        self._config.parent.mkdir(parents=True, exist_ok=True)
        self.path = re.sub(r"https?://[^/]+", "", plain.url)
        self.name = f"home:{self.path}"
        self.set_up(address)

    def set_up(self, address, more="", password="secretpw"):
        self._config.write_text(ACCOUNT.format(url=address).replace("secretpw", password) + more)

    def plan(self, *args, code=0):
        """Plan for the example and return when the note and the call start, by the clock in New York, and the run."""
        (self._folder / "out.ics").unlink(missing_ok=True)
        found = self._run("plan", INVITATION, *NOW, "--format", "json", "-o", "out.ics", *args, code=code)
        steps = {
            step["kind"]: f"{datetime.fromisoformat(step['start']):%d.%m. %H:%M}"
            for step in json.loads(found.out)["steps"]
        }
        return {kind: steps[kind] for kind in FREE}, found


@pytest.fixture
def account_of(servers, tmp_path, followcal):
    made = []

    def make(name, address=None):
        running = servers(name)
        made.append(running.calendar())
        return Account(tmp_path, address or running.address, made[-1], followcal)

    yield make
    for each in made:
        each.remove_calendar()


def calls(found):
    """When calls start, by what `next` lists."""
    steps = [step for task in json.loads(found.out)["tasks"] for step in task["steps"]]
    return [step["start"][:16] for step in steps if step["kind"] == "check-in"]


@pytest.mark.parametrize("name", server_params())
def test_follow_ups_keep_out_of_the_way_and_news_take_one_request(account_of, name, sent):
    account = account_of(name)
    for number in range(60):
        account.plain.put(f"{number}.ics", appointment(uid=f"old-{number}", day="20260105"))
    assert account.plan("--busy", account.name)[0] == FREE
    assert len(sent) <= 1 + 2  # a list, and 50 events a request
    account.plain.put("gym.ics", appointment())
    assert account.plan("--busy", account.name)[0] == AROUND
    sent.clear()
    assert account.plan("--busy", account.name)[0] == AROUND
    assert len(sent) == 1
    account.plain.delete("gym.ics")
    assert account.plan("--busy", account.name)[0] == FREE


def test_by_the_configuration_and_beside_files(account_of, tmp_path, followcal):
    account = account_of("radicale")
    account.plain.put("gym.ics", appointment())
    (tmp_path / "config" / "followcal" / "more.ics").write_bytes(appointment(uid="2", day="20261118", at="1600"))
    account.set_up(account.plain.url, f'[busy]\nsources = ["{account.name}", "more.ics"]\n')
    both = {"thank-you": "18.11. 17:30", "check-in": "25.11. 10:30"}
    assert account.plan()[0] == both
    found = followcal("next", "-o", "out.ics", "--now", "2026-11-24T09:00:00-05:00", "--format", "json")
    assert calls(found) == ["2026-11-25T10:30"]
    assert account.plan("--busy", account.name)[0] == both  # named twice, it is one calendar


def test_the_settings_of_busy_time_hold_for_servers(account_of):
    account = account_of("radicale")
    account.plain.put("gym.ics", appointment("STATUS:TENTATIVE"))
    account.set_up(account.plain.url, f'[busy]\nsources = ["{account.name}"]\ntentative = "free"\n')
    assert account.plan()[0] == FREE
    account.plain.put("gym.ics", appointment(*DECLINED))
    assert account.plan("--me", "jo.seeker@gmail.com")[0] == FREE
    assert account.plan("--me", "joe@home.example")[0] == AROUND


class TestSync:
    @pytest.fixture
    def place(self, place_of):
        found = place_of("radicale")
        found.invite("one.ics", invitation("google"))
        return found

    def call(self, place):
        [row] = [row for row in place.rows() if "Call" in row]
        return row.split()[2]

    def sync(self, followcal, place, *args, **options):
        now = "2026-11-10T09:00:00-05:00"
        return followcal("sync", *args, *place.sources, "--to", place.target, *ME, "--now", now, **options)

    def configure(self, tmp_path, place, text):
        path = tmp_path / "config" / "followcal" / "config.toml"
        path.write_text(path.read_text() + text)

    def test_a_source_may_be_busy_time_and_is_asked_once(self, followcal, place, tmp_path, sent):
        place.invite("gym.ics", appointment(day="20261125", at="0900", minutes=150))
        self.sync(followcal, place)
        assert self.call(place) == "15:00"  # in UTC
        self.configure(tmp_path, place, f'[busy]\nsources = ["{place.sources[0]}", "{place.target}"]\n')
        self.sync(followcal, place)
        assert self.call(place) == "16:30"
        sent.clear()
        assert "nothing changed" in self.sync(followcal, place).text
        assert sent == ["REPORT", "REPORT"]  # one for each calendar

    def test_it_is_asked_once_where_it_fails_as_well(self, followcal, place, tmp_path, sent):
        self.sync(followcal, place)
        self.configure(tmp_path, place, '[busy]\nsources = ["home:/alice/nowhere/"]\n')
        sent.clear()
        found = self.sync(followcal, place, "home:/alice/nowhere/", code=3)
        assert sent == ["PROPFIND", "PROPFIND", "REPORT"]  # the target, empty before; what is not there; the source
        assert found.err.count("no calendar at this address") == 2  # as a source, and as busy time

    def test_the_configuration_that_is_named_counts(self, followcal, place, tmp_path):
        place.invite("gym.ics", appointment(day="20261125", at="0900", minutes=150))
        usual = (tmp_path / "config" / "followcal" / "config.toml").read_text()
        (tmp_path / "other.toml").write_text(f'{usual}[busy]\nsources = ["{place.sources[0]}"]\n')
        self.sync(followcal, place, "--config", "other.toml")
        assert self.call(place) == "16:30"

    def test_next_by_the_target(self, followcal, place, tmp_path):
        self.configure(tmp_path, place, f'[sync]\nsources = ["{place.sources[0]}"]\ntarget = "{place.target}"\n')
        followcal("sync", *ME, "--now", "2026-11-10T09:00:00-05:00")
        place.invite("gym.ics", appointment(day="20261125", at="0900", minutes=150))
        busy = ("--busy", place.sources[0], "--now", "2026-11-24T09:00:00-05:00", "--format", "json")
        assert calls(followcal("next", *busy)) == ["2026-11-25T11:30"]


class TestWhatCannotBeRead:
    """It is told by its name, nothing secret is, and the plan is made."""

    @pytest.mark.parametrize(
        ("source", "why"),
        [
            ("home:/alice/nowhere/", "no calendar at this address"),
            ("home:Nowhere", "no such calendar in this account"),
            ("work:Nowhere", "work:Nowhere: cannot be read: no such file or folder"),
        ],
    )
    def test_what_is_not_there(self, account_of, source, why):
        found, run = account_of("radicale").plan("--busy", source, code=3)
        assert found == FREE
        assert why in run.err
        assert run.err.count("skipped:") == 1

    def test_after_a_refused_password_nothing_more_is_sent(self, account_of, sent):
        account = account_of("radicale")
        account.set_up(account.plain.url, password="wrong-pw")
        found, run = account.plan("--busy", account.name, "--busy", "home:Other", code=3)
        assert found == FREE
        assert len(sent) == 1
        assert "user name or password not accepted" in run.err
        assert "wrong-pw" not in run.err + run.text

    def test_a_password_that_is_not_given(self, account_of, sent):
        account = account_of("radicale")
        account.plain.put("gym.ics", appointment())
        account.plan("--busy", account.name)
        account.set_up(account.plain.url.replace('"', ""), password='", "x')
        config = account._config.read_text().replace('["printf", "", "x"]', '["false"]')
        account._config.write_text(config)
        sent.clear()
        found, run = account.plan("--busy", account.name, code=3)
        assert found == AROUND  # as it was last time
        assert "accounts.home.password_command: failed" in run.err
        assert "taken as it was last time" in run.err
        assert sent == []

    @pytest.mark.parametrize("fault", [drop_before, error_before, page, garbage_body, busy_for_long])
    def test_a_server_that_is_away_moves_nothing(self, servers, account_of, fault):
        with proxy_to(servers("radicale").address) as proxy:
            account = account_of("radicale", proxy.address)
            account.plain.put("gym.ics", appointment())
            proxy.begin(lambda number, asked: fault)
            found, run = account.plan("--busy", account.name, code=3)  # nothing is known yet
            assert (found, run.err.count("skipped:")) == (FREE, 1)
            proxy.begin()
            assert account.plan("--busy", account.name)[0] == AROUND
            proxy.begin(lambda number, asked: fault)
            found, run = account.plan("--busy", account.name, code=3)
            assert found == AROUND
            assert run.err.count("skipped:") == 1
            assert "taken as it was last time" in run.err

    def test_a_calendar_that_another_run_uses(self, account_of, tmp_path):
        account = account_of("radicale")
        account.plan("--busy", account.name)
        folder = tmp_path / "state" / "one" / "followcal"
        with Calendars(load_configuration(str(account._config)), folder) as calendars:
            calendars.open(account.name)
            found, run = account.plan("--busy", account.name, code=3)
        assert found == FREE
        assert "another run of followcal works on this calendar" in run.err


def reports_only(number, asked):
    """A server that shows no events of a calendar, but when its owner is busy."""
    return None if b"free-busy-query" in asked.body else lambda *_: Answer(403, {}, b"")


class TestReports:
    """Calendars of which the user may see no more than when somebody is busy (RFC 4791, 6.1.1 and 7.10)."""

    @pytest.mark.parametrize(
        "name",
        [
            name if name in ALWAYS else pytest.param(name, marks=pytest.mark.servers)
            for name in SERVERS
            if name != "sogo"
        ],
    )
    def test_the_report_of_the_server_is_used_and_said(self, servers, account_of, name):
        with proxy_to(servers(name).address) as proxy:
            account = account_of(name, proxy.address)
            account.plain.put("gym.ics", appointment())
            proxy.begin(reports_only)
            found, run = account.plan("--busy", account.name)
            assert found == AROUND
            assert "note: " in run.err
            assert "the server's report of when you are busy is used" in " ".join(run.err.split())
            assert len(proxy.requests) == 2

    @pytest.mark.parametrize("report", [b"", b"Hello", b"BEGIN:VCALENDAR\r\nBEGIN:VFREEBUSY\r\nFREEBUSY:soon\r\n"])
    def test_one_that_is_none_is_told(self, servers, account_of, report):
        def answer(number, asked):
            return lambda *_: Answer(200 if b"free-busy" in asked.body else 403, {}, report)

        with proxy_to(servers("radicale").address) as proxy:
            account = account_of("radicale", proxy.address)
            proxy.begin(answer)
            found, run = account.plan("--busy", account.name, code=3)
        assert found == FREE
        assert account.name in run.err

    def test_where_there_is_none_either_the_refusal_is_told(self, servers, account_of):
        with proxy_to(servers("radicale").address) as proxy:
            account = account_of("radicale", proxy.address)
            proxy.begin(lambda number, asked: lambda *_: Answer(403, {}, b""))
            found, run = account.plan("--busy", account.name, code=3)
        assert found == FREE
        assert "no permission to read this calendar" in run.err

    @pytest.mark.servers
    def test_a_calendar_that_is_shared_so(self, servers, account_of):
        """On Cyrus, bob may see when alice is busy, and nothing else."""
        account = account_of("cyrus")
        account.plain.put("gym.ics", appointment())
        acl = (
            '<?xml version="1.0"?><acl xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><ace><principal>'
            "<authenticated/></principal><grant><privilege><c:read-free-busy/></privilege></grant></ace></acl>"
        )
        status, text, _ = account.plain.send("ACL", body=acl.encode(), Content_Type="application/xml; charset=utf-8")
        assert status == 200, (status, text)
        config = account._config.read_text().replace("alice", "bob").replace("secretpw", "bobpw")
        account._config.write_text(config)
        theirs = account.path.replace("/alice/", "/bob/alice.")  # where Cyrus shows it to bob
        assert account.plan("--busy", f"home:{theirs}")[0] == AROUND


@pytest.mark.parametrize("name", ALWAYS)
@pytest.mark.parametrize("seed", [0, 1, 2, 3, 5])
def test_busy_time_is_that_of_a_file_with_the_same_events(account_of, tmp_path, name, seed):
    account = account_of(name)
    made = Maker(seed, PLAIN_MARKS).make()
    kept = []
    for number, each in enumerate(made.events):
        data = wrapped(*each, zones=made.zones)
        status, _, _ = account.plain.send("PUT", f"{number}.ics", data, Content_Type="text/calendar; charset=utf-8")
        if status in (201, 204):  # some events are too strange for some servers
            kept.extend(each)
    assert len(kept) > 2
    reading = BusyReading(first=made.first, last=made.last, home=made.home)
    expected = read_busy(wrapped(*kept, zones=made.zones), "x", reading)
    configuration = load_configuration(str(account._config))
    with Calendars(configuration, tmp_path / "states") as calendars:
        found = busy_time(BusySettings((account.name,), configuration=configuration), reading, calendars)
    assert made.merged((each.start, each.end) for each in found.periods) == made.merged(
        (each.start, each.end) for each in expected.periods
    )
    assert expected.periods
