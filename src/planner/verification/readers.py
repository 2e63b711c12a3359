"""Find what shows the rows of all tenants: views, rules, functions and triggers that act as a role without policies.

Sources: PostgreSQL documentation, CREATE VIEW (security_invoker), 39.5 Rules and Privileges, CREATE FUNCTION (SECURITY
DEFINER).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from planner.catalog.access import Function, Rule
from planner.catalog.fingerprint import GUARD
from planner.catalog.model import Relation
from planner.catalog.owned import OwnedKind
from planner.catalog.words import RelationKind
from planner.names import QName
from planner.operations.policies import Seen, all_secured
from planner.sql.spelling import sql_name
from planner.steps.checks import CatalogCheck
from planner.tenancy.model import RowSecurity, State
from planner.verification.findings import is_the_applications, leak, others, some, who

_CALLED = re.compile(r'([\w$]+)"?\s*\(').findall
_READABLE = ("sql", "plpgsql", "c", "internal")
"""Languages whose functions name what they read, and those that only superusers can write functions in."""
_WRITES = ("INSERT", "UPDATE", "DELETE")

Shown = Mapping[QName, str]
"""Scoped tables of which the rows of all tenants are read, each with the role that reads the rows."""


class Readers:
    """The relations and functions of all schemas, and what each of them shows."""

    def __init__(self, state: State, rls: RowSecurity) -> None:
        self._state = state
        self._catalog = state.catalog
        self._rls = rls
        self._relations = {**state.catalog.elsewhere, **state.catalog.relations}
        self._named_functions: dict[tuple[QName, str], tuple[Function, ...]] = {}
        self._direct: dict[tuple[QName, str, str], tuple[Shown, str]] = {}
        self._past: dict[str, bool] = {}

    def findings(self) -> Iterator[CatalogCheck]:
        """Yield a finding for each object that shows the application the rows of all tenants."""
        for relation in self._relations.values():
            yield from self._view(relation)
            yield from self._copy(relation)
        for rule in self._catalog.access.rules:
            yield from self._rule(rule)
        for function in (*self._catalog.functions, *self._catalog.access.functions):
            yield from self._function(function)
        for relation in self._catalog.relations.values():
            yield from self._triggers(relation)

    # Views, rules and copies

    def _view(self, view: Relation) -> Iterator[CatalogCheck]:
        holds = view.kind is RelationKind.MATERIALIZED
        if not holds and (view.kind is not RelationKind.VIEW or view.security_invoker):
            return
        readers = others((grant.grantee for grant in view.grants), self._catalog, self._rls)
        if holds and is_the_applications(view.owner, self._catalog, self._rls):
            readers.append(view.owner)
        shown = dict(self._shown(view, None, set())) if readers else {}
        if not shown:
            return
        reading, tables = ", ".join(who(reader) for reader in readers), some(shown)
        if holds:
            yield leak(
                "view", view.name, f"holds no rows of {tables}",
                f"a materialized view keeps the rows of all tenants, and {reading} may read it: REVOKE, or a view with security_invoker",
            )  # fmt: skip
        else:
            yield leak(
                "view", view.name, f"shows the rows of {tables} that its reader may see",
                f"it reads as {some(shown.values())}, whom policies do not bind, and {reading} may use it: "
                + (
                    "ALTER VIEW … SET (security_invoker = true)"
                    if self._catalog.server.can.security_invoker
                    else "REVOKE, or a view owned by a role that policies bind"
                ),
            )  # fmt: skip

    def _copy(self, table: Relation) -> Iterator[CatalogCheck]:
        """Yield a finding for a table outside the plan, or a foreign table, with a tenant column and without policies."""
        foreign = table.kind is RelationKind.FOREIGN
        if not (foreign or (table.is_table() and table.name not in self._catalog.relations and not table.rls)):
            return
        readers = others((grant.grantee for grant in table.grants), self._catalog, self._rls)
        column = next((column.name for column in table.columns if column.name in self._tenant_columns), None)
        if readers and column is not None:
            what = "a foreign table has no policies" if foreign else "it has no policies"
            yield leak(
                "copy", table.name, f"holds no rows of tenants: it has a column {column}",
                f"{what}, and {', '.join(who(reader) for reader in readers)} may use it: REVOKE ALL ON {sql_name(table.name)}, "
                + ("or a view over it that the policies' tenant limits" if foreign else f"or add {table.name.schema} to schemas"),
            )  # fmt: skip

    def _rule(self, rule: Rule) -> Iterator[CatalogCheck]:
        relation = self._relations.get(rule.relation)
        if relation is None:
            return
        readers = others(
            (grant.grantee for grant in relation.grants if grant.privilege in _WRITES), self._catalog, self._rls
        )
        shown: dict[QName, str] = {}
        for name in rule.reads:
            read = self._relations.get(name)
            if read is not None and readers:
                shown |= dict(self._shown(read, relation.owner, set()))
        if shown:
            yield leak(
                "rule", rule.relation, f"rule {rule.name} acts on the rows that its writer may see",
                f"it acts on {some(shown)} as {some(shown.values())}, whom policies do not bind, and "
                f"{', '.join(who(reader) for reader in readers)} may write {rule.relation}: DROP RULE, or a trigger in its place",
            )  # fmt: skip

    # Functions

    def _function(self, function: Function) -> Iterator[CatalogCheck]:
        title = f"function {function.name}({function.arguments}) sees no other tenant's rows"
        callers = others(function.executors, self._catalog, self._rls)
        if function.leakproof and callers:
            yield leak(
                "function", self._state.tenancy.tenants.relation, title,
                "LEAKPROOF: the server lets it see rows before policies do: ALTER FUNCTION … NOT LEAKPROOF",
            )  # fmt: skip
        if not function.definer or function.trigger or not callers:
            return
        shown, unknown = self._reached(function)
        calling = ", ".join(who(caller) for caller in callers)
        if shown:
            yield leak(
                "function", min(shown), title,
                f"SECURITY DEFINER: it reads {some(shown)} as {some(shown.values())}, whom policies do not bind, and "
                f"{calling} may call it: SECURITY INVOKER, or REVOKE EXECUTE",
            )  # fmt: skip
        elif unknown:
            yield leak(
                "function", self._state.tenancy.tenants.relation, title,
                f"SECURITY DEFINER: it runs as {function.owner}, whom policies do not bind, {unknown}, and "
                f"{calling} may call it: SECURITY INVOKER, or REVOKE EXECUTE",
            )  # fmt: skip

    def _triggers(self, relation: Relation) -> Iterator[CatalogCheck]:
        """Yield a finding for each trigger that acts on scoped tables with its owner's rights.

        Who fires a trigger needs no EXECUTE on its function. planner's own write guard compares only tenants.
        """
        for trigger in relation.triggers:
            if trigger.inherited or (GUARD in trigger.name and relation.name in self._guarded):
                continue
            function = self._definers.get(trigger.function)
            writers = others(
                (grant.grantee for grant in relation.grants if grant.privilege in trigger.events),
                self._catalog,
                self._rls,
            )
            if function is None or not writers:
                continue
            shown, unknown = self._reached(function)
            what = f"acts on {some(shown)}" if shown else f"runs {unknown.removeprefix('and it runs ')}"
            if shown or unknown:
                yield leak(
                    "trigger", relation.name, f"trigger {trigger.name} acts on no other tenant's rows",
                    f"SECURITY DEFINER: {function.name}() {what} as {some(shown.values()) or function.owner}, whom policies "
                    f"do not bind, and {', '.join(who(writer) for writer in writers)} may fire it: SECURITY INVOKER",
                )  # fmt: skip

    def _reached(self, function: Function) -> tuple[Shown, str]:
        """Return what a function shows as its owner, and in words why more may be shown."""
        shown: dict[QName, str] = {}
        unknown = ""
        for one, user in self._called(function):
            direct, why = self._directly(one, user)
            shown |= direct
            unknown = unknown or why
        return shown, unknown

    def _called(self, function: Function) -> Iterator[tuple[Function, str]]:
        """Yield a function and those that it calls, each with the role that it acts as."""
        waiting = [(function, function.owner)]
        seen = set()
        while waiting:
            one, user = waiting.pop()
            if (one.name, one.arguments, user) not in seen:
                seen.add((one.name, one.arguments, user))
                yield one, user
                waiting += ((called, called.owner if called.definer else user) for called in self._calls(one))

    def _calls(self, function: Function) -> tuple[Function, ...]:
        """Return the functions that a function names. A name in a string may be that of several functions."""
        key = (function.name, function.arguments)
        if key not in self._named_functions:
            words = (
                {name.name.lower() for name in function.calls} if function.tree else _CALLED(function.source.lower())
            )
            found = [one for word in {*words} for one in self._functions.get(word, ())]
            self._named_functions[key] = tuple(one for one in found if not function.tree or one.name in function.calls)
        return self._named_functions[key]

    def _directly(self, function: Function, user: str) -> tuple[Shown, str]:
        """Return the same for the function's own body, when it acts as a role."""
        key = (function.name, function.arguments, user)
        if key not in self._direct:
            shown: dict[QName, str] = {}
            for relation in self._named(function):
                shown |= dict(self._shown(relation, user, set()))
            self._direct[key] = (shown, _unknown(function) if self._reads_past(user) else "")
        return self._direct[key]

    def _named(self, function: Function) -> Iterator[Relation]:
        """Yield the relations that a function names: those that the server knows of, or those whose names are in its source."""
        if function.tree:
            yield from (self._relations[name] for name in function.reads if name in self._relations)
            return
        source = function.source.lower()
        plain, quoted = self._by_name
        for word in set(re.findall(r"[\w$]+", source)):
            yield from plain.get(word, ())
        for name, relation in quoted:
            if name in source:
                yield relation

    # What a role sees

    def _shown(self, relation: Relation, user: str | None, seen: set[QName]) -> Iterator[tuple[QName, str]]:
        """Yield the scoped tables of which a relation shows the rows of all tenants, each with the role that reads the rows.

        `user` is the role that queries the relation; None stands for any role that policies bind. `seen` has the views on
        the way. A view with security_invoker reads as `user`, also inside a view that reads as its owner (measured on 15
        and 18).
        """
        scoped = self._scoped(relation.name)
        if scoped is not None:
            if user is not None and self._goes_past(user, relation):
                yield scoped, user
            return
        if relation.name in seen or (relation.security_invoker and user is None):
            return
        seen.add(relation.name)
        holds = relation.kind is RelationKind.MATERIALIZED
        for name in relation.reads:
            read = self._relations.get(name)
            if read is None:
                continue
            if holds:
                yield from ((table, relation.owner) for table in self._kept(read, seen))
            elif self._scoped(name) is not None and not relation.security_invoker:
                yield from self._shown(read, relation.owner, seen)
            else:
                yield from self._shown(read, user, seen)

    def _kept(self, relation: Relation, seen: set[QName]) -> Iterator[QName]:
        """Yield the scoped tables whose rows get into a materialized view that reads a relation."""
        scoped = self._scoped(relation.name)
        if scoped is not None:
            yield scoped
        elif relation.name not in seen:
            seen.add(relation.name)
            for name in relation.reads:
                if name in self._relations:
                    yield from self._kept(self._relations[name], seen)

    def _scoped(self, name: QName) -> QName | None:
        """Return the scoped table that a relation is, or is a partition of."""
        above = tuple(self._catalog.above(name))
        return above[-1].name if above and above[-1].name in self._hidden else None

    def _goes_past(self, name: str, relation: Relation) -> bool:
        """Return whether a role that reads a scoped table or its partition directly sees the rows of all tenants."""
        if not self._is_bound(name):
            return True
        rights_of = {name, *self._catalog.roles[name].inherits}
        if relation.rls:
            return relation.owner in rights_of and not relation.force_rls
        return relation.owner in rights_of or any(grant.grantee in {*rights_of, "public"} for grant in relation.grants)

    def _reads_past(self, name: str) -> bool:
        """Return whether there is a scoped table whose policies do not bind a role."""
        if name not in self._past:
            tables = (self._catalog.relations[table] for table in self._hidden)
            self._past[name] = any(self._goes_past(name, table) for table in tables)
        return self._past[name]

    def _is_bound(self, name: str) -> bool:
        role = self._catalog.roles.get(name)
        return role is not None and not role.superuser and not role.bypass_rls

    # Looked up once

    @cached_property
    def _hidden(self) -> frozenset[QName]:
        """The tables whose rows policies show to their own tenant alone."""
        return frozenset(table.relation for table in all_secured(self._state) if table.seen is not Seen.ALL)

    @cached_property
    def _guarded(self) -> frozenset[QName]:
        return frozenset(key.relation for key in self._catalog.owned if key.kind is OwnedKind.GUARD)

    @cached_property
    def _tenant_columns(self) -> frozenset[str]:
        return frozenset(table.column for table in self._state.tenancy.tables.values())

    @cached_property
    def _functions(self) -> Mapping[str, list[Function]]:
        """The functions of all schemas, by name without schema, in lower case."""
        found: dict[str, list[Function]] = {}
        for function in (*self._catalog.functions, *self._catalog.access.functions):
            found.setdefault(function.name.name.lower(), []).append(function)
        return found

    @cached_property
    def _definers(self) -> Mapping[QName, Function]:
        return {f.name: f for found in self._functions.values() for f in found if f.definer and f.trigger}

    @cached_property
    def _by_name(self) -> tuple[Mapping[str, list[Relation]], list[tuple[str, Relation]]]:
        """The relations by name in lower case, and those whose names are only names in quotes."""
        plain: dict[str, list[Relation]] = {}
        quoted = []
        for relation in self._relations.values():
            name = relation.name.name.lower()
            plain.setdefault(name, []).append(relation)
            if not re.fullmatch(r"[\w$]+", name):
                quoted.append(('"' + name.replace('"', '""') + '"', relation))
        return plain, quoted


def _unknown(function: Function) -> str:
    """Return in words why a function may read more than its source names; empty if it names all."""
    if function.language == "plpgsql" and re.search(r"\bexecute\b", function.source, re.IGNORECASE):
        return "and it runs SQL that is made at run time"
    return f"and it runs code in {function.language}" if function.language not in _READABLE else ""
