"""Which conditions need an index that policies bar them from. No server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.catalogs import named, tenancy
from operations.shop import PLAN, shop
from planner.application.found import Weight
from planner.application.statements import Statement
from planner.application.verdicts import judge
from planner.catalog.parts import Index, IndexColumn
from planner.operations.index_build import plain
from planner.report.queries import Asked, queries_text
from planner.tenancy.model import Facts, State

RLS = PLAN + "rls: { setting: app.client, roles: [app] }\n"

INDEXES = (
    Index("by_lower", (IndexColumn(None, "lower((email)::text)", leaks=("lower",)),)),
    Index("of_tenant", (plain("client_id"), IndexColumn(None, "upper(email)", leaks=("upper",)))),
    Index("by_pattern", (IndexColumn("email", "email", "text_pattern_ops"),)),
    Index("by_tag", (IndexColumn("tags", "tags", leaks=("&&", "@>")),), method="gin"),
    Index("by_word", (IndexColumn(None, "to_tsvector('english'::regconfig, body)", leaks=("to_tsvector",)),), method="gin"),
    Index("by_key", (IndexColumn(None, "(data ->> 'k'::text)", leaks=("jsonb_object_field_text",)),)),
    Index("by_state", (IndexColumn("state", "state", leaks=("<", "=")),)),
    Index("by_day", (plain("day"),)),
    Index("by_depth", (IndexColumn(None, f"{'lower(' * 3000}email{')' * 3000}", leaks=("lower",)),)),
)  # fmt: skip


def state(plan: str = RLS) -> State:
    of = shop()
    there = of.relations[named("users")]
    columns = tuple(
        replace(there.columns[1], name=name) for name in ("tags", "body", "data", "state", "day", "client_id")
    )
    users = replace(there, columns=(*there.columns, *columns[:-1]), indexes=(*there.indexes, *INDEXES))
    of = replace(of, relations={**of.relations, users.name: users})
    return State(tenancy(plan, of), of, Facts())


def barred(text: str, plan: str = RLS) -> list[str]:
    """Return the indexes of the findings about one statement, which must be understood."""
    verdicts = judge([Statement("1", text)], state(plan), "public")
    assert not verdicts.unread
    found = [finding for finding in verdicts.findings if finding.weight is Weight.BARRED]
    return [finding.what.split()[2] for finding in found]


@pytest.mark.parametrize(
    ("condition", "index"),
    [
        ("lower(email) = $1", ["by_lower"]),
        ("LOWER(u.email::text) = lower($1)", ["by_lower"]),
        ("upper(u.email) IN ($1, $2) AND u.id > 3", ["of_tenant"]),
        ("email LIKE 'x%'", ["by_pattern"]),
        ("NOT (email LIKE 'x%' OR id = 3)", ["by_pattern"]),
        ("email = $1", []),
        ("email ^@ 'x'", []),
        ("tags @> ARRAY['a']", ["by_tag"]),
        ("tags && $1", ["by_tag"]),
        ("to_tsvector('english', body) @@ to_tsquery($1)", ["by_word"]),
        ("data->>'k' = $1", ["by_key"]),
        ("data->>'other' = $1", []),
        ("state = 'open'", ["by_state"]),
        ("state IS NULL", []),
        ("day = $1 AND length(body) > 3", []),
        ("id IN (SELECT user_id FROM chats WHERE state = 'open')", []),
        ("EXISTS (SELECT FROM users v WHERE lower(v.email) = u.email)", ["by_lower"]),
    ],
)
def test_conditions(condition: str, index: list[str]) -> None:
    assert barred(f"SELECT * FROM users u WHERE {condition}") == index


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        ("UPDATE users SET body = '' WHERE lower(email) = $1", ["by_lower"]),
        ("DELETE FROM users WHERE state = $1", ["by_state"]),
        ("SELECT 1 FROM chats c JOIN users u ON u.id = c.user_id AND u.state = $1", ["by_state"]),
        ("SELECT lower(email) FROM users ORDER BY lower(email)", []),
        ("SELECT 1 FROM chats WHERE lower(email) = $1", []),
    ],
)
def test_statements(statement: str, index: list[str]) -> None:
    assert barred(statement) == index


def test_a_plan_without_policies_bars_nothing() -> None:
    assert barred("SELECT * FROM users WHERE lower(email) = $1", PLAN) == []


def test_the_text_names_the_indexes_and_the_statement() -> None:
    of = state()
    verdicts = judge([Statement("1", "SELECT * FROM users WHERE client_id = $1 AND email LIKE 'x%'")], of, "public")
    text = queries_text(Asked(verdicts, of, 0), terminal=False)
    assert "can't use by_pattern under policies: LIKE is not leakproof" in text
    assert "write email ^@ 'x' in place of LIKE 'x%'" in text
    listed = text.partition("Indexes that no condition can use under policies:")[2]
    assert [name for name in ("by_lower", "by_tag", "by_word", "by_day", "of_tenant") if name in listed] == [
        "by_lower", "by_tag", "by_word",
    ]  # fmt: skip
    assert Weight.BARRED not in {finding.weight for finding in verdicts.urgent}
