"""Fill chains of rows that take their tenant from each other, at a cost that grows with the rows and not with the depth.

A round of UPDATEs fills one row more of each chain, and reads the whole table. Instead, planner climbs from rows without
a tenant to the rows that have one, along the parents' keys, and gives all rows between them the tenant in one UPDATE.
When one of these rows has changed meanwhile, nothing of the batch is kept, and the rounds fill the rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from planner.names import QName
from planner.rows.batches import Batches, Leaf, Window
from planner.rows.path_sql import matches
from planner.rows.search_path import switched_to
from planner.sql import build, plpgsql
from planner.sql.build import Node
from planner.tenancy.model import Path

_PLPGSQL = plpgsql.bodies("planner.rows", "chains.sql")

_CLIMB = 4
"""The edges of one climb, as a multiple of the rows of a batch."""


def chained(tables: Sequence[Batches]) -> bool:
    """Return whether these tables have paths to each other's rows that a climb can follow."""
    return any(table.chained for table in tables)


def fill_chains(tables: Sequence[Batches], leaf: QName, window: Window, path: Node, again: str) -> str:
    """Return the plpgsql that fills the rows of a window, and the rows that they lead to, in transactions of its own.

    `tables` are the tables of the cycle, and `leaf` is a leaf of one of them. Triggers run under the search_path
    `path`. `again` follows every COMMIT. The block adds the number of filled rows to `planner_filled`.
    """
    table = next(one for one in tables if leaf in (part.name for part in one.leaves))
    batch, most = (build.literal(table.batch_rows * times) for times in (1, _CLIMB))
    return plpgsql.body(
        _PLPGSQL["chains"],
        leaf=build.table(leaf),
        regclass=_oid(leaf),
        window=window.where(table.can),
        column=build.ident(table.column),
        batch=batch,
        most=most,
        climb=plpgsql.body(_PLPGSQL["climb"], edges=_edges(tables), most=most),
        updates=plpgsql.joined(*(_update(one, part, path) for one in tables for part in one.leaves)),
        again=again,
    )


def fill_chains_alone(tables: Sequence[Batches], leaf: QName, window: Window, path: Node) -> str:
    """Return the same as the body of a DO block. It leaves the number of filled rows in the setting `FILLED`."""
    chains = fill_chains(tables, leaf, window, path, plpgsql.body(_PLPGSQL["again"]))
    return plpgsql.body(_PLPGSQL["alone"], chains=chains)


FILLED = "planner.filled"


def _edges(tables: Sequence[Batches]) -> str:
    paths = [(table, path) for table in tables for path in table.chained]
    bodies = [_edge(table, path, rank) for rank, (table, path) in enumerate(paths)]
    return plpgsql.joined(bodies[0], *(plpgsql.body(_PLPGSQL["also"], edge=one) for one in bodies[1:]))


def _edge(table: Batches, path: Path, rank: int) -> str:
    return plpgsql.body(
        _PLPGSQL["edge"],
        tenant=build.ident(path.tenant),
        rank=build.literal(rank),
        child=build.table(table.relation),
        parent=build.table(path.source),
        points=matches(path, "t", "p"),
        column=build.ident(table.column),
    )


def _update(table: Batches, leaf: Leaf, path: Node) -> str:
    return plpgsql.body(
        _PLPGSQL["update"],
        leaf=build.table(leaf.name),
        column=build.ident(table.column),
        type=build.type_(table.type),
        regclass=_oid(leaf.name),
        switch=switched_to(path),
        deferred=plpgsql.body(_PLPGSQL["deferred"]) if leaf.deferred else plpgsql.joined(),
    )


def _oid(leaf: QName) -> Node:
    """Return the oid of a table, by its name."""
    return build.cast(build.regclass(leaf), "oid")
