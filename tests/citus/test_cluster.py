"""The harness: a database on every node, and rows that lie on the workers."""

from __future__ import annotations

from harness.citus import CitusDatabase


def test_a_fresh_database_distributes_rows(citus: CitusDatabase) -> None:
    citus.load('CREATE TABLE "Note" (tenant text, id int, PRIMARY KEY (tenant, id))')
    citus.fetch("""SELECT create_distributed_table('"Note"', 'tenant', shard_count => 4)""")
    citus.load("""INSERT INTO "Note" SELECT 'c' || n, n FROM generate_series(1, 20) AS n""")
    counts = citus.on_shards('"Note"', "SELECT count(*) FROM %s")
    assert len(counts) == 4
    assert sum(map(int, counts.values())) == 20
    citus.on_one_shard('"Note"', "ALTER TABLE %s ENABLE ROW LEVEL SECURITY")
    secured = citus.on_shards('"Note"', "SELECT relrowsecurity FROM pg_class WHERE oid = '%s'::regclass")
    assert sorted(secured.values()) == ["f", "f", "f", "t"]
