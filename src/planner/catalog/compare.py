"""Compare two catalogs table by table. Objects are compared by their structure, not by their names.

Both catalogs come from a server, so that expressions and types have the same spelling. One is a definition file of an
ORM, loaded into a scratch server; the other is the live database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import OwnedKind
from planner.catalog.parts import Column, Constraint, Index, Policy
from planner.catalog.words import ConstraintKind, ReferentialAction
from planner.names import QName


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: an object that only one side has, or that differs. A side without the object is None."""

    relation: QName
    what: str
    columns: frozenset[str]
    """The columns that the difference concerns; empty for a difference of the table itself."""
    defined: str | None
    live: str | None

    def __str__(self) -> str:
        match self.defined, self.live:
            case None, live:
                return f"{self.what}: only in the database: {live}"
            case defined, None:
                return f"{self.what}: only in the files: {defined}"
            case defined, live:
                return f"{self.what}: {defined} in the files, {live} in the database"


@dataclass(frozen=True, slots=True)
class Words:
    """What a definition file can express. Everything else is not compared."""

    names: bool = False
    """The definition names its foreign keys and indexes, so the names must be those of the database."""
    actions: bool = True
    """The definition has ON DELETE and ON UPDATE."""
    several: bool = True
    """The definition can have primary and foreign keys of several columns."""
    predicates: bool = True
    """The definition can have partial indexes and indexes over expressions."""
    patterns: bool = True
    """Indexes for LIKE are compared. False for a tool that adds such indexes by itself."""
    copies: bool = True
    """The definition lists the copies (tenant, …) of indexes. False for a tool whose migrations alone have them."""


def compare(
    defined: Catalog, live: Catalog, words: Words = Words(), *, guarded: Collection[tuple[QName, str]] = ()
) -> Iterator[Difference]:
    """Yield the differences in the tables that `defined` has.

    The defaults of the columns in `guarded` are planner's, so they are not compared. Triggers are not compared either,
    nor are policies when the definition has none.
    """
    policies = any(relation.policies for relation in defined.relations.values())
    for name in sorted(defined.relations):
        mine, theirs = defined.relations[name], live.relations.get(name)
        if not mine.is_table() or mine.partition_of is not None:
            continue
        if theirs is None:
            yield Difference(name, "table", frozenset(), "defined", None)
            continue
        yield from _columns(mine, theirs, guarded)
        yield from _sets(name, _keys(mine, words), _keys(theirs, words))
        yield from _sets(name, _indexes(mine, words), _indexes(_compared(theirs, live, words), words))
        if policies:
            yield from _sets(name, _policies(mine), _policies(theirs))


def _columns(mine: Relation, theirs: Relation, guarded: Collection[tuple[QName, str]]) -> Iterator[Difference]:
    there = {column.name: column for column in theirs.columns}
    for column in mine.columns:
        other = there.pop(column.name, None)
        about = frozenset({column.name})
        what = f"column {column.name}"
        if other is None:
            yield Difference(mine.name, what, about, _spoken(column), None)
            continue
        pairs = [("type", column.type, other.type), ("", _null(column), _null(other))]
        if (mine.name, column.name) not in guarded:
            pairs.append(("default", column.default or "no default", other.default or "no default"))
        for part, one, two in pairs:
            if one != two:
                yield Difference(mine.name, f"{what} {part}".rstrip(), about, one, two)
    for column in there.values():
        yield Difference(mine.name, f"column {column.name}", frozenset({column.name}), None, _spoken(column))


def _spoken(column: Column) -> str:
    return f"{column.type} {_null(column)}"


def _null(column: Column) -> str:
    return "NOT NULL" if column.not_null else "nullable"


@dataclass(frozen=True, slots=True)
class _Object:
    """An object as text that is equal for equal objects, and the columns that the object concerns."""

    kind: str
    text: str
    columns: frozenset[str]


def _sets(relation: QName, mine: set[_Object], theirs: set[_Object]) -> Iterator[Difference]:
    def order(thing: _Object) -> tuple[str, str]:
        return thing.kind, thing.text

    for thing in sorted(mine - theirs, key=order):
        yield Difference(relation, thing.kind, thing.columns, thing.text, None)
    for thing in sorted(theirs - mine, key=order):
        yield Difference(relation, thing.kind, thing.columns, None, thing.text)


def _keys(relation: Relation, words: Words) -> set[_Object]:
    """Return primary keys and foreign keys. Unique keys are compared as indexes."""
    found = set()
    for constraint in relation.constraints:
        if len(constraint.columns) > 1 and not words.several:
            continue
        called = f" {constraint.name}" if words.names else ""
        columns = ", ".join(constraint.columns)
        match constraint.kind:
            case ConstraintKind.PRIMARY:
                found.add(_Object("primary key", f"({columns})", frozenset(constraint.columns)))
            case ConstraintKind.FOREIGN:
                acts = _actions(constraint) if words.actions else ""
                text = f"({columns}) → {constraint.ref} ({', '.join(constraint.ref_columns)}){acts}{called}"
                found.add(_Object("foreign key", text, frozenset(constraint.columns)))
    return found


def _actions(key: Constraint) -> str:
    parts = [("ON DELETE", key.on_delete), ("ON UPDATE", key.on_update)]
    return "".join(f" {event} {action}" for event, action in parts if action is not ReferentialAction.NO_ACTION)


def _compared(relation: Relation, live: Catalog, words: Words) -> Relation:
    """Return a live relation without the indexes that the definition does not list."""
    if words.copies:
        return relation
    copies = {owned.key.name for owned in live.owned.of(relation.name) if owned.key.kind is OwnedKind.FOLLOWED}
    return replace(relation, indexes=tuple(index for index in relation.indexes if index.name not in copies))


def _indexes(relation: Relation, words: Words) -> set[_Object]:
    """Return the indexes. A unique constraint counts as a unique index: readers and writers see no difference."""
    found = set()
    for index in relation.indexes:
        if index.primary or not index.valid:
            continue
        if not words.predicates and (index.predicate is not None or any(c.name is None for c in index.columns)):
            continue
        if not words.patterns and any((c.opclass or "").endswith("_pattern_ops") for c in index.columns):
            continue
        called = f" {index.name}" if words.names else ""
        kind = "unique key" if index.unique else "index"
        columns = frozenset(c.name for c in index.columns if c.name is not None)
        found.add(_Object(kind, f"{_structure(index)}{called}", columns))
    return found


def _structure(index: Index) -> str:
    columns = ", ".join(
        " ".join(
            part
            for part in (
                column.name or column.definition,
                column.opclass or "",
                "DESC" if column.descending else "",
                ""
                if column.nulls_first == column.descending
                else "NULLS FIRST"
                if column.nulls_first
                else "NULLS LAST",
            )
            if part
        )
        for column in index.columns
    )
    method = "" if index.method == "btree" else f"{index.method} "
    include = f" INCLUDE ({', '.join(c.name or '' for c in index.include)})" if index.include else ""
    where = f" WHERE {index.predicate}" if index.predicate is not None else ""
    return f"{method}({columns}){include}{where}{' NULLS NOT DISTINCT' if index.nulls_not_distinct else ''}"


def _policies(relation: Relation) -> set[_Object]:
    return {_Object("policy", _policy(policy), frozenset()) for policy in relation.policies}


def _policy(policy: Policy) -> str:
    kind = "PERMISSIVE" if policy.permissive else "RESTRICTIVE"
    return f"{policy.name} {kind} FOR {policy.command} TO {', '.join(policy.roles)} USING {policy.using} WITH CHECK {policy.check}"
