"""Build an index on a table that has rows and writers, whatever the index is for.

planner records an intent before CREATE INDEX CONCURRENTLY, and a confirmation after it. So when an interrupted build
leaves an INVALID index, planner knows that the index is its own, and drops it first.

PostgreSQL refuses CONCURRENTLY on a partitioned table. There planner creates the index with ON ONLY on the parents,
builds it CONCURRENTLY on every leaf, and attaches it (PostgreSQL documentation, 5.12.2.2).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from planner.catalog.changes import Own
from planner.catalog.index_changes import AddIndex, AttachIndex, DropIndex, IndexValid
from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import Owned, OwnedKey, OwnedKind, OwnedState
from planner.catalog.parts import Index, IndexColumn
from planner.catalog.projection import Change
from planner.catalog.words import RelationKind
from planner.names import QName
from planner.sql import build, index_ddl
from planner.sql.build import Node
from planner.steps.conditions import AnyOf, Condition
from planner.steps.conditions import IndexValid as IndexIsValid
from planner.steps.record.entries import Recording, entry, owning
from planner.steps.step import Hazard, Lock, LockMode, Mode, Step, Work
from planner.target.phase import Phase

Parts = Sequence[tuple[Relation, Relation | None]]
"""A table and its partitions, parents first, each with its parent."""

_WAITS = Hazard("waits-for-transactions", "waits for every transaction that was open before it: a long one holds it up")


@dataclass(frozen=True, slots=True)
class IndexBuild:
    """One index of one table and of each of its partitions."""

    operation: str
    step: str
    """The part of the step ids before the relation's name; it is unique in a table."""
    kind: OwnedKind
    """The kind of its entries in the record (planner.owned)."""
    table: QName
    wanted: Callable[[Relation, Container[str]], Index]
    """Returns the index that the table or one of its partitions shall have.

    The second argument holds names to avoid.
    """
    hazards: tuple[Hazard, ...] = ()
    becomes: Condition | None = None
    """A condition that holds after the index has become a constraint with another name."""

    def steps(self, relation: Relation, catalog: Catalog) -> Iterator[Step]:
        """Yield the missing steps until the table has the index and the index is valid."""
        root, *below = catalog.family(relation.name)
        parts = [(root, None), *((part, catalog.relations[part.partition_of]) for part in below if part.partition_of)]
        wanted: dict[QName, Index] = {}
        for part, _ in parts:
            wanted[part.name] = self.wanted(part, {index.name for index in wanted.values()})
        yield from self._confirm(parts, wanted, catalog)
        if _valid(relation, wanted[relation.name].name):
            return
        if relation.kind is RelationKind.PARTITIONED:
            yield from self._partitioned(parts, wanted)
        else:
            yield self._build(relation, wanted[relation.name])

    def _owned(self, part: QName, name: str, state: OwnedState = OwnedState.CONFIRMED) -> Owned:
        return entry(self.kind, part, name, Phase.TIGHTEN, state=state)

    def _confirm(self, parts: Parts, wanted: Mapping[QName, Index], catalog: Catalog) -> Iterator[Step]:
        """Yield the step that confirms indexes which were built before an interruption.

        The run ended between the build and the confirmation, so their entries still say intent.
        """
        built = [
            self._owned(part.name, name)
            for part, _ in parts
            if _valid(part, name := wanted[part.name].name)
            and (known := catalog.owned.get(OwnedKey(self.kind, part.name, name))) is not None
            and known.state is OwnedState.INTENT
        ]
        if built:
            yield Step(
                id=f"tighten.{self.step}.confirm.{self.table}",
                phase=Phase.TIGHTEN,
                operation=self.operation,
                relation=self.table,
                title=f"put on record that {', '.join(found.key.name for found in built)} was built before a run was interrupted",
                make=lambda: tuple(Recording(found) for found in built),
                changes=tuple(Own(found) for found in built),
            )

    def _build(self, relation: Relation, index: Index) -> Step:
        qualified = QName(relation.name.schema, index.name)
        intent = self._owned(relation.name, index.name, OwnedState.INTENT)
        confirmed, change = owning(self._owned(relation.name, index.name))
        leftover: tuple[Change, ...] = (DropIndex(relation.name, index.name),) if relation.index(index.name) else ()
        valid = IndexIsValid(relation.name, index.name)
        what = "unique index" if index.unique else "index"
        return Step(
            id=f"tighten.{self.step}.{relation.name}",
            phase=Phase.TIGHTEN,
            operation=self.operation,
            relation=self.table,
            title=f"build {what} {index.name} on {relation.name} ({columns_of(index)})"
            + (", after dropping the INVALID one that an interrupted run left" if leftover else ""),
            make=lambda: (
                Recording(intent),
                index_ddl.drop_index(qualified, concurrently=True, if_exists=True),
                create(relation.name, index, concurrently=True),
                confirmed,
            ),
            mode=Mode.ALONE,
            work=Work.BUILD,
            rows=relation.rows,
            locks=(Lock(LockMode.SHARE_UPDATE_EXCLUSIVE, relation.name),),
            hazards=(_WAITS, *self.hazards),
            changes=(*leftover, AddIndex(relation.name, index), Own(intent), change),
            suffices=valid if self.becomes is None else AnyOf((valid, self.becomes)),
        )

    def _partitioned(self, parts: Parts, wanted: Mapping[QName, Index]) -> Iterator[Step]:
        branches = [part for part, _ in parts if part.kind is RelationKind.PARTITIONED]
        missing = [part for part in branches if part.index(wanted[part.name].name) is None]
        if missing:
            yield self._on_only(missing, wanted)
        for part, _ in parts:
            if part.kind is RelationKind.TABLE and not _valid(part, wanted[part.name].name):
                yield self._build(part, wanted[part.name])
        yield self._attach(parts, wanted)

    def _on_only(self, branches: list[Relation], wanted: Mapping[QName, Index]) -> Step:
        owned = {p.name: self._owned(p.name, wanted[p.name].name, OwnedState.INTENT) for p in branches}
        changes: list[Change] = []
        for part in branches:
            changes += [AddIndex(part.name, replace(wanted[part.name], valid=False)), Own(owned[part.name])]
        mine = wanted[self.table]

        def statements() -> Iterator[build.Statement]:
            for part in branches:
                yield create(part.name, wanted[part.name], only=True)
                yield Recording(owned[part.name])

        return Step(
            id=f"tighten.{self.step}.only.{self.table}",
            phase=Phase.TIGHTEN,
            operation=self.operation,
            relation=self.table,
            title=f"declare index {mine.name} on {self.table}, without its partitions",
            make=lambda: tuple(statements()),
            locks=tuple(Lock(LockMode.SHARE_ROW_EXCLUSIVE, part.name) for part in branches),
            changes=tuple(changes),
        )

    def _attach(self, parts: Parts, wanted: Mapping[QName, Index]) -> Step:
        changes: list[Change] = []
        for part, parent in reversed(parts):
            index = wanted[part.name]
            if parent is not None:
                above = QName(parent.name.schema, wanted[parent.name].name)
                existing = part.index(index.name)
                if existing is None or existing.parent != above:
                    changes.append(AttachIndex(part.name, index.name, above))
            if part.kind is RelationKind.PARTITIONED:
                changes += [IndexValid(part.name, index.name), Own(self._owned(part.name, index.name))]
        mine = wanted[self.table]

        def statements() -> Iterator[build.Statement]:
            for change in changes:
                match change:
                    case AttachIndex(relation, name, above):
                        yield index_ddl.attach_index(above, QName(relation.schema, name))
                    case Own(owned):
                        yield Recording(owned)

        return Step(
            id=f"tighten.{self.step}.attach.{self.table}",
            phase=Phase.TIGHTEN,
            operation=self.operation,
            relation=self.table,
            title=f"attach the indexes of the partitions to {mine.name}",
            make=lambda: tuple(statements()),
            locks=(Lock(LockMode.ROW_SHARE, self.table),),
            changes=tuple(changes),
        )


def create(relation: QName, index: Index, *, concurrently: bool = False, only: bool = False) -> Node:
    """Return the CREATE INDEX statement of an index."""
    return index_ddl.create_index(
        index.name,
        relation,
        [_column(column) for column in index.columns],
        unique=index.unique,
        method=index.method,
        include=[_column(column) for column in index.include],
        nulls_not_distinct=index.nulls_not_distinct,
        options=index.options,
        tablespace=index.tablespace,
        predicate=index.predicate,
        concurrently=concurrently,
        only=only,
    )


def _column(column: IndexColumn) -> Node:
    named = build.ident(column.name) if column.name is not None else build.verbatim(column.definition)
    return index_ddl.index_column(
        named,
        collation=column.collation,
        opclass=column.opclass,
        descending=column.descending,
        nulls_first=column.nulls_first,
    )


def columns_of(index: Index) -> str:
    """Return the columns of an index in words."""
    return ", ".join(column.name or column.definition for column in index.columns)


def plain(column: str) -> IndexColumn:
    """Return a column with the default order of its type."""
    return IndexColumn(column, build.render(build.ident(column)))


def _valid(relation: Relation, name: str) -> bool:
    index = relation.index(name)
    return index is not None and index.valid
