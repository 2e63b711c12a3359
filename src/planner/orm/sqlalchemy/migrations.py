"""Two revisions for Alembic, after the revision that is its head (Alembic 1.20)."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from planner.errors import PlanError, Refused
from planner.orm.migrations import Migrations, contents, missing
from planner.orm.python import literal
from planner.orm.stage import Stage
from planner.orm.wanted import Wanted
from planner.tenancy.model import Tenancy

_FILE = '''"""{name}: the changes that planner makes in the live database, for other databases. Each statement may run again.

Revision ID: {revision}
Revises: {revises}
Create Date: {date}
"""

import sqlalchemy as sa
from alembic import op

revision = {revision!r}
down_revision = {revises!r}
branch_labels = None
depends_on = None

STATEMENTS = [
{statements}
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(sa.DDL(statement.replace("%", "%%")))


def downgrade() -> None:
    raise NotImplementedError("planner rollback takes it back")
'''


def migrations(held: Mapping[str, str], stages: Mapping[Stage, Wanted], tenancy: Tenancy, now: datetime) -> Migrations:
    """Return the revisions. `held` has the files of the versions folder.

    Raises PlanError for a file that is not Python, and Refused when these revisions exist already or when there is not
    exactly one head.
    """
    stages = missing(stages, [name.removesuffix(".py") for name in held])
    head = _head(held)
    files = {}
    revision = head
    for name, _, statements in contents(stages, tenancy):
        revises, revision = revision, sha256(f"{revision} {name} {now}".encode()).hexdigest()[:12]
        lines = "\n".join(f"    {literal(text)}," for text in statements)
        files[f"{revision}_{name}.py"] = _FILE.format(
            name=name, revision=revision, revises=revises, date=now.isoformat(" ", "seconds"), statements=lines
        )
    return Migrations(files, (f"alembic stamp {revision}",), "a shell")


def _head(held: Mapping[str, str]) -> str:
    revisions: dict[str, set[str]] = {}
    for name, text in held.items():
        said = _said(name, text)
        if isinstance(said.get("revision"), str):
            before = said.get("down_revision")
            several = before if isinstance(before, tuple | list | set) else (before,)
            revisions[str(said["revision"])] = {one for one in several if isinstance(one, str)}
    heads = revisions.keys() - {one for before in revisions.values() for one in before}
    if not revisions:
        raise Refused(
            "there is no revision in this folder; nothing was written",
            hint="name the folder of the revisions (versions/), and make the first of the schema as it was: "
            "alembic revision --autogenerate",
        )
    if len(heads) != 1:
        raise Refused(
            f"there are {len(heads)} heads: {', '.join(sorted(heads))}; nothing was written", hint="alembic merge heads"
        )
    return heads.pop()


def _said(name: str, text: str) -> dict[str, str | tuple[str, ...] | None]:
    """Return the module's variables that are literals."""
    try:
        module = ast.parse(text)
    except SyntaxError as error:
        raise PlanError(
            f"{name}:{error.lineno}: not Python: {error.msg}", hint="name the folder of revisions"
        ) from None
    except (ValueError, RecursionError, MemoryError) as error:  # NUL, and brackets without end
        raise PlanError(f"{name}: not Python: {error}", hint="name the folder of revisions") from None
    found = {}
    for node in module.body:
        target = (
            node.targets[0]
            if isinstance(node, ast.Assign)
            else node.target
            if isinstance(node, ast.AnnAssign)
            else None
        )
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if isinstance(target, ast.Name) and target.id in ("revision", "down_revision") and value is not None:
            try:
                found[target.id] = ast.literal_eval(value)
            except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
                continue
    return found


def down_revision(held: Mapping[str, str], names: Sequence[str]) -> str | None:
    """Return the revision before the first of these revisions; None if the first is the first of all."""
    said = [_said(name, held[name]) for name in names]
    revisions = {one.get("revision") for one in said}
    before = [one.get("down_revision") for one in said if one.get("down_revision") not in revisions]
    return next((one for one in before if isinstance(one, str)), None)
