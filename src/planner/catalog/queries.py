"""The named blocks of queries.sql, fitted to a server's version."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from planner.sql.blocks import blocks, text_of

_SINCE = {
    "indnullsnotdistinct": (15, "i.indnullsnotdistinct", "false"),
    "conenforced": (18, "con.conenforced", "true"),
    "schema_published": (
        15,
        "EXISTS (SELECT FROM pg_publication_namespace s WHERE s.pnpubid = p.oid AND s.pnnspid = c.relnamespace)",
        "false",
    ),
}
"""The first major that has a column or a catalog, the expression over it, and what holds on older servers (PostgreSQL's release notes)."""


@cache
def queries(major: int) -> Mapping[str, str]:
    """Every block by name, as PostgreSQL `major` understands it."""
    text = text_of("planner.catalog", "queries.sql")
    for column, (since, present, absent) in _SINCE.items():
        text = text.replace(f"{{{column}}}", present if major >= since else absent)
    return {name: body.strip() for name, body in blocks(text).items()}
