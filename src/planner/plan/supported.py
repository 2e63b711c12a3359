"""Refuse the words of the plan that planner knows but does not support yet. None of them is ignored."""

from __future__ import annotations

from planner.errors import NotSupported
from planner.plan.load import LoadedPlan
from planner.target.postgres import DIALECT


def refuse_unsupported(loaded: LoadedPlan) -> None:
    """Raise NotSupported, with place and remedy, when the plan uses a word that is not supported yet."""
    dialect = loaded.plan.target.dialect
    if dialect != DIALECT:
        raise NotSupported(
            f"target.dialect: {dialect} is not supported yet",
            place=loaded.place("target", "dialect"),
            hint=f"leave it out, or write the default, {DIALECT}",
        )
