"""Rows for any schema: random values by type, constants of CHECK constraints, and parents of the same tenant.

The search is blind: a row that the table refuses is drawn again. It shares no code with `verify --probe`, whose reach
`probe_reach.py` measures on these rows.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

from planner.names import QName
from planner.run.project import View

TRIES = 60
"""The number of draws for one row."""

COLUMNS = """
SELECT a.attname, pg_catalog.format_type(coalesce(b.oid, t.oid), CASE WHEN b.oid IS NULL THEN a.atttypmod ELSE t.typtypmod END),
  a.attnotnull, a.atthasdef OR a.attidentity <> '', a.attgenerated <> '' OR a.attidentity = 'a',
  ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum e WHERE e.enumtypid = coalesce(b.oid, t.oid)),
  ARRAY(SELECT pg_catalog.pg_get_constraintdef(c.oid) FROM pg_catalog.pg_constraint c
    WHERE c.contype = 'c' AND (c.conrelid = a.attrelid AND a.attnum = ANY (c.conkey) OR c.contypid = t.oid))
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type b ON t.typtype = 'd' AND b.oid = t.typbasetype
WHERE a.attrelid = %s::pg_catalog.regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""

KEYS = """
SELECT c.confrelid::pg_catalog.regclass::oid, n.nspname, r.relname,
  ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k(n, i)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n ORDER BY k.i),
  ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY k(n, i)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.n ORDER BY k.i)
FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_class r ON r.oid = c.confrelid
JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
WHERE c.contype = 'f' AND c.conrelid = %s::pg_catalog.regclass AND c.conparentid = 0
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column, as the generator sees it."""

    name: str
    type: str
    needed: bool
    has_default: bool
    fixed: bool
    labels: list[str]
    checks: list[str]


@dataclass(slots=True)
class Generator:
    """Rows of tenants, by table."""

    connection: psycopg.Connection
    view: View
    random: random.Random
    made: dict[tuple[QName, int | None], list[dict[str, Any]]] = field(default_factory=dict)
    number: int = 0

    def fill(self, tenants: int) -> int:
        """Insert rows of this many tenants into as many tables as accept one. Return the number of filled tables."""
        order = [r.name for r in self.view.catalog.roots() if r.is_table() and r.extension is None]
        for tenant in (None, *range(tenants)):
            waiting = [name for name in order if self._belongs(name, tenant)]
            while waiting:
                refused = [name for name in waiting if not self._row(name, tenant)]
                if len(refused) == len(waiting):
                    break
                waiting = refused
        return len({name for name, _ in self.made})

    def _belongs(self, name: QName, tenant: int | None) -> bool:
        scoped = name in self.view.tenancy.tables or name == self.view.tenancy.tenants.relation
        return scoped is (tenant is not None)

    def _row(self, name: QName, tenant: int | None) -> bool:
        table = sql.Identifier(name.schema, name.name)
        place = table.as_string(self.connection)
        columns = [Column(*row) for row in self.connection.execute(COLUMNS, [place]).fetchall()]
        keys = [(QName(s, n), mine, theirs) for _, s, n, mine, theirs in self.connection.execute(KEYS, [place])]
        scoped = self.view.tenancy.tables.get(name)
        for path in scoped.paths if scoped is not None else ():
            if path.case is None and not path.mapping:
                keys.insert(0, (path.source, [m for m, _ in path.pairs], [t for _, t in path.pairs]))
        for attempt in range(TRIES):
            values = self._values(name, tenant, columns, keys, attempt)
            if values is None:
                return False
            shown = sql.SQL(", ").join(map(sql.Identifier, values))
            inserted = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING *").format(
                table, shown, sql.SQL(", ").join(sql.Placeholder() * len(values))
            )
            try:
                with self.connection.transaction():
                    cursor = self.connection.execute(inserted, list(values.values()))
                    row = cursor.fetchone()
                    self.connection.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
            except psycopg.Error:
                continue
            if row is not None and cursor.description is not None:
                made = dict(zip([d.name for d in cursor.description], row, strict=True))
                self.made.setdefault((name, tenant), []).append(made)
                return True
        return False

    def _values(
        self,
        name: QName,
        tenant: int | None,
        columns: list[Column],
        keys: list[tuple[QName, list[str], list[str]]],
        attempt: int,
    ) -> dict[str, Any] | None:
        """Draw a row; None when a parent that it needs is not there yet."""
        self.number += 1
        by_name = {column.name: column for column in columns}
        values: dict[str, Any] = {}
        scoped, tenants = self.view.tenancy.tables.get(name), self.view.tenancy.tenants
        leading = {one for path in scoped.paths for one in path.columns} if scoped is not None else set()
        for column in columns:
            if column.fixed or (column.has_default and self.random.random() < 0.7):
                continue
            if column.needed or self.random.random() < 0.5:
                values[column.name] = self.random.choice(list(self._possible(column)))
        for ref, mine, theirs in keys:
            parents = self.made.get((ref, tenant)) or self.made.get((ref, None))
            needed = all(by_name[one].needed or one in leading for one in mine)
            if not parents or (not needed and self.random.random() < 0.3):
                if needed and ref != name:
                    return None
                values |= {one: None for one in mine if not by_name[one].needed}
                continue
            parent = self.random.choice(parents)
            values |= {one: parent[other] for one, other in zip(mine, theirs, strict=True)}
        if scoped is not None and scoped.column in by_name and tenant is not None:
            there = self.made.get((tenants.relation, tenant))
            if not there:
                return None
            values[scoped.column] = there[0][tenants.key]
        return {key: value for key, value in values.items() if not by_name[key].fixed}

    def _possible(self, column: Column) -> Iterator[Any]:
        """Yield possible values of a column: its labels, the constants of its CHECKs, or values of its type."""
        if column.labels:
            yield from column.labels
            return
        if column.type.endswith("[]"):
            yield "{}"
            return
        if "char" in column.type or column.type in ("text", "citext"):
            for check in column.checks:
                yield from re.findall(r"'([^']+)'::", check)
        yield _of_type(column.type, self.number)


def _of_type(text: str, n: int) -> Any:
    """Return a value of a type as text, which is new for each number."""
    base, _, size = text.partition("(")
    if base.startswith(("character", "text")) or base in ("citext", "name", "public.citext"):
        made = f"g{n}"
        return made[-int(size.split(")")[0]) :] if size else made
    fixed = {"boolean": "true", "json": "{}", "jsonb": "{}", "inet": "10.0.0.1", "bytea": "\\x00", "interval": "1 day"}
    if base in fixed:
        return fixed[base]
    if base == "uuid":
        return f"10000000-0000-4000-8000-{n:012x}"
    if base == "date" or base.startswith("timestamp"):
        return f"2024-01-{1 + n % 27:02}"
    if base.startswith("time"):
        return "10:00"
    if "vector" in base and size:
        return "[" + ",".join(["1"] * int(size.rstrip(")"))) + "]"
    if base == "tsvector":
        return "word"
    return str(n % 10) if base == "numeric" else str(n)
