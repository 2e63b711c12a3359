"""The queries of a catalog snapshot: the named blocks of queries.sql, adapted to the server's version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from planner.sql.blocks import blocks, text_of
from planner.target.postgres import Capabilities

_SINCE: Mapping[str, tuple[Callable[[Capabilities], bool], str, str]] = {
    "indnullsnotdistinct": (lambda can: can.nulls_not_distinct, "i.indnullsnotdistinct", "false"),
    "confdelsetcols": (lambda can: can.set_null_columns, "con.confdelsetcols", "NULL::int2[]"),
    "conperiod": (lambda can: can.periods, "con.conperiod", "false"),
    "conenforced": (lambda can: can.not_enforced, "con.conenforced", "true"),
    "schema_published": (
        lambda can: can.publications_of_schemas,
        "EXISTS (SELECT FROM pg_publication_namespace s WHERE s.pnpubid = p.oid AND s.pnnspid = c.relnamespace)",
        "false",
    ),
    "unestimated": (lambda can: can.unknown_rows, "c.reltuples < 0", "c.reltuples = 0 AND c.relpages = 0"),
}
"""Columns that older servers lack: whether a server has the column, the SQL that reads it, and the SQL in its place."""


@cache
def queries(can: Capabilities) -> Mapping[str, str]:
    """Return the text of every block by name, for a server with these capabilities."""
    text = text_of("planner.catalog", "queries.sql")
    for column, (has, present, absent) in _SINCE.items():
        text = text.replace(f"{{{column}}}", present if has(can) else absent)
    return {name: body.strip() for name, body in blocks(text).items()}
