"""Real applications' schemas with generated rows: each tenant goes out, away and in again, and once more under another
id beside itself. The rows of all others stay as they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.databases import Database
from harness.dumps import rows
from harness.made_rows import make_rows
from harness.runs import Done, Walk, in_process
from planner.tenants.forms import open_export
from planner.tenants.manifest import Manifest

PLAN = """
version: 1
unlisted: scope
tenant:
  table: planner_tenants
  key: {{ column: id, type: text }}
  default: {{ id: default, values: {{ name: Default Client }} }}
  column: planner_owner
schemas: [{schemas}]
{more}
"""
PER_TENANT = "keys: { unique: per_tenant, foreign_keys: composite }\ntransition: { drop: tighten }"
SCHEMAS = {"supabase.sql": "auth, storage", "trigger_dev.sql": "public, triggerdotdev_events"}
READY = {
    "supabase.sql": "ALTER DATABASE {} SET storage.allow_delete_query = 'true'",
    "hatchet.sql": """
CREATE SCHEMA outbox;
CREATE TABLE outbox.messages (topic text, payload jsonb);
CREATE RULE taken AS ON INSERT TO outbox.messages DO INSTEAD NOTHING
""",
}
"""What the application's triggers ask for on a DELETE: a word of the operator, and a table of another part of it."""
COMMON = {"hatchet.sql": ("ControllerPartition", "SchedulerPartition", "TenantWorkerPartition")}
"""What the application's tenants have in common."""
NAMES = [
    "ai_chatbot.sql",
    "chinook.sql",
    pytest.param("hatchet.sql", marks=[pytest.mark.pg(">= 15"), pytest.mark.deep]),
    pytest.param("inaturalist.sql", marks=pytest.mark.deep),
    pytest.param("kratos.sql", marks=pytest.mark.deep),
    pytest.param("pagila.sql", marks=[pytest.mark.pg(">= 18"), pytest.mark.deep]),
    pytest.param("rubygems.sql", marks=pytest.mark.deep),
    pytest.param("saas_starter.sql", marks=pytest.mark.deep),
    pytest.param("sim.sql", marks=pytest.mark.deep),
    pytest.param("supabase.sql", marks=pytest.mark.deep),
    pytest.param("svix.sql", marks=pytest.mark.deep),
    pytest.param("trigger_dev.sql", marks=[pytest.mark.pg(">= 15"), pytest.mark.deep]),
    pytest.param("umami.sql", marks=pytest.mark.deep),
]


def content(manifest: Manifest) -> list[tuple[str, int, str]]:
    return [(str(entry.relation), entry.rows, entry.hash) for entry in manifest.tables]


def quiet_tables(walk: Walk) -> Iterator[str]:
    """Yield the plan's words for tables whose triggers would change or refuse the imported rows."""
    for relation in walk.catalog().roots():
        names = {trigger.name for trigger in relation.triggers if "INSERT" in trigger.events}
        if names:
            yield f"  {relation.name}: {{ triggers: {{ {', '.join(f'{name}: suppress' for name in sorted(names))} }} }}\n"


@pytest.mark.parametrize("more", ["", PER_TENANT], ids=["kept", "per_tenant"])
@pytest.mark.parametrize("name", NAMES)
def test_out_away_and_in_again(
    name: str, more: str, schema_file: Callable[[str], str], database: Database, tmp_path: Path
) -> None:
    database.load(schema_file(name))
    if name in READY:
        database.load(READY[name].format(database.name))
    if name == "hatchet.sql" and more:
        pytest.skip("its triggers name a key in ON CONFLICT that is per tenant then")
    plan = PLAN.format(schemas=SCHEMAS.get(name, "public"), more=more)
    walk = Walk.of(database, tmp_path, plan)
    said = "".join([*(f"  {table}: {{ kind: reference }}\n" for table in COMMON.get(name, ())), *quiet_tables(walk)])
    walk.write(f"{plan}\ntables:\n{said}" if said else plan)
    walk.apply().must()
    made = make_rows(walk)
    print(name, "without rows:", *made.without)

    def run(command: str, *arguments: object) -> Done:
        return in_process("tenant", command, *arguments, "--dsn", database.dsn)

    before = rows(database)
    listed = json.loads(run("list", walk.plan, "--format", "json").must().out)["tenants"]
    for at, tenant in enumerate(made.tenants):
        out, report = tmp_path / f"{at}.tar", tmp_path / "report.json"
        run("export", tenant, walk.plan, "--out", out).must()
        manifest = open_export(out).manifest
        assert manifest.rows == next(one["rows"] for one in listed if one["tenant"] == tenant)
        run("delete", tenant, walk.plan, "--confirm", "--report", report).must()
        run("import", out, walk.plan, "--confirm").must()
        assert rows(database) == before
        again = tmp_path / f"{at} again"
        run("export", tenant, walk.plan, "--out", again, "--workers", 2).must()
        assert content(open_export(again).manifest) == content(manifest)
        beside = run("import", out, walk.plan, "--as", "beside", "--confirm")
        print(name, tenant, beside.code, next((x for x in beside.err.splitlines() if "error" in x), "")[:300])
        if beside.code == 0:
            found = [
                line for line in walk.verify().out.splitlines() if "FINDING" in line and "send no tenant" not in line
            ]
            assert not found
            after = rows(database)
            for table, kept in before.items():
                assert not [row for row in kept if row not in after[table]], table
            run("delete", "beside", walk.plan, "--confirm", "--report", report).must()
        assert rows(database) == before
