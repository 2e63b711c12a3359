"""The words that a guard's trigger is known by say what its condition says. No server."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlglot import exp

from harness.catalogs import catalog, table, tenancy
from planner.catalog.model import Catalog
from planner.catalog.words import ConstraintKind
from planner.names import QName
from planner.operations.guard_firing import firing_condition, firing_words, words_of
from planner.operations.guard_sql import guard_triggers
from planner.sql import build
from planner.tenancy.model import Facts, State

PLAN = """
version: 1
tenant:
  table: clients
  key: { column: id, type: text }
  default: { id: default, values: { name: Default } }
  column: client_id
tables:
  users: { backfill: { constant: default } }
  chats: { backfill: { via: user_id } }
  lines: { backfill: { via: chat_id } }
  notes: { backfill: { sql: "doc ->> 'client'" } }
"""


def shop() -> Catalog:
    return catalog(
        table("users", "id bigint"),
        table("chats", "id bigint", "user_id bigint", references={"user_id": "users"}),
        table(
            "lines",
            "id bigint",
            "chat_id bigint",
            "author_id bigint",
            references={"chat_id": "chats", "author_id": "users"},
        ),
        table("notes", "id bigint", "doc json", "at point"),
    )


def deferrable(of: Catalog) -> Catalog:
    """Return the catalog with foreign keys that wait for the end of the transaction."""
    late = {
        relation.name: replace(
            relation,
            constraints=tuple(
                replace(one, deferrable=one.kind is ConstraintKind.FOREIGN) for one in relation.constraints
            ),
        )
        for relation in of.relations.values()
    }
    return replace(of, relations=late)


SHOPS = {"keys that are checked at once": shop(), "keys that are checked at last": deferrable(shop())}


def rendered(condition: build.Node | None) -> str:
    """Return the words of a condition as the server writes it, without its casts, which do not count."""
    if condition is None:
        return ""
    plain = condition.transform(lambda node: node.this if isinstance(node, exp.Cast) else node)
    return words_of(build.render(plain).replace("OPERATOR(pg_catalog.=)", "="))


@pytest.mark.parametrize("equals", ["pg_catalog", "ext"])
@pytest.mark.parametrize("name", SHOPS)
def test_the_words_say_what_the_condition_says(name: str, equals: str) -> None:
    of = SHOPS[name]
    found = tenancy(PLAN, of)
    state = State(replace(found, tenants=replace(found.tenants, equals=QName(equals, "="))), of, Facts())
    said = []
    for scoped in state.tenancy.tables.values():
        for trigger in guard_triggers(scoped, state):
            words = rendered(firing_condition(trigger, scoped, state))
            said.append(words)
            assert firing_words(trigger, scoped, state) == words, (scoped.relation, trigger.name)
    assert len(said) > 8
