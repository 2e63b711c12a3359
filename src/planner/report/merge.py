"""Text and JSON of `planner merge`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from planner.execution.values import keys_are_shown
from planner.merge.model import Conflict, SourceLook, TableLook
from planner.merge.run import Done
from planner.names import in_line
from planner.report.human import count
from planner.report.tables import table


def look_text(looks: Sequence[SourceLook], *, terminal: bool) -> Iterator[str]:
    """Yield what a merge would do, source by source."""
    for look in looks:
        if look.state == "merged":
            yield in_line(f"Source {look.name}: merged by an earlier run, as tenant {look.tenant}.")
            continue
        yield in_line(f"Source {look.name}: {count(look.rows)} rows would become tenant {look.tenant}.")
        rows = [_row(one) for one in look.tables.values()]
        yield table(("table", "kind", "rows", "same", "added", "ids renewed"), rows, terminal=terminal)
        for name, number in look.left.items():
            if number:
                yield in_line(f"Left where they are: {count(number)} rows of {name}, which is exempt.")
        for one in look.tables.values():
            if one.apart:
                yield in_line(
                    f"Kept per tenant: {count(one.apart)} rows of {one.relation} that are there with other values."
                )
        for conflict in look.conflicts:
            yield in_line(f"In the way: {conflict.text(keys=keys_are_shown())}")


def _row(one: TableLook) -> tuple[str, ...]:
    same, added = ("", "") if one.own else (count(one.same), count(one.added))
    return (str(one.relation), one.kind, count(one.rows), same, added, count(one.renewed) if one.renewed else "")


def done_text(done: Sequence[Done]) -> Iterator[str]:
    """Yield the result of a merge."""
    for one in done:
        renewed, added = sum(one.renewed.values()), sum(one.added.values())
        yield in_line(
            f"Source {one.name} is tenant {one.tenant}: {count(one.rows)} rows, verified by counts and hashes. "
            f"Keys renewed: {count(renewed)}; rows added to tables without tenants: {count(added)}."
        )


def merge_json(looks: Sequence[SourceLook], done: Sequence[Done] | None) -> str:
    """Return what a merge would do, and what it has done, as JSON."""
    data: dict[str, Any] = {
        "version": 1,
        "confirmed": done is not None,
        "sources": [_source(look) for look in looks],
        "merged": [
            {
                "source": one.name,
                "tenant": one.tenant,
                "rows": one.rows,
                "renewed": [{"schema": n.schema, "table": n.name, "keys": keys} for n, keys in one.renewed.items()],
                "added": [{"schema": n.schema, "table": n.name, "rows": rows} for n, rows in one.added.items()],
            }
            for one in done or ()
        ],
    }
    return json.dumps(data, indent=2, ensure_ascii=True)


def _source(look: SourceLook) -> dict[str, Any]:
    return {
        "source": look.name,
        "tenant": look.tenant,
        "state": look.state,
        "rows": look.rows,
        "tables": [
            {
                "schema": one.relation.schema, "table": one.relation.name, "kind": one.kind, "rows": one.rows,
                "renewed": one.renewed, "same": one.same, "added": one.added, "per_tenant": one.apart,
            }
            for one in look.tables.values()
        ],
        "left": [{"schema": n.schema, "table": n.name, "rows": rows} for n, rows in look.left.items()],
        "conflicts": [_conflict(one) for one in look.conflicts],
    }  # fmt: skip


def _conflict(one: Conflict) -> dict[str, Any]:
    return {
        "why": str(one.why),
        "schema": one.relation.schema,
        "table": one.relation.name,
        "columns": list(one.columns),
        "rows": one.rows,
        "keys": list(one.keys) if keys_are_shown() else [],
        "differing": sorted(one.differing),
    }
