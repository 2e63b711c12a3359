"""The copy of a tenant's rows for another tenant: which ids are renewed, and which references follow them.

A reference to a copied row leads to the row's copy. A reference to a row of a table that is not copied would lead into
another tenant, so it is left NULL, or refused where the column may not be NULL. References to tables for all tenants
stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from sqlglot import exp

from planner.catalog.fingerprint import constant_of
from planner.catalog.model import Relation
from planner.catalog.parts import Column, Index
from planner.catalog.words import Generated, Identity
from planner.errors import Blocked
from planner.names import EQUALS, QName
from planner.rows.search_path import application_path, with_triggers_under
from planner.sql import build
from planner.sql.build import Node
from planner.tenancy.model import Path, ScopedTable, State

_TEMPORARY = "pg_temp"


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that points to a copied row."""

    column: str
    parent: QName
    operator: QName


@dataclass(frozen=True, slots=True)
class TableCopy:
    """The copy of one table's rows."""

    table: ScopedTable
    relation: Relation
    renewed: Column | None
    """The column of the primary key that gets new values."""
    defaulted: frozenset[str]
    """Other unique columns, which get the values of their defaults."""
    references: tuple[Reference, ...]
    emptied: tuple[tuple[str, QName], ...]
    """Columns that point to tables that are not copied: (column, table). They stay NULL."""
    numbers: Mapping[QName, int] = field(default_factory=dict)
    """The numbers of the maps from old ids to new ids, by table."""

    @property
    def name(self) -> QName:
        return self.table.relation


def copies(names: Sequence[QName], state: State) -> tuple[TableCopy, ...]:
    """Return the copies, parents first. Raise Blocked for a table whose rows can't be copied."""
    tables = [state.tenancy.tables[name] for name in names]
    renewed = {table.relation: _renewed(state.relation(table), table.column) for table in tables}
    numbers = {name: number for number, name in enumerate(renewed) if renewed[name] is not None}
    found = {table.relation: _copy(table, renewed, numbers, state) for table in tables}
    above = {name: [one.parent for one in copy.references if one.parent != name] for name, copy in found.items()}
    try:
        return tuple(found[name] for name in TopologicalSorter(above).static_order())
    except CycleError as cycle:
        around = " → ".join(str(name) for name in cycle.args[1])
        raise Blocked(
            f"the rows of {around} reference each other, so no copy can come first",
            hint="leave one of the tables out of tenant.template.tables, and fill it in the application",
        ) from None


def _copy(
    table: ScopedTable, renewed: Mapping[QName, Column | None], numbers: Mapping[QName, int], state: State
) -> TableCopy:
    relation = state.relation(table)
    references: list[Reference] = []
    emptied: list[tuple[str, QName]] = []
    for path in table.parents:
        if path.mapping or path.parent not in state.tenancy.tables:
            continue
        pairs = [(mine, theirs) for mine, theirs in path.pairs if mine != table.column]
        if path.parent in renewed:
            references += _followed(table, path, pairs, renewed[path.parent])
        else:
            emptied += _emptied(table, relation, path, [mine for mine, _ in pairs])
    mine = renewed[table.relation]
    defaulted = _defaulted(relation, table, mine, {one.column for one in references})
    kept = tuple(dict.fromkeys(references))
    return TableCopy(table, relation, mine, defaulted, kept, tuple(dict.fromkeys(emptied)), numbers)


def _followed(
    table: ScopedTable, path: Path, pairs: Sequence[tuple[str, str]], renewed: Column | None
) -> Iterator[Reference]:
    """Yield the column of a path that points to a renewed id. Keys that stay need nothing."""
    if path.case is not None:
        raise Blocked(
            f"{table.relation} points to {path.parent} by a type column, and such references are not renewed",
            hint=f"leave {table.spelled} out of tenant.template.tables, and fill it in the application",
        )
    for mine, theirs in pairs:
        if renewed is not None and theirs == renewed.name:
            yield Reference(mine, path.parent, dict(path.operators).get(mine, EQUALS))


def _emptied(table: ScopedTable, relation: Relation, path: Path, columns: Sequence[str]) -> Iterator[tuple[str, QName]]:
    for name in columns:
        column = relation.column(name)
        if column is not None and column.not_null:
            raise Blocked(
                f"{table.relation}.{name} points to {path.parent}, which is not copied, and may not be NULL",
                hint=f"add {path.parent} to tenant.template.tables, or leave {table.spelled} out",
            )
        yield name, path.parent


def _renewed(relation: Relation, tenant: str) -> Column | None:
    """Return the column of the primary key that gets new values: the only one besides the tenant, with a default."""
    primary = next((index for index in relation.indexes if index.primary), None)
    names = [one.name for one in primary.columns if one.name not in (None, tenant)] if primary is not None else []
    column = relation.column(names[0] or "") if len(names) == 1 else None
    return column if column is not None and (_makes_values(column) or column.type == "uuid") else None


def _makes_values(column: Column) -> bool:
    if column.generated is not Generated.NONE:
        return False
    makes = column.default is not None and constant_of(column.default) is None
    return makes or column.identity is not Identity.NONE


def _defaulted(relation: Relation, table: ScopedTable, renewed: Column | None, references: set[str]) -> frozenset[str]:
    """Return the unique columns that get their defaults' values. Raise Blocked for a unique key that stays the same."""
    fresh = {table.column, *references} | ({renewed.name} if renewed is not None else set())
    found = set()
    for index in relation.indexes:
        names = [one.name for one in index.columns]
        if not index.unique or fresh & {*names}:
            continue
        makes = [name for name in names if name and (c := relation.column(name)) is not None and _makes_values(c)]
        if not makes:
            raise _global(table, index)
        found.update(makes)
    return frozenset(found)


def _global(table: ScopedTable, index: Index) -> Blocked:
    columns = ", ".join(one.name or one.definition for one in index.columns)
    return Blocked(
        f"{table.relation} has the unique key {index.name} ({columns}) over all tenants, so its rows can't be copied",
        hint="make it a key per tenant (keys.unique: per_tenant, keys.primary_key: composite), or leave "
        f"{table.spelled} out of tenant.template.tables",
    )


# Statements


def maps(copy: TableCopy, template: Node, state: State) -> Iterator[Node]:
    """Yield the statement that gives each row of the template tenant its new id, in a temporary table."""
    if copy.renewed is None:
        return
    name = copy.renewed.name
    old = build.aliased(build.column(name, "t"), "old")
    new = build.aliased(build.cast(_new(copy.relation, copy.renewed), copy.renewed.type), "new")
    query = _of_template(copy, template, state, old, new)
    yield build.phrase("CREATE TEMPORARY TABLE", build.relation(_map(copy, copy.name)), "ON COMMIT DROP AS", query)


def astray(copy: TableCopy, template: Node, state: State) -> Iterator[tuple[Reference, Node]]:
    """Yield a query for each reference: the number of rows that point to a row of another tenant."""
    for reference in copy.references:
        query = _of_template(copy, template, state, exp.Count(this=exp.Star()))
        query = build.left_join(query, build.table(_map(copy, reference.parent), alias="p"), _points(reference, "p"))
        lost = build.and_(
            build.is_not_null(build.column(reference.column, "t")), build.is_null(build.column("old", "p"))
        )
        yield reference, query.where(lost, copy=False)


def insert(copy: TableCopy, template: Node, tenant: Node, state: State) -> Node:
    """Return the INSERT of the copies. Triggers find their tables by the application's search_path."""
    names: list[str] = []
    values: list[Node] = []
    joined: dict[str, Reference] = {one.column: one for one in copy.references}
    left = {name for name, _ in copy.emptied} | copy.defaulted
    for column in copy.relation.columns:
        if column.generated is not Generated.NONE or column.name in left:
            continue
        names.append(column.name)
        if column.name == copy.table.column:
            values.append(tenant)
        elif copy.renewed is not None and column.name == copy.renewed.name:
            values.append(build.column("new", "m"))
        elif column.name in joined:
            values.append(build.column("new", _alias(joined, column.name)))
        else:
            values.append(build.column(column.name, "t"))
    query = _of_template(copy, template, state, *values)
    if copy.renewed is not None:
        own = Reference(copy.renewed.name, copy.name, EQUALS)
        query = build.left_join(query, build.table(_map(copy, copy.name), alias="m"), _points(own, "m"))
    for name, reference in joined.items():
        alias = _alias(joined, name)
        query = build.left_join(
            query, build.table(_map(copy, reference.parent), alias=alias), _points(reference, alias)
        )
    always = any(copy.relation.column(name).identity is Identity.ALWAYS for name in names)  # type: ignore[union-attr]
    if fires(copy.relation):
        with_triggers_under(application_path(), query)
    return exp.Insert(
        this=exp.Schema(this=build.table(copy.name), expressions=[build.ident(name) for name in names]),
        expression=build.phrase("OVERRIDING SYSTEM VALUE", query) if always else query,
    )


def fires(relation: Relation) -> bool:
    """Return whether triggers of the table fire for the INSERT."""
    return any("INSERT" in trigger.events and trigger.enabled.fires_for_clients for trigger in relation.triggers)


def counted(copy: TableCopy, template: Node, state: State) -> Node:
    """Return the query for the number of rows that are copied."""
    return _of_template(copy, template, state, exp.Count(this=exp.Star()))


def _of_template(copy: TableCopy, template: Node, state: State, *columns: Node) -> exp.Select:
    query = build.select(*columns).from_(build.table(copy.name, alias="t"), copy=False)
    own = build.eq(build.column(copy.table.column, "t"), template.copy(), state.tenancy.tenants.equals)
    return query.where(own, copy=False)


def _new(relation: Relation, column: Column) -> Node:
    """Return the expression for a new value of the column: that of its sequence, or its default."""
    if column.identity is Identity.NONE and column.default is None:
        return build.call("gen_random_uuid")  # the application makes them by itself
    if column.identity is Identity.NONE:
        assert column.default is not None
        return exp.Paren(this=build.verbatim(column.default))
    table = build.literal(build.render(build.table(relation.name)))
    sequence = build.call("pg_get_serial_sequence", table, build.literal(column.name))
    return build.call("nextval", build.cast(sequence, "regclass"))


def _map(copy: TableCopy, name: QName) -> QName:
    return QName(_TEMPORARY, f"planner_ids_{copy.numbers[name]}")


def _alias(joined: Mapping[str, Reference], column: str) -> str:
    return f"p{list(joined).index(column)}"


def _points(reference: Reference, alias: str) -> Node:
    return build.eq(build.column("old", alias), build.column(reference.column, "t"), reference.operator)
