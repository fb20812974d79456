"""Discreet mode: what leaves the machine names nobody, whatever the invitation says; the file to keep has it all."""

from __future__ import annotations

import re

import icalendar
import pytest

from followcal.formats.neutral import neutral_text, neutral_uid
from system.test_life import EXAMPLE, PLACE, edit, followcal  # noqa: F401

NOW = ("--now", "2026-11-16T08:00:00-05:00")
LATER = ("--now", "2026-11-17T09:00:00-05:00")
SECRETS = (
    "acme data engineer dana whitfield priya raman keller seeker interview follow thank employer reference "
    "debrief job advice draft call-script eastern new_york"
).split()
PROPERTIES = set(
    "SUMMARY DTSTART DTEND DUE DTSTAMP UID SEQUENCE CLASS CREATED LAST-MODIFIED STATUS TRANSP "
    "X-MICROSOFT-CDO-BUSYSTATUS BEGIN END ACTION DESCRIPTION TRIGGER VERSION PRODID CALSCALE X-WR-CALNAME".split()
)


def uids(text):
    return {str(part["UID"]) for part in icalendar.Calendar.from_ical(text).walk() if "UID" in part}


def check(text, kept):
    """Nothing of what is known stands in `text`, and no property that is not on the list."""
    unfolded = text.replace("\r\n ", "")
    for secret in SECRETS:
        assert secret not in unfolded.casefold(), secret
    assert set(re.findall(r"^([A-Z-]+)[;:]", unfolded, re.MULTILINE)) <= PROPERTIES
    assert not any(";" in line.partition(":")[0] for line in unfolded.splitlines())
    assert not uids(text) & uids(kept)
    for line in unfolded.splitlines():
        if line.startswith("DESCRIPTION:"):
            assert line.removeprefix("DESCRIPTION:") in unfolded.replace("SUMMARY:", "")
    titles = {str(part["SUMMARY"]).partition(",")[0] for part in icalendar.Calendar.from_ical(text).walk("VEVENT")}
    assert titles <= {"Prepare", "Take notes", "Write a mail", "Call or write", "Send a file"}


@pytest.fixture
def file(tmp_path):
    return tmp_path / "followups.ics"


@pytest.fixture
def changes(tmp_path):
    return tmp_path / "share.ics"


class TestDiscreet:
    def test_the_changes_name_nobody_and_the_file_to_keep_has_it_all(self, plan, file, changes):
        said = ("--they-said", "Dana will call by 4 Dec")
        plan(EXAMPLE, *PLACE, *said, "--changes", changes, "--discreet", *NOW)
        kept, shared = file.read_bytes().decode(), changes.read_bytes().decode()
        assert "Acme" in kept
        check(shared, kept)
        moments = [
            sorted(str(part["DTSTART"].dt) for part in icalendar.Calendar.from_ical(text).walk("VEVENT"))
            for text in (kept, shared)
        ]
        assert moments[0] == moments[1]

    def test_what_changes_keeps_its_neutral_uid(self, plan, file, changes):
        plan(EXAMPLE, *PLACE, "--changes", changes, "--discreet", *NOW)
        first = uids(changes.read_bytes())
        plan(EXAMPLE, "--they-said", "by 4 Dec", "--changes", changes, "--discreet", *LATER)
        assert uids(changes.read_bytes()) < first
        assert {neutral_uid(uid) for uid in uids(file.read_bytes())} == first

    def test_what_the_user_wrote_is_not_carried_over(self, plan, file, changes):
        plan(EXAMPLE, *PLACE, *NOW)
        for kind in ("check-in", "thank-you"):
            edit(file, kind, lambda event, _: event.update({"SUMMARY": "Acme!", "LOCATION": "Acme", "STATUS": "ACME"}))
        text = plan(EXAMPLE, "--discreet", "--format", "ics", *LATER).text
        check(text, file.read_bytes().decode())
        assert len(uids(text)) == len(uids(file.read_bytes()))

    def test_the_page_says_nothing_either(self, plan, tmp_path, followcal):  # noqa: F811
        page = plan(EXAMPLE, *PLACE, "--discreet", "--format", "html", *NOW).text
        followcal("page", "--discreet", *NOW)
        assert (tmp_path / "followups.html").read_text(encoding="utf-8") == page
        for secret in SECRETS:
            assert secret not in page.casefold(), secret
        followcal("page", "--no-discreet", *NOW)
        assert "Acme" in (tmp_path / "followups.html").read_text(encoding="utf-8")

    def test_the_configuration_says_it_once_for_all(self, plan, tmp_path, monkeypatch):
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
        folder = tmp_path / "followcal"
        folder.mkdir()
        (folder / "config.toml").write_text("[privacy]\ndiscreet = true\n")
        assert "Acme" not in plan(EXAMPLE, *PLACE, "--format", "ics", *NOW).text
        assert "Acme" in plan(EXAMPLE, *PLACE, "--format", "ics", "--no-discreet", *NOW).text
        (folder / "config.toml").write_text('[privacy]\ndiscreet = "yes"\n')
        assert "privacy.discreet is neither true nor false" in plan(EXAMPLE, *PLACE, *NOW, code=2).err

    def test_details_never_get_into_a_file_that_was_neutral(self, plan, file, changes):
        plan(EXAMPLE, *PLACE, "--changes", changes, "--discreet", *NOW)
        before = changes.read_bytes()
        error = plan(EXAMPLE, "--they-said", "by 4 Dec", "--changes", changes, *LATER, code=2).err
        assert error.endswith("share.ics: written in discreet mode: add --discreet, or name another file\n")
        error = plan(EXAMPLE, "-o", changes, *LATER, code=2).err
        assert "keep the calendar with the details elsewhere" in error
        assert changes.read_bytes() == before

    def test_says_that_the_file_to_keep_is_not_the_one_to_share(self, plan):
        assert "share what --changes FILE writes" in plan(EXAMPLE, *PLACE, "--discreet", *NOW).err

    def test_to_dos_too(self, plan, changes):
        text = plan(EXAMPLE, *PLACE, "--as", "todos", "--discreet", "--format", "ics", *NOW).text
        assert text.count("BEGIN:VTODO") == 6
        check(text, "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")

    def test_neutral_events_are_no_interviews(self, plan, changes, followcal):  # noqa: F811
        plan(EXAMPLE, *PLACE, "--changes", changes, "--discreet", *NOW)
        found = followcal("find", changes, "--format", "json", *NOW).json
        assert found["interviews"] == []

    def test_a_feed_names_nobody_either(self, plan, file, tmp_path):
        feed = tmp_path / "feed.ics"
        plan(EXAMPLE, *PLACE, "--feed", feed, "--discreet", *NOW)
        text = feed.read_bytes().decode()
        assert len(uids(text)) == len(uids(file.read_bytes()))
        assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in text
        check(re.sub(r"(REFRESH-INTERVAL|X-PUBLISHED-TTL)[^\r]*\r\n", "", text), file.read_bytes().decode())
        plan(EXAMPLE, "--they-said", "by 4 Dec", "--feed", feed, "--discreet", *LATER)
        assert uids(feed.read_bytes()) <= uids(text)
        assert feed.read_bytes().decode() != text
        before = feed.read_bytes()
        assert "written in discreet mode" in plan(EXAMPLE, "--feed", feed, *LATER, code=2).err
        assert feed.read_bytes() == before

    def test_a_digest_is_not_shared(self, plan):
        text = plan(EXAMPLE, *PLACE, "--digest", "--discreet", "--format", "ics", *NOW).text
        assert "this week" not in text
        assert neutral_text("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n").count("BEGIN") == 1


class TestPage:
    def test_is_written_beside_the_calendar_and_never_over_anything_else(self, plan, tmp_path, followcal):  # noqa: F811
        plan(EXAMPLE, *PLACE, *NOW)
        assert followcal("page", *NOW).text == "followups.html: written\n"
        page = (tmp_path / "followups.html").read_text(encoding="utf-8")
        assert followcal("page", "-o", "-", *NOW).text == page
        assert followcal("page", "followups.ics", *NOW).text == "followups.html: written\n"
        other = tmp_path / "mine.html"
        other.write_text("<p>mine</p>")
        assert "not written by followcal" in followcal("page", "-o", other, *NOW, code=1).err
        assert other.read_text() == "<p>mine</p>"
        followcal("page", "-o", other, "--force", *NOW)
        assert other.read_text(encoding="utf-8") == page

    def test_no_calendar_is_an_error_and_an_empty_one_is_a_page(self, plan, tmp_path, followcal):  # noqa: F811
        assert followcal("page", *NOW, code=1).lines == [
            "followcal: followups.ics: no such file: plan for an interview first"
        ]
        plan(EXAMPLE, *PLACE, *NOW)
        text = (tmp_path / "followups.ics").read_bytes().decode()
        head = text[: text.index("BEGIN:VEVENT")]
        (tmp_path / "followups.ics").write_bytes(f"{head}END:VCALENDAR\r\n".encode())
        assert "Nothing to do this week." in followcal("page", "-o", "-", *NOW).text

    def test_is_not_mixed_with_a_calendar_on_standard_output(self, plan):
        assert "--format html both write" in plan(EXAMPLE, "-o", "-", "--format", "html", *NOW, code=2).err

    def test_the_timeline_is_drawn_for_plan_and_next(self, plan, followcal):  # noqa: F811
        drawn = plan(EXAMPLE, *PLACE, "--format", "timeline", *NOW).text
        assert "  check-in" in drawn
        assert followcal("next", "--format", "timeline", *NOW).text == drawn
        done = followcal("next", "--format", "timeline", "--now", "2026-11-24T09:00:00-05:00").text
        assert "thank-you" not in done
        assert max(map(len, drawn.splitlines())) <= 80
