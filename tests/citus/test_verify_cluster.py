"""verify of a distributed database: clean after phase distribute, and a finding for each thing that is broken on purpose."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from citus.shop import TENANCY, distribute, shop
from harness.citus import CitusDatabase, Coordinator, citus_database
from harness.runs import Walk

APP = "planner_citus_verify"


@pytest.fixture(scope="module")
def walk(citus_server: Coordinator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """A shop that is distributed. Each test mends what it breaks."""
    with citus_database(citus_server) as database:
        walk = shop(database, tmp_path_factory.mktemp("shop"), APP)
        walk.apply(*TENANCY).must()
        database.load("INSERT INTO clients (id, name) VALUES ('beta', 'Beta')")
        distribute(database)
        database.load("""INSERT INTO "User" (client_id, id, email) VALUES ('beta', 1, 'b1')""")
        database.load("""INSERT INTO "Order" (client_id, id, "userId", total) VALUES ('beta', 1, 1, 1)""")
        yield walk


@pytest.fixture
def database(walk: Walk) -> CitusDatabase:
    assert isinstance(walk.database, CitusDatabase)
    return walk.database


def found(walk: Walk, code: int = 2) -> dict[str, str]:
    """Return the details of the findings by rule."""
    done = walk.run("verify", "--format", "json").must(code)
    checks = json.loads(done.out)["results"]
    return {one["id"]: one["detail"] for one in checks if not one["ok"] and one["weight"] == "finding"}


def test_a_distributed_database_verifies(walk: Walk) -> None:
    assert found(walk, 0) == {}


@pytest.mark.parametrize("command", [["diff"], ["status"], ["graph"], ["report", "--output"], ["render", "--out"]])
def test_commands_of_a_distributed_database(walk: Walk, tmp_path: Path, command: list[str]) -> None:
    done = walk.run(*command, *([tmp_path / "out"] if len(command) > 1 else [])).must()
    said = {
        "diff": "Nothing to do",
        "status": "2 tables are distributed: 4 shards each on 2 workers",
        "graph": "distribute",
    }
    assert said.get(command[0], "") in done.out + done.err


def test_the_application_reaches_no_other_tenants_row(walk: Walk, database: CitusDatabase) -> None:
    """Nothing is left of the probe's rows; a policy that lets more in is seen in what the application reaches."""
    before = database.fetch('SELECT count(*) FROM "Order"')
    done = walk.run("verify", "--probe").must()
    assert "ways to another tenant's rows lead nowhere" in done.out
    assert database.fetch('SELECT count(*) FROM "Order"') == before
    for node in database.server.nodes:
        with database.on(node) as session:
            assert session.execute("SELECT count(*) FROM pg_prepared_xacts").fetchone() == (0,)
    database.load(f'CREATE POLICY mine ON "Order" FOR SELECT TO {APP} USING (true)')
    try:
        opened = walk.run("verify", "--probe", "--only", "probe").must(2)
        assert "as a tenant, SELECT" in opened.out
        assert "with no tenant set, SELECT" in opened.out
    finally:
        database.load('DROP POLICY mine ON "Order"')


ACCESS = '"Order_client_id_access"'
OWN = "client_id = planner_current_tenant()"
INDEX = "indrelid = '%s'::regclass AND indisprimary"
KEYS = "conrelid = '%s'::regclass AND contype = 'f' AND confrelid::regclass::text ~ 'User'"


@pytest.mark.parametrize(
    ("broken", "mended", "rule", "said"),
    [
        (f"DROP POLICY {ACCESS} ON %s", f"CREATE POLICY {ACCESS} ON %s TO {APP} USING ({OWN}) WITH CHECK ({OWN})",
         "shard-policy", "policy Order_client_id_access is missing on shard"),
        (f"ALTER POLICY {ACCESS} ON %s USING (true)", f"ALTER POLICY {ACCESS} ON %s USING ({OWN})",
         "shard-policy", "has other conditions: USING true"),
        ("CREATE POLICY mine ON %s USING (true)", "DROP POLICY mine ON %s",
         "shard-policy", "policy mine is there, and not on the coordinator"),
        ("ALTER TABLE %s DISABLE ROW LEVEL SECURITY", "ALTER TABLE %s ENABLE ROW LEVEL SECURITY",
         "shard-policy", "row level security is off"),
        (f"UPDATE pg_constraint SET convalidated = false WHERE {KEYS}", f"UPDATE pg_constraint SET convalidated = true WHERE {KEYS}",
         "shard-key", "is not valid on shard"),
        (f"UPDATE pg_index SET indisvalid = false WHERE {INDEX}", f"UPDATE pg_index SET indisvalid = true WHERE {INDEX}",
         "shard-key", "index Order_pkey is not valid"),
    ],
)  # fmt: skip
def test_one_shard_is_not_as_the_others(
    walk: Walk, database: CitusDatabase, broken: str, mended: str, rule: str, said: str
) -> None:
    database.on_one_shard('"Order"', broken)
    try:
        details = found(walk)
        assert said in details.pop(rule)
        assert not details
    finally:
        database.on_one_shard('"Order"', mended)


@pytest.mark.parametrize(
    ("policy", "rules", "said"),
    [
        ("AS RESTRICTIVE USING (total < 1000)", {"rls-policy", "shard-policy"}, "is RESTRICTIVE, and Citus makes it PERMISSIVE"),
        (f"FOR SELECT TO {APP} USING (true)", {"rls-policy"}, "lets in rows of other tenants"),
    ],
)  # fmt: skip
def test_a_policy_by_hand(walk: Walk, database: CitusDatabase, policy: str, rules: set[str], said: str) -> None:
    database.load(f'CREATE POLICY mine ON "Order" {policy}')
    try:
        details = found(walk)
        assert {*details} == rules
        assert said in details["rls-policy"]
    finally:
        database.load('DROP POLICY mine ON "Order"')


def test_rows_of_another_tenants_parent_and_orphans(walk: Walk, database: CitusDatabase) -> None:
    """Beta's order of acme's user is found; an order of nobody's user is no matter of tenants."""
    key, definition = database.fetch(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE confrelid = '\"User\"'::regclass "
        "AND conrelid = '\"Order\"'::regclass"
    )[0]
    database.load(f'ALTER TABLE "Order" DROP CONSTRAINT "{key}"')
    try:
        database.load("""INSERT INTO "Order" (client_id, id, "userId") VALUES ('beta', 900, 999)""")
        assert "same-tenant" not in found(walk)
        database.load("""INSERT INTO "Order" (client_id, id, "userId") VALUES ('beta', 901, 2)""")
        assert "1 of 43 rows" in found(walk)["same-tenant"]
    finally:
        database.load('DELETE FROM "Order" WHERE id >= 900')
        database.load(f'ALTER TABLE "Order" ADD CONSTRAINT "{key}" {definition}')


def test_a_key_of_a_local_table(walk: Walk, database: CitusDatabase) -> None:
    database.load(
        "ALTER TABLE job ADD client text, ADD user_id bigint; "
        'ALTER TABLE job ADD CONSTRAINT of_user FOREIGN KEY (client, user_id) REFERENCES "User" (client_id, id)'
    )
    try:
        assert "ALTER TABLE public.job DROP CONSTRAINT of_user" in found(walk)["local-key"]
    finally:
        database.load("ALTER TABLE job DROP CONSTRAINT of_user, DROP client, DROP user_id")


def test_a_shard_without_a_placement(walk: Walk, database: CitusDatabase) -> None:
    where = (
        "shardid = (SELECT min(shardid) FROM pg_dist_shard WHERE logicalrelid = 'country'::regclass) AND groupid = 0"
    )
    database.load(f"UPDATE pg_dist_placement SET shardstate = 4 WHERE {where}")
    try:
        found(walk, 0)  # The reference table has two more.
    finally:
        database.load(f"UPDATE pg_dist_placement SET shardstate = 1 WHERE {where}")


def test_a_table_in_another_group_and_one_that_is_plain(walk: Walk, database: CitusDatabase) -> None:
    """The last test: the table stays as it is."""
    for (name,) in database.fetch(
        "SELECT conname FROM pg_constraint WHERE conrelid = '\"Order\"'::regclass AND contype = 'f'"
    ):
        database.load(f'ALTER TABLE "Order" DROP CONSTRAINT "{name}"')
    database.fetch("""SELECT undistribute_table('"Order"')""")
    assert "it is a plain table" in found(walk)["distribution"]
    database.fetch(
        """SELECT create_distributed_table('"Order"', 'client_id', colocate_with => 'none', shard_count => 4)"""
    )
    details = found(walk)
    assert "it is in colocation group" in details["distribution"]
    assert "not tried" in details["same-tenant"]
