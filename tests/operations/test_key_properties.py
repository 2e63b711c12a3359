"""What a key has besides its columns is carried over forward and back, or refused by name. No server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from harness.catalogs import after, forward, named, tenancy
from operations.shop import PLAN, rolled_back, shop, sql
from planner.catalog.model import Catalog
from planner.catalog.parts import Constraint, Index
from planner.errors import PlannerError
from planner.operations import table_checks
from planner.operations.keys import scoped
from planner.steps.checks import CatalogCheck, Weight
from planner.tenancy.model import Facts, State

KEYS = PLAN + "keys: { unique: per_tenant, foreign_keys: composite, primary_key: composite }\n"
FILLED = Facts(tenants=frozenset({"default"}))


def with_index(of: Catalog, relation: str, name: str, change: Callable[[Index], Index]) -> Catalog:
    there = of.relations[named(relation)]
    indexes = tuple(change(index) if index.name == name else index for index in there.indexes)
    return replace(of, relations={**of.relations, there.name: replace(there, indexes=indexes)})


def with_constraint(of: Catalog, relation: str, name: str, change: Callable[[Constraint], Constraint]) -> Catalog:
    there = of.relations[named(relation)]
    constraints = tuple(change(one) if one.name == name else one for one in there.constraints)
    return replace(of, relations={**of.relations, there.name: replace(there, constraints=constraints)})


def checked(plan: str, of: Catalog) -> list[CatalogCheck]:
    """Return the checks of the scoped tables on a catalog."""
    wanted = tenancy(plan, of)
    found = (one for scoped in wanted.tables.values() for one in table_checks(scoped, State(wanted, of, FILLED)))
    return [one for one in found if isinstance(one, CatalogCheck)]


@pytest.mark.parametrize(("relation", "key"), [("users", "users_email_key"), ("chats", "chats_pkey")])
def test_storage_comments_and_cluster_forward_and_back(relation: str, key: str) -> None:
    def stored(index: Index) -> Index:
        return replace(
            index, options=("fillfactor=80",), tablespace="Fast disk", clustered=True, comment="the index's text"
        )

    of = with_index(shop(), relation, key, stored)
    of = with_constraint(of, relation, key, lambda one: replace(one, comment="the constraint's"))
    ahead = sql([step for step in forward(KEYS, of).steps if step.relation == named(relation)])
    behind = sql(list(rolled_back(KEYS, of=of)))
    for text in (ahead, behind):
        assert """WITH ("fillfactor" = '80') TABLESPACE "Fast disk\"""" in text
        assert f'ALTER TABLE "public"."{relation}" CLUSTER ON ' in text
        assert "IS 'the index''s text'" in text
        assert f"""ON "public"."{relation}" IS 'the constraint''s'""" in text
    assert f'CLUSTER ON "{key}"' in behind


def test_the_key_per_tenant_starts_without_what_only_one_index_can_have() -> None:
    old = replace(shop().relations[named("users")].indexes[0], clustered=True, comment="text", replica_identity=True)
    new = scoped(old, "client_id", "n")
    assert (new.clustered, new.comment, new.replica_identity) == (False, None, False)


@pytest.mark.parametrize(("enforced", "words"), [(True, "NOT VALID"), (False, "NOT ENFORCED")])
def test_a_foreign_key_stays_as_weak_as_it_was(enforced: bool, words: str) -> None:
    def weak(key: Constraint) -> Constraint:
        return replace(key, validated=False, enforced=enforced, comment="whose it is")

    of = with_constraint(shop(), "chats", "chats_user_id_fkey", weak)
    found = forward(KEYS, of)
    (added,) = (step for step in found.steps if step.id.startswith("tighten.composite_foreign_key.chats"))
    assert f'REFERENCES "public"."users" ("client_id", "id") {words}' in sql([added])
    assert not [step for step in found.steps if step.id.startswith("tighten.composite_foreign_key.validate")]
    now = after(of, found.segments)
    (new,) = (one for one in now.relations[named("chats")].foreign_keys() if len(one.columns) == 2)
    assert (new.validated, new.enforced) == (False, enforced)
    assert not list(forward(KEYS, now, facts=FILLED).steps)
    checks = checked(KEYS, now)
    (note,) = (one for one in checks if not one.ok and one.id == "reference")
    assert note.weight is Weight.NOTE
    assert words in note.detail
    back = [step for step in rolled_back(KEYS, of=of) if step.id.endswith("chats_user_id_fkey.public.chats")]
    assert f'("id") {words}\nCOMMENT ON CONSTRAINT "chats_user_id_fkey"' in sql(back)
    assert "VALIDATE" not in sql(back)


def test_a_composite_key_that_is_not_valid_without_a_reason_is_a_finding() -> None:
    now = after(shop(), forward(KEYS, shop()).segments)
    now = with_constraint(now, "chats", "chats_client_id_user_id_fkey", lambda key: replace(key, validated=False))
    checks = checked(KEYS, now)
    (found,) = (one for one in checks if not one.ok and one.id == "reference")
    assert found.weight is Weight.FINDING


@pytest.mark.parametrize(
    ("relation", "key", "refusal"),
    [
        ("users", "users_email_key", "users_email_key of users can't carry the tenant: it is WITHOUT OVERLAPS"),
        ("chats", "chats_pkey", "chats_pkey of chats can't carry the tenant: it is WITHOUT OVERLAPS"),
        ("chats", "chats_user_id_fkey", "foreign key chats_user_id_fkey of chats has a PERIOD"),
    ],
)
@pytest.mark.parametrize("old", ["drop", "keep"])
def test_periods_are_refused_by_name(old: str, relation: str, key: str, refusal: str) -> None:
    of = with_constraint(shop(), relation, key, lambda one: replace(one, period=True))
    with pytest.raises(PlannerError) as refused:
        tenancy(KEYS.replace("primary_key:", f"old: {old}, primary_key:"), of)
    assert refusal in str(refused.value)


def test_one_primary_key_can_stay() -> None:
    plan = KEYS.replace("primary_key:", "keep_global: [users.users_pkey], primary_key:")
    found = forward(plan, shop())
    now = after(shop(), found.segments)
    keys = {name: next(i for i in now.relations[named(name)].indexes if i.primary) for name in ("users", "chats")}
    assert {name: [c.name for c in key.columns] for name, key in keys.items()} == {
        "users": ["id"],
        "chats": ["client_id", "id"],
    }
    assert not list(forward(plan, now, facts=FILLED).steps)
    checks = checked(plan, now)
    (note,) = (one for one in checks if not one.ok and one.id == "global-key")
    assert (note.weight, note.detail.startswith("as the plan says")) == (Weight.NOTE, True)
