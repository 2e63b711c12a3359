"""The tables of job queues, schedulers, sessions and migration tools, known by name and shape.

A prefix alone says nothing: an application may have its own cron_job_results.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from planner.catalog.model import Catalog, Relation
from planner.catalog.words import RelationKind
from planner.draft.words import MIGRATIONS
from planner.names import QName

_ANY: frozenset[str] = frozenset()
"""No column has to be there: no application would give a table this name."""


def _tables(prefix: str, names: str, *columns: str) -> dict[str, frozenset[str]]:
    return {f"{prefix}{name}": frozenset(columns) for name in names.split()}


SHAPES: Mapping[str, frozenset[str]] = {
    # Ruby
    **_tables("good_job", "s _batches _executions _processes _settings"),
    **_tables("solid_queue_", "jobs blocked_executions claimed_executions failed_executions pauses processes"),
    **_tables("solid_queue_", "ready_executions recurring_executions recurring_tasks scheduled_executions semaphores"),
    **_tables("solid_", "cache_entries cable_messages cache_dashboard_events"),
    **_tables("que_", "jobs lockers values"),
    **_tables("delayed_", "jobs", "handler", "attempts"),
    **_tables("flipper_", "features gates", "key"),
    # Elixir
    **_tables("oban_", "jobs peers producers crons queues"),
    # Python
    **_tables("procrastinate_", "jobs events periodic_defers workers"),
    **_tables("celery_", "taskmeta tasksetmeta"),
    **_tables("django_celery_beat_", "clockedschedule crontabschedule intervalschedule periodictask periodictasks"),
    **_tables("django_celery_beat_", "solarschedule"),
    **_tables("django_celery_results_", "chordcounter groupresult taskresult"),
    **_tables("django_", "session", "session_key"),
    **_tables("django_", "content_type", "app_label"),
    **_tables("django_", "admin_log", "action_flag"),
    **_tables("apscheduler_", "jobs", "next_run_time"),
    # JavaScript and Go
    **_tables("graphile_worker_", "jobs job_queues tasks known_crontabs"),
    **_tables("river_", "job", "args", "kind"),
    **_tables("river_", "leader queue client client_queue"),
    **_tables("pgboss_", "job version schedule subscription archive queue"),
    # PHP
    **_tables("", "failed_jobs", "connection", "payload"),
    **_tables("", "job_batches", "total_jobs"),
    **_tables("", "jobs", "queue", "payload", "attempts", "available_at"),
    **_tables("", "cache_locks", "key", "owner", "expiration"),
    **_tables("", "cache", "key", "value", "expiration"),
    **_tables("", "sessions", "data", "session_id"),
    # Java and .NET
    **_tables("qrtz_", "job_details triggers simple_triggers cron_triggers simprop_triggers blob_triggers calendars"),
    **_tables("qrtz_", "paused_trigger_grps fired_triggers scheduler_state locks"),
    **_tables("batch_", "job_instance job_execution job_execution_params job_execution_context step_execution"),
    **_tables("batch_", "step_execution_context"),
    **_tables("spring_session", "_attributes"),
    "spring_session": _ANY,
    "shedlock": frozenset({"lock_until"}),
    "event_publication": frozenset({"listener_id"}),
    **_tables(
        "hangfire_", "aggregatedcounter counter hash job jobparameter jobqueue list lock schema server set state"
    ),
}
"""For each table, in lower case, the columns that it must have."""

RECORDS: Mapping[str, frozenset[str]] = {
    "migrations": frozenset({"executed_at", "batch", "timestamp", "hash", "applied_at", "run_on"}),
    "migration": frozenset({"executed_at", "batch", "timestamp", "hash", "applied_at", "run_on"}),
    "_migrations": frozenset({"executed_at", "batch", "timestamp", "hash", "applied_at", "run_on"}),
}
"""For the tables of migration tools whose names an application may have too: one of these columns is there."""


def exempt(catalog: Catalog, tables: Iterable[Relation]) -> dict[QName, str]:
    """Return the tables that a plan should exempt, each with the reason."""
    inherited = {parent for relation in catalog.relations.values() for parent in relation.inherits}
    found = {relation.name: _reason(catalog, relation, inherited) for relation in tables}
    return {name: reason for name, reason in found.items() if reason is not None}


def _reason(catalog: Catalog, relation: Relation, inherited: Container[QName]) -> str | None:
    if relation.extension is not None:
        return f"belongs to extension {relation.extension}"
    tool = infrastructure(relation)
    if tool is not None:
        return tool
    if relation.inherits or relation.name in inherited:
        return "takes part in table inheritance, which planner does not support"
    if any(leaf.kind is RelationKind.FOREIGN for leaf in catalog.leaves(relation.name)):
        return "has a foreign table as a partition, which planner does not support"
    return None


def infrastructure(relation: Relation) -> str | None:
    """Return why the table is a tool's own; None if it is not.

    A table with a foreign key to a table of another framework or of the application is the application's.
    """
    low = relation.name.name.lower()
    columns = {column.name.lower() for column in relation.columns}
    if low in MIGRATIONS or not RECORDS.get(low, _ANY).isdisjoint(columns):
        return "record of a migration tool"
    needed = SHAPES.get(low)
    if needed is None or not needed <= columns:
        return None
    if any(key.ref is not None and key.ref.name.lower() not in SHAPES for key in relation.foreign_keys()):
        return None
    return "infrastructure of a framework"
