"""The report of a delete while it is unfinished: it names the export that the delete took before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.cli.files import Access, write_file

if TYPE_CHECKING:
    from planner.execution.connection import Connection
    from planner.tenancy.model import State
    from planner.tenants.manifest import Manifest


def begin_report(file: Path, tenant: str, manifest: Manifest | None) -> None:
    """Write an unfinished report. A file that can't be written stops the delete before it begins."""
    facts = {"version": 1, "finished": False, "tenant": tenant, "export": manifest.export if manifest else None}
    write_file(file, json.dumps(facts, indent=2) + "\n", Access.PRIVATE)


def earlier_export(file: Path, folder: Path, tenant: str) -> Manifest | None:
    """Return the export that an unfinished delete of the same tenant took, if the folder holds it.

    The same command goes on from there: another export would lack the rows that are deleted by now.
    """
    from planner.errors import PlannerError
    from planner.tenants.manifest import read_manifest

    facts = _unfinished(file, tenant)
    if facts is None:
        return None
    try:
        manifest = read_manifest(folder)
    except PlannerError:
        return None
    return manifest if facts.get("export") == manifest.export and manifest.tenant == tenant else None


def tenant_to_delete(connection: Connection, state: State, given: str, file: Path) -> str:
    """Return the tenant's key as PostgreSQL spells it. Raise Blocked when there is no such tenant.

    A delete that was stopped before its report was finished goes on, also when the tenant's own row is gone.
    """
    from planner.tenants.closed import find_tenant, spelled_tenant

    spelled = spelled_tenant(connection, state, given)
    if spelled is not None and _unfinished(file, spelled) is not None:
        return spelled
    return find_tenant(connection, state, given)


def _unfinished(file: Path, tenant: str) -> dict[str, Any] | None:
    """Return the unfinished report of a delete of this tenant; None for any other file."""
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(facts, dict) or facts.get("finished") is not False or facts.get("tenant") != tenant:
        return None
    return facts
