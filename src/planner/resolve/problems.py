"""The state that all modules of this room share: the plan, the catalog, and every problem so far, with its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches

from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import OwnedKind
from planner.catalog.parts import Column
from planner.errors import MOST_TOLD, Blocked, PlanError, PlannerError
from planner.names import QName, named
from planner.plan.load import LoadedPlan
from planner.plan.table import Table


@dataclass
class Resolution:
    """One resolution of a plan. It collects problems, so that all can be raised together.

    `mistakes` are those in the plan, and `refusals` all others. Both lists hold at most `MOST_TOLD`; `more_mistakes` and
    `more_refusals` count the others.
    """

    loaded: LoadedPlan
    catalog: Catalog
    mistakes: list[PlanError] = field(default_factory=list)
    refusals: list[PlannerError] = field(default_factory=list)
    more_mistakes: int = 0
    more_refusals: int = 0
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
        self,
        message: str,
        *keys: str | int,
        hint: str | Callable[[], str] | None = None,
        kind: type[PlannerError] = PlanError,
    ) -> None:
        """Add an error of class `kind`, with the place of the plan's key at the path `keys`.

        A hint that takes long to work out is a function, which is called only for an error that is told.
        """
        of_plan = issubclass(kind, PlanError)
        if of_plan and len(self.mistakes) >= MOST_TOLD:
            self.more_mistakes += 1
            return
        if not of_plan and len(self.refusals) >= MOST_TOLD:
            self.more_refusals += 1
            return
        error = kind(message, hint=hint() if callable(hint) else hint, place=self.loaded.place(*keys))
        if isinstance(error, PlanError):
            self.mistakes.append(error)
        else:
            self.refusals.append(error)

    def stop(self) -> None:
        """Raise the problems so far, if there are any.

        Raises PlanError with the mistakes in the plan. Without mistakes, raises the first refusal with the others in
        its hint.
        """
        if self.mistakes:
            first = self.mistakes[0]
            raise PlanError(
                first.message,
                hint=first.hint,
                place=first.place,
                details=first.details,
                problems=tuple(self.mistakes),
                more=self.more_mistakes,
            )
        if not self.refusals:
            return
        refused, *others = self.refusals
        lines = [f"also {other}" for other in others]
        lines += [f"and {self.more_refusals} more refusals"] if self.more_refusals else []
        if lines:
            refused.hint = "\n".join([*([refused.hint] if refused.hint else []), *lines])
        raise refused

    def qualify(self, text: str) -> QName:
        """Return the relation that a plan names; without a schema, it is in the plan's first schema."""
        return named(text, self.loaded.plan.schemas[0])


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


def columns_hint(relation: Relation, wrong: str) -> Callable[[], str]:
    """Return the function for a hint with the column that was probably meant, or with all columns."""

    def hint() -> str:
        names = [c.name for c in relation.columns]
        near = get_close_matches(wrong, names, n=1, cutoff=0.5)
        return f"did you mean {near[0]!r}?" if near else f"its columns are: {', '.join(names)}"

    return hint
