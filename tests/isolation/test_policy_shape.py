"""The shape of the policies on a server: the tenant function is inlined, estimates are the tenant's, no setting is cut."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from harness.catalogs import forward, read
from harness.databases import Database, fresh_database
from harness.servers import Server
from planner.operations.row_security import EnableRowSecurity
from planner.plan.load import parse_plan
from planner.resolve.resolve import resolve
from planner.sql import build
from planner.steps.checks import CatalogCheck
from planner.steps.record.entries import Forgetting, Recording
from planner.tenancy.model import Facts, State

APP = "planner_test_shape"
KEYS = {
    # type: (a small tenant, a big tenant, settings that must reach no row)
    "bigint": ("1", "2", ("11", "99999999999999999999", "x")),
    "smallint": ("1", "2", ("99999", "1.4")),
    "uuid": ("00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002", ("1", "x")),
    "text": ("acme", "beta", ("acme ", "ACME", "acm")),
    "character varying(8)": ("acme-cor", "beta", ("acme-corporation-2", "acme-cor ", "acme-co")),
    "character(8)": ("acme-cor", "beta", ("acme-corporation-2", "acme-co")),
    "name": ("a" * 63, "beta", ("a" * 64, "a" * 62)),
    "numeric(3,0)": ("1", "2", ("1.4", "0.6", "1e9")),
    "public.citext": ("ACME", "beta", ("acme2", "acm")),
    "{schema}.code": ("acme-cor", "beta", ("acme-corporation-2",)),
    "{schema}.word": ("acme", "beta", ("acme2",)),
    "{schema}.mood": ("happy", "sad", ("happier", "HAPPY")),
}
NOT_ESTIMATED = ("numeric(3,0)", "public.citext", "{schema}.mood")
"""The equality operator is not LEAKPROOF, so that the server does not ask its statistics about a table with policies."""
SCHEMA = """
CREATE SCHEMA {schema};
CREATE DOMAIN {schema}.code AS varchar(8);
CREATE DOMAIN {schema}.word AS text;
CREATE TYPE {schema}.mood AS ENUM ('happy', 'sad');
CREATE TABLE {schema}.clients (id {type} PRIMARY KEY);
CREATE TABLE {schema}.item (id int PRIMARY KEY, tenant {type} NOT NULL REFERENCES {schema}.clients);
INSERT INTO {schema}.clients VALUES ('{small}'), ('{big}');
INSERT INTO {schema}.item SELECT n, (CASE WHEN n <= 10 THEN '{small}' ELSE '{big}' END)::{type} FROM generate_series(1, 4000) n;
CREATE INDEX ON {schema}.item (tenant);
ANALYZE {schema}.item;
GRANT USAGE ON SCHEMA {schema} TO {app};
GRANT SELECT, INSERT, UPDATE ON {schema}.item TO {app};
"""
PLAN = """
version: 1
schemas: [{schema}]
tenant: {{ table: clients, key: {{ column: id, type: "{type}" }}, column: tenant }}
tables: {{ item: {{ column: tenant }} }}
rls: {{ setting: app.tenant, roles: [{app}] }}
"""


@pytest.fixture(scope="module")
def shapes(server: Server) -> Iterator[Database]:
    with fresh_database(server) as database:
        database.role(APP)
        database.load("CREATE EXTENSION citext")
        yield database


def secured(database: Database, type_: str) -> tuple[str, str]:
    """Make a schema with the type as key, and its policies. Return the schema and the plan."""
    schema = f"k{list(KEYS).index(type_)}"
    named, (small, big, _) = type_.format(schema=schema), KEYS[type_]
    database.load(SCHEMA.format(schema=schema, type=named, small=small, big=big, app=APP))
    plan = PLAN.format(schema=schema, type=named, app=APP)
    steps = [step for step in forward(plan, read(database, "", schema)).steps if step.operation == "row_security"]
    statements = [one for step in steps for one in step.statements if not isinstance(one, Recording | Forgetting)]
    database.load("; ".join(build.render(one) for one in statements))
    return schema, plan


def said(database: Database, schema: str, plan: str) -> set[str]:
    """Return the checks of row level security that do not hold."""
    now = read(database, "", schema)
    state = State(resolve(parse_plan(plan, "plan.yaml"), now, tolerant=True), now, Facts())
    operation = EnableRowSecurity()
    checks = [check for table in state.tenancy.tables.values() for check in operation.checks(table, state)]
    checks += operation.database_checks(state)
    return {check.id for check in checks if isinstance(check, CatalogCheck) and not check.ok}


@pytest.mark.parametrize("type_", KEYS)
def test_the_tenant_itself_is_estimated_and_no_setting_is_cut(type_: str, shapes: Database) -> None:
    schema, plan = secured(shapes, type_)
    small, _, others = KEYS[type_]
    assert said(shapes, schema, plan) == set()
    with shapes.connect(user=APP) as app:

        def ask(query: str, tenant: str | None = None) -> list[str]:
            if tenant is not None:
                app.execute("SELECT set_config('app.tenant', %s, false)", (tenant,))
            return [str(row[0]) for row in app.execute(query.format(schema=schema).encode())]

        count = "SELECT count(*) FROM {schema}.item"
        assert ask(count) == ["0"]
        assert ask(count, "") == ["0"]
        assert ask(count, small.lower()) == ["10"]
        explained = "\n".join(ask("EXPLAIN SELECT * FROM {schema}.item"))
        assert "planner_current_tenant" not in explained
        assert "Index" in explained, explained
        if type_ not in NOT_ESTIMATED:
            assert int(explained.partition("rows=")[2].split()[0]) <= 20, explained
        for other in others:
            for statement in (
                count,
                "UPDATE {schema}.item SET id = id RETURNING 1",
                f"INSERT INTO {{schema}}.item VALUES (0, '{small}')",
            ):
                try:
                    assert ask(statement, other) in ([], ["0"]), (statement, other)
                except (psycopg.errors.DataError, psycopg.errors.InsufficientPrivilege):
                    continue
                assert not statement.startswith("INSERT")
    if "(" not in type_ and not type_.endswith(".code"):
        by_hand(shapes, schema, type_, plan)


def by_hand(database: Database, schema: str, type_: str, plan: str) -> None:
    """Policies that say the same, written by hand, are as good. One that cuts is not."""
    now = "current_setting('app.tenant', true)"
    alter = f"ALTER POLICY item_tenant_isolation ON {schema}.item USING (tenant = {{}}) WITH CHECK (tenant = {{}})"
    cast = type_.format(schema=schema) if type_ != "name" else "text"
    for tenant in (
        f"NULLIF({now}, '')::{cast}",
        f"(SELECT NULLIF({now}, '')::{cast})",
        f"(SELECT {schema}.planner_current_tenant())",
    ):
        database.load(alter.format(tenant, tenant))
        assert said(database, schema, plan) == set(), tenant
    database.load(alter.format(f"{schema}.planner_current_tenant()", "tenant"))
    assert said(database, schema, plan) == {"rls-policy"}
