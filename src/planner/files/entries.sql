-- name: required
-- Raises with the first entry that the record does not have, or has only as an intent.
  DECLARE
    planner_missing pg_catalog.text;
  BEGIN
    SELECT pg_catalog.format('%s of %s.%s', e.entry, r.schema_name, r.relation_name) INTO planner_missing
    FROM (
      VALUES
        {rows}
    ) AS r (schema_name, relation_name, entries)
    CROSS JOIN LATERAL pg_catalog.unnest(r.entries) WITH ORDINALITY AS e (entry, place)
    WHERE NOT EXISTS (
      SELECT FROM planner.owned AS o
      WHERE o.schema_name OPERATOR(pg_catalog.=) r.schema_name
        AND o.relation_name OPERATOR(pg_catalog.=) r.relation_name
        AND pg_catalog.concat(o.kind, ' ', o.object_name) OPERATOR(pg_catalog.=) e.entry
        AND o.state OPERATOR(pg_catalog.<>) 'intent'
    )
    ORDER BY e.place, r.schema_name, r.relation_name LIMIT 1;
    IF planner_missing IS NOT NULL THEN
      RAISE EXCEPTION 'not yet: %', planner_missing
        USING HINT = {hint}, ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
  END;
