-- The fixed queries of this room: the run lock, the journal, who stands in the way. Parameters are the driver's.

-- name: lock_try
SELECT pg_catalog.pg_try_advisory_lock(%(key)s)

-- name: lock_release
SELECT pg_catalog.pg_advisory_unlock(%(key)s)

-- name: lock_holder
-- A bigint key lies in two halves, with objsubid 1 (view pg_locks).
SELECT a.pid, a.usename, coalesce(a.client_addr::text, 'local'), a.application_name,
       pg_catalog.date_trunc('second', pg_catalog.clock_timestamp() - a.backend_start)::text, a.state <> 'idle',
       coalesce(a.state = 'active' AND a.query ~* 'create_distributed_table_concurrently', false)
FROM pg_catalog.pg_locks AS l JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
  AND l.classid = (%(key)s::bigint >> 32)::oid AND l.objid = (%(key)s::bigint & 4294967295)::oid
  AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_catalog)

-- name: journal_there
SELECT pg_catalog.to_regclass('planner.step') IS NOT NULL

-- name: journal_clock
SELECT pg_catalog.clock_timestamp()

-- name: journal_known
SELECT pg_catalog.count(*) FROM planner.run WHERE run = %s

-- name: journal_begin
INSERT INTO planner.run (command, started_at, role, client, planner_version, fingerprint)
VALUES (%s, coalesce(%s, pg_catalog.clock_timestamp()), session_user, %s, %s, %s) RETURNING run

-- name: journal_end
UPDATE planner.run SET finished_at = pg_catalog.clock_timestamp(), outcome = %s WHERE run = %s

-- name: journal_step
INSERT INTO planner.step (run, segment, step, statement, started_at, duration_ms, locks_predicted, locks_held,
  lock_wait_ms, lock_hold_ms, rows, wal_bytes, attempt, error)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, pg_catalog.pg_current_wal_insert_lsn() - %s::pg_lsn, %s, %s)

-- name: wal_position
SELECT pg_catalog.pg_current_wal_insert_lsn()::text

-- name: locks_held
-- The locks of this transaction behind which others queue.
SELECT pg_catalog.string_agg(pg_catalog.format('%%s on %%s.%%s', held.mode, n.nspname, c.relname), ', ' ORDER BY 1)
FROM (
  SELECT DISTINCT l.relation, l.mode FROM pg_catalog.pg_locks AS l
  WHERE l.pid = pg_catalog.pg_backend_pid() AND l.granted AND l.locktype = 'relation'
    AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
) AS held
JOIN pg_catalog.pg_class AS c ON c.oid = held.relation AND c.relkind::text = ANY (%(kinds)s)
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname NOT IN ('pg_catalog', 'pg_toast', 'planner')

-- name: deadlock_timeout
SELECT extract(epoch FROM pg_catalog.current_setting('deadlock_timeout')::interval)::float

-- name: blockers
-- A statement on a partitioned table locks its partitions as well. pg_partition_tree() would wait for a lock itself.
-- A prepared transaction's locks have no pid; they show the virtual transaction that it was prepared in, or -1/xid after
-- a restart. Its own lock on its transaction id shows the same one (view pg_locks). Who ended between two looks has no age.
WITH RECURSIVE wanted (relation, modes) AS (
  SELECT pg_catalog.to_regclass(given.name)::oid, given.modes
  FROM ROWS FROM (pg_catalog.unnest(%(names)s::text[]), pg_catalog.unnest(%(modes)s::text[])) AS given (name, modes)
  UNION
  SELECT i.inhrelid, wanted.modes FROM wanted JOIN pg_catalog.pg_inherits AS i ON i.inhparent = wanted.relation
)
SELECT DISTINCT ON (l.pid, l.virtualtransaction) a.pid, coalesce(a.usename, a.backend_type, p.owner, 'nobody any more'),
  coalesce(a.state, CASE WHEN p.gid IS NULL THEN 'at work' ELSE 'prepared transaction ' || p.gid END), l.mode,
  coalesce(extract(epoch FROM pg_catalog.clock_timestamp() - coalesce(a.xact_start, p.prepared, a.backend_start)), 0)::float,
  CASE WHEN p.gid IS NULL THEN pg_catalog.left(pg_catalog.regexp_replace(coalesce(a.query, ''), '\s+', ' ', 'g'), 80)
    ELSE pg_catalog.format('ROLLBACK PREPARED %%L (or COMMIT PREPARED) ends it', p.gid) END,
  coalesce(a.backend_type = 'autovacuum worker', false), coalesce(a.query LIKE '%%(to prevent wraparound)%%', false)
FROM wanted JOIN pg_catalog.pg_locks AS l ON l.relation = wanted.relation
  AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_catalog)
LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
LEFT JOIN pg_catalog.pg_locks AS own ON l.pid IS NULL AND own.pid IS NULL AND own.locktype = 'transactionid'
  AND own.virtualtransaction = l.virtualtransaction AND own.mode = 'ExclusiveLock'
LEFT JOIN pg_catalog.pg_prepared_xacts AS p ON p.transaction = own.transactionid
WHERE l.granted AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid() AND l.mode ~ wanted.modes
ORDER BY l.pid, l.virtualtransaction

-- name: oldest_transactions
SELECT a.pid, coalesce(a.usename, a.backend_type), a.state, 'a snapshot',
  extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start)::float,
  pg_catalog.left(pg_catalog.regexp_replace(a.query, '\s+', ' ', 'g'), 80), false, false
FROM pg_catalog.pg_stat_activity AS a
WHERE a.xact_start IS NOT NULL AND a.pid <> pg_catalog.pg_backend_pid() AND a.datname = current_catalog
ORDER BY a.xact_start, a.pid LIMIT 3

-- name: ahead_of
SELECT a.pid, coalesce(a.usename, a.backend_type), a.state,
  coalesce((SELECT l.mode FROM pg_catalog.pg_locks AS l JOIN pg_catalog.pg_locks AS w ON w.pid = %(pid)s AND NOT w.granted
    WHERE l.pid = a.pid AND l.granted AND l.relation = w.relation AND l.database = w.database LIMIT 1), 'a snapshot'),
  coalesce(extract(epoch FROM pg_catalog.clock_timestamp() - coalesce(a.xact_start, a.backend_start)), 0)::float,
  pg_catalog.left(pg_catalog.regexp_replace(a.query, '\s+', ' ', 'g'), 80),
  coalesce(a.backend_type = 'autovacuum worker', false), coalesce(a.query LIKE '%%(to prevent wraparound)%%', false)
FROM pg_catalog.pg_stat_activity AS a WHERE a.pid = ANY (pg_catalog.pg_blocking_pids(%(pid)s))

-- name: application_path
-- What RESET search_path would set: the setting of the role, of the database or of the server.
SELECT s.reset_val FROM pg_catalog.pg_settings AS s WHERE s.name = 'search_path'

-- name: application_formats
-- Sets what RESET would set: the settings of the role, of the database or of the server.
SELECT pg_catalog.set_config(s.name, s.reset_val, false) FROM pg_catalog.pg_settings AS s
WHERE pg_catalog.lower(s.name) = ANY (%(names)s)

-- name: propagation_off
-- The setting is there when the server has loaded Citus.
SELECT pg_catalog.set_config(s.name, 'off', false) FROM pg_catalog.pg_settings AS s
WHERE s.name OPERATOR(pg_catalog.=) 'citus.enable_ddl_propagation'

-- name: distributed_any
SELECT EXISTS (
  SELECT FROM pg_catalog.pg_dist_partition AS p JOIN pg_catalog.unnest(%s::text[]) AS wanted (name)
    ON p.logicalrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(wanted.name)::oid
)
