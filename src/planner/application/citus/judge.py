"""Judge a statement for Citus: it fails, it asks every shard, or there is nothing to say."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from planner.application.blocks import Block, Reader
from planner.application.citus.placing import Group, Pin, Placing
from planner.application.citus.writing import Writing, fails
from planner.application.found import Found, Weight
from planner.application.scope import Scope
from planner.names import QName, few
from planner.tenancy.model import ScopedTable

_GROUPINGS = (exp.GroupingSets, exp.Cube, exp.Rollup)


class Distributed:
    """The judge of statements for Citus."""

    def __init__(self, scope: Scope, reader: Reader) -> None:
        self._scope = scope
        self._placing = Placing(scope, reader)
        self._writing = Writing(scope)

    def findings(self, tree: exp.Expr) -> Iterator[Found]:
        """Yield what makes the statement fail; if nothing does, what makes it ask every shard."""
        groups = self._placing.groups(tree)
        failing = [*self._writing.findings(tree), *(one for group in groups for one in self._failing(group))]
        if failing:
            yield from failing
            return
        for group in groups:
            yield from _asking(group)
        for source, table in self._placing.views(tree):
            missing = f"{table.column} = …"
            yield Found(
                table.relation, Weight.EVERY_SHARD, f"asks every shard, through {source}", _add(missing), missing
            )

    def _failing(self, group: Group) -> Iterator[Found]:
        tables = [table for _, table in group.scoped.values()]
        first, missing = tables[0], f"{tables[0].column} = …"
        names = few(dict.fromkeys(table.relation.name for table in tables))
        if len(group.parts) > 1:
            columns = " and ".join(dict.fromkeys(table.column for table in tables))
            what = f"joins {names} without the tenant: their rows lie on different machines"
            yield fails(first, what, f"join them on {columns} too, or give each of them the same tenant", columns)
        for block in group.blocks:
            if isinstance(block.node, exp.Merge) and len(group.scoped) == 1:
                what = "MERGEs rows that are in no distributed table into a distributed one, or the other way round"
                yield fails(first, what, f"write INSERT … ON CONFLICT ({first.column}, …), or two statements")
            if group.pin() is not Pin.ONE:
                yield from self._across(block, first, missing)

    def _across(self, block: Block, first: ScopedTable, missing: str) -> Iterator[Found]:
        """Yield what Citus refuses in a block that does not name one tenant."""
        node = block.node
        if node.args.get("locks"):
            yield fails(
                first, "locks rows (FOR UPDATE, FOR SHARE) and does not name one tenant", _add(missing), missing
            )
        grouped = node.args.get("group")
        if grouped is not None and grouped.find(*_GROUPINGS) is not None:
            what = "groups by several sets (GROUPING SETS, CUBE, ROLLUP) across tenants"
            yield fails(first, what, f"{_add(missing)}, or write a query for each set with UNION ALL", missing)
        if _recursive(node):
            what = "is a recursive query, and not each part of it names the tenant"
            yield fails(first, what, f"add {missing} with the value itself to each part of the WITH", missing)
        if isinstance(node, exp.Update | exp.Delete):
            if _by_ctid(node):
                yield fails(
                    first, "finds rows by ctid in a subquery, and each shard has its own", "find them by a key", missing
                )
            target = block.sources.get(block.target or "")
            if target is not None and self._scope.is_reference(target):
                what = "changes a reference table by the rows of a distributed one"
                yield fails(first, what, "read the rows first, or use IN (SELECT …)", missing)


def _asking(group: Group) -> Iterator[Found]:
    told: set[QName] = set()
    for part in group.parts:
        pin = max(group.pins[spot] for spot in part)
        if pin in (Pin.ONE, Pin.SEVERAL):
            continue
        for spot in sorted(part):
            table = group.scoped[spot][1]
            if table.relation in told:
                continue
            told.add(table.relation)
            missing = f"{table.column} = …"
            if pin is Pin.LATE:
                what = "asks every shard: the tenant comes from a function or a subquery, which Citus does not know in time"
                yield Found(
                    table.relation,
                    Weight.EVERY_SHARD,
                    what,
                    f"send {table.column} as a constant or a parameter",
                    missing,
                )
            else:
                yield Found(table.relation, Weight.EVERY_SHARD, "asks every shard", _add(missing), missing)


def _add(missing: str) -> str:
    return f"add {missing} to the condition"


def _recursive(node: exp.Expr) -> bool:
    """Return whether the block is inside a WITH RECURSIVE."""
    at = node.parent
    while at is not None:
        if isinstance(at, exp.CTE) and isinstance(at.parent, exp.With) and at.parent.args.get("recursive"):
            return True
        at = at.parent
    return False


def _by_ctid(node: exp.Expr) -> bool:
    where = node.args.get("where")
    return where is not None and any(
        isinstance(one.this, exp.Column) and one.this.name.lower() == "ctid" and one.args.get("query") is not None
        for one in where.find_all(exp.In)
    )
