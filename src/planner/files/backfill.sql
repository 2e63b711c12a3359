-- The backfill's loop in plpgsql. `{slot}` takes a node, or a body made before; `{again}` follows every COMMIT.

-- name: backfill
DECLARE
  planner_page bigint;
  planner_end bigint;
  planner_rows bigint;
  planner_filled bigint;
  planner_left bigint;
  planner_told pg_catalog.timestamptz := pg_catalog.clock_timestamp();
  planner_path pg_catalog.text := (
    SELECT s.reset_val FROM pg_catalog.pg_settings AS s WHERE s.name OPERATOR(pg_catalog.=) 'search_path'
  );
BEGIN{head}
  LOOP -- rounds: one, or more where rows take their tenant from each other
    planner_filled := 0;
{windows}
    EXIT WHEN NOT {rounds} OR planner_filled = 0;
{chains}
  END LOOP;
  LOOP -- rows that moved while their page was read, or wait for another
    planner_filled := 0;
    planner_left := 0;
{sweeps}
    COMMIT;{again}
    IF planner_filled = 0 AND planner_left = 0 THEN
{last}
      COMMIT;{again}
    END IF;
    EXIT WHEN planner_filled = 0 AND planner_left = 0;
    PERFORM pg_catalog.pg_sleep(CASE WHEN planner_left > 0 THEN 0.2 ELSE 0 END);
  END LOOP;
{ends}{tail}
END

-- name: windows
-- One table, window by window, in strided passes.
    planner_page := 0;
    planner_end := pg_catalog.pg_relation_size({regclass}) / pg_catalog.current_setting('block_size')::bigint;
    WHILE planner_page < planner_end LOOP
      FOR planner_remainder IN 0..{last} LOOP
{updates}
        COMMIT;{again}
      END LOOP;
      planner_page := planner_page + {window};
      IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) planner_told OPERATOR(pg_catalog.>) '10 s' THEN
        RAISE INFO '%: % of % pages', {name}, LEAST(planner_page, planner_end), planner_end;
        planner_told := pg_catalog.clock_timestamp();
      END IF;
    END LOOP;

-- name: chains
-- One table, window by window: the rows that take their tenant from each other.
    planner_page := 0;
    planner_end := pg_catalog.pg_relation_size({regclass}) / pg_catalog.current_setting('block_size')::bigint;
    WHILE planner_page < planner_end LOOP
{chains}
      planner_page := planner_page + {window};
    END LOOP;

-- name: end
-- Rows that are left without a tenant stop the file.
  SELECT count(*) INTO planner_left FROM ONLY {table} AS t WHERE {missing};
  IF planner_left > 0 THEN
    RAISE EXCEPTION '% rows of % have no tenant', planner_left, {name}
      USING HINT = 'no path leads from them to a tenant: correct them, then run this file again';
  END IF;

-- name: leftovers
-- Rows that are left without a tenant go to quarantine.
  {insert};
  COMMIT;{again}

-- name: update
-- One UPDATE; rows that another session holds are left for later. The UPDATE switches to the application's search_path,
-- by which triggers find their tables, after its own names are resolved.
        BEGIN
          {update};
          GET DIAGNOSTICS planner_rows = ROW_COUNT;{deferred}
          PERFORM pg_catalog.set_config('search_path', '', true);
          planner_filled := planner_filled + planner_rows;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
          planner_left := planner_left + 1; -- the sweep comes back to them
        END;

-- name: deferred
-- Deferred triggers run while the search_path is the application's.
          SET CONSTRAINTS ALL IMMEDIATE;
