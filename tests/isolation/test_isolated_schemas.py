"""Real applications' schemas with every key per tenant and row level security on all tables: applied, probed, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.databases import Database
from harness.dumps import same_dump
from harness.runs import Walk

PLAN = """
version: 1
unlisted: scope
tenant:
  table: planner_tenants
  key: {{ column: id, type: text }}
  default: {{ id: default, values: {{ name: Default Client }} }}
  column: planner_owner
keys: {{ unique: per_tenant, foreign_keys: composite{more} }}
transition: {{ drop: tighten }}
rls: {{ setting: app.tenant, roles: [{role}], ignore_roles: [{owner}] }}
"""
BESIDE = {
    "hatchet.sql": """
tables:
  ControllerPartition: { kind: reference }
  SchedulerPartition: { kind: reference }
  TenantWorkerPartition: { kind: reference }
""",
}
"""What the application's tenants have in common."""
TRIGGERS = {
    "hatchet.sql": (
        "not tried: there is no unique or exclusion constraint matching the ON CONFLICT specification",
        'not tried: relation "outbox.messages" does not exist',
        "the application can't write its own rows: new row violates row-level security policy",
    )
}
"""What the application's triggers do: name a primary key that is per tenant now or a table of another part of the
application, and insert into scoped tables without a tenant."""

KEPT, COMPOSITE = "", ", primary_key: composite"
SCHEMAS = [
    *(
        (name, more)
        for name in ("ai_chatbot.sql", "chinook.sql", "saas_starter.sql", "umami.sql")
        for more in (KEPT, COMPOSITE)
    ),
    pytest.param("pagila.sql", KEPT, marks=pytest.mark.pg(">= 18")),
    pytest.param("pagila.sql", COMPOSITE, marks=pytest.mark.pg(">= 18")),
    # A hundred tables each: half of the time of all others together, so that each has its primary keys one way.
    pytest.param("hatchet.sql", COMPOSITE, marks=pytest.mark.pg(">= 15")),
    pytest.param("trigger_dev.sql", KEPT, marks=pytest.mark.pg(">= 15")),
]


@pytest.mark.sample(3)
@pytest.mark.parametrize(("name", "more"), SCHEMAS)
def test_isolated(name: str, more: str, schema_file: Callable[[str], str], database: Database, tmp_path: Path) -> None:
    database.load(schema_file(name))
    role = database.role(f"{database.name}_app")
    database.load(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
    before = database.dump()
    walk = Walk.of(database, tmp_path, PLAN.format(role=role, owner="postgres", more=more) + BESIDE.get(name, ""))
    walk.apply().must()
    walk.diff().must()
    probed = walk.run("verify", "--probe").out.splitlines()
    tried = [line for line in probed if f"as {role}: " in line]
    findings = [line for line in tried if "FINDING" in line]
    unexpected = [line for line in findings if not any(reason in line for reason in TRIGGERS.get(name, ()))]
    assert not unexpected, "\n".join(unexpected)
    assert not [line for line in probed if " is probed " in line], "a row of each table was made"
    scoped = int(next(line for line in probed if "scoped tables" in line).split()[0])
    assert len({line.split()[0] for line in tried}) == scoped + 1  # the tenants table
    walk.rollback().must()
    same_dump(before, database.dump())
