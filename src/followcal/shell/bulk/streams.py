"""Files of interviews in, files with their plans out (Parquet or CSV), batch by batch, in memory that does not grow.

Work is kept in parts beside the output, each whole, with a list of what is done: a run that was interrupted goes on
where it stopped. The output itself appears at the end, whole.
"""

from __future__ import annotations

import codecs
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from msgspec import Struct, field

from followcal.errors import UnreadableError, UsageError
from followcal.shell.bulk.dialects import Dialect, dialect_of
from followcal.shell.bulk.frames import BulkPlanner
from followcal.shell.files import write_bytes

BATCH_ROWS = 1 << 17
PART_ROWS = 16 * BATCH_ROWS
_CSV_BLOCK = 8_000_000
_MOST_REASONS, _MOST_ROWS = 100, 10
_PARQUET, _CSV = (".parquet", ".pq"), (".csv",)

Progress = Callable[[str, int, int], None]


MEANT = {"country": "calendar", "timezone": "zone", "tz": "zone"}
"""Names that a column may have instead of the one that is read."""


class Summary(Struct):
    """What came of a file."""

    rows: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    """How many rows could not be planned, by the reason."""

    resumed: int = 0
    """Rows that an earlier run had done."""

    replaced: list[str] = field(default_factory=list)
    """Columns of the input that gave way to those of the plan."""

    unread: list[str] = field(default_factory=list)
    """Columns that may be meant for one that is read, and is not there: "country" for "calendar"."""

    is_guessed: bool = False
    """Whether the input does not say which encoding it is in."""

    def add(self, planned: pa.RecordBatch) -> None:
        """Count a batch."""
        self.rows += planned.num_rows
        errors = planned.column("error").drop_null()
        for counted in errors.value_counts().to_pylist() if len(errors) else ():
            known = counted["values"] in self.errors or len(self.errors) < _MOST_REASONS
            self.errors[counted["values"] if known else "other reasons"] += counted["counts"]


def plan_file(source: Path, target: Path, planner: BulkPlanner, *, options: str, progress: Progress) -> Summary:
    """Plan for each row of `source`; write all rows with their plans to `target`.

    `options` tells runs apart whose parts must not be mixed. Raises UnreadableError and UsageError.
    """
    for path in (source, target):
        if path.suffix.lower() not in (*_PARQUET, *_CSV):
            raise UsageError(f"{path}: neither .parquet nor .csv")
    try:
        reader = _ParquetSource(source) if source.suffix.lower() in _PARQUET else _CsvSource(source)
        with closing(reader):
            schema = planner.schema(reader.schema)
            identity = f"{source.resolve()} {_state(source)} {options}"
            with closing(_Parts(target, identity, reader.dialect)) as parts:
                summary = parts.resumed()
                for planned in _parts(reader, planner, summary, progress):
                    parts.write(planned, schema, summary)
                parts.assemble(schema)
            names = reader.schema.names
            summary.is_guessed = bool(reader.dialect and reader.dialect.is_guessed)
            summary.unread = [name for name, meant in MEANT.items() if name in names and meant not in names]
            summary.replaced = [name for name in names if name in planner.columns]
            if reader.broken:
                summary.errors[reader.what_is_broken()] = reader.broken
    except (OSError, pa.ArrowException) as error:
        text = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UnreadableError(f"{source}: {text[:200]}") from None
    return summary


def _parts(
    reader: _ParquetSource | _CsvSource, planner: BulkPlanner, summary: Summary, progress: Progress
) -> Iterator[Iterator[pa.RecordBatch]]:
    """Yield the batches of each part that is still to be made."""
    batches = reader.batches(summary.rows)
    waiting = next(batches, None)
    while waiting is not None or not summary.rows:

        def part() -> Iterator[pa.RecordBatch]:
            nonlocal waiting
            rows = 0
            while waiting is not None and rows < PART_ROWS:
                planned = planner.plan(waiting)
                summary.add(planned)
                rows += planned.num_rows
                progress("planning", reader.done(summary.rows), reader.size)
                yield planned
                waiting = next(batches, None)

        yield part()
        if waiting is None:
            return


def _state(path: Path) -> str:
    stat = path.stat()
    return f"{stat.st_size} {stat.st_mtime_ns}"


class _ParquetSource:
    broken = 0
    dialect = None

    def what_is_broken(self) -> str:
        return ""

    def __init__(self, path: Path) -> None:
        names = pq.read_schema(path).names
        text = [name for name in names if name in ("zone", "calendar", "policy", "stated")]
        self._file = pq.ParquetFile(path, read_dictionary=text, buffer_size=1 << 20)
        self.schema: pa.Schema = self._file.schema_arrow
        self.size: int = self._file.metadata.num_rows

    def done(self, rows: int) -> int:
        return rows

    def batches(self, skip: int) -> Iterator[pa.RecordBatch]:
        """Yield all rows after the first `skip`, in the same batches however often it is asked."""
        first = 0
        for group in range(self._file.metadata.num_row_groups):
            rows = self._file.metadata.row_group(group).num_rows
            if first + rows > skip:
                batches = self._file.iter_batches(BATCH_ROWS, row_groups=[group])
                yield from _without(batches, max(skip - first, 0))
            first += rows

    def close(self) -> None:
        self._file.close()


class _CsvSource:
    """Every column is text, so that what is handed through stays as it was."""

    def __init__(self, path: Path) -> None:
        self.dialect = dialect_of(path)
        self.size = path.stat().st_size
        self._path, self._read = path, 0
        self.broken = 0
        """Lines that are no rows."""

        names = self.dialect.names
        self._options = pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
        self.schema = pa.schema([(name, pa.string()) for name in names])

    def done(self, rows: int) -> int:
        return min(self._read, self.size)

    def batches(self, skip: int) -> Iterator[pa.RecordBatch]:
        with self._opened(self._leave_out) as reader:
            yield from _without(self._counted(reader), skip)

    def _opened(self, broken: Callable[[Any], str], **options: Any) -> Any:
        encoding = self.dialect.encoding.removesuffix("-sig")  # a mark is no matter there
        return pa_csv.open_csv(
            self._path,
            read_options=pa_csv.ReadOptions(block_size=_CSV_BLOCK, encoding=encoding, **options),
            parse_options=pa_csv.ParseOptions(
                delimiter=self.dialect.delimiter, newlines_in_values=True, invalid_row_handler=broken
            ),
            convert_options=self._options,
        )

    def _leave_out(self, row: Any) -> str:
        self.broken += 1
        return "skip"

    def what_is_broken(self) -> str:
        """Return what is wrong, and in which rows, the first line being 1: read once more, as threads count none."""
        found: list[str] = []

        def number(row: Any) -> str:
            found.append(str(row.number))
            return "skip"

        with self._opened(number, use_threads=False) as reader:
            while len(found) <= _MOST_ROWS and next(reader, None) is not None:
                pass
        rows = ", ".join([*found[:_MOST_ROWS], *(["..."] if len(found) > _MOST_ROWS else [])])
        return f"lines that have not as many fields as the first one: left out (rows {rows})"

    def _counted(self, reader: Any) -> Iterator[pa.RecordBatch]:
        for batch in reader:
            self._read += _CSV_BLOCK
            yield batch

    def close(self) -> None:
        """Nothing is open between batches."""


def _without(batches: Iterator[pa.RecordBatch], skip: int) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        if batch.num_rows > skip:
            yield batch.slice(skip)
        skip = max(skip - batch.num_rows, 0)


class _Parts:
    """The parts of an output that is being made: of CSV as text; of Parquet as Arrow, which is written in no time."""

    def __init__(self, target: Path, identity: str, dialect: Dialect | None) -> None:
        """Make it as the `dialect` of the input is; of Parquet, there is none."""
        self._target, self._identity = target, identity
        self._delimiter = dialect.delimiter if dialect else ","
        self._mark = codecs.BOM_UTF8 if dialect and dialect.has_mark else b""
        self._is_csv = target.suffix.lower() in _CSV
        self._folder = target.with_name(f"{target.name}.parts")
        self._list = self._folder / "done.json"
        self._done: list[dict[str, Any]] = []

    def resumed(self) -> Summary:
        """Return what an earlier run of the same work did; what was other work is removed."""
        done: list[dict[str, Any]]
        try:
            held = json.loads(self._list.read_bytes())
            same = held["identity"] == self._identity
            done = (
                [{"rows": int(part["rows"]), "errors": dict(part["errors"])} for part in held["parts"]] if same else []
            )
        except (OSError, ValueError, KeyError, TypeError):
            done = []
        if not done:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._done = done
        return Summary(done[-1]["rows"], Counter(done[-1]["errors"]), done[-1]["rows"]) if done else Summary()

    def write(self, batches: Iterator[pa.RecordBatch], schema: pa.Schema, summary: Summary) -> None:
        """Write a part, and then that it is done."""
        path = self._part(len(self._done))
        with self._part_writer(path, schema) as writer:
            for batch in batches:
                writer.write(_text_only(batch) if self._is_csv else batch)
        self._done.append({"rows": summary.rows, "errors": dict(summary.errors)})
        write_bytes(self._list, json.dumps({"identity": self._identity, "parts": self._done}).encode())

    def assemble(self, schema: pa.Schema) -> None:
        """Make the output of its parts."""
        paths = [self._part(number) for number in range(len(self._done))]
        whole = self._folder / "whole"
        if self._is_csv:
            with whole.open("wb") as out:
                out.write(self._mark)
                for path in paths:
                    with path.open("rb") as part:
                        shutil.copyfileobj(part, out, 1 << 20)
        else:
            with pq.ParquetWriter(whole, schema, compression="zstd") as writer:
                for path in paths:
                    with pa.OSFile(str(path)) as file, pa.ipc.open_stream(file) as part:
                        for batch in part:
                            writer.write_batch(batch)
        whole.replace(self._target)
        self._done.clear()

    def close(self) -> None:
        """Remove the folder, unless there is something in it to go on with."""
        if not self._done:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _part(self, number: int) -> Path:
        return self._folder / f"{number:06}"

    def _part_writer(self, path: Path, schema: pa.Schema) -> Any:
        if self._is_csv:
            options = pa_csv.WriteOptions(
                include_header=not self._done, delimiter=self._delimiter, quoting_style="needed"
            )
            plain = pa.schema([(field.name, _plain_type(field.type)) for field in schema])
            return pa_csv.CSVWriter(path, plain, write_options=options)
        return pa.ipc.new_stream(path, schema, options=pa.ipc.IpcWriteOptions(compression="lz4"))


def _plain_type(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_dictionary(kind) else kind


def _text_only(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the batch without dictionaries: CSV has none."""
    arrays = [column.cast(_plain_type(column.type)) for column in batch.columns]
    return pa.RecordBatch.from_arrays(arrays, names=batch.schema.names)
