-- name: shards
-- The shards on one node, as JSON. The coordinator sends this text to every node, where it runs with the search_path of the
-- role and the database: so every name and operator has its schema. The path is emptied first, so that conditions of
-- policies are deparsed as planner's own session has them. Names of shards are found by shard_name: long ones are cut.
SELECT coalesce(pg_catalog.json_agg(found), '[]')::text
FROM (SELECT pg_catalog.set_config('search_path', '', true) AS emptied OFFSET 0) AS path
CROSS JOIN LATERAL (
  SELECT n.nspname AS "schema", l.relname AS "name", s.shardid AS shard, c.relrowsecurity AS rls,
         c.relforcerowsecurity AS forced,
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(
                   o.polname, o.polpermissive,
                   pg_catalog.pg_get_expr(o.polqual, o.polrelid), pg_catalog.pg_get_expr(o.polwithcheck, o.polrelid)
                 ) ORDER BY o.polname)
          FROM pg_catalog.pg_policy AS o WHERE o.polrelid OPERATOR(pg_catalog.=) c.oid) AS policies,
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(k.conname, k.convalidated) ORDER BY k.conname)
          FROM pg_catalog.pg_constraint AS k
          WHERE k.conrelid OPERATOR(pg_catalog.=) c.oid AND k.contype OPERATOR(pg_catalog.=) 'f') AS keys,
         (SELECT pg_catalog.json_agg(x.relname ORDER BY x.relname)
          FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS x ON x.oid OPERATOR(pg_catalog.=) i.indexrelid
          WHERE i.indrelid OPERATOR(pg_catalog.=) c.oid AND NOT (i.indisvalid AND i.indisready)) AS invalid,
         path.emptied
  FROM pg_catalog.pg_dist_shard AS s
  JOIN pg_catalog.pg_dist_placement AS p ON p.shardid OPERATOR(pg_catalog.=) s.shardid
  JOIN pg_catalog.pg_dist_local_group AS g ON g.groupid OPERATOR(pg_catalog.=) p.groupid
  JOIN pg_catalog.pg_class AS l ON l.oid OPERATOR(pg_catalog.=) s.logicalrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) l.relnamespace
  CROSS JOIN LATERAL pg_catalog.parse_ident(pg_catalog.shard_name(s.logicalrelid, s.shardid)) AS parsed (parts)
  LEFT JOIN pg_catalog.pg_class AS c ON c.relnamespace OPERATOR(pg_catalog.=) l.relnamespace
    AND c.relname OPERATOR(pg_catalog.=) parsed.parts[pg_catalog.array_upper(parsed.parts, 1)]
) AS found
