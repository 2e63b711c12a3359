-- The fixed queries of the watch: the lease, and the limits. Parameters are the driver's.

-- name: lease_there
SELECT pg_catalog.to_regclass('planner.lease') IS NOT NULL

-- name: lease_read
SELECT l.run, l.command, l.client, l.backend_pid, l.started_at,
  extract(epoch FROM pg_catalog.clock_timestamp() - l.heartbeat_at)::float, l.state, l.step, l.reason, l.paused_by,
  EXISTS (SELECT FROM pg_catalog.pg_stat_activity AS a
    WHERE a.pid = l.backend_pid AND coalesce(a.backend_start = l.backend_start, true))
FROM planner.lease AS l

-- name: lease_beat
INSERT INTO planner.lease (holder, run, command, client, backend_pid, backend_start, state, step, reason)
VALUES (1, %(run)s, %(command)s, %(client)s, %(pid)s, %(start)s, %(state)s, %(step)s, %(reason)s)
ON CONFLICT (holder) DO UPDATE
SET run = excluded.run, heartbeat_at = pg_catalog.clock_timestamp(), state = excluded.state, step = excluded.step,
  reason = excluded.reason
WHERE lease.backend_pid = excluded.backend_pid AND lease.backend_start = excluded.backend_start
RETURNING paused_by

-- name: lease_take_over
DELETE FROM planner.lease

-- name: lease_release
DELETE FROM planner.lease WHERE backend_pid = %(pid)s AND backend_start = %(start)s

-- name: lease_pause
UPDATE planner.lease SET paused_by = %s

-- name: ourselves
SELECT pid, backend_start FROM pg_catalog.pg_stat_activity WHERE pid = pg_catalog.pg_backend_pid()

-- name: replica_lag
SELECT application_name, extract(epoch FROM replay_lag)::float FROM pg_catalog.pg_stat_replication
WHERE replay_lag IS NOT NULL ORDER BY replay_lag DESC LIMIT 1

-- name: wal_bytes
SELECT (pg_catalog.pg_current_wal_insert_lsn() - '0/0')::bigint

-- name: dead_tuples
SELECT s.schemaname, s.relname,
  s.n_dead_tup::float / greatest(greatest(s.n_live_tup, c.reltuples) + s.n_dead_tup, 1)::float
FROM pg_catalog.pg_stat_user_tables AS s JOIN pg_catalog.pg_class AS c ON c.oid = s.relid
WHERE (s.schemaname, s.relname) IN (SELECT * FROM ROWS FROM (pg_catalog.unnest(%s::text[]), pg_catalog.unnest(%s::text[])))
ORDER BY 3 DESC LIMIT 1

-- name: vacuum
SELECT n.nspname, c.relname, p.pid, extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start)::float
FROM pg_catalog.pg_stat_progress_vacuum AS p
JOIN pg_catalog.pg_class AS c ON c.oid = p.relid JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = p.pid
WHERE (n.nspname, c.relname) IN (SELECT * FROM ROWS FROM (pg_catalog.unnest(%s::text[]), pg_catalog.unnest(%s::text[])))
ORDER BY 4 DESC LIMIT 1

-- name: may_see_statistics
SELECT pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'USAGE'), current_user
