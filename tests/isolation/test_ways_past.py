"""Ways past the policies of a finished database: the application reaches another tenant's rows, and verify names the way.

All ways are there at once. Each is tried as the application's role with tenant 1, whose users have odd numbers only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from harness.applications import ORGS_SCHEMA, Roles, edited, orgs_plan
from harness.databases import Database
from harness.runs import Walk
from harness.servers import Server
from harness.templates import Templates


@dataclass(frozen=True, slots=True)
class Way:
    """A way past the policies."""

    make: str
    harm: str
    """A query whose value is true when the application sees what it must not see; empty when nothing can be tried."""
    finding: tuple[str, ...]
    """Words of the line of verify."""
    since: int = 13


ALL = "(SELECT count(*) FROM {}) > 10"
"""Tenant 1 has 10 of 20 users."""

WAYS = {
    "a view behind a harmless table": Way(
        "CREATE VIEW w_second AS SELECT u.id FROM countries, users u UNION ALL SELECT id FROM chats; GRANT SELECT ON w_second TO {app}",
        "(SELECT count(*) FROM w_second) > 20",
        ("w_second", "shows the rows of public.chats"),
    ),
    "a function in SQL": Way(
        "CREATE FUNCTION w_atomic() RETURNS bigint LANGUAGE sql SECURITY DEFINER BEGIN ATOMIC SELECT count(*) FROM users; END",
        "w_atomic() > 10",
        ("w_atomic()", "reads public.users as postgres"),
        since=14,
    ),
    "a function in SQL through a view": Way(
        "CREATE VIEW w_hidden AS SELECT * FROM users; "
        "CREATE FUNCTION w_viewed() RETURNS bigint LANGUAGE sql SECURITY DEFINER RETURN (SELECT count(*) FROM w_hidden)",
        "w_viewed() > 10",
        ("w_viewed()", "reads public.users as postgres"),
        since=14,
    ),
    "a function through another": Way(
        "CREATE FUNCTION w_inner() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM public.users'; "
        "CREATE FUNCTION w_outer() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN public.w_inner(); END'",
        "w_outer() > 10",
        ("w_outer()", "reads public.users as postgres"),
    ),
    "a function in SQL through another": Way(
        "CREATE FUNCTION w_under() RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) FROM users); "
        "CREATE FUNCTION w_over() RETURNS bigint LANGUAGE sql SECURITY DEFINER RETURN w_under()",
        "w_over() > 10",
        ("w_over()", "reads public.users as postgres"),
        since=14,
    ),
    "a function that runs any SQL": Way(
        "CREATE FUNCTION w_any(q text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS "
        "'DECLARE n bigint; BEGIN EXECUTE q INTO n; RETURN n; END'",
        "w_any('SELECT count(*) FROM users') > 10",
        ("w_any(q text)", "SQL that is made at run time", "PUBLIC may call it"),
    ),
    "a procedure": Way(
        "CREATE PROCEDURE w_do() LANGUAGE sql SECURITY DEFINER AS $$UPDATE public.users SET email = email$$",
        "",
        ("w_do()", "reads public.users as postgres"),
    ),
    "an aggregate": Way(
        "CREATE FUNCTION w_step(n bigint, i int) RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM public.users'; "
        "REVOKE EXECUTE ON FUNCTION w_step FROM PUBLIC; "
        "CREATE AGGREGATE w_total(int) (SFUNC = w_step, STYPE = bigint, INITCOND = '0')",
        "(SELECT w_total(1)) > 10",
        ("w_step(n bigint, i integer)", "PUBLIC may call it"),
    ),
    "a trigger function": Way(
        "CREATE FUNCTION w_fired() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS "
        "$$BEGIN NEW.code := NEW.code || (SELECT count(*) FROM public.users); RETURN NEW; END$$; "
        "CREATE TRIGGER w_fires BEFORE INSERT ON countries FOR EACH ROW EXECUTE FUNCTION w_fired(); GRANT INSERT ON countries TO {app}",
        "",
        ("public.countries", "trigger w_fires", "acts on public.users as postgres", "role {app}"),
    ),
    "a rule": Way(
        "CREATE RULE w_rule AS ON INSERT TO countries DO ALSO DELETE FROM messages WHERE id = 0",
        "",
        ("public.countries", "rule w_rule", "public.messages as postgres"),
    ),
    "a view of another schema": Way(
        "CREATE SCHEMA w_beside; GRANT USAGE ON SCHEMA w_beside TO {app}; "
        "CREATE VIEW w_beside.people AS SELECT * FROM public.users; GRANT SELECT ON w_beside.people TO {app}",
        ALL.format("w_beside.people"),
        ("w_beside.people", "shows the rows of public.users"),
    ),
    "a view over a view of another schema": Way(
        "CREATE VIEW w_over_beside AS SELECT * FROM w_beside.people; GRANT SELECT ON w_over_beside TO {app}",
        ALL.format("w_over_beside"),
        ("w_over_beside", "shows the rows of public.users"),
    ),
    "a materialized view of another schema": Way(
        "CREATE MATERIALIZED VIEW w_beside.kept AS SELECT * FROM public.users; GRANT SELECT ON w_beside.kept TO {app}",
        ALL.format("w_beside.kept"),
        ("w_beside.kept", "holds no rows of public.users"),
    ),
    "a function of another schema": Way(
        "CREATE FUNCTION w_beside.peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM public.users'",
        "w_beside.peek() > 10",
        ("w_beside.peek()", "reads public.users as postgres"),
    ),
    "a copy in another schema": Way(
        "CREATE TABLE w_beside.users AS SELECT * FROM public.users; GRANT SELECT ON w_beside.users TO {app}",
        ALL.format("w_beside.users"),
        ("w_beside.users", "a column tenant", "role {app} may use it"),
    ),
    "a foreign table": Way(
        "CREATE FOREIGN DATA WRAPPER w_wrapper; CREATE SERVER w_server FOREIGN DATA WRAPPER w_wrapper; "
        "CREATE FOREIGN TABLE w_foreign (id bigint, tenant int) SERVER w_server; GRANT SELECT ON w_foreign TO {app}",
        "",
        ("w_foreign", "a foreign table has no policies"),
    ),
    "a materialized view of the application": Way(
        "CREATE MATERIALIZED VIEW w_own AS SELECT * FROM users; ALTER MATERIALIZED VIEW w_own OWNER TO {app}",
        ALL.format("w_own"),
        ("w_own", "holds no rows of public.users", "role {app} may read it"),
    ),
    "a LEAKPROOF function": Way(
        "CREATE FUNCTION w_tells(text) RETURNS boolean LANGUAGE plpgsql LEAKPROOF COST 0.0001 AS "
        "$$BEGIN PERFORM set_config('w.told', current_setting('w.told', true) || $1, false); RETURN true; END$$",
        "",
        ("w_tells(text)", "LEAKPROOF"),
    ),
    "another role's data": Way(
        "GRANT pg_read_all_data TO {app}",
        "(SELECT count(*) FROM planner.owned) > 0",
        ("role {app}", "pg_read_all_data", "REVOKE"),
        since=14,
    ),
    "programs of the server": Way(
        "GRANT pg_execute_server_program TO {app}", "", ("role {app}", "pg_execute_server_program", "REVOKE")
    ),
    "REPLICATION": Way("ALTER ROLE {app} REPLICATION", "", ("role {app}", "REPLICATION", "NOREPLICATION")),
    "CREATEROLE": Way("ALTER ROLE {app} CREATEROLE", "", ("role {app}", "CREATEROLE", "NOCREATEROLE")),
    "a role with BYPASSRLS that becomes the application": Way(
        "GRANT {app} TO {other}", "", ("role {other}", "is a member of {app}", "has BYPASSRLS")
    ),
    "the owner of a table": Way(
        "ALTER TABLE chats OWNER TO {app}", "", ("role {app}", "owns public.chats", "switch the policies off")
    ),
    "the owner of the helper": Way(
        "GRANT CREATE ON SCHEMA public TO {app}; ALTER FUNCTION planner_current_tenant() OWNER TO {app}",
        "",
        ("role {app}", "owns public.planner_current_tenant()"),
    ),
    "the owner of the schema": Way(
        "ALTER SCHEMA public OWNER TO {app}", "", ("role {app}", "owns schema public", "OWNER TO")
    ),
    "a tenant that sessions begin with": Way(
        "ALTER ROLE {app} SET app.tenant = '2'", "", ("role {app} sets app.tenant = 2", "RESET app.tenant")
    ),
    "sessions without triggers": Way(
        "ALTER ROLE {app} SET session_replication_role = replica", "", ("sets session_replication_role = replica", "no trigger fires")
    ),
    "the right to be without triggers": Way(
        "GRANT SET ON PARAMETER session_replication_role TO {app}",
        "set_config('session_replication_role', 'replica', true) = 'replica'",
        ("role {app} may", "REVOKE SET ON PARAMETER session_replication_role"),
        since=15,
    ),
    "rights on future tables": Way(
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {stranger}",
        "",
        ("role {stranger}", "SELECT on every new table", "ALTER DEFAULT PRIVILEGES FOR ROLE"),
    ),
    "TRUNCATE of future tables": Way(
        "ALTER DEFAULT PRIVILEGES GRANT SELECT, TRUNCATE ON TABLES TO {app}", "", ("role {app}", "TRUNCATE on every new table")
    ),
    "a cascade from a reference table": Way(
        "ALTER TABLE messages ADD COLUMN w_code text REFERENCES countries ON DELETE SET NULL; GRANT DELETE ON countries TO {app}",
        "",
        ("public.countries", "public.messages (w_code)", "role {app} has DELETE", "ON DELETE SET NULL", "REVOKE DELETE"),
    ),
    "a trigger that inserts without the tenant": Way(
        "CREATE FUNCTION w_add() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN INSERT INTO users (id, org_id, email) VALUES (0, 1, ''); RETURN NEW; END$$; "
        "CREATE TRIGGER w_adds AFTER INSERT ON orgs FOR EACH ROW EXECUTE FUNCTION w_add()",
        "",
        ("public.users", "trigger w_adds of public.orgs inserts without it", "let public.w_add() name tenant"),
    ),
    "a materialized view that REFRESH empties": Way(
        "CREATE MATERIALIZED VIEW w_blind AS SELECT * FROM chats; GRANT SELECT ON chats TO {stranger}; "
        "ALTER MATERIALIZED VIEW w_blind OWNER TO {stranger}",
        "",
        ("w_blind shows rows", "as {stranger}, whom policies leave without rows"),
    ),
    "an IMMUTABLE helper": Way("ALTER FUNCTION planner_current_tenant() IMMUTABLE", "", ("planner_current_tenant", "IMMUTABLE")),
}  # fmt: skip
HARMLESS = """
CREATE FUNCTION h_bound() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM public.users';
ALTER FUNCTION h_bound() OWNER TO {app};
CREATE FUNCTION h_apart() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM public.countries';
CREATE SCHEMA h_beside;
CREATE TABLE h_beside.notes (id int); GRANT SELECT ON h_beside.notes TO {app};
CREATE VIEW h_beside.codes AS SELECT code FROM public.countries; GRANT SELECT ON h_beside.codes TO {app};
CREATE VIEW h_unread AS SELECT * FROM users;
"""
"""Beside the ways: nothing of these may be in a finding."""


@dataclass(frozen=True, slots=True)
class Open:
    """The database with all ways, and what verify said."""

    walk: Walk
    roles: Roles
    findings: list[str]
    major: int


@contextmanager
def finished(templates: Templates, roles: Roles, folder: pytest.TempPathFactory) -> Iterator[Walk]:
    """As the fixture of the same name, for a module."""
    path = folder.mktemp("ways")

    def make(original: Database) -> None:
        Walk.of(original, path, orgs_plan(roles.app), roles.named(ORGS_SCHEMA)).apply().must()

    with templates.copy("orgs, finished", make) as database:
        yield Walk.of(database, path, orgs_plan(roles.app))


@pytest.fixture(scope="module")
def opened(
    made_roles: Roles, templates: Templates, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Open]:
    roles = made_roles
    with finished(templates, roles, tmp_path_factory) as walk:
        try:
            walk.database.load(roles.named(HARMLESS))
            for way in WAYS.values():
                if way.since <= server.major:
                    walk.database.load(roles.named(way.make))
            verified = walk.verify().must(2)
            yield Open(walk, roles, [line for line in verified.out.splitlines() if "FINDING" in line], server.major)
        finally:
            with server.session() as session:
                for undone in ("ALTER ROLE {app} NOREPLICATION NOCREATEROLE", "ALTER ROLE {app} RESET ALL", "REVOKE {app} FROM {other}",
                               "REVOKE pg_read_all_data FROM {app}", "REVOKE pg_execute_server_program FROM {app}"):  # fmt: skip
                    session.execute(roles.named(undone))
                if server.major >= 15:
                    session.execute(roles.named("REVOKE SET ON PARAMETER session_replication_role FROM {app}"))


@pytest.mark.parametrize("name", WAYS)
def test_the_harm_is_there_and_verify_names_the_way(name: str, opened: Open) -> None:
    way = WAYS[name]
    if opened.major < way.since:
        pytest.skip(f"needs PostgreSQL {way.since}")
    words = [opened.roles.named(word) for word in way.finding]
    assert any(all(word in line for word in words) for line in opened.findings), "\n".join(opened.findings)
    if way.harm:
        with opened.walk.database.connect(user=opened.roles.app) as session:
            session.execute("SELECT set_config('app.tenant', '1', false)")
            assert session.execute(f"SELECT {way.harm}".encode()).fetchone() == (True,)


def test_what_harms_nobody_is_in_no_finding(opened: Open) -> None:
    assert [line for line in opened.findings if " h_" in line or ".h_" in line] == []


def test_without_force_the_owner_and_its_members_are_named(
    templates: Templates, made_roles: Roles, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with finished(templates, made_roles, tmp_path_factory) as walk:
        walk.write(edited(walk.text(), "rls: {", "rls: { force: false,"))
        owner = walk.database.role(f"{walk.database.name}_owner", "NOLOGIN")
        walk.database.load(
            f"ALTER TABLE users NO FORCE ROW LEVEL SECURITY; ALTER TABLE users OWNER TO {owner}; GRANT {owner} TO {made_roles.app}; "
            f"CREATE VIEW people AS SELECT * FROM users; ALTER VIEW people OWNER TO {owner}; GRANT SELECT ON people TO {made_roles.app}"
        )
        with walk.database.connect(user=made_roles.app) as session:
            session.execute("SELECT set_config('app.tenant', '1', false)")
            assert session.execute("SELECT count(*) FROM users").fetchone() == (20,)
        said = walk.verify().must(2).out
        assert f"is a member of {owner}, which owns public.users, and policies without FORCE bind no owner" in said
        assert f"it reads as {owner}, whom policies do not bind" in said
        refused = walk.run("apply").must(3)
        assert f"role '{made_roles.app}' is a member of {owner}, which owns public.users" in refused.err
