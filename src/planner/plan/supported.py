"""Words of the vocabulary whose operations do not exist yet: refused with their line, never ignored."""

from __future__ import annotations

from planner.errors import NotSupported
from planner.plan.load import LoadedPlan
from planner.target.postgres import POSTGRES


def refuse_unsupported(loaded: LoadedPlan) -> None:
    """Raises NotSupported with the place; the hint has the remedy."""
    dialect = loaded.plan.target.dialect
    if dialect != POSTGRES.name:
        raise NotSupported(
            f"target.dialect: {dialect} is not supported yet",
            place=loaded.place("target", "dialect"),
            hint=f"leave it out, or write the default, {POSTGRES.name}",
        )
