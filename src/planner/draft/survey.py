"""The survey of the tables, one after the other, starting next to the tenants: the query
about a table's rows, and the entry of the table in the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from planner.catalog.model import Catalog
from planner.draft import evidence
from planner.draft.alone import Forest
from planner.draft.convention import convention
from planner.draft.dead_end import DeadEnds
from planner.draft.groups import groups
from planner.draft.links import Link, key_of
from planner.draft.model import Draft, Entry
from planner.draft.question import Answer, Question, Way
from planner.draft.root import Choice, Reach, Roots
from planner.draft.tenant_column import COLUMNS, TABLES, column_of, free, taken
from planner.errors import Blocked
from planner.names import EQUALS, QName
from planner.sql.spelling import shell_word

MOST_LINKS = 4
"""The most links of one table that are compared."""

HALF = 0.5
"""A share of a table's rows. If more rows lead nowhere, the table may hold no tenants' data."""


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A link, and the numbers of rows for it."""

    link: Link
    at: int
    """The link's position in the query."""
    covered: float
    """Share of the rows that the link leads to a tenant. Without rows, the catalog alone decides."""


class Survey:
    """The plan while it is being drafted. With `root` None, planner looks for the tenants table."""

    def __init__(
        self,
        catalog: Catalog,
        roots: Roots,
        filled: frozenset[QName],
        root: QName | None,
        exempt: Mapping[QName, str],
        *,
        single: bool,
    ) -> None:
        """`filled` has the tables that hold rows, and `exempt` those that a plan should exempt, with the reasons.
        `single` drafts one default tenant, whatever tables there are. Raises Blocked when `root` can't hold the
        tenants."""
        self._catalog = catalog
        self._filled = filled
        self._tables = roots.tables
        self._links = roots.links
        self._roots = roots
        self._exempt = exempt
        self._choice = Choice(None, ()) if single else self._find(root)
        self._nowhere = {} if single or self._choice.root is not None else roots.nowhere()
        self._reach = self._choice.root
        self._equals = EQUALS
        """The operator that compares two tenants."""
        self._entries: dict[QName, Entry] = {}
        self._ways: dict[QName, Way] = {}
        self._full: set[QName] = set()
        """The tables whose every row has a tenant, by the catalog or because every row was read."""
        if self._reach is not None:
            tenants = self._tables[self._reach.root]
            key = key_of(tenants)
            found = tenants.column(key) if key is not None else None
            if found is not None:
                self._equals = self._catalog.equals(found.type)
            self._ways[self._reach.root] = Way(key)
            self._full.add(self._reach.root)

    def _find(self, root: QName | None) -> Choice:
        if root is None:
            return self._roots.choose()
        relation = self._tables.get(root)
        if relation is None or key_of(relation) is None:
            raise Blocked(
                f"{root} is not a table of the managed schemas"
                if relation is None
                else f"{root} has no primary key of one column, so it can't hold the tenants",
                hint="name another --root, or leave --root out: planner then looks for the table itself",
            )
        return Choice(self._roots.reach(root), (), "named by --root")

    # One table after the other

    def order(self) -> list[QName]:
        """Return the tables that lead to the tenants, each after the tables that it may take its tenant from."""
        if self._reach is None:
            return []
        return [name for name in self._roots.parents_first(self._reach) if name not in self._exempt]

    def question(self, name: QName, percent: float | None) -> Question | None:
        """Return the query about the facts that only the rows tell; None if the catalog tells all."""
        found = self._candidates(name)
        if name not in self._filled or not found:
            return None
        if len(found) == 1 and self._covers(found[0]):
            return None
        return Question(name, found, self._ways, percent, self._full, catalog=self._catalog, equals=self._equals)

    def decide(self, name: QName, answer: Answer | None) -> None:
        """Decide about a table. `answer` is None if nothing was asked."""
        found = self._candidates(name)
        if not found:
            return
        doubtful = self._doubtful(name, found)
        if doubtful is not None:
            self._entries[name] = doubtful
            return
        ranked = self._ranked(name, found, answer)
        usable = [r for r in ranked if answer is None or r.covered > 0]
        if answer is not None and answer.unreached > HALF * answer.rows:
            self._entries[name] = Entry(name, "TODO", (self._size(name, answer), *self._said(ranked, answer)))
            return
        column = next((r for r in usable if self._is_tenant_column(r.link)), None)
        best = column or usable[0]
        sure = self._covers(best.link) or (best.covered == 1 if answer is not None else not best.link.nullable)
        others = [r for r in usable if r is not best]
        taken = [r for r in others if not sure or (evidence.conflicts(answer, best.at, [r.at]) and column is None)]
        via = tuple(r.link for r in ([] if column else [best]) + taken)
        lost = answer.unreached if answer is not None and not sure else 0
        conflicts = evidence.conflicts(answer, best.at, [r.at for r in ranked if r is not best])
        rules = (("on_conflict",) if conflicts and via else ()) + (("on_orphan",) if lost and via else ())
        said = (
            self._size(name, answer),
            *self._said([best, *(r for r in ranked if r is not best)], answer, [best, *taken]),
            *([evidence.lost(lost, answer)] if lost and answer else []),
        )
        self._entries[name] = Entry(
            name,
            "scoped",
            said,
            column=column.link.columns[0] if column else None,
            via=via,
            rules=rules,
            undecided=bool(lost and column and not via),
        )
        self._ways[name] = Way(column.link.columns[0] if column else None, via)
        looked = answer is not None and answer.rows > 0 and not answer.sampled and not answer.unreached
        if self._covers(best.link) or (looked and (column is None or best.covered == 1)):
            self._full.add(name)

    def draft(self) -> Draft:
        """Return the draft, after every table of `order` is decided."""
        return self._alone() if self._reach is None else self._rooted(self._reach)

    def _rooted(self, reach: Reach) -> Draft:
        entries = tuple(self._entry(name) for name in sorted(self._tables) if name != reach.root)
        root = self._tables[reach.root]
        key = key_of(root)
        assert key is not None
        found = root.column(key)
        assert found is not None
        reached = f"{self._choice.why}: {len(reach.costs)} of {len(self._tables) - 1} tables lead to it"
        column = column_of(self._roots.speech.short(root.name), entries, self._tables)
        return Draft(
            tuple(s.name for s in self._catalog.schemas), root.name, False, key, found.type, column, entries,
            (reached,), tuple(r.root for r in self._choice.rivals), self._choice.asked, convention(self._catalog),
            groups(entries),
        )  # fmt: skip

    def _alone(self) -> Draft:
        """Return the draft for one default tenant."""
        forest = Forest(self._roots, self._roots.speech.lookups | self._exempt.keys())
        forest.grow()
        named = {name: column for column, names in self._nowhere.items() for name in names}
        entries = tuple(
            self._outside(name) or forest.entry(name, self._size(name, None), named.get(name))
            for name in sorted(self._tables)
        )
        table = free(TABLES, {n.name for n in self._catalog.relations})
        column = free(COLUMNS, taken(entries, self._tables))
        rivals = tuple(r.root for r in self._choice.rivals)
        return Draft(
            schemas := tuple(s.name for s in self._catalog.schemas), QName(schemas[0], table), True, "id", "text",
            column, entries, tuple(self._notes(rivals)), rivals, bool(rivals or named), convention(self._catalog),
            groups(entries),
        )  # fmt: skip

    def _notes(self, rivals: Sequence[QName]) -> Iterator[str]:
        yield "no table surely holds the tenants: one default tenant owns today's rows"
        for r in (r for r in self._roots.named() if r.costs):
            yield (
                f"{r.root.name} has a fitting name: {len(r.costs)} of {len(self._tables) - 1} tables lead to it, "
                f"{len(r.sure)} of them without NULLs"
            )
        for r in self._roots.others():
            yield f"could be: --root {shell_word(str(r.root.name))}, {len(r.costs)} tables lead to it"
        for column, names in self._nowhere.items():
            yield f"{column} of {', '.join(n.name for n in names[:4])} names a tenant, but no table holds these tenants"

    def _outside(self, name: QName) -> Entry | None:
        """Return the entry of a table that is exempt or a lookup table; None for other tables."""
        if name in self._exempt:
            return Entry(name, "exempt", (self._size(name, None),), reason=self._exempt[name])
        if name in self._roots.speech.lookups:
            return Entry(
                name, "reference", (self._size(name, None), "a lookup table: make sure that all tenants share it")
            )
        return None

    def _entry(self, name: QName) -> Entry:
        if name in self._exempt:
            return Entry(name, "exempt", (self._size(name, None),), reason=self._exempt[name])
        return self._entries.get(name) or self._dead_ends.entry(name, self._size(name, None))

    @cached_property
    def _dead_ends(self) -> DeadEnds:
        assert self._reach is not None
        children: dict[QName, list[Link]] = {}
        for found in self._links.values():
            for link in found:
                children.setdefault(link.parent, []).append(link)
        columns = {name: way.column for name, way in self._ways.items()}
        return DeadEnds(self._roots, self._reach.root, columns, {n: tuple(k) for n, k in children.items()})

    # Links of a table

    def _candidates(self, name: QName) -> list[Link]:
        """Return the links to tables that are decided and have tenants, the best by the catalog first."""
        found = [
            link
            for link in self._links[name]
            if link.parent in self._ways and link.unusable is None and not self._hearsay(link)
        ]
        return sorted(found, key=self._rank)[:MOST_LINKS]

    def _hearsay(self, link: Link) -> bool:
        """Return whether only a part of the column's name speaks for a tenant, as external_team_id does."""
        assert self._reach is not None
        hearsay = link.guess and (link.parent == self._reach.root or link.child not in self._filled)
        return link.child == self._reach.root or hearsay

    def _doubtful(self, name: QName, found: Sequence[Link]) -> Entry | None:
        """Return the entry of a table whose column for the tenant may be empty on purpose."""
        assert self._reach is not None
        root = self._reach.root
        if any(k.parent == root and not k.nullable for k in found):
            return None
        doubts = [k for k in found if k.doubt and k.parent == root]
        if not doubts:
            return None
        more = [f"could be: via {', '.join(k.columns)}" for k in found if k.parent != root and not k.nullable]
        said = [f"{', '.join(k.columns)} → {k.parent.name}: {k.doubt}" for k in doubts]
        return Entry(name, "TODO", (self._size(name, None), *said, *more))

    def _rank(self, link: Link) -> tuple[bool, int, int, int, tuple[str, ...]]:
        assert self._reach is not None
        return (
            not self._is_tenant_column(link),
            link.cost,
            self._reach.costs.get(link.parent, 0),
            {"exact": 0, "role": 1, "none": 2}[link.spoken],
            link.columns,
        )

    def _ranked(self, name: QName, found: Sequence[Link], answer: Answer | None) -> list[_Ranked]:
        if answer is None or not answer.rows:
            return [_Ranked(link, at, 1.0 if self._covers(link) else 0.0) for at, link in enumerate(found)]
        ranked = [
            _Ranked(link, at, evidence.covered(followed, answer.rows))
            for at, (link, followed) in enumerate(zip(found, answer.followed, strict=True))
        ]
        return sorted(ranked, key=lambda r: (-round(r.covered, 4), r.at))

    def _covers(self, link: Link) -> bool:
        """Return whether the link gives every row a tenant, by the catalog alone."""
        return link.proven and not link.nullable and link.parent in self._full

    def _is_tenant_column(self, link: Link) -> bool:
        """Return whether the column can stay as the tenant column: it holds the tenants' key in the key's type, and
        its name says so."""
        assert self._reach is not None
        if link.parent != self._reach.root or len(link.pairs) != 1 or not (link.spoken == "exact" or link.constraint):
            return False
        (mine, theirs), parent = link.pairs[0], self._tables[link.parent]
        one, other = self._tables[link.child].column(mine), parent.column(theirs)
        keys = [k for k in self._links[link.child] if k.parent == link.parent and k.constraint and not k.unusable]
        if link.constraint is None and keys:
            return False
        return (
            one is not None
            and other is not None
            and one.type == other.type
            and theirs == key_of(parent)
            and (link.spoken == "exact" or len(keys) == 1)
        )

    # Evidence

    def _size(self, name: QName, answer: Answer | None) -> str:
        if name not in self._filled:
            return "empty"
        if answer is not None and not answer.sampled:
            return f"{answer.rows:,} rows"
        return f"about {self._tables[name].rows:,} rows" if self._tables[name].rows > 0 else "has rows"

    def _said(self, ranked: Sequence[_Ranked], answer: Answer | None, taken: Sequence[_Ranked] = ()) -> Iterator[str]:
        for r in ranked:
            first = ranked[0].at if r is not ranked[0] else None
            yield evidence.link(r.link, r.at, answer, first, covers=self._covers(r.link), taken=r in taken)
