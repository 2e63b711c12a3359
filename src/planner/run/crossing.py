"""Find what crosses tenants beside the policies, and compare it with what the plan trusts (`rls.trusted`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from planner.catalog import codes
from planner.catalog.words import RelationKind
from planner.execution.connection import Connection
from planner.names import QName
from planner.run.trusted import there
from planner.sql.queries import asked, queries
from planner.steps.checks import CatalogCheck, Weight
from planner.steps.step import Segment
from planner.tenancy.model import State
from planner.tenancy.trusted import Subject
from planner.verification.answers import answered
from planner.verification.code import Code
from planner.verification.reach import Reach
from planner.verification.readers import Readers
from planner.verification.reviewed import alone, reviewed

SHOWN = 5
"""The number of ways that a hazard names."""

_SQL = queries("planner.run")


def crossing(connection: Connection, state: State) -> Iterator[CatalogCheck]:
    """Yield a check for each object that crosses tenants, unless the plan trusts it as it is.

    Yield nothing when the plan has no `rls`.
    """
    rls = state.tenancy.rls
    if rls is None:
        return
    tenants = state.tenancy.tenants.relation
    reach = Reach(state, rls)
    readers = Readers(reach)
    found = [*readers.found(), *Code(reach, readers).found()]
    subjects = {one.subject for one in found if one.subject is not None}
    missing = [trusted for trusted, subject in there(connection, rls.trusted) if subject is None]
    for trusted in missing:
        detail = f"there is no such {trusted.kind}: remove the entry ({trusted.place})"
        yield CatalogCheck("trusted", tenants, f"{trusted.kind} {trusted.spelled} exists", ok=False, detail=detail)
    known = replace(rls, trusted=tuple(trusted for trusted in rls.trusted if trusted not in missing))
    yield from answered(found, _digests(connection, reach, subjects), known, tenants)


def still_trusted(connection: Connection, state: State) -> Iterator[CatalogCheck]:
    """Yield a check for each entry of `rls.trusted`: its object is as it was when it was reviewed."""
    rls = state.tenancy.rls
    if rls is None or not rls.trusted:
        return
    found = dict(there(connection, rls.trusted))
    digests = _digests(connection, Reach(state, rls), [subject for subject in found.values() if subject is not None])
    for trusted, subject in found.items():
        ok = subject is not None and digests.get(subject) == trusted.definition
        yield CatalogCheck(
            "trusted", state.tenancy.tenants.relation, f"{trusted.kind} {trusted.spelled} is as it was reviewed", ok=ok,
            detail="" if ok else "it has changed: planner verify shows what to review",
        )  # fmt: skip


def hazards(connection: Connection, state: State, segments: Sequence[Segment]) -> Iterator[str]:
    """Yield a line that names what will cross tenants beside the policies, when the segments make policies."""
    rls = state.tenancy.rls
    if rls is None or not any(step.operation == "row_security" for segment in segments for step in segment.steps):
        return
    relations = dict(state.catalog.relations)
    for name in state.tenancy.tables:
        relations[name] = replace(relations[name], rls=True, force_rls=rls.force)
    finished = replace(state, catalog=replace(state.catalog, relations=relations))
    found = [check for check in crossing(connection, finished) if not check.ok and check.weight is Weight.FINDING]
    names = list(dict.fromkeys(f"{check.id} of {check.relation}: {check.title}" for check in found))
    if names:
        more = f"; and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        yield (
            f"Hazard crosses-tenants: {len(names)} ways lead past the policies, which planner verify names with remedies: "
            f"{'; '.join(names[:SHOWN])}{more}"
        )


def _digests(connection: Connection, reach: Reach, subjects: Iterable[Subject]) -> Mapping[Subject, str]:
    """Return the digest of each object."""
    consists = {subject: reviewed(reach, subject) or alone(subject) for subject in subjects}
    functions = {function.name for one in consists.values() for function in one.functions}
    views = {view.name for one in consists.values() for view in one.views}
    texts = {
        (QName(schema, name), arguments): text
        for schema, name, arguments, _, text in _functions(connection, sorted(functions))
    } | {(QName(schema, name), ""): text for schema, name, text in _relations(connection, sorted(views))}
    return {subject: one.digest(texts) for subject, one in consists.items()}


def _functions(connection: Connection, names: Iterable[QName]) -> list[tuple[str, str, str, str, str]]:
    parameters = {**asked(names), "aggregate": codes.FUNCTION_KINDS["aggregate"]}
    return (
        [(*row,) for row in connection.fetch(_SQL["definitions_of_functions"], parameters)]
        if parameters["names"]
        else []
    )


def _relations(connection: Connection, names: Iterable[QName]) -> list[tuple[str, str, str]]:
    views = [codes.RELATION_KINDS.letter(kind) for kind in (RelationKind.VIEW, RelationKind.MATERIALIZED)]
    parameters = {**asked(names), "views": views}
    return (
        [(*row,) for row in connection.fetch(_SQL["definitions_of_relations"], parameters)]
        if parameters["names"]
        else []
    )
