"""The command `planner merge`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.app import app
from planner.cli.options import DEFAULT_PLAN, Confirm, Dsn, NoValues, PlanFile, TableFormat, load, tell
from planner.names import in_line

if TYPE_CHECKING:
    from planner.execution.connection import Connection
    from planner.merge.model import SourceLook
    from planner.merge.sources import Opened, Source
    from planner.merge.tables import Merging


@app.command()
def merge(
    plan: PlanFile = DEFAULT_PLAN,
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source",
            metavar="TENANT=DSN",
            help="A database of one tenant, and the tenant's key. Several are allowed.",
        ),
    ] = None,
    dsn: Dsn = None,
    values: Annotated[
        list[str] | None,
        typer.Option(
            "--values", metavar="TENANT.COLUMN=VALUE", help="A value of the tenant's row, such as acme.name=Acme."
        ),
    ] = None,
    confirm: Confirm = False,
    format: Annotated[TableFormat, typer.Option("--format", help="The output format.")] = TableFormat.HUMAN,
    no_values: NoValues = False,
) -> None:
    """Merge databases of one tenant each, with one schema, into this multi-tenant database. Without --confirm, only
    compare them: schemas, reference tables, unique keys. The sources are read only."""
    from planner.execution.run_lock import letting_go
    from planner.merge.run import Merge
    from planner.merge.run import merge as run_merge
    from planner.merge.sources import opened
    from planner.merge.tables import merging
    from planner.report.merge import done_text, look_text, merge_json
    from planner.run.project import look, open_locked, open_reading
    from planner.run.rights import refuse_foreign_code

    sources = _sources(source or [])
    said = _values(values or [], sources)
    loaded = load(plan)
    to_target = letting_go(open_locked(loaded, dsn, "merge")) if confirm else open_reading(loaded, dsn)
    with to_target as connection:
        view = look(connection, loaded)
        target = merging(view)
        with opened(connection, target, sources) as there:
            rows = {one.tenant: said.get(one.name, {}) for one in there}
            looks = _looked_at(connection, target, there, rows)
            run = Merge(connection, target, there, rows, lambda line: tell(in_line(line)))
            if confirm:
                _refuse(looks)
                refuse_foreign_code(loaded, view.tenancy, view.catalog, target.whole.own.keys())
                run.journal.begin(connection)
                run_merge(run)
    if format is TableFormat.JSON:
        print(merge_json(looks, run.done if confirm else None))
    elif confirm:
        print("\n".join(done_text(run.done)) or "All sources were merged by an earlier run.")
    else:
        print("\n".join(look_text(looks, terminal=sys.stdout.isatty())))
    if not confirm:
        _refuse(looks)
        tell("Nothing was changed: --confirm merges.")


def _looked_at(
    connection: Connection, target: Merging, sources: list[Opened], values: dict[str, dict[str, str]]
) -> list[SourceLook]:
    """Compare the sources with the target. Raise Blocked for a source that can't become a tenant."""
    from planner.merge.compare import refuse_differences
    from planner.merge.look import look_at
    from planner.merge.run import merged_before, refuse_triggers
    from planner.merge.sources import refuse_other_tenants
    from planner.merge.tenant import refuse_filled
    from planner.tenants.closed import refuse_ownerless

    refuse_ownerless(connection, target.closed)
    refuse_triggers(target)
    refuse_differences(sources, target)
    merged = merged_before(connection, target, sources)
    for one in sources:
        refuse_other_tenants(one, target)
        if one.tenant not in merged:
            refuse_filled(connection, target, one, values[one.tenant])
    return look_at(connection, target, sources, merged)


def _sources(given: list[str]) -> list[Source]:
    """Return the sources. Raises BadParameter for a text that is not TENANT=DSN, without showing it."""
    from planner.merge.sources import Source

    if not given:
        raise typer.BadParameter("name at least one: --source acme=DSN", param_hint="--source")
    found = []
    for number, text in enumerate(given, start=1):
        name, equals, dsn = text.partition("=")
        if not equals or not name.strip() or not dsn.strip() or "://" in name:
            raise typer.BadParameter(
                f"the value number {number} is not TENANT=DSN, such as acme=postgresql://host/acme",
                param_hint="--source",
            )
        found.append(Source(name, dsn))
    return found


def _values(given: list[str], sources: list[Source]) -> dict[str, dict[str, str]]:
    """Return the values of the tenants' rows, by source and column. Raises BadParameter for another form."""
    found: dict[str, dict[str, str]] = {}
    for text in given:
        left, equals, value = text.partition("=")
        name, dot, column = left.rpartition(".")
        if not equals or not dot or name not in {source.name for source in sources}:
            raise typer.BadParameter(
                f"{left!r} is not TENANT.COLUMN=VALUE with the tenant of a --source", param_hint="--values"
            )
        found.setdefault(name, {})[column] = value
    return found


def _refuse(looks: list[SourceLook]) -> None:
    """Raise Blocked that names what stops the merge."""
    from planner.errors import Blocked
    from planner.execution.values import keys_are_shown

    found = [f"{look.name}: {one.text(keys=keys_are_shown())}" for look in looks for one in look.conflicts]
    if found:
        more = [f"and {len(found) - 20} more"] if len(found) > 20 else []
        raise Blocked(
            "rows of the sources do not go together; nothing was changed",
            details=[*found[:20], *more],
            hint="make the rows equal, or let the plan have `on_difference: per_tenant`, or `keys.unique: per_tenant`",
        )
