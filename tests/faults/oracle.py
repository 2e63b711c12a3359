"""What must be true in the end, found out by queries of the test's own; planner's word is asked for last."""

from __future__ import annotations

import psycopg

from harness.dumps import dump, same_dump
from scene import Scene, Undisturbed

RIGHT = {
    "users": "t.org",
    "chats": "(SELECT u.org FROM users u WHERE u.id = t.user_id)",
    "messages": "(SELECT u.org FROM users u JOIN chats c ON c.user_id = u.id WHERE c.id = t.chat_id)",
    "events": "(SELECT u.org FROM users u WHERE u.id = t.user_id)",
    "settings": "'default'",
}
"""The tenant that a row `t` belongs to."""

INVALID = """
SELECT 'constraint ' || conname FROM pg_constraint WHERE NOT convalidated
UNION ALL SELECT 'index ' || indexrelid::regclass FROM pg_index WHERE NOT indisvalid OR NOT indisready
UNION ALL SELECT 'not null ' || attrelid::regclass FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
  WHERE attname = 'client_id' AND NOT attnotnull AND relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
UNION ALL SELECT 'no tenant column in ' || c.oid::regclass FROM pg_class AS c
  WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND relname <> 'orgs'
  AND NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'client_id')
UNION ALL SELECT 'unfinished in planner.owned: ' || relation_name FROM planner.owned WHERE state <> 'confirmed'
"""

TWICE = "SELECT relation, id, count(*) FROM audit.fill GROUP BY 1, 2 HAVING count(*) > 1"
OVERWRITTEN = "SELECT relation, id, before FROM audit.fill WHERE before IS NOT NULL"
COUNTED = """
SELECT relation, filled, counted
FROM (SELECT relation, count(*) AS filled FROM audit.fill GROUP BY 1) AS seen
FULL JOIN (SELECT relation_name AS relation, sum(rows_filled) AS counted FROM planner.backfill GROUP BY 1) AS said USING (relation)
WHERE coalesce(filled, 0) < coalesce(counted, 0)
"""


MEANT = "public.settings  writers that send no tenant get 'default': right while it is the only one"
"""verify's one finding: there are other tenants, and the guard of the constant table stays as the plan says."""


def right(scene: Scene, undisturbed: Undisturbed | None = None) -> None:
    """Every row has its tenant, was filled once, and everything is valid; the schema is that of an undisturbed run."""
    with psycopg.connect(scene.database.dsn, autocommit=True) as connection:

        def found(query: str) -> list[tuple[object, ...]]:
            return connection.execute(query.encode()).fetchall()

        for table, tenant in RIGHT.items():
            wrong = f"SELECT t.*, {tenant} FROM {table} t WHERE t.client_id IS DISTINCT FROM {tenant} LIMIT 5"
            assert found(wrong) == [], f"rows of {table} with another tenant than theirs"
        left = found(INVALID)
        assert not left, left
        assert found(TWICE) == [], "rows that planner filled twice"
        assert found(OVERWRITTEN) == [], "rows that planner filled though they had a tenant"
        assert found(COUNTED) == [], "planner.backfill counts rows that were not filled"
        assert found("SELECT count(*) FROM planner.run WHERE outcome = 'done'")[0][0] != 0
    if undisturbed is not None:
        same_dump(undisturbed.dump, dump(scene.database))
    scene.walk.diff().must(0)
    (finding,) = [line for line in scene.walk.verify().must(2).out.splitlines() if "FINDING" in line]
    assert MEANT in finding


def quiet(scene: Scene) -> None:
    """Without an application, each row was filled by planner, and its record counts each once."""
    with psycopg.connect(scene.database.dsn, autocommit=True) as connection:
        for table in ("users", "chats", "messages", "events"):
            query = f"""
                SELECT (SELECT count(*) FROM {table}), (SELECT count(*) FROM audit.fill WHERE relation = '{table}'),
                  (SELECT sum(rows_filled) FROM planner.backfill WHERE relation_name = '{table}')
            """
            row = connection.execute(query.encode()).fetchone()
            assert row is not None
            assert row[0] == row[1] == row[2], f"{table}: rows, filled by planner, counted: {row}"
