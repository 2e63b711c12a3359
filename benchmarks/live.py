"""A tenant for a million messages while the application runs: the guide by hand, a careful DBA's script, and planner.

    python benchmarks/live.py [--messages 1000000] [--runs 3] [--quick] [--rate 400] [--dir FOLDER] [--json FILE]

The server is an embedded PostgreSQL with a production server's settings. pgbench with 8 clients reads and writes
users ← chats ← messages at a fixed rate, from 2 s before a contender begins until 1 s after its end. Each run begins
with a fresh copy of the database. The contenders take turns, `--runs` times, first for a derived tenant and then for a
constant one. A row shows medians, with two exceptions: the longest waits are the worst of the runs, and the failed
statements are the sum of the runs.

- seconds: the time until the contender is done. The guide is never done, so its time ends when it fails. planner's time
  includes the start of Python.
- rows/s: the backfill of messages alone; `-` if no row is touched.
- p50, p99, max: the application's transactions between the contender's begin and end. The time counts from when the
  rate says that a transaction is due. So a transaction has waited, too, when its client is held up by another's blocked
  statement. `own`: the longest time from the transaction's own begin.
- failed: the application's statements that ended in an error; pgbench retries none.
- WAL, growth: in MB of 10^6 bytes, without the application's own share. That share is what the line `application alone`
  writes per second, times the contender's seconds. Growth counts the three tables with the indexes that they had.
  planner and the DBA build an index on the tenant column, and the guide does not: that index is shown beside it.
- HOT: the share of heap-only updates among all updates of messages, the application's included.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from application import CLIENTS, Application, Traffic
from chats import Rows, Sizes, Tenant, load, sizes
from common import PRODUCTION, copied, execute, machine, server, value, wal
from contenders import Careful, Contender, Outcome, by_planner, guide
from live_report import NAMES, Result, report

BEFORE, AFTER = 2.0, 1.0
"""Seconds of load before and after a contender."""
ALONE = 10.0
"""Seconds in which only the application runs."""


@dataclass(frozen=True, slots=True)
class Share:
    """The bytes per second that the application alone writes."""

    wal: float = 0.0
    growth: float = 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """The state of the server at one moment."""

    at: float
    wal: int
    sizes: Sizes
    updates: tuple[int, int]
    """The updates of messages: all of them, and the heap-only ones."""

    @classmethod
    def take(cls, dsn: str) -> Reading:
        """Read the state of the server now."""
        return cls(time.time(), wal(dsn), sizes(dsn), updates(dsn))


def updates(dsn: str) -> tuple[int, int]:
    """Return the updates of messages since the database was made: all of them, and the heap-only ones."""
    text = value(dsn, "SELECT n_tup_upd || ' ' || n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'messages'")
    every, hot = str(text).split()
    return int(every), int(hot)


def attempted(contender: Contender, dsn: str, tenant: Tenant) -> Outcome:
    """Run a contender. A database error ends the contender, not the benchmark."""
    try:
        return contender(dsn, tenant)
    except psycopg.Error as error:
        return Outcome(error=str(error).splitlines()[0])


class Bench:
    """A loaded server, and the runs on it."""

    def __init__(self, dsn: str, folder: Path, rows: Rows, rate: float) -> None:
        self._dsn, self._folder, self._rows, self._rate = dsn, folder, rows, rate
        self._share = Share()
        self._runs = 0

    def alone(self) -> Result:
        """Run the application alone. The other numbers are reduced by what it writes."""

        def nothing(_: str, __: Tenant) -> Outcome:
            time.sleep(ALONE)
            return Outcome()

        result = self.run("application alone", nothing, None)
        self._share = Share(result.wal / result.seconds, result.growth / result.seconds)
        return result

    def run(self, name: str, contender: Contender, tenant: Tenant | None) -> Result:
        """Run a contender on a fresh copy of the database, under load, and return the result."""
        self._runs += 1
        with copied(self._dsn, "loaded", f"run_{self._runs}") as (dsn, busy):
            application = Application(dsn, self._folder, self._rows, self._rate)
            application.start()
            try:
                time.sleep(BEFORE)
                before, began = Reading.take(dsn), time.time()
                outcome = attempted(contender, dsn, tenant or Tenant.DERIVED)
                ended = time.time()
                after = Reading.take(dsn)
                time.sleep(AFTER)
                traffic = application.stop()
            finally:
                application.kill()
            # sessions report their statistics when they end, or once a second
            hot = tuple(now - then for now, then in zip(updates(dsn), before.updates, strict=True))
            during = traffic.during(began, ended)
            return self._result(name, tenant, outcome, (before, after), during, ended - began, hot, busy)

    def _result(
        self,
        name: str,
        tenant: Tenant | None,
        outcome: Outcome,
        readings: tuple[Reading, Reading],
        traffic: Traffic,
        seconds: float,
        hot: Sequence[int],
        busy: float,
    ) -> Result:
        before, after = readings
        return Result(
            tenant=tenant.value if tenant else "",
            contender=name,
            seconds=seconds,
            rows=outcome.rows,
            rows_per_second=outcome.rows / outcome.seconds if outcome.rows and outcome.seconds else None,
            transactions=len(traffic.transactions),
            p50=traffic.waited(0.5),
            p99=traffic.waited(0.99),
            longest=traffic.waited(1.0),
            longest_own=traffic.longest_own,
            failures=traffic.failures,
            wal=after.wal - before.wal - self._share.wal * seconds,
            growth=after.sizes.tables - before.sizes.tables - self._share.growth * seconds,
            tenant_indexes=after.sizes.tenant_indexes,
            hot_share=hot[1] / hot[0] if hot[0] else None,
            others=busy,
            error=outcome.error,
            said=outcome.said,
        )


CONTENDERS: dict[str, Contender] = dict(zip(NAMES, (guide, Careful(), by_planner), strict=True))


def run_all(bench: Bench, runs: int) -> Iterator[Result]:
    """Run all contenders in turns."""
    yield bench.alone()
    for tenant in Tenant:
        for number in range(runs):
            for name, contender in CONTENDERS.items():
                print(f"{tenant.value}, run {number + 1} of {runs}: {name} …", flush=True)
                yield bench.run(name, contender, tenant)


def options() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--quick",
        action="store_true",
        help="one run with 100,000 messages: shows that all works, its ratios say little",
    )
    parser.add_argument("--rate", type=float, default=400, help="transactions of the application per second")
    parser.add_argument("--dir", type=Path, help="where the server's folder is made; on a disk, not in memory")
    parser.add_argument("--json", type=Path, default=Path(__file__).with_name("live.json"))
    parser.add_argument("--dba-key-first", action="store_true", help="the DBA adds the foreign key before the backfill")
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.messages, arguments.runs = min(arguments.messages, 100_000), 1
    return arguments


def main() -> None:
    arguments = options()
    if arguments.dba_key_first:
        CONTENDERS["careful DBA"] = Careful(key_first=True)
    rows = Rows(arguments.messages)
    with tempfile.TemporaryDirectory() as folder, server(PRODUCTION, arguments.dir) as dsn:
        described = machine(dsn)
        print(f"{described['cpu']}, {described['cores']} cores; {str(described['server']).split(' on ')[0]}")
        print(f"{rows.messages:,} messages; the application: {CLIENTS} clients, {arguments.rate:g} transactions/s")
        execute(dsn, "CREATE DATABASE loaded")
        load(make_conninfo(dsn, dbname="loaded"), rows)
        results = list(run_all(Bench(dsn, Path(folder), rows, arguments.rate), arguments.runs))
    found = report(results)
    document = {
        "machine": described,
        "settings": PRODUCTION,
        "messages": rows.messages,
        "rate": arguments.rate,
        "clients": CLIENTS,
        "runs": [asdict(result) for result in results],
        "targets": [asdict(target) | {"met": target.met} for target in found],
    }
    arguments.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"\nevery run: {arguments.json}")


if __name__ == "__main__":
    main()
