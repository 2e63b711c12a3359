"""planner's derived backfill at 0.1, 1 and 10 million messages: rows/s, and the memory that planner itself needs.

    python benchmarks/scale.py [--most 10000000] [--dir FOLDER] [--json FILE]

`planner apply --confirm` runs all phases as a whole process, once for each size, on an embedded PostgreSQL with a
production server's settings and no other load. rows/s are those of the backfill of messages, from planner's journal.
Seconds are those of the whole process. Memory is the process's peak (ru_maxrss), without the server's memory. Growth is
that of the three tables with the indexes that they had. MB are 10^6 bytes.

Each size is measured twice. In the first database, messages of the chats that are active at a time lie next to each
other (recent). In the second, the messages of each chat are spread over the whole table (scattered), so that each
lookup of a parent misses the processor's cache once there are too many parents for it. One million messages are
measured before and after ten million, because other machines share the processor.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean

from psycopg.conninfo import make_conninfo

from chats import PLANS, Rows, Spread, Tenant, filled_by_planner, load, sizes
from common import MB, PRODUCTION, confirmed, execute, machine, planner, server

ONE, TEN = 1_000_000, 10_000_000
SIZES = (100_000, ONE, TEN, ONE)
"""The numbers of messages, in the order of the measurements."""
SHARE = 0.8
"""planner's target: rows/s at ten million messages, as a share of rows/s at one million."""
MEMORY = 150
"""planner's target, in MB."""
DISK_PER_MESSAGE = 500
"""Bytes of disk for each message: the table, its indexes, its growth, and its chat."""
DISK_FOR_WAL = 5_000_000_000
"""Bytes of disk to keep free for WAL, because max_wal_size is not a hard limit."""


@dataclass(frozen=True, slots=True)
class Result:
    """The result for one size, in bytes and seconds."""

    spread: str
    messages: int
    rows: int
    rows_per_second: float
    seconds: float
    peak_memory: int
    growth: int


def measure(dsn: str, plan: Path, rows: Rows, spread: Spread) -> Result:
    """Load a database, give it tenants, and drop it."""
    execute(dsn, "CREATE DATABASE scale")
    database = make_conninfo(dsn, dbname="scale")
    try:
        load(database, rows, spread)
        before = sizes(database)
        ended = confirmed(planner(database, "apply", str(plan), "--confirm"))
        filled = filled_by_planner(database)
        assert filled is not None
        growth = sizes(database).tables - before.tables
        return Result(
            spread.value, rows.messages, filled[0], filled[0] / filled[1], ended.seconds, ended.peak_memory, growth
        )
    finally:
        execute(dsn, "DROP DATABASE scale WITH (FORCE)")


def measured(dsn: str, most: int) -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / "plan.yaml"
        plan.write_text(PLANS[Tenant.DERIVED], encoding="utf-8")
        for spread in Spread:
            for messages in SIZES:
                if messages <= most:
                    yield measure(dsn, plan, Rows(messages), spread)


def share(results: list[Result], spread: Spread) -> float | None:
    """Return rows/s at ten million messages, as a share of the mean at one million; None if one of them was not
    measured."""
    one, ten = (
        [r.rows_per_second for r in results if r.spread == spread.value and r.messages == size] for size in (ONE, TEN)
    )
    return ten[0] / mean(one) if one and ten else None


def check_disk(folder: Path, most: int) -> None:
    """Print the disk space that is needed and that there is. Raises SystemExit when there is not enough."""
    free, needed = shutil.disk_usage(folder).free, most * DISK_PER_MESSAGE + DISK_FOR_WAL
    print(f"disk: up to {needed / MB:,.0f} MB needed in {folder}, {free / MB:,.0f} MB free")
    if free < needed:
        sys.exit("not enough: --most stops at fewer messages, --dir names another folder")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=max(SIZES), help="stop at this many messages")
    parser.add_argument("--dir", type=Path, help="where the server's folder is made; on a disk, not in memory")
    parser.add_argument("--json", type=Path, default=Path(__file__).with_name("scale.json"))
    arguments = parser.parse_args()
    check_disk(arguments.dir or Path(tempfile.gettempdir()), arguments.most)
    results = []
    with server(PRODUCTION, arguments.dir) as dsn:
        described = machine(dsn)
        print(f"{'spread':<10} {'messages':>10} {'rows/s':>8} {'seconds':>8} {'memory MB':>9} {'growth MB':>9}")
        for result in measured(dsn, arguments.most):
            results.append(result)
            print(
                f"{result.spread:<10} {result.messages:>10} {result.rows_per_second:>8.0f} {result.seconds:>8.1f} "
                f"{result.peak_memory / MB:>9.0f} {result.growth / MB:>9.0f}",
                flush=True,
            )
    peak = max((result.peak_memory for result in results), default=0) / MB
    print(f"planner's memory: {peak:.0f} MB, target below {MEMORY} MB: {'yes' if peak < MEMORY else 'MISSED'}")
    for spread in Spread:
        of_one = share(results, spread)
        if of_one is not None:
            reached = "yes" if of_one >= SHARE else "MISSED"
            print(f"{spread.value}: rows/s at 10M, of those at 1M: {of_one:.2f}, target at least {SHARE}: {reached}")
    document = {"machine": described, "settings": PRODUCTION, "sizes": [asdict(result) for result in results]}
    arguments.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"every number: {arguments.json}")


if __name__ == "__main__":
    main()
