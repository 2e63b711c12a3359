"""planner init and the row preflight: a schema of 500 empty tables, and one with 10 million rows and two ways from each.

    python benchmarks/ownership.py [--rows 10000000] [--dir FOLDER] [--json FILE]

Seconds of whole processes, median of three, on an embedded PostgreSQL with a production server's settings. Beside
planner, in the same run: SELECT count(*) over the same tables, and what people write by hand: for each way a query that
counts the NULLs, one that counts the rows that lead nowhere, and one for each two ways that disagree.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from common import PRODUCTION, confirmed, execute, machine, planner, server

TABLES = 500
EMPTY_SECONDS = 5.0
"""planner's target for init of TABLES empty tables."""
TIMES_COUNT = 3.0
"""planner's target for init --exact, of count(*)."""
RUNS = 3

TREE = ("orgs", "users", "projects", "tasks")
BY_HAND = (
    "SELECT count(*) FROM users WHERE org_id IS NULL",
    "SELECT count(*) FROM projects WHERE org_id IS NULL",
    "SELECT count(*) FROM tasks WHERE project_id IS NULL",
    "SELECT count(*) FROM tasks WHERE author_id IS NULL",
    "SELECT count(*) FROM tasks AS t WHERE NOT EXISTS (SELECT FROM projects AS p WHERE p.id = t.project_id AND p.org_id IS NOT NULL)",
    "SELECT count(*) FROM tasks AS t WHERE NOT EXISTS (SELECT FROM users AS u WHERE u.id = t.author_id AND u.org_id IS NOT NULL)",
    "SELECT count(*) FROM tasks AS t JOIN projects AS p ON p.id = t.project_id JOIN users AS u ON u.id = t.author_id "
    "WHERE p.org_id <> u.org_id",
)


def load_empty(dsn: str) -> None:
    """A tenth hang on organizations, every other table on one of these."""
    roots = TABLES // 10
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("CREATE TABLE organizations (id bigint PRIMARY KEY, name text)")
        for n in range(TABLES - 1):
            parent = "organizations" if n < roots else f"t{n % roots}"
            connection.execute(
                f"CREATE TABLE t{n} (id bigint PRIMARY KEY, a text, b text, "
                f"parent_id bigint NOT NULL REFERENCES {parent}, other_id bigint REFERENCES organizations)".encode()
            )


def load_tree(dsn: str, rows: int) -> None:
    """orgs ← users, projects ← tasks: a task has a project and an author, of the same organization."""
    users, projects = rows // 500, rows // 200
    execute(
        dsn,
        "CREATE TABLE orgs (id bigint PRIMARY KEY, name text)",
        "CREATE TABLE users (id bigint PRIMARY KEY, org_id bigint REFERENCES orgs, email text)",
        "CREATE TABLE projects (id bigint PRIMARY KEY, org_id bigint REFERENCES orgs, name text)",
        "CREATE TABLE tasks (id bigint PRIMARY KEY, project_id bigint REFERENCES projects, "
        "author_id bigint REFERENCES users, body text)",
        "INSERT INTO orgs SELECT n, 'org' FROM generate_series(0, 99) n",
        f"INSERT INTO users SELECT n, n % 100, 'u' FROM generate_series(0, {users - 1}) n",
        f"INSERT INTO projects SELECT n, n % 100, 'p' FROM generate_series(0, {projects - 1}) n",
        f"INSERT INTO tasks SELECT n, n % {projects}, (n * 7900 + n % 100) % {users}, repeat(md5(n::text), 3) "
        f"FROM generate_series(0::bigint, {rows - 1}) n",
        "VACUUM ANALYZE",
        "CHECKPOINT",
    )


def seconds(what: Callable[[], object]) -> float:
    """Median of RUNS, after one that is not counted."""
    found = []
    for run in range(RUNS + 1):
        began = time.perf_counter()
        what()
        if run:
            found.append(time.perf_counter() - began)
    return statistics.median(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000, help="tasks of the second database")
    parser.add_argument("--dir", type=Path, help="where the server's folder is made; on a disk, not in memory")
    parser.add_argument("--json", type=Path, default=Path(__file__).with_name("ownership.json"))
    arguments = parser.parse_args()
    with server(PRODUCTION, arguments.dir) as dsn, tempfile.TemporaryDirectory() as folder:
        described = machine(dsn)
        execute(dsn, "CREATE DATABASE empty", "CREATE DATABASE tree")
        empty, tree = make_conninfo(dsn, dbname="empty"), make_conninfo(dsn, dbname="tree")
        load_empty(empty)
        load_tree(tree, arguments.rows)
        plan = Path(folder) / "plan.yaml"
        confirmed(planner(tree, "init", "-o", str(plan), "--exact"))
        found = {
            f"init, {TABLES} empty tables": seconds(lambda: confirmed(planner(empty, "init", "-o", "-"))),
            "count(*) of each table": seconds(lambda: execute(tree, *(f"SELECT count(*) FROM {t}" for t in TREE))),
            "init": seconds(lambda: confirmed(planner(tree, "init", "-o", "-"))),
            "init --exact": seconds(lambda: confirmed(planner(tree, "init", "-o", "-", "--exact"))),
            "apply, dry-run": seconds(lambda: confirmed(planner(tree, "apply", str(plan)))),
            "queries by hand": seconds(lambda: execute(tree, *BY_HAND)),
        }
    counted = found["count(*) of each table"]
    print(f"{arguments.rows:,} rows")
    print(f"{'':<26} {'seconds':>8} {'of count(*)':>12}")
    for name, taken in found.items():
        of = "" if "empty" in name else f"{taken / counted:>12.2f}"
        print(f"{name:<26} {taken:>8.2f} {of}".rstrip())
    exact = found["init --exact"] / counted
    fast = found[f"init, {TABLES} empty tables"]
    print(
        f"init, {TABLES} empty tables: target below {EMPTY_SECONDS:g} s: {'yes' if fast < EMPTY_SECONDS else 'MISSED'}"
    )
    print(f"init --exact: target at most {TIMES_COUNT:g} times count(*): {'yes' if exact <= TIMES_COUNT else 'MISSED'}")
    document = {"machine": described, "settings": PRODUCTION, "rows": arguments.rows, "seconds": found}
    arguments.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"every number: {arguments.json}")


if __name__ == "__main__":
    main()
