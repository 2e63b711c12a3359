"""Find what a rollback lets tenants see of each other: the policies, keys and columns that it takes away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlglot import exp

from planner.catalog.changes import Disown
from planner.catalog.owned import OwnedKind
from planner.names import QName
from planner.sql import build, plpgsql
from planner.sql.build import Node
from planner.steps.step import Segment
from planner.verification.findings import some

ALLOW = "planner.allow"
"""The setting by which a session of psql or of a migration tool accepts a hazard."""

ISOLATION = "isolation"
"""The hazard of what lets tenants see each other. `--allow isolation` accepts it."""

_LOST: Mapping[OwnedKind, str] = {
    OwnedKind.RLS: "policies: every session that may read {} sees and changes the rows of all tenants there",
    OwnedKind.POLICY: "policies: every session that may read {} sees and changes the rows of all tenants there",
    OwnedKind.COMPOSITE_KEY: "foreign keys with the tenant: a row of {} may reference a row of another tenant",
    OwnedKind.COLUMN: "tenant columns: nothing tells whose a row of {} is",
}
"""What is visible, or possible, once the objects of a kind are gone."""


def exposed(segments: Iterable[Segment]) -> Iterator[str]:
    """Yield in words what is visible once these segments of a rollback have run. Yield nothing if isolation is kept."""
    found: dict[str, list[QName]] = {}
    for key in (
        change.key for one in segments for step in one.steps for change in step.changes if isinstance(change, Disown)
    ):
        if key.kind in _LOST:
            found.setdefault(_LOST[key.kind], []).append(key.relation)
    yield from (words.format(some(names)) for words, names in found.items())


def tenants_there(tenants: QName) -> exp.Select:
    """Return the query for the number of tenants."""
    return build.select(exp.Count(this=exp.Star())).from_(build.table(tenants), copy=False)


def refusal(segments: Iterable[Segment], tenants: QName) -> str | None:
    """Return the check, in plpgsql, of a file that takes segments back; None if the segments keep isolation.

    With two tenants or more, the session must have accepted the hazard.
    """
    what = list(exposed(segments))
    if not what:
        return None
    few = exp.LT(this=exp.Subquery(this=tenants_there(tenants)), expression=build.literal(2))
    return plpgsql.unless(
        build.or_(few, _accepted()),
        f"tenants would see each other without these {'; '.join(what)}",
        f"to accept that: SET {ALLOW} = '{ISOLATION}', or PGOPTIONS='-c {ALLOW}={ISOLATION}'",
    )


def _accepted() -> Node:
    setting = build.call("current_setting", build.literal(ALLOW), build.literal(True))
    named = build.call("string_to_array", setting, build.literal(","))
    # Without the setting, `= ANY (NULL)` is NULL, which accepts nothing.
    accepted = build.eq(build.literal(ISOLATION), exp.Any(this=exp.Paren(this=named)))
    return exp.Coalesce(this=accepted, expressions=[build.literal(False)])
