"""`followcal bulk` and `followcal table`, from end to end."""

import csv
import json
import os
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from followcal.bulk import BulkPlanner, plan_table
from followcal.core.interview import Interview, Office
from followcal.core.planning import plan as plan_one
from followcal.core.policy import Kind
from followcal.core.timeline import AnswerBy, ContactInvited, StatedTimeline
from followcal.shell.bulk import dialects, folders, streams
from followcal.shell.holiday_data import business_calendar

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "interview.ics"
NOW = "2026-11-18T21:00:00+00:00"
HEAD = "id,end,zone,calendar,stated,stated_day"
GOOD = "007,2026-11-18T15:30:00-05:00,America/New_York,US,answer-by,2026-12-04"


def interviews(count):
    """A table of interviews all over three years; every 100th has no zone that is one."""
    first = datetime(2025, 1, 1, 9, tzinfo=UTC)
    return pa.table(
        {
            "id": range(count),
            "end": pa.array([first + timedelta(minutes=37 * n % 1_500_000) for n in range(count)]),
            "zone": ["Europe/Berlin" if n % 100 else "Mars/Olympus" for n in range(count)],
            "calendar": ["DE" if n % 2 else "US-CA" for n in range(count)],
        }
    )


def rows_of(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


WITHOUT = "raise ModuleNotFoundError('none here', name='pyarrow')"


class TestFiles:
    def test_csv_in_csv_out(self, followcal, tmp_path):
        (tmp_path / "in.csv").write_text(f"{HEAD}\n{GOOD}\n8,,,,,\n", encoding="utf-8")
        out, _ = followcal("bulk", "in.csv", "out.csv", "--columns", "check_in_earliest,check_in_latest", code=3)
        assert out.splitlines() == ["out.csv: 2 rows, 1 without a plan", "  1: end is missing"]
        good, wrong = rows_of(tmp_path / "out.csv")
        assert good["id"] == "007"  # as it was
        assert (good["check_in_earliest"], good["check_in_latest"], good["error"]) == ("2026-12-07", "2026-12-09", "")
        assert (wrong["check_in_earliest"], wrong["error"]) == ("", "end is missing")

    def test_a_line_that_is_no_row_is_left_out(self, followcal, tmp_path):
        (tmp_path / "in.csv").write_text(f"{HEAD}\n{GOOD},more\n{GOOD}\nshort\n", encoding="utf-8")
        out, _ = followcal("bulk", "in.csv", "out.csv", code=3)
        assert out.splitlines() == [
            "out.csv: 1 rows, 2 without a plan",
            "  2: lines that have not as many fields as the first one: left out (rows 2, 4)",
        ]
        assert [row["id"] for row in rows_of(tmp_path / "out.csv")] == ["007"]

    def test_of_many_lines_that_are_no_rows_the_first_are_named(self, followcal, tmp_path):
        lines = [HEAD, GOOD, '7,"2026-11-18T15:30\n","UTC\n",,,', *["short"] * 11, GOOD]
        (tmp_path / "in.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
        out, _ = followcal("bulk", "in.csv", "out.csv", code=3)
        assert "(rows 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, ...)" in out

    @pytest.mark.parametrize("ending", ["parquet", "csv"])
    def test_columns_that_give_way_are_named(self, followcal, tmp_path, ending):
        (tmp_path / "in.csv").write_text("end,flags,x,x,error\n2026-11-18T15:30,a,b,c,d\n", encoding="utf-8")
        out, _ = followcal("bulk", "in.csv", f"out.{ending}")
        assert "columns of the input, replaced by those of the plan: flags, error" in out
        if ending == "csv":
            assert "2026-11-18T15:30,b,c,," in (tmp_path / "out.csv").read_text(encoding="utf-8").replace('"', "")
            out, _ = followcal("bulk", "out.csv", "again.csv", "--columns", "flags")
            assert "of the plan: flags, error" in out

    @pytest.mark.parametrize("ending", ["parquet", "csv"])
    def test_a_file_holds_what_the_library_says(self, followcal, tmp_path, ending):
        table = interviews(3000)
        pq.write_table(table, "in.parquet", row_group_size=700)
        followcal("bulk", "in.parquet", f"out.{ending}", code=3)
        expected = plan_table(table)
        if ending == "parquet":
            assert pq.read_table("out.parquet").to_pylist() == expected.to_pylist()
        else:
            found = [row["closing_latest"] for row in rows_of(tmp_path / "out.csv")]
            assert found == [str(day or "") for day in expected.column("closing_latest").to_pylist()]

    def test_moments_and_policy(self, followcal):
        pq.write_table(interviews(50), "in.parquet")
        followcal("bulk", "in.parquet", "out.parquet", "--moments", "--policy", "email-only", code=3)
        found = pq.read_table("out.parquet")
        assert found.column("check_in_latest").type == pa.timestamp("us", "UTC")
        assert set(found.column("check_in_by").to_pylist()) == {None, "email"}

    @pytest.mark.parametrize("ending", ["parquet", "csv"])
    def test_an_interrupted_run_goes_on(self, followcal, monkeypatch, tmp_path, ending):
        pq.write_table(interviews(3000), "in.parquet", row_group_size=700)
        monkeypatch.setattr(streams, "PART_ROWS", 500)
        monkeypatch.setattr(streams, "BATCH_ROWS", 250)
        followcal("bulk", "in.parquet", f"whole.{ending}", code=3)
        planned, real = [], BulkPlanner.plan

        def plan_some(self, batch):
            if sum(planned) > 1700:
                raise KeyboardInterrupt
            planned.append(batch.num_rows)
            return real(self, batch)

        with monkeypatch.context() as patch:
            patch.setattr(BulkPlanner, "plan", plan_some)
            followcal("bulk", "in.parquet", f"out.{ending}", code=130)
        assert not (tmp_path / f"out.{ending}").exists()
        out, _ = followcal("bulk", "in.parquet", f"out.{ending}", code=3)
        assert re.search("3,000 rows, 1,[0-9]00 of them by an earlier run, 30 without a plan", out)
        if ending == "csv":
            assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
        else:
            assert pq.read_table("out.parquet") == pq.read_table("whole.parquet")
        assert [path.name for path in tmp_path.glob("*.parts")] == []

    def test_another_run_does_not_go_on(self, followcal, monkeypatch, tmp_path):
        pq.write_table(interviews(300), "in.parquet")
        parts = tmp_path / "out.parquet.parts"
        parts.mkdir()
        done = {"identity": "other", "parts": [{"rows": 100, "errors": {}}]}
        (parts / "done.json").write_text(json.dumps(done), encoding="utf-8")
        (parts / "000000.parquet").write_text("rubbish", encoding="utf-8")
        out, _ = followcal("bulk", "in.parquet", "out.parquet", code=3)
        assert "300 rows, 3 without" in out
        assert pq.read_table("out.parquet").num_rows == 300

    @pytest.mark.parametrize(
        ("args", "code", "why"),
        [
            (("missing.csv", "out.csv"), 2, "no such file"),
            (("in.txt", "out.csv"), 2, "neither .parquet nor .csv"),
            (("in.csv", "out.xlsx"), 2, "neither .parquet nor .csv"),
            (("in.csv", "in.csv"), 2, "is the input itself"),
            (("in.csv", "out.csv", "--columns", "x"), 2, "no such column: x"),
            (("in.csv", "out.csv", "--country", "US"), 2, "--country needs --per-file"),
            (("no-end.csv", "out.csv"), 2, "no column 'end'"),
            (("damaged.csv", "out.csv"), 1, "damaged.csv: line 3 is not in UTF-8: save it as CSV in UTF-8"),
            (("no-text.csv", "out.csv"), 1, "no-text.csv: line 2 is not in UTF-8: save it as CSV in UTF-8"),
            (("utf-16.csv", "out.csv"), 1, "utf-16.csv: line 1 is not in UTF-16: save it as CSV in UTF-8"),
            (("bars.csv", "out.csv"), 2, "with commas, semicolons or tabs between them"),
            (("two.csv", "out.csv"), 2, "several columns 'end'"),
            (("broken.parquet", "out.csv"), 1, "broken.parquet"),
            (("in.csv", "nowhere/out.csv"), 0, ""),
            (("empty.csv", "out.csv"), 2, "no column 'end'"),
            (("head.csv", "out.csv"), 0, ""),
            (("head.csv", "out.parquet"), 0, ""),
            (("in.csv", "out", "--per-file"), 2, "no folder"),
        ],
    )
    def test_what_goes_wrong_is_said(self, followcal, tmp_path, args, code, why):
        for name, text in {
            "in.csv": f"{HEAD}\n{GOOD}\n",
            "in.txt": "x",
            "no-end.csv": "a,b\n1,2\n",
            "damaged.csv": f"{HEAD}\nJosÃ©,{GOOD[4:]}\nJos\xc3,{GOOD[4:]}\n",
            "no-text.csv": f"{HEAD}\n\x81\x8d,{GOOD[4:]}\n",
            "utf-16.csv": "\xff\xfee\0n\0d\0\0\xd8\0",
            "bars.csv": f"{HEAD}\n{GOOD}\n".replace(",", "|"),
            "two.csv": "end,end\n2026-11-18T15:30,2026-11-18T15:30\n",
            "broken.parquet": "PAR1 is not all of it",
            "empty.csv": "",
            "head.csv": f"{HEAD}\n",
        }.items():
            (tmp_path / name).write_text(text, encoding="latin-1")
        _, err = followcal("bulk", *args, code=code)
        assert why in err
        assert len(err.splitlines()) == (code != 0)
        assert list(tmp_path.glob("*.parts")) == []


class TestAsExcelWritesIt:
    """What stands between the fields, and the encoding, are those of the country; what is written opens there again."""

    TEXT = f"{HEAD.replace('id', 'who')}\r\n{GOOD.replace('007', 'José “Pepe”')}\r\n"
    UTF_8 = "utf-8-sig"

    @pytest.mark.parametrize("between", [",", ";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8", UTF_8, "utf-16", "cp1252"])
    def test_is_read_and_the_output_opens_there_as_well(self, followcal, tmp_path, between, encoding):
        (tmp_path / "in.csv").write_bytes(self.TEXT.replace(",", between).encode(encoding))
        out, err = followcal("bulk", "in.csv", "out.csv", "--columns", "check_in_earliest")
        assert out.startswith("out.csv: 1 rows, 0 without")
        assert ("not in UTF-8: read as Windows-1252" in err) == (encoding == "cp1252")
        data = (tmp_path / "out.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbf") == (encoding != "utf-8")
        [row] = csv.DictReader(data.decode(self.UTF_8).splitlines(), delimiter=between)
        assert row["who"] == "José “Pepe”"
        assert row["check_in_earliest"] == "2026-12-07"

    def test_a_column_that_is_not_read_and_may_be_meant_is_told(self, followcal, tmp_path):
        (tmp_path / "in.csv").write_text("end,country,timezone\n2026-11-18T15:00:00Z,US,America/New_York\n")
        _, err = followcal("bulk", "in.csv", "out.csv")
        assert "in.csv: the column 'country' is not read: name it 'calendar'" in err
        assert "in.csv: the column 'timezone' is not read: name it 'zone'" in err
        (tmp_path / "in.csv").write_text("end,country,calendar\n2026-11-18T15:00:00Z,US,US\n")
        assert "not read" not in followcal("bulk", "in.csv", "out.csv")[1]

    def test_a_first_line_may_have_letters_and_other_signs(self, followcal, tmp_path):
        text = self.TEXT.replace(",", ";").replace("who", '"Prénom, nom"').encode("cp1252")
        (tmp_path / "in.csv").write_bytes(text)
        followcal("bulk", "in.csv", "out.parquet")
        assert pq.read_table("out.parquet").column("Prénom, nom").to_pylist() == ["José “Pepe”"]

    def test_a_letter_far_down_counts_as_well(self, followcal, tmp_path, monkeypatch):
        monkeypatch.setattr(dialects, "_CHUNK", 7)
        head, row = self.TEXT.splitlines(keepends=True)
        (tmp_path / "in.csv").write_bytes((head + row.replace("José “Pepe”", "x") * 50 + row).encode("cp1252"))
        followcal("bulk", "in.csv", "out.csv")
        assert "José".encode() in (tmp_path / "out.csv").read_bytes()
        (tmp_path / "in.csv").write_bytes((head + row.replace("José “Pepe”", "é") * 50).encode() + b"\xe9")
        assert "in.csv: line 52 is not in UTF-8" in followcal("bulk", "in.csv", "out.csv", code=1)[1]

    def test_a_run_that_goes_on_writes_the_same(self, followcal, tmp_path, monkeypatch):
        monkeypatch.setattr(streams, "PART_ROWS", 1)
        monkeypatch.setattr(streams, "_CSV_BLOCK", 200)
        head, row = self.TEXT.replace(",", ";").splitlines(keepends=True)
        (tmp_path / "in.csv").write_bytes((head + row * 5).encode("cp1252"))
        followcal("bulk", "in.csv", "out.csv")
        data = (tmp_path / "out.csv").read_bytes()
        assert data.count(b"\xef\xbb\xbf") == data.count(b"check_in_latest") == 1
        assert len(list(csv.reader(data.decode(self.UTF_8).splitlines(), delimiter=";"))) == 6


class TestFolders:
    def folder(self, tmp_path, count=6):
        """Calendars of some people; one of them is none, one holds no interview."""
        source = tmp_path / "students"
        (source / "more").mkdir(parents=True)
        for number in range(count):
            text = EXAMPLE.read_text(encoding="utf-8").replace("UID:", f"UID:{number}-")
            name = f"more/Zoe Zeal {number}.ics" if number % 2 else f"Zoe Zeal {number}.ics"
            (source / name).write_text(text, encoding="utf-8", newline="")
        (source / "Bea Bad.ics").write_bytes(b"\0\0 no calendar")
        (source / "Nat Nothing.ics").write_text("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", encoding="utf-8")
        return source

    def test_each_file_gets_the_plan_of_plan(self, followcal, tmp_path):
        source = self.folder(tmp_path)
        options = ("--now", NOW, "--country", "US-CA", "--policy", "email-only")
        out, err = followcal("bulk", "--per-file", source, "plans", *options, "--jobs", 2, code=3)
        assert "8 files, 2 without a whole plan" in out
        assert "Zoe" not in out + err  # no names on the screen
        assert "Bea" not in out + err
        for path in source.rglob("Zoe*.ics"):
            followcal("plan", path, "-o", "one.ics", *options)
            mine = tmp_path / "plans" / path.relative_to(source)
            assert mine.read_bytes() == (tmp_path / "one.ics").read_bytes()
            (tmp_path / "one.ics").unlink()
        outcomes = {row["file"]: row["outcome"] for row in rows_of(tmp_path / "plans" / "results.csv")}
        assert outcomes.pop("Bea Bad.ics") == outcomes.pop("Nat Nothing.ics") == "no interview found"
        assert len(outcomes) == 6
        assert set(outcomes.values()) == {"planned"}

    def test_a_second_run_does_what_is_new(self, followcal, tmp_path):
        source = self.folder(tmp_path)
        followcal("bulk", "--per-file", source, "plans", "--now", NOW, code=3)
        (tmp_path / "plans" / "Zoe Zeal 0.ics").unlink()
        os.utime(source / "Zoe Zeal 2.ics", ns=(0, 0))
        out, _ = followcal("bulk", "--per-file", source, "plans", "--now", NOW, code=3)
        assert "8 files, 6 of them by an earlier run" in out
        assert (tmp_path / "plans" / "Zoe Zeal 0.ics").is_file()
        out, _ = followcal("bulk", "--per-file", source, "plans", "--now", NOW, "--policy", "same-day", code=3)
        assert "earlier" not in out  # other options, other plans

    def test_a_plan_without_its_calendar_is_told_and_stays(self, followcal, tmp_path):
        source = self.folder(tmp_path)
        followcal("bulk", "--per-file", source, "plans", "--now", NOW, code=3)
        for path in source.glob("*.ics"):
            path.unlink()
        out, _ = followcal("bulk", "--per-file", source, "plans", "--now", NOW)
        assert out.startswith("plans: 3 files, 3 of them by an earlier run, 0 without a whole plan")
        assert "  3: there is no calendar of this name: what stands here was left as it is" in out
        assert len(list((tmp_path / "plans").glob("Zoe*.ics"))) == 3
        assert "Zoe Zeal 0.ics" in {row["file"] for row in rows_of(tmp_path / "plans" / "results.csv")}

    def test_a_link_that_leads_nowhere_is_told(self, followcal, tmp_path):
        source = self.folder(tmp_path, 1)
        (source / "Lee Lost.ics").symlink_to(tmp_path / "nowhere.ics")
        followcal("bulk", "--per-file", source, "plans", "--now", NOW, code=3)
        outcomes = {row["file"]: row["outcome"] for row in rows_of(tmp_path / "plans" / "results.csv")}
        assert outcomes["Lee Lost.ics"] == "no interview found"

    def test_a_file_that_ends_its_process_costs_only_itself(self, followcal, tmp_path, monkeypatch):
        source = self.folder(tmp_path)
        monkeypatch.setattr(folders, "_plan_one", _dies_of_bea)
        out, _ = followcal("bulk", "--per-file", source, "plans", "--now", NOW, "--jobs", 2, code=3)
        assert "  1: ended its process" in out
        assert len(list((tmp_path / "plans").rglob("Zoe*.ics"))) == 6

    def test_an_unexpected_error_is_one_of_its_file(self, followcal, tmp_path, monkeypatch):
        source = self.folder(tmp_path)
        monkeypatch.setattr("followcal.shell.commands.plan_files", _fails)
        out, _ = followcal("bulk", "--per-file", source, "plans", "--now", NOW, code=3)
        assert "8: should not have happened (ZeroDivisionError)" in out
        assert "Bea" not in out

    @pytest.mark.parametrize(
        ("args", "why"),
        [
            (("students", "students/plans"), "lies in students"),
            (("students", "students"), "is the input itself"),
            (("students", "plans", "--jobs", "0"), "--jobs 0"),
            (("students", "plans", "--jobs", "many"), "--jobs many"),
            (("students", "plans", "--moments"), "leave them out"),
            (("bare", "plans"), "no .ics file"),
            (("bare", "a-file"), "a-file: is no folder"),
            (("a-file", "plans"), "a-file: is no folder"),
        ],
    )
    def test_what_goes_wrong_is_said(self, followcal, tmp_path, args, why):
        self.folder(tmp_path, 0)
        (tmp_path / "bare").mkdir()
        (tmp_path / "a-file").touch()
        _, err = followcal("bulk", "--per-file", *args, code=2)
        assert why in err


_really = folders._plan_one


def _dies_of_bea(task):
    if "Bea" in task.name:
        os._exit(7)
    return _really(task)


def _fails(request):
    return 1 / 0


class TestTable:
    def test_each_day_is_what_the_planner_says(self, followcal):
        out, _ = followcal("table", "--country", "US", "--country", "DE-BY", "--years", "2026", "-o", "plan.parquet")
        assert out == "plan.parquet: 2,190 rows, 0 without a plan\n"
        rows = {(row["calendar"], row["anchor"], row["day"]): row for row in pq.read_table("plan.parquet").to_pylist()}
        assert len(rows) == 2 * 3 * 365
        promises = {"interview": None, "answer-by": AnswerBy, "invited": ContactInvited}
        for name, anchor, day in list(rows)[::23]:
            said = promises[anchor]
            end = datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
            timeline = StatedTimeline(said(day)) if said else None
            interview = Interview(uid="1", start=end, end=end, timeline=timeline)
            planned = plan_one([interview], {Office(): business_calendar(name)}, now=end - timedelta(days=30))
            steps = {step.kind: step for step in planned.steps}
            row = rows[name, anchor, day]
            assert row["error"] is None
            kinds = {"check_in": Kind.CHECK_IN, "closing": Kind.CLOSING}
            if not said:
                kinds |= {"references": Kind.REFERENCES}
                assert row["thank_you_latest"] == steps[Kind.THANK_YOU].window.latest.date()
            for column, kind in kinds.items():
                for end_of in ("earliest", "due", "latest"):
                    assert row[f"{column}_{end_of}"] == getattr(steps[kind].window, end_of).date(), (name, anchor, day)

    def test_it_says_what_it_rests_on(self, followcal):
        followcal("table", "--country", "US", "--years", "2026..2027", "-o", "plan.parquet")
        facts = json.loads(pq.read_schema("plan.parquet").metadata[b"followcal"])
        assert facts["calendars"] == {"US": business_calendar("US").fingerprint(2026, 2027)}
        assert facts["years"] == [2026, 2027]
        assert facts["holidays"]

    def test_what_is_not_known_is_said(self, followcal):
        out, _ = followcal("table", "--country", "LK", "--years", "2026", "-o", "plan.csv", code=3)
        assert "without a plan" in out
        rows = rows_of(Path("plan.csv"))
        assert rows[-1]["check_in_latest"] == ""
        assert "2027 are not known for LK" in rows[-1]["error"]

    def test_to_standard_output(self, followcal):
        out, _ = followcal("table", "--now", NOW)
        rows = list(csv.DictReader(out.splitlines()))
        assert {row["day"][:4] for row in rows} == {"2026", "2027"}
        assert rows[0]["calendar"] == ""

    def test_eight_calendars_of_seven_years_are_small(self, followcal, tmp_path):
        names = ("US", "DE", "GB-ENG")
        followcal("table", *(f"--country={name}" for name in names), "--years", "2026..2027", "-o", "plan.parquet")
        assert (tmp_path / "plan.parquet").stat().st_size < 3 * 2 * 366 * 3 * 16

    @pytest.mark.parametrize(
        ("args", "why"),
        [
            (("--years", "soon"), "--years soon"),
            (("--years", "2028..2026"), "--years 2028..2026"),
            (("--years", "1..2026"), "--years 1..2026"),
            (("--country", "Atlantis"), "unknown country"),
            (("-o", "plan.xlsx", "--years", "2026"), "neither .parquet nor .csv"),
        ],
    )
    def test_what_goes_wrong_is_said(self, followcal, args, why):
        _, err = followcal("table", *args, code=2)
        assert why in err


class TestPackages:
    def test_missing_packages_are_named(self, process, tmp_path):
        (tmp_path / "pyarrow.py").write_text(WITHOUT, encoding="utf-8")
        (tmp_path / "in.csv").write_text(f"{HEAD}\n{GOOD}\n", encoding="utf-8")
        result = process("bulk", "in.csv", "out.csv", env={"PYTHONPATH": str(tmp_path)})
        assert result.code == 1
        assert result.err == "followcal: this needs the package pyarrow: pip install 'followcal[bulk]'\n"

    def test_folders_need_none(self, process, tmp_path):
        (tmp_path / "pyarrow.py").write_text(WITHOUT, encoding="utf-8")
        (tmp_path / "in").mkdir()
        shutil.copy(EXAMPLE, tmp_path / "in")
        assert process("bulk", "--per-file", "in", "out", "--now", NOW, env={"PYTHONPATH": str(tmp_path)}).code == 0
