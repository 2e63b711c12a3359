-- The write guard's trigger functions, in plpgsql. `{slot}` takes a node, or a body made before.

-- name: constant
-- A constant tenant, for rows that are written without one.
BEGIN
  NEW.{column} := {value};
  RETURN NEW;
END

-- name: derived
-- A derived tenant: `{lookups}` find it, and a tenant that was given must be the same.
#variable_conflict use_column
DECLARE
  planner_tenant {type};
  planner_found {type};
  planner_given boolean;{waiting}{conflict}
BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW.{column} IS NOT NULL;
  ELSE
    planner_given := NEW.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column};
  END IF;
{lookups}
  IF planner_tenant IS NULL THEN{unknown}{otherwise}
    RETURN NEW;
  END IF;{disputed}
  IF planner_given AND NEW.{column} <> planner_tenant THEN{contradicted}  END IF;
  NEW.{column} := planner_tenant;
  RETURN NEW;
END

-- name: contradicted
-- Messages name the key and the tenant that the writer sent, and no tenant that the writer may not know of.
    RAISE EXCEPTION 'a row of %.% belongs to another tenant than %, which was given: (%) = %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW.{column}, {keys}, {values}
      USING ERRCODE = 'check_violation', COLUMN = {name}, HINT = 'Leave the column out, or send the tenant of the parent row.';

-- name: contradicted_without_a_key
    RAISE EXCEPTION 'a row of %.% belongs to another tenant than %, which was given', TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW.{column}
      USING ERRCODE = 'check_violation', COLUMN = {name}, HINT = 'Leave the column out, or send the tenant of the row.';

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

-- name: known
-- What was found counts only when there is such a tenant.
  IF planner_found IS NOT NULL AND NOT {known} THEN
    planner_found := NULL;
  END IF;

-- name: waiting
-- Whether a parent exists and has no tenant yet. The backfill fills the parent, and then this row.
  planner_waits boolean := false;

-- name: waits
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

-- name: unknown
-- A row that moves to such a parent does not keep the tenant of its old parent.
    IF planner_waits AND TG_OP = 'UPDATE' AND NOT planner_given THEN NEW.{column} := NULL; END IF;

-- name: otherwise
-- The default tenant, for rows that no path leads from.
    IF NEW.{column} IS NULL AND {where}{yet} THEN
      NEW.{column} := {value};
    END IF;

-- name: yet
      AND NOT planner_waits

-- name: first
-- on_conflict: first.
  planner_tenant := coalesce(planner_tenant, planner_found);

-- name: conflict
-- on_conflict: quarantine notes a row whose paths lead to two tenants, and leaves it without a tenant.
  planner_conflict boolean := false;

-- name: disputed
  IF planner_conflict THEN
    RETURN NEW;
  END IF;

-- name: noted
  planner_conflict := planner_conflict OR (planner_tenant IS NOT NULL AND planner_found <> planner_tenant);
  planner_tenant := coalesce(planner_tenant, planner_found);

-- name: found
-- on_conflict: fail.
  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN{torn}  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

-- name: lookup
-- The tenant of the row that a path leads to.
  planner_found := NULL;
  IF {present} THEN
    SELECT {tenant} INTO planner_found FROM {parent} AS p WHERE {match};{waits}
  END IF;

-- name: lookup_shared
-- The same where several tenants may have the key: the given tenant's row counts.
  planner_found := NULL;
  IF {present} THEN
    SELECT {tenant} INTO planner_found FROM {parent} AS p WHERE {match}
      ORDER BY {tenant} IS DISTINCT FROM coalesce(NEW.{column}, planner_tenant) LIMIT 1;{waits}
    IF planner_found IS DISTINCT FROM coalesce(NEW.{column}, planner_tenant)
      AND EXISTS (SELECT FROM {parent} AS p WHERE {match} AND {tenant} <> planner_found) THEN
      RAISE EXCEPTION 'a row of %.% points to a key of % that several tenants have', TG_TABLE_SCHEMA, TG_TABLE_NAME, {named}
        USING ERRCODE = 'check_violation', COLUMN = {name}, HINT = 'Send the tenant of the row.';
    END IF;
  END IF;

-- name: evaluate
-- The tenant from the plan's expression.
  SELECT {value} INTO planner_found FROM (SELECT NEW.*) AS t;

-- name: revoke
-- Default privileges may have given other roles the right to attach the function to tables of their own.
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure({function})
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', {function}, planner_grantee);
  END LOOP;
END

-- name: follow
-- After a row has got another tenant: the rows below it get theirs from their own guards, which look up all their paths.
BEGIN{children}
  RETURN NULL;
END

-- name: child
-- The child may not have its tenant column yet, or no longer.
  IF {there} THEN
    UPDATE {child} AS t SET {column} = NULL WHERE {match} AND {same};
  END IF;
