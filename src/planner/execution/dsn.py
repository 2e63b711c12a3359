"""Find the connection string that the user gives, and split it into its parts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import Conninfo

from planner.errors import DatabaseError
from planner.execution.foreign_parameters import Understood, Unknown, understood


def conninfo(dsn: str | None) -> str:
    """Return `--dsn`, else $PLANNER_DSN, else $DATABASE_URL, else an empty text.

    For an empty text, libpq uses its own variables. Parameters of Prisma and of drivers are translated or left out. Raise
    DatabaseError when the text is not a PostgreSQL connection string.
    """
    source, text = _given(dsn)
    found = _understood(source, text).text
    try:
        conninfo_to_dict(found)
    except psycopg.ProgrammingError:
        raise DatabaseError(
            f"{source} is not a PostgreSQL connection string",
            hint="for example postgresql://user@host:5432/database, without a driver's name such as postgresql+psycopg",
        ) from None
    return found


@contextmanager
def given_by(option: str) -> Iterator[None]:
    """Let the errors of a connection name the option that gave its string, where it is not `--dsn`."""
    try:
        yield
    except DatabaseError as error:
        hint = error.hint.replace("--dsn", option) if error.hint is not None else None
        message = error.message.replace("--dsn", option)
        named = message if option in message else f"{option}: {message}"
        raise DatabaseError(named, hint=hint, details=error.details) from None


def foreign_note(dsn: str | None) -> str | None:
    """Return what became of parameters that libpq does not know, in one line; None when there are none.

    The line has names of parameters, and no value.
    """
    source, text = _given(dsn)
    try:
        found = understood(text)
    except Unknown:
        return None  # The attempt to connect says so.
    said = list(found.translated)
    unused = [name for name in found.left_out if name != "schema"]
    if found.schema is not None:
        said.append("schema is for planner init; afterwards the plan's `schemas` counts")
    if unused:
        said.append(f"planner does not use {', '.join(unused)}")
    return f"{source}: {'; '.join(said)}" if said else None


def prisma_schema(dsn: str | None) -> str | None:
    """Return the schema that a URL of Prisma's names for the models."""
    source, text = _given(dsn)
    return _understood(source, text).schema


def _given(dsn: str | None) -> tuple[str, str]:
    """Return where the connection string comes from, and the string."""
    if dsn:
        return "--dsn", dsn
    for name in ("PLANNER_DSN", "DATABASE_URL"):
        if text := os.environ.get(name):
            return f"${name}", text
    return "the connection string", ""


def _understood(source: str, text: str) -> Understood:
    try:
        return understood(text)
    except Unknown as unknown:
        which = ", ".join(unknown.names)
        plural = "parameters" if len(unknown.names) > 1 else "parameter"
        raise DatabaseError(
            f"{source}: neither PostgreSQL nor planner knows the {plural} {which}"
            if which
            else f"{source} has parameters that neither PostgreSQL nor planner knows",
            hint=unknown.hint,
        ) from None


def target(info: str) -> str:
    """Return host, port, database and user in words; never a secret."""
    known = parts(info)
    host = _shown_host(known.get("host")) or os.environ.get("PGHOST") or "the local socket"
    port = known.get("port") or os.environ.get("PGPORT") or "5432"
    database = known.get("dbname") or os.environ.get("PGDATABASE") or "the default database"
    return f"{database} on {host}:{port}"


def _shown_host(host: str | None) -> str | None:
    """The host alone: libpq takes what follows the first @ of a password for a part of the host."""
    return host.rpartition("@")[2] if host else None


@cache
def secret_keywords() -> frozenset[str]:
    """Return libpq's keywords whose values are secrets, such as password and sslpassword (PQconndefaults, dispchar `*`)."""
    return frozenset(option.keyword.decode() for option in Conninfo.get_defaults() if option.dispchar == b"*")


def without_secrets(text: str, info: str) -> str:
    """Return a text, such as an error of libpq's, without the secrets of a connection string."""
    known = parts(info)
    secrets = [str(known[keyword]) for keyword in secret_keywords() if known.get(keyword)]
    host = str(known.get("host") or "")
    if "@" in host:
        secrets.append(host.rpartition("@")[0] + "@")
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "…")
    return text


def unusable(error: ValueError) -> str:
    """Return what is wrong with a host or port that Python itself refuses, such as a label of more than 63 letters."""
    return (
        f"the host or the port can't be used ({str(error).splitlines()[0]})" if str(error) else "the host can't be used"
    )


def misplaced_at(info: str) -> bool:
    """Whether a password with an unwritten %40 has become a part of the host."""
    return "@" in str(parts(info).get("host") or "")


def parts(info: str) -> dict[str, Any]:
    """Return the parts of a connection string, by libpq's keywords."""
    return dict(conninfo_to_dict(info))


def joined(info: str = "", **more: Any) -> str:
    """Return a connection string with the parts of `more` added, by libpq's keywords."""
    return make_conninfo(info, **more)
