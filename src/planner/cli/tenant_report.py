"""The report of a delete while it is unfinished: it names the export that the delete took before, and its runs."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.cli.files import Access, write_file

if TYPE_CHECKING:
    from planner.execution.connection import Connection
    from planner.tenancy.model import State
    from planner.tenants.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Begun:
    """A delete that is not finished: of which tenant of which database, and what its runs have done."""

    tenant: str
    identity: str
    """The database, as `database_identity` names it."""
    export: str | None = None
    """The id of the export that was taken before."""
    runs: tuple[int, ...] = ()
    """The numbers of the runs in the journal."""

    def of_export(self, manifest: Manifest) -> Begun:
        """Return the same delete with a new export, which lacks what earlier runs have deleted."""
        return replace(self, export=manifest.export, runs=())

    def of_run(self, run: int | None) -> Begun:
        """Return the same delete with one more run."""
        return replace(self, runs=(*self.runs, run)) if run is not None else self


def begin_report(file: Path, begun: Begun) -> None:
    """Write an unfinished report. A file that can't be written stops the delete before it begins."""
    facts = {
        "version": 1,
        "finished": False,
        "tenant": begun.tenant,
        "database_identity": begun.identity,
        "export": begun.export,
        "runs": list(begun.runs),
    }
    write_file(file, json.dumps(facts, indent=2) + "\n", Access.PRIVATE)


def begun_before(connection: Connection, file: Path, tenant: str) -> Begun:
    """Return what an unfinished report says about a delete of this tenant of this database, else a new beginning."""
    from planner.tenants.earlier import database_identity

    fresh = Begun(tenant, database_identity(connection))
    facts = _unfinished(file, fresh)
    if facts is None:
        return fresh
    runs = facts.get("runs")
    numbers = tuple(run for run in runs if type(run) is int) if isinstance(runs, list) else ()
    export = facts.get("export")
    return replace(fresh, export=export if isinstance(export, str) else None, runs=numbers)


def earlier_export(connection: Connection, begun: Begun, folder: Path) -> Manifest | None:
    """Return the export that an unfinished delete took, if the folder holds it and rows were deleted since.

    The same command goes on from there: another export would lack the rows that are deleted by now. While no row is
    deleted, the tenant may have changed since the export, so that another export is due.
    """
    from planner.errors import PlannerError
    from planner.tenants.earlier import deleted_by
    from planner.tenants.forms import open_export

    if begun.export is None or not deleted_by(connection, begun.runs):
        return None
    try:
        manifest = open_export(folder).manifest
    except PlannerError:
        return None
    return manifest if begun.export == manifest.export and manifest.tenant == begun.tenant else None


def tenant_to_delete(connection: Connection, state: State, given: str, file: Path) -> str:
    """Return the tenant's key as PostgreSQL spells it. Raise Blocked when there is no such tenant.

    A delete that was stopped before its report was finished goes on, also when the tenant's own row is gone.
    """
    from planner.tenants.closed import find_tenant, spelled_tenant
    from planner.tenants.earlier import database_identity

    spelled = spelled_tenant(connection, state, given)
    if spelled is not None and _unfinished(file, Begun(spelled, database_identity(connection))) is not None:
        return spelled
    return find_tenant(connection, state, given)


def _unfinished(file: Path, wanted: Begun) -> dict[str, Any] | None:
    """Return the unfinished report of a delete of this tenant of this database; None for any other file."""
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(facts, dict) or facts.get("finished") is not False:
        return None
    fits = facts.get("tenant") == wanted.tenant and facts.get("database_identity") == wanted.identity
    return facts if fits else None
