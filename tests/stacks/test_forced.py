"""What docs/second-tenant says of owners under FORCE, of the tenants table, and of a database that create_all makes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from harness.databases import Database
from harness.runs import Walk
from shops import APP, SHOPS, Door, add_tenant, load_shop

pytestmark = [pytest.mark.deep, pytest.mark.stacks]

SET = "SELECT set_config('app.client_id', %s, true)"
ORDERS = """
INSERT INTO customers (email, name, client_id) SELECT 'ann@example.org', id, id FROM clients;
INSERT INTO orders (customer_id, note, client_id) SELECT id, 'old', client_id FROM customers;
"""


@pytest.fixture
def owned(shop_database: Database, tmp_path: Path) -> Iterator[Database]:
    """The converted shop with two tenants. Its tables belong to a role that is no superuser."""
    load_shop(SHOPS["psycopg"], shop_database)
    planner = Walk(tmp_path / "plan.yaml", shop_database).write(SHOPS["psycopg"].plan())
    planner.apply().must()
    add_tenant(planner, "beta")
    shop_database.load(ORDERS)
    owner = shop_database.role("shop_owner", "LOGIN")
    for table in ("clients", "customers", "orders", "jobs"):
        shop_database.load(f"ALTER TABLE {table} OWNER TO {owner}")
    shop_database.load(f"GRANT SELECT ON clients TO {APP}")
    yield shop_database
    shop_database.load(f"REASSIGN OWNED BY {owner} TO postgres; DROP OWNED BY {owner}")


def updated(owner: psycopg.Connection, client: str) -> int:
    with owner.transaction():
        owner.execute(SET, [client])
        return owner.execute("UPDATE orders SET note = 'new'").rowcount


def test_a_data_migration_of_the_owner_sees_no_row(owned: Database) -> None:
    """With a tenant it sees rows if it is one of rls.roles, or a member of one."""
    owner = owned.connect(user="shop_owner")
    assert owner.execute("UPDATE orders SET note = 'new'").rowcount == 0
    assert updated(owner, "acme") == 0
    owned.load(f"GRANT {APP} TO shop_owner")
    assert owner.execute("UPDATE orders SET note = 'new'").rowcount == 0
    assert [updated(owner, client) for client in ("acme", "beta")] == [1, 1]
    owned.load("ALTER ROLE shop_owner BYPASSRLS")
    assert owned.connect(user="shop_owner").execute("UPDATE orders SET note = 'newer'").rowcount == 2


def test_changes_of_the_schema_see_all_rows(owned: Database) -> None:
    owner = owned.connect(user="shop_owner")
    owned.load("GRANT CREATE ON SCHEMA public TO shop_owner")
    with pytest.raises(errors.CheckViolation):
        owner.execute("ALTER TABLE orders ADD CHECK (note <> 'old')")
    with pytest.raises(errors.UniqueViolation):
        owner.execute("CREATE UNIQUE INDEX ON orders (note)")
    owner.execute("ALTER TABLE orders ADD copied text")
    owner.execute("ALTER TABLE orders ALTER copied TYPE text USING note")
    assert owned.value("SELECT count(*) FROM orders WHERE copied = 'old'") == 2


@pytest.mark.parametrize(("tenants", "seen"), [("own", 0), ("readable", 2)])
def test_who_may_list_the_tenants(owned: Database, tmp_path: Path, tenants: str, seen: int) -> None:
    plan = SHOPS["psycopg"].plan()
    listed = plan.replace("tenants: readable", f"tenants: {tenants}").replace(
        f"roles: [{APP}]", f"roles: [{APP}], ignore_roles: [shop_owner]"
    )
    listed += "execution: { trusted_owners: [shop_owner] }\n"
    Walk(tmp_path / "plan.yaml", owned).write(listed).apply().must()
    session = owned.connect(user=APP)
    assert session.execute("SELECT count(*) FROM clients").fetchone() == (seen,)


CREATE_ALL = """
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
import os, models
engine = create_engine(make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+psycopg"))
models.Base.metadata.create_all(engine)
"""


def test_create_all_makes_the_default_and_no_policy(shop_database: Database) -> None:
    shop = SHOPS["fastapi"]
    way = Door.of(shop_database, user="postgres").environment()
    subprocess.run([sys.executable, "-c", CREATE_ALL], cwd=shop.folder("after"), env=way, check=True)
    shop_database.load("INSERT INTO clients VALUES ('acme', 'Acme')")
    shop_database.load(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {APP}")
    session: psycopg.Connection = shop_database.connect(user=APP)
    insert = "INSERT INTO customers (email, name) VALUES ('ann@example.org', 'Ann') RETURNING client_id"
    with session.transaction():
        session.execute(SET, ["acme"])
        assert session.execute(insert).fetchone() == ("acme",)
    with pytest.raises(errors.NotNullViolation):
        session.execute(insert)
    assert session.execute("SELECT client_id FROM customers").fetchall() == [("acme",)]
