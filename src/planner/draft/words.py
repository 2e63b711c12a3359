"""What the names of tables and columns say to people."""

from __future__ import annotations

import re
from functools import cache

from inflection import singularize, underscore

from planner.orm.registry import ORMS

ROOTS = {
    "tenant": 5,
    "organization": 5,
    "organisation": 5,
    "org": 5,
    "workspace": 4,
    "company": 4,
    "account": 3,
    "client": 3,
    "team": 3,
    "agency": 2,
    "branch": 2,
    "business": 2,
    "clinic": 2,
    "franchise": 2,
    "merchant": 2,
    "school": 2,
    "shop": 2,
    "store": 2,
}
"""Tables that applications keep their customers in, in the singular; the more, the surer."""

MIGRATIONS = frozenset(
    {
        "__diesel_schema_migrations",
        "__efmigrationshistory",
        "_sqlx_migrations",
        "ar_internal_metadata",
        "databasechangelog",
        "databasechangeloglock",
        "flyway_schema_history",
        "goose_db_version",
        "knex_migrations",
        "knex_migrations_lock",
        "kysely_migration",
        "kysely_migration_lock",
        "mikro_orm_migrations",
        "schema_migrations",
        "sequelizemeta",
        "typeorm_metadata",
        *(orm.migrations_table for orm in ORMS),
    }
)
"""Where migration tools keep what has been run, in lower case."""

FRAMEWORKS = re.compile(
    r"""
    (good_jobs?|solid_(queue|cache|cable)|que|delayed|oban|procrastinate|graphile_worker|river|pgboss|celery|django_celery\w*
    |apscheduler|hangfire|qrtz|quartz|batch_job|batch_step|cron_job)_\w+
    | delayed_jobs | jobs_failed | failed_jobs | job_batches | cache_locks | django_(session|content_type|admin_log)
    | spring_session\w* | shedlock | event_publication
    """,
    re.VERBOSE,
)
"""Tables of job queues, schedulers, caches and sessions of well-known frameworks, in lower case."""

_REFERENCE = re.compile(r"(.+)_(?:id|uuid|guid|key|pk)")


@cache
def entity(table: str) -> str:
    """`Organizations` and `organization` are both an organization."""
    return str(singularize(underscore(table)))


@cache
def meant(column: str) -> str | None:
    """The entity that a column's name speaks of: `team` for `teamId`; None when it speaks of none."""
    found = _REFERENCE.fullmatch(underscore(column))
    return str(singularize(found[1])) if found else None


def camel(columns: list[str]) -> bool:
    """Whether most names of several words are written as `teamId` rather than `team_id`."""
    humps = sum(1 for name in columns if re.search(r"[a-z][A-Z]", name))
    return humps > sum(1 for name in columns if "_" in name)
