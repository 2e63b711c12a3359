"""Make the content of the page of the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from planner import __version__
from planner.diff.back import ways_back
from planner.errors import PlanError
from planner.report.graph.model import Link, graph
from planner.report.overview import MOST_TEXTS, Overview, overview
from planner.report.review import asked, entries, locking, proving, summing, wayback
from planner.report.review.content import Review, Undecided
from planner.report.review.model import HazardKind, Owner
from planner.report.review.outcome import CertificateView
from planner.report.review.remedies import remedy
from planner.run.evidence import Evidence

VERSION = 1
TEXTS = 4 * MOST_TEXTS
"""The number of different texts that one kind of hazard shows."""


def review(evidence: Evidence, plan: str, certificate: CertificateView | None) -> Review:
    """Return the content of the page. `plan` is the plan's file."""
    work, execution = evidence.work, evidence.view.loaded.plan.execution
    pause = execution.pause
    found = overview(work.segments, work.catalog, work.tenancy, pause)
    back = ways_back(work.segments, work.catalog, work.found.ended)
    bands = tuple(locking.bands(evidence, pause, execution.batch_seconds))
    return Review(
        version=VERSION,
        head=summing.head(evidence, plan),
        summary=summing.summary(evidence, found, bands, pause),
        questions=tuple(asked.questions(evidence)),
        exceptions=tuple(asked.exemptions(evidence, datetime.now(UTC).date())),
        owners=tuple(_owners(evidence)),
        tables=tuple(entries.entries(evidence, found, back, pause)),
        hazards=tuple(_hazards(found, evidence.hazards)),
        locks=bands,
        ran=proving.ran(evidence, pause),
        proof=proving.proof(evidence),
        certificate=certificate,
        back=tuple(wayback.ways(work, plan)),
    )


def undecided(error: PlanError, plan: str, lines: Sequence[str]) -> Undecided | None:
    """Return the content of the page for a plan that still asks; None for a plan that is wrong.

    `lines` are those of the plan's file.
    """
    questions = asked.undecided(error, lines)
    if questions is None:
        return None
    return Undecided(VERSION, datetime.now(UTC).replace(microsecond=0), __version__, plan, questions, error.more)


def _owners(evidence: Evidence) -> Iterator[Owner]:
    """Yield the tables of the picture that `planner graph` draws, parents before children."""
    broken = [one for table in evidence.rows for one in table.broken] if evidence.rows is not None else None
    drawn = graph(evidence.view, evidence.status, broken)
    ids = drawn.ids()
    labels = {node.relation: node.label for node in drawn.nodes}
    parents: dict[str, list[str]] = {}
    compared: dict[str, list[str]] = {}
    for edge in drawn.edges:
        child = ids[edge.child]
        match edge.link:
            case Link.PATH | Link.SOURCE:
                parents.setdefault(child, []).append(ids[edge.parent])
            case Link.COMPARED:
                compared.setdefault(child, []).append(f"same tenant as {labels[edge.parent]} ({edge.label})")
            case Link.HOLE:
                compared.setdefault(child, []).append(f"reaches {labels[edge.parent]} ({edge.label})")
    for node in drawn.nodes:
        yield Owner(
            id=node.id,
            table=node.label,
            kind=node.kind.value,
            source=node.source,
            parents=tuple(dict.fromkeys(parents.get(node.id, ()))),
            compared=tuple(compared.get(node.id, ())),
            rows=node.rows_text,
            stage=node.stage.value if node.stage is not None else "",
            problems=node.problems,
        )


def _hazards(found: Overview, whole: Sequence[str]) -> Iterator[HazardKind]:
    """Yield the hazards of the steps, then those of the whole database."""
    texts: dict[str, dict[str, None]] = {name: dict(kind.texts) for name, kind in found.hazards.items()}
    steps = {name: kind.steps for name, kind in found.hazards.items()}
    for line in whole:
        name, _, text = line.removeprefix("Hazard ").partition(": ")
        texts.setdefault(name, {})[text] = None
    for name, several in texts.items():
        shown = tuple(several)[:TEXTS]
        yield HazardKind(name, shown, len(several) - len(shown), steps.get(name, 0), remedy(name))
