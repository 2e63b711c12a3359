"""Catalog → steps for each operation: what it does, where it stands, and what takes it back. No server."""

from __future__ import annotations

import pytest

from harness.catalogs import after, forward
from operations.shop import PLAN, back, rolled_back, shop, sql, wanted
from planner.operations import OPERATIONS
from planner.steps.step import LockMode, Mode, Work
from planner.target.phase import Phase

KEYS = PLAN + "keys: { unique: per_tenant, foreign_keys: composite, primary_key: composite }\n"
UNIQUE = PLAN + "keys: { unique: per_tenant }\n"
COMPOSITE = PLAN + "keys: { foreign_keys: composite }\n"
RLS = PLAN + "rls: { setting: app.client, roles: [app] }\n"
DROP = PLAN + "transition: { drop: tighten }\n"
SETTING = PLAN + "transition: { assign: setting, setting: app.client }\n"
COMMENT = PLAN + "keys: { comment: true }\n"

CASES = {
    "record": PLAN, "tenants_table": PLAN, "tenant_column": PLAN, "tenant_comment": COMMENT, "write_guard": PLAN,
    "backfill": PLAN, "tenant_foreign_key": PLAN, "tenant_index": PLAN, "not_null": PLAN, "unique_keys": UNIQUE,
    "composite_foreign_keys": COMPOSITE, "primary_keys": KEYS, "row_security": RLS,
    "session_default": SETTING,
}  # fmt: skip
"""A plan for each operation; `triggers` needs triggers, which tests/lifecycle has, and `followed_indexes` an index."""


def test_each_operation_has_a_case() -> None:
    tenancy = {one.name for one in OPERATIONS if Phase.DISTRIBUTE not in {acts.phase for acts in one.acts}}
    assert tenancy - set(CASES) == {"triggers", "followed_indexes"}


@pytest.mark.parametrize("name", CASES)
def test_an_operation_wants_nothing_once_its_steps_have_run(name: str) -> None:
    found = forward(CASES[name], shop())
    assert wanted(name, CASES[name])
    assert wanted(name, CASES[name], after(shop(), found.segments)) == [] or name == "tenants_table"  # a fact of rows


@pytest.mark.parametrize("name", CASES)
def test_what_an_operation_records_is_taken_back(name: str) -> None:
    taken = {step.operation for step in rolled_back(CASES[name])}
    assert name in taken


def test_record_comes_first_and_is_revoked_from_everybody() -> None:
    (step,) = wanted("record")
    assert [first.id for first in forward(PLAN, shop()).segments[0].steps] == [step.id]
    assert sql([step]).startswith('CREATE SCHEMA "planner"')
    assert "REVOKE ALL ON ALL TABLES IN SCHEMA planner" in sql([step])
    assert back(step).endswith('DROP SCHEMA "planner"')


def test_tenants_table_and_its_first_row() -> None:
    create, row = wanted("tenants_table")
    assert 'CREATE TABLE "public"."clients" ("id" text NOT NULL' in sql([create])
    assert "ON CONFLICT" in sql([row])
    assert back(create).startswith('DROP TABLE "public"."clients"')
    assert back(row).startswith('DELETE FROM "public"."clients"')


def test_tenant_column_with_a_constant_touches_no_row() -> None:
    of_users, of_chats = wanted("tenant_column")
    assert "DEFAULT CAST('default' AS text)" in sql([of_users])
    assert "DEFAULT" not in sql([of_chats]).splitlines()[0]
    assert {step.work for step in (of_users, of_chats)} == {Work.CATALOG}
    assert 'DROP COLUMN "client_id"' in back(of_users)


def test_tenant_comment_is_off_unless_the_plan_asks() -> None:
    assert wanted("tenant_comment") == []
    steps = wanted("tenant_comment", COMMENT)
    assert [step.relation.name for step in steps] == ["users", "chats"]
    assert "IS NULL" in back(steps[0], COMMENT)


def test_write_guard_comes_in_add_and_goes_when_the_plan_says() -> None:
    assert [step.phase for step in wanted("write_guard")] == [Phase.ADD, Phase.ADD]
    steps = wanted("write_guard", DROP)
    assert [step.phase for step in steps] == [Phase.ADD, Phase.ADD, Phase.TIGHTEN, Phase.TIGHTEN]
    put_back = back(steps[2], DROP)
    made = sql(wanted("write_guard")[:1]).splitlines()
    assert put_back.splitlines()[: len(made) - 1] == made[:-1]  # but for the entry of the record


def test_session_default_stays_when_the_guard_goes() -> None:
    assert wanted("session_default") == []
    of_users, of_chats = wanted("session_default", SETTING)
    read = "NULLIF(\"pg_catalog\".\"current_setting\"('app.client', TRUE), '')"
    assert sql([of_users]).startswith(f'ALTER TABLE "public"."users" ALTER COLUMN "client_id" SET DEFAULT {read}\n')
    assert "DROP DEFAULT" in back(of_chats, SETTING)
    (guard, _) = wanted("write_guard", SETTING)
    assert f"coalesce({read}, CAST('default' AS text))" in sql([guard]).replace("COALESCE", "coalesce")
    gone = forward(SETTING.replace("assign: setting", "assign: setting, drop: tighten"), shop())
    column = gone.final.relations[of_users.relation].column("client_id")
    assert column is not None
    assert column.default == "NULLIF(current_setting('app.client'::text, true), ''::text)"
    assert "DROP DEFAULT" not in sql([step for step in gone.steps if step.operation == "write_guard"])


def test_a_table_may_keep_its_guard() -> None:
    plan = DROP.replace("via: user_id }", "via: user_id }, transition: { drop: never }")
    released = [step for step in wanted("write_guard", plan) if step.phase is Phase.TIGHTEN]
    assert [step.relation.name for step in released] == ["users"]
    kept = PLAN.replace("constant: default }", "constant: default }, transition: { assign: none }")
    assert [step.relation.name for step in wanted("write_guard", kept)] == ["chats"]


def test_children_without_a_guard_of_their_own_are_given_the_tenant() -> None:
    """A guard that stays for good sets the tenant of children whose guard goes. Others look it up again."""
    derived = PLAN.replace("{ constant: default }", "{ sql: email }")
    stays = derived.replace("{ sql: email }", "{ sql: email }, transition: { drop: never }")
    drop = "transition: { drop: tighten }\n"
    assert '"client_id" = NULL WHERE' in sql(wanted("write_guard", derived))
    assert '"client_id" = NULL WHERE' in sql(wanted("write_guard", derived + drop))
    assert '"client_id" = "new"."client_id" WHERE' in sql(wanted("write_guard", stays + drop))


def test_a_plan_that_no_longer_reads_the_setting() -> None:
    """The default is what the plan wants now, and nothing is left to do after that."""
    made = forward(SETTING, shop()).final
    back_to_auto = forward(PLAN, made)
    steps = [step for step in back_to_auto.steps if step.operation != "tenants_table"]  # a fact of rows
    assert {step.operation for step in steps} == {"write_guard", "session_default"}
    column = back_to_auto.final.relations[steps[0].relation].column("client_id")
    assert column is not None
    assert column.default == "'default'::text"
    again = forward(PLAN, back_to_auto.final).steps
    assert {step.operation for step in again} <= {"tenants_table"}


def test_backfill_fills_what_is_derived() -> None:
    (step,) = wanted("backfill")
    assert (step.relation.name, step.mode) == ("chats", Mode.BATCHES)
    fill, record = sql([step]).splitlines()
    assert fill.startswith(
        'UPDATE ONLY "public"."chats" AS "t" SET "client_id" = "p"."client_id" FROM "public"."users"'
    )
    assert fill.endswith(
        '"t"."client_id" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."user_id" AND "p"."client_id" IS NOT NULL'
    )
    assert record.startswith('INSERT INTO "planner"."owned"')
    cursor, entry = back(step).splitlines()
    assert cursor.startswith('DELETE FROM "planner"."backfill"')
    assert entry.startswith('DELETE FROM "planner"."owned"')


def test_tenant_foreign_key_of_a_derived_table_waits_for_the_backfill() -> None:
    added = [step for step in wanted("tenant_foreign_key") if "NOT VALID" in step.title]
    assert [(step.relation.name, step.phase) for step in added] == [("users", Phase.ADD), ("chats", Phase.TIGHTEN)]
    assert "DROP CONSTRAINT" in back(added[0])


def test_tenant_index_is_built_after_the_backfill_without_stopping_writers() -> None:
    steps = wanted("tenant_index")
    assert {(step.phase, step.mode) for step in steps} == {(Phase.TIGHTEN, Mode.ALONE)}
    assert {lock.mode for step in steps for lock in step.locks} == {LockMode.SHARE_UPDATE_EXCLUSIVE}
    assert "DROP INDEX CONCURRENTLY" in back(steps[0])
    assert wanted("tenant_index", PLAN + "keys: { index: false }\n") == []


@pytest.mark.parametrize(
    ("major", "by"), [(17, 'CHECK ("client_id" IS NOT NULL) NOT VALID'), (18, 'NOT NULL "client_id" NOT VALID')]
)
def test_not_null_never_scans_under_an_exclusive_lock(major: int, by: str) -> None:
    steps = wanted("not_null", of=shop(major))
    assert by in sql(steps)
    assert all(step.mode is Mode.ALONE for step in steps if step.work is Work.SCAN)
    assert "DROP NOT NULL" in sql([step for step in rolled_back(PLAN, of=shop(major)) if step.operation == "not_null"])


def test_unique_keys_are_built_before_the_global_key_goes() -> None:
    build_new, swap = wanted("unique_keys", UNIQUE)
    assert "CREATE UNIQUE INDEX CONCURRENTLY" in sql([build_new])
    assert 'DROP CONSTRAINT "users_email_key"' in sql([swap])
    assert "CREATE UNIQUE INDEX CONCURRENTLY" in back(swap, UNIQUE)


def test_composite_foreign_keys_are_valid_before_the_old_key_goes() -> None:
    steps = wanted("composite_foreign_keys", COMPOSITE)
    titles = [step.title for step in steps]
    assert titles.index(next(t for t in titles if t.startswith("validate"))) < titles.index(
        next(t for t in titles if t.startswith("drop foreign key"))
    )
    assert "ADD CONSTRAINT" in back(steps[-1], COMPOSITE)


def test_primary_keys_keep_their_names() -> None:
    swaps = [step for step in wanted("primary_keys", KEYS) if ".swap." in step.id]
    assert [step.relation.name for step in swaps] == ["users", "chats"]
    assert 'ADD CONSTRAINT "users_pkey" PRIMARY KEY USING INDEX' in sql(swaps)


def test_row_security_goes_on_after_its_policies() -> None:
    steps = wanted("row_security", RLS)
    text = sql([step for step in steps if step.relation.name == "users"])
    assert (
        text.index("CREATE POLICY") < text.index("ENABLE ROW LEVEL SECURITY") < text.index("FORCE ROW LEVEL SECURITY")
    )
    assert "DROP POLICY" in back(steps[-1], RLS)
