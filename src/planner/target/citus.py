"""Citus as a target: PostgreSQL whose tables are spread over the nodes of a cluster."""

from __future__ import annotations

DIALECT = "citus"
"""The value of `target.dialect` in the plan."""

OLDEST = (11, 1)
"""The oldest version of Citus that planner distributes on: the first with create_distributed_table_concurrently."""

SHARD_COUNT = 32
"""The number of shards that Citus gives a table by itself (citus.shard_count)."""

CONCURRENT_ABOVE = 64.0 * 1024**2
"""The size in bytes above which a table is distributed while writes go on (`target.concurrent_above`)."""

NEWEST = (14, 0)
"""The newest version of Citus that planner is tested with."""
