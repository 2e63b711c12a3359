"""JSON for programs: stable, documented in docs/json.md; `version` rises when a field changes its meaning."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from planner.catalog.model import Catalog
from planner.run.status import Status
from planner.sql import build
from planner.steps.step import Segment, Step

VERSION = 1


def diff_json(segments: Sequence[Segment], catalog: Catalog, fingerprint: str) -> str:
    server = catalog.server
    document = {
        "version": VERSION,
        "database": server.database,
        "server_version": server.version,
        "fingerprint": fingerprint,
        "segments": [_segment(segment) for segment in segments],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _segment(segment: Segment) -> dict[str, Any]:
    return {
        "number": segment.number,
        "phase": segment.phase.value,
        "mode": segment.mode.value,
        "locks": [{"mode": lock.mode.value, "relation": str(lock.relation)} for lock in segment.locks()],
        "steps": [_step(step) for step in segment.steps],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "id": step.id,
        "operation": step.operation,
        "relation": str(step.relation),
        "title": step.title,
        "statements": [build.render(node) for node in step.statements],
        "locks": [{"mode": lock.mode.value, "relation": str(lock.relation)} for lock in step.locks],
        "transactional": step.mode.value == "transaction",
        "work": step.work.value,
        "estimated_rows": step.rows,
        "hazards": [{"name": hazard.name, "text": hazard.text} for hazard in step.hazards],
        "undo": {
            "statements": [build.render(node) for node in step.undo.statements],
            "note": step.undo.note,
            "loses": step.undo.loses,
        },
    }


def status_json(status: Status, catalog: Catalog) -> str:
    document = {
        "version": VERSION,
        "database": catalog.server.database,
        "running": status.running,
        "tables": [asdict(table) | {"relation": str(table.relation)} for table in status.tables],
        "runs": [asdict(run) for run in status.runs],
        "missing": {phase.value: steps for phase, steps in status.missing.items()},
    }
    return json.dumps(document, ensure_ascii=False, indent=2, default=str)
