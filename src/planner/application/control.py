"""Statements that are no queries of the application: transaction control, settings, DDL, and the tables of migrations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a statement is for."""

    QUERY = "query"
    CONTROL = "control"
    """Transaction control, settings, cursors, LISTEN: no table is read or written."""
    MIGRATION = "migration"
    """DDL, maintenance, or a statement on the table of a migration tool."""


class Event(Enum):
    """What a statement does to the transaction."""

    BEGIN = "begin"
    END = "end"
    """COMMIT, or ROLLBACK of the whole transaction."""
    RESET = "reset"
    """DISCARD ALL, RESET ALL: the session is as new."""


@dataclass(frozen=True, slots=True)
class Set:
    """A change of one setting. An empty value counts as unset."""

    name: str
    value: str | None
    """None when the value is a parameter that the log does not show."""
    local: bool


_CONTROL = frozenset(
    [
        "BEGIN",
        "START",
        "COMMIT",
        "END",
        "ROLLBACK",
        "ABORT",
        "SAVEPOINT",
        "RELEASE",
        "SET",
        "RESET",
        "DISCARD",
        "SHOW",
        "LISTEN",
        "UNLISTEN",
        "NOTIFY",
        "DEALLOCATE",
        "FETCH",
        "MOVE",
        "CLOSE",
        "LOCK",
        "CHECKPOINT",
        "LOAD",
    ]
)
_MIGRATION = frozenset(
    [
        "CREATE",
        "ALTER",
        "DROP",
        "COMMENT",
        "GRANT",
        "REVOKE",
        "REINDEX",
        "VACUUM",
        "ANALYZE",
        "ANALYSE",
        "CLUSTER",
        "REFRESH",
        "REASSIGN",
        "SECURITY",
        "IMPORT",
        "REPACK",
    ]
)
_WORD = re.compile(r"[A-Za-z]+")
_MIGRATIONS_TABLE = re.compile(
    r'(?<![\w$])"?(?:django_migrations|alembic_version|schema_migrations|ar_internal_metadata|_prisma_migrations|'
    r"__drizzle_migrations|drizzle_migrations|knex_migrations(?:_lock)?|flyway_schema_history|databasechangelog(?:lock)?|"
    r"goose_db_version|typeorm_metadata|SequelizeMeta|mikro_orm_migrations|schema_version|atlas_schema_revisions|"
    r'_sqlx_migrations|__diesel_schema_migrations|kysely_migration(?:_lock)?|gorp_migrations|phinxlog)"?(?![\w$])',
    re.IGNORECASE,
)
_SET = re.compile(
    r"SET\s+(?:(SESSION|LOCAL)\s+)?(?:(ROLE|SESSION\s+AUTHORIZATION)\s+(.+)|(TIME\s+ZONE)\b.*"
    r"|((?:\"[^\"]+\"|[\w.])+)\s*(?:=|\bTO\b)\s*(.+))$",
    re.IGNORECASE | re.DOTALL,
)
_RESET = re.compile(r'RESET\s+(ROLE|SESSION\s+AUTHORIZATION|(?:"[^"]+"|[\w.])+)\s*$', re.IGNORECASE)
_CONFIG = re.compile(
    r"\bset_config\s*\(\s*('(?:[^']|'')*'|\$\d+)(?:::\w+)?\s*,\s*(.+?)(?:::\w+)?\s*,\s*(true|false|'t(?:rue)?'|'f(?:alse)?'|\$\d+)"
    r"(?:::\w+)?\s*\)",
    re.IGNORECASE | re.DOTALL,
)


def kind_of(form: str) -> Kind:
    """Return what a statement is for. `form` is its normal form."""
    found = _WORD.match(form)
    word = found[0].upper() if found is not None else ""
    if word in _MIGRATION or _MIGRATIONS_TABLE.search(form):
        return Kind.MIGRATION
    if word in _CONTROL or (word == "PREPARE" and form[8:20].upper().startswith("TRANSACTION")):
        return Kind.CONTROL
    if word == "SELECT" and "set_config" in form and " from " not in form.lower():
        return Kind.CONTROL
    return Kind.QUERY


def event_of(form: str) -> Event | None:
    """Return what a statement does to the transaction. `form` is its normal form."""
    words = form.upper().split(None, 3)[:3]
    match words:
        case ["BEGIN" | "START", *_]:
            return Event.BEGIN
        case ["ROLLBACK", *rest] if "TO" in rest:
            return None
        case ["COMMIT" | "ROLLBACK", "PREPARED", *_]:
            return None
        case ["COMMIT" | "END" | "ROLLBACK" | "ABORT", *_] | ["PREPARE", "TRANSACTION", *_]:
            return Event.END
        case ["DISCARD" | "RESET", "ALL", *_]:
            return Event.RESET
    return None


def settings_of(text: str, parameters: Mapping[int, str | None]) -> list[Set]:
    """Return the settings that a statement changes: SET, RESET, and each set_config in it."""
    bare = re.sub(r"/\*.*?\*/", " ", text, flags=re.DOTALL).strip().rstrip("; \n")
    if found := _SET.match(bare):
        return [_set(found)]
    if found := _RESET.match(bare):
        return [Set(_name(found[1]), "", local=False)]
    if "set_config" not in text:
        return []
    calls = (
        (_value(one[1], parameters), _value(one[2], parameters), _value(one[3], parameters))
        for one in _CONFIG.finditer(bare)
    )
    return [
        Set(_name(name), value, local=(how or "true").lower() in ("true", "t")) for name, value, how in calls if name
    ]


def _set(found: re.Match[str]) -> Set:
    local = (found[1] or "").upper() == "LOCAL"
    if found[4]:
        return Set("timezone", None, local)
    name, value = (_name(found[2]), found[3]) if found[2] else (_name(found[5]), found[6])
    plain = value.strip()
    if plain.upper() in ("DEFAULT", "NONE"):
        return Set(name, "", local)
    return Set(name, _value(plain, {}) if plain.startswith("'") else plain.strip('"'), local)


def _name(text: str) -> str:
    return re.sub(r"\s+", "_", text.strip().strip('"')).lower()


def _value(text: str, parameters: Mapping[int, str | None]) -> str | None:
    """Return a constant or a parameter as text; None when only the server knows it."""
    plain = text.strip()
    if plain.startswith("$") and plain[1:].isdigit():
        return parameters.get(int(plain[1:]))
    if len(plain) > 1 and plain.startswith("'") and plain.endswith("'"):
        return plain[1:-1].replace("''", "'")
    return plain if plain.lower() in ("true", "false") else None
