"""The links from the rows of one table to the rows of another: foreign keys, and columns whose names say what they
refer to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inflection import underscore

from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import OwnedKind
from planner.catalog.parts import Constraint
from planner.catalog.words import ConstraintKind, Generated
from planner.draft.spoken import Speech
from planner.draft.words import ABBREVIATIONS, ANYTHING, entity, meant, memory
from planner.names import QName
from planner.rows.path_sql import comparable

UNSURE, UNUSABLE = 10, 100
"""The lowest cost of a link that may be NULL, and of a link that no owner path can take."""


@dataclass(frozen=True, slots=True)
class Link:
    """Columns of `child` that hold a key of `parent`."""

    child: QName
    parent: QName
    pairs: tuple[tuple[str, str], ...]
    """Pairs of (column of the child, column of the parent)."""
    constraint: str | None
    """The foreign key's name; None if only the column's name suggests the link."""
    nullable: bool
    proven: bool
    """Whether the foreign key is validated and enforced, so that each key that is not NULL leads to a row."""
    filled: bool = False
    """Whether none of the rows that were read has a NULL in the link."""
    unusable: str | None = None
    """Why no owner path can take the link; None if a path can."""
    spoken: str = "none"
    """How directly the column's name refers to the parent: "exact", "role" or "none"."""
    doubt: str | None = None
    """Why the column is no tenant column, although it holds a tenant's key; None if it may be."""
    guess: bool = False
    """Only a part of a column's or table's name speaks for the link."""
    deferrable: bool = False
    unique: bool = False
    """No two rows of the child refer to the same row of the parent."""

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(mine for mine, _ in self.pairs)

    @property
    def cost(self) -> int:
        """Return the cost of the link for a path: NULLs cost most, then links by name only, then each hop."""
        null = UNSURE if (self.nullable and not self.filled) or self.guess else 0
        return 1 + null + (0 if self.constraint else 3) + (UNUSABLE if self.unusable else 0)


def tables(catalog: Catalog) -> dict[QName, Relation]:
    """Return the tables that a plan must list: ordinary and partitioned tables, without partitions and planner's own
    tables."""
    made = {key.relation for key in catalog.owned if key.kind is OwnedKind.TABLE}
    return {r.name: r for r in catalog.roots() if r.is_table() and r.name not in made}


def links(catalog: Catalog) -> dict[QName, tuple[Link, ...]]:
    """Return the links of each child, foreign keys first."""
    known = tables(catalog)
    speech = Speech(known)
    keys = {r.name: tuple(_foreign_keys(catalog, r, known, speech)) for r in known.values()}
    shared = _same_columns(keys)
    found = {}
    for relation in known.values():
        taken = {link.columns for link in keys[relation.name]}
        named = [link for link in _by_name(relation, known, speech, shared) if link.columns not in taken]
        found[relation.name] = (*keys[relation.name], *named)
    return found


def _same_columns(keys: Mapping[QName, Sequence[Link]]) -> dict[str, tuple[QName, str]]:
    """Return the table and column that a column's name refers to wherever a foreign key is on it."""
    found: dict[str, set[tuple[QName, str]]] = {}
    for links in keys.values():
        for link in links:
            if len(link.pairs) == 1:
                ((mine, theirs),) = link.pairs
                found.setdefault(mine, set()).add((link.parent, theirs))
    return {
        name: next(iter(ends))
        for name, ends in found.items()
        if len(ends) == 1 and (meant(name) or name.lower()) not in ANYTHING
    }


def key_of(relation: Relation) -> str | None:
    """Return the column of the primary key; None if the key has several columns or does not exist."""
    primary = next((index for index in relation.indexes if index.primary), None)
    return primary.columns[0].name if primary is not None and len(primary.columns) == 1 else None


def polymorphic(relation: Relation) -> Iterator[tuple[str, str]]:
    """Yield (type column, key column) pairs, such as subject_type and subject_id, whose names say that the row may
    be in any of several tables."""
    names = {underscore(column.name): column.name for column in relation.columns}
    for low, name in names.items():
        base = low.removesuffix("_type")
        if base != low and f"{base}_id" in names:
            yield name, names[f"{base}_id"]


def _foreign_keys(
    catalog: Catalog, relation: Relation, known: Mapping[QName, Relation], speech: Speech
) -> Iterator[Link]:
    for key in sorted(relation.foreign_keys(), key=lambda k: k.name):
        if key.ref is None or key.ref not in catalog.relations:
            continue
        top = catalog.root(key.ref)
        if top.name not in known or top.name == relation.name:
            continue
        nullable = _nullable(relation, key.columns)
        yield Link(
            relation.name,
            top.name,
            tuple(zip(key.columns, key.ref_columns, strict=True)),
            key.name,
            nullable,
            key.validated and key.enforced,
            unusable=_unusable(relation, key.columns, speech),
            spoken=_spoken(key.columns, top.name, speech),
            doubt=_cleared(key, top.name) or _tied(relation, key.columns) if nullable else None,
            deferrable=key.deferrable,
            unique=_unique(relation, key.columns),
        )


def _by_name(
    relation: Relation,
    known: Mapping[QName, Relation],
    speech: Speech,
    shared: Mapping[str, tuple[QName, str]],
) -> Iterator[Link]:
    for column in relation.columns:
        found = next(_named(column.name, relation, known, speech, shared), None)
        if found is None:
            continue
        parent, theirs, spoken, guess = found
        if guess and column.name == key_of(relation):
            continue
        columns = (column.name,)
        yield Link(
            relation.name,
            parent.name,
            ((column.name, theirs),),
            None,
            not column.not_null,
            False,
            unusable=_unusable(relation, columns, speech),
            spoken=spoken,
            guess=guess,
            doubt=None if column.not_null else _tied(relation, columns),
            unique=_unique(relation, columns),
        )


def _named(
    column: str,
    relation: Relation,
    known: Mapping[QName, Relation],
    speech: Speech,
    shared: Mapping[str, tuple[QName, str]],
) -> Iterator[tuple[Relation, str, str, bool]]:
    """Yield the tables that a column's name means, with the key's column, how directly the name says so, and whether
    that is a guess. The surest is first."""
    mine = relation.column(column)
    assert mine is not None
    said = meant(column)
    if column in shared:
        parent, theirs = shared[column]
        key = known[parent].column(theirs)
        if parent != relation.name and key is not None and comparable(mine.type, key.type):
            yield known[parent], theirs, "exact", False
    spoken = "exact"
    while said:
        for one, guess in speech.tables_of(said):
            key_name = key_of(one)
            key = one.column(key_name) if key_name is not None else None
            if key is not None and one.name != relation.name and comparable(mine.type, key.type):
                yield one, key.name, spoken, guess or spoken == "role"
        said = said.partition("_")[2]  # `default_team` means a team if no table is a default_team
        spoken = "role"


def _spoken(columns: Sequence[str], parent: QName, speech: Speech) -> str:
    holds = {speech.short(parent), entity(parent.name)}
    names = [name for column in columns if (word := meant(column)) for name in (word, *ABBREVIATIONS.get(word, ()))]
    if holds & set(names):
        return "exact"
    return "role" if any(name.endswith(f"_{one}") for name in names for one in holds) else "none"


def _unusable(relation: Relation, columns: Sequence[str], speech: Speech) -> str | None:
    found = [column for name in columns if (column := relation.column(name)) is not None]
    if any(column.generated is not Generated.NONE for column in found):
        return "its column is generated"
    if len(found) == 1 and memory(found[0].name) and (not found[0].not_null or speech.is_person(relation)):
        return "its name says that it remembers a choice, which is no owner"
    return None


def _cleared(key: Constraint, parent: QName) -> str | None:
    return f"ON DELETE {key.on_delete} of {parent.name}" if key.on_delete.sets_columns else None


def _tied(relation: Relation, columns: Sequence[str]) -> str | None:
    """Return the CHECK that makes rows without these columns ordinary; None if there is none."""
    for check in relation.constraints:
        of_several = len(check.columns) > 1 and ("NULL" in check.definition or "num_non" in check.definition)
        if check.kind is ConstraintKind.CHECK and of_several and set(columns) & set(check.columns):
            return f"CHECK {check.name} is about rows without it"
    return None


def _unique(relation: Relation, columns: Sequence[str]) -> bool:
    wanted = set(columns)
    return any(
        index.unique and index.predicate is None and {c.name for c in index.columns} == wanted
        for index in relation.indexes
    )


def _nullable(relation: Relation, columns: Sequence[str]) -> bool:
    found = [relation.column(name) for name in columns]
    return not all(column is not None and column.not_null for column in found)
