"""The way back, phase by phase: what a rollback takes back, with which command, and what is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from planner.report.review import expected
from planner.report.review.model import Back
from planner.run.whole import Whole, way_back
from planner.sql.spelling import shell_word
from planner.steps.step import LOSS, Segment
from planner.target.phase import PHASES, Phase
from planner.verification.exposure import exposed

SHOWN = 12
"""The number of losses that are named for a phase."""


def ways(work: Whole, plan: str) -> Iterator[Back]:
    """Yield the way back behind each phase that has steps, the last phase first."""
    for number in range(len(PHASES) - 1, -1, -1):
        phase = PHASES[number]
        to = PHASES[number - 1] if number else None
        segments = [segment for segment in way_back(work, to) if segment.phase is phase]
        if segments:
            yield _back(segments, phase, to, plan)


def _back(segments: Sequence[Segment], phase: Phase, to: Phase | None, plan: str) -> Back:
    steps = [step for segment in segments for step in segment.steps]
    counted = Counter(expected.word(step.operation) for step in steps)
    lost = list(dict.fromkeys(h.text for step in steps for h in step.hazards if h.name == LOSS))
    opens = tuple(exposed(segments))
    more = [f"and {len(lost) - SHOWN} more such losses"] if len(lost) > SHOWN else []
    allow = [name for name, needed in ((LOSS, lost), ("isolation", opens)) if needed]
    return Back(
        phase=phase.value,
        command=f"planner rollback {shell_word(plan)} --to {to.value if to is not None else 'none'}",
        steps=len(steps),
        takes=tuple(f"{word} ({times})" if times > 1 else word for word, times in counted.items()),
        loses=(*lost[:SHOWN], *more),
        opens=opens,
        allow=",".join(allow),
    )
