"""The page as a whole: what `planner report` renders, or prints as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from planner.report.review.model import (
    Back,
    Band,
    Exemption,
    HazardKind,
    Head,
    Owner,
    Question,
    Summary,
    TableEntry,
)
from planner.report.review.outcome import CertificateView, Proof, Ran


@dataclass(frozen=True, slots=True)
class Review:
    """The whole page."""

    version: int
    head: Head
    summary: Summary
    questions: tuple[Question, ...]
    exceptions: tuple[Exemption, ...]
    owners: tuple[Owner, ...]
    tables: tuple[TableEntry, ...]
    hazards: tuple[HazardKind, ...]
    locks: tuple[Band, ...]
    ran: Ran | None
    proof: Proof | None
    certificate: CertificateView | None
    back: tuple[Back, ...]


@dataclass(frozen=True, slots=True)
class Undecided:
    """The page for a plan that still asks: its questions, and nothing else, since nothing can be worked out yet."""

    version: int
    made_at: datetime
    planner: str
    plan: str
    questions: tuple[Question, ...]
    more: int
    """The number of questions that are left out."""
