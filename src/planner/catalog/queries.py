"""The queries of a catalog snapshot: the named blocks of four files of SQL, adapted to the server's version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from planner.catalog.words import RUNS_TEXT
from planner.sql.blocks import blocks, text_of
from planner.target.postgres import Capabilities

_SINCE: Mapping[str, tuple[Callable[[Capabilities], bool], str, str]] = {
    "indnullsnotdistinct": (lambda can: can.nulls_not_distinct, "i.indnullsnotdistinct", "false"),
    "confdelsetcols": (lambda can: can.set_null_columns, "con.confdelsetcols", "NULL::int2[]"),
    "conperiod": (lambda can: can.periods, "con.conperiod", "false"),
    "conenforced": (lambda can: can.not_enforced, "con.conenforced", "true"),
    "prosqlbody": (lambda can: can.sql_bodies, "coalesce(p.prosqlbody::text, '')", "''"),
    "body_runs_text": (
        lambda can: can.sql_bodies,
        "coalesce(p.prosqlbody::text ~ (SELECT ':funcid (' || string_agg(t.oid::text, '|') || ') ' FROM pg_proc t "
        "WHERE t.proname ~ '^({runs_text})$'), false)",
        "false",
    ),
    "schema_published": (
        lambda can: can.publications_of_schemas,
        "EXISTS (SELECT FROM pg_publication_namespace s WHERE s.pnpubid = p.oid AND s.pnnspid = c.relnamespace)",
        "false",
    ),
    "settable": (
        lambda can: can.parameter_rights,
        "SELECT p.parname, CASE a.grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(a.grantee)::text END"
        ", a.privilege_type FROM pg_parameter_acl p, aclexplode(p.paracl) a ORDER BY 1, 2, 3",
        "SELECT ''::text, ''::text, ''::text WHERE false",
    ),
    "inherit_option": (lambda can: can.inherit_of_membership, "m.inherit_option", "true"),
    "set_option": (lambda can: can.inherit_of_membership, "m.set_option", "true"),
    "unestimated": (lambda can: can.unknown_rows, "c.reltuples < 0", "c.reltuples = 0 AND c.relpages = 0"),
}
"""Columns that older servers lack: whether a server has the column, the SQL that reads it, and the SQL in its place."""


@cache
def queries(can: Capabilities) -> Mapping[str, str]:
    """Return the text of every block by name, for a server with these capabilities."""
    text = "".join(
        text_of("planner.catalog", file) for file in ("queries.sql", "access.sql", "code.sql", "distribution.sql")
    )
    for column, (has, present, absent) in _SINCE.items():
        text = text.replace(f"{{{column}}}", present if has(can) else absent)
    text = text.replace("{runs_text}", RUNS_TEXT)
    return {name: body.strip() for name, body in blocks(text).items()}
