"""The statements that make a stage of a database, for a migration that an ORM's runner takes to a new database. Each
may run again.

The live database reaches the stage online, by `apply`, and these statements then find nothing to do. A new or small
database reaches the same schema. The statements contain no CONCURRENTLY and no NOT VALID, because runners put a file
into one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sqlglot import exp

from planner.catalog.codes import CONSTRAINT_KINDS
from planner.catalog.parts import Index, IndexColumn
from planner.catalog.words import ConstraintKind
from planner.names import QName
from planner.operations.index_build import create
from planner.operations.key_record import Timing
from planner.orm.stage import Stage
from planner.orm.wanted import ForeignKey, Key, PrimaryKey, Table, Tenants, Wanted
from planner.rows.path_sql import matches
from planner.sql import build, ddl, index_ddl, plpgsql
from planner.sql.build import Node
from planner.steps.conditions import Condition, ConstraintExists, IndexValid, Not
from planner.tenancy.model import Constant, Expression, Paths, ScopedTable, Tenancy

_ONCE = """
BEGIN
  IF {condition} THEN
    {statement};
  END IF;
END
"""


def statements(wanted: Wanted, tenancy: Tenancy) -> Iterator[Node]:
    """Yield the statements in order. Each does nothing if its work is already done."""
    if wanted.stage is Stage.ADD:
        yield from _add(wanted, tenancy)
    else:
        yield from _tighten(wanted, tenancy)


def _add(wanted: Wanted, tenancy: Tenancy) -> Iterator[Node]:
    if wanted.tenants.made:
        yield from _tenants(wanted.tenants, tenancy)
    for table in wanted.tables:
        column = ddl.column_def(table.column.name, table.column.type, collation=tenancy.tenants.collation)
        column.set("exists", True)
        yield ddl.add_column(table.relation, column)
    for table in wanted.tables:
        if table.session_default is not None:
            yield ddl.set_default(table.relation, table.column.name, build.verbatim(table.session_default))
    for table in wanted.tables:
        yield from _filled(tenancy.tables[table.relation])
    for table in wanted.tables:
        if table.tenant_key is not None:
            yield _foreign_key(table.relation, table.tenant_key)
        if table.index is not None:
            yield _index(table.relation, table.index)


def _tenants(tenants: Tenants, tenancy: Tenancy) -> Iterator[Node]:
    columns: list[Node] = [
        ddl.column_def(
            column.name,
            column.type,
            default=build.verbatim(column.default) if column.default is not None else None,
            not_null=column.not_null,
        )
        for column in tenants.columns
    ]
    yield ddl.create_table(tenants.relation, [*columns, ddl.primary_key([tenants.key])], if_not_exists=True)
    default = tenancy.tenants.default
    if default is not None:
        types = {column.name: column.type for column in tenants.columns}
        values = [(tenants.key, default.id), *default.values]
        row = [build.cast(build.literal(value), types[name]) for name, value in values]
        conflict = build.on_conflict_do_nothing([tenants.key])
        yield build.insert(tenants.relation, [name for name, _ in values], [row], conflict)


def _filled(table: ScopedTable) -> Iterator[Node]:
    """Yield updates that fill the tenant column for rows that a small database already has. A new database has none."""
    empty = build.is_null(build.column(table.column, "t"))

    def update(value: Node) -> exp.Update:
        return exp.Update(
            this=build.table(table.relation, alias="t"),
            expressions=[build.assign(build.column(table.column), value)],
        )

    match table.strategy:
        case Constant(tenant):
            statement = update(build.literal(tenant))
            statement.set("where", exp.Where(this=empty))
            yield statement
        case Expression(sql):
            statement = update(exp.Paren(this=build.verbatim(sql)))
            statement.set("where", exp.Where(this=empty))
            yield statement
        case Paths(paths):
            for path in paths:
                if path.case is not None:
                    continue
                statement = update(build.column(path.tenant, "p"))
                statement.set("from_", exp.From(this=build.table(path.source, alias="p")))
                statement.set("where", exp.Where(this=build.and_(empty.copy(), matches(path, "t", "p"))))
                yield statement


def _tighten(wanted: Wanted, tenancy: Tenancy) -> Iterator[Node]:
    for table in wanted.tables:
        if not table.nullable:
            yield ddl.set_not_null(table.relation, table.column.name)
    for table in wanted.tables:
        for key in (*table.keys, *table.followed):
            yield _index(table.relation, key)
    yield from _carried(wanted)
    for table in wanted.tables:
        yield from _old_keys(table)
    yield from _policies(wanted, tenancy)


def beyond_columns(wanted: Wanted, tenancy: Tenancy, known: Callable[[str], bool]) -> Iterator[Node]:
    """Yield statements for the parts that an ORM can't declare: keys of several columns, policies, copies of
    indexes, and unique keys that say more than their columns. `known` tells whether the ORM knows a key of a name already."""

    def unknown(key: Key) -> bool:
        names = {key.name, key.replaces.name if key.replaces is not None else key.name}
        return bool(key.features) and not any(map(known, names))

    beyond = [replace(table, keys=tuple(filter(unknown, table.keys))) for table in wanted.tables]
    for table in beyond:
        for key in (*table.keys, *table.followed):
            yield _index(table.relation, key)
    yield from _carried(wanted)
    for table in beyond:
        yield from _old_keys(table)
    yield from _policies(wanted, tenancy)


def _carried(wanted: Wanted) -> Iterator[Node]:
    """Yield statements that replace primary keys and foreign keys by ones that carry the tenant."""
    for table in wanted.tables:
        for foreign in table.foreign_keys:
            for old in foreign.replaces:
                yield ddl.drop_constraint(table.relation, old.name, if_exists=True)
    for table in wanted.tables:
        if table.primary_key is not None:
            yield from _primary_key(table.relation, table.primary_key)
    for table in wanted.tables:
        for foreign in table.foreign_keys:
            yield _foreign_key(table.relation, foreign)


def _old_keys(table: Table) -> Iterator[Node]:
    for key in table.keys:
        if key.replaces is None or key.kept:
            continue
        if key.replaced_constraint:
            yield ddl.drop_constraint(table.relation, key.replaces.name, if_exists=True)
        else:
            yield index_ddl.drop_index(
                QName(table.relation.schema, key.replaces.name), concurrently=False, if_exists=True
            )


def _primary_key(relation: QName, key: PrimaryKey) -> Iterator[Node]:
    """Yield statements for the new primary key, which takes the old name. The statements recognize the old key
    because it lacks the tenant."""
    which = build.eq(build.column("conrelid", "c"), build.regclass(relation))
    primary = build.eq(build.column("contype", "c"), build.literal(CONSTRAINT_KINDS.letter(ConstraintKind.PRIMARY)))
    named = build.eq(build.column("attname", "a"), build.literal(key.columns[0]))
    inside = build.eq(build.column("attnum", "a"), exp.Any(this=exp.Paren(this=build.column("conkey", "c"))))
    of_it = build.eq(build.column("attrelid", "a"), build.column("conrelid", "c"))
    tenant = build.select(build.literal(1)).from_(
        build.table(QName("pg_catalog", "pg_attribute"), alias="a"), copy=False
    )
    tenant = tenant.where(build.and_(of_it, named, inside), copy=False)
    old = build.select(build.literal(1)).from_(build.table(QName("pg_catalog", "pg_constraint"), alias="c"), copy=False)
    old = old.where(build.and_(which, primary, exp.Not(this=build.exists(tenant))), copy=False)
    yield _if(build.exists(old), ddl.drop_constraint(relation, key.name))
    added = _constraint(relation, key.name, "PRIMARY KEY", key.index, key.timing)
    yield _once(ConstraintExists(relation, key.name), added)


def _index(relation: QName, key: Key) -> Node:
    """Return the statement that makes the index or constraint, with everything that it says beyond its columns."""
    if key.constraint:
        added = _constraint(relation, key.name, "UNIQUE", key.index, key.timing)
        return _once(ConstraintExists(relation, key.name), added)
    return _once(IndexValid(relation, key.name), create(relation, key.index))


def _constraint(relation: QName, name: str, kind: str, index: Index, timing: Timing) -> Node:
    """Return the statement that adds the constraint. A constraint's index has plain columns in their default order,
    and covers all rows (CREATE TABLE, table_constraint)."""
    parts: list[str | Node] = ["ADD CONSTRAINT", build.ident(name), kind]
    if index.nulls_not_distinct:
        parts.append("NULLS NOT DISTINCT")
    parts.append(_names(index.columns))
    if index.include:
        parts += ["INCLUDE", _names(index.include)]
    if timing.deferrable:
        parts.append("DEFERRABLE INITIALLY DEFERRED" if timing.deferred else "DEFERRABLE")
    return ddl.alter_table(relation, *parts)


def _names(columns: Sequence[IndexColumn]) -> Node:
    return build.parens([build.ident(column.name) for column in columns if column.name is not None])


def _foreign_key(relation: QName, key: ForeignKey) -> Node:
    added = ddl.add_foreign_key(
        relation, key.name, key.columns, key.ref, key.ref_columns,
        on_delete=key.on_delete, set_columns=key.set_columns, on_update=key.on_update,
        deferrable=key.timing.deferrable, deferred=key.timing.deferred, not_valid=False,
    )  # fmt: skip
    return _once(ConstraintExists(relation, key.name), added)


def _policies(wanted: Wanted, tenancy: Tenancy) -> Iterator[Node]:
    rls = tenancy.rls
    if rls is None:
        return
    yield ddl.replace_tenant_function(rls.helper, rls.setting, tenancy.tenants.type)
    secured = [(wanted.tenants.relation, wanted.tenants.policies)]
    secured += [(table.relation, table.policies) for table in wanted.tables]
    for relation, policies in secured:
        for policy in policies:
            yield build.phrase("DROP POLICY IF EXISTS", build.ident(policy.name), "ON", build.relation(relation))
            yield ddl.create_policy(
                policy.name, relation, restrictive=not policy.permissive,
                command=policy.command, roles=tuple(role for role in policy.roles if role != "public"),
                using=build.verbatim(policy.using) if policy.using is not None else None,
                check=build.verbatim(policy.check) if policy.check is not None else None,
            )  # fmt: skip
        if policies:
            yield from ddl.row_security(relation, enable=True, force=True if rls.force else None)


def _once(there: Condition, statement: Node) -> Node:
    return _if(Not(there).sql(), statement)


def _if(condition: Node, statement: Node) -> Node:
    return ddl.do_block(plpgsql.body(_ONCE, condition=condition, statement=statement))
