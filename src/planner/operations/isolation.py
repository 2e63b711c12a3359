"""Judge whether policies keep the tenants apart: planner's own, and those that people write with the same meaning."""

from __future__ import annotations

import re

from planner.catalog.model import Catalog, Relation
from planner.catalog.parts import Policy
from planner.catalog.types import CUTTING, whole_type, without_modifier
from planner.operations.policies import Secured, Seen, Wanted
from planner.sql.comparison import Equal, IsNull, Side, conditions
from planner.tenancy.model import PolicyForm, RowSecurity

COMMANDS = ("SELECT", "INSERT", "UPDATE", "DELETE")

_INTEGERS = frozenset({"smallint", "int", "integer", "bigint"})
_NEVER_EMPTY = _INTEGERS | {"uuid", "numeric"}
_TEXTS = frozenset({"text", "varchar", "character varying"})
_SPELLINGS = {"int": "integer", "varchar": "character varying", "bpchar": "character", "decimal": "numeric"}
"""sqlglot's spelling of a type, and format_type's."""


class Isolation:
    """What the policies of a relation say about the column that names the tenant."""

    def __init__(self, relation: Relation, table: Secured, catalog: Catalog, rls: RowSecurity) -> None:
        self._relation = relation
        self._column = table.column
        self._rls = rls
        self._seen = table.seen
        found = relation.column(table.column)
        base = catalog.base_type(found.type) if found is not None else "text"
        above = bases_of(relation, table.column, catalog)
        self._bases = {without_modifier(one).lower() for one in (base, *above)}
        if found is not None and without_modifier(base) == base:  # A cast to a domain over varchar(8) cuts.
            self._bases.add(found.type.lower())
        own = (table.equals, catalog.equals(found.type)) if found is not None else (table.equals,)
        self._operators = ("=", "pg_catalog.=", *(f"{name.schema}.{name.name}" for name in own))
        # After SET LOCAL the setting is empty. These types have no value for that, so a cast to them is an error.
        self._without_empty = _NEVER_EMPTY | ({base.lower()} if base in catalog.labels else set())

    def open_commands(self) -> list[str]:
        """Return the commands that the policies do not hold to the session's tenant.

        In the form RESTRICTIVE, one restrictive policy for everybody holds a command. In the form PERMISSIVE, every policy
        for the command must, because each of them lets rows in; without any, the server lets no row in.
        """
        match self._rls.form:
            case PolicyForm.RESTRICTIVE:
                found = self._relation.policies
                return [command for command in COMMANDS if not any(self._restricts(p, command) for p in found)]
            case PolicyForm.PERMISSIVE:
                return [
                    command for command in COMMANDS if any(self._opens(p, command) for p in self._relation.policies)
                ]

    def opening(self) -> list[Policy]:
        """Return the policies that, taken as PERMISSIVE, let a session reach rows of others."""
        return [p for p in self._relation.policies if any(self._opens(p, command) for command in COMMANDS)]

    def keeps_apart(self) -> bool:
        """Return whether the policies hold every command to the session's tenant."""
        return not self.open_commands()

    def _restricts(self, policy: Policy, command: str) -> bool:
        """Return whether the policy holds the command to the session's tenant, whatever other policies there are."""
        if command == "SELECT" and self._seen is Seen.ALL:
            return True
        return not policy.permissive and "public" in policy.roles and self._holds(policy, command)

    def _opens(self, policy: Policy, command: str) -> bool:
        """Return whether the policy, taken as PERMISSIVE, lets the command reach rows of others."""
        return policy.command in ("ALL", command) and not self._holds(policy, command)

    def _holds(self, policy: Policy, command: str) -> bool:
        """Return whether the policy, by itself, holds the command to the session's tenant."""
        if command == "SELECT" and self._seen is Seen.ALL:
            return True
        if policy.command not in ("ALL", command):
            return False
        using, check = policy.using, policy.check or policy.using
        if command == "SELECT":
            return self._is_own(using, for_everybody=self._seen is Seen.FOR_EVERYBODY)
        reads = command == "INSERT" or self._is_own(using)
        return reads and (command == "DELETE" or self._is_own(check))

    def _is_own(self, text: str | None, *, for_everybody: bool = False) -> bool:
        """Return whether the condition says that the column holds the session's tenant, or NULL if that is allowed."""
        found = conditions(text) if text is not None else None
        if not found:
            return False
        return all(self._allowed(one, for_everybody=for_everybody) for one in found)

    def _allowed(self, condition: Equal | IsNull, *, for_everybody: bool) -> bool:
        match condition:
            case IsNull(column):
                return for_everybody and column == self._column
            case Equal(left, right, operator):
                sides = (left, right) if left.column is not None else (right, left)
                return operator in self._operators and self._is_column(sides[0]) and self._is_tenant(sides[1])

    def _is_column(self, side: Side) -> bool:
        return side.column == self._column and all(self._keeps(cast) for cast in side.casts)

    def _is_tenant(self, side: Side) -> bool:
        if not all(self._keeps(cast) for cast in side.casts):
            return False
        if side.call is not None:
            return side.call == (self._rls.helper.schema, self._rls.helper.name)
        reads = side.setting is not None and side.setting.lower() == self._rls.setting.lower()
        return reads and (side.never_empty or bool({_known(cast) for cast in side.casts} & self._without_empty))

    def _keeps(self, cast: str) -> bool:
        """Return whether a cast keeps the whole value: two different tenants stay different."""
        if "(" in cast or cast in CUTTING or whole_type(_known(cast)) in _CUT:
            return False
        plain = cast.replace('"', "")
        fits = {base.replace('"', "") for base in self._bases}
        same = {cast, _known(cast), plain, _known(plain)} & (fits | _TEXTS)
        return bool(same) or (cast in _INTEGERS and bool(fits & _INTEGERS))


_CUT = frozenset({"pg_catalog.bit", "pg_catalog.name"})


def _known(cast: str) -> str:
    return _SPELLINGS.get(cast, cast)


def says(policy: Policy | None, wanted: Wanted) -> bool:
    """Return whether a policy with a sub-SELECT is planner's, as the server deparses it."""
    shape = (policy.command, policy.permissive, policy.roles) if policy is not None else None
    return (
        policy is not None
        and shape == (wanted.command, not wanted.restrictive, tuple(sorted(wanted.roles)) or ("public",))
        and _skeleton(policy.check) == _skeleton(wanted.as_cataloged().check)
    )


_ADDED = re.compile(r"OPERATOR\(pg_catalog\.=\)|::\w[\w ]*(?:\(\d+\))?(?=\))|\bAS\b|[()\s\"]")
"""What the server adds, or leaves out: casts to PostgreSQL's own types, AS, parentheses, quotes."""


def _skeleton(text: str | None) -> str:
    return _ADDED.sub(lambda found: "=" if found[0].startswith("OPERATOR") else "", text or "")


def bases_of(relation: Relation, column: str, catalog: Catalog) -> tuple[str, ...]:
    """Return the types below the column's domain, without their modifiers; none for other types."""
    found = relation.column(column)
    bases: list[str] = []
    at = catalog.bases.get(found.type) if found is not None else None
    while at is not None:
        bases.append(without_modifier(at))
        at = catalog.bases.get(at)
    return tuple(bases)
