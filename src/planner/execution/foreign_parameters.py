"""The parameters of a connection URL that come from Prisma and from drivers, and that libpq refuses.

Prisma's are those of its PostgreSQL connector. Each one is translated, left out with a note, or an error.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from urllib.parse import unquote

from psycopg.pq import Conninfo, version

LEFT_OUT = frozenset(
    {
        # Prisma
        "schema", "connection_limit", "pool_timeout", "pgbouncer", "socket_timeout", "statement_cache_size",
        "max_connection_lifetime", "max_idle_connection_lifetime", "single_use_connections",
        # node-postgres, postgres.js
        "max", "idle_timeout", "idleTimeoutMillis", "connectionTimeoutMillis", "query_timeout", "statement_timeout",
        "prepare", "uselibpqcompat",
        # Rails, Django, asyncpg, pgx
        "pool", "encoding", "prepared_statements", "statement_limit", "reaping_frequency", "checkout_timeout",
        "conn_max_age", "conn_health_checks", "prepared_statement_cache_size", "command_timeout", "search_path",
        "pool_max_conns", "pool_min_conns", "pool_max_conn_lifetime", "pool_max_conn_idle_time",
        "pool_health_check_period", "default_query_exec_mode", "statement_cache_capacity", "description_cache_capacity",
        # JDBC, hosts of databases
        "currentSchema", "prepareThreshold", "workaround", "supa",
    }
)  # fmt: skip
"""Parameters that name neither a server nor a database: pools, caches, time limits, schemas."""

PRISMA = frozenset({"schema", "connection_limit", "pool_timeout", "socket_timeout", "sslaccept", "sslidentity"})
"""Parameters that only Prisma has. Beside one of them, sslcert is the certificate of the authority, as in Prisma."""

IDENTITY = "sslidentity"
_SSL = {
    "true": "require", "1": "require", "require": "require", "no-verify": "require", "prefer": "prefer",
    "allow": "allow", "false": "disable", "0": "disable", "disable": "disable", "verify-ca": "verify-ca",
    "verify-full": "verify-full",
}  # fmt: skip
"""What the parameter `ssl` of drivers means as sslmode."""


class Unknown(ValueError):
    """The URL has parameters that nobody here knows. `names` are fit to be shown; empty when they may hold a secret."""

    def __init__(self, names: Sequence[str], hint: str) -> None:
        super().__init__(", ".join(names))
        self.names = tuple(names)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Understood:
    """A connection string that libpq reads."""

    text: str
    left_out: tuple[str, ...] = ()
    """The names of the parameters that are left out."""
    translated: tuple[str, ...] = ()
    """What became of the others, in words, without values of the user's."""
    schema: str | None = None
    """The schema that Prisma's models live in."""


@dataclass(frozen=True, slots=True)
class _Parameter:
    """One parameter of the query. `text` is as the user wrote it."""

    text: str
    name: str

    @property
    def value(self) -> str:
        return unquote(self.text.partition("=")[2])


def understood(text: str) -> Understood:
    """Return a connection string with the parameters that libpq knows. Raise Unknown for those that nobody knows."""
    head, query = _cut(text)
    given = [_Parameter(one, unquote(one.partition("=")[0])) for one in query.split("&") if one]
    values = {one.name: one.value for one in given}
    _refuse_unknown(values.keys(), secret="@" in query)
    kept: list[str] = []
    left_out: list[str] = []
    translated: list[str] = []
    for one in given:
        became = "" if one.name in LEFT_OUT else _TRANSLATED.get(one.name, _as_it_is)(one.text, values)
        kept += [became] if became else []
        if not became:
            left_out.append(one.name)
        elif became != one.text:
            translated.append(f"{one.name} became {'sslrootcert' if one.name == 'sslcert' else became}")
    if not (left_out or translated):
        return Understood(text)
    query = "&".join(kept)
    return Understood(
        f"{head}?{query}" if query else head,
        tuple(dict.fromkeys(left_out)),
        tuple(dict.fromkeys(translated)),
        values.get("schema") or None,
    )


def _cut(text: str) -> tuple[str, str]:
    """Return a URL without its query, and the query: as libpq finds it, after a password that may hold a `?`."""
    scheme = next((one for one in ("postgresql://", "postgres://") if text.startswith(one)), None)
    if scheme is None:
        return text, ""
    rest = text.removeprefix(scheme)
    user = rest.partition("/")[0].find("@") + 1
    at = rest.find("?", user)
    return (text, "") if at < 0 else (scheme + rest[:at], rest[at + 1 :])


@cache
def _libpq() -> frozenset[str]:
    return frozenset(option.keyword.decode() for option in Conninfo.get_defaults())


def _refuse_unknown(names: Collection[str], *, secret: bool) -> None:
    """Raise Unknown. A query with an @ may be a part of a password, whose words no message repeats."""
    known = _libpq() | LEFT_OUT | _TRANSLATED.keys()
    unknown = sorted(name for name in names if name not in known and name != IDENTITY)
    if unknown:
        near = [] if secret else get_close_matches(unknown[0], sorted(known), n=1, cutoff=0.75)
        hint = f"did you mean {near[0]}?" if near else "leave it out; $PLANNER_DSN goes before $DATABASE_URL"
        raise Unknown(
            [] if secret else unknown, "write ?, / and @ in a password as %3F, %2F and %40" if secret else hint
        )
    if IDENTITY in names:
        raise Unknown(
            [IDENTITY],
            "libpq reads no PKCS #12 file: write its parts with openssl pkcs12, and name them by sslcert and sslkey",
        )


def _as_it_is(text: str, _: Mapping[str, str]) -> str:
    return text


def _strict(values: Mapping[str, str]) -> bool:
    """Whether Prisma checks the certificate and the name of the server."""
    return values.get("sslaccept") == "strict" and values.get("sslmode") != "disable"


def _accept(_: str, values: Mapping[str, str]) -> str:
    """Prisma trusts the system's authorities where sslcert names none; libpq has a word for them since 16."""
    if not _strict(values):
        return ""
    named = values.keys() & {"sslcert", "sslrootcert"} or version() < 160000
    return f"sslmode=verify-full{'' if named else '&sslrootcert=system'}"


def _certificate(text: str, values: Mapping[str, str]) -> str:
    """Prisma's sslcert is the authority's certificate; libpq's is the client's, and comes with sslkey."""
    if "sslkey" in values or not values.keys() & PRISMA:
        return text
    if not _strict(values) and not values.get("sslmode", "").startswith("verify-"):
        return ""  # With an authority's certificate, libpq would check the server, and Prisma does not.
    return f"sslrootcert={text.partition('=')[2]}"


def _ssl(text: str, values: Mapping[str, str]) -> str:
    mode = _SSL.get(values["ssl"])
    return text if mode is None or values["ssl"] == "true" else f"sslmode={mode}"


def _mode(text: str, values: Mapping[str, str]) -> str:
    if _strict(values):
        return "sslmode=verify-full"
    return "sslmode=require" if values["sslmode"] == "no-verify" else text


_TRANSLATED: dict[str, Callable[[str, Mapping[str, str]], str]] = {
    "sslaccept": _accept,
    "sslcert": _certificate,
    "ssl": _ssl,
    "sslmode": _mode,
}
"""What becomes of a parameter, from its text and the values of all: another text, or an empty one that leaves it out."""
