"""Define what a session of the application tries, and the expected results.

The statements are nodes; nothing runs here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from sqlglot import exp

from planner.catalog.model import Catalog, Relation
from planner.names import QName
from planner.sql import build
from planner.sql.build import Node
from planner.tenancy.model import ScopedTable
from planner.verification.probe.rows import Reference, Row, primary, upsert_keys, writable

MALFORMED = "planner probe: no tenant's name '\""
"""No tenant has this name, and most key types can't read it."""


class Expected(StrEnum):
    """The expected result of an attempt."""

    NOTHING = "it shows or changes no row"
    REFUSED = "it is refused"
    OWN = "it shows the tenant's own rows and no others"
    DONE = "it is done"
    UNTOUCHED = "the other tenant's row stays as it is"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One statement of a session whose setting names `tenant`."""

    title: str
    tenant: str | None
    """None: the setting was never set. Empty: the transaction that set it has ended."""
    statement: Node = field(repr=False)
    expected: Expected
    privilege: str
    """The privilege that the role needs. Without it, the attempt is skipped."""
    remedy: str = ""
    moved_to: str | None = None
    """The statement returns the row's tenant. With this tenant the reference stays within one tenant."""
    row: Node | None = field(default=None, repr=False)
    """For UNTOUCHED: the query for the place (ctid) of the other tenant's row, which every UPDATE changes."""
    column: str | None = None
    """For UPDATE: the column that the role needs the right on. None: a right on some column is enough to try."""
    instead_of: Node | None = field(default=None, repr=False)
    """A DELETE that planner's own role runs first, because the tenant can't have a second row."""


@dataclass(frozen=True, slots=True)
class Spare:
    """A row that a tenant could insert."""

    tenant: str
    """The tenant of `row`; a third one where each tenant has one row at most."""
    row: Row
    instead_of: Row | None = None
    """The tenant's row that must go first, where it can have no other row, and no third tenant can be made."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """One of the two tenants, with its row of a table and a row that it could insert, if one could be made."""

    id: str
    row: Row
    spare: Spare | None


def attempts(
    table: ScopedTable,
    relation: Relation,
    one: Tenant,
    other: Tenant,
    elsewhere: list[tuple[Reference, Row]],
    *,
    secured: bool,
    catalog: Catalog,
    mixed: Collection[QName] = (),
    everybodys: Row | None = None,
) -> Iterator[Attempt]:
    """Yield the attempts on one table.

    `elsewhere` holds the references of the table, each with the other tenant's row that it could point to. `secured`
    says whether the table has row level security. `mixed` names the tables with rows for everybody. `everybodys` is
    such a row of this table.
    """
    values = Values(relation, catalog)
    if secured:
        yield from _reading(table, values, one)
        yield from _writing(table, values, one, other)
        if everybodys is not None:
            yield from _for_everybody(table, values, one, everybodys)
    yield from _referencing(table, values, one, other, elsewhere, secured=secured, mixed=mixed)
    if secured:
        yield from _upserting(table, values, one, other)


def _reading(table: ScopedTable, values: Values, one: Tenant) -> Iterator[Attempt]:
    for title, tenant in (
        ("with no tenant set, SELECT", None),
        ("in a session that is used again, SELECT", ""),
        ("with a malformed tenant, SELECT", MALFORMED),
    ):
        yield Attempt(title, tenant, _count(table, values, one.id), Expected.NOTHING, "SELECT")
    yield Attempt("as a tenant, SELECT", one.id, _count(table, values, one.id), Expected.OWN, "SELECT")


def _inserting(values: Values, one: Tenant, other: Tenant) -> Iterator[Attempt]:
    relation = values.relation
    if one.spare is not None:
        own, first, owner = _plain(relation, one.spare.row), _first(values, one.spare), one.spare.tenant
        yield Attempt("as a tenant, INSERT of a row of its own", owner, own, Expected.DONE, "INSERT", instead_of=first)
        yield Attempt("with no tenant set, INSERT", None, own.copy(), Expected.REFUSED, "INSERT", instead_of=first)
    if other.spare is not None:
        theirs, first = _plain(relation, other.spare.row), _first(values, other.spare)
        yield Attempt("INSERT of another tenant's row", one.id, theirs, Expected.REFUSED, "INSERT", instead_of=first)


def _first(values: Values, spare: Spare) -> Node | None:
    """Return the DELETE of the row that must go before the tenant can insert."""
    return build.delete(values.relation.name, values.row(spare.instead_of)) if spare.instead_of is not None else None


def _writing(table: ScopedTable, values: Values, one: Tenant, other: Tenant) -> Iterator[Attempt]:
    relation = values.relation
    yield from _inserting(values, one, other)
    theirs, mine = values.row(other.row), values.row(one.row)
    same = build.assign(build.column(table.column), build.column(table.column))
    yield Attempt(
        "UPDATE of another tenant's row", one.id, _update(relation, [same], theirs), Expected.NOTHING, "UPDATE"
    )
    gone = build.delete(relation.name, theirs.copy())
    yield Attempt("DELETE of another tenant's row", one.id, gone, Expected.NOTHING, "DELETE")
    away = build.assign(build.column(table.column), build.literal(other.id))
    yield Attempt(
        "UPDATE that gives a row to another tenant", one.id, _update(relation, [away], mine), Expected.REFUSED, "UPDATE"
    )


def _for_everybody(table: ScopedTable, values: Values, one: Tenant, row: Row) -> Iterator[Attempt]:
    """Yield the attempts to write a row for everybody."""
    relation, this = values.relation, values.row(row)
    taken = build.assign(build.column(table.column), build.literal(one.id))
    given = build.assign(build.column(table.column), build.literal(None))
    yield Attempt(
        "UPDATE that takes a row for everybody", one.id, _update(relation, [taken], this), Expected.NOTHING, "UPDATE"
    )
    gone = build.delete(relation.name, this.copy())
    yield Attempt("DELETE of a row for everybody", one.id, gone, Expected.NOTHING, "DELETE")
    if one.spare is not None:
        shared, first = _plain(relation, {**one.spare.row, table.column: None}), _first(values, one.spare)
        yield Attempt(
            "INSERT of a row for everybody", one.spare.tenant, shared, Expected.REFUSED, "INSERT", instead_of=first
        )
    mine = values.row(one.row)
    yield Attempt(
        "UPDATE that gives a row to everybody", one.id, _update(relation, [given], mine), Expected.REFUSED, "UPDATE"
    )


def tenants_attempts(
    holder: ScopedTable, values: Values, one: Tenant, other: Tenant, *, readable: bool
) -> Iterator[Attempt]:
    """Yield the attempts on the tenants table, whose row of a tenant is that of its key."""
    relation = values.relation
    if not readable:
        yield from _reading(holder, values, one)
    theirs, settable = values.row(other.row), writable(relation, other.row)
    for name in settable:
        changed = _update(relation, [build.assign(build.column(name), build.column(name))], theirs.copy())
        title = f"UPDATE of another tenant's {name}"
        yield Attempt(title, one.id, changed, Expected.NOTHING, "UPDATE", column=name)
    gone = build.delete(relation.name, theirs.copy())
    yield Attempt("DELETE of another tenant's row", one.id, gone, Expected.NOTHING, "DELETE")
    if holder.column in settable:
        added = _plain(relation, settable)
        yield Attempt("INSERT of another tenant's row", one.id, added, Expected.REFUSED, "INSERT")
        away = build.assign(build.column(holder.column), build.literal(other.id))
        moved = _update(relation, [away], values.row(one.row))
        title = "UPDATE that makes a tenant another"
        yield Attempt(title, one.id, moved, Expected.REFUSED, "UPDATE", column=holder.column)


def _referencing(
    table: ScopedTable,
    values: Values,
    one: Tenant,
    other: Tenant,
    elsewhere: list[tuple[Reference, Row]],
    *,
    secured: bool,
    mixed: Collection[QName],
) -> Iterator[Attempt]:
    """Yield an attempt for each reference.

    Without policies, the write guard may give the row the tenant of its new parent: then the row returns its tenant.
    """
    relation = values.relation
    for reference, row in elsewhere:
        if [row[theirs] for theirs in reference.ref_columns] == [one.row[mine] for mine in reference.columns]:
            continue  # Both tenants have the key.
        pairs = zip(reference.columns, reference.ref_columns, strict=True)
        changes = [build.assign(build.column(mine), build.literal(row[theirs])) for mine, theirs in pairs]
        statement = _update(relation, changes, values.row(one.row))
        if not secured:
            tenant = build.cast(build.column(table.column), "text")
            statement.set("returning", exp.Returning(expressions=[tenant]))
        yield Attempt(
            f"UPDATE of ({', '.join(reference.columns)}) to another tenant's row of {reference.ref}",
            one.id if secured else None,
            statement,
            Expected.REFUSED,
            "UPDATE",
            "rows for everybody are there too, so no key can refuse it: a trigger of your own can"
            if reference.ref in mixed
            else "keys.foreign_keys: composite lets the foreign key itself refuse it",
            moved_to=None if secured else other.id,
        )


def _upserting(table: ScopedTable, values: Values, one: Tenant, other: Tenant) -> Iterator[Attempt]:
    relation, spare = values.relation, one.spare.row if one.spare is not None else {}
    for key in upsert_keys(relation):
        shared = [name for name in key if name != table.column]
        if one.spare is None or one.spare.instead_of is not None or not shared or not spare.keys() >= set(shared):
            continue  # The tenant can't give the key, as with GENERATED ALWAYS.
        row = {**spare, **{name: other.row[name] for name in shared}}
        again = build.assign(build.column(key[0]), build.column(key[0], "excluded"))
        statement = _plain(relation, row)
        conflict = exp.OnConflict(
            conflict_keys=[build.ident(name) for name in key], action=exp.var("DO UPDATE"), expressions=[again]
        )
        statement.set("conflict", conflict)
        yield Attempt(
            f"INSERT … ON CONFLICT ({', '.join(key)}) with another tenant's key",
            one.spare.tenant,
            statement,
            Expected.UNTOUCHED,
            "INSERT",
            row=_place(values, other.row),
        )


def _count(table: ScopedTable, values: Values, tenant: str) -> exp.Select:
    """Return the query for two numbers: the visible rows, and those of other tenants."""
    others = build.differs(*values.pair(table.column, tenant))
    counted = exp.Filter(this=exp.Count(this=exp.Star()), expression=exp.Where(this=others))
    select = build.select(exp.Count(this=exp.Star()), counted).from_(build.table(values.relation.name), copy=False)
    # Every session sees the rows for everybody.
    return select.where(build.is_not_null(build.column(table.column)), copy=False) if table.mixed else select


def own_rows(table: ScopedTable, relation: Relation, tenant: str, catalog: Catalog) -> exp.Select:
    """Return the query for the number of the tenant's rows, to be asked without row level security."""
    mine = build.eq(*Values(relation, catalog).pair(table.column, tenant))
    return (
        build.select(exp.Count(this=exp.Star())).from_(build.table(relation.name), copy=False).where(mine, copy=False)
    )


def _plain(relation: Relation, row: Row) -> Node:
    """Return an INSERT that needs no other right: RETURNING would need SELECT, and a cast the use of the type's schema."""
    return build.insert(relation.name, list(row), [[build.literal(value) for value in row.values()]])


def _update(relation: Relation, changes: list[Node], where: Node) -> exp.Update:
    return exp.Update(this=build.table(relation.name), expressions=changes, where=exp.Where(this=where))


def _place(values: Values, row: Row) -> exp.Select:
    place = build.select(*(build.cast(build.column(name), "text") for name in ("tableoid", "ctid")))
    return place.from_(build.table(values.relation.name), copy=False).where(values.row(row), copy=False)


@dataclass(frozen=True, slots=True)
class Values:
    """Comparisons of a relation's columns with values, by the equality of each column's type."""

    relation: Relation
    catalog: Catalog

    def row(self, row: Row) -> Node:
        """Return the condition that finds a row by its key, or by all its values when the table has no key."""
        key = primary(self.relation)
        return build.and_(*(self._is(name, row[name], keyed=bool(key)) for name in key or tuple(row)))

    def pair(self, name: str, value: str | None) -> tuple[Node, Node, QName]:
        """Return the column, the value, and the operator that compares them."""
        column = self.relation.column(name)
        assert column is not None
        return build.column(name), build.cast(build.literal(value), column.type), self.catalog.equals(column.type)

    def _is(self, name: str, value: str | None, *, keyed: bool) -> Node:
        if value is None:
            return build.is_null(build.column(name))
        if keyed:
            return build.eq(*self.pair(name, value))
        return build.eq(build.cast(build.column(name), "text"), build.literal(value))
