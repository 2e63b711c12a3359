-- The catalog of Citus. Only a database with the extension is asked, except for the first block.

-- name: citus
-- The settings of Citus are unknown to a database without the extension: current_setting gives NULL then.
SELECT e.extversion::text, coalesce(current_setting('citus.shard_replication_factor', true), '1')::int,
       current_setting('wal_level'), coalesce(current_setting('citus.enable_schema_based_sharding', true), 'off')::boolean
FROM pg_catalog.pg_extension e
WHERE e.extname = 'citus'

-- name: citus_group
-- The group of the node that answers: 0 is the coordinator.
SELECT groupid FROM pg_catalog.pg_dist_local_group

-- name: nodes
SELECT nodename || ':' || nodeport, groupid = 0, isactive, metadatasynced, shouldhaveshards, noderole = 'primary'
FROM pg_catalog.pg_dist_node
ORDER BY groupid, nodeid

-- name: distribution
-- A shell that somebody holds a strong lock on counts as empty: measuring it would wait.
SELECT n.nspname::text, c.relname::text, p.partmethod::text, p.repmodel::text,
       CASE WHEN p.partkey IS NOT NULL THEN pg_catalog.column_to_column_name(p.logicalrelid, p.partkey) END,
       p.colocationid, (SELECT count(*) FROM pg_catalog.pg_dist_shard s WHERE s.logicalrelid = p.logicalrelid)::int,
       CASE WHEN c.relkind = 'r' AND c.oid NOT IN (
           SELECT l.relation FROM pg_catalog.pg_locks l WHERE l.relation IS NOT NULL AND l.mode = 'AccessExclusiveLock')
         THEN pg_catalog.pg_relation_size(c.oid) ELSE 0 END::int8
FROM pg_catalog.pg_dist_partition p
JOIN pg_catalog.pg_class c ON c.oid = p.logicalrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%(schemas)s::text[])
ORDER BY n.nspname, c.relname

-- name: concurrent_calls
-- A call goes on when its client has died. It holds an advisory lock of Citus, so a second one would be refused.
SELECT a.pid
FROM pg_catalog.pg_stat_activity a
WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.state = 'active'
  AND a.query ~* 'create_distributed_table_concurrently'
ORDER BY a.pid

-- name: identities
-- A sequence belongs to its identity column by an internal dependency.
SELECT n.nspname::text, c.relname::text, a.attname::text, sn.nspname::text, sc.relname::text, format_type(s.seqtypid, NULL),
       s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.refobjsubid = a.attnum
  AND d.classid = 'pg_class'::regclass AND d.deptype = 'i'
JOIN pg_catalog.pg_sequence s ON s.seqrelid = d.objid
JOIN pg_catalog.pg_class sc ON sc.oid = s.seqrelid
JOIN pg_catalog.pg_namespace sn ON sn.oid = sc.relnamespace
WHERE n.nspname = ANY (%(schemas)s::text[]) AND a.attidentity <> '' AND NOT a.attisdropped
ORDER BY n.nspname, c.relname, a.attnum

-- name: old_shards
-- The resources of type 1 are shard placements; Citus names them as regclass does (pg_dist_cleanup.object_name).
SELECT n.nspname::text, c.relname::text
FROM pg_catalog.pg_dist_cleanup k
JOIN pg_catalog.pg_class c ON c.oid = to_regclass(k.object_name)
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE k.object_type = 1
