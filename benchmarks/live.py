"""Three ways to make users ← chats ← messages multi-tenant under load, side by side.

    python benchmarks/live.py [--messages 1000000] [--runs 3] [--rate 400] [--json FILE]

On an embedded PostgreSQL, in one run: pgbench with 8 clients at a fixed rate, while (a) the guide is followed by hand, (b) a
careful DBA works in ranges of the primary key, (c) planner applies its plan; for a constant tenant and for a derived one.
Every contender begins with a fresh copy of the database. Latencies are what the application saw, from the moment a
transaction was due; `longest` is one statement. WAL is without what the application alone writes in that time. Growth is heap and
indexes that were there before. HOT is the share of heap-only updates of messages.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from chat import SETTINGS, Application, load, programs
from contenders import Outcome, by_hand, careful, with_planner
from measuring import machine, one, wal
from planner.demo.server import embedded_server

CONTENDERS = ("by hand", "careful DBA", "planner")


@dataclass(frozen=True, slots=True)
class Run:
    """One contender, once. Bytes, seconds, milliseconds."""

    contender: str
    tenant: str
    seconds: float
    rows_per_second: float
    p50: float
    p99: float
    max: float
    longest: float
    failed: int
    wal: float
    growth: float
    hot: float
    failure: str | None


_SIZE = "SELECT sum(pg_table_size(c.oid)) FROM pg_class c WHERE c.relname IN ('users', 'chats', 'messages')"
_INDEXES = """
SELECT sum(pg_relation_size(i.indexrelid)) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
WHERE i.indrelid IN ('users'::regclass, 'chats'::regclass, 'messages'::regclass) AND a.attname <> 'client_id'
"""
_HOT = """
SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'messages'
"""


def size(dsn: str) -> int:
    return one(dsn, _SIZE) + one(dsn, _INDEXES)


def updates(dsn: str) -> tuple[int, int]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute(_HOT.encode()).fetchone()
        return (int(row[0]), int(row[1])) if row else (0, 0)


class Bench:
    """The server, its template, and what the application alone does to it."""

    def __init__(self, dsn: str, application: Application) -> None:
        self.dsn = dsn
        self.application = application
        self.wal_per_second = self.growth_per_second = 0.0

    def fresh(self) -> str:
        """A copy of the template."""
        with psycopg.connect(self._of("postgres"), autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS live WITH (FORCE)")
            connection.execute("CREATE DATABASE live TEMPLATE chat STRATEGY file_copy")
            connection.execute("CHECKPOINT")
        return self._of("live")

    def _of(self, database: str) -> str:
        return make_conninfo(self.dsn, dbname=database)

    def alone(self, seconds: float) -> Run:
        """The application without anybody else."""
        run = self.measure("nobody", "", lambda dsn, derived: _wait(seconds))
        self.wal_per_second, self.growth_per_second = run.wal / run.seconds, run.growth / run.seconds
        return run

    def measure(self, name: str, tenant: str, work: Callable[..., Outcome]) -> Run:
        dsn = self.fresh()
        with self.application.running(dsn) as seen:
            before, bytes_before, (updated, hot) = wal(dsn), size(dsn), updates(dsn)
            outcome = work(dsn, derived=tenant == "derived")
            written, grown = wal(dsn) - before, size(dsn) - bytes_before
        time.sleep(1.5)  # backends report their statistics when they end
        updated_after, hot_after = updates(dsn)
        return Run(
            contender=name,
            tenant=tenant,
            seconds=outcome.seconds,
            rows_per_second=outcome.rows / outcome.filling if outcome.filling else 0.0,
            p50=seen.percentile(0.5),
            p99=seen.percentile(0.99),
            max=max(seen.latencies, default=0.0),
            longest=seen.longest,
            failed=seen.failed,
            wal=written - self.wal_per_second * outcome.seconds,
            growth=grown - self.growth_per_second * outcome.seconds,
            hot=(hot_after - hot) / max(1, updated_after - updated),
            failure=outcome.failure or (seen.errors[0] if seen.errors else None),
        )


def _wait(seconds: float) -> Outcome:
    time.sleep(seconds)
    return Outcome(seconds)


def median(runs: Sequence[Run]) -> Run:
    """The run with the median time; each number is the median of its own."""
    numbers = {
        name: statistics.median(getattr(run, name) for run in runs)
        for name, value in asdict(runs[0]).items()
        if isinstance(value, (int, float))
    }
    return Run(**(asdict(runs[0]) | numbers | {"failure": next((r.failure for r in runs if r.failure), None)}))


HEADINGS = (
    "tenant",
    "",
    "seconds",
    "rows/s",
    "p50 ms",
    "p99 ms",
    "max ms",
    "longest ms",
    "failed",
    "WAL MB",
    "grown MB",
    "HOT",
)


def row(run: Run) -> tuple[str, ...]:
    return (
        run.tenant, run.contender, f"{run.seconds:.1f}", f"{run.rows_per_second:,.0f}", f"{run.p50:.1f}", f"{run.p99:.1f}",
        f"{run.max:.0f}", f"{run.longest:.0f}", f"{run.failed:.0f}", f"{run.wal / 2**20:.0f}", f"{run.growth / 2**20:.0f}",
        f"{run.hot:.0%}",
    )  # fmt: skip


def targets(found: dict[tuple[str, str], Run]) -> Iterator[tuple[str, float, float]]:
    """(what, measured, at most)."""
    hand, dba, ours = (found["derived", name] for name in CONTENDERS)
    yield "derived: time / by hand, until it fails", ours.seconds / hand.seconds, 1.25
    yield "derived: p99 / by hand", ours.p99 / hand.p99, 1 / 50
    yield "derived: longest statement, ms", ours.longest, 150
    yield "derived: WAL / by hand", ours.wal / hand.wal, 0.7
    yield "derived: growth / by hand", ours.growth / hand.growth, 0.35
    yield "derived: rows/s of the careful DBA / planner's", dba.rows_per_second / ours.rows_per_second, 1 / 1.5
    yield "derived: failed statements", ours.failed, 0
    hand, _, ours = (found["constant", name] for name in CONTENDERS)
    yield "constant: time / by hand", ours.seconds / hand.seconds, 1 / 5
    yield "constant: longest statement, ms", ours.longest, 50
    yield "constant: growth, MB", ours.growth / 2**20, 1
    yield "constant: failed statements", ours.failed, 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rate", type=int, default=400, help="transactions per second")
    parser.add_argument("--only", choices=CONTENDERS, help="one contender, without the comparison")
    parser.add_argument("--tenant", choices=("constant", "derived"))
    parser.add_argument("--json", type=Path, default=Path("live.json"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, embedded_server(settings=SETTINGS) as dsn:
        where = Path(folder)
        where.chmod(0o755)
        load(dsn, arguments.messages)
        bench = Bench(dsn, Application(programs(), where, arguments.messages, rate=arguments.rate))
        work = dict(zip(CONTENDERS, (by_hand, careful, with_planner(where)), strict=True))
        runs = [bench.alone(10)]
        show(runs[0], heading=True)
        for _ in range(arguments.runs):
            for tenant in ("constant", "derived"):
                for name in CONTENDERS:
                    if arguments.only in (None, name) and arguments.tenant in (None, tenant):
                        runs.append(bench.measure(name, tenant, work[name]))
                        show(runs[-1])
        computer = machine(dsn)
    report(runs, computer, arguments)


def show(run: Run, *, heading: bool = False) -> None:
    widths = (9, 12, 8, 9, 7, 9, 8, 11, 7, 7, 9, 5)
    if heading:
        print("  ".join(h.rjust(w) for h, w in zip(HEADINGS, widths, strict=True)), flush=True)
    print("  ".join(c.rjust(w) for c, w in zip(row(run), widths, strict=True)), flush=True)
    if run.failure:
        print(f"{'':>25}failed: {run.failure}", flush=True)


def report(runs: Sequence[Run], computer: str, arguments: argparse.Namespace) -> None:
    keys = dict.fromkeys((run.tenant, run.contender) for run in runs)
    found = {key: median([run for run in runs if (run.tenant, run.contender) == key]) for key in keys}
    print(
        f"\nMedians of {arguments.runs}, {arguments.messages:,} messages, 8 clients, {arguments.rate} transactions/s; {computer}"
    )
    for n, run in enumerate(found.values()):
        show(run, heading=n == 0)
    measured = []
    if all(("derived", name) in found and ("constant", name) in found for name in CONTENDERS):
        measured = [(what, value, most, value <= most) for what, value, most in targets(found)]
        print()
        for what, value, most, met in measured:
            print(f"{'met   ' if met else 'MISSED'}  {what}: {value:.3g}, at most {most:.3g}")
    document = {"machine": computer, "runs": [asdict(run) for run in runs], "targets": measured}
    arguments.json.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
