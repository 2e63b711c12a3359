"""The queries of a catalog snapshot: queries.sql, one named block each, fitted to what a server can do."""

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
}
"""Columns by the version that has them: how they are read where they are, and what stands for them where not."""


@cache
def queries(can: Capabilities) -> Mapping[str, str]:
    """Every block by name, as a server that can do this understands it."""
    text = text_of("planner.catalog", "queries.sql")
    for column, (has, present, absent) in _SINCE.items():
        text = text.replace(f"{{{column}}}", present if has(can) else absent)
    return {name: body.strip() for name, body in blocks(text).items()}
