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
