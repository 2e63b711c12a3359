"""Make a row of a tenant: a copy of an existing row, or new values for its columns. The caller gives its references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import EllipsisType

from sqlglot import exp

from planner.catalog.model import Catalog, Relation
from planner.catalog.parts import Column, Constraint, Index
from planner.catalog.words import ConstraintKind, Generated, Identity
from planner.names import QName
from planner.sql import build
from planner.sql.build import Node
from planner.tenancy.model import Path, ScopedTable, Tenancy
from planner.verification.probe.values import narrower, values

Fitting = Mapping[tuple[QName, str], str]
"""The type whose values fit a referenced column and all columns that reference it, where that is not its own type."""

Row = Mapping[str, str | None]
"""The value of every column as text."""

ATTEMPTS = 120
"""The most INSERTs for one row. Each INSERT has another value for the columns that were refused last."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns of a row that hold the key of another row."""

    columns: tuple[str, ...]
    ref: QName
    ref_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """The values of a row that other rows decide: its tenant and its references."""

    values: Row
    loose: frozenset[str] = frozenset()
    """The columns that may become NULL instead: a CHECK may want exactly one of several parents."""
    itself: Mapping[str, str] = field(default_factory=dict)
    """By column, the column of the same row whose value it takes: a row that must reference a row of its own table."""


class Draft:
    """One row to insert: the value for each column, and further values in case the table refuses this one."""

    def __init__(
        self, relation: Relation, catalog: Catalog, fitting: Fitting, given: Given, template: Row | None, number: int
    ) -> None:
        self.relation = relation
        self._catalog = catalog
        self._fitting = fitting
        self._given = given
        self._number = number
        self._choices: dict[str, Sequence[str | EllipsisType | None]] = {
            column.name: list(self._for(column, catalog, template))
            for column in relation.columns
            if self._is_open(column) and column.name not in given.values and column.name not in given.itself
        }
        self._choices |= {name: (given.values[name], None) for name in given.loose if given.values[name] is not None}
        self._at = dict.fromkeys(self._choices, 0)
        self._searches: dict[str, Iterator[tuple[int, ...]]] = {}
        self._never: dict[str, set[int]] = {name: set() for name in self._choices}
        """By column, the choices that a CHECK on the column alone has refused."""

    def _is_open(self, column: Column) -> bool:
        """Return whether the draft chooses a value for the column."""
        return _settable(column)

    def _for(self, column: Column, catalog: Catalog, template: Row | None) -> Iterator[str | EllipsisType | None]:
        """Yield the values for a column: as in the template, but new values for keys.

        `...` leaves the column to its default.
        """
        keyed = self._is_keyed(column, catalog)
        if template is not None and not keyed:
            yield template.get(column.name)
        if (column.default is not None or column.identity is not Identity.NONE) and not self._repeated(column.name):
            yield ...
        elif not column.not_null and not keyed and template is None:
            yield None
        yield from values(self.relation, self._fitted(column), catalog, self._number)
        if template is not None and keyed:
            yield template.get(column.name)
        if not column.not_null:
            yield None

    def _is_keyed(self, column: Column, catalog: Catalog) -> bool:
        parts = (self.relation, *catalog.leaves(self.relation.name))
        return any(index.unique and _speaks_of(index, column.name) for part in parts for index in part.indexes)

    def _fitted(self, column: Column) -> Column:
        """Return the column with the type whose values also fit the columns that reference it."""
        return replace(column, type=self._fitting.get((self.relation.name, column.name), column.type))

    def insert(self) -> Node:
        """Return the INSERT, which returns every column as text."""
        return insert(self.relation, self.chosen())

    def chosen(self) -> Row:
        """Return the values that the draft gives. The server fills the other columns."""
        columns = {c.name: c for c in self.relation.columns}
        chosen: dict[str, str | None] = dict(self._given.values)
        for name, choices in self._choices.items():
            choice = choices[self._at[name]] if choices else None
            if not isinstance(choice, EllipsisType):
                chosen[name] = choice
        chosen |= {mine: chosen[theirs] for mine, theirs in self._given.itself.items() if theirs in chosen}
        return {name: value for name, value in chosen.items() if columns[name].generated is Generated.NONE}

    def _repeated(self, name: str) -> bool:
        """Return whether another column of the row repeats the value, which then can't be left to a default."""
        return name in self._given.itself.values()

    def refused(self, constraint: str | None, column: str | None, data_type: str | None) -> bool:
        """Take other values for the columns that caused a refusal. Return False when there are none."""
        blamed = [name for name in self._blamed(constraint, column, data_type) if name in self._at]
        check = self.relation.constraint(constraint) if constraint is not None else None
        if check is not None and check.kind is ConstraintKind.CHECK and blamed:
            return self._one_more(blamed[0]) if len(blamed) == 1 else self._combined(check.name, blamed)
        moved = False
        for name in blamed:
            further = range(self._at[name] + 1, len(self._choices[name]))
            at = next((at for at in further if at not in self._never[name]), None)
            if at is not None:
                self._at[name] = at
                moved = True
        return moved

    def _one_more(self, name: str) -> bool:
        """Take another value for a column whose value a CHECK on it has refused, and never that one again."""
        never, choices = self._never[name], len(self._choices[name])
        never.add(self._at[name])
        at = next((at for at in range(choices) if at not in never), None)
        self._at[name] = at if at is not None else self._at[name]
        return at is not None

    def _combined(self, check: str, blamed: list[str]) -> bool:
        """Take the next combination of values for a CHECK on several columns."""
        search = self._searches.setdefault(check, combinations([len(self._choices[name]) for name in blamed]))
        possible = (c for c in search if not any(at in self._never[n] for n, at in zip(blamed, c, strict=True)))
        found = next(possible, None)
        self._at |= zip(blamed, found, strict=True) if found is not None else ()
        return found is not None

    def _blamed(self, constraint: str | None, column: str | None, data_type: str | None) -> list[str]:
        if column is not None:
            return [column]
        parts = (self.relation, *self._catalog.leaves(self.relation.name))
        index = next((i for part in parts for i in part.indexes if i.name == constraint), None)
        if index is not None:
            return [c.name for c in self.relation.columns if _speaks_of(index, c.name)]
        found = self.relation.constraint(constraint) if constraint is not None else None
        if found is not None and found.columns:
            return list(found.columns)
        if constraint is None and data_type is None and self.relation.partition_key is not None:
            return [c.name for c in self.relation.columns if c.name in self.relation.partition_key]
        if data_type is not None:
            return [c.name for c in self.relation.columns if c.type.rsplit(".", 1)[-1].strip('"') == data_type]
        return []


def combinations(sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield positions in several lists of choices.

    First come those with one list at its start and the others at their end, where NULL is: exactly one may have a
    value. Then come all, those near the starts first.
    """
    ends = [size - 1 for size in sizes]
    for one in range(len(sizes)):
        yield tuple(0 if at == one else end for at, end in enumerate(ends))
    for total in range(sum(ends) + 1):
        yield from _with_sum(total, ends)


def _with_sum(total: int, ends: Sequence[int]) -> Iterator[tuple[int, ...]]:
    if not ends:
        if total == 0:
            yield ()
        return
    for first in range(min(total, ends[0]) + 1):
        if total - first <= sum(ends[1:]):
            yield from ((first, *rest) for rest in _with_sum(total - first, ends[1:]))


def insert(relation: Relation, row: Row) -> Node:
    """Return the INSERT of these values, which returns every column as text. Identity columns take the given values."""
    types = {c.name: c.type for c in relation.columns}
    statement = build.insert(
        relation.name, list(row), [[build.cast(build.literal(value), types[name]) for name, value in row.items()]]
    )
    shown = [build.cast(build.column(c.name), "text") for c in relation.columns]
    statement.set("returning", exp.Returning(expressions=shown))
    return statement


def some_rows(relation: Relation, number: int) -> exp.Select:
    """Return the query for existing rows, with every column as text."""
    shown = [build.cast(build.column(c.name), "text") for c in relation.columns]
    return build.select(*shown).from_(build.table(relation.name), copy=False).limit(number)


def writable(relation: Relation, row: Row) -> Row:
    """Return the row without the columns that only the server fills in."""
    return {c.name: row[c.name] for c in relation.columns if _settable(c) and c.name in row}


def _settable(column: Column) -> bool:
    """Return whether an INSERT may give the column a value."""
    return column.generated is Generated.NONE and column.identity is not Identity.ALWAYS


def references(relation: Relation, table: ScopedTable | None, catalog: Catalog) -> list[Reference]:
    """Return the references of a relation, without the tenant column.

    They are the foreign keys, including those of partitions, and the paths that only the plan knows.
    """
    tenant = table.column if table is not None else None
    found: dict[tuple[str, ...], Reference] = {}
    for part in (relation, *catalog.leaves(relation.name)):
        for key in sorted(part.foreign_keys(), key=lambda k: k.name):
            reference = _without(key, tenant)
            if reference.columns:
                found.setdefault(reference.columns, reference)
    for path in (*table.paths, *table.parents) if table is not None else ():
        if not path.mapping and path.case is None:
            found.setdefault(path.columns, _of_path(path))
    return list(found.values())


def _without(key: Constraint, tenant: str | None) -> Reference:
    pairs = [(mine, theirs) for mine, theirs in zip(key.columns, key.ref_columns, strict=True) if mine != tenant]
    assert key.ref is not None
    return Reference(tuple(mine for mine, _ in pairs), key.ref, tuple(theirs for _, theirs in pairs))


def _of_path(path: Path) -> Reference:
    return Reference(path.columns, path.source, tuple(theirs for _, theirs in path.pairs))


def fitting_types(catalog: Catalog, tenancy: Tenancy) -> Fitting:
    """Return the types for the keys of new rows: an integer column may reference a bigint key."""
    pairs = [
        ((reference.ref, theirs), (relation.name, mine))
        for relation in catalog.relations.values()
        for reference in references(relation, tenancy.tables.get(relation.name), catalog)
        for mine, theirs in zip(reference.columns, reference.ref_columns, strict=True)
    ]
    own = {
        (name, column.name): column.type
        for name in {name for pair in pairs for name, _ in pair} & catalog.relations.keys()
        for column in catalog.relations[name].columns
    }
    found: dict[tuple[QName, str], str] = {}
    changed = True
    while changed:
        changed = False
        for parent, child in pairs:
            if parent in own and child in own:
                now = found.get(parent, own[parent])
                fits = narrower(now, found.get(child, own[child]))
                if fits != now:
                    found[parent] = fits
                    changed = True
    return found


def one_to_one(relation: Relation, reference: Reference, table: ScopedTable | None) -> bool:
    """Return whether each row needs a referenced row of its own, because a unique index covers the reference."""
    covered = {*reference.columns, *((table.column,) if table is not None else ())}
    for index in relation.indexes:
        names = {c.name for c in index.columns}
        if index.unique and index.predicate is None and names <= covered and names & set(reference.columns):
            return True
    return False


def root(catalog: Catalog, name: QName) -> QName:
    """Return the table that a partition belongs to."""
    return catalog.root(name).name if name in catalog.relations else name


def is_scoped(tenancy: Tenancy, catalog: Catalog, name: QName) -> bool:
    """Return whether the relation, or the table that a partition belongs to, is scoped."""
    return root(catalog, name) in tenancy.tables


def upsert_keys(relation: Relation) -> Iterator[tuple[str, ...]]:
    """Yield the keys that ON CONFLICT (…) can name."""
    for index in sorted(relation.indexes, key=lambda i: i.name):
        names = tuple(c.name for c in index.columns if c.name is not None)
        whole = index.unique and index.valid and index.immediate and index.predicate is None
        if whole and len(names) == len(index.columns):
            yield names


def primary(relation: Relation) -> tuple[str, ...]:
    """Return the columns that identify a row; empty when there is no such key."""
    key = next((c for c in relation.constraints if c.kind is ConstraintKind.PRIMARY), None)
    return key.columns if key is not None else next(upsert_keys(relation), ())


def _speaks_of(index: Index, column: str) -> bool:
    return any(c.name == column or (c.name is None and column in c.definition) for c in index.columns)
