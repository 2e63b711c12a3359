"""The state that all modules of this room share: the plan, the catalog, and every problem so far, with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches

from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import OwnedKind
from planner.catalog.parts import Column
from planner.errors import Blocked, PlanError, PlannerError
from planner.names import QName, parse_name
from planner.plan.load import LoadedPlan
from planner.plan.table import Table


@dataclass
class Resolution:
    """One resolution of a plan. It collects problems, so that all can be raised together."""

    loaded: LoadedPlan
    catalog: Catalog
    problems: list[PlannerError] = field(default_factory=list)
    columns: dict[QName, str] = field(default_factory=dict)
    """The tenant column of each scoped or mixed table."""
    mixed: set[QName] = field(default_factory=set)
    """The tables with rows for everybody."""
    entries: dict[QName, tuple[str, Table | None]] = field(default_factory=dict)
    """Every table of the managed schemas: (name as the plan spells it, its entry)."""

    tolerant: bool = False
    """Accept that tables are unlisted or gone, and collect them in `unlisted` and `gone`."""
    unlisted: list[QName] = field(default_factory=list)
    gone: list[QName] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.made_composite = {
            key.name: constraint
            for key in self.catalog.owned
            if key.kind is OwnedKind.COMPOSITE_KEY
            and (relation := self.catalog.relation(key.relation)) is not None
            and (constraint := relation.constraint(key.name)) is not None
        }
        self.inherited = {parent for r in self.catalog.relations.values() for parent in r.inherits}

    def problem(
        self, message: str, *keys: str | int, hint: str | None = None, kind: type[PlannerError] = PlanError
    ) -> None:
        """Add an error of class `kind`, with the place of the plan's key at the path `keys`."""
        self.problems.append(kind(message, hint=hint, place=self.loaded.place(*keys)))

    def stop(self) -> None:
        """Raise the problems so far, if there are any.

        Raises PlanError with all mistakes in the plan. Without mistakes, raises the first refusal with the others in
        its hint.
        """
        if not self.problems:
            return
        wrong = tuple(p for p in self.problems if isinstance(p, PlanError))
        if wrong:
            raise PlanError(
                wrong[0].message, hint=wrong[0].hint, place=wrong[0].place, details=wrong[0].details, problems=wrong
            )
        first = self.problems[0]
        if len(self.problems) > 1:
            others = "\n".join(f"also {p}" for p in self.problems[1:])
            first.hint = f"{first.hint}\n{others}" if first.hint else others
        raise first

    def qualify(self, text: str) -> QName:
        """Return the relation that a plan names; without a schema, it is in the plan's first schema."""
        schema, name = parse_name(text)
        return QName(schema or self.loaded.plan.schemas[0], name)


def refuse_generated(r: Resolution, text: str, column: Column, *where: str | int, hint: str) -> None:
    """Add the problem that the write guard can't read or set this generated column of the table `text`.

    A BEFORE trigger sees no value in it, stored or virtual, and its WHEN condition may not name it (PostgreSQL
    documentation, 5.4 Generated Columns; CREATE TRIGGER).
    """
    r.problem(
        f"{text}.{column.name} is a generated column: it has no value yet when the write guard runs",
        *where,
        hint=hint,
        kind=Blocked,
    )


def columns_hint(relation: Relation, wrong: str) -> str:
    """Return a hint with the column that was probably meant, or with all columns."""
    names = [c.name for c in relation.columns]
    near = get_close_matches(wrong, names, n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else f"its columns are: {', '.join(names)}"
