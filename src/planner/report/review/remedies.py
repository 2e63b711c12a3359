"""What to do about each hazard, in a sentence or two. docs/hazards.md says more."""

from __future__ import annotations

from collections.abc import Mapping

REMEDIES: Mapping[str, str] = {
    "cached-plan": "Name the columns in prepared statements and in COPY. If the driver does not prepare a statement again "
    "after this error, recycle the connections right after phase add.",
    "hot-tenant-row": "Compare the rates of inserts before and after add on a copy. Watch mxid_age(datminmxid) of "
    "pg_database on a busy system, and do not UPDATE the key of a tenant in use.",
    "trigger-fires": "Say it in the plan, under the table, for each trigger: suppress (planner's updates do not fire it, all "
    "others do) or fire.",
    "replication": "Set execution.limits in the plan (replica_lag, wal_rate). Add the column on the subscribers first, and "
    "watch the lag of logical subscribers yourself.",
    "waits-for-transactions": "Look in pg_stat_activity for old transactions before the run. If planner gives up after "
    "execution.lock_deadline, run the same command again.",
    "more-indexes": "Look at the list. After tighten, drop an index of yours that serves no statement any more.",
    "no-foreign-keys": "Choose an hour in which nothing deletes parents. When the run names rows without a parent, give them "
    "one or delete them, and run the same command again.",
    "writes-wait": "Set target.concurrent_above in the plan lower. The table then needs a primary key or a replica identity, "
    "and the coordinator wal_level = logical.",
    "all-wait": "Choose a quiet hour, or give the table a primary key with the tenant beforehand.",
    "retry-reads": "Let the application try a failed transaction again. End long transactions on the table first.",
    "identity-sequence": "Nothing, if the application never gives a value for the column.",
    "no-on-update": "Look for statements that change the key of a parent.",
    "no-set-null": "Clear the references in the application before it deletes a parent.",
    "views-remade": "Drop a large materialized view before, and create it afterwards; or set target.concurrent_above above the "
    "size of the table.",
    "other-names": "Nothing, unless a migration names these constraints.",
    "no-backup": "planner apply --pg-dump DIR --confirm takes one first. Test that you can restore it.",
    "data-loss": "Read the dry-run, and take a backup. The command then needs --allow data-loss. To keep the values, stop at "
    "--to add.",
    "isolation": "Stop the application, or let only one tenant use it. The command then needs --allow isolation.",
    "no-return": "Nothing, if you want keys per tenant. Once two tenants share a value, the old key cannot come back: "
    "rollback names the rows in the way, and changes nothing.",
    "upsert-target": "Change the statements that planner queries lists to ON CONFLICT with the tenant. Or set keys.old: keep, "
    "which keeps the old key beside the new one until they are changed.",
    "match-full": "Where you need the old rule, add a CHECK: (a IS NULL) = (b IS NULL).",
    "set-null-columns": "Nothing: the new key clears the old columns alone, and the tenant stays.",
    "cascade-tenant": "Nothing, if you want this: it is the only way to move a row together with its children.",
    "empties-view": "Let views and functions act as their caller (security_invoker = true, SECURITY INVOKER). Refresh a "
    "materialized view as a role with BYPASSRLS that owns it.",
    "needs-setting": "Run tighten after the application sets the tenant everywhere, jobs and consoles too. Give other jobs a "
    "role of their own, and name it in rls.ignore_roles.",
    "late-parent": "Let the application send the tenant, or insert parents first, before tighten.",
    "cleared-tenant": "Change the key's action, or delete such rows first. A column that remembers a choice is no tenant "
    "column: list the table as shared, or choose another column.",
    "foreign-code": "Write execution.role with the role that owns the tables. Or name an owner that you trust in "
    "execution.trusted_owners.",
    "function-breaks": "Name the columns in its statements, and rename parameters and variables, before phase add.",
    "rule": "Replace the rule by a trigger, or switch it off during the run: ALTER TABLE … DISABLE RULE ….",
    "publication": "Make the new tables and columns on the subscribers first, and add the tenant column to the list: "
    "ALTER PUBLICATION … SET TABLE ….",
    "event-trigger": "Read its function. Switch it off for the run if need be: ALTER EVENT TRIGGER … DISABLE.",
    "crosses-tenants": "Mend each of them before the application of a second tenant connects; planner verify names them with "
    "their remedies. What is meant to cross tenants belongs into rls.trusted.",
}
"""By the name of the hazard, which is its heading in docs/hazards.md."""


def remedy(name: str) -> str:
    """Return what to do about a hazard."""
    return REMEDIES.get(name, "planner docs hazards explains it.")
