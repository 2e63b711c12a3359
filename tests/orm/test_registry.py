"""The ORMs that planner knows: one object each, from which every list comes."""

from __future__ import annotations

import pkgutil
from typing import get_args

import planner.orm
from harness.runs import in_process
from planner.draft.words import MIGRATIONS
from planner.orm.registry import BY_CONVENTION, BY_NAME, CONVENTIONS, ORMS
from planner.plan.model import Plan


def test_every_package_is_in_the_registry_by_its_name() -> None:
    packages = {module.name for module in pkgutil.iter_modules(planner.orm.__path__) if module.ispkg}
    assert packages == BY_NAME.keys()
    assert len(BY_NAME) == len(BY_CONVENTION) == len(ORMS)


def test_the_plan_has_a_word_for_the_names_of_each() -> None:
    assert set(get_args(Plan.model_fields["naming"].annotation)) == set(CONVENTIONS)


def test_the_tables_of_their_migrations_are_exempt_in_a_draft() -> None:
    assert {orm.migrations_table for orm in ORMS} <= MIGRATIONS


def test_the_command_line_knows_each() -> None:
    orm, render = (in_process(command, "--help").must().out for command in ("orm", "render"))
    for one in ORMS:
        assert f"--{one.name} PATH" in orm
        assert one.target is None or f"--{one.target.option} {one.target.metavar}" in orm
        assert one.convention in render
