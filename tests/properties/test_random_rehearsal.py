"""For any application and anything that stands in the way: what the dry-run passes, a run finishes."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
import yaml
from hypothesis import event, given
from hypothesis import strategies as st

import drive
from harness.runs import Walk
from harness.servers import Server
from schemas import App, Table, apps, lit, q

OBSTACLES = {
    "not valid check": "ALTER TABLE {table} ADD CONSTRAINT obstacle CHECK ({mark} < 1) NOT VALID",
    "check of the note": "ALTER TABLE {table} ADD CONSTRAINT obstacle CHECK (coalesce({note}, '') <> 'never')",
    "not null not valid": "ALTER TABLE {table} ADD CONSTRAINT obstacle NOT NULL {note} NOT VALID",
    "rule": "CREATE RULE obstacle AS ON UPDATE TO {table} DO INSTEAD NOTHING",
    "rule beside": "CREATE RULE obstacle AS ON INSERT TO {table} DO ALSO NOTIFY obstacle",
    "row type": "CREATE TABLE {schema}.obstacle (was {table})",
    "row type in a domain": "CREATE DOMAIN {schema}.obstacle AS {table}; CREATE VIEW {schema}.seen AS SELECT NULL::{schema}.obstacle",
    "view": "CREATE VIEW {schema}.obstacle AS SELECT * FROM {table}",
    "column list": "CREATE PUBLICATION obstacle FOR TABLE {table} ({key})",
    "publication": "CREATE PUBLICATION obstacle FOR TABLE {table}",
    "deferred trigger": "CREATE CONSTRAINT TRIGGER obstacle AFTER UPDATE ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
    "EXECUTE FUNCTION {function}()",
    "unique expression": "CREATE UNIQUE INDEX obstacle ON {table} ((lower({note}) || {mark}::text))",
    "invalid index": "CREATE UNIQUE INDEX CONCURRENTLY obstacle ON {table} ({note})",
    "long values": "UPDATE {table} SET {note} = (SELECT left(string_agg(md5(n::text || {mark}), ''), 2680) "
    "FROM generate_series(1, 90) AS n); CREATE UNIQUE INDEX obstacle ON {table} ({note})",
    "self reference": "ALTER TABLE {table} ADD obstacle integer UNIQUE, ADD FOREIGN KEY (obstacle) REFERENCES {table} (obstacle) NOT VALID",
    "orphans": "CREATE TABLE {schema}.obstacle (id integer PRIMARY KEY); ALTER TABLE {table} ADD FOREIGN KEY ({mark}) REFERENCES "
    "{schema}.obstacle NOT VALID",
    "generated": "ALTER TABLE {table} ADD obstacle integer GENERATED ALWAYS AS ({mark} + 1) STORED",
    "name taken": "CREATE TYPE {schema}.{tenants} AS ENUM ()",
    "child": "CREATE SCHEMA obstacle; CREATE TABLE obstacle.child () INHERITS ({table})",
    "security": "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
}
"""What a database may have, in SQL. A statement that does not fit the table fails and leaves nothing."""

KEYS = st.sampled_from(
    [
        {"unique": unique, "foreign_keys": foreign, "primary_key": primary}
        for unique in ("keep", "per_tenant")
        for foreign, primary in (("single", "keep"), ("composite", "keep"), ("composite", "composite"))
    ]
)


def _obstacle(app: App, table: Table, name: str) -> str:
    return OBSTACLES[name].format(
        table=table.sql, mark=q(table.mark), note=q(table.note), schema=q(table.schema), tenants=q(app.tenants),
        key=", ".join(q(column) for column, _ in table.key), function=app.trigger_function,
    )  # fmt: skip


def _stand_in_the_way(dsn: str, text: str) -> bool:
    with psycopg.connect(dsn, autocommit=True) as connection:
        try:
            for statement in text.split("; "):
                connection.execute(statement.encode())
        except psycopg.Error:
            return False
    return True


@pytest.mark.deep
@drive.examples(25)
@given(app=apps(), keys=KEYS, data=st.data())
def test_what_the_dry_run_passes_is_finished(
    server: Server, app: App, keys: dict[str, str], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    plan = {**yaml.safe_load(app.plan), "keys": keys, "unlisted": "ignore"}
    home: Path = tmp_path_factory.mktemp("rehearsal")
    with drive.driven(app, server) as driven:
        for name in data.draw(st.lists(st.sampled_from(sorted(OBSTACLES)), min_size=1, max_size=3, unique=True)):
            table = data.draw(st.sampled_from(app.tables))
            there = _stand_in_the_way(driven.database.dsn, _obstacle(app, table, name))
            event(f"{name}: {'there' if there else 'does not fit'}")
            if name == "deferred trigger" and there:
                triggers = plan["tables"][_entry(plan, app, table)].setdefault("triggers", {})
                triggers["obstacle"] = "fire"
        walk = Walk.of(driven.database, home, str(yaml.safe_dump(plan, sort_keys=False)))
        dry = walk.run("apply")
        event(f"dry-run: exit {dry.code}")
        assert dry.code in (0, 3), dry.err[-3000:]
        before = driven.database.value(f"SELECT to_regnamespace({lit('planner')})")
        assert before is None
        done = walk.apply()
        assert done.code == dry.code, f"the dry-run ended with {dry.code}, and the run: {done.err[-3000:]}"
        if dry.code:
            assert driven.database.value("SELECT to_regnamespace('planner')") is None


def _entry(plan: dict[str, object], app: App, table: Table) -> str:
    """Return the key of a table in the plan: tables have the order of the application's."""
    tables = plan["tables"]
    assert isinstance(tables, dict)
    return list(tables)[app.tables.index(table)]
