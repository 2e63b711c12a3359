"""Ask, before the first statement, whether the backfill's UPDATE can pass the CHECKs of the rows that it fills.

An UPDATE checks a row against all CHECKs and NOT NULL constraints, also against those that are NOT VALID. A CHECK that
names the tenant column may forbid the tenant that the row will get.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from planner.catalog.model import Relation
from planner.catalog.parts import Constraint
from planner.catalog.words import ConstraintKind
from planner.names import QName
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import templates
from planner.tenancy.model import ScopedTable, State
from planner.verification.row_questions import preflight_query

_SQL = templates("planner.verification", "check_questions.sql")


_KINDS = (ConstraintKind.CHECK, ConstraintKind.NOT_NULL)


@dataclass(frozen=True, slots=True)
class CheckQuestion:
    """A CHECK or a NOT NULL constraint, and the rows that will be filled, each with the tenant that it will get."""

    table: ScopedTable
    relation: QName
    """The table or the partition that has the CHECK."""
    constraint: Constraint
    rows: exp.Select

    @property
    def names_tenant(self) -> bool:
        return self.table.column in self.constraint.columns

    def count(self) -> exp.Select:
        """Return the query for the number of rows that break the CHECK."""
        return self._over([exp.Count(this=exp.Star())])

    def samples(self, limit: int) -> exp.Select:
        """Return the query for the keys of some of these rows."""
        query = self._over([build.cast(build.column(name), "text") for name in self.table.key])
        query.set("limit", exp.Limit(expression=build.literal(limit)))
        return query

    def _over(self, columns: list[Node]) -> exp.Select:
        # The alias is the table's name: a CHECK may name the whole row by it.
        rows = exp.Subquery(this=self.rows.copy(), alias=exp.TableAlias(this=build.ident(self.relation.name)))
        if self.constraint.kind is ConstraintKind.NOT_NULL:
            broken: Node = build.is_null(build.column(self.constraint.columns[0], self.relation.name))
        else:
            broken = exp.Is(this=exp.Paren(this=build.verbatim(expression(self.constraint))), expression=exp.false())
        return build.select(*columns).from_(rows, copy=False).where(broken, copy=False)


def expression(check: Constraint) -> str:
    """Return the expression of a CHECK, as the server spells it under an empty search_path, or NOT NULL with its column."""
    text = check.definition.removeprefix("CHECK ")
    for suffix in (" NOT ENFORCED", " NO INHERIT"):
        text = text.removesuffix(suffix)
    return text


def check_questions(table: ScopedTable, state: State) -> Iterator[CheckQuestion]:
    """Yield a question for each CHECK that a row may break when its tenant is filled in."""
    for relation in state.catalog.family(table.relation):
        for check in relation.constraints:
            inherited = check.inherited and relation.name != table.relation
            if check.kind not in _KINDS or not check.enforced or inherited:
                continue
            of_tenant = table.column in check.columns
            if check.kind is ConstraintKind.NOT_NULL if of_tenant else check.validated:
                continue
            rows = _rows(table, relation, state)
            if rows is not None:
                yield CheckQuestion(table, relation.name, check, rows)


def _rows(table: ScopedTable, relation: Relation, state: State) -> exp.Select | None:
    """Return the query of the rows without a tenant, with the tenant that each will get in the tenant column."""
    rows = filled_rows(table, relation, state)
    if rows is None or not state.has_column(table):
        return rows
    return rows.where(build.is_null(build.column(table.column, "t")), copy=False)


def filled_rows(table: ScopedTable, relation: Relation, state: State) -> exp.Select | None:
    """Return the query of all rows of a table or partition as the backfill leaves them; None if nothing is derived."""
    query = preflight_query(table, state)
    if query is None:
        return None
    own = query.counts[0].tenant
    columns: list[Node] = [
        build.aliased(build.column(column.name, "t"), column.name)
        for column in relation.columns
        if column.name != table.column
    ]
    rows = query.base([*columns, build.aliased(own.copy(), table.column)])
    if relation.name == table.relation:
        return rows
    leaves = [build.regclass(leaf.name) for leaf in state.catalog.leaves(relation.name)]
    within = _SQL["within"].fill(partitions=leaves)
    return rows.where(within, copy=False)
