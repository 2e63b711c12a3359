"""What a role sees: the relations and functions of all schemas, and the scoped tables that each of them reads.

Sources: PostgreSQL documentation, CREATE VIEW (security_invoker), 39.5 Rules and Privileges, CREATE FUNCTION (SECURITY
DEFINER).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from planner.catalog.access import Function
from planner.catalog.model import Relation
from planner.catalog.words import RUNS_TEXT, RelationKind
from planner.names import QName
from planner.operations.policies import Seen, all_secured
from planner.tenancy.model import RowSecurity, State

_CALLED = re.compile(r'([\w$]+)"?\s*\(').findall
_COMPILED = ("c", "internal")
"""Languages that only superusers can write functions in."""
_RUNS_TEXT = re.compile(rf"\b({RUNS_TEXT})\s*\(", re.IGNORECASE)
_GIVES_RIGHTS = re.compile(
    r"\b(grant\s+(?!execute\b)\w|alter\s+(role|user|group|database|system)\b|create\s+(role|user|group)\b"
    r"|copy\s.+\bprogram\b)",
    re.IGNORECASE,
)
_UNQUALIFIED = re.compile(
    r"\b(?:from|join|into|update|using)\s+(?:only\s+)?(\"[^\"]+\"|[a-z_][\w$]*)(?![\w$\"])(?!\s*[.(])", re.IGNORECASE
)
"""A relation without its schema."""
_WRITES = re.compile(r"\b(insert|update|delete|merge|truncate|copy)\b|:resultRelation [1-9]", re.IGNORECASE)
"""What fires triggers, in a source or in the tree of a body that is SQL."""

Shown = Mapping[QName, str]
"""Scoped tables of which the rows of all tenants are read, each with the role that reads the rows."""


class Reach:
    """The relations and functions of all schemas, and what each of them reads."""

    def __init__(self, state: State, rls: RowSecurity) -> None:
        self.state = state
        self.catalog = state.catalog
        self.rls = rls
        self.relations = {**state.catalog.elsewhere, **state.catalog.relations}
        self._named_functions: dict[tuple[QName, str], tuple[Function, ...]] = {}
        self._direct: dict[tuple[QName, str, str], tuple[Shown, str]] = {}
        self._past: dict[str, bool] = {}

    # What a relation shows

    def shown(self, relation: Relation, user: str | None) -> Shown:
        """Return the scoped tables of which a relation shows the rows of all tenants, each with the role that reads them.

        `user` is the role that queries the relation; None stands for any role that policies bind.
        """
        return dict(self._shown(relation, user, set()))

    def _shown(self, relation: Relation, user: str | None, seen: set[QName]) -> Iterator[tuple[QName, str]]:
        """Yield the same. `seen` has the views on the way.

        A view with security_invoker reads as `user`, also inside a view that reads as its owner (measured on 15 and 18).
        """
        scoped = self.scoped(relation.name)
        if scoped is not None:
            if user is not None and self._goes_past(user, relation):
                yield scoped, user
            return
        if relation.name in seen or (relation.security_invoker and user is None):
            return
        seen.add(relation.name)
        if relation.kind is RelationKind.MATERIALIZED:
            yield from self._filled(relation)
        if relation.name in self.catalog.access.remote:
            yield from self._remote(relation, seen)
        for name in relation.reads:
            read = self.relations.get(name)
            if read is None:
                continue
            if relation.kind is RelationKind.MATERIALIZED:
                yield from ((table, relation.owner) for table in self._kept(read, seen))
            elif self.scoped(name) is not None and not relation.security_invoker:
                yield from self._shown(read, relation.owner, seen)
            else:
                yield from self._shown(read, user, seen)

    def _filled(self, view: Relation) -> Iterator[tuple[QName, str]]:
        """Yield the scoped tables whose rows functions put into a materialized view. REFRESH calls them as its owner."""
        for function in self.fillers(view):
            yield from self.reached(function, function.owner if function.definer else view.owner)[0].items()

    def _remote(self, table: Relation, seen: set[QName]) -> Iterator[tuple[QName, str]]:
        """Yield what a foreign table shows if its server is this database: the user mapping names another role."""
        name = self.catalog.access.remote[table.name]
        scoped = self.scoped(name)
        if scoped is not None:
            yield scoped, "the role of its user mapping"
        elif name in self.relations:
            yield from ((kept, "the role of its user mapping") for kept in self._kept(self.relations[name], seen))

    def _kept(self, relation: Relation, seen: set[QName]) -> Iterator[QName]:
        """Yield the scoped tables whose rows get into a materialized view that reads a relation."""
        scoped = self.scoped(relation.name)
        if scoped is not None:
            yield scoped
        elif relation.name not in seen:
            seen.add(relation.name)
            yield from (table for table, _ in self._filled(relation))
            for name in relation.reads:
                if name in self.relations:
                    yield from self._kept(self.relations[name], seen)

    def fillers(self, view: Relation) -> list[Function]:
        """Return the functions that a materialized view calls."""
        names = self._fillers.get(view.name, ())
        return [one for name in names for one in self.functions.get(name.name.lower(), ()) if one.name == name]

    # What a function reads

    def reached(self, function: Function, user: str | None = None) -> tuple[Shown, str]:
        """Return what a function shows as its owner or as `user`, and in words why more may be shown."""
        shown: dict[QName, str] = {}
        unknown = ""
        path = _own_path(function)
        for one, acting in self.called(function, user or function.owner):
            direct, why = self._directly(one, acting)
            shown |= direct
            unknown = unknown or why
            if not unknown and not path and self._reads_past(acting):
                unknown = self._replaceable(one)
        return shown, unknown

    def _replaceable(self, function: Function) -> str:
        """Return in words what the caller may put in the place of a relation that a source names without a schema.

        A temporary view of that name comes first, unless pg_temp stands last in a search_path of the function's own. The
        functions of the view then run with the rights of the function's owner (PostgreSQL documentation, CREATE FUNCTION,
        Writing SECURITY DEFINER Functions Safely).
        """
        if function.tree or _own_path(function):
            return ""
        plain, _ = self._by_name
        for name in _UNQUALIFIED.findall(function.source):
            if plain.get(name.strip('"').lower()):
                return (
                    f"and it names {name} without a schema, which its caller may replace (SET search_path = …, pg_temp)"
                )
        return ""

    def called(self, function: Function, user: str) -> Iterator[tuple[Function, str]]:
        """Yield a function and those that it calls, each with the role that it acts as."""
        waiting = [(function, user)]
        seen = set()
        while waiting:
            one, acting = waiting.pop()
            if (one.name, one.arguments, acting) not in seen:
                seen.add((one.name, one.arguments, acting))
                yield one, acting
                waiting += ((called, called.owner if called.definer else acting) for called in self._calls(one))

    def _calls(self, function: Function) -> tuple[Function, ...]:
        """Return the functions that a function names, also by operators, and the triggers of the relations that it writes.

        A name in a string may be that of several functions.
        """
        key = (function.name, function.arguments)
        if key not in self._named_functions:
            names = {*function.calls}
            if _WRITES.search(function.tree or function.source):
                names |= {trigger.function for relation in self.named(function) for trigger in relation.triggers}
            named: set[Function] = set()
            if not function.tree:
                names |= {called for symbol, called in self.catalog.access.operators if symbol in function.source}
                words = {*_CALLED(function.source.lower())}
                named = {one for word in words for one in self.functions.get(word, ())}
            named |= {one for name in names for one in self.functions.get(name.name.lower(), ()) if one.name == name}
            self._named_functions[key] = tuple(sorted(named, key=lambda one: (one.name, one.arguments)))
        return self._named_functions[key]

    def _directly(self, function: Function, user: str) -> tuple[Shown, str]:
        """Return the same for the function's own body, when it acts as a role."""
        key = (function.name, function.arguments, user)
        if key not in self._direct:
            shown: dict[QName, str] = {}
            for relation in self.named(function):
                shown |= self.shown(relation, user)
            self._direct[key] = (shown, _unknown(function) if self._reads_past(user) else "")
        return self._direct[key]

    def named(self, function: Function) -> Iterator[Relation]:
        """Yield the relations that a function names: those that the server knows of, or those whose names are in its source."""
        if function.tree:
            yield from (self.relations[name] for name in function.reads if name in self.relations)
            return
        source = function.source.lower()
        plain, quoted = self._by_name
        for word in set(re.findall(r"[\w$]+", source)):
            yield from plain.get(word, ())
        for name, relation in quoted:
            if name in source:
                yield relation

    # Roles

    def scoped(self, name: QName) -> QName | None:
        """Return the table with rows of tenants that a relation is, or is a partition of."""
        above = tuple(self.catalog.above(name))
        return above[-1].name if above and above[-1].name in self._hidden else None

    def _goes_past(self, name: str, relation: Relation) -> bool:
        """Return whether a role that reads a scoped table or its partition directly sees the rows of all tenants."""
        if not self._is_bound(name):
            return True
        rights_of = {name, *self.catalog.roles[name].inherits}
        if relation.rls:
            return relation.owner in rights_of and not relation.force_rls
        return relation.owner in rights_of or any(grant.grantee in {*rights_of, "public"} for grant in relation.grants)

    def _reads_past(self, name: str) -> bool:
        """Return whether there is a scoped table whose policies do not bind a role."""
        if name not in self._past:
            tables = (self.catalog.relations[table] for table in self._hidden)
            self._past[name] = any(self._goes_past(name, table) for table in tables)
        return self._past[name]

    def _is_bound(self, name: str) -> bool:
        role = self.catalog.roles.get(name)
        return role is not None and not role.superuser and not role.bypass_rls

    # Looked up once

    @cached_property
    def _hidden(self) -> frozenset[QName]:
        """The tables whose rows policies show to their own tenant alone."""
        return frozenset(table.relation for table in all_secured(self.state) if table.seen is not Seen.ALL)

    @cached_property
    def functions(self) -> Mapping[str, list[Function]]:
        """The functions of all schemas, by name without schema, in lower case."""
        found: dict[str, list[Function]] = {}
        for function in (*self.catalog.functions, *self.catalog.access.functions):
            found.setdefault(function.name.name.lower(), []).append(function)
        return found

    @cached_property
    def _fillers(self) -> Mapping[QName, list[QName]]:
        found: dict[QName, list[QName]] = {}
        for view, function in self.catalog.access.kept_calls:
            found.setdefault(view, []).append(function)
        return found

    @cached_property
    def _by_name(self) -> tuple[Mapping[str, list[Relation]], list[tuple[str, Relation]]]:
        """The relations by name in lower case, and those whose names are only names in quotes."""
        plain: dict[str, list[Relation]] = {}
        quoted = []
        for relation in self.relations.values():
            name = relation.name.name.lower()
            plain.setdefault(name, []).append(relation)
            if not re.fullmatch(r"[\w$]+", name):
                quoted.append(('"' + name.replace('"', '""') + '"', relation))
        return plain, quoted


def _own_path(function: Function) -> bool:
    """Return whether a function has a search_path of its own that looks for temporary relations last."""
    paths = (one.partition("=")[2] for one in function.config if one.lower().startswith("search_path="))
    return any(path.rpartition(",")[2].strip(' "') == "pg_temp" for path in paths)


def _unknown(function: Function) -> str:
    """Return in words why a function may do more than its source names; empty if it names all."""
    if function.language in _COMPILED and function.member:
        return ""
    if function.language not in ("sql", "plpgsql"):
        return f"and it runs code in {function.language}"
    if function.language == "plpgsql" and re.search(r"\bexecute\b", function.source, re.IGNORECASE):
        return "and it runs SQL that is made at run time"
    if function.runs_text or _RUNS_TEXT.search(function.source):
        return "and it runs SQL that is made at run time"
    if re.search(r'\bu&"', function.source, re.IGNORECASE):
        return "and it names relations by the numbers of their letters"
    return "and it gives rights to roles" if _GIVES_RIGHTS.search(function.source) else ""
