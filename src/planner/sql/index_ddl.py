"""Build the statements that create, change and drop indexes, and the constraints that are made of indexes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import exp

from planner.names import QName
from planner.sql.build import Node, ident, literal, parens, phrase, relation, verbatim
from planner.sql.ddl import alter_table, deferrable_words


def create_index(
    index: str,
    name: QName,
    columns: Sequence[Node],
    *,
    unique: bool = False,
    method: str = "btree",
    include: Sequence[Node] = (),
    nulls_not_distinct: bool = False,
    options: Sequence[str] = (),
    tablespace: str | None = None,
    predicate: str | None = None,
    concurrently: bool = False,
    only: bool = False,
) -> Node:
    """Return CREATE INDEX; `columns` come from `index_column`, `predicate` is the server's own text (pg_get_expr).

    `options` are storage parameters as pg_class.reloptions has them.
    """
    words = "CREATE UNIQUE INDEX" if unique else "CREATE INDEX"
    parts: list[str | Node] = [f"{words} CONCURRENTLY" if concurrently else words, ident(index)]
    parts += ["ON ONLY" if only else "ON", relation(name)]
    if method != "btree":
        parts += ["USING", ident(method)]
    parts.append(parens(columns))
    if include:
        parts += ["INCLUDE", parens(include)]
    if nulls_not_distinct:
        parts.append("NULLS NOT DISTINCT")
    parts += _storage(options, tablespace, "TABLESPACE")
    if predicate is not None:
        parts += ["WHERE", verbatim(predicate)]
    return phrase(*parts)


def _storage(options: Sequence[str], tablespace: str | None, words: str) -> Iterator[str | Node]:
    """Yield WITH (…) and the tablespace of an index; `words` stand before the name of the tablespace."""
    if options:
        pairs = (option.partition("=") for option in options)
        yield from ("WITH", parens([exp.EQ(this=ident(name), expression=literal(value)) for name, _, value in pairs]))
    if tablespace is not None:
        yield from (words, ident(tablespace))


def index_column(
    column: Node, *, collation: str | None, opclass: str | None, descending: bool, nulls_first: bool
) -> Node:
    """Return a column or expression of an index; the catalog gives collation and operator class, already quoted."""
    parts: list[str | Node] = [column]
    if collation is not None:
        parts += ["COLLATE", exp.var(collation)]
    if opclass is not None:
        parts.append(exp.var(opclass))
    if descending:
        parts.append("DESC")
    if nulls_first != descending:
        parts.append("NULLS FIRST" if nulls_first else "NULLS LAST")
    return phrase(*parts)


def add_unique_using_index(name: QName, index: str, *, deferrable: bool, deferred: bool) -> Node:
    """Make an index the constraint of its name: catalog only (ALTER TABLE, ADD table_constraint_using_index)."""
    words = deferrable_words(deferrable, deferred)
    return alter_table(name, "ADD CONSTRAINT", ident(index), "UNIQUE USING INDEX", ident(index), *words)


def add_primary_key_using_index(name: QName, constraint: str, index: str, *, deferrable: bool, deferred: bool) -> Node:
    """Make an index the primary key `constraint`, and rename the index. NOT NULL columns need no scan (same page)."""
    words = deferrable_words(deferrable, deferred)
    return alter_table(name, "ADD CONSTRAINT", ident(constraint), "PRIMARY KEY USING INDEX", ident(index), *words)


def add_unique(
    name: QName,
    constraint: str,
    columns: Sequence[str],
    *,
    include: Sequence[str] = (),
    nulls_not_distinct: bool = False,
    options: Sequence[str] = (),
    tablespace: str | None = None,
    deferrable: bool,
    deferred: bool,
) -> Node:
    """Return ADD CONSTRAINT … UNIQUE. PostgreSQL builds the index while writers wait."""
    words = "UNIQUE NULLS NOT DISTINCT" if nulls_not_distinct else "UNIQUE"
    parts: list[str | Node] = ["ADD CONSTRAINT", ident(constraint), words, parens([ident(c) for c in columns])]
    if include:
        parts += ["INCLUDE", parens([ident(c) for c in include])]
    parts += _storage(options, tablespace, "USING INDEX TABLESPACE")
    return alter_table(name, *parts, *deferrable_words(deferrable, deferred))


def replica_identity(name: QName, index: str) -> Node:
    return alter_table(name, "REPLICA IDENTITY USING INDEX", ident(index))


def cluster_on(name: QName, index: str) -> Node:
    """Return ALTER TABLE … CLUSTER ON: the next CLUSTER orders the table by this index."""
    return alter_table(name, "CLUSTER ON", ident(index))


def index_statistics(name: QName, place: int, target: int) -> Node:
    """Return the statement that sets the statistics target of an expression, the `place`th column of an index."""
    return phrase("ALTER INDEX", relation(name), "ALTER COLUMN", exp.var(str(place)), "SET STATISTICS", literal(target))


def comment_on_index(name: QName, text: str) -> Node:
    return phrase("COMMENT ON INDEX", relation(name), "IS", literal(text))


def drop_index(name: QName, *, concurrently: bool, if_exists: bool = False) -> Node:
    words = "DROP INDEX CONCURRENTLY" if concurrently else "DROP INDEX"
    return phrase(f"{words} IF EXISTS" if if_exists else words, relation(name))


def attach_index(parent: QName, child: QName) -> Node:
    return phrase("ALTER INDEX", relation(parent), "ATTACH PARTITION", relation(child))
