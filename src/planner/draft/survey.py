"""The survey of the tables, one after the other, starting next to the tenants: the query
about a table's rows, and the entry of the table in the plan."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.catalog.model import Catalog, Relation
from planner.catalog.words import RelationKind
from planner.draft import evidence
from planner.draft.convention import convention
from planner.draft.links import Link, key_of, polymorphic
from planner.draft.model import Draft, Entry
from planner.draft.question import Answer, Question, Way
from planner.draft.root import Reach, Roots, rivals
from planner.draft.words import FRAMEWORKS, MIGRATIONS, camel, entity
from planner.errors import Blocked
from planner.names import QName
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
        self, catalog: Catalog, roots: Roots, filled: frozenset[QName], root: QName | None, *, single: bool
    ) -> None:
        """`filled` has the tables that hold rows. `single` drafts one default tenant, whatever tables there are.
        Raises Blocked when `root` can't hold the tenants."""
        self._catalog = catalog
        self._filled = filled
        self._tables = roots.tables
        self._links = roots.links
        self._roots = roots
        self._inherited = {parent for relation in catalog.relations.values() for parent in relation.inherits}
        self._users: dict[QName, set[str]] = defaultdict(set)
        """The names of the tables with a link to a table."""
        for link in (link for found in self._links.values() for link in found):
            self._users[link.parent].add(link.child.name)
        self._rivals: list[Reach] = []
        self._why = ""
        self._reach = None if single else self._find(root)
        self._entries: dict[QName, Entry] = {}
        self._ways: dict[QName, Way] = {}
        self._full: set[QName] = set()
        """The tables whose every row has a tenant, by the catalog or because every row was read."""
        if self._reach is not None:
            key = key_of(self._tables[self._reach.root])
            self._ways[self._reach.root] = Way(key)
            self._full.add(self._reach.root)

    def _find(self, root: QName | None) -> Reach | None:
        if root is not None:
            relation = self._tables.get(root)
            if relation is None or key_of(relation) is None:
                raise Blocked(
                    f"{root} is not a table of the managed schemas"
                    if relation is None
                    else f"{root} has no primary key of one column, so it can't hold the tenants",
                    hint="name another --root, or leave --root out: planner then looks for the table itself",
                )
            self._why = "named by --root"
            return self._roots.reach(root)
        found = self._roots.candidates()
        self._rivals = rivals(found)
        if not found:
            return None
        self._why = "found by its name, and because other tables lead to it"
        return found[0]

    # One table after the other

    def order(self) -> list[QName]:
        """Return the tables that lead to the tenants, each after the tables that it may take its tenant from."""
        if self._reach is None:
            return []
        return [name for name in self._roots.parents_first(self._reach) if self._exempt(self._tables[name]) is None]

    def question(self, name: QName, percent: float | None) -> Question | None:
        """Return the query about the facts that only the rows tell; None if the catalog tells all."""
        found = self._candidates(name)
        if name not in self._filled or not found:
            return None
        if len(found) == 1 and self._covers(found[0]):
            return None
        return Question(name, found, self._ways, percent, self._full)

    def decide(self, name: QName, answer: Answer | None) -> None:
        """Decide about a table. `answer` is None if nothing was asked."""
        found = self._candidates(name)
        if not found:
            self._entries[name] = self._dead_end(name)
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
        schemas = tuple(s.name for s in self._catalog.schemas)
        entries = tuple(self._entry(name) for name in sorted(self._tables) if not self._is_root(name))
        if self._reach is None:
            table = _free(("clients", "tenants", "planner_tenants"), {n.name for n in self._catalog.relations})
            column = _free(("client_id", "tenant_id", "planner_tenant_id"), self._column_names(entries))
            notes = ("no table surely holds the tenants: one default tenant owns today's rows",)
            unsure = [
                f"{r.root.name} has a fitting name, but only {len(r.sure)} of the {len(r.costs)} tables that lead to it do so "
                "without NULLs"
                for r in self._roots.named()
                if r.costs
            ]
            could = [
                f"could be: --root {shell_word(str(r.root.name))}, {len(r.costs)} tables lead to it"
                for r in self._roots.others()
            ]
            return Draft(
                schemas, QName(schemas[0], table), True, "id", "text", column, entries, (*notes, *unsure, *could),
                naming=convention(self._catalog),
            )  # fmt: skip
        root = self._tables[self._reach.root]
        key = key_of(root)
        assert key is not None
        found = root.column(key)
        assert found is not None
        reached = f"{self._why}: {len(self._reach.costs)} of {len(self._tables) - 1} tables lead to it"
        return Draft(
            schemas, root.name, False, key, found.type, self._column(root, entries), entries,
            (reached,), tuple(r.root for r in self._rivals), convention(self._catalog),
        )  # fmt: skip

    # Links of a table

    def _candidates(self, name: QName) -> list[Link]:
        """Return the links to tables that are decided and have tenants, the best by the catalog first."""
        found = [
            link
            for link in self._links[name]
            if link.parent in self._ways and link.unusable is None and not self._is_root(name)
        ]
        return sorted(found, key=self._rank)[:MOST_LINKS]

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
        alone = len([k for k in self._links[link.child] if k.parent == link.parent]) == 1
        return (
            one is not None
            and other is not None
            and one.type == other.type
            and theirs == key_of(parent)
            and (link.spoken == "exact" or alone)
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

    def _entry(self, name: QName) -> Entry:
        relation = self._tables[name]
        reason = self._exempt(relation)
        if reason is not None:
            return Entry(name, "exempt", (self._size(name, None),), reason=reason)
        if name in self._entries:
            return self._entries[name]
        if self._reach is None:
            return Entry(name, "scoped", (self._size(name, None),))
        return self._dead_end(name)

    def _dead_end(self, name: QName) -> Entry:
        """Return the entry of a table that no link leads to the tenants."""
        assert self._reach is not None
        size, root = self._size(name, None), self._reach.root.name
        pairs = [f"{one}, {other} may be polymorphic (docs/plan.md)" for one, other in polymorphic(self._tables[name])]
        blocked = [link for link in self._links[name] if link.unusable and link.parent in self._ways]
        if blocked:
            return Entry(
                name, "TODO", (size, *(f"{', '.join(b.columns)} → {b.parent.name}: {b.unusable}" for b in blocked))
            )
        used = sorted(self._users[name])
        if used:
            more = f" and {len(used) - 2} more" if len(used) > 2 else ""
            return Entry(name, "reference", (size, f"no way to {root}; shared by {', '.join(used[:2])}{more}"))
        if name in self._filled:
            open_question = f"no way to {root}, and nothing leads to it: scoped, reference or exempt?"
            return Entry(name, "TODO", (size, open_question, *pairs))
        return Entry(name, "reference", (size, f"no way to {root} found: make sure that all tenants share it", *pairs))

    def _exempt(self, relation: Relation) -> str | None:
        """Return why a plan should exempt the table; None if nothing speaks for it."""
        low = relation.name.name.lower()
        if relation.extension is not None:
            return f"belongs to extension {relation.extension}"
        if low in MIGRATIONS:
            return "record of a migration tool"
        if FRAMEWORKS.fullmatch(low):
            return "infrastructure of a framework"
        if relation.inherits or relation.name in self._inherited:
            return "takes part in table inheritance, which planner does not support"
        if any(leaf.kind is RelationKind.FOREIGN for leaf in self._catalog.leaves(relation.name)):
            return "has a foreign table as a partition, which planner does not support"
        return None

    # Names

    def _is_root(self, name: QName) -> bool:
        return self._reach is not None and name == self._reach.root

    def _column(self, root: Relation, entries: Sequence[Entry]) -> str:
        """Return the name for the tenant column: the name that most tables already use."""
        there = Counter(entry.column for entry in entries if entry.column is not None)
        base = entity(root.name.name)
        names = [c.name for relation in self._tables.values() for c in relation.columns]
        humps = base.split("_")[0] + "".join(word.title() for word in base.split("_")[1:])
        fresh = (f"{humps}Id", f"{base}_id") if camel(names) else (f"{base}_id", "tenant_id")
        liked = [name for name, _ in sorted(there.items(), key=lambda item: (-item[1], item[0]))]
        return _free((*liked, *fresh, "planner_tenant_id"), self._column_names(entries))

    def _column_names(self, entries: Sequence[Entry]) -> set[str]:
        """Return the column names of scoped tables, without their tenant columns: a new column must not clash with
        them."""
        return {
            column.name
            for entry in entries
            if entry.kind in ("scoped", "TODO") and entry.column is None
            for column in self._tables[entry.relation].columns
        }


def _free(names: Sequence[str], taken: set[str]) -> str:
    return next((name for name in names if name not in taken), names[-1])
