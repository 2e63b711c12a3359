"""Real applications' schemas with generated rows: each tenant goes out, away and in again, and once more under another
id beside itself. The rows of all others stay as they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

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
PER_TENANT = "keys: { unique: per_tenant, foreign_keys: composite }\ntransition: { drop: tighten }"
NAMES = {
    "ai_chatbot.sql": "",
    "chinook.sql": "",
    "hatchet.sql": ">= 15",
    "inaturalist.sql": "",
    "kratos.sql": "",
    "pagila.sql": ">= 18",
    "rubygems.sql": "",
    "saas_starter.sql": "",
    "sim.sql": "",
    "supabase.sql": "",
    "svix.sql": "",
    "trigger_dev.sql": ">= 15",
    "umami.sql": "",
}
"""Each schema, and the majors that it needs."""
QUICK = {("ai_chatbot.sql", PER_TENANT)}
NOT = {("hatchet.sql", PER_TENANT)}
"""Its triggers name a key in ON CONFLICT that is per tenant then."""


def cases() -> Iterator[Any]:
    for name, needed in NAMES.items():
        for more in ("", PER_TENANT):
            marks = [pytest.mark.pg(needed)] if needed else []
            marks += [pytest.mark.deep] if (name, more) not in QUICK else []
            if (name, more) not in NOT:
                yield pytest.param(name, more, marks=marks, id=f"{name}-{'per_tenant' if more else 'kept'}")


def content(manifest: Manifest) -> list[tuple[str, int, str]]:
    return [(str(entry.relation), entry.rows, entry.hash) for entry in manifest.tables]


def quiet_tables(walk: Walk) -> Iterator[str]:
    """Yield the plan's words for tables whose triggers would change or refuse the imported rows."""
    for relation in walk.catalog().roots():
        names = {trigger.name for trigger in relation.triggers if "INSERT" in trigger.events}
        if names:
            yield f"  {relation.name}: {{ triggers: {{ {', '.join(f'{name}: suppress' for name in sorted(names))} }} }}\n"


@pytest.mark.parametrize(("name", "more"), [*cases()])
def test_out_away_and_in_again(
    name: str, more: str, schema_file: Callable[[str], str], database: Database, tmp_path: Path
) -> None:
    database.load(schema_file(name))
    if name in READY:
        database.load(READY[name].format(database.name))
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
