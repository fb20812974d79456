"""Bulk plans are the plans of the one-by-one planner, row by row."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal.arrays.planning import ENDS, STEPS
from followcal.arrays.tables import Flag
from followcal.arrays.units import Codes, moment_number
from followcal.arrays.zones import ZoneTables
from followcal.bulk import BulkPlanner, plan_table
from followcal.core.interview import Interview, Office
from followcal.core.planning import plan
from followcal.core.policy import DEFAULT_POLICY, Kind
from followcal.core.timeline import AnswerBy, ContactInvited, NotUnderstood, SilenceMeansNo, StatedTimeline, Undated
from followcal.core.windows import local
from followcal.errors import FollowcalError, UsageError
from followcal.shell.bulk import frames
from followcal.shell.bulk.reader import READ
from followcal.shell.holiday_data import business_calendar
from strategies import calendars, moments, policies

DAY = timedelta(days=1)
KINDS = {step: Kind(step.replace("_", "-")) for step in STEPS}
STATED = {
    "answer-by": AnswerBy,
    "invited": ContactInvited,
    "silence-means-no": SilenceMeansNo,
    "undated": lambda _: Undated(),
    "not-understood": lambda _: NotUnderstood(),
    "no-calls": lambda _: None,
    "no-contact": lambda _: None,
}


@st.composite
def rows(draw):
    end = draw(moments())
    kind = draw(st.sampled_from([None, *STATED]))
    day = end.date() + draw(st.integers(-1, 25)) * DAY
    if kind == "silence-means-no" and draw(st.booleans()):
        day = None
    start = end - timedelta(minutes=draw(st.integers(0, 1500)))
    if draw(st.integers(0, 9)) == 0:  # all day
        start = end.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return {
        "end": end,
        "start": min(start, end, key=datetime.timestamp),
        "zone": str(end.tzinfo),
        "calendar": draw(st.sampled_from(["one", "other"])),
        "policy": draw(st.sampled_from(["", "mine", "yours"])),
        "stated": kind,
        "stated_day": day,
        "no_calls": draw(st.booleans()),
        "no_contact": draw(st.integers(0, 9)) == 0,
    }


def interview(row):
    """What the row says, for the planner."""
    timeline = None
    if row["stated"] or row["no_calls"] or row["no_contact"]:
        promise = STATED[row["stated"]](row["stated_day"]) if row["stated"] else None
        no_calls = row["no_calls"] or row["stated"] == "no-calls"
        no_contact = row["no_contact"] or row["stated"] == "no-contact"
        timeline = StatedTimeline(promise, no_calls=no_calls, no_contact=no_contact)
    zone = row["end"].tzinfo
    start = row["start"].astimezone(UTC).astimezone(zone)
    return Interview(uid="1", start=start, end=row["end"], company="Acme", timeline=timeline)


def one_by_one(row, calendar, policy, now):
    """The oracle: what the planner plans, over or not."""
    found = plan([interview(row)], {Office(): calendar}, now=row["end"] if now is None else now, policy=policy)
    return {step.kind: step for step in (*found.steps, *found.over)}


def flags_of(steps):
    """What the steps' reasons tell, told in the words of the reasons."""
    found = Flag(0)
    names = {Kind.THANK_YOU: "NOTE", Kind.REFERENCES: "REFERENCES", Kind.CHECK_IN: "CHECK_IN", Kind.CLOSING: "CLOSING"}
    for kind, name in names.items():
        if kind in steps:
            step = steps[kind]
            found |= Flag[f"{name}_PROVISIONAL"] * step.provisional
            found |= Flag[f"{name}_HOLIDAY"] * any(
                r.rule == "B1" and r.text.startswith("no business") and "(" in r.text for r in step.reasons
            )
    if Kind.THANK_YOU in steps and any("before they decide" in r.text for r in steps[Kind.THANK_YOU].reasons):
        found |= Flag.NOTE_HURRIED
    if Kind.CHECK_IN in steps and any("no calls" in r.text for r in steps[Kind.CHECK_IN].reasons):
        found |= Flag.BY_MAIL
    return found


def compare(row, planned, steps, *, as_moments):
    for step, kind in KINDS.items():
        for end in ENDS:
            found = planned[f"{step}_{end}"]
            if kind not in steps:
                assert found is None, (step, end)
                continue
            expected = getattr(steps[kind].window, end)
            if as_moments:
                assert found == expected.astimezone(UTC), (step, end)  # moments in a fold equal none elsewhere
            else:
                assert found == expected.astimezone(row["end"].tzinfo).date(), (step, end)
    check_in = steps.get(Kind.CHECK_IN)
    assert planned["check_in_by"] == (check_in and check_in.channel.value)
    assert planned["flags"] == flags_of(steps)


def table_of(found):
    fields = {name: [row[name] for row in found] for name in found[0]}
    fields["end"] = pa.array([moment.astimezone(UTC) for moment in fields["end"]], pa.timestamp("us", "UTC"))
    fields["start"] = pa.array([moment.astimezone(UTC) for moment in fields["start"]], pa.timestamp("us", "UTC"))
    fields["stated_day"] = pa.array(fields["stated_day"], pa.date32())
    fields["stated"] = pa.array(fields["stated"], pa.string())
    return pa.table(fields)


class TestLaw:
    @given(st.data(), st.booleans())
    def test_bulk_is_one_by_one(self, data, as_moments):
        """On any interviews, calendars, policies and timelines, at any moment."""
        known = {"one": data.draw(calendars()), "other": data.draw(calendars())}
        rules = {"": DEFAULT_POLICY, "mine": data.draw(policies()), "yours": data.draw(policies())}
        found = data.draw(st.lists(rows(), min_size=1, max_size=12))
        hours = st.integers(-30 * 24, 60 * 24).map(lambda number: timedelta(hours=number))
        now = data.draw(st.none() | hours.map(lambda span: found[0]["end"] + span))
        planner = BulkPlanner(calendars=known, policies=rules, now=now, moments=as_moments)
        planned = [planner.plan(batch) for batch in table_of(found).to_batches(max_chunksize=5)]
        for row, bulk in zip(found, pa.Table.from_batches(planned).to_pylist(), strict=True):
            try:
                steps = one_by_one(row, known[row["calendar"]], rules[row["policy"]], now)
            except FollowcalError:
                assert bulk["error"]
                assert all(bulk[f"{step}_{end}"] is None for step in STEPS for end in ENDS)
            else:
                assert bulk["error"] is None
                compare(row, bulk, steps, as_moments=as_moments)


class TestZones:
    @given(st.lists(moments(), min_size=1, max_size=20))
    def test_tables_say_what_the_zones_say(self, found):
        """Also within hours of a change, in gaps and folds, and however often the tables grow."""
        tables = ZoneTables()
        for start in (0, 7, 14):
            part = found[start : start + 7]
            codes = Codes(np.array([tables.number(each.tzinfo) for each in part], np.int64), np.arange(len(part)))
            instants = np.array([moment_number(each) for each in part], np.int64)
            walls = [moment_number(each.replace(tzinfo=UTC)) for each in part]
            assert tables.local(instants, codes).tolist() == walls
            expected = [
                moment_number(local(each.date(), each.time().replace(fold=0), interview_at(each))) for each in part
            ]
            assert tables.instants(np.array(walls, np.int64), codes).tolist() == expected


def interview_at(end):
    return Interview(uid="1", start=end, end=end)


SOME = {
    "end": ["2026-11-18T15:30:00-05:00", "2026-12-22T10:00:00+01:00", "2026-02-13T18:00:00+08:00"],
    "zone": ["America/New_York", "Europe/Berlin", "Asia/Shanghai"],
    "calendar": ["US-CA", "DE-BY", "CN"],
}


class TestTables:
    def test_real_calendars_by_name(self):
        """A day in each week of three years, in countries with make-up days, other weekends and changing ones."""
        zones = {"US": "America/New_York", "CN": "Asia/Shanghai", "AE": "Asia/Dubai", "GB-ENG": "Europe/London"}
        found = []
        for country, zone in zones.items():
            for week in range(0, 150, 3):
                end = datetime(2024, 1, 1, 15, tzinfo=ZoneInfo(zone)) + timedelta(days=7 * week + week % 7)
                found.append({"end": end, "zone": zone, "calendar": country})
        table = pa.table({name: [row[name] for row in found] for name in ("zone", "calendar")})
        table = table.append_column("end", pa.array([row["end"].astimezone(UTC) for row in found]))
        for row, bulk in zip(found, plan_table(table).to_pylist(), strict=True):
            calendar = business_calendar(row["calendar"])
            asked = {**dict.fromkeys(("stated", "stated_day")), "start": row["end"], "no_calls": False}
            steps = one_by_one({**row, **asked, "no_contact": False}, calendar, DEFAULT_POLICY, None)
            compare(row, bulk, steps, as_moments=False)

    def test_text_clocks_and_instants_say_the_same(self):
        text = pa.table(SOME)
        instants = text.set_column(0, "end", pa.array(SOME["end"]).cast(pa.timestamp("s", "UTC")))
        clocks = text.set_column(0, "end", pa.array([moment[:19] for moment in SOME["end"]]))
        walls = clocks.set_column(0, "end", clocks.column("end").cast(pa.timestamp("ns")))
        plans = [plan_table(each).drop_columns(["end"]).to_pylist() for each in (text, instants, clocks, walls)]
        assert plans[0] == plans[1] == plans[2] == plans[3]
        assert plans[0][0]["error"] is None

    @pytest.mark.parametrize("size", [1, 2, 3])
    def test_a_row_without_an_offset_is_read_by_itself(self, size):
        """Whatever the others have: by the clocks of its zone."""
        rows = {name: [*values, *values] for name, values in SOME.items()}
        first, second, third = SOME["end"]
        rows["end"] = [first, second[:19], third, first[:19], "soon", "0001-01-01T00:00+14:00"]
        planner = BulkPlanner()
        parts = [planner.plan(batch) for batch in pa.table(rows).to_batches(max_chunksize=size)]
        found = [{n: v for n, v in row.items() if n != "end"} for part in parts for row in part.to_pylist()]
        expected = plan_table(pa.table(SOME)).drop_columns(["end"]).to_pylist()
        assert found[:4] == [*expected, expected[0]]
        assert "end is no moment" in found[4]["error"]
        assert found[5]["error"]

    def test_columns_of_one_name_are_handed_through(self):
        names = [*SOME, "", "x", "x"]
        planned = plan_table(pa.table([*SOME.values(), ["a"] * 3, ["b"] * 3, ["c"] * 3], names=names))
        assert planned.column_names[: len(names)] == names
        assert [planned.column(place)[0].as_py() for place in (3, 4, 5)] == ["a", "b", "c"]

    def test_other_columns_are_handed_through(self):
        table = pa.table({**SOME, "id": ["007", None, "x"], "check_in_latest": [1, 2, 3]})
        planned = plan_table(table, columns=["check_in_latest"])
        assert planned.column_names == ["end", "zone", "calendar", "id", "check_in_latest", "error"]
        assert planned.column("id").to_pylist() == ["007", None, "x"]
        assert planned.column("check_in_latest").type == pa.date32()

    def test_columns_that_are_asked_for_are_those_of_all(self):
        table = pa.table(SOME)
        everything = plan_table(table)
        for name in everything.column_names[3:]:
            assert plan_table(table, columns=[name]).column(name) == everything.column(name)

    @pytest.mark.parametrize("size", [1, 2, 3])
    def test_batches_do_not_matter(self, size):
        table = pa.concat_tables([pa.table(SOME)] * 3)
        planner = BulkPlanner()
        parts = [planner.plan(batch) for batch in table.combine_chunks().to_batches(max_chunksize=size)]
        assert pa.Table.from_batches(parts) == plan_table(table).combine_chunks()

    @pytest.mark.parametrize("size", [1, 2, 3, 5])
    def test_blocks_do_not_matter(self, monkeypatch, size):
        """Also where a row cannot be read, and where the planner refuses one, or all of a block."""
        unknown = {"end": ["2026-12-30T10:00:00Z"] * 4, "zone": ["Asia/Colombo"] * 4, "calendar": ["LK"] * 4}
        wrong = {"end": ["2026-12-30T10:00:00Z", None], "zone": ["Mars", "UTC"], "calendar": ["US", "US"]}
        table = pa.concat_tables([pa.table(each) for each in (SOME, unknown, wrong, SOME)])
        table = table.append_column("policy", pa.array(["email-only", None, "same-day"] * 4)).combine_chunks()
        expected = plan_table(table)
        assert expected.column("error").null_count == 6
        monkeypatch.setattr(frames, "BLOCK", size)
        assert plan_table(table) == expected

    def test_nothing_in_is_nothing_out(self):
        planned = plan_table(pa.table(SOME).slice(0, 0))
        assert planned.num_rows == 0
        assert planned.schema == plan_table(pa.table(SOME)).schema
        for moments_too in (False, True):
            batch = pa.RecordBatch.from_pydict({name: pa.array([], pa.string()) for name in SOME})
            assert BulkPlanner(moments=moments_too).plan(batch).num_rows == 0

    def test_a_dictionary_that_is_full(self):
        """Where all numbers of a type are taken, a missing name has still to be told from the others."""
        names = pa.array(["US", *(f"X{number}" for number in range(127))])
        calendars = pa.DictionaryArray.from_arrays(pa.array([0, None], pa.int8()), names)
        table = pa.table({"end": ["2026-12-23T15:00:00Z"] * 2, "calendar": calendars})
        assert plan_table(table, columns=["thank_you_latest"]).column("thank_you_latest").to_pylist() == [
            date(2026, 12, 28),
            date(2026, 12, 25),
        ]

    def test_short_numbers_of_names_are_not_too_short(self):
        """Calendars and policies together are more than a byte can count."""
        calendars = {f"c{number}": business_calendar(("US", "DE")[number % 2]) for number in range(20)}
        policies = {f"p{number}": DEFAULT_POLICY for number in range(20)}
        places = pa.array(range(20), pa.int8())
        columns = {
            "calendar": pa.DictionaryArray.from_arrays(places, list(calendars)),
            "policy": pa.DictionaryArray.from_arrays(places, list(policies)),
        }
        table = pa.table({"end": ["2026-11-25T15:00:00Z"] * 20, **columns})
        planned = plan_table(table, calendars=calendars, policies=policies, columns=["thank_you_latest"])
        assert planned.column("thank_you_latest").to_pylist() == [date(2026, 11, 30), date(2026, 11, 27)] * 10

    def test_nothing_of_memory_comes_along(self):
        """Where there is no plan there are zeros, and not what memory held before."""
        table = pa.table({"end": ["2026-11-25T15:00:00Z"] * 1000})
        plan_table(table)
        planned = plan_table(table.append_column("calendar", pa.array(["Atlantis"] * 1000)))
        for name in ("thank_you_latest", "flags"):
            assert not np.frombuffer(planned.column(name).chunk(0).buffers()[1], np.int32).any()

    def test_without_names_it_is_utc_and_weekends(self):
        (row,) = plan_table(pa.table({"end": ["2026-12-23T15:00:00Z"]})).to_pylist()
        assert row["thank_you_latest"] == date(2026, 12, 25)


WRONG = [
    pytest.param({"end": None}, "end is missing", id="no-end"),
    pytest.param({"end": "soon"}, "end is no moment", id="end-in-words"),
    pytest.param({"end": "1850-01-01T00:00:00Z"}, "end lies outside", id="long-ago"),
    pytest.param({"end": "0001-01-01T00:00+14:00"}, "end lies outside", id="before-all-years"),
    pytest.param({"end": "0001-01-01T00:00"}, "end lies outside", id="long-ago-on-the-clocks"),
    pytest.param({"zone": "Mars/Olympus"}, "unknown time zone", id="zone"),
    pytest.param({"calendar": "Atlantis"}, "unknown country", id="country"),
    pytest.param({"policy": "../etc/passwd"}, "unknown policy", id="policy"),
    pytest.param({"stated": "soon"}, "unknown kind", id="stated"),
    pytest.param({"stated": "answer-by"}, "names no stated_day", id="stated-without-day"),
    pytest.param({"stated": "answer-by", "stated_day": "x"}, "stated_day is no date", id="no-date"),
    pytest.param({"stated": "invited", "stated_day": "9999-12-31"}, "stated_day lies outside", id="far-ahead"),
    pytest.param({"stated": "answer-by", "stated_day": "2026-11-17"}, "before the interview", id="too-early"),
    pytest.param({"no_calls": "maybe"}, "neither true nor false", id="no-calls"),
    pytest.param({"start": "2026-11-18T21:30:00-05:00"}, "ends before it starts", id="backwards"),
    pytest.param({"calendar": "LK", "end": "2026-12-30T10:00:00Z"}, "2027 are not known for LK", id="unknown-year"),
]


class TestErrors:
    def test_no_contact_needs_no_days_of_contact(self):
        """Sri Lanka's 2027 is not known, so there is no check-in to plan; where none is wanted, nothing is missing."""
        table = {"end": ["2026-12-15T10:00:00Z"], "calendar": ["LK"], "zone": ["Asia/Colombo"], "no_contact": [True]}
        for moments_too in (False, True):
            (row,) = plan_table(pa.table(table), moments=moments_too).to_pylist()
            assert row["error"] is row["check_in_latest"] is None
            assert row["thank_you_latest"] is not None
        table["no_contact"] = [False]
        assert "2027" in plan_table(pa.table(table)).column("error")[0].as_py()

    NAMES = ("end", "zone", "calendar", "policy", "start", "stated", "stated_day", "no_calls")

    @pytest.mark.parametrize(("wrong", "why"), WRONG)
    @pytest.mark.parametrize("place", [0, 1, 2])
    def test_a_wrong_row_costs_only_itself(self, wrong, why, place):
        good = {"end": "2026-11-18T15:30:00-05:00", "zone": "America/New_York", "calendar": "US"}
        found = [good, good, good]
        expected = self.planned(found)[0]
        found[place] = {**good, **wrong}
        for number, row in enumerate(self.planned(found)):
            if number == place:
                assert why in row["error"]
                assert row["thank_you_latest"] is row["flags"] is row["check_in_by"] is None
            else:
                assert row == expected

    @pytest.mark.parametrize(
        ("wrong", "why"),
        [
            ({"end": pa.nulls(2)}, "end is missing"),
            ({"zone": [5, 6]}, "unknown time zone '[56]'"),
            ({"zone": ["Mars", None]}, "unknown time zone 'Mars'"),
            ({"calendar": [5, 6]}, "unknown country '[56]'"),
            ({"policy": [5, 6]}, "unknown policy '[56]': there are default, email-only"),
            ({"stated": [5, 6]}, "unknown kind of what they said '[56]'"),
        ],
    )
    def test_a_column_in_which_all_rows_are_wrong(self, wrong, why):
        rows = plan_table(pa.table({"end": ["2026-11-18T15:30"] * 2} | wrong)).to_pylist()
        assert re.search(why, rows[0]["error"])
        assert rows[0]["flags"] is None

    def planned(self, found):
        table = pa.table({name: pa.array([row.get(name) for row in found], pa.string()) for name in self.NAMES})
        return [{n: v for n, v in row.items() if n not in self.NAMES} for row in plan_table(table).to_pylist()]

    @pytest.mark.parametrize(
        ("table", "options", "why"),
        [
            ({"zone": ["UTC"]}, {}, "no column 'end'"),
            ({"end": [1]}, {}, "column 'end' holds int64"),
            ({"end": ["2026-01-01T00:00Z"], "zone": [[1]]}, {}, "column 'zone' holds list<.*: write text"),
            ({"end": ["2026-01-01T00:00Z"], "calendar": [b"\xff"]}, {}, "column 'calendar' holds binary: write text"),
            ({"end": ["2026-01-01T00:00Z"]}, {"columns": ["chekin"]}, "no such column: chekin"),
            ({"end": ["2026-01-01T00:00Z"]}, {"now": datetime(2026, 1, 1)}, "no time zone"),  # noqa: DTZ001
            ({"end": ["2026-01-01T00:00Z"], "no_calls": [3]}, {}, "column 'no_calls' holds int64"),
            (
                {"end": ["2026-01-01T00:00Z"], "stated": ["invited"], "stated_day": [2.5]},
                {},
                "'stated_day' holds double",
            ),
        ],
    )
    def test_what_no_row_can_help_is_an_error(self, table, options, why):
        with pytest.raises(UsageError, match=why):
            plan_table(pa.table(table), **options)

    @pytest.mark.parametrize("name", READ)
    def test_two_columns_of_a_name_that_is_read(self, name):
        names = [*dict.fromkeys(("end", name)), name]
        table = pa.table([["2026-01-01T00:00Z"]] * len(names), names=names)
        with pytest.raises(UsageError, match=f"several columns '{name}'"):
            plan_table(table)
