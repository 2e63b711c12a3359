"""The keys of `execution`: how gently planner works, and with which rights."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from planner.plan.entry import Entry
from planner.plan.fields import MOST, Duration, Identifier, Latency, Rate, Share, Text, Timeout


class Probe(Entry):
    sql: Text
    """A query of the application."""
    latency: Latency
    """The longest that the query may take."""


class Limits(Entry):
    replica_lag: Latency | None = None
    """Wait while a replica is further behind than this."""
    wal_rate: Rate | None = None
    """Wait while the server writes more WAL than this."""
    dead_tuples: Share | None = None
    """Wait above this share of dead rows."""
    autovacuum: Latency | None = None
    """Wait while a VACUUM works on a table that is being filled, for at most this time."""
    probe: Probe | None = None
    """Wait while this query is slower than its latency."""


class Execution(Entry):
    lock_timeout: Timeout = 0.2
    """The longest wait for a lock of a statement that makes others wait."""
    lock_deadline: Timeout = 600.0
    """The longest that planner keeps trying a segment."""
    batch_seconds: Annotated[float, Field(ge=0.001, le=3600, allow_inf_nan=False)] = 0.1
    """The duration that a batch should have, in seconds."""
    batch_rows: Annotated[int, Field(ge=1, le=MOST)] = 5000
    """The largest number of rows in one batch."""
    pause: Duration = 0.0
    """The pause between batches."""
    workers: Annotated[int, Field(ge=1, le=1000)] = 1
    """The number of connections that fill at the same time."""
    limits: Limits | None = None
    """The limits at which the backfill waits."""
    role: Identifier | None = None
    """The role that planner's sessions change to (SET ROLE), so that they have no other rights."""
    trusted_owners: tuple[Identifier, ...] = ()
    """The roles whose triggers, functions and types may run with planner's rights."""
