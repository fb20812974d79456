"""Join interviews with the plan table in Spark SQL; the small table goes to every worker.

spark-submit spark_sql_join.py interviews.parquet plan.parquet out.parquet
"""

import sys
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql.functions import broadcast

interviews, plan, out = sys.argv[1:]
query = Path(__file__).with_name("plan.sql").read_text(encoding="utf-8")
spark = SparkSession.builder.appName("followcal").getOrCreate()
spark.read.parquet(interviews).createOrReplaceTempView("interviews")
broadcast(spark.read.parquet(plan)).createOrReplaceTempView("plan")
spark.sql(query).write.mode("overwrite").parquet(out)
spark.stop()
