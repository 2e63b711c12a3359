"""Ask the rows of a distributed table, in the one form that Citus can run on every shard by itself.

Citus joins distributed tables on their distribution columns alone. So a row is joined with the parents of its own tenant,
and a row whose key leads to no such parent is a suspect. Without suspects, one scan is enough. With suspects, another one
asks whether the key is there at all: if it is, the parent is another tenant's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from sqlglot import exp

from planner.catalog.distribution import Method
from planner.names import QName
from planner.rows.path_sql import matches, present
from planner.sql import build
from planner.sql.build import Node
from planner.steps.checks import RowCheck, RowRule
from planner.tenancy.model import Path, ScopedTable, State
from planner.verification.row_questions import Count, RowQuery, stored, verify_query


def is_hashed(name: QName, state: State) -> bool:
    """Return whether the rows of a relation are distributed by a column."""
    relation = state.catalog.relation(name)
    return relation is not None and relation.distribution is not None and relation.distribution.method is Method.HASH


def suspects_query(table: ScopedTable, checks: Sequence[RowCheck], state: State) -> RowQuery:
    """Return the query that counts rows whose key leads to no parent of their own tenant."""
    return _Colocated(table, checks, state).query(())


def confirming_query(table: ScopedTable, checks: Sequence[RowCheck], state: State) -> RowQuery:
    """Return the query that counts, of the suspects, those whose key leads to a parent."""
    return _Colocated(table, checks, state).query(tuple(check for check in checks if suspicious(check, state)))


def reaches_shards(table: ScopedTable, checks: Sequence[RowCheck], state: State) -> bool:
    """Return whether the checks of a table read rows that are distributed."""
    return is_hashed(table.relation, state) or any(suspicious(check, state) for check in checks)


def suspicious(check: RowCheck, state: State) -> bool:
    """Return whether the check only finds suspects at first."""
    return check.parent is not None and is_hashed(check.parent.source, state)


class _Colocated:
    """The query of one table."""

    def __init__(self, table: ScopedTable, checks: Sequence[RowCheck], state: State) -> None:
        self._table, self._checks, self._state = table, checks, state
        self._own = build.column(table.column, "t")
        self._parents = {check.parent: f"p{n}" for n, check in enumerate(checks) if check.parent is not None}

    def query(self, confirmed: Sequence[RowCheck]) -> RowQuery:
        """Return the query. The parents of `confirmed` checks must be there, whoever's they are."""
        usual = verify_query(self._table, self._checks, self._state).counts
        somebodys = {
            check.parent: f"q{n}" for n, check in enumerate(self._checks) if check in confirmed and check.parent
        }
        counts = [
            self._count(check, count, somebodys) if suspicious(check, self._state) else count
            for check, count in zip(self._checks, usual, strict=True)
        ]
        base = partial(self._base, somebodys)
        return RowQuery(self._table.relation, self._table.key, tuple(counts), base)

    def _base(self, somebodys: Mapping[Path, str], columns: Sequence[Node]) -> exp.Select:
        tenants = self._state.tenancy.tenants
        select = stored(columns, self._table, self._state)
        for path, alias in self._parents.items():
            on = matches(path, "t", alias)
            if is_hashed(path.source, self._state):
                on = build.and_(on, build.eq(build.column(path.tenant, alias), self._own.copy(), tenants.equals))
            select = build.left_join(select, build.table(path.source, alias=alias), on)
        for path, alias in somebodys.items():
            select = build.left_join(select, _keys(path, alias), matches(path, "t", alias))
        return select

    def _count(self, check: RowCheck, usual: Count, somebodys: Mapping[Path, str]) -> Count:
        path = check.parent
        assert path is not None
        broken = [present(path, "t"), build.is_null(build.column(path.tenant, self._parents[path]))]
        if check.rule is RowRule.FIRST_TENANT:
            before = self._table.paths[: self._table.paths.index(path)]
            broken += [build.is_null(build.column(other.tenant, self._parents[other])) for other in before]
        if path in somebodys:
            broken += [build.is_not_null(build.column(theirs, somebodys[path])) for _, theirs in path.pairs]
        return Count(usual.id, usual.title, build.and_(*broken), self._own.copy())


def _keys(path: Path, alias: str) -> Node:
    """Return the keys of all parents, whoever's they are. Citus asks for them once, and sends them to every node."""
    keys = build.select(*(build.column(theirs, "p") for _, theirs in path.pairs))
    keys = keys.from_(build.table(path.source, alias="p"), copy=False)
    keys.set("distinct", exp.Distinct())
    return exp.Subquery(this=keys, alias=exp.TableAlias(this=build.ident(alias)))
