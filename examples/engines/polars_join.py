"""Join interviews with the plan table in Polars: python polars_join.py interviews.parquet plan.parquet out.parquet."""

import sys

import polars as pl

interviews, plan, out = sys.argv[1:]
table = pl.scan_parquet(plan).with_columns(pl.col("calendar", "anchor").cast(pl.String))
is_dated = pl.col("stated").is_in(["answer-by", "invited"]).fill_null(False)
rows = pl.scan_parquet(interviews).with_columns(
    pl.when(is_dated).then(pl.col("stated")).otherwise(pl.lit("interview")).alias("anchor"),
    pl.when(is_dated).then(pl.col("stated_day")).otherwise(pl.col("day")).alias("from_day"),
)
notes = table.filter(pl.col("anchor") == "interview").select("calendar", "day", "thank_you_latest")
touches = table.select(
    "calendar", "anchor", "check_in_earliest", "check_in_latest", "closing_latest", from_day=pl.col("day")
)
is_answered = pl.col("stated").eq("silence-means-no").fill_null(False)
planned = (
    rows.join(notes, on=["calendar", "day"])
    .join(touches, on=["calendar", "anchor", "from_day"], how="left")
    .select(
        "id",
        pl.min_horizontal("thank_you_latest", "stated_day").alias("thank_you_latest"),
        *(pl.when(~is_answered).then(pl.col(name)).alias(name) for name in touches.collect_schema().names()[2:5]),
    )
)
planned.sink_parquet(out)
