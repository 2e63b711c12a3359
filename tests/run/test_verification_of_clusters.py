"""The checks of a distributed database, from a catalog with Citus' metadata and what a cluster answers. No server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.catalogs import after, forward, named, tenancy
from operations.shop import PLAN, shop
from planner.catalog.distribution import Cluster, Distribution, Method, Node
from planner.catalog.model import Catalog
from planner.operations import table_checks
from planner.sql import build
from planner.steps.checks import RowCheck, Weight
from planner.target.phase import TENANCY
from planner.tenancy.model import Facts, State
from planner.verification.colocated import confirming_query, suspects_query, suspicious
from planner.verification.distribution import distribution
from planner.verification.row_questions import verify_query
from planner.verification.shards import Found, Placed, Shard, shards

CITUS = PLAN + "rls: { setting: app.client, roles: [app] }\ntarget: { dialect: citus }\n"
USERS, CHATS, CLIENTS = named("users"), named("chats"), named("clients")
HASH = Distribution(Method.HASH, "client_id", colocation=3, shards=4)
NODES = tuple(Node(f"n:{port}", port == 1, True, True, port > 1) for port in (1, 2, 3))


def whole(**tables: Distribution | None) -> Catalog:
    """Return the finished shop, distributed; `tables` have another distribution."""
    now = after(shop(), forward(CITUS, shop(), TENANCY).segments)
    spread: dict[str, Distribution | None] = {name.name: HASH for name in tenancy(CITUS, now).tables}
    spread |= {"clients": Distribution(Method.REFERENCE, None, 4)} | tables
    relations = {n: replace(r, distribution=spread.get(n.name)) for n, r in now.relations.items()}
    return replace(now, relations=relations, cluster=Cluster((14, 0, 1), NODES))


def wrong(now: Catalog) -> list[str]:
    state = State(tenancy(CITUS, now), now, Facts(tenants=frozenset({"default"})))
    return [f"{check.id}: {check.detail}" for check in distribution(state, ()) if not check.ok]


def test_the_catalog_says_how_tables_are_distributed() -> None:
    assert wrong(whole()) == []
    assert "it is a plain table: planner apply --phase distribute" in wrong(whole(chats=None))[0]
    assert "colocation group 9, and the other tables are in 3" in wrong(whole(chats=replace(HASH, colocation=9)))[0]
    assert "SELECT undistribute_table('public.chats')" in wrong(whole(chats=replace(HASH, column="id")))[0]
    assert "it has 3 shards, and the other tables have 4" in wrong(whole(chats=replace(HASH, shards=3)))[0]
    assert wrong(whole(chats=replace(HASH, shell_bytes=8192)))[0].startswith("shell: 8192 bytes from before")
    assert wrong(whole(clients=HASH)) == [
        "distribution: it is distributed by client_id: planner apply --phase distribute"
    ]


def test_before_phase_distribute_there_is_a_note_alone() -> None:
    now = after(shop(), forward(CITUS, shop(), TENANCY).segments)
    state = State(tenancy(CITUS, now), now, Facts())
    (note,) = distribution(state, ())
    assert (note.weight, note.ok) == (Weight.NOTE, False)


POLICY = ("users_client_id_access", True, None, None)


def shard(**changed: object) -> Shard:
    return replace(Shard(USERS, "n:2", 7, True), **changed)  # type: ignore[arg-type]


def found(*of: Shard, **changed: object) -> Found:
    whole = Found({USERS: Placed(1, 1, 0, 0)}, of, {}, (), 0, ())
    return replace(whole, **changed)  # type: ignore[arg-type]


PLAIN = replace(shop(), cluster=Cluster((14, 0, 1), NODES))


def said(answer: Found, catalog: Catalog = PLAIN) -> list[str]:
    return [f"{check.id}: {check.detail}" for check in shards(answer, catalog, CLIENTS) if not check.ok]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (found(shard()), []),
        (found(shard(there=False)), ["placement: the table of shard 7 on n:2 is gone"]),
        (found(shard(), placed={USERS: Placed(1, 4, 1, 0)}), ["placement: it has 1 shards, and its colocation group says 4; 1 sh"]),
        (found(shard(), leftovers=3), ["cleanup: 3 records wait for cleanup"]),
        (found(shard(), silent={"n:3": "no route"}), ["node: n:3 does not answer: no route"]),
        (found(shard(), unreachable=[("n:2", "n:3")]), ["node: n:2 does not reach n:3"]),
        (found(shard(keys=(("k_7", False),)), placed={USERS: Placed(1, 1, 0, 1)}), ["shard-key: k is not valid on shard 7 on n:2"]),
        (found(shard(), placed={USERS: Placed(1, 1, 0, 1)}), ["shard-key: there are 0 foreign keys, and the coordinator's table has 1"]),
        (found(shard(invalid=("users_pkey_7",))), ["shard-key: index users_pkey is not valid on shard 7"]),
        (found(shard(policies=(POLICY,))), ["shard-policy: policy users_client_id_access is there, and not on"]),
        (found(shard(), unchecked=[(CHATS, "k", USERS)]), ["local-key: Citus does not act on k when a row of public.users"]),
    ],
)  # fmt: skip
def test_what_the_cluster_answers(answer: Found, expected: list[str]) -> None:
    details = said(answer)
    assert len(details) == len(expected)
    assert all(detail.startswith(begin) for detail, begin in zip(details, expected, strict=True)), details


def test_a_policy_that_is_permissive_on_a_shard_alone() -> None:
    now = whole()
    (policy,) = now.relations[USERS].policies
    same = (policy.name, True, policy.using, policy.check)
    there = {"rls": True, "forced": True}
    assert said(found(shard(policies=(same,), **there)), now) == []
    users = replace(now.relations[USERS], policies=(replace(policy, permissive=False),))
    restrictive = replace(now, relations={**now.relations, USERS: users})
    (detail,) = said(found(shard(policies=(same,), **there)), restrictive)
    assert detail.startswith(f"shard-policy: policy {policy.name} is PERMISSIVE on shard 7 on n:2")
    (detail,) = said(found(shard(policies=(same,), rls=False, forced=True)), now)
    assert "row level security is off" in detail


def test_nodes_that_are_not_active_or_not_synced() -> None:
    nodes = (NODES[0], replace(NODES[1], active=False), replace(NODES[2], synced=False))
    (detail,) = said(found(shard()), replace(PLAIN, cluster=Cluster((14, 0, 1), nodes)))
    assert detail == "node: n:2 is not active, n:3 has not the cluster's metadata"


def test_rows_are_compared_within_the_tenant() -> None:
    """A plain database asks every tenant's parents in the join itself, which Citus refuses."""
    now = whole()
    state = State(tenancy(CITUS, now), now, Facts())
    table = state.tenancy.tables[CHATS]
    checks = [check for check in table_checks(table, state) if isinstance(check, RowCheck)]
    (parent,) = [check for check in checks if suspicious(check, state)]
    suspects = build.render(suspects_query(table, checks, state).count())
    assert '"p' in suspects
    assert '"client_id" OPERATOR(pg_catalog.=) "t"."client_id"' in suspects
    assert "EXISTS" not in suspects
    assert "DISTINCT" not in suspects
    confirming = build.render(confirming_query(table, checks, state).count())
    assert "SELECT DISTINCT" in confirming
    assert parent.parent is not None
    plain = State(state.tenancy, PLAIN, Facts())
    assert "OPERATOR" in build.render(verify_query(table, checks, plain).count())
