"""Shared and mixed tables, exceptions by table, and the keys of tenants. No server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.catalogs import catalog, forward, named, table, tenancy
from operations.shop import sql
from planner.catalog.model import Catalog
from planner.catalog.parts import Index, IndexColumn
from planner.errors import Blocked, PlannerError
from planner.operations.index_build import columns_of
from planner.sql import build
from planner.tenancy.model import Facts, State
from planner.verification.pointers import pointer_query
from planner.verification.row_questions import preflight_query
from planner.verification.tenants_keys import tenants_query

TEAMS = """
version: 1
tenant: { table: teams, key: { column: id, type: bigint }, column: team_id }
tables:
  users: %s
  team_user: { column: team_id }
  projects: { column: team_id, keys: { primary_key: keep } }
"""
SHARED = "{ kind: shared, memberships: [team_user, teams], pointers: { current: teams, project_id: projects } }"
KEYS = "keys: { unique: per_tenant, primary_key: composite, foreign_keys: composite }\n"


def teams() -> Catalog:
    return catalog(
        table("teams", "id bigint", "user_id bigint", references={"user_id": "users"}),
        table(
            "users", "id bigint", "current bigint", "project_id bigint", unique=("current",),
            references={"project_id": "projects"},
        ),
        table(
            "team_user", "id bigint", "team_id bigint NOT NULL", "user_id bigint NOT NULL",
            references={"team_id": "teams", "user_id": "users"},
        ),
        table("projects", "id bigint", "team_id bigint NOT NULL", references={"team_id": "teams"}),
    )  # fmt: skip


def test_a_shared_table_is_left_alone_and_its_pointers_are_checked() -> None:
    of = teams()
    found = tenancy(TEAMS % SHARED + KEYS, of)
    assert named("users") not in found.tables
    assert not [step for step in forward(TEAMS % SHARED + KEYS, of).steps if step.relation == named("users")]
    (shared,) = found.shared
    asked = pointer_query(shared, State(found, of, Facts()))
    assert asked is not None
    query, titles = asked
    text = build.render(query.count())
    assert '"team_user" AS "m"' in text
    assert '"teams" AS "m"' in text
    assert titles == [
        "current leads to public.teams of a tenant that the row is a member of (team_user, teams)",
        "project_id leads to public.projects of a tenant that the row is a member of (team_user, teams)",
    ]


@pytest.mark.parametrize(
    ("users", "words"),
    [
        ("{ kind: shared, memberships: team_user }", "pointers: { project_id: public.projects }"),
        (SHARED.replace("teams,", "users,"), "users is not a scoped table"),
        (SHARED.replace("team_user,", "projects,"), "projects has no foreign key to users"),
        (SHARED.replace("current: teams", "gone: teams"), "users has no column 'gone'"),
        ("{ kind: reference }", "is shared by all tenants and references public.projects"),
    ],
)
def test_what_nobody_could_check_is_a_mistake(users: str, words: str) -> None:
    with pytest.raises(PlannerError) as caught:
        tenancy(TEAMS % users, teams())
    assert words in f"{caught.value} {caught.value.hint}"


def test_a_shared_table_holds_back_the_primary_key_that_it_references() -> None:
    plan = TEAMS.replace(", keys: { primary_key: keep }", "") % SHARED + KEYS
    with pytest.raises(Blocked, match="primary key of projects can't carry the tenant") as caught:
        tenancy(plan, teams())
    assert "`keys: { primary_key: keep }` under tables.projects" in str(caught.value.hint)


MIXED = """
version: 1
tenant: { table: orgs, key: { column: id, type: integer }, column: org_id }
tables:
  users: { column: org_id }
  templates: { kind: mixed, column: org_id }
  docs: { backfill: { via: user_id } }
"""


def orgs() -> Catalog:
    return catalog(
        table("orgs", "id integer"),
        table("users", "id integer", "org_id integer NOT NULL", references={"org_id": "orgs"}),
        table(
            "templates", "id integer", "org_id integer", "author integer", "name text", unique=("name",),
            references={"org_id": "orgs", "author": "users"},
        ),
        table("docs", "id integer", "user_id integer", "template_id integer", references={"user_id": "users", "template_id": "templates"}),
    )  # fmt: skip


def test_a_mixed_table_keeps_its_nulls_and_its_keys() -> None:
    found = forward(MIXED + KEYS.replace("primary_key: composite, ", ""), orgs())
    steps = [step for step in found.steps if step.relation == named("templates")]
    assert "NOT NULL" not in sql(steps)
    after = found.final.relations[named("templates")]
    assert {columns_of(index) for index in after.indexes if index.unique} == {"id", "name"}
    keys = {key.columns for key in after.foreign_keys()}
    assert keys == {("org_id",), ("author",), ("org_id", "author")}
    docs = {key.columns for key in found.final.relations[named("docs")].foreign_keys()}
    assert ("template_id",) in docs
    assert ("org_id", "template_id") not in docs


def test_a_row_for_everybody_is_no_orphan_and_may_not_lead_to_a_tenants_row() -> None:
    state = State(tenancy(MIXED, orgs()), orgs(), Facts())
    query = preflight_query(state.tenancy.tables[named("templates")], state)
    assert query is not None
    assert [count.id for count in query.counts] == ["conflict", "unknown-tenant"]
    assert "NOT COALESCE(" in build.render(query.count())  # IS DISTINCT FROM, with the operator of the key


@pytest.mark.parametrize(
    ("plan", "kind", "words"),
    [
        (MIXED.replace("user_id", "template_id"), Blocked, "its rows for everybody have no tenant"),
        (MIXED + KEYS, Blocked, "primary key of users can't carry the tenant"),
    ],
)
def test_what_a_mixed_table_can_not_have_is_refused(plan: str, kind: type[PlannerError], words: str) -> None:
    with pytest.raises(kind) as caught:
        tenancy(plan, orgs())
    assert words in str(caught.value)


ORG = """
version: 1
tenant: { table: org, key: { column: id, type: integer }, column: org_id }
tables:
  project: { column: org_id }
"""


def test_a_key_of_the_tenants_table_carries_the_tenant_when_it_would_hold_a_primary_key_back() -> None:
    of = catalog(
        table("org", "id integer", "project_id integer", references={"project_id": "project"}),
        table("project", "id integer", "org_id integer NOT NULL", references={"org_id": "org"}),
    )
    for keys, wanted in ((KEYS, ("id", "project_id")), (KEYS.replace("composite", "keep", 1), ("project_id",))):
        found = forward(ORG + keys, of)
        (key,) = found.final.relations[named("org")].foreign_keys()
        assert key.columns == wanted
        state = State(tenancy(ORG + keys, of), of, Facts())
        assert (tenants_query(state) is not None) is (len(wanted) == 2)
    with pytest.raises(Blocked, match="foreign key org_project_id_fkey of"):
        tenancy(ORG + KEYS.replace("foreign_keys: composite", "foreign_keys: single"), of)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, None),
        ({"predicate": "id > 0"}, "partial"),
        ({"valid": False}, "INVALID"),
        ({"immediate": False}, "DEFERRABLE"),
        ({"unique": False}, "neither PRIMARY KEY nor UNIQUE"),
    ],
)
def test_a_unique_index_is_enough_for_the_tenants(change: dict[str, object], why: str | None) -> None:
    index = Index("org_on_id", (IndexColumn("id", "id"),), unique=True)
    org = replace(table("org", "id integer", key=()), indexes=(replace(index, **change),))  # type: ignore[arg-type]
    of = catalog(org, table("project", "id integer", "org_id integer", references={"org_id": "org"}))
    if why is None:
        tenancy(ORG, of)
        return
    with pytest.raises(Blocked, match=why):
        tenancy(ORG, of)


def test_a_domain_gives_its_base_type_to_the_tenant_columns() -> None:
    of = catalog(
        table("org", "id public.short_no"),
        table("project", "id integer", "home public.no", references={"home": "org"}),
    )
    of = replace(of, bases={"public.short_no": "public.no", "public.no": "integer"})
    plan = ORG.replace("type: integer", "type: public.short_no")
    plan = plan.replace("project: { column: org_id }", "project: { backfill: { via: home } }")
    text = sql([step for step in forward(plan, of).steps if step.operation in ("tenant_column", "write_guard")])
    assert 'ADD COLUMN "org_id" integer' in text.replace("INT", "integer")
    assert "short_no" not in text


def test_a_domain_over_an_enum_is_no_key() -> None:
    of = catalog(table("org", "id public.kind"), table("project", "id integer", "org_id public.kind"))
    of = replace(of, bases={"public.kind": "public.plan"}, labels={"public.plan": ("a", "b")})
    with pytest.raises(Blocked, match="no foreign key reference it"):
        tenancy(ORG.replace("type: integer", "type: public.kind"), of)


def test_a_value_that_an_enum_does_not_have_is_a_mistake_with_its_labels() -> None:
    of = catalog(
        table("org", "id integer"),
        table("project", "id integer", "org_id integer", references={"org_id": "org"}),
        table("note", "id integer", "kind public.kind", "key integer"),
    )
    of = replace(of, labels={"public.kind": ("plan", "project")})
    plan = ORG + "  note: { backfill: { polymorphic: { type: kind, key: key, cases: { %s: project } } } }\n"
    tenancy(plan % "project", of)
    for value, hint in (("projekt", "did you mean 'project'"), ("x", "its labels are: plan, project")):
        with pytest.raises(PlannerError, match="an enum without the label") as caught:
            tenancy(plan % value, of)
        assert hint in str(caught.value.hint)
