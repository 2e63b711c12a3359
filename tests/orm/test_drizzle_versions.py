"""Drizzle's versions and habits without a server: snapshots since drizzle-kit 0.25, exported types, policies."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner.catalog.parts import Policy
from planner.orm.drizzle.files import edit_files
from planner.orm.drizzle.snapshot import after, drift
from planner.orm.wanted import without_policies
from test_python_models import COLUMNS, TABLE, TENANT_KEY, wanted

OF_0_25 = {"columns", "compositePrimaryKeys", "foreignKeys", "indexes", "name", "schema", "uniqueConstraints"}
OF_0_26 = OF_0_25 | {"checkConstraints"}
OF_0_28 = OF_0_26 | {"policies", "isRLSEnabled"}
POLICY = Policy("users_isolation", True, "ALL", ("app",), "true", "true")
SECURED = replace(TABLE, tenant_key=TENANT_KEY, policies=(POLICY,))


def snapshot(keys: set[str]) -> dict[str, Any]:
    columns = {one.name: {"name": one.name, "type": one.type} for one in COLUMNS if one.name != "client_id"}
    values: dict[str, Any] = {"name": "users", "schema": "", "columns": columns, "isRLSEnabled": False}
    return {"id": "0", "tables": {"public.users": {key: values.get(key, {}) for key in sorted(keys)}}}


@pytest.mark.parametrize("keys", [OF_0_25, OF_0_26, OF_0_28, OF_0_28 | {"ofLater"}])
def test_a_new_table_has_the_keys_of_its_neighbours(keys: set[str]) -> None:
    made = after(snapshot(keys), wanted(SECURED, made=True), "public")
    assert set(made["tables"]["public.clients"]) == keys
    assert set(made["tables"]["public.users"]) == keys
    assert bool(made["tables"]["public.users"].get("policies")) == ("policies" in keys)


def test_the_first_snapshot_has_all_keys() -> None:
    made = after({"id": "0", "tables": {}}, wanted(TABLE, made=True), "public")
    assert set(made["tables"]["public.clients"]) == OF_0_28


def test_what_differed_before_is_named() -> None:
    said = wanted(TABLE)
    assert list(drift(snapshot(OF_0_28), said)) == []
    held = snapshot(OF_0_28)
    held["tables"]["public.users"]["columns"].pop("email")
    held["tables"]["public.users"]["columns"]["phone"] = {}
    assert list(drift(held, said)) == [
        "public.users.email is not in the newest snapshot",
        "public.users.phone is in the newest snapshot, and not in the database",
    ]
    held["tables"] = {}
    assert list(drift(held, said)) == ["public.users is not in the newest snapshot"]


SCHEMA = """import { pgTable, text, serial } from 'drizzle-orm/pg-core';
import { InferSelectModel } from 'drizzle-orm';

export const users = pgTable('users', {
  id: serial('id').primaryKey(),
  email: text('email'),
});

export type User = InferSelectModel<typeof users>;
export type NewUser = typeof users.$inferInsert;
"""


def test_the_types_of_a_new_table_are_exported_like_the_others(tmp_path: Path) -> None:
    (tmp_path / "schema.ts").write_text(SCHEMA)
    ((one,), _) = edit_files([tmp_path], wanted(TABLE, made=True), "public", None)
    text = one.after.decode()
    assert "\nexport type Client = InferSelectModel<typeof clients>;\n" in text
    assert "\nexport type NewClient = typeof clients.$inferInsert;\n" in text
    (tmp_path / "schema.ts").write_text(SCHEMA.split("export type")[0])
    ((one,), _) = edit_files([tmp_path], wanted(TABLE, made=True), "public", None)
    assert "export type" not in one.after.decode()


@pytest.mark.parametrize(("version", "there"), [("0.34.1", False), ("0.36.0", True), ("0.45.2", True), (None, True)])
def test_policies_need_a_drizzle_that_knows_them(version: str | None, there: bool, tmp_path: Path) -> None:
    (tmp_path / "schema.ts").write_text(SCHEMA)
    if version is not None:
        package = tmp_path / "node_modules" / "drizzle-orm" / "package.json"
        package.parent.mkdir(parents=True)
        package.write_text(json.dumps({"version": version}))
    ((one,), left) = edit_files([tmp_path], wanted(SECURED), "public", None)
    assert ("pgPolicy" in one.after.decode()) is there
    said = f"policies need drizzle-orm 0.36 in the files; {version} is installed"
    assert [each.what for each in left if "policies" in each.what] == ([] if there else [said])
    assert not any(table.policies for table in without_policies(wanted(SECURED)).tables)
