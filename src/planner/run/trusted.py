"""Find what the entries of `rls.trusted` name. Every command that reads the plan starts with that, so nothing is deparsed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.catalog import codes
from planner.errors import PlanError
from planner.execution.connection import Connection
from planner.names import QName
from planner.sql.queries import asked, queries
from planner.tenancy.model import Tenancy
from planner.tenancy.trusted import Subject, Trusted

_SQL = queries("planner.run")


def refuse_unknown(connection: Connection, tenancy: Tenancy) -> None:
    """Raise PlanError for an entry of `rls.trusted` that names nothing in the database."""
    rls = tenancy.rls
    problems = [
        PlanError(
            f"rls.trusted: there is no {trusted.kind} {trusted.spelled}",
            place=trusted.place,
            hint="remove the entry, or correct its name" + (" and the types" if trusted.kind == "function" else ""),
        )
        for trusted, subject in (there(connection, rls.trusted) if rls is not None else ())
        if subject is None
    ]
    if problems:
        first = problems[0]
        raise PlanError(first.message, hint=first.hint, place=first.place, problems=tuple(problems))


def there(connection: Connection, entries: Iterable[Trusted]) -> Iterator[tuple[Trusted, Subject | None]]:
    """Yield each entry with the object that it names; None if there is no such object."""
    listed = list(entries)
    functions = dict.fromkeys(entry.name for entry in listed if entry.kind == "function")
    relations = dict.fromkeys(entry.name for entry in listed if entry.kind != "function")
    subjects: list[Subject] = []
    if functions:
        parameters = {**asked(functions), "aggregate": codes.FUNCTION_KINDS["aggregate"]}
        subjects = [
            Subject("function", QName(schema, name), arguments, types)
            for schema, name, arguments, types in connection.fetch(_SQL["functions_of_names"], parameters)
        ]
    known: set[QName] = set()
    if relations:
        known = {QName(*row) for row in connection.fetch(_SQL["relations_of_names"], asked(relations))}
    for entry in listed:
        if entry.kind == "function":
            yield entry, next((subject for subject in subjects if entry.means(subject)), None)
        else:
            yield entry, Subject(entry.kind, entry.name) if entry.name in known else None
