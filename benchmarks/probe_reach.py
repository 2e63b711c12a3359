"""The reach of `planner verify --probe` on schemas of real applications: in how many scoped tables could it try?

    PLANNER_SCHEMAS=FOLDER python benchmarks/probe_reach.py [--only sim,hatchet] [--tenants 0,1,2] [--plans drafted,all]

Each schema of the folder gets a plan: what `planner init` drafts, with its questions answered simply (`drafted`), or
every table scoped to one default tenant (`all`). Rows of 0, 1 or 2 tenants come from `generated_rows.py`. After apply
the probe runs. `tried` are the tables that attempts were made on.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from common import execute
from generated_rows import Generator
from planner.execution.session import connect_reading
from planner.plan.load import load_plan
from planner.run.embedded import embedded_server
from planner.run.probe.probe import probe
from planner.run.project import View, look
from planner.run.verify import verify
from planner.steps.checks import Result

ROLE = "reach_app"
SCHEMAS = {"supabase": ["auth", "storage"], "trigger_dev": ["public", "triggerdotdev_events"]}
PROTECTED = f"""
keys: {{{{ unique: per_tenant, foreign_keys: composite, primary_key: {{primary}} }}}}
rls: {{{{ setting: app.tenant, roles: [{ROLE}] }}}}
"""
ALL = """
version: 1
schemas: [{schemas}]
unlisted: scope
tenant:
  table: planner_tenants
  key: {{ column: id, type: text }}
  default: {{ id: default, values: {{ name: Default Client }} }}
  column: planner_owner
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the probe of one finished database said."""

    scoped: int
    tried: int
    findings: list[Result]
    verified: list[Result]
    filled: int
    seconds: float


def decided(text: str) -> str:
    """Return a drafted plan after simple decisions: one default tenant's, or exempt."""
    alone = "\n  default:" in text
    root = re.search(r"drafted for (\S+);", text)
    if "table: TODO" in text:
        text = text.replace("table: TODO", "table: clients" if alone or root is None else f"table: {root[1]}")
    return text.replace("{kind: TODO}", "{}" if alone else "{kind: exempt, reason: read and decided}")


def planner(dsn: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", "-m", "planner", *map(str, arguments)]
    return subprocess.run(
        command, env={**os.environ, "PLANNER_DSN": dsn, "NO_COLOR": "1"}, capture_output=True, text=True, check=False
    )


def load(dsn: str, file: Path) -> None:
    """Run the schema. pgcrypto is taken out: only gen_random_uuid is used of it, which the server has."""
    text = re.sub(r"(?m)^(CREATE|COMMENT ON) EXTENSION .*pgcrypto.*;$", "", file.read_text(encoding="utf-8"))
    with psycopg.connect(dsn, autocommit=True) as connection:
        result = connection.pgconn.exec_(text.encode())
        if result.error_message:
            raise SystemExit(f"{file.name}: {result.error_message.decode()}")


def measured(dsn: str, plan: Path, tenants: int) -> Measured | str:
    """Fill the database, apply the plan and probe. Return the last words of planner where it refuses."""
    loaded = load_plan(plan)
    schemas = ", ".join(loaded.plan.schemas)
    execute(dsn, f"GRANT USAGE ON SCHEMA {schemas} TO {ROLE}")
    execute(dsn, f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schemas} TO {ROLE}")
    execute(dsn, f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schemas} TO {ROLE}")
    with connect_reading(dsn) as reading, psycopg.connect(dsn, autocommit=True) as connection:
        filled = Generator(connection, look(reading, loaded), random.Random(7)).fill(tenants) if tenants else 0
    done = planner(dsn, "apply", plan, "--confirm")
    if done.returncode:
        return done.stderr[-1500:]
    clock = time.perf_counter()
    with connect_reading(dsn) as reading:
        view = look(reading, loaded, tolerant=True)
        verified = [result for result in verify(reading, view) if result.finding]
        found = probe(dsn, view)
    return Measured(
        len(view.tenancy.tables), _tried(view, found), [r for r in found if r.finding], verified, filled,
        time.perf_counter() - clock,
    )  # fmt: skip


def _tried(view: View, found: list[Result]) -> int:
    tried = {r.relation for r in found if r.title.startswith("as ")}
    return len(tried & view.tenancy.tables.keys())


def plan_of(kind: str, name: str, dsn: str, folder: Path, primary: str) -> Path:
    schemas = SCHEMAS.get(name, ["public"])
    file = folder / f"{name}-{kind}.yaml"
    if kind == "all":
        text = ALL.format(schemas=", ".join(schemas))
    else:
        drafted = planner(dsn, "init", "-o", "-", *(word for schema in schemas for word in ("--schema", schema)))
        text = decided(drafted.stdout)
    file.write_text(text + PROTECTED.format(primary=primary), encoding="utf-8")
    return file


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="")
    parser.add_argument("--tenants", default="0,1,2")
    parser.add_argument("--plans", default="drafted,all")
    parser.add_argument("--primary-key", default="keep")
    parser.add_argument("--plan", type=Path, help="take this plan instead of a draft")
    arguments = parser.parse_args()
    files = sorted(Path(os.environ["PLANNER_SCHEMAS"]).glob("*.sql"))
    wanted = arguments.only.split(",") if arguments.only else [f.stem for f in files if not f.stem.endswith("-data")]
    total: Counter[str] = Counter()
    with embedded_server() as server, tempfile.TemporaryDirectory() as folder:
        execute(server, "ALTER SYSTEM SET fsync = off", f"CREATE ROLE {ROLE} LOGIN", "SELECT pg_reload_conf()")
        for file in (file for file in files if file.stem in wanted):
            for kind in arguments.plans.split(","):
                for tenants in map(int, arguments.tenants.split(",")):
                    execute(server, "DROP DATABASE IF EXISTS reach WITH (FORCE)")
                    execute(server, "CREATE DATABASE reach TEMPLATE template0 ENCODING 'UTF8'")
                    dsn = make_conninfo(server, dbname="reach")
                    load(dsn, file)
                    plan = arguments.plan or plan_of(kind, file.stem, dsn, Path(folder), arguments.primary_key)
                    _show(f"{file.stem} {kind} {tenants}", measured(dsn, plan, tenants), total)
    print(f"total: {total['tried']} of {total['scoped']} tables tried, {total['findings']} findings")


def _show(title: str, found: Measured | str, total: Counter[str]) -> None:
    if isinstance(found, str):
        print(f"{title}: not applied: {found}", flush=True)
        return
    print(
        f"{title}: {found.tried} of {found.scoped} tried, {len(found.findings)} findings, "
        f"{len(found.verified)} of verify, {found.filled} tables filled, {found.seconds:.1f} s",
        flush=True,
    )
    total.update(tried=found.tried, scoped=found.scoped, findings=len(found.findings))
    for result in (*found.findings, *found.verified):
        print(f"    {result.relation}: {result.title}: {result.detail}", flush=True)


if __name__ == "__main__":
    main()
