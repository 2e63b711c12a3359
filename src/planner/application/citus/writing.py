"""INSERT, UPDATE and DDL that Citus refuses, whatever their conditions say."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from planner.application.blocks import name
from planner.application.citus.functions import STABLE, VOLATILE, calls
from planner.application.found import Found, Weight
from planner.application.scope import Scope
from planner.names import few
from planner.tenancy.model import ScopedTable

_BY_POSITION = ("planner_s", "planner_q")
"""The names that the parser gives placeholders without a name or a number: two of them may differ."""


def fails(table: ScopedTable, what: str, remedy: str, missing: str = "") -> Found:
    """Return the finding that Citus refuses a statement."""
    return Found(table.relation, Weight.FAILS_ON_CITUS, what, remedy, missing)


class Writing:
    """The judge of statements that write, and of DDL."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def findings(self, tree: exp.Expr) -> Iterator[Found]:
        """Yield what Citus refuses."""
        for insert in tree.find_all(exp.Insert):
            table = self._scope.table_of(insert.this)
            if table is not None:
                yield from self._inserting(insert, table)
        for update in tree.find_all(exp.Update):
            if isinstance(update.parent, exp.When | exp.OnConflict):
                continue
            table = self._scope.table_of(update.this) if isinstance(update.this, exp.Expr) else None
            if table is not None:
                yield from _updating(update, table)
        for delete in tree.find_all(exp.Delete):
            table = self._scope.table_of(delete.this) if isinstance(delete.this, exp.Expr) else None
            if table is not None:
                yield from _changing(delete, table, "a DELETE")
        if isinstance(tree, exp.Create):
            yield from self._making(tree)

    def _inserting(self, insert: exp.Insert, table: ScopedTable) -> Iterator[Found]:
        column = self._scope.state.relation(table).column(table.column)
        listed = [_name(one) for one in insert.this.expressions] if isinstance(insert.this, exp.Schema) else None
        remedy = f"name {table.column} among the columns, and send it"
        if listed is not None and table.column not in listed and (column is None or column.default is None):
            what = f"inserts without {table.column}: Citus does not know where the row belongs"
            yield fails(table, what, remedy, table.column)
        values = insert.expression
        if isinstance(values, exp.Values):
            if values.find(exp.Select, exp.SetOperation) is not None:
                yield fails(table, "has a subquery among the VALUES", "read the value first, or write INSERT … SELECT")
            if _null_at(values, listed.index(table.column) if listed and table.column in listed else None):
                yield fails(table, f"inserts NULL into {table.column}", remedy, table.column)
        conflict = insert.args.get("conflict")
        if conflict is not None:
            yield from _upserting(conflict, table)
        yield from _returning(insert, table)

    def _making(self, create: exp.Create) -> Iterator[Found]:
        kind = str(create.args.get("kind") or "").upper()
        if kind == "TRIGGER":
            named = create.find(exp.Table)
            table = self._scope.table_of(named) if named is not None else None
            if table is not None:
                yield fails(table, "makes a trigger", "do its work in the application, or in a column's default")
        elif kind == "INDEX" and create.args.get("unique") and isinstance(create.this, exp.Index):
            table = self._scope.table_of(create.this.args["table"])
            columns = {
                name(one.this) for one in create.this.find_all(exp.Column) if isinstance(one.this, exp.Identifier)
            }
            if table is not None and table.column not in columns:
                what = f"makes a unique index without {table.column}"
                yield fails(table, what, f"begin the index with {table.column}", table.column)


def _upserting(conflict: exp.Expr, table: ScopedTable) -> Iterator[Found]:
    parts = [*(conflict.expressions or []), *([conflict.args["where"]] if conflict.args.get("where") else [])]
    named = {call for part in parts for call in calls(part)} & (VOLATILE | STABLE)
    if named:
        yield fails(
            table,
            f"calls {few(sorted(named))} in ON CONFLICT … DO UPDATE, where Citus takes only immutable functions",
            "send the value as a parameter, or write EXCLUDED.… of a column that the INSERT fills",
        )
    if any(part.find(exp.Query) is not None for part in parts):
        yield fails(table, "has a subquery in ON CONFLICT … DO UPDATE", "read the value first")


def _changing(node: exp.Expr, table: ScopedTable, what: str) -> Iterator[Found]:
    """Yield the functions that Citus refuses in an UPDATE or a DELETE."""
    where = node.args.get("where")
    parts = [*node.expressions, *([where] if where is not None else [])]
    named = {call for part in parts for call in calls(part)} & VOLATILE
    if named:
        said = f"calls {few(sorted(named))} in {what}, where Citus takes no volatile function"
        yield fails(table, said, "send the value as a parameter")
    yield from _returning(node, table)


def _returning(node: exp.Expr, table: ScopedTable) -> Iterator[Found]:
    returning = node.args.get("returning")
    named = set(calls(returning)) & (VOLATILE | STABLE) if returning is not None else set()
    if named:
        what = f"calls {few(sorted(named))} in RETURNING, where Citus takes only immutable functions"
        yield fails(table, what, "return the column, and compute the value in the application")


def _updating(update: exp.Update, table: ScopedTable) -> Iterator[Found]:
    yield from _changing(update, table, "an UPDATE")
    where = update.args.get("where")
    for set_ in update.expressions:
        if isinstance(set_, exp.EQ) and _name(set_.this) == table.column and not _same(set_, where, table.column):
            remedy = f"leave {table.column} out of SET; a row changes its tenant by DELETE and INSERT"
            yield fails(table, f"sets {table.column}: Citus moves no row to another tenant", remedy)


def _null_at(values: exp.Values, at: int | None) -> bool:
    rows = [row.expressions for row in values.expressions if isinstance(row, exp.Tuple)]
    return at is not None and any(len(row) > at and isinstance(row[at], exp.Null) for row in rows)


def _same(set_: exp.EQ, where: exp.Expr | None, column: str) -> bool:
    """Return whether SET gives the tenant that the row has: the column itself, or the constant of the condition."""
    value = set_.expression
    if isinstance(value, exp.Column) and _name(value) == column:
        return True
    if where is None or (isinstance(value, exp.Placeholder) and value.name in _BY_POSITION):
        return False
    return any(
        isinstance(one.this, exp.Column) and _name(one.this) == column and one.expression == value
        for one in where.find_all(exp.EQ)
    )


def _name(node: exp.Expr) -> str:
    return name(node.this if isinstance(node, exp.Column) else node)
