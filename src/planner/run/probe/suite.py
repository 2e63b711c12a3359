"""Make the rows of the probe without the database's own rows, and write the attempts down as tests.

Everything runs in one transaction, which is always rolled back, as in the probe itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NoReturn

from planner.catalog.model import Catalog, Relation
from planner.errors import Blocked
from planner.execution.session import connect
from planner.names import QName
from planner.run.probe.maker import CannotMake, Maker
from planner.run.probe.probe import STATEMENT_TIMEOUT, Probe
from planner.run.probe.scripts import Script
from planner.run.project import View, refuse_standby
from planner.run.project import settings as session_settings
from planner.run.rights import refuse_foreign_code
from planner.sql.build import Node
from planner.tenancy.model import ScopedTable
from planner.verification.probe.attempts import Attempt, Expected, own_rows
from planner.verification.probe.rows import Draft, Given, Row
from planner.verification.probe.suite import Case, FreshDraft, Suite, written


@dataclass
class _Recorder(Maker):
    """A maker that copies no row of the database, and keeps the INSERTs that succeeded, in their order."""

    recorded: list[str] = field(default_factory=list)
    _last: FreshDraft | None = None

    def _rows(self, relation: Relation, number: int, where: Node | None = None) -> list[Row]:
        return []

    def _draft(self, relation: Relation, given: Given, template: Row | None) -> Draft:
        self._last = FreshDraft(relation, self.catalog, self.fitting, given, template, self._number)
        return self._last

    def _without_triggers(self, draft: Draft, run: Script, refused: CannotMake) -> NoReturn:
        """Give the row up. The tests insert as the application does, with its triggers."""
        raise refused

    def _make(self, name: QName, tenant: str | None) -> Row:
        row = super()._make(name, tenant)
        assert self._last is not None
        self.recorded.append(self._last.recorded(row))
        return row


def suite(dsn: str | None, view: View) -> Suite:
    """Return the tests for a finished database. Needs the same rights as the probe.

    Raise Blocked when no row of a tenant can be made, and DatabaseError.
    """
    refuse_foreign_code(view.loaded, view.tenancy, view.catalog)
    settings = replace(session_settings(view.loaded, read_only=False), statement_timeout=STATEMENT_TIMEOUT)
    with connect(dsn, settings, application_name="planner test") as connection:
        refuse_standby(connection)
        with connection.undone():
            return _suite(Probe(connection, view, _Recorder), view)


def _suite(probe: Probe, view: View) -> Suite:
    maker, rls = probe.maker, view.tenancy.rls
    assert isinstance(maker, _Recorder)
    try:
        maker.make_tenants()
    except CannotMake as reason:
        raise Blocked(
            f"no tenant can be made for the tests: {reason}",
            hint="the tests make two tenants of their own; let a default or a CHECK accept them",
        ) from None
    tried: list[tuple[ScopedTable, Relation, list[Attempt]]] = []
    untested: dict[QName, str] = {}
    for table in view.tenancy.tables.values():
        relation = view.state.relation(table)
        try:
            if relation.column(table.column) is None:
                raise CannotMake(f"it has no column {table.column}")
            todo, missing = probe.attempts(table, relation)
            tried.append((table, relation, todo))
            if missing:
                untested[table.relation] = "; ".join(missing)
        except CannotMake as reason:
            untested[table.relation] = f"no row could be made: {reason}"
    tried += probe.of_tenants()
    cases = [
        case
        for role in (rls.roles if rls is not None else (None,))
        for case in _cases(probe, role, tried, view.catalog)
    ]
    # A setting that was set once is never fully unset, so the sessions without it come first.
    cases.sort(key=lambda case: case.tenant is not None)
    paths = {role: path for role, path in probe.session.search_paths.items() if rls is not None and role in rls.roles}
    return Suite(rls.setting if rls is not None else None, tuple(maker.recorded), tuple(cases), paths, untested)


def _cases(
    probe: Probe, role: str | None, tried: list[tuple[ScopedTable, Relation, list[Attempt]]], catalog: Catalog
) -> Iterator[Case]:
    """Yield the attempts that the role has the rights for."""
    for table, relation, todo in tried:
        for attempt in probe.permitted(role, relation, todo):
            own = None
            if attempt.expected is Expected.OWN:
                assert attempt.tenant is not None
                own = written(own_rows(table, relation, attempt.tenant, catalog))
            statement = written(attempt.statement)
            assert statement is not None
            yield Case(
                table.relation, role, attempt.title, attempt.tenant, statement, attempt.expected,
                own, written(attempt.row), attempt.moved_to, attempt.remedy, written(attempt.instead_of),
            )  # fmt: skip
