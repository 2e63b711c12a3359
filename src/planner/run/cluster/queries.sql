-- The queries that only a coordinator with the extension is asked. Parameters are the driver's. citus_tables is never read:
-- in a transaction that distributes a table, the view waits for a lock of its own.

-- name: placements
-- Every distributed table of the managed schemas: its shards, those that its colocation group says, and the shards without
-- an active placement (shardstate 1), and the foreign keys of the table on the coordinator. A table outside any group, such as a citus-managed local one, has one shard.
SELECT n.nspname, c.relname, pg_catalog.count(DISTINCT s.shardid), coalesce(g.shardcount, 1),
       pg_catalog.count(DISTINCT s.shardid) FILTER (WHERE NOT EXISTS (
         SELECT FROM pg_catalog.pg_dist_placement AS a WHERE a.shardid = s.shardid AND a.shardstate = 1
       )),
       (SELECT pg_catalog.count(*) FROM pg_catalog.pg_constraint AS k WHERE k.conrelid = c.oid AND k.contype = 'f')
FROM pg_catalog.pg_dist_partition AS p
JOIN pg_catalog.pg_class AS c ON c.oid = p.logicalrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = ANY (%(schemas)s)
LEFT JOIN pg_catalog.pg_dist_shard AS s ON s.logicalrelid = p.logicalrelid
LEFT JOIN pg_catalog.pg_dist_colocation AS g ON g.colocationid = p.colocationid
GROUP BY n.nspname, c.relname, c.oid, g.shardcount
ORDER BY n.nspname, c.relname

-- name: cleanup
-- What an interrupted copy or move has left behind. Citus' maintenance daemon removes it within seconds.
SELECT pg_catalog.count(*) FROM pg_catalog.pg_dist_cleanup

-- name: health
-- The pairs of nodes of which the first does not reach the second.
SELECT h.from_nodename || ':' || h.from_nodeport::text, h.to_nodename || ':' || h.to_nodeport::text
FROM pg_catalog.citus_check_cluster_node_health() AS h
WHERE h.result IS NOT TRUE
ORDER BY 1, 2

-- name: on_all_nodes
SELECT n.nodename || ':' || n.nodeport::text, r.success, r.result
FROM pg_catalog.run_command_on_all_nodes(%s) AS r
JOIN pg_catalog.pg_dist_node AS n ON n.nodeid = r.nodeid
ORDER BY 1

-- name: foreign_keys
-- All foreign keys into distributed tables, from any schema: (schema, table, constraint, schema and name of the referenced).
SELECT n.nspname, c.relname, k.conname, rn.nspname, r.relname
FROM pg_catalog.pg_constraint AS k
JOIN pg_catalog.pg_dist_partition AS p ON p.logicalrelid = k.confrelid AND p.partmethod = 'h'
JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_class AS r ON r.oid = k.confrelid JOIN pg_catalog.pg_namespace AS rn ON rn.oid = r.relnamespace
WHERE k.contype = 'f' AND NOT EXISTS (
  SELECT FROM pg_catalog.pg_dist_partition AS own WHERE own.logicalrelid = k.conrelid AND own.partmethod = 'h'
)
ORDER BY 1, 2, 3
