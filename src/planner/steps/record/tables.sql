-- What follows the creation of schema planner.

-- name: revoke
-- Default privileges may have given other roles rights on the new tables; the record and the journal are planner's alone.
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  EXECUTE 'REVOKE ALL ON SCHEMA planner FROM PUBLIC';
  EXECUTE 'REVOKE ALL ON ALL TABLES IN SCHEMA planner FROM PUBLIC';
  EXECUTE 'REVOKE ALL ON ALL SEQUENCES IN SCHEMA planner FROM PUBLIC';
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_namespace AS n
    JOIN pg_catalog.pg_class AS c ON c.relnamespace OPERATOR(pg_catalog.=) n.oid
    CROSS JOIN LATERAL (
      SELECT grantee FROM pg_catalog.aclexplode(c.relacl)
      UNION SELECT grantee FROM pg_catalog.aclexplode(n.nspacl)
    ) AS a
    WHERE n.nspname OPERATOR(pg_catalog.=) 'planner' AND a.grantee OPERATOR(pg_catalog.<>) n.nspowner
      AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON SCHEMA planner FROM %s', planner_grantee);
    EXECUTE pg_catalog.format('REVOKE ALL ON ALL TABLES IN SCHEMA planner FROM %s', planner_grantee);
    EXECUTE pg_catalog.format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA planner FROM %s', planner_grantee);
  END LOOP;
END

-- name: alone
-- Default privileges may have given other roles rights on one new table.
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  EXECUTE pg_catalog.format('REVOKE ALL ON TABLE %s FROM PUBLIC', {relation});
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_class AS c CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS a
    WHERE c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass({relation})
      AND a.grantee OPERATOR(pg_catalog.<>) c.relowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON TABLE %s FROM %s', {relation}, planner_grantee);
  END LOOP;
END

-- name: readers
-- Who may read the record may read a table that comes later.
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_class AS c CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS a
    WHERE c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass('planner.owned')
      AND a.privilege_type OPERATOR(pg_catalog.=) 'SELECT'
      AND a.grantee OPERATOR(pg_catalog.<>) c.relowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('GRANT SELECT ON TABLE %s TO %s', {relation}, planner_grantee);
  END LOOP;
END

-- name: unstage
-- Rows that an import of a tenant has staged, and that was not finished.
DECLARE
  planner_table text;
BEGIN
  FOR planner_table IN
    SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
    FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
    WHERE n.nspname OPERATOR(pg_catalog.=) 'planner' AND c.relkind::text OPERATOR(pg_catalog.=) 'r'
      AND pg_catalog.starts_with(c.relname::text, 'import_')
  LOOP
    EXECUTE pg_catalog.format('DROP TABLE %s', planner_table);
  END LOOP;
END
