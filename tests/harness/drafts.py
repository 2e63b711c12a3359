"""Drafts of catalogs without a server, and what they say."""

from __future__ import annotations

from collections.abc import Iterable

from planner.catalog.model import Catalog
from planner.draft.frameworks import exempt
from planner.draft.links import links, tables
from planner.draft.model import Draft, Entry
from planner.draft.root import Roots
from planner.draft.survey import Survey
from planner.names import QName


def drafted(catalog: Catalog, root: str | None = None) -> Draft:
    """Return the draft of a database without rows."""
    known = tables(catalog)
    aside = exempt(catalog, known.values())
    roots = Roots(known, links(catalog), frozenset(aside))
    survey = Survey(
        catalog, roots, frozenset(), QName("public", root) if root is not None else None, aside, single=False
    )
    for name in survey.order():
        survey.decide(name, None)
    return survey.draft()


def said(entry: Entry) -> str:
    """Return an entry in one or two words: TODO, its kind, or how its rows get their tenant."""
    if entry.todo:
        return "TODO"
    if entry.kind != "scoped":
        return entry.kind
    if entry.column is not None:
        return f"column {entry.column}"
    return f"via {' '.join(name for link in entry.via for name in link.columns)}" if entry.via else "constant"


def table_by_table(draft: Draft, names: Iterable[str] = ()) -> dict[str, str]:
    """Return what the draft says about each table, or about some of them."""
    wanted = set(names)
    return {entry.relation.name: said(entry) for entry in draft.entries if not wanted or entry.relation.name in wanted}
