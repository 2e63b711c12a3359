"""Two migrations that Drizzle's own tool accepts: SQL, snapshot (version 7) and journal.

drizzle-kit compares the schema files with the newest snapshot, and never with a database. Its migrator runs the entries
of the journal that are later than the newest row of drizzle.__drizzle_migrations (drizzle-orm 0.45, drizzle-kit 0.31).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import sha256

from sqlglot import exp

from planner.errors import PlanError
from planner.names import QName
from planner.orm.drizzle.snapshot import Json, after, drift
from planner.orm.migrations import Migrations, contents, missing
from planner.orm.stage import Stage
from planner.orm.wanted import Wanted
from planner.sql import build
from planner.sql.separators import refuse_separator
from planner.tenancy.model import Tenancy

VERSION = "7"
TABLE = QName("drizzle", "__drizzle_migrations")
"""The table in which drizzle-orm's migrator records what has run."""
BREAKPOINT = "--> statement-breakpoint"
_SEPARATOR = re.compile(re.escape(BREAKPOINT))


def newest(journal: Json) -> str | None:
    """Return the snapshot of the last migration, from the folder `meta`; None before the first migration."""
    entries = journal.get("entries", [])
    return f"{entries[-1]['tag'].split('_')[0]}_snapshot.json" if entries else None


def migrations(
    journal: Json, snapshot: Json | None, stages: Mapping[Stage, Wanted], tenancy: Tenancy, now: int, first: str
) -> Migrations:
    """Return the migrations. `snapshot` is the newest snapshot, `now` is in milliseconds since 1970, and `first` is the
    schema that Drizzle leaves out.

    Raises PlanError for a snapshot of another version, and Refused when these migrations exist already.
    """
    entries: list[Json] = journal.get("entries", [])
    stages = missing(stages, [entry["tag"] for entry in entries], " and their entries in meta/_journal.json")
    number = int(entries[-1]["idx"]) + 1 if entries else 0
    snapshot = snapshot if snapshot is not None else _EMPTY
    if str(snapshot.get("version")) != VERSION:
        raise PlanError(
            f"the newest snapshot has version {snapshot.get('version')}; planner reads version {VERSION}",
            hint="drizzle-kit writes version 7 since 0.21: bring the folder up to date with npx drizzle-kit up",
        )
    notes = tuple(drift(snapshot, next(iter(stages.values())))) if entries else ()
    when = max(now, *(int(entry["when"]) + 1 for entry in entries), 0)
    files: dict[str, str] = {}
    tracking = []
    for name, wanted, statements in contents(stages, tenancy):
        tag = f"{number:04}_{name}"
        snapshot = after(snapshot, wanted, first)
        for statement in statements:
            refuse_separator(_SEPARATOR, statement, "Drizzle's migrator")
        text = f"\n{BREAKPOINT}\n".join(statements) + "\n"
        files[f"{tag}.sql"] = text
        files[f"meta/{number:04}_snapshot.json"] = _written(snapshot)
        entries = [*entries, {"idx": number, "version": VERSION, "when": when, "tag": tag, "breakpoints": True}]
        tracking.append(_tracking(text, when))
        number, when = number + 1, when + 1
    files["meta/_journal.json"] = _written({**EMPTY_JOURNAL, **journal, "entries": entries})
    return Migrations(files, tuple(tracking), "psql", notes)


EMPTY_JOURNAL: Json = {"version": VERSION, "dialect": "postgresql", "entries": []}

_EMPTY: Json = {
    "id": "00000000-0000-0000-0000-000000000000",
    "prevId": "",
    "version": VERSION,
    "dialect": "postgresql",
    "tables": {},
    "enums": {},
    "schemas": {},
    "sequences": {},
    "roles": {},
    "policies": {},
    "views": {},
    "_meta": {"columns": {}, "schemas": {}, "tables": {}},
}


def _written(document: Json) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)


def _tracking(text: str, when: int) -> str:
    """Return the INSERT of one row, which runs once. drizzle-orm's migrator compares only created_at, never the
    hash."""
    digest = build.literal(sha256(text.encode()).hexdigest())
    there = build.select(build.literal(1)).from_(build.table(TABLE), copy=False)
    there = there.where(build.eq(build.column("created_at"), build.literal(when)), copy=False)
    row = build.select(digest, build.literal(when)).where(exp.Not(this=build.exists(there)), copy=False)
    insert = exp.Insert(
        this=exp.Schema(this=build.table(TABLE), expressions=[build.ident("hash"), build.ident("created_at")]),
        expression=row,
    )
    return f"{build.render(insert)};"
