"""Find tables without policies from which a foreign key's action reaches rows of tenants.

The server's own queries for foreign keys ignore policies, and run as the owner of the table that they change
(src/backend/utils/adt/ri_triggers.c). So a role that may delete a row of a shared table deletes rows of all tenants.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from planner.catalog.model import Catalog
from planner.catalog.parts import Constraint
from planner.catalog.words import ReferentialAction
from planner.names import QName
from planner.sql.spelling import sql_name
from planner.tenancy.model import RowSecurity
from planner.verification.findings import grantee_name, is_the_applications, others, who

_Keys = dict[QName, list[tuple[QName, Constraint]]]
"""The foreign keys by the table that they reference, each with its own table."""


@dataclass(frozen=True, slots=True)
class Cascade:
    """A statement on a table without policies that takes rows of tenants along."""

    table: QName
    command: str
    """DELETE or UPDATE."""
    role: str
    reached: QName
    key: Constraint
    """The foreign key that reaches the rows of tenants."""
    action: str
    """DELETE or UPDATE: what happens to the row that the foreign key references."""
    more: int
    """The number of further foreign keys that do."""

    @property
    def what(self) -> str:
        more = f" and {self.more} more" if self.more else ""
        return f"{self.reached} ({', '.join(self.key.columns)}){more}"

    @property
    def remedy(self) -> str:
        return (
            f"REVOKE {self.command} ON {sql_name(self.table)} FROM {grantee_name(self.role)}, or a key ON {self.command} "
            f"RESTRICT, or `rls: {{ open: [{{ table: {self.table}, reason: … }}] }}`"
        )

    def __str__(self) -> str:
        action = f"ON {self.action} {self.key.on_delete if self.action == 'DELETE' else self.key.on_update}"
        return f"{who(self.role)} has {self.command}, and foreign key {self.key.name} is {action}, past the policies"


def cascades(catalog: Catalog, secured: Collection[QName], rls: RowSecurity) -> Iterator[Cascade]:
    """Yield the cascades into the tables that have policies, or will have them: `secured`."""
    keys: _Keys = {}
    for relation in catalog.relations.values():
        for key in relation.foreign_keys():
            if key.ref is not None and not key.inherited and _acts(key):
                root = catalog.root(key.ref).name if key.ref in catalog.relations else key.ref
                keys.setdefault(root, []).append((relation.name, key))
    for name in sorted(keys):
        if name in secured or (name not in catalog.relations and name not in catalog.elsewhere):
            continue
        for command in ("DELETE", "UPDATE"):
            roles = writers(name, command, catalog, rls)
            found = list(_reached(name, command, keys, catalog, secured)) if roles else []
            if found:
                yield Cascade(name, command, roles[0], *found[0], len(found) - 1)


def _acts(key: Constraint) -> bool:
    return any(action is ReferentialAction.CASCADE or action.sets_columns for action in (key.on_delete, key.on_update))


def writers(name: QName, command: str, catalog: Catalog, rls: RowSecurity) -> list[str]:
    """Return the roles that may delete or update rows of a table without planner's policies."""
    relation = catalog.relations.get(name) or catalog.elsewhere[name]
    roles = others((grant.grantee for grant in relation.grants if grant.privilege == command), catalog, rls)
    if relation.rls:
        admitting = {
            role
            for policy in relation.policies
            if policy.permissive and policy.command in ("ALL", command)
            for role in policy.roles
        }
        roles = [role for role in roles if admitting & {"public", role, *_above(role, catalog)}]
    owns = is_the_applications(relation.owner, catalog, rls)
    return [*roles, *([relation.owner] if owns else [])]


def _above(role: str, catalog: Catalog) -> tuple[str, ...]:
    return catalog.roles[role].member_of if role in catalog.roles else ()


def _reached(
    name: QName, command: str, keys: _Keys, catalog: Catalog, secured: Collection[QName]
) -> Iterator[tuple[QName, Constraint, str]]:
    """Yield the foreign keys through which a statement on a table reaches secured tables, also through other tables."""
    waiting: list[tuple[QName, frozenset[str] | None]] = [(name, None if command == "DELETE" else _ANY)]
    seen = set(waiting)
    while waiting:
        at, changed = waiting.pop(0)
        for child, key in keys.get(at, ()):
            action = key.on_delete if changed is None else key.on_update
            touched = changed is None or changed is _ANY or bool(changed & {*key.ref_columns})
            if not touched or not (action is ReferentialAction.CASCADE or action.sets_columns):
                continue
            root = catalog.root(child).name
            if root in secured:
                yield root, key, "DELETE" if changed is None else "UPDATE"
                continue
            deletes = changed is None and action is ReferentialAction.CASCADE
            event = (root, None if deletes else frozenset(key.set_columns or key.columns))
            if event not in seen:
                seen.add(event)
                waiting.append(event)


_ANY: frozenset[str] = frozenset({"*"})
"""An UPDATE of any column."""
