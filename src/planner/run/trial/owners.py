"""Refuse to run recorded statements with rights that would serve the code of other roles."""

from __future__ import annotations

from planner.application.runnable import Forbidden, all_names
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.names import few
from planner.plan.load import LoadedPlan
from planner.run.rights import SHOWN
from planner.sql.queries import queries

_SQL = queries("planner.run.trial")


def forbidden_in(connection: Connection, texts: list[str]) -> Forbidden:
    """Return the functions that planner does not run, of those that the statements may name."""
    rows = connection.fetch(_SQL["functions_not_to_run"], {"names": all_names(texts)})
    return Forbidden(
        frozenset(name for name, of_server in rows if of_server),
        frozenset(name for name, of_server in rows if not of_server),
    )


def refuse_code_of_others(connection: Connection, loaded: LoadedPlan) -> None:
    """Raise Blocked when a SELECT could run a role's code with the rights of a superuser, or of the server.

    The text of a SELECT does not say what its views, operators, casts and domains call. SET ROLE takes no right away:
    the code can take it back. Even a read-only transaction allows COPY TO PROGRAM.
    """
    if not connection.value(_SQL["powerful"]):
        return
    found: dict[str, list[str]] = {}
    trusted = list(loaded.plan.execution.trusted_owners)
    for owner, thing in connection.fetch(_SQL["code_of_others"], {"trusted": trusted}):
        found.setdefault(owner, []).append(thing)
    if not found:
        return
    owners = "; ".join(f"{owner}: {few(things, SHOWN)}" for owner, things in found.items())
    login = connection.value("SELECT session_user")
    raise Blocked(
        f"role {login!r} is a superuser, or may become a role that runs programs or reads and writes files of the server. A "
        f"SELECT could run what other roles own with these rights ({owners}); nothing was run",
        place=loaded.place("execution"),
        hint="give a DSN of a role that has no such rights: a member of the application's role that has BYPASSRLS or owns the "
        "tables; or, if you trust these roles like superusers, write `execution: { trusted_owners: "
        f"[{', '.join(found)}] }}`",
    )
