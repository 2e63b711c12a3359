"""The statements that take a stage back, for a migration's way back on a new database.

On the live database planner's record tells what there was before: the first statement refuses to run there.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.names import QName
from planner.operations.index_build import create
from planner.orm.stage import Stage
from planner.orm.wanted import Key, PrimaryKey, Table, Wanted
from planner.sql import build, ddl, index_ddl, plpgsql
from planner.sql.build import Node
from planner.steps.conditions import TableExists
from planner.tenancy.model import Tenancy

_REFUSE = """
BEGIN
  IF {recorded} THEN
    RAISE EXCEPTION 'planner changed this database: take the changes back with planner rollback';
  END IF;
END
"""


def reverse(wanted: Wanted, tenancy: Tenancy) -> Iterator[Node]:
    """Yield the statements in order."""
    yield ddl.do_block(plpgsql.body(_REFUSE, recorded=TableExists(QName("planner", "owned")).sql()))
    if wanted.stage is Stage.ADD:
        for table in reversed(wanted.tables):
            yield ddl.drop_column(table.relation, table.column.name)
        if wanted.tenants.made:
            yield ddl.drop_table(wanted.tenants.relation)
        return
    yield from _policies(wanted, tenancy)
    for table in wanted.tables:
        for foreign in table.foreign_keys:
            yield ddl.drop_constraint(table.relation, foreign.name)
    for table in wanted.tables:
        if table.primary_key is not None:
            yield from _primary_key(table, table.primary_key)
    for table in wanted.tables:
        for key in (*table.keys, *table.followed):
            yield from _key(table, key)
    yield from _old_foreign_keys(wanted)
    for table in wanted.tables:
        if not table.nullable:
            yield ddl.drop_not_null(table.relation, table.column.name)


def _policies(wanted: Wanted, tenancy: Tenancy) -> Iterator[Node]:
    if tenancy.rls is None:
        return
    secured = [(wanted.tenants.relation, wanted.tenants.policies)]
    secured += [(table.relation, table.policies) for table in wanted.tables]
    for relation, policies in secured:
        for policy in policies:
            yield ddl.drop_policy(policy.name, relation)
        if policies:
            yield from ddl.row_security(relation, enable=False, force=False)


def _primary_key(table: Table, key: PrimaryKey) -> Iterator[Node]:
    yield ddl.drop_constraint(table.relation, key.name)
    columns = build.parens([build.ident(column) for column in key.before])
    yield ddl.alter_table(table.relation, "ADD CONSTRAINT", build.ident(key.name), "PRIMARY KEY", columns)


def _key(table: Table, key: Key) -> Iterator[Node]:
    old = key.replaces if not key.kept else None
    if old is not None:
        yield create(table.relation, old)
        if key.replaced_constraint:
            yield index_ddl.add_unique_using_index(table.relation, old.name, deferrable=False, deferred=False)
    if key.constraint:
        yield ddl.drop_constraint(table.relation, key.name)
    else:
        yield index_ddl.drop_index(QName(table.relation.schema, key.name), concurrently=False)


def _old_foreign_keys(wanted: Wanted) -> Iterator[Node]:
    for table in wanted.tables:
        for foreign in table.foreign_keys:
            for old in foreign.replaces:
                if old.ref is None:
                    continue
                yield ddl.add_foreign_key(
                    table.relation, old.name, old.columns, old.ref, old.ref_columns,
                    on_delete=old.on_delete, set_columns=old.set_columns, on_update=old.on_update, match=old.match,
                    deferrable=old.deferrable, deferred=old.deferred, not_valid=False,
                )  # fmt: skip
