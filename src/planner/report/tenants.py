"""Text and JSON of the commands about a tenant."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from planner.names import QName, in_line
from planner.report.human import count, size_text
from planner.report.tables import table
from planner.tenants.delete import Doomed
from planner.tenants.load import Import
from planner.tenants.look import Listed, Shown
from planner.tenants.manifest import Manifest


def list_text(found: Sequence[Listed], *, terminal: bool) -> str:
    """Return the tenants as a table."""
    rows = [(t.tenant, count(t.rows), size_text(t.bytes), t.last_write or "-") for t in found]
    return "\n".join(
        [table(("tenant", "rows", "size, about", "last write"), rows, terminal=terminal), f"{len(found)} tenants."]
    )


def list_json(found: Sequence[Listed]) -> str:
    """Return the tenants as JSON."""
    return _json({"tenants": [asdict(one) for one in found]})


def show_text(found: Shown, *, terminal: bool) -> Iterator[str]:
    """Yield what belongs to a tenant, line by line."""
    yield in_line(f"Tenant {found.tenant}: {count(sum(one.rows for one in found.own))} rows.")
    rows = [(str(one.relation), one.kind, count(one.rows)) for one in (*found.own, *found.used)]
    yield table(("table", "kind", "rows"), rows, terminal=terminal)
    if found.used:
        yield "Rows of the last tables are not the tenant's: its rows point to them."
    rest = found.remains
    yield f"Quarantine: {rest.quarantine_open} open rows may be the tenant's, {rest.quarantine_decided} were given to it."
    yield f"Renewed keys: {rest.key_map}. Tables with staged rows: {rest.staged}."
    for line in found.external:
        yield in_line(f"Outside the database: {line}")


def show_json(found: Shown) -> str:
    """Return what belongs to a tenant, as JSON."""
    return _json(
        {
            "tenant": found.tenant,
            "own": [_table(one.relation, kind=one.kind, rows=one.rows) for one in found.own],
            "used": [_table(one.relation, kind=one.kind, rows=one.rows) for one in found.used],
            "remains": asdict(found.remains),
            "external": list(found.external),
        }
    )


def export_json(manifest: Manifest, out: str) -> str:
    """Return the result of an export as JSON: the manifest, and its folder."""
    return _json({"out": out, "manifest": asdict(manifest)})


def export_text(manifest: Manifest, out: str) -> str:
    """Return the result of an export in one line."""
    tables = sum(entry.rows > 0 for entry in manifest.tables)
    used = sum(entry.rows for entry in manifest.used())
    return in_line(
        f"Tenant {manifest.tenant}: {count(manifest.rows)} rows and {count(used)} rows that they use, "
        f"of {tables} tables, are in {out}."
    )


def doomed_text(doomed: Doomed, *, terminal: bool) -> Iterator[str]:
    """Yield what a delete would take, in its order, and what stands against it."""
    rows = [(str(name), count(number)) for name, number in reversed(doomed.rows.items())]
    yield in_line(f"Tenant {doomed.tenant}: {count(sum(doomed.rows.values()))} rows would be deleted, in this order.")
    yield table(("table", "rows"), rows, terminal=terminal)
    rest = doomed.remains
    yield f"Also {rest.quarantine_decided} entries of the quarantine and {rest.key_map} of the key map."
    if rest.quarantine_open:
        yield f"In the way: {rest.quarantine_open} rows in quarantine may be the tenant's."
    for what in doomed.named:
        yield in_line(f"In the way: {what} names the tenant.")
    for one in doomed.pointing:
        yield in_line(f"In the way: {one}")


def doomed_json(doomed: Doomed, slow: Sequence[str], external: Sequence[str]) -> str:
    """Return what a delete would take, as JSON."""
    return _json(
        {
            "tenant": doomed.tenant,
            "confirmed": False,
            "tables": [_table(name, rows=rows) for name, rows in reversed(doomed.rows.items())],
            "pointing": [
                _table(
                    one.relation, constraint=one.constraint, parent=str(one.parent), action=one.action, rows=one.rows
                )
                for one in doomed.pointing
            ],
            "named": list(doomed.named),
            "remains": asdict(doomed.remains),
            "without_index": list(slow),
            "external": list(external),
        }
    )


def import_json(manifest: Manifest, tenant: str, done: Import | None) -> str:
    """Return the result of an import, or of its dry-run, as JSON."""
    return _json(
        {
            "tenant": tenant,
            "exported_as": manifest.tenant,
            "confirmed": done is not None,
            "tables": [_table(e.relation, kind=e.kind, rows=e.rows) for e in manifest.tables],
            "renewed": [_table(name, keys=keys) for name, keys in (done.renewed if done else {}).items()],
            "added": [_table(name, rows=rows) for name, rows in (done.added if done else {}).items()],
            "kept": [_table(o.relation, kind=o.kind, rows=o.rows) for o in (done.kept if done else [])],
        }
    )


def import_text(manifest: Manifest, tenant: str, done: Import | None) -> Iterator[str]:
    """Yield the result of an import, or of its dry-run."""
    rows = count(manifest.rows)
    if done is None:
        yield in_line(f"{rows} rows of tenant {manifest.tenant} would become tenant {tenant}: the tables fit.")
        yield "Keys that are taken would be renewed. Values are compared with --confirm only."
        yield "Nothing was changed: --confirm imports."
        return
    yield in_line(f"Tenant {tenant} has its {rows} rows, verified by counts and hashes.")
    for name, keys in done.renewed.items():
        yield in_line(f"{name}: {count(keys)} keys were taken and are renewed (planner.key_map)")
    for name, added in done.added.items():
        yield in_line(f"{name}: {count(added)} rows added that the tenant uses")
    for other in done.kept:
        yield in_line(f"kept, with other values than in the export: {other}")


def deleted_report(facts: dict[str, Any]) -> str:
    """Return the report of a delete as JSON."""
    return _json(facts)


def _table(name: QName, **more: object) -> dict[str, object]:
    return {"schema": name.schema, "table": name.name, **more}


def _json(data: dict[str, Any]) -> str:
    return json.dumps({"version": 1, **data}, indent=2, ensure_ascii=True)
