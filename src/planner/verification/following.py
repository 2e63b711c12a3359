"""Give the record's entries the present names of what they identify: tables, tenant columns, and columns of keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace as changed

from planner.catalog.copies import replace
from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import Ledger, Owned, OwnedKey, OwnedKind, OwnedState
from planner.names import QName
from planner.steps.record import codec, documents
from planner.steps.record.documents import ChildForm, Document, PathForm, Released


@dataclass(frozen=True, slots=True)
class Move:
    """A recorded table and its tenant column, and their present names: None for what was dropped."""

    relation: QName
    column: str
    now: QName | None
    now_column: str | None


_BY_COLUMN = frozenset(
    {
        OwnedKind.COLUMN,
        OwnedKind.GUARD,
        OwnedKind.BACKFILL,
        OwnedKind.NOT_NULL,
        OwnedKind.COMMENT,
        OwnedKind.SESSION_DEFAULT,
    }
)
"""The kinds of entry whose name is the tenant column."""


@dataclass(frozen=True, slots=True)
class _Names:
    tables: Mapping[QName, QName]
    columns: Mapping[tuple[QName, str], str]
    """The new name of a tenant column, by its table's old name and its own."""
    spelled: Mapping[str, str]
    """The new name of a table by its old one, both as texts."""

    def table(self, name: tuple[str, str]) -> tuple[str, str]:
        now = self.tables.get(QName(*name), QName(*name))
        return now.schema, now.name

    def column(self, table: tuple[str, str], name: str) -> str:
        return self.columns.get((QName(*table), name), name)


def followed(catalog: Catalog, moves: Sequence[Move]) -> Catalog:
    """Return the catalog with the present names in its record. `Catalog.moved` holds the entries that have changed."""
    names = _names(catalog, moves)
    moved_entries = [_moved(owned, names) if moves else owned for owned in catalog.owned.values()]
    keys = [_present(owned, catalog) for owned in moved_entries]
    renamed = dict(pair for old, new in zip(moved_entries, keys, strict=True) for pair in _renamed(old, new))
    entries = [_with_columns(owned, renamed, catalog) for owned in keys]
    moved = tuple((old.key, new) for old, new in zip(catalog.owned.values(), entries, strict=True) if old != new)
    return replace(catalog, owned=Ledger(entries), moved=moved) if moved else catalog


Renamed = Mapping[tuple[QName, str], str]
"""The present names of columns that keys are on, by their table's present name and their old name."""


def _renamed(old: Owned, new: Owned) -> Iterator[tuple[tuple[QName, str], str]]:
    """Yield the columns that have another name in the second of two documents of a key."""
    if old.before == new.before:
        return
    relation = new.key.relation
    if new.key.kind is OwnedKind.OLD_FOREIGN_KEY:
        was, now = (codec.before(one, documents.OldForeignKey).key for one in (old, new))
        yield from (((relation, a), b) for a, b in zip(was.columns, now.columns, strict=True))
        ref = QName(*now.references)
        yield from (((ref, a), b) for a, b in zip(was.referenced_columns, now.referenced_columns, strict=True))
    elif new.key.kind in (OwnedKind.OLD_KEY, OwnedKind.PRIMARY_KEY, OwnedKind.OLD_PRIMARY_KEY):
        forms = (codec.before(one, documents.OldKey).index for one in (old, new))
        before, after = ([column.column for column in (*form.columns, *form.include)] for form in forms)
        yield from (((relation, a), b) for a, b in zip(before, after, strict=True) if a is not None and b is not None)


def _with_columns(owned: Owned, renamed: Renamed, catalog: Catalog) -> Owned:
    """Return the entry of a released write guard with the present names of the columns of its paths."""
    if owned.key.kind is not OwnedKind.GUARD or owned.state is not OwnedState.RELEASED:
        return owned
    released = codec.released(owned)
    if not isinstance(released, Released):
        return owned
    relation = owned.key.relation
    now = changed(
        released,
        paths=tuple(_columns_of(path, relation, renamed, catalog) for path in released.paths),
        children=tuple(
            changed(child, path=_columns_of(child.path, QName(*child.relation), renamed, catalog))
            for child in released.children
        ),
    )
    return owned if now == released else replace(owned, detail=codec.encode(now))


def _columns_of(path: PathForm, relation: QName, renamed: Renamed, catalog: Catalog) -> PathForm:
    there, parent = catalog.relation(relation), QName(*path.parent)
    key = there.constraint(path.constraint) if there is not None and path.constraint is not None else None
    if key is not None and there is not None and not _has(there, [column for column, _ in path.pairs]):
        pairs = tuple(zip(key.columns, key.ref_columns, strict=True))
    else:
        pairs = tuple((renamed.get((relation, a), a), renamed.get((parent, b), b)) for a, b in path.pairs)
    now = {old: new for (old, _), (new, _) in zip(path.pairs, pairs, strict=True)}
    return changed(
        path,
        pairs=pairs,
        collations=tuple((now.get(column, column), collation) for column, collation in path.collations),
        operators=tuple((now.get(column, column), operator) for column, operator in path.operators),
    )


def _names(catalog: Catalog, moves: Sequence[Move]) -> _Names:
    """Return the names to follow: those of the managed schemas, without what the record holds as text."""
    tables: dict[QName, QName] = {}
    columns: dict[tuple[QName, str], str] = {}
    if moves and any(_is_text(owned) for owned in catalog.owned.values()):
        return _Names({}, {}, {})
    for move in moves:
        suppressed = any(one.key.kind is OwnedKind.TRIGGER for one in catalog.owned.of(move.relation))
        if suppressed or move.now is None or catalog.relation(move.now) is None:
            continue
        if move.now != move.relation:
            tables[move.relation] = move.now
        if move.now_column is not None and move.now_column != move.column:
            columns[move.relation, move.column] = move.now_column
    return _Names(tables, columns, {str(old): str(new) for old, new in tables.items()})


def _is_text(owned: Owned) -> bool:
    """Return whether the record holds a released write guard as statements, as format 1 does."""
    released = owned.key.kind is OwnedKind.GUARD and owned.state is OwnedState.RELEASED
    return released and isinstance(codec.released(owned), documents.ReleasedStatements)


def _moved(owned: Owned, names: _Names) -> Owned:
    relation, name = owned.key.relation, owned.key.name
    now = names.tables.get(relation, relation)
    if owned.key.kind in _BY_COLUMN:
        name = names.columns.get((relation, name), name)
    elif owned.key.kind is OwnedKind.TABLE:
        name = now.name
    return _with_documents(replace(owned, key=OwnedKey(owned.key.kind, now, name)), owned, names)


def _with_documents(owned: Owned, old: Owned, names: _Names) -> Owned:
    match owned.key.kind:
        case OwnedKind.COLUMN:
            column = codec.before(old, documents.TenantColumn)
            source = _source(column.source, names)
            return _with_before(owned, column, changed(column, source=source))
        case OwnedKind.OLD_FOREIGN_KEY:
            key = codec.before(old, documents.OldForeignKey)
            form = changed(key.key, references=names.table(key.key.references))
            return _with_before(owned, key, changed(key, key=form))
        case OwnedKind.GUARD if owned.state is OwnedState.RELEASED:
            released = codec.released(old)
            assert isinstance(released, Released)
            now = _released(released, names)
            return owned if now == released else replace(owned, detail=codec.encode(now))
        case _:
            return owned


def _with_before(owned: Owned, old: Document, new: Document) -> Owned:
    if old == new:
        return owned
    # Format 1 may keep the document in `detail`.
    detail = owned.detail if codec.identity(owned) is not None else None
    return replace(owned, before=codec.encode(new), detail=detail)


def _source(text: str, names: _Names) -> str:
    """Return a source in words, in which paths end in `→ table`."""
    first, *ends = text.split("→ ")
    return "→ ".join((first, *(_source_end(end, names) for end in ends)))


_END = re.compile(r" where | and |$")


def _source_end(text: str, names: _Names) -> str:
    """Return a text that begins with a table's name, with the present name of the table."""
    for end in _END.finditer(text):
        now = names.spelled.get(text[: end.start()])
        if now is not None:
            return now + text[end.start() :]
    return text


def _released(document: Released, names: _Names) -> Released:
    return changed(
        document,
        tenants=names.table(document.tenants),
        paths=tuple(_path(path, names) for path in document.paths),
        children=tuple(_child(child, names) for child in document.children),
    )


def _child(child: ChildForm, names: _Names) -> ChildForm:
    return changed(
        child,
        relation=names.table(child.relation),
        column=names.column(child.relation, child.column),
        path=_path(child.path, names),
    )


def _path(path: PathForm, names: _Names) -> PathForm:
    partition = names.table(path.partition) if path.partition is not None else None
    tenant = names.column(path.parent, path.tenant)
    return changed(path, parent=names.table(path.parent), partition=partition, tenant=tenant)


def _present(owned: Owned, catalog: Catalog) -> Owned:
    """Return an entry of a replaced key with the present names of its columns: those of the key in its place."""
    relation = catalog.relation(owned.key.relation)
    if relation is None:
        return owned
    match owned.key.kind:
        case OwnedKind.OLD_KEY | OwnedKind.PRIMARY_KEY | OwnedKind.OLD_PRIMARY_KEY:
            return _present_key(owned, relation)
        case OwnedKind.OLD_FOREIGN_KEY:
            return _present_foreign_key(owned, relation, catalog)
        case _:
            return owned


def _present_key(owned: Owned, relation: Relation) -> Owned:
    document = codec.before(owned, documents.OldKey)
    there = relation.index(document.replaced_by or owned.key.name)
    form = document.index
    kept = [column.column for column in (*form.columns, *form.include) if column.column is not None]
    if there is None or _has(relation, kept):
        return owned
    if len(there.columns) != len(form.columns) + 1 or len(there.include) != len(form.include):
        return owned
    columns = tuple(
        changed(old, column=new.name) if old.column is not None and new.name is not None else old
        for old, new in zip(form.columns, there.columns[1:], strict=True)
    )
    include = tuple(
        changed(old, column=new.name) if old.column is not None and new.name is not None else old
        for old, new in zip(form.include, there.include, strict=True)
    )
    return _with_before(owned, document, changed(document, index=changed(form, columns=columns, include=include)))


def _has(relation: Relation | None, columns: Sequence[str]) -> bool:
    return relation is not None and all(relation.column(name) is not None for name in columns)


def _present_foreign_key(owned: Owned, relation: Relation, catalog: Catalog) -> Owned:
    document = codec.before(owned, documents.OldForeignKey)
    there = relation.constraint(document.replaced_by or "")
    form = document.key
    if _has(relation, form.columns) and _has(catalog.relation(QName(*form.references)), form.referenced_columns):
        return owned
    if there is None or there.ref is None or len(there.columns) != len(form.columns) + 1:
        return owned
    columns, referenced = there.columns[1:], there.ref_columns[1:]
    renamed = dict(zip(form.columns, columns, strict=True))
    now = changed(
        form,
        columns=columns,
        references=(there.ref.schema, there.ref.name),
        referenced_columns=referenced,
        on_delete_columns=tuple(renamed.get(name, name) for name in form.on_delete_columns),
    )
    return _with_before(owned, document, changed(document, key=now))
