"""The probe's attempts as tests of the application's own suite: rows that any database accepts, and statements as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import EllipsisType

from sqlglot import exp

from planner.catalog.model import Catalog
from planner.catalog.parts import Column
from planner.catalog.words import Generated, Identity
from planner.names import QName
from planner.sql import build
from planner.sql.build import Node
from planner.verification.probe.attempts import Expected
from planner.verification.probe.rows import Draft, Row, primary
from planner.verification.probe.values import values


@dataclass(frozen=True, slots=True)
class Case:
    """One attempt, as a role of the application."""

    table: QName
    role: str | None
    """None: the role that the suite connects as, for a plan without `rls`."""
    title: str
    tenant: str | None
    """The value of the setting; None leaves it unset."""
    statement: str
    expected: Expected
    own: str | None
    """For OWN: the query for the number of the tenant's rows."""
    place: str | None
    """For UNTOUCHED: the query for the place of the other tenant's row."""
    moved_to: str | None
    remedy: str
    first: str | None = None
    """The DELETE that makes room for a row, where a tenant has one row at most. The suite's own role runs it."""

    @property
    def name(self) -> str:
        who = f" as {self.role}" if self.role is not None else ""
        return f"{self.table}{who}: {self.title}: {self.expected.value}"


@dataclass(frozen=True, slots=True)
class Suite:
    """The rows of two invented tenants, and the attempts on them."""

    setting: str | None
    rows: tuple[str, ...]
    """INSERTs, each after the rows that it references."""
    cases: tuple[Case, ...]
    search_paths: Mapping[str, str]
    """The search_path of each role that has its own."""
    untested: Mapping[QName, str] = field(default_factory=dict)
    """Tables that could not be tried, in whole or in part, with the reason."""


class FreshDraft(Draft):
    """A row that does not depend on the database where it is made: keys are given, and no row is copied."""

    def _is_open(self, column: Column) -> bool:
        return column.generated is Generated.NONE

    def _for(self, column: Column, catalog: Catalog, template: Row | None) -> Iterator[str | EllipsisType | None]:
        filled = column.default is not None or column.identity is not Identity.NONE
        if filled and not self._is_keyed(column, catalog):
            yield ...
        if not column.not_null and not self._is_keyed(column, catalog):
            yield None
        yield from values(self.relation, self._fitted(column), catalog, self._number)
        if filled:
            yield ...
        if not column.not_null:
            yield None

    def insert(self) -> Node:
        """Return the INSERT, which returns every column as text."""
        statement = self._insert(self.chosen())
        shown = [build.cast(build.column(column.name), "text") for column in self.relation.columns]
        statement.set("returning", exp.Returning(expressions=shown))
        return statement

    def recorded(self, row: Row) -> str:
        """Return the INSERT for any database, once `row` was made: also keys that the server chose are given.

        A table without a key is found by all its values, so that all of them are given.
        """
        columns = {column.name: column for column in self.relation.columns}
        chosen = dict(self.chosen())
        given = {
            name: value
            for name, value in row.items()
            if columns[name].generated is Generated.NONE
            and (name in chosen or not primary(self.relation) or self._is_keyed(columns[name], self._catalog))
        }
        return build.render(self._insert({name: given[name] if name not in chosen else chosen[name] for name in given}))

    def _insert(self, row: Row) -> exp.Insert:
        """Return the INSERT. The values also stand for identity columns that are GENERATED ALWAYS."""
        types = {column.name: column.type for column in self.relation.columns}
        names, given = (
            build.parens(build.ident(name) for name in row),
            [build.cast(build.literal(value), types[name]) for name, value in row.items()],
        )
        return exp.Insert(
            this=build.phrase(build.relation(self.relation.name), names, "OVERRIDING SYSTEM VALUE"),
            expression=exp.Values(expressions=[exp.Tuple(expressions=given)]),
        )


def written(node: exp.Expression | None) -> str | None:
    return build.render(node) if node is not None else None
