"""Write the module that sets the tenant for a stack, and its tests: files that the application owns from then on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from planner import __version__
from planner.files.stacks.setting import setting_slots
from planner.files.suites.pieces import filled, template

_INTEGERS = frozenset({"smallint", "integer", "bigint"})


@dataclass(frozen=True, slots=True)
class _Stack:
    """The files of a stack, each with its template. The languages differ in how they write types."""

    files: Mapping[str, str]
    python: bool
    family: str
    """The word for the stack's lines in `setting_slots`."""
    slots: Mapping[str, str] = field(default_factory=dict)
    """What the templates leave open beside the plan: a driver's own lines."""


_DRIZZLE = {"tenancy.ts": "drizzle.ts.txt", "tenancy.test.ts": "drizzle.test.ts.txt"}
_NODE_POSTGRES = {
    "imports": "import { drizzle } from 'drizzle-orm/node-postgres';\nimport pg from 'pg';",
    "connects": "const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 1 });\n"
    "const db = drizzle(pool);",
    "ends": "pool.end()",
    "first": "found.rows[0]",
}
_POSTGRES_JS = {
    "imports": "import { drizzle } from 'drizzle-orm/postgres-js';\nimport postgres from 'postgres';",
    "connects": "const client = postgres(process.env.DATABASE_URL ?? '', { max: 1 });\nconst db = drizzle(client);",
    "ends": "client.end()",
    "first": "found[0]",
}

STACKS: Mapping[str, _Stack] = {
    "django": _Stack(
        {"tenancy.py": "django.py.txt", "test_tenancy.py": "django_test.py.txt"}, python=True, family="django"
    ),
    "sqlalchemy": _Stack(
        {"tenancy.py": "sqlalchemy.py.txt", "test_tenancy.py": "sqlalchemy_test.py.txt"},
        python=True,
        family="sqlalchemy",
    ),
    "psycopg": _Stack(
        {"tenancy.py": "psycopg.py.txt", "test_tenancy.py": "psycopg_test.py.txt"}, python=True, family="psycopg"
    ),
    "drizzle": _Stack(_DRIZZLE, python=False, family="drizzle", slots=_NODE_POSTGRES),
    "drizzle-node-postgres": _Stack(_DRIZZLE, python=False, family="drizzle", slots=_NODE_POSTGRES),
    "drizzle-postgres-js": _Stack(_DRIZZLE, python=False, family="drizzle", slots=_POSTGRES_JS),
    "prisma": _Stack(
        {"tenancy.ts": "prisma.ts.txt", "tenancy.test.ts": "prisma.test.ts.txt"}, python=False, family="prisma"
    ),
}
"""The stacks by the word for --stack."""


def module(stack: str, setting: str, key_type: str, dialect: str = "postgres") -> dict[str, str]:
    """Return the files by name. `key_type` is the type of the tenants' key as format_type spells it.

    `dialect` is that of the plan's target, which decides how a transaction gets its tenant.
    """
    said = STACKS[stack]
    number = key_type in _INTEGERS
    one, other = _tenants(key_type)
    slots = {
        **setting_slots(said.family, setting, dialect),
        **said.slots,
        "made": f"planner {__version__} wrote it; it is yours from now on.",
        "setting": json.dumps(setting),
        "type": _type(said, key_type),
        "one": one if number else json.dumps(one),
        "other": other if number else json.dumps(other),
    }
    return {name: filled(template(text, "planner.files.stacks"), **slots) for name, text in said.files.items()}


def _type(stack: _Stack, key_type: str) -> str:
    if stack.python:
        return "int" if key_type in _INTEGERS else "object" if key_type == "uuid" else "str"
    return "number | bigint" if key_type in _INTEGERS else "string"


def _tenants(key_type: str) -> tuple[str, str]:
    """Return two invented tenants for the tests, which write no rows."""
    if key_type in _INTEGERS:
        return "1", "2"
    if key_type == "uuid":
        return "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
    return "one", "other"
