"""What is still open: what somebody has to decide or to mend, and what the plan leaves out on somebody's word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from planner.errors import PlanError, PlannerError
from planner.execution.values import keys_are_shown
from planner.report.human import count
from planner.report.review.model import Exemption, Question
from planner.run.evidence import Evidence
from planner.run.preflight import Broken
from planner.run.quarantine import OpenRow
from planner.steps.checks import Result

SHOWN = 20
"""The number of rows in quarantine that are named for a table."""


def questions(evidence: Evidence) -> Iterator[Question]:
    """Yield what is open, the most urgent first."""
    for refused in evidence.refused:
        yield _refusal(refused)
    if evidence.unread is not None:
        what = "No row was read: reading the rows would run code of other roles with the rights of a superuser"
        yield Question("rows", what, "", (evidence.unread.message,), evidence.unread.hint or "")
    for table in evidence.rows or ():
        for broken in table.broken:
            if broken not in table.stopping:
                yield _rows(broken)
    yield from _quarantine(evidence.quarantine)
    yield from _findings(evidence.results)
    yield from _statistics(evidence)


def _refusal(refused: PlannerError) -> Question:
    return Question("apply refuses", refused.message, str(refused.place or ""), refused.details, refused.hint or "")


def _rows(broken: Broken) -> Question:
    what = f"{count(broken.rows)} of {count(broken.of)} rows: {broken.count.title}"
    detail = (broken.detail,) if broken.samples else ()
    return Question("rows", what, f"{broken.relation}", detail, f"The plan answers: {broken.count.outcome}.")


def _quarantine(rows: Sequence[OpenRow]) -> Iterator[Question]:
    tables: dict[str, list[OpenRow]] = {}
    for row in rows:
        tables.setdefault(str(row.relation), []).append(row)
    for table, found in tables.items():
        reasons = Counter(row.reason for row in found)
        what = f"{count(len(found))} rows wait for a tenant: " + ", ".join(f"{n} {why}" for why, n in reasons.items())
        named = [_candidates(row) for row in found[:SHOWN]] if keys_are_shown() else []
        more = [f"and {count(len(found) - SHOWN)} more"] if named and len(found) > SHOWN else []
        remedy = "planner resolve --export FILE, decide for each row, then planner resolve --import FILE --confirm."
        yield Question("quarantine", what, table, (*named, *more), remedy)


def _candidates(row: OpenRow) -> str:
    return f"{row.key_text}: {row.reason}" + (f", {' or '.join(row.candidates)}" if row.candidates else "")


def _findings(results: Sequence[Result]) -> Iterator[Question]:
    """Yield the findings of verify. Those that say the same of several tables are one question."""
    alike: dict[tuple[str, str, str], list[Result]] = {}
    for result in results:
        if result.finding:
            alike.setdefault((result.id, result.title, result.detail), []).append(result)
    for (rule, title, detail), found in alike.items():
        checked = f"The check “{title}” does not hold"
        what, details = (detail, [checked]) if detail else (checked, [])
        places = [f"{one.relation}" + (f", {one.place}" if one.place is not None else "") for one in found]
        if len(found) > 1:
            more = [f"and {len(places) - SHOWN} more"] if len(places) > SHOWN else []
            details += [*places[:SHOWN], *more]
        where = places[0] if len(found) == 1 else f"{len(found)} tables"
        yield Question("finding", what, where, tuple(details), f"planner docs {rule} explains the rule.")


def _statistics(evidence: Evidence) -> Iterator[Question]:
    work = evidence.work
    unknown = [name for name in work.tenancy.tables if not work.catalog.relations[name].estimated]
    if unknown and work.missing:
        names = ", ".join(str(name) for name in unknown[:SHOWN])
        more = f" and {len(unknown) - SHOWN} more" if len(unknown) > SHOWN else ""
        yield Question(
            "estimates",
            f"{len(unknown)} table{'s have' if len(unknown) > 1 else ' has'} no statistics, so times and sizes are guesses",
            "",
            (names + more,),
            "Run ANALYZE, then write the report again.",
        )


def exemptions(evidence: Evidence, today: date) -> Iterator[Exemption]:
    """Yield what the plan leaves out, each with the reason that somebody gave."""
    tenancy, plan = evidence.view.tenancy, evidence.view.loaded.plan
    for exempt in tenancy.exemptions:
        ended = exempt.until is not None and exempt.until < today
        yield Exemption("table without a tenant", str(exempt.relation), exempt.reason, exempt.until, ended)
    for one in plan.verify.suppress:
        of = f": {one.check}" if one.check is not None else ""
        yield Exemption(f"finding {one.rule}{of}", one.table or "", one.reason, one.until, one.until < today)
    if tenancy.rls is not None:
        for relation, reason in tenancy.rls.open.items():
            yield Exemption("table without policies", str(relation), reason, None, False)
        for trusted in tenancy.rls.trusted:
            yield Exemption(f"{trusted.kind} that may cross tenants", str(trusted.name), trusted.reason, None, False)
    for relation, key, scoped in tenancy.holes:
        yield Exemption("way into all tenants' rows", str(relation), f"{key} references {scoped}", None, False)


def undecided(error: PlanError, lines: Sequence[str]) -> tuple[Question, ...] | None:
    """Return the questions of a plan whose only mistakes are decisions that nobody has taken; None for other plans.

    `lines` are those of the plan's file. The line of a question ends with the evidence.
    """
    problems = error.problems or (error,)
    if not all(problem.message.endswith(_TODO) for problem in problems):
        return None
    return tuple(_todo(problem, lines) for problem in problems)


def _todo(problem: PlannerError, lines: Sequence[str]) -> Question:
    place = problem.place
    written = lines[place.line - 1].strip() if place is not None and place.line <= len(lines) else ""
    what = problem.message.removesuffix(_TODO)
    return Question(
        "TODO", what, str(place or ""), (written,) if written else (), "planner docs plan explains the words."
    )


_TODO = ": TODO is for you to decide"
