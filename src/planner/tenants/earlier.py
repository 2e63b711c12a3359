"""What a stopped delete has done already, and whether the tenant has grown since it was exported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from planner.errors import Blocked, Unfinished
from planner.execution.connection import Connection
from planner.names import QName
from planner.run.identity import identity
from planner.sql.queries import queries

if TYPE_CHECKING:
    from planner.tenants.manifest import Manifest

_SQL = queries("planner.tenants")


def database_identity(connection: Connection) -> str:
    """Return which database this is: by the cluster's identifier, or by the database's name where a role can't read it."""
    here = identity(connection)
    if here.cluster is not None:
        return f"{here.cluster}/{here.database}"
    name, oid = connection.row(_SQL["database"]) or ("", 0)
    return f"{name}/{oid}"


def deleted_by(connection: Connection, runs: Sequence[int]) -> dict[str, int]:
    """Return the rows that runs of a delete have committed, for each table, as the journal has them."""
    if not runs or not connection.value(_SQL["journal_there"]):
        return {}
    return {str(name): int(rows) for name, rows in connection.fetch(_SQL["deleted_by"], {"runs": list(runs)})}


def exported_rows(manifest: Manifest) -> dict[QName, int]:
    """Return the tenant's own rows in an export, for each table."""
    return {entry.relation: entry.rows for entry in manifest.tables if entry.own}


def beyond_export(exported: Mapping[QName, int], rows: Mapping[QName, int]) -> dict[QName, int]:
    """Return by how many rows each table exceeds its part of the export; only tables that do."""
    over = {name: number - exported.get(name, 0) for name, number in rows.items()}
    return {name: number for name, number in over.items() if number > 0}


def refuse_growth(exported: Mapping[QName, int], rows: Mapping[QName, int]) -> None:
    """Raise Blocked when tables hold more rows, with those that are deleted already, than were exported."""
    over = beyond_export(exported, rows)
    if over:
        raise Blocked(
            "the tenant has more rows than its export holds; nothing was changed",
            details=[f"{name}: {number} rows more" for name, number in over.items()],
            hint="stop the writers of this tenant, remove the report, and export into another folder; keep this folder, too",
        )


def refuse_loss(over: Mapping[str, int]) -> None:
    """Raise Unfinished when more rows were deleted than were exported: the application wrote rows meanwhile."""
    if over:
        raise Unfinished(
            "rows were deleted that the export does not hold: the application wrote them meanwhile",
            details=[f"{name}: {rows} rows" for name, rows in over.items()],
            hint="get these rows from a backup, or from the application; the report holds their numbers",
        )
