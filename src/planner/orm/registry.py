"""The ORMs that planner knows. A new ORM needs its package, an entry here, and its word in the plan's `naming`.

planner imports a package when a command uses the ORM. The other commands need only the words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.orm.orm import Orm, Target, Telling, Variant

if TYPE_CHECKING:
    from planner.orm.work import Work
    from planner.tenancy.naming import Naming


def _drizzle() -> Work:
    from planner.orm.drizzle import WORK

    return WORK


def _sqlalchemy() -> Work:
    from planner.orm.sqlalchemy import WORK

    return WORK


def _django() -> Work:
    from planner.orm.django import WORK

    return WORK


def _prisma() -> Work:
    from planner.orm.prisma import WORK

    return WORK


def _rails() -> Work:
    from planner.orm.rails import WORK

    return WORK


def _typeorm() -> Work:
    from planner.orm.typeorm import WORK

    return WORK


def _acts_as_tenant() -> Work:
    from planner.orm.rails import WITH_ACTS_AS_TENANT

    return WITH_ACTS_AS_TENANT


ORMS: tuple[Orm, ...] = (
    Orm(
        name="drizzle",
        title="Drizzle",
        convention="drizzle",
        telling=Telling.FOREIGN_KEYS,
        migrations_table="__drizzle_migrations",
        files="a schema file or folder",
        work=_drizzle,
    ),
    Orm(
        name="sqlalchemy",
        title="SQLAlchemy",
        convention="alembic",
        telling=Telling.INDEXES,
        migrations_table="alembic_version",
        files="a file or folder of models",
        work=_sqlalchemy,
        target=Target("base", "MODULE:BASE", "SQLAlchemy's declarative base or its metadata"),
        renames=False,
    ),
    Orm(
        name="django",
        title="Django",
        convention="django",
        telling=Telling.FOREIGN_KEYS,
        migrations_table="django_migrations",
        files="the project's folder, or files of models",
        work=_django,
        target=Target("settings", "MODULE", "the settings of a Django project"),
    ),
    Orm(
        name="prisma",
        title="Prisma",
        convention="prisma",
        telling=Telling.UNIQUE_INDEXES,
        migrations_table="_prisma_migrations",
        files="a schema file or folder",
        work=_prisma,
    ),
    Orm(
        name="rails",
        title="Rails",
        convention="rails",
        telling=Telling.INDEXES,
        migrations_table="ar_internal_metadata",  # other tools have a schema_migrations, too
        tracked_in="schema_migrations",
        files="the application's folder, or files of models",
        work=_rails,
        variants=(Variant("acts-as-tenant", "declare the tenant with the gem acts_as_tenant", _acts_as_tenant),),
    ),
    Orm(
        name="typeorm",
        title="TypeORM",
        convention="typeorm",
        telling=Telling.FOREIGN_KEYS,
        migrations_table="migrations",
        files="a folder or files of entities",
        work=_typeorm,
        target=Target("data-source", "FILE", "the file with TypeORM's DataSource", python=False),
        shared_table=True,
    ),
)

BY_NAME = {orm.name: orm for orm in ORMS}

BY_CONVENTION = {orm.convention: orm for orm in ORMS}
"""The ORMs by the word that `naming` and `render --format` use."""

POSTGRES = "postgres"
"""The names that the server itself gives."""


def naming(convention: str, schema: str) -> Naming:
    """Return the names of a convention. `schema` is the schema of tables that a tool finds without a schema."""
    if convention == POSTGRES:
        from planner.tenancy.naming import Postgres

        return Postgres()
    return BY_CONVENTION[convention].work().naming(schema)
