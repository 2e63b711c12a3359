"""Foreign keys whose columns hold the tenant column, alone or in the place of another column. No server."""

from __future__ import annotations

import pytest

from harness.catalogs import catalog, named, table, tenancy
from planner.catalog.model import Catalog
from planner.errors import Blocked
from planner.tenancy.model import Facts, State
from planner.verification.row_questions import preflight_query

PLAN = """
version: 1
tenant: { table: orgs, key: { column: id, type: bigint }, column: org_id }
tables:
  settings: {}
  profiles: { column: id }
  items: { column: org_id }
  notes: { column: org_id }
"""
KEYS = "keys: { unique: per_tenant, primary_key: composite, foreign_keys: composite }\n"


def shop() -> Catalog:
    return catalog(
        table("orgs", "id bigint"),
        table("settings", "id bigint", "org_id bigint NOT NULL", references={"org_id": "orgs"}),
        table("profiles", "id bigint", references={"id": "orgs"}),
        table("items", "id bigint", "org_id bigint NOT NULL", references={"org_id": "settings"}),
        table("notes", "id bigint", "org_id bigint NOT NULL", references={"org_id": "profiles"}),
    )


def test_a_key_that_references_the_parents_tenant_needs_no_comparison() -> None:
    found = tenancy(PLAN, shop())
    assert found.tables[named("notes")].parents == ()


def test_a_key_that_references_another_column_is_compared_with_the_parents_tenant() -> None:
    found = tenancy(PLAN, shop())
    (parent,) = found.tables[named("items")].parents
    assert (parent.parent, parent.pairs) == (named("settings"), (("org_id", "id"),))
    query = preflight_query(found.tables[named("items")], State(found, shop(), Facts()))
    assert query is not None
    assert [count.title for count in query.counts if count.id == "conflict"] == [
        "another tenant than its parent: org_id → public.settings"
    ]


def test_a_key_that_can_not_carry_the_tenant_forbids_a_primary_key_that_does() -> None:
    with pytest.raises(
        Blocked, match=r"primary key of settings can't carry the tenant: foreign key \S+ of public.items"
    ) as caught:
        tenancy(PLAN + KEYS, shop())
    assert caught.value.hint is not None
    assert "primary_key: keep" in caught.value.hint
    assert "foreign_keys: composite" not in caught.value.hint.splitlines()[0]
