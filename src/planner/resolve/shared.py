"""Resolve shared tables: people in several tenants, their memberships, and their pointers to rows of tenants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.catalog.model import Relation
from planner.catalog.parts import Constraint, Index
from planner.catalog.words import RelationKind
from planner.errors import Blocked
from planner.operations.keys import given_up, identifies
from planner.plan import table as plan
from planner.plan.table import Kind
from planner.resolve.paths import Where, owner, path_to, types_differ, usable_columns
from planner.resolve.problems import Resolution
from planner.resolve.table import row_key
from planner.rows.path_sql import comparable
from planner.tenancy.compared import compared
from planner.tenancy.model import KeyRules
from planner.tenancy.path import Path
from planner.tenancy.shared import Membership, SharedTable
from planner.tenancy.tenants import TenantsTable


def resolve_shared(r: Resolution, tenants: TenantsTable, rules: KeyRules) -> Iterator[SharedTable]:
    """Yield the shared tables of the plan. Adds a problem for each membership and pointer that is wrong."""
    for name, (text, entry) in r.entries.items():
        if entry is None or entry.kind is not Kind.SHARED:
            continue
        relation = r.catalog.relations[name]
        memberships = [
            _membership(r, relation, text, said, tenants, ("tables", text, "memberships", at))
            for at, said in enumerate(entry.memberships or ())
        ]
        pointers = [
            _pointer(r, relation, text, (column, target), tenants, rules) for column, target in entry.pointers.items()
        ]
        yield SharedTable(
            relation=name,
            key=row_key(relation),
            memberships=tuple(one for one in memberships if one is not None),
            pointers=tuple(path for path in pointers if path is not None),
            place=r.loaded.place("tables", text),
        )


def refuse_unnamed_pointer(r: Resolution, text: str, entry: plan.Table, key: Constraint) -> None:
    """Add a problem for a foreign key to a scoped table that `pointers` does not name: nobody would check its rows."""
    if len(key.columns) == 1 and key.columns[0] in entry.pointers:
        return
    columns = ", ".join(key.columns)
    if len(key.columns) == 1:
        hint = f"say so, and verify checks it against the memberships: `pointers: {{ {columns}: {key.ref} }}`"
    else:
        hint = "a pointer has one column: list the table as `kind: exempt` with a reason, or change the foreign key"
    r.problem(
        f"{text} is shared and references {key.ref}, which belongs to one tenant ({key.name} on {columns})",
        "tables",
        text,
        hint=hint,
    )


def _membership(
    r: Resolution, shared: Relation, text: str, said: plan.Membership, tenants: TenantsTable, where: Where
) -> Membership | None:
    member = owner(r, said.table, tenants, where)
    if member is None:
        return None
    columns = _member_columns(r, shared, text, said, member, where)
    if columns is None:
        return None
    mine, theirs = columns
    for one, other in zip(mine, theirs, strict=True):
        if not _comparable(r, (said.table, member, one), (text, shared, other), where):
            return None
    tenant = tenants.key if member.name == tenants.relation else r.columns[member.name]
    path = Path(shared.name, tuple(zip(mine, theirs, strict=True)), "", None)
    return Membership(member.name, tenant, compared(path, member.name, r.catalog))


def _member_columns(
    r: Resolution, shared: Relation, text: str, said: plan.Membership, member: Relation, where: Where
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the columns of a membership that point to the shared table, and the columns that they point to."""
    found = {
        (key.columns, key.ref_columns)
        for key in member.foreign_keys()
        if key.ref == shared.name and (said.columns is None or sorted(said.columns) == sorted(key.columns))
    }
    if len(found) == 1:
        return found.pop()
    if said.columns is not None and not found:
        if not usable_columns(r, member, said.table, said.columns, where):
            return None
        primary = _primary(r, shared)
        if len(primary) == len(said.columns):
            return said.columns, primary
    listed = "; ".join(sorted(", ".join(columns) for columns, _ in found))
    r.problem(
        f"{said.table} has several foreign keys to {text}: on {listed}"
        if found
        else f"{said.table} has no foreign key to {text}",
        *where,
        hint=f"name its columns that point to {text}: {{ table: {said.table}, columns: [user_id] }}",
    )
    return None


def _pointer(
    r: Resolution, shared: Relation, text: str, said: tuple[str, str], tenants: TenantsTable, rules: KeyRules
) -> Path | None:
    """Return the path of a pointer, by its foreign key or by the primary key of the table that it names."""
    column, target = said
    where: Where = ("tables", text, "pointers", column)
    parent = owner(r, target, tenants, where)
    if parent is None or not usable_columns(r, shared, text, (column,), where):
        return None
    for key in shared.foreign_keys():
        if key.columns == (column,) and key.ref is not None and r.catalog.root(key.ref).name == parent.name:
            pairs = tuple(zip(key.columns, key.ref_columns, strict=True))
            return compared(path_to(r, key.ref, pairs, key.name, tenants), shared.name, r.catalog)
    primary = (tenants.key,) if parent.name == tenants.relation else _primary(r, parent)
    if len(primary) != 1:
        r.problem(
            f"{target} has no primary key of one column that {text}.{column} could hold",
            *where,
            hint="name another table, or give the column a foreign key",
        )
        return None
    if not _comparable(r, (text, shared, column), (target, parent, primary[0]), where):
        return None
    if parent.name != tenants.relation and not _stays_unique(parent, primary, rules):
        r.problem(
            f"{text}.{column} points to {target} by ({primary[0]}), which tenants may share when the key is per tenant",
            *where,
            hint=f"let the key stay: `keys: {{ primary_key: keep }}` under tables.{target}",
            kind=Blocked,
        )
        return None
    return compared(path_to(r, parent.name, ((column, primary[0]),), None, tenants), shared.name, r.catalog)


def _primary(r: Resolution, relation: Relation) -> tuple[str, ...]:
    """Return the columns of the primary key, without the tenant that planner may have added to it."""
    before = [index for index in given_up(relation.name, r.catalog) if index.primary]
    found = next((index for index in (*before, *relation.indexes) if index.primary), None)
    return tuple(c.name for c in found.columns if c.name is not None) if found is not None else ()


def _stays_unique(parent: Relation, columns: Sequence[str], rules: KeyRules) -> bool:
    swapped = parent.kind is not RelationKind.PARTITIONED

    def changes(index: Index) -> bool:
        return (rules.primary and swapped) if index.primary else rules.per_tenant

    lasting = (i for i in parent.indexes if not changes(i) or (parent.name, i.name) in rules.kept)
    return any(identifies(index, columns) for index in lasting)


def _comparable(
    r: Resolution, mine: tuple[str, Relation, str], theirs: tuple[str, Relation, str], where: Where
) -> bool:
    (my_text, one, my_column), (their_text, other, their_column) = mine, theirs
    found = one.column(my_column), other.column(their_column)
    assert found[0] is not None
    assert found[1] is not None
    if comparable(r.catalog.base_type(found[0].type), r.catalog.base_type(found[1].type)):
        return True
    if any(key.columns == (my_column,) and key.ref == other.name for key in one.foreign_keys()):
        return True
    types_differ(r, my_text, my_column, found[0].type, their_text, their_column, found[1].type, where)
    return False
