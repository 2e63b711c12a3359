"""The command `planner app`: write the module that sets the tenant, for the application's stack."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.app import app
from planner.cli.files import write_file, write_new
from planner.cli.options import DEFAULT_PLAN, PlanFile, load, tell
from planner.errors import PlanError, PlannerError


class Stack(StrEnum):
    """The stacks that planner writes a module for."""

    DJANGO = "django"
    SQLALCHEMY = "sqlalchemy"
    DRIZZLE = "drizzle"
    DRIZZLE_NODE_POSTGRES = "drizzle-node-postgres"
    DRIZZLE_POSTGRES_JS = "drizzle-postgres-js"
    PRISMA = "prisma"
    PSYCOPG = "psycopg"


@app.command("app")
def application(
    stack: Annotated[Stack, typer.Option("--stack", help="The library that talks to the database.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The directory for the files.")],
    plan: PlanFile = DEFAULT_PLAN,
    force: Annotated[bool, typer.Option("--force", help="Write over earlier files.")] = False,
) -> None:
    """Write the module that sets the tenant of a transaction, with its tests. Needs no database."""
    from planner.catalog.types import canonical_type
    from planner.files.stacks import module

    loaded = load(plan)
    said = loaded.plan
    setting = said.rls.setting if said.rls is not None else said.transition.setting
    if setting is None:
        raise PlanError(
            "the plan names no setting that holds the session's tenant",
            place=loaded.place("transition"),
            hint="write `transition: { assign: setting, setting: app.tenant_id }`, or `rls` with its `setting`",
        )
    files = module(stack, setting, canonical_type(said.tenant.key.type), said.target.dialect)
    there = [name for name in files if (out / name).exists()]
    if there and not force:
        raise PlannerError(f"{out / there[0]} exists; nothing was written", hint="--force writes it again")
    for name, text in files.items():
        (write_file if name in there else write_new)(out / name, text)
        tell(f"{out / name}: written")
