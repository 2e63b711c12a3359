"""Distribute a million rows on a Citus cluster while an application reads and writes, and compare costs before and after.

    PLANNER_CITUS_DSN=… python benchmarks/citus.py [--messages 1000000] [--seconds 5] [--rate 100] [--form concurrent|plain] [--json FILE]

`PLANNER_CITUS_DSN` names any database on the coordinator of a cluster with at least two workers; its role is a superuser
on each node. Each form gets a fresh database, which is dropped at the end. Its tables are users ← chats ← messages of 200
tenants, with policies. Eight processes send `--rate` transactions a second each, as a
role that policies bind.

- concurrent: each table is larger than `concurrent_above`. Writers shall wait at most 1 s, readers 250 ms.
- plain: each table is smaller. Writers wait for the copy of one table, at most as long as planner's longest step.
- seconds: of `planner apply --phase distribute`, with Python's start.
- lost: rows that a committed transaction wrote and that are not there, or counters that miss an addition.
- foreign: rows of another tenant that a reader saw.
- costs: the median time of a statement, one client, after ÷ before.

Exit code 1 when a limit is not kept, a row is lost or foreign, or `planner verify` has a finding.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from re import findall

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from citus_load import RATE, TENANTS, Traffic, load
from common import Ended, machine, planner

VARIABLE = "PLANNER_CITUS_DSN"
WRITERS_WAIT, READERS_WAIT = 1.0, 0.25
"""Seconds: the limits of the concurrent form. Readers have the same limit in the plain form."""
BEFORE, AFTER = 2.0, 1.0
"""Seconds of load before and after planner."""
_FORMS = {"concurrent": "1MB", "plain": "1TB"}
"""What `concurrent_above` is."""

SCHEMA = """
CREATE TABLE clients (id text PRIMARY KEY, name text NOT NULL);
CREATE TABLE users (client_id text NOT NULL REFERENCES clients, id bigint NOT NULL, name text, PRIMARY KEY (client_id, id));
CREATE TABLE chats (client_id text NOT NULL REFERENCES clients, id bigint NOT NULL, user_id bigint NOT NULL, n bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (client_id, id), FOREIGN KEY (client_id, user_id) REFERENCES users (client_id, id));
CREATE TABLE messages (client_id text NOT NULL REFERENCES clients, id bigint NOT NULL, chat_id bigint NOT NULL, body text,
  PRIMARY KEY (client_id, id), FOREIGN KEY (client_id, chat_id) REFERENCES chats (client_id, id));
CREATE INDEX ON messages (client_id, chat_id);
"""
PLAN = """
version: 1
target: {{ dialect: citus, shard_count: 8, concurrent_above: {above} }}
tenant: {{ table: clients, key: {{ column: id, type: text }}, column: client_id }}
tables: {{ users: {{ column: client_id }}, chats: {{ column: client_id }}, messages: {{ column: client_id }} }}
keys: {{ unique: per_tenant, primary_key: composite, foreign_keys: composite }}
transition: {{ assign: none, drop: tighten }}
rls: {{ setting: app.client_id, roles: [{role}] }}
"""
COSTS = {
    "SELECT by key": ("SELECT * FROM chats WHERE client_id = %(t)s AND id = %(i)s", False),
    "join of a tenant": (
        "SELECT count(*) FROM chats c JOIN messages m ON m.client_id = c.client_id AND m.chat_id = c.id "
        "WHERE c.client_id = %(t)s AND c.id = %(i)s",
        False,
    ),
    "UPDATE by key": ("UPDATE chats SET n = n WHERE client_id = %(t)s AND id = %(i)s", False),
    "SELECT without tenant": ("SELECT * FROM chats WHERE id = %(i)s", False),
    "aggregate of a tenant": ("SELECT count(*) FROM messages WHERE client_id = %(t)s AND body LIKE '%%a%%'", True),
    "aggregate of all": ("SELECT count(*) FROM messages WHERE body LIKE '%%a%%'", True),
}
"""Statements by name; True for those of which a few are enough."""


@dataclass(frozen=True, slots=True)
class Result:
    """One form."""

    form: str
    seconds: float
    longest_step: float
    traffic: Traffic
    lost: int
    costs: dict[str, float]
    verified: int
    """The exit code of `planner verify`."""

    def faults(self) -> list[str]:
        """Return the limits that were not kept."""
        seen, found = self.traffic, []
        limit = WRITERS_WAIT if self.form == "concurrent" else max(WRITERS_WAIT, self.longest_step)
        if seen.writers.longest > limit:
            found.append(f"a writer waited {seen.writers.longest:.2f} s, more than {limit:.2f}")
        if seen.readers.longest > READERS_WAIT:
            found.append(f"a reader waited {seen.readers.longest:.2f} s, more than {READERS_WAIT}")
        if self.lost:
            found.append(f"{self.lost} rows are lost")
        if seen.readers.foreign:
            found.append(f"{seen.readers.foreign} rows of another tenant were seen")
        if self.verified:
            found.append(f"planner verify ended with {self.verified}")
        return found


@contextmanager
def database(dsn: str) -> Iterator[tuple[str, str]]:
    """Yield the DSN of a fresh database on each node, and a role that exists on each. Drop both at the end."""
    name, role = f"planner_bench_{uuid.uuid4().hex[:8]}", f"planner_bench_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(dsn, autocommit=True) as connection:
        nodes = connection.execute(
            "SELECT nodename, nodeport FROM pg_dist_node WHERE noderole = 'primary' ORDER BY groupid"
        ).fetchall()
    if len(nodes) < 3:
        sys.exit(f"{VARIABLE}: the cluster has {len(nodes)} nodes; a coordinator and two workers are needed")
    identifier = sql.Identifier(name)

    def on_each(*statements: sql.Composed, database: str = "postgres") -> None:
        for host, port in nodes:
            with psycopg.connect(make_conninfo(dsn, host=host, port=port, dbname=database), autocommit=True) as session:
                session.execute("SET citus.enable_ddl_propagation = off")
                for statement in statements:
                    session.execute(statement)

    on_each(
        sql.SQL("CREATE DATABASE {}").format(identifier), sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role))
    )
    try:
        on_each(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier("citus")), database=name)
        made = make_conninfo(dsn, dbname=name)
        with psycopg.connect(made, autocommit=True) as connection:
            connection.execute("SELECT citus_set_coordinator_host(%s, %s)", nodes[0])
            for host, port in nodes[1:]:
                connection.execute("SELECT citus_add_node(%s, %s)", (host, port))
        yield made, role
    finally:
        on_each(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier))
        on_each(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


def fill(dsn: str, role: str, messages: int) -> int:
    """Load the rows, and return the number of chats."""
    chats = max(1000, messages // 10)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SET citus.enable_ddl_propagation = off")
        connection.execute(SCHEMA.encode())
        said = {"tenants": TENANTS, "chats": chats, "messages": messages, "users": max(100, chats // 10)}
        for statement in (
            "INSERT INTO clients SELECT 'c' || g, 'tenant ' || g FROM generate_series(1, %(tenants)s) g",
            "INSERT INTO users SELECT 'c' || (g %% %(tenants)s + 1), g, 'user ' || g FROM generate_series(1, %(users)s) g",
            "INSERT INTO chats SELECT 'c' || (g %% %(tenants)s + 1), g, (g - 1) %% %(users)s + 1, 0 FROM generate_series(1, %(chats)s) g",
            "INSERT INTO messages SELECT 'c' || (((g - 1) %% %(chats)s + 1) %% %(tenants)s + 1), g, (g - 1) %% %(chats)s + 1, "
            "md5(g::text) || md5((-g)::text) FROM generate_series(1, %(messages)s) g",
        ):
            connection.execute(statement, said)
        connection.execute(
            sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON users, chats, messages TO {}").format(sql.Identifier(role))
        )
        connection.execute(sql.SQL("GRANT SELECT ON clients TO {}").format(sql.Identifier(role)))
        connection.execute("ANALYZE")
    return chats


def costs(dsn: str, seconds: float, chats: int) -> dict[str, float]:
    """Return the median milliseconds of each statement, sent by one client for a share of the seconds."""
    found: dict[str, float] = {}
    with psycopg.connect(dsn, autocommit=True) as connection:
        for name, (statement, few) in COSTS.items():
            times: list[float] = []
            end = time.perf_counter() + seconds / len(COSTS)
            while (time.perf_counter() < end or len(times) < 3) and not (few and len(times) >= 20):
                chat = len(times) * 37 % chats + 1
                began = time.perf_counter()
                connection.execute(statement, {"t": f"c{chat % TENANTS + 1}", "i": chat})
                times.append(1000 * (time.perf_counter() - began))
            found[name] = statistics.median(times)
    return found


def must(ended: Ended) -> Ended:
    """Return the ended process. Raises SystemExit with planner's stderr when the process failed."""
    if ended.code:
        sys.exit(f"planner ended with {ended.code}\n{ended.stderr[-3000:]}")
    return ended


def run(dsn: str, form: str, messages: int, seconds: float, rate: float, folder: Path) -> Result:
    """Distribute under load in one form."""
    with database(dsn) as (made, role):
        chats = fill(made, role, messages)
        plan = folder / f"{form}.yaml"
        plan.write_text(PLAN.format(above=_FORMS[form], role=role), encoding="utf-8")
        must(planner(made, "apply", str(plan), "--phase", "add,backfill,tighten", "--confirm"))
        before = costs(made, seconds, chats)
        with load(make_conninfo(made, user=role), chats, rate) as application:
            time.sleep(BEFORE)
            ended = must(planner(made, "apply", str(plan), "--phase", "distribute", "--confirm"))
            time.sleep(AFTER)
            traffic = application.stop()
        with psycopg.connect(made, autocommit=True) as connection:
            rows, counted = (
                int(row[0])
                for row in (
                    connection.execute("SELECT count(*) FROM messages").fetchone() or (0,),
                    connection.execute("SELECT sum(n) FROM chats").fetchone() or (0,),
                )
            )
        lost = abs(messages + traffic.writers.inserted - rows) + abs(traffic.writers.added - counted)
        after = costs(made, seconds, chats)
        verified = planner(made, "verify", str(plan)).code
        steps = [float(text) for text in findall(r"done in ([\d.]+) s", ended.stderr)]
        ratios = {name: after[name] / before[name] for name in COSTS}
        return Result(form, ended.seconds, max(steps, default=0.0), traffic, lost, ratios, verified)


def report(results: Sequence[Result], messages: int, rate: float) -> Iterator[str]:
    """Yield the lines of the report."""
    yield f"{messages:,} messages, {TENANTS} tenants, 4 writers and 4 readers at {rate:g} transactions a second each"
    headings = ("seconds", "longest step", "writers max", "readers max", "tx", "retried", "lost", "foreign")
    yield f"{'form':<12}" + "".join(f"{heading:>14}" for heading in headings)
    for one in results:
        writers, readers = one.traffic.writers, one.traffic.readers
        both = (writers.transactions + readers.transactions, writers.retried + readers.retried)
        waits = (f"{one.longest_step:.2f} s", f"{writers.longest:.3f} s", f"{readers.longest:.3f} s")
        cells = (f"{one.seconds:.1f}", *waits, *both, one.lost, readers.foreign)
        yield f"{one.form:<12}" + "".join(f"{cell:>14}" for cell in cells)
        for text, count in {**writers.errors, **readers.errors}.items():
            yield f"  retried {count} ×: {text}"
        yield "  cost after ÷ before: " + ", ".join(f"{name} {ratio:.2f}" for name, ratio in one.costs.items())
        yield from (f"  NOT KEPT: {fault}" for fault in one.faults())


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--dsn", default=os.environ.get(VARIABLE), help=f"a database on the coordinator; default: ${VARIABLE}"
    )
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=5.0, help="of measuring costs, before and after")
    parser.add_argument("--rate", type=float, default=RATE, help="transactions a second of each of the eight processes")
    parser.add_argument("--form", choices=sorted(_FORMS), action="append", help="default: both")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the results here")
    said = parser.parse_args()
    if said.dsn is None:
        sys.exit(f"set {VARIABLE} to a database on the coordinator of a Citus cluster with two workers")
    with tempfile.TemporaryDirectory() as folder:
        results = [
            run(said.dsn, form, said.messages, said.seconds, said.rate, Path(folder)) for form in said.form or _FORMS
        ]
    print("\n".join(report(results, said.messages, said.rate)))
    if said.json is not None:
        found = {"machine": machine(said.dsn), "results": [asdict(one) for one in results]}
        said.json.write_text(json.dumps(found, indent=2), encoding="utf-8")
    if any(one.faults() for one in results):
        sys.exit(1)


if __name__ == "__main__":
    main()
