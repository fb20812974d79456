"""What a run of sync did, in lines: old and new date, and why."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from followcal.core.reconcile import CANCELLED, Adopt, Conflict, Create, FollowUp, Retire, Update
from followcal.formats.columns import columns
from followcal.formats.sync_report import Run, conflict_fields, conflict_lines, sync_json, sync_table

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
CALL = FollowUp(
    uid="u",
    start=datetime(2026, 11, 25, 15, 0, tzinfo=UTC),
    end=datetime(2026, 11, 25, 15, 15, tzinfo=UTC),
    summary="Call Acme",
    description="text",
    status="CONFIRMED",
    related_to="i",
)
OFF = replace(CALL, status=CANCELLED, alarm=False)
ZONES = {"i": ZoneInfo("America/New_York")}
FIRST, NEXT = (f"{day} Nov, 15:00 (10:00 America/New_York)" for day in ("Wed 25", "Thu 26"))


def run_with(*changes, **options):
    return Run("cal", NOW, changes, zones=ZONES, **options)


@pytest.mark.parametrize(
    ("change", "row"),
    [
        (Create(CALL, {}, "day 7 (S5)"), f"new: {FIRST}: Call Acme"),
        (
            Update(CALL, replace(CALL, start=CALL.start + timedelta(days=1)), {}),
            f"moved: {FIRST} -> {NEXT}: Call Acme",
        ),
        (Update(CALL, replace(CALL, summary="Ring Acme"), {}), "changed: Ring Acme (was: Call Acme)"),
        (Update(CALL, replace(CALL, description="x", alarm=False), {}), "changed: Call Acme (text and alarm)"),
        (Update(CALL, OFF, {}), "called off: Call Acme (you edited it: it stays)"),
        (Update(OFF, CALL, {}), f"back: {FIRST}: Call Acme"),
        (Retire(CALL, OFF, {}, "they said no"), f"called off: {FIRST}: Call Acme"),
        (Retire(CALL), f"gone: {FIRST}: Call Acme"),
        (Retire(OFF), "taken away: Call Acme (it was called off)"),
    ],
)
def test_each_change_is_a_line(change, row):
    table = sync_table(run_with(change), width=120, color=False)
    word = row.partition(":")[0]
    assert table.splitlines()[:2] == [f"cal: 1 {word}", f"  {row}"]
    assert (f"    why: {change.why}" in table) == (bool(change.why))
    [data] = json.loads(sync_json(run_with(change), [], []))["changes"]
    assert (data["change"], data["uid"], data["why"]) == (word, "u", change.why)
    assert (data["was"] is None) == isinstance(change, Create)


def test_who_is_in_the_zone_of_the_interview_reads_one_time():
    run = replace(run_with(Create(CALL, {})), now=NOW.astimezone(ZONES["i"]))
    assert "  new: Wed 25 Nov, 10:00: Call Acme" in sync_table(run, width=100, color=False).splitlines()


def test_why_says_in_which_zone_its_times_are():
    def why(text, now=NOW):
        run = replace(run_with(Create(CALL, {}, text)), now=now)
        return sync_table(run, width=100, color=False).splitlines()[-1].strip()

    assert why("15 minutes after the end, 10:00") == "why: 15 minutes after the end, 10:00 (America/New_York)"
    assert why("day 7 (S5)") == "why: day 7 (S5)"
    assert why("the end, 10:00", NOW.astimezone(ZONES["i"])) == "why: the end, 10:00"


def test_what_nobody_sees_is_nothing():
    unseen = Update(CALL, replace(CALL, kept=(("X", "1"),)), {})
    assert sync_table(run_with(unseen, elsewhere=3), width=100, color=False) == "cal: nothing changed"
    assert json.loads(sync_json(run_with(unseen), [], []))["changes"] == []


def test_in_the_order_of_time_and_counted():
    later = replace(CALL, uid="v", start=CALL.start + timedelta(days=2), summary="Write")
    table = sync_table(run_with(Create(later, {}), Retire(CALL), Create(CALL, {}), elsewhere=2), width=100, color=False)
    assert table.splitlines()[0] == "cal: 1 gone, 2 new; 2 of other interviews untouched"
    assert [line.rpartition(": ")[2] for line in table.splitlines()[1:]] == ["Call Acme", "Call Acme", "Write"]


def test_a_dry_run_says_so():
    assert "cal: dry run, nothing is written: 1 new" in sync_table(
        run_with(Create(CALL, {}), dry_run=True), width=100, color=False
    )
    assert sync_table(run_with(dry_run=True), width=100, color=False) == "cal: nothing changed"


def test_where_the_zone_of_an_interview_is_not_known_it_is_that_of_now():
    event = replace(CALL, related_to="other")
    assert "Wed 25 Nov, 15:00" in sync_table(run_with(Create(event, {})), width=100, color=False)


def test_what_was_deleted_and_taken_up_is_told():
    run = run_with(adopted=[Adopt(CALL)] * 2, deleted=["Thank Ann"])
    lines = sync_table(run, width=100, color=False).splitlines()
    assert "  deleted by you, and not planned again: Thank Ann" in lines
    assert sum("taken up: Call Acme" in line for line in lines) == 2
    many = sync_table(run_with(adopted=[Adopt(CALL)] * 9), width=100, color=False)
    assert "taken up: 9 follow-ups" in many
    data = json.loads(sync_json(run, ["a note"], ["a problem"]))
    assert (data["deleted"], data["warnings"]) == (["Thank Ann"], ["a note", "a problem"])


@pytest.mark.parametrize(
    ("field", "yours", "planned"),
    [
        ("summary", "Ring", "Call Acme"),
        ("start", NEXT, FIRST),
    ],
)
def test_a_conflict_says_what_each_side_wants_and_how_to_settle_it(field, yours, planned):
    mine = replace(CALL, summary="Ring", start=CALL.start + timedelta(days=1))
    conflict = Conflict(mine, field, CALL, "day 7 (S5)")
    table = sync_table(run_with(conflicts=[conflict]), width=100, color=False)
    assert f"yours, which stays: {yours}" in table
    assert f"planned: {planned}" in table
    assert "followcal sync --keep u or followcal sync --take u" in table
    assert conflict_fields(conflict, run_with())["why"] == "day 7 (S5)"
    [data] = json.loads(sync_json(run_with(conflicts=[conflict]), [], []))["conflicts"]
    assert (data["yours"], data["planned"]) == (yours, planned)


def test_never_wider_than_asked_and_nothing_that_a_terminal_obeys():
    hostile = replace(CALL, summary="Call \x1b[31mAcme\u202e 面接 " + "long " * 30)
    run = run_with(
        Create(hostile, {}, "why " * 50), conflicts=[Conflict(hostile, "summary", CALL)], deleted=["x " * 90]
    )
    for width in (20, 40, 80):
        for line in sync_table(run, width=width, color=False).splitlines():
            assert columns(line) <= width
            assert line.isprintable()
    assert "\x1b[1m" in sync_table(run, width=80, color=True)
    assert list(conflict_lines({"uid": "u", "summary": "s", "field": "odd", "yours": "", "planned": ""}, width=80))


def test_of_texts_in_conflict_the_lines_that_differ_are_shown_and_no_links():
    mine = replace(CALL, description="Best by Thu 19 Nov\n\nDear Dana,\nmy own words\nmailto:dana@acme.example?body=D")
    wish = replace(CALL, description="Best by Fri 20 Nov\n\nDear Dana,\n[why you fit]\nmailto:dana@acme.example?body=E")
    run = run_with()
    lines = list(conflict_lines(conflict_fields(Conflict(mine, "description", wish), run), width=100))
    assert lines[1:3] == [
        "    yours, which stays: Best by Thu 19 Nov my own words",
        "    planned: Best by Fri 20 Nov [why you fit]",
    ]
