"""Roles of the application as they really act: each login of a finished database has one power, and verify names it.

Every login is a member of the application's role. The harm is tried as the login, with tenant 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from harness.applications import ORGS_SCHEMA, Roles, orgs_plan
from harness.databases import Database
from harness.runs import Walk
from harness.servers import Server
from harness.templates import Templates


@dataclass(frozen=True, slots=True)
class Power:
    """What a login is given, and how the harm shows."""

    give: str
    """`{me}` is the login, `{own}` a role of its own that may not log in."""
    harm: str
    """SQL of the login whose last value is true; empty when nothing can be tried."""
    finding: tuple[str, ...]
    """Words of one line of verify; empty for what harms nobody."""
    since: int = 13


ALL = "SELECT count(*) > 10 FROM public.users"
"""Tenant 1 has 10 of 20 users."""

POWERS = {
    "is the owner of a table": Power(
        "ALTER TABLE users OWNER TO {me}; GRANT USAGE, CREATE ON SCHEMA public TO {me}",
        f"ALTER TABLE public.users DISABLE ROW LEVEL SECURITY; {ALL}",
        ("role {me}", "is a member of {app}", "owns public.users", "ALTER TABLE public.users OWNER TO"),
    ),
    "is the owner of a partition": Power(
        "ALTER TABLE events_2024 OWNER TO {me}",
        "SELECT count(*) > 50 FROM public.events_2024",
        ("role {me}", "owns public.events_2024"),
    ),
    "is the owner of the tenants table": Power(
        "ALTER TABLE orgs OWNER TO {own}; GRANT {own} TO {me}",
        "ALTER TABLE public.orgs DISABLE ROW LEVEL SECURITY; SELECT count(*) = 2 FROM public.orgs",
        ("role {me}", "is a member of {own}, which owns public.orgs"),
    ),
    "becomes BYPASSRLS": Power(
        "ALTER ROLE {own} BYPASSRLS; GRANT {own} TO {me}; GRANT SELECT ON users TO {own}",
        f"SET ROLE {{own}}; {ALL}",
        ("role {me}", "can SET ROLE {own}, which has BYPASSRLS"),
    ),
    "grants itself BYPASSRLS": Power(
        "ALTER ROLE {own} BYPASSRLS; GRANT {own} TO {me} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE; GRANT SELECT ON users TO {own}",
        f"GRANT {{own}} TO {{me}} WITH SET TRUE; SET ROLE {{own}}; {ALL}",
        ("role {me}", "can SET ROLE {own}, which has BYPASSRLS"),
        since=16,
    ),
    "inherits from BYPASSRLS without SET": Power(
        "ALTER ROLE {own} BYPASSRLS; GRANT {own} TO {me} WITH INHERIT TRUE, SET FALSE", "", (), since=16
    ),
    "is a member in name alone": Power(
        "ALTER ROLE {own} BYPASSRLS CREATEROLE; GRANT {own} TO {me} WITH INHERIT FALSE, SET FALSE, ADMIN FALSE", "", (), since=16
    ),
    "has the rights of an owner without SET": Power(
        "ALTER TABLE chats OWNER TO {own}; GRANT {own} TO {me} WITH INHERIT TRUE, SET FALSE",
        "ALTER TABLE public.chats NO FORCE ROW LEVEL SECURITY; SELECT count(*) > 20 FROM public.chats",
        ("role {me}", "is a member of {own}, which owns public.chats"),
        since=16,
    ),
    "is BYPASSRLS itself": Power("ALTER ROLE {me} BYPASSRLS", ALL, ("role {me}", "is a member of {app}", "has BYPASSRLS")),
    "makes roles": Power("ALTER ROLE {me} CREATEROLE", "", ("role {me}", "has CREATEROLE")),
    "replicates": Power("ALTER ROLE {me} REPLICATION", "", ("role {me}", "has REPLICATION")),
    "reads files": Power("GRANT pg_read_server_files TO {me}",
        "CREATE TEMP TABLE lines (line text); COPY lines FROM '/etc/passwd'; SELECT count(*) > 0 FROM lines",
        ("role {me}", "pg_read_server_files")),
    "writes files": Power("GRANT pg_write_server_files TO {me}", "", ("role {me}", "pg_write_server_files")),
    "runs programs": Power("GRANT pg_execute_server_program TO {own}; GRANT {own} TO {me}", "", ("role {me}", "pg_execute_server_program")),
    "writes all data": Power("GRANT pg_write_all_data TO {me}", "", ("role {me}", "pg_write_all_data"), since=14),
    "holds up all tables": Power("GRANT pg_maintain TO {me}", "", ("note", "role {me}", "pg_maintain"), since=17),
    "begins with a tenant": Power("ALTER ROLE {me} SET app.tenant = '2'", "RESET app.tenant; SELECT count(*) = 10 FROM public.users",
        ("role {me} sets app.tenant = 2", "RESET app.tenant")),
    "begins with a tenant in this database": Power(
        "ALTER ROLE {me} IN DATABASE {database} SET app.tenant = '2'", "RESET app.tenant; SELECT count(*) = 10 FROM public.users",
        ("role {me} sets app.tenant = 2", "IN DATABASE")),
    "has a tenant that its own setting takes back": Power(
        "ALTER ROLE {me} SET app.tenant = '2'; ALTER ROLE {me} IN DATABASE {database} SET app.tenant = ''", "", ()),
    "is in a group that begins with a tenant": Power("ALTER ROLE {own} SET app.tenant = '2'; GRANT {own} TO {me}", "", ()),
    "may ALTER SYSTEM": Power("GRANT ALTER SYSTEM ON PARAMETER session_replication_role TO {me}", "",
        ("role {me} may", "every session of the server begins with it", "REVOKE ALTER SYSTEM"), since=15),
    "may load libraries": Power("GRANT SET ON PARAMETER session_preload_libraries TO {me}", "",
        ("role {me} may", "runs code of that library"), since=15),
    "has a schema in front of the tables": Power(
        "CREATE SCHEMA AUTHORIZATION {me}",
        "CREATE TABLE users (id int); SELECT to_regclass('users') <> 'public.users'::regclass",
        ("role {me} finds no tables in front", "CREATE on schema {me}")),
    "may make a schema in front of the tables": Power(
        "GRANT CREATE ON DATABASE {database} TO {me}",
        "CREATE SCHEMA AUTHORIZATION {me}; CREATE TABLE users (id int); SELECT to_regclass('users') <> 'public.users'::regclass",
        ("role {me} finds no tables in front", "CREATE on the database")),
    "has a schema behind the tables": Power(
        "CREATE SCHEMA {me}_behind AUTHORIZATION {me}; ALTER ROLE {me} SET search_path = public, {me}_behind", "", ()),
    "reads planner's record": Power(
        "GRANT USAGE ON SCHEMA planner TO {own}; GRANT SELECT ON planner.owned TO {own}; GRANT {own} TO {me}",
        "SELECT count(*) > 0 FROM planner.owned",
        ("role {me}", "reads schema planner", "FROM {own}")),
    "adds triggers": Power(
        "GRANT TRIGGER ON messages TO {me}",
        "CREATE TRIGGER z BEFORE INSERT ON public.messages EXECUTE FUNCTION pg_catalog.tsvector_update_trigger('a'); SELECT true",
        ("role {me} has TRIGGER on public.messages", "REVOKE TRIGGER")),
    "adds foreign keys": Power(
        "GRANT REFERENCES ON messages TO {me}; CREATE SCHEMA {me}_keys AUTHORIZATION {me}",
        "CREATE TABLE {me}_keys.found (id bigint REFERENCES public.messages (id)); INSERT INTO {me}_keys.found VALUES (8); SELECT true",
        ("role {me} has REFERENCES on public.messages", "REVOKE REFERENCES")),
    "has REFERENCES and can make no table": Power("GRANT REFERENCES ON chats TO {me}", "", ()),
    "will have TRIGGER": Power("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, TRIGGER ON TABLES TO {me}", "",
        ("role {me}", "will have TRIGGER on every new table")),
    "will have SELECT": Power("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {me}", "", ()),
    "owns code of the rows": Power(
        "CREATE FUNCTION {me}_ok(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'; ALTER FUNCTION {me}_ok OWNER TO {me}; "
        "ALTER TABLE chats ADD CHECK ({me}_ok(slug))", "", ("role {me}", "owns function public.{me}_ok(text)", "OWNER TO")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """The database in which each login has its power, and what verify said."""

    walk: Walk
    roles: Roles
    lines: list[str]
    major: int

    def named(self, power: str, text: str) -> str:
        me = f"{self.walk.database.name}_{list(POWERS).index(power)}"
        return text.format(app=self.roles.app, me=me, own=f"{me}_own", database=self.walk.database.name)


@pytest.fixture(scope="module")
def given(
    made_roles: Roles, templates: Templates, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Given]:
    path = tmp_path_factory.mktemp("powers")

    def make(original: Database) -> None:
        Walk.of(original, path, orgs_plan(made_roles.app), made_roles.named(ORGS_SCHEMA)).apply().must()

    with templates.copy("orgs, finished", make) as database:
        walk = Walk.of(database, path, orgs_plan(made_roles.app))
        found = Given(walk, made_roles, [], server.major)
        try:
            for name, power in POWERS.items():
                if power.since <= server.major:
                    for role in ("{me}", "{own}"):
                        database.role(found.named(name, role), "LOGIN" if role == "{me}" else "NOLOGIN")
                    database.load(found.named(name, f"GRANT {{app}} TO {{me}}; {power.give}"))
            found.lines.extend(walk.verify().must(2).out.splitlines())
            yield found
        finally:
            for name, power in POWERS.items():
                if "ON PARAMETER" in power.give and power.since <= server.major:
                    database.load(found.named(name, power.give.replace("GRANT", "REVOKE").replace(" TO ", " FROM ")))


@pytest.mark.parametrize("name", POWERS)
def test_verify_names_the_power(name: str, given: Given) -> None:
    power = POWERS[name]
    if given.major < power.since:
        pytest.skip(f"needs PostgreSQL {power.since}")
    mine = [line for line in given.lines if given.named(name, "{me}") in _words(line)]
    words = [given.named(name, word) for word in power.finding]
    if not words:
        assert mine == []
        return
    assert any(all(word in line for word in words) for line in given.lines), "\n".join(given.lines)
    if power.harm:
        with (
            given.walk.database.connect(user=given.named(name, "{me}")) as session,
            session.transaction(force_rollback=True),
        ):
            session.execute("SELECT set_config('app.tenant', '1', false)")
            *before, last = given.named(name, power.harm).split("; ")
            for statement in before:
                session.execute(statement.encode())
            assert session.execute(last.encode()).fetchone() == (True,)


def _words(line: str) -> set[str]:
    return {word.strip("(),:;") for word in line.split()}
