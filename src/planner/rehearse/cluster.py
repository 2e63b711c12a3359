"""What a clone needs beside the database: the roles of the source, and a database with its name, rights and settings."""

from __future__ import annotations

from contextlib import suppress

from sqlglot import exp

from planner.execution.connection import Connection
from planner.execution.dsn import joined
from planner.execution.failures import ServerError
from planner.execution.session import Settings, connect
from planner.rehearse.source import Source
from planner.sql import build
from planner.sql.build import Node
from planner.sql.queries import queries

_SQL = queries("planner.rehearse")


_BOOTSTRAP = "planner_rehearsal_bootstrap"
_RENAMER = "planner_rehearsal_renamer"


def free_name(dsn: str, source: Source) -> str:
    """Rename the superuser of a new server when the source has a role of that name that is no superuser, as in a cloud.

    Return the DSN of the superuser.
    """
    with connect(dsn, Settings()) as admin:
        me = str(admin.value(_SQL["session_user"]))
        if not any(name == me and not superuser for name, superuser, *_ in source.connection.fetch(_SQL["roles"])):
            return dsn
        admin.execute(build.phrase("CREATE ROLE", build.ident(_RENAMER), "SUPERUSER LOGIN"))
    with connect(joined(dsn, user=_RENAMER), Settings()) as other:
        other.execute(build.phrase("ALTER ROLE", build.ident(me), "RENAME TO", build.ident(_BOOTSTRAP)))
    renamed = joined(dsn, user=_BOOTSTRAP)
    with connect(renamed, Settings()) as admin:
        admin.execute(build.phrase("DROP ROLE", build.ident(_RENAMER)))
    return renamed


def make_roles(admin: Connection, source: Source) -> None:
    """Make the source's roles, without passwords. Every role may log in: nobody else reaches the server."""
    me = str(admin.value(_SQL["session_user"]))
    for name, superuser, inherits, makes_roles, makes_databases, bypasses in source.connection.fetch(_SQL["roles"]):
        words = [
            "LOGIN",
            "SUPERUSER" if superuser else "NOSUPERUSER",
            "INHERIT" if inherits else "NOINHERIT",
            "CREATEROLE" if makes_roles else "NOCREATEROLE",
            "CREATEDB" if makes_databases else "NOCREATEDB",
            "BYPASSRLS" if bypasses else "NOBYPASSRLS",
        ]
        if name == me:
            continue
        admin.execute(build.phrase("CREATE ROLE", build.ident(name), " ".join(words)))
    for group, member, admins, inherits, sets in source.connection.fetch(_SQL["memberships"]):
        if member != me:
            options = f"WITH ADMIN {_word(admins)}, INHERIT {_word(inherits)}, SET {_word(sets)}"
            with suppress(ServerError):  # A predefined role that this version does not have.
                admin.execute(build.phrase("GRANT", build.ident(group), "TO", build.ident(member), options))


def _word(value: object) -> str:
    return "TRUE" if value else "FALSE"


def make_database(admin: Connection, source: Source) -> tuple[str, ...]:
    """Make the database with the source's name, encoding, order of text, rights and settings.

    Return what is different, in words.
    """
    notes: tuple[str, ...] = ()
    home = source.home
    name = build.ident(home.name)
    admin.execute(build.phrase("DROP DATABASE IF EXISTS", name))
    try:
        _create(admin, source, home.collate, home.ctype)
    except ServerError:
        _create(admin, source, "C", "C")
        notes = (f"text is sorted as C and not as {home.collate}, which this machine does not have",)
    _rights(admin, source)
    _settings(admin, source)
    return notes


def _create(admin: Connection, source: Source, collate: str, ctype: str) -> None:
    home = source.home
    admin.execute(
        build.phrase(
            "CREATE DATABASE", build.ident(home.name), "OWNER", build.ident(home.owner), "TEMPLATE",
            build.ident("template0"), "ENCODING", build.literal(home.encoding), "LC_COLLATE", build.literal(collate),
            "LC_CTYPE", build.literal(ctype),
        )
    )  # fmt: skip


def _rights(admin: Connection, source: Source) -> None:
    rights = source.connection.fetch(_SQL["database_rights"])
    if not rights:
        return  # The default, which the new database has.
    on = build.ident(source.home.name)
    admin.execute(build.phrase("REVOKE ALL ON DATABASE", on, "FROM PUBLIC"))
    for grantee, oid, privilege in rights:
        who: Node = build.phrase("PUBLIC") if oid == 0 else build.ident(grantee)
        admin.execute(build.phrase("GRANT", privilege, "ON DATABASE", on, "TO", who))


def _settings(admin: Connection, source: Source) -> None:
    """Set what the source sets for roles and for the database, such as search_path."""
    database = build.ident(source.home.name)
    for role, here, name, value in source.connection.fetch(_SQL["role_settings"]):
        setting = _dotted(name)
        whose: list[str | Node] = (
            ["ALTER DATABASE", database]
            if role is None
            else ["ALTER ROLE", build.ident(role), "IN DATABASE", database]
            if here
            else ["ALTER ROLE", build.ident(role)]
        )
        # The setting of an extension that the clone does not have is left out.
        with suppress(ServerError), admin.transaction():
            admin.set_local(name, value)
            admin.execute(build.phrase(*whose, "SET", setting, "FROM CURRENT"))


def _dotted(name: str) -> Node:
    """Return the name of a setting: `app.tenant` is two names with a dot between them."""
    first, *more = name.split(".")
    node: Node = build.ident(first)
    for part in more:
        node = exp.Dot(this=node, expression=build.ident(part))
    return node
