"""What a run of the command imports, and what it keeps for the next one."""

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "interview.ics"
NOW = "2026-11-18T21:00:00+00:00"
NOT_NEEDED = "holidays icalendar dateutil.rrule lxml niquests caldav jinja2 spellchecker numpy pyarrow"
NOT_IN_A_PLAN = """
    dataclasses inspect typing_extensions tomllib followcal.core.agenda followcal.formats.busy
    followcal.formats.digest followcal.formats.mail followcal.formats.objects followcal.formats.page
    followcal.formats.phrases.language followcal.formats.recurrence followcal.formats.recognised
    followcal.formats.signals followcal.formats.telling followcal.formats.told followcal.shell.sync_commands
"""
SCRIPT = f"""
import sys
from followcal.shell.cli import main
code = main(sys.argv[1:])
wrong = [name for name in {NOT_NEEDED.split()!r} if name in sys.modules]
sys.exit(f"followcal: imported {{wrong}}" if wrong else code)
"""
MADE = f"""
import sys
from followcal.shell.cli import main
code = main(sys.argv[1:])
wrong = [name for name in {NOT_IN_A_PLAN.split()!r} if name in sys.modules]
from followcal.formats.word_lists import _lists
read = _lists.cache_info().currsize
sys.exit(f"followcal: imported {{wrong}}, read {{read}}" if wrong or read else code)
"""


INTERRUPTED = """
import sys
class Interrupted:
    def find_spec(self, name, *_):
        if name == "followcal.shell.cli":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupted())
from followcal.__main__ import command
sys.exit(command())
"""


@pytest.fixture
def own_cache(tmp_path):
    return {"XDG_CACHE_HOME": str(tmp_path / "cache")}


def plan(run, env, name="out.ics"):
    result = run("plan", EXAMPLE, "-o", name, "--now", NOW, "--format", "json", env=env)
    assert result.code == 0, result.err
    return result


def test_whoever_interrupts_it_while_it_starts_sees_no_traceback():
    found = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, check=False, timeout=60)
    assert (found.returncode, found.stdout, found.stderr) == (130, b"", b"")


class TestCache:
    def test_the_plan_is_the_same_to_the_byte(self, run, own_cache, tmp_path):
        results, files = [], []
        for number, env in enumerate((own_cache, own_cache, {"XDG_CACHE_HOME": "/dev/null"})):
            results.append(plan(run, env, f"{number}.ics"))
            files.append((tmp_path / f"{number}.ics").read_bytes())
        assert len({(result.out, result.err) for result in results}) == 1
        assert len(set(files)) == 1
        assert sorted(p.name for p in (tmp_path / "cache").rglob("*.json")) == [
            "US-2026.json",
            "US-2027.json",
            "US.json",
            "package.json",
            "patterns.json",
            "words.json",
        ]

    def test_a_damaged_cache_changes_nothing(self, run, own_cache, tmp_path):
        expected = plan(run, own_cache, "a.ics").out
        for path in (tmp_path / "cache").rglob("*.json"):
            path.write_bytes(path.read_bytes().replace(b"1", b"0"))
        assert plan(run, own_cache, "b.ics").out == expected
        assert b"1" in next((tmp_path / "cache").rglob("US-2026.json")).read_bytes()  # and is mended

    @pytest.mark.parametrize("name", ["words.json", "patterns.json"])
    def test_what_is_missing_is_made_again(self, run, own_cache, tmp_path, name):
        expected = plan(run, own_cache, "a.ics").out
        (path,) = (tmp_path / "cache").rglob(name)
        path.unlink()
        assert plan(run, own_cache, "b.ics").out == expected
        assert path.stat().st_size > 10_000

    def test_a_folder_that_cannot_be_read_changes_nothing(self, run, own_cache, tmp_path):
        expected = plan(run, own_cache, "a.ics").out
        for path in (tmp_path / "cache").rglob("*.json"):
            path.unlink()
            path.mkdir()
        assert plan(run, own_cache, "b.ics").out == expected

    def test_an_unknown_country_is_told_alike(self, run, own_cache):
        errors = []
        for _ in range(2):
            result = run("plan", EXAMPLE, "-o", "-", "--country", "Germny", "--now", NOW, env=own_cache)
            assert result.code == 2
            errors.append(result.err)
        assert errors[0] == errors[1]
        assert "DE (Germany)" in errors[0]

    def test_a_warm_run_imports_only_what_it_needs(self, run, own_cache, environment, tmp_path):
        plan(run, own_cache, "a.ics")
        for number in range(3):  # new, nothing changed, something changed
            said = ("--they-said", "2026-12-04") if number == 2 else ()
            found = subprocess.run(
                [sys.executable, "-c", SCRIPT, "plan", EXAMPLE, "-o", "b.ics", "--now", NOW, *said],
                cwd=tmp_path,
                env={**environment, **own_cache},
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert found.returncode == 0, found.stderr

    def test_a_warm_run_makes_nothing_anew(self, run, own_cache, environment, tmp_path):
        plan(run, own_cache, "a.ics")
        kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "cache").rglob("*.json")}
        found = subprocess.run(
            [sys.executable, "-c", MADE, "plan", EXAMPLE, "-o", "b.ics", "--now", NOW],
            cwd=tmp_path,
            env={**environment, **own_cache},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert found.returncode == 0, found.stderr
        assert (tmp_path / "a.ics").read_bytes() == (tmp_path / "b.ics").read_bytes()
        assert len(kept) == 6
        assert {path: path.stat().st_mtime_ns for path in kept} == kept  # nothing was new
