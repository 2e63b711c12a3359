"""JSON for programs. It is stable and documented in docs/json.md; `version` rises when a field changes its meaning."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from planner.catalog.model import Catalog
from planner.run.status import Status
from planner.sql import build
from planner.steps.step import LOSS, Segment, Step
from planner.target.phase import PHASES
from planner.verification.obstacles import Obstacle

VERSION = 1


NO_UNDO = "nothing to take back by itself: what the step changed goes with what other steps made"


def diff_json(
    segments: Sequence[Segment],
    back: Mapping[str, tuple[Step, ...]],
    catalog: Catalog,
    fingerprint: str,
    obstacles: Sequence[Obstacle] = (),
) -> str:
    """Return the missing steps as JSON. `back` has the undo of each step, by the step's id.

    `obstacles` keep phase distribute from running.
    """
    server = catalog.server
    document = {
        "version": VERSION,
        "database": server.database,
        "server_version": server.version,
        "fingerprint": fingerprint,
        "segments": [_segment(segment, back) for segment in segments],
        "obstacles": [{"what": one.what, "remedy": one.remedy} for one in obstacles],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _segment(segment: Segment, back: Mapping[str, tuple[Step, ...]]) -> dict[str, Any]:
    return {
        "number": segment.number,
        "phase": segment.phase.value,
        "mode": segment.mode.value,
        "locks": [{"mode": lock.mode.value, "relation": str(lock.relation)} for lock in segment.locks()],
        "steps": [_step(step, back[step.id]) for step in segment.steps],
    }


def _step(step: Step, back: Sequence[Step]) -> dict[str, Any]:
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
        "undo": _undo(back),
    }


def _undo(back: Sequence[Step]) -> dict[str, Any]:
    """Return what `planner rollback` runs for a step, and what is lost then."""
    statements = [build.render(node) for step in back for node in step.statements]
    losses = [hazard.text for step in back for hazard in step.hazards if hazard.name == LOSS]
    return {
        "statements": statements,
        "note": None if statements else NO_UNDO,
        "loses": "; ".join(losses) or None,
    }


def status_json(status: Status, catalog: Catalog) -> str:
    """Return the state of each table, the runs and the number of missing steps as JSON."""
    document = {
        "version": VERSION,
        "database": catalog.server.database,
        "running": status.running,
        "doing": status.doing,
        "waits": [asdict(wait) for wait in status.waits],
        "tables": [asdict(table) | {"relation": str(table.relation)} for table in status.tables],
        "runs": [asdict(run) for run in status.runs],
        "missing": {phase.value: status.missing.get(phase) for phase in PHASES},
    }
    return json.dumps(document, ensure_ascii=False, indent=2, default=str)
