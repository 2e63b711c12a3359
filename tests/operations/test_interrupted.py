"""A run that ended after any segment goes on to the same end, whatever keys the plan asks for. No server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.catalogs import after, catalog, column, forward, named, table
from operations.shop import PLAN, shop, sql
from planner.catalog.fingerprint import Fingerprint
from planner.catalog.index_changes import AddIndex
from planner.catalog.model import Catalog
from planner.catalog.parts import Index
from planner.catalog.words import ReplicaIdentity
from planner.diff.back import undo
from planner.operations.index_build import plain
from planner.tenancy.model import Facts

FILLED = Facts(tenants=frozenset({"default"}))
USERS = named("users")
UNIQUE = PLAN + "keys: { unique: per_tenant }\n"
KEYS = (
    "{ foreign_keys: composite }",
    "{ unique: per_tenant, foreign_keys: composite }",
    "{ unique: per_tenant, foreign_keys: composite, old: keep }",
    "{ unique: per_tenant, foreign_keys: composite, primary_key: composite }",
    "{ unique: per_tenant, foreign_keys: composite, primary_key: composite, old: keep }",
)


def identified(of: Catalog) -> Catalog:
    """Return the shop with the users' unique key as their replica identity."""
    users = of.relations[USERS]
    columns = tuple(replace(column, not_null=True) for column in users.columns)
    indexes = tuple(replace(index, replica_identity=index.name == "users_email_key") for index in users.indexes)
    users = replace(users, columns=columns, indexes=indexes, replica_identity=ReplicaIdentity.INDEX)
    return replace(of, relations={**of.relations, USERS: users})


def without_index(of: Catalog, name: str) -> Catalog:
    """Return the catalog after somebody has dropped an index of the users, and its constraint."""
    users = of.relations[USERS]
    left = replace(
        users,
        indexes=tuple(index for index in users.indexes if index.name != name),
        constraints=tuple(one for one in users.constraints if one.name != name),
    )
    return replace(of, relations={**of.relations, USERS: left})


def with_index(of: Catalog, index: Index) -> Catalog:
    """Return the catalog with one more index of the users, which somebody else made."""
    users = of.relations[USERS]
    return replace(of, relations={**of.relations, USERS: replace(users, indexes=(*users.indexes, index))})


def ends_alike(plan: str, of: Catalog) -> None:
    """Assert that a run that ended after any of its segments goes on to the end that an undisturbed run has."""
    whole = forward(plan, of, facts=FILLED if of.owned else None)
    end = Fingerprint.of(after(of, whole.segments)).hex
    for done in range(1, len(whole.segments)):
        half = after(of, whole.segments[:done])
        rest = forward(plan, half, facts=FILLED)
        assert Fingerprint.of(after(half, rest.segments)).hex == end, whole.segments[done].what


@pytest.mark.parametrize("keys", KEYS)
@pytest.mark.parametrize(("naming", "major"), [("postgres", 15), *((n, 18) for n in ("postgres", "drizzle", "prisma"))])
def test_interrupted_after_any_segment(naming: str, keys: str, major: int) -> None:
    ends_alike(f"{PLAN}keys: {keys}\nnaming: {naming}\n", shop(major))


@pytest.mark.parametrize("of", [shop(), identified(shop())], ids=["key", "replica_identity"])
def test_interrupted_while_a_lost_key_comes_back(of: Catalog) -> None:
    whole = after(of, forward(UNIQUE, of).segments)
    lost = without_index(whole, "users_client_id_email_key")
    again = after(lost, forward(UNIQUE, lost, facts=FILLED).segments)
    assert Fingerprint.of(again).hex == Fingerprint.of(whole).hex
    assert again.relations[USERS].identifies_rows()
    ends_alike(UNIQUE, lost)


def test_a_replica_identity_that_somebody_has_set_since_stays() -> None:
    of = identified(shop())
    lost = without_index(after(of, forward(UNIQUE, of).segments), "users_client_id_email_key")
    full = replace(lost.relations[USERS], replica_identity=ReplicaIdentity.FULL)
    theirs = replace(lost, relations={**lost.relations, USERS: full})
    again = after(theirs, forward(UNIQUE, theirs, facts=FILLED).segments)
    assert again.relations[USERS].replica_identity is ReplicaIdentity.FULL


@pytest.mark.parametrize("keys", KEYS)
@pytest.mark.parametrize("naming", ["postgres", "drizzle"])
def test_rollback_of_an_interrupted_run_removes_what_it_made(naming: str, keys: str) -> None:
    of = shop()
    before = Fingerprint.of(of).hex
    whole = forward(f"{PLAN}keys: {keys}\nnaming: {naming}\n", of)
    for done in range(1, len(whole.segments) + 1):
        half = after(of, whole.segments[:done])
        back = after(half, undo(half, None))
        left = {name: relation for name, relation in back.relations.items() if name in of.relations}
        assert Fingerprint.of(replace(back, relations=left)).hex == before, whole.segments[done - 1].what


def test_the_replica_identity_stays_with_a_key_that_is_kept() -> None:
    of = identified(shop())
    whole = forward(PLAN + "keys: { unique: per_tenant, old: keep }\n", of)
    assert "REPLICA IDENTITY" not in sql(list(whole.steps))
    now = after(of, whole.segments).relations[USERS]
    assert [index.name for index in now.indexes if index.replica_identity] == ["users_email_key"]


@pytest.mark.parametrize(
    "fault", [{"valid": False}, {"immediate": False, "constraint": "theirs"}, {"predicate": "id > 1"}]
)
def test_a_foreign_key_does_not_take_over_an_index_that_cannot_serve(fault: dict[str, object]) -> None:
    theirs = replace(Index("theirs", (plain("client_id"), plain("id")), unique=True), **fault)  # type: ignore[arg-type]
    adopted = with_index(shop(), theirs)
    users = adopted.relations[USERS]
    users = replace(users, columns=(*users.columns, column("client_id text NOT NULL")))
    of = replace(adopted, relations={**adopted.relations, USERS: users})
    plan = PLAN.replace("users: { ", "users: { column: client_id, ") + "keys: { foreign_keys: composite }\n"
    whole = forward(plan, of)
    made = after(of, whole.segments).relations[USERS]
    assert made.index("theirs") == theirs
    assert 'DROP INDEX CONCURRENTLY IF EXISTS "public"."theirs"' not in sql(list(whole.steps))
    serving = [i for i in made.indexes if i.unique and i.valid and [c.name for c in i.columns] == ["client_id", "id"]]
    assert [i.name for i in serving if i.name != "theirs"]


def test_two_old_primary_keys_never_share_the_name_that_rollback_gives_them() -> None:
    long = "a_table_with_a_name_that_uses_up_all_of_the_room_there_is_"
    names = ("users", "users_rollback", f"{long}one", f"{long}two")
    of = catalog(*(table(name, "id bigint") for name in names))
    tables = "".join(f"  {name}: {{ backfill: {{ constant: default }} }}\n" for name in names)
    plan = (
        PLAN[: PLAN.index("  users:")]
        + tables
        + "keys: { unique: per_tenant, foreign_keys: composite, primary_key: composite }\n"
    )
    now = after(of, forward(plan, of).segments)
    made = [change.index.name for segment in undo(now, None) for step in segment.steps for change in step.changes
            if isinstance(change, AddIndex)]  # fmt: skip
    taken = {f"{name}_pkey" for name in names}
    assert len(made) == len(set(made) - taken) == len(names)
