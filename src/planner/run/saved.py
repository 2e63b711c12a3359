"""Write and check plan.json: what was rendered and reviewed, with the expected fingerprint after every segment."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from planner import __version__
from planner.catalog.fingerprint import Fingerprint, digests
from planner.catalog.model import Catalog
from planner.catalog.projection import Change, Projection
from planner.errors import PlanError, Stale
from planner.steps.step import Segment

FORMAT = 1


class SavedSegment(BaseModel):
    """One segment.

    `after` is the fingerprint after it has run; `changes` holds the digests of the relations that it changes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    phase: str
    mode: str
    what: str
    statements: tuple[str, ...]
    after: str
    changes: dict[str, str | None]


class SavedPlan(BaseModel):
    """The content of plan.json."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    planner: str
    database: str
    major: int
    before: str
    relations: dict[str, str]
    segments: tuple[SavedSegment, ...]


def save(segments: Sequence[Segment], catalog: Catalog, skipped: Sequence[Change] = ()) -> SavedPlan:
    """Project every segment, and note the fingerprint after it.

    `skipped` holds the changes of earlier phases that are not among the segments.
    """
    projection = Projection(catalog)
    projection.apply(skipped)
    fingerprint = Fingerprint.of(projection.catalog)
    relations = digests(projection.catalog)
    before = fingerprint.hex
    saved: list[SavedSegment] = []
    for segment in segments:
        changed = [change for step in segment.steps for change in step.changes]
        projection.apply(changed)
        changes = fingerprint.update(projection.catalog, {change.relation for change in changed})
        saved.append(
            SavedSegment(
                number=segment.number,
                phase=segment.phase.value,
                mode=segment.mode.value,
                what=segment.what,
                statements=statements(segment),
                after=fingerprint.hex,
                changes=changes,
            )
        )
    return SavedPlan(
        format=FORMAT,
        planner=__version__,
        database=catalog.server.database,
        major=catalog.server.major,
        before=before,
        relations=relations,
        segments=tuple(saved),
    )


def statements(segment: Segment) -> tuple[str, ...]:
    """Return the text of the segment's statements."""
    return tuple(text for step in segment.steps for text in step.texts)


def load_saved(path: Path) -> SavedPlan:
    """Return the saved plan of a file. Raise PlanError for a file that is not a saved plan."""
    hint = "make one with: planner render --out DIR"
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PlanError(f"{path} can't be read: {error}", hint=hint) from None
    try:
        saved = SavedPlan.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise PlanError(f"{path} is not a saved plan: {where} is wrong", hint=hint) from None
    if saved.format != FORMAT:
        raise PlanError(f"{path} has format {saved.format}; this planner reads format {FORMAT}", hint=hint)
    return saved


def check_saved(saved: SavedPlan, live: Catalog, segments: Sequence[Segment]) -> None:
    """Raise Stale unless the saved plan still fits the database.

    It fits when the live database is in the state before the first or after one of the saved segments, and the
    remaining segments are the saved ones.
    """
    if (saved.database, saved.major) != (live.server.database, live.server.major):
        raise Stale(
            f"the saved plan is for database {saved.database!r} on PostgreSQL {saved.major}, and this is "
            f"{live.server.database!r} on {live.server.major}",
            hint="render it again here",
        )
    known = {saved.before, *(segment.after for segment in saved.segments)}
    if Fingerprint.of(live).hex not in known:
        raise Stale(
            f"the database has changed since the plan was saved: {', '.join(_moved(saved, live)) or 'the managed schemas differ'}",
            hint="look at what changed, then render and review again: planner render --out DIR",
        )
    reviewed = [(s.phase, s.statements) for s in saved.segments]
    position = 0
    for segment in segments:
        wanted = (segment.phase.value, statements(segment))
        try:
            position = reviewed.index(wanted, position) + 1
        except ValueError:
            raise Stale(
                f"{segment.phase} {segment.what} would now run statements that were not saved",
                hint="the plan file or the database has changed: render and review again",
            ) from None


def _moved(saved: SavedPlan, live: Catalog) -> list[str]:
    """Return the relations that are in none of the states that the saved segments leave."""
    expected: dict[str, set[str | None]] = {name: {digest} for name, digest in saved.relations.items()}
    for segment in saved.segments:
        for name, digest in segment.changes.items():
            expected.setdefault(name, {None}).add(digest)
    now = digests(live)
    moved = [name for name, digest in now.items() if digest not in expected.get(name, set())]
    moved += [f"{name} (gone)" for name, may in expected.items() if name not in now and None not in may]
    return sorted(moved)
