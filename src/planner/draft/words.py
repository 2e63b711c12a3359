"""The meaning of the names of tables and columns."""

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
    "space": 2,
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
"""The tables in which applications keep their customers, in the singular. A higher number is a surer sign."""

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
"""The tables in which migration tools record what has run, in lower case."""

PEOPLE = frozenset(
    {"user", "person", "people", "profile", "human", "login", "app_user", "auth_user", "user_account", "user_profile"}
)
"""The tables of people, in the singular. A person may be in several tenants."""

MACHINERY = frozenset(
    {"authenticator", "authorization", "credential", "login", "mfa", "o_auth", "oauth", "otp", "passkey", "password"}
    | {"preference", "setting", "token", "totp", "verification", "webauthn"}
)
"""The words of tables about how people log in, and what they prefer."""

SESSIONS = frozenset({"account", "identity", "session"})
"""The words of tables about how people log in, if the columns agree."""

CREDENTIALS = frozenset(
    {"access_token", "data", "expires", "expires_at", "id_token", "provider", "provider_id", "refresh_token"}
    | {"session_key", "session_token", "token", "user_agent"}
)
"""The columns that tables of SESSIONS have."""

LOOKUPS = frozenset(
    {
        "category", "city", "continent", "country", "county", "currency", "exchange_rate", "genre", "kind", "language",
        "locale", "mime_type", "region", "status", "subdivision", "time_zone", "timezone", "type",
    }
)  # fmt: skip
"""The last words of the names of lookup tables, in the singular: every tenant reads the same rows."""

PLAIN = frozenset({"level", "method", "payment_method", "permission", "plan", "priority", "role", "state", "unit"})
"""The whole names of lookup tables, in the singular, whose words mean other things in longer names."""

PLACES = frozenset(
    {"city", "continent", "country", "county", "currency", "language", "locale", "region", "time_zone", "timezone"}
)
"""The lookup tables that may have columns beside a key and a name: codes, symbols, coordinates."""

MEMBERS = frozenset({"admin", "grant", "invitation", "invite", "member", "membership", "permission", "role", "user"})
"""The words of tables that say who belongs to a tenant."""

MONEY = frozenset(
    {"access_token", "accno", "account_number", "account_type", "accounttype", "balance", "code_number", "heading"}
    | {"iban", "parent_account_id", "provider", "provider_account_id", "provideraccountid", "provider_id", "providerid"}
    | {"refresh_token", "accesstoken", "refreshtoken", "normal_balance"}
)
"""The columns of accounts that are no tenants: accounts of a ledger, of a bank, of an identity provider."""

ABBREVIATIONS = {
    "app": ("application",),
    "env": ("environment",),
    "msg": ("message",),
    "org": ("organization", "organisation"),
    "repo": ("repository",),
}
"""The words that a column may use for a table."""

ANYTHING = frozenset(
    {"a", "b", "entity", "external", "item", "object", "owner", "parent", "record", "reference", "resource", "source"}
    | {"subject", "target", "type"}
)
"""The words of columns, without `_id`, that refer to another table in each table."""

_MEMORY = re.compile(
    r"(?:last|latest|default|active|current|selected|preferred|favou?rite|recent|previous|home|primary|initial)_.+"
)

_REFERENCE = re.compile(r"(.+)_(?:id|uuid|guid|key|pk)")


@cache
def entity(table: str) -> str:
    """Return the entity that a table holds: `Organizations` and `organization` both hold an organization."""
    return str(singularize(underscore(table)))


@cache
def memory(column: str) -> bool:
    """Return whether a column's name says that it remembers a choice, as last_workspace_id does."""
    return _MEMORY.fullmatch(underscore(column)) is not None


@cache
def last_words(table: str) -> tuple[str, str]:
    """Return the last two words and the last word of a table's name, in the singular."""
    words = entity(table).split("_")
    return "_".join(words[-2:]), words[-1]


@cache
def meant(column: str) -> str | None:
    """Return the entity that a column's name refers to, such as `team` for `teamId`; None if the name refers to
    none."""
    found = _REFERENCE.fullmatch(underscore(column))
    return str(singularize(found[1])) if found else None


def camel(columns: list[str]) -> bool:
    """Return whether most names of several words are written like `teamId` and not like `team_id`."""
    humps = sum(1 for name in columns if re.search(r"[a-z][A-Z]", name))
    return humps > sum(1 for name in columns if "_" in name)
