"""Which statements fail on Citus, and which ask every shard: the verdicts agree with what a cluster did."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.catalogs import after, catalog, forward, table
from harness.citus_statements import ASKING, FAILING, FINE, PLAN
from planner.application.found import Weight
from planner.application.statements import Statement
from planner.application.verdicts import judge
from planner.catalog.access import Role
from planner.catalog.model import Catalog, Relation
from planner.catalog.parts import Policy
from planner.catalog.words import RelationKind
from planner.names import QName
from planner.plan.load import parse_plan
from planner.resolve.resolve import resolve
from planner.target.phase import Phase
from planner.tenancy.model import Facts, State

CITUS = (Weight.FAILS_ON_CITUS, Weight.EVERY_SHARD)


def application() -> Catalog:
    """The catalog of `harness.citus_statements.SCHEMA`."""
    users = table(
        "users", "client_id text NOT NULL", "id bigint", "email text", "country text", key=("client_id", "id")
    )
    tenant = replace(users.columns[0], default="'c1'::text")
    made = catalog(
        table("clients", "id text", "name text"),
        table("country", "code text", "name text", key=("code",)),
        table("locks", "id integer", "k text"),
        replace(users, columns=(tenant, *users.columns[1:])),
        table(
            "chats", "client_id text NOT NULL", "id bigint", "user_id bigint", "title text", "parent bigint", "n integer",
            key=("client_id", "id"),
        ),
        table(
            "msgs", "client_id text NOT NULL", "id bigint", "chat_id bigint", "body text", "at timestamp with time zone",
            key=("client_id", "id"),
        ),
    )  # fmt: skip
    name = QName("public", "chat_users")
    columns = tuple(replace(tenant, name=column, default=None) for column in ("id", "title", "email", "client_id"))
    reads = (QName("public", "chats"), QName("public", "users"))
    view = Relation(name, RelationKind.VIEW, "owner", True, columns, reads=reads)
    return replace(made, relations={**made.relations, name: view})


@pytest.fixture(scope="module")
def state() -> State:
    made = application()
    return State(resolve(parse_plan(PLAN, "plan.yaml"), made), made, Facts())


def verdict(sql: str, state: State, dialect: str = "citus") -> set[Weight]:
    """Return what is said about Citus, of a statement that must be understood."""
    found = judge([Statement("1", sql)], state, "public", dialect)
    assert not found.unread, found.unread
    return {finding.weight for finding in found.findings} & set(CITUS)


@pytest.mark.parametrize("sql", FAILING)
def test_what_citus_refuses_is_told(sql: str, state: State) -> None:
    assert verdict(sql, state) == {Weight.FAILS_ON_CITUS}


@pytest.mark.parametrize("sql", ASKING)
def test_what_asks_every_shard_is_told(sql: str, state: State) -> None:
    assert verdict(sql, state) == {Weight.EVERY_SHARD}


@pytest.mark.parametrize("sql", FINE)
def test_what_one_shard_answers_is_fine(sql: str, state: State) -> None:
    assert verdict(sql, state) == set()


PARAMETERS = {
    "SELECT * FROM chats WHERE client_id = $1": set(),
    "SELECT * FROM chats WHERE client_id = %s AND id = %s": set(),
    "SELECT * FROM chats WHERE client_id = $1 FOR UPDATE": set(),
    "SELECT * FROM chats WHERE client_id IN ($1, $2) FOR UPDATE": {Weight.FAILS_ON_CITUS},
    "SELECT * FROM chats c JOIN msgs m ON m.chat_id = c.id WHERE c.client_id = $1 AND m.client_id = $1": set(),
    "UPDATE chats SET client_id = $1, title = $2 WHERE client_id = $1 AND id = $3": set(),
    "UPDATE chats SET client_id = $1, title = $2 WHERE client_id = $4 AND id = $3": {Weight.FAILS_ON_CITUS},
    "UPDATE chats SET client_id = %s, title = %s WHERE client_id = %s": {Weight.FAILS_ON_CITUS},
    "SELECT * FROM chats WHERE client_id = current_setting('app.x')": {Weight.EVERY_SHARD},
    "SELECT * FROM chats c, (SELECT max(id) AS id FROM msgs WHERE client_id = $1) x WHERE c.id = x.id AND c.client_id = $1": set(),
    "INSERT INTO chats VALUES ($1, $2)": set(),
    "SELECT * FROM country": set(),
}


@pytest.mark.parametrize("sql", PARAMETERS)
def test_parameters_are_constants(sql: str, state: State) -> None:
    assert verdict(sql, state) == PARAMETERS[sql]


def test_only_a_plan_for_citus_is_judged_for_it(state: State) -> None:
    assert verdict(FAILING[0], state, "postgres") == set()


def test_a_recursive_query_that_carries_the_tenant_ends(state: State) -> None:
    sql = (
        "WITH RECURSIVE t AS (SELECT client_id, id FROM chats WHERE client_id = $1 UNION ALL "
        "SELECT c.client_id, c.id FROM chats c JOIN t ON c.client_id = t.client_id AND c.parent = t.id) SELECT * FROM t"
    )
    assert not judge([Statement("1", sql)], state, "public").findings


def test_a_statement_under_the_one_permissive_policy_is_covered() -> None:
    """Citus' form has no RESTRICTIVE policy. Another policy that lets rows in takes the cover away."""
    plan = PLAN + "target: { dialect: citus }\nrls: { setting: app.client, roles: [app] }\n"
    made = application()
    made = replace(made, roles={"app": Role("app", superuser=False, bypass_rls=False, login=True)})
    before = (Phase.ADD, Phase.BACKFILL, Phase.TIGHTEN)
    done = after(made, forward(plan, made, before).segments)
    tenancy = resolve(parse_plan(plan, "plan.yaml"), done)
    statement = [Statement("1", "SELECT * FROM chats WHERE id = 1")]

    def found(of: Catalog) -> tuple[set[Weight], set[Weight]]:
        judged = judge(statement, State(tenancy, of, Facts()), "public", "citus")
        return {one.weight for one in judged.findings}, {one.weight for one in judged.covered}

    name = QName("public", "chats")
    chats = done.relations[name]
    assert found(done) == ({Weight.EVERY_SHARD}, {Weight.BY_KEY})
    everything = Policy("everything", True, "ALL", ("app",), "true", None)
    opened = replace(chats, policies=(*chats.policies, everything))
    assert found(replace(done, relations={**done.relations, name: opened})) == (
        {Weight.EVERY_SHARD, Weight.BY_KEY},
        set(),
    )
