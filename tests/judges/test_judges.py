"""Other people's judges of row level security on a finished database: what they call an error is explained, or there is none.

They come from PyPI into an environment of their own: `make test-judges`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from harness.databases import Database
from harness.runs import Walk

ROOT = Path(__file__).parents[2]
BIN = Path(os.environ.get("PLANNER_JUDGES", ROOT / ".venv-judges" / "bin"))
EXPLAINED = ROOT / "docs" / "rules" / "judges.md"

pytestmark = [pytest.mark.judges, pytest.mark.deep]

SETTING = "request.jwt.claim.tenant_id"
"""A setting that rlsgrid and trespass know how to set."""
SCHEMA = """
CREATE TABLE accounts (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL DEFAULT 'an account');
CREATE TABLE members (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), account_id uuid NOT NULL REFERENCES accounts, email text UNIQUE);
CREATE TABLE orders (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), member_id uuid REFERENCES members, note text);
CREATE TABLE countries (code text PRIMARY KEY);
INSERT INTO accounts VALUES ('00000000-0000-4000-8000-00000000000a'), ('00000000-0000-4000-8000-00000000000b');
INSERT INTO members (id, account_id, email) SELECT id, id, id || '@example.org' FROM accounts;
INSERT INTO orders (member_id, note) SELECT id, 'a note' FROM members;
GRANT SELECT, INSERT, UPDATE, DELETE ON accounts, members, orders TO {role};
GRANT SELECT ON countries TO {role};
"""
PLAN = """
version: 1
tenant: {{ table: accounts, key: {{ column: id, type: uuid }}, column: tenant_id }}
tables:
  members: {{ backfill: {{ via: account_id }} }}
  orders: {{ backfill: {{ via: member_id }} }}
  countries: {{ kind: reference }}
keys: {{ unique: per_tenant, foreign_keys: composite }}
transition: {{ drop: tighten }}
rls: {{ setting: {setting}, roles: [{role}] }}
"""
RLSGRID = """
[connection]
url = "env:DATABASE_URL"
schema_search_path = ["public"]
[tenancy]
mode = "jwt"
tenant_column = "tenant_id"
jwt_shape = "individual"
jwt_claims = {{ tenant_id = "{{tenant_id}}" }}
[roles]
{role} = "application role"
[fuzz]
iterations = 200
seed = 42
"""
SCOPED = {"public.accounts", "public.members", "public.orders"}


@pytest.fixture
def role(database: Database) -> str:
    return database.role(f"{database.name}_app")


@pytest.fixture
def walk(database: Database, role: str, tmp_path: Path) -> Walk:
    if not BIN.exists():
        pytest.skip("the judges are not installed: make test-judges")
    walk = Walk.of(database, tmp_path, PLAN.format(role=role, setting=SETTING), SCHEMA.format(role=role))
    walk.apply().must()
    walk.run("verify", "--probe").must()
    return walk


def judge(walk: Walk, program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a judge in the folder of the plan."""
    return subprocess.run(
        [BIN / program, *arguments], cwd=walk.plan.parent, env={**os.environ, "DATABASE_URL": walk.database.dsn},
        capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip


def explained() -> set[str]:
    """Return the rules of judges that docs/rules/judges.md explains."""
    return set(re.findall(r"^\| `([\w-]+)`", EXPLAINED.read_text(encoding="utf-8"), re.MULTILINE))


def spell_out(walk: Walk) -> None:
    """Put the function's body in its place in every policy: the solver reads no functions."""
    helper, body = "planner_current_tenant()", f"(current_setting('{SETTING}', true))::uuid"
    for table, policy, using, check in walk.database.fetch(
        "SELECT tablename, policyname, qual, with_check FROM pg_policies"
    ):
        parts = [
            f"{word} ({text.replace(helper, body)})" for word, text in (("USING", using), ("WITH CHECK", check)) if text
        ]
        walk.database.load(f'ALTER POLICY "{policy}" ON "{table}" {" ".join(parts)}')


def test_pgrls_finds_nothing_that_is_not_explained(walk: Walk) -> None:
    done = judge(walk, "pgrls", "lint", "--schemas", "public", "--format", "json")
    found = json.loads(done.stdout)["violations"]
    errors = {one["rule_id"] for one in found if one["severity"].lower() == "error"}
    assert errors <= explained(), [one for one in found if one["rule_id"] not in explained()]
    on_scoped = [
        one for one in found if one["severity"].lower() == "error" and any(n in json.dumps(one) for n in SCOPED)
    ]
    assert not on_scoped


@pytest.mark.parametrize("mode", ["anon", "cross-tenant", "write"])
def test_pgrls_proves_the_policies(mode: str, walk: Walk) -> None:
    spell_out(walk)
    (walk.plan.parent / "pgrls.toml").write_text('[lint.rules.SEC021]\nidentity_columns = ["tenant_id", "id"]\n')
    done = judge(walk, "pgrls", "verify", "--mode", mode, "--schemas", "public", "--format", "json")
    verdicts = {one["table"]: one["verdict"] for one in json.loads(done.stdout)["tables"]}
    assert verdicts == dict.fromkeys(SCOPED, "isolated"), done.stdout
    assert done.returncode == 0


def test_rlsgrid_reaches_nothing(walk: Walk, role: str) -> None:
    (walk.plan.parent / "rlsgrid.toml").write_text(RLSGRID.format(role=role))
    done = judge(walk, "rlsgrid", "check", "--tenants", "3", "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert said["breaches"] == []
    assert said["iterations"] > said["skipped"], "some attempts were made"


def test_trespass_proves_the_scoped_tables(walk: Walk, role: str) -> None:
    text = walk.database.dump().replace("public.planner_current_tenant()", "auth.uid()").replace(role, "authenticated")
    file = walk.plan.parent / "schema.sql"
    file.write_text(text)
    rights = "".join(f"{right} = owner\n" for right in ("select", "insert", "update", "delete"))
    tables = (("members", "tenant_id"), ("orders", "tenant_id"), ("accounts", "id"))
    (walk.plan.parent / "trespass.intent").write_text(
        "".join(f"[{table}]\ntenant = {column}\n{rights}\n" for table, column in tables)
    )
    done = judge(
        walk, "trespass", "check", file, "--intent", "trespass.intent", "--no-default-grants", "--format", "json"
    )
    found = json.loads(done.stdout)["findings"]
    isolated = {one["table"] for one in found if one["verdict"] == "isolated"}
    assert isolated == {name.removeprefix("public.") for name in SCOPED}, done.stdout
    others = {one["rule"] for one in found if one["verdict"] != "isolated"}
    assert others <= explained(), done.stdout
