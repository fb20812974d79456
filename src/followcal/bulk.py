"""Plans for columns of interviews, by the rules of the one-by-one planner (needs `followcal[bulk]`).

>>> import pyarrow as pa
>>> from datetime import UTC, datetime
>>> ends = [datetime(2026, 11, 18, 20, 30, tzinfo=UTC), datetime(2026, 12, 22, 16, tzinfo=UTC)]
>>> table = pa.table({"end": ends, "zone": ["America/New_York", "Europe/Berlin"], "calendar": ["US", "DE-BY"]})
>>> planned = plan_table(table, columns=["thank_you_latest", "check_in_earliest", "check_in_latest"])
>>> for row in planned.select(planned.column_names[3:6]).to_pylist():
...     print(*row.values())
2026-11-20 2026-11-25 2026-11-27
2026-12-24 2026-12-29 2026-12-31
"""

from followcal.arrays.tables import Flag
from followcal.shell.bulk.frames import BulkPlanner, plan_table

__all__ = ["BulkPlanner", "Flag", "plan_table"]
