-- What the write guard's functions say when they refuse a row, in plpgsql. `{slot}` takes a node.

-- name: contradicted
-- Messages name the key and the tenant that the writer sent, and no tenant that the writer may not know of.
    RAISE EXCEPTION 'a row of %.% belongs to another tenant than %, which was given: (%) = %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW.{column}, {keys}, {values}
      USING ERRCODE = 'check_violation', COLUMN = {name}, HINT = 'Leave the column out, or send the tenant of the parent row.';

-- name: contradicted_without_a_key
    RAISE EXCEPTION 'a row of %.% belongs to another tenant than %, which was given', TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW.{column}
      USING ERRCODE = 'check_violation', COLUMN = {name}, HINT = 'Leave the column out, or send the tenant of the row.';

-- name: contradicted_late
-- At the end of a transaction the guard also looks at rows that another writer may have sent.
    RAISE EXCEPTION 'a row of %.% belongs to another tenant than the one that was given: (%) = %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, {keys}, {values}
      USING ERRCODE = 'check_violation', COLUMN = {name}, HINT = 'Leave the column out, or send the tenant of the parent row.';

-- name: torn
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants: (%) = %', TG_TABLE_SCHEMA, TG_TABLE_NAME, {keys}, {values}
      USING ERRCODE = 'check_violation', COLUMN = {name}, HINT = 'All parents of a row must belong to the same tenant.';

-- name: contradicted_before
-- What guards said up to 0.1: whose row it is.
    RAISE EXCEPTION 'a row of %.% belongs to tenant %, and % was given',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, NEW.{column}
      USING ERRCODE = 'check_violation', COLUMN = {name}, HINT = 'Leave the column out, or send the tenant of the parent row.';

-- name: torn_before
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = {name}, HINT = 'All parents of a row must belong to the same tenant.';

-- name: evaluated
  planner_tenant := coalesce(planner_tenant, planner_found);

-- name: evaluated_before
-- Up to 0.1 the only value of an expression was compared as several parents are.
  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN{torn}  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

-- name: noted_before
  planner_conflict := planner_conflict OR (planner_tenant IS NOT NULL AND planner_found <> planner_tenant);
  planner_tenant := coalesce(planner_tenant, planner_found);
