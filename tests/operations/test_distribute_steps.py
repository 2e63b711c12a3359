"""The steps of phase distribute from a catalog model: their order, what is left after each, and the way back."""

from __future__ import annotations

from dataclasses import replace

from harness.catalogs import after, catalog, changed, forward, named, table
from planner.catalog.distribution import Cluster, IdentitySequence, Method
from planner.catalog.model import Catalog
from planner.catalog.owned import OwnedKind, OwnedState
from planner.catalog.words import Identity, ReferentialAction
from planner.diff import undo
from planner.steps.step import Step
from planner.target.phase import Phase
from planner.tenancy.model import Facts

PLAN = """
version: 1
target: { dialect: citus, shard_count: 4, concurrent_above: 1MB }
tenant: { table: clients, key: { column: id, type: text }, default: { id: acme }, column: client_id }
tables:
  country: { kind: reference }
  users: {}
  chats: { backfill: { via: user_id } }
keys: { unique: per_tenant, primary_key: composite, foreign_keys: composite }
transition: { drop: tighten }
"""


def shop(chats: int = 0) -> Catalog:
    """Return a shop whose tenancy is complete. `chats` is the size of the table in bytes."""
    made = catalog(
        table("country", "id text"),
        table("users", "id bigint", "country text", references={"country": "country"}),
        table("chats", "id bigint", "user_id bigint", references={"user_id": "users"}),
    )
    cluster = Cluster((14, 0, 1), identities={(named("users"), "id"): _SEQUENCE})
    users, big = made.relations[named("users")], made.relations[named("chats")]
    identity = replace(users.columns[0], identity=Identity.ALWAYS)
    key = replace(next(big.foreign_keys()), on_update=ReferentialAction.CASCADE)
    others = tuple(c for c in big.constraints if c.name != key.name)
    relations = {
        **made.relations,
        users.name: replace(users, columns=(identity, *users.columns[1:])),
        big.name: replace(big, bytes=chats, constraints=(*others, key)),
    }
    made = replace(made, relations=relations, cluster=cluster)
    done = after(made, forward(PLAN, made, (Phase.ADD, Phase.BACKFILL, Phase.TIGHTEN)).segments)
    return replace(done, planner_schema=True)


_SEQUENCE = IdentitySequence(named("users_id_seq"), "bigint", 1, 1, 1, 2**63 - 1, 1, False)
FACTS = Facts(tenants=frozenset({"acme"}))


def steps(of: Catalog) -> list[Step]:
    return list(forward(PLAN, of, facts=FACTS).steps)


def words(of: Catalog) -> list[str]:
    return [step.id for step in steps(of)]


def test_the_order_of_the_steps() -> None:
    found = words(shop())
    assert found[0] == "distribute.identity.id.public.users"
    kinds = [".".join(word.split(".")[1:3]) for word in found]
    assert [kind for at, kind in enumerate(kinds) if kind not in kinds[:at]][1:] == [
        "foreign_key.drop", "reference_table.public", "table.public", *kinds_of_keys(kinds), "foreign_key.validate",
        "shell.public", "analyze.public",
    ]  # fmt: skip


def kinds_of_keys(kinds: list[str]) -> list[str]:
    return [
        k for k in dict.fromkeys(kinds) if k.startswith("foreign_key.") and k.split(".")[1] not in ("drop", "validate")
    ]


def test_a_large_table_becomes_a_local_one_first() -> None:
    large = [step for step in steps(shop(chats=2 * 1024**2)) if "table" in step.id and step.relation == named("chats")]
    assert [step.id for step in large] == ["distribute.local_table.public.chats", "distribute.table.public.chats"]
    assert "create_distributed_table_concurrently" in large[1].texts[1]
    assert """'"public"."users"'""" in large[1].texts[1]


def test_every_stop_goes_on_where_it_was() -> None:
    """After each step the steps that are left are those that came after it."""
    of = shop(chats=2 * 1024**2)
    left = steps(of)
    while left:
        of = changed(of, left[0].changes)
        assert {step.id for step in left[1:]} >= set(now := words(of)), left[0].id
        assert not [word for word in now if not word.startswith("distribute.")]
        left = steps(of)


def test_nothing_is_left_at_the_end() -> None:
    of = shop()
    done = after(of, forward(PLAN, of, facts=FACTS).segments)
    assert words(done) == []
    entries = [owned for owned in done.owned.values() if owned.phase == "distribute"]
    assert {owned.state for owned in entries} == {OwnedState.CONFIRMED}
    assert done.relations[named("chats")].distribution.method is Method.HASH  # type: ignore[union-attr]
    (key,) = [k for k in done.relations[named("chats")].foreign_keys() if k.ref == named("users")]
    assert key.on_update is ReferentialAction.NO_ACTION


def test_the_way_back_is_the_catalog_before() -> None:
    of = shop()
    done = after(of, forward(PLAN, of, facts=FACTS).segments)
    back = after(done, undo(done, Phase.TIGHTEN))
    assert not [owned for owned in back.owned.values() if owned.phase == "distribute"]
    for name, relation in of.relations.items():
        now = back.relations[name]
        assert now.distribution is None
        assert {k.name: (k.on_update, k.validated) for k in now.foreign_keys()} == {
            k.name: (k.on_update, k.validated) for k in relation.foreign_keys()
        }
    assert back.relations[named("users")].columns[0].identity is Identity.ALWAYS


def test_the_window_and_what_comes_back_weaker_are_hazards() -> None:
    names = [hazard.name for step in steps(shop()) for hazard in step.hazards]
    assert names.count("no-foreign-keys") == 1
    assert "no-on-update" in names
    assert "identity-sequence" in names


def test_a_dropped_key_is_recorded_before_it_is_gone() -> None:
    drops = [step for step in steps(shop()) if ".foreign_key.drop." in step.id]
    for step in drops:
        (entry,) = [change.owned for change in step.changes if hasattr(change, "owned")]
        assert (entry.key.kind, entry.state) == (OwnedKind.DROPPED_FOREIGN_KEY, OwnedState.INTENT)
