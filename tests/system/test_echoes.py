"""Our events, imported into a calendar that drops what it does not know, and read back from its secret address."""

from __future__ import annotations

import re

import pytest

from calendars import calendar, event
from system.stores.proxy import Answer, proxy_to

PATH = "/calendar/ical/me/private-6f1ed002ab5595859014ebf0951522d9/basic.ics"
TALK = event(
    "DESCRIPTION:Ann Lee will interview you",
    start="DTSTART;TZID=America/New_York:20261118T140000",
    end="DTEND;TZID=America/New_York:20261118T150000",
    title="Interview with Acme",
)
BEFORE, AFTER = "2026-11-16T09:00:00-05:00", "2026-11-18T18:00:00-05:00"
OPTIONS = ("--country", "US-NY")


class Elsewhere:
    """A calendar at a secret address: what was imported there, without properties that it does not know."""

    def __init__(self, server):
        self.server, self.events, self.address = server, [TALK], server.address + PATH
        server.begin(lambda number, asked: lambda *_: Answer(200, {"Content-Type": "text/calendar"}, self.text()))

    def text(self):
        return calendar(*self.events)

    def take(self, path):
        """Import a file."""
        text = path.read_bytes().decode().replace("\r\n ", "")
        text = re.sub(r"^X-[^\r\n]*\r\n", "", text, flags=re.MULTILINE)
        self.events = [TALK, *re.findall(r"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", text, re.DOTALL)]

    def change(self, title, change):
        """Change the events that have this text in their title."""
        found = [each for each in self.events if re.search(rf"^SUMMARY:.*{title}", each, re.MULTILINE)]
        assert found, title
        self.events = [change(each) if each in found else each for each in self.events]

    def type(self, label, words):
        self.change("Debrief", lambda each: re.sub(rf"{label}:[^\\]*", f"{label}: {words}", each))


@pytest.fixture
def elsewhere():
    with proxy_to() as server:
        yield Elsewhere(server)


@pytest.fixture
def step(plan, tmp_path, monkeypatch, elsewhere):
    """Run `plan` on the address; gives steps by kind."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def step(now=AFTER, code=0, more=()):
        result = plan(elsewhere.address, "--now", now, *OPTIONS, "--format", "json", *more, code=code)
        return result

    return step


def of_kind(result, kind):
    return next(each for each in result.json["steps"] if each["kind"] == kind)


@pytest.fixture
def imported(step, elsewhere, tmp_path):
    """A plan that was imported where its source is."""
    step(BEFORE)
    elsewhere.take(tmp_path / "followups.ics")
    return tmp_path / "followups.ics"


def test_nothing_of_ours_is_taken_for_an_interview(step, imported):
    step(BEFORE)  # in the head it is noted which names followcal filled in
    before = imported.read_bytes()
    result = step(BEFORE)
    assert len(result.json["interviews"]) == 1
    assert imported.read_bytes() == before


def test_nor_under_another_uid_by_somebody_who_knows_nothing_of_it(step, imported, elsewhere):
    elsewhere.events = [each.replace("UID:", "UID:x") if each is not TALK else each for each in elsewhere.events]
    imported.unlink()
    assert len(step(BEFORE).json["interviews"]) == 1


@pytest.mark.parametrize("as_html", [False, True])
def test_what_was_typed_in_the_form_counts(step, imported, elsewhere, as_html):
    elsewhere.type("They will reply", "by the end of next week")
    if as_html:
        elsewhere.change("Debrief", lambda each: each.replace("\\n", "<br>"))
    result = step()
    assert result.json["interviews"][0]["timeline"]["answer_due"] == "2026-11-27"
    assert of_kind(result, "check-in")["earliest"].startswith("2026-11-30")
    again = imported.read_bytes()
    assert step().json == result.json
    assert imported.read_bytes() == again


def test_and_is_taken_back_where_it_is_taken_out(step, imported, elsewhere):
    elsewhere.type("Outcome", "rejected Wed 18 Nov")
    assert of_kind(step(), "check-in")["status"] == "withdrawn"
    elsewhere.type("Outcome", "")
    assert of_kind(step(), "check-in")["status"] == "planned"


def test_and_stays_when_the_event_is_gone(step, imported, elsewhere):
    elsewhere.type("Outcome", "rejected Wed 18 Nov")
    step()
    elsewhere.events = [TALK]
    assert not [each for each in step().json["steps"] if each["kind"] == "check-in" and each["status"] == "planned"]


def test_a_tick_counts(step, imported, elsewhere):
    elsewhere.change("Thank", lambda each: each.replace("SUMMARY:", "SUMMARY:✓ "))
    assert of_kind(step("2026-11-19T18:00:00-05:00"), "thank-you")["status"] == "done"


def test_what_is_not_understood_is_quoted(step, imported, elsewhere):
    elsewhere.type("Outcome", "blorp")
    assert "not understood" in step().err


def test_names_that_followcal_filled_in_long_ago_are_not_the_users(step, imported, elsewhere, plan):
    step(BEFORE)  # the import is seen
    elsewhere.events[0] = TALK.replace("Ann Lee", "Bo Chen")
    result = step(BEFORE)
    assert [each["name"] for each in result.json["interviews"][0]["interviewers"]] == ["Bo Chen"]
    again = step(BEFORE)
    assert [each["name"] for each in again.json["interviews"][0]["interviewers"]] == ["Bo Chen"]


def test_names_that_the_user_typed_are(step, imported, elsewhere):
    elsewhere.type("Interviewers", "Cy Young")
    result = step()
    assert [each["name"] for each in result.json["interviews"][0]["interviewers"]] == ["Cy Young"]
