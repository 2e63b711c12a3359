-- Fill chains of rows that take their tenant from each other, in plpgsql. `{slot}` takes a node, or a body made before.

-- name: chains
-- The pages of one table, from its rows without a tenant: climb to the rows that have a tenant, and give it to all rows
-- below them in one transaction. A row is climbed once or twice, however long its chain is. The caller has
-- `planner_filled`. The order of the climb (`at`) numbers the edges, the order of rows by their place numbers the rows.
    DECLARE
      planner_starts pg_catalog.tid[];
      planner_at pg_catalog.int8 := 1;
      planner_many pg_catalog.int8 := {batch};
      planner_leaf pg_catalog.oid;
      planner_some pg_catalog.tid[];
      planner_climbs pg_catalog.int8;
      planner_kids pg_catalog.int8[];
      planner_parents pg_catalog.int8[];
      planner_given pg_catalog.text[];
      planner_leaves pg_catalog.oid[];
      planner_places pg_catalog.tid[];
      planner_seen pg_catalog.int8;
      planner_last_leaf pg_catalog.oid;
      planner_last_place pg_catalog.tid;
      planner_first pg_catalog.int8[];
      planner_found pg_catalog.text[];
      planner_queue pg_catalog.int8[];
      planner_head pg_catalog.int8;
      planner_edge pg_catalog.int8;
      planner_kid pg_catalog.int8;
      planner_row pg_catalog.int8;
      planner_tenant pg_catalog.text;
      planner_theirs pg_catalog.text[];
      planner_done pg_catalog.int8;
      planner_step pg_catalog.int8;
    BEGIN
      planner_starts := ARRAY(SELECT t.ctid FROM ONLY {leaf} AS t WHERE {window} AND t.{column} IS NULL ORDER BY t.ctid);
      WHILE planner_at <= pg_catalog.cardinality(planner_starts) LOOP
        planner_leaf := {regclass};
        planner_some := planner_starts[planner_at : planner_at + planner_many - 1];
        planner_climbs := 0;
        LOOP
{climb}
          planner_queue := ARRAY[]::pg_catalog.int8[];
          planner_climbs := planner_climbs + 1;
          EXIT WHEN planner_seen = 0;
          -- From the rows whose parent has a tenant down, at most a batch.
          planner_first := pg_catalog.array_fill(0::pg_catalog.int8, ARRAY[pg_catalog.cardinality(planner_places)]);
          planner_found := pg_catalog.array_fill(NULL::pg_catalog.text, ARRAY[pg_catalog.cardinality(planner_places)]);
          FOR planner_edge IN REVERSE planner_seen .. 1 LOOP
            planner_first[planner_parents[planner_edge]] := planner_edge;
          END LOOP;
          FOR planner_edge IN 1 .. planner_seen LOOP
            planner_kid := planner_kids[planner_edge];
            IF planner_given[planner_edge] IS NOT NULL AND planner_found[planner_kid] IS NULL THEN
              planner_found[planner_kid] := planner_given[planner_edge];
              planner_queue := pg_catalog.array_append(planner_queue, planner_kid);
            END IF;
          END LOOP;
          planner_head := 1;
          WHILE planner_head <= pg_catalog.cardinality(planner_queue) AND planner_head <= {batch} LOOP
            planner_row := planner_queue[planner_head];
            planner_tenant := planner_found[planner_row]; -- a variable: else each assignment below copies the array
            planner_edge := planner_first[planner_row];
            WHILE planner_edge BETWEEN 1 AND planner_seen LOOP
              EXIT WHEN planner_parents[planner_edge] <> planner_row;
              planner_kid := planner_kids[planner_edge];
              IF planner_found[planner_kid] IS NULL THEN
                planner_found[planner_kid] := planner_tenant;
                planner_queue := pg_catalog.array_append(planner_queue, planner_kid);
              END IF;
              planner_edge := planner_edge + 1;
            END LOOP;
            planner_head := planner_head + 1;
          END LOOP;
          EXIT WHEN pg_catalog.cardinality(planner_queue) > 0 OR planner_seen < {most} OR planner_many > 1;
          EXIT WHEN planner_climbs = 1000;
          planner_leaf := planner_last_leaf; -- one row under a chain that is longer than one climb: climb on
          planner_some := ARRAY[planner_last_place];
        END LOOP;
        IF pg_catalog.cardinality(planner_queue) = 0 AND planner_seen = {most} AND planner_many > 1 THEN
          planner_many := GREATEST(1, planner_many / 8); -- too many long chains for one climb
          CONTINUE;
        END IF;
        EXIT WHEN pg_catalog.cardinality(planner_queue) = 0 AND planner_climbs > 1; -- no tenant above: not again
        planner_done := 0;
        IF pg_catalog.cardinality(planner_queue) > 0 THEN
          planner_queue := planner_queue[1 : {batch}];
          BEGIN
{updates}
            IF planner_done <> pg_catalog.cardinality(planner_queue) THEN
              RAISE lock_not_available; -- a row has changed since the climb, and may have another parent now
            END IF;
          EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            planner_done := 0; -- the rounds come back to them
          END;
          PERFORM pg_catalog.set_config('search_path', '', true);
          COMMIT;{again}
          planner_filled := planner_filled + planner_done;
        END IF;
        IF planner_done = 0 OR (planner_climbs = 1 AND planner_seen < {most} AND planner_done < {batch}) THEN
          planner_at := planner_at + planner_many;
          planner_many := LEAST({batch}, planner_many * 2);
        END IF;
      END LOOP;
    END;

-- name: climb
-- The edges from the starts up to rows with a tenant: (row, parent, the parent's tenant), sorted by parent, and the
-- rows. At most {most} edges.
          WITH RECURSIVE planner_walk (child_leaf, child_place, leaf, place, tenant, rank) AS (
            SELECT e.* FROM (SELECT planner_leaf AS leaf, u.place FROM pg_catalog.unnest(planner_some) AS u (place)) AS s
            CROSS JOIN LATERAL ({edges} OFFSET 0) AS e
            UNION
            SELECT e.* FROM (SELECT w.leaf, w.place FROM planner_walk AS w WHERE w.tenant IS NULL) AS s
            CROSS JOIN LATERAL ({edges} OFFSET 0) AS e
          ), seen AS MATERIALIZED (
            SELECT w.*, pg_catalog.row_number() OVER () AS at FROM (SELECT * FROM planner_walk LIMIT {most}) AS w
          ), numbered AS MATERIALIZED (
            SELECT b.*, pg_catalog.dense_rank() OVER (ORDER BY b.leaf, b.place) AS n FROM (
              SELECT s.at, true AS is_child, s.child_leaf AS leaf, s.child_place AS place, NULL AS tenant, NULL::pg_catalog.int4 AS rank FROM seen AS s
              UNION ALL SELECT s.at, false, s.leaf, s.place, s.tenant, s.rank FROM seen AS s
            ) AS b
          ), edges AS MATERIALIZED (
            SELECT pg_catalog.max(n.n) FILTER (WHERE n.is_child) AS child,
              pg_catalog.max(n.n) FILTER (WHERE NOT n.is_child) AS parent,
              pg_catalog.max(n.tenant) AS tenant, pg_catalog.max(n.rank) AS rank
            FROM numbered AS n GROUP BY n.at
          ), places AS MATERIALIZED (SELECT DISTINCT n.n, n.leaf, n.place FROM numbered AS n)
          SELECT
            (SELECT pg_catalog.array_agg(e.child ORDER BY e.parent, e.rank, e.child) FROM edges AS e),
            (SELECT pg_catalog.array_agg(e.parent ORDER BY e.parent, e.rank, e.child) FROM edges AS e),
            (SELECT pg_catalog.array_agg(e.tenant ORDER BY e.parent, e.rank, e.child) FROM edges AS e),
            (SELECT pg_catalog.array_agg(p.leaf ORDER BY p.n) FROM places AS p),
            (SELECT pg_catalog.array_agg(p.place ORDER BY p.n) FROM places AS p),
            (SELECT pg_catalog.count(*) FROM seen AS s),
            (SELECT s.leaf FROM seen AS s ORDER BY s.at DESC LIMIT 1),
            (SELECT s.place FROM seen AS s ORDER BY s.at DESC LIMIT 1)
          INTO planner_kids, planner_parents, planner_given, planner_leaves, planner_places, planner_seen,
            planner_last_leaf, planner_last_place;

-- name: edge
-- The edges of one path, for the row at s.leaf and s.place.
            SELECT t.tableoid, t.ctid, p.tableoid, p.ctid, (p.{tenant}::pg_catalog.text) COLLATE pg_catalog."default", {rank}
            FROM {child} AS t JOIN {parent} AS p ON {points}
            WHERE t.tableoid OPERATOR(pg_catalog.=) s.leaf AND t.ctid OPERATOR(pg_catalog.=) s.place AND t.{column} IS NULL

-- name: also
            UNION ALL{edge}

-- name: update
-- The rows of the queue in one table. A join would compare each row with each place, where few rows are thought to be NULL.
            planner_some := ARRAY[]::pg_catalog.tid[];
            planner_theirs := ARRAY[]::pg_catalog.text[];
            FOREACH planner_row IN ARRAY planner_queue LOOP
              IF planner_leaves[planner_row] = {regclass} THEN
                planner_some := pg_catalog.array_append(planner_some, planner_places[planner_row]);
                planner_theirs := pg_catalog.array_append(planner_theirs, planner_found[planner_row]);
              END IF;
            END LOOP;
            FOR planner_tenant, planner_some IN
              SELECT v.tenant, pg_catalog.array_agg(v.place)
              FROM ROWS FROM (pg_catalog.unnest(planner_some), pg_catalog.unnest(planner_theirs)) AS v (place, tenant)
              GROUP BY v.tenant
            LOOP
              UPDATE ONLY {leaf} AS t SET {column} = planner_tenant::{type}
              WHERE t.ctid OPERATOR(pg_catalog.=) ANY(planner_some) AND t.{column} IS NULL AND {switch};
              GET DIAGNOSTICS planner_step = ROW_COUNT;{deferred}
              PERFORM pg_catalog.set_config('search_path', '', true);
              planner_done := planner_done + planner_step;
            END LOOP;

-- name: deferred
-- Deferred triggers run while the search_path is the application's.
              SET CONSTRAINTS ALL IMMEDIATE;

-- name: alone
-- The same as a statement of its own, which tells how many rows it has filled.
DECLARE
  planner_filled pg_catalog.int8 := 0;
BEGIN
  PERFORM pg_catalog.set_config('search_path', '', true);
{chains}
  PERFORM pg_catalog.set_config('planner.filled', planner_filled::pg_catalog.text, false);
END

-- name: again
        PERFORM pg_catalog.set_config('search_path', '', true);
