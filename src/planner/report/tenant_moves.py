"""Text and JSON of `planner tenant copy` and `planner tenant move`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from planner.names import QName, in_line
from planner.report.human import count
from planner.report.tables import table
from planner.tenants.copy import Copy
from planner.tenants.copying import Copying


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


def _tables(numbers: Mapping[QName, int], what: str) -> list[dict[str, object]]:
    return [{"schema": name.schema, "table": name.name, what: number} for name, number in numbers.items()]


def _json(data: dict[str, Any]) -> str:
    return json.dumps({"version": 1, **data}, indent=2, ensure_ascii=True)
