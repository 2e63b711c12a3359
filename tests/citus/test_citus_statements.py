"""What planner says about a statement is what a cluster does with it."""

from __future__ import annotations

from contextlib import closing

from psycopg import Error

from harness.citus import CitusDatabase
from harness.citus_statements import ASKING, FAILING, FINE, SCHEMA

DISTRIBUTED = """
SET citus.shard_count = 4;
SELECT create_reference_table('clients'), create_reference_table('country');
SELECT create_distributed_table('users', 'client_id', colocate_with => 'none');
SELECT create_distributed_table('chats', 'client_id', colocate_with => 'users');
SELECT create_distributed_table('msgs', 'client_id', colocate_with => 'users');
"""


def test_the_cluster_agrees_with_planner(citus: CitusDatabase) -> None:
    citus.load(SCHEMA)
    citus.load(DISTRIBUTED)
    wrong: list[tuple[str, str]] = []
    with closing(citus.connect()) as session:
        for wanted, statements in (("fails", FAILING), ("asks", ASKING), ("fine", FINE)):
            for statement in statements:
                explained = statement.startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "MERGE"))
                try:
                    with session.transaction(force_rollback=True):
                        session.execute("SET LOCAL lock_timeout = '5s'")
                        plan = session.execute(f"EXPLAIN (COSTS OFF) {statement}").fetchall() if explained else []
                        session.execute(statement)
                except Error:
                    found = "fails"
                else:
                    tasks = [int(line.rpartition(":")[2]) for (line,) in plan if "Task Count:" in line]
                    found = "asks" if max(tasks, default=1) > 1 else "fine"
                if found != wanted:
                    wrong.append((found, statement))
    assert wrong == []
