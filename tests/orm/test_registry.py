"""The ORMs that planner knows: one object each, from which every list comes."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from typing import get_args

import planner.orm
from harness.runs import in_process
from planner.draft.words import MIGRATIONS
from planner.orm.registry import BY_CONVENTION, BY_NAME, ORMS, POSTGRES
from planner.plan.model import Plan


def test_every_package_is_in_the_registry_by_its_name() -> None:
    packages = {module.name for module in pkgutil.iter_modules(planner.orm.__path__) if module.ispkg}
    assert packages == BY_NAME.keys()
    assert len(BY_NAME) == len(BY_CONVENTION) == len(ORMS)
    for one in ORMS:
        assert one.work().edit.__module__ == f"planner.orm.{one.name}"


USED = """
import sys
from planner.cli import main
sys.argv = ["planner", "diff", "no-such-plan.yaml"]
try:
    main()
except SystemExit as ended:
    assert ended.code == 1
from planner.orm.registry import naming
naming("postgres", "public")
print(*(name for name in sys.modules if name.startswith("planner.orm.")))
naming("alembic", "public")
print(*(name for name in sys.modules if name.startswith("planner.orm.")))
"""


def test_a_command_imports_the_orm_that_it_uses() -> None:
    """`planner diff` imports its modules before it looks for the plan."""
    done = subprocess.run([sys.executable, "-c", USED], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    before, after = (set(line.split()) for line in done.stdout.splitlines())
    packages = {f"planner.orm.{one.name}" for one in ORMS}
    assert before & packages == set()
    assert after & packages == {"planner.orm.sqlalchemy"}


def test_the_plan_has_a_word_for_the_names_of_each() -> None:
    assert set(get_args(Plan.model_fields["naming"].annotation)) == {POSTGRES, *BY_CONVENTION}


def test_the_tables_of_their_migrations_are_exempt_in_a_draft() -> None:
    assert {orm.migrations_table for orm in ORMS} <= MIGRATIONS


def test_the_command_line_knows_each() -> None:
    orm, render = (in_process(command, "--help").must().out for command in ("orm", "render"))
    for one in ORMS:
        assert f"--{one.name} PATH" in orm
        assert one.target is None or f"--{one.target.option} {one.target.metavar}" in orm
        assert one.convention in render
