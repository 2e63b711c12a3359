"""Write a certificate of what verify found, and for which schema. Check later that plan and schema still match it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from planner import __version__
from planner.catalog import codes
from planner.catalog.details import Details, details, moves
from planner.catalog.fingerprint import Fingerprint
from planner.catalog.model import Catalog
from planner.catalog.surface import DEFINITION, changes, surface
from planner.catalog.words import RelationKind
from planner.errors import Blocked, PlanError
from planner.execution.connection import Connection
from planner.names import QName
from planner.run.crossing import still_trusted
from planner.run.project import View
from planner.sql.queries import queries
from planner.sql.spelling import shell_word
from planner.steps.checks import Result, Weight

FORMAT = 1

_SQL = queries("planner.run")


class Certificate(BaseModel):
    """The content of the certificate file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    planner: str
    made_at: datetime
    database: str
    server: str
    role: str
    plan_sha256: str
    ok: bool
    probed: bool
    fingerprint: str
    """The fingerprint of the managed schemas, as in plan.json."""
    tables: int
    checks: int
    findings: int
    notes: int
    rows: dict[str, int]
    """The number of counted rows of each table."""
    surface: dict[str, str]
    """The sha256 of each relation, view's definition, function and role that isolation depends on."""
    details: Details = {}
    """The parts of these objects, and of settings and default privileges. Earlier certificates have none."""
    results: tuple[dict[str, str | int | bool | None], ...]
    suppressions: tuple[dict[str, str], ...] = ()
    """The suppressions of the plan that hid a finding: rule, relation, check, reason and last day."""


def certify(connection: Connection, view: View, results: Sequence[Result], *, probed: bool) -> Certificate:
    """Return the certificate of a verification; `probed` says whether the probe ran."""
    server, definitions = view.catalog.server, _definitions(connection, view)
    return Certificate(
        format=FORMAT,
        planner=__version__,
        made_at=datetime.now(UTC),
        database=server.database,
        server=server.version_text,
        role=server.role,
        plan_sha256=view.loaded.digest,
        ok=not any(result.finding for result in results),
        probed=probed,
        fingerprint=Fingerprint.of(view.catalog).hex,
        tables=len(view.tenancy.tables),
        checks=len(results),
        findings=sum(result.finding for result in results),
        notes=sum(not result.ok and result.weight is Weight.NOTE and result.suppressed is None for result in results),
        rows={str(result.relation): result.of for result in results if result.of is not None},
        surface=surface(view.catalog, definitions),
        details=details(view.catalog, definitions),
        results=tuple(result.as_json() for result in results),
        suppressions=tuple(_suppression(result) for result in results if result.suppressed is not None),
    )


def _suppression(result: Result) -> dict[str, str]:
    assert result.suppressed is not None
    return {
        "rule": result.id,
        "relation": str(result.relation),
        "check": result.title,
        "reason": result.suppressed.reason,
        "until": str(result.suppressed.until),
    }


def still_holds(connection: Connection, certificate: Certificate, view: View) -> Iterator[Result]:
    """Check that the plan and the schema still match a certificate. The rows are not read.

    Raise Blocked for a certificate of another database.
    """
    tenants = view.tenancy.tenants.relation
    if certificate.database != view.catalog.server.database:
        raise Blocked(
            f"the certificate is for database {certificate.database!r}, and this is {view.catalog.server.database!r}",
            hint="connect to the right database with --dsn",
        )
    made = f"{certificate.made_at:%Y-%m-%d %H:%M} UTC"
    yield Result(
        "certificate", tenants, f"isolation was proven when it was certified, {made}", certificate.ok,
        "" if certificate.ok else f"there were {certificate.findings} findings",
    )  # fmt: skip
    if certificate.suppressions:
        yield _still_suppressed(certificate, tenants)
    same = certificate.plan_sha256 == view.loaded.digest
    yield Result(
        "certificate", tenants, "the plan is the one that was certified", same, "" if same else "it has changed"
    )
    for check in still_trusted(connection, view.state):
        yield Result(check.id, check.relation, check.title, check.ok, check.detail)
    moved = list(_moved(certificate, view.catalog, _definitions(connection, view)))
    named = {f"relation {name}": name for name in view.catalog.relations}
    objects = len(certificate.details or certificate.surface)
    title = f"the schema is the one that was certified, {objects} objects"
    if not moved:
        yield Result("certificate", tenants, title, True)
    for what, how in moved:
        yield Result("certificate", named.get(what, tenants), title, False, f"{what} {how}")


def _moved(certificate: Certificate, catalog: Catalog, definitions: dict[QName, str]) -> Iterator[tuple[str, str]]:
    """Yield the objects that differ from a certificate: (object, what happened to it)."""
    if certificate.details:
        yield from moves(certificate.details, details(catalog, definitions))
        return
    now = surface(catalog, definitions)
    if not any(name.startswith(DEFINITION) for name in certificate.surface):
        now = {name: digest for name, digest in now.items() if not name.startswith(DEFINITION)}
    yield from changes(certificate.surface, now)


def _still_suppressed(certificate: Certificate, tenants: QName) -> Result:
    """Check that no suppression of the certificate has ended since."""
    today = str(datetime.now(UTC).date())
    ended = [
        f"{one['rule']} of {one['relation']}, {one['until']}"
        for one in certificate.suppressions
        if one["until"] < today
    ]
    number = len(certificate.suppressions)
    title = f"the suppressions under which it was certified go on, {number} finding{'s' if number > 1 else ''}"
    return Result("certificate", tenants, title, not ended, f"ended: {'; '.join(ended)}" if ended else "")


def read_certificate(file: Path, text: str) -> Certificate:
    """Return the certificate of a file. Raise PlanError for a file that is not a certificate."""
    hint = f"make one with: planner verify --certificate {shell_word(file)}"
    try:
        certificate = Certificate.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise PlanError(f"{file} is not a certificate: {where} is wrong", hint=hint) from None
    if certificate.format != FORMAT:
        raise PlanError(f"{file} has format {certificate.format}; this planner reads format {FORMAT}", hint=hint)
    return certificate


def _definitions(connection: Connection, view: View) -> dict[QName, str]:
    letters = [codes.RELATION_KINDS.letter(kind) for kind in (RelationKind.VIEW, RelationKind.MATERIALIZED)]
    parameters = {"views": letters, "schemas": list(view.loaded.plan.schemas)}
    return {QName(schema, name): text for schema, name, text in connection.fetch(_SQL["view_definitions"], parameters)}
