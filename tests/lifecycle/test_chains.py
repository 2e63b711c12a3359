"""Chains of rows longer than a climb, in any order of the rows, through one table or two: filled by apply and by psql."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from harness.databases import Database
from harness.reporters import Quiet
from harness.runs import Walk
from planner.errors import Unfinished
from planner.execution.backfill.fill import Worker
from planner.rows.batches import Batches, From

SCHEMA = """
CREATE TABLE tenants (id int PRIMARY KEY);
INSERT INTO tenants VALUES (1), (2);
CREATE TABLE folders (id int PRIMARY KEY, home int REFERENCES tenants, document int);
CREATE TABLE documents (id int PRIMARY KEY, folder int REFERENCES folders);
ALTER TABLE folders ADD FOREIGN KEY (document) REFERENCES documents;
CREATE TABLE tree (id int PRIMARY KEY, up int REFERENCES tree, home int REFERENCES tenants);
INSERT INTO tree SELECT i, CASE WHEN i > 2 THEN i - 2 END, CASE WHEN i <= 2 THEN i END
  FROM generate_series(1, 200) AS i ORDER BY hashint4(i);
INSERT INTO folders SELECT i, CASE WHEN i > 58 THEN i - 58 END FROM generate_series(1, 60) AS i ORDER BY hashint4(i);
INSERT INTO documents SELECT i, i + 2 FROM generate_series(1, 58) AS i ORDER BY i DESC;
UPDATE folders SET document = id WHERE id <= 58;
"""
PLAN = """version: 1
tenant: { table: tenants, key: { column: id, type: integer }, column: tenant_id }
execution: { batch_rows: 5 }
tables:
  tree: { backfill: { via: [{ columns: [up] }, { columns: [home] }] } }
  folders: { backfill: { via: [{ columns: [document] }, { columns: [home] }] } }
  documents: { backfill: { via: folder } }
"""
WRONG = """
SELECT (SELECT count(*) FROM tree WHERE tenant_id IS DISTINCT FROM 2 - id % 2)
  + (SELECT count(*) FROM folders WHERE tenant_id IS DISTINCT FROM 2 - id % 2)
  + (SELECT count(*) FROM documents WHERE tenant_id IS DISTINCT FROM 2 - id % 2)
"""


@pytest.mark.parametrize("way", ["apply", "psql"])
def test_every_row_has_the_tenant_at_the_top_of_its_chain(way: str, database: Database, tmp_path: Path) -> None:
    walk = Walk.of(database, tmp_path, PLAN, SCHEMA)
    if way == "apply":
        walk.apply().must()
    else:
        for file in walk.render(tmp_path / "files"):
            walk.psql(file)
    assert database.value(WRONG) == 0


def test_a_trigger_that_comes_before_a_climb_does_not_run(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = Walk.of(database, tmp_path, PLAN + "unlisted: ignore\n", SCHEMA + "CREATE TABLE fired (n int);")
    database.load(
        "CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN INSERT INTO public.fired VALUES (1); RETURN NEW; END'"
    )
    finished = Worker._round

    def late(worker: Worker, tables: Sequence[Batches], source: From) -> tuple[int, int]:
        found = finished(worker, tables, source)
        database.load(
            "DROP TRIGGER IF EXISTS late ON tree; "
            "CREATE TRIGGER late AFTER UPDATE ON tree FOR EACH ROW EXECUTE FUNCTION tell()"
        )
        return found

    monkeypatch.setattr(Worker, "_round", late)
    with pytest.raises(Unfinished, match=r"trigger late of public\.tree"):
        walk.run_with(Quiet())
    assert database.value("SELECT count(*) FROM fired") == 0
