-- Blocks of phase `distribute`.

-- name: keeping
-- Citus makes the table anew, and its views with it: comments, the rights on views, INSTEAD OF triggers, and the indexes
-- and rows of materialized views would be lost, and a new view would get the default privileges. The block notes them as
-- statements before the call, and runs these after it. The statements come from the server's own catalog.
DECLARE
  planner_table CONSTANT pg_catalog.text := {relation};
  planner_parts pg_catalog.oid[];
  planner_views pg_catalog.oid[];
  planner_rights pg_catalog.text[];
  planner_again pg_catalog.text[];
  planner_names pg_catalog.text[];
  planner_one pg_catalog.text;
  planner_row pg_catalog.record;
BEGIN
  planner_parts := ARRAY(
    SELECT planner_table::pg_catalog.regclass::pg_catalog.oid
    UNION SELECT p.relid::pg_catalog.oid FROM pg_catalog.pg_partition_tree(planner_table::pg_catalog.regclass) AS p
  );
  planner_views := ARRAY(
    WITH RECURSIVE below(oid, depth) AS (
      SELECT one, 0 FROM pg_catalog.unnest(planner_parts) AS one
      UNION
      SELECT w.ev_class, b.depth OPERATOR(pg_catalog.+) 1
      FROM below AS b
      JOIN pg_catalog.pg_depend AS d
        ON d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.refobjid OPERATOR(pg_catalog.=) b.oid
        AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_rewrite'::pg_catalog.regclass
      JOIN pg_catalog.pg_rewrite AS w ON w.oid OPERATOR(pg_catalog.=) d.objid
        AND w.ev_class OPERATOR(pg_catalog.<>) b.oid
      JOIN pg_catalog.pg_class AS v ON v.oid OPERATOR(pg_catalog.=) w.ev_class
        AND (v.relkind OPERATOR(pg_catalog.=) 'v' OR v.relkind OPERATOR(pg_catalog.=) 'm')
    )
    SELECT oid FROM below WHERE depth OPERATOR(pg_catalog.>) 0 GROUP BY oid ORDER BY pg_catalog.max(depth), oid
  );
  planner_names := ARRAY(
    SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
    FROM pg_catalog.unnest(planner_views) AS one
    JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) one
    JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
  );
  planner_rights := ARRAY(
    SELECT pg_catalog.format('GRANT %s%s ON TABLE %I.%I TO %s%s', a.privilege_type, said.columns, n.nspname, c.relname,
      CASE WHEN a.grantee OPERATOR(pg_catalog.=) 0 THEN 'PUBLIC'
        ELSE pg_catalog.format('%I', pg_catalog.pg_get_userbyid(a.grantee)) END,
      CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
    CROSS JOIN LATERAL (
      SELECT c.relacl AS acl, '' AS columns
      UNION ALL
      SELECT t.attacl, pg_catalog.format(' (%I)', t.attname) FROM pg_catalog.pg_attribute AS t
      WHERE t.attrelid OPERATOR(pg_catalog.=) c.oid AND t.attacl IS NOT NULL
    ) AS said
    CROSS JOIN LATERAL pg_catalog.aclexplode(said.acl) AS a
    WHERE c.oid OPERATOR(pg_catalog.=) ANY (planner_views)
      AND (a.grantee OPERATOR(pg_catalog.<>) c.relowner OR said.columns OPERATOR(pg_catalog.<>) '')
  );
  planner_again := ARRAY(
    SELECT statement FROM (
      SELECT 1 AS turn, pg_catalog.array_position(planner_views, c.oid) AS place,
        pg_catalog.format('REFRESH MATERIALIZED VIEW %I.%I', n.nspname, c.relname) AS statement
      FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      WHERE c.oid OPERATOR(pg_catalog.=) ANY (planner_views) AND c.relkind OPERATOR(pg_catalog.=) 'm' AND c.relispopulated
      UNION ALL
      SELECT 2, 0, pg_catalog.pg_get_indexdef(i.indexrelid)
      FROM pg_catalog.pg_index AS i WHERE i.indrelid OPERATOR(pg_catalog.=) ANY (planner_views)
      UNION ALL
      SELECT 2, 0, pg_catalog.pg_get_triggerdef(t.oid, false)
      FROM pg_catalog.pg_trigger AS t
      WHERE t.tgrelid OPERATOR(pg_catalog.=) ANY (planner_views) AND NOT t.tgisinternal
      UNION ALL
      SELECT 3, d.objsubid, CASE
          WHEN d.objsubid OPERATOR(pg_catalog.<>) 0 THEN pg_catalog.format('COMMENT ON COLUMN %I.%I.%I IS %L',
            n.nspname, c.relname, (SELECT t.attname FROM pg_catalog.pg_attribute AS t
              WHERE t.attrelid OPERATOR(pg_catalog.=) c.oid AND t.attnum OPERATOR(pg_catalog.=) d.objsubid), d.description)
          ELSE pg_catalog.format('COMMENT ON %s %I.%I IS %L', CASE
              WHEN c.relkind OPERATOR(pg_catalog.=) 'v' THEN 'VIEW'
              WHEN c.relkind OPERATOR(pg_catalog.=) 'm' THEN 'MATERIALIZED VIEW'
              WHEN c.relkind OPERATOR(pg_catalog.=) 'i' OR c.relkind OPERATOR(pg_catalog.=) 'I' THEN 'INDEX'
              ELSE 'TABLE' END, n.nspname, c.relname, d.description) END
      FROM pg_catalog.pg_description AS d
      JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) d.objoid
      JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid OPERATOR(pg_catalog.=) c.oid
      WHERE d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
        AND coalesce(i.indrelid, c.oid) OPERATOR(pg_catalog.=) ANY (planner_parts OPERATOR(pg_catalog.||) planner_views)
      UNION ALL
      SELECT 3, 0, pg_catalog.format('COMMENT ON CONSTRAINT %I ON %I.%I IS %L', o.conname, n.nspname, c.relname, d.description)
      FROM pg_catalog.pg_description AS d
      JOIN pg_catalog.pg_constraint AS o ON o.oid OPERATOR(pg_catalog.=) d.objoid
      JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) o.conrelid
      JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      WHERE d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_constraint'::pg_catalog.regclass
        AND c.oid OPERATOR(pg_catalog.=) ANY (planner_parts) AND o.contype OPERATOR(pg_catalog.<>) 'n'
      UNION ALL
      SELECT 3, 0, pg_catalog.format('COMMENT ON POLICY %I ON %I.%I IS %L', p.polname, n.nspname, c.relname, d.description)
      FROM pg_catalog.pg_description AS d
      JOIN pg_catalog.pg_policy AS p ON p.oid OPERATOR(pg_catalog.=) d.objoid
      JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) p.polrelid
      JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      WHERE d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_policy'::pg_catalog.regclass
        AND c.oid OPERATOR(pg_catalog.=) ANY (planner_parts)
    ) AS said
    ORDER BY turn, place, statement
  );
  PERFORM {call};
  FOR planner_row IN
    SELECT DISTINCT pg_catalog.format('%I.%I', n.nspname, c.relname) AS view,
      CASE WHEN a.grantee OPERATOR(pg_catalog.=) 0 THEN 'PUBLIC'
        ELSE pg_catalog.format('%I', pg_catalog.pg_get_userbyid(a.grantee)) END AS role
    FROM pg_catalog.unnest(planner_names) AS one
    JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) one::pg_catalog.regclass
    JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
    CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS a
    WHERE a.grantee OPERATOR(pg_catalog.<>) c.relowner
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON TABLE %s FROM %s', planner_row.view, planner_row.role);
  END LOOP;
  FOREACH planner_one IN ARRAY planner_rights OPERATOR(pg_catalog.||) planner_again LOOP
    EXECUTE planner_one;
  END LOOP;
  {names}
END

-- name: rename_not_null
-- The new table has NOT NULL constraints of other names (18).
  FOR planner_one IN
    SELECT o.conname FROM pg_catalog.pg_constraint AS o
    JOIN pg_catalog.pg_attribute AS t ON t.attrelid OPERATOR(pg_catalog.=) o.conrelid
      AND o.conkey OPERATOR(pg_catalog.=) ARRAY[t.attnum]
    WHERE o.conrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass({relation}) AND o.contype OPERATOR(pg_catalog.=) 'n'
      AND t.attname OPERATOR(pg_catalog.=) {column} AND o.conname OPERATOR(pg_catalog.<>) {name}
      AND o.coninhcount OPERATOR(pg_catalog.=) 0
  LOOP
    EXECUTE pg_catalog.format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I', {relation}, planner_one, {name});
  END LOOP;

-- name: orphans
-- VALIDATE would name a shard; this names the table. A row with a NULL in the key has no parent.
BEGIN
  PERFORM 1 FROM {relation} AS t LEFT JOIN {parent} AS p ON {joined} WHERE {given} AND {none} LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION USING MESSAGE = {message}, HINT = {hint}, ERRCODE = 'foreign_key_violation';
  END IF;
END
