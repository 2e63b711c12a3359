"""Ask the rows what would stop a run: constraints that filled rows break, and expressions that can't be evaluated."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from planner.catalog.index_changes import AddIndex
from planner.catalog.model import Relation
from planner.catalog.parts import Constraint, Index
from planner.catalog.words import ConstraintKind
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.execution.failures import Cancelled, LockNotGot, ServerError, SqlState
from planner.execution.session import application_path
from planner.execution.values import keys_are_shown
from planner.names import QName
from planner.rows.search_path import with_triggers_under
from planner.run.project import View
from planner.run.rehearsal.structure import filled
from planner.run.rehearsal.trial import TRIAL, trial
from planner.sql import build
from planner.sql.spelling import sql_name
from planner.verification.check_questions import CheckQuestion, check_questions, expression, filled_rows

SAMPLES = 5
TRIED = 1000
"""The number of rows for which the expressions of an index are tried."""


def refuse_checks(connection: Connection, view: View) -> None:
    """Raise Blocked, with all CHECKs, when rows would break a CHECK while they are filled."""
    questions = [question for table in filled(view) for question in check_questions(table, view.state)]
    if not questions:
        return
    path = application_path(connection)
    found = [(question, rows) for question in questions if (rows := _broken(connection, question, path))]
    if not found:
        return
    first = found[0][0]
    table, name = sql_name(first.relation), sql_name(first.constraint.name)
    raise Blocked(
        f"{sum(rows for _, rows in found)} rows can't be filled: a constraint would refuse the UPDATE; nothing was changed",
        details=[_line(connection, question, rows) for question, rows in found],
        place=first.table.place,
        hint=(
            f"the CHECK {first.constraint.name} ties {first.table.column} to other columns: change it (ALTER TABLE {table} DROP "
            f"CONSTRAINT {name}, and ADD it without {first.table.column}), or give the table another tenant column"
            if first.names_tenant
            else f"correct these rows of {table} (those that break {_one_line(first)}), or drop the constraint: "
            f"ALTER TABLE {table} DROP CONSTRAINT {name}"
        ),
    )


def _one_line(question: CheckQuestion) -> str:
    check = "CHECK " if question.constraint.kind is ConstraintKind.CHECK else ""
    return check + " ".join(expression(question.constraint).split())


def _line(connection: Connection, question: CheckQuestion, rows: int) -> str:
    kind = "" if question.constraint.validated else " (NOT VALID)"
    said = f"{question.relation}: {rows} rows break {question.constraint.name}{kind}, {_one_line(question)}"
    if not keys_are_shown() or not question.table.key:
        return said
    with connection.undone():
        found = connection.fetch(
            with_triggers_under(build.literal(application_path(connection)), question.samples(SAMPLES))
        )
    keys = (", ".join(f"{name}={value}" for name, value in zip(question.table.key, row, strict=True)) for row in found)
    return f"{said}: " + "; ".join(f"({key})" for key in keys)


def _broken(connection: Connection, question: CheckQuestion, path: str) -> int:
    try:
        with connection.undone():
            return int(connection.value(with_triggers_under(build.literal(path), question.count())))
    except (LockNotGot, Cancelled):
        raise
    except ServerError as error:
        raise Blocked(
            f"the CHECK {question.constraint.name} of {question.relation} fails for a row: {error.said}; nothing was changed",
            place=question.table.place,
            hint="an UPDATE of that row fails in the same way: correct the row, or the function that the CHECK calls",
        ) from None


def refuse_indexes(connection: Connection, view: View) -> None:
    """Raise Blocked for an index that can't be built, because a function in its expressions finds nothing.

    An index is built without the application's search_path. From PostgreSQL 17 on the server itself sees to that.
    """
    for relation, index in _with_expressions(view):
        values = [build.verbatim(column.definition) for column in index.columns if column.name is None]
        try:
            connection.fetch(_tried(relation, values, index.predicate))
        except (LockNotGot, Cancelled):
            raise
        except ServerError as error:
            top = view.catalog.root(relation).name
            raise Blocked(
                f"index {index.name} of {relation} can't be built: {error.said}; nothing was changed",
                place=view.tenancy.tables[top].place if top in view.tenancy.tables else view.loaded.place("keys"),
                hint="the server builds indexes without the application's search_path: give the function that the index calls its "
                "own (ALTER FUNCTION … SET search_path = …), or name in it every table, function and type with its schema"
                + (f"; {error.function}" if error.function else ""),
            ) from None


def refuse_invalid_keys(connection: Connection, view: View) -> None:
    """Raise Blocked for rows that break an INVALID unique index: CREATE INDEX CONCURRENTLY failed, and left it.

    The server checks new versions of rows against it, so an UPDATE of such a row fails.
    """
    for table in filled(view):
        for leaf in view.catalog.leaves(table.relation):
            only = build.table(leaf.name, only=True)
            for index in leaf.indexes:
                if index.unique and not index.valid and _has_duplicates(connection, only, index):
                    name = sql_name(QName(leaf.name.schema, index.name))
                    raise Blocked(
                        f"{leaf.name} can't be updated: index {index.name} is unique and INVALID, and rows have equal keys in it; "
                        "nothing was changed",
                        place=table.place,
                        hint=f"a CREATE INDEX CONCURRENTLY that failed has left it: DROP INDEX CONCURRENTLY {name}; then run the "
                        "same command again",
                    )


def refuse_duplicates(connection: Connection, view: View) -> None:
    """Raise Blocked for rows that a unique index or an exclusion constraint lets in only as long as their tenant is NULL."""
    for table in filled(view):
        for leaf in view.catalog.leaves(table.relation):
            for index in leaf.indexes:
                rows = filled_rows(table, leaf, view.state) if _names(index, table.column) else None
                if rows is None:
                    continue
                broken = _broken_key(connection, leaf, index, rows)
                if broken is not None:
                    raise Blocked(
                        f"rows of {leaf.name} can't be filled: with their tenants {broken}; nothing was changed",
                        place=table.place,
                        hint=f"NULL was equal to nothing: merge or correct the rows that differ in none of these columns but "
                        f"{table.column}, or drop the {'index' if index.constraint is None else 'constraint'}",
                    )


def _broken_key(connection: Connection, leaf: Relation, index: Index, rows: exp.Select) -> str | None:
    """Return what filled rows of a partition do to an index; None if they keep it."""
    held = next((one for one in leaf.constraints if one.name == index.constraint), None)
    if held is not None and (held.kind is ConstraintKind.EXCLUSION or held.period):
        overlap = _overlap(connection, leaf, held, rows)
        return f"they break the constraint {held.name}: {held.definition}" if overlap else None
    source = exp.Subquery(this=rows, alias=exp.TableAlias(this=build.ident(leaf.name.name)))
    if not index.unique or not _has_duplicates(connection, source, index):
        return None
    columns = ", ".join(column.definition for column in index.columns)
    return f"they have equal keys in the unique index {index.name} ({columns})"


def _names(index: Index, column: str) -> bool:
    """Return whether a unique index or an exclusion constraint may speak of the column."""
    texts = [index.predicate or "", *(part.definition for part in index.columns if part.name is None)]
    return (index.unique or index.constraint is not None) and (
        any(part.name == column for part in index.columns) or any(column in text for text in texts)
    )


def _overlap(connection: Connection, leaf: Relation, held: Constraint, rows: exp.Select) -> bool:
    """Return whether the server refuses the constraint on these rows, which then have the columns that it may name."""
    text = held.definition.replace('""', '"')
    needed = build.select(
        *(
            build.aliased(build.cast(build.column(column.name, "t"), column.type), column.name)
            for column in leaf.columns
            if column.name in text
        )
    ).from_(exp.Subquery(this=rows, alias=exp.TableAlias(this=build.ident("t"))), copy=False)
    add = build.phrase("ALTER TABLE", build.table(TRIAL), "ADD", build.verbatim(held.definition))
    error = trial(connection, needed, add)
    return error is not None and error.state == SqlState.EXCLUSION_VIOLATION


def _has_duplicates(connection: Connection, source: build.Node, index: Index) -> bool:
    keys: list[build.Node] = [exp.Paren(this=build.verbatim(column.definition)) for column in index.columns]
    query = build.select(build.literal(1)).from_(source, copy=False)
    conditions = [] if index.nulls_not_distinct else [build.is_not_null(key.copy()) for key in keys]
    if index.predicate is not None:
        conditions.append(exp.Paren(this=build.verbatim(index.predicate)))
    if conditions:
        query = query.where(build.and_(*conditions), copy=False)
    query = query.group_by(*keys, copy=False)
    more = build.operation(exp.Count(this=exp.Star()), QName("pg_catalog", ">"), build.literal(1))
    return connection.row(query.having(more, copy=False).limit(1, copy=False)) is not None


def _with_expressions(view: View) -> Iterator[tuple[QName, Index]]:
    seen = set()
    for change in view.diff().changes:
        if not isinstance(change, AddIndex) or change.relation not in view.catalog.relations:
            continue
        index = change.index
        texts = tuple(column.definition for column in index.columns if column.name is None)
        if (texts or index.predicate is not None) and (change.relation, texts, index.predicate) not in seen:
            seen.add((change.relation, texts, index.predicate))
            yield change.relation, index


def _tried(relation: QName, values: list[exp.Var], predicate: str | None) -> exp.Select:
    """Return the query that evaluates expressions and predicate for some rows. It reads nothing else of them."""
    some = build.select(exp.Star()).from_(build.table(relation), copy=False)
    some.set("limit", exp.Limit(expression=build.literal(TRIED)))
    rows = exp.Subquery(this=some, alias=exp.TableAlias(this=build.ident(relation.name)))
    tried: list[build.Node] = [exp.Paren(this=value) for value in values] or [exp.Star()]
    query = build.select(*(exp.Count(this=value) for value in tried)).from_(rows, copy=False)
    return query if predicate is None else query.where(exp.Paren(this=build.verbatim(predicate)), copy=False)
