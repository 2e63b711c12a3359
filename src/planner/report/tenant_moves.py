"""Text and JSON of `planner tenant copy` and `planner tenant move`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from planner.names import QName, in_line
from planner.report.human import count
from planner.report.tables import table
from planner.tenants.copy import Copy
from planner.tenants.copying import Copying
from planner.tenants.movable import MoveRun


def copy_json(made: Copying, run: Copy, *, confirmed: bool) -> str:
    """Return the result of a copy, or of its dry-run, as JSON."""
    return _json(
        {
            "tenant": made.mapping.new,
            "copied_from": made.mapping.old,
            "confirmed": confirmed,
            "tables": _tables(run.rows, "rows"),
            "renewed": _tables(run.renewed, "keys"),
            "renews": [
                {"schema": name.schema, "table": name.name, "column": column}
                for name, column in (renewal.key for renewal in made.renewals)
            ],
        }
    )


def copy_text(made: Copying, run: Copy, *, confirmed: bool, terminal: bool) -> Iterator[str]:
    """Yield the result of a copy, or of its dry-run."""
    old, new = made.mapping.old, made.mapping.new
    rows = count(sum(run.rows.values()))
    if not confirmed:
        yield in_line(f"Tenant {old}: {rows} rows would be copied, as tenant {new}.")
        yield table(("table", "rows"), [(str(n), count(r)) for n, r in run.rows.items()], terminal=terminal)
        for name, column in (renewal.key for renewal in made.renewals):
            yield in_line(f"{name}.{column} gets new values, and references follow")
        yield "Nothing was changed: --confirm copies."
        return
    yield in_line(f"Tenant {new} has copies of the {rows} rows of tenant {old}, verified by counts and hashes.")
    for name, keys in run.renewed.items():
        yield in_line(f"{name}: {count(keys)} keys are renewed (planner.key_map)")


def move_json(run: MoveRun, *, confirmed: bool, aborted: bool, left: Mapping[str, int] | None) -> str:
    """Return where a move stands, as JSON."""
    return _json(
        {
            "tenant": run.tenant,
            "confirmed": confirmed,
            "aborted": aborted,
            "state": run.state,
            "source": run.source.place,
            "target": run.target.place,
            "tables": _tables(run.rows, "rows"),
            "renewed": _tables(run.renewed, "keys"),
            "passes": [asdict(one) for one in run.passes],
            "blocked_seconds": run.blocked_seconds,
            "left": dict(left) if left is not None else None,
        }
    )


def move_text(
    run: MoveRun, *, confirmed: bool, abort: bool, left: Mapping[str, int] | None, terminal: bool
) -> Iterator[str]:
    """Yield where a move stands."""
    there = run.target.place
    if not confirmed:
        yield in_line(f"Tenant {run.tenant}: from {run.source.place} to {there}.")
        if run.here is not None:
            yield f"A move is under way: {run.state}."
        if run.rows:
            yield table(("table", "rows"), [(str(n), count(r)) for n, r in run.rows.items()], terminal=terminal)
        yield f"Nothing was changed: --confirm {'ends the move' if abort else 'moves'}."
        return
    if abort:
        yield in_line(f"The move is ended: tenant {run.tenant} writes on {run.source.place}, and is not on {there}.")
        return
    yield in_line(f"Tenant {run.tenant} lives on {there}, verified by hashes.")
    for name, keys in run.renewed.items():
        yield in_line(f"{name}: {count(keys)} keys were taken and are renewed (planner.key_map of the target)")
    if run.blocked_seconds is not None:
        yield f"Its writes were refused for {run.blocked_seconds:.2f} s until the target had its last changes."
    if left is None:
        yield "The source keeps its rows, and refuses its writes. planner tenant delete removes them."
    else:
        yield "The source has no row of it any longer."


def _tables(numbers: Mapping[QName, int], what: str) -> list[dict[str, object]]:
    return [{"schema": name.schema, "table": name.name, what: number} for name, number in numbers.items()]


def _json(data: dict[str, Any]) -> str:
    return json.dumps({"version": 1, **data}, indent=2, ensure_ascii=True)
