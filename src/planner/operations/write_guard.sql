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
    planner_given := NEW.{column} IS NOT NULL AND {changed};
  END IF;
{lookups}
  IF planner_tenant IS NULL THEN{unknown}{otherwise}
    RETURN NEW;
  END IF;{disputed}
  IF planner_given AND {contradicts} THEN{contradicted}  END IF;
  NEW.{column} := planner_tenant;
  RETURN NEW;
END

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

-- name: unsettled
-- The parent of a DEFERRABLE foreign key may come later in the transaction: at its end the row is looked at again.
    IF planner_found IS NULL THEN
      planner_waits := true;
      PERFORM pg_catalog.set_config({setting}, 'on', true);
    END IF;

-- name: settled
  PERFORM pg_catalog.set_config({setting}, '', true);

-- name: tenant_itself
-- A DEFERRABLE foreign key to the tenants table: the value is the tenant, who may come later in the transaction.
  planner_found := NULL;
  IF {present} THEN
    planner_found := {key};
  END IF;

-- name: unsure
-- A tenant that was sent is not kept: nobody knows yet whether it is the parent's.
    IF planner_waits THEN NEW.{column} := NULL; END IF;

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

-- name: passed_over
-- A path counts only when the paths before it lead to no parent, or to one whose tenant is known.
  IF planner_waits THEN planner_found := NULL; END IF;

-- name: undecided
-- While a parent has no tenant, nobody knows whether the paths agree.
  IF planner_waits AND NOT planner_given THEN planner_tenant := NULL; END IF;

-- name: conflict
-- on_conflict: quarantine notes a row whose paths lead to two tenants, and leaves it without a tenant.
  planner_conflict boolean := false;

-- name: disputed
  IF planner_conflict THEN
    RETURN NEW;
  END IF;

-- name: noted
  planner_conflict := planner_conflict OR (planner_tenant IS NOT NULL AND {another});
  planner_tenant := coalesce(planner_tenant, planner_found);

-- name: found
-- on_conflict: fail.
  IF planner_tenant IS NOT NULL AND {another} THEN{torn}  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

-- name: lookup
-- The tenant of the row that a path leads to.
  planner_found := NULL;
  IF {present} THEN
    SELECT {tenant} INTO planner_found FROM {parent} AS p WHERE {match}{held};{waits}
  END IF;

-- name: lookup_shared
-- The same where several tenants may have the key: the given tenant's row counts.
  planner_found := NULL;
  IF {present} THEN
    SELECT {tenant} INTO planner_found FROM {parent} AS p WHERE {match}
      ORDER BY {not_its_own} LIMIT 1{held};{waits}
    IF {found_not_its_own}
      AND EXISTS (SELECT FROM {parent} AS p WHERE {match} AND {others}) THEN
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
