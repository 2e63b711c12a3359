"""A small application as a catalog made by hand, and what one operation wants of it. No server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from harness.catalogs import catalog, forward, table
from planner.catalog.access import Role
from planner.catalog.model import Catalog
from planner.diff.back import undo, ways_back
from planner.sql import build
from planner.steps.step import Step
from planner.target.phase import PHASES, Phase

PLAN = """
version: 1
tenant:
  table: clients
  key: { column: id, type: text }
  default: { id: default, values: { name: Default } }
  column: client_id
tables:
  users: { backfill: { constant: default } }
  chats: { backfill: { via: user_id } }
"""


def shop(major: int = 18) -> Catalog:
    """Users with a unique e-mail address, and their chats."""
    made = catalog(
        table("users", "id bigint", "email text", unique=("email",)),
        table("chats", "id bigint", "user_id bigint", references={"user_id": "users"}),
        major=major,
    )
    return replace(made, roles={"app": Role("app", superuser=False, bypass_rls=False, login=True)})


def wanted(operation: str, plan: str = PLAN, of: Catalog | None = None, phases: Sequence[Phase] = PHASES) -> list[Step]:
    """Return the steps of one operation."""
    return [step for step in forward(plan, of or shop(), phases).steps if step.operation == operation]


def sql(steps: Sequence[Step]) -> str:
    """Return the statements of steps, one on each line."""
    return "\n".join(build.render(node) for step in steps for node in step.statements)


def back(step: Step, plan: str = PLAN, of: Catalog | None = None) -> str:
    """Return the statements that take a step back."""
    found = forward(plan, of or shop())
    return sql(ways_back(found.segments, found.live, found.final)[step.id])


def rolled_back(plan: str, to: Phase | None = None, of: Catalog | None = None) -> Iterator[Step]:
    """Yield the steps of a rollback after everything has run."""
    found = forward(plan, of or shop())
    return (step for segment in undo(found.final, to) for step in segment.steps)
