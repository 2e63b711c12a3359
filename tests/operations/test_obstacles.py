"""What keeps tables from being distributed on Citus: each obstacle is told, with its remedy, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from harness.catalogs import catalog, forward, named, table
from planner.catalog.distribution import Cluster, Distribution, Method, Node
from planner.catalog.model import Catalog, InboundKey, Relation
from planner.catalog.parts import Column, Constraint, Index, IndexColumn, Policy, Trigger
from planner.catalog.words import ConstraintKind, Generated, ReferentialAction, RelationKind, TriggerFiring
from planner.names import QName
from planner.plan.load import parse_plan
from planner.resolve.resolve import resolve
from planner.target.phase import TENANCY
from planner.verification.obstacles import Goal, Obstacle, notes_of, obstacles, of_cluster

PLAN = """
version: 1
target: { dialect: citus }
tenant:
  table: clients
  key: { column: id, type: text }
  default: { id: default, values: { name: Default } }
  column: client_id
tables:
  users: { backfill: { constant: default } }
  chats: { backfill: { via: user_id } }
  country: { kind: reference }
  locks: { kind: exempt, reason: infrastructure }
keys: { unique: per_tenant, primary_key: composite, foreign_keys: composite }
transition: { drop: tighten }
"""
NODES = (
    Node("c:5432", True, True, True, False),
    Node("w1:5432", False, True, True, True),
    Node("w2:5432", False, True, True, True),
)
CLUSTER = Cluster((14, 0, 1), NODES)

Change = Callable[[Relation], Relation]


def shop(change: Change = lambda r: r, of: str = "chats", **more: object) -> Catalog:
    """Users, their chats, a lookup table and a table of locks; `change` is made to one of the tables."""
    made = catalog(
        table("users", "id bigint", "email text", unique=("email",)),
        table("chats", "id bigint", "user_id bigint", "lock_id bigint", references={"user_id": "users"}),
        table("country", "id bigint", "user_id bigint"),
        table("locks", "id bigint", "user_id bigint"),
    )
    relations = {**made.relations, named(of): change(made.relations[named(of)])}
    return replace(made, relations=relations, cluster=CLUSTER, **more)


def found(made: Catalog, plan: str = PLAN, *, null_refused: bool = True) -> list[Obstacle]:
    """Return the obstacles of the database that the phases before `distribute` make."""
    tenancy = resolve(parse_plan(plan, "plan.yaml"), made)
    ended = forward(plan, made, TENANCY).ended
    return list(obstacles(Goal(tenancy, ended, frozenset({named("country")}), null_refused=null_refused)))


def told(made: Catalog, plan: str = PLAN) -> str:
    """Return the one obstacle as text."""
    (one,) = found(made, plan)
    return str(one)


def foreign(name: str, column: str, ref: str, delete: ReferentialAction = ReferentialAction.NO_ACTION) -> Change:
    key = Constraint(
        name, ConstraintKind.FOREIGN, (column,), f"FOREIGN KEY ({column}) REFERENCES {ref}(id)", ref=named(ref),
        ref_columns=("id",), on_delete=delete,
    )  # fmt: skip
    return lambda r: replace(r, constraints=(*r.constraints, key))


def policy(name: str, using: str, *, permissive: bool) -> Change:
    made = Policy(name, permissive, "ALL", ("app",), using, None)
    return lambda r: replace(r, policies=(*r.policies, made))


def test_a_plan_that_says_it_all_has_no_obstacle() -> None:
    assert found(shop()) == []


@pytest.mark.parametrize(
    ("said", "instead", "words"),
    [
        ("unique: per_tenant", "unique: keep", "unique key users_email_key (email) is not per tenant → write `unique: per_tenant`"),
        ("primary_key: composite", "primary_key: keep", "primary key chats_pkey (id) is not per tenant → write `primary_key: composite`"),
        ("primary_key: composite, foreign_keys: composite", "foreign_keys: single", "without the tenant → write `foreign_keys: composite`"),
        ("drop: tighten", "drop: never", "the write guard is a trigger"),
        ("foreign_keys: composite", "foreign_keys: composite, old: keep", "write `old: drop` under `keys`"),
        ("unique: per_tenant", "unique: per_tenant, keep_global: [users.email]", "take it out of `keep_global`"),
        ("chats: { backfill", "chats: { keys: { primary_key: keep }, backfill", "or `keep` out of the table's own `keys`"),
    ],
)  # fmt: skip
def test_words_of_the_plan(said: str, instead: str, words: str) -> None:
    every = found(shop(), PLAN.replace(said, instead))
    assert any(words in str(one) for one in every), every
    assert all(one.word for one in every), every


def test_every_obstacle_is_told_at_once() -> None:
    plan = PLAN.replace("unique: per_tenant, primary_key: composite, foreign_keys: composite", "unique: keep")
    every = found(shop(foreign("chats_lock", "lock_id", "locks")), plan.replace("drop: tighten", "drop: never"))
    words = " ".join(map(str, every))
    for one in ("users_email_key", "users_pkey", "chats_pkey", "foreign_keys: composite", "write guard", "chats_lock"):
        assert one in words
    assert len(every) == 6


def test_a_trigger_of_the_application() -> None:
    trigger = Trigger(
        "touch", "CREATE TRIGGER touch …", "BEFORE", True, ("UPDATE",), (), TriggerFiring.ORIGIN, named("touch"), ""
    )
    for name in ("chats", "country"):
        made = shop(lambda r: replace(r, triggers=(trigger,)), of=name)
        assert told(made).startswith(f"public.{name}: trigger touch runs public.touch()")
        assert f"DROP TRIGGER touch ON public.{name}" in told(made)
    assert found(shop(lambda r: replace(r, triggers=(trigger,)), of="locks")) == []


def test_foreign_keys_between_kinds() -> None:
    assert "which stays on the coordinator → write `kind: reference` for locks" in told(
        shop(foreign("f", "lock_id", "locks"))
    )
    kept = PLAN.replace("primary_key: composite, foreign_keys: composite", "foreign_keys: composite")
    every = " ".join(map(str, found(shop(foreign("f", "user_id", "users"), of="locks"), kept)))
    assert "locks becomes a local table: Citus checks no such key → drop it" in every
    assert found(shop(foreign("f", "lock_id", "country"))) == []
    inbound = InboundKey("f", QName("other", "logs"), named("chats"), ("id",))
    assert "leads from a table outside the plan's schemas" in " ".join(
        map(str, found(shop(inbound_keys=(inbound,)), kept))
    )


def test_set_null_is_for_somebody_to_decide() -> None:
    made = shop(foreign("f", "lock_id", "users", ReferentialAction.SET_NULL))
    assert "ON DELETE SET NULL, which Citus refuses" in told(made)
    assert found(made, null_refused=False) == []
    assert found(shop(foreign("f", "lock_id", "users", ReferentialAction.CASCADE))) == []
    assert found(shop(foreign("f", "lock_id", "country", ReferentialAction.SET_NULL))) == []


def test_a_set_default_from_a_sequence() -> None:
    change = foreign("f", "lock_id", "country", ReferentialAction.SET_DEFAULT)

    def numbered(relation: Relation) -> Relation:
        columns = tuple(
            replace(c, default="nextval('s'::regclass)") if c.name == "lock_id" else c for c in relation.columns
        )
        return change(replace(relation, columns=columns))

    assert "takes its default from a sequence" in told(shop(numbered))
    assert found(shop(change)) == []


def test_policies_that_citus_does_not_keep() -> None:
    assert "is RESTRICTIVE, and Citus makes it PERMISSIVE" in told(shop(policy("p", "true", permissive=False)))
    for using in ("(id IN ( SELECT users.id FROM users))", "(EXISTS ( SELECT 1))", "(id = ( SELECT 1))"):
        assert "has a subquery" in told(shop(policy("p", using, permissive=True), of="country"))
    for using in ("(note = '( SELECT 1)'::text)", "(client_id = planner_current_tenant())"):
        assert found(shop(policy("p", using, permissive=True))) == []


def exclusion(definition: str, *columns: str) -> Change:
    keys = tuple(IndexColumn(column, column) for column in columns)
    made = Constraint("x", ConstraintKind.EXCLUSION, columns, definition)
    index = Index("x", keys, method="gist", immediate=True, constraint="x")
    return lambda r: replace(r, constraints=(*r.constraints, made), indexes=(*r.indexes, index))


def adopted(relation: Relation) -> Relation:
    """Return the table with a tenant column of its own."""
    return replace(relation, columns=(*relation.columns, Column("client_id", "text", not_null=True)))


ADOPTED = PLAN.replace("chats: { backfill: { via: user_id } }", "chats: { column: client_id }")


@pytest.mark.parametrize(
    ("definition", "columns", "fits"),
    [
        ("EXCLUDE USING gist (user_id WITH =)", ("user_id",), False),
        ("EXCLUDE USING gist (client_id WITH =, user_id WITH &&)", ("client_id", "user_id"), True),
        (
            "EXCLUDE USING gist (user_id WITH =, client_id gist_text_ops WITH =) WHERE (id > 0)",
            ("user_id", "client_id"),
            True,
        ),
        ("EXCLUDE USING gist (user_id WITH =, client_id WITH <>)", ("user_id", "client_id"), False),
    ],
)
def test_exclusion_constraints_compare_the_tenant_with_equals(
    definition: str, columns: tuple[str, ...], fits: bool
) -> None:
    made = shop(lambda r: exclusion(definition, *columns)(adopted(r)))
    if fits:
        assert found(made, ADOPTED) == []
    else:
        assert "exclusion constraint x" in told(made, ADOPTED)


def test_an_invalid_unique_index() -> None:
    index = Index("broken", (IndexColumn("lock_id", "lock_id"),), unique=True, valid=False)
    assert "DROP INDEX CONCURRENTLY public.broken" in told(shop(lambda r: replace(r, indexes=(*r.indexes, index))))


def test_tenant_columns_that_can_not_place_a_row() -> None:
    def with_tenant(column: Column) -> Catalog:
        return shop(lambda r: replace(r, columns=(*r.columns, column)))

    sorted_otherwise = with_tenant(Column("client_id", "text", not_null=True, collation='pg_catalog."C"'))
    assert "tables lie together only with equal types and collations" in " ".join(
        map(str, found(sorted_otherwise, ADOPTED))
    )
    generated = with_tenant(Column("client_id", "text", not_null=True, generated=Generated.STORED))
    assert "is a generated column" in " ".join(map(str, found(generated, ADOPTED)))


def test_partitions_of_two_levels_and_inheritance() -> None:
    parent = shop(lambda r: replace(r, kind=RelationKind.PARTITIONED, partition_key="LIST (id)"), of="locks")
    plan = PLAN.replace("locks: { kind: exempt, reason: infrastructure }", "locks: { kind: reference }")
    tenancy = resolve(parse_plan(plan, "plan.yaml"), parent)
    goal = Goal(tenancy, parent, frozenset({named("locks")}))
    assert any("a reference table can't be" in str(one) for one in obstacles(goal))
    part = replace(
        parent.relations[named("locks")], name=named("locks_1"), partition_of=named("locks"), constraints=(), indexes=()
    )
    two = replace(
        parent, relations={**parent.relations, named("locks_1"): part}, children={named("locks"): (named("locks_1"),)}
    )
    assert any("is partitioned itself" in str(one) for one in obstacles(replace(goal, catalog=two)))
    heir = shop(lambda r: replace(r, inherits=(named("locks"),)), of="country")
    assert {str(one).partition(":")[0] for one in found(heir)} == {"public.country"}


def test_kinds_without_a_counterpart() -> None:
    plan = ADOPTED.replace("chats: { column: client_id }", "chats: { kind: mixed, column: client_id }")
    nullable = shop(lambda r: replace(r, columns=(*r.columns, Column("client_id", "text"))))
    keys = "keys: { unique: per_tenant, primary_key: composite, foreign_keys: composite }"
    assert any("the table is mixed" in str(one) for one in found(nullable, plan.replace(keys, "")))


def test_a_table_that_is_distributed_has_no_obstacle() -> None:
    made = shop(policy("p", "true", permissive=False))
    spread = replace(made.relations[named("chats")], distribution=Distribution(Method.HASH, "client_id", 1, 32))
    assert found(replace(made, relations={**made.relations, named("chats"): spread})) == []


LARGE = (named("chats"),)


@pytest.mark.parametrize(
    ("cluster", "words"),
    [
        (None, "no extension citus"),
        (replace(CLUSTER, version=(11, 0, 4)), "Citus 11.0.4 is older than 11.1"),
        (replace(CLUSTER, coordinator=False), "this is a worker"),
        (replace(CLUSTER, nodes=NODES[:1]), "no worker that may have shards → SELECT citus_add_node"),
        (
            replace(CLUSTER, nodes=(NODES[0], replace(NODES[1], holds_shards=False))),
            "citus_set_node_property('w1', 5432",
        ),
        (replace(CLUSTER, nodes=NODES[1:]), "citus_set_coordinator_host"),
        (replace(CLUSTER, nodes=(*NODES[:2], replace(NODES[2], active=False))), "worker w2:5432 is not active"),
        (replace(CLUSTER, replication_factor=2), "citus.shard_replication_factor is 2"),
        (
            replace(CLUSTER, wal_level="replica"),
            "wal_level is replica, and the concurrent form for public.chats needs logical",
        ),
    ],
)
def test_the_cluster(cluster: Cluster | None, words: str) -> None:
    (one,) = of_cluster(cluster, LARGE)
    assert words in str(one)


def test_a_cluster_that_fits() -> None:
    assert list(of_cluster(CLUSTER, LARGE)) == list(of_cluster(replace(CLUSTER, wal_level="replica"), ())) == []
    assert list(notes_of(CLUSTER)) == []
    assert "newer than 14.0" in next(notes_of(replace(CLUSTER, version=(15, 0, 1))))
