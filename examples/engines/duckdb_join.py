"""Join interviews with the plan table in DuckDB: python duckdb_join.py interviews.parquet plan.parquet out.parquet."""

import sys
from pathlib import Path

import duckdb

interviews, plan, out = sys.argv[1:]
query = Path(__file__).with_name("plan.sql").read_text(encoding="utf-8")
database = duckdb.connect()
database.read_parquet(interviews).create_view("interviews")
database.read_parquet(plan).create_view("plan")
database.sql(query).write_parquet(out)
