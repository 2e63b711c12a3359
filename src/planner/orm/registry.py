"""The ORMs that planner knows. A new one is its package, a line here, and its word in the plan's `naming`."""

from __future__ import annotations

from planner.orm import django, drizzle, prisma, sqlalchemy
from planner.orm.orm import Orm
from planner.tenancy.naming import Naming, Postgres

ORMS: tuple[Orm, ...] = (drizzle.ORM, sqlalchemy.ORM, django.ORM, prisma.ORM)

BY_NAME = {orm.name: orm for orm in ORMS}

BY_CONVENTION = {orm.convention: orm for orm in ORMS}
"""By the word of `naming` and of `render --format`."""

POSTGRES = "postgres"
"""The server's own names."""

CONVENTIONS = (POSTGRES, *BY_CONVENTION)


def naming(convention: str, schema: str) -> Naming:
    """The convention's names; tables of `schema` are those that a tool finds without a schema."""
    return Postgres() if convention == POSTGRES else BY_CONVENTION[convention].naming(schema)
