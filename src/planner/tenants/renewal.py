"""Sequences and renewed keys of an import: done after the rows are staged, and before any row is visible."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from sqlglot import exp

from planner.catalog.fingerprint import constant_of
from planner.catalog.parts import Index
from planner.execution.connection import Connection
from planner.names import QName
from planner.sql import build
from planner.sql.build import Node
from planner.sql.queries import queries
from planner.sql.template import templates
from planner.tenants.closed import ClosedSet
from planner.tenants.mapping import Key, KeyMapping
from planner.tenants.staging import Placed, Staged

_TEMPLATES = templates("planner.tenants", "renewal.sql")
_SQL = queries("planner.tenants")

WHOLE = frozenset({"smallint", "integer", "bigint"})
UUID_LENGTH = 36
UUID = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
"""A regular expression of the server."""

Sequences = Mapping[Key, QName]


def sequences_of(connection: Connection, closed: ClosedSet) -> dict[Key, QName]:
    """Return the sequence of each column that takes its values from one."""
    schemas = [schema.name for schema in closed.state.catalog.schemas]
    rows = connection.fetch(_SQL["sequences"], {"schemas": schemas})
    return {(QName(a, b), column): QName(c, d) for a, b, column, c, d in rows}


def advance(connection: Connection, tables: Sequence[Staged], sequences: Sequences) -> None:
    """Move each sequence past the highest staged value, so that no later row gets a key that the import keeps."""
    for staged in tables:
        for name in staged.part.names:
            sequence = sequences.get((staged.part.relation, name))
            if sequence is None or staged.part.type_of(name) not in WHOLE:
                continue
            # Rows that came with their keys, as from a script, have not moved the sequence.
            highest = max(_highest(connection, table, name) for table in (staged.table, staged.part.relation))
            last = int(connection.value(_TEMPLATES["last_value"].fill(sequence=sequence)))
            if highest >= last:
                connection.row(build.select(build.call("setval", _regclass(sequence), build.literal(highest))))


def renew(
    connection: Connection, staged: Staged, mapping: KeyMapping, sequences: Sequences, ours: Mapping[Key, int]
) -> int:
    """Give the staged rows of one table new keys where theirs are taken. Return the number of new keys.

    The tables that this one points to come before it. `ours` numbers the temporary sequences of this run.
    """
    number = 0
    for index in _global_keys(staged, mapping.closed):
        # Staged rows lack generated columns: without these, a key may be renewed that need not be.
        names = [column.name for column in index.columns if column.name in staged.part.names]
        own = [n for n in names if mapping.renewable(staged.part, n) and makeable(connection, staged, n)]
        if not own:
            continue
        same = [
            build.eq(
                build.column(name, "x"),
                mapping.forward(staged.part, name, "s"),
                mapping.closed.state.catalog.equals(staged.part.type_of(name)),
            )
            for name in names
        ]
        name = own[0]
        fresh = _fresh(connection, staged, name, sequences, ours)
        relation = staged.part.relation
        made = connection.execute(
            _TEMPLATES["renew"].fill(
                tenant=build.literal(mapping.new),
                schema=build.literal(relation.schema),
                relation=build.literal(relation.name),
                name=build.literal(name),
                fresh=fresh,
                column=name,
                staged=staged.table,
                table=relation,
                same=build.and_(*same),
            )
        )
        if made:
            mapping.renewed.add((relation, name))
            number += made
    return number


def _global_keys(staged: Staged, closed: ClosedSet) -> Iterator[Index]:
    """Yield the unique keys of a table that rows of two tenants can't both have. Primary keys come first."""
    indexes = sorted(closed.relation(staged.part).indexes, key=lambda index: (not index.primary, index.name))
    for index in indexes:
        names = [column.name for column in index.columns]
        plain = index.unique and index.predicate is None and None not in names
        if plain and staged.part.column not in names:
            yield index


def _fresh(connection: Connection, staged: Staged, name: str, sequences: Sequences, ours: Mapping[Key, int]) -> Node:
    """Return the expression for a new key, as text."""
    relation = staged.part.relation
    type_ = staged.part.type_of(name)
    made = _made(staged, name)
    if made is not None and type_ not in WHOLE and type_ != "uuid":
        return build.cast(made, "text")
    sequence = sequences.get((relation, name))
    if sequence is not None:
        return build.cast(build.call("nextval", _regclass(sequence)), "text")
    if type_ in WHOLE:
        temporary = f"planner_fresh_{ours[relation, name]}"
        start = max(_highest(connection, staged.table, name), _highest(connection, relation, name)) + 1
        connection.execute(build.phrase("DROP SEQUENCE IF EXISTS", build.relation(QName("pg_temp", temporary))))
        connection.execute(
            build.phrase(
                "CREATE TEMPORARY SEQUENCE", build.ident(temporary), "MINVALUE", build.literal(min(start, 1)),
                "START WITH", build.literal(start),
            )
        )  # fmt: skip
        return build.cast(build.call("nextval", _regclass(QName("pg_temp", temporary))), "text")
    return build.cast(build.call("gen_random_uuid"), "text")


def makeable(connection: Connection, staged: Placed, name: str) -> bool:
    """Return whether planner makes new keys of a column: whole numbers, uuids, and texts that are no natural keys.

    A text is none when the column's default makes it, or when every staged value is a uuid.
    """
    type_ = staged.part.type_of(name)
    if type_ in WHOLE or type_ == "uuid":
        return True
    length = re.fullmatch(r"character varying\((\d+)\)", type_)
    if type_ not in ("text", "character varying") and length is None:
        return False
    if _made(staged, name) is not None:
        return True
    fits = length is None or int(length[1]) >= UUID_LENGTH
    text = build.cast(build.column(name, "s"), "text")
    other = build.call("textregexne", text, build.literal(UUID))
    return fits and connection.row(_TEMPLATES["no_uuid"].fill(other=other, staged=staged.table)) is None


def _made(staged: Placed, name: str) -> Node | None:
    """Return the default that makes the texts of a column; None when it has no default, or a constant."""
    column = next(column for column in staged.part.columns if column.name == name)
    if column.default is None or constant_of(column.default) is not None or column.default.startswith("NULL"):
        return None
    return exp.Paren(this=build.verbatim(column.default))


def _highest(connection: Connection, table: QName, name: str) -> int:
    """Return the highest value of a column of whole numbers; 0 for an empty table."""
    highest = build.call("max", build.column(name, "t"))
    return int(connection.value(_TEMPLATES["greatest"].fill(highest=highest, table=table)) or 0)


def _regclass(name: QName) -> Node:
    return build.cast(build.literal(build.render(build.table(name))), "pg_catalog.regclass")
