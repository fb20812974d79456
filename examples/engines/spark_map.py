"""Plan on Spark, each worker on its own part: spark-submit spark_map.py interviews.parquet out.parquet."""

import sys

from pyspark.sql import SparkSession

COLUMNS = ["thank_you_latest", "check_in_earliest", "check_in_latest", "closing_latest"]
SCHEMA = "id long, thank_you_latest date, check_in_earliest date, check_in_latest date, closing_latest date, error string"


def plan(batches):
    """Plan batch after batch; a worker asks the planner once for each day."""
    from followcal.bulk import BulkPlanner

    planner = BulkPlanner(columns=COLUMNS)
    for batch in batches:
        yield planner.plan(batch).select(["id", *COLUMNS, "error"])


interviews, out = sys.argv[1:]
spark = SparkSession.builder.appName("followcal").getOrCreate()
spark.read.parquet(interviews).mapInArrow(plan, SCHEMA).write.mode("overwrite").parquet(out)
spark.stop()
