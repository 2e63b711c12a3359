"""Real applications' schemas load, and read the same twice."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from harness.databases import Database
from planner.catalog.fingerprint import Fingerprint
from planner.catalog.read import read_catalog

FILES = {
    "ai_chatbot.sql": (9, 11),
    "chinook.sql": (11, 11),
    "hatchet.sql": (132, 76),
    "pagila.sql": (16 + 55, 37),
    "saas_starter.sql": (5, 6),
    "trigger_dev.sql": (86, 135),
    "umami.sql": (17, 0),
}
"""Tables and foreign keys, as the folder's README counts them."""
FROM_18_ONLY = {"pagila.sql": "needs 18 with the extension vector"}


@pytest.mark.parametrize("file", FILES)
def test_a_real_schema(database: Database, schema_file: Callable[[str], str], file: str) -> None:
    script = schema_file(file)
    if database.server.major < 18 and file in FROM_18_ONLY:
        pytest.skip(FROM_18_ONLY[file])
    if database.server.major < 14 and file == "hatchet.sql":
        pytest.skip("has a multirange, needs 14")
    try:
        database.load(script)
    except psycopg.errors.FeatureNotSupported as error:
        if database.server.major == 18:
            raise
        pytest.skip(f"this server lacks an extension: {error}")
    schemas = ["public", "triggerdotdev_events"]
    catalog = read_catalog(database.connect(), schemas)
    count = sum(r.is_table() for r in catalog.relations.values())
    keys = sum(1 for r in catalog.relations.values() for key in r.foreign_keys() if not key.inherited)
    assert (count, keys) == FILES[file]
    again = read_catalog(database.connect(), schemas)
    assert again.relations == catalog.relations
    assert Fingerprint.of(again).hex == Fingerprint.of(catalog).hex
