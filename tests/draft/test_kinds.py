"""What a draft says about the kinds of tables that applications have: without a server, from the catalog alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.catalogs import catalog, table
from harness.drafts import drafted, table_by_table
from planner.catalog.model import Catalog, Relation
from planner.catalog.parts import Constraint
from planner.catalog.words import ConstraintKind, ReferentialAction


def of(name: str, *parents: str, more: tuple[str, ...] = ()) -> Relation:
    """Return a table whose rows reference rows of its parents, each by its name in the singular."""
    columns = {f"{parent.removesuffix('s')}_id": parent for parent in parents}
    return table(name, "id bigint", *(f"{c} bigint NOT NULL" for c in columns), *more, references=columns)


TEAMS = (
    table("teams", "id bigint", "name text"),
    table("users", "id bigint", "email text", "password text"),
    of("members", "teams", "users"),
    of("projects", "teams"),
    of("tasks", "projects"),
)
"""A small application with teams."""


def with_teams(*more: Relation) -> dict[str, str]:
    """Return what the draft says about more tables beside TEAMS."""
    draft = drafted(catalog(*TEAMS, *more))
    assert draft.root.name == "teams"
    assert not draft.asked
    return table_by_table(draft, [relation.name.name for relation in more])


# The root


def test_a_root_that_belongs_to_another_table_is_asked_about() -> None:
    draft = drafted(
        catalog(
            table("households", "id bigint", "name text"),
            table(
                "users",
                "id bigint",
                "email text",
                "household_id bigint NOT NULL",
                references={"household_id": "households"},
            ),
            *(of(name, "households") for name in ("accounts", "budgets", "tags", "rules")),
            *(of(name, "accounts") for name in ("balances", "holdings")),
            of("chats", "users"),
            of("messages", "chats"),
        )
    )
    assert draft.asked
    assert {draft.root.name, *(rival.name for rival in draft.rivals)} >= {"households", "accounts"}
    assert table_by_table(draft, ["messages", "holdings"]) == {"messages": "via chat_id", "holdings": "via account_id"}


def test_a_chart_of_accounts_holds_no_tenants() -> None:
    accounts = table("account", "id bigint", "accno text", "description text")
    lines = table("lines", "id bigint", "account_id bigint NOT NULL", references={"account_id": "account"})
    budgets = table("budgets", "id bigint", "account_id bigint NOT NULL", references={"account_id": "account"})
    draft = drafted(catalog(accounts, lines, budgets, *(table(f"other{n}", "id bigint") for n in range(4))))
    assert draft.default


def test_a_weak_word_needs_people() -> None:
    shops = table("stores", "id bigint", "name text")
    draft = drafted(catalog(shops, of("shelves", "stores"), of("prices", "stores")))
    assert draft.asked
    draft = drafted(catalog(shops, of("shelves", "stores"), of("staff", "stores", more=("email text",))))
    assert not draft.asked
    assert draft.root.name == "stores"


def test_a_root_that_few_tables_lead_to_is_asked_about() -> None:
    few = (of("memberships", "organizations", "users"), of("invites", "organizations"))
    draft = drafted(
        catalog(
            table("organizations", "id bigint"),
            table("users", "id bigint", "email text"),
            *few,
            *(of(f"t{n}", "users") for n in range(12)),
        )
    )
    assert draft.default
    assert draft.asked
    assert "organizations" in {rival.name for rival in draft.rivals}


@pytest.mark.parametrize("prefix", ["app", "core"])
def test_prefixes_of_all_tables_are_no_part_of_a_name(prefix: str) -> None:
    organization = f"{prefix}_organization"
    keyed = {"organization_id": organization}
    draft = drafted(
        catalog(
            table(organization, "id bigint"),
            table(f"{prefix}_member", "id bigint", "email text", "organization_id bigint NOT NULL", references=keyed),
            table(f"{prefix}_project", "id bigint", "organization_id bigint NOT NULL", references=keyed),
        )
    )
    assert draft.root.name == organization
    assert not draft.asked
    assert draft.column == "organization_id"


def test_a_table_of_networks_above_all_tables_is_found_and_asked_about() -> None:
    tables = [
        table(name, "id bigint", "nid bigint", references={"nid": "networks"})
        for name in ("a", "b", "c", "d", "e", "f")
    ]
    draft = drafted(catalog(table("networks", "id bigint"), *tables))
    assert draft.root.name == "networks"
    assert draft.asked
    assert set(table_by_table(draft).values()) == {"column nid"}


def test_tenants_that_no_table_holds_are_asked_about() -> None:
    draft = drafted(catalog(*(table(name, "id bigint", "org_id text NOT NULL") for name in ("apps", "events"))))
    assert draft.default
    assert draft.asked
    assert set(table_by_table(draft).values()) == {"TODO"}
    assert any("org_id of" in note for note in draft.notes)


# Columns


def deferrable(relation: Relation) -> Relation:
    constraints = [replace(c, deferrable=c.kind is ConstraintKind.FOREIGN) for c in relation.constraints]
    return replace(relation, constraints=tuple(constraints))


def test_deferrable_keys_lead_to_the_tenant() -> None:
    draft = drafted(catalog(*map(deferrable, TEAMS)))
    assert table_by_table(draft) == {
        "members": "column team_id", "projects": "column team_id", "tasks": "via project_id", "users": "reference",
    }  # fmt: skip
    assert any("DEFERRABLE" in line for entry in draft.entries for line in entry.evidence)


def test_what_remembers_a_choice_owns_nothing() -> None:
    people = table("people", "id bigint", "email text", "last_team_id bigint", references={"last_team_id": "teams"})
    seats = of("seats", "teams", more=("people_id bigint NOT NULL",))
    draft = with_teams(
        people,
        seats,
        table("settings", "id bigint", "user_id bigint NOT NULL", "current_team_id bigint", unique=("user_id",)),
        table("suppressions", "id bigint", "last_project_id bigint", references={"last_project_id": "projects"}),
        table(
            "sites",
            "id bigint",
            "default_project_id bigint",
            "team_id bigint NOT NULL",
            references={"team_id": "teams"},
        ),
    )
    assert draft == {
        "people": "reference",
        "seats": "column team_id",
        "settings": "reference",
        "sites": "column team_id",
        "suppressions": "TODO",
    }


def test_a_column_that_the_tenants_deletion_clears_is_no_tenant_column() -> None:
    logs = table("logs", "id bigint", "team_id bigint", references={"team_id": "teams"})
    cleared = tuple(replace(c, on_delete=ReferentialAction.SET_NULL) if c.ref else c for c in logs.constraints)
    assert with_teams(replace(logs, constraints=cleared)) == {"logs": "TODO"}


def test_a_column_that_a_check_empties_is_no_tenant_column() -> None:
    keys = table("keys", "id bigint", "kind text", "team_id bigint", references={"team_id": "teams"})
    check = Constraint("owner", ConstraintKind.CHECK, ("kind", "team_id"), "CHECK ((kind = 'own') = (team_id IS NULL))")
    assert with_teams(replace(keys, constraints=(*keys.constraints, check))) == {"keys": "TODO"}


def test_a_column_means_what_it_means_where_it_has_a_foreign_key() -> None:
    draft = drafted(
        catalog(
            table("organizations", "id text"),
            *(
                table(
                    name, "id text", "owner_org text NOT NULL", "email text", references={"owner_org": "organizations"}
                )
                for name in ("projects", "members")
            ),
            table("audit_logs", "id text", "owner_org text NOT NULL"),
            table("usage", "id text", "org_id text NOT NULL"),
        )
    )
    assert table_by_table(draft, ["audit_logs", "usage"]) == {
        "audit_logs": "column owner_org", "usage": "column org_id",
    }  # fmt: skip


def test_a_part_of_a_name_is_a_guess() -> None:
    assert with_teams(
        table("imports", "id bigint", "external_team_id bigint NOT NULL"),
        table("events", "id bigint", "stripe_project_id bigint"),
        table(
            "both",
            "id bigint",
            "external_team_id bigint",
            "project_id bigint NOT NULL",
            references={"project_id": "projects"},
        ),
    ) == {"imports": "TODO", "events": "TODO", "both": "via project_id"}


# Tables without a way


def test_what_one_row_of_a_tenant_refers_to_belongs_to_the_tenant() -> None:
    draft = drafted(
        catalog(
            table("orgs", "id text", "portal_id text NOT NULL", unique=("portal_id",), references={"portal_id": "portals"}),
            table("portals", "id text"),
            table("members", "id text", "email text", "org_id text NOT NULL", references={"org_id": "orgs"}),
            table(
                "items", "id text", "org_id text NOT NULL", "content_id text NOT NULL", unique=("content_id",),
                references={"org_id": "orgs", "content_id": "contents"},
            ),
            table("contents", "id text"),
        )
    )  # fmt: skip
    assert table_by_table(draft, ["portals", "contents"]) == {"portals": "TODO", "contents": "TODO"}
    evidence = {entry.relation.name: " ".join(entry.evidence) for entry in draft.entries}
    assert "mapping: {table: orgs, join: {portal_id: id}, value: id}" in evidence["portals"]
    assert "mapping: {table: items, join: {content_id: id}, value: org_id}" in evidence["contents"]


def test_lookup_tables_are_shared_and_other_tables_are_asked_about() -> None:
    countries = table("countries", "code text", "name text", "phone text", key=("code",))
    assert with_teams(
        countries,
        table("cities", "id bigint", "name text", "country_code text", references={"country_code": "countries"}),
        table("payment_types", "id bigint", "name text"),
        table("contents", "id bigint", "name text", "body jsonb"),
        table("film_categories", "id bigint", "contents_id bigint NOT NULL", references={"contents_id": "contents"}),
    ) == {
        "cities": "reference",
        "contents": "TODO",
        "countries": "reference",
        "film_categories": "TODO",
        "payment_types": "reference",
    }


def test_what_people_log_in_with_goes_with_them_and_what_they_write_is_asked_about() -> None:
    assert with_teams(
        of("passwords", "users"),
        of("sessions", "users", more=("token text",)),
        of("workouts", "users"),
        table(
            "preferences", "id bigint", "user_id bigint NOT NULL", unique=("user_id",), references={"user_id": "users"}
        ),
    ) == {"passwords": "reference", "sessions": "reference", "workouts": "TODO", "preferences": "reference"}


def test_people_who_refer_to_scoped_rows_cannot_be_a_reference_table() -> None:
    people = table(
        "people", "id bigint", "email text", "current_task_id bigint", references={"current_task_id": "tasks"}
    )
    seats = of("seats", "teams", more=("people_id bigint NOT NULL",))
    assert with_teams(people, seats)["people"] == "TODO"


# Tables of tools


def test_a_framework_is_known_by_names_and_columns_and_not_by_a_prefix() -> None:
    assert with_teams(
        table("good_jobs", "id uuid"),
        table("good_job_settings", "id uuid"),
        table("delayed_jobs", "id bigint", "handler text", "attempts integer"),
        table("migrations", "id bigint", "name text", "batch integer"),
        of("delayed_orders", "users"),
        of("cron_job_results", "projects"),
        of("solid_queue_jobs", "projects"),
        table("jobs", "id bigint", "title text", "team_id bigint NOT NULL", references={"team_id": "teams"}),
    ) == {
        "cron_job_results": "via project_id",
        "delayed_jobs": "exempt",
        "delayed_orders": "TODO",
        "good_job_settings": "exempt",
        "good_jobs": "exempt",
        "jobs": "column team_id",
        "migrations": "exempt",
        "solid_queue_jobs": "via project_id",
    }


# One default tenant


def chats() -> Catalog:
    return catalog(
        table("countries", "id bigint", "name text"),
        table("users", "id bigint", "email text", "country_id bigint", references={"country_id": "countries"}),
        of("chats", "users"),
        of("messages", "chats"),
        of("votes", "chats", "messages"),
        table(
            "files",
            "id bigint",
            "chat_id bigint",
            "user_id bigint",
            references={"chat_id": "chats", "user_id": "users"},
        ),
        table("tags", "id bigint", "taggable_type text", "taggable_id bigint"),
    )


def test_rows_follow_their_parents_also_with_one_default_tenant() -> None:
    draft = drafted(chats())
    assert draft.default
    assert not draft.asked
    assert table_by_table(draft) == {
        "chats": "via user_id",
        "countries": "reference",
        "files": "via chat_id user_id",
        "messages": "via chat_id",
        "tags": "TODO",
        "users": "constant",
        "votes": "via chat_id",
    }
    assert [entry.relation.name for entry in draft.entries if entry.default] == ["files"]


def test_a_cycle_of_tables_begins_somewhere() -> None:
    draft = drafted(
        catalog(
            table("users", "id bigint", "email text", "site_id bigint", references={"site_id": "sites"}),
            table("sites", "id bigint", "source_id bigint", references={"source_id": "sources"}),
            table("sources", "id bigint", "user_id bigint", references={"user_id": "users"}),
            table("nodes", "id bigint", "edge_id bigint NOT NULL", references={"edge_id": "edges"}),
            table("edges", "id bigint", "node_id bigint NOT NULL", references={"node_id": "nodes"}),
        )
    )
    assert table_by_table(draft) == {
        "edges": "via node_id", "nodes": "constant", "sites": "via source_id", "sources": "via user_id", "users": "constant",
    }  # fmt: skip


# Equal questions


def test_equal_questions_get_one_pattern() -> None:
    zooms = [table(f"zooms_{n}", "geometry text", "total integer", key=()) for n in range(5)]
    draft = drafted(catalog(*TEAMS, *zooms, table("zoomed", "id bigint")))
    (group,) = draft.groups
    assert group.pattern == "zooms_*"
    assert [name.name for name in group.tables] == [f"zooms_{n}" for n in range(5)]
    assert draft.todos == 2


def test_many_equal_questions_without_a_common_name_get_the_pattern_of_all() -> None:
    names = ["ant", "bee", "cat", "dog", "elk", "fox", "gnu", "hen", "ibis", "jay", "kiwi", "lark"]
    draft = drafted(catalog(*TEAMS, *(table(name, "id bigint") for name in names)))
    assert [group.pattern for group in draft.groups] == ["*"]
    assert draft.todos == 1
    draft = drafted(catalog(*TEAMS, *(table(name, "id bigint") for name in names[:5])))
    assert not draft.groups
