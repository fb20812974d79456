"""The scripts of the pages about engines: a million rows, and the same plans wherever they are made."""

import importlib.util
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from followcal.bulk import plan_table
from followcal.shell.cli import main

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "examples" / "engines"
ROWS = 1_000_000
COLUMNS = ["thank_you_latest", "check_in_earliest", "check_in_latest", "closing_latest"]
CALENDARS = {
    "US": "America/New_York",
    "DE": "Europe/Berlin",
    "GB-ENG": "Europe/London",
    "JP": "Asia/Tokyo",
    "FR": "Europe/Paris",
    "BR": "America/Sao_Paulo",
    "IN": "Asia/Kolkata",
    "CN": "Asia/Shanghai",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A million interviews of three years, what is expected of them, and the plan table."""
    folder = tmp_path_factory.mktemp("engines")
    dice = np.random.default_rng(20_261_129)
    # From the second day on: elsewhere the first hours of a year are still the year before, which has no plan table.
    first, last = (int(datetime(year, 1, 2, tzinfo=UTC).timestamp()) for year in (2024, 2027))
    ends = pa.array(dice.integers(first, last, ROWS) * 1_000_000).cast(pa.timestamp("us", "UTC"))
    places = pa.array(dice.integers(0, len(CALENDARS), ROWS).astype(np.int8))
    table = pa.table(
        {
            "id": pa.array(np.arange(ROWS)),
            "end": ends,
            "zone": pa.DictionaryArray.from_arrays(places, list(CALENDARS.values())).cast(pa.string()),
            "calendar": pa.DictionaryArray.from_arrays(places, list(CALENDARS)).cast(pa.string()),
        }
    )
    days = plan_table(table, columns=["thank_you_earliest"]).column("thank_you_earliest")
    stated = dice.integers(0, 6, ROWS)
    kinds = pa.DictionaryArray.from_arrays(
        pa.array(np.minimum(stated, 3).astype(np.int8), mask=stated > 2), ["answer-by", "invited", "silence-means-no"]
    )
    later = pa.array(days.cast(pa.int32()).to_numpy() + dice.integers(1, 30, ROWS).astype(np.int32), mask=stated > 2)
    table = table.append_column("day", days).append_column("stated", kinds.cast(pa.string()))
    table = table.append_column("stated_day", later.cast(pa.date32()))
    pq.write_table(table, folder / "interviews.parquet", row_group_size=ROWS // 4)
    expected = plan_table(table, columns=COLUMNS)
    assert expected.column("error").null_count == ROWS
    pq.write_table(expected.select(["id", *COLUMNS]), folder / "expected.parquet")
    names = (f"--country={name}" for name in CALENDARS)
    assert main(["table", *names, "--years", "2024..2027", "-o", str(folder / "plan.parquet")]) == 0
    return folder


def run(folder, script, *inputs):
    out = folder / f"{script}.parquet"
    done = subprocess.run(
        [sys.executable, SCRIPTS / f"{script}.py", *(folder / name for name in inputs), out],
        cwd=folder,
        env={**os.environ, "PYSPARK_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return pq.read_table(out)


def same(found, folder):
    expected = pq.read_table(folder / "expected.parquet")
    found = found.select(["id", *COLUMNS]).sort_by("id").cast(expected.schema)
    assert found.combine_chunks().equals(expected.combine_chunks())


def needs(name):
    return pytest.mark.skipif(importlib.util.find_spec(name) is None, reason=f"needs {name}: followcal[engines]")


needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, which this machine has not")


class TestJoins:
    @needs("duckdb")
    def test_duckdb(self, folder):
        same(run(folder, "duckdb_join", "interviews.parquet", "plan.parquet"), folder)

    @needs("polars")
    def test_polars(self, folder):
        same(run(folder, "polars_join", "interviews.parquet", "plan.parquet"), folder)

    @needs_java
    @needs("pyspark")
    def test_spark_sql(self, folder):
        same(run(folder, "spark_sql_join", "interviews.parquet", "plan.parquet"), folder)


class TestMaps:
    @needs_java
    @needs("pyspark")
    def test_spark(self, folder):
        same(run(folder, "spark_map", "interviews.parquet"), folder)

    @needs("dask")
    def test_dask(self, folder):
        same(run(folder, "dask_map", "interviews.parquet"), folder)


class TestFrames:
    """What comes in as a frame of another package."""

    @needs("polars")
    def test_polars(self, folder):
        import polars

        rows = polars.read_parquet(folder / "interviews.parquet", n_rows=1000)
        found = polars.from_arrow(plan_table(rows, columns=COLUMNS)).select("id", *COLUMNS)
        assert found.equals(polars.read_parquet(folder / "expected.parquet", n_rows=1000))

    @needs("pandas")
    def test_pandas(self, folder):
        import pandas

        rows = pandas.read_parquet(folder / "interviews.parquet").head(1000)
        found = plan_table(rows, columns=COLUMNS)
        assert found.select(["id", *COLUMNS]).equals(pq.read_table(folder / "expected.parquet").slice(0, 1000))


class TestMemory:
    @pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
    def test_memory_is_flat(self, folder):
        """Three times the rows, the same memory: what is done is written, and forgotten."""
        pieces = [pq.read_table(folder / "interviews.parquet")] * 3
        pq.write_table(pa.concat_tables(pieces), folder / "three.parquet", row_group_size=ROWS // 4)
        script = (
            "import sys\n"
            "from followcal.shell.cli import main\n"
            "assert main(['bulk', *sys.argv[1:]]) == 0\n"
            "status = open('/proc/self/status').read()\n"  # rusage counts the memory of who started the process, too
            "print(status.partition('VmHWM:')[2].split()[0])\n"
        )
        peaks = []
        for name in ("interviews", "three"):
            done = subprocess.run(
                [sys.executable, "-c", script, folder / f"{name}.parquet", folder / f"planned-{name}.parquet"],
                capture_output=True,
                text=True,
                timeout=900,
                check=True,
            )
            peaks.append(int(done.stdout.split()[-1]))
        assert peaks[1] < 1.15 * peaks[0]


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "engines").glob("*.md")), ids=lambda path: path.stem)
def test_a_page_shows_the_script_that_is_run(page):
    text = page.read_text(encoding="utf-8")
    scripts = [path for path in SCRIPTS.iterdir() if path.suffix in (".py", ".sql") and path.name in text]
    assert scripts
    for script in scripts:
        assert script.read_text(encoding="utf-8") in text
