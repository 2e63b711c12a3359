"""The named blocks of queries.sql, fitted to a server's version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_SINCE = {
    "indnullsnotdistinct": (15, "i.indnullsnotdistinct", "false"),
    "confdelsetcols": (15, "con.confdelsetcols", "NULL::int2[]"),
    "conperiod": (18, "con.conperiod", "false"),
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
    text = files("planner.catalog").joinpath("queries.sql").read_text(encoding="utf-8")
    for column, (since, present, absent) in _SINCE.items():
        text = text.replace(f"{{{column}}}", present if major >= since else absent)
    _, *parts = re.split(r"^-- name: (\w+)\n", text, flags=re.MULTILINE)
    return {name: _statement(body) for name, body in zip(parts[::2], parts[1::2], strict=True)}


def _statement(body: str) -> str:
    return "\n".join(line for line in body.splitlines() if not line.lstrip().startswith("--")).strip()
