"""`keys.index: follow`: which indexes get a copy (tenant, …), and what happens to the index on the tenant. No server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from harness.catalogs import after, forward, named, tenancy
from operations.shop import PLAN, rolled_back, shop, sql
from planner.catalog.model import Catalog
from planner.catalog.owned import OwnedKind
from planner.catalog.parts import Index, IndexColumn
from planner.operations import table_checks
from planner.operations.index_build import plain
from planner.steps.checks import CatalogCheck, Weight
from planner.steps.step import Mode, Step
from planner.tenancy.model import Facts, State

FOLLOW = PLAN + "keys: { index: follow }\n"
KEYS = "keys: {{ index: {}, unique: per_tenant, foreign_keys: composite }}\n"
RLS = "rls: { setting: app.client, roles: [app] }\n"
FILLED = Facts(tenants=frozenset({"default"}))


def indexed(*indexes: Index, of: Catalog | None = None, table: str = "users") -> Catalog:
    """Return the shop with more indexes on a table."""
    made = of or shop()
    there = made.relations[named(table)]
    return replace(made, relations={**made.relations, there.name: replace(there, indexes=(*there.indexes, *indexes))})


def built(of: Catalog, plan: str = FOLLOW) -> list[str]:
    """Return the ids of the steps that build or drop an index for reading."""
    kinds = ("followed_indexes", "tenant_index")
    return [step.id.removeprefix("tighten.") for step in forward(plan, of).steps if step.operation in kinds]


def notes(of: Catalog, plan: str) -> list[CatalogCheck]:
    """Return the checks of indexes that do not hold."""
    wanted = tenancy(plan, of)
    found = (one for table in wanted.tables.values() for one in table_checks(table, State(wanted, of, FILLED)))
    return [c for c in found if isinstance(c, CatalogCheck) and c.id in ("barred-index", "followed-index") and not c.ok]


def steps(of: Catalog, plan: str = FOLLOW) -> Sequence[Step]:
    return [step for step in forward(plan, of).steps if step.operation == "followed_indexes"]


def test_a_copy_has_everything_that_the_index_has() -> None:
    email = IndexColumn("email", "email", "text_pattern_ops", 'pg_catalog."C"', descending=True, nulls_first=True)
    index = Index(
        "by_email", (email, IndexColumn(None, "lower(email)")), include=(plain("id"),), predicate="(id > 3)",
        options=("fillfactor=70",), tablespace="fast", comment="text", clustered=True,
    )  # fmt: skip
    (step,) = steps(indexed(index))
    assert step.mode is Mode.ALONE
    assert (
        'CREATE INDEX CONCURRENTLY "users_client_id_email_expr_idx" ON "public"."users" ("client_id", "email" COLLATE '
        'pg_catalog."C" text_pattern_ops DESC, lower(email)) INCLUDE ("id") WITH ("fillfactor" = \'70\') TABLESPACE "fast" '
        "WHERE (id > 3)"
    ) in sql([step]).replace("\n", "")
    assert "CLUSTER" not in sql([step])
    assert {hazard.name for hazard in step.hazards} == {"waits-for-transactions", "more-indexes"}


def test_nothing_is_left_to_do_and_the_way_back_drops_the_copies() -> None:
    of = indexed(Index("by_email", (plain("email"),)))
    now = after(of, forward(FOLLOW, of).segments)
    assert not list(forward(FOLLOW, now, facts=FILLED).steps)
    assert notes(now, FOLLOW) == []
    dropped = sql([step for step in rolled_back(FOLLOW, of=of) if step.operation == "followed_indexes"])
    assert 'DROP INDEX CONCURRENTLY IF EXISTS "public"."users_client_id_email_idx"' in dropped


@pytest.mark.parametrize(
    ("table", "index"),
    [
        ("users", Index("i", (plain("email"),), unique=True)),
        ("users", Index("i", (plain("email"),), valid=False)),
        ("users", Index("i", (plain("email"),), method="brin")),
        ("users", Index("i", (replace(plain("email"), leaks=("@@",)),), method="gin")),
        ("users", Index("i", (plain("email"),), method="gist")),
        ("users", Index("i", tuple(plain("email") for _ in range(32)))),
    ],
    ids=["unique", "invalid", "brin", "barred gin", "no extension", "32 columns"],
)
def test_indexes_that_get_no_copy(table: str, index: Index) -> None:
    assert not steps(indexed(index, table=table))


def test_a_partial_copy_does_not_stand_in_for_the_index_on_the_tenant() -> None:
    partial = Index("i", (plain("email"),), predicate="(id > 3)")
    assert built(indexed(partial)) == [
        "followed_index.i.public.users", "tenant_index.public.users", "tenant_index.public.chats",
    ]  # fmt: skip
    assert built(indexed(replace(partial, predicate=None))) == [
        "followed_index.i.public.users", "tenant_index.public.chats",
    ]  # fmt: skip


def test_a_key_that_begins_with_the_tenant_stands_in_for_the_index_on_the_tenant() -> None:
    """users gets (client_id, email) and (client_id, id), so neither a copy nor the index on the tenant helps there."""
    of = indexed(Index("i", (plain("email"),)))
    assert built(of, PLAN + KEYS.format("follow")) == ["tenant_index.public.chats"]
    assert "tenant_index.public.users" in built(of, PLAN + KEYS.format("true"))


def test_an_index_of_an_earlier_run_is_dropped_when_it_stands_beside_a_key() -> None:
    finished = after(shop(), forward(PLAN + KEYS.format("true"), shop()).segments)
    (drop,) = list(forward(PLAN + KEYS.format("follow"), finished, facts=FILLED).steps)
    assert (drop.id, drop.mode) == ("tighten.tenant_index.drop.public.users", Mode.ALONE)
    assert 'DROP INDEX CONCURRENTLY IF EXISTS "public"."users_client_id_idx"' in sql([drop])
    now = after(finished, forward(PLAN + KEYS.format("follow"), finished, facts=FILLED).segments)
    entries = {key.relation.name for key in now.owned if key.kind is OwnedKind.INDEX}
    assert entries == {"chats"}


def test_an_index_of_the_application_is_never_dropped() -> None:
    keys = PLAN + KEYS.format("follow")
    finished = after(shop(), forward(keys, shop()).segments)
    of = indexed(Index("theirs", (plain("client_id"),)), of=finished)
    assert not list(forward(keys, of, facts=FILLED).steps)


def test_other_access_methods_need_the_extension() -> None:
    of = indexed(Index("near", (plain("email"),), method="gist"))
    (note,) = notes(of, FOLLOW)
    assert (note.weight, "CREATE EXTENSION btree_gist" in note.detail) == (Weight.NOTE, True)
    of = replace(of, operator_classes=frozenset({("gist", "text")}))
    (step,) = steps(of)
    assert 'USING "gist" ("client_id", "email")' in sql([step])


@pytest.mark.parametrize(
    ("index", "why"),
    [
        (Index("i", (IndexColumn(None, "lower(email)", leaks=("lower",)),)), "lower is not leakproof"),
        (Index("i", (IndexColumn("email", "email", "text_pattern_ops"),)), "LIKE is not leakproof"),
        (Index("i", (replace(plain("email"), leaks=("&&", "@>", "<@", "=", "!")),), method="gin"), "&&, @>, <@, = and 1 more"),
        (Index("i", (plain("email"), IndexColumn(None, "lower(email)", leaks=("lower",)))), None),
        (Index("i", (plain("client_id"), IndexColumn(None, "lower(email)", leaks=("lower",)))), None),
        (Index("i", (IndexColumn(None, "lower(email)", leaks=("lower",)),), unique=True), None),
    ],
)  # fmt: skip
def test_barred_indexes_are_notes_under_policies(index: Index, why: str | None) -> None:
    of = indexed(index)
    found = [note for note in notes(of, PLAN + RLS) if note.id == "barred-index"]
    assert [note.weight for note in found] == ([Weight.NOTE] if why else [])
    assert all(why is not None and why in note.detail for note in found)
    assert not notes(of, PLAN)
