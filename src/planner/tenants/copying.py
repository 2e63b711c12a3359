"""The copy of a tenant's rows for another tenant of the same database: of all its tables, or of some.

Ids that no two rows may share are renewed through planner.key_map, and every reference to them follows: over any number
of foreign keys, of a table to itself, in cycles, and by the cases of a polymorphic column. A reference to a row of a
tenant's table that is not copied is left NULL. References to tables for all tenants stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from planner.catalog.fingerprint import constant_of
from planner.catalog.model import Relation
from planner.catalog.parts import Column, Index
from planner.catalog.words import Generated, Identity
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.names import QName
from planner.rows.path_sql import matches, present
from planner.rows.search_path import switched_to
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import templates
from planner.steps.record.tables import KEY_MAP
from planner.tenancy.model import Path
from planner.tenants.closed import TENANTS, ClosedSet, Part
from planner.tenants.mapping import Key, KeyMapping
from planner.tenants.renewal import UUID, UUID_LENGTH, WHOLE

_SQL = templates("planner.tenants", "copying.sql")


@dataclass(frozen=True, slots=True)
class Renewal:
    """A column of a table whose copied rows get new values."""

    key: Key
    fresh: Node
    """The expression that makes a new value."""


@dataclass(frozen=True, slots=True)
class Copying:
    """What is copied, and how."""

    closed: ClosedSet
    mapping: KeyMapping
    groups: tuple[tuple[QName, ...], ...]
    """The copied tables, parents first."""
    renewals: tuple[Renewal, ...]
    emptied: Mapping[QName, Mapping[str, QName]]
    """The columns of each table that point to a table that is not copied. They are NULL in the copies."""
    row: Mapping[str, str] = field(default_factory=dict)
    """Values of the new tenant's own row."""

    @property
    def tables(self) -> tuple[QName, ...]:
        return tuple(name for group in self.groups for name in group)

    # Statements

    def key_map(self) -> Iterator[Node]:
        """Yield the statements that give each renewed key of the copied rows its new value."""
        entries = build.eq(build.column("tenant", KEY_MAP.name), build.literal(self.mapping.new))
        yield build.delete(KEY_MAP, entries)
        for renewal in self.renewals:
            relation, name = renewal.key
            yield _SQL["renewed"].fill(
                tenant=build.literal(self.mapping.new),
                schema=build.literal(relation.schema),
                relation=build.literal(relation.name),
                name=build.literal(name),
                fresh=build.cast(renewal.fresh, "text"),
                column=name,
                source=self.closed.source(relation, "t"),
                rows=self.closed.rows(relation, "t", self.mapping.old),
            )

    def insert(self, group: Sequence[QName], path: Node) -> Node:
        """Return the INSERT of the copies of a group, whose foreign keys are checked after all of them.

        Triggers find their tables by the search_path `path`.
        """
        first = [self._insert(self.closed.own[name], path) for name in group]
        last = first.pop()
        named: list[str | Node] = []
        for number, statement in enumerate(first):
            named += [",", build.ident(f"i{number}")] if number else ["WITH", build.ident(f"i{number}")]
            named += ["AS", "(", statement, ")"]
        return build.phrase(*named, last) if named else last

    def _insert(self, part: Part, path: Node) -> Node:
        left = self.emptied.get(part.relation, {})
        shown = [column for column in part.columns if column.name not in left]
        values = [self._value(part, column.name) for column in shown]
        rows = self.closed.select(part, self.mapping.old, *values).where(switched_to(path.copy()), copy=False)
        always = any(column.identity is Identity.ALWAYS for column in shown)
        names = build.parens(build.ident(column.name) for column in shown)
        return build.phrase(
            "INSERT INTO", build.relation(part.relation), names, *(["OVERRIDING SYSTEM VALUE"] if always else []), rows
        )

    def _value(self, part: Part, name: str) -> Node:
        if part.kind == TENANTS and name in self.row:
            return build.literal(self.row[name])
        return self.mapping.forward(part, name, "t")

    def compared(self, part: Part) -> tuple[exp.Select, exp.Select]:
        """Return the queries for the rows of the old tenant, and for their copies with the old keys: equal sets."""
        left = {*self.emptied.get(part.relation, {}), *(self.row if part.kind == TENANTS else ())}
        names = [name for name in part.names if name not in left]
        there = [build.column(name, "t") for name in names]
        here = [self.mapping.back(part, name, "t") for name in names]
        old, new = self.mapping.old, self.mapping.new
        return self.closed.select(part, old, *there), self.closed.select(part, new, *here)

    def astray(self) -> Iterator[tuple[QName, Path, Node]]:
        """Yield a query for each reference to a copied row: one row that points to a row of another tenant."""
        for name in self.tables:
            for path in self._followed(name):
                query = _SQL["astray"].fill(
                    source=self.closed.source(name, "t"),
                    rows=self.closed.rows(name, "t", self.mapping.old),
                    present=present(path, "t"),
                    parent=build.table(path.source, alias="p"),
                    matches=matches(path, "t", "p"),
                    same=self.closed.rows(path.parent, "p", self.mapping.old),
                    own=build.table(path.source, alias="o"),
                    own_matches=matches(path, "t", "o"),
                    own_rows=self.closed.rows(path.parent, "o", self.mapping.old),
                )
                yield name, path, query

    def _followed(self, name: QName) -> Iterator[Path]:
        tenants = self.closed.state.tenancy.tenants.relation
        table = self.closed.state.tenancy.tables.get(name)
        if table is not None and table.rules.on_conflict == "first":
            return
        for path in self.closed.links.get(name, ()):
            if path.parent in self.tables and path.parent != tenants:
                yield path


def copying(
    connection: Connection,
    closed: ClosedSet,
    old: str,
    new: str,
    names: Sequence[QName] | None = None,
    row: Mapping[str, str] | None = None,
) -> Copying:
    """Return how the rows of `old` become rows of `new`: those of all tables, or of some. Reads rows, and writes none.

    `row` has values of the new tenant's own row. Raise Blocked for rows that can't be copied.
    """
    chosen = set(closed.own if names is None else names)
    groups = tuple(g for group in closed.groups if (g := tuple(name for name in group if name in chosen)))
    emptied = {name: _emptied(closed, closed.own[name], chosen) for name in chosen}
    mapping = KeyMapping(closed, old, new)
    renewals = [
        renewal
        for group in groups
        for name in group
        for renewal in _renewals(connection, closed, closed.own[name], old, mapping)
    ]
    mapping.renewed.update(renewal.key for renewal in renewals)
    made = Copying(closed, mapping, groups, tuple(renewals), emptied, row or {})
    for name in made.tables:
        _refuse_same(connection, made, closed.own[name])
    return made


def refuse_astray(connection: Connection, made: Copying) -> None:
    """Raise Blocked when a copied row points to a row of another tenant."""
    for name, path, query in made.astray():
        if connection.row(query) is not None:
            raise Blocked(
                f"rows of {name} point to rows of {path.parent} that do not belong to {made.mapping.old}",
                hint="planner verify shows them; correct them first. Nothing was changed",
            )


def _emptied(closed: ClosedSet, part: Part, chosen: set[QName]) -> dict[str, QName]:
    """Return the columns that point to a tenant's table that is not copied. Raise Blocked if one may not be NULL."""
    found: dict[str, QName] = {}
    spelled = closed.state.tenancy.tables[part.relation].spelled if part.kind != TENANTS else str(part.relation)
    tenants = closed.state.tenancy.tenants.relation
    for path in closed.links.get(part.relation, ()):
        if path.parent in chosen or path.parent not in closed.own or path.parent == tenants:
            continue
        if path.case is not None:
            raise Blocked(
                f"{part.relation} points to {path.parent} by a type column, and {path.parent} is not copied",
                hint=f"add {path.parent} to tenant.template.tables, or leave {spelled} out",
            )
        for name in path.columns:
            column = next((column for column in part.columns if column.name == name), None)
            if column is None or name == part.column:
                continue
            if column.not_null:
                raise Blocked(
                    f"{part.relation}.{name} points to {path.parent}, which is not copied, and may not be NULL",
                    hint=f"add {path.parent} to tenant.template.tables, or leave {spelled} out",
                )
            found[name] = path.parent
    return found


# Renewed keys


def _renewals(
    connection: Connection, closed: ClosedSet, part: Part, old: str, mapping: KeyMapping
) -> Iterator[Renewal]:
    """Yield the columns of unique keys over all tenants that get new values: one for each key."""
    seen: set[str] = set()
    for index in _global_keys(closed.relation(part), part):
        names = [one.name for one in index.columns if one.name is not None]
        if seen & {*names}:
            continue
        for name in names:
            if name == part.column or name not in part.names or mapping.points(part.relation, name):
                continue
            fresh = _fresh(connection, closed, part, name, old)
            if fresh is not None:
                seen.add(name)
                yield Renewal((part.relation, name), fresh)
                break


def _global_keys(relation: Relation, part: Part) -> list[Index]:
    """Return the unique keys of a table that rows of two tenants can't both have. Primary keys come first."""
    indexes = sorted(relation.indexes, key=lambda index: (not index.primary, index.name))
    return [index for index in indexes if index.unique and part.column not in {one.name for one in index.columns}]


def _fresh(connection: Connection, closed: ClosedSet, part: Part, name: str, old: str) -> Node | None:
    """Return the expression for new values of a column; None when planner can't make any."""
    column = next(column for column in part.columns if column.name == name)
    made = _made(closed.relation(part), column)
    if made is not None:
        return made
    indexes = closed.relation(part).indexes
    if not any(one.primary and any(key.name == name for key in one.columns) for one in indexes):
        return None
    if column.type == "uuid":
        return build.call("gen_random_uuid")
    if column.type in WHOLE:
        return _SQL["next_number"].fill(
            highest=build.call("max", build.column(name, "x")),
            table=part.relation,
            number=build.phrase(build.call("row_number"), "OVER", build.parens([])),
        )
    length = re.fullmatch(r"character varying\((\d+)\)", column.type)
    fits = column.type in ("text", "character varying") or (length is not None and int(length[1]) >= UUID_LENGTH)
    if not fits:
        return None
    text = build.cast(build.column(name, "t"), "text")
    other = build.call("textregexne", text, build.literal(UUID))
    query = closed.select(part, old, build.literal(1)).where(other, copy=False).limit(1, copy=False)
    return build.call("gen_random_uuid") if connection.row(query) is None else None


def _made(relation: Relation, column: Column) -> Node | None:
    """Return the expression that makes new values: the identity's next one, or the default unless it is a constant."""
    if column.identity is not Identity.NONE:
        table = build.literal(build.render(build.table(relation.name)))
        sequence = build.call("pg_get_serial_sequence", table, build.literal(column.name))
        return build.call("nextval", build.cast(sequence, "regclass"))
    if column.default is None or column.generated is not Generated.NONE:
        return None
    if constant_of(column.default) is not None or column.default.startswith("NULL"):
        return None
    return exp.Paren(this=build.verbatim(column.default))


def _refuse_same(connection: Connection, made: Copying, part: Part) -> None:
    """Raise Blocked for a unique key over all tenants whose values would stay the same in the copies."""
    closed, mapping = made.closed, made.mapping
    given = {*made.row} if part.kind == TENANTS else set()
    for index in _global_keys(closed.relation(part), part):
        names = [one.name for one in index.columns]
        if given & {*names} or any(name is not None and _changes(mapping, part, name) for name in names):
            continue
        if index.predicate is not None or None in names:
            continue  # The server decides: the rows of this tenant may have no entry in the index.
        filled = build.and_(*(build.is_not_null(build.column(str(name), "t")) for name in names))
        query = closed.select(part, mapping.old, build.literal(1)).where(filled, copy=False).limit(1, copy=False)
        if connection.row(query) is not None:
            raise _global(closed, part, index)


def _changes(mapping: KeyMapping, part: Part, name: str) -> bool:
    """Return whether the copies have other values in a column: they are renewed, or follow a renewed key."""
    tenants = mapping.closed.state.tenancy.tenants
    return any(
        key in mapping.renewed or key == (tenants.relation, tenants.key)
        for _, key in mapping.origins(part.relation, name)
    )


def _global(closed: ClosedSet, part: Part, index: Index) -> Blocked:
    columns = ", ".join(one.name or one.definition for one in index.columns)
    if part.kind == TENANTS:
        return Blocked(
            f"{part.relation} has the unique key {index.name} ({columns}): the new tenant needs another value",
            hint=f"give it with --values {index.columns[0].name}=…; nothing was changed",
        )
    spelled = closed.state.tenancy.tables[part.relation].spelled
    return Blocked(
        f"{part.relation} has the unique key {index.name} ({columns}) over all tenants, so its rows can't be copied",
        hint="make it a key per tenant (keys.unique: per_tenant, keys.primary_key: composite), or leave "
        f"{spelled} out of tenant.template.tables",
    )
