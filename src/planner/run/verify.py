"""Run `verify`: the operations that made the changes define the checks. One scan for each table counts its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from sqlglot import exp

from planner.execution.connection import Connection
from planner.execution.failures import ServerError, SqlState
from planner.names import QName
from planner.operations import database_checks, table_checks
from planner.plan.table import Kind
from planner.run.cluster.read import read_cluster
from planner.run.crossing import crossing
from planner.run.preflight import TableRows, run_query
from planner.run.project import View
from planner.run.rights import read_by, refuse_foreign_code, refuse_unreadable
from planner.sql import build
from planner.steps.checks import CatalogCheck, Check, Result, RowCheck, TenantsCheck, TenantsReferenceCheck, Weight
from planner.target.citus import DIALECT as CITUS
from planner.tenancy.model import RowSecurity, ScopedTable
from planner.tenancy.shared import SharedTable
from planner.verification.colocated import confirming_query, reaches_shards, suspects_query, suspicious
from planner.verification.distribution import distribution, is_distributed
from planner.verification.drift import drift
from planner.verification.keys_off import keys_off
from planner.verification.leaks import leaks
from planner.verification.pointers import pointer_query
from planner.verification.row_questions import of_another_tenant, verify_query
from planner.verification.session_settings import REPLICA
from planner.verification.shards import shards
from planner.verification.tenantless import tenantless


def verify(connection: Connection, view: View, *, rows: bool = True) -> Iterator[Result]:
    """Yield the results: first the drift, then the checks table by table, in the plan's order.

    Without `rows`, yield only the checks of the catalog.
    """
    if rows:
        refuse_unreadable(view.catalog, read_by(view.tenancy))
        if is_distributed(
            view.state
        ):  # A worker's session has the search_path of the role, and Citus writes `=` alone.
            refuse_foreign_code(view.loaded, view.tenancy, view.catalog)
    for moved in drift(view.state, datetime.now(UTC).date()):
        yield _of_catalog(moved)
    for check in database_checks(view.state):
        if rows or isinstance(check, CatalogCheck):
            yield _decide(connection, check)
    for table in view.tenancy.tables.values():
        yield from _table(connection, view, table, rows=rows)
    for shared in view.tenancy.shared if rows else ():
        yield from _pointers(connection, view, shared)
    for leak in (*leaks(view.state), *crossing(connection, view.state), *tenantless(view.state)):
        yield _of_catalog(leak)
    yield from _shared_rows(view)
    if rows and view.tenancy.rls is not None:
        yield from _of_the_server(connection, view, view.tenancy.rls)
    for off in keys_off(view.state):
        yield _of_catalog(off)
    yield from _of_the_cluster(connection, view, rows=rows)
    for exempt, key, scoped in view.tenancy.holes:
        yield Result(
            "hole",
            exempt,
            f"is exempt and references {scoped} ({key})",
            False,
            "rows of all tenants can be reached",
            Weight.NOTE,
        )


def _of_the_cluster(connection: Connection, view: View, *, rows: bool) -> Iterator[Result]:
    """Yield the results of a database on Citus: of the plan's distribution, and of what is distributed."""
    if view.loaded.plan.target.dialect == CITUS:
        references = {name for name, entry in view.entries() if entry.kind is Kind.REFERENCE}
        for check in distribution(view.state, references):
            yield _of_catalog(check)
    if rows and view.catalog.cluster is not None and any(one.distribution for one in view.catalog.relations.values()):
        found = read_cluster(connection, view.loaded.plan.schemas)
        for check in shards(found, view.catalog, view.tenancy.tenants.relation):
            yield _of_catalog(check)


def _shared_rows(view: View) -> Iterator[Result]:
    """Yield a finding for each reference table whose rows name a tenant; a note if the plan answers for it."""
    rls = view.tenancy.rls
    for reference, key in view.tenancy.reached if rls is not None else ():
        reason = rls.open.get(reference) if rls is not None else None
        detail = f"its rows name a tenant ({key}), and no policy keeps a tenant from the rows of another: " + (
            "make it scoped" if reason is None else f"the plan answers for it: {reason}"
        )
        weight = Weight.FINDING if reason is None else Weight.NOTE
        yield Result("shared-rows", reference, "holds no tenant's rows", False, detail, weight)


def _of_the_server(connection: Connection, view: View, rls: RowSecurity) -> Iterator[Result]:
    """Yield a finding for each setting that the server itself gives all sessions, in postgresql.conf or by ALTER SYSTEM.

    planner's own session begins with them, as every other session does, unless its own role, all roles or the database
    fix the same setting: those are in the catalog.
    """
    login = str(connection.value("SELECT session_user"))
    fixed = {one.name.lower() for one in view.catalog.access.settings if one.role in (None, login)}
    for name, harmless, harm in (
        (rls.setting, "", "a session that forgets to set its tenant reads and writes that tenant's rows"),
        (REPLICA, "origin", "no trigger fires and no foreign key is checked"),
    ):
        value = connection.value(build.select(build.call("current_setting", build.literal(name), build.literal(True))))
        if (value or harmless) != harmless and name.lower() not in fixed:
            yield Result(
                "setting", view.tenancy.tenants.relation, f"a session of the application begins without {name}", False,
                f"the server sets {name} = {value} for all sessions: {harm}: ALTER SYSTEM RESET {name}, or take it out of "
                "postgresql.conf",
            )  # fmt: skip


def row_results(connection: Connection, view: View, table: ScopedTable) -> Iterator[Result]:
    """Yield the results of the row checks of one table, which one scan counts."""
    yield from _counted(connection, view, table, table_checks(table, view.state))


def _counted(connection: Connection, view: View, table: ScopedTable, of: Iterable[Check]) -> Iterator[Result]:
    if not _there(view, view.tenancy.tenants.relation):
        return
    checks = [
        check
        for check in of
        if isinstance(check, RowCheck)
        and (check.parent is None or check.parent.mapping or _has_tenant(view, check.parent.parent))
    ]
    if not checks:
        return
    try:
        found = _scan(connection, view, table, checks)
    except ServerError as error:
        if error.state != SqlState.FEATURE_NOT_SUPPORTED or not is_distributed(view.state):
            raise
        why = f"not tried: {error.said}: the tables are not distributed alike"
        yield from (Result(c.id, c.relation, c.title, False, why, c.weight, untried=True) for c in checks)
        return
    for check, broken in zip(checks, found.counts, strict=True):
        yield Result(
            check.id,
            check.relation,
            check.title,
            broken.rows == 0,
            broken.detail,
            check.weight,
            rows=broken.rows,
            of=found.rows,
        )


def _scan(connection: Connection, view: View, table: ScopedTable, checks: Sequence[RowCheck]) -> TableRows:
    """Count the rows that break each check: in one scan, and on Citus in another one if there are suspects."""
    if not reaches_shards(table, checks, view.state):
        return run_query(connection, verify_query(table, checks, view.state))
    found = run_query(connection, suspects_query(table, checks, view.state))
    of = zip(checks, found.counts, strict=True)
    if any(broken.rows and suspicious(check, view.state) for check, broken in of):
        return run_query(connection, confirming_query(table, checks, view.state))
    return found


def _pointers(connection: Connection, view: View, shared: SharedTable) -> Iterator[Result]:
    """Yield a result for each pointer of a shared table, which one scan counts."""
    asked = pointer_query(shared, view.state)
    if asked is None:
        return
    query, titles = asked
    found = run_query(connection, query)
    for title, broken in zip(titles, found.counts, strict=True):
        yield Result(
            broken.count.id,
            shared.relation,
            title,
            broken.rows == 0,
            broken.detail,
            rows=broken.rows,
            of=found.rows,
        )


def _table(connection: Connection, view: View, table: ScopedTable, *, rows: bool) -> Iterator[Result]:
    checks: list[Check] = list(table_checks(table, view.state))
    if not rows:
        yield from (_of_catalog(check) for check in checks if isinstance(check, CatalogCheck))
        return
    for check in checks:
        if isinstance(check, CatalogCheck) or (isinstance(check, TenantsCheck) and _there(view, check.tenants)):
            yield _decide(connection, check)
    yield from _counted(connection, view, table, checks)


def _there(view: View, relation: QName) -> bool:
    return view.catalog.relation(relation) is not None


def _has_tenant(view: View, parent: QName) -> bool:
    """Return whether the parent has its tenant column. Without the column there is nothing to compare with."""
    table = view.tenancy.tables.get(parent)
    return table is None or view.state.has_column(table)


def _decide(connection: Connection, check: Check) -> Result:
    match check:
        case CatalogCheck():
            return _of_catalog(check)
        case TenantsCheck():
            count = build.select(exp.Count(this=exp.Star())).from_(build.table(check.tenants), copy=False)
            return _tenants(check, int(connection.value(count)))
        case TenantsReferenceCheck():
            rows = int(connection.value(of_another_tenant(check)))
            detail = f"{rows} of another tenant: {check.remedy}" if rows else ""
            return Result(check.id, check.relation, check.title, rows == 0, detail, rows=rows)
        case RowCheck():
            raise TypeError("row checks are counted together")


def _of_catalog(check: CatalogCheck) -> Result:
    return Result(check.id, check.relation, check.title, check.ok, check.detail, check.weight)


def _tenants(check: TenantsCheck, rows: int) -> Result:
    if check.at_most is None:
        return Result(check.id, check.relation, check.title, rows > 0, f"{rows} tenant{'s' if rows != 1 else ''}")
    ok = rows <= check.at_most
    detail = "" if ok else f"there are {rows} tenants: {check.remedy}"
    return Result(check.id, check.relation, check.title, ok, detail)
