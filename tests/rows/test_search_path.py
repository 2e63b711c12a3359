"""Statements that switch to the application's search_path while they run."""

from __future__ import annotations

import pytest
from sqlglot import exp

from planner.names import QName
from planner.rows.search_path import with_triggers_under
from planner.sql import build

TABLE = QName("public", "users")
SWITCH = """(SELECT "pg_catalog"."set_config"('search_path', '"$user", public', TRUE)) IS NOT NULL"""


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        (
            build.insert(TABLE, ["id"], [[build.literal(1)]]),
            f'INSERT INTO "public"."users" ("id") SELECT 1 WHERE {SWITCH}',
        ),
        (build.insert(TABLE, [], [[]]), f'INSERT INTO "public"."users" SELECT WHERE {SWITCH}'),
        (
            exp.Update(
                this=build.table(TABLE),
                expressions=[build.assign(build.column("id"), build.literal(1))],
                where=exp.Where(this=build.is_null(build.column("id"))),
            ),
            f'UPDATE "public"."users" SET "id" = 1 WHERE "id" IS NULL AND {SWITCH}',
        ),
    ],
    ids=["insert", "insert of defaults", "update"],
)
def test_the_statement_itself_switches(statement: build.Node, wanted: str) -> None:
    assert build.render(with_triggers_under(build.literal('"$user", public'), statement)) == wanted


def test_a_statement_that_can_not_switch_is_refused() -> None:
    with pytest.raises(TypeError, match="neither an UPDATE nor an INSERT of one row"):
        with_triggers_under(build.literal(""), build.insert(TABLE, ["id"], [[build.literal(1)], [build.literal(2)]]))
