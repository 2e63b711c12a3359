"""A finished database of two organizations, with row level security for a role of the application."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.applications import ORGS_SCHEMA, Roles, orgs_plan
from harness.databases import Database
from harness.runs import Walk
from harness.servers import Server
from harness.templates import Templates


@pytest.fixture(scope="session")
def made_roles(server: Server) -> Roles:
    """The roles, which go with the server."""
    roles = Roles()
    with server.session() as session:
        session.execute(
            f"CREATE ROLE {roles.app} LOGIN; CREATE ROLE {roles.stranger} LOGIN; CREATE ROLE {roles.other} BYPASSRLS"
        )
    return roles


@pytest.fixture
def roles(made_roles: Roles, server: Server) -> Iterator[Roles]:
    """The roles, which the next test finds as this one found them."""
    yield made_roles
    with server.session() as session:
        session.execute(f"ALTER ROLE {made_roles.app} NOSUPERUSER NOBYPASSRLS")
        session.execute(f"REVOKE {made_roles.other} FROM {made_roles.app}")


@pytest.fixture
def unfinished(roles: Roles, templates: Templates) -> Iterator[Database]:
    """The application's database before planner came."""
    with templates.copy("orgs", lambda original: original.load(roles.named(ORGS_SCHEMA))) as database:
        yield database


@pytest.fixture
def finished(roles: Roles, templates: Templates, tmp_path: Path) -> Iterator[Walk]:
    """The plan applied, in a database of the test's own."""

    def make(original: Database) -> None:
        walk = Walk.of(original, tmp_path, orgs_plan(roles.app), roles.named(ORGS_SCHEMA))
        walk.apply().must()
        walk.verify().must()
        walk.diff().must()

    with templates.copy("orgs, finished", make) as database:
        yield Walk.of(database, tmp_path, orgs_plan(roles.app))
