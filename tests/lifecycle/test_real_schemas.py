"""Real applications' schemas, every table scoped: there, proven, and back to the very same dump."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.applications import edited
from harness.databases import Database
from harness.dumps import same_dump
from harness.runs import Walk

CONSTANT = """
version: 1
unlisted: scope
tenant:
  table: planner_tenants
  key: { column: id, type: text }
  default: { id: default, values: { name: Default Client } }
  column: planner_owner
"""

DERIVED = {
    "ai_chatbot.sql": """
  User: {}
  Chat: { backfill: { via: userId } }
  Document: { backfill: { via: userId } }
  Message: { backfill: { via: chatId } }
  Message_v2: { backfill: { via: chatId } }
  Stream: { backfill: { via: chatId } }
  Suggestion: { backfill: { via: [documentId, documentCreatedAt] } }
  Vote: { backfill: { via: [{ columns: [chatId] }, { columns: [messageId] }] } }
  Vote_v2: { backfill: { via: [{ columns: [chatId] }, { columns: [messageId] }] } }
""",
    "chinook.sql": """
  artist: {}
  genre: { kind: reference }
  media_type: { kind: reference }
  employee: {}
  album: { backfill: { via: artist_id } }
  customer: { backfill: { via: support_rep_id } }
  invoice: { backfill: { via: customer_id } }
  invoice_line: { backfill: { via: [{ columns: [invoice_id] }, { columns: [track_id] }] } }
  playlist: {}
  playlist_track: { backfill: { via: [{ columns: [playlist_id] }, { columns: [track_id] }] } }
  track: { backfill: { via: album_id } }
""",
}


def back_and_forth(walk: Walk) -> None:
    before = walk.database.dump()
    walk.apply().must()
    walk.diff().must(0)
    walk.verify().must(0)
    walk.rollback().must()
    same_dump(before, walk.database.dump())


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "name",
    [
        "ai_chatbot.sql",
        "chinook.sql",
        pytest.param("hatchet.sql", marks=pytest.mark.pg(">= 14")),
        pytest.param("pagila.sql", marks=pytest.mark.pg(">= 18")),
        "saas_starter.sql",
        "trigger_dev.sql",
        "umami.sql",
    ],
)
def test_every_table_to_one_tenant(
    name: str, schema_file: Callable[[str], str], database: Database, tmp_path: Path
) -> None:
    back_and_forth(Walk.of(database, tmp_path, CONSTANT, schema_file(name)))


@pytest.mark.parametrize("name", DERIVED)
def test_tenants_by_foreign_keys(
    name: str, schema_file: Callable[[str], str], database: Database, tmp_path: Path
) -> None:
    database.load(schema_file(name))
    if name == "chinook.sql":
        database.load(schema_file("chinook-data.sql"))
    plan = edited(CONSTANT, "unlisted: scope\n", "") + "tables:" + DERIVED[name]
    back_and_forth(Walk.of(database, tmp_path, plan))
