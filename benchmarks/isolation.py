"""Queries under row level security beside the same queries with the tenant written by hand.

    python benchmarks/isolation.py [--rows 500000] [--tenants 100] [--seconds 0.15] [--rounds 11]

One run on an embedded PostgreSQL with production's settings. `planner apply` makes the policies, the keys (tenant, …) and
the copies of the indexes (`keys.index: follow`). One small tenant has 10 rows. Two sessions take turns with prepared
statements: the application's role under the policies, and a role that policies do not bind, and that writes the tenant
into its WHERE. The times are those of the server's process on the processor (/proc/PID/schedstat), so that other
programs do not count, else wall-clock time. The numbers are medians of the rounds.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from common import PRODUCTION, confirmed, execute, machine, planner, server, value

APP, FREE = "bench_app", "bench_free"
"""The application's role, and a role with BYPASSRLS."""

SMALL_ROWS = 10
"""The rows of the small tenant, whose number follows the other tenants'."""

PLAN = f"""
version: 1
tenant: {{ table: clients, key: {{ column: id, type: integer }}, column: client_id }}
tables:
  person: {{ column: client_id }}
  project: {{ column: client_id }}
  item: {{ column: client_id }}
keys: {{ index: follow, unique: per_tenant, primary_key: composite, foreign_keys: composite }}
rls: {{ setting: app.client_id, roles: [{APP}], ignore_roles: [{FREE}] }}
"""

TENANT = 7

LONGEST = 6
"""The seconds after which a query has no more rounds than three, so that a busy machine ends in time too."""

PAGE, SMALL, BARRED = 1.15, 1.5, 1.5
"""The targets: at most this ratio."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query: under policies, and with the tenant by hand. `small` is a query of the small tenant."""

    title: str
    secured: str
    by_hand: str
    limit: float | None
    small: bool = False


NEWEST = "SELECT * FROM item {} ORDER BY created_at DESC LIMIT 50"
JOINED = (
    "SELECT i.title, p.name, o.name FROM item i JOIN project p ON p.id = i.project_id JOIN person o ON o.id = p.owner_id "
    "{} ORDER BY i.created_at DESC LIMIT 50"
)
TOTALS = "SELECT status, count(*), sum(length(title)) FROM item {} GROUP BY status"
OF_STATUS = "SELECT * FROM item WHERE status = 'open' {} ORDER BY created_at DESC LIMIT 10"
LATEST = "SELECT max(created_at) FROM item {}"
LIKE = "SELECT * FROM item WHERE title LIKE 'word 77%%' {}"
STARTS = "SELECT * FROM item WHERE title ^@ 'word 77' {}"
LOWER = "SELECT * FROM item WHERE lower(title) = 'word 77 of 7' {}"
WORDS = "SELECT * FROM item WHERE words @@ to_tsquery('simple', '77') {}"
WHERE, AND = "WHERE client_id = %(tenant)s::integer", "AND client_id = %(tenant)s::integer"
EACH = "WHERE i.client_id = %(tenant)s::integer AND p.client_id = %(tenant)s::integer AND o.client_id = %(tenant)s::integer"


def both(title: str, text: str, by_hand: str, limit: float | None, *, small: bool = False) -> Query:
    return Query(title, text.format(""), text.format(by_hand), limit, small)


QUERIES = (
    both("by id", "SELECT * FROM item WHERE id = %(id)s::bigint {}", AND, PAGE),
    both("newest 50", NEWEST, WHERE, PAGE),
    both("join of three, newest 50", JOINED, EACH, PAGE),
    both("aggregate", TOTALS, WHERE, PAGE),
    both("small tenant: newest 50", NEWEST, WHERE, SMALL, small=True),
    both("small tenant: by status, newest 10", OF_STATUS, AND, SMALL, small=True),
    both("small tenant: max()", LATEST, WHERE, SMALL, small=True),
    both("small tenant: LIKE 'x%'", LIKE, AND, BARRED, small=True),
    both("small tenant: lower(x) =", LOWER, AND, BARRED, small=True),
    both("small tenant: full text", WORDS, AND, BARRED, small=True),
    both("x ^@ (starts with)", STARTS, AND, BARRED),
    both("LIKE 'x%'", LIKE, AND, BARRED),
    both("lower(x) =", LOWER, AND, None),
    both("full text", WORDS, AND, BARRED),
)

DECLARED = both("full text, @@ declared LEAKPROOF", WORDS, AND, BARRED)
"""A superuser has declared the function of @@ leakproof, and planner has built the copy of the GIN index."""


def fill(dsn: str, rows: int, tenants: int) -> None:
    """Insert rows of all tenants side by side, in the order in which time would bring them, and the small tenant's."""
    execute(
        dsn,
        "CREATE TABLE clients (id integer PRIMARY KEY)",
        f"INSERT INTO clients SELECT n FROM generate_series(0, {tenants}) n",
        "CREATE TABLE person (id integer PRIMARY KEY, name text NOT NULL, client_id integer NOT NULL REFERENCES clients)",
        f"INSERT INTO person SELECT n, 'person ' || n, n % {tenants + 1} FROM generate_series(0, {20 * (tenants + 1) - 1}) n",
        "CREATE TABLE project (id integer PRIMARY KEY, name text NOT NULL, owner_id integer NOT NULL REFERENCES person,"
        " client_id integer NOT NULL REFERENCES clients)",
        f"INSERT INTO project SELECT n, 'project ' || n, n % {20 * (tenants + 1)}, n % {tenants + 1}"
        f" FROM generate_series(0, {100 * (tenants + 1) - 1}) n",
        "CREATE TABLE item (id bigint PRIMARY KEY, project_id integer NOT NULL REFERENCES project, status text NOT NULL,"
        " created_at timestamptz NOT NULL, title text NOT NULL,"
        " words tsvector GENERATED ALWAYS AS (to_tsvector('simple', title)) STORED,"
        " client_id integer NOT NULL REFERENCES clients)",
        _items(f"n % {tenants}", f"0, {rows - 1}", rows, tenants),
        _items(str(tenants), f"{rows}, {rows + SMALL_ROWS - 1}", rows, tenants),
        "CREATE INDEX item_project_id_idx ON item (project_id)",
        "CREATE INDEX item_created_at_idx ON item (created_at)",
        "CREATE INDEX item_status_created_at_idx ON item (status, created_at)",
        "CREATE INDEX item_title_idx ON item (title text_pattern_ops)",
        "CREATE INDEX item_lower_idx ON item (lower(title))",
        "CREATE INDEX item_words_idx ON item USING gin (words)",
        f"CREATE ROLE {APP} LOGIN",
        f"CREATE ROLE {FREE} LOGIN BYPASSRLS",
        f"GRANT SELECT ON item, project, person TO {APP}, {FREE}",
    )


def _items(client: str, numbers: str, rows: int, tenants: int) -> str:
    """Return the INSERT of items. A title names a number that one in a thousand rows has, also of each tenant.

    The projects of a client are the numbers with its remainder. The small tenant's rows are as old as the others'.
    """
    return (
        "INSERT INTO item (id, project_id, status, created_at, title, client_id) "
        f"SELECT n, (n / {tenants} % 100) * {tenants + 1} + {client}, (ARRAY['open', 'done', 'late', 'lost'])[1 + n / 7 % 4], "
        f"now() - (({rows} - n % {rows}) || ' seconds')::interval, "
        f"'word ' || (n / {tenants} % 1000) || ' of ' || {client}, {client} FROM generate_series({numbers}) n"
    )


class Session:
    """A session of one side, with the statement prepared."""

    def __init__(self, dsn: str, role: str, text: str, tenant: int, ids: range) -> None:
        options = f"-c app.client_id={tenant} -c max_parallel_workers_per_gather=0"
        self._connection = psycopg.connect(make_conninfo(dsn, user=role, options=options), autocommit=True)
        self._text, self._tenant, self._ids = text.encode(), tenant, ids
        self._spent = Path(f"/proc/{self._connection.info.backend_pid}/schedstat")

    def run(self, count: int) -> float:
        """Return the milliseconds that the server spends on one execution, of `count` executions."""
        cursor = self._connection.cursor()
        started = self._clock()
        for _ in range(count):
            cursor.execute(
                self._text, {"id": random.choice(self._ids), "tenant": self._tenant}, prepare=True
            ).fetchall()
        return (self._clock() - started) / count / 1e6

    def rows(self) -> list[tuple[object, ...]]:
        found = self._connection.execute(self._text, {"id": self._ids[0], "tenant": self._tenant}).fetchall()
        return sorted(found, key=str)

    def _clock(self) -> int:
        """Return nanoseconds."""
        return int(self._spent.read_text().split()[0]) if self._spent.exists() else time.perf_counter_ns()

    def close(self) -> None:
        self._connection.close()


def compare(dsn: str, query: Query, arguments: argparse.Namespace) -> tuple[int, list[tuple[float, float]]]:
    """Return the number of rows, and the milliseconds under policies and by hand, round by round.

    Both sides must see the same rows, or the comparison means nothing.
    """
    tenant = arguments.tenants if query.small else TENANT
    ids = range(TENANT, arguments.rows, arguments.tenants)
    sides = [Session(dsn, role, text, tenant, ids) for role, text in ((APP, query.secured), (FREE, query.by_hand))]
    rows = sides[0].rows()
    assert rows == sides[1].rows(), query.title
    assert rows or query.small, query.title
    counts = [min(3000, max(3, int(arguments.seconds * 1000 / side.run(5)))) for side in sides]
    pairs = []
    started = time.perf_counter()
    for number in range(arguments.rounds):
        if number >= 3 and time.perf_counter() - started > LONGEST:
            break
        mine, theirs = (side.run(count) for side, count in zip(sides, counts, strict=True))
        pairs.append((mine, theirs))
    for side in sides:
        side.close()
    return len(rows), pairs


def declare(dsn: str, plan: Path) -> None:
    """Declare the function of @@ leakproof, as a superuser may, and let planner build the copy that helps now."""
    execute(dsn, "ALTER FUNCTION pg_catalog.ts_match_vq(tsvector, tsquery) LEAKPROOF", "CREATE EXTENSION btree_gin")
    confirmed(planner(dsn, "apply", str(plan), "--confirm"))
    copies = value(dsn, "SELECT count(*) FROM pg_indexes WHERE indexdef LIKE '%USING gin (client_id, words)'")
    assert copies == 1, copies
    execute(dsn, "VACUUM (FREEZE, ANALYZE) item")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--tenants", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=0.15, help="of each round of a query")
    parser.add_argument("--rounds", type=int, default=11)
    arguments = parser.parse_args()
    started = time.perf_counter()
    missed = 0
    with tempfile.TemporaryDirectory() as name, server(PRODUCTION) as dsn:
        folder = Path(name)
        for key, told in machine(dsn).items():
            print(f"{key}: {told}")
        plan = folder / "plan.yaml"
        plan.write_text(PLAN, encoding="utf-8")
        fill(dsn, arguments.rows, arguments.tenants)
        confirmed(planner(dsn, "apply", str(plan), "--confirm"))
        execute(dsn, "VACUUM (FREEZE, ANALYZE) item, project, person", "CHECKPOINT")
        print(f"set up in {time.perf_counter() - started:.0f} s", flush=True)
        print(
            f"\n{'query':<35} {'rows':>5} {'policy, ms':>11} {'by hand, ms':>12} {'ratio':>7} {'of the rounds':>15} {'limit':>6}"
        )
        for query in (*QUERIES, DECLARED):
            if query is DECLARED:
                declare(dsn, plan)
            rows, pairs = compare(dsn, query, arguments)
            ratios = [mine / theirs for mine, theirs in pairs]
            ratio = statistics.median(ratios)
            mine, theirs = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
            spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
            met = query.limit is None or ratio <= query.limit
            missed += not met
            target = "" if query.limit is None else f"{query.limit:>6.2f} {'yes' if met else 'MISSED'}"
            print(
                f"{query.title:<35} {rows:>5} {mine:>11.4f} {theirs:>12.4f} {ratio:>7.2f} {spread:>15} {target}",
                flush=True,
            )
    print(f"{missed} targets missed, {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
