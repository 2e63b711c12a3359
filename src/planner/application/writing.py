"""INSERT, COPY and TRUNCATE: find rows that are written without a tenant, and upserts that need a global key."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from planner.application.blocks import name
from planner.application.found import Found, Weight
from planner.application.scope import Scope
from planner.catalog.parts import Index
from planner.operations.guard_sql import fills_in
from planner.operations.keys import given_up, global_keys, global_primary_key
from planner.operations.session_default import wanted_default
from planner.tenancy.model import ScopedTable

_POSITIONAL = "inserts without a list of columns"


class Writing:
    """The judge of statements that write into scoped tables."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def whole(self, tree: exp.Expr) -> Iterator[Found]:
        """Yield the problems of statements about whole tables."""
        if isinstance(tree, exp.TruncateTable):
            for node in tree.expressions:
                table = self._scope.table_of(node)
                if table is not None:
                    yield Found(
                        table.relation,
                        Weight.NO_TENANT,
                        "empties the table of every tenant",
                        f"DELETE … WHERE {table.column} = …",
                        f"{table.column} = …",
                    )
        elif isinstance(tree, exp.Copy):
            table = self._scope.table_of(tree.this)
            if table is not None and not tree.args.get("kind"):
                remedy = f"COPY (SELECT … WHERE {table.column} = …) TO …"
                yield Found(
                    table.relation, Weight.NO_TENANT, "copies rows of every tenant", remedy, f"{table.column} = …"
                )
            elif table is not None and table.column not in _columns(tree.this):
                remedy = f"name {table.column} among the columns"
                yield Found(
                    table.relation, Weight.NOT_SET, f"copies rows in without {table.column}", remedy, table.column
                )

    def inserting(self, insert: exp.Insert, table: ScopedTable) -> Iterator[Found]:
        """Yield the problems of an INSERT that leaves the tenant out, or whose ON CONFLICT names a global key."""
        guard = "the write guard fills it in while it is there" if fills_in(self._scope.state.relation(table)) else ""
        remedy = f"name {table.column} among the columns, and send it"
        what = ""
        if not isinstance(insert.this, exp.Schema) and insert.args.get("default"):
            what = f"inserts DEFAULT VALUES. {guard}".rstrip(" .")
        elif not isinstance(insert.this, exp.Schema):
            what = _POSITIONAL
        elif table.column not in _columns(insert.this):
            what = f"inserts without {table.column}; {guard}".rstrip(" ;")
        if what and not (what != _POSITIONAL and self._from_session(table)):
            yield Found(table.relation, Weight.NOT_SET, what, remedy, table.column)
        yield from self._conflicting(insert, table)

    def _from_session(self, table: ScopedTable) -> bool:
        """Return whether the column's default is the session's tenant (`transition.assign: setting`)."""
        column, wanted = (
            self._scope.state.relation(table).column(table.column),
            wanted_default(table, self._scope.state),
        )
        return column is not None and wanted is not None and column.default == wanted

    def _conflicting(self, insert: exp.Insert, table: ScopedTable) -> Iterator[Found]:
        conflict = insert.args.get("conflict")
        if conflict is not None:
            yield from self._upserting(conflict, table)

    def _upserting(self, conflict: exp.Expr, table: ScopedTable) -> Iterator[Found]:
        columns = [_target(key) for key in conflict.args.get("conflict_keys") or []]
        named = conflict.args.get("constraint")
        for index, gone in self._weaker(table):
            fits = (
                sorted(_key(index)) == sorted(columns) if columns else named is not None and name(named) == index.name
            )
            if fits:
                spelled = ", ".join(c.name or c.definition for c in index.columns)
                target = f"ON CONFLICT ({spelled})" if columns else f"ON CONFLICT ON CONSTRAINT {index.name}"
                when = "fails with 42P10, since" if gone else "fails with 42P10 once"
                yield Found(
                    table.relation, Weight.OLD_KEY, f"{target} {when} {index.name} {'is' if gone else 'has become'} per tenant",
                    f"ON CONFLICT ({table.column}, {spelled})" + ("" if gone else ", or keys.old: keep until then"),
                )  # fmt: skip
                return

    def _weaker(self, table: ScopedTable) -> Iterator[tuple[Index, bool]]:
        """Yield the global keys that the plan gives up. The second value is True if the key is already gone."""
        relation, rules = self._scope.state.relation(table), self._scope.state.tenancy.keys
        there = {index.name for index in relation.indexes if table.column not in {c.name for c in index.columns}}
        for index in given_up(relation.name, self._scope.state.catalog):
            if index.name not in there:
                yield index, True
        if rules.per_tenant:
            for index in global_keys(relation, table.column):
                if (table.relation, index.name) not in rules.kept:
                    yield index, False
        primary = global_primary_key(relation, table.column) if rules.primary else None
        if primary is not None and (table.relation, primary.name) not in rules.kept:
            yield primary, False


def _columns(node: exp.Expr) -> set[str]:
    return {name(column) for column in node.expressions} if isinstance(node, exp.Schema) else set()


def _target(key: exp.Expr) -> str:
    while isinstance(key, exp.Ordered | exp.Paren):
        key = key.this
    if isinstance(key, exp.Column | exp.Identifier):
        return name(key.this if isinstance(key, exp.Column) else key)
    return _plain(key.sql(dialect="postgres"))


def _key(index: Index) -> list[str]:
    return [column.name or _plain(column.definition) for column in index.columns]


def _plain(text: str) -> str:
    """Return the expression without the differences between two ways of writing it."""
    return "".join(c for c in text.split("::")[0].lower() if c not in '"() \n')
