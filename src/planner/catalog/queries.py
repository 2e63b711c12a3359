"""The named blocks of queries.sql, fitted to a server's version."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

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
"""Columns and catalogs that older servers lack: who has them, the expression over them, and what holds on older servers."""


@cache
def queries(can: Capabilities) -> Mapping[str, str]:
    """Every block by name, as a server that can do this understands it."""
    text = files("planner.catalog").joinpath("queries.sql").read_text(encoding="utf-8")
    for column, (has, present, absent) in _SINCE.items():
        text = text.replace(f"{{{column}}}", present if has(can) else absent)
    _, *parts = re.split(r"^-- name: (\w+)\n", text, flags=re.MULTILINE)
    return {name: _statement(body) for name, body in zip(parts[::2], parts[1::2], strict=True)}


def _statement(body: str) -> str:
    return "\n".join(line for line in body.splitlines() if not line.lstrip().startswith("--")).strip()
