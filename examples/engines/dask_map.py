"""Plan on Dask, partition by partition: python dask_map.py interviews.parquet out.parquet [SCHEDULER]."""

import sys

import dask.dataframe as dd
import pandas as pd
import pyarrow as pa
from dask.distributed import Client, LocalCluster

COLUMNS = ["thank_you_latest", "check_in_earliest", "check_in_latest", "closing_latest"]


def plan(frame):
    """Plan a partition, by way of Arrow: pandas objects for dates would cost twenty times as much."""
    from followcal.bulk import plan_table

    planned = plan_table(pa.Table.from_pandas(frame, preserve_index=False), columns=COLUMNS)
    return planned.select(["id", *COLUMNS, "error"]).to_pandas(types_mapper=pd.ArrowDtype)


if __name__ == "__main__":
    interviews, out, *scheduler = sys.argv[1:]
    cluster = None if scheduler else LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
    with Client(*scheduler) if scheduler else Client(cluster):
        rows = dd.read_parquet(interviews, dtype_backend="pyarrow", split_row_groups=True)
        rows.map_partitions(plan, meta=plan(rows._meta)).to_parquet(out, write_index=False)
    if cluster:
        cluster.close()
