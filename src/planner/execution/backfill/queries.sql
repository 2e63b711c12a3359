-- The fixed queries of the backfill: its cursors in planner.backfill, and what holds dead rows back.

-- name: cursor_read
SELECT first_page, next_page, end_page, rows_filled FROM planner.backfill
WHERE (schema_name, relation_name, leaf_schema, leaf_name) = (%s, %s, %s, %s) ORDER BY first_page

-- name: cursor_advance
INSERT INTO planner.backfill
  (schema_name, relation_name, leaf_schema, leaf_name, first_page, next_page, end_page, rows_filled)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (schema_name, relation_name, leaf_schema, leaf_name, first_page) DO UPDATE
SET next_page = excluded.next_page, rows_filled = excluded.rows_filled, updated_at = pg_catalog.clock_timestamp()

-- name: pages
SELECT pg_catalog.pg_relation_size(%s::regclass) / pg_catalog.current_setting('block_size')::bigint

-- name: updates
-- All updates of this transaction, and the heap-only ones. An UPDATE leaves the application's search_path behind; the
-- statements that follow start under the empty one. This query names nothing through either. The last two columns are
-- the triggers and the rules that an UPDATE of the column runs. Before 15 a partition's clone of a trigger is internal.
SELECT pg_catalog.pg_stat_get_xact_tuples_updated(t.c), pg_catalog.pg_stat_get_xact_tuples_hot_updated(t.c),
  pg_catalog.set_config('search_path', '', true),
  ARRAY(SELECT g.tgname::pg_catalog.text FROM pg_catalog.pg_trigger AS g
    LEFT JOIN pg_catalog.pg_constraint AS k ON k.oid OPERATOR(pg_catalog.=) g.tgconstraint
    WHERE g.tgrelid OPERATOR(pg_catalog.=) t.c AND g.tgenabled OPERATOR(pg_catalog.=) ANY ('{O,A}'::pg_catalog."char"[])
      AND (NOT g.tgisinternal OR (g.tgparentid OPERATOR(pg_catalog.<>) 0
        AND coalesce(k.contype, 't'::pg_catalog."char") OPERATOR(pg_catalog.=) 't'::pg_catalog."char"))
      AND (g.tgtype OPERATOR(pg_catalog.&) 16::pg_catalog.int2) OPERATOR(pg_catalog.<>) 0
      AND (pg_catalog.cardinality(g.tgattr::pg_catalog.int2[]) OPERATOR(pg_catalog.=) 0
        OR (SELECT a.attnum FROM pg_catalog.pg_attribute AS a
          WHERE a.attrelid OPERATOR(pg_catalog.=) t.c AND a.attname OPERATOR(pg_catalog.=) %s::pg_catalog.name)
          OPERATOR(pg_catalog.=) ANY (g.tgattr::pg_catalog.int2[]))
    ORDER BY 1),
  ARRAY(SELECT r.rulename::pg_catalog.text FROM pg_catalog.pg_rewrite AS r
    WHERE r.ev_class OPERATOR(pg_catalog.=) t.c AND r.ev_type OPERATOR(pg_catalog.=) '2'::pg_catalog."char"
      AND r.ev_enabled OPERATOR(pg_catalog.=) ANY ('{O,A}'::pg_catalog."char"[]) ORDER BY 1)
FROM (SELECT %s::pg_catalog.regclass::pg_catalog.oid) AS t (c)

-- name: pins
SELECT what FROM (
  SELECT pg_catalog.age(a.backend_xmin) AS old, pg_catalog.format(
      '%%s pid %%s (%%s, %%s, for %%s): %%s',
      CASE WHEN a.backend_type = 'walsender' THEN 'hot_standby_feedback of standby' ELSE 'session' END,
      a.pid, coalesce(a.usename, a.backend_type), coalesce(a.state, a.application_name),
      pg_catalog.date_trunc('second', pg_catalog.clock_timestamp() - coalesce(a.xact_start, a.backend_start)),
      pg_catalog.left(pg_catalog.regexp_replace(a.query, '\s+', ' ', 'g'), 60)) AS what
  FROM pg_catalog.pg_stat_activity AS a
  WHERE a.backend_xmin IS NOT NULL AND a.pid <> pg_catalog.pg_backend_pid()
    AND (a.backend_type = 'walsender'
      OR a.datname = current_catalog
        AND pg_catalog.clock_timestamp() - a.xact_start > pg_catalog.make_interval(secs => %(seconds)s))
  UNION ALL
  SELECT pg_catalog.age(s.xmin), pg_catalog.format('replication slot %%s', s.slot_name)
  FROM pg_catalog.pg_replication_slots AS s WHERE s.xmin IS NOT NULL
  UNION ALL
  SELECT pg_catalog.age(p.transaction), pg_catalog.format('prepared transaction %%s of %%s, since %%s', p.gid, p.owner, p.prepared)
  FROM pg_catalog.pg_prepared_xacts AS p WHERE p.database = current_catalog
) AS pins
ORDER BY old DESC LIMIT 1

-- name: filled
-- The rows that the statement before has filled.
SELECT pg_catalog.current_setting(%s)::bigint
