"""`followcal why`: each date of the plan explained, and found again from what is printed alone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from followcal.core.business_days import BusinessDays, CalendarDays, Convention
from followcal.core.reason import After, DayAt, EarlierOf, End, FirstFit, LaterOf
from recount import Reader
from system.test_life import AFTER, BEFORE, EXAMPLE, PLACE, edit, file, followcal, typing  # noqa: F401

NOW = ("--now", BEFORE)


def moment(text):
    return datetime.fromisoformat(text)


def move(fields):
    match fields:
        case {"business_days": count}:
            return BusinessDays(count)
        case {"days": count}:
            return CalendarDays(count)
        case {"adjust": name}:
            return Convention(name)


def way(fields):
    match fields:
        case {"day": day, "moves": moves, "at": at}:
            return DayAt(date.fromisoformat(day), tuple(map(move, moves)), time.fromisoformat(at))
        case {"moment": since, "seconds": seconds}:
            return After(moment(since), timedelta(seconds=seconds))
        case {"earlier_of": ways}:
            return EarlierOf(tuple(map(way, ways)))
        case {"later_of": ways}:
            return LaterOf(tuple(map(way, ways)))
        case {"not_before": since, "seconds": seconds, "open": spans, "taken": taken}:
            return FirstFit(
                tuple((each["what"], moment(each["moment"])) for each in since),
                timedelta(seconds=seconds),
                tuple((moment(a), moment(b)) for a, b in spans),
                fields["business_days_only"],
                tuple((moment(a), moment(b)) for a, b in taken),
            )


def reasons(step):
    for reason in step["reasons"]:
        yield SimpleNamespace(
            ends=[(End(each["end"]), way(each["way"])) for each in reason["ends"]],
            off=[SimpleNamespace(day=date.fromisoformat(each["day"])) for each in reason["off"]],
        )


@pytest.fixture
def planned(plan, tmp_path):
    plan(EXAMPLE, *NOW, *PLACE, "--they-said", "in about a week", "--closed", "2026-11-30")
    return tmp_path / "followups.ics"


class TestWhy:
    def test_a_reader_of_the_data_alone_finds_each_date(self, planned, followcal):  # noqa: F811
        found = followcal("why", *NOW, "--format", "json").json
        assert len(found["steps"]) == 8
        for step in found["steps"]:
            ends = Reader(list(reasons(step)), ZoneInfo("America/New_York")).moments()
            assert ends == {end: moment(step[end.value]) for end in End}

    def test_tells_what_was_said_both_readings_what_was_assumed_and_each_day(self, planned, followcal):  # noqa: F811
        text = " ".join(followcal("why", "call", *NOW).text.split())
        for part in (
            "they said “in about a week”: an answer by Fri 27 Nov (or Wed 25 Nov)",
            "read the other way, Wed 25 Nov, it would mean contact from Fri 27 Nov",
            "assumed: jo.seeker@gmail.com is taken to be you",
            "source: advice: respect the timeline they gave",
            "Sat 28 Nov is weekend Sun 29 Nov is weekend Mon 30 Nov is closed, as the employer says "
            "Tue 1 Dec: business day 1",
        ):
            assert part in text
        assert "Thank " not in text

    @pytest.mark.parametrize("words", [["thank-you"], ["dana"], ["Thank", "acme"], ["thank dana whitfield"]])
    def test_a_step_is_named_by_words_of_its_title_its_kind_or_a_person(self, planned, followcal, words):  # noqa: F811
        found = followcal("why", planned, *words, *NOW, "--format", "json").json
        assert {step["kind"] for step in found["steps"]} == {"thank-you"}
        uid = found["steps"][0]["uid"]
        assert followcal("why", uid, *NOW, "--format", "json").json["steps"] == found["steps"]

    def test_tells_what_moved_since_the_calendar_was_written_and_because_of_what(
        self,
        planned,
        followcal,  # noqa: F811
    ):
        edit(planned, "debrief", typing({"They will reply:": "by Fri 11 Dec"}))
        now = ("--now", AFTER)
        text = " ".join(followcal("why", "call", *now).text.split())
        assert "moved since the calendar was written: it was Tue 1 Dec, 10:00; because they said" in text
        step = followcal("why", "call", *now, "--format", "json").json["steps"][0]
        assert step["moved"]["was"] == "2026-12-01T10:00:00-05:00"
        assert "by Fri 11 Dec" in step["moved"]["because"][0]
        assert step["moved"]["on"] is None
        before = planned.read_bytes()
        assert followcal("why", "note", "acme", *now, code=2).lines
        assert planned.read_bytes() == before

    def test_a_move_is_remembered_until_the_next_one(self, planned, plan, followcal):  # noqa: F811
        plan(EXAMPLE, "--they-said", "by 11 Dec", "--now", AFTER)
        line = "moved on Thu 19 Nov: it was Tue 1 Dec, 10:00; because they said “by 11 Dec”"
        for now in (AFTER, "2026-11-23T09:00:00-05:00"):
            assert line in " ".join(followcal("why", "call", "--now", now).text.split())
        before = planned.read_bytes()
        plan(EXAMPLE, "--now", "2026-11-19T10:00:00-05:00")
        assert planned.read_bytes() == before
        plan(EXAMPLE, "--they-said", "by 4 Dec", "--now", "2026-11-20T09:00:00-05:00")
        text = " ".join(followcal("why", "call", "--now", AFTER).text.split())
        assert "moved on Fri 20 Nov: it was Mon 14 Dec, 10:00; because they said “by 4 Dec”" in text

    def test_what_is_not_there_is_said(self, planned, followcal):  # noqa: F811
        error = followcal("why", "moon", *NOW, code=2).err
        assert error.startswith("followcal: no step is called 'moon': there is Tell your references")

    def test_an_empty_place_is_told_apart(self, tmp_path, run):
        result = run("why", "nothing.ics", *NOW)
        assert result.code == 1
        assert result.lines == ["followcal: nothing.ics: no such file: plan for an interview first"]
        assert not Path(tmp_path, "nothing.ics").exists()
