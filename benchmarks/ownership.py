"""planner init and the row preflight: a schema of 500 empty tables, and 10 million rows with one or two ways to the tenant.

    python benchmarks/ownership.py [--rows 10000000] [--dir FOLDER] [--json FILE]

The numbers are seconds of whole processes, median of three, on an embedded PostgreSQL with a production server's
settings. The same run measures three other things for comparison. SELECT count(*) over the same tables: PostgreSQL
answers it from the index of the primary key. count(column) of the keys that may be NULL: it reads every row once.
Queries that people write by hand: for each way, a query that counts the NULLs and one that counts the rows that lead
nowhere, and a query for two ways that disagree.
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
"""planner's target for init of TABLES empty tables, in seconds."""
TIMES_COUNT = 3.0
"""planner's target for init --exact, as a multiple of count(*)."""
RUNS = 3

TREE = ("orgs", "users", "projects", "tasks")
ONE_WAY = (
    "SELECT count(*) FROM users WHERE org_id IS NULL",
    "SELECT count(*) FROM projects WHERE org_id IS NULL",
    "SELECT count(*) FROM tasks WHERE project_id IS NULL",
    "SELECT count(*) FROM tasks AS t WHERE NOT EXISTS (SELECT FROM projects AS p WHERE p.id = t.project_id AND p.org_id IS NOT NULL)",
)
TWO_WAYS = (
    *ONE_WAY,
    "SELECT count(*) FROM tasks WHERE author_id IS NULL",
    "SELECT count(*) FROM tasks AS t WHERE NOT EXISTS (SELECT FROM users AS u WHERE u.id = t.author_id AND u.org_id IS NOT NULL)",
    "SELECT count(*) FROM tasks AS t JOIN projects AS p ON p.id = t.project_id JOIN users AS u ON u.id = t.author_id "
    "WHERE p.org_id <> u.org_id",
)


def load_empty(dsn: str) -> None:
    """Load the tables. A tenth of them reference organizations, and every other table references one of these."""
    roots = TABLES // 10
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("CREATE TABLE organizations (id bigint PRIMARY KEY, name text)")
        for n in range(TABLES - 1):
            parent = "organizations" if n < roots else f"t{n % roots}"
            connection.execute(
                f"CREATE TABLE t{n} (id bigint PRIMARY KEY, a text, b text, "
                f"parent_id bigint NOT NULL REFERENCES {parent}, other_id bigint REFERENCES organizations)".encode()
            )


def load_tree(dsn: str, rows: int, ways: int) -> None:
    """Load orgs ← users, projects ← tasks. A task has a project and, with two ways, an author of the same
    organization."""
    author = "author_id bigint REFERENCES users" if ways > 1 else "author bigint"
    users, projects = rows // 500, rows // 200
    execute(
        dsn,
        "CREATE TABLE orgs (id bigint PRIMARY KEY, name text)",
        "CREATE TABLE users (id bigint PRIMARY KEY, org_id bigint REFERENCES orgs, email text)",
        "CREATE TABLE projects (id bigint PRIMARY KEY, org_id bigint REFERENCES orgs, name text)",
        f"CREATE TABLE tasks (id bigint PRIMARY KEY, project_id bigint REFERENCES projects, {author}, body text)",
        "INSERT INTO orgs SELECT n, 'org' FROM generate_series(0, 99) n",
        f"INSERT INTO users SELECT n, n % 100, 'u' FROM generate_series(0, {users - 1}) n",
        f"INSERT INTO projects SELECT n, n % 100, 'p' FROM generate_series(0, {projects - 1}) n",
        f"INSERT INTO tasks SELECT n, n % {projects}, (n * 7900 + n % 100) % {users}, repeat(md5(n::text), 3) "
        f"FROM generate_series(0::bigint, {rows - 1}) n",
        "VACUUM ANALYZE",
        "CHECKPOINT",
    )


def seconds(what: Callable[[], object]) -> float:
    """Return the median seconds of RUNS runs, after one run that is not counted."""
    found = []
    for run in range(RUNS + 1):
        began = time.perf_counter()
        what()
        if run:
            found.append(time.perf_counter() - began)
    return statistics.median(found)


COUNT = "count(*) of each table"


def compared(dsn: str, plan: Path, ways: int, by_hand: tuple[str, ...]) -> dict[str, float]:
    """Return the seconds of each query, by its name."""
    confirmed(planner(dsn, "init", "-o", str(plan), "--exact"))
    keys = "count(project_id), count(author_id)" if ways > 1 else "count(project_id)"
    reading = ("SELECT count(org_id) FROM users", "SELECT count(org_id) FROM projects", f"SELECT {keys} FROM tasks")
    return {
        COUNT: seconds(lambda: execute(dsn, *(f"SELECT count(*) FROM {t}" for t in TREE))),
        "count(column), every row": seconds(lambda: execute(dsn, *reading)),
        "planner --help": seconds(lambda: confirmed(planner(dsn, "--help"))),
        "init": seconds(lambda: confirmed(planner(dsn, "init", "-o", "-"))),
        "init --exact": seconds(lambda: confirmed(planner(dsn, "init", "-o", "-", "--exact"))),
        "apply, dry-run": seconds(lambda: confirmed(planner(dsn, "apply", str(plan)))),
        "queries by hand": seconds(lambda: execute(dsn, *by_hand)),
    }


def table(ways: int, found: dict[str, float], rows: int) -> None:
    print(f"{rows:,} rows, {ways} way{'s' if ways > 1 else ''} from each")
    print(f"{'':<26} {'seconds':>8} {'of count(*)':>12}")
    for name, taken in found.items():
        print(f"{name:<26} {taken:>8.2f} {taken / found[COUNT]:>12.2f}")


def said(reached: bool) -> str:
    return "yes" if reached else "MISSED"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000, help="tasks of the second database")
    parser.add_argument("--dir", type=Path, help="where the server's folder is made; on a disk, not in memory")
    parser.add_argument("--json", type=Path, default=Path(__file__).with_name("ownership.json"))
    arguments = parser.parse_args()
    with server(PRODUCTION, arguments.dir) as dsn, tempfile.TemporaryDirectory() as folder:
        described = machine(dsn)
        execute(dsn, "CREATE DATABASE empty")
        empty = make_conninfo(dsn, dbname="empty")
        load_empty(empty)
        fast = seconds(lambda: confirmed(planner(empty, "init", "-o", "-")))
        print(
            f"init, {TABLES} empty tables: {fast:.2f} s, target below {EMPTY_SECONDS:g} s: {said(fast < EMPTY_SECONDS)}"
        )
        measured = {}
        for ways, by_hand in ((1, ONE_WAY), (2, TWO_WAYS)):
            execute(dsn, f"CREATE DATABASE tree{ways}")
            tree = make_conninfo(dsn, dbname=f"tree{ways}")
            load_tree(tree, arguments.rows, ways)
            measured[ways] = compared(tree, Path(folder) / f"plan{ways}.yaml", ways, by_hand)
            table(ways, measured[ways], arguments.rows)
    exact = measured[1]["init --exact"] / measured[1][COUNT]
    print(f"init --exact: target at most {TIMES_COUNT:g} times count(*), {exact:.1f}: {said(exact <= TIMES_COUNT)}")
    document = {
        "machine": described,
        "settings": PRODUCTION,
        "rows": arguments.rows,
        "empty": fast,
        "seconds": measured,
    }
    arguments.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"every number: {arguments.json}")


if __name__ == "__main__":
    main()
