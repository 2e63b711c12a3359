"""Open the probe's session: it becomes a role of the application, and sets the tenant as the application would."""

from __future__ import annotations

from dataclasses import dataclass, field

from planner.catalog.model import Relation
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.execution.failures import ServerError, SqlState
from planner.execution.session import application_path
from planner.sql import build
from planner.sql.queries import queries
from planner.sql.spelling import sql_name
from planner.tenancy.model import RowSecurity

_SQL = queries("planner.run")

RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights of a role on a relation."""

    held: frozenset[str]
    """The rights on the relation, or on some columns of it."""
    updatable: frozenset[str]
    """The columns that the role may UPDATE."""

    def allow(self, right: str, column: str | None) -> bool:
        """Return whether the role may do this to the relation; an UPDATE to this column."""
        return right in self.held and (column is None or column in self.updatable)


@dataclass(frozen=True, slots=True)
class ApplicationSession:
    """planner's own session, in a transaction that is rolled back at the end."""

    connection: Connection
    rls: RowSecurity | None
    own_role: str
    """planner's own role: that of the connection, or `execution.role`."""
    own_search_path: str
    search_paths: dict[str, str]
    """The search_path of each role that has its own. The application's triggers find their tables by it."""
    _becoming: dict[tuple[str | None, str | None], str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, connection: Connection, rls: RowSecurity | None) -> ApplicationSession:
        own = application_path(connection)
        role = str(connection.value("SELECT current_user"))
        return cls(connection, rls, role, own, dict(connection.fetch(_SQL["search_paths_of_roles"])))

    def become(self, role: str | None, tenant: str | None) -> None:
        """Become a role until the end of the transaction or savepoint.

        None is planner's own role, whose search_path is empty.
        """
        self.connection.row(self.becoming(role, tenant))

    def becoming(self, role: str | None, tenant: str | None) -> str:
        """Return the statement with which the session becomes a role."""
        if (role, tenant) not in self._becoming:
            settings = {
                "role": role or self.own_role,
                "row_security": "on" if role is not None else "off",
                "search_path": self.search_paths.get(role, self.own_search_path) if role is not None else "",
            }
            if tenant is not None and self.rls is not None:
                settings[self.rls.setting] = tenant
            local = build.literal(True)
            calls = [build.call("set_config", build.literal(n), build.literal(v), local) for n, v in settings.items()]
            self._becoming[role, tenant] = build.render(build.select(*calls))
        return self._becoming[role, tenant]

    def check(self, role: str, own: str) -> None:
        """Raise Blocked when planner's role, `own`, may not become this role."""
        try:
            with self.connection.undone():
                self.become(role, None)
        except ServerError as error:
            if error.state != SqlState.INSUFFICIENT_PRIVILEGE:
                raise
            raise Blocked(
                f"role {own!r} can't become {role!r}, as which the application connects",
                hint=f"connect as a superuser, or: GRANT {sql_name(role)} TO {sql_name(own)}",
            ) from None

    def rights(self, role: str | None, relation: Relation) -> Rights:
        if role is None:
            return Rights(frozenset(RIGHTS), frozenset(column.name for column in relation.columns))
        row = self.connection.row(_SQL["rights"], {"role": role, "name": build.render(build.table(relation.name))})
        assert row is not None
        *held, updatable = row
        return Rights(frozenset(right for right, has in zip(RIGHTS, held, strict=True) if has), frozenset(updatable))
