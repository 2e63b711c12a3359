"""The command `planner sample`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.app import app
from planner.cli.options import DEFAULT_PLAN, Dsn, PlanFile, TableFormat, load, tell
from planner.names import in_line

if TYPE_CHECKING:
    from planner.sample.tenants import SeveralTenants
    from planner.sample.write import Counted


@app.command()
def sample(
    plan: PlanFile = DEFAULT_PLAN,
    tenants: Annotated[
        int | None, typer.Option("--tenants", metavar="N", help="Take N tenants of middle size.", min=1)
    ] = None,
    tenant: Annotated[
        list[str] | None, typer.Option("--tenant", metavar="ID", help="Take this tenant. Several are allowed.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR|FILE.sql", help="A new folder of scripts, or one new script, for psql."),
    ] = None,
    dsn: Dsn = None,
    format: Annotated[TableFormat, typer.Option("--format", help="The output format.")] = TableFormat.HUMAN,
) -> None:
    """Write a small database for developers: some tenants with all their rows, and what these use. Read-only; without
    --out, a dry-run."""
    from planner.run.project import look, open_reading
    from planner.sample.tenants import middling, named, several
    from planner.sample.write import Sample, check_out, counts, write
    from planner.tenants.closed import closed_set, refuse_open_ends, refuse_ownerless

    if (tenants is None) == (not tenant):
        raise typer.BadParameter("give a number with --tenants, or name tenants with --tenant", param_hint="--tenants")
    if out is not None:
        check_out(out)
    loaded = load(plan)
    with open_reading(loaded, dsn) as connection:
        view = look(connection, loaded)
        closed = closed_set(view)
        refuse_ownerless(connection, closed)
        chosen = named(connection, closed, tenant) if tenant else middling(connection, closed, tenants or 1)
        for one in chosen:
            refuse_open_ends(connection, closed, one)
        whole = several(closed, chosen)
        if out is None:
            counted = counts(connection, whole)
        else:
            counted = write(connection, Sample(view, dsn, whole, out, lambda line: tell(in_line(line))))
    if tenants is not None and len(chosen) < tenants:
        tell(f"note: only {len(chosen)} tenants have rows")
    _print(whole, counted, out, format)


def _print(closed: SeveralTenants, counted: list[Counted], out: Path | None, format: TableFormat) -> None:
    from planner.report.human import count
    from planner.report.tables import table

    if format is TableFormat.JSON:
        tables = [
            {"schema": one.relation.schema, "table": one.relation.name, "kind": one.kind, "rows": one.rows}
            for one in counted
        ]
        where = str(out) if out is not None else None
        print(json.dumps({"version": 1, "out": where, "tenants": list(closed.tenants), "tables": tables}, indent=2))
        return
    rows = [(str(one.relation), one.kind, count(one.rows)) for one in counted]
    print(in_line(f"Tenants: {', '.join(closed.tenants)}."))
    print(table(("table", "kind", "rows"), rows, terminal=sys.stdout.isatty()))
    if out is None:
        tell("Nothing was written: --out DIR or --out FILE.sql writes.")
    else:
        load_ = out if out.suffix == ".sql" else out / "load.sql"
        print(in_line(f"Written. Load it into an empty database: psql -X -d DATABASE -f {load_}"))
